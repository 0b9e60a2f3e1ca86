"""Activity parties masked by way of their activity: its whole list read, sent back with the person's entries masked, read and compared.

An activity whose list cannot be sent back whole, or that is completed or canceled, is left alone and its parties are reported. A list that
does not come back as it was sent is an error that names the record: a recipient may be missing.
Knows the order of steps; refuses to know how a list is written (`parties`).
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import define, field

from dataverse_sdk import Batch, Query, row_etag, row_id
from dataverse_sdk.errors import PreconditionFailed
from dataverse_sdk.operations import query_page, who_am_i
from dataverse_sdk.tables import ActivityParty

from .effects import Steps
from .erasing import FAILURES, Erasure
from .outcomes import Outcome, error_code, outcome_of
from .parties import ACTIVITIES, LOOKUP_TABLE, PartyList, ask_list, ask_parent, read_list, rewriting
from .queries import chunks
from .writes import SENDS, Write

__all__ = ["rewrite"]


@define
class _List:
    """One activity and the writes that stand in its list. Mutable."""

    table: str
    activity_id: UUID
    writes: list[Write] = field(factory=list)
    now: PartyList | None = None
    expected: tuple[tuple[Any, ...], ...] | None = None
    code: str = ""


def rewrite(erasure: Erasure, writes: Sequence[Write]) -> Steps[None]:
    """Rewrites the lists of some parties until each party has a result."""
    try:
        yield from _find_parents(erasure, writes)
        lists = _lists(writes)
        for sends in range(SENDS + 1):
            yield from _read(lists)
            for each in lists:
                _decide(erasure, each, last=sends == SENDS)
            yield from _finish(erasure, lists)
            lists = [each for each in lists if any(write.open for write in each.writes)]
            if not lists:
                break
            yield from _send(erasure, lists)
    except FAILURES as error:
        for write in writes:
            if write.open:
                write.settle(Outcome.FAILED_RETRYABLE, write.code or error_code(error))
    yield from erasure.record(write for write in writes if not write.open)
    erasure.tell()


def _finish(erasure: Erasure, lists: Sequence[_List]) -> Steps[None]:
    yield from erasure.record(write for each in lists for write in each.writes if not write.open)


def _find_parents(erasure: Erasure, writes: Sequence[Write]) -> Steps[None]:
    """Reads which activity each party belongs to, and whether the party is still as the plan saw it."""
    batch = Batch(continue_on_error=True)
    me = None if erasure.environment_known else batch.add(who_am_i())
    asked = erasure.ask(batch, writes)
    query = Query(ActivityParty).select(ActivityParty.activitypartyid, ActivityParty.activityid)
    pages = [
        batch.add(query_page(query.where(ActivityParty.activitypartyid.in_(list(ids))), annotations=(LOOKUP_TABLE,)))
        for ids in chunks(write.plan.record_id for write in writes)
    ]
    yield from batch.flow()
    if me is not None:
        yield from erasure.check_organization(me.value.organization_id, writes)
    seen = erasure.answers(asked)
    rows = {row_id(row): row for page in pages for row in page.value.rows}
    for write in writes:
        row, known = rows.get(write.plan.record_id), seen.get(write.place)
        if row is None or known is None:
            # Gone; or, where a list was already sent, in another entry's place.
            if write.parent is None:
                write.settle(Outcome.GONE)
        elif known.etag != write.plan.etag and not known.bound:
            write.settle(Outcome.CONFLICT if known.bound is None else Outcome.REVIEW, etag=row_etag(row))
        elif row.activityid is None or row.activityid.table not in ACTIVITIES:
            write.settle(Outcome.UNSUPPORTED_BY_PLATFORM, "ActivityOfUnknownKind")
        else:
            write.parent = row.activityid.table, row.activityid.id


def _lists(writes: Sequence[Write]) -> list[_List]:
    lists: dict[tuple[str, UUID], _List] = {}
    for write in writes:
        if write.open and write.parent is not None:
            lists.setdefault(write.parent, _List(*write.parent)).writes.append(write)
    return list(lists.values())


def _read(lists: Sequence[_List]) -> Steps[None]:
    """Reads activities and their lists, in one batch."""
    batch = Batch(continue_on_error=True)
    asked = [(each, batch.add(ask_parent(each.table, each.activity_id)), batch.add(ask_list(each.activity_id))) for each in lists]
    if asked:
        yield from batch.flow()
    for each, parent, page in asked:
        try:
            each.now = read_list(each.table, page.value.rows, parent.value)
        except FAILURES as error:
            each.now, each.code = None, error_code(error)
            if outcome_of(error) is Outcome.GONE:
                for write in each.writes:
                    write.settle(Outcome.GONE)


def _masks(erasure: Erasure, each: _List) -> Mapping[UUID, Mapping[str, Any]]:
    return {write.plan.record_id: erasure.masks(write) for write in each.writes if write.open}


def _decide(erasure: Erasure, each: _List, *, last: bool) -> None:
    """Settles parties by what their list shows now; those that stay open are to be sent."""
    now = each.now
    opened = [write for write in each.writes if write.open]
    if not opened:
        return
    if now is None:
        _settle(opened, Outcome.FAILED_RETRYABLE, each.code)
        return
    here = {party.id for party in now.parties}
    there = [write for write in opened if write.plan.record_id in here]
    if len(there) < len(opened):
        # The list has been put in place of another. Each of the masks must be in it, and nothing may be missing.
        shown = now.masked({})
        if each.expected is not None and shown != each.expected:
            _settle(opened, Outcome.FAILED, "PartyListDiffers")
            return
        for write in opened:
            if write not in there:
                masks = set(erasure.masks(write).items())
                found = any(masks <= set(entry[2:]) for entry in shown)
                write.settle(Outcome.MASKED if found and write.begun else Outcome.GONE)
        opened = there
    if not opened:
        return
    if each.expected is not None and now.masked({}) == each.expected:
        _settle(opened, Outcome.MASKED, "")  # a service that keeps the ids
    elif not now.open:
        _settle(opened, Outcome.BLOCKED_READ_ONLY, "ActivityClosed")
    elif not now.sendable:
        _settle(opened, Outcome.UNSUPPORTED_BY_PLATFORM, "PartyOfUnknownKind")
    elif last:
        _settle(opened, Outcome.FAILED_RETRYABLE, each.code)


def _settle(writes: Sequence[Write], outcome: Outcome, code: str) -> None:
    for write in writes:
        write.settle(outcome, code)


def _send(erasure: Erasure, lists: Sequence[_List]) -> Steps[None]:
    """Sends the lists; what came of them is told by the next read, apart from definite refusals."""
    opened = [write for each in lists for write in each.writes if write.open]
    for write in opened:
        write.begun = True
    yield from erasure.intend(opened, "parties")
    batch = erasure.batch()
    handles = []
    for each in lists:
        assert each.now is not None  # noqa: S101 -- a list that was not read was settled
        masks = _masks(erasure, each)
        each.expected = each.now.masked(masks)
        handles.append((each, batch.add(rewriting(each.table, each.activity_id, each.now, masks))))
    try:
        yield from batch.flow()
    except FAILURES as error:
        for each in lists:
            each.code = error_code(error)
        return
    for each, handle in handles:
        refused = handle.error
        if refused is None or isinstance(refused, PreconditionFailed):
            continue
        each.code = error_code(refused)
        outcome = outcome_of(refused)
        if outcome is not None:
            _settle([write for write in each.writes if write.open], outcome, each.code)
