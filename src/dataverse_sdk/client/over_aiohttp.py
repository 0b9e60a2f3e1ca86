"""An asynchronous HTTP client over aiohttp, with what the driver uses of httpx's interface: httpx's own slows down with its connections.

Knows aiohttp, which is an extra, and imports it when the first request leaves. What could not be connected is told apart from an answer
that did not come: aiohttp has classes for the first, and everything else counts as sent. Whatever aiohttp would do by itself is switched
off: redirects, cookies, inflating, and the second attempt that it gives a GET or a DELETE on a connection which the service closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import sniffio

from .pools import Pools

if TYPE_CHECKING:
    import aiohttp

__all__ = ["AiohttpClient", "own_async_http"]

# As httpx.
_MOST_CONNECTIONS, _LONGEST_URL = 100, 65_536


def _is_installed() -> bool:
    """Says whether there is an aiohttp that can be kept from sending a request again by itself, without importing it."""
    from importlib.metadata import PackageNotFoundError, version  # when a client is made, and not when one is imported

    try:
        major, minor = version("aiohttp").split(".")[:2]
        return (int(major), int(minor)) >= (3, 12)
    except (PackageNotFoundError, ValueError):
        return False


def own_async_http() -> Any:
    """Gives the client that an AsyncDataverseClient opens for itself: over aiohttp where that is installed, over pools of httpx otherwise.

    A plain one of httpx where the environment names a proxy: it knows proxies, and aiohttp would look them up in a thread each time.
    """
    from urllib.request import getproxies

    if getproxies():
        return httpx.AsyncClient()
    return AiohttpClient() if _is_installed() else httpx.AsyncClient(transport=Pools())


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Turns aiohttp's errors into httpx's, without their text, which names addresses and may hold the URL."""
    import aiohttp

    try:
        yield
    except aiohttp.ConnectionTimeoutError:
        raise httpx.ConnectTimeout("no connection in time") from None
    except aiohttp.ClientConnectorError as error:
        # Raised while connecting only: name, TCP, TLS, proxy. The cause is for `diagnose`, which looks at its class.
        raise httpx.ConnectError(type(error).__name__) from error
    except aiohttp.ServerTimeoutError:
        raise httpx.ReadTimeout("no answer in time") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise httpx.RemoteProtocolError(type(error).__name__) from None


async def _mark(event: str, _session: Any, context: Any, _what: Any) -> None:
    if context.trace_request_ctx is not None:
        await context.trace_request_ctx(event, {})


class _Headers(list[tuple[str, str]]):
    """The headers of an answer, in order."""

    def __init__(self, raw: Sequence[tuple[bytes, bytes]]) -> None:
        super().__init__((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)

    def multi_items(self) -> list[tuple[str, str]]:
        """The headers of an answer, in order."""
        return self


class _Answer:
    """One answer, whose body is still to come."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer
        self.status_code = answer.status
        self.headers = _Headers(answer.raw_headers)

    async def aiter_raw(self) -> AsyncIterator[bytes]:
        """The bytes of the body, as they come."""
        with _as_httpx():
            async for chunk in self._answer.content.iter_any():
                yield chunk

    async def aclose(self) -> None:
        """Gives the connection back after the last byte, and closes it before."""
        self._answer.close()


class AiohttpClient:
    """Sends through aiohttp on asyncio, and through httpx elsewhere. Mutable: one session for each event loop it is used on."""

    def __init__(self) -> None:
        import aiohttp  # noqa: F401 -- now, and not in the time of the first call

        self.is_closed = False
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._elsewhere: httpx.AsyncClient | None = None

    def build_request(self, method: str, url: str, **more: Any) -> Any:
        """Gives what `send` takes; `more` as in httpx: headers, content, timeout, extensions."""
        if len(url) > _LONGEST_URL:
            raise httpx.InvalidURL("URL too long")
        if sniffio.current_async_library() == "asyncio":
            return method, url, more
        if self._elsewhere is None:
            self._elsewhere = httpx.AsyncClient()
        return self._elsewhere.build_request(method, url, **more)

    async def send(self, built: Any, *, stream: bool = True, follow_redirects: bool = False) -> Any:
        """Sends a request, and gives the answer as soon as its headers are there. `stream` is always true, `follow_redirects` never."""
        if self._elsewhere is not None and isinstance(built, httpx.Request):
            return await self._elsewhere.send(built, stream=True, follow_redirects=False)
        import aiohttp
        import yarl

        method, url, more = built
        connect, read, _, pool = more["timeout"]
        with _as_httpx():
            answer = await self._open().request(
                method,
                yarl.URL(url, encoded=True),  # as it is: `wire` encoded it
                headers=more.get("headers"),
                data=more.get("content") or None,
                skip_auto_headers=("Content-Type", "User-Agent"),
                allow_redirects=False,
                trace_request_ctx=more.get("extensions", {}).get("trace"),
                timeout=aiohttp.ClientTimeout(connect=pool, sock_connect=connect, sock_read=read),
            )
        return _Answer(answer)

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        # Where a request stands when it is cancelled, in the words of httpcore's trace: before its headers went out it was not sent.
        marks = aiohttp.TraceConfig()
        marks.on_request_start.append(partial(_mark, "connection.started"))
        marks.on_request_headers_sent.append(partial(_mark, "http11.send_request_headers.started"))
        loop = asyncio.get_running_loop()
        if self._session is None or self._loop is not loop:
            # The connections of a loop that has ended went with it.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_MOST_CONNECTIONS, ssl=httpx.create_ssl_context(), keepalive_timeout=30.0),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trace_configs=[marks],
            )
            self._session._retry_connection = False  # since 3.11; the lowest version that is allowed has it
            self._loop = loop
        return self._session

    async def aclose(self) -> None:
        """Closes the connections."""
        session, self._session, self.is_closed = self._session, None, True
        if session is not None and self._loop is asyncio.get_running_loop():
            await session.close()
        if self._elsewhere is not None:
            await self._elsewhere.aclose()
