"""Python values as OData literals and key segments, already percent-encoded for a URL. The only place that quotes.

Grammar: OData ABNF construction rules 4.01, `primitiveLiteral`. Encoding: every character that is not unreserved is percent-encoded
inside a string literal, because `+`, `&`, `#`, `%` and `/` each mean something else in a URL
(https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows).
"""

import base64
import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID

from ..errors import UsageError
from .json import dumps

__all__ = ["alternate_key", "encode", "json_array", "key_segment", "literal", "name", "path"]

# Twice as long as anything that Dataverse names.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}")


def name(text: str) -> str:
    """Gives back a table, set, column or function name, and refuses what cannot be one."""
    if not _NAME.fullmatch(text):
        raise UsageError("a name may hold letters, digits and underscores only, 256 at most")
    return text


def path(names: Iterable[str]) -> str:
    """Gives a property path such as `primarycontactid/fullname`."""
    return "/".join(name(part) for part in names)


def encode(text: str) -> str:
    """Gives text percent-encoded as UTF-8; only unreserved characters stay."""
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise UsageError("a text holds half of a surrogate pair, which cannot be sent") from None


def _text(value: str) -> str:
    # Doubling the quote comes first; `''` itself may stand raw inside the quotes.
    return "'" + "''".join(encode(piece) for piece in value.split("'")) + "'"


def _number(value: float | Decimal) -> str:
    # Not `math.isfinite` for both: it turns a Decimal into a float, which a signalling NaN refuses and a large one overflows.
    if not (value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)):
        raise UsageError("NaN and infinity cannot be sent")
    return format(value, "f") if isinstance(value, Decimal) else repr(value).replace("+", "")


def moment(value: datetime) -> str:
    """Gives a date and time in UTC, ending in Z, with only as much fraction as it has. A naive one is refused."""
    if value.tzinfo is None or value.utcoffset() is None:
        raise UsageError("a datetime needs a time zone; for UTC, use datetime(..., tzinfo=timezone.utc)")
    try:
        text = value.astimezone(UTC).replace(tzinfo=None).isoformat()
    except OverflowError:
        raise UsageError("a datetime lies before year 1 or after year 9999 in UTC") from None
    return text + "Z"


def literal(value: Any) -> str:
    """Gives the OData literal of a value: text quoted, guids and numbers bare, None as `null`.

    An aware `datetime` becomes UTC. Raises UsageError for a type that has no literal, a naive datetime, NaN and infinity.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int():
            return int.__repr__(value)
        case float() | Decimal():
            return _number(value)
        case UUID():
            return str(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case bytes():
            return f"binary'{base64.urlsafe_b64encode(value).decode()}'"
        case _:
            raise UsageError(f"a {type(value).__name__} has no OData literal")


def key_segment(key: UUID) -> str:
    """Gives the key predicate of a primary id: `(guid)`."""
    return f"({key})"


def alternate_key(values: Mapping[str, Any]) -> str:
    """Gives the key predicate of an alternate key: `(name='x',number=1)`, in the order given.

    https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
    """
    if not values:
        raise UsageError("an alternate key needs at least one column")
    if any(value is None for value in values.values()):
        raise UsageError("a column of an alternate key has no value")
    return "(" + ",".join(f"{name(column)}={literal(value)}" for column, value in values.items()) + ")"


def json_array(values: Iterable[Any]) -> str:
    """Gives the JSON array that query functions such as `In` take, percent-encoded; guids and dates become strings.

    Double quotes, and no doubled single ones: the service reads it as JSON, not as OData
    (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#query-function-examples).
    """

    def plain(value: Any) -> str:
        match value:
            case bool():
                return "true" if value else "false"
            case str():
                encode(value)  # refuses what UTF-8 cannot hold
                return value
            case UUID():
                return str(value)
            case datetime():
                return moment(value)
            case date():
                return value.isoformat()
            case int() | float() | Decimal():
                return _number(value) if not isinstance(value, int) else int.__repr__(value)
            case _:
                raise UsageError(f"a {type(value).__name__} cannot stand in a list of values")

    # Every value goes as a JSON string: the parameter is Collection(Edm.String) for all of them.
    return quote(dumps([plain(value) for value in values]).decode(), safe="[],")
