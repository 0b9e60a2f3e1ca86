"""CreateMultiple, UpdateMultiple, UpsertMultiple and DeleteMultiple.

Knows that a standard table carries them out whole or not at all, and an elastic table row by row. Refuses to know how one row is
written. https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations
"""

import json

from ...schema.model import TableSchema
from ..http import refusals
from ..http.messages import Reply
from ..http.paths import parse_target
from ..http.refusals import Refusal, bad_payload, not_imitated
from ..http.replies import JSON_TYPE, empty, error, json_text
from ..writing.addressing import Key, read_key
from ..writing.payload import JsonObject
from .calls import NAMESPACE, Call

__all__ = ["BULK", "answer", "supported"]

BULK = ("CreateMultiple", "UpdateMultiple", "UpsertMultiple")
MOST_ELASTIC = 100
STANDARD = frozenset({"Create", "Delete", "Retrieve", "RetrieveMultiple", "Update"})


def supported(table: TableSchema, message: str) -> bool:
    """True when a table has a message.

    A list without Upsert is from a page older than the bulk messages, and says nothing about them; of a table without a list nothing is
    known.
    """
    known = table.messages
    if message in BULK or message == "Upsert":
        return message in known or not ("Upsert" in known or table.logical_name == "activityparty")
    return message in known or (not known and message in STANDARD)


def answer(call: Call, table: TableSchema, message: str) -> Reply:
    """Carry out one of the messages for the `Targets` of a body."""
    elastic = table.logical_name in call.records.switches.elastic_tables
    if message == "DeleteMultiple" and not elastic:
        raise Refusal(501, "0x80040265", "DeleteMultiple has not yet been implemented.")
    if message not in (*BULK, "DeleteMultiple"):
        raise not_imitated(f"'{message}'")
    if message in BULK and not supported(table, message):
        raise refusals.method_not_supported(message, table.logical_name)
    targets = call.body(table).get("Targets")
    set_name = table.set_name or ""
    if not isinstance(targets, list) or not all(isinstance(item, dict) for item in targets):
        raise bad_payload(set_name, "Microsoft.OData.ODataException: 'Targets' is not an array of objects.")
    for item in targets:
        if "@odata.type" not in item:
            raise bad_payload(
                set_name, "Microsoft.OData.ODataException: The '@odata.type' annotation is missing from an item of 'Targets'."
            )
    if elastic:
        return _one_by_one(call, table, message, targets)
    with call.store.transaction():
        ids = [_one(call, table, message, item) for item in targets]
    return _answered(call, message, ids)


def _answered(call: Call, message: str, ids: list[str]) -> Reply:
    if message != "CreateMultiple":
        return empty(204)
    body = {"@odata.context": f"{call.root}/$metadata#{NAMESPACE}{message}Response", "Ids": ids}
    return call.json(json_text(body))


def _key(table: TableSchema, item: JsonObject) -> Key:
    address = item.pop("@odata.id", None)
    if isinstance(address, str):
        return read_key(table, parse_target(address).segments[-1].arguments or "")
    return read_key(table, str(item.pop(table.key or "", "")))


def _one(call: Call, table: TableSchema, message: str, item: JsonObject) -> str:
    records = call.records
    if message == "CreateMultiple":
        return records.create(table, item, call.terms)
    key = _key(table, item)
    if message == "UpdateMultiple":
        return records.update(table, key, item, call.terms)
    if message == "UpsertMultiple":
        return records.upsert(table, key, item, call.terms)[0]
    records.delete(table, key, call.terms)
    return str(key)


def _one_by_one(call: Call, table: TableSchema, message: str, targets: list[JsonObject]) -> Reply:
    """An elastic table: at most 100 rows, those that succeed stay, and the error tells of each (page "Elastic tables")."""
    if len(targets) > MOST_ELASTIC:
        message = f"The number of records, {len(targets)}, exceeds the maximum of {MOST_ELASTIC} for an elastic table."
        raise Refusal(400, "0x80040203", message)
    ids: list[str] = []
    details: list[JsonObject] = []
    failure: Refusal | None = None
    for number, item in enumerate(targets):
        try:
            ids.append(_one(call, table, message, item))
            details.append({"RequestIndex": number, "Id": ids[-1], "StatusCode": 200})
        except Refusal as refusal:
            failure = failure or refusal
            details.append({"RequestIndex": number, "Id": str(item.get(table.key or "", "")), "StatusCode": refusal.status})
    if failure is None:
        return _answered(call, message, ids)
    if not call.preferences.annotations.patterns:
        return error(failure)
    shown = json.loads(error(failure, details=True).body)
    shown["error"]["@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails"] = json_text(details)
    return Reply(failure.status, (("Content-Type", JSON_TYPE), ("OData-Version", "4.0")), json_text(shown).encode())
