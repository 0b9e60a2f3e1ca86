"""A record's way into a plan, and what becomes of it, is told from the plan and the catalogue alone."""

from uuid import UUID

import pytest
from people import ADA, bound, contact, load, note, quote, whole_person

from dataverse_dsr import Identity, explain
from dataverse_dsr.catalogues import COMPLETE, REFERENCE


@pytest.fixture
def world():
    return whole_person()


@pytest.fixture
def plan(dsr, dataverse, world):
    load(dataverse, world)
    return dsr.plan(Identity(email=ADA))


def lines(plan, key):
    found = explain(plan, REFERENCE, UUID(key))
    return found, "\n".join(found.lines)


def test_the_person_answers_to_the_address(plan, world):
    found, text = lines(plan, world["contacts"][0]["contactid"])
    assert found.in_scope
    assert found.collection == "contacts"
    assert "it is the person" in text
    assert "found because emailaddress1 holds the address" in text
    assert "firstname (replace:MASKED)" in text
    assert "middlename stays as it is: skipped_empty" in text


def test_a_record_of_the_person_names_its_link(plan, world):
    found, text = lines(plan, world["incidents"][0]["incidentid"])
    assert "a case whose customer is a contact, which are: contacts" in text
    assert world["contacts"][0]["contactid"] in text
    assert found.in_scope


def test_a_record_that_stays_says_why(plan, world):
    _, text = lines(plan, world["salesorders"][0]["salesorderid"])
    assert "would not be written: retained: orders are accounting records" in text
    _, text = lines(plan, world["quotes"][1]["quoteid"])
    assert "blocked_read_only (billto_stateorprovince" in text


def test_a_stranger_is_not_in_scope(plan):
    found, text = lines(plan, str(UUID(int=5)))
    assert not found.in_scope
    assert "none of the person's addresses" in text


def test_a_plan_with_gaps_says_that_the_record_may_be_in_one(dsr, dataverse, world):
    load(dataverse, world)
    dataverse.faults.answer_part(403, nth=3)
    plan = dsr.plan(Identity(contact_ids=[world["contacts"][0]["contactid"]]))
    _, text = lines(plan, world["contacts"][0]["contactid"])
    assert "found because it was named" in text or "could not be read" in text


def test_a_note_on_a_lead_names_no_contact(dsr, dataverse):
    from people import lead

    prospect = lead()
    load(dataverse, {"leads": [prospect], "annotations": [one := note("lead", prospect["leadid"])]})
    _, text = lines(dsr.plan(Identity(email=ADA)), one["annotationid"])
    assert f"leads {prospect['leadid']}" in text
    assert "a case of a contact" not in text


def test_a_lookup_that_may_mean_several_things_says_each(face, dataverse):
    ada = contact()
    mail = {"activityid": str(UUID(int=77)), "subject": "Hello", **bound("regardingobjectid", "contact", ada["contactid"])}
    load(dataverse, {"contacts": [ada], "emails": [mail], "annotations": [one := note("email", mail["activityid"])]})
    plan = face(dataverse, COMPLETE).plan(Identity(email=ADA))
    text = "\n".join(explain(plan, COMPLETE, UUID(one["annotationid"])).lines)
    assert "a note on a contact or a lead, or a note on one of their cases" in text
    assert f"; the person is: contacts {ada['contactid']}" in text


def test_a_record_that_hangs_on_none_of_the_persons_own_names_its_way(face, dataverse):
    ada = contact()
    sale = quote(ada["contactid"])
    line = {"quotedetailid": str(UUID(int=78)), "description": "A line", "_quoteid_value": sale["quoteid"]}
    load(dataverse, {"contacts": [ada], "quotes": [sale], "quotedetails": [line]})
    plan = face(dataverse, COMPLETE).plan(Identity(email=ADA))
    assert "a line of a quote" in explain(plan, COMPLETE, UUID(line["quotedetailid"])).lines


def test_another_catalogue_still_tells_what_the_plan_holds(plan, world):
    narrow = REFERENCE.without("incidents")
    found = explain(plan, narrow, UUID(world["incidents"][0]["incidentid"]))
    assert "found by the link _customerid_value" in found.lines
