"""Which operations of an answered batch may be sent again: those that the service refused to run, where that changes nothing else.

A part answered with 429 was not run (https://learn.microsoft.com/power-apps/developer/data-platform/api-limits). Where the batch went on
after it, later operations did run: a write that comes after them would undo what they did to the same row, so it stays refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from ..wire.messages import Reply
from ..wire.replies import retry_after
from .handles import Handle, Item

__all__ = ["longest_wait", "to_send_again"]

_ADDRESS = re.compile(r"(\w+)(?:\(([^)]*)\))?")
_ID = re.compile(r"[0-9a-fA-F-]{36}")


@frozen
class _Rows:
    """The rows an operation names: of an entity set, or of any where `of` is None; with an id, or any where `key` is None."""

    of: str | None
    key: str | None

    def meet(self, other: _Rows) -> bool:
        if self.of is None or other.of is None:
            return True
        return self.of == other.of and (self.key is None or other.key is None or self.key == other.key)


def _rows(item: Item) -> Iterator[_Rows]:
    for handle in item.handles:
        yield from _rows_of(handle)


def _rows_of(handle: Handle[object]) -> Iterator[_Rows]:
    request = handle.operation.request
    # A new row, and one that this change set makes (`$1`), is no other operation's.
    if request.target.startswith("$") or (request.method == "POST" and handle.operation.creates is not None):
        return
    found = _ADDRESS.match(request.target.partition("?")[0])
    if found is None or "://" in request.target or (found[2] is None and not request.reads):
        yield _Rows(None, None)  # an action, or a link of the service: it may touch anything
    else:
        yield _Rows(found[1], found[2].lower() if found[2] and _ID.fullmatch(found[2]) else None)


def to_send_again(items: list[Item], *, stops: bool) -> list[Item]:
    """Gives the items to send once more, in order."""
    if all(item.refused is None for item in items):
        return []
    if stops:
        # Nothing ran after the one that stopped the batch.
        first = next(place for place, item in enumerate(items) if item.refused is not None)
        return items[first:]
    written: list[_Rows] = []
    found: list[Item] = []
    for item in reversed(items):
        if item.refused is None:
            written += [each for each in _rows(item) if not all(handle.operation.request.reads for handle in item.handles)]
        elif not any(row.meet(each) for row in _rows(item) for each in written):
            found.append(item)
    return found[::-1]


def longest_wait(items: list[Item]) -> Reply:
    """Gives the refusal that asks for the longest pause."""
    refusals = [item.refused for item in items if item.refused is not None]
    return max(refusals, key=lambda reply: retry_after(reply.headers.get("Retry-After")) or 0.0)
