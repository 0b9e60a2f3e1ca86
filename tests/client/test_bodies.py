"""Bodies of replies: inflated in pieces, bounded in size and in ratio, let go of when they were read. With ISA-L and with zlib."""

from __future__ import annotations

import gc
import gzip
import sys
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from faces import FAST, ROOT, Face, Goat
from hypothesis import given, settings
from hypothesis import strategies as st

from dataverse_sdk import Query
from dataverse_sdk.client import inflation
from dataverse_sdk.client.inflation import Body
from dataverse_sdk.errors import ReplyTooLarge

isal = pytest.importorskip("isal.isal_zlib", reason="the extra `fast` is not installed")
pytestmark = pytest.mark.anyio


@pytest.fixture(params=[zlib, isal], ids=["zlib", "isal"], autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(inflation, "inflating", lambda: request.param)
    return request.param


def body(encoding: str | None, most: int = 10**9, ticks: list[int] | None = None) -> Body:
    headers = httpx.Headers({"Content-Encoding": encoding} if encoding else {})
    return Body(headers, most, lambda: None if ticks is None else ticks.append(1), "r-1")


def collected(encoding: str | None, *chunks: bytes, most: int = 10**9) -> bytes:
    found = body(encoding, most)
    for chunk in chunks:
        found.add(chunk)
    return found.whole()


def test_the_module_is_the_fast_one_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    inflation.inflating.cache_clear()
    assert inflation.inflating() is isal
    monkeypatch.setitem(sys.modules, "isal", None)
    inflation.inflating.cache_clear()
    assert inflation.inflating() is zlib
    inflation.inflating.cache_clear()


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["gzip", "GZip", "deflate", "identity", None]), st.integers(1, 50), st.integers(1, 3))
def test_a_body_is_whole_however_it_is_cut(content: bytes, encoding: str | None, length: int, times: int) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress}.get((encoding or "").lower(), bytes)
    packed = pack(content) * (times if pack is gzip.compress else 1)
    chunks = [packed[place : place + length] for place in range(0, len(packed), length)]
    assert collected(encoding, *chunks) == content * (times if pack is gzip.compress else 1)


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", b"this is no gzip"),
        ("gzip", gzip.compress(b"x" * 1000)[:-1]),
        ("gzip", gzip.compress(b"x" * 1000)[:-9]),
        ("gzip", gzip.compress(b"x" * 1000) + b"tail"),
        ("gzip", gzip.compress(b"x" * 1000)[:-6] + b"000000"),  # a checksum that is wrong
        ("br", b"anything"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x"))),
    ],
    # Names of their own: compressed bytes tell the time, so that two test processes would name them differently.
    ids=["no gzip", "a byte short", "no checksum", "a tail", "a wrong checksum", "another encoding", "twice"],
)
def test_what_cannot_be_inflated_or_is_not_whole_is_an_error(encoding: str, content: bytes) -> None:
    with pytest.raises(httpx.DecodingError):
        collected(encoding, content)


def test_an_empty_body_needs_no_end() -> None:
    assert collected("gzip") == b""


def test_a_bomb_is_given_up_within_one_piece_of_the_limit() -> None:
    bomb, found = gzip.compress(bytes(50_000_000), 1), body("gzip", 3_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(ReplyTooLarge, match=r"larger than 3000000 bytes \(request r-1\)"):
            found.add(bomb)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_time_is_looked_at_with_every_piece() -> None:
    ticks: list[int] = []
    found = body("gzip", ticks=ticks)
    found.add(gzip.compress(bytes(5_000_000)))
    assert len(ticks) == 5


def test_what_inflates_beyond_any_rows_is_given_up() -> None:
    with pytest.raises(ReplyTooLarge, match="inflates beyond"):
        collected("gzip", gzip.compress(bytes(20_000_000)))
    assert len(collected("gzip", gzip.compress(bytes(10_000_000)))) == 10_000_000
    assert len(collected(None, bytes(20_000_000))) == 20_000_000


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that has still to be read, as one from the network has."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __iter__(self) -> Iterator[bytes]:
        yield from (self.content[place : place + 65536] for place in range(0, len(self.content), 65536))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in iter(self):
            yield chunk


PAGES, ROWS = 60, 400
ROW = b'{"@odata.etag":"W/\\"1\\"","farm_goatid":"00000000-0000-0000-0000-%012d","farm_name":"' + b"n" * 200 + b'"}'


async def test_sixty_pages_take_the_memory_of_one(face: Face) -> None:
    """Without the collector: what a cycle holds would stay."""
    asked: list[str] = []

    def service(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["Accept-Encoding"])
        number = len(asked)
        more = b',"@odata.nextLink":"%sfarm_goats?$skiptoken=%d"' % (ROOT.encode(), number) if number < PAGES else b""
        rows = b",".join(ROW % (number * ROWS + place) for place in range(ROWS))
        packed = gzip.compress(b'{"value":[' + rows + b"]" + more + b"}", 1)
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Stream(packed))

    client = face.client(service, options=FAST)
    held: list[int] = []
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        if face.name == "sync":
            for page in client.query(Query(Goat)).pages():
                held.append(tracemalloc.get_traced_memory()[0])
                assert len(page.rows) == ROWS
        else:
            async for page in client.query(Query(Goat)).pages():
                held.append(tracemalloc.get_traced_memory()[0])
                assert len(page.rows) == ROWS
    finally:
        tracemalloc.stop()
        gc.enable()
    assert set(asked) == {"gzip"}
    assert len(held) == PAGES
    one_body = len(ROW) * ROWS
    assert held[-1] - held[5] < 5 * one_body  # of 54 pages; a cycle for each would hold ten times that


def test_what_was_inflated_already_is_bounded_by_its_size_alone() -> None:
    found = body("gzip", most=20 << 20)
    found.add_inflated(bytes(20 << 20))
    assert len(found.whole()) == 20 << 20
    with pytest.raises(ReplyTooLarge):
        body("gzip", most=10).add_inflated(bytes(11))
