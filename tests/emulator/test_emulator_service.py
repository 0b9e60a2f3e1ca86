"""The service over HTTP messages: routes, queries and pages, batches, what is refused and what is not imitated."""

import json
from decimal import Decimal
from urllib.parse import quote

import httpx
import pytest

from dataverse_sdk.emulator import Emulator

ID = "00000000-0000-0000-0000-0000000000{:02d}".format
ROOT = "https://emulator.localhost/api/data/v9.2"
ALL = {"Prefer": 'odata.include-annotations="*"'}


def error(reply: httpx.Response) -> tuple[int, str, str]:
    body = reply.json()["error"]
    return reply.status_code, body["code"], body["message"]


@pytest.fixture
def people(dataverse: Emulator) -> Emulator:
    dataverse.load(
        {
            "contacts": [
                {
                    "contactid": ID(n),
                    "firstname": "P",
                    "lastname": f"L{n:02d}",
                    "emailaddress1": f"p{n}@example.test",
                    "numberofchildren": n % 3,
                    "annualincome": n * 1000,
                    "gendercode": 1 + n % 2,
                }
                for n in range(1, 13)
            ],
            "annotations": [{"annotationid": ID(50 + n), "subject": f"s{n}", "_objectid_value": ID(1)} for n in range(3)],
        }
    )
    return dataverse


# -- routes --------------------------------------------------------------------------------------------------------------


def test_the_service_document_lists_entity_sets(http: httpx.Client) -> None:
    body = http.get("").json()
    assert body["@odata.context"] == f"{ROOT}/$metadata"
    assert {"name": "contacts", "kind": "EntitySet", "url": "contacts"} in body["value"]


@pytest.mark.parametrize("url", ["WhoAmI", "WhoAmI()", "https://emulator.localhost/api/data/v9.0/WhoAmI"])
def test_who_am_i_names_user_unit_and_organization(http: httpx.Client, url: str) -> None:
    assert {"BusinessUnitId", "UserId", "OrganizationId"} <= set(http.get(url).json())


def test_the_current_organization_has_an_id(http: httpx.Client) -> None:
    organization = http.get("RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'")
    assert organization.json()["Detail"]["OrganizationId"] == http.get("WhoAmI").json()["OrganizationId"]


@pytest.mark.parametrize(
    ("method", "url", "status", "code", "part"),
    [
        ("GET", "Account", 404, "0x8006088a", "Resource not found for the segment 'Account'."),
        ("POST", "WhoAmI", 404, "", f"No HTTP resource was found that matches the request URI '{ROOT}/WhoAmI'."),
        ("GET", "contacts(1)", 400, "0x80060888", "Error in query syntax"),
        ("GET", "contacts(nothing=1)", 400, "0x80060888", "The key in the request URI is not valid for resource"),
        ("GET", "contacts(lastname='x')", 400, "0x80060888", "The key in the request URI is not valid for resource"),
        ("GET", "contacts(contactid='x')", 400, "0x80060888", "Edm.Guid"),
        ("GET", "contacts('", 400, "0x80060888", "not closed"),
        ("GET", "contacts(1)x", 400, "0x80060888", "query syntax"),
        ("PUT", "contacts", 405, "0x80060888", "does not support http method 'PUT'"),
        ("PUT", f"contacts({ID(1)})", 405, "0x80060888", "PUT"),
        ("GET", "$batch", 405, "0x80060888", "GET"),
        ("GET", "contacts/nothing", 404, "0x8006088a", "nothing"),
        ("GET", f"contacts({ID(1)})/Contact_Annotation/nothing", 404, "", ""),
        ("GET", "contacts?$skip=5", 400, "0x80060888", "Skip"),
        ("GET", "contacts?$select=Name", 400, "0x80060888", "Could not find a property named 'Name' on type"),
        ("GET", "contacts?$filter=nothing eq 1", 400, "0x80060888", "nothing"),
        ("GET", "contacts?$filter=lastname eq", 400, "0x80060888", ""),
        ("GET", "contacts?$expand=nothing", 400, "0x80060888", "nothing"),
        ("GET", "contacts?fetchXml=<fetch/>", 400, "0x80040201", "entity"),
        ("GET", "contacts?savedQuery=x", 400, "0x80060888", "id"),
        ("GET", "contacts?sql=SELECT", 400, "0x80060888", "syntax"),
        ("POST", f"contacts({ID(1)})/Microsoft.Dynamics.CRM.new_Do", 501, "0x80060888", "new_Do"),
        ("POST", "ConvertQuoteToSalesOrder", 501, "0x80060888", "ConvertQuoteToSalesOrder"),
        ("GET", "systemusers(firstname='x')", 400, "0x80060888", "key"),
    ],
)
def test_a_request_that_is_wrong_or_not_imitated_says_so(
    http: httpx.Client, method: str, url: str, status: int, code: str, part: str
) -> None:
    http.post("contacts", json={"contactid": ID(1)})
    got = error(http.request(method, url))
    assert got[0] == status
    assert code in got[1]
    assert part in got[2]


