"""A catalogue that cannot work is refused where it is written down."""

from uuid import UUID

import pytest

from dataverse_dsr import (
    REFERENCE,
    Catalogue,
    CatalogueError,
    Declaration,
    Null,
    Replace,
    computed,
    linked,
    mask,
    matched,
)
from dataverse_sdk import Column, Entity, Lookup, column, entity, lookup
from dataverse_sdk.tables import Annotation, Contact, CustomerAddress, Incident, Lead

MASKED = Replace("MASKED")


@entity("new_pet", set_name="new_pets", key="new_petid")
class Pet(Entity):
    """A table of an environment's own."""

    new_petid: Column[UUID] = column()
    new_name: Column[str | None] = column(max_length=4)
    new_email: Column[str | None] = column(max_length=100, format="Email")
    new_tag: Column[str] = column(max_length=100)
    new_legs: Column[int | None] = column(required="SystemRequired")
    new_secret: Column[str | None] = column(max_length=100, read=False)
    statecode: Column[int | None] = column()
    new_owner: Lookup[Contact] = lookup({"contact": "new_owner"})
    new_keeper: Lookup[Entity] = lookup({})


ROOT = Declaration(Contact, found_by=[matched(Contact.emailaddress1)], read=[], person=[Contact.lastname], stage="roots")


def pet(**changes):
    said = {"found_by": [linked(Pet.new_owner, to=Contact, by="a pet")], "read": [Pet.new_name], **changes}
    return Declaration(Pet, **said)


BAD_MASKS = {
    "too long": lambda: mask(Pet.new_name, MASKED),
    "null where a value is needed": lambda: mask(Pet.new_tag, Null()),
    "null where the system needs a value": lambda: mask(Pet.new_legs, Null()),
    "text in a number": lambda: mask(Pet.new_legs, MASKED),
    "computed column": lambda: mask(Contact.fullname, MASKED),
    "state": lambda: mask(Pet.statecode, Null()),
    "lookup": lambda: mask(Pet.new_owner, Null()),
    "column of another table": lambda: mask(Incident.customerid_contact.firstname, MASKED),
}


@pytest.mark.parametrize("make", BAD_MASKS.values(), ids=BAD_MASKS.keys())
def test_a_mask_that_cannot_be_written_is_refused(make):
    with pytest.raises(CatalogueError):
        make()


def test_a_mask_names_its_column_and_rule():
    assert mask(Pet.new_email, MASKED).column is Pet.new_email.info
    assert mask(Pet.new_email, MASKED).rule == MASKED


BAD_DECLARATIONS = {
    "found by nothing": lambda: pet(found_by=[]),
    "match without columns": lambda: matched(),
    "link by a text": lambda: linked(Pet.new_email, to=Contact, by="x"),
    "link to a table the lookup does not point to": lambda: linked(Pet.new_owner, to=Lead, by="x"),
    "masked and retained": lambda: pet(masks=[mask(Pet.new_email, MASKED)], retained="law"),
    "masked twice": lambda: pet(masks=[mask(Pet.new_email, MASKED), mask(Pet.new_email, Null())]),
    "column of another table": lambda: pet(read=[Contact.firstname]),
    "column that cannot be read": lambda: pet(read=[Pet.new_secret]),
    "person that is no root": lambda: pet(person=[Pet.new_name]),
    "root without a person": lambda: pet(stage="roots"),
    "root found by a link": lambda: pet(stage="roots", person=[Pet.new_name]),
    "found by address, and nobody's": lambda: pet(found_by=[matched(Pet.new_email)]),
    "somebody's, and not found by address": lambda: pet(owner=Pet.new_owner),
}


@pytest.mark.parametrize("make", BAD_DECLARATIONS.values(), ids=BAD_DECLARATIONS.keys())
def test_a_declaration_that_contradicts_itself_is_refused(make):
    with pytest.raises(CatalogueError):
        make()


def test_a_table_is_declared_once():
    with pytest.raises(CatalogueError):
        Catalogue("twice", [ROOT, ROOT])


def test_a_link_leads_to_a_table_that_is_found():
    with pytest.raises(CatalogueError):
        Catalogue("dangling", [pet()])


def test_names_of_people_can_be_compared_across_roots():
    prospect = Declaration(Lead, found_by=[matched(Lead.emailaddress1)], read=[], person=[Lead.firstname, Lead.lastname], stage="roots")
    with pytest.raises(CatalogueError):
        Catalogue("uneven", [ROOT, prospect])


def test_a_catalogue_of_own_tables_is_a_catalogue_like_any_other():
    own = Catalogue("own", [ROOT, pet(masks=[mask(Pet.new_email, MASKED)])])
    assert [declaration.name for declaration in own] == ["contacts", "new_pets"]
    assert own["new_pets"].links[0].path == "_new_owner_value"
    assert own["new_pets"].match is None
    assert own["new_pets"].match_columns == ()
    assert [root.name for root in own.roots] == ["contacts"]
    assert "new_pets" in own
    assert "leads" not in own


def test_a_link_may_reach_through_the_record_it_hangs_on():
    link = linked(Annotation.objectid_incident.customerid, to=Contact, by="x")
    assert link.path == "objectid_incident/_customerid_value"
    assert link.to == ("contact",)


def test_a_lookup_whose_targets_nobody_declared_may_point_anywhere():
    assert linked(Pet.new_keeper, to=(Contact, Lead), by="x").to == ("contact", "lead")


def test_a_match_is_lost_only_when_every_matched_column_is_masked():
    assert REFERENCE["contacts"].loses_its_match
    assert REFERENCE["activityparties"].loses_its_match
    assert not REFERENCE["leads"].loses_its_match
    assert not REFERENCE["incidents"].loses_its_match


def test_a_catalogue_without_some_collections_says_so():
    smaller = REFERENCE.without("quotes", "salesorders", "invoices")
    assert len(list(smaller)) == 6
    assert smaller.name == "reference without quotes, salesorders, invoices"
    assert smaller.digest != REFERENCE.digest
    assert [link.path for link in smaller["annotations"].links] == ["_objectid_value", "objectid_incident/_customerid_value"]
    assert len(REFERENCE["annotations"].links) == 5
    with pytest.raises(CatalogueError):
        REFERENCE.without("unheard of")


def test_a_catalogue_without_leads_links_to_contacts_only():
    assert REFERENCE.without("leads")["annotations"].links[0].to == ("contact",)


def test_a_catalogue_cannot_lose_what_everything_hangs_on():
    with pytest.raises(CatalogueError):
        REFERENCE.without("contacts")


def test_the_digest_changes_with_every_mask():
    masked = pet(masks=[mask(Pet.new_email, MASKED)])
    other = pet(masks=[mask(Pet.new_email, Replace("OTHER"))])
    digests = {Catalogue("own", [ROOT, declaration]).digest for declaration in (pet(), masked, other)}
    assert len(digests) == 3


def test_a_computed_column_names_its_sources():
    found = computed(CustomerAddress.composite, of=[CustomerAddress.city], whole=False)
    assert (found.column, found.sources) == (CustomerAddress.composite.info, (CustomerAddress.city.info,))
