"""Many rows of one table, in chunks: by which message, which chunk is next, and what became of each row.

Decides everything and waits for nothing: a client asks for chunks (`take`), performs as many at once as `opening` allows, and hands back
what became of them (`settle`). Knows no thread and no task.

A chunk of creates, updates or upserts is one transaction, as a bulk message or as a change set: all of its rows or none. Deletes stand each
for itself, and so does every row of an elastic table. Rows to create get ids of the client's making, so that a lost answer is settled by a
read and not by a guess.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations, send-parallel-requests (`x-ms-dop-hint`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias
from uuid import UUID, uuid4

from attrs import evolve, frozen

from ..errors import (
    BulkFailed,
    DataverseError,
    DuplicateRecord,
    Forbidden,
    NeverRan,
    NotFound,
    OutcomeUnknown,
    PayloadTooLarge,
    ProtocolError,
    ServiceError,
    UsageError,
)
from ..model import Entity, Reference, reference_to, row_id, table_of
from ..model.entity import nested_rows
from ..model.values import AddressedReference, as_uuid
from ..wire.effects import Flow, send
from ..wire.messages import Reply
from ..wire.operation import Operation, execute
from ..wire.replies import error_of
from .batch import Batch, Handle
from .bulk import ERROR_DETAILS, Message, create_multiple, delete_multiple, key_of, row_errors, supports, update_multiple, upsert_multiple
from .functions import who_am_i
from .records import Upserted, create, delete, get, update, upsert
from .rows import column_values, key_target, set_of
from .sending import Sending, refuse_nested
from .settings import CallSettings

__all__ = ["Ending", "ManyChunk", "ManyResult", "ManyRun", "RowOutcome"]

Ending: TypeAlias = Literal["written", "failed", "unknown", "never_ran"]
Kind: TypeAlias = Literal["create", "update", "upsert", "delete"]

_MESSAGES: dict[Kind, Message] = {
    "create": "CreateMultiple",
    "update": "UpdateMultiple",
    "upsert": "UpsertMultiple",
    "delete": "DeleteMultiple",
}

# How many at once where the service does not say, and how many at most: a user may have 52 requests running.
AT_ONCE = 4
MOST_AT_ONCE = 52
MOST_ROWS = 1000
MOST_ELASTIC_ROWS = 100


@frozen
class RowOutcome:
    """What became of one row: `written`, `failed` (it was not), `unknown` (nobody can tell), or `never_ran` (it was not sent)."""

    id: UUID | None
    ending: Ending
    error: DataverseError | None = None


@frozen(repr=False)
class ManyResult:
    """What became of each row, in the order they were given."""

    rows: tuple[RowOutcome, ...]

    @property
    def ids(self) -> tuple[UUID, ...]:
        """The ids of all rows. Raises BulkFailed where not all of them were written."""
        self.raise_for_errors()
        return tuple(row.id for row in self.rows if row.id is not None)

    def count(self, ending: Ending) -> int:
        """Gives how many rows ended this way."""
        return sum(row.ending == ending for row in self.rows)

    def raise_for_errors(self) -> None:
        """Raises BulkFailed when a row was not written, or may not have been."""
        first = next((row.error for row in self.rows if row.error is not None), None)
        if first is not None:
            raise BulkFailed(
                f"{self.count('written')} of {len(self.rows)} rows were written, {self.count('failed')} were not, "
                f"{self.count('unknown')} may have been, {self.count('never_ran')} were not sent; result.rows tells of each",
                result=self,
                request_id=first.request_id,
            ) from first

    def __repr__(self) -> str:
        return f"<ManyResult of {len(self.rows)}, {self.count('written')} written>"


@frozen
class ManyChunk:
    """What became of the rows of one chunk, which begins at the row numbered `start`."""

    start: int
    rows: tuple[RowOutcome, ...]


_Ended: TypeAlias = tuple[Sequence[UUID | None], Sequence[DataverseError | None]]


class ManyRun:
    """One call for many rows. Mutable; used once, by one thread or task at a time: only the flows it gives out may run side by side."""

    def __init__(
        self,
        kind: Kind,
        cls: type[Entity] | None,
        items: Iterable[Any],
        *,
        chunk_size: int = 100,
        at_once: int | None = None,
        continue_on_error: bool = False,
        elastic: bool = False,
        progress: Callable[[int, int], object] | None = None,
        key: Sequence[Any] = (),
        settings: CallSettings | None = None,
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        if not 1 <= chunk_size <= MOST_ROWS:
            raise UsageError(f"a chunk has 1 to {MOST_ROWS} rows")
        if elastic and chunk_size > MOST_ELASTIC_ROWS:
            raise UsageError(f"an elastic table takes {MOST_ELASTIC_ROWS} rows at a time")
        if at_once is not None and not 1 <= at_once <= MOST_AT_ONCE:
            raise UsageError(f"1 to {MOST_AT_ONCE} requests run at once; the service takes no more of one user")
        self._kind = kind
        self._items: Sequence[Any] = tuple(items)
        self._chunk = chunk_size
        self._at_once = at_once
        self._continue = continue_on_error
        self._elastic = elastic
        self._key = tuple(key)
        self._progress = progress
        self._settings = settings
        self._message = False
        self._next = 0
        self._done = 0
        self._stopped = False
        self._outcomes: list[RowOutcome | None] = [None] * len(self._items)
        self._told: set[ServiceError] = set()  # errors that were told of one row
        self._made: set[UUID] = set()  # ids of our own making: a row that has one is ours
        self._cls = cls if cls is not None or not self._items else type(self._items[0])
        self._ids = self._checked(new_id)

    def _checked(self, new_id: Callable[[], UUID]) -> list[UUID | None]:
        """Gives the rows' ids after looking at all of them: what can be refused is refused before anything is sent."""
        ids: list[UUID | None] = []
        for place, item in enumerate(self._items):
            if self._kind == "delete":
                ids.append(self._id_to_delete(item))
                continue
            if not isinstance(item, Entity) or self._cls is None or table_of(item).logical_name != table_of(self._cls).logical_name:
                raise UsageError(f"row {place}: all rows are rows of one table")
            if self._kind == "create":
                ids.append(self._id_to_create(item, new_id))
                continue
            refuse_nested(item)
            if self._key:
                key_of(item, self._key)
                ids.append(None)
                continue
            ids.append(row_id(item))
            key = table_of(item).columns.get(table_of(item).key)
            if self._kind == "update" and not item._changes - ({key.attribute} if key else set()):
                raise UsageError(f"row {place}: no column changed; there is nothing to update")
        known = [each for each in ids if each is not None]
        if len(set(known)) != len(known):
            raise UsageError("one row stands there twice")
        return ids

    def _id_to_delete(self, item: Any) -> UUID | None:
        assert self._cls is not None  # noqa: S101 -- deletes name the class
        key_target(set_of(self._cls), item)  # refuses what is no key
        if not isinstance(item, Mapping):
            item = reference_to(item) if isinstance(item, Entity) else item
            addressed = isinstance(item, AddressedReference)
            return None if addressed else item.id if isinstance(item, Reference) else as_uuid(item)
        table = set_of(self._cls)
        named = column_values(table, item).get(table.columns[table.key].attribute) if table.key in table.columns else None
        return as_uuid(named) if named is not None else None

    def _id_to_create(self, row: Entity, new_id: Callable[[], UUID]) -> UUID | None:
        info = table_of(row).columns.get(table_of(row).key)
        if not row._changes and not nested_rows(row):
            raise UsageError(f"this {type(row).__name__} has no columns set; there is nothing to create")
        if info is None or not info.create:
            return None
        if info.attribute in row._changes:
            return row_id(row)
        made = new_id()
        setattr(row, info.attribute, made)
        self._made.add(made)
        return made

    # --- What a client does with it.

    def opening(self) -> Flow[int]:
        """Asks what the table can do, and gives how many chunks may be in flight."""
        if not self._items or self._cls is None:
            return 0
        hint = None
        if self._kind != "delete":
            question = supports(self._cls, _MESSAGES[self._kind])
            reply = yield from send(question.request)
            hint = reply.headers.get("x-ms-dop-hint")
            try:
                # A row with rows within it is created by a request of its own.
                self._message = question.read(reply) and not any(nested_rows(row) for row in self._items)
            except (Forbidden, NotFound):
                self._message = False  # a batch is understood everywhere
        else:
            self._message = self._elastic
            if self._at_once is None and len(self._items) > self._chunk:
                hint = (yield from send(who_am_i().request)).headers.get("x-ms-dop-hint")
        told = int(hint) if hint is not None and hint.isdecimal() and int(hint) else AT_ONCE
        return min(self._at_once or told, MOST_AT_ONCE, -(-len(self._items) // self._chunk))

    def take(self) -> Flow[ManyChunk] | None:
        """Gives the flow that writes the next chunk, or None when there is none, or when one failed and the rest is not to be sent."""
        if self._stopped or self._next >= len(self._items):
            return None
        start, self._next = self._next, min(self._next + self._chunk, len(self._items))
        return self._write(start, self._next)

    def settle(self, chunk: ManyChunk) -> None:
        """Takes down what became of a chunk."""
        for place, outcome in enumerate(chunk.rows, chunk.start):
            self._outcomes[place] = outcome
        if not self._continue and any(row.error is not None for row in chunk.rows):
            self.stop()
        self._done += len(chunk.rows)
        if self._progress is not None:
            self._progress(self._done, len(self._items))

    def stop(self) -> None:
        """Gives out no further chunks."""
        self._stopped = True

    def result(self) -> ManyResult:
        """Gives what became of all rows. Raises BulkFailed for a failure, unless the call was to go on after errors."""
        found = ManyResult(tuple(each or self._never(place) for place, each in enumerate(self._outcomes)))
        if not self._continue:
            found.raise_for_errors()
        return found

    def _never(self, place: int) -> RowOutcome:
        return RowOutcome(self._ids[place], "never_ran", NeverRan("an earlier chunk failed, so this row was not sent"))

    # --- One chunk.

    def _write(self, start: int, end: int) -> Flow[ManyChunk]:
        items = self._items[start:end]
        ids: Sequence[UUID | None] = self._ids[start:end]
        sending = [Sending(row) for row in items] if self._kind != "delete" else []
        errors: Sequence[DataverseError | None] = [None] * len(items)
        try:
            if self._message:
                made, errors = yield from self._by_message(items, sending)
                ids = made or ids
            else:
                ids, errors = yield from self._by_batch(items, ids)
        except DataverseError as error:
            if isinstance(error, PayloadTooLarge) and len(items) > 1:
                return (yield from self._halved(start, end))
            errors = [error] * len(items)
        if isinstance(errors[0], OutcomeUnknown | ProtocolError) and (yield from self._all_there(ids)):
            errors = [None] * len(items)
            for each in sending:
                each.done()
        return ManyChunk(start, tuple(RowOutcome(key, self._ending(error), error) for key, error in zip(ids, errors, strict=True)))

    def _halved(self, start: int, end: int) -> Flow[ManyChunk]:
        """Writes a chunk that was refused as too large (413) as two; each of them is then all or none."""
        middle = (start + end) // 2
        first = yield from self._write(start, middle)
        if not self._continue and any(row.error is not None for row in first.rows):
            return ManyChunk(start, (*first.rows, *(self._never(place) for place in range(middle, end))))
        second = yield from self._write(middle, end)
        return ManyChunk(start, (*first.rows, *second.rows))

    def _ending(self, error: DataverseError | None) -> Ending:
        if error is None:
            return "written"
        # A bulk message on an elastic table is no transaction: a refusal that does not tell of each row can leave some of them written.
        partly = self._elastic and self._message and isinstance(error, ServiceError) and error not in self._told
        return "unknown" if partly or isinstance(error, OutcomeUnknown | ProtocolError) else "failed"

    def _by_message(
        self, items: Sequence[Any], sending: Sequence[Sending]
    ) -> Flow[tuple[list[UUID | None] | None, Sequence[DataverseError | None]]]:
        """Writes a chunk with one bulk message; gives the ids the service made, where it made them, and the errors of single rows."""
        operation: Operation[Any]
        if self._kind == "delete":
            assert self._cls is not None  # noqa: S101 -- `opening` returned before
            operation = delete_multiple(self._cls, items)
        elif self._kind == "upsert":
            operation = upsert_multiple(items, key=self._key)
        else:
            operation = {"create": create_multiple, "update": update_multiple}[self._kind](items)
        if self._elastic:
            operation = operation.with_headers(ERROR_DETAILS)
        # Twice is once: updates, upserts and deletes leave the same state, and a second create is refused for its ids.
        named = self._kind != "create" or all(self._is_ours(row) for row in items)
        reply = yield from send(evolve(operation.request, replayable=named))
        self._check_repeated(reply)
        errors = row_errors(reply, len(items)) if self._elastic and reply.status >= 400 else None
        if errors is not None:
            self._told.update(error for error in errors if error is not None)
            ids = None
        else:
            ids = operation.read(reply)
        for each, error in zip(sending, errors or [None] * len(items), strict=False):
            if error is None:
                each.done()
        return list(ids) if ids else None, errors or [None] * len(items)

    def _is_ours(self, row: Entity) -> bool:
        try:
            return row_id(row) in self._made
        except UsageError:
            return False

    def _check_repeated(self, reply: Reply) -> None:
        """Says that nothing is known when a create that was sent again was refused as a duplicate: the first attempt may have done it."""
        if self._kind == "create" and reply.sends > 1 and reply.status >= 400 and isinstance(error_of(reply), DuplicateRecord):
            raise OutcomeUnknown("the rows may have been created by an earlier attempt", request_id=reply.request_id)

    def _all_there(self, ids: Sequence[UUID | None]) -> Flow[bool]:
        """Reads whether a create went through whose answer was lost. Two rows speak for the chunk, which is all or none."""
        ours = [key for key in ids if key in self._made]
        if self._kind != "create" or self._elastic or not ours or self._cls is None:
            return False
        info = table_of(self._cls).columns[table_of(self._cls).key]
        try:
            for key in dict.fromkeys((ours[0], ours[-1])):
                assert key is not None  # noqa: S101 -- `_made` holds none
                yield from execute(get(self._cls, key, select=[self._cls.__expressions__[info.attribute]]))
        except DataverseError:
            return False
        return True

    def _by_batch(self, items: Sequence[Any], ids: Sequence[UUID | None]) -> Flow[_Ended]:
        """Writes a chunk with a batch: a change set, or for deletes, one request a row."""
        if self._kind != "delete":
            return (yield from self._batched(items, ids))
        try:
            return (yield from self._batched(items, ids))
        except OutcomeUnknown:
            # Sent once more: what is gone by now was deleted by the first attempt, and deleting the rest is what was asked for.
            _, errors = yield from self._batched(items, ids)
            return ids, [None if isinstance(error, NotFound) else error for error in errors]

    def _upsert(self, row: Entity) -> Operation[Any]:
        return upsert(row, key_of(row, self._key) if self._key else None)

    def _batched(self, items: Sequence[Any], ids: Sequence[UUID | None]) -> Flow[_Ended]:
        batch = Batch(continue_on_error=True, settings=self._settings)
        handles: list[Handle[Any]]
        if self._kind == "delete":
            assert self._cls is not None  # noqa: S101 -- `opening` returned before
            remove = partial(delete, self._cls)
            handles = [batch.add(remove(key)) for key in items]
        else:
            write: Any = {"create": create, "update": partial(update, overwrite=True), "upsert": self._upsert}[self._kind]
            with batch.changeset():
                handles = [batch.add(write(row)) for row in items]
        yield from batch.flow()
        if self._kind == "create" or self._key:
            values = [None if handle.error is not None else handle.value for handle in handles]
            ids = [value.id if isinstance(value, Upserted) else value or key for key, value in zip(ids, values, strict=True)]
        return ids, [handle.error for handle in handles]
