"""Rows have room for what they came with, and no more; whichever room that is, they are rows of the class that was declared."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any
from uuid import UUID

import pytest
from library import ADA, BOOK, ETAG, Author, Book, Society
from rich.pretty import pretty_repr

from dataverse_sdk.errors import NotSelectedError, UsageError
from dataverse_sdk.model import (
    Column,
    Entity,
    Navigation,
    Reference,
    Table,
    changes,
    column,
    documents,
    entity,
    formatted_value,
    make_converter,
    navigation,
    pages,
    row_annotations,
    row_etag,
    row_id,
    selected_columns,
    shadows,
)
from dataverse_sdk.model.converter import to_wire
from dataverse_sdk.model.pages import PageDecoder, RowPage
from dataverse_sdk.model.storage import STATE, declared, slotted
from dataverse_sdk.wire import json as wire_json

FORMATTED = "OData.Community.Display.V1.FormattedValue"
ROW = {
    "@odata.etag": ETAG,
    "lib_bookid": str(BOOK),
    "lib_title": "Emma",
    "lib_pages": 3,
    f"lib_pages@{FORMATTED}": "three",
    "_lib_writer_value": str(ADA),
    "_lib_writer_value@Microsoft.Dynamics.CRM.lookuplogicalname": "lib_author",
    f"_lib_writer_value@{FORMATTED}": "Ada Lovelock",
    "new_undeclared": "x",
}


def page_of(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps({"value": rows}, separators=(",", ":")).encode()


def loose(row: dict[str, Any], cls: type[Any] = Book) -> Any:
    return make_converter().structure(row, cls)  # the first of its shape


def alone(row: dict[str, Any], cls: type[Any] = Book) -> Any:
    converter = make_converter()
    converter.structure(row, cls)
    return converter.structure(row, cls)


def by_way(way: Any) -> Any:
    def read(row: dict[str, Any], cls: type[Any] = Book) -> Any:
        body = page_of([row] * 3)
        found = PageDecoder(cls, make_converter())._read(way, row, body)
        assert found is not None
        assert found[2] == wire_json.texts_in(body)
        return found[0][1]

    return read


WAYS = {"loose": loose, "alone": alone, "documents": by_way(documents.make_reader), "shadows": by_way(shadows.make_reader)}


@pytest.fixture(params=WAYS)
def read(request):
    """Each way to a row."""
    if request.param == "shadows" and shadows.msgspec() is None:
        pytest.skip("the extra `fast` is not installed")
    return WAYS[request.param]


# --- The class of a row


def test_the_class_of_a_row_equals_the_one_that_was_declared(read):
    row, other = read(ROW), read({"lib_title": "Emma"})
    assert isinstance(row, Book)
    assert (type(row), type(row).__name__, type(row).__module__, type(row).__qualname__) == (Book, "Book", "library", "Book")
    assert type(row) == type(other) == type(Book())  # noqa: E721  (equal, and seldom the same)
    assert type(row) != Author  # noqa: E721
    assert {Book: "book", Author: "author"}[type(row)] == "book"
    assert {type(row): "book"}[Book] == "book"
    assert type(row).lib_title is Book.lib_title
    assert declared(type(row)) is declared(Book) is Book


def test_a_row_of_a_class_that_derives_from_an_entity_is_of_that_class(read):
    class Novel(Book):
        """Adds no column."""

        def shout(self) -> str:
            """Gives the title in capitals."""
            return f"{super().__class__.__name__}: {(self.lib_title or '').upper()}"

    row = read(ROW, Novel)
    assert (type(row), row.shout(), isinstance(row, Book)) == (Novel, "super: EMMA", True)
    assert type(row) != Book  # noqa: E721
    assert type(Novel(lib_title="x")) == Novel  # noqa: E721


class Named:
    """What a user mixes in without thinking of slots: its instances have a dictionary."""

    def named(self) -> str:
        """Gives the title with a mark."""
        return f"{self.lib_title}!"


class Slotted:
    """What a user mixes in who thinks of them."""

    __slots__ = ()
    named = Named.named


@pytest.mark.parametrize("mixed", [(Named,), (Slotted,), (Named, Slotted)], ids=["dictionary", "slots", "both"])
def test_methods_can_be_mixed_in(read, mixed):
    @entity("lib_book", set_name="lib_books", key="lib_bookid")
    class Mixed(*mixed, Entity):  # type: ignore[misc]
        """A book with a method."""

        lib_bookid: Column[UUID] = column()
        lib_title: Column[str | None] = column()

    row = {"lib_bookid": str(BOOK), "lib_title": "Emma"}
    if read is WAYS["shadows"] and Named in mixed:
        # A struct has no dictionary: the page is read the other way.
        assert PageDecoder(Mixed, make_converter())._read(shadows.make_reader, row, page_of([row] * 3)) is None
        read = WAYS["documents"]
    assert (read(row, Mixed).named(), Mixed(lib_title="x").named()) == ("Emma!", "x!")


def test_the_class_of_a_row_makes_rows(read):
    row = read(ROW)
    for made in (type(row)(lib_title="new"), row.__class__(lib_title="new")):
        assert (type(made), made.lib_title, dict(changes(made)), row_etag(made)) == (Book, "new", {"lib_title": "new"}, None)
    assert isinstance(Book(), type(row))
    assert issubclass(Book, type(row))
    assert not isinstance(row, type(Author()))


def test_what_somebody_wrote_on_an_entity_class_works(read):
    heard = []

    class Base(Entity):
        def __init_subclass__(cls, **options: Any) -> None:
            heard.append(cls)

    @entity("lib_book", set_name="lib_books", key="lib_bookid")
    class Written(Base):
        """A book with methods."""

        lib_bookid: Column[UUID] = column()
        lib_title: Column[str | None] = column()

        def __init__(self, title: str | None) -> None:
            super().__init__(lib_title=title)

        @classmethod
        def named(cls, title: str) -> Any:
            """Makes one."""
            return cls(title)

        @property
        def loud(self) -> str:
            """The title in capitals."""
            return (self.lib_title or "").upper()

        def twin(self) -> Any:
            """Makes another."""
            return type(self)(self.lib_title)

    heard.clear()
    row = read({"lib_bookid": str(BOOK), "lib_title": "Emma"}, Written)
    assert (row.loud, row.named("x").loud, row.twin().loud, Written("y").loud) == ("EMMA", "X", "EMMA", "Y")
    assert heard == []


def test_a_constructor_may_assign_before_it_calls_ours():
    @entity("lib_book", set_name="lib_books", key="lib_bookid")
    class Assigning(Entity):
        """A book with a constructor."""

        lib_bookid: Column[UUID] = column()
        lib_title: Column[str | None] = column()
        lib_isbn: Column[str | None] = column()

        def __init__(self, title: str, *, ours: bool) -> None:
            self.lib_title = title
            if ours:
                super().__init__(lib_isbn="1")

    assert dict(changes(Assigning("x", ours=False))) == {"lib_title": "x"}
    assert dict(changes(Assigning("x", ours=True))) == {"lib_title": "x", "lib_isbn": "1"}
    made = Assigning.__new__(Assigning)
    made.lib_title = "y"
    assert dict(changes(made)) == {"lib_title": "y"}


@pytest.mark.parametrize("decorated", [False, True])
def test_a_property_in_place_of_a_column_answers_for_every_row(read, decorated):
    class Loud(Book):
        """A book whose title is told otherwise."""

        @property
        def lib_title(self) -> str:  # type: ignore[override]
            """Tells."""
            return "told"

    kind = entity("lib_book", set_name="lib_books", key="lib_bookid")(Loud) if decorated else Loud
    row = read({"lib_bookid": str(BOOK), "lib_title": "Emma"}, kind)
    assert (row.lib_title, kind().lib_title, row.lib_bookid) == ("told", "told", BOOK)


def test_classes_with_a_metaclass_of_their_own_can_be_pickled(read):
    class Meta(type(Entity)):  # type: ignore[misc]
        """Somebody's."""

    @entity("lib_book", set_name="lib_books", key="lib_bookid")
    class Special(Entity, metaclass=Meta):
        """A book."""

        lib_bookid: Column[UUID] = column()

    globals()["Special"] = Special
    Special.__qualname__ = "Special"
    row = read({"lib_bookid": str(BOOK)}, Special)
    assert pickle.loads(pickle.dumps(type(row))) is Special
    assert pickle.loads(pickle.dumps(row)).lib_bookid == BOOK


