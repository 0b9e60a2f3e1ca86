"""Judges of what the query builder writes, none of them ours: the OASIS grammar, odatapy with the real `$metadata`, and odata-query.

Trees become plain tuples, so that ours and theirs can be compared. Also here: random predicates over contacts, and their meaning in Python.
"""

from __future__ import annotations

import functools
import gzip
import json
import operator
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import strategies as st
from reference import SHARED, oasis, shared

from dataverse_sdk.model import Predicate, Reference, all_of, any_of, not_
from dataverse_sdk.model.predicates import AllOf, AnyOf, Call, Compare, CompareColumns, Lambda, Not, QueryFunction
from dataverse_sdk.tables import Account, Contact

__all__ = ["SHARED", "oasis", "shared"]


@functools.cache
def odatapy_parser() -> Any:
    """odatapy's URL parser over the real `$metadata`; building it takes half a second."""
    xml_io = pytest.importorskip("odatapy.edm.xml_io")
    from odatapy.server import OData
    from odatapy.server.uri import Parser

    text = gzip.decompress(shared("data/metadata/dataverse-edmx-2022-09.xml.gz").read_bytes()).decode()
    # A facet that odatapy does not know, and that no filter depends on.
    metadata = OData.new_instance().create_service_metadata(xml_io.XmlEdmProvider(text.replace(' Unicode="false"', "")))
    return Parser(metadata.edm)


def naughty_strings() -> list[str]:
    """Texts that broke other programs; a few of our own where the list is absent."""
    own = [
        "",
        "'",
        "''",
        "O'Brien",
        "a+b&c#d%e@example.com",
        "ü",
        "_",
        "%",
        "\r\nX: y",
        "\x00",
        "😀",
        "' or 1 eq 1 or 'a' eq '",
        "a/b;c)d,e=f$g",
    ]
    path = SHARED / "data/fuzz/blns.json"
    return [*own, *json.loads(path.read_text(encoding="utf-8"))] if path.exists() else own


# --- Trees as tuples


def _and_or(word: str, parts: list[Any]) -> tuple[Any, ...]:
    flat: list[Any] = []
    for part in parts:
        flat.extend(part[1:] if isinstance(part, tuple) and part[0] == word else [part])
    return (word, *flat)


def ours(node: Any) -> Any:
    """A predicate as tuples."""
    match node:
        case Compare(path, name, value):
            return (name, _path(path), ("value", value))
        case CompareColumns(path, name, other):
            return (name, _path(path), _path(other))
        case Call(function, path, value):
            return (function, _path(path), ("value", value))
        case QueryFunction(function, (column,), values):
            return (
                f"Microsoft.Dynamics.CRM.{function}",
                ("PropertyName", ("value", column)),
                *((key, ("value", value)) for key, value in values),
            )
        case Lambda(quantifier, path, variable, condition):
            return (quantifier, _path(path), *(() if condition is None else (variable[1:], ours(condition))))
        case Not(condition):
            return ("not", ours(condition))
        case AllOf(conditions):
            return _and_or("and", [ours(condition) for condition in conditions])
        case AnyOf(conditions):
            return _and_or("or", [ours(condition) for condition in conditions])
    raise AssertionError(node)


def _path(path: tuple[str, ...]) -> tuple[str, ...]:
    return ("path", *(part.removeprefix("$") for part in path))


def by_odatapy(filter_text: str, set_name: str = "contacts") -> Any:
    """What odatapy reads in a percent-encoded filter, as tuples; it refuses unknown columns and literals of the wrong type."""
    return _odatapy(odatapy_parser().parse_uri(set_name, f"$filter={filter_text}").filter.expression)


def _odatapy(node: Any) -> Any:
    from odatapy.server.uri import expression

    match node:
        case expression.Binary():
            word = node.operator.value
            sides = [_odatapy(node.left), _odatapy(node.right)]
            return _and_or(word, sides) if word in ("and", "or") else (word, *sides)
        case expression.Unary():
            return ("not", _odatapy(node.operand))
        case expression.Method():
            return (node.method.value, *map(_odatapy, node.parameters))
        case expression.Member():
            path = ("path", *([node.lambda_variable] if node.lambda_variable else []), *node.path)
            inner = node.lambda_expression
            if inner is None:
                return path
            return (inner.kind, path, *(() if inner.body is None else (inner.variable, _odatapy(inner.body))))
        case expression.Literal():
            return ("value", node.value)
    raise AssertionError(node)


