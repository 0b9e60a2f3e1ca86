"""Pages of rows have three readers, and one result: msgspec's structs, functions over Python's JSON, and the converter's hooks row by row.

Every law is checked with the extra `fast` and without it; the row-by-row reader is the witness, and `test_row_converter` judges it.
"""

from __future__ import annotations

import enum
import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library import ADA, BOOK, Author, Book

from dataverse_sdk.errors import InvalidReply
from dataverse_sdk.model import Choice, Column, Entity, column, documents, entity, make_converter, pages, reading, row_etag, shadows
from dataverse_sdk.model.compiled import CANNOT, stray_texts
from dataverse_sdk.model.entity import held_columns
from dataverse_sdk.model.pages import PageDecoder, RowPage, parts_of, rows_of
from dataverse_sdk.wire import json as wire_json

CONVERTER = make_converter()


class Walker(reading.RowDecoder):
    """The witness: compiles nothing, takes every row value by value through the converter's hooks."""

    def _maker_of(self, document):
        return self._walk


WITNESS = make_converter()
WITNESS.register_structure_hook_factory(
    lambda kind: isinstance(kind, type) and issubclass(kind, Entity), lambda kind: Walker(kind, WITNESS).structure
)
FORMATTED = "OData.Community.Display.V1.FormattedValue"
CRM = "Microsoft.Dynamics.CRM."

needs_fast = pytest.mark.skipif(shadows.msgspec() is None, reason="the extra `fast` is not installed")


class Binding(Choice):
    """How a shelf is kept."""

    OPEN = 1, "Open"
    LOCKED = 2, "Locked"


class Genre(enum.IntEnum):
    """What stands on a shelf."""

    NOVEL = 1
    ATLAS = 9


@entity("lib_shelf", set_name="lib_shelves", key="lib_shelfid")
class Shelf(Entity):
    """Choices of both kinds."""

    lib_title: Column[str | None] = column()
    binding: Column[Binding | None] = column(name="lib_binding")
    genres: Column[frozenset[Genre] | None] = column(name="lib_genres")


@pytest.fixture(autouse=True)
def _every_page_is_worth_it(monkeypatch):
    monkeypatch.setattr(pages, "SHORT", 0)


@pytest.fixture(params=["fast", "core"])
def extra(request, monkeypatch):
    """Tells with and without the extra; without it, pages are not read that way."""
    if request.param == "core":
        monkeypatch.setattr(pages, "WAYS", (documents.make_reader,))
    elif shadows.msgspec() is None:
        pytest.skip("the extra `fast` is not installed")
    return request.param


# --- What is compared


def told(row: Entity) -> tuple[Any, ...]:
    """Everything that can be seen of a row, classes of values included: 1 and 1.0 and True are not one value here."""

    def of(value: Any) -> Any:
        if isinstance(value, Entity):
            return told(value)
        if isinstance(value, tuple):
            return tuple(map(of, value))
        shown = (value.table, value.id, value.name) if type(value).__name__ == "Reference" else value
        # repr tells 1.0 from 1.00 as a Decimal, and one offset from another.
        return type(value).__name__, getattr(value, "name", None), repr(shown)

    columns = {name: of(getattr(row, name)) for name in held_columns(row)}
    return type(row), row_etag(row), columns, dict(row._extra), row._changes, {name: of(value) for name, value in row._related.items()}


def by_rows(cls: type[Entity], body: bytes) -> Any:
    """What the witness makes of a body: rows and the rest of the document, or the text of the error."""
    try:
        values, document = parts_of(body)
        return [told(row) for row in rows_of(cls, values, WITNESS)], document
    except InvalidReply as error:
        return str(error)


def by_page(cls: type[Entity], body: bytes) -> Any:
    """What everybody gets: the first reader that can."""
    try:
        page = CONVERTER.structure(body, RowPage[cls])
    except InvalidReply as error:
        return str(error)
    return [told(row) for row in page.rows], dict(page.document)


def by_way(cls: type[Entity], body: bytes, way: str) -> Any:
    """What one of the two fast readers makes of a body, or None where it leaves it to the next."""
    first = pages._first_row(body)
    try:
        found = PageDecoder(cls, CONVERTER)._read((shadows if way == "fast" else documents).make_reader, first, body) if first else None
    except CANNOT:
        return None
    if found is None or found[2] != wire_json.texts_in(body):
        return None
    return [told(row) for row in found[0]], found[1]


