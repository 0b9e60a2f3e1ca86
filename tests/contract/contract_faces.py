"""Both clients behind one synchronous face, and somebody to sign in as: what the contract's tests share."""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from anyio.from_thread import BlockingPortal
from azure.core.credentials import AccessToken

from dataverse_sdk import AsyncDataverseClient


class Anybody:
    """A credential for servers that take any token."""

    def get_token(self, *_: str, **__: Any) -> AccessToken:
        return AccessToken("any", int(time.time()) + 3600)


class Blocking:
    """The asynchronous client as it looks to a test that cannot wait: each call goes through a portal."""

    def __init__(self, client: AsyncDataverseClient, portal: BlockingPortal) -> None:
        self._client = client
        self._portal = portal

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._client, name)
        return (lambda *args, **keywords: self._portal.call(lambda: member(*args, **keywords))) if callable(member) else member

    def query(self, *args: Any, **keywords: Any) -> "BlockingResult":
        return BlockingResult(self._client.query(*args, **keywords), self._portal)

    @contextlib.contextmanager
    def batch(self, **keywords: Any) -> Iterator[Any]:
        with self._portal.wrap_async_context_manager(self._client.batch(**keywords)) as batch:
            yield batch


class BlockingResult:
    """A query's rows, likewise."""

    def __init__(self, result: Any, portal: BlockingPortal) -> None:
        self._result = result
        self._portal = portal

    async def _collect(self, source: Any) -> list[Any]:
        return [item async for item in source]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._portal.call(self._collect, self._result))

    def pages(self) -> list[Any]:
        return self._portal.call(self._collect, self._result.pages())

    def __getattr__(self, name: str) -> Any:
        return lambda: self._portal.call(getattr(self._result, name))
