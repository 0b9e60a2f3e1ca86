"""The same question in OData, FetchXML and SQL, and totals against totals worked out in Python."""

import json
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from meanings import AGES, FILTERS, MONEY, ROWS, folded

from dataverse_sdk.emulator.language.fetch_reader import parse_fetch
from dataverse_sdk.emulator.language.sql_reader import parse_sql
from dataverse_sdk.emulator.sql.fetch_compiler import Place


def numbers(rows: list[dict[str, str]]) -> list[int]:
    return sorted(int(json.loads(row["personid"])[-12:], 16) for row in rows)


@settings(max_examples=100, deadline=None)
@given(rows=ROWS, wanted=FILTERS)
def test_a_filter_gives_the_same_rows_in_every_language(shared_world, rows, wanted) -> None:
    shared_world.persons(*rows)
    expected = [number for number, row in enumerate(rows, 1) if wanted.holds(row, False)]
    fetch = parse_fetch(f"<fetch><entity name='person'><attribute name='personid'/><filter>{wanted.fetch()}</filter></entity></fetch>")
    assert numbers(shared_world.fetch(fetch)) == expected
    sql = parse_sql(f"SELECT personid FROM person WHERE {wanted.sql()}", shared_world.schema)
    assert numbers(shared_world.fetch(sql)) == expected
    assert shared_world.ask(wanted.text) == expected


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "nickname": st.sampled_from([None, "a", "A", "b"]),
            "age": st.sampled_from([None, *AGES]),
            "income": st.sampled_from([None, *MONEY, Decimal("0.0001")]),
        }
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(rows=PEOPLE)
def test_groups_and_totals_are_those_that_python_finds(shared_world, rows) -> None:
    shared_world.persons(*rows)
    groups = defaultdict(list)
    for row in rows:
        groups[folded(row["nickname"])].append(row)
    expected = {}
    for name, members in groups.items():
        ages = [row["age"] for row in members if row["age"] is not None]
        incomes = [row["income"] for row in members if row["income"] is not None]
        expected[name] = {
            "n": len(members),
            "filled": len(ages),
            "different": len(set(ages)),
            "years": sum(ages),
            "oldest": max(ages, default=None),
            "total": sum(incomes, Decimal(0)),
            "mean": round(sum(incomes, Decimal(0)) / len(incomes), 9) if incomes else None,
        }

    def read(found: list[dict[str, str]]) -> dict[str | None, dict[str, object]]:
        parsed = [{name: json.loads(text, parse_float=Decimal) for name, text in row.items()} for row in found]
        return {folded(row.pop("nickname", None)): {name: row.get(name) for name in names} for row in parsed}

    names = ["n", "filled", "different", "years", "oldest", "total", "mean"]
    attributes = [
        ("nickname", "nickname", "groupby='true'"),
        ("age", "n", "aggregate='count'"),
        ("age", "filled", "aggregate='countcolumn'"),
        ("age", "different", "aggregate='countcolumn' distinct='true'"),
        ("age", "years", "aggregate='sum'"),
        ("age", "oldest", "aggregate='max'"),
        ("income", "total", "aggregate='sum'"),
        ("income", "mean", "aggregate='avg'"),
    ]
    inside = "".join(f"<attribute name='{name}' alias='{alias}' {what}/>" for name, alias, what in attributes)
    assert read(shared_world.fetch(parse_fetch(f"<fetch aggregate='true'><entity name='person'>{inside}</entity></fetch>"))) == expected
    select = (
        "SELECT nickname, COUNT(*) n, COUNT(age) filled, COUNT(DISTINCT age) different, SUM(age) years, MAX(age) oldest, SUM(income) total, "
        "AVG(income) mean FROM person GROUP BY nickname"
    )
    assert read(shared_world.fetch(parse_sql(select, shared_world.schema))) == expected
    names = ["n", "years", "oldest", "total", "mean"]
    apply = (
        "groupby((nickname),aggregate($count as n,age with sum as years,age with max as oldest,income with sum as total,"
        "income with average as mean))"
    )
    assert read(shared_world.apply(apply)) == {name: {each: row[each] for each in names} for name, row in expected.items()}


@settings(max_examples=60, deadline=None)
@given(
    rows=PEOPLE,
    columns=st.permutations(["nickname", "age", "income"]),
    descending=st.lists(st.booleans(), min_size=3, max_size=3),
    size=st.integers(1, 3),
)
def test_pages_by_place_are_the_whole_in_order(shared_world, rows, columns, descending, size) -> None:
    shared_world.persons(*rows)
    orders = "".join(
        f"<order attribute='{name}' descending='{str(down).lower()}'/>" for name, down in zip(columns, descending, strict=True)
    )
    fetch = parse_fetch(f"<fetch><entity name='person'><attribute name='personid'/>{orders}</entity></fetch>")
    whole = shared_world.fetch(fetch)
    assert len(whole) == len(rows)
    pages = [shared_world.fetch(fetch, Place(start), size) for start in range(0, len(rows), size)]
    assert [row for page in pages for row in page] == whole
    # the last column first: sorting is stable
    expected = [(number, row) for number, row in enumerate(rows, 1)]
    for name, down in reversed(list(zip(columns, descending, strict=True))):
        expected.sort(key=lambda pair: (pair[1][name] is not None, folded(pair[1][name]) if pair[1][name] is not None else 0), reverse=down)
    if len({json.dumps([folded(row[name]) for name in columns], default=str) for row in rows}) == len(rows):
        assert [int(json.loads(row["personid"])[-12:], 16) for row in whole] == [number for number, _ in expected]


@pytest.mark.parametrize("wanted", ["age gt 1", "contains(nickname,'a')"])
def test_an_empty_table_has_no_rows_in_any_language(world, wanted: str) -> None:
    assert world.ask(wanted) == []
    assert world.apply(f"filter({wanted})/aggregate($count as n)") == [{"n": "0"}]
    assert world.apply(f"filter({wanted})/groupby((age))") == []
