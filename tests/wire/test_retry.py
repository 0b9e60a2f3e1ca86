"""The retry policy as a table, and its walk through a flow: no clock, no sleeping."""

import itertools
import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from attrs import evolve

from dataverse_sdk.errors import (
    AuthenticationError,
    ConnectionLost,
    DeadlineExceeded,
    NotSent,
    OutcomeUnknown,
    ReplyTooLarge,
    ServiceError,
    TransportError,
)
from dataverse_sdk.testing import Answer, ScriptedDriver, error_reply
from dataverse_sdk.wire.effects import Flow, Renew, Send, Sleep, counted, send, sleep
from dataverse_sdk.wire.messages import Reply, Request
from dataverse_sdk.wire.retry import Outcome, RetryBudget, RetryPolicy, outcome_of, retrying

GET, POST, IDEMPOTENT = Request("GET", "a"), Request("POST", "a"), Request("PATCH", "a", replayable=True)
FULL = RetryPolicy(jitter=lambda: 1.0)
NONE = RetryPolicy(jitter=lambda: 0.0)


def status(code: int, wait: str | None = None) -> Reply:
    return Reply(code, [("Retry-After", wait)] if wait is not None else [])


LOST, UNSENT = ConnectionLost("lost", request_id="r-1"), NotSent("unsent", request_id="r-2")


def lost() -> ConnectionLost:
    return ConnectionLost("lost", request_id="r-1")


def unsent() -> NotSent:
    return NotSent("unsent", request_id="r-2")


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (UNSENT, Outcome.NOT_SENT),
        (LOST, Outcome.AMBIGUOUS),
        (status(408), Outcome.AMBIGUOUS),
        (status(500), Outcome.AMBIGUOUS),
        (status(502), Outcome.AMBIGUOUS),
        (status(503), Outcome.AMBIGUOUS),
        (status(504), Outcome.AMBIGUOUS),
        (status(503, "1"), Outcome.REFUSED),
        (status(429), Outcome.REFUSED),
        (status(429, "1"), Outcome.REFUSED),
        *((status(code), Outcome.DEFINITE) for code in (200, 204, 304, 307, 400, 401, 403, 404, 409, 412, 413, 501)),
        (status(500, "1"), Outcome.AMBIGUOUS),
        (AuthenticationError(), Outcome.DEFINITE),
        (ReplyTooLarge(), Outcome.DEFINITE),
    ],
)
def test_every_result_has_an_outcome_class(result: Reply | Exception, outcome: Outcome) -> None:
    assert outcome_of(result) is outcome


@pytest.mark.parametrize(
    ("result", "once_only", "replayable"),
    [
        (UNSENT, True, True),
        (LOST, False, True),
        (status(502), False, True),
        (status(503), False, True),
        (status(503, "1"), True, True),
        (status(429), True, True),
        (status(404), False, False),
        (status(200), False, False),
    ],
)
def test_what_may_be_sent_again(result: Reply | Exception, once_only: bool, replayable: bool) -> None:
    assert (FULL.pause(1, result, replayable=False) is not None) is once_only
    assert (FULL.pause(1, result, replayable=True) is not None) is replayable
    assert FULL.pause(5, result, replayable=True) is None


@pytest.mark.parametrize(
    ("wait", "pause"),
    [
        (None, 0.5),
        ("0", 0.5 * 1.1),
        ("7", 7 * 1.1),
        ("7.5", 7.5 * 1.1),
        ("-3", 0.5 * 1.1),
        ("garbage", 0.5),
        ("300", 300 * 1.1),
        ("301", None),
        ("1,200", None),
        ("1000000000", None),
        ("Mon, 01 Jan 1990 00:00:00 GMT", 0.5 * 1.1),
    ],
)
def test_a_retry_after_is_honoured_up_to_a_limit(wait: str | None, pause: float | None) -> None:
    assert FULL.pause(1, status(429, wait), replayable=False) == pytest.approx(pause)


def test_a_retry_after_date_is_honoured() -> None:
    wait = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    pause = NONE.pause(1, status(429, wait), replayable=False)
    assert pause is not None
    assert 15 < pause <= 20


def test_pauses_double_up_to_the_longest_with_full_jitter() -> None:
    assert [FULL.pause(attempt, LOST, replayable=True) for attempt in (1, 2, 3, 4)] == [0.5, 1.0, 2.0, 4.0]
    patient = RetryPolicy(attempts=10_000, jitter=lambda: 1.0)
    assert [patient.pause(attempt, LOST, replayable=True) for attempt in (7, 8, 5000)] == [30.0, 30.0, 30.0]
    assert NONE.pause(3, LOST, replayable=True) == 0.0
    for _ in range(50):
        pause = RetryPolicy().pause(3, LOST, replayable=True)
        assert pause is not None
        assert 0 <= pause <= 2.0


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"base": -1.0}, {"longest": -1.0}, {"longest_retry_after": -1.0}])
def test_a_policy_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        RetryPolicy(**wrong)  # type: ignore[arg-type]


