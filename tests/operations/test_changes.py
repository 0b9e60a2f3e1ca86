"""Change tracking: changed rows, deleted ids, and a token that reads on from where it was given."""

from typing import Any

import pytest
from zoo import A1, A2, Animal

from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.operations import change_turn_after, change_turns, changes_page, more_changes
from dataverse_sdk.query import Query
from dataverse_sdk.testing import ScriptedDriver, json_reply

ROOT = "https://org.crm.dynamics.com/api/data/v9.2/"
TOKEN = f"{ROOT}zoo_animals?$select=zoo_name&$deltatoken=919042%2108%2f22%2f2017"


def test_the_first_page_asks_for_tracking() -> None:
    request = changes_page(Query(Animal).select(Animal.zoo_name), page_size=50).request
    assert request.target == "zoo_animals?$select=zoo_name"
    assert request.headers.get("Prefer") == "odata.track-changes,odata.maxpagesize=50"
    assert changes_page(Query(Animal)).request.headers.get("Prefer") == "odata.track-changes"


def test_changed_and_deleted_rows_are_told_apart() -> None:
    deleted = {"@odata.context": f"{ROOT}$metadata#zoo_animals/$deletedEntity", "id": str(A2), "reason": "deleted"}
    document = {"value": [{"zoo_animalid": str(A1), "zoo_name": "Rex"}, deleted], "@odata.deltaLink": TOKEN}
    page = changes_page(Query(Animal)).read(json_reply(document))
    assert [(row.zoo_animalid, row.zoo_name) for row in page.changed] == [(A1, "Rex")]
    assert (page.deleted, page.next_link, page.token) == ((A2,), None, TOKEN)
    assert "Rex" not in repr(page)


def test_a_token_reads_on_verbatim() -> None:
    assert more_changes(Animal, TOKEN, page_size=10).request.target == TOKEN
    page = more_changes(Animal, TOKEN).read(json_reply({"value": [], "@odata.nextLink": f"{ROOT}zoo_animals?$skiptoken=2"}))
    assert (page.changed, page.next_link, page.token) == ((), f"{ROOT}zoo_animals?$skiptoken=2", None)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"value": [], "@odata.deltaLink": 3},
        {"value": [{"@odata.context": "x/$deletedEntity", "id": "not one"}]},
        {"value": [{"@odata.context": "x/$deletedEntity"}]},
        {"value": [3]},
    ],
)
def test_a_damaged_page_is_an_error(document: dict[str, Any]) -> None:
    with pytest.raises(InvalidReply):
        changes_page(Query(Animal)).read(json_reply(document))


@pytest.mark.parametrize(
    "query",
    [
        Query(Animal).where(Animal.zoo_name == "x"),
        Query(Animal).order_by(Animal.zoo_name),
        Query(Animal).top(1),
        Query(Animal).expand(Animal.zoo_Keeper),
    ],
)
def test_what_the_service_refuses_to_track_is_refused_here(query: Query[Animal]) -> None:
    with pytest.raises(UsageError):
        changes_page(query)


@pytest.mark.parametrize(
    ("since", "first_target", "prefer"),
    [
        (TOKEN, TOKEN, "odata.maxpagesize=5"),
        (None, "zoo_animals?$select=zoo_name", "odata.track-changes,odata.maxpagesize=5"),
    ],
)
def test_pages_follow_one_another_to_the_token_with_the_same_preferences(since: str | None, first_target: str, prefer: str) -> None:
    more = f"{ROOT}zoo_animals?$skiptoken=2"
    driver = ScriptedDriver(json_reply({"value": [], "@odata.nextLink": more}), json_reply({"value": [], "@odata.deltaLink": TOKEN}))
    first = driver.run(change_turns(Query(Animal).select(Animal.zoo_name), since, page_size=5))
    following = change_turn_after(first)
    assert following is not None
    last = driver.run(following)
    assert [request.target for request in driver.requests] == [first_target, more]
    assert {request.headers.get("Prefer") for request in driver.requests} == {prefer}
    assert (last.token, change_turn_after(last)) == (TOKEN, None)


@pytest.mark.parametrize(
    ("document", "message"),
    [({"value": []}, "switched on"), ({"value": [], "@odata.nextLink": TOKEN}, "the same page again")],
)
def test_a_page_that_leads_nowhere_is_an_error(document: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidReply, match=message):
        ScriptedDriver(json_reply(document)).run(change_turns(Query(Animal), TOKEN))


@pytest.mark.parametrize("token", ["x", f"{ROOT}zoo_keepers?$deltatoken=1", ""])
def test_a_token_of_another_table_is_refused(token: str) -> None:
    with pytest.raises(UsageError, match="not one of zoo_animals"):
        change_turns(Query(Animal), token)
