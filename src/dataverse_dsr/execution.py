"""A plan carried out: conditional writes, the person's own records last, every doubt settled by reading.

Each write is a PATCH with the etag the plan saw, outside change sets, so that one refusal undoes nothing else. The intent is in the
journal before the write leaves. An answer that was lost or damaged, a failure of the service and a changed record (412) are settled by a
fresh read: masked, gone, to be sent once more, somebody else's now, or a conflict. Knows plans, catalogues and journals; refuses to know
clocks, sockets and disks.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from dataverse_sdk import Batch, Handle, Query, row_etag, row_id
from dataverse_sdk.errors import DataverseError, Throttled
from dataverse_sdk.operations import Operation, Page, execute, get, query_page, who_am_i

from .closing import can_reopen
from .declarations import Catalogue
from .effects import Steps, on_disk
from .environment import Organization
from .erasing import FAILURES, Erasure
from .errors import Refused
from .events import Listener, ignore
from .identity import Identity
from .journal import Journal, Ledger, Result, Run, begin_event, replay
from .outcomes import Outcome, error_code
from .plan import ErasurePlan
from .queries import chunks, columns_of, key_predicate
from .reopening import reopen
from .rewriting import rewrite
from .writes import Write, begin, check_declared, decide, take

__all__ = ["carry_out", "open_run"]

# Writes in one $batch. The platform takes 1,000 operations; the rest is for the guard of the environment and the reads around the writes.
WRITES_PER_BATCH: Final = 980


def open_run(plan: ErasurePlan, catalogue: Catalogue, journal: Journal, *, environment_id: UUID | None = None) -> Steps[Ledger]:
    """Opens the journal for a plan that may be carried out here; Refused for another catalogue, environment, or while somebody is at it."""
    if catalogue.digest != plan.catalogue_digest:
        raise Refused("the plan was made with another catalogue")
    if environment_id not in (None, plan.environment_id):
        raise Refused("the plan was made for another environment")
    for write in plan.operations:
        check_declared(write, catalogue)
    subjects = tuple(sorted({key for ids in plan.roots.values() for key in ids}))
    run = Run(plan.digest, plan.environment_id, subjects)
    return (yield from on_disk("open", lambda: journal.open(run)))


def carry_out(
    plan: ErasurePlan,
    catalogue: Catalogue,
    ledger: Ledger,
    *,
    identity: Identity | None = None,
    environment_id: UUID | None = None,
    recheck: bool = False,
    listen: Listener = ignore,
) -> Steps[Mapping[str, Result]]:
    """Carries out a plan and gives the result of each operation by its id. Safe to repeat with the same journal.

    `environment_id` is the environment this client is already known to talk to. Where it is not known, the first batch of writes asks for
    the plan's organization first and stops at the first failure, so another environment is found out before anything is written.
    `recheck` reads first whether records that belong to the person by way of another record still do.
    """
    erasure = Erasure(plan, catalogue, ledger, identity, environment_id is not None, listen)
    progress = replay(ledger.events)
    erasure.writes = [begin(write, catalogue, progress, recheck=recheck) for write in plan.operations]
    return (yield from _all(erasure))


def _all(erasure: Erasure) -> Steps[Mapping[str, Result]]:
    plan, writes = erasure.plan, erasure.writes
    if any(write.open for write in writes):
        approval = None if plan.approval is None else plan.approval.to_document()
        yield from on_disk("begin", lambda: erasure.ledger.append([begin_event(plan.digest, plan.environment_id, approval)]))
    roots = [write for write in writes if write.plan.stage == "roots"]
    children = [write for write in writes if write.plan.stage != "roots"]
    yield from _stage(erasure, children, watched=roots)
    if plan.must_defer_roots or any(write.result and not write.result.outcome.settled for write in children):
        deferred = [write for write in roots if write.open]
        for write in deferred:
            write.only_close = write.closed_in is not None  # it may stand open from an earlier run
            if not write.only_close:
                write.settle(Outcome.DEFERRED)
        yield from erasure.record(write for write in deferred if not write.open)
    yield from _stage(erasure, roots)
    return {write.plan.id: write.result for write in writes if write.result is not None}


def _stage(erasure: Erasure, writes: Sequence[Write], watched: Sequence[Write] = ()) -> Steps[None]:
    """Sends what is open until each write has a result: look where there is doubt, send what is known not to be done.

    `watched` are writes of a later stage, whose records these writes may touch; see `_send`.
    """
    while open_writes := [write for write in writes if write.open]:
        doubtful = [write for write in open_writes if write.in_doubt and write.way == "direct"]
        direct = [write for write in open_writes if write.way == "direct"]
        if doubtful:
            yield from _look(erasure, doubtful)
        elif direct:
            yield from _send(erasure, list(islice(direct, WRITES_PER_BATCH)), watched)
        elif lists := [write for write in open_writes if write.way == "party_list"]:
            yield from rewrite(erasure, lists)
        else:
            yield from reopen(erasure, open_writes)
        erasure.tell()


# --- sending


def _send(erasure: Erasure, writes: Sequence[Write], watched: Sequence[Write]) -> Steps[None]:
    """Sends one batch of writes. Every write comes out with a result, in doubt, or (never ran) as it went in.

    Writing to a record can change the person it belongs to: an address row is shown on its contact, and plug-ins count and copy. So the
    versions of the watched records are read before and after the writes, in the same batch. One that was as planned before is expected
    afterwards as it is then: the change was ours.
    """
    yield from erasure.intend(writes)
    batch = erasure.batch(continue_on_error=erasure.environment_known)
    guard = None if erasure.environment_known else batch.add(_organization(erasure.plan.environment_id))
    before = _ask_versions(erasure, batch, watched)
    handles = [batch.add(erasure.masking(write)) for write in writes]
    after = _ask_versions(erasure, batch, watched)
    failure: DataverseError | None = None
    try:
        yield from batch.flow()
    except FAILURES as error:
        failure = error
    if guard is not None and (failure is None or guard.error is not failure or handles[0].outcome == "never_ran"):
        yield from _check_environment(erasure, guard, writes)
    for write, handle in zip(writes, handles, strict=True):
        # A batch that failed as a whole gives its error to every part it cannot speak for. One that stopped at a write raises
        # that write's error, and its guard went well.
        whole = failure is not None and handle.error is failure and (guard is None or guard.error is failure)
        take(write, handle.error, whole=whole)
    then, now = _versions(before), _versions(after)
    for root in watched:
        if root.place in now and then.get(root.place) == root.etag:
            root.etag = now[root.place]
    if isinstance(failure, Throttled) and all(handle.error is failure for handle in handles):
        # The service asks for a longer rest than anybody waited for: what is left is for another run.
        of_person = writes[0].plan.stage == "roots"
        for write in erasure.writes:
            if write.open and write.way == "direct" and (write.plan.stage == "roots") is of_person:
                write.settle(Outcome.THROTTLED, error_code(failure))
        writes = [write for write in erasure.writes if not write.open]
    _reopen_refused(erasure, writes)
    yield from _settle_unsupported(erasure, writes)
    yield from erasure.record(write for write in writes if not write.open)


def _ask_versions(erasure: Erasure, batch: Batch, watched: Sequence[Write]) -> list[tuple[str, Handle[Page[Any]]]]:
    asked = []
    for name in dict.fromkeys(write.plan.collection for write in watched if write.open):
        declaration = erasure.catalogue[name]
        query = Query(declaration.table).select(*columns_of(declaration, ()))
        for ids in chunks(write.plan.record_id for write in watched if write.open and write.plan.collection == name):
            asked.append((name, batch.add(query_page(query.where(key_predicate(declaration, ids))))))
    return asked


def _versions(asked: Iterable[tuple[str, Handle[Page[Any]]]]) -> dict[tuple[str, UUID], str | None]:
    """Gives the versions that were read; a read that failed says nothing, and the write will find out."""
    answered = ((name, handle.value.rows) for name, handle in asked if handle.outcome == "value")
    return {(name, row_id(row)): row_etag(row) for name, rows in answered for row in rows}


def _organization(environment_id: UUID) -> Operation[Organization]:
    return get(Organization, environment_id, select=(Organization.organizationid,))


def _check_environment(erasure: Erasure, guard: Handle[Any], writes: Sequence[Write]) -> Steps[None]:
    """Reads the guard's answer; where the organization could not be read, asks who we are instead."""
    if guard.outcome != "value":
        who = yield from execute(who_am_i())
        yield from erasure.check_organization(who.organization_id, writes)
    erasure.environment_known = True


