"""A person is found in two requests, confirmed row by row, and nothing is read on when it may be several people."""

import people
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import ADA, NINE, bound, case, contact, key, lead, load, note, party, strangers, whole_person

from dataverse_dsr import (
    REFERENCE,
    Catalogue,
    DataSubjectRequests,
    Declaration,
    Identity,
    InvalidIdentity,
    Null,
    Status,
    linked,
    mask,
    matched,
)
from dataverse_dsr.declarations import Guard
from dataverse_sdk import DataverseError
from dataverse_sdk.errors import BatchDecodeError, InvalidReply, ServiceUnavailable
from dataverse_sdk.tables import Contact, Incident, Queue, SystemUser

PERSON = Identity(email=ADA)


def counts(report):
    return {name: len(collection.rows) for name, collection in report.collections.items()}


def test_a_person_with_data_everywhere_takes_exactly_two_requests(dsr, dataverse):
    load(dataverse, whole_person(), strangers())
    report = dsr.access(PERSON)
    assert report.status is Status.COMPLETE
    assert report.http_calls == len(dataverse.requests) == 2
    assert counts(report) == {
        "contacts": 2,
        "leads": 1,
        "activityparties": 1,
        "customeraddresses": 3,
        "annotations": 6,
        "incidents": 2,
        "quotes": 2,
        "salesorders": 2,
        "invoices": 2,
    }


def test_nobody_takes_one_request(dsr, dataverse):
    load(dataverse, strangers())
    report = dsr.access(PERSON)
    assert report.status is Status.NO_DATA_FOUND
    assert report.http_calls == len(dataverse.requests) == 1
    assert set(counts(report).values()) == {0}


def test_a_person_who_is_a_party_only_is_a_person(dsr, dataverse):
    mail, row = party()
    load(dataverse, {"emails": [mail], "activityparties": [row]})
    report = dsr.access(PERSON)
    assert (report.status, report.http_calls) == (Status.COMPLETE, 1)
    assert counts(report)["activityparties"] == 1


def test_no_address_stands_in_the_second_request(dataverse):
    load(dataverse, whole_person())
    DataSubjectRequests(dataverse.client()).access(PERSON)
    first, second = dataverse.requests
    assert {part.path.rsplit("/", 1)[-1] for part in first.parts} == {
        "WhoAmI()",
        "systemusers",
        "queues",
        "contacts",
        "leads",
        "activityparties",
    }
    assert {part.path.rsplit("/", 1)[-1] for part in second.parts} == {
        "customeraddresses",
        "annotations",
        "incidents",
        "quotes",
        "salesorders",
        "invoices",
    }


@pytest.mark.parametrize("column", ["emailaddress2", "emailaddress3"])
def test_a_hit_on_a_further_address_is_a_secondary_match(dsr, dataverse, column):
    load(dataverse, {"contacts": [contact("old@example.com", **{column: ADA})]})
    report = dsr.access(PERSON)
    assert counts(report)["contacts"] == 1
    assert report.collections["contacts"].secondary_matches == 1
    (write,) = dsr.plan(PERSON).operations
    assert write.secondary_match
    assert write.reason == (column,)


def test_inactive_records_are_found_too(dsr, dataverse):
    load(dataverse, {"contacts": [contact(statecode=1, statuscode=2)], "leads": [lead(statecode=2, statuscode=4)]})
    assert counts(dsr.access(PERSON)) == {**dict.fromkeys(NINE, 0), "contacts": 1, "leads": 1}


def test_h1_differing_names_on_one_address_need_review_and_nothing_more_is_read(dsr, dataverse):
    ada, eve = contact(), contact(first="Eve")
    load(dataverse, {"contacts": [ada, eve, contact(last="lovelock ")], "incidents": [case(eve["contactid"])]})
    report, plan = dsr.access(PERSON), dsr.plan(PERSON)
    assert report.status is plan.status is Status.NEEDS_REVIEW
    assert [review.reason for review in report.reviews] == ["different_names"]
    assert len(dataverse.requests) == 2  # one each
    assert set(counts(report).values()) == {0}
    assert plan.operations == plan.withheld == ()
    assert {str(record_id) for _, record_id in report.reviews[0].records} >= {ada["contactid"], eve["contactid"]}
    receipt = dsr.erase(plan)
    assert receipt.status is Status.NEEDS_REVIEW
    assert len(dataverse.requests) == 2


