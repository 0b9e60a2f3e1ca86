"""What a filter says, as a frozen tree. Knows operators and operands; rendering and precedence are `query.render`'s.

A predicate has no truth value: `if Contact.firstname == "Ada"` is always a mistake, and raises.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Generic, Literal, NoReturn, TypeVar

from attrs import field, frozen

from ..errors import UsageError
from ..wire.literals import name as checked_name

__all__ = [
    "Alias",
    "AllOf",
    "AnyOf",
    "Call",
    "Compare",
    "CompareColumns",
    "Lambda",
    "Not",
    "Predicate",
    "QueryFunction",
    "Raw",
    "all_of",
    "any_of",
    "check_size",
    "not_",
]

Operator = Literal["eq", "ne", "gt", "ge", "lt", "le"]

V_co = TypeVar("V_co", covariant=True)


@frozen(repr=False)
class Alias(Generic[V_co]):
    """A value under a name, to be written once: `Contact.description == Alias("p1", text)` filters by `@p1`, and `@p1='...'` follows.

    An alias of None is left without a value, which the service takes for null
    (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview#use-parameter-aliases-with-query-options).
    """

    name: str = field(converter=checked_name)
    value: V_co

    def __repr__(self) -> str:
        return f"<Alias @{self.name}>"


class Predicate:
    """A condition on rows; combine with `&`, `|` and `~`, or with `all_of`, `any_of` and `not_`."""

    __slots__ = ()

    def __and__(self, other: Predicate) -> Predicate:
        return all_of([self, other])

    def __or__(self, other: Predicate) -> Predicate:
        return any_of([self, other])

    def __invert__(self) -> Predicate:
        return Not(self)

    def __bool__(self) -> NoReturn:
        raise UsageError("a predicate has no truth value; combine predicates with & | ~ in parentheses, not with and, or, not")

    def __repr__(self) -> str:
        # Operands are what people search for: a name, an address. They stay out of logs and tracebacks.
        return f"<{type(self).__name__} predicate>"


@frozen(repr=False)
class Compare(Predicate):
    """A column compared with a value; `None` is null."""

    path: tuple[str, ...]
    operator: Operator
    value: Any


@frozen(repr=False)
class CompareColumns(Predicate):
    """A column compared with another column of the same row."""

    path: tuple[str, ...]
    operator: Operator
    other: tuple[str, ...]


@frozen(repr=False)
class Call(Predicate):
    """One of the text functions `contains`, `startswith`, `endswith`."""

    function: Literal["contains", "startswith", "endswith"]
    path: tuple[str, ...]
    value: str | Alias[str]


@frozen(repr=False)
class QueryFunction(Predicate):
    """One of Dataverse's own: `Microsoft.Dynamics.CRM.In(PropertyName='x',PropertyValues=[...])`.

    The last name of `path` is the column's logical name, of a lookup too; what leads to its row stands before. `values` holds the further
    parameters by name; a tuple is sent as a JSON array.
    """

    function: str
    path: tuple[str, ...]
    values: tuple[tuple[str, Any], ...] = ()


@frozen(repr=False)
class Lambda(Predicate):
    """`any` or `all` over a collection-valued navigation property; without a condition, `any()` asks whether there is one."""

    quantifier: Literal["any", "all"]
    path: tuple[str, ...]
    variable: str
    condition: Predicate | None


@frozen(repr=False)
class Not(Predicate):
    """The opposite of a condition."""

    condition: Predicate


@frozen(repr=False)
class AllOf(Predicate):
    """Every one of two or more conditions."""

    conditions: tuple[Predicate, ...]


@frozen(repr=False)
class AnyOf(Predicate):
    """At least one of two or more conditions."""

    conditions: tuple[Predicate, ...]


@frozen(repr=False)
class Raw(Predicate):
    """OData text the caller vouches for, percent-encoded by the caller, sent as it stands inside parentheses."""

    text: str = field()

    @text.validator
    def _not_empty(self, _attribute: Any, value: Any) -> None:
        if not isinstance(value, str) or not value.strip():
            raise UsageError("a raw predicate is a text that is not empty")


MAX_CONDITIONS: Final = 500
# The service has a limit too, and does not tell it. This one keeps a tree within what Python can walk.
MAX_DEPTH: Final = 100


def check_size(predicates: Iterable[Predicate]) -> None:
    """Refuses more conditions than one query may hold: comparisons, functions and lambdas count, and what joins them does not.

    Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#condition-limits
    """
    level, conditions, depth = list(predicates), 0, 0
    while level:
        depth += 1
        conditions += sum(not isinstance(each, Not | AllOf | AnyOf) for each in level)
        if conditions > MAX_CONDITIONS:
            raise UsageError(f"Dataverse takes {MAX_CONDITIONS} conditions in one query; give values of one column to in_(), or ask twice")
        if depth > MAX_DEPTH:
            raise UsageError(f"the predicate is nested more than {MAX_DEPTH} deep; combine many with all_of and any_of instead")
        level = [inner for each in level for inner in _inner(each)]


def _inner(predicate: Predicate) -> tuple[Predicate, ...]:
    match predicate:
        case AllOf(conditions) | AnyOf(conditions):
            return conditions
        case Not(condition):
            return (condition,)
        case Lambda(condition=condition) if condition is not None:
            return (condition,)
    return ()


def _flat(kind: type[AllOf] | type[AnyOf], conditions: Iterable[Any]) -> Predicate:
    found: list[Predicate] = []
    for condition in conditions:
        if not isinstance(condition, Predicate):
            raise UsageError("only predicates can be combined; compare a column with a value first")
        found.extend(condition.conditions if isinstance(condition, kind) else (condition,))
    if not found:
        raise UsageError("a combination of no predicates says nothing; pass at least one")
    return found[0] if len(found) == 1 else kind(tuple(found))


def all_of(conditions: Iterable[Predicate]) -> Predicate:
    """Gives the predicate that holds when each of these does."""
    return _flat(AllOf, conditions)


def any_of(conditions: Iterable[Predicate]) -> Predicate:
    """Gives the predicate that holds when at least one of these does."""
    return _flat(AnyOf, conditions)


def not_(condition: Predicate) -> Predicate:
    """Gives the predicate that holds when this one does not."""
    return ~_flat(AllOf, [condition])
