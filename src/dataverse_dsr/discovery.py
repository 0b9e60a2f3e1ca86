"""A person's records, found in two or three `$batch` calls.

The first call asks by address; the client then confirms each row and decides whether this is one person. The next ones ask for everything
else by record id, so no address stands in any of their URLs, and end when no new record leads to further ones: after the second call where
everything hangs on the person, after the third where something hangs on what hangs on them (the file of an email). A part that fails is an
error of its collection, never an empty list. Knows catalogues and identities; refuses to know what is done with the records.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from dataverse_sdk import Batch, Entity, Handle, Query
from dataverse_sdk.errors import Forbidden, NotFound, ServiceError, Throttled
from dataverse_sdk.operations import Flow, Page, next_page, query_page, who_am_i

from .checks import TableFacts, ask_facts
from .collecting import Collection, reject_reason
from .declarations import Catalogue
from .events import Event, Listener, ignore
from .found import Discovery, NearMatch, Record, Review
from .guards import ask_guards, differ, read_guards, reviews
from .identity import Identity
from .near import ask_near_matches, read_near_matches
from .outcomes import error_code
from .queries import Purpose, chunks, extra_columns, key_predicate, match_predicate, matched_column, read_columns
from .ways import Followed, Linked

__all__ = ["discover"]


@frozen
class _Ask:
    """A query or its next page: for which collection, named how, found how.

    `early` are records that point to somebody with the address; whether that somebody is the person, the other answers tell. `extra` asks
    for further columns of records that are known.
    """

    collection: Collection
    via: str
    operation: Any  # Operation[Page[E]] of any table
    shared: bool = False
    early: Linked | None = None
    extra: bool = False
    last: bool = False


class _Reader:
    """Sends rounds of queries; each round is one `$batch`."""

    def __init__(self, identity: Identity, listen: Listener) -> None:
        self.identity = identity
        self.listen = listen
        self.done = 0

    def round(self, batch: Batch, asks: Sequence[_Ask]) -> Flow[list[_Ask]]:
        """Sends the asks together with what the batch already holds; gives the next pages that are still to be read."""
        handles: list[Handle[Page[Any]]] = [batch.add(ask.operation) for ask in asks]
        yield from batch.flow()
        left: list[_Ask] = []
        for ask, handle in zip(asks, handles, strict=True):
            page = part(handle, ask.collection)
            if page is not None:
                ask.collection.pages += 1
                for row in page.rows:
                    self._take(ask, row)
                if page.next_link is not None:
                    left.append(evolve(ask, operation=next_page(page)))
        self.done += len(asks)
        self.listen(Event("search", self.done, self.done + len(left)))
        return left

    def _take(self, ask: _Ask, row: Entity) -> None:
        collection = ask.collection
        declaration = collection.declaration
        if ask.extra:
            collection.extend(row)
        elif ask.early is not None:
            collection.wait(row, ask.early)
        elif ask.via not in collection.by_address or not self.identity.searched:
            collection.add(row, ask.via, shared=ask.shared, last=ask.last)
        else:
            hit = matched_column(declaration, row, self.identity)
            if hit is None:
                texts = [getattr(row, info.attribute) for info in declaration.match_columns]
                collection.rejected[reject_reason(self.identity, texts)] += 1
            else:
                collection.add(row, hit.wire_name, secondary=hit not in declaration.match_columns[:1])


def part(handle: Handle[Page[Any]], collection: Collection) -> Page[Any] | None:
    """Gives a part's page, or None after noting on the collection why there is none. A damaged answer is raised."""
    try:
        return handle.value
    except ServiceError as error:
        absent = isinstance(error, NotFound) and collection.declaration.optional
        collection.fail(read_error(error), retryable=retryable_read(error), absent=absent)
        return None


def read_error(error: ServiceError) -> str:
    """Says why a collection could not be read, in one of four words and the service's code."""
    match error:
        case Forbidden():
            word = "forbidden"
        case NotFound():
            word = "not_available"
        case Throttled():
            word = "throttled"
        case _:
            word = "failed"
    return f"{word} ({error_code(error)})"


