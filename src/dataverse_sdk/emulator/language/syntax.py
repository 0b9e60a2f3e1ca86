"""What a query says, as frozen values: expressions, and the terms of `$select`, `$orderby` and `$expand`.

Knows the shapes and nothing about them: not the text they were read from, not the tables they speak of, not the SQL they
become.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal as OneOf
from typing import TypeAlias
from uuid import UUID

from attrs import frozen

__all__ = [
    "Alias",
    "And",
    "Apply",
    "Array",
    "Compare",
    "ExpandItem",
    "Expr",
    "Lambda",
    "Literal",
    "LiteralValue",
    "Not",
    "Operator",
    "Or",
    "OrderTerm",
    "Path",
    "QueryFunction",
    "TextFunction",
    "TextMatch",
    "Total",
    "children",
]

Operator = OneOf["eq", "ne", "gt", "ge", "lt", "le"]
TextFunction = OneOf["contains", "startswith", "endswith"]
LiteralValue: TypeAlias = str | int | Decimal | bool | UUID | date | datetime | None


@frozen
class Literal:
    """A constant and its EDM type (`Edm.String`, `Edm.Int32`, `Edm.Guid`, `Edm.Date` ...; `null` for null)."""

    edm_type: str
    value: LiteralValue


@frozen
class Path:
    """Names joined by `/`: a column, perhaps of a row reached through single-valued navigation properties."""

    segments: tuple[str, ...]

    def __str__(self) -> str:
        return "/".join(self.segments)


@frozen
class Alias:
    """A parameter alias, `@p`; its value stands elsewhere in the URL, and is null when it does not."""

    name: str


@frozen
class Array:
    """A JSON array of constants, the value of `PropertyValues`."""

    items: tuple[Literal, ...]


@frozen
class Compare:
    """Two operands and a comparison between them."""

    operator: Operator
    left: "Expr"
    right: "Expr"


@frozen
class And:
    """All operands hold; never fewer than two."""

    operands: tuple["Expr", ...]


@frozen
class Or:
    """At least one operand holds; never fewer than two."""

    operands: tuple["Expr", ...]


@frozen
class Not:
    """The operand does not hold."""

    operand: "Expr"


@frozen
class TextMatch:
    """`contains`, `startswith` or `endswith` with its two arguments in the order written."""

    function: TextFunction
    text: "Expr"
    part: "Expr"


@frozen
class QueryFunction:
    """A Dataverse query function by its short name (`LastXDays`); `scope` is the path it was called on, if any."""

    name: str
    scope: Path | None
    parameters: tuple[tuple[str, "Expr | Array"], ...]


@frozen
class Lambda:
    """`any` or `all` over a collection. `predicate` is None, and `variable` empty, for `any()`."""

    quantifier: OneOf["any", "all"]
    collection: Path
    variable: str
    predicate: "Expr | None"


Expr: TypeAlias = Compare | And | Or | Not | TextMatch | QueryFunction | Lambda | Path | Literal | Alias


@frozen
class OrderTerm:
    """One term of `$orderby`: a path, or an alias that stands for one, and its direction."""

    path: Path | Alias
    descending: bool = False


@frozen
class Total:
    """One total of `$apply`: `path with function as alias`; `path` is None for `$count as alias`."""

    path: Path | None
    function: str
    alias: str


@frozen
class Apply:
    """What `$apply` asks: rows that a filter lets through, grouped by `keys`, with totals. A list of groups may have no totals."""

    filter: Expr | None
    keys: tuple[Path, ...]
    totals: tuple[Total, ...]


@frozen
class ExpandItem:
    """One navigation property of `$expand`; `reference` for `nav/$ref`; `select` is None without a `$select`.

    `page` is the size of the pages that its rows come in, None when they come at once; it is never read from text.
    """

    navigation: str
    reference: bool = False
    select: tuple[str, ...] | None = None
    filter: Expr | None = None
    orderby: tuple[OrderTerm, ...] = ()
    top: int | None = None
    expand: tuple["ExpandItem", ...] = ()
    page: int | None = None


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly under `expr`."""
    match expr:
        case And(operands) | Or(operands):
            return operands
        case Compare(_, left, right) | TextMatch(_, left, right):
            return (left, right)
        case Not(operand):
            return (operand,)
        case Lambda(predicate=predicate) if predicate is not None:
            return (predicate,)
        case _:
            return ()