def test_a_url_beyond_the_limit_is_refused_and_may_be_longer_in_a_batch(http: httpx.Client) -> None:
    long = "contacts?$filter=" + quote(" or ".join(["lastname eq 'x'"] * 450) + " or lastname eq '" + "y" * 20_000 + "'")
    assert len(long) > 32_768
    assert http.get(long).status_code == 414
    part = f"--b\r\nContent-Type: application/http\r\n\r\nGET {long} HTTP/1.1\r\n\r\n\r\n--b--"
    reply = http.post("$batch", content=part, headers={"Content-Type": "multipart/mixed; boundary=b"})
    assert b"HTTP/1.1 200 OK" in reply.content


def test_a_request_without_a_bearer_token_is_challenged(dataverse: Emulator) -> None:
    with httpx.Client(transport=dataverse.transport()) as client:
        for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer "}):
            reply = client.get(f"{ROOT}/WhoAmI", headers=headers)
            assert reply.status_code == 401
            challenge = reply.headers["WWW-Authenticate"]
            assert challenge.startswith("Bearer authorization_uri=https://emulator.localhost/")
            assert "resource_id=https://emulator.localhost/" in challenge


def test_a_named_token_is_the_only_one_accepted() -> None:
    with Emulator(seed="empty", token="right") as dataverse, httpx.Client(transport=dataverse.transport()) as client:
        assert client.get(f"{ROOT}/WhoAmI", headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert client.get(f"{ROOT}/WhoAmI", headers={"authorization": "bearer right"}).status_code == 200


def test_an_error_carries_details_when_every_annotation_is_asked_for(http: httpx.Client) -> None:
    body = http.get("Account", headers=ALL).json()["error"]
    assert body["@Microsoft.PowerApps.CDS.InnerError.Message"] == body["message"]


# -- queries -------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_a_page_holds_what_was_selected_and_the_key(http: httpx.Client) -> None:
    body = http.get("contacts?$select=fullname&$filter=lastname eq 'l02'").json()
    assert body["@odata.context"] == f"{ROOT}/$metadata#contacts(fullname)"
    (row,) = body["value"]
    assert row == {"@odata.etag": row["@odata.etag"], "fullname": "P L02", "contactid": ID(2)}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "query",
    [
        "$select=fullname&$filter=emailaddress1 eq 'P2@example.test'",
        "%24select=fullname&%24filter=emailaddress1+eq+%27p2@example.test%27",
        "$filter=endswith(emailaddress1,'2@example.test') and startswith(lastname,'L0')&$select=contactid",
        "$filter=annualincome eq 2000.0&$select=fullname",
        f"$filter=contactid eq {ID(2)}",
        "$filter=lastname eq @p&@p='L02'",
    ],
)
def test_filters_are_read_however_they_are_encoded(http: httpx.Client, query: str) -> None:
    assert [row["contactid"] for row in http.get(f"contacts?{query}").json()["value"]] == [ID(2)]


@pytest.mark.usefixtures("people")
def test_rows_are_ordered_and_limited(http: httpx.Client) -> None:
    rows = http.get("contacts?$select=lastname&$orderby=numberofchildren desc,lastname&$top=3").json()
    assert [row["lastname"] for row in rows["value"]] == ["L02", "L05", "L08"]
    assert "@odata.nextLink" not in rows


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("order", ["", "&$orderby=numberofchildren desc", "&$orderby=birthdate,lastname desc"])
def test_next_links_lead_through_every_row_once(http: httpx.Client, order: str) -> None:
    headers = {"Prefer": "odata.maxpagesize=5"}
    reply = http.get(f"contacts?$select=lastname&$filter=startswith(lastname, 'L'){order}", headers=headers)
    seen, sizes = [], []
    while True:
        assert reply.headers["Preference-Applied"] == "odata.maxpagesize=5"
        body = reply.json()
        seen += [row["lastname"] for row in body["value"]]
        sizes.append(len(body["value"]))
        if "@odata.nextLink" not in body:
            break
        link = body["@odata.nextLink"]
        assert link.startswith(f"{ROOT}/contacts?$select=lastname&$filter=startswith(lastname,%20'L')")
        assert "$skiptoken=%3Ccookie%20pagenumber=%22" in link
        assert " " not in link
        reply = http.get(link, headers=headers)
    assert sizes == [5, 5, 2]
    assert sorted(seen) == [f"L{n:02d}" for n in range(1, 13)]


