"""Saved queries, users' own, and SQL."""

from __future__ import annotations

from uuid import UUID

import pytest

from dataverse_sdk.errors import NotSelectedError, UsageError
from dataverse_sdk.model import Reference
from dataverse_sdk.operations import query_page
from dataverse_sdk.query import SavedQuery, SqlQuery, UserQuery
from dataverse_sdk.tables import Account, Contact, Opportunity
from dataverse_sdk.testing import json_reply

VIEW = UUID(int=9)
ONE = UUID(int=1)


@pytest.mark.parametrize(
    ("query", "size", "target", "preference"),
    [
        (SavedQuery(Account, VIEW), None, f"accounts?savedQuery={VIEW}", None),
        (UserQuery(Contact, str(VIEW)), 50, f"contacts?userQuery={VIEW}", "odata.maxpagesize=50"),
        (SavedQuery(Account, VIEW).at_most(3), 50, f"accounts?savedQuery={VIEW}", "odata.maxpagesize=3"),
        (SavedQuery(Account, VIEW).at_most(9).at_most(7).at_most(8), None, f"accounts?savedQuery={VIEW}", "odata.maxpagesize=7"),
        (
            SavedQuery(Opportunity, VIEW, of=Account.ref(ONE), through=Account.opportunity_parent_account),
            None,
            f"accounts({ONE})/opportunity_parent_account?savedQuery={VIEW}",
            None,
        ),
        (
            SqlQuery(Contact, "SELECT fullname FROM contact WHERE fullname = 'a&b'"),
            None,
            "contacts?sql=SELECT%20fullname%20FROM%20contact%20WHERE%20fullname%20%3D%20%27a%26b%27",
            None,
        ),
    ],
)
def test_a_predefined_query_is_one_option(query, size, target, preference):
    request = query_page(query, page_size=size).request
    assert (request.target, request.headers.get("Prefer")) == (target, preference)


def test_a_column_that_did_not_come_is_not_selected():
    (row,) = query_page(SavedQuery(Account, VIEW)).read(json_reply({"value": [{"name": "Contoso"}]})).rows
    assert row.name == "Contoso"
    with pytest.raises(NotSelectedError):
        row.revenue


@pytest.mark.parametrize(
    "make",
    [
        lambda: SavedQuery(Account, "x"),
        lambda: SavedQuery(Opportunity, VIEW, of=Account.ref(ONE)),
        lambda: SavedQuery(Opportunity, VIEW, through=Account.opportunity_parent_account),
        lambda: SavedQuery(Contact, VIEW, of=Account.ref(ONE), through=Account.opportunity_parent_account),
        lambda: query_page(SavedQuery(Opportunity, VIEW, of=Reference("new_unknown", ONE), through=Account.opportunity_parent_account)),
        lambda: SqlQuery(Contact, "DELETE FROM contact"),
        lambda: SqlQuery(Contact, "SELECT * FROM contact"),
        lambda: SqlQuery(Contact, "select top 5 c.* from contact c"),
        lambda: SqlQuery(Contact, 3),
        lambda: query_page(SqlQuery(Contact, "SELECT fullname FROM contact"), page_size=5001),
    ],
)
def test_what_the_service_cannot_take_is_refused(make):
    with pytest.raises(UsageError):
        make()


def test_their_repr_shows_the_table_only():
    assert repr(SqlQuery(Contact, "SELECT fullname FROM contact WHERE fullname = 'secret'")) == "<SqlQuery of contact>"
    assert repr(UserQuery(Contact, VIEW)) == "<UserQuery of contact>"