def test_a_property_can_keep_what_it_computed(read):
    asked = []

    @entity("lib_book", set_name="lib_books", key="lib_bookid")
    class Keeping(Entity):
        """A book that counts once."""

        lib_bookid: Column[UUID] = column()
        lib_title: Column[str | None] = column()

        @cached_property
        def letters(self) -> int:
            """How many letters the title has."""
            asked.append(1)
            return len(self.lib_title or "")

    row = {"lib_bookid": str(BOOK), "lib_title": "Emma"}
    found = (WAYS["documents"] if read is WAYS["shadows"] else read)(row, Keeping)
    assert (found.letters, found.letters, Keeping(lib_title="x").letters, len(asked)) == (4, 4, 1, 2)


def test_a_base_class_with_a_slot_of_its_own_is_read_row_by_row():
    class Base(Entity):
        __slots__ = ("memo",)

    @entity("lib_book", set_name="lib_books", key="lib_bookid")
    class Marked(Base):
        """A book with room for a note."""

        lib_bookid: Column[UUID] = column()
        lib_title: Column[str | None] = column()

    row, converter = {"lib_bookid": str(BOOK), "lib_title": "Emma"}, make_converter()
    rows = [converter.structure(row, Marked) for _ in range(3)]
    rows += converter.structure(page_of([row] * 400), RowPage[Marked]).rows
    assert {each.lib_title for each in rows} == {"Emma"}
    object.__setattr__(rows[2], "memo", "x")
    assert rows[2].memo == "x"