@pytest.mark.usefixtures("people")
def test_a_next_link_that_was_edited_is_refused(http: httpx.Client) -> None:
    link = http.get("contacts?$select=lastname", headers={"Prefer": "odata.maxpagesize=5"}).json()["@odata.nextLink"]
    for edited in (link.replace("lastname", "firstname"), link.replace("pagenumber=%222", "pagenumber=%223"), link[:-5]):
        assert error(http.get(edited)) == (400, "0x80060888", "Malformed XML in the Paging Cookie")


@pytest.mark.usefixtures("people")
def test_no_rows_are_given_when_none_are_asked_for(http: httpx.Client) -> None:
    reply = http.get("contacts?$select=fullname&$top=0&$count=true").json()
    assert (reply["value"], reply["@odata.count"], "@odata.nextLink" in reply) == ([], 12, False)
    assert http.get("contacts?$select=fullname&$expand=Contact_Annotation($top=0)").status_code == 200


@pytest.mark.usefixtures("people")
def test_top_is_ignored_beside_a_page_size(http: httpx.Client) -> None:
    body = http.get("contacts?$top=2", headers={"Prefer": "odata.maxpagesize=5"}).json()
    assert len(body["value"]) == 5
    assert "@odata.nextLink" in body


@pytest.mark.usefixtures("people")
def test_counts_come_with_the_rows_or_alone(http: httpx.Client) -> None:
    assert http.get("contacts?$count=true&$top=2").json()["@odata.count"] == 12
    alone = http.get("contacts/$count?$filter=gendercode eq 1", headers={"Accept": "application/json"})
    assert alone.content == b"\xef\xbb\xbf6"
    assert alone.headers["Content-Type"] == "text/plain"
    name = "@Microsoft.Dynamics.CRM.totalrecordcount"
    assert http.get("contacts?$count=true", headers=ALL).json()[name] == 12
    assert http.get("contacts", headers=ALL).json()[name] == -1


