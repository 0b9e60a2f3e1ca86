"""A plan carried out: conditional writes, the person's own records last, every doubt settled by reading.

Each write is a PATCH with the etag the plan saw, outside change sets, so that one refusal undoes nothing else. The intent is in the
journal before the write leaves. An answer that was lost or damaged, a failure of the service and a changed record (412) are settled by a
fresh read: masked, gone, to be sent once more, or a conflict. Knows plans, catalogues and journals; refuses to know clocks and sockets.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from attrs import define, field, frozen

from dataverse_sdk import Batch, Handle, Query, row_etag, row_id
from dataverse_sdk.errors import (
    AuthenticationError,
    BatchAborted,
    DataverseError,
    NeverRan,
    PreconditionFailed,
    ProtocolError,
    ServerError,
    ServiceError,
    Throttled,
    TransportError,
)
from dataverse_sdk.operations import ANY, Flow, Operation, Page, execute, get, patch, query_page, who_am_i

from .declarations import AnyDeclaration, Catalogue
from .environment import Organization
from .errors import Refused
from .events import Event, Listener, ignore
from .identity import Identity
from .journal import Intent, Journal, Progress, Result, begin_event, intent_event, replay, result_event
from .outcomes import Outcome, error_code, outcome_of
from .plan import NEVER_WRITTEN, ErasurePlan, PlannedWrite
from .queries import chunks, columns_of, key_predicate
from .rules import Target

__all__ = ["carry_out"]

# What an answer can be instead of a value. A UsageError is none of them: it is a mistake of this package and must surface.
_FAILURES: Final = (AuthenticationError, BatchAborted, ProtocolError, ServiceError, TransportError)
# A write is sent at most so often in one run: once, and once more after a doubt that a read settled as "not carried out".
SENDS: Final = 2
# Writes in one $batch. The platform takes 1,000 operations; the rest is for the guard of the environment and the reads around the writes.
WRITES_PER_BATCH: Final = 980


@define
class _Write:
    """A planned write on its way."""

    plan: PlannedWrite
    declaration: AnyDeclaration
    etag: str | None
    columns: tuple[str, ...]
    result: Result | None = None
    sends: int = 0
    replanned: bool = False
    changed: bool = False  # the service said that the record is not the one the plan saw
    code: str = ""  # what put it in doubt
    in_doubt: bool = False
    begun: bool = False  # sent at least once, now or in an earlier run

    @property
    def open(self) -> bool:
        return self.result is None

    def settle(self, outcome: Outcome, code: str = "", etag: str | None = None) -> None:
        self.result = Result(self.plan.id, outcome, code, etag, self.begun)
        self.in_doubt = False


@frozen
class _Seen:
    """What a fresh read showed of a record: its row, its etag and whether it still belongs to the person."""

    row: Any = field(repr=False)
    etag: str | None
    bound: bool


def carry_out(
    plan: ErasurePlan,
    catalogue: Catalogue,
    *,
    journal: Journal,
    identity: Identity | None = None,
    environment_id: UUID | None = None,
    listen: Listener = ignore,
) -> Flow[Mapping[str, Result]]:
    """Carries out a plan and gives the result of each operation by its id. Safe to repeat with the same journal.

    `environment_id` is the environment this client is already known to talk to. Where it is not known, the first batch of writes asks for
    the plan's organization first and stops at the first failure, so another environment is found out before anything is written.
    """
    if catalogue.digest != plan.catalogue_digest:
        raise Refused("the plan was made with another catalogue")
    if environment_id not in (None, plan.environment_id):
        raise Refused("the plan was made for another environment")
    progress = replay(journal.read())
    for write in plan.operations:
        _check_write(write, catalogue)
    if progress.plan_digest not in (None, plan.digest):
        raise Refused("the journal belongs to another plan; name another file")
    run = _Run(plan, catalogue, journal, identity, environment_id is not None, listen, progress)
    return (yield from run.all())


class _Run:
    """One run of a plan. Mutable, and gone when the run ends."""

    def __init__(
        self,
        plan: ErasurePlan,
        catalogue: Catalogue,
        journal: Journal,
        identity: Identity | None,
        environment_known: bool,
        listen: Listener,
        progress: Progress,
    ) -> None:
        self.plan = plan
        self.catalogue = catalogue
        self.journal = journal
        self.identity = identity
        self.environment_known = environment_known
        self.listen = listen
        self.writes = [_begin(write, catalogue, progress) for write in plan.operations]

    def all(self) -> Flow[Mapping[str, Result]]:
        if any(write.open for write in self.writes):
            self.journal.append([begin_event(self.plan.digest, self.plan.environment_id)])
        roots = [write for write in self.writes if write.plan.stage == "roots"]
        children = [write for write in self.writes if write.plan.stage != "roots"]
        yield from self.stage(children, watched=roots)
        if self.plan.must_defer_roots or any(write.result and not write.result.outcome.settled for write in children):
            deferred = [write for write in roots if write.open]
            for write in deferred:
                write.settle(Outcome.DEFERRED)
            self.record(deferred)
        else:
            yield from self.stage(roots)
        return {write.plan.id: write.result for write in self.writes if write.result is not None}

    def stage(self, writes: Sequence[_Write], watched: Sequence[_Write] = ()) -> Flow[None]:
        """Sends what is open until each write has a result: look where there is doubt, send what is known not to be done.

        `watched` are writes of a later stage, whose records these writes may touch; see `send`.
        """
        while open_writes := [write for write in writes if write.open]:
            doubtful = [write for write in open_writes if write.in_doubt]
            if doubtful:
                yield from self.look(doubtful)
            else:
                yield from self.send(list(islice(open_writes, WRITES_PER_BATCH)), watched)
            self.listen(Event("write", sum(not write.open for write in self.writes), len(self.writes)))

    # --- sending

    def send(self, writes: Sequence[_Write], watched: Sequence[_Write]) -> Flow[None]:
        """Sends one batch of writes. Every write comes out with a result, in doubt, or (never ran) as it went in.

        Writing to a record can change the person it belongs to: an address row is shown on its contact, and plug-ins count and copy. So
        the versions of the watched records are read before and after the writes, in the same batch. One that was as planned before is
        expected afterwards as it is then: the change was ours.
        """
        self.journal.append([intent_event(_intent(write)) for write in writes])
        batch = Batch(continue_on_error=self.environment_known)
        guard = None if self.environment_known else batch.add(_organization(self.plan.environment_id))
        before = self.ask_versions(batch, watched)
        handles = [batch.add(self.operation(write)) for write in writes]
        after = self.ask_versions(batch, watched)
        failure: DataverseError | None = None
        try:
            yield from batch.flow()
        except _FAILURES as error:
            failure = error
        if guard is not None and (failure is None or guard.error is not failure or handles[0].outcome == "never_ran"):
            yield from self.check_environment(guard, writes)
        for write, handle in zip(writes, handles, strict=True):
            # A batch that failed as a whole gives its error to every part it cannot speak for. One that stopped at a write raises
            # that write's error, and its guard went well.
            whole = failure is not None and handle.error is failure and (guard is None or guard.error is failure)
            _take(write, handle, whole=whole)
        then, now = _versions(before), _versions(after)
        for root in watched:
            key = root.plan.collection, root.plan.record_id
            if key in now and then.get(key) == root.etag:
                root.etag = now[key]
        self.settle_unsupported(writes)
        self.record(write for write in writes if not write.open)

    def ask_versions(self, batch: Batch, watched: Sequence[_Write]) -> list[tuple[str, Handle[Page[Any]]]]:
        asked = []
        for name in dict.fromkeys(write.plan.collection for write in watched if write.open):
            declaration = self.catalogue[name]
            query = Query(declaration.table).select(*columns_of(declaration, ()))
            for ids in chunks(write.plan.record_id for write in watched if write.open and write.plan.collection == name):
                asked.append((name, batch.add(query_page(query.where(key_predicate(declaration, ids))))))
        return asked

    def operation(self, write: _Write) -> Operation[None]:
        if write.plan.collection in NEVER_WRITTEN or write.declaration.retained is not None:
            raise AssertionError(f"{write.plan.collection} must never be written")
        declaration, target = write.declaration, self.target(write)
        masks = {masked.column.wire_name: masked for masked in declaration.masks}
        values = {getattr(declaration.table, masks[name].column.attribute): masks[name].rule(target) for name in write.columns}
        # Without an etag ANY still demands that the record exists: a PATCH to a vanished record would create it again.
        return patch(declaration.table, write.plan.record_id, values, etag=write.etag or ANY)

    def target(self, write: _Write) -> Target:
        return Target(self.plan.environment_id, write.declaration.info.logical_name, write.plan.record_id)

    def check_environment(self, guard: Handle[Any], writes: Sequence[_Write]) -> Flow[None]:
        """Reads the guard's answer; where the organization could not be read, asks who we are instead."""
        if guard.outcome != "value":
            who = yield from execute(who_am_i())
            self.check_organization(who.organization_id, writes)
        self.environment_known = True

    def check_organization(self, found: UUID, writes: Iterable[_Write]) -> None:
        if found != self.plan.environment_id:
            stopped = list(writes)
            for write in stopped:
                write.settle(Outcome.FAILED_RETRYABLE, "WrongEnvironment")
            self.record(stopped)
            raise Refused("the plan was made for another environment; nothing was written")

    def settle_unsupported(self, writes: Iterable[_Write]) -> None:
        """A message a table does not have is refused for every record of it: the rest of the table is not tried."""
        refused = {
            write.plan.collection: write.result.code
            for write in writes
            if write.result is not None and write.result.outcome is Outcome.UNSUPPORTED_BY_PLATFORM
        }
        rest = [write for write in self.writes if write.open and write.plan.collection in refused]
        for write in rest:
            write.settle(Outcome.UNSUPPORTED_BY_PLATFORM, refused[write.plan.collection])
        self.record(write for write in rest if write not in writes)

    def record(self, writes: Iterable[_Write]) -> None:
        events = [result_event(write.result) for write in writes if write.result is not None]
        if events:
            self.journal.append(events)

    # --- looking

    def look(self, writes: Sequence[_Write]) -> Flow[None]:
        """Reads the records in doubt, in one batch, and decides about each."""
        batch = Batch(continue_on_error=True)
        me = None if self.environment_known else batch.add(who_am_i())
        asked = list(self.questions(batch, writes))
        try:
            yield from batch.flow()
            if me is not None:
                # In another environment a record that is not there would be taken for one that was deleted.
                self.check_organization(me.value.organization_id, writes)
                self.environment_known = True
            seen = self.answers(asked)
        except _FAILURES as error:
            for write in writes:
                write.settle(Outcome.FAILED_RETRYABLE, write.code or error_code(error))
        else:
            for write in writes:
                _decide(write, seen.get((write.plan.collection, write.plan.record_id)), self.target(write))
        self.record(write for write in writes if not write.open)

    def questions(
        self, batch: Batch, writes: Sequence[_Write]
    ) -> Iterator[tuple[AnyDeclaration, Handle[Page[Any]], Sequence[Handle[Page[Any]]]]]:
        """Asks for the records themselves and, by their links to the person, for those that still belong to them."""
        for name in dict.fromkeys(write.plan.collection for write in writes):
            declaration = self.catalogue[name]
            mine = [write for write in writes if write.plan.collection == name]
            columns = {column for write in mine for column in write.columns}
            infos = [info for name, info in declaration.info.columns.items() if name in columns]
            selected = columns_of(declaration, [*infos, *declaration.match_columns])
            key = selected[0]
            for ids in chunks(write.plan.record_id for write in mine):
                these = key_predicate(declaration, ids)
                rows = batch.add(query_page(Query(declaration.table).select(*selected).where(these)))
                bound = [
                    batch.add(query_page(Query(declaration.table).select(key).where(these & link.where(roots))))
                    for link in declaration.links
                    for roots in chunks(self.roots(link.to))
                ]
                yield declaration, rows, bound

    def roots(self, tables: Sequence[str]) -> Iterator[UUID]:
        for declaration in self.catalogue.roots:
            if declaration.info.logical_name in tables:
                yield from self.plan.roots.get(declaration.name, ())

    def answers(
        self, asked: Iterable[tuple[AnyDeclaration, Handle[Page[Any]], Sequence[Handle[Page[Any]]]]]
    ) -> dict[tuple[str, UUID], _Seen]:
        seen: dict[tuple[str, UUID], _Seen] = {}
        for declaration, rows, bound in asked:
            linked = {row_id(row) for handle in bound for row in handle.value.rows}
            for row in rows.value.rows:
                key = row_id(row)
                belongs = key in linked or self.is_person(declaration, row, key)
                seen[declaration.name, key] = _Seen(row, row_etag(row), belongs)
        return seen

    def is_person(self, declaration: AnyDeclaration, row: Any, key: UUID) -> bool:
        """Tells whether a record found by address still carries it. Without an identity nobody can tell, so it does not."""
        if self.identity is None:
            return False
        if key in (*self.identity.contact_ids, *self.identity.lead_ids):
            return True
        return any(self.identity.matches(getattr(row, info.attribute)) for info in declaration.match_columns)