@pytest.mark.parametrize("name", ["kind", "cls", "room", "own", "row", "item", "rest", "nulls", "make", "blank", "full", "unset", "tally"])
def test_a_column_can_have_any_name(read, name):
    """Among them those of our own variables and parameters."""
    body = {"boxid": column(), name: column(name="new_it"), "__annotations__": {"boxid": "Column[UUID]", name: "Column[str | None]"}}
    box: Any = entity("box", set_name="boxes", key="boxid")(type(Entity)("Box", (Entity,), {**body, "__module__": __name__}))
    row = read({"boxid": str(BOOK), "new_it": "x"}, box)
    made = box(**{name: "y"})
    setattr(row, name, "z")
    assert (getattr(row, name), getattr(made, name), getattr(box, name).info.wire_name) == ("z", "y", "new_it")


def test_the_class_of_a_row_can_be_pickled(read):
    assert pickle.loads(pickle.dumps(type(read(ROW)))) is Book
    assert pickle.loads(pickle.dumps(Book)) is Book


# --- Room


def test_a_row_has_room_for_what_it_came_with(read):
    narrow, wide = read({"lib_title": "x"}), read(ROW)
    assert selected_columns(narrow) == {"lib_title"}
    assert selected_columns(wide) == {"lib_bookid", "lib_title", "lib_pages", "writer"}
    assert not hasattr(wide, "__dict__")


def test_the_size_of_a_row_does_not_depend_on_the_width_of_its_table():
    def wide(columns: int) -> type[Entity]:
        names = {"wideid": "Column[UUID]", **{f"c{number}": "Column[str | None]" for number in range(columns)}}
        body = {name: column() for name in names}
        return entity("wide", set_name="wides", key="wideid")(
            type(Entity)("Wide", (Entity,), {**body, "__annotations__": names, "__module__": __name__})
        )

    row = {"wideid": str(BOOK), "c0": "x"}
    for way in ("documents", *(["shadows"] if shadows.msgspec() else [])):
        sizes = {sys.getsizeof(WAYS[way](row, wide(columns))) for columns in (1, 300)}
        assert len(sizes) == 1
        assert sizes.pop() < 120


@pytest.mark.skipif(shadows.msgspec() is None, reason="the extra `fast` is not installed")
def test_the_collector_does_not_walk_through_rows_that_are_structs():
    assert not gc.is_tracked(WAYS["shadows"](ROW))


def test_shapes_share_their_classes():
    assert slotted(Book, ("lib_title",)) is slotted(Book, ("lib_title",))
    assert slotted(Book, ("lib_title",)) is not slotted(Book, ("lib_pages",))
    assert slotted(Book, ("lib_title",)).full == Book


# --- What a row does


