"""Conditions to SQL: types checked, null logic decided.

Knows what an expression means over a table. Refuses to know how names become columns and joins (`scopes`), whole statements, order and
pages (`compiler`), text patterns (`text_matches`) and Dataverse's query functions (`query_functions`).

Null logic. Dataverse turns a filter into conditions of its query engine, in which a negation is a condition of its own: `not` is
carried down to the comparisons (`not (a gt 1)` asks `a le 1`). There a null answers to no condition, except that it is "not equal" to
every value and "not like" every pattern, as Sql4Cds found (github.com/MarkMpn/Sql4Cds, issues 167 and 530); OData asks the same of
`ne`. So `ne` and a negated text function are the complement of the positive condition, and every other condition drops nulls.
`operands.complement` is where that is decided, and what calls it is what it holds for.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from attrs import define, evolve, field

from ...schema.model import NavigationSchema
from ..language.expressions import parse_value
from ..language.query_errors import bad_query, no_property, no_signature, not_imitated
from ..language.syntax import Alias, And, Array, Compare, Expr, Lambda, Literal, Not, Operator, Or, Path, QueryFunction, TextMatch
from ..storage.relations import many_link
from ..storage.values import Kind
from .operands import ColumnOperand, compare_columns, compare_constants, comparison, complement, constant, incompatible
from .query_functions import parameters_of, write_function
from .scopes import Scope, Statement, joined, quoted
from .text_matches import check_leading_wildcard, match_column

__all__ = ["Writer"]

NOT_A_CONDITION = "The $filter expression must evaluate to a single boolean value."

NEGATED: dict[Operator, Operator] = {"eq": "ne", "ne": "eq", "gt": "le", "le": "gt", "ge": "lt", "lt": "ge"}
MIRRORED: dict[Operator, Operator] = {"eq": "eq", "ne": "ne", "gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}


@define(eq=False)
class Writer(Statement):
    """Writes the conditions of OData filters; `aliases` are the parameter aliases with their raw text."""

    aliases: Mapping[str, str] = field(factory=dict, kw_only=True)

    def resolve(self, expr: Expr | Array) -> Expr | Array:
        """What an alias stands for, null when nothing does (overview, "Use parameter aliases"); other expressions as they are."""
        if not isinstance(expr, Alias):
            return expr
        text = self.aliases.get(expr.name)
        if text is None:
            return Literal("null", None)
        value = parse_value(text)
        if isinstance(value, Alias):
            raise bad_query(f"The parameter alias '{expr.name}' stands for another alias.")
        return value

    def single(self, expr: Expr) -> Expr:
        """As `resolve`, where an array has no place."""
        value = self.resolve(expr)
        if isinstance(value, Array):
            raise bad_query("A collection was found where a single value was expected.")
        return value

    # ---- logic ----

    def condition(self, expr: Expr, scope: Scope, negated: bool = False) -> str:
        """SQL that is true where `expr` holds, or with `negated` where it does not, over the rows of `scope`."""
        match self.single(expr):
            case And(operands):
                return self._joined("OR" if negated else "AND", operands, scope, negated)
            case Or(operands):
                return self._joined("AND" if negated else "OR", operands, scope, negated)
            case Not(operand):
                return self.condition(operand, scope, not negated)
            case Compare(operator, left, right):
                return self._compare(operator, left, right, scope, negated)
            case TextMatch() as match:
                sql = self._text_match(match, scope)
                return complement(sql) if negated else sql
            case QueryFunction() as function:
                return self._query_function(function, scope, negated)
            case Lambda() as quantified:
                return self._lambda(quantified, scope, negated)
            case Path() as path:
                _, column = self.column(path, scope)
                if column.kind is not Kind.BOOLEAN:
                    raise bad_query(NOT_A_CONDITION)
                sql = f"{column.sql} = 1"
                return complement(sql) if negated else sql
            case Literal(value=bool() | None as value):
                return "NULL" if value is None else str(int(value is not negated))
            case _:
                raise bad_query(NOT_A_CONDITION)

    def _joined(self, word: str, operands: Sequence[Expr], scope: Scope, negated: bool) -> str:
        return joined(word, [self.condition(operand, scope, negated) for operand in operands])

    # ---- comparisons ----

    def _compare(self, operator: Operator, left: Expr, right: Expr, scope: Scope, negated: bool) -> str:
        left, right = self.single(left), self.single(right)
        if _is_condition(left) or _is_condition(right):
            return self._compare_conditions(operator, left, right, scope, negated)
        if negated:
            operator = NEGATED[operator]
        if isinstance(left, Path) and isinstance(right, Path):
            return self._compare_columns(operator, left, right, scope)
        if isinstance(left, Path) and isinstance(right, Literal):
            return self._compare_constant(operator, left, right, scope, mirrored=False)
        if isinstance(left, Literal) and isinstance(right, Path):
            return self._compare_constant(operator, right, left, scope, mirrored=True)
        return compare_constants(operator, cast(Literal, left), cast(Literal, right))

    def _compare_conditions(self, operator: Operator, left: Expr, right: Expr, scope: Scope, negated: bool) -> str:
        """`contains(a,'x') eq true`: a condition stands for its truth."""
        inner, other = (left, right) if _is_condition(left) else (right, left)
        if operator not in ("eq", "ne") or not isinstance(other, Literal) or not isinstance(other.value, bool):
            raise bad_query("A condition can only be compared with true or false, and only with eq or ne.")
        holds = other.value is (operator == "eq")
        return self.condition(inner, scope, negated is holds)

    def _compare_columns(self, operator: Operator, left: Path, right: Path, scope: Scope) -> str:
        (_, one), (_, two) = self.column(left, scope), self.column(right, scope)
        return compare_columns(operator, one, two)

    def _compare_constant(self, operator: Operator, path: Path, literal: Literal, scope: Scope, *, mirrored: bool) -> str:
        if literal.value is None:
            raw = self._nullable(path, scope)
            if operator in ("eq", "ne"):
                return f"{raw} IS {'NOT ' if operator == 'ne' else ''}NULL"
            return "NULL"  # nothing is greater or less than null
        holder, rest = self.walk(path.segments, scope)
        if rest and (navigation := holder.table.navigation(rest[0])) is not None and holder.table.column(rest[0]) is None:
            types = (f"Microsoft.Dynamics.CRM.{navigation.target}", literal.edm_type)
            raise incompatible(*(types[::-1] if mirrored else types), operator)
        _, operand = self.column(path, scope)
        try:
            value = constant(operand, literal)
        except ValueError as error:
            types = (operand.column.edm_type, literal.edm_type)
            raise incompatible(*(types[::-1] if mirrored else types), operator) from error
        self.params.append(value)
        return comparison(MIRRORED[operator] if mirrored else operator, operand.sql, "?")

    def _nullable(self, path: Path, scope: Scope) -> str:
        """What is asked whether it is null: a column, or the lookup behind a navigation property."""
        holder, rest = self.walk(path.segments, scope)
        navigation = holder.table.navigation(rest[0]) if rest else None
        if navigation is not None and not navigation.collection and holder.table.column(rest[0]) is None:
            return holder.operand(self.lookup_of(navigation, holder.table)).raw
        return self.column(path, scope)[1].raw

    # ---- text ----

    def _text_match(self, match: TextMatch, scope: Scope) -> str:
        text, part = self.single(match.text), self.single(match.part)
        if isinstance(part, Literal) and part.edm_type == "Edm.String" and isinstance(text, Path):
            _, operand = self.column(text, scope)
            if operand.kind is not Kind.TEXT:
                raise no_signature(match.function)
            sql, params = match_column(match.function, operand, str(part.value), self.context)
            self.params.extend(params)
            return sql
        subject, pattern = (self._text_operand(match.function, expr, scope) for expr in (text, part))
        before = "" if match.function == "startswith" else "'%' || "
        after = "" if match.function == "endswith" else " || '%'"
        check_leading_wildcard(match.function != "startswith", self.context)
        return f"dv_like({subject}, {before}{pattern}{after})"

    def _text_operand(self, function: str, expr: Expr, scope: Scope) -> str:
        if isinstance(expr, Path):
            _, operand = self.column(expr, scope)
            if operand.kind is Kind.TEXT:
                return operand.raw
        elif isinstance(expr, Literal) and expr.edm_type in ("Edm.String", "null"):
            self.params.append(None if expr.value is None else str(expr.value))
            return "?"
        raise no_signature(function)

    # ---- lambdas ----

    def _lambda(self, expr: Lambda, scope: Scope, negated: bool) -> str:
        holder, segments = scope, expr.collection.segments
        if segments[0] in scope.variables:
            holder, segments = scope.variables[segments[0]], segments[1:]
        if len(segments) != 1:
            # Documented as not supported (filter-rows, "Filter using values of related collections").
            raise bad_query(
                f"The collection '{expr.collection}' lies behind a lookup; conditions on collections of related rows are not supported."
            )
        navigation = holder.table.navigation(segments[0])
        if navigation is None:
            raise no_property(segments[0], holder.table.logical_name)
        if not navigation.collection:
            raise bad_query(f"'{expr.quantifier}' can only be applied to a collection, and '{segments[0]}' is a single row.")
        table = self.target(navigation)
        self.context.may_read(table)
        inner = Scope(table, self.new_alias(), [], {}, {})
        inner.variables = {**scope.variables, expr.variable: inner} if expr.variable else scope.variables
        source, link = self._link(navigation, holder, inner)
        conditions = [link]
        if expr.predicate is not None:
            # bare names inside a lambda speak of the row outside, so the predicate is written in the outer scope
            outside = evolve(scope, variables=inner.variables)
            sql = self.condition(expr.predicate, outside)
            conditions.append(f"({sql}) IS NOT TRUE" if expr.quantifier == "all" else f"({sql})")
        exists = f"EXISTS (SELECT 1 FROM {' '.join([source, *inner.joins])} WHERE {' AND '.join(conditions)})"  # noqa: S608 -- the schema's names
        return f"NOT {exists}" if negated is not (expr.quantifier == "all") else exists

    def _link(self, navigation: NavigationSchema, holder: Scope, inner: Scope) -> tuple[str, str]:
        """What stands behind FROM, and the condition that ties it to the row of `holder`."""
        table = inner.table
        source = f"{quoted(table.logical_name)} AS {inner.alias}"
        partner = None if navigation.partner is None else table.navigation(navigation.partner)
        if partner is None or holder.table.key is None:
            raise not_imitated(f"a condition on the unpaired collection '{navigation.name}'")
        key = f"{holder.alias}.{quoted(holder.table.key)}"
        many = many_link(self.schema, holder.table, navigation)
        if many is None:
            return source, f"{inner.alias}.{quoted(self.lookup_of(partner, table).name)} = {key}"
        pairs = self.new_alias()
        join = f"JOIN {source} ON {inner.alias}.{quoted(table.key or '')} = {pairs}.{quoted(many.far)}"
        return f"{quoted(many.table)} AS {pairs} {join}", f"{pairs}.{quoted(many.near)} = {key}"

    # ---- Dataverse query functions ----

    def _query_function(self, function: QueryFunction, scope: Scope, negated: bool) -> str:
        arguments = dict(function.parameters)
        name = function.name
        expected = parameters_of(name)
        if set(arguments) != {"PropertyName", *expected}:
            raise bad_query(f"The function 'Microsoft.Dynamics.CRM.{name}' takes the parameters {', '.join(('PropertyName', *expected))}.")
        operand = self._named_column(function, arguments["PropertyName"], scope)
        values = [self.resolve(arguments[parameter]) for parameter in expected]
        sql, params = write_function(name, operand, values, self.context, negated, self.schema)
        self.params.extend(params)
        return sql

    def _named_column(self, function: QueryFunction, name: Expr | Array, scope: Scope) -> ColumnOperand:
        value = self.resolve(name)
        if not isinstance(value, Literal) or not isinstance(value.value, str) or not value.value:
            raise bad_query(f"The PropertyName of 'Microsoft.Dynamics.CRM.{function.name}' must be the name of a column in quotes.")
        before = () if function.scope is None else function.scope.segments
        path = Path((*before, *value.value.split("/")))
        holder, rest = self.walk(path.segments, scope)
        # query functions take a lookup by its logical name as well (`ownerid`), as the conditions they become do
        if rest and holder.table.column(rest[0]) is None and holder.table.column(f"_{rest[0]}_value") is not None:
            path = Path((*path.segments[:-1], f"_{rest[0]}_value"))
        return self.column(path, scope)[1]


def _is_condition(expr: Expr) -> bool:
    return not isinstance(expr, Path | Literal)
