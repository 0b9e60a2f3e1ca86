"""The limits of a query and their codes, and what a request may say without changing its answer."""

from urllib.parse import quote

import httpx
import pytest

from dataverse_sdk.emulator import Emulator

ACME = "00000000-0000-0000-0000-0000000000a1"
LIKE = "<fetch><entity name='contact'><filter><condition attribute='firstname' operator='like' value='%n_'/></filter></entity></fetch>"
ANN, BEN = (f"00000000-0000-0000-0000-0000000000b{number}" for number in (1, 2))


@pytest.fixture
def http(dataverse: Emulator, http: httpx.Client) -> httpx.Client:
    dataverse.load(
        {
            "accounts": [{"accountid": ACME, "name": "Acme"}],
            "contacts": [
                {"contactid": ANN, "firstname": "Ann", "lastname": "Ba", "_parentcustomerid_value": ACME},
                {"contactid": BEN, "firstname": "Ben", "lastname": "Cu", "_parentcustomerid_value": ACME},
            ],
        }
    )
    return http


def refused(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


def test_five_hundred_conditions_are_counted_over_the_whole_query(http: httpx.Client) -> None:
    def many(number: int) -> str:
        return " or ".join(["firstname eq 'x'"] * number)

    assert http.get("contacts", params={"$filter": many(500)}).status_code == 200
    assert refused(http.get("contacts", params={"$filter": many(501)})) == (400, "0x8004430C")
    expand = f"contact_customer_accounts($filter={many(300)})"
    assert http.get("accounts", params={"$expand": expand, "$filter": "name ne 'x'"}).status_code == 200
    more = " or ".join(["name eq 'x'"] * 201)
    assert refused(http.get("accounts", params={"$expand": expand, "$filter": more})) == (400, "0x8004430C")


def test_fifteen_expansions_are_the_most(http: httpx.Client) -> None:
    names = [
        "createdby",
        "modifiedby",
        "owninguser",
        "createdonbehalfby",
        "modifiedonbehalfby",
        "owningteam",
        "owningbusinessunit",
        "primarycontactid",
    ]
    inner = ",".join(["createdby", "modifiedby", "owninguser", "owningteam", "owningbusinessunit", "masterid", "createdonbehalfby"])
    fifteen = f"{','.join(names[:-1])},{names[-1]}($expand={inner})"
    assert http.get(f"accounts?$expand={fifteen}").status_code == 200
    assert refused(http.get(f"accounts?$expand={fifteen},masterid")) == (400, "0x80060888")


def test_a_url_has_a_longest_length_and_a_longer_one_in_a_batch(http: httpx.Client) -> None:
    def of_length(number: int) -> str:
        start = "/api/data/v9.2/contacts?$top=1&tag="
        return start + "x" * (number - len(start))

    assert http.get(f"https://emulator.localhost{of_length(32_768)}").status_code == 200
    assert http.get(f"https://emulator.localhost{of_length(32_769)}").status_code == 414
    for length, status in ((65_536, "200 OK"), (65_537, "414")):
        part = f"--b\r\nContent-Type: application/http\r\n\r\nGET {of_length(length)} HTTP/1.1\r\n\r\n\r\n--b--\r\n"
        reply = http.post("$batch", headers={"Content-Type": "multipart/mixed;boundary=b"}, content=part)
        assert f"HTTP/1.1 {status}" in reply.text


@pytest.mark.parametrize(
    "query",
    [
        "$filter=contains(firstname,'n')",
        "$filter=endswith(firstname,'n')",
        "$filter=startswith(firstname,'%25n')",
        "$filter=endswith(firstname,lastname)",
        f"fetchXml={quote(LIKE)}",
        "sql=SELECT firstname FROM contact WHERE firstname LIKE '%25n'",
    ],
)
def test_leading_wildcards_are_refused_where_the_environment_throttles_them(http: httpx.Client, query: str) -> None:
    assert http.get(f"contacts?{query}").status_code == 200
    with Emulator(seed="empty", leading_wildcards="refuse") as strict, httpx.Client(transport=strict.transport()) as client:
        root, headers = "https://emulator.localhost/api/data/v9.2/", {"Authorization": "Bearer x"}
        assert refused(client.get(f"{root}contacts?{query}", headers=headers)) == (400, "0x80048573")
        assert client.get(f"{root}contacts?$filter=startswith(firstname,'n')", headers=headers).status_code == 200


def test_options_that_the_service_lacks_are_refused(http: httpx.Client) -> None:
    reply = http.get("contacts?$skip=1")
    assert refused(reply) == (400, "0x80060888")
    assert reply.json()["error"]["message"] == "Skip Clause is not supported in CRM"


@pytest.mark.parametrize(
    "query",
    ["gendercode eq 'x'", "createdon gt 'yesterday'", "contactid eq 5", "donotemail eq 1", "firstname eq 5", "annualincome gt 'many'"],
)
def test_literals_must_be_of_the_columns_type(http: httpx.Client, query: str) -> None:
    assert refused(http.get("contacts", params={"$filter": query})) == (400, "0x80060888")


def test_strong_consistency_may_be_asked_for(http: httpx.Client) -> None:
    assert len(http.get("contacts", headers={"Consistency": "Strong"}).json()["value"]) == 2


def test_aliases_stand_for_values_and_columns(http: httpx.Client) -> None:
    url = "contacts?$select=firstname&$filter=@p1 ne @p3&$orderby=@p2 desc&@p1=lastname&@p2=firstname"
    assert [row["firstname"] for row in http.get(url).json()["value"]] == ["Ben", "Ann"]


def test_collections_are_counted_and_filtered_from_a_row(http: httpx.Client) -> None:
    collection = f"accounts({ACME})/contact_customer_accounts"
    assert http.get(f"{collection}/$count").text == "\ufeff2"
    assert http.get(f"{collection}/$count?$filter=lastname eq 'cu'").text == "\ufeff1"
    assert http.get("contacts/$count?$filter=firstname eq 'Ann'").text == "\ufeff1"
    assert [row["firstname"] for row in http.get(f"{collection}?$filter=lastname eq 'Cu'&$select=firstname").json()["value"]] == ["Ben"]
    assert http.get(f"contacts({ANN})/firstname").json()["value"] == "Ann"
    assert http.get(f"contacts({ANN})/firstname/$value").text == "Ann"
    apply = http.get(f"{collection}?$apply=groupby((lastname),aggregate($count as n))").json()["value"]
    assert apply == [{"lastname": "Ba", "n": 1}, {"lastname": "Cu", "n": 1}]


def test_fractions_of_seconds_are_ordered_and_compared(http: httpx.Client, dataverse: Emulator) -> None:
    moments = ["2026-01-01T00:00:05Z", "2026-01-01T00:00:05.5Z", "2026-01-01T00:00:06Z"]
    dataverse.load({"tasks": [{"subject": moment, "scheduledend": moment} for moment in reversed(moments)]})
    found = http.get("tasks?$select=subject&$orderby=scheduledend").json()["value"]
    assert [row["subject"] for row in found] == moments
    later = http.get("tasks?$select=subject&$filter=scheduledend gt 2026-01-01T00:00:05Z&$orderby=scheduledend desc").json()["value"]
    assert [row["subject"] for row in later] == [moments[2], moments[1]]
