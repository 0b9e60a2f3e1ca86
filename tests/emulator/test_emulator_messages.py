"""Functions and actions: arguments against signatures, states they lead to, activities they leave behind."""

from collections.abc import Mapping
from datetime import UTC, datetime

import httpx
import pytest

from dataverse_sdk.emulator import Emulator, Switches

CRM = "Microsoft.Dynamics.CRM."


def ID(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


def error(reply: httpx.Response) -> tuple[int, str, str]:
    body = reply.json()["error"]
    return reply.status_code, body["code"], body["message"]


def typed(table: str, number: int, key: str | None = None) -> dict[str, object]:
    return {"@odata.type": CRM + table, key or f"{table}id": ID(number)}


# -- arguments -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "url", "body", "status", "part"),
    [
        ("POST", "WinQuote", {"Status": 4, "QuoteClose": {}, "More": 1}, 400, "'More' in the request payload is not a valid parameter"),
        ("POST", "WinQuote", {"QuoteClose": {}}, 400, "Required field 'Status' is missing"),
        ("POST", "WinQuote", {"Status": "four", "QuoteClose": {}}, 400, "'Status' is not of the type 'Edm.Int32'"),
        ("POST", "WinQuote", {"Status": 4, "QuoteClose": "x"}, 400, "'QuoteClose' is not of the type 'quoteclose'"),
        ("POST", "WinQuote", {"Status": 4, "QuoteClose": {"nothing": 1}}, 400, "Invalid property 'nothing'"),
        ("POST", "WinQuote", {"Status": 4, "QuoteClose": {"@odata.type": CRM + "task"}}, 400, "not of the type 'quoteclose'"),
        ("POST", "WinQuote", {"Status": 4, "QuoteClose": {"subject": "no link"}}, 400, "'quoteid' is missing"),
        ("POST", "Merge", {"Target": {"accountid": ID(1)}, "Subordinate": {}, "PerformParentingChecks": False}, 400, "'@odata.type'"),
        ("POST", "Merge", {"Target": {"@odata.type": CRM + "nothing"}}, 400, "was not found in the MetadataCache"),
        ("POST", "BulkDelete", {"QuerySet": {}}, 400, "'Collection(QueryExpression)'"),
        ("POST", "BulkDelete", {"QuerySet": [{"Nothing": 1}]}, 400, "'QuerySet/Nothing'"),
        ("POST", "RetrieveVersion", {}, 404, "No HTTP resource was found"),
        ("GET", "WinQuote", None, 404, "No HTTP resource was found"),
        ("PATCH", "WinQuote", {}, 405, "PATCH"),
        ("POST", "AddToQueue", {}, 404, "AddToQueue"),
        ("POST", f"contacts({ID(1)})/{CRM}QualifyLead", {}, 404, "QualifyLead"),
        ("POST", f"contacts({ID(1)})/{CRM}new_Do", {}, 501, "new_Do"),
        ("POST", "ConvertQuoteToSalesOrder", {"QuoteId": ID(1)}, 501, "ConvertQuoteToSalesOrder"),
        ("POST", "searchquery", {}, 501, "searchquery"),
        ("GET", "WhoAmI/UserId", None, 501, "composed"),
        ("GET", "RetrieveTotalRecordCount(5)", None, 400, "syntax"),
        ("GET", "RetrieveTotalRecordCount(EntityNames=@p)?@p=[", None, 400, "Invalid JSON"),
        ("GET", "RetrieveTotalRecordCount(EntityNames=@p)?@p=['nothing']", None, 400, "MetadataCache"),
        ("GET", "RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Wrong')", None, 400, "AccessType"),
    ],
)  # fmt: skip
def test_arguments_are_checked_against_the_signature(
    http: httpx.Client, method: str, url: str, body: object, status: int, part: str
) -> None:
    got = error(http.request(method, url, json=body))
    assert got[0] == status
    assert part in got[2]


