"""Queries as the text of a URL, percent-encoded. Precedence lives here and nowhere else.

OData's order of binding is comparison, `not`, `and`, `or`. Parentheses are written where a tree needs them; `not` always wraps its
operand, because `not contains(...)` and `not a eq 1` are read differently by different servers.
Option names keep their raw `$`, spaces are `%20`, literals come encoded from `wire.literals`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import UsageError
from ..model import Entity, Order, Predicate, Raw, table_of
from ..model.predicates import AllOf, AnyOf, Call, Compare, CompareColumns, Lambda, Not, QueryFunction
from ..wire.literals import json_array, literal, name
from .query import Expand, Query

__all__ = ["filter_text", "query_target", "select_names", "system_options"]

_OR, _AND = 1, 2


def _path(path: tuple[str, ...]) -> str:
    first, *rest = path
    # A lambda's variable is marked with "$" in the tree, so that no column can be mistaken for it.
    return "/".join([name(first.removeprefix("$")), *(name(part) for part in rest)])


def filter_text(predicate: Predicate) -> str:
    """Gives a predicate as the value of `$filter`."""
    return _render(predicate, 0)


def _render(predicate: Predicate, binding: int) -> str:
    match predicate:
        case Compare(path, operator, value):
            return f"{_path(path)}%20{operator}%20{literal(value)}"
        case CompareColumns(path, operator, other):
            return f"{_path(path)}%20{operator}%20{_path(other)}"
        case Call(function, path, value):
            return f"{function}({_path(path)},{literal(value)})"
        case QueryFunction(function, path, values):
            parameters = [f"PropertyName='{_path(path)}'", *(f"{name(key)}={_parameter(value)}" for key, value in values)]
            return f"Microsoft.Dynamics.CRM.{name(function)}({','.join(parameters)})"
        case Lambda(quantifier, path, variable, condition):
            if condition is None:
                return f"{_path(path)}/{quantifier}()"
            return f"{_path(path)}/{quantifier}({variable[1:]}:{_render(condition, 0)})"
        case Not(condition):
            return f"not%20({_render(condition, 0)})"
        case AllOf(conditions):
            text = "%20and%20".join(_render(condition, _AND) for condition in conditions)
            return f"({text})" if binding > _AND else text
        case AnyOf(conditions):
            text = "%20or%20".join(_render(condition, _OR) for condition in conditions)
            return f"({text})" if binding > _OR else text
        case Raw(text):
            return f"({text})"
    raise UsageError(f"a {type(predicate).__name__} cannot be sent")


def _parameter(value: Any) -> str:
    return json_array(value) if isinstance(value, tuple) else literal(value)


def _orders(orders: Iterable[Order]) -> str:
    return ",".join(f"{_path(order.path)}%20desc" if order.descending else _path(order.path) for order in orders)


def _expand(item: Expand) -> str:
    options = []
    if item.select:
        options.append(f"$select={','.join(item.select)}")
    if item.predicate is not None:
        options.append(f"$filter={filter_text(item.predicate)}")
    if item.orders:
        options.append(f"$orderby={_orders(item.orders)}")
    if item.limit is not None:
        options.append(f"$top={item.limit}")
    if item.nested:
        options.append(f"$expand={','.join(_expand(nested) for nested in item.nested)}")
    return f"{name(item.name)}({';'.join(options)})" if options else name(item.name)


def select_names(entity: type[Entity], columns: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Gives the wire names to select: those asked for, else every readable column of the class."""
    table = table_of(entity)
    # Never an empty list: the service would take it for "every column".
    return columns or tuple(info.wire_name for info in table.columns.values() if info.read) or (table.key,)


def system_options(query: Query[Any], *, top: bool = True) -> list[str]:
    """Gives the system query options of a query, each as `$name=value`."""
    options = [f"$select={','.join(select_names(query.entity, query.columns))}"]
    if query.predicate is not None:
        options.append(f"$filter={filter_text(query.predicate)}")
    if query.orders:
        options.append(f"$orderby={_orders(query.orders)}")
    if query.expands:
        options.append(f"$expand={','.join(_expand(item) for item in query.expands)}")
    if top and query.limit is not None:
        options.append(f"$top={query.limit}")
    return options


def query_target(query: Query[Any], *, top: bool = True) -> str:
    """Gives the target of a query relative to the service root: `contacts?$select=fullname&$filter=...`."""
    return f"{table_of(query.entity).set_name}?{'&'.join(system_options(query, top=top))}"
