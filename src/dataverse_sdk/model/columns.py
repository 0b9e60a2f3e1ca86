"""Columns as the class shows them: typed expressions to filter, order and select with.

Two layers. At run time `column()`, `lookup()`, `navigation()` and `collection()` give declarations that `entity` turns into
`ColumnExpr`, `LookupExpr`, `NavigationExpr` and `CollectionExpr`. For type checkers `Column[T]`, `Lookup[E]`, `Navigation[E]` and
`Collection[E]` are descriptors: on the class they give the expression, on a row the value.

Operators build predicates. An operand of the wrong type is refused at once, here, with the column's name and without the operand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, overload
from uuid import UUID

from attrs import frozen

from ..errors import UsageError
from .predicates import Call, Compare, CompareColumns, Lambda, Operator, Predicate, QueryFunction
from .values import ColumnInfo, NavigationInfo, Reference, Required

if TYPE_CHECKING:
    from .entity import Entity

__all__ = [
    "Collection",
    "CollectionExpr",
    "Column",
    "ColumnExpr",
    "Lookup",
    "LookupExpr",
    "Navigation",
    "NavigationExpr",
    "Order",
    "collection",
    "column",
    "lookup",
    "navigation",
]

T = TypeVar("T")
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
    return isinstance(value, _FITS[kind])


@frozen
class Order:
    """One term of an order: a column's path, and whether it descends."""

    path: tuple[str, ...]
    descending: bool = False


class _Expr:
    """What columns and lookups share: a path from the queried table, and the facts about the column at its end."""

    __slots__ = ("info", "path")

    def __init__(self, info: ColumnInfo, path: tuple[str, ...] | None = None) -> None:
        self.info = info
        self.path = path or (info.wire_name,)

    # Identity: `==` builds a predicate, so it cannot serve sets and dicts.
    __hash__ = object.__hash__

    def _operand(self, value: Any) -> Any:
        raise NotImplementedError

    def _compare(self, operator: Operator, value: Any) -> Predicate:
        if isinstance(value, _Expr):
            if value.info.python_type is not self.info.python_type:
                raise UsageError(f"{self.info.attribute} and {value.info.attribute} have different types and cannot be compared")
            return CompareColumns(self.path, operator, value.path)
        if value is None:
            if operator not in ("eq", "ne"):
                raise UsageError(f"{self.info.attribute} can be null or not null; it cannot be less or greater than null")
            return Compare(self.path, operator, None)
        return Compare(self.path, operator, self._operand(value))

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

    def _in(self, values: Iterable[Any], function: str) -> Predicate:
        operands = tuple(self._operand(value) for value in values)
        if not operands:
            raise UsageError(f"{self.info.attribute}: a list of values needs at least one")
        return QueryFunction(function, self.path, (("PropertyValues", operands),))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {'/'.join(self.path)}>"


class ColumnExpr(_Expr, Generic[T]):
    """A column of a table, or of a table reached through navigation properties. `info` holds what is known of it."""

    __slots__ = ()

    def _operand(self, value: Any) -> Any:
        if not fits(self.info, value):
            raise UsageError(f"{self.info.attribute} takes {self.info.python_type.__name__}, not {type(value).__name__}")
        return value

    def __eq__(self, other: T | ColumnExpr[T]) -> Predicate:  # type: ignore[override]
        return self._compare("eq", other)

    def __ne__(self, other: T | ColumnExpr[T]) -> Predicate:  # type: ignore[override]
        return self._compare("ne", other)

    __hash__ = object.__hash__

    def __lt__(self, other: T | ColumnExpr[T]) -> Predicate:
        return self._compare("lt", other)

    def __le__(self, other: T | ColumnExpr[T]) -> Predicate:
        return self._compare("le", other)

    def __gt__(self, other: T | ColumnExpr[T]) -> Predicate:
        return self._compare("gt", other)

    def __ge__(self, other: T | ColumnExpr[T]) -> Predicate:
        return self._compare("ge", other)

    def in_(self, values: Iterable[T]) -> Predicate:
        """Holds for rows whose value is one of these (`Microsoft.Dynamics.CRM.In`; OData's own `in` is not supported)."""
        return self._in(values, "In")

    def not_in(self, values: Iterable[T]) -> Predicate:
        """Holds for rows whose value is none of these (`Microsoft.Dynamics.CRM.NotIn`)."""
        return self._in(values, "NotIn")

    def _text(self, function: Literal["contains", "startswith", "endswith"], value: str) -> Predicate:
        if self.info.python_type is not str:
            raise UsageError(f"{self.info.attribute} is not a text column; {function} works on text")
        text: object = value  # what callers without a type checker pass
        if not isinstance(text, str) or not text:
            raise UsageError(f"{self.info.attribute}: {function} needs a text that is not empty")
        return Call(function, self.path, value)

    def contains(self: Text, value: str) -> Predicate:
        """Holds for rows whose text contains this; `%`, `_` and `[` act as wildcards (see `escape_wildcards`)."""
        return self._text("contains", value)

    def startswith(self: Text, value: str) -> Predicate:
        """Holds for rows whose text begins with this; `%`, `_` and `[` act as wildcards (see `escape_wildcards`)."""
        return self._text("startswith", value)

    def endswith(self: Text, value: str) -> Predicate:
        """Holds for rows whose text ends with this; `%`, `_` and `[` act as wildcards (see `escape_wildcards`)."""
        return self._text("endswith", value)


