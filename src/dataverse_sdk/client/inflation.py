"""The body of a reply, from the bytes that travel to the bytes that are read: inflated piece by piece, and never beyond a bound.

HTTP libraries inflate whatever comes at once: a megabyte can become a gigabyte before anybody asks. ISA-L, of the extra `fast`, takes a
third of zlib's time.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import httpx

from ..errors import ReplyTooLarge

__all__ = ["ENCODINGS", "Body"]

# What is asked for, and understood.
ENCODINGS: Final = "gzip"

# What zlib calls the frames around deflated bytes. Said and not detected: ISA-L takes a first byte that comes alone for damage.
_FRAMES: Final = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}

_PIECE: Final = 1 << 20
# No page of rows packs better: each has an id of sixteen random bytes. Small bodies may; they are bounded by their size.
_MOST_RATIO: Final = 500
_SMALL: Final = 1 << 24


@cache
def inflating() -> Any:
    """Gives the module that inflates: ISA-L's where it is installed, zlib otherwise. It is imported with the first reply."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib
    return isal_zlib


class Body:
    """Collects the body of one reply. Mutable.

    `headers` are the reply's; `most` is how many bytes it may come to; `tick` is called for every piece, and raises when time is up.
    Raises ReplyTooLarge beyond a bound, and httpx.DecodingError for what cannot be inflated or is not whole.
    """

    def __init__(self, headers: Any, most: int, tick: Callable[[], None], request_id: str) -> None:
        found = [value for name, value in headers.multi_items() if name.lower() == "content-encoding"]
        self._encoding = ",".join(found).strip().lower() or "identity"
        self._most, self._tick, self._request_id = most, tick, request_id
        self._inflater: Any = None
        self._pieces: list[bytes] = []
        self._came = self._size = 0

    def add(self, chunk: bytes) -> None:
        """Takes the next bytes, as they travelled."""
        self._came += len(chunk)
        if self._encoding == "identity":
            self._keep(chunk)
            return
        for piece in self._inflated(chunk):
            self._keep(piece)

    def add_inflated(self, content: bytes) -> None:
        """Takes bytes that the HTTP library has inflated."""
        self._encoding = "identity"
        # How many bytes travelled is not known; such a body is bounded by its size alone.
        self._came += len(content)
        self._keep(content)

    def whole(self) -> bytes:
        """Gives the body, when all of it came."""
        if self._inflater is not None and not self._inflater.eof:
            raise httpx.DecodingError("the body is not whole")
        return b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self._tick()
        self._size += len(piece)
        if self._size > self._most:
            raise ReplyTooLarge(f"the reply is larger than {self._most} bytes", request_id=self._request_id)
        if self._size > max(_SMALL, _MOST_RATIO * self._came):
            raise ReplyTooLarge("the reply inflates beyond anything that rows are packed to", request_id=self._request_id)
        self._pieces.append(piece)

    def _inflated(self, chunk: bytes) -> Iterator[bytes]:
        library = inflating()
        frame = _FRAMES.get(self._encoding)
        if frame is None:
            raise httpx.DecodingError("the body is encoded as nobody asked for")
        while chunk:
            if self._inflater is None or self._inflater.eof:  # a gzip body can be several, one after the other
                self._inflater = library.decompressobj(frame)
            try:
                piece = self._inflater.decompress(chunk, _PIECE)
            except library.error:
                raise httpx.DecodingError("the body cannot be inflated") from None
            if piece:
                yield piece
            chunk = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail
