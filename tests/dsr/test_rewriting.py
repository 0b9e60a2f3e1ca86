"""A party is masked by way of its activity's list, and every other party stays as it was."""

from uuid import UUID

import pytest
from attrs import evolve
from people import ADA, bound, case, contact, key, load

from dataverse_dsr import ErasurePlan, Identity, MemoryJournal, Outcome, Refused, Status
from dataverse_sdk.emulator import reject
from dataverse_sdk.emulator.writing.records import Records

PERSON = Identity(email=ADA)
SENT = {"statecode": 1, "statuscode": 3}


def mail(dataverse, *parties, table="email", **columns):
    """An activity with parties: (role, address, contact id or None, name or None)."""
    activity = {"activityid": key(), "subject": "Hello", **columns}
    rows = []
    for role, address, contact_id, name in parties:
        row = {"activitypartyid": key(), "participationtypemask": role, **bound("activityid", table, activity["activityid"])}
        row |= {"addressused": address} if address else {}
        row |= {"unresolvedpartyname": name} if name else {}
        row |= bound("partyid", "contact", contact_id) if contact_id else {}
        rows.append(row)
    load(dataverse, {f"{table}s": [activity], "activityparties": rows})
    return activity["activityid"]


def parties(dataverse):
    """What the lists say, in order, without ids."""
    return [
        (row["participationtypemask"], row["addressused"], row["_partyid_value"], row["unresolvedpartyname"])
        for row in dataverse.rows("activityparties")
        if row["participationtypemask"] not in (8, 9)
    ]


def outcomes(receipt):
    return [record.outcome for record in receipt.outcomes if record.collection == "activityparties"]


@pytest.fixture
def ada(dataverse):
    ada, eve = contact(), contact("eve@example.com", "Eve")
    load(dataverse, {"contacts": [ada, eve]})
    return ada["contactid"], eve["contactid"]


def test_h24_h25_the_other_parties_are_kept_in_order(dsr, dataverse, ada):
    me, eve = ada
    mail(
        dataverse,
        (1, "eve@example.com", eve, None),
        (2, "first@example.com", None, "First"),
        (2, ADA, me, None),
        (3, None, eve, None),
        (4, "last@example.com", None, None),
    )
    before = parties(dataverse)
    receipt = dsr.erase(dsr.plan(PERSON, parties="rewrite"))
    assert (receipt.status, outcomes(receipt)) == (Status.COMPLETE, [Outcome.MASKED])
    after = parties(dataverse)
    assert after == [(*party[:1], "MASKED", *party[2:]) if party[1] == ADA else party for party in before]
    assert dsr.verify(receipt).status is Status.COMPLETE


def test_two_parties_of_one_mail_are_masked_in_one_list(dsr, dataverse, ada):
    mail(dataverse, (1, ADA, ada[0], None), (2, ADA, ada[0], None), (2, "x@example.com", None, None))
    seen = len(dataverse.requests)
    receipt = dsr.erase(dsr.plan(PERSON, parties="rewrite"))
    assert outcomes(receipt) == [Outcome.MASKED, Outcome.MASKED]
    puts = [part for request in dataverse.requests[seen:] for part in request.parts if part.method == "PUT"]
    assert len(puts) == 1


def test_h25_a_mail_that_was_sent_is_left_as_it_is(dsr, dataverse, ada):
    mail(dataverse, (1, ADA, ada[0], None), (2, "x@example.com", None, None), **SENT)
    before = dataverse.rows("activityparties")
    receipt = dsr.erase(dsr.plan(PERSON, parties="rewrite"))
    assert (receipt.status, outcomes(receipt)) == (Status.PARTIAL, [Outcome.BLOCKED_READ_ONLY])
    assert dataverse.rows("activityparties") == before
    assert dataverse.rows("emails")[0]["statecode"] == 1


def test_a_call_has_a_list_too(dsr, dataverse, ada):
    mail(dataverse, (2, ADA, ada[0], None), table="phonecall")
    assert outcomes(dsr.erase(dsr.plan(PERSON, parties="rewrite"))) == [Outcome.MASKED]


def test_h24_parties_can_be_reported_without_trying(dsr, dataverse, ada):
    mail(dataverse, (2, ADA, ada[0], None))
    plan = dsr.plan(PERSON, parties="report")
    assert [(one.collection, one.outcome) for one in plan.withheld] == [("activityparties", Outcome.UNSUPPORTED_BY_PLATFORM)]
    assert dsr.erase(plan).status is Status.PARTIAL


def test_an_activity_of_an_unknown_kind_is_left_alone(dsr, dataverse, ada):
    row = {"activitypartyid": key(), "participationtypemask": 2, "addressused": ADA}
    load(dataverse, {"activityparties": [row]})
    assert outcomes(dsr.erase(dsr.plan(PERSON, parties="rewrite"))) == [Outcome.UNSUPPORTED_BY_PLATFORM]


