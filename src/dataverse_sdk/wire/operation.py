"""An operation: one request, and the function that reads its reply.

The same operation can be sent alone, by a synchronous or an asynchronous client, or as a part of a `$batch`.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import evolve, field, frozen

from ..errors import InvalidReply, OutcomeUnknown, UsageError
from .effects import Flow, send
from .messages import Headers, Reply, Request

__all__ = ["Operation", "concluded", "execute"]

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


@frozen
class Operation(Generic[T_co]):
    """A request, and `read`, which turns its reply into a value or raises the service's error.

    `creates` is the logical name of the table a row is created in, so that later operations of a change set can refer to that row.
    """

    request: Request
    read: Callable[[Reply], T_co]
    creates: str | None = field(default=None, kw_only=True)

    def with_headers(self, *headers: tuple[str, str]) -> "Operation[T_co]":
        """Gives the same operation with more headers."""
        return evolve(self, request=evolve(self.request, headers=Headers([*self.request.headers, *headers])))

    def __repr__(self) -> str:
        return f"<Operation {self.request!r}>"


def concluded(request: Request, reply: Reply, read: Callable[[Reply], T]) -> T:
    """Reads the reply to a request. One to a write that cannot be read leaves open what became of the write: OutcomeUnknown."""
    try:
        return read(reply)
    except InvalidReply as error:
        if request.reads:
            raise
        raise OutcomeUnknown(
            "the answer to a write cannot be read; read the record to learn whether it was carried out", request_id=reply.request_id
        ) from error


def execute(operation: Operation[T]) -> Flow[T]:
    """Sends an operation by itself and gives its value."""
    given: object = operation  # what callers without a type checker pass
    if not isinstance(given, Operation):
        raise UsageError("send takes an operation, such as get(Contact, id); a flow goes to client.run")
    reply = yield from send(operation.request)
    return concluded(operation.request, reply, operation.read)
