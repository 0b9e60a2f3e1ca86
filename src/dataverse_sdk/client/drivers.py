"""The two drivers: they perform what flows ask for, over an httpx client or anything with its interface.

Know HTTP and the clock; know nothing of Dataverse beyond the headers that every request carries. Nothing of a request but its method and
its outline reaches a log or an error: URLs hold filter values.
"""

from __future__ import annotations

import inspect
import logging
import math
import ssl
import sys
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Generic, TypeVar

import anyio
import httpx

from ..errors import ConnectionLost, DeadlineExceeded, NotSent, UntrustedHost, UsageError
from ..wire.effects import Admit, Effect, Flow, Heard, Locate, Now, Renew, RetryPart, Send, Sleep, at_once, performed
from ..wire.messages import Headers, Reply, Request, ServiceRoot, describe
from ..wire.retry import RetryBudget
from .auth import AsyncTokens, Tokens
from .deadlines import hold_deadlines, until
from .gates import Gate, SharedPause
from .inflation import ENCODINGS, Body
from .options import ClientOptions
from .silence import ours, silence

__all__ = ["AsyncDriver", "Driver"]

T = TypeVar("T")
K = TypeVar("K", bound=Tokens | AsyncTokens)

_log = logging.getLogger("dataverse_sdk")
_log.addHandler(logging.NullHandler())
silence()

# https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors#http-headers
_ALWAYS = (
    ("Accept", "application/json"),
    ("Accept-Encoding", ENCODINGS),
    ("OData-MaxVersion", "4.0"),
    ("OData-Version", "4.0"),
)


# What an HTTP library raises before anything of the request has left.
_CONNECTING = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"})
# What lies behind those: httpcore's own, or aiohttp's while it connects.
_BEHIND = frozenset({"httpcore", "httpcore2"})
_BEHIND_KINDS = frozenset({"ClientConnectorError", "ConnectionTimeoutError"})


def _kinds(error: BaseException) -> frozenset[str]:
    return frozenset(kind.__name__ for kind in type(error).__mro__)


def _never_left(error: Exception, events: list[str]) -> bool:
    """Says whether a request that failed had not left. Headers that began to go out count as sent: nobody can tell how far they came.

    httpcore's trace knows. A transport without a trace may say ConnectTimeout of a connection that was lost later, as httpx-aiohttp does:
    there the error behind it is looked at, and in doubt it was sent.
    """
    if _kinds(error) & _CONNECTING:
        behind = error.__cause__
        if behind is None or type(behind).__module__.partition(".")[0] in _BEHIND or _kinds(behind) & _BEHIND_KINDS:
            return True
    return bool(events) and not any("send_request_headers" in event for event in events)


def _untrusted(error: BaseException | None) -> bool:
    """Says whether the service's certificate was turned down, from the error and those behind it."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError) or "ClientConnectorCertificateError" in _kinds(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _untie(response: Any) -> None:
    """Lets go of what a response was read from.

    httpx ties the two to each other, and with them the request and its body: a large upload would keep dozens of chunks in memory until the
    collector comes by.
    """
    with suppress(AttributeError):
        response.stream = None


def _was_read(response: Any) -> bool:
    """True for an answer that came whole, as those of httpx's MockTransport do: the library has read and inflated it."""
    return bool(getattr(response, "is_stream_consumed", False))


