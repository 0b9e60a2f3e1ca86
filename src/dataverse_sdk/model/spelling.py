"""What to say of a column that does not exist: that, and the one whose name is nearest."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["no_column"]


def no_column(of: str, name: str, known: Iterable[str]) -> str:
    """Gives the message of the error: `Contact has no column fristname; did you mean firstname?`."""
    from difflib import get_close_matches  # not before a mistake is made: it takes milliseconds to import

    near = get_close_matches(name, list(known), n=1, cutoff=0.7)
    # What is no name at all may be a value in the wrong place: it is not repeated.
    if not name.isidentifier() or len(name) > 128:
        return f"{of} has no column of that name"
    return f"{of} has no column {name}" + (f"; did you mean {near[0]}?" if near else "")
