"""What stands in a class body: `column()`, `lookup()`, `navigation()`, `collection()`, and the descriptors that annotate them.

The functions leave declarations, which `entity` takes up and replaces. The descriptors `Column[T]`, `Lookup[E]`, `Navigation[E]` and
`Collection[E]` speak to type checkers only: on the class they give the expression, on a row the value. Nothing here runs on a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from attrs import frozen

from ..wire.literals import name as checked_name
from .columns import CollectionExpr, ColumnExpr, LookupExpr
from .values import NavigationInfo, Reference, Required

if TYPE_CHECKING:
    from .entity import Entity

__all__ = ["Collection", "Column", "Lookup", "Navigation", "collection", "column", "lookup", "navigation"]

T = TypeVar("T")
E = TypeVar("E", bound="Entity")


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
    many_to_many: bool = False

    def info(self, attribute: str, module: str) -> NavigationInfo:
        """The finished facts, once the attribute's name and the class's module are known."""
        return NavigationInfo(
            attribute=attribute,
            wire_name=checked_name(self.name or attribute),
            target=checked_name(self.target),
            collection=self.collection,
            many_to_many=self.many_to_many,
            module=module,
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
    for table, property_name in targets.items():
        checked_name(table)
        checked_name(property_name)
    facts = {"required": required, "create": create, "update": update}
    return LookupDeclaration(name=name, targets=dict(targets), facts=facts)


def navigation(target: str, *, name: str | None = None) -> Any:
    """Declares a single-valued navigation property to a table, by its logical name."""
    return NavigationDeclaration(name=name, target=target, collection=False)


def collection(target: str, *, name: str | None = None, many_to_many: bool = False) -> Any:
    """Declares a collection-valued navigation property to a table, by its logical name.

    `many_to_many` says that it belongs to an N:N relationship, which no expansion can nest or combine with others.
    """
    return NavigationDeclaration(name=name, target=target, collection=True, many_to_many=many_to_many)


# --- What type checkers see. `__set__` is neither overloaded nor decorated: mypy takes the types of `__init__` from it.


class Column(Generic[T]):
    """A column of type T: an expression on the class, a value on a row."""

    @overload
    def __get__(self, row: None, owner: type[Any], /) -> ColumnExpr[T]: ...
    @overload
    def __get__(self, row: Entity, owner: type[Any], /) -> T: ...
    def __get__(self, row: Entity | None, owner: type[Any], /) -> ColumnExpr[T] | T:
        raise NotImplementedError  # the metaclass and the classes of rows answer; this stands here for type checkers

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
    """A single-valued navigation property: on the class the columns of the table behind it, on a row the expanded row.

    A new row can be given a new row, which is created with it; to point to a record that exists, assign the lookup.
    """

    @overload
    def __get__(self, row: None, owner: type[Any], /) -> type[E]: ...
    @overload
    def __get__(self, row: Entity, owner: type[Any], /) -> E | None: ...
    def __get__(self, row: Entity | None, owner: type[Any], /) -> type[E] | E | None:
        raise NotImplementedError

    def __set__(self, row: Entity, value: E, /) -> None:
        raise NotImplementedError


class Collection(Generic[E]):
    """A collection-valued navigation property: on the class an expression, on a row the expanded rows.

    A new row can be given new rows, which are created with it.
    """

    @overload
    def __get__(self, row: None, owner: type[Any], /) -> CollectionExpr[E]: ...
    @overload
    def __get__(self, row: Entity, owner: type[Any], /) -> tuple[E, ...]: ...
    def __get__(self, row: Entity | None, owner: type[Any], /) -> CollectionExpr[E] | tuple[E, ...]:
        raise NotImplementedError

    def __set__(self, row: Entity, value: Sequence[E], /) -> None:
        raise NotImplementedError
