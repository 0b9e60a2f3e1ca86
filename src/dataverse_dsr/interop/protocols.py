"""States of a request in the words of two protocols, for pipelines that report to them. Builds no server and sends nothing.

Data Rights Protocol 1.0: https://github.com/consumer-reports-innovation-lab/data-rights-protocol (states and reasons).
OpenDSR 2.0: https://github.com/opengdpr/OpenGDPR/blob/master/OpenDSR_specification.md (`request_status`).
An erasure that is partial is not fulfilled, and an error is no expiry: Fides maps it so, and a person is misled by it.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from attrs import frozen

from ..outcomes import Status
from ..plan import ErasurePlan
from ..report.access import AccessReport
from ..report.receipt import Receipt
from ..verification import Verification

__all__ = ["DrpStatus", "OpenDsrStatus", "to_drp", "to_opendsr"]

Result: TypeAlias = AccessReport | ErasurePlan | Receipt | Verification


@frozen
class DrpStatus:
    """A state of the Data Rights Protocol, with its reason where it has one and a sentence for `processing_details`."""

    status: Literal["open", "in_progress", "fulfilled", "denied"]
    reason: Literal["need_user_verification", "no_match"] | None = None
    processing_details: str = ""


@frozen
class OpenDsrStatus:
    """A state of OpenDSR, and how many results there are, where that is known."""

    request_status: Literal["pending", "in_progress", "completed", "cancelled"]
    results_count: int | None = None


_DRP: Final[Mapping[Status, DrpStatus]] = {
    Status.COMPLETE: DrpStatus("fulfilled", None, "done"),
    Status.NO_DATA_FOUND: DrpStatus("denied", "no_match", "nobody answers to what was given"),
    Status.NEEDS_REVIEW: DrpStatus("in_progress", "need_user_verification", "a person has to look whose records these are"),
    Status.PARTIAL: DrpStatus("in_progress", None, "done in part; the receipt says what is left and why"),
    Status.FAILED: DrpStatus("in_progress", None, "nothing could be done yet"),
}
_OPENDSR: Final[Mapping[Status, Literal["pending", "in_progress", "completed"]]] = {
    Status.COMPLETE: "completed",
    # The search was carried out and its result is that there is nothing.
    Status.NO_DATA_FOUND: "completed",
    Status.NEEDS_REVIEW: "pending",
    Status.PARTIAL: "in_progress",
    Status.FAILED: "pending",
}


def to_drp(result: Result | None) -> DrpStatus:
    """Gives the state for a result; None stands for a request nobody has begun with. A plan is never the end of a request."""
    if result is None:
        return DrpStatus("open")
    if isinstance(result, ErasurePlan) and result.status in (Status.COMPLETE, Status.PARTIAL):
        return DrpStatus("in_progress", None, "planned; nothing was written yet")
    if isinstance(result, Verification) and result.status is Status.COMPLETE:
        return _DRP[result.receipt_status]
    return _DRP[result.status]


def to_opendsr(result: Result | None) -> OpenDsrStatus:
    """Gives the state for a result; None stands for a request nobody has begun with."""
    if result is None:
        return OpenDsrStatus("pending")
    if isinstance(result, ErasurePlan) and result.status in (Status.COMPLETE, Status.PARTIAL):
        return OpenDsrStatus("in_progress")
    status = result.receipt_status if isinstance(result, Verification) and result.status is Status.COMPLETE else result.status
    counts: dict[type[Any], int] = {}
    if isinstance(result, AccessReport):
        counts[AccessReport] = result.records
    elif isinstance(result, Receipt):
        counts[Receipt] = len(result.outcomes)
    return OpenDsrStatus(_OPENDSR[status], counts.get(type(result)))
