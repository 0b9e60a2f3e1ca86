"""What a 401 says about the token it wants: the Bearer challenge in `WWW-Authenticate`, and the claims asked for in it.

Knows header syntax, and that the service writes values without quotation marks. Refuses to know what anybody does about it.
Source: https://learn.microsoft.com/entra/identity-platform/claims-challenge
"""

import json
import re
from base64 import b64decode

from .messages import Headers

__all__ = ["bearer_challenge", "claims_challenge"]

_LONGEST = 16 * 1024
# An unquoted value goes up to the next comma: URLs, and sentences such as `Error during token validation!`, are no RFC 9110 tokens.
_PARAMETER = re.compile(r'(?:([A-Za-z][\w-]*)\s+)?([A-Za-z_][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,]*))(?:,|$)')


def bearer_challenge(headers: Headers) -> dict[str, str]:
    """Gives the parameters of the Bearer challenge, names in lower case; nothing for none.

    >>> bearer_challenge(Headers([("WWW-Authenticate", 'Basic realm="x", Bearer error=invalid_token, resource_id=https://org.example/')]))
    {'error': 'invalid_token', 'resource_id': 'https://org.example/'}
    """
    found: dict[str, str] = {}
    for name, value in headers:
        if name.lower() != "www-authenticate" or len(value) > _LONGEST:
            continue
        scheme = ""
        for new_scheme, parameter, quoted, plain in _PARAMETER.findall(value):
            scheme = new_scheme.lower() or scheme
            if scheme == "bearer":
                found.setdefault(parameter.lower(), re.sub(r"\\(.)", r"\1", quoted) or plain.strip())
    return found


def claims_challenge(headers: Headers) -> str | None:
    """Gives the claims that a new token has to have, as the JSON text a credential takes; None where none are asked for."""
    given = bearer_challenge(headers).get("claims")
    if given is None:
        return None
    plain = given.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        text = b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode("utf-8")
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return text if isinstance(value, dict) and value else None
