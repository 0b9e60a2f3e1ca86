"""Picks the tables to make classes of, by name or by pattern.

Knows shell patterns and what a table needs to become a class: an entity set and a key. Refuses to know what is made of
it.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from dataverse_sdk.codegen.names import is_wire_name
from dataverse_sdk.schema.model import Schema, TableSchema

__all__ = ["SelectionError", "select"]


class SelectionError(ValueError):
    """A pattern names no table that can become a class; the message says which pattern."""


def select(schema: Schema, patterns: Iterable[str]) -> tuple[TableSchema, ...]:
    """The tables whose logical names match, sorted by name. `new_*` matches a prefix, `contact` only itself."""
    chosen: dict[str, TableSchema] = {}
    for pattern in patterns:
        matches = [name for name in schema.tables if fnmatchcase(name, pattern)]
        usable = [name for name in matches if _usable(schema.tables[name])]
        if not matches:
            raise SelectionError(f"no table matches {pattern!r}; logical names are lower case, such as 'contact'")
        if not usable:
            raise SelectionError(
                f"{pattern!r} matches only types without an entity set, a single key or a plain name, or definitions, which "
                "dataverse_sdk.operations.metadata reads"
            )
        chosen.update((name, schema.tables[name]) for name in usable)
    return tuple(chosen[name] for name in sorted(chosen))


def _usable(table: TableSchema) -> bool:
    # `$metadata` describes the definitions of tables and columns beside the tables; they have no definition themselves.
    return table.key != "MetadataId" and all(
        name is not None and is_wire_name(name) for name in (table.logical_name, table.set_name, table.key)
    )
