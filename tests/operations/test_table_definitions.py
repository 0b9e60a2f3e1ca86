"""Definitions of tables, columns, relationships, keys and choices are the documented requests."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dataverse_sdk.errors import UsageError
from dataverse_sdk.operations import Operation, Reply, definitions
from dataverse_sdk.testing import json_reply

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
        for column in (
            definitions.date_column("new_A", "A"),
            definitions.date_column("new_A", "A", date_only=True),
            definitions.date_column("new_A", "A", behavior="TimeZoneIndependent"),
            definitions.date_column("new_A", "A", date_only=True, behavior="UserLocal"),
        )
    ]
    assert behaviours == [
        ("DateAndTime", "UserLocal"),
        ("DateOnly", "DateOnly"),
        ("DateAndTime", "TimeZoneIndependent"),
        ("DateOnly", "UserLocal"),
    ]


def test_a_text_can_be_numbered_by_the_service() -> None:
    assert definitions.text_column("new_A", "A", auto_number="CAR-{SEQNUM:5}").document["AutoNumberFormat"] == "CAR-{SEQNUM:5}"
    assert "AutoNumberFormat" not in definitions.text_column("new_A", "A").document


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


def without_readers_label(value: Any) -> Any:
    """A definition without UserLocalizedLabel, which is what a reader sees: the samples send it back, and the service makes it anew."""
    if isinstance(value, dict):
        return {name: without_readers_label(each) for name, each in value.items() if name != "UserLocalizedLabel"}
    return [without_readers_label(each) for each in value] if isinstance(value, list) else value


def test_a_one_to_many_relationship_is_created_as_documented() -> None:
    method, target, wanted = documented("create-update-entity-relationships-using-web-api__000.request.txt")
    operation = definitions.create_one_to_many(
        "new_contact_new_bankaccount",
        referenced="contact",
        referencing="new_bankaccount",
        lookup=definitions.lookup_column(
            "new_AccountOwner", "Account Owner", description="The owner of the account", required="ApplicationRequired"
        ),
        cascade=definitions.Cascade.all(),
        menu=definitions.Menu(label="Bank Accounts"),
    )
    assert sent(operation) == (method, target, without_readers_label(wanted))


def test_a_relationship_without_a_cascade_empties_lookups_and_touches_nothing_else() -> None:
    lookup = definitions.lookup_column("new_OwnerId", "Owner")
    body = sent(definitions.create_one_to_many("new_a_b", referenced="account", referencing="new_b", lookup=lookup))[2]
    assert body["CascadeConfiguration"] == {
        "Assign": "NoCascade",
        "Delete": "RemoveLink",
        "Merge": "NoCascade",
        "Reparent": "NoCascade",
        "Share": "NoCascade",
        "Unshare": "NoCascade",
    }
    assert "AssociatedMenuConfiguration" not in body


def test_a_many_to_many_relationship_is_created_as_documented() -> None:
    method, target, wanted = documented("create-update-entity-relationships-using-web-api__002.request.txt")
    menus = [definitions.Menu(behavior="UseLabel", label=label) for label in ("Account", "Campaign")]
    operation = definitions.create_many_to_many("new_accounts_campaigns", "account", "campaign", first_menu=menus[0], second_menu=menus[1])
    assert sent(operation) == (method, target, without_readers_label(wanted))
    assert sent(definitions.create_many_to_many("new_A_B", "account", "contact", intersect="new_ab"))[2]["IntersectEntityName"] == "new_ab"


def test_a_customer_lookup_is_created_as_documented() -> None:
    method, target, wanted = documented("create-update-entity-definitions-using-web-api__010.request.txt")
    lookup = definitions.lookup_column("new_CustomerId", "Customer", description="Sample Customer Lookup Attribute")
    operation = definitions.create_customer_lookup("new_bankaccount", lookup)
    assert sent(operation) == (method, target, without_readers_label(wanted))
    assert operation.read(json_reply({"RelationshipIds": [], "AttributeId": str(KEY)})) == KEY
    required = definitions.lookup_column("new_CustomerId", "Customer", required="ApplicationRequired")
    body = sent(definitions.create_customer_lookup("new_b", required, accounts="new_x", contacts="new_y"))[2]
    assert body["Lookup"]["RequiredLevel"]["Value"] == "ApplicationRequired"
    assert [each["SchemaName"] for each in body["OneToManyRelationships"]] == ["new_x", "new_y"]


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
    assert sent(definitions.publish(choices=["new_colour"]))[2]["ParameterXml"] == (
        "<importexportxml><optionsets><optionset>new_colour</optionset></optionsets></importexportxml>"
    )
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
