"""Small entities for the type checkers; they are never instantiated. Nothing in this folder is executed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from dataverse_sdk import Collection, Column, Entity, Lookup, Navigation, collection, column, entity, lookup, navigation


@entity("lib_author", set_name="lib_authors", key="lib_authorid")
class Author(Entity):
    """Somebody who writes."""

    lib_authorid: Column[UUID] = column()
    lib_name: Column[str | None] = column()
    books: Collection[Book] = collection("lib_book")


@entity("lib_society", set_name="lib_societies", key="lib_societyid")
class Society(Entity):
    """A body that publishes."""

    lib_societyid: Column[UUID] = column()


@entity("lib_book", set_name="lib_books", key="lib_bookid")
class Book(Entity):
    """One column of every type."""

    lib_bookid: Column[UUID] = column()
    isbn: Column[str] = column()
    title: Column[str | None] = column()
    pages: Column[int | None] = column()
    copies: Column[int] = column()
    lent: Column[bool | None] = column()
    price: Column[Decimal | None] = column()
    weight: Column[float | None] = column()
    bought: Column[datetime | None] = column()
    printed: Column[date | None] = column()
    cover: Column[bytes | None] = column()
    writer: Lookup[Author | Society] = lookup({"lib_author": "writer_author", "lib_society": "writer_society"})
    editor: Lookup[Author] = lookup({"lib_author": "editor"})
    writer_author: Navigation[Author] = navigation("lib_author")


@entity("lib_book", set_name="lib_books", key="lib_bookid")
class RareBook(Book):
    """A subclass that adds a column."""

    vault: Column[str | None] = column()
