"""What a filter means over rows."""

from decimal import Decimal

import pytest

from dataverse_sdk.emulator.language.expressions import parse_filter
from dataverse_sdk.emulator.language.query_errors import QueryError
from dataverse_sdk.emulator.sql.compiler import compile_filter


def test_text_compares_without_case_and_trailing_spaces(world) -> None:
    world.persons({"fullname": "Ada"}, {"fullname": "ADA  "}, {"fullname": "Adam"}, {})
    assert world.ask("fullname eq 'aDa'") == [1, 2]
    assert world.ask("fullname gt 'ada'") == [3]
    assert world.ask("fullname ge 'ADA'") == [1, 2, 3]
    assert world.ask("'ADA' lt fullname") == [3]


def test_not_equal_holds_for_null_and_no_other_comparison_does(world) -> None:
    world.persons({"age": 1, "nickname": "x"}, {"age": 2, "nickname": "y"}, {})
    assert world.ask("age ne 1") == [2, 3]
    assert world.ask("not (age eq 1)") == [2, 3]
    assert world.ask("not (age ne 1)") == [1]
    assert world.ask("not (age gt 1)") == [1]
    assert world.ask("not (age le 1)") == [2]
    assert world.ask("not (age ge 1 or age lt 0)") == []
    assert world.ask("not (age eq 1 and nickname eq 'x')") == [2, 3]
    assert world.ask("not contains(nickname,'x')") == [2, 3]
    assert world.ask("not not contains(nickname,'x')") == [1]


def test_null_is_asked_for_with_eq_and_ne_only(world) -> None:
    world.persons({"age": 1}, {})
    assert world.ask("age eq null") == [2]
    assert world.ask("null ne age") == [1]
    assert world.ask("not (age eq null)") == [1]
    assert world.ask("age gt null") == []
    assert world.ask("not (age gt null)") == []


def test_a_navigation_property_can_be_asked_whether_it_is_null(world) -> None:
    world.add(world.firm, 9, {"name": "Acme"})
    world.persons({"_employerid_value": world.guid(9)}, {})
    assert world.ask("employer_firm eq null") == [2]
    assert world.ask("employer_firm ne null") == [1]
    assert world.ask("_employerid_value eq null") == [2]


def test_numbers_compare_by_value_whatever_their_storage(world) -> None:
    world.persons(
        {"age": 3, "big": 3, "income": Decimal("3.00"), "factor": Decimal(3), "height": 3.0},
        {"age": 4, "big": 2**53 + 1, "income": Decimal("922337203685477.5807"), "factor": Decimal("-0.1"), "height": 0.1},
    )
    for column in ("age", "big", "income", "factor", "height"):
        for three in ("3", "3.0", "3e0", "+3"):
            assert world.ask(f"{column} eq {three}") == [1], column
    assert world.ask("income gt 3.00001") == [2]
    assert world.ask("income lt 3.00001") == [1]
    assert world.ask("income eq 3.00001") == []
    assert world.ask("age lt 3.5 and age gt 2.5") == [1]
    assert world.ask("big eq 9007199254740993") == [2]
    assert world.ask("big eq 9007199254740992") == []
    assert world.ask("income eq 922337203685477.5807") == [2]
    assert world.ask("factor eq -0.1") == [2]
    assert world.ask("height eq 0.1") == [2]
    for column in ("age", "big", "income", "factor", "height"):
        assert world.ask(f"{column} lt 1e300") == [1, 2]
        assert world.ask(f"{column} gt 99999999999999999999999") == []


def test_guids_may_stand_in_quotes(world) -> None:
    world.persons({"_employerid_value": "ABCDEF00-0000-0000-0000-000000000001"}, {})
    assert world.ask("_employerid_value eq abcdef00-0000-0000-0000-000000000001") == [1]
    assert world.ask("_employerid_value eq 'ABCDEF00-0000-0000-0000-000000000001'") == [1]
    assert world.ask("_employerid_value ne abcdef00-0000-0000-0000-000000000001") == [2]


def test_moments_compare_as_moments(world) -> None:
    world.persons({"createdon": "2026-01-02T03:04:05Z"}, {"createdon": "2026-01-02T03:04:05.5Z"}, {"createdon": "2026-01-02T00:00:00Z"})
    assert world.ask("createdon eq 2026-01-02T04:04:05+01:00") == [1]
    assert world.ask("createdon gt 2026-01-02T03:04:05Z") == [2]
    assert world.ask("createdon lt 2026-01-02T03:04:05.500Z") == [1, 3]
    assert world.ask("createdon eq 2026-01-02") == [3]
    assert world.order("createdon") == [3, 1, 2]


