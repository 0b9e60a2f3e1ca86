"""The emulator in process: an httpx transport for `httpx.Client` and `httpx.AsyncClient`.

Knows httpx requests, responses, exceptions, and the trace events that httpcore would send. Refuses to know what requests mean.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import anyio
import httpx

from ..behaviours.faults import REFUSED
from ..http.breakage import Sending, sending
from ..http.messages import Headers, Reply, Request

__all__ = ["Transport"]

NO_REPLY: dict[str, tuple[type[httpx.TransportError], str]] = {
    REFUSED: (httpx.ConnectError, "[Errno 111] Connection refused"),
    "drop": (httpx.RemoteProtocolError, "Server disconnected without sending a response."),
    "interim": (httpx.RemoteProtocolError, "Server disconnected without sending a response."),
    "cut head": (httpx.RemoteProtocolError, "Server disconnected without sending a response."),
    "reset": (httpx.ReadError, "[Errno 104] Connection reset by peer"),
    "silence": (httpx.ReadTimeout, "The read operation timed out"),
    "garbage": (httpx.RemoteProtocolError, "illegal status line"),
    "huge header": (httpx.RemoteProtocolError, "Receive buffer too long"),
}
"""What httpx raises, over httpcore and a socket, when a connection breaks before there is a reply."""

CONNECTING = ("connection.connect_tcp.started",)
SENT = (
    "connection.connect_tcp.complete",
    "http11.send_request_headers.started",
    "http11.send_request_headers.complete",
    "http11.send_request_body.started",
    "http11.send_request_body.complete",
    "http11.receive_response_headers.started",
)
ANSWERED = ("http11.receive_response_headers.complete",)


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in pieces, and perhaps not to its end; serves one response."""

    def __init__(self, sent: Sending, expected: int) -> None:
        self._pieces, self._pause, self._end = sent.pieces[1:], sent.pause, sent.end
        self._expected = expected

    def _check(self, received: int) -> None:
        if received < self._expected and self._end == "rst":
            raise httpx.ReadError("[Errno 104] Connection reset by peer")
        if received < self._expected:
            raise httpx.RemoteProtocolError(
                f"peer closed connection without sending complete message body (received {received} bytes, expected {self._expected})"
            )

    def _cut(self, piece: bytes, received: int) -> bytes:
        return piece[: max(0, self._expected - received)]  # more than was announced is not read

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for piece in self._pieces:
            time.sleep(self._pause)
            piece = self._cut(piece, received)
            received += len(piece)
            yield piece
        self._check(received)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        received = 0
        for piece in self._pieces:
            await anyio.sleep(self._pause)
            piece = self._cut(piece, received)
            received += len(piece)
            yield piece
        self._check(received)


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Hands requests to the emulator directly, without a socket. One object serves both kinds of client.

    Connections that break raise what httpx raises over a socket, and the request's trace hears of it as it would then.
    """

    def __init__(self, handle: Callable[[Request], Reply]) -> None:
        self._handle = handle

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a synchronous client."""
        request.read()
        reply = self._answer(request)
        trace: Any = request.extensions.get("trace")  # httpx says no more of what stands there
        if trace is not None:
            for event in _events(reply):
                trace(event, {})
        return _response(request, reply)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an asynchronous client, on the spot: there is nothing to wait for."""
        await request.aread()
        reply = self._answer(request)
        trace: Any = request.extensions.get("trace")
        if trace is not None:
            for event in _events(reply):
                await trace(event, {})
        return _response(request, reply)

    def _answer(self, request: httpx.Request) -> Reply:
        url = request.url
        reply = self._handle(
            Request(
                request.method,
                url.raw_path.decode("ascii"),
                Headers(request.headers.multi_items()),
                request.content,
                f"{url.scheme}://{url.netloc.decode('ascii')}",
            )
        )
        return reply.whole()


def _events(reply: Reply) -> tuple[str, ...]:
    if reply.breaks == REFUSED:
        return (*CONNECTING, "connection.connect_tcp.failed")
    if reply.breaks in NO_REPLY:
        return (*CONNECTING, *SENT, "http11.receive_response_headers.failed")
    return CONNECTING + SENT + ANSWERED


def _response(request: httpx.Request, reply: Reply) -> httpx.Response:
    if reply.breaks is None:
        return httpx.Response(reply.status, headers=list(reply.headers), content=reply.body, request=request)
    if reply.breaks in NO_REPLY:
        kind, text = NO_REPLY[reply.breaks]
        raise kind(text, request=request)
    sent = sending(reply)
    headers: list[tuple[str, str]] = []
    for line in sent.pieces[0].decode("latin-1").split("\r\n")[1:-2]:
        name, _, value = line.partition(": ")
        headers.append((name, value))
    length: Any = dict(headers).get("Content-Length", 0)
    return httpx.Response(reply.status, headers=headers, stream=_Body(sent, int(length)), request=request)
