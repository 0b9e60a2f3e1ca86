"""Plain aligned text when piped, drawn tables and a bar on a terminal; the text is the same."""

import io

import pytest

from dataverse_dsr import Event
from dataverse_dsr.console import Console


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_piped_output_is_plain_aligned_text():
    stream = io.StringIO()
    console = Console(stream)
    console.table(("a", "long header"), [("value", "x"), ("v", "")])
    console.line("done")
    assert stream.getvalue() == "a      long header\nvalue  x\nv\ndone\n"
    assert not console.rich


def test_a_table_without_rows_is_nothing():
    stream = io.StringIO()
    Console(stream).table(("a",), [])
    assert stream.getvalue() == ""


def test_a_terminal_gets_a_drawn_table_and_text_in_brackets_is_no_markup():
    stream = Terminal()
    console = Console(stream)
    assert console.rich
    console.table(("a", "b"), [("[bold]x[/bold]", "y")])
    assert "[bold]x[/bold]" in stream.getvalue()
    assert "│" in stream.getvalue()


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_progress_can_be_listened_to_anywhere(stream):
    with Console(stream).progress() as listen:
        listen(Event("search", 1, 2))
        listen(Event("search", 2, 2))
        listen(Event("write", 1, 1))


def test_standard_output_is_the_default(capsys):
    Console().line("here")
    assert capsys.readouterr().out == "here\n"
