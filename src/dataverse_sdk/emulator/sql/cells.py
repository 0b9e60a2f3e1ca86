"""The cells of results that are not plain rows of a table: columns of joined tables, groups and totals, under names of the query's choice.

Knows the SQL of each cell and how its value is written. Refuses to know the query language that asked (`fetch_compiler`, `aggregation`).
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from attrs import field, frozen

from ...schema.model import ColumnSchema
from ..language.query_errors import QueryError, not_imitated
from ..reading.formatting import formatter
from ..storage.store import target_column
from ..storage.values import SCALES, Kind, SqlValue, json_writer
from .operands import ColumnOperand
from .scopes import quoted

__all__ = [
    "AGGREGATES",
    "DATE_PARTS",
    "MOST_AGGREGATED",
    "Cell",
    "aggregate_cell",
    "column_cell",
    "date_part_cell",
    "group_clause",
    "row_limit_exceeded",
    "whole_cell",
]

AVERAGE_PLACES = 9
"""Decimal places of sums and averages of money: the documented answer to a sum is `440000.000000000` (aggregate-data)."""
MOST_AGGREGATED = 50_000

Writer = Callable[[SqlValue], str]
Formatter = Callable[[SqlValue], str | None]


@frozen
class Cell:
    """One property of a result row.

    `sql` is what is shown, `group` the form in which equal values are one (None for totals), `target` the SQL that tells where a lookup
    leads. `column` is the column behind it, for a lookup's annotations.
    """

    name: str
    sql: str
    group: str | None
    write: Writer = field(eq=False)
    show: Formatter | None = field(eq=False)
    column: ColumnSchema | None = None
    target: str | None = None


def column_cell(name: str, operand: ColumnOperand, *, grouped: bool = False) -> Cell:
    """A column as it stands. Grouped text shows the least spelling of those that compare equal."""
    column = operand.column
    alias = operand.raw[: -len(quoted(column.name))]
    target = f"{alias}{quoted(target_column(column.name))}" if column.is_lookup else None
    sql = f"min({operand.raw})" if grouped and operand.kind is Kind.TEXT else operand.raw
    return Cell(name, sql, operand.sql, json_writer(column), formatter(column), column, target)


def _whole_text(value: SqlValue) -> str:
    return f"{value:,}"


def _fixed(places: int) -> Writer:
    return lambda value: format(Decimal(int(value or 0)).scaleb(-places), "f")


def _padded(places: int, wanted: int) -> Writer:
    return lambda value: format(Decimal(int(value or 0)).scaleb(-places).quantize(Decimal(1).scaleb(-max(places, wanted))), "f")


def whole_cell(name: str, sql: str) -> Cell:
    """A whole number that SQL counts."""
    return Cell(name, sql, None, str, _whole_text)


def _sum(name: str, operand: ColumnOperand) -> Cell:
    # the documented sum over a group without values is 0, not null (aggregate-data, "Grouping")
    column, kind = operand.column, operand.kind
    if kind in SCALES:
        write = _padded(operand.places, AVERAGE_PLACES if kind is not Kind.DECIMAL else operand.places)
        return Cell(name, f"coalesce(sum({operand.raw}), 0)", None, write, formatter(column))
    return Cell(name, f"coalesce(sum({operand.raw}), 0)", None, repr, _whole_text)


def _average(name: str, operand: ColumnOperand) -> Cell:
    column, kind = operand.column, operand.kind
    if kind in SCALES:
        # exact: an integer with more places than the column has
        places = max(AVERAGE_PLACES, operand.places)
        shown = formatter(column)
        back = 10 ** (places - operand.places)
        return Cell(
            name,
            f"dv_average({operand.raw}, {back})",
            None,
            _fixed(places),
            None if shown is None else lambda value: shown(round(int(value or 0) / back)),
        )
    if kind is Kind.REAL:
        return Cell(name, f"avg({operand.raw})", None, repr, formatter(column))
    # SQL Server averages whole numbers to a whole number; the documented answer for 35,200 in nine rows is 3,911 (aggregate-data)
    return Cell(name, f"sum({operand.raw}) / count({operand.raw})", None, str, _whole_text)


def _extreme(function: str) -> Callable[[str, ColumnOperand], Cell]:
    def cell(name: str, operand: ColumnOperand) -> Cell:
        column = operand.column
        return Cell(name, f"{function}({operand.raw})", None, json_writer(column), formatter(column))

    return cell


NUMERIC = frozenset({Kind.INTEGER, Kind.LONG, Kind.REAL, *SCALES})
ORDERED = NUMERIC | {Kind.DATE, Kind.DATE_TIME}

AGGREGATES: dict[str, tuple[frozenset[Kind], Callable[[str, ColumnOperand], Cell]]] = {
    "sum": (NUMERIC, _sum),
    "avg": (NUMERIC, _average),
    "min": (ORDERED, _extreme("min")),
    "max": (ORDERED, _extreme("max")),
    "count": (frozenset(Kind), lambda name, operand: whole_cell(name, "count(*)")),
    "countcolumn": (frozenset(Kind), lambda name, operand: whole_cell(name, f"count({operand.raw})")),
    "countdistinct": (frozenset(Kind), lambda name, operand: whole_cell(name, f"count(DISTINCT {operand.sql})")),
}
"""Each aggregate function: the kinds of columns it takes, and its cell. Nulls are not counted, except by `count`."""


def aggregate_cell(name: str, function: str, operand: ColumnOperand) -> Cell:
    """A total over the rows of a group; the function is one of `AGGREGATES`."""
    kinds, make = AGGREGATES[function]
    if operand.kind not in kinds:
        raise not_imitated(f"the aggregate '{function}' over the {operand.column.edm_type} column '{operand.column.logical_name}'")
    return make(name, operand)


# Of a stored date or moment, in UTC. Weeks are counted as SQL Server counts them: they run from Sunday, and the first begins on January 1.
DATE_PARTS = {
    "day": "CAST(strftime('%d', {0}) AS INTEGER)",
    "week": "(CAST(strftime('%j', {0}) AS INTEGER) + CAST(strftime('%w', {0}, 'start of year') AS INTEGER) - 1) / 7 + 1",
    "month": "CAST(strftime('%m', {0}) AS INTEGER)",
    "quarter": "(CAST(strftime('%m', {0}) AS INTEGER) + 2) / 3",
    "year": "CAST(strftime('%Y', {0}) AS INTEGER)",
}


def date_part_cell(name: str, part: str, operand: ColumnOperand) -> Cell:
    """A part of a date to group by, one of `DATE_PARTS`."""
    if operand.kind not in (Kind.DATE, Kind.DATE_TIME):
        raise QueryError("0x80041103", f"The column '{operand.column.logical_name}' is no date, and cannot be grouped by '{part}'.")
    sql = DATE_PARTS[part].format(operand.raw)
    return Cell(name, sql, sql, str, _whole_text)


def row_limit_exceeded() -> QueryError:
    """More than 50,000 rows under an aggregate (aggregate-data, "Limitations")."""
    return QueryError("0x8004E023", "The maximum record limit is exceeded. Reduce the number of records.")


def group_clause(cells: Sequence[Cell]) -> str:
    """GROUP BY over the cells that are no totals."""
    keys = [cell.group for cell in cells if cell.group is not None]
    return f" GROUP BY {', '.join(keys)}" if keys else ""
