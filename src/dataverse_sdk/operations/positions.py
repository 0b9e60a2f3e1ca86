"""Where a page begins: a value that can be stored and passed back, in another process or after a failure.

A position belongs to the question it came from and to the environment that answered: both are checked when it is used.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from attrs import field, frozen

from ..errors import UsageError
from ..query.source import RowSource
from ..wire.messages import check_field, check_target

__all__ = ["Position"]


def question_of(source: RowSource[Any]) -> str:
    """Gives a digest of what a source asks; the question itself can hold names and addresses."""
    return sha256(source.first(None)[0].encode()).hexdigest()[:32]


@frozen(repr=False)
class Position:
    """Where the next page begins. `str(position)` is text to store, `Position.parse` reads it.

    The text holds the link that the service gave, and with it the values of the query's filter: store it as you would store those.
    """

    target: str
    question: str
    preferences: str | None = None
    remaining: int | None = field(default=None)

    def __attrs_post_init__(self) -> None:
        check_target(self.target)
        if self.preferences is not None:
            check_field("Prefer", self.preferences)

    def check(self, source: RowSource[Any]) -> None:
        """Refuses a source that this position does not belong to."""
        if self.question != question_of(source):
            raise UsageError("this position belongs to another query")

    def __str__(self) -> str:
        return json.dumps([1, self.target, self.question, self.preferences, self.remaining], ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def parse(cls, text: str) -> Position:
        """Reads a position from its text. Raises UsageError for anything else."""
        try:
            version, target, question, preferences, remaining = json.loads(text)
        except (ValueError, TypeError, RecursionError):
            raise UsageError("this text is not a position") from None
        strings = isinstance(target, str) and isinstance(question, str) and isinstance(preferences, str | None)
        # Not `1 == True`: a JSON true is no number.
        counts = type(version) is int and version == 1 and (remaining is None or (type(remaining) is int and remaining > 0))
        if not (strings and counts):
            raise UsageError("this text is not a position")
        return cls(target, question, preferences, remaining)

    def __repr__(self) -> str:
        return "<Position>"
