"""FetchXML over HTTP: what it selects, joins, filters, orders, groups and pages, and how it is refused."""

import re
import sqlite3
from collections.abc import Mapping
from urllib.parse import quote, unquote
from xml.sax.saxutils import quoteattr

import httpx
import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.language.fetch_reader import parse_fetch
from dataverse_sdk.emulator.language.options import read_options
from dataverse_sdk.emulator.language.query_errors import QueryError
from dataverse_sdk.emulator.reading.reader import Annotations, Reader
from dataverse_sdk.emulator.routes.query_replies import answer_apply
from dataverse_sdk.emulator.sql.fetch_compiler import Place, compile_fetch
from dataverse_sdk.emulator.storage.identity import Identity
from dataverse_sdk.schema.model import ColumnSchema, Schema, TableSchema
from dataverse_sdk.schema.stock import stock_schema

ACME, BYTE, CORE = (f"00000000-0000-0000-0000-0000000000a{number}" for number in (1, 2, 3))
ANN, BEN, CID, DAN = (f"00000000-0000-0000-0000-0000000000b{number}" for number in (1, 2, 3, 4))
QUOTE = "00000000-0000-0000-0000-0000000000c1"
ALL = {"Prefer": 'odata.include-annotations="*"'}
PAGING = {"Prefer": 'odata.include-annotations="Microsoft.Dynamics.CRM.fetchxmlpagingcookie,Microsoft.Dynamics.CRM.morerecords"'}
COOKIE, MORE = "@Microsoft.Dynamics.CRM.fetchxmlpagingcookie", "@Microsoft.Dynamics.CRM.morerecords"


@pytest.fixture
def http(dataverse: Emulator, http: httpx.Client) -> httpx.Client:
    dataverse.load(
        {
            "accounts": [
                {"accountid": ACME, "name": "Acme", "revenue": 100, "numberofemployees": 10, "_primarycontactid_value": ANN},
                {"accountid": BYTE, "name": "Byte", "revenue": "0.5", "numberofemployees": 5, "_parentaccountid_value": ACME},
                {"accountid": CORE, "name": "Core", "statecode": 1, "statuscode": 2},
            ],
            "contacts": [
                {"contactid": ANN, "firstname": "Ann", "lastname": "Ba", "_parentcustomerid_value": ACME, "gendercode": 2},
                {"contactid": BEN, "firstname": "Ben", "lastname": "Ba", "_parentcustomerid_value": ACME, "gendercode": 1},
                {"contactid": CID, "firstname": "Cid", "lastname": "Cid", "_parentcustomerid_value": BYTE, "createdon": "2025-02-03"},
                {"contactid": DAN, "firstname": "Dan", "createdon": "2025-01-01T00:00:00Z"},
            ],
            "quotes": [{"quoteid": QUOTE, "name": "q"}],
        }
    )
    return http


def ask(http: httpx.Client, xml: str, set_name: str = "contacts", headers: Mapping[str, str] | None = None) -> httpx.Response:
    return http.get(f"{set_name}?fetchXml={quote(xml)}", headers=headers)


def rows(http: httpx.Client, xml: str, set_name: str = "contacts", headers: Mapping[str, str] | None = None) -> list[dict[str, object]]:
    reply = ask(http, xml, set_name, headers)
    assert reply.status_code == 200, reply.text
    return reply.json()["value"]


def first_names(http: httpx.Client, inside: str, fetch: str = "") -> list[object]:
    xml = f"<fetch {fetch}><entity name='contact'><attribute name='firstname'/><order attribute='firstname'/>{inside}</entity></fetch>"
    return [row.get("firstname") for row in rows(http, xml)]


def condition(attribute: str, operator: str, *values: str, **more: str) -> str:
    extra = " ".join(f"{name}={quoteattr(value)}" for name, value in more.items())
    if len(values) == 1:
        return f"<condition attribute='{attribute}' operator='{operator}' value={quoteattr(values[0])} {extra}/>"
    return f"<condition attribute='{attribute}' operator='{operator}' {extra}>{''.join(f'<value>{value}</value>' for value in values)}</condition>"


# -- columns -----------------------------------------------------------------------------------------------------------


def test_the_columns_asked_for_come_with_the_key_and_without_nulls(http: httpx.Client) -> None:
    xml = "<fetch><entity name='account'><attribute name='name'/><attribute name='primarycontactid'/><order attribute='name'/></entity></fetch>"
    reply = ask(http, xml, "accounts").json()
    assert reply["@odata.context"].endswith("$metadata#accounts(name,_primarycontactid_value,primarycontactid,accountid)")
    first, second, _ = reply["value"]
    etag = first.pop("@odata.etag")
    assert re.fullmatch(r'W/"\d+"', etag)
    assert first == {"name": "Acme", "_primarycontactid_value": ANN, "accountid": ACME}
    assert set(second) == {"@odata.etag", "name", "accountid"}


