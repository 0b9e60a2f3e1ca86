"""The guards between the first and the second request: is this one person, and is it a person at all?

G1 nobody is decided by the flow; G2 too many people or differing names on one address; G3 an address of a user or a queue; G4 named record
ids. Knows identities and found records; refuses to send anything.
"""

import unicodedata
from collections.abc import Iterator, Sequence, Set
from typing import Any
from uuid import UUID

from dataverse_sdk import Batch, Handle, Query, row_id
from dataverse_sdk.errors import Forbidden, NotFound
from dataverse_sdk.operations import Page, query_page

from .declarations import AnyDeclaration, Catalogue, Guard
from .found import Record, Review
from .identity import Identity, match_key, phone_key
from .outcomes import error_code
from .rules import Target

__all__ = ["ask_guards", "differ", "read_guards", "reviews"]


def ask_guards(batch: Batch, guards: Sequence[Guard], identity: Identity) -> list[tuple[Guard, Handle[Page[Any]]]]:
    """Adds the guards' queries. They hold addresses only, so record ids that were named make them unnecessary."""
    if identity.named or not identity.emails:
        return []
    asked = []
    for guard in guards:
        columns = [getattr(guard.table, info.attribute) for info in guard.match.columns]
        # The service compares more loosely than a mailbox does, so the address is read back and confirmed, like a person's.
        query = Query(guard.table).select(*columns).where(guard.match.where(identity.query_forms))
        asked.append((guard, batch.add(query_page(query))))
    return asked


def read_guards(asked: Sequence[tuple[Guard, Handle[Page[Any]]]], identity: Identity) -> tuple[list[Review], tuple[str, ...]]:
    """Gives a review for each internal table that holds the address, and a warning for each that could not be read.

    A guard that failed in another way raises: without it nothing may be concluded.
    """
    reviews: list[Review] = []
    warnings: list[str] = []
    for guard, handle in asked:
        try:
            rows = handle.value.rows
        except (Forbidden, NotFound) as error:
            warnings.append(f"{guard.name} could not be read, so an internal address would not be noticed: {error_code(error)}")
            continue
        hits = [row for row in rows if any(identity.matches(getattr(row, info.attribute)) for info in guard.match.columns)]
        if hits:
            reviews.append(Review("internal_address", tuple((guard.name, row_id(row)) for row in hits)))
    return reviews, tuple(warnings)


def reviews(
    roots: Sequence[Record],
    led_to: Sequence[tuple[Record, Record]],
    catalogue: Catalogue,
    identity: Identity,
    *,
    max_roots: int,
    environment_id: UUID,
    unread: bool,
    merged: Set[UUID] = frozenset(),
) -> list[Review]:
    """Says why the records found by address may be several people, or not the one that was meant.

    `led_to` are further records of the person, each with the record it points to. `unread` says that a collection of people could not be
    read, so that a named record that is missing proves nothing. `merged` are records that the platform itself holds for another one's.
    """
    found = tuple((record.collection, record.id) for record in roots)
    if identity.named:
        missing = {*identity.contact_ids, *identity.lead_ids} - {record.id for record in roots}
        return [Review("record_not_matched", found)] if missing and not unread else []
    roots = [record for record in roots if record.id not in merged]
    if len(roots) > max_roots:
        return [Review("too_many_people", found)]
    if any(differ(one, other, catalogue, environment_id) for one, other in _on_one_address(roots, catalogue, identity)):
        return [Review("different_names", found)]
    strangers = [one for one, other in led_to if differ(one, other, catalogue, environment_id)]
    if strangers:
        return [Review("different_names", (*found, *((record.collection, record.id) for record in strangers)))]
    return []


def _on_one_address(roots: Sequence[Record], catalogue: Catalogue, identity: Identity) -> Iterator[tuple[Record, Record]]:
    """Gives each pair of records that one address or one number of the person led to."""
    keys = [(record, _keys(record, catalogue[record.collection])) for record in roots]
    wanted = [address.match_key for address in identity.emails] + [number.match_key for number in identity.phones]
    for key in wanted:
        mine = [record for record, held in keys if key in held]
        yield from ((one, other) for place, one in enumerate(mine) for other in mine[place + 1 :])


def _keys(record: Record, declaration: AnyDeclaration) -> set[str | None]:
    addresses = {match_key(record.value(info)) for info in declaration.match_columns}
    return addresses | {phone_key(record.value(info)) for info in declaration.match_phones}


def differ(one: Record, other: Record, catalogue: Catalogue, environment_id: UUID) -> bool:
    """Tells whether two records have different names, as far as both have one."""
    return _differ(_name(one, catalogue, environment_id), _name(other, catalogue, environment_id))


def _name(record: Record, catalogue: Catalogue, environment_id: UUID) -> tuple[str | None, ...]:
    """Gives a root's name columns, folded; a value that is already a mask says nothing about the person."""
    declaration = catalogue[record.collection]
    target = Target(environment_id, declaration.info.logical_name, record.id)
    parts: list[str | None] = []
    for info in declaration.person:
        value = record.value(info)
        masked = declaration.masked(info.wire_name)
        known = value is not None and (masked is None or not masked.rule.has_masked(value, target))
        folded = " ".join(unicodedata.normalize("NFC", value.casefold()).split()) if known else None
        parts.append(folded or None)
    return tuple(parts)


def _differ(one: tuple[str | None, ...], other: tuple[str | None, ...]) -> bool:
    return any(a is not None and b is not None and a != b for a, b in zip(one, other, strict=True))
