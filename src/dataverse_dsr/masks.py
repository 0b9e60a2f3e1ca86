"""The masks: what a value becomes, as pure callables typed by what they return.

Knows which columns a mask fits and how to recognise its own work. Refuses to know tables, the network and whether a person is meant.
A mask is deterministic for a record and its value, so that masking twice writes once. Masks that suppress (`Replace`, `Null`, `EmailMask`,
`PhoneMask`, `UrlMask`, `Flag`) never look at the old value; `YearOnly`, `Pseudonym` and `Redact` do, and say so with `reads`.
"""

import hashlib
import hmac
import re
import unicodedata
from datetime import date
from typing import ClassVar, Final, Self

from attrs import evolve, field, frozen

from .errors import CatalogueError
from .rules import ColumnFacts, Target, constant_complaint, text_complaint, units

__all__ = ["EmailMask", "Flag", "Null", "PhoneMask", "Pseudonym", "Redact", "Replace", "UrlMask", "YearOnly"]


@frozen
class Replace:
    """Writes one constant text. It suppresses the value; nothing leads back to it.

    The text is written to columns of any format, as the reference does; `EmailMask`, `PhoneMask` and `UrlMask` keep a format valid.
    """

    text: str = field()

    reads: ClassVar[bool] = False
    fills: ClassVar[bool] = False

    @text.validator
    def _not_empty(self, _attribute: object, value: object) -> None:
        if not isinstance(value, str) or not value:
            raise CatalogueError("a mask needs a text; to empty a column use Null")

    @property
    def label(self) -> str:
        """`replace:MASKED`."""
        return f"replace:{self.text}"

    def __call__(self, target: Target, /) -> str:
        """Gives the constant."""
        return self.text

    def has_masked(self, value: object, target: Target, /) -> bool:
        """True for the constant itself."""
        return value == self.text

    def complaint(self, column: ColumnFacts, /) -> str | None:
        """A text fits text columns that are long enough and not unique; it is never cut, for half a mask reads as data."""
        return constant_complaint(column, units(self.text), fits=column.format)


@frozen
class Null:
    """Empties the column."""

    label: ClassVar[str] = "null"
    reads: ClassVar[bool] = False
    fills: ClassVar[bool] = False

    def __call__(self, target: Target, /) -> None:
        """Gives None, which the service stores as null."""

    def has_masked(self, value: object, target: Target, /) -> bool:
        """True for null."""
        return value is None

    def complaint(self, column: ColumnFacts, /) -> str | None:
        """A column that must have a value cannot be emptied (the service answers -2147220989)."""
        if not column.nullable:
            return "the column cannot be null"
        if column.required == "SystemRequired":
            return "the column is required by the system and cannot be emptied"
        return None


_EMAIL_DOMAIN: Final = "@erased.invalid"  # .invalid never resolves (RFC 2606), so no mail can reach anybody
_EMAIL_LOCAL: Final = 19  # "erased-" and twelve hexadecimal digits
_SHORTEST_LOCAL: Final = 5


@frozen
class EmailMask:
    """Writes an address that is valid, reaches nobody, and is another one for each record.

    `erased-` and twelve hexadecimal digits of SHA-256 over environment, table and record id, at `erased.invalid`: nothing of the old value
    is in it, and the same record gets the same address again. In a short column the local part is shortened from its left; the
    domain never is, so the mask stays an address.
    """

    longest: int = field(default=_EMAIL_LOCAL + len(_EMAIL_DOMAIN))

    reads: ClassVar[bool] = False
    fills: ClassVar[bool] = False

    @property
    def label(self) -> str:
        """`email`, with the length where the mask was shortened."""
        return "email" if self.longest == _EMAIL_LOCAL + len(_EMAIL_DOMAIN) else f"email:{self.longest}"

    def fitted(self, max_length: int) -> Self:
        """Gives the mask for a column of a length; one that is too short for any address is left to `complaint`."""
        shortest = _SHORTEST_LOCAL + len(_EMAIL_DOMAIN)
        return evolve(self, longest=max(shortest, min(self.longest, max_length)))

    def __call__(self, target: Target, /) -> str:
        """Gives the record's address."""
        place = f"{target.environment_id}/{target.table}/{target.record_id}"
        local = f"erased-{hashlib.sha256(place.encode()).hexdigest()[:12]}"
        return local[-(self.longest - len(_EMAIL_DOMAIN)) :] + _EMAIL_DOMAIN

    def has_masked(self, value: object, target: Target, /) -> bool:
        """True for the record's own address."""
        return value == self(target)

    def complaint(self, column: ColumnFacts, /) -> str | None:
        """An address fits text columns of the format Email or of no format; a key needs all twelve digits to stay unique."""
        complaint = text_complaint(column, self.longest, fits="Email")
        if complaint is None and column.unique and self.longest < _EMAIL_LOCAL + len(_EMAIL_DOMAIN):
            return "the column is part of an alternate key, and a shortened address may not stay unique"
        return complaint


