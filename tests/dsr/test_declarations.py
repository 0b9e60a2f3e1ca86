"""A catalogue that cannot work is refused where it is written down."""

from uuid import UUID

import pytest
from attrs import evolve

from dataverse_dsr import (
    COMPLETE,
    REFERENCE,
    Catalogue,
    CatalogueError,
    Declaration,
    EmailMask,
    Flag,
    Null,
    PhoneMask,
    Redact,
    Replace,
    Target,
    YearOnly,
    computed,
    followed,
    linked,
    mask,
    matched,
    mirror,
    takes_part,
)
from dataverse_dsr.masking import needs_no_write
from dataverse_sdk import Column, Entity, Lookup, column, entity, lookup
from dataverse_sdk.tables import ActivityParty, Annotation, Contact, CustomerAddress, Email, Incident, Lead

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


@entity("new_card", set_name="new_cards", key="new_cardid", alternate_keys={"new_mail": ("new_mail",)})
class Card(Entity):
    """A table of an environment's own, with an alternate key."""

    new_cardid: Column[UUID] = column()
    new_mail: Column[str | None] = column(max_length=100)
    new_holder: Lookup[Contact] = lookup({"contact": "new_holder"})


def card(rule):
    return Declaration(Card, found_by=[linked(Card.new_holder, to=Contact, by="a card")], read=[], masks=[mask(Card.new_mail, rule)])


def test_h21_a_column_of_an_alternate_key_takes_no_constant():
    assert card(EmailMask()).masks[0].column is Card.new_mail.info
    with pytest.raises(CatalogueError, match="alternate key"):
        card(MASKED)


def test_a_mask_is_shortened_to_its_column_and_keeps_its_form():
    assert mask(Lead.mobilephone, PhoneMask()).rule == PhoneMask()
    assert mask(Contact.address1_upszone, PhoneMask()).rule.label == "phone:4"
    with pytest.raises(CatalogueError):
        mask(Contact.address1_upszone, EmailMask())


def test_a_mask_may_have_another_rule_for_records_of_several_people():
    one = mask(Incident.title, MASKED, shared=Redact())
    assert one.rule_of("replace:MASKED") == MASKED
    assert one.rule_of("redact (partial)") == one.shared
    assert one.rule_of("null") is None
    assert mask(Incident.title, MASKED).rule_of("redact (partial)") is None
    with pytest.raises(CatalogueError):
        mask(Contact.emailaddress1, EmailMask(), shared=Redact())


def test_an_empty_column_needs_no_mask_but_a_flag():
    target = Target(UUID(int=1), "contact", UUID(int=2))
    for value in (None, "", b""):
        assert needs_no_write(MASKED, value, target)
        assert not needs_no_write(Flag(True), value, target)
    assert needs_no_write(MASKED, "MASKED", target)
    assert not needs_no_write(MASKED, "Ada", target)
    assert needs_no_write(Flag(False), False, target)
    assert not needs_no_write(Null(), 0, target)


def root(**changes):
    said = {"found_by": [matched(Contact.emailaddress1)], "read": [Contact.nickname], "person": [Contact.lastname], "stage": "roots"}
    return Declaration(Contact, **{**said, **changes})


BAD_DECLARATIONS = {
    "a person found by links alone": lambda: root(found_by=[linked(Contact.masterid, to=Contact, by="x")]),
    "a secret that is reported": lambda: root(secrets=[Contact.nickname], masks=[mask(Contact.nickname, MASKED)]),
    "a secret that nothing masks": lambda: root(secrets=[Contact.governmentid]),
    "others that nothing reports": lambda: root(third_party=[Contact.spousesname]),
    "a flag and a mask on one column": lambda: root(
        masks=[mask(Contact.donotemail, Null())], do_not_contact=[mask(Contact.donotemail, Flag(True))]
    ),
    "flags on retained records": lambda: pet(retained="x", do_not_contact=[mask(Pet.new_email, MASKED)]),
    "another table's optional column": lambda: root(optional_columns=[Incident.title]),
    "another table's mirror": lambda: root(mirrors=[mirror(Pet.new_petid, of=CustomerAddress, columns={})]),
    "a mirror of no column": lambda: root(mirrors=[mirror(Contact.address1_addressid, of=CustomerAddress, columns={"line1": "line1"})]),
    "a mask of what cannot be read": lambda: pet(masks=[mask(Pet.new_secret, MASKED)]),
}


