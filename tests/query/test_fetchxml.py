"""FetchXML: documents from columns and predicates, their paging, rows with nulls left out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judges import MEASURABLE

from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.model import Alias, Predicate, Raw, Reference, row_count, selected_columns
from dataverse_sdk.model.predicates import AllOf, AnyOf, Call, Compare, CompareColumns, Not, QueryFunction
from dataverse_sdk.operations import next_page, query_page
from dataverse_sdk.query import Fetch, FetchText, link, linked_value
from dataverse_sdk.tables import Account, Annotation, Contact, Invoice
from dataverse_sdk.testing import json_reply

KEY = UUID(int=3)
ACCOUNTS = Fetch(Account).select(Account.name)
PEOPLE = link(Contact, from_=Contact.parentcustomerid, to=Account.accountid, alias="c", select=[Contact.fullname])


def document(source: Any, size: int | None = None) -> ET.Element:
    return ET.fromstring(unquote(query_page(source, page_size=size).request.target.partition("?fetchXml=")[2]))


def text(source: Any, size: int | None = None) -> str:
    return ET.tostring(document(source, size), encoding="unicode")


def condition(predicate: Predicate) -> str:
    """The one filter of a query, as text."""
    found = document(ACCOUNTS.where(predicate)).find("entity/filter")
    assert found is not None
    return "".join(ET.tostring(child, encoding="unicode") for child in found)


def test_a_document_has_what_was_asked_for_in_order():
    query = ACCOUNTS.select(Account.ownerid).where(Account.revenue > Decimal("1.5")).order_by(Account.name.desc(), Account.revenue)
    assert text(query.link(PEOPLE).distinct(), 50) == (
        '<fetch mapping="logical" distinct="true" count="50" page="1"><entity name="account">'
        '<attribute name="name" /><attribute name="ownerid" /><order attribute="name" descending="true" /><order attribute="revenue" />'
        '<filter type="and"><condition attribute="revenue" operator="gt" value="1.5" /></filter>'
        '<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="inner" alias="c"><attribute name="fullname" />'
        "</link-entity></entity></fetch>"
    )


def test_it_asks_for_the_annotations_that_it_is_paged_by():
    wanted = "Microsoft.Dynamics.CRM.fetchxmlpagingcookie,Microsoft.Dynamics.CRM.morerecords"
    assert query_page(ACCOUNTS).request.headers.get("Prefer") == f'odata.include-annotations="{wanted}"'
    assert query_page(ACCOUNTS, annotations=["a.b"]).request.headers.get("Prefer") == f'odata.include-annotations="a.b,{wanted}"'
    assert query_page(ACCOUNTS, annotations="*").request.headers.get("Prefer") == 'odata.include-annotations="*"'


def test_a_limit_of_one_page_is_a_top_and_a_longer_one_is_counted_here():
    assert document(ACCOUNTS.top(3)).attrib == {"mapping": "logical", "top": "3"}
    assert document(ACCOUNTS.top(3), 2).attrib == {"mapping": "logical", "count": "2", "page": "1"}
    assert document(ACCOUNTS).attrib == {"mapping": "logical"}
    assert ACCOUNTS.at_most(5).at_most(7).limit == 5


def test_other_data_sources_are_attributes():
    assert document(Fetch(Account, datasource="bin")).get("datasource") == "bin"


def test_every_readable_column_is_asked_for_when_none_is_named():
    names = [each.get("name") for each in document(Fetch(Account)).iterfind("entity/attribute")]
    assert "name" in names
    assert "ownerid" in names
    assert not any(name is None or name.startswith("_") for name in names)


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        (Account.name == "a&b<'\"", """<condition attribute="name" operator="eq" value="a&amp;b&lt;'&quot;" />"""),
        (~(Account.revenue > 3), '<condition attribute="revenue" operator="le" value="3" />'),
        (Account.name.is_null(), '<condition attribute="name" operator="null" />'),
        (~Account.name.is_null(), '<condition attribute="name" operator="not-null" />'),
        (Account.name != Alias("p", None), '<condition attribute="name" operator="not-null" />'),
        (Account.name.alias("p") == Alias("q", "x"), '<condition attribute="name" operator="eq" value="x" />'),
        (Account.name == Account.accountnumber, '<condition attribute="name" operator="eq" valueof="accountnumber" />'),
        (~(Account.name == Account.accountnumber), '<condition attribute="name" operator="ne" valueof="accountnumber" />'),
        (Account.name.contains("x%"), '<condition attribute="name" operator="like" value="%x%%" />'),
        (~Account.name.startswith(Alias("p", "x")), '<condition attribute="name" operator="not-like" value="x%" />'),
        (Account.name.endswith("x"), '<condition attribute="name" operator="like" value="%x" />'),
        (Account.donotemail == True, '<condition attribute="donotemail" operator="eq" value="1" />'),  # noqa: E712
        (Account.ownerid == KEY, f'<condition attribute="ownerid" operator="eq" value="{KEY}" />'),
        (
            Account.createdon >= datetime(2026, 1, 2, tzinfo=UTC),
            '<condition attribute="createdon" operator="ge" value="2026-01-02T00:00:00Z" />',
        ),
        (Account.createdon.on(date(2026, 1, 2)), '<condition attribute="createdon" operator="on" value="2026-01-02" />'),
        (Account.createdon.today(), '<condition attribute="createdon" operator="today" />'),
        (Account.createdon.last_x_days(7), '<condition attribute="createdon" operator="last-x-days" value="7" />'),
        (
            Account.createdon.in_fiscal_period_and_year(1, 2026),
            '<condition attribute="createdon" operator="in-fiscal-period-and-year"><value>1</value><value>2026</value></condition>',
        ),
        (
            Account.numberofemployees.between(1, 9),
            '<condition attribute="numberofemployees" operator="between"><value>1</value><value>9</value></condition>',
        ),
        (
            ~Account.ownerid.in_(Alias("p", [KEY])),
            f'<condition attribute="ownerid" operator="not-in"><value>{KEY}</value></condition>',
        ),
        (~Account.ownerid.equal_user_id(), '<condition attribute="ownerid" operator="ne-userid" />'),
        (Account.parentaccountid.under(KEY), f'<condition attribute="parentaccountid" operator="under" value="{KEY}" />'),
        (
            ~Account.description.contain_values([1, 9]),
            '<condition attribute="description" operator="not-contain-values"><value>1</value><value>9</value></condition>',
        ),
    ],
)
def test_a_predicate_is_a_condition(predicate, expected):
    assert condition(predicate) == expected


@pytest.mark.parametrize(
    ("predicate", "reason"),
    [
        (~Account.createdon.today(), "no opposite of Today"),
        (Account.description.full_text_contains("x"), "no Contains"),
        (Account.contact_customer_accounts.any(), r"link\(\)"),
        (Raw("name eq 'x'"), r"link\(\)"),
        (Account.primarycontactid_nav.fullname == "x", r"link\(\)"),
        (Account.name == "a\x00b", "control character"),
        (Account.name.contains("\x0b"), "control character"),
    ],
)
def test_what_fetchxml_cannot_say_is_refused_with_what_to_do(predicate, reason):
    with pytest.raises(UsageError, match=reason):
        query_page(ACCOUNTS.where(predicate))


def depth(predicate: Predicate, negated: bool = False) -> Any:
    """What a filter should say, without FetchXML's words: joins and leaves, negations at the leaves."""
    match predicate:
        case Not(inner):
            return depth(inner, not negated)
        case AllOf(conditions) | AnyOf(conditions):
            word = "and" if isinstance(predicate, AllOf) is not negated else "or"
            return (word, *(depth(each, negated) for each in conditions))
        case Compare(path, name, value):
            names = {"eq": "ne", "ne": "eq", "gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
            name = names[name] if negated else name
            return (path[-1], {"eq": "null", "ne": "not-null"}[name] if value is None else name)
        case CompareColumns(path, name, _):
            names = {"eq": "ne", "ne": "eq", "gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
            return (path[-1], names[name] if negated else name)
        case Call(_, path, _):
            return (path[-1], "not-like" if negated else "like")
        case QueryFunction(function, path, _):
            return (path[-1], "in" if (function == "In") is not negated else "not-in")
    raise AssertionError(predicate)


def tree(element: ET.Element) -> Any:
    if element.tag == "filter":
        return (element.get("type"), *map(tree, element))
    name = str(element.get("attribute"))
    return ("_parentcustomerid_value" if name == "parentcustomerid" else name, element.get("operator"))


@settings(max_examples=150, deadline=None)
@given(MEASURABLE.filter(lambda predicate: "/" not in repr(paths(predicate))))
def test_negations_reach_the_conditions_and_joins_keep_their_shape(predicate):
    found = document(Fetch(Contact).where(predicate)).find("entity/filter")
    assert found is not None
    shape = depth(predicate)
    assert tree(found) == (shape if shape[0] in ("and", "or") else ("and", shape))


def paths(predicate: Predicate) -> list[str]:
    match predicate:
        case Not(inner):
            return paths(inner)
        case AllOf(conditions) | AnyOf(conditions):
            return [path for each in conditions for path in paths(each)]
        case Compare(path, _, _) | CompareColumns(path, _, _) | Call(_, path, _) | QueryFunction(_, path, _):
            return ["/".join(path)]
    raise AssertionError(predicate)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="￾￿"), min_size=1))
