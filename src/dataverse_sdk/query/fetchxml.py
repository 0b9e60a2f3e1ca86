"""FetchXML, built from columns and predicates or given as text: what OData in Dataverse lacks.

Joins without a navigation property, outer and "not any" joins, distinct rows, groups by date parts, distinct counts, an order by groups,
long-term retained and deleted rows. Rows are those of the class; columns of linked tables are read with `linked_value`.
Knows elements and attributes; conditions are `fetch_conditions`, paging is `fetch_documents`.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/overview
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, Generic, Literal, TypeAlias, TypeVar, get_args
from xml.etree import ElementTree as ET

from attrs import evolve, field, frozen

from ..errors import UsageError
from ..model import Entity, Order, Predicate, TableInfo, all_of, table_of
from ..model.belonging import check_belonging
from ..model.cells import value_from_wire
from ..model.columns import Expression
from ..model.measures import DatePart, Measure
from ..model.predicates import check_size
from ..wire.literals import name as checked_name
from .fetch_conditions import attribute_name, filter_element
from .fetch_documents import COOKIE, MORE, following_fetch, target_of
from .groups import GroupRow, Reading, check_names
from .query import check_top, orders_of, wire_names
from .source import CONVERTER, MAX_PAGE, First, RowSource, check_page_size, entity_rows

__all__ = ["Fetch", "FetchGroups", "Link", "link", "linked_value"]

E = TypeVar("E", bound=Entity)
V = TypeVar("V")

# https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/link-entity#link-type-options
Join: TypeAlias = Literal["inner", "outer", "any", "not any", "all", "not all", "exists", "in", "matchfirstrowusingcrossapply"]
_FILTERS: Final = frozenset({"any", "not any", "all", "not all", "exists", "in"})
_FUNCTIONS: Final = {"sum": "sum", "average": "avg", "min": "min", "max": "max", "count": "count", "countdistinct": "countcolumn"}


@frozen(repr=False)
class Link:
    """A linked table of a FetchXML query; see `link`."""

    table: TableInfo
    from_name: str
    to_name: str
    alias: str
    join: Join
    columns: tuple[str, ...]
    predicate: Predicate | None
    orders: tuple[Order, ...]
    links: tuple[Link, ...]

    def element(self) -> ET.Element:
        """Gives the `link-entity` element."""
        found = ET.Element(
            "link-entity",
            {"name": self.table.logical_name, "from": self.from_name, "to": self.to_name, "link-type": self.join, "alias": self.alias},
        )
        _fill(found, self.table, self.columns, self.predicate, self.orders, self.links)
        return found

    def __repr__(self) -> str:
        return f"<Link {self.alias}>"


def link(
    cls: type[Entity],
    *,
    from_: Expression[Any],
    to: Expression[Any],
    alias: str,
    join: Join = "inner",
    select: Iterable[Expression[Any]] = (),
    where: Predicate | None = None,
    order_by: Iterable[Order | Expression[Any]] = (),
    links: Iterable[Link] = (),
) -> Link:
    """Joins a table: `link(Contact, from_=Contact.parentcustomerid, to=Account.accountid, alias="c", select=[Contact.fullname])`.

    `from_` is the column of the joined table, `to` that of the table it is joined to. The columns come back under `alias`.
    """
    if join not in get_args(Join):
        raise UsageError(f"there is no such join; it is one of {', '.join(get_args(Join))}")
    table = table_of(cls)
    columns = _own(table, tuple(select))
    check_belonging(table, [where], [order.path for order in orders_of(tuple(order_by))])
    if join in _FILTERS and columns:
        raise UsageError(f'a join of kind "{join}" only filters; it brings no columns')
    return Link(
        table,
        attribute_name(table, _own(table, (from_,))),
        to.info.logical_name,
        checked_name(alias),
        join,
        columns,
        None if where is None else all_of([where]),
        orders_of(tuple(order_by)),
        tuple(links),
    )


def _own(table: TableInfo, columns: tuple[Expression[Any], ...]) -> tuple[str, ...]:
    names = wire_names(columns)
    for each in names:
        if each not in table.columns:
            raise UsageError(f"{each} is not a column of {table.logical_name}")
    return names


def _fill(
    element: ET.Element,
    table: TableInfo,
    columns: tuple[str, ...],
    predicate: Predicate | None,
    orders: tuple[Order, ...],
    links: tuple[Link, ...],
) -> None:
    for column in columns:
        ET.SubElement(element, "attribute", name=attribute_name(table, (column,)))
    for order in orders:
        each = ET.SubElement(element, "order", attribute=attribute_name(table, order.path))
        if order.descending:
            each.set("descending", "true")
    if predicate is not None:
        element.append(filter_element(predicate, table))
    for joined in links:
        element.append(joined.element())


def sized(fetch: ET.Element, table: TableInfo, limit: int | None, page_size: int | None) -> First:
    """Sizes a document: `top` where one page holds all, else pages; never both, which the service refuses."""
    check_page_size(page_size)
    if limit is not None and limit <= (page_size or MAX_PAGE):
        fetch.set("top", str(limit))
    elif page_size is not None:
        fetch.set("count", str(page_size))
        fetch.set("page", "1")
    return target_of(table.set_name, fetch), None


def with_nulls(documents: list[Any], columns: tuple[str, ...]) -> list[Any]:
    """Gives rows in which columns that were asked for and did not come are null: FetchXML's replies leave out what is."""
    absent = dict.fromkeys(columns)
    return [{**absent, **document} if isinstance(document, dict) else document for document in documents]


