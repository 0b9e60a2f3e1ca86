"""What the parts of the complete catalogue share: its masks, and the columns that a postal address has wherever it stands."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dataverse_sdk import ColumnExpr, Entity

from ...masking import Masked, mask
from ...masks import EmailMask, Null, PhoneMask, Redact, Replace
from ...rules import Rule

__all__ = ["COMPOSED", "EMAIL", "EMPTY", "MASKED", "PHONE", "REDACT", "address_of", "all_by", "columns_of", "of", "shown_in"]

MASKED: Final = Replace("MASKED")
EMPTY: Final = Null()
EMAIL: Final = EmailMask()
PHONE: Final = PhoneMask()
REDACT: Final = Redact()

ADDRESS_TEXTS: Final = (
    "line1", "line2", "line3", "city", "county", "stateorprovince", "postalcode", "postofficebox", "country", "name",
)  # fmt: skip
ADDRESS_PHONES: Final = ("telephone1", "telephone2", "telephone3", "fax")
# Four characters of a parcel service's zone hold no "MASKED".
ADDRESS_EMPTIED: Final = ("upszone", "latitude", "longitude")
COMPOSED: Final = ("line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country")


def of(table: type[Entity], names: Iterable[str], prefix: str = "") -> tuple[ColumnExpr[Any], ...]:
    """Gives columns of a table by their names, each behind a prefix."""
    return tuple(getattr(table, prefix + name) for name in names)


def all_by(rule: Rule[Any], *columns: ColumnExpr[Any]) -> tuple[Masked, ...]:
    """Gives masks that mask every one of these columns by one rule."""
    # The columns are looked up by name here and there, so the pair is checked at import instead of by the type checker.
    return tuple(mask(column, rule) for column in columns)


def address_of(table: type[Entity], prefix: str = "", *, contact_name: bool = True) -> tuple[Masked, ...]:
    """Gives the masks of an address: texts, phones, and what is emptied."""
    texts = (*ADDRESS_TEXTS, *(["primarycontactname"] if contact_name else []))
    return (
        *all_by(MASKED, *of(table, texts, prefix)),
        *all_by(PHONE, *of(table, ADDRESS_PHONES, prefix)),
        *all_by(EMPTY, *of(table, ADDRESS_EMPTIED, prefix)),
    )


def columns_of(masks: Sequence[Masked], table: type[Entity]) -> tuple[ColumnExpr[Any], ...]:
    """Gives the columns that these masks name, on another table with the same ones."""
    return tuple(getattr(table, one.column.attribute) for one in masks)


def shown_in(prefix: str, masks: Sequence[Masked]) -> Mapping[str, str]:
    """Gives where each masked column shows elsewhere: under a prefix."""
    return {f"{prefix}{one.column.wire_name}": one.column.wire_name for one in masks}
