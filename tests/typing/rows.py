"""What type checkers make of rows: reading, writing, constructing, references."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, assert_type
from uuid import UUID

from shapes import Author, Book, RareBook, Society

from dataverse_sdk import (
    ColumnExpr,
    ColumnInfo,
    LookupExpr,
    Reference,
    TableInfo,
    changes,
    formatted_value,
    reference_to,
    row_annotations,
    row_etag,
    row_id,
    selected_columns,
    table_of,
)


def reading(book: Book, rare: RareBook, author: Author) -> None:
    assert_type(book.lib_bookid, UUID)
    assert_type(book.isbn, str)
    assert_type(book.title, str | None)
    assert_type(book.pages, int | None)
    assert_type(book.copies, int)
    assert_type(book.lent, bool | None)
    assert_type(book.price, Decimal | None)
    assert_type(book.weight, float | None)
    assert_type(book.bought, datetime | None)
    assert_type(book.printed, date | None)
    assert_type(book.cover, bytes | None)
    assert_type(book.writer, Reference[Author | Society] | None)
    assert_type(book.editor, Reference[Author] | None)
    assert_type(book.writer_author, Author | None)
    assert_type(author.books, tuple[Book, ...])
    assert_type(author.books[0].title, str | None)
    assert_type(rare.vault, str | None)
    assert_type(rare.isbn, str)
    book.titel  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    book.vault  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    book.title.upper()  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    book.price + 1.5  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    book.pages + 1  # type: ignore[operator]  # pyright: ignore[reportOptionalOperand]
    book.writer.id  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    book.writer_author.lib_name  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    author.books.title  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    if book.writer is not None:
        assert_type(book.writer.id, UUID)
        assert_type(book.writer.table, str)
        assert_type(book.writer.name, str | None)


def writing(book: Book, author: Author, society: Society) -> None:
    book.title = "x"
    book.title = None
    book.isbn = "1"
    book.isbn = None  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.copies = None  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.lib_bookid = None  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.title = 3  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.pages = "3"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.pages = 3.5  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.lent = "yes"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.price = Decimal("1.50")
    book.price = 1.5  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.bought = datetime.now(UTC)
    book.bought = date(2026, 1, 2)  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.printed = date(2026, 1, 2)
    book.printed = "2026-01-02"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.cover = b"x"
    book.cover = "x"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.writer = author
    book.writer = society
    book.writer = Reference(Author, UUID(int=1))
    book.writer = Author.ref("00000000-0000-0000-0000-000000000001")
    book.writer = None
    book.writer = UUID(int=1)  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.writer = Reference(Book, UUID(int=1))  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    book.writer = book  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.editor = author
    book.editor = society  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.editor = Reference(Society, UUID(int=1))  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    book.writer_author = author
    book.writer_author = None  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.writer_author = book  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    author.books = [book]
    author.books = [author]  # type: ignore[list-item]  # pyright: ignore[reportAttributeAccessIssue]
    author.books = book  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    book.titel = "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def constructing(author: Author) -> None:
    assert_type(Book(), Book)
    assert_type(Book(title="x", isbn="1", pages=3, writer=author, editor=Reference(Author, UUID(int=1))), Book)
    assert_type(RareBook(title="x", vault=None), RareBook)
    Book("x")  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]
    Book(titel="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Book(title=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book(isbn=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book(pages="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book(bought="2026-01-02")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book(writer="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book(editor=Society())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book(editor=Reference(Society, UUID(int=1)))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book(vault="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Book(writer_author=author)
    Book(writer_author=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Author(books=[Book(title="x")])
    Author(books=["x"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


def on_the_class() -> None:
    assert_type(Book.title, ColumnExpr[str | None])
    assert_type(Book.isbn, ColumnExpr[str])
    assert_type(RareBook.vault, ColumnExpr[str | None])
    assert_type(Book.editor, LookupExpr[Author])
    assert_type(Book.writer, LookupExpr[Author | Society])
    assert_type(Book.writer_author, type[Author])
    assert_type(Book.writer_author.lib_name, ColumnExpr[str | None])
    assert_type(Book.title.info, ColumnInfo)
    assert_type(Book.title.info.max_length, int | None)
    assert_type(Book.editor.info.wire_name, str)
    Book.titel  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Book.title.upper()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Book.writer_author.title  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Book.title.info.maxlength  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def references() -> None:
    assert_type(Reference(Book, UUID(int=1)), Reference[Book])
    assert_type(Book.ref(UUID(int=1)), Reference[Book])
    assert_type(RareBook.ref(UUID(int=1)), Reference[RareBook])
    assert_type(Author.ref({Author.lib_name: "Ada"}), Reference[Author])
    Author.ref(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(reference_to(Book()), Reference[Book])
    either: Reference[Author | Society] = Reference(Author, UUID(int=1))
    assert_type(either.id, UUID)
    narrow: Reference[Author] = Reference(Society, UUID(int=1))  # type: ignore[arg-type]  # pyright: ignore[reportAssignmentType]
    Reference(Book)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Reference(Book, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Reference(1, UUID(int=1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    either.id = UUID(int=2)  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    narrow.namme  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def questions(book: Book) -> None:
    assert_type(row_id(book), UUID)
    assert_type(row_etag(book), str | None)
    assert_type(selected_columns(book), frozenset[str])
    assert_type(changes(book), Mapping[str, Any])
    assert_type(row_annotations(book), Mapping[str, Any])
    assert_type(formatted_value(book, Book.pages), str | None)
    assert_type(formatted_value(book, Book.writer), str | None)
    assert_type(table_of(Book), TableInfo)
    assert_type(table_of(Book).set_name, str)
    formatted_value(book, "pages")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    formatted_value(book, Book.writer_author)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    row_id(Book)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    changes(book)["title"] = "x"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    table_of("lib_book")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
