"""A closed record is opened, masked and put back into the state it had, whatever happens between."""

import json

import pytest
from people import ADA, PAID, WON, case, contact, contents, invoice, load, quote

from dataverse_dsr import DataSubjectRequests, ErasurePlan, Identity, MemoryJournal, Outcome, Reading, Status
from dataverse_sdk.emulator import Emulator, reject

PERSON = Identity(email=ADA)
LOST = {"statecode": 3, "statuscode": 5}
ACTIVE = {"statecode": 1, "statuscode": 3}
RESOLVED = {"statecode": 1, "statuscode": 5}
CANCELED = {"statecode": 2, "statuscode": 6}


def outcome(receipt, collection):
    (found,) = [record for record in receipt.outcomes if record.collection == collection]
    return found


def state(dataverse, table):
    (row,) = dataverse.rows(table)
    return {"statecode": row["statecode"], "statuscode": row["statuscode"]}


def put(dataverse, target, **columns):
    dataverse.client().request("PATCH", target, headers={"Content-Type": "application/json"}, body=json.dumps(columns).encode())


@pytest.mark.parametrize("closed", [WON, LOST, ACTIVE])
def test_h23_a_closed_quote_is_opened_masked_and_closed_again(dsr, dataverse, closed):
    ada = contact()
    load(dataverse, {"contacts": [ada], "quotes": [quote(ada["contactid"], **closed)]})
    plan = dsr.plan(PERSON, read_only="reopen")
    assert [write.way for write in plan.operations] == ["reopen", "direct"]
    receipt = dsr.erase(plan)
    assert receipt.status is Status.COMPLETE
    assert state(dataverse, "quotes") == closed
    assert dataverse.rows("quotes")[0]["billto_postalcode"] == "MASKED"
    record = outcome(receipt, "quotes")
    assert (record.outcome, record.state) == (Outcome.MASKED, tuple(closed.values()))
    check = dsr.verify(receipt)
    assert check.status is Status.COMPLETE
    put(dataverse, f"quotes({record.record_id})", statecode=0, statuscode=1)
    assert [(one.column, one.reading) for one in dsr.verify(receipt).findings] == [("statecode", Reading.MISMATCH)]


def test_h23_a_paid_invoice_is_opened_by_an_update_and_closed_by_one(dsr, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada], "invoices": [invoice(ada["contactid"], **PAID)]})
    assert dsr.erase(dsr.plan(PERSON, read_only="reopen")).status is Status.COMPLETE
    assert state(dataverse, "invoices") == PAID


@pytest.mark.parametrize("closed", [RESOLVED, CANCELED])
def test_h23_a_case_that_turns_out_to_be_locked_is_opened_too(face, closed):
    with Emulator(seed="empty", resolved_cases_locked=True) as dataverse:
        ada = contact()
        load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"], **closed)]})
        dsr = face(dataverse)
        receipt = dsr.erase(dsr.plan(PERSON, read_only="reopen"))
        assert (receipt.status, outcome(receipt, "incidents").outcome) == (Status.COMPLETE, Outcome.MASKED)
        assert state(dataverse, "incidents") == closed


def test_h23_closed_records_can_be_left_alone_on_purpose(dsr, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada], "quotes": [quote(ada["contactid"], **WON)]})
    receipt = dsr.erase(dsr.plan(PERSON, read_only="skip"))
    assert (receipt.status, outcome(receipt, "quotes").outcome) == (Status.COMPLETE, Outcome.RETAINED)


def one_quote(dataverse, **columns):
    ada = contact()
    load(dataverse, {"contacts": [ada], "quotes": [quote(ada["contactid"], **WON, **columns)]})
    return ada, dataverse.rows("quotes")[0]["quoteid"]


def test_a_mask_that_is_refused_leaves_the_record_closed_again(dsr, dataverse):
    def refuse(context):
        if "billto_postalcode" in context.values:
            raise reject("not on my watch")

    one_quote(dataverse)
    dataverse.plugins.before("Update", "quote", refuse)
    receipt = dsr.erase(dsr.plan(PERSON, read_only="reopen"))
    assert outcome(receipt, "quotes").outcome is Outcome.REJECTED_BY_LOGIC
    assert state(dataverse, "quotes") == WON


