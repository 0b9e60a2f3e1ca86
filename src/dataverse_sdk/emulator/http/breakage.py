"""How a reply breaks on its way: the bytes that still go out, and how the connection ends.

Knows HTTP/1.1 framing and the kinds of breakage. Refuses to know sockets, httpx, and when something breaks (`faults`).
"""

import gzip
from collections.abc import Callable

from attrs import field, frozen

from .messages import Reply, phrase

__all__ = ["BREAKS", "Sending", "head_of", "sending"]

BODILESS = frozenset({204, 304})
GARBAGE = b"\x16\x03\x01 this is no HTTP \xff\xfe\r\n\r\n"
DRIP = 64
LONG_HEADER = 300_000


@frozen
class Sending:
    """What goes out for one reply: pieces of bytes with a `pause` before each, then the end of the connection.

    `end` is "keep" (the connection may serve on), "fin" (it is closed in order), "rst" (it is reset) or "hang" (nothing more comes, and
    it stays open until the client gives up or `pause` is over).
    """

    pieces: tuple[bytes, ...]
    end: str = "keep"
    pause: float = 0.0


def head_of(reply: Reply, *, length: int | None = None, close: bool = False, extra: tuple[tuple[str, str], ...] = ()) -> bytes:
    """Status line and headers; `length` is what Content-Length says, where it is not the truth."""
    lines = [f"HTTP/1.1 {reply.status} {phrase(reply.status)}"]
    lines += [f"{name}: {value}" for name, value in (*reply.headers, *extra)]
    if reply.status not in BODILESS:
        lines.append(f"Content-Length: {len(reply.body) if length is None else length}")
    if close:
        lines.append("Connection: close")
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"


def _truncated_gzip(reply: Reply) -> Sending:
    body = gzip.compress(reply.body)[:-8]
    return Sending((head_of(reply, length=len(body), extra=(("Content-Encoding", "gzip"),)), body))


def _half(reply: Reply) -> bytes:
    return reply.body[: len(reply.body) // 2]


@frozen
class Break:
    """One kind of breakage: what it sends, whether it needs a reply with a body to show, and whether the client sees a status."""

    send: Callable[[Reply], Sending]
    summary: str = field(eq=False)
    needs_body: bool = False
    answers: bool = False


BREAKS: dict[str, Break] = {
    "drop": Break(lambda reply: Sending((), "fin"), "the connection ends in order, without a reply"),
    "reset": Break(lambda reply: Sending((), "rst"), "the connection is reset, without a reply"),
    "silence": Break(lambda reply: Sending((), "hang", reply.pause), "nothing comes, until the client gives up"),
    "interim": Break(lambda reply: Sending((b"HTTP/1.1 100 Continue\r\n\r\n",), "fin"), "an interim reply, then the end"),
    "cut head": Break(lambda reply: Sending((head_of(reply)[:40],), "fin"), "the connection ends inside the headers"),
    "garbage": Break(lambda reply: Sending((GARBAGE,), "fin"), "bytes that are no HTTP"),
    "huge header": Break(
        lambda reply: Sending((head_of(reply, extra=(("X-Filler", "x" * LONG_HEADER),)), reply.body), "fin"),
        "a header of 300 kB",
    ),
    "truncate": Break(lambda reply: Sending((head_of(reply), _half(reply)), "fin"), "the connection ends inside the body", True, True),
    "cut body": Break(lambda reply: Sending((head_of(reply), _half(reply)), "rst"), "the connection is reset inside the body", True, True),
    "long length": Break(
        lambda reply: Sending((head_of(reply, length=len(reply.body) + 17), reply.body), "fin"),
        "Content-Length announces more than there is",
        True,
        True,
    ),
    "short length": Break(
        lambda reply: Sending((head_of(reply, length=max(0, len(reply.body) - 17)), reply.body), "fin"),
        "Content-Length announces less than there is",
        True,
        True,
    ),
    "truncated gzip": Break(_truncated_gzip, "a compressed body without its end", True, True),
    "drip": Break(
        lambda reply: Sending(
            (head_of(reply), *(reply.body[at : at + DRIP] for at in range(0, len(reply.body), DRIP))), "keep", reply.pause
        ),
        "the body comes 64 bytes at a time, with a pause before each",
        True,
        True,
    ),
    "stale": Break(
        lambda reply: Sending((head_of(reply), reply.body), "fin"),
        "a whole reply, then the kept-alive connection ends without a word",
        answers=True,
    ),
}


def sending(reply: Reply, *, close: bool = False, with_body: bool = True) -> Sending:
    """What goes out for `reply`, broken or not. `close` is what the client asked for; HEAD replies have no body."""
    if reply.breaks is not None:
        return BREAKS[reply.breaks].send(reply)
    head = head_of(reply, close=close)
    body = reply.body if with_body and reply.status not in BODILESS else b""
    return Sending((head + body,), "fin" if close else "keep")
