"""An erasure read back: every written column, every column computed from one, and the search that found the person.

Flat queries by record id, never an expansion: "queries which expand collection-valued navigation properties may return cached data"
(https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables). Asked again later it names what came back: a
plug-in, an integration or a person may have written a value anew. Knows receipts and catalogues; refuses to believe a 204.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, TypeAlias
from uuid import UUID

from attrs import define, evolve, field, frozen

from dataverse_sdk import Batch, ColumnInfo, Handle, Query, row_id
from dataverse_sdk.errors import ServiceError
from dataverse_sdk.operations import Flow, Page, next_page, query_page, who_am_i

from .closing import state_columns, state_of
from .contents import PRESENT, read_instead, value_of
from .declarations import AnyDeclaration, Catalogue
from .errors import Refused
from .events import Event, Listener, ignore
from .identity import Identity
from .masking import Computed
from .masks import Null, Redact
from .outcomes import Outcome, Status, error_code
from .queries import chunks, columns_of, key_predicate, match_predicate, matched_column
from .report.receipt import Receipt, RecordOutcome
from .rules import Rule, Target

__all__ = ["Finding", "Reading", "Remaining", "Verification", "verify"]


class Reading(StrEnum):
    """What a fresh read says about a column that was masked.

    `came_back` is a mismatch that was found later. `not_judged` is said of a mask that can only be recognised by somebody who knows what
    the person is called.
    """

    VERIFIED = "verified"
    MISMATCH = "mismatch"
    CAME_BACK = "came_back"
    NOT_JUDGED = "not_judged"
    NOT_READABLE = "not_readable"
    GONE = "gone"


@frozen
class Finding:
    """A column that does not read as its mask. It names the column and never holds what was read.

    `modified_at` says when its record was last changed, where that was asked: who brought a value back did it then or before.
    """

    collection: str
    record_id: UUID
    column: str
    reading: Reading
    modified_at: datetime | None = field(default=None, eq=False)


RemainingReason: TypeAlias = Literal["kept_by_catalogue", "not_erased", "unexpected"]


@frozen
class Remaining:
    """A record that still answers to the person's address.

    `kept_by_catalogue`: the catalogue does not mask the column it is found by. `not_erased`: the receipt says that it was not masked.
    `unexpected`: neither; the value came back, or the record is new.
    """

    collection: str
    record_id: UUID
    reason: RemainingReason


@frozen
class Verification:
    """What reading back showed. `status` is complete when all that the receipt claims holds; `receipt_status` is the erasure's own.

    `identity_searched` is False when nobody said whom to search for: a receipt in a file does not know.
    """

    status: Status
    receipt_status: Status
    environment_id: UUID
    verified: int = 0
    findings: tuple[Finding, ...] = ()
    remaining: tuple[Remaining, ...] = ()
    identity_searched: bool = False
    errors: tuple[tuple[str, str], ...] = ()
    plan_digest: str = ""
    again: bool = False
    at: datetime | None = field(default=None, eq=False)
    http_calls: int = field(default=0, eq=False)

    @property
    def came_back(self) -> tuple[Finding, ...]:
        """The columns that hold something again."""
        return tuple(finding for finding in self.findings if finding.reading is Reading.CAME_BACK)

    @property
    def unexpected(self) -> tuple[Remaining, ...]:
        """The records that answer to the address and should not."""
        return tuple(one for one in self.remaining if one.reason == "unexpected")


@define
class _Check:
    """One collection's records, while they are read back."""

    declaration: AnyDeclaration
    records: dict[UUID, RecordOutcome] = field(factory=dict)
    handles: list[Handle[Page[Any]]] = field(factory=list)


