"""The date functions of Dataverse queries: from a name, its numbers and the clock to bounds on a moment.

Knows calendars. Refuses to know columns and SQL. Names: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows
Their meaning is documented only in a line each; days begin at midnight UTC here, where the service uses the time zone of the calling user.
Weeks run from Sunday to Saturday. The fiscal year is the calendar year in four quarters, the setting of a new environment;
other fiscal calendars are not imitated.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal as OneOf
from typing import TypeAlias

__all__ = ["FISCAL", "PERIODS", "Bounds", "add_months", "fiscal_bounds"]

Bounds: TypeAlias = tuple[tuple[OneOf["ge", "le", "lt"], datetime], ...]
"""Comparisons that all hold for a moment inside."""

DAY = timedelta(days=1)
MONTHS_PER_PERIOD = 3


def _day(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _week(now: datetime) -> datetime:
    return _day(now) - DAY * (now.isoweekday() % 7)


def _month(now: datetime) -> datetime:
    return _day(now).replace(day=1)


def _quarter(now: datetime) -> datetime:
    first = (now.month - 1) // MONTHS_PER_PERIOD * MONTHS_PER_PERIOD + 1
    return _day(now).replace(month=first, day=1)


def _year(now: datetime) -> datetime:
    return _day(now).replace(month=1, day=1)


def add_months(moment: datetime, months: int) -> datetime:
    """The same day `months` later, or the last day of a shorter month; OverflowError outside the years 1 to 9999."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _days(moment: datetime, number: int) -> datetime:
    return moment + DAY * number


def _weeks(moment: datetime, number: int) -> datetime:
    return moment + DAY * 7 * number


def _years(moment: datetime, number: int) -> datetime:
    return add_months(moment, 12 * number)


def _quarters(moment: datetime, number: int) -> datetime:
    return add_months(moment, MONTHS_PER_PERIOD * number)


def _hours(moment: datetime, number: int) -> datetime:
    return moment + timedelta(hours=number)


def _minutes(moment: datetime, number: int) -> datetime:
    return moment + timedelta(minutes=number)


Start: TypeAlias = Callable[[datetime], datetime]
Step: TypeAlias = Callable[[datetime, int], datetime]
Period: TypeAlias = Callable[[datetime, int], Bounds]


def _whole(start: Start, step: Step, offset: int) -> Period:
    """A whole day, week, month ... that lies `offset` of them away from now."""

    def bounds(now: datetime, _: int) -> Bounds:
        return (("ge", step(start(now), offset)), ("lt", step(start(now), offset + 1)))

    return bounds


def _last(start: Start, step: Step) -> Period:
    """From `number` steps before the start of today (or this hour) up to now."""

    def bounds(now: datetime, number: int) -> Bounds:
        return (("ge", step(start(now), -number)), ("le", now))

    return bounds


def _next(start: Start, unit: Step, step: Step) -> Period:
    """From now to `number` steps after the end of today (or this hour)."""

    def bounds(now: datetime, number: int) -> Bounds:
        return (("ge", now), ("lt", step(unit(start(now), 1), number)))

    return bounds


def _last_whole(start: Start, step: Step) -> Period:
    def bounds(now: datetime, number: int) -> Bounds:
        return (("ge", step(start(now), -number)), ("lt", start(now)))

    return bounds


def _next_whole(start: Start, step: Step) -> Period:
    def bounds(now: datetime, number: int) -> Bounds:
        return (("ge", step(start(now), 1)), ("lt", step(start(now), number + 1)))

    return bounds


def _older(start: Start, step: Step) -> Period:
    def bounds(now: datetime, number: int) -> Bounds:
        return (("lt", step(start(now), -number)),)

    return bounds


def _fixed(period: Period, number: int) -> Period:
    def bounds(now: datetime, _: int) -> Bounds:
        return period(now, number)

    return bounds


