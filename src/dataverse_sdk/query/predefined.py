"""Queries that stand elsewhere: saved ones (views), a user's own, and SQL text. What they select is not known here.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/retrieve-and-execute-predefined-queries for the first two;
`sql=` is what Microsoft's own Python client sends, and is documented there only.
Their replies leave out properties that are null, so a column that a row does not hold may be null or may not have been selected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Generic, TypeVar
from uuid import UUID

from attrs import evolve, field, frozen

from ..errors import UsageError
from ..model import CollectionExpr, Entity, Reference, TableInfo, table_of
from ..model.values import as_uuid
from ..wire.literals import encode
from .source import First, RowSource, check_page_size, entity_page, page_preference

__all__ = ["SavedQuery", "SqlQuery", "UserQuery"]

E = TypeVar("E", bound=Entity)


@frozen(repr=False)
class _Predefined(RowSource[E], Generic[E]):
    """What the three share: rows of a class, pages of a size, and no `$top`, which the service does not take with them."""

    entity: type[E]

    @property
    def table(self) -> TableInfo:
        """The table that is asked."""
        return table_of(self.entity)

    def _target(self) -> str:
        raise NotImplementedError

    def first(self, page_size: int | None) -> First:
        """Gives the target of the first page and its preference."""
        check_page_size(page_size)
        # No more rows than are wanted: without `$top` the page size is what keeps a first row from bringing 5,000.
        size = page_size if self.limit is None else min(page_size or self.limit, self.limit)
        return self._target(), page_preference(size)

    def page(self, body: bytes, request_id: str | None) -> tuple[tuple[E, ...], Mapping[str, Any]]:
        """Reads the rows of a page, compiled where there are many."""
        return entity_page(self.entity, body, request_id)

    def at_most(self, count: int) -> _Predefined[E]:
        """Gives the same query, stopping after so many rows."""
        made: Any = self  # its subclasses have the limit
        limited: _Predefined[E] = evolve(made, limit=count if self.limit is None else min(self.limit, count))
        return limited

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.table.logical_name}>"


@frozen(repr=False)
class SavedQuery(_Predefined[E], Generic[E]):
    """Asks a view of the environment: `SavedQuery(Account, id)`, the id being that of the `savedquery`.

    With `of` and `through` it asks for the rows related to one record:
    `SavedQuery(Opportunity, id, of=account, through=Account.opportunity_parent_account)`.
    """

    id: UUID = field(converter=as_uuid)
    of: Reference[Any] | None = field(default=None, kw_only=True)
    through: CollectionExpr[Any] | None = field(default=None, kw_only=True)
    limit: int | None = field(default=None, kw_only=True)

    _option = "savedQuery"

    def __attrs_post_init__(self) -> None:
        if (self.of is None) != (self.through is None):
            raise UsageError("related rows need both: of, the record, and through, a collection of its table")
        if self.through is not None and (len(self.through._path) != 1 or self.through._info.target != self.table.logical_name):
            raise UsageError(f"through leads to {self.through._info.target}; the query is of {self.table.logical_name}")

    def _target(self) -> str:
        from ..model.entity import class_of

        path = self.table.set_name
        if self.of is not None and self.through is not None:
            owner = class_of(self.of.table)
            if owner is None:
                raise UsageError(f"the class of {self.of.table} was not imported; import it, so that its entity set is known")
            path = f"{owner.__table__.set_name}({self.of.id})/{self.through._info.wire_name}"
        return f"{path}?{self._option}={self.id}"


@frozen(repr=False)
class UserQuery(SavedQuery[E], Generic[E]):
    """Asks a view that a user saved: `UserQuery(Account, id)`, the id being that of the `userquery`."""

    _option = "userQuery"


def _select(text: Any) -> str:
    if not isinstance(text, str) or not re.match(r"\s*select\s", text, re.IGNORECASE):
        raise UsageError("a SQL query is a SELECT")
    if re.match(r"\s*select\s+(?:distinct\s+)?(?:top\s+\S+\s+)?(?:\w+\.)?\*", text, re.IGNORECASE):
        raise UsageError("Dataverse does not take SELECT *; name the columns")
    return text


@frozen(repr=False)
class SqlQuery(_Predefined[E], Generic[E]):
    """Asks with SQL text: `SqlQuery(Contact, "SELECT fullname FROM contact WHERE ...")`.

    The text is the caller's own: values in it are not quoted for anybody. Put none from outside in it; `Query` and `Fetch` quote theirs.
    """

    text: str = field(converter=_select)
    limit: int | None = field(default=None, kw_only=True)

    def _target(self) -> str:
        return f"{self.table.set_name}?sql={encode(self.text)}"
