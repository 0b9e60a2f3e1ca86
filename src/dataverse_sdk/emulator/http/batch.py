"""The `$batch` format: bytes into operations, replies into bytes.

Knows multipart/mixed as the documentation shows it (page "Execute batch operations using the Web API") and as clients really send
it: quoted or bare boundaries, LF for CRLF, blank lines where there should be none. Refuses to know what an operation does.
"""

import re
from collections.abc import Sequence
from typing import TypeAlias
from uuid import uuid4

from attrs import frozen

from .messages import Headers, Reply, phrase
from .refusals import Refusal, bad_request

__all__ = ["ChangeSet", "ChangeSetReply", "Operation", "PartReply", "decode", "encode"]

LIMIT = 1000
BOUNDARY = re.compile(r'(?:^|;)\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))', re.IGNORECASE)
BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
REQUEST_LINE = re.compile(rb"[ \t]*([A-Za-z]+)[ \t]*([^\r\n]*?)[ \t]*(?:HTTP/\d(?:\.\d)?)?[ \t]*(?:\r?\n|$)")


@frozen
class Operation:
    """One request inside a batch. `target` is what the request line says: relative, absolute, or `$1`."""

    method: str
    target: str
    headers: Headers
    body: bytes
    content_id: str | None = None


@frozen
class ChangeSet:
    """Operations that succeed or fail together."""

    operations: tuple[Operation, ...]


Item: TypeAlias = Operation | ChangeSet


@frozen
class PartReply:
    """The reply to one operation, with the Content-ID that is repeated beside it."""

    reply: Reply
    content_id: str | None = None


@frozen
class ChangeSetReply:
    """The replies of a change set: all of them, or the one that failed."""

    replies: tuple[PartReply, ...]


def boundary_of(content_type: str) -> str:
    """The boundary named by a multipart Content-Type; Refusal when there is none."""
    match = BOUNDARY.search(content_type)
    if match is None or not content_type.strip().lower().startswith("multipart/mixed"):
        raise bad_request("Invalid 'Content-Type' header value: a batch is multipart/mixed and names its boundary.")
    return match[1] or match[2]


def split(body: bytes, boundary: str) -> list[bytes]:
    """The parts between delimiter lines, without the line end before each delimiter.

    Text before the first delimiter and after the closing one is ignored. A body without its closing delimiter was cut short on
    the way, and is refused whole rather than carried out in part.
    """
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    parts: list[bytes] = []
    start: int | None = None
    for match in delimiter.finditer(body):
        if start is not None:
            parts.append(body[start : match.start()])
        if match[1]:
            return parts
        start = match.end()
    raise bad_request("The batch request is malformed: the closing boundary is missing.")


def _head_and_rest(part: bytes) -> tuple[Headers, bytes]:
    part = part.lstrip(b"\r\n")
    match = BLANK_LINE.search(part)
    head, rest = (part, b"") if match is None else (part[: match.start()], part[match.end() :])
    fields = []
    for line in re.split(rb"\r?\n", head.rstrip()):
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon:
            raise bad_request("The batch request is malformed: a part has a header line without a colon.")
        fields.append((name.strip(), value.strip()))
    return Headers(fields), rest


def _operation(part: bytes, content_id: str | None) -> Operation:
    part = part.lstrip(b"\r\n\t ")
    line = REQUEST_LINE.match(part)
    if line is None or not line[2]:
        raise bad_request("The batch request is malformed: a part has no request line.")
    rest = part[line.end() :]
    if not rest.strip() or rest[:1] in (b"\r", b"\n"):
        headers, body = Headers(), rest.lstrip(b"\r\n")
    else:
        headers, body = _head_and_rest(rest)
    length = headers.get("content-length", "")
    if length.isdigit():
        body = body[: int(length)]
    target = line[2].decode("utf-8", "replace")
    return Operation(line[1].decode("ascii").upper(), target, headers, body, content_id)


def _change_set(body: bytes, boundary: str) -> ChangeSet:
    operations = []
    for part in split(body, boundary):
        headers, rest = _head_and_rest(part)
        if headers.get("content-type", "").lower().startswith("multipart"):
            raise bad_request("A change set cannot hold another change set or batch.")
        content_id = headers.get("content-id")
        operation = _operation(rest, content_id)
        # some clients put the Content-ID on the inner request
        content_id = content_id or operation.headers.get("content-id")
        if content_id is None:
            raise bad_request("Content-ID header not present.")
        if operation.method == "GET":
            raise bad_request("A change set cannot hold a GET request.")
        operations.append(Operation(operation.method, operation.target, operation.headers, operation.body, content_id))
    if len({operation.content_id for operation in operations}) < len(operations):
        raise bad_request("The Content-ID of every operation in a change set must be unique.")
    return ChangeSet(tuple(operations))


def decode(content_type: str, body: bytes) -> tuple[Item, ...]:
    """The operations and change sets of a batch, in order; Refusal when the whole batch is rejected.

    At most 1,000 operations, those in change sets counted; no batch within a batch.
    """
    items: list[Item] = []
    count = 0
    for part in split(body, boundary_of(content_type)):
        headers, rest = _head_and_rest(part)
        kind = headers.get("content-type", "")
        item: Item
        if kind.lower().startswith("multipart/mixed"):
            item = _change_set(rest, boundary_of(kind))
            operations: tuple[Operation, ...] = item.operations
        else:
            item = _operation(rest, headers.get("content-id"))
            operations = (item,)
        if any(operation.target.partition("?")[0].rstrip("/").endswith("$batch") for operation in operations):
            raise bad_request("A batch request cannot hold another batch request.")
        count += len(operations)
        items.append(item)
    if count > LIMIT:
        raise Refusal(400, "0x80060888", f"The number of operations in the batch, {count}, exceeds the maximum of {LIMIT}.")
    return tuple(items)


def _part(reply: Reply, content_id: str | None) -> bytes:
    lines = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if content_id is not None:
        lines.append(f"Content-ID: {content_id}")
    lines += ["", f"HTTP/1.1 {reply.status} {phrase(reply.status)}".rstrip()]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + reply.body + b"\r\n"


def _multipart(boundary: str, parts: Sequence[bytes]) -> bytes:
    delimiter = b"--" + boundary.encode()
    return b"".join(delimiter + b"\r\n" + part for part in parts) + delimiter + b"--\r\n"


def encode(items: Sequence[PartReply | ChangeSetReply], status: int = 200) -> Reply:
    """The reply to a batch. `status` is 200, or that of the failure that stopped it."""
    parts = []
    for item in items:
        if isinstance(item, PartReply):
            parts += [_part(item.reply, item.content_id)] * item.reply.copies
        else:
            inner = f"changesetresponse_{uuid4()}"
            head = f"Content-Type: multipart/mixed; boundary={inner}\r\n\r\n".encode()
            answered = [each for each in item.replies for _ in range(each.reply.copies)]
            parts.append(head + _multipart(inner, [_part(each.reply, each.content_id) for each in answered]))
    boundary = f"batchresponse_{uuid4()}"
    headers = (("Content-Type", f"multipart/mixed; boundary={boundary}"), ("OData-Version", "4.0"))
    return Reply(status, headers, _multipart(boundary, parts))
