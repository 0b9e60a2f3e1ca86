"""States are told in the words of two protocols; nothing unfinished is called finished."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from dataverse_dsr import AccessReport, ErasurePlan, Receipt, Status, Verification
from dataverse_dsr.interop import DrpStatus, OpenDsrStatus, to_drp, to_opendsr

NOW, HERE = datetime(2026, 1, 2, tzinfo=UTC), UUID(int=1)


def access(status):
    return AccessReport(status, HERE, "c", NOW, 2, {})


def plan(status):
    return ErasurePlan(status=status, environment_id=HERE, catalogue="c", catalogue_digest="d", created_at=NOW)


def receipt(status):
    return Receipt(
        status=status,
        plan_digest="p",
        environment_id=HERE,
        catalogue="c",
        catalogue_digest="d",
        started_at=NOW,
        finished_at=NOW,
    )


def check(status, receipt_status):
    return Verification(status=status, receipt_status=receipt_status, environment_id=HERE)


CASES = [
    (None, "open", None, "pending"),
    (access(Status.COMPLETE), "fulfilled", None, "completed"),
    (access(Status.NO_DATA_FOUND), "denied", "no_match", "completed"),
    (access(Status.NEEDS_REVIEW), "in_progress", "need_user_verification", "pending"),
    (access(Status.PARTIAL), "in_progress", None, "in_progress"),
    (access(Status.FAILED), "in_progress", None, "pending"),
    (plan(Status.COMPLETE), "in_progress", None, "in_progress"),
    (plan(Status.PARTIAL), "in_progress", None, "in_progress"),
    (plan(Status.NO_DATA_FOUND), "denied", "no_match", "completed"),
    (plan(Status.NEEDS_REVIEW), "in_progress", "need_user_verification", "pending"),
    (receipt(Status.COMPLETE), "fulfilled", None, "completed"),
    (receipt(Status.PARTIAL), "in_progress", None, "in_progress"),
    (check(Status.COMPLETE, Status.COMPLETE), "fulfilled", None, "completed"),
    (check(Status.COMPLETE, Status.PARTIAL), "in_progress", None, "in_progress"),
    (check(Status.PARTIAL, Status.COMPLETE), "in_progress", None, "in_progress"),
]


@pytest.mark.parametrize(("result", "drp", "reason", "opendsr"), CASES)
def test_a_result_has_a_state_in_each_protocol(result, drp, reason, opendsr):
    assert (to_drp(result).status, to_drp(result).reason) == (drp, reason)
    assert to_opendsr(result).request_status == opendsr


def test_results_are_counted_where_they_are_known():
    assert to_opendsr(access(Status.COMPLETE)) == OpenDsrStatus("completed", 0)
    assert to_opendsr(receipt(Status.COMPLETE)) == OpenDsrStatus("completed", 0)
    assert to_opendsr(check(Status.COMPLETE, Status.COMPLETE)) == OpenDsrStatus("completed", None)
    assert to_drp(None) == DrpStatus("open")


@pytest.mark.parametrize("status", Status)
def test_every_status_is_told(status):
    for make in (access, plan, receipt):
        assert to_drp(make(status)).status
        assert to_opendsr(make(status)).request_status
