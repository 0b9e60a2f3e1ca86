"""What the page at `/` shows of a table: its rows, those that hold a text, one of them with everything in it.

Knows HTML and which columns a person looks for first. Refuses to know requests and the rest of the page (`page`).
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from urllib.parse import quote

from attrs import field, frozen

from ...schema.model import ColumnSchema, TableSchema
from ..reading.annotations import primary_names
from ..reading.formatting import formatter
from ..storage.layout import EMAIL_NAMES, UNSELECTIVE
from ..storage.store import Store, quoted, stored_columns, target_column
from ..storage.values import Kind, SqlValue, fold, from_sql, kind_of

__all__ = ["grid", "number_of_rows", "record", "rows"]

ROWS = 50
LONGEST = 80
FIRST = ("statecode", "statuscode", "emailaddress1", "telephone1", "subject", "title")
LAST = re.compile(
    r"createdon|modifiedon|overriddencreatedon|exchangerate|versionnumber|.*_base|.*addressid|importsequencenumber|.*timezone.*"
)
Row = Mapping[str, SqlValue]


def number_of_rows(store: Store, table: TableSchema) -> int:
    """How many rows a table has."""
    if not store.has_rows(table.logical_name):
        return 0
    with store.lock:
        return int(store.execute(f"SELECT count(*) FROM {quoted(table.logical_name)}").fetchone()[0])


def grid(names: Sequence[str], lines: Iterator[Sequence[str]]) -> Iterator[str]:
    """A table; the cells are HTML."""
    yield f'<div class="scroll"><table><thead><tr>{"".join(f"<th>{name}</th>" for name in names)}</tr></thead><tbody>'
    for line in lines:
        yield f"<tr>{''.join(line)}</tr>"
    yield "</tbody></table></div>"


def _address(table: TableSchema, **options: object) -> str:
    more = "".join(f"&amp;{name}={quote(str(value), safe='')}" for name, value in options.items() if value)
    return f"/?set={quote(str(table.set_name))}{more}"


def _rank(table: TableSchema, column: ColumnSchema) -> tuple[int, int, str]:
    """The order in which a person wants to see columns: names, state, the rest, ids of the system."""
    name = column.name
    if name in (table.primary_name, table.key):
        return (0, int(name == table.key), name)
    if name in FIRST:
        return (1, FIRST.index(name), name)
    if name in UNSELECTIVE or LAST.fullmatch(name):
        return (4, 0, name)
    return (3 if kind_of(column) is Kind.BOOLEAN else 2, 0, name)


@frozen
class _Shown:
    """Rows of a table on their way to the page."""

    store: Store
    table: TableSchema
    rows: Sequence[Row]
    _names: Mapping[tuple[SqlValue, SqlValue], str] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        lookups = [column.name for column in stored_columns(self.table) if column.is_lookup]
        cells = [tuple(value for name in lookups for value in (row[name], row[target_column(name)])) for row in self.rows]
        places = [(2 * number, 2 * number + 1) for number in range(len(lookups))]
        object.__setattr__(self, "_names", primary_names(self.store, lambda _table: frozenset(), cells, places))

    @property
    def columns(self) -> list[ColumnSchema]:
        """The columns in which one of the rows has a value, the most telling first."""
        filled = [column for column in stored_columns(self.table) if any(row[column.name] is not None for row in self.rows)]
        return sorted(filled, key=lambda column: _rank(self.table, column))

    def cell(self, row: Row, column: ColumnSchema, *, whole: bool = False) -> str:
        """A value as HTML: a lookup by the name of its record, a choice with its label."""
        value = row[column.name]
        if value is None:
            return ""
        if column.is_lookup:
            return self._lookup(row, column.name)
        text = str(from_sql(column, value))
        shown = escape(text if whole or len(text) <= LONGEST else text[:LONGEST] + "…")
        if whole:
            pass
        elif column.name == self.table.key:
            return f'<a class="id" href="{_address(self.table, id=text)}" title="{escape(text)}">{escape(text[:8])}…</a>'
        elif column.name == self.table.primary_name and self.table.key is not None:
            return f'<a href="{_address(self.table, id=row[self.table.key])}">{shown}</a>'
        label = formatter(column) if column.options or kind_of(column) in (Kind.MONEY, Kind.DECIMAL) else None
        said = None if label is None else label(value)
        return shown if said is None or said == text else f'{shown} <span class="soft">{escape(said)}</span>'

    def _lookup(self, row: Row, name: str) -> str:
        value, target = row[name], row[target_column(name)]
        table = self.store.schema.tables.get(str(target))
        text = escape(self._names.get((target, value)) or f"{str(value)[:8]}…")
        if table is None or table.set_name is None:
            return f'<span class="id">{escape(str(value))}</span>'
        return f'<a href="{_address(table, id=value)}" title="{escape(f"{target} {value}")}">{text}</a>'


def _found(table: TableSchema, text: str) -> tuple[str, list[SqlValue]]:
    """The condition that one of the columns a person searches by holds a text."""
    wanted = {table.primary_name, *FIRST}
    columns = [
        column.name
        for column in stored_columns(table)
        if kind_of(column) is Kind.TEXT and (column.name in wanted or column.format == "Email" or EMAIL_NAMES.fullmatch(column.name))
    ]
    if not columns:
        return "0", []
    return " OR ".join(f"instr(dv_fold({quoted(name)}), ?)" for name in columns), [fold(text)] * len(columns)


def _read(store: Store, table: TableSchema, condition: str, params: Sequence[SqlValue], start: int = 0) -> list[Row]:
    order = "" if table.key is None else f" ORDER BY {quoted(table.key)}"
    with store.lock:
        sql = f"SELECT * FROM {quoted(table.logical_name)} WHERE {condition}{order} LIMIT ? OFFSET ?"
        cursor = store.execute(sql, (*params, ROWS + 1, start))
        names = [name[0] for name in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def rows(store: Store, table: TableSchema, start: int, text: str) -> Iterator[str]:
    """Fifty rows from `start` on, of those whose name, subject or address holds `text`."""
    condition, params = _found(table, text) if text else ("1", [])
    read = _read(store, table, condition, params, start)
    shown = _Shown(store, table, read[:ROWS])
    number = number_of_rows(store, table)
    columns = shown.columns
    yield f'<section><div class="top"><h1>{escape(str(table.set_name))}</h1><span class="soft">{_told(table, number, text)}</span>'
    yield '<form action="/" method="get"><input type="search" name="find" placeholder="Name, subject or e-mail" aria-label="Find" '
    yield f'value="{escape(text)}"><input type="hidden" name="set" value="{escape(str(table.set_name))}"></form></div>'
    if not shown.rows:
        yield f'<p class="pad soft">{"Nothing was found." if text or start else "There are no rows yet."}</p></section>'
        return
    heads = [f'<span title="{escape(column.label or column.logical_name)}">{escape(column.name)}</span>' for column in columns]
    yield from grid(heads, ([f"<td>{shown.cell(row, column)}</td>" for column in columns] for row in shown.rows))
    links = [("Previous", max(start - ROWS, 0))] if start else []
    links += [("Next", start + ROWS)] if len(read) > ROWS else []
    if links:
        pages = "".join(f'<a href="{_address(table, find=text, **{"from": place})}">{word} {ROWS}</a>' for word, place in links)
        yield f'<div class="pages">{pages}</div>'
    yield "</section>"


def _told(table: TableSchema, number: int, text: str) -> str:
    what = f"{number:,} row{'' if number == 1 else 's'} of the table {escape(table.logical_name)}"
    return f"{what}; those with “{escape(text)}”" if text else what


def record(store: Store, table: TableSchema, record_id: str) -> Iterator[str]:
    """Everything that one row holds."""
    found = _read(store, table, f"{quoted(table.key)} = ?", (record_id.lower(),)) if table.key else []
    back = f'<a href="{_address(table)}">{escape(str(table.set_name))}</a>'
    if not found:
        yield f'<section><p class="pad">There is no such row in {back}.</p></section>'
        return
    row = found[0]
    shown = _Shown(store, table, [row])
    name = row.get(table.primary_name or "") or record_id
    yield f'<section><div class="top"><h1>{escape(str(name))}</h1><span class="soft">in {back}</span>'
    yield f"<code>{escape(f'{table.set_name}({record_id})')}</code></div>"
    yield from grid(
        ["column", "value", "label"],
        (
            [
                f"<td><code>{escape(column.name)}</code></td>",
                f'<td class="wrap">{shown.cell(row, column, whole=True)}</td>',
                f'<td class="soft">{escape(column.label or "")}</td>',
            ]
            for column in shown.columns
        ),
    )
    yield "</section>"