@settings(max_examples=100, deadline=None)
def test_a_text_is_read_back_as_it_was_or_refused(value):
    if any(letter < " " and letter not in "\t\n\r" for letter in value):
        with pytest.raises(UsageError):
            document(ACCOUNTS.where(Account.name == value))
    else:
        found = document(ACCOUNTS.where(Account.name == value)).find("entity/filter/condition")
        assert found is not None
        assert found.get("value") == value


# --- Links


def test_links_nest_and_bring_columns_under_their_alias():
    notes = link(Annotation, from_=Annotation.objectid, to=Contact.contactid, alias="n", join="outer", where=Annotation.subject == "x")
    people = link(Contact, from_=Contact.parentcustomerid, to=Account.accountid, alias="c", order_by=[Contact.fullname], links=[notes])
    found = document(ACCOUNTS.link(people)).find("entity/link-entity/link-entity")
    assert found is not None
    assert found.attrib == {"name": "annotation", "from": "objectid", "to": "contactid", "link-type": "outer", "alias": "n"}
    assert repr(people) == "<Link c>"


def test_a_linked_value_has_the_type_of_its_column():
    rows = [
        {"name": "Contoso", "c.fullname": "Ada", "c.birthdate": "1815-12-10", "c.ownerid": str(KEY)},
        {"name": "Fabrikam", "c._ownerid_value": str(KEY), "c.birthdate": "x"},
    ]
    first, second = query_page(ACCOUNTS.link(PEOPLE)).read(json_reply({"value": rows})).rows
    assert linked_value(first, "c", Contact.fullname) == "Ada"
    assert linked_value(first, "c", Contact.birthdate) == date(1815, 12, 10)
    assert linked_value(first, "c", Contact.ownerid) == linked_value(second, "c", Contact.ownerid) == Reference("", KEY)
    assert linked_value(second, "c", Contact.fullname) is None
    with pytest.raises(UsageError, match=r"c\.birthdate"):
        linked_value(second, "c", Contact.birthdate)


