"""FetchXML documents as text, and what asks for the page after one.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/page-results. The service gives a cookie in an
annotation: an XML element whose `pagingcookie` attribute, percent-decoded twice, is the element to send back as `paging-cookie`, with the
page number one higher. Where the service gives no cookie (an order by a linked table, for one) pages are asked for by number alone;
that ends at 50,000 rows, and reading on from there is refused here rather than ended in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from ..errors import InvalidReply, UsageError
from ..wire.literals import encode
from ..wire.replies import next_link
from .source import MAX_PAGE

__all__ = ["COOKIE", "MORE", "following_fetch", "parse_fetch", "target_of"]

COOKIE: Final = "Microsoft.Dynamics.CRM.fetchxmlpagingcookie"
MORE: Final = "Microsoft.Dynamics.CRM.morerecords"
MAX_WITHOUT_COOKIE: Final = 50_000
_OPTION: Final = "?fetchXml="


def parse_fetch(text: str) -> ET.Element:
    """Reads a FetchXML document. Raises UsageError for text that is none."""
    given: object = text  # what callers without a type checker pass
    if not isinstance(given, str) or "<!" in given.replace("<!--", ""):
        raise UsageError("FetchXML is a text without a document type")
    encode(given)  # refuses what UTF-8 cannot hold
    try:
        root = ET.fromstring(text)  # noqa: S314 -- no document type, so no entities to expand
    except ET.ParseError as error:
        line, column = error.position
        raise UsageError(f"the FetchXML is not well-formed at line {line}, column {column}") from None
    if root.tag != "fetch" or [child.tag for child in root].count("entity") != 1:
        raise UsageError("FetchXML is a fetch element with one entity element in it")
    return root


def target_of(set_name: str, fetch: ET.Element) -> str:
    """Gives the target that asks with a document."""
    return f"{set_name}{_OPTION}{encode(ET.tostring(fetch, encoding='unicode'))}"


def following_fetch(target: str, document: Mapping[str, Any], request_id: str | None) -> str | None:
    """Gives the target of the next page, or None when the service has no more."""
    more = document.get(f"@{MORE}")
    if more is None and document.get("@odata.nextLink") is not None:
        raise InvalidReply("the service pages FetchXML by links, which it never does", request_id=request_id)
    if more not in (True, "true", "True"):
        return None
    path, _, text = target.partition(_OPTION)
    fetch = parse_fetch(unquote(text))
    if fetch.get("top") is not None:
        return None
    page = int(fetch.get("page", "1"))
    cookie = _cookie(document.get(f"@{COOKIE}"), request_id)
    if cookie is not None:
        fetch.set("paging-cookie", cookie)
    elif page * int(fetch.get("count", MAX_PAGE)) >= MAX_WITHOUT_COOKIE:
        raise UsageError(
            f"the service gave no paging cookie, and counts pages by number up to {MAX_WITHOUT_COOKIE} rows only; "
            "order by columns of the queried table itself, or filter for fewer rows"
        )
    fetch.set("page", str(page + 1))
    following = f"{path}{_OPTION}{encode(ET.tostring(fetch, encoding='unicode'))}"
    # As an absolute URL of the service that answered, a stored position says where it belongs.
    root, mark, _ = str(document.get("@odata.context", "")).partition("$metadata")
    absolute = root + following if mark and "://" in root and "://" not in path else following
    return next_link({"@odata.nextLink": absolute}, request_id)


def _cookie(annotation: Any, request_id: str | None) -> str | None:
    if not annotation:
        return None
    try:
        if not isinstance(annotation, str) or "<!" in annotation:
            raise ValueError
        text = ET.fromstring(annotation).get("pagingcookie")  # noqa: S314 -- no document type, so no entities to expand
    except (ValueError, ET.ParseError):
        raise InvalidReply("the paging cookie is not the XML that it should be", request_id=request_id) from None
    return unquote(unquote(text)) if text else None
