"""Many people at once: their searches share requests and nothing else."""

from datetime import UTC, datetime

import anyio
import people
import pytest
from people import contact, lead, note

from dataverse_dsr import COMPLETE, REFERENCE, AsyncDataSubjectRequests, DataSubjectRequests, Hold, Identity, Status
from dataverse_sdk.errors import DataverseError, UsageError
from dataverse_sdk.tables import Incident

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
# Nobody, two people on one address, and somebody with a case and a note on it, among plain people.
EMAILS = ["a@example.com", "nobody@example.com", "shared@example.com", "case@example.com", "b@example.com"]
WHO = [Identity(email=email) for email in EMAILS]


@pytest.fixture
def filled(dataverse):
    somebody = contact("case@example.com")
    case = people.case(somebody["contactid"])
    dataverse.load(
        {
            "contacts": [
                contact("a@example.com"),
                contact("shared@example.com", first="Ada"),
                contact("shared@example.com", first="Bea"),
                somebody,
                contact("b@example.com", first="Bob"),
            ],
            "leads": [lead("b@example.com", first="Bob")],
            "incidents": [case],
            "annotations": [note("incident", case["incidentid"])],
        }
    )
    return dataverse


def many(face, dataverse, identities=WHO, catalogue=REFERENCE, **options):
    if face == "sync":
        return list(DataSubjectRequests(dataverse.client(), catalogue, clock=lambda: NOW).plan_many(identities, **options))

    async def call():
        dsr = AsyncDataSubjectRequests(dataverse.async_client(), catalogue, clock=lambda: NOW)
        return [plan async for plan in dsr.plan_many(identities, **options)]

    return anyio.run(call)


@pytest.mark.parametrize("face", ["sync", "async"])
@pytest.mark.parametrize("catalogue", [REFERENCE, COMPLETE], ids=lambda catalogue: catalogue.name)
def test_plans_made_together_are_the_plans_made_one_by_one(filled, face, catalogue):
    alone = DataSubjectRequests(filled.client(), catalogue, clock=lambda: NOW)
    one_by_one = [alone.plan(who) for who in WHO]
    together = many(face, filled, catalogue=catalogue)
    assert together == one_by_one
    assert [plan.identity for plan in together] == [plan.identity for plan in one_by_one]
    assert [plan.status for plan in together] == [
        Status.COMPLETE,
        Status.NO_DATA_FOUND,
        Status.NEEDS_REVIEW,
        Status.COMPLETE,
        Status.COMPLETE,
    ]
    assert [len(plan.operations) for plan in together] == [1, 0, 0, 3, 2]


@pytest.mark.parametrize("face", ["sync", "async"])
def test_a_group_takes_as_many_requests_as_its_slowest_member(filled, face):
    plans = many(face, filled)
    assert len(filled.requests) == 2
    # Nobody and a review are known after the first request; what a plan counts is what its search took part in.
    assert [plan.http_calls for plan in plans] == [2, 1, 1, 2, 2]
    many(face, filled, at_once=2)
    assert len(filled.requests) == 2 + 6


@pytest.mark.parametrize("face", ["sync", "async"])
def test_holds_are_looked_at_for_each_person(filled, face):
    hold = Hold(Incident, "open", "a case is open", where=Incident.statecode == 0)
    plans = many(face, filled, holds=[hold])
    assert [[one.reason for one in plan.withheld if one.reason] for plan in plans] == [[], [], [], ["open"], []]


def test_one_person_asked_for_twice_has_two_whole_plans(filled):
    first, second = many("sync", filled, [Identity(email="case@example.com")] * 2)
    assert first == second
    assert len(first.operations) == 3


@pytest.mark.parametrize("face", ["sync", "async"])
def test_a_group_without_anybody_asks_nothing(dataverse, face):
    assert many(face, dataverse, []) == []
    assert len(dataverse.requests) == 0


@pytest.mark.parametrize("face", ["sync", "async"])
def test_a_group_of_nobody_at_a_time_is_refused(dataverse, face):
    with pytest.raises(UsageError, match="at least 1"):
        many(face, dataverse, at_once=0)


def test_what_was_given_before_an_error_stands(filled):
    filled.faults.answer(403, nth=3)
    plans = DataSubjectRequests(filled.client()).plan_many(WHO, at_once=2)
    first, second = next(plans), next(plans)
    assert (first.status, second.status) == (Status.COMPLETE, Status.NO_DATA_FOUND)
    with pytest.raises(DataverseError):
        next(plans)


def test_twenty_people_of_the_complete_catalogue_take_three_requests(dataverse):
    dataverse.load({"contacts": [contact(f"p{number}@example.com", first=f"P{number}") for number in range(20)]})
    plans = many("sync", dataverse, [Identity(email=f"p{number}@example.com") for number in range(20)], COMPLETE)
    assert {plan.status for plan in plans} == {Status.COMPLETE}
    # Twenty rounds of some thirty questions each, and the environment's metadata once: within a batch of a thousand.
    assert len(dataverse.requests) <= 3
