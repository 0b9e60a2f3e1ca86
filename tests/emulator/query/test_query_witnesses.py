"""The grammar against two witnesses that nobody here wrote: the `odata-query` parser, and the OASIS grammar."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odata_query import ast
from odata_query.grammar import ODataLexer, ODataParser
from reference import oasis

from dataverse_sdk.emulator.language import syntax
from dataverse_sdk.emulator.language.expressions import parse_filter
from dataverse_sdk.emulator.language.query_errors import QueryError

NAMES = {ast.Eq: "eq", ast.NotEq: "ne", ast.Gt: "gt", ast.GtE: "ge", ast.Lt: "lt", ast.LtE: "le"}


def theirs(node: ast._Node) -> object:
    """A tree of `odata-query` as plain tuples; `and` and `or` flattened, as ours are."""
    match node:
        case ast.BoolOp(op, left, right):
            word = "and" if isinstance(op, ast.And) else "or"
            parts: list[object] = []
            for side in (theirs(left), theirs(right)):
                parts.extend(side[1:] if isinstance(side, tuple) and side[0] == word else [side])
            return (word, *parts)
        case ast.UnaryOp(_, operand):
            return ("not", theirs(operand))
        case ast.Compare(comparator, left, right):
            return (NAMES[type(comparator)], theirs(left), theirs(right))
        case ast.Call(func, args):
            return (func.name, *(theirs(argument) for argument in args))
        case ast.Identifier(name):
            return ("path", name)
        case ast.Attribute(owner, attr):
            inner = theirs(owner)
            return (*inner, attr)  # type: ignore[misc]
        case ast.CollectionLambda(owner, quantifier, lambda_):
            word = "any" if isinstance(quantifier, ast.Any) else "all"
            inner = ("", None) if lambda_ is None else (lambda_.identifier.name, theirs(lambda_.expression))
            return (word, theirs(owner), *inner)
        case ast.Null():
            return ("null", None)
        case literal:
            return ("value", literal.py_val)


def ours(node: object) -> object:
    match node:
        case syntax.And(operands):
            return ("and", *map(ours, operands))
        case syntax.Or(operands):
            return ("or", *map(ours, operands))
        case syntax.Not(operand):
            return ("not", ours(operand))
        case syntax.Compare(name, left, right):
            return (name, ours(left), ours(right))
        case syntax.TextMatch(function, text, part):
            return (function, ours(text), ours(part))
        case syntax.Path(segments):
            return ("path", *segments)
        case syntax.Lambda(quantifier, collection, variable, predicate):
            return (quantifier, ours(collection), variable, None if predicate is None else ours(predicate))
        case syntax.Literal("null"):
            return ("null", None)
        case syntax.Literal("Edm.Double" | "Edm.Decimal", value):
            return ("value", float(value))  # type: ignore[arg-type]  # the witness reads decimals as floats
        case literal:
            return ("value", literal.value)


def agree(text: str) -> bool:
    return ours(parse_filter(text)) == theirs(ODataParser().parse(ODataLexer().tokenize(text)))


OPERANDS = st.one_of(
    st.sampled_from(["name", "age", "owner/fullname", "a/b/c"]),
    st.sampled_from(["1", "-3", "1.5", "-1.5e3", "null", "true", "false", "2023-04-07", "2023-04-07T21:59:01Z"]),
    st.sampled_from(["78914942-34cb-ed11-b596-0022481d68cd", "'x'", "''", "'O''B and not (c eq 1)'"]),
)
ATOMS = st.one_of(
    st.builds("{} {} {}".format, OPERANDS, st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]), OPERANDS),
    st.builds("{}({}, {})".format, st.sampled_from(["contains", "startswith", "endswith"]), OPERANDS, OPERANDS),
    st.sampled_from(["name", "items/any()", "not name", "not (name)"]),
)
FILTERS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("({})".format, inner),
        st.builds("not ({})".format, inner),
        st.builds("items/{}(o:{})".format, st.sampled_from(["any", "all"]), inner),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(FILTERS)
def test_odata_query_reads_the_same_tree(text: str) -> None:
    assert agree(text)


def test_what_is_standard_and_accepted_conforms_to_the_standard() -> None:
    grammar = oasis()
    for text in (
        "a eq 1",
        "not (contains(a,'x') and b/c ne null)",
        "(a gt -1.5 or b le 2023-04-07T21:59:01Z) and startswith(c,'O''B')",
        "d eq 78914942-34cb-ed11-b596-0022481d68cd",
        "a/any(o:o/b eq @p) or c/all(o:o/d)",
        "e/any()",
        "Microsoft.Dynamics.CRM.LastXDays(PropertyName='a',PropertyValue=7)",
    ):
        parse_filter(text)
        assert grammar.ok("filter", "$filter=" + text.replace(" ", "%20")), text
    for text in ("a eq", "a eq 'x", "(a eq 1", "a eq 1)", "and a", "a eq 1 and", "contains(a,)"):
        assert not grammar.ok("filter", "$filter=" + text.replace(" ", "%20")), text
        with pytest.raises(QueryError):
            parse_filter(text)