# --- Walks.


def walk(request: Request, *answers: Answer, policy: RetryPolicy = NONE) -> tuple[ScriptedDriver, Reply | Exception]:
    driver = ScriptedDriver(*answers)
    try:
        return driver, driver.run(retrying(send(request), policy))
    except TransportError as error:
        return driver, error


@pytest.mark.parametrize("code", [408, 500, 502, 503, 504])
def test_a_write_whose_answer_a_gateway_ate_is_unknown_and_is_not_repeated(code: int) -> None:
    driver, result = walk(POST, status(code))
    assert isinstance(result, OutcomeUnknown)
    assert isinstance(result.__cause__, ServiceError)
    assert (len(driver.requests), result.sends) == (1, 1)


def test_the_services_own_coded_error_says_that_a_write_was_rolled_back() -> None:
    driver, result = walk(POST, error_reply(500, "0x80040265"))
    assert isinstance(result, Reply)
    assert (len(driver.requests), result.status) == (1, 500)


@pytest.mark.parametrize("answer", [status(429, "1"), status(503, "1"), status(502)])
def test_a_batch_that_was_answered_part_by_part_is_never_repeated(answer: Reply) -> None:
    parts = evolve(answer, headers=[*answer.headers, ("Content-Type", "multipart/mixed; boundary=x")])
    for request in (POST, IDEMPOTENT):
        driver, result = walk(request, parts)
        assert isinstance(result, Reply | OutcomeUnknown)
        assert len(driver.requests) == 1


def test_a_deadline_ends_retries_before_it_passes_and_tells_the_wait_that_was_asked_for() -> None:
    driver, result = walk(GET, status(429, "20"), policy=RetryPolicy(deadline=10, base=0))
    assert isinstance(result, Reply)
    assert (result.headers.get("Retry-After"), driver.sleeps) == ("20", [])


def test_a_deadline_goes_with_every_send_and_counts_from_the_first() -> None:
    driver, _ = walk(GET, status(503, "4"), status(200), policy=RetryPolicy(deadline=10, base=0, jitter=lambda: 0.0))
    deadlines = {effect.deadline for effect in driver.effects if isinstance(effect, Send)}
    assert len(deadlines) == 1
    assert driver.sleeps == [4.0]


def test_a_deadline_that_passes_in_a_write_leaves_it_unknown() -> None:
    late = DeadlineExceeded("late", request_id="r")
    assert isinstance(walk(POST, late, policy=RetryPolicy(deadline=1))[1], OutcomeUnknown)
    assert walk(GET, late, policy=RetryPolicy(deadline=0.001, base=1, jitter=lambda: 1.0))[1] is late


def test_the_budget_ends_retries_when_everything_fails_and_successes_refill_it() -> None:
    budget = RetryBudget()
    policy = RetryPolicy(attempts=5, base=0)
    sends = 0
    for _ in range(1000):
        driver = ScriptedDriver(*(status(503) for _ in range(5)))
        driver.run(retrying(send(GET), policy, budget))
        sends += len(driver.requests)
    assert sends <= 1000 + RetryBudget.CAPACITY / RetryBudget.RETRY
    for _ in range(14):
        ScriptedDriver(status(200)).run(retrying(send(GET), policy, budget))
    driver = ScriptedDriver(status(503), status(200))
    driver.run(retrying(send(GET), policy, budget))
    assert len(driver.requests) == 2


@pytest.mark.parametrize("answer", [status(503), status(502), status(429)])
def test_ten_thousand_calls_that_all_fail_are_hardly_more_than_ten_thousand_requests(answer: Reply) -> None:
    """A service in trouble is asked less, not more: at most 1.2 requests for a call, where five attempts each were allowed."""
    budget, calls, sends = RetryBudget(), 10_000, 0
    for _ in range(calls):
        driver = ScriptedDriver(*[answer] * 5)
        driver.run(counted(retrying(send(GET), RetryPolicy(base=0), budget)))
        sends += len(driver.requests)
    assert calls < sends <= 1.2 * calls


def test_a_throttle_costs_the_budget_less_than_a_failure() -> None:
    costs = []
    for answer in (status(429), status(503)):
        budget = RetryBudget()
        ScriptedDriver(answer, status(200)).run(retrying(send(GET), RetryPolicy(base=0), budget))
        costs.append(RetryBudget.CAPACITY - budget.left)
    assert costs[0] < costs[1]


