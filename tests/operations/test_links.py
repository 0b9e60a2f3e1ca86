"""Links between records go through the documented requests, in both directions, and to the right table only."""

import json

import pytest
from zoo import A1, K1, Animal, Keeper

from dataverse_sdk import Batch, Reference
from dataverse_sdk.errors import UsageError
from dataverse_sdk.operations import Reply, Request, associate, create, disassociate, replace
from dataverse_sdk.testing import ROOT, ScriptedDriver, batch_reply

keeper, animal = Keeper.ref(K1), Animal.ref(A1)


def shape(request: Request) -> tuple[str, str, object]:
    body = request.content(ROOT)
    return request.method, request.target, json.loads(body) if body else None


def test_each_kind_of_link_is_the_documented_request() -> None:
    keeper_url, animal_url = (f"{ROOT.url}{name}" for name in (f"zoo_keepers({K1})", f"zoo_animals({A1})"))
    assert [
        shape(associate(keeper, Keeper.zoo_animals, animal).request),
        shape(associate(animal, Animal.zoo_Keeper, keeper).request),
        shape(disassociate(keeper, Keeper.zoo_animals, animal).request),
        shape(disassociate(animal, Animal.zoo_Keeper).request),
    ] == [
        ("POST", f"zoo_keepers({K1})/zoo_animals/$ref", {"@odata.id": animal_url}),
        ("PUT", f"zoo_animals({A1})/zoo_Keeper/$ref", {"@odata.id": keeper_url}),
        ("DELETE", f"zoo_keepers({K1})/zoo_animals({A1})/$ref", None),
        ("DELETE", f"zoo_animals({A1})/zoo_Keeper/$ref", None),
    ]


def test_a_row_serves_as_well_as_a_reference() -> None:
    rows = Keeper(zoo_keeperid=K1), Animal(zoo_animalid=A1)
    assert shape(associate(rows[0], Keeper.zoo_animals, rows[1]).request) == shape(associate(keeper, Keeper.zoo_animals, animal).request)
    assert disassociate(rows[0], Keeper.zoo_animals, rows[1]).request == disassociate(keeper, Keeper.zoo_animals, animal).request


def test_a_link_that_was_made_or_removed_answers_204_and_nothing_else() -> None:
    for operation in (
        associate(keeper, Keeper.zoo_animals, animal),
        disassociate(keeper, Keeper.zoo_animals, animal),
        disassociate(animal, Animal.zoo_Keeper),
    ):
        assert operation.read(Reply(204)) is None


def test_a_row_of_the_same_change_set_is_named_by_its_content_id() -> None:
    batch = Batch()
    with batch.changeset():
        new = batch.add(create(Animal(zoo_name="Rex")))
        batch.add(associate(keeper, Keeper.zoo_animals, new.reference))
        batch.add(associate(new.reference, Animal.zoo_Keeper, keeper))
    driver = ScriptedDriver(batch_reply([(1, Reply(204, (("OData-EntityId", f"zoo_animals({A1})"),))), (2, Reply(204)), (3, Reply(204))]))
    driver.run(batch.flow())
    sent = driver.requests[0].content(ROOT)
    assert sent is not None
    assert b'{"@odata.id":"$1"}' in sent
    assert b"PUT $1/zoo_Keeper/$ref HTTP/1.1" in sent


@pytest.mark.parametrize(
    "call",
    [
        lambda: associate(keeper, Keeper.zoo_animals, keeper),
        lambda: associate(keeper, Keeper.zoo_animals, Keeper(zoo_keeperid=K1)),
        lambda: associate(keeper, Keeper.zoo_name, animal),  # type: ignore[arg-type]
        lambda: associate(keeper, Keeper.zoo_animals, "zoo_animals(1)"),  # type: ignore[arg-type]
        lambda: associate(keeper, Keeper.zoo_animals, Reference("zoo_animal_unknown", A1)),
        lambda: associate(Reference("zoo_ghost", A1), Keeper.zoo_animals, animal),
        lambda: associate(Keeper(zoo_name="not created"), Keeper.zoo_animals, animal),
        lambda: disassociate(keeper, Keeper.zoo_animals),
        lambda: disassociate(animal, Animal.zoo_Keeper, keeper),
    ],
)
def test_a_link_that_cannot_be_is_refused_before_it_is_sent(call: object) -> None:
    with pytest.raises(UsageError):
        call()  # type: ignore[operator]


def test_a_link_to_a_row_that_does_not_exist_yet_cannot_be_removed() -> None:
    batch = Batch()
    with batch.changeset():
        new = batch.add(create(Animal(zoo_name="Rex")))
        with pytest.raises(UsageError, match="does not exist yet"):
            disassociate(keeper, Keeper.zoo_animals, new.reference)


def test_a_link_body_shows_no_url() -> None:
    assert str(K1) not in repr(associate(animal, Animal.zoo_Keeper, keeper).request.body)


def test_a_collection_is_replaced_by_new_rows_of_its_table() -> None:
    operation = replace(keeper, Keeper.zoo_animals, [Animal(zoo_name="a"), Animal(zoo_name="b", zoo_keeper=keeper)])
    values = [{"zoo_name": "a"}, {"zoo_name": "b", "zoo_Keeper@odata.bind": f"zoo_keepers({K1})"}]
    assert shape(operation.request) == ("PUT", f"zoo_keepers({K1})/zoo_animals", {"value": values})
    assert operation.read(Reply(204)) is None


@pytest.mark.parametrize("call", [lambda: replace(animal, Animal.zoo_Keeper, []), lambda: replace(keeper, Keeper.zoo_animals, [Keeper()])])
def test_only_a_collection_is_replaced_and_by_rows_of_its_table(call: object) -> None:
    with pytest.raises(UsageError):
        call()  # type: ignore[operator]
