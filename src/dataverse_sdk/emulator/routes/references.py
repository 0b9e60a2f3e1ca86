"""`$ref`: links between records, read, made and removed through a navigation property.

Knows the replies. Refuses to know what a link is in the store (`linking`).
"""

from ...schema.model import NavigationSchema, TableSchema
from ..http.messages import Reply
from ..http.refusals import bad_payload
from ..http.replies import empty, json_text
from ..storage.relations import child_link, lookup_column, many_link, table_named
from ..storage.store import target_column
from ..writing import linking
from ..writing.addressing import Key, need
from ..writing.pairs import far_ids
from .calls import Call

__all__ = ["answer"]


def answer(call: Call, table: TableSchema, key: Key, navigation: NavigationSchema, arguments: str | None) -> Reply:
    """A request for `set(key)/navigation/$ref`, perhaps `set(key)/navigation(arguments)/$ref`."""
    if call.method == "GET":
        return _read(call, table, key, navigation)
    condition = call.precondition("if-match")
    if call.method == "DELETE":
        removed = call.options.get("$id")
        if arguments is not None:
            removed = f"{table_named(call.schema, navigation.target).set_name}({arguments})"
        linking.unlink(call.records, table, key, navigation, removed, call.terms, condition)
        return empty(204)
    call.only("POST" if navigation.collection else "PUT")
    reference = call.body(table).get("@odata.id")
    if not isinstance(reference, str):
        raise bad_payload(table.set_name or "", "Microsoft.OData.ODataException: The '@odata.id' annotation is missing.")
    linking.link(call.records, table, key, navigation, reference, call.terms, condition)
    return empty(204)


def _read(call: Call, table: TableSchema, key: Key, navigation: NavigationSchema) -> Reply:
    row = need(call.store, table, key)
    if not navigation.collection:
        column = lookup_column(table, navigation) or ""
        if row.get(column) is None:
            return empty(204)
        target = table_named(call.schema, str(row[target_column(column)]))
        return call.json(json_text({"@odata.context": f"{call.root}/$metadata#$ref", "@odata.id": call.url(target, row[column])}))
    many = many_link(call.schema, table, navigation)
    if many is not None:
        ids = far_ids(call.store, many, row[table.key or ""])
        value = [{"@odata.id": call.url(many.target, each)} for each in ids]
    else:
        link = child_link(call.schema, table, navigation)
        found = call.store.find_by(link.child, {link.column: row[table.key or ""]})
        value = [{"@odata.id": call.url(link.child, each[link.child.key or ""])} for each in found]
    return call.json(json_text({"@odata.context": f"{call.root}/$metadata#Collection($ref)", "value": value}))
