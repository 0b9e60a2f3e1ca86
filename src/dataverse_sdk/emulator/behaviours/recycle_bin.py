"""The recycle bin: rows that were deleted and can be restored for a while.

Knows which tables have one and the copies of their rows. Refuses to know requests.
https://learn.microsoft.com/power-apps/developer/data-platform/restore-deleted-records
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import define, field

from ...schema.model import TableSchema
from ..http.refusals import Refusal
from ..storage.store import Row, Store, quoted
from ..storage.values import stored_moment

__all__ = ["RecycleBin", "bin_table"]

DELETED_AT = "dv@deleted"


def bin_table(table: str) -> str:
    """The SQL table with the deleted rows of a table: the same columns, and when each was deleted."""
    return f"{table}@bin"


@define
class RecycleBin:
    """Keeps deleted rows of the tables that are switched on; mutable. `days` is how long.

    The page for developers says up to 30 days, the one for administrators lets them choose 1 to 90.
    """

    store: Store
    now: Callable[[], datetime]
    tables: set[str] = field(factory=set, init=False)
    days: int = field(default=30, init=False)

    def switch_on(self, *tables: str, days: int = 30) -> None:
        """Keep what is deleted from these tables, by logical name. ValueError for an unknown table, or another span than 1 to 90 days."""
        for name in tables:
            if name not in self.store.schema.tables:
                raise ValueError(f"there is no table {name!r}")
        if not 1 <= days <= 90:
            raise ValueError("a recycle bin keeps rows for 1 to 90 days")
        self.tables |= set(tables)
        self.days = days

    def keep(self, table: TableSchema, record_id: str) -> None:
        """Copy a row that is about to be deleted; called inside its transaction."""
        if table.logical_name not in self.tables:
            return
        self._make(table)
        name, key = quoted(table.logical_name), quoted(table.key or "")
        self.store.execute(f"DELETE FROM {quoted(bin_table(table.logical_name))} WHERE {key} = ?", (record_id,))
        self.store.execute(
            f"INSERT INTO {quoted(bin_table(table.logical_name))} SELECT *, ? FROM {name} WHERE {key} = ?",
            (stored_moment(self.now()), record_id),
        )

    def _make(self, table: TableSchema) -> None:
        """Make the bin of a table, or make it again when the table has got other columns since; what was in it stays."""
        name, copy = quoted(table.logical_name), quoted(bin_table(table.logical_name))
        self.store.make(table.logical_name)
        wanted = [*self._columns(table.logical_name), DELETED_AT]
        there = self._columns(bin_table(table.logical_name))
        if there == wanted:
            return
        aside = quoted(bin_table(table.logical_name) + "@old")
        if there:
            self.store.execute(f"ALTER TABLE {copy} RENAME TO {aside}")
        self.store.execute(f"CREATE TABLE {copy} AS SELECT *, '' AS {quoted(DELETED_AT)} FROM {name} WHERE 0")
        if there:
            both = ", ".join(quoted(each) for each in wanted if each in there)
            self.store.execute(f"INSERT INTO {copy} ({both}) SELECT {both} FROM {aside}")
            self.store.execute(f"DROP TABLE {aside}")

    def _columns(self, name: str) -> list[str]:
        return [str(row[1]) for row in self.store.execute(f"PRAGMA table_info({quoted(name)})")]

    def ready(self, table: TableSchema) -> str:
        """The SQL table to read deleted rows from, with those gone whose time is over."""
        with self.store.transaction():
            self._make(table)
            edge = stored_moment(self.now() - timedelta(days=self.days))
            copy = quoted(bin_table(table.logical_name))
            self.store.execute(f"DELETE FROM {copy} WHERE {quoted(DELETED_AT)} <= ?", (edge,))
        return bin_table(table.logical_name)

    def take(self, table: TableSchema, record_id: str) -> Row | None:
        """Take a deleted row out of the bin; None when it is not, or no longer, there."""
        copy, key = quoted(self.ready(table)), quoted(table.key or "")
        with self.store.transaction():
            cursor = self.store.execute(f"SELECT * FROM {copy} WHERE {key} = ?", (record_id,))
            found = cursor.fetchone()
            if found is None:
                return None
            self.store.execute(f"DELETE FROM {copy} WHERE {key} = ?", (record_id,))
        row: Row = {name[0]: value for name, value in zip(cursor.description, found, strict=True)}
        del row[DELETED_AT]
        return row


def not_in_bin(table: TableSchema, record_id: str) -> Refusal:
    """A row that cannot be restored; the status is that of a missing record (unverified)."""
    return Refusal(404, "0x80040217", f"{table.logical_name} With Id = {record_id} Does Not Exist")


def in_the_way(table: TableSchema, record_id: str) -> Refusal:
    """DuplicateExceptionRestoreRecycleBin (page "Restore deleted records with code")."""
    return Refusal(
        412,
        "0x80044a02",
        f"Please delete the existing conflicting record '{table.logical_name}' with primary key '{table.key}' "
        f"and primary key value '{record_id}' before attempting restore.",
    )


def reference_is_gone(referenced: str, lost: str, key: str, column: str) -> Refusal:
    """RefCannotBeRestoredRecycleBinNotFound (page "Restore deleted records with code")."""
    return Refusal(
        404,
        "0x80049959",
        f"Entity with id '{lost}' and logical name '{referenced}' does not exist. We cannot restore the reference '{key}' that must be "
        f"restored as part of this Restore call. ValueToBeRestored: {lost}, ReferencedEntityName: {referenced}, AttributeName: {column}",
    )
