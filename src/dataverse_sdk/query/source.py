"""What can be read page by page: a query, an aggregation, FetchXML, a saved query. Each says what to ask first and how a row is read.

Knows what the forms share. Refuses to know how pages follow one another: that is `operations.pages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Generic, TypeVar

from cattrs import Converter

from ..errors import InvalidReply, UsageError
from ..model import Entity, TableInfo, make_converter
from ..model.pages import RowPage, parts_of, rows_of
from ..wire.replies import next_link

__all__ = ["CONVERTER", "MAX_PAGE", "First", "RowSource", "check_page_size", "entity_page", "entity_rows"]

R_co = TypeVar("R_co", covariant=True)
E = TypeVar("E", bound=Entity)

CONVERTER: Final[Converter] = make_converter()
MAX_PAGE: Final = 5000

# The target of a first page, and the preference that goes with it.
First = tuple[str, str | None]


class RowSource(Generic[R_co]):
    """Gives rows of type R. `limit` is how many at most, None for all."""

    __slots__ = ()

    limit: int | None
    # Annotations without which the source cannot find its next page.
    needs: ClassVar[tuple[str, ...]] = ()

    @property
    def table(self) -> TableInfo:
        """The table the rows are of, or are computed from."""
        raise NotImplementedError

    def first(self, page_size: int | None) -> First:
        """Gives what to ask for the first page."""
        raise NotImplementedError

    def rows(self, documents: list[Any], request_id: str | None) -> tuple[R_co, ...]:
        """Reads the rows of a page, for sources that read each by itself. Raises InvalidReply naming the place in the document."""
        raise NotImplementedError

    def page(self, body: bytes, request_id: str | None) -> tuple[tuple[R_co, ...], Mapping[str, Any]]:
        """Reads the body of a reply: the rows of a page, and what stands beside them. Raises InvalidReply naming the place."""
        try:
            values, document = parts_of(body)
        except InvalidReply as error:
            raise InvalidReply(str(error), request_id=request_id) from None
        return self.rows(values, request_id), document

    def at_most(self, count: int) -> RowSource[R_co]:
        """Gives the same source, stopping after so many rows."""
        raise NotImplementedError

    def following(self, target: str, document: Mapping[str, Any], request_id: str | None) -> str | None:
        """Gives what to ask for the page after this one, or None. `target` is what was asked for this one."""
        return next_link(document, request_id)


def check_page_size(page_size: int | None) -> None:
    """Refuses a size that no page has."""
    given: object = page_size  # what callers without a type checker pass
    if given is not None and (isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= MAX_PAGE):
        raise UsageError(f"a page holds 1 to {MAX_PAGE} rows")


def page_preference(size: int | None) -> str | None:
    """Gives the preference for pages of a size; the service takes at most 5,000 rows."""
    return None if size is None else f"odata.maxpagesize={min(size, MAX_PAGE)}"


def entity_rows(cls: type[E], documents: list[Any], request_id: str | None) -> tuple[E, ...]:
    """Reads rows of an entity class."""
    try:
        return rows_of(cls, documents, CONVERTER)
    except InvalidReply as error:
        raise InvalidReply(str(error), request_id=request_id) from None


def entity_page(cls: type[E], body: bytes, request_id: str | None) -> tuple[tuple[E, ...], Mapping[str, Any]]:
    """Reads a page of rows of an entity class, and what stands beside them."""
    try:
        page: RowPage[E] = CONVERTER.structure(body, RowPage[cls])  # type: ignore[valid-type]
    except InvalidReply as error:
        raise InvalidReply(str(error), request_id=request_id) from None
    return page.rows, page.document
