"""What a request takes of a row, and what becomes of it when the request is done.

A column that is assigned again while the request is under way is still a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import UsageError
from ..model import Entity
from ..model.entity import assigned, nested_rows, settle_nested
from ..model.storage import put

__all__ = ["Sending", "mark_saved", "refuse_nested", "to_send"]


def refuse_nested(row: Entity) -> None:
    """Refuses a row with new rows in its navigation properties: only a create makes those.

    https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api#create-related-table-rows-in-one-operation
    """
    for attribute in nested_rows(row):
        raise UsageError(f"{attribute} holds new rows, and only a create makes those; create them, then associate them")


def to_send(row: Entity) -> dict[str, Any]:
    """Gives the columns assigned since the row was made or read, but for the primary id, which names the record."""
    table = row.__table__
    return {name: value for name, value in assigned(row).items() if table.attributes[name].wire_name != table.key}


class Sending:
    """What a request takes of a row, and of the rows within it."""

    def __init__(self, row: Entity) -> None:
        self._rows = [(each, assigned(each)) for each in _with_nested(row)]

    def done(self) -> None:
        """Strikes it from the changes of the rows."""
        for row, sent in self._rows:
            mark_saved(row, sent)
            settle_nested(row)


def _with_nested(row: Entity) -> Iterator[Entity]:
    yield row
    for rows in nested_rows(row).values():
        for each in rows if isinstance(rows, tuple) else (rows,):
            yield from _with_nested(each)


def mark_saved(row: Entity, sent: Mapping[str, Any]) -> None:
    """Strikes what was sent from the changes of a row."""
    # A column assigned again between building the request and its answer is still a change.
    now = assigned(row)
    put(row, "_changes", frozenset(name for name in now if name not in sent or now[name] is not sent[name]))