def by_odata_query(filter_text: str) -> Any:
    """What odata-query reads in a percent-encoded filter, as tuples."""
    from odata_query.grammar import ODataLexer, ODataParser

    return _odata_query(ODataParser().parse(ODataLexer().tokenize(unquote(filter_text))))


def _odata_query(node: Any) -> Any:
    from odata_query import ast

    match node:
        case ast.BoolOp(op, left, right):
            return _and_or("and" if isinstance(op, ast.And) else "or", [_odata_query(left), _odata_query(right)])
        case ast.UnaryOp(_, operand):
            return ("not", _odata_query(operand))
        case ast.Compare(comparator, left, right):
            names = {ast.Eq: "eq", ast.NotEq: "ne", ast.Gt: "gt", ast.GtE: "ge", ast.Lt: "lt", ast.LtE: "le"}
            return (names[type(comparator)], _odata_query(left), _odata_query(right))
        case ast.Call(function, arguments):
            return (".".join([*function.namespace, function.name]), *map(_odata_query, arguments))
        case ast.NamedParam(name, value):
            return (name.name, _odata_query(value))
        case ast.Identifier(name):
            return ("path", name)
        case ast.Attribute(owner, attribute):
            return (*_odata_query(owner), attribute)
        case ast.CollectionLambda(owner, quantifier, inner):
            word = "any" if isinstance(quantifier, ast.Any) else "all"
            return (word, _odata_query(owner), *(() if inner is None else (inner.identifier.name, _odata_query(inner.expression))))
        case ast.Null():
            return ("value", None)
        case literal:
            return ("value", literal.py_val)


def as_floats(tree: Any) -> Any:
    """The same tree with decimals as floats, for a judge that knows no decimals."""
    if isinstance(tree, tuple):
        return tuple(map(as_floats, tree))
    return float(tree) if isinstance(tree, Decimal | float) else tree


# --- Random predicates over contacts, and what they mean

TEXTS = ["", "a", "A", "ab", "b", "O'B", "ä", "%", "_b", "[a]", "a&b+c"]
NUMBERS = [0, 1, 2, 1000]
MONEY = [Decimal("0.5"), Decimal("1.25"), Decimal("100000000.0001")]
FLOATS = [-1.5, 0.0, 1e-05, 2.25]
DAYS = [date(1999, 12, 31), date(2000, 1, 1), date(2000, 2, 29)]
MOMENTS = [datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)]
IDS = [UUID(int=number) for number in range(1, 5)]

COLUMNS: dict[str, list[Any]] = {
    "firstname": TEXTS,
    "lastname": TEXTS,
    "numberofchildren": NUMBERS,
    "donotemail": [True, False],
    "annualincome": MONEY,
    "address1_latitude": FLOATS,
    "birthdate": DAYS,
    "overriddencreatedon": MOMENTS,
}
TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le,
}  # fmt: skip

NAME_OF_ACCOUNT = Contact.parentcustomerid_account.name


@st.composite
def comparisons(draw: st.DrawFn) -> Predicate:
    """A column against a value, null, or another column."""
    name = draw(st.sampled_from([*COLUMNS, "parentcustomerid", "account"]))
    if name == "parentcustomerid":
        value = draw(st.sampled_from([None, *IDS, *(Reference(Account, each) for each in IDS)]))
        return Contact.parentcustomerid == value if draw(st.booleans()) else Contact.parentcustomerid != value
    column: Any = NAME_OF_ACCOUNT if name == "account" else getattr(Contact, name)
    values = TEXTS if name == "account" else COLUMNS[name]
    names = ["eq", "ne"] if values == [True, False] else sorted(TESTS)
    test = TESTS[draw(st.sampled_from(names))]
    if name in ("firstname", "lastname") and draw(st.integers(0, 3)) == 0:
        predicate = test(Contact.firstname, Contact.lastname)
    elif test in (operator.eq, operator.ne) and draw(st.integers(0, 3)) == 0:
        predicate = test(column, None)
    else:
        predicate = test(column, draw(st.sampled_from(values)))
    assert isinstance(predicate, Predicate)
    return predicate


