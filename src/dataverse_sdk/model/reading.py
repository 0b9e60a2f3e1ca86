"""Rows out of JSON objects, of one class. A row of a shape that was met before takes a compiled function; any other is walked through,
value by value, which also says where in the document something is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias
from uuid import UUID

from cattrs import Converter

from ..errors import InvalidReply
from .compiled import CANNOT, Form, Maker, Place, compile_maker
from .entity import Entity, class_of, relate, start
from .rows import FORMATTED
from .scalars import FROM_WIRE, choice, reader_of
from .storage import put
from .values import ColumnInfo, Reference

__all__ = ["RowDecoder", "is_annotation", "labels_of"]

# A hostile service could invent shapes without end.
_MOST_SHAPES: Final = 256
LOOKUP_TABLE: Final = "Microsoft.Dynamics.CRM.lookuplogicalname"
# What may stand beside a column: beside any, and beside a lookup.
_LABELS: Final = (FORMATTED,)
_LOOKUP_LABELS: Final = ("Microsoft.Dynamics.CRM.associatednavigationproperty", LOOKUP_TABLE, FORMATTED)

# The declared names of a row in order, and whether others stand beside them that change from row to row.
_Shape: TypeAlias = tuple[tuple[str, ...], bool]


def is_annotation(name: str) -> bool:
    """True for a name such as `statecode@OData.Community.Display.V1.FormattedValue`, which is absent where its column is null."""
    return "@" in name[1:]


def labels_of(places: Sequence[Place], seen: Sequence[str]) -> list[str]:
    """Gives the annotations that rows may have where one row has these."""
    found: list[str] = []
    for place in places:
        if place.slot != "_etag":
            found += [f"{place.name}@{label}" for label in (_LOOKUP_LABELS if place.lookup is not None else _LABELS)]
    known = frozenset(found)
    return found + [name for name in seen if name not in known]


class _Placed(InvalidReply):
    """Says where something is wrong. Nobody walks through the row once more, nor through those that it is expanded in."""


class RowDecoder:
    """Reads rows of one class. Mutable: it keeps what it compiled.

    `structure` is the hook that a cattrs converter gets for the class.
    """

    def __init__(self, cls: type[Entity], converter: Converter) -> None:
        self.cls = cls
        self._converter = converter
        self._places: dict[str, Place] = {}
        self._makers: dict[_Shape, Maker | None] = {}
        self._navigations = {info.wire_name: info for info in cls.__table__.navigations.values()}

    def structure(self, document: Any, _type: Any = None) -> Entity:
        """Gives the row in a JSON object. Raises InvalidReply naming the place in the document."""
        if not isinstance(document, Mapping):
            raise InvalidReply("$: expected an object")
        try:
            return self._maker_of(document)(document)
        except _Placed:
            raise
        except CANNOT:
            return self._walk(document)  # which says where it went wrong

    def _shape_of(self, document: Mapping[str, Any]) -> _Shape:
        """Gives the names that have a place of their own, in order, and True when annotations stand beside them; all names when none do."""
        names = tuple(document)
        if any(map(is_annotation, names)):
            return tuple(name for name in names if self.place(name) is not None), True
        return names, False

    def _maker_of(self, document: Mapping[str, Any]) -> Maker:
        """Gives the function for rows of this shape, compiled when the shape comes for the second time: many come once."""
        shape = self._shape_of(document)
        if shape not in self._makers:
            if len(self._makers) >= _MOST_SHAPES:
                self._makers.clear()
            self._makers[shape] = None
            return self._walk
        make = self._makers[shape]
        if make is None:
            if not self.is_settled(shape[0]):
                return self._walk
            try:
                make = compile_maker(self.cls, self.places(shape[0]), Form.BY_NAME if shape[1] else Form.IN_ORDER)
            except TypeError:
                make = self._walk  # a class with slots of its own
            self._makers[shape] = make
        return make

    def _walk(self, document: Mapping[str, Any]) -> Entity:
        """Reads a row value by value, knowing at each moment which one it is."""
        row = start(self.cls)
        extra: dict[str, Any] = {}
        name = ""
        try:
            for name, value in document.items():
                place = self.place(name)
                if place is None:
                    extra[name] = value
                elif place.related is not None:
                    relate(row, place.related, place.convert(value, place.kind))
                else:
                    found = None
                    if value is not None:
                        found = place.convert(value, place.kind) if place.lookup is None else _reference(value, document, *place.lookup)
                    put(row, str(place.slot), found)
        except _Placed:
            raise
        except InvalidReply as error:
            raise _Placed(str(error).replace("$", f"$.{name}", 1)) from None
        except (TypeError, ValueError, ArithmeticError):
            # `from None`: the cause quotes the value.
            raise _Placed(f"$.{name}: not a {self._expected(name)}") from None
        if extra:
            put(row, "_extra", extra)
        return row

    def _expected(self, name: str) -> str:
        if name == "@odata.etag":
            return "str"
        info = self.cls.__table__.columns.get(name)
        return info.python_type.__name__ if info else "list of rows"

    def is_settled(self, names: Iterable[str]) -> bool:
        """False while one of the names is a navigation property whose class somebody may yet import."""
        return all(name not in self._navigations or self.place(name) is not None for name in names)

    def places(self, names: Iterable[str]) -> list[Place]:
        """Gives what becomes of each name."""
        return [self.place(name) or Place(name) for name in names]

    def place(self, name: str) -> Place | None:
        """Gives what becomes of a name that the class declares, or None: the value is kept among the extras."""
        found = self._places.get(name)
        if found is None:
            found = self._made(name)
            if found is not None:
                self._places[name] = found
        return found

    def _made(self, name: str) -> Place | None:
        if name == "@odata.etag":
            return Place(name, "_etag", FROM_WIRE[str], str, ours=True)
        info = self.cls.__table__.columns.get(name)
        if info is None:
            return self._related(name)
        if info.is_lookup:
            return Place(name, info.attribute, kind=UUID, ours=True, lookup=_annotations_of(info))
        convert = self._converter.get_structure_hook(info.held)
        if convert is choice:
            convert = reader_of(info.held)
        # A hook that the caller registered sees every value.
        ours = convert is FROM_WIRE.get(info.held) or convert is _choice_hook(info)
        return Place(name, info.attribute, convert, info.held, ours)

    def _related(self, name: str) -> Place | None:
        info = self._navigations.get(name)
        target = class_of(info) if info is not None else None
        if info is None or target is None:
            return None
        convert = self._converter.get_structure_hook(target)

        def convert_at(place: str, value: Any, kind: Any) -> Any:
            try:
                return convert(value, kind)
            except InvalidReply as error:
                raise _Placed(str(error).replace("$", f"$.{name}{place}", 1)) from None

        def one(value: Any, kind: Any) -> Any:
            return None if value is None else convert_at("", value, kind)

        def many(value: Any, kind: Any) -> Any:
            if not isinstance(value, list):
                raise TypeError
            return tuple(convert_at(f"[{place}]", item, kind) for place, item in enumerate(value))

        return Place(name, None, many if info.collection else one, target, related=info.attribute)


def _choice_hook(info: ColumnInfo) -> Callable[..., Any] | None:
    return reader_of(info.held) if info.choice is not None else None


def _annotations_of(info: ColumnInfo) -> tuple[str, str, str]:
    """Gives the names of the annotations beside a lookup (table, label), and the table it points to when there is only one."""
    only = next(iter(info.targets)) if info.targets and len(info.targets) == 1 else ""
    return f"{info.wire_name}@{LOOKUP_TABLE}", f"{info.wire_name}@{FORMATTED}", only


def _reference(value: Any, document: Mapping[str, Any], table_key: str, name_key: str, only: str) -> Reference[Any]:
    label = document.get(name_key)
    # Without the annotation a lookup to several tables does not say which one it means: the table is then "".
    table = document.get(table_key, only)
    text = FROM_WIRE[str]
    return Reference(text(table), UUID(text(value)), name=label if isinstance(label, str) else None)
