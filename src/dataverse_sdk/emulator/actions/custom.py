"""Messages of the caller's own: their arguments read, their answers written.

Knows the shapes of calls and replies. Refuses to know what a message does: a Python callable was given for it.
"""

from collections.abc import Mapping

from ...schema.model import TableSchema
from ..behaviours.messages import Called, Made, Message
from ..http.messages import Reply
from ..http.refusals import method_not_allowed, no_resource, no_route
from ..http.replies import empty, json_text
from ..routes.calls import NAMESPACE, Call
from ..writing.addressing import Key, need
from .invocation import function_arguments

__all__ = ["answer"]


def answer(call: Call, message: Message, arguments: str | None, table: TableSchema | None, key: Key | None) -> Reply:
    """Carry out a message, whole or not at all."""
    wanted = "GET" if message.function else "POST"
    if call.method != wanted:
        raise no_route(f"{call.root}/{message.name}") if wanted == "GET" or call.method == "GET" else method_not_allowed(call.method)
    if message.collection is (key is not None) and table is not None:
        raise no_resource(message.name)
    record_id = None
    if table is not None and key is not None:
        record_id = str(need(call.store, table, key)[table.key or ""])
    if message.function:
        given = function_arguments(arguments, call.aliases)
    else:
        given = call.body() if call.request.body.strip() else {}
    called = Called(message.name, given, None if table is None else table.logical_name, record_id, call.terms.user_id)
    with call.store.transaction():
        return _reply(call, message, message.handler(called))


def _reply(call: Call, message: Message, found: Mapping[str, object] | Made | None) -> Reply:
    if found is None:
        return empty(204)
    if isinstance(found, Made):
        table = call.schema.tables[found.table]
        return call.json(json_text({"@odata.context": f"{call.root}/$metadata#{table.set_name}/$entity", table.key or "": found.record_id}))
    return call.json(json_text({"@odata.context": f"{call.root}/$metadata#{NAMESPACE}{message.name}Response", **found}))
