"""An erasure before it happens: what would be written, what would not and why.

A plan is a frozen value that can be read, approved by its digest, kept in a file and carried out later. It names records and columns and
never holds a value: not an old one, not the address that was asked for. How one is made is in `planning`; refuses to know the network.
An approval is a note of who said yes to which digest, and when. It is no signature: who may write the file may write the note.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from attrs import evolve, field, frozen, validators

from dataverse_sdk.operations import CallSettings

from .declarations import STAGES, Stage
from .errors import InvalidDocument, Refused
from .found import NearMatch
from .identity import Identity
from .outcomes import Outcome, Status

__all__ = [
    "Approval",
    "Bypass",
    "Change",
    "ErasurePlan",
    "PartyPolicy",
    "PlannedWrite",
    "ReadOnlyPolicy",
    "Unread",
    "Way",
    "Withheld",
]

SCHEMA: Final = "dataverse-dsr/plan/2"
# Orders are never written, whatever a catalogue says: they are accounting records. Asserted here and again before sending.
NEVER_WRITTEN: Final = frozenset({"salesorders"})
# What becomes of a closed record: reported, left alone on purpose, opened and closed again, or tried as it is.
ReadOnlyPolicy: TypeAlias = Literal["report", "skip", "reopen", "attempt"]
# What becomes of the parties of activities: written themselves, by way of their activity's list, or reported.
PartyPolicy: TypeAlias = Literal["direct", "rewrite", "report"]
# How a record is written: as it is, opened first and closed again, or as an entry of its activity's party list.
Way: TypeAlias = Literal["direct", "reopen", "party_list"]
WAYS: Final[Sequence[Way]] = ("direct", "reopen", "party_list")
PARTY_TABLE: Final = "activityparty"


@frozen
class Bypass:
    """Which custom logic does not see the writes. Both need a privilege, and both stand in the plan, so that they are approved with it.

    `tag` is a text by which plug-ins recognise the writes and let them pass.
    """

    business_logic: Literal["sync", "async", "both"] | None = field(
        default=None, validator=validators.optional(validators.in_(("sync", "async", "both")))
    )
    flows: bool = False
    tag: str | None = None

    @property
    def settings(self) -> CallSettings | None:
        """The SDK's settings for the writes; None when nothing is bypassed."""
        if self == Bypass():
            return None
        return CallSettings(bypass_business_logic=self.business_logic, suppress_flows=self.flows, tag=self.tag)

    def to_document(self) -> dict[str, Any]:
        """Gives what stands in plans and receipts."""
        return {"business_logic": self.business_logic, "flows": self.flows, "tag": self.tag}


@frozen
class Approval:
    """Who approved a plan, when, and by which digest."""

    by: str = field(validator=validators.min_len(1))
    at: datetime
    digest: str

    def to_document(self) -> dict[str, str]:
        """Gives what stands in plans, journals and receipts."""
        return {"by": self.by, "at": self.at.isoformat(), "digest": self.digest}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Approval":
        """Reads what `to_document` gave."""
        return cls(document["by"], datetime.fromisoformat(document["at"]), document["digest"])


@frozen
class Change:
    """One column and the label of the rule that masks it."""

    column: str
    mask: str


@frozen
class PlannedWrite:
    """One record to be written: which columns, by which masks, and why it is in scope.

    `reason` names the matched column or the links by which it was found. `skipped` names the declared columns that need no write. `way`
    says how it is written.
    """

    id: str
    collection: str
    record_id: UUID
    etag: str | None
    stage: Stage
    changes: tuple[Change, ...]
    reason: tuple[str, ...]
    secondary_match: bool = False
    skipped: tuple[tuple[str, Outcome], ...] = ()
    way: Way = "direct"

    @property
    def columns(self) -> tuple[str, ...]:
        """The wire names of the columns to be written."""
        return tuple(change.column for change in self.changes)


@frozen
class Withheld:
    """A record in scope that is not written, with the outcome that says why and one sentence for people.

    `reason` is the code of a hold, `until` the last day on which it holds.
    """

    collection: str
    record_id: UUID
    outcome: Outcome
    because: str
    columns: tuple[str, ...] = ()
    reason: str = ""
    until: date | None = None


