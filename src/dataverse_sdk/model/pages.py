"""A page of rows out of the bytes of a reply. Three ways, each slower and more patient than the one before, and of one result.

1. `shadows`: msgspec, where the extra `fast` is installed.
2. `documents`: Python's own JSON reader.
3. Row by row, through the hooks of the converter: reads everything that can be read, and says where in the document something cannot.

The first two make rows by a function compiled for the shape of the first row, and look at no name twice. That no object names a property
twice they know from the number of texts in the body: it is higher than in what was read when a value was lost. Then, and wherever they meet
what they do not know, the next way is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeAlias, TypeVar, get_args, get_origin

from attrs import frozen
from cattrs import Converter

from ..errors import InvalidReply
from ..wire import json
from . import documents, shadows
from .compiled import CANNOT, PageReader, Place
from .entity import Entity
from .reading import RowDecoder, is_annotation, labels_of

__all__ = ["PageDecoder", "RowPage", "is_page", "parts_of", "rows_of"]

E = TypeVar("E", bound=Entity)

# The names in a row that have no annotation, and the annotations that may stand beside them.
_Shape: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
_MakeReader: TypeAlias = Callable[[type[Entity], Sequence[Place], Sequence[str]], PageReader | None]
WAYS: tuple[_MakeReader, ...] = (shadows.make_reader, documents.make_reader)

_ROWS: Final = re.compile(rb'"value"\s*:\s*\[\s*(?=\{)')
# Where the first row begins, and how long it may be. A shorter page is not worth a function of its own.
_SEARCHED: Final = 4096
FIRST_ROW = 1 << 17
SHORT = 1 << 14
MOST_SHAPES = 128


@frozen
class RowPage(Generic[E]):
    """The rows of a page, and what stands beside them in the document: links, counts, annotations."""

    rows: tuple[E, ...]
    document: Mapping[str, Any]


def is_page(kind: Any) -> bool:
    """True for `RowPage[Contact]`."""
    return get_origin(kind) is RowPage and isinstance(get_args(kind)[0], type) and issubclass(get_args(kind)[0], Entity)


class PageDecoder:
    """Reads pages of one class. Mutable: it keeps what it compiled. `structure` is the hook that a converter gets for `RowPage[cls]`."""

    def __init__(self, cls: type[Entity], converter: Converter) -> None:
        self._cls = cls
        self._converter = converter
        self._rows = RowDecoder(cls, converter)
        # Those that read nothing at the moment; None where there can be none.
        self._idle: dict[tuple[_MakeReader, _Shape], list[PageReader] | None] = {}

    def structure(self, body: bytes, _type: Any = None) -> RowPage[Any]:
        """Gives the page in the body of a reply. Raises InvalidReply naming the place in the document."""
        first = _first_row(body) if len(body) >= SHORT else None
        if first is not None:
            for way in WAYS:
                try:
                    found = self._read(way, first, body)
                except (*CANNOT, RecursionError):
                    continue
                if found is not None and found[2] == json.texts_in(body):
                    return RowPage(found[0], found[1])
        values, document = parts_of(body)
        return RowPage(rows_of(self._cls, values, self._converter), document)

    def _read(self, way: _MakeReader, first: Mapping[str, Any], body: bytes) -> tuple[tuple[Any, ...], dict[str, Any], int] | None:
        """Gives what one way makes of a body whose first row is this; None where it cannot read such rows at all."""
        names = tuple(name for name in first if not is_annotation(name))
        if not self._rows.is_settled(names):
            return None
        labels = tuple(name for name in first if is_annotation(name))
        places = self._rows.places(names)
        # With one annotation, others may stand in other rows; which ones differs, because null has none.
        key = way, (names, labels and tuple(labels_of(places, labels)))
        if key not in self._idle and len(self._idle) >= MOST_SHAPES:
            self._idle.clear()
        idle = self._idle.setdefault(key, [])
        if idle is None:
            return None
        try:
            read: PageReader | None = idle.pop()
        except IndexError:  # all of them read: in other threads, or for a hook of the caller's that reads a page itself
            read = self._made(way, places, key[1][1])
        if read is None:
            self._idle[key] = None
            return None
        try:
            return read(body)
        finally:
            idle.append(read)

    def _made(self, way: _MakeReader, places: Sequence[Place], labels: Sequence[str]) -> PageReader | None:
        try:
            return way(self._cls, places, labels)
        except (TypeError, ValueError):
            return None


def _first_row(body: bytes) -> dict[str, Any] | None:
    start = _ROWS.search(body, 0, _SEARCHED)
    return None if start is None else json.first_object(body, start.end(), FIRST_ROW)


def parts_of(body: bytes) -> tuple[list[Any], dict[str, Any]]:
    """Gives the JSON values that are the rows of a page, and what stands beside them. Raises InvalidReply where there are none."""
    document = json.loads(body)
    if not isinstance(document, dict):
        raise InvalidReply("the reply is JSON, but not an object")
    values = document.pop("value", None)
    if not isinstance(values, list):
        raise InvalidReply("the reply holds no list of rows")
    return values, document


def rows_of(cls: type[E], documents: list[Any], converter: Converter) -> tuple[E, ...]:
    """Reads rows one by one. Raises InvalidReply naming the place in the page's document."""
    structure = converter.get_structure_hook(cls)
    rows: list[E] = []
    try:
        for document in documents:
            rows.append(structure(document, cls))
    except InvalidReply as error:
        raise InvalidReply(str(error).replace("$", f"$.value[{len(rows)}]", 1)) from None
    except RecursionError:
        raise InvalidReply(f"$.value[{len(rows)}]: rows are nested too deep") from None
    return tuple(rows)
