"""Files in blocks: the documented messages in order, blocks of equal names, and no file that is shorter than it was said to be."""

import base64
import io
import json
from typing import Any
from uuid import UUID

import pytest
from reference import shared
from zoo import A1, A2, Animal

from dataverse_sdk.errors import InvalidReply, NotFound, UsageError
from dataverse_sdk.model import Table
from dataverse_sdk.operations import (
    BlockDownload,
    Reply,
    Request,
    attach_from,
    delete_file_by_id,
    download_note,
    downloading,
    files,
    upload_blocks,
    upload_to,
)
from dataverse_sdk.schema.files import read_metadata_file
from dataverse_sdk.tables import Annotation, Email
from dataverse_sdk.testing import ScriptedDriver, error_reply, json_reply

ATTACHMENT = Table("activitymimeattachment", set_name="activitymimeattachments", key="activitymimeattachmentid")
MADE = UUID(int=0xF9)
OPENED = json_reply({"FileContinuationToken": "t0ken"})
DONE = Reply(204)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 4)


def body(request: Request) -> Any:
    assert isinstance(request.body, bytes)
    return json.loads(request.body)


def ran(flow: Any, *answers: Reply) -> tuple[Any, list[tuple[str, Any]]]:
    driver = ScriptedDriver(*answers)
    value = driver.run(flow)
    assert driver.unused == []
    return value, [(request.target, body(request)) for request in driver.requests]


def blocks_of(sent: list[tuple[str, Any]]) -> tuple[list[str], bytes]:
    """The names of the blocks as they were sent, and what they hold together."""
    found = [each for target, each in sent if target == "UploadBlock"]
    assert all(each["FileContinuationToken"] == "t0ken" for each in found)
    return [each["BlockId"] for each in found], b"".join(base64.b64decode(each["BlockData"]) for each in found)


def test_a_large_note_is_attached_by_the_documented_messages() -> None:
    flow = attach_from(Animal.ref(A1), io.BytesIO(b"0123456789").read, size=10, name="a.bin", subject="S", text="T", new_id=lambda: MADE)
    made, sent = ran(flow, OPENED, DONE, DONE, DONE, json_reply({"AnnotationId": str(MADE), "FileSizeInBytes": 10}))
    assert made == MADE
    target = {
        "@odata.type": "Microsoft.Dynamics.CRM.annotation",
        "annotationid": str(MADE),
        "filename": "a.bin",
        "mimetype": "application/octet-stream",
        "subject": "S",
        "notetext": "T",
        "objectid_zoo_animal@odata.bind": f"zoo_animals({A1})",
    }
    names, content = blocks_of(sent)
    assert content == b"0123456789"
    assert len({len(base64.b64decode(name, validate=True)) for name in names}) == 1
    assert len(set(names)) == 3
    assert [sent[0], sent[-1]] == [
        ("InitializeAnnotationBlocksUpload", {"Target": target}),
        ("CommitAnnotationBlocksUpload", {"Target": target, "BlockList": names, "FileContinuationToken": "t0ken"}),
    ]


def test_a_large_attachment_belongs_to_its_activity() -> None:
    seen: list[Any] = []
    flow = attach_from(
        Email.ref(A1),
        io.BytesIO(b"01234").read,
        size=5,
        name="a.bin",
        to_activity=True,
        new_id=lambda: MADE,
        progress=lambda *told: seen.append(told),
    )
    made, sent = ran(flow, OPENED, DONE, DONE, json_reply({"ActivityMimeAttachmentId": str(MADE)}))
    assert (made, seen) == (MADE, [(4, 5), (5, 5)])
    assert sent[0][0] == "InitializeAttachmentBlocksUpload"
    assert sent[0][1]["Target"] == {
        "@odata.type": "Microsoft.Dynamics.CRM.activitymimeattachment",
        "activitymimeattachmentid": str(MADE),
        "filename": "a.bin",
        "mimetype": "application/octet-stream",
        "objecttypecode": "email",
        "objectid_activitypointer@odata.bind": f"activitypointers({A1})",
    }


@pytest.mark.parametrize("to_activity", [False, True])
def test_a_small_file_is_attached_in_one_request(to_activity: bool) -> None:
    reply = Reply(204, [("OData-EntityId", f"x({A2})")])
    flow = attach_from(Email.ref(A1), io.BytesIO(b"0123").read, size=4, name="a", to_activity=to_activity)
    made, sent = ran(flow, reply)
    assert (made, [target for target, _ in sent]) == (A2, ["activitymimeattachments" if to_activity else "annotations"])


def test_a_file_column_takes_blocks_and_a_media_type() -> None:
    flow = upload_blocks(Animal, A1, Animal.zoo_photo, io.BytesIO(b"01234").read, size=5, name="a.png", media_type="image/png")
    made, sent = ran(flow, OPENED, DONE, DONE, json_reply({"FileId": str(MADE), "FileSizeInBytes": 5}))
    assert made == MADE
    assert sent[0][1] == {
        "Target": {"@odata.type": "Microsoft.Dynamics.CRM.zoo_animal", "zoo_animalid": str(A1)},
        "FileAttributeName": "zoo_photo",
        "FileName": "a.png",
    }
    assert {name: sent[-1][1][name] for name in ("FileName", "MimeType")} == {"FileName": "a.png", "MimeType": "image/png"}


