"""Text to values: runs the grammar (`grammar.lark`) and words its syntax errors as the service does.

Knows tokens and the refusals that need no table: `in`, unknown functions, options that `$expand` does not take.
Refuses to know schemas.
"""

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any
from uuid import UUID

from attrs import evolve
from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args

from .query_errors import QueryError, bad_query, no_signature, not_imitated
from .syntax import (
    Alias,
    And,
    Apply,
    Array,
    Compare,
    ExpandItem,
    Expr,
    Lambda,
    Literal,
    Not,
    Or,
    OrderTerm,
    Path,
    QueryFunction,
    TextMatch,
    Total,
)

__all__ = ["parse_instant", "read", "read_top"]


def read(start: str, text: str) -> Any:
    """Parse `text` from one of the grammar's start rules; what comes back depends on the rule, hence Any."""
    try:
        return _parser().parse(text, start=start)
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from error


@lru_cache(maxsize=1)
def _parser() -> Lark:
    # Built on first use: the grammar takes some 50 ms, which a start without a query need not pay.
    grammar = (FilePath(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=["filter", "value", "select", "orderby", "expand", "apply"],
        maybe_placeholders=True,
        transformer=TreeReader(),
    )


TOKEN = re.compile(r"[\w.]+|'(?:[^']|'')*'|.", re.DOTALL)
NO_JSON = (
    "Invalid JSON. A comma character ',' was expected in scope 'Array'. Every two elements in an array and properties of an object "
    "must be separated by commas."
)


def _syntax_error(text: str, error: UnexpectedInput) -> QueryError:
    # Positions are those of Microsoft's OData lexer: where it stands after the token that it could not use, counted
    # from 0. The documented sample "There is an unterminated literal at position 21 in 'lastname eq 'O'Bryan''." fits
    # this.
    token = error.token if isinstance(error, UnexpectedToken) else None
    at_end = token is not None and token.type == "$END"
    start: Any = error.pos_in_stream  # lark declares it as None
    place = len(text) if at_end else int(start)
    rest = text[place:]
    what = "Syntax error"
    end = len(text)
    if text.count("[", 0, place) > text.count("]", 0, place):
        # documented on filter-rows, "Manage single quotes"
        return bad_query(NO_JSON)
    if at_end:
        closing = isinstance(error, UnexpectedToken) and "RPAR" in error.expected and "LPAR" not in error.expected
        what = "')' or operator expected" if closing else "Expression expected"
    elif re.fullmatch(r"'(?:[^']|'')*", rest):
        what = "There is an unterminated string literal"
    elif re.fullmatch(r"\w+'(?:[^']|'')*", rest):
        what = "There is an unterminated literal"
    elif re.match(r"[\w'\"()\[\],:;./=@$*+-]", rest) is None:
        what = f"Syntax error: character '{rest[0]}' is not valid"
        end = place
    else:
        end = next(TOKEN.finditer(text, place)).end()
    return bad_query(f"{what} at position {end} in '{text}'.")


def _text_literal(token: str) -> str:
    return token[1:-1].replace("''", "'")


def _number(token: str) -> Literal:
    value = Decimal(token)
    if abs(value.adjusted()) > 308:  # beyond Edm.Double; and 10**(a million) must not be worked out
        raise bad_query(f"Unrecognized 'Edm.Double' literal '{token}'.")
    if "." in token or "e" in token.lower():
        return Literal("Edm.Double" if "e" in token.lower() else "Edm.Decimal", value)
    whole = int(value)
    for edm_type, bits in (("Edm.Int32", 31), ("Edm.Int64", 63)):
        if -(2**bits) <= whole < 2**bits:
            return Literal(edm_type, whole)
    return Literal("Edm.Decimal", value)


INSTANT_PARTS = re.compile(r"(.{10})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:[Zz]|([+-])(\d{2}):(\d{2}))")


def parse_instant(token: str) -> datetime:
    """A moment with an offset as an aware datetime, ValueError when it is none; digits below a microsecond are dropped."""
    parts = INSTANT_PARTS.fullmatch(token)
    if parts is None:
        raise ValueError(token)
    day, hour, minute, second, fraction, sign, off_hours, off_minutes = parts.groups()
    zone = UTC
    if sign is not None:
        offset = timedelta(hours=int(off_hours), minutes=int(off_minutes))
        zone = timezone(offset if sign == "+" else -offset)
    start = date.fromisoformat(day)
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    moment = datetime(start.year, start.month, start.day, int(hour), int(minute), int(second or 0), micro, zone)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(token) from error


QUERY_FUNCTIONS_NAMESPACE = "Microsoft.Dynamics.CRM."

# Standard functions that Microsoft's OData library knows and Dataverse does not carry out.
# https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows lists the three that it
# does.
STANDARD_FUNCTIONS = frozenset(
    {"cast", "ceiling", "concat", "date", "day", "floor", "fractionalseconds", "hour", "indexof", "isof", "length"}
    | {"maxdatetime", "mindatetime", "minute", "month", "now", "round", "second", "substring", "time", "tolower"}
    | {"totaloffsetminutes", "totalseconds", "toupper", "trim", "year"}
)


@v_args(inline=True)
class TreeReader(Transformer[Token, Any]):
    """Builds the tree while the parser runs, one method for each rule of the grammar."""

    def filter(self, expr: Expr) -> Expr:
        return expr

    def disjunction(self, *operands: Expr) -> Expr:
        return Or(_flat(Or, operands))

    def conjunction(self, *operands: Expr) -> Expr:
        return And(_flat(And, operands))

    def comparison(self, left: Expr, operator: Token, right: Expr) -> Expr:
        return Compare(str(operator), left, right)  # type: ignore[arg-type]  # the token's pattern has just these six

    def negation(self, operand: Expr) -> Expr:
        return Not(operand)

    def refused_in(self, *_: Expr) -> Expr:
        # The documentation lists no `in` among the operators; the service's own sentence is not recorded.
        raise bad_query("The 'in' operator is not supported. Use the query function Microsoft.Dynamics.CRM.In.")

    def path(self, name: Token) -> Path:
        return Path((str(name),))

    def longer_path(self, start: Path, name: Token) -> Path:
        return Path((*start.segments, str(name)))

    def alias(self, name: Token) -> Alias:
        return Alias(str(name))

    def array(self, *items: Literal | None) -> Array:
        return Array(tuple(item for item in items if item is not None))

    def parameter(self, name: Token, value: Expr | Array) -> tuple[str, Expr | Array]:
        return (str(name), value)

    def query_function(self, name: Token, *parameters: tuple[str, Expr | Array] | None) -> Expr:
        return _query_function(name, None, parameters)

    def bound_query_function(self, scope: Path, name: Token, *parameters: tuple[str, Expr | Array] | None) -> Expr:
        return _query_function(name, scope, parameters)

    def call(self, name: Token, *arguments: Expr | None) -> Expr:
        given = tuple(argument for argument in arguments if argument is not None)
        if name in ("contains", "startswith", "endswith"):
            if len(given) != 2:
                raise no_signature(name)
            return TextMatch(str(name), *given)  # type: ignore[arg-type]
        if name in STANDARD_FUNCTIONS:
            raise bad_query(f"Function '{name}' is not supported.")
        raise bad_query(
            f"An unknown function with name '{name}' was found. This may also be a function import or a key lookup on a "
            "navigation property, which is not allowed."
        )

    def quantified(self, collection: Path, quantifier: Token, variable: Token | None, predicate: Expr | None) -> Expr:
        if quantifier == "all" and predicate is None:
            raise bad_query("Expression expected in 'all': only 'any' may be empty.")
        return Lambda("all" if quantifier == "all" else "any", collection, str(variable or ""), predicate)

    def text(self, token: Token) -> Literal:
        return Literal("Edm.String", _text_literal(token))

    def array_text(self, token: Token) -> Literal:
        if "''" in token[1:-1]:
            # Documented: a value with a single quote in it must stand in double quotes (filter-rows).
            raise bad_query(NO_JSON)
        return Literal("Edm.String", token[1:-1])

    def json_text(self, token: Token) -> Literal:
        try:
            return Literal("Edm.String", json.loads(token, strict=False))
        except ValueError as error:
            raise bad_query(f"Invalid JSON. {error}.") from error

    def enum(self, token: Token) -> Literal:
        # `Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'`: columns of tables are never of such a type, those of definitions are
        name, _, value = token.partition("'")
        return Literal(name, _text_literal(f"'{value}"))

    def number(self, token: Token) -> Literal:
        return _number(token)

    def guid(self, token: Token) -> Literal:
        return Literal("Edm.Guid", UUID(token))

    def date(self, token: Token) -> Literal:
        try:
            return Literal("Edm.Date", date.fromisoformat(token))
        except ValueError as error:
            raise bad_query(f"Unrecognized 'Edm.Date' literal '{token}'.") from error

    def instant(self, token: Token) -> Literal:
        try:
            return Literal("Edm.DateTimeOffset", parse_instant(token))
        except ValueError as error:
            raise bad_query(f"Unrecognized 'Edm.DateTimeOffset' literal '{token}'.") from error

    def true(self, _: Token) -> Literal:
        return Literal("Edm.Boolean", True)

    def false(self, _: Token) -> Literal:
        return Literal("Edm.Boolean", False)

    def null(self, _: Token) -> Literal:
        return Literal("null", None)

    def select(self, *items: Path | str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(item) for item in items))

    def star(self, _: Token) -> str:
        return "*"

    def order_term(self, path: Path | Alias, direction: Token | None = None) -> OrderTerm:
        return OrderTerm(path, descending=direction == "desc")

    def orderby(self, *terms: OrderTerm) -> tuple[OrderTerm, ...]:
        return terms

    def expand(self, *items: ExpandItem) -> tuple[ExpandItem, ...]:
        return items

    def expand_item(self, path: Path, *options: tuple[str, Any] | None) -> ExpandItem:
        return _expand_item(path, False, options)

    def expand_reference(self, path: Path, *options: tuple[str, Any] | None) -> ExpandItem:
        return _expand_item(path, True, options)

    def apply_filter(self, expr: Expr) -> Apply:
        return Apply(expr, (), ())

    def apply_groupby(self, *parts: Path | Total | None) -> Apply:
        keys = tuple(part for part in parts if isinstance(part, Path))
        return Apply(None, keys, tuple(part for part in parts if isinstance(part, Total)))

    def apply_aggregate(self, *totals: Total) -> Apply:
        return Apply(None, (), totals)

    def total(self, path: Path, function: Token, alias: Token) -> Total:
        return Total(path, str(function), str(alias))

    def total_count(self, alias: Token) -> Total:
        return Total(None, "count", str(alias))

    def apply(self, *steps: Apply) -> Apply:
        *filters, last = steps
        if any(step.filter is None for step in filters) or last.filter is not None:
            raise not_imitated("$apply in another form than filters followed by one groupby or aggregate")
        found = tuple(step.filter for step in filters if step.filter is not None)
        return evolve(last, filter=None if not found else found[0] if len(found) == 1 else And(_flat(And, found)))

    def inner_select(self, names: tuple[str, ...]) -> tuple[str, Any]:
        return ("select", names)

    def inner_filter(self, expr: Expr) -> tuple[str, Any]:
        return ("filter", expr)

    def inner_orderby(self, terms: tuple[OrderTerm, ...]) -> tuple[str, Any]:
        return ("orderby", terms)

    def inner_top(self, token: Token) -> tuple[str, Any]:
        return ("top", read_top(token))

    def inner_expand(self, items: tuple[ExpandItem, ...]) -> tuple[str, Any]:
        return ("expand", items)

    def inner_refused(self, token: Token) -> tuple[str, Any]:
        # join-tables lists the options that $expand takes
        name = token.partition("=")[0].strip()
        raise bad_query(f"The query option '{name}' is not supported inside $expand.")


