"""Hazards of data subject requests (H1 to H44) that no other module of this package has to do with, and those whose guard is the SDK's.

Every hazard has a test that bears its number, here or elsewhere; `mutants.py` names them, and proves each by taking its guard away.
"""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import ADA, bound, case, contact, everything, load, note

import dataverse_dsr.execution
from dataverse_dsr import COMPLETE, REFERENCE, Identity, Outcome, Refused, Status
from dataverse_sdk import Batch, Query
from dataverse_sdk.emulator import Emulator, reject
from dataverse_sdk.errors import BatchDecodeError, ServiceError, UsageError
from dataverse_sdk.operations import delete, execute, get, patch, query_page
from dataverse_sdk.tables import Contact, Incident
from dataverse_sdk.testing import ScriptedDriver, error_reply, json_reply
from dataverse_sdk.wire.multipart import boundary_of, request_from_bytes, split
from dataverse_sdk.wire.retry import RetryPolicy, retrying

PERSON = Identity(email=ADA)


# --- who the person is


def test_h2_an_environment_that_ignores_accents_brings_a_stranger_who_is_sent_away(face):
    with Emulator(seed="empty", accents=False) as dataverse:
        jose, stranger = contact("jos\u00e9@example.com", "Jos\u00e9"), contact("jose@example.com", "Jose")
        load(dataverse, {"contacts": [jose, stranger], "incidents": [case(jose["contactid"]), case(stranger["contactid"])]})
        before = everything(dataverse)
        dsr = face(dataverse)
        report = dsr.access(Identity(email="jos\u00e9@example.com"))
        assert [row["contactid"] for row in report.collections["contacts"].rows] == [jose["contactid"]]
        assert report.collections["contacts"].rejected == {"accent": 1}
        assert dsr.erase(dsr.plan(Identity(email="jos\u00e9@example.com"))).status is Status.COMPLETE
        after = everything(dataverse)
        assert after["contacts", stranger["contactid"]] == before["contacts", stranger["contactid"]]


@pytest.mark.parametrize("other", ["j+tag@example.com", "j.@example.com", ".j@example.com", "+j@example.com"])
def test_h5_plus_tags_and_dots_make_another_mailbox(other):
    assert not Identity(email="j@example.com").matches(other)


# --- what travels: the SDK's guards


def parts_of(*operations):
    """What a server reads in the batch that these operations make."""
    driver = ScriptedDriver(error_reply(503, ""))
    batch = Batch()
    for operation in operations:
        batch.add(operation)
    with pytest.raises(Exception, match=r"503|unknown|answer"):
        driver.run(batch.flow())
    (request,) = driver.requests
    boundary = boundary_of(request.headers.get("Content-Type"))
    return [request_from_bytes(part.content) for part in split(request.body, boundary)]


FORGED = ("\r\nDELETE /contacts(00000000-0000-0000-0000-000000000001) HTTP/1.1\r\n\r\n", "\r\n--batch_", "\n\n", "\0", "\u2028", "--")


# Half a surrogate pair cannot be encoded, and is refused; everything else is sent.
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=60, deadline=None)
@given(text=st.one_of(TEXTS, st.tuples(TEXTS, st.sampled_from(FORGED), TEXTS).map("".join)))
def test_h8_no_value_forges_a_part_of_a_batch(text):
    key = UUID(int=1)
    asked = query_page(Query(Contact).select(Contact.contactid).where(Contact.emailaddress1 == text))
    written = patch(Contact, key, {Contact.firstname: text}, etag='W/"1"')
    found = parts_of(asked, written, get(Contact, key, select=(Contact.contactid,)))
    assert [request.method for request in found] == ["GET", "PATCH", "GET"]
    assert json.loads(found[1].body) == {"firstname": text}


@pytest.mark.parametrize("etag", ['W/"1"\r\nMSCRMCallerID: x', 'W/"1"\n\nDELETE /contacts(1) HTTP/1.1', "\0"])
def test_h8_a_version_cannot_forge_a_header_of_a_part(etag):
    with pytest.raises(UsageError):
        parts_of(delete(Contact, UUID(int=1), etag=etag))
    with pytest.raises(UsageError):
        parts_of(get(Contact, UUID(int=1)).with_headers(("If-None-Match", etag)))


