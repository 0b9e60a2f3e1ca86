"""The fast way to rows, of the extra `fast`: msgspec decodes a page into structs that mirror one shape of row, and each becomes a row as
soon as it is decoded: a compiled function mends what JSON cannot say, and gives it its class (`storage`).

The structs take exactly what a well-behaved service writes; whatever else comes is left to `pages`, which reads the page again. Moments
stay texts until Python reads them: msgspec rounds to microseconds, which can be another day, where Python cuts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from threading import RLock
from typing import Any, Final, TypeAlias
from uuid import UUID

from ..wire.json import decimal_of, first_object
from .compiled import Place, columns_of, compile_finisher, stray_texts
from .entity import NO_CHANGES, Entity
from .reading import LOOKUP_TABLE, RowDecoder, is_annotation
from .rows import FORMATTED
from .storage import NOTHING, can_be_struct, mirrored

__all__ = ["Shadows", "msgspec"]

# What a page may hold beside its rows.
_BESIDE: Final = (
    "@odata.context",
    "@odata.count",
    "@Microsoft.Dynamics.CRM.totalrecordcount",
    "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded",
    "@Microsoft.Dynamics.CRM.globalmetadataversion",
    "@Microsoft.Dynamics.CRM.fetchxmlpagingcookie",
    "@Microsoft.Dynamics.CRM.morerecords",
    "@odata.nextLink",
    "@odata.deltaLink",
)
# What may stand beside a column: for every column, and for a lookup.
_LABELS: Final = (FORMATTED,)
_LOOKUP_LABELS: Final = ("Microsoft.Dynamics.CRM.associatednavigationproperty", LOOKUP_TABLE, FORMATTED)

_ROWS: Final = re.compile(rb'"value"\s*:\s*\[\s*(?=\{)')
# Where the first row begins, and how long it may be. A shorter page is not worth a struct.
_SEARCHED: Final = 4096
_FIRST_ROW: Final = 1 << 17
_SHORT: Final = 1 << 14
_MOST_SHAPES: Final = 64

# A decoder of pages of one shape: what a body holds, or an error.
_Decoder: TypeAlias = Callable[[bytes], tuple[list[Entity], dict[str, Any], int]]


@cache
def msgspec() -> Any:
    """Gives the library, or None where the extra is not installed. It is imported when the first page is read."""
    try:
        import msgspec
    except ImportError:
        return None
    return msgspec


class Shadows:
    """Reads pages of one class by the shapes of their rows. Mutable: it keeps the decoders it made."""

    def __init__(self, rows: RowDecoder) -> None:
        self._rows = rows
        self._decoders: dict[Any, _Decoder] = {}
        self._can = can_be_struct(rows.cls)

    def read(self, body: bytes) -> tuple[list[Entity], dict[str, Any], int] | None:
        """Gives the rows of a page, what stands beside them, and how many texts that is; None for a page that has to be read otherwise.

        Raises one of `CANNOT` for a page that is not what its first row promised.
        """
        if len(body) < _SHORT or not self._can or msgspec() is None:
            return None
        start = _ROWS.search(body, 0, _SEARCHED)
        first = first_object(body, start.end(), _FIRST_ROW) if start is not None else None
        if first is None:
            return None
        names = tuple(name for name in first if not is_annotation(name))
        labels = tuple(name for name in first if is_annotation(name))
        places = self._rows.places(names)
        # With one annotation, others may stand in other rows; which ones differs, because null has none.
        key = (names, labels if not labels else tuple(_labels_of(places, labels)))
        decoder = self._decoders.get(key)
        if decoder is None:
            if len(self._decoders) >= _MOST_SHAPES:
                self._decoders.clear()
            decoder = self._decoders[key] = _make_decoder(self._rows.cls, places, key[1])
        return decoder(body)


def _labels_of(places: Sequence[Place], seen: Sequence[str]) -> list[str]:
    """Gives the annotations that rows may have where one row has these."""
    found: list[str] = []
    for place in places:
        if place.slot != "_etag":
            found += [f"{place.name}@{label}" for label in (_LOOKUP_LABELS if place.lookup is not None else _LABELS)]
    known = frozenset(found)
    return found + [name for name in seen if name not in known]


def _type_of(place: Place) -> Any:
    """Gives the type of a struct's field: what the JSON is where the entity's value is made of it, else the value's own."""
    if not place.ours or place.kind is Decimal:
        return Any  # msgspec would take a text for a Decimal; as Any a number with a fraction comes as one
    if place.lookup is None and place.kind is UUID:
        return UUID | None
    return (place.json or str) | None


