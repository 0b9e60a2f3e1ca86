"""What stands below an entity set: records, their properties, and the records behind their navigation properties.

Knows routes. Refuses to know how rows are read and written.
"""

from uuid import UUID

from attrs import define

from ...schema.model import NavigationSchema, TableSchema
from .. import actions
from ..http.messages import Reply
from ..http.paths import Segment
from ..http.refusals import bad_payload, no_resource, not_imitated
from ..http.replies import empty
from ..language.syntax import Compare, Expr, Lambda, Literal, Path
from ..storage.relations import ManyLink, child_link, lookup_column, many_link, table_named
from ..storage.store import target_column
from ..writing.addressing import Key, need, read_key
from . import bulk_messages
from . import pages as page_routes
from . import properties as property_routes
from . import references as reference_routes
from .calls import NAMESPACE, Call

__all__ = ["TableCall"]

BULK_NAMES = frozenset({*bulk_messages.BULK, "DeleteMultiple"})


@define
class TableCall:
    """One request below an entity set."""

    call: Call
    table: TableSchema

    def answer(self, segments: tuple[Segment, ...]) -> Reply:
        """Follow the segments, of which the first is the set."""
        call, table = self.call, self.table
        head, rest = segments[0], segments[1:]
        if head.arguments is None:
            return self._set(rest)
        key = read_key(table, head.arguments, call.aliases)
        if rest:
            return self._below(key, rest)
        call.only("GET", "PATCH", "DELETE")
        if call.method == "GET":
            return page_routes.get(call, table, key)
        if call.method == "PATCH":
            return self._patch(key)
        call.records.delete(table, key, call.terms, if_match=call.precondition("if-match"))
        return empty(204)

    def _set(self, rest: tuple[Segment, ...]) -> Reply:
        call, table = self.call, self.table
        if not rest:
            call.only("GET", "POST")
            return page_routes.page(call, table, None) if call.method == "GET" else self._create(None)
        name = rest[0].name
        if name == "$count":
            call.only("GET")
            return page_routes.count(call, table, None)
        if name.startswith(NAMESPACE):
            name = name.removeprefix(NAMESPACE)
            if name in BULK_NAMES:
                call.only("POST")
                return bulk_messages.answer(call, table, name)
            return actions.answer_bound(call, name, rest[0].arguments, table, None)
        raise no_resource(name)

    def _create(self, links: tuple[NavigationSchema, str] | None) -> Reply:
        """POST to a set, or to a collection: 204 with the new record's address, or 201 with the record."""
        body = self.call.body(self.table)
        if links is not None:
            body[f"{links[0].name}@odata.bind"] = links[1]
        options = self.call.query(self.table)
        record_id = self.call.records.create(self.table, body, self.call.terms)
        return page_routes.written(self.call, self.table, record_id, options, created=True)

    def _patch(self, key: Key) -> Reply:
        """PATCH of one record: update, or create when there is none, unless a precondition prevents either."""
        call = self.call
        options, body = call.query(self.table), call.body(self.table)
        record_id, created = call.records.upsert(
            self.table, key, body, call.terms,
            if_match=call.precondition("if-match"), if_none_match=call.precondition("if-none-match"),
        )  # fmt: skip
        return page_routes.written(call, self.table, record_id, options, created=created)

    # -- below a record ----------------------------------------------------------------------------------------------

    def _below(self, key: Key, rest: tuple[Segment, ...]) -> Reply:
        call, table = self.call, self.table
        step, deeper = rest[0], rest[1:]
        name = step.name.removeprefix(NAMESPACE)
        if name != step.name:
            return actions.answer_bound(call, name, step.arguments, table, key)
        navigation = table.navigation(name)
        if navigation is None:
            column = table.column(name)
            if column is None or step.arguments is not None:
                raise no_resource(name)
            return property_routes.answer(call, table, key, column, deeper)
        if deeper and deeper[0].name == "$ref":
            return reference_routes.answer(call, table, key, navigation, step.arguments)
        if navigation.collection:
            return self._collection(key, navigation, step, deeper)
        row = need(call.store, table, key)
        lookup = lookup_column(table, navigation)
        if lookup is None:
            raise not_imitated(f"the navigation property '{name}', for which no lookup is known")
        if row[lookup] is None or row[target_column(lookup)] not in (navigation.target, *_derived(navigation.target)):
            return empty(204)  # OData: a null single-valued property has no content
        target = table_named(call.schema, str(row[target_column(lookup)]))
        if deeper:
            return TableCall(call, target)._below(str(row[lookup]), deeper)
        call.only("GET")
        return page_routes.get(call, target, str(row[lookup]))

    def _collection(self, key: Key, navigation: NavigationSchema, step: Segment, deeper: tuple[Segment, ...]) -> Reply:
        call, table = self.call, self.table
        many = many_link(call.schema, table, navigation)
        if many is not None:
            return self._far_side(key, many, step, deeper)
        link = child_link(call.schema, table, navigation)
        if call.method == "PUT" and link.child.logical_name == "activityparty" and step.arguments is None and not deeper:
            return self._put_parties(key)
        row = need(call.store, table, key)
        below = TableCall(call, link.child)
        record_id = str(row[table.key or ""])
        if step.arguments is not None:
            return below.answer((Segment(link.child.set_name or "", step.arguments), *deeper))
        related = Compare("eq", Path((link.column,)), Literal("Edm.Guid", UUID(record_id)))
        if deeper:
            return below._count(related, deeper)
        call.only("GET", "POST")
        if call.method == "GET":
            return page_routes.page(call, link.child, related)
        opposite = link.child.navigation(link.navigation or "")
        if opposite is None:
            raise not_imitated(f"a create through '{navigation.name}'")
        return below._create((opposite, f"{table.set_name}({record_id})"))

    def _far_side(self, key: Key, link: ManyLink, step: Segment, deeper: tuple[Segment, ...]) -> Reply:
        """The rows at the other end of a many-to-many relationship."""
        below = TableCall(self.call, link.target)
        if step.arguments is not None:
            return below.answer((Segment(link.target.set_name or "", step.arguments), *deeper))
        row = need(self.call.store, self.table, key)
        record_id = Literal("Edm.Guid", UUID(str(row[self.table.key or ""])))
        related = Lambda("any", Path((link.partner.name,)), "near", Compare("eq", Path(("near", self.table.key or "")), record_id))
        if deeper:
            return below._count(related, deeper)
        self.call.only("GET")
        return page_routes.page(self.call, link.target, related)

    def _count(self, related: Expr, deeper: tuple[Segment, ...]) -> Reply:
        if deeper[0].name != "$count":
            raise no_resource(deeper[0].name)
        self.call.only("GET")
        return page_routes.count(self.call, self.table, related)

    def _put_parties(self, key: Key) -> Reply:
        """PUT of an activity's party list (page "Associate and disassociate table rows")."""
        call = self.call
        items = call.body(self.table).get("value")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise bad_payload(self.table.set_name or "", "Microsoft.OData.ODataException: 'value' is not an array of objects.")
        call.records.replace_parties(self.table, key, items, call.terms, call.precondition("if-match"))
        return empty(204)


def _derived(target: str) -> tuple[str, ...]:
    return ("systemuser", "team") if target in ("owner", "principal") else ()