def test_dates_and_booleans_compare(world) -> None:
    world.persons({"born": "2000-02-29", "donotmail": True}, {"born": "1999-12-31", "donotmail": False}, {})
    assert world.ask("born ge 2000-01-01") == [1]
    assert world.ask("donotmail eq true") == [1]
    assert world.ask("donotmail") == [1]
    assert world.ask("not donotmail") == [2, 3]
    assert world.ask("not donotmail eq true") == [2, 3]


def test_columns_of_one_row_compare(world) -> None:
    world.persons(
        {"fullname": "A", "nickname": "a", "age": 3, "income": Decimal("3.5")}, {"fullname": "A", "nickname": "b"}, {"fullname": "A"}, {}
    )
    assert world.ask("fullname eq nickname") == [1]
    assert world.ask("fullname ne nickname") == [2, 3, 4]
    assert world.ask("nickname gt fullname") == [2]
    assert world.ask("income gt age") == [1]
    assert world.ask("age lt factor or age lt income") == [1]


def test_conditions_compare_with_true_and_false(world) -> None:
    world.persons({"fullname": "ab"}, {"fullname": "cd"}, {})
    assert world.ask("contains(fullname,'a') eq true") == [1]
    assert world.ask("false eq contains(fullname,'a')") == [2, 3]
    assert world.ask("contains(fullname,'a') ne true") == [2, 3]
    assert world.ask("not (contains(fullname,'a') eq false)") == [1]


def test_constants_are_conditions_too(world) -> None:
    world.persons({})
    for text in ("true", "not false", "1 eq 1.0", "'A' eq 'a '", "null eq null", "1 ne null", "2 gt 1", "1 le 1", "2 ge 1", "1 lt 2",
                 "1 ne 2", "not (1 gt 2)", "2020-01-01 lt 2021-01-01"):  # fmt: skip
        assert world.ask(text) == [1], text
    for text in ("false", "not true", "null", "not null", "1 eq 2", "null ne null", "1 eq null", "1 gt null"):
        assert world.ask(text) == [], text


def test_paths_lead_through_single_rows_at_several_levels(world) -> None:
    world.add(world.firm, 9, {"name": "Acme", "_headid_value": world.guid(2)})
    world.persons(
        {"_employerid_value": world.guid(9)},
        {"fullname": "Boss", "_employerid_value": world.guid(1), "_ownerid_value": world.guid(2)},
        {},
    )
    assert world.ask("employer_firm/name eq 'ACME'") == [1]
    assert world.ask("employer_firm/headid/fullname eq 'boss'") == [1]
    assert world.ask("employer_person/employer_firm/headid/fullname eq 'boss'") == [2]
    assert world.ask("employer_firm/name ne 'acme'") == [2, 3]
    assert world.ask("employer_firm/name eq null") == [2, 3]
    assert world.ask("employer_firm/headid/personid eq employer_person/personid") == []
    assert world.ask("ownerid/fullname eq fullname") == [2]


def test_a_path_is_joined_once_however_often_it_is_used(world) -> None:
    text = "employer_firm/name eq 'a' or employer_firm/name eq 'b' or employer_firm/headid/age eq 3"
    assert len(compile_filter(parse_filter(text), world.person, world.schema).joins) == 2


def test_fifteen_joins_are_the_most(world) -> None:
    path = "/".join(["employer_person"] * 15)
    world.persons({})
    assert world.ask(f"{path}/age eq 1") == []
    with pytest.raises(QueryError) as refused:
        world.ask(f"employer_person/{path}/age eq 1")
    assert refused.value.code == "0x8004430D"


def test_text_functions(world) -> None:
    world.persons({"nickname": "Straße 100%"}, {"nickname": "strasse 100"}, {"nickname": ""}, {}, {"nickname": "end "})
    assert world.ask("startswith(nickname,'STRAS')") == [1, 2]
    assert world.ask("endswith(nickname,'0')") == [2]
    assert world.ask("endswith(nickname,'end')") == []
    assert world.ask("contains(nickname,'sse 1')") == [1, 2]
    assert world.ask("contains(nickname,'100[%]')") == [1]
    assert world.ask("contains(nickname,'1_0')") == [1, 2]
    assert world.ask("startswith(nickname,'%10')") == [1, 2]
    assert world.ask("startswith(nickname,'[a-t]')") == [1, 2, 5]
    assert world.ask("contains(nickname,'d ')") == [5]
    assert world.ask("startswith(nickname,'')") == [1, 2, 3, 5]
    assert world.ask("startswith(nickname,'\U0010ffff')") == []
    assert world.ask("not startswith(nickname,'s')") == [3, 4, 5]


