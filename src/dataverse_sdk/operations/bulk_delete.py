"""BulkDelete jobs: rows deleted by the service in the background, one by one; started, asked about, waited for.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/delete-data-bulk. A job is no transaction: rows can fail, and rows
that were created after it began stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from attrs import evolve, frozen

from ..errors import InvalidReply, NotFound, UsageError
from ..model import ColumnInfo, Entity, Predicate, TableInfo
from ..model.predicates import QueryFunction
from ..model.rows import row_id
from ..model.values import as_uuid
from ..wire import json
from ..wire.effects import Flow, Now, sleep
from ..wire.literals import moment
from ..wire.messages import Reply, Request
from ..wire.operation import Operation, execute
from ..wire.replies import json_object
from .query_expressions import criteria_of, query_expression
from .rows import JSON, set_of

__all__ = ["BulkDeleteJob", "bulk_delete", "bulk_delete_job", "wait_for_bulk_delete"]

_IN_ONE_QUERY = 1000
JobState = Literal["ready", "suspended", "running", "completed"]
_STATES: tuple[JobState, ...] = ("ready", "suspended", "running", "completed")
SUCCEEDED, FAILED, CANCELLED = 30, 31, 32


def bulk_delete(
    cls: type[Entity], rows: Sequence[UUID | Entity] | Predicate, *, name: str, start: datetime | None = None
) -> Operation[UUID]:
    """Starts a job that deletes records, by id, as they were read or by a condition, and gives the job's id. It begins at `start`, or now.

    `bulk_delete(Task, Task.createdon < last_year, name="old tasks")`. The job deletes what meets the condition when it runs.
    """
    table = set_of(cls)
    body = {
        "JobName": name,
        "SendEmailNotification": False,
        "ToRecipients": [],
        "CCRecipients": [],
        "RecurrencePattern": "",
        "StartDateTime": moment(datetime.now(UTC) if start is None else start),
        "QuerySet": [query_expression(table, each) for each in _criteria(table, rows)],
    }

    def read(reply: Reply) -> UUID:
        try:
            return UUID(json_object(reply)["JobId"])
        except (KeyError, TypeError, ValueError, AttributeError):
            raise InvalidReply("the reply to BulkDelete holds no job", request_id=reply.request_id) from None

    return Operation(Request("POST", "BulkDelete", (JSON,), json.dumps(body)), read)


def _criteria(table: TableInfo, rows: Sequence[UUID | Entity] | Predicate) -> list[dict[str, Any]]:
    if isinstance(rows, Predicate):
        return [criteria_of(rows, table)]
    ids = [row_id(row) if isinstance(row, Entity) else as_uuid(row) for row in rows]
    if not ids:
        raise UsageError("there are no rows to delete")
    # The id by its name on the wire, whether or not the class has a column for it.
    column = {table.key: ColumnInfo(attribute=table.key, wire_name=table.key, logical_name=table.key, python_type=UUID)}
    keyed = evolve(table, columns=MappingProxyType(column))
    some = (ids[place : place + _IN_ONE_QUERY] for place in range(0, len(ids), _IN_ONE_QUERY))
    return [criteria_of(QueryFunction("In", (table.key,), (("PropertyValues", tuple(each)),)), keyed) for each in some]


@frozen(kw_only=True)
class BulkDeleteJob:
    """How far a job is: its state, and how many records it deleted and could not delete so far.

    `succeeded` is None until it is completed. `operation_id` is the `bulkdeleteoperation` that its `bulkdeletefailures` belong to.
    """

    id: UUID
    operation_id: UUID
    state: JobState
    succeeded: bool | None
    deleted: int
    failed: int


def bulk_delete_job(job: UUID | str) -> Operation[BulkDeleteJob]:
    """Asks how far a job is, by the id that `bulk_delete` gave. Raises NotFound when there is none."""
    key = as_uuid(job)
    select = "bulkdeleteoperationid,statecode,statuscode,successcount,failurecount"
    target = f"bulkdeleteoperations?$select={select}&$filter=_asyncoperationid_value%20eq%20{key}"

    def read(reply: Reply) -> BulkDeleteJob:
        values = json_object(reply).get("value")
        if values == []:
            raise NotFound("there is no such bulk deletion", request_id=reply.request_id)
        try:
            (value,) = values  # type: ignore[misc]
            state = _STATES[value["statecode"]]
            return BulkDeleteJob(
                id=key,
                operation_id=UUID(value["bulkdeleteoperationid"]),
                state=state,
                succeeded=value["statuscode"] == SUCCEEDED if state == "completed" else None,
                deleted=int(value["successcount"] or 0),
                failed=int(value["failurecount"] or 0),
            )
        except (LookupError, TypeError, ValueError, AttributeError):
            raise InvalidReply("the reply tells of no bulk deletion", request_id=reply.request_id) from None

    return Operation(Request("GET", target), read)


def wait_for_bulk_delete(
    job: UUID | str,
    *,
    every: float = 10.0,
    timeout: float | None = None,
    progress: Callable[[BulkDeleteJob], object] | None = None,
) -> Flow[BulkDeleteJob]:
    """Asks every so many seconds until a job is completed, or `timeout` seconds are over, and gives how far it is then."""
    if every <= 0:
        raise UsageError("ask again after some time: every= is in seconds")
    started: float = yield Now()
    while True:
        found = yield from execute(bulk_delete_job(job))
        if progress is not None:
            progress(found)
        now: float = yield Now()
        if found.state == "completed" or (timeout is not None and now + every > started + timeout):
            return found
        yield from sleep(every)
