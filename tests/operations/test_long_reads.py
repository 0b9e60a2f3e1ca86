"""Reads that are too long for a GET go inside a batch, and nobody who sent them notices."""

from typing import Any
from uuid import UUID

import pytest
from zoo import Keeper

from dataverse_sdk.errors import BatchDecodeError, ConnectionLost, NotFound, UsageError
from dataverse_sdk.operations import create, execute, query_page
from dataverse_sdk.operations.long_reads import MAX_BATCHED_URL, MAX_URL, batching_long_reads
from dataverse_sdk.operations.settings import CallSettings, with_settings
from dataverse_sdk.query import Query
from dataverse_sdk.testing import ScriptedDriver, batch_reply, error_reply, json_reply
from dataverse_sdk.wire.effects import Send, counted, sleep
from dataverse_sdk.wire.retry import RetryPolicy, retrying

ROOT = len("https://org.crm.dynamics.com/api/data/v9.2/")
BARE = len("zoo_keepers?$select=zoo_name&$filter=zoo_name%20eq%20''")
ROWS = {"value": [{"zoo_name": "Ada"}]}


def asked(length: int) -> Any:
    """A query whose URL is this long."""
    text = "x" * (length - ROOT - BARE)
    return query_page(Query(Keeper).select(Keeper.zoo_name).where(Keeper.zoo_name == text), annotations="*")


def run(length: int, *answers: Any) -> tuple[Any, ScriptedDriver]:
    driver = ScriptedDriver(*answers)
    return driver.run(batching_long_reads(execute(asked(length)))), driver


@pytest.mark.parametrize("length", [200, MAX_URL - 1000, MAX_URL])
def test_a_read_that_fits_goes_by_itself(length: int) -> None:
    page, driver = run(length, json_reply(ROWS))
    assert [row.zoo_name for row in page.rows] == ["Ada"]
    assert [request.method for request in driver.requests] == ["GET"]


@pytest.mark.parametrize("length", [MAX_URL + 1, MAX_BATCHED_URL])
def test_a_longer_one_goes_as_a_batch_of_one(length: int) -> None:
    page, driver = run(length, batch_reply(json_reply(ROWS)))
    assert [row.zoo_name for row in page.rows] == ["Ada"]
    (request,) = driver.requests
    assert (request.method, request.target, request.replayable) == ("POST", "$batch", True)
    assert isinstance(request.body, bytes)
    assert request.body.count(b"GET ") == 1
    assert b'Prefer: odata.include-annotations="*"' in request.body


def test_beyond_what_a_batch_takes_the_error_says_what_to_do() -> None:
    with pytest.raises(UsageError, match=f"{MAX_BATCHED_URL + 1} characters long, and Dataverse takes {MAX_BATCHED_URL}; split"):
        run(MAX_BATCHED_URL + 1)


def test_its_error_is_the_error_of_the_read() -> None:
    with pytest.raises(NotFound):
        run(MAX_URL + 1, batch_reply(error_reply(404), status=404))


def test_a_batch_that_is_refused_whole_is_retried_like_a_read() -> None:
    flow = batching_long_reads(retrying(counted(execute(asked(MAX_URL + 1))), RetryPolicy(jitter=lambda: 0.0)))
    driver = ScriptedDriver(
        error_reply(429, headers={"Retry-After": "2"}),
        batch_reply(error_reply(503, headers={"Retry-After": "1"})),
        ConnectionLost("gone"),
        batch_reply(json_reply(ROWS)),
    )
    page, calls = driver.run(flow)
    assert [row.zoo_name for row in page.rows] == ["Ada"]
    assert len(driver.requests) == calls == 4
    assert driver.sleeps == [2.0, 1.0, 0.0]


def test_the_deadline_of_the_read_is_that_of_the_batch() -> None:
    def late() -> Any:
        return (yield Send(asked(MAX_URL + 1).request, 12.5))

    driver = ScriptedDriver(batch_reply(json_reply(ROWS)))
    driver.run(batching_long_reads(late()))
    assert [effect.deadline for effect in driver.effects if isinstance(effect, Send)] == [12.5]


def test_a_batch_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(BatchDecodeError):
        run(MAX_URL + 1, batch_reply())


def test_settings_stand_on_the_batch_and_on_the_read() -> None:
    driver = ScriptedDriver(batch_reply(json_reply(ROWS)))
    settings = CallSettings(as_user=UUID(int=1), strong_consistency=True)
    driver.run(batching_long_reads(with_settings(execute(asked(MAX_URL + 1)), settings)))
    (request,) = driver.requests
    assert request.headers.get("CallerObjectId") == str(UUID(int=1))
    assert request.headers.get("Consistency") == "Strong"
    assert request.headers.get("Prefer") is None
    assert isinstance(request.body, bytes)
    assert b"CallerObjectId" in request.body


def test_other_effects_pass_through() -> None:
    driver = ScriptedDriver(json_reply({}, status=204, headers={"OData-EntityId": f"x({UUID(int=1)})"}))
    assert driver.run(batching_long_reads(execute(create(Keeper(zoo_name="x" * 70_000))))) == UUID(int=1)
    driver.run(batching_long_reads(sleep(3)))
    assert driver.sleeps == [3]
