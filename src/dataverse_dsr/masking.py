"""What is masked with what: a column and its rule, and the columns that follow from masked ones.

Refuses at import what can never work: a mask that does not fit, a write to a column that cannot be written. Refuses to know environments
(see `checks`), persons and the network.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from attrs import frozen

from dataverse_sdk import ColumnExpr, ColumnInfo, Entity, table_of

from .errors import CatalogueError
from .rules import ColumnFacts, Rule, Target, fitted
from .ways import own

__all__ = ["Computed", "Masked", "Mirror", "computed", "facts_of", "mask", "mirror", "needs_no_write"]

T = TypeVar("T")


@frozen
class Masked:
    """A column and the rule that masks it. Make one with `mask`, which type-checks the pair.

    `shared` is the rule for records that belong to others as well; without one the column of such a record is left alone.
    """

    column: ColumnInfo
    rule: Rule[Any]  # Any: the column's type was checked against the rule's in `mask`
    shared: Rule[Any] | None = None

    def rule_of(self, label: str) -> Rule[Any] | None:
        """The rule a plan names, or None when this column has no such rule."""
        return next((rule for rule in (self.rule, self.shared) if rule is not None and rule.label == label), None)


def needs_no_write(rule: Rule[Any], value: object, target: Target) -> bool:
    """Tells whether a stored value needs no write by a rule: nothing there to mask, or masked already."""
    return not rule.fills if value is None or value in ("", b"") else rule.has_masked(value, target)


def mask(
    column: ColumnExpr[T],
    rule: Rule[T],
    *,
    shared: Rule[T] | None = None,
) -> Masked:
    """Declares that a column is masked by a rule; a rule whose values the column cannot hold is a type error.

    The same is checked again here, for callers without a type checker, and what types cannot say: length, writability, requirement,
    format. A mask that can be shortened without breaking its format is shortened to the column's length.
    """
    info = column.info
    own(column)
    if info.is_lookup:
        raise CatalogueError(f"{info.wire_name} is a lookup; a lookup is not masked")
    if not info.update:
        raise CatalogueError(f"{info.wire_name} cannot be written; mask the columns it is computed from")
    if info.logical_name in ("statecode", "statuscode"):
        raise CatalogueError(f"{info.wire_name} is the record's state; a state is not masked")
    rules = [fitted(one, info.max_length) for one in (rule, shared) if one is not None]
    for one in rules:
        complaint = one.complaint(facts_of(info))
        if complaint is not None:
            raise CatalogueError(f"{info.wire_name}: {complaint}")
    return Masked(info, rules[0], rules[1] if shared is not None else None)


def facts_of(info: ColumnInfo, *, unique: bool = False) -> ColumnFacts:
    """Gives what the entity class states about a column, in the words of rules."""
    return ColumnFacts(
        kind=_kind(info.python_type),
        max_length=info.max_length,
        required=info.required,
        nullable=info.nullable,
        unique=unique,
        # A memo's "format" says how it is shown; one line of text is the only kind that has to have one.
        format=None if info.memo else info.format,
    )


def _kind(python_type: Any) -> Literal["text", "date", "boolean", "other"]:
    if python_type is str:
        return "text"
    if python_type is bool:
        return "boolean"
    # A datetime is a date to Python; to Dataverse they are two types.
    return "date" if python_type is date and python_type is not datetime else "other"


@frozen
class Computed:
    """A column the service computes from masked ones, read back after an erasure.

    `whole` says that nothing but masks may be left in it (`fullname`); otherwise a mask must at least appear (an address in one
    text, where the catalogue masks some of its lines).
    """

    column: ColumnInfo
    sources: tuple[ColumnInfo, ...]
    whole: bool


def computed(column: ColumnExpr[Any], *, of: Sequence[ColumnExpr[Any]], whole: bool) -> Computed:
    """Declares a computed column and the columns it is computed from."""
    return Computed(own(column), tuple(own(source) for source in of), whole)


@frozen
class Mirror:
    """Columns that show another record's values: `address1_line1` of a contact is `line1` of the address row `address1_addressid` names.

    Where that row is written too, the value is written there, once. Source: entity reference of customeraddress; `addressN_addressid`.
    """

    key: ColumnInfo
    table: str
    columns: Mapping[str, str]


def mirror(key: ColumnExpr[Any], *, of: type[Entity], columns: Mapping[str, str]) -> Mirror:
    """Declares which columns show those of another table, by wire names; `key` holds the id of the other record."""
    return Mirror(own(key), table_of(of).logical_name, dict(columns))