def retryable_read(error: ServiceError) -> bool:
    """True when asking again later may work: throttled, or a failure of the service."""
    return error.status == 429 or error.status >= 500


def discover(
    identity: Identity,
    catalogue: Catalogue,
    *,
    purpose: Purpose,
    max_roots: int = 5,
    page_size: int | None = None,
    listen: Listener = ignore,
    near_matches: bool = False,
    facts: Mapping[str, TableFacts] | None = None,
) -> Flow[Discovery]:
    """Finds a person's records, in two HTTP requests when no table has more than a page of them and nothing hangs on what is found.

    One is enough when there is nobody or a review is needed; each round of next links, and each round of records that lead to further
    ones, takes one more. `max_roots` is the greatest number of contacts and leads that is taken for one person without being named.
    `near_matches` asks for records that are almost the person's, too. `facts` are what is known of the environment's tables; without
    them, a validated catalogue asks for them in the first request.
    """
    search = _Search(identity, catalogue, purpose, page_size, max_roots, listen)
    batch = Batch(continue_on_error=True)
    me = batch.add(who_am_i())
    guards = ask_guards(batch, catalogue.guards, identity)
    asks = list(search.first_asks())
    near = ask_near_matches(batch, catalogue, identity) if near_matches else []
    asked = ask_facts(batch, catalogue) if facts is None and _needs_facts(catalogue, purpose) else {}
    left = yield from search.reader.round(batch, asks)
    who = me.value
    search.environment_id = who.organization_id
    search.facts = {name: read() for name, read in asked.items()} if facts is None else facts

    roots_left = [ask for ask in left if ask.collection.declaration.is_root]
    left = [ask for ask in left if not ask.collection.declaration.is_root]
    while roots_left and (identity.named or len(search.addressed()) <= max_roots):
        roots_left = yield from search.reader.round(Batch(continue_on_error=True), roots_left)
    search.confirm()

    internal, warnings = read_guards(guards, identity)
    hints, near_warnings = read_near_matches(near, identity, {record.id for record in search.people()})
    warnings = (*warnings, *near_warnings)
    found = [*search.reviews(), *internal]
    while not found:
        search.keep_named()
        left += search.next_asks()
        if not left:
            return search.done(who.user_id, warnings, hints)
        left = yield from search.reader.round(Batch(continue_on_error=True), left)
        if search.confirm():
            found = search.reviews()
    return search.emptied(who.user_id, warnings, hints, tuple(found))


def _needs_facts(catalogue: Catalogue, purpose: Purpose) -> bool:
    """A plan is held against the metadata; an access request needs it to know which of the optional columns can be asked for."""
    return catalogue.validated and (purpose == "erasure" or any(one.optional or one.optional_columns for one in catalogue))


