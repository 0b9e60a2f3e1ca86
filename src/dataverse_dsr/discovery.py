"""A person's records, found in two `$batch` calls.

The first call asks by address; the client then confirms each row and decides whether this is one person. The second asks for everything
else by record id, so no address stands in any of its URLs. A part that fails is an error of its collection, never an empty list.
Knows catalogues and identities; refuses to know what is done with the records.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import define, evolve, field, frozen

from dataverse_sdk import Batch, Entity, Handle, Query, row_etag, row_id
from dataverse_sdk.errors import Forbidden, NotFound, ServiceError, Throttled
from dataverse_sdk.operations import Flow, Page, next_page, query_page, who_am_i

from .declarations import AnyDeclaration, Catalogue
from .events import Event, Listener, ignore
from .found import Collected, Discovery, Record
from .guards import ask_guards, read_guards, reviews
from .identity import Identity, match_key
from .outcomes import error_code
from .queries import Purpose, chunks, key_predicate, read_columns

__all__ = ["discover"]


@define
class _Collection:
    """A collection while it is being read."""

    declaration: AnyDeclaration
    found: dict[UUID, Record] = field(factory=dict)
    queries: dict[str, None] = field(factory=dict)
    pages: int = 0
    error: str | None = None
    retryable: bool = False
    rejected: Counter[str] = field(factory=Counter)

    def fail(self, error: str, *, retryable: bool = False) -> None:
        self.error = self.error or error
        self.retryable = self.retryable or retryable

    def add(self, row: Entity, via: str, *, secondary: bool = False) -> None:
        key = row_id(row)
        known = self.found.get(key)
        if known is None:
            self.found[key] = Record(self.declaration.name, key, row_etag(row), (via,), secondary, row)
        else:
            self.found[key] = evolve(known, via=tuple(dict.fromkeys((*known.via, via))))

    def done(self) -> Collected:
        return Collected(
            self.declaration.name,
            tuple(self.found.values()),
            tuple(self.queries),
            self.pages,
            self.error,
            self.retryable,
            dict(self.rejected),
        )

    def emptied(self) -> Collected:
        """What is left to tell when a review is needed: that it was asked, not what was found."""
        return Collected(self.declaration.name, (), tuple(self.queries), self.pages, self.error, self.retryable)


@frozen
class _Ask:
    """A query or its next page: for which collection, named how, found how."""

    collection: _Collection
    via: str
    operation: Any  # Operation[Page[E]] of any table


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
                    left.append(_Ask(ask.collection, ask.via, next_page(page)))
        self.done += len(asks)
        self.listen(Event("search", self.done, self.done + len(left)))
        return left

    def rounds(self, asks: Sequence[_Ask]) -> Flow[None]:
        """Sends rounds until no page is left."""
        left = list(asks)
        while left:
            left = yield from self.round(Batch(continue_on_error=True), left)

    def _take(self, ask: _Ask, row: Entity) -> None:
        collection, match = ask.collection, ask.collection.declaration.match
        if match is None or not self.identity.emails:
            collection.add(row, ask.via)
            return
        texts = [(info.wire_name, getattr(row, info.attribute)) for info in match.columns]
        hit = next((place for place, (_, text) in enumerate(texts) if self.identity.matches(text)), None)
        if hit is None:
            collection.rejected[_reject_reason(self.identity, [text for _, text in texts])] += 1
        else:
            collection.add(row, texts[hit][0], secondary=hit > 0)


def part(handle: Handle[Page[Any]], collection: _Collection) -> Page[Any] | None:
    """Gives a part's page, or None after noting on the collection why there is none. A damaged answer is raised."""
    try:
        return handle.value
    except ServiceError as error:
        collection.fail(read_error(error), retryable=retryable_read(error))
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


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _reject_reason(identity: Identity, texts: Iterable[str | None]) -> str:
    bare = {_without_accents(address.match_key) for address in identity.emails}
    keys = (match_key(text) for text in texts)
    return "accent" if any(key is not None and _without_accents(key) in bare for key in keys) else "other"


