"""Names to columns and joins: one SQL statement while it is written, and the tables that stand in it.

Knows aliases, joins and parameters. Refuses to know what is asked of the columns (`conditions`, `fetch_conditions`) and whole statements.
"""

from collections.abc import Mapping, Sequence

from attrs import define, field

from ...schema.model import ColumnSchema, NavigationSchema, Schema, TableSchema
from ..language.query_errors import QueryError, bad_query, no_property, not_imitated
from ..language.syntax import Path
from ..storage.relations import lookup_column
from ..storage.values import SqlValue
from .operands import ColumnOperand
from .query_functions import Context

__all__ = ["MAX_JOINS", "Scope", "Statement", "joined", "quoted", "too_many_links"]

MAX_JOINS = 15


def too_many_links() -> QueryError:
    """More than 15 joins.

    https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/join-tables#limitations
    """
    return QueryError("0x8004430D", "Number of link entities in query exceeded maximum limit.")


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def joined(word: str, conditions: Sequence[str]) -> str:
    """Conditions with AND or OR between them, as a balanced tree: SQLite takes `a AND b AND c` for a nest, and refuses deep ones."""
    parts = [f"({condition})" for condition in conditions]
    while len(parts) > 2:
        pairs = [parts[place : place + 2] for place in range(0, len(parts), 2)]
        parts = [f"({f' {word} '.join(pair)})" if len(pair) == 2 else pair[0] for pair in pairs]
    return f" {word} ".join(parts)


@define(eq=False)
class Scope:
    """A table under an SQL alias, and the joins made from it; mutable, it grows while a statement is written.

    A scope that was reached by a join shares the joins of the one it was reached from. `variables` are the range variables of the
    lambdas around, each with its scope.
    """

    table: TableSchema
    alias: str
    joins: list[str]
    joined: dict[tuple[str, str], "Scope"]
    variables: Mapping[str, "Scope"]

    def operand(self, column: ColumnSchema) -> ColumnOperand:
        """A column of this table."""
        return ColumnOperand(f"{self.alias}.{quoted(column.name)}", column, self.table)

    def join(self, target: TableSchema, column: str, statement: "Statement") -> "Scope":
        """The row of `target` that the lookup `column` points to, as a scope; the same join is made once."""
        found = self.joined.get((column, target.logical_name))
        if found is not None:
            return found
        if len(self.joins) >= MAX_JOINS:
            raise too_many_links()
        if target.key is None:
            raise not_imitated(f"a path through the table '{target.logical_name}', which has no primary key")
        scope = Scope(target, statement.new_alias(), self.joins, {}, self.variables)
        self.joins.append(
            f"LEFT JOIN {quoted(target.logical_name)} AS {scope.alias} "
            f"ON {scope.alias}.{quoted(target.key)} = {self.alias}.{quoted(column)}"
        )
        self.joined[column, target.logical_name] = scope
        return scope


@define(eq=False)
class Statement:
    """One statement; mutable: its parameters are in the order of their marks in the SQL it returned so far."""

    schema: Schema
    context: Context
    prefix: str = "t"
    params: list[SqlValue] = field(factory=list, init=False)
    _aliases_made: int = field(default=0, init=False)

    def new_alias(self) -> str:
        """An SQL alias that is not taken yet."""
        self._aliases_made += 1
        return f"{self.prefix}{self._aliases_made - 1}"

    def scope(self, table: TableSchema) -> Scope:
        """A fresh scope over `table`."""
        return Scope(table, self.new_alias(), [], {}, {})

    def target(self, navigation: NavigationSchema) -> TableSchema:
        """The table that a navigation property leads to."""
        table = self.schema.tables.get(navigation.target)
        if table is None:
            raise not_imitated(f"the table '{navigation.target}' behind '{navigation.name}', which is not in the schema")
        return table

    def walk(self, segments: Sequence[str], scope: Scope) -> tuple[Scope, Sequence[str]]:
        """Follow all but the last name through single-valued navigation properties; what is left is the last name."""
        if segments[0] in scope.variables:
            scope, segments = scope.variables[segments[0]], segments[1:]
        for name in segments[:-1]:
            navigation = scope.table.navigation(name)
            if navigation is None:
                raise no_property(name, scope.table.logical_name)
            if navigation.collection:
                raise bad_query(
                    f"The parent value for a property access of a property '{segments[-1]}' is not a single value. "
                    "Property access can only be applied to a single value."
                )
            target = self.target(navigation)
            self.context.may_read(target)
            scope = scope.join(target, self.lookup_of(navigation, scope.table).name, self)
        return scope, segments[-1:]

    def lookup_of(self, navigation: NavigationSchema, table: TableSchema) -> ColumnSchema:
        """The lookup column that a single-valued navigation property of `table` belongs to."""
        name = lookup_column(table, navigation)
        column = None if name is None else table.column(name)
        if column is None or not column.valid_for_read:
            raise not_imitated(f"the navigation property '{navigation.name}', whose lookup column $metadata does not name")
        return column

    def column(self, path: Path, scope: Scope) -> tuple[Scope, ColumnOperand]:
        """The column at the end of `path`, and the scope it stands in; QueryError when there is none."""
        holder, rest = self.walk(path.segments, scope)
        if not rest:
            raise bad_query(f"The range variable '{path}' is a row, not a value.")
        column = holder.table.column(rest[0])
        if column is None or not column.valid_for_read:
            raise no_property(rest[0], holder.table.logical_name)
        return holder, holder.operand(column)