def test_the_environment_tells_of_itself(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"lastname": "a"}, {"lastname": "b"}]})
    assert http.get("RetrieveVersion()").json()["Version"].startswith("9.2.")
    counted = http.get("""RetrieveTotalRecordCount(EntityNames=@p1)?@p1=["contact","account"]""").json()
    assert counted["EntityRecordCountCollection"] == {"Count": 2, "IsReadOnly": False, "Keys": ["contact", "account"], "Values": [2, 0]}
    current = "RetrieveCurrentOrganization(AccessType=@p)?@p=Microsoft.Dynamics.CRM.EndpointAccessType'Default'"
    assert http.get(current).json()["Detail"]["State"] == "Enabled"


# -- closing -------------------------------------------------------------------------------------------------------------

CLOSINGS: Mapping[str, tuple[str, str, int, int, int]] = {
    # message: the table, the parameter, the state to come from, the status asked for, the state reached
    "WinQuote": ("quote", "QuoteClose", 1, 4, 2),
    "CloseQuote": ("quote", "QuoteClose", 1, 5, 3),
    "CancelSalesOrder": ("salesorder", "OrderClose", 0, 4, 2),
    "CloseIncident": ("incident", "IncidentResolution", 0, 5, 1),
    "WinOpportunity": ("opportunity", "OpportunityClose", 0, 3, 1),
    "LoseOpportunity": ("opportunity", "OpportunityClose", 0, 4, 2),
    f"salesorders/{CRM}FulfillSalesOrder": ("salesorder", "OrderClose", 0, 100001, 3),
}


def closing(message: str, number: int, status: int | None = None) -> dict[str, object]:
    table, parameter, _, default, _ = CLOSINGS[message]
    sets = {"quote": "quotes", "salesorder": "salesorders", "incident": "incidents", "opportunity": "opportunities"}
    activity: dict[str, object] = {"subject": "done", f"{table}id@odata.bind": f"{sets[table]}({ID(number)})"}
    if parameter == "OrderClose":
        activity["@odata.type"] = CRM + "orderclose"
    return {parameter: activity, "Status": default if status is None else status}


@pytest.mark.parametrize("message", CLOSINGS)
def test_a_closing_message_changes_the_state_and_leaves_an_activity(dataverse: Emulator, http: httpx.Client, message: str) -> None:
    table, parameter, state, status, reached = CLOSINGS[message]
    set_name = dataverse.schema.tables[table].set_name or ""
    dataverse.load({set_name: [{f"{table}id": ID(1), "statecode": state, "statuscode": None}]})
    reply = http.post(message, json=closing(message, 1))
    assert (reply.status_code, reply.content) == (204, b"")
    row = http.get(f"{set_name}({ID(1)})").json()
    assert (row["statecode"], row["statuscode"]) == (reached, status)
    (activity,) = dataverse.rows(dataverse.schema.tables[parameter.lower()].set_name or "")
    assert (activity["subject"], activity[f"_{table}id_value"], activity["statecode"], activity["statuscode"]) == ("done", ID(1), 1, 2)
    assert activity["_regardingobjectid_value"] == ID(1)
    again = error(http.post(message, json=closing(message, 1)))
    assert again[0] == 400
    assert "does not lead" in again[2]


@pytest.mark.parametrize("message", CLOSINGS)
def test_a_wrong_status_closes_nothing(dataverse: Emulator, http: httpx.Client, message: str) -> None:
    table, _, state, _, _ = CLOSINGS[message]
    set_name = dataverse.schema.tables[table].set_name or ""
    dataverse.load({set_name: [{f"{table}id": ID(1), "statecode": state}]})
    assert error(http.post(message, json=closing(message, 1, 99)))[1] == "0x80048408"
    assert http.get(f"{set_name}({ID(1)})").json()["statecode"] == state
    assert dataverse.rows("activitypointers") == []


def test_minus_one_asks_for_the_default_status(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"incidents": [{"incidentid": ID(1)}]})
    assert http.post("CloseIncident", json=closing("CloseIncident", 1, -1)).status_code == 204
    assert http.get(f"incidents({ID(1)})").json()["statuscode"] == 5


