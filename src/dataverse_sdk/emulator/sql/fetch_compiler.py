"""FetchXML to SQL: the tables joined, the cells of the result, groups, order and pages.

Knows statements. Refuses to know conditions (`fetch_conditions`), XML (`fetch_reader`), paging cookies (`fetch_cookies`) and rows.
"""

import re
from collections.abc import Callable, Sequence

from attrs import define, field, frozen

from ...schema.model import ColumnSchema, Schema, TableSchema
from ..language.fetch import FIRST_ROW, JOINED, Attribute, Entity, Fetch, Link, Order
from ..language.query_errors import not_imitated
from ..language.syntax import Expr
from ..storage.store import stored_columns
from ..storage.values import Kind, SqlValue
from .cells import AGGREGATES, DATE_PARTS, MOST_AGGREGATED, Cell, aggregate_cell, column_cell, date_part_cell, group_clause, whole_cell
from .compiler import SortKey, following, order_by, sort_sql, source_of, where_clause
from .fetch_conditions import (
    LINK_NOT_FOUND,
    NO_ATTRIBUTE,
    FetchWriter,
    bad_fetch,
    on_clause,
    operand_of,
    table_of,
    write_filters,
    write_subquery,
)
from .hierarchies import hierarchy_column
from .operands import ColumnOperand
from .query_functions import Context
from .scopes import MAX_JOINS, Scope, joined, quoted, too_many_links

__all__ = ["CompiledFetch", "CookieColumn", "Place", "Statement", "compile_fetch"]

ATTRIBUTE_WITH_AGGREGATE = "0x80041107"
INVALID_ALIAS = "0x80041109"
NO_SUCH_ALIAS = "0x8004110A"
NO_ALIAS = "0x8004110B"
INVALID_AGGREGATE = "0x8004111A"
ENTITIES_DONT_MATCH = "0x80041128"
ALIAS = re.compile(r"[A-Za-z_]\w*", re.ASCII)

COUNTED = 5000
"""How far rows are counted (count-rows)."""

Columns = Callable[[TableSchema, Sequence[str] | None], Sequence[ColumnSchema]]


@frozen
class Statement:
    """SQL and its parameters."""

    sql: str
    params: tuple[SqlValue, ...]


@frozen
class CookieColumn:
    """A column of the order, as a paging cookie tells it: its name, and where its value stands in a row."""

    operand: ColumnOperand
    at: int


@frozen
class Place:
    """Where a page begins: so many rows into the query, or so many after a row with these values in the order."""

    skip: int = 0
    after: tuple[SqlValue, ...] | None = None


@frozen
class CompiledFetch:
    """A query and what its rows hold: `cells` in order, `targets` by the cell's place, the row version at `version`.

    `cookie` is None where the order cannot be told by a cookie. `total` counts the rows of the whole query, as far as 5,001; `read` counts
    the rows under an aggregate, as far as one more than `most_read`.
    """

    statement: Statement
    cells: tuple[Cell, ...]
    targets: dict[int, int]
    version: int | None
    cookie: tuple[CookieColumn, ...] | None
    total: Statement
    read: Statement | None
    most_read: int


