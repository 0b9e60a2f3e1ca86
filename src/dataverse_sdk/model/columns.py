"""Columns as the class shows them: typed expressions to filter, order and select with.

Operators build predicates. An operand that the column cannot hold, or that no request can carry, is refused at once, here, with the
column's name and without the operand. Refuses to know how a class is declared (`declarations`), and how a filter is spelled
(`query.render`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeAlias, TypeVar
from uuid import UUID

from attrs import frozen

from ..errors import UsageError
from ..wire.literals import moment
from ..wire.literals import name as checked_name
from .choices import choices_text, member_of
from .measures import DatePart, Measure, Measures, Part
from .predicates import Alias, Call, Compare, CompareColumns, Lambda, Operator, Predicate, QueryFunction
from .query_functions import ColumnFunctions, Dates, LookupFunctions
from .values import ColumnInfo, NavigationInfo, Reference, id_of

if TYPE_CHECKING:
    from .entity import Entity

__all__ = ["CollectionExpr", "ColumnExpr", "Expression", "LookupExpr", "NavigationExpr", "Order", "escape_wildcards"]

T = TypeVar("T")
V = TypeVar("V")
E = TypeVar("E", bound="Entity")

Text: TypeAlias = "ColumnExpr[str] | ColumnExpr[str | None]"
Ordered: TypeAlias = (
    "ColumnExpr[str] | ColumnExpr[str | None] | ColumnExpr[int] | ColumnExpr[int | None] | ColumnExpr[float] | ColumnExpr[float | None]"
    " | ColumnExpr[Decimal] | ColumnExpr[Decimal | None] | ColumnExpr[date] | ColumnExpr[date | None]"
    " | ColumnExpr[datetime] | ColumnExpr[datetime | None] | ColumnExpr[UUID] | ColumnExpr[UUID | None]"
)

# Which Python types may be compared with which columns. bool is an int to Python, but not to the service.
_FITS: Mapping[type, tuple[type, ...]] = {
    str: (str,),
    int: (int,),
    bool: (bool,),
    float: (float, int, Decimal),
    Decimal: (Decimal, int),
    UUID: (UUID,),
    datetime: (datetime,),
    date: (date,),
    bytes: (bytes,),
}


def fits(info: ColumnInfo, value: Any) -> bool:
    """Says whether a value has the column's type; None is judged by the caller."""
    kind = info.python_type
    if isinstance(value, bool) and kind is not bool:
        return False
    if kind is date and isinstance(value, datetime):
        return False
    if info.choice is None:
        return isinstance(value, _FITS[kind])
    if kind is frozenset:
        several = isinstance(value, Set | Sequence) and not isinstance(value, str | bytes)
        return several and all(_chosen(info.choice, each) for each in value)
    return _chosen(info.choice, value)


def _chosen(kind: type[IntEnum], value: Any) -> bool:
    # A plain number will do, as it does for the service; a member of another enum is a mistake.
    return isinstance(value, int) and not isinstance(value, bool) and (isinstance(value, kind) or not isinstance(value, Enum))


def sendable(info: ColumnInfo, value: Any) -> Any:
    """Gives the value as the column holds it (a choice as a member); refuses one that it cannot hold or that no request can carry.

    A refusal names column and type, never the value.
    """
    if type(value) is str and info.python_type is str and value.isascii():
        return value  # what most values are
    if not fits(info, value):
        raise UsageError(f"{info.attribute} takes {info.python_type.__name__}, not {type(value).__name__}")
    problem = _problem(value)
    if problem:
        raise UsageError(f"{info.attribute}: {problem}")
    if info.choice is not None:
        choice = info.choice
        return frozenset(member_of(choice, each) for each in value) if info.python_type is frozenset else member_of(choice, value)
    return value


def _problem(value: Any) -> str:
    match value:
        case str():
            try:
                value.isascii() or value.encode()
            except UnicodeEncodeError:
                return "a text holds half of a surrogate pair, which cannot be sent"
        case datetime():
            try:
                moment(value)
            except UsageError as error:
                return str(error)
        case float():
            return "" if math.isfinite(value) else "NaN and infinity cannot be sent"
        case Decimal():
            # The second bound keeps a few bytes such as 1E+999999999 from becoming gigabytes of digits.
            return "" if value.is_finite() and abs(value.adjusted()) <= 400 else "NaN, infinity and numbers without end cannot be sent"
        case int():
            return "" if -(2**63) <= value < 2**63 else "a whole number has at most 64 bits"
    return ""


@frozen
class Order:
    """One term of an order: a column's path, and whether it descends."""

    path: tuple[str, ...]
    descending: bool = False


