"""The facts shipped about stock tables: what they must say, whoever builds them next."""

import pytest

from dataverse_sdk.schema.model import ColumnSchema, NavigationSchema, TableSchema
from dataverse_sdk.schema.stock import parse_stock, stock_schema

TABLES = stock_schema().tables
STATES = {
    "account": {0: "Active", 1: "Inactive"},
    "activitypointer": {0: "Open", 1: "Completed", 2: "Canceled", 3: "Scheduled"},
    "contact": {0: "Active", 1: "Inactive"},
    "email": {0: "Open", 1: "Completed", 2: "Canceled"},
    "incident": {0: "Active", 1: "Resolved", 2: "Cancelled"},
    "invoice": {0: "Active", 1: "Closed (deprecated)", 2: "Paid", 3: "Canceled"},
    "lead": {0: "Open", 1: "Qualified", 2: "Disqualified"},
    "quote": {0: "Draft", 1: "Active", 2: "Won", 3: "Closed"},
    "salesorder": {0: "Active", 1: "Submitted", 2: "Canceled", 3: "Fulfilled", 4: "Invoiced"},
}


def column(table: str, name: str) -> ColumnSchema:
    found = TABLES[table].column(name)
    assert found is not None
    return found


def test_the_tables_are_those_a_data_subject_request_touches_and_those_they_hang_on() -> None:
    assert " ".join(TABLES) == (
        "account activityparty activitypointer annotation appointment businessunit contact customeraddress email fax incident invoice"
        " invoicedetail lead letter opportunity organization phonecall principal queue quote quotedetail salesorder salesorderdetail"
        " systemuser task team transactioncurrency"
    )


@pytest.mark.parametrize(
    ("table", "name", "length"),
    [
        ("lead", "firstname", 50),
        ("lead", "fullname", 160),
        ("lead", "subject", 300),
        ("lead", "mobilephone", 20),
        ("lead", "pager", 20),
        ("lead", "description", 2000),
        ("contact", "emailaddress1", 100),
        ("contact", "mobilephone", 50),
        ("activityparty", "addressused", 320),
        ("customeraddress", "primarycontactname", 150),
        ("annotation", "subject", 500),
        ("annotation", "notetext", 1073741823),
        ("quote", "billto_contactname", 150),
        ("businessunit", "address1_line1", 250),
    ],
)
def test_lengths_are_those_of_a_new_environment(table: str, name: str, length: int) -> None:
    assert column(table, name).max_length == length


@pytest.mark.parametrize("table", sorted(STATES))
def test_states_are_in_english_and_complete(table: str) -> None:
    assert dict(column(table, "statecode").options) == STATES[table]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_state_and_status_has_its_options_and_type(table: str) -> None:
    for name, kind in (("statecode", "State"), ("statuscode", "Status")):
        found = TABLES[table].column(name)
        assert found is None or (found.attribute_type == kind and found.options)


def test_no_label_and_no_name_is_in_another_language_or_of_another_environment() -> None:
    for table in TABLES.values():
        labels = [label for each in table.columns for _, label in each.options]
        names = [each.logical_name for each in table.columns]
        names += [name for each in table.navigations for name in (each.name, each.target)]
        assert all(text.isascii() for text in labels)
        assert not [name for name in names if name.lower().startswith(("cdsify_", "dev_", "inv_"))]


def test_computed_names_cannot_be_written() -> None:
    computed = [
        each
        for table in TABLES.values()
        for each in table.columns
        if each.name in ("fullname", "yomifullname", "composite", "versionnumber", "createdon") or each.name.endswith("_composite")
    ]
    assert len(computed) > 60
    assert not [each for each in computed if each.valid_for_create or each.valid_for_update]


def test_keys_can_be_given_on_create_and_never_changed() -> None:
    keys = {table.logical_name: column(table.logical_name, table.key) for table in TABLES.values() if table.key}
    assert keys["team"].name == keys["systemuser"].name == keys["principal"].name == "ownerid"
    assert not [name for name, each in keys.items() if each.valid_for_update]


def test_a_lookup_says_where_it_may_point() -> None:
    assert column("contact", "_parentcustomerid_value").targets == ("account", "contact")
    assert column("incident", "_ownerid_value").targets == ("systemuser", "team")
    assert column("quote", "_contactid_value").targets == ("contact",)


def test_the_rule_for_deleting_stands_on_the_collection() -> None:
    contact = TABLES["contact"]
    assert contact.navigation("Contact_Annotation") == NavigationSchema(
        "Contact_Annotation", "annotation", collection=True, partner="objectid_contact", cascade_delete="Cascade"
    )
    rules = {each.name: each.cascade_delete for each in contact.navigations if each.collection}
    assert rules["contact_activity_parties"] == "NoCascade"
    assert rules["lead_customer_contacts"] == "Cascade"
    assert rules["lead_parent_contact"] == "RemoveLink"
    assert rules["incident_customer_contacts"] == "Cascade"


def test_an_activitys_own_navigation_property_comes_before_the_inherited_one() -> None:
    names = [each.name for each in TABLES["email"].navigations if each.column == "_regardingobjectid_value" and each.target == "contact"]
    assert names == ["regardingobjectid_contact_email", "regardingobjectid_contact"]


def test_activityparty_can_only_be_read_by_query() -> None:
    assert TABLES["activityparty"].messages == ("RetrieveMultiple",)


def test_a_table_is_what_its_rows_say() -> None:
    text = """{"tables": {"t": {"set_name": "ts", "key": "tid", "abstract": true,
        "alternate_keys": {"k": ["a", "b"]}, "messages": ["Create"],
        "columns": [
            {"name": "tid", "edm": "Guid"},
            {"name": "_a_value", "edm": "Guid", "targets": ["t"], "create": false},
            {"name": "_b_value", "edm": "String", "options": [[1, "One"]], "min": 0, "max": 1.5}],
        "navigations": [
            {"name": "a", "target": "t", "column": "_a_value"},
            {"name": "as", "target": "t", "many": true, "delete": "Cascade"}]}}}"""
    table = parse_stock(text).tables["t"]
    assert table == TableSchema(
        logical_name="t",
        set_name="ts",
        key="tid",
        abstract=True,
        columns=(
            ColumnSchema("tid", "tid", "Edm.Guid"),
            ColumnSchema("_a_value", "a", "Edm.Guid", targets=("t",), valid_for_create=False),
            ColumnSchema("_b_value", "_b_value", "Edm.String", options=((1, "One"),), minimum=0, maximum=1.5),
        ),
        navigations=(
            NavigationSchema("a", "t", collection=False, column="_a_value"),
            NavigationSchema("as", "t", collection=True, cascade_delete="Cascade"),
        ),
        alternate_keys=table.alternate_keys,
        messages=("Create",),
    )
    assert [(key.name, key.columns) for key in table.alternate_keys] == [("k", ("a", "b"))]


def test_members_are_found_by_exact_name() -> None:
    contact = TABLES["contact"]
    assert (contact.column("FullName"), contact.navigation("contact_annotation")) == (None, None)
    assert stock_schema().by_set("contacts") is contact
    assert stock_schema().by_set("Contacts") is None
    assert (column("contact", "_masterid_value").is_lookup, column("contact", "fullname").is_lookup) == (True, False)


def test_the_facts_are_read_once() -> None:
    assert stock_schema() is stock_schema()
