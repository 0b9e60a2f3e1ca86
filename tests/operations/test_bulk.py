"""Bulk messages name their type on every row, give ids in order, and take rows of one table."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from zoo import A1, A2, Animal, Keeper

from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.operations import (
    Operation,
    Reply,
    bulk_delete,
    create_multiple,
    delete_multiple,
    supports,
    update_multiple,
    upsert_multiple,
)
from dataverse_sdk.testing import json_reply

KIND = "Microsoft.Dynamics.CRM.zoo_animal"


def sent(operation: Operation[Any]) -> tuple[str, str, Any]:
    assert isinstance(operation.request.body, bytes)
    return operation.request.method, operation.request.target, json.loads(operation.request.body)


def known(key: UUID, name: str) -> Animal:
    return Animal(zoo_animalid=key, zoo_name=name)


def test_create_multiple_is_the_documented_request_and_gives_ids_in_order() -> None:
    operation = create_multiple([Animal(zoo_name="a"), Animal(zoo_name="b")])
    targets = [{"@odata.type": KIND, "zoo_name": "a"}, {"@odata.type": KIND, "zoo_name": "b"}]
    assert sent(operation) == ("POST", "zoo_animals/Microsoft.Dynamics.CRM.CreateMultiple", {"Targets": targets})
    assert operation.read(json_reply({"Ids": [str(A2), str(A1)]})) == (A2, A1)


@pytest.mark.parametrize("reply", [{"Ids": [str(A1)]}, {}, {"Ids": ["x", "y"]}, {"Ids": None}])
def test_ids_that_do_not_match_the_rows_are_a_damaged_reply(reply: dict[str, Any]) -> None:
    with pytest.raises(InvalidReply):
        create_multiple([Animal(zoo_name="a"), Animal(zoo_name="b")]).read(json_reply(reply))


def test_update_and_upsert_multiple_carry_the_key_and_the_changes() -> None:
    rows = [known(A1, "a"), known(A2, "b")]
    targets = [{"@odata.type": KIND, "zoo_animalid": str(key), "zoo_name": name} for key, name in ((A1, "a"), (A2, "b"))]
    for operation, message in ((update_multiple(rows), "UpdateMultiple"), (upsert_multiple(rows), "UpsertMultiple")):
        assert sent(operation) == ("POST", f"zoo_animals/Microsoft.Dynamics.CRM.{message}", {"Targets": targets})
        assert operation.read(Reply(204)) is None


def test_delete_multiple_names_rows_by_key() -> None:
    operation = delete_multiple(Animal, [A1])
    assert sent(operation)[2] == {"Targets": [{"@odata.type": KIND, "zoo_animalid": str(A1)}]}
    assert operation.read(Reply(204)) is None


def test_whether_a_table_has_a_message_is_asked_of_the_service() -> None:
    operation = supports(Animal, "UpdateMultiple")
    assert operation.request.target == (
        "sdkmessagefilters?$select=sdkmessagefilterid&$filter=sdkmessageid/name%20eq%20'UpdateMultiple'"
        "%20and%20primaryobjecttypecode%20eq%20'zoo_animal'"
    )
    assert operation.read(json_reply({"value": [{"sdkmessagefilterid": str(A1)}]})) is True
    assert operation.read(json_reply({"value": []})) is False


def test_a_bulk_delete_job_selects_the_rows_by_id() -> None:
    operation = bulk_delete(Animal, [A1, A2], name="old animals", start=datetime(2026, 1, 1, tzinfo=UTC))
    method, target, body = sent(operation)
    (query,) = body["QuerySet"]
    (condition,) = query["Criteria"]["Conditions"]
    assert (method, target, body["JobName"], body["StartDateTime"]) == ("POST", "BulkDelete", "old animals", "2026-01-01T00:00:00Z")
    assert (query["EntityName"], condition["AttributeName"], condition["Operator"]) == ("zoo_animal", "zoo_animalid", "In")
    assert condition["Values"] == [{"Value": str(key), "Type": "System.Guid"} for key in (A1, A2)]
    assert operation.read(json_reply({"JobId": str(A1)})) == A1
    with pytest.raises(InvalidReply):
        operation.read(json_reply({"JobId": "x"}))


@pytest.mark.parametrize(
    "call",
    [
        lambda: create_multiple([]),
        lambda: create_multiple([Animal(zoo_name="a"), Keeper(zoo_name="b")]),
        lambda: update_multiple([Animal(zoo_name="no key")]),
        lambda: delete_multiple(Animal, []),
        lambda: bulk_delete(Animal, [], name="none", start=datetime(2026, 1, 1, tzinfo=UTC)),
        lambda: bulk_delete(Animal, [A1], name="naive", start=datetime(2026, 1, 1)),
    ],
)
def test_what_cannot_be_sent_is_refused(call: Any) -> None:
    with pytest.raises(UsageError):
        call()
