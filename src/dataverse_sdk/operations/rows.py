"""How operations name rows and read them: keys, JSON bodies, preferences, rows out of replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID

from ..errors import UsageError
from ..model import Entity, reference_to, table_of
from ..model.converter import row_from_wire
from ..model.keys import column_values, key_address
from ..model.values import AddressedReference, Reference, TableInfo, as_uuid
from ..query.source import CONVERTER
from ..wire import json
from ..wire.literals import key_segment
from ..wire.messages import Reply
from ..wire.replies import json_object

__all__ = ["CONVERTER", "JSON", "Key", "column_values", "key_target", "prefer", "read_row"]

E = TypeVar("E", bound=Entity)

# How a row is named: its primary id, a reference to it, the row itself, or the columns of an alternate key, by column or by Python name.
Key: TypeAlias = UUID | str | Mapping[Any, Any] | Reference[Any] | Entity

JSON: Final = ("Content-Type", "application/json; charset=utf-8")


def key_target(table: TableInfo, key: Key) -> str:
    """Gives the target of one row: `contacts(guid)`, `contacts(emailaddress1='...')` for an alternate key, or `$1`."""
    if isinstance(key, Entity):
        key = reference_to(key)
    if isinstance(key, Reference):
        if key.table != table.logical_name:
            raise UsageError(f"this is a reference to a row of {key.table}, not of {table.logical_name}")
        return key.address if isinstance(key, AddressedReference) else table.set_name + key_segment(key.id)
    return key_address(table, key) if isinstance(key, Mapping) else table.set_name + key_segment(as_uuid(key))


def prefer(*preferences: str | None) -> tuple[tuple[str, str], ...]:
    """Gives the `Prefer` header for those preferences that are not None; several go into one header, comma-joined."""
    wanted = [preference for preference in preferences if preference]
    return (("Prefer", ",".join(wanted)),) if wanted else ()


def annotations_preference(annotations: str | Iterable[str] | None) -> str | None:
    """Gives the preference that asks for annotations: `*`, or names such as OData.Community.Display.V1.FormattedValue."""
    if annotations is None:
        return None
    names = annotations if isinstance(annotations, str) else ",".join(annotations)
    if not names or any(not (character.isalnum() or character in ".*,_-@") for character in names):
        raise UsageError("annotations are names with dots, or *")
    return f'odata.include-annotations="{names}"'


def body(document: Mapping[str, Any]) -> bytes:
    """Gives the JSON body of a write."""
    return json.dumps(document)


def read_row(cls: type[E], reply: Reply) -> E:
    """Gives the row in a reply of one record."""
    return row_from_wire(cls, json_object(reply), CONVERTER, request_id=reply.request_id)


def set_of(cls: type[Entity]) -> TableInfo:
    """Gives the table of an entity class."""
    given: object = cls  # what callers without a type checker pass
    if not (isinstance(given, type) and issubclass(given, Entity) and hasattr(given, "__table__")):
        raise UsageError("pass an entity class, such as Contact")
    return table_of(cls)
