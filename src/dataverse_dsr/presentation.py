"""Results as text and tables for people. Knows reports, plans and receipts; shows counts, columns and record ids, never a value."""

import json
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from .checks import CheckReport
from .console import Console
from .coverage import Gap
from .outcomes import Outcome
from .plan import ErasurePlan
from .report.access import AccessCollection, AccessReport
from .report.receipt import Receipt
from .verification import Verification

__all__ = [
    "check_json",
    "coverage_json",
    "show_access",
    "show_check",
    "show_coverage",
    "show_plan",
    "show_receipt",
    "show_verification",
    "verification_json",
]

ADVICE = {
    "too_many_people": "more people answer to this address than one request may touch",
    "different_names": "people with different names answer to this address",
    "internal_address": "the address belongs to a user or a queue of the environment",
    "record_not_matched": "a named record was not found, or does not carry the address",
}

# Why a record was not masked, for people. What the plan withheld says so itself.
BECAUSE = {
    Outcome.GONE: "the record was deleted meanwhile",
    Outcome.BLOCKED_READ_ONLY: "the platform refuses to change this record in its state",
    Outcome.UNSUPPORTED_BY_PLATFORM: "the platform has no such write for this table",
    Outcome.FORBIDDEN: "a privilege is missing",
    Outcome.CONFLICT: "the record was changed meanwhile; plan again",
    Outcome.REJECTED_BY_LOGIC: "business logic of the environment refused it",
    Outcome.THROTTLED: "the service asked for a pause; run again with the same journal",
    Outcome.FAILED_RETRYABLE: "it may succeed later; run again with the same journal",
    Outcome.FAILED: "the service refused it",
    Outcome.DEFERRED: "it waits for records that may still succeed; run again with the same journal",
}


def requests_text(count: int) -> str:
    """`1 HTTP request`, `2 HTTP requests`."""
    return f"{count} HTTP request{'' if count == 1 else 's'}"


def show_check(console: Console, report: CheckReport) -> None:
    """Shows who we are and what the environment has against the catalogue."""
    console.line(f"environment {report.environment_id}, user {report.user_id}")
    console.line(f"catalogue {report.catalogue}: {report.tables} tables checked, {requests_text(report.http_calls)}")
    console.table(
        ("collection", "column", "problem"),
        [(one.collection, one.column or "", one.problem) for one in report.complaints],
    )
    console.line(f"status: {report.status}")


def show_access(console: Console, report: AccessReport) -> None:
    """Shows how many records each collection holds; the records themselves stand in the package."""
    console.table(
        ("collection", "records", "found by", "note"),
        [(name, str(len(collection.rows)), _found_by(collection), _note(collection)) for name, collection in report.collections.items()],
    )
    _show_reviews(console, [(review.reason, review.records) for review in report.reviews])
    _show_warnings(console, report.warnings)
    console.line(f"{report.records} records, {requests_text(report.http_calls)}, status: {report.status}")


def _found_by(collection: AccessCollection) -> str:
    """Says in words what was asked; the exact columns and paths stand in the package."""
    ways = {
        "links to discovered records" if "/" in way or way.startswith("_") else "record id" if way.endswith("id") else "email address"
        for way in collection.found_by
    }
    return ", ".join(sorted(ways)) or "not queried"


def _note(collection: AccessCollection) -> str:
    notes = [collection.error] if collection.error else []
    notes += [f"{count} rows of others left out ({reason})" for reason, count in collection.rejected.items()]
    notes += [f"{collection.secondary_matches} by a secondary address"] if collection.secondary_matches else []
    return "; ".join(notes)


def _show_reviews(console: Console, reviews: Iterable[tuple[str, Iterable[tuple[str, UUID]]]]) -> None:
    for reason, records in reviews:
        console.line(f"needs review: {ADVICE.get(reason, reason)}; name the records with --contact-id or --lead-id:")
        for collection, record_id in records:
            console.line(f"  {collection} {record_id}")


def _show_warnings(console: Console, warnings: tuple[str, ...]) -> None:
    for warning in warnings:
        console.line(f"warning: {warning}")


