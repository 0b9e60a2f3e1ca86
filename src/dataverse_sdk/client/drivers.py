"""The two drivers: they perform what flows ask for, over an httpx client or anything with its interface.

Know HTTP and the clock; know nothing of Dataverse beyond the headers that every request carries. Nothing of a request but its method and
its outline reaches a log or an error: URLs hold filter values.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar

import anyio
import httpx

from ..errors import ConnectionLost, DeadlineExceeded, NotSent, ReplyTooLarge, UsageError
from ..wire.effects import Effect, Flow, Locate, Now, Renew, RetryPart, Send, step
from ..wire.messages import Headers, Reply, Request, ServiceRoot, describe
from ..wire.retry import RetryBudget
from .auth import AsyncTokens, Tokens
from .deadlines import until
from .options import ClientOptions

__all__ = ["AsyncDriver", "Driver"]

T = TypeVar("T")

_log = logging.getLogger("dataverse_sdk")
_log.addHandler(logging.NullHandler())


_ROOTS = re.compile(r"/api/(?:data|discovery)/v")


class _NoValues(logging.Filter):
    """Cuts the values out of URLs that httpx logs at INFO, for every request to a Web API of this shape."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(describe(str(value)) if _ROOTS.search(str(value)) else value for value in record.args)
        return True


for _name in ("httpx", "httpx2"):
    logging.getLogger(_name).addFilter(_NoValues())

# https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors#http-headers
_ALWAYS = (("Accept", "application/json"), ("OData-MaxVersion", "4.0"), ("OData-Version", "4.0"))


def _library_of(http: Any) -> Any:
    """Gives the module whose exceptions a client raises: httpx, or a library with the same names."""
    for kind in type(http).__mro__:
        module = sys.modules.get(kind.__module__.partition(".")[0])
        if module is not None and hasattr(module, "TransportError") and hasattr(module, "ConnectError"):
            return module
    return httpx


def _untie(response: Any) -> None:
    """Lets go of what a response was read from.

    httpx ties the two to each other, and with them the request and its body: a large upload would keep dozens of chunks in memory until the
    collector comes by.
    """
    with suppress(AttributeError):
        response.stream = None


class _Common:
    """What both drivers do without waiting: building a request, reading headers, naming failures. Mutable: counts requests."""

    def __init__(self, http: Any, root: ServiceRoot, options: ClientOptions) -> None:
        self.http = http
        self.root = root
        self.options = options
        self.sends = 0
        self.budget = RetryBudget()
        self._library = _library_of(http)
        # A body that cannot be inflated is an answer that did not arrive whole.
        self.transport_errors: tuple[type[Exception], ...] = (
            self._library.TransportError,
            self._library.StreamError,
            self._library.DecodingError,
        )
        self._timeout = self._library.Timeout(
            connect=options.connect_timeout, read=options.read_timeout, write=options.read_timeout, pool=options.read_timeout
        )

    def build(self, request: Request, token: str, trace: Any) -> tuple[Any, str]:
        """Gives the HTTP library's request, and the id it carries. Raises ForeignLink for a target elsewhere."""
        url = self.root.resolve(request.target)
        request_id = str(uuid.uuid4())
        headers = [(k, v) for k, v in _ALWAYS if request.headers.get(k) is None]
        if request.method == "GET" and request.headers.get("If-None-Match") is None:
            headers.append(("If-None-Match", "null"))  # literally: it keeps expanded collections from coming out of a cache
        headers += [*request.headers, ("x-ms-client-request-id", request_id), ("Authorization", f"Bearer {token}")]
        try:
            built = self.http.build_request(
                request.method, url, headers=headers, content=request.content(self.root), timeout=self._timeout, extensions={"trace": trace}
            )
        except self._library.InvalidURL:
            # `from None`: the library's error may quote the URL.
            raise UsageError("the URL is too long to be sent; send the query in a batch, or ask for less at a time") from None
        self.sends += 1
        return built, request_id

    def failure(self, error: Exception, events: list[str], request_id: str) -> NotSent | ConnectionLost:
        """Says whether a request that failed had left. httpcore's trace knows; without one, the kind of error has to do.

        Headers that began to go out count as sent: nobody can tell how far they came.
        """
        never_left = isinstance(error, (self._library.ConnectError, self._library.ConnectTimeout, self._library.PoolTimeout)) or (
            bool(events) and not any("send_request_headers" in event for event in events)
        )
        # The library's own text stays out, and so does the error itself: both can hold the URL.
        kind = type(error).__name__
        if never_left:
            return NotSent(f"the service could not be reached ({kind})", request_id=request_id)
        return ConnectionLost(f"the connection ended before the answer was complete ({kind})", request_id=request_id)

    def check_progress(self, size: int, deadline: float | None, request_id: str) -> None:
        """Refuses a reply that grows past what the options allow, or comes too late."""
        if deadline is not None and time.monotonic() > deadline:
            raise _too_late(request_id)
        if size > self.options.max_reply_bytes:
            raise ReplyTooLarge(f"the reply is larger than {self.options.max_reply_bytes} bytes", request_id=request_id)

    def reply(self, response: Any, body: bytes, request: Request, request_id: str, started: float) -> Reply:
        """Gives the reply, and logs its outline."""
        headers = Headers(response.headers.multi_items())
        service_id = headers.get("x-ms-service-request-id") or headers.get("x-ms-request-id") or headers.get("REQ_ID")
        elapsed = (time.monotonic() - started) * 1000
        _log.debug("%s %s -> %d in %.0f ms", request.method, describe(request.target), response.status_code, elapsed)
        return Reply(response.status_code, headers, body, request_id=service_id or request_id)


