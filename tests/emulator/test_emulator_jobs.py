"""Bulk deletion as a job, messages for many rows on standard and elastic tables, and asking which table has which message."""

from datetime import UTC, datetime

import httpx
import pytest

from dataverse_sdk.emulator import Emulator, Switches, reject
from dataverse_sdk.emulator.behaviours.plugins import Context

CRM = "Microsoft.Dynamics.CRM."
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def ID(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


def condition(name: str, operator: str, *values: object) -> dict[str, object]:
    items = [{"Value": str(value), "Type": "System.String"} for value in values]
    return {"@odata.type": CRM + "ConditionExpression", "AttributeName": name, "Operator": operator, "Values": items}


def query(entity: str, *conditions: object, **more: object) -> dict[str, object]:
    criteria = {"@odata.type": CRM + "FilterExpression", "FilterOperator": "And", "Conditions": list(conditions), **more}
    columns = {"@odata.type": CRM + "ColumnSet", "AllColumns": False, "Columns": []}
    return {"@odata.type": CRM + "QueryExpression", "EntityName": entity, "ColumnSet": columns, "Criteria": criteria}


def job(*queries: object, **more: object) -> dict[str, object]:
    return {
        "JobName": "Remove", "SendEmailNotification": False, "ToRecipients": [], "CCRecipients": [], "RecurrencePattern": "",
        "StartDateTime": "2026-01-01T00:00:00Z", "QuerySet": list(queries), **more,
    }  # fmt: skip


@pytest.fixture
def contacts(dataverse: Emulator) -> None:
    dataverse.load({"contacts": [{"contactid": ID(n), "lastname": f"N{n}", "numberofchildren": n} for n in range(1, 6)]})


def left(dataverse: Emulator) -> list[str]:
    return [str(row["lastname"]) for row in dataverse.rows("contacts")]


# -- bulk deletion -------------------------------------------------------------------------------------------------------


def test_a_bulk_deletion_is_a_job_that_reports(dataverse: Emulator, http: httpx.Client, contacts: None) -> None:
    reply = http.post("BulkDelete", json=job(query("contact", condition("contactid", "In", ID(1), ID(3), ID(9)))))
    assert reply.status_code == 200
    assert reply.json()["@odata.context"].endswith(f"#{CRM}BulkDeleteResponse")
    assert left(dataverse) == ["N2", "N4", "N5"]
    row = http.get(f"asyncoperations({reply.json()['JobId']})").json()
    assert (row["name"], row["operationtype"], row["statecode"], row["statuscode"]) == ("Remove", 13, 3, 30)
    (operation,) = http.get(f"bulkdeleteoperations?$filter=_asyncoperationid_value eq {reply.json()['JobId']}").json()["value"]
    assert (operation["successcount"], operation["failurecount"], operation["statuscode"]) == (2, 0, 30)


def test_a_row_that_cannot_be_deleted_is_reported_and_stops_no_other(dataverse: Emulator, http: httpx.Client, contacts: None) -> None:
    def refuse(context: Context) -> None:
        if context.record_id == ID(2):
            raise reject("kept")

    dataverse.plugins.before("Delete", "contact", refuse)
    http.post("BulkDelete", json=job(query("contact")))
    assert left(dataverse) == ["N2"]
    (operation,) = dataverse.rows("bulkdeleteoperations")
    assert (operation["successcount"], operation["failurecount"]) == (4, 1)
    (failure,) = http.get("bulkdeletefailures").json()["value"]
    assert (failure["_regardingobjectid_value"], failure["errordescription"], failure["errornumber"]) == (ID(2), "kept", -2147220891)


@pytest.mark.parametrize(
    ("asked", "remaining"),
    [
        (query("contact", condition("numberofchildren", "GreaterEqual", 2), condition("numberofchildren", "LessThan", 4)), "N1 N4 N5"),
        (query("contact", condition("lastname", "BeginsWith", "n1")), "N2 N3 N4 N5"),
        (query("contact", condition("lastname", "Like", "%5")), "N1 N2 N3 N4"),
        (query("contact", condition("firstname", "NotNull")), "N1 N2 N3 N4 N5"),
        (query("contact", condition("createdon", "OlderThanXMonths", 1)), "N1 N2 N3 N4 N5"),
        (
            query("contact", Filters=[{"FilterOperator": "Or", "Conditions": [condition("lastname", "Equal", "N1"), condition("lastname", "NotEqual", "N2")]}]),
            "N2",
        ),
        (query("contact", condition("donotemail", "Equal", "true")), "N1 N2 N3 N4 N5"),
    ],
)  # fmt: skip
def test_the_query_says_which_rows(dataverse: Emulator, http: httpx.Client, contacts: None, asked: object, remaining: str) -> None:
    assert http.post("BulkDelete", json=job(asked)).status_code == 200
    assert " ".join(left(dataverse)) == remaining


def test_a_query_may_ask_by_a_related_table(dataverse: Emulator, http: httpx.Client, contacts: None) -> None:
    pointer = {"_parentcustomerid_value": ID(8), "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "account"}
    dataverse.load({"accounts": [{"accountid": ID(8), "name": "A"}], "contacts": [{"contactid": ID(6), "lastname": "N6", **pointer}]})
    link = {
        "LinkFromEntityName": "contact", "LinkToEntityName": "account", "LinkFromAttributeName": "parentcustomerid",
        "LinkToAttributeName": "accountid", "JoinOperator": "Inner", "EntityAlias": "a",
        "LinkCriteria": {"FilterOperator": "And", "Conditions": [condition("name", "Equal", "A")]},
    }  # fmt: skip
    assert http.post("BulkDelete", json=job(query("contact") | {"LinkEntities": [link]})).status_code == 200
    assert left(dataverse) == ["N1", "N2", "N3", "N4", "N5"]
    wrong = query("contact") | {"LinkEntities": [link | {"JoinOperator": "MatchFirstRowUsingCrossApply"}]}
    assert http.post("BulkDelete", json=job(wrong)).status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (job(), 400),
        (job(query("nothing")), 400),
        (job(query("contact", condition("nothing", "Equal", 1))), 400),
        (job(query("activityparty")), 400),
        (job(query("contact"), RecurrencePattern="FREQ=DAILY;"), 501),
    ],
)
def test_a_job_that_cannot_run_is_not_begun(dataverse: Emulator, http: httpx.Client, body: object, status: int) -> None:
    assert http.post("BulkDelete", json=body).status_code == status
    assert dataverse.rows("asyncoperations") == []


