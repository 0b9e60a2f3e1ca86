"""Files that hang on a person's records: which there are, what they are called in a package, and how their contents are streamed.

A file's given name was chosen by somebody else: it is shown as text and is never a path. Contents pass through in pieces of a
megabyte. Knows the tables whose files are base64 texts in a column.
Sources: https://learn.microsoft.com/power-apps/developer/data-platform/attachment-annotation-files (blocks),
https://learn.microsoft.com/power-apps/developer/data-platform/annotation-note-entity
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from attrs import define, field, frozen

from dataverse_sdk import ColumnExpr, Entity
from dataverse_sdk.errors import InvalidReply, ServiceError
from dataverse_sdk.operations import Flow, download, downloading
from dataverse_sdk.tables import Annotation

from ..catalogues.further_tables import ActivityMimeAttachment
from .access import AccessReport

__all__ = ["Attachment", "attachments_of", "stream"]

# The service gives up to 4 MB at a time. A block passes through memory as JSON, as base64 and as bytes, so a smaller one costs less of it.
BLOCK: Final = 1024 * 1024
# The column with the contents.
_PLACES: Final[Mapping[str, tuple[type[Entity], ColumnExpr[Any]]]] = {
    "annotation": (Annotation, Annotation.documentbody),
    "activitymimeattachment": (ActivityMimeAttachment, ActivityMimeAttachment.body),
}
# What a person can open and a browser does not run. Anything else is called .bin.
_ENDINGS: Final = frozenset(
    ["pdf", "png", "jpg", "jpeg", "gif", "webp", "txt", "docx", "xlsx", "pptx", "odt", "ods", "odp", "eml", "msg", "mp3", "mp4", "wav"]
)


@frozen
class Attachment:
    """A file: the record it hangs on, the name it has in the package, and what the record says of it."""

    table: str
    record_id: UUID
    name: str
    given_name: str = field(repr=False, default="")
    media_type: str = field(repr=False, default="")
    size: int | None = None


def attachments_of(report: AccessReport) -> Iterator[Attachment]:
    """Gives the files of a report, numbered in its order."""
    number = 0
    for collection in report.collections.values():
        if collection.table not in _PLACES:
            continue
        for row in collection.rows:
            given, size = row.get("filename"), row.get("filesize")
            if given or size:
                number += 1
                ending = (given or "").rpartition(".")[2].lower()
                name = f"attachments/{number:04}.{ending if ending in _ENDINGS else 'bin'}"
                key = UUID(row[collection.key])
                yield Attachment(collection.table, key, name, given or "", row.get("mimetype") or "", size)


@define
class _Decoder:
    """Turns base64 text that arrives in pieces of any length into bytes. Mutable."""

    write: Callable[[bytes], Any]
    left: bytes = b""

    def feed(self, piece: bytes) -> None:
        text = self.left + piece.translate(None, b"\r\n \t\xef\xbb\xbf")
        whole = len(text) - len(text) % 4
        self.left = text[whole:]
        try:
            self.write(b64decode(text[:whole], validate=True))
        except binascii.Error:
            raise InvalidReply("the contents of a file are no base64") from None

    def end(self) -> None:
        if self.left:
            raise InvalidReply("the contents of a file end in the middle")


def stream(attachment: Attachment, write: Callable[[bytes], Any]) -> Flow[None]:
    """Gives the contents of a file to `write`, piece by piece: by blocks when it is large, else in one request.

    An environment that does not know the messages for blocks gives a large file in one piece, which then stands in memory.
    """
    table, column = _PLACES[attachment.table]
    if attachment.size is not None and attachment.size > BLOCK:
        blocks = downloading(table, attachment.record_id, column, chunk=BLOCK)
        begun = False
        try:
            while (turn := blocks.turn()) is not None:
                piece = yield from turn
                begun = True
                write(piece)
            return
        except ServiceError as error:
            # The message may not be there; whatever else is wrong, the plain way will meet it too.
            if begun or error.status not in (400, 404, 501):
                raise
    decoder = _Decoder(write)
    yield from download(table, attachment.record_id, column, decoder.feed)
    decoder.end()
