"""Bulk messages name their type on every row, give ids in order, and take rows of one table."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from reference import shared
from zoo import A1, A2, Animal, Keeper

from dataverse_sdk.errors import InvalidReply, NotFound, Throttled, UsageError
from dataverse_sdk.model import Column, Entity, column, entity
from dataverse_sdk.operations import (
    Operation,
    Reply,
    create_multiple,
    delete_multiple,
    supports,
    update_multiple,
    upsert_multiple,
)
from dataverse_sdk.operations.bulk import row_errors
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


@entity("sample_example", set_name="sample_examples", key="sample_exampleid", primary_name="sample_name")
class Example(Entity):
    """The table of the documentation's samples."""

    sample_exampleid: Column[UUID] = column()
    sample_name: Column[str | None] = column()


def test_the_documented_bulk_messages_are_built_and_read_as_documented() -> None:
    document = json.loads(shared("data/golden/bulk.json").read_text("utf-8"))
    wanted = document["CreateMultiple"]
    operation = create_multiple([Example(sample_name=item["sample_name"]) for item in wanted["body"]["Targets"]])
    method, target, body = sent(operation)
    assert (f"{method} [Organization Uri]/api/data/v9.2/{target}", body) == (wanted["request"], wanted["body"])
    assert operation.read(json_reply(wanted["response"]["body"])) == tuple(UUID(key) for key in wanted["response"]["body"]["Ids"])
    updating = update_multiple([Example(sample_exampleid=A1, sample_name="x")])
    method, target, _ = sent(updating)
    assert f"{method} [Organization Uri]/api/data/v9.2/{target}" == document["UpdateMultiple"]["request"]
    assert updating.read(Reply(document["UpdateMultiple"]["response"]["status"])) is None


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


def test_an_upsert_by_an_alternate_key_names_it_in_an_address_and_not_in_the_body() -> None:
    operation = upsert_multiple([Animal(zoo_name="O'x/#&", zoo_weight=Decimal("1.5"))], key=[Animal.zoo_name])
    target = {"@odata.type": KIND, "@odata.id": "zoo_animals(zoo_name='O''x%2F%23%26')", "zoo_weight": 1.5}
    assert sent(operation)[2] == {"Targets": [target]}


def test_rows_in_partitions_are_deleted_by_both_columns() -> None:
    operation = delete_multiple(Animal, [{Animal.zoo_animalid: A1, Animal.zoo_name: "p"}, Animal.ref(A2)])
    assert sent(operation)[2]["Targets"] == [
        {"@odata.type": KIND, "zoo_animalid": str(A1), "zoo_name": "p"},
        {"@odata.type": KIND, "zoo_animalid": str(A2)},
    ]


def details(*told: tuple[int, int], status: int = 404) -> Reply:
    text = json.dumps([{"RequestIndex": place, "Id": "", "StatusCode": code} for place, code in told])
    error = {"code": "0x80040217", "message": "SECRET", "@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails": text}
    return json_reply({"error": error}, status=status)


def test_the_error_of_an_elastic_table_tells_of_each_row() -> None:
    errors = row_errors(details((1, 404), (0, 200), (2, 429)), 3)
    assert errors is not None
    assert [type(error) for error in errors] == [type(None), NotFound, Throttled]
    assert [error.code for error in errors if error is not None] == ["0x80040217", ""]


@pytest.mark.parametrize(
    "reply",
    [
        details((0, 200)),
        details((0, 200), (2, 404)),
        json_reply({"error": {"code": ""}}, status=404),
        json_reply({"error": {"BulkApiErrorDetails": "{"}}, status=404),
        json_reply(
            {"error": {"BulkApiErrorDetails": '[{"RequestIndex":0,"StatusCode":"x"},{"RequestIndex":1,"StatusCode":200}]'}}, status=404
        ),
        Reply(502, body=b"<html>"),
    ],
)
def test_an_error_that_does_not_tell_of_every_row_tells_of_none(reply: Reply) -> None:
    assert row_errors(reply, 2) is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: create_multiple([]),
        lambda: create_multiple([Animal(zoo_name="a"), Keeper(zoo_name="b")]),
        lambda: update_multiple([Animal(zoo_name="no key")]),
        lambda: delete_multiple(Animal, []),
        lambda: delete_multiple(Animal, ["../animals"]),
        lambda: upsert_multiple([Animal(zoo_weight=Decimal(1))], key=[Animal.zoo_name]),
    ],
)
def test_what_cannot_be_sent_is_refused(call: Any) -> None:
    with pytest.raises(UsageError):
        call()
