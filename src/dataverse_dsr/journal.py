"""The journal of an erasure: what was about to be written, and how each write ended.

Knows how to keep events so that they survive a crash at any instant, who else is at work on the same person, and how to read a run back.
Holds ids, column names, states, outcomes, etags and times; refuses values, addresses and the text of errors, so that it can be kept as
evidence. It is one SQLite database for any number of erasures, in write-ahead mode, synchronised to the disk at each commit
(https://www.sqlite.org/pragma.html#pragma_synchronous: in that mode FULL makes a commit durable, NORMAL does not).
"""

import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import UUID

from attrs import define, field, frozen

from .errors import InvalidDocument, JournalUnavailable, Refused
from .outcomes import Outcome

__all__ = ["Intent", "Journal", "Ledger", "MemoryJournal", "Progress", "Result", "Run", "SqliteJournal", "replay"]

# An event is JSON: names to JSON values, checked when it is read back.
Event = dict[str, Any]

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


@frozen
class Run:
    """Which plan is carried out, where, and on whom: `subjects` are the records that are the person."""

    plan_digest: str
    environment_id: UUID
    subjects: tuple[UUID, ...]


@frozen
class Intent:
    """A write that is about to be sent. It is on disk before the write leaves.

    `step` says what is written: the masks, the reopening of a closed record, its closing again, or the party list of an activity. `state`
    is what a reopened record has to return to: statecode and statuscode. `parent` is the activity whose list is rewritten.
    """

    operation_id: str
    collection: str
    record_id: UUID
    columns: tuple[str, ...]
    etag: str | None
    step: str = "mask"
    state: tuple[int, int] | None = None
    parent: tuple[str, UUID] | None = None


@frozen
class Result:
    """How a write ended. `code` is the status and code of the service, never its text; `etag` the one a fresh read showed.

    `sent` is False for a write that was settled without being sent: deferred, or of a table that refuses the message. `state` is the
    state a record was reopened from; `restored` says that it is in it again.
    """

    operation_id: str
    outcome: Outcome
    code: str = ""
    etag: str | None = None
    sent: bool = True
    state: tuple[int, int] | None = None
    restored: bool = False


class Ledger(Protocol):
    """An open run in a journal. Nobody else works on the same person while it is open."""

    @property
    def events(self) -> Sequence[Event]:
        """The events of this plan that were there when the run was opened, oldest first."""
        ...

    def append(self, events: Iterable[Event]) -> None:
        """Adds events; they are durable when this returns, all of them or none."""
        ...

    def close(self) -> None:
        """Gives the person free; a second time does nothing."""
        ...


class Journal(Protocol):
    """Where runs are kept."""

    def open(self, run: Run) -> Ledger:
        """Opens a run, its first or a later one; Refused while another one is open for the same person."""
        ...


@define
class _MemoryLedger:
    journal: "MemoryJournal"
    plan: str
    events: Sequence[Event]

    def append(self, events: Iterable[Event]) -> None:
        self.journal.events.extend({**event, "plan": self.plan} for event in events)

    def close(self) -> None:
        pass


@frozen
class MemoryJournal:
    """A journal that lasts as long as the process, and keeps nobody out: for tests, and for callers who accept that."""

    events: list[Event] = field(factory=list)

    def open(self, run: Run) -> Ledger:
        """Opens a run."""
        return _MemoryLedger(self, run.plan_digest, tuple(event for event in self.events if event["plan"] == run.plan_digest))


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


# --- events


@frozen
class Progress:
    """What a journal says about a plan: which writes are settled, which were begun and have no known end.

    `reopened` are the records that may stand open and the state each has to return to; `parents` the activities whose lists were
    rewritten.
    """

    outcomes: Mapping[str, Result] = field(factory=dict)
    begun: frozenset[str] = frozenset()
    reopened: Mapping[str, tuple[int, int]] = field(factory=dict)
    parents: Mapping[str, tuple[str, UUID]] = field(factory=dict)

    def in_doubt(self, operation_id: str) -> bool:
        """True for a write that was begun and is not settled: look before writing it again."""
        result = self.outcomes.get(operation_id)
        return operation_id in self.begun and (result is None or not result.outcome.settled)


def begin_event(plan_digest: str, environment_id: UUID, approval: Mapping[str, str] | None = None) -> Event:
    """The event that opens a run: which plan, where, and who approved it."""
    return {"event": "begin", "plan": plan_digest, "environment": str(environment_id), "approval": approval}


def end_event(status: str) -> Event:
    """The event that closes a run."""
    return {"event": "end", "status": status}


def intent_event(intent: Intent) -> Event:
    """The event that stands before a write."""
    return {
        "event": "intent",
        "operation": intent.operation_id,
        "collection": intent.collection,
        "record": str(intent.record_id),
        "columns": list(intent.columns),
        "etag": intent.etag,
        "step": intent.step,
        "state": intent.state,
        "parent": None if intent.parent is None else [intent.parent[0], str(intent.parent[1])],
    }


def result_event(result: Result) -> Event:
    """The event that stands after a write."""
    return {
        "event": "result",
        "operation": result.operation_id,
        "outcome": result.outcome.value,
        "code": result.code,
        "etag": result.etag,
        "sent": result.sent,
        "state": result.state,
        "restored": result.restored,
    }


def replay(events: Iterable[Event]) -> Progress:
    """Reads a run back into what is known; the last word on a write counts."""
    outcomes: dict[str, Result] = {}
    begun: set[str] = set()
    reopened: dict[str, tuple[int, int]] = {}
    parents: dict[str, tuple[str, UUID]] = {}
    try:
        for event in events:
            match event["event"]:
                case "intent":
                    operation = event["operation"]
                    begun.add(operation)
                    outcomes.pop(operation, None)
                    if event["state"] is not None:
                        reopened[operation] = _state(event["state"])
                    if event["parent"] is not None:
                        parents[operation] = event["parent"][0], UUID(event["parent"][1])
                case "result":
                    result = _result(event)
                    outcomes[result.operation_id] = result
                    if result.restored:
                        reopened.pop(result.operation_id, None)
                case "begin" | "end":
                    pass
                case _:
                    raise InvalidDocument("the journal holds an event this version does not know")
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        if isinstance(error, InvalidDocument):
            raise
        raise InvalidDocument("the journal holds an event with a field missing or wrong") from error
    return Progress(outcomes, frozenset(begun), reopened, parents)


def _state(given: Any) -> tuple[int, int]:  # Any: JSON, checked here
    state, status = given
    return int(state), int(status)


def _result(event: Event) -> Result:
    return Result(
        event["operation"],
        Outcome(event["outcome"]),
        event["code"],
        event["etag"],
        event["sent"],
        None if event["state"] is None else _state(event["state"]),
        event["restored"],
    )
