"""One value of a JSON object, where no row is read: a key of a group, a column of a linked table, a column of an open table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cattrs import Converter

from .reading import LOOKUP_TABLE
from .rows import FORMATTED
from .values import ColumnInfo, Reference

__all__ = ["value_from_wire"]


def value_from_wire(holds: ColumnInfo | type, document: Mapping[str, Any], name: str, converter: Converter) -> Any:
    """Gives one value of a JSON object, as a column or a type holds it; None for null and for a name that is absent.

    Raises TypeError, ValueError or ArithmeticError for a value of another kind.
    """
    value = document.get(name)
    if value is None:
        return None
    kind = holds.held if isinstance(holds, ColumnInfo) else holds
    found = converter.get_structure_hook(kind)(value, kind)
    if not isinstance(holds, ColumnInfo) or not holds.is_lookup:
        return found
    # Not beside the column's own name: a link or an alias can stand before it.
    only = next(iter(holds.targets)) if holds.targets and len(holds.targets) == 1 else ""
    label = document.get(f"{name}@{FORMATTED}")
    table = converter.get_structure_hook(str)(document.get(f"{name}@{LOOKUP_TABLE}", only), str)
    return Reference(table, UUID(str(found)), name=label if isinstance(label, str) else None)
