"""Service protection limits: how many requests, how much execution time and how many at once a user may have.

Knows the three documented limits, their codes and messages, the sliding window, and headers. Refuses to know sockets and rows.
https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from attrs import define, field, frozen

from ..http.messages import Reply
from ..http.refusals import Refusal
from ..http.replies import error

__all__ = ["Limits", "Protection"]

REMAINING = "x-ms-ratelimit-burst-remaining-xrm-requests"
TIME_REMAINING = "x-ms-ratelimit-time-remaining-xrm-requests"
HINT = "x-ms-dop-hint"
TOO_MANY = "Number of requests exceeded the limit of {limit} over time window of {window} seconds."
TOO_LONG = (
    "Combined execution time of incoming requests exceeded limit of {limit} milliseconds over time window of {window} seconds. "
    "Decrease number of concurrent requests or reduce the duration of requests and try again later."
)
TOO_CONCURRENT = "Number of concurrent requests exceeded the limit of {limit}."
BRIEFLY = 1
"""Seconds to wait when too many requests run at once: that is over as soon as one of them ends (unverified)."""


@frozen
class Limits:
    """What one user may do within `window` seconds; the defaults are the documented ones.

    `seconds` is execution time. `cost` is added to the time each operation really took, so that a quick emulator can be as slow as a
    service. `parallelism` is what `x-ms-dop-hint` recommends; None leaves the header out. `grouped` writes the time that remains as
    "1,200.00".
    """

    requests: int = 6000
    seconds: float = 1200.0
    concurrent: int = 52
    window: float = 300.0
    cost: float = 0.0
    parallelism: int | None = 8
    grouped: bool = True


@define
class _Use:
    """What one user did; mutable."""

    times: deque[datetime] = field(factory=deque)
    spans: deque[tuple[datetime, float]] = field(factory=deque)
    spent: float = 0.0
    running: int = 0
    ignored: int = 0


@define
class Protection:
    """Counts requests by user and refuses what goes beyond the limits; mutable, safe to use from several threads. Off without `limits`.

    A refused request is counted too: a client that does not wait finds that the wait grows (page "Service protection API limits").
    """

    now: Callable[[], datetime]
    limits: Limits | None = None
    _uses: dict[str, _Use] = field(factory=dict, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def begin(self, user: str) -> Reply | None:
        """Count a request that comes in; the reply when it is refused. One that is let in must `end`."""
        limits = self.limits
        if limits is None:
            return None
        with self._lock:
            use, now = self._uses.setdefault(user, _Use()), self.now()
            _forget(use, now, limits)
            if use.running >= limits.concurrent:
                # refused at once, and not held against the user
                return _refused("0x80072326", TOO_CONCURRENT.format(limit=limits.concurrent), BRIEFLY)
            use.times.append(now)
            refused = self._exceeded(use, now, limits)
            if refused is None:
                use.running += 1
                use.ignored = 0
            return refused

    def part(self, user: str, carry_out: Callable[[], Reply], elapsed: Callable[[], float]) -> Reply:
        """Carry out one operation of a batch, unless the execution time is used up; the number of requests is counted outside only."""
        limits = self.limits
        if limits is None:
            return carry_out()
        with self._lock:
            use, now = self._uses.setdefault(user, _Use()), self.now()
            _forget(use, now, limits)
            if use.spent >= limits.seconds:
                return self._too_long(use, now, limits)
        start = elapsed()
        reply = carry_out()
        self._spend(user, elapsed() - start)
        return reply

    def end(self, user: str, reply: Reply, seconds: float, *, batch: bool) -> Reply:
        """Count the time a request took (that of a batch was counted by part), and tell what remains."""
        limits = self.limits
        if limits is None:
            return reply
        if not batch:
            self._spend(user, seconds)
        with self._lock:
            use = self._uses.setdefault(user, _Use())
            use.running = max(0, use.running - 1)
            requests, left = max(0, limits.requests - len(use.times)), max(0.0, limits.seconds - use.spent)
        headers = [(REMAINING, str(requests)), (TIME_REMAINING, f"{left:,.2f}" if limits.grouped else f"{left:.2f}")]
        if limits.parallelism is not None:
            headers.append((HINT, str(limits.parallelism)))
        return reply.with_headers(*headers)

    def reset(self) -> None:
        """Forget what everybody did."""
        with self._lock:
            self._uses.clear()

    # -- counting ----------------------------------------------------------------------------------------------------

    def _spend(self, user: str, seconds: float) -> None:
        limits = self.limits
        if limits is None:  # switched off while the request ran
            return
        with self._lock:
            use = self._uses.setdefault(user, _Use())
            use.spans.append((self.now(), seconds + limits.cost))
            use.spent += seconds + limits.cost

    def _exceeded(self, use: _Use, now: datetime, limits: Limits) -> Reply | None:
        if len(use.times) > limits.requests:
            message = TOO_MANY.format(limit=limits.requests, window=f"{limits.window:g}")
            # there is room again when the oldest requests beyond the limit have left the window
            leaves = use.times[len(use.times) - limits.requests - 1]
            return _refused("0x80072322", message, self._wait(use, leaves, now, limits))
        return self._too_long(use, now, limits) if use.spent >= limits.seconds else None

    def _too_long(self, use: _Use, now: datetime, limits: Limits) -> Reply:
        message = TOO_LONG.format(limit=f"{limits.seconds * 1000:,.0f}", window=f"{limits.window:g}")
        return _refused("0x80072321", message, self._wait(use, use.spans[0][0], now, limits))

    def _wait(self, use: _Use, leaves: datetime, now: datetime, limits: Limits) -> int:
        use.ignored += 1
        seconds = (leaves - now).total_seconds() + limits.window
        # whoever goes on regardless waits longer, a whole window at most
        return max(1, min(round(seconds) + use.ignored - 1, max(1, round(limits.window))))


def _forget(use: _Use, now: datetime, limits: Limits) -> None:
    edge = now - timedelta(seconds=limits.window)
    while use.times and use.times[0] <= edge:
        use.times.popleft()
    while use.spans and use.spans[0][0] <= edge:
        use.spent = max(0.0, use.spent - use.spans.popleft()[1])


def _refused(code: str, message: str, wait: int) -> Reply:
    return error(Refusal(429, code, message)).with_headers(("Retry-After", str(wait)))