def test_a_column_that_did_not_come_can_be_assigned(read):
    row = read(ROW)
    with pytest.raises(NotSelectedError, match=r"^Book\.lib_isbn was not selected; add it to select\(\), or read the row again$"):
        row.lib_isbn
    row.lib_isbn = "978"
    row.lib_title = "Emma II"
    row.writer = None
    assert (row.lib_isbn, row.lib_title, row.writer) == ("978", "Emma II", None)
    assert dict(changes(row)) == {"lib_isbn": "978", "lib_title": "Emma II", "writer": None}
    assert to_wire(row)["lib_isbn"] == "978"
    assert selected_columns(row) == {"lib_bookid", "lib_title", "lib_pages", "lib_isbn", "writer"}
    other = read(ROW)
    assert not hasattr(other, "lib_isbn")
    with pytest.raises(UsageError, match="takes int, not str"):
        row.lib_pages = "3"
    assert row.lib_pages == 3


def test_rows_hold_what_stands_beside_their_columns(read):
    row = read(ROW)
    assert row_id(row) == BOOK
    assert row_etag(row) == ETAG
    assert row.writer == Reference(Author, ADA)
    assert row.writer != Reference(Society, ADA)
    assert row.writer.name == "Ada Lovelock"
    assert formatted_value(row, Book.lib_pages) == "three"
    assert formatted_value(row, Book.lib_title) is None
    beside = {name: value for name, value in ROW.items() if "@" in name[1:] or name == "new_undeclared"}
    assert dict(row_annotations(row)) == beside
    assert len(row._extra) == len(beside)
    assert "no such name" not in row._extra
    assert f"lib_title@{FORMATTED}" not in row._extra


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, *(lambda row, p=p: pickle.loads(pickle.dumps(row, p)) for p in range(2, 6))])
def test_rows_survive_copying_and_pickling(read, twin):
    row = read(ROW)
    row.lib_isbn = "978"
    other = twin(row)
    assert (type(other), selected_columns(other), dict(changes(other))) == (Book, selected_columns(row), {"lib_isbn": "978"})
    assert {name: getattr(other, name) for name in selected_columns(row)} == {name: getattr(row, name) for name in selected_columns(row)}
    assert (row_etag(other), dict(row_annotations(other)), other.writer.name) == (ETAG, dict(row_annotations(row)), "Ada Lovelock")
    other.lib_title = "another"
    assert (row.lib_title, dict(changes(row))) == ("Emma", {"lib_isbn": "978"})


def test_rows_show_no_values_and_compare_by_identity(read):
    row, other = read(ROW), read(ROW)
    assert repr(row) == "<Book lib_bookid, lib_pages, lib_title, writer>"
    assert "Emma" not in pretty_repr(row)
    assert row == row
    assert row != other
    assert len({row, other}) == 2
    if sys.version_info >= (3, 13):
        with pytest.raises(TypeError):
            copy.replace(row, lib_title="past the journal")


def test_a_name_that_nobody_knows_is_an_attribute_error(read):
    row = read(ROW)
    with pytest.raises(AttributeError, match="no attribute 'lib_titel'") as caught:
        row.lib_titel
    assert not isinstance(caught.value, NotSelectedError)
    with pytest.raises(UsageError, match="Book has no column lib_titel"):
        row.lib_titel = "x"
    with pytest.raises(UsageError, match="cannot be deleted"):
        del row.lib_title


@pytest.mark.parametrize("name", [each for state in STATE for each in (state, f"@{state}", f"~{state}")])
@pytest.mark.parametrize("place", [0, 2])
@pytest.mark.parametrize("ways", [pages.WAYS, (documents.make_reader,)], ids=["all", "core"])
def test_a_service_cannot_set_the_state_of_a_row(name, place, ways, monkeypatch):
    """Names that a row keeps its own state under are columns nobody declared, when a service sends them."""
    monkeypatch.setattr(pages, "SHORT", 0)
    monkeypatch.setattr(pages, "WAYS", ways)
    rows = [dict(ROW) for _ in range(3)]
    rows[place][name] = None
    for row, sent in zip(make_converter().structure(page_of(rows), RowPage[Book]).rows, rows, strict=True):
        assert (row._changes, row_etag(row), dict(row._related), dict(row._values)) == (frozenset(), ETAG, {}, {})
        assert (name in row_annotations(row)) == (name in sent)


