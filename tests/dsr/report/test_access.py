"""An access report holds what was found, in plain form, and withholds what is about somebody else."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from people import ADA, contact, key, load, whole_person

from dataverse_dsr import Catalogue, DataSubjectRequests, Declaration, Identity, matched
from dataverse_sdk.tables import Contact

PERSON = Identity(email=ADA)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def report(face, dataverse):
    load(dataverse, whole_person())
    return face(dataverse, clock=lambda: NOW).access(PERSON)


def test_rows_are_plain_dictionaries_by_column(report):
    (first, _) = report.collections["contacts"].rows
    assert first["fullname"] == "Ada Lovelock"
    assert first["birthdate"] == "1815-12-10"
    assert first["governmentid"] == "GOV-1"
    assert UUID(first["contactid"])
    assert "jobtitle" not in first
    assert "gendercode" not in first
    (party_row,) = report.collections["activityparties"].rows
    assert party_row["_partyid_value"] == first["contactid"]
    (quote_row, _) = report.collections["quotes"].rows
    assert quote_row["totalamount"] == Decimal("12.5")
    (case_row, _) = report.collections["incidents"].rows
    assert case_row["createdon"].endswith("Z")


def test_a_report_shows_no_value(report):
    assert ADA not in repr(report)
    assert "Lovelock" not in repr(report)
    assert report.records == 21


def test_ids_and_lookups_are_written_as_the_service_writes_them(dataverse):
    ada = contact(address1_addressid=key())
    load(dataverse, {"contacts": [ada]})
    own = Declaration(
        Contact,
        found_by=[matched(Contact.emailaddress1)],
        read=[Contact.address1_addressid, Contact.ownerid],
        person=[Contact.lastname],
        stage="roots",
    )
    report = DataSubjectRequests(dataverse.client(), Catalogue("own", [own])).access(PERSON)
    (row,) = report.collections["contacts"].rows
    assert row["address1_addressid"] == ada["address1_addressid"]
    assert row["contactid"] == ada["contactid"]
    assert UUID(row["_ownerid_value"])


def test_values_of_every_kind_become_plain():
    from dataverse_dsr.report.access import _plain

    assert _plain(frozenset({3, 1})) == [1, 3]
    assert _plain(b"ab") == "YWI="
    assert _plain(True) is True
    assert _plain(None) is None


def test_the_services_own_words_stand_beside_values():
    from uuid import UUID

    from dataverse_dsr.found import Record
    from dataverse_dsr.report.access import _words
    from dataverse_sdk import Query
    from dataverse_sdk.operations import execute, query_page
    from dataverse_sdk.testing import ScriptedDriver, json_reply

    row = {"contactid": key(), "gendercode": 1, "gendercode@OData.Community.Display.V1.FormattedValue": "Mann", "birthdate": None}
    query = Query(Contact).select(Contact.gendercode, Contact.birthdate)
    (read,) = ScriptedDriver(json_reply({"value": [row]})).run(execute(query_page(query))).rows
    record = Record("contacts", UUID(int=1), None, (), row=read)
    assert _words(Contact.gendercode.info, record) == "Mann"
    assert _words(Contact.birthdate.info, record) is None
