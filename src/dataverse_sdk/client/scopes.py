"""Which settings hold where: `with client.options(...)` sets them for the calls made inside the block, and for no others.

Kept in a context variable, so that threads and tasks do not see each other's. A scope that was left is closed: a task that was started
inside it and runs on is refused, because it would otherwise keep acting for another user, or silently stop to.
"""

from __future__ import annotations

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


@contextmanager
def entered(driver: Any, settings: CallSettings) -> Iterator[None]:
    """Makes settings hold for a driver's calls inside the block."""
    scope = _Scope(settings)
    token = _scopes.set({**_scopes.get(), id(driver): scope})
    try:
        yield
    finally:
        scope.open = False
        _scopes.reset(token)
