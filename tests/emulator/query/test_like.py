"""LIKE as SQL Server has it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataverse_sdk.emulator.storage.like import has_wildcard, like, successor


@pytest.mark.parametrize(
    ("pattern", "matches", "misses"),
    [
        ("abc", ["abc", "ABC"], ["abcd", "ab", "abc "]),
        ("a%", ["a", "abc", "A\nb"], ["ba", ""]),
        ("%a", ["a", "xa"], ["ab"]),
        ("%a%", ["a", "xay"], ["x", ""]),
        ("%", ["", "x"], []),
        ("", [""], ["x"]),
        ("a_c", ["abc", "a%c"], ["ac", "abbc"]),
        ("[a-c]x", ["ax", "CX"], ["dx", "-x"]),
        ("[^a-c]x", ["dx"], ["ax", "x"]),
        ("100[%]", ["100%"], ["100x"]),
        ("a[_]b", ["a_b"], ["axb"]),
        ("[[]x", ["[x"], ["x"]),
        ("x]", ["x]"], ["x"]),
        ("[a-]", ["a", "-"], ["b"]),
        ("[c-a]", [], ["a", "b", "c"]),
        ("[]a", [], ["a", "]a"]),
        ("[^]a", ["xa"], ["a"]),
        ("a[b", [], ["a[b", "ab"]),
        ("%a%b%", ["ab", "xaxbx"], ["ba"]),
        ("%ab", ["aab", "abab"], ["aba"]),
        ("a%a", ["aa", "axa"], ["a"]),
        ("x ", ["x "], ["x"]),
        ("[.^$]*", [".*", "^*"], ["x*"]),
        ("straße%", ["STRASSE 1"], ["strase"]),
    ],
)
def test_a_pattern_matches_the_whole_text(pattern: str, matches: list[str], misses: list[str]) -> None:
    assert [like(text, pattern) for text in matches] == [True] * len(matches)
    assert [like(text, pattern) for text in misses] == [False] * len(misses)


def test_null_is_like_nothing_and_unlike_nothing() -> None:
    assert like(None, "%") is None
    assert like("x", None) is None


def test_a_pattern_of_many_wildcards_costs_no_more_than_its_length() -> None:
    start = time.perf_counter()
    assert like("a" * 3000 + "b", "%a" * 40 + "c%") is False
    assert time.perf_counter() - start < 1


@given(st.text(alphabet="ab%_", max_size=6), st.text(alphabet="ab", max_size=8))
def test_it_agrees_with_the_definition(pattern: str, text: str) -> None:
    def holds(rest: str, value: str) -> bool:
        if not rest:
            return not value
        if rest[0] == "%":
            return holds(rest[1:], value) or (bool(value) and holds(rest, value[1:]))
        return bool(value) and rest[0] in ("_", value[0]) and holds(rest[1:], value[1:])

    assert like(text, pattern) == holds(pattern, text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), st.text(st.characters(exclude_categories=["Cs"]), max_size=3))
def test_the_successor_is_just_above_all_that_start_so(text: str, more: str) -> None:
    above = successor(text)
    if above is None:
        assert set(text) <= {"\U0010ffff"}
    else:
        assert (text + more).encode() < above.encode()
        assert not above.startswith(text) or not text


def test_the_successor_steps_over_surrogates() -> None:
    assert successor("a\ud7ff") == "a\ue000"
    assert successor("a\U0010ffff") == "b"


def test_wildcards_are_three() -> None:
    assert [has_wildcard(text) for text in ("a%", "_", "[", "]^-*?")] == [True, True, True, False]
