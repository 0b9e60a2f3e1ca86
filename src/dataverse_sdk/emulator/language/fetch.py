"""What a FetchXML document says, as frozen values; a `SELECT` of the `sql` option says the same in other words.

Knows the shapes and the defaults. Refuses to know XML, tables and SQL. Names are logical names, as FetchXML spells them.
https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/
"""

from attrs import frozen

__all__ = ["FIRST_ROW", "IN_FILTER", "JOINED", "SUBQUERIES", "Attribute", "Condition", "Entity", "Fetch", "Filter", "Link", "Order"]

FIRST_ROW = "matchfirstrowusingcrossapply"
JOINED = frozenset({"inner", "outer", FIRST_ROW})
SUBQUERIES = frozenset({"exists", "in"})
IN_FILTER = frozenset({"any", "not any", "all", "not all"})
"""Link types: those that join, those that only ask for a row, and those that stand in a filter."""


@frozen
class Attribute:
    """A column to return. `groupby` and `aggregate` (`sum`, `countcolumn` ...) stand in aggregate queries only.

    `rowaggregate` (`CountChildren`) is a number for each row: how many rows it is the parent of.
    """

    name: str
    alias: str | None = None
    aggregate: str | None = None
    groupby: bool = False
    dategrouping: str | None = None
    distinct: bool = False
    rowaggregate: str | None = None


@frozen
class Order:
    """One term of the order: a column, perhaps of the link that `entityname` names, or an alias of an aggregate query."""

    attribute: str | None
    alias: str | None = None
    entityname: str | None = None
    descending: bool = False


@frozen
class Condition:
    """One condition. `valueof` names another column, `values` are texts as they stood in the document."""

    attribute: str
    operator: str
    values: tuple[str, ...] = ()
    valueof: str | None = None
    entityname: str | None = None


@frozen
class Filter:
    """Conditions, filters and links, all (`and`) or any (`or`) of which must hold."""

    kind: str
    parts: tuple["Condition | Filter | Link", ...] = ()


@frozen
class Entity:
    """A table with what is asked of it; `all_attributes` also stands for a table of which no column is named."""

    name: str
    attributes: tuple[Attribute, ...] = ()
    all_attributes: bool = False
    orders: tuple[Order, ...] = ()
    filters: tuple[Filter, ...] = ()
    links: tuple["Link", ...] = ()


@frozen
class Link:
    """A related table: its rows whose column `from_` equals the column `to` of the table around it."""

    entity: Entity
    from_: str
    to: str
    kind: str = "inner"
    alias: str | None = None


@frozen
class Fetch:
    """A whole query. `count` is the page size, None for the largest; `limit` the most rows an aggregate may read.

    `raw_order` sorts choices by number, not by label. `values_only` leaves out what rows of the Web API have besides what was asked for.
    `deleted` asks for rows in the recycle bin.
    """

    entity: Entity
    top: int | None = None
    count: int | None = None
    page: int = 1
    cookie: str | None = None
    distinct: bool = False
    aggregate: bool = False
    total: bool = False
    limit: int | None = None
    raw_order: bool = False
    values_only: bool = False
    skip: int = 0
    deleted: bool = False