def test_h1_named_records_resolve_a_review_and_the_others_stay_untouched(dsr, dataverse):
    ada, eve = contact(), contact(first="Eve")
    ada_mail, ada_party = party(contact_id=ada["contactid"])
    eve_mail, eve_party = party(contact_id=eve["contactid"])
    whose_mail, whose_party = party()
    load(
        dataverse,
        {
            "contacts": [ada, eve],
            "leads": [lead(first="Eve")],
            "incidents": [case(ada["contactid"]), case(eve["contactid"])],
            "emails": [ada_mail, eve_mail, whose_mail],
            "activityparties": [ada_party, eve_party, whose_party],
        },
    )
    named = Identity(email=ADA, contact_ids=ada["contactid"])
    report = dsr.access(named)
    assert report.status is Status.COMPLETE
    assert counts(report) == {**dict.fromkeys(NINE, 0), "contacts": 1, "incidents": 1, "activityparties": 1}
    assert report.collections["activityparties"].rejected == {"not_named": 2}
    assert not report.collections["leads"].queried


def test_a_named_record_must_carry_the_address(dsr, dataverse):
    stranger = contact("other@example.com")
    load(dataverse, {"contacts": [contact(), stranger]})
    for record_id in (stranger["contactid"], key()):
        report = dsr.access(Identity(email=ADA, contact_ids=record_id))
        assert report.status is Status.NEEDS_REVIEW
        assert [review.reason for review in report.reviews] == ["record_not_matched"]


def test_record_ids_alone_are_believed(dsr, dataverse):
    load(dataverse, whole_person(), strangers())
    ids = [row["contactid"] for row in dataverse.rows("contacts") if row["emailaddress1"].lower() == ADA]
    leads = [row["leadid"] for row in dataverse.rows("leads") if row["emailaddress1"] == ADA]
    report = dsr.access(Identity(contact_ids=ids, lead_ids=leads))
    assert (report.status, report.http_calls) == (Status.COMPLETE, 2)
    assert counts(report)["annotations"] == 6
    assert not report.collections["activityparties"].queried


def test_h1_more_people_than_max_roots_need_review(face, dataverse):
    load(dataverse, {"contacts": [contact() for _ in range(4)], "leads": [lead(), lead()]})
    report = face(dataverse).access(PERSON)
    assert [review.reason for review in report.reviews] == ["too_many_people"]
    assert face(dataverse, max_roots=6).access(PERSON).status is Status.COMPLETE


def test_a_missing_name_says_nothing_and_a_mask_says_nothing(dsr, dataverse):
    load(dataverse, {"contacts": [contact(), contact(first=None), contact(last=None)], "leads": [lead(first="MASKED", last="MASKED")]})
    assert dsr.access(PERSON).status is Status.COMPLETE


def test_different_names_on_different_addresses_are_one_person_if_the_caller_says_so(dsr, dataverse):
    load(dataverse, {"contacts": [contact(), contact("ada.byron@example.com", last="Byron")]})
    assert dsr.access(Identity(email=[ADA, "ada.byron@example.com"])).status is Status.COMPLETE


def test_h2_a_row_equal_but_for_an_accent_is_not_this_person(dataverse):
    """The emulator compares without case only, so an environment that ignores accents is played by a looser query."""
    load(dataverse, {"contacts": [contact("jose@example.com"), contact("jos\u00e9@example.com", first="Jos\u00e9")]})
    loose = _loosened(REFERENCE)
    report = DataSubjectRequests(dataverse.client(), loose).access(Identity(email="jos\u00e9@example.com"))
    assert [row["firstname"] for row in report.collections["contacts"].rows] == ["Jos\u00e9"]
    assert report.collections["contacts"].rejected == {"accent": 1}


def _loosened(catalogue):
    """The catalogue, with a match that finds more than it asks for, as an accent-insensitive collation does."""
    from attrs import evolve

    class Loose(type(catalogue["contacts"].match)):
        def where(self, forms):
            return self.expressions[0].startswith("jos")

    contacts = catalogue["contacts"]
    match = Loose(contacts.match.columns, contacts.match.expressions)
    infos = {"read": [getattr(contacts.table, info.attribute) for info in contacts.read]}
    infos["person"] = [getattr(contacts.table, info.attribute) for info in contacts.person]
    return Catalogue("loose", [evolve(contacts, found_by=[match], **infos)])


def test_a_row_that_is_another_mailbox_altogether_is_counted_apart(dataverse):
    load(dataverse, {"contacts": [contact("josef@example.com")]})
    report = DataSubjectRequests(dataverse.client(), _loosened(REFERENCE)).access(Identity(email="jose@example.com"))
    assert report.status is Status.NO_DATA_FOUND
    assert report.collections["contacts"].rejected == {"other": 1}


