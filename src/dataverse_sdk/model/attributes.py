"""What answers `contact.firstname` where the class of a row has no slot of that name: columns kept loosely, and navigation properties.

On the class, the metaclass answers with an expression before anybody comes here.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from ..errors import NotSelectedError, UsageError
from .values import NavigationInfo

__all__ = ["Nested", "Related", "Unfinished", "Unslotted", "not_selected"]


def not_selected(row: Any, attribute: str) -> NotSelectedError:
    """Gives the error for a column that did not come with a row."""
    hint = "was not selected; add it to select(), or read the row again"
    return NotSelectedError(f"{type(row).__name__}.{attribute} {hint}", name=attribute)


class Unslotted:
    """Reads a column that the class of a row has no slot for."""

    __slots__ = ("_attribute",)

    def __init__(self, attribute: str) -> None:
        self._attribute = attribute

    def __get__(self, row: Any, owner: type[Any]) -> Any:
        if row is None:
            return self
        try:
            return row._values[self._attribute]
        except KeyError:
            raise not_selected(row, self._attribute) from None


@frozen
class Unfinished:
    """Stands for an expanded collection of which a part came: those rows, and the link to the others."""

    rows: tuple[Any, ...]
    link: str


@frozen
class Nested:
    """Stands for rows that were given to a navigation property of a new row, to be created with it."""

    rows: Any


class Related:
    """Reads what an expansion brought."""

    __slots__ = ("_info",)

    def __init__(self, info: NavigationInfo) -> None:
        self._info = info

    def __get__(self, row: Any, owner: type[Any]) -> Any:
        if row is None:
            return self
        name = self._info.attribute
        try:
            found = row._related[name]
        except KeyError:
            raise NotSelectedError(f"{owner.__name__}.{name} was not expanded; add it to expand()", name=name) from None
        if isinstance(found, Nested):
            return found.rows
        if isinstance(found, Unfinished):
            raise UsageError(f"only some rows of {owner.__name__}.{name} came; complete() reads the rest")
        return found
