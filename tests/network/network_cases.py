"""The operations of the fault matrix, the clients that perform them, and the judge who knows what the service carried out."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import httpx2
from broken_service import ROW, BrokenService

from dataverse_sdk import (
    AsyncDataverseClient,
    ClientOptions,
    Column,
    DataverseClient,
    DataverseError,
    Entity,
    Query,
    RetryPolicy,
    column,
    entity,
)
from dataverse_sdk.client.gates import SharedPause
from dataverse_sdk.client.pools import Pools
from dataverse_sdk.errors import BatchDecodeError, OutcomeUnknown
from dataverse_sdk.operations import action, create, upload

DEADLINE = 1.0
# A server that drips uses up the whole deadline, so it gets a short one.
SHORT = 0.25


def options(deadline: float = DEADLINE, **more: Any) -> ClientOptions:
    """A 429 that says nothing of how long is waited for as long as a cell can spare."""
    policy = RetryPolicy(attempts=4, base=0.001, deadline=deadline)
    return ClientOptions(retry=policy, allow_insecure_loopback=True, gate=SharedPause(unsaid=0.01), **more)


@entity("zoo_animal", set_name="zoo_animals", key="zoo_animalid")
class Animal(Entity):
    zoo_animalid: Column[UUID] = column(update=False)
    zoo_name: Column[str | None] = column()
    zoo_weight: Column[Decimal | None] = column()


class Credential:
    def get_token(self, *_scopes: str, **_options: object) -> Any:
        from azure.core.credentials import AccessToken

        return AccessToken("token", 2**40)


class Case(NamedTuple):
    """An operation: how both clients do it, how many things it carries out, and whether sending it again is safe."""

    name: str
    sync: Callable[[DataverseClient], Any]
    awaited: Callable[[AsyncDataverseClient], Awaitable[Any]]
    writes: int
    repairable: bool = True
    # Carried out twice it leaves the same as once: the caller said so, or the operation is so.
    idempotent: bool = False


def sync_batch(client: DataverseClient) -> None:
    with client.batch() as batch:
        for name in ("one", "two"):
            batch.add(create(Animal(zoo_name=name)))


async def async_batch(client: AsyncDataverseClient) -> None:
    async with client.batch() as batch:
        for name in ("one", "two"):
            batch.add(create(Animal(zoo_name=name)))


def sync_changeset(client: DataverseClient) -> None:
    with client.batch() as batch, batch.changeset():
        for name in ("one", "two"):
            batch.add(create(Animal(zoo_name=name)))


async def async_changeset(client: AsyncDataverseClient) -> None:
    async with client.batch() as batch:
        with batch.changeset():
            for name in ("one", "two"):
                batch.add(create(Animal(zoo_name=name)))


def changed() -> Animal:
    from dataverse_sdk.operations.rows import CONVERTER

    row: Animal = CONVERTER.structure({"@odata.etag": 'W/"1"', "zoo_animalid": str(ROW), "zoo_name": "Rex"}, Animal)
    row.zoo_name = "new"
    return row


QUERY = Query(Animal).select(Animal.zoo_name)


async def listed(client: AsyncDataverseClient) -> list[Animal]:
    return [row async for row in client.query(QUERY)]


def new() -> Animal:
    return Animal(zoo_name="new")


CASES = [
    Case("get", lambda c: c.get(Animal, ROW), lambda c: c.get(Animal, ROW), 0),
    Case("query", lambda c: list(c.query(QUERY)), listed, 0),
    Case("create", lambda c: c.create(new()), lambda c: c.create(new()), 1),
    Case("update", lambda c: c.update(changed()), lambda c: c.update(changed()), 1),
    Case("overwrite", lambda c: c.update(changed(), overwrite=True), lambda c: c.update(changed(), overwrite=True), 1, idempotent=True),
    Case("delete", lambda c: c.delete(Animal, ROW), lambda c: c.delete(Animal, ROW), 1),
    Case("upload", lambda c: c.send(uploading()), lambda c: c.send(uploading()), 1, idempotent=True),
    Case("batch", sync_batch, async_batch, 2, False),
    Case("change set", sync_changeset, async_changeset, 2, False),
    Case("action", lambda c: c.call(action("zoo_Feed")), lambda c: c.call(action("zoo_Feed")), 1, False),
]


def uploading() -> Any:
    return upload(Animal, ROW, Animal.zoo_name, b"content", name="a.txt")


# The clients: our own connections first, then what a caller may pass in, and what the core install has in the place of aiohttp.
FACES = ["sync", "async"]
LENT = ["sync httpx2", "async httpx2", "async httpx", "async pools"]


@contextlib.asynccontextmanager
async def opened(
    face: str, url: str, settings: ClientOptions, trust: ssl.SSLContext | None = None
) -> AsyncIterator[DataverseClient | AsyncDataverseClient]:
    """Gives a client, over the library that the face names."""
    kind, _, library = face.partition(" ")
    module: Any = {"httpx": httpx, "httpx2": httpx2, "pools": httpx}.get(library)
    verify: Any = True if trust is None else trust
    if kind == "sync":
        with contextlib.ExitStack() as stack:
            http = None if module is None else stack.enter_context(module.Client(verify=verify))
            yield stack.enter_context(DataverseClient(url, Credential(), http=http, options=settings))
    else:
        async with contextlib.AsyncExitStack() as waiting:
            more = {"transport": Pools(trust)} if library == "pools" else {"verify": verify}
            http = None if module is None else await waiting.enter_async_context(module.AsyncClient(**more))
            yield await waiting.enter_async_context(AsyncDataverseClient(url, Credential(), http=http, options=settings))


async def perform(service: BrokenService, case: Case, face: str, deadline: float = DEADLINE) -> tuple[object, BaseException | None]:
    """Gives the operation's value, or its error."""
    async with opened(face, service.url, options(deadline)) as client:
        try:
            if isinstance(client, DataverseClient):
                return case.sync(client), None
            return await case.awaited(client), None
        except DataverseError as error:
            return None, error


def judge(service: BrokenService, case: Case, error: BaseException | None) -> None:
    """The laws of a cell. A batch whose answer cannot be decoded says by its class that its writes may have been carried out."""
    done = len(service.applied)
    assert done in (0, case.writes) or case.idempotent, "carried out twice, or in part"
    if not case.writes:
        return
    if error is None:
        assert done, "a value for what was not carried out"
    elif not isinstance(error, OutcomeUnknown | BatchDecodeError):
        assert not done, f"{type(error).__name__} for what was carried out"
    else:
        assert str(error), "it says what to do"
