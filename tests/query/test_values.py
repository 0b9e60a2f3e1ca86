"""Columns as tuples."""

from __future__ import annotations

from uuid import UUID

import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import UsageError
from dataverse_sdk.model import Reference
from dataverse_sdk.operations import query_page
from dataverse_sdk.query import Query
from dataverse_sdk.tables import Account, Contact
from dataverse_sdk.testing import json_reply

KEY = UUID(int=3)


def test_values_are_tuples_in_the_order_asked_for():
    values = Query(Contact).select(Contact.jobtitle).values(Contact.numberofchildren, Contact.firstname, Contact.parentcustomerid)
    operation = query_page(values)
    assert operation.request.target == "contacts?$select=numberofchildren,firstname,_parentcustomerid_value"
    row = {
        "firstname": "Ada",
        "numberofchildren": None,
        "_parentcustomerid_value": str(KEY),
        "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "account",
    }
    assert operation.read(json_reply({"value": [row]})).rows == ((None, "Ada", Reference(Account, KEY)),)


def test_one_column_is_a_tuple_of_one():
    page = query_page(Query(Contact).values(Contact.firstname)).read(json_reply({"value": [{"firstname": "Ada"}, {"firstname": None}]}))
    assert page.rows == (("Ada",), (None,))


def test_values_keep_what_the_query_says():
    values = Query(Contact).where(Contact.firstname == "Ada").top(7).values(Contact.firstname)
    assert query_page(values).request.target == "contacts?$select=firstname&$filter=firstname%20eq%20'Ada'&$top=7"
    assert (values.limit, values.at_most(3).limit, values.table.logical_name) == (7, 3, "contact")
    assert repr(values) == "<Values of 1 columns of contact>"


@pytest.mark.parametrize(
    "columns", [(), (Contact.firstname,) * 6, ("firstname",), (Contact.parentcustomerid_account.name,), (Account.name,)]
)
def test_values_takes_one_to_five_columns_of_the_table(columns):
    with pytest.raises(UsageError):
        Query(Contact).values(*columns)


def test_the_emulator_gives_the_same_values_as_rows():
    with Emulator(seed="demo") as dataverse, dataverse.client() as client:
        rows = [(row.firstname, row.contactid) for row in client.query(Query(Contact))]
        assert list(client.query(Query(Contact).values(Contact.firstname, Contact.contactid))) == rows
        assert client.query(Query(Contact).values(Contact.firstname)).first() == (rows[0][0],)
