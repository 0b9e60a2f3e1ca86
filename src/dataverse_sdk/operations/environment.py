"""What an environment says about itself, as the schema that generators work from: `$metadata`, and the definitions of chosen tables.

Knows which requests that takes, and that those for many tables fit into one batch. Refuses to know what is made of the schema.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import InvalidReply
from ..schema.csdl import CsdlDocument, MetadataError, read_csdl
from ..schema.definitions import ATTRIBUTE_CASTS, COLUMN_SELECT, KEY_SELECT, TABLE_SELECT, with_definitions
from ..schema.model import TableSchema
from ..wire.effects import Flow
from ..wire.literals import literal
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import json_object, raise_for_status
from .batch import Batch

__all__ = ["described", "metadata_document"]


def metadata_document() -> Operation[CsdlDocument]:
    """Reads `$metadata`, with the annotations that tell read-only columns and descriptions. It is several megabytes long."""

    def read(reply: Reply) -> CsdlDocument:
        raise_for_status(reply)
        try:
            return read_csdl(reply.body)
        except MetadataError as error:
            raise InvalidReply(str(error), request_id=reply.request_id) from error

    return Operation(Request("GET", "$metadata?annotations=true", (("Accept", "application/xml"),)), read)


def described(tables: Sequence[TableSchema]) -> Flow[tuple[TableSchema, ...]]:
    """Gives tables with lengths, required levels, validity, options, labels and keys as the environment has them, read in one batch."""
    batch = Batch()
    handles = [
        (table, batch.add(_definition(table)), [batch.add(_columns(table, kind, query)) for kind, query in ATTRIBUTE_CASTS.items()])
        for table in tables
    ]
    yield from batch.flow()
    return tuple(with_definitions(table, definition.value, [each.value for each in casts]) for table, definition, casts in handles)


def _definition(table: TableSchema) -> Operation[dict[str, Any]]:
    expand = f"Attributes($select={COLUMN_SELECT}),Keys($select={KEY_SELECT})"
    return Operation(Request("GET", f"{_path(table)}?$select={TABLE_SELECT}&$expand={expand}"), json_object)


def _columns(table: TableSchema, kind: str, query: str) -> Operation[list[dict[str, Any]]]:
    target = f"{_path(table)}/Attributes/Microsoft.Dynamics.CRM.{kind}AttributeMetadata?{query}"
    return Operation(Request("GET", target), _list)


def _path(table: TableSchema) -> str:
    return f"EntityDefinitions(LogicalName={literal(table.logical_name)})"


def _list(reply: Reply) -> list[dict[str, Any]]:
    values = json_object(reply).get("value")
    if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
        raise InvalidReply("the reply holds no list of definitions", request_id=reply.request_id)
    return values
