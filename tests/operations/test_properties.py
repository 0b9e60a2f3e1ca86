"""One property of a record is read, set and emptied by its own address, and a record that is gone is never made anew."""

import json
from decimal import Decimal
from typing import Any

import pytest
from zoo import A1, Animal, Keeper

from dataverse_sdk.errors import InvalidReply, NotFound, UsageError
from dataverse_sdk.model import Column, Entity, Lookup, column, entity, lookup
from dataverse_sdk.operations import Reply, clear, get_if_changed, get_value, set_value
from dataverse_sdk.testing import error_reply, json_reply

ROW = f"zoo_animals({A1})"


@entity("zoo_cage", set_name="zoo_cages", key="zoo_cageid")
class Cage(Entity):
    """Something of somebody's, whoever it is."""

    zoo_name: Column[str] = column()
    zoo_kept: Column[str | None] = column(update=False)
    zoo_of: Lookup[Keeper | Animal] = lookup({"zoo_keeper": "zoo_of_keeper", "zoo_animal": "zoo_of_animal"})


def test_a_value_is_read_in_the_column_s_type() -> None:
    operation = get_value(Animal, A1, Animal.zoo_weight)
    assert (operation.request.method, operation.request.target) == ("GET", f"{ROW}/zoo_weight")
    assert operation.read(json_reply({"value": 3})) == Decimal(3)
    assert operation.read(Reply(204)) is None
    with pytest.raises(NotFound):
        operation.read(error_reply(404))


@pytest.mark.parametrize("document", [{}, {"value": "x"}, {"value": {}}])
def test_a_value_of_another_kind_is_a_damaged_reply(document: Any) -> None:
    with pytest.raises(InvalidReply, match="not a Decimal"):
        get_value(Animal, A1, Animal.zoo_weight).read(json_reply(document))


def test_a_value_is_set_by_a_put_that_may_be_repeated() -> None:
    request = set_value(Animal, A1, Animal.zoo_weight, Decimal("1.50")).request
    assert (request.method, request.target, request.body, request.replayable) == ("PUT", f"{ROW}/zoo_weight", b'{"value":1.50}', True)
    name = set_value(Animal, A1, Animal.zoo_name, "ü")
    assert isinstance(name.request.body, bytes)
    assert json.loads(name.request.body) == {"value": "ü"}
    assert name.read(Reply(204)) is None


def test_a_column_is_emptied_by_deleting_it_and_a_lookup_by_deleting_its_link() -> None:
    for operation, place in ((clear(Animal, A1, Animal.zoo_name), "zoo_name"), (clear(Animal, A1, Animal.zoo_keeper), "zoo_Keeper/$ref")):
        assert (operation.request.method, operation.request.target, operation.request.replayable) == ("DELETE", f"{ROW}/{place}", True)
        assert operation.read(Reply(204)) is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: clear(Cage, A1, Cage.zoo_name), "cannot be empty"),
        (lambda: clear(Cage, A1, Cage.zoo_kept), "kept by the service"),
        (lambda: clear(Cage, A1, Cage.zoo_of), "use disassociate"),
        (lambda: clear(Animal, A1, Keeper.zoo_badge), "not a column of Animal"),
        (lambda: clear(Animal, A1, Animal.zoo_Keeper.zoo_name), "not a column of Animal"),
        (lambda: clear(Animal, A1, "zoo_name"), "such as Animal.zoo_name"),  # type: ignore[arg-type]
        (lambda: clear(Cage, A1, Cage), "such as Cage.zoo_cageid"),  # type: ignore[arg-type]
        (lambda: get_value(Animal, "../x", Animal.zoo_name), "UUID"),
        (lambda: set_value(Animal, A1, Animal.zoo_name, None), "emptied with clear"),
        (lambda: set_value(Animal, A1, Animal.zoo_weight, "x"), "zoo_weight"),
        (lambda: set_value(Animal, A1, Animal.zoo_full, "x"), "cannot be set by update"),
    ],
)
def test_what_is_no_property_to_write_is_refused(call: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        call()


def test_a_reference_names_a_record_of_its_own_table() -> None:
    assert get_value(Animal, Animal.ref(A1), Animal.zoo_name).request.target == f"{ROW}/zoo_name"
    with pytest.raises(UsageError, match="a row of zoo_keeper, not of zoo_animal"):
        get_value(Animal, Keeper.ref(A1), Animal.zoo_name)


def test_a_record_is_read_only_when_its_version_is_another() -> None:
    operation = get_if_changed(Animal, A1, 'W/"7"', select=[Animal.zoo_name])
    assert operation.request.target == f"{ROW}?$select=zoo_name"
    assert operation.request.headers.get("If-None-Match") == 'W/"7"'
    assert operation.read(Reply(304)) is None
    found = operation.read(json_reply({"zoo_name": "Rex"}))
    assert found is not None
    assert found.zoo_name == "Rex"
    with pytest.raises(UsageError, match="etag"):
        get_if_changed(Animal, A1, "*")
