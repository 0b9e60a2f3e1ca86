"""Queries as the text of a URL, percent-encoded. Precedence lives here and nowhere else.

OData's order of binding is comparison, `not`, `and`, `or`. So an `or` inside an `and` needs parentheses, and nothing else does but `not`,
which always wraps its operand, because `not contains(...)` and `not a eq 1` are read differently by different servers.
Option names keep their raw `$`, spaces are `%20`, literals come encoded from `wire.literals`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..model import Entity, Order, Predicate, Raw, table_of
from ..model.predicates import Alias, AllOf, AnyOf, Call, Compare, CompareColumns, Lambda, Not, QueryFunction
from ..model.row import Row
from ..wire.literals import json_array, literal, name

if TYPE_CHECKING:
    from .query import Expand, Query

__all__ = ["Aliases", "expand_options", "filter_text", "order_text", "query_target", "select_names", "system_options"]


class Aliases:
    """The parameter aliases that a query names, each written once behind its options. Mutable: rendering fills it."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def use(self, name: str, text: str) -> str:
        """Gives the alias as it stands in an expression. Refuses one name for two values."""
        if self._texts.setdefault(name, text) != text:
            raise UsageError(f"the parameter alias {name} stands for two different values; name one of them otherwise")
        return f"@{name}"

    def options(self) -> list[str]:
        """Gives the options that say what the aliases stand for. One without a value is null to the service."""
        return [f"@{name}={text}" for name, text in self._texts.items() if text]


class _Refused(Aliases):
    """Stands where no alias may be."""

    def use(self, name: str, text: str) -> str:
        raise UsageError(f"@{name}: Dataverse takes parameter aliases in the filter and the order of a query only, not inside expand")


_NO_ALIASES = _Refused()


def _path(path: tuple[str, ...], aliases: Aliases) -> str:
    first, *rest = path
    if first.startswith("@"):
        alias, _, column = first[1:].partition("=")
        return aliases.use(alias, name(column))
    # A lambda's variable is marked with "$" in the tree, so that no column can be mistaken for it.
    return "/".join([name(first.removeprefix("$")), *(name(part) for part in rest)])


def filter_text(predicate: Predicate, aliases: Aliases = _NO_ALIASES) -> str:
    """Gives a predicate as the value of `$filter`."""
    return _render(predicate, aliases)


def _render(predicate: Predicate, aliases: Aliases, *, inside_and: bool = False) -> str:
    match predicate:
        case Compare(path, operator, value):
            return f"{_path(path, aliases)}%20{operator}%20{_value(value, aliases)}"
        case CompareColumns(path, operator, other):
            return f"{_path(path, aliases)}%20{operator}%20{_path(other, aliases)}"
        case Call(function, path, value):
            return f"{function}({_path(path, aliases)},{_value(value, aliases)})"
        case QueryFunction(function, path, values):
            *before, column = path
            row = f"{_path(tuple(before), aliases)}/" if before else ""
            parameters = [f"PropertyName={_property(column, aliases)}", *(f"{name(key)}={_value(value, aliases)}" for key, value in values)]
            return f"{row}Microsoft.Dynamics.CRM.{name(function)}({','.join(parameters)})"
        case Lambda(quantifier, path, variable, condition):
            if condition is None:
                return f"{_path(path, aliases)}/{quantifier}()"
            return f"{_path(path, aliases)}/{quantifier}({variable[1:]}:{_render(condition, aliases)})"
        case Not(condition):
            return f"not%20({_render(condition, aliases)})"
        case AllOf(conditions):
            return "%20and%20".join(_render(condition, aliases, inside_and=True) for condition in conditions)
        case AnyOf(conditions):
            text = "%20or%20".join(_render(condition, aliases) for condition in conditions)
            return f"({text})" if inside_and else text
        case Raw(text):
            return f"({text})"
    raise UsageError(f"a {type(predicate).__name__} cannot be sent")


def _value(value: Any, aliases: Aliases) -> str:
    if isinstance(value, Alias):
        return aliases.use(value.name, "" if value.value is None else _value(value.value, aliases))
    return json_array(value) if isinstance(value, tuple) else literal(value)


def _property(column: str, aliases: Aliases) -> str:
    if column.startswith("@"):
        alias, _, column = column[1:].partition("=")
        return aliases.use(alias, f"'{name(column)}'")
    return f"'{name(column)}'"


def _orders(orders: Iterable[Order], aliases: Aliases) -> str:
    return ",".join(f"{_path(order.path, aliases)}%20desc" if order.descending else _path(order.path, aliases) for order in orders)


def order_text(orders: Iterable[Order]) -> str:
    """Gives orders as the value of `$orderby`."""
    return _orders(orders, _NO_ALIASES)


def expand_options(item: Expand) -> list[str]:
    """Gives the options inside an expansion; they are also the options of a query for its rows alone."""
    options = []
    if item.select:
        options.append(f"$select={','.join(item.select)}")
    if item.predicate is not None:
        options.append(f"$filter={filter_text(item.predicate)}")
    if item.orders:
        options.append(f"$orderby={_orders(item.orders, _NO_ALIASES)}")
    if item.limit is not None:
        options.append(f"$top={item.limit}")
    if item.nested:
        options.append(f"$expand={','.join(_expand(nested) for nested in item.nested)}")
    return options


def _expand(item: Expand) -> str:
    options = expand_options(item)
    return f"{name(item.name)}({';'.join(options)})" if options else name(item.name)


def select_names(entity: type[Entity], columns: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Gives the wire names to select: those asked for, else every readable column of the class."""
    table = table_of(entity)
    # Never an empty list: the service would take it for "every column", which is meant for an open table only.
    nothing = () if issubclass(entity, Row) else (table.key,)
    return columns or tuple(info.wire_name for info in table.columns.values() if info.read) or nothing


def system_options(query: Query[Any], *, top: bool = True) -> list[str]:
    """Gives the system query options of a query, each as `$name=value`, and its parameter aliases behind them."""
    aliases = Aliases()
    names = select_names(query.entity, query.columns)
    options = [f"$select={','.join(names)}"] if names else []
    if query.predicate is not None:
        options.append(f"$filter={filter_text(query.predicate, aliases)}")
    if query.orders:
        options.append(f"$orderby={_orders(query.orders, aliases)}")
    if query.expands:
        options.append(f"$expand={','.join(_expand(item) for item in query.expands)}")
    if top and query.limit is not None:
        options.append(f"$top={query.limit}")
    return options + aliases.options()


def query_target(query: Query[Any], *, top: bool = True) -> str:
    """Gives the target of a query relative to the service root: `contacts?$select=fullname&$filter=...`."""
    options = system_options(query, top=top)
    return table_of(query.entity).set_name + (f"?{'&'.join(options)}" if options else "")
