"""Writes whose answer is lost: repeated where that is safe, settled by one read, and unknown where they are unknown."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from zoo import A1, A2, Animal, Keeper

from dataverse_sdk import changes, row_etag
from dataverse_sdk.errors import BadRequest, ConnectionLost, NotFound, OutcomeUnknown, PreconditionFailed
from dataverse_sdk.operations import Flow, Reply, Request
from dataverse_sdk.operations.many import ManyRun
from dataverse_sdk.operations.records import create_once, delete_once, update_once, upsert
from dataverse_sdk.testing import Answer, ScriptedDriver, error_reply, json_reply
from dataverse_sdk.wire.operation import execute
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


# --- What is assigned while a request is under way


def answered(row: Animal, answer: Answer, **values: Any) -> Answer:
    """An answer before which somebody assigns columns."""

    def answer_late(request: Request) -> Any:
        for name, value in values.items():
            setattr(row, name, value)
        return answer(request) if callable(answer) else answer

    return answer_late


@pytest.mark.parametrize(
    "answers", [(MADE,), (lost, TWICE), (lost, lost, lost, THERE), (Reply(502), MADE)], ids=["made", "refused", "settled", "repeated"]
)
def test_a_column_that_is_assigned_during_a_create_is_still_a_change(answers: tuple[Answer, ...]) -> None:
    row = Animal(zoo_name="Rex")
    perform(create_once(row, A2), answered(row, answers[0], zoo_name="Fido"), *answers[1:])
    assert dict(changes(row)) == {"zoo_name": "Fido"}


def test_a_column_of_a_row_within_a_row_that_is_assigned_during_a_create_is_still_a_change() -> None:
    keeper = Keeper(zoo_name="Ada", zoo_badge=7)
    row = Animal(zoo_name="Rex")
    row.zoo_Keeper = keeper
    perform(create_once(row, A2), answered(keeper, MADE, zoo_badge=8))
    assert (dict(changes(row)), dict(changes(keeper)), row.zoo_Keeper) == ({}, {"zoo_badge": 8}, keeper)


@pytest.mark.parametrize("settled", [False, True])
def test_a_column_that_is_assigned_while_many_are_created_is_still_a_change(settled: bool) -> None:
    row = Animal(zoo_name="Rex")
    run = ManyRun("create", Animal, [row], new_id=lambda: A2)

    def flow() -> Flow[Any]:
        yield from run.opening()
        chunk = run.take()
        assert chunk is not None
        return (yield from chunk)

    supported, made = json_reply({"value": [{"sdkmessagefilterid": str(A1)}]}), json_reply({"Ids": [str(A2)]})
    answers = (answered(row, lost, zoo_name="Fido"), lost, lost, THERE) if settled else (answered(row, made, zoo_name="Fido"),)
    chunk, methods = perform(flow(), supported, *answers)
    assert ([each.ending for each in chunk.rows], methods[-1]) == (["written"], "GET" if settled else "POST")
    assert dict(changes(row)) == {"zoo_name": "Fido"}


# --- Upserts


@pytest.mark.parametrize("prevent", [None, "create", "update"])
def test_an_upsert_leaves_nothing_to_send(prevent: Any) -> None:
    row = known()
    answer = THERE if prevent is None else Reply(204)
    driver = ScriptedDriver(answered(row, answer, zoo_weight=Decimal(1)))
    driver.run(execute(upsert(row, prevent=prevent)))
    assert (dict(changes(row)), row_etag(row)) == ({"zoo_weight": Decimal(1)}, 'W/"9"' if prevent is None else 'W/"1"')


def test_an_upsert_by_a_key_leaves_nothing_to_send() -> None:
    row = Keeper(zoo_name="Ada", zoo_badge=7)
    answer = json_reply({"zoo_keeperid": str(A1), "@odata.etag": 'W/"2"'}, status=201)
    ScriptedDriver(answer).run(execute(upsert(row, {Keeper.zoo_badge: 7})))
    assert (dict(changes(row)), row_etag(row)) == ({}, 'W/"2"')


def test_an_upsert_that_failed_leaves_what_was_to_be_sent() -> None:
    row = Keeper(zoo_name="Ada", zoo_badge=7)
    with pytest.raises(BadRequest):
        ScriptedDriver(error_reply(400)).run(execute(upsert(row, {Keeper.zoo_badge: 7})))
    assert dict(changes(row)) == {"zoo_badge": 7, "zoo_name": "Ada"}
