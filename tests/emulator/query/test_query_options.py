"""The system query options, read and checked."""

from collections.abc import Sequence

import pytest

from dataverse_sdk.emulator.language.options import (
    QueryOptions,
    check_expand,
    check_select,
    parse_expand,
    parse_orderby,
    parse_select,
    read_options,
)
from dataverse_sdk.emulator.language.query_errors import QueryError
from dataverse_sdk.emulator.language.syntax import Alias, Compare, ExpandItem, Literal, OrderTerm, Path


def test_select_keeps_order_and_drops_repeats() -> None:
    assert parse_select("b, a,b") == ("b", "a")
    assert parse_select(" ") == ("*",)
    assert parse_select("a,b,") == ("a", "b")
    assert parse_select("a,*") == ("a", "*")


def test_orderby_takes_paths_directions_and_aliases() -> None:
    assert parse_orderby("a desc,b/c asc , desc,@p desc") == (
        OrderTerm(Path(("a",)), True),
        OrderTerm(Path(("b", "c"))),
        OrderTerm(Path(("desc",))),
        OrderTerm(Alias("@p"), True),
    )


def test_expand_options_nest_and_literals_may_hold_their_separators() -> None:
    text = "a($select=x,y;$filter=b eq ';)(';$orderby=x desc;$top=3;$expand=c($select=q),d),e/$ref,f"
    assert parse_expand(text) == (
        ExpandItem(
            "a",
            select=("x", "y"),
            filter=Compare("eq", Path(("b",)), Literal("Edm.String", ";)(")),
            orderby=(OrderTerm(Path(("x",)), True),),
            top=3,
            expand=(ExpandItem("c", select=("q",)), ExpandItem("d")),
        ),
        ExpandItem("e", reference=True),
        ExpandItem("f"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a($count=true)", "The query option '$count' is not supported inside $expand."),
        ("a($skip=1)", "The query option '$skip' is not supported inside $expand."),
        ("a($levels=2)", "The query option '$levels' is not supported inside $expand."),
        ("a($search=x)", "The query option '$search' is not supported inside $expand."),
        ("a(select=x)", "The query option 'select' is not supported inside $expand."),
        ("a($top=-1)", "Invalid value '-1' for $top"),
        ("a($top=1;$top=2)", "Query option given twice in the $expand of 'a'."),
        ("a/b", "Found a path with multiple navigation properties"),
        ("a(", "Expression expected at position 2"),
        ("a($filter=b eq @p)", "Parameter aliases are not supported inside $expand."),
        (",".join(f"a{number}" for number in range(16)), "The number of $expand options exceeds the limit of 15."),
        ("a($expand=" + ",".join(f"a{number}" for number in range(15)) + ")", "The number of $expand options"),
    ],
)
def test_expand_refuses(text: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse_expand(text)
    assert refused.value.message.startswith(message)


@pytest.mark.parametrize("name", ["employer_firm", "employerid", "nothing", "FullName", "a/b", "secret"])
def test_only_readable_columns_can_be_selected(world, name: str) -> None:
    assert check_select(("fullname", "_employerid_value"), world.person) == ("fullname", "_employerid_value")
    assert check_select(("fullname", "*"), world.person) is None
    with pytest.raises(QueryError, match=f"Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.person'."):
        check_select((name,), world.person)


NO_ORDER = "Only $select and $filter clause can be provided while doing $expand on many-to-one relationship"


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        ("nothing", 400, "Could not find a property named 'nothing' on type 'Microsoft.Dynamics.CRM.person'."),
        ("fullname", 400, "The property 'fullname' on type 'Microsoft.Dynamics.CRM.person' is not a navigation property"),
        ("employer_firm($select=nothing)", 400, "Could not find a property named 'nothing' on type 'Microsoft.Dynamics.CRM.firm'."),
        ("employer_firm($expand=nothing)", 400, "Could not find a property named 'nothing' on type 'Microsoft.Dynamics.CRM.firm'."),
        ("person_persons/$ref", 400, "Expand with $ref is only supported on lookup type navigation property."),
        ("employer_firm($orderby=name)", 400, NO_ORDER),
        ("employer_firm($top=1)", 400, NO_ORDER),
        ("person_persons($expand=employer_firm;$top=1)", 400, NO_ORDER),
        ("person_persons($top=1),employer_firm($expand=headid)", 400, NO_ORDER),
        ("elsewhere", 501, "The emulator does not imitate this: $expand of 'elsewhere'"),
    ],
)
def test_expand_is_checked_against_the_table(world, text: str, status: int, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        check_expand(parse_expand(text), world.person, world.schema)
    assert refused.value.status == status
    assert refused.value.message.startswith(message)


def test_a_collection_takes_order_and_top_and_a_lookup_takes_references(world) -> None:
    text = "person_persons($select=fullname;$orderby=age;$top=2),employer_firm/$ref"
    check_expand(parse_expand(text), world.person, world.schema)
    check_expand(parse_expand("employer_firm($select=name;$expand=headid)"), world.person, world.schema)


def options(world, *pairs: tuple[str, str]) -> QueryOptions:
    return read_options(pairs, world.person, world.schema)


def test_every_option_has_its_place(world) -> None:
    assert options(world) == QueryOptions()
    assert options(
        world,
        ("$select", "fullname"),
        ("$filter", "age eq @a"),
        ("$orderby", "age"),
        ("$expand", "employer_firm"),
        ("$top", " 3"),
        ("$count", "true"),
        ("@a", "1"),
        ("$skiptoken", "x"),
        ("fetchXml", "<fetch/>"),
    ) == QueryOptions(
        select=("fullname",),
        filter=Compare("eq", Path(("age",)), Alias("@a")),
        orderby=(OrderTerm(Path(("age",))),),
        expand=(ExpandItem("employer_firm"),),
        top=3,
        count=True,
        aliases={"@a": "1"},
        other={"$skiptoken": "x", "fetchXml": "<fetch/>"},
    )


@pytest.mark.parametrize(
    ("pairs", "status", "message"),
    [
        ([("$skip", "1")], 400, "Skip Clause is not supported in CRM"),
        ([("$search", "x")], 400, "Search Clause is not supported in CRM"),
        ([("$format", "json")], 400, "Format Clause is not supported in CRM"),
        ([("$compute", "x")], 400, "Compute Clause is not supported in CRM"),
        ([("$Filter", "x")], 400, "The query parameter '$Filter' is not supported."),
        ([("$count", "yes")], 400, "Invalid value 'yes' for $count query option found."),
        ([("$top", "1"), ("$top", "1")], 400, "Query option '$top' was specified more than once"),
        ([("@a", "1"), ("@a", "1")], 400, "Query option '@a' was specified more than once"),
        ([("$apply", "groupby((age))/filter(age eq 1)")], 501, "The emulator does not imitate this: $apply in another form"),
    ],
)
def test_what_the_service_does_not_take_is_refused(world, pairs: Sequence[tuple[str, str]], status: int, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        options(world, *pairs)
    assert (refused.value.status, refused.value.code) == (status, "0x80060888")
    assert refused.value.message.startswith(message)