def test_money_brings_its_currency_and_annotations_come_on_request(http: httpx.Client) -> None:
    xml = (
        "<fetch><entity name='account'><attribute name='revenue'/><attribute name='primarycontactid'/>"
        "<filter><condition attribute='name' operator='eq' value='ACME'/></filter></entity></fetch>"
    )
    (row,) = rows(http, xml, "accounts", ALL)
    assert row["revenue"] == 100
    assert row["revenue@OData.Community.Display.V1.FormattedValue"] == "$100.00"
    assert row["_transactioncurrencyid_value@OData.Community.Display.V1.FormattedValue"] == "US Dollar"
    assert row["_primarycontactid_value@OData.Community.Display.V1.FormattedValue"] == "Ann Ba"
    assert row["_primarycontactid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] == "contact"
    assert row["_primarycontactid_value@Microsoft.Dynamics.CRM.associatednavigationproperty"] == "primarycontactid"


@pytest.mark.parametrize("inside", ["", "<all-attributes/>"])
def test_no_attribute_means_all(http: httpx.Client, inside: str) -> None:
    reply = ask(http, f"<fetch top='1'><entity name='contact'>{inside}</entity></fetch>").json()
    assert reply["@odata.context"].endswith("#contacts")
    assert {"contactid", "_ownerid_value", "createdon"} <= reply["value"][0].keys()


def test_an_alias_names_a_column_anew(http: httpx.Client) -> None:
    (row,) = rows(
        http,
        "<fetch top='1'><entity name='contact'><attribute name='contactid' alias='me'/><order attribute='firstname'/></entity></fetch>",
    )
    assert row["me"] == ANN


def test_a_document_that_was_encoded_twice_is_read(http: httpx.Client) -> None:
    xml = quote("<fetch top='1'><entity name='contact'><attribute name='firstname'/><order attribute='firstname'/></entity></fetch>")
    assert rows(http, xml)[0]["firstname"] == "Ann"


# -- conditions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (condition("firstname", "eq", "ann"), ["Ann"]),
        (condition("lastname", "ne", "ba"), ["Cid", "Dan"]),
        (condition("lastname", "neq", "ba"), ["Cid", "Dan"]),
        (condition("firstname", "gt", "Ben"), ["Cid", "Dan"]),
        (condition("firstname", "in", "Ann", "Dan"), ["Ann", "Dan"]),
        (condition("firstname", "in", "Ann"), ["Ann"]),
        (condition("firstname", "not-in", "Ann", "Dan"), ["Ben", "Cid"]),
        (condition("firstname", "between", "B", "D"), ["Ben", "Cid"]),
        (condition("firstname", "like", "%n"), ["Ann", "Ben", "Dan"]),
        (condition("firstname", "like", "a%"), ["Ann"]),
        (condition("firstname", "like", "%e%"), ["Ben"]),
        (condition("firstname", "like", "_e_"), ["Ben"]),
        (condition("firstname", "like", "%%"), ["Ann", "Ben", "Cid", "Dan"]),
        (condition("lastname", "not-like", "b%"), ["Cid", "Dan"]),
        (condition("firstname", "begins-with", "d"), ["Dan"]),
        (condition("firstname", "not-begin-with", "d"), ["Ann", "Ben", "Cid"]),
        (condition("firstname", "ends-with", "d"), ["Cid"]),
        (condition("firstname", "not-end-with", "d"), ["Ann", "Ben", "Dan"]),
        (condition("lastname", "null"), ["Dan"]),
        (condition("lastname", "not-null"), ["Ann", "Ben", "Cid"]),
        (condition("gendercode", "eq", "1"), ["Ben"]),
        (condition("donotemail", "eq", "true"), []),
        (condition("parentcustomerid", "eq", "{" + ACME.upper() + "}"), ["Ann", "Ben"]),
        (condition("ownerid", "eq-userid"), ["Ann", "Ben", "Cid", "Dan"]),
        (condition("ownerid", "ne-userid"), []),
        (condition("createdon", "last-x-days", "1"), ["Ann", "Ben"]),
        (condition("createdon", "today"), ["Ann", "Ben"]),
        (condition("createdon", "olderthan-x-days", "1"), ["Cid", "Dan"]),
        (condition("createdon", "on", "2025-02-03"), ["Cid"]),
        (condition("createdon", "on-or-before", "2025-02-03"), ["Cid", "Dan"]),
        (condition("createdon", "in-fiscal-period-and-year", "1", "2025"), ["Cid", "Dan"]),
        (condition("firstname", "eq", valueof="lastname"), ["Cid"]),
        ("<filter type='or'>" + condition("firstname", "eq", "Ann") + condition("firstname", "eq", "Dan") + "</filter>", ["Ann", "Dan"]),
        ("<filter/>", ["Ann", "Ben", "Cid", "Dan"]),
    ],
)
def test_a_condition_lets_these_through(http: httpx.Client, text: str, names: list[str]) -> None:
    assert first_names(http, f"<filter>{text}</filter>") == names


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        (condition("nothing", "eq", "1"), 400, "0x80041103"),
        (condition("_parentcustomerid_value", "eq", ACME), 400, "0x80041103"),
        (condition("parentcustomeridname", "eq", "1"), 501, "0x80060888"),
        (condition("firstname", "equals", "1"), 400, "0x80041120"),
        (condition("fullname", "eq-userteams"), 400, "0x80041106"),
        (condition("fullname", "under", "x"), 400, "0x80041106"),
        (condition("gendercode", "like", "1"), 400, "0x80041120"),
        (condition("gendercode", "eq", "x"), 400, "0x80040259"),
        (condition("createdon", "eq", "2/28/2022"), 400, "0x80040239"),
        (condition("contactid", "eq", "x"), 400, "0x80040203"),
        (condition("firstname", "eq"), 400, "0x80041106"),
        (condition("firstname", "null", "x"), 400, "0x80041106"),
        (condition("createdon", "last-x-days", "x"), 400, "0x80041106"),
        (condition("createdon", "last-x-days"), 400, "0x80041106"),
        (condition("firstname", "in"), 400, "0x80041106"),
        (condition("firstname", "eq", "x", entityname="z"), 400, "0x80041126"),
        (condition("firstname", "eq", valueof="z.name"), 400, "0x80041126"),
        (condition("firstname", "like", valueof="lastname"), 400, "0x80041120"),
        (condition("firstname", "eq", valueof="gendercode"), 400, "0x80060888"),
        (condition("firstname", "eq", "x", aggregate="count"), 501, "0x80060888"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_with_its_code(http: httpx.Client, text: str, status: int, code: str) -> None:
    reply = ask(http, f"<fetch><entity name='contact'><attribute name='firstname'/><filter>{text}</filter></entity></fetch>")
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


# -- links ---------------------------------------------------------------------------------------------------------------

TO_ACCOUNT = "<link-entity name='account' from='accountid' to='parentcustomerid'"


def test_an_inner_link_keeps_only_rows_with_a_partner_and_returns_its_columns(http: httpx.Client) -> None:
    inside = f"{TO_ACCOUNT} alias='a'><attribute name='name'/><attribute name='primarycontactid'/></link-entity>"
    xml = f"<fetch><entity name='contact'><attribute name='firstname'/><order attribute='firstname'/>{inside}</entity></fetch>"
    found = rows(http, xml, headers=ALL)
    assert [(row["firstname"], row["a.name"]) for row in found] == [("Ann", "Acme"), ("Ben", "Acme"), ("Cid", "Byte")]
    assert found[0]["a.primarycontactid"] == ANN
    assert found[0]["a.primarycontactid@OData.Community.Display.V1.FormattedValue"] == "Ann Ba"
    assert found[0]["a.primarycontactid@Microsoft.Dynamics.CRM.lookuplogicalname"] == "contact"


def test_an_outer_link_keeps_every_row_and_its_filter_belongs_to_the_join(http: httpx.Client) -> None:
    name = condition("name", "eq", "Byte")
    inside = f"{TO_ACCOUNT} link-type='outer' alias='a'><attribute name='name'/><filter>{name}</filter></link-entity>"
    xml = f"<fetch><entity name='contact'><attribute name='firstname'/><order attribute='firstname'/>{inside}</entity></fetch>"
    assert [row.get("a.name") for row in rows(http, xml)] == [None, None, "Byte", None]
    after = f"<filter>{condition('name', 'null', entityname='a')}</filter>"
    assert first_names(http, f"{TO_ACCOUNT} link-type='outer' alias='a'/>{after}") == ["Dan"]


def test_a_link_without_alias_is_called_after_its_table(http: httpx.Client) -> None:
    inside = f"{TO_ACCOUNT}><all-attributes/></link-entity><filter>{condition('name', 'eq', 'Byte', entityname='account')}</filter>"
    (row,) = rows(http, f"<fetch><entity name='contact'><attribute name='firstname'/>{inside}</entity></fetch>")
    assert (row["account1.name"], row["account1.accountid"]) == ("Byte", BYTE)


def test_links_nest_and_compare_across_tables(http: httpx.Client) -> None:
    inside = (
        f"{TO_ACCOUNT} alias='a'><link-entity name='account' from='accountid' to='parentaccountid' alias='p'><attribute name='name' alias='top'/>"
        f"</link-entity></link-entity><filter>{condition('firstname', 'ne', valueof='p.name')}</filter>"
    )
    (row,) = rows(http, f"<fetch><entity name='contact'><attribute name='firstname'/>{inside}</entity></fetch>")
    assert (row["firstname"], row["top"]) == ("Cid", "Acme")


@pytest.mark.parametrize(
    ("kind", "names"),
    [("any", ["Acme"]), ("not any", ["Byte", "Core"]), ("all", ["Byte"]), ("not all", ["Acme"])],
)
def test_a_link_in_a_filter_asks_for_rows(http: httpx.Client, kind: str, names: list[str]) -> None:
    link = (
        f"<link-entity name='contact' from='parentcustomerid' to='accountid' link-type='{kind}'>"
        f"<filter>{condition('lastname', 'eq', 'Ba')}</filter></link-entity>"
    )
    xml = f"<fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter>{link}</filter></entity></fetch>"
    assert [row["name"] for row in rows(http, xml, "accounts")] == names


@pytest.mark.parametrize("kind", ["exists", "in"])
def test_a_link_that_asks_only_does_not_multiply(http: httpx.Client, kind: str) -> None:
    deeper = "<link-entity name='systemuser' from='systemuserid' to='ownerid'/>"
    link = f"<link-entity name='contact' from='parentcustomerid' to='accountid' link-type='{kind}'>{deeper}</link-entity>"
    xml = f"<fetch><entity name='account'><attribute name='name'/><order attribute='name'/>{link}</entity></fetch>"
    assert [row["name"] for row in rows(http, xml, "accounts")] == ["Acme", "Byte"]


def test_many_to_many_goes_through_the_intersect_table(http: httpx.Client) -> None:
    http.post(f"contacts({CID})/contactquotes_association/$ref", json={"@odata.id": f"quotes({QUOTE})"})
    link = (
        "<link-entity name='contactquotes' from='contactid' to='contactid' intersect='true'>"
        "<link-entity name='quote' from='quoteid' to='quoteid' alias='q'><attribute name='name'/></link-entity></link-entity>"
    )
    (row,) = rows(http, f"<fetch><entity name='contact'><attribute name='firstname'/>{link}</entity></fetch>")
    assert (row["firstname"], row["q.name"]) == ("Cid", "q")


@pytest.mark.parametrize(
    ("link", "status", "code"),
    [
        ("<link-entity name='nothing' from='x' to='contactid'/>", 400, "0x80041102"),
        (f"{TO_ACCOUNT} alias='a'/>{TO_ACCOUNT} alias='a'/>", 400, "0x80041109"),
        (f"{TO_ACCOUNT} link-type='any'/>", 400, "0x80041117"),
        (f"{TO_ACCOUNT} link-type='natural'/>", 501, "0x80060888"),
        (f"{TO_ACCOUNT} link-type='exists'><attribute name='name'/></link-entity>", 400, "0x80041106"),
        (
            f"{TO_ACCOUNT} link-type='outer'><link-entity name='contact' from='contactid' to='primarycontactid'/></link-entity>",
            501,
            "0x80060888",
        ),
        (
            f"{TO_ACCOUNT} link-type='exists'><link-entity name='contact' from='contactid' to='primarycontactid' link-type='outer'/></link-entity>",
            501,
            "0x80060888",
        ),
        (f"{TO_ACCOUNT}/>" * 16, 400, "0x8004430D"),
        ("<link-entity name='account' from='revenue' to='parentcustomerid'/>", 400, "0x80060888"),
        ("<link-entity name='account' from='accountid'/>", 400, "0x80040201"),
    ],
)
def test_a_link_that_cannot_be_is_refused(http: httpx.Client, link: str, status: int, code: str) -> None:
    reply = ask(http, f"<fetch><entity name='contact'><attribute name='firstname'/>{link}</entity></fetch>")
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


# -- order ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fetch", "inside", "names"),
    [
        ("", "<order attribute='firstname' descending='true'/>", ["Dan", "Cid", "Ben", "Ann"]),
        ("", f"<filter>{condition('gendercode', 'not-null')}</filter><order attribute='gendercode'/>", ["Ann", "Ben"]),
        ("useraworderby='true'", f"<filter>{condition('gendercode', 'not-null')}</filter><order attribute='gendercode'/>", ["Ben", "Ann"]),
        ("", "<order attribute='parentcustomerid' descending='true'/><order attribute='firstname'/>", ["Cid", "Ann", "Ben", "Dan"]),
        (
            "",
            f"<order entityname='a' attribute='name' descending='true'/><order attribute='firstname'/>{TO_ACCOUNT} alias='a'/>",
            ["Cid", "Ann", "Ben"],
        ),
        (
            "",
            f"<order attribute='lastname'/>{TO_ACCOUNT} alias='a'><order attribute='name' descending='true'/></link-entity>",
            ["Ann", "Ben", "Cid"],
        ),
        ("", "<attribute name='firstname' alias='f'/><order alias='f' descending='true'/>", ["Dan", "Cid", "Ben", "Ann"]),
    ],
)
def test_rows_come_in_the_order_asked_for(http: httpx.Client, fetch: str, inside: str, names: list[str]) -> None:
    xml = f"<fetch {fetch}><entity name='contact'><attribute name='firstname'/>{inside}</entity></fetch>"
    assert [row["firstname"] for row in rows(http, xml)] == names