class _Search:
    """One search: what was found so far, and what follows from it. Mutable, and gone when the search ends."""

    def __init__(
        self, identity: Identity, catalogue: Catalogue, purpose: Purpose, page_size: int | None, max_roots: int, listen: Listener
    ) -> None:
        self.identity = identity
        self.catalogue = catalogue
        self.purpose = purpose
        self.page_size = page_size
        self.max_roots = max_roots
        self.reader = _Reader(identity, listen)
        self.collections = {declaration.name: Collection(declaration) for declaration in catalogue}
        self.by_table = {declaration.info.logical_name: self.collections[declaration.name] for declaration in catalogue}
        self.facts: Mapping[str, TableFacts] = {}
        self.environment_id = UUID(int=0)
        self._asked: dict[tuple[str, str], set[UUID]] = {}

    # --- asking

    def first_asks(self) -> Iterator[_Ask]:
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

    def _early_asks(self, collection: Collection, named: Mapping[str, Sequence[UUID]]) -> Iterator[_Ask]:
        """Asks for people who are found by way of other people, before those are known; see `confirm`."""
        for link in collection.declaration.links:
            for name in link.to if link.early is not None else ():
                match = self.by_table[name].declaration.match
                if self.identity.named:
                    for some in chunks(self._new(collection, link.path, named.get(name, ()))):
                        yield self._ask(collection, link.path, link.where(some), early=link)
                elif match is not None and self.identity.emails:
                    yield self._ask(collection, link.path, link.where_early(match, self.identity.query_forms), early=link)

    def next_asks(self) -> list[_Ask]:
        """Asks for everything that the records found since the last time lead to."""
        asks: list[_Ask] = []
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

    def _linked(self, collection: Collection, link: Linked) -> Iterator[_Ask]:
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
                yield evolve(self._ask(collection, link.path, link.where(some), shared=shared or link.shared), last=link.last)

    def _followed(self, collection: Collection, way: Followed) -> Iterator[_Ask]:
        source = self.by_table[way.source]
        table = collection.declaration.info.logical_name
        pointers = [getattr(record.row, way.lookup.attribute) for record in source.found.values()]
        # A reference whose table the service did not name may be to any of them.
        ids = [pointer.id for pointer in pointers if pointer is not None and pointer.table in (None, "", table)]
        for some in chunks(self._new(collection, way.path, (key for key in ids if key not in collection.found))):
            yield self._ask(collection, way.path, key_predicate(collection.declaration, some), shared=way.shared)

    def _extra(self, collection: Collection) -> Iterator[_Ask]:
        declaration = collection.declaration
        columns = extra_columns(declaration, self.purpose, self.facts.get(declaration.info.logical_name))
        names = {column.info.attribute for column in columns}
        without = (key for key, record in collection.found.items() if record.columns is None or not names <= record.columns)
        if columns:
            for some in chunks(self._new(collection, "", without)):
                query = Query(declaration.table).select(*columns).where(key_predicate(declaration, some))
                yield _Ask(collection, "", query_page(query, page_size=self.page_size), extra=True)

    def _new(self, collection: Collection, path: str, ids: Iterable[UUID]) -> list[UUID]:
        asked = self._asked.setdefault((collection.declaration.name, path), set())
        new = [key for key in dict.fromkeys(ids) if key not in asked]
        asked.update(new)
        return new

    def _ask(
        self, collection: Collection, via: str, where: Any, *, shared: bool = False, early: Linked | None = None, note: bool = True
    ) -> _Ask:
        table = collection.declaration.info.logical_name
        followed = [way.lookup for each in self.catalogue for way in each.follows if way.source == table]
        columns = read_columns(collection.declaration, self.purpose, self.facts.get(table), followed)
        collection.columns = frozenset(column.info.attribute for column in columns)
        if note:
            collection.asked(via)
        query = Query(collection.declaration.table).select(*columns).where(where)
        return _Ask(collection, via, query_page(query, page_size=self.page_size), shared, early)

    def _is_absent(self, collection: Collection) -> bool:
        """Notes that the environment lacks a table it may lack, so that nothing is asked of it."""
        facts = self.facts.get(collection.declaration.info.logical_name)
        if facts is not None and facts.absent and collection.declaration.optional:
            collection.fail("not_available (the environment does not have the table)", absent=True)
        return collection.absent

    def _has_link(self, collection: Collection, link: Linked) -> bool:
        """Tells whether the environment has what a link goes by: its lookup, or the table it reaches through."""
        column, facts = link.column, self.facts.get(collection.declaration.info.logical_name)
        if column is not None:
            return facts is None or facts.error is not None or column.logical_name in facts.columns
        through = collection.declaration.info.navigations.get(link.path.partition("/")[0])
        known = None if through is None else self.facts.get(through.target)
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
                if not link.same_person and differ(record, other, self.catalogue, self.environment_id):
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
            environment_id=self.environment_id,
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

    def done(self, user_id: UUID, warnings: tuple[str, ...], hints: tuple[NearMatch, ...]) -> Discovery:
        collected = {name: collection.done() for name, collection in self.collections.items()}
        return Discovery(self.environment_id, user_id, collected, (), warnings, hints, self.facts)

    def emptied(self, user_id: UUID, warnings: tuple[str, ...], hints: tuple[NearMatch, ...], found: tuple[Review, ...]) -> Discovery:
        emptied = {name: collection.emptied() for name, collection in self.collections.items()}
        return Discovery(self.environment_id, user_id, emptied, found, warnings, hints, self.facts)
