"""A receipt accounts for every record of a plan, survives a file, and holds no value."""

import hashlib
import json

import pytest
from people import ADA, load, whole_person

from dataverse_dsr import Identity, InvalidDocument, Receipt, Status
from dataverse_dsr.catalogues import COMPLETE, REFERENCE
from dataverse_dsr.report.receipt import residuals_of
from dataverse_dsr.report.sealing import seal

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


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", seal({"schema": "dataverse-dsr/receipt/1"}), seal({"schema": "dataverse-dsr/receipt/2"}), seal({})]
)
def test_what_is_no_receipt_is_refused(text):
    with pytest.raises(InvalidDocument):
        Receipt.from_json(text)


def test_an_altered_receipt_is_refused(receipt):
    with pytest.raises(InvalidDocument, match="altered"):
        Receipt.from_json(receipt.to_json().replace('"masked"', '"gone"'))


def test_a_receipt_says_what_was_kept_and_why(receipt):
    assert "accounting records" in next(iter(receipt.retained))
    assert json.loads(receipt.to_json())["retained"] == [{"because": because, "records": 2} for because in receipt.retained]


def test_h33_a_receipt_lists_every_place_an_erasure_does_not_reach(receipt):
    for place in (
        "audit history",
        "search index",
        "backups",
        "exports, replicas",
        "SharePoint",
        "mailboxes",
        "recycle bin",
        "Customer Insights",
    ):
        assert any(place in residual for residual in receipt.residuals), place
    assert any("attachments" in residual for residual in residuals_of(REFERENCE))
    assert any("bodies" in residual for residual in residuals_of(REFERENCE))
    assert not any("bodies" in residual for residual in residuals_of(COMPLETE))


def test_h37_a_receipt_holds_no_digest_of_the_person_nor_of_a_value(dsr, dataverse):
    world = whole_person()
    load(dataverse, world)
    text = dsr.erase(dsr.plan(PERSON)).to_json()
    known = {str(value) for rows in world.values() for row in rows for value in row.values()} | {ADA, ADA.upper()}
    for value in known:
        for algorithm in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            for raw in (value.encode(), value.encode("utf-16-le"), json.dumps(value).encode()):
                assert hashlib.new(algorithm, raw).hexdigest() not in text


def test_a_receipt_names_what_an_erasure_does_not_reach(receipt):
    assert any("audit" in residual for residual in receipt.residuals)
    assert any("backups" in residual for residual in receipt.residuals)


def test_a_receipt_columns_are_those_of_its_changes(receipt):
    masked = next(one for one in receipt.outcomes if one.collection == "incidents")
    assert masked.columns == ("title", "description")
    assert receipt.status is Status.PARTIAL
