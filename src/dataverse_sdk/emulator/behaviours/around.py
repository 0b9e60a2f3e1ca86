"""What an environment does around the rows: clock, permissions, history, recycle bin, change tracking. Each is off until asked for.

Knows which of them hears of what. Refuses to know how each works.
"""

from collections.abc import Mapping

from attrs import define, field

from ...schema.model import TableSchema
from ..definitions.customizing import Customizing
from ..storage.store import Row, Store
from ..storage.values import SqlValue, stored_moment
from ..writing.terms import Terms
from .auditing import Auditing
from .clock import Clock
from .messages import Messages
from .permissions import Permissions
from .recycle_bin import RecycleBin
from .tracking import ChangeTracking

__all__ = ["Behaviours"]


@define
class Behaviours:
    """The behaviours of one environment; mutable through their own methods."""

    store: Store
    clock: Clock = field(factory=Clock)
    permissions: Permissions = field(factory=Permissions)
    messages: Messages = field(factory=Messages)
    auditing: Auditing = field(init=False)
    recycle_bin: RecycleBin = field(init=False)
    change_tracking: ChangeTracking = field(init=False)
    customizing: Customizing = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.auditing = Auditing(self.store, self._timestamp)
        self.recycle_bin = RecycleBin(self.store, self.clock.now)
        self.change_tracking = ChangeTracking(self.store, self.clock.now)
        self.customizing = Customizing(self.store)

    def _timestamp(self) -> str:
        return stored_moment(self.clock.now().replace(microsecond=0))

    def written(self, message: str, table: TableSchema, record_id: str, before: Mapping[str, SqlValue], values: Row, terms: Terms) -> None:
        """Tell of a write, inside its transaction: a create, an update, or a delete that is about to happen."""
        if message == "Delete":
            self.recycle_bin.keep(table, record_id)
        self.auditing.written(message, table, record_id, before, values, terms)
