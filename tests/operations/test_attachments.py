"""Notes and attachments carry their file as base64 beside its name and type."""

import base64
import json
from typing import Any

import pytest
from zoo import A1, A2, Animal

from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.operations import (
    Attachment,
    Operation,
    Reply,
    activity_attachment,
    attach_to_activity,
    attach_to_record,
    note_file,
)
from dataverse_sdk.tables import Email
from dataverse_sdk.testing import json_reply

CONTENT = bytes(range(256))
BASE64 = base64.b64encode(CONTENT).decode()


def sent(operation: Operation[Any]) -> tuple[str, str, Any]:
    assert isinstance(operation.request.body, bytes)
    return operation.request.method, operation.request.target, json.loads(operation.request.body)


@pytest.mark.parametrize("row", [Animal.ref(A1), Animal(zoo_animalid=A1)], ids=["reference", "row"])
def test_a_note_is_bound_to_its_record(row: Any) -> None:
    operation = attach_to_record(row, CONTENT, name="a.png", media_type="image/png", subject="Photo", text="Look")
    body = {"documentbody": BASE64, "filename": "a.png", "mimetype": "image/png", "subject": "Photo", "notetext": "Look"}
    assert sent(operation) == ("POST", "annotations", {**body, "objectid_zoo_animal@odata.bind": f"zoo_animals({A1})"})
    assert operation.read(Reply(204, [("OData-EntityId", f"annotations({A2})")])) == A2
    assert "subject" not in sent(attach_to_record(row, b"", name="a"))[2]


def test_an_attachment_is_bound_to_its_activity() -> None:
    method, target, body = sent(attach_to_activity(Email.ref(A1), CONTENT, name="a.bin"))
    assert (method, target) == ("POST", "activitymimeattachments")
    assert body == {
        "body": BASE64,
        "filename": "a.bin",
        "mimetype": "application/octet-stream",
        "objecttypecode": "email",
        "objectid_activitypointer@odata.bind": f"activitypointers({A1})",
    }


def test_a_file_is_read_back() -> None:
    note = note_file(A1)
    assert note.request.target == f"annotations({A1})?$select=filename,mimetype,documentbody"
    document = {"filename": "a.png", "mimetype": "image/png", "documentbody": BASE64}
    assert note.read(json_reply(document)) == Attachment("a.png", "image/png", CONTENT)
    assert activity_attachment(str(A1)).request.target == f"activitymimeattachments({A1})?$select=filename,mimetype,body"


@pytest.mark.parametrize("document", [{}, {"documentbody": None}, {"documentbody": "§"}, {"documentbody": "abc"}])
def test_a_note_without_a_file_is_no_empty_file(document: Any) -> None:
    with pytest.raises(InvalidReply, match="documentbody"):
        note_file(A1).read(json_reply(document))


@pytest.mark.parametrize("name", ["", "../a", "a\\b", "a\r\nb"])
def test_a_name_that_is_a_path_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="file name"):
        attach_to_record(Animal.ref(A1), b"x", name=name)
