"""What to do when a request fails: a table of outcome classes, and a policy that turns facts into a pause or a stop.

Knows statuses, Retry-After and which requests may be sent twice. Owns no clock: `retrying` yields `Sleep`, and the jitter is passed in.

The four outcome classes of one attempt:
  not sent    the request did not leave whole: any request may be sent again
  refused     the service says that it did not run it (429, a 401 for an expired token, 503 with Retry-After): any request, after the wait
  ambiguous   it left and no usable answer came (connection lost, 408, 500, 502, 503, 504): only a replayable request is sent again
  definite    everything else: the answer is the answer
"""

import random
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from attrs import evolve, field, frozen, validators

from ..errors import ConnectionLost, NotSent, OutcomeUnknown, TransportError, UntrustedHost, service_error
from .challenges import claims_challenge
from .effects import Admit, Effect, Flow, Heard, Now, Renew, RetryPart, Send, Sleep, perform, through
from .messages import Reply, Request
from .replies import error_of, retry_after

__all__ = ["Outcome", "RetryBudget", "RetryPolicy", "outcome_of", "retrying"]

T = TypeVar("T")


class Outcome(Enum):
    """The class of one attempt; see the module's text."""

    NOT_SENT = "not sent"
    REFUSED = "refused"
    AMBIGUOUS = "ambiguous"
    DEFINITE = "definite"


_AMBIGUOUS_STATUSES = frozenset({408, 500, 502, 503, 504})


def outcome_of(result: Reply | Exception) -> Outcome:
    """Gives the outcome class of a reply, or of the error that came in its place."""
    if isinstance(result, NotSent):
        # A certificate that is not trusted is not trusted the next time either.
        return Outcome.DEFINITE if isinstance(result, UntrustedHost) else Outcome.NOT_SENT
    if isinstance(result, Reply):
        if (result.headers.get("Content-Type") or "").lower().startswith("multipart/"):
            # A $batch that stopped has the failed part's status as its own. Earlier parts ran: sending it again would run them twice.
            return Outcome.DEFINITE
        if result.status == 429 or (result.status == 503 and result.headers.get("Retry-After") is not None):
            return Outcome.REFUSED
        return Outcome.AMBIGUOUS if result.status in _AMBIGUOUS_STATUSES else Outcome.DEFINITE
    return Outcome.AMBIGUOUS if isinstance(result, ConnectionLost) else Outcome.DEFINITE


@frozen(kw_only=True)
class RetryPolicy:
    """How often and how long: `attempts` in all, pauses of full jitter between 0 and `base * 2**n` seconds, at most `longest`.

    `deadline` is how many seconds one request may take in all, retries and pauses included; None is as long as it takes.
    A Retry-After is honoured up to `longest_retry_after` seconds; one beyond that ends the call, because a caller can decide better
    what to do with five minutes than a loop can. `jitter` gives a number between 0 and 1.
    """

    attempts: int = field(default=5, validator=validators.ge(1))
    base: float = field(default=0.5, validator=validators.ge(0))
    longest: float = field(default=30.0, validator=validators.ge(0))
    longest_retry_after: float = field(default=300.0, validator=validators.ge(0))
    deadline: float | None = field(default=None, validator=validators.optional(validators.gt(0)))
    jitter: Callable[[], float] = field(default=random.random)

    def pause(self, attempt: int, result: Reply | Exception, *, replayable: bool) -> float | None:
        """Gives the seconds to wait before attempt `attempt + 1`, or None to stop. `attempt` counts from 1."""
        outcome = outcome_of(result)
        may_repeat = outcome in {Outcome.NOT_SENT, Outcome.REFUSED} or (outcome is Outcome.AMBIGUOUS and replayable)
        if not may_repeat or attempt >= self.attempts:
            return None
        backoff: float = min(self.longest, self.base * 2.0 ** min(attempt - 1, 64)) * self.jitter()
        asked = retry_after(result.headers.get("Retry-After")) if isinstance(result, Reply) else None
        if asked is None:
            return backoff
        if asked > self.longest_retry_after:
            return None
        # A tenth on top, at random, so that clients told the same second do not all come back in it.
        wait: float = max(asked, backoff) * (1 + 0.1 * self.jitter())
        return wait


class RetryBudget:
    """What a client may spend on retries, so that a service in trouble is not asked more, but less. Mutable; shared by all calls.

    A bucket of 500: a retry costs 14, one after a throttle 5, and a request that succeeded gives 1 back. With every call failing, a few
    dozen retries are made and then none (the figures are those of the AWS SDKs' standard mode).
    """

    CAPACITY = 500.0
    RETRY, THROTTLED, SUCCESS = 14.0, 5.0, 1.0

    def __init__(self) -> None:
        self.left = self.CAPACITY

    def take(self, outcome: Outcome) -> bool:
        """Pays for one retry, or says that there is not enough left."""
        cost = self.THROTTLED if outcome is Outcome.REFUSED else self.RETRY
        if self.left < cost:
            return False
        self.left -= cost
        return True

    def give(self) -> None:
        """Gives back for a success."""
        self.left = min(self.CAPACITY, self.left + self.SUCCESS)


def _whole(reply: Reply, request: Request) -> Reply:
    """Gives the reply back, unless it is a page that somebody between here and the service put in the place of the answer.

    Such a page says 200: taken for the answer it would be a success of whatever was asked. Raises ConnectionLost.
    """
    kind = (reply.headers.get("Content-Type") or "").lower()
    if 200 <= reply.status < 300 and kind.startswith("text/html") and request.headers.get("Accept") is None:
        raise ConnectionLost("a web page came in the place of the answer (Accept: text/html reads one)", request_id=reply.request_id)
    return reply


