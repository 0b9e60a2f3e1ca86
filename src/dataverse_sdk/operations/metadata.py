"""What the environment says about its tables: the facts that `$metadata` does not hold, as typed values.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api. MaxLength, options and the like stand
on derived types only, so a table takes several requests; in a batch they cost one. EntityDefinitions takes no `$top` and no `$orderby`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar
from uuid import UUID

from attrs import frozen

from ..errors import InvalidReply
from ..wire.literals import literal
from ..wire.literals import name as checked_name
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import json_object

__all__ = [
    "ColumnMetadata",
    "KeyMetadata",
    "RelationshipMetadata",
    "TableMetadata",
    "TextMetadata",
    "column_labels",
    "column_lengths",
    "column_metadata",
    "column_options",
    "keys",
    "relationships",
    "table_metadata",
    "table_privileges",
    "tables",
    "text_columns",
]

T = TypeVar("T")
NAMESPACE = "Microsoft.Dynamics.CRM"


@frozen(kw_only=True)
class TableMetadata:
    """What EntityDefinitions says of a table. `label` is in the caller's language, None where there is none."""

    logical_name: str
    schema_name: str
    set_name: str | None
    key: str
    primary_name: str | None
    metadata_id: UUID
    object_type_code: int | None
    custom: bool
    label: str | None


@frozen(kw_only=True)
class ColumnMetadata:
    """What EntityDefinitions says of a column: type, required level, what it is valid for."""

    logical_name: str
    attribute_type: str
    required_level: str
    create: bool
    update: bool
    read: bool


@frozen(kw_only=True)
class TextMetadata:
    """What EntityDefinitions says of a column of one line of text; `format` is `Text`, `Email`, `Phone` and the like, where stated."""

    logical_name: str
    max_length: int | None
    format: str | None
    create: bool
    update: bool


@frozen(kw_only=True)
class RelationshipMetadata:
    """A relationship: `referencing` holds the lookup `referencing_column`, which points to `referenced`. Empty columns for N:N."""

    schema_name: str
    referenced: str
    referencing: str
    referencing_column: str
    referenced_navigation: str
    referencing_navigation: str


@frozen(kw_only=True)
class KeyMetadata:
    """An alternate key, and whether its index is `Active`, `Pending`, `InProgress` or `Failed`."""

    logical_name: str
    columns: tuple[str, ...]
    index_status: str


def _list(target: str, item: Callable[[dict[str, Any]], T]) -> Operation[tuple[T, ...]]:
    """Gives the operation that reads a list of definitions."""

    def read(reply: Reply) -> tuple[T, ...]:
        values = json_object(reply).get("value")
        if not isinstance(values, list):
            raise InvalidReply("the reply holds no list of definitions", request_id=reply.request_id)
        return tuple(_item(value, item, reply) for value in values)

    return Operation(Request("GET", target), read)


def _item(value: Any, item: Callable[[dict[str, Any]], T], reply: Reply) -> T:
    try:
        return item(value)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidReply("a definition in the reply lacks a property", request_id=reply.request_id) from None


def _table(table: str, rest: str = "") -> str:
    return f"EntityDefinitions(LogicalName={literal(checked_name(table))}){rest}"


_TABLE_SELECT = (
    "$select=LogicalName,SchemaName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,"
    "MetadataId,ObjectTypeCode,IsCustomEntity,DisplayName"
)


def _label(value: Any) -> str | None:
    label = ((value or {}).get("UserLocalizedLabel") or {}).get("Label")
    return label if isinstance(label, str) else None


def _as_table(value: dict[str, Any]) -> TableMetadata:
    return TableMetadata(
        logical_name=str(value["LogicalName"]),
        schema_name=str(value["SchemaName"]),
        set_name=value.get("EntitySetName"),
        key=str(value["PrimaryIdAttribute"]),
        primary_name=value.get("PrimaryNameAttribute"),
        metadata_id=UUID(value["MetadataId"]),
        object_type_code=value.get("ObjectTypeCode"),
        custom=bool(value.get("IsCustomEntity")),
        label=_label(value.get("DisplayName")),
    )


def tables() -> Operation[tuple[TableMetadata, ...]]:
    """Reads every table of the environment."""
    return _list(f"EntityDefinitions?{_TABLE_SELECT}", _as_table)


def table_metadata(table: str) -> Operation[TableMetadata]:
    """Reads one table, by logical name. Raises NotFound when there is none."""
    request = Request("GET", f"{_table(table)}?{_TABLE_SELECT}")
    return Operation(request, lambda reply: _item(json_object(reply), _as_table, reply))


def _as_column(value: dict[str, Any]) -> ColumnMetadata:
    return ColumnMetadata(
        logical_name=str(value["LogicalName"]),
        attribute_type=str(value["AttributeType"]),
        required_level=str((value.get("RequiredLevel") or {}).get("Value", "None")),
        create=bool(value["IsValidForCreate"]),
        update=bool(value["IsValidForUpdate"]),
        read=bool(value["IsValidForRead"]),
    )


def _mapped(operation: Operation[tuple[T, ...]], key: Callable[[T], str]) -> Operation[Mapping[str, T]]:
    return Operation(operation.request, lambda reply: {key(item): item for item in operation.read(reply)})


