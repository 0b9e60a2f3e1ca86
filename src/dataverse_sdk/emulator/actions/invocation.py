"""One call of a function or an action: its arguments, checked against the signature, and the shapes of its reply.

Knows the types of parameters as `$metadata` states them. Refuses to know what any message does.
"""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import define, field

from ...schema.model import ColumnSchema, TableSchema
from ..definitions.vocabulary import Signature, complex_type, enum_members
from ..http import refusals
from ..http.messages import Reply
from ..http.paths import literal, split_arguments
from ..http.refusals import Refusal, bad_payload, bad_request
from ..http.replies import empty, json_text
from ..routes.calls import NAMESPACE, Call
from ..storage.store import Row
from ..storage.values import WireValue, WrongLiteral, to_sql
from ..writing.addressing import Key, need, read_key
from ..writing.payload import JsonObject, read_payload

__all__ = ["Invocation", "Named", "function_arguments"]

ELEMENT = re.compile(r"Collection\((.+)\)")


@define
class Named:
    """A row that a parameter names, and the columns that came with it."""

    table: TableSchema
    body: JsonObject
    record_id: str | None

    def row(self, call: Call) -> Row:
        """The stored row; Refusal when it does not exist, or the parameter lacks the id."""
        if self.record_id is None:
            raise refusals.does_not_exist(self.table.logical_name, "00000000-0000-0000-0000-000000000000")
        return need(call.store, self.table, self.record_id)