def text_of(rows: list[list[tuple[str, str]]], colon: str = ":", beside: str = '"@odata.context":"x",') -> bytes:
    """A page as text, of rows as names and texts of values."""
    objects = ("{" + ",".join(f"{json.dumps(name)}{colon}{value}" for name, value in row) + "}" for row in rows)
    return f'{{{beside}"value":[{",".join(objects)}],"@odata.nextLink":"https://x/n"}}'.encode()


# --- What a service writes

PLAIN = [
    ("@odata.etag", '"W/\\"7\\""'),
    ("lib_bookid", f'"{BOOK}"'),
    ("lib_title", '"Emma"'),
    ("lib_isbn", '"1"'),
    ("lib_pages", "3"),
    ("lib_lent", "true"),
    ("lib_price", "20000.0000"),
    ("lib_weight", "0.5"),
    ("lib_bought", '"2026-01-02T03:04:05Z"'),
    ("lib_printed", '"2026-01-02"'),
    ("lib_cover", '"AP9hYg=="'),
    ("lib_series", f'"{ADA}"'),
    ("class", "2"),
    ("_lib_writer_value", f'"{ADA}"'),
    ("_lib_editor_value", f'"{ADA}"'),
    ("new_undeclared", "7"),
]


def changed(**values: str | None) -> list[tuple[str, str]]:
    """The plain row with other texts, by name; names that end in `_at` stand for annotations, None leaves a name out."""
    found = {**dict(PLAIN), **values}
    return [(name, value) for name, value in found.items() if value is not None]


ANNOTATED = [
    pair
    for name, value in PLAIN
    for pair in [
        *([(f"{name}@{FORMATTED}", '"label"')] if name in ("lib_pages", "class", "_lib_writer_value") else []),
        *([(f"{name}@{CRM}lookuplogicalname", '"lib_author"')] if name == "_lib_writer_value" else []),
        (name, value),
    ]
]


@pytest.mark.parametrize("way", ["core", pytest.param("fast", marks=needs_fast)])
@pytest.mark.parametrize("row", [PLAIN, ANNOTATED], ids=["plain", "annotated"])
def test_what_a_service_writes_takes_the_fast_ways(way, row):
    nulls = [(name, value if "odata" in name or name.endswith("id") else "null") for name, value in PLAIN]
    body = text_of([row, nulls, row] * 20)
    assert by_way(Book, body, way) == by_rows(Book, body)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lib_bought", '"2026-01-02T23:59:59.9999999Z"'),
        ("lib_bought", '"2026-01-02"'),
        ("lib_printed", '"2026-01-02T00:00:00Z"'),
        ("lib_price", "3"),
        ("lib_title", '"\\"\\\\"'),
        ("new_undeclared", "1.5"),
    ],
)
def test_other_spellings_of_the_service_take_the_fast_ways_too(extra, name, text):
    body = text_of([changed(**{name: text})] * 3)
    assert by_way(Book, body, extra) == by_rows(Book, body)


def test_a_page_of_few_rows_is_read_one_by_one(monkeypatch, extra):
    monkeypatch.undo()
    body, decoder = text_of([PLAIN] * 2), PageDecoder(Book, CONVERTER)
    assert ([told(row) for row in decoder.structure(body).rows], decoder._idle) == (by_rows(Book, body)[0], {})
    assert by_page(Book, body) == by_rows(Book, body)


def test_what_a_hook_of_the_callers_own_refuses_is_named_by_its_place(extra):
    def refuse(value: str, _kind: Any) -> str:
        raise InvalidReply("$: refused")

    converter = make_converter()
    converter.register_structure_hook(str, refuse)
    with pytest.raises(InvalidReply, match=r"^\$\.value\[0\]\.lib_title: refused$"):
        converter.structure(text_of([PLAIN] * 3), RowPage[Book])


def test_rows_without_a_name_are_rows(extra):
    body, decoder = text_of([[], []]), PageDecoder(Book, CONVERTER)
    for _ in range(2):  # that nothing can be compiled for them is known the second time
        assert [told(row) for row in decoder.structure(body).rows] == by_rows(Book, body)[0]
    assert by_way(Book, body, extra) is None


