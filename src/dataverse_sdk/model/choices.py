"""Choices: numbers that have names. A column of one holds a member of an `IntEnum`, a column of several a frozenset of members.

Knows how a number becomes a member, and how several stand in one text on the wire (`"1,9"`). Refuses to lose a number: an administrator can
add options at any time, so a number the enum does not know becomes a member too, for as long as it is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, Self, TypeVar

__all__ = ["Choice", "choice_reader", "choices_reader", "choices_text", "member_of"]

I = TypeVar("I", bound=IntEnum)  # noqa: E741


class Choice(IntEnum):
    """A choice whose members have labels: `MALE = 1, "Male"`. Any number can be made a member: `ContactGenderCode(7)`.

    `label` is the text of the option when the class was generated; a number that was not known then is its own label. Members compare
    equal to their numbers; compare with `==`, because an unknown number becomes another member each time.
    """

    _value_: int
    label: str

    def __new__(cls, value: int, label: str = "") -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.label = label or str(value)
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        found = _unknown(cls, int(value))
        found.label = str(found.value)
        return found


def member_of(kind: type[I], number: int) -> I:
    """Gives the member of an enum for a number; one it does not know becomes a member named `UNKNOWN_<number>`."""
    try:
        return kind(number)
    except ValueError:
        return _unknown(kind, number)


def _unknown(kind: type[I], number: int) -> I:
    found = int.__new__(kind, number)
    found._name_ = f"UNKNOWN_{number}"
    found._value_ = number
    # Asked of the instance by pickle and copy: the class would be called with the number, which it may refuse.
    vars(found)["__reduce_ex__"] = lambda _protocol: (member_of, (kind, number))
    return found


def choice_reader(kind: type[I], number: Callable[[Any], int]) -> Callable[..., I]:
    """Gives the function that reads a choice; `number` reads, or refuses, what is not a whole number already."""
    known = {int(member): member for member in kind}

    def read(value: Any, _type: Any = None) -> I:
        if value.__class__ is int:
            found = known.get(value)
            if found is not None:
                return found
        return member_of(kind, number(value))

    return read


def choices_reader(kind: type[I]) -> Callable[..., frozenset[I]]:
    """Gives the function that reads several choices from the text that holds their numbers."""
    known = {str(int(member)): member for member in kind}

    def read(value: Any, _type: Any = None) -> frozenset[I]:
        if not isinstance(value, str):
            raise TypeError
        return frozenset(known.get(number) or member_of(kind, int(number)) for number in value.split(",") if number)

    return read


def choices_text(values: Iterable[int]) -> str | None:
    """Gives several choices as they travel: their numbers, ascending, with commas; None for no choice at all.

    https://learn.microsoft.com/power-apps/developer/data-platform/multi-select-picklist
    """
    return ",".join(str(int(value)) for value in sorted(values)) or None
