"""Pages and counts: nothing is left out in silence, next links are followed verbatim or not at all."""

import re
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from reference import oasis
from zoo import Animal, Keeper

from dataverse_sdk.errors import DuplicateRecord, InvalidReply, NotFound, UsageError
from dataverse_sdk.operations import count, next_page, query_page
from dataverse_sdk.operations.pages import only
from dataverse_sdk.query import Query, expand
from dataverse_sdk.testing import ScriptedDriver, error_reply, json_reply
from dataverse_sdk.wire.messages import Reply
from dataverse_sdk.wire.operation import execute

SELECT = "$select=zoo_keeperid,zoo_name,zoo_badge"
LINK = "https://org.crm.dynamics.com/api/data/v9.2/zoo_keepers?$skiptoken=%3Ccookie%20pagenumber=%222%22%20/%3E"
KEEPERS = Query(Keeper)


def rows(*numbers: int, link: Any = None) -> Reply:
    values = [{"zoo_keeperid": str(UUID(int=number)), "zoo_badge": number} for number in numbers]
    return json_reply({"value": values, **({} if link is None else {"@odata.nextLink": link})})


def read_all(query: Query[Keeper], *answers: Any, **options: Any) -> tuple[list[int | None], ScriptedDriver]:
    driver = ScriptedDriver(*answers)
    page = driver.run(execute(query_page(query, **options)))
    badges = [row.zoo_badge for row in page.rows]
    while page.next_link is not None:
        page = driver.run(execute(next_page(page)))
        badges += [row.zoo_badge for row in page.rows]
    return badges, driver


@pytest.mark.parametrize(
    ("query", "options", "target", "preferences"),
    [
        (KEEPERS, {}, f"zoo_keepers?{SELECT}", None),
        (KEEPERS, {"page_size": 50}, f"zoo_keepers?{SELECT}", "odata.maxpagesize=50"),
        (KEEPERS, {"page_size": 50, "annotations": "*"}, f"zoo_keepers?{SELECT}", 'odata.maxpagesize=50,odata.include-annotations="*"'),
        # The service ignores $top beside a page size, so the two never meet.
        (KEEPERS.top(50), {"page_size": 50}, f"zoo_keepers?{SELECT}&$top=50", None),
        (KEEPERS.top(5000), {}, f"zoo_keepers?{SELECT}&$top=5000", None),
        (KEEPERS.top(51), {"page_size": 50}, f"zoo_keepers?{SELECT}", "odata.maxpagesize=50"),
        (KEEPERS.top(5001), {}, f"zoo_keepers?{SELECT}", "odata.maxpagesize=5000"),
        (
            KEEPERS.where(Keeper.zoo_name == "O'Brien & sons"),
            {},
            f"zoo_keepers?{SELECT}&$filter=zoo_name%20eq%20'O''Brien%20%26%20sons'",
            None,
        ),
    ],
)
def test_a_query_is_one_get(query: Query[Keeper], options: dict[str, Any], target: str, preferences: str | None) -> None:
    request = query_page(query, **options).request
    assert (request.method, request.target, request.headers.get("Prefer")) == ("GET", target, preferences)


@pytest.mark.parametrize("size", [0, -1, 5001])
def test_a_page_has_a_size_the_service_can_give(size: int) -> None:
    with pytest.raises(UsageError, match="5000"):
        query_page(KEEPERS, page_size=size)


def test_the_next_link_is_followed_verbatim_with_the_same_preferences() -> None:
    badges, driver = read_all(KEEPERS, rows(1, 2, link=LINK), rows(3), page_size=2, annotations="*")
    assert badges == [1, 2, 3]
    assert [request.target for request in driver.requests] == [f"zoo_keepers?{SELECT}", LINK]
    assert driver.requests[0].headers == driver.requests[1].headers


def test_an_empty_page_with_a_link_is_not_the_last() -> None:
    assert read_all(KEEPERS, rows(link=LINK), rows(1, link=LINK + "3"), rows())[0] == [1]


def test_top_cuts_what_the_service_gives_beyond_it() -> None:
    assert read_all(KEEPERS.top(3), rows(1, 2, link=LINK), rows(3, 4, link=LINK + "3"), page_size=2)[0] == [1, 2, 3]
    assert read_all(KEEPERS.top(2), rows(1, 2, 3, link=LINK))[0] == [1, 2]
    assert read_all(KEEPERS.top(3), rows(1), page_size=2)[0] == [1]


def test_a_failing_page_raises_and_the_rows_before_it_were_given() -> None:
    with pytest.raises(NotFound):
        read_all(KEEPERS, rows(1, link=LINK), error_reply(404))