def test_a_column_of_an_open_table_can_be_named_after_its_row_came(read):
    project = Table("new_project", set_name="new_projects", key="new_projectid")
    title = project.column("new_title", str)
    row = read({"new_title": "Roof", "new_cost": 7, "new_open": True}, project)
    cost = project.column("new_cost", int)
    assert (row[title], row[cost], row["new_open"]) == ("Roof", 7, True)
    assert selected_columns(row) == {"new_title", "new_cost"}
    row[cost] = 8
    row[title] = None
    assert (row[cost], row[title], dict(changes(row))) == (8, None, {"new_cost": 8, "new_title": None})
    late = type(row).column("new_open", bool)
    assert (row[late], project.column("new_open", bool).info) == (True, late.info)
    with pytest.raises(NotSelectedError, match=r"^new_project\.new_late was not selected"):
        row[project.column("new_late", str)]


def test_a_row_that_is_expanded_before_its_class_is_known_is_read_when_it_is():
    """In every way: the row, and what was compiled for it, are not kept without it."""

    @entity("lib_club", set_name="lib_clubs", key="lib_clubid")
    class Club(Entity):
        """A body whose members are declared later."""

        lib_title: Column[str | None] = column()
        head: Navigation[Entity] = navigation("lib_member", name="lib_Head")

    document = {"lib_title": "x", "lib_Head": {"lib_name": "y"}}
    for row in (document, {**document, f"lib_title@{FORMATTED}": "label"}):
        body, converter = page_of([row] * 400), make_converter()
        for _ in range(3):
            assert not hasattr(converter.structure(row, Club), "head")
        assert not hasattr(converter.structure(body, RowPage[Club]).rows[0], "head")

        @entity("lib_member", set_name="lib_members", key="lib_memberid")
        class Member(Entity):
            """Declared late."""

            lib_name: Column[str | None] = column()

        for _ in range(3):
            assert converter.structure(row, Club).head.lib_name == "y"
        assert {each.head.lib_name for each in converter.structure(body, RowPage[Club]).rows} == {"y"}
        sys.modules["dataverse_sdk.model.entity"]._classes.pop("lib_member")


# --- Many at once


def test_labels_are_forgotten_with_their_page_and_ids_are_not(read):
    if read in (WAYS["loose"], WAYS["alone"]):
        pytest.skip("references are shared within pages")
    way = shadows.make_reader if read is WAYS["shadows"] else documents.make_reader
    plain = {"lib_title": "x", "_lib_editor_value": str(ADA)}
    labelled = {**plain, f"_lib_editor_value@{FORMATTED}": "Ada"}
    for row, shared in ((plain, True), (labelled, False)):
        decoder, body = PageDecoder(Book, make_converter()), page_of([row] * 3)
        first, second = (decoder._read(way, row, body)[0] for _ in range(2))
        assert first[0].editor is first[2].editor
        assert (first[0].editor is second[0].editor) is shared


def test_a_hook_may_read_a_page_of_the_class_whose_page_is_read(monkeypatch):
    monkeypatch.setattr(pages, "SHORT", 0)
    converter, inner = make_converter(), page_of([{"lib_title": None, "lib_pages": 1}] * 3)
    seen = []

    def title(value: str, _kind: Any) -> str:
        if value == "outer":
            seen.append(converter.structure(inner, RowPage[Book]).rows)
        return value

    converter.register_structure_hook(str, title)
    for ways in (pages.WAYS, (documents.make_reader,)):
        monkeypatch.setattr(pages, "WAYS", ways)
        seen.clear()
        body = page_of([{"lib_title": "outer", "lib_pages": 1}, *[{"lib_title": None, "lib_pages": 1}] * 2])
        rows = converter.structure(body, RowPage[Book]).rows
        assert ([row.lib_title for row in rows], len(seen)) == (["outer", None, None], 1)


@pytest.mark.parametrize("way", [documents.make_reader, shadows.make_reader], ids=["documents", "shadows"])
def test_threads_that_read_at_once_count_apart(way):
    """Pages of one shape with other numbers of nulls: a count that two threads share would be wrong for both."""
    if way is shadows.make_reader and shadows.msgspec() is None:
        pytest.skip("the extra `fast` is not installed")
    decoder = PageDecoder(Book, make_converter())
    rows = [[{"lib_title": None if number % (thread + 2) else "x", "lib_isbn": "1"} for number in range(400)] for thread in range(4)]
    bodies = [page_of(each) for each in rows]

    def run(thread: int) -> int:
        body, texts = bodies[thread], wire_json.texts_in(bodies[thread])
        return sum(decoder._read(way, rows[thread][0], body)[2] == texts for _ in range(40))  # type: ignore[index]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(run, range(4))) == [40] * 4
    finally:
        sys.setswitchinterval(interval)