def escape_wildcards(text: str) -> str:
    """Gives text in which `%`, `_` and `[` stand for themselves inside contains, startswith and endswith.

    Source: wildcard characters in conditions,
    https://learn.microsoft.com/power-apps/developer/data-platform/wildcard-characters
    """
    return re.sub(r"[%_\[]", r"[\g<0>]", text)


class LookupExpr(_Expr, Generic[E]):
    """A lookup column: compare it with a row, a reference or an id."""

    __slots__ = ()

    def _operand(self, value: Any) -> UUID:
        if isinstance(value, UUID):
            return value
        if not isinstance(value, Reference):
            value = _reference_to(value, self.info)
        check_target_table(self.info, value)
        key: UUID = value.id
        return key

    def __eq__(self, other: UUID | Reference[E] | E | LookupExpr[E] | None) -> Predicate:  # type: ignore[override]
        return self._compare("eq", other)

    def __ne__(self, other: UUID | Reference[E] | E | LookupExpr[E] | None) -> Predicate:  # type: ignore[override]
        return self._compare("ne", other)

    __hash__ = object.__hash__

    def in_(self, values: Iterable[UUID | Reference[E] | E]) -> Predicate:
        """Holds for rows that point to one of these."""
        return self._in(values, "In")

    def not_in(self, values: Iterable[UUID | Reference[E] | E]) -> Predicate:
        """Holds for rows that point to none of these."""
        return self._in(values, "NotIn")


def _reference_to(value: Any, info: ColumnInfo) -> Reference[Any]:
    from .entity import Entity, reference_to

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
        if len(self._path) > 1 and not self._path[0].startswith("$"):
            raise UsageError("Dataverse does not filter by a collection behind a lookup; query the other table")
        # Nested lambdas need variables of their own; the depth of the path's own variable numbers them.
        depth = int(self._path[0][2:]) + 1 if self._path[0].startswith("$") else 0
        variable = f"$o{depth}"
        predicate = condition(_Variable(self._info, variable)) if condition else None  # type: ignore[arg-type]
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

        target = class_of(self._target)
        if target is None:
            raise UsageError(f"the class of {self._target.target} was not imported; import it, or declare it")
        return reached(getattr(target, name), (self._variable,))


def reached(expression: Any, path: tuple[str, ...]) -> Any:
    """Gives the same column or navigation property, as seen from the start of the path."""
    if isinstance(expression, _Expr):
        return type(expression)(expression.info, (*path, *expression.path))
    if isinstance(expression, NavigationExpr | CollectionExpr):
        return type(expression)(expression._info, (*path, *expression._path[:-1]))
    raise UsageError("only columns and navigation properties can be reached through a navigation property")


# --- Declarations: what `column()` and its siblings leave on a class until `entity` takes them up.


@frozen(kw_only=True)
class ColumnDeclaration:
    """A column as written on the class; its Python type stands in the annotation."""

    name: str | None
    facts: Mapping[str, Any]


@frozen(kw_only=True)
class LookupDeclaration:
    """A lookup as written on the class."""

    name: str | None
    targets: Mapping[str, str]
    facts: Mapping[str, Any]


@frozen(kw_only=True)
class NavigationDeclaration:
    """A navigation property as written on the class."""

    name: str | None
    target: str
    collection: bool

    def info(self, attribute: str, package: str) -> NavigationInfo:
        """The finished facts, once the attribute's name and the class's package are known."""
        return NavigationInfo(
            attribute=attribute, wire_name=self.name or attribute, target=self.target, collection=self.collection, package=package
        )