def test_an_order_may_stand_on_the_fetch_element(http: httpx.Client) -> None:
    xml = "<fetch><order attribute='firstname' descending='true'/><entity name='contact'><attribute name='firstname'/></entity></fetch>"
    assert rows(http, xml)[0]["firstname"] == "Dan"


# -- groups --------------------------------------------------------------------------------------------------------------


def test_totals_are_those_of_the_documentation(http: httpx.Client) -> None:
    names = {"Average": "avg", "Count": "count", "ColumnCount": "countcolumn", "Maximum": "max", "Minimum": "min", "Sum": "sum"}
    inside = "".join(f"<attribute name='numberofemployees' alias='{alias}' aggregate='{name}'/>" for alias, name in names.items())
    (row,) = rows(http, f"<fetch aggregate='true'><entity name='account'>{inside}</entity></fetch>", "accounts")
    assert row == {"Average": 7, "Count": 3, "ColumnCount": 2, "Maximum": 10, "Minimum": 5, "Sum": 15}


def test_money_is_totalled_exactly_and_shown_with_nine_places(http: httpx.Client) -> None:
    inside = "".join(f"<attribute name='revenue' alias='{name}' aggregate='{name}'/>" for name in ("sum", "avg", "min"))
    reply = ask(http, f"<fetch aggregate='true'><entity name='account'>{inside}</entity></fetch>", "accounts", ALL)
    assert '"sum":100.500000000' in reply.text
    assert '"avg":50.250000000' in reply.text
    assert '"min":0.5000' in reply.text
    assert '"avg@OData.Community.Display.V1.FormattedValue":"$50.25"' in reply.text


