"""Associate and disassociate: `$ref` from either side of a relationship.

Knows single-valued, collection-valued and many-to-many navigation properties. Refuses to know HTTP.
"""

from ...schema.model import NavigationSchema, TableSchema
from ..http.refusals import bad_request
from ..storage.relations import child_link, many_link
from ..storage.store import Row, target_column
from .addressing import Key, check_version, need, resolve
from .incoming import bind
from .pairs import add_pair, remove_pair
from .payload import Bind
from .records import Records
from .terms import Terms

__all__ = ["link", "unlink"]


def link(
    records: Records, table: TableSchema, key: Key, navigation: NavigationSchema, reference: str, terms: Terms, if_match: str | None = None
) -> None:
    """Relate a record to the one that `reference` names."""
    store = records.store
    with store.transaction():
        row = need(store, table, key)
        check_version(row, if_match)
        record_id = str(row[table.key or ""])
        if not navigation.collection:
            records.check_supports(table, "Update")
            records.change(table, row, bind(store, table, Bind(navigation, reference), terms.references), terms)
            return
        child_table, child = resolve(store, reference, terms.references)
        many = many_link(store.schema, table, navigation)
        if many is not None:
            add_pair(store, many, record_id, child_table, child)
            return
        column = child_link(store.schema, table, navigation).column
        pointer: Row = {column: record_id, target_column(column): table.logical_name}
        records.check_supports(child_table, "Update")
        records.change(child_table, child, pointer, terms)


def unlink(
    records: Records,
    table: TableSchema,
    key: Key,
    navigation: NavigationSchema,
    reference: str | None,
    terms: Terms,
    if_match: str | None = None,
) -> None:
    """Relate two records no longer; `reference` names the one to take out of a collection."""
    store = records.store
    with store.transaction():
        row = need(store, table, key)
        check_version(row, if_match)
        if not navigation.collection:
            records.change(table, row, bind(store, table, Bind(navigation, None), terms.references), terms)
            return
        if reference is None:
            raise bad_request("A reference to remove from a collection must name the record.")
        child_table, child = resolve(store, reference, terms.references)
        many = many_link(store.schema, table, navigation)
        if many is not None:
            remove_pair(store, many, row[table.key or ""], child[many.target.key or ""])
            return
        column = child_link(store.schema, table, navigation).column
        if child.get(column) == row[table.key or ""]:
            records.change(child_table, child, {column: None, target_column(column): None}, terms)
