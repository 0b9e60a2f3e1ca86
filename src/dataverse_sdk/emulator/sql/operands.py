"""Columns and constants as the two sides of a comparison: their types, whether they agree, and the SQL that compares them.

Knows the stored forms (`values`) and which of them SQLite compares as they stand. Refuses to know expressions, joins and tables.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from attrs import frozen

from ...schema.model import ColumnSchema, TableSchema
from ..language.query_errors import QueryError, bad_query
from ..language.reader import parse_instant
from ..language.syntax import Literal, Operator
from ..storage.values import DATE_SHAPE, GUID_SHAPE, Kind, SqlValue, fold, kind_of, places_of, stored_moment

__all__ = [
    "OPERATOR_KINDS",
    "SQL_OPERATORS",
    "ColumnOperand",
    "compare_columns",
    "compare_constants",
    "comparison",
    "complement",
    "constant",
    "constant_from_text",
    "incompatible",
    "moment",
    "read_moment",
]

SQL_OPERATORS: dict[Operator, str] = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
OPERATOR_KINDS: dict[Operator, str] = {
    "eq": "Equal",
    "ne": "NotEqual",
    "gt": "GreaterThan",
    "ge": "GreaterThanOrEqual",
    "lt": "LessThan",
    "le": "LessThanOrEqual",
}
NUMBERS = frozenset({Kind.INTEGER, Kind.LONG, Kind.REAL, Kind.MONEY, Kind.DECIMAL, Kind.UNSTATED_DECIMAL})
NUMBER_TYPES = frozenset({"Edm.Int32", "Edm.Int64", "Edm.Decimal", "Edm.Double"})
INT64 = 2**63


@frozen
class ColumnOperand:
    """A column as it stands in SQL: `raw` names it, `sql` is what is compared and ordered; `table` has it, where that is known."""

    raw: str
    column: ColumnSchema
    table: TableSchema | None = None

    @property
    def kind(self) -> Kind:
        """What the column stores."""
        return kind_of(self.column)

    @property
    def family(self) -> str:
        """Columns of one family may be compared with each other."""
        return "number" if self.kind in NUMBERS else self.kind.value

    @property
    def sql(self) -> str:
        """The comparable form: folded for text, so that an index on `dv_fold(column)` serves it."""
        if self.kind is Kind.TEXT:
            return f"dv_fold({self.raw})"
        return self.raw

    @property
    def places(self) -> int:
        """How many decimal places the stored integer holds."""
        return places_of(self.column)


def incompatible(left: str, right: str, operator: Operator) -> QueryError:
    """Two types that the service does not compare."""
    return bad_query(
        "A binary operator with incompatible types was detected. "
        f"Found operand types '{left}' and '{right}' for operator kind '{OPERATOR_KINDS[operator]}'."
    )


def moment(value: date) -> str:
    """A date (its midnight) or a date-time in the comparable form of a DateTimeOffset column."""
    if isinstance(value, datetime):
        return stored_moment(value)
    return f"{value.isoformat()}T00:00:00"


def constant(operand: ColumnOperand, literal: Literal) -> SqlValue:
    """What the comparable form of `operand` is compared with; ValueError when the types do not agree. Null is the caller's case."""
    value = literal.value
    match operand.kind:
        case Kind.TEXT if literal.edm_type == "Edm.String" and isinstance(value, str):
            return fold(value)
        case Kind.GUID if isinstance(value, UUID):
            return str(value)
        # The documentation quotes a guid in one place ("_owninguser_value eq '<systemuserid value>'", filter-rows).
        case Kind.GUID if literal.edm_type == "Edm.String" and isinstance(value, str) and (shape := GUID_SHAPE.fullmatch(value)):
            return shape[1].lower()
        case Kind.BOOLEAN if isinstance(value, bool):
            return int(value)
        case Kind.DATE if literal.edm_type == "Edm.Date" and isinstance(value, date):
            return value.isoformat()
        # A date is promoted to the midnight it starts with, in UTC; a date-time is never cut to a date.
        case Kind.DATE_TIME if isinstance(value, date):
            return moment(value)
        case kind if kind in NUMBERS and literal.edm_type in NUMBER_TYPES and isinstance(value, int | Decimal):
            return _number(operand, Decimal(value))
        case _:
            raise ValueError(literal.edm_type)


