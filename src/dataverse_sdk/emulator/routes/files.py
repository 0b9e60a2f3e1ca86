"""File and image columns by themselves: uploads in one piece or in chunks, downloads whole or in ranges, deletes.

Knows the headers of each. Refuses to know where the bytes are kept (`blobs`; images stand in their row).
https://learn.microsoft.com/power-apps/developer/data-platform/file-column-data
https://learn.microsoft.com/power-apps/developer/data-platform/image-column-data
"""

import base64
import re
from collections.abc import Callable, Iterator
from mimetypes import guess_type
from urllib.parse import quote

from ...schema.model import ColumnSchema, TableSchema
from ..http.messages import Reply
from ..http.refusals import Refusal, bad_request, method_not_allowed
from ..http.replies import empty
from ..storage import blobs
from ..storage.blobs import Blob
from ..storage.store import Row
from ..writing.addressing import Key, check_version, need
from ..writing.content import image_type
from .calls import Call

__all__ = ["answer", "holds_files", "is_file", "is_image", "keep", "no_file", "take"]

VERSION = ("OData-Version", "4.0")
CHUNK = 4_194_304
LARGEST_SINGLE = 128 * 1024 * 1024
CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def is_file(table: TableSchema, column: ColumnSchema) -> bool:
    """True for file columns; `$metadata` alone tells them by the name column beside them."""
    return column.attribute_type == "File" or (
        column.attribute_type is None and column.edm_type == "Edm.Binary" and table.column(f"{column.name}_name") is not None
    )


def is_image(table: TableSchema, column: ColumnSchema) -> bool:
    """True for image columns."""
    return column.edm_type == "Edm.Binary" and not is_file(table, column)


def holds_files(table: TableSchema, column: ColumnSchema) -> bool:
    """True for columns that these routes are for."""
    return column.edm_type == "Edm.Binary" or is_file(table, column)


def no_file(table: TableSchema, column: str, record_id: str) -> Refusal:
    """A download from an empty file column: the sentence is reported by integrators."""
    return Refusal(404, "0x80040217", f"No file attachment found for attribute: {column} EntityId: {record_id}.")


def answer(call: Call, table: TableSchema, key: Key, column: ColumnSchema, *, value: bool) -> Reply:
    """A PATCH, PUT or DELETE of the column, or a GET of it or its `/$value`."""
    row = need(call.store, table, key)
    if call.method == "GET":
        reply = _download(call, table, row, column)
        return reply if value or reply.pieces is None else _as_json(call, table, row, column, reply)
    if value:
        raise method_not_allowed(call.method)
    check_version(row, call.precondition("if-match"))
    if call.method == "DELETE":
        take(call, table, row, column)
        return empty(204)
    if call.options.get("sessiontoken"):
        return _chunk(call, table, row, column, call.options["sessiontoken"])
    name = call.request.headers.get("x-ms-file-name") or call.options.get("x-ms-file-name")
    if not name:
        if is_file(table, column):
            raise bad_request("The file name is missing: send it as the header or the query option 'x-ms-file-name'.")
        name = column.name
    if call.request.headers.get("x-ms-transfer-mode", "").lower() == "chunked":
        return _session(call, table, row, column, name)
    return _single(call, table, row, column, name)


# -- uploads -----------------------------------------------------------------------------------------------------------


def _begin(call: Call, table: TableSchema, row: Row, column: ColumnSchema, name: str) -> str:
    mime = guess_type(name)[0] or "application/octet-stream"
    return blobs.begin(call.store, table.logical_name, str(row[table.key or ""]), column.name, name, mime)


def keep(
    call: Call, table: TableSchema, row: Row, column: ColumnSchema, upload: str, name: str | None = None, mime: str | None = None
) -> Blob:
    """End an upload: its bytes become what the column of `row` holds. The caller is in a transaction."""
    blob = blobs.finish(call.store, upload, name, mime)
    if column.maximum is not None and blob.size > column.maximum * 1024:
        # that a column has a largest size is documented, the words for a file beyond it are not
        limit = f"{column.maximum:,.0f} KB"
        raise Refusal(400, "0x80044a02", f"The file is larger than the column '{column.logical_name}' takes, which is {limit}.")
    if is_file(table, column):
        values: Row = {column.name: blob.id}
        if table.column(f"{column.name}_name") is not None:
            values[f"{column.name}_name"] = blob.name
    else:
        # an image is shown with its record, so it stands in the row; the service makes a thumbnail of it, the emulator does not
        data = b"".join(blobs.read(call.store, blob.id, 0, blob.size))
        blobs.discard(call.store, blob.id)
        values = {column.name: base64.b64encode(data).decode("ascii")}
    call.records.change(table, row, values, call.terms)
    return blob


def _single(call: Call, table: TableSchema, row: Row, column: ColumnSchema, name: str) -> Reply:
    if call.request.size >= LARGEST_SINGLE:
        raise Refusal(413, "0x80044a02", "Attachment file size is too big.")
    with call.store.transaction():
        upload = _begin(call, table, row, column, name)
        blobs.append(call.store, upload, blobs.pieces_of(call.request.content()))
        keep(call, table, row, column, upload)
    return empty(204)


