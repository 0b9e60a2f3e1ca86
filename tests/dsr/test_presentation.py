"""What a person at a terminal reads: counts, columns, ids and reasons, never a value."""

import io
from uuid import UUID

import pytest

from dataverse_dsr import AccessColumn, AccessReport, Status, TablePrivileges
from dataverse_dsr.console import Console
from dataverse_dsr.found import NearMatch
from dataverse_dsr.outcomes import Outcome
from dataverse_dsr.presentation import BECAUSE, show_access, show_privileges, show_verification
from dataverse_dsr.report.access import AccessCollection
from dataverse_dsr.verification import Finding, Reading, Verification


@pytest.fixture
def console():
    return Console(io.StringIO(), rich=False)


def test_records_that_are_almost_the_persons_are_named_and_what_is_withheld_too(console):
    from datetime import UTC, datetime

    withheld = (AccessColumn("spousesname", "spousesname", "Spouse", "user.name"),)
    collection = AccessCollection("contacts", withheld=withheld, found_by=("emailaddress1",))
    near = (NearMatch("contacts", UUID(int=3), "tag"),)
    report = AccessReport(
        Status.COMPLETE, UUID(int=1), "c", datetime(2026, 1, 2, tzinfo=UTC), 2, {"contacts": collection}, near_matches=near
    )
    show_access(console, report)
    shown = console.stream.getvalue()
    assert f"may be the same person, and is not in the report (tag): contacts {UUID(int=3)}" in shown
    assert "withheld, about others: spousesname" in shown


def test_what_nobody_can_judge_is_not_counted_as_wrong(console):
    findings = (
        Finding("emails", UUID(int=1), "torecipients", Reading.NOT_JUDGED),
        Finding("contacts", UUID(int=2), "firstname", Reading.MISMATCH),
    )
    show_verification(console, Verification(Status.PARTIAL, Status.COMPLETE, UUID(int=9), 5, findings))
    shown = console.stream.getvalue()
    assert "5 columns verified, 1 not, 1 not judged" in shown
    assert "only who knows the person's names" in shown
    show_verification(console, Verification(Status.COMPLETE, Status.COMPLETE, UUID(int=9), 5))
    assert "5 columns verified, 0 not, 0 not judged" in console.stream.getvalue()


def test_privileges_are_told_by_table_or_not_at_all(console):
    show_privileges(console, [TablePrivileges("contacts", "yes", "no")])
    assert "contacts    yes       no" in console.stream.getvalue()
    show_privileges(console, [TablePrivileges("contacts", "not known", "not known")])
    assert "does not say" in console.stream.getvalue()


def test_every_outcome_that_leaves_something_has_a_reason():
    assert {outcome for outcome in Outcome if not outcome.nothing_left and outcome is not Outcome.HELD} <= BECAUSE.keys()


def test_nothing_is_shown_to_people_when_a_program_asked(console):
    quiet = Console(io.StringIO(), json=True)
    quiet.line("x")
    quiet.table(["a"], [["b"]])
    assert quiet.stream.getvalue() == ""
    quiet.document("{}")
    assert quiet.stream.getvalue() == "{}"
    console.document("{}")
    assert console.stream.getvalue() == ""
