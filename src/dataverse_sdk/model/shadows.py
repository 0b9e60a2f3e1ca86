"""The fast way to rows, of the extra `fast`: msgspec decodes a page into structs that mirror one shape of row, and each becomes a row as
soon as it is decoded: a compiled function mends what JSON cannot say, and gives it its class (`storage`).

The structs take exactly what a well-behaved service writes; whatever else comes is left to `pages`, which reads the page again. Moments
stay texts until Python reads them: msgspec rounds to microseconds, which can be another day, where Python cuts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from types import GenericAlias
from typing import Any, Final
from uuid import UUID

from ..wire.json import decimal_of
from .compiled import Form, PageMaker, PageReader, Place, columns_of, compile_page_maker
from .entity import NO_CHANGES, Entity
from .storage import NOTHING, can_be_struct, mirrored

__all__ = ["make_reader", "msgspec"]

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


@cache
def msgspec() -> Any:
    """Gives the library, or None where the extra is not installed. It is imported when the first page is read."""
    try:
        import msgspec
    except ImportError:
        return None
    return msgspec


def _type_of(place: Place) -> Any:
    """Gives the type of a struct's field: what the JSON is where the entity's value is made of it, else the value's own."""
    if not place.ours or place.kind is Decimal:
        return Any  # msgspec would take a text for a Decimal; as Any a number with a fraction comes as one
    if place.lookup is None and place.kind is UUID:
        return UUID | None
    return (place.json or str) | None


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


def make_reader(cls: type[Entity], places: Sequence[Place], labels: Sequence[str]) -> PageReader | None:
    """Gives the reader of pages of this shape, or None where there can be none: without the library, and for some classes."""
    library = msgspec()
    if library is None or not can_be_struct(cls):
        return None
    unset = library.UNSET
    maker = compile_page_maker(cls, places, Form.STRUCT, labels, unset)
    rows: Any = GenericAlias(tuple, (_row_struct(library, cls, places, labels, maker), ...))
    document = [(f"b{number}", Any, library.field(name=name, default=unset)) for number, name in enumerate(_BESIDE)]
    page = library.defstruct("Page", [("value", rows), *document], gc=False, forbid_unknown_fields=True)
    decode_page = library.json.Decoder(page, float_hook=decimal_of).decode

    def decode(body: bytes) -> tuple[tuple[Any, ...], dict[str, Any]]:
        try:
            found = decode_page(body)
        except library.MsgspecError:  # a ValueError since 0.21
            raise ValueError from None
        rows, *others = library.structs.astuple(found)
        return rows, {name: value for name, value in zip(_BESIDE, others, strict=True) if value is not unset}

    return partial(maker.read, decode)


def _row_struct(library: Any, cls: type[Entity], places: Sequence[Place], labels: Sequence[str], maker: PageMaker) -> Any:
    """Gives the struct that one row is decoded into, and that `maker` makes a row."""
    unset = library.UNSET
    places_by_field = {place.slot or f"_v{number}": place for number, place in enumerate(places)}
    labels_by_field = {f"_a{number}": name for number, name in enumerate(labels)}
    beside = {place.name: field for field, place in places_by_field.items() if place.slot is None and place.related is None}
    beside |= {name: field for field, name in labels_by_field.items()}
    state = {"_changes": NO_CHANGES, "_etag": None, "_extra": NOTHING, "_related": NOTHING, "_values": NOTHING}
    if beside:
        del state["_extra"]
    fields: list[Any] = [(field, _type_of(place), library.field(name=place.name)) for field, place in places_by_field.items()]
    label: Any = str | library.UnsetType
    fields += [(field, label, library.field(name=name, default=unset)) for field, name in labels_by_field.items()]
    # Nobody sends names such as these; of somebody who does, the count of texts tells.
    fields += [(name, Any, library.field(name=f"@{name}", default=value)) for name, value in state.items() if name not in places_by_field]
    struct: Any = library.defstruct(
        "Row", fields, namespace={"__post_init__": maker.make}, gc=False, eq=False, kw_only=True, forbid_unknown_fields=True
    )
    # The interpreter keeps one slot for the two, and stores without calling anything when both are object's own.
    struct.__setattr__, struct.__delattr__ = object.__setattr__, object.__delattr__
    extra = partial(_Beside, fields=beside, unset=unset) if beside else None
    struct.__full__ = mirrored(cls, struct, columns_of(places), extra)
    return struct
