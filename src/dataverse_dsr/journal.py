"""The journal of an erasure: what was about to be written, and how each write ended.

Knows the events and how to read a run back; where they are kept is a journal's own affair (`sqlite_journal` for what must outlive the
process). Holds ids, column names, states, outcomes, etags and times; refuses values, addresses and the text of errors, so that it can be
kept as evidence.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from attrs import define, field, frozen

from .errors import InvalidDocument
from .outcomes import Outcome

__all__ = [
    "Event",
    "Intent",
    "Journal",
    "Ledger",
    "MemoryJournal",
    "Progress",
    "Result",
    "Run",
    "begin_event",
    "end_event",
    "intent_event",
    "replay",
    "result_event",
]

# An event is JSON: names to JSON values, checked when it is read back.
Event = dict[str, Any]


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
