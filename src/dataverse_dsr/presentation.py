"""Results as text and tables for people. Knows reports, plans and receipts; shows counts, columns and record ids, never a value."""

import json
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from dataverse_sdk import Diagnosis

from .checks import CheckReport
from .console import Console
from .coverage import CoverageReport, Gap
from .explain import Explanation
from .history import HistoryDeletion
from .outcomes import Outcome
from .plan import ErasurePlan
from .privileges import TablePrivileges
from .report.access import AccessCollection, AccessReport
from .report.plan_page import decisions_of
from .report.receipt import Receipt
from .report.sealing import ChainReport
from .selftest import SelfTest
from .verification import Reading, Verification

__all__ = [
    "access_json",
    "chain_json",
    "check_json",
    "coverage_json",
    "explanation_json",
    "history_document",
    "requests_text",
    "scan_json",
    "selftest_json",
    "show_access",
    "show_chain",
    "show_check",
    "show_coverage",
    "show_diagnosis",
    "show_explanation",
    "show_history",
    "show_plan",
    "show_privileges",
    "show_receipt",
    "show_scan",
    "show_selftest",
    "show_verification",
    "verification_document",
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
    Outcome.REVIEW: "it is no longer certain that the record is the person's; look, and plan again",
    Outcome.LEFT_OPEN: "it was reopened and could not be closed again; run again with the same journal",
    Outcome.REJECTED_BY_LOGIC: "business logic of the environment refused it",
    Outcome.THROTTLED: "the service asked for a pause; run again with the same journal",
    Outcome.FAILED_RETRYABLE: "it may succeed later; run again with the same journal",
    Outcome.FAILED: "the service refused it",
    Outcome.MIRRORED: "it is the same data as columns of another record, which is written",
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


def show_privileges(console: Console, privileges: Iterable[TablePrivileges]) -> None:
    """Shows what the caller may do with each table; one line when the service would not say."""
    found = tuple(privileges)
    if all(one.read == "not known" for one in found):
        console.line("privileges: the service does not say which the caller has; a request will find out")
        return
    console.table(("collection", "may read", "may write"), [(one.collection, one.read, one.write) for one in found])


def show_diagnosis(console: Console, found: Diagnosis) -> None:
    """Shows which part of a connection is wrong, and what to do about it."""
    console.line(str(found))


def show_explanation(console: Console, found: Explanation) -> None:
    """Shows why a record is in scope, a sentence a line."""
    console.line(f"{found.record_id}: {'in scope' if found.in_scope else 'not in scope'}")
    for line in found.lines:
        console.line(f"  {line}")


def show_selftest(console: Console, found: SelfTest) -> None:
    """Shows each step of the self-test, and what was left behind."""
    console.table(("step", "went well", "seen"), [(step.name, "yes" if step.ok else "NO", step.seen) for step in found.steps])
    for collection, key in found.left:
        console.line(f"left behind, delete it by hand: {collection} {key}")
    console.line(f"status: {found.status}")


def show_chain(console: Console, found: ChainReport) -> None:
    """Shows whether receipts are what was sealed, and what was not looked at."""
    console.table(("file", "problem"), found.problems)
    if not found.signed:
        console.line("signatures were not looked at; pass --key")
    if not found.end_known:
        console.line("whether the last one is the last cannot be told; pass --head, kept elsewhere")
    console.line(f"{found.documents} documents: {'nothing was changed' if found.holds else 'NOT as they were sealed'}")


def show_access(console: Console, report: AccessReport) -> None:
    """Shows how many records each collection holds; the records themselves stand in the package."""
    console.table(
        ("collection", "records", "found by", "note"),
        [(name, str(len(collection.rows)), _found_by(collection), _note(collection)) for name, collection in report.collections.items()],
    )
    _show_reviews(console, [(review.reason, review.records) for review in report.reviews])
    for near in report.near_matches:
        console.line(f"may be the same person, and is not in the report ({near.nearness}): {near.collection} {near.record_id}")
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
    notes += [f"withheld, about others: {', '.join(column.name for column in collection.withheld)}"] if collection.withheld else []
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
    for decision in decisions_of(plan):
        console.line(f"decided: {decision}")
    _show_warnings(console, plan.warnings)
    console.line(f"{len(plan.operations)} writes planned, {requests_text(plan.http_calls)}, status: {plan.status}")
    if plan.approval is not None:
        console.line(f"approved by {plan.approval.by}")
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
    unjudged = sum(one.reading is Reading.NOT_JUDGED for one in found.findings)
    if unjudged:
        console.line("not_judged: only who knows the person's names could tell whether a text still holds one; nothing speaks against it")
    console.line(
        f"{found.verified} columns verified, {len(found.findings) - unjudged} not, {unjudged} not judged, {requests_text(found.http_calls)}"
    )
    console.line(f"status: {found.status} (the erasure itself: {found.receipt_status})")


def show_history(console: Console, found: HistoryDeletion) -> None:
    """Shows how much audit history went, and of which records it did not."""
    console.table(
        ("history of", "record", "not deleted because"),
        [(one.collection, str(one.record_id), one.code) for one in found.outcomes if one.code],
    )
    console.line(f"{found.deleted} entries of audit history deleted, {requests_text(found.http_calls)}, status: {found.status}")


def history_document(found: HistoryDeletion) -> dict[str, object]:
    """Gives what became of the audit history as a JSON value."""
    return {
        "status": found.status.value,
        "deleted": found.deleted,
        "records": [[one.collection, str(one.record_id), one.deleted, one.code] for one in found.outcomes],
        "http_calls": found.http_calls,
    }


def verification_document(found: Verification) -> dict[str, object]:
    """Gives a verification as a JSON value: ids, columns and reasons."""
    return {
        "schema": "dataverse-dsr/verification/1",
        "status": found.status.value,
        "receipt_status": found.receipt_status.value,
        "environment_id": str(found.environment_id),
        "plan_digest": found.plan_digest,
        "at": None if found.at is None else found.at.isoformat(),
        "again": found.again,
        "verified": found.verified,
        "findings": [[one.collection, str(one.record_id), one.column, one.reading.value] for one in found.findings],
        "remaining": [[one.collection, str(one.record_id), one.reason] for one in found.remaining],
        "identity_searched": found.identity_searched,
        "errors": [list(error) for error in found.errors],
        "http_calls": found.http_calls,
    }


def check_json(report: CheckReport, privileges: Iterable[TablePrivileges]) -> str:
    """Gives a check as JSON."""
    document = {
        "schema": "dataverse-dsr/check/1",
        "status": report.status.value,
        "environment_id": str(report.environment_id),
        "catalogue": report.catalogue,
        "complaints": [[one.collection, one.column, one.problem, one.blocks] for one in report.complaints],
        "privileges": {one.collection: {"read": one.read, "write": one.write} for one in privileges},
        "http_calls": report.http_calls,
    }
    return _json(document)


def coverage_json(gaps: tuple[Gap, ...]) -> str:
    """Gives the columns a catalogue does not mask as JSON."""
    return _json({"schema": "dataverse-dsr/coverage/1", "gaps": [[one.collection, one.column, one.kind] for one in gaps]})


def access_json(report: AccessReport) -> str:
    """Gives what was found as JSON: counts and ways, never a value. The values stand in the package."""
    document = {
        "schema": "dataverse-dsr/access-summary/1",
        "status": report.status.value,
        "environment_id": str(report.environment_id),
        "catalogue": report.catalogue,
        "http_calls": report.http_calls,
        "records": report.records,
        "collections": {
            name: {
                "records": len(one.rows),
                "error": one.error,
                "found_by": list(one.found_by),
                "rejected": dict(one.rejected),
                "withheld": [column.name for column in one.withheld],
            }
            for name, one in report.collections.items()
        },
        "reviews": [
            {"reason": review.reason, "records": [[collection, str(key)] for collection, key in review.records]}
            for review in report.reviews
        ],
        "warnings": list(report.warnings),
    }
    return _json(document)


def explanation_json(found: Explanation) -> str:
    """Gives an explanation as JSON."""
    return _json({"record": str(found.record_id), "in_scope": found.in_scope, "collection": found.collection, "because": list(found.lines)})


def selftest_json(found: SelfTest) -> str:
    """Gives a self-test as JSON."""
    document = {
        "schema": "dataverse-dsr/selftest/1",
        "status": found.status.value,
        "steps": [{"name": step.name, "ok": step.ok, "seen": step.seen} for step in found.steps],
        "left": [[collection, str(key)] for collection, key in found.left],
    }
    return _json(document)


def chain_json(found: ChainReport) -> str:
    """Gives the check of a chain as JSON."""
    problems = [{"file": name, "problem": problem} for name, problem in found.problems]
    return _json(
        {"holds": found.holds, "documents": found.documents, "signed": found.signed, "end_known": found.end_known, "problems": problems}
    )


def scan_json(report: CoverageReport) -> str:
    """Gives what a scan of an environment found as JSON."""
    document = {
        "schema": "dataverse-dsr/coverage/2",
        "status": report.status.value,
        "environment_id": str(report.environment_id),
        "catalogue": report.catalogue,
        "tables": report.tables,
        "uncovered": [[one.table, one.column, one.kind] for one in report.findings],
        "kept": [[one.table, one.column, one.kind, reason] for one, reason in report.kept],
        "errors": [list(error) for error in report.errors],
        "http_calls": report.http_calls,
    }
    return _json(document)


def _json(document: object) -> str:
    return json.dumps(document, indent=2) + "\n"


def show_scan(console: Console, report: CoverageReport) -> None:
    """Shows what an environment has and a catalogue does not mention, and how much of it the catalogue answers for."""
    console.table(("table", "column", "looks like"), [(one.table, one.column, one.kind) for one in report.findings])
    for table, error in report.errors:
        console.line(f"not read: {table}: {error}")
    console.line(f"{report.tables} tables scanned, {requests_text(report.http_calls)}")
    console.line(f"{len(report.findings)} columns are not answered for, {len(report.kept)} are kept for a reason; status: {report.status}")


def show_coverage(console: Console, gaps: tuple[Gap, ...]) -> None:
    """Shows the personal-looking columns a catalogue does not mask."""
    console.table(("collection", "column", "what the catalogue does"), [(one.collection, one.column, one.kind) for one in gaps])
    console.line(f"{len(gaps)} personal-looking columns are not masked by this catalogue")
