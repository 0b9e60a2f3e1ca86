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

from ..errors import ConnectionLost, NotSent, OutcomeUnknown, TransportError
from .challenges import claims_challenge
from .effects import Effect, Flow, Renew, Send, Sleep, perform, through
from .messages import Reply, Request
from .replies import retry_after

__all__ = ["Outcome", "RetryPolicy", "outcome_of", "retrying"]

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
        return Outcome.NOT_SENT
    if isinstance(result, Reply):
        if result.status == 429 or (result.status == 503 and result.headers.get("Retry-After") is not None):
            return Outcome.REFUSED
        return Outcome.AMBIGUOUS if result.status in _AMBIGUOUS_STATUSES else Outcome.DEFINITE
    return Outcome.AMBIGUOUS if isinstance(result, ConnectionLost) else Outcome.DEFINITE


@frozen(kw_only=True)
class RetryPolicy:
    """How often and how long: `attempts` in all, pauses of full jitter between 0 and `base * 2**n` seconds, at most `longest`.

    A Retry-After is honoured up to `longest_retry_after` seconds; one beyond that ends the call, because a caller can decide better
    what to do with five minutes than a loop can. `jitter` gives a number between 0 and 1.
    """

    attempts: int = field(default=5, validator=validators.ge(1))
    base: float = field(default=0.5, validator=validators.ge(0))
    longest: float = field(default=30.0, validator=validators.ge(0))
    longest_retry_after: float = field(default=300.0, validator=validators.ge(0))
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


def _attempts(request: Request, policy: RetryPolicy) -> Flow[Reply]:
    """Sends one request as often as the policy allows."""
    sends, claimed, renewed, attempt, lost = 0, False, False, 0, False
    while True:
        sends += 1
        attempt += 1
        result: Reply | NotSent | ConnectionLost
        try:
            result = yield Send(request)
        except (NotSent, ConnectionLost) as error:
            # Once an attempt was lost, no later one can promise that nothing was done: NotSent would say more than is known.
            lost = lost or isinstance(error, ConnectionLost)
            result = error
        if isinstance(result, Reply) and result.status == 401:
            # One token with the claims the service asks for, and one new token in case the old one expired on the way: each once, and
            # neither attempt counts.
            claims = None if claimed else claims_challenge(result.headers)
            if claims is not None or not renewed:
                claimed, renewed, attempt = claimed or claims is not None, renewed or claims is None, attempt - 1
                yield Renew(claims)
                continue
        pause = policy.pause(attempt, result, replayable=request.replayable)
        if pause is not None:
            yield Sleep(pause)
        elif isinstance(result, Reply):
            return evolve(result, sends=sends)
        else:
            ended = _final(result, request, lost=lost, sends=sends)
            raise ended from (None if ended is result else result)


def _final(error: NotSent | ConnectionLost, request: Request, *, lost: bool, sends: int) -> TransportError:
    """Gives the error that a request ends with, when sending it again is out of the question or did not help."""
    found: TransportError = error
    if lost and not request.replayable:
        found = OutcomeUnknown(
            "the connection was lost after a write had left; read the record to learn whether it was carried out",
            request_id=error.request_id,
        )
    elif lost and isinstance(error, NotSent):
        found = ConnectionLost("the connection was lost, and then the service could not be reached", request_id=error.request_id)
    found.sends = sends
    return found


def retrying(flow: Flow[T], policy: RetryPolicy) -> Flow[T]:
    """Runs a flow, answering each of its Sends after as many attempts as the policy allows; other effects pass through."""

    def handle(effect: Effect) -> Flow[Any]:
        return _attempts(effect.request, policy) if isinstance(effect, Send) else perform(effect)

    return through(flow, handle)