def test_jobs_wait_where_a_switch_says_so(dataverse: Emulator, http: httpx.Client, contacts: None) -> None:
    assert dataverse.run_jobs() == 0
    dataverse.switches = Switches(jobs_wait=True)
    started = http.post("BulkDelete", json=job(query("contact"))).json()["JobId"]
    assert http.get(f"asyncoperations({started})").json()["statuscode"] == 0
    assert len(left(dataverse)) == 5
    assert dataverse.run_jobs() == 1
    assert left(dataverse) == []
    assert dataverse.run_jobs() == 0


def test_a_job_runs_when_its_time_comes_and_spares_younger_rows(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.clock.freeze(NOW)
    dataverse.load({"contacts": [{"contactid": ID(1), "lastname": "old"}]})
    http.post("BulkDelete", json=job(query("contact"), StartDateTime="2026-05-04T13:00:00Z"))
    dataverse.clock.advance(1800)
    assert left(dataverse) == ["old"]
    dataverse.load({"contacts": [{"contactid": ID(2), "lastname": "young", "createdon": "2026-05-04T13:30:00Z"}]})
    dataverse.clock.advance(1800)
    assert left(dataverse) == ["young"]


# -- which table has which message ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "table", "has"),
    [
        ("UpdateMultiple", "contact", True), ("CreateMultiple", "incident", True), ("CreateMultiple", "activityparty", False),
        ("RetrieveMultiple", "activityparty", True), ("Update", "activityparty", False), ("CreateMultiple", "customeraddress", False),
        ("QualifyLead", "lead", True), ("Create", "businessunit", True), ("Teleport", "contact", False),
    ],
)  # fmt: skip
def test_support_of_a_message_can_be_asked(http: httpx.Client, message: str, table: str, has: bool) -> None:
    asked = (
        "sdkmessagefilters?$select=sdkmessagefilterid&$filter=sdkmessageid/name eq @message and primaryobjecttypecode eq @table"
        f"&@message='{message}'&@table='{table}'"
    )
    assert bool(http.get(asked).json()["value"]) is has


