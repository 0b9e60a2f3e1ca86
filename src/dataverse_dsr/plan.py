"""An erasure before it happens: what would be written, what would not and why.

A plan is a frozen value that can be read, approved by its digest, kept in a file and carried out later. It names records and columns and
never holds a value: not an old one, not the address that was asked for. Knows catalogues and discoveries; refuses to know the network.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from attrs import field, frozen

from .declarations import STAGES, AnyDeclaration, Catalogue, Stage
from .errors import InvalidDocument
from .found import Discovery, Record
from .identity import Identity
from .outcomes import Outcome, Status
from .rules import Target

__all__ = ["Change", "ErasurePlan", "PlannedWrite", "ReadOnlyPolicy", "Unread", "Withheld", "make_plan"]

SCHEMA: Final = "dataverse-dsr/plan/1"
# Orders are never written, whatever a catalogue says: they are accounting records. Asserted here and again before sending.
NEVER_WRITTEN: Final = frozenset({"salesorders"})

ReadOnlyPolicy: TypeAlias = Literal["report", "attempt"]


@frozen
class Change:
    """One column and the label of the rule that masks it."""

    column: str
    mask: str


@frozen
class PlannedWrite:
    """One record to be written: which columns, by which masks, and why it is in scope.

    `reason` names the matched column or the links by which it was found. `skipped` names the declared columns that need no write.
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

    @property
    def columns(self) -> tuple[str, ...]:
        """The wire names of the columns to be written."""
        return tuple(change.column for change in self.changes)


@frozen
class Withheld:
    """A record in scope that is not written, with the outcome that says why and one sentence for people."""

    collection: str
    record_id: UUID
    outcome: Outcome
    because: str
    columns: tuple[str, ...] = ()


@frozen
class Unread:
    """A collection that could not be read whole, so that records may be missing from the plan."""

    collection: str
    error: str
    retryable: bool


