"""The grammar: what is read, as what, and how the rest is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from dataverse_sdk.emulator.language.expressions import parse_filter, parse_value
from dataverse_sdk.emulator.language.query_errors import QueryError
from dataverse_sdk.emulator.language.reader import parse_instant, read_top
from dataverse_sdk.emulator.language.syntax import (
    Alias,
    And,
    Array,
    Compare,
    Lambda,
    Literal,
    Not,
    Or,
    Path,
    QueryFunction,
    TextMatch,
)

A, B, C = Path(("a",)), Path(("b",)), Path(("c",))
ONE, X = Literal("Edm.Int32", 1), Literal("Edm.String", "x")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("a eq 1", Compare("eq", A, ONE)),
        ("  a\teq\n1  ", Compare("eq", A, ONE)),
        ("1 lt a", Compare("lt", ONE, A)),
        ("a/b/c ne 'x'", Compare("ne", Path(("a", "b", "c")), X)),
        ("a or b and c", Or((A, And((B, C))))),
        ("(a or b) and c", And((Or((A, B)), C))),
        ("a and (b and c)", And((A, B, C))),
        ("(a or b) or c", Or((A, B, C))),
        ("not a and b", And((Not(A), B))),
        ("not (a and b)", Not(And((A, B)))),
        ("not not a", Not(Not(A))),
        ("not a eq true", Compare("eq", Not(A), Literal("Edm.Boolean", True))),
        ("a gt 1 eq b", Compare("eq", Compare("gt", A, ONE), B)),
        ("contains(a,'x')", TextMatch("contains", A, X)),
        ("endswith( a , 'x' )", TextMatch("endswith", A, X)),
        ("startswith('x',a)", TextMatch("startswith", X, A)),
        ("a eq @p", Compare("eq", A, Alias("@p"))),
        ("a/any()", Lambda("any", A, "", None)),
        ("a/any(o:o/b eq 1)", Lambda("any", A, "o", Compare("eq", Path(("o", "b")), ONE))),
        ("a/all(o:o/b/any(p:p/c))", Lambda("all", A, "o", Lambda("any", Path(("o", "b")), "p", Path(("p", "c"))))),
        ("eq eq any", Compare("eq", Path(("eq",)), Path(("any",)))),
        ("order eq notes", Compare("eq", Path(("order",)), Path(("notes",)))),
        (
            "Microsoft.Dynamics.CRM.Today(PropertyName='a')",
            QueryFunction("Today", None, (("PropertyName", Literal("Edm.String", "a")),)),
        ),
        (
            "o/Microsoft.Dynamics.CRM.In(PropertyName=@p,PropertyValues=[\"O'Brian\",'x',1,true,null])",
            QueryFunction(
                "In",
                Path(("o",)),
                (
                    ("PropertyName", Alias("@p")),
                    (
                        "PropertyValues",
                        Array((Literal("Edm.String", "O'Brian"), X, ONE, Literal("Edm.Boolean", True), Literal("null", None))),
                    ),
                ),
            ),
        ),
    ],
)
def test_a_text_has_one_tree(text: str, tree: object) -> None:
    assert parse_filter(text) == tree
    assert parse_filter(text) is parse_filter(text)


@pytest.mark.parametrize(
    ("text", "edm_type", "value"),
    [
        ("''", "Edm.String", ""),
        ("'O''Bryan'", "Edm.String", "O'Bryan"),
        ("'a;b)(,\n ü'", "Edm.String", "a;b)(,\n ü"),
        ("0", "Edm.Int32", 0),
        ("-2147483648", "Edm.Int32", -(2**31)),
        ("2147483648", "Edm.Int64", 2**31),
        ("9223372036854775808", "Edm.Decimal", Decimal(2**63)),
        ("+1.50", "Edm.Decimal", Decimal("1.50")),
        ("-1.5e-3", "Edm.Double", Decimal("-0.0015")),
        ("1E5", "Edm.Double", Decimal("1E5")),
        ("true", "Edm.Boolean", True),
        ("false", "Edm.Boolean", False),
        ("null", "null", None),
        ("78914942-34CB-ed11-b596-0022481d68cd", "Edm.Guid", UUID("78914942-34cb-ed11-b596-0022481d68cd")),
        ("Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'", "Microsoft.Dynamics.CRM.OwnershipTypes", "UserOwned"),
        ("2023-04-07", "Edm.Date", date(2023, 4, 7)),
        ("2023-04-07T21:59:01Z", "Edm.DateTimeOffset", datetime(2023, 4, 7, 21, 59, 1, tzinfo=UTC)),
        ("2023-04-07T21:59Z", "Edm.DateTimeOffset", datetime(2023, 4, 7, 21, 59, tzinfo=UTC)),
        ("2023-04-07t00:00:00.1234567+02:30", "Edm.DateTimeOffset", datetime(2023, 4, 6, 21, 30, 0, 123456, UTC)),
        ("2023-04-07T00:00:00-01:00", "Edm.DateTimeOffset", datetime(2023, 4, 7, 1, tzinfo=UTC)),
    ],
)
def test_a_literal_has_a_type_and_a_value(text: str, edm_type: str, value: object) -> None:
    assert parse_value(text) == Literal(edm_type, value)


def test_an_alias_may_hold_an_array_a_path_or_an_expression() -> None:
    assert parse_value('["a", 1]') == Array((Literal("Edm.String", "a"), ONE))
    assert parse_value("[]") == Array(())
    assert parse_value("a/b") == Path(("a", "b"))
    assert parse_value("a eq 1") == Compare("eq", A, ONE)


def test_json_escapes_are_undone_in_double_quotes_only() -> None:
    assert parse_value(r"""["a\"\u00fc\\", 'a\u00fc']""") == Array((Literal("Edm.String", 'a"ü\\'), Literal("Edm.String", r"a\u00fc")))


NO_JSON = "Invalid JSON. A comma character ',' was expected in scope 'Array'."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("firstname eqq x", "Syntax error at position 13 in 'firstname eqq x'."),
        ("firstname EQ 'x'", "Syntax error at position 12 in 'firstname EQ 'x''."),
        # documented on the page "Filter rows using OData"
        ("lastname eq 'O'Bryan'", "There is an unterminated literal at position 21 in 'lastname eq 'O'Bryan''."),
        ("name eq 'abc", "There is an unterminated string literal at position 12 in 'name eq 'abc'."),
        ("name eq", "Expression expected at position 7 in 'name eq'."),
        ("", "Expression expected at position 0 in ''."),
        ("(a eq 1", "')' or operator expected at position 7 in '(a eq 1'."),
        ("a eq 1)", "Syntax error at position 7 in 'a eq 1)'."),
        ("a # 1", "Syntax error: character '#' is not valid at position 2 in 'a # 1'."),
        ("a eq 'b' 'c'", "Syntax error at position 12 in 'a eq 'b' 'c''."),
        ("a eq 2023-13-01", "Unrecognized 'Edm.Date' literal '2023-13-01'."),
        ("a eq 2023-04-07T25:00:00Z", "Unrecognized 'Edm.DateTimeOffset' literal '2023-04-07T25:00:00Z'."),
        ("a eq 0001-01-01T00:00:00+02:00", "Unrecognized 'Edm.DateTimeOffset' literal '0001-01-01T00:00:00+02:00'."),
        ("a eq 1e999", "Unrecognized 'Edm.Double' literal '1e999'."),
        ("x in (1,2)", "The 'in' operator is not supported. Use the query function Microsoft.Dynamics.CRM.In."),
        ("tolower(a) eq 'x'", "Function 'tolower' is not supported."),
        ("foo(a)", "An unknown function with name 'foo' was found. This may also be"),
        ("foo()", "An unknown function with name 'foo' was found. This may also be"),
        ("Other.In(PropertyName='a')", "An unknown function with name 'Other.In' was found."),
        ("contains(a)", "No function signature for the function with name 'contains' matches"),
        ("a/all()", "Expression expected in 'all': only 'any' may be empty."),
        ("Microsoft.Dynamics.CRM.X(A=1,A=2)", "A parameter of the function 'Microsoft.Dynamics.CRM.X' is given twice."),
        ("Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=['O'Brian','x'])", NO_JSON),
        ("Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=['O''Brian'])", NO_JSON),
        ("Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=['x' 'y'])", NO_JSON),
        (r'Microsoft.Dynamics.CRM.In(PropertyName="a",PropertyValues=1)', "Syntax error at position 40"),
        (r'Microsoft.Dynamics.CRM.In(PropertyName=@a,PropertyValues=["\q"])', "Invalid JSON. Invalid \\escape"),
    ],
)
def test_a_refusal_has_the_services_code_and_says_where(text: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse_filter(text)
    assert (refused.value.code, refused.value.status) == ("0x80060888", 400)
    assert refused.value.message.startswith(message)


def test_a_moment_needs_an_offset() -> None:
    with pytest.raises(ValueError, match="2023"):
        parse_instant("2023-04-07T21:59:01")


@pytest.mark.parametrize("text", ["-1", "1.5", "x", "", "٣", "9999999999"])
def test_top_is_a_whole_number(text: str) -> None:
    assert read_top("0") == 0
    with pytest.raises(QueryError, match=r"for \$top query option found"):
        read_top(text)
