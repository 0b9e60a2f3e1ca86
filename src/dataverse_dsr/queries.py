"""Pieces of queries that every stage of a request shares: which columns a purpose needs, and filters by record id in bearable portions."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from dataverse_sdk import ColumnInfo, Predicate, any_of

from .declarations import AnyDeclaration

__all__ = ["Purpose", "chunks", "columns_of", "key_predicate", "read_columns"]

# Ids in one filter. The platform takes 500 conditions in a query; 50 keep a URL near 4 KB.
IDS_PER_FILTER: Final = 50

Purpose: TypeAlias = Literal["access", "erasure"]


def columns_of(declaration: AnyDeclaration, infos: Iterable[ColumnInfo]) -> list[Any]:
    """Gives columns as the expressions a query selects, the primary id first, each once."""
    key = declaration.info.columns[declaration.info.key].attribute
    return [getattr(declaration.table, name) for name in dict.fromkeys([key, *(info.attribute for info in infos)])]


def read_columns(declaration: AnyDeclaration, purpose: Purpose) -> list[Any]:
    """Gives the columns a purpose needs, as expressions: what identifies, and either what is reported or what is masked."""
    infos = list(declaration.read) if purpose == "access" else [masked.column for masked in declaration.masks]
    infos += [*declaration.match_columns, *declaration.person]
    if purpose == "erasure" and declaration.read_only_when is not None:
        infos.append(declaration.read_only_when.column)
    if declaration.owner is not None:
        infos.append(declaration.owner)
    return columns_of(declaration, infos)


def chunks(ids: Iterable[UUID], size: int = IDS_PER_FILTER) -> Iterator[tuple[UUID, ...]]:
    """Splits ids into filters' worth."""
    left = tuple(ids)
    for start in range(0, len(left), size):
        yield left[start : start + size]


def key_predicate(declaration: AnyDeclaration, ids: Sequence[UUID]) -> Predicate:
    """Gives the filter for records by their own ids."""
    key = getattr(declaration.table, declaration.info.columns[declaration.info.key].attribute)
    return any_of([key == record_id for record_id in ids])
