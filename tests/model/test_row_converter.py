"""Rows to wire JSON and back: one table proves every type in both directions; hostile JSON ends in an error that names the place."""

import enum
import json as stdlib_json
import pickle
import traceback
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from cattrs import Converter
from hypothesis import given
from hypothesis import strategies as st
from library import ADA, BOOK, ETAG, Author, Book, BookTitle, RareBook, Society

from dataverse_sdk.errors import InvalidReply, NotSelectedError, UsageError
from dataverse_sdk.model import (
    Reference,
    changes,
    configure_converter,
    formatted_value,
    make_converter,
    reading,
    row_annotations,
    row_etag,
    row_id,
    selected_columns,
    table_of,
)
from dataverse_sdk.model import converter as converter_module
from dataverse_sdk.model.converter import row_from_wire, to_wire, wire_values
from dataverse_sdk.model.values import PendingReference
from dataverse_sdk.wire import json

CONVERTER = make_converter()
INDIA = timezone(timedelta(hours=5, minutes=30))


def read(cls, document, **options):
    return row_from_wire(cls, document, CONVERTER, **options)


# attribute, wire name, JSON text, Python value: read from left to right, written from right to left
BOTH_WAYS = [
    ("lib_title", "lib_title", '"Emma"', "Emma"),
    ("lib_title", "lib_title", '""', ""),
    ("lib_title", "lib_title", '"\\u00fc\\ud83d\\ude00\\u0000"', "ü😀\0"),
    ("lib_title", "lib_title", "null", None),
    ("lib_pages", "lib_pages", "0", 0),
    ("lib_pages", "lib_pages", "-2147483648", -(2**31)),
    ("lib_pages", "lib_pages", "638751518483842799", 638751518483842799),
    ("class_", "class", "2", 2),
    ("lib_lent", "lib_lent", "true", True),
    ("lib_lent", "lib_lent", "false", False),
    ("lib_price", "lib_price", "20000.0000", Decimal("20000.0000")),
    ("lib_price", "lib_price", "0.1", Decimal("0.1")),
    ("lib_price", "lib_price", "922337203685477.5807", Decimal("922337203685477.5807")),
    ("lib_price", "lib_price", "-0.00", Decimal("-0.00")),
    ("lib_weight", "lib_weight", "0.1", 0.1),
    ("lib_bought", "lib_bought", '"2026-01-02T03:04:05Z"', datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ("lib_bought", "lib_bought", '"2026-01-02T03:04:05.120000Z"', datetime(2026, 1, 2, 3, 4, 5, 120000, tzinfo=UTC)),
    ("lib_bought", "lib_bought", '"0001-01-01T00:00:00Z"', datetime(1, 1, 1, tzinfo=UTC)),
    ("lib_bought", "lib_bought", '"9999-12-31T23:59:59Z"', datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ("lib_printed", "lib_printed", '"2026-01-02"', date(2026, 1, 2)),
    ("lib_cover", "lib_cover", '"AP9hYg=="', b"\x00\xffab"),
    ("lib_cover", "lib_cover", '""', b""),
    ("lib_series", "lib_series", f'"{ADA}"', ADA),
]


@pytest.mark.parametrize(("attribute", "wire_name", "text", "value"), BOTH_WAYS)
def test_every_type_reads_and_writes_by_one_table(attribute, wire_name, text, value):
    row = read(Book, json.loads(f'{{"{wire_name}":{text}}}'.encode()))
    found = getattr(row, attribute)
    assert found == value
    assert type(found) is type(value)
    if isinstance(value, Decimal):
        assert str(found) == str(value)
    assert json.dumps(to_wire(Book(**{attribute: value}))).decode() == f'{{"{wire_name}":{text}}}'


@pytest.mark.parametrize(
    ("attribute", "text", "value"),
    [
        ("lib_pages", "3.0", 3),
        ("lib_pages", "1e2", 100),
        ("lib_price", "3", Decimal(3)),
        ("lib_price", "9007199254740993", Decimal(9007199254740993)),  # one more than a float can tell apart
        ("lib_price", "1E-7", Decimal("1E-7")),
        ("lib_weight", "3", 3.0),
        ("lib_bought", '"2026-01-02T03:04:05+05:30"', datetime(2026, 1, 2, 3, 4, 5, tzinfo=INDIA)),
        ("lib_bought", '"2026-01-02T03:04:05"', datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("lib_bought", '"2026-01-02T03:04:05.1234567Z"', datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("lib_bought", '"2026-01-02"', datetime(2026, 1, 2, tzinfo=UTC)),
        ("lib_printed", '"2026-01-02T00:00:00Z"', date(2026, 1, 2)),
        ("lib_series", f'"{str(ADA).upper()}"', ADA),
    ],
)
def test_the_reader_takes_the_other_spellings_that_the_service_uses(attribute, text, value):
    found = getattr(read(Book, json.loads(f'{{"{attribute}":{text}}}'.encode())), attribute)
    assert found == value
    assert type(found) is type(value)
    assert getattr(found, "tzinfo", UTC) is not None


def test_times_of_other_zones_are_written_in_utc():
    row = Book(lib_bought=datetime(2026, 1, 2, 3, 4, 5, tzinfo=INDIA))
    assert to_wire(row) == {"lib_bought": "2026-01-01T21:34:05Z"}


def test_members_of_enums_are_written_as_their_values():
    class Kind(enum.IntEnum):
        ATLAS = 2

    class Title(str, enum.Enum):  # noqa: UP042  (its `str` is not its value)
        EMMA = "Emma"

    written = json.dumps(to_wire(Book(class_=Kind.ATLAS, lib_title=Title.EMMA)))
    assert written == b'{"class":2,"lib_title":"Emma"}'


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("lib_title", "3", "str"),
        ("lib_title", "[]", "str"),
        ("lib_pages", "true", "int"),
        ("lib_pages", '"3"', "int"),
        ("lib_pages", "3.5", "int"),
        ("lib_lent", "1", "bool"),
        ("lib_price", '"3"', "Decimal"),
        ("lib_price", "true", "Decimal"),
        ("lib_weight", "false", "float"),
        ("lib_weight", "{}", "float"),
        ("lib_weight", "1e399", "float"),
        ("lib_bought", '"yesterday"', "datetime"),
        ("lib_bought", '"2026-13-01T00:00:00Z"', "datetime"),
        ("lib_bought", "20260102", "datetime"),
        ("lib_printed", '"2026-02-30"', "date"),
        ("lib_printed", '"2026-1-1"', "date"),
        ("lib_printed", "3", "date"),
        ("lib_cover", '"A"', "bytes"),
        ("lib_cover", '"\\u00e9"', "bytes"),
        ("lib_cover", "3", "bytes"),
        ("lib_series", '"secret"', "UUID"),
        ("lib_series", "3", "UUID"),
        ("_lib_writer_value", '"secret"', "UUID"),
        ("_lib_writer_value", "{}", "UUID"),
        ("@odata.etag", "3", "str"),
        ("lib_Writer_author", "3", None),
        ("lib_Writer_author", "[]", None),
    ],
)
def test_a_value_of_another_type_is_an_error_that_names_the_place_and_not_the_value(name, text, kind):
    document = json.loads(f'{{"lib_isbn":"1","{name}":{text}}}'.encode())
    with pytest.raises(InvalidReply) as caught:
        read(Book, document, place="$.value[3]", request_id="r-1")
    assert str(caught.value) == f"$.value[3].{name}: {f'not a {kind}' if kind else 'expected an object'} (request r-1)"
    assert caught.value.__cause__ is None
    assert caught.value.request_id == "r-1"
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("name", ["lib_series", "lib_bought", "lib_cover", "_lib_writer_value"])
def test_not_even_the_traceback_of_such_an_error_shows_the_value(name):
    for use in (lambda: read(Book, {name: "Secret!"}), lambda: CONVERTER.structure({name: "Secret!"}, Book)):
        with pytest.raises(InvalidReply) as caught:
            use()
        chain = "".join(traceback.TracebackException.from_exception(caught.value).format())
        assert "Secret!" not in chain.replace('{name: "Secret!"}', "")


@pytest.mark.parametrize("document", [None, 3, "x", [], True])
def test_a_row_is_a_json_object(document):
    with pytest.raises(InvalidReply, match=r"^\$: expected an object$"):
        read(Book, document)


def test_a_nan_that_another_decoder_let_in_is_refused():
    with pytest.raises(InvalidReply, match="lib_weight: not a float"):
        read(Book, stdlib_json.loads('{"lib_weight": NaN}'))
    assert read(Book, stdlib_json.loads('{"lib_weight": 1.5}')).lib_weight == 1.5


# --- Lookups


def test_a_lookup_is_read_with_its_table_and_name():
    row = read(
        Book,
        {
            "_lib_writer_value": str(ADA),
            "_lib_writer_value@Microsoft.Dynamics.CRM.lookuplogicalname": "lib_society",
            "_lib_writer_value@OData.Community.Display.V1.FormattedValue": "The Press",
            "_lib_editor_value": str(BOOK),
            "_lib_shelf_value": None,
        },
    )
    assert (row.writer, row.writer.name) == (Reference("lib_society", ADA), "The Press")
    assert (row.editor, row.editor.name) == (Reference("lib_author", BOOK), None)
    assert row.shelf is None
    assert formatted_value(row, Book.writer) == "The Press"


def test_a_lookup_to_several_tables_does_not_guess_which_one():
    row = read(Book, {"_lib_writer_value": str(ADA), "_lib_shelf_value": str(BOOK)})
    assert (row.writer.table, row.shelf.table) == ("", "")
    with pytest.raises(UsageError, match="cannot point to"):
        Book(writer=row.writer)
    with pytest.raises(UsageError, match="say which table"):
        wire_values(table_of(Book), {"writer": row.writer})


@pytest.mark.parametrize("hostile", [3, None, ["x"]])
def test_a_lookup_annotation_of_another_type_is_refused(hostile):
    name = "_lib_writer_value"
    with pytest.raises(InvalidReply, match=r"\$\._lib_writer_value: not a UUID"):
        read(Book, {name: str(ADA), f"{name}@Microsoft.Dynamics.CRM.lookuplogicalname": hostile})


def test_binding_spells_the_navigation_property_as_metadata_does():
    assert to_wire(Book(writer=Reference(Author, ADA))) == {"lib_Writer_author@odata.bind": f"lib_authors({ADA})"}
    assert to_wire(Book(writer=Reference(Society, ADA))) == {"lib_Writer_society@odata.bind": f"lib_societies({ADA})"}
    assert to_wire(Book(editor=Author(lib_authorid=ADA))) == {"lib_Editor@odata.bind": f"lib_authors({ADA})"}
    assert to_wire(Book(writer=None, editor=None)) == {"lib_Editor@odata.bind": None, "lib_Writer_author@odata.bind": None}
    assert to_wire(Book(shelf=None)) == {"lib_shelf@odata.bind": None}
    assert to_wire(Book(writer=PendingReference("lib_society", 3))) == {"lib_Writer_society@odata.bind": "$3"}


def test_a_reference_that_cannot_be_bound_says_why():
    with pytest.raises(UsageError, match="shelf cannot be bound"):
        to_wire(Book(shelf=Reference("lib_anything", ADA)))
    unknown = Reference("lib_ghost", ADA)
    book = type("Ghostly", (), {})
    assert book is not None
    info = Book.editor.info
    from attrs import evolve

    with pytest.raises(UsageError, match="class of lib_ghost was not imported"):
        converter_module._binding(evolve(info, targets={"lib_ghost": "lib_Ghost"}), unknown)


# --- What else comes with a row


def test_annotations_and_undeclared_columns_are_kept_in_wire_form():
    document = {
        "@odata.context": "x",
        "@odata.etag": ETAG,
        "class": 2,
        "class@OData.Community.Display.V1.FormattedValue": "Atlas",
        "new_undeclared": Decimal("1.50"),
        "new_deep": {"a": [1]},
        "lib_Ghost": {"lib_name": "Boo"},
    }
    row = read(Book, document)
    assert row_etag(row) == ETAG
    assert formatted_value(row, Book.class_) == "Atlas"
    assert formatted_value(row, Book.lib_title) is None
    assert dict(row_annotations(row)) == {name: value for name, value in document.items() if name not in ("@odata.etag", "class")}
    assert selected_columns(row) == {"class_"}
    with pytest.raises(TypeError):
        row_annotations(row)["x"] = 1
    with pytest.raises(NotSelectedError, match="not expanded"):
        row.lib_Ghost


def test_a_formatted_value_of_another_type_is_no_formatted_value():
    assert formatted_value(read(Book, {"class": 2, "class@OData.Community.Display.V1.FormattedValue": 5}), Book.class_) is None


def test_absent_and_null_are_told_apart():
    row = read(Book, {"lib_title": None})
    assert row.lib_title is None
    assert not hasattr(row, "lib_pages")


def test_the_id_of_a_narrow_row_is_found_beside_its_columns():
    assert row_id(read(BookTitle, {"lib_title": "x", "lib_bookid": str(BOOK)})) == BOOK
    assert row_id(Book(lib_bookid=BOOK)) == BOOK
    for row in (read(BookTitle, {"lib_title": "x"}), Book(), read(BookTitle, {"lib_bookid": 3})):
        with pytest.raises(UsageError, match="has no lib_bookid; create it first"):
            row_id(row)
    with pytest.raises(UsageError, match="must be a UUID"):
        row_id(read(BookTitle, {"lib_bookid": "../x"}))


# --- Expanded rows


def test_expanded_rows_are_rows():
    author = read(
        Author,
        {
            "lib_name": "Ada",
            "lib_Mentor": {"lib_name": "Mary", "@odata.etag": ETAG},
            "lib_author_book": [{"lib_title": "a"}, {"lib_title": "b", "_lib_editor_value": str(ADA)}],
        },
    )
    assert (author.mentor_nav.lib_name, row_etag(author.mentor_nav)) == ("Mary", ETAG)
    assert [book.lib_title for book in author.books] == ["a", "b"]
    assert isinstance(author.books, tuple)
    assert author.books[1].editor == Reference(Author, ADA)
    assert not hasattr(author, "mentor")
    assert changes(author) == {}


def test_an_expansion_that_found_nothing_is_none_or_empty():
    author = read(Author, {"lib_Mentor": None, "lib_author_book": []})
    assert (author.mentor_nav, author.books) == (None, ())


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"lib_author_book": {}}, "$.lib_author_book: not a list of rows"),
        ({"lib_author_book": None}, "$.lib_author_book: not a list of rows"),
        ({"lib_author_book": [{}, 3]}, "$.lib_author_book[1]: expected an object"),
        ({"lib_author_book": [{}, {"lib_pages": "x"}]}, "$.lib_author_book[1].lib_pages: not a int"),
        ({"lib_Mentor": {"lib_Mentor": {"lib_name": 3}}}, "$.lib_Mentor.lib_Mentor.lib_name: not a str"),
    ],
)
def test_errors_inside_expanded_rows_name_the_whole_path(document, message):
    with pytest.raises(InvalidReply) as caught:
        read(Author, document)
    assert str(caught.value) == message


