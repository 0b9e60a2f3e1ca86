"""The forms a value takes: JSON on the wire, a storable value in SQLite, text in a reply.

Knows one row of the table `FORMS` for each kind of column, and how text is compared. Refuses to know tables, requests and limits
such as MaxLength, which are checked elsewhere.
"""

import base64
import binascii
import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from enum import Enum
from functools import cache
from json import dumps
from json.encoder import encode_basestring
from math import isfinite
from typing import TypeAlias
from unicodedata import combining, normalize
from uuid import UUID

from attrs import frozen

from ...schema.model import ColumnSchema

__all__ = [
    "ACCENTS",
    "Kind",
    "SqlValue",
    "WireValue",
    "WrongLiteral",
    "fold",
    "form_of",
    "from_sql",
    "json_writer",
    "kind_of",
    "literal_to_sql",
    "places_of",
    "stored_moment",
    "to_sql",
]

SqlValue: TypeAlias = str | int | float | None
WireValue: TypeAlias = object  # whatever JSON, or a caller of `Emulator.load`, may hand in

INT64 = 2**63


class WrongLiteral(ValueError):
    """A value cannot be read as the type of its column; the message names the type and never more than the literal."""


class Kind(Enum):
    """What a column stores."""

    GUID = "Edm.Guid"
    TEXT = "Edm.String"
    BOOLEAN = "Edm.Boolean"
    INTEGER = "Edm.Int32"
    LONG = "Edm.Int64"
    REAL = "Edm.Double"
    MONEY = "Edm.Decimal/Money"
    DECIMAL = "Edm.Decimal"
    UNSTATED_DECIMAL = "Edm.Decimal/?"
    DATE_TIME = "Edm.DateTimeOffset"
    DATE = "Edm.Date"
    BINARY = "Edm.Binary"
    OTHER = "other"


# Fixed-point scales: SQLite compares and orders 64-bit integers exactly, which it does not do for decimal text.
# Money has four decimals and reaches 922,337,203,685,477 in Dataverse, which is 2**63 at this scale.
# A Decimal column has at most ten, and is stored with as many as it is defined with. Its range of +-100 billion does not always fit into
# 64 bits then: what does not is stored as a floating-point number of the same scale, which orders among the integers as it should, and is
# exact to 15 digits. `$metadata` alone does not tell money from decimal numbers: six decimals is a compromise for such schemas.
SCALES = {Kind.MONEY: 4, Kind.DECIMAL: 10, Kind.UNSTATED_DECIMAL: 6}
LARGEST = {
    Kind.MONEY: Decimal("922337203685477.5807"),
    Kind.DECIMAL: Decimal(10**11),
    Kind.UNSTATED_DECIMAL: Decimal("922337203685477.5807"),
}

EDM_KINDS = {
    "Edm.Guid": Kind.GUID,
    "Edm.String": Kind.TEXT,
    "Edm.Boolean": Kind.BOOLEAN,
    "Edm.Int16": Kind.INTEGER,
    "Edm.Int32": Kind.INTEGER,
    "Edm.Int64": Kind.LONG,
    "Edm.Double": Kind.REAL,
    "Edm.Single": Kind.REAL,
    "Edm.DateTimeOffset": Kind.DATE_TIME,
    "Edm.Date": Kind.DATE,
    "Edm.Binary": Kind.BINARY,
}

GUID_SHAPE = re.compile(r"\{?([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})\}?")
DATE_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}")


def kind_of(column: ColumnSchema) -> Kind:
    """What `column` stores."""
    if column.edm_type == "Edm.Decimal":
        if column.attribute_type == "Money":
            return Kind.MONEY
        return Kind.UNSTATED_DECIMAL if column.attribute_type is None else Kind.DECIMAL
    return EDM_KINDS.get(column.edm_type, Kind.OTHER)


ACCENTS: ContextVar[bool] = ContextVar("accents", default=True)
"""Whether accents count where texts are compared: the collation of the environment that is at work."""


def places_of(column: ColumnSchema) -> int:
    """How many decimal places the stored number of a decimal or money column holds; 0 for other columns."""
    kind = kind_of(column)
    if kind is Kind.DECIMAL and column.precision is not None:
        return min(column.precision, SCALES[kind])
    return SCALES.get(kind, 0)


