"""Tables as CSV that a spreadsheet shows and never runs.

Knows which beginnings of a cell a spreadsheet takes for a formula, also behind spaces and in full width, and puts an apostrophe before
them. That changes the text, so a package keeps the exact value in its JSON. Every field is quoted.
Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

__all__ = ["neutral", "table"]

# NFKC turns the full-width forms into these; tab and the line ends start a formula in some programs by themselves.
_STARTS: Final = frozenset("=+-@")
_BREAKS: Final = "\t\r\n"


def neutral(text: str) -> str:
    """Gives a cell's text with an apostrophe before what would be taken for a formula, and without NUL."""
    text = text.replace("\0", "\ufffd")
    if text[:1] and text[0] in _BREAKS:
        return f"'{text}"
    for character in text:
        # Spaces, controls and marks without a shape are skipped, as programs that trim a cell do.
        if unicodedata.category(character)[0] in "ZC" or character in "'\"":
            continue
        return f"'{text}" if unicodedata.normalize("NFKC", character)[:1] in _STARTS or character in "\u2212\u2010\u2011" else text
    return text


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Gives a table as CSV in UTF-8, line by line, with the line ends of RFC 4180."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in chain([headers], rows):
        writer.writerow([neutral(cell) for cell in row])
        yield written.getvalue().encode("utf-8", "backslashreplace")
        written.seek(0)
        written.truncate()
