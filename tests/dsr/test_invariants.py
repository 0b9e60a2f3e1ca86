"""The invariants of an erasure (I1 to I12), each with a test of its number; the crash matrix holds I1 to I11 under faults.

I1 nothing outside the plan changes. I2 a record is the person's when it is written. I3 complete means read back. I4 a run ends in a
status. I5 a crash changes no end. I6 a finished run writes nothing. I7 an intent stands before each write. I8 other columns' changes
survive. I9 no values in the journal. I10 masks are the same every time. I11 evidence can be checked without the service. I12 copies at
the side are in the plan, or named.
"""

import json
import re

import pytest
from mutation import ROOT
from people import ADA, contact, load, note, quote, whole_person

from dataverse_dsr import COMPLETE, DataSubjectRequests, ErasurePlan, Identity, MemoryJournal, Outcome, Receipt, Status
from dataverse_dsr.cli import main
from dataverse_dsr.report.sealing import Chain, check_seal
from dataverse_sdk.emulator import Emulator

PERSON = Identity(email=ADA)


def test_each_of_the_twelve_invariants_has_a_test_that_bears_its_number():
    found = set()
    for path in (ROOT / "tests/dsr").rglob("test_*.py"):
        for name in re.findall(r"^(?:async )?def test_(\w+)", path.read_text(), re.MULTILINE):
            found |= {int(number) for number in re.findall(r"(?<![a-z0-9])i(\d+)(?=_)", name)}
    assert found >= set(range(1, 13))


@pytest.mark.parametrize("nth", range(1, 8))
@pytest.mark.parametrize("status", [403, 404, 500])
def test_i4_whatever_part_is_refused_each_record_has_an_outcome_and_the_run_a_status(dataverse, nth, status):
    ada = contact()
    load(dataverse, {"contacts": [ada], "annotations": [note("contact", ada["contactid"]) for _ in range(3)]})
    dsr = DataSubjectRequests(dataverse.client())
    plan = dsr.plan(PERSON)
    dataverse.faults.answer_part(status, nth=nth)
    receipt = dsr.erase(plan)
    assert len(receipt.outcomes) == 4
    assert receipt.status in (Status.COMPLETE, Status.PARTIAL, Status.FAILED)
    masked = (
        all(row["subject"] == "MASKED" for row in dataverse.rows("annotations")) and dataverse.rows("contacts")[0]["lastname"] == "MASKED"
    )
    assert (receipt.status is Status.COMPLETE) is masked


def test_i8_what_others_change_in_other_columns_meanwhile_survives(dsr, dataverse):
    ada = contact(jobtitle="Lady")
    load(dataverse, {"contacts": [ada]})
    plan = dsr.plan(PERSON)
    dataverse.write("contacts", ada["contactid"], {"jobtitle": "Countess", "department": "Engines"})
    assert dsr.erase(plan).status is Status.COMPLETE
    (row,) = dataverse.rows("contacts")
    assert (row["jobtitle"], row["department"], row["lastname"]) == ("Countess", "Engines", "MASKED")


def test_i9_a_journal_holds_ids_columns_and_outcomes_and_no_value(dsr, dataverse):
    data = whole_person()
    load(dataverse, data)
    journal = MemoryJournal()
    dsr.erase(dsr.plan(PERSON), journal=journal)
    said = json.dumps(journal.events)
    values = {
        value
        for rows in data.values()
        for row in rows
        for name, value in row.items()
        if isinstance(value, str) and not name.endswith(("id", "_value", "lookuplogicalname")) and len(value) > 4
    }
    assert [value for value in values if value in said] == []


def test_i10_a_mask_is_the_same_in_another_process(dataverse):
    """The plan from a file, carried out twice over the same snapshot by two clients, makes the same bytes."""
    load(dataverse, {"contacts": [contact(telephone1="+44 1")]})
    text = DataSubjectRequests(dataverse.client(), COMPLETE).plan(PERSON).to_json()
    clean = dataverse.snapshot()
    made = []
    for _ in range(2):
        dataverse.restore(clean)
        DataSubjectRequests(dataverse.client(), COMPLETE).erase(ErasurePlan.from_json(text))
        made.append(
            {
                name: value
                for name, value in dataverse.rows("contacts")[0].items()
                if name not in ("@odata.etag", "versionnumber", "modifiedon")
            }
        )
    assert made[0] == made[1]


def test_i11_evidence_is_checked_without_the_service(dsr, dataverse, tmp_path, capsys):
    load(dataverse, {"contacts": [contact()]})
    receipt = dsr.erase(dsr.plan(PERSON))
    chain = Chain(tmp_path / "chain")
    chain.append(receipt.document())
    seen = len(dataverse.requests)
    assert main(["receipt", "verify", str(tmp_path / "chain")]) == 0
    assert check_seal(chain.files()[0].read_bytes())["status"] == "complete"
    assert Receipt.from_json(receipt.to_json()) == receipt
    altered = chain.files()[0].read_text().replace('"masked"', '"gone"')
    chain.files()[0].write_text(altered)
    assert main(["receipt", "verify", str(tmp_path / "chain")]) != 0
    assert len(dataverse.requests) == seen
    capsys.readouterr()


def test_i12_old_values_in_the_history_go_after_the_masks_were_read_back(face):
    """Masking writes the old values into the audit history. The order is: mask, verify, delete the history, and read again."""
    with Emulator(seed="empty", audited=["contact", "annotation", "quote"]) as dataverse:
        ada = contact()
        load(dataverse, {"contacts": [ada], "annotations": [note("contact", ada["contactid"])], "quotes": [quote(ada["contactid"])]})
        dsr = face(dataverse)
        receipt = dsr.erase(dsr.plan(PERSON, delete_history=True))
        assert "Lovelock" in str(history(dataverse))
        deleted = dsr.delete_history(receipt, dsr.verify(receipt))
        assert (deleted.status, deleted.deleted > 0) == (Status.COMPLETE, True)
        assert "Lovelock" not in str(history(dataverse))
        assert dsr.verify(receipt).status is Status.COMPLETE
        assert any("search index" in residual for residual in receipt.residuals)
        assert {record.outcome for record in receipt.outcomes} == {Outcome.MASKED}


def history(dataverse):
    return [dict(row) for row in dataverse.rows("audits")]