def test_groups_by_lookup_text_and_parts_of_dates(http: httpx.Client) -> None:
    def grouped(*attributes: str, order: str = "") -> list[dict[str, object]]:
        xml = f"<fetch aggregate='true'><entity name='contact'>{''.join(attributes)}{order}</entity></fetch>"
        return rows(http, xml)

    count = "<attribute name='contactid' alias='n' aggregate='count'/>"
    last = "<attribute name='lastname' alias='l' groupby='true'/>"
    assert grouped(last, count) == [{"n": 1}, {"l": "Ba", "n": 2}, {"l": "Cid", "n": 1}]
    assert grouped(last, count, order="<order alias='n' descending='true'/>")[0] == {"l": "Ba", "n": 2}
    parent = "<attribute name='parentcustomerid' alias='p' groupby='true'/>"
    assert grouped(parent, count, order="<order alias='p' descending='true'/>") == [{"p": BYTE, "n": 1}, {"p": ACME, "n": 2}, {"n": 1}]
    gender = "<attribute name='gendercode' alias='g' groupby='true'/>"
    assert grouped(gender, count, order="<order alias='g' descending='true'/>") == [{"g": 1, "n": 1}, {"g": 2, "n": 1}, {"n": 2}]
    parts = "".join(
        f"<attribute name='createdon' alias='{part}' groupby='true' dategrouping='{part}'/>"
        for part in ("day", "week", "month", "quarter", "year")
    )
    found = grouped(parts, count, order="<order alias='year'/><order alias='month'/>")
    assert found[:2] == [
        {"day": 1, "week": 1, "month": 1, "quarter": 1, "year": 2025, "n": 1},
        {"day": 3, "week": 6, "month": 2, "quarter": 1, "year": 2025, "n": 1},
    ]
    distinct = "<attribute name='lastname' alias='d' aggregate='countcolumn' distinct='true'/>"
    assert grouped(distinct) == [{"d": 2}]


