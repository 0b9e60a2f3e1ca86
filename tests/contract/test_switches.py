"""What documentation and practice tell differently, played both ways: the client says which it met, and closed records are written or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from anyio.from_thread import BlockingPortal
from attrs import fields_dict
from contract_faces import Blocking

from dataverse_sdk.emulator import Emulator, Switches
from dataverse_sdk.errors import BadRequest, DataverseError
from dataverse_sdk.model import Column, Entity, column, entity
from dataverse_sdk.operations import ANY, patch


@entity("incident", set_name="incidents", key="incidentid", primary_name="title")
class Case(Entity):
    """A case."""

    incidentid: Column[UUID] = column(update=False)
    description: Column[str | None] = column()
    statecode: Column[int | None] = column(create=False)
    statuscode: Column[int | None] = column()


@entity("lead", set_name="leads", key="leadid", primary_name="fullname")
class Prospect(Entity):
    """A lead."""

    leadid: Column[UUID] = column(update=False)
    description: Column[str | None] = column()


@entity("email", set_name="emails", key="activityid", primary_name="subject")
class Mail(Entity):
    """An email."""

    activityid: Column[UUID] = column(update=False)
    description: Column[str | None] = column()


@entity("quote", set_name="quotes", key="quoteid", primary_name="name")
class Offer(Entity):
    """A quote."""

    quoteid: Column[UUID] = column(update=False)
    description: Column[str | None] = column()


@entity("activityparty", set_name="activityparties", key="activitypartyid")
class Party(Entity):
    """A party."""

    activitypartyid: Column[UUID] = column(update=False)
    addressused: Column[str | None] = column()


CLOSED = [
    (Case, "incidents", {"statecode": 1, "statuscode": 5}, "resolved_cases_locked"),
    (Prospect, "leads", {"statecode": 1, "statuscode": 3}, "closed_leads_locked"),
    (Mail, "emails", {"statecode": 1, "statuscode": 3}, "closed_activities_locked"),
    (Offer, "quotes", {"statecode": 2, "statuscode": 4}, "sales_records_locked"),
]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(seed="empty") as found:
        yield found


@pytest.fixture(params=["sync", "async"])
def client(request: pytest.FixtureRequest, emulator: Emulator, portal: BlockingPortal) -> Any:
    return emulator.client() if request.param == "sync" else Blocking(emulator.async_client(), portal)


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize(("cls", "set_name", "state", "switch"), CLOSED, ids=lambda value: getattr(value, "__name__", None))
def test_a_closed_record_is_written_or_refused(
    client: Any, emulator: Emulator, cls: Any, set_name: str, state: dict[str, int], switch: str, locked: bool
) -> None:
    key = uuid4()
    emulator.load({set_name: [{cls.__table__.key: str(key), "description": "old", **state}]})
    emulator.switches = Switches(**{"sales_records_locked": False, switch: locked})
    write = patch(cls, key, {cls.description: "MASKED"}, etag=ANY)
    if locked:
        with pytest.raises(BadRequest) as refused:
            client.send(write)
        assert refused.value.service_message == "Cannot Update a Read-Only Entity"
    else:
        client.send(write)
    assert emulator.rows(set_name)[0]["description"] == ("old" if locked else "MASKED")


@pytest.mark.parametrize("writable", [False, True])
def test_a_party_is_written_by_itself_or_not(client: Any, emulator: Emulator, writable: bool) -> None:
    key = uuid4()
    emulator.load({"activityparties": [{"activitypartyid": str(key), "addressused": "a@b.test"}]})
    emulator.switches = Switches(activityparty_writable=writable)
    write = patch(Party, key, {Party.addressused: "MASKED"}, etag=ANY)
    if writable:
        client.send(write)
    else:
        with pytest.raises(DataverseError):
            client.send(write)
    assert emulator.rows("activityparties")[0]["addressused"] == ("MASKED" if writable else "a@b.test")


@pytest.mark.parametrize("locked", [False, True])
def test_the_parties_of_a_sent_email_are_replaced_or_kept(client: Any, emulator: Emulator, locked: bool) -> None:
    mail = uuid4()
    emulator.load({"emails": [{"activityid": str(mail), "statecode": 1, "statuscode": 3}]})
    emulator.switches = Switches(closed_parties_locked=locked)
    body = json.dumps({"value": [{"participationtypemask": 2, "addressused": "MASKED"}]}).encode()
    headers = {"Content-Type": "application/json"}
    reply = client.request("PUT", f"emails({mail})/email_activity_parties", headers=headers, body=body)
    assert reply.status == (400 if locked else 204)
    assert len(emulator.rows("activityparties")) == (0 if locked else 1)


@pytest.mark.parametrize("allowed", [False, True])
def test_an_update_resolves_a_case_or_does_not(client: Any, emulator: Emulator, allowed: bool) -> None:
    key = uuid4()
    emulator.load({"incidents": [{"incidentid": str(key)}]})
    emulator.switches = Switches(cases_resolved_by_update=allowed)
    write = patch(Case, key, {Case.statecode: 1, Case.statuscode: 5}, etag=ANY)
    if allowed:
        client.send(write)
    else:
        with pytest.raises(BadRequest):
            client.send(write)
    assert emulator.rows("incidents")[0]["statecode"] == (1 if allowed else 0)


def asked(client: Any, method: str, target: str, body: object = None, **headers: str) -> Any:
    """The reply to a request of the client's own, as it comes."""
    content = None if body is None else json.dumps(body).encode()
    return client.request(method, target, headers={"Content-Type": "application/json", **headers}, body=content)


