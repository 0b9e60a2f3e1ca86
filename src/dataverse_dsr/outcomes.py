"""How a request and each of its writes can end, and what each ending means for the whole.

Knows the words that stand in plans, journals and receipts, and how an error of the service becomes one of them. Refuses to know
how anything is sent. A word is claimed for a record only on the service's own answer or on a fresh read.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from dataverse_sdk.errors import (
    BadRequest,
    DataverseError,
    Forbidden,
    MethodNotAllowed,
    NeverRan,
    NotFound,
    NotSent,
    PreconditionFailed,
    ServerError,
    ServiceError,
    Throttled,
)

__all__ = ["Outcome", "Status", "error_code", "outcome_of", "status_of"]


class Status(StrEnum):
    """How a request ended: `complete`, `no_data_found`, `needs_review`, `partial` or `failed`."""

    COMPLETE = "complete"
    NO_DATA_FOUND = "no_data_found"
    NEEDS_REVIEW = "needs_review"
    PARTIAL = "partial"
    FAILED = "failed"


class Outcome(StrEnum):
    """How one record ended. `mirrored` is said of a column only: another record shows the same value, and that one is written."""

    MASKED = "masked"
    ALREADY_MASKED = "already_masked"
    SKIPPED_EMPTY = "skipped_empty"
    RETAINED = "retained"
    HELD = "held"
    MIRRORED = "mirrored"
    GONE = "gone"
    BLOCKED_READ_ONLY = "blocked_read_only"
    UNSUPPORTED_BY_PLATFORM = "unsupported_by_platform"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    REVIEW = "review"
    REJECTED_BY_LOGIC = "rejected_by_logic"
    THROTTLED = "throttled"
    FAILED_RETRYABLE = "failed_retryable"
    FAILED = "failed"
    DEFERRED = "deferred"
    LEFT_OPEN = "left_open"

    @property
    def settled(self) -> bool:
        """True when running the same plan again would change nothing: the record is not tried again."""
        return self not in _OPEN

    @property
    def nothing_left(self) -> bool:
        """True when no personal value the catalogue covers is left by mistake: masked, empty, gone, or kept on purpose."""
        return self in _NOTHING_LEFT


_OPEN: Final = frozenset(
    {Outcome.CONFLICT, Outcome.REVIEW, Outcome.THROTTLED, Outcome.FAILED_RETRYABLE, Outcome.DEFERRED, Outcome.LEFT_OPEN}
)
# A hold is none of these: its records are to be erased when it ends.
_NOTHING_LEFT: Final = frozenset({Outcome.MASKED, Outcome.ALREADY_MASKED, Outcome.SKIPPED_EMPTY, Outcome.RETAINED, Outcome.GONE})

# Dataverse's codes for a refusal that is a property of the record or the table, not of this write.
# https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
_UNSUPPORTED_CODES: Final = frozenset({"0x80040800"})  # The '{0}' method does not support entities of type '{1}'
_PLUG_IN_CODES: Final = frozenset({"0x80040265", "0x80040224", "0x80040256"})  # IsvAborted, IsvUnExpected, plug-in cancelled
# The service has several codes and texts for "this record is closed" (quotes, cases); its words are the steadier sign. They are
# read here and not kept: the text of an error can hold row content.
_READ_ONLY_WORDS: Final = ("read-only", "read only", "readonly", "already been resolved")
_UNSUPPORTED_WORDS: Final = ("does not support entities of type",)


def outcome_of(error: DataverseError) -> Outcome | None:
    """Gives the outcome an error stands for, or None when only a fresh read can tell.

    None for 412 (the record changed), for a failure of the service and for an answer that was lost or damaged: the write may have
    been carried out.
    """
    match error:
        case PreconditionFailed() | ServerError():
            return None
        case NotFound():
            return Outcome.GONE
        case Throttled():
            return Outcome.THROTTLED
        case ServiceError():
            return _refusal(error)
        case NotSent() | NeverRan():
            return Outcome.FAILED_RETRYABLE
        case _:
            return None


def _refusal(error: ServiceError) -> Outcome:
    code, words = error.code.lower(), error.service_message.lower()
    if code in _UNSUPPORTED_CODES or any(sign in words for sign in _UNSUPPORTED_WORDS):
        return Outcome.UNSUPPORTED_BY_PLATFORM
    if any(sign in words for sign in _READ_ONLY_WORDS):
        return Outcome.BLOCKED_READ_ONLY
    if isinstance(error, MethodNotAllowed):
        return Outcome.UNSUPPORTED_BY_PLATFORM
    if isinstance(error, Forbidden):
        return Outcome.FORBIDDEN
    if isinstance(error, BadRequest) and code in _PLUG_IN_CODES:
        return Outcome.REJECTED_BY_LOGIC
    return Outcome.FAILED


def error_code(error: DataverseError) -> str:
    """Gives what may be kept of an error: `HTTP 403 0x80040220`, or the name of its class. Never the service's text."""
    if isinstance(error, ServiceError):
        return f"HTTP {error.status} {error.code}".rstrip()
    return type(error).__name__


def status_of(outcomes: Iterable[Outcome]) -> Status:
    """Gives the status of a whole from its parts: complete only when nothing is left by mistake."""
    seen = set(outcomes)
    if all(outcome.nothing_left for outcome in seen):
        return Status.COMPLETE
    done = any(outcome.nothing_left for outcome in seen)
    return Status.PARTIAL if done else Status.FAILED
