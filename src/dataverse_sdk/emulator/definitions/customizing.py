"""Changes to the tables of an environment, kept beside its rows: they take effect at once and are there when the file is opened again.

Knows how a changed schema is kept and how SQL tables follow. Refuses to know definitions (`table_definitions`) and requests.
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

import json
from collections.abc import Mapping
from typing import Any

from attrs import asdict, define, evolve, field
from cattrs import Converter

from ...schema.model import Schema, TableSchema
from ..storage.store import Store, quoted

__all__ = ["Choice", "Customizing"]

KEPT = "dv@schema"
Choice = tuple[str, tuple[tuple[int, str], ...]]
"""A global choice: its label, and its options."""

CONVERTER = Converter()


def _as_json(table: TableSchema) -> str:
    return json.dumps(asdict(table, filter=lambda attribute, _: not attribute.name.startswith("_")))


def _from_json(text: str) -> TableSchema:
    return CONVERTER.structure(json.loads(text), TableSchema)


@define
class Customizing:
    """The tables and global choices of one environment; mutable. `base` is the schema it was made with."""

    store: Store
    base: Schema = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.base = self.store.schema
        columns = "(kind TEXT, name TEXT, text TEXT, PRIMARY KEY (kind, name))"
        self.store.execute(f"CREATE TABLE IF NOT EXISTS {quoted(KEPT)} {columns} WITHOUT ROWID")
        self.reload()

    def reload(self) -> None:
        """Take the schema up as it is kept: after opening a file, or after data was put back."""
        tables = dict(self.base.tables)
        for name, text in self._kept("table").items():
            if text is None:
                tables.pop(name, None)
            else:
                tables[name] = _from_json(text)
        if tables != dict(self.store.schema.tables):
            self.store.schema = Schema(tables)

    def _kept(self, kind: str) -> Mapping[str, Any]:
        with self.store.lock:
            return dict(self.store.execute(f"SELECT name, text FROM {quoted(KEPT)} WHERE kind = ?", (kind,)).fetchall())

    def _keep(self, kind: str, name: str, text: str | None) -> None:
        self.store.execute(f"INSERT OR REPLACE INTO {quoted(KEPT)} VALUES (?, ?, ?)", (kind, name, text))

    # -- tables ------------------------------------------------------------------------------------------------------

    def put(self, *tables: TableSchema) -> None:
        """Add tables, or put others in the place of those with the same logical names; rows stay as far as their columns do."""
        with self.store.transaction():
            self.store.schema = Schema({**self.store.schema.tables, **{table.logical_name: table for table in tables}})
            for table in tables:
                self._keep("table", table.logical_name, _as_json(table))
                self.store.follow(table)

    def drop(self, name: str) -> None:
        """Remove a table and its rows, and what leads to it from other tables."""
        with self.store.transaction():
            self.store.discard(name)
            tables = {key: table for key, table in self.store.schema.tables.items() if key != name}
            self.store.schema = Schema(tables)
            self._keep("table", name, None)

    # -- choices -----------------------------------------------------------------------------------------------------

    def choices(self) -> dict[str, Choice]:
        """Every global choice by name: those made by themselves, and those that columns share."""
        found: dict[str, Choice] = {}
        for table in self.store.schema.tables.values():
            for column in table.columns:
                if column.option_set is not None:
                    found.setdefault(column.option_set, (column.option_set, column.options))
        for name, text in self._kept("choice").items():
            label, options = json.loads(text)
            found[name] = (label, tuple((int(value), str(shown)) for value, shown in options))
        return found

    def put_choice(self, name: str, choice: Choice) -> None:
        """Add a global choice, or change one, with every column that has it."""
        with self.store.transaction():
            self._keep("choice", name, json.dumps(choice))
            for table in list(self.store.schema.tables.values()):
                if any(column.option_set == name for column in table.columns):
                    columns = (evolve(each, options=choice[1]) if each.option_set == name else each for each in table.columns)
                    self.put(evolve(table, columns=tuple(columns)))

    def drop_choice(self, name: str) -> None:
        """Remove a global choice."""
        with self.store.transaction():
            self.store.execute(f"DELETE FROM {quoted(KEPT)} WHERE kind = 'choice' AND name = ?", (name,))