def test_only_what_json_can_say_is_counted():
    assert stray_texts({"a": ["b", 1, None, True, Decimal(1), {"c": {}}]}) == 3
    with pytest.raises(TypeError):
        stray_texts(1.5)


def test_equal_references_of_a_page_are_one_object(extra):
    rows = CONVERTER.structure(text_of([PLAIN] * 3), RowPage[Book]).rows
    assert rows[0].writer is rows[2].writer
    assert rows[0].writer is not rows[0].editor


def test_choices_are_members_and_unknown_numbers_are_kept(extra):
    rows = [
        [("lib_title", '"x"'), ("lib_binding", number), ("lib_genres", text)]
        for number, text in [("1", '"1,9"'), ("2", "null"), ("77", '"1,55"'), ("null", '""'), ("1.0", '"9"'), ("1", '"9"')]
    ]
    for some in (rows[:4], rows):
        body = text_of(some)
        assert by_page(Shelf, body) == by_rows(Shelf, body)
        assert (by_way(Shelf, body, extra) is None) is (some is rows and extra == "fast")  # msgspec takes no 1.0 for a whole number
    found = CONVERTER.structure(text_of(rows), RowPage[Shelf]).rows
    assert [row.binding for row in found] == [1, 2, 77, None, 1, 1]
    assert found[2].genres == {1, 55}
    assert isinstance(found[0].binding, Binding)
    assert isinstance(found[4].binding, Binding)


# --- Odd texts, each in the middle of a page

ODD = [
    ("lib_bought", '"2026-01-02T03:04:05.1234567Z"'),
    ("lib_bought", '"2026-01-02T23:59:59.9999999Z"'),
    ("lib_bought", '"9999-12-31T23:59:59.9999999Z"'),
    ("lib_bought", '"2026-01-02"'),
    ("lib_bought", '"2026-01-02T03:04:05"'),
    ("lib_bought", '"2026-01-02t03:04:05z"'),
    ("lib_bought", '"2026-01-02T03:04:05+05:30"'),
    ("lib_bought", '"yesterday"'),
    ("lib_bought", "20260102"),
    ("lib_printed", '"2026-01-02T00:00:00Z"'),
    ("lib_printed", '"0x26-01-02"'),
    ("lib_printed", "3"),
    ("lib_pages", "1.0"),
    ("lib_pages", "1.5"),
    ("lib_pages", "1e2"),
    ("lib_pages", "true"),
    ("lib_pages", '"3"'),
    ("lib_pages", "123456789012345678901234567890"),
    ("lib_lent", "1"),
    ("lib_price", "3"),
    ("lib_price", "-0.00"),
    ("lib_price", "9007199254740993"),
    ("lib_price", "12345678901234567890123.4567891234"),
    ("lib_price", "123456789012345678901234567890"),
    ("lib_price", "1E-7"),
    ("lib_price", '"3"'),
    ("lib_price", '"NaN"'),
    ("lib_price", "NaN"),
    ("lib_price", "1e999999999"),
    ("lib_price", "[]"),
    ("lib_weight", "3"),
    ("lib_weight", "-0"),
    ("lib_weight", "-0.0"),
    ("lib_weight", "1e-400"),
    ("lib_weight", "1e400"),
    ("lib_weight", "Infinity"),
    ("lib_weight", "0.1000000000000000055511151231257827021181583404541015625"),
    ("lib_weight", "9007199254740993"),
    ("lib_weight", "1797693134862315907729305190789024733617976978942306572734300811577326758055009631327084"),
    ("lib_series", f'"{{{ADA}}}"'),
    ("lib_series", f'"{str(ADA).upper()}"'),
    ("lib_series", f'"{ADA.hex}"'),
    ("lib_series", f'"urn:uuid:{ADA}"'),
    ("lib_series", '"0x00000000-0000-0000-0000-00000000ad"'),
    ("lib_series", '"secret"'),
    ("lib_series", "3"),
    ("_lib_writer_value", f'"{{{ADA}}}"'),
    ("_lib_writer_value", '"secret"'),
    ("_lib_writer_value", "{}"),
    ("lib_cover", '"A"'),
    ("lib_title", '"\\u00fc\\ud83d\\ude00\\u0000\\\\"'),
    ("lib_title", '"\\""'),
    ("lib_title", '"\\\\\\"\\\\"'),
    ("lib_title", '"\\":1,\\""'),
    ("lib_title", '"\\ud800"'),
    ("lib_title", '"a\x01b"'),
    ("lib_title", '"a\nb"'),
    ("lib_title", "3"),
    ("lib_title", "[]"),
    ("new_undeclared", "1.50"),
    ("new_undeclared", '"text"'),
    ("new_undeclared", '{"a":["b",{"c":"d"}]}'),
    ("new_undeclared", "123456789012345678901234567890"),
    ("@odata.etag", "null"),
    ("@odata.etag", "3"),
    ("another", "1"),
    (f"class@{FORMATTED}", '"Atlas"'),
    (f"class@{FORMATTED}", "5"),
    (f"class@{FORMATTED}", '{"a":1}'),
    (f"lib_title@{CRM}unheard_of", '"x"'),
    (f"_lib_writer_value@{CRM}lookuplogicalname", '"lib_society"'),
    (f"_lib_writer_value@{CRM}lookuplogicalname", "null"),
    (f"_lib_editor_value@{FORMATTED}", '"Ada \\"A\\" L."'),
    ("lib_Writer_author", '{"lib_name":"Ada","@odata.etag":"W/\\"1\\""}'),
    ("lib_Writer_author", "null"),
    ("lib_Writer_author", "3"),
    ("lib_Writer_author", '{"lib_mentor":"x","lib_Mentor":{"lib_name":3}}'),
]


