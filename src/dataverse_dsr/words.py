"""What a person is called, as something that can be taken out of a text.

Knows names, addresses and telephone numbers, and how people write them in prose. Refuses to know records and rules, and never shows a word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import field, frozen

__all__ = ["Words", "digits"]

# What stands between the digits of a telephone number.
_BETWEEN = r"[\s().\-/]*"
# A single letter is an initial; taking every "A" out of a text would leave nothing to read.
_SHORTEST_NAME = 2
# An extension or the year 1815 is nobody's number.
_SHORTEST_NUMBER = 5


def digits(number: str) -> str:
    """Gives the digits of a telephone number; an international prefix is the same whether written `+` or `00`."""
    text = unicodedata.normalize("NFKC", number).strip()
    bare = "".join(character for character in text if character in "0123456789")
    return bare[2:] if bare.startswith("00") else bare


def _texts(given: Iterable[str | None]) -> frozenset[str]:
    return frozenset(text for one in given if one is not None and (text := " ".join(one.split())))


@frozen(slots=False, repr=False)
class Words:
    """A person's names, email addresses and telephone numbers.

    A single name is found as it was given, in capitals or capitalised: `will` is no Will. Full names (two words and more) and addresses
    are found in any case; numbers by their digits, however they are grouped.
    """

    names: frozenset[str] = field(converter=_texts, default=frozenset())
    emails: frozenset[str] = field(converter=_texts, default=frozenset())
    phones: frozenset[str] = field(converter=_texts, default=frozenset())

    def __bool__(self) -> bool:
        return bool(self.names or self.emails or self.phones)

    def __or__(self, other: "Words") -> "Words":
        """Gives the words of both."""
        return Words(self.names | other.names, self.emails | other.emails, self.phones | other.phones)

    def redact(self, text: str, token: str) -> str:
        """Gives a text with a token in place of each of the words."""
        pattern = self._pattern
        return text if pattern is None else pattern.sub(lambda _: token, text)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        # The longest first, so that a full name goes as one.
        parts = sorted(set(self._parts()), key=lambda part: (-len(part), part))
        return re.compile("|".join(parts)) if parts else None

    def _parts(self) -> Iterator[str]:
        for email in self.emails:
            # Not inside a longer address: `ada@b.co` is not in `ada@b.co.uk`, nor in `xada@b.co`.
            yield from (rf"(?<![\w.+%-])(?i:{re.escape(form)})(?![\w-]|\.\w)" for form in _forms(email))
        for number in self.phones:
            if len(figures := digits(number)) >= _SHORTEST_NUMBER:
                yield rf"(?<!\d)\+?(?:00)?{_BETWEEN.join(figures)}(?!\d)"
        for name in self.names:
            words = name.split()
            if len(words) > 1:
                for form in _forms(name):
                    whole = r"\s+".join(re.escape(word) for word in form.split())
                    yield rf"(?<!\w)(?i:{whole})(?!\w)"
            elif len(name) >= _SHORTEST_NAME:
                for form in _forms(name):
                    yield from (rf"(?<!\w){re.escape(spelling)}(?!\w)" for spelling in {form, form.upper(), form.capitalize()})

    def __repr__(self) -> str:
        return f"<Words names={len(self.names)} emails={len(self.emails)} phones={len(self.phones)}, redacted>"


def _forms(text: str) -> set[str]:
    """The two Unicode spellings of one text: texts are stored in either."""
    return {unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)}
