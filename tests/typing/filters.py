"""What type checkers make of filters: operands, text functions, lookups, paths, lambdas."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import assert_type
from uuid import UUID

from shapes import Author, Book, Society

from dataverse_sdk import CollectionExpr, Order, Predicate, Query, Raw, Reference, all_of, any_of, escape_wildcards, not_
from dataverse_sdk.tables import Annotation, Contact

QUERY = Query(Book)
AUTHORS = Query(Author)


def comparing() -> None:
    assert_type(Book.title == "x", Predicate)
    assert_type(Book.title != None, Predicate)
    assert_type(Book.isbn == "x", Predicate)
    assert_type(Book.pages == 3, Predicate)
    assert_type(Book.pages > 3, Predicate)
    assert_type(Book.price <= Decimal("1.5"), Predicate)
    assert_type(Book.weight < 1.5, Predicate)
    assert_type(Book.lent == True, Predicate)
    assert_type(Book.bought >= datetime.now(UTC), Predicate)
    assert_type(Book.printed < date(2026, 1, 2), Predicate)
    assert_type(Book.cover != None, Predicate)
    assert_type(Book.lib_bookid == UUID(int=1), Predicate)
    assert_type(Book.title == Book.title, Predicate)
    assert_type(Book.pages < Book.pages, Predicate)
    assert_type(Book.title.is_null(), Predicate)
    assert_type(Book.pages.is_not_null(), Predicate)
    QUERY.where(Book.title == 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.title == b"x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.pages == "three")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.pages != 3.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.isbn == None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.price == "1.50")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.lent == "yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.lib_bookid == "x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.bought == "2026-01-02")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.printed == "2026-01-02")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.pages == Book.title)  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    Book.pages > "3"  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    Book.title < 3  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    Book.price >= 1.5  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    Book.bought < date(2026, 1, 2)  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    Book.lent < True  # type: ignore[operator]
    Book.cover > b"x"  # type: ignore[operator]
    Book.titel == "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def text_functions() -> None:
    assert_type(Book.title.contains("x"), Predicate)
    assert_type(Book.title.startswith(escape_wildcards("x")), Predicate)
    assert_type(Book.isbn.endswith("x"), Predicate)
    Book.pages.contains("3")  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    Book.price.startswith("1")  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    Book.lib_bookid.endswith("1")  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    Book.bought.contains("2026")  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    Book.writer.contains("x")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Book.title.contains(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book.title.startswith(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book.title.like("x")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def membership() -> None:
    assert_type(Book.title.in_(["a", "b"]), Predicate)
    assert_type(Book.pages.not_in((1, 2)), Predicate)
    assert_type(Book.lib_bookid.in_({UUID(int=1)}), Predicate)
    assert_type(Book.editor.in_([UUID(int=1), Reference(Author, UUID(int=1))]), Predicate)
    Book.pages.in_(["1"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    Book.pages.in_(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book.isbn.in_([None])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    Book.lib_bookid.not_in(["x"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    Book.editor.in_(["x"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    Book.editor.in_([Reference(Society, UUID(int=1))])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def lookups(author: Author, society: Society, book: Book) -> None:
    assert_type(Book.writer == author, Predicate)
    assert_type(Book.writer == society, Predicate)
    assert_type(Book.writer == UUID(int=1), Predicate)
    assert_type(Book.writer != Reference(Author, UUID(int=1)), Predicate)
    assert_type(Book.writer == None, Predicate)
    assert_type(Book.writer == book.writer, Predicate)
    assert_type(Book.editor.is_null(), Predicate)
    QUERY.where(Book.editor == "x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.editor == 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.editor == Author)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.editor == society)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.editor == Reference(Society, UUID(int=1)))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    QUERY.where(Book.writer == book)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book.editor < UUID(int=1)  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]


def paths() -> None:
    assert_type(Book.writer_author.lib_name == "x", Predicate)
    assert_type(Annotation.objectid_incident.customerid == UUID(int=1), Predicate)
    assert_type(Annotation.objectid_incident.customerid_contact.emailaddress1 == "x", Predicate)
    assert_type(Contact.parentcustomerid_account.name.startswith("x"), Predicate)
    QUERY.where(Book.writer_author.lib_name == 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book.writer_author.title == "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Book.writer.lib_name == "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Annotation.objectid_incident.custmerid == UUID(int=1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Contact.parentcustomerid_account.fullname == "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def collections() -> None:
    assert_type(Author.books, CollectionExpr[Book])
    assert_type(Author.books.any(), Predicate)
    assert_type(Author.books.any(lambda book: book.title == "x"), Predicate)
    assert_type(Author.books.all(lambda book: book.pages > 3), Predicate)
    assert_type(Contact.Contact_Annotation.any(lambda note: note.subject.contains("x")), Predicate)
    Author.books.any(lambda book: book.titel == "x")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Author.books.any(lambda book: book.pages > "3")  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    Author.books.any(lambda book: True)  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType]
    Author.books.all()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Author.books.any(Book.title == "x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Author.books.title  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    AUTHORS.where(Author.books)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def combining() -> None:
    one, other = Book.pages == 1, Book.title == "x"
    assert_type(one & other, Predicate)
    assert_type(one | other, Predicate)
    assert_type(~one, Predicate)
    assert_type(not_(one), Predicate)
    assert_type(all_of([one, other]), Predicate)
    assert_type(any_of(each for each in (one, other)), Predicate)
    assert_type(Raw("a%20eq%201") & one, Predicate)
    one & True  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    one | (3 == 3)  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    not_(True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    all_of([one, True])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    any_of(one)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Raw(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(Book.title.asc(), Order)
    assert_type(Book.writer.desc(), Order)
    Book.title.ascending()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