@pytest.mark.parametrize("answer", ["ignore", "refuse"])
def test_a_read_only_column_is_ignored_or_refused(client: Any, emulator: Emulator, answer: str) -> None:
    emulator.switches = Switches(read_only_columns=answer)
    reply = asked(client, "POST", "contacts", {"lastname": "A", "fullname": "Somebody Else"})
    assert reply.status == (204 if answer == "ignore" else 400)
    assert [row["fullname"] for row in emulator.rows("contacts")] == (["A"] if answer == "ignore" else [])


@pytest.mark.parametrize("answer", ["answer", "refuse"])
def test_a_leading_wildcard_is_answered_or_refused(client: Any, emulator: Emulator, answer: str) -> None:
    emulator.switches = Switches(leading_wildcards=answer)
    for condition in ("contains(lastname,'x')", "endswith(lastname,'x')", "startswith(lastname,'%25x')"):
        reply = asked(client, "GET", f"contacts?$filter={condition}")
        assert reply.status == (200 if answer == "answer" else 400)
        assert (b"0x80048573" in reply.body) is (answer == "refuse")
    assert asked(client, "GET", "contacts?$filter=startswith(lastname,'x')").status == 200


@pytest.mark.parametrize("waits", [False, True])
def test_a_bulk_deletion_is_done_at_once_or_waits(client: Any, emulator: Emulator, waits: bool) -> None:
    emulator.load({"contacts": [{"lastname": "A", "createdon": "2020-01-01T00:00:00Z"}]})
    emulator.switches = Switches(jobs_wait=waits)
    job = {
        "JobName": "all", "SendEmailNotification": False, "ToRecipients": [], "CCRecipients": [], "RecurrencePattern": "",
        "StartDateTime": "2020-01-01T00:00:00Z",
        "QuerySet": [{"@odata.type": "Microsoft.Dynamics.CRM.QueryExpression", "EntityName": "contact",
                      "ColumnSet": {"@odata.type": "Microsoft.Dynamics.CRM.ColumnSet", "AllColumns": True}}],
    }  # fmt: skip
    reply = asked(client, "POST", "BulkDelete", job)
    assert reply.status == 200
    job_id = json.loads(reply.body)["JobId"]
    state = json.loads(asked(client, "GET", f"asyncoperations({job_id})?$select=statecode").body)["statecode"]
    assert (state, len(emulator.rows("contacts"))) == ((0, 1) if waits else (3, 0))
    assert emulator.run_jobs() == int(waits)
    assert emulator.rows("contacts") == []


@pytest.mark.parametrize("elastic", [False, True])
def test_many_rows_succeed_together_or_each_by_itself(client: Any, emulator: Emulator, elastic: bool) -> None:
    emulator.switches = Switches(elastic_tables=frozenset({"contact"} if elastic else ()))
    kind = {"@odata.type": "Microsoft.Dynamics.CRM.contact"}
    rows = [{**kind, "lastname": "good"}, {**kind, "lastname": "x" * 51}]
    reply = asked(
        client, "POST", "contacts/Microsoft.Dynamics.CRM.CreateMultiple", {"Targets": rows}, Prefer='odata.include-annotations="*"'
    )
    assert reply.status == 400
    assert (b"BulkApiErrorDetails" in reply.body) is elastic
    assert [row["lastname"] for row in emulator.rows("contacts")] == (["good"] if elastic else [])


@pytest.mark.parametrize(("largest", "status"), [(9, 400), (10, 204)])
def test_a_document_is_as_large_as_the_environment_allows(client: Any, emulator: Emulator, largest: int, status: int) -> None:
    emulator.switches = Switches(largest_attachment=largest)
    body = {"subject": "s", "filename": "f", "documentbody": "MDEyMzQ1Njc4OQ=="}  # ten bytes
    assert asked(client, "POST", "annotations", body).status == status


@pytest.mark.parametrize("marked", [False, True])
def test_a_count_begins_with_a_byte_order_mark_or_does_not(client: Any, emulator: Emulator, marked: bool) -> None:
    emulator.load({"contacts": [{"lastname": "A"}]})
    emulator.switches = Switches(count_mark=marked)
    assert asked(client, "GET", "contacts/$count").body == (b"\xef\xbb\xbf1" if marked else b"1")


def test_every_switch_is_played_both_ways_here() -> None:
    """So that a new doubt comes with its two tests."""
    text = Path(__file__).read_text("utf-8")
    assert [name for name in fields_dict(Switches) if f"{name}=" not in text and f'"{name}")' not in text] == []
