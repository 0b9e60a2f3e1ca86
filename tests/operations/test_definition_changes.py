"""Definitions are read whole, changed and sent back whole; the options of choices are changed one by one, with the documented messages."""

import json
from typing import Any
from uuid import UUID

import pytest
from reference import shared
from test_table_definitions import documented, sent

from dataverse_sdk.errors import InvalidReply, NotFound, UsageError
from dataverse_sdk.operations import Operation, Reply, definition_changes, definitions
from dataverse_sdk.schema.files import read_metadata_file
from dataverse_sdk.testing import ScriptedDriver, error_reply, json_reply

ID = UUID("417129e1-207c-e511-80d2-00155d2a68d2")
NAMESPACE = "Microsoft.Dynamics.CRM"


def changed(flow: Any, definition: dict[str, Any]) -> tuple[str, str, Any]:
    """What is sent back: verb, address, body."""
    driver = ScriptedDriver(json_reply(definition), Reply(204))
    assert driver.run(flow) is None
    asked, put = driver.requests
    assert asked.method == "GET"
    assert put.headers.get("MSCRM.MergeLabels") == "true"
    assert put.replayable
    assert isinstance(put.body, bytes)
    return put.method, put.target, json.loads(put.body)


def test_a_table_is_changed_as_documented() -> None:
    method, target, wanted = documented("create-update-entity-definitions-using-web-api__002.request.txt")
    before = {**wanted, "DisplayName": {"LocalizedLabels": [{"Label": "Bank Account", "LanguageCode": 1033}]}}
    assert changed(definition_changes.change_table(ID, label="Bank Business Name"), before) == (method, target, wanted)


def test_what_is_not_named_stays_and_what_is_named_is_replaced() -> None:
    before = {
        "MetadataId": str(ID),
        "DisplayName": {},
        "DisplayCollectionName": {},
        "Description": {},
        "ChangeTrackingEnabled": False,
        "HasNotes": True,
        "IsAuditEnabled": {"Value": False},
        "EntityColor": "#000000",
    }
    flow = definition_changes.change_table(
        "new_a", plural_label="As", description="A", change_tracking=True, language=1036, properties={"IsAuditEnabled": {"Value": True}}
    )
    _, target, after = changed(flow, before)
    assert target == f"EntityDefinitions({ID})"
    assert {name for name in before if before[name] != after[name]} == {
        "DisplayCollectionName",
        "Description",
        "ChangeTrackingEnabled",
        "IsAuditEnabled",
    }
    assert after["DisplayCollectionName"]["LocalizedLabels"] == [
        {"@odata.type": f"{NAMESPACE}.LocalizedLabel", "Label": "As", "LanguageCode": 1036}
    ]


def test_columns_relationships_and_choices_are_changed_where_they_stand() -> None:
    column = {"MetadataId": str(ID), "@odata.type": f"#{NAMESPACE}.StringAttributeMetadata", "MaxLength": 100, "RequiredLevel": {}}
    _, target, after = changed(definition_changes.change_column("new_a", "new_b", max_length=200, required="ApplicationRequired"), column)
    assert target == "EntityDefinitions(LogicalName='new_a')/Attributes(LogicalName='new_b')"
    assert (after["MaxLength"], after["RequiredLevel"]["Value"], after["@odata.type"]) == (
        200,
        "ApplicationRequired",
        column["@odata.type"],
    )
    relationship = {"MetadataId": str(ID), "CascadeConfiguration": {}, "AssociatedMenuConfiguration": {}}
    flow = definition_changes.change_relationship(
        "new_a_b", cascade=definitions.Cascade(delete="Restrict"), menu=definitions.Menu(behavior="DoNotDisplay")
    )
    _, target, after = changed(flow, relationship)
    assert target == f"RelationshipDefinitions({ID})"
    assert (after["CascadeConfiguration"]["Delete"], after["AssociatedMenuConfiguration"]["Behavior"]) == ("Restrict", "DoNotDisplay")
    choice = {"MetadataId": str(ID), "DisplayName": {}, "Description": {}}
    _, target, after = changed(definition_changes.change_choice("new_colour", label="Colour", description="Paint"), choice)
    assert target == f"GlobalOptionSetDefinitions({ID})"
    assert after["DisplayName"]["LocalizedLabels"][0]["Label"] == "Colour"


