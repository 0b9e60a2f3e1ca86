"""The `$batch` codec: parts to bytes and bytes to parts. Works on bytes, knows no text encoding and no JSON.

Knows the MIME framing of OData 4.0 batches (https://docs.oasis-open.org/odata/odata/v4.0/os/part1-protocol/odata-v4.0-os-part1-protocol.html,
11.7) and what Dataverse makes of it. Lines end with CRLF; a body is split at delimiters only, never at line ends inside it: U+2028
or U+0085 in a JSON text are content. Encoding and decoding are mirror images: `join`/`split`, `request_to_bytes`/`request_from_bytes`,
`reply_to_bytes`/`reply_from_bytes`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from attrs import frozen

from ..errors import BatchDecodeError, UsageError
from .messages import Headers, Reply, Request, ServiceRoot, check_field

__all__ = [
    "Part",
    "boundary_of",
    "join",
    "reply_from_bytes",
    "reply_to_bytes",
    "request_from_bytes",
    "request_to_bytes",
    "split",
]

_CRLF = b"\r\n"
# RFC 2046, 5.1.1: what a boundary may hold. It may not end in a space.
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
_PARAMETER = re.compile(r';\s*boundary\s*=\s*(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)
_REFERENCE = re.compile(r"\$\d+(?:/.*)?")
_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)? ([1-5]\d{2})(?: [^\r\n]*)?(?:\r?\n|\r?\Z)")
_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP/1\.1")


@frozen
class Part:
    """One part of a multipart body: its own headers, and its content."""

    headers: Headers
    content: bytes


def boundary_of(content_type: str | None) -> str:
    """Gives the boundary named by a `multipart/mixed` content type, quoted or not.

    Raises BatchDecodeError when it is another type, or names none.
    """
    kind = (content_type or "").partition(";")[0].strip().lower()
    found = _PARAMETER.search(content_type or "")
    boundary = (found[1] or found[2] or "") if found else ""
    if kind != "multipart/mixed" or not _BOUNDARY.fullmatch(boundary):
        raise BatchDecodeError("the answer is not multipart/mixed with a usable boundary")
    return boundary


def _header_block(headers: Iterable[tuple[str, str]]) -> bytes:
    return b"".join([_header_line(name, value) for name, value in headers])


@lru_cache(maxsize=64)
def _header_line(name: str, value: str) -> bytes:
    """Gives a header as it travels; the operations of a batch have mostly the same."""
    check_field(name, value)
    return f"{name}: {value}\r\n".encode("ascii")


def join(parts: Sequence[Part], boundary: str) -> bytes:
    """Gives the multipart body. Raises UsageError when the boundary occurs in a part, so that none can forge another."""
    mark = b"--" + boundary.encode("ascii")
    if any(mark in part.content for part in parts):
        raise UsageError("the boundary occurs in the content of a part")
    pieces = [mark + _CRLF + _header_block(part.headers) + _CRLF + part.content + _CRLF for part in parts]
    return b"".join(pieces) + mark + b"--" + _CRLF


def split(body: bytes, boundary: str) -> list[Part]:
    """Gives the parts of a multipart body, in order.

    A preamble and an epilogue are skipped. Raises BatchDecodeError when the closing delimiter is missing: the body was cut.
    """
    mark = b"--" + boundary.encode("ascii")
    parts: list[Part] = []
    start: int | None = None
    line_end: int | None
    place = body.find(mark)
    while place != -1:
        after = place + len(mark)
        # A delimiter stands at the start of a line and fills it; the same bytes elsewhere are content.
        if place == 0 or body[place - 1] == 0x0A:
            if body.startswith(_CRLF, after):
                closing, line_end = False, after + 2
            else:
                closing = body.startswith(b"--", after)
                line_end = _end_of_delimiter(body, after + 2 if closing else after, closing=closing)
            if line_end is not None:
                if start is not None:
                    parts.append(_part(body, start, place))
                if closing:
                    return parts
                start = after = line_end
        place = body.find(mark, after)
    raise BatchDecodeError("the answer ends before its closing boundary; parts of it are missing")


def _end_of_delimiter(body: bytes, place: int, *, closing: bool) -> int | None:
    """The offset after the delimiter's line, or None when something else follows and it is no delimiter."""
    while body[place : place + 1] in (b" ", b"\t"):
        place += 1
    if body[place : place + 2] == _CRLF:
        return place + 2
    if body[place : place + 1] == b"\n":
        return place + 1
    return place if closing and place == len(body) else None


