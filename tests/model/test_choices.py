"""Choices read as members of enums, keep numbers that no enum knows, and travel as numbers."""

import copy
import pickle
from enum import IntEnum
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest

from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.model import Choice, Column, Entity, column, entity, make_converter, table_of
from dataverse_sdk.model.converter import row_from_wire, to_wire
from dataverse_sdk.query.render import filter_text


class Colour(Choice):
    RED = 1, "Red"
    SEA_GREEN = 9, "Sea green"


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


@entity("zoo_kite", set_name="zoo_kites", key="zoo_kiteid")
class Kite(Entity):
    zoo_kiteid: Column[UUID] = column()
    colour: Column[Colour | None] = column()
    size: Column[Size] = column()
    tails: Column[frozenset[Colour] | None] = column()
    worn: Column[frozenset[Size]] = column(options={1: "Little"})


CONVERTER = make_converter()


def read(**document: Any) -> Any:
    return row_from_wire(Kite, document, CONVERTER)


def test_a_number_reads_as_the_member_of_its_enum() -> None:
    kite = read(colour=9, size=2, tails="1,9", worn="")
    assert (kite.colour, kite.size, kite.tails, kite.worn) == (Colour.SEA_GREEN, Size.LARGE, {Colour.RED, Colour.SEA_GREEN}, frozenset())
    assert (type(kite.colour), type(kite.size), kite.colour and kite.colour.label) == (Colour, Size, "Sea green")
    assert read(colour=None, tails=None).tails is None


def test_a_number_the_enum_does_not_know_is_kept() -> None:
    kite = read(colour=7, size=-3, tails="9,7")
    assert (kite.colour, kite.size, kite.tails) == (7, -3, {9, 7})
    assert (type(kite.colour), kite.colour.name, kite.colour.value, kite.colour.label) == (Colour, "UNKNOWN_7", 7, "7")
    assert (type(kite.size), kite.size.name, repr(kite.size), hash(kite.size)) == (Size, "UNKNOWN_-3", "<Size.UNKNOWN_-3: -3>", hash(-3))
    assert to_wire(Kite(colour=kite.colour, size=kite.size, tails=kite.tails)) == {"colour": 7, "size": -3, "tails": "7,9"}
    assert list(Colour) == [Colour.RED, Colour.SEA_GREEN], "the enum itself stays as it was"


@pytest.mark.parametrize("value", [Colour(7), Colour.RED])
@pytest.mark.parametrize("twin", [lambda value: pickle.loads(pickle.dumps(value)), copy.copy, copy.deepcopy])
def test_a_member_survives_being_copied_and_pickled(twin: Any, value: Colour) -> None:
    assert (twin(value), type(twin(value)), twin(value).name, twin(value).label) == (value, Colour, value.name, value.label)


def test_a_row_with_an_unknown_number_of_a_plain_enum_survives_being_pickled() -> None:
    twin = pickle.loads(pickle.dumps(read(size=7)))
    assert (twin.size, type(twin.size)) == (7, Size)


@pytest.mark.parametrize("value", ["1", None, False, 1.5])
def test_only_whole_numbers_are_choices(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a valid Colour"):
        Colour(value)


@pytest.mark.parametrize("document", [{"colour": "1"}, {"colour": True}, {"colour": [1]}, {"tails": 1}, {"tails": "a"}])
def test_a_value_of_another_kind_is_a_damaged_reply(document: dict[str, Any]) -> None:
    with pytest.raises(InvalidReply, match=r"\$\.(colour: not a Colour|tails: not a frozenset)"):
        read(**document)


def test_numbers_will_do_where_members_are_meant() -> None:
    kite: Any = Kite(colour=1, tails=[9, Colour.RED], worn={1, 7})  # type: ignore[arg-type]
    assert (type(kite.colour), kite.tails, kite.worn) == (Colour, frozenset(Colour), {1, 7})
    assert {type(tail) for tail in kite.tails or ()} == {Colour}
    assert to_wire(kite) == {"colour": 1, "tails": "1,9", "worn": "1,7"}


def test_no_choice_at_all_is_null() -> None:
    assert to_wire(Kite(tails=frozenset())) == {"tails": None}


@pytest.mark.parametrize(
    "values",
    [
        {"colour": "Red"},
        {"colour": True},
        {"colour": Size.SMALL},
        {"tails": "1,9"},
        {"tails": Colour.RED},
        {"tails": {Size.SMALL}},
        {"tails": [True]},
    ],
)
def test_what_is_no_choice_of_the_column_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"takes (Colour|frozenset), not"):
        Kite(**values)


@pytest.mark.parametrize(
    ("predicate", "text"),
    [
        (Kite.colour == Colour.SEA_GREEN, "colour eq 9"),
        (Kite.colour != Colour(7), "colour ne 7"),
        (Kite.colour == None, "colour eq null"),  # noqa: E711
        (
            Kite.colour.in_([Colour.RED, Colour.SEA_GREEN]),
            'Microsoft.Dynamics.CRM.In(PropertyName=\'colour\',PropertyValues=["1","9"])',
        ),
        (Kite.tails == frozenset({Colour.SEA_GREEN, Colour.RED}), "tails eq '1,9'"),
        (
            Kite.tails.contain_values([Colour.RED, Colour.SEA_GREEN]),
            'Microsoft.Dynamics.CRM.ContainValues(PropertyName=\'tails\',PropertyValues=["1","9"])',
        ),
    ],
)
def test_filters_take_members(predicate: Any, text: str) -> None:
    assert unquote(filter_text(predicate)) == text


def test_what_is_known_of_a_choice_column() -> None:
    columns = table_of(Kite).columns
    assert [(info.python_type, info.choice, info.nullable, info.options) for info in columns.values()][1:] == [
        (Colour, Colour, True, {1: "Red", 9: "Sea green"}),
        (Size, Size, False, {1: "SMALL", 2: "LARGE"}),
        (frozenset, Colour, True, {1: "Red", 9: "Sea green"}),
        (frozenset, Size, False, {1: "Little"}),
    ]


def test_a_column_of_something_else_is_refused() -> None:
    with pytest.raises(UsageError, match=r"a column holds one of .* an IntEnum, a frozenset of one"):

        @entity("zoo_x", set_name="zoo_xs", key="zoo_xid")
        class _X(Entity):
            zoo_xid: Column[frozenset[str]] = column()


@pytest.mark.parametrize(("value", "kind", "wire"), [(Colour.RED, Colour, 1), (frozenset({Size.LARGE}), frozenset[Size], "2")])
def test_a_converter_reads_and_writes_choices(value: Any, kind: Any, wire: Any) -> None:
    assert (CONVERTER.structure(wire, kind), CONVERTER.unstructure(value, kind)) == (value, wire)
