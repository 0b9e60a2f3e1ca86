"""Which settings hold where: `with client.options(...)` sets them for the calls made inside the block, and for no others.

Kept in a context variable, so that threads and tasks do not see each other's. A scope that was left is closed: a task that was started
inside it and runs on is refused, because it would otherwise keep acting for another user, or silently stop to.

A generator has no context of its own: suspended inside a block, it would leave its caller acting in it, and resumed by another thread it
would go on without it. So a generator opens no block, unless it is a context manager's (`@contextmanager`), whose caller asked for that;
it calls what `client.options(...)` gives instead, which carries its settings wherever it is used.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from attrs import define

from ..errors import UsageError
from ..operations.settings import CallSettings

__all__ = ["current_settings", "entered"]


@define
class _Scope:
    """Settings, and whether their block is still open. Mutable."""

    settings: CallSettings
    open: bool = True


_NONE: Mapping[int, _Scope] = MappingProxyType({})
# By the identity of the driver: one program can use several environments in nested blocks.
_scopes: ContextVar[Mapping[int, _Scope]] = ContextVar("dataverse_sdk_scopes", default=_NONE)


def current_settings(driver: Any) -> CallSettings | None:
    """Gives the settings that hold here for a driver's calls, or None. Raises UsageError where their block was left."""
    scope = _scopes.get().get(id(driver))
    if scope is None:
        return None
    if not scope.open:
        raise UsageError("the client.options(...) block that this task was started in has ended; open one in the task")
    return scope.settings


_SUSPENDABLE = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR


def _opened_by_a_generator() -> bool:
    """Says whether the block stands in a generator: the first frame above this library, and above context managers, is one."""
    frame = sys._getframe(1)
    here = __name__.rpartition(".")[0]
    while frame.f_back is not None:
        ours = frame.f_globals.get("__name__", "").startswith(here) or frame.f_code.co_filename == contextlib.__file__
        managed = frame.f_code.co_flags & _SUSPENDABLE and frame.f_back.f_code.co_filename == contextlib.__file__
        if not ours and not managed:
            break
        frame = frame.f_back
    return bool(frame.f_code.co_flags & _SUSPENDABLE)


@contextmanager
def entered(driver: Any, settings: CallSettings) -> Iterator[None]:
    """Makes settings hold for a driver's calls inside the block. Raises UsageError in a generator."""
    if _opened_by_a_generator():
        raise UsageError(
            "a generator that is suspended inside a client.options(...) block would leave its caller in it; "
            "write `acting = client.options(...)` without `with`, and call acting's methods"
        )
    scope = _Scope(settings)
    token = _scopes.set({**_scopes.get(), id(driver): scope})
    try:
        yield
    finally:
        scope.open = False
        _scopes.reset(token)