def test_a_column_that_is_null_is_left_out_by_the_service_and_none_here():
    query = Fetch(Account).select(Account.name, Account.revenue, Account.ownerid)
    (row,) = query_page(query).read(json_reply({"value": [{"name": "Contoso"}]})).rows
    assert (row.name, row.revenue, row.ownerid) == ("Contoso", None, None)
    assert selected_columns(row) == {"name", "revenue", "ownerid"}
    with pytest.raises(InvalidReply):
        query_page(query).read(json_reply({"value": [3]}))


@pytest.mark.parametrize(
    "make",
    [
        lambda: ACCOUNTS.link(PEOPLE, PEOPLE),
        lambda: link(Contact, from_=Contact.parentcustomerid, to=Account.accountid, alias="c d"),
        lambda: link(Contact, from_=Contact.parentcustomerid, to=Account.accountid, alias="c", join="sideways"),  # type: ignore[arg-type]
        lambda: link(Contact, from_=Account.name, to=Account.accountid, alias="c"),
        lambda: link(Contact, from_=Contact.parentcustomerid, to=Account.accountid, alias="c", join="any", select=[Contact.fullname]),
        lambda: ACCOUNTS.select(Contact.fullname),
        lambda: ACCOUNTS.top(0),
        lambda: query_page(ACCOUNTS, page_size=5001),
    ],
)
def test_a_document_that_could_not_work_is_refused(make):
    with pytest.raises(UsageError):
        make()


# --- Groups

GROUPS = Fetch(Invoice).group_by(Invoice.statecode, Invoice.customerid, month=Invoice.createdon.part("month"))


