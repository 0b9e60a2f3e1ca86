"""`$apply`: what is asked, what comes back, and what Dataverse does not have."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import unquote
from uuid import UUID

import pytest
from judges import oasis, odatapy_parser

from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.model import Alias, Reference, row_count
from dataverse_sdk.model.measures import Measures
from dataverse_sdk.operations import next_page, query_page
from dataverse_sdk.query import Query, expand
from dataverse_sdk.tables import Account, Contact, Invoice
from dataverse_sdk.testing import json_reply

TOTAL = Invoice.totalamount.sum()
BY_STATE = Query(Invoice).group_by(Invoice.statecode)
QUESTIONS = [
    BY_STATE,
    BY_STATE.aggregate(total=TOTAL, n=row_count()),
    Query(Invoice).where(Invoice.name.contains("a/b&c'd")).group_by(Invoice.statecode, Invoice.customerid).aggregate(n=row_count()),
    Query(Invoice).aggregate(low=Invoice.totalamount.min(), high=Invoice.totalamount.max(), mean=Invoice.totalamount.average()),
    Query(Account).group_by(Account.primarycontactid_nav.fullname).aggregate(n=row_count()),
    Query(Account).order_by(Account.statecode.desc()).group_by(Account.statecode),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_odatapy_reads_every_aggregation(question):
    path, _, options = query_page(question).request.target.partition("?")
    assert odatapy_parser().parse_uri(path, options).apply is not None


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_aggregation_conforms_to_the_oasis_grammar(question):
    assert aggregation_grammar()("apply").parse_all(query_page(question).request.target.partition("?")[2].partition("&$orderby")[0])


@functools.cache
def aggregation_grammar():
    """The grammar of OData with its extension for aggregation."""
    from abnf.parser import Rule

    class Grammar(Rule):
        pass

    for name in ("odata-abnf-construction-rules.txt", "odata-aggregation-abnf.txt"):
        text = "\r\n".join((oasis().DATA / name).read_text(encoding="utf-8").splitlines()) + "\r\n"
        for rule in re.split(r"\r\n(?=[A-Za-z])", text):
            head = re.match(r"^([A-Za-z][\w-]*)\s*=", rule.strip())
            if head and head[1] not in oasis().CORE:
                Grammar.create(rule.strip())
    return Grammar


def test_a_question_is_written_in_one_order():
    question = QUESTIONS[2]
    assert unquote(query_page(question, page_size=50).request.target) == (
        "invoices?$apply=filter(contains(name,'a/b&c''d'))/groupby((statecode,_customerid_value),aggregate($count as n))"
    )
    assert query_page(question, page_size=50).request.headers.get("Prefer") == "odata.maxpagesize=50"
    assert query_page(QUESTIONS[5]).request.target == "accounts?$apply=groupby((statecode))&$orderby=statecode%20desc"


def test_a_group_has_its_keys_and_measures_by_what_asked_for_them_and_by_name():
    count = row_count()
    question = BY_STATE.aggregate(total=TOTAL, n=count, last=Invoice.createdon.max(), mean=Invoice.totalamount.average())
    row = {
        "statecode": 0,
        "statecode@OData.Community.Display.V1.FormattedValue": "Active",
        "total": Decimal("3.50"),
        "n": 2,
        "last": "2026-01-02T03:04:05Z",
        "mean": 2,
    }
    (group,) = query_page(question).read(json_reply({"value": [row]})).rows
    assert group[Invoice.statecode] == group.statecode == 0
    assert (group[TOTAL], group.total) == (Decimal("3.50"), Decimal("3.50"))
    assert group[Invoice.totalamount.sum()] == Decimal("3.50")
    assert group[count] == 2
    assert group.last == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert isinstance(group.mean, Decimal)
    assert (group.formatted(Invoice.statecode), group.formatted(TOTAL)) == ("Active", None)
    assert repr(group) == "<GroupRow statecode, total, n, last, mean>"
    with pytest.raises(UsageError, match="not asked for"):
        group[Invoice.name]
    with pytest.raises(AttributeError, match="totals"):
        group.totals


def test_a_key_that_is_null_is_left_out_by_the_service_and_none_here():
    (group,) = query_page(BY_STATE.aggregate(total=TOTAL)).read(json_reply({"value": [{}]})).rows
    assert (group.statecode, group.total) == (None, None)


def test_a_lookup_is_a_reference_and_a_column_behind_one_comes_under_the_name_of_its_table():
    question = Query(Account).group_by(Account.primarycontactid, Account.primarycontactid_nav.fullname)
    rows = [{"_primarycontactid_value": str(UUID(int=1)), name: "Ada"} for name in ("contact_fullname", "primarycontactid_fullname")]
    for group in query_page(question).read(json_reply({"value": rows})).rows:
        assert group[Account.primarycontactid] == Reference(Contact, UUID(int=1))
        assert group[Account.primarycontactid_nav.fullname] == "Ada"
    deep = Query(Invoice).group_by(Invoice.customerid_contact.parentcustomerid_account.name)
    assert query_page(deep).read(json_reply({"value": [{"account_name": "Contoso"}]})).rows[0].name == "Contoso"


@pytest.mark.parametrize("row", [3, {"statecode": "x"}, {"total": True}])
def test_a_group_of_another_shape_is_an_invalid_reply(row):
    with pytest.raises(InvalidReply, match=r"\$.value\[0\]"):
        query_page(BY_STATE.aggregate(total=TOTAL)).read(json_reply({"value": [row]}))


def test_groups_are_paged_and_limited_here():
    operation = query_page(BY_STATE.top(3), page_size=2)
    link = "https://org.crm.dynamics.com/api/data/v9.2/invoices?$skiptoken=x"
    page = operation.read(json_reply({"value": [{"statecode": 0}, {"statecode": 1}], "@odata.nextLink": link}))
    last = next_page(page).read(json_reply({"value": [{"statecode": 2}, {"statecode": 3}], "@odata.nextLink": link + "y"}))
    assert [group.statecode for group in (*page.rows, *last.rows)] == [0, 1, 2]
    assert last.position is None
    assert BY_STATE.at_most(1).limit == BY_STATE.top(1).at_most(2).limit == 1
    assert repr(BY_STATE) == "<Aggregation of invoice>"
    assert BY_STATE.table is Query(Invoice).table


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Query(Invoice).group_by(Invoice.createdon), "cannot group by dates"),
        (lambda: Query(Contact).group_by(Contact.birthdate), "cannot group by dates"),
        (lambda: Query(Invoice).group_by(), "one column"),
        (lambda: Query(Invoice).group_by("statecode"), "takes columns"),
        (lambda: BY_STATE.aggregate(), "by name"),
        (lambda: BY_STATE.aggregate(n=Invoice.customerid.count_distinct()), "use Fetch"),
        (lambda: BY_STATE.aggregate(n=Invoice.customerid.count()), "use Fetch"),
        (lambda: BY_STATE.aggregate(total=Invoice.customerid_account.revenue.sum()), "queried table itself"),
        (lambda: BY_STATE.aggregate(name=TOTAL), "is taken"),
        (lambda: BY_STATE.aggregate(_total=TOTAL), "is taken"),
        (lambda: BY_STATE.aggregate(total=TOTAL).aggregate(total=TOTAL), "come back for two"),
        (lambda: Query(Invoice).group_by(Invoice.statecode, Invoice.statecode), "come back for two"),
        (lambda: Query(Invoice).order_by(Invoice.name).group_by(Invoice.statecode), "by their keys only"),
        (lambda: Query(Invoice).top(3).group_by(Invoice.statecode), "behind group_by"),
        (lambda: Query(Invoice).select(Invoice.name).group_by(Invoice.statecode), "leave out select"),
        (lambda: Query(Account).expand(expand(Account.Account_Tasks)).aggregate(n=row_count()), "leave out select"),
        (lambda: BY_STATE.top(0), "1 or more"),
        (lambda: query_page(BY_STATE, page_size=0), "1 to 5000"),
        (lambda: query_page(Query(Invoice).where(Invoice.name == Alias("p", "x")).group_by(Invoice.statecode)), "alias"),
        (lambda: Contact.firstname.sum(), "no sum"),
        (lambda: Contact.donotemail.max(), "no max"),
    ],
)
def test_what_dataverse_does_not_aggregate_is_refused_with_the_reason(make, reason):
    with pytest.raises(UsageError, match=reason):
        make()


def test_measures_can_be_read_off_the_class():
    assert Measures.sum is not None
    assert Measures.average is not None
    assert Measures.min is not Measures.max


@pytest.mark.parametrize("body", [[], {"rows": []}, {"value": {}}])
def test_a_reply_without_a_list_of_groups_says_so(body):
    with pytest.raises(InvalidReply, match="request scripted"):
        query_page(BY_STATE).read(json_reply(body))
