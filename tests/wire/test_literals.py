"""Literals and keys: what a value becomes in a URL, judged by the OASIS grammar and read back by urllib."""

import enum
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import oasis
from witnesses import HOSTILE, naughty_strings

from dataverse_sdk.errors import UsageError
from dataverse_sdk.wire.literals import alternate_key, encode, json_array, key_segment, literal, moment, name, path

ID = UUID("78914942-34cb-ed11-b596-0022481d68cd")


class Choice(enum.IntEnum):
    ONE = 1


class Label(enum.StrEnum):
    A = "a'b"


LITERALS: list[tuple[Any, str]] = [
    (None, "null"),
    (True, "true"),
    (False, "false"),
    ("", "''"),
    ("ada", "'ada'"),
    ("O'Brien", "'O''Brien'"),
    ("''", "''''''"),
    ("a+b&c#d%e@example.com", "'a%2Bb%26c%23d%25e%40example.com'"),
    ("ü / ~_-.", "'%C3%BC%20%2F%20~_-.'"),
    ("\r\n\x00", "'%0D%0A%00'"),
    (Label.A, "'a''b'"),
    (0, "0"),
    (-7, "-7"),
    (Choice.ONE, "1"),
    (1.5, "1.5"),
    (1e22, "1e22"),
    (1e-07, "1e-07"),
    (Decimal("20000.0000"), "20000.0000"),
    (Decimal("1E+2"), "100"),
    (Decimal("1E+400"), "1" + "0" * 400),
    (ID, "78914942-34cb-ed11-b596-0022481d68cd"),
    (date(2023, 4, 7), "2023-04-07"),
    (datetime(2023, 4, 7, 21, 59, 1, tzinfo=UTC), "2023-04-07T21:59:01Z"),
    (datetime(2023, 4, 7, 23, 59, 1, 250000, tzinfo=timezone(timedelta(hours=2))), "2023-04-07T21:59:01.250000Z"),
    (b"\xfb\xff", "binary'-_8='"),
]


@pytest.mark.parametrize(("value", "text"), LITERALS, ids=lambda value: repr(value)[:30])
def test_a_value_has_one_literal(value: Any, text: str) -> None:
    assert literal(value) == text


@pytest.mark.parametrize(
    "value",
    [
        datetime(2023, 4, 7),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-2))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=2))),
        float("nan"),
        float("-inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        "\ud800",
        time(1),
        timedelta(1),
        object(),
        [],
        {},
    ],
    ids=lambda value: type(value).__name__ if type(value) is object else repr(value)[:30],
)
def test_a_value_without_a_literal_is_refused_unseen(value: Any) -> None:
    with pytest.raises(UsageError) as caught:
        literal(value)
    assert repr(value) not in str(caught.value)


def test_keys_are_predicates() -> None:
    assert key_segment(ID) == f"({ID})"
    assert alternate_key({"emailaddress1": "a'b/c", "n": 1}) == "(emailaddress1='a''b%2Fc',n=1)"
    assert alternate_key({"_primarycontactid_value": ID}) == f"(_primarycontactid_value={ID})"


