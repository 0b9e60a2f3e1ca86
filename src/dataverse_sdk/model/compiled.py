"""Compiles the function that makes a row of one shape: a class, and the JSON names of its rows.

A page has thousands of rows of one shape, so the questions a loop would ask of every value (which slot, which hook) are answered once,
as source text. The function only knows the good case: it raises whatever it meets, and the caller reads again, slowly, to say where it
went wrong. Only slot names, which are identifiers, become part of the source; everything else is passed in by position.

The rows of a page are made while it is decoded, each as soon as its values are there, which is twice as fast as coming back to them. Their
function also counts the texts it meets, names included. A decoder that keeps the last of two equal names gives fewer than stand in the body
(`wire.json.texts_in`), so that a reply which names a property twice is found out without looking at names twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from typing import Any, Final, TypeAlias
from uuid import UUID

from attrs import field, frozen

from ..errors import InvalidReply
from .choices import member_of
from .entity import NO_CHANGES, Entity
from .scalars import uuid_of
from .storage import NOTHING, STATE, Room, slotted
from .values import Reference

__all__ = [
    "CANNOT",
    "Form",
    "Maker",
    "PageMaker",
    "PageReader",
    "Place",
    "columns_of",
    "compile_maker",
    "compile_page_maker",
    "stray_texts",
]

# Makes a row of a JSON object.
Maker: TypeAlias = Callable[[Mapping[str, Any]], Entity]
# Gives the rows in the body of a page, what stands beside them, and how many texts that is: of one page at a time. Raises one of `CANNOT`.
PageReader: TypeAlias = Callable[[bytes], tuple[tuple[Any, ...], dict[str, Any], int]]

# What a compiled function raises for rows that it cannot read.
CANNOT: Final = (InvalidReply, TypeError, ValueError, ArithmeticError, AttributeError, LookupError)


class Form(Enum):
    """How rows come to a compiled function."""

    IN_ORDER = auto()  # JSON objects with these names in this order, and no others
    BY_NAME = auto()  # JSON objects with these names and others beside them, which differ from row to row: annotations
    STRUCT = auto()  # msgspec's structs, whose scalars have their classes already (`shadows`)


# The class of the JSON values that a column of a kind comes as; a `Decimal` comes as any number.
_JSON: Final[Mapping[Any, type]] = {
    str: str,
    int: int,
    bool: bool,
    float: float,
    Decimal: Decimal,
    UUID: str,
    datetime: str,
    date: str,
    bytes: str,
}


@frozen
class Place:
    """What becomes of one JSON name.

    A `slot` takes the value, through `convert(value, kind)`; `ours` says that `convert` is this package's, so that a value which is right
    already need not pass it. `lookup` names the annotations beside a lookup (table, label), and its table where there is only one.
    `related` is the Python name of the navigation property whose rows these are. Without any, the value is kept among the row's extras.
    """

    name: str
    slot: str | None = None
    convert: Callable[..., Any] = field(default=lambda value, _kind: value)
    kind: Any = None
    ours: bool = False
    lookup: tuple[str, str, str] | None = None
    related: str | None = None

    @property
    def json(self) -> type | None:
        """The class of the JSON values, null apart, when that is certain to be read or refused here; None for any."""
        if not self.ours:
            return None
        if isinstance(self.kind, type):
            return _JSON.get(self.kind, int)  # an IntEnum
        return str  # a frozenset of an IntEnum


_MOST_REFERENCES: Final = 4096

# Lookups repeat: a page of orders has few customers and one currency. Making a UUID costs ten times finding it.
_known_uuid = lru_cache(maxsize=_MOST_REFERENCES)(uuid_of)

_set_table, _set_id, _set_name = (vars(Reference)[slot].__set__ for slot in ("table", "id", "name"))


def _reference(value: str, table: Any, label: Any) -> Reference[Any]:
    """Gives a reference without its checks: the table comes from the service, the id is a UUID here."""
    if type(table) is not str or not (label is None or type(label) is str):
        raise TypeError
    reference: Reference[Any] = object.__new__(Reference)
    _set_table(reference, table)
    _set_id(reference, _known_uuid(value))
    _set_name(reference, label)
    return reference


class _References(dict[Any, Reference[Any]]):
    """The references that one lookup column holds, by id, or by id, table and label: references are frozen and can be shared.

    Those by id serve the next page too. Labels are names of people, and are forgotten with their page.
    """

    __slots__ = ("only",)

    def __init__(self, only: str) -> None:
        self.only = only

    def __missing__(self, key: Any) -> Reference[Any]:
        found = self[key] = _reference(*key) if type(key) is tuple else _reference(key, self.only, None)
        return found

    def rest(self) -> None:
        """Forgets labels, and the rest when there is too much of it."""
        if len(self) > _MOST_REFERENCES or (self and type(next(iter(self))) is tuple):
            self.clear()


def stray_texts(value: Any) -> int:
    """Gives how many texts, names included, a JSON value of unknown class holds. Raises TypeError for a float, which nobody reads."""
    kind = type(value)
    if kind is str:
        return 1
    if kind is dict:
        return len(value) + sum(map(stray_texts, value.values()))
    if kind is list:
        return sum(map(stray_texts, value))
    if value is not None and kind not in (int, bool, Decimal):
        raise TypeError
    return 0


def _stray_texts_among(values: Iterable[Any], total: int) -> int:
    classes = [*map(type, values)]
    return total if classes.count(str) == total else sum(map(stray_texts, values))


@frozen
class PageMaker:
    """Makes the rows of a page of one shape while a decoder works, and counts the texts that they hold: of one page at a time.

    `make` takes what a decoder has at the end of a row: a struct, of which it makes a row, or a JSON object, for which it gives one; an
    object of another shape it gives back. `full` is the class of its rows; of structs it is `__full__`.
    """

    make: Callable[[Any], Any]
    full: type[Any] | None
    _texts: int
    _page: list[Any]  # of the page that is read: how many more texts its rows have than `_texts` each, and their names, as they came
    _references: tuple[_References, ...]

    def read(
        self, decode: Callable[[bytes], tuple[tuple[Any, ...], dict[str, Any]]], body: bytes
    ) -> tuple[tuple[Any, ...], dict[str, Any], int]:
        """Gives the rows and the rest of the document that `decode` gives, and how many texts they hold."""
        self._page[:] = 0, None
        for each in self._references:
            each.rest()
        rows, document = decode(body)
        texts = self._page[0] + self._texts * len(rows)
        return rows, document, texts + 1 + len(document) + sum(map(stray_texts, document.values()))


class _Source:
    """The lines of one function, and the objects they name."""

    def __init__(self, cls: type[Entity], places: Sequence[Place], form: Form, labels: Sequence[str], counted: bool) -> None:
        self.places, self.form, self.labels, self.counted = places, form, labels, counted
        self.typed = form is Form.STRUCT
        self.known: dict[str, Any] = {
            "reference": _reference,
            "no_changes": NO_CHANGES,
            "nothing": NOTHING,
            "moment": datetime.fromisoformat,
            "utc": UTC,
            "day": date.fromisoformat,
            "uuid": uuid_of,
            "stray": stray_texts,
            "strays": _stray_texts_among,
            "names": tuple(place.name for place in places),
            "declared": frozenset(place.name for place in places)
            | cls.__table__.columns.keys()
            | {"@odata.etag"}
            | {info.wire_name for info in cls.__table__.navigations.values()},
        }
        self.references: list[_References] = []
        # The variable that holds the value of a JSON name.
        self.variables = {place.name: f"v{number}" for number, place in enumerate(places)}
        self.variables |= {name: f"a{number}" for number, name in enumerate(labels)}
        slots = [place for place in places if place.slot is not None]
        # Names and texts of a row in which nothing is null and every label is there.
        self.texts = len(slots) + sum(1 for place in slots if place.json is str or place.lookup is not None) + 2 * len(labels)

    def text(self) -> str:
        """Gives the source of the function."""
        lines = ["strings = nulls = 0"]
        if self.typed:
            for number, place in enumerate(self.places):
                if place.related is not None:
                    lines += [f"v{number} = row._v{number}"]
                elif place.slot is None:
                    lines.append(f"strings += 1 + stray(row._v{number})")
                elif place.ours and place.lookup is None and place.kind in (str, UUID):
                    lines.append(f"if row.{place.slot} is None: nulls += 1")
                elif stored := self._store(place, f"v{number}", number):
                    lines += [f"v{number} = row.{place.slot}", *stored]
            lines += [f"if row._a{number} is unset: nulls += 2" for number in range(len(self.labels))]
            lines += [*self._related(), "page[0] += strings - nulls", "row.__class__ = row.__full__"]
            return _function("make(row)", lines)
        lines += [*self._opening(), "row = blank()", "row._changes = no_changes", "row._related = row._values = nothing"]
        if "_etag" not in {place.slot for place in self.places}:
            lines.append("row._etag = None")
        for number, place in enumerate(self.places):
            if place.slot is not None:
                lines += self._store(place, f"v{number}", number)
        lines += [*self._extras(), *self._related(), "row.__class__ = full"]
        lines += ["page[0] += strings - nulls", "return row"] if self.counted else ["return row"]
        return _function("make(item)", lines)

    def _opening(self) -> list[str]:
        """Gives the lines that take a JSON object apart. A counting function meets others too, such as the document itself."""
        if self.form is Form.IN_ORDER:
            # The names of one document are the same objects in every row, so that comparing them compares addresses.
            other = ["    if here != names: return item", "    page[1] = here"]
            checked = ["if (here := tuple(item)) != page[1]:", *other] if self.counted else []
            variables = "".join(f"v{number}, " for number in range(len(self.places)))
            return [*checked, f"({variables}) = item.values()"] if variables else checked
        # Counted rows come straight out of a decoder, and nobody else has them.
        # A name that others lack, as a rule: of a navigation property, or one that is no version.
        own = next((number for number, place in enumerate(self.places) if place.related is not None), len(self.places) - 1)
        unless = f"if len(item) < {len(self.places)} or n{own} not in item: return item"
        lines = [unless, "rest = item"] if self.counted else ["rest = dict(item)"]
        lines.append("pop = rest.pop")
        for number, place in enumerate(self.places):
            self.known[f"n{number}"] = place.name
            lines.append(f"v{number} = pop(n{number})")
        return [*lines, "if not declared.isdisjoint(rest): raise LookupError"]

    def _store(self, place: Place, value: str, number: int) -> list[str]:
        """Gives the lines that put a value into its slot, where a struct has it already."""
        target, typed = f"row.{place.slot}", self.typed
        self.known |= {f"c{number}": place.convert, f"k{number}": place.kind}
        slowly = f"c{number}({value}, k{number})"
        if place.lookup is not None:
            return self._counting_nulls(target, value, self._lookup(place.lookup, value, number))
        if not place.ours:
            count = [f"strings += stray({value})"] if self.counted else []
            return [*count, f"{target} = None if {value} is None else {slowly}"]
        if place.kind is str:
            return [f"if {value} is None: nulls += 1", f"elif type({value}) is not str: raise TypeError", f"{target} = {value}"]
        if place.kind is datetime:
            # The usual text, in UTC with its Z, needs no function of ours.
            return self._counting_nulls(target, value, f"moment_ if (moment_ := moment({value})).tzinfo is utc else {slowly}")
        if place.kind is UUID:
            return self._counting_nulls(target, value, f"uuid({value})")
        if place.kind is date:
            return self._counting_nulls(target, value, f"day({value}) if len({value}) == 10 else {slowly}")
        if place.json is str:
            return self._counting_nulls(target, value, slowly)
        if typed and place.kind in (int, bool, float):
            return []
        if place.kind in (int, bool, Decimal):
            self.known[f"x{number}"] = place.kind
            if typed:
                return [f"if type({value}) is not x{number} and {value} is not None: {target} = {slowly}"]
            return [f"{target} = {value} if type({value}) is x{number} or {value} is None else {slowly}"]
        if place.json is int:
            members: dict[int | None, Any] = {int(member): member for member in place.kind}
            self.known |= {f"m{number}": members | {None: None}, "member_of": member_of}
            unless = "" if typed else f" if type({value}) is int or {value} is None else {slowly}"
            return [
                f"try: {target} = m{number}[{value}]{unless}",
                f"except KeyError: {target} = member_of(k{number}, {value})",
            ]
        return [f"{target} = None if {value} is None else {slowly}"]

    def _counting_nulls(self, target: str, value: str, expression: str) -> list[str]:
        if not self.typed:
            return [f"if {value} is None: nulls += 1; {target} = None", f"else: {target} = {expression}"]
        return [f"if {value} is None: nulls += 1", f"else: {target} = {expression}"]

    def _lookup(self, lookup: tuple[str, str, str], value: str, number: int) -> str:
        *names, only = lookup
        self.known |= {f"l{number}": only, f"p{number}": names[0], f"q{number}": names[1]}
        table, label = f"l{number}", "None"
        if self.form is Form.BY_NAME:
            table, label = f"rest.get(p{number}, l{number})", f"rest.get(q{number})"
        else:
            # One that is unset in a struct was absent.
            found = [self.variables.get(name) for name in names]
            if found[0] is not None:
                table = f"(l{number} if row._{found[0]} is unset else row._{found[0]})" if names[0] in self.labels else found[0]
            if found[1] is not None:
                label = f"(None if row._{found[1]} is unset else row._{found[1]})" if names[1] in self.labels else found[1]
        if not self.counted:
            return f"reference({value}, {table}, {label})"
        references = self.known[f"r{number}"] = _References(only)
        self.references.append(references)
        return f"r{number}[{value}]" if (table, label) == (f"l{number}", "None") else f"r{number}[{value}, {table}, {label}]"

    def _extras(self) -> list[str]:
        """Gives the lines for what has no slot: annotations, and columns that the class does not declare."""
        if self.form is Form.BY_NAME:
            counts = ["strings += len(rest) + strays(rest.values(), len(rest))"] if self.counted else []
            return [*counts, "row._extra = rest or nothing"]
        pairs, lines = [], []
        for number, place in enumerate(self.places):
            if place.slot is None and place.related is None:
                self.known[f"n{number}"] = place.name
                pairs.append(f"n{number}: v{number}")
                lines += [f"strings += 1 + stray(v{number})"] if self.counted else []
        return [*lines, f"row._extra = {{{', '.join(pairs)}}}"] if pairs else ["row._extra = nothing"]

    def _related(self) -> list[str]:
        pairs, lines = [], []
        for number, place in enumerate(self.places):
            if place.related is not None:
                lines += [f"strings += 1 + stray(v{number})"] if self.counted else []
                self.known |= {f"t{number}": place.related, f"c{number}": place.convert, f"k{number}": place.kind}
                pairs.append(f"t{number}: c{number}(v{number}, k{number})")
        return [*lines, f"row._related = {{{', '.join(pairs)}}}"] if pairs else []


def _function(head: str, lines: Iterable[str]) -> str:
    return f"def {head}:\n" + "\n".join(f"    {line}" for line in lines)


def columns_of(places: Iterable[Place]) -> tuple[str, ...]:
    """Gives the columns among places, by Python name."""
    return tuple(place.slot for place in places if place.slot is not None and place.slot not in STATE)


def compile_maker(cls: type[Entity], places: Sequence[Place], form: Form) -> Maker:
    """Gives the function that makes a row of a JSON object of this shape. It raises one of `CANNOT` for what it cannot read."""
    make: Maker = _compiled(_Source(cls, places, form, (), counted=False), slotted(cls, columns_of(places)))[0]
    return make


def compile_page_maker(cls: type[Entity], places: Sequence[Place], form: Form, labels: Sequence[str] = (), unset: Any = None) -> PageMaker:
    """Gives what makes the rows of a page. It raises one of `CANNOT` for what it cannot read.

    Equal references are one object, and JSON objects are used up. A struct keeps the value of each place in a field of the slot's name, or
    in `_v<number>` where there is none; `labels` are names that it may have beside the places, as texts, or `unset`, in `_a<number>`.
    """
    if not places:
        raise TypeError
    source = _Source(cls, places, form, labels, counted=True)
    source.known["unset"] = unset
    room = None if form is Form.STRUCT else slotted(cls, columns_of(places))
    make, page = _compiled(source, room)
    return PageMaker(make, room.full if room else None, source.texts, page, tuple(source.references))


def _compiled(source: _Source, room: Room | None) -> tuple[Any, list[Any]]:
    page: list[Any] = [0, None]
    text = source.text()
    space = source.known | {"page": page} | ({"blank": room.blank, "full": room.full} if room else {})
    exec(compile(text, "<maker of rows>", "exec"), space)  # noqa: S102  (made of the class's own slot names)
    return space["make"], page
