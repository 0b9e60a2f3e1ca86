"""A SELECT to the values of a FetchXML query, which the service makes of it too: nothing of the text reaches the emulator's database.

Knows the grammar (`sql.lark`) and what a SELECT means. Refuses to know columns: names are checked when the query is compiled.
What the service takes is told by Microsoft's own client and its examples; where neither says, the answer is 501.
"""

import re
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from attrs import evolve, frozen
from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from ...schema.model import Schema
from .expressions import MAX_CONDITIONS, MAX_DEPTH
from .fetch import Attribute, Condition, Entity, Fetch, Filter, Link, Order
from .fetch_reader import MOST_ROWS
from .query_errors import QueryError, bad_query, not_imitated, too_many_conditions

__all__ = ["parse_sql"]

OPERATORS = {"=": "eq", "<>": "ne", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
MIRRORED = {"eq": "eq", "ne": "ne", "lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}
NEGATED = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "null": "not-null", "not-null": "null"} | {
    one: two for name in ("like", "in", "between") for one, two in ((name, f"not-{name}"), (f"not-{name}", name))
}


@frozen
class Column:
    """A column, perhaps behind the alias of its table."""

    table: str | None
    name: str


@frozen
class Total:
    """A total over a column; `count` counts rows and has none."""

    function: str
    column: Column | None
    distinct: bool = False


@frozen
class Item:
    """One entry of the select list."""

    value: Column | Total
    alias: str | None


@frozen
class Asked:
    """One condition: the column it is about, and perhaps the column it is compared with."""

    column: Column
    operator: str
    values: tuple[str, ...] = ()
    other: Column | None = None


@frozen
class Group:
    """Conditions joined by `and` or `or`."""

    kind: str
    parts: tuple["Group | Asked", ...]


@frozen
class Test:
    """Conditions as a tree, with what bounds it: how many they are, and how deep they nest."""

    part: Group | Asked
    conditions: int = 1
    depth: int = 1


@frozen
class Join:
    """A joined table and the two columns that tie it, in the order written."""

    name: str
    alias: str
    kind: str
    left: Column
    right: Column


@frozen
class Select:
    """A whole statement."""

    distinct: bool
    top: int | None
    items: tuple[Item, ...]
    name: str
    alias: str
    joins: tuple[Join, ...]
    where: Test | None
    groups: tuple[Column, ...]
    orders: tuple[tuple[Column | Total, bool], ...]
    skip: int | None
    rows: int | None


@lru_cache(maxsize=256)
def _select(text: str) -> Select:
    try:
        return _parser().parse(text)  # type: ignore[return-value]  # the transformer makes it one
    except UnexpectedInput as error:
        raise _refused(text, error) from error


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = (FilePath(__file__).parent / "sql.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", start="statement", maybe_placeholders=True, transformer=SelectReader())


WRITES = re.compile(r"\s*(?:insert|update|delete|drop|truncate|alter|create|exec|execute|merge|grant|revoke)\b", re.IGNORECASE)
EVERYTHING = re.compile(r"\s*select\s+(?:distinct\s+)?(?:top\s+\(?\d+\)?\s+)?(?:\w+\.)?\*", re.IGNORECASE)


def _refused(text: str, error: UnexpectedInput) -> QueryError:
    # The sentences of the service are not documented. "Incorrect syntax near" is SQL Server's.
    if WRITES.match(text):
        return bad_query("Only SELECT statements are supported.")
    if EVERYTHING.match(text):
        return bad_query("SELECT * is not supported. Specify column names explicitly.")
    start: Any = error.pos_in_stream  # lark declares it as None; at the end of the text it is that of the last token
    near = re.compile(r"\s*(\w+|\S|$)").match(text, int(start))
    return bad_query(f"Incorrect syntax near '{'' if near is None else near[1]}'.")


# -- from text to a statement ------------------------------------------------------------------------------------------


@v_args(inline=True)
class SelectReader(Transformer[Token, Any]):
    """Builds the statement while the parser runs, one method for each rule of the grammar."""

    def name(self, token: Token) -> str:
        # names of tables and columns do not depend on case in SQL, and logical names are lower case
        return str(token).strip('[]"')

    def column(self, first: str, second: str | None = None) -> Column:
        return Column(None, first.lower()) if second is None else Column(first.lower(), second.lower())

    def count_rows(self, _: Token) -> Total:
        return Total("count", None)

    def total(self, function: Token, column: Column) -> Total:
        return Total(function.lower(), column)

    def count_column(self, _: Token, distinct: Token | None, column: Column) -> Total:
        return Total("countcolumn", column, distinct is not None)

    def item(self, value: Column | Total, alias: str | None = None) -> Item:
        return Item(value, alias)

    def table(self, name: str, alias: str | None = None) -> tuple[str, str]:
        return name.lower(), (alias or name).lower()

    def comparison(self, operator: Token) -> str:
        return OPERATORS[operator]

    def inner_join(self, table: tuple[str, str], left: Column, _: Token, right: Column) -> Join:
        return Join(*table, "inner", left, right)

    def left_join(self, table: tuple[str, str], left: Column, _: Token, right: Column) -> Join:
        return Join(*table, "outer", left, right)

    def grouping(self, *columns: Column) -> tuple[Column, ...]:
        return columns

    def order_term(self, value: Column | Total, direction: Token | None = None) -> tuple[Column | Total, bool]:
        return value, direction is not None and direction.lower() == "desc"

    def ordering(self, *parts: Any) -> tuple[tuple[Any, ...], int | None, int | None]:
        *terms, skip, rows = parts
        return tuple(terms), None if skip is None else int(skip), None if rows is None else int(rows)

    def statement(self, distinct: Token | None, top: Token | None, *parts: Any) -> Select:
        *listed, where, groups, ordering = parts
        items = tuple(part for part in listed if isinstance(part, Item))
        joins = tuple(part for part in listed if isinstance(part, Join))
        name, alias = next(part for part in listed if isinstance(part, tuple))
        orders, skip, rows = ordering or ((), None, None)
        return Select(
            distinct is not None, None if top is None else int(top), items, name, alias, joins, where, groups or (), orders, skip, rows
        )

    # conditions

    def disjunction(self, *tests: Test) -> Test:
        return _joined("or", tests)

    def conjunction(self, *tests: Test) -> Test:
        return _joined("and", tests)

    def negation(self, test: Test) -> Test:
        return evolve(test, part=_negated(test.part))

    def compare(self, column: Column, operator: str, literal: Token) -> Test:
        return _test(column, operator, literal)

    def compare_mirrored(self, literal: Token, operator: str, column: Column) -> Test:
        return _test(column, MIRRORED[operator], literal)

    def compare_columns(self, left: Column, operator: str, right: Column) -> Test:
        return Test(Asked(left, operator, (), right))

    def like(self, column: Column, negated: Token | None, pattern: Token) -> Test:
        return _test(column, "like" if negated is None else "not-like", pattern)

    def membership(self, column: Column, negated: Token | None, *literals: Token) -> Test:
        return _test(column, "in" if negated is None else "not-in", *literals)

    def between(self, column: Column, negated: Token | None, low: Token, high: Token) -> Test:
        return _test(column, "between" if negated is None else "not-between", low, high)

    def is_null(self, column: Column, negated: Token | None) -> Test:
        return _test(column, "null" if negated is None else "not-null")


def _test(column: Column, operator: str, *literals: Token) -> Test:
    return Test(Asked(column, operator, tuple(map(_text, literals))))


def _text(token: Token) -> str:
    return token[token.index("'") + 1 : -1].replace("''", "'") if token.endswith("'") else str(token)


def _joined(kind: str, tests: tuple[Test, ...]) -> Test:
    conditions, depth = sum(test.conditions for test in tests), 1 + max(test.depth for test in tests)
    if conditions > MAX_CONDITIONS:
        raise too_many_conditions()
    if depth > MAX_DEPTH:
        raise bad_query("Some part of your SQL statement is nested too deeply.")
    return Test(Group(kind, tuple(test.part for test in tests)), conditions, depth)


def _negated(part: Group | Asked) -> Group | Asked:
    if isinstance(part, Group):
        return Group("or" if part.kind == "and" else "and", tuple(map(_negated, part.parts)))
    return evolve(part, operator=NEGATED[part.operator])


# -- from a statement to a query -------------------------------------------------------------------------------------


@frozen
class _Table:
    name: str
    alias: str
    join: Join | None = None
    parent: str | None = None


def parse_sql(text: str, schema: Schema) -> Fetch:
    """Read a SELECT; QueryError when it is none, or one that the service refuses. `schema` tells the key that rows are counted by."""
    select = _select(text)
    tables = _tables(select)
    for limit in (select.top, select.rows):
        if limit is not None and limit > MOST_ROWS:
            raise bad_query(f"No more than {MOST_ROWS} rows can be asked for.")
    if select.top is not None and select.skip is not None:
        raise bad_query("TOP can not be used in the same query as an OFFSET.")
    aggregate = bool(select.groups) or any(isinstance(item.value, Total) for item in select.items)
    for group in select.groups:
        if not any(isinstance(item.value, Column) and _same(item.value, group, tables, select) for item in select.items):
            raise not_imitated("GROUP BY a column that is not selected")
    owned: dict[str, list[Attribute]] = {alias: [] for alias in tables}
    shown: dict[str, Item] = {}
    for item in select.items:
        alias, attribute = _attribute(item, tables, select, schema, aggregate)
        name = attribute.alias or attribute.name
        if name in shown:
            raise bad_query(f"The column '{name}' was specified multiple times.")
        shown[name] = item
        owned[alias].append(attribute)
    orders = tuple(_order(value, descending, shown, tables, select, aggregate) for value, descending in select.orders)
    where = () if select.where is None else (_where(select.where.part, tables, select),)
    return Fetch(
        Entity(select.name, tuple(owned[select.alias]), False, orders, where, _links(select.alias, tables, owned)),
        top=select.top if select.rows is None else select.rows,
        distinct=select.distinct and not aggregate,
        aggregate=aggregate,
        raw_order=True,
        values_only=True,
        skip=select.skip or 0,
    )


def _tables(select: Select) -> dict[str, _Table]:
    """Every table by its alias, each join below the table that its condition ties it to."""
    tables = {select.alias: _Table(select.name, select.alias)}
    for join in select.joins:
        if join.alias in tables:
            raise bad_query(f"The objects in the FROM clause have the same exposed name '{join.alias}'. Use aliases to distinguish them.")
        own, other = (join.left, join.right) if join.left.table == join.alias else (join.right, join.left)
        if own.table != join.alias or other.table not in tables:
            raise not_imitated("a JOIN whose condition is not `joined.column = other.column`, both with the names of their tables")
        tables[join.alias] = _Table(join.name, join.alias, evolve(join, left=own, right=other), other.table)
    return tables


def _links(alias: str, tables: dict[str, _Table], owned: dict[str, list[Attribute]]) -> tuple[Link, ...]:
    return tuple(
        Link(
            Entity(table.name, tuple(owned[table.alias]), links=_links(table.alias, tables, owned)),
            table.join.left.name,
            table.join.right.name,
            table.join.kind,
            table.alias,
        )
        for table in tables.values()
        if table.join is not None and table.parent == alias
    )


def _owner(column: Column, tables: dict[str, _Table], select: Select) -> str:
    if column.table is None:
        if len(tables) > 1:
            raise not_imitated("a column without the name of its table beside a JOIN")
        return select.alias
    if column.table not in tables:
        raise bad_query(f'The multi-part identifier "{column.table}.{column.name}" could not be bound.')
    return column.table


def _attribute(item: Item, tables: dict[str, _Table], select: Select, schema: Schema, aggregate: bool) -> tuple[str, Attribute]:
    value = item.value
    if isinstance(value, Total):
        if item.alias is None:
            raise not_imitated("an aggregate without a name of its own (COUNT(*) AS total)")
        if value.column is None:
            table = schema.tables.get(select.name)
            return select.alias, Attribute(("" if table is None else table.key) or "", item.alias, "count")
        owner = _owner(value.column, tables, select)
        return owner, Attribute(value.column.name, item.alias, value.function, distinct=value.distinct)
    owner = _owner(value, tables, select)
    if aggregate:
        if not any(_same(value, group, tables, select) for group in select.groups):
            raise bad_query(
                f"Column '{value.name}' is invalid in the select list because it is not contained in either an aggregate function or the "
                "GROUP BY clause."
            )
        return owner, Attribute(value.name, item.alias or value.name, groupby=True)
    # a joined column is called by its own name (examples of Microsoft's client), one of the first table as the Web API calls it
    return owner, Attribute(value.name, item.alias or (None if owner == select.alias else value.name))


def _same(one: Column, two: Column, tables: dict[str, _Table], select: Select) -> bool:
    return one.name == two.name and _owner(one, tables, select) == _owner(two, tables, select)


def _order(
    value: Column | Total, descending: bool, shown: dict[str, Item], tables: dict[str, _Table], select: Select, aggregate: bool
) -> Order:
    """A term of the order: the name of something selected, or a column."""
    if isinstance(value, Column) and value.table is None:
        item = next((item for name, item in shown.items() if name.lower() == value.name), None)
        value = value if item is None else item.value
    for name, item in shown.items():
        same = isinstance(value, Column) and isinstance(item.value, Column) and _same(value, item.value, tables, select)
        if (same or item.value == value) and (item.alias is not None or aggregate):
            return Order(None, name, descending=descending)
    if isinstance(value, Total) or aggregate:
        raise not_imitated("groups in the order of something that is not selected")
    owner = _owner(value, tables, select)
    return Order(value.name, None, None if owner == select.alias else owner, descending)


def _where(part: Group | Asked, tables: dict[str, _Table], select: Select) -> Filter:
    resolved = _resolved(part, tables, select)
    return resolved if isinstance(resolved, Filter) else Filter("and", (resolved,))


def _resolved(part: Group | Asked, tables: dict[str, _Table], select: Select) -> Filter | Condition:
    """Conditions with the names of their tables: those of joined tables are asked of the joined rows, as WHERE does."""
    if isinstance(part, Group):
        return Filter(part.kind, tuple(_resolved(each, tables, select) for each in part.parts))
    owner = _owner(part.column, tables, select)
    condition = Condition(part.column.name, part.operator, part.values, entityname=None if owner == select.alias else owner)
    if part.other is None:
        return condition
    second = _owner(part.other, tables, select)
    if second == select.alias and owner != select.alias:
        raise not_imitated("a comparison of a joined column with a column of the first table, in this order")
    return evolve(condition, valueof=part.other.name if second == owner else f"{second}.{part.other.name}")
