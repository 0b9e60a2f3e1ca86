"""What the environment says about its tables: the facts that `$metadata` does not hold, as typed values.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api. MaxLength, options and the like stand
on derived types only, so a table's columns take several requests; `columns` asks them in one batch. Facts that no value here holds are read
with `definition_queries`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar
from uuid import UUID

from attrs import evolve

from ..wire.effects import Flow
from ..wire.operation import Operation
from .batch import Batch
from .definition_queries import Definition, Definitions, RelationshipKind, expanded, listed, single
from .metadata_values import ChoiceMetadata, ColumnMetadata, KeyMetadata, Options, RelationshipMetadata, TableMetadata, TextMetadata

__all__ = [
    "ChoiceMetadata",
    "ColumnMetadata",
    "KeyMetadata",
    "RelationshipMetadata",
    "TableMetadata",
    "TextMetadata",
    "choice",
    "choices",
    "column_labels",
    "column_lengths",
    "column_metadata",
    "column_options",
    "columns",
    "file_limit",
    "keys",
    "relationships",
    "table_metadata",
    "table_privileges",
    "tables",
    "text_columns",
]

T = TypeVar("T")

_TABLE_SELECT = (
    "LogicalName", "SchemaName", "EntitySetName", "PrimaryIdAttribute", "PrimaryNameAttribute", "MetadataId", "ObjectTypeCode",
    "IsCustomEntity", "DisplayName", "OwnershipType", "IsActivity", "HasNotes", "ChangeTrackingEnabled", "IsOptimisticConcurrencyEnabled",
)  # fmt: skip


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
        ownership=value.get("OwnershipType"),
        activity=bool(value.get("IsActivity")),
        notes=bool(value.get("HasNotes")),
        change_tracking=bool(value.get("ChangeTrackingEnabled")),
        optimistic_concurrency=bool(value.get("IsOptimisticConcurrencyEnabled")),
    )


def tables() -> Operation[tuple[TableMetadata, ...]]:
    """Reads every table of the environment."""
    return listed(Definitions.of_tables().read(*_TABLE_SELECT).request, _as_table)


def table_metadata(table: str) -> Operation[TableMetadata]:
    """Reads one table, by logical name. Raises NotFound when there is none."""
    return single(Definition.of_table(table).read(*_TABLE_SELECT).request, _as_table)


_COLUMN_SELECT = ("LogicalName", "AttributeType", "RequiredLevel", "IsValidForCreate", "IsValidForUpdate", "IsValidForRead")
_MORE_OF_A_COLUMN = ("AttributeTypeName", "SchemaName", "DisplayName", "IsCustomAttribute")


def _as_column(value: dict[str, Any]) -> ColumnMetadata:
    kind = (value.get("AttributeTypeName") or {}).get("Value")
    return ColumnMetadata(
        logical_name=str(value["LogicalName"]),
        attribute_type=str(value["AttributeType"]),
        required_level=str((value.get("RequiredLevel") or {}).get("Value", "None")),
        create=bool(value["IsValidForCreate"]),
        update=bool(value["IsValidForUpdate"]),
        read=bool(value["IsValidForRead"]),
        kind=None if kind is None else str(kind).removesuffix("Type"),
        schema_name=value.get("SchemaName"),
        label=_label(value.get("DisplayName")),
        custom=bool(value.get("IsCustomAttribute")),
    )


def _mapped(operation: Operation[tuple[T, ...]], key: Callable[[T], str]) -> Operation[Mapping[str, T]]:
    return Operation(operation.request, lambda reply: {key(item): item for item in operation.read(reply)})


def _paired(operation: Operation[tuple[tuple[str, T | None], ...]]) -> Operation[Mapping[str, T]]:
    return Operation(operation.request, lambda reply: {name: value for name, value in operation.read(reply) if value is not None})


def column_metadata(table: str) -> Operation[Mapping[str, ColumnMetadata]]:
    """Reads the columns of a table, by logical name: type, required level and validity, in one request."""
    request = Definitions.of_columns(table).read(*_COLUMN_SELECT).request
    return _mapped(listed(request, _as_column), lambda column: column.logical_name)


# What derived types add, by type: the properties to select, and whether options are expanded.
_RANGE = ("MinValue", "MaxValue")
_TEXT = ("MaxLength", "Format")
_FACTS: Mapping[str, tuple[str, ...]] = {
    "String": _TEXT,
    "Memo": _TEXT,
    "Integer": (*_RANGE, "Format"),
    "BigInt": _RANGE,
    "Decimal": (*_RANGE, "Precision"),
    "Double": (*_RANGE, "Precision"),
    "Money": (*_RANGE, "Precision"),
    "DateTime": ("Format", "DateTimeBehavior"),
    "Lookup": ("Targets",),
    "File": ("MaxSizeInKB",),
    "Image": ("MaxSizeInKB", "CanStoreFullImage"),
    "Boolean": (),
    "Picklist": (),
    "State": (),
    "Status": (),
    "MultiSelectPicklist": (),
}
_OPTION_SETS = (expanded("OptionSet"), expanded("GlobalOptionSet"))


def columns(table: str) -> Flow[Mapping[str, ColumnMetadata]]:
    """Reads the columns of a table with everything `ColumnMetadata` holds, by logical name, in one batch."""
    batch = Batch()
    base = batch.add(listed(Definitions.of_columns(table).read(*_COLUMN_SELECT, *_MORE_OF_A_COLUMN).request, _as_column))
    casts = [
        batch.add(Definitions.of_columns(table, kind).read("LogicalName", *select, expand=() if select else _OPTION_SETS))
        for kind, select in _FACTS.items()
    ]
    yield from batch.flow()
    facts = {str(each.get("LogicalName")): each for cast in casts for each in cast.value}
    return {column.logical_name: _with_facts(column, facts.get(column.logical_name, {})) for column in base.value}


def _with_facts(column: ColumnMetadata, fact: Mapping[str, Any]) -> ColumnMetadata:
    options = fact.get("GlobalOptionSet") or fact.get("OptionSet") or {}
    return evolve(
        column,
        max_length=fact.get("MaxLength"),
        format=fact.get("Format"),
        minimum=fact.get("MinValue"),
        maximum=fact.get("MaxValue"),
        precision=fact.get("Precision"),
        behavior=(fact.get("DateTimeBehavior") or {}).get("Value"),
        targets=tuple(fact.get("Targets") or ()),
        options=_options(options),
        option_set=str(options["Name"]) if options.get("IsGlobal") else None,
        max_size_kb=fact.get("MaxSizeInKB"),
        full_image=bool(fact.get("CanStoreFullImage")),
    )


def file_limit(table: str, column: str, kind: Literal["File", "Image"] = "File") -> Operation[int]:
    """Reads how large a file or image a column takes, in bytes.

    https://learn.microsoft.com/power-apps/developer/data-platform/file-column-data#file-size-limits
    """
    request = Definition.of_column(table, column, kind).read("MaxSizeInKB").request
    return single(request, lambda value: int(value["MaxSizeInKB"]) * 1024)


def column_lengths(table: str, *, memo: bool = False) -> Operation[Mapping[str, int]]:
    """Reads the MaxLength of a table's text columns (or of its memo columns), by logical name."""
    request = Definitions.of_columns(table, "Memo" if memo else "String").read("LogicalName", "MaxLength").request

    def length(value: dict[str, Any]) -> tuple[str, int | None]:
        found = value.get("MaxLength")
        return str(value["LogicalName"]), found if isinstance(found, int) else None

    return _paired(listed(request, length))


