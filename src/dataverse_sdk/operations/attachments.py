"""Files beside records: notes with a document, and attachments of activities. Both travel as base64 text in an ordinary column.

Whole in memory, unlike file columns; `blocks` does the same piece by piece. The service takes up to 128 MB of them, 5 MB unless the
environment allows more.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/attachment-annotation-files.
"""

from __future__ import annotations

import base64
from functools import partial
from typing import Any
from uuid import UUID

from attrs import field, frozen

from ..errors import InvalidReply, UsageError
from ..model import Entity, Reference
from ..model.rows import row_id
from ..model.values import as_uuid, id_of
from ..wire import json
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import created_id, json_object
from .messages import row_target
from .rows import JSON

__all__ = ["Attachment", "activity_attachment", "attach_to_activity", "attach_to_record", "note_file"]


@frozen
class Attachment:
    """A file out of a note or an activity. `name` was chosen by whoever attached it: never use it as a path."""

    name: str | None
    media_type: str | None
    content: bytes = field(repr=False)


def reference_of(row: Entity | Reference[Any]) -> Reference[Any]:
    """Gives a reference to a row, or the reference itself."""
    return row if isinstance(row, Reference) else Reference(type(row), row_id(row))


def checked_name(name: str) -> str:
    """Gives back a file name, and refuses one that is empty or a path."""
    if not name or any(character in name for character in "\r\n\0/\\"):
        raise UsageError("a file name must not be empty or hold a path")
    return name


def _file(column: str, content: bytes, name: str, media_type: str, subject: str | None) -> dict[str, Any]:
    document: dict[str, Any] = {column: base64.b64encode(content).decode("ascii"), "filename": checked_name(name), "mimetype": media_type}
    return document if subject is None else {**document, "subject": subject}


def attach_to_record(
    row: Entity | Reference[Any],
    content: bytes,
    *,
    name: str,
    media_type: str = "application/octet-stream",
    subject: str | None = None,
    text: str | None = None,
) -> Operation[UUID]:
    """Adds a note with a file to a record, and gives the note's id. The record's table must have notes."""
    document = _file("documentbody", content, name, media_type, subject)
    if text is not None:
        document["notetext"] = text
    document[f"objectid_{reference_of(row).table}@odata.bind"] = row_target(row)
    return Operation(Request("POST", "annotations", (JSON,), json.dumps(document)), created_id, creates="annotation")


def attach_to_activity(
    activity: Entity | Reference[Any],
    content: bytes,
    *,
    name: str,
    media_type: str = "application/octet-stream",
    subject: str | None = None,
) -> Operation[UUID]:
    """Adds a file to an activity such as an email, and gives the attachment's id."""
    reference = reference_of(activity)
    key = id_of(reference, "an attachment")
    document = _file("body", content, name, media_type, subject)
    document |= {
        "objecttypecode": reference.table,
        "objectid_activitypointer@odata.bind": f"activitypointers({key})",
    }
    return Operation(Request("POST", "activitymimeattachments", (JSON,), json.dumps(document)), created_id)


def note_file(note: UUID | str) -> Operation[Attachment]:
    """Reads the file of a note, by the note's id. Raises InvalidReply for a note without one."""
    return _get("annotations", note, "documentbody")


def activity_attachment(attachment: UUID | str) -> Operation[Attachment]:
    """Reads a file of an activity, by the attachment's id."""
    return _get("activitymimeattachments", attachment, "body")


def _get(set_name: str, key: UUID | str, column: str) -> Operation[Attachment]:
    return Operation(Request("GET", f"{set_name}({as_uuid(key)})?$select=filename,mimetype,{column}"), partial(_read, column))


def _read(column: str, reply: Reply) -> Attachment:
    document = json_object(reply)
    try:
        return Attachment(document.get("filename"), document.get("mimetype"), base64.b64decode(document[column], validate=True))
    except (KeyError, TypeError, ValueError):
        raise InvalidReply(f"$.{column}: not a file in base64", request_id=reply.request_id) from None
