"""Texts that would change a request if somebody forgot to quote them, and the shape of a request, which no text may change."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import Any

from dataverse_sdk.operations import Request
from dataverse_sdk.testing import ROOT

HOSTILE = {
    "another table": "../../accounts(1)",
    "an encoded one": "%2e%2e/%2E%2E/accounts(1)",
    "a header": "x\r\nMSCRMCallerID: 00000000-0000-0000-0000-000000000001",
    "a part": "x\r\n--batch\r\nContent-Type: application/http\r\n\r\nDELETE accounts(1) HTTP/1.1",
    "an option": "$",
    "options": "x?$filter=1 eq 1&$select=*#",
    "a quote": "x' or '1' eq '1",
    "a bracket": "x)/zoo_animals(1",
    "an element": 'x"/></entity><entity>account<x a="',
    "nothing": "",
    "blanks": "   ",
    "NUL": "x\0y",
    "half a pair": "\ud800",
    "a sign": "＇ or 1",  # the fullwidth apostrophe
    "much": "a" * 10_000,
}


def shape(request: Request) -> tuple[Any, ...]:
    """Gives what of a request is not a value: method, path, names of options and headers, structure of the body."""
    content = request.content(ROOT)
    return request.method, _blank(request.target), sorted(name.lower() for name, _ in request.headers), _structure(content)


def _blank(target: str) -> str:
    assert not re.search(r"[\x00-\x20\x7f-\uffff#]", target)
    target = re.sub(r"'(?:[^']|'')*'", "'?'", target)
    target = re.sub(r"((?:x-ms-file-name|tag|@p\d+)=)[^&]*", r"\1?", target)
    # A list of values, as JSON; the digits of a number.
    return re.sub(r"\[[^\]]*\]", "[?]", target)


def _structure(content: bytes | None) -> Any:
    if content is None:
        return None
    try:
        return _of(json.loads(content))
    except ValueError:
        return re.findall(rb"^(?:--|[A-Z]+ \S+ HTTP/1.1)", content, re.MULTILINE), content.count(b"HTTP/1.1")


def _of(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _of(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_of(item, key) for item in value]
    if isinstance(value, str) and key.startswith(("@odata", "_")) | key.endswith(("@odata.bind", "@odata.id", "@odata.type")):
        return _blank(value.replace(" ", "%20"))
    if isinstance(value, str) and value.startswith("<"):
        return [element.tag for element in ET.fromstring(value).iter()]
    return type(value).__name__ if value is not None else None
