"""System query options: from the text of a URL to values, and the check of their names against a table.

Knows which options Dataverse takes, where, and how it refuses the others. Refuses to know SQL (`compiler`) and paging (the service half).
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from attrs import frozen

from ..schema.model import Schema, TableSchema
from .syntax import ExpandItem, Expr, OrderTerm

__all__ = ["QueryOptions", "parse_expand", "parse_orderby", "parse_select", "read_options"]


@frozen
class QueryOptions:
    """What a request asks for.

    `select` holds checked wire names, or is None for every column. `aliases` are the parameter aliases with their raw text
    (`{"@p": "'x'"}`), as `compile_query` wants them. `other` holds what is no OData system option of a query
    (`fetchXml`, `savedQuery`, `tag`, `$skiptoken`, ...).
    """

    select: tuple[str, ...] | None = None
    filter: Expr | None = None
    orderby: tuple[OrderTerm, ...] = ()
    expand: tuple[ExpandItem, ...] = ()
    top: int | None = None
    count: bool = False
    aliases: Mapping[str, str] = {}
    other: Mapping[str, str] = {}


@lru_cache(maxsize=1024)
def parse_select(text: str) -> tuple[str, ...]:
    """Read a `$select`: names in order, without repeats; `*` stays `*`. Names are checked by `check_select`."""
    raise NotImplementedError


@lru_cache(maxsize=1024)
def parse_orderby(text: str) -> tuple[OrderTerm, ...]:
    """Read a `$orderby`."""
    raise NotImplementedError


@lru_cache(maxsize=1024)
def parse_expand(text: str) -> tuple[ExpandItem, ...]:
    """Read a `$expand`, nested options and all; QueryError for more than 15 navigation properties."""
    raise NotImplementedError


def check_select(names: tuple[str, ...], table: TableSchema) -> tuple[str, ...] | None:
    """The names if each is a readable column of `table`, None for `*`; QueryError otherwise."""
    raise NotImplementedError


def read_options(pairs: Iterable[tuple[str, str]], table: TableSchema, schema: Schema) -> QueryOptions:
    """Read the decoded name=value pairs of a query string, all options checked against `table`.

    Refuses what Dataverse refuses (`$skip`, `$search`, `$format`, `$compute`, an option given twice, unknown `$` options) and answers 501
    for what it supports and the emulator does not (`$apply`). Names in `$filter` and `$orderby` are checked when they are compiled.
    """
    raise NotImplementedError
