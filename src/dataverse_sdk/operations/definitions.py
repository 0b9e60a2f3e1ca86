"""Tables, columns, relationships, keys and choices: creating, changing, deleting, publishing.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-entity-definitions-using-web-api and
create-update-entity-relationships-using-web-api. A schema name has the publisher's prefix (`new_BankName`); the logical name is the same in
lower case. Labels are in one language, English (1033) unless said otherwise; labels in other languages are kept on an update.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from attrs import field, frozen

from ..errors import UsageError
from ..wire import json
from ..wire.literals import literal
from ..wire.literals import name as checked_name
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import created_id, expect
from .messages import NAMESPACE
from .rows import JSON

__all__ = [
    "ColumnDefinition",
    "boolean_column",
    "choice_column",
    "create_choice",
    "create_column",
    "create_key",
    "create_many_to_many",
    "create_one_to_many",
    "create_table",
    "date_column",
    "decimal_column",
    "delete_choice",
    "delete_column",
    "delete_key",
    "delete_relationship",
    "delete_table",
    "file_column",
    "float_column",
    "image_column",
    "integer_column",
    "lookup_column",
    "memo_column",
    "money_column",
    "publish",
    "text_column",
    "update_column",
]

Required = Literal["None", "Recommended", "ApplicationRequired"]
ENGLISH = 1033


def label(text: str, language: int = ENGLISH) -> dict[str, Any]:
    """Gives a label in one language, as the service takes it."""
    localized = {"@odata.type": f"{NAMESPACE}.LocalizedLabel", "Label": text, "LanguageCode": language}
    return {"@odata.type": f"{NAMESPACE}.Label", "LocalizedLabels": [localized]}


@frozen
class ColumnDefinition:
    """A column to create: made by `text_column` and its siblings. `document` is its definition as the service takes it."""

    schema_name: str
    document: Mapping[str, Any] = field(repr=False)

    @property
    def logical_name(self) -> str:
        """The name that rows and filters use."""
        return self.schema_name.lower()


def _column(
    kind: str, schema_name: str, shown: str, description: str | None, required: Required, language: int, **facts: Any
) -> ColumnDefinition:
    document = {
        "@odata.type": f"{NAMESPACE}.{kind}AttributeMetadata",
        "AttributeType": _ATTRIBUTE_TYPES.get(kind, kind),
        "AttributeTypeName": {"Value": f"{kind}Type"},
        "SchemaName": checked_name(schema_name),
        "DisplayName": label(shown, language),
        "RequiredLevel": {
            "Value": required,
            "CanBeChanged": True,
            "ManagedPropertyLogicalName": "canmodifyrequirementlevelsettings",
        },
        **facts,
    }
    if description is not None:
        document["Description"] = label(description, language)
    return ColumnDefinition(schema_name, document)


# Types that the service files under another attribute type.
_ATTRIBUTE_TYPES = {"MultiSelectPicklist": "Virtual", "File": "Virtual", "Image": "Virtual"}


def text_column(
    schema_name: str,
    label: str,
    *,
    max_length: int = 100,
    format: Literal["Text", "Email", "Phone", "Url", "TextArea", "TickerSymbol"] = "Text",
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of one line of text; `max_length` is 1 to 4,000 characters."""
    return _column("String", schema_name, label, description, required, language, MaxLength=max_length, FormatName={"Value": format})


