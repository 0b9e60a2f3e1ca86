"""When a client's next request may leave: the one place where its calls, or those of several clients and processes, keep one pace.

The retry policy asks a gate before each attempt and tells it each answer. A gate of the caller's own goes into `ClientOptions(gate=...)`:
one that several processes share keeps its state in a file or a server. Clients that act for one user share that user's limits, and so
should share one gate.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/api-limits (the wait it asks for grows while requests keep coming)
"""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable
from typing import Protocol

from ..wire.messages import Reply
from ..wire.replies import retry_after

__all__ = ["Gate", "SharedPause"]


class Gate(Protocol):
    """What the retry policy asks. Either method may be a coroutine function, for the asynchronous client only; both are called often."""

    def admit(self) -> float | Awaitable[float]:
        """Gives 0 when a request may leave now, else the seconds to wait before asking again."""
        ...

    def heard(self, reply: Reply | None) -> Awaitable[None] | None:
        """Takes the answer to an admitted request, None where none came; a call that was cancelled is not heard of."""
        ...


class SharedPause:
    """A throttled call pauses all calls, for as long as the service asks. Mutable; may be shared between threads and clients.

    `longest` is the longest pause in seconds, whatever is asked; `unsaid` the one after a 429 that names none.
    """

    def __init__(self, *, longest: float = 300.0, unsaid: float = 1.0) -> None:
        self._longest = longest
        self._unsaid = unsaid
        self._until = 0.0
        self._lock = threading.Lock()

    def admit(self) -> float:
        """Gives the rest of the pause."""
        return max(0.0, self._until - time.monotonic())

    def heard(self, reply: Reply | None) -> None:
        """Begins or extends the pause: for a 429, and for a 503 that says when to come back."""
        if reply is None or reply.status not in (429, 503):
            return
        asked = retry_after(reply.headers.get("Retry-After"))
        if asked is None and reply.status == 503:
            return
        pause = min(self._longest, self._unsaid if asked is None else asked)
        with self._lock:
            self._until = max(self._until, time.monotonic() + pause)