# -- many rows -----------------------------------------------------------------------------------------------------------


def many(http: httpx.Client, message: str, *items: dict[str, object], details: bool = False) -> httpx.Response:
    targets = [{"@odata.type": CRM + "contact", **item} for item in items]
    headers = {"Prefer": 'odata.include-annotations="*"'} if details else {}
    return http.post(f"contacts/{CRM}{message}", json={"Targets": targets}, headers=headers)


@pytest.mark.parametrize("message", ["CreateMultiple", "UpdateMultiple", "UpsertMultiple"])
def test_one_wrong_row_undoes_all(dataverse: Emulator, http: httpx.Client, contacts: None, message: str) -> None:
    before = dataverse.rows("contacts")
    items: list[dict[str, object]] = [{"contactid": ID(1), "jobtitle": "new"}, {"contactid": ID(2), "lastname": "x" * 51}]
    if message == "CreateMultiple":
        items = [{"lastname": "new"}, {"lastname": "x" * 51}]
    assert many(http, message, *items).json()["error"]["code"] == "0x80044331"
    assert dataverse.rows("contacts") == before


def test_a_standard_table_has_no_delete_multiple(http: httpx.Client) -> None:
    reply = many(http, "DeleteMultiple", {"contactid": ID(1)})
    assert (reply.status_code, reply.json()["error"]["message"]) == (501, "DeleteMultiple has not yet been implemented.")


def test_an_elastic_table_carries_out_what_it_can_and_tells_of_the_rest(dataverse: Emulator, http: httpx.Client, contacts: None) -> None:
    dataverse.switches = Switches(elastic_tables=frozenset({"contact"}))
    items = ({"contactid": ID(1)}, {"contactid": ID(9)}, {"contactid": ID(2)})
    reply = many(http, "DeleteMultiple", *items, details=True)
    failed = reply.json()["error"]
    assert (reply.status_code, failed["code"]) == (404, "0x80040217")
    told = failed["@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails"]
    assert [(each["RequestIndex"], each["StatusCode"]) for each in httpx.Response(200, text=told).json()] == [(0, 200), (1, 404), (2, 200)]
    assert left(dataverse) == ["N3", "N4", "N5"]
    assert "BulkApiErrorDetails" not in many(http, "DeleteMultiple", {"contactid": ID(9)}).text
    assert many(http, "DeleteMultiple", {"contactid": ID(3)}).status_code == 204
    assert len(many(http, "CreateMultiple", {"lastname": "a"}, {"lastname": "b"}).json()["Ids"]) == 2
    assert many(http, "CreateMultiple", *({"lastname": "x"} for _ in range(101))).status_code == 400


# -- keys ----------------------------------------------------------------------------------------------------------------


def test_an_upsert_by_an_alternate_key_with_a_lookup_sets_the_lookup() -> None:
    from attrs import evolve

    from dataverse_sdk.schema.model import KeySchema, Schema
    from dataverse_sdk.schema.stock import stock_schema

    tables = dict(stock_schema().tables)
    key = KeySchema("by_parent", ("lastname", "_parentcustomerid_value"))
    tables["contact"] = evolve(tables["contact"], alternate_keys=(key,))
    with Emulator(seed="empty", metadata=Schema(tables)) as dataverse:
        dataverse.load({"accounts": [{"accountid": ID(1)}]})
        base, headers = "https://emulator.localhost/api/data/v9.2/", {"Authorization": "Bearer x"}
        with httpx.Client(transport=dataverse.transport(), base_url=base, headers=headers) as http:
            address = f"contacts(lastname='L',_parentcustomerid_value={ID(1)})"
            assert http.patch(address, json={"firstname": "a"}).status_code == 204
            assert http.patch(address, json={"firstname": "b"}).status_code == 204
            annotated = {"Prefer": 'odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"'}
            (row,) = http.get("contacts", headers=annotated).json()["value"]
            assert (row["firstname"], row["_parentcustomerid_value"]) == ("b", ID(1))
            assert row["_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] == "account"
            assert http.get(f"accounts({ID(1)})/contact_customer_accounts").json()["value"] != []
