"""The sentinel for "no value was given", told apart from `None`, which means null.

An enum, so that type checkers narrow it with `is` and a pickle of it stays the same object.
"""

from enum import Enum
from typing import Final, Literal

__all__ = ["UNSET", "Unset"]


class Unset(Enum):
    """The type of `UNSET`; compare with `is`."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
