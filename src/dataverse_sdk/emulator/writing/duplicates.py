"""Duplicate detection: rules, and whether a row that is written has a twin.

Knows rules that compare columns for equality, in the way of text filters. Refuses to know when a request wants it.
https://learn.microsoft.com/power-apps/developer/data-platform/detect-duplicate-data
"""

from attrs import define, field, frozen

from ...schema.model import TableSchema
from ..http.refusals import Refusal
from ..storage.store import Row, Store

__all__ = ["STOCK_RULES", "DuplicateRule", "DuplicateRules"]


@frozen
class DuplicateRule:
    """Two rows of `table` are duplicates when all of `columns` (wire names) hold equal values that are not null."""

    table: str
    columns: tuple[str, ...]


STOCK_RULES = tuple(DuplicateRule(table, ("emailaddress1",)) for table in ("account", "contact", "lead"))
"""The rules a new environment publishes that compare a table with itself."""


@define
class DuplicateRules:
    """The published rules of an environment; mutable."""

    rules: list[DuplicateRule] = field(factory=lambda: list(STOCK_RULES))

    def check(self, store: Store, table: TableSchema, row: Row, record_id: str, changed: frozenset[str]) -> None:
        """Refuse a row that duplicates another; rules of which no column is written do not apply."""
        for rule in self.rules:
            if rule.table != table.logical_name or changed.isdisjoint(rule.columns):
                continue
            values = {name: row.get(name) for name in rule.columns}
            if None in values.values():
                continue
            if any(other[table.key or ""] != record_id for other in store.find_by(table, values)):
                raise Refusal(
                    412, "0x80040333", "A record was not created or updated because a duplicate of the current record already exists."
                )
