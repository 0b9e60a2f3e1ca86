"""Which tables an environment begins with: the stock ones, those of a `$metadata` document, and what a second file adds to them.

Knows files. Refuses to know what becomes of the tables.
"""

import gc
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...schema.definitions import with_definitions
from ...schema.document import CsdlDocument
from ...schema.files import read_metadata_file
from ...schema.model import Schema
from ...schema.stock import stock_schema
from .system_tables import with_system_tables

__all__ = ["schema_of", "tables_and_messages"]


def schema_of(metadata: str | Path | Schema | None, attributes: str | Path | None = None) -> Schema:
    """The schema that `metadata` names, None for the stock tables.

    `attributes` is a file with what `$metadata` lacks (lengths, required levels, options, validity): the saved reply to
    `EntityDefinitions?$expand=Attributes`, or to one table of it, plain or `.gz`. ValueError for a file that holds something else.
    """
    return tables_and_messages(metadata, attributes)[0]


def tables_and_messages(metadata: str | Path | Schema | None, attributes: str | Path | None = None) -> tuple[Schema, CsdlDocument | None]:
    """As `schema_of`, and the functions and actions that a file declares, with their types; None where there is no file."""
    messages = None
    if metadata is None:
        schema = with_system_tables(stock_schema())
    elif isinstance(metadata, Schema):
        schema = metadata
    else:
        schema, messages = _read(Path(metadata))
    return (schema if attributes is None else _with_attributes(schema, Path(attributes))), messages


def _read(path: Path) -> tuple[Schema, CsdlDocument]:
    # A hundred thousand values are made and all of them stay: a garbage collector that goes through them over and over costs a third.
    collecting = gc.isenabled()
    gc.disable()
    try:
        whole = read_metadata_file(path)
        # its tables are in the schema, and need not be kept twice
        return whole.schema(), CsdlDocument(
            whole.namespace, whole.alias, (), whole.complex_types, whole.enum_types, whole.actions, whole.functions, whole.imports
        )
    finally:
        if collecting:
            gc.enable()


def _with_attributes(schema: Schema, path: Path) -> Schema:
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    try:
        document = json.loads(content)
    except ValueError as error:
        raise ValueError(f"{path} holds no JSON: {error}") from error
    found = document.get("value", [document]) if isinstance(document, dict) else document
    if not isinstance(found, list) or not all(isinstance(each, dict) and "LogicalName" in each for each in found):
        raise ValueError(f"{path} holds no table definitions: save EntityDefinitions?$expand=Attributes")
    definitions: Mapping[str, Mapping[str, Any]] = {each["LogicalName"]: each for each in found}
    tables = {
        name: with_definitions(table, definitions[name], ()) if name in definitions else table for name, table in schema.tables.items()
    }
    return Schema(tables)
