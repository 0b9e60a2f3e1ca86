"""The emulator's clock: real time, or time that stands still and is moved by hand; and what is to happen later.

Knows moments and a list of things to do. Refuses to know what they are.
"""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import RLock

from attrs import define, field

__all__ = ["Clock"]


def _real() -> datetime:
    return datetime.now(UTC)


@define
class Clock:
    """A clock that can be frozen, moved and put back; mutable.

    Whatever the emulator stamps, compares or waits for goes by it: `createdon`, `LastXDays`, windows of limits, tokens of change
    tracking, plug-ins that run later. `real` is where time comes from when the clock runs.
    """

    real: Callable[[], datetime] = field(default=_real)
    _offset: timedelta = field(default=timedelta(0), init=False)
    _frozen: datetime | None = field(default=None, init=False)
    _later: list[tuple[datetime, int, Callable[[], None]]] = field(factory=list, init=False, repr=False)
    _number: "count[int]" = field(factory=count, init=False, repr=False)
    _lock: RLock = field(factory=RLock, init=False, repr=False)

    def now(self) -> datetime:
        """The moment the emulator believes it is; aware, in UTC."""
        return self.real() + self._offset if self._frozen is None else self._frozen

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return self._frozen is not None

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still, at `at` or now. ValueError for a moment without a time zone."""
        if at is not None and at.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        self._frozen = (at or self.now()).astimezone(UTC)

    def advance(self, seconds: float) -> None:
        """Move on (or back, with a negative number), and do what was due on the way, each at its moment where the clock stands still."""
        goal = self.now() + timedelta(seconds=seconds)
        if self._frozen is None:
            self._offset += timedelta(seconds=seconds)
            self.run_due()
            return
        while (due := self._next(goal)) is not None:
            moment, action = due
            self._frozen = max(moment, self._frozen)
            action()
        self._frozen = goal

    def run(self) -> None:
        """Run on from where the clock stands, as far from real time as it is."""
        if self._frozen is not None:
            self._offset = self._frozen - self.real()
            self._frozen = None

    def reset(self) -> None:
        """Go by real time again, and forget what was to happen later."""
        with self._lock:
            self._offset, self._frozen = timedelta(0), None
            self._later.clear()

    # -- later -------------------------------------------------------------------------------------------------------

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Have `action` done when so many seconds have passed: at the next request from then on, or while the clock is moved."""
        with self._lock:
            heapq.heappush(self._later, (self.now() + timedelta(seconds=seconds), next(self._number), action))

    def run_due(self) -> None:
        """Do what is due, the oldest first; actions may add others."""
        while self._later and (due := self._next(self.now())) is not None:
            due[1]()

    @property
    def waiting(self) -> int:
        """How many things are still to happen."""
        return len(self._later)

    def _next(self, until: datetime) -> tuple[datetime, Callable[[], None]] | None:
        with self._lock:
            if not self._later or self._later[0][0] > until:
                return None
            moment, _, action = heapq.heappop(self._later)
            return moment, action
