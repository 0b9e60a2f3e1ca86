"""Closed records opened, masked and closed again, in rounds: read, open, mask, close; each round reads its records after it wrote them.

Every step stands in the journal before it is sent, with the state the record has to return to, and every round begins from what the
record shows, not from what was sent. So a run that was cut short goes on at whatever step the record is at. A record that was opened is
closed again whatever becomes of its masks; one that cannot be is `left_open`, and a later run tries again.
Knows the order of steps; refuses to know states and messages (`closing`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from attrs import define

from dataverse_sdk import Batch, Handle
from dataverse_sdk.errors import DataverseError, PreconditionFailed

from .closing import State, closings, is_on_its_way, opening
from .effects import Steps
from .erasing import FAILURES, Erasure
from .outcomes import Outcome, error_code, outcome_of
from .writes import Seen, Write, left_of

__all__ = ["reopen"]

Step: TypeAlias = Literal["open", "mask", "close"]
# How often one record is written in one run: three steps, each once more after a doubt or somebody else's change.
_TRIES: Final = 2


@define
class _Case:
    """One record on its way through the steps. Mutable."""

    write: Write
    tries: dict[str, int]
    step: Step | None = None
    ending: tuple[Outcome, str] | None = None  # how its masks ended, while it is still to be closed
    opened: bool = False
    state: State | None = None

    def fail(self, outcome: Outcome, code: str) -> None:
        self.ending = outcome, code


def reopen(erasure: Erasure, writes: Sequence[Write]) -> Steps[None]:
    """Takes closed records through the steps until each has a result."""
    cases = [_Case(write, {}) for write in writes]
    seen = yield from _first_look(erasure, cases)
    while True:
        for case in cases:
            if case.write.open:
                _next_step(erasure, case, None if seen is None else seen.get(case.write.place), known=seen is not None)
        yield from erasure.record(case.write for case in cases if not case.write.open)
        erasure.tell()
        cases = [case for case in cases if case.write.open and case.write.way == "reopen"]
        if not cases:
            return
        seen = yield from _round(erasure, cases)


def _first_look(erasure: Erasure, cases: Sequence[_Case]) -> Steps[Mapping[tuple[str, UUID], Seen] | None]:
    try:
        return (yield from erasure.look([case.write for case in cases]))
    except FAILURES as error:
        for case in cases:
            case.write.code = error_code(error)
        return None


def _next_step(erasure: Erasure, case: _Case, seen: Seen | None, *, known: bool) -> None:
    """Decides by what the record shows: what to do next, or how it ended."""
    write = case.write
    if not known:
        write.settle(Outcome.LEFT_OPEN if case.opened else Outcome.FAILED_RETRYABLE, write.code)
        return
    if seen is None:
        write.settle(Outcome.GONE, write.code, restored=True)
        return
    state = seen.state
    if state is None:  # pragma: no cover -- a table without states is never planned to be opened
        write.way = "direct"
        return
    left = left_of(write, seen.row, erasure.target(write))
    trusted = seen.bound or (seen.etag == write.plan.etag and not write.bound_by_another)
    write.etag, write.row = seen.etag, seen.row
    write.columns = left or write.plan.columns
    if write.closed_in is not None and not is_on_its_way(write.declaration.info, state):
        write.closed_in = state  # as it was, or as somebody closed it meanwhile: what they chose stays
    case.state, case.opened = state, write.closed_in is not None and state != write.closed_in
    if erasure.cannot_judge(write) and case.ending is None:
        case.ending = Outcome.REVIEW, "NamesUnknown"
    elif not left and case.ending is None:
        case.ending = Outcome.MASKED if write.begun else Outcome.ALREADY_MASKED, write.code
    elif not trusted and case.ending is None:
        case.ending = Outcome.CONFLICT if seen.bound is None else Outcome.REVIEW, write.code
    elif write.only_close and case.ending is None:
        case.ending = Outcome.DEFERRED, ""
    if case.ending is not None:
        if case.opened:
            case.step = "close"
        else:
            write.settle(*case.ending, etag=seen.etag, restored=write.closed_in is not None)
    elif state[0] != 0:
        case.step, write.closed_in = "open", write.closed_in or state
    elif write.closed_in is None:
        write.way = "direct"  # somebody opened it meanwhile
    else:
        case.step = "mask"
    if write.open and write.way == "reopen":
        _limit(case)


def _limit(case: _Case) -> None:
    """Ends what was tried often enough: an open record is closed, and one that will not close is left open and named."""
    step = str(case.step)
    case.tries[step] = case.tries.get(step, 0) + 1
    if case.tries[step] <= _TRIES:
        return
    if case.step == "mask":
        case.fail(Outcome.FAILED_RETRYABLE, case.write.code)
        case.step = "close"
        case.tries["close"] = case.tries.get("close", 0) + 1
    else:
        case.write.settle(Outcome.LEFT_OPEN if case.step == "close" else Outcome.FAILED_RETRYABLE, case.write.code)


def _round(erasure: Erasure, cases: Sequence[_Case]) -> Steps[Mapping[tuple[str, UUID], Seen] | None]:
    """Sends one step of each record, and reads the records after it; None when nothing could be learnt."""
    for step in dict.fromkeys(case.step for case in cases):
        yield from erasure.intend([case.write for case in cases if case.step == step], str(step))
    batch = erasure.batch()
    handles = [(case, _send(case, batch, erasure)) for case in cases]
    asked = erasure.ask(batch, [case.write for case in cases])
    try:
        yield from batch.flow()
        seen = erasure.answers(asked)
    except FAILURES as error:
        for case in cases:
            case.write.begun, case.write.code = True, error_code(error)
        # What was sent may have been carried out: only a read of its own can tell.
        return (yield from _first_look(erasure, cases))
    for case, sent in handles:
        _take(case, [handle.error for handle in sent])
    return seen


def _send(case: _Case, batch: Batch, erasure: Erasure) -> list[Handle[Any]]:
    write = case.write
    match case.step:
        case "open":
            return [batch.add(opening(write.declaration, write.plan.record_id, write.etag))]
        case "mask":
            return [batch.add(erasure.masking(write))]
        case _:
            assert write.closed_in is not None  # noqa: S101 -- only what was opened is closed
            # Nothing of the person is written, and an editor who never rests must not keep the record open: only the first try is
            # conditional.
            etag = write.etag if case.tries["close"] == 1 else None
            steps = closings(write.declaration, write.plan.record_id, write.closed_in, case.state, etag)
            return [batch.add(each) for each in steps]


def _take(case: _Case, errors: Sequence[DataverseError | None]) -> None:
    """Takes the service's answer to a step. What it did is told by the read after it; a definite refusal is remembered."""
    case.write.begun = True
    error = next((each for each in errors if each is not None), None)
    if error is None or isinstance(error, PreconditionFailed):
        return
    case.write.code = error_code(error)
    outcome = outcome_of(error)
    if outcome is None or outcome is Outcome.GONE:
        return
    if case.step == "close":
        case.tries["close"] = _TRIES + 1
    else:
        case.fail(outcome, case.write.code)
