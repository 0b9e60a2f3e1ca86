"""Next links: the place in an order, as an opaque `$skiptoken`.

Knows the documented shape of the token (page "Page results"): a cookie with a page number around a paging cookie with the last row.
Refuses to know queries. A token that was edited, or moved to another query, is refused: clients must follow links as they are.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from json import dumps, loads
from urllib.parse import quote, unquote

from attrs import frozen

from ..http.refusals import bad_request
from ..storage.values import SqlValue

__all__ = ["Place", "query_identity", "read_token", "write_token"]

OUTER = re.compile(r'<cookie pagenumber="(\d+)" pagingcookie="([^"]*)" istracking="False" />')
INNER = re.compile(r'<cookie page="\d+"><row place="([\w=-]+)" check="(\w+)" /></cookie>')


@frozen
class Place:
    """Where a page begins: its number, and the values that the row before it has in the order of the query."""

    page: int
    after: tuple[SqlValue, ...]


def query_identity(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """What a token is tied to: the path and the decoded query options, so that it does not matter how a client encodes them."""
    options = "&".join(f"{name}={value}" for name, value in pairs if name != "$skiptoken")
    return f"{path}?{options}"


def _check(query: str, page: int, place: str) -> str:
    return sha256(f"{query}|{page}|{place}".encode()).hexdigest()[:16]


def write_token(query: str, page: int, after: Sequence[SqlValue]) -> str:
    """The percent-encoded token that leads to `page` of `query`."""
    place = urlsafe_b64encode(dumps(list(after)).encode()).decode()
    inner = f'<cookie page="{page - 1}"><row place="{place}" check="{_check(query, page, place)}" /></cookie>'
    outer = f'<cookie pagenumber="{page}" pagingcookie="{quote(inner, safe="")}" istracking="False" />'
    return quote(outer, safe="=/")


def read_token(query: str, text: str) -> Place:
    """The place that a decoded token names; Refusal when it is not one that was written for `query`."""
    outer = OUTER.fullmatch(text)
    inner = None if outer is None else INNER.fullmatch(unquote(outer[2]))
    if outer is None or inner is None or inner[2] != _check(query, int(outer[1]), inner[1]):
        raise bad_request("Malformed XML in the Paging Cookie")
    return Place(int(outer[1]), tuple(loads(urlsafe_b64decode(inner[1]))))
