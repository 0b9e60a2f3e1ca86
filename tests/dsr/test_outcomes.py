"""Every error of the service becomes one honest word, and a whole is complete only when nothing was left by mistake."""

import pytest

from dataverse_dsr import Outcome, Status
from dataverse_dsr.outcomes import error_code, outcome_of, status_of
from dataverse_sdk.errors import (
    BatchDecodeError,
    ConnectionLost,
    NeverRan,
    NotSent,
    OutcomeUnknown,
    service_error,
)

ANSWERS = [
    (service_error(404, "0x80040217"), Outcome.GONE),
    (service_error(403, "0x80040220"), Outcome.FORBIDDEN),
    (service_error(429, "0x80072322"), Outcome.THROTTLED),
    (service_error(400, "0x80040800"), Outcome.UNSUPPORTED_BY_PLATFORM),
    (
        service_error(400, "", service_message="The 'Update' method does not support entities of type 'activityparty'."),
        Outcome.UNSUPPORTED_BY_PLATFORM,
    ),
    (service_error(405, "0x80060888"), Outcome.UNSUPPORTED_BY_PLATFORM),
    (service_error(400, "0x80040265", service_message="Cannot Update a Read-Only Entity"), Outcome.BLOCKED_READ_ONLY),
    (service_error(405, "", service_message="the record is read only"), Outcome.BLOCKED_READ_ONLY),
    (
        service_error(400, "0x80040265", service_message="This case has already been resolved. Close and reopen the case"),
        Outcome.BLOCKED_READ_ONLY,
    ),
    (service_error(400, "0x80040265", service_message="no"), Outcome.REJECTED_BY_LOGIC),
    (service_error(400, "0x80044331"), Outcome.FAILED),
    (service_error(418), Outcome.FAILED),
    (NotSent("x"), Outcome.FAILED_RETRYABLE),
    (NeverRan("x"), Outcome.FAILED_RETRYABLE),
    # Only a fresh read can tell about these.
    (service_error(412, "0x80060882"), None),
    (service_error(500), None),
    (service_error(503), None),
    (OutcomeUnknown("x"), None),
    (ConnectionLost("x"), None),
    (BatchDecodeError("x"), None),
]


@pytest.mark.parametrize(("error", "outcome"), ANSWERS)
def test_an_error_is_one_word_or_a_doubt(error, outcome):
    assert outcome_of(error) is outcome


def test_nothing_but_masked_says_that_something_was_masked():
    assert {outcome_of(error) for error, _ in ANSWERS}.isdisjoint({Outcome.MASKED, Outcome.ALREADY_MASKED})


def test_what_is_kept_of_an_error_is_its_code():
    error = service_error(403, "0x80040220", service_message="canary")
    assert error_code(error) == "HTTP 403 0x80040220"
    assert error_code(service_error(503, service_message="canary")) == "HTTP 503"
    assert error_code(OutcomeUnknown("canary")) == "OutcomeUnknown"


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_single_record_decides_about_a_whole_of_its_own(outcome):
    assert status_of([outcome]) is (Status.COMPLETE if outcome.nothing_left else Status.FAILED)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not outcome.nothing_left])
def test_one_record_left_makes_a_whole_partial(outcome):
    assert status_of([Outcome.MASKED, outcome]) is Status.PARTIAL


def test_nothing_to_do_is_complete():
    assert status_of([]) is Status.COMPLETE


def test_what_may_succeed_later_is_not_settled():
    open_ = {outcome for outcome in Outcome if not outcome.settled}
    again = {Outcome.THROTTLED, Outcome.FAILED_RETRYABLE, Outcome.DEFERRED, Outcome.LEFT_OPEN}
    assert open_ == {Outcome.CONFLICT, Outcome.REVIEW, *again}
