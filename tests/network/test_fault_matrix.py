"""Every fault against every kind of operation, by both clients: nothing twice, nothing claimed that is not so, no hanging.

The service on the raw socket knows what it carried out. Per cell: a write is applied at most once; a value means that it was applied; a
definite error that it was not; OutcomeUnknown may mean either. A read gives the truth or an error. Each cell ends in its deadline.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from broken_service import AFTER, BEFORE, ROW, BrokenService, Fault

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
from dataverse_sdk.errors import OutcomeUnknown, TransportError
from dataverse_sdk.operations import action, create

pytestmark = pytest.mark.slow

DEADLINE = 1.0
OPTIONS = ClientOptions(retry=RetryPolicy(attempts=4, base=0.001, deadline=DEADLINE), allow_insecure_loopback=True)


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
    """An operation: how both clients do it, and what is true of the service when it was carried out."""

    name: str
    sync: Callable[[DataverseClient], Any]
    awaited: Callable[[AsyncDataverseClient], Awaitable[Any]]
    writes: bool


def sync_batch(client: DataverseClient) -> None:
    with client.batch() as batch:
        batch.add(create(Animal(zoo_name="new")))


async def async_batch(client: AsyncDataverseClient) -> None:
    async with client.batch() as batch:
        batch.add(create(Animal(zoo_name="new")))


def changed(row: Animal) -> Animal:
    row.zoo_name = "new"
    return row


def known() -> Animal:
    from dataverse_sdk.operations.rows import CONVERTER

    row: Animal = CONVERTER.structure({"@odata.etag": 'W/"1"', "zoo_animalid": str(ROW), "zoo_name": "Rex"}, Animal)
    return row


async def listed(client: AsyncDataverseClient) -> list[Animal]:
    return [row async for row in client.query(Query(Animal).select(Animal.zoo_name))]


CASES = [
    Case("get", lambda c: c.get(Animal, ROW).zoo_name, lambda c: c.get(Animal, ROW), False),
    Case("query", lambda c: list(c.query(Query(Animal).select(Animal.zoo_name))), listed, False),
    Case("create", lambda c: c.create(Animal(zoo_name="new")), lambda c: c.create(Animal(zoo_name="new")), True),
    Case("update", lambda c: c.update(changed(known())), lambda c: c.update(changed(known())), True),
    Case("delete", lambda c: c.delete(Animal, ROW), lambda c: c.delete(Animal, ROW), True),
    Case("batch", sync_batch, async_batch, True),
    Case("action", lambda c: c.call(action("zoo_Feed")), lambda c: c.call(action("zoo_Feed")), True),
]
FAULTS = [*BEFORE, *AFTER]


async def perform(service: BrokenService, case: Case, face: str) -> tuple[object, BaseException | None]:
    """Gives the operation's value, or its error."""
    try:
        if face == "sync":
            with DataverseClient(service.url, Credential(), options=OPTIONS) as client:
                return case.sync(client), None
        async with AsyncDataverseClient(service.url, Credential(), options=OPTIONS) as awaited:
            return await case.awaited(awaited), None
    except DataverseError as error:
        return None, error


def judge(service: BrokenService, case: Case, error: BaseException | None) -> None:
    """The laws of a cell."""
    assert len(service.applied) <= 1, "carried out twice"
    if not case.writes:
        assert service.applied == []
        return
    if error is None:
        assert len(service.applied) == 1, "a value for what was not carried out"
    elif not isinstance(error, OutcomeUnknown):
        assert service.applied == [], f"{type(error).__name__} for what was carried out"


@pytest.mark.anyio
@pytest.mark.parametrize("face", ["sync", "async"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.name} {'after' if fault.applied else 'before'}")
async def test_one_fault_neither_doubles_nor_invents(fault: Fault, case: Case, face: str) -> None:
    with BrokenService(fault, rows={ROW: {"name": "Rex", "version": 1}}) as service:
        started = time.monotonic()
        value, error = await perform(service, case, face)
        elapsed = time.monotonic() - started
        judge(service, case, error)
    assert elapsed < 4 * DEADLINE
    # What a repetition can mend is mended: reads always, writes where twice is once. A redirect is no fault of the network.
    repairable = case.name in {"get", "query", "create", "update", "delete"} and fault.name not in {
        "redirect",
        "slow drip",
        "500 with a code",
    }
    refused = fault.name in {"429", "503 to be retried", "401"}
    if repairable or refused:
        assert error is None, repr(error)
        assert case.name != "get" or value is not None


@pytest.mark.anyio
@pytest.mark.parametrize("face", ["sync", "async"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if fault.name in {"reset", "502", "slow drip"}], ids=lambda fault: f"{fault.name} {fault.applied}"
)
async def test_a_fault_that_stays_ends_in_an_error(fault: Fault, case: Case, face: str) -> None:
    with BrokenService(fault, always=True, rows={ROW: {"name": "Rex", "version": 1}}) as service:
        started = time.monotonic()
        _, error = await perform(service, case, face)
        elapsed = time.monotonic() - started
    assert error is not None
    assert elapsed < 4 * DEADLINE
    assert len(service.applied) <= 1
    assert not case.writes or isinstance(error, OutcomeUnknown)


@pytest.mark.anyio
@pytest.mark.parametrize("face", ["sync", "async"])
async def test_a_deadline_holds_against_a_server_that_drips(face: str) -> None:
    drips = next(fault for fault in AFTER if fault.name == "slow drip")
    with BrokenService(drips, always=True, rows={ROW: {"name": "Rex", "version": 1}}) as service:
        started = time.monotonic()
        _, error = await perform(service, CASES[0], face)
        elapsed = time.monotonic() - started
    assert isinstance(error, TransportError)
    assert DEADLINE - 0.05 <= elapsed <= DEADLINE + 0.25


@pytest.mark.anyio
@pytest.mark.parametrize("face", ["sync", "async"])
async def test_a_service_that_is_not_there_was_not_sent_anything(face: str) -> None:
    with BrokenService() as service:
        pass
    from dataverse_sdk.errors import NotSent

    _, error = await perform(service, CASES[2], face)
    assert isinstance(error, NotSent)
