"""The audit history of erased records, deleted after the erasure was verified.

Masking with auditing on writes the old values into the history, as what was there before. So the order is: mask, verify, delete the
history. `DeleteRecordChangeHistory` takes the whole history of a record, for every column, and says how many entries it took; it needs
the privilege prvDeleteRecordChangeHistory, and there is no deleting of single entries
(https://learn.microsoft.com/power-apps/developer/data-platform/auditing/delete-audit-data).
Knows receipts and verifications; refuses to touch the history of a record whose masks were not read back.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk import Batch, Reference
from dataverse_sdk.errors import DataverseError
from dataverse_sdk.operations import Flow, action, who_am_i

from .declarations import Catalogue
from .errors import Refused
from .events import Event, Listener, ignore
from .outcomes import Outcome, Status, error_code
from .report.receipt import Receipt
from .verification import Verification

__all__ = ["HistoryDeletion", "HistoryOutcome", "delete_history"]

_CLAIMED: Final = (Outcome.MASKED, Outcome.ALREADY_MASKED)


@frozen
class HistoryOutcome:
    """What became of one record's history: how many entries were deleted, or the code of the refusal."""

    collection: str
    record_id: UUID
    deleted: int = 0
    code: str = ""


@frozen
class HistoryDeletion:
    """What became of the history of an erasure's records. Deleting it again finds nothing and is no error."""

    status: Status
    plan_digest: str
    environment_id: UUID
    outcomes: tuple[HistoryOutcome, ...] = ()
    at: datetime | None = field(default=None, eq=False)
    http_calls: int = field(default=0, eq=False)

    @property
    def deleted(self) -> int:
        """How many entries were deleted in all."""
        return sum(outcome.deleted for outcome in self.outcomes)


def delete_history(receipt: Receipt, check: Verification, catalogue: Catalogue, *, listen: Listener = ignore) -> Flow[HistoryDeletion]:
    """Deletes the history of every record that was masked, in one batch for up to 999 records. Safe to repeat."""
    if not receipt.delete_history:
        raise Refused("the plan did not say that audit history is deleted")
    if catalogue.digest != receipt.catalogue_digest:
        raise Refused("the receipt was written with another catalogue")
    if (check.environment_id, check.plan_digest) != (receipt.environment_id, receipt.plan_digest):
        raise Refused("the verification is of another erasure")
    if check.status is not Status.COMPLETE:
        raise Refused("history is deleted only after a complete verification; until then it may be all that is left to set things right")
    # On its own, so that another environment is found out before anything is deleted.
    guard = Batch(continue_on_error=True)
    me = guard.add(who_am_i())
    records = [record for record in receipt.outcomes if record.outcome in _CLAIMED and record.changes]
    yield from guard.flow()
    if me.value.organization_id != receipt.environment_id:
        raise Refused("the receipt belongs to another environment")
    batch = Batch(continue_on_error=True)
    handles = []
    for record in records:
        target: Reference[Any] = Reference(catalogue[record.collection].table, record.record_id)
        handles.append(batch.add(action("DeleteRecordChangeHistory", Target=target, returns=_deleted)))
    failure: DataverseError | None = None
    try:
        yield from batch.flow()
    except DataverseError as error:
        failure = error
    outcomes = []
    for place, (record, handle) in enumerate(zip(records, handles, strict=True), 1):
        problem = handle.error or failure
        deleted = 0 if problem is not None else handle.value
        outcomes.append(HistoryOutcome(record.collection, record.record_id, deleted, "" if problem is None else error_code(problem)))
        listen(Event("history", place, len(records), record.collection, record.record_id))
    failed = sum(bool(outcome.code) for outcome in outcomes)
    status = Status.COMPLETE if not failed else Status.FAILED if failed == len(outcomes) else Status.PARTIAL
    return HistoryDeletion(status, receipt.plan_digest, receipt.environment_id, tuple(outcomes))


def _deleted(reply: dict[str, Any]) -> int:
    count = reply.get("DeletedEntriesCount")
    return count if isinstance(count, int) else 0
