"""Columns as expressions: every operator gives the tree it promises, and what makes no sense is refused when it is written."""

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from library import ADA, BOOK, Author, Book, BookTitle, Society

from dataverse_sdk.errors import UsageError
from dataverse_sdk.model import (
    Collection,
    Entity,
    Order,
    Raw,
    Reference,
    all_of,
    any_of,
    collection,
    entity,
    escape_wildcards,
    navigation,
    not_,
)
from dataverse_sdk.model.columns import NavigationExpr, fits, reached
from dataverse_sdk.model.predicates import AllOf, AnyOf, Call, Compare, CompareColumns, Lambda, Not, QueryFunction
from dataverse_sdk.model.values import PendingReference

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
TITLE = ("lib_title",)


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        (Book.lib_title == "x", Compare(TITLE, "eq", "x")),
        (Book.lib_title != "x", Compare(TITLE, "ne", "x")),
        (Book.lib_title < "x", Compare(TITLE, "lt", "x")),
        (Book.lib_title <= "x", Compare(TITLE, "le", "x")),
        (Book.lib_title > "x", Compare(TITLE, "gt", "x")),
        (Book.lib_title >= "x", Compare(TITLE, "ge", "x")),
        (Book.lib_title == None, Compare(TITLE, "eq", None)),  # noqa: E711
        (Book.lib_title != None, Compare(TITLE, "ne", None)),  # noqa: E711
        (Book.lib_title.is_null(), Compare(TITLE, "eq", None)),
        (Book.lib_title.is_not_null(), Compare(TITLE, "ne", None)),
        (Book.lib_title == Book.lib_isbn, CompareColumns(TITLE, "eq", ("lib_isbn",))),
        (Book.lib_pages < Book.lib_serial, CompareColumns(("lib_pages",), "lt", ("lib_serial",))),
        (Book.lib_title.contains("x"), Call("contains", TITLE, "x")),
        (Book.lib_title.startswith("x"), Call("startswith", TITLE, "x")),
        (Book.lib_title.endswith("x"), Call("endswith", TITLE, "x")),
        (Book.lib_title.in_(["x", "y"]), QueryFunction("In", TITLE, (("PropertyValues", ("x", "y")),))),
        (Book.lib_title.not_in(iter("xy")), QueryFunction("NotIn", TITLE, (("PropertyValues", ("x", "y")),))),
        (Book.lib_pages > 3, Compare(("lib_pages",), "gt", 3)),
        (Book.lib_lent == True, Compare(("lib_lent",), "eq", True)),  # noqa: E712
        (Book.lib_price >= Decimal("1.50"), Compare(("lib_price",), "ge", Decimal("1.50"))),
        (Book.lib_price >= 2, Compare(("lib_price",), "ge", 2)),
        (Book.lib_weight < 1.5, Compare(("lib_weight",), "lt", 1.5)),
        (Book.lib_weight < Decimal("1.5"), Compare(("lib_weight",), "lt", Decimal("1.5"))),
        (Book.lib_bought == NOON, Compare(("lib_bought",), "eq", NOON)),
        (Book.lib_printed <= date(2026, 1, 2), Compare(("lib_printed",), "le", date(2026, 1, 2))),
        (Book.lib_cover == b"x", Compare(("lib_cover",), "eq", b"x")),
        (Book.lib_series == ADA, Compare(("lib_series",), "eq", ADA)),
        (Book.class_ == 1, Compare(("class",), "eq", 1)),
        (Book.writer == ADA, Compare(("_lib_writer_value",), "eq", ADA)),
        (Book.writer != ADA, Compare(("_lib_writer_value",), "ne", ADA)),
        (Book.writer == Reference(Author, ADA), Compare(("_lib_writer_value",), "eq", ADA)),
        (Book.writer == Author(lib_authorid=ADA), Compare(("_lib_writer_value",), "eq", ADA)),
        (Book.writer == Reference("", ADA), Compare(("_lib_writer_value",), "eq", ADA)),
        (Book.shelf == Reference("lib_anything", ADA), Compare(("_lib_shelf_value",), "eq", ADA)),
        (Book.writer == None, Compare(("_lib_writer_value",), "eq", None)),  # noqa: E711
        (Book.writer == Book.editor, CompareColumns(("_lib_writer_value",), "eq", ("_lib_editor_value",))),
        (Book.editor.in_([ADA, Reference(Author, BOOK)]), QueryFunction("In", ("lib_editor",), (("PropertyValues", (ADA, BOOK)),))),
        (Book.editor.not_in([ADA]), QueryFunction("NotIn", ("lib_editor",), (("PropertyValues", (ADA,)),))),
        (Book.lib_Writer_author.lib_name == "x", Compare(("lib_Writer_author", "lib_name"), "eq", "x")),
        (Book.lib_Writer_author.mentor == ADA, Compare(("lib_Writer_author", "_lib_mentor_value"), "eq", ADA)),
        (Book.lib_Writer_author.mentor_nav.lib_name == "x", Compare(("lib_Writer_author", "lib_Mentor", "lib_name"), "eq", "x")),
        (~(Book.lib_title == "x"), Not(Compare(TITLE, "eq", "x"))),
        (not_(Book.lib_title == "x"), Not(Compare(TITLE, "eq", "x"))),
    ],
)
def test_an_expression_gives_this_tree(predicate, expected):
    assert predicate == expected
    assert pickle.loads(pickle.dumps(predicate)) == expected


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Book.lib_title == 3, "lib_title takes str, not int"),
        (lambda: Book.lib_pages == "3", "lib_pages takes int, not str"),
        (lambda: Book.lib_pages == True, "lib_pages takes int, not bool"),  # noqa: E712
        (lambda: Book.lib_lent == 1, "lib_lent takes bool, not int"),
        (lambda: Book.lib_bought > date(2026, 1, 2), "lib_bought takes datetime, not date"),
        (lambda: Book.lib_printed > NOON, "lib_printed takes date, not datetime"),
        (lambda: Book.lib_bought > datetime(2026, 1, 2), "lib_bought: a datetime needs a time zone"),
        (lambda: Book.lib_weight > float("nan"), "lib_weight: NaN"),
        (lambda: Book.lib_price > Decimal("sNaN"), "lib_price: NaN"),
        (lambda: Book.lib_pages > 10**5000, "64 bits"),
        (lambda: Book.lib_title == "\udfff", "surrogate"),
        (lambda: Book.lib_title.startswith("\udfff"), "surrogate"),
        (lambda: Book.lib_title == Book.lib_Writer_author, "lib_title takes str, not NavigationExpr"),
        (lambda: Book.lib_title < None, "cannot be less or greater than null"),
        (lambda: Book.lib_lent < True, "lib_lent has no order"),
        (lambda: Book.lib_cover >= b"x", "lib_cover has no order"),
        (lambda: Book.lib_title == Book.lib_pages, "different types"),
        (lambda: Book.lib_title == Book.lib_Writer_author.lib_name, "columns of different rows"),
        (lambda: Book.writer == Book.lib_Writer_author.mentor, "columns of different rows"),
        (lambda: Author.books.any(lambda book: book.lib_title == Author.lib_name), "columns of different rows"),
        (lambda: Book.lib_pages.contains("3"), "lib_pages is not a text column"),
        (lambda: Book.lib_title.contains(""), "needs a text that is not empty"),
        (lambda: Book.lib_title.startswith(3), "needs a text that is not empty"),
        (lambda: Book.lib_title.in_([]), "at least one"),
        (lambda: Book.lib_title.in_("Emma"), "a list of values is needed, not one str"),
        (lambda: Book.lib_title.in_(["x", None]), "takes str, not NoneType"),
        (lambda: Book.writer == "x", "takes a row, a Reference or a UUID, not str"),
        (lambda: Book.editor == Reference(Society, BOOK), "cannot point to lib_society"),
        (lambda: Book.editor == Author(), "has no lib_authorid"),
        (lambda: Book.editor == PendingReference("lib_author", 1), "a filter on editor: a row that .* does not exist yet, has no id"),
        (lambda: Book.editor.in_([None]), "not NoneType"),
        (lambda: Book.lib_Ghost.lib_name, "whose class was not imported"),
        (lambda: Book.lib_Writer_author.ref, "only columns and navigation properties"),
        (lambda: Book.lib_Writer_author.books.any(), "a collection behind a lookup"),
        (lambda: Author.books.any(lambda book: book.lib_Writer_author.books.any()), "a collection behind a lookup"),
        (lambda: Author.books.any(lambda book: True), "gives a predicate"),
        (lambda: Author.books.all(lambda book: None), "gives a predicate"),
        (lambda: all_of([]), "says nothing"),
        (lambda: any_of([True]), "only predicates"),
        (lambda: not_(False), "only predicates"),
        (lambda: (Book.lib_pages == 1) & True, "only predicates"),
        (lambda: (Book.lib_pages == 1) | Book.lib_title, "only predicates"),
        (lambda: Raw("  "), "not empty"),
        (lambda: Raw(3), "not empty"),
    ],
)
def test_what_the_service_would_refuse_is_refused_when_it_is_written(build, message):
    with pytest.raises(UsageError, match=message) as caught:
        build()
    assert "Emma" not in str(caught.value)