def test_text_functions_take_columns_and_constants_in_both_places(world) -> None:
    world.persons({"fullname": "Ada Lovelace", "nickname": "lace"}, {"fullname": "Bob", "nickname": "lace"}, {"fullname": "Ada"})
    assert world.ask("endswith(fullname,nickname)") == [1]
    assert world.ask("contains('see ada and bob',fullname)") == [2, 3]
    assert world.ask("startswith(fullname,null)") == []
    assert world.ask("not startswith(fullname,null)") == [1, 2, 3]
    assert world.ask("contains('abc','B')") == [1, 2, 3]


def test_any_and_all_ask_the_rows_of_a_collection(world) -> None:
    world.add(world.firm, 1, {"name": "Acme"})
    world.add(world.firm, 2, {"name": "Bolt"})
    world.add(world.firm, 3, {"name": "Cog"})
    world.persons(
        {"_employerid_value": world.guid(1), "age": 20, "fullname": "Acme"},
        {"_employerid_value": world.guid(1), "age": 40},
        {"_employerid_value": world.guid(2), "age": 40},
        {"_employerid_value": world.guid(2)},
    )

    def firms(text: str) -> list[int]:
        return world.ask(text, world.firm)

    assert firms("firm_persons/any()") == [1, 2]
    assert firms("not firm_persons/any()") == [3]
    assert firms("firm_persons/any(p:p/age eq 20)") == [1]
    assert firms("not firm_persons/any(p:p/age eq 20)") == [2, 3]
    assert firms("firm_persons/all(p:p/age ge 20)") == [1, 3]
    assert firms("not firm_persons/all(p:p/age ge 20)") == [2]
    assert firms("firm_persons/any(p:p/fullname eq name)") == [1]
    assert firms("firm_persons/any(p:p/employer_firm/name eq 'bolt' and p/age eq 40)") == [2]
    assert firms("firm_persons/any(p:p/Microsoft.Dynamics.CRM.In(PropertyName='age',PropertyValues=[20]))") == [1]
    assert firms("firm_persons/any(p:Microsoft.Dynamics.CRM.In(PropertyName='p/age',PropertyValues=[20]))") == [1]


def test_nested_lambdas_see_the_variables_around_them(world) -> None:
    world.persons(
        {"age": 1},
        {"age": 2, "_employerid_value": world.guid(1)},
        {"age": 3, "_employerid_value": world.guid(2)},
        {"age": 2, "_employerid_value": world.guid(2)},
    )
    assert world.ask("person_persons/any(p:p/person_persons/any(q:q/age eq p/age))") == [1]
    assert world.ask("person_persons/any(p:p/person_persons/any(q:q/age gt p/age and q/age gt age))") == [1]
    assert world.ask("person_persons/any(p:p/employer_person/age eq 1)") == [1]


def test_aliases_stand_for_values_arrays_paths_and_conditions(world) -> None:
    world.persons({"fullname": "Ada", "age": 3}, {"fullname": "Bob"})
    aliases = {"@v": "'ADA'", "@n": "fullname", "@q": "'fullname'", "@l": '["ada"]', "@c": "age eq 3", "@a": "@v", "@x": "[1]"}

    def ask(text: str) -> list[int]:
        return world.ask(text, aliases=aliases)

    assert ask("fullname eq @v") == [1]
    assert ask("@n eq @v") == [1]
    assert ask("@c") == [1]
    assert ask("contains(@n,@v)") == [1]
    assert ask("age eq @missing") == [2]
    assert ask("Microsoft.Dynamics.CRM.In(PropertyName=@q,PropertyValues=@l)") == [1]
    with pytest.raises(QueryError, match="stands for another alias"):
        ask("fullname eq @a")
    with pytest.raises(QueryError, match="A collection was found"):
        ask("fullname eq @x")


