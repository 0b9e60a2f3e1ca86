"""Messages about activities and queues: AddToQueue, RemoveFromQueue, SendEmail, CalculateTotalTimeIncident.

Knows what each writes. Refuses to know mail servers: nothing is sent.
"""

from typing import TYPE_CHECKING

from ..http.refusals import Refusal
from ..storage.store import Row, target_column
from ..writing.deletion import Deletion

if TYPE_CHECKING:
    from ..http.messages import Reply
    from .invocation import Invocation

__all__ = ["add_to_queue", "lock_pricing", "remove_from_queue", "send_email", "total_time"]

SENT, PENDING_SEND, COMPLETED = 3, 6, 1
TITLES = ("subject", "title", "name")


def add_to_queue(asked: "Invocation") -> "Reply":
    """AddToQueue: an item for the record in the queue; an item it has elsewhere moves."""
    _, queue = asked.bound_row()
    target = asked.entity("Target")
    row, items = target.row(asked.call), asked.table_named("queueitem")
    records, terms = asked.call.records, asked.call.terms
    record_id = row[target.table.key or ""]
    place: Row = {"_queueid_value": queue["queueid"], target_column("_queueid_value"): "queue"}
    found = records.store.find_by(items, {"_objectid_value": record_id})
    if found:
        item_id = records.change(items, found[0], place, terms)
    else:
        title = next((row[name] for name in TITLES if row.get(name)), None)
        pointer: Row = {"_objectid_value": record_id, target_column("_objectid_value"): target.table.logical_name, "title": title}
        pointer |= place | {"enteredon": records.timestamp(), "objecttypecode": target.table.object_type_code}
        item_id = records.insert(items, {}, terms, None, pointer)
    return asked.response({"QueueItemId": item_id})


def remove_from_queue(asked: "Invocation") -> "Reply":
    """RemoveFromQueue: the item goes, the record stays."""
    table, row = asked.bound_row()
    Deletion(asked.call.store, asked.call.records.plugins, asked.call.terms, asked.call.records.behaviours).delete(table, row)
    return asked.done()


def send_email(asked: "Invocation") -> "Reply":
    """SendEmail: the email is completed, waiting to be sent, or sent when IssueSend says that another system did it."""
    table, row = asked.bound_row()
    records = asked.call.records
    if row["statecode"] != 0:
        # the sentence of the service is not public
        raise Refusal(400, "0x80040203", "Only an email that is open can be sent.")
    values: Row = {"senton": records.timestamp()} if table.column("senton") is not None else {}
    status = PENDING_SEND if asked.flag("IssueSend") else SENT
    records.change(table, row, values, asked.call.terms, COMPLETED, status, unlocked=True)
    return asked.response({"Subject": row.get("subject")})


def total_time(asked: "Invocation") -> "Reply":
    """CalculateTotalTimeIncident: the minutes of the completed activities that regard the case."""
    _, row = asked.bound_row()
    store, total = asked.call.store, 0
    for table in store.schema.tables.values():
        if table.base == "activitypointer" and store.has_rows(table.logical_name):
            for each in store.find_by(table, {"_regardingobjectid_value": row["incidentid"], "statecode": COMPLETED}):
                minutes = each.get("actualdurationminutes")
                total += minutes if isinstance(minutes, int) else 0
    return asked.response({"TotalTime": total})


def lock_pricing(asked: "Invocation") -> "Reply":
    """LockInvoicePricing."""
    table, row = asked.bound_row()
    asked.call.records.change(table, row, {"ispricelocked": 1}, asked.call.terms, unlocked=True)
    return asked.done()