@frozen
class PhoneMask:
    """Writes a number that no telephone has: a plus and zeros."""

    longest: int = 10

    reads: ClassVar[bool] = False
    fills: ClassVar[bool] = False

    @property
    def label(self) -> str:
        """`phone`, with the length where the mask was shortened."""
        return "phone" if self.longest == 10 else f"phone:{self.longest}"

    def fitted(self, max_length: int) -> Self:
        """Gives the mask for a column of a length."""
        return evolve(self, longest=max(4, min(self.longest, max_length)))

    def __call__(self, target: Target, /) -> str:
        """Gives the number."""
        return "+".ljust(self.longest, "0")

    def has_masked(self, value: object, target: Target, /) -> bool:
        """True for the number itself."""
        return value == self(target)

    def complaint(self, column: ColumnFacts, /) -> str | None:
        """A number fits text columns of the format Phone or of no format that are not unique."""
        return constant_complaint(column, self.longest, fits="Phone")


@frozen
class UrlMask:
    """Writes a web address that leads nowhere, for URL columns that must not be empty; others are better emptied with `Null`."""

    label: ClassVar[str] = "url"
    reads: ClassVar[bool] = False
    fills: ClassVar[bool] = False

    def __call__(self, target: Target, /) -> str:
        """Gives the address."""
        return "https://erased.invalid/"

    def has_masked(self, value: object, target: Target, /) -> bool:
        """True for the address itself."""
        return value == self(target)

    def complaint(self, column: ColumnFacts, /) -> str | None:
        """A web address fits text columns of the format Url or of no format that are long enough and not unique."""
        return constant_complaint(column, len("https://erased.invalid/"), fits="Url")


@frozen
class YearOnly:
    """Keeps the year of a date and sets its day to the first of January: a generalised value, not an erased one."""

    label: ClassVar[str] = "year only (generalised)"
    reads: ClassVar[bool] = True
    fills: ClassVar[bool] = False

    def __call__(self, target: Target, /) -> date:
        """Gives the first day of the year."""
        old = target.old
        if not isinstance(old, date):
            raise TypeError("a year can be kept of a date only")
        return date(old.year, 1, 1)

    def has_masked(self, value: object, target: Target, /) -> bool:
        """True for a first of January, which says no more than its year."""
        return isinstance(value, date) and (value.month, value.day) == (1, 1)

    def complaint(self, column: ColumnFacts, /) -> str | None:
        """It fits dates without a time."""
        return None if column.kind == "date" else "a year can be kept of a date without a time only"


_PSEUDONYM: Final = re.compile(r"p-[0-9a-f]{16,32}")


