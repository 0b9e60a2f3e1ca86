"""Jobs that delete: the documented request, how far they are, and waiting for them without a clock."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from zoo import A1, A2, Animal

from dataverse_sdk.errors import InvalidReply, NotFound, UsageError
from dataverse_sdk.operations import BulkDeleteJob, Operation, Reply, bulk_delete, bulk_delete_job, wait_for_bulk_delete
from dataverse_sdk.testing import ScriptedDriver, json_reply

JOB, OPERATION = UUID(int=0xF1), UUID(int=0xF2)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def sent(operation: Operation[Any]) -> tuple[str, str, Any]:
    assert isinstance(operation.request.body, bytes)
    return operation.request.method, operation.request.target, json.loads(operation.request.body)


def test_a_job_selects_the_rows_by_id() -> None:
    operation = bulk_delete(Animal, [A1, A2], name="old animals", start=NEW_YEAR)
    method, target, body = sent(operation)
    (query,) = body["QuerySet"]
    (condition,) = query["Criteria"]["Conditions"]
    assert (method, target, body["JobName"], body["StartDateTime"]) == ("POST", "BulkDelete", "old animals", "2026-01-01T00:00:00Z")
    assert (query["EntityName"], condition["AttributeName"], condition["Operator"]) == ("zoo_animal", "zoo_animalid", "In")
    assert condition["Values"] == [{"Value": str(key), "Type": "System.Guid"} for key in (A1, A2)]
    assert operation.read(json_reply({"JobId": str(JOB)})) == JOB
    with pytest.raises(InvalidReply):
        operation.read(json_reply({"JobId": "x"}))


def test_many_rows_are_asked_in_several_queries_of_one_job() -> None:
    body = sent(bulk_delete(Animal, [UUID(int=number) for number in range(2500)], name="x", start=NEW_YEAR))[2]
    assert [len(query["Criteria"]["Conditions"][0]["Values"]) for query in body["QuerySet"]] == [1000, 1000, 500]


def test_a_job_takes_a_condition_instead_of_ids() -> None:
    (query,) = sent(bulk_delete(Animal, Animal.zoo_name == "old", name="x", start=NEW_YEAR))[2]["QuerySet"]
    (condition,) = query["Criteria"]["Conditions"]
    assert (query["EntityName"], condition["AttributeName"], condition["Operator"]) == ("zoo_animal", "zoo_name", "Equal")
    assert condition["Values"] == [{"Value": "old", "Type": "System.String"}]


def test_a_job_begins_now_unless_said_otherwise() -> None:
    text = sent(bulk_delete(Animal, [A1], name="x"))[2]["StartDateTime"]
    assert abs((datetime.fromisoformat(text) - datetime.now(UTC)).total_seconds()) < 60


def told(state: int, status: int, deleted: int | None = 0, failed: int | None = 0) -> Reply:
    value = {"bulkdeleteoperationid": str(OPERATION), "statecode": state, "statuscode": status}
    return json_reply({"value": [{**value, "successcount": deleted, "failurecount": failed}]})


@pytest.mark.parametrize(
    ("reply", "state", "succeeded", "counts"),
    [
        (told(0, 0, None, None), "ready", None, (0, 0)),
        (told(1, 10), "suspended", None, (0, 0)),
        (told(2, 20, 5), "running", None, (5, 0)),
        (told(3, 30, 7, 1), "completed", True, (7, 1)),
        (told(3, 31, 7, 1), "completed", False, (7, 1)),
        (told(3, 32), "completed", False, (0, 0)),
    ],
)
def test_a_job_tells_how_far_it_is(reply: Reply, state: str, succeeded: bool | None, counts: tuple[int, int]) -> None:
    operation = bulk_delete_job(JOB)
    assert operation.request.target == (
        "bulkdeleteoperations?$select=bulkdeleteoperationid,statecode,statuscode,successcount,failurecount"
        f"&$filter=_asyncoperationid_value%20eq%20{JOB}"
    )
    assert operation.read(reply) == BulkDeleteJob(
        id=JOB,
        operation_id=OPERATION,
        state=state,  # type: ignore[arg-type]
        succeeded=succeeded,
        deleted=counts[0],
        failed=counts[1],
    )


@pytest.mark.parametrize("value", [None, [3], [{}], [{"statecode": 9}], [{}, {}]])
def test_a_damaged_job_is_an_error(value: Any) -> None:
    with pytest.raises(InvalidReply):
        bulk_delete_job(JOB).read(json_reply({"value": value}))
    with pytest.raises(NotFound):
        bulk_delete_job(JOB).read(json_reply({"value": []}))


def test_a_job_is_asked_until_it_is_completed() -> None:
    seen: list[int] = []
    driver = ScriptedDriver(told(0, 0), told(2, 20, 5), told(3, 30, 9))
    job = driver.run(wait_for_bulk_delete(JOB, every=2.0, progress=lambda found: seen.append(found.deleted)))
    assert (job.deleted, seen, driver.sleeps) == (9, [0, 5, 9], [2.0, 2.0])


def test_a_job_that_takes_too_long_is_told_as_it_is() -> None:
    driver = ScriptedDriver(*[told(2, 20)] * 3)
    assert driver.run(wait_for_bulk_delete(JOB, every=2.0, timeout=5.0)).state == "running"
    assert driver.sleeps == [2.0, 2.0]


@pytest.mark.parametrize(
    "call",
    [
        lambda: bulk_delete(Animal, [], name="none"),
        lambda: bulk_delete(Animal, [A1], name="naive", start=datetime(2026, 1, 1)),
        lambda: bulk_delete(Animal, ["accounts(1)"], name="x"),  # type: ignore[list-item]
        lambda: bulk_delete_job("x"),
        lambda: ScriptedDriver().run(wait_for_bulk_delete(JOB, every=0)),
    ],
)
def test_what_cannot_be_asked_is_refused(call: Any) -> None:
    with pytest.raises(UsageError):
        call()
