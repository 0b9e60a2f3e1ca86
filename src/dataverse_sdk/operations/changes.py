"""Change tracking: what was created, changed or deleted since a token.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/use-change-tracking-synchronize-data-external-systems.
Tokens are good for seven days by default; filters, orders and expansions are refused by the service, so a query with one is refused here.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from attrs import field, frozen

from ..errors import InvalidReply, UsageError
from ..model import Entity
from ..model.converter import row_from_wire
from ..query import Query, query_target
from ..wire.messages import Headers, Reply, Request
from ..wire.operation import Operation
from ..wire.replies import json_object, next_link
from .rows import CONVERTER, prefer

__all__ = ["ChangePage", "changes_page", "more_changes"]

E = TypeVar("E", bound=Entity)


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
    """Reads on from a page's `next_link`, or from the `token` of an earlier run."""
    headers = Headers(prefer(f"odata.maxpagesize={page_size}" if page_size is not None else None))
    return Operation(Request("GET", link, headers), partial(_read, cls, headers))


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
