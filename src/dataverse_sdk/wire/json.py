"""JSON as Dataverse writes and reads it: numbers exact, nothing that JSON does not have.

Knows that money and decimals are JSON numbers which a float would damage, so they are `Decimal` in both directions.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from json.encoder import encode_basestring_ascii
from typing import Any

from ..errors import InvalidReply, UsageError

__all__ = ["dumps", "loads"]


def _no_constant(_text: str) -> Any:
    raise ValueError("NaN and Infinity are not JSON")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("an object names a property twice")
    return result


_decode = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_duplicates).decode


def loads(body: bytes, *, request_id: str | None = None) -> Any:
    """Gives the value of a UTF-8 JSON text, numbers with a fraction or an exponent as `Decimal`.

    A byte order mark at the start is accepted. Raises InvalidReply, which never repeats the text.
    """
    try:
        return _decode(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # `from None`: the decoder's own error quotes the document.
        raise InvalidReply("the reply is not JSON", request_id=request_id) from None


def _string(text: str) -> str:
    # ASCII with escapes: nothing between here and the service can misread it.
    quoted = encode_basestring_ascii(text)
    if "\\ud" in quoted:
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise UsageError("a text holds half of a surrogate pair, which cannot be sent") from None
    return quoted


def _fragments(value: Any) -> Iterator[str]:
    if value is None:
        yield "null"
    elif value is True:
        yield "true"
    elif value is False:
        yield "false"
    elif isinstance(value, str):
        yield _string(value)
    elif isinstance(value, Decimal):
        yield format(value, "f")
    elif isinstance(value, int):
        yield int.__repr__(value)
    elif isinstance(value, float):
        yield float.__repr__(value)
    elif isinstance(value, dict):
        opening = "{"
        for key, item in value.items():
            yield opening + _string(key) + ":"
            yield from _fragments(item)
            opening = ","
        yield "}" if opening == "," else "{}"
    else:
        opening = "["
        for item in value:
            yield opening
            yield from _fragments(item)
            opening = ","
        yield "]" if opening == "," else "[]"


def dumps(value: Any) -> bytes:
    """Gives the JSON text of None, bool, int, float, Decimal, str, dict (str keys) and lists of them.

    The caller has made sure that floats and Decimals are finite (`converter` does). Raises UsageError for text with a lone
    surrogate, which has no UTF-8 form.
    """
    return "".join(_fragments(value)).encode("ascii")