def verify(
    receipt: Receipt, catalogue: Catalogue, *, identity: Identity | None = None, again: bool = False, listen: Listener = ignore
) -> Flow[Verification]:
    """Reads back what a receipt claims, in one HTTP request for up to 5,000 records a collection."""
    if catalogue.digest != receipt.catalogue_digest:
        raise Refused("the receipt was written with another catalogue")
    batch = Batch(continue_on_error=True)
    me = batch.add(who_am_i())
    checks = [check for check in (_ask(batch, declaration, receipt, again) for declaration in catalogue) if check.records]
    searches = list(_search(batch, catalogue, identity))
    yield from batch.flow()
    if me.value.organization_id != receipt.environment_id:
        raise Refused("the receipt belongs to another environment")

    findings: list[Finding] = []
    errors: list[tuple[str, str]] = []
    verified = 0
    for place, check in enumerate(checks):
        found, error = yield from _rows(check.handles)
        if error is not None:
            errors.append((check.declaration.name, error))
        for key, record in check.records.items():
            row = found.get(key)
            if row is None and error is None and record.outcome is Outcome.GONE:
                continue  # as the receipt says
            readings = list(_readings(check.declaration, record, row, _target(receipt, check.declaration, key, identity), error))
            verified += sum(reading is Reading.VERIFIED for _, reading in readings)
            changed = _modified(check.declaration, row) if again else None
            findings += [
                Finding(record.collection, key, column, _named(reading, again), changed)
                for column, reading in readings
                if reading is not Reading.VERIFIED
            ]
        listen(Event("verify", place + 1, len(checks)))

    remaining: list[Remaining] = []
    for declaration, handle in searches:
        found, error = yield from _rows([handle])
        if error is not None:
            errors.append((declaration.name, error))
        remaining += _remaining(declaration, found, receipt, identity)
    failed = errors or any(one.reason == "unexpected" for one in remaining)
    wrong = [finding for finding in findings if finding.reading not in (Reading.GONE, Reading.NOT_JUDGED)]
    return Verification(
        status=_status(receipt, verified, bool(wrong or failed)),
        receipt_status=receipt.status,
        environment_id=receipt.environment_id,
        verified=verified,
        findings=tuple(findings),
        remaining=tuple(remaining),
        identity_searched=bool(searches),
        errors=tuple(errors),
        plan_digest=receipt.plan_digest,
        again=again,
    )


def _named(reading: Reading, again: bool) -> Reading:
    return Reading.CAME_BACK if again and reading is Reading.MISMATCH else reading


def _target(receipt: Receipt, declaration: AnyDeclaration, key: UUID, identity: Identity | None) -> Target:
    words = None if identity is None else identity.words
    return Target(receipt.environment_id, declaration.info.logical_name, key, words=words)


def _modified(declaration: AnyDeclaration, row: Any) -> datetime | None:
    info = _modified_column(declaration)
    value = None if row is None or info is None else getattr(row, info.attribute)
    return value if isinstance(value, datetime) else None


def _modified_column(declaration: AnyDeclaration) -> ColumnInfo | None:
    return declaration.info.columns.get("modifiedon")


def _status(receipt: Receipt, verified: int, wrong: bool) -> Status:
    if receipt.status in (Status.NO_DATA_FOUND, Status.NEEDS_REVIEW):
        return receipt.status
    if not wrong:
        return Status.COMPLETE
    return Status.PARTIAL if verified else Status.FAILED


def _ask(batch: Batch, declaration: AnyDeclaration, receipt: Receipt, again: bool) -> _Check:
    """Adds the reads of one collection: the columns that were written, those computed from them, and the state of reopened records."""
    check = _Check(declaration)
    for record in receipt.outcomes:
        if record.collection == declaration.name and record.changes and record.outcome in _CLAIMED:
            check.records[record.record_id] = record
    if check.records:
        written = {column for record in check.records.values() for column in record.columns}
        infos = [read_instead(declaration.info, info) for name, info in declaration.info.columns.items() if name in written]
        infos += [computed.column for computed in declaration.computed]
        infos += state_columns(declaration.info) if any(record.state is not None for record in check.records.values()) else ()
        changed = _modified_column(declaration)
        infos += [changed] if again and changed is not None else []
        query = Query(declaration.table).select(*columns_of(declaration, infos))
        for ids in chunks(check.records):
            check.handles.append(batch.add(query_page(query.where(key_predicate(declaration, ids)))))
    return check


# A record that was gone is looked for as well: it can be taken back out of the recycle bin, with all that was in it.
_CLAIMED = (Outcome.MASKED, Outcome.ALREADY_MASKED, Outcome.GONE)


