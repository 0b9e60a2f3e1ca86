"""Entity classes: what can be declared, what a row holds, and what it refuses."""

from __future__ import annotations

import copy
import pickle
import sys
import types
from datetime import date, datetime
from decimal import Decimal
from typing import Optional
from uuid import UUID

import pytest
from library import ADA, BOOK, ETAG, Author, Book, BookTitle, RareBook, Society

import dataverse_sdk.model as model
from dataverse_sdk.errors import NotSelectedError, UsageError
from dataverse_sdk.model import (
    Collection,
    CollectionExpr,
    Column,
    ColumnExpr,
    Entity,
    Lookup,
    LookupExpr,
    Navigation,
    Predicate,
    Reference,
    changes,
    collection,
    column,
    entity,
    lookup,
    make_converter,
    navigation,
    row_etag,
    selected_columns,
    table_of,
)
from dataverse_sdk.model.columns import NavigationExpr
from dataverse_sdk.model.converter import row_from_wire
from dataverse_sdk.model.entity import class_of
from dataverse_sdk.model.storage import declared
from dataverse_sdk.model.values import PendingReference


def read(cls, **document):
    return row_from_wire(cls, document, make_converter())


thing = entity("lib_thing", set_name="lib_things", key="lib_thingid")


# --- Declarations


def test_a_class_shows_expressions_and_a_row_shows_values():
    assert isinstance(Book.lib_title, ColumnExpr)
    assert isinstance(Book.writer, LookupExpr)
    assert isinstance(Book.lib_Writer_author, NavigationExpr)
    assert isinstance(Author.books, CollectionExpr)
    assert Book(lib_title="Emma").lib_title == "Emma"


def test_comparing_a_column_of_the_class_gives_a_predicate_never_a_bool():
    assert isinstance(Book.lib_title == "Emma", Predicate)
    assert isinstance(RareBook.lib_title == "Emma", Predicate)


def test_table_facts_stand_on_the_class():
    table = table_of(Book)
    assert (table.logical_name, table.set_name, table.key, table.primary_name) == ("lib_book", "lib_books", "lib_bookid", None)
    assert table.alternate_keys == {"lib_isbn": ("lib_isbn",)}
    assert table_of(Author(lib_name="Ada")) is Author.__table__
    assert Author.__table__.primary_name == "lib_name"
    assert list(table.attributes)[:3] == ["lib_bookid", "lib_title", "lib_isbn"]
    assert table.columns["_lib_writer_value"] is table.attributes["writer"]
    assert Author.__table__.navigations["books"].wire_name == "lib_author_book"


def test_column_facts_are_read_off_the_class():
    info = Book.class_.info
    assert (info.attribute, info.wire_name, info.logical_name) == ("class_", "class", "class")
    assert (info.python_type, info.nullable, info.options) == (int, True, {1: "Novel", 2: "Atlas"})
    assert not info.is_lookup
    writer = Book.writer.info
    assert (writer.wire_name, writer.logical_name, writer.is_lookup) == ("_lib_writer_value", "lib_writer", True)
    assert not Book.lib_isbn.info.nullable


def test_dir_of_a_class_names_its_columns():
    assert {"lib_title", "writer", "ref"} <= set(dir(Book))


def test_rows_have_slots_and_no_dictionary():
    assert not hasattr(Book(), "__dict__")


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("Column[str]", (str, False)),
        ("Column[ Decimal|None ]", (Decimal, True)),
        ("Column[Optional[int]]", (int, True)),
        ("model.Column[datetime | None]", (datetime, True)),
        ("Column[None | date]", (date, True)),
        (Column[bytes], (bytes, False)),
        (Column[float | None], (float, True)),
        (Column[Optional[UUID]], (UUID, True)),  # noqa: UP045  (people write it)
    ],
)
def test_an_annotation_is_read_as_text_and_as_object(annotation, expected):
    cls = types.new_class(
        "Thing", (Entity,), exec_body=lambda body: body.update(__annotations__={"lib_x": annotation}, lib_x=column(), __module__=__name__)
    )
    info = thing(cls).lib_x.info
    assert (info.python_type, info.nullable) == expected
    assert (Optional, datetime, model) is not None  # the annotations above name them


