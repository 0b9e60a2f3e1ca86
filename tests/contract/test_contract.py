"""What holds between the client and any server it may meet: the same tests over the emulator and over an independent OData server."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from contract_people import Company, Person

from dataverse_sdk import ANY, Query, Reference, any_of, escape_wildcards, row_etag, row_id
from dataverse_sdk.errors import (
    BadRequest,
    ConcurrencyMismatch,
    DuplicateRecord,
    NotFound,
    PreconditionFailed,
    RolledBack,
    ServiceError,
    ValueTooLong,
)
from dataverse_sdk.operations import associate, create, delete, get, next_page, patch, query_page, update
from dataverse_sdk.tables import Contact
from dataverse_sdk.wire.replies import raise_for_status

HOSTILE = [
    "O'Brien",
    "''",
    "a+b&c#d%e@example.com",
    "ü",
    "_",
    "%",
    "100%25",
    "a/b\\c?d;e:f,g=h(i)$k",
    "' or 1 eq 1 or 'a' eq '",
    "--batch_",
    'quo"te {x} [y]',
    "\u2028|\u0085",
    "😀 e\u0301",
]


@pytest.fixture
def mark() -> str:
    """A text that marks the rows of one test: the servers keep their rows between tests."""
    return f"m{uuid4().hex[:12]}"


def people(mark: str) -> Query[Person]:
    return Query(Person).where(Person.firstname == mark)


def add(client: Any, mark: str, *names: str, **values: Any) -> list[UUID]:
    return [client.create(Person(firstname=mark, lastname=name, **values)) for name in names]


# --- One record.


def test_a_created_record_reads_back(client: Any, mark: str) -> None:
    key = client.create(
        Person(
            firstname=mark,
            lastname="Lovelace",
            description="line one\r\nline two",
            numberofchildren=3,
            birthdate=date(1815, 12, 10),
            donotemail=True,
            creditlimit=Decimal("1234.5600"),
            emailaddress1=None,
        )
    )
    row = client.get(Person, key)
    assert row_id(row) == key
    assert row_etag(row)
    assert (row.lastname, row.description, row.numberofchildren, row.donotemail) == ("Lovelace", "line one\r\nline two", 3, True)
    assert (row.birthdate, row.creditlimit, row.emailaddress1) == (date(1815, 12, 10), Decimal("1234.56"), None)


def test_a_record_that_is_not_there_is_not_found(client: Any) -> None:
    with pytest.raises(NotFound):
        client.get(Person, uuid4())
    assert client.find(Person, uuid4()) is None
    with pytest.raises(NotFound):
        client.delete(Person, uuid4())


def test_select_brings_what_was_asked_for(client: Any, mark: str) -> None:
    (key,) = add(client, mark, "Lovelace")
    row = client.get(Person, key, select=[Person.lastname])
    assert row.lastname == "Lovelace"
    assert not hasattr(row, "firstname")


def test_an_update_is_conditional_on_the_version_that_was_read_again_and_again(client: Any, mark: str) -> None:
    (key,) = add(client, mark, "before")
    mine, theirs = client.get(Person, key), client.get(Person, key)
    for name in ("one", "two"):
        mine.lastname = name
        client.update(mine)
        assert client.get(Person, key).lastname == name
    assert row_etag(mine) == row_etag(client.get(Person, key)) != row_etag(theirs)
    theirs.lastname = "lost update"
    with pytest.raises(PreconditionFailed):
        client.update(theirs)
    assert client.get(Person, key).lastname == "two"
    client.update(theirs, overwrite=True)
    assert client.get(Person, key).lastname == "lost update"


def test_an_update_sends_null_and_leaves_the_rest(client: Any, mark: str) -> None:
    (key,) = add(client, mark, "kept", description="gone", numberofchildren=2)
    row = client.get(Person, key)
    row.description = None
    client.update(row)
    found = client.get(Person, key)
    assert (found.lastname, found.description, found.numberofchildren) == ("kept", None, 2)


def test_a_patch_of_a_record_that_is_gone_does_not_create_it(client: Any) -> None:
    gone = uuid4()
    with pytest.raises(ServiceError):
        client.send(patch(Person, gone, {Person.lastname: "ghost"}, etag=ANY))
    assert client.find(Person, gone) is None


def test_a_delete_is_conditional_when_a_version_is_given(client: Any, mark: str) -> None:
    (key,) = add(client, mark, "x")
    old = row_etag(client.get(Person, key))
    client.send(patch(Person, key, {Person.lastname: "y"}, etag=ANY))
    with pytest.raises(PreconditionFailed):
        client.delete(Person, key, etag=old)
    client.delete(Person, key, etag=row_etag(client.get(Person, key)))
    assert client.find(Person, key) is None


# --- Queries.


def test_a_filter_finds_its_rows_and_no_others(client: Any, mark: str) -> None:
    add(client, mark, "a", numberofchildren=1)
    add(client, mark, "b", numberofchildren=2, birthdate=date(2000, 1, 1), donotemail=True)
    add(client, mark, "c", numberofchildren=3, creditlimit=Decimal("10.5"))

    def found(*predicates: Any) -> str:
        return "".join(sorted(row.lastname for row in client.query(people(mark).where(*predicates))))

    assert found() == "abc"
    assert found(Person.lastname != "a") == "bc"
    assert found(Person.numberofchildren >= 2) == "bc"
    assert found(Person.numberofchildren > 1, Person.numberofchildren < 3) == "b"
    assert found((Person.lastname == "a") | (Person.lastname == "c")) == "ac"
    assert found(any_of([Person.lastname == name for name in "ab"]) & (Person.numberofchildren == 2)) == "b"
    assert found(~((Person.lastname == "a") | (Person.lastname == "c"))) == "b"
    assert found(Person.birthdate.is_null()) == "ac"
    assert found(Person.birthdate == date(2000, 1, 1)) == "b"
    assert found(Person.creditlimit == Decimal("10.50")) == "c"
    assert found(Person.creditlimit.is_not_null()) == "c"
    assert found(Person.donotemail == True) == "b"  # noqa: E712  (a column and a value)
    assert found(Person.lastname.startswith("b") | Person.lastname.endswith("c") | Person.lastname.contains("zz")) == "bc"


def test_rows_come_in_the_order_asked_for(client: Any, mark: str) -> None:
    for name, number in (("b", 1), ("a", 2), ("c", 1)):
        add(client, mark, name, numberofchildren=number)
    query = people(mark).order_by(Person.numberofchildren.desc(), Person.lastname)
    assert [row.lastname for row in client.query(query)] == ["a", "b", "c"]
    assert [row.lastname for row in client.query(query.top(2))] == ["a", "b"]
    assert client.query(query).first().lastname == "a"


def test_pages_hold_every_row_once(client: Any, mark: str) -> None:
    add(client, mark, *"abcdefg")
    query = people(mark).order_by(Person.lastname)
    before = client.http_calls
    assert [row.lastname for row in client.query(query, page_size=3)] == list("abcdefg")
    assert client.http_calls - before == 3
    assert [len(page.rows) for page in client.query(query, page_size=3).pages()] == [3, 3, 1]
    assert [row.lastname for row in client.query(query.top(5), page_size=3)] == list("abcde")


def test_a_count_is_the_number_of_rows(client: Any, mark: str) -> None:
    add(client, mark, *"abc")
    assert client.query(people(mark)).count() == 3
    assert client.query(people(mark).where(Person.lastname == "nobody")).count() == 0


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_makes_the_round_trip_as_body_as_filter_and_in_a_batch(client: Any, mark: str, text: str) -> None:
    key = client.create(Person(firstname=mark, lastname=text, description=f"{text}\r\n--batch\r\n{text}"))
    add(client, mark, "decoy")
    row = client.get(Person, key)
    assert (row.lastname, row.description) == (text, f"{text}\r\n--batch\r\n{text}")
    query = people(mark).where(Person.lastname == text)
    assert [row_id(row) for row in client.query(query)] == [key]
    assert client.query(query).count() == 1
    with client.batch(continue_on_error=True) as batch:
        found = batch.add(query_page(query))
        with batch.changeset():
            second = batch.add(create(Person(firstname=mark, lastname=text, description=text)))
        changed = batch.add(patch(Person, key, {Person.description: text * 2}, etag=ANY))
    assert [row_id(row) for row in found.value.rows] == [key]
    assert client.get(Person, second.value).lastname == text
    assert (changed.error, client.get(Person, key).description) == (None, text * 2)


# --- Batches.


def test_a_batch_gives_each_handle_its_own_answer(client: Any, mark: str) -> None:
    keys = add(client, mark, *"abc")
    before = client.http_calls
    with client.batch(continue_on_error=True) as batch:
        handles = [batch.add(get(Person, key)) for key in keys]
        missing = batch.add(get(Person, uuid4()))
        rows = batch.add(query_page(people(mark)))
        new = batch.add(create(Person(firstname=mark, lastname="new")))
        gone = batch.add(delete(Person, keys[0]))
    assert client.http_calls - before == 1
    assert [handle.value.lastname for handle in handles] == list("abc")
    assert (missing.outcome, type(missing.error)) == ("failed", NotFound)
    assert sorted(row.lastname for row in rows.value.rows) == list("abc")
    assert client.get(Person, new.value).lastname == "new"
    assert (gone.outcome, client.find(Person, keys[0])) == ("value", None)


def test_a_batch_reads_on_from_the_links_of_its_pages(client: Any, mark: str) -> None:
    add(client, mark, *"abcde")
    first = client.send(query_page(people(mark).order_by(Person.lastname), page_size=2))
    with client.batch() as batch:
        second = batch.add(next_page(first))
    assert [row.lastname for page in (first, second.value) for row in page.rows] == list("abcd")


def test_a_batch_stops_at_its_first_failure(client: Any, mark: str) -> None:
    (key,) = add(client, mark, "x")
    with pytest.raises(NotFound), client.batch() as batch:
        first = batch.add(patch(Person, key, {Person.lastname: "y"}, etag=ANY))
        bad = batch.add(get(Person, uuid4()))
        after = batch.add(delete(Person, key))
    assert [handle.outcome for handle in (first, bad, after)] == ["value", "failed", "never_ran"]
    assert client.get(Person, key).lastname == "y"


def test_a_change_set_is_all_or_nothing(client: Any, mark: str) -> None:
    (key,) = add(client, mark, "x")
    with client.batch(continue_on_error=True) as batch:
        with batch.changeset():
            created = batch.add(create(Person(firstname=mark, lastname="ghost")))
            changed = batch.add(patch(Person, key, {Person.lastname: "y"}, etag=ANY))
            bad = batch.add(delete(Person, uuid4(), etag=ANY))
        with batch.changeset():
            kept = batch.add(create(Person(firstname=mark, lastname="kept")))
    assert kept.outcome == "value"
    assert {created.outcome, changed.outcome} == {"rolled_back"}
    assert bad.outcome in {"failed", "rolled_back"}  # a server need not say which of them it was
    assert isinstance(created.error, RolledBack)
    assert sorted(row.lastname for row in client.query(people(mark))) == ["kept", "x"]


def test_a_reference_binds_to_a_row_of_the_same_change_set(client: Any, mark: str) -> None:
    with client.batch() as batch, batch.changeset():
        company = batch.add(create(Company(name=mark)))
        person = batch.add(create(Person(firstname=mark, lastname="x", parentcustomerid=company.reference)))
    found = client.query(Query(Person).where(Person.parentcustomerid_account.name == mark))
    assert [row_id(row) for row in found] == [person.value]


def test_a_lookup_is_bound_by_reference(client: Any, mark: str) -> None:
    company = client.create(Company(name=mark))
    (key,) = add(client, mark, "x", parentcustomerid=Reference(Company, company))
    row = client.get(Person, key, select=[Person.lastname], expand=[Person.parentcustomerid_account])
    assert row.parentcustomerid_account.name == mark


# --- What Dataverse adds.


def test_the_caller_has_an_identity(dataverse: Any) -> None:
    assert isinstance(dataverse.who_am_i().user_id, UUID)


def test_text_compares_without_case(dataverse: Any, mark: str) -> None:
    add(dataverse, mark, "LoveLACE")
    assert dataverse.query(people(mark.upper()).where(Person.lastname == "lovelace")).one().lastname == "LoveLACE"


def test_an_upsert_creates_then_updates_and_can_be_kept_from_either(dataverse: Any, mark: str) -> None:
    key = uuid4()
    with pytest.raises(NotFound):
        dataverse.upsert(Person(contactid=key, firstname=mark, lastname="a"), prevent="create")
    assert dataverse.upsert(Person(contactid=key, firstname=mark, lastname="a")).created is True
    second = dataverse.upsert(Person(contactid=key, lastname="b"))
    assert (second.id, second.created) == (key, False)
    with pytest.raises(DuplicateRecord):
        dataverse.upsert(Person(contactid=key, lastname="c"), prevent="update")
    assert dataverse.get(Person, key).lastname == "b"


def test_a_stale_version_is_a_concurrency_mismatch_and_a_long_text_is_too_long(dataverse: Any, mark: str) -> None:
    (key,) = add(dataverse, mark, "x")
    row = dataverse.get(Person, key)
    dataverse.send(patch(Person, key, {Person.lastname: "y"}, etag=ANY))
    row.lastname = "z"
    with pytest.raises(ConcurrencyMismatch):
        dataverse.update(row)
    with pytest.raises(ValueTooLong) as caught:
        dataverse.create(Person(firstname=mark, lastname="S3CRET" * 100))
    assert "S3CRET" not in str(caught.value)
    assert caught.value.request_id


def test_wildcards_are_escaped_in_text_functions(dataverse: Any, mark: str) -> None:
    add(dataverse, mark, "100%", "100x", "a_b", "axb", "[x]", "x")

    def found(text: str) -> list[str]:
        return sorted(row.lastname for row in dataverse.query(people(mark).where(Person.lastname.contains(escape_wildcards(text)))))

    assert (found("100%"), found("a_b"), found("[x]")) == (["100%"], ["a_b"], ["[x]"])


def test_a_lookup_reads_back_with_its_table_and_name(dataverse: Any, mark: str) -> None:
    company = dataverse.create(Company(name=mark))
    (key,) = add(dataverse, mark, "x", parentcustomerid=Reference(Company, company))
    row = dataverse.get(Person, key, annotations="*")
    assert row.parentcustomerid == Reference(Company, company)
    assert row.parentcustomerid.name == mark
    assert [row_id(each) for each in dataverse.query(Query(Person).where(Person.parentcustomerid == company))] == [key]
    assert [row_id(each) for each in dataverse.query(Query(Person).where(Person.contactid.in_([key, uuid4()])))] == [key]


def test_updates_in_a_change_set_are_conditional(dataverse: Any, mark: str) -> None:
    (key,) = add(dataverse, mark, "x")
    row = dataverse.get(Person, key)
    row.lastname = "y"
    with dataverse.batch() as batch, batch.changeset():
        batch.add(update(row))
        batch.add(create(Person(firstname=mark, lastname="z")))
    assert row_etag(row) == row_etag(dataverse.get(Person, key))
    dataverse.send(patch(Person, key, {Person.lastname: "theirs"}, etag=ANY))
    row.lastname = "lost update"
    with dataverse.batch(continue_on_error=True) as batch, batch.changeset():
        handle = batch.add(update(row))
        other = batch.add(create(Person(firstname=mark, lastname="ghost")))
    assert (handle.outcome, type(handle.error), other.outcome) == ("failed", ConcurrencyMismatch, "rolled_back")
    assert sorted(row.lastname for row in dataverse.query(people(mark))) == ["theirs", "z"]


@pytest.mark.parametrize("server", [("emulator", "sync"), ("emulator", "async")], indirect=True, ids="-".join)
def test_a_batch_of_a_thousand_and_one_is_two_requests(dataverse: Any, mark: str) -> None:
    (key,) = add(dataverse, mark, "x")
    before = dataverse.http_calls
    with dataverse.batch() as batch:
        handles = [batch.add(get(Person, key, select=[Person.lastname])) for _ in range(1001)]
    assert {handle.value.lastname for handle in handles} == {"x"}
    assert dataverse.http_calls - before == 2


def test_links_are_made_and_removed(dataverse: Any, mark: str) -> None:
    company = dataverse.create(Company(name=mark))
    (key,) = add(dataverse, mark, "x")
    dataverse.associate(Reference(Company, company), Company.contact_customer_accounts, Reference(Person, key))
    assert dataverse.get(Person, key, annotations="*").parentcustomerid == Reference(Company, company)
    dataverse.disassociate(Reference(Company, company), Company.contact_customer_accounts, Reference(Person, key))
    assert dataverse.get(Person, key).parentcustomerid is None
    with dataverse.batch() as batch, batch.changeset():
        new = batch.add(create(Person(firstname=mark, lastname="new")))
        batch.add(associate(Reference(Company, company), Company.contact_customer_accounts, new.reference))
    assert dataverse.get(Person, new.value, annotations="*").parentcustomerid == Reference(Company, company)


def test_an_unknown_column_is_a_bad_request_that_repeats_no_value(dataverse: Any) -> None:
    reply = dataverse.request("GET", "contacts?$filter=nosuchcolumn%20eq%20'S3CRET'")
    assert reply.status == 400
    with pytest.raises(BadRequest) as caught:
        raise_for_status(reply)
    assert "S3CRET" not in str(caught.value)


def test_the_generated_classes_do_the_same(dataverse: Any, mark: str) -> None:
    key = dataverse.create(Contact(firstname=mark, lastname="O'Brien", emailaddress1="a+b@example.com", gendercode=2))
    row = dataverse.query(Query(Contact).where(Contact.emailaddress1 == "a+b@example.com", Contact.firstname == mark)).one()
    assert (row_id(row), row.fullname, row.gendercode) == (key, f"{mark} O'Brien", 2)
    row.lastname = None
    dataverse.update(row)
    assert dataverse.get(Contact, key, select=[Contact.fullname]).fullname == mark
