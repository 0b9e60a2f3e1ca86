"""A write gives back the columns that were asked for, also when its first answer was lost; a create makes the rows inside the row."""

import json
from typing import Any

import pytest
from zoo import A1, K1, Animal, Keeper

from dataverse_sdk.errors import ConcurrencyMismatch, InvalidReply, OutcomeUnknown, UsageError
from dataverse_sdk.model import Reference, row_etag
from dataverse_sdk.model.converter import make_converter
from dataverse_sdk.operations import Operation, Reply, create, create_multiple, update, upsert
from dataverse_sdk.operations.records import create_once, update_once
from dataverse_sdk.testing import ScriptedDriver, error_reply, json_reply

MADE = {"@odata.etag": 'W/"2"', "zoo_animalid": str(A1), "zoo_name": "Rex"}
NAME = [Animal.zoo_name]


def sent(operation: Operation[Any]) -> Any:
    assert isinstance(operation.request.body, bytes)
    return json.loads(operation.request.body)


def loaded() -> Animal:
    row: Animal = make_converter().structure({**MADE, "@odata.etag": 'W/"1"'}, Animal)
    row.zoo_name = "Rex"
    return row


def test_a_create_gives_the_columns_that_were_asked_for() -> None:
    row = Animal(zoo_name="Rex")
    operation = create(row, returning=[Animal.zoo_animalid, Animal.zoo_name])
    assert operation.request.target == "zoo_animals?$select=zoo_animalid,zoo_name"
    assert operation.request.headers.get("Prefer") == "return=representation"
    found = operation.read(json_reply(MADE, status=201))
    assert (found.zoo_animalid, found.zoo_name, row_etag(found), row._changes) == (A1, "Rex", 'W/"2"', set())
    with pytest.raises(InvalidReply):
        operation.read(Reply(204))


def test_an_update_gives_the_columns_that_were_asked_for_and_the_row_its_version() -> None:
    row = loaded()
    operation = update(row, returning=NAME)
    assert operation.request.target == f"zoo_animals({A1})?$select=zoo_name"
    found = operation.read(json_reply(MADE))
    assert (found.zoo_name, row_etag(row), row._changes) == ("Rex", 'W/"2"', set())
    with pytest.raises(InvalidReply):
        update(Animal(zoo_animalid=A1, zoo_name="x"), returning=NAME).read(Reply(204))


def test_no_columns_to_give_back_are_refused() -> None:
    for make in (create, update):
        with pytest.raises(UsageError, match="name the columns"):
            make(Animal(zoo_animalid=A1, zoo_name="x"), returning=[])


def test_a_row_that_names_its_own_id_is_created_as_it_stands() -> None:
    driver = ScriptedDriver(json_reply(MADE, status=201))
    assert driver.run(create_once(Animal(zoo_animalid=A1, zoo_name="Rex"), K1, returning=NAME)).zoo_name == "Rex"


def test_a_create_whose_answer_was_lost_is_read() -> None:
    driver = ScriptedDriver(OutcomeUnknown("lost"), json_reply(MADE))
    assert driver.run(create_once(Animal(zoo_name="Rex"), A1, returning=NAME)).zoo_name == "Rex"
    assert driver.requests[1].target == f"zoo_animals({A1})?$select=zoo_name"


def test_a_create_that_an_earlier_attempt_had_done_is_read() -> None:
    refused = error_reply(412, "0x80040237")
    driver = ScriptedDriver(Reply(412, refused.headers, refused.body, sends=2), json_reply(MADE))
    assert driver.run(create_once(Animal(zoo_name="Rex"), A1, returning=NAME)).zoo_name == "Rex"
    driver = ScriptedDriver(Reply(412, refused.headers, refused.body, sends=2))
    assert driver.run(create_once(Animal(zoo_name="Rex"), A1)) == A1


def test_an_update_whose_answer_was_lost_is_read_for_what_was_sent_and_for_what_was_asked() -> None:
    driver = ScriptedDriver(OutcomeUnknown("lost"), json_reply(MADE), json_reply(MADE))
    found = driver.run(update_once(loaded(), returning=NAME))
    assert found.zoo_name == "Rex"
    driver = ScriptedDriver(error_reply(412, "0x80060882"))
    with pytest.raises(ConcurrencyMismatch):
        driver.run(update_once(loaded(), returning=NAME))


# --- Rows within rows.


def test_a_create_makes_the_rows_in_a_collection_and_in_a_single_navigation_property() -> None:
    keeper = Keeper(zoo_name="Ada", zoo_animals=[Animal(zoo_name="Rex"), Animal(zoo_name="Tom", zoo_Keeper=Keeper(zoo_name="Bea"))])
    operation = create(keeper)
    assert sent(operation) == {
        "zoo_name": "Ada",
        "zoo_animals": [{"zoo_name": "Rex"}, {"zoo_name": "Tom", "zoo_Keeper": {"zoo_name": "Bea"}}],
    }
    operation.read(Reply(204, [("OData-EntityId", f"x({K1})")]))
    assert sent(create(Keeper(zoo_animals=[]))) == {"zoo_animals": []}
    # Created, they are related rows, and nothing of them is left to send.
    assert [animal.zoo_name for animal in keeper.zoo_animals] == ["Rex", "Tom"]
    keeper.zoo_name = "Eve"
    assert sent(create(keeper)) == {"zoo_name": "Eve"}


def test_rows_within_a_row_are_refused_by_all_but_a_create() -> None:
    row = Keeper(zoo_keeperid=K1, zoo_name="Ada", zoo_animals=[Animal(zoo_name="Rex")])
    for make in (update, upsert):
        with pytest.raises(UsageError, match="zoo_animals holds new rows, and only a create makes those"):
            make(row)
    with pytest.raises(UsageError, match="in a bulk message"):
        create_multiple([row])


def test_a_lookup_and_a_new_row_in_its_place_exclude_each_other() -> None:
    with pytest.raises(UsageError, match="the new row or the reference"):
        create(Animal(zoo_keeper=Reference(Keeper, K1), zoo_Keeper=Keeper(zoo_name="Ada")))


def test_rows_that_contain_each_other_are_refused() -> None:
    keeper, animal = Keeper(zoo_name="Ada"), Animal(zoo_name="Rex")
    keeper.zoo_animals = [animal]
    animal.zoo_Keeper = keeper
    with pytest.raises(UsageError, match="contain one another"):
        create(keeper)


def test_a_column_of_a_row_within_a_row_is_checked_too() -> None:
    with pytest.raises(UsageError, match="zoo_full cannot be set by create"):
        create(Keeper(zoo_animals=[Animal(zoo_full="x")]))
