"""Filters made by Hypothesis: their text, and what the text means, evaluated in plain Python."""

import json
import operator
from decimal import Decimal

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
