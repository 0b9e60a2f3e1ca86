"""Records that are almost the person's: an address with something invisible around it, with a plus tag, with other accents.

They are hints for people. Nothing of them is read but the address and the id, nothing is planned and nothing is reported; somebody who
finds that one is the person's names it. Knows what near is; refuses to decide that near is enough.
"""

import unicodedata
from collections.abc import Sequence, Set
from typing import Any
from uuid import UUID

from dataverse_sdk import Batch, ColumnExpr, Handle, Predicate, Query, all_of, any_of, escape_wildcards, row_id
from dataverse_sdk.errors import ServiceError
from dataverse_sdk.operations import Page, query_page

from .collecting import without_accents
from .declarations import AnyDeclaration, Catalogue
from .found import NearMatch, Nearness
from .identity import Identity, match_key
from .outcomes import error_code
from .queries import columns_of
from .words import Words

__all__ = ["Probe", "ask_near_matches", "nearness", "read_near_matches"]

# A probe is a search with a leading wildcard; what it brings is looked at by people, so a page of it is enough.
MOST: int = 100

Probe = tuple[AnyDeclaration, Handle[Page[Any]]]


def ask_near_matches(batch: Batch, catalogue: Catalogue, identity: Identity) -> list[Probe]:
    """Adds one question for each table of people: who has an address that holds the person's, or a tagged one."""
    probes: list[Probe] = []
    for declaration in catalogue.roots if identity.emails else ():
        columns = columns_of(declaration, declaration.match_columns)
        where = any_of([_near(column, form) for column in columns[1:] for form in identity.query_forms])
        probes.append((declaration, batch.add(query_page(Query(declaration.table).select(*columns).where(where).top(MOST)))))
    return probes


def _near(column: ColumnExpr[Any], form: str) -> Predicate:
    local, _, domain = form.rpartition("@")
    tagged = all_of([column.startswith(escape_wildcards(f"{local}+")), column.endswith(escape_wildcards(f"@{domain}"))])
    return any_of([column.contains(escape_wildcards(form)), tagged])


def read_near_matches(probes: Sequence[Probe], identity: Identity, found: Set[UUID]) -> tuple[tuple[NearMatch, ...], tuple[str, ...]]:
    """Gives the hints, and a warning for each table that could not be asked; a hint more or less stops nothing.

    `found` are the records that are the person's: those are no hints.
    """
    hints: dict[tuple[str, UUID], NearMatch] = {}
    warnings: list[str] = []
    for declaration, handle in probes:
        try:
            rows = handle.value.rows
        except ServiceError as error:
            warnings.append(f"{declaration.name} could not be searched for near matches: {error_code(error)}")
            continue
        for row in rows:
            kinds = [nearness(getattr(row, info.attribute), identity) for info in declaration.match_columns]
            kind = next((kind for kind in kinds if kind is not None), None)
            if kind is not None and row_id(row) not in found:
                hints[declaration.name, row_id(row)] = NearMatch(declaration.name, row_id(row), kind)
    return tuple(hints.values()), tuple(warnings)


def nearness(text: str | None, identity: Identity) -> Nearness | None:
    """Says in what way a stored text is near one of the person's addresses, or None where it is not."""
    if text is None:
        return None
    visible = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))
    wanted = {address.match_key for address in identity.emails}
    key = match_key(visible)
    if key is not None:
        local, _, domain = key.rpartition("@")
        if key in wanted:
            return "white_space"
        if f"{local.partition('+')[0]}@{domain}" in wanted:
            return "tag"
        if without_accents(key) in {without_accents(one) for one in wanted}:
            return "accent"
    # Two addresses in one column, or a name before it.
    return "other" if Words(emails=identity.query_forms).redact(text, "") != text else None