def test_rows_nested_without_end_are_an_error_and_not_a_crash():
    document = {"lib_name": "x"}
    for _ in range(900):
        document = {"lib_Mentor": document}
    with pytest.raises(InvalidReply, match=r"^\$\.value\[0\]: rows are nested too deep \(request r\)$"):
        read(Author, document, place="$.value[0]", request_id="r")


def test_rows_of_ever_new_shapes_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(reading, "_MOST_SHAPES", 3)
    decoder = reading.RowDecoder(Book, CONVERTER)
    for number in range(20):
        assert dict(decoder.structure({"lib_title": "x", f"n{number // 2}": 1})._extra) == {f"n{number // 2}": 1}
        assert len(decoder._makers) <= 3


def test_the_order_of_names_does_not_matter():
    one = read(Book, {"lib_title": "x", "lib_pages": 1, "extra": 2})
    two = read(Book, {"extra": 2, "lib_pages": 1, "lib_title": "x"})
    assert (one.lib_title, one.lib_pages, dict(one._extra)) == (two.lib_title, two.lib_pages, dict(two._extra))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=3) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(
    [*table_of(Book).columns, "lib_Writer_author", "lib_Ghost", "@odata.etag", "_lib_writer_value@Microsoft.Dynamics.CRM.lookuplogicalname"]
)


