"""Dataverse's query functions (`Microsoft.Dynamics.CRM.In`, `LastXDays` ...) over one column: to SQL and its parameters.

Knows each function's parameters and meaning. Refuses to know how the column was found, and calendars (`periods`).
The list: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#dataverse-query-functions
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TypeAlias

from attrs import field, frozen

from ...schema.model import Schema, TableSchema
from ..language.query_errors import bad_query, not_imitated
from ..language.syntax import Array, Expr, Literal
from ..storage.values import Kind, SqlValue
from .hierarchies import around_user, tree
from .operands import SQL_OPERATORS, ColumnOperand, comparison, constant_from_text, moment, read_moment
from .periods import FISCAL, MONTHS_PER_PERIOD, PERIODS, Bounds, fiscal_bounds

__all__ = ["Context", "parameters_of", "write_function"]

Fragment: TypeAlias = tuple[str, Sequence[SqlValue]]


def _now() -> datetime:
    return datetime.now(UTC)


@frozen
class Context:
    """What a query depends on besides its text: the clock (UTC), who asks (ids as stored, lower-case), how the environment is set.

    `may_read` refuses, by raising, a table that whoever asks may not read; it is asked for every table that a query reaches.
    """

    now: datetime = field(factory=_now)
    user_id: str | None = None
    business_unit_id: str | None = None
    refuses_leading_wildcards: bool = False
    may_read: Callable[[TableSchema], None] = field(default=lambda table: None, eq=False, repr=False)


@frozen
class _Call:
    """One call: `values` are the parameters after `PropertyName`; `negated` asks for the opposite."""

    name: str
    operand: ColumnOperand
    values: Sequence[Expr | Array]
    context: Context
    negated: bool
    schema: Schema

    def opposite(self, start: str) -> bool:
        """True when a name that begins with `start` and a negation do not cancel each other out."""
        return self.negated is not self.name.startswith(start)


def parameters_of(name: str) -> tuple[str, ...]:
    """The parameters that a function takes besides `PropertyName`; QueryError for one that there is not, or not here."""
    if name in UNIMITATED:
        raise not_imitated(f"the query function Microsoft.Dynamics.CRM.{name}")
    if name not in _FUNCTIONS:
        raise bad_query(f"An unknown function with name 'Microsoft.Dynamics.CRM.{name}' was found.")
    return _FUNCTIONS[name][0]


def write_function(
    name: str, operand: ColumnOperand, values: Sequence[Expr | Array], context: Context, negated: bool, schema: Schema
) -> Fragment:
    """SQL that is true where the function, or with `negated` its opposite, holds; null answers to neither, unless said."""
    parameters, write = _FUNCTIONS[name]
    try:
        return write(_Call(name, operand, values, context, negated, schema))
    except (ValueError, OverflowError) as error:
        raise bad_query(
            f"The value of '{parameters[-1]}' does not fit the function 'Microsoft.Dynamics.CRM.{name}' "
            f"on the {operand.column.edm_type} column '{operand.column.name}'."
        ) from error


def _membership(call: _Call) -> Fragment:
    items = _array(call.values[0])
    if not items:
        raise ValueError("no values")
    word = "NOT IN" if call.opposite("Not") else "IN"
    marks = ", ".join("?" * len(items))
    return f"{call.operand.sql} {word} ({marks})", [constant_from_text(call.operand, item) for item in items]


def _between(call: _Call) -> Fragment:
    """Both ends belong to the range."""
    low, high = _array(call.values[0])
    word = "NOT BETWEEN" if call.opposite("Not") else "BETWEEN"
    params = (constant_from_text(call.operand, low), constant_from_text(call.operand, high))
    return f"{call.operand.sql} {word} ? AND ?", params


def _contain_values(call: _Call) -> Fragment:
    """Any of the choices is selected; the opposite, that none of them is, is not asked of a null either."""
    if not call.operand.column.multi_select:
        raise ValueError("not a choices column")
    numbers = [int(str(item.value)) for item in _array(call.values[0])]
    if not numbers:
        raise ValueError("no values")
    # the stored form is "1,9"
    tests = " OR ".join([f"instr(',' || replace({call.operand.raw}, ' ', '') || ',', ?) > 0"] * len(numbers))
    return f"NOT ({tests})" if call.opposite("DoesNot") else tests, [f",{number}," for number in numbers]


def _id(call: _Call) -> Fragment:
    """Who asks; the opposite is "not equal", and so holds for null."""
    _needs_guid(call)
    who = call.context.user_id if call.name.endswith("UserId") else call.context.business_unit_id
    return comparison("ne" if call.opposite("Not") else "eq", call.operand.sql, "?"), (who,)


def _needs_guid(call: _Call) -> None:
    if call.operand.kind is not Kind.GUID:
        raise bad_query(f"The function 'Microsoft.Dynamics.CRM.{call.name}' needs a column of type Edm.Guid.")


def _hierarchy(call: _Call) -> Fragment:
    """Above or below a record, in the hierarchy of the table whose ids the column holds."""
    _needs_guid(call)
    column, table = call.operand.column, call.operand.table
    named = call.schema.tables.get(column.targets[0]) if len(column.targets) == 1 else None
    table = named if column.is_lookup else table
    if table is None:
        raise bad_query(f"The function 'Microsoft.Dynamics.CRM.{call.name}' needs the primary key of a table, or a lookup to one table.")
    call.context.may_read(table)
    record_id = constant_from_text(call.operand, call.values[0]) if isinstance(call.values[0], Literal) else None
    up, itself = call.name.startswith("Above"), call.name.endswith("OrEqual")
    ids, params = tree(table, record_id, up=up, itself=itself)
    return _among(call.operand.sql, ids, negated=call.opposite("Not")), params


def _around_user(call: _Call) -> Fragment:
    """The user, those who report to the user, and their teams, as far as the function's name says."""
    _needs_guid(call)
    for name in ("systemuser", "team"):
        if name in call.schema.tables:
            call.context.may_read(call.schema.tables[name])
    ids, params = around_user(
        call.schema, call.context.user_id,
        himself="OrUser" in call.name, reports="Hierarchy" in call.name, teams=call.name.endswith("Teams"),
    )  # fmt: skip
    return _among(call.operand.sql, ids, negated=call.negated), params


