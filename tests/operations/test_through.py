"""Rows by way of a record: the addresses that are documented, pages as of any query, and the right table only."""

from typing import Any
from uuid import UUID

import pytest
from zoo import A1, A2, K1, Animal, Keeper

from dataverse_sdk.errors import NotFound, UsageError
from dataverse_sdk.model import Collection, Column, Entity, Navigation, collection, column, entity, navigation
from dataverse_sdk.operations import Reply, count_related, get_related, query_page, related, resume_page
from dataverse_sdk.query import Query, expand
from dataverse_sdk.testing import error_reply, json_reply

keeper = Keeper.ref(K1)
NAMES = Query(Animal).select(Animal.zoo_name)


@pytest.mark.parametrize(
    ("query", "target"),
    [
        (NAMES, "?$select=zoo_name"),
        (NAMES.where(Animal.zoo_name == "a").top(3), "?$select=zoo_name&$filter=zoo_name%20eq%20'a'&$top=3"),
    ],
)
def test_rows_of_a_collection_are_asked_by_way_of_their_record(query: Query[Animal], target: str) -> None:
    for row in (keeper, Keeper(zoo_keeperid=K1)):
        assert query_page(related(row, Keeper.zoo_animals, query)).request.target == f"zoo_keepers({K1})/zoo_animals{target}"
    counted = count_related(keeper, Keeper.zoo_animals, NAMES)
    assert counted.request.target == f"zoo_keepers({K1})/zoo_animals/$count"
    assert counted.read(Reply(200, body=b"\xef\xbb\xbf5000")).capped


def test_without_a_query_every_column_of_the_class_is_read() -> None:
    source = related(keeper, Keeper.zoo_animals)
    page = query_page(source).read(json_reply({"value": [{"@odata.etag": 'W/"1"', "zoo_animalid": str(A1), "zoo_name": "a"}]}))
    assert [row.zoo_name for row in page.rows] == ["a"]
    assert source.table.logical_name == "zoo_animal"
    assert repr(source) == "<Related zoo_animal>"


def test_pages_go_on_and_belong_to_this_collection() -> None:
    link = f"https://org.crm.dynamics.com/api/data/v9.2/zoo_keepers({K1})/zoo_animals?$skiptoken=2"
    source = related(keeper, Keeper.zoo_animals, NAMES)
    page = query_page(source, page_size=1).read(json_reply({"value": [{"zoo_animalid": str(A1)}], "@odata.nextLink": link}))
    assert page.position is not None
    assert resume_page(source, page.position).request.target == link
    with pytest.raises(UsageError):
        resume_page(related(Keeper.ref(A2), Keeper.zoo_animals, NAMES), page.position)
    assert query_page(source.at_most(2)).request.target.endswith("$top=2")
    assert source.at_most(2).limit == 2


def test_the_record_that_a_lookup_points_to_is_read_or_is_none() -> None:
    operation = get_related(Animal.ref(A1), Animal.zoo_Keeper, select=[Keeper.zoo_name], annotations="*")
    assert operation.request.target == f"zoo_animals({A1})/zoo_Keeper?$select=zoo_name"
    assert operation.request.headers.get("Prefer") == 'odata.include-annotations="*"'
    found = operation.read(json_reply({"zoo_keeperid": str(K1), "zoo_name": "Ida"}))
    assert found is not None
    assert found.zoo_name == "Ida"
    assert operation.read(Reply(204)) is None
    with pytest.raises(NotFound):
        operation.read(error_reply(404))


@entity("zoo_cage", set_name="zoo_cages", key="zoo_cageid")
class Cage(Entity):
    """Where somebody lives whose class nobody declared."""

    zoo_cageid: Column[UUID] = column()
    zoo_ghosts: Collection[Entity] = collection("zoo_ghost")
    zoo_Ghost: Navigation[Entity] = navigation("zoo_ghost")  # noqa: N815


@pytest.mark.parametrize(
    "call",
    [
        lambda: related(Cage.ref(A1), Cage.zoo_ghosts),
        lambda: get_related(Cage.ref(A1), Cage.zoo_Ghost),
        lambda: related(Animal.ref(A1), Animal.zoo_Keeper),
        lambda: related(keeper, Keeper.zoo_animals, Query(Keeper)),
        lambda: related(keeper, Keeper.zoo_animals, NAMES.expand(expand(Animal.zoo_Keeper))),
        lambda: related("zoo_keepers", Keeper.zoo_animals),
        lambda: get_related(keeper, Keeper.zoo_animals),
        lambda: count_related(keeper, Keeper.zoo_animals, NAMES.top(2)),
    ],
)
def test_what_leads_elsewhere_is_refused(call: Any) -> None:
    with pytest.raises(UsageError):
        call()
