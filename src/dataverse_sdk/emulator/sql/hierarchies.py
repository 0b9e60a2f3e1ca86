"""Rows above and below a row of the same table, and the users and teams around whoever asks: as subqueries of ids.

Knows which lookup makes a table a hierarchy, and how team membership is kept. Refuses to know conditions.
https://learn.microsoft.com/power-apps/developer/data-platform/query-hierarchical-data
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

from collections.abc import Sequence
from typing import TypeAlias

from ...schema.model import Schema, TableSchema
from ..language.query_errors import QueryError
from ..storage.relations import many_link
from ..storage.store import quoted
from ..storage.values import SqlValue

__all__ = ["around_user", "hierarchy_column", "tree"]

Fragment: TypeAlias = tuple[str, Sequence[SqlValue]]

MEMBERSHIP = "teammembership_association"
NOT_PARENTS = ("_created", "_modified", "_master")


def hierarchy_column(table: TableSchema) -> str | None:
    """The lookup to the parent of a row in its own table; None where there is none, or several and none is called a parent.

    `$metadata` does not say which relationship is hierarchical. Stock tables have their parent's name at its front, and a custom
    table's only lookup to itself is taken for one.
    """
    own = [
        column.name
        for column in table.columns
        if column.is_lookup and column.targets == (table.logical_name,) and not column.name.startswith(NOT_PARENTS)
    ]
    named = [name for name in own if name.startswith(("_parent", f"_{table.logical_name.partition('_')[0]}_parent"))]
    chosen = named or own
    return chosen[0] if len(chosen) == 1 else None


def tree(table: TableSchema, record_id: SqlValue, *, up: bool, itself: bool) -> Fragment:
    """A subquery of the ids above or below a record; a circle of parents ends where it began."""
    parent = hierarchy_column(table)
    if parent is None or table.key is None:
        raise QueryError("0x80044331", f"The table '{table.logical_name}' has no hierarchical relationship.")  # the code is unverified
    rows, key, above = quoted(table.logical_name), quoted(table.key), quoted(parent)
    if up:
        start = f"SELECT {above} FROM {rows} WHERE {key} = ?"
        step = f"SELECT r.{above} FROM {rows} AS r JOIN tree ON r.{key} = tree.id"
    else:
        start = f"SELECT {key} FROM {rows} WHERE {above} = ?"
        step = f"SELECT r.{key} FROM {rows} AS r JOIN tree ON r.{above} = tree.id"
    if itself:
        start = "SELECT ?"
    return f"(WITH RECURSIVE tree(id) AS ({start} UNION {step}) SELECT id FROM tree WHERE id IS NOT NULL)", (record_id,)


def _teams(schema: Schema, users: str) -> str | None:
    table = schema.tables.get("team")
    navigation = None if table is None else table.navigation(MEMBERSHIP)
    link = None if table is None or navigation is None else many_link(schema, table, navigation)
    if link is None:
        return None
    return f"SELECT {quoted(link.near)} FROM {quoted(link.table)} WHERE {quoted(link.far)} IN {users}"


def around_user(schema: Schema, user_id: SqlValue, *, himself: bool, reports: bool, teams: bool) -> Fragment:
    """A subquery of ids: the user, who reports to the user at any distance, and the teams of all of these, as asked for."""
    users = "(SELECT ?)"
    params: Sequence[SqlValue] = (user_id,)
    table = schema.tables.get("systemuser")
    if reports and table is not None and hierarchy_column(table) is not None:
        users, params = tree(table, user_id, up=False, itself=True)
    parts = [f"SELECT * FROM {users}"] if himself else []
    membership = _teams(schema, users) if teams else None
    if membership is not None:
        parts.append(membership)
    if not parts:
        return "(SELECT NULL WHERE 0)", ()
    return f"({' UNION '.join(parts)})", [*params] * len(parts)
