"""How many rows: the service's limit said aloud, and the exact number where it is asked for."""

from typing import Any
from uuid import UUID

import pytest
from zoo import Keeper

from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.operations import Count, count, count_exactly, query_page
from dataverse_sdk.operations.pages import counting
from dataverse_sdk.query import Query, expand
from dataverse_sdk.testing import ScriptedDriver, json_reply
from dataverse_sdk.wire.messages import Reply

KEEPERS = Query(Keeper).where(Keeper.zoo_badge > 3)
LINK = "https://org.crm.dynamics.com/api/data/v9.2/zoo_keepers?$skiptoken=2"


def plain(text: str) -> Reply:
    return Reply(200, body=b"\xef\xbb\xbf" + text.encode())


def keys(number: int, link: str | None = None) -> Any:
    return json_reply({"value": [{"zoo_keeperid": str(UUID(int=1))}] * number, **({"@odata.nextLink": link} if link else {})})


def test_a_count_is_a_number_that_knows_whether_it_was_cut() -> None:
    found = count(KEEPERS).read(plain("4999"))
    assert (found, found.capped, str(found), repr(found)) == (4999, False, "4999", "4999")
    cut = count(KEEPERS).read(plain("5000"))
    assert (cut, cut.capped, f"{cut}", str(cut)) == (5000, True, "5000 or more", "5000 or more")
    assert isinstance(cut, int)


def test_a_small_count_is_exact_at_the_price_of_one_request() -> None:
    driver = ScriptedDriver(plain("12"))
    assert driver.run(count_exactly(KEEPERS)) == 12
    assert [request.target for request in driver.requests] == ["zoo_keepers/$count?$filter=zoo_badge%20gt%203"]


def test_a_large_count_reads_the_keys_page_by_page() -> None:
    driver = ScriptedDriver(plain("5000"), keys(5000, LINK), keys(7))
    found = driver.run(counting(KEEPERS, exact=True))
    assert (found, found.capped) == (5007, False)
    assert [request.target for request in driver.requests[1:]] == ["zoo_keepers?$select=zoo_keeperid&$filter=zoo_badge%20gt%203", LINK]
    assert {request.headers.get("Prefer") for request in driver.requests[1:]} == {"odata.maxpagesize=5000"}
    whole = ScriptedDriver(plain("5000"), keys(5000))
    assert whole.run(count_exactly(Query(Keeper))) == 5000
    assert whole.requests[1].target == "zoo_keepers?$select=zoo_keeperid"


@pytest.mark.parametrize("answers", [(keys(1, LINK), keys(1, LINK)), (json_reply({}),), (json_reply({"value": {}}),)])
def test_keys_that_cannot_be_counted_are_an_invalid_reply(answers: Any) -> None:
    with pytest.raises(InvalidReply):
        ScriptedDriver(plain("5000"), *answers).run(count_exactly(KEEPERS))


def test_a_page_says_the_number_of_all_rows_when_it_is_asked_to() -> None:
    operation = query_page(KEEPERS, count=True)
    assert operation.request.target.endswith("&$count=true")
    page = operation.read(json_reply({"value": [], "@odata.count": 5000}))
    assert page.count is not None
    assert (page.count, page.count.capped) == (5000, True)
    assert operation.read(json_reply({"value": []})).count is None


def test_only_a_query_can_be_counted() -> None:
    assert ScriptedDriver(plain("3")).run(counting(KEEPERS)) == Count(3)
    for make in (
        lambda: counting(KEEPERS.values(Keeper.zoo_name)),
        lambda: count(KEEPERS.top(3)),
        lambda: count(KEEPERS.expand(expand(Keeper.zoo_animals))),
    ):
        with pytest.raises(UsageError):
            make()