def _conditions(links: tuple[Link, ...]) -> list[Predicate]:
    own = [each.predicate for each in links if each.predicate is not None]
    return [*own, *(predicate for each in links for predicate in _conditions(each.links))]


def _links_aliases(links: tuple[Link, ...]) -> list[str]:
    return [alias for each in links for alias in (each.alias, *_links_aliases(each.links))]


@frozen(repr=False)
class Fetch(RowSource[E], Generic[E]):
    """Asks for rows with FetchXML: `Fetch(Account).select(Account.name).where(...).link(link(Contact, ...))`. Methods are as `Query`'s.

    `datasource="retained"` asks for rows in long-term retention, `"bin"` for deleted rows that can still be restored.
    """

    entity: type[E]
    columns: tuple[str, ...] = field(default=(), kw_only=True)
    predicate: Predicate | None = field(default=None, kw_only=True)
    orders: tuple[Order, ...] = field(default=(), kw_only=True)
    limit: int | None = field(default=None, kw_only=True)
    links: tuple[Link, ...] = field(default=(), kw_only=True)
    unique: bool = field(default=False, kw_only=True)
    datasource: Literal["retained", "bin"] | None = field(default=None, kw_only=True)

    needs: ClassVar[tuple[str, ...]] = (COOKIE, MORE)

    def __attrs_post_init__(self) -> None:
        check_size([*_conditions(self.links), *([] if self.predicate is None else [self.predicate])])
        check_belonging(self.table, [self.predicate], [order.path for order in self.orders])

    @property
    def table(self) -> TableInfo:
        """The table that is asked."""
        return table_of(self.entity)

    def select(self, *columns: Expression[Any]) -> Fetch[E]:
        """Reads these columns and no others."""
        return evolve(self, columns=tuple(dict.fromkeys((*self.columns, *_own(self.table, columns)))))

    def where(self, *predicates: Predicate) -> Fetch[E]:
        """Keeps rows for which every predicate holds; calls add up."""
        conditions = [*([self.predicate] if self.predicate is not None else []), *predicates]
        return evolve(self, predicate=all_of(conditions)) if conditions else self

    def order_by(self, *orders: Order | Expression[Any]) -> Fetch[E]:
        """Orders rows by these, after any given before. A choice is ordered by its label, unlike in a `Query`."""
        return evolve(self, orders=(*self.orders, *orders_of(orders)))

    def link(self, *links: Link) -> Fetch[E]:
        """Joins tables; see `link()`."""
        joined = (*self.links, *links)
        aliases = _links_aliases(joined)
        if len(set(aliases)) != len(aliases):
            raise UsageError("two links have one alias; their columns could not be told apart")
        return evolve(self, links=joined)

    def top(self, count: int) -> Fetch[E]:
        """Stops after this many rows."""
        return evolve(self, limit=check_top(count))

    def distinct(self) -> Fetch[E]:
        """Gives equal rows once."""
        return evolve(self, unique=True)

    def group_by(self, *columns: Expression[Any], **parts: DatePart[Any]) -> FetchGroups:
        """Groups rows by columns, and by parts of dates under names: `group_by(Invoice.statecode, month=Invoice.duedate.part("month"))`."""
        return FetchGroups(self, columns, tuple(parts.items()))

    def aggregate(self, **measures: Measure[Any]) -> FetchGroups:
        """Computes measures over all rows."""
        return FetchGroups(self, ()).aggregate(**measures)

    def _root(self) -> ET.Element:
        fetch = ET.Element("fetch", mapping="logical")
        if self.unique:
            fetch.set("distinct", "true")
        if self.datasource is not None:
            fetch.set("datasource", self.datasource)
        return fetch

    def _selected(self) -> tuple[str, ...]:
        return self.columns or tuple(info.wire_name for info in self.table.columns.values() if info.read) or (self.table.key,)

    def first(self, page_size: int | None) -> First:
        """Gives the document as a target."""
        fetch = self._root()
        _fill(
            ET.SubElement(fetch, "entity", name=self.table.logical_name),
            self.table,
            self._selected(),
            self.predicate,
            self.orders,
            self.links,
        )
        return sized(fetch, self.table, self.limit, page_size)

    def rows(self, documents: list[Any], request_id: str | None) -> tuple[E, ...]:
        """Reads rows of the class."""
        return entity_rows(self.entity, with_nulls(documents, self._selected()), request_id)

    def at_most(self, count: int) -> Fetch[E]:
        """Gives the same query, stopping after so many rows."""
        return self.top(count if self.limit is None else min(self.limit, count))

    def following(self, target: str, document: Mapping[str, Any], request_id: str | None) -> str | None:
        """Gives what to ask for the page after this one, or None."""
        return following_fetch(target, document, request_id)

    def __repr__(self) -> str:
        return f"<Fetch {self.entity.__name__}>"


