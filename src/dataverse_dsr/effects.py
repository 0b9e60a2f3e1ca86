"""What an erasure asks of the world beyond the SDK's effects: work on the journal, which waits for the disk.

Knows how such work is done by the synchronous face, where it stands; the asynchronous one does it in a thread, so that its loop does not
wait. Refuses to know what the work is. A test sees every effect and can end the process before or after each.
"""

from collections.abc import Callable, Generator
from typing import Any, TypeAlias, TypeVar, cast

from attrs import field, frozen

from dataverse_sdk.operations import Effect, Flow, counted

__all__ = ["OnDisk", "Steps", "counting", "on_disk", "one", "performing", "step"]

T = TypeVar("T")


@frozen
class OnDisk:
    """Do this and answer with what it gives. `name` is for tests and for people."""

    name: str
    work: Callable[[], Any] = field(repr=False)


# Any: each effect has an answer of its own, as in the SDK's flows.
Steps: TypeAlias = Generator[Effect | OnDisk, Any, T]


def on_disk(name: str, work: Callable[[], T]) -> Steps[T]:
    """Has work done and gives its value."""
    value: T = yield OnDisk(name, work)
    return value


def step(steps: Steps[T], answer: Any, error: BaseException | None) -> Effect | OnDisk:
    """Moves steps on by one answer or one error; their end surfaces as StopIteration."""
    return steps.send(answer) if error is None else steps.throw(error)


def one(effect: Effect) -> Flow[Any]:
    """Gives the flow that asks for one effect and returns its answer."""
    answer: Any = yield effect
    return answer


def performing(steps: Steps[T]) -> Flow[T]:
    """Gives a flow that does the work on the journal itself, and passes everything else on."""
    answer: Any = None
    error: BaseException | None = None
    try:
        while True:
            try:
                effect = step(steps, answer, error)
            except StopIteration as stop:
                value: T = stop.value
                return value
            try:
                answer, error = (effect.work() if isinstance(effect, OnDisk) else (yield effect)), None
            except Exception as raised:
                answer, error = None, raised
    finally:
        steps.close()


def counting(steps: Steps[T]) -> Steps[tuple[T, int]]:
    """Counts HTTP requests as `counted` does, which passes on effects it does not know."""
    return cast("Steps[tuple[T, int]]", counted(cast("Flow[T]", steps)))