@pytest.mark.parametrize("make", BAD_DECLARATIONS.values(), ids=BAD_DECLARATIONS.keys())
def test_a_declaration_that_contradicts_itself_is_refused_by_name(make):
    with pytest.raises(CatalogueError, match=r"^(contacts|new_pets): "):
        make()


def test_an_activity_is_found_by_who_takes_part_in_it():
    link = takes_part(Email, "email_activity_parties", to=(Contact, Lead), by="x", shared=True)
    assert (link.path, link.to, link.shared, link.column) == ("email_activity_parties/_partyid_value", ("contact", "lead"), True, None)
    assert link.where([UUID(int=1)]) is not None
    with pytest.raises(CatalogueError):
        takes_part(Email, "subject", to=Contact, by="x")


def test_a_record_is_found_by_what_points_to_it():
    way = followed(ActivityParty, ActivityParty.activityid, by="x")
    assert way.path == "activityparty:_activityid_value"
    with pytest.raises(CatalogueError):
        followed(Contact, ActivityParty.activityid, by="x")
    emails = Declaration(Email, found_by=[way], read=[Email.subject])
    with pytest.raises(CatalogueError, match="starts from a table"):
        Catalogue("loose", [ROOT, emails])
    assert emails.links == ()
    assert emails.follows == (way,)
    assert emails.match_phones == ()


def test_a_catalogue_without_a_source_forgets_the_ways_from_it():
    smaller = COMPLETE.without("activityparties", "leads", "leadaddresses")
    assert smaller["emails"].follows == ()
    assert next(link.to for link in smaller["emails"].links if "regarding" in link.path) == ("contact",)
    assert smaller.keep == COMPLETE.keep
    assert smaller.validated
    assert not REFERENCE.without("quotes").validated


def test_a_root_is_led_to_by_roots_only():
    wrong = root(found_by=[matched(Contact.emailaddress1), linked(Contact.originatingleadid, to=Lead, by="x")])
    leads = Declaration(Lead, found_by=[linked(Lead.parentcontactid, to=Contact, by="x")], read=[Lead.subject])
    with pytest.raises(CatalogueError):
        Catalogue("wrong", [wrong, leads])


def test_the_digest_of_the_reference_is_what_it_was():
    """Plans made before the later additions still belong to their catalogue."""
    assert REFERENCE.digest == "a874683fb160e3041641c931a50fdcc1d0898576696d7511e9454818b4eaee08"


def test_the_digest_speaks_for_everything_a_plan_depends_on():
    changes = [
        {},
        {"do_not_contact": [mask(Contact.donotemail, Flag(True))]},
        {"third_party": [Contact.nickname]},
        {"masks": [mask(Contact.nickname, MASKED)]},
        {"masks": [mask(Contact.nickname, MASKED, shared=Redact())]},
        {"mirrors": [mirror(Contact.address1_addressid, of=CustomerAddress, columns={"address1_city": "city"})]},
        {"found_by": [matched(Contact.emailaddress1, phones=[Contact.telephone1])]},
        {"found_by": [matched(Contact.emailaddress1), linked(Contact.masterid, to=Contact, by="x")]},
        {"found_by": [matched(Contact.emailaddress1), linked(Contact.masterid, to=Contact, by="x", shared=True)]},
        {"found_by": [matched(Contact.emailaddress1), followed(Contact, Contact.masterid, by="x")]},
        {"found_by": [matched(Contact.emailaddress1), followed(Contact, Contact.masterid, by="x", shared=True)]},
    ]
    assert len({Catalogue("one", [root(**change)]).digest for change in changes}) == len(changes)


def test_a_year_is_kept_of_days_only():
    assert mask(Contact.birthdate, YearOnly())
    with pytest.raises(CatalogueError):
        mask(Contact.lastonholdtime, YearOnly())
    with pytest.raises(CatalogueError):
        mask(Contact.firstname, Flag(True))


def test_a_declaration_can_be_changed_in_part():
    changed = evolve(ROOT, read=[Contact.nickname])
    assert evolve(changed, read=ROOT.read) == ROOT
