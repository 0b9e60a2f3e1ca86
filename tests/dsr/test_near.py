"""Records that are almost the person's are hints for people: never planned, never reported, and only when asked for."""

import pytest
from people import ADA, contact, lead, load

from dataverse_dsr import COMPLETE, Identity, NearMatch, Status
from dataverse_dsr.near import nearness

PERSON = Identity(email=ADA)

NEAR = {
    "\u00a0ada.lovelock@example.com": "white_space",
    "ada.lovelock@example.com\u200b": "white_space",
    "ada.lovelock+shop@example.com": "tag",
    "ada.lovel\u00f3ck@example.com": "accent",
    "Ada <ada.lovelock@example.com>": "other",
    "eve@x.org; ADA.lovelock@example.com": "other",
}


@pytest.mark.parametrize(("text", "kind"), NEAR.items(), ids=map(ascii, NEAR))
def test_h4_h5_what_is_near_is_said_in_a_word(text, kind):
    assert nearness(text, PERSON) == kind


@pytest.mark.parametrize("text", [None, "", "xada.lovelock@example.com", "ada.lovelock@example.com.au", "ada@example.com"])
def test_another_mailbox_is_not_near(text):
    assert nearness(text, PERSON) is None


@pytest.mark.parametrize("stored", ["\u00a0ada.lovelock@example.com", "ada.lovelock+shop@example.com", "Ada <ada.lovelock@example.com>"])
def test_h4_h5_a_near_match_is_a_hint_and_nothing_else(dsr, dataverse, stored):
    mine, near = contact(), contact(stored, "Eve")
    load(dataverse, {"contacts": [mine, near]})
    report = dsr.access(PERSON, near_matches=True)
    assert [(one.collection, str(one.record_id)) for one in report.near_matches] == [("contacts", near["contactid"])]
    assert [row["contactid"] for row in report.collections["contacts"].rows] == [mine["contactid"]]
    assert (report.status, report.http_calls) == (Status.COMPLETE, 2)
    plan = dsr.plan(PERSON, near_matches=True)
    assert plan.near_matches == report.near_matches
    assert [str(write.record_id) for write in plan.operations] == [mine["contactid"]]
    assert "near" not in plan.to_json()
    assert dsr.access(PERSON).near_matches == ()


def test_h11_wildcards_in_an_address_stand_for_themselves(dsr, dataverse):
    load(dataverse, {"contacts": [contact("x axb@example.com"), contact("x a_b@example.com"), contact("a[b%@example.com;")]})
    found = dsr.access(Identity(email="a_b@example.com"), near_matches=True).near_matches
    assert [one.nearness for one in found] == ["other"]
    assert len(dsr.access(Identity(email="a[b%@example.com"), near_matches=True).near_matches) == 1


def test_h11_the_probe_escapes_what_would_be_a_wildcard():
    from dataverse_dsr.near import _near
    from dataverse_sdk import Query
    from dataverse_sdk.operations import query_page
    from dataverse_sdk.tables import Contact

    where = _near(Contact.emailaddress1, "a_b%[@example.com")
    assert "a%5B_%5Db%5B%25%5D%5B%5B%5D@example.com" in query_page(Query(Contact).where(where)).request.target.replace("%40", "@")


def test_an_exact_match_and_a_stranger_are_no_hints(dsr, dataverse):
    load(dataverse, {"contacts": [contact(), contact("xada.lovelock@example.com")], "leads": [lead()]})
    assert dsr.access(PERSON, near_matches=True).near_matches == ()


def test_a_probe_that_fails_is_a_warning(face, dataverse):
    load(dataverse, {"contacts": [contact()]})
    dataverse.faults.answer_part(403, nth=4)
    report = face(dataverse).access(PERSON, near_matches=True)
    assert report.status is Status.COMPLETE
    assert report.warnings == ("contacts could not be searched for near matches: HTTP 403",)


def test_hints_come_with_a_review_too(face, dataverse):
    load(dataverse, {"contacts": [contact(), contact(first="Eve"), contact("ada.lovelock+1@example.com")]})
    report = face(dataverse, COMPLETE).access(PERSON, near_matches=True)
    assert report.status is Status.NEEDS_REVIEW
    assert [one.nearness for one in report.near_matches] == ["tag"]


def test_nobody_is_near_a_number_or_a_named_record(dsr, dataverse):
    ada = contact("ada.lovelock+1@example.com", telephone1="+44 20 7946 0958")
    load(dataverse, {"contacts": [ada]})
    assert dsr.access(Identity(contact_ids=ada["contactid"]), near_matches=True).near_matches == ()


def test_a_hint_is_a_value():
    from uuid import UUID

    assert NearMatch("contacts", UUID(int=1), "tag") == NearMatch("contacts", UUID(int=1), "tag")
