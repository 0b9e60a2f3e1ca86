"""Faults on demand: the n-th request answered with an error, or not at all, before or after it took effect.

Knows plans and counts. Refuses to know what requests mean.
"""

from collections.abc import Mapping
from threading import Lock

from attrs import field, frozen

from .messages import Reply
from .refusals import Refusal
from .replies import error

__all__ = ["Dropped", "Fault", "Faults"]


class Dropped(Exception):
    """The connection ends without a reply."""


@frozen
class Fault:
    """What happens to one request. `applied` says whether it takes effect first; a `reply` of None drops the connection."""

    reply: Reply | None
    applied: bool = False


@frozen
class Faults:
    """The plan of faults of one emulator; mutable. Requests are counted from 1, beginning when a fault is added."""

    _requests: dict[int, Fault] = field(factory=dict, init=False)
    _parts: dict[int, Fault] = field(factory=dict, init=False)
    _count: list[int] = field(factory=lambda: [0, 0], init=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False, eq=False)

    def answer(
        self,
        status: int,
        *,
        nth: int = 1,
        code: str = "",
        message: str = "A fault was injected.",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        applied: bool = False,
    ) -> None:
        """Answer the `nth` request from now on with `status`; `applied` carries it out first and loses its reply."""
        self._add(self._requests, 0, nth, Fault(_reply(status, code, message, headers, body), applied))

    def drop(self, *, nth: int = 1, applied: bool = False) -> None:
        """End the connection at the `nth` request from now on without a reply."""
        self._add(self._requests, 0, nth, Fault(None, applied))

    def answer_part(
        self,
        status: int,
        *,
        nth: int = 1,
        code: str = "",
        message: str = "A fault was injected.",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> None:
        """Answer the `nth` operation inside batches from now on with `status`; it does not take effect."""
        self._add(self._parts, 1, nth, Fault(_reply(status, code, message, headers, body)))

    def clear(self) -> None:
        """Forget every fault that did not happen yet."""
        with self._lock:
            self._requests.clear()
            self._parts.clear()

    def _add(self, plan: dict[int, Fault], counter: int, nth: int, fault: Fault) -> None:
        if nth < 1:
            raise ValueError("requests are counted from 1")
        with self._lock:
            plan[self._count[counter] + nth] = fault

    def next_request(self) -> Fault | None:
        """Count a request; the fault that is planned for it, if any."""
        with self._lock:
            self._count[0] += 1
            return self._requests.pop(self._count[0], None)

    def next_part(self) -> Reply | None:
        """Count an operation inside a batch; the reply that is planned for it, if any."""
        with self._lock:
            self._count[1] += 1
            fault = self._parts.pop(self._count[1], None)
            return None if fault is None else fault.reply


def _reply(
    status: int, code: str, message: str, headers: Mapping[str, str] | None, body: bytes | None
) -> Reply:
    reply = error(Refusal(status, code, message))
    if body is not None:
        reply = Reply(status, (), body)
    return reply.with_headers(*(headers or {}).items())
