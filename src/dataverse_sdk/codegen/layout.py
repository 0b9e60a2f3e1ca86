"""Lays out one call the way `ruff format` does, so that generated files need no formatter.

Knows widths and brackets. Refuses to know what is called.
"""

from collections.abc import Iterator, Sequence

from attrs import frozen

__all__ = ["WIDTH", "Argument", "call", "quoted"]

WIDTH = 120


def quoted(text: str) -> str:
    """Python source of a text, in double quotes; everything but printable ASCII is escaped."""
    escaped = text.encode("unicode_escape").decode("ascii")
    return '"' + escaped.replace('"', '\\"') + '"'


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


def call(indent: str, head: str, arguments: Sequence[Argument]) -> Iterator[str]:
    """The lines of `head(arguments)`: on one line, else the arguments on the next, else one argument a line."""
    flat = ", ".join(argument.flat() for argument in arguments)
    line = f"{indent}{head}({flat})"
    if len(line) <= WIDTH or not arguments:
        yield line
        return
    yield f"{indent}{head}("
    if len(f"{indent}    {flat}") <= WIDTH:
        yield f"{indent}    {flat}"
    else:
        for argument in arguments:
            yield from argument.lines(indent + "    ")
    yield f"{indent})"
