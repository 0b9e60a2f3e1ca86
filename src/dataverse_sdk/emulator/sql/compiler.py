"""From a tree to SQL: whole statements over the tables of the emulator's store.

Knows the store's layout (one SQL table per Dataverse table, named by logical name; one SQL column per wire property), order and
pages. Refuses to know conditions (`conditions`), the text of queries (`reader`), connections and rows: nothing is run here.
Text enters a statement as a parameter, never as SQL; the names in it are the schema's, quoted.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from ...schema.model import Schema, TableSchema
from ..language.query_errors import bad_query, not_imitated
from ..language.syntax import Alias, Expr, OrderTerm, Path
from ..storage.relations import ManyLink
from ..storage.values import SqlValue
from .conditions import Writer
from .operands import ColumnOperand
from .query_functions import Context
from .scopes import Scope, Statement, quoted

__all__ = [
    "CompiledFilter",
    "CompiledQuery",
    "Context",
    "SortKey",
    "compile_count",
    "compile_filter",
    "compile_query",
    "compile_related",
    "following",
    "order_by",
    "sort_sql",
    "source_of",
    "where_clause",
]


@frozen
class CompiledFilter:
    """A condition (`sql`), its parameters, and the LEFT JOIN clauses it needs, over the root table under the alias `root`."""

    sql: str
    params: tuple[SqlValue, ...]
    joins: tuple[str, ...]
    root: str


@frozen
class CompiledQuery:
    """A whole SELECT.

    A result row is `columns` in order, then `places` more values: the row's place in the order, to hand back as `after` for
    the next page. `places` is 0 where there is no order to continue.
    """

    sql: str
    params: tuple[SqlValue, ...]
    columns: tuple[str, ...]
    places: int = 0


@frozen
class SortKey:
    """One term of an order, as SQL."""

    sql: str
    descending: bool


def compile_filter(
    expr: Expr,
    table: TableSchema,
    schema: Schema,
    *,
    aliases: Mapping[str, str] | None = None,
    context: Context | None = None,
    alias_prefix: str = "t",
) -> CompiledFilter:
    """Compile one filter. QueryError when a name is unknown, types do not agree, or a function is not imitated."""
    writer = Writer(schema, context or Context(), alias_prefix, aliases=aliases or {})
    scope = writer.scope(table)
    sql = writer.condition(expr, scope)
    return CompiledFilter(f"({sql})", tuple(writer.params), tuple(scope.joins), scope.alias)


def compile_query(
    table: TableSchema,
    schema: Schema,
    *,
    columns: Sequence[str],
    where: Expr | None = None,
    orderby: Sequence[OrderTerm] = (),
    limit: int | None = None,
    after: Sequence[SqlValue] | None = None,
    aliases: Mapping[str, str] | None = None,
    context: Context | None = None,
) -> CompiledQuery:
    """One page of rows: ordered by `orderby` and then by the primary key, at most `limit`, following the place `after`.

    `columns` are SQL columns of the store (wire names, also `versionnumber` or `_x_value@target`), taken as they are. Paging is
    by keyset: `after` is what stood behind the columns in the last row of the page before, so a page costs the same wherever it
    lies, and rows written meanwhile neither repeat nor shift the rest. Ask for `limit` = page size + 1 to learn whether there
    is more.
    """
    writer = Writer(schema, context or Context(), aliases=aliases or {})
    scope = writer.scope(table)
    keys = _sort_keys(orderby, scope, writer)
    conditions = [] if where is None else [writer.condition(where, scope)]
    if after is not None:
        conditions.append(following(keys, after, writer.params))
    cells = [f"{scope.alias}.{quoted(name)}" for name in columns] + [key.sql for key in keys]
    sql = f"SELECT {', '.join(cells)} FROM {source_of(scope)}{where_clause(conditions)} ORDER BY {order_by(keys)}"  # noqa: S608
    if limit is not None:
        sql += " LIMIT ?"
        writer.params.append(limit)
    return CompiledQuery(sql, tuple(writer.params), tuple(columns), len(keys))


def compile_count(
    table: TableSchema,
    schema: Schema,
    *,
    where: Expr | None = None,
    limit: int | None = None,
    aliases: Mapping[str, str] | None = None,
    context: Context | None = None,
) -> CompiledQuery:
    """One row with one number: how many rows match, counting no further than `limit`."""
    writer = Writer(schema, context or Context(), aliases=aliases or {})
    scope = writer.scope(table)
    conditions = [] if where is None else [writer.condition(where, scope)]
    source = f"FROM {source_of(scope)}{where_clause(conditions)}"
    if limit is None:
        return CompiledQuery(f"SELECT count(*) {source}", tuple(writer.params), ("count",))
    sql = f"SELECT count(*) FROM (SELECT 1 {source} LIMIT ?)"  # noqa: S608
    return CompiledQuery(sql, (*writer.params, limit), ("count",))


def compile_related(
    table: TableSchema,
    schema: Schema,
    *,
    link: str | ManyLink,
    values: Sequence[str],
    columns: Sequence[str],
    where: Expr | None = None,
    orderby: Sequence[OrderTerm] = (),
    limit_each: int | None = None,
    context: Context | None = None,
) -> CompiledQuery:
    """Rows of `table` that belong to one of `values`: what is behind an `$expand`, for all its rows in one statement.

    For a collection `link` is the child's lookup (`_parentcustomerid_value`), for a single-valued navigation property the target's key,
    for a many-to-many relationship its link seen from the rows that `values` are the ids of. The value that a row belongs to is its first
    column, then come `columns`, then `places`; `limit_each` caps the rows of each value. The rows of one value are in order; those of
    different values may be mixed.
    """
    # No aliases: the service does not take them inside $expand (overview, "Use parameter aliases with query
    # options").
    writer = Writer(schema, context or Context())
    scope = writer.scope(table)
    keys = _sort_keys(orderby, scope, writer)
    if isinstance(link, ManyLink):
        pairs = writer.new_alias()
        key = f"{pairs}.{quoted(link.near)}"
        scope.joins.append(f"JOIN {quoted(link.table)} AS {pairs} ON {pairs}.{quoted(link.far)} = {scope.alias}.{quoted(table.key or '')}")
    else:
        key = f"{scope.alias}.{quoted(link)}"
    marks = ", ".join("?" * len(values))
    writer.params.extend(values)
    conditions = [f"{key} IN ({marks})"]
    if where is not None:
        conditions.append(writer.condition(where, scope))
    cells = [key, *(f"{scope.alias}.{quoted(name)}" for name in columns), *(each.sql for each in keys)]
    names = ("", *columns)
    if limit_each is None:
        sql = f"SELECT {', '.join(cells)} FROM {source_of(scope)}{where_clause(conditions)} ORDER BY {order_by(keys)}"  # noqa: S608
        return CompiledQuery(sql, tuple(writer.params), names, len(keys))
    labels = [f"c{number}" for number in range(len(cells))]
    labelled = [f"{cell} AS {label}" for cell, label in zip(cells, labels, strict=True)]
    labelled.append(f"row_number() OVER (PARTITION BY {key} ORDER BY {order_by(keys)}) AS place")
    inner = f"SELECT {', '.join(labelled)} FROM {source_of(scope)}{where_clause(conditions)}"  # noqa: S608
    sql = f"SELECT {', '.join(labels)} FROM ({inner}) WHERE place <= ? ORDER BY place"  # noqa: S608
    return CompiledQuery(sql, (*writer.params, limit_each), names, len(keys))


def source_of(scope: Scope) -> str:
    """What stands behind FROM."""
    return " ".join([f"{quoted(scope.table.logical_name)} AS {scope.alias}", *scope.joins])


def where_clause(conditions: Sequence[str]) -> str:
    """WHERE and all of the conditions, or nothing."""
    return f" WHERE {' AND '.join(f'({condition})' for condition in conditions)}" if conditions else ""


def order_by(keys: Sequence[SortKey]) -> str:
    """What stands behind ORDER BY."""
    # SQLite takes null for the lowest value, as SQL Server does: first ascending, last descending
    return ", ".join(f"{key.sql} DESC" if key.descending else key.sql for key in keys)


def _sort_keys(terms: Sequence[OrderTerm], scope: Scope, writer: Writer) -> list[SortKey]:
    # The key comes last, so that the order is total: the service orders by it when nothing is said (page-results).
    if scope.table.key is None:
        raise not_imitated(f"rows of '{scope.table.logical_name}', which has no primary key")
    keys = [SortKey(_sort_sql(term, scope, writer), term.descending) for term in terms]
    return [*keys, SortKey(f"{scope.alias}.{quoted(scope.table.key)}", False)]


def _sort_sql(term: OrderTerm, scope: Scope, writer: Writer) -> str:
    path = writer.resolve(term.path) if isinstance(term.path, Alias) else term.path
    if not isinstance(path, Path):
        raise bad_query("The $orderby expression must evaluate to a single value of primitive type.")
    return sort_sql(*writer.column(path, scope), writer)


def sort_sql(holder: Scope, operand: ColumnOperand, statement: Statement) -> str:
    """What rows are ordered by when a column is named. Lookups are sorted by the primary name of the row they point to (order-rows)."""
    if not operand.column.is_lookup:
        return operand.sql
    names = []
    for target in dict.fromkeys(operand.column.targets):
        table = statement.schema.tables.get(target)
        column = None if table is None or table.primary_name is None else table.column(table.primary_name)
        if table is not None and table.key is not None and column is not None and column.valid_for_read:
            joined = holder.join(table, operand.column.name, statement)
            names.append(joined.operand(column).sql)
    if not names:
        return operand.sql
    return names[0] if len(names) == 1 else f"coalesce({', '.join(names)})"


def following(keys: Sequence[SortKey], after: Sequence[SqlValue], params: list[SqlValue]) -> str:
    """The condition that a row comes after the place `after`: greater in one key, and equal in all before it."""
    if len(after) != len(keys):
        raise ValueError("the place was taken from another order")
    alternatives = []
    for depth, (key, value) in enumerate(zip(keys, after, strict=True)):
        if value is None and key.descending:
            continue  # nulls come last: nothing follows them within this key
        equals = [f"{other.sql} IS ?" for other in keys[:depth]]
        if value is None:
            step = f"{key.sql} IS NOT NULL"
        elif key.descending:
            step = f"({key.sql} < ? OR {key.sql} IS NULL)"
        else:
            step = f"{key.sql} > ?"
        alternatives.append(" AND ".join([*equals, step]))
        params.extend(after[:depth])
        if value is not None:
            params.append(value)
    return " OR ".join(f"({alternative})" for alternative in alternatives)
