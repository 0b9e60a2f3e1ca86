"""Questions about rows. Functions, not methods: a method's name could be a column's.

Knows the state that `Entity` keeps behind its underscores, and gives it out read-only.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar
from uuid import UUID

from ..errors import UsageError
from .columns import ColumnExpr, LookupExpr
from .entity import Entity, assigned, held_columns, table_of
from .values import Reference, as_uuid

__all__ = ["changes", "formatted_value", "reference_to", "row_annotations", "row_etag", "row_id", "selected_columns"]

E = TypeVar("E", bound=Entity)

FORMATTED: Final = "OData.Community.Display.V1.FormattedValue"


def row_id(row: Entity) -> UUID:
    """Gives the row's primary id. Raises UsageError for a row that has none yet."""
    table = table_of(row)
    info = table.columns.get(table.key)
    value = getattr(row, info.attribute, None) if info is not None else row._extra.get(table.key)
    if not isinstance(value, UUID | str):
        raise UsageError(f"this {type(row).__name__} has no {table.key}; create it first, or read it from the service")
    return as_uuid(value)


def row_etag(row: Entity) -> str | None:
    """Gives the version of the row as it was read (`W/"1234"`), or None for a row that was not read."""
    return row._etag


def selected_columns(row: Entity) -> frozenset[str]:
    """Gives the names of the columns this row holds."""
    return frozenset(held_columns(row))


def changes(row: Entity) -> Mapping[str, Any]:
    """Gives the columns assigned since the row was made or read, with their values now."""
    return MappingProxyType(assigned(row))


def row_annotations(row: Entity) -> Mapping[str, Any]:
    """Gives what came with the row beyond its declared columns: annotations and undeclared columns, in wire form."""
    return MappingProxyType(dict(row._extra))


def formatted_value(row: Entity, column: ColumnExpr[Any] | LookupExpr[Any]) -> str | None:
    """Gives the label the service shows for a column (a choice's text, a lookup's name), or None when it was not asked for."""
    value = row._extra.get(f"{column.info.wire_name}@{FORMATTED}")
    return value if isinstance(value, str) else None


def reference_to(row: E) -> Reference[E]:
    """Gives a reference to a row that has an id."""
    return Reference(type(row), row_id(row))
