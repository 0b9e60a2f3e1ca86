"""The journal as a SQLite database: events that survive a crash at any instant, and one erasure of a person at a time.

Knows how to keep events and who else is at work on the same person; what the events say is in `journal`. One database serves any number of
erasures, in write-ahead mode, synchronised to the disk at each commit (https://www.sqlite.org/pragma.html#pragma_synchronous: in that mode
FULL makes a commit durable, NORMAL does not).
"""

import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from .errors import InvalidDocument, JournalUnavailable, Refused
from .journal import Event, Ledger, Run

__all__ = ["SqliteJournal"]

# "dsrj" in the file's header: a database of somebody else is not written to.
APPLICATION_ID: Final = 0x6473726A
VERSION: Final = 1
SECONDS_TO_WAIT: Final = 10.0
_TABLES: Final = """
CREATE TABLE event (
    number INTEGER PRIMARY KEY AUTOINCREMENT, plan TEXT NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX event_of_plan ON event (plan);
CREATE TABLE lease (
    environment TEXT NOT NULL, record TEXT NOT NULL, holder TEXT NOT NULL, PRIMARY KEY (environment, record)
) STRICT;
"""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@frozen
class SqliteJournal:
    """A journal in a file: any number of plans, each with its own events, one erasure of a person at a time.

    A file beside it (`-held-...`) is locked by each process that carries out an erasure. The operating system drops the lock when the
    process ends, however it ends, so a run that was killed can be resumed at once. Two journals know nothing of each other: use one for
    an environment. As with every SQLite database, it belongs on a local disk.
    """

    path: Path = field(converter=Path)
    clock: Callable[[], datetime] = field(default=_utc_now, kw_only=True)

    def open(self, run: Run) -> Ledger:
        """Opens a run and takes its person; Refused while another process has them."""
        with _understandable():
            connection = _connect(self.path)
            try:
                lease = _take(connection, self.path, run)
                events = _events(connection, run.plan_digest)
            except BaseException:
                connection.close()
                raise
        return _SqliteLedger(connection, lease, run.plan_digest, self.clock, events)

    def read(self, plan_digest: str | None = None) -> Sequence[Event]:
        """Gives the events of one plan or of all, oldest first; none when there is no file."""
        if not self.path.exists():
            return ()
        with _understandable():
            connection = _connect(self.path)
            try:
                return _events(connection, plan_digest)
            finally:
                connection.close()


@define
class _SqliteLedger:
    """Used by one flow at a time, but perhaps from several threads: the asynchronous face writes outside its loop."""

    connection: sqlite3.Connection
    lease: "_Lease"
    plan: str
    clock: Callable[[], datetime]
    events: Sequence[Event]
    closed: bool = False

    def append(self, events: Iterable[Event]) -> None:
        at = self.clock().isoformat(timespec="milliseconds")
        rows = [(self.plan, at, event["event"], json.dumps(event, separators=(",", ":"))) for event in events]
        with _understandable(), _transaction(self.connection):
            self.connection.executemany("INSERT INTO event (plan, at, event, body) VALUES (?, ?, ?, ?)", rows)

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        with _understandable():
            try:
                with _transaction(self.connection):
                    self.connection.execute("DELETE FROM lease WHERE holder = ?", (self.lease.holder,))
            finally:
                self.connection.close()
                self.lease.release()


@contextmanager
def _understandable() -> Iterator[None]:
    """Turns SQLite's errors into this package's; their texts name files and tables, never a value."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise JournalUnavailable(f"the journal cannot be used: {error}") from error
    except (sqlite3.DatabaseError, ValueError) as error:
        if isinstance(error, InvalidDocument):
            raise
        raise InvalidDocument("this file is not a journal, or it is damaged") from error


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk ends it by itself
            connection.execute("ROLLBACK")
        raise


def _connect(path: Path) -> sqlite3.Connection:
    new = not path.exists()
    # Owner only: ids of a person's records are personal data in themselves while the records exist. SQLite gives the files beside it
    # the same permissions.
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise JournalUnavailable(f"the journal cannot be opened: {error.strerror}") from error
    connection = sqlite3.connect(path, timeout=SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        with _transaction(connection):
            ours, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
            if (ours, version) == (0, 0) and not connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
                for statement in _TABLES.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
            elif (ours, version) != (APPLICATION_ID, VERSION):
                raise InvalidDocument("this database is not a journal, or one of another version")
        if new:
            _sync_directory(path.parent)
    except BaseException:
        connection.close()
        raise
    return connection


def _sync_directory(directory: Path) -> None:
    """Makes a new file's name durable, where the system can (Windows cannot open a directory)."""
    if os.name == "posix":  # pragma: no branch
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _events(connection: sqlite3.Connection, plan_digest: str | None) -> list[Event]:
    where, given = ("", ()) if plan_digest is None else (" WHERE plan = ?", (plan_digest,))
    rows = connection.execute(f"SELECT body, at, plan FROM event{where} ORDER BY number", given)  # noqa: S608 -- both texts stand here
    return [{**json.loads(body), "at": at, "plan": plan} for body, at, plan in rows]


# --- who is at work


@frozen
class _Lease:
    """A locked file, as the sign that its process lives. The lock is SQLite's own, so it works wherever the journal does."""

    holder: str
    path: Path
    lock: sqlite3.Connection

    def release(self) -> None:
        self.lock.close()
        self.path.unlink(missing_ok=True)


def _beside(journal: Path, holder: str) -> Path:
    return journal.with_name(f"{journal.name}-held-{holder}")


def _lock(path: Path) -> sqlite3.Connection | None:
    """Locks a file for as long as the connection is open, or gives None when somebody has it."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        return None
    return connection


def _take(connection: sqlite3.Connection, journal: Path, run: Run) -> _Lease:
    """Takes the person's records for this run, from nobody or from a process that is no more."""
    holder = secrets.token_hex(8)
    path = _beside(journal, holder)
    lock = _lock(path)
    assert lock is not None  # noqa: S101 -- nobody else knows the name
    lease = _Lease(holder, path, lock)
    wanted = [(str(run.environment_id), str(subject)) for subject in run.subjects]
    try:
        with _transaction(connection):
            for each in wanted:
                held = connection.execute("SELECT holder FROM lease WHERE environment = ? AND record = ?", each).fetchone()
                if held is not None:
                    _bury(connection, journal, held[0])
            connection.executemany("INSERT INTO lease VALUES (?, ?, ?)", [(*each, holder) for each in wanted])
    except BaseException:
        lease.release()
        raise
    return lease


def _bury(connection: sqlite3.Connection, journal: Path, holder: str) -> None:
    """Clears away what a dead process held; Refused when it lives."""
    path = _beside(journal, holder)
    if path.exists():
        lock = _lock(path)
        if lock is None:
            raise Refused("another process is carrying out an erasure of the same person; nothing was written")
        lock.close()
        with suppress(OSError):
            path.unlink()
    connection.execute("DELETE FROM lease WHERE holder = ?", (holder,))