def _admitted(policy: RetryPolicy, deadline: float | None) -> Flow[float]:
    """Waits until a request may leave, and gives 0; or gives the seconds to wait at once, where they are more than the call has."""
    while True:
        wait: float = yield Admit()
        if wait <= 0:
            return 0.0
        if wait > policy.longest_retry_after or (deadline is not None and (yield Now()) + wait >= deadline):
            return wait
        yield Sleep(wait * (1 + 0.1 * policy.jitter()))


def _attempts(request: Request, policy: RetryPolicy, budget: RetryBudget, *, paced: bool) -> Flow[Reply]:
    """Sends one request as often as the policy, its deadline and the budget allow; where paced, each time it is admitted."""
    deadline: float | None = None
    if policy.deadline is not None:
        deadline = (yield Now()) + policy.deadline
    sends, claimed, renewed, attempt, lost = 0, False, False, 0, False
    while True:
        if paced and (wait := (yield from _admitted(policy, deadline))):
            # An earlier reply, to whichever call, asked all of them to wait.
            throttled = service_error(429, retry_after=wait)
            raise (_unknown(None, sends) if lost and not request.reads else throttled) from (throttled if lost else None)
        sends += 1
        attempt += 1
        result: Reply | NotSent | ConnectionLost
        try:
            result = _whole((yield Send(request, deadline)), request)
        except (NotSent, ConnectionLost) as error:
            # Once an attempt was lost, no later one can promise that nothing was done: NotSent would say more than is known.
            lost = lost or isinstance(error, ConnectionLost)
            result = error
        if paced:
            yield Heard(result if isinstance(result, Reply) else None)
        if isinstance(result, Reply) and result.status == 401:
            # One token with the claims the service asks for, and one new token in case the old one expired on the way: each once, and
            # neither attempt counts.
            claims = None if claimed else claims_challenge(result.headers)
            if claims is not None or not renewed:
                claimed, renewed, attempt = claimed or claims is not None, renewed or claims is None, attempt - 1
                yield Renew(claims)
                continue
        lost = lost or (isinstance(result, Reply) and _is_lost(result, request))
        pause = policy.pause(attempt, result, replayable=request.replayable)
        if pause is not None and deadline is not None and (yield Now()) + pause >= deadline:
            pause = None  # waiting would only use up the time: the caller is told at once, with the Retry-After
        if pause is not None and budget.take(outcome_of(result)):
            yield Sleep(pause)
        elif isinstance(result, Reply):
            if _is_lost(result, request):
                raise _unknown(result.request_id, sends) from error_of(result)
            if result.status < 400:
                budget.give()
            return evolve(result, sends=sends)
        else:
            ended = _final(result, request, lost=lost, sends=sends)
            raise ended from (None if ended is result else result)


def _is_lost(reply: Reply, request: Request) -> bool:
    """Says whether a failure leaves open what became of a write: a gateway's 502 does, the service's own error with a code does not.

    The service works in a transaction, and its coded errors say that the transaction was rolled back.
    """
    return outcome_of(reply) is Outcome.AMBIGUOUS and not request.reads and not error_of(reply).code


def _unknown(request_id: str | None, sends: int) -> OutcomeUnknown:
    found = OutcomeUnknown(
        "the answer to a write was lost after it had left; read the record to learn whether it was carried out", request_id=request_id
    )
    found.sends = sends
    return found


def _final(error: NotSent | ConnectionLost, request: Request, *, lost: bool, sends: int) -> TransportError:
    """Gives the error that a request ends with, when sending it again is out of the question or did not help."""
    found: TransportError = error
    if lost and not request.reads:
        found = _unknown(error.request_id, sends)
    elif lost and isinstance(error, NotSent):
        found = ConnectionLost("the connection was lost, and then the service could not be reached", request_id=error.request_id)
    found.sends = sends
    return found


class _Parts:
    """Answers whether refused parts are sent again. Mutable: the deadline runs from the first refusal."""

    def __init__(self, policy: RetryPolicy, budget: RetryBudget, *, paced: bool) -> None:
        self._policy = policy
        self._budget = budget
        self._paced = paced
        self._end: float | None = None

    def may_repeat(self, effect: RetryPart) -> Flow[bool]:
        if self._paced:
            yield Heard(effect.reply)
        if effect.attempt == 1 and self._policy.deadline is not None:
            self._end = (yield Now()) + self._policy.deadline
        pause = self._policy.pause(effect.attempt, effect.reply, replayable=False)
        if pause is None or (self._end is not None and (yield Now()) + pause >= self._end) or not self._budget.take(Outcome.REFUSED):
            return False
        yield Sleep(pause)
        return True


def retrying(flow: Flow[T], policy: RetryPolicy, budget: RetryBudget | None = None, *, paced: bool = False) -> Flow[T]:
    """Runs a flow, answering each of its Sends after as many attempts as the policy and the budget allow.

    So is each refused part of a batch (RetryPart); other effects pass through. With `paced` the driver is asked before each attempt
    whether it may leave (Admit), and told what became of it (Heard): that is where the calls of a client, or of several, keep one pace.
    """
    spent = budget or RetryBudget()
    parts = _Parts(policy, spent, paced=paced)

    def handle(effect: Effect) -> Flow[Any]:
        if isinstance(effect, RetryPart):
            return parts.may_repeat(effect)
        return _attempts(effect.request, policy, spent, paced=paced) if isinstance(effect, Send) else perform(effect)

    return through(flow, handle)
