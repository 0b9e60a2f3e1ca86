"""Formatted values: what `OData.Community.Display.V1.FormattedValue` shows for a stored value.

Knows labels and the en-US formats, in UTC: the service uses the time zone and format of the calling user. Refuses to know rows; the
name of the record behind a lookup is looked up elsewhere.
"""

from collections.abc import Callable
from datetime import date, datetime

from ...schema.model import ColumnSchema
from ..storage.values import Kind, SqlValue, kind_of, places_of

__all__ = ["formatter"]

Formatter = Callable[[SqlValue], str | None]


def _choice(column: ColumnSchema) -> Formatter:
    labels = dict(column.options)
    return lambda value: labels.get(value) if isinstance(value, int) else None


def _choices(column: ColumnSchema) -> Formatter:
    labels = {str(number): label for number, label in column.options}
    return lambda value: "; ".join(labels.get(part, part) for part in str(value).split(","))


def _boolean(column: ColumnSchema) -> Formatter:
    labels = {0: "No", 1: "Yes"} | dict(column.options)
    return lambda value: labels[int(bool(value))]


def _fixed(stored: int, places: int, symbol: str) -> Formatter:
    unit = 10**stored

    def write(value: SqlValue) -> str | None:
        number = int(value or 0)
        text = f"{symbol}{abs(number) / unit:,.{places}f}"
        return f"({text})" if number < 0 and symbol else f"-{text}" if number < 0 else text

    return write


def _clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {'AM' if moment.hour < 12 else 'PM'}"


def _day(moment: date) -> str:
    return f"{moment.month}/{moment.day}/{moment.year}"


def _date_time(value: SqlValue) -> str | None:
    moment = datetime.fromisoformat(str(value))
    return f"{_day(moment)} {_clock(moment)}"


def formatter(column: ColumnSchema) -> Formatter | None:
    """How values of `column`, null excepted, are shown; None for columns whose value is shown as it is."""
    kind = kind_of(column)
    if column.multi_select:
        return _choices(column)
    if kind is Kind.INTEGER and column.options:
        return _choice(column)
    match kind:
        case Kind.BOOLEAN:
            return _boolean(column)
        case Kind.INTEGER | Kind.LONG:
            return lambda value: f"{value:,}"
        case Kind.REAL:
            return lambda value: f"{value:,.{2 if column.precision is None else column.precision}f}"
        case Kind.MONEY:
            return _fixed(places_of(column), 2 if column.precision is None else column.precision, "$")
        case Kind.DECIMAL | Kind.UNSTATED_DECIMAL:
            return _fixed(places_of(column), 2 if column.precision is None else column.precision, "")
        case Kind.DATE_TIME:
            return _date_time
        case Kind.DATE:
            return lambda value: _day(date.fromisoformat(str(value)))
        case _:
            return None
