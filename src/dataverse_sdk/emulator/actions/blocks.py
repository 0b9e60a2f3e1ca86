"""Files in blocks: the messages that upload, download and delete the content of file columns, notes and attachments.

Knows tokens, blocks and their order. Refuses to know where bytes are kept (`blobs`).
https://learn.microsoft.com/power-apps/developer/data-platform/file-column-data
https://learn.microsoft.com/power-apps/developer/data-platform/attachment-annotation-files
"""

import base64
import binascii
from typing import TYPE_CHECKING

from ...schema.model import ColumnSchema, TableSchema
from ..http.refusals import Refusal, bad_request
from ..routes import files as file_routes
from ..storage import blobs
from ..storage.store import Row, quoted
from ..storage.values import to_sql
from ..writing.content import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..http.messages import Reply
    from ..storage.blobs import Blob
    from .invocation import Invocation

__all__ = [
    "commit",
    "commit_document",
    "delete",
    "download_block",
    "initialize_document",
    "initialize_document_download",
    "initialize_download",
    "initialize_upload",
    "upload_block",
]

LARGEST_BLOCK = 4 * 1024 * 1024
LONGEST_BLOCK_ID = 64


def _column(asked: "Invocation", table: TableSchema) -> ColumnSchema:
    name = asked.text("FileAttributeName").lower()
    column = table.column(name)
    if column is None or not file_routes.holds_files(table, column):
        raise Refusal(400, "0x80041103", f"'{table.logical_name}' entity doesn't contain attribute with Name = '{name}' that holds files.")
    return column


def _upload(asked: "Invocation", *, kept: bool = False) -> "Blob":
    found = blobs.by_id(asked.call.store, asked.text("FileContinuationToken"))
    if found is None or found.kept is not kept:
        raise bad_request("The file continuation token is not valid.")
    return found


def initialize_upload(asked: "Invocation") -> "Reply":
    """InitializeFileBlocksUpload."""
    target = asked.entity("Target")
    record_id = str(target.row(asked.call)[target.table.key or ""])
    column, name = _column(asked, target.table), asked.text("FileName")
    token = blobs.begin(asked.call.store, target.table.logical_name, record_id, column.name, name, "application/octet-stream")
    return asked.response({"FileContinuationToken": token})


def upload_block(asked: "Invocation") -> "Reply":
    """UploadBlock; a block of a name that was sent before replaces it."""
    upload = _upload(asked)
    try:
        named = base64.b64decode(asked.text("BlockId"), validate=True)
        data = base64.b64decode(asked.text("BlockData"), validate=True)
    except binascii.Error as error:
        raise bad_request("A block id and its data are Base64.") from error
    if len(named) > LONGEST_BLOCK_ID:
        raise bad_request(f"A block id is at most {LONGEST_BLOCK_ID} bytes long.")
    if len(data) > LARGEST_BLOCK:
        raise bad_request("A block is at most 4 MB large.")
    blobs.add_block(asked.call.store, upload.id, asked.text("BlockId"), data)
    return asked.done()


def _arranged(asked: "Invocation", upload: "Blob") -> None:
    missing = blobs.arrange(asked.call.store, upload.id, asked.texts("BlockList"))
    if missing:
        raise bad_request("The block list names a block that was not uploaded.")


def commit(asked: "Invocation") -> "Reply":
    """CommitFileBlocksUpload."""
    call, upload = asked.call, _upload(asked)
    table = asked.table_named(upload.table)
    column, row = table.column(upload.column), call.store.get(table, upload.record_id)
    if column is None or row is None:
        raise bad_request("The record of the upload does not exist any more.")
    _arranged(asked, upload)
    blob = file_routes.keep(call, table, row, column, upload.id, asked.text("FileName"), asked.text("MimeType"))
    return asked.response({"FileId": blob.id, "FileSizeInBytes": blob.size})


def initialize_download(asked: "Invocation") -> "Reply":
    """InitializeFileBlocksDownload; the token is good for as long as the file is."""
    target = asked.entity("Target")
    table, row = target.table, target.row(asked.call)
    record_id, column = str(row[table.key or ""]), _column(asked, table)
    if not file_routes.is_file(table, column):
        raise Refusal(
            404,
            "0x80040217",
            f"No FileAttachment records found for imagedescriptorId: {record_id} for image attribute: {column.name} of "
            f"{table.logical_name} record with id {record_id}.",
        )
    blob = blobs.find(asked.call.store, table.logical_name, record_id, column.name)
    if blob is None:
        raise file_routes.no_file(table, column.name, record_id)
    told = {"FileContinuationToken": blob.id, "FileSizeInBytes": blob.size, "FileName": blob.name, "IsChunkingSupported": True}
    return asked.response(told)