def test_a_record_that_may_not_be_opened_is_reported(dsr, dataverse):
    def refuse(context):
        if context.values.get("statecode") == 0:
            raise reject("closed is closed")

    one_quote(dataverse)
    dataverse.plugins.before("Update", "quote", refuse)
    receipt = dsr.erase(dsr.plan(PERSON, read_only="reopen"))
    assert outcome(receipt, "quotes").outcome is Outcome.REJECTED_BY_LOGIC
    assert state(dataverse, "quotes") == WON


def test_a_record_that_cannot_be_closed_is_left_open_and_closed_by_a_later_run(face, dataverse):
    allowed = []

    def refuse(context):
        if context.values.get("statecode") == 2 and not allowed:
            raise reject("no winning today")

    one_quote(dataverse)
    dataverse.plugins.before("Update", "quote", refuse)
    journal = MemoryJournal()
    plan = face(dataverse).plan(PERSON, read_only="reopen")
    receipt = face(dataverse).erase(plan, journal=journal)
    assert (receipt.status, outcome(receipt, "quotes").outcome) == (Status.FAILED, Outcome.LEFT_OPEN)
    assert outcome(receipt, "contacts").outcome is Outcome.DEFERRED
    allowed.append(True)
    again = face(dataverse).erase(plan, journal=journal)
    assert (again.status, outcome(again, "quotes").outcome) == (Status.COMPLETE, Outcome.MASKED)
    assert state(dataverse, "quotes") == WON


def test_i2_a_record_given_to_somebody_else_is_not_opened(dsr, dataverse):
    one_quote(dataverse)
    eve = contact("eve@example.com", "Eve")
    load(dataverse, {"contacts": [eve]})
    plan = dsr.plan(PERSON, read_only="reopen")
    dataverse.store.connection.execute(
        "UPDATE quote SET _customerid_value = ?, versionnumber = versionnumber + 999999", (eve["contactid"],)
    )
    before = dataverse.rows("quotes")
    receipt = dsr.erase(plan)
    assert outcome(receipt, "quotes").outcome is Outcome.REVIEW
    assert dataverse.rows("quotes") == before


def test_i2_a_record_given_away_while_it_is_open_is_closed_and_not_masked(dsr, dataverse):
    one_quote(dataverse)
    eve = contact("eve@example.com", "Eve")
    load(dataverse, {"contacts": [eve]})
    plan = dsr.plan(PERSON, read_only="reopen")

    def give_away(context):
        if context.values.get("statecode") == 0:
            dataverse.store.connection.execute("UPDATE quote SET _customerid_value = ?", (eve["contactid"],))

    dataverse.plugins.after("Update", "quote", give_away)
    receipt = dsr.erase(plan)
    assert outcome(receipt, "quotes").outcome is Outcome.REVIEW
    assert dataverse.rows("quotes")[0]["billto_postalcode"] == "GU23"
    assert state(dataverse, "quotes") == WON


def test_a_record_somebody_opened_meanwhile_is_written_as_it_is(dsr, dataverse):
    _, quote_id = one_quote(dataverse)
    plan = dsr.plan(PERSON, read_only="reopen")
    put(dataverse, f"quotes({quote_id})", statecode=0, statuscode=1)
    receipt = dsr.erase(plan)
    assert (receipt.status, outcome(receipt, "quotes").state) == (Status.COMPLETE, None)
    assert state(dataverse, "quotes") == {"statecode": 0, "statuscode": 1}


def test_a_record_that_is_gone_is_gone(dsr, dataverse):
    _, quote_id = one_quote(dataverse)
    plan = dsr.plan(PERSON, read_only="reopen")
    dataverse.client().request("DELETE", f"quotes({quote_id})")
    assert outcome(dsr.erase(plan), "quotes").outcome is Outcome.GONE