def _search(batch: Batch, catalogue: Catalogue, identity: Identity | None) -> Iterator[tuple[AnyDeclaration, Handle[Page[Any]]]]:
    """Adds the search by address once more. Named records on a shared address say nothing about the others there."""
    if identity is None or identity.named:
        return
    for declaration in catalogue:
        where = match_predicate(declaration, identity)
        if where is not None:
            query = Query(declaration.table).select(*columns_of(declaration, [*declaration.match_columns, *declaration.match_phones]))
            yield declaration, batch.add(query_page(query.where(where)))


def _rows(handles: Sequence[Handle[Page[Any]]]) -> Flow[tuple[dict[UUID, Any], str | None]]:
    """Gives the rows of some reads by id, pages followed, and the first error."""
    rows: dict[UUID, Any] = {}
    error: str | None = None
    for handle in handles:
        while True:
            try:
                page = handle.value
            except ServiceError as refusal:
                error = error or error_code(refusal)
                break
            rows.update((row_id(row), row) for row in page.rows)
            if page.next_link is None:
                break
            following = Batch(continue_on_error=True)
            handle = following.add(next_page(page))
            yield from following.flow()
    return rows, error


def _readings(
    declaration: AnyDeclaration, record: RecordOutcome, row: Any, target: Target, error: str | None
) -> Iterator[tuple[str, Reading]]:
    """Reads one record's columns: each is verified or not, and why."""
    if row is None:
        absent = Reading.GONE if error is None else Reading.NOT_READABLE
        yield from ((column, absent) for column in record.columns)
        return
    for change in record.changes:
        masked = declaration.masked(change.column)
        rule = None if masked is None else masked.rule_of(change.mask)
        if masked is None or rule is None:
            yield change.column, Reading.NOT_READABLE
            continue
        yield change.column, _reading(rule, value_of(declaration.info, masked.column, lambda info: getattr(row, info.attribute)), target)
    if record.state is not None:
        yield "statecode", Reading.VERIFIED if state_of(declaration, row) == record.state else Reading.MISMATCH
    for computed in declaration.computed:
        if not {source.wire_name for source in computed.sources}.isdisjoint(record.columns):
            holds = _computed_holds(declaration, computed, getattr(row, computed.column.attribute), target)
            yield computed.column.wire_name, Reading.VERIFIED if holds else Reading.MISMATCH


def _reading(rule: Rule[Any], value: Any, target: Target) -> Reading:
    """Reads one column. Content that is emptied is judged by what stands for it; a text in its place cannot be told from the old one."""
    if value is PRESENT:
        emptied = isinstance(rule, Null)
        return Reading.MISMATCH if emptied else Reading.NOT_JUDGED
    if rule.has_masked(value, evolve(target, old=value)):
        # Who does not know the names cannot say that none is left.
        unsure = isinstance(rule, Redact) and target.words is not None and not target.words.names and value is not None
        return Reading.NOT_JUDGED if unsure else Reading.VERIFIED
    return Reading.NOT_JUDGED if rule.reads and target.words is None else Reading.MISMATCH


def _computed_holds(declaration: AnyDeclaration, computed: Computed, value: str | None, target: Target) -> bool:
    """Tells whether a computed text followed its sources: nothing but masks in it, or at least one mask."""
    if not value:
        return True
    rules = [masked.rule for source in computed.sources if (masked := declaration.masked(source.wire_name))]
    masks = [str(rule(target)) for rule in rules if not isinstance(rule, Null)]
    if not computed.whole:
        return any(mask in value for mask in masks)
    for mask in masks:
        value = value.replace(mask, " ")
    return not any(character.isalnum() for character in value)


def _remaining(declaration: AnyDeclaration, rows: dict[UUID, Any], receipt: Receipt, identity: Identity | None) -> Iterator[Remaining]:
    """Sorts out who still answers to the address."""
    written = {record.record_id: record.outcome for record in receipt.outcomes if record.collection == declaration.name}
    for key, row in rows.items():
        if identity is None or matched_column(declaration, row, identity) is None:
            continue
        outcome = written.get(key)
        if outcome is None:
            reason: RemainingReason = "unexpected"
        elif not outcome.nothing_left:
            reason = "not_erased"
        else:
            reason = "unexpected" if declaration.loses_its_match else "kept_by_catalogue"
        yield Remaining(declaration.name, key, reason)