def memo_column(
    schema_name: str,
    label: str,
    *,
    max_length: int = 2000,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of several lines of text."""
    return _column("Memo", schema_name, label, description, required, language, MaxLength=max_length, Format="TextArea")


def integer_column(
    schema_name: str,
    label: str,
    *,
    minimum: int = -2147483648,
    maximum: int = 2147483647,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of whole numbers."""
    return _column("Integer", schema_name, label, description, required, language, MinValue=minimum, MaxValue=maximum, Format="None")


def decimal_column(
    schema_name: str,
    label: str,
    *,
    precision: int = 2,
    minimum: int = -100000000000,
    maximum: int = 100000000000,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of exact decimal numbers; `precision` is the digits after the point, 0 to 10."""
    bounds = {"MinValue": minimum, "MaxValue": maximum, "Precision": precision}
    return _column("Decimal", schema_name, label, description, required, language, **bounds)


def float_column(
    schema_name: str,
    label: str,
    *,
    precision: int = 2,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of floating-point numbers; `precision` is the digits shown after the point, 0 to 5."""
    return _column("Double", schema_name, label, description, required, language, Precision=precision)


def money_column(
    schema_name: str,
    label: str,
    *,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of money, with the precision of the row's currency."""
    return _column("Money", schema_name, label, description, required, language, PrecisionSource=2)


def boolean_column(
    schema_name: str,
    label_text: str,
    *,
    true_label: str = "Yes",
    false_label: str = "No",
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column that is true or false."""
    options = {
        "@odata.type": f"{NAMESPACE}.BooleanOptionSetMetadata",
        "OptionSetType": "Boolean",
        "TrueOption": {"Value": 1, "Label": label(true_label, language)},
        "FalseOption": {"Value": 0, "Label": label(false_label, language)},
    }
    facts = {"DefaultValue": False, "OptionSet": options}
    return _column("Boolean", schema_name, label_text, description, required, language, **facts)


def date_column(
    schema_name: str,
    label: str,
    *,
    date_only: bool = False,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of dates, or of dates and times."""
    behaviour = "DateOnly" if date_only else "UserLocal"
    facts = {"Format": "DateOnly" if date_only else "DateAndTime", "DateTimeBehavior": {"Value": behaviour}}
    return _column("DateTime", schema_name, label, description, required, language, **facts)


def _options(options: Mapping[int, str], language: int) -> list[dict[str, Any]]:
    if not options:
        raise UsageError("a choice needs at least one option")
    return [{"Value": value, "Label": label(text, language)} for value, text in options.items()]


def choice_column(
    schema_name: str,
    label_text: str,
    options: Mapping[int, str] | UUID,
    *,
    multiple: bool = False,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of one choice, or of several with `multiple`; `options` are its own, or the id of a global choice."""
    if isinstance(options, UUID):
        facts: dict[str, Any] = {"GlobalOptionSet@odata.bind": f"/GlobalOptionSetDefinitions({options})"}
    else:
        facts = {
            "OptionSet": {
                "@odata.type": f"{NAMESPACE}.OptionSetMetadata",
                "IsGlobal": False,
                "OptionSetType": "Picklist",
                "Options": _options(options, language),
            }
        }
    kind = "MultiSelectPicklist" if multiple else "Picklist"
    return _column(kind, schema_name, label_text, description, required, language, **facts)


def file_column(
    schema_name: str, label: str, *, max_size_kb: int = 32768, description: str | None = None, language: int = ENGLISH
) -> ColumnDefinition:
    """Gives a column that holds a file; `max_size_kb` is in kilobytes, up to 10 GB."""
    return _column("File", schema_name, label, description, "None", language, MaxSizeInKB=max_size_kb)


def image_column(
    schema_name: str, label: str, *, max_size_kb: int = 10240, description: str | None = None, language: int = ENGLISH
) -> ColumnDefinition:
    """Gives a column that holds an image, full size kept."""
    return _column("Image", schema_name, label, description, "None", language, MaxSizeInKB=max_size_kb, CanStoreFullImage=True)


def lookup_column(
    schema_name: str,
    label: str,
    *,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives the lookup of a relationship; it is created by `create_one_to_many`, not by itself."""
    return _column("Lookup", schema_name, label, description, required, language)


def _table(name: str) -> str:
    return f"EntityDefinitions(LogicalName={literal(checked_name(name))})"


def _post(target: str, document: Mapping[str, Any]) -> Operation[UUID]:
    return Operation(Request("POST", target, (JSON,), json.dumps(document)), created_id)


def _delete(target: str) -> Operation[None]:
    return Operation(Request("DELETE", target), lambda reply: expect(reply, 204))


def create_table(
    schema_name: str,
    label_text: str,
    plural_label: str,
    *,
    primary_column: ColumnDefinition,
    columns: Sequence[ColumnDefinition] = (),
    description: str | None = None,
    ownership: Literal["UserOwned", "OrganizationOwned"] = "UserOwned",
    notes: bool = False,
    activities: bool = False,
    language: int = ENGLISH,
) -> Operation[UUID]:
    """Creates a table and gives its metadata id. `primary_column` is a text column, whose value names a row."""
    attributes = [{**primary_column.document, "IsPrimaryName": True}, *(dict(column.document) for column in columns)]
    document = {
        "@odata.type": f"{NAMESPACE}.EntityMetadata",
        "SchemaName": checked_name(schema_name),
        "DisplayName": label(label_text, language),
        "DisplayCollectionName": label(plural_label, language),
        "OwnershipType": ownership,
        "HasNotes": notes,
        "HasActivities": activities,
        "IsActivity": False,
        "Attributes": attributes,
    }
    if description is not None:
        document["Description"] = label(description, language)
    return _post("EntityDefinitions", document)


def delete_table(logical_name: str) -> Operation[None]:
    """Deletes a table and all of its rows."""
    return _delete(_table(logical_name))


def create_column(table: str, column: ColumnDefinition) -> Operation[UUID]:
    """Adds a column to a table, by the table's logical name, and gives the column's metadata id."""
    return _post(f"{_table(table)}/Attributes", column.document)


def update_column(table: str, column: ColumnDefinition) -> Operation[None]:
    """Replaces a column's definition; the service takes the whole definition, not a part. Labels in other languages stay."""
    target = f"{_table(table)}/Attributes(LogicalName={literal(column.logical_name)})"
    request = Request("PUT", target, (JSON, ("MSCRM.MergeLabels", "true")), json.dumps(column.document), replayable=True)
    return Operation(request, lambda reply: expect(reply, 204))


def delete_column(table: str, logical_name: str) -> Operation[None]:
    """Deletes a column and what it holds."""
    return _delete(f"{_table(table)}/Attributes(LogicalName={literal(checked_name(logical_name))})")


def create_one_to_many(
    schema_name: str,
    *,
    referenced: str,
    referencing: str,
    lookup: ColumnDefinition,
    referenced_column: str | None = None,
    on_delete: Literal["Cascade", "RemoveLink", "Restrict"] = "RemoveLink",
) -> Operation[UUID]:
    """Creates a relationship with its lookup: many rows of `referencing` point to one row of `referenced`, by logical name."""
    document = {
        "@odata.type": f"{NAMESPACE}.OneToManyRelationshipMetadata",
        "SchemaName": checked_name(schema_name),
        "ReferencedEntity": checked_name(referenced),
        "ReferencedAttribute": checked_name(referenced_column or f"{referenced}id"),
        "ReferencingEntity": checked_name(referencing),
        "CascadeConfiguration": {
            "Assign": "NoCascade",
            "Delete": on_delete,
            "Merge": "NoCascade",
            "Reparent": "NoCascade",
            "Share": "NoCascade",
            "Unshare": "NoCascade",
        },
        "Lookup": dict(lookup.document),
    }
    return _post("RelationshipDefinitions", document)


def create_many_to_many(schema_name: str, first: str, second: str, *, intersect: str | None = None) -> Operation[UUID]:
    """Creates a relationship between many rows of one table and many of another, by logical name."""
    document = {
        "@odata.type": f"{NAMESPACE}.ManyToManyRelationshipMetadata",
        "SchemaName": checked_name(schema_name),
        "Entity1LogicalName": checked_name(first),
        "Entity2LogicalName": checked_name(second),
        "IntersectEntityName": checked_name(intersect or schema_name.lower()),
    }
    return _post("RelationshipDefinitions", document)


def delete_relationship(schema_name: str) -> Operation[None]:
    """Deletes a relationship; for one to many, its lookup goes with it."""
    return _delete(f"RelationshipDefinitions(SchemaName={literal(checked_name(schema_name))})")


def create_key(table: str, schema_name: str, label_text: str, columns: Sequence[str], *, language: int = ENGLISH) -> Operation[UUID]:
    """Creates an alternate key; the service builds its index afterwards, and the key works from then on."""
    if not columns:
        raise UsageError("an alternate key needs at least one column")
    document = {
        "SchemaName": checked_name(schema_name),
        "DisplayName": label(label_text, language),
        "KeyAttributes": [checked_name(column) for column in columns],
    }
    return _post(f"{_table(table)}/Keys", document)


def delete_key(table: str, logical_name: str) -> Operation[None]:
    """Deletes an alternate key."""
    return _delete(f"{_table(table)}/Keys(LogicalName={literal(checked_name(logical_name))})")


def create_choice(name: str, label_text: str, options: Mapping[int, str], *, language: int = ENGLISH) -> Operation[UUID]:
    """Creates a global choice and gives its metadata id."""
    document = {
        "@odata.type": f"{NAMESPACE}.OptionSetMetadata",
        "Name": checked_name(name),
        "DisplayName": label(label_text, language),
        "IsGlobal": True,
        "OptionSetType": "Picklist",
        "Options": _options(options, language),
    }
    return _post("GlobalOptionSetDefinitions", document)


def delete_choice(name: str) -> Operation[None]:
    """Deletes a global choice."""
    return _delete(f"GlobalOptionSetDefinitions(Name={literal(checked_name(name))})")


def publish(*tables: str) -> Operation[None]:
    """Publishes changes: of the tables named, or of everything."""

    def read(reply: Reply) -> None:
        expect(reply, 204)

    if not tables:
        return Operation(Request("POST", "PublishAllXml", replayable=True), read)
    names = "".join(f"<entity>{checked_name(table)}</entity>" for table in tables)
    body = {"ParameterXml": f"<importexportxml><entities>{names}</entities></importexportxml>"}
    return Operation(Request("POST", "PublishXml", (JSON,), json.dumps(body), replayable=True), read)
