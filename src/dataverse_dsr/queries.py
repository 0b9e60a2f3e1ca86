"""Pieces of queries that every stage of a request shares: which columns a purpose needs, and filters by record id in bearable portions."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from dataverse_sdk import ColumnInfo, Predicate, any_of

from .checks import TableFacts
from .contents import read_instead
from .declarations import AnyDeclaration
from .identity import Identity

__all__ = [
    "Purpose",
    "chunks",
    "columns_of",
    "extra_columns",
    "key_predicate",
    "match_predicate",
    "matched_column",
    "read_columns",
]

# Ids in one filter. The platform takes 500 conditions in a query; 50 keep a URL near 4 KB.
IDS_PER_FILTER: Final = 50

Purpose: TypeAlias = Literal["access", "erasure"]


def columns_of(declaration: AnyDeclaration, infos: Iterable[ColumnInfo]) -> list[Any]:
    """Gives columns as the expressions a query selects, the primary id first, each once."""
    key = declaration.info.columns[declaration.info.key].attribute
    return [getattr(declaration.table, name) for name in dict.fromkeys([key, *(info.attribute for info in infos)])]


def read_columns(
    declaration: AnyDeclaration, purpose: Purpose, facts: TableFacts | None = None, followed: Iterable[ColumnInfo] = ()
) -> list[Any]:
    """Gives the columns a purpose needs, as expressions: what identifies, and either what is reported or what is masked.

    `followed` are the lookups by which further records are found. Columns that an environment may lack are among them only where `facts`
    say that this one has them; none are that it turned out to lack.
    """
    infos = [*_wanted(declaration, purpose), *followed]
    infos += [*declaration.match_columns, *declaration.match_phones, *declaration.person]
    infos += [one.key for one in declaration.mirrors]
    if declaration.is_root:
        infos += [column for link in declaration.links if (column := link.column) is not None]
    if purpose == "erasure" and declaration.read_only_when is not None:
        infos.append(declaration.read_only_when.column)
    if declaration.owner is not None:
        infos.append(declaration.owner)
    return columns_of(declaration, (info for info in infos if _is_there(declaration, info, facts)))


def extra_columns(declaration: AnyDeclaration, purpose: Purpose, facts: TableFacts | None) -> list[Any]:
    """Gives the columns a purpose needs of those that an environment may lack, as far as this one is known to have them."""
    wanted = (info for info in _wanted(declaration, purpose) if info in declaration.optional_columns)
    infos = [info for info in wanted if _is_there(declaration, info, facts)]
    return columns_of(declaration, infos) if infos else []


def _wanted(declaration: AnyDeclaration, purpose: Purpose) -> list[ColumnInfo]:
    if purpose == "access":
        return list(declaration.read)
    # What holds content is read when it is asked for, not to learn whether there is any.
    return [read_instead(declaration.info, masked.column) for masked in declaration.writable]


def _is_there(declaration: AnyDeclaration, info: ColumnInfo, facts: TableFacts | None) -> bool:
    if facts is None or facts.error is not None:
        return info not in declaration.optional_columns
    return info.logical_name in facts.columns


def matched_column(declaration: AnyDeclaration, row: Any, identity: Identity) -> ColumnInfo | None:  # Any: a row of any declared table
    """Gives the first column in which a row carries the person's address, else their telephone number; None where it is not theirs."""
    by_address = (info for info in declaration.match_columns if identity.matches(getattr(row, info.attribute)))
    by_number = (info for info in declaration.match_phones if identity.matches_phone(getattr(row, info.attribute)))
    return next(by_address, None) or next(by_number, None)


def match_predicate(declaration: AnyDeclaration, identity: Identity) -> Predicate | None:
    """Gives the filter for a person's addresses and numbers, or None where the table has no column for what is known of them."""
    match = declaration.match
    if match is None:
        return None
    conditions = [match.where(identity.query_forms)] if identity.emails else []
    conditions += [match.where_phone(identity.phone_forms)] if identity.phones and match.phones else []
    return any_of(conditions) if conditions else None


def chunks(ids: Iterable[UUID], size: int = IDS_PER_FILTER) -> Iterator[tuple[UUID, ...]]:
    """Splits ids into filters' worth."""
    left = tuple(ids)
    for start in range(0, len(left), size):
        yield left[start : start + size]


def key_predicate(declaration: AnyDeclaration, ids: Sequence[UUID]) -> Predicate:
    """Gives the filter for records by their own ids."""
    key = getattr(declaration.table, declaration.info.columns[declaration.info.key].attribute)
    return any_of([key == record_id for record_id in ids])