class _Refused:
    """The type of what no JSON value is."""


def _refuse(_kind: type[Any], _value: Any) -> Any:
    raise ValueError


class _Beside(Mapping[str, Any]):
    """What came with a row beside its columns, by name, as its struct holds it."""

    __slots__ = ("_fields", "_row", "_unset")

    def __init__(self, row: Entity, fields: Mapping[str, str], unset: Any) -> None:
        self._row, self._fields, self._unset = row, fields, unset

    def __getitem__(self, name: str) -> Any:
        found = getattr(self._row, self._fields[name])
        if found is self._unset:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        row, unset = self._row, self._unset
        return (name for name, field in self._fields.items() if getattr(row, field) is not unset)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _make_decoder(cls: type[Entity], places: Sequence[Place], labels: Sequence[str]) -> _Decoder:
    library = msgspec()
    unset = library.UNSET
    fields: list[Any] = []
    beside: dict[str, str] = {}
    for number, place in enumerate(places):
        fields.append((place.slot or f"_v{number}", _type_of(place), library.field(name=place.name)))
        if place.slot is None:
            beside[place.name] = f"_v{number}"
    label: Any = str | library.UnsetType
    for number, name in enumerate(labels):
        fields.append((f"_a{number}", label, library.field(name=name, default=unset)))
        beside[name] = f"_a{number}"
    state = {"_changes": NO_CHANGES, "_etag": None, "_extra": NOTHING, "_related": NOTHING, "_values": NOTHING}
    taken = {name for name, *_ in fields} | ({"_extra"} if beside else set())
    fields += [(name, _Refused, library.field(name=f"@{name}", default=value)) for name, value in state.items() if name not in taken]
    finisher = compile_finisher(cls, places, labels, unset)
    options = {"gc": False, "forbid_unknown_fields": True}
    struct: Any = library.defstruct("Row", fields, namespace={"__post_init__": finisher.finish}, eq=False, kw_only=True, **options)
    # The interpreter keeps one slot for the two, and stores without calling anything when both are object's own.
    struct.__setattr__, struct.__delattr__ = object.__setattr__, object.__delattr__

    def extra(row: Entity) -> Mapping[str, Any]:
        return _Beside(row, beside, unset)

    struct.__full__ = mirrored(cls, struct, columns_of(places), extra if beside else None)
    document = [(f"b{number}", Any, library.field(name=name, default=unset)) for number, name in enumerate(_BESIDE)]
    page = library.defstruct("Page", [("value", list[struct]), *document], **options)
    decode = library.json.Decoder(page, float_hook=decimal_of, dec_hook=_refuse).decode
    astuple, lock = library.structs.astuple, RLock()

    def decode_page(body: bytes) -> tuple[list[Entity], dict[str, Any], int]:
        with lock:  # one page at a time is counted
            finisher.begin()
            try:
                found = decode(body)
            except library.MsgspecError:  # a ValueError since 0.21
                raise ValueError from None
            rows, *others = astuple(found)
            texts = finisher.tally[0] + finisher.texts * len(rows) + 1
        beside = {name: value for name, value in zip(_BESIDE, others, strict=True) if value is not unset}
        return rows, beside, texts + len(beside) + sum(map(stray_texts, beside.values()))

    return decode_page