def test_the_weeks_are_those_of_the_documented_sample(http: httpx.Client, dataverse: Emulator) -> None:
    dataverse.load(
        {"tasks": [{"subject": "a", "scheduledend": "2023-03-25T12:00:00Z"}, {"subject": "b", "scheduledend": "2023-08-27T12:00:00Z"}]}
    )
    xml = (
        "<fetch aggregate='true'><entity name='task'><attribute name='scheduledend' alias='Week' groupby='true' dategrouping='week'/>"
        "<order alias='Week'/></entity></fetch>"
    )
    assert rows(http, xml, "tasks") == [{"Week": 12}, {"Week": 35}]


def test_distinct_rows_have_no_key_and_differ(http: httpx.Client) -> None:
    xml = "<fetch distinct='true'><entity name='contact'><attribute name='lastname'/><attribute name='lastname'/><order attribute='lastname'/></entity></fetch>"
    assert rows(http, xml) == [{}, {"lastname": "Ba"}, {"lastname": "Cid"}]


@pytest.mark.parametrize(
    ("fetch", "inside", "status", "code"),
    [
        ("aggregate='true'", "<attribute name='lastname' aggregate='count'/>", 400, "0x8004110B"),
        ("aggregate='true'", "<attribute name='lastname' alias='x'/>", 400, "0x80041107"),
        ("aggregate='true'", "<attribute name='lastname' alias='x' aggregate='median'/>", 400, "0x8004111A"),
        ("aggregate='true'", "<attribute name='lastname' alias='x' aggregate='countdistinct'/>", 400, "0x8004111A"),
        ("aggregate='true'", "<attribute name='lastname' alias='x y' aggregate='count'/>", 400, "0x80041109"),
        ("aggregate='true'", "<attribute name='lastname' alias='x' aggregate='count'/>" * 2, 400, "0x80041109"),
        ("aggregate='true'", "<attribute name='lastname' alias='x' aggregate='sum'/>", 501, "0x80060888"),
        ("aggregate='true'", "<attribute name='lastname' alias='x' groupby='true' dategrouping='day'/>", 400, "0x80041103"),
        ("aggregate='true'", "<attribute name='createdon' alias='x' groupby='true' dategrouping='fiscal-period'/>", 501, "0x80060888"),
        ("aggregate='true'", "<attribute name='lastname' alias='x' groupby='true'/><order attribute='lastname'/>", 400, "0x80041109"),
        ("aggregate='true'", "<attribute name='lastname' alias='x' groupby='true'/><order alias='y'/>", 400, "0x8004110A"),
        ("aggregate='true'", "", 400, "0x80041103"),
        ("aggregate='true' aggregatelimit='3'", "<attribute name='lastname' alias='x' aggregate='count'/>", 400, "0x8004E023"),
        ("", "<attribute name='lastname' alias='x' aggregate='count'/>", 400, "0x8004111A"),
        ("", "<attribute name='lastname' alias='x' groupby='true'/>", 400, "0x8004111A"),
        ("", "<order alias='y'/>", 400, "0x8004110A"),
        ("", "<order entityname='y' attribute='name'/>", 400, "0x80041126"),
        ("distinct='true'", "", 501, "0x80060888"),
        ("distinct='true'", "<attribute name='lastname'/><order attribute='firstname'/>", 501, "0x80060888"),
        ("distinct='true'", "<attribute name='lastname'/><order alias='z'/>", 400, "0x8004110A"),
        ("top='3' page='2'", "", 400, "0x80041108"),
        ("top='3' returntotalrecordcount='true'", "", 400, "0x80041108"),
        ("top='5001'", "", 400, "0x80041108"),
        ("top='0'", "", 400, "0x8004110C"),
        ("count='x'", "", 400, "0x8004110C"),
        ("distinct='maybe'", "", 400, "0x80041108"),
        ("rowlimit='1'", "", 400, "0x80040201"),
        ("datasource='retained'", "", 501, "0x80060888"),
        ("count='5000' page='11'", "", 400, "0x80040203"),
        ("", "<attribute/>", 400, "0x80040201"),
        ("", "<attribute name='fullname' alias='n' rowaggregate='CountChildren'/>", 400, "0x8004111A"),
        ("", "<no-attrs/>", 501, "0x80060888"),
        ("", "<order/>", 400, "0x80040201"),
        ("", "<something/>", 400, "0x8004111C"),
        ("", "<filter type='xor'/>", 400, "0x80041122"),
        ("", f"<filter>{condition('lastname', 'null') * 501}</filter>", 400, "0x8004430C"),
    ],
)
def test_what_cannot_be_asked_is_refused(http: httpx.Client, fetch: str, inside: str, status: int, code: str) -> None:
    reply = http.post(
        "$batch",
        headers={"Content-Type": "multipart/mixed;boundary=b"},
        content=f"--b\r\nContent-Type: application/http\r\n\r\nGET /api/data/v9.2/contacts?fetchXml="
        f"{quote(f'<fetch {fetch}><entity name={chr(39)}contact{chr(39)}>{inside}</entity></fetch>')} HTTP/1.1\r\n\r\n\r\n--b--\r\n",
    )
    assert f'"code":"{code}"' in reply.text
    assert f"HTTP/1.1 {status}" in reply.text


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("", "0x80040201"),
        ("<fetch", "0x80040201"),
        ("<fetch/>", "0x80040201"),
        ("<entity name='contact'/>", "0x8004111C"),
        ("<!DOCTYPE fetch [<!ENTITY a 'b'>]><fetch><entity name='contact'/></fetch>", "0x80040201"),
        ("<fetch><entity name='&a;'/></fetch>", "0x80040201"),
        ("<fetch><entity name='account'/></fetch>", "0x80041128"),
        ("<fetch><entity name='contact'><filter>" + "<filter>" * 200 + "</filter>" * 200 + "</filter></entity></fetch>", "0x80040201"),
    ],
)
def test_what_is_no_document_of_this_set_is_refused(http: httpx.Client, xml: str, code: str) -> None:
    reply = ask(http, xml)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, code)


