"""HTML that cannot be broken by what stands in it: every text and every attribute is escaped, and there is no way round it.

Knows elements, a page's head and its content security policy. Refuses to know what a page is about. A page loads nothing: no script, no
font, no image from elsewhere; its style is part of it and is allowed by its digest alone.
Source: https://www.w3.org/TR/CSP3/ and https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html
"""

import hashlib
import re
from base64 import b64encode
from html import escape
from typing import Final, TypeAlias

from attrs import frozen

__all__ = ["Html", "Node", "page", "tag", "visible"]

_ELEMENTS: Final = frozenset(
    {"a", "article", "body", "code", "dd", "dl", "dt", "footer", "h1", "h2", "h3", "header", "li", "main", "nav", "p", "section"}
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
    return Html(f"<{element}{''.join(spelled)}>{_inner(children)}</{element}>")


def page(title: str, body: Html, *, language: str = "en") -> str:
    """Gives a whole document that needs nothing but itself."""
    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(visible(title))}</title>\n<style>{STYLE}</style>\n</head>\n{body.text}\n</html>\n"
    )


STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6575; --line: #d8dee6; --paper: #fff; --ground: #f3f5f8; --mark: #0b5cad;
  --warn: #8a4b00; --warnground: #fff4e2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --soft: #a3afbd; --line: #36414e; --paper: #1a2129; --ground: #11161c;
  --mark: #7bb8f5; --warn: #f2c27b; --warnground: #33260f; } }
* { box-sizing: border-box; }
body { margin: 0; overflow-wrap: anywhere;
  background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
main, body > header, body > footer { max-width: 68rem; margin: 0 auto; padding: 1rem 1.25rem; }
body > header { padding-top: 2rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; margin: 2.25rem 0 .75rem; padding-bottom: .3rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0 0 .5rem; }
p { margin: .4rem 0; max-width: 46rem; }
a { color: var(--mark); }
.soft { color: var(--soft); font-size: .875rem; }
nav ul { list-style: none; margin: .75rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
nav a { display: block; padding: .3rem .75rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--paper);
  text-decoration: none; }
article { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: .75rem 0; }
dl { margin: 0; display: grid; grid-template-columns: minmax(9rem, 18rem) minmax(0, 1fr); gap: .1rem 1.25rem; }
dt { color: var(--soft); padding: .2rem 0; }
dd { margin: 0; padding: .2rem 0; white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
.note { background: var(--warnground); color: var(--warn); border-radius: .5rem; padding: .75rem 1.25rem; margin: .75rem 0;
  max-width: none; }
.missing { color: var(--warn); font-style: italic; }
table { border-collapse: collapse; width: 100%; background: var(--paper); margin: .75rem 0; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem; border: 1px solid var(--line); overflow-wrap: break-word; }
th { background: var(--ground); font-weight: 600; }
code { font: .85em ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  h1 { font-size: 1.5rem; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dt { padding: .5rem 0 0; font-size: .875rem; }
  dd { padding: 0; }
  thead { display: none; }
  table, tbody, tr, td { display: block; width: 100%; border: 0; }
  tr { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .4rem 0; background: var(--paper); }
  td { padding: .15rem .75rem; }
}
@media print { body, article, th, td { background: #fff; color: #000; } nav { display: none; }
  article, tr { break-inside: avoid; } main { max-width: none; } }
"""
