"""An erasure read back: every written column, every column computed from one, and the search that found the person.

Flat queries by record id, never an expansion: "queries which expand collection-valued navigation properties may return cached data"
(https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables). Knows receipts and catalogues; refuses to
believe a 204.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, Literal, TypeAlias
from uuid import UUID

from attrs import define, field, frozen

from dataverse_sdk import Batch, Handle, Query, row_id
from dataverse_sdk.errors import ServiceError
from dataverse_sdk.operations import Flow, Page, next_page, query_page, who_am_i

from .declarations import AnyDeclaration, Catalogue, Computed
from .errors import Refused
from .events import Event, Listener, ignore
from .identity import Identity
from .outcomes import Outcome, Status, error_code
from .queries import chunks, columns_of, key_predicate
from .report.receipt import Receipt, RecordOutcome
from .rules import Null, Target

__all__ = ["Finding", "Reading", "Remaining", "Verification", "verify"]


class Reading(StrEnum):
    """What a fresh read says about a column that was masked."""

    VERIFIED = "verified"
    MISMATCH = "mismatch"
    NOT_READABLE = "not_readable"
    GONE = "gone"


@frozen
class Finding:
    """A column that does not read as its mask. It names the column and never holds what was read."""

    collection: str
    record_id: UUID
    column: str
    reading: Reading


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
    http_calls: int = field(default=0, eq=False)

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


def verify(receipt: Receipt, catalogue: Catalogue, *, identity: Identity | None = None, listen: Listener = ignore) -> Flow[Verification]:
    """Reads back what a receipt claims, in one HTTP request for up to 5,000 records a collection."""
    if catalogue.digest != receipt.catalogue_digest:
        raise Refused("the receipt was written with another catalogue")
    batch = Batch(continue_on_error=True)
    me = batch.add(who_am_i())
    checks = [check for check in (_ask(batch, declaration, receipt) for declaration in catalogue) if check.records]
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
            readings = list(_readings(check.declaration, record, found.get(key), receipt.environment_id, error))
            verified += sum(reading is Reading.VERIFIED for _, reading in readings)
            findings += [
                Finding(record.collection, key, column, reading) for column, reading in readings if reading is not Reading.VERIFIED
            ]
        listen(Event("verify", place + 1, len(checks)))

    remaining: list[Remaining] = []
    for declaration, handle in searches:
        found, error = yield from _rows([handle])
        if error is not None:
            errors.append((declaration.name, error))
        remaining += _remaining(declaration, found, receipt, identity)
    failed = errors or any(one.reason == "unexpected" for one in remaining)
    wrong = [finding for finding in findings if finding.reading is not Reading.GONE]
    return Verification(
        status=_status(receipt, verified, bool(wrong or failed)),
        receipt_status=receipt.status,
        environment_id=receipt.environment_id,
        verified=verified,
        findings=tuple(findings),
        remaining=tuple(remaining),
        identity_searched=bool(searches),
        errors=tuple(errors),
    )


def _status(receipt: Receipt, verified: int, wrong: bool) -> Status:
    if receipt.status in (Status.NO_DATA_FOUND, Status.NEEDS_REVIEW):
        return receipt.status
    if not wrong:
        return Status.COMPLETE
    return Status.PARTIAL if verified else Status.FAILED


def _ask(batch: Batch, declaration: AnyDeclaration, receipt: Receipt) -> _Check:
    """Adds the reads of one collection: the columns that were written and those computed from them."""
    check = _Check(declaration)
    for record in receipt.outcomes:
        if record.collection == declaration.name and record.changes and record.outcome in _CLAIMED:
            check.records[record.record_id] = record
    if check.records:
        written = {column for record in check.records.values() for column in record.columns}
        infos = [info for name, info in declaration.info.columns.items() if name in written]
        infos += [computed.column for computed in declaration.computed]
        query = Query(declaration.table).select(*columns_of(declaration, infos))
        for ids in chunks(check.records):
            check.handles.append(batch.add(query_page(query.where(key_predicate(declaration, ids)))))
    return check


_CLAIMED = (Outcome.MASKED, Outcome.ALREADY_MASKED)


def _search(batch: Batch, catalogue: Catalogue, identity: Identity | None) -> Iterator[tuple[AnyDeclaration, Handle[Page[Any]]]]:
    """Adds the search by address once more. Named records on a shared address say nothing about the others there."""
    if identity is None or not identity.emails or identity.named:
        return
    for declaration in catalogue:
        if declaration.match is not None:
            query = Query(declaration.table).select(*columns_of(declaration, declaration.match_columns))
            yield declaration, batch.add(query_page(query.where(declaration.match.where(identity.query_forms))))


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
    declaration: AnyDeclaration, record: RecordOutcome, row: Any, environment_id: UUID, error: str | None
) -> Iterator[tuple[str, Reading]]:
    """Reads one record's columns: each is verified or not, and why."""
    if row is None:
        absent = Reading.GONE if error is None else Reading.NOT_READABLE
        yield from ((column, absent) for column in record.columns)
        return
    target = Target(environment_id, declaration.info.logical_name, record.record_id)
    for column in record.columns:
        masked = declaration.masked(column)
        if masked is None:
            yield column, Reading.NOT_READABLE
            continue
        value = getattr(row, masked.column.attribute)
        yield column, Reading.VERIFIED if masked.rule.has_masked(value, target) else Reading.MISMATCH
    for computed in declaration.computed:
        if not {source.wire_name for source in computed.sources}.isdisjoint(record.columns):
            holds = _computed_holds(declaration, computed, getattr(row, computed.column.attribute), target)
            yield computed.column.wire_name, Reading.VERIFIED if holds else Reading.MISMATCH


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
        texts = (getattr(row, info.attribute) for info in declaration.match_columns)
        if identity is None or not any(identity.matches(text) for text in texts):
            continue
        outcome = written.get(key)
        if outcome is None:
            reason: RemainingReason = "unexpected"
        elif not outcome.nothing_left:
            reason = "not_erased"
        else:
            reason = "unexpected" if declaration.loses_its_match else "kept_by_catalogue"
        yield Remaining(declaration.name, key, reason)
