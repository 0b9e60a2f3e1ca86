"""A small library's tables, declared by hand, as the tests of model/ see them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from dataverse_sdk.model import Collection, Column, Entity, Lookup, Navigation, collection, column, entity, lookup, navigation

ADA = UUID("00000000-0000-0000-0000-0000000000ad")
BOOK = UUID("00000000-0000-0000-0000-00000000b00c")
ETAG = 'W/"7"'


@entity("lib_author", set_name="lib_authors", key="lib_authorid", primary_name="lib_name")
class Author(Entity):
    """Somebody who writes."""

    lib_authorid: Column[UUID] = column()
    lib_name: Column[str | None] = column(max_length=100)
    mentor: Lookup[Author] = lookup({"lib_author": "lib_Mentor"}, name="lib_mentor")
    mentor_nav: Navigation[Author] = navigation("lib_author", name="lib_Mentor")
    books: Collection[Book] = collection("lib_book", name="lib_author_book")


@entity("lib_society", set_name="lib_societies", key="lib_societyid")
class Society(Entity):
    """A body that publishes."""

    lib_societyid: Column[UUID] = column()
    lib_title: Column[str | None] = column()


@entity("lib_book", set_name="lib_books", key="lib_bookid", alternate_keys={"lib_isbn": ("lib_isbn",)})
class Book(Entity):
    """One column of every type."""

    lib_bookid: Column[UUID] = column(update=False)
    lib_title: Column[str | None] = column(max_length=200)
    lib_isbn: Column[str] = column(max_length=13)
    lib_pages: Column[int | None] = column(minimum=1)
    lib_lent: Column[bool | None] = column()
    lib_price: Column[Decimal | None] = column(precision=2)
    lib_weight: Column[float | None] = column()
    lib_bought: Column[datetime | None] = column()
    lib_printed: Column[date | None] = column(format="DateOnly")
    lib_cover: Column[bytes | None] = column()
    lib_series: Column[UUID | None] = column()
    class_: Column[int | None] = column(name="class", options={1: "Novel", 2: "Atlas"})
    lib_serial: Column[int | None] = column(create=False, update=False)
    lib_secret: Column[str | None] = column(read=False)
    writer: Lookup[Author | Society] = lookup({"lib_author": "lib_Writer_author", "lib_society": "lib_Writer_society"}, name="lib_writer")
    editor: Lookup[Author] = lookup({"lib_author": "lib_Editor"}, name="lib_editor")
    shelf: Lookup[Entity] = lookup({}, name="lib_shelf")
    lib_Writer_author: Navigation[Author] = navigation("lib_author")  # noqa: N815
    lib_Ghost: Navigation[Entity] = navigation("lib_ghost")  # noqa: N815


@entity("lib_book", set_name="lib_books", key="lib_bookid")
class BookTitle(Entity):
    """A narrow second class of the same table."""

    lib_title: Column[str | None] = column()


@entity("lib_book", set_name="lib_books", key="lib_bookid")
class RareBook(Book):
    """A subclass that adds a column and knows one better."""

    lib_vault: Column[str | None] = column()
    lib_title: Column[str | None] = column(max_length=400)