def test_an_order_is_closed_by_an_order_close_only(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"salesorders": [{"salesorderid": ID(1)}]})
    body = {"OrderClose": {"@odata.type": CRM + "task", "subject": "x"}, "Status": 4}
    assert "orderclose" in error(http.post("CancelSalesOrder", json=body))[2]


def test_a_won_opportunity_takes_over_the_figures_of_its_close(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"opportunities": [{"opportunityid": ID(1)}]})
    body = closing("WinOpportunity", 1)
    body["OpportunityClose"] = {"opportunityid@odata.bind": f"opportunities({ID(1)})", "actualrevenue": 12.5}
    assert http.post("WinOpportunity", json=body).status_code == 204
    assert http.get(f"opportunities({ID(1)})").json()["actualvalue"] == 12.5


@pytest.mark.parametrize(
    ("set_name", "state", "target"),
    [("quotes", 1, 2), ("quotes", 1, 3), ("incidents", 0, 1), ("opportunities", 0, 1), ("opportunities", 0, 2)],
)
def test_an_update_does_not_close_what_a_message_closes(
    dataverse: Emulator, http: httpx.Client, set_name: str, state: int, target: int
) -> None:
    key = dataverse.schema.by_set(set_name).key or ""  # type: ignore[union-attr]
    dataverse.load({set_name: [{key: ID(1), "statecode": state}]})
    refused = error(http.patch(f"{set_name}({ID(1)})", json={"statecode": target}))
    assert refused[:2] == (400, "0x80040203")
    assert "message instead" in refused[2]


def test_a_switch_lets_an_update_resolve_a_case(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.switches = Switches(cases_resolved_by_update=True)
    dataverse.load({"incidents": [{"incidentid": ID(1)}]})
    assert http.patch(f"incidents({ID(1)})", json={"statecode": 1, "statuscode": 1000}).status_code == 204


@pytest.mark.parametrize(
    ("set_name", "closed", "opened"),
    [
        ("incidents", (1, 5), (0, 1)), ("quotes", (2, 4), (0, 1)), ("quotes", (3, 7), (0, 1)), ("salesorders", (2, 4), (0, 1)),
        ("invoices", (2, 100001), (0, 1)), ("leads", (1, 3), (0, 1)), ("emails", (1, 3), (0, 1)), ("tasks", (1, 5), (0, 2)),
        ("phonecalls", (2, 3), (0, 1)), ("appointments", (1, 3), (3, 5)), ("letters", (1, 4), (0, 1)), ("faxes", (1, 2), (0, 1)),
        ("opportunities", (2, 4), (0, 1)),
    ],
)  # fmt: skip
def test_closed_records_are_reopened_by_an_update(
    dataverse: Emulator, http: httpx.Client, set_name: str, closed: tuple[int, int], opened: tuple[int, int]
) -> None:
    key = dataverse.schema.by_set(set_name).key or ""  # type: ignore[union-attr]
    dataverse.load({set_name: [{key: ID(1), "statecode": closed[0], "statuscode": closed[1]}]})
    assert http.patch(f"{set_name}({ID(1)})", json={"statecode": opened[0], "statuscode": opened[1]}).status_code == 204
    row = http.get(f"{set_name}({ID(1)})").json()
    assert (row["statecode"], row["statuscode"]) == opened


@pytest.mark.parametrize(("parent", "line"), [("quote", "quotedetail"), ("salesorder", "salesorderdetail"), ("invoice", "invoicedetail")])
def test_the_lines_of_a_locked_record_are_locked(dataverse: Emulator, http: httpx.Client, parent: str, line: str) -> None:
    pointer = {f"_{parent}id_value": ID(1)}
    dataverse.load({f"{parent}s": [{f"{parent}id": ID(1), "statecode": 2}], f"{line}s": [{f"{line}id": ID(2), **pointer}]})
    message = "Cannot Update a Read-Only Entity"
    for method, url, body in (
        ("PATCH", f"{line}s({ID(2)})", {"description": "x"}),
        ("DELETE", f"{line}s({ID(2)})", None),
        ("POST", f"{line}s", {f"{parent}id@odata.bind": f"{parent}s({ID(1)})"}),
    ):
        assert error(http.request(method, url, json=body))[2] == message
    dataverse.switches = Switches(sales_records_locked=False)
    assert http.patch(f"{line}s({ID(2)})", json={"description": "x"}).status_code == 204


# -- quotes ---------------------------------------------------------------------------------------------------------------


def test_revising_a_quote_closes_it_and_makes_a_draft_with_its_lines(dataverse: Emulator, http: httpx.Client) -> None:
    quote = {"quoteid": ID(1), "statecode": 1, "name": "Q", "quotenumber": "QUO-1", "revisionnumber": 2}
    dataverse.load({"quotes": [quote], "quotedetails": [{"quotedetailid": ID(2), "_quoteid_value": ID(1), "description": "line"}]})
    reply = http.post("ReviseQuote", json={"QuoteId": ID(1), "ColumnSet": {"AllColumns": False, "Columns": ["name", "revisionnumber"]}})
    draft = reply.json()
    assert reply.status_code == 200
    assert draft["@odata.context"].endswith("$metadata#quotes/$entity")
    assert (draft["name"], draft["revisionnumber"], draft["quoteid"] == ID(1)) == ("Q", 3, False)
    old, new = (http.get(f"quotes({each})").json() for each in (ID(1), draft["quoteid"]))
    assert (old["statecode"], old["statuscode"], new["statecode"], new["statuscode"]) == (3, 7, 0, 1)
    assert new["quotenumber"] == "QUO-1"
    assert [row["description"] for row in http.get(f"quotes({draft['quoteid']})/quote_details").json()["value"]] == ["line"]


def test_every_column_of_the_draft_comes_when_all_are_asked_for(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"quotes": [{"quoteid": ID(1), "statecode": 3, "statuscode": 5, "name": "Q"}]})
    draft = http.post("ReviseQuote", json={"QuoteId": ID(1), "ColumnSet": {"AllColumns": True}}).json()
    assert (draft["name"], draft["statecode"], draft["revisionnumber"]) == ("Q", 0, 1)
    assert http.get(f"quotes({ID(1)})").json()["statuscode"] == 5