def test_a_predicate_has_no_truth_value():
    for use in (
        lambda: bool(Book.lib_pages == 1),
        lambda: Book.lib_pages == 1 and Book.lib_title == "x",
        lambda: not (Book.lib_pages == 1),  # noqa: SIM201  (the mistake under test)
        lambda: 1 < Book.lib_pages < 3,
    ):
        with pytest.raises(UsageError, match="no truth value"):
            use()


def test_in_a_tuple_finds_a_column_by_identity_and_refuses_any_other():
    assert Book.lib_title in (Book.lib_title, Book.lib_isbn)
    with pytest.raises(UsageError, match="no truth value"):
        Book.lib_title in (Book.lib_isbn, Book.lib_title)  # noqa: B015


def test_columns_serve_as_keys_by_identity():
    values = {Book.lib_title: 1, Book.lib_isbn: 2, Book.writer: 3}
    assert (values[Book.lib_title], values[Book.lib_isbn], values[Book.writer]) == (1, 2, 3)
    assert Book.lib_title is Book.lib_title
    assert len({Book.lib_title, BookTitle.lib_title}) == 2


def test_combinations_of_one_kind_are_flat_and_of_two_kinds_are_not():
    a, b, c = (Book.lib_pages == number for number in range(3))
    assert a & b & c == AllOf((a, b, c)) == all_of([a, all_of([b, c])]) == all_of(iter([a, b, c]))
    assert a | b | c == AnyOf((a, b, c)) == any_of((a, any_of([b, c])))
    assert a & b | c == AnyOf((AllOf((a, b)), c))
    assert a & (b | c) == AllOf((a, AnyOf((b, c))))
    assert all_of([a]) is a
    assert any_of([a]) is a


