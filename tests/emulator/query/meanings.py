"""Filters made by Hypothesis: their text in OData, FetchXML and SQL, and what it means, evaluated in plain Python."""

import json
import operator
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

TEXTS = ["", "a", "A", "ab", "b ", "B", "a%", "O'B", "ß", "ss", "_"]
AGES = [-1, 0, 1, 2]
MONEY = [Decimal("-0.5"), Decimal(0), Decimal("1.0"), Decimal("1.25")]
FLAGS = [True, False]

PLAIN_TEXTS = [text for text in TEXTS if text.isascii()]
"""Those that SQLite folds by itself."""


def rows(texts, nulls=(None,), least=1, most=6):
    """Rows that hold these texts."""
    columns = {
        "fullname": st.sampled_from([*nulls, *texts]),
        "nickname": st.sampled_from([*nulls, *texts]),
        "age": st.sampled_from([*nulls, *AGES]),
        "income": st.sampled_from([*nulls, *MONEY]),
        "donotmail": st.sampled_from([*nulls, *FLAGS]),
    }
    return st.lists(st.fixed_dictionaries(columns), min_size=least, max_size=most)


ROWS = rows(TEXTS)


class Filter:
    """A filter as text, and as a function from a row and a negation to whether the row answers.

    `asked` is the condition behind a leaf: column, operator and values, or another column. FetchXML has no `not`, so a negation is carried
    down to it.
    """

    def __init__(self, text, holds, asked=None, inner=None, parts=None, word=None):
        self.text = text
        self.holds = holds
        self.asked, self.inner, self.parts, self.word = asked, inner, parts, word

    def fetch(self, negated=False):
        """The filter as a FetchXML condition or filter element."""
        if self.inner is not None:
            return self.inner.fetch(not negated)
        if self.parts is not None:
            word = {"and": "or", "or": "and"}[self.word] if negated else self.word
            return f"<filter type='{word}'>{''.join(part.fetch(negated) for part in self.parts)}</filter>"
        name, operator, values, other = self.asked
        operator = FETCH_OPPOSITE[operator] if negated else operator
        if other is not None:
            return f"<condition attribute='{name}' operator='{operator}' valueof='{other}'/>"
        if len(values) == 1:
            return f"<condition attribute='{name}' operator='{operator}' value={quoteattr(str(values[0]).lower() if values[0] in (True, False) else str(values[0]))}/>"
        return f"<condition attribute='{name}' operator='{operator}'>{''.join(f'<value>{value}</value>' for value in values)}</condition>"

    def sql(self):
        """The filter as a condition of SQL."""
        if self.inner is not None:
            return f"NOT ({self.inner.sql()})"
        if self.parts is not None:
            return f" {self.word.upper()} ".join(f"({part.sql()})" for part in self.parts)
        name, operator, values, other = self.asked
        if other is not None:
            return f"{name} {SQL[operator]} {other}"
        if operator in ("in", "not-in"):
            return f"{name} {SQL[operator]} ({', '.join(map(sql_literal, values))})"
        return f"{name} {SQL[operator]}{''.join(f' {sql_literal(value)}' for value in values)}"

    def sqlite(self, negated=False):
        """The filter as an expression that SQLite answers with 0 or 1, in its own words: nothing of it is the emulator's."""
        if self.inner is not None:
            return self.inner.sqlite(not negated)
        if self.parts is not None:
            word = {"and": "or", "or": "and"}[self.word] if negated else self.word
            return f" {word.upper()} ".join(f"({part.sqlite(negated)})" for part in self.parts)
        name, operator, values, other = self.asked
        text = operator != "like" and name in ("fullname", "nickname")
        left = f"lower(rtrim({name}))" if text else name
        if operator in ("null", "not-null"):
            return f"{left} IS {'NOT ' if (operator == 'null') is negated else ''}NULL"
        if operator in ("in", "not-in"):
            return f"coalesce({left} {'IN' if (operator == 'in') is not negated else 'NOT IN'} ({', '.join(map(str, values))}), 0)"
        right = other if other is not None else sql_literal(values[0])
        right = f"lower(rtrim({right}))" if text else right
        operator = FETCH_OPPOSITE[operator] if negated else operator
        if operator in ("ne", "not-like"):  # null is different from everything, and like nothing
            return f"NOT coalesce({left} {SQL[FETCH_OPPOSITE[operator]]} {right}, 0)"
        return f"coalesce({left} {SQL[operator]} {right}, 0)"

    def __repr__(self) -> str:
        return self.text


