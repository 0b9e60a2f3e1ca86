"""Microsoft's own Python client 1.1.0, over HTTPS, and its asynchronous twin: every call of every test, on both.

Rows, batches, queries in three languages, tables, columns, relationships, keys, choices and files, as its examples use them.
"""

import asyncio
import enum
import inspect
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from reference import shared
from witness import client_module

from dataverse_sdk.emulator import Emulator

microsoft = client_module("PowerPlatform.Dataverse.client")
microsoft_async = client_module("PowerPlatform.Dataverse.aio.async_client")
aiohttp = client_module("aiohttp")

pytestmark = pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # aiohttp's, about the client's chunks


class Credential:
    """What azure-identity's credentials look like from outside."""

    def get_token(self, *_scopes: str, **_options: Any) -> SimpleNamespace:
        return SimpleNamespace(token="a token", expires_on=int(time.time()) + 3600)


class AsyncCredential(Credential):
    async def get_token(self, *_scopes: str, **_options: Any) -> SimpleNamespace:  # type: ignore[override]
        return super().get_token()

    async def close(self) -> None:
        return None

    async def __aenter__(self) -> "AsyncCredential":
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


class Awaited:
    """An asynchronous object that is used as if it were a synchronous one: whatever it returns is awaited on the spot."""

    def __init__(self, thing: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._thing, self._loop = thing, loop

    def __getattr__(self, name: str) -> Any:
        return self._wrapped(getattr(self._thing, name))

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._wrapped(self._thing(*arguments, **options))

    def __enter__(self) -> Any:
        return self._wrapped(self._thing.__aenter__())

    def __exit__(self, *error: object) -> Any:
        return self._loop.run_until_complete(self._thing.__aexit__(*error))

    def _wrapped(self, value: Any) -> Any:
        if inspect.isawaitable(value):

            async def waited() -> Any:
                return await value

            return self._wrapped(self._loop.run_until_complete(waited()))
        if hasattr(value, "__aiter__"):

            async def listed() -> list[Any]:
                return [item async for item in value]

            return self._loop.run_until_complete(listed())
        asynchronous = type(value).__module__.startswith("PowerPlatform.Dataverse") and "async" in type(value).__module__
        return Awaited(value, self._loop) if callable(value) or asynchronous else value


@pytest.fixture(scope="module", params=["sync", "async"])
def emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with Emulator(seed="empty") as dataverse:
        dataverse.asynchronous = request.param == "async"  # type: ignore[attr-defined]
        yield dataverse


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Any]:
    with emulator.serve(host="localhost", tls=True) as url:
        if emulator.asynchronous:  # type: ignore[attr-defined]
            yield from asynchronous_client(url, emulator.certificate)
            return
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("REQUESTS_CA_BUNDLE", str(emulator.certificate))
            with microsoft.DataverseClient(url, Credential()) as made:
                yield made


def asynchronous_client(url: str, certificate: Path | None) -> Iterator[Any]:
    loop = asyncio.new_event_loop()
    trust = ssl.create_default_context(cafile=str(certificate))
    made = microsoft_async.AsyncDataverseClient(url, AsyncCredential())

    async def connect() -> Any:
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust))

    # the client makes its session with the system's certificates, and has no parameter for others
    made._session = loop.run_until_complete(connect())
    with Awaited(made, loop) as opened:
        yield opened
    loop.run_until_complete(asyncio.sleep(0.05))  # aiohttp closes its TLS connections a little later
    loop.close()


