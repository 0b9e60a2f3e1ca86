"""JSON Web Tokens: written with RS256; read and verified with RS256 or PS256, which is what Microsoft's libraries sign with.

Knows RFC 7515, RFC 7517 and certificates' thumbprints. Refuses to know what a claim means.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
    from cryptography.x509 import Certificate

__all__ = ["SigningKey", "b64url", "header_of", "load_certificate", "thumbprints", "verified"]


def b64url(data: bytes) -> str:
    """Base64 for URLs, without padding (RFC 7515, 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _object(part: str) -> dict[str, Any] | None:
    try:
        value = json.loads(_decoded(part))
    except (NotBase64, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def header_of(token: str) -> dict[str, Any] | None:
    """The header of a token, or None for anything that is not one. Nothing is verified."""
    return _object(token.partition(".")[0]) if token.count(".") == 2 else None


def verified(token: str, key: RSAPublicKey) -> dict[str, Any] | None:
    """The claims of a token that this key has signed; None for any other text. Times are the caller's to check."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    header = header_of(token)
    if header is None:
        return None
    head, payload, signature = token.split(".")
    schemes: Mapping[Any, padding.AsymmetricPadding] = {
        "RS256": padding.PKCS1v15(),
        "PS256": padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH),
    }
    scheme = schemes.get(str(header.get("alg")))
    if scheme is None:  # "none" among them
        return None
    try:
        key.verify(_decoded(signature), f"{head}.{payload}".encode(), scheme, hashes.SHA256())
    except (InvalidSignature, NotBase64, ValueError):
        return None
    return _object(payload)


class SigningKey:
    """A key of its own for one emulator; made when it is first needed, because that takes a tenth of a second."""

    @cached_property
    def _key(self) -> RSAPrivateKey:
        from cryptography.hazmat.primitives.asymmetric import rsa

        return rsa.generate_private_key(65537, 2048)

    @cached_property
    def public_key(self) -> RSAPublicKey:
        """The half that verifies."""
        return self._key.public_key()

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The public half as a JSON Web Key (RFC 7517), with its RFC 7638 thumbprint as key id."""
        numbers = self.public_key.public_numbers()
        members = {
            "e": b64url(numbers.e.to_bytes((numbers.e.bit_length() + 7) // 8, "big")),
            "kty": "RSA",
            "n": b64url(numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")),
        }
        digest = hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest()
        return {**members, "use": "sig", "alg": "RS256", "kid": b64url(digest)}

    def sign(self, claims: Mapping[str, Any]) -> str:
        """The claims as a token signed with RS256."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        header = {"typ": "JWT", "alg": "RS256", "kid": self.jwk["kid"]}
        text = ".".join(b64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
        return f"{text}.{b64url(self._key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def load_certificate(pem: bytes) -> Certificate:
    """The first certificate of a PEM document; a private key beside it is passed over. ValueError for anything else."""
    from cryptography import x509

    return x509.load_pem_x509_certificates(pem)[0]


def thumbprints(certificate: Certificate) -> tuple[str, str]:
    """The two names a client assertion may call a certificate by: `x5t` (SHA-1) and `x5t#S256`."""
    from cryptography.hazmat.primitives import hashes

    # SHA-1 names the certificate here, as RFC 7515, 4.1.7 has it; nothing is trusted for it
    return b64url(certificate.fingerprint(hashes.SHA1())), b64url(certificate.fingerprint(hashes.SHA256()))  # noqa: S303
