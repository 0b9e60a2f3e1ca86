"""Open tables: rows of tables for which nobody declared a class.

    Project = Table("new_project", set_name="new_projects", key="new_projectid")
    title = Project.column("new_title", str)

`Query(Project).select(title).where(title == "x")` is typed as any query is, `row[title]` is a `str | None`, and `row["new_other"]` gives a
column that was not named here, in wire form. Rows are created and updated as those of declared classes are. Knows no facts about the
table but those given; for a table that is used often, a class (`dataverse-sdk generate`) knows more and is checked better.
"""

from __future__ import annotations

from keyword import iskeyword
from types import MappingProxyType, new_class
from typing import Any, TypeVar, overload
from uuid import UUID

import attrs

from ..errors import InvalidReply, NotSelectedError, UsageError
from ..wire.literals import name as checked_name
from .attributes import Unslotted, not_selected
from .cells import value_from_wire
from .columns import ColumnExpr, Expression, LookupExpr
from .converter import make_converter
from .entity import Entity, register
from .storage import declared, put
from .values import SCALARS, ColumnInfo, Reference, TableInfo

__all__ = ["Row", "Table"]

T = TypeVar("T")
V = TypeVar("V")
E = TypeVar("E", bound=Entity)

_CONVERTER = make_converter()


class _Cell(Unslotted):
    """A column of an open table: the expression on the class, the value on a row, read from wire form when it is first asked for."""

    __slots__ = ("_expression", "_info")

    def __init__(self, info: ColumnInfo, expression: Expression[Any]) -> None:
        super().__init__(info.attribute)
        self._info = info
        self._expression = expression

    def __get__(self, row: Row | None, owner: type[Any]) -> Any:
        if row is None:
            return self._expression
        info = self._info
        if info.attribute not in row._values:
            if info.wire_name not in row._extra:
                raise not_selected(row, info.attribute)
            try:
                put(row, info.attribute, value_from_wire(info, row._extra, info.wire_name, _CONVERTER))
            except (TypeError, ValueError, ArithmeticError):
                # `from None`: the cause quotes the value.
                raise InvalidReply(f"{info.wire_name}: not a {info.python_type.__name__}") from None
        return row._values[info.attribute]


class Row(Entity):
    """A row of an open table; `Table` makes its class. Mutable, as every row."""

    @classmethod
    def column(cls, name: str, kind: type[T]) -> ColumnExpr[T | None]:
        """Names a column and its type, and gives its expression. Raises UsageError when it was named with another type before."""
        given: object = kind  # what callers without a type checker pass
        if given not in SCALARS:
            raise UsageError(f"a column holds one of {', '.join(each.__name__ for each in SCALARS)}")
        info = ColumnInfo(attribute=_attribute(name), wire_name=checked_name(name), logical_name=name, python_type=kind)
        return cls._named(info, ColumnExpr(info))

    @classmethod
    def lookup(cls, name: str, targets: dict[str, str]) -> LookupExpr[Entity]:
        """Names a lookup; `targets` maps each table it can point to, to the navigation property that binds it."""
        info = ColumnInfo(
            attribute=_attribute(name),
            wire_name=f"_{checked_name(name)}_value",
            logical_name=name,
            python_type=UUID,
            targets=MappingProxyType(dict(targets)),
        )
        return cls._named(info, LookupExpr(info))

    @classmethod
    def _named(cls, info: ColumnInfo, expression: V) -> V:
        cls = declared(cls)  # somebody may ask the class of a row
        known = cls.__table__.columns.get(info.wire_name)
        if known is not None:
            if known != info:
                raise UsageError(f"{info.logical_name} was named before, with another type")
            return expression
        table = attrs.evolve(
            cls.__table__,
            columns=MappingProxyType({**cls.__table__.columns, info.wire_name: info}),
            attributes=MappingProxyType({**cls.__table__.attributes, info.attribute: info}),
        )
        type.__setattr__(cls, "__table__", table)
        type.__setattr__(cls, info.attribute, _Cell(info, expression))  # type: ignore[arg-type]
        return expression

    @overload
    def __getitem__(self, column: Expression[V]) -> V: ...
    @overload
    def __getitem__(self, column: str) -> Any: ...
    def __getitem__(self, column: Expression[Any] | str) -> Any:
        if isinstance(column, str):
            if column in self._extra:
                return self._extra[column]
            raise NotSelectedError(f"{column} did not come with this row")
        return getattr(self, self._attribute(column))

    @overload
    def __setitem__(self, column: ColumnExpr[T], value: T) -> None: ...
    @overload
    def __setitem__(self, column: LookupExpr[E], value: Reference[E] | E | None) -> None: ...
    def __setitem__(self, column: Expression[Any], value: Any) -> None:
        setattr(self, self._attribute(column), value)

    def _attribute(self, column: Expression[Any]) -> str:
        if type(self).__table__.columns.get(column.info.wire_name) != column.info:
            raise UsageError(f"{column.info.logical_name} is not a column of {type(self).__table__.logical_name}")
        return column.info.attribute


def _attribute(name: str) -> str:
    # `row.column` is a method of every row; a column of that name is reached as `row.column_`.
    return f"{name}_" if name in dir(Row) or name.startswith("_") or iskeyword(name) else name


def Table(logical_name: str, *, set_name: str, key: str) -> type[Row]:  # noqa: N802 -- it makes a class, and reads as one
    """Gives a class for the rows of a table nobody declared; `set_name` and `key` are Dataverse's, and never guessed."""
    for text in (logical_name, set_name, key):
        checked_name(text)
    made: type[Row] = new_class(logical_name, (Row,), exec_body=lambda body: body.update(__module__=__name__))
    table = TableInfo(
        logical_name=logical_name,
        set_name=set_name,
        key=key,
        alternate_keys=MappingProxyType({}),
        columns=MappingProxyType({}),
        attributes=MappingProxyType({}),
        navigations=MappingProxyType({}),
    )
    type.__setattr__(made, "__table__", table)
    register(made)
    return made