def column_labels(table: str) -> Operation[Mapping[str, str]]:
    """Reads what a table's columns are called in the caller's language, by logical name; columns without a label are left out."""
    request = Definitions.of_columns(table).read("LogicalName", "DisplayName").request
    return _paired(listed(request, lambda value: (str(value["LogicalName"]), _label(value.get("DisplayName")) or None)))


def table_privileges(table: str) -> Operation[Mapping[str, UUID]]:
    """Reads which privilege each kind of access to a table takes: `Read`, `Write`, `Create` and so on, to the privilege's id."""

    def privileges(value: dict[str, Any]) -> dict[str, UUID]:
        return {str(each["PrivilegeType"]): UUID(each["PrivilegeId"]) for each in value["Privileges"]}

    return single(Definition.of_table(table).read("LogicalName", "Privileges").request, privileges)


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
    select = ("LogicalName", *_TEXT, "IsValidForCreate", "IsValidForUpdate")
    return _mapped(listed(Definitions.of_columns(table, "String").read(*select).request, _as_text), lambda column: column.logical_name)


def _options(found: Mapping[str, Any]) -> Options:
    """Gives the options of a choice; those of a Boolean stand apart."""
    both = [each for each in (found.get("FalseOption"), found.get("TrueOption")) if each]
    return {int(each["Value"]): _label(each.get("Label")) for each in found.get("Options") or both}


