"""The two paging rules of `$expand`, and the text that its links are made of."""

from decimal import Decimal

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from meanings import FILTERS

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.language.expressions import parse_filter
from dataverse_sdk.emulator.language.options import in_pages, parse_expand
from dataverse_sdk.emulator.language.spelling import spell, spell_expand
from dataverse_sdk.emulator.language.syntax import ExpandItem, Literal

ACCOUNT = "00000000-0000-0000-0000-0000000000a1"
ROOT = "https://emulator.localhost/api/data/v9.2"


@pytest.fixture
def http(dataverse: Emulator, http: httpx.Client) -> httpx.Client:
    names = ["Ann", "Ben", "Cid", "Dan O'Neil"]
    dataverse.load(
        {
            "accounts": [{"accountid": ACCOUNT, "name": "one"}],
            "contacts": [{"lastname": name, "_parentcustomerid_value": ACCOUNT} for name in names],
        }
    )
    return http


def test_a_single_level_is_not_paged_and_its_link_repeats_the_same_rows(http: httpx.Client) -> None:
    expand = "contact_customer_accounts($select=lastname;$filter=lastname ne 'Dan O''Neil';$orderby=lastname desc;$top=2)"
    reply = http.get("accounts", params={"$select": "name", "$expand": expand}, headers={"Prefer": "odata.maxpagesize=1"})
    (row,) = reply.json()["value"]
    assert [each["lastname"] for each in row["contact_customer_accounts"]] == ["Cid", "Ben"]
    link = row["contact_customer_accounts@odata.nextLink"]
    assert "skiptoken" not in link
    assert [each["lastname"] for each in http.get(link).json()["value"]] == ["Cid", "Ben"]


def test_a_nested_expand_pages_every_collection_and_its_links_lead_on(http: httpx.Client) -> None:
    expand = "contact_customer_accounts($select=lastname;$filter=lastname ne 'Ben';$expand=owninguser($select=fullname)),Account_Tasks"
    prefer = {"Prefer": "odata.maxpagesize=2"}
    (row,) = http.get("accounts", params={"$select": "name", "$expand": expand}, headers=prefer).json()["value"]
    assert row["Account_Tasks"] == []
    assert "Account_Tasks@odata.nextLink" not in row
    found = row["contact_customer_accounts"]
    assert len(found) == 2
    link = row["contact_customer_accounts@odata.nextLink"]
    reply = http.get(link, headers=prefer)
    found += reply.json()["value"]
    assert sorted(each["lastname"] for each in found) == ["Ann", "Cid", "Dan O'Neil"]
    assert {each["owninguser"]["fullname"] for each in found} == {"Emulated User"}
    assert "@odata.nextLink" not in reply.json()
    assert http.get(link.replace("%22", "%23", 1)).json()["error"]["message"] == "Malformed XML in the Paging Cookie"
    assert http.get(link.replace("Ben", "Bea")).status_code == 400


def test_a_next_link_holds_however_the_client_encodes_it(http: httpx.Client) -> None:
    raw = "contacts?$select=lastname&$filter=lastname ne 'x y'&$orderby=lastname"
    first = http.get(raw, headers={"Prefer": "odata.maxpagesize=3"}).json()
    assert [row["lastname"] for row in http.get(first["@odata.nextLink"]).json()["value"]] == ["Dan O'Neil"]


def test_pages_are_for_nests_only() -> None:
    flat, nest = parse_expand("a,b"), parse_expand("a($expand=b),c")
    assert in_pages(flat, 3) == flat
    assert in_pages(nest, None) == nest
    assert in_pages(nest, 3) == (ExpandItem("a", expand=(ExpandItem("b", page=3),), page=3), ExpandItem("c", page=3))


@settings(max_examples=100, deadline=None)
@given(wanted=FILTERS)
def test_what_is_spelled_reads_back_to_the_same_tree(wanted) -> None:
    tree = parse_filter(wanted.text)
    assert parse_filter(spell(tree)) == tree


@pytest.mark.parametrize(
    "text",
    [
        "a/b eq 00000000-0000-0000-0000-0000000000a1 and c eq 2026-01-02 or d lt 2026-01-02T03:04:05.5Z",
        "x eq @p and contains(tolower,'%') and y eq null",
        "a/Microsoft.Dynamics.CRM.In(PropertyName='b',PropertyValues=[\"O'B\",3,true])",
        "a/any() and b/all(o:o/c eq X.Y'z') and d eq 2e1 and e eq 12345678901234567890 and f eq 1.50",
    ],
)
def test_every_kind_of_expression_is_spelled(text: str) -> None:
    assert parse_filter(spell(parse_filter(text))) == parse_filter(text)


def test_options_are_spelled() -> None:
    text = "a($select=b,c;$filter=d eq 1;$orderby=e desc,f;$top=3;$expand=g/$ref),h"
    assert spell_expand(parse_expand(text)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_numbers_are_spelled_exactly(number: Decimal) -> None:
    kind = "Edm.Decimal"
    tree = parse_filter(f"a eq {spell(Literal(kind, number))}")
    assert Decimal(str(tree.right.value)) == number