def _among(column: str, ids: str, *, negated: bool) -> str:
    """Null is in no set, and out of none: to SQL it is out of an empty one."""
    return f"({column} IS NOT NULL AND {column} NOT IN {ids})" if negated else f"{column} IN {ids}"


def _language(call: _Call) -> Fragment:
    """The language of who asks, of which the emulator has one."""
    if call.operand.kind is not Kind.INTEGER:
        raise bad_query(f"The function 'Microsoft.Dynamics.CRM.{call.name}' needs a column of type Edm.Int32.")
    return comparison("ne" if call.negated else "eq", call.operand.sql, "?"), (ENGLISH,)


def _period(call: _Call) -> Fragment:
    number = _count(call.values[0]) if call.values else 0
    return _within(call, PERIODS[call.name][1](call.context.now, number))


def _fiscal(call: _Call) -> Fragment:
    numbers = [_count(value) for value in call.values]
    period = numbers[0] if len(numbers) == 2 else None
    return _within(call, fiscal_bounds(call.name, call.context.now, period, numbers[-1]))


def _fiscal_period(call: _Call) -> Fragment:
    """The period of any year."""
    period = _count(call.values[0])
    fiscal_bounds(call.name, call.context.now, period, call.context.now.year)  # refuses a fifth quarter
    _check_date(call)
    last = period * MONTHS_PER_PERIOD
    word = "NOT BETWEEN" if call.negated else "BETWEEN"
    return f"CAST(substr({call.operand.raw}, 6, 2) AS INTEGER) {word} ? AND ?", (last - MONTHS_PER_PERIOD + 1, last)


def _on(call: _Call) -> Fragment:
    """Whole days."""
    value = call.values[0].value if isinstance(call.values[0], Literal) else None
    if isinstance(value, str):
        value = read_moment(value)
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        raise ValueError("not a date")
    start, end = PERIODS["Today"][1](datetime(value.year, value.month, value.day, tzinfo=UTC), 0)
    return _within(call, {"On": (start, end), "OnOrAfter": (start,), "OnOrBefore": (end,)}[call.name])


def _check_date(call: _Call) -> None:
    if call.operand.kind not in (Kind.DATE, Kind.DATE_TIME):
        raise bad_query(f"The function 'Microsoft.Dynamics.CRM.{call.name}' needs a column with dates.")


def _within(call: _Call, bounds: Bounds) -> Fragment:
    _check_date(call)
    sql = " AND ".join(f"{call.operand.sql} {SQL_OPERATORS[operator]} ?" for operator, _ in bounds)
    days = call.operand.kind is Kind.DATE
    params = [bound.date().isoformat() if days else moment(bound) for _, bound in bounds]
    return f"NOT ({sql})" if call.negated else sql, params


def _array(value: Expr | Array) -> tuple[Literal, ...]:
    if not isinstance(value, Array):
        raise ValueError("not an array")
    return value.items


def _count(value: Expr | Array) -> int:
    """A whole number from 1; the service reads it as Edm.Int64, and clients also send it in quotes."""
    found = value.value if isinstance(value, Literal) else None
    number = int(found) if isinstance(found, str) else found
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise ValueError(number)
    return number


_ONE, _TWO, _MANY = ("PropertyValue",), ("PropertyValue1", "PropertyValue2"), ("PropertyValues",)

_FUNCTIONS: Mapping[str, tuple[tuple[str, ...], Callable[[_Call], Fragment]]] = MappingProxyType(
    {
        "In": (_MANY, _membership),
        "NotIn": (_MANY, _membership),
        "Between": (_MANY, _between),
        "NotBetween": (_MANY, _between),
        "ContainValues": (_MANY, _contain_values),
        "DoesNotContainValues": (_MANY, _contain_values),
        "EqualUserId": ((), _id),
        "NotEqualUserId": ((), _id),
        "EqualBusinessId": ((), _id),
        "NotEqualBusinessId": ((), _id),
        "On": (_ONE, _on),
        "OnOrAfter": (_ONE, _on),
        "OnOrBefore": (_ONE, _on),
        "InFiscalPeriod": (_ONE, _fiscal_period),
        "EqualUserLanguage": ((), _language),
        **dict.fromkeys(("Above", "AboveOrEqual", "Under", "UnderOrEqual", "NotUnder"), (_ONE, _hierarchy)),
        **{f"EqualUser{rest}": ((), _around_user) for rest in ("Teams", "OrUserTeams", "OrUserHierarchy", "OrUserHierarchyAndTeams")},
        **{name: (_TWO if name.endswith("PeriodAndYear") else _ONE, _fiscal) for name in FISCAL},
        **{name: (_ONE if counted else (), _period) for name, (counted, _) in PERIODS.items()},
    }
)

ENGLISH = 1033

UNIMITATED = frozenset({"Contains"})
"""Known to the service, not to the emulator: it is full-text search."""