def test_h25_a_list_with_a_party_that_cannot_be_sent_back_is_left_alone(dsr, dataverse, ada):
    activity = mail(dataverse, (2, ADA, ada[0], None))
    other = case(ada[1])
    party = {"activitypartyid": key(), "participationtypemask": 3, **bound("activityid", "email", activity)}
    load(dataverse, {"incidents": [other], "activityparties": [party | bound("partyid", "incident", other["incidentid"])]})
    before = dataverse.rows("activityparties")
    assert outcomes(dsr.erase(dsr.plan(PERSON, parties="rewrite"))) == [Outcome.UNSUPPORTED_BY_PLATFORM]
    assert dataverse.rows("activityparties") == before


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("nth", range(1, 7))
def test_a_lost_answer_at_any_step_is_settled_by_reading(face, dataverse, ada, nth, applied):
    mail(dataverse, (1, "x@example.com", None, None), (2, ADA, ada[0], None))
    plan = ErasurePlan.from_json(face(dataverse).plan(PERSON, parties="rewrite").to_json())
    dataverse.faults.drop(nth=nth, applied=applied)
    journal = MemoryJournal()
    receipt = face(dataverse).erase(plan, journal=journal, identity=PERSON)
    if receipt.status is not Status.COMPLETE:
        receipt = face(dataverse).erase(plan, journal=journal, identity=PERSON)
    assert receipt.status is Status.COMPLETE
    assert [party[:2] for party in parties(dataverse)] == [(1, "x@example.com"), (2, "MASKED")]


def test_an_address_somebody_else_changed_meanwhile_is_not_written(dsr, dataverse, ada):
    mail(dataverse, (2, ADA, None, None))
    plan = dsr.plan(PERSON, parties="rewrite")
    dataverse.store.connection.execute("UPDATE activityparty SET addressused = 'eve@example.com', versionnumber = versionnumber + 99999")
    assert outcomes(dsr.erase(plan)) == [Outcome.REVIEW]
    assert parties(dataverse)[0][1] == "eve@example.com"


def test_a_party_that_is_gone_is_gone(dsr, dataverse, ada):
    mail(dataverse, (2, ADA, None, None))
    plan = dsr.plan(PERSON, parties="rewrite")
    dataverse.store.connection.execute("DELETE FROM activityparty")
    assert outcomes(dsr.erase(plan)) == [Outcome.GONE]


def test_a_party_whose_activity_is_gone_is_gone(dsr, dataverse, ada):
    mail(dataverse, (2, ADA, None, None))
    plan = dsr.plan(PERSON, parties="rewrite")
    dataverse.store.connection.execute("DELETE FROM email")
    assert outcomes(dsr.erase(plan)) == [Outcome.GONE]


def test_an_activity_that_cannot_be_read_now_defers_the_person(dsr, dataverse, ada):
    mail(dataverse, (2, ADA, None, None))
    plan = dsr.plan(PERSON, parties="rewrite")
    dataverse.faults.answer_part(503, nth=3, code="0x80040216")
    receipt = dsr.erase(plan)
    assert outcomes(receipt) == [Outcome.FAILED_RETRYABLE]
    assert dataverse.rows("contacts")[0]["emailaddress1"] == ADA


def test_a_list_that_is_refused_is_reported(dsr, dataverse, ada):
    mail(dataverse, (2, ADA, None, None))

    def refuse(context):
        raise reject("no")

    dataverse.plugins.before("Update", "email", refuse)
    assert outcomes(dsr.erase(dsr.plan(PERSON, parties="rewrite"))) == [Outcome.REJECTED_BY_LOGIC]


def test_a_list_that_keeps_changing_is_tried_again_later(face, dataverse, ada, monkeypatch):
    mail(dataverse, (2, ADA, None, None))
    original = Records.replace_parties

    def changed(*arguments, **options):
        dataverse.store.connection.execute("UPDATE email SET versionnumber = versionnumber + 1")
        return original(*arguments, **options)

    monkeypatch.setattr(Records, "replace_parties", changed)
    dsr = face(dataverse)
    assert outcomes(dsr.erase(dsr.plan(PERSON, parties="rewrite"))) == [Outcome.FAILED_RETRYABLE]


def test_h25_a_recipient_who_gets_lost_on_the_way_is_an_error(dsr, dataverse, ada, monkeypatch):
    mail(dataverse, (1, "x@example.com", None, None), (2, ADA, None, None))
    original = Records.replace_parties

    def forgetful(records, table, key_, items, *arguments, **options):
        return original(records, table, key_, items[1:], *arguments, **options)

    monkeypatch.setattr(Records, "replace_parties", forgetful)
    receipt = dsr.erase(dsr.plan(PERSON, parties="rewrite"))
    assert outcomes(receipt) == [Outcome.FAILED]
    assert [record.code for record in receipt.outcomes if record.collection == "activityparties"] == ["PartyListDiffers"]


def test_h44_parties_in_another_environment_are_refused(face, dataverse, ada):
    mail(dataverse, (2, ADA, None, None))
    plan = evolve(face(dataverse).plan(PERSON, parties="rewrite"), environment_id=UUID(int=7))
    with pytest.raises(Refused, match="another environment"):
        face(dataverse).erase(plan)


def test_a_service_that_keeps_the_ids_is_believed_too(dsr, dataverse, ada, monkeypatch):
    mail(dataverse, (2, ADA, None, None))

    def update_in_place(*_arguments, **_options):
        dataverse.store.connection.execute("UPDATE activityparty SET addressused = 'MASKED'")

    monkeypatch.setattr(Records, "replace_parties", update_in_place)
    assert outcomes(dsr.erase(dsr.plan(PERSON, parties="rewrite"))) == [Outcome.MASKED]
