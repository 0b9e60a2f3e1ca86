"""What a masking rule is: a pure callable that says which columns it fits and recognises its own work.

The rules themselves are in `masks`; a catalogue may bring its own. Refuses to know tables, the network and whether a person is meant.
"""

from typing import Any, Final, Literal, Protocol, Self, TypeVar, cast, runtime_checkable
from uuid import UUID

from attrs import field, frozen

from .words import Words

__all__ = ["ColumnFacts", "Rule", "Target", "constant_complaint", "fitted", "text_complaint", "units"]

T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R")
# Formats of text columns that forms, synchronisation and portals check. The Web API itself does not (smart email validation "won't block
# users from saving", https://learn.microsoft.com/power-apps/maker/data-platform/smart-email-address-validation).
_STRICT_FORMATS: Final = frozenset({"Email", "Phone", "Url"})


@frozen
class Target:
    """The place a mask is written to.

    `old` is the value that stands there, given only to rules that read it; `words` are the person's names and addresses, given only to
    those that look for them. Neither is shown, compared or kept.
    """

    environment_id: UUID
    table: str
    record_id: UUID
    # Any: the column's own type; the rule that reads it checks it.
    old: Any = field(default=None, repr=False, eq=False)
    words: Words | None = field(default=None, repr=False, eq=False)


@frozen
class ColumnFacts:
    """What a rule needs to know about a column: from the entity class when a catalogue is declared, from metadata when it is checked.

    `kind` says what the column holds; a date is a day without a time. `max_length` counts UTF-16 code units, as the service does; None
    means not stated. `format` is the format of one line of text (`Email`, `Phone`, `Url`), where it has one.
    """

    kind: Literal["text", "date", "boolean", "other"]
    max_length: int | None = None
    required: str = "None"
    nullable: bool = True
    unique: bool = False
    format: str | None = None


class Rule(Protocol[T_co]):
    """A mask: `label` names it in plans and receipts, calling it gives the new value."""

    @property
    def label(self) -> str:
        """A short name that tells two rules apart; it stands in plans, journals and receipts."""
        ...

    @property
    def reads(self) -> bool:
        """True when the new value is made of the old one, so that the old one has to be read before the write."""
        ...

    @property
    def fills(self) -> bool:
        """True when an empty column is written too; a mask of a value leaves empty columns alone."""
        ...

    def __call__(self, target: Target, /) -> T_co:
        """Gives the value to write."""
        ...

    def has_masked(self, value: object, target: Target, /) -> bool:
        """Tells whether a stored value is already what this rule writes."""
        ...

    def complaint(self, column: ColumnFacts, /) -> str | None:
        """Gives the reason why the rule does not fit a column, or None."""
        ...


@runtime_checkable
class _Fitting(Protocol):
    """A rule that can shorten its mask without breaking what it is a mask for."""

    def fitted(self, max_length: int) -> Self: ...


def fitted(rule: Rule[R], max_length: int | None) -> Rule[R]:
    """Gives the rule with its mask as long as a column can bear, for rules that may be shortened; others are given back as they are."""
    if max_length is not None and isinstance(rule, _Fitting):
        return cast("Rule[R]", rule.fitted(max_length))
    return rule


def units(text: str) -> int:
    """Counts UTF-16 code units, as the service counts characters."""
    return len(text.encode("utf-16-le")) // 2


def text_complaint(column: ColumnFacts, length: int, *, fits: str | None) -> str | None:
    """What every rule that writes text of a known length asks of a column. `fits` is the one strict format its text has."""
    if column.kind != "text":
        return "a text cannot be written to a column that holds no text"
    if column.max_length is not None and length > column.max_length:
        return f"{length} characters do not fit a column of {column.max_length}"
    if column.format in _STRICT_FORMATS and column.format != fits:
        return f"the mask is no value of the format {column.format}"
    return None


def constant_complaint(column: ColumnFacts, length: int, *, fits: str | None) -> str | None:
    """What every rule that writes one text to all records asks of a column: that it fits, and need not be unique."""
    complaint = text_complaint(column, length, fits=fits)
    if complaint is None and column.unique:
        return "the column is part of an alternate key, and a constant cannot stay unique"
    return complaint
