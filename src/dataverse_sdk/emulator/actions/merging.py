"""Merge: two accounts, contacts, leads or cases become one; the other stays, inactive, and says what it was merged into.

Knows what happens to the rows of both. Refuses to know when two records are the same.
https://learn.microsoft.com/power-apps/developer/data-platform/webapi/merge-entity-using-web-api
"""

from typing import TYPE_CHECKING

from attrs import evolve

from ...schema.model import TableSchema
from ..http.refusals import Refusal, method_not_supported
from ..storage.relations import child_link
from ..storage.store import Row, target_column
from ..writing.incoming import bound, given
from ..writing.payload import read_payload

if TYPE_CHECKING:
    from ..http.messages import Reply
    from .invocation import Invocation

__all__ = ["merge"]

# what becomes of the subordinate: its state and status (a case: Cancelled, Merged)
AFTERWARDS = {"account": (1, 2), "contact": (1, 2), "lead": (2, 7), "incident": (2, 2000)}
FOLLOWS = frozenset({"Cascade", "RemoveLink"})


def merge(asked: "Invocation") -> "Reply":
    """Carry out the message: `UpdateContent` goes into the target, related rows move to it, the subordinate is deactivated."""
    target, subordinate = asked.entity("Target"), asked.entity("Subordinate")
    table = target.table
    if table.logical_name not in AFTERWARDS:
        raise method_not_supported("Merge", table.logical_name)
    if subordinate.table is not table:
        raise Refusal(400, "0x80040203", "The target and the subordinate of a merge are records of the same table.")
    survivor, loser = target.row(asked.call), subordinate.row(asked.call)
    records, terms, key = asked.call.records, asked.call.terms, table.key or ""
    if survivor[key] == loser[key]:
        raise Refusal(400, "0x80040203", "A record cannot be merged with itself.")
    for row in (survivor, loser):
        if row.get("merged"):
            raise Refusal(400, "0x80040203", "A record that was merged cannot be merged again.")
    content = asked.optional_entity("UpdateContent")
    if content is not None:
        body = {name: value for name, value in content.body.items() if name != key}
        payload = read_payload(table, body)
        values = given(table, payload, records.switches, creating=False).values
        values |= bound(records.store, table, payload, terms.references)
        records.change(table, survivor, values, terms)
    _move(asked, table, str(loser[key]), str(survivor[key]))
    state, status = AFTERWARDS[table.logical_name]
    marks: Row = {"merged": 1, "_masterid_value": survivor[key], target_column("_masterid_value"): table.logical_name}
    marks = {name: value for name, value in marks.items() if table.column(name.partition("@")[0]) is not None}
    records.change(table, loser, marks, terms, state, status, unlocked=True)
    return asked.done()


def _move(asked: "Invocation", table: TableSchema, loser: str, survivor: str) -> None:
    """Related rows follow where the relationship is parental or a plain link.

    The reference pages state a Merge rule only for some relationships; those whose delete rule is NoCascade, parties among them, stay.
    """
    # whoever may write both records moves what hangs on them
    records, terms = asked.call.records, evolve(asked.call.terms, unrestricted=True)
    for navigation in table.navigations:
        if not navigation.collection or navigation.cascade_delete not in FOLLOWS or not records.store.has_rows(navigation.target):
            continue
        try:
            link = child_link(records.store.schema, table, navigation)
        except Refusal:
            continue  # many-to-many
        child = link.child
        if child.key is None or records.store.is_view(child.logical_name) or child.logical_name == "customeraddress":
            continue
        pointer: Row = {link.column: survivor, target_column(link.column): table.logical_name}
        for row in records.store.find_by(child, {link.column: loser, target_column(link.column): table.logical_name}):
            records.change(child, row, pointer, terms, unlocked=True)