class _Common(Generic[K]):
    """What both drivers share: performing effects, building a request, reading headers, naming failures. Mutable: counts requests."""

    def __init__(self, http: Any, root: ServiceRoot, tokens: K, options: ClientOptions) -> None:
        self.http = http
        self.root = root
        self.tokens = tokens
        self.options = options
        self.sends = 0
        self.budget = RetryBudget()
        self.gate: Gate = options.gate or SharedPause(longest=options.retry.longest_retry_after)
        # Their exceptions are not related, and a client may be wrapped in a class of the caller's own.
        libraries = [httpx, *(module for name in ("httpx2",) if (module := sys.modules.get(name)) is not None)]
        # A body that cannot be inflated is an answer that did not arrive whole.
        self.transport_errors = tuple(
            getattr(library, name) for library in libraries for name in ("TransportError", "StreamError", "DecodingError")
        )
        self._invalid_url = tuple(library.InvalidURL for library in libraries)

    async def perform(self, flow: Flow[T]) -> T:
        """Performs every effect of a flow and gives its value; waits only where the four methods below do."""
        token = ""

        async def answer(effect: Effect) -> Any:
            nonlocal token
            match effect:
                case Send(request, deadline):
                    token = await self._token(deadline)
                    return await self._exchange(request, token, deadline)
                case Sleep(seconds):
                    return await self._sleep(seconds)
                case Now():
                    return time.monotonic()
                case Locate():
                    return self.root
                case Renew(claims):
                    return self.tokens.forget(token, claims)
                case Admit():
                    return await self._asked(self.gate.admit())
                case Heard(reply):
                    return await self._asked(self.gate.heard(reply))
                case RetryPart():
                    return False  # whoever has a policy answered it before

        return await performed(flow, answer)

    async def _token(self, deadline: float | None) -> str:
        raise NotImplementedError

    async def _exchange(self, request: Request, token: str, deadline: float | None) -> Reply:
        raise NotImplementedError

    async def _sleep(self, seconds: float) -> None:
        raise NotImplementedError

    async def _asked(self, answer: Any) -> Any:
        raise NotImplementedError

    def waits(self, deadline: float | None) -> tuple[float, float, float, float]:
        """Gives the timeouts of one request, for connecting, reading, writing and a free connection, each within the deadline."""
        left = math.inf if deadline is None else max(0.001, deadline - time.monotonic())
        read = min(self.options.read_timeout, left)
        return min(self.options.connect_timeout, left), read, read, read

    def build(self, request: Request, token: str, trace: Any, deadline: float | None) -> tuple[Any, str]:
        """Gives the HTTP library's request, and the id it carries. Raises ForeignLink for a target elsewhere."""
        url = self.root.resolve(request.target)
        request_id = str(uuid.uuid4())
        headers = [(k, v) for k, v in _ALWAYS if request.headers.get(k) is None]
        if request.method == "GET" and request.headers.get("If-None-Match") is None:
            headers.append(("If-None-Match", "null"))  # literally: it keeps expanded collections from coming out of a cache
        headers += [*request.headers, ("x-ms-client-request-id", request_id), ("Authorization", f"Bearer {token}")]
        try:
            built = self.http.build_request(
                request.method,
                url,
                headers=headers,
                content=request.content(self.root),
                timeout=self.waits(deadline),
                extensions={"trace": trace},
            )
        except self._invalid_url:
            # `from None`: the library's error may quote the URL.
            raise UsageError("the URL is too long to be sent; send the query in a batch, or ask for less at a time") from None
        self.sends += 1
        return built, request_id

    def failure(self, error: Exception, events: list[str], request_id: str) -> NotSent | ConnectionLost:
        """Says of a request that failed whether it had left."""
        # The library's own text stays out, and so does the error itself: both can hold the URL.
        kind = type(error).__name__
        if _untrusted(error):
            return UntrustedHost("the certificate of the service is not trusted; nothing was sent", request_id=request_id)
        if _never_left(error, events):
            return NotSent(f"the service could not be reached ({kind})", request_id=request_id)
        return ConnectionLost(f"the connection ended before the answer was complete ({kind})", request_id=request_id)

    def body(self, response: Any, deadline: float | None, request_id: str) -> Body:
        """Gives what collects the body of a reply: no more than the options allow, and not later than it may come."""

        def tick() -> None:
            if deadline is not None and time.monotonic() > deadline:
                raise _too_late(request_id)

        return Body(response.headers, self.options.max_reply_bytes, tick, request_id)

    def reply(self, response: Any, body: bytes, request: Request, request_id: str, started: float) -> Reply:
        """Gives the reply, and logs its outline."""
        headers = Headers(response.headers.multi_items())
        service_id = headers.get("x-ms-service-request-id") or headers.get("x-ms-request-id") or headers.get("REQ_ID")
        elapsed = (time.monotonic() - started) * 1000
        _log.debug("%s %s -> %d in %.0f ms", request.method, describe(request.target), response.status_code, elapsed)
        return Reply(response.status_code, headers, body, request_id=service_id or request_id)


