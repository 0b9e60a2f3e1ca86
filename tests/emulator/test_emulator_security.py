"""Privileges and secured columns, in every language that asks: what may not be read cannot be found out either."""

from __future__ import annotations

import json
from urllib.parse import quote

import httpx
import pytest

from dataverse_sdk.emulator import Emulator

CONTACT = "00000000-0000-0000-0000-000000000001"
ACCOUNT = "00000000-0000-0000-0000-000000000002"
USER = "00000000-0000-0000-0000-00000000000a"
SECRET = "AB-123456"


def fetch(text: str) -> str:
    return "contacts?fetchXml=" + quote(f"<fetch><entity name='contact'>{text}</entity></fetch>", safe="")


def sql(text: str) -> str:
    return "contacts?sql=" + quote(text, safe="")


@pytest.fixture
def secured(dataverse: Emulator) -> Emulator:
    dataverse.load(
        {
            "accounts": [{"accountid": ACCOUNT, "name": "Firm", "_primarycontactid_value": CONTACT}],
            "contacts": [
                {"contactid": CONTACT, "lastname": "A", "governmentid": SECRET, "_parentcustomerid_value": ACCOUNT},
                {"lastname": "B"},
            ],
            "systemusers": [{"systemuserid": USER, "ownerid": USER, "fullname": "Somebody"}],
        }
    )
    dataverse.permissions.secure("contact", "governmentid")
    return dataverse


@pytest.mark.usefixtures("secured")
@pytest.mark.parametrize(
    "query",
    [
        "contacts",
        f"contacts({CONTACT})?$select=governmentid",
        "contacts?$apply=groupby((governmentid))",
        f"accounts({ACCOUNT})?$expand=primarycontactid($select=governmentid),contact_customer_accounts($select=governmentid)",
        "accounts?$apply=groupby((primarycontactid/governmentid))",
        fetch("<all-attributes/>"),
        fetch("<attribute name='governmentid'/>"),
        "accounts?fetchXml="
        + quote(
            "<fetch><entity name='account'><link-entity name='contact' from='contactid' to='primarycontactid' alias='c'>"
            "<attribute name='governmentid'/></link-entity></entity></fetch>"
        ),
        "contacts?fetchXml="
        + quote(
            "<fetch aggregate='true'><entity name='contact'><attribute name='governmentid' groupby='true' alias='g'/></entity></fetch>"
        ),
        sql("SELECT governmentid, lastname FROM contact"),
    ],
)
def test_no_language_shows_a_secured_value(http: httpx.Client, query: str) -> None:
    reply = http.get(query, headers={"Prefer": 'odata.include-annotations="*"'})
    assert reply.status_code == 200, reply.text
    assert SECRET not in reply.text


@pytest.mark.usefixtures("secured")
@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (f"contacts?$filter=governmentid eq '{SECRET}'", 0),
        ("contacts?$filter=startswith(governmentid,'AB')", 0),
        ("contacts?$filter=governmentid eq null", 2),
        (f"accounts?$filter=primarycontactid/governmentid eq '{SECRET}'", 0),
        (f"accounts?$filter=contact_customer_accounts/any(c:c/governmentid eq '{SECRET}')", 0),
        (fetch(f"<filter><condition attribute='governmentid' operator='eq' value='{SECRET}'/></filter>"), 0),
        (sql(f"SELECT lastname FROM contact WHERE governmentid = '{SECRET}'"), 0),
    ],
)
def test_a_secured_value_cannot_be_guessed_by_filters(http: httpx.Client, query: str, rows: int) -> None:
    assert len(http.get(query).json()["value"]) == rows


def test_no_page_and_no_order_tells_a_secured_value(secured: Emulator, http: httpx.Client) -> None:
    reply = http.get("contacts?$orderby=governmentid desc&$count=true", headers={"Prefer": "odata.maxpagesize=1"})
    assert (reply.json()["@odata.count"], SECRET in reply.text) == (2, False)
    assert len(http.get(reply.json()["@odata.nextLink"]).json()["value"]) == 1
    assert http.get(f"contacts/$count?$filter=governmentid eq '{SECRET}'").text.removeprefix("\ufeff") == "0"


def test_a_column_is_secured_against_one_user(dataverse: Emulator, secured: Emulator, http: httpx.Client) -> None:
    dataverse.permissions.reset()
    dataverse.permissions.secure("contact", "governmentid", user=USER)
    query = f"contacts({CONTACT})?$select=governmentid"
    as_user = {"MSCRMCallerID": USER}
    assert http.get(query).json()["governmentid"] == SECRET
    assert http.get(query, headers=as_user).json()["governmentid"] is None
    assert http.patch(f"contacts({CONTACT})", json={"governmentid": "x"}, headers=as_user).status_code == 403
    assert http.patch(f"contacts({CONTACT})", json={"governmentid": "x"}).status_code == 204


def test_deleted_rows_and_history_keep_secured_values_back(secured: Emulator, http: httpx.Client) -> None:
    secured.recycle_bin.switch_on("contact")
    secured.auditing.switch_on("contact")
    secured.write("contacts", CONTACT, {"governmentid": "AB-999"})
    http.delete(f"contacts({CONTACT})")
    deleted = http.get("contacts?fetchXml=" + quote("<fetch datasource='bin'><entity name='contact'><all-attributes/></entity></fetch>"))
    assert [row["lastname"] for row in deleted.json()["value"]] == ["A"]
    target = json.dumps({"@odata.id": f"contacts({CONTACT})"})
    history = http.get("RetrieveRecordChangeHistory(Target=@t)", params={"@t": target})
    assert len(history.json()["AuditDetailCollection"]["AuditDetails"]) == 2
    for reply in (deleted, history):
        assert SECRET not in reply.text
        assert "AB-999" not in reply.text


