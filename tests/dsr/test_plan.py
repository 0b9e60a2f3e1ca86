"""A plan says what would be written and why, holds no value, and can be told from any other."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import ADA, PAID, WON, address, case, contact, everything, invoice, load, order, quote, strangers, whole_person

from dataverse_dsr import (
    REFERENCE,
    Change,
    DataSubjectRequests,
    ErasurePlan,
    Identity,
    InvalidDocument,
    Outcome,
    PlannedWrite,
    Status,
)
from dataverse_dsr.found import Collected, Discovery, Record, Review
from dataverse_dsr.plan import NEVER_WRITTEN, Unread, Withheld
from dataverse_dsr.planning import make_plan
from dataverse_sdk.tables import Contact, SalesOrder

PERSON = Identity(email=ADA)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
IDS = st.uuids()


@pytest.fixture
def plan(dsr, dataverse):
    load(dataverse, whole_person(), strangers())
    return dsr.plan(PERSON)


def test_planning_writes_nothing(dataverse, dsr):
    load(dataverse, whole_person())
    before = everything(dataverse)
    plan = dsr.plan(PERSON)
    assert everything(dataverse) == before
    assert (plan.status, plan.http_calls, len(dataverse.requests)) == (Status.COMPLETE, 2, 2)
    assert {part.method for request in dataverse.requests for part in request.parts} == {"GET"}


def test_children_come_before_the_person_and_notes_first_of_all(plan):
    stages = [write.stage for write in plan.operations]
    assert stages == sorted(stages, key=["notes", "records", "roots"].index)
    assert [write.collection for write in plan.operations][-3:] == ["leads", "contacts", "contacts"]
    records = [write.collection for write in plan.operations if write.stage == "records"]
    assert records[-1] == "activityparties"


def test_every_record_found_is_planned_or_withheld_with_a_reason(plan):
    assert len(plan.operations) + len(plan.withheld) == 21
    held = {(one.collection, one.outcome) for one in plan.withheld}
    assert held == {
        ("customeraddresses", Outcome.SKIPPED_EMPTY),
        ("quotes", Outcome.BLOCKED_READ_ONLY),
        ("invoices", Outcome.BLOCKED_READ_ONLY),
        ("salesorders", Outcome.RETAINED),
    }
    assert all(one.because for one in plan.withheld)
    assert all(write.etag and write.reason for write in plan.operations)


def test_only_columns_that_hold_something_are_planned(plan):
    first = next(write for write in plan.operations if write.collection == "contacts")
    assert first.columns == ("firstname", "lastname", "telephone1", "fax", "emailaddress1", "birthdate", "gendercode")
    assert ("middlename", Outcome.SKIPPED_EMPTY) in first.skipped


def test_a_masked_column_is_not_planned_again(dsr, dataverse):
    load(dataverse, {"contacts": [contact(first="MASKED")]})
    (write,) = dsr.plan(PERSON).operations
    assert "firstname" not in write.columns
    assert ("firstname", Outcome.ALREADY_MASKED) in write.skipped


def test_a_record_that_is_masked_already_is_withheld_as_such(dsr, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"], title="MASKED", description=None)]})
    assert [(one.collection, one.outcome) for one in dsr.plan(PERSON).withheld] == [("incidents", Outcome.ALREADY_MASKED)]


@pytest.mark.parametrize("state", [WON, PAID, {"statecode": 1, "statuscode": 2}, {"statecode": 3, "statuscode": 5}])
def test_h23_a_closed_quote_is_withheld_or_attempted_as_the_caller_says(dsr, dataverse, state):
    ada = contact()
    load(dataverse, {"contacts": [ada], "quotes": [quote(ada["contactid"], **state)]})
    assert [write.collection for write in dsr.plan(PERSON).operations] == ["contacts"]
    assert [write.collection for write in dsr.plan(PERSON, read_only="attempt").operations] == ["quotes", "contacts"]


def test_h14_blank_addresses_are_left_alone(dsr, dataverse):
    ada = contact()
    blank = address(ada["contactid"], line1=None, city=None, stateorprovince=None, postalcode=None)
    load(dataverse, {"contacts": [ada], "customeraddresses": [blank]})
    assert [one.outcome for one in dsr.plan(PERSON).withheld] == [Outcome.SKIPPED_EMPTY]


def test_a_collection_that_could_not_be_read_makes_a_plan_partial(dsr, dataverse):
    load(dataverse, whole_person())
    dataverse.faults.answer_part(403, nth=6 + 7)
    plan = dsr.plan(PERSON)
    assert plan.status is Status.PARTIAL
    assert [(one.collection, one.retryable) for one in plan.unread] == [("incidents", False)]
    assert not plan.must_defer_roots
    dataverse.faults.answer_part(503, nth=6 + 7)
    assert dsr.plan(PERSON).must_defer_roots


def test_a_plan_read_back_is_the_same_plan(plan):
    again = ErasurePlan.from_json(plan.to_json())
    assert again == plan
    assert again.digest == plan.digest
    assert again.identity is None
    assert ErasurePlan.from_json(plan.to_json().encode(), identity=PERSON).identity == PERSON


def test_a_plan_that_was_altered_is_refused(plan):
    document = json.loads(plan.to_json())
    document["operations"][0]["changes"] = {"notetext": "null"}
    with pytest.raises(InvalidDocument, match="altered"):
        ErasurePlan.from_json(json.dumps(document))


DAMAGE = [
    "",
    "[]",
    "{}",
    '{"schema": "dataverse-dsr/plan/99"}',
    '{"schema": "dataverse-dsr/plan/1"}',
]


@pytest.mark.parametrize("text", DAMAGE)
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(InvalidDocument):
        ErasurePlan.from_json(text)


def test_a_plan_with_an_unknown_stage_is_refused(plan):
    document = json.loads(plan.to_json())
    document["operations"][0]["stage"] = "later"
    with pytest.raises(InvalidDocument):
        ErasurePlan.from_json(json.dumps(document))


def test_the_digest_speaks_for_everything_but_the_number_of_requests(plan):
    from attrs import evolve

    assert evolve(plan, http_calls=9).digest == plan.digest
    changes = {
        "status": Status.PARTIAL,
        "environment_id": UUID(int=5),
        "catalogue": "other",
        "catalogue_digest": "0",
        "created_at": NOW,
        "roots": {},
        "operations": plan.operations[1:],
        "withheld": (),
        "unread": (Unread("quotes", "forbidden", False),),
        "reviews": (("too_many_people", ()),),
        "warnings": ("x",),
    }
    assert len({plan.digest, *(evolve(plan, **{name: value}).digest for name, value in changes.items())}) == len(changes) + 1


def test_a_review_survives_a_file(dsr, dataverse):
    load(dataverse, {"contacts": [contact(), contact(first="Eve")]})
    plan = dsr.plan(PERSON)
    assert ErasurePlan.from_json(plan.to_json()) == plan
    assert plan.reviews[0][0] == "different_names"


def test_withheld_records_survive_a_file():
    plan = ErasurePlan(
        status=Status.COMPLETE,
        environment_id=UUID(int=1),
        catalogue="x",
        catalogue_digest="y",
        created_at=NOW,
        withheld=(Withheld("quotes", UUID(int=2), Outcome.BLOCKED_READ_ONLY, "closed", ("billto_postalcode",)),),
    )
    assert ErasurePlan.from_json(plan.to_json()) == plan


def test_h41_a_plan_that_writes_an_order_cannot_be_made():
    write = PlannedWrite("op-1", "salesorders", UUID(int=1), None, "records", (Change("name", "null"),), ("x",))
    with pytest.raises(AssertionError):
        ErasurePlan(Status.COMPLETE, UUID(int=1), "x", "y", NOW, operations=(write,))


TEXTS = st.none() | st.sampled_from(["", "MASKED", "Ada", "\u00fc"]) | st.text(max_size=8)


@st.composite
def discoveries(draw):
    """Any rows of any collection, in any state: whatever an environment may answer."""
    collections = {}
    for declaration in REFERENCE:
        records = []
        for _ in range(draw(st.integers(0, 3))):
            row = object.__new__(_Row)
            row.values = {
                masked.column.attribute: draw(TEXTS) if masked.column.python_type is str else draw(st.none() | st.just(NOW))
                for masked in declaration.masks
            }
            row.values["statecode"] = draw(st.none() | st.integers(-1, 5))
            via = tuple(draw(st.lists(st.sampled_from(["a", "b"]), max_size=2)))
            records.append(Record(declaration.name, draw(IDS), draw(st.none() | st.just('W/"1"')), via, draw(st.booleans()), row))
        error = draw(st.none() | st.just("forbidden"))
        collections[declaration.name] = Collected(declaration.name, tuple(records), error=error, retryable=draw(st.booleans()))
    reviews = draw(st.lists(st.just(Review("too_many_people")), max_size=1))
    return Discovery(draw(IDS), draw(IDS), collections, tuple(reviews))


class _Row:
    """A row that answers for any column."""

    def __getattr__(self, name):
        return self.values.get(name)


@settings(max_examples=60, deadline=None)
@given(discoveries(), st.sampled_from(["report", "attempt"]))
def test_h41_no_plan_ever_holds_a_write_to_an_order(discovery, policy):
    plan = make_plan(discovery, REFERENCE, created_at=NOW, read_only=policy)
    assert not any(write.collection in NEVER_WRITTEN for write in plan.operations)
    orders = [one for one in plan.withheld if one.collection == "salesorders"]
    assert {one.outcome for one in orders} <= {Outcome.RETAINED}
    assert len(orders) == len(discovery.collections["salesorders"].records)


@settings(max_examples=60, deadline=None)
@given(discoveries(), st.sampled_from(["report", "attempt"]))
def test_every_plan_is_whole_deterministic_and_reads_back(discovery, policy):
    plan = make_plan(discovery, REFERENCE, created_at=NOW, read_only=policy)
    found = sum(len(collected.records) for collected in discovery.collections.values())
    assert len(plan.operations) + len(plan.withheld) == found
    assert all(write.changes for write in plan.operations)
    assert plan == make_plan(discovery, REFERENCE, created_at=NOW, read_only=policy)
    assert ErasurePlan.from_json(plan.to_json()) == plan
    assert len({write.id for write in plan.operations}) == len(plan.operations)


def test_h41_a_catalogue_that_masks_orders_is_stopped_when_a_plan_is_made(dataverse):
    from dataverse_dsr import Catalogue, Declaration, Replace, linked, mask

    contacts = REFERENCE["contacts"]
    orders = Declaration(
        SalesOrder,
        found_by=[linked(SalesOrder.customerid, to=Contact, by="x")],
        read=[],
        masks=[mask(SalesOrder.name, Replace("MASKED"))],
    )
    ada = contact()
    load(dataverse, {"contacts": [ada], "salesorders": [order(ada["contactid"])], "invoices": [invoice(ada["contactid"])]})
    with pytest.raises(AssertionError):
        DataSubjectRequests(dataverse.client(), Catalogue("bad", [contacts, orders])).plan(PERSON)
