"""Tables, columns, relationships, keys and choices: creating, deleting, publishing.

What exists is changed in `definition_changes`; the columns to create are made in `column_definitions`, and can be had from here as well.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-entity-definitions-using-web-api and
create-update-entity-relationships-using-web-api. A schema name has the publisher's prefix (`new_BankName`); the logical name is the same in
lower case. Labels are in one language, English (1033) unless said otherwise; labels in other languages are kept on an update.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, Self, TypeAlias
from uuid import UUID

from attrs import asdict, frozen

from ..errors import UsageError
from ..wire import json
from ..wire.literals import literal
from ..wire.literals import name as checked_name
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import created_id, expect
from .column_definitions import (
    ENGLISH,
    ColumnDefinition,
    boolean_column,
    choice_column,
    date_column,
    decimal_column,
    file_column,
    float_column,
    image_column,
    integer_column,
    label_of,
    lookup_column,
    memo_column,
    money_column,
    options_of,
    text_column,
)
from .definition_queries import Definition, Definitions, single
from .messages import NAMESPACE
from .rows import JSON

__all__ = [
    "Cascade",
    "ColumnDefinition",
    "Menu",
    "boolean_column",
    "choice_column",
    "create_choice",
    "create_column",
    "create_customer_lookup",
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

# Labels that are sent replace those in their own language only.
MERGE_LABELS: Final = ("MSCRM.MergeLabels", "true")


def _post(target: str, document: Mapping[str, Any]) -> Operation[UUID]:
    return Operation(Request("POST", target, (JSON,), json.dumps(document)), created_id)


def _delete(definition: Definition | str) -> Operation[None]:
    target = definition if isinstance(definition, str) else definition.path
    return Operation(Request("DELETE", target), lambda reply: expect(reply, 204))


def create_table(
    schema_name: str,
    label: str,
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
        "DisplayName": label_of(label, language),
        "DisplayCollectionName": label_of(plural_label, language),
        "OwnershipType": ownership,
        "HasNotes": notes,
        "HasActivities": activities,
        "IsActivity": False,
        "Attributes": attributes,
    }
    if description is not None:
        document["Description"] = label_of(description, language)
    return _post(Definitions.of_tables().path, document)


def delete_table(logical_name: str) -> Operation[None]:
    """Deletes a table and all of its rows."""
    return _delete(Definition.of_table(logical_name))


def create_column(table: str | UUID, column: ColumnDefinition) -> Operation[UUID]:
    """Adds a column to a table, by the table's logical name or id, and gives the column's metadata id."""
    return _post(Definitions.of_columns(table).path, column.document)


def update_column(table: str | UUID, column: ColumnDefinition) -> Operation[None]:
    """Replaces a column's definition; the service takes the whole definition, not a part. Labels in other languages stay.

    `change_column` reads the definition first, and keeps what is not changed.
    """
    target = Definition.of_column(table, column.logical_name).path
    request = Request("PUT", target, (JSON, MERGE_LABELS), json.dumps(column.document), replayable=True)
    return Operation(request, lambda reply: expect(reply, 204))


def delete_column(table: str | UUID, logical_name: str) -> Operation[None]:
    """Deletes a column and what it holds."""
    return _delete(Definition.of_column(table, logical_name))


Rule: TypeAlias = Literal["NoCascade", "Cascade", "Active", "UserOwned"]


@frozen(kw_only=True)
class Cascade:
    """What happens to the rows that point to a row when that row is deleted, assigned, shared and so on.

    Without anything said nothing follows, and deleting a row empties the lookups that point to it.
    """

    delete: Literal["Cascade", "RemoveLink", "Restrict"] = "RemoveLink"
    assign: Rule = "NoCascade"
    merge: Literal["NoCascade", "Cascade"] = "NoCascade"
    reparent: Rule = "NoCascade"
    share: Rule = "NoCascade"
    unshare: Rule = "NoCascade"

    @classmethod
    def all(cls) -> Self:
        """Everything follows: the rows belong to the row they point to ("parental")."""
        return cls(delete="Cascade", assign="Cascade", merge="Cascade", reparent="Cascade", share="Cascade", unshare="Cascade")

    def document(self) -> dict[str, str]:
        """Gives it as the service takes it."""
        return {name.capitalize(): rule for name, rule in asdict(self).items()}


@frozen(kw_only=True)
class Menu:
    """How related rows are shown in an app's menu; `label` is shown where `behavior` is `UseLabel`."""

    behavior: Literal["UseCollectionName", "UseLabel", "DoNotDisplay"] = "UseCollectionName"
    group: Literal["Details", "Sales", "Service", "Marketing"] = "Details"
    label: str | None = None
    order: int = 10000
    language: int = ENGLISH

    def document(self) -> dict[str, Any]:
        """Gives it as the service takes it."""
        said = {"Behavior": self.behavior, "Group": self.group, "Order": self.order}
        return said if self.label is None else {**said, "Label": label_of(self.label, self.language)}


def _with_menu(name: str, menu: Menu | None) -> dict[str, Any]:
    return {} if menu is None else {name: menu.document()}