def _number(operand: ColumnOperand, value: Decimal) -> SqlValue:
    if operand.kind is Kind.REAL:
        return float(value)
    scaled = value.scaleb(operand.places)
    # A constant between two storable numbers, or beyond them all, still has a place among them: SQLite compares
    # integers with floats exactly.
    whole = scaled == scaled.to_integral_value()
    return int(scaled) if whole and -INT64 <= scaled < INT64 else float(scaled)


def constant_from_text(operand: ColumnOperand, literal: Literal) -> SqlValue:
    """As `constant`, for the values of query functions, which travel as text whatever the column's type (`["5","2000"]`)."""
    value = literal.value
    if isinstance(value, str):
        match operand.kind:
            case Kind.BOOLEAN if value.lower() in ("true", "false", "0", "1"):
                return int(value.lower() in ("true", "1"))
            case Kind.DATE | Kind.DATE_TIME:
                read = read_moment(value)
                return moment(read) if operand.kind is Kind.DATE_TIME else read.date().isoformat()
            case kind if kind in NUMBERS:
                return _number(operand, _decimal(value))
    elif operand.kind is Kind.TEXT and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return fold(str(value))
    return constant(operand, literal)


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except ArithmeticError as error:
        raise ValueError(text) from error
    if not number.is_finite() or abs(number.adjusted()) > 308:
        raise ValueError(text)
    return number


def read_moment(text: str) -> datetime:
    """A date, or a date-time with or without an offset, as an aware datetime; ValueError when it is neither."""
    if DATE_SHAPE.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
    return parse_instant(text if text[-1:] in ("Z", "z") or text[-6:-5] in ("+", "-") else f"{text}Z")


def complement(sql: str) -> str:
    """Where a condition does not hold, null or not: the head of `conditions` says for which conditions."""
    return f"({sql}) IS NOT TRUE"


def comparison(operator: Operator, left: str, right: str) -> str:
    """SQL that compares two SQL expressions, neither of them the constant null."""
    return complement(f"{left} = {right}") if operator == "ne" else f"{left} {SQL_OPERATORS[operator]} {right}"


def compare_columns(operator: Operator, one: ColumnOperand, two: ColumnOperand) -> str:
    """SQL that compares two columns; QueryError when their types do not agree."""
    if one.family != two.family:
        raise incompatible(one.column.edm_type, two.column.edm_type, operator)
    first, second = one.sql, two.sql
    if one.places != two.places:
        first, second = (f"{sql} * {10 ** (max(one.places, two.places) - each.places)}" for sql, each in ((first, one), (second, two)))
    return comparison(operator, first, second)


def compare_constants(operator: Operator, left: Literal, right: Literal) -> str:
    """SQL for the truth of a comparison of two constants; parameter aliases make them plausible."""
    one, two = left.value, right.value
    if one is None or two is None:
        same = one is two
        return str(int(same is (operator == "eq"))) if operator in ("eq", "ne") else "NULL"
    numbers = left.edm_type in NUMBER_TYPES and right.edm_type in NUMBER_TYPES
    if not numbers and left.edm_type != right.edm_type:
        raise incompatible(left.edm_type, right.edm_type, operator)
    if isinstance(one, str) and isinstance(two, str):
        one, two = fold(one), fold(two)
    # both are of one comparable type, which the type checker cannot see
    test: Callable[[object, object], bool] = _TESTS[operator]
    return str(int(test(one, two)))


_TESTS: dict[Operator, Callable[..., bool]] = {
    "eq": lambda one, two: one == two,
    "ne": lambda one, two: one != two,
    "gt": lambda one, two: one > two,
    "ge": lambda one, two: one >= two,
    "lt": lambda one, two: one < two,
    "le": lambda one, two: one <= two,
}
