"""Queries as values, and their spelling: every method gives a new query, and what Dataverse does not do is refused when it is asked."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import attrs
import pytest
from judges import naughty_strings, oasis, odatapy_parser

from dataverse_sdk.errors import UsageError
from dataverse_sdk.model import (
    Collection,
    Column,
    Entity,
    Order,
    Predicate,
    Reference,
    all_of,
    any_of,
    collection,
    column,
    entity,
    navigation,
    not_,
)
from dataverse_sdk.model.predicates import Compare, Lambda
from dataverse_sdk.query import Expand, Query, expand, filter_text, query_target
from dataverse_sdk.query.render import select_names, system_options
from dataverse_sdk.tables import Account, Annotation, Contact, Incident

ADA = UUID("00000000-0000-0000-0000-0000000000ad")


@entity("contact", set_name="contacts", key="contactid")
class Person(Entity):
    """A narrow class of contacts: a projection."""

    firstname: Column[str | None] = column()
    nickname: Column[str | None] = column()
    Contact_Annotation: Collection[Annotation] = collection("annotation")


@entity("contact", set_name="contacts", key="contactid")
class Nameless(Entity):
    """A class with nothing to read."""

    firstname: Column[str | None] = column(read=False)


# --- Values


def test_every_method_gives_a_new_query():
    query = Query(Person)
    for change in (
        query.select(Person.firstname),
        query.where(Person.firstname == "x"),
        query.order_by(Person.firstname),
        query.top(1),
        query.expand(Person.Contact_Annotation),
    ):
        assert change != query
        assert change is not query
    assert query == Query(Person)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        query.limit = 3


def test_methods_add_up():
    a, b = Person.firstname == "a", Person.nickname == "b"
    assert Query(Person).where(a).where(b) == Query(Person).where(a, b) == Query(Person).where(a & b)
    assert Query(Person).where() == Query(Person)
    assert Query(Person).select(Person.firstname).select(Person.nickname, Person.firstname).columns == ("firstname", "nickname")
    assert Query(Person).order_by(Person.firstname).order_by(Person.nickname.desc()).orders == (
        Order(("firstname",)),
        Order(("nickname",), descending=True),
    )
    assert Query(Person).top(1).top(7).limit == 7


def test_an_or_given_to_where_stays_one_condition():
    query = Query(Person).where(Person.firstname == "a").where((Person.firstname == "b") | (Person.firstname == "c"))
    assert system_options(query)[1] == "$filter=firstname%20eq%20'a'%20and%20(firstname%20eq%20'b'%20or%20firstname%20eq%20'c')"


def test_queries_survive_pickling_and_show_no_values():
    query = Query(Contact).where(Contact.firstname == "Secret").order_by(Contact.lastname).expand(Contact.Contact_Annotation).top(3)
    assert pickle.loads(pickle.dumps(query)) == query
    assert repr(query) == "<Query Contact>"
    assert repr(expand(Contact.Contact_Annotation, where=Annotation.subject == "Secret")) == "<Expand Contact_Annotation>"
    assert "Secret" not in repr(query.predicate)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Query(3), "made of an entity class"),
        (lambda: Query(Entity), "made of an entity class"),
        (lambda: Query(Person(firstname="x")), "made of an entity class"),
        (lambda: Query(Contact).where(True), "only predicates"),
        (lambda: Query(Contact).where(Contact.firstname), "only predicates"),
        (lambda: Query(Contact).select("firstname"), "select takes columns"),
        (lambda: Query(Contact).select(Contact.parentcustomerid_account), "for related rows use expand"),
        (lambda: Query(Contact).select(Contact.parentcustomerid_account.name), "is a column of another table"),
        (lambda: Query(Contact).select(Incident.ticketnumber), "ticketnumber is not a column of Contact"),
        (lambda: Query(Person).select(Contact.lastname), "lastname is not a column of Person"),
        (lambda: Query(Nameless).select(Nameless.firstname), "cannot be read"),
        (lambda: Query(Contact).top(0), "1 or more"),
        (lambda: Query(Contact).top(-1), "1 or more"),
        (lambda: Query(Contact).top(True), "1 or more"),
        (lambda: Query(Contact).top(1.0), "1 or more"),
        (lambda: Query(Contact).order_by("firstname"), "order_by takes columns"),
        (lambda: Query(Contact).order_by(Contact.parentcustomerid_account), "order_by takes columns"),
        (lambda: Query(Contact).expand(Contact.firstname), "expand takes navigation properties"),
        (lambda: Query(Contact).expand(Contact.parentcustomerid), "expand takes navigation properties"),
        (lambda: Query(Contact).expand(Account), "expand takes navigation properties"),
        (lambda: Query(Contact).expand("Contact_Annotation"), "expand takes navigation properties"),
        (lambda: Query(Contact).expand(Contact.parentcustomerid_account.primarycontactid_nav), "nest expand"),
        (lambda: Query(Contact).expand(Contact.Contact_Annotation, Contact.Contact_Annotation), "expanded twice"),
        (lambda: expand(expand(Contact.Contact_Annotation), top=3), "expand takes navigation properties"),
        (lambda: expand(Contact.parentcustomerid_account, top=3), "for collections only"),
        (lambda: expand(Contact.parentcustomerid_account, top=0), "1 or more"),
        (lambda: expand(Contact.parentcustomerid_account, order_by=[Account.name]), "for collections only"),
        (lambda: expand(Contact.Contact_Annotation, top=0), "1 or more"),
        (lambda: expand(Contact.Contact_Annotation, where=True), "only predicates"),
        (lambda: expand(Contact.Contact_Annotation, order_by=["subject"]), "order_by takes columns"),
        (lambda: expand(Contact.Contact_Annotation, select=[Contact.lastname]), "lastname is not a column of Annotation"),
        (
            lambda: expand(Contact.Contact_Annotation, top=3, expand=[Annotation.objectid_contact]),
            "no order_by and top in a query with nested expansions",
        ),
        (
            lambda: expand(Annotation.objectid_contact, expand=[expand(Contact.Contact_Annotation, order_by=[Annotation.subject])]),
            "no order_by and top in a query with nested expansions",
        ),
        (
            lambda: (
                Query(Contact)
                .expand(expand(Contact.Contact_Annotation, top=1))
                .expand(expand(Contact.parentcustomerid_account, expand=[Account.Account_Annotation]))
            ),
            "Contact_Annotation: Dataverse takes no order_by and top",
        ),
        (lambda: expand(Annotation.objectid_contact, expand=[Contact.Contact_Annotation, Contact.Contact_Annotation]), "expanded twice"),
    ],
)
def test_what_dataverse_does_not_do_is_refused_with_the_reason(build, message):
    with pytest.raises(UsageError, match=message):
        build()


def test_fifteen_expansions_are_the_most_nested_ones_included():
    def of(count):
        names = {f"n{number}": navigation("contact") for number in range(count)}
        annotations = dict.fromkeys(names, "Navigation[Contact]")
        cls = type(Entity)("Wide", (Entity,), {"__annotations__": annotations, "__module__": __name__, **names})
        return entity("lib_wide", set_name="lib_wides", key="lib_wideid")(cls)

    wide = of(16)
    fifteen = [getattr(wide, f"n{number}") for number in range(15)]
    assert len(Query(wide).expand(*fifteen).expands) == 15
    with pytest.raises(UsageError, match="15 expansions"):
        Query(wide).expand(*fifteen, wide.n15)
    with pytest.raises(UsageError, match="15 expansions"):
        Query(wide).expand(*fifteen[:14], expand(wide.n14, expand=[Contact.parentcustomerid_account]))


# --- Spelling


@pytest.mark.parametrize(
    ("predicate", "text"),
    [
        (Contact.firstname == "O'Brien & Söhne", "firstname eq 'O''Brien%20%26%20S%C3%B6hne'"),
        (Contact.firstname != None, "firstname ne null"),  # noqa: E711
        (Contact.donotemail == True, "donotemail eq true"),  # noqa: E712
        (Contact.numberofchildren >= -3, "numberofchildren ge -3"),
        (Contact.annualincome > Decimal("1E+2"), "annualincome gt 100"),
        (Contact.annualincome > Decimal("20000.0000"), "annualincome gt 20000.0000"),
        (Contact.address1_latitude < 1e22, "address1_latitude lt 1e22"),
        (Contact.birthdate <= date(1, 2, 3), "birthdate le 0001-02-03"),
        (Contact.createdon < datetime(2026, 1, 2, 3, 4, 5, 60000, UTC), "createdon lt 2026-01-02T03:04:05.060000Z"),
        (Contact.contactid == ADA, f"contactid eq {ADA}"),
        (Contact.parentcustomerid == Reference(Account, ADA), f"_parentcustomerid_value eq {ADA}"),
        (Contact.firstname == Contact.lastname, "firstname eq lastname"),
        (Annotation.objectid_incident.customerid == ADA, f"objectid_incident/_customerid_value eq {ADA}"),
        (Annotation.objectid_incident.customerid_contact.firstname == "x", "objectid_incident/customerid_contact/firstname eq 'x'"),
        (Contact.firstname.contains("a,b)"), "contains(firstname,'a%2Cb%29')"),
        (
            Contact.numberofchildren.in_([1, 2]),
            "Microsoft.Dynamics.CRM.In(PropertyName='numberofchildren',PropertyValues=[%221%22,%222%22])",
        ),
        (
            Contact.firstname.not_in(["O'B\"", "ü"]),
            "Microsoft.Dynamics.CRM.NotIn(PropertyName='firstname',PropertyValues=[%22O%27B%5C%22%22,%22%5Cu00fc%22])",
        ),
        (not_(Contact.firstname.contains("x")), "not (contains(firstname,'x'))"),
        (~~(Contact.numberofchildren == 1), "not (not (numberofchildren eq 1))"),
        (Contact.Contact_Annotation.any(), "Contact_Annotation/any()"),
        (Contact.Contact_Annotation.any(lambda note: note.subject == "x"), "Contact_Annotation/any(o0:o0/subject eq 'x')"),
        (
            ~Contact.Contact_Annotation.all(lambda note: (note.subject == "x") | (note.filesize > 1)),
            "not (Contact_Annotation/all(o0:o0/subject eq 'x' or o0/filesize gt 1))",
        ),
        (
            Account.contact_customer_accounts.any(lambda person: person.Contact_Annotation.any(lambda note: note.subject == "x")),
            "contact_customer_accounts/any(o0:o0/Contact_Annotation/any(o1:o1/subject eq 'x'))",
        ),
    ],
)
def test_a_predicate_is_spelled_like_this(predicate, text):
    assert filter_text(predicate) == text.replace(" ", "%20")


A, B, C, D = (Compare((name,), "eq", 1) for name in "abcd")


@pytest.mark.parametrize(
    ("predicate", "text"),
    [
        (A & B & C, "a and b and c"),
        (A & B | C, "a and b or c"),
        (A & (B | C), "a and (b or c)"),
        ((A | B) & (C | D), "(a or b) and (c or d)"),
        (A | B & C | D, "a or b and c or d"),
        (~(A & B), "not (a and b)"),
        (~A & B, "not (a) and b"),
        (~(A | B) & C, "not (a or b) and c"),
        (any_of([all_of([A, B]), C]), "a and b or c"),
        (all_of([any_of([A, B]), C]), "(a or b) and c"),
        (Lambda("any", ("x",), "$o0", A | B) & C, "x/any(o0:a or b) and c"),
    ],
)
def test_parentheses_stand_where_a_tree_needs_them(predicate, text):
    assert filter_text(predicate).replace("%20eq%201", "").replace("%20", " ") == text


def test_a_predicate_nobody_knows_cannot_be_sent():
    with pytest.raises(UsageError, match="Predicate cannot be sent"):
        filter_text(Predicate())


@pytest.mark.parametrize("path", [("a b",), ("a", "b/../c"), ("a'",), ("",), ("$",), ("a\r\nX",)])
def test_a_path_cannot_smuggle_url_text(path):
    with pytest.raises(UsageError, match="letters, digits"):
        filter_text(Compare(path, "eq", 1))


def test_a_query_selects_the_readable_columns_of_its_class():
    assert query_target(Query(Person)) == "contacts?$select=firstname,nickname"
    assert query_target(Query(Person).select(Person.nickname)) == "contacts?$select=nickname"
    assert query_target(Query(Person).select(Contact.nickname)) == "contacts?$select=nickname"
    assert query_target(Query(Contact).select(Contact.parentcustomerid)) == "contacts?$select=_parentcustomerid_value"


def test_a_class_with_nothing_to_read_selects_its_key():
    assert query_target(Query(Nameless)) == "contacts?$select=contactid"
    assert select_names(Nameless) == ("contactid",)


def test_options_stand_in_a_fixed_order_whatever_order_they_were_given_in():
    built = Query(Contact).top(5).expand(Contact.Contact_Annotation).order_by(Contact.lastname.desc(), Contact.contactid)
    built = built.where(Contact.donotemail == False).select(Contact.fullname)  # noqa: E712
    assert query_target(built) == (
        "contacts?$select=fullname&$filter=donotemail%20eq%20false&$orderby=lastname%20desc,contactid&$expand=Contact_Annotation&$top=5"
    )
    assert "$top" not in query_target(built, top=False)


def test_expansions_carry_their_options():
    notes = expand(
        Contact.Contact_Annotation,
        select=(Annotation.subject, Annotation.objectid),
        where=(Annotation.subject == "a;b)") | (Annotation.filesize > 0),
        order_by=(Annotation.createdon.desc(), Annotation.subject),
        top=2,
    )
    assert system_options(Query(Person).expand(notes))[1] == (
        "$expand=Contact_Annotation($select=subject,_objectid_value;$filter=subject%20eq%20'a%3Bb%29'%20or%20filesize%20gt%200"
        ";$orderby=createdon%20desc,subject;$top=2)"
    )
    nested = expand(
        Annotation.objectid_contact, select=[Contact.fullname], expand=[Contact.parentcustomerid_account, Contact.Contact_Annotation]
    )
    assert system_options(Query(Annotation).select(Annotation.subject).expand(nested))[1] == (
        "$expand=objectid_contact($select=fullname;$expand=parentcustomerid_account,Contact_Annotation)"
    )
    assert isinstance(nested, Expand)


def test_whole_queries_conform_to_the_grammar_and_to_the_metadata():
    nested = expand(
        Annotation.objectid_contact, select=[Contact.fullname], expand=[Contact.parentcustomerid_account, Contact.Contact_Annotation]
    )
    notes = expand(
        Contact.Contact_Annotation, select=[Annotation.subject], where=Annotation.filesize > 0, order_by=[Annotation.subject], top=2
    )
    queries = [
        Query(Contact)
        .select(Contact.fullname)
        .where(Contact.firstname == "O'B;) & x")
        .order_by(Contact.lastname.desc())
        .expand(notes)
        .top(5),
        Query(Annotation).select(Annotation.subject).expand(nested),
        Query(Person),
    ]
    for query in queries:
        target = query_target(query)
        set_name, _, options = target.partition("?")
        assert oasis().ok("odataRelativeUri", target), target
        parsed = odatapy_parser().parse_uri(set_name, options)
        assert (parsed.top is not None) is (query.limit is not None)


def test_naughty_text_inside_an_expansion_stays_inside_its_literal():
    for text in naughty_strings()[:60]:
        if text:
            target = query_target(Query(Person).expand(expand(Person.Contact_Annotation, where=Annotation.subject == text)))
            inner = odatapy_parser().parse_uri(*target.split("?", 1)).expand.items[0]
            assert inner.filter.expression.right.value == text, text