def test_a_draft_and_a_quote_that_is_not_there_cannot_be_revised(http: httpx.Client) -> None:
    assert error(http.post("ReviseQuote", json={"QuoteId": ID(1)}))[0] == 404
    http.post("quotes", json={"quoteid": ID(1), "customerid_contact": {"lastname": "x"}})
    assert "Draft" in error(http.post("ReviseQuote", json={"QuoteId": ID(1)}))[2]


# -- leads ----------------------------------------------------------------------------------------------------------------


def test_qualifying_a_lead_creates_what_is_asked_for(dataverse: Emulator, http: httpx.Client) -> None:
    lead = {
        "leadid": ID(1),
        "subject": "Deal",
        "firstname": "Ada",
        "lastname": "L",
        "companyname": "Analytical",
        "emailaddress1": "a@b.test",
    }
    dataverse.load({"leads": [lead]})
    body = {"CreateAccount": True, "CreateContact": True, "CreateOpportunity": True, "Status": 3}
    reply = http.post(f"leads({ID(1)})/{CRM}QualifyLead", json=body)
    assert reply.status_code == 200
    made = reply.json()["value"]
    assert [each["@odata.type"] for each in made] == [f"#{CRM}{table}" for table in ("account", "contact", "opportunity")]
    account = http.get(f"accounts({made[0]['accountid']})").json()
    contact = http.get(f"contacts({made[1]['contactid']})").json()
    opportunity = http.get(f"opportunities({made[2]['opportunityid']})").json()
    assert (account["name"], contact["fullname"], contact["emailaddress1"]) == ("Analytical", "Ada L", "a@b.test")
    assert (contact["_parentcustomerid_value"], opportunity["_customerid_value"]) == (account["accountid"],) * 2
    assert opportunity["name"] == "Deal"
    assert {row["_originatingleadid_value"] for row in (account, contact, opportunity)} == {ID(1)}
    row = http.get(f"leads({ID(1)})").json()
    assert (row["statecode"], row["statuscode"], row["_parentcontactid_value"]) == (1, 3, contact["contactid"])
    assert "closed" in error(http.post(f"leads({ID(1)})/{CRM}QualifyLead", json=body))[2]


