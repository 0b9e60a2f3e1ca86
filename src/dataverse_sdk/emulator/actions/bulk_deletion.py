"""BulkDelete: begins a job and answers with its id.

Knows the parameters. Refuses to know how the job runs (`jobs`).
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ...schema.model import ColumnSchema
from ..behaviours import jobs
from ..http.refusals import Refusal, not_imitated
from ..storage.values import to_sql

if TYPE_CHECKING:
    from ..http.messages import Reply
    from .invocation import Invocation

__all__ = ["bulk_delete"]

SOON = timedelta(minutes=1)


def bulk_delete(asked: "Invocation") -> "Reply":
    """Carry out the message. A start that is not later than a minute from now is now; what is later waits for the clock."""
    queries = asked.arguments.get("QuerySet")
    if not isinstance(queries, list) or not queries:
        raise Refusal(400, "0x80040203", "Required field 'QuerySet' is missing")
    if asked.text("RecurrencePattern"):
        raise not_imitated("bulk deletions that recur")
    records, reader = asked.call.records, asked.call.reader
    for query in queries:
        table = asked.table_named(str(query.get("EntityName")))
        records.check_supports(table, "Delete")
        jobs.matching(reader, table, query)  # a query that is wrong is refused with the request, not when the job runs
    text = str(to_sql(ColumnSchema("StartDateTime", "StartDateTime", "Edm.DateTimeOffset"), asked.arguments["StartDateTime"]))
    now = records.behaviours.clock.now()
    start = datetime.fromisoformat(text).replace(tzinfo=UTC)
    at_once = start <= now + SOON
    job_id = jobs.begin(records, reader, asked.text("JobName"), queries, min(start, now) if at_once else start, asked.call.terms)
    if at_once and not records.switches.jobs_wait:
        jobs.run_due(records, reader)
    return asked.response({"JobId": job_id})
