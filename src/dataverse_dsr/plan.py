"""An erasure before it happens: what would be written, what would not and why.

A plan is a frozen value that can be read, approved by its digest, kept in a file and carried out later. It names records and columns and
never holds a value: not an old one, not the address that was asked for. Knows catalogues and discoveries; refuses to know the network.
An approval is a note of who said yes to which digest, and when. It is no signature: who may write the file may write the note.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from attrs import evolve, field, frozen, validators

from dataverse_sdk import ColumnInfo
from dataverse_sdk.operations import CallSettings

from .checks import TableFacts, mask_complaints
from .closing import can_reopen
from .contents import read_instead, value_of, written_together
from .declarations import STAGES, AnyDeclaration, Catalogue, Masked, Stage, needs_no_write
from .errors import InvalidDocument, Refused
from .found import Discovery, NearMatch, Record
from .holds import Hold
from .identity import Identity
from .outcomes import Outcome, Status
from .rules import Target
from .words import Words

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
    "make_plan",
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


def make_plan(
    discovery: Discovery,
    catalogue: Catalogue,
    *,
    created_at: datetime,
    read_only: ReadOnlyPolicy = "report",
    parties: PartyPolicy = "direct",
    holds: Mapping[tuple[str, UUID], Hold] | None = None,
    bypass: Bypass | None = None,
    do_not_contact: bool = False,
    delete_history: bool = False,
    requested_by: str | None = None,
    identity: Identity | None = None,
    http_calls: int = 0,
) -> ErasurePlan:
    """Gives the plan for what was found: notes first, then records, then the person's own records.

    With `read_only="report"` a record whose state the platform documents as read-only is withheld and the run is partial; with "skip" it
    is left alone on purpose; "reopen" opens it, writes and closes it again; "attempt" lets the platform decide, which pays off for
    callers whose role may change such records. `parties` says the same of activity parties, whose own write the platform does not list.
    """
    holds = holds or {}
    known = None if identity is None else identity.knowing(words_of(discovery, catalogue))
    written = _Writing(discovery, catalogue, None if known is None else known.words, do_not_contact)
    writes: list[tuple[AnyDeclaration, Record, list[Change], list[tuple[str, Outcome]]]] = []
    withheld: list[Withheld] = []
    for declaration in sorted(catalogue, key=_turn):
        for record in discovery.collections[declaration.name].records:
            changes, skipped = written.changes(declaration, record)
            held = _withhold(declaration, record, changes, skipped, read_only, parties, holds.get((declaration.name, record.id)))
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
            way=_way(declaration, record, read_only, parties),
        )
        for number, (declaration, record, changes, skipped) in enumerate(writes, 1)
    )
    unread = tuple(
        Unread(collected.name, collected.error, collected.retryable)
        for collected in discovery.collections.values()
        if collected.failed and collected.error is not None
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
        untouched=dict(_untouched(discovery, catalogue)),
        read_only=read_only,
        bypass=bypass or Bypass(),
        delete_history=delete_history,
        requested_by=requested_by,
        http_calls=http_calls,
        identity=known,
        near_matches=discovery.near_matches,
    )


def words_of(discovery: Discovery, catalogue: Catalogue) -> Words:
    """Gives what the person is called by their own records, for masks that look for it in texts."""
    found = Words()
    for declaration in catalogue.roots:
        for record in discovery.collections[declaration.name].records:
            found = found | words_in(declaration, record.value, Target(discovery.environment_id, declaration.info.logical_name, record.id))
    return found


def words_in(declaration: AnyDeclaration, read: Callable[[ColumnInfo], Any], target: Target) -> Words:
    """Gives the names, addresses and numbers of one of the person's records; a value that is a mask already says nothing."""

    def values(infos: Iterable[ColumnInfo]) -> list[str]:
        masks = {info.wire_name: declaration.masked(info.wire_name) for info in infos}
        held = ((info, read(info)) for info in infos)
        return [
            value
            for info, value in held
            if isinstance(value, str) and not ((one := masks[info.wire_name]) is not None and one.rule.has_masked(value, target))
        ]

    names = values(declaration.person)
    whole = [" ".join(names)] if len(names) > 1 else []
    return Words(names=[*names, *whole], emails=values(declaration.match_columns), phones=values(declaration.match_phones))


def found_status(discovery: Discovery) -> Status:
    """Gives the status of a search: it is complete only when every collection was read whole."""
    if discovery.reviews:
        return Status.NEEDS_REVIEW
    found = any(True for _ in discovery.records)
    if any(collected.failed for collected in discovery.collections.values()):
        return Status.PARTIAL if found else Status.FAILED
    return Status.COMPLETE if found else Status.NO_DATA_FOUND


def _turn(declaration: AnyDeclaration) -> tuple[int, bool]:
    """The order of writing: by stage; within it, last what loses the columns it is found by.

    So a person's contacts come after their leads. Among children it puts activity parties last, whose write the platform is expected to
    refuse: a batch that stops at its first failure has then done everything else.
    """
    return STAGES.index(declaration.stage), declaration.loses_its_match


def _untouched(discovery: Discovery, catalogue: Catalogue) -> Iterable[tuple[str, tuple[str, ...]]]:
    for declaration in catalogue:
        if discovery.collections[declaration.name].records:
            written = {masked.column.wire_name for masked in declaration.masks}
            computed = {one.column.wire_name for one in declaration.computed}
            stay = (info.wire_name for info in declaration.read)
            yield declaration.name, tuple(name for name in stay if name not in written and name not in computed)