def declare(bases=(Entity,), annotations=None, **body):
    return types.new_class(
        "Thing", bases, exec_body=lambda space: space.update(__annotations__=annotations or {}, __module__=__name__, **body)
    )


@pytest.mark.parametrize(
    ("annotations", "body", "message"),
    [
        ({"lib_x": "Column[list]"}, {"lib_x": column()}, "a column holds one of"),
        ({"lib_x": "Column[str | int]"}, {"lib_x": column()}, "a column holds one of"),
        ({"lib_x": "Column[None]"}, {"lib_x": column()}, "a column holds one of"),
        ({"lib_x": "Column[Nowhere]"}, {"lib_x": column()}, "names Nowhere, which is not imported"),
        ({"lib_x": "Column[model.Nowhere]"}, {"lib_x": column()}, "cannot be evaluated"),
        ({"lib_x": "Column[1 +]"}, {"lib_x": column()}, "cannot be evaluated"),
        ({"lib_x": "str"}, {"lib_x": column()}, "annotate it as Column"),
        ({"lib_x": str}, {"lib_x": column()}, "annotate it as Column"),
        ({}, {"lib_x": column()}, "annotate it as Column"),
        ({"lib_x": "Column[str]"}, {}, "write it as a column"),
        ({"lib_x": "Lookup[Entity]"}, {"lib_x": 3}, "write it as a column"),
        ({"lib_x": Navigation[Entity]}, {"lib_x": None}, "write it as a column"),
        ({"lib_x": "Column[UUID]"}, {"lib_x": lookup({})}, r"annotate it as Lookup\[...\]"),
        ({"lib_x": "Lookup[Entity]"}, {"lib_x": column()}, r"annotate it as Column\[...\]"),
        ({"lib_x": "Navigation[Entity]"}, {"lib_x": collection("lib_book")}, r"annotate it as Collection\[...\]"),
        ({"lib_x": "Collection[Entity]"}, {"lib_x": navigation("lib_book")}, r"annotate it as Navigation\[...\]"),
        ({"_x": "Column[str]"}, {"_x": column()}, "this name is taken"),
        ({"ref": "Column[str]"}, {"ref": column()}, "this name is taken"),
        ({"ref": "Navigation[Entity]"}, {"ref": navigation("lib_book")}, "this name is taken"),
        ({"a": "Column[str]", "b": "Column[str]"}, {"a": column(name="x"), "b": column(name="x")}, "one wire name twice"),
        (
            {"a": "Navigation[Entity]", "b": "Navigation[Entity]"},
            {"a": navigation("t", name="x"), "b": navigation("t", name="x")},
            "one wire name twice",
        ),
        ({"a": "Column[str]"}, {"a": column(name="a b")}, "letters, digits"),
        ({"a": "Navigation[Entity]"}, {"a": navigation("t", name="x/y")}, "letters, digits"),
        ({"a": "Navigation[Entity]"}, {"a": navigation("../t")}, "letters, digits"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused_by_name(annotations, body, message):
    with pytest.raises(UsageError, match=message):
        thing(declare(annotations=annotations, **body))


@pytest.mark.parametrize("targets", [{"lib author": "x"}, {"lib_author": "x@odata.bind"}])
def test_lookup_targets_are_names(targets):
    with pytest.raises(UsageError, match="letters, digits"):
        lookup(targets)


@pytest.mark.parametrize("names", [("lib book", "s", "k"), ("t", "../s", "k"), ("t", "s", "k)")])
def test_table_names_cannot_smuggle_url_text(names):
    with pytest.raises(UsageError):
        entity(names[0], set_name=names[1], key=names[2])


def test_only_entities_can_be_decorated():
    with pytest.raises(UsageError, match="derives from Entity"):
        thing(type("Plain", (), {}))
    with pytest.raises(UsageError, match="derives from Entity"):
        thing(3)


def test_columns_on_an_undecorated_ancestor_are_refused_not_dropped():
    mixin = declare(annotations={"lib_x": "Column[str]"}, lib_x=column())
    with pytest.raises(UsageError, match="not an entity; decorate it"):
        thing(declare(bases=(mixin,)))


def test_other_annotations_and_methods_are_left_alone():
    cls = thing(declare(annotations={"note": "ColumnInfo", "n": int}, n=3, shout=lambda self: "!"))
    assert (cls.n, cls().shout()) == (3, "!")


def test_an_undecorated_class_says_so():
    bare = declare()
    for use in (bare, lambda: table_of(bare), Entity, lambda: table_of(Entity)):
        with pytest.raises(UsageError, match="decorate the class with @entity"):
            use()


# --- Inheritance and second classes


def test_a_subclass_adds_columns_and_keeps_the_inherited_slots():
    row = RareBook(lib_title="Hamlet", lib_vault="B2", writer=Reference(Author, ADA))
    assert (row.lib_title, row.lib_vault, row.writer) == ("Hamlet", "B2", Reference(Author, ADA))
    assert isinstance(row, Book)
    assert set(table_of(RareBook).attributes) == {*table_of(Book).attributes, "lib_vault"}
    assert "lib_vault" not in table_of(Book).attributes
    assert type.__getattribute__(RareBook, "lib_isbn") is type.__getattribute__(Book, "lib_isbn")


def test_a_column_declared_again_has_the_new_facts_on_the_subclass_only():
    assert (Book.lib_title.info.max_length, RareBook.lib_title.info.max_length) == (200, 400)
    assert read(RareBook, lib_title="x").lib_title == "x"


def test_a_subclass_cannot_turn_a_column_into_a_navigation_property_nor_back():
    with pytest.raises(UsageError, match="is a column of the class"):
        thing(declare(bases=(Book,), annotations={"lib_title": "Navigation[Entity]"}, lib_title=navigation("lib_author")))
    with pytest.raises(UsageError, match="is a navigation property of the class"):
        thing(declare(bases=(Author,), annotations={"mentor_nav": "Column[str]"}, mentor_nav=column()))


def test_a_narrow_class_is_the_same_table_and_does_not_replace_the_first():
    assert table_of(BookTitle).logical_name == "lib_book"
    assert class_of("lib_book") is Book
    assert Reference(BookTitle, BOOK) == Reference(Book, BOOK)
    assert Author.books.any(lambda book: book.lib_isbn == "1") is not None


def test_navigation_leads_to_the_class_declared_nearest(monkeypatch):
    for module in ("shop.models", "shop.extra", "mall.models"):
        cls = declare(annotations={"lib_place": "Column[str]"}, lib_place=column(max_length=len(module)))
        cls.__module__ = module
        entity("lib_stand", set_name="lib_stands", key="lib_standid")(cls)

    def seen_from(module):
        cls = declare(annotations={"stand": "Navigation[Entity]"}, stand=navigation("lib_stand"))
        cls.__module__ = module
        return class_of(thing(cls).__table__.navigations["stand"]).__module__

    assert seen_from("mall.models") == "mall.models"
    assert seen_from("mall.other") == "mall.models"
    assert seen_from("shop.other") == "shop.models"
    assert seen_from("elsewhere") == "shop.models"


def test_navigation_imports_a_class_of_a_lazy_package_when_it_is_needed(tmp_path, monkeypatch):
    package = tmp_path / "lazyshop"
    package.mkdir()
    (package / "__init__.py").write_text("_MODULES = {'Till': 'lib_till'}\n_TABLES = {'lib_till': 'lib_till'}\n")
    source = "from dataverse_sdk.model import *\nfrom uuid import UUID\n"
    (package / "clerk.py").write_text(
        source
        + (
            "@entity('lib_clerk', set_name='lib_clerks', key='lib_clerkid')\n"
            "class Clerk(Entity):\n    till: Navigation[Entity] = navigation('lib_till')\n"
        )
    )
    (package / "lib_till.py").write_text(
        source + ("@entity('lib_till', set_name='lib_tills', key='lib_tillid')\nclass Till(Entity):\n    lib_sum: Column[int] = column()\n")
    )
    monkeypatch.syspath_prepend(tmp_path)
    from lazyshop.clerk import Clerk

    assert "lazyshop.lib_till" not in sys.modules
    assert Clerk.till.lib_sum.path == ("till", "lib_sum")
    assert "lazyshop.lib_till" in sys.modules


def test_a_class_declared_again_replaces_the_former_one():
    def cell(size):
        cls = declare(annotations={"lib_x": "Column[str]"}, lib_x=column(max_length=size))
        return entity("lib_cell", set_name="lib_cells", key="lib_cellid")(cls)

    cell(1)
    again = cell(2)
    assert class_of("lib_cell") is again
    assert again.lib_x.info.max_length == 2


# --- Rows


def test_unset_null_and_value_are_three_things():
    row = Book(lib_title=None)
    assert row.lib_title is None
    assert selected_columns(row) == {"lib_title"}
    with pytest.raises(NotSelectedError, match=r"Book.lib_pages was not selected"):
        row.lib_pages


def test_hasattr_means_was_it_selected():
    row = read(Book, lib_title="x")
    assert hasattr(row, "lib_title")
    assert not hasattr(row, "lib_pages")
    assert getattr(row, "lib_pages", "default") == "default"


def test_a_misspelt_attribute_is_not_called_unselected():
    row = Book()
    with pytest.raises(AttributeError, match="'Book' object has no attribute 'lib_titel'") as caught:
        row.lib_titel
    assert not isinstance(caught.value, NotSelectedError)
    with pytest.raises(UsageError, match="has no column lib_titel"):
        row.lib_titel = "x"
    with pytest.raises(UsageError, match="has no column lib_titel"):
        Book(lib_titel="x")
    with pytest.raises(AttributeError):
        Book.lib_titel


def test_a_navigation_property_of_a_new_row_takes_new_rows_of_its_table():
    author = Author()
    book = Book(lib_Writer_author=author)
    assert book.lib_Writer_author is author
    assert copy.copy(book).lib_Writer_author is author
    assert changes(book) == {}
    assert Author(books=[book]).books == (book,)
    with pytest.raises(NotSelectedError, match="was not expanded"):
        Book().lib_Writer_author
    assert not hasattr(Author(), "books")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Book(lib_Writer_author=Book()), "takes new rows of lib_author"),
        (lambda: Book(lib_Writer_author=None), "takes new rows of lib_author"),
        (lambda: Book(lib_Writer_author="x"), "assign the lookup"),
        (lambda: Author(books=Book()), "a list of rows"),
        (lambda: Author(books="x"), "a list of rows"),
        (lambda: Author(books=3), "a list of rows"),
        (lambda: Author(books=[Book(), Author()]), "takes new rows of lib_book"),
        (lambda: setattr(read(Author, **{"@odata.etag": 'W/"1"'}), "books", []), "on a new row only"),
        (lambda: Author(books=[read(Book, **{"@odata.etag": 'W/"1"'})]), "or associate it"),
    ],
)
def test_a_navigation_property_takes_nothing_else(make, message):
    with pytest.raises(UsageError, match=message):
        make()


