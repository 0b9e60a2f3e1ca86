"""Dataverse's query functions, asked of rows at a fixed time."""

import pytest

from dataverse_sdk.emulator.language.query_errors import QueryError


def call(name: str, column: str = "createdon", value: str | None = None, second: str | None = None) -> str:
    parameters = f"PropertyName='{column}'"
    if second is not None:
        parameters += f",PropertyValue1={value},PropertyValue2={second}"
    elif value is not None:
        parameters += f",PropertyValue{'s' if value.startswith('[') else ''}={value}"
    return f"Microsoft.Dynamics.CRM.{name}({parameters})"


def test_in_and_between_read_their_values_as_the_column_does(world) -> None:
    world.persons(
        {"fullname": "O'Brian", "age": 5, "income": 5, "donotmail": True, "born": "2000-01-01", "_employerid_value": world.guid(7),
         "createdon": "2026-01-02T03:04:05Z", "height": 1.5},
        {"fullname": "12", "age": 2000, "donotmail": False},
        {},
    )  # fmt: skip
    assert world.ask(call("In", "fullname", """["o'brian","x"]""")) == [1]
    assert world.ask(call("In", "fullname", "['O Brian',12]")) == [2]
    assert world.ask(call("In", "age", '["5","7"]')) == [1]
    assert world.ask(call("In", "age", "[5,2000]")) == [1, 2]
    assert world.ask(call("In", "income", "['5.00']")) == [1]
    assert world.ask(call("In", "height", "['1.5']")) == [1]
    assert world.ask(call("In", "donotmail", "['True']")) == [1]
    assert world.ask(call("In", "donotmail", "['0']")) == [2]
    assert world.ask(call("In", "donotmail", "[false]")) == [2]
    assert world.ask(call("In", "born", "['2000-01-01']")) == [1]
    assert world.ask(call("In", "createdon", "['2026-01-02T03:04:05Z','2026-01-02']")) == [1]
    assert world.ask(call("In", "createdon", "['2026-01-02T05:04:05+02:00']")) == [1]
    assert world.ask(call("In", "createdon", "['2026-01-02T03:04:05']")) == [1]
    assert world.ask(call("In", "_employerid_value", f"['{world.guid(7)}']")) == [1]
    assert world.ask(call("In", "employerid", f"['{world.guid(7)}']")) == [1]
    assert world.ask(call("NotIn", "age", "[5]")) == [2]
    assert world.ask("not " + call("In", "age", "[5]")) == [2]
    assert world.ask("not " + call("NotIn", "age", "[5]")) == [1]
    assert world.ask(call("Between", "age", '["5","1999"]')) == [1]
    assert world.ask(call("NotBetween", "age", "[6,7]")) == [1, 2]
    assert world.ask("not " + call("Between", "age", "[5,6]")) == [2]


def test_choices_contain_values_by_number(world) -> None:
    world.persons({"colours": "1,19"}, {"colours": "9"}, {"colours": "2, 3"}, {})
    assert world.ask(call("ContainValues", "colours", "['9',3]")) == [2, 3]
    assert world.ask(call("DoesNotContainValues", "colours", '["1"]')) == [2, 3]
    assert world.ask("not " + call("ContainValues", "colours", '["1"]')) == [2, 3]
    assert world.ask("not " + call("DoesNotContainValues", "colours", '["1"]')) == [1]


def test_ids_of_who_asks(world) -> None:
    world.persons({"_ownerid_value": world.me}, {"_ownerid_value": world.unit}, {})
    assert world.ask(call("EqualUserId", "ownerid")) == [1]
    assert world.ask(call("NotEqualUserId", "_ownerid_value")) == [2, 3]
    assert world.ask("not " + call("EqualUserId", "ownerid")) == [2, 3]
    assert world.ask(call("EqualBusinessId", "ownerid")) == [2]
    assert world.ask("not " + call("NotEqualBusinessId", "ownerid")) == [2]


