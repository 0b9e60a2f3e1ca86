"""The emulator in process: an httpx transport for `httpx.Client` and `httpx.AsyncClient`.

Knows httpx requests and responses. Refuses to know what they mean.
"""

from collections.abc import Callable

import httpx

from .faults import Dropped
from .messages import Headers, Reply, Request

__all__ = ["Transport"]


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Hands requests to the emulator directly, without a socket. One object serves both kinds of client."""

    def __init__(self, handle: Callable[[Request], Reply]) -> None:
        self._handle = handle

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a synchronous client."""
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an asynchronous client, on the spot: there is nothing to wait for."""
        await request.aread()
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = Request(
            request.method,
            url.raw_path.decode("ascii"),
            Headers(request.headers.multi_items()),
            request.content,
            f"{url.scheme}://{url.netloc.decode('ascii')}",
        )
        try:
            reply = self._handle(asked)
        except Dropped as dropped:
            raise httpx.RemoteProtocolError(
                "Server disconnected without sending a response.", request=request
            ) from dropped
        return httpx.Response(reply.status, headers=list(reply.headers), content=reply.body, request=request)
