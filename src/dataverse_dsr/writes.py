"""A planned write on its way: what is known of it, and what an answer or a fresh read makes of it.

Pure: knows outcomes, masks and rows; refuses to know batches, journals and the network.
"""

from typing import Any, Final
from uuid import UUID

from attrs import define, evolve, field, frozen

from dataverse_sdk import ColumnInfo
from dataverse_sdk.errors import DataverseError, NeverRan, PreconditionFailed, ServerError, ServiceError, Throttled

from .closing import State
from .contents import value_of, written_together
from .declarations import AnyDeclaration, Catalogue
from .errors import Refused
from .journal import Intent, Progress, Result
from .masking import Masked, needs_no_write
from .outcomes import Outcome, error_code, outcome_of
from .plan import PlannedWrite, Way
from .rules import Rule, Target

__all__ = ["SENDS", "Seen", "Write", "begin", "check_declared", "decide", "left_of", "take"]

# A write is sent at most so often in one run: once, and once more after a doubt that a read settled as "not carried out".
SENDS: Final = 2


@frozen
class Seen:
    """What a fresh read showed of a record: its row, its version, its state, and whether it still belongs to the person.

    `bound` is None where nobody can tell: a person's own record, when nobody said who the person is.
    """

    row: Any = field(repr=False)
    etag: str | None
    bound: bool | None
    state: State | None = None


@define
class Write:
    """A planned write on its way. Mutable; lives as long as a run."""

    plan: PlannedWrite
    declaration: AnyDeclaration
    etag: str | None
    columns: tuple[str, ...]
    way: Way
    result: Result | None = None
    noted: bool = False  # the result stands in the journal
    sends: int = 0
    replanned: bool = False
    changed: bool = False  # the service said that the record is not the one the plan saw
    code: str = ""  # what put it in doubt
    in_doubt: bool = False
    begun: bool = False  # sent at least once, now or in an earlier run
    closed_in: State | None = None  # the state it was reopened from and has to return to
    only_close: bool = False  # it is not to be masked now, but it may stand open
    parent: tuple[str, UUID] | None = None  # the activity whose party list it stands in
    row: Any = field(default=None, repr=False)  # what the last read showed

    @property
    def open(self) -> bool:
        """True until it is known how it ended."""
        return self.result is None

    @property
    def place(self) -> tuple[str, UUID]:
        """The collection and the record."""
        return self.plan.collection, self.plan.record_id

    @property
    def rules(self) -> dict[str, tuple[ColumnInfo, Rule[Any]]]:
        """The columns of the plan, by wire name, each with the rule the plan names."""
        found = {}
        for change in self.plan.changes:
            masked = self.declaration.masked(change.column)
            rule = None if masked is None else masked.rule_of(change.mask)
            if masked is not None and rule is not None:
                found[change.column] = masked.column, rule
        return found

    @property
    def reads(self) -> bool:
        """True when a mask is made of the old value, which has to be read before the write."""
        return any(rule.reads for _, rule in self.rules.values())

    @property
    def bound_by_another(self) -> bool:
        """True when the record belongs to the person by way of another record: its own version does not vouch for that."""
        return not any("/" not in reason for reason in self.plan.reason)

    def settle(self, outcome: Outcome, code: str = "", etag: str | None = None, *, restored: bool = False) -> None:
        """Notes how it ended."""
        self.result = Result(self.plan.id, outcome, code, etag, self.begun, self.closed_in, restored)
        self.in_doubt = False

    def intent(self, step: str = "mask") -> Intent:
        """Gives what stands in the journal before it is sent."""
        columns = self.columns if step in ("mask", "parties") else ("statecode", "statuscode")
        return Intent(self.plan.id, *self.place, columns, self.etag, step, self.closed_in, self.parent)


def check_declared(write: PlannedWrite, catalogue: Catalogue) -> None:
    """Refuses a write the catalogue does not provide for. The digests agree, so somebody wrote this plan by hand."""
    declared: dict[str, Masked] = {}
    if write.collection in catalogue:
        declared = {masked.column.wire_name: masked for masked in catalogue[write.collection].writable}
    rules = ((declared.get(change.column), change.mask) for change in write.changes)
    if not write.changes or any(masked is None or masked.rule_of(label) is None for masked, label in rules):
        raise Refused("the plan holds a write that its catalogue does not provide for")


