"""Random queries with every option, before three judges: the OASIS grammar, odatapy with the real `$metadata`, the emulator beside Python."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from judges import MEASURABLE, STANDARD, oasis, odatapy_parser

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.operations import query_page
from dataverse_sdk.query import Query, expand
from dataverse_sdk.tables import Account, Annotation, Contact, SystemUser

COLUMNS = [Contact.firstname, Contact.numberofchildren, Contact.parentcustomerid, Contact.birthdate, Contact.annualincome]
ORDERS = [Contact.firstname, Contact.numberofchildren.desc(), Contact.parentcustomerid.asc(), Contact.createdon.desc()]
NOTES = [
    expand(Contact.Contact_Annotation),
    expand(Contact.Contact_Annotation, select=[Annotation.subject], where=Annotation.subject.contains("a;b)c"), top=3),
    expand(Contact.Contact_Annotation, order_by=[Annotation.createdon.desc(), Annotation.subject]),
]
DEEP = [
    expand(
        Contact.Contact_Annotation, select=[Annotation.subject], expand=[expand(Annotation.owninguser_nav, select=[SystemUser.fullname])]
    ),
    expand(Contact.parentcustomerid_account, select=[Account.name], expand=[Account.primarycontactid_nav]),
]
ONE = [Contact.parentcustomerid_account, expand(Contact.parentcustomerid_account, select=[Account.name, Account.ownerid])]


@st.composite
def queries(draw: st.DrawFn, predicates: st.SearchStrategy[Any] = STANDARD) -> Query[Contact]:
    """A query with any of its options."""
    query = Query(Contact).select(*draw(st.lists(st.sampled_from(COLUMNS), max_size=3)))
    if draw(st.booleans()):
        query = query.where(draw(predicates))
    query = query.order_by(*draw(st.lists(st.sampled_from(ORDERS), max_size=3, unique_by=id)))
    expands: list[Any] = draw(st.sampled_from([[], [NOTES[0]], [NOTES[1], ONE[1]], [NOTES[2]], DEEP, [DEEP[0]], [ONE[0]]]))
    query = query.expand(*expands)
    return query.top(draw(st.integers(1, 9000))) if draw(st.booleans()) else query


def parts(request: Any) -> tuple[str, str]:
    path, _, options = request.target.partition("?")
    return path, options


@seed(20260103)
@settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(queries().filter(lambda query: bool(query.columns)), st.booleans())
def test_every_query_conforms_to_the_oasis_grammar(query, count):
    _, options = parts(query_page(query, count=count).request)
    assert oasis().ok("queryOptions", options), options


@settings(max_examples=120, deadline=None)
@given(queries(), st.booleans())
def test_odatapy_reads_every_option(query, count):
    path, options = parts(query_page(query, count=count).request)
    found = odatapy_parser().parse_uri(path, options)
    assert (found.top.value if found.top else None) == (query.limit if query.limit and query.limit <= 5000 else None)
    assert len(found.expand.items if found.expand else []) == len(query.expands)
    assert len(found.orderby.items if found.orderby else []) == len(query.orders)
    assert (found.filter is not None) == (query.predicate is not None)
    assert bool(found.count and found.count.value) is count


@pytest.fixture(scope="module")
def people():
    """An emulator with contacts in an order that is not that of any column."""
    picks = random.Random(5)
    rows = [
        {
            "contactid": str(UUID(int=n + 1)),
            "firstname": picks.choice([None, "a", "B", "c"]),
            "numberofchildren": picks.choice([None, 0, 1, 2]),
        }
        for n in picks.sample(range(40), 40)
    ]
    with Emulator(seed="empty") as dataverse, dataverse.client() as client:
        dataverse.load({"contacts": rows})
        yield client, rows


TERMS = [
    (Contact.firstname.asc(), "firstname", False),
    (Contact.firstname.desc(), "firstname", True),
    (Contact.numberofchildren.asc(), "numberofchildren", False),
    (Contact.numberofchildren.desc(), "numberofchildren", True),
]


@settings(max_examples=80, deadline=None)
@given(
    terms=st.lists(st.sampled_from(TERMS), max_size=3, unique_by=lambda term: term[1]),
    top=st.none() | st.integers(1, 50),
    size=st.integers(1, 50),
)
def test_the_emulator_orders_limits_and_pages_as_python_does(people, terms, top, size):
    client, rows = people
    query = (
        Query(Contact).select(Contact.firstname, Contact.numberofchildren).order_by(*(order for order, _, _ in terms), Contact.contactid)
    )
    if top is not None:
        query = query.top(top)
    expected = sorted(rows, key=lambda row: row["contactid"])
    for _, name, descending in reversed(terms):
        # Null comes before every value, and text is compared without case.
        expected.sort(key=lambda row, name=name: (row[name] is not None, str(row[name] or "").casefold()), reverse=descending)
    pages = list(client.query(query, page_size=size).pages())
    assert [row.contactid for page in pages for row in page.rows] == [UUID(row["contactid"]) for row in expected[:top]]
    assert all(len(page.rows) <= size for page in pages)


@settings(max_examples=40, deadline=None)
@given(query=queries(MEASURABLE).filter(lambda query: query.limit is None and not query.expands))
def test_the_emulator_counts_what_it_gives(people, query):
    client, _ = people
    assert client.query(query).count() == client.query(query).count(exact=True) == len(list(client.query(query)))
