"""SQLite's answer to random filters over random rows against a plain evaluation in Python of the same text's meaning."""

import json
import operator
from decimal import Decimal
from pathlib import Path as FilePath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

TEXTS = ["", "a", "A", "ab", "b ", "B", "a%", "O'B", "ß", "ss", "_"]
AGES = [-1, 0, 1, 2]
MONEY = [Decimal("-0.5"), Decimal(0), Decimal("1.0"), Decimal("1.25")]
FLAGS = [True, False]

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "fullname": st.sampled_from([None, *TEXTS]),
            "nickname": st.sampled_from([None, *TEXTS]),
            "age": st.sampled_from([None, *AGES]),
            "income": st.sampled_from([None, *MONEY]),
            "donotmail": st.sampled_from([None, *FLAGS]),
        }
    ),
    min_size=1,
    max_size=6,
)


class Filter:
    """A filter as text, and as a function from a row and a negation to whether the row answers."""

    def __init__(self, text, holds):
        self.text = text
        self.holds = holds

    def __repr__(self) -> str:
        return self.text


TESTS = {"eq": operator.eq, "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le}
OPPOSITE = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}


def folded(value):
    return value.rstrip(" ").casefold() if isinstance(value, str) else value


def compared(name, one, two) -> bool:
    """Null answers to nothing but `ne`."""
    if name == "ne":
        return not compared("eq", one, two)
    return one is not None and two is not None and TESTS[name](folded(one), folded(two))


def comparison(name, left, right) -> Filter:
    def holds(row, negated):
        one, two = left[1](row), right[1](row)
        if not negated:
            return compared(name, one, two)
        return compared({"eq": "ne", "ne": "eq", **OPPOSITE}[name], one, two)

    return Filter(f"{left[0]} {name} {right[0]}", holds)


def null_test(name, column) -> Filter:
    def holds(row, negated):
        return (row[column] is None) is ((name == "eq") is not negated)

    return Filter(f"{column} {name} null", holds)


def literal(value):
    if isinstance(value, bool):
        return ("true" if value else "false", lambda _: value)
    if isinstance(value, str):
        return ("'" + value.replace("'", "''") + "'", lambda _: value)
    return (str(value), lambda _: value)


def column(name):
    return (name, lambda row: row[name])


def text_match(function, name, part) -> Filter:
    def holds(row, negated):
        value = row[name]
        found = False
        if value is not None:
            subject, pattern = value.casefold(), part.casefold()
            tries = {
                "contains": [subject[start:end] for start in range(len(subject) + 1) for end in range(start, len(subject) + 1)],
                "startswith": [subject[:end] for end in range(len(subject) + 1)],
                "endswith": [subject[start:] for start in range(len(subject) + 1)],
            }[function]
            found = any(like(pattern, candidate) for candidate in tries)
        return found is not negated

    return Filter(f"{function}({name},{literal(part)[0]})", holds)


def like(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "%":
        return like(pattern[1:], text) or (bool(text) and like(pattern, text[1:]))
    return bool(text) and pattern[0] in ("_", text[0]) and like(pattern[1:], text[1:])


def membership(function, items) -> Filter:
    def holds(row, negated):
        age = row["age"]
        return age is not None and (age in items) is ((function == "In") is not negated)

    return Filter(f"Microsoft.Dynamics.CRM.{function}(PropertyName='age',PropertyValues={json.dumps(items)})", holds)


def flag(name) -> Filter:
    return Filter(name, lambda row, negated: (row[name] is True) is not negated)


def numbers(values, *columns):
    operands = st.one_of(st.sampled_from([column(name) for name in columns]), st.sampled_from([literal(value) for value in values]))
    return st.tuples(st.sampled_from([column(name) for name in columns]), operands).flatmap(lambda pair: st.permutations(pair))


LEAVES = st.one_of(
    st.builds(
        lambda name, sides: comparison(name, *sides),
        st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]),
        st.one_of(
            numbers([*AGES, *MONEY, Decimal("0.12345")], "age", "income"),
            numbers(TEXTS, "fullname", "nickname"),
            numbers(FLAGS, "donotmail"),
        ),
    ),
    st.builds(null_test, st.sampled_from(["eq", "ne"]), st.sampled_from(["fullname", "age", "donotmail"])),
    st.builds(
        text_match,
        st.sampled_from(["contains", "startswith", "endswith"]),
        st.sampled_from(["fullname", "nickname"]),
        st.sampled_from(TEXTS),
    ),
    st.builds(membership, st.sampled_from(["In", "NotIn"]), st.lists(st.sampled_from(AGES), min_size=1, max_size=3)),
    st.just(flag("donotmail")),
)


