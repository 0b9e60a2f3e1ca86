"""Many rows in one message: CreateMultiple, UpdateMultiple, UpsertMultiple, DeleteMultiple.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations. On a standard table a message is one transaction:
all rows or none. On an elastic table each row stands for itself, and the error tells of each (`row_errors`). Not every table has the
messages: `supports` asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from ..errors import InvalidReply, ServiceError, UsageError, service_error
from ..model import ColumnExpr, Entity, LookupExpr, Reference, TableInfo, reference_to, row_id
from ..model.converter import to_wire
from ..model.entity import nested_rows
from ..model.values import as_uuid, id_of
from ..wire import json
from ..wire.literals import literal
from ..wire.literals import name as checked_name
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import error_of, expect, json_object
from .rows import JSON, Key, column_values, key_target, set_of
from .sending import to_send

__all__ = [
    "ERROR_DETAILS",
    "create_multiple",
    "delete_multiple",
    "key_of",
    "row_errors",
    "supports",
    "update_multiple",
    "upsert_multiple",
]

NAMESPACE = "Microsoft.Dynamics.CRM"
Message = Literal["CreateMultiple", "UpdateMultiple", "UpsertMultiple", "DeleteMultiple"]


def _same_table(rows: Sequence[Entity]) -> type[Entity]:
    if not rows:
        raise UsageError("there are no rows to send")
    cls = type(rows[0])
    name = rows[0].__table__.logical_name
    if any(row.__table__.logical_name != name for row in rows):
        raise UsageError("a bulk message takes rows of one table")
    if any(nested_rows(row) for row in rows):
        raise UsageError("rows within rows cannot be sent in a bulk message; create them one by one, or in a batch")
    return cls


def _request(cls: type[Entity], message: Message, targets: list[dict[str, Any]]) -> Request:
    table = cls.__table__
    typed = [{"@odata.type": f"{NAMESPACE}.{table.logical_name}", **target} for target in targets]
    return Request("POST", f"{table.set_name}/{NAMESPACE}.{message}", (JSON,), json.dumps({"Targets": typed}))


def create_multiple(rows: Sequence[Entity]) -> Operation[tuple[UUID, ...]]:
    """Creates rows of one table, all or none, and gives their ids in order."""
    cls = _same_table(rows)

    def read(reply: Reply) -> tuple[UUID, ...]:
        document = json_object(reply)
        try:
            ids = tuple(UUID(value) for value in document["Ids"])
        except (KeyError, TypeError, ValueError, AttributeError):
            raise InvalidReply("the reply to CreateMultiple holds no list of ids", request_id=reply.request_id) from None
        if len(ids) != len(rows):
            raise InvalidReply("the reply to CreateMultiple has another number of ids than rows", request_id=reply.request_id)
        return ids

    return Operation(_request(cls, "CreateMultiple", [to_wire(row, message="create") for row in rows]), read)


def _with_key(row: Entity, message: str) -> dict[str, Any]:
    values = to_wire(row, to_send(row), message=message)
    return {row.__table__.key: str(row_id(row)), **values}


def update_multiple(rows: Sequence[Entity]) -> Operation[None]:
    """Sends the changed columns of rows of one table, all or none. Versions are not compared: the message has no place for them."""
    cls = _same_table(rows)
    return Operation(_request(cls, "UpdateMultiple", [_with_key(row, "update") for row in rows]), lambda reply: expect(reply, 204, 200))


def key_of(row: Entity, key: Sequence[ColumnExpr[Any] | LookupExpr[Any]]) -> Key:
    """Gives the values of an alternate key's columns, as a key for `upsert`."""
    values = {column: getattr(row, column.info.attribute, None) for column in key}
    missing = [column.info.attribute for column, value in values.items() if value is None]
    if missing:
        raise UsageError(f"this {type(row).__name__} has no {missing[0]}, which is part of the key")
    return values


def _by_key(row: Entity, key: Sequence[ColumnExpr[Any] | LookupExpr[Any]]) -> dict[str, Any]:
    """Gives a row that its alternate key names. The key's columns do not stand in the body a second time: the service refuses that."""
    named = {column.info.attribute for column in key}
    values = to_wire(row, {name: value for name, value in to_send(row).items() if name not in named}, message="create")
    return {"@odata.id": key_target(row.__table__, key_of(row, key)), **values}


def upsert_multiple(rows: Sequence[Entity], *, key: Sequence[ColumnExpr[Any] | LookupExpr[Any]] = ()) -> Operation[None]:
    """Creates or updates rows of one table, all or none, by primary id, or by the alternate key made of the columns in `key`.

    The service does not say which was created and which updated.
    """
    cls = _same_table(rows)
    targets = [_by_key(row, key) if key else _with_key(row, "create") for row in rows]
    return Operation(_request(cls, "UpsertMultiple", targets), lambda reply: expect(reply, 204, 200))


def delete_multiple(cls: type[Entity], keys: Sequence[Key]) -> Operation[None]:
    """Deletes rows of an elastic table; standard tables do not have the message.

    A key is an id, or, where rows have partitions, both columns: `{Reading.id: id, Reading.partitionid: "device-1"}`.
    """
    table = set_of(cls)
    if not keys:
        raise UsageError("there are no rows to delete")
    targets = [_named(table, key) for key in keys]
    return Operation(_request(cls, "DeleteMultiple", targets), lambda reply: expect(reply, 204, 200))


def _named(table: TableInfo, key: Key) -> dict[str, Any]:
    if not isinstance(key, Mapping):
        key = reference_to(key) if isinstance(key, Entity) else key
        return {table.key: str(id_of(key, "DeleteMultiple") if isinstance(key, Reference) else as_uuid(key))}
    values = column_values(table, key)
    return {table.attributes[name].wire_name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}


# Asks that the error of a bulk message on an elastic table tells of each row.
ERROR_DETAILS = ("Prefer", 'odata.include-annotations="Microsoft.PowerApps.CDS.ErrorDetails.*"')


def row_errors(reply: Reply, count: int) -> list[ServiceError | None] | None:
    """Gives what became of each row of a message that an elastic table carried out in part: None for one that was written.

    None where the error does not tell of all rows. The details are JSON text in an annotation of the error, with `RequestIndex` and
    `StatusCode` of each row (bulk-operations, "On Error behavior with elastic tables").
    """
    whole = error_of(reply)
    try:
        error = json.loads(reply.body)["error"]
        (text,) = (value for name, value in error.items() if name.endswith("BulkApiErrorDetails"))
        told = {each["RequestIndex"]: each["StatusCode"] for each in json.loads(text.encode())}
    except (InvalidReply, LookupError, TypeError, AttributeError, ValueError):
        return None
    if set(told) != set(range(count)) or not all(isinstance(status, int) for status in told.values()):
        return None
    errors: list[ServiceError | None] = []
    for place in range(count):
        status = told[place]
        # The error as a whole is that of one row; only of rows with its status can its code be said.
        code = whole.code if status == whole.status else ""
        errors.append(None if status < 300 else service_error(status, code, request_id=reply.request_id))
    return errors


def supports(cls: type[Entity], message: Message) -> Operation[bool]:
    """Asks whether a table has a bulk message; not every standard table does."""
    table = set_of(cls)
    names = (literal(checked_name(message)), literal(table.logical_name))
    condition = "sdkmessageid/name%20eq%20{}%20and%20primaryobjecttypecode%20eq%20{}".format(*names)
    target = f"sdkmessagefilters?$select=sdkmessagefilterid&$filter={condition}"
    return Operation(Request("GET", target), lambda reply: bool(json_object(reply).get("value")))
