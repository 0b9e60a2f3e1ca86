"""`$apply`: the documented examples, the documented rules, and what is refused."""

import httpx
import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.language.options import parse_apply
from dataverse_sdk.emulator.language.syntax import And, Apply, Compare, Literal, Path, Total

ANN, BEN = (f"00000000-0000-0000-0000-0000000000b{number}" for number in (1, 2))
ACME = "00000000-0000-0000-0000-0000000000a1"
FORMATTED = {"Prefer": 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"'}


@pytest.fixture
def http(dataverse: Emulator, http: httpx.Client) -> httpx.Client:
    dataverse.load(
        {
            "contacts": [{"contactid": ANN, "firstname": "Ann", "lastname": "Ba"}, {"contactid": BEN, "firstname": "Ben"}],
            "accounts": [
                {"accountid": ACME, "name": "a", "revenue": 430000, "address1_stateorprovince": "WA", "_primarycontactid_value": ANN,
                 "createdon": "2023-03-25T17:42:46Z"},
                {"name": "A", "revenue": 10000, "statecode": 1, "statuscode": 2, "_primarycontactid_value": BEN,
                 "createdon": "2023-03-25T17:42:47Z"},
                {"name": "c", "address1_stateorprovince": "wa", "_primarycontactid_value": ANN, "_parentaccountid_value": ACME},
            ],
        }
    )  # fmt: skip
    return http


def rows(http: httpx.Client, apply: str, **more: str) -> list[dict[str, object]]:
    reply = http.get("accounts", params={"$apply": apply, **more})
    assert reply.status_code == 200, reply.text
    assert reply.json()["@odata.context"].endswith("/$metadata#accounts")
    return reply.json()["value"]


def test_the_documented_examples_are_answered(http: httpx.Client) -> None:
    assert rows(http, "groupby((statuscode))") == [{"statuscode": 1}, {"statuscode": 2}]
    assert rows(http, "groupby((statuscode),aggregate($count as count))") == [{"statuscode": 1, "count": 2}, {"statuscode": 2, "count": 1}]
    average = rows(http, "groupby((statuscode),aggregate(revenue with average as averagevalue))")
    assert average == [{"statuscode": 1, "averagevalue": 430000}, {"statuscode": 2, "averagevalue": 10000}]
    assert rows(http, "filter(address1_stateorprovince eq 'WA')/groupby((primarycontactid/fullname))") == [{"contact_fullname": "Ann Ba"}]
    by_contact = rows(http, "groupby((primarycontactid/fullname),aggregate(revenue with sum as total))")
    assert by_contact == [{"contact_fullname": "Ann Ba", "total": 430000}, {"contact_fullname": "Ben", "total": 10000}]
    first = rows(http, "filter(createdon lt 2024-01-01)/aggregate(createdon with min as firstCreate, createdon with max as lastCreate)")
    assert first == [{"firstCreate": "2023-03-25T17:42:46Z", "lastCreate": "2023-03-25T17:42:47Z"}]


def test_sums_of_money_have_nine_places_and_their_formatted_value(http: httpx.Client) -> None:
    reply = http.get("accounts?$apply=aggregate(revenue with sum as total)", headers=FORMATTED)
    assert '"total":440000.000000000' in reply.text
    assert reply.json()["value"][0]["total@OData.Community.Display.V1.FormattedValue"] == "$440,000.00"


def test_nulls_are_left_out_and_texts_that_compare_equal_are_one_group(http: httpx.Client) -> None:
    assert rows(http, "groupby((address1_stateorprovince,statecode),aggregate($count as n))") == [
        {"statecode": 1, "n": 1},
        {"address1_stateorprovince": "WA", "statecode": 0, "n": 2},
    ]
    assert rows(http, "groupby((name))") == [{"name": "A"}, {"name": "c"}]


def test_groups_come_in_the_order_of_a_key(http: httpx.Client) -> None:
    found = rows(http, "groupby((_primarycontactid_value),aggregate($count as n))", **{"$orderby": "_primarycontactid_value desc"})
    assert found == [{"_primarycontactid_value": BEN, "n": 1}, {"_primarycontactid_value": ANN, "n": 2}]


def test_filters_may_follow_each_other_use_aliases_and_speak_of_collections(http: httpx.Client) -> None:
    assert rows(http, "filter(statecode eq @s)/filter(contains(name,'a'))/aggregate($count as n)", **{"@s": "0"}) == [{"n": 1}]
    assert rows(http, "filter(account_parent_account/any())/aggregate($count as n)") == [{"n": 1}]


def test_a_collection_of_related_rows_is_grouped_too(http: httpx.Client) -> None:
    reply = http.get(f"contacts({ANN})/account_primary_contact?$apply=aggregate($count as n)")
    assert reply.json()["value"] == [{"n": 2}]


@pytest.mark.parametrize(
    ("apply", "more", "status", "part"),
    [
        ("groupby((createdon))", {}, 400, "groupby with datetime values is not supported"),
        (
            "groupby((statecode),aggregate($count as n))",
            {"$orderby": "n"},
            400,
            "The query node SingleValueOpenPropertyAccess is not supported",
        ),
        ("groupby((statecode))", {"$orderby": "@p"}, 400, "SingleValueOpenPropertyAccess"),
        ("groupby((statecode),aggregate(name with countdistinct as n))", {}, 400, "countdistinct"),
        ("groupby((statecode),aggregate($count as statecode))", {}, 400, "same name"),
        ("aggregate(name with sum as n)", {}, 501, "sum"),
        ("groupby((nothing))", {}, 400, "nothing"),
        ("groupby((statecode))/filter(statecode eq 1)", {}, 501, "another form"),
        ("filter(statecode eq 1)", {}, 501, "another form"),
        ("topcount(3,revenue)", {}, 400, "position"),
        ("aggregate($count as n)", {"$select": "name"}, 501, "other query options"),
        ("aggregate($count as n)", {"$top": "1"}, 501, "other query options"),
        ("aggregate($count as n)", {"$filter": "name eq 'a'"}, 501, "other query options"),
    ],
)
def test_what_the_service_does_not_take_is_refused(http: httpx.Client, apply: str, more: dict[str, str], status: int, part: str) -> None:
    reply = http.get("accounts", params={"$apply": apply, **more})
    assert reply.status_code == status, reply.text
    assert part in reply.json()["error"]["message"]


def test_more_than_fifty_thousand_rows_are_refused(http: httpx.Client, dataverse: Emulator) -> None:
    dataverse.store.execute(
        "CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50001) SELECT i FROM n"
    )
    dataverse.store.execute(
        "INSERT INTO task (activityid, subject, versionnumber) SELECT printf('00000000-0000-0000-0000-%012x', i), 's', i FROM n"
    )
    reply = http.get("tasks?$apply=aggregate($count as n)")
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "0x8004E023")
    assert http.get("tasks?$apply=filter(activityid ne 00000000-0000-0000-0000-000000000001)/aggregate($count as n)").json()["value"] == [
        {"n": 50000}
    ]
    xml = "<fetch aggregate='true'><entity name='task'><attribute name='subject' alias='n' aggregate='count'/></entity></fetch>"
    assert http.get("tasks", params={"fetchXml": xml}).json()["error"]["code"] == "0x8004E023"
    counted = http.get("tasks?$count=true&$top=1", headers={"Prefer": 'odata.include-annotations="*"'}).json()
    assert counted["@odata.count"] == counted["@Microsoft.Dynamics.CRM.totalrecordcount"] == 5000
    assert counted["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] is True


def test_a_total_beyond_64_bits_is_refused(http: httpx.Client, dataverse: Emulator) -> None:
    dataverse.load({"accounts": [{"revenue": "922337203685477"}] * 2})
    reply = http.get("accounts?$apply=aggregate(revenue with sum as total)")
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "0x80044150")


def test_the_text_becomes_a_tree() -> None:
    assert parse_apply("filter(a eq 1)/filter(b eq 2)/groupby((c,d/e),aggregate(f with sum as g,$count as h))") == Apply(
        And((Compare("eq", Path(("a",)), Literal("Edm.Int32", 1)), Compare("eq", Path(("b",)), Literal("Edm.Int32", 2)))),
        (Path(("c",)), Path(("d", "e"))),
        (Total(Path(("f",)), "sum", "g"), Total(None, "count", "h")),
    )
