"""Two small tables in a real SQLite store, and a way to ask them."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest
from attrs import evolve

from dataverse_sdk.emulator.language.expressions import parse_filter
from dataverse_sdk.emulator.language.fetch import Fetch
from dataverse_sdk.emulator.language.options import parse_apply, parse_orderby
from dataverse_sdk.emulator.sql.aggregation import compile_apply
from dataverse_sdk.emulator.sql.compiler import Context, compile_filter, compile_query
from dataverse_sdk.emulator.sql.fetch_compiler import Place, compile_fetch
from dataverse_sdk.emulator.storage.like import register_functions
from dataverse_sdk.emulator.storage.values import SqlValue, fold, to_sql
from dataverse_sdk.schema.model import ColumnSchema, NavigationSchema, Schema, TableSchema

ME = "00000000-0000-0000-0000-0000000000aa"
UNIT = "00000000-0000-0000-0000-0000000000bb"
START = Place()
NOW = datetime(2026, 3, 18, 15, 42, 27, tzinfo=UTC)  # a Wednesday


def text(name: str) -> ColumnSchema:
    return ColumnSchema(name, name, "Edm.String", "String")


def lookup(name: str, *targets: str) -> ColumnSchema:
    return ColumnSchema(f"_{name}_value", name, "Edm.Guid", "Lookup", targets=targets)


PERSON = TableSchema(
    "person",
    "persons",
    "personid",
    "fullname",
    columns=(
        ColumnSchema("personid", "personid", "Edm.Guid", "Uniqueidentifier"),
        text("fullname"),
        text("nickname"),
        ColumnSchema("age", "age", "Edm.Int32", "Integer"),
        ColumnSchema("big", "big", "Edm.Int64", "BigInt"),
        ColumnSchema("income", "income", "Edm.Decimal", "Money"),
        ColumnSchema("factor", "factor", "Edm.Decimal", "Decimal"),
        ColumnSchema("height", "height", "Edm.Double", "Double"),
        ColumnSchema("donotmail", "donotmail", "Edm.Boolean", "Boolean"),
        ColumnSchema("born", "born", "Edm.Date", "DateTime"),
        ColumnSchema("createdon", "createdon", "Edm.DateTimeOffset", "DateTime"),
        ColumnSchema("photo", "photo", "Edm.Binary", "Image"),
        ColumnSchema("colours", "colours", "Edm.String", "Virtual", multi_select=True),
        ColumnSchema("secret", "secret", "Edm.String", "String", valid_for_read=False),
        lookup("employerid", "firm", "person", "nowhere"),
        lookup("ownerid"),
        lookup("clubid", "club"),
    ),
    navigations=(
        NavigationSchema("employer_firm", "firm", False, "_employerid_value", "firm_persons"),
        NavigationSchema("employer_person", "person", False, "_employerid_value", "person_persons"),
        NavigationSchema("person_persons", "person", True, None, "employer_person"),
        NavigationSchema("ownerid", "person", False, None, None),
        NavigationSchema("hidden", "person", False, None, None),
        NavigationSchema("clubid", "club", False, "_clubid_value", None),
        NavigationSchema("elsewhere", "nowhere", False, "_employerid_value", None),
        NavigationSchema("person_firms", "firm", True, None, "person_firms"),
        NavigationSchema("unpaired", "firm", True, None, None),
    ),
)
FIRM = TableSchema(
    "firm",
    "firms",
    "firmid",
    "name",
    columns=(
        ColumnSchema("firmid", "firmid", "Edm.Guid", "Uniqueidentifier"),
        text("name"),
        lookup("headid", "person"),
        lookup("headid2", "firm"),
    ),
    navigations=(
        NavigationSchema("headid", "person", False, "_headid_value", None),
        NavigationSchema("parent", "firm", False, "_headid2_value", None),
        NavigationSchema("firm_persons", "person", True, None, "employer_firm"),
        NavigationSchema("person_firms", "person", True, None, "person_firms"),
    ),
)
CLUB = TableSchema("club", "clubs", None, columns=(text("name"),))
SCHEMA = Schema({"person": PERSON, "firm": FIRM, "club": CLUB})


def guid(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012x}"


class World:
    """Rows by wire name and JSON value; mutable. `ask` gives the numbers of the rows that answer a filter."""

    schema, person, firm, club = SCHEMA, PERSON, FIRM, CLUB
    me, unit, guid = ME, UNIT, staticmethod(guid)
    context = Context(NOW, ME, UNIT)

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.create_function("dv_fold", 1, fold, deterministic=True)
        register_functions(self.connection)
        for table in (PERSON, FIRM):
            columns = ", ".join(
                f'"{column.name}"{" PRIMARY KEY" if column.name == table.key else ""}' for column in table.columns if column.valid_for_read
            )
            self.connection.execute(f'CREATE TABLE "{table.logical_name}" ({columns})')
        self.connection.execute("CREATE INDEX folded ON person(dv_fold(nickname))")
        self.connection.execute("CREATE TABLE person_firms (personid, firmid)")

    def add(self, table: TableSchema, number: int, values: Mapping[str, object]) -> None:
        row: dict[str, SqlValue] = {str(table.key): guid(number)}
        for name, value in values.items():
            column = table.column(name)
            assert column is not None
            row[name] = to_sql(column, value)
        names = ", ".join(f'"{name}"' for name in row)
        self.connection.execute(f'INSERT INTO "{table.logical_name}" ({names}) VALUES ({", ".join("?" * len(row))})', tuple(row.values()))

    def clear(self) -> None:
        self.connection.execute("DELETE FROM person")
        self.connection.execute("DELETE FROM firm")
        self.connection.execute("DELETE FROM person_firms")

    def persons(self, *rows: Mapping[str, object]) -> None:
        """Replace all persons, numbered from 1."""
        self.connection.execute("DELETE FROM person")
        for number, row in enumerate(rows, 1):
            self.add(PERSON, number, row)

    def ask(self, text: str, table: TableSchema = PERSON, aliases: Mapping[str, str] | None = None) -> list[int]:
        compiled = compile_filter(parse_filter(text), table, self.schema, aliases=aliases, context=self.context)
        source = " ".join([f'"{table.logical_name}" AS {compiled.root}', *compiled.joins])
        sql = f'SELECT {compiled.root}."{table.key}" FROM {source} WHERE {compiled.sql}'
        return sorted(int(found[0][-12:], 16) for found in self.connection.execute(sql, compiled.params))

    def order(self, text: str) -> list[int]:
        query = compile_query(PERSON, self.schema, columns=("personid",), orderby=parse_orderby(text))
        return [int(row[0][-12:], 16) for row in self.connection.execute(query.sql, query.params)]

    def fetch(self, fetch: Fetch, place: Place = START, limit: int = 5000) -> list[dict[str, str]]:
        """The rows of a query as name and JSON text of each value, nulls left out."""
        compiled = compile_fetch(
            evolve(fetch, values_only=True), PERSON, SCHEMA, context=self.context, columns=lambda *_: (), limit=limit, place=place
        )
        found = self.connection.execute(compiled.statement.sql, compiled.statement.params)
        return [
            {cell.name: cell.write(value) for cell, value in zip(compiled.cells, row, strict=False) if value is not None} for row in found
        ]

    def apply(self, text: str) -> list[dict[str, str]]:
        """As `fetch`, for `$apply`."""
        compiled = compile_apply(parse_apply(text), PERSON, SCHEMA, context=self.context)
        found = self.connection.execute(compiled.statement.sql, compiled.statement.params)
        return [
            {cell.name: cell.write(value) for cell, value in zip(compiled.cells, row, strict=False) if value is not None} for row in found
        ]

    def plan(self, sql: str, params: Sequence[SqlValue]) -> str:
        return " ".join(row[3] for row in self.connection.execute(f"EXPLAIN QUERY PLAN {sql}", params))


@pytest.fixture(scope="session")
def shared_world() -> Iterator[World]:
    world = World()
    yield world
    world.connection.close()


@pytest.fixture
def world(shared_world: World) -> World:
    """Empty tables."""
    shared_world.clear()
    return shared_world
