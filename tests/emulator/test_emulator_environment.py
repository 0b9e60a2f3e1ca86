"""The environment around the service: transports, servers, files, snapshots, traces, faults, data straight to the store."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from dataverse_sdk.emulator import Emulator, Traced, seeds
from dataverse_sdk.emulator.http.refusals import Refusal
from dataverse_sdk.emulator.reading.paging import read_token
from dataverse_sdk.schema.model import ColumnSchema, KeySchema, NavigationSchema, Schema, TableSchema

ID = "00000000-0000-0000-0000-00000000000{}".format
ROOT = "https://emulator.localhost/api/data/v9.2"
TOKEN = {"Authorization": "Bearer x"}


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_one_transport_serves_asynchronous_clients_too(dataverse: Emulator, anyio_backend: str) -> None:
    async with httpx.AsyncClient(transport=dataverse.transport(), headers=TOKEN) as client:
        assert (await client.get(f"{ROOT}/WhoAmI")).status_code == 200


def test_an_unknown_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="seed"):
        Emulator(seed="lots")  # type: ignore[arg-type]


# -- data ----------------------------------------------------------------------------------------------------------------


def test_rows_come_back_as_they_were_loaded(dataverse: Emulator) -> None:
    contact = {
        "contactid": ID(1), "firstname": "A", "lastname": "B", "annualincome": Decimal("1.5000"), "birthdate": "1815-12-10",
        "donotemail": True, "gendercode": 2, "_parentcustomerid_value": ID(2), "address1_latitude": 47.5,
    }  # fmt: skip
    dataverse.load({"accounts": [{"accountid": ID(2), "name": "N"}], "contacts": [contact]})
    (row,) = dataverse.rows("contacts")
    assert {name: row[name] for name in contact} == contact
    assert row["fullname"] == "A B"
    assert row["_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] == "account"
    assert row["@odata.etag"].startswith('W/"')  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ({"contact": []}, "entity set"),
        ({"contacts": [{"Lastname": "x"}]}, "no column 'Lastname'"),
        ({"contacts": [{"gendercode": "x"}]}, "gendercode"),
        ({"contacts": [{"_ownerid_value": ID(1), "_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "x"}]}, "table 'x'"),
    ],
)
def test_wrong_data_is_not_loaded_at_all(dataverse: Emulator, data: dict[str, list[dict[str, object]]], part: str) -> None:
    with pytest.raises(ValueError, match=part):
        dataverse.load({"accounts": [{"name": "N"}], **data})
    assert dataverse.rows("accounts") == []


def test_a_restored_snapshot_forgets_everything_since(dataverse: Emulator, http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1), "lastname": "A"})
    before = dataverse.rows("contacts")
    image = dataverse.snapshot()
    etag = http.patch(f"contacts({ID(1)})", json={"lastname": "B"}, headers={"Prefer": "return=representation"}).headers["ETag"]
    http.post("tasks", json={"subject": "s"})
    dataverse.restore(image)
    assert dataverse.rows("contacts") == before
    assert http.get("tasks/$count").text == "\ufeff0"
    # an etag from before the restore names no row of after it
    http.patch(f"contacts({ID(1)})", json={"lastname": "C"})
    assert http.patch(f"contacts({ID(1)})", json={}, headers={"If-Match": etag}).status_code == 412


def test_data_in_a_file_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "data.sqlite"
    with Emulator(seed="empty", path=path) as dataverse:
        dataverse.load({"contacts": [{"contactid": ID(1), "lastname": "A"}]})
        image = dataverse.snapshot()
        dataverse.load({"contacts": [{"contactid": ID(2)}]})
        dataverse.restore(image)
        (first,) = dataverse.rows("contacts")
    with Emulator(seed="demo", path=path) as dataverse:
        assert dataverse.rows("contacts") == [first]
        with httpx.Client(transport=dataverse.transport(), headers=TOKEN) as client:
            reply = client.post(f"{ROOT}/contacts", json={}, headers={"Prefer": "return=representation"})
            assert int(reply.headers["ETag"][3:-1]) > int(str(first["@odata.etag"])[3:-1])


KILLED = """
import sys, httpx
from dataverse_sdk.emulator import Emulator
emulator = Emulator(seed="empty", path=sys.argv[1])
client = httpx.Client(transport=emulator.transport(), headers={"Authorization": "Bearer x"})
number = 0
while True:
    number += 1
    assert client.post("https://x/api/data/v9.2/tasks", json={"subject": str(number)}).status_code == 204
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_committed_data_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "data.sqlite"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    for _ in range(20):
        confirmed = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    confirmed = max([confirmed, *(int(line) for line in process.stdout if line.strip())])
    process.stdout.close()
    process.wait()
    with Emulator(seed="empty", path=path) as dataverse:
        assert {str(number) for number in range(1, confirmed + 1)} <= {row["subject"] for row in dataverse.rows("tasks")}


