"""What a catalogue does not mention is found in an environment's definitions, and answered for with a reason or not at all."""

import pytest
from attrs import evolve

from dataverse_dsr import (
    COMPLETE,
    REFERENCE,
    Catalogue,
    CatalogueError,
    Declaration,
    Keep,
    Null,
    Status,
    Uncovered,
    linked,
    mask,
)
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.schema.model import ColumnSchema
from dataverse_sdk.schema.stock import stock_schema
from dataverse_sdk.tables import Contact, Opportunity


def with_columns(table, *columns):
    """The stock schema, with columns that an environment added."""
    schema = stock_schema()
    changed = evolve(schema.tables[table], columns=(*schema.tables[table].columns, *columns))
    return evolve(schema, tables={**schema.tables, table: changed})


def text(name, **facts):
    return ColumnSchema(
        name=name,
        logical_name=name,
        edm_type="Edm.String",
        attribute_type="String",
        max_length=100,
        **{"valid_for_create": True, "valid_for_update": True, "valid_for_read": True, **facts},
    )


def scan(face, catalogue, metadata=None):
    with Emulator(seed="empty", metadata=metadata) as dataverse:
        return face(dataverse, catalogue).coverage(), dataverse.requests


def test_h16_the_complete_catalogue_answers_for_everything_in_a_stock_environment(face):
    report, requests = scan(face, COMPLETE)
    assert report.findings == ()
    assert report.status is Status.COMPLETE
    assert report.http_calls == len(requests) == 2
    assert report.tables > 20
    assert all(reason for _, reason in report.kept)
    assert {part.method for request in requests for part in request.parts} == {"GET"}


# Numbers of business records: reported, and left, because others go by them.
NUMBERS = {("incident", "ticketnumber"), ("quote", "quotenumber"), ("invoice", "invoicenumber")}


@pytest.mark.parametrize("declaration", [one for one in COMPLETE if one.retained is None], ids=lambda one: one.name)
def test_every_text_file_and_picture_of_a_stock_table_is_masked_or_kept_for_a_reason(declaration):
    # Not by its name or format: by being there at all. A column that nobody thought of is a failure.
    name = declaration.info.logical_name
    table = stock_schema().tables.get(name)
    answered = {keep.column for keep in COMPLETE.keep if keep.table == name}
    answered |= {one.column.logical_name for one in (*declaration.writable, *declaration.computed)}
    answered |= {column for held, column in NUMBERS if held == name}
    held = {column.name for column in table.columns if column.edm_type in ("Edm.String", "Edm.Binary")} if table is not None else set()
    assert None in answered or held <= answered, sorted(held - answered)


def test_what_is_kept_is_there_and_not_masked_as_well():
    masked = {(one.info.logical_name, mask.column.logical_name) for one in COMPLETE for mask in one.writable}
    stock = stock_schema().tables
    for keep in COMPLETE.keep:
        assert (keep.table, keep.column) not in masked
        if keep.column is not None and keep.table in stock:
            assert {keep.column, f"_{keep.column}_value"} & {column.name for column in stock[keep.table].columns}, keep


@pytest.mark.parametrize(("format_", "kind"), [("Email", "email"), ("Phone", "phone"), ("Url", "url")])
@pytest.mark.parametrize("table", ["contact", "task", "transactioncurrency"])
def test_h16_a_column_an_environment_added_is_found_by_its_format_in_any_table(face, table, format_, kind):
    report, _ = scan(face, COMPLETE, with_columns(table, text("new_x", format=format_)))
    assert report.findings == (Uncovered(table, "new_x", kind),)
    assert report.status is Status.PARTIAL


def test_h16_a_column_is_found_by_its_name_in_the_persons_tables(face):
    columns = [text("new_maidenname"), text("new_colour"), text("new_copyname", valid_for_update=False, valid_for_create=False)]
    report, _ = scan(face, COMPLETE, with_columns("contact", *columns))
    assert report.findings == (Uncovered("contact", "new_maidenname", "name"),)
    report, _ = scan(face, COMPLETE, with_columns("transactioncurrency", *columns))
    assert report.findings == ()


def test_a_finding_is_answered_with_a_reason(face):
    schema = with_columns("contact", text("new_x", format="Email"), text("new_petname"))
    answered = evolve(COMPLETE, keep=[*COMPLETE.keep, Keep("contact", "the pet's, not the person's", "new_petname")])
    report, _ = scan(face, answered, schema)
    assert report.findings == (Uncovered("contact", "new_x", "email"),)
    assert (Uncovered("contact", "new_petname", "name"), "the pet's, not the person's") in report.kept


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_nothing_is_kept_without_a_reason(reason):
    with pytest.raises(CatalogueError):
        Keep("contact", reason)


def test_every_lookup_to_a_person_is_found(face):
    report, _ = scan(face, REFERENCE)
    lookups = {(one.table, one.column) for one in report.findings if one.kind == "lookup to a person"}
    assert {("opportunity", "customerid"), ("incident", "primarycontactid"), ("email", "regardingobjectid")} <= lookups
    assert ("incident", "customerid") not in lookups
    assert ("customeraddress", "parentid") not in lookups
    assert ("activityparty", "partyid") not in lookups


def test_a_declaration_answers_for_its_columns(face):
    opportunities = Declaration(
        Opportunity,
        found_by=[linked(Opportunity.customerid, to=Contact, by="an opportunity")],
        read=[Opportunity.name],
        masks=[mask(Opportunity.description, Null())],
    )
    report, _ = scan(face, Catalogue("wider", [*REFERENCE, opportunities], REFERENCE.guards))
    left = {one.column for one in report.findings if one.table == "opportunity"}
    assert not left & {"customerid", "name", "description"}
    assert "parentcontactid" in left


def test_a_retained_table_is_kept_but_its_links_are_not_forgotten(face):
    report, _ = scan(face, REFERENCE)
    assert not any(one.table == "salesorder" and one.kind != "lookup to a person" for one in report.findings)
    assert any(one.table == "salesorder" and "accounting" in reason for one, reason in report.kept)


def test_a_table_that_cannot_be_read_is_an_error_and_no_silence(face):
    with Emulator(seed="empty") as dataverse:
        dataverse.faults.answer_part(403, nth=7)
        report = face(dataverse, COMPLETE).coverage()
    assert report.status is Status.PARTIAL
    assert [error for _, error in report.errors] == ["HTTP 403"]
