"""Files in columns: upload in one piece or in chunks, download in ranges; memory stays at one chunk however large the file is.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/file-column-data. Content is taken from, and given to, functions of
the caller: this module opens no file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from attrs import frozen

from ..errors import InvalidReply, NotFound, UsageError
from ..model import ColumnExpr, Entity
from ..wire.effects import Flow, send
from ..wire.literals import encode
from ..wire.messages import Reply, Request
from ..wire.operation import Operation, execute
from ..wire.replies import expect, raise_for_status
from .rows import Key, key_target, set_of

__all__ = ["Download", "FileInfo", "delete_file", "download", "read_whole", "upload", "upload_chunks", "upload_from"]

_OCTETS = ("Content-Type", "application/octet-stream")
MAX_SINGLE = 128 * 1024 * 1024
CHUNK = 4 * 1024 * 1024
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@frozen
class FileInfo:
    """What the service said of a downloaded file. `name` was chosen by whoever uploaded it: never use it as a path."""

    size: int
    name: str | None
    media_type: str | None


def _column_target(cls: type[Entity], key: Key, column: ColumnExpr[Any]) -> str:
    table = set_of(cls)
    if column.info.wire_name not in table.columns or len(column.path) != 1:
        raise UsageError(f"{column.info.attribute} is not a column of {cls.__name__}")
    return f"{key_target(table, key)}/{column.info.wire_name}"


def _named(target: str, name: str) -> str:
    if not name or any(character in name for character in "\r\n\0/\\"):
        raise UsageError("a file name must not be empty or hold a path")
    # The query option, not the header of the same name: a header takes ASCII only.
    return f"{target}?x-ms-file-name={encode(name)}"


def upload(cls: type[Entity], key: Key, column: ColumnExpr[Any], content: bytes, *, name: str) -> Operation[None]:
    """Puts a file of less than 128 MB into a column, in one request. Uploading it again changes nothing."""
    if len(content) >= MAX_SINGLE:
        raise UsageError("a file of 128 MB and more is uploaded with upload_chunks")
    request = Request("PATCH", _named(_column_target(cls, key, column), name), (_OCTETS,), content, replayable=True)
    return Operation(request, lambda reply: expect(reply, 204, 200))


def upload_chunks(
    cls: type[Entity],
    key: Key,
    column: ColumnExpr[Any],
    read: Callable[[int], bytes],
    *,
    size: int,
    name: str,
    progress: Callable[[int, int], object] | None = None,
) -> Flow[None]:
    """Puts a file of any size into a column, chunk by chunk; `read(n)` gives the next n bytes, as a file opened for reading does.

    Raises UsageError when `read` ends before `size` bytes.
    """
    if size < 1:
        raise UsageError("an empty file cannot be uploaded in chunks")
    start = Request(
        "PATCH",
        _named(_column_target(cls, key, column), name),
        (("x-ms-transfer-mode", "chunked"),),
        b"",
        replayable=True,
    )
    reply = yield from send(start)
    expect(reply, 200)
    session = reply.headers.get("Location")
    if session is None:
        raise InvalidReply("the service opened no upload session", request_id=reply.request_id)
    told = reply.headers.get("x-ms-chunk-size") or ""
    chunk = int(told) if told.isdecimal() and 0 < int(told) <= 64 * CHUNK else CHUNK
    sent = 0
    while sent < size:
        piece = read(min(chunk, size - sent))
        if not piece:
            raise UsageError("the file ended before the size that was given")
        headers = (_OCTETS, ("Content-Range", f"bytes {sent}-{sent + len(piece) - 1}/{size}"), ("x-ms-file-name", _ascii(name)))
        reply = yield from send(Request("PATCH", session, headers, piece, replayable=True))
        sent += len(piece)
        expect(reply, *((206, 204) if sent < size else (204, 200)))
        if progress is not None:
            progress(sent, size)


def upload_from(
    cls: type[Entity],
    key: Key,
    column: ColumnExpr[Any],
    read: Callable[[int], bytes],
    *,
    size: int,
    name: str,
    progress: Callable[[int, int], object] | None = None,
) -> Flow[None]:
    """Puts a file into a column: in one request when it fits into one chunk, else chunk by chunk.

    `progress(done, size)` is called after each request, with bytes.
    """
    if size > CHUNK:
        yield from upload_chunks(cls, key, column, read, size=size, name=name, progress=progress)
        return
    yield from execute(upload(cls, key, column, read_whole(read, size), name=name))
    if progress is not None:
        progress(size, size)


def read_whole(read: Callable[[int], bytes], size: int) -> bytes:
    """Reads so many bytes. Raises UsageError when there are fewer."""
    content = b""
    while len(content) < size and (piece := read(size - len(content))):
        content += piece
    if len(content) < size:
        raise UsageError("the file ended before the size that was given")
    return content


def _ascii(name: str) -> str:
    return name if name.isascii() and name.isprintable() else encode(name)


class Download:
    """A file column, range by range: each `turn` gives the flow that reads the next range, None after the last. Mutable.

    An image is read as the thumbnail that the service made of it, or `full`, as it was uploaded, where the column keeps that
    (https://learn.microsoft.com/power-apps/developer/data-platform/image-column-data).

    `info` is what the service said of the file, once a range has come. Raises NotFound when the column is empty, and InvalidReply when a
    range is not the one that was asked for, or the file became another one on the way.
    """

    def __init__(self, cls: type[Entity], key: Key, column: ColumnExpr[Any], *, full: bool = False, chunk: int | None = None) -> None:
        self._target = f"{_column_target(cls, key, column)}/$value{'?size=full' if full else ''}"
        self._chunk = chunk or CHUNK
        self._done = 0
        self.info: FileInfo | None = None

    def turn(self) -> Flow[bytes] | None:
        """Gives the flow that reads the next range, or None when the file is whole."""
        return None if self.info is not None and self._done >= self.info.size else self._range()

    def _range(self) -> Flow[bytes]:
        wanted = f"bytes={self._done}-{self._done + self._chunk - 1}"
        reply = yield from send(Request("GET", self._target, (("Accept", "*/*"), ("Range", wanted))))
        raise_for_status(reply)
        if reply.status == 204:  # what an image column without an image answers with; one for files answers 404
            raise NotFound("the column is empty", request_id=reply.request_id)
        if reply.status == 200:  # the service does not chunk this file
            if self._done:
                raise InvalidReply("the service sent the whole file in the middle of it", request_id=reply.request_id)
            size = len(reply.body)
        else:
            size = _whole_size(reply, self._done)
        if self.info is not None and self.info.size != size:
            raise InvalidReply("the file was replaced while it was read; read it again", request_id=reply.request_id)
        media_type = reply.headers.get("mimetype") or reply.headers.get("Content-Type")
        self.info = FileInfo(size, reply.headers.get("x-ms-file-name"), media_type)
        self._done += len(reply.body)
        return reply.body


def download(
    cls: type[Entity], key: Key, column: ColumnExpr[Any], write: Callable[[bytes], Any], *, chunk: int | None = None
) -> Flow[FileInfo]:
    """Gives the bytes of a file column to `write`, range by range, and returns what the service said of the file; see `Download`."""
    ranges = Download(cls, key, column, chunk=chunk)
    while (turn := ranges.turn()) is not None:
        write((yield from turn))
    assert ranges.info is not None  # noqa: S101 -- a range came
    return ranges.info


def _whole_size(reply: Reply, start: int) -> int:
    """Gives the size of the whole file from the reply to a range, after checking that it is that range."""
    expect(reply, 206)
    told = reply.headers.get("Content-Range")
    if told is not None:
        found = _CONTENT_RANGE.fullmatch(told.strip())
        if found is None or int(found[1]) != start or int(found[2]) - start + 1 != len(reply.body):
            raise InvalidReply("the service answered with another range of the file", request_id=reply.request_id)
        return int(found[3])
    text = reply.headers.get("x-ms-file-size") or ""
    if not text.isdecimal() or not reply.body:
        raise InvalidReply("the service did not say how large the file is", request_id=reply.request_id)
    return int(text)


def delete_file(cls: type[Entity], key: Key, column: ColumnExpr[Any]) -> Operation[None]:
    """Empties a file or image column, or any single column."""
    return Operation(Request("DELETE", _column_target(cls, key, column)), lambda reply: expect(reply, 204))