def _session(call: Call, table: TableSchema, row: Row, column: ColumnSchema, name: str) -> Reply:
    with call.store.transaction():
        token = _begin(call, table, row, column, name)
    where = f"{call.url(table, row[table.key or ''])}/{column.name}?sessiontoken={token}"
    headers = (("Accept-Ranges", "bytes"), ("Location", where), VERSION, ("x-ms-chunk-size", str(CHUNK)))
    return Reply(200, (*headers, ("Access-Control-Expose-Headers", "x-ms-chunk-size")))


def _chunk(call: Call, table: TableSchema, row: Row, column: ColumnSchema, token: str) -> Reply:
    """One chunk, in order; the last one, which reaches the size that the range names, ends the session."""
    upload = blobs.by_id(call.store, token)
    if upload is None or upload.kept or (upload.record_id, upload.column) != (row[table.key or ""], column.name):
        raise bad_request("The session token is not that of an upload to this column.")
    match = CONTENT_RANGE.fullmatch(call.request.headers.get("content-range", "").strip())
    first, last, total = (int(part) for part in match.groups()) if match else (0, -1, 0)
    if last - first + 1 != call.request.size or last >= total:
        raise bad_request("The header 'Content-Range' does not fit the content.")
    with call.store.transaction():
        have = blobs.append(call.store, token, ())
        if first + call.request.size == have and first < have:
            # a chunk that came before, its reply lost: it is not added twice
            return _progress(have < total)
        if first != have:
            raise bad_request(f"The chunk begins at byte {first}, where byte {have} is expected.")
        have = blobs.append(call.store, token, blobs.pieces_of(call.request.content()))
        if have == total:
            keep(call, table, row, column, token)
    return _progress(have < total)


def _progress(more: bool) -> Reply:
    return empty(206 if more else 204)


def take(call: Call, table: TableSchema, row: Row, column: ColumnSchema) -> None:
    """Empty the column."""
    with call.store.transaction():
        blob = blobs.find(call.store, table.logical_name, str(row[table.key or ""]), column.name)
        if blob is not None:
            blobs.discard(call.store, blob.id)
        values: Row = {column.name: None}
        if is_file(table, column) and table.column(f"{column.name}_name") is not None:
            values[f"{column.name}_name"] = None
        call.records.change(table, row, values, call.terms)


# -- downloads ---------------------------------------------------------------------------------------------------------


def _download(call: Call, table: TableSchema, row: Row, column: ColumnSchema) -> Reply:
    record_id = str(row[table.key or ""])
    if not is_file(table, column):
        if row.get(column.name) is None:
            return empty(204)
        data = base64.b64decode(str(row[column.name]))
        return _ranged(call, column.name, image_type(data), len(data), lambda start, stop: iter((data[start:stop],)))
    blob = blobs.find(call.store, table.logical_name, record_id, column.name)
    if blob is None:
        raise no_file(table, column.name, record_id)
    return _ranged(call, blob.name, blob.mime, blob.size, lambda start, stop: blobs.read(call.store, blob.id, start, stop))


def _ranged(call: Call, name: str, mime: str, size: int, read: Callable[[int, int], Iterator[bytes]]) -> Reply:
    shown_name = name if name.isascii() and name.isprintable() else quote(name)
    told = [("x-ms-file-size", str(size)), ("x-ms-file-name", shown_name), ("mimetype", mime)]
    asked = RANGE.fullmatch(call.request.headers.get("range", "").strip())
    start, stop, status = 0, size, 200
    if asked is not None and (asked[1] or asked[2]):
        status = 206
        start = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
        stop = min(int(asked[2]) + 1, size) if asked[1] and asked[2] else size
        if start >= size or stop <= start:
            return Reply(416, (("Content-Range", f"bytes */{size}"), VERSION))
        told.insert(2, ("x-ms-chunk-size", str(CHUNK)))
        told.append(("Content-Range", f"bytes {start}-{stop - 1}/{size}"))
    shown = "; ".join(header for header, _ in told if header != "Content-Range")
    headers = (("Content-Type", "application/octet-stream"), *told, ("Access-Control-Expose-Headers", shown), VERSION)
    return Reply(status, headers, pieces=lambda: read(start, stop), length=stop - start)


def _as_json(call: Call, table: TableSchema, row: Row, column: ColumnSchema, reply: Reply) -> Reply:
    """The same without `/$value`: base64 in JSON, under the same headers; undocumented, this is what the client DynamicsWebApi reads."""
    content = b"".join(reply.pieces()) if reply.pieces is not None else b""
    context = f"{call.root}/$metadata#{table.set_name}({row[table.key or '']})/{column.name}"
    told = [(name, value) for name, value in reply.headers if name not in ("Content-Type", "Content-Range", "OData-Version")]
    name = dict(reply.headers)["x-ms-file-name"]
    text = f'{{"@odata.context":"{context}","value":"{base64.b64encode(content).decode("ascii")}"}}'
    return call.json(text, *told, ("Content-Disposition", f'attachment; filename="{quote(name)}"'), status=reply.status)