def _check_write(write: PlannedWrite, catalogue: Catalogue) -> None:
    """Refuses a write the catalogue does not provide for. The digests agree, so somebody wrote this plan by hand."""
    declared: dict[str, str] = {}
    if write.collection in catalogue:
        declared = {masked.column.wire_name: masked.rule.label for masked in catalogue[write.collection].masks}
    if any(declared.get(change.column) != change.mask for change in write.changes) or not write.changes:
        raise Refused("the plan holds a write that its catalogue does not provide for")


def _begin(write: PlannedWrite, catalogue: Catalogue, progress: Progress) -> _Write:
    """Gives a write as the journal left it: done, in doubt, or not begun."""
    begun = _Write(write, catalogue[write.collection], write.etag, write.columns)
    known = progress.outcomes.get(write.id)
    if known is not None and known.outcome.settled:
        begun.result = known
    else:
        begun.in_doubt = begun.begun = progress.in_doubt(write.id)
    return begun


def _versions(asked: Iterable[tuple[str, Handle[Page[Any]]]]) -> dict[tuple[str, UUID], str | None]:
    """Gives the versions that were read; a read that failed says nothing, and the write will find out."""
    answered = ((name, handle.value.rows) for name, handle in asked if handle.outcome == "value")
    return {(name, row_id(row)): row_etag(row) for name, rows in answered for row in rows}


