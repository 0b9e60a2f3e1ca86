"""Trees to text: expressions and the options of `$expand` as a URL spells them, not percent-encoded.

Knows the grammar the other way round: what is written here, `reader` reads back to the same tree. Refuses to know URLs.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from .syntax import Alias, And, Array, Compare, ExpandItem, Expr, Lambda, Literal, Not, Or, OrderTerm, Path, QueryFunction, TextMatch

__all__ = ["spell", "spell_expand", "spell_options"]


def spell(expr: Expr | Array) -> str:
    """The text of an expression; every operand stands in parentheses where its absence might matter."""
    match expr:
        case And(operands):
            return " and ".join(_inner(operand) for operand in operands)
        case Or(operands):
            return " or ".join(_inner(operand) for operand in operands)
        case Not(operand):
            return f"not {_inner(operand)}"
        case Compare(operator, left, right):
            return f"{_inner(left)} {operator} {_inner(right)}"
        case TextMatch(function, text, part):
            return f"{function}({spell(text)},{spell(part)})"
        case QueryFunction(name, scope, parameters):
            before = "" if scope is None else f"{scope}/"
            return f"{before}Microsoft.Dynamics.CRM.{name}({','.join(f'{key}={spell(value)}' for key, value in parameters)})"
        case Lambda(quantifier, collection, variable, predicate):
            return f"{collection}/{quantifier}({'' if predicate is None else f'{variable}:{spell(predicate)}'})"
        case Array(items):
            return f"[{','.join(_item(item) for item in items)}]"
        case Path():
            return str(expr)
        case Alias(name):
            return name
        case _:
            return _literal(expr)


def _inner(expr: Expr) -> str:
    return f"({spell(expr)})" if isinstance(expr, And | Or | Not | Compare) else spell(expr)


def _item(literal: Literal) -> str:
    return json.dumps(literal.value) if isinstance(literal.value, str) else _literal(literal)


def _literal(literal: Literal) -> str:
    value = literal.value
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            text = "'" + value.replace("'", "''") + "'"
            return text if literal.edm_type == "Edm.String" else f"{literal.edm_type}{text}"
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:E}" if literal.edm_type == "Edm.Double" else f"{value:f}"
        case _:
            return f"{value}"


def spell_order(terms: tuple[OrderTerm, ...]) -> str:
    """The text of a `$orderby`."""
    return ",".join(f"{spell(term.path)} desc" if term.descending else spell(term.path) for term in terms)


def spell_options(item: ExpandItem) -> Iterator[tuple[str, str]]:
    """The options in the parentheses of one navigation property, as names and values."""
    if item.select is not None:
        yield "$select", ",".join(item.select)
    if item.filter is not None:
        yield "$filter", spell(item.filter)
    if item.orderby:
        yield "$orderby", spell_order(item.orderby)
    if item.top is not None:
        yield "$top", str(item.top)
    if item.expand:
        yield "$expand", spell_expand(item.expand)


def spell_expand(items: tuple[ExpandItem, ...]) -> str:
    """The text of a `$expand`."""
    texts = []
    for item in items:
        options = ";".join(f"{name}={value}" for name, value in spell_options(item))
        texts.append(f"{item.navigation}{'/$ref' if item.reference else ''}{f'({options})' if options else ''}")
    return ",".join(texts)
