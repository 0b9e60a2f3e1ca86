"""The journal of an erasure: what was about to be written, and how each write ended.

Knows how to append events so that they survive a crash, and how to read them back. Holds ids, column names, outcomes, etags and times;
refuses values, addresses and the text of errors, so that it can be kept as evidence.
One JSON object a line. A line is only relied on when it is whole: a torn last line is what a crash leaves behind, and is dropped.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from attrs import field, frozen

from .errors import InvalidDocument
from .outcomes import Outcome

__all__ = ["FileJournal", "Intent", "Journal", "MemoryJournal", "Progress", "Result", "replay"]

# A line of the journal is JSON: names to JSON values, checked when it is read back.
Event = dict[str, Any]


@frozen
class Intent:
    """A write that is about to be sent. It is on disk before the write leaves."""

    operation_id: str
    collection: str
    record_id: UUID
    columns: tuple[str, ...]
    etag: str | None


@frozen
class Result:
    """How a write ended. `code` is the status and code of the service, never its text; `etag` the one a fresh read showed.

    `sent` is False for a write that was settled without being sent: deferred, or of a table that refuses the message.
    """

    operation_id: str
    outcome: Outcome
    code: str = ""
    etag: str | None = None
    sent: bool = True


class Journal(Protocol):
    """Where events go. `append` returns when they are durable."""

    def read(self) -> Sequence[Event]:
        """Gives the events already there, oldest first."""
        ...

    def append(self, events: Iterable[Event]) -> None:
        """Adds events; they are durable when this returns."""
        ...


@frozen
class MemoryJournal:
    """A journal that lasts as long as the process: for tests, and for callers who accept that."""

    events: list[Event] = field(factory=list)

    def read(self) -> Sequence[Event]:
        """Gives the events so far."""
        return tuple(self.events)

    def append(self, events: Iterable[Event]) -> None:
        """Adds events."""
        self.events.extend(events)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@frozen
class FileJournal:
    """A journal in a file: JSON lines, appended, flushed to the disk once for each group of events."""

    path: Path = field(converter=Path)
    clock: Callable[[], datetime] = field(default=_utc_now, kw_only=True)

    def read(self) -> Sequence[Event]:
        """Gives the events in the file, none when there is no file. A damaged line before the last one is an error."""
        if not self.path.exists():
            return ()
        *whole, torn = self.path.read_bytes().split(b"\n")
        try:
            events = [json.loads(line) for line in whole]
        except ValueError as error:
            raise InvalidDocument("the journal holds a line that is not JSON") from error
        if not all(isinstance(event, dict) and "event" in event for event in events):
            raise InvalidDocument("the journal holds a line that is no event")
        if torn:
            # What a crash left: cut it off, or the next event would be glued to it.
            with self.path.open("r+b") as file:
                file.truncate(sum(len(line) + 1 for line in whole))
                os.fsync(file.fileno())
        return events

    def append(self, events: Iterable[Event]) -> None:
        """Writes the events with the present time and waits for the disk."""
        now = self.clock().isoformat(timespec="milliseconds")
        lines = [json.dumps({**event, "at": now}, separators=(",", ":")) + "\n" for event in events]
        new = not self.path.exists()
        # Owner only: ids of a person's records are personal data in themselves while the records exist.
        with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb") as file:
            file.write("".join(lines).encode())
            file.flush()
            os.fsync(file.fileno())
        if new:
            _sync_directory(self.path.parent)


def _sync_directory(directory: Path) -> None:
    """Makes a new file's name durable, where the system can (Windows cannot open a directory)."""
    if os.name == "posix":  # pragma: no branch
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@frozen
class Progress:
    """What a journal says about a plan: which writes are settled, which were begun and have no known end."""

    plan_digest: str | None = None
    outcomes: Mapping[str, Result] = field(factory=dict)
    begun: frozenset[str] = frozenset()

    def in_doubt(self, operation_id: str) -> bool:
        """True for a write that was begun and is not settled: look before writing it again."""
        result = self.outcomes.get(operation_id)
        return operation_id in self.begun and (result is None or not result.outcome.settled)


def begin_event(plan_digest: str, environment_id: UUID) -> Event:
    """The event that opens a run."""
    return {"event": "begin", "plan": plan_digest, "environment": str(environment_id)}


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
    }


def replay(events: Iterable[Event]) -> Progress:
    """Reads a journal back into what is known; the last word on a write counts."""
    digest: str | None = None
    outcomes: dict[str, Result] = {}
    begun: set[str] = set()
    try:
        for event in events:
            match event["event"]:
                case "begin":
                    if digest not in (None, event["plan"]):
                        raise InvalidDocument("the journal holds runs of two different plans")
                    digest = event["plan"]
                case "intent":
                    begun.add(event["operation"])
                    outcomes.pop(event["operation"], None)
                case "result":
                    result = Result(event["operation"], Outcome(event["outcome"]), event["code"], event["etag"], event["sent"])
                    outcomes[result.operation_id] = result
                case "end":
                    pass
                case _:
                    raise InvalidDocument("the journal holds an event this version does not know")
    except (KeyError, ValueError) as error:
        if isinstance(error, InvalidDocument):
            raise
        raise InvalidDocument("the journal holds an event with a field missing or wrong") from error
    return Progress(digest, outcomes, frozenset(begun))