class Expression(Generic[V]):
    """What columns and lookups share: a path from the queried table, and the facts about the column at its end.

    V is what a row holds there.
    """

    __slots__ = ("info", "path")

    def __init__(self, info: ColumnInfo, path: tuple[str, ...] | None = None) -> None:
        self.info = info
        self.path = path or (info.wire_name,)

    # Identity: `==` builds a predicate, so it cannot serve sets and dicts.
    __hash__ = object.__hash__

    def _operand(self, value: Any) -> Any:
        raise NotImplementedError

    def _compare(self, operator: Operator, value: Any) -> Predicate:
        if isinstance(value, Expression):
            if value.info.python_type is not self.info.python_type:
                raise UsageError(f"{self.info.attribute} and {value.info.attribute} have different types and cannot be compared")
            if value.path[:-1] != self.path[:-1]:
                raise UsageError(
                    f"{self.info.attribute} and {value.info.attribute} are columns of different rows; Dataverse compares columns of one row"
                )
            return CompareColumns(self.path, operator, value.path)
        if value is None:
            if operator not in ("eq", "ne"):
                raise UsageError(f"{self.info.attribute} can be null or not null; it cannot be less or greater than null")
            return Compare(self.path, operator, None)
        if isinstance(value, Alias):
            return Compare(self.path, operator, self._alias(value, self._operand))
        return Compare(self.path, operator, self._operand(value))

    @staticmethod
    def _alias(alias: Alias[Any], checked: Callable[[Any], Any]) -> Alias[Any]:
        return alias if alias.value is None else Alias(alias.name, checked(alias.value))

    @property
    def property_path(self) -> tuple[str, ...]:
        """The path as query functions name it: the column by its logical name, because they do not know `_x_value`."""
        *before, last = self.path
        given = last.partition("=")[0] + "=" if last.startswith("@") else ""
        return (*before, given + self.info.logical_name)

    def alias(self, name: str) -> Self:
        """Gives the same column under a parameter alias: the query names it `@name`, and says once what that is."""
        if len(self.path) != 1 or self.path[0].startswith("@"):
            raise UsageError("a parameter alias stands for a column of the queried table itself")
        return type(self)(self.info, (f"@{checked_name(name)}={self.path[0]}",))

    def is_null(self) -> Predicate:
        """Holds for rows that have no value here."""
        return Compare(self.path, "eq", None)

    def is_not_null(self) -> Predicate:
        """Holds for rows that have a value here."""
        return Compare(self.path, "ne", None)

    def asc(self) -> Order:
        """Orders by this column, smallest first. A lookup orders by the name of the row it points to."""
        return Order(self.path)

    def desc(self) -> Order:
        """Orders by this column, greatest first."""
        return Order(self.path, descending=True)

    def count(self) -> Measure[int]:
        """Counts the rows that have a value here. FetchXML only: `$apply` counts rows (`row_count()`)."""
        return Measure("count", self.path, int)

    def count_distinct(self) -> Measure[int]:
        """Counts the different values. FetchXML only: `$apply` cannot."""
        return Measure("countdistinct", self.path, int)

    def _operands(self, values: Iterable[Any]) -> tuple[Any, ...]:
        if isinstance(values, str | bytes):
            raise UsageError(f"{self.info.attribute}: a list of values is needed, not one {type(values).__name__}")
        operands = tuple(self._operand(value) for value in values)
        if not operands:
            raise UsageError(f"{self.info.attribute}: a list of values needs at least one")
        return operands

    def _in(self, values: Iterable[Any] | Alias[Iterable[Any]], function: str) -> Predicate:
        operands = self._alias(values, self._operands) if isinstance(values, Alias) else self._operands(values)
        return QueryFunction(function, self.property_path, (("PropertyValues", operands),))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {'/'.join(self.path)}>"


