"""What goes on around a write: owners, first states, related records, cascades, plug-ins, and messages in odd circumstances."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from attrs import evolve

from dataverse_sdk.emulator import Emulator, Switches
from dataverse_sdk.emulator.definitions import vocabulary_build
from dataverse_sdk.emulator.definitions.vocabulary import signatures
from dataverse_sdk.emulator.storage import blobs
from dataverse_sdk.schema.model import Schema, TableSchema
from dataverse_sdk.schema.stock import stock_schema

CRM = "Microsoft.Dynamics.CRM."
METADATA = Path(__file__).resolve().parents[2] / "../shared/data/metadata/dataverse-edmx-2022-09.xml.gz"


def ID(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


def error(reply: httpx.Response) -> tuple[int, str, str]:
    body = reply.json()["error"]
    return reply.status_code, body["code"], body["message"]


@contextmanager
def environment(change: Callable[[dict[str, TableSchema]], None]) -> Iterator[tuple[Emulator, httpx.Client]]:
    """An environment with other stock tables."""
    tables = dict(stock_schema().tables)
    change(tables)
    base, headers = "https://emulator.localhost/api/data/v9.2/", {"Authorization": "Bearer x"}
    with Emulator(seed="empty", metadata=Schema(tables)) as dataverse:  # noqa: SIM117 -- the second needs the first
        with httpx.Client(transport=dataverse.transport(), base_url=base, headers=headers) as http:
            yield dataverse, http


# -- rows ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("owner", "user", "team"), [(("systemusers", 1), ID(1), None), (("teams", 2), None, ID(2))])
def test_an_owner_is_a_user_or_a_team(
    dataverse: Emulator, http: httpx.Client, owner: tuple[str, int], user: str | None, team: str | None
) -> None:
    dataverse.load({"systemusers": [{"ownerid": ID(1)}], "teams": [{"ownerid": ID(2)}]})
    made = http.post("contacts", json={"ownerid@odata.bind": f"{owner[0]}({ID(owner[1])})"}).headers["OData-EntityId"]
    row = http.get(made).json()
    assert (row["_ownerid_value"], row["_owninguser_value"], row["_owningteam_value"]) == (ID(owner[1]), user, team)


@pytest.mark.parametrize(
    ("set_name", "body", "state"),
    [("leads", {"statuscode": 2}, (0, 2)), ("salesorders", {}, (0, 1)), ("incidents", {"statuscode": 3}, (0, 3))],
)
def test_a_record_begins_in_its_first_state(
    dataverse: Emulator, http: httpx.Client, set_name: str, body: dict[str, object], state: tuple[int, int]
) -> None:
    dataverse.load({"accounts": [{"accountid": ID(1)}]})
    reply = http.post(set_name, json=body | {"customerid_account@odata.bind": f"accounts({ID(1)})"})
    row = http.get(reply.headers["OData-EntityId"]).json()
    assert (row["statecode"], row["statuscode"]) == state
    wrong = http.post(set_name, json={"customerid_account@odata.bind": f"accounts({ID(1)})", "statuscode": 5})
    assert error(wrong)[0] == 400


def test_related_records_are_linked_or_made_along_with_a_create(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"contactid": ID(1)}], "tasks": [{"activityid": ID(2), "subject": "there"}]})
    body = {
        "name": "A", "contact_customer_accounts@odata.bind": [f"contacts({ID(1)})"],
        "Account_Tasks": [{"subject": "new", "Task_Annotation": [{"subject": "deep", "notetext": "three levels down"}]}],
        "primarycontactid": {"lastname": "Made", "Contact_Annotation": [{"subject": "beside"}]},
    }  # fmt: skip
    reply = http.post("accounts", json=body)
    account = http.get(reply.headers["OData-EntityId"]).json()
    assert http.get(f"contacts({ID(1)})").json()["_parentcustomerid_value"] == account["accountid"]
    notes = {row["subject"]: row["_objectid_value"] for row in dataverse.rows("annotations")}
    (task,) = (row for row in dataverse.rows("tasks") if row["subject"] == "new")
    assert notes == {"deep": task["activityid"], "beside": account["_primarycontactid_value"]}
    assert error(http.patch(reply.headers["OData-EntityId"], json={"primarycontactid": {"lastname": "no"}}))[0] == 400


def test_a_failure_deep_inside_undoes_the_whole_create(dataverse: Emulator, http: httpx.Client) -> None:
    body = {"name": "A", "Account_Tasks": [{"subject": "s", "Task_Annotation": [{"subject": "x" * 501}]}]}
    assert error(http.post("accounts", json=body))[1] == "0x80044331"
    assert dataverse.rows("accounts") == dataverse.rows("tasks") == []


def test_a_user_has_two_names_for_its_id(http: httpx.Client) -> None:
    row = http.get(http.post("systemusers", json={"firstname": "A"}).headers["OData-EntityId"]).json()
    assert row["systemuserid"] == row["ownerid"]


def test_bypassed_plugins_run_at_no_stage(dataverse: Emulator, http: httpx.Client) -> None:
    ran: list[str] = []
    for message in ("Create", "Update", "Delete"):
        dataverse.plugins.before(message, "contact", lambda at: ran.append(f"before {at.message}"))
        dataverse.plugins.after(message, "contact", lambda at: ran.append(f"after {at.message}"))
    for headers in ({"MSCRM.BypassBusinessLogicExecution": "CustomSync"}, {}):
        made = http.post("contacts", json={"lastname": "x"}, headers=headers).headers["OData-EntityId"]
        http.patch(made, json={"lastname": "y"}, headers=headers)
        http.delete(made, headers=headers)
    assert ran == ["before Create", "after Create", "before Update", "after Update", "before Delete", "after Delete"]


def test_a_lookup_that_is_system_required_is_not_cleared(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"incidents": [{"incidentid": ID(1)}]})
    assert error(http.delete(f"incidents({ID(1)})/customerid_contact/$ref"))[:2] == (400, "0x80040203")


def test_a_link_heeds_the_version_of_the_record(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"contactid": ID(1)}], "accounts": [{"accountid": ID(2)}]})
    url, stale = f"accounts({ID(2)})/primarycontactid/$ref", {"If-Match": 'W/"1"'}
    assert http.put(url, json={"@odata.id": f"contacts({ID(1)})"}, headers=stale).status_code == 412
    assert http.put(url, json={"@odata.id": f"contacts({ID(1)})"}, headers={"If-Match": "*"}).status_code == 204
    assert http.delete(url, headers=stale).status_code == 412


@pytest.mark.parametrize(
    ("rule", "remaining", "parent"), [("Cascade", 0, None), ("RemoveLink", 1, None), ("NoCascade", 1, ID(1)), (None, 1, None)]
)
def test_each_cascade_rule_on_delete(rule: str | None, remaining: int, parent: str | None) -> None:
    def change(tables: dict[str, TableSchema]) -> None:
        contact = tables["contact"]
        changed = tuple(
            evolve(each, cascade_delete=rule) if each.name == "contact_customer_contacts" else each for each in contact.navigations
        )
        tables["contact"] = evolve(contact, navigations=changed)

    with environment(change) as (dataverse, http):
        # two contacts that are each other's parent: a cascade ends
        for number, other in ((1, 2), (2, 1)):
            pointer = {"_parentcustomerid_value": ID(other), "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "contact"}
            dataverse.load({"contacts": [{"contactid": ID(number), **pointer}]})
        assert http.delete(f"contacts({ID(1)})").status_code == 204
        rows = dataverse.rows("contacts")
        assert [row["_parentcustomerid_value"] for row in rows] == [parent] * remaining


def test_a_rule_that_restricts_leaves_everything_in_place(dataverse: Emulator, http: httpx.Client) -> None:
    currency = http.get("transactioncurrencies?$select=transactioncurrencyid").json()["value"][0]["transactioncurrencyid"]
    http.post("contacts", json={"lastname": "x"})
    status, code, _ = error(http.delete(f"transactioncurrencies({currency})"))
    assert (status, code, len(dataverse.rows("contacts"))) == (405, "0x80040227", 1)


# -- tables that lack something ------------------------------------------------------------------------------------------


def test_an_environment_without_parties_has_activities_still() -> None:
    with environment(lambda tables: tables.pop("activityparty") and None) as (_, http):
        assert http.post("tasks", json={"subject": "s"}).status_code == 204


def test_a_party_without_an_address_of_its_own_gets_none(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"incidents": [{"incidentid": ID(1)}]})
    items = [{"partyid_incident@odata.bind": f"incidents({ID(1)})", "participationtypemask": 2}, {"participationtypemask": 3}]
    http.post("emails", json={"email_activity_parties": items})
    assert {row["addressused"] for row in dataverse.rows("activityparties")} == {None}


def test_what_does_not_fit_an_accounts_or_contacts_column_stays_with_the_lead() -> None:
    def change(tables: dict[str, TableSchema]) -> None:
        contact = tables["contact"]
        columns = tuple(evolve(each, max_length=5) if each.name == "jobtitle" else each for each in contact.columns)
        tables["contact"] = evolve(contact, columns=columns)
        tables["opportunity"] = evolve(tables["opportunity"], columns=tuple(
            each for each in tables["opportunity"].columns if each.name != "_originatingleadid_value"
        ))  # fmt: skip
        lead = tables["lead"]
        tables["lead"] = evolve(lead, columns=tuple(each for each in lead.columns if each.name != "_qualifyingopportunityid_value"))

    with environment(change) as (dataverse, http):
        lead = {
            "leadid": ID(1),
            "jobtitle": "Countess",
            "salutation": "Lady",
            "preferredcontactmethodcode": 2,
            "_parentcontactid_value": None,
        }
        dataverse.load({"leads": [lead], "accounts": [{"accountid": ID(2)}]})
        body = {"CreateAccount": False, "CreateContact": True, "CreateOpportunity": True, "Status": 3}
        reply = http.post(f"leads({ID(1)})/{CRM}QualifyLead", json=body)
        contact = http.get(f"contacts({reply.json()['value'][0]['contactid']})").json()
        assert (contact["jobtitle"], contact["salutation"], contact["preferredcontactmethodcode"]) == (None, "Lady", None)
        dataverse.load({"leads": [{"leadid": ID(3), "_parentaccountid_value": ID(2)}]})
        body = {"CreateAccount": True, "CreateContact": False, "CreateOpportunity": False, "Status": 3}
        http.post(f"leads({ID(3)})/{CRM}QualifyLead", json=body)
        assert http.get(f"leads({ID(3)})").json()["_parentaccountid_value"] == ID(2)


# -- messages ------------------------------------------------------------------------------------------------------------


def test_pairs_and_addresses_do_not_move_with_a_merge(dataverse: Emulator, http: httpx.Client) -> None:
    for number in (1, 2):
        http.post("contacts", json={"contactid": ID(number), "address1_city": f"C{number}"})
    http.post("leads", json={"leadid": ID(3), "subject": "s"})
    http.post(f"contacts({ID(2)})/contactleads_association/$ref", json={"@odata.id": f"leads({ID(3)})"})
    named = {"@odata.type": CRM + "contact"}
    body = {"Target": named | {"contactid": ID(1)}, "Subordinate": named | {"contactid": ID(2)}, "PerformParentingChecks": False}
    assert http.post("Merge", json=body).status_code == 204
    assert len(http.get(f"contacts({ID(2)})/contactleads_association").json()["value"]) == 1
    assert len(http.get(f"contacts({ID(2)})/Contact_CustomerAddress").json()["value"]) == 3


def test_a_message_that_is_no_message_for_many_rows_is_not_imitated(http: httpx.Client) -> None:
    assert http.post(f"contacts/{CRM}Teleport", json={}).status_code == 501


def test_an_upload_ends_where_its_record_or_its_limit_does(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.switches = Switches(largest_attachment=2)
    target = {"Target": {"@odata.type": CRM + "annotation", "subject": "s"}}
    token = {"FileContinuationToken": http.post("InitializeAnnotationBlocksUpload", json=target).json()["FileContinuationToken"]}
    http.post("UploadBlock", json={"BlockId": "MQ==", "BlockData": "YWJj", **token})
    other = {"Target": {"@odata.type": CRM + "contact", "lastname": "x"}, "BlockList": ["MQ=="], **token}
    assert "no 'annotation'" in error(http.post("CommitAnnotationBlocksUpload", json=other))[2]
    reply = http.post("CommitAnnotationBlocksUpload", json={**target, "BlockList": ["MQ=="], **token})
    assert error(reply)[:2] == (400, "0x80044a02")


def test_a_file_that_is_removed_while_it_is_read_ends_the_reading(dataverse: Emulator) -> None:
    with dataverse.store.transaction():
        upload = blobs.begin(dataverse.store, "contact", ID(1), "c", "n", "m")
        blobs.append(dataverse.store, upload, (b"ab", b"cd"))
    pieces = blobs.read(dataverse.store, upload, 0, 4)
    assert next(pieces) == b"ab"
    blobs.discard(dataverse.store, upload)
    with pytest.raises(LookupError, match="removed"):
        next(pieces)


def test_a_job_whose_time_has_come_still_waits_where_jobs_wait(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(datetime(2026, 5, 4, tzinfo=UTC))
    dataverse.load({"contacts": [{"lastname": "x"}]})
    dataverse.switches = Switches(jobs_wait=True)
    body = {
        "JobName": "J", "SendEmailNotification": False, "ToRecipients": [], "CCRecipients": [], "RecurrencePattern": "",
        "StartDateTime": "2026-05-04T01:00:00Z", "QuerySet": [{"EntityName": "contact"}],
    }  # fmt: skip
    assert http.post("BulkDelete", json=body).status_code == 200
    assert dataverse.run_jobs() == 0
    dataverse.clock.advance(3600)
    assert len(dataverse.rows("contacts")) == 1
    assert dataverse.run_jobs() == 1
    assert dataverse.rows("contacts") == []


# -- vocabulary ----------------------------------------------------------------------------------------------------------


def test_signatures_tell_parameters_and_what_they_are_bound_to() -> None:
    (merge,) = signatures("Merge")
    assert [(each.name, each.type, each.optional) for each in merge.parameters] == [
        ("Target", "crmbaseentity", False), ("Subordinate", "crmbaseentity", False), ("UpdateContent", "crmbaseentity", True),
        ("PerformParentingChecks", "Edm.Boolean", False),
    ]  # fmt: skip
    assert {each.bound for each in signatures("RetrievePrincipalAccess")} == {"systemuser", "team", "organization"}
    assert signatures("Teleport") == ()


@pytest.mark.slow
@pytest.mark.skipif(not METADATA.exists(), reason="the real $metadata is not on this machine")
def test_the_shipped_vocabulary_is_that_of_the_real_metadata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["vocabulary_build", "--csdl", str(METADATA), "--out", str(tmp_path)])
    vocabulary_build.main()
    for name in ("vocabulary.json", "system_tables.json"):
        shipped = Path(vocabulary_build.__file__).with_name(name).read_text("utf-8")
        assert (tmp_path / name).read_text("utf-8") == shipped
        json.loads(shipped)


# -- related rows along with a write -------------------------------------------------------------------------------------


def test_a_create_relates_and_makes_rows_many_to_many(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"accounts": [{"accountid": ID(1), "name": "F"}], "contacts": [{"contactid": ID(2), "lastname": "there"}]})
    quote = {
        "quoteid": ID(3),
        "customerid_account@odata.bind": f"accounts({ID(1)})",
        "contactquotes_association@odata.bind": [f"contacts({ID(2)})"],
        "contactquotes_association": [{"lastname": "new"}],
    }
    assert http.post("quotes", json=quote).status_code == 204
    related = http.get(f"quotes({ID(3)})/contactquotes_association?$select=lastname&$orderby=lastname").json()["value"]
    assert [row["lastname"] for row in related] == ["new", "there"]
    wrong = {**quote, "quoteid": ID(4), "contactquotes_association": [{"lastname": "lost"}, {"nothing": 1}]}
    assert http.post("quotes", json=wrong).status_code == 400
    wrong = {**quote, "quoteid": ID(4), "contactquotes_association": [], "contactquotes_association@odata.bind": [f"accounts({ID(1)})"]}
    assert http.post("quotes", json=wrong).status_code == 400
    assert len(dataverse.rows("contacts")) == 2
    assert len(dataverse.rows("quotes")) == 1


@pytest.mark.parametrize(
    "body", [{"contact_customer_accounts@odata.bind": ["contacts({})"]}, {"contact_customer_accounts": [{"lastname": "x"}]}]
)
def test_an_update_relates_no_collection_but_parties(dataverse: Emulator, http: httpx.Client, body: dict[str, object]) -> None:
    dataverse.load({"accounts": [{"accountid": ID(1), "name": "F"}], "contacts": [{"contactid": ID(2)}]})
    reply = http.patch(f"accounts({ID(1)})", content=json.dumps(body).replace("{}", ID(2)), headers={"Content-Type": "application/json"})
    assert (reply.status_code, "Deep update" in reply.text) == (400, True)
    assert [row["_parentcustomerid_value"] for row in dataverse.rows("contacts")] == [None]