def _intent(write: _Write) -> Intent:
    return Intent(write.plan.id, write.plan.collection, write.plan.record_id, write.columns, write.etag)


def _organization(environment_id: UUID) -> Operation[Organization]:
    return get(Organization, environment_id, select=(Organization.organizationid,))


def _take(write: _Write, handle: Handle[None], *, whole: bool) -> None:
    """Takes a part's answer; `whole` says that its error is the whole batch's."""
    error = handle.error
    if isinstance(error, NeverRan):
        return
    write.sends += 1
    write.begun = True
    if error is None:
        write.settle(Outcome.MASKED)
        return
    outcome = _outcome_of_batch(error) if whole else outcome_of(error)
    if outcome is not None:
        write.settle(outcome, error_code(error))
    else:
        write.in_doubt, write.code = True, error_code(error)
        write.changed = isinstance(error, PreconditionFailed)


def _outcome_of_batch(error: DataverseError) -> Outcome | None:
    """Gives the outcome for a batch that failed as a whole: a refusal means that nothing was done, anything else is doubt."""
    if isinstance(error, Throttled):
        return Outcome.THROTTLED
    if isinstance(error, ServiceError) and not isinstance(error, ServerError):
        return Outcome.FAILED_RETRYABLE
    return outcome_of(error)


def _decide(write: _Write, seen: _Seen | None, target: Target) -> None:
    """Settles a doubt by what a fresh read showed, or opens the write for one more try."""
    write.in_doubt = False
    if seen is None:
        write.settle(Outcome.GONE, write.code)
        return
    left = tuple(column for column in write.columns if not _has_masked(write, column, seen.row, target))
    if not left:
        write.settle(Outcome.ALREADY_MASKED if write.changed else Outcome.MASKED, write.code, seen.etag)
    elif seen.etag == write.etag:
        if write.sends >= SENDS:
            write.settle(Outcome.FAILED_RETRYABLE, write.code, seen.etag)
    elif write.replanned or not seen.bound:
        write.settle(Outcome.CONFLICT, write.code, seen.etag)
    else:
        # Planned once more: the same columns, as far as they still hold something, against the record as it is now.
        write.replanned, write.sends = True, 0
        write.etag, write.columns = seen.etag, left


def _has_masked(write: _Write, column: str, row: Any, target: Target) -> bool:
    masked = next(masked for masked in write.declaration.masks if masked.column.wire_name == column)
    value = getattr(row, masked.column.attribute)
    return value is None or value == "" or masked.rule.has_masked(value, target)