@pytest.mark.parametrize("usual", [PLAIN, ANNOTATED], ids=["plain", "annotated"])
@pytest.mark.parametrize(("name", "text"), ODD)
def test_an_odd_value_in_a_page_reads_as_it_does_alone(extra, usual, name, text):
    odd = [*((key, text if key == name else value) for key, value in usual)]
    odd = odd if (name, text) in odd else [*odd, (name, text)]
    for rows in ([usual] * 3 + [odd] + [usual], [odd] * 3, [odd, usual]):
        body = text_of(rows)
        expected = by_rows(Book, body)
        assert by_page(Book, body) == expected
        assert by_way(Book, body, extra) in (None, expected)
        if isinstance(expected, str):
            assert expected == "the reply is not JSON" or expected.startswith(
                f"$.value[{rows.index(odd)}].{name[0]}{name[1:].partition('@')[0]}"
            )


@pytest.mark.parametrize("missing", ["lib_title", "_lib_writer_value", "@odata.etag", "new_undeclared"])
def test_a_row_that_lacks_a_name_lacks_a_column(extra, missing):
    body = text_of([PLAIN, changed(**{missing: None}), PLAIN])
    assert by_page(Book, body) == by_rows(Book, body)
    rows = CONVERTER.structure(body, RowPage[Book]).rows
    assert len(list(held_columns(rows[1]))) == len(list(held_columns(rows[0]))) - (missing.startswith(("lib", "_")))


def test_rows_in_another_order_of_names_are_the_same_rows(extra):
    body, other = text_of([PLAIN] * 4), text_of([PLAIN, PLAIN[::-1], PLAIN, PLAIN[3:] + PLAIN[:3]])
    assert by_page(Book, body) == by_page(Book, other) == by_rows(Book, other)


def test_expanded_rows_are_read_by_the_page_as_by_the_row(extra):
    author = [
        ("lib_name", '"Ada"'),
        ("lib_Mentor", '{"lib_name":"Mary"}'),
        ("lib_author_book", '[{"lib_title":"a"},{"lib_title":"b"}]'),
        ("lib_author_book@odata.nextLink", '"https://x/more"'),
    ]
    body = text_of([author] * 5)
    assert by_way(Author, body, extra) == by_page(Author, body) == by_rows(Author, body)
    assert CONVERTER.structure(body, RowPage[Author]).rows[4].books[1].lib_title == "b"


@pytest.mark.parametrize(
    ("mentor", "books"),
    [
        ("null", "[]"),
        ("{}", "[{}]"),
        ('{"lib_name":null,"lib_Mentor":{"lib_name":"x","new_o":{"a":["b",{"c":null,"d":1.50}]}}}', '[{"lib_pages":1},{"lib_pages":null}]'),
        ('{"lib_name":"x","@odata.etag":"W/\\"1\\"","lib_name@label":"y"}', '[{"lib_title":"x","lib_title@label":"y"}]'),
    ],
)
def test_whatever_stands_in_expanded_rows_is_counted(mentor, books, extra):
    body = text_of([[("lib_name", '"Ada"'), ("lib_Mentor", mentor), ("lib_author_book", books)]] * 5)
    assert by_way(Author, body, extra) == by_rows(Author, body)


