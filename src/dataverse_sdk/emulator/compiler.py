"""From a tree to SQL: compiles a checked filter over the tables of the emulator's store.

Knows the store's layout (one SQL table per Dataverse table, named by logical name; one SQL column per wire property), joins, null logic and
types. Refuses to know the text of queries (`reader`), connections and rows: it returns SQL and parameters, and nothing is run here.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from attrs import field, frozen

from ..schema.model import Schema, TableSchema
from .syntax import Expr, OrderTerm
from .values import SqlValue

__all__ = [
    "CompiledFilter",
    "CompiledQuery",
    "Context",
    "compile_count",
    "compile_filter",
    "compile_query",
    "compile_related",
    "register_functions",
]


@frozen
class Context:
    """What a query depends on besides its text: the clock, and who asks. Ids are lower-case text, as stored."""

    now: datetime = field(factory=lambda: datetime.now(UTC))
    user_id: str | None = None
    business_unit_id: str | None = None


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

    A result row is `columns` in order, then `places` more values: the row's place in the order, to hand back as `after` for the
    next page. `places` is 0 where there is no order to continue.
    """

    sql: str
    params: tuple[SqlValue, ...]
    columns: tuple[str, ...]
    places: int = 0


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
    raise NotImplementedError


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

    `columns` are SQL columns of the store (wire names, also `versionnumber` or `_x_value@target`), taken as they are. Paging is by
    keyset: `after` is what stood behind the columns in the last row of the page before, so a page costs the same wherever it lies,
    and rows written meanwhile neither repeat nor shift the rest. Ask for `limit` = page size + 1 to learn whether there is more.
    """
    raise NotImplementedError


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
    raise NotImplementedError


def compile_related(
    table: TableSchema,
    schema: Schema,
    *,
    link: str,
    values: Sequence[str],
    columns: Sequence[str],
    where: Expr | None = None,
    orderby: Sequence[OrderTerm] = (),
    limit_each: int | None = None,
    aliases: Mapping[str, str] | None = None,
    context: Context | None = None,
) -> CompiledQuery:
    """Rows of `table` whose column `link` is one of `values`: the rows behind an `$expand`, in one statement.

    For a collection `link` is the child's lookup (`_parentcustomerid_value`), for a single-valued navigation the target's key.
    The value of `link` is the first column of each row, whether or not it is in `columns`; `limit_each` caps the rows of each value.
    Hand in at most 30,000 values.
    """
    raise NotImplementedError


def register_functions(connection: object) -> None:
    """Give a SQLite connection the deterministic functions that compiled SQL calls besides `dv_fold`: `dv_like`."""
    raise NotImplementedError
