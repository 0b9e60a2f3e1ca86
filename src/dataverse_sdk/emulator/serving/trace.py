"""What was asked of an emulator: method, path and status, and no values.

Knows how to take values out of a path: names of query options stay, their values go, texts in keys become `'...'`. Ids stay.
"""

import re

from attrs import frozen

from ..http.messages import Request

__all__ = ["Traced", "traced"]

TEXT = re.compile(r"(?:'|%27)(?:[^'%]|''|%(?!27)|%27%27)*(?:'|%27)", re.IGNORECASE)


@frozen
class Traced:
    """One request that was answered. `options` are the names of its query options; `parts` the operations of a batch.

    A dropped request has the status 0.
    """

    method: str
    path: str
    status: int
    options: tuple[str, ...] = ()
    parts: tuple["Traced", ...] = ()


def traced(request: Request, status: int, parts: tuple[Traced, ...] = ()) -> Traced:
    """The trace of `request`, without a single value from its query or its body."""
    path, _, query = request.target.partition("?")
    names = tuple(piece.partition("=")[0].replace("%24", "$") for piece in query.split("&") if piece)
    return Traced(request.method, TEXT.sub("'...'", path), status, names, parts)
