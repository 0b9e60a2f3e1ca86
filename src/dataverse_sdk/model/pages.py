"""A page of rows out of the bytes of a reply. Three ways, each slower and more patient than the one before, and of one result.

1. `shadows`: msgspec, where the extra `fast` is installed.
2. Python's own JSON reader, and a function compiled for the shape of the rows.
3. Row by row, through the hooks of the converter: reads everything that can be read, and says where in the document something cannot.

The first two look at no name twice. That no object names a property twice they know from the number of texts in the body: it is higher than
in what was read when a value was lost. Then, and wherever they meet what they do not know, the next way is taken.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar, get_args, get_origin

from attrs import frozen
from cattrs import Converter

from ..errors import InvalidReply
from ..wire import json
from .compiled import CANNOT, Form, Reader, compile_reader, stray_texts
from .entity import Entity
from .reading import MOST_SHAPES, RowDecoder
from .shadows import Shadows

__all__ = ["PageDecoder", "RowPage", "is_page", "parts_of", "rows_of"]

E = TypeVar("E", bound=Entity)

# Fewer rows than this are not worth a compiled function of their own.
FEW = 20


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
        self._shadows = Shadows(self._rows)
        self._readers: dict[Any, Reader] = {}

    def structure(self, body: bytes, _type: Any = None) -> RowPage[Any]:
        """Gives the page in the body of a reply. Raises InvalidReply naming the place in the document."""
        for way in (self._shadows.read, self._read):
            try:
                with _resting_collector():
                    found = way(body)
            except CANNOT:
                continue
            if found is not None and found[2] == json.texts_in(body):
                return RowPage(tuple(found[0]), found[1])
        values, document = parts_of(body)
        return RowPage(rows_of(self._cls, values, self._converter), document)

    def _read(self, body: bytes) -> tuple[list[Entity], dict[str, Any], int] | None:
        """Reads a page of many rows of one shape; None for another."""
        document = json.loads_unchecked(body)
        values = document.pop("value")
        if len(values) < FEW:
            return None
        rows, texts = self._reader_of(values[0])(values)
        return rows, document, texts + 1 + len(document) + sum(map(stray_texts, document.values()))

    def _reader_of(self, first: Mapping[str, Any]) -> Reader:
        shape = self._rows.shape_of(first)
        read = self._readers.get(shape)
        if read is None:
            if len(self._readers) >= MOST_SHAPES:
                self._readers.clear()
            form = Form.BY_NAME if shape[1] else Form.IN_ORDER
            read = self._readers[shape] = compile_reader(self._cls, self._rows.places(shape[0]), form, counted=True)
        return read


@contextmanager
def _resting_collector() -> Iterator[None]:
    """Keeps the garbage collector from going through the rows of a page while they are made: thousands of objects, none of them garbage.

    It is the process's collector, and rests for the milliseconds that a page takes; it goes through the rows once, afterwards.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


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
