"""Notes, attachments and images through both clients against the emulator: what went in comes out, in blocks."""

import base64
import io
import json
import tracemalloc
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from faces import G1, Face

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import NotFound
from dataverse_sdk.model import Table
from dataverse_sdk.operations import create, files, get
from dataverse_sdk.tables import Annotation, Contact, Email

pytestmark = pytest.mark.anyio

ATTACHMENT = Table("activitymimeattachment", set_name="activitymimeattachments", key="activitymimeattachmentid")
BODY = ATTACHMENT.column("body", str)
LARGE = bytes(range(256)) * 5
PICTURE = b"\x89PNG\r\n\x1a\n" + LARGE


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 1000)


@pytest.mark.parametrize("content", [b"small", LARGE], ids=["small", "large"])
async def test_a_note_s_file_comes_back_as_it_went(face: Face, content: bytes, tmp_path: Path) -> None:
    with Emulator(seed="empty") as emulator:
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        ada = Contact.ref(await face.call(client.send, create(Contact(lastname="Ada"))))
        source = tmp_path / "letter.bin"
        source.write_bytes(content)
        note = await face.call(client.attach, ada, source, subject="Letter", text="Read it")
        row = await face.call(client.send, get(Annotation, note))
        assert (row.subject, row.notetext, row.filename) == ("Letter", "Read it", "letter.bin")
        assert row.objectid is not None
        assert row.objectid.id == ada.id
        info = await face.call(client.download, Annotation, note, Annotation.documentbody, tmp_path / "back.bin")
        assert ((tmp_path / "back.bin").read_bytes(), info.size, info.name) == (content, len(content), "letter.bin")
        await face.call(client.upload, Annotation, note, Annotation.documentbody, content * 2, name="twice.bin")
        assert b"".join(await face.rows(client.read_file(Annotation, note, Annotation.documentbody))) == content * 2


async def test_an_email_s_attachment_comes_back_as_it_went(face: Face) -> None:
    with Emulator(seed="empty") as emulator:
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        mail = Email.ref(await face.call(client.send, create(Email(subject="Hello"))))
        made = await face.call(client.attach, mail, io.BytesIO(LARGE), name="a.bin", to_activity=True)
        sink = io.BytesIO()
        await face.call(client.download, ATTACHMENT, made, BODY, sink)
        assert sink.getvalue() == LARGE
        (row,) = emulator.rows("activitymimeattachments")
        assert (row["filename"], UUID(str(row["activitymimeattachmentid"]))) == ("a.bin", made)


async def test_an_empty_image_is_not_found_and_a_full_one_is_as_it_went(face: Face) -> None:
    with Emulator(seed="empty") as emulator:
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        ada = await face.call(client.send, create(Contact(lastname="Ada")))
        with pytest.raises(NotFound):
            await face.call(client.download, Contact, ada, Contact.entityimage, io.BytesIO())
        await face.call(client.upload, Contact, ada, Contact.entityimage, PICTURE, name="ada.png")
        assert b"".join(await face.rows(client.read_file(Contact, ada, Contact.entityimage, full=True))) == PICTURE


class Cellar:
    """A service that takes blocks and gives blocks, and keeps none."""

    def __init__(self, size: int) -> None:
        self.size, self.taken = size, 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        message, body = request.url.path.rpartition("/")[2], json.loads(request.content)
        if message == "UploadBlock":
            self.taken += len(base64.b64decode(body["BlockData"]))
            return httpx.Response(204)
        if message == "DownloadBlock":
            return httpx.Response(200, json={"Data": base64.b64encode(bytes(body["BlockLength"])).decode()})
        told = {"FileContinuationToken": "t", "FileSizeInBytes": self.size, "AnnotationId": str(G1)}
        return httpx.Response(200, json=told)


async def test_memory_holds_one_block_however_large_the_file_is(face: Face, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    block, count = 1 << 16, 100
    monkeypatch.setattr(files, "CHUNK", block)
    cellar = Cellar(block * count)
    client = face.client(cellar)
    nowhere = tmp_path / "a.bin"
    for work in (
        lambda: face.call(client.attach, Contact.ref(G1), (bytes(1000) for _ in range(7000)), size=block * count, name="a"),
        lambda: face.call(client.download, Annotation, G1, Annotation.documentbody, nowhere),
    ):
        tracemalloc.start()
        try:
            await work()
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert most < 20 * block
    assert cellar.taken == block * count
