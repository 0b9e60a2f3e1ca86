"""The page at `/`: tables, rows, how the environment behaves and the latest requests, for a person who wants to see what is there.

Knows HTML. Refuses to know how rows are shown (`page_rows`) and stored. The page is one document, without scripts and without anything
from elsewhere; its only form asks for other rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

from attrs import asdict

from ..http.messages import Reply, Request
from ..writing.states import Switches
from . import page_rows

if TYPE_CHECKING:
    from .. import Emulator
    from .trace import Traced

__all__ = ["PATHS", "answer"]

PATHS = ("/", "/favicon.ico")
REQUESTS = 100
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY), ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
)  # fmt: skip


@cache
def _style() -> str:
    return files("dataverse_sdk.emulator.serving").joinpath("page.css").read_text("utf-8")


def answer(emulator: Emulator, request: Request) -> Reply:
    """The page; `?set=contacts` shows rows of a set, `&from=50` the next ones, `&find=ada` some, `&id=...` one of them."""
    path, _, query = request.target.partition("?")
    if request.method not in ("GET", "HEAD"):
        return Reply(405, (("Allow", "GET, HEAD"),))
    if path != "/":
        return Reply(204)
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    table = emulator.store.schema.by_set(asked.get("set", ""))
    if table is None:
        title, main = "Dataverse emulator", [*_welcome(request.origin), *_behaviours(emulator), *_requests(emulator.requests)]
    elif "id" in asked:
        title, main = f"{table.set_name} · row", [*page_rows.record(emulator.store, table, asked["id"])]
    else:
        start = asked.get("from", "0")
        title = str(table.set_name)
        main = [*page_rows.rows(emulator.store, table, int(start) if start.isdecimal() else 0, asked.get("find", "").strip())]
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_style()}</style></head><body>'
        f'<header><a class="name" href="/">Dataverse emulator</a><code>{escape(request.origin)}/api/data/v9.2/</code></header>'
        f'<div class="frame"><nav>{"".join(_tables(emulator, asked.get("set", "")))}</nav><main>{"".join(main)}</main></div></body></html>'
    )
    return Reply(200, HEADERS, text.encode())


def _tables(emulator: Emulator, here: str) -> Iterator[str]:
    store = emulator.store
    counted = sorted((str(each.set_name), page_rows.number_of_rows(store, each)) for each in store.schema.tables.values() if each.set_name)
    empty = [_table(name, number, here) for name, number in counted if not number]
    yield from (_table(name, number, here) for name, number in counted if number)
    if empty:
        opened = " open" if (here, 0) in counted else ""
        yield f"<details{opened}><summary>{len(empty)} without rows</summary>{''.join(empty)}</details>"


def _table(name: str, number: int, here: str) -> str:
    return f'<a href="/?set={quote(name)}"{" class=here" if name == here else ""}>{escape(name)} <b>{number:,}</b></a>'


def _welcome(origin: str) -> Iterator[str]:
    curl = f'curl -H "Authorization: Bearer any" "{origin}/api/data/v9.2/contacts?$select=fullname&$top=3"'
    yield '<section><div class="top"><h1>An environment of your own</h1></div>'
    yield '<p class="pad">It stays on this machine. Choose a table to see its rows, or ask the Web API:</p>'
    yield f"<pre>{escape(curl)}</pre></section>"


def _behaviours(emulator: Emulator) -> Iterator[str]:
    """What was asked of the environment besides its rows."""
    told = list(_asked_for(emulator))
    if told:
        chips = "".join(f"<li>{escape(text)}</li>" for text in told)
        yield f'<section><div class="top"><h2>How it behaves</h2></div><ul class="chips">{chips}</ul></section>'


def _asked_for(emulator: Emulator) -> Iterator[str]:
    limits = emulator.limits
    if limits is not None:
        yield f"{limits.requests:,} requests and {limits.seconds:,g} s of work in {limits.window:g} s, {limits.concurrent} at once"
    behaviours = (("history", emulator.auditing), ("recycle bin", emulator.recycle_bin), ("change tracking", emulator.change_tracking))
    for word, behaviour in behaviours:
        if behaviour.tables:
            yield f"{word}: {', '.join(sorted(behaviour.tables))}"
    yield from emulator.permissions.told()
    if not emulator.accents:
        yield "accents do not count"
    if emulator.clock.frozen:
        yield f"the clock stands at {emulator.clock.now():%Y-%m-%d %H:%M:%S} UTC"
    if emulator.identity.strict:
        yield "only tokens of its own sign-in"
    for word, number in (("plug-in", emulator.plugins.number), ("planned fault", emulator.faults.number)):
        if number:
            yield f"{number} {word}{'' if number == 1 else 's'}"
    usual = asdict(Switches())
    for name, value in asdict(emulator.switches).items():
        if value != usual[name]:
            yield f"{name} = {', '.join(sorted(value)) if isinstance(value, frozenset) else value}"


def _requests(traced: tuple[Traced, ...]) -> Iterator[str]:
    yield '<section><div class="top"><h2>Latest requests</h2><span class="soft">without their values, the newest first</span></div>'
    if not traced:
        yield '<p class="pad soft">Nobody has asked anything yet.</p></section>'
        return
    lines = (_request(len(traced) - place, each) for place, each in enumerate(islice(reversed(traced), REQUESTS)))
    yield from page_rows.grid(['<span class="number">no.</span>', "status", "method", "path", "options"], lines)
    yield "</section>"


def _request(number: int, each: Traced) -> list[str]:
    path = escape(each.path)
    if each.parts:
        inside = "".join(f"<div>{_status(part)} {escape(part.method)} {escape(part.path)}</div>" for part in each.parts)
        path = f"<details><summary>{path} <span class=soft>{len(each.parts)} operations</span></summary>{inside}</details>"
    return [
        f'<td class="number soft">{number}</td>', f"<td>{_status(each)}</td>", f'<td class="verb">{escape(each.method)}</td>',
        f"<td>{path}</td>", f'<td class="soft">{escape(", ".join(each.options))}</td>',
    ]  # fmt: skip


def _status(each: Traced) -> str:
    kind = "bad" if each.status >= 500 or not each.status else "warn" if each.status >= 400 else "ok"
    return f'<span class="{kind}">{each.status or "no reply"}</span>'