def _reopen_refused(erasure: Erasure, writes: Iterable[Write]) -> None:
    """A record that turned out to be closed is opened, where that is what the plan says about closed records."""
    for write in writes:
        refused = write.result is not None and write.result.outcome is Outcome.BLOCKED_READ_ONLY
        if refused and erasure.plan.read_only == "reopen" and can_reopen(write.declaration.info):
            write.result, write.way, write.sends = None, "reopen", 0


def _settle_unsupported(erasure: Erasure, writes: Iterable[Write]) -> Steps[None]:
    """A message a table does not have is refused for every record of it: the rest of the table is not tried."""
    refused = {
        write.plan.collection: write.result.code
        for write in writes
        if write.result is not None and write.result.outcome is Outcome.UNSUPPORTED_BY_PLATFORM
    }
    rest = [write for write in erasure.writes if write.open and write.way == "direct" and write.plan.collection in refused]
    for write in rest:
        write.settle(Outcome.UNSUPPORTED_BY_PLATFORM, refused[write.plan.collection])
    yield from erasure.record(write for write in rest if write not in writes)


# --- looking


def _look(erasure: Erasure, writes: Sequence[Write]) -> Steps[None]:
    """Reads the records in doubt, in one batch, and decides about each."""
    try:
        seen = yield from erasure.look(writes)
    except FAILURES as error:
        for write in writes:
            write.settle(Outcome.FAILED_RETRYABLE, write.code or error_code(error))
    else:
        for write in writes:
            if write.place in seen and erasure.cannot_judge(write):
                write.settle(Outcome.REVIEW, "NamesUnknown", seen[write.place].etag)
            else:
                decide(write, seen.get(write.place), erasure.target(write))
    yield from erasure.record(write for write in writes if not write.open)
