"""Definitions are asked for by the service's own names, which the real `$metadata` declares."""

import gzip
import re
from functools import cache
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from reference import shared

from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.operations import Definition, Definitions, EnumMember, Operation, expanded, metadata
from dataverse_sdk.testing import ScriptedDriver, batch_reply, json_reply

ID = UUID(int=5)


@pytest.mark.parametrize(
    ("operation", "target"),
    [
        (Definition.of_table("account").read(), "EntityDefinitions(LogicalName='account')"),
        (Definition.of_table(ID).read("LogicalName"), f"EntityDefinitions({ID})?$select=LogicalName"),
        (
            Definition.of_column("account", ID, "Picklist").read("LogicalName", expand=[expanded("OptionSet", "Options")]),
            f"EntityDefinitions(LogicalName='account')/Attributes({ID})/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
            "?$select=LogicalName&$expand=OptionSet($select=Options)",
        ),
        (
            Definition.of_relationship("new_a_b", "ManyToMany").read(),
            "RelationshipDefinitions(SchemaName='new_a_b')/Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata",
        ),
        (Definition.of_choice("new_colour").read("Name"), "GlobalOptionSetDefinitions(Name='new_colour')?$select=Name"),
        (
            Definitions.of_tables().read(
                "LogicalName", where={"OwnershipType": EnumMember("OwnershipTypes", "UserOwned"), "IsCustomEntity": True}
            ),
            "EntityDefinitions?$select=LogicalName"
            "&$filter=OwnershipType eq Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned' and IsCustomEntity eq true",
        ),
        (
            Definitions.of_columns("account").read(where={"LogicalName": "o'x"}),
            "EntityDefinitions(LogicalName='account')/Attributes?$filter=LogicalName eq 'o''x'",
        ),
        (Definitions.of_keys("account").read(), "EntityDefinitions(LogicalName='account')/Keys"),
        (
            Definitions.of_relationships("ManyToOne", table="account").read(),
            "EntityDefinitions(LogicalName='account')/ManyToOneRelationships",
        ),
        (Definitions.of_relationships().read("SchemaName"), "RelationshipDefinitions?$select=SchemaName"),
        (Definitions.of_choices().read(), "GlobalOptionSetDefinitions"),
    ],
)
def test_a_question_is_an_address(operation: Operation[Any], target: str) -> None:
    assert (operation.request.method, unquote(operation.request.target)) == ("GET", target)


def test_definitions_are_read_as_the_service_tells_them() -> None:
    assert Definition.of_table("account").read().read(json_reply({"LogicalName": "account"})) == {"LogicalName": "account"}
    assert Definitions.of_tables().read().read(json_reply({"value": [{"LogicalName": "account"}]})) == ({"LogicalName": "account"},)
    with pytest.raises(InvalidReply):
        Definitions.of_tables().read().read(json_reply({"value": [3]}))


@pytest.mark.parametrize(
    "call",
    [
        lambda: Definition.of_table("account')/x('"),
        lambda: Definition.of_column("account", "a b"),
        lambda: Definitions.of_tables().read("Logical Name"),
        lambda: Definitions.of_tables().read(where={"a eq 1 or b": 1}),
        lambda: Definitions.of_tables().read(where={"a/b/": 1}),
        lambda: Definitions.of_tables().read(expand=[expanded("A)")]),
        lambda: Definitions.of_relationships("ManyToOne"),
        lambda: Definitions.of_relationships(table="account"),
    ],
)
def test_what_is_no_name_is_refused(call: Any) -> None:
    with pytest.raises(UsageError):
        call()


# --- The names that the typed reads ask for.


@cache
def declared(kind: str) -> frozenset[str]:
    """The properties of a type of the real `$metadata`, those of its base types included."""
    text = gzip.decompress(shared("data/metadata/dataverse-edmx-2022-09.xml.gz").read_bytes()).decode()
    found = re.search(rf'<EntityType Name="{kind}"(?: BaseType="mscrm\.(\w+)")?.*?</EntityType>', text, re.DOTALL)
    assert found is not None, kind
    own = set(re.findall(r'Property Name="(\w+)"', found[0]))
    return frozenset(own | (declared(found[1]) if found[1] else set()))


def selected(target: str) -> set[str]:
    options = unquote(target).partition("?")[2]
    return {name for option in options.split("&") for name in re.findall(r"\w+", option.partition("=")[2]) if option}


def columns_flow() -> list[str]:
    def answer(request: Any) -> Any:
        return batch_reply(*[json_reply({"value": []})] * request.body.count(b"HTTP/1.1"))

    driver = ScriptedDriver(answer)
    driver.run(metadata.columns("account"))
    return re.findall(r"GET \S+/api/data/v9.2/(\S+) HTTP", driver.requests[0].body.decode())  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        (metadata.tables().request.target, "EntityMetadata"),
        (metadata.table_privileges("account").request.target, "EntityMetadata"),
        (metadata.column_metadata("account").request.target, "AttributeMetadata"),
        (metadata.file_limit("account", "entityimage", "Image").request.target, "ImageAttributeMetadata"),
        (metadata.file_limit("account", "new_file").request.target, "FileAttributeMetadata"),
        (metadata.text_columns("account").request.target, "StringAttributeMetadata"),
        (metadata.column_lengths("account", memo=True).request.target, "MemoAttributeMetadata"),
        (metadata.column_options("account").request.target, "PicklistAttributeMetadata"),
        (metadata.keys("account").request.target, "EntityKeyMetadata"),
    ],
)
def test_the_properties_that_are_read_are_declared(target: str, kind: str) -> None:
    assert selected(target) <= declared(kind)


def test_the_properties_of_columns_are_declared_on_their_types() -> None:
    targets = columns_flow()
    assert len(targets) == 17
    for target in targets:
        kind = re.search(r"CRM\.(\w+)\?", target)
        assert selected(target) <= declared(kind[1] if kind else "AttributeMetadata")
