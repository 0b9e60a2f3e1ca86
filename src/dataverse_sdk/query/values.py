"""A query's columns as tuples: `Query(Contact).values(Contact.firstname, Contact.numberofchildren)`, typed position by position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import evolve, frozen

from ..model import TableInfo
from ..model.columns import Expression
from .source import First, RowSource

if TYPE_CHECKING:
    from .query import Query

__all__ = ["Values"]

R = TypeVar("R")


@frozen(repr=False)
class Values(RowSource[R], Generic[R]):
    """Gives tuples of a query's columns, in the order asked for."""

    query: Query[Any]
    columns: tuple[Expression[Any], ...]

    @property
    def table(self) -> TableInfo:
        """The table that is asked."""
        return self.query.table

    @property
    def limit(self) -> int | None:  # type: ignore[override]
        """How many rows at most."""
        return self.query.limit

    def first(self, page_size: int | None) -> First:
        """Gives what the query asks first."""
        return self.query.first(page_size)

    def page(self, body: bytes, request_id: str | None) -> tuple[tuple[R, ...], Mapping[str, Any]]:
        """Reads the rows of a page, and takes the columns out of them."""
        rows, document = self.query.page(body, request_id)
        return self._taken(rows), document

    def _taken(self, rows: tuple[Any, ...]) -> tuple[R, ...]:
        names = [column.info.attribute for column in self.columns]
        # R is the tuple of what the columns hold; `Query.values` says so.
        taken: Any = tuple(tuple(getattr(row, name) for name in names) for row in rows)
        found: tuple[R, ...] = taken
        return found

    def at_most(self, count: int) -> Values[R]:
        """Gives the same values, stopping after so many rows."""
        return evolve(self, query=self.query.at_most(count))

    def __repr__(self) -> str:
        return f"<Values of {len(self.columns)} columns of {self.table.logical_name}>"
