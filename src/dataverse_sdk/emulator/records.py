"""Single records: create, update, upsert, delete, associate, with everything the service does around them.

Knows the order of things: precondition, lock, validation, computed columns, address rows, plug-ins, cascades. Refuses to know HTTP.
Every public method is one transaction.
"""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import unquote
from uuid import uuid4

from attrs import define, field, frozen

from ..schema.model import NavigationSchema, TableSchema
from . import addresses, refusals, states
from .identity import Identity
from .pairs import add_pair, forget_pairs, remove_pair
from .paths import GUID, literal, parse_target, split_arguments
from .payload import Bind, JsonObject, Payload, read_payload
from .plugins import Context, Plugins
from .refusals import bad_payload, bad_request
from .relations import accepts, child_link, lookup_column, many_link, table_named
from .rules import computed
from .states import Switches
from .store import Row, Store, stored_columns, target_column
from .validation import checked
from .values import Kind, SqlValue, WireValue, WrongLiteral, kind_of, stored_moment, to_sql

__all__ = ["Key", "Records", "References", "etag_of"]

Key = str | Mapping[str, SqlValue]
"""A primary id, or the columns of an alternate key with their stored values."""

References = Mapping[str, str]
"""What `$1` stands for in a change set: `contacts(<id>)`."""

MOST_CASCADES = 10_000
NUMBERED = {"incident": ("ticketnumber", "CAS"), "quote": ("quotenumber", "QUO"), "salesorder": ("ordernumber", "ORD"),
            "invoice": ("invoicenumber", "INV")}  # fmt: skip
TRUE_BY_DEFAULT = frozenset({"followemail"})


def etag_of(row: Row) -> str:
    """The etag of a stored row."""
    return f'W/"{row["versionnumber"]}"'


def _same_etag(row: Row, etag: str) -> bool:
    return etag.strip().removeprefix("W/").strip('"') == str(row["versionnumber"])


def _now() -> datetime:
    return datetime.now(UTC)


@frozen
class _Facts:
    """What a create needs to know of a table, worked out once: default values, time columns, money, required lookups."""

    table: TableSchema
    defaults: Row
    times: tuple[str, ...]
    money: tuple[tuple[str, str], ...]
    required: tuple[str, ...]


def _facts(table: TableSchema, identity: Identity) -> _Facts:
    user, unit = identity.user_id, identity.business_unit_id
    lookups = {
        "_createdby_value": (user, "systemuser"),
        "_modifiedby_value": (user, "systemuser"),
        "_ownerid_value": (user, "systemuser"),
        "_owninguser_value": (user, "systemuser"),
        "_owningbusinessunit_value": (unit, "businessunit"),
        "_transactioncurrencyid_value": (identity.currency_id, "transactioncurrency"),
    }
    columns = stored_columns(table)
    names = {column.name for column in columns}
    defaults: Row = {}
    for column in columns:
        if column.name in lookups:
            defaults[column.name], defaults[target_column(column.name)] = lookups[column.name]
        elif column.name == "exchangerate":
            defaults[column.name] = to_sql(column, 1)
        elif column.name == "activitytypecode":
            defaults[column.name] = table.logical_name
        elif kind_of(column) is Kind.BOOLEAN:
            # two-option columns always have a default, and it is nearly always "no"
            defaults[column.name] = int(column.name in TRUE_BY_DEFAULT)
    return _Facts(
        table,
        defaults,
        tuple(name for name in ("createdon", "modifiedon") if name in names),
        tuple((name, f"{name}_base") for name in names if f"{name}_base" in names),
        # what else is SystemRequired the service fills in itself
        tuple(
            column.logical_name
            for column in columns
            if column.required_level == "SystemRequired" and column.attribute_type == "Customer"
        ),
    )


