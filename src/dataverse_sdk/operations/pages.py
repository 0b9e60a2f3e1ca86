"""Queries, page by page. A page that fails raises: rows are never left out in silence.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/page-results — the link to the next page is followed
verbatim, with the same preferences; `$top` is ignored by the service when a page size is asked for, so the two are never sent together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from ..errors import DuplicateRecord, InvalidReply, NotFound, UsageError
from ..model import Entity, table_of
from ..model.converter import row_from_wire
from ..query import Query, filter_text, query_target
from ..wire.messages import Headers, Reply, Request
from ..wire.operation import Operation
from ..wire.replies import json_object, next_link, raise_for_status
from .rows import CONVERTER, annotations_preference, prefer

__all__ = ["MAX_PAGE", "Page", "count", "next_page", "query_page"]

E = TypeVar("E", bound=Entity)

MAX_PAGE = 5000
COUNT_LIMIT = 5000


@frozen(repr=False)
class Page(Generic[E]):
    """Rows of one page. `next_link` is the service's link to the next one, None on the last page or when `top` was reached."""

    rows: tuple[E, ...]
    next_link: str | None
    entity: type[E]
    headers: Headers = field(default=Headers())
    remaining: int | None = None

    def __repr__(self) -> str:
        return f"<Page of {len(self.rows)} {self.entity.__name__}, {'more follow' if self.next_link else 'the last'}>"


def query_page(query: Query[E], *, page_size: int | None = None, annotations: str | Sequence[str] | None = None) -> Operation[Page[E]]:
    """Reads the first page of a query; `next_page` reads on. Without `page_size` the service chooses (5,000 rows)."""
    if page_size is not None and not 1 <= page_size <= MAX_PAGE:
        raise UsageError(f"a page holds 1 to {MAX_PAGE} rows")
    whole = query.limit is not None and query.limit <= (page_size or MAX_PAGE)
    size = None if whole else page_size or (MAX_PAGE if query.limit is not None else None)
    headers = Headers(prefer(f"odata.maxpagesize={size}" if size is not None else None, annotations_preference(annotations)))
    request = Request("GET", query_target(query, top=whole), headers)
    return Operation(request, partial(_read, query.entity, headers, query.limit))


def next_page(page: Page[E]) -> Operation[Page[E]]:
    """Reads the page after this one. Raises UsageError when this was the last."""
    if page.next_link is None:
        raise UsageError("this was the last page")
    request = Request("GET", page.next_link, page.headers)
    return Operation(request, partial(_read, page.entity, page.headers, page.remaining, followed=page.next_link))


def _read(cls: type[E], headers: Headers, limit: int | None, reply: Reply, *, followed: str | None = None) -> Page[E]:
    document = json_object(reply)
    values = document.get("value")
    if not isinstance(values, list):
        raise InvalidReply("the reply holds no list of rows", request_id=reply.request_id)
    rows = tuple(
        row_from_wire(cls, value, CONVERTER, place=f"$.value[{place}]", request_id=reply.request_id) for place, value in enumerate(values)
    )
    link = next_link(document, reply.request_id)
    if link is not None and link == followed:
        raise InvalidReply("the link to the next page leads to the same page again", request_id=reply.request_id)
    if limit is None:
        return Page(rows, link, cls, headers)
    rows = rows[:limit]
    remaining = limit - len(rows)
    return Page(rows, link if remaining else None, cls, headers, remaining)


def only(rows: Sequence[E]) -> E:
    """Gives the only row there is. Raises NotFound for none, and DuplicateRecord for more than one."""
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise DuplicateRecord("the query was to find one row, and found more")
    raise NotFound("the query was to find one row, and found none")


def count(query: Query[Any]) -> Operation[int]:
    """Counts the rows of a query, up to 5,000: the service counts no further, and neither says so nor fails.

    A result of 5,000 therefore means "5,000 or more". The reply is plain text that begins with a byte order mark
    (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/count-rows).
    """
    if query.limit is not None or query.expands:
        raise UsageError("count takes a query without top and expand")
    target = f"{table_of(query.entity).set_name}/$count"
    if query.predicate is not None:
        target += f"?$filter={filter_text(query.predicate)}"

    def read(reply: Reply) -> int:
        raise_for_status(reply)
        text = reply.body.removeprefix(b"\xef\xbb\xbf").strip()
        if not text.isdigit():
            raise InvalidReply("the reply is not a count", request_id=reply.request_id)
        return int(text)

    # The client asks for JSON by default; a count is text/plain, and a strict server refuses the former.
    return Operation(Request("GET", target, (("Accept", "text/plain"),)), read)
