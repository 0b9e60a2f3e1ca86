"""`$apply` to SQL: rows filtered, grouped and totalled.

Knows the service's rules of `$apply`. Refuses to know conditions (`conditions`) and how totals are written (`cells`).
https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/aggregate-data
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from ...schema.model import Schema, TableSchema
from ..language.query_errors import bad_query
from ..language.syntax import Apply, Expr, OrderTerm, Path, Total
from ..storage.values import Kind
from .cells import MOST_AGGREGATED, Cell, aggregate_cell, column_cell, group_clause
from .compiler import SortKey, order_by, sort_sql, source_of, where_clause
from .conditions import Writer
from .fetch_compiler import Statement
from .query_functions import Context
from .scopes import Scope

__all__ = ["CompiledApply", "compile_apply"]

FUNCTIONS = {"sum": "sum", "average": "avg", "min": "min", "max": "max"}


@frozen
class CompiledApply:
    """A query and what its rows hold; `read` counts the rows it would read, as far as 50,001."""

    statement: Statement
    read: Statement
    cells: tuple[Cell, ...]
    targets: dict[int, int]


def compile_apply(
    apply: Apply,
    table: TableSchema,
    schema: Schema,
    *,
    context: Context,
    aliases: Mapping[str, str] | None = None,
    related: Expr | None = None,
    orderby: Sequence[OrderTerm] = (),
) -> CompiledApply:
    """Compile `$apply` over `table`; `related` is a further condition on its rows."""
    writer = Writer(schema, context, aliases=aliases or {})
    root = writer.scope(table)
    keys = {path: _key(path, writer, root) for path in apply.keys}
    cells = [cell for cell, _ in keys.values()] + [_total(total, writer, root) for total in apply.totals]
    names = [cell.name for cell in cells]
    if len(set(names)) != len(names):
        raise bad_query("Two results of $apply have the same name.")
    order = [SortKey(_sorted(term, keys), term.descending) for term in orderby]
    order += [SortKey(cell.group, False) for cell in cells if cell.group is not None]
    conditions = [writer.condition(each, root) for each in (apply.filter, related) if each is not None]
    body = f"FROM {source_of(root)}{where_clause(conditions)}"
    sql, targets = [cell.sql for cell in cells], {}
    for at, cell in enumerate(cells):
        if cell.target is not None:
            targets[at] = len(sql)
            sql.append(cell.target)
    ordered = f" ORDER BY {order_by(order)}" if order else ""
    params = tuple(writer.params)
    return CompiledApply(
        Statement(f"SELECT {', '.join(sql)} {body}{group_clause(cells)}{ordered}", params),
        Statement(f"SELECT count(*) FROM (SELECT 1 {body} LIMIT {MOST_AGGREGATED + 1})", params),  # noqa: S608 -- names are the schema's
        tuple(cells),
        targets,
    )


def _key(path: Path, writer: Writer, root: Scope) -> tuple[Cell, str]:
    """A column to group by, and what it is sorted by; behind a lookup it is called after its table: `contact_fullname`."""
    holder, operand = writer.column(path, root)
    if operand.kind in (Kind.DATE, Kind.DATE_TIME):
        raise bad_query(f"The property '{path}' is a date; groupby with datetime values is not supported.")
    name = operand.column.name if holder is root else f"{holder.table.logical_name}_{operand.column.name}"
    shown = sort_sql(holder, operand, writer)
    return column_cell(name, operand, grouped=True), f"min({shown})" if operand.column.is_lookup else shown


def _sorted(term: OrderTerm, keys: Mapping[Path, tuple[Cell, str]]) -> str:
    if not isinstance(term.path, Path) or term.path not in keys:
        raise bad_query("The query node SingleValueOpenPropertyAccess is not supported")
    return keys[term.path][1]


def _total(total: Total, writer: Writer, root: Scope) -> Cell:
    if total.path is None:
        return aggregate_cell(total.alias, "count", writer.column(Path((root.table.key or "",)), root)[1])
    _, operand = writer.column(total.path, root)
    function = FUNCTIONS.get(total.function)
    if function is None:
        # countdistinct is in the standard, and documented as missing here
        raise bad_query(f"The aggregation method '{total.function}' is not supported.")
    return aggregate_cell(total.alias, function, operand)