def fold(text: str | None, accents: bool | None = None) -> str | None:
    """The form in which two texts compare equal: case folded, trailing spaces dropped, accents dropped where they do not count.

    String filters ignore case (documentation: "Filter rows using OData", filter-rows). SQL Server ignores trailing spaces too, and
    whether `e` equals `é` depends on the collation of the environment's base language.
    """
    if text is None:
        return None
    folded = text.rstrip(" ").casefold()
    if folded.isascii() or (ACCENTS.get() if accents is None else accents):
        return folded
    return "".join(letter for letter in normalize("NFD", folded) if not combining(letter)).rstrip(" ")


def _wrong(value: object, edm_type: str) -> WrongLiteral:
    return WrongLiteral(f"Cannot convert the literal '{value}' to the expected type '{edm_type}'.")


def _guid(value: WireValue) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and (match := GUID_SHAPE.fullmatch(value)):
        return match[1].lower()
    raise _wrong(value, "Edm.Guid")


def _text(value: WireValue) -> str:
    if not isinstance(value, str):
        raise _wrong(value, "Edm.String")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise _wrong("\\uD800", "Edm.String")  # half a surrogate pair is not text
    return value


def _boolean(value: WireValue) -> int:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value in ("true", "false"):
        return int(value == "true")
    raise _wrong(value, "Edm.Boolean")


def _integer(edm_type: str, bits: int) -> Callable[[WireValue], int]:
    limit = 2 ** (bits - 1)

    def convert(value: WireValue) -> int:
        # A number in a string is read as a number: the documented create from `InitializeFrom` sends "numberofemployees":"200".
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value):
            value = int(value)
        if isinstance(value, Decimal | float) and value == value.__trunc__():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and -limit <= value < limit:
            return int(value)  # an IntEnum member becomes a plain number
        raise _wrong(value, edm_type)

    return convert


def _real(value: WireValue) -> float:
    if isinstance(value, bool):
        raise _wrong(value, "Edm.Double")
    try:
        number = float(value)  # type: ignore[arg-type]  # the failure is the check
    except (TypeError, ValueError, OverflowError) as error:
        raise _wrong(value, "Edm.Double") from error
    if not isfinite(number):  # JSON has no way to write it
        raise _wrong(value, "Edm.Double")
    return number


def _fixed(places: int, largest: Decimal) -> Callable[[WireValue], int | float]:
    unit = Decimal(1).scaleb(-places)

    def convert(value: WireValue) -> int | float:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise _wrong(value, "Edm.Decimal")
        try:
            # a float is written as the shortest text that reads back to it, which is what its author meant
            number = Decimal(str(value) if isinstance(value, float) else value)
            if not number.is_finite() or abs(number) > largest:
                raise _wrong(value, "Edm.Decimal")
            scaled = int(number.quantize(unit, ROUND_HALF_EVEN).scaleb(places))
        except (InvalidOperation, ValueError) as error:
            raise _wrong(value, "Edm.Decimal") from error
        return scaled if -INT64 <= scaled < INT64 else float(scaled)

    return convert


def _date_time(value: WireValue) -> str:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise _wrong(value, "Edm.DateTimeOffset") from error
    if not isinstance(value, datetime):
        raise _wrong(value, "Edm.DateTimeOffset")
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    try:
        return stored_moment(moment)
    except OverflowError as error:  # the year 1 or 9999, and an offset that leads out of it
        raise _wrong(value, "Edm.DateTimeOffset") from error


def stored_moment(moment: datetime) -> str:
    """The stored form of an aware moment: UTC without the letter Z.

    So it sorts as text (`...05` before `...05.5`, which `...05Z` and `...05.5Z` would not), and a plain index serves.
    """
    # without tzinfo isoformat() writes no offset, and a fraction only when there is one
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat()


def _date(value: WireValue) -> str:
    if isinstance(value, str) and DATE_SHAPE.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise _wrong(value, "Edm.Date") from error
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise _wrong(value, "Edm.Date")


def _binary(value: WireValue) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, str):
        try:
            base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise _wrong("(binary)", "Edm.Binary") from error
        return value
    raise _wrong("(binary)", "Edm.Binary")