def column(
    *,
    name: str | None = None,
    max_length: int | None = None,
    format: str | None = None,
    required: Required = "None",
    create: bool = True,
    update: bool = True,
    read: bool = True,
    options: Mapping[int, str] | None = None,
    memo: bool = False,
    minimum: float | None = None,
    maximum: float | None = None,
    precision: int | None = None,
) -> Any:
    """Declares a column: `emailaddress1: Column[str | None] = column(max_length=100)`.

    `name` is the wire name where it differs from the attribute. The rest are facts about the column, see `ColumnInfo`; none is needed.
    """
    facts = {
        "max_length": max_length,
        "format": format,
        "required": required,
        "create": create,
        "update": update,
        "read": read,
        "options": options,
        "memo": memo,
        "minimum": minimum,
        "maximum": maximum,
        "precision": precision,
    }
    return ColumnDeclaration(name=name, facts=facts)


def lookup(
    targets: Mapping[str, str],
    *,
    name: str | None = None,
    required: Required = "None",
    create: bool = True,
    update: bool = True,
) -> Any:
    """Declares a lookup: `parentcustomerid: Lookup[Account | Contact] = lookup({"account": "parentcustomerid_account", ...})`.

    `targets` maps each table it can point to, by logical name, to the navigation property that binds it, spelled as `$metadata` does.
    """
    facts = {"required": required, "create": create, "update": update}
    return LookupDeclaration(name=name, targets=dict(targets), facts=facts)


def navigation(target: str, *, name: str | None = None) -> Any:
    """Declares a single-valued navigation property to a table, by its logical name."""
    return NavigationDeclaration(name=name, target=target, collection=False)


def collection(target: str, *, name: str | None = None) -> Any:
    """Declares a collection-valued navigation property to a table, by its logical name."""
    return NavigationDeclaration(name=name, target=target, collection=True)


# --- What type checkers see. `__set__` is neither overloaded nor decorated: mypy takes the types of `__init__` from it.


class Column(Generic[T]):
    """A column of type T: an expression on the class, a value on a row."""

    @overload
    def __get__(self, row: None, owner: type[Any], /) -> ColumnExpr[T]: ...
    @overload
    def __get__(self, row: Entity, owner: type[Any], /) -> T: ...
    def __get__(self, row: Entity | None, owner: type[Any], /) -> ColumnExpr[T] | T:
        raise NotImplementedError  # the class and its slots answer; this stands here for type checkers

    def __set__(self, row: Entity, value: T, /) -> None:
        raise NotImplementedError


class Lookup(Generic[E]):
    """A lookup to a row of E: an expression on the class, a reference on a row. A row or a reference can be assigned."""

    @overload
    def __get__(self, row: None, owner: type[Any], /) -> LookupExpr[E]: ...
    @overload
    def __get__(self, row: Entity, owner: type[Any], /) -> Reference[E] | None: ...
    def __get__(self, row: Entity | None, owner: type[Any], /) -> LookupExpr[E] | Reference[E] | None:
        raise NotImplementedError

    def __set__(self, row: Entity, value: Reference[E] | E | None, /) -> None:
        raise NotImplementedError


class Navigation(Generic[E]):
    """A single-valued navigation property: on the class the columns of the table behind it, on a row the expanded row."""

    @overload
    def __get__(self, row: None, owner: type[Any], /) -> type[E]: ...
    @overload
    def __get__(self, row: Entity, owner: type[Any], /) -> E | None: ...
    def __get__(self, row: Entity | None, owner: type[Any], /) -> type[E] | E | None:
        raise NotImplementedError

    def __set__(self, row: Entity, value: E | None, /) -> None:
        raise NotImplementedError


class Collection(Generic[E]):
    """A collection-valued navigation property: on the class an expression, on a row the expanded rows."""

    @overload
    def __get__(self, row: None, owner: type[Any], /) -> CollectionExpr[E]: ...
    @overload
    def __get__(self, row: Entity, owner: type[Any], /) -> tuple[E, ...]: ...
    def __get__(self, row: Entity | None, owner: type[Any], /) -> CollectionExpr[E] | tuple[E, ...]:
        raise NotImplementedError

    def __set__(self, row: Entity, value: tuple[E, ...], /) -> None:
        raise NotImplementedError
