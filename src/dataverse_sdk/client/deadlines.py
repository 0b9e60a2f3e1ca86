"""A deadline for a whole exchange, where the HTTP library has timeouts for each read only.

A server that sends one byte a second satisfies every read timeout and never ends. Here each read of the socket waits no longer than the
time that is left. The asynchronous driver needs none of this: it cancels.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

__all__ = ["bounded_transport", "until"]

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


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens connections that keep deadlines."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._backend.connect_tcp(host, port, _left(timeout), local_address, socket_options))


def bounded_transport() -> httpx.HTTPTransport:
    """Gives httpx's own transport, on connections that keep deadlines.

    httpx has no public way to pass a network backend to its pool, so it is put in place; a proxy's connections come from another pool and
    keep the timeouts of single reads only.
    """
    transport = httpx.HTTPTransport()
    transport._pool._network_backend = _Backend()
    return transport