@pytest.mark.parametrize(
    ("mentor", "books", "wrong"),
    [
        ('{"lib_name":"x","lib_name":"x"}', "[]", "twice"),
        ('{"lib_name":"x"}', '[{"lib_pages":1},{"lib_pages":1,"lib_pages":null}]', "twice"),
        ('{"new_o":{"a":1,"a":1}}', "[]", "twice"),
        ('{"lib_name":1}', "[]", "$.value[4].lib_Mentor.lib_name: not a str"),
        ("[]", "[]", "$.value[4].lib_Mentor: expected an object"),
        ("null", '[{},{"lib_pages":"x"}]', "$.value[4].books"),
        ("null", "{}", "$.value[4].lib_author_book: not a list of rows"),
    ],
)
def test_what_is_wrong_within_expanded_rows_is_found(mentor, books, wrong, extra):
    author = [("lib_name", '"Ada"'), ("lib_Mentor", '{"lib_name":"x"}'), ("lib_author_book", "[]")]
    body = text_of([*[author] * 4, [("lib_name", '"Ada"'), ("lib_Mentor", mentor), ("lib_author_book", books)]])
    assert by_way(Author, body, extra) is None
    assert isinstance(by_page(Author, body), str)
    assert by_page(Author, body) == by_rows(Author, body)
    if not wrong.endswith(("twice", "books")):
        assert by_page(Author, body) == wrong


def test_a_mistake_deep_within_expanded_rows_is_found_at_once():
    """Each row around it that is walked through once more doubles the time: forty of them would take days."""
    converter, fine, wrong = make_converter(), {"lib_name": "x"}, {"lib_name": 5}
    for _ in range(40):
        fine, wrong = {"lib_name": "x", "lib_Mentor": fine}, {"lib_name": "x", "lib_Mentor": wrong}
    for _ in range(2):
        converter.structure(fine, Author)
    with pytest.raises(InvalidReply, match=r"^\$(\.lib_Mentor){40}\.lib_name: not a str$"):
        converter.structure(wrong, Author)


# --- What is not a page


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "the reply is not JSON"),
        (b"[]", "the reply is JSON, but not an object"),
        (b"{}", "the reply holds no list of rows"),
        (b'{"value":{}}', "the reply holds no list of rows"),
        (b'{"value":[{"lib_title":"x"},3]}', "$.value[1]: expected an object"),
        (b'{"value":[3,{"lib_title":"x"}]}', "$.value[0]: expected an object"),
        (b'{"value":[["lib_title"]]}', "$.value[0]: expected an object"),
        (b'{"value":[{"lib_title":"x"}]', "the reply is not JSON"),
        (b'{"value":[{"lib_title":"x"}]} x', "the reply is not JSON"),
        (b'{"value":[{"lib_title":"\xff"}]}', "the reply is not JSON"),
        (b'{"value":[{"lib_title":' + b"[" * 100_000, "the reply is not JSON"),
    ],
)
def test_what_is_not_a_page_is_an_error(extra, body, message):
    assert by_page(Book, body) == message


def test_an_empty_page_and_a_byte_order_mark_are_read(extra):
    assert by_page(Book, b'{"value":[]}') == ([], {})
    assert by_page(Book, b"\xef\xbb\xbf" + text_of([PLAIN] * 2)) == by_rows(Book, text_of([PLAIN] * 2))


@pytest.mark.parametrize("beside", ['"@odata.count":5000,', '"unheard.of":{"a":"b"},', '"unheard.of":"x",', '"@odata.count":5.5,', ""])
def test_what_stands_beside_the_rows_is_kept(extra, beside):
    body = text_of([PLAIN] * 3, beside=beside)
    assert by_page(Book, body) == by_rows(Book, body)


# --- Names that come twice


