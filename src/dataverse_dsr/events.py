"""What a run tells while it runs: how far it is, and how each record ended.

Holds counts, stages, ids and outcomes, never a value of a record.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias
from uuid import UUID

from attrs import frozen

from .outcomes import Outcome

__all__ = ["Event", "Listener", "ignore"]


@frozen
class Event:
    """`done` of `total` steps of a stage are behind us; `total` can still grow while pages are followed.

    An event about one record names its collection and id and how it ended. It is told after that stands in the journal.
    """

    stage: Literal["search", "read", "write", "verify", "history"]
    done: int
    total: int
    collection: str | None = None
    record_id: UUID | None = None
    outcome: Outcome | None = None


Listener: TypeAlias = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Listens to nothing."""