def test_a_column_cannot_be_deleted_from_a_row():
    row = Book(lib_title="x")
    with pytest.raises(UsageError, match="assign None"):
        del row.lib_title
    assert row.lib_title == "x"


def test_the_journal_holds_what_was_assigned_and_nothing_that_was_read():
    row = read(Book, lib_title="x", lib_pages=3)
    assert changes(row) == {}
    row.lib_title = "x"
    row.lib_lent = None
    assert changes(row) == {"lib_lent": None, "lib_title": "x"}


def test_an_assignment_that_failed_is_not_a_change():
    row = read(Book, lib_pages=3)
    with pytest.raises(UsageError):
        row.lib_pages = "4"
    assert (row.lib_pages, dict(changes(row))) == (3, {})


def test_changes_cannot_be_used_to_change_the_row():
    with pytest.raises(TypeError):
        changes(Book())["lib_title"] = "x"


NAIVE = datetime(2026, 1, 2)
BAD_VALUES = [
    ("lib_title", 3, "takes str, not int"),
    ("lib_title", "\ud800", "surrogate"),
    ("lib_isbn", None, "cannot be null"),
    ("lib_pages", True, "takes int, not bool"),
    ("lib_pages", 1.0, "takes int, not float"),
    ("lib_pages", 2**63, "64 bits"),
    ("lib_pages", -(2**63) - 1, "64 bits"),
    ("lib_lent", 1, "takes bool, not int"),
    ("lib_price", 1.5, "takes Decimal, not float"),
    ("lib_price", Decimal("NaN"), "cannot be sent"),
    ("lib_price", Decimal("sNaN"), "cannot be sent"),
    ("lib_price", Decimal("-Infinity"), "cannot be sent"),
    ("lib_price", Decimal("1E+999999"), "cannot be sent"),
    ("lib_weight", float("nan"), "NaN"),
    ("lib_weight", float("inf"), "NaN"),
    ("lib_bought", NAIVE, "time zone"),
    ("lib_bought", date(2026, 1, 2), "takes datetime, not date"),
    ("lib_printed", NAIVE, "takes date, not datetime"),
    ("lib_cover", "AA==", "takes bytes, not str"),
    ("lib_series", str(ADA), "takes UUID, not str"),
    ("writer", ADA, "takes a row or a Reference, not UUID"),
    ("writer", Reference(Book, BOOK), "cannot point to lib_book; it points to lib_author, lib_society"),
    ("editor", Society(lib_societyid=BOOK), "cannot point to lib_society"),
    ("editor", Author(), "has no lib_authorid; create it first"),
]


