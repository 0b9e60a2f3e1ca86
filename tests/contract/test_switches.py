"""What documentation and practice tell differently, played both ways: the client says which it met, and closed records are written or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from anyio.from_thread import BlockingPortal
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
