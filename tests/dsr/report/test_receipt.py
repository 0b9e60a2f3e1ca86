"""A receipt accounts for every record of a plan, survives a file, and holds no value."""

import pytest
from people import ADA, load, whole_person

from dataverse_dsr import Identity, InvalidDocument, Receipt, Status

PERSON = Identity(email=ADA)


@pytest.fixture
def receipt(dsr, dataverse):
    load(dataverse, whole_person())
    return dsr.erase(dsr.plan(PERSON))


def test_every_record_of_the_plan_has_one_outcome(dsr, dataverse):
    load(dataverse, whole_person())
    plan = dsr.plan(PERSON)
    receipt = dsr.erase(plan)
    assert [(one.collection, one.record_id) for one in receipt.outcomes] == [
        (one.collection, one.record_id) for one in (*plan.operations, *plan.withheld)
    ]
    assert sum(receipt.counts.values()) == 21
    assert receipt.plan_digest == plan.digest
    assert receipt.started_at <= receipt.finished_at


def test_what_was_not_attempted_is_not_called_attempted(receipt):
    assert {one.attempted for one in receipt.outcomes if one.outcome == "masked"} == {True}
    assert {one.attempted for one in receipt.outcomes if one.outcome in ("retained", "blocked_read_only", "skipped_empty")} == {False}


def test_a_receipt_read_back_is_the_same_receipt(receipt):
    again = Receipt.from_json(receipt.to_json())
    assert again == receipt
    assert again.identity is None
    assert Receipt.from_json(receipt.to_json().encode(), identity=PERSON).identity == PERSON


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "dataverse-dsr/receipt/2"}', '{"schema": "dataverse-dsr/receipt/1"}'])
def test_what_is_no_receipt_is_refused(text):
    with pytest.raises(InvalidDocument):
        Receipt.from_json(text)


def test_a_receipt_names_what_an_erasure_does_not_reach(receipt):
    assert any("audit" in residual for residual in receipt.residuals)
    assert any("backups" in residual for residual in receipt.residuals)


def test_a_receipt_columns_are_those_of_its_changes(receipt):
    masked = next(one for one in receipt.outcomes if one.collection == "incidents")
    assert masked.columns == ("title", "description")
    assert receipt.status is Status.PARTIAL