def column_metadata(table: str) -> Operation[Mapping[str, ColumnMetadata]]:
    """Reads the columns of a table, by logical name."""
    select = "LogicalName,AttributeType,RequiredLevel,IsValidForCreate,IsValidForUpdate,IsValidForRead"
    return _mapped(_list(_table(table, f"/Attributes?$select={select}"), _as_column), lambda column: column.logical_name)


def column_lengths(table: str, *, memo: bool = False) -> Operation[Mapping[str, int]]:
    """Reads the MaxLength of a table's text columns (or of its memo columns), by logical name."""
    cast = f"/Attributes/{NAMESPACE}.{'Memo' if memo else 'String'}AttributeMetadata?$select=LogicalName,MaxLength"
    pairs = _list(_table(table, cast), lambda value: (str(value["LogicalName"]), value.get("MaxLength")))
    return Operation(
        pairs.request,
        lambda reply: {name: length for name, length in pairs.read(reply) if isinstance(length, int)},
    )


def column_labels(table: str) -> Operation[Mapping[str, str]]:
    """Reads what a table's columns are called in the caller's language, by logical name; columns without a label are left out."""
    pairs = _list(
        _table(table, "/Attributes?$select=LogicalName,DisplayName"),
        lambda value: (str(value["LogicalName"]), _label(value.get("DisplayName"))),
    )
    return Operation(pairs.request, lambda reply: {name: label for name, label in pairs.read(reply) if label})


def table_privileges(table: str) -> Operation[Mapping[str, UUID]]:
    """Reads which privilege each kind of access to a table takes: `Read`, `Write`, `Create` and so on, to the privilege's id."""

    def privileges(value: dict[str, Any]) -> dict[str, UUID]:
        return {str(each["PrivilegeType"]): UUID(each["PrivilegeId"]) for each in value["Privileges"]}

    request = Request("GET", _table(table, "?$select=LogicalName,Privileges"))
    return Operation(request, lambda reply: _item(json_object(reply), privileges, reply))


def _as_text(value: dict[str, Any]) -> TextMetadata:
    return TextMetadata(
        logical_name=str(value["LogicalName"]),
        max_length=value.get("MaxLength"),
        format=value.get("Format"),
        create=bool(value["IsValidForCreate"]),
        update=bool(value["IsValidForUpdate"]),
    )


def text_columns(table: str) -> Operation[Mapping[str, TextMetadata]]:
    """Reads a table's columns of one line of text with their lengths and formats, by logical name."""
    cast = f"/Attributes/{NAMESPACE}.StringAttributeMetadata?$select=LogicalName,MaxLength,Format,IsValidForCreate,IsValidForUpdate"
    return _mapped(_list(_table(table, cast), _as_text), lambda column: column.logical_name)


def column_options(
    table: str, kind: Literal["Picklist", "State", "Status", "MultiSelectPicklist"] = "Picklist"
) -> Operation[Mapping[str, Mapping[int, str | None]]]:
    """Reads the options of a table's choice columns: value to label, by the column's logical name."""

    def options(value: dict[str, Any]) -> tuple[str, dict[int, str | None]]:
        found = value.get("OptionSet") or value.get("GlobalOptionSet") or {}
        return str(value["LogicalName"]), {int(each["Value"]): _label(each.get("Label")) for each in found.get("Options") or ()}

    cast = f"/Attributes/{NAMESPACE}.{kind}AttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)"
    pairs = _list(_table(table, cast), options)
    return Operation(pairs.request, lambda reply: dict(pairs.read(reply)))


def relationships(table: str, side: Literal["OneToMany", "ManyToOne", "ManyToMany"]) -> Operation[tuple[RelationshipMetadata, ...]]:
    """Reads a table's relationships of one kind."""

    def link(value: dict[str, Any]) -> RelationshipMetadata:
        return RelationshipMetadata(
            schema_name=str(value["SchemaName"]),
            referenced=str(value["ReferencedEntity"]),
            referencing=str(value["ReferencingEntity"]),
            referencing_column=str(value["ReferencingAttribute"]),
            referenced_navigation=str(value.get("ReferencedEntityNavigationPropertyName") or ""),
            referencing_navigation=str(value.get("ReferencingEntityNavigationPropertyName") or ""),
        )

    def between(value: dict[str, Any]) -> RelationshipMetadata:
        return RelationshipMetadata(
            schema_name=str(value["SchemaName"]),
            referenced=str(value["Entity1LogicalName"]),
            referencing=str(value["Entity2LogicalName"]),
            referencing_column="",
            referenced_navigation=str(value.get("Entity1NavigationPropertyName") or ""),
            referencing_navigation=str(value.get("Entity2NavigationPropertyName") or ""),
        )

    return _list(_table(table, f"/{side}Relationships"), between if side == "ManyToMany" else link)


def keys(table: str) -> Operation[tuple[KeyMetadata, ...]]:
    """Reads a table's alternate keys."""

    def key(value: dict[str, Any]) -> KeyMetadata:
        return KeyMetadata(
            logical_name=str(value["LogicalName"]),
            columns=tuple(str(column) for column in value["KeyAttributes"]),
            index_status=str(value.get("EntityKeyIndexStatus") or ""),
        )

    return _list(_table(table, "/Keys?$select=LogicalName,KeyAttributes,EntityKeyIndexStatus"), key)
