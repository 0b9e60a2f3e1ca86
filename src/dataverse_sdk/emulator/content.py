"""Columns that hold content: the documents of notes and attachments, images; their limits and what is derived from them.

Knows which columns belong together. Refuses to know file columns, whose content is not in the row (`blobs`).
"""

from datetime import UTC, datetime, timedelta

from ..schema.model import ColumnSchema, TableSchema
from .refusals import Refusal
from .store import Row
from .values import SqlValue

__all__ = ["DOCUMENTS", "after_write", "images_of"]

DOCUMENTS = {"annotation": "documentbody", "activitymimeattachment": "body"}
"""Tables with a document, and the text column that holds it in base64."""

EPOCH = datetime(1, 1, 1, tzinfo=UTC)


def images_of(table: TableSchema) -> list[ColumnSchema]:
    """The image columns of a table."""
    return [column for column in table.columns if column.attribute_type == "Image" and column.valid_for_read]


def _size(document: SqlValue) -> int:
    text = str(document or "").rstrip("=")
    return len(text) * 3 // 4


def after_write(table: TableSchema, row: Row, changed: frozenset[str], record_id: str, largest: int) -> Row:
    """Further columns to write because `changed` columns of `row` were; Refusal when a document is larger than `largest` bytes."""
    values: Row = {}
    column = DOCUMENTS.get(table.logical_name)
    if column is not None and column in changed:
        document = row.get(column)
        if _size(document) > largest:
            # the limit is an organization's setting, 5 MB at first (page "Work with attachments and notes")
            raise Refusal(400, "0x80044a02", "Attachment file size is too big.")
        if table.column("isdocument") is not None:
            values["isdocument"] = int(bool(document))
        if table.column("filesize") is not None:
            values["filesize"] = _size(document) if document else None
    for image in images_of(table):
        if image.name in changed:
            values |= _image(table, image.name, row.get(image.name), record_id)
    return values


def _image(table: TableSchema, name: str, content: SqlValue, record_id: str) -> Row:
    """The read-only columns beside an image: its time in ticks, its id, and an address relative to the environment."""
    ticks = (datetime.now(UTC) - EPOCH) // timedelta(microseconds=1) * 10
    where = f"/Image/download.aspx?Entity={table.logical_name}&Attribute={name}&Id={record_id}&Timestamp={ticks}"
    derived: Row = {f"{name}_timestamp": ticks, f"{name}_url": where, f"{name}id": record_id}
    return {each: None if content is None else value for each, value in derived.items() if table.column(each) is not None}