@pytest.mark.parametrize(
    ("request_", "answers", "sends"),
    [
        (GET, (status(503), status(200)), 2),
        (GET, (status(502), status(504), status(200)), 3),
        (GET, (lost(), unsent(), status(200)), 3),
        (GET, (status(503),) * 5, 5),
        (GET, (status(404),), 1),
        (POST, (unsent(), unsent(), status(204)), 3),
        (POST, (status(429, "1"), status(429), status(204)), 3),
        (POST, (status(503, "1"), status(204)), 2),
        (POST, (status(429, "1000000000"),), 1),
        (POST, (status(429, "1"),) * 5, 5),
        (IDEMPOTENT, (lost(), status(502), status(204)), 3),
        # A token may be renewed once, and that does not use up an attempt.
        (GET, (status(401), status(200)), 2),
        (POST, (status(401), status(204)), 2),
        (POST, (status(401), status(401)), 2),
        (GET, (status(401), *(status(503),) * 5), 6),
    ],
)
def test_a_request_is_sent_as_often_as_its_answers_allow(request_: Request, answers: tuple[Answer, ...], sends: int) -> None:
    driver, result = walk(request_, *answers)
    assert isinstance(result, Reply)
    assert not driver.unused
    assert driver.requests == [request_] * sends
    assert (result.status, result.sends) == (answers[-1].status, sends)  # type: ignore[union-attr]


def test_a_401_renews_the_token_once_and_waits_for_nothing() -> None:
    driver, _ = walk(POST, status(401), status(204))
    assert driver.effects == [Send(POST), Renew(), Send(POST)]
    driver, _ = walk(POST, status(401), status(401))
    assert driver.effects == [Send(POST), Renew(), Send(POST)]


def test_a_pause_is_an_effect() -> None:
    driver, _ = walk(POST, status(429, "7"), status(204))
    assert driver.effects == [Send(POST), Sleep(7.0), Send(POST)]


@pytest.mark.parametrize(
    ("request_", "answers", "kind"),
    [
        (POST, (lost(),), OutcomeUnknown),
        (POST, (status(429, "0"), lost()), OutcomeUnknown),
        (POST, (unsent(), lost()), OutcomeUnknown),
        (POST, (unsent(),) * 5, NotSent),
        (GET, (lost(),) * 5, ConnectionLost),
        (GET, (unsent(),) * 5, NotSent),
        (GET, (lost(), unsent(), unsent(), unsent(), unsent()), ConnectionLost),
        (IDEMPOTENT, (lost(),) * 5, OutcomeUnknown),
        # Once an answer was lost, nobody can promise that nothing was done.
        (IDEMPOTENT, (lost(), unsent(), unsent(), unsent(), unsent()), OutcomeUnknown),
    ],
)
def test_a_request_ends_in_no_more_than_is_known(request_: Request, answers: tuple[Answer, ...], kind: type[TransportError]) -> None:
    driver, error = walk(request_, *answers)
    assert type(error) is kind
    assert not driver.unused
    assert error.sends == len(answers)
    assert error.request_id == answers[-1].request_id  # type: ignore[union-attr]
    assert "request r-" in str(error)


def test_an_ambiguous_post_is_sent_once_and_its_loss_is_the_cause() -> None:
    driver, error = walk(POST, lost())
    assert driver.effects == [Send(POST)]
    assert isinstance(error, OutcomeUnknown)
    assert isinstance(error.__cause__, ConnectionLost)


@pytest.mark.parametrize("error", [AuthenticationError("x"), ReplyTooLarge("x"), RuntimeError("x")])
def test_other_errors_are_not_the_policys_business(error: Exception) -> None:
    driver = ScriptedDriver(error)
    with pytest.raises(type(error)):
        driver.run(retrying(send(GET), NONE))
    assert driver.effects == [Send(GET)]


def test_other_effects_pass_and_the_flow_sees_its_errors() -> None:
    def flow() -> Flow[str]:
        yield from sleep(3)
        try:
            yield from send(POST)
        except OutcomeUnknown:
            yield from send(GET)
            return "reconciled"
        return "unreachable"  # pragma: no cover

    driver = ScriptedDriver(lost(), status(503), status(200))
    assert driver.run(retrying(flow(), NONE)) == "reconciled"
    assert driver.effects == [Sleep(3), Send(POST), Send(GET), Sleep(0.0), Send(GET)]


def test_requests_are_counted_with_those_that_failed() -> None:
    def flow() -> Flow[None]:
        for request in (POST, GET, POST):
            try:
                yield from send(request)
            except TransportError:
                continue
        yield from sleep(1)

    driver = ScriptedDriver(unsent(), lost(), status(503), status(200), status(204))
    assert driver.run(retrying(counted(flow()), NONE)) == (None, 5)
    assert len(driver.requests) == 5


def test_the_policy_is_the_same_whatever_the_jitter() -> None:
    for jitter, attempt in itertools.product((0.0, 0.5, 1.0), range(1, 5)):
        pause = RetryPolicy(jitter=lambda jitter=jitter: jitter).pause(attempt, LOST, replayable=True)
        assert pause is not None
        assert math.isfinite(pause)
