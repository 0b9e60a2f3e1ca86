"""A plan is carried out record by record: conditional, journalled, the person last, every doubt settled by reading."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from attrs import evolve
from people import ADA, WON, bound, case, contact, contents, everything, key, load, note, party, quote, strangers, whole_person

from dataverse_dsr import (
    REFERENCE,
    Change,
    DataSubjectRequests,
    ErasurePlan,
    Identity,
    MemoryJournal,
    Outcome,
    Refused,
    SqliteJournal,
    Status,
)
from dataverse_dsr.erasing import Erasure
from dataverse_dsr.events import ignore
from dataverse_dsr.journal import Intent, Run, intent_event
from dataverse_dsr.writes import Write
from dataverse_sdk import DataverseError
from dataverse_sdk.emulator import Emulator, reject
from dataverse_sdk.emulator.http.refusals import Refusal

PERSON = Identity(email=ADA)


def outcomes(receipt, collection):
    return [record.outcome for record in receipt.outcomes if record.collection == collection]


def emails(dataverse):
    return [row["emailaddress1"] for row in dataverse.rows("contacts")]


def from_file(plan):
    """The plan as another process has it: without the person."""
    return ErasurePlan.from_json(plan.to_json())


@pytest.fixture
def pair(dataverse):
    """One contact with one note."""
    ada = contact()
    load(dataverse, {"contacts": [ada], "annotations": [note("contact", ada["contactid"])]})
    return ada


def test_an_erasure_from_search_to_proof_takes_five_requests(dsr, dataverse):
    load(dataverse, whole_person(), strangers())
    receipt = dsr.erase(dsr.plan(PERSON))
    check = dsr.verify(receipt)
    assert len(dataverse.requests) == 5
    assert (receipt.http_calls, check.http_calls) == (2, 1)
    assert receipt.status is Status.PARTIAL
    assert receipt.counts == {
        "blocked_read_only": 2,
        "masked": 15,
        "retained": 2,
        "skipped_empty": 1,
        "unsupported_by_platform": 1,
    }
    assert check.status is Status.COMPLETE


def test_three_hundred_records_take_five_requests_from_files_too(face, dataverse):
    people_ = whole_person(parties=False)
    first = people_["contacts"][0]["contactid"]
    people_["annotations"] += [note("contact", first) for _ in range(280)]
    load(dataverse, people_)
    plan = face(dataverse).plan(PERSON)
    receipt = face(dataverse).erase(from_file(plan))
    face(dataverse).verify(receipt)
    assert len(plan.operations) == 295
    assert len(dataverse.requests) == 5


def test_an_erasure_with_an_unsupported_table_takes_five_requests_from_files_too(face, dataverse):
    load(dataverse, whole_person())
    mail, row = party()
    load(dataverse, {"emails": [mail], "activityparties": [row]})
    receipt = face(dataverse).erase(from_file(face(dataverse).plan(PERSON)))
    face(dataverse).verify(receipt)
    assert len(dataverse.requests) == 5
    assert outcomes(receipt, "activityparties") == [Outcome.UNSUPPORTED_BY_PLATFORM] * 2


def test_a_person_nothing_stands_in_the_way_of_is_complete(dsr, dataverse, pair):
    receipt = dsr.erase(dsr.plan(PERSON))
    assert receipt.status is Status.COMPLETE
    (row,) = dataverse.rows("contacts")
    assert (row["firstname"], row["lastname"], row["emailaddress1"], row["fullname"]) == (*["MASKED"] * 3, "MASKED MASKED")
    (row,) = dataverse.rows("annotations")
    assert (row["subject"], row["notetext"]) == ("MASKED", "MASKED")


def test_i1_h13_nothing_outside_the_plan_changes_and_nothing_but_its_columns(dsr, dataverse):
    load(dataverse, whole_person(), strangers())
    before = everything(dataverse)
    plan = dsr.plan(PERSON)
    dsr.erase(plan)
    planned = {(write.collection, str(write.record_id)): set(write.columns) for write in plan.operations}
    consequences = {"fullname", "modifiedon", "versionnumber", "@odata.etag"}
    after = everything(dataverse)
    assert before.keys() == after.keys()
    for place, row in after.items():
        changed = {column for column in row if row[column] != before[place][column]}
        changed = {column for column in changed if column not in consequences and "composite" not in column}
        assert changed <= planned.get(place, set())
        if place[0] != "activityparties":
            assert changed == planned.get(place, set())


def test_every_write_is_conditional_and_outside_change_sets(dataverse, dsr, pair):
    dsr.erase(dsr.plan(PERSON))
    patches = [part for request in dataverse.requests for part in request.parts if part.method == "PATCH"]
    assert len(patches) == 2


@pytest.mark.parametrize("setting", [True, False])
def test_h24_a_party_is_masked_where_the_platform_lets_it_be(face, setting):
    with Emulator(seed="empty", activityparty_writable=setting) as dataverse:
        mail, row = party()
        load(dataverse, {"contacts": [contact()], "emails": [mail], "activityparties": [row]})
        dsr = face(dataverse)
        receipt = dsr.erase(dsr.plan(PERSON))
        (stored,) = dataverse.rows("activityparties")
        if setting:
            assert (receipt.status, stored["addressused"]) == (Status.COMPLETE, "MASKED")
        else:
            assert (receipt.status, stored["addressused"]) == (Status.PARTIAL, ADA)
            assert outcomes(receipt, "activityparties") == [Outcome.UNSUPPORTED_BY_PLATFORM]
        assert emails(dataverse) == ["MASKED"]  # a permanent refusal does not keep the rest waiting


@pytest.mark.parametrize("locked", [True, False])
def test_h23_an_attempted_closed_quote_ends_as_the_platform_decides(face, locked):
    with Emulator(seed="empty", sales_records_locked=locked) as dataverse:
        ada = contact()
        load(dataverse, {"contacts": [ada], "quotes": [quote(ada["contactid"], **WON)]})
        dsr = face(dataverse)
        receipt = dsr.erase(dsr.plan(PERSON, read_only="attempt"))
        assert outcomes(receipt, "quotes") == [Outcome.BLOCKED_READ_ONLY if locked else Outcome.MASKED]
        assert receipt.status is (Status.PARTIAL if locked else Status.COMPLETE)
        assert emails(dataverse) == ["MASKED"]


@pytest.mark.parametrize("locked", [True, False])
def test_h23_a_resolved_case_is_attempted(face, locked):
    with Emulator(seed="empty", resolved_cases_locked=locked) as dataverse:
        ada = contact()
        load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"], statecode=1, statuscode=5)]})
        dsr = face(dataverse)
        receipt = dsr.erase(dsr.plan(PERSON))
        assert outcomes(receipt, "incidents") == [Outcome.BLOCKED_READ_ONLY if locked else Outcome.MASKED]


def test_h26_a_record_that_vanished_is_gone_and_not_created_again(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    (row,) = dataverse.rows("annotations")
    dataverse.client().request("DELETE", f"annotations({row['annotationid']})")
    receipt = dsr.erase(plan)
    assert outcomes(receipt, "annotations") == [Outcome.GONE]
    assert dataverse.rows("annotations") == []
    assert receipt.status is Status.COMPLETE


def change(dataverse, target, **columns):
    """Somebody else changes a record."""
    dataverse.client().request("PATCH", target, headers={"Content-Type": "application/json"}, body=json.dumps(columns).encode())


def test_h27_a_record_changed_meanwhile_is_read_and_planned_once_more(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    change(dataverse, f"contacts({pair['contactid']})", jobtitle="Countess")
    receipt = dsr.erase(plan)
    assert receipt.status is Status.COMPLETE
    (row,) = dataverse.rows("contacts")
    assert (row["emailaddress1"], row["jobtitle"]) == ("MASKED", "Countess")  # I8: other columns survive
    assert receipt.http_calls == 4  # notes, contact, a look, contact


def bump(dataverse):
    """Changes every contact's version, as the service does when something that is shown on a contact was written."""
    dataverse.store.connection.execute("UPDATE contact SET versionnumber = versionnumber + 1000000")


