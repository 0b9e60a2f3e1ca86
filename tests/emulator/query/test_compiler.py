"""Whole statements: order, pages, counts, related rows, indexes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataverse_sdk.emulator.language.expressions import parse_filter
from dataverse_sdk.emulator.language.options import parse_orderby
from dataverse_sdk.emulator.language.query_errors import QueryError
from dataverse_sdk.emulator.sql.compiler import compile_count, compile_query, compile_related


def test_order_folds_text_and_puts_null_first(world) -> None:
    world.persons({"fullname": "b"}, {"fullname": "C"}, {"fullname": "A"}, {}, {"fullname": "a"})
    assert world.order("fullname") == [4, 3, 5, 1, 2]
    assert world.order("fullname desc") == [2, 1, 3, 5, 4]


def test_a_lookup_is_ordered_by_the_name_of_what_it_points_to(world) -> None:
    world.add(world.firm, 8, {"name": "Zeta"})
    world.add(world.firm, 9, {"name": "alpha"})
    world.persons(
        {"_employerid_value": world.guid(8)},
        {"_employerid_value": world.guid(9), "fullname": "Mu"},
        {"_employerid_value": world.guid(2), "_ownerid_value": world.guid(5)},
        {"_ownerid_value": world.guid(4)},
    )
    assert world.order("_employerid_value desc") == [1, 3, 2, 4]
    assert world.order("employer_firm/name,age") == [3, 4, 2, 1]
    assert world.order("_ownerid_value desc") == [3, 4, 1, 2]
    assert world.order("_clubid_value,employer_firm/_headid2_value") == [1, 2, 3, 4]


def test_an_alias_can_name_the_column_to_order_by(world) -> None:
    world.persons({"age": 2}, {"age": 1})
    query = compile_query(world.person, world.schema, columns=("age",), orderby=parse_orderby("@o"), aliases={"@o": "age"})
    assert [row[0] for row in world.connection.execute(query.sql, query.params)] == [1, 2]
    with pytest.raises(QueryError, match=r"The \$orderby expression must evaluate"):
        compile_query(world.person, world.schema, columns=(), orderby=parse_orderby("@o"), aliases={"@o": "1"})


@pytest.mark.parametrize("text", ["nothing", "employer_firm", "employer_firm/nothing", "person_persons/age"])
def test_order_needs_a_column(world, text: str) -> None:
    with pytest.raises(QueryError):
        world.order(text)


def test_a_table_without_a_key_has_no_order(world) -> None:
    with pytest.raises(QueryError) as refused:
        compile_query(world.club, world.schema, columns=("name",))
    assert refused.value.status == 501


ROWS = st.lists(
    st.fixed_dictionaries({"age": st.sampled_from([None, 1, 2]), "fullname": st.sampled_from([None, "a", "A", "b"])}), max_size=9
)
ORDERS = st.lists(st.sampled_from(["age", "age desc", "fullname", "fullname desc"]), max_size=3, unique=True).map(",".join)


@settings(max_examples=120, deadline=None)
@given(rows=ROWS, order=ORDERS, size=st.integers(1, 4))
def test_pages_are_the_whole_in_pieces(shared_world, rows: list[dict[str, object]], order: str, size: int) -> None:
    world = shared_world
    world.persons(*rows)
    terms = parse_orderby(order) if order else ()
    whole = compile_query(world.person, world.schema, columns=("personid",), orderby=terms)
    expected = [row[0] for row in world.connection.execute(whole.sql, whole.params)]
    found: list[str] = []
    after = None
    while True:
        page = compile_query(
            world.person, world.schema, columns=("personid",), orderby=terms, limit=size, after=after, where=parse_filter("true")
        )
        got = world.connection.execute(page.sql, page.params).fetchall()
        if not got:
            break
        assert len(got) <= size
        found += [row[0] for row in got]
        after = got[-1][len(page.columns) : len(page.columns) + page.places]
    assert found == expected
    assert len(expected) == len(rows)


def test_a_place_belongs_to_its_order(world) -> None:
    with pytest.raises(ValueError, match="another order"):
        compile_query(world.person, world.schema, columns=(), after=("x", "y"))


def test_counting_stops_at_the_limit(world) -> None:
    world.persons({"age": 1}, {"age": 1}, {"age": 2})

    def count(limit: int | None, text: str | None = None) -> int:
        query = compile_count(world.person, world.schema, where=None if text is None else parse_filter(text), limit=limit)
        (row,) = world.connection.execute(query.sql, query.params)
        return row[0]

    assert (count(None), count(2), count(9)) == (3, 2, 3)
    assert (count(None, "age eq 1"), count(1, "age eq 1")) == (2, 1)


def test_related_rows_come_in_order_and_no_more_than_asked_of_each(world) -> None:
    world.persons(
        {"_employerid_value": world.guid(9), "age": 1, "fullname": "c"},
        {"_employerid_value": world.guid(9), "age": 2, "fullname": "b"},
        {"_employerid_value": world.guid(9), "age": 3, "fullname": "a"},
        {"_employerid_value": world.guid(8), "age": 4, "fullname": "d"},
        {"_employerid_value": world.guid(7), "age": 5},
    )

    def related(limit: int | None, text: str | None = "age gt 1") -> list[tuple[object, ...]]:
        query = compile_related(
            world.person,
            world.schema,
            link="_employerid_value",
            values=[world.guid(9), world.guid(8)],
            columns=("fullname", "age"),
            where=None if text is None else parse_filter(text),
            orderby=parse_orderby("fullname"),
            limit_each=limit,
        )
        assert (query.columns, query.places) == (("", "fullname", "age"), 2)
        return [row[:3] for row in world.connection.execute(query.sql, query.params)]

    assert [row[1:] for row in related(None)] == [("a", 3), ("b", 2), ("d", 4)]
    assert [row[1:] for row in related(None, None)] == [("a", 3), ("b", 2), ("c", 1), ("d", 4)]
    assert sorted(row[1:] for row in related(1)) == [("a", 3), ("d", 4)]


@pytest.mark.parametrize(
    "text", ["nickname eq 'X'", "startswith(nickname,'X')", "Microsoft.Dynamics.CRM.In(PropertyName='nickname',PropertyValues=['X'])"]
)
def test_an_index_on_folded_text_serves_it(world, text: str) -> None:
    query = compile_query(world.person, world.schema, columns=("personid",), where=parse_filter(text), limit=5)
    assert "USING INDEX folded" in world.plan(query.sql, query.params)


def test_the_next_page_is_found_by_the_key(world) -> None:
    query = compile_query(world.person, world.schema, columns=("personid",), after=(world.guid(3),), limit=5)
    assert "SEARCH" in world.plan(query.sql, query.params)