@frozen(repr=False)
class FetchGroups(RowSource[GroupRow]):
    """Asks for groups with FetchXML; rows are those of an `Aggregation`."""

    fetch: Fetch[Any]
    keys: tuple[Expression[Any], ...]
    parts: tuple[tuple[str, DatePart[Any]], ...] = ()
    measures: tuple[tuple[str, Measure[Any]], ...] = ()
    orders: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None

    needs: ClassVar[tuple[str, ...]] = (COOKIE, MORE)

    def __attrs_post_init__(self) -> None:
        if self.fetch.columns or self.fetch.orders or self.fetch.limit is not None or any(_selects(each) for each in self.fetch.links):
            raise UsageError("a group has no columns but its keys and measures: leave out select, and put order_by and top behind group_by")
        _own(self.table, self.keys)
        check_names(self.table, self._readings, [name for name, _ in (*self.parts, *self.measures)])

    @property
    def table(self) -> TableInfo:
        """The table whose rows are grouped."""
        return self.fetch.table

    def aggregate(self, **measures: Measure[Any]) -> FetchGroups:
        """Adds measures; each comes back under the name it is given here."""
        if not measures:
            raise UsageError("aggregate takes measures by name, such as total=Invoice.totalamount.sum()")
        return evolve(self, measures=(*self.measures, *((checked_name(key), measure) for key, measure in measures.items())))

    def order_by(self, name: str, *, descending: bool = False) -> FetchGroups:
        """Orders groups by a key or a measure, by its name."""
        if name not in {reading.name for reading in self._readings}:
            raise UsageError(f"{name} is no key or measure of these groups")
        return evolve(self, orders=(*self.orders, (name, descending)))

    def top(self, count: int) -> FetchGroups:
        """Stops after this many groups."""
        return evolve(self, limit=check_top(count))

    @property
    def _readings(self) -> tuple[Reading, ...]:
        # A lookup comes back under the alias it was given, as a plain column would.
        keys = [Reading(key.info.attribute, key.path, (key.info.attribute,), key.info) for key in self.keys]
        parts = [Reading(name, part, (name,), int) for name, part in self.parts]
        return (*keys, *parts, *(Reading(name, measure, (name,), measure.kind) for name, measure in self.measures))

    def first(self, page_size: int | None) -> First:
        """Gives the document as a target."""
        root = self.fetch._root()
        root.set("aggregate", "true")
        entity = ET.SubElement(root, "entity", name=self.table.logical_name)
        for key in self.keys:
            ET.SubElement(entity, "attribute", name=key.info.logical_name, alias=key.info.attribute, groupby="true")
        for name, part in self.parts:
            column = attribute_name(self.table, part.path)
            ET.SubElement(entity, "attribute", name=column, alias=checked_name(name), groupby="true", dategrouping=part.part)
        for name, measure in self.measures:
            column = attribute_name(self.table, measure.path or (self.table.key,))
            function = "countcolumn" if measure.function == "count" and measure.path else _FUNCTIONS[measure.function]
            each = ET.SubElement(entity, "attribute", name=column, alias=name, aggregate=function)
            if measure.function == "countdistinct":
                each.set("distinct", "true")
        for name, descending in self.orders:
            each = ET.SubElement(entity, "order", alias=name)
            if descending:
                each.set("descending", "true")
        _fill(entity, self.table, (), self.fetch.predicate, (), self.fetch.links)
        return sized(root, self.table, self.limit, page_size)

    def rows(self, documents: list[Any], request_id: str | None) -> tuple[GroupRow, ...]:
        """Reads the groups."""
        return GroupRow.read(self._readings, documents, request_id)

    def at_most(self, count: int) -> FetchGroups:
        """Gives the same groups, stopping after so many."""
        return self.top(count if self.limit is None else min(self.limit, count))

    def following(self, target: str, document: Mapping[str, Any], request_id: str | None) -> str | None:
        """Gives what to ask for the page after this one, or None."""
        return following_fetch(target, document, request_id)

    def __repr__(self) -> str:
        return f"<FetchGroups of {self.table.logical_name}>"


def _selects(joined: Link) -> bool:
    return bool(joined.columns or joined.orders) or any(_selects(each) for each in joined.links)


def linked_value(row: Entity, alias: str, column: Expression[V]) -> V | None:
    """Gives a column of a linked table, by the link's alias, as the column holds it; None where it is null or nothing was linked."""
    names = (f"{alias}.{column.info.logical_name}", f"{alias}.{column.info.wire_name}")
    name = next((each for each in names if each in row._extra), names[0])
    try:
        value: V | None = value_from_wire(column.info, row._extra, name, CONVERTER)
    except (TypeError, ValueError, ArithmeticError):
        raise UsageError(f"{name} does not hold what {column.info.attribute} does") from None
    return value
