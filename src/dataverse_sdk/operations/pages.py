"""Rows, page by page. A page that fails raises, and says where to go on: rows are never left out in silence.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/page-results — the link to the next page is followed
verbatim, with the same preferences.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from ..errors import DataverseError, DuplicateRecord, InvalidReply, NotFound, UsageError
from ..query import Query
from ..query.source import RowSource
from ..wire.effects import Flow
from ..wire.messages import Headers, Reply, Request
from ..wire.operation import Operation, execute
from ..wire.replies import raise_for_status
from .counts import COUNT_LIMIT, Count, count, count_exactly
from .positions import Position, question_of
from .related import complete, mark_unfinished
from .rows import annotations_preference, prefer

__all__ = [
    "Count",
    "Page",
    "Position",
    "count",
    "counting",
    "next_page",
    "only",
    "query_page",
    "resume_page",
    "turn_after",
    "turns",
]

R = TypeVar("R")


@frozen(repr=False)
class Page(Generic[R]):
    """Rows of one page. `position` is where the next one begins, None on the last page or when `top` was reached.

    `count` is the number of all rows, where it was asked for.
    """

    rows: tuple[R, ...]
    position: Position | None
    source: RowSource[R] = field(eq=False)
    count: Count | None = None

    @property
    def next_link(self) -> str | None:
        """What the service is asked for the next page, None on the last."""
        return None if self.position is None else self.position.target

    def __repr__(self) -> str:
        return f"<Page of {len(self.rows)} {self.source.table.logical_name}, {'more follow' if self.position else 'the last'}>"


def query_page(
    source: RowSource[R],
    *,
    page_size: int | None = None,
    annotations: str | Sequence[str] | None = None,
    count: bool = False,
) -> Operation[Page[R]]:
    """Reads the first page of a query; `next_page` reads on. Without `page_size` the service chooses (5,000 rows).

    `count` asks for the number of all rows as well; the service counts up to 5,000 (see `Count`).
    """
    target, preference = source.first(page_size)
    if count:
        target += ("&" if "?" in target else "?") + "$count=true"
    wanted = annotations_preference(_with_needs(source, annotations))
    headers = prefer(preference, wanted)
    position = Position(target, question_of(source), headers[0][1] if headers else None, source.limit)
    return _page_at(source, position)


def _with_needs(source: RowSource[Any], annotations: str | Sequence[str] | None) -> str | Sequence[str] | None:
    given = (annotations,) if isinstance(annotations, str) else tuple(annotations or ())
    wanted = given if "*" in given else (*given, *source.needs)
    return wanted or None


def next_page(page: Page[R]) -> Operation[Page[R]]:
    """Reads the page after this one. Raises UsageError when this was the last."""
    if page.position is None:
        raise UsageError("this was the last page")
    return _page_at(page.source, page.position)


def resume_page(source: RowSource[R], position: Position) -> Operation[Page[R]]:
    """Reads the page at a position of the same query, which may have been stored meanwhile. Refuses one of another query."""
    position.check(source)
    return _page_at(source, position)


def _page_at(source: RowSource[R], position: Position) -> Operation[Page[R]]:
    headers = Headers(prefer(position.preferences))
    return Operation(Request("GET", position.target, headers), partial(_read, source, position))


def _read(source: RowSource[R], asked: Position, reply: Reply) -> Page[R]:
    raise_for_status(reply)
    rows, document = source.page(reply.body, reply.request_id)
    if isinstance(source, Query) and source.expands:
        mark_unfinished(rows, source.expands)
    counted = document.get("@odata.count")
    count = Count(counted, capped=counted >= COUNT_LIMIT) if isinstance(counted, int) else None
    target = source.following(asked.target, document, reply.request_id)
    if target is not None and target == asked.target:
        raise InvalidReply("the link to the next page leads to the same page again", request_id=reply.request_id)
    remaining = asked.remaining
    if remaining is not None:
        rows = rows[:remaining]
        remaining -= len(rows)
        if not remaining:
            target = None
    position = None if target is None else Position(target, asked.question, asked.preferences, remaining)
    return Page(rows, position, source, count)


def turns(
    source: RowSource[R],
    start: Position | None = None,
    *,
    page_size: int | None = None,
    annotations: str | Sequence[str] | None = None,
    count: bool = False,
) -> Flow[Page[R]]:
    """Reads the first page, or the one at a position; `turn_after` gives the next."""
    if start is not None:
        return _turn(resume_page(source, start), source, start)
    return _turn(query_page(source, page_size=page_size, annotations=annotations, count=count), source, None)


def turn_after(page: Page[R]) -> Flow[Page[R]] | None:
    """Gives the flow that reads the next page, or None after the last."""
    return None if page.position is None else _turn(next_page(page), page.source, page.position)


def _turn(operation: Operation[Page[R]], source: RowSource[R], position: Position | None) -> Flow[Page[R]]:
    """Reads a page whole, children of expansions included. An error carries `position`, where this page began (None: at the first)."""
    try:
        page = yield from execute(operation)
        if isinstance(source, Query) and source.expands:
            yield from complete(page.rows, source.expands, operation.request.headers)
    except DataverseError as error:
        error.position = position
        raise
    return page


def counting(source: RowSource[Any], *, exact: bool = False) -> Flow[Count]:
    """Counts the rows of a query; see `count` and `count_exactly`."""
    if not isinstance(source, Query):
        raise UsageError("only a Query can be counted; count the rows that come back")
    return count_exactly(source) if exact else execute(count(source))


def only(rows: Sequence[R]) -> R:
    """Gives the only row there is. Raises NotFound for none, and DuplicateRecord for more than one."""
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise DuplicateRecord("the query was to find one row, and found more")
    raise NotFound("the query was to find one row, and found none")
