"""The package dataverse-api 1.4.3: it reads definitions and `sdkmessagefilters` before it writes, and writes one by one, in batches and in bulk."""

from collections.abc import Iterator
from typing import Any

import pytest
from witness import client_module

from dataverse_sdk.emulator import Emulator

api = client_module("dataverse_api")
entities = client_module("dataverse_api.metadata.entity")
attributes = client_module("dataverse_api.metadata.attributes")
relationships = client_module("dataverse_api.metadata.relationships")
requests = client_module("requests")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(seed="empty") as dataverse:
        yield dataverse


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Any]:
    with emulator.serve() as url, requests.Session() as session:
        session.headers["Authorization"] = "Bearer any"
        yield api.DataverseClient(session=session, environment_url=url)


@pytest.fixture(autouse=True)
def _as_it_was(emulator: Emulator) -> Iterator[None]:
    before = emulator.snapshot()
    yield
    emulator.restore(before)


def test_it_learns_what_a_table_can_do(client: Any) -> None:
    table = client.entity(logical_name="account")
    assert (table.entity_set_name, table.primary_id_attr, table.primary_img_attr) == ("accounts", "accountid", "entityimage")
    assert table.supports_create_multiple
    assert table.supports_update_multiple
    assert table.relationships is not None


@pytest.mark.parametrize("mode", ["individual", "multiple", "batch"])
def test_rows_are_created_read_put_and_deleted_in_every_way(client: Any, emulator: Emulator, mode: str) -> None:
    table = client.entity(logical_name="account")
    rows = [{"name": f"N{number}", "numberofemployees": number} for number in range(5)]
    table.create(rows, mode=mode)
    found = table.read(select=["name"], filter="numberofemployees ge 2", order_by="name desc", page_size=2, return_formatted_values=True)
    assert [row["name"] for row in found] == ["N4", "N3", "N2"]
    deleting = "batch" if mode == "batch" else "individual"
    ids = [row["accountid"] for row in emulator.rows("accounts")]
    table.upsert([{"accountid": each, "name": "put"} for each in ids], mode=deleting)
    assert {row["name"] for row in emulator.rows("accounts")} == {"put"}
    table.delete_columns(["numberofemployees"], ids=ids, mode=deleting)
    assert {row["numberofemployees"] for row in emulator.rows("accounts")} == {None}
    table.delete(mode=deleting, filter="name eq 'put'")
    assert emulator.rows("accounts") == []


def test_tables_columns_keys_and_relationships_come_and_go(client: Any, emulator: Emulator) -> None:
    name = attributes.StringAttributeMetadata(schema_name="new_Name", is_primary_name=True)
    client.create_entity(entities.define_entity(schema_name="new_Shelf", attributes=[name], display_name="Shelf"))
    shelf = client.entity(logical_name="new_shelf")
    shelf.add_attribute(attributes.IntegerAttributeMetadata(schema_name="new_Rank", min_value=0, max_value=9), return_representation=True)
    # its own ways of making and deleting keys, and of deleting relationships, address what no service has
    key = {"SchemaName": "new_Rank_Key", "KeyAttributes": ["new_rank"]}
    where = f"{client._endpoint}EntityDefinitions(LogicalName='new_shelf')/Keys"
    assert client._session.post(where, json=key).status_code == 204
    shelf = client.entity(logical_name="new_shelf")
    assert shelf.alternate_keys == {"new_Rank_Key": ["new_rank"]}
    shelf.upsert([{"new_rank": 3, "new_name": "three"}], altkey_name="new_Rank_Key", mode="individual")
    shelf.upsert([{"new_rank": 3, "new_name": "drei"}], altkey_name="new_Rank_Key", mode="batch")
    assert [(row["new_rank"], row["new_name"]) for row in emulator.rows("new_shelfs")] == [(3, "drei")]
    link = relationships.define_relationship(
        schema_name="new_account_shelf", referencing_entity="new_shelf", referenced_entity="account", lookup="new_AccountId"
    )
    client.create_relationship(link)
    assert client.get_relationship_definition("new_account_shelf").referenced_entity == "account"
    assert client._session.delete(f"{client._endpoint}RelationshipDefinitions(SchemaName='new_account_shelf')").status_code == 204
    definition = client.get_entity_definition("new_shelf")
    client.update_entity(definition, preserve_localized_labels=True)
    assert client._session.delete(f"{where}(LogicalName='new_rank_key')").status_code == 204
    shelf.remove_attribute(logical_name="new_rank")
    client.delete_entity("new_shelf")
    assert "new_shelf" not in emulator.store.schema.tables
