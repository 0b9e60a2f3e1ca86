"""Definitions that exist, changed: what is not named stays as it is.

The service takes whole definitions only: these flows read one, change it and send it back (`PUT`). Two who do so at the same time overwrite
each other; definitions have no versions. The options of choices have messages of their own, which change one option.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-entity-definitions-using-web-api,
create-update-entity-relationships-using-web-api, create-update-optionsets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from ..errors import InvalidReply, UsageError
from ..wire import json
from ..wire.effects import Flow, send
from ..wire.literals import name as checked_name
from ..wire.messages import Request
from ..wire.operation import Operation, execute
from ..wire.replies import expect
from .column_definitions import ENGLISH, Required, label_of
from .definition_queries import Definition, Properties, single
from .definitions import MERGE_LABELS, Cascade, Menu
from .rows import JSON

__all__ = [
    "change_choice",
    "change_column",
    "change_relationship",
    "change_table",
    "delete_option",
    "insert_option",
    "insert_status",
    "order_options",
    "update_option",
]

# A choice: the name of a global one, or the table and the column of one that a column has for itself.
ChoiceName: TypeAlias = str | tuple[str, str]


def _change(place: Definition, changed: Mapping[str, Any], properties: Properties | None, *, by_id: str = "") -> Flow[None]:
    """Reads a definition, puts what changed into it, and sends it back: to its id in the set `by_id`, or to where it was read."""
    wanted = {name: value for name, value in changed.items() if value is not None} | dict(properties or {})
    if not wanted:
        raise UsageError("nothing is to be changed")
    found = yield from execute(place.read())
    unknown = sorted(set(wanted) - set(found))
    if unknown:
        raise UsageError(f"this definition has no {unknown[0]}; names are the service's, such as DisplayName")
    if not isinstance(found.get("MetadataId"), str):
        raise InvalidReply("the definition has no MetadataId")
    target = Definition(f"{by_id}({found['MetadataId']})") if by_id else place
    reply = yield from send(Request("PUT", target.path, (JSON, MERGE_LABELS), json.dumps({**found, **wanted}), replayable=True))
    expect(reply, 204)


def _text(text: str | None, language: int) -> dict[str, Any] | None:
    return None if text is None else label_of(text, language)


def change_table(
    table: str | UUID,
    *,
    label: str | None = None,
    plural_label: str | None = None,
    description: str | None = None,
    change_tracking: bool | None = None,
    notes: bool | None = None,
    language: int = ENGLISH,
    properties: Properties | None = None,
) -> Flow[None]:
    """Changes a table's definition; `properties` are further ones by the service's names. Publish the table afterwards."""
    changed = {
        "DisplayName": _text(label, language),
        "DisplayCollectionName": _text(plural_label, language),
        "Description": _text(description, language),
        "ChangeTrackingEnabled": change_tracking,
        "HasNotes": notes,
    }
    return _change(Definition.of_table(table), changed, properties, by_id="EntityDefinitions")


def change_column(
    table: str | UUID,
    column: str | UUID,
    *,
    label: str | None = None,
    description: str | None = None,
    required: Required | None = None,
    max_length: int | None = None,
    language: int = ENGLISH,
    properties: Properties | None = None,
) -> Flow[None]:
    """Changes a column's definition; `properties` are further ones by the service's names. Publish the table afterwards."""
    changed = {
        "DisplayName": _text(label, language),
        "Description": _text(description, language),
        "RequiredLevel": None
        if required is None
        else {"Value": required, "CanBeChanged": True, "ManagedPropertyLogicalName": "canmodifyrequirementlevelsettings"},
        "MaxLength": max_length,
    }
    return _change(Definition.of_column(table, column), changed, properties)


def change_relationship(
    schema_name: str | UUID,
    *,
    cascade: Cascade | None = None,
    menu: Menu | None = None,
    properties: Properties | None = None,
) -> Flow[None]:
    """Changes a relationship: what happens to related rows, or how they are shown. Of N:N ones only `properties` can be changed."""
    changed = {
        "CascadeConfiguration": None if cascade is None else cascade.document(),
        "AssociatedMenuConfiguration": None if menu is None else menu.document(),
    }
    return _change(Definition.of_relationship(schema_name), changed, properties, by_id="RelationshipDefinitions")


def change_choice(
    name: str | UUID,
    *,
    label: str | None = None,
    description: str | None = None,
    language: int = ENGLISH,
    properties: Properties | None = None,
) -> Flow[None]:
    """Changes a global choice's label or description; its options have functions of their own."""
    changed = {"DisplayName": _text(label, language), "Description": _text(description, language)}
    return _change(Definition.of_choice(name), changed, properties, by_id="GlobalOptionSetDefinitions")


# --- Options, one at a time.


def _whose(choice: ChoiceName) -> dict[str, str]:
    if isinstance(choice, str):
        return {"OptionSetName": checked_name(choice)}
    table, column = choice
    return {"EntityLogicalName": checked_name(table), "AttributeLogicalName": checked_name(column)}


def _message(name: str, body: Mapping[str, Any], *, replayable: bool = False) -> Request:
    said = {key: value for key, value in body.items() if value is not None}
    return Request("POST", name, (JSON,), json.dumps(said), replayable=replayable)


def _inserted(request: Request) -> Operation[int]:
    return single(request, lambda value: int(value["NewOptionValue"]))


def insert_option(
    choice: ChoiceName, label: str, *, value: int | None = None, description: str | None = None, language: int = ENGLISH
) -> Operation[int]:
    """Adds an option and gives its value, which the service makes, with the publisher's prefix, where none is given."""
    body = {**_whose(choice), "Value": value, "Label": label_of(label, language), "Description": _text(description, language)}
    return _inserted(_message("InsertOptionValue", body))


def insert_status(table: str, label: str, *, state: int, value: int | None = None, language: int = ENGLISH) -> Operation[int]:
    """Adds a status reason to a table's `statuscode` for one of its states, and gives its value."""
    body = {**_whose((table, "statuscode")), "Value": value, "Label": label_of(label, language), "StateCode": state}
    return _inserted(_message("InsertStatusValue", body))


def update_option(
    choice: ChoiceName, value: int, label: str, *, description: str | None = None, language: int = ENGLISH
) -> Operation[None]:
    """Gives an option another label; those in other languages stay."""
    body = {
        **_whose(choice),
        "Value": value,
        "Label": label_of(label, language),
        "Description": _text(description, language),
        "MergeLabels": True,
    }
    return Operation(_message("UpdateOptionValue", body, replayable=True), lambda reply: expect(reply, 204))


def delete_option(choice: ChoiceName, value: int) -> Operation[None]:
    """Deletes an option. Rows that hold it keep the number, which then has no label."""
    return Operation(_message("DeleteOptionValue", {**_whose(choice), "Value": value}), lambda reply: expect(reply, 204))


def order_options(choice: ChoiceName, values: Sequence[int]) -> Operation[None]:
    """Puts the options of a choice into this order; all of them are to be named."""
    if not values:
        raise UsageError("name the options in the order they are to have")
    return Operation(_message("OrderOption", {**_whose(choice), "Values": list(values)}, replayable=True), lambda reply: expect(reply, 204))
