"""What a request meets before and after the Web API: the clock, faults, the token check, service protection limits, the trace.

Knows the order of these things. Refuses to know what each does.
"""

import time
from collections.abc import Callable
from threading import Lock, local
from uuid import uuid4

from attrs import define, field

from ..behaviours.clock import Clock
from ..behaviours.faults import REFUSED, Faults
from ..behaviours.limits import Protection
from ..http.breakage import BREAKS
from ..http.messages import Reply, Request
from ..signin import discovery
from ..signin.oauth import IdentityProvider
from ..storage.identity import Identity
from .cross_origin import preflight, with_permission
from .trace import Traced, traced

__all__ = ["Front"]


@define
class Front:
    """The door of one environment; mutable, safe to use from several threads. `service` answers what has come through."""

    service: Callable[[Request], Reply]
    provider: IdentityProvider
    identity: Identity
    token: str | None
    clock: Clock
    faults: Faults
    protection: Protection
    _requests: list[Traced] = field(factory=list, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)
    _local: local = field(factory=local, init=False, repr=False)

    @property
    def requests(self) -> tuple[Traced, ...]:
        """What was asked so far, in order, without any values."""
        with self._lock:
            return tuple(self._requests)

    def forget_requests(self) -> None:
        """Begin the trace anew."""
        with self._lock:
            self._requests.clear()

    def answer(self, request: Request) -> Reply:
        """Answer one request; `Reply.breaks` says what goes wrong with its connection."""
        asked = preflight(request)
        if asked is not None:
            return asked
        # the identity service is another server in reality: it is not in the trace, and faults meant for the Web API pass it by
        signed = self.provider.answer(request)
        if signed is not None:
            return with_permission(request, signed)
        self.clock.run_due()
        self._local.parts = []
        fault = self.faults.next_request()
        if fault is not None and fault.breaks == REFUSED:
            return Reply(0, breaks=REFUSED)  # it never came here
        reply = self._admitted(request) if fault is None else fault.meet(request, lambda: self._admitted(request))
        status = reply.status if reply.breaks is None or BREAKS[reply.breaks].answers else 0
        with self._lock:
            self._requests.append(traced(request, status, tuple(self._local.parts)))
        request_id = str(uuid4())
        reply = reply.with_headers(("x-ms-service-request-id", request_id), ("x-ms-request-id", request_id))
        return with_permission(request, reply)

    def around_part(self, request: Request, carry_out: Callable[[], Reply]) -> Reply:
        """Stand around one operation of a batch."""

        def limited() -> Reply:
            return self.protection.part(self._local.user, carry_out, time.perf_counter)

        reply = self.faults.around_part(limited)
        self._local.parts.append(traced(request, reply.status))
        return reply

    def _admitted(self, request: Request) -> Reply:
        refused = self.provider.refusal(request, self.token)
        if refused is not None:
            return refused
        self._local.user = user = request.headers.get("authorization", "")
        refused = self.protection.begin(user)
        if refused is not None:
            return refused
        start = time.perf_counter()
        reply = Reply(500)
        try:
            reply = discovery.answer(request, self.identity) if request.target.startswith(discovery.ROOT) else self.service(request)
        finally:
            batch = request.target.partition("?")[0].endswith("$batch")
            reply = self.protection.end(user, reply, time.perf_counter() - start, batch=batch)
        return reply