def show_plan(console: Console, plan: ErasurePlan) -> None:
    """Shows what would be written and what would not."""
    writes: Counter[tuple[str, str]] = Counter()
    for write in plan.operations:
        writes[write.collection, ", ".join(write.columns)] += 1
    console.table(
        ("would write", "records", "columns"),
        [(collection, str(count), columns) for (collection, columns), count in writes.items()],
    )
    held: Counter[tuple[str, str, str]] = Counter()
    for record in plan.withheld:
        held[record.collection, record.outcome.value, record.because] += 1
    console.table(
        ("would not write", "records", "outcome", "because"),
        [(collection, str(count), outcome, because) for (collection, outcome, because), count in held.items()],
    )
    for unread in plan.unread:
        console.line(f"not read: {unread.collection}: {unread.error}")
    _show_reviews(console, plan.reviews)
    _show_warnings(console, plan.warnings)
    console.line(f"{len(plan.operations)} writes planned, {requests_text(plan.http_calls)}, status: {plan.status}")
    console.line(f"digest: {plan.digest}")


def show_receipt(console: Console, receipt: Receipt) -> None:
    """Shows how many records ended in each way, and why those that were not masked were not."""
    counts: Counter[tuple[str, Outcome, str]] = Counter()
    for record in receipt.outcomes:
        because = record.because or BECAUSE.get(record.outcome, "")
        counts[record.collection, record.outcome, f"{because} ({record.code})" if record.code else because] += 1
    console.table(
        ("collection", "outcome", "records", "because"),
        [(collection, outcome.value, str(count), because) for (collection, outcome, because), count in counts.items()],
    )
    for collection, error in receipt.unread:
        console.line(f"not read: {collection}: {error}")
    console.line(f"{len(receipt.outcomes)} records, {requests_text(receipt.http_calls)}, status: {receipt.status}")


def show_verification(console: Console, found: Verification) -> None:
    """Shows how many columns read as their masks, every one that does not, and who still answers to the address."""
    console.table(
        ("collection", "record", "column", "reads as"),
        [(one.collection, str(one.record_id), one.column, one.reading.value) for one in found.findings],
    )
    console.table(
        ("still answers to the address", "record", "reason"),
        [(one.collection, str(one.record_id), one.reason) for one in found.remaining],
    )
    for collection, error in found.errors:
        console.line(f"not read: {collection}: {error}")
    if not found.identity_searched:
        console.line("the person was not searched for again; pass --email to do so")
    console.line(f"{found.verified} columns verified, {len(found.findings)} not, {requests_text(found.http_calls)}")
    console.line(f"status: {found.status} (the erasure itself: {found.receipt_status})")


def verification_json(found: Verification) -> str:
    """Gives a verification as JSON: ids, columns and reasons."""
    document = {
        "schema": "dataverse-dsr/verification/1",
        "status": found.status.value,
        "receipt_status": found.receipt_status.value,
        "environment_id": str(found.environment_id),
        "verified": found.verified,
        "findings": [[one.collection, str(one.record_id), one.column, one.reading.value] for one in found.findings],
        "remaining": [[one.collection, str(one.record_id), one.reason] for one in found.remaining],
        "identity_searched": found.identity_searched,
        "errors": [list(error) for error in found.errors],
        "http_calls": found.http_calls,
    }
    return _json(document)


def check_json(report: CheckReport) -> str:
    """Gives a check as JSON."""
    document = {
        "schema": "dataverse-dsr/check/1",
        "status": report.status.value,
        "environment_id": str(report.environment_id),
        "catalogue": report.catalogue,
        "complaints": [[one.collection, one.column, one.problem, one.blocks] for one in report.complaints],
        "http_calls": report.http_calls,
    }
    return _json(document)


def coverage_json(gaps: tuple[Gap, ...]) -> str:
    """Gives the columns a catalogue does not mask as JSON."""
    return _json({"schema": "dataverse-dsr/coverage/1", "gaps": [[one.collection, one.column, one.kind] for one in gaps]})


def _json(document: object) -> str:
    return json.dumps(document, indent=2) + "\n"


def show_coverage(console: Console, gaps: tuple[Gap, ...]) -> None:
    """Shows the personal-looking columns a catalogue does not mask."""
    console.table(("collection", "column", "what the catalogue does"), [(one.collection, one.column, one.kind) for one in gaps])
    console.line(f"{len(gaps)} personal-looking columns are not masked by this catalogue")