def test_other_options_beside_fetchxml_are_not_guessed_at(http: httpx.Client) -> None:
    reply = http.get("contacts?$select=firstname&fetchXml=<fetch><entity name='contact'/></fetch>")
    assert reply.status_code == 501


# -- pages ---------------------------------------------------------------------------------------------------------------


def follow(http: httpx.Client, inside: str, size: int, *, cookies: bool = True) -> list[list[object]]:
    """Every page, as the documentation says: decode twice, XML-encode, increment the page."""
    found: list[list[object]] = []
    cookie = ""
    while True:
        given = f"paging-cookie={quoteattr(cookie)}" if cookie else ""
        xml = f"<fetch count='{size}' page='{len(found) + 1}' {given}><entity name='contact'><attribute name='firstname'/>{inside}</entity></fetch>"
        reply = ask(http, xml, headers=PAGING).json()
        found.append([row["firstname"] for row in reply["value"]])
        if not reply[MORE]:
            assert COOKIE not in reply
            return found
        assert (COOKIE in reply) is cookies
        if cookies:
            match = re.fullmatch(r'<cookie pagenumber="(\d+)" pagingcookie="([^"]*)" istracking="False" />', reply[COOKIE])
            assert match is not None
            assert int(match[1]) == len(found) + 1
            cookie = unquote(unquote(match[2]))