def negation(inner) -> Filter:
    return Filter(f"not ({inner.text})", lambda row, negated: inner.holds(row, not negated))


def joined(word, parts) -> Filter:
    def holds(row, negated):
        combine = all if (word == "and") is not negated else any
        return combine(part.holds(row, negated) for part in parts)

    return Filter(f" {word} ".join(f"({part.text})" for part in parts), holds)


FILTERS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(negation, inner), st.builds(joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=4))
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(rows=ROWS, wanted=FILTERS)
@example(
    rows=[{**dict.fromkeys(["nickname", "age", "income", "donotmail"]), "fullname": "xab"}], wanted=text_match("contains", "fullname", "a%")
)
def test_sql_answers_as_the_meaning_does(shared_world, rows, wanted) -> None:
    shared_world.persons(*rows)
    expected = [number for number, row in enumerate(rows, 1) if wanted.holds(row, False)]
    assert shared_world.ask(wanted.text) == expected


@settings(max_examples=150, deadline=None)
@given(
    ages=st.lists(st.tuples(st.sampled_from([1, 2]), st.sampled_from([None, *AGES])), max_size=6),
    wanted=st.sampled_from(["eq", "ne", "gt"]),
    limit=st.sampled_from(AGES),
)
def test_any_and_all_answer_as_python_does(shared_world, ages, wanted, limit) -> None:
    world = shared_world
    world.clear()
    world.add(world.firm, 1, {})
    world.add(world.firm, 2, {})
    for number, (firm, age) in enumerate(ages, 1):
        world.add(world.person, number, {"age": age, "_employerid_value": world.guid(firm)})
    for firm in (1, 2):
        staff = [compared(wanted, age, limit) for employer, age in ages if employer == firm]
        one = f"firmid eq {world.guid(firm)} and "
        assert bool(world.ask(f"{one}firm_persons/any(p:p/age {wanted} {limit})", world.firm)) == any(staff)
        assert bool(world.ask(f"{one}firm_persons/all(p:p/age {wanted} {limit})", world.firm)) == all(staff)
        assert bool(world.ask(f"{one}not firm_persons/all(p:p/age {wanted} {limit})", world.firm)) == (not all(staff))


NAUGHTY = FilePath(__file__).resolve().parents[3] / "../shared/data/fuzz/blns.json"


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the list of naughty strings lies beside the repository only where it was put")
def test_every_naughty_string_finds_its_own_row_and_no_other(world) -> None:
    strings = [
        text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if not any("\ud800" <= letter <= "\udfff" for letter in text)
    ]
    world.persons(*({"nickname": text} for text in strings))
    assert len(strings) > 400
    for text in strings:
        same = [number for number, other in enumerate(strings, 1) if folded(other) == folded(text)]
        quoted = literal(text)[0]
        assert world.ask(f"nickname eq {quoted}") == same
        assert world.ask("nickname eq @p", aliases={"@p": quoted}) == same
        assert world.ask(f"Microsoft.Dynamics.CRM.In(PropertyName='nickname',PropertyValues=[{json.dumps(text)}])") == same
        escaped = "".join(f"[{letter}]" if letter in "%_[" else letter for letter in text)
        for function in ("contains", "startswith", "endswith"):
            assert strings.index(text) + 1 in world.ask(f"{function}(nickname,{literal(escaped)[0]})")


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_any_text_finds_its_own_row(shared_world, text: str) -> None:
    shared_world.persons({"nickname": text}, {"nickname": f"{text}x"})
    assert shared_world.ask(f"nickname eq {literal(text)[0]}") == [1]
