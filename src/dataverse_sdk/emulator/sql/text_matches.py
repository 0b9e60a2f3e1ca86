"""Text patterns over one column: to SQL that an index serves where one can.

Knows which patterns are plain prefixes or plain parts. Refuses to know what a pattern means (`like`) and how the column was found.
"""

from collections.abc import Sequence

from ..language.query_errors import QueryError
from ..language.syntax import TextFunction
from ..storage.like import has_wildcard, successor
from ..storage.values import SqlValue, fold
from .operands import ColumnOperand
from .query_functions import Context

__all__ = ["check_leading_wildcard", "like_column", "match_column"]


def check_leading_wildcard(leading: bool, context: Context) -> None:
    """Refuse a pattern that begins with a wildcard, in an environment that throttles such queries.

    The service does so when they time out, so it cannot be told from the text of a query alone: a switch decides.
    https://learn.microsoft.com/power-apps/developer/data-platform/query-antipatterns#avoid-leading-wild-cards-in-filter-conditions
    """
    if leading and context.refuses_leading_wildcards:
        raise QueryError(
            "0x80048573",
            "The database operation timed out; this may be due to a leading wildcard value being used in a filter condition.",
        )


def match_column(function: TextFunction, operand: ColumnOperand, part: str, context: Context) -> tuple[str, Sequence[SqlValue]]:
    """SQL for `contains`, `startswith` or `endswith`: wildcards in `part` act as such, as in the service."""
    check_leading_wildcard(function != "startswith" or part.startswith("%"), context)
    # Without wildcards, and without spaces at the end (which folding drops), an index or plain `instr` does.
    if not has_wildcard(part) and not part.endswith(" "):
        folded = fold(part) or ""
        if function == "contains":
            return f"instr({operand.sql}, ?) > 0", (folded,)
        if function == "startswith":
            after = successor(folded)
            if after is None:
                return f"{operand.sql} >= ?", (folded,)
            return f"{operand.sql} >= ? AND {operand.sql} < ?", (folded, after)
    pattern = f"{'' if function == 'startswith' else '%'}{part}{'' if function == 'endswith' else '%'}"
    return f"dv_like({operand.raw}, ?)", (pattern,)


def like_column(operand: ColumnOperand, pattern: str, context: Context) -> tuple[str, Sequence[SqlValue]]:
    """SQL for LIKE with a whole pattern: `a%`, `%a%` and `%a` are the three functions above."""
    inner = pattern.strip("%") if len(pattern) - len(pattern.strip("%")) <= 2 else "%"
    shapes: dict[str, TextFunction] = {f"{inner}%": "startswith", f"%{inner}%": "contains", f"%{inner}": "endswith"}
    if inner and not has_wildcard(inner) and pattern in shapes:
        return match_column(shapes[pattern], operand, inner, context)
    check_leading_wildcard(pattern.startswith("%"), context)
    return f"dv_like({operand.raw}, ?)", (pattern,)
