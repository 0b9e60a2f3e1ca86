"""A deadline for a whole exchange, where the HTTP library has timeouts for each read only.

A server that sends one byte a second satisfies every read timeout and never ends. Here each read of the socket waits no longer than the
time that is left. The asynchronous driver needs none of this: it cancels.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

__all__ = ["hold_deadlines", "until"]

_deadline: ContextVar[float | None] = ContextVar("dataverse_sdk_deadline", default=None)


@contextmanager
def until(deadline: float | None) -> Iterator[None]:
    """Holds the sockets of this thread to a moment on the monotonic clock."""
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


def _left(timeout: float | None) -> float | None:
    """Gives the timeout, or the time that is left when that is shorter; never less than a moment, which the library would refuse."""
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = max(0.001, deadline - time.monotonic())
    return left if timeout is None else min(timeout, left)


class _Stream:
    """A connection whose every wait ends at the deadline."""

    def __init__(self, stream: Any) -> None:  # a NetworkStream of httpcore or httpcore2, which have no class in common
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        found: bytes = self._stream.read(max_bytes, _left(timeout))
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> _Stream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend:
    """Opens connections that keep deadlines."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **more: Any) -> _Stream:
        return _Stream(self._backend.connect_tcp(host, port, _left(timeout), **more))

    def connect_unix_socket(self, path: str, timeout: float | None = None, **more: Any) -> _Stream:
        return _Stream(self._backend.connect_unix_socket(path, _left(timeout), **more))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


def hold_deadlines(http: Any) -> None:
    """Makes the connections that a synchronous client of httpx or httpx2 opens from now on keep deadlines, those through a proxy too.

    Neither has a public way to pass a network backend to its pools, so it is put around theirs. Where no deadline is set it does nothing,
    so that other users of the client see no difference. A client with other pools keeps the timeouts of single reads only.
    """
    for transport in (getattr(http, "_transport", None), *getattr(http, "_mounts", {}).values()):
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if backend is not None and not isinstance(backend, _Backend):
            pool._network_backend = _Backend(backend)  # type: ignore[union-attr]