def read_top(text: str) -> int:
    """The number in a `$top`; QueryError when it is not a whole number from 0."""
    if re.fullmatch(r"\d{1,9}", text, re.ASCII) is None:
        raise bad_query(f"Invalid value '{text}' for $top query option found. The $top query option requires a non-negative integer value.")
    return int(text)


def _expand_item(path: Path, reference: bool, options: tuple[tuple[str, Any] | None, ...]) -> ExpandItem:
    given = [option for option in options if option is not None]
    if len(path.segments) != 1:
        # `a/b` in $expand needs type casts or complex properties, which Dataverse tables do not have
        raise bad_query(f"Found a path with multiple navigation properties or a bad complex property path in $expand: '{path}'.")
    if len({name for name, _ in given}) != len(given):
        raise bad_query(f"Query option given twice in the $expand of '{path}'.")
    return ExpandItem(path.segments[0], reference, **dict(given))


def _flat(kind: type[And] | type[Or], operands: tuple[Expr, ...]) -> tuple[Expr, ...]:
    # `a and (b and c)` is `a and b and c`: both are associative, and a flat tree is a shallow one
    flat: list[Expr] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, kind) else (operand,))
    return tuple(flat)


def _query_function(name: Token, scope: Path | None, parameters: tuple[tuple[str, Expr | Array] | None, ...]) -> QueryFunction:
    if not name.startswith(QUERY_FUNCTIONS_NAMESPACE):
        raise bad_query(f"An unknown function with name '{name}' was found.")
    given = tuple(parameter for parameter in parameters if parameter is not None)
    if len({parameter for parameter, _ in given}) != len(given):
        raise bad_query(f"A parameter of the function '{name}' is given twice.")
    return QueryFunction(name.removeprefix(QUERY_FUNCTIONS_NAMESPACE), scope, given)
