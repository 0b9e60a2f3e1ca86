"""Annotations of a reply: formatted values, the tables that lookups point to, the navigation properties that lead there.

Knows how a client asks for them and where they stand. Refuses to know how rows are found.
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from json.encoder import encode_basestring
from typing import TypeAlias

from attrs import frozen

from ...schema.model import ColumnSchema, TableSchema
from ..storage.relations import navigations_to
from ..storage.store import Store, quoted, target_column
from ..storage.values import SqlValue
from .formatting import formatter

__all__ = ["FORMATTED", "LOGICAL_NAME", "NAVIGATION", "NONE", "Annotations", "Cell", "Values", "annotated", "chunks", "primary_names"]

FORMATTED = "OData.Community.Display.V1.FormattedValue"
LOGICAL_NAME = "Microsoft.Dynamics.CRM.lookuplogicalname"
NAVIGATION = "Microsoft.Dynamics.CRM.associatednavigationproperty"
IN_ONE_STATEMENT = 20_000

Values: TypeAlias = Sequence[SqlValue]
"""A row of a result."""


@frozen
class Annotations:
    """Which annotations a client asked for, as names with `*` for anything."""

    patterns: tuple[str, ...] = ()

    def wants(self, name: str) -> bool:
        """True when `name` is among them."""
        return any(fnmatchcase(name, pattern) for pattern in self.patterns)


NONE = Annotations()
"""What a client that asks for none gets."""


@frozen
class Cell:
    """One property of a reply: its JSON name, and how its stored value is written; `before` are those before it that are always null."""

    prefix: str
    null: str
    write: Callable[[SqlValue], str]
    column: ColumnSchema
    before: str = ""


def annotated(
    store: Store,
    unreadable: Callable[[TableSchema], frozenset[str]],
    table: TableSchema,
    cells: Sequence[Cell],
    rows: Sequence[Values],
    place: Mapping[str, int],
    annotations: Annotations,
) -> Callable[[Values], list[str]]:
    """A function that writes the members of a row with the annotations asked for.

    `place` says where each value of a row stands, `unreadable` which columns of a table whoever asks does not see.
    """
    formatted = annotations.wants(FORMATTED)
    logical, navigation = annotations.wants(LOGICAL_NAME), annotations.wants(NAVIGATION)
    lookups = [cell.column.name for cell in cells if cell.column.is_lookup]
    places = [(place[name], place[target_column(name)]) for name in lookups]
    names = primary_names(store, unreadable, rows, places) if formatted else {}
    formatters = [formatter(cell.column) if formatted else None for cell in cells]

    def write(row: Values) -> list[str]:
        parts = []
        for index, (cell, shown) in enumerate(zip(cells, formatters, strict=True)):
            value = row[index]
            if cell.before:
                parts.append(cell.before)
            if value is None:
                parts.append(cell.null)
                continue
            name = cell.column.name
            if cell.column.is_lookup:
                target = row[place[target_column(name)]]
                if navigation:
                    leads = navigations_to(table, name, None if target is None else str(target))
                    if leads is not None:
                        parts.append(f'"{name}@{NAVIGATION}":{encode_basestring(leads)}')
                if logical and target is not None:
                    parts.append(f'"{name}@{LOGICAL_NAME}":"{target}"')
                text = names.get((target, value))
            else:
                text = None if shown is None else shown(value)
            if text is not None:
                parts.append(f'"{name}@{FORMATTED}":{encode_basestring(text)}')
            parts.append(cell.prefix + cell.write(value))
        return parts

    return write


def primary_names(
    store: Store, unreadable: Callable[[TableSchema], frozenset[str]], rows: Sequence[Values], places: Sequence[tuple[int, int]]
) -> dict[tuple[SqlValue, SqlValue], str]:
    """The primary names behind lookups, by table and id; `places` says where in a row the value and its table stand.

    A name that whoever asks may not read is left out.
    """
    wanted: dict[str, set[SqlValue]] = {}
    for row in rows:
        for value_at, target_at in places:
            if row[value_at] is not None and row[target_at] is not None:
                wanted.setdefault(str(row[target_at]), set()).add(row[value_at])
    names: dict[tuple[SqlValue, SqlValue], str] = {}
    for target, ids in wanted.items():
        table = store.schema.tables.get(target)
        if table is None or table.key is None or table.primary_name is None or table.column(table.primary_name) is None:
            continue
        if table.primary_name in unreadable(table):
            continue
        for some in chunks(ids):
            sql = (
                f"SELECT {quoted(table.key)}, {quoted(table.primary_name)} FROM {quoted(target)} "
                f"WHERE {quoted(table.key)} IN ({', '.join('?' * len(some))})"
            )
            with store.lock:
                found = store.execute(sql, some).fetchall()
            names |= {(target, record_id): name for record_id, name in found if name is not None}
    return names


def chunks(ids: Iterable[SqlValue]) -> Iterable[list[SqlValue]]:
    """The ids in lists that fit into one statement."""
    every = list(ids)
    for start in range(0, len(every), IN_ONE_STATEMENT):
        yield every[start : start + IN_ONE_STATEMENT]