def test_a_count_ends_at_five_thousand_and_so_does_a_page(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"lastname": "x"}] * 5001})
    body = http.get("contacts?$count=true&$select=lastname", headers=ALL).json()
    assert (body["@odata.count"], len(body["value"])) == (5000, 5000)
    assert body["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] is True
    assert len(http.get(body["@odata.nextLink"]).json()["value"]) == 1
    assert http.get("contacts/$count").text == "\ufeff5000"


@pytest.mark.usefixtures("people")
def test_formatted_values_and_lookup_annotations_come_on_request(http: httpx.Client) -> None:
    select = "gendercode,annualincome,_ownerid_value,donotemail,createdon,birthdate"
    http.patch(f"contacts({ID(1)})", json={"birthdate": "1815-12-10", "donotemail": True})
    row = http.get(f"contacts({ID(1)})?$select={select}", headers=ALL).json()
    shown = {name.partition("@")[0]: value for name, value in row.items() if name.endswith("FormattedValue")}
    assert shown["gendercode"] == "Female"
    assert shown["annualincome"] == "$1,000.00"
    assert shown["_ownerid_value"] == "Emulated User"
    assert shown["donotemail"] == "Do Not Allow"
    assert shown["birthdate"] == "12/10/1815"
    assert row["_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] == "systemuser"
    only = {"Prefer": 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"'}
    names = {name.partition("@")[2] for name in http.get(f"contacts({ID(1)})?$select={select}", headers=only).json()}
    assert names == {"", "odata.context", "odata.etag", "OData.Community.Display.V1.FormattedValue"}
    assert "@OData" not in http.get(f"contacts({ID(1)})").text


@pytest.mark.usefixtures("people")
def test_collections_and_lookups_are_expanded(http: httpx.Client) -> None:
    expand = "Contact_Annotation($select=subject;$orderby=subject desc;$top=2),createdby($select=fullname)"
    row = http.get(f"contacts?$filter=contactid eq {ID(1)}&$select=lastname&$expand={expand}").json()["value"][0]
    assert [note["subject"] for note in row["Contact_Annotation"]] == ["s2", "s1"]
    assert row["createdby"]["fullname"] == "Emulated User"
    link = f"{ROOT}/contacts({ID(1)})/Contact_Annotation?$select=subject&$orderby=subject%20desc&$top=2"
    assert row["Contact_Annotation@odata.nextLink"] == link
    assert len(http.get(link).json()["value"]) == 2
    single = http.get(f"contacts({ID(2)})?$select=lastname&$expand={expand},masterid($select=fullname)").json()
    assert (single["Contact_Annotation"], single["masterid"]) == ([], None)
    context = "contacts(lastname,Contact_Annotation(subject),createdby(fullname),masterid(fullname))/$entity"
    assert single["@odata.context"] == f"{ROOT}/$metadata#{context}"
    reference = http.get(f"contacts({ID(2)})?$select=lastname&$expand=createdby/$ref").json()["createdby"]
    assert set(reference) == {"@odata.id"}


@pytest.mark.usefixtures("people")
def test_expands_nest(http: httpx.Client) -> None:
    expand = "objectid_contact($select=lastname;$expand=createdby($select=fullname))"
    for row in http.get(f"annotations?$select=subject&$expand={expand}").json()["value"]:
        assert row["objectid_contact"]["createdby"]["fullname"] == "Emulated User"


@pytest.mark.usefixtures("people")
def test_filters_reach_through_lookups(http: httpx.Client) -> None:
    url = f"annotations?$select=subject&$filter=objectid_contact/contactid eq {ID(1)} and objectid_contact/createdby/fullname eq 'emulated user'"
    assert len(http.get(url).json()["value"]) == 3


def test_money_is_written_to_the_last_digit(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"accounts": [{"accountid": ID(1), "revenue": Decimal("922337203685477.5807")}]})
    assert '"revenue":922337203685477.5807' in http.get(f"accounts({ID(1)})").text


# -- batches -------------------------------------------------------------------------------------------------------------


def operation(method: str, url: str, body: object = None, content_id: int | None = None, *headers: str) -> str:
    lines = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if content_id is not None:
        lines.append(f"Content-ID: {content_id}")
    lines += ["", f"{method} {url} HTTP/1.1", "Content-Type: application/json", *headers, "", json.dumps(body) if body else ""]
    return "\r\n".join(lines) + "\r\n"


def change_set(*operations: str) -> str:
    return "Content-Type: multipart/mixed; boundary=c\r\n\r\n" + "".join(f"--c\r\n{each}" for each in operations) + "--c--\r\n"


def send(http: httpx.Client, *items: str, prefer: str | None = None) -> tuple[httpx.Response, list[int]]:
    body = "".join(f"--b\r\n{item}" for item in items) + "--b--\r\n"
    headers = {"Content-Type": "multipart/mixed; boundary=b"} | ({} if prefer is None else {"Prefer": prefer})
    reply = http.post("$batch", content=body.encode(), headers=headers)
    return reply, [int(line.split()[1]) for line in reply.text.split("\r\n") if line.startswith("HTTP/1.1 ")]


GO_ON = "odata.continue-on-error"


def test_operations_are_answered_in_order(http: httpx.Client) -> None:
    reply, statuses = send(
        http,
        operation("POST", "contacts", {"contactid": ID(1), "lastname": "A"}),
        operation("GET", f"/api/data/v9.2/contacts({ID(1)})?$select=lastname"),
        operation("PATCH", f"{ROOT}/contacts({ID(1)})", {"lastname": "B"}),
        operation("GET", "contacts?$select=lastname&$filter=lastname eq 'B'"),
        operation("DELETE", f"/contacts({ID(1)})", None, None, "If-Match: *"),
    )
    assert (reply.status_code, statuses) == (200, [204, 200, 204, 200, 204])
    assert "Content-Type: application/json; odata.metadata=minimal; odata.streaming=true" in reply.text


def test_the_first_failure_ends_a_batch_with_its_status(dataverse: Emulator, http: httpx.Client) -> None:
    reply, statuses = send(
        http,
        operation("POST", "contacts", {"lastname": "A"}),
        operation("POST", "contacts", {"lastname": "x" * 51}),
        operation("POST", "contacts", {"lastname": "B"}),
    )
    assert (reply.status_code, statuses) == (400, [204, 400])
    assert "REQ_ID: " in reply.text
    assert [row["lastname"] for row in dataverse.rows("contacts")] == ["A"]


def test_a_batch_goes_on_after_an_error_when_asked_to(dataverse: Emulator, http: httpx.Client) -> None:
    items = [operation("GET", "nothing"), operation("POST", "contacts", {"lastname": "B"})]
    reply, statuses = send(http, *items, prefer=GO_ON)
    assert (reply.status_code, statuses) == (200, [404, 204])
    assert len(dataverse.rows("contacts")) == 1


@pytest.mark.parametrize(("prefer", "outer", "after"), [(None, 400, []), (GO_ON, 200, [204])])
def test_a_failed_change_set_leaves_nothing_and_answers_once(
    dataverse: Emulator, http: httpx.Client, prefer: str | None, outer: int, after: list[int]
) -> None:
    failing = change_set(operation("POST", "contacts", {"lastname": "A"}, 1), operation("POST", "contacts", {"lastname": "x" * 51}, 2))
    reply, statuses = send(http, failing, operation("POST", "accounts", {"name": "N"}), prefer=prefer)
    assert (reply.status_code, statuses) == (outer, [400, *after])
    assert "boundary=changesetresponse_" in reply.text
    assert "Content-ID: 2" in reply.text
    assert "Content-ID: 1" not in reply.text
    assert dataverse.rows("contacts") == []
    assert [row for row in dataverse.rows("customeraddresses") if row["objecttypecode"] == "contact"] == []


def test_references_work_in_urls_and_bodies_within_a_change_set(http: httpx.Client) -> None:
    reply, statuses = send(
        http,
        change_set(
            operation("POST", "accounts", {"accountid": ID(1), "name": "A"}, 1),
            operation("POST", f"{ROOT}/contacts", {"contactid": ID(2), "lastname": "P"}, 2),
            operation("PUT", "$1/primarycontactid/$ref", {"@odata.id": "$2"}, 3),
            operation("PATCH", "$2", {"parentcustomerid_account@odata.bind": "$1"}, 4),
            operation("PUT", "/$2/jobtitle", {"value": "J"}, 5),
        ),
    )
    assert (reply.status_code, statuses) == (200, [204] * 5)
    row = http.get(f"accounts({ID(1)})?$select=name&$expand=primarycontactid($select=jobtitle,_parentcustomerid_value)").json()
    assert (row["primarycontactid"]["jobtitle"], row["primarycontactid"]["_parentcustomerid_value"]) == ("J", ID(1))


def test_a_reference_forwards_or_to_another_change_set_does_not_exist(http: httpx.Client) -> None:
    message = "Content-ID Reference: '$1' does not exist in the batch context."
    late = change_set(
        operation("POST", "contacts", {"parentcustomerid_account@odata.bind": "$1"}, 2),
        operation("POST", "accounts", {"name": "Q"}, 1),
    )
    other = [change_set(operation("POST", "accounts", {"name": "Q"}, 1)), operation("PATCH", "$1", {"name": "R"})]
    for items in ([late], other):
        reply, statuses = send(http, *items)
        assert reply.status_code == 400
        assert statuses[-1] == 400
        assert message in reply.text


def test_a_malformed_batch_is_answered_with_plain_json(http: httpx.Client) -> None:
    reply = http.post("$batch", content=b"--b\r\n", headers={"Content-Type": "multipart/mixed; boundary=b"})
    assert error(reply)[0] == 400
    assert reply.headers["Content-Type"].startswith("application/json")


def test_preferences_hold_inside_a_part(http: httpx.Client) -> None:
    reply, statuses = send(
        http,
        operation("POST", "contacts?$select=lastname", {"lastname": "A"}, None, "Prefer: return=representation"),
        operation("GET", "contacts?$select=gendercode", None, None, 'Prefer: odata.include-annotations="*"'),
    )
    assert statuses == [201, 200]
    assert "totalrecordcount" in reply.text


def test_a_page_inside_a_batch_has_a_link_that_works_outside(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"lastname": f"{n}"} for n in range(3)]})
    reply, _ = send(http, operation("GET", "contacts?$select=lastname", None, None, "Prefer: odata.maxpagesize=2"))
    link = json.loads(reply.text[reply.text.index("{") : reply.text.rindex("}") + 1])["@odata.nextLink"]
    assert len(http.get(link).json()["value"]) == 1


def test_an_empty_change_set_is_answered_empty(http: httpx.Client) -> None:
    reply, statuses = send(http, change_set())
    assert (reply.status_code, statuses) == (200, [])
