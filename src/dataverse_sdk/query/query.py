"""Queries as frozen values: which rows, which columns, in what order. Every method gives a new query.

Knows what can be asked; how it is spelled in a URL is `render`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, Never, NoReturn, TypeVar, overload

from attrs import evolve, field, frozen

from ..errors import UsageError
from ..model import CollectionExpr, ColumnExpr, Entity, LookupExpr, Order, Predicate, TableInfo, all_of, table_of
from ..model.belonging import check_belonging
from ..model.columns import Expression, NavigationExpr
from ..model.entity import class_of
from ..model.measures import Measure
from ..model.predicates import check_size
from .aggregates import Aggregation
from .render import query_target
from .source import MAX_PAGE, First, RowSource, check_page_size, entity_page, page_preference
from .values import Values

if TYPE_CHECKING:
    from typing import TypeAlias

    # A single-valued navigation property is, to a type checker, the class behind it.
    Expandable: TypeAlias = "type[Entity] | CollectionExpr[Any] | Expand"

__all__ = ["Expand", "Query", "expand"]

E = TypeVar("E", bound=Entity)
V1 = TypeVar("V1")
V2 = TypeVar("V2")
V3 = TypeVar("V3")
V4 = TypeVar("V4")
V5 = TypeVar("V5")

# What other OData services have and Dataverse has not. Type checkers find no such method; who has none is told why.
_NOT_IN_DATAVERSE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "skip": "Dataverse has no $skip; read page by page, and go on from a page's position",
        "search": "Dataverse has no $search; filter with contains(), or call the searchquery action",
        "compute": "Dataverse has no $compute; compute over the rows that come back",
        "levels": "Dataverse has no $levels; nest expand() as deep as is needed",
        "distinct": "Dataverse has no $distinct; group_by() gives each combination of values once, and Fetch(...).distinct() whole rows",
        "count": "Dataverse counts with a query of its own: client.query(query).count()",
        "format": "Dataverse answers in JSON only",
    }
)


def _refuse(option: str) -> NoReturn:
    raise UsageError(_NOT_IN_DATAVERSE.get(option, f"expand takes no {option}"))


def wire_names(columns: tuple[Expression[Any], ...]) -> tuple[str, ...]:
    """Gives the wire names of columns of the queried table itself."""
    names = []
    for column in columns:
        if not isinstance(column, Expression):
            raise UsageError("select takes columns, such as Contact.firstname; for related rows use expand")
        if len(column.path) != 1:
            raise UsageError(f"{'/'.join(column.path)} is a column of another table; use expand to read it")
        if not column.info.read:
            raise UsageError(f"{column.info.attribute} cannot be read")
        names.append(column.info.wire_name)
    return tuple(dict.fromkeys(names))


def check_top(count: int) -> int:
    """Gives back a row count that the service can take."""
    given: object = count  # what callers without a type checker pass
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise UsageError("top takes a number of rows, 1 or more")
    return count


@frozen(repr=False)
class Expand:
    """Related rows to bring along: a navigation property, and what to take of the rows behind it.

    Limits of the service: 15 expansions in one query; order and top only for a collection, and only where no expansion is nested;
    many-to-many relationships neither nested nor beside others
    (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables).
    """

    name: str
    collection: bool
    select: tuple[str, ...] = ()
    predicate: Predicate | None = None
    orders: tuple[Order, ...] = ()
    limit: int | None = None
    nested: tuple[Expand, ...] = ()
    many_to_many: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.collection and self._ordered:
            raise UsageError(f"{self.name} brings one row; Dataverse takes order_by and top for collections only")
        _check_expands(self.nested)
        if self.nested:
            _check_nesting((self,))
            for item in (self, *self.nested):
                if item.many_to_many:
                    raise UsageError(f"{item.name} is many-to-many, and Dataverse nests no such expansion; ask for its rows with a query")

    @property
    def _ordered(self) -> bool:
        return bool(self.orders) or self.limit is not None

    def __repr__(self) -> str:
        return f"<Expand {self.name}>"


def expand(
    navigation: Expandable,
    *,
    select: tuple[ColumnExpr[Any] | LookupExpr[Any], ...] | list[ColumnExpr[Any] | LookupExpr[Any]] = (),
    where: Predicate | None = None,
    order_by: tuple[Order, ...] | list[Order] = (),
    top: int | None = None,
    expand: tuple[Expandable, ...] | list[Expandable] = (),
    **unsupported: Never,
) -> Expand:
    """Gives an expansion with options; without `select`, every column of the table behind the navigation property comes along."""
    for option in unsupported:
        _refuse(option)
    # To a type checker a single-valued navigation property is `type[Entity]`; here it is an expression.
    found: object = navigation
    if not isinstance(found, NavigationExpr | CollectionExpr):
        raise UsageError("expand takes navigation properties, such as Contact.parentcustomerid_account")
    if len(found._path) != 1:
        raise UsageError("expand takes a navigation property of the queried table; nest expand() to go further")
    names = wire_names(tuple(select))
    target = class_of(found._info)
    for column in names:
        if target is not None and column not in table_of(target).columns:
            raise UsageError(f"{column} is not a column of {target.__name__}, which {found._info.attribute} leads to")
    made = Expand(
        found._info.wire_name,
        isinstance(found, CollectionExpr),
        names,
        None if where is None else all_of([where]),
        orders_of(tuple(order_by)),
        None if top is None else check_top(top),
        tuple(_as_expand(item) for item in expand),
        found._info.many_to_many,
    )
    within = [*(order.path for order in made.orders), *((item.name,) for item in made.nested)]
    check_belonging(found._info.target, [made.predicate], within)
    return made


def _as_expand(navigation: Expandable) -> Expand:
    return navigation if isinstance(navigation, Expand) else expand(navigation)


def orders_of(orders: tuple[Any, ...]) -> tuple[Order, ...]:
    """Gives the terms of an order; a column alone ascends."""
    found = []
    for order in orders:
        if isinstance(order, ColumnExpr | LookupExpr):
            order = order.asc()
        if not isinstance(order, Order):
            raise UsageError("order_by takes columns, or their asc() and desc()")
        found.append(order)
    return tuple(found)


@frozen(repr=False)
class Query(RowSource[E], Generic[E]):
    """Asks for rows of a table: `Query(Contact).where(Contact.emailaddress1 == "ada@example.com").top(5)`.

    Without `select`, the columns of the class are read: a class with few columns is a projection.
    """

    entity: type[E] = field()
    columns: tuple[str, ...] = field(default=(), kw_only=True)
    predicate: Predicate | None = field(default=None, kw_only=True)
    orders: tuple[Order, ...] = field(default=(), kw_only=True)
    limit: int | None = field(default=None, kw_only=True)
    expands: tuple[Expand, ...] = field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_size([*_conditions(self.expands), *([] if self.predicate is None else [self.predicate])])
        if self.predicate is not None or self.orders or self.expands:
            names = [*(order.path for order in self.orders), *((item.name,) for item in self.expands)]
            check_belonging(table_of(self.entity), [self.predicate], names)

    @entity.validator
    def _is_entity(self, _attribute: Any, value: Any) -> None:
        if not (isinstance(value, type) and issubclass(value, Entity) and hasattr(value, "__table__")):
            raise UsageError("a query is made of an entity class, such as Query(Contact)")

    def select(self, *columns: ColumnExpr[Any] | LookupExpr[Any]) -> Query[E]:
        """Reads these columns and no others; the primary id always comes along."""
        table = table_of(self.entity)
        names = wire_names(columns)
        for name in names:
            if name not in table.columns:
                raise UsageError(f"{name} is not a column of {self.entity.__name__}")
        return evolve(self, columns=tuple(dict.fromkeys((*self.columns, *names))))

    def where(self, *predicates: Predicate) -> Query[E]:
        """Keeps rows for which every predicate holds; calls add up."""
        conditions = [*([self.predicate] if self.predicate is not None else []), *predicates]
        return evolve(self, predicate=all_of(conditions)) if conditions else self

    def order_by(self, *orders: Order | ColumnExpr[Any] | LookupExpr[Any]) -> Query[E]:
        """Orders rows by these, after any given before."""
        return evolve(self, orders=(*self.orders, *orders_of(orders)))

    def top(self, count: int) -> Query[E]:
        """Stops after this many rows."""
        return evolve(self, limit=check_top(count))

    def expand(self, *navigations: Expandable) -> Query[E]:
        """Brings related rows along; see `expand()` for its options."""
        expands = (*self.expands, *(_as_expand(item) for item in navigations))
        _check_expands(expands)
        return evolve(self, expands=expands)

    @overload
    def values(self, a: Expression[V1], /) -> Values[tuple[V1]]: ...
    @overload
    def values(self, a: Expression[V1], b: Expression[V2], /) -> Values[tuple[V1, V2]]: ...
    @overload
    def values(self, a: Expression[V1], b: Expression[V2], c: Expression[V3], /) -> Values[tuple[V1, V2, V3]]: ...
    @overload
    def values(self, a: Expression[V1], b: Expression[V2], c: Expression[V3], d: Expression[V4], /) -> Values[tuple[V1, V2, V3, V4]]: ...
    @overload
    def values(
        self, a: Expression[V1], b: Expression[V2], c: Expression[V3], d: Expression[V4], e: Expression[V5], /
    ) -> Values[tuple[V1, V2, V3, V4, V5]]: ...
    def values(self, *columns: Expression[Any]) -> Values[Any]:
        """Reads these columns as tuples instead of rows; up to five, and a lookup as a reference."""
        if not 1 <= len(columns) <= 5:
            raise UsageError("values takes one to five columns; for more, select them and read rows")
        return Values(evolve(self, columns=()).select(*columns), columns)  # type: ignore[arg-type]

    def group_by(self, *columns: Expression[Any]) -> Aggregation:
        """Gives each combination of values once, of the rows that the query finds; `aggregate` adds measures (`$apply`)."""
        if not columns:
            raise UsageError("group_by takes one column or more")
        return Aggregation(self, columns)

    def aggregate(self, **measures: Measure[Any]) -> Aggregation:
        """Computes measures over all rows that the query finds: `aggregate(total=Invoice.totalamount.sum())` (`$apply`)."""
        return Aggregation(self, ()).aggregate(**measures)

    @property
    def table(self) -> TableInfo:
        """The table that is asked."""
        return table_of(self.entity)

    def first(self, page_size: int | None) -> First:
        """Gives the target of the first page and its preference: `$top` where one page holds all, else a page size.

        Never both: the service ignores `$top` where a page size is asked for
        (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/page-results).
        """
        check_page_size(page_size)
        if self.limit is not None and self.limit <= (page_size or MAX_PAGE):
            return query_target(self), None
        size = page_size if self.limit is None else page_size or MAX_PAGE
        return query_target(self, top=False), page_preference(size)

    def page(self, body: bytes, request_id: str | None) -> tuple[tuple[E, ...], Mapping[str, Any]]:
        """Reads the rows of a page, compiled where there are many."""
        return entity_page(self.entity, body, request_id)

    def at_most(self, count: int) -> Query[E]:
        """Gives the same query, stopping after so many rows if it does not stop earlier."""
        return self.top(count if self.limit is None else min(self.limit, count))

    if not TYPE_CHECKING:  # pragma: no branch

        def __getattr__(self, name: str) -> Any:
            if name in _NOT_IN_DATAVERSE:
                _refuse(name)
            raise AttributeError(f"a query has no {name}")

    def __repr__(self) -> str:
        return f"<Query {self.entity.__name__}>"


def _conditions(expands: tuple[Expand, ...]) -> list[Predicate]:
    own = [item.predicate for item in expands if item.predicate is not None]
    return [*own, *(predicate for item in expands for predicate in _conditions(item.nested))]


def _count(expands: tuple[Expand, ...]) -> int:
    return sum(1 + _count(item.nested) for item in expands)


def _check_expands(expands: tuple[Expand, ...]) -> None:
    names = [item.name for item in expands]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{name} is expanded twice; give all its options in one expand()")
    if _count(expands) > 15:
        raise UsageError("Dataverse allows 15 expansions in one query")
    if any(item.nested for item in expands):
        _check_nesting(expands)
    pairs = [item for item in expands if item.many_to_many]
    if pairs and len(pairs) < len(expands):
        raise UsageError(f"{pairs[0].name} is many-to-many, which Dataverse expands only beside others of its kind; ask in two queries")


def _check_nesting(expands: tuple[Expand, ...]) -> None:
    for item in expands:
        if item._ordered:
            raise UsageError(f"{item.name}: Dataverse takes no order_by and top in a query with nested expansions")
        _check_nesting(item.nested)
