"""Random predicates, rendered, before judges that nobody here wrote, and before the emulator with a plain evaluation beside it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st
from judges import (
    COLUMNS,
    IDS,
    MEASURABLE,
    STANDARD,
    as_floats,
    by_odata_query,
    by_odatapy,
    holds,
    naughty_strings,
    oasis,
    odatapy_parser,
    ours,
)

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.model import Column, Entity, Predicate, Raw, all_of, any_of, column, entity, not_
from dataverse_sdk.operations import query_page
from dataverse_sdk.query import Query, filter_text
from dataverse_sdk.tables import Contact

A, B, C = (Contact.numberofchildren == number for number in range(3))


@settings(max_examples=200, deadline=None)
@given(STANDARD)
@example(A & B | C)
@example(A & (B | C))
@example(~(A | B) & C)
@example(~(~A))
@example(~(A & B))
@example(any_of([all_of([A, B]), not_(any_of([B, C]))]))
def test_odatapy_reads_the_tree_that_was_written(predicate):
    assert by_odatapy(filter_text(predicate)) == ours(predicate)


@settings(max_examples=200, deadline=None)
@given(STANDARD)
@example(A & B | C)
@example(A & (B | C))
def test_odata_query_reads_the_tree_that_was_written(predicate):
    assert as_floats(by_odata_query(filter_text(predicate))) == as_floats(ours(predicate))


@seed(20260102)
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(STANDARD | MEASURABLE)
def test_what_is_written_conforms_to_the_oasis_grammar(predicate):
    text = filter_text(predicate)
    assert oasis().ok("filter", f"$filter={text}"), text


@given(STANDARD | MEASURABLE)
@settings(max_examples=50, deadline=None)
def test_a_filter_is_one_option_of_a_query_string(predicate):
    text = filter_text(predicate)
    assert text.isascii()
    assert len(parse_qsl(f"$filter={text}&x=1", strict_parsing=True)) == 2


# --- Before the emulator

ROWS = 60


def wire(value: Any) -> Any:
    if isinstance(value, bool | int | float | str | Decimal) or value is None:
        return value
    return value.isoformat().replace("+00:00", "Z") if not isinstance(value, UUID) else str(value)


@pytest.fixture(scope="module")
def people():
    """An emulator with contacts of every kind, its client, and the rows as Python sees them."""
    picks = random.Random(7)
    accounts = [{"accountid": str(key), "name": picks.choice(COLUMNS["firstname"]) or None} for key in IDS[:3]]
    rows = []
    for number in range(ROWS):
        row: dict[str, Any] = {name: picks.choice([None, *values]) for name, values in COLUMNS.items()}
        row["contactid"] = UUID(int=1000 + number)
        row["_parentcustomerid_value"] = picks.choice([None, *IDS[:3]])
        rows.append(row)
    with Emulator(seed="empty") as dataverse:
        dataverse.load({"accounts": accounts})
        dataverse.load({"contacts": [{name: wire(value) for name, value in row.items()} for row in rows]})
        names = {UUID(account["accountid"]): account["name"] for account in accounts}
        for row in rows:
            row["parentcustomerid_account/name"] = names.get(row["_parentcustomerid_value"])
        yield dataverse.client(), rows


@settings(max_examples=250, deadline=None)
@given(predicate=MEASURABLE)
def test_the_emulator_answers_what_the_predicate_means(people, predicate):
    client, rows = people
    page = client.send(query_page(Query(Contact).select(Contact.contactid).where(predicate)))
    found = {row.contactid for row in page.rows}
    assert found == {row["contactid"] for row in rows if holds(predicate, row)}


# --- Values

NAUGHTY = naughty_strings()
# Fixed offsets: to Python, an ambiguous time of a summer-time zone equals no time of another zone.
OFFSETS = st.builds(lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-14 * 60, 14 * 60))


def test_every_naughty_string_is_one_literal_equal_to_itself():
    parser = odatapy_parser()
    assert parser is not None
    for text in NAUGHTY:
        written = filter_text(Contact.firstname == text)
        assert by_odatapy(written) == ("eq", ("path", "firstname"), ("value", text)), text
        assert by_odata_query(written) == ("eq", ("path", "firstname"), ("value", text)), text


def test_naughty_strings_conform_to_the_grammar():
    for text in random.Random(3).sample(NAUGHTY, min(12, len(NAUGHTY))):
        if len(text) < 60:
            assert oasis().ok("filter", f"$filter={filter_text(Contact.firstname.startswith(text or 'x'))}"), text


def test_naughty_strings_find_their_own_row_and_no_other():
    texts = [text for text in NAUGHTY if text.strip()][:80]
    with Emulator(seed="empty") as dataverse:
        client = dataverse.client()
        dataverse.load({"contacts": [{"contactid": str(UUID(int=n + 1)), "description": text} for n, text in enumerate(texts)]})
        for text in texts[::4]:
            found = [row.description for row in client.query(Query(Contact).select(Contact.description).where(Contact.description == text))]
            assert text in found
            assert {each.rstrip(" ").casefold() for each in found} == {text.rstrip(" ").casefold()}


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.builds(lambda value: Contact.firstname == value, st.text(st.characters(exclude_categories=["Cs"]))),
        st.builds(lambda value: Contact.numberofchildren > value, st.integers(-(2**63), 2**63 - 1)),
        st.builds(lambda value: Contact.annualincome <= value, st.decimals(-(10**12), 10**12, places=4)),
        st.builds(lambda value: Contact.address1_latitude < value, st.floats(allow_nan=False, allow_infinity=False)),
        st.builds(lambda value: Contact.birthdate == value, st.dates()),
        st.builds(lambda value: Contact.contactid != value, st.uuids()),
        st.builds(lambda value: Contact.entityimage == value, st.binary(max_size=20)),
        st.builds(
            lambda value: Contact.createdon >= value,
            st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=OFFSETS),
        ),
    )
)
def test_a_value_of_any_type_is_read_back_as_it_was(predicate: Predicate):
    read, written = by_odatapy(filter_text(predicate)), ours(predicate)
    # odatapy takes a short fraction for a decimal, whatever the column.
    if isinstance(written[2][1], float):
        read = as_floats(read)
    assert read == written


def test_an_unknown_column_is_refused_by_the_judge_so_it_would_see_a_wrong_name():
    @entity("contact", set_name="contacts", key="contactid")
    class Misspelt(Entity):
        firstnam: Column[str | None] = column()

    with pytest.raises(Exception, match="firstnam"):
        by_odatapy(filter_text(Misspelt.firstnam == "x"))


def test_raw_text_stands_in_parentheses():
    predicate = Raw("startswith(firstname,'a')%20or%20lastname%20eq%20'b'") & (Contact.numberofchildren == 1)
    assert by_odatapy(filter_text(predicate)) == (
        "and",
        ("or", ("startswith", ("path", "firstname"), ("value", "a")), ("eq", ("path", "lastname"), ("value", "b"))),
        ("eq", ("path", "numberofchildren"), ("value", 1)),
    )