@pytest.mark.parametrize("values", [{}, {"a": None}, {"a": 1, "b": None}, {"a b": 1}, {"a='x' or b": 1}, {"": 1}])
def test_half_a_key_is_none(values: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        alternate_key(values)


@pytest.mark.parametrize("text", ["", "a b", "a/b", "a'", "1a", "a-b", "ü", "a\n", "$x", "a.b", "a)"])
def test_a_name_is_an_identifier(text: str) -> None:
    with pytest.raises(UsageError):
        name(text)
    with pytest.raises(UsageError):
        path(["ok", text])


def test_a_path_is_names() -> None:
    assert path(["primarycontactid", "_x_value"]) == "primarycontactid/_x_value"
    assert name("new_Column1") == "new_Column1"


def test_lists_are_json_with_every_value_a_string() -> None:
    values = [True, False, 'O\'Brien,"x"', 1, 1.5, Decimal("2.50"), ID, date(2023, 4, 7), datetime(2023, 4, 7, tzinfo=UTC), Choice.ONE]
    texts = ["true", "false", 'O\'Brien,"x"', "1", "1.5", "2.50", str(ID), "2023-04-07", "2023-04-07T00:00:00Z", "1"]
    assert json.loads(unquote(json_array(values))) == texts
    assert json_array([]) == "[]"


@pytest.mark.parametrize(
    "value",
    [None, b"x", object(), float("nan"), "\ud800", datetime(2023, 4, 7), Decimal("sNaN")],
    ids=["none", "bytes", "object", "nan", "surrogate", "naive", "snan"],
)
def test_a_list_holds_values_only(value: Any) -> None:
    with pytest.raises(UsageError):
        json_array([value])


def test_half_a_surrogate_pair_cannot_be_encoded() -> None:
    with pytest.raises(UsageError):
        encode("a\udc00")
    assert encode("é\u2028") == "%C3%A9%E2%80%A8"


# --- Read back: exactly one literal, equal to the value.


def read_back(text: str) -> str:
    """What a server makes of a literal in a query: percent-decoding first, then the quotes."""
    ((option, decoded),) = parse_qsl(f"$filter={text}", keep_blank_values=True, strict_parsing=True)
    assert option == "$filter"
    assert decoded[0] == decoded[-1] == "'"
    inner = decoded[1:-1]
    assert "'" not in inner.replace("''", "")
    return inner.replace("''", "'")


@pytest.mark.parametrize("text", naughty_strings(1))
def test_a_naughty_string_comes_back_as_it_went(text: str) -> None:
    assert read_back(literal(text)) == text
    assert json.loads(parse_qsl(f"p={json_array([text])}")[0][1]) == [text]


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text(alphabet="'%&+#=/\\;,()\r\n\u2028\uff07\"[]"))
def test_any_text_comes_back_as_it_went(text: str) -> None:
    assert read_back(literal(text)) == text
    assert json.loads(parse_qsl(f"p={json_array([text])}")[0][1]) == [text]


@settings(max_examples=100, deadline=None)
@given(
    st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.just(timezone(timedelta(hours=5, minutes=45))))
)
def test_a_moment_is_the_same_moment(value: datetime) -> None:
    assert datetime.fromisoformat(moment(value)) == value


# --- The grammar. Loading it takes a second or two, a judgement some milliseconds, so each test takes a slice.


@pytest.fixture(scope="module")
def grammar() -> Iterator[ModuleType]:
    module = oasis()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 10_000))
    yield module
    sys.setrecursionlimit(limit)


@pytest.mark.parametrize(
    "value", [value for value, _ in LITERALS if not isinstance(value, Decimal) or len(str(value)) < 20], ids=lambda value: repr(value)[:30]
)
def test_every_literal_is_in_the_grammar(grammar: ModuleType, value: Any) -> None:
    assert grammar.ok("filter", f"$filter=a%20eq%20{literal(value)}")


def judged(text: str) -> str:
    """A text as the grammar can judge it: its `pct-encoded-no-SQUOTE` forgot the row %70 to %7F, so `{`, `|` and `}` have no form."""
    return re.sub("%7[0-9A-F]", "x", text)


@pytest.mark.parametrize("text", [*naughty_strings(40)[:14], *HOSTILE], ids=lambda text: ascii(text)[:20])
def test_every_text_is_in_the_grammar_as_literal_and_as_key(grammar: ModuleType, text: str) -> None:
    assert grammar.ok("filter", f"$filter=a%20eq%20{judged(literal(text[:40]))}")
    assert grammar.ok("odataRelativeUri", f"contacts{judged(alternate_key({'emailaddress1': text[:40], 'b': 1}))}")


def test_the_grammar_can_say_no(grammar: ModuleType) -> None:
    for wrong in ("'a'b'", "'a b'", "'ü'", "2023-04-07 21:59", "NaN'"):
        assert not grammar.ok("filter", f"$filter=a%20eq%20{wrong}")


def test_a_primary_key_is_in_the_grammar(grammar: ModuleType) -> None:
    assert grammar.ok("odataRelativeUri", f"contacts{key_segment(ID)}")