def test_an_opportunity_for_a_customer_who_exists(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"leads": [{"leadid": ID(1), "subject": "Deal"}], "accounts": [{"accountid": ID(2)}]})
    currency = http.get("transactioncurrencies").json()["value"][0]["transactioncurrencyid"]
    body = {
        "CreateAccount": False, "CreateContact": False, "CreateOpportunity": True, "Status": -1,
        "OpportunityCustomerId": typed("account", 2), "OpportunityCurrencyId": {"transactioncurrencyid": currency},
    }  # fmt: skip
    (made,) = http.post(f"leads({ID(1)})/{CRM}QualifyLead", json=body).json()["value"]
    assert http.get(f"opportunities({made['opportunityid']})").json()["_customerid_value"] == ID(2)


# -- merge ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "set_name", "state"),
    [("account", "accounts", (1, 2)), ("contact", "contacts", (1, 2)), ("lead", "leads", (2, 7)), ("incident", "incidents", (2, 2000))],
)
def test_merging_deactivates_the_subordinate_and_moves_what_hangs_on_it(
    dataverse: Emulator, http: httpx.Client, table: str, set_name: str, state: tuple[int, int]
) -> None:
    key = f"{table}id"
    note = {"annotationid": ID(5), "_objectid_value": ID(2), "_objectid_value@Microsoft.Dynamics.CRM.lookuplogicalname": table}
    dataverse.load({set_name: [{key: ID(1)}, {key: ID(2), "description": "kept"}], "annotations": [note]})
    body = {
        "Target": typed(table, 1), "Subordinate": typed(table, 2), "PerformParentingChecks": False,
        "UpdateContent": {"@odata.type": CRM + table, "description": "chosen"},
    }  # fmt: skip
    reply = http.post("Merge", json=body)
    assert (reply.status_code, reply.content) == (204, b"")
    survivor, loser = (http.get(f"{set_name}({ID(number)})").json() for number in (1, 2))
    assert (survivor["description"], survivor["statecode"]) == ("chosen", 0)
    assert (loser["statecode"], loser["statuscode"], loser["_masterid_value"], loser["merged"]) == (*state, ID(1), True)
    assert loser["description"] == "kept"
    assert dataverse.rows("annotations")[0]["_objectid_value"] == ID(1)
    assert "merged" in error(http.post("Merge", json=body))[2]


@pytest.mark.parametrize(
    ("target", "subordinate", "part"),
    [
        (typed("quote", 1), typed("quote", 2), "'Merge' method does not support"),
        (typed("contact", 1), typed("account", 2), "same table"),
        (typed("contact", 1), typed("contact", 1), "itself"),
        (typed("contact", 1), typed("contact", 7), "Does Not Exist"),
        (typed("contact", 1), {"@odata.type": CRM + "contact"}, "Does Not Exist"),
    ],
)
def test_what_cannot_be_merged(dataverse: Emulator, http: httpx.Client, target: object, subordinate: object, part: str) -> None:
    dataverse.load(
        {"contacts": [{"contactid": ID(1)}], "accounts": [{"accountid": ID(2)}], "quotes": [{"quoteid": ID(1)}, {"quoteid": ID(2)}]}
    )
    body = {"Target": target, "Subordinate": subordinate, "PerformParentingChecks": False}
    assert part in error(http.post("Merge", json=body))[2]


def test_parties_stay_with_the_record_that_was_merged(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"contactid": ID(1)}, {"contactid": ID(2)}], "emails": [{"activityid": ID(3)}]})
    items = {"value": [{"partyid_contact@odata.bind": f"contacts({ID(2)})", "participationtypemask": 2}]}
    http.put(f"emails({ID(3)})/email_activity_parties", json=items)
    target = {"@odata.type": CRM + "contact", "@odata.id": f"contacts({ID(1)})"}
    body = {"Target": target, "Subordinate": typed("contact", 2), "PerformParentingChecks": True}
    assert http.post("Merge", json=body).status_code == 204
    assert dataverse.rows("activityparties")[0]["_partyid_value"] == ID(2)