@frozen
class _Writing:
    """Which columns of a record are written, and by which rule."""

    discovery: Discovery
    catalogue: Catalogue
    words: Words | None = field(repr=False)
    do_not_contact: bool

    def changes(self, declaration: AnyDeclaration, record: Record) -> tuple[list[Change], list[tuple[str, Outcome]]]:
        changes: list[Change] = []
        skipped: list[tuple[str, Outcome]] = []
        for masked in self._wanted(declaration):
            if not record.has(masked.column) and not self._stands_for(declaration, masked, record):
                continue  # the environment lacks the column
            rule = masked.shared if record.shared else masked.rule
            value = value_of(declaration.info, masked.column, record.value)
            name = masked.column.wire_name
            if rule is None:
                if value is not None and value != "":
                    skipped.append((name, Outcome.RETAINED))
            elif needs_no_write(rule, value, self._target(declaration, record, value)):
                skipped.append((name, Outcome.SKIPPED_EMPTY if value is None or value == "" else Outcome.ALREADY_MASKED))
            elif self._written_elsewhere(declaration, record, name):
                skipped.append((name, Outcome.MIRRORED))
            else:
                self._check(declaration, masked)
                changes.append(Change(name, rule.label))
        together = written_together(declaration.info)
        if any(change.column in together for change in changes):
            wanted = {change.column for change in changes} | together
            rules = [(one, one.shared if record.shared else one.rule) for one in self._wanted(declaration)]
            changes = [
                Change(one.column.wire_name, rule.label) for one, rule in rules if rule is not None and one.column.wire_name in wanted
            ]
            skipped = [(column, outcome) for column, outcome in skipped if column not in wanted]
        return changes, skipped

    def _wanted(self, declaration: AnyDeclaration) -> tuple[Masked, ...]:
        return declaration.writable if self.do_not_contact else declaration.masks

    def _stands_for(self, declaration: AnyDeclaration, masked: Masked, record: Record) -> bool:
        instead = read_instead(declaration.info, masked.column)
        return instead is not masked.column and record.has(instead)

    def _target(self, declaration: AnyDeclaration, record: Record, value: Any) -> Target:
        return Target(self.discovery.environment_id, declaration.info.logical_name, record.id, old=value, words=self.words)

    def _written_elsewhere(self, declaration: AnyDeclaration, record: Record, name: str) -> bool:
        """True for a column that shows a value of another record, which is written itself: patching both would write it twice."""
        for mirror in declaration.mirrors:
            if name in mirror.columns:
                key = record.value(mirror.key)
                for other in self.catalogue:
                    if other.info.logical_name == mirror.table and other.masked(mirror.columns[name]) is not None:
                        found = (each for each in self.discovery.collections[other.name].records if each.id == key)
                        return any(not each.shared for each in found)
        return False

    def _check(self, declaration: AnyDeclaration, masked: Masked) -> None:
        """Refuses a mask that the environment's metadata, where it was read, shows to be impossible."""
        facts: TableFacts | None = self.discovery.facts.get(declaration.info.logical_name)
        complaint = None if facts is None else next(iter(mask_complaints(masked, facts)), None)
        if complaint is not None:
            raise Refused(f"{declaration.name}.{masked.column.wire_name}: {complaint}; nothing was planned")


def _is_closed(declaration: AnyDeclaration, record: Record) -> bool:
    when = declaration.read_only_when
    return when is not None and record.value(when.column) in when.values


def _way(declaration: AnyDeclaration, record: Record, read_only: ReadOnlyPolicy, parties: PartyPolicy) -> Way:
    if declaration.info.logical_name == PARTY_TABLE and parties == "rewrite":
        return "party_list"
    if read_only == "reopen" and _is_closed(declaration, record) and can_reopen(declaration.info):
        return "reopen"
    return "direct"


def _withhold(
    declaration: AnyDeclaration,
    record: Record,
    changes: Sequence[Change],
    skipped: Iterable[tuple[str, Outcome]],
    read_only: ReadOnlyPolicy,
    parties: PartyPolicy,
    hold: Hold | None,
) -> Withheld | None:
    columns = tuple(change.column for change in changes)

    def held(outcome: Outcome, because: str, columns: tuple[str, ...] = ()) -> Withheld:
        return Withheld(declaration.name, record.id, outcome, because, columns)

    if declaration.retained is not None:
        return held(Outcome.RETAINED, declaration.retained)
    if not changes:
        if any(outcome is Outcome.RETAINED for _, outcome in skipped):
            return held(Outcome.RETAINED, "the record belongs to others as well, and the catalogue has no mask for that")
        if any(outcome is Outcome.ALREADY_MASKED for _, outcome in skipped):
            return held(Outcome.ALREADY_MASKED, "every column that holds a value already holds its mask")
        return held(Outcome.SKIPPED_EMPTY, "no column the catalogue masks holds a value")
    if hold is not None:
        return Withheld(declaration.name, record.id, Outcome.HELD, hold.because, columns, hold.reason, hold.until)
    if declaration.info.logical_name == PARTY_TABLE and parties == "report":
        return held(Outcome.UNSUPPORTED_BY_PLATFORM, "parties are written by way of their activity only, which was not asked for", columns)
    if _is_closed(declaration, record):
        if read_only == "skip":
            return held(Outcome.RETAINED, "the record is closed, and closed records are left alone", columns)
        if read_only == "report" or (read_only == "reopen" and not can_reopen(declaration.info)):
            return held(Outcome.BLOCKED_READ_ONLY, "the record is closed, and the platform refuses to change closed ones", columns)
    return None
