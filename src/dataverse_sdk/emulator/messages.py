"""One request and one reply, as values.

Knows names, header look-up and the status phrases. Refuses to know where a request came from (a socket, a transport, a batch part)
and what it means.
"""

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus

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
    """A request: `target` is the path and query as sent, percent-encoded; `origin` is scheme and authority."""

    method: str
    target: str
    headers: Headers = field(factory=Headers)
    body: bytes = b""
    origin: str = "https://emulator.localhost"
    in_batch: bool = False

    def replace(self, *, target: str | None = None, body: bytes | None = None) -> "Request":
        """The same request with another target or body."""
        return evolve(
            self,
            target=self.target if target is None else target,
            body=self.body if body is None else body,
        )


@frozen
class Reply:
    """A reply: headers in the order they are sent."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def with_headers(self, *extra: tuple[str, str]) -> "Reply":
        """The same reply with more headers."""
        return evolve(self, headers=self.headers + extra)
