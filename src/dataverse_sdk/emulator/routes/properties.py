"""Single properties of a record: GET, PUT, DELETE, and `/$value`.

Knows the shapes of requests and replies for plain columns. Files and images have shapes of their own (`file_routes`).
"""

from ...schema.model import ColumnSchema, TableSchema
from ..http.messages import Reply
from ..http.paths import Segment
from ..http.refusals import bad_payload, no_resource
from ..http.replies import empty
from ..storage.values import from_sql, json_writer
from ..writing.addressing import Key, need
from . import files as file_routes
from .calls import Call

__all__ = ["answer"]


def answer(call: Call, table: TableSchema, key: Key, column: ColumnSchema, deeper: tuple[Segment, ...]) -> Reply:
    """A request for `set(key)/column`, perhaps with `/$value` behind it."""
    if deeper and (deeper[0].name != "$value" or len(deeper) > 1):
        raise no_resource(deeper[0].name)
    # some clients leave `/$value` out, and get JSON
    download = call.method == "GET" and ("range" in call.request.headers or "size" in call.options)
    if file_routes.holds_files(table, column) and (deeper or download or call.method in ("PATCH", "DELETE")):
        call.records.check_supports(table, "Retrieve" if call.method == "GET" else "Update")
        return file_routes.answer(call, table, key, column, value=bool(deeper))
    if call.method in ("PUT", "PATCH", "DELETE"):
        call.only("PUT", "DELETE")
        value = None
        if call.method == "PUT":
            body = call.body(table)
            if "value" not in body:
                raise bad_payload(table.set_name or "", "Microsoft.OData.ODataException: The property 'value' is missing.")
            value = body["value"]
        call.records.set_column(table, key, column.name, value, call.terms, call.precondition("if-match"))
        return empty(204)
    call.only("GET")
    call.may_read(table)
    row = need(call.store, table, key)
    stored = row.get(column.name)
    if stored is None or column.name in call.reader.unreadable(table):
        return empty(204)
    if deeper:
        text = str(from_sql(column, stored))
        return Reply(200, (("Content-Type", "text/plain"), ("OData-Version", "4.0")), text.encode())
    context = f"{call.root}/$metadata#{table.set_name}({row[table.key or '']})/{column.name}"
    return call.json(f'{{"@odata.context":"{context}","value":{json_writer(column)(stored)}}}')
