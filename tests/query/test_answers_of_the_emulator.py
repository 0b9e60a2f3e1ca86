"""FetchXML, groups and nested expansions before the emulator, with plain Python beside it."""

from __future__ import annotations

import random
from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judges import COLUMNS, IDS, MEASURABLE, holds
from test_fetchxml import paths
from test_filters_by_judges import wire

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.model import row_count
from dataverse_sdk.query import Fetch, Query, SqlQuery, expand, link, linked_value
from dataverse_sdk.tables import Account, Annotation, Contact

ROWS = 60


@pytest.fixture(scope="module")
def people():
    """An emulator with contacts of every kind, its client, and the rows as Python sees them."""
    picks = random.Random(11)
    rows = []
    for number in range(ROWS):
        row: dict[str, Any] = {name: picks.choice([None, *values]) for name, values in COLUMNS.items()}
        row["contactid"] = UUID(int=1000 + number)
        row["_parentcustomerid_value"] = picks.choice([None, *IDS[:3]])
        rows.append(row)
    with Emulator(seed="empty") as dataverse, dataverse.client() as client:
        dataverse.load({"accounts": [{"accountid": str(key), "name": f"account {key.int}"} for key in IDS[:3]]})
        dataverse.load({"contacts": [{name: wire(value) for name, value in row.items()} for row in rows]})
        yield client, rows


@settings(max_examples=120, deadline=None)
@given(predicate=MEASURABLE.filter(lambda predicate: "/" not in repr(paths(predicate))))
def test_fetchxml_finds_what_the_predicate_means(people, predicate):
    client, rows = people
    found = {row.contactid for row in client.query(Fetch(Contact).select(Contact.contactid).where(predicate), page_size=25)}
    assert found == {row["contactid"] for row in rows if holds(predicate, row)}


KEYS = [Contact.numberofchildren, Contact.donotemail, Contact.firstname, Contact.parentcustomerid]


@settings(max_examples=60, deadline=None)
@given(predicate=MEASURABLE, keys=st.lists(st.sampled_from(KEYS), max_size=2, unique_by=lambda key: key.info.wire_name))
def test_groups_are_what_python_makes_of_the_rows(people, predicate, keys):
    client, rows = people
    accounts = {"parentcustomerid_account/name": None}
    wanted: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        key = row["_parentcustomerid_value"]
        if holds(predicate, {**row, **accounts, "parentcustomerid_account/name": None if key is None else f"account {key.int}"}):
            wanted[tuple(folded(row[each.info.wire_name]) for each in keys)].append(row["annualincome"])
    total, least = Contact.annualincome.sum(), Contact.annualincome.min()
    asked = Query(Contact).where(predicate)
    question = (asked.group_by(*keys) if keys else asked).aggregate(total=total, least=least, n=row_count())
    found = {tuple(folded(group[each]) for each in keys): (group[total] or None, group[least], group.n) for group in client.query(question)}
    if not wanted and not keys:
        assert [n for _, _, n in found.values()] in ([], [0])
        return
    assert found == {
        key: (summed(values), min((v for v in values if v is not None), default=None), len(values)) for key, values in wanted.items()
    }


def summed(values: list[Decimal | None]) -> Decimal | None:
    # Whether the sum of no values is null or nothing is not documented; either will do.
    return sum((value for value in values if value is not None), Decimal(0)) or None


def folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else getattr(value, "id", value)


def test_fetchxml_counts_different_values(people):
    client, rows = people
    group = client.query(
        Fetch(Contact).aggregate(n=Contact.numberofchildren.count_distinct(), known=Contact.numberofchildren.count())
    ).one()
    known = [row["numberofchildren"] for row in rows if row["numberofchildren"] is not None]
    assert (group.n, group.known) == (len(set(known)), len(known))


def test_a_link_brings_the_columns_of_the_other_table(people):
    client, rows = people
    joined = link(Account, from_=Account.accountid, to=Contact.parentcustomerid, alias="a", join="outer", select=[Account.name])
    found = {
        row.contactid: linked_value(row, "a", Account.name)
        for row in client.query(Fetch(Contact).select(Contact.contactid).link(joined), page_size=7)
    }
    keys = {row["contactid"]: row["_parentcustomerid_value"] for row in rows}
    assert found == {key: None if account is None else f"account {account.int}" for key, account in keys.items()}


def test_sql_gives_rows(people):
    client, rows = people
    found = client.query(SqlQuery(Contact, "SELECT contactid FROM contact"), page_size=25)
    assert {row.contactid for row in found} == {row["contactid"] for row in rows}


@pytest.mark.parametrize("nested", [False, True])
def test_every_child_comes_under_both_rules_of_paging(nested):
    with Emulator(seed="empty") as dataverse, dataverse.client() as client:
        owner = str(UUID(int=1))
        dataverse.load({"accounts": [{"accountid": owner, "name": "Contoso"}]})
        people = [{"contactid": str(UUID(int=n + 10)), "_parentcustomerid_value": owner} for n in range(7)]
        dataverse.load({"contacts": people})
        deeper = [expand(Contact.Contact_Annotation, select=[Annotation.subject])] if nested else []
        children = expand(Account.contact_customer_accounts, select=[Contact.contactid], expand=deeper)
        account = client.query(Query(Account).select(Account.name).expand(children), page_size=2).one()
        assert {child.contactid for child in account.contact_customer_accounts} == {UUID(row["contactid"]) for row in people}
