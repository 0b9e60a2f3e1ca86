"""Documents and images are emptied without being read, with their names, and masks that read the old value read it afresh."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from people import ADA, case, contact, load, note, quote

from dataverse_dsr import (
    Catalogue,
    Declaration,
    ErasurePlan,
    Identity,
    MemoryJournal,
    Null,
    Outcome,
    Reading,
    Replace,
    Status,
    linked,
    mask,
)
from dataverse_dsr.catalogues.reference import CONTACTS, INCIDENTS
from dataverse_dsr.contents import PRESENT, read_instead, value_of, written_together
from dataverse_dsr.masks import Redact, YearOnly
from dataverse_sdk import table_of
from dataverse_sdk.tables import Annotation, Contact, Incident

PERSON = Identity(email=ADA)
FILE = base64.b64encode(b"Ada's passport").decode()
# A picture of one point.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
FILES = Declaration(
    Annotation,
    found_by=[linked(Annotation.objectid, to=Contact, by="a file of a contact")],
    read=[Annotation.filename],
    masks=[
        mask(Annotation.subject, Replace("MASKED")),
        mask(Annotation.documentbody, Null()),
        mask(Annotation.filename, Replace("MASKED")),
        mask(Annotation.mimetype, Null()),
    ],
    stage="notes",
)
WITH_FILES = Catalogue("files", [CONTACTS, FILES])


@pytest.fixture
def ada(dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada]})
    return ada["contactid"]


def attach(dataverse, contact_id, **columns):
    row = note("contact", contact_id, filename="passport.pdf", mimetype="application/pdf", documentbody=FILE, filesize=14, isdocument=True)
    load(dataverse, {"annotations": [row | columns]})
    return row["annotationid"]


def test_a_document_goes_with_its_name_and_type_in_one_write(face, dataverse, ada):
    attach(dataverse, ada)
    dsr = face(dataverse, WITH_FILES)
    plan = dsr.plan(PERSON)
    assert plan.operations[0].columns == ("subject", "documentbody", "filename", "mimetype")
    receipt = dsr.erase(plan)
    (row,) = dataverse.rows("annotations")
    assert (row["documentbody"], row["filename"], row["mimetype"], row["filesize"]) == (None, "MASKED", None, None)
    check = dsr.verify(receipt)
    assert (check.status, check.findings) == (Status.COMPLETE, ())
    assert not any("documentbody" in part.path for request in dataverse.requests for part in request.parts if part.method == "GET")


def test_what_is_left_of_a_document_is_written_with_all_that_belongs_to_it(face, dataverse, ada):
    attach(dataverse, ada, subject=None, documentbody=None, filesize=None)
    (write, _) = face(dataverse, WITH_FILES).plan(PERSON).operations
    assert write.columns == ("documentbody", "filename", "mimetype")
    assert ("subject", Outcome.SKIPPED_EMPTY) in write.skipped


def test_a_note_without_a_document_is_not_given_one(face, dataverse, ada):
    load(dataverse, {"annotations": [note("contact", ada)]})
    (write, _) = face(dataverse, WITH_FILES).plan(PERSON).operations
    assert write.columns == ("subject",)


def test_a_document_that_came_back_is_noticed_by_its_size(face, dataverse, ada):
    attach(dataverse, ada)
    dsr = face(dataverse, WITH_FILES)
    receipt = dsr.erase(dsr.plan(PERSON))
    dataverse.store.connection.execute("UPDATE annotation SET filesize = 14")
    assert [(one.column, one.reading) for one in dsr.verify(receipt).findings] == [("documentbody", Reading.MISMATCH)]


@pytest.mark.parametrize("applied", [True, False])
def test_a_lost_answer_about_a_document_is_settled_without_reading_it(face, dataverse, ada, applied):
    attach(dataverse, ada)
    dsr = face(dataverse, WITH_FILES)
    plan = dsr.plan(PERSON)
    dataverse.faults.drop(nth=1, applied=applied)
    assert dsr.erase(plan).status is Status.COMPLETE
    assert dataverse.rows("annotations")[0]["documentbody"] is None


def test_a_document_that_is_replaced_by_a_text_cannot_be_judged(face, dataverse, ada):
    masks = [mask(Annotation.documentbody, Replace("MASKED")), mask(Annotation.filename, Replace("MASKED"))]
    catalogue = Catalogue("odd", [CONTACTS, Declaration(Annotation, found_by=FILES.found_by, read=[], masks=masks, stage="notes")])
    attach(dataverse, ada)
    dsr = face(dataverse, catalogue)
    check = dsr.verify(dsr.erase(dsr.plan(PERSON)))
    assert (check.status, [one.reading for one in check.findings]) == (Status.COMPLETE, [Reading.NOT_JUDGED])


def test_an_image_is_emptied_by_what_stands_beside_it(face, dataverse):
    catalogue = Catalogue(
        "images",
        [
            Declaration(
                Contact, CONTACTS.found_by, (), (*CONTACTS.masks, mask(Contact.entityimage, Null())), (), CONTACTS.person, stage="roots"
            )
        ],
    )
    load(dataverse, {"contacts": [contact(), contact()]})
    first = dataverse.rows("contacts")[0]["contactid"]
    dataverse.client().request(
        "PATCH", f"contacts({first})", headers={"Content-Type": "application/json"}, body=f'{{"entityimage": "{PIXEL}"}}'.encode()
    )
    dsr = face(dataverse, catalogue)
    plan = dsr.plan(PERSON)
    assert ["entityimage" in write.columns for write in plan.operations] == [str(write.record_id) == first for write in plan.operations]
    receipt = dsr.erase(plan)
    assert {row["entityimage"] for row in dataverse.rows("contacts")} == {None}
    assert dsr.verify(receipt).status is Status.COMPLETE


def test_what_stands_for_content():
    table, info = table_of(Annotation), Annotation.documentbody.info
    assert read_instead(table, info) == Annotation.filesize.info
    assert read_instead(table, Annotation.subject.info) == Annotation.subject.info
    assert value_of(table, info, lambda each: 14) is PRESENT
    assert value_of(table, info, lambda each: None) is None
    assert value_of(table, Annotation.subject.info, lambda each: "x") == "x"
    assert written_together(table_of(Contact)) == frozenset()


READING = Catalogue(
    "reading",
    [
        Declaration(
            Contact,
            CONTACTS.found_by,
            (),
            (*(one for one in CONTACTS.masks if one.column.wire_name != "birthdate"), mask(Contact.birthdate, YearOnly())),
            (),
            CONTACTS.person,
            stage="roots",
        ),
        Declaration(Incident, found_by=INCIDENTS.found_by, read=[], masks=[mask(Incident.description, Redact())]),
    ],
)


@pytest.mark.parametrize("from_file", [False, True])
def test_masks_that_read_are_made_of_what_stands_there_now(face, dataverse, from_file):
    ada = contact(birthdate="1815-12-10")
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"], description="Ada called about the engine")]})
    plan = face(dataverse, READING).plan(PERSON)
    if from_file:
        plan = ErasurePlan.from_json(plan.to_json())
    dataverse.store.connection.execute(
        "UPDATE incident SET description = 'Ada Lovelock wrote. A mill is no loom.', versionnumber = versionnumber + 9999"
    )
    dsr = face(dataverse, READING)
    receipt = dsr.erase(plan, identity=PERSON)
    assert receipt.status is Status.COMPLETE
    assert dataverse.rows("incidents")[0]["description"] == "*** wrote. A mill is no loom."
    assert dataverse.rows("contacts")[0]["birthdate"] == "1815-01-01"
    check = dsr.verify(receipt, identity=plan.identity or PERSON)
    assert check.status is Status.COMPLETE


def test_a_redacted_text_is_judged_only_by_who_knows_the_person(face, dataverse, ada):
    load(dataverse, {"incidents": [case(ada, description="Ada called")]})
    dsr = face(dataverse, READING)
    receipt = dsr.erase(dsr.plan(PERSON))
    stored = type(receipt).from_json(receipt.to_json())
    assert {one.reading for one in face(dataverse, READING).verify(stored).findings} == {Reading.NOT_JUDGED}
    assert face(dataverse, READING).verify(stored).status is Status.COMPLETE


def test_do_not_contact_flags_are_set_on_request(face, dataverse, ada):
    plain = face(dataverse).plan(PERSON, do_not_contact=True)
    assert plain.operations == face(dataverse).plan(PERSON).operations  # the reference catalogue has none


# --- records that belong to the person by way of another record


def test_i2_a_note_on_a_case_that_was_given_away_is_not_written_by_an_old_plan(face, dataverse):
    """The note's own version does not tell; so a plan that is older than some minutes is held against the links first."""
    ada, eve = contact(), contact("eve@example.com", "Eve")
    mine, theirs = case(ada["contactid"]), case(ada["contactid"])
    load(
        dataverse,
        {
            "contacts": [ada, eve],
            "incidents": [mine, theirs],
            "annotations": [note("incident", each["incidentid"]) for each in (mine, theirs)],
        },
    )
    now = datetime.now(UTC)
    plan = ErasurePlan.from_json(face(dataverse, clock=lambda: now - timedelta(hours=1)).plan(PERSON).to_json())
    dataverse.store.connection.execute(
        "UPDATE incident SET _customerid_value = ? WHERE incidentid = ?", (eve["contactid"], theirs["incidentid"])
    )
    journal = MemoryJournal()
    receipt = face(dataverse).erase(plan, journal=journal)
    notes = {row["_objectid_value"]: row["notetext"] for row in dataverse.rows("annotations")}
    assert notes == {mine["incidentid"]: "MASKED", theirs["incidentid"]: "Ada called"}
    assert receipt.counts["review"] == 1
    assert dataverse.rows("contacts")[0]["emailaddress1"] == ADA  # a person has to look first