@pytest.mark.parametrize("usual", [PLAIN, ANNOTATED], ids=["plain", "annotated"])
@pytest.mark.parametrize(
    "twice",
    [
        ("lib_title", '"Emma"'),
        ("lib_title", "null"),
        ("lib_title", '"\\"\\\\"'),
        ("lib_pages", "3"),
        ("lib_price", "1.5"),
        ("_lib_writer_value", f'"{BOOK}"'),
        ("@odata.etag", '"W/\\"7\\""'),
        ("@odata.etag", '""'),
        ("new_undeclared", "{}"),
        (f"class@{FORMATTED}", '"label"'),
    ],
)
def test_a_name_that_comes_twice_is_refused(extra, usual, twice):
    for place in (0, len(usual) // 2, len(usual)):
        for colon in (":", " :", "\n: "):
            odd = [*usual[:place], twice, *usual[place:]]
            odd = odd if twice[0] in dict(usual) else [*odd, twice]
            for rows in ([usual, odd, usual], [odd] * 3):
                assert by_page(Book, text_of(rows, colon)) == "the reply is not JSON"
                assert by_way(Book, text_of(rows, colon), extra) is None


def test_a_name_that_comes_twice_in_two_spellings_is_refused(extra):
    body = text_of([PLAIN] * 3)
    assert by_page(Book, body.replace(b'"lib_title":', b'"lib_\\u0074itle":"x","lib_title":', 1)) == "the reply is not JSON"
    assert by_page(Book, body.replace(b'"@odata.context":', b'"@odata.context":"y","@odata.context":')) == "the reply is not JSON"
    assert by_page(Book, body.replace(b'"value":', b'"value":[],"value":')) == "the reply is not JSON"
    # One text fewer elsewhere does not make up for it: what is counted is what was read.
    assert by_page(Book, body.replace(b'"lib_title":"Emma"', b'"lib_title":"Emma","lib_title":null', 1)) == "the reply is not JSON"


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.none() | st.integers() | st.text(), lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=12))
def test_the_texts_of_a_body_are_counted_exactly(value):
    def count(value: Any) -> int:
        if isinstance(value, dict):
            return len(value) + sum(map(count, value.values()))
        return sum(map(count, value)) if isinstance(value, list) else isinstance(value, str)

    for ascii_only in (True, False):
        assert wire_json.texts_in(json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")) == count(value)


# --- Any page at all

_odd_texts = {name: sorted({text for other, text in ODD if other == name}) for name, _ in ODD}
_row = st.tuples(
    st.sampled_from([PLAIN, ANNOTATED]),
    st.lists(
        st.sampled_from(sorted(_odd_texts)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(_odd_texts[name]))), max_size=2
    ),
    st.sets(st.sampled_from([name for name, _ in PLAIN]), max_size=2),
    st.sets(st.sampled_from([name for name, _ in PLAIN]), max_size=4),
)


def _made(drawn: Any) -> list[tuple[str, str]]:
    usual, odd, left_out, nulls = drawn
    row = {**dict(usual), **dict(odd)}
    return [(name, "null" if name in nulls else text) for name, text in row.items() if name not in left_out]


@settings(max_examples=150, deadline=None)
@given(st.lists(_row, min_size=1, max_size=3), st.sampled_from([":", " : "]), st.booleans())
def test_any_page_is_read_alike_by_all_readers(drawn, colon, repeated):
    rows = [_made(each) for each in drawn]
    body = text_of(rows * 4 if repeated else rows, colon)
    expected = by_rows(Book, body)
    assert by_page(Book, body) == expected
    for way in ("fast", "core"):
        assert by_way(Book, body, way) in (None, expected)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_damage_to_a_page_makes_the_readers_differ(data):
    body = bytearray(text_of([data.draw(st.sampled_from([PLAIN, ANNOTATED]))] * 3))
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from([b"", b'"', b"\\", b":", b",", b"}", b"1", b"\x00", b" "])
        )
    expected = by_rows(Book, bytes(body))
    for way in ("fast", "core"):
        assert by_way(Book, bytes(body), way) in (None, expected)
    assert by_page(Book, bytes(body)) == expected


# --- What is kept between pages


def test_shapes_without_end_do_not_fill_the_memory(monkeypatch, extra):
    monkeypatch.setattr(pages, "MOST_SHAPES", 2)
    decoder = PageDecoder(Book, CONVERTER)
    for number in range(6):
        body = text_of([[("lib_title", '"x"'), (f"n{number}", "1")]] * 3)
        assert [dict(row._extra) for row in decoder.structure(body).rows] == [{f"n{number}": 1}] * 3
        assert len(decoder._idle) <= 2