def _part(body: bytes, start: int, stop: int) -> Part:
    # The line break before a delimiter belongs to the delimiter.
    if body.endswith(_CRLF, start, stop):
        stop -= 2
    elif body.endswith(b"\n", start, stop):
        stop -= 1
    return Part(*_headers_and_rest(body, start, stop))


def _headers_and_rest(content: bytes, start: int = 0, stop: int | None = None) -> tuple[Headers, bytes]:
    """Gives the headers that begin at an offset, and what follows the empty line after them."""
    stop = len(content) if stop is None else stop
    end = content.find(b"\r\n\r\n", start, stop)
    if end > start:
        block = content[start:end]
        # Some line may end without a CR, and the headers with it: then they are read line by line.
        if block.count(b"\n") == block.count(_CRLF) and not block.startswith(_CRLF) and len(block) <= 1024:
            return _fields(block), content[end + 4 : stop]
    return _headers_line_by_line(content, start, stop)


def _headers_line_by_line(content: bytes, place: int, stop: int) -> tuple[Headers, bytes]:
    lines: list[bytes] = []
    while True:
        end = content.find(b"\n", place, stop)
        line = content[place : stop if end == -1 else end].removesuffix(b"\r")
        place = stop if end == -1 else end + 1
        if not line:
            return _fields(_CRLF.join(lines)), content[place:stop]
        lines.append(line)
        if end == -1:
            return _fields(_CRLF.join(lines)), b""


@lru_cache(maxsize=64)
def _fields(block: bytes) -> Headers:
    """Gives the headers in a block of lines. Most parts of a batch have the same few, so that the last are kept."""
    headers: list[tuple[str, str]] = []
    # RFC 9110, 5.5: bytes outside ASCII are opaque; Latin-1 keeps each of them.
    for line in block.decode("latin-1").split("\r\n") if block else ():
        name, colon, value = line.partition(":")
        if not colon or not name.strip() or name != name.rstrip():
            raise BatchDecodeError("a part's header line is damaged")
        headers.append((name.strip(), value.strip()))
    return Headers(headers)


def request_to_bytes(request: Request, root: ServiceRoot) -> bytes:
    """Gives a request as the content of an `application/http` part, its URL absolute.

    A `$1` reference stays as it is: the service resolves it. The body of a write is JSON, said as the documentation's samples say it.
    """
    target = request.target if _REFERENCE.fullmatch(request.target) else root.resolve(request.target)
    content = request.content(root)
    return (
        f"{request.method} {target} HTTP/1.1\r\n".encode("ascii")
        + _header_block(request.headers)
        + _CRLF
        + (_CRLF if content is None else content)
    )


def request_from_bytes(content: bytes) -> Request:
    """Gives the request in an `application/http` part."""
    line, _, rest = content.partition(b"\n")
    found = _REQUEST_LINE.fullmatch(line.removesuffix(b"\r"))
    if found is None:
        raise BatchDecodeError("a part does not begin with a request line")
    headers, body = _headers_and_rest(rest)
    try:
        return Request(found[1].decode("ascii"), found[2].decode("latin-1"), headers, body if body.strip() else None)
    except UsageError:
        raise BatchDecodeError("a part's request line or headers hold what HTTP does not allow there") from None


def reply_to_bytes(reply: Reply) -> bytes:
    """Gives a reply as the content of an `application/http` part."""
    return f"HTTP/1.1 {reply.status} -\r\n".encode("ascii") + _header_block(reply.headers) + _CRLF + reply.body


def reply_from_bytes(content: bytes) -> Reply:
    """Gives the reply in an `application/http` part. Raises BatchDecodeError when it is cut or damaged."""
    content = content.lstrip(b"\r\n")
    found = _STATUS_LINE.match(content)
    if found is None:
        raise BatchDecodeError("a part does not begin with a status line")
    headers, body = _headers_and_rest(content, found.end())
    length = headers.get("Content-Length")
    if length is not None:
        if not length.isdecimal() or int(length) > len(body):
            raise BatchDecodeError("a part is shorter than it says")
        body = body[: int(length)]
    request_id = headers.get("x-ms-service-request-id") or headers.get("REQ_ID")
    return Reply(int(found[1]), headers, body, sends=0, request_id=request_id)