def test_h14_a_person_whose_version_our_own_writes_changed_is_written_in_the_same_number_of_requests(face, dataverse, pair):
    dataverse.plugins.after("Update", "annotation", lambda context: bump(dataverse))
    plan = from_file(face(dataverse).plan(PERSON))
    receipt = face(dataverse).erase(plan)
    assert (receipt.status, receipt.http_calls) == (Status.COMPLETE, 2)
    assert emails(dataverse) == ["MASKED"]


def test_h27_a_change_of_somebody_else_before_our_writes_is_still_noticed(face, dataverse, pair):
    dataverse.plugins.after("Update", "annotation", lambda context: bump(dataverse))
    plan = from_file(face(dataverse).plan(PERSON))
    change(dataverse, f"contacts({pair['contactid']})", jobtitle="Countess")
    assert outcomes(face(dataverse).erase(plan), "contacts") == [Outcome.CONFLICT]


def test_versions_that_cannot_be_read_are_found_out_by_the_write(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    dataverse.faults.answer_part(403, nth=1)
    assert dsr.erase(plan).status is Status.COMPLETE


def test_h27_a_child_changed_meanwhile_is_written_if_it_is_still_the_persons(face, dataverse):
    ada, eve = contact(), contact("eve@example.com", "Eve")
    stays, goes = case(ada["contactid"]), case(ada["contactid"])
    load(dataverse, {"contacts": [ada, eve], "incidents": [stays, goes]})
    plan = from_file(face(dataverse).plan(PERSON))
    change(dataverse, f"incidents({stays['incidentid']})", ticketnumber="NEW")
    other = {"customerid_contact@odata.bind": f"/contacts({eve['contactid']})"}
    change(dataverse, f"incidents({goes['incidentid']})", **other)
    receipt = face(dataverse).erase(plan)
    titles = {row["incidentid"]: row["title"] for row in dataverse.rows("incidents")}
    assert titles == {stays["incidentid"]: "MASKED", goes["incidentid"]: goes["title"]}
    assert sorted(outcomes(receipt, "incidents")) == [Outcome.MASKED, Outcome.REVIEW]
    assert outcomes(receipt, "contacts") == [Outcome.DEFERRED]
    assert receipt.status is Status.PARTIAL


def test_h27_a_person_from_a_file_who_changed_is_a_conflict_unless_somebody_says_who_it_is(face, dataverse, pair):
    plan = from_file(face(dataverse).plan(PERSON))
    change(dataverse, f"contacts({pair['contactid']})", jobtitle="Countess")
    receipt = face(dataverse).erase(plan)
    assert outcomes(receipt, "contacts") == [Outcome.CONFLICT]
    assert emails(dataverse) == [ADA]
    assert face(dataverse).erase(plan, identity=PERSON).status is Status.COMPLETE


def test_h27_a_person_named_by_id_is_written_although_it_changed(face, dataverse, pair):
    named = Identity(contact_ids=pair["contactid"])
    dsr = face(dataverse)
    plan = dsr.plan(named)
    change(dataverse, f"contacts({pair['contactid']})", jobtitle="Countess")
    assert dsr.erase(plan).status is Status.COMPLETE


def test_i2_a_record_that_is_no_longer_the_persons_is_not_written(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    change(dataverse, f"contacts({pair['contactid']})", emailaddress1="eve@example.com")
    receipt = dsr.erase(plan)
    assert outcomes(receipt, "contacts") == [Outcome.REVIEW]
    assert emails(dataverse) == ["eve@example.com"]


def test_h27_a_record_that_keeps_changing_ends_as_a_conflict(face, dataverse, pair):
    def meddle(event):
        if event.stage == "write":
            change(dataverse, f"contacts({pair['contactid']})", jobtitle=f"Countess {len(dataverse.requests)}")

    dsr = face(dataverse, listen=meddle)
    receipt = dsr.erase(dsr.plan(PERSON))
    assert outcomes(receipt, "contacts") == [Outcome.CONFLICT]
    assert emails(dataverse) == [ADA]


def test_a_record_somebody_else_masked_is_already_masked(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    change(dataverse, f"contacts({pair['contactid']})", firstname="MASKED", lastname="MASKED", emailaddress1="MASKED")
    receipt = dsr.erase(plan)
    assert outcomes(receipt, "contacts") == [Outcome.ALREADY_MASKED]
    assert receipt.status is Status.COMPLETE


def test_h28_the_person_stays_findable_while_a_child_may_still_succeed(face, dataverse, pair, tmp_path):
    dsr = face(dataverse)
    plan = dsr.plan(PERSON)
    dataverse.faults.answer_part(429, nth=2, headers={"Retry-After": "9999"})  # longer than anybody waits
    receipt = dsr.erase(plan, journal=tmp_path / "journal")
    assert receipt.status is Status.FAILED
    assert outcomes(receipt, "annotations") == [Outcome.THROTTLED]
    assert outcomes(receipt, "contacts") == [Outcome.DEFERRED]
    assert emails(dataverse) == [ADA]
    again = face(dataverse).erase(plan, journal=tmp_path / "journal")
    assert again.status is Status.COMPLETE
    assert emails(dataverse) == ["MASKED"]


def test_h28_a_child_that_fails_for_good_in_one_run_defers_the_person(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)

    def overloaded(context):
        raise Refusal(503, "", "try later")

    dataverse.plugins.before("Update", "annotation", overloaded)
    receipt = dsr.erase(plan)
    assert outcomes(receipt, "annotations") == [Outcome.FAILED_RETRYABLE]
    assert outcomes(receipt, "contacts") == [Outcome.DEFERRED]
    assert emails(dataverse) == [ADA]


def test_a_failure_that_passes_is_tried_once_more(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    dataverse.faults.answer_part(503, nth=2)
    assert dsr.erase(plan).status is Status.COMPLETE


def test_a_collection_that_may_be_readable_later_defers_the_person(dsr, dataverse, pair):
    dataverse.faults.answer_part(503, nth=6 + 7)
    plan = dsr.plan(PERSON)
    receipt = dsr.erase(plan)
    assert outcomes(receipt, "contacts") == [Outcome.DEFERRED]
    assert receipt.unread == (("incidents", "failed (HTTP 503)"),)
    assert receipt.status is Status.PARTIAL


def test_a_collection_nobody_may_read_makes_a_complete_run_partial(dsr, dataverse, pair):
    dataverse.faults.answer_part(403, nth=6 + 7)
    receipt = dsr.erase(dsr.plan(PERSON))
    assert outcomes(receipt, "contacts") == [Outcome.MASKED]
    assert receipt.status is Status.PARTIAL


@pytest.mark.parametrize("applied", [True, False])
def test_a_lost_answer_is_settled_by_reading(dsr, dataverse, pair, applied):
    plan = dsr.plan(PERSON)
    dataverse.faults.drop(nth=1, applied=applied)
    receipt = dsr.erase(plan)
    assert receipt.status is Status.COMPLETE
    assert emails(dataverse) == ["MASKED"]
    sent = [part for request in dataverse.requests for part in request.parts if part.method == "PATCH"]
    assert len(sent) == 2  # whatever was lost, each record was written once


@pytest.mark.parametrize("applied", [True, False])
def test_a_damaged_answer_is_settled_by_reading(dsr, dataverse, pair, applied):
    plan = dsr.plan(PERSON)
    dataverse.faults.answer(200, nth=1, headers={"Content-Type": "multipart/mixed; boundary=b"}, body=b"--b--", applied=applied)
    assert dsr.erase(plan).status is Status.COMPLETE


@pytest.mark.parametrize("applied", [True, False])
def test_a_lost_answer_is_settled_by_reading_in_another_process_too(face, dataverse, pair, applied):
    plan = from_file(face(dataverse).plan(PERSON))
    dataverse.faults.drop(nth=1, applied=applied)
    assert face(dataverse).erase(plan).status is Status.COMPLETE


def test_a_batch_that_is_too_large_is_sent_in_halves(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    dataverse.faults.answer(413, nth=1)
    assert dsr.erase(plan).status is Status.COMPLETE


def test_a_write_that_is_too_large_by_itself_has_failed(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    for nth in range(1, 41):
        dataverse.faults.answer(413, nth=nth)
    receipt = dsr.erase(plan)
    dataverse.faults.clear()
    assert receipt.status is Status.FAILED
    assert outcomes(receipt, "annotations") == [Outcome.FAILED]
    assert emails(dataverse) == [ADA]


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_batch_that_was_refused_did_nothing(dsr, dataverse, pair, status):
    plan = dsr.plan(PERSON)
    for nth in (1, 2):  # a 401 is tried again with a new token
        dataverse.faults.answer(status, nth=nth)
    receipt = dsr.erase(plan)
    dataverse.faults.clear()
    assert receipt.status is Status.FAILED
    assert outcomes(receipt, "annotations") == [Outcome.FAILED_RETRYABLE]
    assert outcomes(receipt, "contacts") == [Outcome.DEFERRED]
    assert emails(dataverse) == [ADA]


def test_a_look_that_fails_leaves_the_doubt_in_the_journal(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    journal = MemoryJournal()
    dataverse.faults.answer_part(503, nth=2)
    dataverse.faults.answer(403, nth=2)
    receipt = dsr.erase(plan, journal=journal)
    assert outcomes(receipt, "annotations") == [Outcome.FAILED_RETRYABLE]
    assert dsr.erase(plan, journal=journal).status is Status.COMPLETE


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [(403, "0x80040220", Outcome.FORBIDDEN), (400, "0x80040265", Outcome.REJECTED_BY_LOGIC), (400, "0x80044331", Outcome.FAILED)],
)
def test_a_refused_child_is_reported_with_its_code_and_the_run_goes_on(dsr, dataverse, pair, status, code, outcome):
    plan = dsr.plan(PERSON)
    dataverse.faults.answer_part(status, code=code, nth=2, message="canary")
    receipt = dsr.erase(plan)
    (record,) = [one for one in receipt.outcomes if one.collection == "annotations"]
    assert (record.outcome, record.code, record.attempted) == (outcome, f"HTTP {status} {code}", True)
    assert receipt.status is Status.PARTIAL
    assert emails(dataverse) == ["MASKED"]
    assert "canary" not in receipt.to_json()


def test_h30_a_plug_in_that_refuses_is_reported(dsr, dataverse, pair):
    def refuse(context):
        raise reject("not on my watch")

    dataverse.plugins.before("Update", "annotation", refuse)
    assert outcomes(dsr.erase(dsr.plan(PERSON)), "annotations") == [Outcome.REJECTED_BY_LOGIC]


def test_h29_i6_a_second_request_for_the_same_person_writes_nothing(dsr, dataverse):
    load(dataverse, whole_person(parties=False))
    dsr.erase(dsr.plan(PERSON))
    before = everything(dataverse)
    plan = dsr.plan(PERSON)
    assert plan.operations == ()
    assert dsr.erase(plan).status is Status.COMPLETE
    assert everything(dataverse) == before


def test_i6_a_finished_journal_sends_nothing(dsr, dataverse, pair, tmp_path):
    plan = dsr.plan(PERSON)
    first = dsr.erase(plan, journal=tmp_path / "journal")
    seen = len(dataverse.requests)
    again = dsr.erase(plan, journal=tmp_path / "journal")
    assert len(dataverse.requests) == seen
    assert (again.status, again.counts) == (first.status, first.counts)


def test_nobody_is_erased_in_no_request(dsr, dataverse):
    receipt = dsr.erase(dsr.plan(PERSON))
    assert (receipt.status, receipt.http_calls) == (Status.NO_DATA_FOUND, 0)


class Killed(BaseException):
    """The process ends here."""


class Fragile:
    """A journal whose process dies at the n-th append, before or after it."""

    def __init__(self, journal, at, *, after):
        self.journal, self.left, self.after = journal, at, after

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


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("at", range(1, 8))
def test_i5_i7_killed_at_any_entry_it_resumes_to_the_same_end(dataverse, tmp_path, at, after):
    load(dataverse, whole_person())
    clean = dataverse.snapshot()
    dsr = DataSubjectRequests(dataverse.client())
    plan = dsr.plan(PERSON)
    whole = dsr.erase(plan)
    end = contents(dataverse)
    dataverse.restore(clean)
    journal = SqliteJournal(tmp_path / "journal")
    killed = False
    try:
        dsr.erase(plan, journal=Fragile(journal, at, after=after))
    except Killed:
        killed = True
    written = {str(event["record"]) for event in journal.read() if event["event"] == "intent"}
    sent = [part for request in dataverse.requests[5:] for part in request.parts if part.method == "PATCH"]
    assert all(any(record in part.path for record in written) for part in sent)  # an intent stands before each write
    resumed = DataSubjectRequests(dataverse.client()).erase(from_file(plan), journal=journal)
    assert resumed.counts == whole.counts
    assert contents(dataverse) == end
    assert killed or at > 6


def test_h44_a_plan_for_another_environment_is_refused_before_anything_is_written(face, dataverse, pair):
    plan = evolve(face(dataverse).plan(PERSON), environment_id=UUID(int=7))
    before = everything(dataverse)
    fresh = face(dataverse)  # does not know where it is: the first batch stops at its guard
    with pytest.raises(Refused, match="another environment"):
        fresh.erase(plan)
    knowing = face(dataverse)
    knowing.check()
    seen = len(dataverse.requests)
    with pytest.raises(Refused, match="another environment"):
        knowing.erase(plan)
    assert len(dataverse.requests) == seen
    assert everything(dataverse) == before
    assert not any(part.method == "PATCH" and part.status == 204 for request in dataverse.requests for part in request.parts)


def test_h44_another_environment_is_noticed_when_a_run_resumes(dataverse, pair, tmp_path):
    dsr = DataSubjectRequests(dataverse.client())
    plan = evolve(dsr.plan(PERSON), environment_id=UUID(int=7))
    journal = SqliteJournal(tmp_path / "journal")
    ledger = journal.open(Run(plan.digest, plan.environment_id, ()))
    ledger.append([intent_event(Intent(write.id, write.collection, write.record_id, (), None)) for write in plan.operations])
    ledger.close()
    with pytest.raises(Refused, match="another environment"):
        DataSubjectRequests(dataverse.client()).erase(plan, journal=journal)
    assert emails(dataverse) == [ADA]


@pytest.mark.parametrize("status", [403, 404])
def test_an_environment_whose_own_row_cannot_be_read_is_asked_who_we_are(face, dataverse, pair, status):
    plan = from_file(face(dataverse).plan(PERSON))
    dataverse.faults.answer_part(status, nth=1)
    receipt = face(dataverse).erase(plan)
    assert receipt.status is Status.COMPLETE
    assert receipt.http_calls == 4  # the guard, WhoAmI, notes, contact


def test_a_write_that_stops_the_guarded_batch_does_not_stop_the_run(face, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"]) for _ in range(3)]})
    plan = from_file(face(dataverse).plan(PERSON))
    dataverse.faults.answer_part(403, nth=3)
    receipt = face(dataverse).erase(plan)
    assert outcomes(receipt, "incidents") == [Outcome.FORBIDDEN, Outcome.MASKED, Outcome.MASKED]
    assert receipt.http_calls == 3


def test_another_catalogue_is_refused(face, dataverse, pair):
    plan = face(dataverse).plan(PERSON)
    with pytest.raises(Refused, match="another catalogue"):
        face(dataverse, REFERENCE.without("quotes")).erase(plan)


@pytest.mark.parametrize(
    "changes",
    [
        {"collection": "accounts"},
        {"changes": (Change("jobtitle", "replace:MASKED"),)},
        {"changes": (Change("firstname", "null"),)},
        {"changes": ()},
    ],
)
def test_a_plan_written_by_hand_cannot_write_what_its_catalogue_does_not(face, dataverse, pair, changes):
    plan = face(dataverse).plan(PERSON)
    forged = evolve(plan, operations=(evolve(plan.operations[-1], **changes),))
    seen = len(dataverse.requests)
    with pytest.raises(Refused, match="does not provide for"):
        face(dataverse).erase(forged)
    assert len(dataverse.requests) == seen


def test_h41_an_order_is_not_written_even_if_everything_before_agreed(dataverse, pair):
    plan = DataSubjectRequests(dataverse.client()).plan(PERSON)
    ledger = MemoryJournal().open(Run(plan.digest, plan.environment_id, ()))
    erasure = Erasure(plan, REFERENCE, ledger, PERSON, True, ignore)
    order = evolve(plan.operations[-1], collection="salesorders")
    with pytest.raises(AssertionError, match="must never be written"):
        erasure.masking(Write(order, REFERENCE["salesorders"], None, ("name",), "direct"))


def test_a_batch_that_was_throttled_did_nothing(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    dataverse.faults.answer(429, nth=1, headers={"Retry-After": "9999"})
    receipt = dsr.erase(plan)
    assert outcomes(receipt, "annotations") == [Outcome.THROTTLED]
    assert outcomes(receipt, "contacts") == [Outcome.DEFERRED]


def test_a_write_whose_answer_was_lost_twice_waits_for_another_run(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    for nth in (1, 3):
        dataverse.faults.drop(nth=nth)
    receipt = dsr.erase(plan)
    assert outcomes(receipt, "annotations") == [Outcome.FAILED_RETRYABLE]
    assert emails(dataverse) == [ADA]


def test_a_lost_write_to_a_record_that_was_deleted_is_gone(dsr, dataverse, pair):
    plan = dsr.plan(PERSON)
    (row,) = dataverse.rows("annotations")
    dataverse.client().request("DELETE", f"annotations({row['annotationid']})")
    dataverse.faults.drop(nth=1)
    assert outcomes(dsr.erase(plan), "annotations") == [Outcome.GONE]


def test_a_journal_holds_several_plans(dsr, dataverse, pair, tmp_path):
    assert dsr.erase(dsr.plan(PERSON), journal=tmp_path / "journal").status is Status.COMPLETE
    load(dataverse, {"contacts": [contact()]})
    second = dsr.plan(PERSON)
    assert dsr.erase(second, journal=tmp_path / "journal").status is Status.COMPLETE
    assert len({event["plan"] for event in SqliteJournal(tmp_path / "journal").read()}) == 2


def test_a_plan_that_is_too_old_is_refused(face, dataverse, pair):
    plan = face(dataverse).plan(PERSON)
    later = face(dataverse, clock=lambda: datetime.now(UTC) + timedelta(days=31))
    with pytest.raises(Refused, match="too old"):
        later.erase(plan)
    with pytest.raises(Refused, match="too old"):
        face(dataverse).erase(plan, max_age=timedelta(0))


def test_more_records_than_a_batch_holds_are_written_in_several(face, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada], "annotations": [note("contact", ada["contactid"]) for _ in range(1_200)]})
    dsr = face(dataverse)
    receipt = dsr.erase(dsr.plan(PERSON))
    assert receipt.status is Status.COMPLETE
    assert receipt.http_calls == 3
    assert {row["notetext"] for row in dataverse.rows("annotations")} == {"MASKED"}


def test_a_damaged_search_is_an_error_and_nothing_is_written(dsr, dataverse, pair):
    dataverse.faults.answer(400, nth=1)
    with pytest.raises(DataverseError):
        dsr.plan(PERSON)
    assert emails(dataverse) == [ADA]


def test_h13_the_records_of_a_colleague_are_byte_for_byte_the_same(dsr, dataverse):
    firm = {"accountid": key(), "name": "Engines"}
    shared = bound("parentcustomerid", "account", firm["accountid"])
    ada, eve = contact(**shared), contact("eve@example.com", "Eve", **shared)
    load(dataverse, {"accounts": [firm], "contacts": [ada, eve], "incidents": [case(ada["contactid"]), case(eve["contactid"])]})
    before = everything(dataverse)
    dsr.erase(dsr.plan(PERSON))
    after = everything(dataverse)
    assert after["contacts", eve["contactid"]] == before["contacts", eve["contactid"]]
