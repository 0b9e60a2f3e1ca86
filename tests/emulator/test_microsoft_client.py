"""Microsoft's own Python client, over HTTPS: rows, batches, tables, columns, relationships, keys and choices, as its examples use them.

The client brings pandas and more, so it is not among the test dependencies: `nox -s witness` installs it in an environment of its own.
"""

import enum
import os
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from dataverse_sdk.emulator import Emulator

microsoft = pytest.importorskip("PowerPlatform.Dataverse.client", reason="the package powerplatform-dataverse-client is not installed")


class Credential:
    """What azure-identity's credentials look like from outside."""

    def get_token(self, *_scopes: str, **_options: Any) -> SimpleNamespace:
        return SimpleNamespace(token="a token", expires_on=int(time.time()) + 3600)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(seed="empty") as dataverse:
        yield dataverse


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Any]:
    with emulator.serve(host="localhost", tls=True) as url:
        before = os.environ.get("REQUESTS_CA_BUNDLE")
        os.environ["REQUESTS_CA_BUNDLE"] = str(emulator.certificate)
        from azure.core.credentials import TokenCredential

        assert isinstance(Credential(), TokenCredential)
        with microsoft.DataverseClient(url, Credential()) as made:
            yield made
        os.environ.pop("REQUESTS_CA_BUNDLE")
        if before is not None:
            os.environ["REQUESTS_CA_BUNDLE"] = before


class Priority(enum.IntEnum):
    Low = 1
    High = 2


def test_rows_are_created_found_changed_and_deleted(client: Any, emulator: Emulator) -> None:
    from PowerPlatform.Dataverse.models.filters import col

    made = client.records.create("account", {"name": "A'1"})
    client.records.create("account", [{"name": "m1"}, {"name": "m2"}])
    assert client.records.retrieve("account", made, select=["name"])["name"] == "A'1"
    found = list(client.query.builder("account").select("name").where(col("name") == "A'1").execute())
    assert len(found) == 1
    client.records.update("account", made, {"name": "A2"})
    assert {row["name"] for row in emulator.rows("accounts")} == {"A2", "m1", "m2"}
    client.records.delete("account", made)
    assert len(emulator.rows("accounts")) == 2


def test_a_batch_holds_a_change_set_with_references(client: Any, emulator: Emulator) -> None:
    batch = client.batch.new()
    batch.records.create("account", {"name": "B1"})
    with batch.changeset() as changes:
        made = changes.records.create("account", {"name": "B2"})
        changes.records.create("contact", {"lastname": "B3", "parentcustomerid_account@odata.bind": made})
    result = batch.execute()
    assert [each.status_code for each in result.responses] == [204, 204, 204]
    (contact,) = emulator.rows("contacts")
    parents = {row["accountid"]: row["name"] for row in emulator.rows("accounts")}
    assert parents[contact["_parentcustomerid_value"]] == "B2"


def test_a_table_takes_effect_at_once_and_is_gone_when_it_is_deleted(client: Any, emulator: Emulator) -> None:
    made = client.tables.create(
        "new_Sample",
        {
            "new_Amount": "decimal",
            "new_Count": "int",
            "new_Active": "bool",
            "new_When": "datetime",
            "new_Text": "memo",
            "new_Level": Priority,
        },
        primary_column="new_SampleName",
    )
    assert (made["table_logical_name"], made["entity_set_name"]) == ("new_sample", "new_samples")
    assert client.tables.get("new_Sample")["primary_id_attribute"] == "new_sampleid"
    assert "new_sample" in {each["LogicalName"] for each in client.tables.list(filter="SchemaName eq 'new_Sample'")}
    row = {"new_SampleName": "s", "new_Amount": 1.5, "new_Count": 2, "new_Active": True, "new_Level": "High"}
    made_row = client.records.create("new_Sample", {name.lower(): value for name, value in row.items()})
    read = client.records.retrieve("new_Sample", made_row)
    assert (read["new_samplename"], read["new_count"], read["new_active"], read["new_level"]) == ("s", 2, True, 2)
    client.tables.add_columns("new_Sample", {"new_More": "string"})
    client.records.update("new_Sample", made_row, {"new_more": "x"})
    assert client.records.retrieve("new_Sample", made_row)["new_more"] == "x"
    client.tables.update_column("new_Sample", "new_More", {"max_length": 3})
    assert client.tables.get_column("new_Sample", "new_More", typed=True)["MaxLength"] == 3
    with pytest.raises(Exception, match="exceeded"):
        client.records.update("new_Sample", made_row, {"new_more": "long"})
    assert "new_more" in {each["LogicalName"] for each in client.tables.list_columns("new_Sample")}
    client.tables.remove_columns("new_Sample", ["new_More"])
    assert "new_more" not in client.records.retrieve("new_Sample", made_row)
    client.tables.delete("new_Sample")
    assert client.tables.get("new_Sample") is None
    assert emulator.schema is not emulator.store.schema


def test_relationships_lookups_and_keys_are_made_and_removed(client: Any) -> None:
    from PowerPlatform.Dataverse.models.labels import Label, LocalizedLabel
    from PowerPlatform.Dataverse.models.relationship import (
        CascadeConfiguration,
        LookupAttributeMetadata,
        ManyToManyRelationshipMetadata,
        OneToManyRelationshipMetadata,
    )

    for name in ("new_Team", "new_Player"):
        client.tables.create(name, {"new_Code": "string"})
    lookup = LookupAttributeMetadata("new_TeamId", Label([LocalizedLabel("Team", 1033)]))
    relationship = OneToManyRelationshipMetadata(
        "new_Team_Player", "new_team", "new_player", "new_teamid", CascadeConfiguration(delete="Cascade")
    )
    one = client.tables.create_one_to_many_relationship(lookup, relationship)
    many = client.tables.create_many_to_many_relationship(ManyToManyRelationshipMetadata("new_team_player_fan", "new_team", "new_player"))
    field = client.tables.create_lookup_field("new_player", "new_AccountId", "account", display_name="Sponsor")
    assert client.tables.get_relationship("new_Team_Player").relationship_id == one.relationship_id
    assert client.tables.get_relationship("new_team_player_fan").relationship_type == "many_to_many"
    names = {each["SchemaName"] for each in client.tables.list_table_relationships("new_player")}
    assert {"new_Team_Player", "new_team_player_fan", field.relationship_schema_name} <= names
    team = client.records.create("new_team", {"new_name": "T", "new_code": "1"})
    player = client.records.create("new_player", {"new_name": "P", "new_TeamId@odata.bind": f"/new_teams({team})"})
    assert client.records.retrieve("new_player", player)["_new_teamid_value"] == team
    key = client.tables.create_alternate_key("new_team", "new_team_code_key", ["new_code"])
    assert [each.key_attributes for each in client.tables.get_alternate_keys("new_team")] == [["new_code"]]
    with pytest.raises(Exception, match="already exists"):
        client.records.create("new_team", {"new_name": "T2", "new_code": "1"})
    client.tables.delete_alternate_key("new_team", key.metadata_id)
    assert client.tables.get_alternate_keys("new_team") == []
    client.records.delete("new_team", team)
    assert client.records.retrieve("new_player", player) is None
    for relationship_id in (one.relationship_id, many.relationship_id, field.relationship_id):
        client.tables.delete_relationship(relationship_id)
    assert client.tables.get_relationship("new_Team_Player") is None
    assert "_new_teamid_value" not in {each["LogicalName"] for each in client.tables.list_columns("new_player")}
    for name in ("new_Player", "new_Team"):
        client.tables.delete(name)
