"""Open tables: rows of tables that nobody declared."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import InvalidReply, NotSelectedError, UsageError
from dataverse_sdk.model import Reference, Row, Table, changes, row_annotations, row_id, selected_columns, table_of
from dataverse_sdk.operations import create, get, query_page
from dataverse_sdk.query import Query, expand, query_target
from dataverse_sdk.tables import Account
from dataverse_sdk.testing import json_reply

KEY = UUID(int=5)


@pytest.fixture
def project():
    return Table("new_project", set_name="new_projects", key="new_projectid")


def read(project, **values):
    return query_page(Query(project)).read(json_reply({"value": [values]})).rows[0]


def test_a_table_without_named_columns_is_read_whole(project):
    assert query_target(Query(project)) == "new_projects"
    assert query_target(Query(project).top(3)) == "new_projects?$top=3"
    assert get(project, KEY).request.target == f"new_projects({KEY})"


def test_named_columns_are_expressions_of_their_type(project):
    title, cost = project.column("new_title", str), project.column("new_cost", Decimal)
    query = Query(project).where((title == "x") & (cost > Decimal("1.5"))).order_by(cost.desc())
    assert query_target(query.select(title)) == (
        "new_projects?$select=new_title&$filter=new_title%20eq%20'x'%20and%20new_cost%20gt%201.5&$orderby=new_cost%20desc"
    )
    assert query_target(Query(project)) == "new_projects?$select=new_title,new_cost"
    with pytest.raises(UsageError, match="takes str"):
        title == 3  # noqa: B015


def test_a_row_gives_named_columns_typed_and_others_in_wire_form(project):
    row = read(project, new_title="x", new_day="2026-01-02", new_other=[1], _new_owner_value=str(KEY))
    title, day = project.column("new_title", str), project.column("new_day", date)
    owner = project.lookup("new_owner", {"systemuser": "new_Owner"})
    assert (row[title], row[day], row[owner]) == ("x", date(2026, 1, 2), Reference("systemuser", KEY))
    assert row["new_other"] == [1]
    assert row.new_title == "x"
    assert "new_other" in row_annotations(row)
    assert selected_columns(row) == {"new_title", "new_day", "new_owner"}
    with pytest.raises(NotSelectedError):
        row["new_more"]
    with pytest.raises(NotSelectedError):
        row[project.column("new_more", str)]


def test_columns_named_before_reading_are_typed_at_once(project):
    title = project.column("new_title", str)
    row = read(project, new_title="x")
    assert row[title] == "x"
    assert not changes(row)


def test_a_value_of_another_type_is_an_invalid_reply_that_does_not_show_it(project):
    row = read(project, new_title="secret")
    with pytest.raises(InvalidReply, match="new_title: not a int") as caught:
        row[project.column("new_title", int)]
    assert "secret" not in str(caught.value)


def test_rows_are_made_and_changed_as_those_of_declared_classes(project):
    title, account = project.column("new_title", str), project.lookup("new_account", {"account": "new_Account"})
    row = project(new_title="x")
    row[account] = Account.ref(KEY)
    assert changes(row) == {"new_account": Reference(Account, KEY), "new_title": "x"}
    assert create(row).request.body == b'{"new_Account@odata.bind":"accounts(%s)","new_title":"x"}' % str(KEY).encode()
    row[title] = None
    assert row[title] is None
    twin = copy.copy(row)
    assert (twin[title], changes(twin)) == (None, changes(row))
    with pytest.raises(UsageError):
        row[title] = 3
    with pytest.raises(UsageError, match="not a column"):
        row[Account.name] = "x"


def test_the_key_need_not_be_named(project):
    row = read(project, new_projectid=str(KEY))
    assert row_id(row) == KEY
    project.column("new_projectid", UUID)
    assert row_id(row) == KEY


def test_a_column_is_named_with_one_type(project):
    first = project.column("new_title", str)
    assert project.column("new_title", str).info == first.info
    for call in (
        lambda: project.column("new_title", int),
        lambda: project.column("new_list", list),
        lambda: project.column("new title", str),
        lambda: project.lookup("new/owner", {}),
        lambda: Table("a/b", set_name="x", key="y"),
    ):
        with pytest.raises(UsageError):
            call()


def test_a_column_may_have_the_name_of_a_method(project):
    column = project.column("column", str)
    assert column.info.attribute == "column_"
    assert read(project, column="x")[column] == "x"
    assert callable(project.column)
    assert project.column_ is column


def test_a_row_without_a_table_is_refused():
    with pytest.raises(UsageError):
        Query(Row)
    with pytest.raises(UsageError):
        expand(Table("x", set_name="xs", key="xid"))


def test_the_emulator_keeps_rows_of_an_open_table():
    lead = Table("lead", set_name="leads", key="leadid")
    subject, revenue = lead.column("subject", str), lead.column("revenue", Decimal)
    with Emulator(seed="empty") as dataverse, dataverse.client() as client:
        key = client.create(lead(subject="Hello", revenue=Decimal("1.25")))
        row = client.query(Query(lead).where(subject == "Hello")).one()
        assert (row[subject], row[revenue], row_id(row)) == ("Hello", Decimal("1.25"), key)
        row[subject] = "Bye"
        client.update(row)
        assert client.get(lead, key)[subject] == "Bye"
        assert client.query(Query(lead).values(subject, revenue)).first() == ("Bye", Decimal("1.25"))
        client.delete(lead, key)
        assert client.find(lead, key) is None
    assert table_of(lead).columns["subject"].python_type is str
