"""Holds and exemptions: records that must not be erased, or not yet, with the reason that goes into the answer to the person.

Knows which records of a collection are held: all of them, or those a predicate fits, for as long as a date says. The service evaluates
the predicate, over the records found and no others. Refuses to know why the law wants it so: reason codes are the caller's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk import Batch, Entity, Handle, Predicate, Query, row_id, table_of
from dataverse_sdk.operations import Flow, Page, next_page, query_page

from .declarations import Catalogue
from .errors import CatalogueError
from .found import Discovery
from .queries import chunks, columns_of, key_predicate

__all__ = ["Hold", "find_holds"]

# It stands in plans, journals and receipts, and programs compare it.
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")


@frozen
class Hold:
    """Keeps records of a table from being erased: `Hold(Incident, "open_case", "the case is still open", where=Incident.statecode == 0)`.

    `until` is the last day on which it holds; without it, it holds until somebody takes it away. `where` fits the held records; without
    it the whole table is held.
    """

    table: type[Entity]
    reason: str = field()
    because: str
    where: Predicate | None = field(default=None, kw_only=True, repr=False)
    until: date | None = field(default=None, kw_only=True)

    @reason.validator
    def _code(self, _attribute: object, value: str) -> None:
        if not _CODE.fullmatch(value):
            raise CatalogueError("a hold's reason is a code such as open_case: small letters, digits and underscores")

    @property
    def collection(self) -> str:
        """The entity set of the table."""
        return table_of(self.table).set_name


def find_holds(holds: Sequence[Hold], discovery: Discovery, catalogue: Catalogue, *, today: date) -> Flow[Mapping[tuple[str, UUID], Hold]]:
    """Gives the held records among those found, each with its first hold. One HTTP request when a hold has a predicate, none otherwise.

    A predicate that cannot be evaluated raises: without an answer nothing may be erased.
    """
    for hold in holds:
        if hold.collection not in catalogue:
            raise CatalogueError(f"a hold is on {hold.collection}, which the catalogue does not have")
    asked: list[tuple[Hold, Handle[Page[Any]]]] = []
    whole: list[tuple[Hold, tuple[UUID, ...]]] = []
    batch = Batch(continue_on_error=True)
    for hold in holds:
        if hold.until is not None and hold.until < today:
            continue
        ids = tuple(record.id for record in discovery.collections[hold.collection].records)
        if hold.where is None:
            whole.append((hold, ids))
            continue
        declaration = catalogue[hold.collection]
        query = Query(declaration.table).select(*columns_of(declaration, ()))
        asked += [(hold, batch.add(query_page(query.where(key_predicate(declaration, some) & hold.where)))) for some in chunks(ids)]
    if asked:
        yield from batch.flow()
    for hold, handle in asked:
        page = handle.value
        whole.append((hold, tuple(row_id(row) for row in page.rows)))
        while page.next_link is not None:
            more = Batch(continue_on_error=True)
            following = more.add(next_page(page))
            yield from more.flow()
            page = following.value
            whole.append((hold, tuple(row_id(row) for row in page.rows)))
    order = {id(hold): place for place, hold in enumerate(holds)}
    whole.sort(key=lambda pair: order[id(pair[0])], reverse=True)
    return dict(_pairs(whole))


def _pairs(found: Iterable[tuple[Hold, Iterable[UUID]]]) -> Iterator[tuple[tuple[str, UUID], Hold]]:
    return (((hold.collection, key), hold) for hold, ids in found for key in ids)
