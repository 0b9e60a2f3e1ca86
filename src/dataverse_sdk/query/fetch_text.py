"""FetchXML documents of the caller's own, checked, sized and paged as built ones are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

from attrs import evolve, field, frozen

from ..errors import UsageError
from ..model import Entity, TableInfo, table_of
from .fetch_documents import COOKIE, MORE, following_fetch, parse_fetch, target_of
from .fetchxml import sized, with_nulls
from .source import First, RowSource, check_page_size, entity_rows

__all__ = ["FetchText"]

E = TypeVar("E", bound=Entity)


@frozen(repr=False)
class FetchText(RowSource[E], Generic[E]):
    """Asks with a FetchXML document of the caller's own: `FetchText(Account, "<fetch><entity name='account'>...")`.

    What the document computes or joins stands in `row_annotations(row)` under its aliases. Raises UsageError for a document that is not
    FetchXML, or is of another table.
    """

    entity: type[E]
    text: str = field()
    limit: int | None = field(default=None, kw_only=True)

    needs: ClassVar[tuple[str, ...]] = (COOKIE, MORE)

    @text.validator
    def _is_fetch(self, _attribute: Any, text: str) -> None:
        entity = parse_fetch(text).find("entity")
        if entity is None or entity.get("name") != self.table.logical_name:
            raise UsageError(f"the FetchXML is of another table than {self.table.logical_name}")

    @property
    def table(self) -> TableInfo:
        """The table that is asked."""
        return table_of(self.entity)

    def first(self, page_size: int | None) -> First:
        """Gives the document as a target, with a size of pages where one is asked for."""
        check_page_size(page_size)
        fetch = parse_fetch(self.text)
        # The document's own `top`, `count` and `page` stand.
        if not {"top", "count", "page"} & set(fetch.attrib):
            return sized(fetch, self.table, self.limit, page_size)
        return target_of(self.table.set_name, fetch), None

    def rows(self, documents: list[Any], request_id: str | None) -> tuple[E, ...]:
        """Reads rows of the class."""
        asked = {each.get("name") for each in parse_fetch(self.text).iterfind("entity/attribute") if each.get("alias") is None}
        columns = tuple(info.wire_name for info in self.table.columns.values() if info.logical_name in asked)
        return entity_rows(self.entity, with_nulls(documents, columns), request_id)

    def at_most(self, count: int) -> FetchText[E]:
        """Gives the same query, stopping after so many rows."""
        return evolve(self, limit=count if self.limit is None else min(self.limit, count))

    def following(self, target: str, document: Mapping[str, Any], request_id: str | None) -> str | None:
        """Gives what to ask for the page after this one, or None."""
        return following_fetch(target, document, request_id)

    def __repr__(self) -> str:
        return f"<FetchText {self.entity.__name__}>"
