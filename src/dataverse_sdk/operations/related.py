"""Rows that an expansion brought along: all of them, or an error, never some of them in silence.

The service has two rules (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables). Where no expansion is
nested, up to 5,000 children come with each row, and the link beside them repeats what came: it is not followed. Where one is nested
and a page size was asked for, children are paged, and the link, which then holds a `$skiptoken`, leads on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any, TypeVar

from ..errors import InvalidReply
from ..model import Entity, row_id, table_of
from ..model.attributes import Unfinished
from ..model.entity import class_of, relate
from ..query.query import Expand
from ..query.render import expand_options
from ..query.source import MAX_PAGE, entity_page
from ..wire.effects import Flow
from ..wire.messages import Headers, Reply, Request
from ..wire.operation import Operation, execute
from ..wire.replies import next_link, raise_for_status

__all__ = ["complete", "fetch_whole", "mark_unfinished"]

E = TypeVar("E", bound=Entity)

_PAGED = re.compile(r"[?&](?:\$|%24)skip(?:token)?=", re.IGNORECASE)


def _children(row: Entity, item: Expand) -> tuple[str, Any]:
    """Gives the Python name of an expansion, and what came for it."""
    for attribute, info in table_of(row).navigations.items():
        if info.wire_name == item.name:
            return attribute, row._related.get(attribute)
    return "", None


def mark_unfinished(rows: Iterable[Any], expands: tuple[Expand, ...]) -> None:
    """Marks the collections of which only a part came; reading one raises until `complete` has read the rest."""
    for row in rows:
        for item in expands:
            attribute, children = _children(row, item)
            if not item.collection:
                if children is not None:
                    mark_unfinished((children,), item.nested)
                continue
            if not isinstance(children, tuple):
                continue
            mark_unfinished(children, item.nested)
            link = next_link({"@odata.nextLink": row._extra.get(f"{item.name}@odata.nextLink")})
            if link is not None and _PAGED.search(link):
                relate(row, attribute, Unfinished(children, link))
            elif len(children) >= MAX_PAGE and (item.limit is None or item.limit > len(children)):
                # It may be cut, and the service does not say. The rows are read again, page by page.
                target = link or f"{table_of(row).set_name}({row_id(row)})/{item.name}?{'&'.join(expand_options(item))}"
                relate(row, attribute, Unfinished((), target))


def complete(rows: Iterable[Any], expands: tuple[Expand, ...], headers: Headers) -> Flow[None]:
    """Reads what is missing of expanded collections, with the preferences of the request that the rows came from."""
    for row in rows:
        for item in expands:
            attribute, children = _children(row, item)
            if isinstance(children, Unfinished):
                children = yield from _rest(row, attribute, item, children, headers)
                relate(row, attribute, children)
            if item.nested and children is not None:
                yield from complete(children if item.collection else (children,), item.nested, headers)


def _rest(row: Entity, attribute: str, item: Expand, begun: Unfinished, headers: Headers) -> Flow[tuple[Entity, ...]]:
    target = class_of(table_of(row).navigations[attribute])
    assert target is not None  # noqa: S101 -- rows of it were read, see `_children`
    found = list(begun.rows)
    link: str | None = begun.link
    while link is not None:
        rows, following = yield from execute(Operation(Request("GET", link, headers), partial(_read_children, target)))
        if following is not None and following == link:
            raise InvalidReply(f"the link to more of {item.name} leads to the same rows again")
        mark_unfinished(rows, item.nested)
        found.extend(rows)
        link = following if item.limit is None or len(found) < item.limit else None
    return tuple(found[: item.limit])


def _read_children(cls: type[Entity], reply: Reply) -> tuple[tuple[Entity, ...], str | None]:
    raise_for_status(reply)
    rows, document = entity_page(cls, reply.body, reply.request_id)
    return rows, next_link(document, reply.request_id)


def fetch_whole(operation: Operation[E], expands: tuple[Expand, ...]) -> Flow[E]:
    """Reads one record, and whatever is missing of the collections that came with it."""
    row = yield from execute(operation)
    if expands:
        yield from complete((row,), expands, operation.request.headers)
    return row
