"""Compiles the function that reads rows of one shape: a class, and the JSON names of its rows.

A page has thousands of rows of one shape, so the questions a loop would ask of every value (which slot, which hook) are answered once,
as source text. The function only knows the good case: it raises whatever it meets, and the caller reads again, slowly, to say where it
went wrong. Only slot names, which are identifiers, become part of the source; everything else is passed in by position.

The function also tells how many texts it met, names included. A decoder that keeps the last of two equal names gives fewer than stand in
the body (`wire.json.texts_in`), so that a reply which names a property twice is found out without looking at names twice.

Rows that come as JSON objects are made by the function (`compile_reader`); msgspec's structs are rows already, and are finished by it, each
while its values are still near at hand (`compile_finisher`).
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
from .choices import Members
from .entity import NO_CHANGES, Entity
from .scalars import uuid_of
from .storage import NOTHING, STATE, slotted
from .values import Reference

__all__ = ["CANNOT", "Finisher", "Form", "Place", "Reader", "compile_finisher", "compile_reader", "stray_texts"]

# Rows, and how many texts they hold.
Reader: TypeAlias = Callable[[Sequence[Any]], tuple[list[Entity], int]]

# What a compiled function raises for rows that it cannot read.
CANNOT: Final = (InvalidReply, TypeError, ValueError, ArithmeticError, AttributeError, LookupError)


class Form(Enum):
    """How rows come to a compiled function."""

    IN_ORDER = auto()  # JSON objects with these names in this order, and no others
    BY_NAME = auto()  # JSON objects with these names and others beside them, which differ from row to row: annotations
    STRUCT = auto()  # msgspec's structs, whose scalars have their classes already, one by one (`shadows`)


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
    """Gives how many texts a value holds whose class nobody knows. Raises TypeError for what would have to be searched, and for a float."""
    if type(value) is str:
        return 1
    if value is not None and type(value) not in (int, bool, Decimal):
        raise TypeError
    return 0


def _stray_texts_among(values: Iterable[Any], total: int) -> int:
    classes = [*map(type, values)]
    return total if classes.count(str) == total else sum(map(stray_texts, values))


@frozen
class Finisher:
    """Makes rows of msgspec's structs. `finish` takes one, while it is decoded: it is its `__post_init__`.

    `tally` holds how many more texts than `texts` apiece the structs had that were finished since `begin`: fewer, as a rule.
    """

    finish: Callable[[Any], None]
    texts: int
    tally: list[int]
    references: tuple[_References, ...]

    def begin(self) -> None:
        """Forgets what belongs to the page before."""
        self.tally[0] = 0
        for each in self.references:
            each.rest()


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
        self.head: list[str] = []
        self.references: list[_References] = []
        # The variable that holds the value of a JSON name.
        self.variables = {place.name: f"v{number}" for number, place in enumerate(places)}
        self.variables |= {name: f"a{number}" for number, name in enumerate(labels)}
        slots = [place for place in places if place.slot is not None]
        # Names and texts of a row in which nothing is null and every label is there.
        self.texts = len(slots) + sum(1 for place in slots if place.json is str or place.lookup is not None) + 2 * len(labels)

    def loop(self) -> str:
        """Gives the source of a function that makes rows of JSON objects."""
        body = [*self._opening(), "row = blank()", "row._changes = no_changes", "row._related = row._values = nothing"]
        if "_etag" not in {place.slot for place in self.places}:
            body.append("row._etag = None")
        for number, place in enumerate(self.places):
            if place.slot is not None:
                body += self._store(place, f"v{number}", number)
        body += [*self._extras(), *self._related(), "row.__class__ = full", "append(row)"]
        lines = ["rows = []", "append = rows.append", "strings = nulls = 0", *self.head, "for item in items:"]
        lines += [f"    {line}" for line in body]
        lines.append(f"return rows, strings - nulls + {self.texts} * len(rows)")
        return _function("read(items)", lines)

    def step(self) -> str:
        """Gives the source of a function that makes a row of a struct."""
        lines = ["strings = nulls = 0"]
        for number, place in enumerate(self.places):
            if place.slot is None:
                lines.append(f"strings += 1 + stray(row._v{number})")
            elif stored := self._store(place, f"v{number}", number):
                lines += [f"v{number} = row.{place.slot}", *stored]
        lines += [f"if row._a{number} is unset: nulls += 2" for number in range(len(self.labels))]
        return _function("finish(row)", [*lines, "tally[0] += strings - nulls", "row.__class__ = row.__full__"])

    def _opening(self) -> list[str]:
        variables = "".join(f"{variable}, " for variable in self.variables.values())
        if self.form is Form.IN_ORDER:
            # The names of one document are the same objects in every row, so that comparing them compares addresses.
            if self.counted:
                self.head += ["here = tuple(items[0])", "if here != names: raise LookupError"]
            checked = ["if tuple(item) != here: raise LookupError"] if self.counted else []
            return [*checked, f"({variables}) = item.values()"] if variables else checked
        # Counted rows come straight out of a decoder, and nobody else has them.
        lines = ["rest = item" if self.counted else "rest = dict(item)", "pop = rest.pop"]
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
            check = [] if typed else [f"elif type({value}) is not str: raise TypeError", f"{target} = {value}"]
            return [f"if {value} is None: nulls += 1", *check]
        if place.kind is datetime:
            # The usual text, in UTC with its Z, needs no function of ours.
            return self._counting_nulls(target, value, f"moment_ if (moment_ := moment({value})).tzinfo is utc else {slowly}")
        if place.kind is UUID:
            return self._counting_nulls(target, value, value if typed else f"uuid({value})")
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
            self.known[f"m{number}"] = Members(place.kind)
            unless = "" if typed else f" if type({value}) is int or {value} is None else {slowly}"
            return [f"{target} = m{number}[{value}]{unless}"]
        return [f"{target} = None if {value} is None else {slowly}"]

    def _counting_nulls(self, target: str, value: str, expression: str) -> list[str]:
        if not self.typed:
            return [f"if {value} is None: nulls += 1; {target} = None", f"else: {target} = {expression}"]
        return [f"if {value} is None: nulls += 1", *([] if expression == value else [f"else: {target} = {expression}"])]

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
        if not self.typed:
            self.head.append(f"r{number}.rest()")
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
        pairs = []
        for number, place in enumerate(self.places):
            if place.related is not None:
                self.known |= {f"n{number}": place.related, f"c{number}": place.convert, f"k{number}": place.kind}
                pairs.append(f"n{number}: c{number}(v{number}, k{number})")
        return [f"row._related = {{{', '.join(pairs)}}}"] if pairs else []


def _function(head: str, lines: Iterable[str]) -> str:
    return f"def {head}:\n" + "\n".join(f"    {line}" for line in lines)


def _compiled(name: str, text: str, space: dict[str, Any], cls: type[Entity]) -> Any:
    exec(compile(text, f"<reader of {cls.__name__}>", "exec"), space)  # noqa: S102  (made of the class's own slot names)
    return space[name]


def columns_of(places: Iterable[Place]) -> tuple[str, ...]:
    """Gives the columns among places, by Python name."""
    return tuple(place.slot for place in places if place.slot is not None and place.slot not in STATE)


def compile_reader(cls: type[Entity], places: Sequence[Place], form: Form, *, counted: bool = False) -> Reader:
    """Gives the function that reads rows of this shape. It raises one of `CANNOT` for what it cannot read.

    Without `counted` the number of texts is meaningless, and rows may hold anything. With it, expanded rows and values that would have to
    be searched are refused, rows of dictionaries are used up, and equal references are one object.
    """
    if counted and any(place.related is not None for place in places):
        raise TypeError
    source = _Source(cls, places, form, (), counted)
    text, room = source.loop(), slotted(cls, columns_of(places))
    read: Reader = _compiled("read", text, source.known | {"blank": room.blank, "full": room.full}, cls)
    return read


def compile_finisher(cls: type[Entity], places: Sequence[Place], labels: Sequence[str], unset: Any) -> Finisher:
    """Gives what makes rows of the structs of this shape. It raises one of `CANNOT` for what it cannot read; expanded rows are refused.

    A struct keeps the value of each place in a field of the slot's name, or `_v<number>` where there is none; `labels` are names that it
    may have beside the places, as texts, or `unset`: they stand in `_a<number>`. `__full__` is the class that it gets.
    """
    if any(place.related is not None for place in places):
        raise TypeError
    source, tally = _Source(cls, places, Form.STRUCT, labels, counted=True), [0]
    finish = _compiled("finish", source.step(), source.known | {"tally": tally, "unset": unset}, cls)
    return Finisher(finish, source.texts, tally, tuple(source.references))