def test_cookies_lead_through_all_rows_once(http: httpx.Client) -> None:
    assert follow(http, "<order attribute='firstname' descending='true'/>", 3) == [["Dan", "Cid", "Ben"], ["Ann"]]
    assert follow(http, "<order attribute='lastname'/><order attribute='donotemail'/>", 1) == [["Dan"], ["Ann"], ["Ben"], ["Cid"]]
    assert follow(http, "<order attribute='createdon'/>", 2) == [["Dan", "Cid"], ["Ann", "Ben"]]
    assert follow(http, f"<order attribute='firstname'/>{TO_ACCOUNT}/>", 2) == [["Ann", "Ben"], ["Cid"]]


def test_pages_without_cookies_are_counted(http: httpx.Client) -> None:
    assert follow(http, "<order attribute='gendercode' descending='true'/>", 3, cookies=False) == [["Ben", "Ann", "Cid"], ["Dan"]]
    link = "<link-entity name='account' from='primarycontactid' to='contactid' link-type='outer'/>"
    assert follow(http, f"<order attribute='firstname'/>{link}", 3, cookies=False) == [["Ann", "Ben", "Cid"], ["Dan"]]


def test_the_cookie_has_the_documented_form(http: httpx.Client) -> None:
    xml = "<fetch count='2'><entity name='contact'><attribute name='firstname'/><order attribute='lastname'/></entity></fetch>"
    cookie = ask(http, xml, headers=PAGING).json()[COOKIE]
    match = re.search(r'pagingcookie="([^"]*)"', cookie)
    assert match is not None
    assert match[1].startswith("%253ccookie%2520page%253d%25221%2522%253e%253clastname%2520last%253d%2522Ba%2522%2520firstnull")
    assert unquote(unquote(match[1])) == (
        f'<cookie page="1"><lastname last="Ba" firstnull="1" /><contactid last="{{{ANN.upper()}}}" first="{{{DAN.upper()}}}" /></cookie>'
    )


def test_a_page_may_be_skipped_and_an_older_one_asked_for_with_a_cookie(http: httpx.Client) -> None:
    cookie = quoteattr(f'<cookie page="1"><firstname last="Ann" first="Ann" /><contactid last="{ANN}" first="{ANN}" /></cookie>')
    for page, name in ((3, "Cid"), (1, "Ann"), (2, "Ben")):
        assert first_names(http, "", f"count='1' page='{page}' paging-cookie={cookie}") == [name]


@pytest.mark.parametrize(
    "cookie",
    [
        "nonsense",
        "<cookie/>",
        '<cookie page="x"/>',
        '<cookie page="1"><lastname last="a"/></cookie>',
        f'<cookie page="1"><firstname/><contactid last="{ANN}"/></cookie>',
        '<cookie page="1"><firstname last="a"/><contactid last="x"/></cookie>',
        f'<biscuit page="1"><firstname last="a"/><contactid last="{ANN}"/></biscuit>',
    ],
)
def test_a_cookie_of_another_query_is_refused(http: httpx.Client, cookie: str) -> None:
    xml = f"<fetch count='1' page='2' paging-cookie={quoteattr(cookie)}><entity name='contact'><order attribute='firstname'/></entity></fetch>"
    reply = ask(http, xml)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "0x80041129")


def test_rows_are_counted_on_request(http: httpx.Client) -> None:
    xml = "<fetch count='1' returntotalrecordcount='true'><entity name='contact'><attribute name='firstname'/></entity></fetch>"
    reply = ask(http, xml, headers=ALL).json()
    assert (reply["@odata.count"], reply["@Microsoft.Dynamics.CRM.totalrecordcount"]) == (4, 4)
    assert reply["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] is False
    counted = http.get("contacts", params={"fetchXml": xml.replace("returntotalrecordcount='true'", ""), "$count": "true"}).json()
    assert counted["@odata.count"] == 4
    distinct = xml.replace("<fetch", "<fetch distinct='true'").replace("firstname", "lastname")
    assert ask(http, distinct).json()["@odata.count"] == 3
    total = "<fetch aggregate='true' returntotalrecordcount='true'><entity name='contact'><attribute name='contactid' alias='n' aggregate='count'/>"
    assert ask(http, f"{total}</entity></fetch>").json()["@odata.count"] == 1


# -- saved queries -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "set_name", "key"), [("savedQuery", "savedqueries", "savedqueryid"), ("userQuery", "userqueries", "userqueryid")]
)
def test_a_predefined_query_is_carried_out(http: httpx.Client, dataverse: Emulator, option: str, set_name: str, key: str) -> None:
    xml = "<fetch version='1.0' output-format='xml-platform'><entity name='contact'><attribute name='firstname'/><order attribute='firstname'/></entity></fetch>"
    dataverse.load({set_name: [{key: QUOTE, "name": "mine", "fetchxml": xml, "returnedtypecode": "contact"}, {key: ANN, "name": "empty"}]})
    assert http.get(f"{set_name}?$select=name&$filter=name eq 'mine'").json()["value"][0][key] == QUOTE
    reply = http.get(f"contacts?{option}={QUOTE}")
    assert reply.json()["@odata.context"].endswith("#contacts(firstname,contactid)")
    assert [row["firstname"] for row in reply.json()["value"]] == ["Ann", "Ben", "Cid", "Dan"]
    related = http.get(f"accounts({ACME})/contact_customer_accounts/?{option}={QUOTE}")
    assert [row["firstname"] for row in related.json()["value"]] == ["Ann", "Ben"]
    first = http.get(f"contacts?{option}={QUOTE}", headers={"Prefer": "odata.maxpagesize=3"}).json()
    assert len(first["value"]) == 3
    rest = http.get(first["@odata.nextLink"], headers={"Prefer": "odata.maxpagesize=3"}).json()
    assert [row["firstname"] for row in rest["value"]] == ["Dan"]
    assert "@odata.nextLink" not in rest
    assert http.get(first["@odata.nextLink"].replace("%22", "%23", 1)).status_code == 400
    assert http.get(f"contacts?{option}={CID}").json()["error"]["code"] == "0x80040217"
    assert http.get(f"contacts?{option}=x").status_code == 400
    assert http.get(f"contacts?{option}={ANN}").json()["error"]["code"] == "0x80040201"
    assert http.get(f"accounts?{option}={QUOTE}").json()["error"]["code"] == "0x80041128"