@pytest.mark.parametrize("address", ["a+b&c#d%e@example.com", "a/b?c=d;e@example.com", "%27@example.com", "a b@example.com"])
def test_h9_a_character_that_means_something_in_a_url_stays_itself(address):
    (request,) = parts_of(query_page(Query(Contact).select(Contact.contactid).where(Contact.emailaddress1 == address)))
    _, _, query = request.target.partition("?")
    assert set("+# ").isdisjoint(query)
    with Emulator(seed="empty") as dataverse:
        load(dataverse, {"contacts": [contact(address), contact("stranger@example.com")]})
        page = dataverse.client().send(query_page(Query(Contact).select(Contact.emailaddress1).where(Contact.emailaddress1 == address)))
        assert [row.emailaddress1 for row in page.rows] == [address]


def test_h17_a_page_that_fails_is_no_end(dataverse):
    load(dataverse, {"contacts": [contact() for _ in range(7)]})
    client = dataverse.client()
    query = Query(Contact).select(Contact.contactid)
    assert len(list(client.query(query, page_size=3))) == 7
    dataverse.faults.answer(400, nth=2)
    with pytest.raises(ServiceError):
        list(client.query(query, page_size=3))


DAMAGED = {"a part is missing": "lose_part", "a part is there twice": "double_part"}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_h40_an_answer_with_another_number_of_parts_is_an_error_of_the_whole(dataverse, damage):
    ada = contact()
    load(dataverse, {"contacts": [ada]})
    batch = Batch(continue_on_error=True)
    for _ in range(3):
        batch.add(get(Contact, UUID(ada["contactid"]), select=(Contact.contactid,)))
    getattr(dataverse.faults, damage)(nth=2)
    with pytest.raises(BatchDecodeError):
        dataverse.client().run(batch.flow())
    assert {handle.outcome for handle in batch.handles}.isdisjoint({"value"})


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_h40_a_write_whose_answer_is_missing_is_settled_by_reading(dsr, dataverse, damage):
    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"]), case(ada["contactid"])]})
    plan = dsr.plan(PERSON)
    getattr(dataverse.faults, damage)(nth=2)
    assert dsr.erase(plan).status is Status.COMPLETE
    assert {row["title"] for row in dataverse.rows("incidents")} == {"MASKED"}
    patches = [part for request in dataverse.requests for part in request.parts if part.method == "PATCH"]
    assert len(patches) == 3  # each record once


def test_h40_a_refused_write_whose_answer_is_missing_is_not_called_masked_by_its_neighbours_answer(dsr, dataverse):
    """Parts are told apart by their place: without the second, the third's success must not be taken for the second's."""
    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"]), case(ada["contactid"]), case(ada["contactid"])]})
    plan = dsr.plan(PERSON)
    refused = str(plan.operations[1].record_id)

    def refuse(context):
        if context.record_id == refused:
            raise reject("not this one")

    dataverse.plugins.before("Update", "incident", refuse)
    dataverse.faults.lose_part(nth=3)  # the versions of the contact come first
    receipt = dsr.erase(plan)
    assert receipt.counts == {"masked": 3, "rejected_by_logic": 1}
    assert {str(record.record_id) for record in receipt.outcomes if record.outcome is Outcome.REJECTED_BY_LOGIC} == {refused}


