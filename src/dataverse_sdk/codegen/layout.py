"""Lays out one call the way `ruff format` does, so that generated files need no formatter.

Knows widths and brackets, and how a text is quoted so that it stays a text. Refuses to know what is called.
"""

import textwrap
from collections.abc import Iterator, Sequence

from attrs import frozen

__all__ = ["WIDTH", "Argument", "call", "docstring", "imports", "quoted"]

WIDTH = 120


def quoted(text: str) -> str:
    """Python source of a text, in double quotes; everything but printable ASCII is escaped."""
    escaped = text.encode("unicode_escape").decode("ascii")
    return '"' + escaped.replace('"', '\\"') + '"'


def docstring(indent: str, text: str) -> Iterator[str]:
    """The lines of a docstring; readable characters stay as they are, all others are escaped. Nothing for an empty text."""
    shown = " ".join(text.split())
    if not shown:
        return
    safe = "".join(_escaped(character) for character in shown)
    if len(f'{indent}"""{safe}"""') <= WIDTH:
        yield f'{indent}"""{safe}"""'
        return
    lines = textwrap.wrap(safe, WIDTH - len(indent) - 3, break_long_words=False, break_on_hyphens=False)
    yield f'{indent}"""{lines[0]}'
    yield from (indent + line for line in lines[1:])
    yield f'{indent}"""'


def _escaped(character: str) -> str:
    if character in '\\"':
        return "\\" + character
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def imports(indent: str, module: str, names: Sequence[str]) -> Iterator[str]:
    """The lines of `from module import names`, the names as given."""
    line = f"{indent}from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        yield line
    else:
        yield f"{indent}from {module} import ("
        yield from (f"{indent}    {name}," for name in names)
        yield f"{indent})"


@frozen
class Argument:
    """One argument of a call: `label` is `name=` or empty; a mapping is given as its items, already in source form."""

    label: str
    value: str | tuple[tuple[str, str], ...]

    def flat(self) -> str:
        """On one line."""
        if isinstance(self.value, str):
            return self.label + self.value
        return self.label + "{" + ", ".join(f"{key}: {value}" for key, value in self.value) + "}"

    def lines(self, indent: str) -> Iterator[str]:
        """On a line of its own, or a mapping with one item a line where that is too long."""
        line = f"{indent}{self.flat()},"
        if isinstance(self.value, str) or len(line) <= WIDTH:
            yield line
            return
        yield f"{indent}{self.label}{{"
        yield from (f"{indent}    {key}: {value}," for key, value in self.value)
        yield f"{indent}}},"


def call(indent: str, head: str, arguments: Sequence[Argument], end: str = "") -> Iterator[str]:
    """The lines of `head(arguments)` and what ends the last: on one line, else the arguments on the next, else one argument a line."""
    flat = ", ".join(argument.flat() for argument in arguments)
    line = f"{indent}{head}({flat}){end}"
    if len(line) <= WIDTH or not arguments:
        yield line
        return
    yield f"{indent}{head}("
    if len(f"{indent}    {flat}") <= WIDTH:
        yield f"{indent}    {flat}"
    else:
        for argument in arguments:
            yield from argument.lines(indent + "    ")
    yield f"{indent}){end}"