@pytest.mark.parametrize(("name", "value", "message"), BAD_VALUES)
def test_a_value_that_cannot_be_sent_is_refused_when_it_is_assigned(name, value, message):
    row = Book()
    for assign in (lambda: setattr(row, name, value), lambda: Book(**{name: value})):
        with pytest.raises(UsageError, match=message) as caught:
            assign()
        assert name in str(caught.value) or "has no lib_authorid" in str(caught.value)
        assert repr(value) not in str(caught.value).replace("infinity", "")
    assert selected_columns(row) == frozenset()


def test_lookups_take_rows_and_references_and_hold_references():
    row = Book(writer=Author(lib_authorid=ADA), shelf=Reference("lib_anything", BOOK))
    assert row.writer == Reference("lib_author", ADA)
    row.writer = Reference(Society, BOOK)
    assert row.writer.table == "lib_society"
    row.writer = None
    assert row.writer is None


def test_rows_compare_by_identity():
    first, second = Book(lib_isbn="1"), Book(lib_isbn="1")
    assert first == first
    assert first != second
    assert len({first, second}) == 2


def test_repr_shows_columns_and_never_values():
    row = read(Book, lib_title="Secret", lib_pages=3)
    assert repr(row) == "<Book lib_pages, lib_title>"
    assert "Secret" not in repr(changes(row)) + repr(Book.lib_title == "Secret") + str(Book.lib_title == "Secret")


