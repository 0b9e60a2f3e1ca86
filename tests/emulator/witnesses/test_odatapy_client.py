"""The client of the package odatapy, an OData implementation nobody here wrote: it reads `$metadata` and lets that decide how it reads and writes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

import httpx
import pytest
from odatapy.client import EdmEnabledODataClient
from odatapy.client.responses import ClientResponse, ODataClientError

from dataverse_sdk.emulator import Emulator

ROOT = "https://any.test/api/data/v9.2"


class Inside:
    """odatapy's transport protocol over the emulator in process."""

    def __init__(self, emulator: Emulator) -> None:
        self.http = httpx.Client(transport=emulator.transport(), headers={"Authorization": "Bearer any"})

    def send(self, method: str, url: str, headers: dict[str, str], body: bytes) -> ClientResponse:
        reply = self.http.request(method, url, headers=headers, content=body)
        return ClientResponse(reply.status_code, dict(reply.headers), reply.content)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    # the client takes the byte order mark that the service puts before a count for a part of the number
    with Emulator(seed="empty", count_mark=False) as dataverse:
        yield dataverse


@pytest.fixture(autouse=True)
def _as_it_was(emulator: Emulator) -> Iterator[None]:
    before = emulator.snapshot()
    yield
    emulator.restore(before)


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[EdmEnabledODataClient]:
    transport = Inside(emulator)
    with transport.http:
        yield EdmEnabledODataClient(ROOT, transport)


def test_metadata_is_reflected_whole(client: EdmEnabledODataClient, emulator: Emulator) -> None:
    edm = client.get_edm()
    assert {each.name for each in edm.entity_container.entity_sets} == {
        table.set_name for table in emulator.schema.tables.values() if table.set_name
    }
    assert {entry.name for entry in client.get_service_document().entries} == {each.name for each in edm.entity_container.entity_sets}
    for entity_set in edm.entity_container.entity_sets:
        table, read = emulator.schema.by_set(entity_set.name), entity_set.entity_type
        assert table is not None
        assert {column.name for column in table.columns if column.valid_for_read} <= set(read.property_names)
        ends = {each.name for each in table.navigations if each.target in emulator.schema.tables}
        assert ends <= set(read.navigation_property_names)
        assert read.key_predicate_names == [table.key]


def test_rows_are_created_read_changed_counted_and_deleted(client: EdmEnabledODataClient, emulator: Emulator) -> None:
    made = client.create_entity("accounts", {"name": "A'1", "revenue": Decimal("12.50"), "numberofemployees": 3})
    key = made.get_value("accountid")
    assert isinstance(key, UUID)  # read by its type in $metadata
    where = client.entity_uri("accounts", key)
    read = client.get_entity(where)
    assert (read.get_value("revenue"), read.get_value("numberofemployees")) == (Decimal("12.5"), 3)
    assert read.etag == made.etag
    read.set_property("name", "A2")
    client.update_entity(where, {"name": "A2"}, etag=read.etag)
    with pytest.raises(ODataClientError) as stale:
        client.update_entity(where, {"name": "A3"}, etag=read.etag)
    assert stale.value.status_code == 412
    assert client.get_property_value(client.entity_uri("accounts", key).append_property_segment("name")) == "A2"
    client.update_property(client.entity_uri("accounts", key).append_property_segment("name"), "A4")
    assert client.get_count(client.entity_set_uri("accounts").append_count_segment()) == 1
    contact = client.create_entity("contacts", {"lastname": "L", "birthdate": date(2001, 2, 3)})
    owner = client.entity_uri("accounts", key).append_navigation_segment("primarycontactid")
    client.set_reference(owner, str(contact.id))
    expanded = client.get_entity(
        client.entity_uri("accounts", key).select("name").expand_with_options("primarycontactid", select=["lastname", "birthdate"])
    )
    assert expanded.get_navigation_link("primarycontactid").inline_entity.get_value("birthdate") == date(2001, 2, 3)
    client.remove_reference(owner)
    client.delete_entity(where)
    assert emulator.rows("accounts") == []


def test_queries_page_filter_order_and_count(client: EdmEnabledODataClient, emulator: Emulator) -> None:
    emulator.load({"accounts": [{"name": f"N{number}", "numberofemployees": number} for number in range(7)]})
    query = client.entity_set_uri("accounts").select("name").filter("numberofemployees gt 2 and contains(name,'n')").orderby("name desc")
    found = client.get_entity_set(query.count())
    assert found.count == 4
    assert [row.get_value("name") for row in found] == ["N6", "N5", "N4", "N3"]
    pages = [*client.iter_pages(client.entity_set_uri("accounts").select("name").orderby("name"), prefer="odata.maxpagesize=3")]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert client.invoke_function(client.uri().append_function_call_segment("WhoAmI")).value is not None


def test_a_batch_reads_and_writes_in_one_change_set(client: EdmEnabledODataClient, emulator: Emulator) -> None:
    batch = client.batch()
    first = batch.add_retrieve(client.entity_set_uri("accounts").select("name"))
    changes = batch.add_changeset()
    account = changes.create("accounts", {"name": "B"})
    contact = changes.create("contacts", {"lastname": "L", "parentcustomerid_account@odata.bind": account.ref})
    changes.update(contact.ref, {"firstname": "F"})
    result = client.execute_batch(batch)
    assert (result.status_code, [each.status_code for each in result]) == (200, [200, 204, 204, 204])
    assert first.response is not None
    (row,), (parent,) = emulator.rows("contacts"), emulator.rows("accounts")
    assert (row["firstname"], row["_parentcustomerid_value"]) == ("F", parent["accountid"])

    failing = client.batch(continue_on_error=True)
    changes = failing.add_changeset()
    changes.create("accounts", {"name": "rolled back"})
    changes.create("accounts", {"nosuch": 1})
    failing.add_retrieve(client.entity_set_uri("accounts").append_count_segment())
    result = client.execute_batch(failing)
    assert [each.status_code for each in result] == [400, 200]
    assert len(emulator.rows("accounts")) == 1