# -- queues, mail, time, prices -------------------------------------------------------------------------------------------


def test_an_item_is_added_to_a_queue_and_moves_to_another(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"queues": [{"queueid": ID(1)}, {"queueid": ID(2)}], "letters": [{"activityid": ID(3), "subject": "Dear"}]})
    body = {"Target": typed("letter", 3, "activityid")}
    first = http.post(f"queues({ID(1)})/{CRM}AddToQueue", json=body).json()["QueueItemId"]
    second = http.post(f"queues({ID(2)})/{CRM}AddToQueue", json=body).json()["QueueItemId"]
    row = http.get(f"queueitems({first})").json()
    assert (first, row["_queueid_value"], row["_objectid_value"], row["title"]) == (second, ID(2), ID(3), "Dear")
    assert http.post(f"queueitems({first})/{CRM}RemoveFromQueue").status_code == 204
    assert dataverse.rows("queueitems") == []
    assert len(dataverse.rows("letters")) == 1


def test_the_end_of_an_activity_and_of_a_quote_is_noted(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    dataverse.load(
        {"tasks": [{"activityid": ID(1)}, {"activityid": ID(2)}], "quotes": [{"quoteid": ID(3), "statecode": 1, "statuscode": 2}]}
    )
    http.patch(f"tasks({ID(1)})", json={"statecode": 1})
    http.patch(f"tasks({ID(2)})", json={"statecode": 2, "actualend": "2020-01-01T00:00:00Z"})
    assert [row["actualend"] for row in dataverse.rows("tasks")] == ["2026-01-02T03:04:05Z", "2020-01-01T00:00:00Z"]
    closing = {"QuoteClose": {"@odata.type": f"{CRM}quoteclose", "quoteid@odata.bind": f"quotes({ID(3)})"}, "Status": -1}
    assert http.post("WinQuote", json=closing).status_code == 204
    assert dataverse.rows("quotes")[0]["closedon"] == "2026-01-02"


def test_an_email_is_sent_once(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"emails": [{"activityid": ID(1)}]})
    send = f"emails({ID(1)})/{CRM}SendEmail"
    assert [http.post(send, json={"IssueSend": False}).status_code for _ in range(2)] == [200, 400]


@pytest.mark.parametrize(("issue", "status"), [(True, 6), (False, 3)])
def test_sending_an_email_completes_it(dataverse: Emulator, http: httpx.Client, issue: bool, status: int) -> None:
    dataverse.load({"emails": [{"activityid": ID(1), "subject": "Hello"}]})
    reply = http.post(f"emails({ID(1)})/{CRM}SendEmail", json={"IssueSend": issue, "TrackingToken": ""})
    assert reply.json() == {"@odata.context": f"{http.base_url}$metadata#{CRM}SendEmailResponse", "Subject": "Hello"}
    row = http.get(f"emails({ID(1)})").json()
    assert (row["statecode"], row["statuscode"], row["senton"] is None) == (1, status, False)


def test_the_time_of_a_case_is_that_of_its_completed_activities(dataverse: Emulator, http: httpx.Client) -> None:
    regarding = {"_regardingobjectid_value": ID(1), "_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "incident"}
    task = regarding | {"actualdurationminutes": 30}
    dataverse.load({"incidents": [{"incidentid": ID(1)}], "tasks": [task | {"statecode": 1}, task, regarding | {"statecode": 1}]})
    assert http.get(f"incidents({ID(1)})/{CRM}CalculateTotalTimeIncident()").json()["TotalTime"] == 30


def test_the_prices_of_an_invoice_are_locked(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"invoices": [{"invoiceid": ID(1)}]})
    assert http.post(f"invoices({ID(1)})/{CRM}LockInvoicePricing").status_code == 204
    assert http.get(f"invoices({ID(1)})").json()["ispricelocked"] is True
