"""Rows of an aggregation: keys and measures, typed by what asked for them. `$apply` and FetchXML give the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self, TypeVar

from attrs import field, frozen

from ..errors import InvalidReply, UsageError
from ..model import ColumnInfo, TableInfo
from ..model.cells import value_from_wire
from ..model.columns import Expression
from ..model.measures import DatePart, Measure
from ..model.rows import FORMATTED
from .source import CONVERTER

__all__ = ["GroupRow", "Reading", "check_names"]

V = TypeVar("V")


@frozen
class Reading:
    """One value of a group: its Python name, what asked for it, the names it may have in the reply, and what it holds."""

    name: str
    source: Any
    wire_names: tuple[str, ...]
    holds: ColumnInfo | type


def check_names(table: TableInfo, readings: Sequence[Reading], measures: Sequence[str]) -> None:
    """Refuses names that would come back twice, or that are columns of the table."""
    names = [reading.wire_names[0] for reading in readings]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{name} would come back for two keys or measures; group by one of them, or use Fetch")
    for name in measures:
        if name in table.columns or name.startswith("_"):
            raise UsageError(f"{name} is taken; give the measure a name that no column has")


@frozen(repr=False)
class GroupRow:
    """One group. `row[Invoice.statecode]` and `row[total]` have the type of the key or measure; `row.total` has any.

    A group without a value holds None.
    """

    _readings: tuple[Reading, ...]
    _values: tuple[Any, ...]
    _labels: tuple[str | None, ...] = field(eq=False)

    @classmethod
    def read(cls, readings: tuple[Reading, ...], documents: list[Any], request_id: str | None) -> tuple[Self, ...]:
        """Reads the groups of a reply. A name that is absent is null: the service leaves it out."""
        rows = []
        for place, document in enumerate(documents):
            if not isinstance(document, dict):
                raise InvalidReply(f"$.value[{place}]: expected an object", request_id=request_id)
            values, labels = [], []
            for reading in readings:
                wire = next((name for name in reading.wire_names if name in document), reading.wire_names[0])
                try:
                    values.append(value_from_wire(reading.holds, document, wire, CONVERTER))
                except (TypeError, ValueError, ArithmeticError):
                    # `from None`: the cause quotes the value.
                    raise InvalidReply(f"$.value[{place}].{wire}: not what was asked for", request_id=request_id) from None
                label = document.get(f"{wire}@{FORMATTED}")
                labels.append(label if isinstance(label, str) else None)
            rows.append(cls(readings, tuple(values), tuple(labels)))
        return tuple(rows)

    def _place(self, key: Expression[Any] | Measure[Any] | DatePart[Any]) -> int:
        wanted = key.path if isinstance(key, Expression) else key
        for place, reading in enumerate(self._readings):
            if reading.source == wanted:
                return place
        raise UsageError("this group was not asked for that key or measure")

    def __getitem__(self, key: Expression[V] | Measure[V] | DatePart[V]) -> V:
        value: V = self._values[self._place(key)]
        return value

    def formatted(self, key: Expression[Any] | Measure[Any] | DatePart[Any]) -> str | None:
        """Gives the label the service shows for a key or a measure, or None when it was not asked for."""
        return self._labels[self._place(key)]

    # Any: the names of measures are known where the query is built, and not to a type checker.
    def __getattr__(self, name: str) -> Any:
        for reading, value in zip(self._readings, self._values, strict=True):
            if reading.name == name:
                return value
        raise AttributeError(f"this group has no {name}")

    def __repr__(self) -> str:
        return f"<GroupRow {', '.join(reading.name for reading in self._readings)}>"
