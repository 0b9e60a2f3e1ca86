"""Bulk deletions as jobs: rows of `asyncoperation` and `bulkdeleteoperation`, run at once or later, row by row.

Knows what a job does and how it reports. Refuses to know requests.
https://learn.microsoft.com/power-apps/developer/data-platform/delete-data-bulk
"""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from ...schema.model import TableSchema
from ..http.refusals import Refusal
from ..language.query_expressions import fetch_of
from ..reading.reader import Reader
from ..sql.fetch_compiler import Place, compile_fetch
from ..sql.query_functions import Context
from ..storage.store import Row, target_column
from ..storage.values import SqlValue, stored_moment
from ..writing.records import Records
from ..writing.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["begin", "matching", "run_due"]

BULK_DELETE = 13
WAITING, SUCCEEDED, FAILED = (0, 0), (3, 30), (3, 31)
EVERY = 1_000_000_000


def begin(records: Records, reader: Reader, name: str, queries: "Sequence[Mapping[str, object]]", start: datetime, terms: Terms) -> str:
    """Note a bulk deletion; returns the id of its job. One that starts later runs when the clock gets there."""
    jobs, operations = (records.store.schema.tables[each] for each in ("asyncoperation", "bulkdeleteoperation"))
    values: Row = {
        "name": name,
        "operationtype": BULK_DELETE,
        "postponeuntil": stored_moment(start),
        "data": json.dumps(queries, default=str),
    }
    job_id = records.insert(jobs, {}, terms, None, values)
    pointer: Row = {"_asyncoperationid_value": job_id, target_column("_asyncoperationid_value"): "asyncoperation"}
    operation_id = records.insert(operations, {}, terms, None, {"name": name, "successcount": 0, "failurecount": 0, **pointer})
    _state(records, jobs, job_id, WAITING)
    _state(records, operations, operation_id, WAITING)
    clock = records.behaviours.clock
    seconds = (start - clock.now()).total_seconds()
    if seconds > 0:
        records.store.after_commit(lambda: clock.after(seconds, lambda: _run_unless_waiting(records, reader)))
    return job_id


def _run_unless_waiting(records: Records, reader: Reader) -> None:
    if not records.switches.jobs_wait:
        run_due(records, reader)


def _state(records: Records, table: TableSchema, record_id: SqlValue, state: tuple[int, int], **values: SqlValue) -> None:
    changes: Row = {"statecode": state[0], "statuscode": state[1], "versionnumber": records.store.next_version(), **values}
    records.store.update(table, record_id, changes)


def matching(reader: Reader, table: TableSchema, query: "Mapping[str, object]") -> list[SqlValue]:
    """The ids of the rows that a QueryExpression asks for; QueryError when it is none."""
    fetch = fetch_of(query, table.key or "")
    context: Context = reader.context()
    compiled = compile_fetch(
        fetch, table, reader.store.schema, context=context, columns=reader.columns, limit=EVERY, place=Place()
    )  # fmt: skip
    return list(dict.fromkeys(row[0] for row in reader.run(compiled.statement.sql, compiled.statement.params)))


def run_due(records: Records, reader: Reader) -> int:
    """Run every job whose time has come; returns how many ran."""
    jobs = records.store.schema.tables.get("asyncoperation")
    if jobs is None or not records.store.has_rows("asyncoperation"):
        return 0
    now = stored_moment(records.behaviours.clock.now())
    due = [
        row
        for row in records.store.find_by(jobs, {"operationtype": BULK_DELETE, "statecode": WAITING[0]})
        if str(row["postponeuntil"] or "") <= now
    ]
    for row in sorted(due, key=lambda each: str(each["postponeuntil"])):
        _run(records, reader, jobs, row)
    return len(due)


def _run(records: Records, reader: Reader, jobs: TableSchema, job: Row) -> None:
    store, job_id = records.store, job[jobs.key or ""]
    operations = store.schema.tables["bulkdeleteoperation"]
    (operation,) = store.find_by(operations, {"_asyncoperationid_value": job_id})
    terms, started = Terms(str(job["_ownerid_value"] or records.identity.user_id)), records.timestamp()
    done = failed = 0
    for number, query in enumerate(json.loads(str(job["data"]))):
        table = store.schema.tables[query["EntityName"]]
        for record_id in matching(reader, table, query):
            row = store.get(table, record_id)
            if row is None or str(row.get("createdon") or "") > started:
                continue  # it went with another one, or is younger than the job
            try:
                records.delete(table, str(record_id), terms)
                done += 1
            except Refusal as refusal:
                failed += 1
                _report(records, operation, job_id, table, record_id, number, refusal, terms)
    ended = {"completedon": records.timestamp(), "startedon": started}
    _state(records, jobs, job_id, SUCCEEDED, **ended)
    _state(records, operations, operation["bulkdeleteoperationid"], SUCCEEDED, successcount=done, failurecount=failed)


def _report(
    records: Records, operation: Row, job_id: SqlValue, table: TableSchema, record_id: SqlValue, number: int, refusal: Refusal, terms: Terms
) -> None:
    """A row of `bulkdeletefailure` for a record that stays."""
    failures = records.store.schema.tables["bulkdeletefailure"]
    lookups = {
        "_bulkdeleteoperationid_value": (operation["bulkdeleteoperationid"], "bulkdeleteoperation"),
        "_asyncoperationid_value": (job_id, "asyncoperation"),
        "_regardingobjectid_value": (record_id, table.logical_name),
    }
    code = int(refusal.code, 16) - 2**32 if refusal.code else 0
    row: Row = {"errornumber": code, "errordescription": refusal.message, "orderedqueryindex": number}
    for name, (value, target) in lookups.items():
        row |= {name: value, target_column(name): target}
    records.insert(failures, {}, terms, None, row)