@pytest.mark.parametrize("stored", ["Ada.Lovelock@Example.COM", "ada.lovelock@example.com "])
def test_h3_case_and_trailing_space_do_not_hide_a_person(dsr, dataverse, stored):
    load(dataverse, {"contacts": [contact(stored)]})
    assert counts(dsr.access(PERSON))["contacts"] == 1


def test_h5_a_tag_is_another_mailbox(dsr, dataverse):
    load(dataverse, {"contacts": [contact("ada.lovelock+tag@example.com"), contact("adalovelock@example.com")]})
    assert dsr.access(PERSON).status is Status.NO_DATA_FOUND


@pytest.mark.parametrize("stored", ["ada@b\u00fccher.de", "ada@xn--bcher-kva.de"])
@pytest.mark.parametrize("asked", ["ada@b\u00fccher.de", "ada@xn--bcher-kva.de"])
def test_h6_a_domain_is_found_in_both_its_forms(dsr, dataverse, stored, asked):
    load(dataverse, {"contacts": [contact(stored)]})
    assert counts(dsr.access(Identity(email=asked)))["contacts"] == 1


AWKWARD = [
    "o'brien@example.com",
    "a+b&c#d%e@example.com",
    "\u00fc@example.com",
    "a_b@example.com",
    "a%b@example.com",
    "a/b?c=d;e@example.com",
]


@pytest.mark.parametrize("address", AWKWARD)
def test_h7_h9_awkward_addresses_find_their_own_record_and_no_other(dsr, dataverse, address):
    load(dataverse, {"contacts": [contact(each, last="L") for each in AWKWARD]})
    report = dsr.access(Identity(email=address))
    assert [row["emailaddress1"] for row in report.collections["contacts"].rows] == [address]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=60))
def test_h7_h8_any_address_is_one_literal_in_one_part(dataverse, text):
    try:
        person = Identity(email=f"{text}@example.com")
    except InvalidIdentity:
        return
    seen = len(dataverse.requests)
    report = DataSubjectRequests(dataverse.client()).access(person)
    assert report.status is Status.NO_DATA_FOUND
    assert len(dataverse.requests) == seen + 1
    assert len(dataverse.requests[-1].parts) == 6


@pytest.mark.parametrize("address", ["", " ", None, "a@b\r\nc"])
def test_h10_an_empty_identity_is_refused_before_any_request(dsr, dataverse, address):
    load(dataverse, {"contacts": [contact(None), contact("")]})
    with pytest.raises(InvalidIdentity):
        dsr.access(Identity(email=address))
    assert dataverse.requests == ()


def test_h12_an_address_of_a_user_or_a_queue_is_not_a_persons(dsr, dataverse):
    load(dataverse, {"contacts": [contact()]})
    dataverse.load({"queues": [{"queueid": key(), "name": "Inbox", "emailaddress": ADA.upper()}]})
    report = dsr.access(PERSON)
    assert report.status is Status.NEEDS_REVIEW
    assert [review.reason for review in report.reviews] == ["internal_address"]
    assert len(dataverse.requests) == 1


def test_h12_a_guard_confirms_addresses_as_it_does_for_people(dataverse):
    class Everything(type(matched(Queue.emailaddress))):
        def where(self, forms):
            return Queue.emailaddress.is_not_null()

    dataverse.load({"queues": [{"queueid": key(), "name": "Inbox", "emailaddress": "other@example.com"}]})
    load(dataverse, {"contacts": [contact()]})
    match = matched(Queue.emailaddress)
    loose = Catalogue("loose", list(REFERENCE), [Guard(Queue, Everything(match.columns, match.expressions))])
    assert DataSubjectRequests(dataverse.client(), loose).access(PERSON).status is Status.COMPLETE


@pytest.mark.parametrize("status", [403, 404])
def test_h12_a_guard_that_cannot_be_read_is_a_warning(dsr, dataverse, status):
    load(dataverse, {"contacts": [contact()]})
    dataverse.faults.answer_part(status, nth=2)
    report = dsr.access(PERSON)
    assert report.status is Status.COMPLETE
    assert len(report.warnings) == 1
    assert "systemusers" in report.warnings[0]


def test_h12_a_guard_that_failed_stops_the_search(dsr, dataverse):
    load(dataverse, {"contacts": [contact()]})
    dataverse.faults.answer_part(503, nth=2)
    with pytest.raises(ServiceUnavailable):
        dsr.access(PERSON)


