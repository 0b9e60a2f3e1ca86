"""The receipt of an erasure: what became of each record, and what an erasure of this kind does not reach.

Holds ids, columns, masks, outcomes, codes and times; no value and no digest of one, so it can be kept as evidence. In a file it is sealed
(`sealing`), so that a change shows, and can be part of a chain.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from ..declarations import Catalogue
from ..errors import InvalidDocument
from ..identity import Identity
from ..journal import Result
from ..outcomes import Outcome, Status, status_of
from ..plan import Change, ErasurePlan
from .sealing import Signer, check_seal, seal

__all__ = ["RESIDUALS", "Receipt", "RecordOutcome", "make_receipt", "residuals_of"]

SCHEMA: Final = "dataverse-dsr/receipt/2"

# Places that hold copies and that no write to a record reaches. Nothing here is ever claimed to be erased (H33).
RESIDUALS: Final = (
    "audit history keeps old values, those that masking replaced included, until it is deleted",
    "the search index follows the tables later",
    "backups of the environment keep the old state until they expire",
    "copies elsewhere: exports, replicas (Synapse Link, Fabric), connected systems and the caches of integrations",
    "documents in SharePoint, OneDrive and Teams that belong to a record",
    "mailboxes that are synchronised with the environment",
    "the recycle bin and long-term retention, where the environment has them",
    "interaction data of Customer Insights, which is erased by a request of its own",
)
_FILES: Final = "attachments and file columns are not part of this catalogue"
_ACTIVITIES: Final = "bodies and subjects of emails and other activities are not part of this catalogue"


def residuals_of(catalogue: Catalogue) -> tuple[str, ...]:
    """Gives the places an erasure with a catalogue does not reach: those no write reaches, and those the catalogue leaves out."""
    masked = {(declaration.name, one.column.wire_name) for declaration in catalogue for one in declaration.masks}
    more = () if ("annotations", "documentbody") in masked else (_FILES,)
    return (*RESIDUALS, *more, *(() if ("emails", "description") in masked else (_ACTIVITIES,)))


@frozen
class RecordOutcome:
    """What became of one record.

    `attempted` is False when no write was sent: withheld by the plan, deferred, or of a table that refuses it. `reason` is the code of a
    hold. `state` is the state (statecode, statuscode) a closed record was opened from, and is in again unless the outcome is `left_open`.
    """

    collection: str
    record_id: UUID
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    operation_id: str | None = None
    attempted: bool = False
    code: str = ""
    because: str = ""
    reason: str = ""
    state: tuple[int, int] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The wire names of the columns that were to be masked."""
        return tuple(change.column for change in self.changes)


