"""The address rows behind `address1_` to `address3_`: kept equal to the columns of their contact or account.

Knows that those columns are logical: their values live in `customeraddress`, row N for `addressN_` (entity reference of
customeraddress; that row numbers map so is common knowledge among practitioners). Refuses to know requests.
"""

from collections.abc import Mapping
from functools import lru_cache
from uuid import uuid4

from attrs import frozen

from ...schema.model import TableSchema
from ..storage.store import Row, Store, target_column
from ..storage.values import SqlValue
from .rules import ADDRESS_PARTS, SameTable, computed

__all__ = ["after_delete", "after_parent_write", "after_row_write"]

COUNTS = {"contact": 3, "account": 2}
STAMPS = ("createdon", "modifiedon", "_createdby_value", "_modifiedby_value")
"""What a new address row has from its parent, besides the address."""


def _prefixed(number: int, parts: Mapping[str, SqlValue]) -> Row:
    return {f"address{number}_{part}": value for part, value in parts.items()}


@frozen
class _Place:
    """One address of a parent: its number, the column that names its row, and pairs of a column of the parent and one of the row."""

    number: int
    id_column: str
    parts: tuple[tuple[str, str], ...]


@lru_cache(maxsize=256)
def _places(parent: SameTable, addresses: SameTable) -> tuple[_Place, ...]:
    table, rows = parent.table, addresses.table
    numbers = range(1, COUNTS.get(table.logical_name, 0) + 1)
    parts = [part for part in ADDRESS_PARTS if rows.column(part) is not None]
    return tuple(
        _Place(number, f"address{number}_addressid", tuple((f"address{number}_{part}", part) for part in parts))
        for number in numbers
        if table.column(f"address{number}_addressid") is not None
    )


def after_parent_write(store: Store, table: TableSchema, row: Row, changed: frozenset[str], *, created: bool) -> Row:
    """Bring the address rows in line with a contact or account that was written; returns further columns to write on it.

    A new parent gets all its rows, blank ones too, as in the service. A parent that was loaded past the API without rows gets none.
    """
    addresses = store.schema.tables.get("customeraddress")
    if table.logical_name not in COUNTS or addresses is None or addresses.key is None or table.key is None:
        return {}
    more: Row = {}
    for place in _places(SameTable(table), SameTable(addresses)):
        if created:
            more[place.id_column] = _insert(store, addresses, table, row, place)
        elif row.get(place.id_column) is not None and any(name in changed for name, _ in place.parts):
            parts = {part: row.get(name) for name, part in place.parts}
            new = {part: parts[part] for name, part in place.parts if name in changed}
            new |= computed(addresses, parts, frozenset(new))
            store.update(addresses, row[place.id_column], {**new, "versionnumber": store.next_version()})
    return more


def _insert(store: Store, addresses: TableSchema, table: TableSchema, row: Row, place: _Place) -> str:
    """Make the row of one address of a new parent; returns its id."""
    address_id = str(uuid4())
    # most addresses of most people are blank: what is null needs no mention
    parts = {part: row[name] for name, part in place.parts if row.get(name) is not None}
    values: Row = {
        addresses.key or "": address_id,
        "addressnumber": place.number,
        "_parentid_value": row[table.key or ""],
        target_column("_parentid_value"): table.logical_name,
        "objecttypecode": table.logical_name,
        **parts,
    }
    for name in STAMPS:
        if row.get(name) is not None and addresses.column(name) is not None:
            values[name] = row[name]
            if name[0] == "_":
                values[target_column(name)] = row.get(target_column(name))
    if parts:
        values |= computed(addresses, parts, frozenset(parts))
    values["versionnumber"] = store.next_version()
    store.insert(addresses, values)
    return address_id


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