def column_options(
    table: str, kind: Literal["Picklist", "State", "Status", "MultiSelectPicklist", "Boolean"] = "Picklist"
) -> Operation[Mapping[str, Options]]:
    """Reads the options of a table's choice columns of one kind: value to label, by the column's logical name."""

    def options(value: dict[str, Any]) -> tuple[str, Options]:
        return str(value["LogicalName"]), _options(value.get("OptionSet") or value.get("GlobalOptionSet") or {})

    request = Definitions.of_columns(table, kind).read("LogicalName", expand=_OPTION_SETS).request
    return _paired(listed(request, options))


def relationships(table: str, side: RelationshipKind) -> Operation[tuple[RelationshipMetadata, ...]]:
    """Reads a table's relationships of one kind."""

    def link(value: dict[str, Any]) -> RelationshipMetadata:
        return RelationshipMetadata(
            schema_name=str(value["SchemaName"]),
            referenced=str(value["ReferencedEntity"]),
            referencing=str(value["ReferencingEntity"]),
            referencing_column=str(value["ReferencingAttribute"]),
            referenced_navigation=str(value.get("ReferencedEntityNavigationPropertyName") or ""),
            referencing_navigation=str(value.get("ReferencingEntityNavigationPropertyName") or ""),
            cascade={name: str(rule) for name, rule in (value.get("CascadeConfiguration") or {}).items() if isinstance(rule, str)},
        )

    def between(value: dict[str, Any]) -> RelationshipMetadata:
        return RelationshipMetadata(
            schema_name=str(value["SchemaName"]),
            referenced=str(value["Entity1LogicalName"]),
            referencing=str(value["Entity2LogicalName"]),
            referencing_column="",
            referenced_navigation=str(value.get("Entity1NavigationPropertyName") or ""),
            referencing_navigation=str(value.get("Entity2NavigationPropertyName") or ""),
            intersect=value.get("IntersectEntityName"),
        )

    return listed(Definitions.of_relationships(side, table=table).read().request, between if side == "ManyToMany" else link)


def keys(table: str) -> Operation[tuple[KeyMetadata, ...]]:
    """Reads a table's alternate keys."""

    def key(value: dict[str, Any]) -> KeyMetadata:
        return KeyMetadata(
            logical_name=str(value["LogicalName"]),
            columns=tuple(str(column) for column in value["KeyAttributes"]),
            index_status=str(value.get("EntityKeyIndexStatus") or ""),
        )

    return listed(Definitions.of_keys(table).read("LogicalName", "KeyAttributes", "EntityKeyIndexStatus").request, key)


def _as_choice(value: dict[str, Any]) -> ChoiceMetadata:
    return ChoiceMetadata(
        name=str(value["Name"]),
        metadata_id=UUID(value["MetadataId"]),
        label=_label(value.get("DisplayName")),
        custom=bool(value.get("IsCustomOptionSet")),
        options=_options(value),
    )


def choices() -> Operation[tuple[ChoiceMetadata, ...]]:
    """Reads every global choice with its options."""
    return listed(Definitions.of_choices().read().request, _as_choice)


def choice(name: str) -> Operation[ChoiceMetadata]:
    """Reads a global choice with its options. Raises NotFound when there is none."""
    return single(Definition.of_choice(name).read().request, _as_choice)
