"""Documents that show whether anybody changed them: a digest over all they say, a link to the one before, a signature where there is a key.

A sealed file is one exact text, so not even a space can change unseen. Each seal has a number and the digest of the document before it;
a head, kept with the chain or elsewhere, says which is the last, for nothing in a chain can show that its end was cut off.
Whoever can write all files can write another chain: only a signature, or a head kept where they cannot write, shows that.
Ed25519: https://www.rfc-editor.org/rfc/rfc8032
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias
from uuid import uuid4

from attrs import field, frozen

from ..errors import DataSubjectError, InvalidDocument, MissingExtra
from .storage import write_text

__all__ = ["Chain", "ChainReport", "Signer", "Verifier", "check_seal", "make_key", "seal", "verify_chain"]

HEAD: Final = "head.json"
HEAD_SCHEMA: Final = "dataverse-dsr/head/1"
# Signed before the document, so that a signature for something else never fits.
_CONTEXT: Final = b"dataverse-dsr sealed document 1\n"

# JSON: names to JSON values.
Document: TypeAlias = Mapping[str, Any]


def _canonical(document: Document) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _render(document: Document) -> str:
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _ed25519() -> Any:  # the module of cryptography, which is imported when a signature is made or checked
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise MissingExtra("signing", "sign") from None
    return ed25519


def _fingerprint(public: Any) -> str:
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:32]


@frozen
class Signer:
    """A private key. Its repr shows nothing of it."""

    key: Any = field(repr=False)

    @classmethod
    def load(cls, path: Path) -> "Signer":
        """Reads an Ed25519 private key from an unencrypted PEM file."""
        ed25519 = _ed25519()
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            key = load_pem_private_key(path.read_bytes(), None)
        except (ValueError, TypeError):
            raise DataSubjectError("the signing key is no unencrypted PEM file") from None
        if not isinstance(key, ed25519.Ed25519PrivateKey):
            raise DataSubjectError("the signing key is no Ed25519 key")
        return cls(key)

    @property
    def name(self) -> str:
        """The fingerprint of the public key."""
        return _fingerprint(self.key.public_key())

    def sign(self, text: bytes) -> str:
        """Gives a signature in base64."""
        return b64encode(self.key.sign(_CONTEXT + text)).decode()


@frozen
class Verifier:
    """A public key."""

    key: Any

    @classmethod
    def load(cls, path: Path) -> "Verifier":
        """Reads an Ed25519 public key from a PEM file."""
        ed25519 = _ed25519()
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        try:
            key = load_pem_public_key(path.read_bytes())
        except ValueError:
            raise DataSubjectError("the public key is no PEM file") from None
        if not isinstance(key, ed25519.Ed25519PublicKey):
            raise DataSubjectError("the public key is no Ed25519 key")
        return cls(key)

    def holds(self, text: bytes, signature: str) -> bool:
        """Tells whether a signature is this key's."""
        from cryptography.exceptions import InvalidSignature

        try:
            self.key.verify(b64decode(signature, validate=True), _CONTEXT + text)
        except (InvalidSignature, ValueError):
            return False
        return True


def make_key(path: Path) -> tuple[Path, Path]:
    """Makes a new key pair: the private key in `path`, for its owner only, the public key beside it in `path`.pub."""
    key = _ed25519().Ed25519PrivateKey.generate()
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    if path.exists():
        raise DataSubjectError("there is a file of that name; a key is never overwritten")
    return write_text(path, private), write_text(path.with_name(f"{path.name}.pub"), public)


def seal(document: Document, *, number: int = 1, previous: str | None = None, signer: Signer | None = None) -> str:
    """Gives the text of a sealed document."""
    marks: dict[str, Any] = {"number": number, "previous": previous}
    if signer is not None:
        marks["key"] = signer.name
        marks["signature"] = signer.sign(_canonical({**document, "seal": marks}))
    marks["digest"] = _digest({**document, "seal": marks})
    return _render({**document, "seal": marks})


def _digest(document: Document) -> str:
    marks = {name: value for name, value in document["seal"].items() if name != "digest"}
    return hashlib.sha256(_canonical({**document, "seal": marks})).hexdigest()


def check_seal(text: str | bytes) -> dict[str, Any]:
    """Gives a sealed document, and refuses one that was altered. Raises InvalidDocument, with the reason."""
    raw = text.encode() if isinstance(text, str) else text
    try:
        document = json.loads(raw)
        marks = document["seal"]
        digest, number, previous = marks["digest"], marks["number"], marks["previous"]
        same = _render(document).encode() == raw
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidDocument("the document has no seal, or is damaged") from None
    if not same or digest != _digest(document):
        raise InvalidDocument("the document was altered after it was sealed")
    if type(number) is not int or not (previous is None or isinstance(previous, str)):
        raise InvalidDocument("the seal of the document is damaged")
    return dict(document)


