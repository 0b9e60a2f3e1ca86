"""What other OData services have and Dataverse has not fails while the query is built, with the reason."""

import copy
import pickle
from typing import Any

import pytest

from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.model import Column, Entity, Predicate, Table, all_of, any_of, column, entity
from dataverse_sdk.operations import query_page
from dataverse_sdk.operations.pages import turns
from dataverse_sdk.query import Fetch, Query, expand, link
from dataverse_sdk.query.source import entity_rows
from dataverse_sdk.tables import Account, Contact, Quote
from dataverse_sdk.testing import ScriptedDriver, json_reply

QUERY: Any = Query(Contact)
EXPAND: Any = expand


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: QUERY.skip(5), r"no \$skip; read page by page"),
        (lambda: QUERY.search("x"), r"no \$search; filter with contains"),
        (lambda: QUERY.compute("x"), r"no \$compute"),
        (lambda: QUERY.levels(3), r"no \$levels; nest"),
        (lambda: QUERY.distinct(), r"no \$distinct; group_by"),
        (lambda: QUERY.count(), "query of its own"),
        (lambda: QUERY.format("xml"), "JSON only"),
        (lambda: EXPAND(Account.Account_Tasks, skip=5), r"no \$skip"),
        (lambda: EXPAND(Account.Account_Tasks, levels=2), r"no \$levels"),
        (lambda: EXPAND(Account.Account_Tasks, count=True), "query of its own"),
        (lambda: EXPAND(Account.Account_Tasks, search="x"), r"no \$search"),
        (lambda: EXPAND(Account.Account_Tasks, filter="x"), "expand takes no filter"),
        (lambda: Account.primarycontactid_nav.Contact_Annotation.any(), "behind a lookup"),
        (
            lambda: Account.contact_customer_accounts.any(lambda contact: contact.parentcustomerid_account.Account_Tasks.any()),
            "behind a lookup",
        ),
        # Many-to-many: beside its own kind, and nowhere else.
        (lambda: Query(Contact).expand(Contact.contactquotes_association, Contact.Contact_Annotation), "ask in two queries"),
        (lambda: Query(Contact).expand(Contact.parentcustomerid_account).expand(Contact.contactquotes_association), "ask in two queries"),
        (lambda: expand(Contact.contactquotes_association, expand=[Quote.customerid_contact]), "nests no such expansion"),
        (lambda: expand(Quote.customerid_contact, expand=[Contact.contactquotes_association]), "contactquotes_association is many-to-many"),
        # Limits on how much one query may hold.
        (lambda: Query(Contact).where(*_conditions(501)), "500 conditions in one query"),
        (lambda: Query(Contact).where(*_conditions(250)).where(any_of(_conditions(251))), "500 conditions in one query"),
        (lambda: Query(Account).where(Account.contact_customer_accounts.any(lambda _: all_of(_conditions(500)))), "500 conditions"),
        (
            lambda: (
                Query(Account)
                .where(*(Account.name == str(n) for n in range(250)))
                .expand(expand(Account.contact_customer_accounts, where=all_of(_conditions(251))))
            ),
            "500 conditions",
        ),
        (lambda: Fetch(Contact).where(*_conditions(501)), "500 conditions"),
        (
            lambda: Fetch(Account).link(
                link(Contact, from_=Contact.parentcustomerid, to=Account.accountid, alias="c", where=all_of(_conditions(501)))
            ),
            "500 conditions",
        ),
        # What belongs to another table; a name that both tables have cannot be told apart.
        (lambda: Query(Contact).where(Account.name == "x"), "name is no column and no navigation property of contact"),
        (lambda: Query(Contact).where(~(Contact.lastname.is_null() | Account.name.contains("x"))), "name is no column"),
        (lambda: Query(Contact).where(Account.numberofemployees.in_([1])), "numberofemployees is no column"),
        (lambda: Query(Contact).where(Account.name == Account.accountnumber), "name is no column"),
        (lambda: Query(Contact).where(Account.name.alias("p") == "x"), "name is no column"),
        (lambda: Query(Contact).where(Account.primarycontactid_nav.lastname == "x"), "primarycontactid is no column"),
        (lambda: Query(Contact).where(Account.contact_customer_accounts.any()), "contact_customer_accounts is no column"),
        (lambda: Query(Contact).order_by(Account.name), "name is no column"),
        (lambda: Query(Contact).expand(Account.Account_Tasks), "Account_Tasks is no column and no navigation property of contact"),
        (
            lambda: expand(Account.Account_Tasks, where=Contact.firstname == "x"),
            "firstname is no column and no navigation property of task",
        ),
        (lambda: expand(Account.Account_Tasks, order_by=[Contact.firstname.asc()]), "firstname is no column"),
        (lambda: expand(Account.Account_Tasks, expand=[Contact.parentcustomerid_account]), "parentcustomerid_account is no column"),
        (lambda: Query(Contact).group_by(Account.name), "name is no column"),
        (lambda: Query(Contact).aggregate(total=Account.numberofemployees.sum()), "numberofemployees is no column"),
        (lambda: Fetch(Contact).where(Account.name == "x"), "name is no column"),
        (lambda: Fetch(Contact).order_by(Account.name), "name is no column"),
        (
            lambda: link(Contact, from_=Contact.parentcustomerid, to=Account.accountid, alias="c", where=Account.name == "x"),
            "name is no column",
        ),
        (lambda: Query(Account).where(_leaked().firstname == "x"), "inside its function only"),
        (lambda: Query(Contact).where(_deep(101)), "nested more than 100 deep"),
        (lambda: Query(Contact).where(_deep(100_000)), "nested more than 100 deep"),
    ],
)
def test_it_is_refused_with_the_reason(make: Any, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        make()


def _conditions(count: int) -> list[Predicate]:
    return [Contact.lastname == str(number) for number in range(count)]


def _leaked() -> Any:
    rows: list[Any] = []
    Account.contact_customer_accounts.any(lambda contact: rows.append(contact) or contact.firstname.is_null())
    return rows[0]


def _deep(levels: int) -> Predicate:
    found: Predicate = Contact.lastname == "x"
    for _ in range(levels):
        found = ~found
    return found


def test_what_the_service_still_takes_is_taken() -> None:
    assert Query(Contact).expand(Contact.contactquotes_association, Contact.contactorders_association).expands[1].many_to_many
    assert Query(Contact).where(*_conditions(498), Contact.Contact_Annotation.any(lambda note: note.subject == "x")).predicate is not None
    assert Query(Contact).where(_deep(99)).first(None)
    assert Fetch(Contact).where(*_conditions(500)).first(None)


def test_a_narrow_class_is_asked_by_the_columns_of_a_wide_one_and_an_open_table_by_those_named() -> None:
    @entity("contact", set_name="contacts", key="contactid")
    class Narrow(Entity):
        lastname: Column[str | None] = column()

    wanted = Query(Narrow).where(Contact.ownerid.equal_user_id(), Contact.parentcustomerid_account.name == "x").order_by(Contact.fullname)
    assert query_page(wanted).request.target.endswith("$orderby=fullname")
    assert Query(Contact).where(Narrow.lastname == "x").first(None)
    lead = Table("new_lead", set_name="new_leads", key="new_leadid")
    assert Query(lead).where(lead.column("new_x", str) == "x", lead.lookup("new_y", {"contact": "new_Y"}).equal_user_id()).first(None)
    with pytest.raises(UsageError, match="lastname is no column"):
        Query(lead).where(Contact.lastname == "y")
    assert Query(Account).where(Account.contact_customer_accounts.any(lambda _: Account.name == "x")).first(None)


def test_other_names_are_simply_not_there() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        QUERY.nothing
    assert copy.copy(QUERY) == QUERY
    assert pickle.loads(pickle.dumps(Query(Contact).top(3))) == Query(Contact).top(3)


def test_rows_without_end_are_an_invalid_reply() -> None:
    """A reply nested deeper than Python goes, through a class that expands into itself."""
    row: dict[str, Any] = {"name": "x"}
    for _ in range(3000):
        row = {"name": "x", "parentaccountid": row}
    with pytest.raises(InvalidReply, match=r"\$\.value\[1\]: rows are nested too deep"):
        entity_rows(Account, [{"name": "y"}, row], None)


def test_what_a_narrow_class_cannot_hold_stays_as_it_came() -> None:
    @entity("account", set_name="accounts", key="accountid")
    class Narrow(Entity):
        name: Column[str | None] = column()

    query = Query(Narrow).expand(expand(Account.Account_Tasks, top=1))
    page = ScriptedDriver(json_reply({"value": [{"name": "x", "Account_Tasks": []}]})).run(turns(query))
    assert page.rows[0].name == "x"
    assert query_page(query).request.target == "accounts?$select=name&$expand=Account_Tasks($top=1)"