@frozen
class ErasurePlan:
    """What an erasure would do. `status` is how complete the plan itself is; `digest` identifies it.

    `roots` are the ids of the records that are the person. `identity` lives in memory only: it is in no file and in no digest.
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
    http_calls: int = field(default=0, eq=False)
    identity: Identity | None = field(default=None, eq=False, repr=False)

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

    def to_json(self) -> str:
        """Gives the plan as JSON, indented for people, with its digest."""
        return json.dumps({**_document(self), "digest": self.digest}, indent=2) + "\n"

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
            }
            for held in plan.withheld
        ],
        "unread": [{"collection": unread.collection, "error": unread.error, "retryable": unread.retryable} for unread in plan.unread],
        "reviews": [
            {"reason": reason, "records": [[collection, str(key)] for collection, key in records]} for reason, records in plan.reviews
        ],
        "warnings": list(plan.warnings),
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
            )
            for held in document["withheld"]
        ),
        unread=tuple(Unread(one["collection"], one["error"], one["retryable"]) for one in document["unread"]),
        reviews=tuple(
            (review["reason"], tuple((collection, UUID(key)) for collection, key in review["records"])) for review in document["reviews"]
        ),
        warnings=tuple(document["warnings"]),
        identity=identity,
    )


def _read_write(write: Mapping[str, Any]) -> PlannedWrite:
    if write["stage"] not in STAGES:
        raise InvalidDocument("the plan names a stage this version does not know")
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
    )


def make_plan(
    discovery: Discovery,
    catalogue: Catalogue,
    *,
    created_at: datetime,
    read_only: ReadOnlyPolicy = "report",
    identity: Identity | None = None,
    http_calls: int = 0,
) -> ErasurePlan:
    """Gives the plan for what was found: notes first, then records, then the person's own records.

    With `read_only="report"` a record whose state the platform documents as read-only is withheld; `"attempt"` plans the write and lets
    the platform decide, which pays off for callers whose role may change such records.
    """
    writes: list[tuple[AnyDeclaration, Record, list[Change], list[tuple[str, Outcome]]]] = []
    withheld: list[Withheld] = []
    for declaration in sorted(catalogue, key=_turn):
        for record in discovery.collections[declaration.name].records:
            changes, skipped = _changes(declaration, record, discovery.environment_id)
            held = _withhold(declaration, record, changes, skipped, read_only)
            if held is not None:
                withheld.append(held)
            else:
                writes.append((declaration, record, changes, skipped))
    operations = tuple(
        PlannedWrite(
            id=f"op-{number:05}",
            collection=declaration.name,
            record_id=record.id,
            etag=record.etag,
            stage=declaration.stage,
            changes=tuple(changes),
            reason=record.via,
            secondary_match=record.secondary,
            skipped=tuple(skipped),
        )
        for number, (declaration, record, changes, skipped) in enumerate(writes, 1)
    )
    unread = tuple(
        Unread(collected.name, collected.error, collected.retryable)
        for collected in discovery.collections.values()
        if collected.error is not None
    )
    return ErasurePlan(
        status=found_status(discovery),
        environment_id=discovery.environment_id,
        catalogue=catalogue.name,
        catalogue_digest=catalogue.digest,
        created_at=created_at.astimezone(UTC),
        roots=discovery.roots(catalogue),
        operations=operations,
        withheld=tuple(withheld),
        unread=unread,
        reviews=tuple((review.reason, review.records) for review in discovery.reviews),
        warnings=discovery.warnings,
        http_calls=http_calls,
        identity=identity,
    )


def found_status(discovery: Discovery) -> Status:
    """Gives the status of a search: it is complete only when every collection was read whole."""
    if discovery.reviews:
        return Status.NEEDS_REVIEW
    found = any(True for _ in discovery.records)
    if any(collected.error for collected in discovery.collections.values()):
        return Status.PARTIAL if found else Status.FAILED
    return Status.COMPLETE if found else Status.NO_DATA_FOUND


def _turn(declaration: AnyDeclaration) -> tuple[int, bool]:
    """The order of writing: by stage; within it, last what loses the columns it is found by.

    So a person's contacts come after their leads. Among children it puts activity parties last, whose write the platform is expected to
    refuse: a batch that stops at its first failure has then done everything else.
    """
    return STAGES.index(declaration.stage), declaration.loses_its_match


def _changes(declaration: AnyDeclaration, record: Record, environment_id: UUID) -> tuple[list[Change], list[tuple[str, Outcome]]]:
    target = Target(environment_id, declaration.info.logical_name, record.id)
    changes: list[Change] = []
    skipped: list[tuple[str, Outcome]] = []
    for masked in declaration.masks:
        value = getattr(record.row, masked.column.attribute)
        if value is None or value == "":
            skipped.append((masked.column.wire_name, Outcome.SKIPPED_EMPTY))
        elif masked.rule.has_masked(value, target):
            skipped.append((masked.column.wire_name, Outcome.ALREADY_MASKED))
        else:
            changes.append(Change(masked.column.wire_name, masked.rule.label))
    return changes, skipped


def _withhold(
    declaration: AnyDeclaration,
    record: Record,
    changes: Sequence[Change],
    skipped: Iterable[tuple[str, Outcome]],
    read_only: ReadOnlyPolicy,
) -> Withheld | None:
    def held(outcome: Outcome, because: str, columns: tuple[str, ...] = ()) -> Withheld:
        return Withheld(declaration.name, record.id, outcome, because, columns)

    if declaration.retained is not None:
        return held(Outcome.RETAINED, declaration.retained)
    if not changes:
        if any(outcome is Outcome.ALREADY_MASKED for _, outcome in skipped):
            return held(Outcome.ALREADY_MASKED, "every column that holds a value already holds its mask")
        return held(Outcome.SKIPPED_EMPTY, "no column the catalogue masks holds a value")
    when = declaration.read_only_when
    if read_only == "report" and when is not None and getattr(record.row, when.column.attribute) in when.values:
        columns = tuple(change.column for change in changes)
        return held(Outcome.BLOCKED_READ_ONLY, "the record is closed, and the platform refuses to change closed ones", columns)
    return None