def begin(write: PlannedWrite, catalogue: Catalogue, progress: Progress, *, recheck: bool) -> Write:
    """Gives a write as the journal left it: done, in doubt, or not begun.

    `recheck` puts in doubt what belongs to the person by way of another record, which may have been given to somebody else since.
    """
    begun = Write(write, catalogue[write.collection], write.etag, write.columns, write.way)
    begun.closed_in = progress.reopened.get(write.id)
    begun.parent = progress.parents.get(write.id)
    known = progress.outcomes.get(write.id)
    if begun.closed_in is not None:
        # It may stand open. Whatever was said of it, it is looked at, and closed again.
        begun.way, begun.begun = "reopen", True
    elif known is not None and known.outcome.settled:
        begun.result, begun.noted = known, True
    else:
        begun.in_doubt = begun.begun = progress.in_doubt(write.id)
        begun.in_doubt = begun.in_doubt or (recheck and begun.bound_by_another) or begun.reads
    return begun


def take(write: Write, error: DataverseError | None, *, whole: bool) -> None:
    """Takes the service's answer; `whole` says that the error is the whole batch's."""
    if isinstance(error, NeverRan):
        return
    write.sends += 1
    write.begun = True
    if error is None:
        write.settle(Outcome.MASKED)
        return
    outcome = _outcome_of_batch(error) if whole else outcome_of(error)
    # A 404 is looked at as well: it is also what a caller hears who may not see the record any more, or whose table is gone.
    if outcome is not None and outcome is not Outcome.GONE:
        write.settle(outcome, error_code(error))
    else:
        write.in_doubt, write.code = True, error_code(error)
        write.changed = isinstance(error, PreconditionFailed)


def _outcome_of_batch(error: DataverseError) -> Outcome | None:
    """Gives the outcome for a batch that failed as a whole: a refusal means that nothing was done, anything else is doubt."""
    if isinstance(error, Throttled):
        return Outcome.THROTTLED
    if isinstance(error, ServiceError) and not isinstance(error, ServerError):
        return Outcome.FAILED_RETRYABLE
    return outcome_of(error)


def decide(write: Write, seen: Seen | None, target: Target) -> None:
    """Settles a doubt by what a fresh read showed, or opens the write for one more try."""
    write.in_doubt = False
    if seen is None:
        write.settle(Outcome.GONE, write.code)
        return
    write.row = seen.row
    left = left_of(write, seen.row, target)
    if not left:
        write.settle(Outcome.ALREADY_MASKED if write.changed else Outcome.MASKED, write.code, seen.etag)
    elif seen.etag == write.etag and (seen.bound or not write.bound_by_another):
        if write.sends >= SENDS:
            write.settle(Outcome.FAILED_RETRYABLE, write.code, seen.etag)
    elif not seen.bound:
        # It is somebody else's now: it is not written, and a person has to look.
        write.settle(Outcome.CONFLICT if seen.bound is None else Outcome.REVIEW, write.code, seen.etag)
    elif write.replanned:
        write.settle(Outcome.CONFLICT, write.code, seen.etag)
    else:
        # Planned once more: the same columns, as far as they still hold something, against the record as it is now.
        write.replanned, write.sends = True, 0
        write.etag, write.columns = seen.etag, left


def left_of(write: Write, row: Any, target: Target) -> tuple[str, ...]:
    """Gives the columns that still hold something else than their mask."""
    left = []
    for name, (info, rule) in write.rules.items():
        value = value_of(write.declaration.info, info, lambda each: getattr(row, each.attribute))
        if not needs_no_write(rule, value, evolve(target, old=value)):
            left.append(name)
    # What has to be written together is written together again.
    together = written_together(write.declaration.info)
    return tuple(name for name in write.rules if name in left or (name in together and not together.isdisjoint(left)))
