"""Where a page begins: stored, passed back, checked."""

import json
import pickle
from typing import Any
from uuid import UUID

import pytest
from zoo import Keeper

from dataverse_sdk.errors import ConnectionLost, DataverseError, ForeignLink, NotFound, ServiceError, Throttled, UsageError
from dataverse_sdk.model import row_id
from dataverse_sdk.operations import Position, next_page, query_page, resume_page
from dataverse_sdk.operations.pages import turn_after, turns
from dataverse_sdk.query import Query
from dataverse_sdk.testing import ScriptedDriver, error_reply, json_reply

KEEPERS = Query(Keeper).where(Keeper.zoo_name == "Ada")
LINK = "https://org.crm.dynamics.com/api/data/v9.2/zoo_keepers?$skiptoken=2"


def rows(*numbers: int, link: str | None = None) -> Any:
    values = [{"zoo_keeperid": str(UUID(int=number))} for number in numbers]
    return json_reply({"value": values, **({} if link is None else {"@odata.nextLink": link})})


def position(query: Query[Keeper] = KEEPERS) -> Position:
    page = query_page(query, page_size=2, annotations="*").read(rows(1, 2, link=LINK))
    assert page.position is not None
    return page.position


def test_a_position_goes_through_text_and_back() -> None:
    for each in (position(), position(KEEPERS.top(5001))):
        assert Position.parse(str(each)) == each
    assert position(KEEPERS.top(5001)).remaining == 4999
    assert pickle.loads(pickle.dumps(position())) == position()


def test_reading_goes_on_from_a_position_with_the_same_preferences() -> None:
    operation = resume_page(KEEPERS, Position.parse(str(position())))
    assert operation.request.target == LINK
    assert operation.request.headers.get("Prefer") == 'odata.maxpagesize=2,odata.include-annotations="*"'
    assert [row_id(row).int for row in operation.read(rows(3)).rows] == [3]


def test_a_limit_is_remembered() -> None:
    operation = resume_page(KEEPERS.top(5001), Position.parse(str(position(KEEPERS.top(5001)))))
    assert operation.read(rows(3, link=LINK + "x")).position == Position(
        LINK + "x", position(KEEPERS.top(5001)).question, position().preferences, 4998
    )


def test_a_position_belongs_to_its_query() -> None:
    for other in (Query(Keeper), KEEPERS.select(Keeper.zoo_name), KEEPERS.top(3)):
        with pytest.raises(UsageError, match="another query"):
            resume_page(other, position())


def test_a_position_belongs_to_its_environment() -> None:
    with pytest.raises(ForeignLink):
        ScriptedDriver().root.resolve(resume_page(KEEPERS, Position("https://elsewhere.example/x", position().question)).request.target)


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "3", "null", "{}", '{"a":1,"b":2,"c":3,"d":4,"e":5}', "[" * 100_000]
    + [
        json.dumps(value)
        for value in (
            [2, LINK, "q", None, None],
            [True, LINK, "q", None, None],
            [1, 3, "q", None, None],
            [1, LINK, 3, None, None],
            [1, LINK, "q", 3, None],
            [1, LINK, "q", None, 0],
            [1, LINK, "q", None, True],
            [1, LINK, "q", None, "5"],
            [1, "a b", "q", None, None],
            [1, LINK + "#x", "q", None, None],
            [1, LINK, "q", "a\r\nX: y", None],
        )
    ],
)
def test_text_that_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Position.parse(text)


def test_a_position_does_not_show_the_values_of_its_query() -> None:
    assert repr(position()) == "<Position>"
    assert "Ada" not in position().question


@pytest.mark.parametrize("failure", [error_reply(429), error_reply(404), ConnectionLost("gone")])
def test_a_page_that_fails_raises_and_says_where_to_go_on(failure: Any) -> None:
    driver = ScriptedDriver(rows(1, link=LINK), failure)
    page = driver.run(turns(KEEPERS))
    flow = turn_after(page)
    assert flow is not None
    with pytest.raises(DataverseError) as caught:
        driver.run(flow)
    assert caught.value.position == page.position
    again = ScriptedDriver(rows(2)).run(turns(KEEPERS, caught.value.position))
    assert [row_id(row).int for row in again.rows] == [2]
    assert turn_after(again) is None


def test_a_first_page_that_fails_says_to_begin_again() -> None:
    with pytest.raises(ServiceError) as caught:
        ScriptedDriver(error_reply(404)).run(turns(KEEPERS, page_size=3))
    assert isinstance(caught.value, NotFound)
    assert caught.value.position is None


def test_an_error_keeps_its_position_through_pickle() -> None:
    error = Throttled("slow down", status=429)
    error.position = position()
    assert pickle.loads(pickle.dumps(error)).position == position()


def test_the_page_after_the_last_is_refused() -> None:
    with pytest.raises(UsageError, match="last page"):
        next_page(query_page(KEEPERS).read(rows(1)))