def test_groups_are_attributes_with_aliases():
    question = GROUPS.aggregate(
        total=Invoice.totalamount.sum(),
        mean=Invoice.totalamount.average(),
        n=row_count(),
        named=Invoice.name.count(),
        customers=Invoice.customerid.count_distinct(),
    )
    found = document(question.order_by("total", descending=True).order_by("month").top(5))
    assert (found.get("aggregate"), found.get("top")) == ("true", "5")
    assert [dict(each.attrib) for each in found.iterfind("entity/attribute")] == [
        {"name": "statecode", "alias": "statecode", "groupby": "true"},
        {"name": "customerid", "alias": "customerid", "groupby": "true"},
        {"name": "createdon", "alias": "month", "groupby": "true", "dategrouping": "month"},
        {"name": "totalamount", "alias": "total", "aggregate": "sum"},
        {"name": "totalamount", "alias": "mean", "aggregate": "avg"},
        {"name": "invoiceid", "alias": "n", "aggregate": "count"},
        {"name": "name", "alias": "named", "aggregate": "countcolumn"},
        {"name": "customerid", "alias": "customers", "aggregate": "countcolumn", "distinct": "true"},
    ]
    assert [dict(each.attrib) for each in found.iterfind("entity/order")] == [{"alias": "total", "descending": "true"}, {"alias": "month"}]


def test_groups_are_typed_rows():
    month, total = Invoice.createdon.part("month"), Invoice.totalamount.sum()
    row = {"statecode": 0, "customerid": str(KEY), "month": 3, "total": Decimal("2.5")}
    (group,) = query_page(GROUPS.aggregate(total=total)).read(json_reply({"value": [row]})).rows
    assert (group[Invoice.statecode], group[Invoice.customerid], group[month], group[total]) == (0, Reference("", KEY), 3, Decimal("2.5"))
    assert group.formatted(month) is None
    assert GROUPS.at_most(3).at_most(4).limit == 3
    assert repr(GROUPS) == "<FetchGroups of invoice>"


def test_measures_alone_make_one_group():
    assert [each.get("alias") for each in document(Fetch(Invoice).aggregate(n=row_count())).iterfind("entity/attribute")] == ["n"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: GROUPS.aggregate(),
        lambda: GROUPS.aggregate(name=row_count()),
        lambda: GROUPS.aggregate(month=row_count()),
        lambda: GROUPS.order_by("total"),
        lambda: GROUPS.top(0),
        lambda: Fetch(Invoice).group_by(Account.revenue),
        lambda: Fetch(Invoice).top(3).group_by(Invoice.statecode),
        lambda: Fetch(Invoice).select(Invoice.name).group_by(Invoice.statecode),
        lambda: Fetch(Account).link(PEOPLE).group_by(Account.statecode),
        lambda: (
            Fetch(Account)
            .link(link(Contact, from_=Contact.parentcustomerid, to=Account.accountid, alias="c", links=[PEOPLE]))
            .group_by(Account.statecode)
        ),
    ],
)
def test_groups_that_could_not_come_back_are_refused(make):
    with pytest.raises(UsageError):
        make()


# --- Paging

ELEMENT = '<cookie page="1"><accountid last="{7A}" first="{78}" /><name last="a &amp; b" first="x" /></cookie>'
COOKIE = f'<cookie pagenumber="2" pagingcookie="{quote(quote(ELEMENT, safe=""), safe="")}" istracking="False" />'
CONTEXT = "https://org.crm.dynamics.com/api/data/v9.2/$metadata#accounts(name)"
NAME, MORE = "@Microsoft.Dynamics.CRM.fetchxmlpagingcookie", "@Microsoft.Dynamics.CRM.morerecords"


def answer(**extra: Any) -> Any:
    return json_reply({"value": [{"name": "x"}], **extra})


@pytest.mark.parametrize("more", [True, "true"])
def test_the_next_page_has_the_cookie_decoded_twice_and_one_page_more(more):
    page = query_page(ACCOUNTS, page_size=1).read(answer(**{NAME: COOKIE, MORE: more, "@odata.context": CONTEXT}))
    following = next_page(page).request
    assert following.target.startswith("https://org.crm.dynamics.com/api/data/v9.2/accounts?fetchXml=%3Cfetch")
    found = ET.fromstring(unquote(following.target.partition("=")[2]))
    assert (found.get("page"), found.get("count"), found.get("paging-cookie")) == ("2", "1", ELEMENT)
    assert following.headers == query_page(ACCOUNTS, page_size=1).request.headers
    third = next_page(next_page(page).read(answer(**{NAME: COOKIE, MORE: more, "@odata.context": CONTEXT}))).request
    assert ET.fromstring(unquote(third.target.partition("=")[2])).get("page") == "3"


