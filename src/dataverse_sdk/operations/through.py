"""Rows by way of a record they are linked to: those of a collection, their number, and the one that a lookup points to.

    client.query(related(account, Account.contact_customer_accounts, Query(Contact).select(Contact.fullname)))

The only way to the rows of an N:N relationship that needs no filter. Source:
https://learn.microsoft.com/power-apps/developer/data-platform/webapi/retrieve-entity-using-web-api#retrieve-using-an-alternate-key and the
sections after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from attrs import evolve, field, frozen

from ..errors import UsageError
from ..model import CollectionExpr, Entity, Reference, TableInfo
from ..model.entity import class_of
from ..query import Query
from ..query.render import system_options
from ..query.source import First, RowSource, check_page_size
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import expect
from .counts import Count, count
from .links import place_of, row_address
from .records import Columns
from .rows import annotations_preference, prefer, read_row

__all__ = ["Related", "count_related", "get_related", "related"]

E = TypeVar("E", bound=Entity)


@frozen(repr=False)
class Related(RowSource[E], Generic[E]):
    """The rows of a collection, by way of its record; `related` makes one."""

    path: str
    query: Query[E]
    limit: int | None = field(init=False)

    @limit.default
    def _limit_of_the_query(self) -> int | None:
        return self.query.limit

    @property
    def table(self) -> TableInfo:
        """The table the rows are of."""
        return self.query.table

    def first(self, page_size: int | None) -> First:
        """Gives the target of the first page and its preference."""
        check_page_size(page_size)
        target, preference = self.query.first(page_size)
        return self.path + target.removeprefix(self.table.set_name), preference

    def page(self, body: bytes, request_id: str | None) -> tuple[tuple[E, ...], Mapping[str, Any]]:
        """Reads the rows of a page, compiled where there are many."""
        return self.query.page(body, request_id)

    def at_most(self, count: int) -> Related[E]:
        """Gives the same rows, stopping after so many."""
        return Related(self.path, self.query.at_most(count))

    def __repr__(self) -> str:
        return f"<Related {self.table.logical_name}>"


def _collection(row: Entity | Reference[Any], through: CollectionExpr[Any]) -> tuple[str, str]:
    """Gives the address of a collection and the table of its rows."""
    name, collection, table = place_of(through)
    if not collection:
        raise UsageError("a lookup leads to one record: use get_related")
    return f"{row_address(row)}/{name}", table


def related(row: Entity | Reference[Any], through: CollectionExpr[E], query: Query[E] | None = None) -> Related[E]:
    """Asks for the rows that a record is linked to: `related(account, Account.contact_customer_accounts)`.

    `query` says which columns, which of them, and in what order; without it all of them, with the columns of their class.
    """
    path, table = _collection(row, through)
    cls = class_of(through._info)
    if query is None and cls is None:
        raise UsageError(f"the class of {table} was not imported; import it, so that its columns are known")
    asked: Query[Any] = query if query is not None else Query(cls)  # type: ignore[arg-type]
    if asked.table.logical_name != table:
        raise UsageError(f"this collection holds rows of {table}; the query is of {asked.table.logical_name}")
    if asked.expands:
        raise UsageError("expand in a query of the table itself; rows by way of a record come without")
    return Related(path, asked)


def count_related(row: Entity | Reference[Any], through: CollectionExpr[E], query: Query[E] | None = None) -> Operation[Count]:
    """Counts the rows that a record is linked to, up to 5,000; see `count`."""
    source = related(row, through, query)
    counted = count(source.query)
    target = source.path + counted.request.target.removeprefix(source.table.set_name)
    return evolve(counted, request=evolve(counted.request, target=target))


def get_related(
    row: Entity | Reference[Any], through: type[E], *, select: Columns = (), annotations: str | None = None
) -> Operation[E | None]:
    """Reads the record that a lookup points to: `get_related(account, Account.primarycontactid_nav)`; None when it is empty."""
    name, collection, table = place_of(through)
    if collection:
        raise UsageError("a collection holds several records: use related")
    cls: Any = class_of(table)
    if cls is None:
        raise UsageError(f"the class of {table} was not imported; import it, so that its columns are known")
    options = "&".join(system_options(Query(cls).select(*select)))
    target = f"{row_address(row)}/{name}" + (f"?{options}" if options else "")

    def read(reply: Reply) -> E | None:
        if reply.status == 204:
            return None
        expect(reply, 200)
        found: E = read_row(cls, reply)
        return found

    return Operation(Request("GET", target, prefer(annotations_preference(annotations))), read)
