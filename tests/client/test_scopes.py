"""Settings made with client.options hold in their scope, for their client, and nowhere else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest

from dataverse_sdk import AsyncDataverseClient, DataverseClient
from dataverse_sdk.errors import UsageError

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
