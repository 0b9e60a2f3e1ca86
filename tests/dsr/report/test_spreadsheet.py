"""No cell of a table is a formula to a spreadsheet, and a reader of CSV gets every cell."""

import csv
import io
import unicodedata

import pytest
from hostile import FORMULAS
from hypothesis import given
from hypothesis import strategies as st

from dataverse_dsr.report.spreadsheet import neutral, table

STARTS = set("=+-@\t\r\n") | set("\uff1d\uff0b\uff0d\uff20\u2212")


def first_seen(cell):
    """The first character a program sees that trims what has no shape."""
    return next((c for c in cell if unicodedata.category(c)[0] not in "ZC"), "")


def test_h35_no_cell_of_a_parsed_table_starts_a_formula():
    assert len(FORMULAS) >= 200
    (header, *rows) = csv.reader(io.StringIO(b"".join(table(["x"], [[one] for one in FORMULAS])).decode(), newline=""))
    assert header == ["x"]
    assert len(rows) == len(FORMULAS)
    for (cell,), formula in zip(rows, FORMULAS, strict=True):
        assert cell[0] not in STARTS
        assert first_seen(cell) not in STARTS
        assert cell.removeprefix("'") == formula.replace("\0", "\ufffd")


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=4))
def test_h35_any_table_can_be_read_back(rows):
    text = b"".join(table(["a", "b"], rows)).decode()
    parsed = list(csv.reader(io.StringIO(text, newline="")))
    expected = [[neutral(cell).encode("utf-8", "backslashreplace").decode() for cell in row] for row in [["a", "b"], *rows]]
    assert parsed == expected
    assert all(first_seen(cell) not in STARTS for row in parsed for cell in row)


@pytest.mark.parametrize("text", ["", "Ada", "1 + 1", "'", "ada@example.com", "   ", "\u200b", "a=b"])
def test_harmless_cells_stay_as_they_are(text):
    assert neutral(text) == text


def test_lines_end_and_fields_are_quoted_as_the_format_says():
    assert b"".join(table(["a", "b"], [["1", 'x"y']])) == b'"a","b"\r\n"1","x""y"\r\n'
