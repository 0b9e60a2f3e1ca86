"""What a run tells while it runs: how far it is. Holds counts and stages, never anything of a record."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from attrs import frozen

__all__ = ["Event", "Listener", "ignore"]


@frozen
class Event:
    """`done` of `total` steps of a stage are behind us; `total` can still grow while pages are followed."""

    stage: Literal["search", "read", "write", "verify"]
    done: int
    total: int


Listener: TypeAlias = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Listens to nothing."""