@define(eq=False)
class _Query:
    """One query while it is compiled; mutable."""

    fetch: Fetch
    columns: Columns
    writer: FetchWriter
    root: Scope
    cells: list[Cell] = field(factory=list)
    orders: list[tuple[Order, Scope]] = field(factory=list)
    by_alias: dict[str, tuple[Cell, ColumnOperand, Scope]] = field(factory=dict)
    joined: list[Scope] = field(factory=list)
    asked: list[tuple[Link, Scope]] = field(factory=list)
    links: int = 0
    single: bool = True

    @property
    def grouped(self) -> bool:
        return self.fetch.aggregate or self.fetch.distinct

    # -- tables ------------------------------------------------------------------------------------------------------

    def add_links(self, entity: Entity, scope: Scope, inside_outer: bool) -> None:
        """Join the links of one level, and those below; those that only ask for rows become conditions later, as parameters want it."""
        for link in entity.links:
            self.links += 1
            if self.links > MAX_JOINS:
                raise too_many_links()
            if link.kind not in JOINED:
                self.asked.append((link, scope))
                continue
            if inside_outer and link.kind != "outer":
                raise not_imitated("an inner link entity inside an outer one")
            self.add_link(link, scope, inside_outer or link.kind == "outer")

    def add_link(self, link: Link, outer: Scope, inside_outer: bool) -> None:
        """Join one table; its filters belong to the join (filter-rows, "Filters on link-entity")."""
        table = table_of(self.writer, link.entity.name)
        # a link without an alias is called after its table and its number: `account1` (join-tables)
        name = link.alias or f"{link.entity.name}{self.links}"
        if name in self.writer.named:
            raise bad_fetch(INVALID_ALIAS, f"The alias '{name}' of a link entity is not unique.")
        scope = Scope(table, self.writer.new_alias(), self.root.joins, {}, {})
        self.writer.named[name] = scope
        if link.alias is None:
            self.writer.named.setdefault(link.entity.name, scope)
        self.single = self.single and (link.from_ == table.key or link.kind == FIRST_ROW)
        if link.kind == FIRST_ROW:
            on = [self.first_row(link, scope, outer)]
        else:
            on = [on_clause(link, scope, outer), *write_filters(self.writer, link.entity.filters, scope)]
        word = "LEFT JOIN" if link.kind == "outer" else "JOIN"
        self.root.joins.append(f"{word} {quoted(table.logical_name)} AS {scope.alias} ON {joined('AND', on)}")
        if link.entity.all_attributes:
            for column in stored_columns(table):
                self.add_cell(Attribute(column.logical_name), scope, f"{name}.{column.logical_name}")
        for attribute in link.entity.attributes:
            self.add_cell(attribute, scope, f"{name}.{attribute.name}")
        self.joined.append(scope)
        self.orders += [(order, scope) for order in link.entity.orders]
        self.add_links(link.entity, scope, inside_outer)

    def first_row(self, link: Link, scope: Scope, outer: Scope) -> str:
        """The condition that joins one row only, the first of those that match (page "Join tables using FetchXml")."""
        table = scope.table
        if table.key is None:
            raise not_imitated(f"rows of '{table.logical_name}', which has no primary key")
        inner, key = Scope(table, self.writer.new_alias(), [], {}, {}), quoted(table.key)
        on = joined("AND", [on_clause(link, inner, outer), *write_filters(self.writer, link.entity.filters, inner)])
        first = f"SELECT {inner.alias}.{key} FROM {quoted(table.logical_name)} AS {inner.alias} WHERE {on} ORDER BY 1 LIMIT 1"  # noqa: S608 -- names are the schema's, quoted
        return f"{scope.alias}.{key} = ({first})"

    # -- cells -------------------------------------------------------------------------------------------------------

    def add_root(self) -> None:
        """The cells of the entity itself, which come first."""
        entity, scope = self.fetch.entity, self.root
        if self.grouped or self.fetch.values_only:
            if (entity.all_attributes or not entity.attributes) and not self.fetch.aggregate and not self.fetch.values_only:
                raise not_imitated("distinct rows of every column")
            for attribute in entity.attributes:
                operand = operand_of(scope, attribute.name)
                self.add_cell(attribute, scope, operand.column.name)
            return
        plain = [operand_of(scope, each.name).column.name for each in entity.attributes if each.alias is None and each.rowaggregate is None]
        everything = entity.all_attributes or not entity.attributes
        for column in self.columns(scope.table, None if everything else plain):
            self.cells.append(column_cell(column.name, scope.operand(column)))
        for attribute in entity.attributes:
            if attribute.alias is not None or attribute.rowaggregate is not None:
                self.add_cell(attribute, scope, attribute.alias or attribute.name)

    def add_cell(self, attribute: Attribute, scope: Scope, name: str) -> None:
        """One cell, under the alias of its attribute if it has one."""
        alias = attribute.alias
        if alias is not None and not ALIAS.fullmatch(alias):
            raise bad_fetch(INVALID_ALIAS, f"The alias '{alias}' is not valid: it may hold letters, digits and '_' only.")
        operand = operand_of(scope, attribute.name)
        if attribute.rowaggregate is not None:
            cell = self.children_cell(attribute, scope, operand)
        elif self.fetch.aggregate:
            if alias is None:
                raise bad_fetch(NO_ALIAS, f"The attribute '{attribute.name}' of an aggregate query needs an alias.")
            cell = self.group_cell(attribute, alias, operand)
        else:
            if attribute.aggregate is not None or attribute.groupby:
                raise bad_fetch(INVALID_AGGREGATE, "The attributes aggregate and groupby need aggregate='true' on the fetch element.")
            cell = column_cell(alias or name, operand, grouped=self.grouped)
        if cell.name in self.by_alias and not self.fetch.values_only:
            if alias is None:
                return  # a column that is named twice comes once
            raise bad_fetch(INVALID_ALIAS, f"The alias '{cell.name}' is not unique.")
        self.by_alias[cell.name] = (cell, operand, scope)
        self.cells.append(cell)

    def children_cell(self, attribute: Attribute, scope: Scope, operand: ColumnOperand) -> Cell:
        """How many rows have this one as their parent (page "Aggregate data using FetchXml", "Row aggregate")."""
        table, parent = scope.table, hierarchy_column(scope.table)
        if (attribute.rowaggregate or "").lower() != "countchildren" or parent is None or operand.column.name != table.key or self.grouped:
            raise bad_fetch(INVALID_AGGREGATE, "A row aggregate is CountChildren, of the primary key of a table with a hierarchy.")
        if attribute.alias is None:
            raise bad_fetch(NO_ALIAS, f"The row aggregate of '{attribute.name}' needs an alias.")
        inner = self.writer.new_alias()
        rows = f"SELECT count(*) FROM {quoted(table.logical_name)} AS {inner} WHERE {inner}.{quoted(parent)} = {operand.raw}"  # noqa: S608
        return whole_cell(attribute.alias, f"({rows})")

    def group_cell(self, attribute: Attribute, alias: str, operand: ColumnOperand) -> Cell:
        """A cell of an aggregate query."""
        if attribute.groupby:
            if attribute.dategrouping is None:
                return column_cell(alias, operand, grouped=True)
            if attribute.dategrouping not in DATE_PARTS:
                raise not_imitated(f"the date grouping '{attribute.dategrouping}'")
            return date_part_cell(alias, attribute.dategrouping, operand)
        function = attribute.aggregate
        if function is None:
            raise bad_fetch(
                ATTRIBUTE_WITH_AGGREGATE,
                "An attribute can not be requested when an aggregate operation has been specified and its neither groupby nor aggregate.",
            )
        if function not in AGGREGATES or function == "countdistinct":
            raise bad_fetch(INVALID_AGGREGATE, f"'{function}' is not a valid aggregate function.")
        return aggregate_cell(alias, "countdistinct" if function == "countcolumn" and attribute.distinct else function, operand)

    # -- order -------------------------------------------------------------------------------------------------------

    def keys(self) -> tuple[list[SortKey], list[ColumnOperand] | None]:
        """The order, and the root columns it is made of if a paging cookie can tell it."""
        # orders of link entities come after those of the entity (order-rows)
        keys: list[SortKey] = []
        columns: list[ColumnOperand] | None = []
        for order, scope in [*((order, self.root) for order in self.fetch.entity.orders), *self.orders]:
            sql, operand = self.sort(order, scope)
            keys.append(SortKey(sql, order.descending))
            columns = None if columns is None or operand is None else [*columns, operand]
        if self.grouped:
            return [*keys, *(SortKey(cell.group, False) for cell in self.cells if cell.group is not None)], None
        table = self.root.table
        if table.key is None:
            raise not_imitated(f"rows of '{table.logical_name}', which has no primary key")
        key = self.root.operand(next(column for column in table.columns if column.name == table.key))
        keys.append(SortKey(key.sql, False))
        if columns is None or not self.single:
            # rows of one entity row are told apart by the keys of the links, so that pages neither repeat nor lose one
            return [*keys, *(SortKey(f"{each.alias}.{quoted(each.table.key)}", False) for each in self.joined if each.table.key)], None
        return keys, [*columns, key]

    def sort(self, order: Order, scope: Scope) -> tuple[str, ColumnOperand | None]:
        """What one term sorts by; its column too if a paging cookie can tell the value."""
        if self.grouped:
            return self.sort_grouped(order), None
        if order.entityname is not None:
            found = self.writer.named.get(order.entityname)
            if found is None:
                raise bad_fetch(LINK_NOT_FOUND, f"The link entity '{order.entityname}' of an order was not found.")
            scope = found
        if order.attribute is None:
            cell = self.by_alias.get(order.alias or "")
            if cell is None:
                raise bad_fetch(NO_SUCH_ALIAS, f"The alias '{order.alias}' of an order does not exist.")
            return self.sort_column(cell[1], cell[2]), None
        operand = operand_of(scope, order.attribute)
        plain = scope is self.root and not operand.column.is_lookup and not self.by_label(operand)
        return self.sort_column(operand, scope), operand if plain else None

    def sort_grouped(self, order: Order) -> str:
        """In groups and among distinct rows only what is returned can be sorted by."""
        if self.fetch.aggregate and order.alias is None:
            raise bad_fetch(INVALID_ALIAS, "An attribute cannot be specified for an order clause for an aggregate Query. Use an alias.")
        for cell, operand, scope in self.by_alias.values():
            if cell.name == order.alias or (order.alias is None and operand.column.logical_name == order.attribute):
                if cell.column is None or cell.group is None:
                    return cell.group or cell.sql
                sql = self.sort_column(operand, scope)
                return f"min({sql})" if operand.column.is_lookup else sql
        if order.alias is None:
            raise not_imitated("distinct rows in the order of a column that is not returned")
        raise bad_fetch(NO_SUCH_ALIAS, f"The alias '{order.alias}' of an order does not exist.")

    def by_label(self, operand: ColumnOperand) -> bool:
        """True for a choice, which FetchXML sorts by its label unless told otherwise (order-rows)."""
        return operand.kind is Kind.INTEGER and bool(operand.column.options) and not self.fetch.raw_order

    def sort_column(self, operand: ColumnOperand, scope: Scope) -> str:
        """The SQL that a column is sorted by."""
        if not self.by_label(operand):
            return sort_sql(scope, operand, self.writer)
        labels = sorted(operand.column.options, key=lambda option: (option[1].casefold(), option[0]))
        whens = " ".join(f"WHEN {int(number)} THEN {rank}" for rank, (number, _) in enumerate(labels))
        return f"CASE {operand.raw} {whens} END"