def test_without_a_context_the_next_page_is_asked_for_relative_to_the_service():
    page = query_page(ACCOUNTS).read(answer(**{NAME: COOKIE, MORE: True}))
    assert next_page(page).request.target.startswith("accounts?fetchXml=")


def test_the_last_page_is_the_one_without_more():
    for extra in ({MORE: False}, {}, {MORE: False, NAME: COOKIE}):
        assert query_page(ACCOUNTS).read(answer(**extra)).position is None
    assert query_page(ACCOUNTS.top(1)).read(answer(**{MORE: True, NAME: COOKIE})).position is None


def test_without_a_cookie_pages_are_asked_for_by_number_and_end_aloud_at_50_000_rows():
    page = query_page(ACCOUNTS, page_size=5000).read(answer(**{MORE: True}))
    for number in range(2, 11):
        request = next_page(page).request
        found = ET.fromstring(unquote(request.target.partition("=")[2]))
        assert (found.get("page"), found.get("paging-cookie")) == (str(number), None)
        if number == 10:
            with pytest.raises(UsageError, match="50000"):
                next_page(page).read(answer(**{MORE: True}))
            break
        page = next_page(page).read(answer(**{MORE: True}))


@pytest.mark.parametrize("cookie", ["<cookie", "x", 3, '<!DOCTYPE x [<!ENTITY a "b">]><cookie pagingcookie="&a;"/>'])
def test_a_cookie_that_is_none_is_an_invalid_reply(cookie):
    with pytest.raises(InvalidReply, match="cookie"):
        query_page(ACCOUNTS).read(answer(**{NAME: cookie, MORE: True}))


def test_a_cookie_without_its_text_is_no_cookie():
    page = query_page(ACCOUNTS).read(answer(**{NAME: '<cookie pagenumber="2" />', MORE: True}))
    assert page.next_link is not None
    assert "paging-cookie" not in page.next_link


def test_a_next_link_is_not_how_fetchxml_is_paged():
    with pytest.raises(InvalidReply, match="links"):
        query_page(ACCOUNTS).read(answer(**{"@odata.nextLink": "https://org.crm.dynamics.com/api/data/v9.2/accounts?x"}))


def test_groups_and_texts_are_paged_the_same_way():
    for source in (Fetch(Invoice).group_by(Invoice.statecode), FetchText(Account, "<fetch><entity name='account'/></fetch>")):
        page = query_page(source).read(json_reply({"value": [], NAME: COOKIE, MORE: True}))
        assert "page%3D%222%22" in str(page.next_link)


# --- Documents of the caller's own

OWN = "<fetch><entity name='account'><attribute name='name'/><attribute name='ownerid'/><attribute name='revenue' alias='r'/></entity></fetch>"


def test_a_document_of_the_callers_own_is_sent_as_it_stands():
    assert text(FetchText(Account, OWN)) == ET.tostring(ET.fromstring(OWN), encoding="unicode")
    assert document(FetchText(Account, OWN), 7).get("count") == "7"
    assert document(FetchText(Account, OWN).at_most(3).at_most(5)).get("top") == "3"
    sized = OWN.replace("<fetch>", "<fetch count='3' page='2'>")
    assert document(FetchText(Account, sized).at_most(1), 50).attrib == {"count": "3", "page": "2"}
    assert repr(FetchText(Account, OWN)) == "<FetchText Account>"
    assert repr(ACCOUNTS) == "<Fetch Account>"


def test_its_rows_hold_the_columns_it_names():
    (row,) = query_page(FetchText(Account, OWN)).read(json_reply({"value": [{"r": 3}]})).rows
    assert (row.name, row.ownerid) == (None, None)
    assert selected_columns(row) == {"name", "ownerid"}


@pytest.mark.parametrize(
    "own",
    [
        "<fetch>",
        "<query/>",
        "<fetch/>",
        "<fetch><entity name='contact'/></fetch>",
        '<!DOCTYPE fetch [<!ENTITY a "b">]><fetch><entity name="account"/></fetch>',
        3,
    ],
)
def test_a_text_that_is_no_document_of_the_table_is_refused(own):
    with pytest.raises(UsageError):
        FetchText(Account, own)


def test_what_fetchxml_lacks_is_said_of_a_condition_inside_others_too() -> None:
    lacking = ~Contact.createdon.today()
    for predicate in (lacking, lacking & (Contact.firstname == "x"), (Contact.firstname == "x") | lacking):
        with pytest.raises(UsageError, match="no opposite of Today"):
            Fetch(Contact).where(predicate).first(None)