def _too_late(request_id: str) -> DeadlineExceeded:
    return DeadlineExceeded("the call took longer than it was given (RetryPolicy.deadline)", request_id=request_id)


class Driver(_Common):
    """Performs flows with a synchronous HTTP client."""

    def __init__(self, http: Any, root: ServiceRoot, tokens: Tokens, options: ClientOptions) -> None:
        super().__init__(http, root, options)
        self.tokens = tokens

    def run(self, flow: Flow[T]) -> T:
        """Performs every effect of a flow and gives its value."""
        answer: Any = None
        error: Exception | None = None
        token = ""
        try:
            while True:
                try:
                    effect = step(flow, answer, error)
                except StopIteration as stop:
                    value: T = stop.value
                    return value
                try:
                    if isinstance(effect, Send):
                        token = self.tokens.get()
                    answer, error = self._perform(effect, token), None
                except Exception as raised:
                    answer, error = None, raised
        finally:
            flow.close()

    def _perform(self, effect: Effect, token: str) -> Any:
        match effect:
            case Send(request, deadline):
                return self._send(request, token, deadline)
            case Now():
                return time.monotonic()
            case Locate():
                return self.root
            case Renew(claims):
                return self.tokens.forget(token, claims)
            case RetryPart():
                return False  # whoever has a policy answered it before
            case _:
                return time.sleep(effect.seconds)

    def _send(self, request: Request, token: str, deadline: float | None) -> Reply:
        events: list[str] = []
        built, request_id = self.build(request, token, lambda name, _info: events.append(name))
        started = time.monotonic()
        chunks: list[bytes] = []
        try:
            with until(deadline):
                response = self.http.send(built, stream=True, follow_redirects=False)
                try:
                    size = 0
                    for chunk in response.iter_bytes():
                        size += len(chunk)
                        self.check_progress(size, deadline, request_id)
                        chunks.append(chunk)
                finally:
                    response.close()
                    _untie(response)
        except self.transport_errors as error:
            failure = self.failure(error, events, request_id)
            if deadline is not None and time.monotonic() > deadline and isinstance(failure, ConnectionLost):
                failure = _too_late(request_id)
            raise failure from None
        return self.reply(response, b"".join(chunks), request, request_id, started)


class AsyncDriver(_Common):
    """Performs flows with an asynchronous HTTP client, on asyncio or trio."""

    def __init__(self, http: Any, root: ServiceRoot, tokens: AsyncTokens, options: ClientOptions) -> None:
        super().__init__(http, root, options)
        self.tokens = tokens

    async def run(self, flow: Flow[T]) -> T:
        """Performs every effect of a flow and gives its value."""
        answer: Any = None
        error: Exception | None = None
        token = ""
        try:
            while True:
                try:
                    effect = step(flow, answer, error)
                except StopIteration as stop:
                    value: T = stop.value
                    return value
                try:
                    if isinstance(effect, Send):
                        token = await self.tokens.get()
                    answer, error = await self._perform(effect, token), None
                except Exception as raised:
                    answer, error = None, raised
        finally:
            flow.close()

    async def _perform(self, effect: Effect, token: str) -> Any:
        match effect:
            case Send(request, deadline):
                return await self._send(request, token, deadline)
            case Now():
                return time.monotonic()
            case Locate():
                return self.root
            case Renew(claims):
                return self.tokens.forget(token, claims)
            case RetryPart():
                return False  # whoever has a policy answered it before
            case _:
                return await anyio.sleep(effect.seconds)

    async def _send(self, request: Request, token: str, deadline: float | None) -> Reply:
        events: list[str] = []

        async def trace(name: str, _info: Mapping[str, Any]) -> None:
            events.append(name)

        built, request_id = self.build(request, token, trace)
        started = time.monotonic()
        chunks: list[bytes] = []
        try:
            with anyio.fail_after(None if deadline is None else max(0.0, deadline - started)):
                response = await self.http.send(built, stream=True, follow_redirects=False)
                try:
                    size = 0
                    async for chunk in response.aiter_bytes():
                        size += len(chunk)
                        self.check_progress(size, deadline, request_id)
                        chunks.append(chunk)
                finally:
                    await response.aclose()
                    _untie(response)
        except self.transport_errors as error:
            raise self.failure(error, events, request_id) from None
        except TimeoutError:
            if any("send_request_headers" in event for event in events) or not events:
                raise _too_late(request_id) from None
            raise NotSent("the service could not be reached in the time the call was given", request_id=request_id) from None
        return self.reply(response, b"".join(chunks), request, request_id, started)