def test_the_file_of_a_note_is_replaced_where_it_is() -> None:
    note = Annotation(annotationid=A1)
    flow = upload_to(Annotation, note, Annotation.documentbody, io.BytesIO(b"01234").read, size=5, name="b.txt")
    _, sent = ran(flow, OPENED, DONE, DONE, json_reply({"AnnotationId": str(A1)}))
    assert sent[0][1]["Target"] == {"@odata.type": "Microsoft.Dynamics.CRM.annotation", "annotationid": str(A1), "filename": "b.txt"}


# --- Download.


def block(request: Request) -> Reply:
    asked = body(request)
    assert asked["FileContinuationToken"] == "t0ken"
    return json_reply({"Data": base64.b64encode(b"0123456789"[asked["Offset"] : asked["Offset"] + asked["BlockLength"]]).decode()})


def begun(size: int = 10, **more: Any) -> Reply:
    return json_reply({"FileContinuationToken": "t0ken", "FileSizeInBytes": size, "FileName": "a.bin", **more})


def test_a_note_s_file_comes_block_by_block() -> None:
    pieces: list[bytes] = []
    driver = ScriptedDriver(begun(), block, block, block)
    info = driver.run(download_note(A1, pieces.append))
    assert (pieces, info.size, info.name) == ([b"0123", b"4567", b"89"], 10, "a.bin")
    assert body(driver.requests[0]) == {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.annotation", "annotationid": str(A1)}}
    assert all(request.replayable for request in driver.requests)


def test_a_service_that_does_not_chunk_is_asked_for_everything_at_once() -> None:
    pieces: list[bytes] = []
    ScriptedDriver(begun(IsChunkingSupported=False), block).run(download_note(A1, pieces.append))
    assert pieces == [b"0123456789"]


def test_an_empty_file_is_whole_at_once() -> None:
    pieces: list[bytes] = []
    assert ScriptedDriver(begun(0)).run(download_note(A1, pieces.append)).size == 0
    assert pieces == [b""]


@pytest.mark.parametrize(
    "answers",
    [
        (json_reply({"FileContinuationToken": "", "FileSizeInBytes": 1}),),
        (json_reply({"FileContinuationToken": "t0ken"}),),
        (begun(), json_reply({"Data": "§"})),
        (begun(), json_reply({"Data": base64.b64encode(b"012").decode()})),
    ],
)
def test_a_block_that_is_not_the_one_asked_for_is_an_error(answers: tuple[Reply, ...]) -> None:
    with pytest.raises(InvalidReply):
        ScriptedDriver(*answers).run(download_note(A1, lambda piece: None))


def test_each_kind_of_file_is_downloaded_in_its_way() -> None:
    assert isinstance(downloading(Annotation, A1, Annotation.documentbody), BlockDownload)
    driver = ScriptedDriver(Reply(200, body=b"png"))
    turn = downloading(Animal, A1, Animal.zoo_photo, full=True).turn()
    assert turn is not None
    assert driver.run(turn) == b"png"
    assert driver.requests[0].target == f"zoo_animals({A1})/zoo_photo/$value?size=full"
    for empty in (Reply(204), error_reply(404)):
        turn = downloading(Animal, A1, Animal.zoo_photo).turn()
        assert turn is not None
        with pytest.raises(NotFound):
            ScriptedDriver(empty).run(turn)


def test_a_file_is_deleted_by_its_id() -> None:
    operation = delete_file_by_id(A1)
    assert (operation.request.target, body(operation.request)) == ("DeleteFile", {"FileId": str(A1)})
    assert operation.read(DONE) is None


def test_the_messages_have_the_parameters_of_the_real_metadata() -> None:
    document = read_metadata_file(shared("data/metadata/dataverse-edmx-2022-09.xml.gz"))
    declared = {action.name: {parameter.name for parameter in action.parameters} for action in document.actions}
    answer = dict.fromkeys(("AnnotationId", "ActivityMimeAttachmentId", "FileId"), str(A1))
    flows = [
        attach_from(Animal.ref(A1), io.BytesIO(b"01234").read, size=5, name="a"),
        attach_from(Email.ref(A1), io.BytesIO(b"01234").read, size=5, name="a", to_activity=True),
        upload_blocks(Animal, A1, Animal.zoo_photo, io.BytesIO(b"01234").read, size=5, name="a"),
    ]
    for flow in flows:
        for target, sent in ran(flow, OPENED, DONE, DONE, json_reply(answer))[1]:
            assert set(sent) <= declared[target]


@pytest.mark.parametrize(
    "flow",
    [
        lambda: attach_from(Animal.ref(A1), io.BytesIO(b"0").read, size=9, name="a"),
        lambda: attach_from(Animal.ref(A1), io.BytesIO(b"0").read, size=2, name="a"),
        lambda: attach_from(Animal.ref(A1), io.BytesIO(b"0123456").read, size=7, name="../a"),
        lambda: attach_from(Email.ref(A1), io.BytesIO(b"0").read, size=1, name="a", text="t", to_activity=True),
        lambda: upload_to(ATTACHMENT, A1, ATTACHMENT.column("body", str), io.BytesIO(b"0").read, size=1, name="a"),
        lambda: upload_to(Annotation, {Annotation.subject: "x"}, Annotation.documentbody, io.BytesIO(b"0").read, size=1, name="a"),
    ],
)
def test_what_cannot_be_a_file_is_refused(flow: Any) -> None:
    with pytest.raises(UsageError):
        ScriptedDriver(OPENED, DONE, DONE).run(flow())
