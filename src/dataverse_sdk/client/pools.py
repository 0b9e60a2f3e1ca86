"""Several small pools of httpx behind one client: each request of httpcore looks at every connection of its pool, idle or not.

Knows httpx's transports. For the core install; over aiohttp a request costs less still (see `over_aiohttp`).
Source: https://github.com/encode/httpcore/issues/1035
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx

__all__ = ["Pools"]

# A hundred connections in all, as httpx's one pool.
_POOLS, _EACH = 8, 13


class _Body(httpx.AsyncByteStream):
    """The body of an answer; the pool has a request less when it is closed."""

    def __init__(self, stream: Any, done: Any) -> None:
        self._stream = stream
        self._done = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield chunk

    async def aclose(self) -> None:
        self._done()
        await self._stream.aclose()


class Pools(httpx.AsyncBaseTransport):
    """Gives each request to the pool that has the fewest under way. Mutable; every pool shares one TLS context."""

    def __init__(self, verify: Any = None) -> None:  # an ssl.SSLContext; httpx's own without one
        tls = httpx.create_ssl_context() if verify is None else verify
        limits = httpx.Limits(max_connections=_EACH, max_keepalive_connections=_EACH, keepalive_expiry=30.0)
        self._pools = [httpx.AsyncHTTPTransport(verify=tls, limits=limits) for _ in range(_POOLS)]
        self.under_way = [0] * _POOLS

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request, and gives the answer as soon as its headers are there."""
        chosen = min(range(_POOLS), key=self.under_way.__getitem__)
        self.under_way[chosen] += 1

        def done() -> None:
            self.under_way[chosen] -= 1

        try:
            answer = await self._pools[chosen].handle_async_request(request)
        except BaseException:
            done()
            raise
        answer.stream = _Body(answer.stream, done)
        return answer

    async def aclose(self) -> None:
        """Closes the connections."""
        for pool in self._pools:
            await pool.aclose()