@frozen
class Receipt:
    """The account of one erasure. `status` is complete only when nothing the catalogue covers was left by mistake.

    `verification` is what reading back showed, where that was done before the receipt was written; `approval` who said yes to the plan.
    Both are JSON values. `bypass` says which custom logic did not see the writes, `delete_history` that the plan allows the records'
    audit history to be deleted. `identity` lives in memory only.
    """

    status: Status
    plan_digest: str
    environment_id: UUID
    catalogue: str
    catalogue_digest: str
    started_at: datetime
    finished_at: datetime
    outcomes: tuple[RecordOutcome, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    roots: Mapping[str, tuple[UUID, ...]] = field(factory=dict)
    http_calls: int = 0
    residuals: tuple[str, ...] = (*RESIDUALS, _FILES, _ACTIVITIES)
    verification: Mapping[str, Any] | None = None
    approval: Mapping[str, Any] | None = None
    requested_by: str | None = None
    bypass: Mapping[str, Any] | None = None
    delete_history: bool = False
    identity: Identity | None = field(default=None, eq=False, repr=False)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many records ended in each way."""
        return dict(sorted(Counter(record.outcome.value for record in self.outcomes).items()))

    @property
    def retained(self) -> Mapping[str, int]:
        """Why records were kept on purpose, and how many for each reason."""
        return dict(Counter(record.because for record in self.outcomes if record.outcome in (Outcome.RETAINED, Outcome.HELD)))

    def document(self) -> dict[str, Any]:
        """Gives the receipt as a JSON value, to be sealed or put into a ledger."""
        return _document(self)

    def to_json(self, *, signer: Signer | None = None) -> str:
        """Gives the receipt as JSON, indented for people and sealed; signed with a key."""
        return seal(self.document(), signer=signer)

    @classmethod
    def from_json(cls, text: str | bytes, *, identity: Identity | None = None) -> "Receipt":
        """Reads a receipt back; one that is damaged or was altered after it was sealed is refused."""
        document = check_seal(text)
        try:
            if document["schema"] != SCHEMA:
                raise InvalidDocument(f"this is not a receipt of the form {SCHEMA}")
            return _read(document, identity)
        except InvalidDocument:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InvalidDocument("the receipt is damaged: a field is missing or wrong") from error


def make_receipt(
    plan: ErasurePlan,
    results: Mapping[str, Result],
    *,
    started_at: datetime,
    finished_at: datetime,
    http_calls: int,
    identity: Identity | None = None,
    catalogue: Catalogue | None = None,
) -> Receipt:
    """Gives the receipt for a plan and what became of its operations; withheld records stand in it beside the written ones.

    With the catalogue it names exactly what that leaves out; without it, all that a catalogue may leave out.
    """
    outcomes = tuple(_outcomes(plan, results))
    return Receipt(
        status=_status(plan, outcomes),
        plan_digest=plan.digest,
        environment_id=plan.environment_id,
        catalogue=plan.catalogue,
        catalogue_digest=plan.catalogue_digest,
        started_at=started_at.astimezone(UTC),
        finished_at=finished_at.astimezone(UTC),
        outcomes=outcomes,
        unread=tuple((unread.collection, unread.error) for unread in plan.unread),
        roots=plan.roots,
        http_calls=http_calls,
        approval=None if plan.approval is None else plan.approval.to_document(),
        requested_by=plan.requested_by,
        bypass=plan.bypass.to_document(),
        delete_history=plan.delete_history,
        residuals=residuals_of(catalogue) if catalogue is not None else (*RESIDUALS, _FILES, _ACTIVITIES),
        identity=identity,
    )


def _outcomes(plan: ErasurePlan, results: Mapping[str, Result]) -> Iterable[RecordOutcome]:
    for write in plan.operations:
        result = results[write.id]
        yield RecordOutcome(
            collection=write.collection,
            record_id=write.record_id,
            outcome=result.outcome,
            changes=write.changes,
            operation_id=write.id,
            attempted=result.sent,
            code=result.code,
            state=result.state,
        )
    for held in plan.withheld:
        yield RecordOutcome(
            collection=held.collection,
            record_id=held.record_id,
            outcome=held.outcome,
            because=held.because,
            reason=held.reason,
        )


def _status(plan: ErasurePlan, outcomes: Iterable[RecordOutcome]) -> Status:
    if plan.status in (Status.NEEDS_REVIEW, Status.NO_DATA_FOUND, Status.FAILED):
        return plan.status
    status = status_of(record.outcome for record in outcomes)
    return Status.PARTIAL if status is Status.COMPLETE and plan.unread else status


def _document(receipt: Receipt) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "status": receipt.status.value,
        "plan_digest": receipt.plan_digest,
        "environment_id": str(receipt.environment_id),
        "catalogue": {"name": receipt.catalogue, "digest": receipt.catalogue_digest},
        "started_at": receipt.started_at.isoformat(),
        "finished_at": receipt.finished_at.isoformat(),
        "http_calls": receipt.http_calls,
        "counts": receipt.counts,
        "outcomes": [
            {
                "collection": record.collection,
                "record_id": str(record.record_id),
                "outcome": record.outcome.value,
                "changes": {change.column: change.mask for change in record.changes},
                "operation_id": record.operation_id,
                "attempted": record.attempted,
                "code": record.code,
                "because": record.because,
                "reason": record.reason,
                "state": None if record.state is None else list(record.state),
            }
            for record in receipt.outcomes
        ],
        "unread": [[collection, error] for collection, error in receipt.unread],
        "roots": {name: [str(key) for key in ids] for name, ids in receipt.roots.items()},
        "retained": [{"because": because, "records": count} for because, count in receipt.retained.items()],
        "residuals": list(receipt.residuals),
        "verification": receipt.verification,
        "approval": receipt.approval,
        "requested_by": receipt.requested_by,
        "bypass": receipt.bypass,
        "delete_history": receipt.delete_history,
    }


def _read(document: Mapping[str, Any], identity: Identity | None) -> Receipt:
    return Receipt(
        status=Status(document["status"]),
        plan_digest=document["plan_digest"],
        environment_id=UUID(document["environment_id"]),
        catalogue=document["catalogue"]["name"],
        catalogue_digest=document["catalogue"]["digest"],
        started_at=datetime.fromisoformat(document["started_at"]),
        finished_at=datetime.fromisoformat(document["finished_at"]),
        outcomes=tuple(
            RecordOutcome(
                collection=record["collection"],
                record_id=UUID(record["record_id"]),
                outcome=Outcome(record["outcome"]),
                changes=tuple(Change(column, label) for column, label in record["changes"].items()),
                operation_id=record["operation_id"],
                attempted=record["attempted"],
                code=record["code"],
                because=record["because"],
                reason=record["reason"],
                state=None if record["state"] is None else (int(record["state"][0]), int(record["state"][1])),
            )
            for record in document["outcomes"]
        ),
        unread=tuple((collection, error) for collection, error in document["unread"]),
        roots={name: tuple(UUID(key) for key in ids) for name, ids in document["roots"].items()},
        http_calls=document["http_calls"],
        residuals=tuple(document["residuals"]),
        verification=document["verification"],
        approval=document["approval"],
        requested_by=document["requested_by"],
        bypass=document["bypass"],
        delete_history=document["delete_history"],
        identity=identity,
    )
