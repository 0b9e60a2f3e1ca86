"""What the service fills in when a row is created: owner, times, currency, numbers, the second copy of money.

Knows the columns of that kind. Refuses to know what a client sent.
"""

from attrs import frozen

from ...schema.model import TableSchema
from ..storage.identity import Identity
from ..storage.store import Row, Store, stored_columns, target_column
from ..storage.values import Kind, kind_of, to_sql

__all__ = ["Facts", "add_number", "facts_of", "in_base_currency"]

NUMBERED = {"incident": ("ticketnumber", "CAS"), "quote": ("quotenumber", "QUO"), "salesorder": ("ordernumber", "ORD"),
            "invoice": ("invoicenumber", "INV")}  # fmt: skip
TRUE_BY_DEFAULT = frozenset({"followemail"})
USERS = frozenset({"_createdby_value", "_modifiedby_value", "_ownerid_value", "_owninguser_value"})


@frozen
class Facts:
    """What a write needs to know of a table, worked out once: default values, columns of users, of times, of money, of images ..."""

    table: TableSchema
    defaults: Row
    users: tuple[str, ...]
    times: tuple[str, ...]
    money: tuple[tuple[str, str], ...]
    required: tuple[str, ...]
    images: tuple[str, ...]


def facts_of(table: TableSchema, identity: Identity) -> Facts:
    """The facts of a table, for rows made by the user of the environment."""
    lookups = {
        **dict.fromkeys(USERS, (identity.user_id, "systemuser")),
        "_owningbusinessunit_value": (identity.business_unit_id, "businessunit"),
        "_transactioncurrencyid_value": (identity.currency_id, "transactioncurrency"),
    }
    columns = stored_columns(table)
    names = {column.name for column in columns}
    defaults: Row = {}
    for column in columns:
        if column.name in lookups:
            defaults[column.name], defaults[target_column(column.name)] = lookups[column.name]
        elif column.name == "exchangerate":
            defaults[column.name] = to_sql(column, 1)
        elif column.name == "activitytypecode":
            defaults[column.name] = table.logical_name
        elif kind_of(column) is Kind.BOOLEAN:
            # two-option columns always have a default, and it is nearly always "no"
            defaults[column.name] = int(column.name in TRUE_BY_DEFAULT)
    return Facts(
        table,
        defaults,
        tuple(name for name in USERS if name in names),
        tuple(name for name in ("createdon", "modifiedon") if name in names),
        tuple((name, f"{name}_base") for name in names if f"{name}_base" in names),
        # what else is SystemRequired the service fills in itself
        tuple(
            column.logical_name for column in columns if column.required_level == "SystemRequired" and column.attribute_type == "Customer"
        ),
        tuple(column.name for column in columns if column.attribute_type == "Image"),
    )


def add_number(store: Store, table: TableSchema, row: Row, record_id: str) -> None:
    """Give a case, quote, order or invoice its number, unless the row has one."""
    column, prefix = NUMBERED.get(table.logical_name, ("", ""))
    if column and table.column(column) is not None and row.get(column) is None:
        row[column] = f"{prefix}-{store.next_version() % 100_000:05d}-{record_id.replace('-', '')[:6].upper()}"


def in_base_currency(facts: Facts, row: Row) -> None:
    """Fill `x_base` beside `x`, the value in the base currency; the emulator has one currency, so they are equal."""
    for name, base in facts.money:
        if name in row:
            row[base] = row[name]
