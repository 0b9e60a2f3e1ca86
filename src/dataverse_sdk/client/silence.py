"""Keeps what is private out of the logs of the HTTP libraries: URLs hold filter values and keys, headers hold ids and cookies.

Knows what httpx and httpx2 log at INFO, and httpcore at DEBUG. Another program's requests are logged as ever.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ..wire.messages import describe

__all__ = ["ours", "silence"]

_ROOTS = re.compile(r"/api/(?:data|discovery)/v")


class _NoValues(logging.Filter):
    """Cuts the values out of URLs that httpx logs at INFO."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(describe(str(value)) if _ROOTS.search(str(value)) else value for value in record.args)
        return True


_ours: ContextVar[bool] = ContextVar("dataverse_sdk_sends", default=False)


@contextmanager
def ours() -> Iterator[None]:
    """Marks what this thread or task logs inside the block as said of a request of this library."""
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)


class _NamesOnly(logging.Filter):
    """Leaves the name of the event of what httpcore logs at DEBUG: the rest is headers, and the bytes of a broken answer."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _ours.get():
            record.msg, record.args = str(record.msg).partition(" ")[0], None
        return True


def silence() -> None:
    """Puts the filters in place; twice is once."""
    # A filter is not inherited by the loggers below it, so each is named.
    places: dict[str, type[Any]] = dict.fromkeys(("httpx", "httpx2"), _NoValues)
    places |= {f"{core}.{part}": _NamesOnly for core in ("httpcore", "httpcore2") for part in ("connection", "http11", "http2", "proxy")}
    for name, kind in places.items():
        logger = logging.getLogger(name)
        if not any(isinstance(one, kind) for one in logger.filters):
            logger.addFilter(kind())
