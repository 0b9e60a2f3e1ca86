"""Rows into and out of the store in wire form, past the API.

Knows wire names and forms, and what a row needs to be readable. Refuses to know rules: data may be loaded that no client could write.
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import uuid4

from ...schema.model import ColumnSchema, TableSchema
from ..storage.identity import Identity
from ..storage.store import Row, Store, quoted, stored_columns, target_column
from ..storage.values import SqlValue, WireValue, WrongLiteral, form_of, from_sql, stored_moment
from ..writing.records import Records
from ..writing.rules import computed
from ..writing.states import first_status
from ..writing.terms import Terms

__all__ = ["load", "rows", "write"]

AT_ONCE = 5000
"""Rows that are held in memory before they go into the store, so that a generator of a million rows needs no more room than a small one."""
LOGICAL_NAME = "@Microsoft.Dynamics.CRM.lookuplogicalname"


def _table(store: Store, set_name: str) -> TableSchema:
    table = store.schema.by_set(set_name)
    if table is None or table.key is None:
        raise ValueError(f"there is no entity set {set_name!r}")
    return table


def load(store: Store, identity: Identity, data: Mapping[str, Iterable[Mapping[str, WireValue]]], moment: datetime) -> None:
    """Insert rows, set by set; ValueError for what the tables do not have. All rows are inserted, or none.

    Owner, creator, state and times get defaults, computed columns their values. An id that is taken raises sqlite3.IntegrityError.
    """
    now = stored_moment(moment.replace(microsecond=0))
    with store.transaction():
        unresolved: list[tuple[TableSchema, ColumnSchema]] = []
        for set_name, items in data.items():
            table = _table(store, set_name)
            store.make(table.logical_name)
            converter = _Converter(store, table, identity, now)
            batches: dict[tuple[str, ...], list[tuple[SqlValue, ...]]] = {}
            for number, item in enumerate(items, start=1):
                row = converter.convert(item)
                batches.setdefault(tuple(row), []).append(tuple(row.values()))
                if number % AT_ONCE == 0:
                    _flush(store, table, batches)
            _flush(store, table, batches)
            unresolved += [(table, column) for column in converter.unresolved]
        for table, column in unresolved:
            _resolve(store, table, column)


def _flush(store: Store, table: TableSchema, batches: dict[tuple[str, ...], list[tuple[SqlValue, ...]]]) -> None:
    for names, values in batches.items():
        store.insert_many(table, names, values)
    batches.clear()


class _Converter:
    """Turns wire rows of one table into stored rows; remembers the lookups whose target table nobody named."""

    def __init__(self, store: Store, table: TableSchema, identity: Identity, now: str) -> None:
        self.store, self.table = store, table
        self.key = table.key or ""
        self.by_name = {column.name: column for column in stored_columns(table)}
        self.forms = {name: form_of(column).to_sql for name, column in self.by_name.items()}
        self.unresolved: dict[ColumnSchema, None] = {}
        self.defaults: Row = {}
        names = {
            "createdon": now,
            "modifiedon": now,
            "_ownerid_value": identity.user_id,
            "_owninguser_value": identity.user_id,
            "_createdby_value": identity.user_id,
            "_modifiedby_value": identity.user_id,
            "_owningbusinessunit_value": identity.business_unit_id,
            "_transactioncurrencyid_value": identity.currency_id,
        }
        targets = {"_owningbusinessunit_value": "businessunit", "_transactioncurrencyid_value": "transactioncurrency"}
        for name, value in names.items():
            if name in self.by_name:
                self.defaults[name] = value
                if name.startswith("_"):
                    self.defaults[target_column(name)] = targets.get(name, "systemuser")
        if "statecode" in self.by_name:
            self.defaults["statecode"] = 0
        if "activitytypecode" in self.by_name:
            self.defaults["activitytypecode"] = table.logical_name

    def convert(self, item: Mapping[str, WireValue]) -> Row:
        row = dict(self.defaults)
        for name, value in item.items():
            form = self.forms.get(name)
            if form is None:
                self._annotation(row, name, value)
                continue
            try:
                row[name] = None if value is None else form(value)
            except WrongLiteral as error:
                raise ValueError(f"{self.table.logical_name}.{name}: {error}") from error
            if name[0] == "_" and name + LOGICAL_NAME not in item:
                self._target(row, self.by_name[name])
        row.setdefault(self.key, str(uuid4()))
        if "statuscode" in self.by_name and "statuscode" not in row:
            row["statuscode"] = first_status(self.table.logical_name, int(row["statecode"] or 0))
        for name, value in computed(self.table, row, frozenset(row)).items():
            row.setdefault(name, value)
        row["versionnumber"] = self.store.next_version()
        return row

    def _annotation(self, row: Row, name: str, value: WireValue) -> None:
        column_name, at, _ = name.partition("@")
        if name.endswith(LOGICAL_NAME) and column_name in self.by_name:
            if value not in self.store.schema.tables:
                raise ValueError(f"{name}: there is no table {value!r}")
            row[target_column(column_name)] = str(value)
        elif not at and name != "versionnumber":
            raise ValueError(f"the table {self.table.logical_name} has no column {name!r}")

    def _target(self, row: Row, column: ColumnSchema) -> None:
        targets = column.targets
        if row[column.name] is None:
            row[target_column(column.name)] = None
        elif len(targets) == 1:
            row[target_column(column.name)] = targets[0]
        else:
            row[target_column(column.name)] = None
            self.unresolved[column] = None


def _resolve(store: Store, table: TableSchema, column: ColumnSchema) -> None:
    """Find which table the ids of a lookup belong to, among its possible targets; the first that has the row."""
    name, target = quoted(column.name), quoted(target_column(column.name))
    candidates = column.targets or tuple(dict.fromkeys(each.target for each in table.navigations if not each.collection))
    if set(candidates) & {"owner", "principal"}:
        candidates = (*candidates, "systemuser", "team")
    for candidate in candidates:
        schema = store.schema.tables.get(candidate)
        if schema is None or schema.key is None or store.is_view(candidate) or not store.has_rows(candidate):
            continue
        store.execute(
            f"UPDATE {quoted(table.logical_name)} SET {target} = ? WHERE {target} IS NULL AND {name} IN "
            f"(SELECT {quoted(schema.key)} FROM {quoted(candidate)})",
            (candidate,),
        )


def rows(store: Store, set_name: str) -> list[dict[str, WireValue]]:
    """Every row of a set in wire form, with the targets of its lookups beside them."""
    table = _table(store, set_name)
    columns = stored_columns(table)
    shown = []
    for row in store.rows(table):
        item: dict[str, WireValue] = {"@odata.etag": f'W/"{row["versionnumber"]}"'}
        for column in columns:
            value = row[column.name]
            item[column.name] = from_sql(column, value)
            if column.is_lookup and row[target_column(column.name)] is not None:
                item[column.name + LOGICAL_NAME] = row[target_column(column.name)]
        shown.append(item)
    return shown


def write(records: Records, set_name: str, record_id: str, values: Mapping[str, WireValue]) -> None:
    """Change a row past the API: a new version and the time, no plug-in, no permission, no lock."""
    table = _table(records.store, set_name)
    with records.store.transaction():
        row = records.store.get(table, record_id.lower())
        if row is None:
            raise LookupError(f"the set {set_name} has no row with this id")
        given: Row = {}
        for name, value in values.items():
            if name.endswith(LOGICAL_NAME):
                continue
            column = table.column(name)
            if column is None or not column.valid_for_read:
                raise ValueError(f"the table {table.logical_name} has no column {name!r}")
            given[name] = None if value is None else form_of(column).to_sql(value)
            if column.is_lookup:
                stated = values.get(name + LOGICAL_NAME)
                given[target_column(name)] = None if value is None else str(stated or column.targets[0])
        records.change(table, row, given, Terms(records.identity.user_id, skips_plugins=True, unrestricted=True), unlocked=True)