def test_the_demo_data_holds_one_person_in_all_nine_tables() -> None:
    with Emulator(seed="demo") as dataverse, httpx.Client(transport=dataverse.transport(), headers=TOKEN) as client:

        def found(query: str) -> list[dict[str, object]]:
            return client.get(f"{ROOT}/{query}").json()["value"]

        contacts = found(f"contacts?$filter=emailaddress1 eq '{seeds.ADA.upper()}'")
        assert [row["fullname"] for row in contacts] == ["Ada Lovelock"] * 2
        ids = [row["contactid"] for row in contacts]
        own = " or ".join(f"_customerid_value eq {each}" for each in ids)
        assert len(found(f"leads?$filter=emailaddress1 eq '{seeds.ADA}'")) == 1
        assert len(found(f"activityparties?$filter=addressused eq '{seeds.ADA}'")) == 2
        assert len(found("customeraddresses?$filter=" + " or ".join(f"_parentid_value eq {each}" for each in ids))) == 3
        assert {row["statecode"] for row in found(f"incidents?$filter={own}")} == {0, 1}
        assert {row["statecode"] for row in found(f"quotes?$filter={own}")} == {0, 2}
        assert len(found(f"salesorders?$filter={own}")) == 1
        assert {row["statecode"] for row in found(f"invoices?$filter={own}")} == {0, 2}
        for table in ("incident", "quote", "salesorder", "invoice"):
            notes = " or ".join(f"objectid_{table}/_customerid_value eq {each}" for each in ids)
            assert found(f"annotations?$filter={notes}")
        assert len(found("annotations?$filter=" + " or ".join(f"_objectid_value eq {each}" for each in ids))) == 2


def test_made_up_data_is_the_same_every_time_and_reaches_nobody() -> None:
    first, second = seeds.crm(30, 200, 3), seeds.crm(30, 200, 3)
    assert first == second
    assert sum(len(list(rows)) for name, rows in first.items() if name not in ("accounts", "contacts", "emails")) >= 200
    domains = {str(row["emailaddress1"]).rpartition(".")[2] for row in first["contacts"]}
    assert domains <= {"com", "org", "net", "test", "invalid", "example"}
    assert all(
        "example." in str(row["emailaddress1"]) or str(row["emailaddress1"]).endswith(("test", "invalid", "example"))
        for row in first["contacts"]
    )
    assert all(list(rows) for rows in first.values())
    assert list(seeds.crm(0, 0)["contacts"]) != []


# -- traces and faults ---------------------------------------------------------------------------------------------------


def test_the_trace_holds_no_values(dataverse: Emulator, http: httpx.Client) -> None:
    http.get("contacts?$filter=emailaddress1 eq 'secret@x.test'&%24select=lastname")
    http.get("contacts(emailaddress1='secret@x.test')")
    body = "--b\r\nContent-Type: application/http\r\n\r\nGET contacts?$filter=lastname eq 'secret' HTTP/1.1\r\n\r\n\r\n--b--"
    http.post("$batch", content=body, headers={"Content-Type": "multipart/mixed; boundary=b"})
    path = "/api/data/v9.2/"
    assert dataverse.requests == (
        Traced("GET", path + "contacts", 200, ("$filter", "$select")),
        Traced("GET", path + "contacts(emailaddress1='...')", 400),
        Traced("POST", path + "$batch", 200, (), (Traced("GET", path + "contacts", 200, ("$filter",)),)),
    )
    assert "secret" not in repr(dataverse.requests)