def test_h40_a_failing_part_of_a_batch_that_succeeded_is_a_failure_of_its_own(dsr, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"]), case(ada["contactid"])]})
    plan = dsr.plan(PERSON)
    dataverse.faults.answer_part(403, nth=2)
    receipt = dsr.erase(plan)
    assert receipt.counts == {"forbidden": 1, "masked": 2}
    assert receipt.status is Status.PARTIAL


# --- throttling


def test_h39_a_throttled_run_stops_asking_keeps_what_is_done_and_goes_on_from_its_journal(face, dataverse, tmp_path, monkeypatch):
    monkeypatch.setattr(dataverse_dsr.execution, "WRITES_PER_BATCH", 3)
    ada = contact()
    load(dataverse, {"contacts": [ada], "annotations": [note("contact", ada["contactid"]) for _ in range(8)]})
    dsr = face(dataverse)
    plan = dsr.plan(PERSON)
    dataverse.faults.answer(429, nth=2, headers={"Retry-After": "9999"}, code="0x80072322")
    seen = len(dataverse.requests)
    receipt = dsr.erase(plan, journal=tmp_path / "journal")
    assert receipt.counts == {"deferred": 1, "masked": 3, "throttled": 5}
    assert len(dataverse.requests) == seen + 2
    assert receipt.status is Status.PARTIAL
    assert dataverse.rows("contacts")[0]["emailaddress1"] == ADA
    seen = len(dataverse.requests)
    again = face(dataverse).erase(plan, journal=tmp_path / "journal")
    assert again.status is Status.COMPLETE
    sent = [part.path for request in dataverse.requests[seen:] for part in request.parts if part.method == "PATCH"]
    assert len(sent) == 6  # what had been done was not done again
    assert {row["notetext"] for row in dataverse.rows("annotations")} == {"MASKED"}


def test_h39_the_pause_the_service_asks_for_is_kept_and_no_longer_one_than_is_bearable():
    policy = RetryPolicy(attempts=3, jitter=lambda: 0.5)
    ask = get(Contact, UUID(int=1), select=(Contact.contactid,))
    throttled = error_reply(429, "0x80072322", headers={"Retry-After": "7"})
    driver = ScriptedDriver(throttled, json_reply({"contactid": str(UUID(int=1))}))
    driver.run(retrying(execute(ask), policy))
    assert driver.sleeps == [pytest.approx(7.35)]
    driver = ScriptedDriver(*[throttled] * 9)
    with pytest.raises(Exception, match="429"):
        driver.run(retrying(execute(ask), policy))
    assert len(driver.requests) == 3
    driver = ScriptedDriver(error_reply(429, "0x80072322", headers={"Retry-After": "9999"}))
    with pytest.raises(Exception, match="429"):
        driver.run(retrying(execute(ask), policy))
    assert driver.sleeps == []


# --- again


@pytest.mark.parametrize("catalogue", [REFERENCE, COMPLETE], ids=lambda one: one.name)
def test_h29_masks_are_the_same_every_time(face, dataverse, catalogue):
    ada = contact(telephone1="+44 1")
    shared = bound("primarycontactid", "contact", ada["contactid"])
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"], title="About Ada Lovelock", **shared)]})
    dsr = face(dataverse, catalogue)
    person = Identity(contact_ids=ada["contactid"])
    assert dsr.erase(dsr.plan(person)).status is Status.COMPLETE
    before = everything(dataverse)
    again = dsr.plan(person)
    assert again.operations == ()
    assert dsr.erase(again).status is Status.COMPLETE
    assert everything(dataverse) == before


def test_h43_a_request_covers_what_was_there_when_it_was_planned(face, dataverse):
    """Data that came later needs a new plan: a finished request that is run again reads and writes nothing new."""
    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"])]})
    dsr = face(dataverse)
    plan = dsr.plan(PERSON)
    late = case(ada["contactid"], title="Came later")
    load(dataverse, {"incidents": [late]})
    receipt = dsr.erase(plan)
    assert receipt.status is Status.COMPLETE
    assert late["incidentid"] not in {str(record.record_id) for record in receipt.outcomes}
    titles = {row["incidentid"]: row["title"] for row in dataverse.rows("incidents")}
    assert titles[late["incidentid"]] == "Came later"
    anew = dsr.plan(Identity(contact_ids=ada["contactid"]))
    assert [str(write.record_id) for write in anew.operations] == [late["incidentid"]]


def test_h43_a_finished_request_is_not_run_again_on_new_data(face, dataverse, tmp_path):
    ada = contact()
    load(dataverse, {"contacts": [ada]})
    dsr = face(dataverse)
    plan = dsr.plan(PERSON)
    dsr.erase(plan, journal=tmp_path / "journal")
    dataverse.write("contacts", ada["contactid"], {"lastname": "Again", "emailaddress1": ADA})
    replayed = face(dataverse).erase(plan, journal=tmp_path / "journal")
    assert [record.outcome for record in replayed.outcomes] == [Outcome.MASKED]
    assert replayed.http_calls == 0
    assert dataverse.rows("contacts")[0]["lastname"] == "Again"  # new data, for a new request; the second verification names it
    check = dsr.verify(replayed, identity=PERSON, again=True)
    assert {finding.column for finding in check.came_back} >= {"lastname", "emailaddress1"}


def test_h43_a_plan_does_not_live_for_ever(face, dataverse):
    load(dataverse, {"contacts": [contact()]})
    plan = face(dataverse).plan(PERSON)
    later = face(dataverse, clock=lambda: datetime.now(UTC) + timedelta(days=31))
    seen = len(dataverse.requests)
    with pytest.raises(Refused, match="too old"):
        later.erase(plan)
    assert len(dataverse.requests) == seen


def test_h7_a_quote_in_a_value_ends_no_literal():
    hostile = "x' or emailaddress1 ne '"
    with Emulator(seed="empty") as dataverse:
        load(dataverse, {"contacts": [contact("one@example.com"), contact("two@example.com")]})
        page = dataverse.client().send(query_page(Query(Incident).select(Incident.title).where(Incident.title == hostile)))
        assert page.rows == ()
        found = query_page(Query(Contact).select(Contact.contactid).where(Contact.emailaddress1 == hostile))
        assert dataverse.client().send(found).rows == ()