def create_one_to_many(
    schema_name: str,
    *,
    referenced: str,
    referencing: str,
    lookup: ColumnDefinition,
    referenced_column: str | None = None,
    cascade: Cascade | None = None,
    menu: Menu | None = None,
) -> Operation[UUID]:
    """Creates a relationship with its lookup: many rows of `referencing` point to one row of `referenced`, by logical name."""
    document = {
        "@odata.type": f"{NAMESPACE}.OneToManyRelationshipMetadata",
        "SchemaName": checked_name(schema_name),
        "ReferencedEntity": checked_name(referenced),
        "ReferencedAttribute": checked_name(referenced_column or f"{referenced}id"),
        "ReferencingEntity": checked_name(referencing),
        "CascadeConfiguration": (cascade or Cascade()).document(),
        "Lookup": dict(lookup.document),
        **_with_menu("AssociatedMenuConfiguration", menu),
    }
    return _post(Definitions.of_relationships().path, document)


def create_many_to_many(
    schema_name: str,
    first: str,
    second: str,
    *,
    intersect: str | None = None,
    first_menu: Menu | None = None,
    second_menu: Menu | None = None,
) -> Operation[UUID]:
    """Creates a relationship between many rows of one table and many of another, by logical name."""
    document = {
        "@odata.type": f"{NAMESPACE}.ManyToManyRelationshipMetadata",
        "SchemaName": checked_name(schema_name),
        "Entity1LogicalName": checked_name(first),
        "Entity2LogicalName": checked_name(second),
        "IntersectEntityName": checked_name(intersect or schema_name.lower()),
        **_with_menu("Entity1AssociatedMenuConfiguration", first_menu),
        **_with_menu("Entity2AssociatedMenuConfiguration", second_menu),
    }
    return _post(Definitions.of_relationships().path, document)


def create_customer_lookup(
    table: str, lookup: ColumnDefinition, *, accounts: str | None = None, contacts: str | None = None
) -> Operation[UUID]:
    """Creates a lookup that points to accounts and contacts, and gives the column's metadata id.

    `accounts` and `contacts` are the schema names of its two relationships, `<table>_customer_account` unless said otherwise.
    """
    document = {name: value for name, value in lookup.document.items() if name != "RequiredLevel" or value["Value"] != "None"}
    pairs = {"account": accounts or f"{table}_customer_account", "contact": contacts or f"{table}_customer_contact"}
    relationships = [
        {"SchemaName": checked_name(name), "ReferencedEntity": target, "ReferencingEntity": checked_name(table)}
        for target, name in pairs.items()
    ]
    body = {
        "OneToManyRelationships": relationships,
        "Lookup": {**document, "@odata.type": f"{NAMESPACE}.ComplexLookupAttributeMetadata"},
    }
    request = Request("POST", "CreateCustomerRelationships", (JSON,), json.dumps(body))
    return single(request, lambda value: UUID(value["AttributeId"]))


def delete_relationship(schema_name: str) -> Operation[None]:
    """Deletes a relationship; for one to many, its lookup goes with it."""
    return _delete(Definition.of_relationship(schema_name))


def create_key(table: str | UUID, schema_name: str, label: str, columns: Sequence[str], *, language: int = ENGLISH) -> Operation[UUID]:
    """Creates an alternate key; the service builds its index afterwards, and the key works from then on."""
    if not columns:
        raise UsageError("an alternate key needs at least one column")
    document = {
        "SchemaName": checked_name(schema_name),
        "DisplayName": label_of(label, language),
        "KeyAttributes": [checked_name(column) for column in columns],
    }
    return _post(Definitions.of_keys(table).path, document)


def delete_key(table: str | UUID, logical_name: str) -> Operation[None]:
    """Deletes an alternate key. A key cannot be changed: delete it and create another."""
    return _delete(f"{Definitions.of_keys(table).path}(LogicalName={literal(checked_name(logical_name))})")


def create_choice(name: str, label: str, options: Mapping[int, str], *, language: int = ENGLISH) -> Operation[UUID]:
    """Creates a global choice and gives its metadata id."""
    document = {
        "@odata.type": f"{NAMESPACE}.OptionSetMetadata",
        "Name": checked_name(name),
        "DisplayName": label_of(label, language),
        "IsGlobal": True,
        "OptionSetType": "Picklist",
        "Options": options_of(options, language),
    }
    return _post(Definitions.of_choices().path, document)


def delete_choice(name: str) -> Operation[None]:
    """Deletes a global choice."""
    return _delete(Definition.of_choice(name))


def publish(*tables: str, choices: Sequence[str] = ()) -> Operation[None]:
    """Publishes changes: of the tables and global choices named, or of everything."""

    def read(reply: Reply) -> None:
        expect(reply, 204)

    if not tables and not choices:
        return Operation(Request("POST", "PublishAllXml", replayable=True), read)

    def listed_as(group: str, kind: str, names: Sequence[str]) -> str:
        inner = "".join(f"<{kind}>{checked_name(name)}</{kind}>" for name in names)
        return f"<{group}>{inner}</{group}>" if inner else ""

    xml = listed_as("entities", "entity", tables) + listed_as("optionsets", "optionset", choices)
    body = {"ParameterXml": f"<importexportxml>{xml}</importexportxml>"}
    return Operation(Request("POST", "PublishXml", (JSON,), json.dumps(body), replayable=True), read)
