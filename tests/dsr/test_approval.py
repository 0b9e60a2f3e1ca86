"""A plan is carried out only if it is fresh, unaltered, for this environment and catalogue, and approved where that is asked for."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from people import ADA, contact, load

from dataverse_dsr import Approval, Bypass, ErasurePlan, Identity, InvalidDocument, MemoryJournal, Receipt, Refused, Status
from dataverse_sdk.emulator import reject

PERSON = Identity(email=ADA)
NOW = datetime.now(UTC)


@pytest.fixture
def ada(dataverse):
    load(dataverse, {"contacts": [contact()]})


@pytest.fixture
def careful(face, dataverse, ada):
    return face(dataverse, four_eyes=True)


def test_a_plan_that_a_second_person_approved_is_carried_out_and_says_so(careful, dataverse):
    plan = careful.plan(PERSON, requested_by="Olive Officer")
    approved = plan.approve("Paul Privacy ", NOW + timedelta(hours=1))
    assert approved == plan  # the approval is a note beside the plan
    assert approved.digest == plan.digest
    again = ErasurePlan.from_json(approved.to_json())
    assert again.approval == Approval("Paul Privacy", NOW + timedelta(hours=1), plan.digest)
    journal = MemoryJournal()
    receipt = careful.erase(again, journal=journal)
    note = {"by": "Paul Privacy", "at": (NOW + timedelta(hours=1)).isoformat(), "digest": plan.digest}
    assert (receipt.status, receipt.approval, receipt.requested_by) == (Status.COMPLETE, note, "Olive Officer")
    assert [event["approval"] for event in journal.events if event["event"] == "begin"] == [note]
    assert Receipt.from_json(receipt.to_json()) == receipt


def refused(careful, plan, words):
    with pytest.raises(Refused, match=words):
        careful.erase(plan)


def test_a_plan_nobody_approved_is_refused_where_that_is_required(careful, face, dataverse):
    plan = careful.plan(PERSON, requested_by="Olive Officer")
    refused(careful, plan, "second person first")
    assert face(dataverse).erase(plan).status is Status.COMPLETE


@pytest.mark.parametrize("name", ["Olive Officer", " olive  OFFICER "])
def test_nobody_approves_their_own_plan(careful, name):
    plan = careful.plan(PERSON, requested_by="Olive Officer")
    with pytest.raises(Refused, match="second person"):
        plan.approve(name, NOW)
    forged = evolve(plan, approval=Approval(name, NOW + timedelta(hours=1), plan.digest))
    refused(careful, forged, "second person, not")


def test_an_approval_of_another_plan_is_refused(careful, face, dataverse):
    plan = careful.plan(PERSON, requested_by="Olive Officer").approve("Paul", NOW + timedelta(hours=1))
    refused(careful, evolve(plan, requested_by="Somebody Else"), "of another plan")
    refused(face(dataverse), evolve(plan, delete_history=True), "of another plan")


def test_an_approval_older_than_its_plan_is_refused(careful):
    plan = careful.plan(PERSON, requested_by="Olive")
    refused(careful, plan.approve("Paul", NOW - timedelta(days=1)), "older than the plan")


def test_without_a_requester_nobody_can_tell_that_there_were_two(careful):
    refused(careful, careful.plan(PERSON).approve("Paul", NOW + timedelta(hours=1)), "who asked for it")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("requested_by",), "Paul"),
        (("delete_history",), True),
        (("read_only",), "reopen"),
        (("bypass", "business_logic"), "both"),
        (("operations", 0, "way"), "reopen"),
        (("operations", 0, "record_id"), "00000000-0000-0000-0000-000000000001"),
        (("untouched", "contacts"), []),
        (("created_at",), "2040-01-01T00:00:00+00:00"),
    ],
)
def test_a_plan_that_was_altered_anywhere_is_refused(face, dataverse, ada, path, value):
    document = json.loads(face(dataverse).plan(PERSON).to_json())
    place = document
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(InvalidDocument, match="altered"):
        ErasurePlan.from_json(json.dumps(document))


def test_a_way_of_writing_that_does_not_exist_is_refused(face, dataverse, ada):
    text = face(dataverse).plan(PERSON).to_json().replace('"way": "direct"', '"way": "sideways"')
    with pytest.raises(InvalidDocument, match="way of writing"):
        ErasurePlan.from_json(text)


def test_a_plan_from_the_future_is_refused(face, dataverse, ada):
    plan = face(dataverse, clock=lambda: NOW + timedelta(days=2)).plan(PERSON)
    refused(face(dataverse), plan, "clock is wrong")


def test_what_stays_stands_in_the_plan(face, dataverse, ada):
    plan = face(dataverse).plan(PERSON)
    assert "governmentid" in plan.untouched["contacts"]
    assert "fullname" not in plan.untouched["contacts"]  # it follows the names


def test_h30_plug_ins_are_bypassed_only_when_the_plan_says_so_and_the_receipt_says_it_too(face, dataverse, ada):
    def refuse(context):
        raise reject("no")

    dataverse.plugins.before("Update", "contact", refuse)
    dsr = face(dataverse)
    plain = dsr.plan(PERSON)
    assert dsr.erase(plain).status is Status.FAILED
    plan = dsr.plan(PERSON, bypass=Bypass(business_logic="both", flows=True, tag="dsr"))
    assert ErasurePlan.from_json(plan.to_json()) == plan
    assert plan.digest != plain.digest
    receipt = dsr.erase(plan)
    assert (receipt.status, receipt.bypass) == (Status.COMPLETE, {"business_logic": "both", "flows": True, "tag": "dsr"})


def test_h31_the_settings_stand_on_every_write_and_on_no_read():
    settings = Bypass("sync", flows=True, tag="dsr").settings
    assert (settings.bypass_business_logic, settings.suppress_flows, settings.tag) == ("sync", True, "dsr")
    assert Bypass().settings is None
    with pytest.raises(ValueError, match="must be in"):
        Bypass("everything")


def test_plug_ins_can_recognise_the_writes_by_their_tag(face, dataverse, ada):
    tags = []
    dataverse.plugins.before("Update", "contact", lambda context: tags.append(context.tag))
    dsr = face(dataverse)
    dsr.erase(dsr.plan(PERSON, bypass=Bypass(tag="erasure 7")))
    assert tags == ["erasure 7"]