def test_a_hook_of_the_callers_own_sees_every_value_of_a_page(extra):
    converter = make_converter()
    converter.register_structure_hook(str, lambda value, _type: value.strip().upper())
    converter.register_structure_hook(int, lambda value, _type: value + 1)
    body = text_of([PLAIN] * 3)
    rows = converter.structure(body, RowPage[Book]).rows
    assert [(row.lib_title, row.lib_pages) for row in rows] == [("EMMA", 4)] * 3
    assert PageDecoder(Book, converter)._read(documents.make_reader, pages._first_row(body), body) is not None
    refused = make_converter()
    refused.register_structure_hook(str, lambda value, _type: str(value))
    body = text_of([changed(lib_title='{"a":"b"}')] * 3)  # a value that nobody counted is read where names are looked at
    assert refused.structure(body, RowPage[Book]).rows[0].lib_title == "{'a': 'b'}"
    assert wire_json.loads(body)["value"][0]["lib_title"] == {"a": "b"}


def test_a_row_longer_than_the_first_look_is_read_otherwise(monkeypatch, extra):
    monkeypatch.setattr(pages, "FIRST_ROW", 100)
    body = text_of([changed(lib_title=json.dumps("x" * 200))] * 3)
    assert by_way(Book, body, "fast") is by_way(Book, body, "core") is None
    assert by_page(Book, body) == by_rows(Book, body)


def test_annotated_rows_do_not_make_a_function_each(monkeypatch):
    made = []
    compile_page_maker = documents.compile_page_maker
    monkeypatch.setattr(documents, "compile_page_maker", lambda *parts: made.append(1) or compile_page_maker(*parts))
    monkeypatch.setattr(pages, "WAYS", (documents.make_reader,))
    rows = [[pair for place, pair in enumerate(ANNOTATED) if "@" not in pair[0][1:] or place % 3 != number % 3] for number in range(30)]
    decoder = PageDecoder(Book, CONVERTER)
    assert [len(decoder.structure(text_of(rows[place:])).rows) for place in (0, 1)] == [30, 29]
    assert len(made) == 1


# --- Without the library

CORE = """
import sys
sys.modules["msgspec"] = sys.modules["isal"] = None
from dataverse_sdk.model import make_converter, shadows
from dataverse_sdk.model.pages import RowPage
from dataverse_sdk.tables import Contact
assert shadows.msgspec() is None
row = b'{"@odata.etag":"W/","fullname":"Ada","creditlimit":1.10}'
page = make_converter().structure(b'{"value":[' + b",".join([row] * 2000) + b"]}", RowPage[Contact])
print(len(page.rows), page.rows[-1].fullname, page.rows[-1].creditlimit)
"""


@needs_fast
def test_the_library_is_looked_for_once_and_can_be_absent(monkeypatch):
    monkeypatch.setitem(sys.modules, "msgspec", None)
    shadows.msgspec.cache_clear()
    assert shadows.msgspec() is None
    monkeypatch.undo()
    assert shadows.msgspec() is None
    shadows.msgspec.cache_clear()
    assert shadows.msgspec() is not None


def test_rows_nested_without_end_are_an_error_of_the_page(extra):
    deep = '{"lib_name":"x"}'
    for _ in range(320):
        deep = f'{{"lib_Mentor":{deep}}}'
    assert by_page(Author, f'{{"value":[{{"lib_name":"x"}},{deep}]}}'.encode()) == "$.value[1]: rows are nested too deep"


def test_the_core_install_reads_pages_without_the_libraries():
    found = subprocess.run([sys.executable, "-c", CORE], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout == "2000 Ada 1.10\n"


def test_no_library_is_imported_before_a_page_is_read():
    program = "import sys, dataverse_sdk\nfrom dataverse_sdk import DataverseClient, Query\nprint('msgspec' in sys.modules, 'isal' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout == "False False\n"


def test_decimals_are_exact_in_either_way(extra):
    body = text_of([changed(lib_price="922337203685477.5807")] * 3)
    assert by_way(Book, body, extra) is not None
    assert [row.lib_price for row in CONVERTER.structure(body, RowPage[Book]).rows] == [Decimal("922337203685477.5807")] * 3
