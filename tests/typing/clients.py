"""What type checkers make of both clients: the same calls, awaited in one of them."""

from __future__ import annotations

from typing import assert_type
from uuid import UUID

from shapes import Author, Book

from dataverse_sdk import AsyncDataverseClient, DataverseClient, Flow, Query, Upserted, WhoAmI, operations
from dataverse_sdk.tables import Contact


def synchronous(client: DataverseClient, book: Book, flow: Flow[int]) -> None:
    assert_type(client.who_am_i(), WhoAmI)
    assert_type(client.who_am_i().user_id, UUID)
    assert_type(client.get(Contact, UUID(int=1)), Contact)
    assert_type(client.get(Contact, UUID(int=1)).fullname, str | None)
    assert_type(client.find(Contact, {Contact.emailaddress1: "x"}), Contact | None)
    assert_type(client.create(book), UUID)
    assert_type(client.upsert(book), Upserted)
    assert_type(client.upsert(book).created, bool)
    assert_type(list(client.query(Query(Book))), list[Book])
    assert_type(client.query(Query(Book)).first(), Book | None)
    assert_type(client.query(Query(Book)).one(), Book)
    total: int = client.query(Query(Book)).count()
    del total
    assert_type(client.send(operations.get(Author, UUID(int=1))), Author)
    assert_type(client.run(flow), int)
    assert_type(client.http_calls, int)
    with client.batch() as batch:
        assert_type(batch.add(operations.create(book)).value, UUID)
    client.get(UUID(int=1), Contact)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.get(Contact)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.get(Contact, 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.get(Contact, UUID(int=1)).fulname  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    client.find(Contact, UUID(int=1)).fullname  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    assert_type(client.create(Book(title="x"), returning=[Book.title]), Book)
    assert_type(client.update(Book(title="x"), returning=[Book.title]), Book)
    client.create(Book)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    client.update({"title": "x"})  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    client.query(Book)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.query(Query(Book)).one().titel  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    client.upsert(book, prevent="delete")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.send(flow)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.run(operations.who_am_i())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    for row in client.query(Query(Contact)):
        assert_type(row, Contact)


async def asynchronous(client: AsyncDataverseClient, book: Book, flow: Flow[int]) -> None:
    assert_type(await client.who_am_i(), WhoAmI)
    assert_type(await client.get(Contact, UUID(int=1)), Contact)
    assert_type((await client.get(Contact, UUID(int=1))).fullname, str | None)
    assert_type(await client.find(Contact, UUID(int=1)), Contact | None)
    assert_type(await client.create(book), UUID)
    assert_type(await client.upsert(book), Upserted)
    assert_type([row async for row in client.query(Query(Book))], list[Book])
    assert_type(await client.query(Query(Book)).first(), Book | None)
    assert_type(await client.query(Query(Book)).one(), Book)
    total: int = await client.query(Query(Book)).count()
    del total
    assert_type(await client.send(operations.get(Author, UUID(int=1))), Author)
    assert_type(await client.run(flow), int)
    async with client.batch() as batch:
        assert_type(batch.add(operations.create(book)).value, UUID)
    client.get(Contact, UUID(int=1)).fullname  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    (await client.get(Contact, UUID(int=1))).fulname  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    assert_type(await client.create(book, returning=[Book.title]), Book)
    assert_type(await client.update(book, returning=[Book.title]), Book)
    await client.create(Book)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    await client.query(Book).one()  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    list(client.query(Query(Book)))  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    await client.send(flow)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with client.batch() as wrong:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        del wrong
    async for row in client.query(Query(Contact)):
        assert_type(row, Contact)
