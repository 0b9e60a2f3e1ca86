"""How tables look in SQLite: columns, indexes, views, and the emulator's own tables.

Knows the storage layout: one column per readable property; for a lookup a second column `"_x_value@target"` with the logical name of the
row pointed to; `"versionnumber"`. Refuses to know connections and rows.
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ...schema.model import ColumnSchema, TableSchema
from .values import Kind, form_of, kind_of

__all__ = [
    "EMAIL_NAMES",
    "OWN_TABLES",
    "UNSELECTIVE",
    "declared",
    "indexes",
    "insertion",
    "quoted",
    "stored_columns",
    "target_column",
    "view_statement",
]

# The same few users and units stand in these columns of every row: an index would be large and never selective.
UNSELECTIVE = frozenset(
    f"_{name}_value"
    for name in (
        "createdby", "createdonbehalfby", "modifiedby", "modifiedonbehalfby", "ownerid", "owningbusinessunit", "owningteam",
        "owninguser", "transactioncurrencyid", "organizationid",
    )
)  # fmt: skip
EMAIL_NAMES = re.compile(r"emailaddress\d?|addressused|internalemailaddress|domainname")
OWN_TABLES = (
    'CREATE TABLE IF NOT EXISTS "dv@state" (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID',
    'CREATE TABLE IF NOT EXISTS "dv@blob" (id TEXT PRIMARY KEY, owner TEXT, record TEXT, property TEXT, name TEXT, mime TEXT,'
    " size INTEGER, kept INTEGER)",
    'CREATE INDEX IF NOT EXISTS "dv@blob@record" ON "dv@blob" (record)',
    'CREATE TABLE IF NOT EXISTS "dv@piece" (blob TEXT, number INTEGER, start INTEGER, block TEXT, data BLOB, PRIMARY KEY (blob, number))',
)
"""Tables of the emulator's own, with a character in their names that no logical name has."""


def target_column(column: str) -> str:
    """Where the table that a lookup points to is kept."""
    return f"{column}@target"


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@lru_cache(maxsize=512)
def insertion(table: str, names: tuple[str, ...]) -> str:
    """The statement that inserts a row; many rows fill the same columns."""
    return f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, names))}) VALUES ({', '.join('?' * len(names))})"


def stored_columns(table: TableSchema) -> list[ColumnSchema]:
    """The columns of `table` that have a place in the store; of two names that differ only by case, the first."""
    seen = {"versionnumber"}
    columns = []
    for column in table.columns:
        if column.valid_for_read and column.name.lower() not in seen:
            seen.add(column.name.lower())
            columns.append(column)
    return columns


def declared(table: TableSchema) -> Iterator[tuple[str, str]]:
    """The columns of the SQL table of a table, and how each is declared."""
    for column in stored_columns(table):
        yield column.name, form_of(column).declared + (" PRIMARY KEY" if column.name == table.key else "")
        if column.is_lookup:
            yield target_column(column.name), "TEXT"
    yield "versionnumber", "INTEGER NOT NULL"


def indexes(table: TableSchema) -> Iterator[tuple[str, str]]:
    """The indexes of a table: what is indexed, and the condition of a partial index."""
    keyed = {name for key in table.alternate_keys for name in key.columns}
    for column in stored_columns(table):
        name = quoted(column.name)
        if column.name == table.key:
            continue
        if kind_of(column) is Kind.TEXT and (column.format == "Email" or EMAIL_NAMES.fullmatch(column.name) or column.name in keyed):
            yield f"dv_fold({name})", ""
        elif (column.is_lookup and column.name not in UNSELECTIVE) or column.name in keyed:
            # most lookups of a row are null: a partial index costs such a row nothing
            yield name, f" WHERE {name} IS NOT NULL"


def view_statement(table: TableSchema, derived: Sequence[TableSchema]) -> str:
    """The statement that makes the view of a table whose rows are those of others (`activitypointer`, `owner`)."""
    names = [column.name for column in stored_columns(table)]
    names += [target_column(column.name) for column in stored_columns(table) if column.is_lookup] + ["versionnumber"]
    selects = []
    for each in derived:
        here = {column.name for column in stored_columns(each)}
        here |= {target_column(column.name) for column in stored_columns(each) if column.is_lookup} | {"versionnumber"}
        cells = []
        for name in names:
            if name in here:
                cells.append(f"{quoted(name)} AS {quoted(name)}")
            elif name == "name" and each.primary_name is not None:
                cells.append(f"{quoted(each.primary_name)} AS name")
            elif name == "activitytypecode":
                cells.append(f"'{each.logical_name}' AS {quoted(name)}")
            else:
                cells.append(f"NULL AS {quoted(name)}")
        selects.append(f"SELECT {', '.join(cells)} FROM {quoted(each.logical_name)}")
    return f"CREATE VIEW IF NOT EXISTS {quoted(table.logical_name)} AS {' UNION ALL '.join(selects)}"