@given(st.dictionaries(names | st.text(max_size=8), json_values, max_size=8))
def test_any_json_object_is_a_row_or_an_invalid_reply(document):
    try:
        row = read(Book, document)
    except InvalidReply as error:
        assert str(error).startswith("$.")
    else:
        assert changes(row) == {}
        kept = set(row._extra) | {table_of(Book).attributes[name].wire_name for name in selected_columns(row)} | {"@odata.etag"}
        assert set(document) <= kept | {"lib_Writer_author"}
        pickle.loads(pickle.dumps(row))


# --- Writing


def test_only_what_was_assigned_is_written():
    row = read(Book, {"lib_title": "x", "lib_pages": 3})
    assert to_wire(row) == {}
    row.lib_pages = None
    assert to_wire(row) == {"lib_pages": None}
    assert to_wire(row, {"lib_title": "y"}) == {"lib_title": "y"}


@pytest.mark.parametrize(
    ("message", "values", "refused"),
    [
        ("create", {"lib_serial": 1}, "lib_book.lib_serial cannot be set by create"),
        ("update", {"lib_serial": None}, "lib_book.lib_serial cannot be set by update"),
        ("update", {"lib_bookid": BOOK}, "lib_book.lib_bookid cannot be set by update"),
    ],
)
def test_columns_the_service_keeps_itself_are_refused_by_name(message, values, refused):
    with pytest.raises(UsageError, match=refused):
        to_wire(Book(**values), message=message)