def _plain(value: SqlValue) -> WireValue:
    return value


def _scaled(value: SqlValue) -> int:
    """The stored number as an integer; a float as the shortest text that reads back to it."""
    return int(Decimal(repr(value))) if isinstance(value, float) else int(value or 0)


def _as_decimal(places: int) -> Callable[[SqlValue], WireValue]:
    return lambda value: Decimal(_scaled(value)).scaleb(-places)


def _number_text(places: int) -> Callable[[SqlValue], str]:
    unit = 10**places

    def write(value: SqlValue) -> str:
        number = _scaled(value)
        whole, rest = divmod(abs(number), unit)
        return f"{'-' if number < 0 else ''}{whole}.{rest:0{places}d}" if places else str(number)

    return write


def _quoted(value: SqlValue) -> str:
    return f'"{value}"'  # guids and dates hold nothing that needs escaping


def _string(value: SqlValue) -> str:
    return encode_basestring(value)  # type: ignore[arg-type]  # a text column holds text


@frozen
class Form:
    """How one kind is read from the wire, shown to Python, and written as JSON text. None of them sees null."""

    to_sql: Callable[[WireValue], SqlValue]
    from_sql: Callable[[SqlValue], WireValue]
    to_json: Callable[[SqlValue], str]
    declared: str


@cache
def _fixed_form(kind: Kind, places: int) -> Form:
    return Form(_fixed(places, LARGEST[kind]), _as_decimal(places), _number_text(places), "INTEGER")


FORMS: dict[Kind, Form] = {
    Kind.GUID: Form(_guid, _plain, _quoted, "TEXT"),
    Kind.TEXT: Form(_text, _plain, _string, "TEXT"),
    Kind.BOOLEAN: Form(_boolean, bool, lambda value: "true" if value else "false", "INTEGER"),
    Kind.INTEGER: Form(_integer("Edm.Int32", 32), _plain, str, "INTEGER"),
    Kind.LONG: Form(_integer("Edm.Int64", 64), _plain, str, "INTEGER"),
    Kind.REAL: Form(_real, _plain, repr, "REAL"),
    Kind.MONEY: _fixed_form(Kind.MONEY, SCALES[Kind.MONEY]),
    Kind.DECIMAL: _fixed_form(Kind.DECIMAL, SCALES[Kind.DECIMAL]),
    Kind.UNSTATED_DECIMAL: _fixed_form(Kind.UNSTATED_DECIMAL, SCALES[Kind.UNSTATED_DECIMAL]),
    Kind.DATE_TIME: Form(_date_time, lambda value: f"{value}Z", lambda value: f'"{value}Z"', "TEXT"),
    Kind.DATE: Form(_date, _plain, _quoted, "TEXT"),
    Kind.BINARY: Form(_binary, _plain, _quoted, "TEXT"),
    # Complex types and the like are kept as the JSON text they came in.
    Kind.OTHER: Form(dumps, _plain, str, "TEXT"),
}


def form_of(column: ColumnSchema) -> Form:
    """How values of `column` are read, shown and written."""
    kind = kind_of(column)
    return _fixed_form(kind, places_of(column)) if kind is Kind.DECIMAL else FORMS[kind]


def to_sql(column: ColumnSchema, value: WireValue) -> SqlValue:
    """The stored form of a JSON value of `column`; WrongLiteral when it is of another type. Null stays null."""
    return None if value is None else form_of(column).to_sql(value)


def from_sql(column: ColumnSchema, value: SqlValue) -> WireValue:
    """The wire form of a stored value of `column`, decimals as `Decimal`."""
    return None if value is None else form_of(column).from_sql(value)


def literal_to_sql(column: ColumnSchema, literal: WireValue) -> SqlValue:
    """What a literal in a filter is compared with: the stored form, folded for text."""
    value = to_sql(column, literal)
    return fold(value) if kind_of(column) is Kind.TEXT and isinstance(value, str) else value


def json_writer(column: ColumnSchema) -> Callable[[SqlValue], str]:
    """A function that writes stored values of `column`, null excepted, as JSON text."""
    return form_of(column).to_json
