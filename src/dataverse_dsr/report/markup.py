"""HTML that cannot be broken by what stands in it: every text and every attribute is escaped, and there is no way round it.

Knows elements, a page's head and its content security policy. Refuses to know what a page is about. A page loads nothing: no script, no
font, no image from elsewhere; its style is part of it and is allowed by its digest alone.
Source: https://www.w3.org/TR/CSP3/ and https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final, TypeAlias

from attrs import frozen

__all__ = ["Html", "Node", "around", "page", "page_parts", "tag", "visible"]

_ELEMENTS: Final = frozenset(
    {"a", "article", "body", "code", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "header", "li", "main", "nav", "p", "section"}
    | {"span", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
_ATTRIBUTES: Final = frozenset({"class", "id", "href", "scope", "download", "rel"})
# Only places inside the page and files of the package: never a scheme, so never `javascript:`.
_HREF: Final = re.compile(r"#[\w-]+|[\w-]+(/[\w.-]+)*\.[\w]+")

# Written as escapes where a reader should see that something unprintable stands there: controls, and marks that turn text around.
_INVISIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@frozen
class Html:
    """A piece of finished HTML. Made by `tag` only; a text is not one."""

    text: str


Node: TypeAlias = "Html | str | None"


def visible(text: str) -> str:
    """Gives a text with controls and marks that reverse its direction spelled out, as `\\u202e`."""
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _inner(children: tuple[Node, ...]) -> str:
    return "".join(child.text if isinstance(child, Html) else escape(visible(child)) for child in children if child is not None)


def tag(element: str, *children: Node, **attributes: str) -> Html:
    """Gives an element with its children; texts are escaped. `class_` stands for `class`.

    Raises ValueError for an element, an attribute or a link that has no business in a report.
    """
    return Html(f"{_opening(element, attributes)}{_inner(children)}</{element}>")


def around(element: str, parts: Iterable[Html], **attributes: str) -> Iterator[Html]:
    """Gives an element piece by piece, for pages that are written while they are made; together they are what `tag` gives."""
    yield Html(_opening(element, attributes))
    yield from parts
    yield Html(f"</{element}>")


def _opening(element: str, attributes: Mapping[str, str]) -> str:
    if element not in _ELEMENTS:
        raise ValueError(f"a report has no element {element}")
    spelled = []
    for given, value in attributes.items():
        name = given.rstrip("_")
        if name not in _ATTRIBUTES:
            raise ValueError(f"a report has no attribute {name}")
        if name == "href" and not _HREF.fullmatch(value):
            raise ValueError("a report links to itself and to files of its package only")
        spelled.append(f' {name}="{escape(visible(value))}"')
    return f"<{element}{''.join(spelled)}>"


def page(title: str, body: Html, *, language: str = "en") -> str:
    """Gives a whole document that needs nothing but itself."""
    return "".join(page_parts(title, [body], language=language))


def page_parts(title: str, body: Iterable[Html], *, language: str = "en") -> Iterator[str]:
    """Gives a whole document piece by piece."""
    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(visible(title))}</title>\n<style>{STYLE}</style>\n</head>\n"
    )
    yield from (part.text for part in body)
    yield "\n</html>\n"


STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6575; --line: #d8dee6; --paper: #fff; --ground: #f3f5f8; --mark: #0b5cad;
  --warn: #8a4b00; --warnground: #fff4e2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --soft: #a3afbd; --line: #36414e; --paper: #1a2129; --ground: #11161c;
  --mark: #7bb8f5; --warn: #f2c27b; --warnground: #33260f; } }
* { box-sizing: border-box; }
body { margin: 0; overflow-wrap: anywhere; border-top: .35rem solid var(--mark);
  background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
main, body > header, body > footer { max-width: 68rem; margin: 0 auto; padding: .5rem 1.25rem; }
body > header { padding-top: 2rem; }
body > footer { padding-bottom: 2rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; margin: 2.25rem 0 .75rem; padding-bottom: .3rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0 0 .6rem; }
p { margin: .4rem 0; max-width: 46rem; }
a { color: var(--mark); }
.soft { color: var(--soft); font-size: .875rem; font-weight: 400; }
nav ul { list-style: none; margin: .75rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
nav a { display: block; padding: .35rem .85rem; border: 1px solid var(--line); border-radius: 1.2rem; background: var(--paper);
  text-decoration: none; }
nav a:hover, nav a:focus { border-color: var(--mark); }
article { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: .75rem 0; }
dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: .65rem 1.5rem; }
dl.rows { grid-template-columns: minmax(0, 1fr); gap: 0; }
dl.rows > div { display: grid; grid-template-columns: minmax(9rem, 18rem) minmax(0, 1fr); gap: .1rem 1.25rem; padding: .35rem 0;
  border-top: 1px solid var(--line); }
dl.rows > div:first-child { border-top: 0; }
dl > div.wide { grid-column: 1 / -1; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
.figures { display: flex; flex-wrap: wrap; gap: .75rem; margin: .75rem 0; padding: 0; list-style: none; }
.figures li { flex: 1 1 9rem; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1.25rem; }
.figures span { display: block; font-size: 1.7rem; font-weight: 600; line-height: 1.2; }
.note { background: var(--warnground); color: var(--warn); border-radius: .5rem; padding: .75rem 1.25rem; margin: .75rem 0;
  max-width: none; }
.missing { color: var(--warn); font-style: italic; }
table { border-collapse: collapse; width: 100%; background: var(--paper); margin: .75rem 0; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem; border: 1px solid var(--line); overflow-wrap: break-word; }
th { background: var(--ground); font-weight: 600; }
code { font: .85em ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
.sign > div { border-bottom: 1px solid var(--ink); min-height: 3.5rem; }
@media (min-width: 60rem) { td code { white-space: nowrap; } }
@media (max-width: 40rem) {
  h1 { font-size: 1.5rem; }
  dl.rows > div { grid-template-columns: minmax(0, 1fr); }
  thead { display: none; }
  table, tbody, tr, td { display: block; width: 100%; border: 0; }
  tr { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .4rem 0; background: var(--paper); }
  td { padding: .15rem .75rem; }
}
@page { margin: 18mm 15mm; }
@media print { body { border-top: 0; font-size: 11pt; } body, article, th, td, .figures li, .note { background: #fff; color: #000; }
  nav { display: none; } article, tr, .figures { break-inside: avoid; } h2, h3 { break-after: avoid; }
  main, body > header, body > footer { max-width: none; padding-left: 0; padding-right: 0; } }
"""
