"""How a call is laid out."""

import ast

import pytest

from dataverse_sdk.codegen.layout import Argument, call, quoted

ITEMS = tuple((f'"key{number}"', f'"value{number}"') for number in range(3))
LONG = tuple((f'"key{number:03}"', f'"value{number:03}"') for number in range(9))


@pytest.mark.parametrize(
    ("head", "arguments", "lines"),
    [
        ("x = f", [], ["    x = f()"]),
        ("x" * 130 + " = f", [], ["    " + "x" * 130 + " = f()"]),
        (
            "x = f",
            [Argument("", ITEMS), Argument("b=", "False")],
            ['    x = f({"key0": "value0", "key1": "value1", "key2": "value2"}, b=False)'],
        ),
        (
            "x" * 80 + " = f",
            [Argument("a=", ITEMS)],
            ["    " + "x" * 80 + " = f(", '        a={"key0": "value0", "key1": "value1", "key2": "value2"}', "    )"],
        ),
        (
            "x = f",
            [Argument("a=", LONG), Argument("b=", "1"), Argument("c=", ITEMS)],
            [
                "    x = f(",
                "        a={",
                *(f'            "key{number:03}": "value{number:03}",' for number in range(9)),
                "        },",
                "        b=1,",
                '        c={"key0": "value0", "key1": "value1", "key2": "value2"},',
                "    )",
            ],
        ),
    ],
)
def test_a_call_takes_as_few_lines_as_fit(head: str, arguments: list[Argument], lines: list[str]) -> None:
    assert list(call("    ", head, arguments)) == lines


@pytest.mark.parametrize("text", ["", 'a"b', "a'b", "a\\b", "a\nb\r", "größe", "\u2028", "\U0001f600", '"""', "\\N{x}", "\x00", "{x}"])
def test_a_quoted_text_means_itself_and_is_printable_ascii(text: str) -> None:
    source = quoted(text)
    assert (ast.literal_eval(source), source.isascii() and source.isprintable()) == (text, True)
