"""A person's records, found in two or three `$batch` calls.

The first call asks by address; the client then confirms each row and decides whether this is one person. The next ones ask for everything
else by record id, so no address stands in any of their URLs, and end when no new record leads to further ones: after the second call where
everything hangs on the person, after the third where something hangs on what hangs on them (the file of an email). A part that fails is an
error of its collection, never an empty list. Knows catalogues and identities; refuses to know what is done with the records.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from dataverse_sdk import Batch, Query
from dataverse_sdk.operations import Flow, counted, query_page

from .asking import Ask, Reader
from .checks import TableFacts
from .collecting import Collection
from .declarations import Catalogue
from .environment import Environment
from .events import Listener, ignore
from .found import Discovery, NearMatch, Record, Review
from .guards import ask_guards, differ, read_guards, reviews
from .identity import Identity
from .near import ask_near_matches, read_near_matches
from .queries import Purpose, chunks, key_predicate, match_predicate
from .ways import Followed, Linked

__all__ = ["discover"]


# A search as a generator: it is given the batch of each round to add to, and goes on when that batch was sent.
Rounds: TypeAlias = Generator[None, Batch, Discovery]


def discover(
    identities: Sequence[Identity],
    catalogue: Catalogue,
    *,
    purpose: Purpose,
    max_roots: int = 5,
    page_size: int | None = None,
    listen: Listener = ignore,
    near_matches: bool = False,
    facts: Mapping[str, TableFacts] | None = None,
) -> Flow[list[tuple[Discovery, int]]]:
    """Finds the records of some people, each with the number of HTTP requests their search took part in.

    Two requests are enough when no table has more than a page of somebody's records and nothing hangs on what is found, however many
    people are searched for; one when there is nobody or a review is needed; each round of next links, and each round of records that lead
    to further ones, takes one more. A round of more than 1,000 questions goes as several requests. `max_roots` is the greatest number of
    contacts and leads that is taken for one person without being named. `near_matches` asks for records that are almost the person's, too.
    `facts` are what is known of the environment's tables; without them, a validated catalogue asks for them in the first request.
    """
    batch = Batch(continue_on_error=True)
    place = Environment(catalogue, purpose, batch, facts)
    searches = [_search(_Search(identity, place, page_size, max_roots, listen), near_matches) for identity in identities]
    for search in searches:
        next(search)
    running = dict(enumerate(searches))
    found: dict[int, Discovery] = {}
    calls = [0] * len(searches)
    while running:
        for number in list(running):
            try:
                running[number].send(batch)
            except StopIteration as stop:
                found[number] = stop.value
                del running[number]
        _, taken = yield from counted(batch.flow())
        for number in running:
            calls[number] += taken
        batch = Batch(continue_on_error=True)
    return [(found[number], calls[number]) for number in range(len(searches))]


def _search(search: "_Search", near_matches: bool) -> Rounds:
    """Takes one search from round to round."""
    identity, reader = search.identity, search.reader
    batch = yield
    guards = ask_guards(batch, search.catalogue.guards, identity)
    near = ask_near_matches(batch, search.catalogue, identity) if near_matches else []
    asked = reader.add(batch, list(search.first_asks()))
    batch = yield
    left = reader.take(asked)
    search.place.learn()

    roots_left = [ask for ask in left if ask.collection.declaration.is_root]
    left = [ask for ask in left if not ask.collection.declaration.is_root]
    while roots_left and (identity.named or len(search.addressed()) <= search.max_roots):
        asked = reader.add(batch, roots_left)
        batch = yield
        roots_left = reader.take(asked)
    search.confirm()

    internal, warnings = read_guards(guards, identity)
    hints, near_warnings = read_near_matches(near, identity, {record.id for record in search.people()})
    warnings = (*warnings, *near_warnings)
    found = [*search.reviews(), *internal]
    while not found:
        search.keep_named()
        left += search.next_asks()
        if not left:
            return search.done(warnings, hints)
        asked = reader.add(batch, left)
        batch = yield
        left = reader.take(asked)
        if search.confirm():
            found = search.reviews()
    return search.emptied(warnings, hints, tuple(found))


class _Search:
    """One search: what was found so far, and what follows from it. Mutable, and gone when the search ends."""

    def __init__(self, identity: Identity, place: Environment, page_size: int | None, max_roots: int, listen: Listener) -> None:
        self.identity = identity
        self.place = place
        self.catalogue = place.catalogue
        self.page_size = page_size
        self.max_roots = max_roots
        self.reader = Reader(identity, listen)
        self.collections = {declaration.name: Collection(declaration) for declaration in self.catalogue}
        self.by_table = {declaration.info.logical_name: self.collections[declaration.name] for declaration in self.catalogue}
        self._asked: dict[tuple[str, str], set[UUID]] = {}

    # --- asking

    def first_asks(self) -> Iterator[Ask]:
        """Asks for those who carry the address or were named, and for those who point to them."""
        named = {"contact": self.identity.contact_ids, "lead": self.identity.lead_ids}
        for collection in self.collections.values():
            declaration = collection.declaration
            where = match_predicate(declaration, self.identity)
            if declaration.is_root and self.identity.named:
                for ids in chunks(named.get(declaration.info.logical_name, ())):
                    # Named, and carrying the address where one was given.
                    via = declaration.info.key
                    collection.by_address.add(via)
                    yield self._ask(collection, via, key_predicate(declaration, ids))
            elif where is not None:
                if self.identity.emails:
                    collection.asked(*(info.wire_name for info in declaration.match_columns))
                if self.identity.phones:
                    collection.asked(*(info.wire_name for info in declaration.match_phones))
                via = declaration.match_columns[0].wire_name
                collection.by_address.add(via)
                yield self._ask(collection, via, where, note=False)
            if declaration.is_root:
                yield from self._early_asks(collection, named)

    def _early_asks(self, collection: Collection, named: Mapping[str, Sequence[UUID]]) -> Iterator[Ask]:
        """Asks for people who are found by way of other people, before those are known; see `confirm`."""
        for link in collection.declaration.links:
            for name in link.to if link.early is not None else ():
                match = self.by_table[name].declaration.match
                if self.identity.named:
                    for some in chunks(self._new(collection, link.path, named.get(name, ()))):
                        yield self._ask(collection, link.path, link.where(some), early=link)
                elif match is not None and self.identity.emails:
                    yield self._ask(collection, link.path, link.where_early(match, self.identity.query_forms), early=link)

    def next_asks(self) -> list[Ask]:
        """Asks for everything that the records found since the last time lead to."""
        asks: list[Ask] = []
        for collection in self.collections.values():
            if self._is_absent(collection):
                continue
            for way in collection.declaration.found_by:
                if isinstance(way, Linked):
                    asks += self._linked(collection, way)
                elif isinstance(way, Followed):
                    asks += self._followed(collection, way)
            asks += self._extra(collection)
        return asks

    def _linked(self, collection: Collection, link: Linked) -> Iterator[Ask]:
        if not self._has_link(collection, link):
            return
        unread = [self.by_table[name].declaration.name for name in link.to if self.by_table[name].failed]
        if unread:
            retryable = any(self.by_table[name].retryable for name in link.to)
            collection.fail(f"not_queried ({', '.join(unread)} could not be read)", retryable=retryable)
        targets = [record for name in link.to for record in self.by_table[name].found.values() if not record.last]
        for shared in (False, True):
            ids = [record.id for record in targets if record.shared is shared]
            for some in chunks(self._new(collection, link.path, ids)):
                yield self._ask(collection, link.path, link.where(some), shared=shared or link.shared, last=link.last)

    def _followed(self, collection: Collection, way: Followed) -> Iterator[Ask]:
        source = self.by_table[way.source]
        table = collection.declaration.info.logical_name
        pointers = [getattr(record.row, way.lookup.attribute) for record in source.found.values()]
        # A reference whose table the service did not name may be to any of them.
        ids = [pointer.id for pointer in pointers if pointer is not None and pointer.table in (None, "", table)]
        for some in chunks(self._new(collection, way.path, (key for key in ids if key not in collection.found))):
            yield self._ask(collection, way.path, key_predicate(collection.declaration, some), shared=way.shared)

    def _extra(self, collection: Collection) -> Iterator[Ask]:
        declaration = collection.declaration
        columns, names = self.place.further(declaration)
        if columns:
            without = (key for key, record in collection.found.items() if record.columns is None or not names <= record.columns)
            for some in chunks(self._new(collection, "", without)):
                query = Query(declaration.table).select(*columns).where(key_predicate(declaration, some))
                yield Ask(collection, "", query_page(query, page_size=self.page_size), extra=True)

    def _new(self, collection: Collection, path: str, ids: Iterable[UUID]) -> list[UUID]:
        asked = self._asked.setdefault((collection.declaration.name, path), set())
        new = [key for key in dict.fromkeys(ids) if key not in asked]
        asked.update(new)
        return new

    def _ask(
        self,
        collection: Collection,
        via: str,
        where: Any,
        *,
        shared: bool = False,
        early: Linked | None = None,
        note: bool = True,
        last: bool = False,
    ) -> Ask:
        columns, collection.columns = self.place.columns(collection.declaration)
        if note:
            collection.asked(via)
        query = Query(collection.declaration.table).select(*columns).where(where)
        return Ask(collection, via, query_page(query, page_size=self.page_size), shared, early, last=last)

    def _is_absent(self, collection: Collection) -> bool:
        """Notes that the environment lacks a table it may lack, so that nothing is asked of it."""
        facts = self.place.facts.get(collection.declaration.info.logical_name)
        if facts is not None and facts.absent and collection.declaration.optional:
            collection.fail("not_available (the environment does not have the table)", absent=True)
        return collection.absent

    def _has_link(self, collection: Collection, link: Linked) -> bool:
        """Tells whether the environment has what a link goes by: its lookup, or the table it reaches through."""
        column, facts = link.column, self.place.facts.get(collection.declaration.info.logical_name)
        if column is not None:
            return facts is None or facts.error is not None or column.logical_name in facts.columns
        through = collection.declaration.info.navigations.get(link.path.partition("/")[0])
        known = None if through is None else self.place.facts.get(through.target)
        return known is None or not known.absent

    # --- concluding

    def addressed(self) -> list[Record]:
        """The records that carry the address or were named."""
        return [record for root in self.catalogue.roots for record in self.collections[root.name].addressed]

    def people(self) -> list[Record]:
        """The records that are the person, however they were found."""
        return [record for root in self.catalogue.roots for record in self.collections[root.name].found.values()]

    def confirm(self) -> bool:
        """Takes the records that wait for whom they point to, as far as that is the person; tells whether any was taken.

        With named records, one with another name is left out: a lead's parent contact is what somebody chose, not proof.
        """
        taken = False
        found = True
        while found:
            found = False
            for root in self.catalogue.roots:
                collection = self.collections[root.name]
                for link, row in collection.waiting_for(self._person):
                    taken = found = True
                    collection.add(row, link.path)
        if self.identity.named:
            for collection, record, other, link in list(self._led_to()):
                if not link.same_person and differ(record, other, self.catalogue, self.place.environment_id):
                    del collection.found[record.id]
                    collection.rejected["different_name"] += 1
        return taken or any(True for _ in self._led_to())

    def _person(self, table: str | None, key: UUID) -> bool:
        tables = [table] if table else self.by_table
        return any(name in self.by_table and key in self.by_table[name].found for name in tables)

    def _led_to(self) -> Iterator[tuple[Collection, Record, Record, Linked]]:
        """Gives the person's records that were found by way of another one, with that one."""
        for root in self.catalogue.roots:
            collection = self.collections[root.name]
            for link in root.links:
                column = link.column
                for record in list(collection.found.values()) if column is not None else ():
                    pointer = getattr(record.row, column.attribute) if column is not None else None
                    for name in link.to:
                        other = None if pointer is None else self.by_table[name].found.get(pointer.id)
                        if other is not None and link.path in record.via:
                            yield collection, record, other, link

    def reviews(self) -> list[Review]:
        """Gives the reasons why a person has to look first."""
        led = list(self._led_to())
        return reviews(
            self.addressed(),
            [(record, other) for _, record, other, link in led if not link.same_person],
            self.catalogue,
            self.identity,
            max_roots=self.max_roots,
            environment_id=self.place.environment_id,
            unread=any(self.collections[root.name].failed for root in self.catalogue.roots),
            merged={record.id for _, record, _, link in led if link.same_person},
        )

    def keep_named(self) -> None:
        """Drops rows found by address that do not point to a named record: on a shared address they are somebody else's."""
        if not self.identity.named:
            return
        roots = {key for root in self.catalogue.roots for key in self.collections[root.name].found}
        for collection in self.collections.values():
            owner = collection.declaration.owner
            if owner is not None:
                collection.keep_of(owner, roots)

    def done(self, warnings: tuple[str, ...], hints: tuple[NearMatch, ...]) -> Discovery:
        collected = {name: collection.done() for name, collection in self.collections.items()}
        return Discovery(self.place.environment_id, self.place.user_id, collected, (), warnings, hints, self.place.facts)

    def emptied(self, warnings: tuple[str, ...], hints: tuple[NearMatch, ...], found: tuple[Review, ...]) -> Discovery:
        emptied = {name: collection.emptied() for name, collection in self.collections.items()}
        return Discovery(self.place.environment_id, self.place.user_id, emptied, found, warnings, hints, self.place.facts)
