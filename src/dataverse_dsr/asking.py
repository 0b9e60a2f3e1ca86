"""The questions of a search and how their answers are taken: each into its collection, confirmed, refused or kept waiting.

A part that fails is an error of its collection, never an empty list. Knows pages and rows; refuses to know what is asked next.
"""

from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from dataverse_sdk import Batch, Entity, Handle
from dataverse_sdk.errors import Forbidden, NotFound, ServiceError, Throttled
from dataverse_sdk.operations import Page, next_page

from .collecting import Collection, reject_reason
from .events import Event, Listener
from .identity import Identity
from .outcomes import error_code
from .queries import matched_column
from .ways import Linked

__all__ = ["Ask", "Reader", "read_error", "retryable_read"]


@frozen
class Ask:
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


class Reader:
    """Takes the answers to one search's questions; each round of them stands in one `$batch`. Mutable."""

    def __init__(self, identity: Identity, listen: Listener) -> None:
        self.identity = identity
        self.listen = listen
        self.done = 0

    def add(self, batch: Batch, asks: Sequence[Ask]) -> list[tuple[Ask, Handle[Page[Any]]]]:
        """Adds the asks to a batch."""
        return [(ask, batch.add(ask.operation)) for ask in asks]

    def take(self, asked: Sequence[tuple[Ask, Handle[Page[Any]]]]) -> list[Ask]:
        """Takes the answers, after the batch was sent; gives the next pages that are still to be read."""
        left: list[Ask] = []
        for ask, handle in asked:
            page = _part(handle, ask.collection)
            if page is not None:
                ask.collection.pages += 1
                for row in page.rows:
                    self._take(ask, row)
                if page.next_link is not None:
                    left.append(evolve(ask, operation=next_page(page)))
        self.done += len(asked)
        self.listen(Event("search", self.done, self.done + len(left)))
        return left

    def _take(self, ask: Ask, row: Entity) -> None:
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


def _part(handle: Handle[Page[Any]], collection: Collection) -> Page[Any] | None:
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
