"""A catalogue is held against the environment before anything is written."""

from uuid import UUID

import pytest

from dataverse_dsr import REFERENCE, Catalogue, Complaint, Declaration, EmailMask, Null, Replace, Status, linked, mask
from dataverse_dsr.checks import CheckReport, TableFacts, complaints, mask_complaints
from dataverse_dsr.coverage import coverage
from dataverse_sdk import Column, Entity, Lookup, column, entity, lookup
from dataverse_sdk.operations import ColumnMetadata
from dataverse_sdk.tables import Contact, Incident


@entity("new_pet", set_name="new_pets", key="new_petid")
class Pet(Entity):
    """A table the emulator does not have."""

    new_petid: Column[UUID] = column()
    new_name: Column[str | None] = column(max_length=100)
    new_owner: Lookup[Contact] = lookup({"contact": "new_owner"})


def test_the_reference_fits_a_stock_environment_in_one_request(dsr, dataverse):
    report = dsr.check()
    assert report.complaints == ()
    assert report.status is Status.COMPLETE
    assert report.http_calls == len(dataverse.requests) == 1
    assert report.environment_id != report.user_id


def test_a_table_that_is_not_there_is_a_complaint(face, dataverse):
    pets = Declaration(Pet, found_by=[linked(Pet.new_owner, to=Contact, by="a pet")], read=[Pet.new_name])
    report = face(dataverse, Catalogue("pets", [REFERENCE["contacts"], pets])).check()
    assert report.status is Status.PARTIAL
    assert [(one.collection, one.column) for one in report.complaints] == [("new_pets", None)]


def test_metadata_that_cannot_be_read_is_a_complaint(dsr, dataverse):
    dataverse.faults.answer_part(403, nth=2)
    report = dsr.check()
    assert [one.collection for one in report.complaints] == ["contacts"]
    assert "HTTP 403" in report.complaints[0].problem


CASES = Declaration(
    Incident,
    found_by=[linked(Incident.customerid, to=Contact, by="x")],
    read=[Incident.title],
    masks=[mask(Incident.title, Replace("MASKED")), mask(Incident.description, Null())],
)


def facts(**changes):
    """What an environment says of the two columns, with one thing changed."""

    def of(name):
        said = {"attribute_type": "String", "required_level": "None", "create": True, "update": True, "read": True}
        return ColumnMetadata(logical_name=name, **{**said, **changes.get(name, {})})

    return {name: of(name) for name in ("title", "description", "customerid") if changes.get(name) is not False}


PROBLEMS = {
    "missing": ({"title": False}, {}, "does not exist"),
    "missing link": ({"customerid": False}, {}, "does not exist"),
    "unreadable": ({"title": {"read": False}}, {}, "cannot be read"),
    "unwritable": ({"title": {"update": False}}, {}, "cannot be written"),
    "too short": ({}, {"title": 5}, "do not fit"),
    "another type": ({"title": {"attribute_type": "Integer"}}, {}, "holds no text"),
    "required": ({"description": {"required_level": "SystemRequired"}}, {}, "required"),
}


@pytest.mark.parametrize(("changes", "lengths", "words"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_each_contradiction_is_a_complaint_that_blocks(changes, lengths, words):
    (complaint,) = complaints(CASES, TableFacts(facts(**changes), lengths))
    assert words in complaint.problem
    assert complaint.blocks


def test_an_environment_that_agrees_has_no_complaint():
    assert list(complaints(CASES, TableFacts(facts(), {"title": 6}))) == []


def test_a_complaint_that_blocks_makes_a_check_fail():
    def of(*found):
        return CheckReport(UUID(int=1), UUID(int=2), "x", 9, found).status

    assert of() is Status.COMPLETE
    assert of(Complaint("quotes", None, "x", blocks=False)) is Status.PARTIAL
    assert of(Complaint("quotes", None, "x", blocks=False), Complaint("quotes", "name", "x", blocks=True)) is Status.FAILED


def test_coverage_names_the_gaps_of_the_reference():
    gaps = {(gap.collection, gap.column): gap.kind for gap in coverage(REFERENCE)}
    assert gaps["contacts", "governmentid"] == "read, not masked"
    assert gaps["leads", "emailaddress1"] == "read, not masked"
    assert gaps["contacts", "nickname"] == "not touched"
    assert gaps["quotes", "billto_line1"] == "read, not masked"
    assert gaps["annotations", "filename"] == "read, not masked"
    assert ("contacts", "firstname") not in gaps
    assert ("contacts", "fullname") not in gaps
    assert ("contacts", "donotphone") not in gaps
    assert not any(collection == "salesorders" for collection, _ in gaps)


CASES_WITH_FACTS = {
    "key": (TableFacts(facts(), {"title": 200}, keys=frozenset({"title"})), "alternate key"),
    "no boolean": (TableFacts(facts(title={"attribute_type": "Boolean"}), {}), "holds no text"),
    "no date": (TableFacts(facts(title={"attribute_type": "DateTime"}), {}), None),
}


@pytest.mark.parametrize(("said", "words"), CASES_WITH_FACTS.values(), ids=CASES_WITH_FACTS.keys())
def test_h21_keys_and_types_of_the_environment_are_held_against_masks(said, words):
    found = [complaint.problem for complaint in complaints(CASES, said)]
    assert [words in problem for problem in found] == ([True] if words else [])


def test_a_mask_for_shared_records_is_checked_as_well():
    shared = Declaration(
        Incident,
        found_by=CASES.found_by,
        read=[Incident.title],
        masks=[mask(Incident.title, EmailMask(), shared=Replace("REDACTED"))],
    )
    (complaint,) = complaints(shared, TableFacts(facts(), {"title": 100}, keys=frozenset({"title"})))
    assert "cannot stay unique" in complaint.problem


def test_what_may_be_absent_is_named_and_no_complaint(face, dataverse):
    pets = Declaration(Pet, found_by=[linked(Pet.new_owner, to=Contact, by="a pet")], read=[Pet.new_name], optional=True)
    report = face(dataverse, Catalogue("pets", [REFERENCE["contacts"], pets])).check()
    assert (report.status, report.complaints, report.absent) == (Status.COMPLETE, (), ("new_pets",))
    assert report.facts["new_pet"].absent


def test_an_optional_table_that_may_not_be_read_is_a_complaint_all_the_same(face, dataverse):
    pets = Declaration(Pet, found_by=[linked(Pet.new_owner, to=Contact, by="a pet")], read=[Pet.new_name], optional=True)
    dataverse.faults.answer_part(403, nth=6)
    report = face(dataverse, Catalogue("pets", [REFERENCE["contacts"], pets])).check()
    assert [one.collection for one in report.complaints] == ["new_pets"]
    assert report.absent == ()


def test_optional_columns_and_flags_are_held_against_the_environment():
    declaration = Declaration(
        Incident,
        found_by=CASES.found_by,
        read=[Incident.title, Incident.emailaddress],
        optional_columns=[Incident.emailaddress],
        do_not_contact=[mask(Incident.title, Replace("MASKED"))],
    )
    (complaint,) = complaints(declaration, TableFacts(facts(title={"update": False}), {}))
    assert complaint.problem == "the column cannot be written here"


def test_a_column_nobody_knows_has_no_complaint_of_its_mask():
    assert list(mask_complaints(CASES.masks[0], TableFacts())) == []
