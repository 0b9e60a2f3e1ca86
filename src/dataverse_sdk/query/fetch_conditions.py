"""Predicates as FetchXML conditions. Knows FetchXML's operators; refuses what FetchXML cannot say, with what to do instead.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/filter-rows and reference/operators.
FetchXML has no `not` around a filter, so a negation is pushed down to the conditions, each of which then takes its opposite.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from xml.etree import ElementTree as ET

from ..errors import UsageError
from ..model import Predicate, TableInfo
from ..model.predicates import Alias, AllOf, AnyOf, Call, Compare, CompareColumns, Not, QueryFunction
from ..model.query_functions import FETCH_OPERATORS
from ..wire.literals import literal, moment

__all__ = ["attribute_name", "filter_element", "xml_text"]

_COMPARISONS: Final[Mapping[str, tuple[str, str]]] = {
    "eq": ("eq", "ne"),
    "ne": ("ne", "eq"),
    "gt": ("gt", "le"),
    "ge": ("ge", "lt"),
    "lt": ("lt", "ge"),
    "le": ("le", "gt"),
}
_OPPOSITES: Final[Mapping[str, str]] = {
    one: other
    for pair in (
        ("in", "not-in"),
        ("between", "not-between"),
        ("contain-values", "not-contain-values"),
        ("eq-userid", "ne-userid"),
        ("eq-businessid", "ne-businessid"),
        ("under", "not-under"),  # a row is not below itself
        ("like", "not-like"),
    )
    for one, other in (pair, pair[::-1])
}
_PATTERNS: Final[Mapping[str, str]] = {"contains": "%{}%", "startswith": "{}%", "endswith": "%{}"}


def xml_text(text: str) -> str:
    """Gives back text that XML can hold; control characters have no form in it, not even an escaped one."""
    if any(not (letter in "\t\n\r" or " " <= letter <= "\ud7ff" or "\ue000" <= letter <= "\ufffd" or letter > "\uffff") for letter in text):
        raise UsageError("a text holds a control character, which FetchXML cannot carry; ask with a Query")
    return text


def attribute_name(table: TableInfo, path: tuple[str, ...]) -> str:
    """Gives the logical name of a column, which FetchXML uses for lookups as well. Refuses a column of another table."""
    *before, last = path
    if before:
        raise UsageError(f"{'/'.join(path)} lies behind a lookup; FetchXML reaches it with link()")
    wire = last.partition("=")[2] or last  # a column under a parameter alias: FetchXML has none, and needs none
    info = table.columns.get(wire)
    return info.logical_name if info is not None else wire


def filter_element(predicate: Predicate, table: TableInfo) -> ET.Element:
    """Gives a predicate as a filter element."""
    found = _element(predicate, table, False)
    if found.tag == "filter":
        return found
    root = ET.Element("filter", type="and")
    root.append(found)
    return root


def _element(predicate: Predicate, table: TableInfo, negated: bool) -> ET.Element:
    match predicate:
        case Not(condition):
            return _element(condition, table, not negated)
        case AllOf(conditions) | AnyOf(conditions):
            # De Morgan: a negated "and" is an "or" of negations.
            joined = ET.Element("filter", type="and" if isinstance(predicate, AllOf) is not negated else "or")
            # A list: ElementTree makes a TypeError of an error that a generator raises.
            joined.extend([_element(condition, table, negated) for condition in conditions])
            return joined
        case Compare(path, operator, value):
            value = value.value if isinstance(value, Alias) else value
            if value is None:
                return _condition(table, path, "null" if (operator == "eq") is not negated else "not-null")
            return _condition(table, path, _COMPARISONS[operator][negated], _value(value))
        case CompareColumns(path, operator, other):
            compared = _condition(table, path, _COMPARISONS[operator][negated])
            compared.set("valueof", attribute_name(table, other))
            return compared
        case Call(function, path, text):
            pattern = _PATTERNS[function].format(xml_text(text.value if isinstance(text, Alias) else text))
            return _condition(table, path, "not-like" if negated else "like", pattern)
        case QueryFunction(function, path, values):
            return _function(table, function, path, values, negated)
    raise UsageError(f"FetchXML cannot say a {type(predicate).__name__}; reach related rows with link()")


def _function(table: TableInfo, function: str, path: tuple[str, ...], values: tuple[tuple[str, Any], ...], negated: bool) -> ET.Element:
    operator = FETCH_OPERATORS[function]
    if negated:
        operator = _OPPOSITES.get(operator, "")
    if not operator:
        missing = f"opposite of {function}" if negated else function
        raise UsageError(f"FetchXML has no {missing}; say it with other conditions, or ask with a Query")
    operands = [value.value if isinstance(value, Alias) else value for _, value in values]
    if len(operands) == 1 and not isinstance(operands[0], list | tuple):
        return _condition(table, path, operator, _value(operands[0]))
    found = _condition(table, path, operator)
    for operand in operands[0] if len(operands) == 1 else operands:
        ET.SubElement(found, "value").text = _value(operand)
    return found


def _condition(table: TableInfo, path: tuple[str, ...], operator: str, value: str | None = None) -> ET.Element:
    found = ET.Element("condition", attribute=attribute_name(table, path), operator=operator)
    if value is not None:
        found.set("value", value)
    return found


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(int(value))
        case str():
            return xml_text(value)
        case datetime():
            return moment(value)
        case UUID():
            return str(value)
        case _:
            return literal(value)
