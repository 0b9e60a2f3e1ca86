"""Alternate keys: columns and their values, as they stand in the address of a row.

https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import UsageError
from ..wire.literals import alternate_key
from .columns import ColumnExpr, LookupExpr, fits
from .spelling import no_column
from .values import ColumnInfo, Reference, TableInfo, as_uuid, id_of

__all__ = ["column_values", "key_address"]


def column_values(table: TableInfo, values: Mapping[Any, Any]) -> dict[str, Any]:
    """Gives values by Python name, from a mapping by column expression or by name; unknown names are refused."""
    found: dict[str, Any] = {}
    for column, value in values.items():
        if isinstance(column, ColumnExpr | LookupExpr):
            if len(column.path) != 1:
                raise UsageError(f"{'/'.join(column.path)} is a column of another table")
            attribute = column.info.attribute
        else:
            attribute = str(column)
        if attribute not in table.attributes:
            raise UsageError(no_column(table.logical_name, attribute, table.attributes))
        found[attribute] = value
    return found


def _value(info: ColumnInfo, value: Any) -> Any:
    if info.is_lookup:
        return id_of(value, f"{info.attribute} in a key") if isinstance(value, Reference) else as_uuid(value)
    if not fits(info, value):
        raise UsageError(f"{info.attribute} takes {info.python_type.__name__}, not {type(value).__name__}")
    return value


def key_address(table: TableInfo, key: Mapping[Any, Any]) -> str:
    """Gives the address of a row by an alternate key: `contacts(emailaddress1='...')`."""
    values = column_values(table, key)
    infos = {attribute: table.attributes[attribute] for attribute in values}
    pairs = {infos[attribute].wire_name: _value(infos[attribute], value) for attribute, value in values.items()}
    return table.set_name + alternate_key(pairs)
