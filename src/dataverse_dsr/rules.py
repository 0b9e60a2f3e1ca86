"""Masking rules: what a value becomes, as pure callables typed by what they return.

Knows which columns a rule fits and how to recognise its own work. Refuses to know tables, records' old values and the network.
A rule is deterministic for a record, so that masking twice writes once.
"""

from typing import Final, Literal, Protocol, TypeVar
from uuid import UUID

from attrs import field, frozen

from .errors import CatalogueError

__all__ = ["ColumnFacts", "Null", "Replace", "Rule", "Target"]

T_co = TypeVar("T_co", covariant=True)


@frozen
class Target:
    """The place a mask is written to. It holds no value of the record: a mask never depends on what it hides."""

    environment_id: UUID
    table: str
    record_id: UUID


@frozen
class ColumnFacts:
    """What a rule needs to know about a column: from the entity class when a catalogue is declared, from metadata when it is checked.

    `kind` is `text` or `other`. `max_length` counts UTF-16 code units, as the service does; None means not stated.
    """

    kind: Literal["text", "other"]
    max_length: int | None = None
    required: str = "None"
    nullable: bool = True
    unique: bool = False


class Rule(Protocol[T_co]):
    """A mask: `label` names it in plans and receipts, calling it gives the new value."""

    @property
    def label(self) -> str:
        """A short name that tells two rules apart; it stands in plans, journals and receipts."""
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


@frozen
class Replace:
    """Writes one constant text. It suppresses the value; nothing leads back to it."""

    text: str = field()

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
        length = len(self.text.encode("utf-16-le")) // 2
        if column.kind != "text":
            return "a text cannot be written to a column that holds no text"
        if column.max_length is not None and length > column.max_length:
            return f"{length} characters do not fit a column of {column.max_length}"
        if column.unique:
            return "the column is part of an alternate key, and a constant cannot stay unique"
        return None


@frozen
class Null:
    """Empties the column."""

    label: Final = "null"

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