def compile_fetch(
    fetch: Fetch,
    table: TableSchema,
    schema: Schema,
    *,
    context: Context,
    columns: Columns,
    limit: int,
    place: Place,
    related: Expr | None = None,
    most_read: int = MOST_AGGREGATED,
) -> CompiledFetch:
    """Compile a query over `table`; `columns` tells what a selection of its columns brings along, `related` is a further condition."""
    if fetch.entity.name != table.logical_name:
        message = "The entity name specified in fetchxml does not match the entity name specified in the Entity or Query Expression."
        raise bad_fetch(ENTITIES_DONT_MATCH, message)
    writer = FetchWriter(schema, context)
    query = _Query(fetch, columns, writer, writer.scope(table))
    query.add_root()
    query.add_links(fetch.entity, query.root, False)
    if not query.cells:
        raise bad_fetch(NO_ATTRIBUTE, "An aggregate query needs an attribute.")
    keys, told = query.keys()
    conditions = write_filters(writer, fetch.entity.filters, query.root)
    conditions += [write_subquery(writer, link, scope) for link, scope in query.asked]
    if related is not None:
        conditions.append(writer.condition(related, query.root))
    body = f"FROM {source_of(query.root)}{where_clause(conditions)}"
    shared = tuple(writer.params)
    if place.after is not None:
        conditions.append(following(keys, place.after, writer.params))
    return _compiled(query, keys, told, body, shared, where_clause(conditions), limit, place, most_read)


