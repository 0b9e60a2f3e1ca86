"""The content of file columns: pieces of bytes in SQLite, written and read one at a time, so that memory stays flat.

Knows uploads that are under way, blocks, and ranges. Refuses to know requests, and what a record shows of its files.
"""

# ruff: noqa: S608 -- the names in SQL are constants of this module; values are parameters

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO
from uuid import uuid4

from attrs import frozen

from ...schema.model import TableSchema
from .store import Store

__all__ = ["Blob", "add_block", "append", "arrange", "begin", "by_id", "discard", "find", "finish", "forget", "pieces_of", "read"]

PIECE = 4 * 1024 * 1024
COLUMNS = "id, owner, record, property, name, mime, size, kept"


@frozen
class Blob:
    """The content of one column of one record, or of an upload for it (`kept` is false). `size` is in bytes."""

    id: str
    table: str
    record_id: str
    column: str
    name: str
    mime: str
    size: int
    kept: bool


def pieces_of(source: bytes | BinaryIO) -> Iterator[bytes]:
    """The bytes of a body in pieces of at most 4 MB."""
    if isinstance(source, bytes):
        view = memoryview(source)
        for start in range(0, len(source), PIECE):
            yield bytes(view[start : start + PIECE])
    else:
        while piece := source.read(PIECE):
            yield piece


def begin(store: Store, table: str, record_id: str, column: str, name: str, mime: str) -> str:
    """Begin an upload; returns its id."""
    blob_id = str(uuid4())
    row = (blob_id, table, record_id, column, name, mime, 0, 0)
    store.execute(f'INSERT INTO "dv@blob" ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', row)
    return blob_id


def append(store: Store, blob_id: str, pieces: Iterable[bytes]) -> int:
    """Put pieces at the end of an upload; returns its size after that."""
    (number, size) = store.execute('SELECT count(*), coalesce(sum(length(data)), 0) FROM "dv@piece" WHERE blob = ?', (blob_id,)).fetchone()
    for piece in pieces:
        store.connection.execute('INSERT INTO "dv@piece" (blob, number, start, data) VALUES (?, ?, ?, ?)', (blob_id, number, size, piece))
        number, size = number + 1, size + len(piece)
    return int(size)


def add_block(store: Store, blob_id: str, block_id: str, data: bytes) -> None:
    """Put a block with a name into an upload; one of the same name is replaced."""
    store.execute('DELETE FROM "dv@piece" WHERE blob = ? AND block = ?', (blob_id, block_id))
    (number,) = store.execute('SELECT coalesce(max(number), -1) + 1 FROM "dv@piece" WHERE blob = ?', (blob_id,)).fetchone()
    row = (blob_id, number, 0, block_id, data)
    store.connection.execute('INSERT INTO "dv@piece" (blob, number, start, block, data) VALUES (?, ?, ?, ?, ?)', row)


def arrange(store: Store, blob_id: str, blocks: Sequence[str]) -> list[str]:
    """Put the blocks of an upload in this order and drop the others; returns the names that no block has."""
    found = store.execute('SELECT block, number, length(data) FROM "dv@piece" WHERE blob = ? ORDER BY number', (blob_id,)).fetchall()
    known = {block: (number, size) for block, number, size in found}
    missing = [block for block in blocks if block not in known]
    if missing:
        return missing
    kept = {known[block][0] for block in blocks}
    for _, number, _ in found:
        if number not in kept:
            store.execute('DELETE FROM "dv@piece" WHERE blob = ? AND number = ?', (blob_id, number))
    start = 0
    for place, block in enumerate(blocks):
        number, size = known[block]
        # negative numbers first, so that no two pieces have the same number on the way
        store.execute('UPDATE "dv@piece" SET number = ?, start = ? WHERE blob = ? AND number = ?', (-1 - place, start, blob_id, number))
        start += size
    store.execute('UPDATE "dv@piece" SET number = -1 - number WHERE blob = ?', (blob_id,))
    return []


def finish(store: Store, blob_id: str, name: str | None = None, mime: str | None = None) -> Blob:
    """End an upload: from now on it is the content of its column, in place of what was there."""
    blob = by_id(store, blob_id)
    assert blob is not None  # noqa: S101 -- the caller began it
    former = find(store, blob.table, blob.record_id, blob.column)
    if former is not None:
        discard(store, former.id)
    (size,) = store.execute('SELECT coalesce(sum(length(data)), 0) FROM "dv@piece" WHERE blob = ?', (blob_id,)).fetchone()
    values = (size, name or blob.name, mime or blob.mime, blob_id)
    store.execute('UPDATE "dv@blob" SET size = ?, name = ?, mime = ?, kept = 1 WHERE id = ?', values)
    return Blob(blob.id, blob.table, blob.record_id, blob.column, name or blob.name, mime or blob.mime, size, True)


def _blob(row: Sequence[object]) -> Blob:
    first, owner, record, column, name, mime, size, kept = row
    return Blob(str(first), str(owner), str(record), str(column), str(name), str(mime), int(str(size)), bool(kept))


def by_id(store: Store, blob_id: str) -> Blob | None:
    """The content or upload with this id."""
    with store.lock:
        row = store.execute(f'SELECT {COLUMNS} FROM "dv@blob" WHERE id = ?', (blob_id,)).fetchone()
    return None if row is None else _blob(row)


def find(store: Store, table: str, record_id: str, column: str) -> Blob | None:
    """What a column of a record holds; uploads under way do not count."""
    sql = f'SELECT {COLUMNS} FROM "dv@blob" WHERE record = ? AND owner = ? AND property = ? AND kept'
    with store.lock:
        row = store.execute(sql, (record_id, table, column)).fetchone()
    return None if row is None else _blob(row)


def read(store: Store, blob_id: str, start: int, stop: int) -> Iterator[bytes]:
    """The bytes from `start` up to `stop`, piece by piece; LookupError when they are gone before the end."""
    position = start
    while position < stop:
        with store.lock:
            row = store.execute(
                'SELECT substr(data, ? - start + 1, ?) FROM "dv@piece" WHERE blob = ? AND start <= ? AND start + length(data) > ?',
                (position, stop - position, blob_id, position, position),
            ).fetchone()
        if row is None:
            raise LookupError("the file was removed while it was read")
        position += len(row[0])
        yield row[0]


def discard(store: Store, blob_id: str) -> None:
    """Remove a content or an upload."""
    store.execute('DELETE FROM "dv@piece" WHERE blob = ?', (blob_id,))
    store.execute('DELETE FROM "dv@blob" WHERE id = ?', (blob_id,))


def forget(store: Store, table: TableSchema, record_id: str) -> None:
    """Remove what a record that is deleted held."""
    for (blob_id,) in store.execute('SELECT id FROM "dv@blob" WHERE record = ? AND owner = ?', (record_id, table.logical_name)).fetchall():
        discard(store, blob_id)