def test_a_planned_fault_happens_once_at_its_request(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.faults.answer(503, nth=2, headers={"Retry-After": "1"}, code="0x80044150", message="Busy.")
    assert [http.get("WhoAmI").status_code for _ in range(3)] == [200, 503, 200]
    dataverse.faults.answer(502, body=b"<html>")
    reply = http.get("WhoAmI")
    assert (reply.status_code, reply.text) == (502, "<html>")
    dataverse.faults.answer(500)
    dataverse.faults.clear()
    assert http.get("WhoAmI").status_code == 200
    with pytest.raises(ValueError, match="counted from 1"):
        dataverse.faults.drop(nth=0)


@pytest.mark.parametrize("applied", [True, False])
def test_a_fault_comes_before_or_after_the_request_took_effect(dataverse: Emulator, http: httpx.Client, applied: bool) -> None:
    dataverse.faults.answer(504, applied=applied)
    assert http.post("tasks", json={"subject": "s"}).status_code == 504
    assert len(dataverse.rows("tasks")) == int(applied)
    dataverse.faults.drop(applied=applied)
    with pytest.raises(httpx.RemoteProtocolError):
        http.post("tasks", json={"subject": "s"})
    assert len(dataverse.rows("tasks")) == 2 * int(applied)
    assert dataverse.requests[-1].status == 0


def test_a_fault_can_hit_one_part_of_a_batch(dataverse: Emulator, http: httpx.Client) -> None:
    part = "--b\r\nContent-Type: application/http\r\n\r\nPOST tasks HTTP/1.1\r\n\r\n{}\r\n"
    dataverse.faults.answer_part(429, nth=2, headers={"Retry-After": "3"})
    headers = {"Content-Type": "multipart/mixed; boundary=b", "Prefer": "odata.continue-on-error"}
    reply = http.post("$batch", content=part * 3 + "--b--", headers=headers)
    assert "HTTP/1.1 429 Too Many Requests" in reply.text
    assert "Retry-After: 3" in reply.text
    assert [each.status for each in dataverse.requests[-1].parts] == [204, 429, 204]
    assert len(dataverse.rows("tasks")) == 2


# -- sockets -------------------------------------------------------------------------------------------------------------


def test_the_server_answers_over_http_with_its_own_addresses(dataverse: Emulator) -> None:
    with dataverse.serve() as url, httpx.Client(headers=TOKEN) as client:
        reply = client.post(f"{url}/api/data/v9.2/contacts", json={"contactid": ID(1)})
        assert reply.headers["OData-EntityId"] == f"{url}/api/data/v9.2/contacts({ID(1)})"
        assert client.get(f"{url}/api/data/v9.2/contacts({ID(1)})").status_code == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((urlsplit(url).hostname or "", urlsplit(url).port or 0), 1).close()


def test_the_server_answers_over_tls_with_a_certificate_to_trust(dataverse: Emulator) -> None:
    with dataverse.serve(host="localhost", tls=True) as url:
        assert url.startswith("https://localhost:")
        context = ssl.create_default_context(cafile=str(dataverse.certificate))
        with httpx.Client(headers=TOKEN, verify=context) as client:
            assert client.get(f"{url}/api/data/v9.2/WhoAmI").status_code == 200
    assert dataverse.certificate is None


def raw(url: str, data: bytes) -> bytes:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), 5) as connection:
        connection.sendall(data)
        with suppress(OSError):  # the server may have answered and hung up already
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