# It is Wednesday 2026-03-18T15:42:27Z: just inside, and just outside on either side.
PERIODS = [
    ("Today", None, ["2026-03-18T00:00:00Z", "2026-03-18T23:59:59Z"], ["2026-03-17T23:59:59Z", "2026-03-19T00:00:00Z"]),
    ("Yesterday", None, ["2026-03-17T00:00:00Z"], ["2026-03-18T00:00:00Z", "2026-03-16T23:59:59Z"]),
    ("Tomorrow", None, ["2026-03-19T23:59:59Z"], ["2026-03-18T23:59:59Z", "2026-03-20T00:00:00Z"]),
    ("ThisWeek", None, ["2026-03-15T00:00:00Z", "2026-03-21T23:59:59Z"], ["2026-03-14T23:59:59Z", "2026-03-22T00:00:00Z"]),
    ("LastWeek", None, ["2026-03-08T00:00:00Z", "2026-03-14T23:59:59Z"], ["2026-03-07T23:59:59Z", "2026-03-15T00:00:00Z"]),
    ("NextWeek", None, ["2026-03-22T00:00:00Z"], ["2026-03-21T23:59:59Z", "2026-03-29T00:00:00Z"]),
    ("ThisMonth", None, ["2026-03-01T00:00:00Z"], ["2026-02-28T23:59:59Z", "2026-04-01T00:00:00Z"]),
    ("LastMonth", None, ["2026-02-28T23:59:59Z"], ["2026-01-31T23:59:59Z", "2026-03-01T00:00:00Z"]),
    ("NextMonth", None, ["2026-04-30T23:59:59Z"], ["2026-03-31T23:59:59Z", "2026-05-01T00:00:00Z"]),
    ("ThisYear", None, ["2026-01-01T00:00:00Z"], ["2025-12-31T23:59:59Z", "2027-01-01T00:00:00Z"]),
    ("LastYear", None, ["2025-01-01T00:00:00Z"], ["2024-12-31T23:59:59Z", "2026-01-01T00:00:00Z"]),
    ("NextYear", None, ["2027-12-31T23:59:59Z"], ["2026-12-31T23:59:59Z", "2028-01-01T00:00:00Z"]),
    ("Last7Days", None, ["2026-03-11T00:00:00Z", "2026-03-18T15:42:27Z"], ["2026-03-10T23:59:59Z", "2026-03-18T15:42:28Z"]),
    ("Next7Days", None, ["2026-03-18T15:42:27Z", "2026-03-25T23:59:59Z"], ["2026-03-18T15:42:26Z", "2026-03-26T00:00:00Z"]),
    ("LastXHours", "2", ["2026-03-18T13:00:00Z"], ["2026-03-18T12:59:59Z", "2026-03-18T15:42:28Z"]),
    ("LastXDays", "1", ["2026-03-17T00:00:00Z"], ["2026-03-16T23:59:59Z"]),
    ("LastXWeeks", "2", ["2026-03-04T00:00:00Z"], ["2026-03-03T23:59:59Z"]),
    ("LastXMonths", "1", ["2026-02-18T00:00:00Z"], ["2026-02-17T23:59:59Z"]),
    ("LastXYears", "'1'", ["2025-03-18T00:00:00Z"], ["2025-03-17T23:59:59Z"]),
    ("NextXHours", "1", ["2026-03-18T16:59:59Z"], ["2026-03-18T17:00:00Z"]),
    ("NextXDays", "1", ["2026-03-19T23:59:59Z"], ["2026-03-20T00:00:00Z"]),
    ("NextXWeeks", "1", ["2026-03-25T23:59:59Z"], ["2026-03-26T00:00:00Z"]),
    ("NextXMonths", "1", ["2026-04-18T23:59:59Z"], ["2026-04-19T00:00:00Z"]),
    ("NextXYears", "1", ["2027-03-18T23:59:59Z"], ["2027-03-19T00:00:00Z"]),
    ("OlderThanXMinutes", "2", ["2026-03-18T15:39:59Z"], ["2026-03-18T15:40:00Z"]),
    ("OlderThanXHours", "1", ["2026-03-18T13:59:59Z"], ["2026-03-18T14:00:00Z"]),
    ("OlderThanXDays", "1", ["2026-03-16T23:59:59Z"], ["2026-03-17T00:00:00Z"]),
    ("OlderThanXWeeks", "1", ["2026-03-10T23:59:59Z"], ["2026-03-11T00:00:00Z"]),
    ("OlderThanXMonths", "1", ["2026-02-17T23:59:59Z"], ["2026-02-18T00:00:00Z"]),
    ("OlderThanXYears", "1", ["2025-03-17T23:59:59Z"], ["2025-03-18T00:00:00Z"]),
    ("ThisFiscalPeriod", None, ["2026-01-01T00:00:00Z"], ["2025-12-31T23:59:59Z", "2026-04-01T00:00:00Z"]),
    ("LastFiscalPeriod", None, ["2025-12-31T23:59:59Z"], ["2025-09-30T23:59:59Z", "2026-01-01T00:00:00Z"]),
    ("NextFiscalPeriod", None, ["2026-04-01T00:00:00Z"], ["2026-03-31T23:59:59Z", "2026-07-01T00:00:00Z"]),
    ("ThisFiscalYear", None, ["2026-01-01T00:00:00Z"], ["2025-12-31T23:59:59Z", "2027-01-01T00:00:00Z"]),
    ("LastFiscalYear", None, ["2025-12-31T23:59:59Z"], ["2026-01-01T00:00:00Z"]),
    ("NextFiscalYear", None, ["2027-01-01T00:00:00Z"], ["2026-12-31T23:59:59Z"]),
    ("LastXFiscalPeriods", "2", ["2025-07-01T00:00:00Z"], ["2025-06-30T23:59:59Z", "2026-01-01T00:00:00Z"]),
    ("LastXFiscalYears", "1", ["2025-01-01T00:00:00Z"], ["2024-12-31T23:59:59Z", "2026-01-01T00:00:00Z"]),
    ("NextXFiscalPeriods", "1", ["2026-04-01T00:00:00Z"], ["2026-03-31T23:59:59Z", "2026-07-01T00:00:00Z"]),
    ("NextXFiscalYears", "1", ["2027-12-31T23:59:59Z"], ["2026-12-31T23:59:59Z", "2028-01-01T00:00:00Z"]),
    ("InFiscalYear", "2024", ["2024-01-01T00:00:00Z"], ["2023-12-31T23:59:59Z", "2025-01-01T00:00:00Z"]),
    ("InFiscalPeriod", "2", ["2024-04-01T00:00:00Z", "2019-06-30T23:59:59Z"], ["2024-07-01T00:00:00Z"]),
    ("On", "'2026-03-18'", ["2026-03-18T00:00:00Z"], ["2026-03-19T00:00:00Z"]),
    ("On", "2026-03-18", ["2026-03-18T23:59:59Z"], ["2026-03-17T23:59:59Z"]),
    ("On", "2026-03-18T10:00:00Z", ["2026-03-18T23:59:59Z"], ["2026-03-17T23:59:59Z"]),
    ("OnOrAfter", "'2026-03-18'", ["2026-03-18T00:00:00Z"], ["2026-03-17T23:59:59Z"]),
    ("OnOrBefore", "'2026-03-18'", ["2026-03-18T23:59:59Z"], ["2026-03-19T00:00:00Z"]),
]