FETCH_OPPOSITE = {"eq": "ne", "ne": "eq", "gt": "le", "le": "gt", "ge": "lt", "lt": "ge", "null": "not-null", "not-null": "null"} | {
    "like": "not-like", "not-like": "like", "in": "not-in", "not-in": "in",
}  # fmt: skip
SQL = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<=", "null": "IS NULL", "not-null": "IS NOT NULL"} | {
    "like": "LIKE", "in": "IN", "not-in": "NOT IN",
}  # fmt: skip
MIRRORED = {"eq": "eq", "ne": "ne", "gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}


def sql_literal(value):
    if isinstance(value, bool):
        return str(int(value))
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


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

    if left[2] is None:
        asked = (right[2], MIRRORED[name], (left[1](None),), None)
    elif right[2] is None:
        asked = (left[2], name, (right[1](None),), None)
    else:
        asked = (left[2], name, (), right[2])
    return Filter(f"{left[0]} {name} {right[0]}", holds, asked)


def null_test(name, column) -> Filter:
    def holds(row, negated):
        return (row[column] is None) is ((name == "eq") is not negated)

    return Filter(f"{column} {name} null", holds, (column, "null" if name == "eq" else "not-null", (), None))


def literal(value):
    if isinstance(value, bool):
        return ("true" if value else "false", lambda _: value, None)
    if isinstance(value, str):
        return ("'" + value.replace("'", "''") + "'", lambda _: value, None)
    return (str(value), lambda _: value, None)


def column(name):
    return (name, lambda row: row[name], name)


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

    pattern = f"{'' if function == 'startswith' else '%'}{part}{'' if function == 'endswith' else '%'}"
    return Filter(f"{function}({name},{literal(part)[0]})", holds, (name, "like", (pattern,), None))


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

    text = f"Microsoft.Dynamics.CRM.{function}(PropertyName='age',PropertyValues={json.dumps(items)})"
    return Filter(text, holds, ("age", "in" if function == "In" else "not-in", tuple(items), None))


def flag(name) -> Filter:
    return Filter(name, lambda row, negated: (row[name] is True) is not negated, (name, "eq", (True,), None))


def numbers(values, *columns):
    operands = st.one_of(st.sampled_from([column(name) for name in columns]), st.sampled_from([literal(value) for value in values]))
    return st.tuples(st.sampled_from([column(name) for name in columns]), operands).flatmap(lambda pair: st.permutations(pair))


def leaves(texts):
    """Conditions on one column, over these texts."""
    return st.one_of(
        st.builds(
            lambda name, sides: comparison(name, *sides),
            st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]),
            st.one_of(
                numbers([*AGES, *MONEY, Decimal("0.12345")], "age", "income"),
                numbers(texts, "fullname", "nickname"),
                numbers(FLAGS, "donotmail"),
            ),
        ),
        st.builds(null_test, st.sampled_from(["eq", "ne"]), st.sampled_from(["fullname", "age", "donotmail"])),
        st.builds(
            text_match,
            st.sampled_from(["contains", "startswith", "endswith"]),
            st.sampled_from(["fullname", "nickname"]),
            st.sampled_from(texts),
        ),
        st.just(flag("donotmail")),
    )


MEMBERSHIPS = st.builds(membership, st.sampled_from(["In", "NotIn"]), st.lists(st.sampled_from(AGES), min_size=1, max_size=3))


def negation(inner) -> Filter:
    return Filter(f"not ({inner.text})", lambda row, negated: inner.holds(row, not negated), inner=inner)


def joined(word, parts) -> Filter:
    def holds(row, negated):
        combine = all if (word == "and") is not negated else any
        return combine(part.holds(row, negated) for part in parts)

    return Filter(f" {word} ".join(f"({part.text})" for part in parts), holds, parts=parts, word=word)


def filters(conditions):
    """These conditions, joined and negated at any depth."""
    return st.recursive(
        conditions,
        lambda inner: st.one_of(
            st.builds(negation, inner), st.builds(joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=4))
        ),
        max_leaves=8,
    )


FILTERS = filters(st.one_of(leaves(TEXTS), MEMBERSHIPS))
