"""Who is asked about: addresses and record ids, how they are validated, compared and asked for.

Knows what an e-mail address may look like, which spellings of it to ask the service for, and when two spellings are the same mailbox.
Refuses to know tables, queries and the network, and never shows an address: not in `repr`, not in an error.
"""

import re
import unicodedata
from collections.abc import Iterable
from copy import copy
from typing import Any, Final, cast
from uuid import UUID

import idna
from attrs import field, frozen

from .errors import InvalidIdentity
from .words import Words, digits

__all__ = ["EmailAddress", "Identity", "PhoneNumber", "match_key", "phone_key"]

LONGEST_ADDRESS = 320  # 64 for the local part, 1 for the @, 255 for the domain (RFC 5321)


def _split(address: str) -> tuple[str, str] | None:
    """Gives local part and domain, or None unless there is exactly one `@` outside a quoted local part."""
    places: list[int] = []
    quoted = escaped = False
    for place, character in enumerate(address):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == "@" and not quoted:
            places.append(place)
    if len(places) != 1:
        return None
    return address[: places[0]], address[places[0] + 1 :]


def _a_label(domain: str) -> str:
    """Gives the domain as DNS spells it (`xn--bcher-kva.de`); a domain that IDNA 2008 does not know stays as it is, in lower case."""
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return _fold(domain)


def _u_label(domain: str) -> str:
    """Gives the domain as people read it (`bücher.de`), or the domain itself where that is not possible."""
    try:
        return idna.decode(domain.lower())
    except (idna.IDNAError, UnicodeError):
        return domain


def _fold(text: str) -> str:
    """Folds case one character at a time.

    `str.casefold` would also turn `ß` into `ss`: to Dataverse's collations those are equal, to a mail server they are two people.
    """
    folded = (character.casefold() for character in text)
    return unicodedata.normalize("NFC", "".join(new if len(new) == 1 else old.lower() for old, new in zip(text, folded, strict=True)))


def match_key(address: str | None) -> str | None:
    """Gives the key under which two spellings are the same mailbox, or None for what is no address.

    Outer white space and case do not matter, and `bücher.de` is `xn--bcher-kva.de`. Everything else does: accents, plus
    tags and dots are kept, because they can be different people. Dataverse's own comparison is looser (case-insensitive, and
    accent-insensitive in most languages), so a row it returns is only believed when its key is equal.
    """
    if address is None:
        return None
    text = unicodedata.normalize("NFC", address.strip())
    parts = _split(text)
    if parts is None or not all(parts):
        return None
    local, domain = parts
    return f"{_fold(local)}@{_a_label(domain)}"


def _validated(address: object) -> str:
    if not isinstance(address, str):
        raise InvalidIdentity("an email address must be text")
    text = unicodedata.normalize("NFC", address.strip())
    if not text:
        raise InvalidIdentity("an email address must not be empty or blank")
    # CR and LF would forge a part of a $batch; a lone surrogate cannot be encoded at all.
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise InvalidIdentity("an email address must not hold control characters")
    if len(text) > LONGEST_ADDRESS:
        raise InvalidIdentity(f"an email address must not be longer than {LONGEST_ADDRESS} characters")
    parts = _split(text)
    if parts is None:
        raise InvalidIdentity("an email address must hold exactly one @ outside quotes")
    if not all(part.strip() for part in parts):
        raise InvalidIdentity("an email address must have text on both sides of its @")
    return text


@frozen(repr=False)
class EmailAddress:
    """One valid address, kept as it was given apart from outer white space and Unicode normal form C."""

    _text: str = field(converter=_validated)

    @property
    def match_key(self) -> str:
        """The key under which a row's own spelling is recognised; see `match_key`."""
        return cast(str, match_key(self._text))

    @property
    def query_forms(self) -> tuple[str, ...]:
        """The spellings to ask the service for: as given, and with the domain in its two forms where they differ (at most three)."""
        local, domain = cast(tuple[str, str], _split(self._text))
        forms = [self._text]
        for spelled in (_a_label(domain), _u_label(domain)):
            if _fold(spelled) != _fold(domain) and f"{local}@{spelled}" not in forms:
                forms.append(f"{local}@{spelled}")
        return tuple(forms)

    def __repr__(self) -> str:
        return "<EmailAddress redacted>"


# Fewer are an extension, more are no number (E.164 allows fifteen).
_FEWEST_DIGITS: Final = 7
_MOST_DIGITS: Final = 15


def phone_key(number: str | None) -> str | None:
    """Gives the key under which two spellings are the same telephone number, or None for what is no number.

    Digits are compared, `+` and `00` are one. A number without its country is another number: nobody can tell which country is meant.
    """
    if number is None:
        return None
    figures = digits(number)
    return figures if _FEWEST_DIGITS <= len(figures) <= _MOST_DIGITS else None


def _validated_number(number: object) -> str:
    if not isinstance(number, str):
        raise InvalidIdentity("a telephone number must be text")
    text = number.strip()
    if re.fullmatch(r"\+?[0-9\s().\-/]*", text) is None or any(unicodedata.category(character) == "Cc" for character in text):
        raise InvalidIdentity("a telephone number holds digits, spaces, ( ) . - / and a leading + only")
    if phone_key(text) is None:
        raise InvalidIdentity(f"a telephone number needs {_FEWEST_DIGITS} to {_MOST_DIGITS} digits")
    return text


