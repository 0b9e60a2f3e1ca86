"""An erasure is believed only when it was read back: written columns, computed ones, and the search for the person."""

from uuid import UUID

import pytest
from attrs import evolve
from people import ADA, address, case, contact, key, lead, load, note, party, quote, whole_person

from dataverse_dsr import (
    REFERENCE,
    Catalogue,
    DataSubjectRequests,
    Finding,
    Identity,
    Reading,
    Receipt,
    Refused,
    Remaining,
    Status,
    Verification,
)
from dataverse_dsr.masking import computed
from dataverse_dsr.rules import Target
from dataverse_dsr.verification import _computed_holds
from dataverse_sdk.tables import Contact

PERSON = Identity(email=ADA)


def sets(dataverse, column, value, *, table="contacts"):
    """Changes a stored value past the API, as an integration that writes old values back would."""
    (row,) = dataverse.rows(table)
    id_column = {"contacts": "contactid", "incidents": "incidentid", "quotes": "quoteid"}[table]
    dataverse.client().request(
        "PATCH",
        f"{table}({row[id_column]})",
        headers={"Content-Type": "application/json"},
        body=f'{{"{column}": "{value}"}}'.encode(),
    )
    return UUID(row[id_column])


def test_what_was_written_is_verified_with_its_consequences(dsr, dataverse):
    ada = contact(gendercode=2)
    load(dataverse, {"contacts": [ada], "quotes": [quote(ada["contactid"])], "customeraddresses": [address(ada["contactid"])]})
    check = dsr.verify(dsr.erase(dsr.plan(PERSON)))
    assert (check.status, check.receipt_status, check.http_calls) == (Status.COMPLETE, Status.COMPLETE, 1)
    # names, address, gender and full name; four columns and two composites; two columns and one composite
    assert check.verified == 5 + 6 + 3
    assert check.identity_searched
    assert check.remaining == ()


@pytest.mark.parametrize(("column", "value"), [("emailaddress1", ADA), ("lastname", "Lovelock")])
def test_a_value_that_came_back_is_named_by_its_column(dsr, dataverse, column, value):
    load(dataverse, {"contacts": [contact()], "leads": [lead()]})
    receipt = dsr.erase(dsr.plan(PERSON))
    record_id = sets(dataverse, column, value)
    check = dsr.verify(receipt)
    assert check.status is Status.PARTIAL
    assert Finding("contacts", record_id, column, Reading.MISMATCH) in check.findings
    assert value not in repr(check)


def test_i3_a_plug_in_that_writes_the_old_value_back_is_noticed(dsr, dataverse):
    def revert(context):
        if context.values.get("title") == "MASKED":
            context.values["title"] = "Ada's engine"

    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"])]})
    dataverse.plugins.before("Update", "incident", revert)
    receipt = dsr.erase(dsr.plan(PERSON))
    assert receipt.status is Status.COMPLETE  # the service said so
    check = dsr.verify(receipt)
    assert check.status is Status.PARTIAL
    assert [(one.collection, one.column, one.reading) for one in check.findings] == [("incidents", "title", Reading.MISMATCH)]


def test_a_full_name_that_kept_the_person_is_a_mismatch(dsr, dataverse):
    load(dataverse, {"contacts": [contact()]})
    receipt = dsr.erase(dsr.plan(PERSON))
    dataverse.store.connection.execute("UPDATE contact SET fullname = 'Ada Lovelock'")
    check = dsr.verify(receipt)
    assert [(one.column, one.reading) for one in check.findings] == [("fullname", Reading.MISMATCH)]
    assert check.status is Status.PARTIAL