def discover(
    identity: Identity,
    catalogue: Catalogue,
    *,
    purpose: Purpose,
    max_roots: int = 5,
    page_size: int | None = None,
    listen: Listener = ignore,
) -> Flow[Discovery]:
    """Finds a person's records, in two HTTP requests when no table has more than a page of them.

    One is enough when there is nobody or a review is needed; each round of next links takes one more. `max_roots`
    is the greatest number of contacts and leads that is taken for one person without being named.
    """
    collections = {declaration.name: _Collection(declaration) for declaration in catalogue}
    reader = _Reader(identity, listen)
    batch = Batch(continue_on_error=True)
    me = batch.add(who_am_i())
    guards = ask_guards(batch, catalogue.guards, identity)
    left = yield from reader.round(batch, list(_first_asks(collections, identity, purpose, page_size)))
    who = me.value

    def too_many() -> bool:
        return sum(len(collections[root.name].found) for root in catalogue.roots) > max_roots

    roots_left = [ask for ask in left if ask.collection.declaration.is_root]
    others_left = [ask for ask in left if not ask.collection.declaration.is_root]
    while roots_left and (identity.named or not too_many()):
        roots_left = yield from reader.round(Batch(continue_on_error=True), roots_left)

    internal, warnings = read_guards(guards, identity)
    found = reviews(
        [record for root in catalogue.roots for record in collections[root.name].found.values()],
        catalogue,
        identity,
        max_roots=max_roots,
        environment_id=who.organization_id,
        unread=any(collections[root.name].error for root in catalogue.roots),
    )
    if found or internal:
        emptied = {name: collection.emptied() for name, collection in collections.items()}
        return Discovery(who.organization_id, who.user_id, emptied, (*found, *internal), warnings)

    if identity.named:
        _keep_named_parties(collections, catalogue)
    yield from reader.rounds([*others_left, *_second_asks(collections, catalogue, purpose, page_size)])
    if identity.named and others_left:
        _keep_named_parties(collections, catalogue)
    done = {name: collection.done() for name, collection in collections.items()}
    return Discovery(who.organization_id, who.user_id, done, (), warnings)


def _first_asks(collections: Mapping[str, _Collection], identity: Identity, purpose: Purpose, page_size: int | None) -> Iterator[_Ask]:
    named = {"contact": identity.contact_ids, "lead": identity.lead_ids}
    for collection in collections.values():
        declaration = collection.declaration
        if declaration.match is None:
            continue
        query = Query(declaration.table).select(*read_columns(declaration, purpose))
        if declaration.is_root and identity.named:
            for ids in chunks(named.get(declaration.info.logical_name, ())):
                collection.queries[declaration.info.key] = None
                where = key_predicate(declaration, ids)
                yield _Ask(collection, declaration.info.key, query_page(query.where(where), page_size=page_size))
        elif identity.emails:
            for info in declaration.match.columns:
                collection.queries[info.wire_name] = None
            where = declaration.match.where(identity.query_forms)
            via = declaration.match.columns[0].wire_name
            yield _Ask(collection, via, query_page(query.where(where), page_size=page_size))


def _second_asks(collections: Mapping[str, _Collection], catalogue: Catalogue, purpose: Purpose, page_size: int | None) -> Iterator[_Ask]:
    by_table = {root.info.logical_name: collections[root.name] for root in catalogue.roots}
    for collection in collections.values():
        query = Query(collection.declaration.table).select(*read_columns(collection.declaration, purpose))
        for link in collection.declaration.links:
            unread = [by_table[name].declaration.name for name in link.to if by_table[name].error is not None]
            if unread:
                collection.fail(
                    f"not_queried ({', '.join(unread)} could not be read)",
                    retryable=any(by_table[name].retryable for name in link.to),
                )
            for ids in chunks(root for name in link.to for root in by_table[name].found):
                collection.queries[link.path] = None
                yield _Ask(collection, link.path, query_page(query.where(link.where(ids)), page_size=page_size))


def _keep_named_parties(collections: Mapping[str, _Collection], catalogue: Catalogue) -> None:
    """Drops rows found by address that do not point to a named record: on a shared address they are somebody else's."""
    roots = {key for root in catalogue.roots for key in collections[root.name].found}
    for collection in collections.values():
        declaration = collection.declaration
        if declaration.owner is None:
            continue
        owner = declaration.owner.attribute
        strangers = [
            key for key, record in collection.found.items() if (party := getattr(record.row, owner)) is None or party.id not in roots
        ]
        for key in strangers:
            del collection.found[key]
            collection.rejected["not_named"] += 1
