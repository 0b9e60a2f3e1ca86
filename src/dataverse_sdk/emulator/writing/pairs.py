"""The rows of many-to-many relationships: pairs of ids, made and removed.

Knows the intersect tables. Refuses to know requests, and which navigation property a request came through.
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

from uuid import uuid4

from ...schema.model import TableSchema
from ..http.refusals import bad_request, duplicate_id
from ..storage.relations import ManyLink, many_links
from ..storage.store import Row, Store, quoted
from ..storage.values import SqlValue

__all__ = ["add_pair", "far_ids", "forget_pairs", "remove_pair"]


def far_ids(store: Store, link: ManyLink, near_id: SqlValue) -> list[SqlValue]:
    """The ids of the rows at the far side, in order."""
    sql = f"SELECT {quoted(link.far)} FROM {quoted(link.table)} WHERE {quoted(link.near)} = ? ORDER BY 1"
    with store.lock:
        return [far_id for (far_id,) in store.execute(sql, (near_id,))]


def add_pair(store: Store, link: ManyLink, near_id: SqlValue, far_table: TableSchema, far_row: Row) -> None:
    """Relate two rows; Refusal when they are related already, or the far one is of another table."""
    if far_table.logical_name != link.target.logical_name:
        raise bad_request(f"The relationship '{link.partner.name}' leads to '{link.target.logical_name}', not '{far_table.logical_name}'.")
    far_id = far_row[link.target.key or ""]
    if far_id in far_ids(store, link, near_id):
        raise duplicate_id()
    row: Row = {link.near: near_id, link.far: far_id}
    if link.intersect is not None and link.intersect.key is not None:
        row |= {link.intersect.key: str(uuid4()), "versionnumber": store.next_version()}
    store.fills(link.table, row)
    names, marks = ", ".join(quoted(name) for name in row), ", ".join("?" * len(row))
    store.execute(f"INSERT INTO {quoted(link.table)} ({names}) VALUES ({marks})", tuple(row.values()))


def remove_pair(store: Store, link: ManyLink, near_id: SqlValue, far_id: SqlValue) -> None:
    """Relate two rows no longer; nothing happens when they were not."""
    store.execute(f"DELETE FROM {quoted(link.table)} WHERE {quoted(link.near)} = ? AND {quoted(link.far)} = ?", (near_id, far_id))


def forget_pairs(store: Store, table: TableSchema, record_id: SqlValue) -> None:
    """Remove every pair of a row that is deleted."""
    for link in many_links(store.schema, table):
        if store.has_rows(link.table):
            store.execute(f"DELETE FROM {quoted(link.table)} WHERE {quoted(link.near)} = ?", (record_id,))
