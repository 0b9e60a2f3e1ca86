"""Dataverse's query functions: against the real `$metadata`, the OASIS grammar, and the emulator with the calendar beside it."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judges import oasis, shared

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import UsageError
from dataverse_sdk.model import Alias, Predicate, Reference
from dataverse_sdk.model.predicates import QueryFunction
from dataverse_sdk.model.query_functions import FETCH_OPERATORS, ColumnFunctions, LookupFunctions, functions
from dataverse_sdk.model.values import PendingReference
from dataverse_sdk.query import Query, filter_text
from dataverse_sdk.tables import Account, Contact

KEY = UUID(int=7)
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "_Plain": (),
    "_Counted": (3,),
    "_FiscalPeriod": (2, 2026),
    "_Day": (date(2026, 7, 1),),
    "_Node": (KEY,),
    "_Choices": ([1, 9],),
    "_Word": ("word",),
}
COLUMNS: dict[tuple[type, ...], Any] = {
    (date, datetime): Contact.createdon,
    (datetime,): Contact.createdon,
    (UUID,): Contact.contactid,
    (int,): Contact.numberofchildren,
    (str,): Contact.description,
}


def calls() -> dict[str, list[Predicate]]:
    """Every method of both tables, called, by the name of its function."""
    found: dict[str, list[Predicate]] = {}
    for methods in (ColumnFunctions, LookupFunctions):
        for method, function in functions(methods):
            column = Contact.ownerid if methods is LookupFunctions else COLUMNS[tuple(t for t in function.columns.types if t in FLAT)]
            found.setdefault(function.name, []).append(getattr(column, method)(*ARGUMENTS[type(function).__name__]))
    for name in ("in_", "not_in"):
        predicate = getattr(Contact.numberofchildren, name)([1, 2])
        found[predicate.function] = [predicate, getattr(Contact.ownerid, name)([KEY])]
    for name in ("between", "not_between"):
        predicate = getattr(Contact.numberofchildren, name)(1, 2)
        found[predicate.function] = [predicate, getattr(Contact.createdon, name)(datetime(2026, 1, 1, tzinfo=UTC), datetime.now(UTC))]
    return found


FLAT = (date, datetime, UUID, int, str)
CALLS = calls()


def documented() -> dict[str, dict[str, str]]:
    """The functions with a PropertyName in the real `$metadata`, and the types of their other parameters."""
    text = gzip.decompress(shared("data/metadata/dataverse-edmx-2022-09.xml.gz").read_bytes()).decode()
    found = {}
    for name, body in re.findall(r'<Function Name="(\w+)"[^>]*>(.*?)</Function>', text, re.DOTALL):
        parameters = dict(re.findall(r'<Parameter Name="(\w+)" Type="([^"]+)"', body))
        if parameters.pop("PropertyName", None):
            found[name] = parameters
    return found


def test_every_function_of_the_service_is_a_method_with_its_parameters():
    functions_of_service = documented()
    assert len(functions_of_service) > 60
    assert set(CALLS) == set(functions_of_service)
    for name, predicates in CALLS.items():
        for predicate in predicates:
            assert isinstance(predicate, QueryFunction)
            assert {key for key, _ in predicate.values} == set(functions_of_service[name])
            for key, value in predicate.values:
                kind = {"Edm.Int64": int, "Edm.String": str, "Collection(Edm.String)": tuple}[functions_of_service[name][key]]
                assert isinstance(value, kind), name


def test_every_function_conforms_to_the_oasis_grammar():
    for predicates in CALLS.values():
        for predicate in predicates:
            assert oasis().ok("filter", f"$filter={filter_text(predicate)}"), filter_text(predicate)


def test_every_function_has_an_operator_in_fetchxml_but_the_one_for_full_text():
    assert {name for name in FETCH_OPERATORS if not FETCH_OPERATORS[name]} == {"Contains"}
    assert set(FETCH_OPERATORS) == set(CALLS)


@pytest.mark.parametrize(
    ("predicate", "text"),
    [
        (Contact.createdon.today(), "Microsoft.Dynamics.CRM.Today(PropertyName='createdon')"),
        (Contact.createdon.last_x_days(7), "Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=7)"),
        (Contact.birthdate.on(date(2026, 7, 1)), "Microsoft.Dynamics.CRM.On(PropertyName='birthdate',PropertyValue='2026-07-01')"),
        (
            Contact.createdon.on_or_after(datetime(2026, 7, 1, 12, tzinfo=UTC)),
            "Microsoft.Dynamics.CRM.OnOrAfter(PropertyName='createdon',PropertyValue='2026-07-01T12:00:00Z')",
        ),
        (
            Contact.createdon.in_fiscal_period_and_year(1, 2026),
            "Microsoft.Dynamics.CRM.InFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=1,PropertyValue2=2026)",
        ),
        # A lookup is called by its logical name: `_ownerid_value` is no attribute to the function.
        (Contact.ownerid.equal_user_id(), "Microsoft.Dynamics.CRM.EqualUserId(PropertyName='ownerid')"),
        (Contact.ownerid.in_([KEY]), f"""Microsoft.Dynamics.CRM.In(PropertyName='ownerid',PropertyValues=["{KEY}"])"""),
        (Account.accountid.under(Account.ref(KEY)), f"Microsoft.Dynamics.CRM.Under(PropertyName='accountid',PropertyValue='{KEY}')"),
        (
            Account.accountid.above(Account(accountid=KEY)),
            f"Microsoft.Dynamics.CRM.Above(PropertyName='accountid',PropertyValue='{KEY}')",
        ),
        (
            Contact.description.contain_values([1, 9]),
            """Microsoft.Dynamics.CRM.ContainValues(PropertyName='description',PropertyValues=["1","9"])""",
        ),
        (
            Contact.numberofchildren.between(5, 2000),
            """Microsoft.Dynamics.CRM.Between(PropertyName='numberofchildren',PropertyValues=["5","2000"])""",
        ),
        # What leads to the row stands before the function.
        (
            Account.contact_customer_accounts.any(lambda contact: contact.createdon.today()),
            "contact_customer_accounts/any(o0:o0/Microsoft.Dynamics.CRM.Today(PropertyName='createdon'))",
        ),
        (
            Contact.parentcustomerid_account.createdon.next_week(),
            "parentcustomerid_account/Microsoft.Dynamics.CRM.NextWeek(PropertyName='createdon')",
        ),
    ],
)
def test_a_function_is_written_as_documented(predicate, text):
    assert unquote(filter_text(predicate)) == text


@pytest.mark.parametrize(
    "call",
    [
        lambda: Contact.firstname.today(),
        lambda: Contact.numberofchildren.last_x_days(1),
        lambda: Contact.birthdate.last_x_hours(1),
        lambda: Contact.createdon.last_x_days(0),
        lambda: Contact.createdon.last_x_days(-1),
        lambda: Contact.createdon.last_x_days(2**31),
        lambda: Contact.createdon.last_x_days("7"),
        lambda: Contact.createdon.last_x_days(True),
        lambda: Contact.createdon.last_x_days(Alias("p", 0)),
        lambda: Contact.createdon.in_fiscal_period_and_year(1, "2026"),
        lambda: Contact.createdon.on("2026-07-01"),
        lambda: Contact.createdon.on(datetime(2026, 7, 1)),
        lambda: Contact.firstname.under(KEY),
        lambda: Contact.contactid.under("x"),
        lambda: Contact.parentcustomerid.under(PendingReference("account", 1)),
        lambda: Contact.description.contain_values([]),
        lambda: Contact.description.contain_values("1,9"),
        lambda: Contact.description.contain_values(["1"]),
        lambda: Contact.description.contain_values([True]),
        lambda: Contact.description.full_text_contains(""),
        lambda: Contact.description.full_text_contains(3),
        lambda: Contact.donotemail.between(False, True),
        lambda: Contact.contactid.between(KEY, KEY),
        lambda: Contact.numberofchildren.between(1, "2"),
        lambda: Contact.firstname.part("year"),
    ],
)
def test_a_function_refuses_what_makes_no_sense_to_it(call):
    with pytest.raises(UsageError):
        call()


def test_a_hierarchy_takes_an_id_a_reference_or_a_row():
    by_id = Contact.parentcustomerid.under_or_equal(KEY)
    assert (
        by_id
        == Contact.parentcustomerid.under_or_equal(Reference(Account, KEY))
        == Contact.parentcustomerid.under_or_equal(Account(accountid=KEY))
    )


def test_the_table_can_be_read_off_the_classes():
    assert ColumnFunctions.today.name == "Today"
    for methods in (ColumnFunctions, LookupFunctions):
        for method, function in functions(methods):
            assert getattr(methods, method) is function


# --- Before the emulator, with a calendar that is not its own

NOW = datetime.now(UTC)
TODAY = NOW.date()
SUNDAY = TODAY - timedelta(days=TODAY.isoweekday() % 7)


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def quarter_of(day: date) -> int:
    return month_of(day) // 3


def week_of(day: date) -> int:
    return (day - SUNDAY).days // 7


# Whether a day, months and more away from today, answers to a function; days are the finest grain of this calendar.
MEANINGS: dict[str, Any] = {
    "today": lambda day, _: day == TODAY,
    "yesterday": lambda day, _: (TODAY - day).days == 1,
    "tomorrow": lambda day, _: (day - TODAY).days == 1,
    "this_week": lambda day, _: week_of(day) == 0,
    "last_week": lambda day, _: week_of(day) == -1,
    "next_week": lambda day, _: week_of(day) == 1,
    "this_month": lambda day, _: month_of(day) == month_of(TODAY),
    "last_month": lambda day, _: month_of(day) == month_of(TODAY) - 1,
    "next_month": lambda day, _: month_of(day) == month_of(TODAY) + 1,
    "this_year": lambda day, _: day.year == TODAY.year,
    "last_year": lambda day, _: day.year == TODAY.year - 1,
    "next_year": lambda day, _: day.year == TODAY.year + 1,
    "this_fiscal_period": lambda day, _: quarter_of(day) == quarter_of(TODAY),
    "last_fiscal_period": lambda day, _: quarter_of(day) == quarter_of(TODAY) - 1,
    "next_fiscal_period": lambda day, _: quarter_of(day) == quarter_of(TODAY) + 1,
    "this_fiscal_year": lambda day, _: day.year == TODAY.year,
    "last_fiscal_year": lambda day, _: day.year == TODAY.year - 1,
    "next_fiscal_year": lambda day, _: day.year == TODAY.year + 1,
    "last_7_days": lambda day, _: 0 <= (TODAY - day).days <= 7,
    "last_x_days": lambda day, n: 0 <= (TODAY - day).days <= n,
    "last_x_weeks": lambda day, n: 0 <= (TODAY - day).days <= 7 * n,
    "older_than_x_days": lambda day, n: (TODAY - day).days > n,
    "older_than_x_weeks": lambda day, n: (TODAY - day).days > 7 * n,
    "in_fiscal_year": lambda day, n: day.year == n,
}


@pytest.fixture(scope="module")
def calendar():
    """An emulator with a contact for each of many days around today, born on that day."""
    days = [TODAY + timedelta(days=offset) for offset in [*range(-40, 0), *range(1, 40), -400, -200, -100, 100, 200, 400]]
    with Emulator(seed="empty") as dataverse:
        dataverse.load({"contacts": [{"contactid": str(UUID(int=n + 1)), "birthdate": day.isoformat()} for n, day in enumerate(days)]})
        yield dataverse.client(), days


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(method=st.sampled_from(sorted(MEANINGS)), number=st.sampled_from([1, 3, 30]), negated=st.booleans())
def test_the_emulator_answers_what_the_calendar_says(calendar, method, number, negated):
    client, days = calendar
    function = dict(functions(ColumnFunctions))[method]
    if type(function).__name__ == "_Counted":
        argument = TODAY.year if method == "in_fiscal_year" else number
        predicate = getattr(Contact.birthdate, method)(argument)
    else:
        argument, predicate = 0, getattr(Contact.birthdate, method)()
    rows = client.query(Query(Contact).select(Contact.birthdate).where(~predicate if negated else predicate))
    expected = [day for day in days if MEANINGS[method](day, argument) is not negated]
    assert sorted(row.birthdate for row in rows) == sorted(expected)


@pytest.mark.parametrize("offset", [-3, 0, 3])
def test_the_emulator_compares_whole_days(calendar, offset):
    client, days = calendar
    day = TODAY + timedelta(days=offset)
    for predicate, wanted in (
        (Contact.birthdate.on(day), [each for each in days if each == day]),
        (Contact.birthdate.on_or_after(day), [each for each in days if each >= day]),
        (Contact.birthdate.on_or_before(day), [each for each in days if each <= day]),
        (Contact.birthdate.between(day, day + timedelta(days=9)), [each for each in days if 0 <= (each - day).days <= 9]),
        (Contact.birthdate.not_between(day, day + timedelta(days=9)), [each for each in days if not 0 <= (each - day).days <= 9]),
    ):
        found = client.query(Query(Contact).select(Contact.birthdate).where(predicate))
        assert sorted(row.birthdate for row in found) == sorted(wanted)


def test_the_emulator_knows_who_asks():
    with Emulator(seed="demo") as dataverse, dataverse.client() as client:
        me = client.who_am_i().user_id
        mine = {row.contactid for row in client.query(Query(Contact).select(Contact.contactid).where(Contact.ownerid == me))}
        asked = Query(Contact).select(Contact.contactid)
        assert {row.contactid for row in client.query(asked.where(Contact.ownerid.equal_user_id()))} == mine
        assert mine.isdisjoint(row.contactid for row in client.query(asked.where(Contact.ownerid.not_equal_user_id())))
