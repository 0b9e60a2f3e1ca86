"""SQL Server's LIKE: what `contains`, `startswith` and `endswith` do with `%`, `_`, `[a-f]` and `[^a-f]` in their text.

Knows patterns. Refuses to know columns and queries. Dataverse passes the text of these functions to LIKE, so wildcards in it act as such;
`[%]` stands for a plain per cent sign: https://learn.microsoft.com/power-apps/developer/data-platform/wildcard-characters
"""

import re
import sqlite3
from fractions import Fraction
from functools import lru_cache

from .values import fold

__all__ = ["has_wildcard", "like", "register_functions", "successor"]

WILDCARDS = frozenset("%_[")
NOTHING = "(?!)"


def has_wildcard(text: str) -> bool:
    """True when LIKE would not take `text` letter by letter."""
    return not WILDCARDS.isdisjoint(text)


def _folded(text: str) -> str:
    # `fold` drops trailing spaces, which LIKE must see: a letter behind them keeps them
    folded = fold(text + "x")
    return "" if folded is None else folded[:-1]


def _one_of(body: str) -> str:
    negated = body.startswith("^")
    body = body.removeprefix("^")
    parts = []
    place = 0
    while place < len(body):
        first, last = body[place], body[place]
        if body[place + 1 : place + 2] == "-" and place + 2 < len(body):
            last = body[place + 2]
            place += 2
        place += 1
        if first <= last:
            parts.append(f"{re.escape(first)}-{re.escape(last)}")
    if not parts:
        return "." if negated else NOTHING
    return f"[{'^' if negated else ''}{''.join(parts)}]"


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> re.Pattern[str]:
    # Runs between per cent signs, each of fixed length. A run behind a `%` is taken where it first fits and never
    # moved again (an atomic group): enough for correctness, and a pattern like %a%a%a%a% cannot make the search
    # explode.
    runs = [""]
    place = 0
    while place < len(pattern):
        letter = pattern[place]
        place += 1
        if letter == "%":
            runs.append("")
        elif letter == "_":
            runs[-1] += "."
        elif letter == "[":
            end = pattern.find("]", place)
            if end < 0:
                return re.compile(NOTHING)  # an unclosed bracket matches nothing in SQL Server
            runs[-1] += _one_of(pattern[place:end])
            place = end + 1
        else:
            runs[-1] += re.escape(letter)
    first, *rest = runs
    if not rest:
        return re.compile(first + r"\Z", re.DOTALL)
    *middle, last = rest
    steps = "".join(f"(?>.*?{run})" for run in middle if run)
    return re.compile(f"{first}{steps}.*{last}\\Z", re.DOTALL)


def like(value: str | None, pattern: str | None) -> bool | None:
    """True when `value` is LIKE `pattern`, ignoring case; None when either is null."""
    if value is None or pattern is None:
        return None
    return _matcher(_folded(pattern)).match(_folded(value)) is not None


def successor(text: str) -> str | None:
    """The least text greater than every text that starts with `text`, by code point as SQLite compares; None when there is none."""
    while text:
        code = ord(text[-1]) + 1
        if code <= 0x10FFFF:
            return text[:-1] + chr(0xE000 if 0xD800 <= code < 0xE000 else code)
        text = text[:-1]
    return None


class Average:
    """An exact average of whole numbers, times a factor, rounded to a whole number; mutable, as SQLite's aggregates are."""

    def __init__(self) -> None:
        self.total, self.number, self.factor = 0, 0, 1

    def step(self, value: int | None, factor: int) -> None:
        """Take one value; null is none."""
        if value is not None:
            self.total += value
            self.number += 1
            self.factor = factor

    def finalize(self) -> int | None:
        """The average; null of nothing."""
        return None if self.number == 0 else round(Fraction(self.total * self.factor, self.number))


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a SQLite connection what compiled SQL calls besides `dv_fold`: `dv_like(value, pattern)` and `dv_average(value, factor)`."""
    connection.create_function("dv_like", 2, like, deterministic=True)
    connection.create_aggregate("dv_average", 2, Average)  # type: ignore[arg-type]  # typeshed knows one argument only
