"""What a search gave, as values: records, collections, and the reasons why a person has to look first.

Ids, etags and ways of finding; a record's row is carried along for those who report or plan, and shown by nobody.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk import ColumnInfo

from .checks import TableFacts
from .declarations import Catalogue
from .outcomes import Status

__all__ = ["Collected", "Discovery", "NearMatch", "Nearness", "Record", "Review", "ReviewReason", "found_status"]

ReviewReason: TypeAlias = Literal["too_many_people", "different_names", "internal_address", "record_not_matched"]
Nearness: TypeAlias = Literal["white_space", "tag", "accent", "other"]


@frozen
class Record:
    """One record of the person. `via` says how it was found: a matched column or the path of a link.

    `shared` says that every way to it is one on which records of others are found as well. `columns` are the attributes that were read,
    None where all that the declaration names were; `more` holds columns that only some environments have. `last` says that what hangs on
    it is found without its id.
    """

    collection: str
    id: UUID
    etag: str | None
    via: tuple[str, ...]
    secondary: bool = False
    # Any: a record can be of any declared table; its columns are read through the declaration.
    row: Any = field(repr=False, default=None, eq=False)
    shared: bool = False
    columns: frozenset[str] | None = field(repr=False, default=None, eq=False)
    more: Mapping[str, Any] = field(repr=False, factory=dict, eq=False)
    last: bool = field(repr=False, default=False, eq=False)

    def has(self, info: ColumnInfo) -> bool:
        """Tells whether a column was read; one that the environment lacks was not."""
        return info.attribute in self.more or self.columns is None or info.attribute in self.columns

    def value(self, info: ColumnInfo) -> Any:  # Any: the column's own type
        """Gives what was read of a column, None for one that was not."""
        if info.attribute in self.more:
            return self.more[info.attribute]
        return getattr(self.row, info.attribute) if self.has(info) else None


@frozen
class Collected:
    """What one collection gave: records, pages read, and `error` when any of its queries failed or could not be asked.

    `queries` names what was asked, by column or path. `rejected` counts rows the service returned that are not the person's.
    `absent` says that the environment does not have the table, which is no failure where the catalogue says that it may lack it.
    """

    name: str
    records: tuple[Record, ...] = ()
    queries: tuple[str, ...] = ()
    pages: int = 0
    error: str | None = None
    retryable: bool = False
    rejected: Mapping[str, int] = field(factory=dict)
    absent: bool = False

    @property
    def failed(self) -> bool:
        """True when records may be missing."""
        return self.error is not None and not self.absent


@frozen
class NearMatch:
    """A record that is not the person's by the rules, and may be: for people to look at, never planned and never reported.

    `white_space`: the address with something invisible around it. `tag`: the address with a plus tag. `accent`: equal but for accents.
    """

    collection: str
    record_id: UUID
    nearness: Nearness


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
    near_matches: tuple[NearMatch, ...] = ()
    # What the environment says of its tables, where it was asked; by logical name.
    facts: Mapping[str, TableFacts] = field(factory=dict, eq=False, repr=False)

    @property
    def records(self) -> Iterator[Record]:
        """Every record, in the catalogue's order."""
        return (record for collected in self.collections.values() for record in collected.records)

    def roots(self, catalogue: Catalogue) -> dict[str, tuple[UUID, ...]]:
        """The ids of the records that are the person, by collection."""
        return {
            declaration.name: tuple(record.id for record in self.collections[declaration.name].records) for declaration in catalogue.roots
        }


def found_status(discovery: Discovery) -> Status:
    """Gives the status of a search: it is complete only when every collection was read whole."""
    if discovery.reviews:
        return Status.NEEDS_REVIEW
    found = any(True for _ in discovery.records)
    if any(collected.failed for collected in discovery.collections.values()):
        return Status.PARTIAL if found else Status.FAILED
    return Status.COMPLETE if found else Status.NO_DATA_FOUND
