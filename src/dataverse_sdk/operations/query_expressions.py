"""Predicates as the criteria of a QueryExpression, which messages such as BulkDelete take in place of `$filter` and FetchXML.

Knows ConditionOperator and the .NET types of values. Refuses what a QueryExpression of one table cannot say.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/queryexpression, conditionoperator. A filter has no
negation: it is pushed down to the conditions, each of which then takes its opposite.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from ..errors import UsageError
from ..model import Predicate, TableInfo
from ..model.predicates import Alias, AllOf, AnyOf, Call, Compare, Not, QueryFunction
from ..wire.literals import literal, moment
from .messages import NAMESPACE

__all__ = ["criteria_of", "query_expression"]

_COMPARISONS: Final[Mapping[str, tuple[str, str]]] = {
    "eq": ("Equal", "NotEqual"),
    "ne": ("NotEqual", "Equal"),
    "gt": ("GreaterThan", "LessEqual"),
    "ge": ("GreaterEqual", "LessThan"),
    "lt": ("LessThan", "GreaterEqual"),
    "le": ("LessEqual", "GreaterThan"),
}
_PATTERNS: Final[Mapping[str, str]] = {"contains": "%{}%", "startswith": "{}%", "endswith": "%{}"}
_OPPOSITES: Final[Mapping[str, str]] = {
    one: other
    for pair in (
        ("In", "NotIn"),
        ("Between", "NotBetween"),
        ("ContainValues", "DoesNotContainValues"),
        ("EqualUserId", "NotEqualUserId"),
        ("EqualBusinessId", "NotEqualBusinessId"),
        ("Under", "NotUnder"),
    )
    for one, other in (pair, pair[::-1])
}
# bool before int, datetime before date: each is one of the other's kind.
_TYPES: Final[tuple[tuple[type, str], ...]] = (
    (bool, "Boolean"),
    (int, "Int32"),
    (float, "Double"),
    (Decimal, "Decimal"),
    (UUID, "Guid"),
    (datetime, "DateTime"),
    (date, "DateTime"),
    (str, "String"),
)


def _typed(kind: str, **values: Any) -> dict[str, Any]:
    return {"@odata.type": f"{NAMESPACE}.{kind}", **values}


def query_expression(table: TableInfo, criteria: dict[str, Any]) -> dict[str, Any]:
    """Gives a QueryExpression for the ids of a table's rows that meet the criteria."""
    columns = _typed("ColumnSet", AllColumns=False, Columns=[])
    return _typed("QueryExpression", EntityName=table.logical_name, ColumnSet=columns, Criteria=criteria)


def criteria_of(predicate: Predicate, table: TableInfo) -> dict[str, Any]:
    """Gives a predicate as a FilterExpression."""
    if isinstance(predicate, AllOf | AnyOf | Not):
        found = _part(predicate, table, False)
        return found if "Operator" not in found else _filter("And", [found])
    return _filter("And", [_part(predicate, table, False)])


def _filter(operator: str, parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    found = list(parts)
    conditions = [part for part in found if "Operator" in part]
    inner = [part for part in found if "Operator" not in part]
    return _typed("FilterExpression", FilterOperator=operator, Conditions=conditions, **({"Filters": inner} if inner else {}))


def _part(predicate: Predicate, table: TableInfo, negated: bool) -> dict[str, Any]:
    match predicate:
        case Not(condition):
            return _part(condition, table, not negated)
        case AllOf(conditions) | AnyOf(conditions):
            # De Morgan: a negated "and" is an "or" of negations.
            joined = "And" if isinstance(predicate, AllOf) is not negated else "Or"
            return _filter(joined, [_part(each, table, negated) for each in conditions])
        case Compare(path, operator, value):
            value = _plain(value)
            if value is None:
                return _condition(table, path, "Null" if (operator == "eq") is not negated else "NotNull", ())
            return _condition(table, path, _COMPARISONS[operator][negated], (value,))
        case Call(function, path, text):
            return _condition(table, path, "NotLike" if negated else "Like", (_PATTERNS[function].format(_plain(text)),))
        case QueryFunction(function, path, values):
            named = _OPPOSITES.get(function, "") if negated else function
            if not named:
                raise UsageError(f"a QueryExpression has no opposite of {function}; say it with other conditions")
            operands = [_plain(value) for _, value in values]
            return _condition(table, path, named, operands[0] if len(operands) == 1 and isinstance(operands[0], list | tuple) else operands)
    raise UsageError(f"a QueryExpression of one table cannot say a {type(predicate).__name__}; find the rows first, and pass their ids")


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Alias) else value


def _condition(table: TableInfo, path: tuple[str, ...], operator: str, values: Iterable[Any]) -> dict[str, Any]:
    *before, last = path
    info = table.columns.get(last)
    if before or info is None:
        raise UsageError(f"{'/'.join(path)} lies behind a lookup; find the rows first, and pass their ids")
    typed = [{"Value": _text(value), "Type": f"System.{_type(value)}"} for value in values]
    return _typed("ConditionExpression", AttributeName=info.logical_name, Operator=operator, Values=typed)


def _type(value: Any) -> str:
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "String")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return moment(value) if isinstance(value, datetime) else literal(value)