def _too_late(request_id: str) -> DeadlineExceeded:
    return DeadlineExceeded("the call took longer than it was given (RetryPolicy.deadline)", request_id=request_id)


class Driver(_Common[Tokens]):
    """Performs flows with a synchronous HTTP client."""

    def __init__(self, http: Any, root: ServiceRoot, tokens: Tokens, options: ClientOptions) -> None:
        super().__init__(http, root, tokens, options)
        hold_deadlines(http)

    def run(self, flow: Flow[T]) -> T:
        """Performs every effect of a flow and gives its value."""
        return at_once(self.perform(flow))

    async def _token(self, deadline: float | None) -> str:
        return self.tokens.get()

    async def _exchange(self, request: Request, token: str, deadline: float | None) -> Reply:
        return self._send(request, token, deadline)

    async def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)  # noqa: ASYNC251 -- it runs in no event loop

    async def _asked(self, answer: Any) -> Any:
        if inspect.isawaitable(answer):
            answer.close()  # type: ignore[attr-defined]
            raise UsageError("this gate is asynchronous; use AsyncDataverseClient")
        return answer

    def _send(self, request: Request, token: str, deadline: float | None) -> Reply:
        events: list[str] = []
        built, request_id = self.build(request, token, lambda name, _info: events.append(name), deadline)
        started = time.monotonic()
        try:
            with until(deadline), ours():
                response = self.http.send(built, stream=True, follow_redirects=False)
                try:
                    body = self.body(response, deadline, request_id)
                    if _was_read(response):
                        body.add_inflated(response.content)
                    else:
                        for chunk in response.iter_raw():
                            body.add(chunk)
                    content = body.whole()
                finally:
                    response.close()
                    _untie(response)
        except self.transport_errors as error:
            failure = self.failure(error, events, request_id)
            if deadline is not None and time.monotonic() > deadline and isinstance(failure, ConnectionLost):
                failure = _too_late(request_id)
            raise failure from None
        return self.reply(response, content, request, request_id, started)


class AsyncDriver(_Common[AsyncTokens]):
    """Performs flows with an asynchronous HTTP client, on asyncio or trio."""

    async def run(self, flow: Flow[T]) -> T:
        """Performs every effect of a flow and gives its value."""
        return await self.perform(flow)

    async def _token(self, deadline: float | None) -> str:
        at_hand = self.tokens.current()
        if at_hand is not None:
            return at_hand
        try:
            with anyio.fail_after(None if deadline is None else max(0.0, deadline - time.monotonic())):
                return await self.tokens.get()
        except TimeoutError:
            raise NotSent("the credential gave no token in the time the call was given") from None

    async def _exchange(self, request: Request, token: str, deadline: float | None) -> Reply:
        return await self._send(request, token, deadline)

    async def _sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)

    async def _asked(self, answer: Any) -> Any:
        return await answer if inspect.isawaitable(answer) else answer

    async def _send(self, request: Request, token: str, deadline: float | None) -> Reply:
        events: list[str] = []

        async def trace(name: str, _info: Mapping[str, Any]) -> None:
            events.append(name)

        built, request_id = self.build(request, token, trace, deadline)
        started = time.monotonic()
        try:
            with anyio.fail_after(None if deadline is None else max(0.0, deadline - started)), ours():
                response = await self.http.send(built, stream=True, follow_redirects=False)
                try:
                    body = self.body(response, deadline, request_id)
                    if _was_read(response):
                        body.add_inflated(response.content)
                    else:
                        async for chunk in response.aiter_raw():
                            body.add(chunk)
                    content = body.whole()
                finally:
                    await response.aclose()
                    _untie(response)
        except self.transport_errors as error:
            failure = self.failure(error, events, request_id)
            if deadline is not None and time.monotonic() > deadline and isinstance(failure, ConnectionLost):
                failure = _too_late(request_id)
            raise failure from None
        except TimeoutError:
            if any("send_request_headers" in event for event in events) or not events:
                raise _too_late(request_id) from None
            raise NotSent("the service could not be reached in the time the call was given", request_id=request_id) from None
        return self.reply(response, content, request, request_id, started)
