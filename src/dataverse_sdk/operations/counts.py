"""How many rows a query finds. The service counts up to 5,000 and says nothing of it; here a count knows whether it was cut.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/count-rows
"""

from __future__ import annotations

from typing import Any, Final, Self

from ..errors import InvalidReply, UsageError
from ..query import Query
from ..query.render import Aliases, filter_text
from ..wire.effects import Flow
from ..wire.messages import Headers, Reply, Request
from ..wire.operation import Operation, execute
from ..wire.replies import json_object, next_link, raise_for_status
from .rows import prefer

__all__ = ["COUNT_LIMIT", "Count", "count", "count_exactly"]

COUNT_LIMIT: Final = 5000


class Count(int):
    """A number of rows. `capped` says that there may be more: the service stopped counting. It prints as `5000 or more` then."""

    capped: bool

    def __new__(cls, value: int, *, capped: bool = False) -> Self:
        made = super().__new__(cls, value)
        made.capped = capped
        return made

    def __repr__(self) -> str:
        return f"{int(self)} or more" if self.capped else str(int(self))

    __str__ = __repr__


def _filter(query: Query[Any]) -> str:
    if query.limit is not None or query.expands:
        raise UsageError("count takes a query without top and expand")
    if query.predicate is None:
        return ""
    aliases = Aliases()
    return "&".join([f"$filter={filter_text(query.predicate, aliases)}", *aliases.options()])


def count(query: Query[Any]) -> Operation[Count]:
    """Counts the rows of a query, up to 5,000; the result says whether it stopped there.

    The reply is plain text that begins with a byte order mark.
    """
    text = _filter(query)
    target = f"{query.table.set_name}/$count" + (f"?{text}" if text else "")

    def read(reply: Reply) -> Count:
        raise_for_status(reply)
        digits = reply.body.removeprefix(b"\xef\xbb\xbf").strip()
        if not digits.isdigit():
            raise InvalidReply("the reply is not a count", request_id=reply.request_id)
        return Count(int(digits), capped=int(digits) >= COUNT_LIMIT)

    # The client asks for JSON by default; a count is text/plain, and a strict server refuses the former.
    return Operation(Request("GET", target, (("Accept", "text/plain"),)), read)


def count_exactly(query: Query[Any]) -> Flow[Count]:
    """Counts the rows of a query however many there are. Beyond 5,000 it reads their keys, 5,000 to a request."""
    counted = yield from execute(count(query))
    if not counted.capped:
        return counted
    text = _filter(query)
    target: str | None = f"{query.table.set_name}?$select={query.table.key}" + (f"&{text}" if text else "")
    headers = Headers(prefer(f"odata.maxpagesize={COUNT_LIMIT}"))
    total = 0
    while target is not None:
        found, following = yield from execute(Operation(Request("GET", target, headers), _keys))
        if following is not None and following == target:
            raise InvalidReply("the link to the next page leads to the same page again")
        total, target = total + found, following
    return Count(total)


def _keys(reply: Reply) -> tuple[int, str | None]:
    document = json_object(reply)
    values = document.get("value")
    if not isinstance(values, list):
        raise InvalidReply("the reply holds no list of rows", request_id=reply.request_id)
    return len(values), next_link(document, reply.request_id)
