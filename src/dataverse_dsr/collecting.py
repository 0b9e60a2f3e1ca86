"""One collection while it is being read: rows come in by several ways and become records, each once.

Knows how ways of finding add up, which rows still wait for somebody they point to, and what is said of rows that are not the person's.
Refuses to know queries and the network.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from typing import Any
from uuid import UUID

from attrs import define, evolve, field

from dataverse_sdk import ColumnInfo, Entity, row_etag, row_id, selected_columns

from .declarations import AnyDeclaration
from .found import Collected, Record
from .identity import Identity, match_key
from .ways import Linked

__all__ = ["Collection", "reject_reason", "without_accents"]


@define
class Collection:
    """A collection while it is being read. Mutable, and gone when the search ends."""

    declaration: AnyDeclaration
    found: dict[UUID, Record] = field(factory=dict)
    queries: dict[str, None] = field(factory=dict)
    pages: int = 0
    error: str | None = None
    retryable: bool = False
    absent: bool = False
    rejected: Counter[str] = field(factory=Counter)
    columns: frozenset[str] | None = None
    # The ways whose rows have to be confirmed: they were found by address, or named.
    by_address: set[str] = field(factory=set)
    _addressed: set[UUID] = field(factory=set)
    _waiting: list[tuple[Linked, Any]] = field(factory=list)

    @property
    def failed(self) -> bool:
        """True when records may be missing."""
        return self.error is not None and not self.absent

    @property
    def addressed(self) -> list[Record]:
        """The records that carry the address or were named."""
        return [record for key, record in self.found.items() if key in self._addressed]

    def asked(self, *ways: str) -> None:
        """Notes what was asked, by column or path."""
        self.queries.update(dict.fromkeys(ways))

    def fail(self, error: str, *, retryable: bool = False, absent: bool = False) -> None:
        """Notes why something could not be read; the first reason stays."""
        self.error = self.error or error
        self.retryable = self.retryable or retryable
        self.absent = self.absent or absent

    def add(self, row: Entity, via: str, *, secondary: bool = False, shared: bool = False, last: bool = False) -> None:
        """Takes a row, or one more way to a record that is known. It is shared, or the last of its way, only when all ways to it say so."""
        key = row_id(row)
        known = self.found.get(key)
        if known is None:
            known = Record(self.declaration.name, key, row_etag(row), (via,), secondary, row, shared, self.columns, last=last)
        else:
            ways = tuple(dict.fromkeys((*known.via, via)))
            known = evolve(known, via=ways, shared=known.shared and shared, last=known.last and last)
        self.found[key] = known
        if via in self.by_address or via in (info.wire_name for info in (*self.declaration.match_columns, *self.declaration.match_phones)):
            self._addressed.add(key)

    def extend(self, row: Entity) -> None:
        """Takes further columns of a record that is known."""
        # Asked for by id, so it is one of them.
        known = self.found[row_id(row)]
        self.found[known.id] = evolve(known, more={name: getattr(row, name) for name in selected_columns(row)})

    def wait(self, row: Entity, link: Linked) -> None:
        """Keeps a row until it is known whether it points to the person."""
        self._waiting.append((link, row))

    def waiting_for(self, is_person: Callable[[str | None, UUID], bool]) -> Iterator[tuple[Linked, Any]]:
        """Gives the waiting rows that point to the person, and keeps the others waiting."""
        still: list[tuple[Linked, Any]] = []
        ready: list[tuple[Linked, Any]] = []
        for link, row in self._waiting:
            column = link.column
            pointer = None if column is None else getattr(row, column.attribute)
            (ready if pointer is not None and is_person(pointer.table, pointer.id) else still).append((link, row))
        self._waiting = still
        return iter(ready)

    def keep_of(self, owner: ColumnInfo, people: Set[UUID]) -> None:
        """Drops the records whose lookup points to none of these people."""
        strangers = [
            key for key, record in self.found.items() if (party := getattr(record.row, owner.attribute)) is None or party.id not in people
        ]
        for key in strangers:
            del self.found[key]
        if strangers:
            self.rejected["not_named"] += len(strangers)

    def done(self) -> Collected:
        """Gives what was found."""
        return Collected(
            self.declaration.name,
            tuple(self.found.values()),
            tuple(self.queries),
            self.pages,
            self.error,
            self.retryable,
            dict(self.rejected),
            self.absent,
        )

    def emptied(self) -> Collected:
        """What is left to tell when a review is needed: that it was asked, not what was found."""
        return Collected(self.declaration.name, (), tuple(self.queries), self.pages, self.error, self.retryable, {}, self.absent)


def without_accents(text: str) -> str:
    """Gives a text as a collation that ignores accents compares it."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def reject_reason(identity: Identity, texts: Iterable[str | None]) -> str:
    """Says why a row the service returned is not the person's: equal but for accents, or another mailbox altogether."""
    bare = {without_accents(address.match_key) for address in identity.emails}
    keys = (match_key(text) for text in texts)
    return "accent" if any(key is not None and without_accents(key) in bare for key in keys) else "other"