def test_h13_nothing_of_a_company_or_a_colleague_is_found(dsr, dataverse):
    firm = {"accountid": key(), "name": "Engines"}
    ada = contact(**bound("parentcustomerid", "account", firm["accountid"]))
    colleague = contact("eve@example.com", "Eve", **bound("parentcustomerid", "account", firm["accountid"]))
    of_firm = {
        **case(ada["contactid"]),
        **bound("customerid", "account", firm["accountid"]),
        **bound("primarycontactid", "contact", ada["contactid"]),
    }
    load(
        dataverse,
        {
            "accounts": [firm],
            "contacts": [ada, colleague],
            "incidents": [of_firm, case(colleague["contactid"])],
            "annotations": [note("account", firm["accountid"]), note("incident", of_firm["incidentid"])],
        },
    )
    report = dsr.access(PERSON)
    assert counts(report) == {**dict.fromkeys(NINE, 0), "contacts": 1}


def test_h17_pages_are_followed_one_request_a_round_and_counted(face, dataverse):
    ada = contact()
    rows = [case(ada["contactid"]) for _ in range(7)]
    notes = [note("contact", ada["contactid"]) for _ in range(3)]
    load(dataverse, {"contacts": [ada], "incidents": rows, "annotations": notes})
    report = face(dataverse, page_size=3).access(PERSON)
    assert counts(report)["incidents"] == 7
    assert counts(report)["annotations"] == 3
    assert report.http_calls == len(dataverse.requests) == 4  # search, read, and two rounds for the third page of incidents
    assert report.collections["incidents"].pages == 3


def test_h17_pages_of_the_person_itself_are_followed_before_anything_is_concluded(face, dataverse):
    load(dataverse, {"contacts": [contact(), contact(), contact(first="Eve")]})
    report = face(dataverse, page_size=2).access(PERSON)
    assert [review.reason for review in report.reviews] == ["different_names"]
    assert report.http_calls == 2


def test_h17_parties_beyond_a_page_are_read_along_with_the_rest(face, dataverse):
    mails, rows = zip(*[party() for _ in range(3)], strict=True)
    load(dataverse, {"contacts": [contact()], "emails": list(mails), "activityparties": list(rows)})
    report = face(dataverse, page_size=2).access(PERSON)
    assert (counts(report)["activityparties"], report.http_calls) == (3, 2)


def test_named_records_narrow_parties_on_later_pages_too(face, dataverse):
    ada = contact()
    mails, rows = zip(*[party() for _ in range(3)], strict=True)
    load(dataverse, {"contacts": [ada], "emails": list(mails), "activityparties": list(rows)})
    report = face(dataverse, page_size=2).access(Identity(email=ADA, contact_ids=ada["contactid"]))
    assert report.collections["activityparties"].rejected == {"not_named": 3}


@pytest.mark.parametrize(
    ("status", "code", "word"),
    [(403, "0x80040220", "forbidden"), (404, "0x8006088a", "not_available"), (429, "", "throttled"), (500, "", "failed")],
)
def test_h17_h40_a_part_that_fails_is_an_error_and_not_an_empty_list(dsr, dataverse, status, code, word):
    load(dataverse, whole_person())
    dataverse.faults.answer_part(status, code=code, nth=6 + 7, headers={"Retry-After": "9999"})  # the incidents, in the second request
    report = dsr.access(PERSON)
    assert report.status is Status.PARTIAL
    assert report.collections["incidents"].error == f"{word} ({f'HTTP {status} {code}'.rstrip()})"
    assert report.collections["incidents"].rows == ()
    assert counts(report)["quotes"] == 2


def test_a_person_who_could_not_be_read_leaves_what_hangs_on_them_unknown(dsr, dataverse):
    load(dataverse, whole_person())
    dataverse.faults.answer_part(403, nth=4)  # the contacts
    report = dsr.access(PERSON)
    assert report.status is Status.PARTIAL
    assert report.collections["contacts"].error == "forbidden (HTTP 403)"
    assert report.collections["incidents"].error == "not_queried (contacts could not be read)"
    assert report.collections["annotations"].error is not None
    assert counts(report)["leads"] == 1
    assert counts(report)["annotations"] == 1  # the lead's


def test_a_search_in_which_everything_failed_is_failed(dsr, dataverse):
    for nth in (4, 5, 6):
        dataverse.faults.answer_part(403, nth=nth)
    assert dsr.access(PERSON).status is Status.FAILED


def test_a_named_record_that_could_not_be_read_is_not_called_a_stranger(dsr, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada]})
    dataverse.faults.answer_part(403, nth=2)
    assert dsr.access(Identity(contact_ids=ada["contactid"])).status is Status.FAILED


