"""The reference catalogue is the documented table, row by row, and the documentation page shows the same."""

from pathlib import Path

from dataverse_dsr import REFERENCE
from dataverse_dsr.ways import Matched

CONTACT_PHONES = "telephone1 telephone2 telephone3 mobilephone home2 business2 company callback fax pager"
EMAILS = "emailaddress1 emailaddress2 emailaddress3"
REGIONS = "billto_stateorprovince billto_postalcode shipto_stateorprovince shipto_postalcode"

MASKED = {
    "contacts": f"firstname middlename lastname {CONTACT_PHONES} {EMAILS}",
    "leads": "firstname middlename lastname telephone1 telephone2 telephone3 mobilephone fax pager",
    "activityparties": "addressused",
    "customeraddresses": "stateorprovince postalcode",
    "annotations": "subject notetext",
    "incidents": "title description",
    "quotes": REGIONS,
    "salesorders": "",
    "invoices": REGIONS,
}
NULLED = {"contacts": "birthdate gendercode"}
CONTACT = ("contact",)
FOUND_BY = {
    "contacts": {EMAILS},
    "leads": {EMAILS},
    "activityparties": {"addressused"},
    "customeraddresses": {("_parentid_value", CONTACT)},
    "annotations": {
        ("_objectid_value", ("contact", "lead")),
        ("objectid_incident/_customerid_value", CONTACT),
        ("objectid_quote/_customerid_value", CONTACT),
        ("objectid_salesorder/_customerid_value", CONTACT),
        ("objectid_invoice/_customerid_value", CONTACT),
    },
    "incidents": {("_customerid_value", CONTACT)},
    "quotes": {("_customerid_value", CONTACT)},
    "salesorders": {("_customerid_value", CONTACT)},
    "invoices": {("_customerid_value", CONTACT)},
}


def test_nine_collections_in_the_order_of_the_table():
    assert [declaration.name for declaration in REFERENCE] == list(MASKED)


def test_what_is_masked_is_the_table():
    for declaration in REFERENCE:
        by_label = {}
        for masked in declaration.masks:
            by_label.setdefault(masked.rule.label, set()).add(masked.column.wire_name)
        assert by_label.pop("replace:MASKED", set()) == set(MASKED[declaration.name].split())
        assert by_label.pop("null", set()) == set(NULLED.get(declaration.name, "").split())
        assert not by_label


def test_how_records_are_found_is_the_table():
    for declaration in REFERENCE:
        found = {
            " ".join(info.wire_name for info in way.columns) if isinstance(way, Matched) else (way.path, way.to)
            for way in declaration.found_by
        }
        assert found == FOUND_BY[declaration.name]


def test_what_is_read_covers_the_table():
    read = {declaration.name: {info.wire_name for info in declaration.read} for declaration in REFERENCE}
    assert {"fullname", "birthdate", "governmentid", *EMAILS.split(), *CONTACT_PHONES.split()} <= read["contacts"]
    assert {"fullname", "companyname", *EMAILS.split()} <= read["leads"]
    assert {"subject", "notetext", "filename", "mimetype", "filesize"} == read["annotations"]
    assert {"title", "description", "ticketnumber", "createdon", "statecode"} <= read["incidents"]
    for name, number in (("quotes", "quotenumber"), ("salesorders", "ordernumber"), ("invoices", "invoicenumber")):
        assert {number, "name", "totalamount", "billto_line1", "shipto_postalcode", "billto_name"} <= read[name]


def test_orders_are_kept_and_say_why():
    assert REFERENCE["salesorders"].masks == ()
    assert REFERENCE["salesorders"].retained is not None


def test_the_persons_own_records_come_last_and_notes_first():
    assert {declaration.name for declaration in REFERENCE.roots} == {"contacts", "leads"}
    assert REFERENCE["annotations"].stage == "notes"


def test_internal_mailboxes_are_guarded():
    assert [guard.name for guard in REFERENCE.guards] == ["systemusers", "queues"]


def test_the_documentation_page_is_the_catalogue():
    page = (Path(__file__).resolve().parents[3] / "docs/reference-catalogue.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")]
    table = {row[0].strip("`"): row for row in rows if row[0].startswith("`")}
    assert list(table) == list(MASKED)
    for declaration in REFERENCE:
        _, found, read, masked, nulled = table[declaration.name]
        columns = lambda cell: [name.strip("` ") for name in cell.split(",") if name.strip("` ")]  # noqa: E731
        ways = [info.wire_name for way in declaration.found_by for info in (way.columns if isinstance(way, Matched) else ())] + [
            link.path for link in declaration.links
        ]
        assert columns(found) == ways
        assert columns(read) == [info.wire_name for info in declaration.read]
        texts = [one.column.wire_name for one in declaration.masks if one.rule.label != "null"]
        assert columns(masked) == texts
        assert columns(nulled) == [one.column.wire_name for one in declaration.masks if one.rule.label == "null"]
