"""Writes whose answer is lost: repeated where that is safe, settled by one read, and unknown where they are unknown."""

from typing import Any

import pytest
from attrs import evolve
from zoo import A1, A2, Animal

from dataverse_sdk import changes, row_etag
from dataverse_sdk.errors import BadRequest, ConnectionLost, NotFound, OutcomeUnknown, PreconditionFailed
from dataverse_sdk.operations import Flow, Reply, Request
from dataverse_sdk.operations.records import create_once, delete_once, update_once
from dataverse_sdk.testing import Answer, ScriptedDriver, error_reply, json_reply
from dataverse_sdk.wire.retry import RetryPolicy, retrying

POLICY = RetryPolicy(attempts=3, base=0)
MADE = Reply(204, [("OData-EntityId", f"https://org.crm.dynamics.com/api/data/v9.2/zoo_animals({A1})")])
THERE = json_reply({"zoo_animalid": str(A1), "zoo_name": "Rex", "@odata.etag": 'W/"9"'})
OTHER = json_reply({"zoo_animalid": str(A1), "zoo_name": "Fido", "@odata.etag": 'W/"9"'})
GONE = error_reply(404, "0x80040217")
TWICE = error_reply(412, "0x80040237")
STALE = error_reply(412, "0x80060882")


def lost(_request: Request) -> Exception:
    return ConnectionLost("lost", request_id="r")


def perform(flow: Flow[Any], *answers: Answer) -> tuple[Any, list[str]]:
    driver = ScriptedDriver(*answers)
    try:
        return driver.run(retrying(flow, POLICY)), [request.method for request in driver.requests]
    except Exception as error:
        return type(error), [request.method for request in driver.requests]


def known() -> Animal:
    from dataverse_sdk.operations.rows import CONVERTER

    row: Animal = CONVERTER.structure({"zoo_animalid": str(A1), "zoo_name": "old", "@odata.etag": 'W/"1"'}, Animal)
    row.zoo_name = "Rex"
    return row


@pytest.mark.parametrize(
    ("answers", "result", "sent"),
    [
        ((MADE,), A1, ["POST"]),
        ((lost, MADE), A1, ["POST", "POST"]),
        # The service has the record: an earlier attempt went through.
        ((lost, TWICE), A2, ["POST", "POST"]),
        ((Reply(502), TWICE), A2, ["POST", "POST"]),
        ((lost, lost, lost, THERE), A2, ["POST", "POST", "POST", "GET"]),
        ((Reply(502), Reply(502), Reply(502), THERE), A2, ["POST", "POST", "POST", "GET"]),
        ((lost, lost, lost, GONE), OutcomeUnknown, ["POST", "POST", "POST", "GET"]),
        ((Reply(502), Reply(502), Reply(502), GONE), OutcomeUnknown, ["POST", "POST", "POST", "GET"]),
        # On the first attempt a refusal is somebody else's record, or our own mistake.
        ((TWICE,), PreconditionFailed, ["POST"]),
        ((error_reply(400),), BadRequest, ["POST"]),
    ],
)
def test_a_create_makes_one_record_or_says_that_it_is_unknown(answers: tuple[Answer, ...], result: object, sent: list[str]) -> None:
    row = Animal(zoo_name="Rex")
    found, methods = perform(create_once(row, A2), *answers)
    assert methods == sent
    assert found == result or (isinstance(found, type) and isinstance(result, type) and issubclass(found, result))
    assert not changes(row) or isinstance(found, type)


def test_a_create_names_its_record_before_it_leaves() -> None:
    driver = ScriptedDriver(MADE)
    driver.run(create_once(Animal(zoo_name="Rex"), A2))
    assert driver.requests[0].body == f'{{"zoo_animalid":"{A2}","zoo_name":"Rex"}}'.encode()


def test_a_row_with_an_id_of_its_own_is_created_as_it_stands() -> None:
    found, methods = perform(create_once(Animal(zoo_animalid=A1, zoo_name="Rex"), A2), lost)
    assert (found, methods) == (OutcomeUnknown, ["POST"])


@pytest.mark.parametrize(
    ("answers", "result", "sent"),
    [
        ((Reply(204),), None, ["PATCH"]),
        ((lost, Reply(204)), None, ["PATCH", "PATCH"]),
        # Refused by the version that our own first attempt made ...
        ((lost, STALE, THERE), None, ["PATCH", "PATCH", "GET"]),
        # ... or by somebody else's.
        ((lost, STALE, OTHER), PreconditionFailed, ["PATCH", "PATCH", "GET"]),
        ((lost, STALE, GONE), PreconditionFailed, ["PATCH", "PATCH", "GET"]),
        ((STALE,), PreconditionFailed, ["PATCH"]),
        ((lost, lost, lost, THERE), None, ["PATCH"] * 3 + ["GET"]),
        ((lost, lost, lost, OTHER), OutcomeUnknown, ["PATCH"] * 3 + ["GET"]),
        ((Reply(504), Reply(504), Reply(504), THERE), None, ["PATCH"] * 3 + ["GET"]),
        ((GONE,), NotFound, ["PATCH"]),
    ],
)
def test_an_update_goes_through_once_or_says_what_it_met(answers: tuple[Answer, ...], result: object, sent: list[str]) -> None:
    row = known()
    found, methods = perform(update_once(row), *answers)
    assert methods == sent
    assert found is result or (isinstance(found, type) and isinstance(result, type) and issubclass(found, result))
    assert bool(changes(row)) == isinstance(found, type)


def test_an_update_settled_by_a_read_knows_the_new_version() -> None:
    row = known()
    perform(update_once(row), lost, STALE, THERE)
    assert row_etag(row) == 'W/"9"'


def test_an_update_without_a_version_is_not_repeated_but_read() -> None:
    row = Animal(zoo_animalid=A1, zoo_name="Rex")
    assert perform(update_once(row), lost, THERE) == (None, ["PATCH", "GET"])


def test_an_overwriting_update_is_repeated() -> None:
    assert perform(update_once(known(), overwrite=True), lost, Reply(204)) == (None, ["PATCH", "PATCH"])


@pytest.mark.parametrize(
    ("answers", "result"),
    [((Reply(204),), None), ((lost, GONE), None), ((lost, Reply(204)), None), ((GONE,), NotFound), ((lost, lost, lost), OutcomeUnknown)],
)
def test_a_record_gone_after_a_repetition_was_deleted(answers: tuple[Answer, ...], result: object) -> None:
    found, methods = perform(delete_once(Animal, A1), *answers)
    assert found is result
    assert methods == ["DELETE"] * len(answers)


def test_a_class_without_its_key_creates_as_it_stands() -> None:
    from dataverse_sdk import Column, Entity, column, entity

    @entity("zoo_animal", set_name="zoo_animals", key="zoo_animalid")
    class Nameless(Entity):
        zoo_name: Column[str | None] = column()

    found, methods = perform(create_once(Nameless(zoo_name="Rex"), A2), evolve(MADE))
    assert (found, methods) == (A1, ["POST"])
