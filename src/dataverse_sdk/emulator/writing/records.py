"""Single records: create, update, upsert, delete, with everything the service does around them.

Knows the order of things: precondition, lock, validation, computed columns, address rows, parties, plug-ins. Refuses to know HTTP.
Every public method is one transaction.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from uuid import uuid4

from attrs import Factory, define, field

from ...schema.model import TableSchema
from ..behaviours.around import Behaviours
from ..behaviours.permissions import Privilege
from ..behaviours.plugins import Context, Plugins
from ..http import refusals
from ..http.refusals import bad_payload
from ..storage.identity import Identity
from ..storage.relations import ManyLink, child_link, many_link, table_named
from ..storage.store import UNSELECTIVE, Row, Store, target_column
from ..storage.values import Kind, WireValue, kind_of, stored_moment
from . import addresses, content, parties, states
from .addressing import Key, check_version, find, need, resolve
from .defaults import Facts, add_number, facts_of, in_base_currency
from .deletion import Deletion
from .duplicates import DuplicateRules
from .incoming import Given, bound, given, linked
from .pairs import add_pair
from .payload import JsonObject, Payload, read_payload
from .rules import computed
from .states import Switches
from .terms import Terms

__all__ = ["Records"]


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


@define
class Records:
    """Writes to a store by the rules of the service; mutable through its store only."""

    store: Store
    identity: Identity
    plugins: Plugins
    switches: Switches = field(factory=Switches)
    behaviours: Behaviours = field(default=Factory(lambda self: Behaviours(self.store), takes_self=True))
    duplicates: DuplicateRules = field(factory=DuplicateRules)
    _facts: dict[str, Facts] = field(factory=dict, init=False, repr=False)

    def timestamp(self) -> str:
        """Now, in stored form."""
        return stored_moment(self.behaviours.clock.now().replace(microsecond=0))

    def require(self, privilege: Privilege, table: TableSchema, terms: Terms) -> None:
        """Refuse when whoever writes, or reads, lacks a privilege."""
        if terms.unrestricted:
            return
        self.behaviours.permissions.require(privilege, table, terms.user_id, self.identity.business_unit_id)

    def _require_links(self, table: TableSchema, values: Row, terms: Terms) -> None:
        """Relating takes Append on the one side and AppendTo on the other (page "Security concepts")."""
        for name, value in values.items():
            target = values.get(target_column(name)) if value is not None and name[0] == "_" else None
            if target is not None and name not in UNSELECTIVE:
                self.require("Append", table, terms)
                self.require("AppendTo", self.store.schema.tables[str(target)], terms)

    def check_supports(self, table: TableSchema, message: str) -> None:
        """Refuse a message the table does not have."""
        name = table.logical_name
        if name == "activityparty" and message != "RetrieveMultiple" and not self.switches.activityparty_writable:
            raise refusals.method_not_supported(message, name)
        if (self.store.is_view(name) or name == "audit") and message in ("Create", "Update", "Delete"):
            raise refusals.method_not_supported(message, name)

    # -- creating ----------------------------------------------------------------------------------------------------

    def create(self, table: TableSchema, body: JsonObject, terms: Terms, key: Key | None = None) -> str:
        """Create a record and whatever is nested in its body; returns its id. `key` comes from the URL of an upsert."""
        self.check_supports(table, "Create")
        with self.store.transaction():
            return self.insert(table, body, terms, key)

    def insert(self, table: TableSchema, body: JsonObject, terms: Terms, key: Key | None = None, links: Row | None = None) -> str:
        """Create a record inside a transaction, whether or not the table offers Create; `links` are columns in stored form."""
        assert table.key is not None  # noqa: S101 -- tables with a set have a key
        self.require("Create", table, terms)
        payload = read_payload(table, body)
        facts = self._facts_of(table)
        row: Row = {**facts.defaults, **dict.fromkeys(facts.times, self.timestamp())}
        if terms.user_id != self.identity.user_id or terms.behind is not None:
            row |= dict.fromkeys(facts.users, terms.user_id) | self._behind(table, "createdonbehalfby", terms)
        if isinstance(key, Mapping):
            row |= self._key_columns(table, key)
        row |= links or {}
        sent = given(table, payload, self.switches, creating=True)
        given_values = sent.values | self._bound(table, payload, terms)
        self.behaviours.permissions.require_columns(table, given_values, terms.user_id, creating=True)
        self._require_links(table, given_values | (links or {}), terms)
        row |= given_values
        record_id = key if isinstance(key, str) else str(row.get(table.key) or uuid4())
        row[table.key] = record_id
        if table.logical_name == "systemuser":
            row["systemuserid"] = record_id
        self._first_state(table, row, record_id, sent)
        add_number(self.store, table, row, record_id)
        in_base_currency(facts, row)
        context = Context("Create", table.logical_name, record_id, row, {}, terms.user_id, terms.tag)
        if not terms.skips_plugins:
            self.plugins.run_before(context)
        changed = frozenset(row)
        row |= computed(table, row, changed)
        row |= content.after_write(
            table, facts.images, row, changed, record_id, self.switches.largest_attachment, self.behaviours.clock.now
        )
        for column in facts.required:
            if row.get(f"_{column}_value") is None:
                raise refusals.null_refused(column)
        self._check_parent(table, row)
        self._check_unique(table, row, record_id, changed, terms)
        row |= addresses.after_parent_write(self.store, table, row, frozenset(), created=True)
        row["versionnumber"] = self.store.next_version()
        try:
            self.store.insert(table, row)
        except sqlite3.IntegrityError as error:
            raise refusals.duplicate_id() from error
        self.behaviours.written("Create", table, record_id, {}, row, terms)
        self._children(table, payload, record_id, terms, creating=True)
        if parties.is_activity(table):
            self._parties_written(table, row, record_id, changed, payload)
        if not terms.skips_plugins:
            self.plugins.run_after(context)
        return record_id

    def _key_columns(self, table: TableSchema, key: Row | Mapping[str, object]) -> Row:
        """The columns of an alternate key; a lookup among them points to the one of its tables that has the row."""
        row: Row = {}
        for name, value in key.items():
            column = table.column(name)
            row[name] = value  # type: ignore[assignment]  # keys hold stored values
            if column is not None and column.is_lookup:
                targets = [self.store.schema.tables[each] for each in column.targets if each in self.store.schema.tables]
                held = [each for each in targets if len(targets) == 1 or (each.key and self.store.get(each, str(value)))]
                row[target_column(name)] = held[0].logical_name if held else None
        return row

    def _first_state(self, table: TableSchema, row: Row, record_id: str, sent: Given) -> None:
        if table.column("statecode") is None:
            return
        state = sent.state or 0
        row["statecode"] = state
        if table.column("statuscode") is not None:
            row["statuscode"] = states.first_status(table.logical_name, state)
            if sent.status is not None:
                here = (state, _whole(row["statuscode"]))
                row["statecode"], row["statuscode"] = states.next_state(table.logical_name, record_id, here, None, sent.status)

    def _facts_of(self, table: TableSchema) -> Facts:
        facts = self._facts.get(table.logical_name)
        if facts is None or facts.table is not table:
            facts = self._facts[table.logical_name] = facts_of(table, self.identity)
        return facts

    def _behind(self, table: TableSchema, name: str, terms: Terms) -> Row:
        """Who really asked, where the table has a column for it (page "Impersonate another user")."""
        column = f"_{name}_value"
        if table.column(column) is None:
            return {}
        return {column: terms.behind, target_column(column): None if terms.behind is None else "systemuser"}

    def _check_parent(self, table: TableSchema, row: Row) -> None:
        """Lines of a quote, order or invoice are locked with it."""
        parent = states.locking_parent(table.logical_name)
        schema = None if parent is None else self.store.schema.tables.get(parent[0])
        if parent is None or schema is None or row.get(parent[1]) is None:
            return
        found = self.store.get(schema, row[parent[1]])
        if found is not None:
            states.check_editable(parent[0], _whole(found.get("statecode")), frozenset({"(a line)"}), self.switches)

    def _check_unique(self, table: TableSchema, row: Row, record_id: str, changed: frozenset[str], terms: Terms) -> None:
        for key in table.alternate_keys:
            values = {name: row.get(name) for name in key.columns}
            if None in values.values() or changed.isdisjoint(key.columns):
                continue
            if any(other[table.key or ""] != record_id for other in self.store.find_by(table, values)):
                raise refusals.duplicate_key(table.logical_name, ", ".join(key.columns))
        if terms.detects_duplicates:
            self.duplicates.check(self.store, table, row, record_id, changed)

    # -- related records in a payload --------------------------------------------------------------------------------

    def _bound(self, table: TableSchema, payload: Payload, terms: Terms) -> Row:
        row: Row = {}
        for navigation, nested in payload.parents:
            target = table_named(self.store.schema, navigation.target)
            self.check_supports(target, "Create")
            row |= linked(table, navigation, target, self.insert(target, nested, terms))
        return row | bound(self.store, table, payload, terms.references)

    def _children(self, table: TableSchema, payload: Payload, record_id: str, terms: Terms, *, creating: bool) -> None:
        for navigation, items in payload.collections:
            many = many_link(self.store.schema, table, navigation)
            if many is not None:
                self._paired(many, record_id, items, terms)
                continue
            link = child_link(self.store.schema, table, navigation)
            if link.child.logical_name == "activityparty" and parties.is_activity(table):
                if creating:
                    parties.add(self, table, record_id, items, terms)
                else:
                    row = need(self.store, table, record_id)
                    parties.replace(self, table, row, items, terms)
                    self._parties_written(table, row, record_id, frozenset(), payload)
                continue
            pointer: Row = {link.column: record_id, target_column(link.column): table.logical_name}
            for item in items:
                if isinstance(item, str):
                    child, row = resolve(self.store, item, terms.references)
                    self.change(child, row, pointer, terms)
                else:
                    self.check_supports(link.child, "Create")
                    self.insert(link.child, item, terms, None, pointer)

    def _paired(self, link: ManyLink, record_id: str, items: Sequence[str | JsonObject], terms: Terms) -> None:
        """Relate a new record to others, many to many; those that are nested in its body are created first."""
        for item in items:
            if isinstance(item, str):
                table, row = resolve(self.store, item, terms.references)
            else:
                table = link.target
                self.check_supports(table, "Create")
                row = need(self.store, table, self.insert(table, item, terms))
            add_pair(self.store, link, record_id, table, row)

    def _parties_written(self, table: TableSchema, row: Row, record_id: str, changed: frozenset[str], payload: Payload) -> None:
        given_parties = any(navigation.target == "activityparty" for navigation, _ in payload.collections)
        values = parties.after_write(self.store, table, row, record_id, changed, parties_changed=given_parties)
        if values:
            self.store.update(table, record_id, values)

    def replace_parties(self, table: TableSchema, key: Key, items: Sequence[JsonObject], terms: Terms, if_match: str | None) -> None:
        """PUT of an activity's party list."""
        with self.store.transaction():
            row = need(self.store, table, key)
            check_version(row, if_match)
            record_id = str(row[table.key or ""])
            parties.replace(self, table, row, items, terms)
            values = parties.after_write(self.store, table, row, record_id, frozenset(), parties_changed=True)
            self.change(table, row, values, terms, unlocked=True)

    # -- updating ----------------------------------------------------------------------------------------------------

    def update(self, table: TableSchema, key: Key, body: JsonObject, terms: Terms, *, if_match: str | None = None) -> str:
        """Change a record that exists; returns its id. `if_match` is an etag, `*`, or None."""
        self.check_supports(table, "Update")
        with self.store.transaction():
            row = need(self.store, table, key)
            check_version(row, if_match)
            return self._update(table, row, body, terms)

    def upsert(
        self, table: TableSchema, key: Key, body: JsonObject, terms: Terms, *, if_match: str | None = None, if_none_match: str | None = None
    ) -> tuple[str, bool]:
        """Change a record, or create it; returns its id, and whether it was created.

        `If-Match` prevents the create, `If-None-Match: *` the update (page "Perform conditional operations").
        """
        self.check_supports(table, "Update")
        with self.store.transaction():
            row = find(self.store, table, key)
            if row is None:
                if if_match is not None:
                    need(self.store, table, key)
                self.check_supports(table, "Create")
                return self.insert(table, body, terms, key), True
            if if_none_match == "*":
                raise refusals.already_exists()
            check_version(row, if_match)
            return self._update(table, row, body, terms), False

    def _update(self, table: TableSchema, row: Row, body: JsonObject, terms: Terms) -> str:
        payload = read_payload(table, body)
        others = any(not parties.is_party_list(table, navigation) for navigation, _ in payload.collections)
        if payload.parents or others:
            # "a special scenario possible only with activityparty" (page "Associate and disassociate table rows")
            raise bad_payload(
                table.set_name or "",
                "Microsoft.OData.ODataException: Deep update of navigation properties is not supported.",
            )
        sent = given(table, payload, self.switches, creating=False)
        values = sent.values | self._bound(table, payload, terms)
        record_id = self.change(table, row, values, terms, sent.state, sent.status)
        self._children(table, payload, record_id, terms, creating=False)
        return record_id

    def change(
        self,
        table: TableSchema,
        row: Row,
        values: Row,
        terms: Terms,
        state: int | None = None,
        status: int | None = None,
        *,
        unlocked: bool = False,
    ) -> str:
        """Write stored values over a row inside a transaction; returns its id. `unlocked` lets messages of the service past its state."""
        name = table.logical_name
        record_id = str(row[table.key or ""])
        self.require("Write", table, terms)
        if not terms.unrestricted:
            self.behaviours.permissions.require_columns(table, values, terms.user_id, creating=False)
        self._require_links(table, values, terms)
        values = dict(values)
        current = _whole(row.get("statecode"))
        if not unlocked:
            states.check_editable(name, current, frozenset(values), self.switches)
            self._check_parent(table, row)
        if state is not None or status is not None:
            status_now = row.get("statuscode")
            after = states.next_state(name, record_id, (current, status_now if isinstance(status_now, int) else None), state, status)
            if not unlocked:
                states.check_transition(name, current, after[0], self.switches)
            values["statecode"], values["statuscode"] = after
            values |= self._ended(table, row, values, current)
        context = Context("Update", name, record_id, values, row, terms.user_id, terms.tag)
        if not terms.skips_plugins:
            self.plugins.run_before(context)
        before = row
        row = row | values
        changed = frozenset(values)
        facts = self._facts_of(table)
        in_base_currency(facts, values)
        values |= computed(table, row, changed)
        values |= content.after_write(
            table, facts.images, row, changed, record_id, self.switches.largest_attachment, self.behaviours.clock.now
        )
        self._check_unique(table, row, record_id, changed, terms)
        if table.column("modifiedon") is not None:
            values["modifiedon"] = self.timestamp()
        if table.column("_modifiedby_value") is not None:
            values["_modifiedby_value"] = terms.user_id
            values[target_column("_modifiedby_value")] = "systemuser"
            values |= self._behind(table, "modifiedonbehalfby", terms)
        if parties.is_activity(table):
            values |= parties.after_write(self.store, table, row, record_id, changed, parties_changed=False)
        values["versionnumber"] = self.store.next_version()
        self.store.update(table, record_id, values)
        self.behaviours.written("Update", table, record_id, before, values, terms)
        addresses.after_parent_write(self.store, table, row | values, changed, created=False)
        addresses.after_row_write(self.store, table, row | values, changed)
        if not terms.skips_plugins:
            self.plugins.run_after(context)
        return record_id

    def _ended(self, table: TableSchema, row: Row, values: Row, before: int) -> Row:
        """When an activity or a quote ended, unless the write says so itself or the row did before."""
        column = states.end_column(table.logical_name, before, _whole(values["statecode"]))
        schema = None if column is None else table.column(column)
        if column is None or schema is None or column in values or row.get(column) is not None:
            return {}
        now = self.timestamp()
        return {column: now[:10] if kind_of(schema) is Kind.DATE else now}

    def set_column(self, table: TableSchema, key: Key, name: str, value: WireValue, terms: Terms, if_match: str | None) -> None:
        """PUT or DELETE of a single property."""
        self.update(table, key, {name: value}, terms, if_match=if_match)

    # -- deleting ----------------------------------------------------------------------------------------------------

    def delete(self, table: TableSchema, key: Key, terms: Terms, *, if_match: str | None = None) -> None:
        """Delete a record and what the relationships' cascade rules say."""
        self.check_supports(table, "Delete")
        with self.store.transaction():
            row = need(self.store, table, key)
            check_version(row, if_match)
            self._check_parent(table, row)
            self.require("Delete", table, terms)
            Deletion(self.store, self.plugins, terms, self.behaviours).delete(table, row)