@define
class Records:
    """Writes to a store by the rules of the service; mutable through its store only."""

    store: Store
    identity: Identity
    plugins: Plugins
    switches: Switches = field(factory=Switches)
    clock: Callable[[], datetime] = _now
    _facts: dict[str, "_Facts"] = field(factory=dict, init=False, repr=False)

    # -- finding -----------------------------------------------------------------------------------------------------

    def key(self, table: TableSchema, arguments: str, aliases: Mapping[str, str] | None = None) -> Key:
        """The key between the parentheses of a resource path; Refusal when it is not one of the table's."""
        if GUID.fullmatch(arguments.strip()):
            return arguments.strip().strip("{}").lower()
        values: dict[str, SqlValue] = {}
        for name, text in split_arguments(arguments).items():
            column = table.column(name)
            if not name:
                raise bad_request("Bad Request - Error in query syntax.")
            if column is None:
                raise self._wrong_key(table)
            try:
                values[name] = to_sql(column, literal((aliases or {}).get(text, text)))
            except WrongLiteral as error:
                raise bad_request(str(error)) from error
        if set(values) == {table.key}:
            return str(values[table.key or ""])
        if all(set(values) != set(key.columns) for key in table.alternate_keys):
            raise self._wrong_key(table)
        return values

    def _wrong_key(self, table: TableSchema) -> refusals.Refusal:
        kind = f"Microsoft.Dynamics.CRM.{table.logical_name}"
        return bad_request(
            f"The key in the request URI is not valid for resource '{kind}'. Ensure that the names and number of key properties "
            f"match the declared key properties for the resource '{kind}'."
        )

    def find(self, table: TableSchema, key: Key) -> Row | None:
        """The row with this key, None when there is none."""
        if isinstance(key, str):
            return self.store.get(table, key)
        found = self.store.find_by(table, key)
        return found[0] if found else None

    def need(self, table: TableSchema, key: Key) -> Row:
        """The row with this key; Refusal 404 when there is none."""
        row = self.find(table, key)
        if row is not None:
            return row
        if isinstance(key, str):
            raise refusals.does_not_exist(table.logical_name, key)
        raise refusals.key_matches_nothing(table.logical_name)

    def resolve(self, reference: str, references: References) -> tuple[TableSchema, Row]:
        """The row that `contacts(<id>)`, an absolute URL or `$1` names; Refusal when there is none."""
        text = reference.strip().lstrip("/")
        if text.startswith("$"):
            if text[1:] not in references:
                raise bad_request(f"Content-ID Reference: '{text}' does not exist in the batch context.")
            text = references[text[1:]]
        segments = parse_target(unquote(text)).segments
        if len(segments) != 1 or segments[0].arguments is None:
            raise bad_request(f"Invalid resource reference: '{segments[0].name if segments else ''}'.")
        table = self.store.schema.by_set(segments[0].name)
        if table is None:
            raise refusals.no_resource(segments[0].name)
        return table, self.need(table, self.key(table, segments[0].arguments))

    # -- creating ----------------------------------------------------------------------------------------------------

    def create(
        self, table: TableSchema, body: JsonObject, references: References, key: Key | None = None
    ) -> str:
        """Create a record and whatever is nested in its body; returns its id. `key` comes from the URL of an upsert."""
        self._supports(table, "Create")
        with self.store.transaction():
            return self._create(table, read_payload(table, body), references, key, {})

    def _supports(self, table: TableSchema, message: str) -> None:
        name = table.logical_name
        if name == "activityparty" and message != "RetrieveMultiple" and not self.switches.activityparty_writable:
            raise refusals.method_not_supported(message, name)
        if self.store.is_view(name) and message in ("Create", "Update", "Delete"):
            raise refusals.method_not_supported(message, name)

    def check_supports(self, table: TableSchema, message: str) -> None:
        """Refuse a message the table does not have."""
        self._supports(table, message)

    def _create(
        self, table: TableSchema, payload: Payload, references: References, key: Key | None, links: Row
    ) -> str:
        assert table.key is not None  # noqa: S101 -- tables with a set have a key
        facts = self._facts_of(table)
        row: Row = {**facts.defaults, **dict.fromkeys(facts.times, self._timestamp())}
        if isinstance(key, Mapping):
            row |= key
        row |= links
        given, state, status = self._values(table, payload, creating=True)
        row |= given
        row |= self._bound(table, payload, references)
        record_id = str(row.get(table.key) or uuid4())
        if isinstance(key, str):
            record_id = key
        row[table.key] = record_id
        if table.logical_name == "systemuser":
            row["systemuserid"] = record_id
        if table.column("statecode") is not None:
            row["statecode"] = 0 if state is None else state
            if table.column("statuscode") is not None:
                default = states.first_status(table.logical_name, int(row["statecode"] or 0))
                row["statuscode"] = default
                if status is not None:
                    here = (int(row["statecode"] or 0), default)
                    row["statecode"], row["statuscode"] = states.next_state(
                        table.logical_name, record_id, here, None, status
                    )
        self._number(table, row, record_id)
        self._money(table, row)
        context = Context("Create", table.logical_name, record_id, row)
        self.plugins.run_before(context)
        row |= computed(table, row, frozenset(row))
        for column in facts.required:
            if row.get(f"_{column}_value") is None:
                raise refusals.null_refused(column)
        self._check_alternate_keys(table, row, record_id, frozenset(row))
        row |= addresses.after_parent_write(self.store, table, row, frozenset(), created=True)
        row["versionnumber"] = self.store.next_version()
        try:
            self.store.insert(table, row)
        except sqlite3.IntegrityError as error:
            raise refusals.duplicate_id() from error
        self._children(table, payload, record_id, references)
        self.plugins.run_after(context)
        return record_id

    def _facts_of(self, table: TableSchema) -> "_Facts":
        facts = self._facts.get(table.logical_name)
        if facts is None or facts.table is not table:
            facts = self._facts[table.logical_name] = _facts(table, self.identity)
        return facts

    def _timestamp(self) -> str:
        return stored_moment(self.clock().replace(microsecond=0))

    def _number(self, table: TableSchema, row: Row, record_id: str) -> None:
        column, prefix = NUMBERED.get(table.logical_name, ("", ""))
        if table.column(column) is not None and row.get(column) is None:
            row[column] = f"{prefix}-{self.store.next_version() % 100_000:05d}-{record_id.replace('-', '')[:6].upper()}"
        if table.logical_name == "annotation" and table.column("isdocument") is not None:
            document = row.get("documentbody")
            row["isdocument"] = int(bool(document))
            row["filesize"] = len(str(document)) * 3 // 4 if document else None

    def _money(self, table: TableSchema, row: Row) -> None:
        # `x_base` is `x` in the base currency; the emulator has one currency, so they are equal
        for name, base in self._facts_of(table).money:
            if name in row:
                row[base] = row[name]

    def _check_alternate_keys(self, table: TableSchema, row: Row, record_id: str, changed: frozenset[str]) -> None:
        for key in table.alternate_keys:
            values = {name: row.get(name) for name in key.columns}
            if None in values.values() or changed.isdisjoint(key.columns):
                continue
            if any(other[table.key or ""] != record_id for other in self.store.find_by(table, values)):
                raise refusals.duplicate_key(table.logical_name, ", ".join(key.columns))

    # -- reading a payload -------------------------------------------------------------------------------------------

    def _values(
        self, table: TableSchema, payload: Payload, *, creating: bool
    ) -> tuple[Row, int | None, int | None]:
        values: Row = {}
        state = status = None
        for column, value in payload.columns:
            valid = column.valid_for_create if creating else column.valid_for_update
            if column.name == table.key:
                valid = creating
            if not valid or not column.valid_for_read:
                # A value for a column that is not valid for the operation is dropped without a word, as SDK callers
                # know it (createdon, fullname); a switch makes it an error instead.
                if self.switches.read_only_columns == "refuse":
                    raise bad_payload(
                        table.set_name or "", f"Microsoft.Crm.CrmException: The property '{column.name}' is read-only."
                    )
                continue
            stored = checked(table, column, value)
            if stored == "":
                stored = None  # the platform keeps no empty text
            if column.name == "statecode":
                state = stored if isinstance(stored, int) else None
            elif column.name == "statuscode":
                status = stored if isinstance(stored, int) else None
            elif column.name == "overriddencreatedon" and creating and stored is not None:
                values |= {"overriddencreatedon": stored, "createdon": stored}
            else:
                values[column.name] = stored
        return values, state, status

    def _bound(self, table: TableSchema, payload: Payload, references: References) -> Row:
        row: Row = {}
        for navigation, nested in payload.parents:
            target = table_named(self.store.schema, navigation.target)
            self._supports(target, "Create")
            record_id = self._create(target, read_payload(target, nested), references, None, {})
            row |= self._link(table, navigation, target, record_id)
        for bind in payload.binds:
            row |= self._bind(table, bind, references)
        return row

    def _bind(self, table: TableSchema, bind: Bind, references: References) -> Row:
        if bind.reference is None:
            column = self._column(table, bind.navigation)
            schema = table.column(column)
            if schema is not None and schema.required_level == "SystemRequired":
                raise refusals.null_refused(schema.logical_name)
            return {column: None, target_column(column): None}
        target, row = self.resolve(bind.reference, references)
        if not accepts(bind.navigation, target):
            raise bad_payload(
                table.set_name or "",
                f"Microsoft.OData.ODataException: The entity type 'Microsoft.Dynamics.CRM.{target.logical_name}' is not "
                f"compatible with the type of the navigation property '{bind.navigation.name}'.",
            )
        return self._link(table, bind.navigation, target, str(row[target.key or ""]))

    def _column(self, table: TableSchema, navigation: NavigationSchema) -> str:
        column = lookup_column(table, navigation)
        if column is None:
            raise refusals.not_imitated(f"the navigation property '{navigation.name}', for which no lookup is known")
        return column

    def _link(self, table: TableSchema, navigation: NavigationSchema, target: TableSchema, record_id: str) -> Row:
        column = self._column(table, navigation)
        row: Row = {column: record_id, target_column(column): target.logical_name}
        if column == "_ownerid_value":
            for name, owner in (("_owninguser_value", "systemuser"), ("_owningteam_value", "team")):
                if table.column(name) is not None:
                    same = owner == target.logical_name
                    row |= {name: record_id if same else None, target_column(name): owner if same else None}
        if table.logical_name in ("annotation", "customeraddress") and table.column("objecttypecode") is not None:
            row["objecttypecode"] = target.logical_name
        return row

    def _children(self, table: TableSchema, payload: Payload, record_id: str, references: References) -> None:
        for navigation, items in payload.collections:
            link = child_link(self.store.schema, table, navigation)
            pointer: Row = {link.column: record_id, target_column(link.column): table.logical_name}
            for item in items:
                if isinstance(item, str):
                    child, row = self.resolve(item, references)
                    self._apply(child, row, pointer, None, None)
                else:
                    # parties are created with their activity, and no other way (entity reference of activityparty)
                    if link.child.logical_name != "activityparty":
                        self._supports(link.child, "Create")
                    self._create(link.child, read_payload(link.child, item), references, None, pointer)

    # -- updating ----------------------------------------------------------------------------------------------------

    def update(
        self, table: TableSchema, key: Key, body: JsonObject, references: References, *, if_match: str | None = None
    ) -> str:
        """Change a record that exists; returns its id. `if_match` is an etag, `*`, or None."""
        self._supports(table, "Update")
        with self.store.transaction():
            row = self.need(table, key)
            self.check_version(row, if_match)
            return self._update(table, row, body, references)

    def upsert(
        self,
        table: TableSchema,
        key: Key,
        body: JsonObject,
        references: References,
        *,
        if_match: str | None = None,
        if_none_match: str | None = None,
    ) -> tuple[str, bool]:
        """Change a record, or create it; returns its id, and whether it was created.

        `If-Match` prevents the create, `If-None-Match: *` the update (page "Perform conditional operations").
        """
        self._supports(table, "Update")
        with self.store.transaction():
            row = self.find(table, key)
            if row is None:
                if if_match is not None:
                    self.need(table, key)
                self._supports(table, "Create")
                return self._create(table, read_payload(table, body), references, key, {}), True
            if if_none_match == "*":
                raise refusals.already_exists()
            self.check_version(row, if_match)
            return self._update(table, row, body, references), False

    def check_version(self, row: Row, if_match: str | None) -> None:
        """Refuse when `If-Match` names another version than the stored one."""
        if if_match is not None and if_match.strip() != "*" and not _same_etag(row, if_match):
            raise refusals.version_mismatch()

    def _update(self, table: TableSchema, row: Row, body: JsonObject, references: References) -> str:
        payload = read_payload(table, body)
        if payload.parents:
            raise bad_payload(
                table.set_name or "",
                "Microsoft.OData.ODataException: Deep update of navigation properties is not supported.",
            )
        values, state, status = self._values(table, payload, creating=False)
        values |= self._bound(table, payload, references)
        record_id = self._apply(table, row, values, state, status)
        self._children(table, payload, record_id, references)
        return record_id

    def _apply(self, table: TableSchema, row: Row, values: Row, state: int | None, status: int | None) -> str:
        name = table.logical_name
        record_id = str(row[table.key or ""])
        here = row.get("statecode")
        current = here if isinstance(here, int) else 0
        states.check_editable(name, current, frozenset(values), self.switches)
        if state is not None or status is not None:
            status_now = row.get("statuscode")
            after = states.next_state(
                name, record_id, (current, status_now if isinstance(status_now, int) else None), state, status
            )
            states.check_transition(name, current, after[0])
            values["statecode"], values["statuscode"] = after
        context = Context("Update", name, record_id, values)
        self.plugins.run_before(context)
        row = row | values
        changed = frozenset(values)
        self._money(table, values)
        if name == "annotation" and "documentbody" in changed:
            self._number(table, values, record_id)
        values |= computed(table, row, changed)
        self._check_alternate_keys(table, row, record_id, changed)
        if table.column("modifiedon") is not None:
            values["modifiedon"] = self._timestamp()
        if table.column("_modifiedby_value") is not None:
            values["_modifiedby_value"] = self.identity.user_id
            values[target_column("_modifiedby_value")] = "systemuser"
        values["versionnumber"] = self.store.next_version()
        self.store.update(table, record_id, values)
        addresses.after_parent_write(self.store, table, row | values, changed, created=False)
        addresses.after_row_write(self.store, table, row | values, changed)
        self.plugins.run_after(context)
        return record_id

    def set_column(self, table: TableSchema, key: Key, name: str, value: WireValue, if_match: str | None) -> None:
        """PUT or DELETE of a single property."""
        self.update(table, key, {name: value}, {}, if_match=if_match)

    def link(self, table: TableSchema, key: Key, navigation: NavigationSchema, reference: str, references: References) -> None:
        """Associate: PUT or POST of `$ref`, from either side of a relationship."""
        with self.store.transaction():
            row = self.need(table, key)
            record_id = str(row[table.key or ""])
            if navigation.collection:
                child_table, child = self.resolve(reference, references)
                many = many_link(self.store.schema, table, navigation)
                if many is not None:
                    add_pair(self.store, many, record_id, child_table, child)
                    return
                column = child_link(self.store.schema, table, navigation).column
                pointer: Row = {column: record_id, target_column(column): table.logical_name}
                self._supports(child_table, "Update")
                self._apply(child_table, child, pointer, None, None)
            else:
                self._supports(table, "Update")
                self._apply(table, row, self._bind(table, Bind(navigation, reference), references), None, None)

    def unlink(
        self, table: TableSchema, key: Key, navigation: NavigationSchema, reference: str | None, references: References
    ) -> None:
        """Disassociate: DELETE of `$ref`; `reference` names the row to take out of a collection."""
        with self.store.transaction():
            row = self.need(table, key)
            if not navigation.collection:
                self._apply(table, row, self._bind(table, Bind(navigation, None), references), None, None)
                return
            if reference is None:
                raise bad_request("A reference to remove from a collection must name the record.")
            child_table, child = self.resolve(reference, references)
            many = many_link(self.store.schema, table, navigation)
            if many is not None:
                remove_pair(self.store, many, row[table.key or ""], child[many.target.key or ""])
                return
            column = child_link(self.store.schema, table, navigation).column
            if child.get(column) == row[table.key or ""]:
                self._apply(child_table, child, {column: None, target_column(column): None}, None, None)

    # -- deleting ----------------------------------------------------------------------------------------------------

    def delete(self, table: TableSchema, key: Key, *, if_match: str | None = None) -> None:
        """Delete a record and what the relationships' cascade rules say."""
        self._supports(table, "Delete")
        with self.store.transaction():
            row = self.need(table, key)
            self.check_version(row, if_match)
            self._delete(table, row, set())

    def _delete(self, table: TableSchema, row: Row, gone: set[tuple[str, str]]) -> None:
        record_id = str(row[table.key or ""])
        if (table.logical_name, record_id) in gone:
            return
        gone.add((table.logical_name, record_id))
        context = Context("Delete", table.logical_name, record_id, {})
        self.plugins.run_before(context)
        for navigation in table.navigations:
            if navigation.collection and self.store.has_rows(navigation.target):
                self._cascade(table, record_id, navigation, gone)
        addresses.after_delete(self.store, table, row)
        forget_pairs(self.store, table, record_id)
        self.store.delete(table, record_id)
        self.plugins.run_after(context)

    def _cascade(self, table: TableSchema, record_id: str, navigation: NavigationSchema, gone: set[tuple[str, str]]) -> None:
        try:
            link = child_link(self.store.schema, table, navigation)
        except refusals.Refusal:
            return  # a many-to-many relationship: its pairs are forgotten when the row is deleted
        child = link.child
        if child.key is None or self.store.is_view(child.logical_name):
            return
        found = self.store.find_by(child, {link.column: record_id, target_column(link.column): table.logical_name})
        for row in found:
            rule = navigation.cascade_delete
            if child.logical_name == "activityparty":
                # the party stays, with its text, and says that its record is gone (entity reference of activityparty)
                if child.column("ispartydeleted") is not None:
                    self.store.update(child, row[child.key], {"ispartydeleted": 1})
            elif rule == "Cascade":
                self._delete(child, row, gone)
            elif rule == "Restrict":
                raise refusals.association_prevents_delete()
            elif rule != "NoCascade":
                # RemoveLink; it is also what a referential relationship does when nothing is stated
                self.store.update(
                    child,
                    row[child.key],
                    {link.column: None, target_column(link.column): None, "versionnumber": self.store.next_version()},
                )