def test_lambdas_speak_of_a_variable_of_their_own():
    assert Author.books.any() == Lambda("any", ("lib_author_book",), "$o0", None)
    inner = Author.books.all(lambda book: book.lib_title == "x")
    assert inner == Lambda("all", ("lib_author_book",), "$o0", Compare(("$o0", "lib_title"), "eq", "x"))
    assert Author.books.any(lambda book: book.writer == ADA).condition == Compare(("$o0", "_lib_writer_value"), "eq", ADA)
    assert Author.books.any(lambda book: book.lib_Writer_author.lib_name == "x").condition.path == ("$o0", "lib_Writer_author", "lib_name")
    assert Author.books.any(lambda book: book.lib_title == book.lib_isbn).condition == CompareColumns(
        ("$o0", "lib_title"), "eq", ("$o0", "lib_isbn")
    )


def test_a_lambda_inside_a_lambda_has_another_variable():
    @entity("lib_town", set_name="lib_towns", key="lib_townid")
    class Town(Entity):
        authors: Collection[Author] = collection("lib_author")

    nested = Town.authors.any(lambda author: author.books.any(lambda book: book.lib_pages > 3))
    assert nested == Lambda(
        "any", ("authors",), "$o0", Lambda("any", ("$o0", "lib_author_book"), "$o1", Compare(("$o1", "lib_pages"), "gt", 3))
    )
    with pytest.raises(UsageError, match="class of lib_town2 was not imported"):
        thing_with("lib_town2").far.any(lambda town: town.x == 1)
    with pytest.raises(AttributeError):
        Town.authors.any(lambda author: author.__wrapped__)


def thing_with(target):
    @entity("lib_far", set_name="lib_fars", key="lib_farid")
    class Far(Entity):
        far: Collection[Entity] = collection(target)

    return Far


def test_orders():
    assert Book.lib_title.asc() == Order(TITLE)
    assert Book.writer.desc() == Order(("_lib_writer_value",), descending=True)
    assert Book.lib_Writer_author.lib_name.asc() == Order(("lib_Writer_author", "lib_name"))


def test_repr_of_an_expression_names_its_path_only():
    assert repr(Book.writer) == "<LookupExpr _lib_writer_value>"
    assert repr(Book.lib_Writer_author.lib_name) == "<ColumnExpr lib_Writer_author/lib_name>"
    assert repr(Book.lib_Writer_author) == "<NavigationExpr lib_Writer_author>"
    assert repr(Author.books) == "<CollectionExpr lib_author_book>"
    assert repr(Book.lib_title == "Emma") == "<Compare predicate>"
    assert repr(Raw("lib_title eq 'Emma'")) == "<Raw predicate>"


def test_a_navigation_property_answers_no_dunder_protocol_it_does_not_have():
    assert not hasattr(Book.lib_Writer_author, "__len__")
    assert isinstance(Book.lib_Writer_author, NavigationExpr)
    with pytest.raises(UsageError):
        reached(3, ())


def test_wildcards_are_escaped_to_stand_for_themselves():
    assert escape_wildcards("100%_[a]") == "100[%][_][[]a]"
    assert escape_wildcards("plain") == "plain"


@pytest.mark.parametrize("value", ["x", 1, True, 1.5, Decimal(1), ADA, NOON, date(2026, 1, 2), b"x", None, object()])
def test_exactly_these_values_fit_a_column(value):
    fitting = {name for name, info in Book.__table__.attributes.items() if not info.is_lookup and fits(info, value)}
    by_type = {
        str: {"lib_title", "lib_isbn", "lib_secret"},
        int: {"lib_pages", "class_", "lib_serial", "lib_price", "lib_weight"},
        bool: {"lib_lent"},
        float: {"lib_weight"},
        Decimal: {"lib_price", "lib_weight"},
        UUID: {"lib_bookid", "lib_series"},
        datetime: {"lib_bought"},
        date: {"lib_printed"},
        bytes: {"lib_cover"},
    }
    assert fitting == by_type.get(type(value), set())


def test_navigation_declares_no_column():
    assert navigation("lib_author").collection is False
