"""Every error this library raises, and how a service error is picked from a status and a Dataverse code.

    DataverseError
    ├── UsageError                 the call is wrong; nothing was sent
    │   └── NotSelectedError       a column was read that the query did not select
    ├── AuthenticationError        the credential gave no token
    ├── TransportError             no complete answer came back
    │   ├── NotSent                the request did not leave; the service did nothing
    │   │   └── UntrustedHost      the certificate of the service was not accepted
    │   ├── ConnectionLost         the request left and no complete answer came
    │   │   └── DeadlineExceeded   nor could it come in the time the call was given
    │   └── OutcomeUnknown         a write may or may not have been carried out
    ├── ProtocolError              an answer came that breaks the protocol
    │   ├── InvalidReply           not the JSON, headers or shape that were asked for
    │   ├── BatchDecodeError       a $batch answer that cannot be matched to its requests
    │   ├── RedirectRefused        a redirect, which is never followed
    │   ├── ForeignLink            a link that leads away from the configured environment
    │   └── ReplyTooLarge          more bytes than the client agreed to read
    ├── ServiceError               the service understood and said no
    │   ├── BadRequest             400
    │   │   ├── ValueTooLong       0x80044331
    │   │   ├── ValueOutOfRange    0x8004431A
    │   │   ├── TooManyConditions  0x8004430C
    │   │   └── ChangesExpired     0x80044352
    │   ├── Unauthorized           401
    │   ├── Forbidden              403
    │   ├── NotFound               404
    │   ├── MethodNotAllowed       405
    │   ├── PreconditionFailed     412
    │   │   ├── ConcurrencyMismatch  0x80060882
    │   │   └── DuplicateRecord    0x80040237, 0x80040333, 0x80060892
    │   ├── PayloadTooLarge        413
    │   ├── Throttled              429
    │   └── ServerError            500 and above
    │       └── ServiceUnavailable 503
    ├── BulkFailed                 of many rows some were not written; `result` tells of each
    └── BatchAborted               an operation of a batch that was not carried out
        ├── RolledBack             its change set failed
        └── NeverRan               an earlier operation failed and the batch stopped

Messages carry statuses, codes, request ids and advice; never row content, filter values, addresses or tokens. The service's own
text may hold all of those: it is kept apart in `ServiceError.service_message`, which neither `str` nor `repr` shows.
Every error can be pickled. Standard library only.

Codes: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
"""

from collections.abc import Mapping
from typing import Any, ClassVar

__all__ = [
    "AuthenticationError",
    "BadRequest",
    "BatchAborted",
    "BatchDecodeError",
    "BulkFailed",
    "ChangesExpired",
    "ConcurrencyMismatch",
    "ConnectionLost",
    "DataverseError",
    "DeadlineExceeded",
    "DuplicateRecord",
    "Forbidden",
    "ForeignLink",
    "InvalidReply",
    "MethodNotAllowed",
    "NeverRan",
    "NotFound",
    "NotSelectedError",
    "NotSent",
    "OutcomeUnknown",
    "PayloadTooLarge",
    "PreconditionFailed",
    "ProtocolError",
    "RedirectRefused",
    "ReplyTooLarge",
    "RolledBack",
    "ServerError",
    "ServiceError",
    "ServiceUnavailable",
    "Throttled",
    "TooManyConditions",
    "TransportError",
    "Unauthorized",
    "UntrustedHost",
    "UsageError",
    "ValueOutOfRange",
    "ValueTooLong",
    "service_error",
]


class DataverseError(Exception):
    """Any failure this library reports. `request_id` names the request for support and for the environment's own logs.

    When a page of a query failed, `position` is where that page began, to be passed to `pages(start=...)`; None at the first page.
    """

    # An `operations.Position`, which this floor does not know.
    position: Any = None

    def __init__(self, message: str = "", *, request_id: str | None = None) -> None:
        super().__init__(message)
        self.request_id = request_id

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} (request {self.request_id})" if self.request_id else message


class UsageError(DataverseError, ValueError):
    """The call cannot be turned into a request; the message says what to change. Nothing was sent."""


class NotSelectedError(UsageError, AttributeError):
    """A column was read that this row does not hold, because the query did not select it.

    It is an `AttributeError` too, so `hasattr(row, "x")` means "was x selected", and `getattr(row, "x", default)` is silent.
    """

    def __init__(self, message: str = "", *, request_id: str | None = None, name: str | None = None) -> None:
        super().__init__(message, request_id=request_id)
        # Told, so that Python does not guess at one: its "Did you mean" would send the reader to another column.
        self.name = name or ""


class AuthenticationError(DataverseError):
    """The credential gave no token. The credential's own error is the `__cause__`."""


class TransportError(DataverseError):
    """No complete answer came back. `sends` is how many HTTP requests were tried, retries included."""

    sends: int = 1


class NotSent(TransportError):
    """The request did not leave this machine whole, so the service did nothing; sending it again is safe."""


class UntrustedHost(NotSent):
    """The certificate of the service was not accepted, so nothing was sent; never tried again. `diagnose` tells more."""


class ConnectionLost(TransportError):
    """The request left, and the connection ended before the answer was complete; a read may be sent again."""


class DeadlineExceeded(ConnectionLost):
    """The call took longer than it was given, retries and pauses included; a write may have been carried out (`OutcomeUnknown`)."""


class OutcomeUnknown(TransportError):
    """A write left, no answer came, and sending it again could do it twice. Read the record to find out."""


class ProtocolError(DataverseError):
    """An answer came that breaks the protocol; nothing was concluded from it."""


