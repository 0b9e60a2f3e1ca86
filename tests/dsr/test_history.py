"""Audit history is deleted after a complete verification, for the records that were masked, and counted."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from attrs import evolve
from people import ADA, case, contact, load, order

from dataverse_dsr import REFERENCE, Identity, Refused, Status
from dataverse_dsr.catalogues.reference import CONTACTS

PERSON = Identity(email=ADA)


@pytest.fixture
def audited(dataverse):
    dataverse.auditing.switch_on("contact", "incident", "salesorder")
    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"])], "salesorders": [order(ada["contactid"])]})
    return ada["contactid"]


def old_values(dataverse):
    return [row["changedata"] for row in dataverse.rows("audits")]


def test_h32_old_values_are_in_the_history_until_it_is_deleted(dsr, dataverse, audited):
    receipt = dsr.erase(dsr.plan(PERSON, delete_history=True, requested_by="Officer"))
    check = dsr.verify(receipt)
    assert any(ADA in text for text in old_values(dataverse))  # our own masking wrote it there
    done = dsr.delete_history(receipt, check)
    assert (done.status, done.deleted, done.http_calls) == (Status.COMPLETE, 2, 2)
    assert {outcome.collection for outcome in done.outcomes} == {"contacts", "incidents"}
    assert old_values(dataverse) == []
    assert dsr.delete_history(receipt, check).deleted == 0
    assert receipt.delete_history
    assert datetime.now(UTC) >= done.at


def test_h32_nothing_is_deleted_that_the_plan_did_not_say(dsr, dataverse, audited):
    receipt = dsr.erase(dsr.plan(PERSON))
    with pytest.raises(Refused, match="did not say"):
        dsr.delete_history(receipt, dsr.verify(receipt))


def test_h32_nothing_is_deleted_before_a_complete_verification(dsr, dataverse, audited):
    receipt = dsr.erase(dsr.plan(PERSON, delete_history=True))
    dataverse.store.connection.execute("UPDATE contact SET lastname = 'Lovelock'")
    with pytest.raises(Refused, match="complete verification"):
        dsr.delete_history(receipt, dsr.verify(receipt))
    assert old_values(dataverse)


def test_a_verification_of_another_erasure_and_another_environment_are_refused(face, dataverse, audited):
    dsr = face(dataverse)
    receipt = dsr.erase(dsr.plan(PERSON, delete_history=True))
    check = dsr.verify(receipt)
    with pytest.raises(Refused, match="another erasure"):
        dsr.delete_history(receipt, evolve(check, plan_digest="other"))
    elsewhere = {"environment_id": UUID(int=7)}
    with pytest.raises(Refused, match="another environment"):
        dsr.delete_history(evolve(receipt, **elsewhere), evolve(check, **elsewhere))
    with pytest.raises(Refused, match="another catalogue"):
        face(dataverse, REFERENCE.without("quotes")).delete_history(receipt, check)
    assert old_values(dataverse)
    assert CONTACTS in REFERENCE.declarations


@pytest.mark.parametrize(("broken", "status"), [((3,), Status.PARTIAL), ((2, 3), Status.FAILED)])
def test_a_record_whose_history_may_not_be_deleted_is_named_with_the_code(dsr, dataverse, audited, broken, status):
    receipt = dsr.erase(dsr.plan(PERSON, delete_history=True))
    check = dsr.verify(receipt)
    for nth in broken:
        dataverse.faults.answer_part(403, code="0x80040220", nth=nth)
    done = dsr.delete_history(receipt, check)
    assert done.status is status
    assert [outcome.code for outcome in done.outcomes if outcome.code] == ["HTTP 403 0x80040220"] * len(broken)


def test_a_lost_answer_is_no_success(dsr, dataverse, audited):
    receipt = dsr.erase(dsr.plan(PERSON, delete_history=True))
    check = dsr.verify(receipt)
    dataverse.faults.drop(nth=2)
    assert dsr.delete_history(receipt, check).status is Status.FAILED


def test_h33_the_recycle_bin_and_other_places_are_listed_and_never_claimed(dsr, dataverse, audited):
    said = " ".join(dsr.erase(dsr.plan(PERSON)).residuals)
    for place in ("audit history", "search index", "backups", "recycle bin", "long-term retention", "SharePoint", "mailboxes", "exports"):
        assert place in said
