"""Whether what a question names is there to be asked: the columns and navigation properties of a table, the rows of a lambda.

Knows every class that was made of a table, open ones with the columns that were named: a narrow one can be asked by the columns of a wide
one. Refuses to know what the service has besides.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import UsageError
from .entity import _classes
from .predicates import AllOf, AnyOf, Call, Compare, CompareColumns, Lambda, Not, Predicate, QueryFunction
from .values import TableInfo

__all__ = ["check_belonging"]

Path = tuple[str, ...]


def check_belonging(table: TableInfo | str, predicates: Iterable[Predicate | None] = (), paths: Iterable[Path] = ()) -> None:
    """Refuses columns and navigation properties of another table, and the row of a lambda outside of it.

    `table` is the one that is asked, or its logical name. Only where a path begins is judged: its further steps follow from the classes.
    """
    for path in paths:
        _check(path, table, frozenset())
    for predicate in predicates:
        if predicate is not None:
            _walk(predicate, table, frozenset())


def _walk(predicate: Predicate, table: TableInfo | str, rows: frozenset[str]) -> None:
    match predicate:
        case Compare(path=path) | Call(path=path) | QueryFunction(path=path):
            _check(path, table, rows)
        case CompareColumns(path=path, other=other):
            _check(path, table, rows)
            _check(other, table, rows)
        case Lambda(path=path, variable=variable, condition=condition):
            _check(path, table, rows)
            if condition is not None:
                _walk(condition, table, rows | {variable})
        case Not(condition=condition):
            _walk(condition, table, rows)
        case AllOf(conditions=conditions) | AnyOf(conditions=conditions):
            for each in conditions:
                _walk(each, table, rows)


def _check(path: Path, table: TableInfo | str, rows: frozenset[str]) -> None:
    first = path[0]
    if first.startswith("$"):
        if first not in rows:
            raise UsageError("the row that any() or all() speaks of has a meaning inside its function only")
        return
    # A column under a parameter alias: `@alias=column`.
    name = first.partition("=")[2] or first
    logical_name = table if isinstance(table, str) else table.logical_name
    if not (isinstance(table, TableInfo) and name in table.columns) and not _known(logical_name, name):
        raise UsageError(f"{name} is no column and no navigation property of {logical_name}; it belongs to another table")


def _known(logical_name: str, name: str) -> bool:
    classes = _classes.get(logical_name, ())
    return not classes or any(_has(cls.__table__, name) for cls in classes)


def _has(table: TableInfo, name: str) -> bool:
    return (
        name in table.columns
        or any(info.wire_name == name for info in table.navigations.values())
        # Query functions name a lookup by its logical name.
        or f"_{name}_value" in table.columns
    )