def download_block(asked: "Invocation") -> "Reply":
    """DownloadBlock."""
    start, length = asked.number("Offset"), asked.number("BlockLength")
    if start < 0 or not 0 < length <= LARGEST_BLOCK:
        raise bad_request("A block begins inside the file and is at most 4 MB large.")
    document = _document(asked)
    if document is None:
        blob = _upload(asked, kept=True)
        data = b"".join(blobs.read(asked.call.store, blob.id, start, min(start + length, blob.size)))
    else:
        data = _part(asked, *document, start, length)
    return asked.response({"Data": base64.b64encode(data).decode("ascii")})


def delete(asked: "Invocation") -> "Reply":
    """DeleteFile: by the id that the commit, or the column, gave."""
    call = asked.call
    file_id = str(to_sql(ColumnSchema("FileId", "FileId", "Edm.Guid"), asked.arguments["FileId"]))
    blob = blobs.by_id(call.store, file_id)
    table = None if blob is None or not blob.kept else call.schema.tables.get(blob.table)
    row = None if blob is None or table is None else call.store.get(table, blob.record_id)
    column = None if blob is None or table is None else table.column(blob.column)
    if table is None or row is None or column is None:
        raise Refusal(404, "0x80040217", f"fileattachment With Id = {file_id} Does Not Exist")
    file_routes.take(call, table, row, column)
    return asked.done()


# -- notes and attachments ---------------------------------------------------------------------------------------------


def initialize_document(name: str) -> "Callable[[Invocation], Reply]":
    """InitializeAnnotationBlocksUpload or InitializeAttachmentBlocksUpload, for the table `name`."""

    def initialize(asked: "Invocation") -> "Reply":
        target = asked.entity("Target")
        if target.table.logical_name != name:
            raise bad_request(f"The target of the upload is no '{name}'.")
        told = str(target.body.get("filename") or "")
        token = blobs.begin(asked.call.store, name, target.record_id or "", DOCUMENTS[name], told, "application/octet-stream")
        return asked.response({"FileContinuationToken": token})

    return initialize


def commit_document(name: str, member: str) -> "Callable[[Invocation], Reply]":
    """The commit for the table `name`: creates the row that the target describes, or changes the one it names."""

    def committed(asked: "Invocation") -> "Reply":
        call, upload, target = asked.call, _upload(asked), asked.entity("Target")
        if target.table.logical_name != name or upload.table != name:
            raise bad_request(f"The target of the upload is no '{name}'.")
        _arranged(asked, upload)
        size = blobs.append(call.store, upload.id, ())
        if size > call.records.switches.largest_attachment:
            raise Refusal(400, "0x80044a02", "Attachment file size is too big.")
        data = b"".join(blobs.read(call.store, upload.id, 0, size))
        blobs.discard(call.store, upload.id)
        body = target.body | {DOCUMENTS[name]: base64.b64encode(data).decode("ascii")}
        row: Row | None = None if target.record_id is None else call.store.get(target.table, target.record_id)
        if row is None:
            record_id = call.records.create(target.table, body, call.terms)
        else:
            body.pop(target.table.key or "", None)
            record_id = call.records.update(target.table, str(target.record_id), body, call.terms)
        return asked.response({member: record_id, "FileSizeInBytes": size})

    return committed


def initialize_document_download(name: str) -> "Callable[[Invocation], Reply]":
    """InitializeAnnotationBlocksDownload or InitializeAttachmentBlocksDownload, for the table `name`; it tells no `IsChunkingSupported`."""

    def initialize(asked: "Invocation") -> "Reply":
        target = asked.entity("Target")
        if target.table.logical_name != name:
            raise bad_request(f"The target of the download is no '{name}'.")
        row = target.row(asked.call)
        token = f"{name}:{row[target.table.key or '']}"
        told = {"FileContinuationToken": token, "FileSizeInBytes": row.get("filesize") or 0, "FileName": row.get("filename")}
        return asked.response(told)

    return initialize


def _document(asked: "Invocation") -> "tuple[TableSchema, str] | None":
    """The table and the record whose document a token is for; None for the token of a file."""
    name, colon, record_id = asked.text("FileContinuationToken").partition(":")
    return (asked.table_named(name), record_id) if colon and name in DOCUMENTS else None


def _part(asked: "Invocation", table: TableSchema, record_id: str, start: int, length: int) -> bytes:
    """Bytes of a document: of its base64 text no more is read than holds them, unless line breaks stand in it."""
    store, column = asked.call.store, DOCUMENTS[table.logical_name]
    statement = f"SELECT rowid, {quoted(column)} IS NULL FROM {quoted(table.logical_name)} WHERE {quoted(table.key or '')} = ?"  # noqa: S608 -- quoted names
    found = store.execute(statement, (record_id,)).fetchone()
    if found is None or found[1]:
        raise file_routes.no_file(table, column, record_id)
    with store.connection.blobopen(table.logical_name, column, found[0], readonly=True) as text:
        # base64 in lines has a break in its first hundred characters
        if b"\n" in text.read(100):
            text.seek(0)
            return base64.b64decode(text.read())[start : start + length]
        text.seek(min(4 * (start // 3), len(text)))
        piece = base64.b64decode(text.read(4 * ((start + length + 2) // 3 - start // 3)))
    return piece[start % 3 :][:length]