PERIODS: Mapping[str, tuple[bool, Period]] = MappingProxyType(
    {
        "Today": (False, _whole(_day, _days, 0)),
        "Yesterday": (False, _whole(_day, _days, -1)),
        "Tomorrow": (False, _whole(_day, _days, 1)),
        "ThisWeek": (False, _whole(_week, _weeks, 0)),
        "LastWeek": (False, _whole(_week, _weeks, -1)),
        "NextWeek": (False, _whole(_week, _weeks, 1)),
        "ThisMonth": (False, _whole(_month, add_months, 0)),
        "LastMonth": (False, _whole(_month, add_months, -1)),
        "NextMonth": (False, _whole(_month, add_months, 1)),
        "ThisYear": (False, _whole(_year, _years, 0)),
        "LastYear": (False, _whole(_year, _years, -1)),
        "NextYear": (False, _whole(_year, _years, 1)),
        "ThisFiscalPeriod": (False, _whole(_quarter, _quarters, 0)),
        "LastFiscalPeriod": (False, _whole(_quarter, _quarters, -1)),
        "NextFiscalPeriod": (False, _whole(_quarter, _quarters, 1)),
        "ThisFiscalYear": (False, _whole(_year, _years, 0)),
        "LastFiscalYear": (False, _whole(_year, _years, -1)),
        "NextFiscalYear": (False, _whole(_year, _years, 1)),
        "Last7Days": (False, _fixed(_last(_day, _days), 7)),
        "Next7Days": (False, _fixed(_next(_day, _days, _days), 7)),
        "LastXHours": (True, _last(_hour, _hours)),
        "LastXDays": (True, _last(_day, _days)),
        "LastXWeeks": (True, _last(_day, _weeks)),
        "LastXMonths": (True, _last(_day, add_months)),
        "LastXYears": (True, _last(_day, _years)),
        "LastXFiscalPeriods": (True, _last_whole(_quarter, _quarters)),
        "LastXFiscalYears": (True, _last_whole(_year, _years)),
        "NextXHours": (True, _next(_hour, _hours, _hours)),
        "NextXDays": (True, _next(_day, _days, _days)),
        "NextXWeeks": (True, _next(_day, _days, _weeks)),
        "NextXMonths": (True, _next(_day, _days, add_months)),
        "NextXYears": (True, _next(_day, _days, _years)),
        "NextXFiscalPeriods": (True, _next_whole(_quarter, _quarters)),
        "NextXFiscalYears": (True, _next_whole(_year, _years)),
        "OlderThanXMinutes": (True, _older(_minute, _minutes)),
        "OlderThanXHours": (True, _older(_hour, _hours)),
        "OlderThanXDays": (True, _older(_day, _days)),
        "OlderThanXWeeks": (True, _older(_day, _weeks)),
        "OlderThanXMonths": (True, _older(_day, add_months)),
        "OlderThanXYears": (True, _older(_day, _years)),
    }
)
"""Each date function that depends on the clock: whether it takes a number (`PropertyValue`), and its bounds."""

FISCAL = frozenset({"InFiscalYear", "InFiscalPeriodAndYear", "InOrAfterFiscalPeriodAndYear", "InOrBeforeFiscalPeriodAndYear"})


def fiscal_bounds(name: str, now: datetime, period: int | None, year: int) -> Bounds:
    """The bounds of a function in `FISCAL`; ValueError for a period or a year that is none."""
    if period is not None and not 1 <= period <= 12 // MONTHS_PER_PERIOD:
        raise ValueError(period)
    start = _year(now).replace(year=year)
    if period is None:
        return (("ge", start), ("lt", _years(start, 1)))
    start = _quarters(start, period - 1)
    end = _quarters(start, 1)
    if name == "InOrAfterFiscalPeriodAndYear":
        return (("ge", start),)
    if name == "InOrBeforeFiscalPeriodAndYear":
        return (("lt", end),)
    return (("ge", start), ("lt", end))
