"""The fixtures that a program gets by installing the package: an embedded Dataverse for each test, and clients of it."""

from typing import Any
from uuid import uuid4

import anyio
import pytest
from contract_people import Person

from dataverse_sdk import AsyncDataverseClient, DataverseClient, Query
from dataverse_sdk.errors import NotFound


def test_the_client_and_the_emulator_are_of_one_environment(dataverse_emulator: Any, dataverse_client: DataverseClient) -> None:
    key = dataverse_client.create(Person(firstname="Ada", lastname="Lovelace"))
    assert [row["lastname"] for row in dataverse_emulator.rows("contacts") if row["contactid"] == str(key)] == ["Lovelace"]
    assert [entry.method for entry in dataverse_emulator.requests] == ["POST"]


def test_the_environment_holds_made_up_people_and_not_those_of_another_test(dataverse_client: DataverseClient) -> None:
    assert dataverse_client.query(Query(Person)).count() > 0
    assert dataverse_client.query(Query(Person).where(Person.lastname == "Lovelace", Person.firstname == "Ada")).count() == 0


def test_the_asynchronous_client_is_of_the_same_environment(
    dataverse_client: DataverseClient, async_dataverse_client: AsyncDataverseClient
) -> None:
    key = dataverse_client.create(Person(lastname="Hopper"))

    async def read() -> str | None:
        row = await async_dataverse_client.get(Person, key)
        with pytest.raises(NotFound):
            await async_dataverse_client.get(Person, uuid4())
        return row.lastname

    assert anyio.run(read) == "Hopper"