def _compiled(
    query: _Query,
    keys: Sequence[SortKey],
    told: Sequence[ColumnOperand] | None,
    body: str,
    shared: tuple[SqlValue, ...],
    where: str,
    limit: int,
    place: Place,
    most_read: int,
) -> CompiledFetch:
    sql = [cell.sql for cell in query.cells]
    targets = {}
    for at, cell in enumerate(query.cells):
        if cell.target is not None:
            targets[at] = len(sql)
            sql.append(cell.target)
    version = cookie = None
    if not query.grouped and not query.fetch.values_only:
        version = len(sql)
        sql.append(f"{query.root.alias}.versionnumber")
    if told is not None:
        cookie = tuple(CookieColumn(operand, len(sql) + at) for at, operand in enumerate(told))
        sql += [operand.raw for operand in told]
    groups = group_clause(query.cells) if query.grouped else ""
    select = f"SELECT {', '.join(sql)} FROM {source_of(query.root)}{where}{groups}"  # noqa: S608 -- names are the schema's
    order = f" ORDER BY {order_by(keys)}" if keys else ""
    one_row = query.fetch.aggregate and not groups
    counted = "SELECT 1" if one_row else f"SELECT count(*) FROM (SELECT 1 {body}{groups} LIMIT {COUNTED + 1})"  # noqa: S608
    read = f"SELECT count(*) FROM (SELECT 1 {body} LIMIT {most_read + 1})"  # noqa: S608
    return CompiledFetch(
        Statement(f"{select}{order} LIMIT ? OFFSET ?", (*query.writer.params, limit, place.skip)),
        tuple(query.cells),
        targets,
        version,
        cookie,
        Statement(counted, () if one_row else shared),
        Statement(read, shared) if query.fetch.aggregate else None,
        most_read,
    )
