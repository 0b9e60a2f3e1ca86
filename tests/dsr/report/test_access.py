"""An access package holds what was found, says what was not read, and can be checked by its manifest."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from people import ADA, NINE, contact, key, load, whole_person

from dataverse_dsr import Catalogue, DataSubjectRequests, Declaration, Identity, Status, matched, write_package
from dataverse_dsr.report.access import _json_default
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


def test_a_package_is_what_its_manifest_says(report, tmp_path):
    paths = write_package(report, tmp_path / "package")
    assert [path.name for path in paths] == ["data.json", "manifest.json"]
    manifest = json.loads((tmp_path / "package/manifest.json").read_text())
    data = (tmp_path / "package/data.json").read_bytes()
    assert manifest["files"]["data.json"]["sha256"] == hashlib.sha256(data).hexdigest()
    document = json.loads(data)
    assert list(document["collections"]) == list(NINE)
    for name, collection in document["collections"].items():
        assert len(collection["rows"]) == manifest["collections"][name]["rows"] == len(report.collections[name].rows)
    assert document["collections"]["quotes"]["rows"][0]["totalamount"] == "12.5000"
    assert manifest["status"] == "complete"
    assert manifest["generated_at"] == "2026-01-02T03:04:05+00:00"
    assert manifest["http_calls"] == 2
    assert manifest["library"].startswith("typed-dataverse")


def test_the_manifest_holds_no_personal_data(report, tmp_path):
    _, manifest = write_package(report, tmp_path)
    text = manifest.read_text()
    assert ADA not in text
    assert "Lovelock" not in text


def test_only_the_owner_can_read_a_package(report, tmp_path):
    for path in write_package(report, tmp_path):
        assert path.stat().st_mode & 0o077 == 0


def test_a_package_written_twice_is_the_same(report, tmp_path):
    first = [path.read_bytes() for path in write_package(report, tmp_path)]
    assert [path.read_bytes() for path in write_package(report, tmp_path)] == first


def test_a_collection_that_was_not_read_says_so_in_the_package(dsr, dataverse, tmp_path):
    load(dataverse, whole_person())
    dataverse.faults.answer_part(403, nth=6 + 7)
    report = dsr.access(PERSON)
    write_package(report, tmp_path)
    document = json.loads((tmp_path / "data.json").read_text())
    assert document["collections"]["incidents"] == {
        "rows": [],
        "found_by": ["_customerid_value"],
        "error": "forbidden (HTTP 403)",
    }


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


def test_values_nobody_foresaw_are_not_written():
    with pytest.raises(TypeError):
        _json_default(object())


def test_unicode_stands_as_itself(dataverse, tmp_path):
    load(dataverse, {"contacts": [contact(first="Zo\u00eb \u4f0a")]})
    report = DataSubjectRequests(dataverse.client()).access(PERSON)
    write_package(report, tmp_path)
    assert "Zo\u00eb \u4f0a" in (tmp_path / "data.json").read_text(encoding="utf-8")
    assert report.status is Status.COMPLETE