class InvalidReply(ProtocolError):
    """The answer is not the JSON, the headers or the shape the request asked for."""


class BatchDecodeError(ProtocolError):
    """The answer to a `$batch` is damaged or cannot be matched to its requests, part by part; what its writes did is not known."""


class RedirectRefused(ProtocolError):
    """The service answered with a redirect. Redirects are never followed: they could carry a token or a body elsewhere."""


class ForeignLink(ProtocolError):
    """A link leads outside the configured environment, and was not followed."""


class ReplyTooLarge(ProtocolError):
    """The answer, inflated, is larger than the client agreed to read."""


class ServiceError(DataverseError):
    """The service understood the request and refused it.

    `status` is the HTTP status, `code` Dataverse's own (`0x80060882`, may be empty), `retry_after` seconds or None.
    `service_message` is the service's text: useful to a developer, but it can hold row content, so it is not part of `str(error)`.
    """

    advice: ClassVar[str] = "the service refused the request"

    def __init__(
        self,
        message: str = "",
        *,
        status: int = 0,
        code: str = "",
        request_id: str | None = None,
        retry_after: float | None = None,
        service_message: str = "",
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.service_message = service_message


class BadRequest(ServiceError):
    """400: the request is not valid, or a plug-in refused it."""

    advice = "the request is not valid, or business logic refused it"


class ValueTooLong(BadRequest):
    """400, 0x80044331: a text is longer than its column's MaxLength."""

    advice = "a text is longer than its column allows"


class ValueOutOfRange(BadRequest):
    """400, 0x8004431A: a choice has no such value."""

    advice = "a choice column has no such value"


class TooManyConditions(BadRequest):
    """400, 0x8004430C: more than 500 conditions in one query."""

    advice = "a query may hold 500 conditions; split it"


class ChangesExpired(BadRequest):
    """400, 0x80044352: a token of change tracking is too old, or the table's definition changed since; read the table anew."""

    advice = "this token of change tracking has expired; begin again without one"


class Unauthorized(ServiceError):
    """401: the token is missing, expired, or made for another resource."""

    advice = "the token was not accepted; check its audience and that an application user exists"


class Forbidden(ServiceError):
    """403: a privilege is missing."""

    advice = "a privilege is missing; check the security roles"


class NotFound(ServiceError):
    """404: no such record, table or segment."""

    advice = "no such record or table"


class MethodNotAllowed(ServiceError):
    """405: the table or the record does not allow this message."""

    advice = "the table does not support this message"


class PreconditionFailed(ServiceError):
    """412: the record is not in the state the request demanded."""

    advice = "the record is not in the state the request demanded"


class ConcurrencyMismatch(PreconditionFailed):
    """412, 0x80060882: somebody changed the record since it was read."""

    advice = "the record was changed since it was read; read it again"


class DuplicateRecord(PreconditionFailed):
    """412: a record with this key exists, or a duplicate detection rule matched."""

    advice = "a record with these key values exists"


class PayloadTooLarge(ServiceError):
    """413: the request is too large."""

    advice = "the request is too large; split it"


class Throttled(ServiceError):
    """429: a service protection limit was reached; `retry_after` says how long to wait."""

    advice = "a service protection limit was reached; wait and send less at a time"


class ServerError(ServiceError):
    """500 and above: the service failed."""

    advice = "the service failed"


class ServiceUnavailable(ServerError):
    """503: the service is not available now."""

    advice = "the service is not available now"


class BulkFailed(DataverseError):
    """Of many rows some were not written, or may not have been. `result` says what became of each; the first error is the `__cause__`."""

    def __init__(self, message: str = "", *, result: Any = None, request_id: str | None = None) -> None:
        super().__init__(message, request_id=request_id)
        # An `operations.ManyResult`, which this floor does not know.
        self.result = result


class BatchAborted(DataverseError):
    """This operation of a batch was not carried out, for no fault of its own."""


class RolledBack(BatchAborted):
    """Another operation of the same change set failed, so this one was undone."""


class NeverRan(BatchAborted):
    """The batch stopped at an earlier failure, before this operation."""


_BY_STATUS: Mapping[int, type[ServiceError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    412: PreconditionFailed,
    413: PayloadTooLarge,
    429: Throttled,
    503: ServiceUnavailable,
}
_BY_CODE: Mapping[str, type[ServiceError]] = {
    "0x80044331": ValueTooLong,
    "0x8004431a": ValueOutOfRange,
    "0x8004430c": TooManyConditions,
    "0x80044352": ChangesExpired,
    "0x80060882": ConcurrencyMismatch,
    "0x80040237": DuplicateRecord,
    "0x80040333": DuplicateRecord,
    "0x80060892": DuplicateRecord,
}


def service_error(
    status: int,
    code: str = "",
    *,
    request_id: str | None = None,
    retry_after: float | None = None,
    service_message: str = "",
) -> ServiceError:
    """Gives the error for a status and a Dataverse code: the code decides, then the status, then the status' hundred.

    A code is only believed under the status its class belongs to, so that `except NotFound` catches every 404.
    """
    by_status = _BY_STATUS.get(status) or (ServerError if status >= 500 else ServiceError)
    by_code = _BY_CODE.get(code.lower(), by_status)
    # Every class is a ServiceError, so under a status without a class of its own that test would let any code in.
    kind = by_code if by_status is not ServiceError and issubclass(by_code, by_status) else by_status
    message = f"HTTP {status}{f' {code}' if code else ''}: {kind.advice}"
    return kind(
        message,
        status=status,
        code=code,
        request_id=request_id,
        retry_after=retry_after,
        service_message=service_message,
    )
