"""What type checkers make of queries, operations and batches: what comes out is typed by what went in."""

from __future__ import annotations

from typing import Any, assert_type
from uuid import UUID

from shapes import Author, Book, RareBook, Society

from dataverse_sdk import ANY, Batch, Expand, Flow, Handle, Operation, Page, Query, Reference, Upserted, WhoAmI, expand, operations
from dataverse_sdk.tables import Account, Annotation, Contact


def building() -> None:
    query = Query(Book)
    assert_type(query, Query[Book])
    assert_type(query.select(Book.title, Book.writer), Query[Book])
    assert_type(query.where(Book.title == "x", Book.pages > 3), Query[Book])
    assert_type(query.order_by(Book.title, Book.pages.desc(), Book.writer), Query[Book])
    assert_type(query.top(5), Query[Book])
    assert_type(query.expand(Book.writer_author), Query[Book])
    assert_type(Query(RareBook).where(RareBook.isbn == "x"), Query[RareBook])
    Query()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Query("contacts")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Query(int)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    Query(Book())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.where(True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.where("title eq 'x'")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.where(Book.title)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.select("title")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.select(Book.writer_author)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.select(Book.titel)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    query.order_by("title")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.order_by(Book.pages == 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.top("5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.expand(Book.title)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.expand(Book.writer)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.expand("writer_author")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query.skip(5)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    query.limit = 3  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def expanding() -> None:
    assert_type(expand(Book.writer_author), Expand)
    assert_type(expand(Author.books, select=(Book.title,), where=Book.pages > 3, order_by=[Book.title.asc()], top=3), Expand)
    assert_type(expand(Annotation.objectid_contact, expand=(Contact.parentcustomerid_account,)), Expand)
    expand(Book.title)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    expand(Book.editor)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    expand(Author.books, where=True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    expand(Author.books, select=("title",))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    expand(Author.books, top="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    expand(Author.books, Book.title)  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]


def operating(book: Book) -> None:
    assert_type(operations.get(Book, UUID(int=1)), Operation[Book])
    assert_type(operations.get(Contact, UUID(int=1), select=[Contact.fullname]), Operation[Contact])
    assert_type(operations.create(book), operations.CreateOperation[UUID, Book])
    assert_type(operations.update(book), Operation[None])
    assert_type(operations.patch(Book, UUID(int=1), {Book.title: "x"}, etag=ANY), Operation[None])
    assert_type(operations.upsert(book), operations.CreateOperation[Upserted, Book])
    assert_type(operations.delete(Book, UUID(int=1)), Operation[None])
    assert_type(operations.who_am_i(), Operation[WhoAmI])
    assert_type(operations.query_page(Query(Book)), Operation[Page[Book]])
    total: Operation[int] = operations.count(Query(Book))
    del total
    operations.get("contacts", UUID(int=1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    operations.get(Book, 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    operations.get(Book, UUID(int=1), select=["title"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    operations.create(Book)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    operations.create({"title": "x"})  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    operations.patch(Book, UUID(int=1), {Book.title: "x"})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    operations.delete(Book, UUID(int=1), etag=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    operations.query_page(Book)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def paging(page: Page[Book]) -> None:
    assert_type(page.rows, tuple[Book, ...])
    assert_type(page.rows[0].title, str | None)
    assert_type(page.next_link, str | None)
    assert_type(operations.next_page(page), Operation[Page[Book]])
    page.rows.append(Book())  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    page.rows[0].titel  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def batching(batch: Batch, book: Book) -> None:
    created = batch.add(operations.create(book))
    assert_type(created, operations.CreateHandle[UUID, Book])
    assert_type(created.reference, Reference[Book])
    writer, society = batch.add(operations.create(Author())), batch.add(operations.create(Society()))
    Book(editor=writer.reference, writer=society.reference)
    Book(editor=society.reference)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(created.value, UUID)
    read = batch.add(operations.get(Account, UUID(int=1)))
    assert_type(read, Handle[Account])
    assert_type(read.value.name, str | None)
    assert_type(batch.add(operations.delete(Book, UUID(int=1))), Handle[None])
    assert_type(batch.add(operations.query_page(Query(Book))), Handle[Page[Book]])
    assert_type(batch.add(operations.who_am_i()).value.user_id, UUID)
    assert_type(batch.flow(), Flow[None])
    created.value.title  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    read.value.fullname  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    batch.add(book)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    batch.add(Query(Book))  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]


def flowing() -> Flow[int]:
    page = yield from operations.execute(operations.query_page(Query(Contact)))
    assert_type(page, Page[Contact])
    total, calls = yield from operations.counted(other())
    assert_type(total, str)
    assert_type(calls, int)
    found: int = yield from other()  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    yield 3  # type: ignore[misc]  # pyright: ignore[reportReturnType]
    return found


def other() -> Flow[str]:
    who = yield from operations.execute(operations.who_am_i())
    assert_type(who.organization_id, UUID)
    return str(who.user_id)


def anything(value: Any) -> None:
    # `Any` is let through everywhere, and only there.
    Query(Book).where(value)
