"""Columns that hold content: the documents of notes and attachments, images; their limits and what is derived from them.

Knows which columns belong together. Refuses to know file columns, whose content is not in the row (`blobs`).
"""

from base64 import b64decode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from ...schema.model import TableSchema
from ..http.refusals import Refusal
from ..storage.store import Row
from ..storage.values import SqlValue

__all__ = ["DOCUMENTS", "after_write", "image_type"]

DOCUMENTS = {"annotation": "documentbody", "activitymimeattachment": "body"}
"""Tables with a document, and the text column that holds it in base64."""

LARGEST_IMAGE = 30 * 1024 * 1024
IMAGE_TYPES = {b"GIF8": "image/gif", b"\xff\xd8\xff": "image/jpeg", b"II*\0": "image/tiff", b"MM\0*": "image/tiff", b"BM": "image/bmp",
               b"\x89PNG\r\n\x1a\n": "image/png"}  # fmt: skip
"""The types that image columns store, by how their content begins (page "Use image column data")."""

EPOCH = datetime(1, 1, 1, tzinfo=UTC)


def image_type(data: bytes) -> str:
    """The media type of an image; `application/octet-stream` for what an image column does not take."""
    return next((mime for magic, mime in IMAGE_TYPES.items() if data.startswith(magic)), "application/octet-stream")


def _check_image(table: TableSchema, name: str, text: str, record_id: str) -> None:
    if len(text) * 3 // 4 > LARGEST_IMAGE:
        reason = f"File size is too big. MaxSize: {LARGEST_IMAGE >> 20} MB, Uploaded filesize: {len(text) * 3 // 4 >> 20} MB."
    elif image_type(b64decode(text[:64])) == "application/octet-stream":
        reason = f"Update image properties failed for objectid: {record_id}, logicalName: {table.logical_name}, attribute: {name}"
    else:
        return
    # the misspelling is the service's own
    raise Refusal(400, "0x80072553", f"Error occured when processing image. Reason: {reason}")


def _size(document: SqlValue) -> int:
    text = str(document or "").rstrip("=\r\n")
    return (len(text) - text.count("\n") - text.count("\r")) * 3 // 4


def after_write(
    table: TableSchema, images: Sequence[str], row: Row, changed: frozenset[str], record_id: str, largest: int, now: Callable[[], datetime]
) -> Row:
    """Further columns to write because `changed` columns of `row` were; Refusal when a document is larger than `largest` bytes.

    `images` are the image columns of the table.
    """
    values: Row = {}
    column = DOCUMENTS.get(table.logical_name)
    if column is not None and column in changed:
        document = row.get(column)
        if _size(document) > largest:
            # the limit is an organization's setting, 5 MB at first (page "Work with attachments and notes")
            raise Refusal(400, "0x80044a02", "Attachment file size is too big.")
        if table.column("isdocument") is not None:
            values["isdocument"] = int(bool(document))
        values["filesize"] = _size(document) if document else None
    for name in images:
        if name in changed:
            if row.get(name) is not None:
                _check_image(table, name, str(row[name]), record_id)
            values |= _image(table, name, row.get(name), record_id, now())
    return values


def _image(table: TableSchema, name: str, content: SqlValue, record_id: str, now: datetime) -> Row:
    """The read-only columns beside an image: its time in ticks, its id, and an address relative to the environment."""
    ticks = (now - EPOCH) // timedelta(microseconds=1) * 10
    where = f"/Image/download.aspx?Entity={table.logical_name}&Attribute={name}&Id={record_id}&Timestamp={ticks}"
    derived: Row = {f"{name}_timestamp": ticks, f"{name}_url": where, f"{name}id": record_id}
    return {each: None if content is None else value for each, value in derived.items() if table.column(each) is not None}