def partial():
    row = read(Book, **{"@odata.etag": ETAG, "lib_title": "x", "lib_pages": None, "new_column": 5, "_lib_editor_value": str(ADA)})
    row.lib_lent = True
    return row


def state(row):
    return ({name: getattr(row, name) for name in selected_columns(row)}, dict(changes(row)), row_etag(row), dict(row._extra))


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, *(lambda row, p=p: pickle.loads(pickle.dumps(row, p)) for p in range(2, 6))])
def test_a_partial_row_survives_copying_and_pickling(twin):
    row = partial()
    other = twin(row)
    assert declared(type(other)) is Book
    assert state(other) == state(row)
    assert not hasattr(other, "lib_isbn")
    other.lib_title = "changed"
    assert (row.lib_title, "lib_title" in changes(row)) == ("x", False)


def test_a_subclass_row_and_its_expanded_rows_survive_pickling():
    row = read(RareBook, lib_vault="v", lib_Writer_author={"lib_name": "Ada", "mentor": None})
    other = pickle.loads(pickle.dumps(row))
    assert (other.lib_vault, other.lib_Writer_author.lib_name) == ("v", "Ada")


def test_a_pending_reference_survives_copying():
    pending = PendingReference("lib_author", 4)
    twin = copy.deepcopy(Book(writer=pending)).writer
    assert (twin.table, twin.content_id, repr(twin)) == ("lib_author", 4, "<Reference lib_author($4)>")
    assert twin != pending
    assert pending in {pending}


def test_methods_of_a_subclass_reach_its_columns():
    assert Book.ref(BOOK) == Reference(Book, BOOK)
    assert (Lookup, Collection) is not None
