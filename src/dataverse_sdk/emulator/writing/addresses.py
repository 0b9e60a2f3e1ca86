"""The address rows behind `address1_` to `address3_`: kept equal to the columns of their contact or account.

Knows that those columns are logical: their values live in `customeraddress`, row N for `addressN_` (entity reference of
customeraddress; that row numbers map so is common knowledge among practitioners). Refuses to know requests.
"""

from collections.abc import Mapping
from uuid import uuid4

from ...schema.model import TableSchema
from ..storage.store import Row, Store, target_column
from ..storage.values import SqlValue
from .rules import ADDRESS_PARTS, computed

__all__ = ["after_delete", "after_parent_write", "after_row_write"]

COUNTS = {"contact": 3, "account": 2}


def _prefixed(number: int, parts: Mapping[str, SqlValue]) -> Row:
    return {f"address{number}_{part}": value for part, value in parts.items()}


def after_parent_write(store: Store, table: TableSchema, row: Row, changed: frozenset[str], *, created: bool) -> Row:
    """Bring the address rows in line with a contact or account that was written; returns further columns to write on it.

    A new parent gets all its rows, blank ones too, as in the service. A parent that was loaded past the API without rows gets none.
    """
    addresses = store.schema.tables.get("customeraddress")
    count = COUNTS.get(table.logical_name, 0)
    if addresses is None or addresses.key is None or table.key is None:
        return {}
    more: Row = {}
    for number in range(1, count + 1):
        prefix = f"address{number}_"
        id_column = f"{prefix}addressid"
        if table.column(id_column) is None:
            continue
        parts = {part: row.get(prefix + part) for part in ADDRESS_PARTS if addresses.column(part) is not None}
        if created:
            address_id = str(uuid4())
            more[id_column] = address_id
            values: Row = {
                addresses.key: address_id,
                "addressnumber": number,
                "_parentid_value": row[table.key],
                target_column("_parentid_value"): table.logical_name,
                "objecttypecode": table.logical_name,
                **parts,
                **{name: row.get(name) for name in ("createdon", "modifiedon")},
            }
            for name in ("_createdby_value", "_modifiedby_value"):
                values |= {name: row.get(name), target_column(name): row.get(target_column(name))}
            values |= computed(addresses, values, frozenset(values))
            values["versionnumber"] = store.next_version()
            known = {column.name for column in addresses.columns}
            store.insert(addresses, {k: v for k, v in values.items() if k.split("@")[0] in known or k == "versionnumber"})
        elif row.get(id_column) is not None:
            new = {part: value for part, value in parts.items() if prefix + part in changed}
            if new:
                new |= computed(addresses, parts, frozenset(new))
                store.update(addresses, row[id_column], {**new, "versionnumber": store.next_version()})
    return more


def _parent_of(store: Store, row: Row) -> tuple[TableSchema, Row, int] | None:
    table = store.schema.tables.get(str(row.get(target_column("_parentid_value"))))
    number = row.get("addressnumber")
    if table is None or table.logical_name not in COUNTS or not isinstance(number, int):
        return None
    parent = store.get(table, row.get("_parentid_value"))
    return None if parent is None else (table, parent, number)


def after_row_write(store: Store, table: TableSchema, row: Row, changed: frozenset[str]) -> None:
    """Bring the columns of the parent in line with a `customeraddress` row that was written.

    The parent keeps its row version: its own SQL row is not touched in the service either (an inference from where the values live).
    """
    found = _parent_of(store, row) if table.logical_name == "customeraddress" else None
    if found is None:
        return
    parent_table, parent, number = found
    if parent.get(f"address{number}_addressid") != row[table.key or ""]:
        return
    new = _prefixed(number, {part: row.get(part) for part in ADDRESS_PARTS if part in changed})
    new = {name: value for name, value in new.items() if parent_table.column(name) is not None}
    if new:
        store.update(parent_table, parent[parent_table.key or ""], new | computed(parent_table, parent | new, frozenset(new)))


def after_delete(store: Store, table: TableSchema, row: Row) -> None:
    """Blank the columns of the parent when one of its address rows is deleted."""
    blank = row | dict.fromkeys(part for part in ADDRESS_PARTS if part in row)
    after_row_write(store, table, blank, frozenset(ADDRESS_PARTS))
