"""Audit history on request: read it, look at one entry, delete it; and rows out of the recycle bin.

Knows the shapes of replies. Refuses to know how history is written (`auditing`) and how deleted rows are kept (`recycle_bin`).
https://learn.microsoft.com/power-apps/developer/data-platform/auditing/retrieve-audit-data
"""

from collections.abc import Callable, Mapping, Sequence

from ...schema.model import TableSchema
from ..behaviours.auditing import changes_of
from ..behaviours.recycle_bin import in_the_way, not_in_bin, reference_is_gone
from ..http.messages import Reply
from ..http.refusals import Refusal
from ..routes.calls import NAMESPACE
from ..storage.store import Row, target_column
from ..storage.values import SqlValue, from_sql
from ..writing.addressing import need
from ..writing.incoming import given
from ..writing.payload import JsonObject, read_payload
from .invocation import Invocation

__all__ = ["HANDLERS"]

MOST = 5000


def _values(asked: Invocation, table: str, values: Mapping[str, SqlValue]) -> JsonObject:
    schema = asked.call.schema.tables.get(table)
    shown: JsonObject = {"@odata.type": f"#{NAMESPACE}{table}"}
    for name, value in values.items():
        column = None if schema is None else schema.column(name)
        if schema is not None and column is not None and name not in asked.call.reader.unreadable(schema):
            shown[name] = from_sql(column, value)
    return shown


def _detail(asked: Invocation, row: Row, only: str | None = None) -> JsonObject:
    old, new = ({name: value for name, value in side.items() if only in (None, name)} for side in changes_of(row))
    table = str(row["objecttypecode"])
    return {
        "@odata.type": f"#{NAMESPACE}AttributeAuditDetail",
        "InvalidNewValueAttributes": [],
        "LocLabelLanguageCode": 0,
        "DeletedAttributes": {"Count": 0, "Keys": [], "Values": []},
        "OldValue": _values(asked, table, old),
        "NewValue": _values(asked, table, new),
    }


def record_history(asked: Invocation) -> Reply:
    """RetrieveRecordChangeHistory: the changes of one row, the latest first; `PagingInfo` has `PageNumber` and `Count`."""
    return _collection(asked, asked.call.records.behaviours.auditing.history(str(asked.entity("Target").record_id)))


def attribute_history(asked: Invocation) -> Reply:
    """RetrieveAttributeChangeHistory: the changes of one column of a row, by its logical name, and nothing of other columns."""
    target, name = asked.entity("Target"), asked.text("AttributeLogicalName")
    column = next((each for each in target.table.columns if each.logical_name == name), None)
    if column is None:
        message = f"'{target.table.logical_name}' entity doesn't contain attribute with Name = '{name}' and NameMapping = 'Logical'."
        raise Refusal(400, "0x80041103", message)
    rows = asked.call.records.behaviours.auditing.history(str(target.record_id))
    return _collection(asked, [row for row in rows if any(column.name in side for side in changes_of(row))], column.name)


def _collection(asked: Invocation, rows: Sequence[Row], only: str | None = None) -> Reply:
    """One page of entries."""
    paging = asked.arguments.get("PagingInfo")
    paging = paging if isinstance(paging, dict) else {}
    size, number = int(paging.get("Count") or MOST), max(1, int(paging.get("PageNumber") or 1))
    more = number * size < len(rows)
    collection = {
        "MoreRecords": more,
        "PagingCookie": f'<cookie page="{number}"></cookie>' if more else "",
        "TotalRecordCount": len(rows) if paging.get("ReturnTotalRecordCount") else -1,
        "AuditDetails": [_detail(asked, row, only) for row in rows[(number - 1) * size : number * size]],
    }
    return asked.response({"AuditDetailCollection": collection})


def audit_details(asked: Invocation) -> Reply:
    """RetrieveAuditDetails, bound to an entry of `audits`."""
    _, row = asked.bound_row()
    return asked.response({"AuditDetail": _detail(asked, row)})


def delete_history(asked: Invocation) -> Reply:
    """DeleteRecordChangeHistory: how many entries are gone; the row itself may be gone already."""
    target = asked.entity("Target")
    return asked.response({"DeletedEntriesCount": asked.call.records.behaviours.auditing.forget(str(target.record_id))})


def restore(asked: Invocation) -> Reply:
    """Restore: a deleted row comes back with its old values, and new ones where the target has them.

    https://learn.microsoft.com/power-apps/developer/data-platform/restore-deleted-records
    """
    target, call = asked.entity("Target"), asked.call
    table, record_id = target.table, str(target.record_id)
    call.records.require("Create", table, call.terms)
    if call.store.get(table, record_id) is not None:
        raise in_the_way(table, record_id)
    row = call.records.behaviours.recycle_bin.take(table, record_id) if table.logical_name in _bins(asked) else None
    if row is None:
        raise not_in_bin(table, record_id)
    _check_references(asked, table, row)
    row["versionnumber"] = call.store.next_version()
    call.store.insert(table, row)
    body = {name: value for name, value in target.body.items() if name != table.key}
    if body:
        sent = given(table, read_payload(table, body), call.records.switches, creating=False)
        call.records.change(table, need(call.store, table, record_id), sent.values, call.terms, unlocked=True)
    return asked.response({"id": record_id})


def _bins(asked: Invocation) -> set[str]:
    return asked.call.records.behaviours.recycle_bin.tables


def _check_references(asked: Invocation, table: TableSchema, row: Row) -> None:
    for column in table.columns:
        target = row.get(target_column(column.name)) if column.is_lookup else None
        schema = asked.call.schema.tables.get(str(target))
        if target is None or schema is None or schema.key is None or row.get(column.name) is None:
            continue
        if schema.logical_name in ("systemuser", "team", "businessunit", "transactioncurrency", "organization"):
            continue
        if asked.call.store.get(schema, row[column.name]) is None:
            raise reference_is_gone(schema.logical_name, str(row[column.name]), schema.key, column.logical_name)


HANDLERS: Mapping[str, Callable[[Invocation], Reply]] = {
    "DeleteRecordChangeHistory": delete_history,
    "Restore": restore,
    "RetrieveAttributeChangeHistory": attribute_history,
    "RetrieveAuditDetails": audit_details,
    "RetrieveRecordChangeHistory": record_history,
}
