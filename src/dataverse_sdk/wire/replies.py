"""Reading a reply: its JSON, its error, its links and its ids.

Knows the documented shapes of answers. Never puts a value out of an answer into an error's message.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from ..errors import InvalidReply, RedirectRefused, ServiceError, service_error
from . import json
from .messages import Reply, check_target

__all__ = ["created_id", "error_of", "expect", "json_object", "next_link", "raise_for_status", "retry_after"]

# Not `float()`, which also takes "1_0", "nan" and digits of other scripts.
_SECONDS = re.compile(r"\s*[+-]?[0-9][0-9,]*(?:\.[0-9]*)?\s*")
_ENTITY_ID = re.compile(r"\(([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\)\s*$")


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Gives the seconds a Retry-After asks for: delta-seconds or an HTTP date; None when absent or unreadable.

    The result is never negative and always finite (RFC 9110, 10.2.3; some gateways send fractions).
    """
    if value is None:
        return None
    if _SECONDS.fullmatch(value):
        seconds = float(value.replace(",", ""))
    else:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, OverflowError):  # the second comes from a year or an hour of twenty digits
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def error_of(reply: Reply) -> ServiceError:
    """Gives the typed error for a reply of 400 and above; its body may be anything.

    https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors#parse-errors-from-the-response
    """
    code = message = ""
    try:
        error = json.loads(reply.body)["error"]
        code, message = str(error.get("code") or ""), str(error.get("message") or "")
    except (InvalidReply, LookupError, TypeError, AttributeError):
        pass  # a gateway's HTML page, or nothing: the status says what there is to say
    if not re.fullmatch(r"[A-Za-z0-9_.\-]{0,64}", code):
        code = ""  # the code goes into messages; anything but an identifier stays out of them
    return service_error(
        reply.status,
        code,
        request_id=reply.request_id,
        retry_after=retry_after(reply.headers.get("Retry-After")),
        service_message=message,
    )


def raise_for_status(reply: Reply) -> None:
    """Raises the error of a reply that is not a success. A redirect is none: it is never followed."""
    if reply.status >= 400:
        raise error_of(reply)
    if reply.status >= 300 and reply.status != 304:
        raise RedirectRefused(f"the service answered with a redirect ({reply.status})", request_id=reply.request_id)
    if reply.status < 200:
        raise InvalidReply(f"the service answered {reply.status}, which is not a final answer", request_id=reply.request_id)


def expect(reply: Reply, *statuses: int) -> None:
    """Raises the service's error, or InvalidReply for a success that is not one of these."""
    raise_for_status(reply)
    if reply.status not in statuses:
        raise InvalidReply(f"the service answered {reply.status} where it never should", request_id=reply.request_id)


def json_object(reply: Reply) -> dict[str, Any]:
    """Gives the JSON object in the body of a success."""
    raise_for_status(reply)
    value = json.loads(reply.body, request_id=reply.request_id)
    if not isinstance(value, dict):
        raise InvalidReply("the reply is JSON, but not an object", request_id=reply.request_id)
    return value


def created_id(reply: Reply) -> UUID:
    """Gives the id of the record a create or upsert made, from `OData-EntityId`."""
    expect(reply, 204, 201, 200)
    found = _ENTITY_ID.search(reply.headers.get("OData-EntityId") or reply.headers.get("Location") or "")
    if found is None:
        raise InvalidReply("the service did not say which record it wrote", request_id=reply.request_id)
    return UUID(found[1])


def next_link(document: Mapping[str, Any], request_id: str | None = None) -> str | None:
    """Gives the link to the next page, or None on the last. It is followed verbatim or not at all.

    What a URL cannot hold raw, such as a space, is percent-encoded: some servers write the text of a filter into the link as it is.
    A control character, a backslash or a `#` is refused; those change where a URL leads.
    """
    link = document.get("@odata.nextLink")
    if link is None:
        return None
    try:
        if not isinstance(link, str) or not link or re.search(r"[\x00-\x1f\x7f\\#]", link):
            raise ValueError
        found = quote(link, safe="-._~:/?[]@!$&'()*+,;=%")
        check_target(found)
    except ValueError:  # UsageError is one, but this is no fault of the caller
        raise InvalidReply("the link to the next page is not a URL", request_id=request_id) from None
    return found