@pytest.mark.parametrize(("name", "value", "inside", "outside"), PERIODS)
def test_a_period_has_its_edges(world, name: str, value: str | None, inside: list[str], outside: list[str]) -> None:
    world.persons(*({"createdon": moment} for moment in inside + outside), {})
    within = list(range(1, len(inside) + 1))
    without = list(range(len(inside) + 1, len(inside + outside) + 1))
    assert world.ask(call(name, "createdon", value)) == within
    assert world.ask(f"not {call(name, 'createdon', value)}") == without


def test_a_date_column_is_asked_by_day(world) -> None:
    world.persons({"born": "2026-03-17"}, {"born": "2026-03-18"}, {"born": "2026-03-19"}, {})
    assert world.ask(call("Today", "born")) == [2]
    assert world.ask(call("Last7Days", "born")) == [1, 2]
    assert world.ask(call("OlderThanXDays", "born", "1")) == []
    assert world.ask(call("OnOrAfter", "born", "2026-03-18")) == [2, 3]
    assert world.ask(call("InFiscalPeriod", "born", "1")) == [1, 2, 3]


def test_fiscal_periods_of_a_year(world) -> None:
    world.persons({"born": "2023-12-31"}, {"born": "2024-02-29"}, {"born": "2024-04-01"}, {})
    assert world.ask(call("InFiscalPeriodAndYear", "born", "1", "2024")) == [2]
    assert world.ask(call("InOrAfterFiscalPeriodAndYear", "born", "1", "2024")) == [2, 3]
    assert world.ask(call("InOrBeforeFiscalPeriodAndYear", "born", "1", "2024")) == [1, 2]


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        (call("Nothing"), 400, "An unknown function with name 'Microsoft.Dynamics.CRM.Nothing' was found."),
        (call("Contains", "fullname", "'x'"), 501, "The emulator does not imitate this: the query function"),
        (call("Above", "employerid", "'x'"), 400, "The function 'Microsoft.Dynamics.CRM.Above' needs the primary key of a table"),
        (call("Under", "fullname", "'x'"), 400, "The function 'Microsoft.Dynamics.CRM.Under' needs a column of type Edm.Guid."),
        (call("EqualUserLanguage", "fullname"), 400, "The function 'Microsoft.Dynamics.CRM.EqualUserLanguage' needs a column of type"),
        (call("Today", "createdon", "1"), 400, "The function 'Microsoft.Dynamics.CRM.Today' takes the parameters PropertyName."),
        (call("In", "age"), 400, "The function 'Microsoft.Dynamics.CRM.In' takes the parameters PropertyName, PropertyValues."),
        (call("Today", "nothing"), 400, "Could not find a property named 'nothing'"),
        (call("Today", ""), 400, "The PropertyName of 'Microsoft.Dynamics.CRM.Today' must be the name of a column in quotes."),
        ("Microsoft.Dynamics.CRM.Today(PropertyName=createdon)", 400, "The PropertyName of"),
        (call("Today", "fullname"), 400, "The function 'Microsoft.Dynamics.CRM.Today' needs a column with dates."),
        (call("InFiscalPeriod", "fullname", "1"), 400, "The function 'Microsoft.Dynamics.CRM.InFiscalPeriod' needs a column with dates."),
        (call("EqualUserId", "fullname"), 400, "The function 'Microsoft.Dynamics.CRM.EqualUserId' needs a column of type Edm.Guid."),
        *(
            (call(*arguments), 400, f"The value of '{parameter}' does not fit the function")
            for parameter, arguments in [
                ("PropertyValues", ("In", "age", "[]")),
                ("PropertyValues", ("In", "age", "['x']")),
                ("PropertyValues", ("In", "age", "['NaN']")),
                ("PropertyValues", ("In", "age", "['1e999']")),
                ("PropertyValues", ("In", "age", "[null]")),
                ("PropertyValues", ("In", "age", "[true]")),
                ("PropertyValues", ("In", "donotmail", "['x']")),
                ("PropertyValues", ("In", "_employerid_value", "['x']")),
                ("PropertyValues", ("In", "createdon", "['x']")),
                ("PropertyValues", ("In", "fullname", "[true]")),
                ("PropertyValues", ("Between", "age", "[1]")),
                ("PropertyValues", ("ContainValues", "fullname", "['1']")),
                ("PropertyValues", ("ContainValues", "colours", "['x']")),
                ("PropertyValues", ("ContainValues", "colours", "[]")),
                ("PropertyValue", ("LastXDays", "createdon", "0")),
                ("PropertyValue", ("LastXDays", "createdon", "1.5")),
                ("PropertyValue", ("LastXDays", "createdon", "true")),
                ("PropertyValue", ("LastXDays", "createdon", "'x'")),
                ("PropertyValue", ("LastXDays", "createdon", "fullname")),
                ("PropertyValue", ("LastXDays", "createdon", "999999999")),
                ("PropertyValue", ("LastXMonths", "createdon", "999999")),
                ("PropertyValue", ("InFiscalYear", "createdon", "99999")),
                ("PropertyValue", ("InFiscalPeriod", "createdon", "5")),
                ("PropertyValue2", ("InFiscalPeriodAndYear", "createdon", "5", "2024")),
                ("PropertyValue", ("On", "createdon", "'x'")),
                ("PropertyValue", ("On", "createdon", "1")),
                ("PropertyValue", ("On", "createdon", "fullname")),
                ("PropertyValue", ("On", "createdon", "9999-12-31")),
            ]
        ),
        ("Microsoft.Dynamics.CRM.In(PropertyName='age',PropertyValues=1)", 400, "The value of 'PropertyValues' does not fit"),
    ],
)
def test_what_does_not_fit_a_function_is_refused(world, text: str, status: int, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        world.ask(text)
    assert (refused.value.status, refused.value.code) == (status, "0x80060888")
    assert refused.value.message.startswith(message)


def test_a_function_reaches_along_a_path(world) -> None:
    world.add(world.firm, 9, {"name": "Acme", "_headid_value": world.guid(1)})
    world.persons({"age": 3}, {"_employerid_value": world.guid(9)})
    assert world.ask(call("In", "employer_firm/headid/age", "[3]")) == [2]
    assert world.ask("employer_firm/headid/" + call("In", "age", "[3]")) == [2]
    assert world.ask(call("In", "employer_firm/headid", f"['{world.guid(1)}']")) == [2]
