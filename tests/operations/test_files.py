"""Files: one piece or chunks up, ranges down; every byte once, in order, and none taken from a wrong range."""

import io
from typing import Any

import pytest
from zoo import A1, Animal, Keeper

from dataverse_sdk.errors import InvalidReply, NotFound, UsageError
from dataverse_sdk.operations import Download, FileInfo, Reply, delete_file, download, upload, upload_chunks, upload_from
from dataverse_sdk.operations import files as files_module
from dataverse_sdk.testing import ScriptedDriver, error_reply, script

TARGET = f"zoo_animals({A1})/zoo_photo"
SESSION = f"https://org.crm.dynamics.com/api/data/v9.2/{TARGET}?sessiontoken=abc"


def test_a_small_file_goes_in_one_request_with_its_name_encoded() -> None:
    request = upload(Animal, A1, Animal.zoo_photo, b"abc", name="Prüfung 1.png").request
    assert (request.method, request.target, request.body) == ("PATCH", f"{TARGET}?x-ms-file-name=Pr%C3%BCfung%201.png", b"abc")
    assert request.headers.get("Content-Type") == "application/octet-stream"
    assert upload(Animal, A1, Animal.zoo_photo, b"abc", name="a").read(Reply(204)) is None


def test_an_upload_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "CHUNK", 4)
    seen: list[Any] = []
    for size, answers in ((6, (Reply(200, [("Location", SESSION)]), Reply(206), Reply(204))), (3, (Reply(204),))):
        flow = upload_from(
            Animal, A1, Animal.zoo_photo, io.BytesIO(b"012345").read, size=size, name="a", progress=lambda *told: seen.append(told)
        )
        ScriptedDriver(*answers).run(flow)
    assert seen == [(4, 6), (6, 6), (3, 3)]


def test_a_file_of_128_mb_is_not_sent_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "MAX_SINGLE", 3)
    with pytest.raises(UsageError, match="upload_chunks"):
        upload(Animal, A1, Animal.zoo_photo, b"abc", name="a")


@pytest.mark.parametrize("told", ["4", None, "none", "0"])
def test_chunks_follow_the_session_in_order_and_name_their_place(told: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "CHUNK", 4)
    content = b"0123456789"
    opened = Reply(200, [("Location", SESSION), *([("x-ms-chunk-size", told)] if told is not None else [])])
    flow = upload_chunks(Animal, A1, Animal.zoo_photo, io.BytesIO(content).read, size=10, name="ü.bin")
    driver = ScriptedDriver(opened, Reply(206), Reply(206), Reply(204))
    driver.run(flow)
    start, *pieces = driver.requests
    assert (start.headers.get("x-ms-transfer-mode"), start.body) == ("chunked", b"")
    assert [piece.target for piece in pieces] == [SESSION] * 3
    assert [piece.body for piece in pieces] == [b"0123", b"4567", b"89"]
    assert [piece.headers.get("Content-Range") for piece in pieces] == ["bytes 0-3/10", "bytes 4-7/10", "bytes 8-9/10"]
    assert pieces[0].headers.get("x-ms-file-name") == "%C3%BC.bin"


def test_an_upload_that_opens_no_session_is_a_damaged_reply() -> None:
    with pytest.raises(InvalidReply, match="session"):
        script(upload_chunks(Animal, A1, Animal.zoo_photo, io.BytesIO(b"x").read, size=1, name="a"), Reply(200))


def test_a_source_shorter_than_its_size_is_an_error_and_not_a_short_file() -> None:
    flow = upload_chunks(Animal, A1, Animal.zoo_photo, io.BytesIO(b"").read, size=1, name="a")
    with pytest.raises(UsageError, match="ended before"):
        script(flow, Reply(200, [("Location", SESSION)]))


def ranged(content: bytes, chunk: int, *, told: bool = True) -> list[Reply]:
    replies = []
    for start in range(0, len(content), chunk):
        piece = content[start : start + chunk]
        where = (
            ("Content-Range", f"bytes {start}-{start + len(piece) - 1}/{len(content)}") if told else ("x-ms-file-size", str(len(content)))
        )
        replies.append(Reply(206, [where, ("x-ms-file-name", "a.bin"), ("mimetype", "image/png")], piece))
    return replies


@pytest.mark.parametrize("told", [True, False])
def test_a_download_gives_every_byte_once_and_in_order(told: bool) -> None:
    content, out = bytes(range(10)), io.BytesIO()
    driver = ScriptedDriver(*ranged(content, 4, told=told))
    info = driver.run(download(Animal, A1, Animal.zoo_photo, out.write, chunk=4))
    assert (out.getvalue(), info) == (content, FileInfo(10, "a.bin", "image/png"))
    assert [request.headers.get("Range") for request in driver.requests] == ["bytes=0-3", "bytes=4-7", "bytes=8-11"]
    assert driver.requests[0].target == f"{TARGET}/$value"


