"""References: what names a row, and what cannot."""

import pickle
from uuid import UUID

import pytest
from library import ADA, BOOK, Author, Book

from dataverse_sdk.errors import UsageError
from dataverse_sdk.model import Entity, Reference, reference_to
from dataverse_sdk.model.converter import to_wire
from dataverse_sdk.model.values import PendingReference, as_uuid


def test_references_are_equal_when_table_and_id_are():
    assert Reference(Author, ADA) == Reference("lib_author", str(ADA), name="Ada")
    assert Reference(Author, ADA) != Reference(Book, ADA)
    assert Reference(Author, ADA) != Reference(Author, BOOK)
    assert len({Reference(Author, ADA), Reference("lib_author", ADA, name="Ada")}) == 1


def test_a_reference_survives_pickling_with_its_name():
    twin = pickle.loads(pickle.dumps(Reference(Author, ADA, name="Ada")))
    assert (twin.table, twin.id, twin.name) == ("lib_author", ADA, "Ada")


def test_repr_shows_no_name():
    assert repr(Reference(Author, ADA, name="Ada")) == f"<Reference lib_author({ADA})>"


def test_a_row_with_an_id_can_be_referred_to():
    assert reference_to(Author(lib_authorid=ADA)) == Reference(Author, ADA)


@pytest.mark.parametrize("table", [3, None, object, Entity, UUID])
def test_a_reference_is_to_a_table(table):
    with pytest.raises(UsageError, match="a reference is to a table"):
        Reference(table, ADA)


@pytest.mark.parametrize("text", [str(ADA), str(ADA).upper(), f"{{{ADA}}}", f" {ADA}\n"])
def test_an_id_may_come_as_text(text):
    assert as_uuid(text) == ADA


@pytest.mark.parametrize(
    "hostile", ["", "x", ADA.hex, f"urn:uuid:{ADA}", "../../accounts(1)", f"{ADA})/x", f"{ADA}\r\nX: y", "a" * 10_000, None, 3, b"x"]
)
def test_what_is_not_an_id_is_refused_without_repeating_it(hostile):
    with pytest.raises(UsageError, match="an id must be a UUID") as caught:
        as_uuid(hostile)
    assert caught.value.__cause__ is None
    if hostile and isinstance(hostile, str) and len(hostile) > 1:
        assert hostile not in str(caught.value)


def test_a_pending_reference_equals_only_itself():
    pending = PendingReference("lib_author", 2)
    assert pending == pending
    assert pending != PendingReference("lib_author", 2)


def test_a_row_can_be_referred_to_by_an_alternate_key():
    found = Author.ref({Author.lib_name: "O'Brien/#"})
    assert found == Author.ref({"lib_name": "O'Brien/#"})
    assert found != Author.ref({"lib_name": "Ada"})
    assert found != Reference(Author, UUID(int=0))
    assert len({found, Author.ref({"lib_name": "O'Brien/#"})}) == 1
    twin = pickle.loads(pickle.dumps(found))
    assert (twin.table, twin.address) == ("lib_author", "lib_authors(lib_name='O''Brien%2F%23')")
    assert repr(found) == "<Reference lib_author(...)>"
    assert to_wire(Book(writer=found)) == {"lib_Writer_author@odata.bind": "lib_authors(lib_name='O''Brien%2F%23')"}


@pytest.mark.parametrize("key", [{}, {"nope": 1}, {"lib_name": None}, {"lib_name": 3}, {Book.lib_title: "x"}])
def test_a_key_is_of_the_table_s_own_columns(key):
    with pytest.raises(UsageError):
        Author.ref(key)
