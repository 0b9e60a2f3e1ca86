"""JSON as Dataverse writes and reads it: numbers exact, nothing that JSON does not have.

Knows that money and decimals are JSON numbers which a float would damage, so they are `Decimal` in both directions.
"""

import json
import math
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


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    # A few bytes such as 1e999999999 would become gigabytes as soon as somebody makes an int or a plain text of them.
    if abs(value.adjusted()) > 400:
        raise ValueError("a number is beyond anything that Dataverse stores")
    return value


_decode = json.JSONDecoder(parse_float=_decimal, parse_constant=_no_constant, object_pairs_hook=_no_duplicates).decode


def loads(body: bytes, *, request_id: str | None = None) -> Any:
    """Gives the value of a UTF-8 JSON text, numbers with a fraction or an exponent as `Decimal`.

    A byte order mark at the start is accepted. Raises InvalidReply, which never repeats the text.
    """
    try:
        return _decode(body.decode("utf-8-sig"))
    except (ValueError, ArithmeticError, RecursionError):
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
        if not value.is_finite():
            raise UsageError("NaN and infinity cannot be sent")
        yield format(value, "f")
    elif isinstance(value, int):
        yield int.__repr__(value)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise UsageError("NaN and infinity cannot be sent")
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

    Raises UsageError for what JSON cannot hold: NaN, infinity, and text with a lone surrogate, which has no UTF-8 form.
    """
    return "".join(_fragments(value)).encode("ascii")
