"""What the environment says about its tables: the facts that `$metadata` does not hold.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api. MaxLength stands on the derived
types only, so a table takes three requests; in a batch they cost one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ..errors import InvalidReply
from ..wire.literals import literal, name
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import json_object

__all__ = ["ColumnMetadata", "column_lengths", "column_metadata"]


@frozen(kw_only=True)
class ColumnMetadata:
    """What EntityDefinitions says of a column: type, required level, what it is valid for."""

    logical_name: str
    attribute_type: str
    required_level: str
    create: bool
    update: bool
    read: bool


def _attributes(table: str, cast: str, select: str) -> Request:
    target = f"EntityDefinitions(LogicalName={literal(name(table))})/Attributes{cast}?$select={select}"
    return Request("GET", target)


def _values(reply: Reply) -> list[dict[str, Any]]:
    values = json_object(reply).get("value")
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise InvalidReply("the reply holds no list of columns", request_id=reply.request_id)
    return values


def column_metadata(table: str) -> Operation[Mapping[str, ColumnMetadata]]:
    """Reads the columns of a table, by logical name."""

    def read(reply: Reply) -> Mapping[str, ColumnMetadata]:
        found = {}
        for value in _values(reply):
            try:
                column = ColumnMetadata(
                    logical_name=str(value["LogicalName"]),
                    attribute_type=str(value["AttributeType"]),
                    required_level=str((value.get("RequiredLevel") or {}).get("Value", "None")),
                    create=bool(value["IsValidForCreate"]),
                    update=bool(value["IsValidForUpdate"]),
                    read=bool(value["IsValidForRead"]),
                )
            except (KeyError, AttributeError):
                raise InvalidReply("a column in the reply lacks a property", request_id=reply.request_id) from None
            found[column.logical_name] = column
        return found

    select = "LogicalName,AttributeType,RequiredLevel,IsValidForCreate,IsValidForUpdate,IsValidForRead"
    return Operation(_attributes(table, "", select), read)


def column_lengths(table: str, *, memo: bool = False) -> Operation[Mapping[str, int]]:
    """Reads the MaxLength of a table's text columns (or of its memo columns), by logical name."""

    def read(reply: Reply) -> Mapping[str, int]:
        return {str(value.get("LogicalName")): value["MaxLength"] for value in _values(reply) if isinstance(value.get("MaxLength"), int)}

    cast = "Memo" if memo else "String"
    return Operation(_attributes(table, f"/Microsoft.Dynamics.CRM.{cast}AttributeMetadata", "LogicalName,MaxLength"), read)
