"""Measures: what an aggregation computes of a column (`Invoice.totalamount.sum()`), typed by what comes back.

Knows which columns a measure makes sense on. Refuses to know how it is asked for: `$apply` (`query.aggregates`) and FetchXML
(`query.fetchxml`) spell it differently, and each refuses what it does not have.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeAlias, TypeVar, overload

from attrs import frozen

from ..errors import UsageError

if TYPE_CHECKING:
    from .columns import ColumnExpr

__all__ = ["DatePart", "Function", "Measure", "Measures", "Part", "row_count"]

V_co = TypeVar("V_co", covariant=True)

Function: TypeAlias = Literal["sum", "average", "min", "max", "count", "countdistinct"]

Whole: TypeAlias = "ColumnExpr[int] | ColumnExpr[int | None]"
Exact: TypeAlias = "ColumnExpr[Decimal] | ColumnExpr[Decimal | None]"
Inexact: TypeAlias = "ColumnExpr[float] | ColumnExpr[float | None]"
Moment: TypeAlias = "ColumnExpr[datetime] | ColumnExpr[datetime | None]"
Day: TypeAlias = "ColumnExpr[date] | ColumnExpr[date | None]"


@frozen
class Measure(Generic[V_co]):
    """A function over the rows of a group: `path` is the column (empty where rows are counted), `kind` the type of the result."""

    function: Function
    path: tuple[str, ...]
    kind: type


Part: TypeAlias = Literal["day", "week", "month", "quarter", "year", "fiscal-period", "fiscal-year"]


@frozen
class DatePart(Generic[V_co]):
    """A part of a date to group by: `Invoice.createdon.part("month")`. FetchXML only; in the calling user's time zone."""

    path: tuple[str, ...]
    part: Part


def row_count() -> Measure[int]:
    """Counts the rows of a group."""
    return Measure("count", (), int)


_NUMBERS = (int, Decimal, float)
_ORDERED = (*_NUMBERS, datetime, date)


class _Measuring:
    """A measure as a method of a column. Its subclasses say the type of the result; this one refuses the wrong column at run time."""

    def __init__(self, function: Function, allowed: tuple[type, ...], kind: type | None = None) -> None:
        self._function: Function = function
        self._allowed = allowed
        self._kind = kind

    # Any: the subclasses' overloads say what comes back for which column.
    def __get__(self, column: Any, owner: Any) -> Any:
        return self if column is None else lambda: self._of(column)

    def _of(self, column: Any) -> Measure[Any]:
        kind = column.info.python_type
        if kind not in self._allowed:
            raise UsageError(f"{column.info.attribute} holds {kind.__name__}, of which there is no {self._function}")
        return Measure(self._function, column.path, self._kind or kind)


class _Number(_Measuring):
    """Gives a number of the column's own type."""

    @overload
    def __get__(self, column: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, column: Whole, owner: Any) -> Callable[[], Measure[int | None]]: ...
    @overload
    def __get__(self, column: Exact, owner: Any) -> Callable[[], Measure[Decimal | None]]: ...
    @overload
    def __get__(self, column: Inexact, owner: Any) -> Callable[[], Measure[float | None]]: ...
    def __get__(self, column: Any, owner: Any) -> Any:
        return super().__get__(column, owner)


class _Mean(_Measuring):
    """Gives a decimal number for any number."""

    @overload
    def __get__(self, column: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, column: Whole | Exact | Inexact, owner: Any) -> Callable[[], Measure[Decimal | None]]: ...
    def __get__(self, column: Any, owner: Any) -> Any:
        return super().__get__(column, owner)


class _Extreme(_Measuring):
    """Gives a number or a date of the column's own type."""

    @overload
    def __get__(self, column: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, column: Whole, owner: Any) -> Callable[[], Measure[int | None]]: ...
    @overload
    def __get__(self, column: Exact, owner: Any) -> Callable[[], Measure[Decimal | None]]: ...
    @overload
    def __get__(self, column: Inexact, owner: Any) -> Callable[[], Measure[float | None]]: ...
    @overload
    def __get__(self, column: Moment, owner: Any) -> Callable[[], Measure[datetime | None]]: ...
    @overload
    def __get__(self, column: Day, owner: Any) -> Callable[[], Measure[date | None]]: ...
    def __get__(self, column: Any, owner: Any) -> Any:
        return super().__get__(column, owner)


class Measures:
    """The measures of a column that holds numbers or dates. Each is None where no row of the group has a value."""

    __slots__ = ()

    sum = _Number("sum", _NUMBERS)
    average = _Mean("average", _NUMBERS, Decimal)
    min = _Extreme("min", _ORDERED)
    max = _Extreme("max", _ORDERED)