@frozen
class Pseudonym:
    """Writes a keyed digest of the old value: equal values become equal pseudonyms, and whoever has the key can link them again.

    That is pseudonymisation, not erasure: the record stays personal data while the key lives (GDPR, recital 26), and the label says so in
    every plan and receipt. `name` tells keys apart; the key itself is shown nowhere. HMAC-SHA256 over the value without outer white space,
    case-folded.
    """

    key: bytes = field(repr=False)
    name: str = field()
    longest: int = 34

    reads: ClassVar[bool] = True
    fills: ClassVar[bool] = False

    @key.validator
    def _long_enough(self, _attribute: object, value: object) -> None:
        if not isinstance(value, bytes) or len(value) < 16:
            raise CatalogueError("a pseudonym's key must be at least 16 bytes")

    @name.validator
    def _named(self, _attribute: object, value: object) -> None:
        if not isinstance(value, str) or not value:
            raise CatalogueError("a pseudonym's key needs a name, which stands in plans and receipts")

    @property
    def label(self) -> str:
        """`pseudonym:KEY (still personal data)`."""
        return f"pseudonym:{self.name} (still personal data)"

    def fitted(self, max_length: int) -> Self:
        """Gives the mask for a column of a length, at least 64 bits of the digest."""
        return evolve(self, longest=max(18, min(self.longest, max_length)))

    def __call__(self, target: Target, /) -> str:
        """Gives the pseudonym of the old value."""
        said = unicodedata.normalize("NFC", str(target.old).strip().casefold())
        return ("p-" + hmac.new(self.key, said.encode(), hashlib.sha256).hexdigest())[: self.longest]

    def has_masked(self, value: object, target: Target, /) -> bool:
        """True for what has a pseudonym's form; whose it is cannot be told without the old value."""
        return isinstance(value, str) and _PSEUDONYM.fullmatch(value) is not None

    def complaint(self, column: ColumnFacts, /) -> str | None:
        """It fits text columns without a strict format."""
        return text_complaint(column, self.longest, fits=None)


@frozen
class Redact:
    """Takes the person's names, addresses and telephone numbers out of a text and leaves the rest: a partial mask.

    For text that belongs to others as well. It finds what it knows (the identity that was asked for, the names and addresses of the
    person's records), whole words only; what else a text tells about the person stays.
    """

    token: str = field(default="***")
    longest: int | None = None

    label: ClassVar[str] = "redact (partial)"
    reads: ClassVar[bool] = True
    fills: ClassVar[bool] = False

    @token.validator
    def _wordless(self, _attribute: object, value: object) -> None:
        # A token of letters could be a name itself, and would be redacted again.
        if not isinstance(value, str) or not value or any(character.isalnum() for character in value):
            raise CatalogueError("a redaction needs a token without letters and digits")

    def fitted(self, max_length: int) -> Self:
        """Gives the mask for a column of a length."""
        return evolve(self, longest=max_length)

    def __call__(self, target: Target, /) -> str:
        """Gives the text without the person's words, cut where it would have become too long."""
        if target.words is None:
            raise TypeError("a text can be redacted only when it is known whose names to look for")
        text = target.words.redact(str(target.old), self.token)
        if self.longest is not None and units(text) > self.longest:
            # Never through a character that takes two code units.
            text = text.encode("utf-16-le")[: 2 * self.longest].decode("utf-16-le", "ignore")
        return text

    def has_masked(self, value: object, target: Target, /) -> bool:
        """True when nothing of the person is found in a text; False as well when it is not known whom to look for."""
        return isinstance(value, str) and target.words is not None and target.words.redact(value, self.token) == value

    def complaint(self, column: ColumnFacts, /) -> str | None:
        """It fits text columns without a strict format; a token in the middle of an address makes it none."""
        return text_complaint(column, 0, fits=None)


@frozen
class Flag:
    """Sets a yes-or-no column, an empty one too: a consent that is withdrawn, a channel that is closed."""

    value: bool

    reads: ClassVar[bool] = False
    fills: ClassVar[bool] = True

    @property
    def label(self) -> str:
        """`set:yes` or `set:no`."""
        return f"set:{'yes' if self.value else 'no'}"

    def __call__(self, target: Target, /) -> bool:
        """Gives the value."""
        return self.value

    def has_masked(self, value: object, target: Target, /) -> bool:
        """True for the value itself."""
        return value is self.value

    def complaint(self, column: ColumnFacts, /) -> str | None:
        """It fits yes-or-no columns."""
        return None if column.kind == "boolean" else "a flag can be written to a yes-or-no column only"
