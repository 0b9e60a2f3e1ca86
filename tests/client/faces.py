"""An adapter that makes the two clients look alike to a test, and a service made of a function."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import httpx
from azure.core.credentials import AccessToken

from dataverse_sdk.client import AsyncDataverseClient, ClientOptions, DataverseClient
from dataverse_sdk.model import Column, Entity, column, entity
from dataverse_sdk.operations import Batch
from dataverse_sdk.wire.retry import RetryPolicy

URL = "https://org.crm.dynamics.com"
ROOT = f"{URL}/api/data/v9.2/"
FAST = ClientOptions(retry=RetryPolicy(base=0.0, jitter=lambda: 0.0))
Handler = Callable[[httpx.Request], httpx.Response]


@entity("farm_goat", set_name="farm_goats", key="farm_goatid")
class Goat(Entity):
    """A row to read and write."""

    farm_goatid: Column[UUID] = column(update=False)
    farm_name: Column[str | None] = column()
    farm_born: Column[datetime | None] = column()


G1 = UUID(int=0xC1)
GOAT = {"@odata.etag": 'W/"1"', "farm_goatid": str(G1), "farm_name": "Heidi"}


class Key:
    """A synchronous credential that counts. Its tokens are told apart by their number."""

    def __init__(self, lives: float = 3600.0, slow: float = 0.0) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self._lives = lives
        self._slow = slow

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        self.asked.append(scopes)
        if self._slow:
            time.sleep(self._slow)
        return AccessToken(f"t0ken-{len(self.asked)}", int(time.time() + self._lives))


class AsyncKey(Key):
    """The same, asynchronous."""

    async def get_token(self, *scopes: str, **more: Any) -> AccessToken:  # type: ignore[override]
        import anyio

        self.asked.append(scopes)
        await anyio.sleep(self._slow)
        return AccessToken(f"t0ken-{len(self.asked)}", int(time.time() + self._lives))


class Service:
    """Answers with the given responses in turn, the last one for ever, and keeps the requests. An exception is raised."""

    def __init__(self, *answers: httpx.Response | Exception | Handler) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            # A response is read once: a service that repeats itself needs a fresh one each time.
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return answer(request)


class Face(Protocol):
    """What a test does with a client, whichever it is."""

    name: str

    def client(self, handler: Handler, credential: Any = None, options: ClientOptions = FAST, url: str = URL, **more: Any) -> Any: ...
    def own(self, url: str, **more: Any) -> Any: ...
    async def call(self, function: Callable[..., Any], *args: Any, **keywords: Any) -> Any: ...
    async def rows(self, result: Any) -> list[Any]: ...
    def batch(self, client: Any, **more: Any) -> Any: ...


class SyncFace:
    name = "sync"

    def client(self, handler: Handler, credential: Any = None, options: ClientOptions = FAST, url: str = URL, **more: Any) -> Any:
        http = httpx.Client(transport=httpx.MockTransport(handler))
        return DataverseClient(url, credential or Key(), http=http, options=options, **more)

    def own(self, url: str, **more: Any) -> Any:
        return DataverseClient(url, Key(), **more)

    async def call(self, function: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
        return function(*args, **keywords)

    async def rows(self, result: Any) -> list[Any]:
        return list(result)

    @asynccontextmanager
    async def batch(self, client: Any, **more: Any) -> AsyncIterator[Batch]:
        with client.batch(**more) as collected:
            yield collected


class AsyncFace:
    name = "async"

    def client(self, handler: Handler, credential: Any = None, options: ClientOptions = FAST, url: str = URL, **more: Any) -> Any:
        http = httpx.AsyncClient(transport=httpx.MockTransport(handler))
        return AsyncDataverseClient(url, credential or Key(), http=http, options=options, **more)

    def own(self, url: str, **more: Any) -> Any:
        return AsyncDataverseClient(url, Key(), **more)

    async def call(self, function: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
        return await function(*args, **keywords)

    async def rows(self, result: Any) -> list[Any]:
        return [row async for row in result]

    @asynccontextmanager
    async def batch(self, client: Any, **more: Any) -> AsyncIterator[Batch]:
        async with client.batch(**more) as collected:
            yield collected
