"""What a flow may ask of the world, the shape of a flow, and the loop that performs one.

A flow is a generator: it yields effects, is sent their answers, and returns its value. It owns no clock, socket or thread, so a test
can script every answer. Drivers in `client` perform the effects; transport errors are thrown *into* the flow.
"""

from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, TypeAlias, TypeVar

from attrs import frozen

from ..errors import TransportError, UsageError
from .messages import Reply, Request, ServiceRoot

__all__ = [
    "Admit",
    "Effect",
    "Flow",
    "Heard",
    "Locate",
    "Now",
    "Renew",
    "RetryPart",
    "Send",
    "Sleep",
    "at_once",
    "counted",
    "locate",
    "performed",
    "retry_part",
    "send",
    "sleep",
]

T = TypeVar("T")
E = TypeVar("E")


@frozen
class Send:
    """Send one request; answered with its Reply, or a TransportError is thrown into the flow.

    `deadline` is the moment, on the clock of `Now`, after which the answer is of no use: DeadlineExceeded.
    """

    request: Request
    deadline: float | None = None


@frozen
class Sleep:
    """Wait this many seconds; answered with None."""

    seconds: float


@frozen
class Now:
    """What time is it? Answered with seconds on a clock that never goes back."""


@frozen
class Locate:
    """Where is the service? Answered with its ServiceRoot."""


@frozen
class Renew:
    """Forget the token that was just refused, so that the next Send asks the credential for another; answered with None.

    `claims` is what the service wants the new token to have, as JSON text.
    """

    claims: str | None = None


@frozen
class RetryPart:
    """Say whether a part that the service refused to run, for the `attempt`-th time, is to be sent again.

    Answered with True, after the wait, or with False; with False as well where nobody has a retry policy.
    """

    reply: Reply
    attempt: int


@frozen
class Admit:
    """May a request leave now? Answered with the seconds to wait before asking again, 0 for now: what all calls of a client keep to."""


@frozen
class Heard:
    """An admitted request was answered, or was not (None): for whoever admits the next ones. Answered with None."""

    reply: Reply | None


Effect: TypeAlias = Send | Sleep | Now | Locate | Renew | RetryPart | Admit | Heard
# The send type is Any because each effect has an answer of its own; `send`, `sleep` and `locate` give them back typed.
Flow: TypeAlias = Generator[Effect, Any, T]


def send(request: Request) -> Flow[Reply]:
    """Sends a request and gives its reply."""
    reply: Reply = yield Send(request)
    return reply


def sleep(seconds: float) -> Flow[None]:
    """Waits."""
    yield Sleep(seconds)


def locate() -> Flow[ServiceRoot]:
    """Gives the root of the service."""
    root: ServiceRoot = yield Locate()
    return root


def retry_part(reply: Reply, attempt: int) -> Flow[bool]:
    """Waits as a refused part asks for and gives True, or gives False at once where it is not to be sent again."""
    may: bool = yield RetryPart(reply, attempt)
    return may


async def performed(flow: Generator[E, Any, T], perform: Callable[[E], Awaitable[Any]]) -> T:
    """Runs a flow, answering each effect with what `perform` gives, or throwing what it raises: the one loop under every driver."""
    answer: Any = None
    error: Exception | None = None
    try:
        while True:
            try:
                effect = flow.send(answer) if error is None else flow.throw(error)
            except StopIteration as stop:
                value: T = stop.value
                return value
            try:
                answer, error = await perform(effect), None
            except Exception as raised:
                answer, error = None, raised
    finally:
        flow.close()


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine that never waits, and gives its value: how a synchronous driver shares the loop of the asynchronous one."""
    try:
        work.send(None)
    except StopIteration as stop:
        value: T = stop.value
        return value
    work.close()
    raise RuntimeError("a synchronous driver has nothing to wait for")


def perform(effect: Effect) -> Flow[Any]:
    """Passes an effect on and gives its answer."""
    answer: Any = yield effect
    return answer


def through(flow: Flow[T], handle: Callable[[Effect], Flow[Any]]) -> Flow[T]:
    """Runs a flow, answering each of its effects with the value of `handle(effect)`: retries, settings and counting are such handlers."""
    given: object = flow  # what callers without a type checker pass
    if not isinstance(given, Generator):
        raise UsageError("run takes a flow; an operation, such as get(Contact, id), goes to client.send")
    answer: Any = None
    error: BaseException | None = None
    try:
        while True:
            try:
                effect = flow.send(answer) if error is None else flow.throw(error)
            except StopIteration as stop:
                value: T = stop.value
                return value
            try:
                answer, error = (yield from handle(effect)), None
            except Exception as raised:
                answer, error = None, raised
    finally:
        flow.close()


def counted(flow: Flow[T]) -> Flow[tuple[T, int]]:
    """Runs a flow and gives its value together with the number of HTTP requests it took, retries included."""
    sends = 0

    def count(effect: Effect) -> Flow[Any]:
        nonlocal sends
        try:
            answer = yield from perform(effect)
        except TransportError as error:
            sends += error.sends  # a flow may catch it and go on; those requests were sent all the same
            raise
        if isinstance(effect, Send):
            sends += answer.sends
        return answer

    value = yield from through(flow, count)
    return value, sends