def _signature_problem(document: Document, verifier: Verifier) -> str | None:
    marks = dict(document["seal"])
    signature = marks.pop("signature", None)
    marks.pop("digest")
    if not isinstance(signature, str):
        return "it is not signed"
    if not verifier.holds(_canonical({**document, "seal": marks}), signature):
        return "its signature is not of this key"
    return None


@frozen
class ChainReport:
    """What looking at a chain showed. `problems` name files; `end_known` is False when nothing says which document is the last."""

    documents: int
    problems: tuple[tuple[str, str], ...] = ()
    end_known: bool = False
    signed: bool = False

    @property
    def holds(self) -> bool:
        """True when nothing is wrong with what was looked at."""
        return not self.problems


def verify_chain(files: Sequence[tuple[str, bytes]], *, verifier: Verifier | None = None, head: bytes | str | None = None) -> ChainReport:
    """Checks sealed documents in their order: each unaltered, none missing, added or moved; signed when a key is given.

    `head` is the text of a head, or the digest of the last document, kept elsewhere.
    """
    problems: list[tuple[str, str]] = []
    last: str | None = None
    for place, (name, text) in enumerate(files, 1):
        try:
            document = check_seal(text)
        except InvalidDocument as error:
            problems.append((name, str(error)))
            last = None
            continue
        marks = document["seal"]
        if marks["number"] != place:
            problems.append((name, f"it is number {marks['number']} and stands at place {place}: one is missing, added or moved"))
        if marks["previous"] != last:
            problems.append((name, "it does not follow the document before it"))
        wrong = _signature_problem(document, verifier) if verifier is not None else None
        if wrong is not None:
            problems.append((name, wrong))
        last = marks["digest"]
    if head is not None:
        problems += [("head", problem) for problem in _head_problems(head, len(files), last, verifier)]
    return ChainReport(len(files), tuple(problems), head is not None, verifier is not None)


def _head_problems(head: bytes | str, count: int, last: str | None, verifier: Verifier | None) -> Iterator[str]:
    if isinstance(head, str):
        if head != last:
            yield "the last document is not the one that was expected"
        return
    try:
        document = check_seal(head)
        number, digest = document["number"], document["digest"]
    except (InvalidDocument, KeyError) as error:
        yield str(error) if isinstance(error, InvalidDocument) else "the head is damaged"
        return
    if (number, digest) != (count, last):
        yield f"the chain should end with number {number}: its end was cut off, or something was added"
    wrong = _signature_problem(document, verifier) if verifier is not None else None
    if wrong is not None:
        yield wrong


@frozen
class Chain:
    """A folder of sealed documents, each following the one before, and a head that says which is the last."""

    path: Path

    def files(self) -> list[Path]:
        """The documents, in order."""
        return sorted(self.path.glob("[0-9]*.json"))

    def head(self) -> bytes | None:
        """The text of the head, where there is one."""
        try:
            return (self.path / HEAD).read_bytes()
        except FileNotFoundError:
            return None

    def append(self, document: Document, *, signer: Signer | None = None) -> Path:
        """Seals a document behind the last one and gives its path. Refuses a chain whose last document was altered.

        Two processes that append at once get two places: a place that is taken is never written over.
        """
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        while True:
            files = self.files()
            previous = check_seal(files[-1].read_bytes())["seal"] if files else None
            number = previous["number"] + 1 if previous else 1
            text = seal(document, number=number, previous=previous["digest"] if previous else None, signer=signer)
            place = self.path / f"{number:06}.json"
            if self._put(place, text):
                digest = json.loads(text)["seal"]["digest"]
                head = {"schema": HEAD_SCHEMA, "number": number, "digest": digest}
                write_text(self.path / HEAD, seal(head, number=number, previous=digest, signer=signer))
                return place

    def _put(self, place: Path, text: str) -> bool:
        partial = write_text(place.with_name(f".{place.name}.{uuid4().hex[:8]}.partial"), text)
        try:
            # A link fails where a rename would overwrite.
            os.link(partial, place)
        except FileExistsError:
            return False
        finally:
            with suppress(OSError):
                partial.unlink()
        return True

    def verify(self, *, verifier: Verifier | None = None) -> ChainReport:
        """Checks the whole chain; one without a head has lost it."""
        report = verify_chain([(path.name, path.read_bytes()) for path in self.files()], verifier=verifier, head=self.head())
        if report.end_known or not report.documents:
            return report
        return ChainReport(report.documents, (*report.problems, (HEAD, "the chain has no head")), False, report.signed)
