"""One request and one reply, as values.

Knows names, header look-up and the status phrases. Refuses to know where a request came from (a socket, a transport, a batch part)
and what it means.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import BinaryIO

from attrs import evolve, field, frozen

__all__ = ["Headers", "Reply", "Request", "phrase"]


def phrase(status: int) -> str:
    """The reason phrase of a status, empty for an unknown one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


class Headers(Mapping[str, str]):
    """Header fields by case-insensitive name; repeated fields are joined with a comma, as HTTP allows."""

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        values: dict[str, str] = {}
        for name, value in items:
            key = name.lower()
            values[key] = f"{values[key]}, {value}" if key in values else value
        self._values = values

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@frozen
class Request:
    """A request: `target` is the path and query as sent, percent-encoded; `origin` is scheme and authority.

    The content of a file stands in `upload`, a stream that can be read again from its start, and `body` is empty then.
    """

    method: str
    target: str
    headers: Headers = field(factory=Headers)
    body: bytes = b""
    origin: str = "https://emulator.localhost"
    in_batch: bool = False
    upload: BinaryIO | None = field(default=None, eq=False, repr=False)

    @property
    def size(self) -> int:
        """How many bytes of content there are."""
        return len(self.body) if self.upload is None else self.upload.seek(0, 2)

    def content(self) -> bytes | BinaryIO:
        """The content: bytes, or a stream at its start."""
        if self.upload is None:
            return self.body
        self.upload.seek(0)
        return self.upload

    def replace(self, *, target: str | None = None, body: bytes | None = None) -> "Request":
        """The same request with another target or body."""
        return evolve(
            self,
            target=self.target if target is None else target,
            body=self.body if body is None else body,
        )


@frozen
class Reply:
    """A reply: headers in the order they are sent.

    The content of a file is not in `body`: `pieces` reads it, `length` bytes in all, when it goes out.

    `breaks` names what goes wrong on its way (`breakage.BREAKS`), None when nothing does; `pause` is how long that takes, in seconds.
    `copies` is how often it stands in the reply to its batch: once, unless a fault loses or doubles it.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    breaks: str | None = None
    pause: float = 0.0
    copies: int = 1
    pieces: Callable[[], Iterator[bytes]] | None = field(default=None, eq=False, repr=False)
    length: int = 0

    def whole(self) -> "Reply":
        """The same reply with all of its content in `body`."""
        return self if self.pieces is None else evolve(self, body=b"".join(self.pieces()), pieces=None, length=0)

    def with_headers(self, *extra: tuple[str, str]) -> "Reply":
        """The same reply with more headers."""
        return evolve(self, headers=self.headers + extra)
