"""Definitions of tables, columns, relationships, keys and choices are the documented requests."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dataverse_sdk.errors import UsageError
from dataverse_sdk.operations import Operation, Reply, definitions

DOCS = Path(__file__).resolve().parents[3] / "shared" / "data" / "golden" / "docs"
KEY = UUID(int=7)


def documented(name: str) -> tuple[str, str, dict[str, Any]]:
    if not DOCS.exists():
        pytest.skip("the documented traffic is not part of this repository")
    text = (DOCS / name).read_text(encoding="utf-8").strip()
    method, _, url = text.splitlines()[0].strip().removesuffix(" HTTP/1.1").partition(" ")
    return method, url.partition("/api/data/v9.0/")[2].strip(), json.loads(text[text.index("\n{") :])


def sent(operation: Operation[Any]) -> tuple[str, str, Any]:
    body = operation.request.body
    assert body is None or isinstance(body, bytes)
    return operation.request.method, operation.request.target, json.loads(body) if body else None


def created(target: str) -> Reply:
    return Reply(204, [("OData-EntityId", f"https://org.crm.dynamics.com/api/data/v9.2/{target}({KEY})")])


def test_a_table_is_created_as_documented() -> None:
    method, target, wanted = documented("create-update-entity-definitions-using-web-api__000.request.txt")
    name = definitions.text_column("new_AccountName", "Account Name", description="Type the name of the bank account")
    operation = definitions.create_table(
        "new_BankAccount",
        "Bank Account",
        "Bank Accounts",
        primary_column=name,
        description="An entity to store information about customer bank accounts",
    )
    assert sent(operation) == (method, target, wanted)
    assert operation.read(created("EntityDefinitions")) == KEY


@pytest.mark.parametrize(
    ("page", "column"),
    [
        ("004", definitions.text_column("new_BankName", "Bank Name", description="Type the name of the bank")),
        ("006", definitions.money_column("new_Balance", "Balance", description="Enter the balance amount")),
    ],
)
def test_a_column_is_created_as_documented(page: str, column: definitions.ColumnDefinition) -> None:
    method, _, wanted = documented(f"create-update-entity-definitions-using-web-api__{page}.request.txt")
    operation = definitions.create_column("new_bankaccount", column)
    assert sent(operation) == (method, "EntityDefinitions(LogicalName='new_bankaccount')/Attributes", wanted)
    assert operation.read(created("EntityDefinitions(LogicalName='new_bankaccount')/Attributes")) == KEY


def test_every_kind_of_column_names_its_type() -> None:
    columns = [
        definitions.text_column("new_A", "A", format="Email"),
        definitions.memo_column("new_B", "B"),
        definitions.integer_column("new_C", "C"),
        definitions.decimal_column("new_D", "D"),
        definitions.float_column("new_E", "E"),
        definitions.money_column("new_F", "F"),
        definitions.boolean_column("new_G", "G"),
        definitions.date_column("new_H", "H"),
        definitions.choice_column("new_I", "I", {1: "One"}),
        definitions.choice_column("new_J", "J", {1: "One"}, multiple=True),
        definitions.file_column("new_K", "K"),
        definitions.image_column("new_L", "L"),
        definitions.lookup_column("new_M", "M"),
    ]
    kinds = [
        (column.logical_name[-1], column.document["AttributeTypeName"]["Value"], column.document["AttributeType"]) for column in columns
    ]
    assert kinds == [
        ("a", "StringType", "String"),
        ("b", "MemoType", "Memo"),
        ("c", "IntegerType", "Integer"),
        ("d", "DecimalType", "Decimal"),
        ("e", "DoubleType", "Double"),
        ("f", "MoneyType", "Money"),
        ("g", "BooleanType", "Boolean"),
        ("h", "DateTimeType", "DateTime"),
        ("i", "PicklistType", "Picklist"),
        ("j", "MultiSelectPicklistType", "Virtual"),
        ("k", "FileType", "Virtual"),
        ("l", "ImageType", "Virtual"),
        ("m", "LookupType", "Lookup"),
    ]


def test_a_date_column_says_how_it_treats_time_zones() -> None:
    behaviours = [
        (column.document["Format"], column.document["DateTimeBehavior"]["Value"])
        for column in (definitions.date_column("new_A", "A"), definitions.date_column("new_A", "A", date_only=True))
    ]
    assert behaviours == [("DateAndTime", "UserLocal"), ("DateOnly", "DateOnly")]


def test_a_choice_has_options_of_its_own_or_those_of_a_global_choice() -> None:
    own = definitions.choice_column("new_A", "A", {1: "One", 2: "Two"}).document
    assert [option["Value"] for option in own["OptionSet"]["Options"]] == [1, 2]
    shared = definitions.choice_column("new_A", "A", KEY).document
    assert shared["GlobalOptionSet@odata.bind"] == f"/GlobalOptionSetDefinitions({KEY})"
    assert "OptionSet" not in shared


def test_a_changed_column_is_sent_whole_and_keeps_other_languages() -> None:
    column = definitions.text_column("new_BankName", "Bank", max_length=200)
    operation = definitions.update_column("new_bankaccount", column)
    target = "EntityDefinitions(LogicalName='new_bankaccount')/Attributes(LogicalName='new_bankname')"
    assert sent(operation) == ("PUT", target, column.document)
    assert operation.request.headers.get("MSCRM.MergeLabels") == "true"
    assert operation.read(Reply(204)) is None


def test_relationships_name_both_tables() -> None:
    lookup = definitions.lookup_column("new_AccountOwner", "Account Owner", required="ApplicationRequired")
    method, target, wanted = documented("create-update-entity-relationships-using-web-api__000.request.txt")
    many = definitions.create_one_to_many(
        "new_contact_new_bankaccount", referenced="contact", referencing="new_bankaccount", lookup=lookup, on_delete="Cascade"
    )
    found = sent(many)
    for name in ("@odata.type", "SchemaName", "ReferencedEntity", "ReferencedAttribute", "ReferencingEntity"):
        assert found[2][name] == wanted[name]
    assert found[:2] == (method, target)
    assert found[2]["CascadeConfiguration"]["Delete"] == "Cascade"
    assert found[2]["Lookup"]["SchemaName"] == "new_AccountOwner"
    both = sent(definitions.create_many_to_many("new_a_b", "account", "contact"))
    assert (both[2]["Entity1LogicalName"], both[2]["Entity2LogicalName"], both[2]["IntersectEntityName"]) == (
        "account",
        "contact",
        "new_a_b",
    )
    assert sent(definitions.create_many_to_many("new_A_B", "account", "contact", intersect="new_ab"))[2]["IntersectEntityName"] == "new_ab"


def test_keys_and_choices_are_created() -> None:
    key = sent(definitions.create_key("contact", "new_EmailKey", "Email", ["emailaddress1"]))
    assert (key[1], key[2]["KeyAttributes"]) == ("EntityDefinitions(LogicalName='contact')/Keys", ["emailaddress1"])
    choice = sent(definitions.create_choice("new_colour", "Colour", {1: "Red"}))
    assert (choice[1], choice[2]["IsGlobal"], choice[2]["Options"][0]["Value"]) == ("GlobalOptionSetDefinitions", True, 1)


@pytest.mark.parametrize(
    ("operation", "target"),
    [
        (definitions.delete_table("new_a"), "EntityDefinitions(LogicalName='new_a')"),
        (definitions.delete_column("new_a", "new_b"), "EntityDefinitions(LogicalName='new_a')/Attributes(LogicalName='new_b')"),
        (definitions.delete_relationship("new_a_b"), "RelationshipDefinitions(SchemaName='new_a_b')"),
        (definitions.delete_key("new_a", "new_key"), "EntityDefinitions(LogicalName='new_a')/Keys(LogicalName='new_key')"),
        (definitions.delete_choice("new_colour"), "GlobalOptionSetDefinitions(Name='new_colour')"),
    ],
)
def test_definitions_are_deleted_by_name(operation: Operation[None], target: str) -> None:
    assert sent(operation) == ("DELETE", target, None)
    assert operation.read(Reply(204)) is None


def test_publishing_names_tables_or_takes_everything() -> None:
    assert sent(definitions.publish()) == ("POST", "PublishAllXml", None)
    method, target, body = sent(definitions.publish("account", "new_a"))
    assert (method, target) == ("POST", "PublishXml")
    assert body["ParameterXml"] == "<importexportxml><entities><entity>account</entity><entity>new_a</entity></entities></importexportxml>"
    assert definitions.publish().read(Reply(204)) is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: definitions.text_column("new name", "x"),
        lambda: definitions.choice_column("new_a", "x", {}),
        lambda: definitions.create_key("contact", "new_key", "x", []),
        lambda: definitions.delete_table("a') or ('1"),
        lambda: definitions.publish("</entity>"),
    ],
)
def test_names_that_cannot_be_are_refused(call: Any) -> None:
    with pytest.raises(UsageError):
        call()
