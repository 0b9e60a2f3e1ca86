"""Functions and actions of the caller's own, custom APIs and custom process actions: what answers them is a Python callable.

Knows which there are. Refuses to know what they do, and how their answers are written (`actions.custom`).
https://learn.microsoft.com/power-apps/developer/data-platform/custom-api
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from attrs import field, frozen

from ..storage.values import WireValue

__all__ = ["Answer", "Called", "Made", "Message", "Messages"]


@frozen
class Called:
    """A call: the arguments as JSON values, and the record it is bound to, if any. `user_id` is who calls."""

    name: str
    arguments: Mapping[str, WireValue]
    table: str | None = None
    record_id: str | None = None
    user_id: str | None = None


@frozen
class Made:
    """An answer that is a record: its table and its id."""

    table: str
    record_id: str


Answer: TypeAlias = Mapping[str, object] | Made | None
Handler: TypeAlias = Callable[[Called], Answer]


@frozen
class Message:
    """A message and what answers it. `table` is what it is bound to; with `collection` it is bound to the set, not to one record."""

    name: str
    handler: Handler
    function: bool = False
    table: str | None = None
    collection: bool = False


@frozen
class Messages:
    """The messages of an environment beside those of Dataverse; mutable through `answer`."""

    _known: dict[tuple[str, str | None], Message] = field(factory=dict)

    def answer(self, name: str, handler: Handler, *, function: bool = False, bound_to: str | None = None, collection: bool = False) -> None:
        """Let `handler` answer the action `name`, or the function of that name.

        `bound_to` is the logical name of a table; `collection` binds to the whole set. What the handler returns is the reply: members of
        the response type, a `Made` record, or None for 204. What it raises with `reject` refuses the call, and undoes what was written.
        """
        if "_" not in name:
            raise ValueError(f"a message of one's own begins with a publisher's prefix, as in new_{name}")
        self._known[name, bound_to] = Message(name, handler, function, bound_to, collection)

    def find(self, name: str, table: str | None = None) -> Message | None:
        """The message with this name, bound to this table."""
        return self._known.get((name, table))

    def clear(self) -> None:
        """Forget them all."""
        self._known.clear()
