"""Requests and replies as frozen values, and the root of the service they belong to.

Knows header syntax and URL targets. Refuses to know how a message is sent: that is `client.drivers`.
Every string that ends up in a header or a request line passes `check_field` or `check_target`: a CR or LF in one of them would
forge a header, and inside a `$batch` no HTTP library stands guard.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from attrs import field, frozen

from ..errors import ForeignLink, UsageError

__all__ = ["Headers", "Link", "Reply", "Request", "ServiceRoot", "describe"]

# RFC 9110, 5.6.2 and 5.5: a field name is a token; a value is visible ASCII, space and tab, and neither begins nor ends with those two.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD_VALUE = re.compile(r"(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?")
_METHOD = re.compile(r"[A-Z]{1,16}")
# What may stand raw in a request target. A `#` would cut the rest off, a space would end the request line.
_TARGET = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")


def check_field(name: str, value: str) -> None:
    """Refuses a header that could not stand on one line."""
    if not _TOKEN.fullmatch(name):
        raise UsageError("a header name must be an HTTP token")
    if not _FIELD_VALUE.fullmatch(value):
        raise UsageError(f"the value of header {name} holds a character that HTTP does not allow there")


def check_target(target: str) -> None:
    """Refuses a request target with raw spaces, control characters, `#` or non-ASCII, and one with dot segments."""
    if not _TARGET.fullmatch(target):
        raise UsageError("a request target must be percent-encoded ASCII without spaces or '#'")
    path = target.partition("?")[0]
    if any(segment in {".", "..", "%2e", "%2e%2e", ".%2e", "%2e."} for segment in path.lower().split("/")):
        raise UsageError("a request target must not hold dot segments")


class Headers:
    """An immutable list of header fields; names compare without case, and one name may stand several times."""

    __slots__ = ("_by_name", "_items")

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items = tuple(items)
        self._by_name: dict[str, str] | None = None  # made when it is first asked

    def get(self, name: str, default: str | None = None) -> str | None:
        """The first value under this name, or the default."""
        found = self._by_name
        if found is None:
            found = self._by_name = {key.lower(): value for key, value in reversed(self._items)}
        return found.get(name.lower(), default)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Headers):
            return NotImplemented
        return [(k.lower(), v) for k, v in self._items] == [(k.lower(), v) for k, v in other._items]

    def __hash__(self) -> int:
        return hash(tuple((k.lower(), v) for k, v in self._items))

    def __repr__(self) -> str:
        # Values can hold tokens and ids: only the names are shown.
        return f"<Headers {', '.join(key for key, _ in self._items)}>"


def _headers(items: Headers | Iterable[tuple[str, str]]) -> Headers:
    return items if isinstance(items, Headers) else Headers(items)


_ORIGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://[^/?#]*")
_OPTION = re.compile(r"[$@]?[A-Za-z_][A-Za-z0-9_.]*")


def describe(target: str) -> str:
    """Gives a request target without anything private: keys and option values are left out, names stay.

    >>> describe("contacts(emailaddress1='ada%40example.com')/firstname?$select=firstname&$filter=fullname%20eq%20'Ada'")
    'contacts(...)/firstname?$select&$filter'
    """
    path, _, query = _ORIGIN.sub("", target).partition("#")[0].partition("?")
    # Keys hold any text. Encoded as `literals` does they hold no "/", but a target may be of the caller's own making: quoted text
    # goes first, then everything from a "(" to the end of its segment.
    shown = "/".join(re.sub(r"\(.*", "(...)", segment) for segment in re.sub(r"'[^']*(?:'|$)", "", path).split("/"))
    # An "&" inside a value that was not encoded must not pass a piece of that value off as a name.
    names = [name for name, mark, _ in (option.partition("=") for option in query.split("&")) if mark and _OPTION.fullmatch(name)]
    return f"{shown}?{'&'.join(names)}" if names else shown


@frozen(repr=False)
class Link:
    """A body that names another record by its absolute URL: `{"@odata.id": "https://..."}`; `$1` names one of the same change set.

    The URL is known only where the service is, so the body is made when the request leaves.
    """

    target: str

    def at(self, root: "ServiceRoot") -> bytes:
        """Gives the JSON text."""
        url = self.target if self.target.startswith("$") else root.resolve(self.target)
        return b'{"@odata.id":"' + url.encode("ascii") + b'"}'


@frozen
class Request:
    """One request to the service: a method, a target, headers and a body.

    `target` is relative to the service root (`contacts?$select=fullname`), or an absolute link that the service itself gave.
    `replayable` says that carrying the request out twice leaves the same state and answer as once, so that it may be sent again
    when the outcome of the first attempt is unknown. `reads` says that it changes nothing, so that a lost answer leaves nothing open.
    A GET does both.
    """

    method: str
    target: str
    headers: Headers = field(default=Headers(), converter=_headers)
    body: bytes | Link | None = None
    reads: bool = field(kw_only=True)
    replayable: bool = field(kw_only=True)

    @reads.default
    def _a_get_reads(self) -> bool:
        return self.method == "GET"

    @replayable.default
    def _reads_are_replayable(self) -> bool:
        return self.reads

    def __attrs_post_init__(self) -> None:
        if not _METHOD.fullmatch(self.method):
            raise UsageError("an HTTP method is a word in capitals, such as GET")
        check_target(self.target)
        for name, value in self.headers:
            check_field(name, value)

    def content(self, root: "ServiceRoot") -> bytes | None:
        """Gives the body as it leaves for this service."""
        return self.body.at(root) if isinstance(self.body, Link) else self.body

    def __repr__(self) -> str:
        return f"<Request {self.method} {describe(self.target)}>"


@frozen
class Reply:
    """One reply: status, headers and the inflated body.

    `sends` is how many HTTP requests it took, retries included; a part of a `$batch` took none of its own.
    `request_id` is the service's id for the request where it gave one, else the client's.
    """

    status: int
    headers: Headers = field(default=Headers(), converter=_headers)
    body: bytes = b""
    sends: int = 1
    request_id: str | None = None

    def __repr__(self) -> str:
        return f"<Reply {self.status}, {len(self.body)} bytes>"


_PORTS = {"https": 443, "http": 80}
_OWN_PORT = re.compile(r"^(https://[^/?#@]*(?=:443/)|http://[^/?#@]*(?=:80/)):\d+", re.IGNORECASE)
_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|\[::1\]")


@frozen
class ServiceRoot:
    """Where the service is: its origin (`https://org.crm.dynamics.com`) and path (`/api/data/v9.2/`).

    The one place that turns a target into a URL, and so the one place that can refuse a link to somewhere else.
    """

    origin: str
    path: str = "/api/data/v9.2/"

    @classmethod
    def parse(cls, url: str, *, version: str = "v9.2", allow_insecure_loopback: bool = False) -> "ServiceRoot":
        """Gives the root for an environment's URL, with or without `/api/data/vX.Y` at its end.

        Raises UsageError for anything but https, except http to a loopback address when that was allowed.
        """
        try:
            parts = urlsplit(url.strip())
            # An origin does not name its scheme's own port: the service's links do not, and they are compared with it.
            port = f":{parts.port}" if parts.port not in (None, _PORTS.get(parts.scheme)) else ""
        except ValueError:
            raise UsageError("the environment URL cannot be read") from None
        host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
        if not host or not re.fullmatch(r"[A-Za-z0-9.\-]+|\[[0-9a-fA-F:.]+\]", host):
            raise UsageError("give the environment's URL, such as https://org.crm.dynamics.com")
        if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
            raise UsageError("the environment URL must not hold a user name, a query or a fragment")
        if parts.scheme != "https":
            if parts.scheme != "http":
                raise UsageError("the environment URL must begin with https://")
            if not _LOOPBACK.fullmatch(host):
                raise UsageError("http:// would send the token in clear text; use https://")
            if not allow_insecure_loopback:
                raise UsageError("http:// is refused; pass allow_insecure_loopback=True for a server on this machine")
        given = re.fullmatch(r"(?:/api/data/(v\d+\.\d+))?/?", parts.path)
        if given is None:
            raise UsageError("the path of the environment URL must be empty or /api/data/vX.Y")
        return cls(f"{parts.scheme}://{host}{port}".lower(), f"/api/data/{given[1] or version}/")

    @property
    def url(self) -> str:
        """The absolute URL of the service root, with a slash at its end."""
        return self.origin + self.path

    def resolve(self, target: str) -> str:
        """Gives the absolute URL of a target, and refuses one that leads out of this service.

        Raises ForeignLink for another scheme, host or port, for a user name in the URL, and for a path outside the service root.
        """
        check_target(target)
        if ":" not in target.partition("?")[0].partition("/")[0].partition("(")[0] and not target.startswith("/"):
            return self.url + target
        if target.startswith(self.path):
            return self.origin + target
        # The scheme's own port may be named or not; it is the same origin (RFC 6454, 5).
        target = _OWN_PORT.sub(r"\1", target)
        head = target[: len(self.url)]
        # Origins compare without case; so do the hexadecimal digits of an escape, but a root has none.
        if head.lower() != self.url.lower():
            raise ForeignLink("a link leads outside the configured environment; it was not followed")
        return self.url + target[len(self.url) :]
