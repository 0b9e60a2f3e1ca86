"""Python callables that run before or after a write, as plug-ins do on the platform.

Knows the two stages inside the transaction, the one after it, and the messages Create, Update and Delete. Refuses to know the store.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal, TypeAlias

from attrs import define, evolve, field

from ..http.refusals import Refusal
from ..storage.values import SqlValue

__all__ = ["Context", "Message", "Plugin", "Plugins", "reject"]

Message: TypeAlias = Literal["Create", "Update", "Delete"]


@define
class Context:
    """What a plug-in sees: the message, the table, the record's id, and the columns to be written, in stored form; mutable.

    A plug-in that runs before the write may change `values`; one that runs after sees what was written. `before` is the row as it was,
    empty on a create. `user_id` is who writes. `tag` is what the request carried as `?tag=` (page "Use optional parameters").
    """

    message: Message
    table: str
    record_id: str
    values: dict[str, SqlValue]
    before: Mapping[str, SqlValue] = field(factory=dict, repr=False)
    user_id: str | None = None
    tag: str | None = None


Plugin: TypeAlias = Callable[[Context], None]


def reject(message: str) -> Refusal:
    """What a plug-in raises to refuse a write: 400 with 0x80040265, IsvAborted (page "Compose HTTP requests and handle errors")."""
    return Refusal(400, "0x80040265", message)


class Plugins:
    """The registered plug-ins; mutable. An exception raised by one rolls the whole operation back.

    `schedule` takes what is to run later, and after how many seconds; without it nothing runs later.
    """

    def __init__(self, schedule: Callable[[float, Callable[[], None]], None] | None = None) -> None:
        self._schedule = schedule
        self._before: list[tuple[Message, str, Plugin]] = []
        self._after: list[tuple[Message, str, Plugin]] = []
        self._later: list[tuple[Message, str, Plugin, float]] = []

    def before(self, message: Message, table: str, plugin: Plugin) -> None:
        """Run `plugin` before each `message` on `table`."""
        self._before.append((message, table, plugin))

    def after(self, message: Message, table: str, plugin: Plugin) -> None:
        """Run `plugin` after each `message` on `table`, in the same transaction."""
        self._after.append((message, table, plugin))

    def later(self, message: Message, table: str, plugin: Plugin, *, delay: float = 1.0) -> None:
        """Run `plugin` when `message` on `table` has been committed and `delay` seconds of the emulator's clock have passed.

        It runs at the next request from then on, or while the clock is moved; what it raises reaches whoever moved the clock.
        """
        self._later.append((message, table, plugin, delay))

    @property
    def number(self) -> int:
        """How many are registered."""
        return len(self._before) + len(self._after) + len(self._later)

    def clear(self) -> None:
        """Forget every plug-in."""
        self._before.clear()
        self._after.clear()
        self._later.clear()

    def run_before(self, context: Context) -> None:
        """Run the plug-ins registered for the stage before."""
        self._run(self._before, context)

    def run_after(self, context: Context) -> None:
        """Run the plug-ins registered for the stage after."""
        self._run(self._after, context)
        for message, table, plugin, delay in self._later:
            if (message, table) == (context.message, context.table) and self._schedule is not None:
                self._schedule(delay, partial(plugin, evolve(context, values=dict(context.values))))

    def _run(self, plugins: list[tuple[Message, str, Plugin]], context: Context) -> None:
        for message, table, plugin in plugins:
            if (message, table) == (context.message, context.table):
                plugin(context)
