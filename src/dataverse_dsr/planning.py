"""Making a plan: what a discovery and a catalogue come to.

Pure: the same discovery, catalogue and decisions give the same plan. Knows masks, holds and closed records; refuses to know the network.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from attrs import field, frozen

from .checks import TableFacts, mask_complaints
from .closing import can_reopen
from .contents import read_instead, value_of, written_together
from .declarations import STAGES, AnyDeclaration, Catalogue
from .errors import Refused
from .found import Discovery, Record, found_status
from .holds import Hold
from .identity import Identity
from .masking import Masked, needs_no_write
from .names import words_of
from .outcomes import Outcome
from .plan import PARTY_TABLE, Bypass, Change, ErasurePlan, PartyPolicy, PlannedWrite, ReadOnlyPolicy, Unread, Way, Withheld
from .rules import Target
from .words import Words

__all__ = ["make_plan"]


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
