"""JSON in both directions: exact numbers, nothing that JSON does not have, no text in errors."""

import json as standard
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.wire import json

BOTH = [
    (None, b"null"),
    (True, b"true"),
    (False, b"false"),
    (0, b"0"),
    (-1, b"-1"),
    (638751518483842799, b"638751518483842799"),
    (Decimal("440000.000000000"), b"440000.000000000"),
    (Decimal("0.1"), b"0.1"),
    ("", b'""'),
    ("O'Brien \" \\ /", b'"O\'Brien \\" \\\\ /"'),
    ("ü\u2028\x00😀", b'"\\u00fc\\u2028\\u0000\\ud83d\\ude00"'),
    ("\\ud800", b'"\\\\ud800"'),
    ([], b"[]"),
    ({}, b"{}"),
    ([1, [], {"a": None}], b'[1,[],{"a":null}]'),
    ({"a": 1, "ü": ["x"]}, b'{"a":1,"\\u00fc":["x"]}'),
]


@pytest.mark.parametrize(("value", "text"), BOTH)
def test_a_value_is_written_as_it_is_read(value: Any, text: bytes) -> None:
    assert json.dumps(value) == text
    found = json.loads(text)
    assert found == value
    assert type(found) is type(value)


def test_floats_are_written_and_read_back_as_decimals() -> None:
    assert json.dumps(0.1) == b"0.1"
    assert json.dumps((1.5, 1e22)) == b"[1.5,1e+22]"
    assert json.loads(b"1.5") == Decimal("1.5")
    assert json.dumps(Decimal("1E+2")) == b"100"


def test_one_decimal_changes_nothing_about_what_stands_beside_it() -> None:
    """A document with a decimal is written by another function than one without."""
    beside = [None, True, False, 7, 1.5, 1e22, "ü\u2028\U0001f600", [], {}, {"a": [1]}, (2,)]
    assert json.dumps([*beside, Decimal("0.10")]) == json.dumps(beside)[:-1] + b",0.10]"
    assert json.dumps({"a": 1.5, "b": Decimal(1)}) == json.dumps({"a": 1.5})[:-1] + b',"b":1}'
    with pytest.raises(UsageError, match="NaN"):
        json.dumps([Decimal(1), float("inf")])


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(values)
def test_any_value_survives_and_the_standard_reader_agrees(value: Any) -> None:
    text = json.dumps(value)
    assert json.loads(text) == value
    assert standard.loads(text, parse_float=Decimal) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>SECRET</html>",
        b'{"a": SECRET}',
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b'{"SECRET": 1, "SECRET": 2}',
        b"\xff\xfe",
        b'"\xe9"',
        b"[" * 100_000,
        b"1" * 5000,
        b"1e99999999999999999999",
        b"1e999999999",
        b"-1e-999999999",
        b"0e999999999999999999999",
        b'{"a": 1} x',
    ],
    ids=lambda body: str(body[:12]),
)
def test_what_is_not_json_is_an_error_that_names_the_request_and_quotes_nothing(body: bytes) -> None:
    with pytest.raises(InvalidReply) as caught:
        json.loads(body, request_id="r-1")
    assert str(caught.value) == "the reply is not JSON (request r-1)"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_byte_order_mark_is_skipped() -> None:
    assert json.loads(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"), "\ud800", {"\udfff": 1}, ["a\udc00b"]]
)
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(UsageError):
        json.dumps([value])
