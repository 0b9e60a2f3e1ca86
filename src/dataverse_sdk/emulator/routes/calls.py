"""One request on its way through the routes: what it asks, on whose behalf, and how its reply is written.

Knows options, preconditions, bodies and headers of a request. Refuses to know routes.
"""

from collections.abc import Mapping, Sequence

from attrs import define, field

from ...schema.model import Schema, TableSchema
from ..http.messages import Reply, Request
from ..http.paths import Target
from ..http.preferences import Preferences
from ..http.refusals import method_not_allowed, not_imitated
from ..http.replies import json_reply
from ..language.options import QueryOptions, read_options
from ..language.syntax import ExpandItem
from ..reading.reader import Reader
from ..storage.store import Store
from ..writing.payload import JsonObject, read_json
from ..writing.records import Records
from ..writing.terms import Terms

__all__ = ["NAMESPACE", "Call"]

NAMESPACE = "Microsoft.Dynamics.CRM."
NOT_IMITATED_OPTIONS = {"partitionId": "elastic tables"}


@define
class Call:
    """A request, the store it is about, and the terms of its writes."""

    records: Records
    reader: Reader
    request: Request
    target: Target
    preferences: Preferences
    terms: Terms
    options: Mapping[str, str] = field(init=False)
    root: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.options = dict(self.target.pairs)
        self.root = self.request.origin + (self.target.root or "/api/data/v9.2")

    @property
    def store(self) -> Store:
        """The rows."""
        return self.records.store

    @property
    def schema(self) -> Schema:
        """The tables."""
        return self.records.store.schema

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.request.method

    @property
    def aliases(self) -> dict[str, str]:
        """The parameter aliases of the URL, `@p` and the text of its value."""
        return {name: value for name, value in self.target.pairs if name.startswith("@")}

    def only(self, *methods: str) -> None:
        """Refuse other methods than these."""
        if self.request.method not in methods:
            raise method_not_allowed(self.request.method)

    def json(self, text: str | bytes, *extra: tuple[str, str], status: int = 200) -> Reply:
        """A JSON reply."""
        return json_reply(status, text, *extra, streaming=self.request.in_batch and status == 200)

    def body(self, table: TableSchema | None = None) -> JsonObject:
        """The JSON object in the body."""
        return read_json("" if table is None else table.set_name or "", self.request.body)

    def precondition(self, name: str) -> str | None:
        """The value of `if-match` or `if-none-match`; the literal text `null` is none (page "Compose HTTP requests")."""
        value = self.request.headers.get(name, "").strip()
        return None if value in ("", "null") else value

    def query(self, table: TableSchema) -> QueryOptions:
        """The query options, read for a table; Refusal 501 for those that are not imitated."""
        options = read_options(self.target.pairs, table, self.schema)
        for name in options.other:
            if name in NOT_IMITATED_OPTIONS:
                raise not_imitated(NOT_IMITATED_OPTIONS[name])
        return options

    def may_read(self, table: TableSchema, expand: Sequence[ExpandItem] = ()) -> None:
        """Refuse when whoever asks lacks the privilege to read a table, or one that is expanded into it."""
        self.records.require("Read", table, self.terms)
        for item in expand:
            navigation = table.navigation(item.navigation)
            target = None if navigation is None else self.schema.tables.get(navigation.target)
            if target is not None:
                self.may_read(target, item.expand)

    def url(self, table: TableSchema, record_id: object) -> str:
        """The address of a record."""
        return f"{self.root}/{table.set_name}({record_id})"