@frozen(repr=False)
class PhoneNumber:
    """One telephone number, kept as it was given apart from outer white space."""

    _text: str = field(converter=_validated_number)

    @property
    def match_key(self) -> str:
        """The digits by which a row's own spelling is recognised; see `phone_key`."""
        return cast(str, phone_key(self._text))

    @property
    def query_forms(self) -> tuple[str, ...]:
        """The spellings to ask the service for, which compares characters: as given, bare digits, and `+` and `00` before them."""
        key = self.match_key
        international = self._text.startswith(("+", "00"))
        forms = (self._text, f"+{key}", f"00{key}", key) if international else (self._text, key)
        return tuple(dict.fromkeys(forms))

    def __repr__(self) -> str:
        return "<PhoneNumber redacted>"


def _numbers(given: "str | PhoneNumber | Iterable[str | PhoneNumber]") -> tuple[PhoneNumber, ...]:
    several = (given,) if isinstance(given, str | PhoneNumber) else given
    if not isinstance(several, Iterable):
        raise InvalidIdentity("a telephone number must be text")
    numbers = (one if isinstance(one, PhoneNumber) else PhoneNumber(one) for one in several)
    # By text, not by key: the service compares characters, so each spelling that is named is one more that can be found.
    return tuple({number._text: number for number in numbers}.values())


def _addresses(given: "str | EmailAddress | Iterable[str | EmailAddress]") -> tuple[EmailAddress, ...]:
    several = (given,) if isinstance(given, str | EmailAddress) else given
    if not isinstance(several, Iterable):
        raise InvalidIdentity("an email address must be text")
    by_key: dict[str, EmailAddress] = {}
    for one in several:
        address = one if isinstance(one, EmailAddress) else EmailAddress(one)
        by_key.setdefault(address.match_key, address)
    return tuple(by_key.values())


def _ids(given: "UUID | str | Iterable[UUID | str]") -> tuple[UUID, ...]:
    several = (given,) if isinstance(given, UUID | str) else given
    unique: dict[UUID, None] = {}
    for one in several:
        try:
            unique[one if isinstance(one, UUID) else UUID(one)] = None
        except (ValueError, AttributeError, TypeError):
            raise InvalidIdentity("a record id must be a GUID") from None
    return tuple(unique)


@frozen(repr=False, init=False)
class Identity:
    """A person, by one or more addresses or telephone numbers, by record ids, or by both.

    With addresses or numbers alone, every confirmed record on them is taken to be this person. Record ids narrow that: only the named
    contacts and leads count, and each must also carry one of the addresses or numbers. Record ids alone are believed as they are.

    Nobody is searched by telephone unless a number is given: numbers are shared in families and offices, and change hands.
    """

    emails: tuple[EmailAddress, ...]
    contact_ids: tuple[UUID, ...]
    lead_ids: tuple[UUID, ...]
    phones: tuple[PhoneNumber, ...]
    # What was found out about the person meanwhile; in memory only, and no part of who was asked for.
    _known: Words = field(eq=False)

    def __init__(
        self,
        email: str | EmailAddress | Iterable[str | EmailAddress] = (),
        *,
        contact_ids: UUID | str | Iterable[UUID | str] = (),
        lead_ids: UUID | str | Iterable[UUID | str] = (),
        phone: str | PhoneNumber | Iterable[str | PhoneNumber] = (),
    ) -> None:
        # attrs writes __attrs_init__; declaring it here would shadow the generated one.
        initialise = cast(Any, self).__attrs_init__
        initialise(emails=_addresses(email), contact_ids=_ids(contact_ids), lead_ids=_ids(lead_ids), phones=_numbers(phone), known=Words())
        if not (self.emails or self.phones or self.contact_ids or self.lead_ids):
            raise InvalidIdentity("a person needs at least one email address, telephone number or record id")

    @property
    def named(self) -> bool:
        """True when record ids were named."""
        return bool(self.contact_ids or self.lead_ids)

    @property
    def searched(self) -> bool:
        """True when there is something to search by: an address or a number."""
        return bool(self.emails or self.phones)

    @property
    def query_forms(self) -> tuple[str, ...]:
        """Every spelling of an address to ask for, over all addresses, each once."""
        return tuple(dict.fromkeys(form for address in self.emails for form in address.query_forms))

    @property
    def phone_forms(self) -> tuple[str, ...]:
        """Every spelling of a telephone number to ask for, each once."""
        return tuple(dict.fromkeys(form for number in self.phones for form in number.query_forms))

    def matches(self, text: str | None) -> bool:
        """Tells whether a stored address is one of this person's."""
        key = match_key(text)
        return key is not None and any(key == address.match_key for address in self.emails)

    def matches_phone(self, text: str | None) -> bool:
        """Tells whether a stored telephone number is one of this person's."""
        key = phone_key(text)
        return key is not None and any(key == number.match_key for number in self.phones)

    @property
    def words(self) -> Words:
        """What the person is called, as far as it is known: the addresses and numbers asked for, and what `knowing` added."""
        asked = Words(emails=self.query_forms, phones=[number._text for number in self.phones])
        return asked | self._known

    def knowing(self, words: Words) -> "Identity":
        """Gives the same person, with more words to look for in texts."""
        twin = copy(self)
        object.__setattr__(twin, "_known", self._known | words)
        return twin

    def __repr__(self) -> str:
        counts = (len(self.emails), len(self.phones), len(self.contact_ids), len(self.lead_ids))
        return "<Identity emails={} phones={} contact_ids={} lead_ids={}, redacted>".format(*counts)
