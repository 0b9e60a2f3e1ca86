"""Audit history: what was written to rows of audited tables, kept in the table `audit`.

Knows which tables are audited, the columns of `audit`, and old and new values. Refuses to know requests.
https://learn.microsoft.com/power-apps/developer/data-platform/auditing/overview
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from attrs import define, field

from ...schema.model import ColumnSchema, NavigationSchema, Schema, TableSchema
from ..storage.store import Row, Store, target_column
from ..storage.values import SqlValue
from ..writing.terms import Terms

__all__ = ["AUDIT", "Auditing", "changes_of"]

ACTIONS = {"Create": 1, "Update": 2, "Delete": 3}
OPERATIONS = ((1, "Create"), (2, "Update"), (3, "Delete"), (4, "Access"))
UNAUDITED = frozenset({"versionnumber", "modifiedon", "createdon", "_modifiedby_value", "_createdby_value"})
LONGEST = 5 * 1024
"""Longer values are cut and end in an ellipsis (page "Retrieve the history of audited data changes": about 5 KB)."""


def _columns() -> tuple[ColumnSchema, ...]:
    plain = (
        ("auditid", "Edm.Guid", "Uniqueidentifier"), ("createdon", "Edm.DateTimeOffset", "DateTime"),
        ("objecttypecode", "Edm.String", "EntityName"), ("attributemask", "Edm.String", "Memo"),
        ("transactionid", "Edm.Guid", "Uniqueidentifier"), ("useradditionalinfo", "Edm.String", "String"),
        ("changedata", "Edm.String", "Memo"), ("versionnumber", "Edm.Int64", "BigInt"),
    )  # fmt: skip
    read_only: dict[str, Any] = {"valid_for_create": False, "valid_for_update": False}
    columns = [ColumnSchema(name, name, edm, kind, **read_only) for name, edm, kind in plain]
    columns.append(ColumnSchema("action", "action", "Edm.Int32", "Picklist", options=OPERATIONS[:3], **read_only))
    columns.append(ColumnSchema("operation", "operation", "Edm.Int32", "Picklist", options=OPERATIONS, **read_only))
    for name, targets in (("objectid", ()), ("userid", ("systemuser",)), ("callinguserid", ("systemuser",))):
        columns.append(ColumnSchema(f"_{name}_value", name, "Edm.Guid", "Lookup", targets=targets, **read_only))
    return tuple(columns)


AUDIT = TableSchema(
    "audit",
    "audits",
    "auditid",
    schema_name="Audit",
    object_type_code=4567,
    label="Auditing",
    columns=_columns(),
    navigations=(
        NavigationSchema("userid", "systemuser", False, "_userid_value"),
        NavigationSchema("callinguserid", "systemuser", False, "_callinguserid_value"),
    ),
    messages=("Retrieve", "RetrieveMultiple"),
)


@define
class Auditing:
    """Writes history for the tables that are switched on; mutable. `tables` are logical names; none is audited at first.

    Only changes are kept: a write that repeats the value of a column leaves no trace of that column.
    """

    store: Store
    timestamp: Callable[[], str]
    tables: set[str] = field(factory=set, init=False)

    def switch_on(self, *tables: str) -> None:
        """Audit these tables, by logical name, every column of them. ValueError for a table that does not exist."""
        for name in tables:
            if name not in self.store.schema.tables:
                raise ValueError(f"there is no table {name!r}")
        if not tables:
            return
        # a schema from elsewhere may have no such table, or another idea of it
        self.store.schema = Schema({**self.store.schema.tables, "audit": AUDIT})
        self.tables |= set(tables)

    def written(self, message: str, table: TableSchema, record_id: str, before: Mapping[str, SqlValue], values: Row, terms: Terms) -> None:
        """Keep what a write changed; called inside its transaction."""
        if table.logical_name not in self.tables:
            return
        changed = _difference(table, message, before, values)
        if message == "Update" and not changed:
            return
        calling = terms.behind
        row: Row = {
            "auditid": str(uuid4()),
            "createdon": self.timestamp(),
            "action": ACTIONS[message],
            "operation": ACTIONS[message],
            "objecttypecode": table.logical_name,
            "_objectid_value": record_id,
            target_column("_objectid_value"): table.logical_name,
            "_userid_value": terms.user_id,
            target_column("_userid_value"): "systemuser",
            "_callinguserid_value": calling,
            target_column("_callinguserid_value"): None if calling is None else "systemuser",
            "transactionid": str(uuid4()),
            "changedata": json.dumps({"changedAttributes": changed}, ensure_ascii=False),
            "versionnumber": self.store.next_version(),
        }
        self.store.insert(AUDIT, row)

    def history(self, record_id: str) -> list[Row]:
        """What is kept about a row, the latest first."""
        rows = self.store.find(AUDIT, _objectid_value=record_id) if self.store.has_rows("audit") else []
        return sorted(rows, key=lambda row: (str(row["createdon"]), int(row["versionnumber"] or 0)), reverse=True)

    def forget(self, record_id: str) -> int:
        """Delete what is kept about a row; how many entries there were."""
        with self.store.transaction():
            rows = self.history(record_id)
            for row in rows:
                self.store.delete(AUDIT, row["auditid"])
        return len(rows)


def changes_of(row: Row) -> tuple[dict[str, SqlValue], dict[str, SqlValue]]:
    """The old and the new values of an entry, by wire name, in stored form, nulls left out."""
    changed = json.loads(str(row["changedata"]))["changedAttributes"]
    old, new = ({each["logicalName"]: each[side] for each in changed if each[side] is not None} for side in ("oldValue", "newValue"))
    return old, new


def _difference(table: TableSchema, message: str, before: Mapping[str, SqlValue], values: Row) -> list[dict[str, SqlValue]]:
    changed: list[dict[str, SqlValue]] = []
    for name in before if message == "Delete" else values:
        column = table.column(name)
        was, now = before.get(name), None if message == "Delete" else values[name]
        if column is not None and name not in UNAUDITED and was != now:
            changed.append({"logicalName": name, "oldValue": _cut(was), "newValue": _cut(now)})
    return changed


def _cut(value: SqlValue) -> SqlValue:
    return value[:LONGEST] + "…" if isinstance(value, str) and len(value) > LONGEST else value
