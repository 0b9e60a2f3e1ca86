"""Files go and come through both clients in constant memory; changes come once, and their token when all of them were read."""

import io
import os
import tracemalloc
from pathlib import Path
from typing import Any

import httpx
import pytest
from faces import G1, GOAT, ROOT, Face, Goat, Service

from dataverse_sdk.errors import NotFound, UsageError
from dataverse_sdk.operations import Deleted
from dataverse_sdk.operations import files as files_module
from dataverse_sdk.query import Query

pytestmark = pytest.mark.anyio

COLUMN = Goat.farm_name
TOKEN = f"{ROOT}farm_goats?$deltatoken=1"


class Shelf:
    """A service that keeps one file. Mutable."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = bytearray(content)
        self.names: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            if not self.content:
                return httpx.Response(404)
            start, _, end = request.headers["Range"].removeprefix("bytes=").partition("-")
            piece = self.content[int(start) : int(end) + 1]
            where = f"bytes {start}-{int(start) + len(piece) - 1}/{len(self.content)}"
            return httpx.Response(206, headers={"Content-Range": where, "x-ms-file-name": "a.bin"}, content=bytes(piece))
        if "Content-Range" in request.headers:
            self.content += request.content
            return httpx.Response(206)
        self.names.append(request.url.params["x-ms-file-name"])
        self.content[:] = request.content
        return httpx.Response(
            200 if request.headers.get("x-ms-transfer-mode") else 204, headers={"Location": f"{request.url}&sessiontoken=1"}
        )


class Endless(Shelf):
    """The same, counting instead of keeping what is uploaded."""

    size = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if "Content-Range" not in request.headers:
            return super().__call__(request)
        self.size += len(request.content)
        whole = int(request.headers["Content-Range"].rpartition("/")[2])
        return httpx.Response(206 if self.size < whole else 204)


class Last(Shelf):
    """Answers the last chunk with 204."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        reply = super().__call__(request)
        whole = request.headers.get("Content-Range", "/x").rpartition("/")[2]
        return httpx.Response(204) if whole == str(len(self.content)) else reply


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "CHUNK", 4)


@pytest.mark.parametrize("kind", ["bytes", "path", "file", "iterator", "sized file"])
@pytest.mark.parametrize("content", [b"abc", b"0123456789"])
async def test_a_file_is_uploaded_from_wherever_it_is(face: Face, kind: str, content: bytes, tmp_path: Path) -> None:
    place = tmp_path / "a.bin"
    place.write_bytes(content)
    file = io.BytesIO(b"--" + content)
    file.seek(2)
    options: dict[str, Any] = {"name": "b.bin"} if kind != "path" else {}
    options |= {"size": len(content)} if kind in {"iterator", "sized file"} else {}
    source = {"bytes": content, "path": place, "file": file, "sized file": file, "iterator": (content[n : n + 3] for n in range(0, 10, 3))}[
        kind
    ]
    shelf = Last()
    await face.call(face.client(shelf).upload, Goat, G1, COLUMN, source, **options)
    assert (bytes(shelf.content), shelf.names) == (content, ["a.bin" if kind == "path" else "b.bin"])


@pytest.mark.parametrize(("source", "options"), [(b"x", {}), ([b"x"], {"name": "a"}), ([b"x"], {"name": "a", "size": 2})])
async def test_a_file_without_a_name_or_a_size_is_refused(face: Face, source: Any, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        await face.call(face.client(Shelf()).upload, Goat, G1, COLUMN, source, **options)


async def test_a_file_is_downloaded_to_a_path_or_an_open_file_or_piece_by_piece(face: Face, tmp_path: Path) -> None:
    client = face.client(Shelf(b"0123456789"))
    place, file = tmp_path / "a.bin", io.BytesIO()
    info = await face.call(client.download, Goat, G1, COLUMN, place)
    await face.call(client.download, Goat, G1, COLUMN, file)
    assert (place.read_bytes(), file.getvalue(), info.size, info.name) == (b"0123456789", b"0123456789", 10, "a.bin")
    assert await face.rows(client.read_file(Goat, G1, COLUMN)) == [b"0123", b"4567", b"89"]
    assert os.listdir(tmp_path) == ["a.bin"]


async def test_a_download_that_fails_leaves_what_was_there(face: Face, tmp_path: Path) -> None:
    place = tmp_path / "a.bin"
    place.write_bytes(b"before")
    with pytest.raises(NotFound):
        await face.call(face.client(Shelf()).download, Goat, G1, COLUMN, place)
    assert (place.read_bytes(), os.listdir(tmp_path)) == (b"before", ["a.bin"])


async def test_an_upload_holds_one_chunk_however_large_the_file_is(face: Face, monkeypatch: Any) -> None:
    chunk, count = 256 * 1024, 64
    monkeypatch.setattr(files_module, "CHUNK", chunk)
    endless = Endless()
    client = face.client(endless)
    tracemalloc.start()
    try:
        pieces = (bytes(chunk) for _ in range(count))
        await face.call(client.upload, Goat, G1, COLUMN, pieces, name="a", size=chunk * count)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert endless.size == chunk * count
    assert most < 8 * chunk


# --- Changes.


def page(*rows: Any, **links: str) -> httpx.Response:
    return httpx.Response(200, json={"value": list(rows), **{f"@odata.{name}": link for name, link in links.items()}})


GONE = {"@odata.context": f"{ROOT}$metadata#farm_goats/$deletedEntity", "id": str(G1), "reason": "deleted"}


async def test_changes_come_page_by_page_and_the_token_with_the_last(face: Face) -> None:
    service = Service(page(GOAT, nextLink=f"{ROOT}farm_goats?$skiptoken=2"), page(GOAT, GONE, deltaLink=TOKEN))
    feed = face.client(service).changes(Query(Goat).select(Goat.farm_name), page_size=1)
    with pytest.raises(UsageError, match="to its end"):
        _ = feed.token
    found = await face.rows(feed)
    assert [each if isinstance(each, Deleted) else each.farm_name for each in found] == ["Heidi", "Heidi", Deleted(G1)]
    assert feed.token == TOKEN
    assert service.requests[0].headers["Prefer"] == "odata.track-changes,odata.maxpagesize=1"


async def test_changes_go_on_from_a_token(face: Face) -> None:
    service = Service(page(deltaLink=f"{TOKEN}2"))
    feed = face.client(service).changes(Query(Goat), since=TOKEN)
    assert (await face.rows(feed), feed.token) == ([], f"{TOKEN}2")
    assert str(service.requests[0].url) == TOKEN


async def test_a_feed_that_breaks_has_no_token(face: Face) -> None:
    service = Service(page(GOAT, nextLink=f"{ROOT}farm_goats?$skiptoken=2"), httpx.Response(404))
    feed = face.client(service).changes(Query(Goat))
    with pytest.raises(NotFound):
        await face.rows(feed)
    with pytest.raises(UsageError):
        _ = feed.token
