"""The page at `/`: tables, rows and the latest requests, for a person who wants to see what is there.

Knows HTML. Refuses to know how rows are stored. The page is one document, without scripts and without anything from elsewhere.
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

from ..http.messages import Reply, Request
from ..storage.store import quoted, stored_columns
from ..storage.values import from_sql

if TYPE_CHECKING:
    from ...schema.model import TableSchema
    from .. import Emulator

__all__ = ["PATHS", "answer"]

PATHS = ("/", "/favicon.ico")
ROWS = 50
REQUESTS = 100
LONGEST = 80
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STYLE = """
body{font:14px/1.4 system-ui,sans-serif;margin:1.5rem;color:#1b1b1b;background:#fff}
h1{font-size:1.3rem} h2{font-size:1.05rem;margin-top:1.6rem}
nav{columns:14rem;max-width:70rem} nav a{display:block} .none{color:#767676}
table{border-collapse:collapse;display:block;overflow:auto;max-height:32rem}
th,td{border:1px solid #ddd;padding:.2rem .5rem;text-align:left;white-space:nowrap} th{position:sticky;top:0;background:#f2f2f2}
.bad{color:#a40000}
@media(prefers-color-scheme:dark){body{background:#1b1b1b;color:#eee}th{background:#333}td,th{border-color:#444}a{color:#8ab4f8}}
"""


def answer(emulator: Emulator, request: Request) -> Reply:
    """The page; `?set=contacts` shows the first rows of a set, `&from=50` the next ones."""
    path, _, query = request.target.partition("?")
    if request.method not in ("GET", "HEAD"):
        return Reply(405)
    if path != "/":
        return Reply(204)
    asked = parse_qs(query)
    name = asked.get("set", [""])[0]
    start = asked.get("from", ["0"])[0]
    table = emulator.store.schema.by_set(name)
    rows = () if table is None else _rows(emulator, table, int(start) if start.isdigit() else 0)
    parts = [*_tables(emulator), *rows, *_requests(emulator)]
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dataverse emulator</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>{"".join(parts)}</body></html>'
    )
    headers = (
        ("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY), ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
    )  # fmt: skip
    return Reply(200, headers, text.encode())


def _count(emulator: Emulator, table: TableSchema) -> int:
    store = emulator.store
    if not store.has_rows(table.logical_name):
        return 0
    with store.lock:
        (number,) = store.execute(f"SELECT count(*) FROM {quoted(table.logical_name)}").fetchone()
    return int(number)


def _tables(emulator: Emulator) -> Iterator[str]:
    yield "<h1>Dataverse emulator</h1><p>The Web API is at <code>/api/data/v9.2/</code>.</p><h2>Tables</h2><nav>"
    counted = [(table.set_name, _count(emulator, table)) for table in emulator.store.schema.tables.values() if table.set_name]
    for name, number in sorted(counted, key=lambda each: (each[1] == 0, each[0])):
        kind = "" if number else ' class="none"'
        yield f'<a href="/?set={quote(str(name))}"{kind}>{escape(str(name))} ({number:,})</a>'
    yield "</nav>"


def _rows(emulator: Emulator, table: TableSchema, start: int) -> Iterator[str]:
    yield f"<h2>{escape(str(table.set_name))}</h2>"
    columns = stored_columns(table)
    order = "" if table.key is None else f" ORDER BY {quoted(table.key)}"
    names = ", ".join(quoted(column.name) for column in columns)
    with emulator.store.lock:
        sql = f"SELECT {names} FROM {quoted(table.logical_name)}{order} LIMIT ? OFFSET ?"
        rows = emulator.store.execute(sql, (ROWS + 1, start)).fetchall()
    shown = [place for place, column in enumerate(columns) if column.name == table.key or any(row[place] is not None for row in rows)]
    yield from _grid(
        [columns[place].name for place in shown],
        ([_cell(from_sql(columns[place], row[place])) for place in shown] for row in rows[:ROWS]),
    )
    if len(rows) > ROWS:
        yield f'<p><a href="/?set={quote(str(table.set_name))}&amp;from={start + ROWS}">more rows</a></p>'


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return escape(text if len(text) <= LONGEST else text[:LONGEST] + "…")


def _grid(names: Sequence[str], rows: Iterator[list[str]]) -> Iterator[str]:
    yield f"<table><thead><tr>{''.join(f'<th>{escape(name)}</th>' for name in names)}</tr></thead><tbody>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
    yield "</tbody></table>"


def _requests(emulator: Emulator) -> Iterator[str]:
    yield "<h2>Latest requests</h2>"
    lines = []
    for each in islice(reversed(emulator.requests), REQUESTS):
        status = f'<span class="bad">{each.status or "no reply"}</span>' if each.status >= 400 or not each.status else str(each.status)
        inside = f" ({len(each.parts)} operations)" if each.parts else ""
        lines.append([escape(each.method), escape(each.path) + inside, escape(", ".join(each.options)), status])
    yield from _grid(("method", "path", "options", "status"), iter(lines))