def test_who_still_answers_to_the_address_is_sorted_out(dsr, dataverse):
    mail, row = party()
    load(dataverse, {"contacts": [contact()], "leads": [lead()], "emails": [mail], "activityparties": [row]})
    receipt = dsr.erase(dsr.plan(PERSON))
    newcomer = contact()
    load(dataverse, {"contacts": [newcomer]})
    check = dsr.verify(receipt)
    assert {(one.collection, one.reason) for one in check.remaining} == {
        ("leads", "kept_by_catalogue"),
        ("activityparties", "not_erased"),
        ("contacts", "unexpected"),
    }
    assert check.unexpected == (Remaining("contacts", UUID(newcomer["contactid"]), "unexpected"),)
    assert check.status is Status.PARTIAL


def test_a_record_that_should_have_lost_its_address_is_unexpected(dsr, dataverse):
    load(dataverse, {"contacts": [contact()]})
    receipt = dsr.erase(dsr.plan(PERSON))
    record_id = sets(dataverse, "emailaddress2", ADA)
    check = dsr.verify(receipt)
    assert check.remaining == (Remaining("contacts", record_id, "unexpected"),)
    assert check.findings == ()
    assert check.status is Status.PARTIAL


def test_a_row_of_another_mailbox_that_the_search_brings_does_not_remain(dataverse):
    """The service compares more loosely than mailboxes do; here it is made to answer a search with everything."""

    class Everything(type(REFERENCE["contacts"].match)):
        def where(self, forms):
            return Contact.emailaddress1.is_not_null()

    contacts = REFERENCE["contacts"]
    infos = {name: [getattr(Contact, info.attribute) for info in getattr(contacts, name)] for name in ("read", "person")}
    match = Everything(contacts.match.columns, contacts.match.expressions)
    loose = Catalogue("loose", [evolve(contacts, found_by=[match], **infos)])
    load(dataverse, {"contacts": [contact(), contact("other@example.com")]})
    dsr = DataSubjectRequests(dataverse.client(), loose)
    assert dsr.verify(dsr.erase(dsr.plan(PERSON))).remaining == ()


def test_a_receipt_from_a_file_is_verified_without_the_search(dsr, dataverse):
    load(dataverse, whole_person())
    receipt = Receipt.from_json(dsr.erase(dsr.plan(PERSON)).to_json())
    check = dsr.verify(receipt)
    assert (check.status, check.identity_searched, check.remaining) == (Status.COMPLETE, False, ())
    assert dsr.verify(receipt, identity=PERSON).identity_searched


def test_named_records_are_not_searched_by_their_shared_address(dsr, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada, contact(first="Eve")]})
    named = Identity(email=ADA, contact_ids=ada["contactid"])
    check = dsr.verify(dsr.erase(dsr.plan(named)))
    assert (check.status, check.identity_searched) == (Status.COMPLETE, False)


def test_a_record_that_is_gone_needs_no_proof(dsr, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada]})
    receipt = dsr.erase(dsr.plan(PERSON))
    dataverse.client().request("DELETE", f"contacts({ada['contactid']})")
    check = dsr.verify(receipt)
    assert {one.reading for one in check.findings} == {Reading.GONE}
    assert check.status is Status.COMPLETE


def test_what_cannot_be_read_is_not_verified(dsr, dataverse):
    load(dataverse, {"contacts": [contact()]})
    receipt = dsr.erase(dsr.plan(PERSON))
    dataverse.faults.answer_part(403, nth=2)
    check = dsr.verify(receipt)
    assert check.status is Status.FAILED
    assert {one.reading for one in check.findings} == {Reading.NOT_READABLE}
    assert check.errors == (("contacts", "HTTP 403"),)


def test_a_search_that_failed_proves_nothing(dsr, dataverse):
    load(dataverse, {"contacts": [contact()]})
    receipt = dsr.erase(dsr.plan(PERSON))
    dataverse.faults.answer_part(403, nth=3)
    check = dsr.verify(receipt)
    assert check.errors == (("contacts", "HTTP 403"),)
    assert check.status is Status.PARTIAL


