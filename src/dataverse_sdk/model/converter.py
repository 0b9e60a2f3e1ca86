"""Rows to wire JSON and back, as hooks of a cattrs converter.

Knows how rows are written (`x@odata.bind`); how they are read is `reading`'s and `pages`'. Configures a converter and does not subclass
one: `configure_converter` changes the one it is given, `make_converter` makes one that is ready.

Rows do not take cattrs' generic path: the hooks of entity classes compile a function for each shape of row, whose parts come from the
converter's other hooks. Errors name the place (`$.value[3].createdon`), never the value.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any, TypeVar, get_args, get_origin
from uuid import UUID

from cattrs import Converter

from ..errors import InvalidReply, UsageError
from ..wire.literals import moment
from .choices import choices_text
from .entity import Entity, assigned, class_of, nested_rows
from .pages import PageDecoder, is_page
from .reading import RowDecoder
from .scalars import FROM_WIRE, choice, reader_of
from .values import AddressedReference, ColumnInfo, Reference, TableInfo

__all__ = ["configure_converter", "make_converter", "row_from_wire", "to_wire"]

E = TypeVar("E", bound=Entity)

# --- Scalars to JSON. `sendable` has refused what cannot be sent.


_TO_WIRE: Mapping[type, Callable[[Any], Any]] = {
    str: str.__str__,  # of a member of a `str` enum, its value
    int: int,
    bool: bool,
    float: lambda value: value,
    Decimal: lambda value: value,
    UUID: str,
    datetime: moment,
    date: date.isoformat,
    bytes: lambda value: base64.b64encode(value).decode("ascii"),
    frozenset: choices_text,
}


def _is_choices(kind: Any) -> bool:
    return get_origin(kind) is frozenset and isinstance(get_args(kind)[0], type) and issubclass(get_args(kind)[0], IntEnum)


def configure_converter(converter: Converter) -> None:
    """Teaches a converter the wire form of Dataverse's types.

    - `str`, `int`, `bool`, `Decimal`, `float`: JSON's own; exact, and never one for another
    - `UUID`: text; `datetime`: text in UTC, aware; `date`: text, from Edm.Date or DateTimeOffset; `bytes`: base64 text
    - `IntEnum`: a number, kept where the enum does not know it; a `frozenset` of one: text such as `1,9`
    - entity classes: a JSON object of a row, annotations kept
    - `RowPage` of an entity class: the bytes of a reply that holds a page of rows

    The order matters to cattrs: hooks registered later win.
    """
    for kind, structure in FROM_WIRE.items():
        converter.register_structure_hook(kind, structure)
        converter.register_unstructure_hook(kind, _TO_WIRE[kind])
    # By class: cattrs takes the hook of `int` for an IntEnum before it asks any factory.
    converter.register_structure_hook(IntEnum, choice)
    converter.register_unstructure_hook(IntEnum, int)
    converter.register_structure_hook_factory(_is_choices, reader_of)
    converter.register_unstructure_hook_factory(_is_choices, lambda _kind: choices_text)
    converter.register_structure_hook_factory(
        lambda kind: isinstance(kind, type) and issubclass(kind, Entity),
        lambda kind: RowDecoder(kind, converter).structure,
    )
    converter.register_structure_hook_factory(is_page, lambda kind: PageDecoder(get_args(kind)[0], converter).structure)
    converter.register_unstructure_hook_factory(
        lambda kind: isinstance(kind, type) and issubclass(kind, Entity),
        lambda _kind: to_wire,
    )


def make_converter() -> Converter:
    """Gives a new converter that knows Dataverse's types."""
    converter = Converter(detailed_validation=False)
    configure_converter(converter)
    return converter


def row_from_wire(cls: type[E], document: Any, converter: Converter, *, place: str = "$", request_id: str | None = None) -> E:
    """Gives the row in a JSON object. Raises InvalidReply naming the place in the document."""
    try:
        row: E = converter.structure(document, cls)
    except InvalidReply as error:
        raise InvalidReply(str(error).replace("$", place, 1), request_id=request_id) from None
    except RecursionError:
        raise InvalidReply(f"{place}: rows are nested too deep", request_id=request_id) from None
    return row


def to_wire(row: Entity, columns: Mapping[str, Any] | None = None, *, message: str | None = None) -> dict[str, Any]:
    """Gives the JSON object of a row: the columns that were set, or those given by Python name.

    `message` is `create` or `update`: a column that is not valid for it is refused, by name, before anything is sent.
    """
    table = row.__table__
    values = columns if columns is not None else assigned(row)
    document = wire_values(table, values, message=message)
    if columns is None:
        for attribute, rows in nested_rows(row).items():
            name = table.navigations[attribute].wire_name
            if f"{name}@odata.bind" in document:
                raise UsageError(f"{attribute} and its lookup were both given; give the new row or the reference")
            try:
                document[name] = (
                    [to_wire(each, message=message) for each in rows] if isinstance(rows, tuple) else to_wire(rows, message=message)
                )
            except RecursionError:
                raise UsageError(
                    f"the rows in {attribute} contain one another; one of them must refer to the other by its lookup"
                ) from None
    return document


def wire_values(table: TableInfo, values: Mapping[str, Any], *, message: str | None = None) -> dict[str, Any]:
    """Gives the JSON object for values by Python name."""
    document: dict[str, Any] = {}
    for attribute, value in values.items():
        info = table.attributes[attribute]
        if (message == "create" and not info.create) or (message == "update" and not info.update):
            raise UsageError(f"{table.logical_name}.{info.logical_name} cannot be set by {message}; the service keeps it itself")
        if info.is_lookup:
            name, bound = _binding(info, value)
            document[f"{name}@odata.bind"] = bound
        elif value is None:
            document[info.wire_name] = None
        else:
            # Lengths are not checked here: an environment may have widened the column, and the service answers ValueTooLong.
            document[info.wire_name] = _TO_WIRE.get(info.python_type, int)(value)  # choices are numbers
    return document


def _binding(info: ColumnInfo, value: Reference[Any] | None) -> tuple[str, str | None]:
    """Gives the navigation property that binds a lookup, and what it is bound to.

    Its spelling differs from the column's and case matters
    (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api).
    """
    targets = info.targets or {}
    if value is None:
        # One navigation property set to null clears the column, whichever table it pointed to.
        return next(iter(targets.values()), info.logical_name), None
    name = targets.get(value.table)
    if isinstance(value, AddressedReference) and name is not None:
        return name, value.address
    if name is None:
        raise UsageError(f"{info.attribute} cannot be bound: say which table the reference is to, one of {', '.join(sorted(targets))}")
    target = class_of(value.table)
    if target is None:
        raise UsageError(f"the class of {value.table} was not imported; import it, so that its entity set is known")
    return name, f"{target.__table__.set_name}({value.id})"