# -- corners -------------------------------------------------------------------------------------------------------------


def test_numbers_are_totalled_and_shown_by_their_kind(http: httpx.Client, dataverse: Emulator) -> None:
    dataverse.load({"accounts": [{"name": "Far", "address1_latitude": 1.5, "exchangerate": "0.3333333333"}]})
    inside = "<attribute name='numberofemployees' alias='n' aggregate='sum'/>"
    for name in ("sum", "avg"):
        inside += f"<attribute name='address1_latitude' alias='lat{name}' aggregate='{name}'/>"
        inside += f"<attribute name='exchangerate' alias='rate{name}' aggregate='{name}'/>"
    reply = ask(http, f"<fetch aggregate='true'><entity name='account'>{inside}</entity></fetch>", "accounts", ALL)
    assert '"n@OData.Community.Display.V1.FormattedValue":"15"' in reply.text
    assert '"latsum":1.5' in reply.text
    assert '"latavg":1.5' in reply.text
    assert '"ratesum":0.3333333333' in reply.text
    assert '"rateavg":0.3333333333' in reply.text


def test_an_environment_without_the_table_of_saved_queries_says_so() -> None:
    schema = stock_schema()
    with Emulator(seed="empty", metadata=schema) as emulator, httpx.Client(transport=emulator.transport()) as client:
        reply = client.get(f"https://emulator.localhost/api/data/v9.2/contacts?savedQuery={QUOTE}", headers={"Authorization": "Bearer x"})
    assert reply.status_code == 501
    assert "savedquery" in reply.json()["error"]["message"]


def test_rows_of_a_table_without_a_key_are_not_imitated(world) -> None:
    with pytest.raises(QueryError, match="no primary key"):
        compile_fetch(
            parse_fetch("<fetch><entity name='club'><attribute name='name'/></entity></fetch>"),
            world.club,
            world.schema,
            context=world.context,
            columns=lambda table, _: table.columns,
            limit=1,
            place=Place(),
        )


def test_a_fault_of_the_database_is_not_dressed_up(dataverse: Emulator) -> None:
    table = dataverse.schema.tables["account"]
    dataverse.store.make("account")
    dataverse.store.connection.set_progress_handler(lambda: 1, 1)
    options = read_options([("$apply", "aggregate(revenue with average as a)")], table, dataverse.schema)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        answer_apply(Reader(dataverse.store, Identity()), table, options, related=None, annotations=Annotations())
    dataverse.store.connection.set_progress_handler(None, 0)


def test_a_lookup_without_a_navigation_property_has_no_such_annotation(dataverse: Emulator) -> None:
    table = TableSchema("thing", "things", "thingid", columns=(
        ColumnSchema("thingid", "thingid", "Edm.Guid"), ColumnSchema("_otherid_value", "otherid", "Edm.Guid", "Lookup", targets=("thing",)),
    ))  # fmt: skip
    with Emulator(seed="empty", metadata=Schema({"thing": table})) as emulator, httpx.Client(transport=emulator.transport()) as client:
        emulator.load({"things": [{"thingid": ANN, "_otherid_value": ANN}]})
        xml = quote("<fetch><entity name='thing'><attribute name='otherid'/></entity></fetch>")
        url = f"https://emulator.localhost/api/data/v9.2/things?fetchXml={xml}"
        (row,) = client.get(url, headers={"Authorization": "Bearer x", **ALL}).json()["value"]
    assert row["_otherid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] == "thing"
    assert "_otherid_value@Microsoft.Dynamics.CRM.associatednavigationproperty" not in row
