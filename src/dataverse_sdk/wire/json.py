"""JSON as Dataverse writes and reads it: numbers exact, nothing that JSON does not have.

Knows that money and decimals are JSON numbers which a float would damage, so they are `Decimal` in both directions.
"""

import json
import math
from collections.abc import Callable, Iterator
from decimal import Clamped, Context, Decimal, Inexact, InvalidOperation, Overflow, Subnormal
from json.encoder import encode_basestring_ascii
from typing import Any, Final

from ..errors import InvalidReply, UsageError

__all__ = ["decimal_of", "dumps", "first_object", "loader", "loads", "texts_in"]


def _no_constant(_text: str) -> Any:
    raise ValueError("NaN and Infinity are not JSON")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("an object names a property twice")
    return result


# A few bytes such as 1e999999999 would become gigabytes as soon as somebody makes an int or a plain text of them: what is not exact within
# 400 places of the point, and 4,300 digits (as many as Python reads in an int), is refused, by an error that is an ArithmeticError.
decimal_of: Final[Callable[[str], Decimal]] = Context(
    prec=4300, Emax=400, Emin=-400, traps=[Clamped, Inexact, InvalidOperation, Overflow, Subnormal]
).create_decimal

_checking = json.JSONDecoder(parse_float=decimal_of, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)


def loads(body: bytes, *, request_id: str | None = None) -> Any:
    """Gives the value of a UTF-8 JSON text, numbers with a fraction or an exponent as `Decimal`.

    A byte order mark at the start is accepted. Raises InvalidReply, which never repeats the text.
    """
    return _loads(_checking, body, request_id)


def loader(made_of: Callable[[dict[str, Any]], Any]) -> Callable[[bytes], Any]:
    """Gives a `loads` whose objects are what a function makes of them, from the innermost outward.

    It is a third faster, and keeps of a property that an object names twice only the last: count with `texts_in`.
    """
    decoder = json.JSONDecoder(parse_float=decimal_of, parse_constant=_no_constant, object_hook=made_of)
    return lambda body: _loads(decoder, body, None)


def _loads(decoder: json.JSONDecoder, body: bytes, request_id: str | None) -> Any:
    try:
        return decoder.decode(body.decode("utf-8-sig"))
    except (ValueError, ArithmeticError, RecursionError):
        # `from None`: the decoder's own error quotes the document.
        raise InvalidReply("the reply is not JSON", request_id=request_id) from None


def first_object(body: bytes, start: int, most: int) -> dict[str, Any] | None:
    """Gives the object that begins at an offset of a JSON text, or None when none of at most so many bytes begins there."""
    try:
        value, _end = _checking.raw_decode(body[start : start + most].decode("utf-8", "ignore"))
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def texts_in(body: bytes) -> int:
    """Gives how many texts, names included, stand in a body that is known to be JSON.

    A decoder that keeps the last of two equal names is found out by this: what it gives holds fewer. Every text stands between two
    quotation marks; a mark inside a text comes after a backslash.
    """
    marks, find = body.count(b'"'), body.find
    place = find(b"\\")
    while place != -1:
        if body[place + 1] == 0x22:
            marks -= 1
        place = find(b"\\", place + 2)
    return marks // 2


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
    try:
        text = _encode(value)
    except (TypeError, ValueError):
        text = ""  # a Decimal, or something that cannot be sent
    # Half of a surrogate pair would be written as it is; "\\ud" can also be one whole.
    if not text or "\\ud" in text:
        text = "".join(_fragments(value))
    return text.encode("ascii")


def _refuse(_value: Any) -> Any:
    raise TypeError


# ASCII as `_fragments` writes it, in C, of everything but Decimal.
_encode = json.JSONEncoder(check_circular=False, allow_nan=False, separators=(",", ":"), default=_refuse).encode
