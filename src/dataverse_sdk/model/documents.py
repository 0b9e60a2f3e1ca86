"""The way to rows without any extra: Python's own JSON reader, which hands each object to a function compiled for the shape of the rows as
soon as it is read.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from ..wire import json
from .compiled import Form, PageReader, Place, compile_page_maker
from .entity import Entity

__all__ = ["make_reader"]


def make_reader(cls: type[Entity], places: Sequence[Place], labels: Sequence[str]) -> PageReader:
    """Gives the reader of pages of this shape."""
    if labels:
        # What the class does not declare stays where it is, among the annotations.
        maker = compile_page_maker(cls, [place for place in places if place.slot or place.related], Form.BY_NAME)
    else:
        maker = compile_page_maker(cls, places, Form.IN_ORDER)
    load = json.loader(maker.make)

    def decode(body: bytes) -> tuple[tuple[Any, ...], dict[str, Any]]:
        with _resting_collector():
            document = load(body)
        rows = tuple(document.pop("value"))
        kinds: list[type[Any] | None] = [*map(type, rows)]
        if kinds.count(maker.full) != len(rows):
            raise TypeError  # some are of another shape
        return rows, document

    return partial(maker.read, decode)


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
