"""Many rows in one message: CreateMultiple, UpdateMultiple, UpsertMultiple, DeleteMultiple, and BulkDelete jobs.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations. On a standard table a message is one transaction:
all rows or none. Not every table has the messages: `supports` asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ..errors import InvalidReply, UsageError
from ..model import Entity, row_id
from ..model.converter import to_wire
from ..model.entity import nested_rows
from ..wire import json
from ..wire.literals import literal, moment
from ..wire.literals import name as checked_name
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import expect, json_object
from .rows import JSON, set_of

__all__ = ["bulk_delete", "create_multiple", "delete_multiple", "supports", "update_multiple", "upsert_multiple"]

NAMESPACE = "Microsoft.Dynamics.CRM"
Message = Literal["CreateMultiple", "UpdateMultiple", "UpsertMultiple", "DeleteMultiple"]


def _same_table(rows: Sequence[Entity]) -> type[Entity]:
    if not rows:
        raise UsageError("there are no rows to send")
    cls = type(rows[0])
    if any(type(row).__table__.logical_name != cls.__table__.logical_name for row in rows):
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
    table = row.__table__
    names = [name for name in sorted(row._changes) if table.attributes[name].wire_name != table.key]
    values = to_wire(row, {name: getattr(row, name) for name in names}, message=message)
    return {table.key: str(row_id(row)), **values}


def update_multiple(rows: Sequence[Entity]) -> Operation[None]:
    """Sends the changed columns of rows of one table, all or none. Versions are not compared: the message has no place for them."""
    cls = _same_table(rows)
    return Operation(_request(cls, "UpdateMultiple", [_with_key(row, "update") for row in rows]), lambda reply: expect(reply, 204, 200))


def upsert_multiple(rows: Sequence[Entity]) -> Operation[None]:
    """Creates or updates rows of one table by primary id, all or none; the service does not say which was which."""
    cls = _same_table(rows)
    return Operation(_request(cls, "UpsertMultiple", [_with_key(row, "create") for row in rows]), lambda reply: expect(reply, 204, 200))


def delete_multiple(cls: type[Entity], keys: Sequence[UUID]) -> Operation[None]:
    """Deletes rows of an elastic table; standard tables do not have the message."""
    table = set_of(cls)
    if not keys:
        raise UsageError("there are no rows to delete")
    targets = [{table.key: str(key)} for key in keys]
    return Operation(_request(cls, "DeleteMultiple", targets), lambda reply: expect(reply, 204, 200))


def supports(cls: type[Entity], message: Message) -> Operation[bool]:
    """Asks whether a table has a bulk message; not every standard table does."""
    table = set_of(cls)
    names = (literal(checked_name(message)), literal(table.logical_name))
    condition = "sdkmessageid/name%20eq%20{}%20and%20primaryobjecttypecode%20eq%20{}".format(*names)
    target = f"sdkmessagefilters?$select=sdkmessagefilterid&$filter={condition}"
    return Operation(Request("GET", target), lambda reply: bool(json_object(reply).get("value")))


def bulk_delete(cls: type[Entity], keys: Sequence[UUID], *, name: str, start: datetime) -> Operation[UUID]:
    """Starts a job that deletes records one by one, and gives the job's id. It is no transaction: records can fail.

    https://learn.microsoft.com/power-apps/developer/data-platform/delete-data-bulk
    """
    table = set_of(cls)
    if not keys:
        raise UsageError("there are no rows to delete")

    def typed(kind: str, **values: Any) -> dict[str, Any]:
        return {"@odata.type": f"{NAMESPACE}.{kind}", **values}

    values = [{"Value": str(key), "Type": "System.Guid"} for key in keys]
    condition = typed("ConditionExpression", AttributeName=table.key, Operator="In", Values=values)
    criteria = typed("FilterExpression", FilterOperator="And", Conditions=[condition])
    columns = typed("ColumnSet", AllColumns=False, Columns=[])
    query = typed("QueryExpression", EntityName=table.logical_name, ColumnSet=columns, Criteria=criteria)
    body = {
        "JobName": name,
        "SendEmailNotification": False,
        "ToRecipients": [],
        "CCRecipients": [],
        "RecurrencePattern": "",
        "StartDateTime": moment(start),
        "QuerySet": [query],
    }

    def read(reply: Reply) -> UUID:
        try:
            return UUID(json_object(reply)["JobId"])
        except (KeyError, TypeError, ValueError, AttributeError):
            raise InvalidReply("the reply to BulkDelete holds no job", request_id=reply.request_id) from None

    return Operation(Request("POST", "BulkDelete", (JSON,), json.dumps(body)), read)
