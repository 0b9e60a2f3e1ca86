"""Files in blocks, by messages: those of notes and activity attachments, which are base64 text otherwise, and of file columns.

Memory stays at one block however large the file is, in both directions. An upload begins (`Initialize...`), sends blocks in any number, and
takes effect when it is committed.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/attachment-annotation-files and file-column-data. Content is taken
from, and given to, functions of the caller: this module opens no file.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from attrs import frozen

from ..errors import InvalidReply, UsageError
from ..model import ColumnExpr, Entity, Reference, row_id
from ..model.values import as_uuid, id_of
from ..wire import json
from ..wire.effects import Flow
from ..wire.messages import Reply, Request
from ..wire.operation import Operation, execute
from ..wire.replies import expect, json_object
from . import attachments, files
from .attachments import checked_name, reference_of
from .files import FileInfo
from .messages import NAMESPACE, json_value, row_target
from .rows import JSON, Key, set_of

__all__ = ["BlockDownload", "attach_from", "delete_file_by_id", "download_note", "downloading", "upload_blocks", "upload_to"]

Read = Callable[[int], bytes]


def _post(name: str, body: Mapping[str, Any], *, replayable: bool = False, reads: bool = False) -> Request:
    return Request("POST", name, (JSON,), json.dumps(body), replayable=replayable or reads, reads=reads)


def _member(name: str, kind: Callable[[Any], Any], reply: Reply) -> Any:
    try:
        return kind(json_object(reply)[name])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidReply(f"$.{name}: missing or damaged", request_id=reply.request_id) from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


@frozen
class _Kind:
    """The messages of one kind of file: `Initialize<name>BlocksUpload` and so on, and what the commit answers with."""

    name: str
    answer: str


_FILE = _Kind("File", "FileId")
_NOTE = _Kind("Annotation", "AnnotationId")
_ATTACHMENT = _Kind("Attachment", "ActivityMimeAttachmentId")


def _send_blocks(
    kind: _Kind, begin: Mapping[str, Any], end: Mapping[str, Any], read: Read, size: int, *, progress: Callable[[int, int], object] | None
) -> Flow[UUID]:
    """Sends a file block by block and commits it; gives the id that the commit answers with."""
    opened = Operation(_post(f"Initialize{kind.name}BlocksUpload", begin), partial(_member, "FileContinuationToken", _text))
    token = yield from execute(opened)
    names: list[str] = []
    sent = 0
    while sent < size:
        piece = read(min(files.CHUNK, size - sent))
        if not piece:
            raise UsageError("the file ended before the size that was given")
        # Names are base64 and equally long; a block that is sent twice takes its own place.
        names.append(base64.b64encode(f"{len(names):08}".encode()).decode("ascii"))
        block = {"BlockId": names[-1], "BlockData": base64.b64encode(piece).decode("ascii"), "FileContinuationToken": token}
        yield from execute(Operation(_post("UploadBlock", block, replayable=True), lambda reply: expect(reply, 204)))
        sent += len(piece)
        if progress is not None:
            progress(sent, size)
    commit = _post(f"Commit{kind.name}BlocksUpload", {**end, "BlockList": names, "FileContinuationToken": token})
    found: UUID = yield from execute(Operation(commit, partial(_member, kind.answer, UUID)))
    return found


def upload_blocks(
    cls: type[Entity],
    key: UUID | str,
    column: ColumnExpr[Any],
    read: Read,
    *,
    size: int,
    name: str,
    media_type: str = "application/octet-stream",
    progress: Callable[[int, int], object] | None = None,
) -> Flow[UUID]:
    """Puts a file into a file column by the messages for blocks, with its media type said, and gives the file's id.

    `files.upload_chunks` does the same with fewer words, and lets the service guess the media type from the name.
    """
    set_of(cls)
    begin = {"Target": json_value(cls.ref(as_uuid(key))), "FileAttributeName": column.info.logical_name, "FileName": checked_name(name)}
    return _send_blocks(_FILE, begin, {"FileName": name, "MimeType": media_type}, read, size, progress=progress)


def attach_from(
    row: Entity | Reference[Any],
    read: Read,
    *,
    size: int,
    name: str,
    media_type: str = "application/octet-stream",
    subject: str | None = None,
    text: str | None = None,
    to_activity: bool = False,
    new_id: Callable[[], UUID] = uuid4,
    progress: Callable[[int, int], object] | None = None,
) -> Flow[UUID]:
    """Adds a file of any size to a record: as a note, or `to_activity`, as an attachment of that activity; gives its id.

    One request when it fits into one block, else block by block.
    """
    if to_activity and text is not None:
        raise UsageError("an attachment has a subject and no text")
    if size <= files.CHUNK:
        content = files.read_whole(read, size)
        if to_activity:
            small = attachments.attach_to_activity(row, content, name=name, media_type=media_type, subject=subject)
        else:
            small = attachments.attach_to_record(row, content, name=name, media_type=media_type, subject=subject, text=text)
        return (yield from execute(small))
    reference = reference_of(row)
    if to_activity:
        kind, table, key = _ATTACHMENT, "activitymimeattachment", id_of(reference, "an attachment")
        bound = {
            "objecttypecode": reference.table,
            "objectid_activitypointer@odata.bind": f"activitypointers({key})",
        }
    else:
        kind, table = _NOTE, "annotation"
        bound = {f"objectid_{reference.table}@odata.bind": row_target(row)}
    facts = {"filename": checked_name(name), "mimetype": media_type, "subject": subject, "notetext": text}
    target = {
        "@odata.type": f"{NAMESPACE}.{table}",
        # The service makes no id here: with none, nobody could say which note the blocks belong to.
        f"{table}id": str(new_id()),
        **{fact: value for fact, value in facts.items() if value is not None},
        **bound,
    }
    return (yield from _send_blocks(kind, {"Target": target}, {"Target": target}, read, size, progress=progress))


def upload_to(
    cls: type[Entity],
    key: Key,
    column: ColumnExpr[Any],
    read: Read,
    *,
    size: int,
    name: str,
    progress: Callable[[int, int], object] | None = None,
) -> Flow[None]:
    """Puts a file where it belongs: into a file or image column, or into a note that exists (`Annotation.documentbody`)."""
    document = _document(cls, column)
    if document is None:
        yield from files.upload_from(cls, key, column, read, size=size, name=name, progress=progress)
        return
    if document is _ATTACHMENT:
        raise UsageError("an attachment's file cannot be replaced: delete it, and attach another")
    target = {"@odata.type": f"{NAMESPACE}.annotation", "annotationid": str(_id_of(key)), "filename": checked_name(name)}
    yield from _send_blocks(_NOTE, {"Target": target}, {"Target": target}, read, size, progress=progress)


def _document(cls: type[Entity], column: ColumnExpr[Any]) -> _Kind | None:
    """Gives the kind of a column that holds a file as base64 text, None for any other."""
    places = {("annotation", "documentbody"): _NOTE, ("activitymimeattachment", "body"): _ATTACHMENT}
    return places.get((set_of(cls).logical_name, column.info.logical_name))


def _id_of(key: Key) -> UUID:
    if isinstance(key, Mapping):
        raise UsageError("a note or attachment is named by its id")
    if isinstance(key, Entity):
        return row_id(key)
    return id_of(key, "a note or attachment") if isinstance(key, Reference) else as_uuid(key)


class BlockDownload:
    """A file, block by block: each `turn` gives the flow that reads the next, None after the last. Mutable.

    `info` is what the service said of the file, once a block has come. Raises InvalidReply when a block is shorter or longer than asked.
    """

    def __init__(self, kind: str, target: Mapping[str, Any], *, chunk: int | None = None) -> None:
        self._request = _post(f"Initialize{kind}BlocksDownload", target, reads=True)
        self._chunk = chunk or files.CHUNK
        self._token = ""
        self._done = 0
        self.info: FileInfo | None = None

    def turn(self) -> Flow[bytes] | None:
        """Gives the flow that reads the next block, or None when the file is whole."""
        return None if self.info is not None and self._done >= self.info.size else self._block()

    def _block(self) -> Flow[bytes]:
        if self.info is None:
            yield from execute(Operation(self._request, self._opened))
        assert self.info is not None  # noqa: S101 -- `_opened` set it
        if not self.info.size:
            return b""
        wanted = min(self._chunk, self.info.size - self._done)
        body = {"Offset": self._done, "BlockLength": wanted, "FileContinuationToken": self._token}
        found: bytes = yield from execute(Operation(_post("DownloadBlock", body, reads=True), partial(_member, "Data", _decoded)))
        if len(found) != wanted:
            raise InvalidReply("the service answered with another block of the file")
        self._done += len(found)
        return found

    def _opened(self, reply: Reply) -> None:
        self._token = _member("FileContinuationToken", _text, reply)
        size = _member("FileSizeInBytes", int, reply)
        document = json_object(reply)
        if document.get("IsChunkingSupported") is False:
            self._chunk = max(size, 1)
        name = document.get("FileName")
        self.info = FileInfo(size, name if isinstance(name, str) else None, None)


def _decoded(value: Any) -> bytes:
    return base64.b64decode(value, validate=True)


def downloading(
    cls: type[Entity], key: Key, column: ColumnExpr[Any], *, full: bool = False, chunk: int | None = None
) -> files.Download | BlockDownload:
    """Gives the download of a file column, an image (`full` for its full size), a note's or an attachment's file."""
    document = _document(cls, column)
    if document is None:
        return files.Download(cls, key, column, full=full, chunk=chunk)
    table = set_of(cls)
    target = {"@odata.type": f"{NAMESPACE}.{table.logical_name}", table.key: str(_id_of(key))}
    return BlockDownload(document.name, {"Target": target}, chunk=chunk)


def download_note(note: UUID | str, write: Callable[[bytes], Any], *, chunk: int | None = None) -> Flow[FileInfo]:
    """Gives the bytes of a note's file to `write`, block by block, and returns what the service said of it."""
    target = {"@odata.type": f"{NAMESPACE}.annotation", "annotationid": str(as_uuid(note))}
    blocks = BlockDownload(_NOTE.name, {"Target": target}, chunk=chunk)
    while (turn := blocks.turn()) is not None:
        write((yield from turn))
    assert blocks.info is not None  # noqa: S101 -- a block came
    return blocks.info


def delete_file_by_id(file_id: UUID | str) -> Operation[None]:
    """Deletes the file of a file column by the id that the column, or its upload, gave."""
    return Operation(_post("DeleteFile", {"FileId": str(as_uuid(file_id))}), lambda reply: expect(reply, 204))
