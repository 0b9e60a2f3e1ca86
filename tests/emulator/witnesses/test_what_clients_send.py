"""Requests as clients are known to send them, byte for byte, and what they insist on in the replies.

The client libraries themselves are beside this module; here stands what any of them does, each for itself, so that a failure has a name.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.http.messages import Headers, Reply, Request

ORIGIN = "https://org.crm.dynamics.com"
API = "/api/data/v9.2"
ACCOUNT, CONTACT, ABSENT = (f"00000000-0000-0000-0000-00000000000{digit}" for digit in "127")
ROWS = {
    "accounts": [{"accountid": ACCOUNT, "name": "A B", "accountnumber": "7"}],
    "contacts": [{"contactid": CONTACT, "lastname": "O'Hara", "_parentcustomerid_value": ACCOUNT}],
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(seed="empty") as dataverse:
        dataverse.load(ROWS)
        yield dataverse


@pytest.fixture(autouse=True)
def _as_it_was(emulator: Emulator) -> Iterator[None]:
    before = emulator.snapshot()
    yield
    emulator.restore(before)


def send(emulator: Emulator, method: str, target: str, body: bytes | str = b"", **headers: str) -> Reply:
    fields = [("Authorization", "Bearer any"), *((name.replace("_", "-"), value) for name, value in headers.items())]
    content = body.encode() if isinstance(body, str) else body
    return emulator.handle(Request(method, target, Headers(fields), content, origin=ORIGIN)).whole()


def names(reply: Reply) -> list[str]:
    assert reply.status == 200, reply.body
    return [row["name"] for row in json.loads(reply.body)["value"]]


# -- URLs --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "%24select=name&%24filter=name+eq+%27A+B%27",
        "$select=name&$filter=name%20eq%20'A%20B'",
        "$select=name&$filter=name eq 'A B'",
        "%24select=name&%24filter=name%20eq%20%27A%20B%27",
        "$select=name&$filter=(name eq 'A B')&$orderby=name asc&$top=3&$count=true",
    ],
)
def test_a_query_is_the_same_however_it_is_encoded(emulator: Emulator, query: str) -> None:
    assert names(send(emulator, "GET", f"{API}/accounts?{query}")) == ["A B"]


@pytest.mark.parametrize(
    ("method", "target", "headers"),
    [
        ("GET", "WhoAmI", {}),
        ("GET", "WhoAmI()", {}),
        ("GET", "contacts/$count", {"Accept": "application/json"}),
        ("GET", "contacts/$count?$filter=lastname eq 'O''Hara'", {"Accept": "text/plain"}),
        ("GET", "contacts", {"If_None_Match": "null", "OData_Version": "4.01", "OData_MaxVersion": "4.01"}),
        ("GET", "contacts?$select=lastname", {"Prefer": "odata.maxpagesize=5000"}),
        ("GET", "contacts?$select=lastname", {"Prefer": 'odata.maxpagesize=5000,odata.include-annotations="*"'}),
        ("GET", "contacts?$select=lastname", {"Prefer": "odata.include-annotations=*"}),
        ("GET", "", {}),
        ("GET", "$metadata", {"Accept": "application/xml"}),
        ("GET", "$metadata", {"Accept": "application/json"}),
        ("GET", f"contacts({CONTACT.upper()})", {}),
        ("GET", f"contacts({{{CONTACT}}})", {}),
        ("GET", f"contacts(contactid={CONTACT})", {}),
        ("GET", f"contacts({CONTACT})?$select=lastname&$expand=parentcustomerid_account($select=name)", {}),
        ("GET", "contacts?fetchXml=<fetch><entity name='contact'><attribute name='lastname'/></entity></fetch>", {}),
        ("GET", "contacts?fetchXml=%3Cfetch%3E%3Centity%20name%3D%22contact%22%2F%3E%3C%2Ffetch%3E", {}),
        ("GET", "contacts?sql=SELECT+lastname+FROM+contact", {}),
        ("GET", "EntityDefinitions?%24select=LogicalName&%24filter=LogicalName+eq+%27account%27", {}),
        ("GET", "EntityDefinitions?$select=LogicalName&$filter=LogicalName eq 'account' or LogicalName eq 'contact'", {}),
        ("GET", "EntityDefinitions(LogicalName='account')", {}),
        ("GET", "EntityDefinitions(LogicalName='account')?$select=LogicalName&$expand=Attributes($select=LogicalName)", {}),
        ("GET", "EntityDefinitions(LogicalName='account')/Attributes", {}),
        ("GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')", {}),
        ("GET", "EntityDefinitions(LogicalName='account')/Keys", {}),
        ("GET", "EntityDefinitions(LogicalName='account')/OneToManyRelationships", {}),
        ("GET", "EntityDefinitions(LogicalName='account')/ManyToOneRelationships", {}),
        ("GET", "EntityDefinitions(LogicalName='account')/ManyToManyRelationships", {}),
        ("GET", "RelationshipDefinitions?$filter=SchemaName eq 'account_primary_contact'", {}),
        ("GET", "sdkmessagefilters?$filter=primaryobjecttypecode eq 'account'&$expand=sdkmessageid($select=name)", {}),
        ("GET", f"accounts({ACCOUNT})/contact_customer_accounts/$ref", {}),
    ],
)
def test_reads_that_clients_send_are_answered(emulator: Emulator, method: str, target: str, headers: dict[str, str]) -> None:
    reply = send(emulator, method, f"{API}/{target}", **headers)
    assert reply.status == 200, reply.body


def test_a_picklist_is_read_by_a_cast_with_its_options(emulator: Emulator) -> None:
    cast = "Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)"
    reply = send(emulator, "GET", f"{API}/EntityDefinitions(LogicalName='account')/{cast}")
    columns = {each["LogicalName"]: each for each in json.loads(reply.body)["value"]}
    assert columns["industrycode"]["OptionSet"]["Options"][0]["Value"] == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("$top=1", "0x80060888"),
        ("$skip=1", "0x80060888"),
        ("$orderby=LogicalName", "0x80060888"),
        ("$filter=startswith(LogicalName,'a')", "0x8006088a"),
        ("$filter=contains(LogicalName,'a')", "0x8006088a"),
    ],
)
def test_definitions_have_limits_of_their_own(emulator: Emulator, query: str, code: str) -> None:
    reply = send(emulator, "GET", f"{API}/EntityDefinitions?{query}")
    assert (reply.status, json.loads(reply.body)["error"]["code"]) == (400, code)


# -- writes ------------------------------------------------------------------------------------------------------------


def header(reply: Reply, name: str) -> str:
    return dict(reply.headers).get(name, "")


def test_a_create_is_answered_204_with_the_address(emulator: Emulator) -> None:
    reply = send(emulator, "POST", f"{API}/accounts", '{"name":"N"}', Content_Type="application/json; charset=utf-8")
    assert (reply.status, reply.body) == (204, b"")
    assert re.fullmatch(rf"{ORIGIN}{API}/accounts\([0-9a-f-]{{36}}\)", header(reply, "OData-EntityId"))


def test_a_create_that_selects_gets_those_columns_back(emulator: Emulator) -> None:
    reply = send(emulator, "POST", f"{API}/accounts?$select=name", '{"name":"N"}', Prefer="return=representation")
    assert reply.status == 201
    assert {name for name in json.loads(reply.body) if "@" not in name} == {"name", "accountid"}


def test_an_error_has_a_code_and_a_message(emulator: Emulator) -> None:
    error = json.loads(send(emulator, "GET", f"{API}/accounts({ABSENT})").body)["error"]
    assert {"code", "message"} <= set(error)


def test_a_next_link_is_absolute(emulator: Emulator) -> None:
    emulator.load({"accounts": [{"name": "1"}, {"name": "2"}]})
    page = json.loads(send(emulator, "GET", f"{API}/accounts?$select=name", Prefer="odata.maxpagesize=2").body)
    assert page["@odata.nextLink"].startswith(f"{ORIGIN}{API}/accounts?")


@pytest.mark.parametrize("target", ["api/search/v2.0/query", "api/search/v1.0/suggest"])
def test_dataverse_search_says_that_it_is_not_imitated(emulator: Emulator, target: str) -> None:
    assert send(emulator, "POST", f"/{target}", "{}").status == 501


def test_metadata_has_annotations_when_they_are_preferred_too(emulator: Emulator) -> None:
    plain = send(emulator, "GET", f"{API}/$metadata").body
    assert send(emulator, "GET", f"{API}/$metadata", Prefer='odata.include-annotations="*"').body != plain
    assert send(emulator, "GET", f"{API}/$metadata?annotations=true").body != plain


# -- batches -----------------------------------------------------------------------------------------------------------


def part(
    request: str, body: str = "", *, head: str = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary", inner: str = ""
) -> str:
    return f"{head}\r\n\r\n{request} HTTP/1.1\r\n{inner}\r\n{body}"


def batch(emulator: Emulator, body: str | bytes, boundary: str = "b", content_type: str | None = None, **headers: str) -> Reply:
    return send(emulator, "POST", f"{API}/$batch", body, Content_Type=content_type or f"multipart/mixed; boundary={boundary}", **headers)


def statuses(reply: Reply) -> list[int]:
    return [int(code) for code in re.findall(rb"\r\nHTTP/1\.1 (\d{3}) \w[\w ]*\r\n", reply.body)]


READ = part("GET accounts?$select=name")
JSON = "Content-Type: application/json; type=entry\r\n"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (f"--b\r\n{READ}\r\n--b--\r\n", 'multipart/mixed; boundary="b"'),
        (f"--b\r\n{READ}\r\n--b--\r\n", "multipart/mixed;boundary=b"),
        (f"\r\n--b\r\n{READ}\r\n--b--\r\n", None),
        (f"--b\r\n{READ}\r\n--b--", None),
        (f"--b\r\n{READ}\r\n\r\n\r\n--b--\r\n", None),
        (f"--b\r\n{READ}\r\n--b--\r\n".replace("\r\n", "\n"), None),
        (f"--b\r\n{part('GET accounts?$select=name', inner='accept: application/json')}\r\n\r\n--b--\r\n", None),
        (f"--b\r\n{part('GET accounts?$select=name', inner='accept: application/json')}\r\n--b--\r\n", None),
        (f"--b\r\n{part('GET accounts?$select=name', head='content-type: application/http')}\r\n--b--\r\n", None),
        (f"--b\r\n{part(f'GET {ORIGIN}{API}/accounts?$select=name')}\r\n--b--\r\n", None),
        (f"--b\r\n{part(f'GET {API}/accounts?$select=name')}\r\n--b--\r\n", None),
        (f"--b\r\n{part('GET /accounts?$select=name')}\r\n--b--\r\n", None),
        (f"--b\r\n{part('GET accounts?$select=name&$filter=name eq ' + chr(39) + 'A B' + chr(39))}\r\n--b--\r\n", None),
    ],
)
def test_a_batch_of_one_read_is_answered_however_it_is_written(emulator: Emulator, body: str, content_type: str | None) -> None:
    reply = batch(emulator, body, content_type=content_type)
    assert reply.status == 200, reply.body
    assert reply.body.startswith(b"--batchresponse_")  # no preamble
    assert header(reply, "Content-Type").startswith("multipart/mixed; boundary=batchresponse_")
    assert statuses(reply) == [200]
    assert b'"A B"' in reply.body


def test_a_change_set_creates_and_links_by_content_id(emulator: Emulator) -> None:
    operations = [
        ("POST accounts", '{"name":"new"}'),
        (f"POST {API}/contacts", '{"lastname":"L","parentcustomerid_account@odata.bind":"$1"}'),
        ("PATCH $2", '{"firstname":"F"}'),
        (f"PUT {ORIGIN}{API}/$1/description", '{"value":"d"}'),
    ]
    inner = "".join(
        f"--c\r\n{part(request, body, head=f'Content-Type: application/http{chr(13)}{chr(10)}Content-ID: {number}', inner=JSON)}\r\n"
        for number, (request, body) in enumerate(operations, 1)
    )
    reply = batch(emulator, f"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n{inner}--c--\r\n\r\n--b--\r\n")
    assert (reply.status, statuses(reply)) == (200, [204] * 4), reply.body
    assert re.findall(rb"Content-ID: (\d)\r\n", reply.body) == [b"1", b"2", b"3", b"4"]
    assert b"boundary=changesetresponse_" in reply.body
    (made,) = [row for row in emulator.rows("contacts") if row["lastname"] == "L"]
    (parent,) = [row for row in emulator.rows("accounts") if row["name"] == "new"]
    assert (made["firstname"], made["_parentcustomerid_value"], parent["description"]) == ("F", parent["accountid"], "d")


@pytest.mark.parametrize(("goes_on", "outer"), [(False, 400), (True, 200)])
def test_a_change_set_that_fails_is_answered_in_its_own_boundary(emulator: Emulator, goes_on: bool, outer: int) -> None:
    head = "Content-Type: application/http\r\nContent-ID: 5"
    inner = f"--c\r\n{part('POST accounts', '{' + chr(34) + 'nosuch' + chr(34) + ':1}', head=head, inner=JSON)}\r\n--c--\r\n"
    prefer = {"Prefer": "odata.continue-on-error"} if goes_on else {}
    reply = batch(emulator, f"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n{inner}--b\r\n{READ}\r\n--b--\r\n", **prefer)
    assert (reply.status, statuses(reply)) == (outer, [400, 200] if goes_on else [400])
    assert b"--changesetresponse_" in reply.body
    assert b"Content-ID: 5\r\n" in reply.body
    assert b'{"error":{"code":"' in reply.body


# -- files -------------------------------------------------------------------------------------------------------------


def test_a_file_is_read_as_json_where_the_value_segment_is_left_out(emulator: Emulator, tmp_path: Path) -> None:
    picture = f"{API}/contacts({CONTACT})/entityimage"
    content = b"\x89PNG\r\n\x1a\n" + bytes(100)
    assert send(emulator, "PATCH", picture, content, Content_Type="application/octet-stream", x_ms_file_name="p.png").status == 204
    reply = send(emulator, "GET", f"{picture}?size=full", Range="bytes=0-7")
    assert (reply.status, json.loads(reply.body)["value"]) == (206, "iVBORw0KGgo=")
    assert (header(reply, "x-ms-file-size"), header(reply, "Content-Disposition")[:10]) == ("108", "attachment")


# -- pages in a browser ------------------------------------------------------------------------------------------------


def test_a_page_of_another_origin_may_ask_and_read(emulator: Emulator) -> None:
    question = {
        "Origin": "http://localhost:3000",
        "Access_Control_Request_Method": "PATCH",
        "Access_Control_Request_Headers": "authorization, prefer",
    }
    fields = Headers([(name.replace("_", "-"), value) for name, value in question.items()])
    asked = emulator.handle(Request("OPTIONS", f"{API}/accounts", fields, origin=ORIGIN))  # a browser sends no token here
    assert asked.status == 204
    assert header(asked, "Access-Control-Allow-Origin") == "http://localhost:3000"
    assert "PATCH" in header(asked, "Access-Control-Allow-Methods")
    assert header(asked, "Access-Control-Allow-Headers") == "authorization, prefer"
    made = send(emulator, "POST", f"{API}/accounts", '{"name":"N"}', Origin="http://localhost:3000")
    assert header(made, "Access-Control-Allow-Origin") == "http://localhost:3000"
    assert "OData-EntityId" in header(made, "Access-Control-Expose-Headers")
    refused = emulator.handle(Request("GET", f"{API}/accounts", Headers([("Origin", "http://localhost:3000")]), origin=ORIGIN))
    assert (refused.status, header(refused, "Access-Control-Allow-Origin")) == (401, "http://localhost:3000")
    assert header(send(emulator, "GET", f"{API}/accounts"), "Access-Control-Allow-Origin") == ""
