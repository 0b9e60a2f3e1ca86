"""What a person at a terminal sees: lines, tables, a progress bar. Plain aligned text when the output is piped or rich is missing.

Presentation only; refuses to know requests and records beyond the text it is given.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TextIO

from .events import Event, Listener, ignore

__all__ = ["Console"]

_STAGES = {
    "search": "Searching",
    "read": "Reading",
    "write": "Writing",
    "verify": "Verifying",
    "history": "Deleting history",
}


class Console:
    """Writes to a stream; `rich` decides whether tables and bars are drawn, and is worked out when not given.

    With `json` only documents are written, one to a run, and everything meant for people is left out.
    """

    def __init__(self, stream: TextIO | None = None, *, rich: bool | None = None, json: bool = False) -> None:
        self.stream = stream if stream is not None else sys.stdout
        self.json = json
        drawn = not json and self.stream.isatty() and find_spec("rich") is not None
        self.rich = drawn if rich is None else rich

    def line(self, text: str = "") -> None:
        """Writes one line for people."""
        if not self.json:
            self.raw(f"{text}\n")

    def document(self, text: str) -> None:
        """Writes a document for programs, where one was asked for."""
        if self.json:
            self.raw(text)

    def raw(self, text: str) -> None:
        """Writes a text as it is, whoever reads it."""
        self.stream.write(text)
        self.stream.flush()

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Writes a table; nothing at all when it has no rows."""
        if not rows or self.json:
            return
        if self.rich:
            self._rich_table(headers, rows)
            return
        widths = [max(len(row[place]) for row in [headers, *rows]) for place in range(len(headers))]
        for row in [headers, *rows]:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.line("  ".join(cells).rstrip())

    def _rich_table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        from rich.console import Console as RichConsole
        from rich.table import Table
        from rich.text import Text

        table = Table(*headers)
        for row in rows:
            # Text, not str: what stands in brackets is no markup.
            table.add_row(*(Text(cell) for cell in row))
        RichConsole(file=self.stream).print(table)

    @contextmanager
    def progress(self) -> Iterator[Listener]:
        """Gives a listener that draws a bar while the block runs, or one that does nothing."""
        if not self.rich:
            yield ignore
            return
        from rich.console import Console as RichConsole
        from rich.progress import Progress

        with Progress(console=RichConsole(file=self.stream), transient=True) as bar:
            tasks: dict[str, int] = {}

            def listen(event: Event) -> None:
                if event.stage not in tasks:
                    tasks[event.stage] = bar.add_task(_STAGES[event.stage], total=event.total)
                bar.update(bar.tasks[tasks[event.stage]].id, completed=event.done, total=event.total)

            yield listen
