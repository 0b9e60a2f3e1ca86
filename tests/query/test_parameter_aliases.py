"""Parameter aliases: a value or a column said once, where the service takes them, and refused where it does not."""

from uuid import UUID

import pytest
from judges import oasis, odatapy_parser

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import UsageError
from dataverse_sdk.model import Alias
from dataverse_sdk.operations import count
from dataverse_sdk.query import Query, expand, query_target
from dataverse_sdk.tables import Account, Contact

NAMES = Query(Contact).select(Contact.fullname)
WORD = Alias("word", "O'Brien & sons")


@pytest.mark.parametrize(
    ("query", "options"),
    [
        (NAMES.where(Contact.fullname == WORD), "$filter=fullname%20eq%20@word&@word='O''Brien%20%26%20sons'"),
        (
            NAMES.where((Contact.fullname == WORD) | (Contact.lastname != WORD)),
            "$filter=fullname%20eq%20@word%20or%20lastname%20ne%20@word&@word='O''Brien%20%26%20sons'",
        ),
        (NAMES.where(Contact.fullname.contains(Alias("p", "x"))), "$filter=contains(fullname,@p)&@p='x'"),
        (
            NAMES.where(Contact.lastname.in_(Alias("p", ["a", "b"]))),
            "$filter=Microsoft.Dynamics.CRM.In(PropertyName='lastname',PropertyValues=@p)&@p=[%22a%22,%22b%22]",
        ),
        (
            NAMES.where(Contact.parentcustomerid.not_in(Alias("p", [Account.ref(UUID(int=1))]))),
            f"$filter=Microsoft.Dynamics.CRM.NotIn(PropertyName='parentcustomerid',PropertyValues=@p)&@p=[%22{UUID(int=1)}%22]",
        ),
        # An alias without a value is null to the service.
        (NAMES.where(Contact.fullname != Alias("nothing", None)), "$filter=fullname%20ne%20@nothing"),
        (NAMES.order_by(Contact.lastname.alias("p").desc()), "$orderby=@p%20desc&@p=lastname"),
        (
            NAMES.where(Contact.modifiedon.alias("p").last_x_hours(Alias("n", 12))),
            "$filter=Microsoft.Dynamics.CRM.LastXHours(PropertyName=@p,PropertyValue=@n)&@p='modifiedon'&@n=12",
        ),
        (
            NAMES.where(Contact.ownerid.alias("p").equal_user_id()),
            "$filter=Microsoft.Dynamics.CRM.EqualUserId(PropertyName=@p)&@p='ownerid'",
        ),
        (NAMES.where(Contact.ownerid.alias("p") == UUID(int=1)), f"$filter=@p%20eq%20{UUID(int=1)}&@p=_ownerid_value"),
    ],
)
def test_an_alias_is_named_where_it_is_used_and_said_once_behind(query, options):
    assert query_target(query) == f"contacts?$select=fullname&{options}"
    assert oasis().ok("queryOptions", query_target(query).partition("?")[2].replace("$select=fullname&", ""))


def test_odatapy_reads_the_value_of_an_alias():
    text = query_target(NAMES.where(Contact.fullname == WORD)).partition("?")[2]
    assert odatapy_parser().parse_uri("contacts", text).aliases == {"word": "O'Brien & sons"}


def test_the_emulator_finds_by_an_alias_what_it_finds_by_the_value():
    with Emulator(seed="demo") as dataverse, dataverse.client() as client:
        name = client.query(NAMES).first()
        assert name is not None
        for predicate in (Contact.fullname == Alias("p", name.fullname), Contact.fullname.alias("p") == name.fullname):
            assert client.query(NAMES.where(predicate)).first().fullname == name.fullname
            assert client.query(NAMES.where(predicate)).count() == client.query(NAMES.where(Contact.fullname == name.fullname)).count()


def test_a_count_says_its_aliases_too():
    assert (
        count(Query(Contact).where(Contact.fullname == Alias("p", "x"))).request.target
        == "contacts/$count?$filter=fullname%20eq%20@p&@p='x'"
    )


def test_one_name_stands_for_one_value():
    query = NAMES.where(Contact.firstname == Alias("p", "a"), Contact.lastname == Alias("p", "b"))
    with pytest.raises(UsageError, match="two different values"):
        query_target(query)


def test_no_alias_stands_inside_an_expansion():
    query = Query(Account).expand(expand(Account.contact_customer_accounts, where=Contact.lastname == Alias("p", "a")))
    with pytest.raises(UsageError, match="not inside expand"):
        query_target(query)
    with pytest.raises(UsageError, match="not inside expand"):
        query_target(Query(Account).expand(expand(Account.contact_customer_accounts, order_by=[Contact.lastname.alias("p").asc()])))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Alias("p-1", "x"),
        lambda: Contact.lastname.alias("p 1"),
        lambda: Contact.lastname.alias("p").alias("q"),
        lambda: Contact.parentcustomerid_account.name.alias("p"),
        lambda: Contact.numberofchildren == Alias("p", "three"),
        lambda: Contact.fullname.contains(Alias("p", "")),
        lambda: Contact.lastname.in_(Alias("p", [])),
    ],
)
def test_an_alias_is_checked_as_a_value_is(make):
    with pytest.raises(UsageError):
        make()


def test_an_alias_does_not_show_its_value():
    assert repr(Alias("p", "secret")) == "<Alias @p>"