@frozen
class Unread:
    """A collection that could not be read whole, so that records may be missing from the plan."""

    collection: str
    error: str
    retryable: bool


@frozen
class ErasurePlan:
    """What an erasure would do. `status` is how complete the plan itself is; `digest` identifies it.

    `roots` are the ids of the records that are the person. `untouched` names, for each collection with records, the columns that an
    access report shows and that stay as they are. `bypass` and `delete_history` are decisions that the digest covers; deleting the
    history of a record takes all of it, not the masked columns' alone. `identity` lives in memory only: it is in no file and in no
    digest. `approval` is in the file and not in the digest, which it names.
    """

    status: Status
    environment_id: UUID
    catalogue: str
    catalogue_digest: str
    created_at: datetime
    roots: Mapping[str, tuple[UUID, ...]] = field(factory=dict)
    operations: tuple[PlannedWrite, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    unread: tuple[Unread, ...] = ()
    reviews: tuple[tuple[str, tuple[tuple[str, UUID], ...]], ...] = ()
    warnings: tuple[str, ...] = ()
    untouched: Mapping[str, tuple[str, ...]] = field(factory=dict)
    read_only: ReadOnlyPolicy = "report"
    bypass: Bypass = field(factory=Bypass)
    delete_history: bool = False
    requested_by: str | None = None
    approval: Approval | None = field(default=None, eq=False)
    http_calls: int = field(default=0, eq=False)
    identity: Identity | None = field(default=None, eq=False, repr=False)
    # Hints for whoever looks at the plan now; they are no part of it, in no file and in no digest.
    near_matches: tuple[NearMatch, ...] = field(default=(), eq=False)

    def __attrs_post_init__(self) -> None:
        written = NEVER_WRITTEN.intersection(operation.collection for operation in self.operations)
        if written:
            raise AssertionError(f"a plan must never write {', '.join(sorted(written))}")

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the plan; the number of requests it took to make is no part of it."""
        return hashlib.sha256(_canonical(_document(self))).hexdigest()

    @property
    def must_defer_roots(self) -> bool:
        """True when a collection may be readable later: masking the person now would make its records unfindable."""
        return any(unread.retryable for unread in self.unread)

    def approve(self, by: str, at: datetime) -> "ErasurePlan":
        """Gives the plan with the note that somebody else than the one who asked for it approved it. Refused for the same person."""
        if self.requested_by is not None and _same_person(by, self.requested_by):
            raise Refused("a plan is approved by a second person, not by the one who asked for it")
        return evolve(self, approval=Approval(by.strip(), at.astimezone(UTC), self.digest))

    def check_approval(self, *, required: bool) -> None:
        """Refuses an approval of another plan or by the wrong person, and a plan without one where one is required."""
        if self.approval is None:
            if required:
                raise Refused("the plan has to be approved by a second person first")
            return
        if self.approval.digest != self.digest:
            raise Refused("the approval is of another plan")
        if self.approval.at < self.created_at:
            raise Refused("the approval is older than the plan")
        if required and self.requested_by is None:
            raise Refused("the plan does not say who asked for it, so nobody can tell that another person approved it")
        if self.requested_by is not None and _same_person(self.approval.by, self.requested_by):
            raise Refused("a plan is approved by a second person, not by the one who asked for it")

    def to_json(self) -> str:
        """Gives the plan as JSON, indented for people, with its digest and its approval."""
        approval = None if self.approval is None else self.approval.to_document()
        return json.dumps({**_document(self), "digest": self.digest, "approval": approval}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, *, identity: Identity | None = None) -> "ErasurePlan":
        """Reads a plan back, and refuses one that was altered: its digest must be the digest of what it says."""
        try:
            document = json.loads(text)
            if document["schema"] != SCHEMA:
                raise InvalidDocument(f"this is not a plan of the form {SCHEMA}")
            plan = _read(document, identity)
            claimed = document["digest"]
        except InvalidDocument:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InvalidDocument("the plan is damaged: a field is missing or wrong") from error
        if claimed != plan.digest:
            raise InvalidDocument("the plan was altered after it was made: its digest does not match")
        return plan


def _same_person(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _canonical(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _document(plan: ErasurePlan) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "status": plan.status.value,
        "environment_id": str(plan.environment_id),
        "catalogue": {"name": plan.catalogue, "digest": plan.catalogue_digest},
        "created_at": plan.created_at.isoformat(),
        "roots": {name: [str(key) for key in ids] for name, ids in plan.roots.items()},
        "operations": [
            {
                "id": write.id,
                "collection": write.collection,
                "record_id": str(write.record_id),
                "etag": write.etag,
                "stage": write.stage,
                "changes": {change.column: change.mask for change in write.changes},
                "reason": list(write.reason),
                "secondary_match": write.secondary_match,
                "skipped": {column: outcome.value for column, outcome in write.skipped},
                "way": write.way,
            }
            for write in plan.operations
        ],
        "withheld": [
            {
                "collection": held.collection,
                "record_id": str(held.record_id),
                "outcome": held.outcome.value,
                "because": held.because,
                "columns": list(held.columns),
                "reason": held.reason,
                "until": None if held.until is None else held.until.isoformat(),
            }
            for held in plan.withheld
        ],
        "unread": [{"collection": unread.collection, "error": unread.error, "retryable": unread.retryable} for unread in plan.unread],
        "reviews": [
            {"reason": reason, "records": [[collection, str(key)] for collection, key in records]} for reason, records in plan.reviews
        ],
        "warnings": list(plan.warnings),
        "untouched": {name: list(columns) for name, columns in plan.untouched.items()},
        "read_only": plan.read_only,
        "bypass": plan.bypass.to_document(),
        "delete_history": plan.delete_history,
        "requested_by": plan.requested_by,
    }


def _read(document: Mapping[str, Any], identity: Identity | None) -> ErasurePlan:
    return ErasurePlan(
        status=Status(document["status"]),
        environment_id=UUID(document["environment_id"]),
        catalogue=document["catalogue"]["name"],
        catalogue_digest=document["catalogue"]["digest"],
        created_at=datetime.fromisoformat(document["created_at"]),
        roots={name: tuple(UUID(key) for key in ids) for name, ids in document["roots"].items()},
        operations=tuple(_read_write(write) for write in document["operations"]),
        withheld=tuple(
            Withheld(
                held["collection"],
                UUID(held["record_id"]),
                Outcome(held["outcome"]),
                held["because"],
                tuple(held["columns"]),
                held["reason"],
                None if held["until"] is None else date.fromisoformat(held["until"]),
            )
            for held in document["withheld"]
        ),
        unread=tuple(Unread(one["collection"], one["error"], one["retryable"]) for one in document["unread"]),
        reviews=tuple(
            (review["reason"], tuple((collection, UUID(key)) for collection, key in review["records"])) for review in document["reviews"]
        ),
        warnings=tuple(document["warnings"]),
        untouched={name: tuple(columns) for name, columns in document["untouched"].items()},
        read_only=document["read_only"],
        bypass=Bypass(**document["bypass"]),
        delete_history=document["delete_history"],
        requested_by=document["requested_by"],
        approval=None if document["approval"] is None else Approval.read(document["approval"]),
        identity=identity,
    )


def _read_write(write: Mapping[str, Any]) -> PlannedWrite:
    if write["stage"] not in STAGES or write["way"] not in WAYS:
        raise InvalidDocument("the plan names a stage or a way of writing that this version does not know")
    return PlannedWrite(
        id=write["id"],
        collection=write["collection"],
        record_id=UUID(write["record_id"]),
        etag=write["etag"],
        stage=write["stage"],
        changes=tuple(Change(column, label) for column, label in write["changes"].items()),
        reason=tuple(write["reason"]),
        secondary_match=write["secondary_match"],
        skipped=tuple((column, Outcome(outcome)) for column, outcome in write["skipped"].items()),
        way=write["way"],
    )
