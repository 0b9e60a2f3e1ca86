"""What EntityDefinitions says of a table, laid over what `$metadata` says: lengths, required levels, validity, options, labels, keys.

Knows the JSON of table and column definitions, and takes it as it comes: a property that is missing leaves the fact as it was. Refuses to
know how the JSON was fetched, and to add or drop a column: `$metadata` says which there are.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args

from attrs import evolve

from dataverse_sdk.schema.model import ColumnSchema, KeySchema, RequiredLevel, TableSchema

__all__ = ["ATTRIBUTE_CASTS", "COLUMN_SELECT", "KEY_SELECT", "TABLE_SELECT", "with_definitions"]

# JSON from outside: its shape is looked at member by member.
Json = Mapping[str, Any]

TABLE_SELECT: Final = "LogicalName,SchemaName,PrimaryNameAttribute,ObjectTypeCode,OwnershipType,DisplayName,Description"
COLUMN_SELECT: Final = (
    "LogicalName,SchemaName,AttributeType,AttributeTypeName,RequiredLevel,"
    "IsValidForCreate,IsValidForUpdate,IsValidForRead,DisplayName,Description"
)
KEY_SELECT: Final = "LogicalName,KeyAttributes"

# Members that only a derived type has, and the query that asks for them: each is a request of its own.
ATTRIBUTE_CASTS: Final[Mapping[str, str]] = {
    "String": "$select=LogicalName,MaxLength,Format",
    "Memo": "$select=LogicalName,MaxLength,Format",
    "Integer": "$select=LogicalName,MinValue,MaxValue",
    "BigInt": "$select=LogicalName,MinValue,MaxValue",
    "Decimal": "$select=LogicalName,MinValue,MaxValue,Precision",
    "Double": "$select=LogicalName,MinValue,MaxValue,Precision",
    "Money": "$select=LogicalName,MinValue,MaxValue,Precision",
    "DateTime": "$select=LogicalName,Format",
    "Lookup": "$select=LogicalName,Targets",
    **dict.fromkeys(
        ("Picklist", "State", "Status", "MultiSelectPicklist"),
        "$select=LogicalName&$expand=OptionSet,GlobalOptionSet",
    ),
}

_LEVELS = get_args(RequiredLevel)
_ENGLISH = 1033


def with_definitions(table: TableSchema, definition: Json, casts: Iterable[Iterable[Json]]) -> TableSchema:
    """`table` with what its definition says; `casts` are the lists of columns as derived types."""
    known: dict[str, dict[str, Any]] = {}
    for column in (*definition.get("Attributes", ()), *(each for cast in casts for each in cast)):
        known.setdefault(str(column.get("LogicalName")), {}).update(column)
    by_logical = {column.logical_name: column.name for column in table.columns}
    return evolve(
        table,
        primary_name=definition.get("PrimaryNameAttribute") or table.primary_name,
        schema_name=definition.get("SchemaName") or table.schema_name,
        object_type_code=definition.get("ObjectTypeCode") or table.object_type_code,
        ownership=definition.get("OwnershipType") or table.ownership,
        label=_label(definition.get("DisplayName")) or table.label,
        description=_label(definition.get("Description")) or table.description,
        columns=tuple(_column(column, known.get(column.logical_name, {})) for column in table.columns),
        alternate_keys=tuple(_keys(definition.get("Keys") or (), by_logical)) or table.alternate_keys,
    )


def _keys(keys: Iterable[Json], by_logical: Mapping[str, str]) -> Iterator[KeySchema]:
    for key in sorted(keys, key=lambda each: str(each.get("LogicalName"))):
        names = [str(name) for name in key.get("KeyAttributes") or ()]
        yield KeySchema(str(key.get("LogicalName")), tuple(by_logical.get(name, name) for name in names))


def _column(column: ColumnSchema, fact: Json) -> ColumnSchema:
    if not fact:
        return column
    level: Any = (fact.get("RequiredLevel") or {}).get("Value")
    kind = fact.get("AttributeType")
    several = (fact.get("AttributeTypeName") or {}).get("Value") == "MultiSelectPicklistType"
    options = fact.get("GlobalOptionSet") or fact.get("OptionSet") or {}
    return evolve(
        column,
        attribute_type=str(kind) if kind else column.attribute_type,
        schema_name=fact.get("SchemaName") or column.schema_name,
        required_level=level if level in _LEVELS else column.required_level,
        valid_for_create=fact.get("IsValidForCreate", column.valid_for_create),
        valid_for_update=fact.get("IsValidForUpdate", column.valid_for_update),
        valid_for_read=fact.get("IsValidForRead", column.valid_for_read),
        label=_label(fact.get("DisplayName")) or column.label,
        description=_label(fact.get("Description")) or column.description,
        max_length=fact.get("MaxLength") or column.max_length,
        format=fact.get("Format") or column.format,
        minimum=_number(fact.get("MinValue"), column.minimum),
        maximum=_number(fact.get("MaxValue"), column.maximum),
        precision=fact.get("Precision", column.precision),
        targets=tuple(fact.get("Targets") or ()) or column.targets,
        multi_select=several or column.multi_select,
        options=tuple(_options(options)) or column.options,
        option_set=str(options.get("Name")) if options.get("IsGlobal") else column.option_set,
    )


def _options(options: Json) -> Iterator[tuple[int, str]]:
    for option in options.get("Options") or ():
        if isinstance(option.get("Value"), int):
            yield option["Value"], _label(option.get("Label")) or ""


def _number(value: Any, otherwise: float | None) -> float | None:
    if value is None:
        return otherwise
    number = float(value)
    return int(number) if number.is_integer() else number


def _label(value: Json | None) -> str | None:
    """A label in English where there is one, else in the reader's language: everybody who can read English generates the same text."""
    labels = (value or {}).get("LocalizedLabels") or ()
    english = next((each.get("Label") for each in labels if each.get("LanguageCode") == _ENGLISH), None)
    own = ((value or {}).get("UserLocalizedLabel") or {}).get("Label")
    return english or own or None
