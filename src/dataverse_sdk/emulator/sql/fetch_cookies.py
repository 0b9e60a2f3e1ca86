"""Paging cookies of FetchXML: the first and the last row of a page, in the documented form.

Knows that form, and the encoding it travels in. Refuses to know how a query continues behind a row (`fetch_compiler`).
https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/page-results#paging-cookies
"""

import re
from collections.abc import Sequence
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from ..language.query_errors import QueryError
from ..language.safe_xml import NotXml, parse_xml
from ..language.syntax import Literal
from ..storage.values import Kind, SqlValue, from_sql
from .fetch_compiler import CookieColumn
from .operands import constant_from_text

__all__ = ["read_cookie", "write_cookie"]

MALFORMED = "0x80041129"
ENCODED = re.compile(r"%[0-9A-F]{2}")


def write_cookie(page: int, columns: Sequence[CookieColumn], first: Sequence[SqlValue], last: Sequence[SqlValue]) -> str:
    """The annotation `fetchxmlpagingcookie`: an element around the cookie, which is percent-encoded twice."""
    parts = []
    for column in columns:
        name = column.operand.column.logical_name
        ends = (_text(column, "last", last[column.at]), _text(column, "first", first[column.at]))
        parts.append(f"<{name} {ends[0]} {ends[1]} />")
    cookie = f'<cookie page="{page}">{"".join(parts)}</cookie>'
    # hexadecimal digits are small in the documented sample
    twice = quote(ENCODED.sub(lambda match: match[0].lower(), quote(cookie, safe="")), safe="")
    return f'<cookie pagenumber="{page + 1}" pagingcookie="{twice}" istracking="False" />'


def _text(column: CookieColumn, end: str, value: SqlValue) -> str:
    if value is None:
        return f'{end}null="1"'
    text = str(int(value)) if column.operand.kind is Kind.BOOLEAN else str(from_sql(column.operand.column, value))
    if column.operand.kind is Kind.GUID:
        text = f"{{{text.upper()}}}"
    return f"{end}={quoteattr(text)}"


def read_cookie(text: str, columns: Sequence[CookieColumn]) -> tuple[int, tuple[SqlValue, ...]]:
    """The page a cookie was written for, and its last row as a place in the order; QueryError when it is none of this query."""
    try:
        root = parse_xml(text)
        page = int(root.attributes["page"])
    except (NotXml, KeyError, ValueError) as error:
        raise QueryError(MALFORMED, "Malformed XML in the Paging Cookie") from error
    if root.name != "cookie" or [child.name for child in root.children] != [column.operand.column.logical_name for column in columns]:
        raise QueryError(MALFORMED, "Order by columns do not match those in paging cookie.")
    place: list[SqlValue] = []
    for child, column in zip(root.children, columns, strict=True):
        last = child.attributes.get("last")
        if last is None and "lastnull" not in child.attributes:
            raise QueryError(MALFORMED, "Malformed XML in the Paging Cookie")
        try:
            place.append(None if last is None else constant_from_text(column.operand, Literal("Edm.String", last)))
        except ValueError as error:
            raise QueryError(MALFORMED, "Malformed XML in the Paging Cookie") from error
    return page, tuple(place)