MISMATCH = "A binary operator with incompatible types was detected. Found operand types "
NO_BOOLEAN = "The $filter expression must evaluate to a single boolean value."


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        ("nothing eq 1", 400, "Could not find a property named 'nothing' on type 'Microsoft.Dynamics.CRM.person'."),
        ("FullName eq 'x'", 400, "Could not find a property named 'FullName'"),
        ("secret eq 'x'", 400, "Could not find a property named 'secret'"),
        ("employerid eq null", 400, "Could not find a property named 'employerid'"),
        ("employer_firm/nothing eq 1", 400, "Could not find a property named 'nothing' on type 'Microsoft.Dynamics.CRM.firm'."),
        ("fullname/x eq 1", 400, "Could not find a property named 'fullname' on type"),
        ("person_persons/age eq 1", 400, "The parent value for a property access of a property 'age' is not a single value."),
        ("person_persons eq null", 400, "Could not find a property named 'person_persons'"),
        ("elsewhere/x eq 1", 501, "The emulator does not imitate this: the table 'nowhere' behind 'elsewhere'"),
        ("hidden/age eq 1", 501, "The emulator does not imitate this: the navigation property 'hidden'"),
        ("clubid/name eq 'x'", 501, "The emulator does not imitate this: a path through the table 'club'"),
        ("fullname eq 1", 400, MISMATCH + "'Edm.String' and 'Edm.Int32' for operator kind 'Equal'."),
        ("1 ne fullname", 400, MISMATCH + "'Edm.Int32' and 'Edm.String' for operator kind 'NotEqual'."),
        ("age gt 'x'", 400, MISMATCH + "'Edm.Int32' and 'Edm.String' for operator kind 'GreaterThan'."),
        ("age ge true", 400, MISMATCH + "'Edm.Int32' and 'Edm.Boolean' for operator kind 'GreaterThanOrEqual'."),
        ("personid lt 'x'", 400, MISMATCH + "'Edm.Guid' and 'Edm.String' for operator kind 'LessThan'."),
        ("donotmail le 1", 400, MISMATCH + "'Edm.Boolean' and 'Edm.Int32' for operator kind 'LessThanOrEqual'."),
        ("createdon ge '2023-04-07'", 400, MISMATCH + "'Edm.DateTimeOffset' and 'Edm.String'"),
        ("born eq 2023-04-07T00:00:00Z", 400, MISMATCH + "'Edm.Date' and 'Edm.DateTimeOffset'"),
        ("born eq '2023-04-07'", 400, MISMATCH + "'Edm.Date' and 'Edm.String'"),
        ("photo eq 'x'", 400, MISMATCH + "'Edm.Binary' and 'Edm.String'"),
        ("fullname eq Some.Kind'x'", 400, MISMATCH + "'Edm.String' and 'Some.Kind'"),
        ("fullname eq age", 400, MISMATCH + "'Edm.String' and 'Edm.Int32'"),
        ("'x' eq 1", 400, MISMATCH + "'Edm.String' and 'Edm.Int32'"),
        ("employer_firm eq 1", 400, MISMATCH + "'Microsoft.Dynamics.CRM.firm' and 'Edm.Int32'"),
        ("1 eq employer_firm", 400, MISMATCH + "'Edm.Int32' and 'Microsoft.Dynamics.CRM.firm'"),
        ("fullname", 400, NO_BOOLEAN),
        ("'x'", 400, NO_BOOLEAN),
        ("age and donotmail", 400, NO_BOOLEAN),
        ("contains(fullname,'x') eq 1", 400, "A condition can only be compared with true or false"),
        ("contains(fullname,'x') gt true", 400, "A condition can only be compared with true or false"),
        ("contains(age,'1')", 400, "No function signature for the function with name 'contains'"),
        ("contains(fullname,1)", 400, "No function signature for the function with name 'contains'"),
        ("contains(fullname,Some.Kind'x')", 400, "No function signature for the function with name 'contains'"),
        ("contains(fullname,age)", 400, "No function signature for the function with name 'contains'"),
        ("nothing/any()", 400, "Could not find a property named 'nothing'"),
        ("employer_firm/any()", 400, "'any' can only be applied to a collection"),
        ("employer_person/person_persons/any()", 400, "The collection 'employer_person/person_persons' lies behind a lookup"),
        ("person_persons/any(p:p/person_persons/any(q:q eq 1))", 400, "The range variable 'q' is a row"),
        ("person_persons/any(p:p eq null)", 400, "The range variable 'p' is a row"),
        ("unpaired/any()", 501, "The emulator does not imitate this: a condition on the unpaired collection"),
    ],
)
def test_what_does_not_fit_the_table_is_refused(world, text: str, status: int, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        world.ask(text)
    assert (refused.value.status, refused.value.code) == (status, "0x80060888")
    assert refused.value.message.startswith(message)


def test_five_hundred_conditions_run(world) -> None:
    world.persons({"age": 499})
    assert world.ask(" or ".join(f"age eq {number}" for number in range(500))) == [1]
    assert world.ask(" and ".join(f"age ne {number}" for number in range(499))) == [1]
    assert world.ask("not (" * 48 + "age eq 499" + ")" * 48) == [1]
