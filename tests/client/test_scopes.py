"""Settings made with client.options hold in their scope, for their client, and nowhere else."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from dataverse_sdk import AsyncDataverseClient, DataverseClient
from dataverse_sdk.errors import UsageError
from dataverse_sdk.operations import Batch, Operation, send, who_am_i
from dataverse_sdk.wire.messages import Request

USER, OTHER = UUID(int=1), UUID(int=2)
IDS = {"UserId": str(USER), "BusinessUnitId": str(USER), "OrganizationId": str(USER)}


class Credential:
    def get_token(self, *_scopes: str, **_options: object) -> object:
        from azure.core.credentials import AccessToken

        return AccessToken("token", 2**40)


class Callers:
    """Answers WhoAmI and keeps for whom each call was made."""

    def __init__(self) -> None:
        self.seen: list[str | None] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request.headers.get("CallerObjectId"))
        return httpx.Response(200, json=IDS)


@pytest.fixture
def callers() -> Callers:
    return Callers()


@pytest.fixture
def client(callers: Callers) -> Iterator[DataverseClient]:
    with httpx.Client(transport=httpx.MockTransport(callers)) as http:
        yield DataverseClient("https://org.crm.dynamics.com", Credential(), http=http)  # type: ignore[arg-type]


def test_one_call_can_carry_settings(client: DataverseClient, callers: Callers) -> None:
    client.options(as_user=USER).who_am_i()
    client.who_am_i()
    assert callers.seen == [str(USER), None]


def test_a_block_holds_for_the_client_and_ends_with_the_block(client: DataverseClient, callers: Callers) -> None:
    with client.options(as_user=USER) as scoped:
        client.who_am_i()
        scoped.who_am_i()
    client.who_am_i()
    assert callers.seen == [str(USER), str(USER), None]


def test_an_inner_block_replaces_the_outer_one_and_gives_it_back(client: DataverseClient, callers: Callers) -> None:
    with client.options(as_user=USER):
        with client.options(as_user=OTHER):
            client.who_am_i()
        client.who_am_i()
    assert callers.seen == [str(OTHER), str(USER)]


def test_a_block_that_ends_in_an_error_ends(client: DataverseClient, callers: Callers) -> None:
    with pytest.raises(RuntimeError), client.options(as_user=USER):
        raise RuntimeError
    client.who_am_i()
    assert callers.seen == [None]


def test_another_client_is_not_touched(client: DataverseClient, callers: Callers) -> None:
    with httpx.Client(transport=httpx.MockTransport(callers)) as http:
        other = DataverseClient("https://other.crm.dynamics.com", Credential(), http=http)  # type: ignore[arg-type]
        with client.options(as_user=USER):
            other.who_am_i()
    assert callers.seen == [None]


def test_another_thread_is_not_touched(client: DataverseClient, callers: Callers) -> None:
    with client.options(as_user=USER):
        thread = threading.Thread(target=client.who_am_i)
        thread.start()
        thread.join()
    assert callers.seen == [None]


def test_a_header_of_a_scope_cannot_be_passed_by_hand(client: DataverseClient, callers: Callers) -> None:
    with pytest.raises(UsageError):
        client.request("GET", "WhoAmI()", headers={"CallerObjectId": str(USER)})
    assert callers.seen == []


@pytest.mark.anyio
async def test_a_task_that_outlives_its_block_is_refused(callers: Callers) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(callers)) as http:
        client = AsyncDataverseClient("https://org.crm.dynamics.com", Credential(), http=http)  # type: ignore[arg-type]
        left = asyncio.Event()

        async def late() -> None:
            await client.who_am_i()
            await left.wait()
            await client.who_am_i()

        async with client.options(as_user=USER) as scoped:
            task = asyncio.create_task(late())
            await asyncio.sleep(0)
            await scoped.who_am_i()
            await asyncio.sleep(0.01)
        left.set()
        with pytest.raises(UsageError, match="has ended"):
            await task
        await client.who_am_i()
    assert callers.seen.count(str(USER)) == 2
    assert callers.seen[-1] is None


def test_a_scope_closes_no_connection(client: DataverseClient, callers: Callers) -> None:
    with client.options(tag="a"):
        pass
    client.options(tag="b").close()
    client.who_am_i()
    assert callers.seen == [None]


def test_an_inner_scope_adds_to_the_outer_one_and_one_call_does_too() -> None:
    seen: list[tuple[str | None, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.headers.get("CallerObjectId"), request.url.params.get("tag", "")))
        return httpx.Response(200, json=IDS)

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        client = DataverseClient("https://org.crm.dynamics.com", Credential(), http=http)  # type: ignore[arg-type]
        made_outside = client.options(tag="o")
        with client.options(as_user=USER):
            with client.options(tag="t"):
                client.who_am_i()
            client.options(tag="c").who_am_i()
            made_outside.who_am_i()
            client.options(tag="c").options(as_user=OTHER).who_am_i()
        made_outside.who_am_i()
    assert seen == [(str(USER), "t"), (str(USER), "c"), (str(USER), "o"), (str(OTHER), "c"), (None, "o")]


def test_a_generator_opens_no_block_and_carries_its_settings_itself(client: DataverseClient, callers: Callers) -> None:
    def leaking() -> Iterator[None]:
        with client.options(as_user=USER):
            yield

    def carrying() -> Iterator[None]:
        acting = client.options(as_user=USER)
        acting.who_am_i()
        yield
        acting.who_am_i()

    with pytest.raises(UsageError, match="without `with`"):
        next(leaking())
    suspended = carrying()
    next(suspended)
    client.who_am_i()  # the caller acts as itself, while the generator is suspended
    thread = threading.Thread(target=lambda: next(suspended, None))
    thread.start()
    thread.join()
    assert callers.seen == [str(USER), None, str(USER)]


def test_a_context_manager_may_open_a_block_for_whoever_enters_it(client: DataverseClient, callers: Callers) -> None:
    @contextlib.contextmanager
    def acting() -> Iterator[DataverseClient]:
        with client.options(as_user=USER):
            yield client

    def leaking() -> Iterator[None]:
        with acting():
            yield

    with acting():
        client.who_am_i()
    with contextlib.ExitStack() as stack:
        stack.enter_context(client.options(as_user=OTHER))
        client.who_am_i()
    client.who_am_i()
    assert callers.seen == [str(USER), str(OTHER), None]
    with pytest.raises(UsageError, match="generator"):
        next(leaking())
    client.who_am_i()
    assert callers.seen[-1] is None


@pytest.mark.anyio
async def test_an_asynchronous_generator_opens_no_block_and_a_context_manager_may(callers: Callers) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(callers)) as http:
        client = AsyncDataverseClient("https://org.crm.dynamics.com", Credential(), http=http)  # type: ignore[arg-type]

        async def leaking() -> AsyncIterator[None]:
            async with client.options(as_user=USER):
                yield

        @contextlib.asynccontextmanager
        async def acting() -> AsyncIterator[None]:
            async with client.options(as_user=USER):
                yield

        with pytest.raises(UsageError, match="generator"):
            await anext(leaking())
        async with acting():
            await client.who_am_i()
        await client.who_am_i()
    assert callers.seen == [str(USER), None]


@pytest.mark.anyio
async def test_a_thread_that_outlives_its_block_is_refused_and_tasks_see_their_own(callers: Callers) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(callers)) as http:
        client = AsyncDataverseClient("https://org.crm.dynamics.com", Credential(), http=http)  # type: ignore[arg-type]

        async def as_user(user: UUID | None) -> None:
            for _ in range(20):
                if user is None:
                    await client.who_am_i()
                else:
                    async with client.options(as_user=user):
                        await asyncio.sleep(0)
                        await client.who_am_i()
                        await asyncio.sleep(0)

        await asyncio.gather(*(as_user(user) for user in (USER, None, OTHER, None)))
    assert [callers.seen.count(user) for user in (str(USER), str(OTHER), None)] == [20, 20, 40]
    with httpx.Client(transport=httpx.MockTransport(callers)) as plain:
        sync = DataverseClient("https://org.crm.dynamics.com", Credential(), http=plain)  # type: ignore[arg-type]
        with sync.options(as_user=USER):
            inherited = contextvars.copy_context()
        with pytest.raises(UsageError, match="has ended"):
            inherited.run(sync.who_am_i)


def test_a_scope_is_opened_once_at_a_time(client: DataverseClient, callers: Callers) -> None:
    scope = client.options(as_user=USER)
    for _ in range(2):
        with scope:
            client.who_am_i()
            with pytest.raises(UsageError, match="open already"):
                scope.__enter__()
    client.who_am_i()
    assert callers.seen == [str(USER), str(USER), None]


RAW = ["CallerObjectId", "callerobjectid", "MSCRMCallerID", "Authorization", "MSCRM.SuppressDuplicateDetection", "Host", "Cookie"]
RAW += ["X-HTTP-Method-Override", "Connection", "Transfer-Encoding"]


@pytest.mark.parametrize("name", RAW)
def test_no_way_lets_a_raw_header_of_a_scope_through(client: DataverseClient, callers: Callers, name: str) -> None:
    header = (name, str(OTHER))
    bare = Request("GET", "WhoAmI()", (header,))
    ways: list[Callable[[], object]] = [
        lambda: client.request("GET", "WhoAmI()", headers={name: str(OTHER)}),
        lambda: client.send(who_am_i().with_headers(header)),
        lambda: client.send(Operation(bare, lambda reply: reply)),
        lambda: client.run(send(bare)),
        lambda: client.options(as_user=USER).send(who_am_i().with_headers(header)),
        lambda: Batch().add(who_am_i().with_headers(header)),
    ]
    for way in ways:
        with pytest.raises(UsageError, match="not by hand"):
            way()
    assert callers.seen == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"as_user": "../../x"},
        {"as_user": "a\r\nAuthorization: x"},
        {"solution": "a\r\nb: c"},
        {"solution": ""},
        {"tag": "\ud800"},
        {"bypass_business_logic": "all"},
    ],
)
def test_a_setting_that_cannot_be_is_refused_when_it_is_made(client: DataverseClient, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        client.options(**wrong)
