"""`$metadata` from files, plain and packed."""

import gzip
from pathlib import Path

import pytest

from dataverse_sdk.schema import files
from dataverse_sdk.schema.csdl import CsdlDocument, MetadataError
from dataverse_sdk.schema.files import read_metadata_file

TEXT = b'<Edmx><Schema Namespace="N"/></Edmx>'


@pytest.mark.parametrize("content", [TEXT, gzip.compress(TEXT, mtime=0)])
def test_plain_and_gzip_are_told_apart_by_content(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "metadata.xml"
    file.write_bytes(content)
    assert read_metadata_file(file) == CsdlDocument("N")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(TEXT, mtime=0)[:-4], "damaged gzip"),
        (b"\x1f\x8b nonsense", "damaged gzip"),
        (gzip.compress(TEXT, mtime=0)[:12] + b"\xff" * 20, "damaged gzip"),
        (b"PK\x03\x04", "not well-formed"),
        (b"", "not well-formed"),
    ],
)
def test_a_file_that_is_no_document_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "metadata.xml.gz"
    file.write_bytes(content)
    with pytest.raises(MetadataError, match=message) as caught:
        read_metadata_file(file)
    assert str(file) in str(caught.value)


def test_a_packed_file_cannot_unpack_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_LIMIT", 1024 * 1024)
    file = tmp_path / "bomb.xml.gz"
    file.write_bytes(gzip.compress(TEXT[:-7] + b" " * 4 * 1024 * 1024))
    with pytest.raises(MetadataError, match="larger than 1 MB"):
        read_metadata_file(file)


def test_a_file_that_is_not_there_stays_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_metadata_file(tmp_path / "none.xml")