def test_a_service_that_does_not_chunk_gives_the_file_at_once() -> None:
    out = io.BytesIO()
    info, _ = script(download(Animal, A1, Animal.zoo_photo, out.write, chunk=2), Reply(200, [("Content-Type", "text/plain")], b"abc"))
    assert (out.getvalue(), info) == (b"abc", FileInfo(3, None, "text/plain"))


@pytest.mark.parametrize(
    "reply",
    [
        Reply(206, [("Content-Range", "bytes 4-7/10")], b"0123"),
        Reply(206, [("Content-Range", "bytes 0-3/10")], b"012"),
        Reply(206, [("Content-Range", "garbage")], b"0123"),
        Reply(206, [], b"0123"),
        Reply(206, [("x-ms-file-size", "10")], b""),
    ],
)
def test_another_range_than_the_one_asked_for_is_refused(reply: Reply) -> None:
    out = io.BytesIO()
    with pytest.raises(InvalidReply):
        script(download(Animal, A1, Animal.zoo_photo, out.write, chunk=4), reply)
    assert out.getvalue() == b""


def test_an_empty_column_is_not_found() -> None:
    with pytest.raises(NotFound):
        script(download(Animal, A1, Animal.zoo_photo, bytes), error_reply(404))


def test_a_file_is_deleted_by_deleting_the_column() -> None:
    operation = delete_file(Animal, A1, Animal.zoo_photo)
    assert (operation.request.method, operation.request.target) == ("DELETE", TARGET)
    assert operation.read(Reply(204)) is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: upload(Animal, A1, Keeper.zoo_badge, b"a", name="a"),
        lambda: upload(Animal, A1, Animal.zoo_photo, b"a", name=""),
        lambda: upload(Animal, A1, Animal.zoo_photo, b"a", name="../a"),
        lambda: upload(Animal, A1, Animal.zoo_photo, b"a", name="a\r\nb"),
        lambda: upload(Animal, "../../accounts(1)", Animal.zoo_photo, b"a", name="a"),
        lambda: next(upload_chunks(Animal, A1, Animal.zoo_photo, bytes, size=0, name="a")),
    ],
)
def test_what_cannot_be_a_file_is_refused(call: Any) -> None:
    with pytest.raises(UsageError):
        call()


def test_a_whole_file_in_the_middle_of_a_download_is_an_error_and_not_written_twice() -> None:
    written: list[bytes] = []
    driver = ScriptedDriver(Reply(206, [("Content-Range", "bytes 0-1/4")], b"ab"), Reply(200, [], b"abcd", request_id="r-1"))
    with pytest.raises(InvalidReply, match="r-1"):
        driver.run(download(Animal, A1, Animal.zoo_photo, written.append, chunk=2))
    assert written == [b"ab"]


def test_a_file_that_was_replaced_on_the_way_is_an_error() -> None:
    driver = ScriptedDriver(*(Reply(206, [("Content-Range", f"bytes {n}-{n}/{size}")], b"x") for n, size in ((0, 4), (1, 5))))
    with pytest.raises(InvalidReply, match="replaced"):
        driver.run(download(Animal, A1, Animal.zoo_photo, bytes, chunk=1))


def test_an_empty_file_is_whole_at_once() -> None:
    ranges = Download(Animal, A1, Animal.zoo_photo)
    turn = ranges.turn()
    assert turn is not None
    assert script(turn, Reply(200)) == (b"", script(Download(Animal, A1, Animal.zoo_photo).turn(), Reply(200))[1])  # type: ignore[arg-type]
    assert ranges.turn() is None


def test_a_file_goes_in_one_piece_when_it_fits_into_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "CHUNK", 4)
    driver = ScriptedDriver(Reply(204))
    pieces = iter([b"ab", b"c"])
    driver.run(upload_from(Animal, A1, Animal.zoo_photo, lambda _: next(pieces, b""), size=3, name="a"))
    assert driver.requests[0].body == b"abc"
    driver = ScriptedDriver(Reply(200, [("Location", SESSION)]), Reply(206), Reply(204))
    driver.run(upload_from(Animal, A1, Animal.zoo_photo, io.BytesIO(b"abcde").read, size=5, name="a"))
    assert [request.body for request in driver.requests] == [b"", b"abcd", b"e"]
    with pytest.raises(UsageError, match="ended before"):
        script(upload_from(Animal, A1, Animal.zoo_photo, io.BytesIO(b"ab").read, size=3, name="a"))
