"""Reads a `$metadata` document from a file, plain or gzip.

Knows the two forms such a file has and how large it may get. Refuses to know what is in it.
"""

import gzip
import io
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from dataverse_sdk.schema.csdl import CsdlDocument, MetadataError, read_csdl

__all__ = ["read_metadata_file"]

# Real documents are 8 to 12 MB. The limit keeps a crafted .gz from unpacking without end.
_LIMIT = 256 * 1024 * 1024


def read_metadata_file(path: Path) -> CsdlDocument:
    """The document in a file; MetadataError when it is not one, OSError when the file cannot be opened."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        source = gzip.GzipFile(fileobj=file) if packed else file
        try:
            return read_csdl(cast(BinaryIO, _Limited(source)))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise MetadataError(f"{path} is a damaged gzip file: {error}.") from error
        except MetadataError as error:
            raise MetadataError(f"{path}: {error}") from error


class _Limited(io.RawIOBase):
    """A stream that refuses to give more than the limit."""

    def __init__(self, source: BinaryIO | gzip.GzipFile) -> None:
        self._source = source
        self._left = _LIMIT

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise MetadataError(f"the document is larger than {_LIMIT // 1024 // 1024} MB")
        return chunk