class ColumnExpr(Expression[T], ColumnFunctions, Measures, Generic[T]):
    """A column of a table, or of a table reached through navigation properties. `info` holds what is known of it."""

    __slots__ = ()

    def _operand(self, value: Any) -> Any:
        operand = sendable(self.info, value)
        return choices_text(operand) if self.info.python_type is frozenset else operand

    def _order(self, operator: Literal["lt", "le", "gt", "ge"], value: Any) -> Predicate:
        if self.info.python_type in (bool, bytes):
            raise UsageError(f"{self.info.attribute} has no order: a {self.info.python_type.__name__} is equal or not equal")
        return self._compare(operator, value)

    def __eq__(self, other: T | ColumnExpr[T] | Alias[T]) -> Predicate:  # type: ignore[override]
        return self._compare("eq", other)

    def __ne__(self, other: T | ColumnExpr[T] | Alias[T]) -> Predicate:  # type: ignore[override]
        return self._compare("ne", other)

    __hash__ = object.__hash__

    def __lt__(self: Ordered, other: T | ColumnExpr[T] | Alias[T]) -> Predicate:
        return self._order("lt", other)

    def __le__(self: Ordered, other: T | ColumnExpr[T] | Alias[T]) -> Predicate:
        return self._order("le", other)

    def __gt__(self: Ordered, other: T | ColumnExpr[T] | Alias[T]) -> Predicate:
        return self._order("gt", other)

    def __ge__(self: Ordered, other: T | ColumnExpr[T] | Alias[T]) -> Predicate:
        return self._order("ge", other)

    def in_(self, values: Iterable[T] | Alias[Iterable[T]]) -> Predicate:
        """Holds for rows whose value is one of these (`Microsoft.Dynamics.CRM.In`; OData's own `in` is not supported)."""
        return self._in(values, "In")

    def not_in(self, values: Iterable[T] | Alias[Iterable[T]]) -> Predicate:
        """Holds for rows whose value is none of these (`Microsoft.Dynamics.CRM.NotIn`)."""
        return self._in(values, "NotIn")

    def _between(self, low: Any, high: Any, function: str) -> Predicate:
        if self.info.python_type in (bool, bytes, UUID):
            raise UsageError(f"{self.info.attribute} has no order, so nothing lies between two of its values")
        return QueryFunction(function, self.property_path, (("PropertyValues", self._operands((low, high))),))

    def between(self: Ordered, low: T, high: T) -> Predicate:
        """Holds for rows whose value lies between these or is one of them (`Microsoft.Dynamics.CRM.Between`)."""
        return self._between(low, high, "Between")

    def not_between(self: Ordered, low: T, high: T) -> Predicate:
        """Holds for rows whose value lies outside these (`Microsoft.Dynamics.CRM.NotBetween`)."""
        return self._between(low, high, "NotBetween")

    def part(self: Dates, part: Part) -> DatePart[int]:
        """Gives a part of the date to group by, FetchXML only."""
        if self.info.python_type not in (date, datetime):
            raise UsageError(f"{self.info.attribute} is not a date; only dates have parts")
        return DatePart(self.path, part)

    def _text(self, function: Literal["contains", "startswith", "endswith"], value: str | Alias[str]) -> Predicate:
        if self.info.python_type is not str:
            raise UsageError(f"{self.info.attribute} is not a text column; {function} works on text")
        text: object = value.value if isinstance(value, Alias) else value  # what callers without a type checker pass
        if not isinstance(text, str) or not text:
            raise UsageError(f"{self.info.attribute}: {function} needs a text that is not empty")
        sendable(self.info, text)
        return Call(function, self.path, value)

    def contains(self: Text, value: str | Alias[str]) -> Predicate:
        """Holds for rows whose text contains this; `%`, `_` and `[` act as wildcards (see `escape_wildcards`)."""
        return self._text("contains", value)

    def startswith(self: Text, value: str | Alias[str]) -> Predicate:
        """Holds for rows whose text begins with this; `%`, `_` and `[` act as wildcards (see `escape_wildcards`)."""
        return self._text("startswith", value)

    def endswith(self: Text, value: str | Alias[str]) -> Predicate:
        """Holds for rows whose text ends with this; `%`, `_` and `[` act as wildcards (see `escape_wildcards`)."""
        return self._text("endswith", value)


def escape_wildcards(text: str) -> str:
    """Gives text in which `%`, `_` and `[` stand for themselves inside contains, startswith and endswith.

    Source: wildcard characters in conditions,
    https://learn.microsoft.com/power-apps/developer/data-platform/wildcard-characters
    """
    return re.sub(r"[%_\[]", r"[\g<0>]", text)


class LookupExpr(Expression["Reference[E] | None"], LookupFunctions, Generic[E]):
    """A lookup column: compare it with a row, a reference or an id."""

    __slots__ = ()

    def _operand(self, value: Any) -> UUID:
        if isinstance(value, UUID):
            return value
        if not isinstance(value, Reference):
            value = _reference_to(value, self.info)
        # A reference that was read without annotations does not say its table; its id is all a filter needs.
        if value.table:
            check_target_table(self.info, value)
        return id_of(value, f"a filter on {self.info.attribute}")

    def __eq__(self, other: UUID | Reference[E] | E | LookupExpr[E] | Alias[UUID] | None) -> Predicate:  # type: ignore[override]
        return self._compare("eq", other)

    def __ne__(self, other: UUID | Reference[E] | E | LookupExpr[E] | Alias[UUID] | None) -> Predicate:  # type: ignore[override]
        return self._compare("ne", other)

    __hash__ = object.__hash__

    def in_(self, values: Iterable[UUID | Reference[E] | E]) -> Predicate:
        """Holds for rows that point to one of these."""
        return self._in(values, "In")

    def not_in(self, values: Iterable[UUID | Reference[E] | E]) -> Predicate:
        """Holds for rows that point to none of these."""
        return self._in(values, "NotIn")