def test_a_page_that_leads_to_itself_is_an_error_and_not_a_loop() -> None:
    with pytest.raises(InvalidReply, match=r"same page.*scripted"):
        read_all(KEEPERS, rows(1, link=LINK), rows(2, link=LINK))


@pytest.mark.parametrize(
    "reply",
    [
        json_reply({}),
        json_reply({"value": None}),
        json_reply({"value": {}}),
        json_reply({"value": [3]}),
        json_reply({"value": [{"zoo_badge": "SECRET"}]}),
        rows(1, link=7),
        rows(1, link="a\\b"),
        Reply(200, body=b"<html>SECRET", request_id="scripted"),
        Reply(204, request_id="scripted"),
    ],
)
def test_a_page_that_is_not_one_is_an_error_that_names_the_request(reply: Reply) -> None:
    with pytest.raises(InvalidReply, match="scripted") as caught:
        read_all(KEEPERS, reply)
    assert "SECRET" not in str(caught.value)


def test_an_error_in_a_row_names_its_place() -> None:
    with pytest.raises(InvalidReply, match=re.escape("$.value[1].zoo_badge")):
        read_all(KEEPERS, json_reply({"value": [{"zoo_badge": 1}, {"zoo_badge": "x"}]}))


def test_there_is_nothing_after_the_last_page() -> None:
    driver = ScriptedDriver(rows(1, link=LINK), rows(2))
    first = driver.run(execute(query_page(KEEPERS)))
    last = driver.run(execute(next_page(first)))
    assert (first.next_link, last.next_link) == (LINK, None)
    assert [repr(first), repr(last)] == ["<Page of 1 zoo_keeper, more follow>", "<Page of 1 zoo_keeper, the last>"]
    with pytest.raises(UsageError, match="last"):
        next_page(last)


def test_only_one_row_is_one() -> None:
    row = Keeper(zoo_name="x")
    assert only([row]) is row
    with pytest.raises(NotFound):
        only([])
    with pytest.raises(DuplicateRecord):
        only([row, row])


@pytest.mark.parametrize(("body", "number"), [(b"0", 0), (b"\xef\xbb\xbf5000", 5000), (b" 12\r\n", 12)])
def test_a_count_is_read_past_its_byte_order_mark(body: bytes, number: int) -> None:
    driver = ScriptedDriver(Reply(200, body=body))
    assert driver.run(execute(count(KEEPERS.where(Keeper.zoo_name == "ü")))) == number
    (request,) = driver.requests
    assert (request.target, request.headers.get("Accept")) == ("zoo_keepers/$count?$filter=zoo_name%20eq%20'%C3%BC'", "text/plain")
    assert count(KEEPERS).request.target == "zoo_keepers/$count"


@pytest.mark.parametrize("body", [b"", b"-1", b"1.5", b"many", b"\xef\xbb\xbf", b'{"value":1}', "٣".encode()])
def test_what_is_no_number_is_no_count(body: bytes) -> None:
    with pytest.raises(InvalidReply, match="r-1"):
        ScriptedDriver(Reply(200, body=body, request_id="r-1")).run(execute(count(KEEPERS)))


def test_a_count_is_of_a_whole_table_or_a_filter() -> None:
    for query in (KEEPERS.top(1), Query(Animal).expand(expand(Animal.zoo_Keeper))):
        with pytest.raises(UsageError):
            count(query)
    with pytest.raises(NotFound):
        ScriptedDriver(error_reply(404)).run(execute(count(KEEPERS)))


# --- Judged by the OASIS grammar.


@pytest.fixture
def grammar() -> ModuleType:
    return oasis()


def test_targets_and_preferences_are_in_the_grammar(grammar: ModuleType) -> None:
    query = (
        Query(Animal)
        .select(Animal.zoo_name)
        .where((Animal.zoo_name == "O'Brien") | ~Animal.zoo_name.contains("a+b&c#d%e"))
        .order_by(Animal.zoo_born.desc())
        .expand(expand(Animal.zoo_Keeper, select=[Keeper.zoo_name]))
        .top(5)
    )
    request = query_page(query, page_size=2, annotations="*").request
    assert grammar.ok("odataRelativeUri", request.target)
    assert grammar.ok("odataRelativeUri", query_page(query).request.target)
    # Dataverse's spelling of the preferences is OData's with the `odata.` prefix; the grammar knows both.
    for preference in (request.headers.get("Prefer") or "").split(","):
        assert grammar.ok("preference", preference), preference
    for preference in ("return=representation", "odata.continue-on-error", "odata.track-changes"):
        assert grammar.ok("preference", preference)
    assert not grammar.ok("preference", "odata.maxpagesize=many")
