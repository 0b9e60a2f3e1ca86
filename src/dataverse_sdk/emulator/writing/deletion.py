"""Deleting a row, and what hangs on it, as the cascade rules of its relationships say.

Knows Cascade, RemoveLink, Restrict and NoCascade (page "Configure table relationship cascading behavior"). Refuses to know preconditions.
"""

from attrs import define, field

from ...schema.model import NavigationSchema, TableSchema
from ..behaviours.around import Behaviours
from ..behaviours.plugins import Context, Plugins
from ..http import refusals
from ..storage import blobs
from ..storage.relations import child_link
from ..storage.store import Row, Store, target_column
from . import addresses
from .pairs import forget_pairs
from .terms import Terms

__all__ = ["Deletion"]


@define
class Deletion:
    """One delete with everything it takes along; mutable, used once, inside a transaction."""

    store: Store
    plugins: Plugins
    terms: Terms
    behaviours: Behaviours
    _gone: set[tuple[str, str]] = field(factory=set, init=False)

    def delete(self, table: TableSchema, row: Row) -> None:
        """Delete a row; Refusal when a relationship restricts it."""
        record_id = str(row[table.key or ""])
        if (table.logical_name, record_id) in self._gone:
            return
        self._gone.add((table.logical_name, record_id))
        context = Context("Delete", table.logical_name, record_id, {}, row, self.terms.user_id, self.terms.tag)
        if not self.terms.skips_plugins:
            self.plugins.run_before(context)
        for navigation in table.navigations:
            if navigation.collection and self.store.has_rows(navigation.target):
                self._cascade(table, record_id, navigation)
        self.behaviours.written("Delete", table, record_id, row, {}, self.terms)
        addresses.after_delete(self.store, table, row)
        forget_pairs(self.store, table, record_id)
        blobs.forget(self.store, table, record_id)
        self.store.delete(table, record_id)
        if not self.terms.skips_plugins:
            self.plugins.run_after(context)

    def _cascade(self, table: TableSchema, record_id: str, navigation: NavigationSchema) -> None:
        try:
            link = child_link(self.store.schema, table, navigation)
        except refusals.Refusal:
            return  # a many-to-many relationship: its pairs are forgotten when the row is deleted
        child = link.child
        if child.key is None or self.store.is_view(child.logical_name):
            return
        found = self.store.find_by(child, {link.column: record_id, target_column(link.column): table.logical_name})
        for row in found:
            rule = navigation.cascade_delete
            if child.logical_name == "activityparty":
                self._party(child, row, link.column)
            elif rule == "Cascade":
                self.delete(child, row)
            elif rule == "Restrict":
                raise refusals.association_prevents_delete()
            elif rule != "NoCascade":
                # RemoveLink; it is also what a referential relationship does when nothing is stated
                self.store.update(
                    child,
                    row[child.key],
                    {link.column: None, target_column(link.column): None, "versionnumber": self.store.next_version()},
                )

    def _party(self, child: TableSchema, row: Row, column: str) -> None:
        """A party goes with its activity.

        When it is the person that goes, the party stays, with its text, and says that its record is gone (entity reference of
        activityparty).
        """
        if column == "_activityid_value":
            self.store.delete(child, row[child.key or ""])
        elif child.column("ispartydeleted") is not None:
            self.store.update(child, row[child.key or ""], {"ispartydeleted": 1})
