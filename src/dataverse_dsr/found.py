"""What a search gave, as values: records, collections, and the reasons why a person has to look first.

Ids, etags and ways of finding; a record's row is carried along for those who report or plan, and shown by nobody.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias
from uuid import UUID

from attrs import field, frozen

from .declarations import Catalogue

__all__ = ["Collected", "Discovery", "Record", "Review", "ReviewReason"]

ReviewReason: TypeAlias = Literal["too_many_people", "different_names", "internal_address", "record_not_matched"]


@frozen
class Record:
    """One record of the person. `via` says how it was found: a matched column or the path of a link."""

    collection: str
    id: UUID
    etag: str | None
    via: tuple[str, ...]
    secondary: bool = False
    # Any: a record can be of any declared table; its columns are read through the declaration.
    row: Any = field(repr=False, default=None, eq=False)


@frozen
class Collected:
    """What one collection gave: records, pages read, and `error` when any of its queries failed or could not be asked.

    `queries` names what was asked, by column or path. `rejected` counts rows the service returned that are not the person's.
    """

    name: str
    records: tuple[Record, ...] = ()
    queries: tuple[str, ...] = ()
    pages: int = 0
    error: str | None = None
    retryable: bool = False
    rejected: Mapping[str, int] = field(factory=dict)


@frozen
class Review:
    """Why a person has to look before anything more is read or written, and the records to choose from (ids only)."""

    reason: ReviewReason
    records: tuple[tuple[str, UUID], ...] = ()


@frozen
class Discovery:
    """All that was found, by collection in the catalogue's order; nothing but ids when a review is needed."""

    environment_id: UUID
    user_id: UUID
    collections: Mapping[str, Collected]
    reviews: tuple[Review, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def records(self) -> Iterator[Record]:
        """Every record, in the catalogue's order."""
        return (record for collected in self.collections.values() for record in collected.records)

    def roots(self, catalogue: Catalogue) -> dict[str, tuple[UUID, ...]]:
        """The ids of the records that are the person, by collection."""
        return {
            declaration.name: tuple(record.id for record in self.collections[declaration.name].records) for declaration in catalogue.roots
        }
