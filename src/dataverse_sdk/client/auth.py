"""Tokens: asked of an azure-core credential, kept until shortly before they expire, one request for all callers.

Knows scopes and expiry. The token goes to the configured origin only, because only `drivers` uses it, after the root resolved the URL.
A synchronous credential serves the asynchronous client too, from a thread: `azure.identity.aio` cannot be imported without aiohttp.
"""

from __future__ import annotations

import inspect
import re
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

from ..errors import AuthenticationError, UsageError
from .entra import advice_on

if TYPE_CHECKING:
    from typing import TypeAlias

    from azure.core.credentials import AccessToken, TokenCredential
    from azure.core.credentials_async import AsyncTokenCredential

    Credential: TypeAlias = TokenCredential | AsyncTokenCredential

__all__ = ["AsyncTokens", "Tokens"]

_TOKEN = re.compile(r"[\x21-\x7e]+")
# azure-core refreshes this early too; a request that takes a minute still arrives with a valid token.
_MARGIN = 300.0


def _is_async(credential: Any) -> bool:
    return inspect.iscoroutinefunction(getattr(credential, "get_token", None))


def _keywords(get_token: Any) -> frozenset[str]:
    """Which of the optional keywords of azure-core's protocol a credential takes."""
    known = frozenset({"claims", "enable_cae"})
    try:
        parameters = inspect.signature(get_token).parameters.values()
    except (TypeError, ValueError):  # something built in
        return frozenset()
    return known if any(one.kind is one.VAR_KEYWORD for one in parameters) else known & {one.name for one in parameters}


class _Cache:
    """The token at hand, and whether it is still good. Mutable."""

    def __init__(self, credential: Any, scope: str) -> None:
        if not callable(getattr(credential, "get_token", None)):
            raise UsageError("a credential has get_token(), as those of azure-identity do, such as DefaultAzureCredential()")
        self.credential = credential
        self.scope = scope
        self._token: AccessToken | None = None
        self._claims: str | None = None
        self._challenged = False
        self._takes = _keywords(credential.get_token)

    def asking(self) -> dict[str, Any]:
        # Only keywords that the credential takes: those made by hand often know scopes and nothing else. `enable_cae` stays on once
        # a challenge came, because azure-identity keeps such tokens in a cache of their own.
        keywords = {"claims": self._claims, "enable_cae": self._challenged}
        return {name: value for name, value in keywords.items() if value and name in self._takes}

    def current(self) -> str | None:
        token = self._token
        if token is None:
            return None
        # A token that lives shorter than the margin is used for half of what is left of it.
        left = token.expires_on - time.time()
        return token.token if left > min(_MARGIN, self._lifetime / 2) else None

    def keep(self, token: AccessToken) -> str:
        # It becomes a header: anything else would fail later, in an error that quotes the header.
        text: object = token.token  # what a credential of the caller's own making may give
        if not (isinstance(text, str) and _TOKEN.fullmatch(text)):
            raise ValueError("not a token")
        self._lifetime = max(0.0, token.expires_on - time.time())
        self._token = token
        self._claims = None
        return token.token

    def forget(self, used: str, claims: str | None) -> None:
        # Ten calls that were refused with one token are to fetch one new token, not ten.
        token = self._token
        if token is None or token.token == used:
            self._token = None
            self._claims = claims or self._claims
            self._challenged = self._challenged or claims is not None

    def failed(self, error: Exception) -> AuthenticationError:
        return AuthenticationError(f"{type(self.credential).__name__} gave no token for this environment: {advice_on(error)}")


class Tokens:
    """Gives tokens to the synchronous driver."""

    def __init__(self, credential: Any, scope: str) -> None:
        self._cache = _Cache(credential, scope)
        if _is_async(credential):
            raise UsageError("this credential is asynchronous; use AsyncDataverseClient, or the credential without .aio")
        self._lock = threading.Lock()

    def get(self) -> str:
        """Gives a token that is good for some minutes. Raises AuthenticationError."""
        with self._lock:
            token = self._cache.current()
            if token is not None:
                return token
            try:
                found: Any = self._cache.credential.get_token(self._cache.scope, **self._cache.asking())
                if inspect.iscoroutine(found):
                    found.close()
                    raise TypeError("an asynchronous credential")
                return self._cache.keep(found)
            except Exception as error:
                raise self._cache.failed(error) from error

    def forget(self, used: str, claims: str | None = None) -> None:
        """Makes the next `get` ask the credential again, for these claims, unless that was done since this token was given out."""
        self._cache.forget(used, claims)


class AsyncTokens:
    """Gives tokens to the asynchronous driver, from a credential of either kind."""

    def __init__(self, credential: Any, scope: str) -> None:
        self._cache = _Cache(credential, scope)
        self._async = _is_async(credential)
        self._lock = anyio.Lock()

    def current(self) -> str | None:
        """Gives the token at hand, or None where one has to be asked for."""
        return self._cache.current()

    async def get(self) -> str:
        """Gives a token that is good for some minutes. Raises AuthenticationError."""
        async with self._lock:
            token = self._cache.current()
            if token is not None:
                return token
            ask = partial(self._cache.credential.get_token, self._cache.scope, **self._cache.asking())
            try:
                token_or_awaitable: Any = ask() if self._async else await anyio.to_thread.run_sync(ask, abandon_on_cancel=True)
                # A wrapper around an asynchronous credential need not be a coroutine function itself.
                return self._cache.keep(await token_or_awaitable if inspect.isawaitable(token_or_awaitable) else token_or_awaitable)
            except Exception as error:
                raise self._cache.failed(error) from error

    def forget(self, used: str, claims: str | None = None) -> None:
        """Makes the next `get` ask the credential again, for these claims, unless that was done since this token was given out."""
        self._cache.forget(used, claims)
