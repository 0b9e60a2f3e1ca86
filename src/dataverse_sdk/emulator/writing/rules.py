"""Columns the service computes: full names, composite addresses, copies of a lookup.

Knows which columns are made from which, table by table. Refuses to know where rows are kept. A rule is a row of `RULES`.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from attrs import frozen

from ...schema.model import TableSchema
from ..storage.store import Row, target_column
from ..storage.values import SqlValue

__all__ = ["ADDRESS_PARTS", "Rule", "SameTable", "computed", "rules_of"]

ADDRESS_PARTS = (
    "line1", "line2", "line3", "city", "county", "country", "stateorprovince", "postalcode", "postofficebox", "name",
    "primarycontactname", "telephone1", "telephone2", "telephone3", "fax", "latitude", "longitude", "upszone", "utcoffset",
    "addresstypecode", "freighttermscode", "shippingmethodcode",
)  # fmt: skip
"""What a contact's or account's `addressN_` columns and a `customeraddress` row have in common."""

Compute = Callable[[Mapping[str, SqlValue]], SqlValue]


@frozen
class Rule:
    """`column` is made from `inputs` by `compute`."""

    column: str
    inputs: tuple[str, ...]
    compute: Compute


def _name(inputs: tuple[str, ...]) -> Compute:
    # First, middle, last: the default full name format of an English organization.
    def compute(row: Mapping[str, SqlValue]) -> SqlValue:
        return " ".join(str(row[name]) for name in inputs if row.get(name)) or None

    return compute


def _composite(inputs: tuple[str, ...]) -> Compute:
    # The service joins the lines with CR LF, and city, state and postal code on one line, in the en-US format.
    def compute(row: Mapping[str, SqlValue]) -> SqlValue:
        line1, line2, line3, city, state, postal, country = (str(row.get(name) or "") for name in inputs)
        area = " ".join(part for part in (state, postal) if part)
        place = ", ".join(part for part in (city, area) if part)
        return "\r\n".join(part for part in (line1, line2, line3, place, country) if part) or None

    return compute


def _name_rule(prefix: str) -> Rule:
    inputs = tuple(f"{prefix}{part}name" for part in ("first", "middle", "last"))
    return Rule(f"{prefix}fullname", inputs, _name(inputs))


def _composite_rule(prefix: str) -> Rule:
    parts = ("line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country")
    inputs = tuple(f"{prefix}{part}" for part in parts)
    return Rule(f"{prefix}composite", inputs, _composite(inputs))


CANDIDATES = (
    _name_rule(""),
    _name_rule("yomi"),
    *(_composite_rule(prefix) for prefix in ("", "address1_", "address2_", "address3_", "billto_", "shipto_")),
)


class SameTable:
    """A table as a key of a cache: by identity, because comparing tables column by column is slow."""

    __slots__ = ("table",)

    def __init__(self, table: TableSchema) -> None:
        self.table = table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameTable) and other.table is self.table

    def __hash__(self) -> int:
        return id(self.table)


@lru_cache(maxsize=2048)
def _rules_of(key: SameTable) -> tuple[Rule, ...]:
    names = {column.name for column in key.table.columns}
    return tuple(rule for rule in CANDIDATES if rule.column in names and names.issuperset(rule.inputs))


def rules_of(table: TableSchema) -> tuple[Rule, ...]:
    """The rules whose column and inputs the table has."""
    return _rules_of(SameTable(table))


_CUSTOMER = ("_customerid_value", {"contact": "_contactid_value", "account": "_accountid_value"})
COPIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    # `contactid` and `accountid` are read-only copies of the Customer lookup (entity reference of quote, order,
    # invoice)
    **dict.fromkeys(("quote", "salesorder", "invoice", "incident", "lead", "opportunity"), _CUSTOMER),
    "contact": ("_parentcustomerid_value", {"contact": "_parentcontactid_value", "account": "_accountid_value"}),
}


def computed(table: TableSchema, row: Mapping[str, SqlValue], changed: frozenset[str]) -> Row:
    """The computed columns that must be written because `changed` columns of `row` (its new state) were."""
    values = {rule.column: rule.compute(row) for rule in rules_of(table) if not changed.isdisjoint(rule.inputs)}
    source, copies = COPIES.get(table.logical_name, ("", {}))
    if source in changed:
        for name, column in copies.items():
            if table.column(column) is not None:
                same = row[source] is not None and row.get(target_column(source)) == name
                values[column] = row[source] if same else None
                values[target_column(column)] = name if same else None
    return values