BROKEN = {
    "not multipart": ({"Content-Type": "application/json"}, b"<html>", (InvalidReply, BatchDecodeError)),
    "truncated": ({"Content-Type": "multipart/mixed; boundary=b"}, b"--b\r\nContent-Type: application/http\r\n", BatchDecodeError),
    "no part": ({"Content-Type": "multipart/mixed; boundary=b"}, b"--b--\r\n", BatchDecodeError),
    "another boundary": ({"Content-Type": "multipart/mixed; boundary=b"}, b"--c\r\n\r\n--c--", BatchDecodeError),
    "no boundary": ({"Content-Type": "multipart/mixed"}, b"--c--", BatchDecodeError),
}


@pytest.mark.parametrize(("headers", "body", "error"), BROKEN.values(), ids=BROKEN.keys())
def test_h40_a_damaged_answer_is_a_typed_error_that_names_the_request(dsr, dataverse, headers, body, error):
    load(dataverse, whole_person())
    dataverse.faults.answer(200, headers=headers, body=body)
    with pytest.raises(error) as caught:
        dsr.access(PERSON)
    assert isinstance(caught.value, DataverseError)
    assert caught.value.request_id
    assert caught.value.request_id in str(caught.value)


def test_many_records_of_one_person_are_asked_for_in_chunks(face, dataverse):
    contacts = [contact() for _ in range(120)]
    load(dataverse, {"contacts": contacts, "incidents": [case(row["contactid"]) for row in contacts]})
    named = Identity(contact_ids=[row["contactid"] for row in contacts])
    report = face(dataverse).access(named)
    assert (counts(report)["contacts"], counts(report)["incidents"], report.http_calls) == (120, 120, 2)
    assert sum("incidents" in part.path for part in dataverse.requests[1].parts) == 3


def test_a_record_found_in_two_ways_is_one_record(dataverse):
    of_person = linked(Incident.customerid, to=Contact, by="a case of a contact")
    about_person = linked(Incident.primarycontactid, to=Contact, by="a case about a contact")
    cases = Declaration(Incident, found_by=[of_person, about_person], read=[Incident.title], masks=[mask(Incident.title, Null())])
    ada = contact()
    load(
        dataverse, {"contacts": [ada], "incidents": [{**case(ada["contactid"]), **bound("primarycontactid", "contact", ada["contactid"])}]}
    )
    plan = DataSubjectRequests(dataverse.client(), Catalogue("cases", [REFERENCE["contacts"], cases])).plan(PERSON)
    assert [(write.collection, write.reason) for write in plan.operations] == [
        ("incidents", ("_customerid_value", "_primarycontactid_value")),
        ("contacts", ("emailaddress1",)),
    ]


def test_pages_that_overlap_give_a_record_once(face, dataverse):
    load(dataverse, {"contacts": [contact(emailaddress2="ada2@example.com")]})
    report = face(dataverse, page_size=1).access(Identity(email=[ADA, "ada2@example.com"]))
    assert counts(report)["contacts"] == 1


def test_progress_is_told_and_holds_no_data(dataverse):
    load(dataverse, whole_person())
    events = []
    dsr = DataSubjectRequests(dataverse.client(), listen=events.append)
    receipt = dsr.erase(dsr.plan(PERSON))
    dsr.verify(receipt)
    assert {event.stage for event in events} == {"search", "write", "verify"}
    assert all(event.done <= event.total for event in events)
    assert people.ADA not in repr(events)


def test_a_guard_names_its_table():
    assert Guard(SystemUser, matched(SystemUser.internalemailaddress)).name == "systemusers"


@pytest.mark.slow
def test_five_thousand_rows_in_each_collection_take_two_requests(dataverse):
    ada = contact()
    here, many = ada["contactid"], range(5_000)
    mails, parties = zip(*[party(contact_id=here) for _ in many], strict=True)
    load(
        dataverse,
        {
            "contacts": [ada],
            "emails": list(mails),
            "activityparties": list(parties),
            "annotations": [note("contact", here) for _ in many],
            "customeraddresses": [people.address(here) for _ in many],
            "incidents": [case(here) for _ in many],
            "quotes": [people.quote(here) for _ in many],
            "salesorders": [people.order(here) for _ in many],
            "invoices": [people.invoice(here) for _ in many],
        },
    )
    report = DataSubjectRequests(dataverse.client()).access(PERSON)
    assert report.http_calls == len(dataverse.requests) == 2
    assert counts(report) == {**dict.fromkeys(NINE, 5_000), "contacts": 1, "leads": 0}
    load(dataverse, {"incidents": [case(here)]})
    report = DataSubjectRequests(dataverse.client()).access(PERSON)
    assert report.http_calls == 3
    assert counts(report)["incidents"] == 5_001
