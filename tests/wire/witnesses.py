"""Independent readers of what we write, and writers of what we read: the standard library's email package, odatapy, the OASIS grammar."""

import email.parser
import email.policy
import json
from typing import Any

from reference import SHARED


def naughty_strings(step: int) -> list[str]:
    """Every step-th naughty string, or a few of our own where the list is absent."""
    path = SHARED / "data/fuzz/blns.json"
    found: list[str] = json.loads(path.read_text(encoding="utf-8"))[::step] if path.exists() else []
    return [text for text in [*found, *HOSTILE] if "\ud800" <= max(text, default="") <= "\udfff" or _sendable(text)]


def _sendable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


HOSTILE = [
    "O'Brien",
    "''",
    "a+b&c#d%e@example.com",
    "ü",
    "_",
    "%",
    "[%]",
    "100%25",
    "\r\nMSCRMCallerID: 1",
    "\r\n--batch_0\r\n",
    "--changeset_0--",
    "\u2028\u2029\u0085\x0b\x0c\x1c\x1d\x1e",
    "\x00",
    "\ufeff",
    "😀",
    "a/b\\c?d;e:f,g=h(i)j$k",
    "' or 1 eq 1 or 'a' eq '",
    "-- ",
    '"}',
    "",
]


def email_parts(body: bytes, content_type: str) -> list[tuple[dict[str, str], bytes]]:
    """The parts of a multipart body as CPython's email package reads them: headers and content."""
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        b"Content-Type: " + content_type.encode("ascii") + b"\r\n\r\n" + body
    )
    assert message.is_multipart()
    assert not message.defects
    found = []
    for part in message.iter_parts():
        headers = {name.lower(): str(value) for name, value in part.items()}
        found.append((headers, _content(part)))
    return found


def _content(part: Any) -> bytes:
    if part.is_multipart():
        # Only the leaves are compared by content; the nested body is read again from the original bytes.
        return b""
    payload: bytes = part.get_payload(decode=True)
    return payload


def email_leaves(body: bytes, content_type: str) -> list[bytes]:
    """The contents of all application/http parts, change sets opened up, as CPython's email package reads them."""
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        b"Content-Type: " + content_type.encode("ascii") + b"\r\n\r\n" + body
    )
    return [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "application/http"]
