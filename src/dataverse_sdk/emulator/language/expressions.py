"""Filter text to a tree: the front door of the query half, with the service's limits on how much one filter may hold.

Knows sizes. Refuses to know the grammar (`reader`), the shapes (`syntax`), tables and SQL (`compiler`). Pure: the same
text gives the same tree, and trees are kept by text.
"""

from collections.abc import Iterator
from functools import lru_cache

from .query_errors import bad_query, too_many_conditions
from .reader import read
from .syntax import Array, Compare, Expr, Lambda, QueryFunction, TextMatch, children

__all__ = ["MAX_CONDITIONS", "check_size", "count_conditions", "parse_filter", "parse_value", "walk"]

MAX_CONDITIONS = 500
MAX_DEPTH = 100
"""How deep `not`, mixed `and` and `or`, and lambdas may nest. The service has a limit too; its figure is not documented."""


@lru_cache(maxsize=4096)
def parse_filter(text: str) -> Expr:
    """Read the text of a `$filter`; QueryError when it is not one, or holds more than 500 conditions."""
    expr: Expr = read("filter", text)
    check_size(expr)
    return expr


@lru_cache(maxsize=1024)
def parse_value(text: str) -> Expr | Array:
    """Read the value of a parameter alias: a constant, an array, a path, or a whole expression."""
    value: Expr | Array = read("value", text)
    if not isinstance(value, Array):
        check_size(value)
    return value


def _levels(expr: Expr) -> Iterator[tuple[Expr, ...]]:
    # level by level, not by recursion: this is what guards the recursive code against deep trees
    level: tuple[Expr, ...] = (expr,)
    while level:
        yield level
        level = tuple(child for parent in level for child in children(parent))


def walk(expr: Expr) -> Iterator[Expr]:
    """`expr` and every expression inside it."""
    return (node for level in _levels(expr) for node in level)


def count_conditions(expr: Expr) -> int:
    """How many conditions the service would count: comparisons, functions and lambdas."""
    return sum(isinstance(node, Compare | TextMatch | QueryFunction | Lambda) for node in walk(expr))


def check_size(expr: Expr) -> None:
    """Refuse what is too deep, or holds more than the 500 conditions that a query may have.

    https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#condition-limits
    """
    if sum(1 for _ in _levels(expr)) > MAX_DEPTH:
        raise bad_query("Recursion depth exceeded allowed limit.")
    if count_conditions(expr) > MAX_CONDITIONS:
        raise too_many_conditions()
