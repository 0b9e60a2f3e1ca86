"""Rows in SQLite: tables made on first use, indexes, transactions, row versions, snapshots.

Knows SQL and the storage layout: one SQL table per table, named by logical name; one column per readable property; for a lookup a
second column `"_x_value@target"` with the logical name of the row pointed to; `"versionnumber"`, which is the etag. Refuses to know
requests, rules and the query language.
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from ...schema.model import Schema, TableSchema
from .layout import OWN_TABLES, UNSELECTIVE, declared, indexes, insertion, quoted, stored_columns, target_column, view_statement
from .like import register_functions
from .relations import intersect_columns
from .values import ACCENTS, Kind, SqlValue, fold, kind_of

__all__ = ["UNSELECTIVE", "Row", "Store", "quoted", "stored_columns", "target_column"]

Row = dict[str, SqlValue]

NO_SUCH_TABLE = re.compile(r"no such table: (?:main\.)?(\w+)")
FIRST_VERSION = 1_000_000


class Store:
    """Rows of every table of a schema; mutable, safe to use from several threads.

    `path` names a file that keeps the rows; None keeps them in memory. One connection serves all threads, one at a time. `fillers` put the
    first rows into tables that the environment fills itself, when these are made.
    """

    def __init__(self, schema: Schema, path: Path | None = None) -> None:
        self.schema = schema
        self.lock = RLock()
        self.fillers: dict[str, Callable[[Store, str], None]] = {}
        self.accents = True
        self._in_file = path is not None
        self._depth = 0
        self._views: tuple[Schema | None, frozenset[str | None]] = (None, frozenset())
        self._committed: list[Callable[[], None]] = []
        self._made: set[str] = set()
        self._filled: dict[str, set[str]] = {}
        # SQLite's own thread check is off: the lock above does its work.
        self.connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        self.connection.create_function("dv_fold", 1, lambda text: fold(text, self.accents), deterministic=True)
        self.connection.create_function("dv_next_version", 0, self.next_version)
        register_functions(self.connection)
        if path is not None:
            # A commit reaches the operating system, so it survives the death of this process, though not a power cut.
            self.connection.execute("PRAGMA journal_mode=WAL")
            self.connection.execute("PRAGMA synchronous=NORMAL")
        for statement in OWN_TABLES:
            self.connection.execute(statement)
        self._read_state()

    def _read_state(self) -> None:
        rows = self.connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        self._made = {name for (name,) in rows}
        state = dict(self.connection.execute('SELECT name, value FROM "dv@state"'))
        self._version = self._saved_version = int(state.get("version", FIRST_VERSION))
        self.accents = bool(state.get("accents", 1))

    @contextmanager
    def collating(self) -> Iterator[None]:
        """Compare texts by the collation of this store inside, in this thread."""
        token = ACCENTS.set(self.accents)
        try:
            yield
        finally:
            ACCENTS.reset(token)

    def count_accents(self, count: bool) -> None:
        """Change the collation: whether `e` and `é` differ. Every index is made again."""
        with self.transaction():
            self.accents = count
            self.connection.execute('INSERT OR REPLACE INTO "dv@state" VALUES (?, ?)', ("accents", int(count)))
            self.connection.execute("REINDEX")

    def close(self) -> None:
        """Close the database; rows in memory are gone."""
        self.connection.close()

    # -- tables ------------------------------------------------------------------------------------------------------

    def make(self, name: str) -> None:
        """Make the SQL table, or view, of a table unless it is there."""
        if name in self._made:
            return
        table = self.schema.tables[name]
        derived = [each for each in self.schema.tables.values() if each.base == name and each.set_name and not each.abstract]
        if name == "owner":
            # `owner` stands for users and teams, which are declared on `principal`
            derived = [self.schema.tables[each] for each in ("systemuser", "team") if each in self.schema.tables]
        if derived:
            self._make_view(table, derived)
        else:
            self._make_table(table)
        self._made.add(name)
        fill = None if derived else self.fillers.get(name)
        if fill is not None:
            fill(self, name)

    def _make_table(self, table: TableSchema) -> None:
        self._filled[table.logical_name] = set()
        lines = [f"{quoted(name)} {kind}" for name, kind in declared(table)]
        self.connection.execute(f"CREATE TABLE IF NOT EXISTS {quoted(table.logical_name)} ({', '.join(lines)})")
        self._make_indexes(table)

    def _make_indexes(self, table: TableSchema) -> None:
        for number, (expression, condition) in enumerate(indexes(table)):
            name = quoted(f"{table.logical_name}@{number}")
            self.connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {quoted(table.logical_name)} ({expression}){condition}")

    def _make_view(self, table: TableSchema, derived: Sequence[TableSchema]) -> None:
        for each in derived:
            self.make(each.logical_name)
        self.connection.execute(view_statement(table, derived))

    def is_view(self, name: str) -> bool:
        """True for a table that only shows the rows of others (`activitypointer`, `owner`, `principal`)."""
        schema = self.schema
        if self._views[0] is not schema:
            self._views = (schema, frozenset(each.base for each in schema.tables.values() if each.base and not each.abstract) | {"owner"})
        return name in self._views[1]

    def has_rows(self, name: str) -> bool:
        """False for a table that was never used."""
        return name in self._made

    # -- changes of the schema ---------------------------------------------------------------------------------------

    def follow(self, table: TableSchema) -> None:
        """Give the SQL table of a table, if it was made, the columns and indexes that the table has now; inside a transaction."""
        name = table.logical_name
        if name not in self._made:
            return
        self._forget_views()
        wanted = dict(declared(table))
        there = [str(row[1]) for row in self.connection.execute(f"PRAGMA table_info({quoted(name)})")]
        indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
        for (index,) in self.connection.execute(indexes, (name,)).fetchall():
            self.connection.execute(f"DROP INDEX {quoted(index)}")
        for column in there:
            if column not in wanted:
                self.connection.execute(f"ALTER TABLE {quoted(name)} DROP COLUMN {quoted(column)}")
        for column, kind in wanted.items():
            if column not in there:
                self.connection.execute(f"ALTER TABLE {quoted(name)} ADD COLUMN {quoted(column)} {kind}")
        self._make_indexes(table)

    def discard(self, name: str) -> None:
        """Remove the SQL table of a table, if it was made; inside a transaction."""
        if name in self._made:
            self._forget_views()
            self.connection.execute(f"DROP TABLE {quoted(name)}")
            self._made.discard(name)
            self._filled.pop(name, None)

    def _forget_views(self) -> None:
        # SQLite checks every view when a table is altered; they are made again on first use
        for (view,) in self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            self.connection.execute(f"DROP VIEW {quoted(view)}")
            self._made.discard(view)

    # -- statements --------------------------------------------------------------------------------------------------

    def execute(self, sql: str, parameters: Sequence[SqlValue] | Mapping[str, SqlValue] = ()) -> sqlite3.Cursor:
        """Run one statement, making the tables it names first if need be. The caller holds the lock."""
        while True:
            try:
                return self.connection.execute(sql, parameters)
            except sqlite3.OperationalError as error:
                missing = NO_SUCH_TABLE.match(str(error))
                if missing is None or not self._make_missing(missing[1]):
                    raise

    def _make_missing(self, name: str) -> bool:
        if name in self.schema.tables:
            self.make(name)
            return True
        pair = intersect_columns(self.schema, name)
        if pair is None:
            return False
        one, two = map(quoted, pair)
        columns = f"{one} TEXT, {two} TEXT, PRIMARY KEY ({one}, {two})"
        self.connection.execute(f"CREATE TABLE IF NOT EXISTS {quoted(name)} ({columns}) WITHOUT ROWID")
        self.connection.execute(f"CREATE INDEX IF NOT EXISTS {quoted(f'{name}@0')} ON {quoted(name)} ({two})")
        self._made.add(name)
        return True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside happen, or none; transactions nest."""
        with self.lock:
            depth = self._depth
            begin, commit, rollback = (
                ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
                if depth == 0
                else (f"SAVEPOINT dv{depth}", f"RELEASE dv{depth}", (f"ROLLBACK TO dv{depth}", f"RELEASE dv{depth}"))
            )
            made, schema, waiting = set(self._made), self.schema, len(self._committed)
            self.connection.execute(begin)
            self._depth = depth + 1
            try:
                yield
                if depth == 0 and self._version != self._saved_version:
                    self.connection.execute('INSERT OR REPLACE INTO "dv@state" VALUES (?, ?)', ("version", self._version))
                self.connection.execute(commit)
                if depth == 0:
                    self._saved_version = self._version
            except BaseException:
                for statement in rollback:
                    self.connection.execute(statement)
                self._made, self.schema = made, schema  # tables made inside are gone again
                del self._committed[waiting:]
                raise
            finally:
                self._depth = depth
            if depth == 0:
                actions, self._committed = self._committed, []
                for action in actions:
                    action()

    def after_commit(self, action: Callable[[], None]) -> None:
        """Have `action` done when the outermost transaction has been committed; never, when it is rolled back."""
        self._committed.append(action)

    @property
    def version(self) -> int:
        """The row version given out last."""
        return self._version

    def next_version(self) -> int:
        """A row version greater than any before, across all tables."""
        self._version += 1
        return self._version

    # -- empty columns -----------------------------------------------------------------------------------------------

    def fills(self, name: str, values: Mapping[str, SqlValue]) -> None:
        """Note that columns of an SQL table get values: called by whoever writes rows with statements of their own, too."""
        filled = self._filled.get(name)
        if filled is not None and not filled.issuperset(values):
            filled.update(column for column, value in values.items() if value is not None)

    def filled(self, name: str) -> AbstractSet[str] | None:
        """The columns of an SQL table that may hold a value in some row; None where nobody knows: in views, files, after a restore.

        Most tables have a hundred columns and more that no row ever uses, and a page of 5,000 rows need not read their nulls.
        """
        return self._filled.get(name)

    # -- rows --------------------------------------------------------------------------------------------------------

    def get(self, table: TableSchema, record_id: SqlValue) -> Row | None:
        """The stored row with this primary id, None when there is none."""
        assert table.key is not None  # noqa: S101 -- tables without a key have no single rows
        with self.lock:
            cursor = self.execute(f"SELECT * FROM {quoted(table.logical_name)} WHERE {quoted(table.key)} = ?", (record_id,))
            found = cursor.fetchone()
            return None if found is None else {name[0]: value for name, value in zip(cursor.description, found, strict=True)}

    def find(self, table: TableSchema, **columns: SqlValue) -> list[Row]:
        """The stored rows whose columns have exactly these stored values."""
        return self.find_by(table, columns)

    def find_by(self, table: TableSchema, columns: Mapping[str, SqlValue]) -> list[Row]:
        """As `find`, for column names that are no Python names; text compares folded."""
        terms: list[str] = []
        values: list[SqlValue] = []
        for name, value in columns.items():
            column = table.column(name)
            if value is None:
                terms.append(f"{quoted(name)} IS NULL")
            elif column is not None and kind_of(column) is Kind.TEXT and isinstance(value, str):
                terms.append(f"dv_fold({quoted(name)}) = ?")
                values.append(fold(value))
            else:
                terms.append(f"{quoted(name)} = ?")
                values.append(value)
        with self.lock:
            where = " AND ".join(terms) or "1"
            cursor = self.execute(f"SELECT * FROM {quoted(table.logical_name)} WHERE {where}", values)
            names = [name[0] for name in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def rows(self, table: TableSchema) -> list[Row]:
        """Every stored row, in the order of the primary id."""
        order = "" if table.key is None else f" ORDER BY {quoted(table.key)}"
        with self.lock:
            cursor = self.execute(f"SELECT * FROM {quoted(table.logical_name)}{order}")
            names = [name[0] for name in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def insert(self, table: TableSchema, row: Mapping[str, SqlValue]) -> None:
        """Add a row; sqlite3.IntegrityError when its primary id is taken."""
        self.make(table.logical_name)
        self.fills(table.logical_name, row)
        self.connection.execute(insertion(table.logical_name, tuple(row)), tuple(row.values()))

    def insert_many(self, table: TableSchema, names: Sequence[str], rows: Iterable[Sequence[SqlValue]]) -> None:
        """Add many rows that fill the same columns."""
        self.make(table.logical_name)
        self.fills(table.logical_name, dict.fromkeys(names, 1))
        columns, marks = ", ".join(quoted(name) for name in names), ", ".join("?" * len(names))
        self.connection.executemany(f"INSERT INTO {quoted(table.logical_name)} ({columns}) VALUES ({marks})", rows)

    def update(self, table: TableSchema, record_id: SqlValue, values: Mapping[str, SqlValue]) -> None:
        """Overwrite some columns of one row."""
        assert table.key is not None  # noqa: S101
        self.fills(table.logical_name, values)
        names = ", ".join(f"{quoted(name)} = ?" for name in values)
        self.connection.execute(
            f"UPDATE {quoted(table.logical_name)} SET {names} WHERE {quoted(table.key)} = ?", (*values.values(), record_id)
        )

    def delete(self, table: TableSchema, record_id: SqlValue) -> None:
        """Remove one row."""
        assert table.key is not None  # noqa: S101
        self.connection.execute(f"DELETE FROM {quoted(table.logical_name)} WHERE {quoted(table.key)} = ?", (record_id,))

    # -- snapshots ---------------------------------------------------------------------------------------------------

    def snapshot(self) -> bytes:
        """The whole database as bytes, to hand to `restore`; its cost grows with the size of the data."""
        with self.lock:
            image = bytearray(self.connection.serialize())
            # A database in write-ahead mode says so in two header bytes; in memory it must not.
            image[18:20] = b"\x01\x01"
            return bytes(image)

    def restore(self, image: bytes) -> None:
        """Put back every row, table and row version of a snapshot; ValueError for bytes that are none."""
        if not image.startswith(b"SQLite format 3\0"):
            raise ValueError("this is no snapshot")
        with self.lock:
            if self._in_file:
                source = sqlite3.connect(":memory:")
                source.deserialize(image)
                source.backup(self.connection)
                source.close()
            else:
                self.connection.deserialize(image)
            version = self._version
            self._filled.clear()
            self._read_state()
            # versions never repeat: an etag handed out before the restore must not name a row of after it
            self._version = max(self._version, version)