@pytest.mark.parametrize(
    ("flow", "replies", "kind"),
    [
        (lambda: definition_changes.change_table("new_a"), (), UsageError),
        (lambda: definition_changes.change_table("new_a", label="A"), (error_reply(404),), NotFound),
        (
            lambda: definition_changes.change_column("new_a", "new_b", max_length=5),
            (json_reply({"MetadataId": str(ID), "MaxValue": 1}),),
            UsageError,
        ),
        (lambda: definition_changes.change_choice("new_c", label="C"), (json_reply({"DisplayName": {}}),), InvalidReply),
        (lambda: definition_changes.change_table("a') or ('", label="A"), (), UsageError),
    ],
)
def test_a_definition_that_cannot_be_changed_is_not_sent_back(flow: Any, replies: tuple[Reply, ...], kind: type[Exception]) -> None:
    driver = ScriptedDriver(*replies)
    with pytest.raises(kind):
        driver.run(flow())
    assert all(request.method == "GET" for request in driver.requests)


# --- Options.

COLUMN = ("account", "new_kind")
OPTIONS: list[tuple[Operation[Any], str, dict[str, Any]]] = [
    (
        definition_changes.insert_option("new_colour", "Red", value=7, description="Like fire"),
        "InsertOptionValue",
        {"OptionSetName": "new_colour", "Value": 7, "Label": "Red", "Description": "Like fire"},
    ),
    (
        definition_changes.insert_option(COLUMN, "Red"),
        "InsertOptionValue",
        {"EntityLogicalName": "account", "AttributeLogicalName": "new_kind", "Label": "Red"},
    ),
    (
        definition_changes.insert_status("account", "On ice", state=1),
        "InsertStatusValue",
        {"EntityLogicalName": "account", "AttributeLogicalName": "statuscode", "Label": "On ice", "StateCode": 1},
    ),
    (
        definition_changes.update_option("new_colour", 7, "Crimson"),
        "UpdateOptionValue",
        {"OptionSetName": "new_colour", "Value": 7, "Label": "Crimson", "MergeLabels": True},
    ),
    (
        definition_changes.delete_option(COLUMN, 7),
        "DeleteOptionValue",
        {"EntityLogicalName": "account", "AttributeLogicalName": "new_kind", "Value": 7},
    ),
    (definition_changes.order_options("new_colour", [2, 1]), "OrderOption", {"OptionSetName": "new_colour", "Values": [2, 1]}),
]


def text_of(value: Any) -> Any:
    return value["LocalizedLabels"][0]["Label"] if isinstance(value, dict) else value


@pytest.mark.parametrize(("operation", "message", "body"), OPTIONS)
def test_an_option_is_changed_by_its_message(operation: Operation[Any], message: str, body: dict[str, Any]) -> None:
    method, target, found = sent(operation)
    assert (method, target, {name: text_of(value) for name, value in found.items()}) == ("POST", message, body)
    if message.startswith("Insert"):
        assert operation.read(json_reply({"NewOptionValue": 7})) == 7
    else:
        assert operation.read(Reply(204)) is None


def test_the_messages_of_options_have_the_parameters_of_the_real_metadata() -> None:
    document = read_metadata_file(shared("data/metadata/dataverse-edmx-2022-09.xml.gz"))
    declared = {action.name: {parameter.name for parameter in action.parameters} for action in document.actions}
    for operation, message, _ in OPTIONS:
        assert set(sent(operation)[2]) <= declared[message]


def test_an_order_without_options_is_refused() -> None:
    with pytest.raises(UsageError):
        definition_changes.order_options("new_colour", [])