def test_a_record_masked_by_somebody_else_is_not_opened(dsr, dataverse):
    one_quote(dataverse)
    plan = dsr.plan(PERSON, read_only="reopen")
    names = ("billto_stateorprovince", "billto_postalcode", "shipto_stateorprovince", "shipto_postalcode")
    dataverse.store.connection.execute("UPDATE quote SET " + ", ".join(f"{name} = 'MASKED'" for name in names))
    before = dataverse.rows("quotes")
    assert outcome(dsr.erase(plan), "quotes").outcome is Outcome.ALREADY_MASKED
    assert dataverse.rows("quotes") == before


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("nth", range(1, 6))
def test_a_lost_answer_at_any_step_changes_nothing_of_the_end(dsr, dataverse, nth, applied):
    one_quote(dataverse)
    plan = dsr.plan(PERSON, read_only="reopen")
    dataverse.faults.drop(nth=nth, applied=applied)
    assert dsr.erase(plan).status is Status.COMPLETE
    assert state(dataverse, "quotes") == WON


def test_a_service_that_stays_away_leaves_the_record_open_and_says_so(face, dataverse):
    one_quote(dataverse)
    plan = face(dataverse).plan(PERSON, read_only="reopen")
    for nth in range(3, 20):
        dataverse.faults.answer(403, nth=nth)
    journal = MemoryJournal()
    receipt = face(dataverse).erase(plan, journal=journal)
    assert outcome(receipt, "quotes").outcome is Outcome.LEFT_OPEN
    assert state(dataverse, "quotes") == {"statecode": 0, "statuscode": 1}
    dataverse.faults.clear()
    assert face(dataverse).erase(plan, journal=journal).status is Status.COMPLETE
    assert state(dataverse, "quotes") == WON


def test_a_service_that_cannot_be_asked_at_first_is_asked_by_a_later_run(face, dataverse):
    one_quote(dataverse)
    plan = face(dataverse).plan(PERSON, read_only="reopen")
    dataverse.faults.answer(403, nth=1)
    assert outcome(face(dataverse).erase(plan), "quotes").outcome is Outcome.FAILED_RETRYABLE
    assert state(dataverse, "quotes") == WON


def test_somebody_who_keeps_editing_does_not_keep_the_record_open(face, dataverse):
    one_quote(dataverse)

    def meddle(event):
        if event.stage == "write":
            dataverse.store.connection.execute("UPDATE quote SET versionnumber = versionnumber + 7")

    dsr = face(dataverse, listen=meddle)
    receipt = dsr.erase(dsr.plan(PERSON, read_only="reopen"))
    assert outcome(receipt, "quotes").outcome is Outcome.FAILED_RETRYABLE
    assert state(dataverse, "quotes") == WON
    assert dataverse.rows("quotes")[0]["billto_postalcode"] == "GU23"


class Killed(BaseException):
    """The process ends here."""


class Mortal:
    """A journal whose process dies at the n-th entry, before or after it."""

    def __init__(self, journal, left, *, after):
        self.journal, self.left, self.after = journal, left, after

    def open(self, run):
        self.ledger = self.journal.open(run)
        self.events, self.close = self.ledger.events, self.ledger.close
        return self

    def append(self, events):
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Killed
        self.ledger.append(events)
        if self.left == 0:
            raise Killed


def without_activities(dataverse):
    """Winning a quote leaves an activity with parties behind, whose ids are the service's."""
    return {place: row for place, row in contents(dataverse).items() if place[0] != "activityparties"}


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("nth", range(1, 9))
def test_i5_an_interrupted_reopening_is_finished_by_the_next_run(dataverse, nth, after):
    one_quote(dataverse)
    clean = dataverse.snapshot()
    plan = DataSubjectRequests(dataverse.client()).plan(PERSON, read_only="reopen")
    DataSubjectRequests(dataverse.client()).erase(plan)
    end = without_activities(dataverse)
    dataverse.restore(clean)
    journal = MemoryJournal()
    with pytest.raises(Killed):
        DataSubjectRequests(dataverse.client()).erase(plan, journal=Mortal(journal, nth, after=after))
    receipt = DataSubjectRequests(dataverse.client()).erase(ErasurePlan.from_json(plan.to_json()), journal=journal)
    assert receipt.status is Status.COMPLETE
    assert without_activities(dataverse) == end