@pytest.mark.parametrize(
    "query",
    [
        "contacts",
        "accounts?$expand=primarycontactid",
        "accounts?$filter=primarycontactid/lastname eq 'A'",
        "accounts?$filter=contact_customer_accounts/any(c:c/lastname eq 'A')",
        "accounts?$apply=groupby((primarycontactid/lastname))",
        "accounts?fetchXml="
        + quote("<fetch><entity name='account'><link-entity name='contact' from='contactid' to='primarycontactid'/></entity></fetch>"),
        "accounts?sql="
        + quote("SELECT account.name, contact.lastname FROM account JOIN contact ON contact.contactid = account.primarycontactid"),
    ],
)
def test_a_table_that_may_not_be_read_is_reached_by_no_query(dataverse: Emulator, http: httpx.Client, query: str) -> None:
    assert http.get(query).status_code == 200
    dataverse.permissions.deny("Read", "contact")
    reply = http.get(query)
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "0x80040220")
    assert "prvReadContact" in reply.json()["error"]["message"]


def test_rows_are_still_ordered_by_a_lookup_whose_table_may_not_be_read(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.permissions.deny("Read", "contact")
    assert http.get("accounts?$orderby=_primarycontactid_value").status_code == 200


def test_messages_ask_for_the_privileges_of_what_they_write(dataverse: Emulator, http: httpx.Client) -> None:
    customer = {"customerid_account@odata.bind": f"accounts({ACCOUNT})"}
    dataverse.load({"accounts": [{"accountid": ACCOUNT}], "contacts": [{"contactid": CONTACT}, {"contactid": USER}]})
    for set_name in ("quotes", "emails", "leads"):
        dataverse.load({set_name: [{dataverse.store.schema.by_set(set_name).key: CONTACT}]})  # type: ignore[union-attr]
    assert http.patch(f"quotes({CONTACT})", json={"statecode": 1, **customer}).status_code == 204
    kind = "Microsoft.Dynamics.CRM."
    closing = {"QuoteClose": {"@odata.type": f"{kind}quoteclose", "quoteid@odata.bind": f"quotes({CONTACT})"}, "Status": -1}
    merging = {name: {"@odata.type": f"{kind}contact", "contactid": key} for name, key in (("Target", CONTACT), ("Subordinate", USER))}
    qualifying = {"CreateAccount": False, "CreateContact": False, "CreateOpportunity": False, "Status": 3}
    parties = {"value": [{"participationtypemask": 1, "addressused": "a@x.test"}]}
    asked = [
        ("quote", "POST", "WinQuote", closing), ("contact", "POST", "Merge", {**merging, "PerformParentingChecks": False}),
        ("lead", "POST", f"leads({CONTACT})/{kind}QualifyLead", qualifying),
        ("email", "PUT", f"emails({CONTACT})/email_activity_parties", parties),
        ("email", "POST", f"emails({CONTACT})/{kind}SendEmail", {"IssueSend": True}),
    ]  # fmt: skip
    for table, method, target, body in asked:
        dataverse.permissions.deny("Write", table)
        refused = http.request(method, target, json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "0x80040220"), target
        dataverse.permissions.reset()
    assert dataverse.rows("quotes")[0]["statecode"] == 1
    assert dataverse.rows("quotecloses") == []  # all or nothing
    for _, method, target, body in asked:
        assert http.request(method, target, json=body).status_code < 300, target
    dataverse.permissions.deny("Write", "contact")
    dataverse.write("contacts", CONTACT, {"lastname": "past the API"})


def test_a_restored_row_is_created_again(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.recycle_bin.switch_on("contact")
    dataverse.load({"contacts": [{"contactid": CONTACT}]})
    http.delete(f"contacts({CONTACT})")
    body = {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.contact", "contactid": CONTACT}}
    dataverse.permissions.deny("Create", "contact")
    assert http.post("Restore", json=body).status_code == 403
    dataverse.permissions.reset()
    assert http.post("Restore", json=body).status_code == 200


def test_definitions_tell_which_columns_are_secured(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.permissions.secure("contact", "governmentid", read=True)
    query = "$select=LogicalName&$filter=IsSecured eq true"
    (found,) = http.get(f"EntityDefinitions(LogicalName='contact')/Attributes?{query}").json()["value"]
    assert found["LogicalName"] == "governmentid"
    expanded = http.get(
        "EntityDefinitions(LogicalName='contact')?$select=LogicalName&$expand=Attributes($select=LogicalName,IsSecured)"
    ).json()
    assert [each["LogicalName"] for each in expanded["Attributes"] if each["IsSecured"]] == ["governmentid"]
    one = http.get("EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='lastname')?$select=IsSecured").json()
    assert one["IsSecured"] is False


def test_labels_and_audit_entries_keep_secured_values_back(secured: Emulator, http: httpx.Client) -> None:
    secured.auditing.switch_on("contact")
    secured.write("contacts", CONTACT, {"governmentid": "AB-999"})
    secured.permissions.secure("contact", "fullname")
    labels = {"Prefer": 'odata.include-annotations="*"'}
    for query in ("accounts?$select=name,_primarycontactid_value", "accounts?$apply=groupby((_primarycontactid_value))"):
        assert "FormattedValue" not in http.get(query, headers=labels).text
    (entry,) = http.get("audits?$select=changedata,operation").json()["value"]
    assert entry["changedata"] is None
    secured.permissions.reset()
    assert http.get("accounts?$select=_primarycontactid_value", headers=labels).text.count("FormattedValue") == 1
    (entry,) = http.get("audits?$select=changedata").json()["value"]
    assert "AB-999" in entry["changedata"] or SECRET in entry["changedata"]
