"""Change tracking: what was created, changed or deleted since a token.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/use-change-tracking-synchronize-data-external-systems.
Tokens are good for seven days by default; filters, orders and expansions are refused by the service, so a query with one is refused here.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from attrs import field, frozen

from ..errors import DataverseError, InvalidReply, UsageError
from ..model import Entity
from ..model.converter import row_from_wire
from ..query import Query, query_target
from ..wire.effects import Flow
from ..wire.messages import Headers, Reply, Request
from ..wire.operation import Operation, execute
from ..wire.replies import json_object, next_link
from .rows import CONVERTER, prefer

__all__ = ["ChangePage", "Deleted", "change_turn_after", "change_turns", "changes_page", "more_changes"]

E = TypeVar("E", bound=Entity)

_DELTA = re.compile(r"[?&](?:\$|%24)deltatoken=", re.IGNORECASE)


@frozen
class Deleted:
    """Stands for a row that was deleted: its id is all that is left."""

    id: UUID


@frozen(repr=False)
class ChangePage(Generic[E]):
    """One page of changes. `token` is on the last page only: keep it, and pass it to `more_changes` later to read on from here."""

    changed: tuple[E, ...]
    deleted: tuple[UUID, ...]
    next_link: str | None
    token: str | None
    entity: type[E]
    headers: Headers = field(default=Headers())

    def __repr__(self) -> str:
        return f"<ChangePage of {len(self.changed)} changed and {len(self.deleted)} deleted {self.entity.__name__}>"


def changes_page(query: Query[E], *, page_size: int | None = None) -> Operation[ChangePage[E]]:
    """Reads the first page of a table's rows, and begins to track their changes."""
    if query.predicate is not None or query.orders or query.expands or query.limit is not None:
        raise UsageError("change tracking takes the columns of a table, without where, order_by, expand and top")
    headers = Headers(prefer("odata.track-changes", f"odata.maxpagesize={page_size}" if page_size is not None else None))
    return Operation(Request("GET", query_target(query), headers), partial(_read, query.entity, headers))


def more_changes(cls: type[E], link: str, *, page_size: int | None = None) -> Operation[ChangePage[E]]:
    """Reads on from a page's `next_link`, or from the `token` of an earlier run. Refuses what is of another table."""
    set_name = cls.__table__.set_name
    if link.partition("?")[0].rpartition("/")[2] != set_name or "?" not in link:
        raise UsageError(f"this token is not one of {set_name}; a token goes on with the table it was given for")
    # The first reading of a table, unlike what changed since a token, is tracked only where it is asked for, on every page.
    tracked = None if _DELTA.search(link) else "odata.track-changes"
    headers = Headers(prefer(tracked, f"odata.maxpagesize={page_size}" if page_size is not None else None))
    return Operation(Request("GET", link, headers), partial(_read, cls, headers))


def change_turns(query: Query[E], since: str | None = None, *, page_size: int | None = None) -> Flow[ChangePage[E]]:
    """Reads the first page of changes, since a token or from the beginning; `change_turn_after` gives the next.

    An error of a later page carries `position`, the link to that page, which can be passed as `since`.
    """
    first = changes_page(query, page_size=page_size)
    if since is None:
        return _turn(first)
    return _turn(more_changes(query.entity, since, page_size=page_size))


def change_turn_after(page: ChangePage[E]) -> Flow[ChangePage[E]] | None:
    """Gives the flow that reads the next page of changes, with the preferences of this one, or None after the last."""
    if page.next_link is None:
        return None
    return _turn(Operation(Request("GET", page.next_link, page.headers), partial(_read, page.entity, page.headers)), page.next_link)


def _turn(operation: Operation[ChangePage[E]], position: str | None = None) -> Flow[ChangePage[E]]:
    try:
        return (yield from _checked(operation))
    except DataverseError as error:
        error.position = position
        raise


def _checked(operation: Operation[ChangePage[E]]) -> Flow[ChangePage[E]]:
    page = yield from execute(operation)
    if page.next_link is None and page.token is None:
        raise InvalidReply("the service gave no token to go on from; change tracking has to be switched on for the table")
    if page.next_link is not None and page.next_link == operation.request.target:
        raise InvalidReply("the link to the next page leads to the same page again")
    return page


def _read(cls: type[E], headers: Headers, reply: Reply) -> ChangePage[E]:
    document = json_object(reply)
    values = document.get("value")
    token = document.get("@odata.deltaLink")
    if not isinstance(values, list) or not (token is None or isinstance(token, str)):
        raise InvalidReply("the reply holds no list of changes", request_id=reply.request_id)
    changed: list[E] = []
    deleted: list[UUID] = []
    for place, value in enumerate(values):
        if isinstance(value, dict) and str(value.get("@odata.context", "")).endswith("/$deletedEntity"):
            deleted.append(_deleted_id(value, place, reply))
        else:
            changed.append(row_from_wire(cls, value, CONVERTER, place=f"$.value[{place}]", request_id=reply.request_id))
    return ChangePage(tuple(changed), tuple(deleted), next_link(document, reply.request_id), token, cls, headers)


def _deleted_id(value: dict[str, Any], place: int, reply: Reply) -> UUID:
    try:
        return UUID(value["id"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidReply(f"$.value[{place}].id: not a UUID", request_id=reply.request_id) from None