def test_a_resumed_run_holds_such_records_against_their_links_too(face, dataverse):
    ada, eve = contact(), contact("eve@example.com", "Eve")
    mine = case(ada["contactid"])
    load(dataverse, {"contacts": [ada, eve], "incidents": [mine], "annotations": [note("incident", mine["incidentid"])]})
    plan = face(dataverse).plan(PERSON)
    journal = MemoryJournal()
    dataverse.faults.answer(429, nth=1, headers={"Retry-After": "9999"})
    face(dataverse).erase(plan, journal=journal)
    dataverse.store.connection.execute("UPDATE incident SET _customerid_value = ?", (eve["contactid"],))
    receipt = face(dataverse).erase(plan, journal=journal, identity=PERSON)
    assert dataverse.rows("annotations")[0]["notetext"] == "Ada called"
    assert receipt.counts["review"] >= 1


def test_verification_again_names_what_came_back_and_when(face, dataverse, ada):
    """H31: a flow or a synchronisation writes the old name back, later."""
    load(dataverse, {"quotes": [quote(ada)]})
    dsr = face(dataverse)
    receipt = dsr.erase(dsr.plan(PERSON))
    assert dsr.verify(receipt).status is Status.COMPLETE
    dataverse.client().request("PATCH", f"contacts({ada})", headers={"Content-Type": "application/json"}, body=b'{"lastname": "Lovelock"}')
    check = dsr.verify(receipt, again=True)
    assert check.status is Status.PARTIAL
    assert check.again
    assert {(one.collection, one.record_id, one.column) for one in check.came_back} == {
        ("contacts", UUID(ada), "lastname"),
        ("contacts", UUID(ada), "fullname"),
    }
    assert all(isinstance(one.modified_at, datetime) for one in check.came_back)
    assert all(one.modified_at is None for one in dsr.verify(receipt).findings)


def test_h31_a_delayed_writer_is_noticed_by_the_second_look_and_not_by_the_first(face, dataverse, ada):
    def put_back(context):
        dataverse.store.connection.execute("UPDATE contact SET lastname = 'Lovelock'")

    dataverse.plugins.later("Update", "contact", put_back, delay=3600)
    dsr = face(dataverse)
    receipt = dsr.erase(dsr.plan(PERSON))
    assert dsr.verify(receipt).status is Status.COMPLETE
    dataverse.clock.advance(7200)
    assert [one.column for one in dsr.verify(receipt, again=True).came_back] == ["lastname"]


def test_an_address_that_is_back_is_found_by_the_search(face, dataverse, ada):
    dsr = face(dataverse)
    receipt = dsr.erase(dsr.plan(PERSON))
    load(dataverse, {"contacts": [contact()]})
    check = dsr.verify(receipt, again=True)
    assert (check.status, [one.reason for one in check.unexpected]) == (Status.PARTIAL, ["unexpected"])
