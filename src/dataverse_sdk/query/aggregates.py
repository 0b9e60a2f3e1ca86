"""Groups and measures over them, as `$apply`: `Query(Invoice).group_by(Invoice.statecode).aggregate(total=Invoice.totalamount.sum())`.

Knows what of OData's aggregation Dataverse has, and refuses the rest before anything is sent
(https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/aggregate-data): no grouping by dates, no order by a
measure, no distinct count. `Fetch` has those. The service aggregates at most 50,000 rows, and fails beyond.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve, frozen

from ..errors import UsageError
from ..model import TableInfo
from ..model.belonging import check_belonging
from ..model.columns import Expression
from ..model.entity import class_of
from ..model.measures import Measure
from ..wire.literals import name, path
from .groups import GroupRow, Reading, check_names
from .render import filter_text, order_text
from .source import First, RowSource, check_page_size, page_preference

if TYPE_CHECKING:
    from .query import Query

__all__ = ["Aggregation"]

V = TypeVar("V")


@frozen(repr=False)
class Aggregation(RowSource[GroupRow]):
    """Gives a `GroupRow` for each combination of the keys' values; without keys, one for all rows."""

    query: Query[Any]
    keys: tuple[Expression[Any], ...]
    measures: tuple[tuple[str, Measure[Any]], ...] = ()
    # `$top` over groups is not documented, so the client counts.
    limit: int | None = None

    def __attrs_post_init__(self) -> None:
        asked = self.query
        if asked.columns or asked.expands:
            raise UsageError("a group has no columns but its keys and measures; leave out select and expand")
        if asked.limit is not None:
            raise UsageError("top is of groups, not of the rows they are made from; put it behind group_by")
        for key in self.keys:
            if not isinstance(key, Expression):
                raise UsageError("group_by takes columns, such as Invoice.statecode")
            if key.info.python_type in (date, datetime):
                raise UsageError(f"{key.info.attribute}: OData cannot group by dates in Dataverse; use Fetch and its date parts")
        keys = {key.path for key in self.keys}
        for order in asked.orders:
            if order.path not in keys:
                raise UsageError("Dataverse orders groups by their keys only, not by measures; sort the rows that come back, or use Fetch")
        for _, measure in self.measures:
            if measure.function == "countdistinct" or (measure.function == "count" and measure.path):
                raise UsageError("OData in Dataverse counts rows (row_count()), not values or different values; use Fetch")
            if len(measure.path) > 1:
                raise UsageError("a measure is of a column of the queried table itself")
        named = [*(key.path for key in self.keys), *(measure.path for _, measure in self.measures)]
        check_belonging(self.table, paths=[path for path in named if path])
        check_names(self.table, self._readings, [key for key, _ in self.measures])

    @property
    def table(self) -> TableInfo:
        """The table whose rows are grouped."""
        return self.query.table

    def aggregate(self, **measures: Measure[Any]) -> Aggregation:
        """Adds measures; each comes back under the name it is given here."""
        if not measures:
            raise UsageError("aggregate takes measures by name, such as total=Invoice.totalamount.sum()")
        return evolve(self, measures=(*self.measures, *((name(key), measure) for key, measure in measures.items())))

    def top(self, count: int) -> Aggregation:
        """Stops after this many groups."""
        from .query import check_top

        return evolve(self, limit=check_top(count))

    def first(self, page_size: int | None) -> First:
        """Gives the `$apply` that asks for the groups."""
        check_page_size(page_size)
        sums = ",".join(_measure(key, measure) for key, measure in self.measures)
        text = f"aggregate({sums})" if sums else ""
        if self.keys:
            keys = ",".join(path(key.path) for key in self.keys)
            text = f"groupby(({keys}),{text})" if text else f"groupby(({keys}))"
        if self.query.predicate is not None:
            text = f"filter({filter_text(self.query.predicate)})/{text}"
        order = f"&$orderby={order_text(self.query.orders)}" if self.query.orders else ""
        return f"{self.table.set_name}?$apply={text}{order}", page_preference(page_size)

    @property
    def _readings(self) -> tuple[Reading, ...]:
        keys = [Reading(key.info.attribute, key.path, _names(self.table, key), key.info) for key in self.keys]
        return (*keys, *(Reading(key, measure, (key,), measure.kind) for key, measure in self.measures))

    def rows(self, documents: list[Any], request_id: str | None) -> tuple[GroupRow, ...]:
        """Reads the groups."""
        return GroupRow.read(self._readings, documents, request_id)

    def at_most(self, count: int) -> Aggregation:
        """Gives the same groups, stopping after so many."""
        return self.top(count if self.limit is None else min(self.limit, count))

    def __repr__(self) -> str:
        return f"<Aggregation of {self.table.logical_name}>"


def _measure(key: str, measure: Measure[Any]) -> str:
    if not measure.path:
        return f"$count%20as%20{key}"
    return f"{path(measure.path)}%20with%20{measure.function}%20as%20{key}"


def _names(table: TableInfo, key: Expression[Any]) -> tuple[str, ...]:
    """Gives the names under which a key can come back.

    One that was reached through a lookup is named after the table it was found in: `primarycontactid/fullname` is `contact_fullname`.
    """
    *steps, column = key.path
    if not steps:
        return (column,)
    navigations: Mapping[str, Any] = {info.wire_name: info for info in table.navigations.values()}
    for step in steps:
        info = navigations[step]
        cls = class_of(info)
        navigations = {} if cls is None else {each.wire_name: each for each in cls.__table__.navigations.values()}
    return (f"{info.target}_{column}", "_".join(key.path))