def test_the_script_that_was_handed_to_us_has_nothing_but_ok_to_say() -> None:
    script = shared("scripts/microsoft_client.py")
    with Emulator(seed="empty") as dataverse, dataverse.serve(host="localhost", tls=True) as url:
        environment = {**os.environ, "REQUESTS_CA_BUNDLE": str(dataverse.certificate)}
        done = subprocess.run([sys.executable, script, url.rpartition(":")[2]], env=environment, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["OK"] * 8, done.stdout + done.stderr


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


def test_queries_in_three_languages_page_and_join(client: Any, emulator: Emulator) -> None:
    from PowerPlatform.Dataverse.models.filters import col

    account = client.records.create("account", {"name": "Parent", "numberofemployees": 9})
    for number in range(5):
        bound = {"parentcustomerid_account@odata.bind": f"/accounts({account})"}
        client.records.create("contact", {"firstname": f"F{number}", "lastname": "Paged", **bound})
    pages = [[row["firstname"] for row in page] for page in client.records.list_pages("contact", filter="lastname eq 'Paged'", page_size=2)]
    assert sorted(len(page) for page in pages) == [1, 2, 2]
    assert sorted(name for page in pages for name in page) == [f"F{number}" for number in range(5)]
    built = client.query.builder("contact").select("firstname").where((col("lastname") == "Paged") & col("firstname").in_(["F1", "F3"]))
    assert sorted(row["firstname"] for row in built.execute()) == ["F1", "F3"]
    ordered = client.query.builder("contact").select("firstname").where(col("lastname") == "Paged").order_by("firstname", descending=True)
    assert [row["firstname"] for row in ordered.top(2).execute()] == ["F4", "F3"]
    sql = "SELECT c.firstname, a.name FROM contact c INNER JOIN account a ON c.parentcustomerid = a.accountid WHERE c.lastname = 'Paged'"
    assert len(client.query.sql(sql)) == 5
    fetch = client.query.fetchxml(
        "<fetch count='2'><entity name='contact'><attribute name='firstname'/><filter><condition attribute='lastname' operator='eq' "
        "value='Paged'/></filter><link-entity name='account' from='accountid' to='parentcustomerid' alias='a'><attribute name='name'/>"
        "</link-entity></entity></fetch>"
    )
    rows = list(fetch.execute())
    assert sorted(row["firstname"] for row in rows) == [f"F{number}" for number in range(5)]
    assert {row["a.name"] for row in rows} == {"Parent"}
    emulator.store.connection.execute("DELETE FROM contact")


def test_rows_are_put_by_their_alternate_keys_and_in_bulk(client: Any, emulator: Emulator) -> None:
    from PowerPlatform.Dataverse.models.upsert import UpsertItem

    client.tables.create("new_Keyed", {"new_Code": "string"})
    key = client.tables.create_alternate_key("new_Keyed", "new_keyed_code", ["new_code"])
    client.records.upsert("new_Keyed", [UpsertItem({"new_code": "a"}, {"new_name": "one"})])
    client.records.upsert(
        "new_Keyed", [UpsertItem({"new_code": "a"}, {"new_name": "two"}), UpsertItem({"new_code": "b"}, {"new_name": "b"})]
    )
    assert {(row["new_code"], row["new_name"]) for row in emulator.rows("new_keyeds")} == {("a", "two"), ("b", "b")}
    ids = [row["new_keyedid"] for row in emulator.rows("new_keyeds")]
    client.records.update("new_Keyed", ids, {"new_name": "all"})
    assert {row["new_name"] for row in emulator.rows("new_keyeds")} == {"all"}
    client.records.delete("new_Keyed", ids)  # by a BulkDelete job, or each by itself
    assert emulator.rows("new_keyeds") == []
    client.tables.delete_alternate_key("new_Keyed", key.metadata_id)
    client.tables.delete("new_Keyed")


def test_a_file_goes_up_whole_and_in_chunks_into_a_column_made_for_it(client: Any, emulator: Emulator, tmp_path: Path) -> None:
    client.tables.create("new_Filed", {"new_Code": "string"})
    row = client.records.create("new_Filed", {"new_name": "f"})
    for mode, size in (("small", 10), ("chunk", 5_000_000)):
        path = tmp_path / f"{mode}.bin"
        path.write_bytes(bytes(size))
        client.files.upload("new_Filed", row, "new_Document", str(path), mode=mode, if_none_match=False)
        (stored,) = emulator.rows("new_fileds")
        assert stored["new_document_name"] == f"{mode}.bin"
    client.tables.delete("new_Filed")


def test_a_batch_reads_queries_and_makes_tables(client: Any, emulator: Emulator) -> None:
    made = client.records.create("account", {"name": "In batch"})
    batch = client.batch.new()
    batch.records.retrieve("account", made, select=["name"])
    batch.query.sql("SELECT TOP 1 name FROM account")
    batch.tables.get("account")
    batch.records.update("account", made, {"name": "changed"})
    batch.records.delete("account", made)
    assert [each.status_code for each in batch.execute().responses] == [200, 200, 200, 204, 204]
    failing = client.batch.new()
    with failing.changeset() as changes:
        changes.records.create("account", {"name": "rolled back"})
        changes.records.update("account", made, {"name": "gone"})
    failing.records.list("account", select=["name"], top=1)
    result = failing.execute(continue_on_error=True)
    assert result.has_errors
    assert [each.status_code for each in result.responses][-1] == 200
    assert "rolled back" not in {row["name"] for row in emulator.rows("accounts")}


def test_frames_and_the_helpers_that_read_definitions(client: Any, emulator: Emulator) -> None:
    frame = client_module("pandas").DataFrame([{"name": "d1"}, {"name": "d2"}])
    ids = client.dataframe.create("account", frame)
    changed = client_module("pandas").DataFrame({"accountid": list(ids), "name": ["e1", "e2"]})
    client.dataframe.update("account", changed, id_column="accountid")
    assert {"e1", "e2"} <= {row["name"] for row in emulator.rows("accounts")}
    assert list(client.dataframe.sql("SELECT name FROM account WHERE name = 'e1'")["name"]) == ["e1"]
    client.dataframe.delete("account", ids)
    assert not {"e1", "e2"} & {row["name"] for row in emulator.rows("accounts")}
    assert any(each["is_pk"] and each["name"] == "accountid" for each in client.query.sql_columns("account"))
    assert "parentcustomerid_account" in {each["nav_property"] for each in client.query.odata_expands("contact")}
