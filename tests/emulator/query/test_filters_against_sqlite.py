"""The filter engine against SQLite's own answer, over a plain table of its own: nothing but the filter and the rows is shared.

Twice: the filter in the test's own words of SQL, and as the package odata-query, another reader and compiler of OData, writes it.
Hypothesis makes the filters and the rows.
"""

import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from meanings import FLAGS, MEMBERSHIPS, PLAIN_TEXTS, filters, flag, joined, leaves, rows
from odata_query.grammar import ODataLexer, ODataParser
from odata_query.sql.sqlite import AstToSqliteSqlVisitor

MANY = {"least": 12, "most": 24}  # so that most values meet their equals
COLUMNS = ("fullname", "nickname", "age", "income", "donotmail")
# odata-query compares texts as SQLite does, so their last blanks count; and in a pattern it doubles wildcards and leaves quotes alone
TRIMMED = [text for text in PLAIN_TEXTS if text == text.rstrip() and not set("'%_") & set(text)]
READER = (ODataLexer(), ODataParser())


@pytest.fixture(scope="module")
def plain() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(
        "CREATE TABLE plain (fullname TEXT COLLATE NOCASE, nickname TEXT COLLATE NOCASE, age INTEGER, income REAL, donotmail)"
    )
    yield connection
    connection.close()


def answer(plain: sqlite3.Connection, rows: Sequence[Mapping[str, object]], sql: str) -> list[int]:
    """The numbers of the rows, from 1, for which SQLite finds an expression true."""
    plain.execute("DELETE FROM plain")
    values = [[None if row[name] is None else float(row[name]) if name == "income" else row[name] for name in COLUMNS] for row in rows]
    plain.executemany(f"INSERT INTO plain VALUES ({', '.join('?' * len(COLUMNS))})", values)
    return [number for (number,) in plain.execute(f"SELECT rowid FROM plain WHERE {sql} ORDER BY rowid")]


@settings(max_examples=150, deadline=None)
@given(held=rows(PLAIN_TEXTS, **MANY), wanted=filters(st.one_of(leaves(PLAIN_TEXTS), MEMBERSHIPS)))
def test_sqlite_itself_gives_the_same_rows(shared_world, plain, held, wanted) -> None:
    shared_world.persons(*held)
    assert shared_world.ask(wanted.text) == answer(plain, held, wanted.sqlite())


def theirs(text: str) -> str:
    logging.disable(logging.WARNING)  # it says of every column that it does not know its type
    try:
        return AstToSqliteSqlVisitor().visit(READER[1].parse(READER[0].tokenize(text)))
    finally:
        logging.disable(logging.NOTSET)


@settings(max_examples=150, deadline=None)
@given(held=rows(TRIMMED, nulls=(), **MANY), wanted=filters(leaves(TRIMMED)))
def test_odata_query_gives_the_same_rows_where_nothing_is_null(shared_world, plain, held, wanted) -> None:
    shared_world.persons(*held)
    assert shared_world.ask(wanted.text) == answer(plain, held, theirs(wanted.text))


def unnegated(wanted) -> bool:
    """Without `ne` and `not`: there SQL gives unknown for null, and the service takes null for different."""
    if wanted.parts is not None:
        return all(unnegated(part) for part in wanted.parts)
    return wanted.inner is None and wanted.asked[1] != "ne"


POSITIVE = leaves(TRIMMED).filter(unnegated)


@settings(max_examples=150, deadline=None)
@given(
    held=rows(TRIMMED, **MANY),
    wanted=POSITIVE | st.builds(joined, st.sampled_from(["and", "or"]), st.lists(POSITIVE, min_size=2, max_size=4)),
)
def test_odata_query_gives_the_same_rows_where_null_answers_to_nothing(shared_world, plain, held, wanted) -> None:
    shared_world.persons(*held)
    assert shared_world.ask(wanted.text) == answer(plain, held, theirs(wanted.text))


def test_the_three_agree_on_a_filter_that_is_known(shared_world, plain) -> None:
    held = [dict.fromkeys(COLUMNS) | {"donotmail": value} for value in FLAGS]
    shared_world.persons(*held)
    assert (
        shared_world.ask("donotmail") == answer(plain, held, flag("donotmail").sqlite()) == answer(plain, held, theirs("donotmail")) == [1]
    )