def _reference_to(value: Any, info: ColumnInfo) -> Reference[Any]:
    from .entity import Entity
    from .rows import reference_to

    if not isinstance(value, Entity):
        raise UsageError(f"{info.attribute} takes a row, a Reference or a UUID, not {type(value).__name__}")
    return reference_to(value)


def check_target_table(info: ColumnInfo, reference: Reference[Any]) -> None:
    """Refuses a reference to a table the lookup cannot point to. A lookup whose targets nobody declared takes any."""
    if info.targets and reference.table not in info.targets:
        raise UsageError(f"{info.attribute} cannot point to {reference.table}; it points to {', '.join(sorted(info.targets))}")


class NavigationExpr:
    """A single-valued navigation property: `Incident.customerid_contact.fullname` reaches through it; `expand` takes it.

    For type checkers it is the class at the other end, so that the columns behind it are checked too.
    """

    __slots__ = ("_info", "_path")

    def __init__(self, info: NavigationInfo, path: tuple[str, ...] = ()) -> None:
        self._info = info
        self._path = (*path, info.wire_name)

    def __getattr__(self, name: str) -> Any:
        from .entity import class_of

        if name.startswith("__"):
            raise AttributeError(name)
        target = class_of(self._info)
        if target is None:
            raise UsageError(f"{self._info.attribute} leads to {self._info.target}, whose class was not imported; import it, or declare it")
        return reached(getattr(target, name), self._path)

    def __repr__(self) -> str:
        return f"<NavigationExpr {'/'.join(self._path)}>"


class CollectionExpr(Generic[E]):
    """A collection-valued navigation property: `any` and `all` filter by it, `expand` takes it."""

    __slots__ = ("_info", "_path")

    def __init__(self, info: NavigationInfo, path: tuple[str, ...] = ()) -> None:
        self._info = info
        self._path = (*path, info.wire_name)

    def _lambda(self, quantifier: Literal["any", "all"], condition: Callable[[type[E]], Predicate] | None) -> Predicate:
        # Only a lambda's variable may stand before it.
        if len(self._path) > (2 if self._path[0].startswith("$") else 1):
            raise UsageError("Dataverse does not filter by a collection behind a lookup; query the other table")
        # Nested lambdas need variables of their own; the depth of the path's own variable numbers them.
        depth = int(self._path[0][2:]) + 1 if self._path[0].startswith("$") else 0
        variable = f"$o{depth}"
        predicate = condition(_Variable(self._info, variable)) if condition else None  # type: ignore[arg-type]
        given: object = predicate  # what callers without a type checker return
        if condition and not isinstance(given, Predicate):
            raise UsageError(f"{self._info.attribute}.{quantifier} takes a function that gives a predicate")
        return Lambda(quantifier, self._path, variable, predicate)

    def any(self, condition: Callable[[type[E]], Predicate] | None = None) -> Predicate:
        """Holds for rows with at least one related row that meets the condition, or with any at all."""
        return self._lambda("any", condition)

    def all(self, condition: Callable[[type[E]], Predicate]) -> Predicate:
        """Holds for rows whose related rows all meet the condition; a row without any does too."""
        return self._lambda("all", condition)

    def __repr__(self) -> str:
        return f"<CollectionExpr {'/'.join(self._path)}>"


class _Variable:
    """The row a lambda speaks of."""

    __slots__ = ("_target", "_variable")

    def __init__(self, target: NavigationInfo, variable: str) -> None:
        self._target = target
        self._variable = variable

    def __getattr__(self, name: str) -> Any:
        from .entity import class_of

        if name.startswith("__"):
            raise AttributeError(name)
        target = class_of(self._target)
        if target is None:
            raise UsageError(f"the class of {self._target.target} was not imported; import it, or declare it")
        return reached(getattr(target, name), (self._variable,))


def reached(expression: Any, path: tuple[str, ...]) -> Any:
    """Gives the same column or navigation property, as seen from the start of the path."""
    if isinstance(expression, Expression):
        return type(expression)(expression.info, (*path, *expression.path))
    if isinstance(expression, NavigationExpr | CollectionExpr):
        return type(expression)(expression._info, (*path, *expression._path[:-1]))
    raise UsageError("only columns and navigation properties can be reached through a navigation property")