def test_columns_that_are_valid_for_the_message_pass():
    assert to_wire(Book(lib_bookid=BOOK), message="create") == {"lib_bookid": str(BOOK)}
    assert to_wire(Book(lib_title="x"), message="update") == {"lib_title": "x"}


# --- As hooks of a cattrs converter


def test_a_converter_of_the_callers_own_learns_the_types():
    converter = Converter(detailed_validation=False)
    configure_converter(converter)
    assert converter.structure(str(ADA), UUID) == ADA
    assert converter.unstructure(ADA) == str(ADA)
    assert converter.unstructure(Decimal("1.50")) == Decimal("1.50")
    assert converter.unstructure(1.5) == 1.5
    assert converter.structure(True, bool) is True
    assert converter.structure(5, int) == 5
    assert converter.unstructure(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00Z"
    row = converter.structure({"lib_vault": "v"}, RareBook)
    row.lib_vault = "w"
    assert converter.unstructure(row) == {"lib_vault": "w"}
    assert [book.lib_title for book in converter.structure([{"lib_title": "a"}], list[Book])] == ["a"]


def test_a_hook_registered_later_wins_for_every_value_of_its_type():
    converter = make_converter()
    converter.register_structure_hook(str, lambda value, _type: value.strip())
    converter.register_structure_hook(int, lambda value, _type: value + 1)
    row = row_from_wire(Book, {"lib_title": " x ", "lib_pages": 1, "lib_isbn": None}, converter)
    assert (row.lib_title, row.lib_pages, row.lib_isbn) == ("x", 2, None)
