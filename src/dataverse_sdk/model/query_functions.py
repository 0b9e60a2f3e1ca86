"""Dataverse's own query functions (`Microsoft.Dynamics.CRM.LastXDays`, ...) as methods of columns, from one table.

Each line of the table is a descriptor: its shape says which parameters the method takes, its type which columns have it, its name what is
sent. So `Contact.createdon.last_x_days(7)` is checked by type checkers, and the same line refuses the wrong column at run time. Knows the
functions and what FetchXML calls them; refuses to know how either is spelled in a request.

Names, groups and meaning: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#dataverse-query-functions.
Parameters and their types: the `Function` elements with a `PropertyName` in a service's own `$metadata`.
Days, weeks and years are those of the calling user's time zone; the service knows the fiscal calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeAlias, TypeVar, overload
from uuid import UUID

from attrs import frozen

from ..errors import UsageError
from .predicates import Alias, Predicate, QueryFunction

if TYPE_CHECKING:
    from .columns import ColumnExpr, LookupExpr
    from .entity import Entity
    from .values import Reference

__all__ = ["FETCH_OPERATORS", "ColumnFunctions", "Dates", "LookupFunctions", "functions"]

C = TypeVar("C")

Dates: TypeAlias = "ColumnExpr[date] | ColumnExpr[date | None] | ColumnExpr[datetime] | ColumnExpr[datetime | None]"


@frozen
class _Kind(Generic[C]):
    """Which columns have a function: C for type checkers, `types` at run time."""

    types: tuple[type, ...]


_DATES: _Kind[Dates] = _Kind((date, datetime))
_MOMENTS: _Kind[ColumnExpr[datetime] | ColumnExpr[datetime | None]] = _Kind((datetime,))
_IDS: _Kind[ColumnExpr[UUID] | ColumnExpr[UUID | None]] = _Kind((UUID,))
_NUMBERS: _Kind[ColumnExpr[int] | ColumnExpr[int | None]] = _Kind((int,))
_TEXTS: _Kind[ColumnExpr[str] | ColumnExpr[str | None]] = _Kind((str,))
# Several choices: as members of an enum, or as the text in which the service sends their numbers.
_SEVERAL: _Kind[ColumnExpr[frozenset[Any]] | ColumnExpr[frozenset[Any] | None] | ColumnExpr[str] | ColumnExpr[str | None]] = _Kind(
    (frozenset, str)
)
_LOOKUPS: _Kind[LookupExpr[Any]] = _Kind((UUID,))


@frozen
class _Function(Generic[C]):
    """One query function: its name, the columns that have it, and the operator that FetchXML has for it."""

    columns: _Kind[C]
    name: str
    operator: str

    def on(self, column: Any, *values: tuple[str, Any]) -> Predicate:
        """Gives the predicate for a column, and refuses a column of another type."""
        info = column.info
        if info.python_type not in self.columns.types:
            wanted = " or ".join(kind.__name__ for kind in self.columns.types)
            raise UsageError(f"{info.attribute} holds {info.python_type.__name__}; {self.name} works on {wanted}")
        return QueryFunction(self.name, column.property_path, values)


class _Plain(_Function[C]):
    """A function of the column alone: `today()`."""

    @overload
    def __get__(self, column: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, column: C, owner: Any) -> Callable[[], Predicate]: ...
    def __get__(self, column: C | None, owner: Any) -> Self | Callable[[], Predicate]:
        return self if column is None else lambda: self.on(column)


class _Counted(_Function[C]):
    """A function with a whole number: `last_x_days(7)`."""

    @overload
    def __get__(self, column: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, column: C, owner: Any) -> Callable[[int | Alias[int]], Predicate]: ...
    def __get__(self, column: C | None, owner: Any) -> Self | Callable[[int | Alias[int]], Predicate]:
        return self if column is None else lambda number: self.on(column, ("PropertyValue", _whole(self.name, number)))


class _FiscalPeriod(_Function[C]):
    """A function with a fiscal period and a fiscal year: `in_fiscal_period_and_year(1, 2026)`."""

    @overload
    def __get__(self, column: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, column: C, owner: Any) -> Callable[[int, int], Predicate]: ...
    def __get__(self, column: C | None, owner: Any) -> Self | Callable[[int, int], Predicate]:
        if column is None:
            return self
        return lambda period, year: self.on(
            column, ("PropertyValue1", _whole(self.name, period)), ("PropertyValue2", _whole(self.name, year))
        )


class _Day(_Function[C]):
    """A function with a day: `on(date(2026, 7, 1))`. Of a moment the service takes the day."""

    @overload
    def __get__(self, column: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, column: C, owner: Any) -> Callable[[date], Predicate]: ...
    def __get__(self, column: C | None, owner: Any) -> Self | Callable[[date], Predicate]:
        return self if column is None else lambda day: self.on(column, ("PropertyValue", _day(self.name, day)))


class _Node(_Function[C]):
    """A function with a row of the same hierarchy, by its id: `under(account)`."""

    @overload
    def __get__(self, column: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, column: C, owner: Any) -> Callable[[UUID | Reference[Any] | Entity], Predicate]: ...
    def __get__(self, column: C | None, owner: Any) -> Self | Callable[[UUID | Reference[Any] | Entity], Predicate]:
        return self if column is None else lambda row: self.on(column, ("PropertyValue", _id(self.name, row)))


class _Choices(_Function[C]):
    """A function with numbers of choices: `contain_values([1, 9])`."""

    @overload
    def __get__(self, column: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, column: C, owner: Any) -> Callable[[Iterable[int]], Predicate]: ...
    def __get__(self, column: C | None, owner: Any) -> Self | Callable[[Iterable[int]], Predicate]:
        return self if column is None else lambda values: self.on(column, ("PropertyValues", _choices(self.name, values)))


class _Word(_Function[C]):
    """A function with a text."""

    @overload
    def __get__(self, column: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, column: C, owner: Any) -> Callable[[str], Predicate]: ...
    def __get__(self, column: C | None, owner: Any) -> Self | Callable[[str], Predicate]:
        return self if column is None else lambda text: self.on(column, ("PropertyValue", _word(self.name, text)))


def _whole(function: str, value: Any) -> Any:
    number = value.value if isinstance(value, Alias) else value
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**31:
        raise UsageError(f"{function} takes a whole number, 1 or more")
    return value


def _day(function: str, value: Any) -> Any:
    if not isinstance(value, date):
        raise UsageError(f"{function} takes a date, or a datetime with a time zone")
    # A text, whatever the column's type: the parameter is Edm.String in every service's $metadata.
    from ..wire.literals import moment

    return moment(value) if isinstance(value, datetime) else value.isoformat()


def _id(function: str, row: Any) -> str:
    from .rows import reference_to
    from .values import Reference, id_of

    if isinstance(row, UUID):
        return str(row)
    return str(id_of(row if isinstance(row, Reference) else reference_to(row), f"{function}, which asks for a place in a hierarchy"))


def _choices(function: str, values: Any) -> tuple[int, ...]:
    found = () if isinstance(values, str | bytes) else tuple(values)
    if not found or any(isinstance(value, bool) or not isinstance(value, int) for value in found):
        raise UsageError(f"{function} takes the numbers of one choice or more, such as [1, 9]")
    return tuple(int(value) for value in found)


def _word(function: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise UsageError(f"{function} needs a text that is not empty")
    return value


class ColumnFunctions:
    """The query functions of columns that hold dates, choices, ids or numbers."""

    __slots__ = ()

    today = _Plain(_DATES, "Today", "today")
    yesterday = _Plain(_DATES, "Yesterday", "yesterday")
    tomorrow = _Plain(_DATES, "Tomorrow", "tomorrow")
    this_week = _Plain(_DATES, "ThisWeek", "this-week")
    this_month = _Plain(_DATES, "ThisMonth", "this-month")
    this_year = _Plain(_DATES, "ThisYear", "this-year")
    this_fiscal_period = _Plain(_DATES, "ThisFiscalPeriod", "this-fiscal-period")
    this_fiscal_year = _Plain(_DATES, "ThisFiscalYear", "this-fiscal-year")
    last_7_days = _Plain(_DATES, "Last7Days", "last-seven-days")
    last_week = _Plain(_DATES, "LastWeek", "last-week")
    last_month = _Plain(_DATES, "LastMonth", "last-month")
    last_year = _Plain(_DATES, "LastYear", "last-year")
    last_fiscal_period = _Plain(_DATES, "LastFiscalPeriod", "last-fiscal-period")
    last_fiscal_year = _Plain(_DATES, "LastFiscalYear", "last-fiscal-year")
    last_x_hours = _Counted(_MOMENTS, "LastXHours", "last-x-hours")
    last_x_days = _Counted(_DATES, "LastXDays", "last-x-days")
    last_x_weeks = _Counted(_DATES, "LastXWeeks", "last-x-weeks")
    last_x_months = _Counted(_DATES, "LastXMonths", "last-x-months")
    last_x_years = _Counted(_DATES, "LastXYears", "last-x-years")
    last_x_fiscal_periods = _Counted(_DATES, "LastXFiscalPeriods", "last-x-fiscal-periods")
    last_x_fiscal_years = _Counted(_DATES, "LastXFiscalYears", "last-x-fiscal-years")
    next_7_days = _Plain(_DATES, "Next7Days", "next-seven-days")
    next_week = _Plain(_DATES, "NextWeek", "next-week")
    next_month = _Plain(_DATES, "NextMonth", "next-month")
    next_year = _Plain(_DATES, "NextYear", "next-year")
    next_fiscal_period = _Plain(_DATES, "NextFiscalPeriod", "next-fiscal-period")
    next_fiscal_year = _Plain(_DATES, "NextFiscalYear", "next-fiscal-year")
    next_x_hours = _Counted(_MOMENTS, "NextXHours", "next-x-hours")
    next_x_days = _Counted(_DATES, "NextXDays", "next-x-days")
    next_x_weeks = _Counted(_DATES, "NextXWeeks", "next-x-weeks")
    next_x_months = _Counted(_DATES, "NextXMonths", "next-x-months")
    next_x_years = _Counted(_DATES, "NextXYears", "next-x-years")
    next_x_fiscal_periods = _Counted(_DATES, "NextXFiscalPeriods", "next-x-fiscal-periods")
    next_x_fiscal_years = _Counted(_DATES, "NextXFiscalYears", "next-x-fiscal-years")
    older_than_x_minutes = _Counted(_MOMENTS, "OlderThanXMinutes", "olderthan-x-minutes")
    older_than_x_hours = _Counted(_MOMENTS, "OlderThanXHours", "olderthan-x-hours")
    older_than_x_days = _Counted(_DATES, "OlderThanXDays", "olderthan-x-days")
    older_than_x_weeks = _Counted(_DATES, "OlderThanXWeeks", "olderthan-x-weeks")
    older_than_x_months = _Counted(_DATES, "OlderThanXMonths", "olderthan-x-months")
    older_than_x_years = _Counted(_DATES, "OlderThanXYears", "olderthan-x-years")
    in_fiscal_year = _Counted(_DATES, "InFiscalYear", "in-fiscal-year")
    in_fiscal_period = _Counted(_DATES, "InFiscalPeriod", "in-fiscal-period")
    in_fiscal_period_and_year = _FiscalPeriod(_DATES, "InFiscalPeriodAndYear", "in-fiscal-period-and-year")
    in_or_after_fiscal_period_and_year = _FiscalPeriod(_DATES, "InOrAfterFiscalPeriodAndYear", "in-or-after-fiscal-period-and-year")
    in_or_before_fiscal_period_and_year = _FiscalPeriod(_DATES, "InOrBeforeFiscalPeriodAndYear", "in-or-before-fiscal-period-and-year")
    on = _Day(_DATES, "On", "on")
    on_or_after = _Day(_DATES, "OnOrAfter", "on-or-after")
    on_or_before = _Day(_DATES, "OnOrBefore", "on-or-before")

    contain_values = _Choices(_SEVERAL, "ContainValues", "contain-values")
    does_not_contain_values = _Choices(_SEVERAL, "DoesNotContainValues", "not-contain-values")
    # Only the article table (kbarticle) has columns with full-text indexing; everywhere else `contains` is meant.
    full_text_contains = _Word(_TEXTS, "Contains", "")

    equal_user_language = _Plain(_NUMBERS, "EqualUserLanguage", "eq-userlanguage")
    equal_user_id = _Plain(_IDS, "EqualUserId", "eq-userid")
    not_equal_user_id = _Plain(_IDS, "NotEqualUserId", "ne-userid")
    equal_business_id = _Plain(_IDS, "EqualBusinessId", "eq-businessid")
    not_equal_business_id = _Plain(_IDS, "NotEqualBusinessId", "ne-businessid")
    above = _Node(_IDS, "Above", "above")
    above_or_equal = _Node(_IDS, "AboveOrEqual", "eq-or-above")
    under = _Node(_IDS, "Under", "under")
    under_or_equal = _Node(_IDS, "UnderOrEqual", "eq-or-under")
    not_under = _Node(_IDS, "NotUnder", "not-under")


class LookupFunctions:
    """The query functions of lookups: to users and their teams and business units, and to rows of a hierarchy."""

    __slots__ = ()

    equal_user_id = _Plain(_LOOKUPS, "EqualUserId", "eq-userid")
    not_equal_user_id = _Plain(_LOOKUPS, "NotEqualUserId", "ne-userid")
    equal_user_teams = _Plain(_LOOKUPS, "EqualUserTeams", "eq-userteams")
    equal_user_or_user_teams = _Plain(_LOOKUPS, "EqualUserOrUserTeams", "eq-useroruserteams")
    equal_user_or_user_hierarchy = _Plain(_LOOKUPS, "EqualUserOrUserHierarchy", "eq-useroruserhierarchy")
    equal_user_or_user_hierarchy_and_teams = _Plain(_LOOKUPS, "EqualUserOrUserHierarchyAndTeams", "eq-useroruserhierarchyandteams")
    equal_business_id = _Plain(_LOOKUPS, "EqualBusinessId", "eq-businessid")
    not_equal_business_id = _Plain(_LOOKUPS, "NotEqualBusinessId", "ne-businessid")
    above = _Node(_LOOKUPS, "Above", "above")
    above_or_equal = _Node(_LOOKUPS, "AboveOrEqual", "eq-or-above")
    under = _Node(_LOOKUPS, "Under", "under")
    under_or_equal = _Node(_LOOKUPS, "UnderOrEqual", "eq-or-under")
    not_under = _Node(_LOOKUPS, "NotUnder", "not-under")


def functions(methods: type[ColumnFunctions] | type[LookupFunctions]) -> Iterator[tuple[str, _Function[Any]]]:
    """Gives the table: the name of each method, and its function."""
    for name, value in vars(methods).items():
        if isinstance(value, _Function):
            yield name, value


# In, NotIn, Between and NotBetween take values of the column's own type, so they are methods of `ColumnExpr` and `LookupExpr`.
FETCH_OPERATORS: Final = {
    "In": "in",
    "NotIn": "not-in",
    "Between": "between",
    "NotBetween": "not-between",
    **{function.name: function.operator for methods in (ColumnFunctions, LookupFunctions) for _, function in functions(methods)},
}
"""What FetchXML calls each query function; an empty text for one that it does not have."""
