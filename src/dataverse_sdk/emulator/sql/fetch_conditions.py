"""FetchXML conditions to SQL: operators, filters and the links that stand in them.

Knows what each operator asks of a column; most of them are query functions of the Web API under another name. Refuses to know whole
statements (`fetch_compiler`) and XML. The operators: https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/operators
Null answers to a condition as it does in OData (the head of `conditions`), which is translated to the same conditions by the service.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NoReturn, TypeAlias, cast

from attrs import define, field

from ...schema.model import TableSchema
from ..language.fetch import Condition, Filter, Link
from ..language.query_errors import QueryError, not_imitated
from ..language.syntax import Array, Expr, Literal, Operator, TextFunction
from ..storage.relations import intersect_table
from ..storage.values import Kind, SqlValue
from .conditions import Writer
from .operands import ColumnOperand, compare_columns, comparison, complement, constant_from_text
from .periods import FISCAL, PERIODS
from .query_functions import parameters_of, write_function
from .scopes import Scope, joined, quoted
from .text_matches import like_column, match_column

__all__ = ["FetchWriter", "bad_fetch", "on_clause", "operand_of", "table_of", "write_filters", "write_subquery"]

NO_ENTITY = "0x80041102"
NO_ATTRIBUTE = "0x80041103"
BAD_CONDITION = "0x80041106"
INVALID_OPERATOR = "0x80041120"
LINK_NOT_FOUND = "0x80041126"
WRONG_TYPE: Mapping[Kind, str] = MappingProxyType({Kind.DATE: "0x80040239", Kind.DATE_TIME: "0x80040239", Kind.GUID: "0x80040203"})
NOT_A_NUMBER = "0x80040259"

Fragment: TypeAlias = tuple[str, Sequence[SqlValue]]


def bad_fetch(code: str, message: str) -> QueryError:
    """A document that is FetchXML and asks for what cannot be."""
    return QueryError(code, message)


@define(eq=False)
class FetchWriter(Writer):
    """Writes one FetchXML query; `named` holds the links by alias, and by table where there is no alias."""

    named: dict[str, Scope] = field(factory=dict, init=False)


def table_of(writer: FetchWriter, name: str) -> TableSchema:
    """The table with this logical name, or the intersect table of a many-to-many relationship."""
    table = writer.schema.tables.get(name) or intersect_table(writer.schema, name)
    if table is None:
        raise bad_fetch(NO_ENTITY, f"The entity with a name = '{name}' with namemapping = 'Logical' was not found in the MetadataCache.")
    writer.context.may_read(table)
    return table


def operand_of(scope: Scope, name: str) -> ColumnOperand:
    """The column with this logical name: `primarycontactid`, where the Web API says `_primarycontactid_value`."""
    table = scope.table
    column = table.column(name) or table.column(f"_{name}_value")
    if column is not None and column.logical_name == name and column.valid_for_read:
        return scope.operand(column)
    base = name.removesuffix("name")
    shown = table.column(base) or table.column(f"_{base}_value")
    if base != name and shown is not None and (shown.is_lookup or shown.options):
        raise not_imitated(f"the column '{name}', the text that '{base}' is shown by")
    raise bad_fetch(
        NO_ATTRIBUTE,
        f"'{table.schema_name or table.logical_name}' entity doesn't contain attribute with Name = '{name}' and NameMapping = 'Logical'.",
    )


# ---- filters ----


def write_filters(writer: FetchWriter, filters: Sequence[Filter], scope: Scope) -> list[str]:
    """SQL for each filter that holds anything."""
    return [sql for each in filters if (sql := _filter(writer, each, scope)) is not None]


def _filter(writer: FetchWriter, each: Filter, scope: Scope) -> str | None:
    parts = []
    for part in each.parts:
        match part:
            case Condition():
                parts.append(_condition(writer, part, scope))
            case Link():
                parts.append(write_subquery(writer, part, scope))
            case _:
                inner = _filter(writer, part, scope)
                if inner is not None:
                    parts.append(inner)
    return joined(each.kind.upper(), parts) if parts else None


def write_subquery(writer: FetchWriter, link: Link, scope: Scope) -> str:
    """SQL for a link that only asks whether there are rows.

    `all` is no mistake: it asks for rows of which none satisfies the filters, and `not all` is `any`.
    https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/filter-rows#filter-on-values-in-related-records
    """
    if link.entity.attributes or link.entity.all_attributes:
        raise bad_fetch(BAD_CONDITION, f"A link entity of the type '{link.kind}' cannot return columns.")
    if link.kind == "all":
        # the filters are written, and their parameters taken, in the second half only
        return f"{_exists(writer, link, scope, filtered=False)} AND NOT {_exists(writer, link, scope)}"
    exists = _exists(writer, link, scope)
    return f"NOT {exists}" if link.kind == "not any" else exists


def _exists(writer: FetchWriter, link: Link, scope: Scope, *, filtered: bool = True) -> str:
    table = table_of(writer, link.entity.name)
    inner = Scope(table, writer.new_alias(), [], {}, {})
    conditions = [on_clause(link, inner, scope)]
    if filtered:
        conditions += write_filters(writer, link.entity.filters, inner)
        for deeper in link.entity.links:
            if deeper.kind == "outer":
                raise not_imitated("outer link entities inside one that only asks whether there are rows")
            # a join that returns nothing asks for a row, whatever it is called
            conditions.append(_exists(writer, deeper, inner))
    source = f"{quoted(table.logical_name)} AS {inner.alias}"
    return f"EXISTS (SELECT 1 FROM {source} WHERE {joined('AND', conditions)})"  # noqa: S608 -- names are the schema's, quoted


def on_clause(link: Link, inner: Scope, outer: Scope) -> str:
    """The condition that ties a link to the table around it."""
    return compare_columns("eq", operand_of(inner, link.from_), operand_of(outer, link.to))


# ---- conditions ----


def _condition(writer: FetchWriter, condition: Condition, scope: Scope) -> str:
    if condition.entityname is not None:
        found = writer.named.get(condition.entityname)
        if found is None:
            raise bad_fetch(LINK_NOT_FOUND, f"The link entity '{condition.entityname}' of a condition was not found.")
        scope = found
    operand = operand_of(scope, condition.attribute)
    if condition.valueof is not None:
        return _compare_with_column(writer, condition, operand, scope)
    write = _OPERATORS.get(condition.operator)
    if write is None:
        raise bad_fetch(INVALID_OPERATOR, f"'{condition.operator}' is not a valid condition operator.")
    sql, params = write(writer, condition, operand)
    writer.params.extend(params)
    return sql


def _compare_with_column(writer: FetchWriter, condition: Condition, operand: ColumnOperand, scope: Scope) -> str:
    alias, dot, name = (condition.valueof or "").rpartition(".")
    operator = COMPARISONS.get(condition.operator)
    if operator is None:
        raise bad_fetch(INVALID_OPERATOR, f"The operator '{condition.operator}' cannot compare two columns.")
    other = writer.named.get(alias) if dot else scope
    if other is None:
        raise bad_fetch(LINK_NOT_FOUND, f"The link entity '{alias}' of a condition was not found.")
    return compare_columns(operator, operand, operand_of(other, name))


def _values(condition: Condition, least: int, most: int | None) -> tuple[str, ...]:
    number = len(condition.values)
    if number < least or (most is not None and number > most):
        raise bad_fetch(
            BAD_CONDITION, f"The condition operator '{condition.operator}' on '{condition.attribute}' was given {number} values."
        )
    return condition.values


def _wrong_value(condition: Condition, operand: ColumnOperand, error: Exception) -> NoReturn:
    code = WRONG_TYPE.get(operand.kind, NOT_A_NUMBER)
    where = f"the condition '{condition.operator}' on '{condition.attribute}'"
    raise bad_fetch(code, f"A value of {where} is no value of the type {operand.column.edm_type}.") from error


def _compare(writer: FetchWriter, condition: Condition, operand: ColumnOperand) -> Fragment:
    (value,) = _values(condition, 1, 1)
    try:
        param = constant_from_text(operand, Literal("Edm.String", value))
    except ValueError as error:
        _wrong_value(condition, operand, error)
    return comparison(COMPARISONS[condition.operator], operand.sql, "?"), (param,)


def _null(writer: FetchWriter, condition: Condition, operand: ColumnOperand) -> Fragment:
    _values(condition, 0, 0)
    return f"{operand.raw} IS {'' if condition.operator == 'null' else 'NOT '}NULL", ()


def _text(writer: FetchWriter, condition: Condition, operand: ColumnOperand) -> Fragment:
    (value,) = _values(condition, 1, 1)
    if operand.kind is not Kind.TEXT:
        raise bad_fetch(INVALID_OPERATOR, f"The operator '{condition.operator}' is not valid for the column '{condition.attribute}'.")
    function, negated = TEXT_OPERATORS[condition.operator]
    if function == "like":
        sql, params = like_column(operand, value, writer.context)
    else:
        sql, params = match_column(cast(TextFunction, function), operand, value, writer.context)
    return complement(sql) if negated else sql, params


def _function(name: str) -> "Write":
    def write(writer: FetchWriter, condition: Condition, operand: ColumnOperand) -> Fragment:
        parameters = parameters_of(name)
        arguments: Sequence[Expr | Array]
        if parameters == ("PropertyValues",):
            values = _values(condition, 1, None)
            arguments = (Array(tuple(Literal("Edm.String", value) for value in values)),)
        else:
            values = _values(condition, len(parameters), len(parameters))
            arguments = tuple(Literal("Edm.String", value) for value in values)
        try:
            return write_function(name, operand, arguments, writer.context, False, writer.schema)
        except QueryError as error:
            raise bad_fetch(BAD_CONDITION, error.message) from error

    return write


Write: TypeAlias = Callable[[FetchWriter, Condition, ColumnOperand], Fragment]

COMPARISONS: Mapping[str, Operator] = MappingProxyType(
    {"eq": "eq", "ne": "ne", "neq": "ne", "gt": "gt", "ge": "ge", "lt": "lt", "le": "le"}
)
TEXT_OPERATORS: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "like": ("like", False), "not-like": ("like", True),
        "begins-with": ("startswith", False), "not-begin-with": ("startswith", True),
        "ends-with": ("endswith", False), "not-end-with": ("endswith", True),
    }
)  # fmt: skip
FUNCTIONS = {
    "in": "In", "not-in": "NotIn", "between": "Between", "not-between": "NotBetween", "contain-values": "ContainValues",
    "not-contain-values": "DoesNotContainValues", "eq-userid": "EqualUserId", "ne-userid": "NotEqualUserId",
    "eq-businessid": "EqualBusinessId", "ne-businessid": "NotEqualBusinessId", "on": "On", "on-or-after": "OnOrAfter",
    "on-or-before": "OnOrBefore", "in-fiscal-period": "InFiscalPeriod", "last-seven-days": "Last7Days", "next-seven-days": "Next7Days",
    "above": "Above", "eq-or-above": "AboveOrEqual", "under": "Under", "eq-or-under": "UnderOrEqual", "not-under": "NotUnder",
    "eq-userteams": "EqualUserTeams", "eq-useroruserteams": "EqualUserOrUserTeams", "eq-useroruserhierarchy": "EqualUserOrUserHierarchy",
    "eq-useroruserhierarchyandteams": "EqualUserOrUserHierarchyAndTeams", "eq-userlanguage": "EqualUserLanguage",
}  # fmt: skip


def _spelled(name: str) -> str:
    """`LastXFiscalYears` as FetchXML says it: `last-x-fiscal-years`."""
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
    return words.replace("older-than-", "olderthan-")


_OPERATORS: Mapping[str, Write] = MappingProxyType(
    {
        **dict.fromkeys(COMPARISONS, _compare),
        **dict.fromkeys(("null", "not-null"), _null),
        **dict.fromkeys(TEXT_OPERATORS, _text),
        **{name: _function(function) for name, function in FUNCTIONS.items()},
        **{_spelled(name): _function(name) for name in (*PERIODS, *FISCAL) if name not in FUNCTIONS.values()},
    }
)