HEAD = b"Host: h\r\nAuthorization: Bearer x\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "start"),
    [
        (b"\r\nGET /api/data/v9.2/WhoAmI HTTP/1.1\r\n" + HEAD + b"\r\n", b"HTTP/1.1 200 OK\r\n"),
        (b"GET /api/data/v9.2/contacts?$filter=lastname eq 'a b' HTTP/1.1\r\n" + HEAD + b"\r\n", b"HTTP/1.1 200 OK\r\n"),
        (b"GET /api/data/v9.2/WhoAmI HTTP/1.0\r\n" + HEAD + b"\r\n", b"HTTP/1.1 200 OK\r\n"),
        (b"HEAD /api/data/v9.2/WhoAmI HTTP/1.1\r\n" + HEAD + b"\r\n", b"HTTP/1.1 404 Not Found\r\n"),
        (b"POST /api/data/v9.2/tasks HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + HEAD + b"\r\n2\r\n{}\r\n0\r\n\r\n", b"HTTP/1.1 204"),
        (b"POST /api/data/v9.2/tasks HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + HEAD + b"\r\nx\r\n", b"HTTP/1.1 400"),
        (b"POST /api/data/v9.2/tasks HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + HEAD + b"\r\nfffffffff\r\n", b"HTTP/1.1 413"),
        (b"POST /api/data/v9.2/tasks HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n" + HEAD + b"\r\n{}", b"HTTP/1.1 100 Continue"),
        (b"POST /api/data/v9.2/tasks HTTP/1.1\r\nContent-Length: x\r\n" + HEAD + b"\r\n{}", b"HTTP/1.1 400"),
        (b"POST /api/data/v9.2/tasks HTTP/1.1\r\nContent-Length: 999999999999\r\n" + HEAD + b"\r\n{}", b"HTTP/1.1 413"),
        (b"POST /api/data/v9.2/tasks HTTP/1.1\r\nContent-Length: 50\r\n" + HEAD + b"\r\n{}", b""),
        (b"nonsense\r\n\r\n", b"HTTP/1.1 400"),
        (b"GET / HTTP/1.1\r\nnonsense\r\n\r\n", b"HTTP/1.1 400"),
        (b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\n\r\n", b"HTTP/1.1 414"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", b"HTTP/1.1 431"),
        (b"", b""),
    ],
    ids=range(16),
)  # fmt: skip
def test_requests_are_framed_as_http_says(dataverse: Emulator, request_bytes: bytes, start: bytes) -> None:
    with dataverse.serve() as url:
        assert raw(url, request_bytes)[: len(start) or None] == start


def test_faults_are_planned_over_http_too(dataverse: Emulator) -> None:
    with dataverse.serve() as url, httpx.Client(headers=TOKEN) as client:
        control = f"{url}/_emulator/faults"
        assert client.post(control, json={"status": 503, "headers": {"Retry-After": "2"}, "body": "x"}).status_code == 204
        reply = client.get(f"{url}/api/data/v9.2/WhoAmI")
        assert (reply.status_code, reply.headers["Retry-After"], reply.text) == (503, "2", "x")
        assert client.post(control, json={"drop": True, "nth": 1}).status_code == 204
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(f"{url}/api/data/v9.2/WhoAmI")
        assert client.post(control, json={"part": True, "status": 500}).status_code == 204
        assert client.delete(control).status_code == 204
        assert client.get(control).status_code == 405
        assert client.get(f"{url}/_emulator/nothing").status_code == 404
        for plan in (b"{", b"{}", b"[]", b'{"status": "x"}'):
            assert client.post(control, content=plan).status_code == 400


def test_many_threads_write_at_once_and_nothing_is_lost(dataverse: Emulator) -> None:
    statuses: list[int] = []

    def work(url: str) -> None:
        connection = http.client.HTTPConnection(url.removeprefix("http://"))
        for _ in range(20):
            connection.request("POST", "/api/data/v9.2/tasks", b'{"subject":"s"}', TOKEN)
            reply = connection.getresponse()
            reply.read()
            statuses.append(reply.status)
        connection.close()

    with dataverse.serve() as url:
        threads = [threading.Thread(target=work, args=(url,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [204] * 160
    rows = dataverse.rows("tasks")
    assert len(rows) == 160
    assert len({row["@odata.etag"] for row in rows}) == 160


# -- other schemas -------------------------------------------------------------------------------------------------------

THINGS = TableSchema(
    logical_name="new_thing",
    set_name="new_things",
    key="new_thingid",
    primary_name="new_name",
    schema_name="new_Thing",
    columns=(
        ColumnSchema("new_thingid", "new_thingid", "Edm.Guid"),
        ColumnSchema("new_name", "new_name", "Edm.String", "String", max_length=10),
        ColumnSchema("new_code", "new_code", "Edm.Int32", "Integer", minimum=0, maximum=9),
        ColumnSchema("new_tags", "new_tags", "Edm.String", options=((1, "One"), (9, "Nine")), multi_select=True),
        ColumnSchema("_new_parent_value", "new_parent", "Edm.Guid", "Lookup", targets=("new_thing",)),
        ColumnSchema("New_Name", "New_Name", "Edm.String"),
    ),
    navigations=(
        NavigationSchema("new_Parent", "new_thing", False, "_new_parent_value", "new_things_children"),
        NavigationSchema("new_things_children", "new_thing", True, None, "new_Parent", "RemoveLink"),
    ),
    alternate_keys=(KeySchema("byname", ("new_name", "new_code")),),
)


@pytest.fixture
def things() -> httpx.Client:
    dataverse = Emulator(seed="empty", metadata=Schema({"new_thing": THINGS}))
    return httpx.Client(transport=dataverse.transport(), headers=TOKEN, base_url=ROOT + "/")


def test_records_are_addressed_upserted_and_bound_by_alternate_key(things: httpx.Client) -> None:
    url = "new_things(new_name='O''Brien/x',new_code=5)"
    assert things.get(url).json()["error"]["code"] == "0x80060891"
    assert things.patch(url, json={}, headers={"If-Match": "*"}).status_code == 404
    made = things.patch(url, json={"new_tags": "9,1"})
    assert made.status_code == 204
    row = things.get(url).json()
    assert (row["new_name"], row["new_code"], row["new_tags"]) == ("O'Brien/x", 5, "1,9")
    assert row["new_thingid"] in made.headers["OData-EntityId"]
    assert things.get("new_things(new_name=@n,new_code=@c)?@n='O''Brien/x'&@c=5").json() == row
    assert things.post("new_things", json={"new_Parent@odata.bind": url}).status_code == 204
    taken = things.post("new_things", json={"new_name": "o'brien/X", "new_code": 5})
    assert (taken.status_code, taken.json()["error"]["code"]) == (412, "0x80060892")
    shown = things.get(url, headers={"Prefer": 'odata.include-annotations="*"'}).json()
    assert shown["new_tags@OData.Community.Display.V1.FormattedValue"] == "One; Nine"
    assert things.delete(url).status_code == 204
    (left,) = things.get("new_things").json()["value"]
    assert left["_new_parent_value"] is None


@pytest.mark.parametrize(
    ("body", "code"), [({"new_code": 10}, "0x80044330"), ({"new_tags": "1,2"}, "0x8004431A"), ({"new_tags": "x"}, "0x8004431A")]
)
def test_ranges_and_choices_of_a_custom_table_hold(things: httpx.Client, body: object, code: str) -> None:
    assert things.post("new_things", json=body).json()["error"]["code"] == code


def test_the_metadata_of_a_custom_table_names_its_keys(things: httpx.Client) -> None:
    text = things.get("$metadata").text
    assert '<PropertyValue Property="Alias" String="new_code" />' in text
    keys = things.get("EntityDefinitions(LogicalName='new_thing')/Keys").json()["value"]
    assert [key["KeyAttributes"] for key in keys] == [["new_name", "new_code"]]


@pytest.mark.parametrize("text", ["", "x", '<cookie pagenumber="2" pagingcookie="x" istracking="False" />'])
def test_a_token_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="Paging Cookie"):
        read_token("contacts?", text)