@define
class Invocation:
    """A call of `signature`; `table` and `key` say what it is bound to."""

    call: Call
    signature: Signature
    arguments: JsonObject
    table: TableSchema | None = None
    key: Key | None = None
    _entities: dict[str, Named] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        known = {each.name: each for each in self.signature.parameters}
        for name in self.arguments:
            if name not in known and not name.startswith("@"):
                # the wording is that of the OData library the service is built on
                raise bad_payload(
                    "",
                    f"Microsoft.OData.ODataException: The parameter '{name}' in the request payload is not a valid parameter for the "
                    f"operation '{self.signature.name}'.",
                )
        for parameter in self.signature.parameters:
            value = self.arguments.get(parameter.name)
            if value is not None:
                self._check(parameter.name, parameter.type, value)
            elif not parameter.optional:
                raise Refusal(400, "0x80040203", f"Required field '{parameter.name}' is missing")

    def _check(self, name: str, kind: str, value: WireValue) -> None:
        many = ELEMENT.fullmatch(kind)
        if many is not None:
            if not isinstance(value, list):
                raise self._wrong(name, kind)
            for item in value:
                self._check(name, many[1], item)
        elif kind.startswith("Edm."):
            try:
                to_sql(ColumnSchema(name, name, kind), value)
            except WrongLiteral as error:
                raise self._wrong(name, kind) from error
        elif (members := enum_members(kind)) is not None:
            text = str(value)
            if not text.isdigit() and text.rpartition("'")[0].rpartition("'")[2] not in members and text not in members:
                raise self._wrong(name, kind)
        elif not isinstance(value, dict):
            raise self._wrong(name, kind)
        elif (parts := complex_type(kind)) is not None:
            for part, item in value.items():
                if part not in parts and "@" not in part:
                    raise self._wrong(f"{name}/{part}", kind)
                if part in parts and item is not None:
                    self._check(f"{name}/{part}", parts[part], item)
        elif not kind.startswith("Complex") and not kind.endswith(
            ("Metadata", "MetadataPropertiesExpression", "MetadataFilterExpression", "MetadataQueryExpression", "QueryExpression")
        ):
            self._entities[name] = self._entity(name, kind, value)

    def _wrong(self, name: str, kind: str) -> Refusal:
        return bad_payload("", f"Microsoft.OData.ODataException: The value of the parameter '{name}' is not of the type '{kind}'.")

    def _entity(self, name: str, kind: str, value: JsonObject) -> Named:
        stated = value.get("@odata.type")
        if stated is None and kind == "crmbaseentity" and "(" in str(value.get("@odata.id", "")):
            # a reference says by its address which table it is (page "Restore deleted records with code")
            named = self.call.schema.by_set(str(value["@odata.id"]).rpartition("(")[0].rpartition("/")[2])
            stated = None if named is None else named.logical_name
        logical = stated.lstrip("#").rpartition(".")[2] if isinstance(stated, str) else kind
        if logical in ("crmbaseentity", "principal"):
            raise bad_payload("", f"Microsoft.OData.ODataException: The parameter '{name}' must state its type with '@odata.type'.")
        if kind not in ("crmbaseentity", "principal", logical):
            raise self._wrong(name, kind)
        table = self.table_named(logical)
        body = {member: item for member, item in value.items() if member != "@odata.type"}
        record_id = body.get(table.key or "")
        address = body.pop("@odata.id", None)
        if isinstance(address, str) and record_id is None:
            record_id = read_key(table, address.rpartition("(")[2].removesuffix(")"))
        read_payload(table, body)
        return Named(table, body, None if record_id is None else str(read_key(table, str(record_id))))

    # -- what a message asks for -------------------------------------------------------------------------------------

    def entity(self, name: str) -> Named:
        """The row or rows-to-be that an entity parameter holds."""
        return self._entities[name]

    def optional_entity(self, name: str) -> Named | None:
        """As `entity`, for a parameter that may be left out."""
        return self._entities.get(name)

    def text(self, name: str) -> str:
        """A text parameter, empty when it was left out."""
        return str(self.arguments.get(name) or "")

    def texts(self, name: str) -> list[str]:
        """A parameter that is a list of texts."""
        value = self.arguments.get(name)
        return [str(each) for each in value] if isinstance(value, list) else []

    def number(self, name: str) -> int:
        """A whole number parameter, 0 when it was left out."""
        return int(str(self.arguments.get(name) or 0))

    def flag(self, name: str) -> bool:
        """A boolean parameter, false when it was left out."""
        return self.arguments.get(name) in (True, "true")

    def table_named(self, name: str) -> TableSchema:
        """The table with this logical name; Refusal when the environment has none."""
        table = self.call.schema.tables.get(name)
        if table is None:
            raise Refusal(400, "0x80041102", f"The entity with a name = '{name}' was not found in the MetadataCache.")
        return table

    def bound_row(self) -> tuple[TableSchema, Row]:
        """The row that the message is bound to."""
        assert self.table is not None  # noqa: S101 -- the signature is bound to one
        assert self.key is not None  # noqa: S101
        return self.table, need(self.call.store, self.table, self.key)

    # -- replies -----------------------------------------------------------------------------------------------------

    @property
    def context(self) -> str:
        """The context URL of the response type."""
        return f"{self.call.root}/$metadata#{NAMESPACE}{self.signature.name}Response"

    def response(self, members: Mapping[str, object]) -> Reply:
        """200 with the members of the response type."""
        return self.call.json(json_text({"@odata.context": self.context, **members}))

    def done(self) -> Reply:
        """204."""
        return empty(204)

    def references(self, rows: Sequence[tuple[TableSchema, str]]) -> Reply:
        """200 with a collection of rows of several tables, ids only."""
        value = [{"@odata.type": f"#{NAMESPACE}{table.logical_name}", table.key or "": record_id} for table, record_id in rows]
        context = f"{self.call.root}/$metadata#Collection({NAMESPACE}crmbaseentity)"
        return self.call.json(json_text({"@odata.context": context, "value": value}))


def function_arguments(text: str | None, aliases: Mapping[str, str]) -> JsonObject:
    """The arguments in the parentheses of a function call; those that are objects or lists are JSON, mostly by way of an alias."""
    found: JsonObject = {}
    for name, value in split_arguments(text or "").items():
        if not name:
            if value:
                raise bad_request("Bad Request - Error in query syntax.")
            continue
        given = aliases.get(value, value) if value.startswith("@") else value
        if given.lstrip()[:1] in ("{", "["):
            try:
                found[name] = json.loads(given.replace("'", '"') if "'" in given and '"' not in given else given, parse_float=Decimal)
            except ValueError as error:
                raise bad_request("Invalid JSON in the value of a parameter alias.") from error
        else:
            found[name] = literal(given)
    return found