def test_nothing_is_read_for_a_receipt_that_claims_nothing(dsr, dataverse):
    load(dataverse, {"contacts": [contact(), contact(first="Eve")]})
    assert dsr.verify(dsr.erase(dsr.plan(PERSON))).status is Status.NEEDS_REVIEW
    nobody = Identity(email="nobody@example.com")
    assert dsr.verify(dsr.erase(dsr.plan(nobody))).status is Status.NO_DATA_FOUND


def test_h44_a_receipt_of_another_environment_or_catalogue_is_refused(face, dataverse):
    load(dataverse, {"contacts": [contact()]})
    receipt = face(dataverse).erase(face(dataverse).plan(PERSON))
    with pytest.raises(Refused, match="environment"):
        face(dataverse).verify(evolve(receipt, environment_id=UUID(int=9)))
    with pytest.raises(Refused, match="catalogue"):
        face(dataverse, REFERENCE.without("quotes")).verify(receipt)


def test_verification_reads_flat_and_writes_nothing(dsr, dataverse):
    load(dataverse, whole_person())
    receipt = dsr.erase(dsr.plan(PERSON))
    seen = len(dataverse.requests)
    dsr.verify(receipt)
    (request,) = dataverse.requests[seen:]
    assert {part.method for part in request.parts} == {"GET"}
    assert all("$expand" not in part.options for part in request.parts)


def test_pages_are_followed_when_a_search_finds_many(dsr, dataverse):
    load(dataverse, {"leads": [lead(leadid=key()) for _ in range(3)]})
    receipt = dsr.erase(dsr.plan(PERSON))
    load(dataverse, {"leads": [lead() for _ in range(5_100)]})
    check = dsr.verify(receipt)
    assert len(check.remaining) == 5_103
    assert check.http_calls == 2


def test_a_computed_text_may_be_empty_or_hold_masks_only():
    contacts = REFERENCE["contacts"]
    target = Target(UUID(int=1), "contact", UUID(int=2))
    whole = contacts.computed[0]
    part = computed(Contact.fullname, of=[Contact.lastname], whole=False)
    for text, as_whole, as_part in [
        (None, True, True),
        ("MASKED MASKED", True, True),
        ("MASKED, MASKED", True, True),
        ("Ada MASKED", False, True),
        ("Ada", False, False),
    ]:
        assert _computed_holds(contacts, whole, text, target) is as_whole
        assert _computed_holds(contacts, part, text, target) is as_part


def test_a_receipt_that_names_a_column_the_catalogue_does_not_mask_is_not_believed(dsr, dataverse):
    load(dataverse, {"contacts": [contact()]})
    receipt = dsr.erase(dsr.plan(PERSON))
    (record,) = receipt.outcomes
    change = evolve(record.changes[0], column="jobtitle")
    check = dsr.verify(evolve(receipt, outcomes=(evolve(record, changes=(change,)),)))
    assert [(one.column, one.reading) for one in check.findings] == [("jobtitle", Reading.NOT_READABLE)]


def test_a_verification_is_a_value():
    found = Verification(Status.COMPLETE, Status.PARTIAL, UUID(int=1))
    assert found == evolve(found, http_calls=3)


def test_a_record_that_was_gone_and_is_there_again_is_named(dsr, dataverse):
    """Deleted before the erasure, and taken back out of the recycle bin after it, with all that was in it."""
    ada = contact()
    kept = note("contact", ada["contactid"])
    load(dataverse, {"contacts": [ada], "annotations": [kept]})
    plan = dsr.plan(Identity(email=ADA))
    dataverse.client().request("DELETE", f"annotations({kept['annotationid']})")
    receipt = dsr.erase(plan)
    assert receipt.counts == {"gone": 1, "masked": 1}
    first = dsr.verify(receipt)
    assert (first.status, first.findings) == (Status.COMPLETE, ())
    load(dataverse, {"annotations": [kept]})
    later = dsr.verify(receipt, again=True)
    assert later.status is not Status.COMPLETE
    assert {(finding.collection, finding.column) for finding in later.came_back} == {
        ("annotations", "subject"),
        ("annotations", "notetext"),
    }
