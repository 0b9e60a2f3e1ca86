"""Rows that an expansion brought along: all of them, or an error."""

from typing import Any
from uuid import UUID

import pytest
from zoo import Animal, Keeper

from dataverse_sdk.errors import InvalidReply, Throttled, UsageError
from dataverse_sdk.operations import get, get_whole, query_page
from dataverse_sdk.operations.pages import turns
from dataverse_sdk.query import Query, expand
from dataverse_sdk.testing import ScriptedDriver, error_reply, json_reply

ROOT = "https://org.crm.dynamics.com/api/data/v9.2/"
REPEATS = f"{ROOT}zoo_keepers(x)/zoo_animals?$select=zoo_name"
GOES_ON = f"{REPEATS}&$skiptoken=%3Ccookie%20pagenumber=%222%22%20/%3E"
FLAT = Query(Keeper).select(Keeper.zoo_name).expand(expand(Keeper.zoo_animals, select=[Animal.zoo_name]))
DEEP = (
    Query(Keeper)
    .select(Keeper.zoo_name)
    .expand(expand(Keeper.zoo_animals, select=[Animal.zoo_name], expand=[expand(Animal.zoo_Keeper, select=[Keeper.zoo_name])]))
)


def animals(*names: str) -> list[dict[str, Any]]:
    return [{"zoo_name": name, "zoo_Keeper": None} for name in names]


def keeper(*names: str, link: Any = None, key: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = {"zoo_keeperid": str(UUID(int=key)), "zoo_animals": animals(*names)}
    return found if link is None else {**found, "zoo_animals@odata.nextLink": link}


def many(*rows: Any, link: str | None = None) -> Any:
    return json_reply({"value": list(rows), **({} if link is None else {"@odata.nextLink": link})})


def names(row: Keeper) -> list[str | None]:
    return [animal.zoo_name for animal in row.zoo_animals]


def test_the_link_that_repeats_what_came_is_not_followed() -> None:
    driver = ScriptedDriver(many(keeper("a", "b", link=REPEATS)))
    assert names(driver.run(turns(FLAT, page_size=1)).rows[0]) == ["a", "b"]
    assert len(driver.requests) == 1


def test_the_link_that_goes_on_is_followed_to_its_end_with_the_same_preferences() -> None:
    driver = ScriptedDriver(
        many(keeper("a", link=GOES_ON), keeper("x", key=2)), many(*animals("b"), link=GOES_ON + "3"), many(*animals("c"))
    )
    page = driver.run(turns(DEEP, page_size=1))
    assert [names(row) for row in page.rows] == [["a", "b", "c"], ["x"]]
    assert [request.target for request in driver.requests[1:]] == [GOES_ON, GOES_ON + "3"]
    assert {request.headers.get("Prefer") for request in driver.requests} == {"odata.maxpagesize=1"}


def test_a_page_read_without_the_rest_refuses_to_pass_for_whole() -> None:
    page = query_page(DEEP, page_size=1).read(many(keeper("a", link=GOES_ON)))
    with pytest.raises(UsageError, match="only some rows of Keeper"):
        page.rows[0].zoo_animals


def test_children_that_may_have_been_cut_at_5000_are_read_again_in_pages() -> None:
    cut = keeper(*["a"] * 5000, link=REPEATS)
    driver = ScriptedDriver(many(cut), many(*animals(*["a"] * 5000), link=GOES_ON), many(*animals("last")))
    assert len(driver.run(turns(FLAT)).rows[0].zoo_animals) == 5001
    assert [request.target for request in driver.requests[1:]] == [REPEATS, GOES_ON]


def test_without_a_link_they_are_asked_for_by_name() -> None:
    driver = ScriptedDriver(json_reply(keeper(*["a"] * 5000)), many(*animals("a")))
    expansion = expand(Keeper.zoo_animals, select=[Animal.zoo_name], where=Animal.zoo_name == "a")
    row = driver.run(get_whole(Keeper, UUID(int=1), select=[Keeper.zoo_name], expand=[expansion]))
    assert len(row.zoo_animals) == 1
    assert driver.requests[1].target == f"zoo_keepers({UUID(int=1)})/zoo_animals?$select=zoo_name&$filter=zoo_name%20eq%20'a'"


def test_as_many_as_were_asked_for_are_whole() -> None:
    query = Query(Keeper).expand(expand(Keeper.zoo_animals, top=5000))
    page = query_page(query).read(many(keeper(*["a"] * 5000)))
    assert len(page.rows[0].zoo_animals) == 5000


def test_a_limit_on_children_ends_the_reading() -> None:
    query = Query(Keeper).expand(expand(Keeper.zoo_animals, top=3))
    driver = ScriptedDriver(many(keeper("a", link=GOES_ON)), many(*animals("b", "c", "d"), link=GOES_ON + "3"))
    assert names(driver.run(turns(query)).rows[0]) == ["a", "b", "c"]


def test_children_of_children_are_completed_too() -> None:
    query = (
        Query(Animal)
        .select(Animal.zoo_name)
        .expand(expand(Animal.zoo_Keeper, select=[Keeper.zoo_name], expand=[expand(Keeper.zoo_animals, select=[Animal.zoo_name])]))
    )
    rows = [{"zoo_name": "x", "zoo_Keeper": keeper("a", link=GOES_ON)}, {"zoo_name": "y", "zoo_Keeper": None}]
    page = ScriptedDriver(many(*rows), many(*animals("b"))).run(turns(query, page_size=1))
    assert page.rows[0].zoo_Keeper is not None
    assert names(page.rows[0].zoo_Keeper) == ["a", "b"]
    assert page.rows[1].zoo_Keeper is None


def test_a_record_is_got_whole() -> None:
    key = UUID(int=1)
    driver = ScriptedDriver(json_reply(keeper("a", link=GOES_ON)), many(*animals("b")))
    expansion = expand(Keeper.zoo_animals, select=[Animal.zoo_name])
    assert names(driver.run(get_whole(Keeper, key, expand=[expansion]))) == ["a", "b"]
    with pytest.raises(UsageError, match="only some rows"):
        get(Keeper, key, expand=[expansion]).read(json_reply(keeper("a", link=GOES_ON))).zoo_animals
    assert ScriptedDriver(json_reply({"zoo_name": "Ada"})).run(get_whole(Keeper, key)).zoo_name == "Ada"


def test_a_collection_that_did_not_come_is_left_alone() -> None:
    page = ScriptedDriver(many({"zoo_name": "Ada"})).run(turns(FLAT))
    with pytest.raises(UsageError, match="not expanded"):
        page.rows[0].zoo_animals


def test_what_fails_in_between_is_an_error_with_the_position_of_the_page() -> None:
    link = f"{ROOT}zoo_keepers?$skiptoken=2"
    with pytest.raises(Throttled) as caught:
        ScriptedDriver(many(keeper("a", link=GOES_ON), link=link), error_reply(429)).run(turns(DEEP, page_size=1))
    assert caught.value.position is None


@pytest.mark.parametrize("answer", [json_reply({}), many(*animals("b"), link=GOES_ON), many(3)])
def test_a_rest_that_cannot_be_read_is_an_invalid_reply(answer: Any) -> None:
    with pytest.raises(InvalidReply):
        ScriptedDriver(many(keeper("a", link=GOES_ON)), answer).run(turns(DEEP, page_size=1))


def test_a_link_that_is_no_url_is_an_invalid_reply() -> None:
    with pytest.raises(InvalidReply):
        query_page(FLAT).read(many(keeper("a", link=3)))