@st.composite
def text_calls(draw: st.DrawFn) -> Predicate:
    """`contains` and its siblings, wildcards escaped."""
    from dataverse_sdk.model import escape_wildcards

    column = draw(st.sampled_from([Contact.firstname, Contact.lastname, NAME_OF_ACCOUNT]))
    text = escape_wildcards(draw(st.sampled_from([text for text in TEXTS if text])))
    call = draw(st.sampled_from(["contains", "startswith", "endswith"]))
    found = getattr(column, call)(text)
    assert isinstance(found, Predicate)
    return found


def memberships() -> st.SearchStrategy[Predicate]:
    """`In` and `NotIn`."""
    return st.builds(
        lambda values, positive: Contact.numberofchildren.in_(values) if positive else Contact.numberofchildren.not_in(values),
        st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3),
        st.booleans(),
    )


def notes() -> st.SearchStrategy[Predicate]:
    """Conditions on the notes of a contact."""
    return st.sampled_from(
        [
            Contact.Contact_Annotation.any(),
            Contact.Contact_Annotation.any(lambda note: note.subject == "a"),
            Contact.Contact_Annotation.any(lambda note: (note.subject == "a") | (note.filesize > 1) & (note.subject != "b")),
            Contact.Contact_Annotation.all(lambda note: note.isdocument == False),  # noqa: E712
            Contact.Contact_Annotation.any(lambda note: ~(note.subject.startswith("a") & note.objectid_contact.firstname.is_null())),
        ]
    )


def trees(leaves: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    """Predicates of any shape over these leaves."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda *parts: all_of(parts), inner, inner),
            st.builds(lambda *parts: any_of(parts), inner, inner, inner),
            st.builds(operator.and_, inner, inner),
            st.builds(operator.or_, inner, inner),
            st.builds(not_, inner),
        ),
        max_leaves=10,
    )


STANDARD = trees(comparisons() | text_calls() | notes())
MEASURABLE = trees(comparisons() | text_calls() | memberships())


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def holds(predicate: Predicate, row: dict[str, Any], negated: bool = False) -> bool:
    """Whether a row answers a predicate: null answers to nothing but `ne`, and a negation reaches down to the comparisons."""
    match predicate:
        case Compare(path, name, value):
            return _compared(name, row["/".join(path)], value, negated)
        case CompareColumns(path, name, other):
            return _compared(name, row["/".join(path)], row["/".join(other)], negated, columns=True)
        case Call(function, path, text):
            value = row["/".join(path)]
            plain = _folded(text).replace("[%]", "%").replace("[_]", "_").replace("[[]", "[")
            tests = {"contains": str.__contains__, "startswith": str.startswith, "endswith": str.endswith}
            return (value is not None and tests[function](_folded(value), plain)) is not negated
        case QueryFunction(function, path, ((_, values),)):
            value = row["/".join(path)]
            return value is not None and (value in values) is ((function == "In") is not negated)
        case Not(condition):
            return holds(condition, row, not negated)
        case AllOf(conditions):
            return (any if negated else all)(holds(condition, row, negated) for condition in conditions)
        case AnyOf(conditions):
            return (all if negated else any)(holds(condition, row, negated) for condition in conditions)
    raise AssertionError(predicate)


_OPPOSITE = {"eq": "ne", "ne": "eq", "gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}


def _compared(name: str, left: Any, right: Any, negated: bool, columns: bool = False) -> bool:
    if negated:
        name = _OPPOSITE[name]
    if right is None and not columns:
        return (left is None) is (name == "eq")
    if name == "ne":
        return not _compared("eq", left, right, False, columns=True)
    return left is not None and right is not None and TESTS[name](_folded(left), _folded(right))
