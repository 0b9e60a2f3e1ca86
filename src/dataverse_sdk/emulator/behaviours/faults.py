"""Faults on demand: the n-th request, or the n-th operation inside batches, goes wrong, before or after it took effect.

Knows plans and counts, and plans drawn by a seeded generator. Refuses to know what requests mean and how bytes break (`breakage`).
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from threading import Lock

from attrs import define, evolve, field, frozen

from ..http.breakage import BREAKS
from ..http.messages import Reply, Request
from ..http.refusals import Refusal
from ..http.replies import error, json_reply

__all__ = ["KINDS", "PARTS", "REFUSED", "STATUSES", "Fault", "Faults"]

REFUSED = "refuse"
KINDS = (REFUSED, *BREAKS)
"""What can go wrong with a connection: it is refused, or breaks in one of the ways of `breakage.BREAKS`."""

STATUSES = (408, 429, 500, 502, 503, 504)
PARTS = {"lost": 0, "doubled": 2}
"""What can become of the reply to one operation of a batch, and how many copies of it are written then."""
NEVER_APPLIED = frozenset({429, REFUSED})
PLACEHOLDER = json_reply(200, '{"value":["' + "x" * 512 + '"]}')


@frozen
class Fault:
    """What happens to one request: another reply, or a break of the connection. `applied` says whether it takes effect first."""

    reply: Reply | None = None
    applied: bool = False
    breaks: str | None = None
    pause: float = 0.0

    def meet(self, request: Request, carry_out: Callable[[], Reply]) -> Reply:
        """The reply that goes out, or begins to."""
        if self.reply is not None:
            if self.applied:
                carry_out()
            return self.reply
        # a request that only reads has no effect to keep back
        reply = carry_out() if self.applied or request.method == "GET" else PLACEHOLDER
        if self.breaks in BREAKS and BREAKS[self.breaks].needs_body and not reply.body:
            reply = PLACEHOLDER
        return evolve(reply, breaks=self.breaks, pause=self.pause)


@frozen
class _PartFault:
    reply: Reply | None
    copies: int = 1
    applied: bool = False


@define
class _Storm:
    chance: Random
    inside: Random
    rate: float
    kinds: Sequence[int | str]
    parts: Sequence[int | str]

    def draw(self) -> Fault | None:
        if not self.kinds:
            return None
        # three draws for each request, whatever they say, so that the n-th request meets the same fate with the same seed
        hit, kind, applied = self.chance.random(), self.chance.choice(self.kinds), self.chance.random() < 0.5
        if hit >= self.rate:
            return None
        applied = applied and kind not in NEVER_APPLIED
        if isinstance(kind, str):
            return Fault(None, applied, kind)
        return Fault(_drawn(kind), applied)

    def draw_part(self) -> _PartFault | None:
        # drawn apart from the requests, so that their fates do not hang on how many operations a batch has
        if not self.parts:
            return None
        hit, kind = self.inside.random(), self.inside.choice(self.parts)
        if hit >= self.rate:
            return None
        return _PartFault(None, PARTS[kind]) if isinstance(kind, str) else _PartFault(_drawn(kind))


@define(eq=False)
class Faults:
    """The plan of faults of one emulator; mutable. Requests are counted from 1, beginning when a fault is added.

    `absent` is called with a number of seconds when the server is to stop listening for that long; the server sets it.
    """

    absent: Callable[[float], None] | None = None
    _requests: dict[int, Fault] = field(factory=dict, init=False)
    _parts: dict[int, _PartFault] = field(factory=dict, init=False)
    _storm: _Storm | None = field(default=None, init=False)
    _count: list[int] = field(factory=lambda: [0, 0], init=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    # -- planning ----------------------------------------------------------------------------------------------------

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
        self._add(nth, Fault(_reply(status, code, message, headers, body), applied))

    def drop(self, *, nth: int = 1, applied: bool = False) -> None:
        """End the connection at the `nth` request from now on without a reply."""
        self.breaks("drop", nth=nth, applied=applied)

    def breaks(self, kind: str, *, nth: int = 1, applied: bool = False, pause: float = 0.2) -> None:
        """Break the connection of the `nth` request from now on: `kind` is one of `KINDS`.

        `applied` carries the request out first; one that only reads is carried out anyway. `pause` is, in seconds, what lies between two
        pieces of a "drip", how long "silence" lasts on a socket, and how long a server that refuses connections stays away. ValueError
        for other kinds. In process "silence" is a timeout at once, and nobody waits.
        """
        if kind not in KINDS:
            raise ValueError(f"a connection breaks by {', '.join(KINDS)}, not by {kind!r}")
        if kind == REFUSED and applied:
            raise ValueError("a request that is refused a connection takes no effect")
        self._add(nth, Fault(None, applied, kind, pause))
        self._perhaps_absent()

    def answer_part(
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
        """Answer the `nth` operation inside batches from now on with `status`; `applied` carries it out first and loses its reply.

        In a change set a failure undoes what was applied, as any failure does.
        """
        self._add_part(nth, _PartFault(_reply(status, code, message, headers, body), applied=applied))

    def lose_part(self, *, nth: int = 1) -> None:
        """Leave the reply to the `nth` operation inside batches out; the operation takes effect."""
        self._add_part(nth, _PartFault(None, 0))

    def double_part(self, *, nth: int = 1) -> None:
        """Write the reply to the `nth` operation inside batches twice."""
        self._add_part(nth, _PartFault(None, 2))

    def storm(
        self, seed: int, rate: float = 0.1, kinds: Sequence[int | str] = (*STATUSES, *KINDS), parts: Sequence[int | str] = ()
    ) -> None:
        """From now on let each request go wrong with the probability `rate`, by one of `kinds`: statuses, or names of `KINDS`.

        `parts` are what may happen to each operation of a batch: statuses, "lost", "doubled". The same seed gives the same fate to the same
        requests and operations. ValueError for an unknown kind.
        """
        unknown = [kind for kind in kinds if not isinstance(kind, int) and kind not in KINDS]
        unknown += [kind for kind in parts if not isinstance(kind, int) and kind not in PARTS]
        if unknown or not (kinds or parts):
            raise ValueError(f"not kinds of faults: {unknown}")
        with self._lock:
            # reproducible on purpose
            self._storm = _Storm(Random(seed), Random(seed), rate, tuple(kinds), tuple(parts))  # noqa: S311

    def clear(self) -> None:
        """Forget every fault that did not happen yet, and end a storm."""
        with self._lock:
            self._requests.clear()
            self._parts.clear()
            self._storm = None

    @property
    def number(self) -> int:
        """How many faults are still to happen, a storm taken for one."""
        with self._lock:
            return len(self._requests) + len(self._parts) + (self._storm is not None)

    def _add(self, nth: int, fault: Fault) -> None:
        if nth < 1:
            raise ValueError("requests are counted from 1")
        with self._lock:
            self._requests[self._count[0] + nth] = fault

    def _add_part(self, nth: int, fault: _PartFault) -> None:
        if nth < 1:
            raise ValueError("operations are counted from 1")
        with self._lock:
            self._parts[self._count[1] + nth] = fault

    # -- happening ---------------------------------------------------------------------------------------------------

    def next_request(self) -> Fault | None:
        """Count a request; the fault that is planned for it, if any."""
        with self._lock:
            self._count[0] += 1
            drawn = None if self._storm is None else self._storm.draw()
            planned = self._requests.pop(self._count[0], drawn)
        self._perhaps_absent()
        return planned

    def _perhaps_absent(self) -> None:
        # a server that listens has accepted the connection before it sees a request: it must be gone before the request comes
        if self.absent is None:
            return
        with self._lock:
            coming = self._requests.get(self._count[0] + 1)
            if coming is None or coming.breaks != REFUSED:
                return
            del self._requests[self._count[0] + 1]
        self.absent(coming.pause)

    def around_part(self, carry_out: Callable[[], Reply]) -> Reply:
        """Count an operation inside a batch, and give its reply: its own or the one that is planned."""
        with self._lock:
            self._count[1] += 1
            drawn = None if self._storm is None else self._storm.draw_part()
            fault = self._parts.pop(self._count[1], drawn)
        if fault is None:
            return carry_out()
        reply = carry_out() if fault.reply is None or fault.applied else fault.reply
        reply = fault.reply or reply
        return evolve(reply, copies=fault.copies)


def _drawn(status: int) -> Reply:
    return _reply(status, "", "A fault was drawn.", {"Retry-After": "0"} if status == 429 else None, None)


def _reply(status: int, code: str, message: str, headers: Mapping[str, str] | None, body: bytes | None) -> Reply:
    reply = error(Refusal(status, code, message))
    if body is not None:
        reply = Reply(status, (), body)
    return reply.with_headers(*(headers or {}).items())
