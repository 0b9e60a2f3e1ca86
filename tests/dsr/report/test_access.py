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
