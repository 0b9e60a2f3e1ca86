"""What becomes of the operations of a batch: a handle for each, and items, which are what must stay together.

Knows the five outcomes, and that a row which is being created can be referred to, as a row of its class. Refuses to know how a batch is
spelled and sent.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Generic, Literal, TypeVar

from attrs import define, field, frozen

from ..errors import DataverseError, NeverRan, RolledBack, UsageError
from ..model import Entity, Reference
from ..model.values import PendingReference
from ..wire.messages import Reply
from ..wire.operation import Operation

__all__ = ["CreateHandle", "CreateOperation", "Handle", "Item"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E_co = TypeVar("E_co", bound=Entity, covariant=True)


@frozen(repr=False)
class CreateOperation(Operation[T_co], Generic[T_co, E_co]):
    """An operation that creates a row of class E, so that its handle in a change set gives a reference to one."""


class Pending(Enum):
    """The state of a handle before its batch was answered."""

    PENDING = "pending"


_PENDING = Pending.PENDING


class Handle(Generic[T]):
    """What became of one operation of a batch. Mutable: it is filled in when the batch is answered.

    `outcome` is `pending`, then one of `value`, `failed`, `rolled_back`, `never_ran`. `value` gives the operation's value or raises its
    error; `error` gives the error, or None. `operation` is what was added.
    """

    __slots__ = ("_content_id", "_result", "error", "operation")

    def __init__(self, operation: Operation[T], content_id: int | None) -> None:
        self.operation = operation
        self._content_id = content_id
        self._result: T | Pending = _PENDING
        self.error: DataverseError | None = None

    @property
    def outcome(self) -> Literal["pending", "value", "failed", "rolled_back", "never_ran"]:
        """How the operation ended."""
        if isinstance(self.error, RolledBack):
            return "rolled_back"
        if isinstance(self.error, NeverRan):
            return "never_ran"
        if self.error is not None:
            return "failed"
        return "pending" if self._result is _PENDING else "value"

    @property
    def value(self) -> T:
        """The operation's value. Raises its error, or UsageError before the batch was sent."""
        if self.error is not None:
            raise self.error
        if isinstance(self._result, Pending):
            raise UsageError("the batch was not sent yet; handles hold values after the with block")
        return self._result

    @property
    def reference(self) -> Reference[Any]:
        """Points to the row this operation will create, for later operations of the same change set (`$1`)."""
        if self._content_id is None or self.operation.creates is None:
            raise UsageError("only an operation that creates a row inside a change set can be referred to")
        return PendingReference(self.operation.creates, self._content_id)

    def read(self, reply: Reply) -> None:
        """Fills the handle from the operation's own reply."""
        try:
            self._result = self.operation.read(reply)
        except DataverseError as error:
            self.error = error

    def abort(self, error: DataverseError) -> None:
        """Fills the handle of an operation that has no value."""
        self.error = error

    def reopen(self) -> None:
        """Empties the handle of an operation that is sent again."""
        self.error = None

    def __repr__(self) -> str:
        return f"<Handle {self.operation!r} {self.outcome}>"


class CreateHandle(Handle[T], Generic[T, E_co]):
    """What became of an operation that creates a row; `reference` points to that row."""

    __slots__ = ()

    @property
    def reference(self) -> Reference[E_co]:
        """Points to the row this operation will create, for later operations of the same change set (`$1`)."""
        return super().reference


@define
class Item:
    """One operation, or one change set: what must stay together. `refused` is the reply to one that the service did not run."""

    handles: list[Handle[Any]] = field(factory=list)
    changeset: bool = False
    refused: Reply | None = None

    def reopen(self) -> None:
        """Makes it pending again, to be sent once more."""
        self.refused = None
        for handle in self.handles:
            handle.reopen()
