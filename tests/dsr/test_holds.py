"""A held record is not erased, and the plan and the receipt say by which reason and until when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from people import ADA, case, contact, load, note, quote

from dataverse_dsr import CatalogueError, ErasurePlan, Hold, Identity, Outcome, Status
from dataverse_sdk import DataverseError
from dataverse_sdk.tables import Account, Contact, Incident, Quote

PERSON = Identity(email=ADA)
OPEN_CASE = Hold(Incident, "open_case", "the case is still open", where=Incident.statecode == 0)


@pytest.fixture
def cases(dataverse):
    ada = contact()
    open_, closed = case(ada["contactid"]), case(ada["contactid"], statecode=1, statuscode=5)
    load(dataverse, {"contacts": [ada], "incidents": [open_, closed], "quotes": [quote(ada["contactid"])]})
    return open_["incidentid"], closed["incidentid"]


def test_a_predicate_holds_the_records_it_fits_and_no_others(dsr, dataverse, cases):
    plan = dsr.plan(PERSON, holds=[OPEN_CASE])
    (held,) = [one for one in plan.withheld if one.outcome is Outcome.HELD]
    assert (held.record_id, held.reason, held.because, held.columns) == (
        UUID(cases[0]),
        "open_case",
        "the case is still open",
        ("title", "description"),
    )
    assert plan.http_calls == 3
    assert ErasurePlan.from_json(plan.to_json()) == plan
    receipt = dsr.erase(plan)
    assert {row["incidentid"]: row["title"] for row in dataverse.rows("incidents")} == {cases[0]: "Ada's engine", cases[1]: "MASKED"}
    assert receipt.status is Status.PARTIAL  # it is to be erased when the hold ends
    assert receipt.counts["held"] == 1
    assert [record.reason for record in receipt.outcomes if record.outcome is Outcome.HELD] == ["open_case"]


def test_a_whole_table_is_held_without_a_further_request(dsr, cases):
    plan = dsr.plan(PERSON, holds=[Hold(Quote, "tax", "kept for the tax office")])
    assert [one.collection for one in plan.withheld if one.outcome is Outcome.HELD] == ["quotes"]
    assert plan.http_calls == 2


def test_a_hold_ends_with_its_last_day(face, dataverse, cases):
    today = datetime.now(UTC)
    hold = Hold(Quote, "tax", "kept for the tax office", until=today.date())
    plan = face(dataverse).plan(PERSON, holds=[hold])
    assert [one.until for one in plan.withheld if one.outcome is Outcome.HELD] == [today.date()]
    assert ErasurePlan.from_json(plan.to_json()) == plan
    tomorrow = face(dataverse, clock=lambda: today + timedelta(days=1))
    assert not [one for one in tomorrow.plan(PERSON, holds=[hold]).withheld if one.outcome is Outcome.HELD]


def test_the_first_of_several_holds_counts(dsr, cases):
    everything = Hold(Incident, "litigation", "a court asked for it")
    for holds, reasons in (([OPEN_CASE, everything], {"open_case", "litigation"}), ([everything, OPEN_CASE], {"litigation"})):
        plan = dsr.plan(PERSON, holds=holds)
        assert {one.reason for one in plan.withheld if one.outcome is Outcome.HELD} == reasons


def test_more_records_than_a_page_are_all_asked_for(face, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"]) for _ in range(60)]})
    plan = face(dataverse).plan(PERSON, holds=[OPEN_CASE])
    assert len([one for one in plan.withheld if one.outcome is Outcome.HELD]) == 60


def test_a_hold_whose_answer_comes_in_pages_holds_every_record(dsr, dataverse, monkeypatch):
    from dataverse_dsr import holds
    from dataverse_sdk.operations import query_page

    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"]) for _ in range(5)]})
    monkeypatch.setattr(holds, "query_page", lambda query: query_page(query, page_size=2))
    assert len([one for one in dsr.plan(PERSON, holds=[OPEN_CASE]).withheld if one.outcome is Outcome.HELD]) == 5


def test_a_hold_that_cannot_be_evaluated_stops_the_plan(dsr, dataverse, cases):
    dataverse.faults.answer_part(403, nth=6 + 10 + 1)
    with pytest.raises(DataverseError):
        dsr.plan(PERSON, holds=[OPEN_CASE])


def test_nobody_is_held(dsr):
    assert dsr.plan(PERSON, holds=[OPEN_CASE]).status is Status.NO_DATA_FOUND


def test_the_person_can_be_held_while_the_rest_is_erased(dsr, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada], "annotations": [note("contact", ada["contactid"])]})
    receipt = dsr.erase(dsr.plan(PERSON, holds=[Hold(Contact, "contract", "a contract is running")]))
    assert receipt.counts == {"held": 1, "masked": 1}
    assert dataverse.rows("contacts")[0]["emailaddress1"] == ADA


def test_a_hold_on_a_table_the_catalogue_lacks_is_an_error(dsr):
    with pytest.raises(CatalogueError, match="accounts"):
        dsr.plan(PERSON, holds=[Hold(Account, "x_y", "z")])


@pytest.mark.parametrize("reason", ["", "Open case", "x" * 41, "1st"])
def test_a_reason_is_a_code(reason):
    with pytest.raises(CatalogueError, match="code"):
        Hold(Incident, reason, "because")
