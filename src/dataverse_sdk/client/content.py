"""Where a file comes from and where it goes to: bytes, a path, an open file, an iterator. The one module that opens files.

Knows nothing of Dataverse. A download to a path is written beside it and put in its place when it is whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import IO, TypeAlias, TypeGuard

from ..errors import UsageError

__all__ = ["Sink", "Source", "named", "reading", "writing"]

Source: TypeAlias = bytes | str | os.PathLike[str] | IO[bytes] | Iterable[bytes]
Sink: TypeAlias = str | os.PathLike[str] | IO[bytes]


def named(source: Source, name: str | None) -> str:
    """Gives the name of a file: the one given, else that of the path."""
    if name is None and not isinstance(source, str | os.PathLike):
        raise UsageError("say what the file is to be called: name=")
    return name if name is not None else Path(str(source)).name


def _is_open(source: Source) -> TypeGuard[IO[bytes]]:
    return hasattr(source, "read")


@contextmanager
def reading(source: Source, size: int | None) -> Iterator[tuple[Callable[[int], bytes], int]]:
    """Gives a function that reads the next n bytes, and the size of the whole, which only an iterator has to be told."""
    if isinstance(source, bytes):
        yield BytesIO(source).read, len(source)
    elif isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:
            yield file.read, os.fstat(file.fileno()).st_size
    elif _is_open(source):
        if size is None:
            here = source.tell()
            size = source.seek(0, os.SEEK_END) - here
            source.seek(here)
        yield source.read, size
    elif size is None:
        raise UsageError("say how many bytes the iterator gives: size=")
    else:
        yield _joined(iter(source)), size


def _joined(pieces: Iterator[bytes]) -> Callable[[int], bytes]:
    """Makes pieces of any size into a function that gives n bytes, fewer only at the end."""
    held = bytearray()

    def read(count: int) -> bytes:
        while len(held) < count and (piece := next(pieces, None)) is not None:
            held.extend(piece)
        found = bytes(held[:count])
        del held[:count]
        return found

    return read


@contextmanager
def writing(sink: Sink) -> Iterator[IO[bytes]]:
    """Gives a file to write to. A path holds the whole file afterwards, or what it held before."""
    if not isinstance(sink, str | os.PathLike):
        yield sink
        return
    place = Path(sink)
    unfinished = place.with_name(place.name + ".part")
    try:
        with open(unfinished, "wb") as file:
            yield file
        os.replace(unfinished, place)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
