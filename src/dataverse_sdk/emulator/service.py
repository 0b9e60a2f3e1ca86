"""Requests to replies: the one entrance to the emulated Web API.

Knows routes, methods, conditional headers and `$batch`. Refuses to know sockets and tokens. Every route that Dataverse has and the
emulator does not answers 501 with a sentence.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from json.encoder import encode_basestring
from urllib.parse import quote, unquote
from uuid import UUID

from attrs import define, evolve, field

from ..schema.model import NavigationSchema, TableSchema
from . import definitions, metadata, refusals
from .batch import ChangeSetReply, Operation, PartReply, decode, encode
from .messages import Reply, Request
from .options import QueryOptions, in_pages, read_options
from .paging import query_identity, read_token, write_token
from .pairs import far_ids
from .paths import Segment, Target, parse_target
from .payload import JsonObject, read_json
from .preferences import MOST_ROWS, Preferences, read_preferences
from .query_errors import QueryError
from .query_replies import LANGUAGES, answer_apply, answer_query
from .reading import SAFE, Reader, context_columns
from .records import Key, Records, References, etag_of
from .refusals import Refusal, bad_payload, bad_request, method_not_allowed, no_resource, not_imitated
from .relations import ManyLink, child_link, lookup_column, many_link, table_named
from .replies import empty, error, json_reply, json_text, text_reply
from .store import Row, target_column
from .syntax import And, Compare, Expr, Lambda, Literal, Path
from .values import Kind, from_sql, json_writer, kind_of

__all__ = ["AroundPart", "Service"]

AroundPart = Callable[[Request, Callable[[], Reply]], Reply]
"""Stands around each operation of a batch: calls the function to carry it out, or answers itself."""

LONGEST_URL = 32_768
LONGEST_URL_IN_BATCH = 65_536
NAMESPACE = "Microsoft.Dynamics.CRM."
NOT_IMITATED_OPTIONS = {
    "$deltatoken": "change tracking", "partitionId": "elastic tables",
}  # fmt: skip
MESSAGES = frozenset({
    "AddToQueue", "BulkDelete", "CalculateRollupField", "CancelSalesOrder", "CloseIncident", "CloseQuote",
    "CommitAttachmentBlocksUpload", "CommitFileBlocksUpload", "CreateCustomerRelationships", "CreateEntities",
    "DeleteFile", "DeleteRecordChangeHistory", "DownloadBlock", "ExecuteWorkflow", "ExportToExcel",
    "FulfillSalesOrder", "GetTimeZoneCodeByLocalizedName", "GlobalOptionSetDefinitions", "GrantAccess",
    "InitializeAttachmentBlocksUpload", "InitializeFileBlocksDownload", "InitializeFileBlocksUpload",
    "InitializeFrom", "LockInvoicePricing", "LoseOpportunity", "ManagedPropertyDefinitions", "Merge",
    "ModifyAccess", "QualifyLead", "RelationshipDefinitions", "RetrieveDeploymentLicenseType",
    "RetrieveDuplicates", "RetrieveMetadataChanges", "RetrievePrincipalAccess", "RetrieveRecordChangeHistory",
    "RetrieveTotalRecordCount", "RetrieveVersion", "ReviseQuote", "RevokeAccess", "SendEmail", "UploadBlock",
    "WinOpportunity", "WinQuote", "sdkmessagefilters", "searchquery",
})  # fmt: skip
"""Functions, actions and sets that Dataverse has and the emulator does not; other unknown names are no resources at all."""


class _RolledBack(Exception):
    def __init__(self, reply: PartReply) -> None:
        super().__init__()
        self.reply = reply


@define
class Service:
    """Answers requests against a store; safe to use from several threads."""

    records: Records
    reader: Reader
    around_part: AroundPart = field(default=lambda _request, carry_out: carry_out())

    # -- entrance ----------------------------------------------------------------------------------------------------

    def answer(self, request: Request, references: References | None = None) -> Reply:
        """The reply to a request; never raises for anything a client sends."""
        details = False
        try:
            preferences = read_preferences(request.headers.get("prefer", ""))
            details = preferences.annotations.wants("Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus")
            if len(request.target) > (LONGEST_URL_IN_BATCH if request.in_batch else LONGEST_URL):
                # the limits are documented (page "Query data overview"), the reply is that of the web server in front
                raise Refusal(414, "", "The request URL is too long.")
            return self._route(_Call(self, request, parse_target(request.target), preferences, references or {}))
        except Refusal as refusal:
            return error(refusal, details=details)
        except QueryError as wrong:
            return error(Refusal(wrong.status, wrong.code, wrong.message), details=details)
        except (sqlite3.Error, OverflowError, RecursionError) as failure:
            # what SQLite cannot hold or carry out; the service has such limits too, and other words for them
            message = f"An unexpected error occurred ({type(failure).__name__})."
            return error(Refusal(500, "0x80040216", message), details=details)

    def _route(self, call: "_Call") -> Reply:
        segments = call.target.segments
        if not segments:
            call.only("GET")
            return call.json(json_text(metadata.service_document(self.schema, call.root)))
        head = segments[0]
        if head.name == "$batch":
            call.only("POST")
            return self._batch(call)
        if head.name == "$metadata":
            call.only("GET")
            annotated = call.options.get("annotations") == "true"
            text = metadata.document(self.schema, annotations=annotated)
            return Reply(200, (("Content-Type", "application/xml"), ("OData-Version", "4.0")), text)
        if head.name in ("WhoAmI", "RetrieveCurrentOrganization"):
            if call.request.method != "GET":
                raise refusals.no_route(call.root + "/" + head.name)
            return call.json(json_text(getattr(self, f"_{head.name.lower()}")(call)))
        if head.name == "EntityDefinitions":
            return definitions.answer(self.schema, call.request.method, call.root, segments, call.target.pairs)
        table = self.schema.by_set(head.name)
        if table is None:
            if head.name in MESSAGES:
                raise not_imitated(f"'{head.name}'")
            raise no_resource(head.name)
        return _TableCall(call, table).answer(segments)

    @property
    def schema(self) -> "definitions.Schema":
        """The tables this service has."""
        return self.records.store.schema

    def _whoami(self, call: "_Call") -> JsonObject:
        me = self.records.identity
        return {
            "@odata.context": f"{call.root}/$metadata#{NAMESPACE}WhoAmIResponse",
            "BusinessUnitId": me.business_unit_id,
            "UserId": me.user_id,
            "OrganizationId": me.organization_id,
        }

    def _retrievecurrentorganization(self, call: "_Call") -> JsonObject:
        me = self.records.identity
        origin = call.request.origin
        endpoints = {"WebApplication": f"{origin}/", "OrganizationDataService": f"{origin}/api/data/"}
        return {
            "@odata.context": f"{call.root}/$metadata#{NAMESPACE}RetrieveCurrentOrganizationResponse",
            "Detail": {
                "OrganizationId": me.organization_id,
                "FriendlyName": "Emulator",
                "OrganizationVersion": "9.2.0.0",
                "EnvironmentId": me.organization_id,
                "TenantId": me.tenant_id,
                "UrlName": "emulator",
                "UniqueName": "emulator",
                "State": "Enabled",
                "Endpoints": {
                    "Count": len(endpoints), "IsReadOnly": False, "Keys": [*endpoints], "Values": [*endpoints.values()]
                },
            },
        }  # fmt: skip

    # -- batches -----------------------------------------------------------------------------------------------------

    def _batch(self, call: "_Call") -> Reply:
        """Carry out a batch (page "Execute batch operations using the Web API").

        Without `odata.continue-on-error` the first failure ends it, and its status is that of the whole reply.
        """
        items = decode(call.request.headers.get("content-type", ""), call.request.body)
        replies: list[PartReply | ChangeSetReply] = []
        status = 200
        for item in items:
            if isinstance(item, Operation):
                answered = self._part(call, item, {})
                replies.append(answered)
                failed = answered.reply.status
            else:
                done = self._change_set(call, item.operations)
                replies.append(done)
                failed = done.replies[-1].reply.status if done.replies else 204
            if failed >= 400 and not call.preferences.continue_on_error:
                status = failed
                break
        return encode(replies, status)

    def _change_set(self, call: "_Call", operations: tuple[Operation, ...]) -> ChangeSetReply:
        replies: list[PartReply] = []
        references: dict[str, str] = {}
        try:
            with self.records.store.transaction():
                for operation in operations:
                    answered = self._part(call, operation, references)
                    if answered.reply.status >= 400:
                        raise _RolledBack(answered)
                    replies.append(answered)
                    made = dict(answered.reply.headers).get("OData-EntityId")
                    if made is not None and operation.content_id is not None:
                        references[operation.content_id] = made
        except _RolledBack as rolled_back:
            # one part carries the error in place of the others
            return ChangeSetReply((rolled_back.reply,))
        return ChangeSetReply(tuple(replies))

    def _part(self, call: "_Call", operation: Operation, references: References) -> PartReply:
        target = operation.target
        stripped = target.lstrip("/")
        if stripped.startswith("$") and stripped[1:2].isdigit():
            name, slash, rest = stripped[1:].partition("/")
            if name not in references:
                message = f"Content-ID Reference: '${name}' does not exist in the batch context."
                return PartReply(error(bad_request(message)), operation.content_id)
            target = references[name] + slash + rest
        if "/api/data/" not in target.partition("?")[0]:
            target = f"{call.target.root}/{target.lstrip('/')}"
        request = Request(
            operation.method, target, operation.headers, operation.body, call.request.origin, in_batch=True
        )
        reply = self.around_part(request, lambda: self.answer(request, references))
        return PartReply(reply, operation.content_id)


@define
class _Call:
    """One request on its way through the routes."""

    service: Service
    request: Request
    target: Target
    preferences: Preferences
    references: References
    options: Mapping[str, str] = field(init=False)
    root: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.options = dict(self.target.pairs)
        self.root = self.request.origin + (self.target.root or "/api/data/v9.2")

    def only(self, *methods: str) -> None:
        """Refuse other methods than these."""
        if self.request.method not in methods:
            raise method_not_allowed(self.request.method)

    def json(self, text: str, *extra: tuple[str, str], status: int = 200) -> Reply:
        """A JSON reply."""
        return json_reply(status, text, *extra, streaming=self.request.in_batch and status == 200)


@define
class _TableCall:
    """One request below an entity set."""

    call: _Call
    table: TableSchema

    @property
    def _records(self) -> Records:
        return self.call.service.records

    @property
    def _reader(self) -> Reader:
        return self.call.service.reader

    def answer(self, segments: tuple[Segment, ...]) -> Reply:
        """Follow the segments after the set."""
        call, table = self.call, self.table
        head, rest = segments[0], segments[1:]
        method = call.request.method
        if head.arguments is None:
            if not rest:
                call.only("GET", "POST")
                return self.page(None) if method == "GET" else self.create()
            if rest[0].name == "$count":
                call.only("GET")
                return self.count(None)
            if rest[0].name.startswith(NAMESPACE):
                call.only("POST")
                return self.many(rest[0].name.removeprefix(NAMESPACE))
            raise no_resource(rest[0].name)
        aliases = {name: value for name, value in call.target.pairs if name.startswith("@")}
        key = self._records.key(table, head.arguments, aliases)
        if not rest:
            handlers = {"GET": self.get, "PATCH": self.patch, "DELETE": self.delete}
            call.only(*handlers)
            return handlers[method](key)
        return self._below(key, rest)

    # -- what is asked -----------------------------------------------------------------------------------------------

    def _options(self) -> QueryOptions:
        options = read_options(self.call.target.pairs, self.table, self.call.service.schema)
        for name in options.other:
            if name in NOT_IMITATED_OPTIONS:
                raise not_imitated(NOT_IMITATED_OPTIONS[name])
        return options

    def _body(self) -> JsonObject:
        return read_json(self.table.set_name or "", self.call.request.body)

    def _precondition(self, name: str) -> str | None:
        value = self.call.request.headers.get(name, "").strip()
        return None if value in ("", "null") else value

    def _url(self, record_id: object) -> str:
        return f"{self.call.root}/{self.table.set_name}({record_id})"

    # -- reading -----------------------------------------------------------------------------------------------------

    def page(self, related: Expr | None) -> Reply:
        """GET of a set, or of a collection-valued navigation property."""
        call, options = self.call, self._options()
        if self.table.logical_name != "activityparty":
            self._records.check_supports(self.table, "RetrieveMultiple")
        if options.apply is not None or LANGUAGES & options.other.keys():
            return self._other_query(options, related)
        where = _both(related, options.filter)
        query = "&".join(
            piece for piece in call.target.query.split("&") if not unquote(piece).startswith("$skiptoken")
        )
        signed = query_identity(call.target.path, call.target.pairs)
        page_number, after = 1, None
        if "$skiptoken" in options.other:
            place = read_token(signed, options.other["$skiptoken"])
            page_number, after = place.page, place.after
        size = call.preferences.page_size
        # `$top` is ignored when a page size is asked for (page "Page results")
        limit = size if size is not None else min(options.top if options.top is not None else MOST_ROWS, MOST_ROWS)
        page = self._reader.page(
            self.table, select=options.select, where=where, orderby=options.orderby,
            expand=in_pages(options.expand, size), limit=limit,
            after=after, aliases=options.aliases, annotations=call.preferences.annotations, root=call.root,
        )  # fmt: skip
        members = [self._context(options, ""), *self._counted(options, where)]
        members.append(f'"value":[{",".join(page.rows)}]')
        if page.after is not None and (size is not None or options.top is None or options.top > MOST_ROWS):
            token = write_token(signed, page_number + 1, page.after)
            path = call.request.target.partition("?")[0]
            link = f"{call.request.origin}{path[path.index('/api/') :] if '/api/' in path else path}?"
            link += (quote(query, safe="!$%&'()*+,-./:;=?@_~") + "&" if query else "") + f"$skiptoken={token}"
            members.append(f'"@odata.nextLink":{encode_basestring(link)}')
        return call.json("{" + ",".join(members) + "}", *call.preferences.applied(page=True))

    def _other_query(self, options: QueryOptions, related: Expr | None) -> Reply:
        """FetchXML, SQL, a saved query, or `$apply`."""
        call = self.call
        identity = query_identity(call.target.path, call.target.pairs)
        page = 1 if "$skiptoken" not in options.other else read_token(identity, options.other["$skiptoken"]).page
        annotations = call.preferences.annotations
        if options.apply is not None:
            answer = answer_apply(self._reader, self.table, options, related=related, annotations=annotations)
        else:
            answer = answer_query(
                self._reader, self.table, options, related=related, annotations=annotations, size=call.preferences.page_size, page=page
            )
        members = [self._context(evolve(options, select=answer.columns or None), ""), *answer.members]
        if answer.next_page is not None:
            token = write_token(identity, answer.next_page, ())
            query = "&".join(f"{name}={quote(value, safe=SAFE)}" for name, value in call.target.pairs if name != "$skiptoken")
            members.append(f'"@odata.nextLink":{encode_basestring(f"{call.root}/{call.target.path}?{query}&$skiptoken={token}")}')
        return call.json("{" + ",".join(members) + "}", *call.preferences.applied(page=answer.next_page is not None))

    def _context(self, options: QueryOptions, suffix: str) -> str:
        columns = context_columns(options.select, options.expand)
        return f'"@odata.context":"{self.call.root}/$metadata#{self.table.set_name}{columns}{suffix}"'

    def _counted(self, options: QueryOptions, where: Expr | None) -> Iterator[str]:
        annotations = self.call.preferences.annotations
        number, exceeded = -1, False
        if options.count:
            number, exceeded = self._reader.count(self.table, where, options.aliases)
            yield f'"@odata.count":{number}'
        if annotations.wants(f"{NAMESPACE}totalrecordcount"):
            yield f'"@{NAMESPACE}totalrecordcount":{number}'
        if annotations.wants(f"{NAMESPACE}totalrecordcountlimitexceeded"):
            yield f'"@{NAMESPACE}totalrecordcountlimitexceeded":{"true" if exceeded else "false"}'

    def count(self, related: Expr | None) -> Reply:
        """GET of `$count`."""
        options = self._options()
        number, _ = self._reader.count(self.table, _both(related, options.filter), options.aliases)
        return text_reply(str(number))

    def get(self, key: Key) -> Reply:
        """GET of one record; 304 when the client has this version, unless it expands or asks for annotations."""
        call, options = self.call, self._options()
        self._records.check_supports(self.table, "Retrieve")
        row = self._records.need(self.table, key)
        known = self._precondition("if-none-match")
        unconditional = options.expand or call.preferences.annotations.patterns
        if known in ("*", etag_of(row)) and not unconditional:
            return Reply(304, (("Content-Type", "application/json; odata.metadata=minimal"), ("OData-Version", "4.0")))
        # the documented replies to a GET of one record echo a page size as well
        return self._record(row, options, 200, "/$entity", *call.preferences.applied(page=True))

    def _record(self, row: Row, options: QueryOptions, status: int, suffix: str, *extra: tuple[str, str]) -> Reply:
        record_id = str(row[self.table.key or ""])
        call = self.call
        text = self._reader.record(
            self.table, record_id, select=options.select, expand=options.expand,
            annotations=call.preferences.annotations, root=call.root,
        )  # fmt: skip
        if text is None:  # deleted between the two reads
            raise refusals.does_not_exist(self.table.logical_name, record_id)
        shown = options if status == 200 and not call.preferences.representation else evolve(options, select=None, expand=())
        body = "{" + self._context(shown, suffix) + "," + text[1:]
        return call.json(body, ("ETag", etag_of(row)), *extra, status=status)

    # -- writing -----------------------------------------------------------------------------------------------------

    def create(self, links: tuple[NavigationSchema, str] | None = None) -> Reply:
        """POST to a set: 204 with the new record's address, or 201 with the record."""
        body = self._body()
        if links is not None:
            body[f"{links[0].name}@odata.bind"] = links[1]
        options = self._options()
        record_id = self._records.create(self.table, body, self.call.references)
        return self._written(record_id, options, created=True)

    def _written(self, record_id: str, options: QueryOptions, *, created: bool) -> Reply:
        call = self.call
        where = (("Location", self._url(record_id)), ("OData-EntityId", self._url(record_id)))
        if not call.preferences.representation:
            return empty(204, *where)
        row = self._records.need(self.table, record_id)
        applied = call.preferences.applied(representation=True)
        # `$expand` is ignored on a write (page "Update and delete table rows")
        shown = evolve(options, expand=())
        return self._record(row, shown, 201 if created else 200, "/$entity", *applied, *(where if created else ()))

    def patch(self, key: Key) -> Reply:
        """PATCH of one record: update, or create when there is none, unless a precondition prevents either."""
        options, body = self._options(), self._body()
        record_id, created = self._records.upsert(
            self.table, key, body, self.call.references, if_match=self._precondition("if-match"),
            if_none_match=self._precondition("if-none-match"),
        )  # fmt: skip
        return self._written(record_id, options, created=created)

    def delete(self, key: Key) -> Reply:
        """DELETE of one record."""
        self._records.delete(self.table, key, if_match=self._precondition("if-match"))
        return empty(204)

    def many(self, message: str) -> Reply:
        """CreateMultiple, UpdateMultiple, UpsertMultiple: all rows in one transaction (page "Bulk operations")."""
        if message == "DeleteMultiple":
            raise Refusal(501, "0x80040265", "DeleteMultiple has not yet been implemented.")
        if message not in ("CreateMultiple", "UpdateMultiple", "UpsertMultiple"):
            raise not_imitated(f"'{message}'")
        known = self.table.messages
        # a list without Upsert is from a page older than these messages, and says nothing about them
        if message not in known and ("Upsert" in known or self.table.logical_name == "activityparty"):
            raise refusals.method_not_supported(message, self.table.logical_name)
        targets = self._body().get("Targets")
        set_name, records = self.table.set_name or "", self._records
        if not isinstance(targets, list) or not all(isinstance(item, dict) for item in targets):
            raise bad_payload(set_name, "Microsoft.OData.ODataException: 'Targets' is not an array of objects.")
        ids = []
        with records.store.transaction():
            for item in targets:
                if "@odata.type" not in item:
                    raise bad_payload(
                        set_name,
                        "Microsoft.OData.ODataException: The '@odata.type' annotation is missing from an item of 'Targets'.",
                    )
                ids.append(self._one_of_many(message, item))
        if message != "CreateMultiple":
            return empty(204)
        body = {"@odata.context": f"{self.call.root}/$metadata#{NAMESPACE}{message}Response", "Ids": ids}
        return self.call.json(json_text(body))

    def _one_of_many(self, message: str, item: JsonObject) -> str:
        records, table = self._records, self.table
        if message == "CreateMultiple":
            return records.create(table, item, self.call.references)
        address = item.pop("@odata.id", None)
        if isinstance(address, str):
            arguments = parse_target(address).segments[-1].arguments or ""
        else:
            arguments = str(item.pop(table.key or "", ""))
        key = records.key(table, arguments)
        if message == "UpdateMultiple":
            return records.update(table, key, item, self.call.references)
        return records.upsert(table, key, item, self.call.references)[0]

    # -- below a record ----------------------------------------------------------------------------------------------

    def _below(self, key: Key, rest: tuple[Segment, ...]) -> Reply:
        step, deeper = rest[0], rest[1:]
        name = step.name.removeprefix(NAMESPACE)
        if name != step.name:
            raise not_imitated(f"'{name}'")
        navigation = self.table.navigation(name)
        if navigation is None:
            if self.table.column(name) is None or step.arguments is not None:
                raise no_resource(name)
            return self._property(key, name, deeper)
        if deeper and deeper[0].name == "$ref":
            return self._reference(key, navigation, step.arguments)
        if navigation.collection:
            return self._collection(key, navigation, step, deeper)
        row = self._records.need(self.table, key)
        column = lookup_column(self.table, navigation)
        if column is None:
            raise not_imitated(f"the navigation property '{name}', for which no lookup is known")
        if row[column] is None or row[target_column(column)] not in (navigation.target, *_derived(navigation.target)):
            return empty(204)  # OData: a null single-valued property has no content
        target = table_named(self.call.service.schema, str(row[target_column(column)]))
        below = _TableCall(self.call, target)
        if not deeper:
            self.call.only("GET")
            return below.get(str(row[column]))
        return below._below(str(row[column]), deeper)

    def _collection(
        self, key: Key, navigation: NavigationSchema, step: Segment, deeper: tuple[Segment, ...]
    ) -> Reply:
        many = many_link(self.call.service.schema, self.table, navigation)
        if many is not None:
            return self._far_side(key, many, step, deeper)
        link = child_link(self.call.service.schema, self.table, navigation)
        row = self._records.need(self.table, key)
        below = _TableCall(self.call, link.child)
        record_id = str(row[self.table.key or ""])
        if step.arguments is not None:
            child_key = self._records.key(link.child, step.arguments)
            return below.answer((Segment(link.child.set_name or "", step.arguments), *deeper)) if child_key else empty(204)
        related = Compare("eq", Path((link.column,)), Literal("Edm.Guid", UUID(record_id)))
        if deeper and deeper[0].name == "$count":
            self.call.only("GET")
            return below.count(related)
        if deeper:
            raise no_resource(deeper[0].name)
        if self.call.request.method == "PUT" and link.child.logical_name == "activityparty":
            raise not_imitated("replacing the parties of an activity")
        self.call.only("GET", "POST")
        if self.call.request.method == "POST":
            opposite = link.child.navigation(link.navigation or "")
            if opposite is None:
                raise not_imitated(f"a create through '{navigation.name}'")
            return below.create((opposite, f"{self.table.set_name}({record_id})"))
        return below.page(related)

    def _far_side(self, key: Key, link: ManyLink, step: Segment, deeper: tuple[Segment, ...]) -> Reply:
        """The rows at the other end of a many-to-many relationship."""
        below = _TableCall(self.call, link.target)
        if step.arguments is not None:
            return below.answer((Segment(link.target.set_name or "", step.arguments), *deeper))
        row = self._records.need(self.table, key)
        record_id = Literal("Edm.Guid", UUID(str(row[self.table.key or ""])))
        related = Lambda("any", Path((link.partner.name,)), "near", Compare("eq", Path(("near", self.table.key or "")), record_id))
        self.call.only("GET")
        if not deeper:
            return below.page(related)
        if deeper[0].name != "$count":
            raise no_resource(deeper[0].name)
        return below.count(related)

    def _property(self, key: Key, name: str, deeper: tuple[Segment, ...]) -> Reply:
        call, table = self.call, self.table
        column = table.column(name)
        assert column is not None  # noqa: S101 -- the caller looked
        if call.request.method in ("PUT", "PATCH", "DELETE"):
            if kind_of(column) is Kind.BINARY and call.request.method == "PATCH":
                raise not_imitated("file and image columns by themselves")
            call.only("PUT", "DELETE")
            value = None
            if call.request.method == "PUT":
                body = self._body()
                if "value" not in body:
                    raise bad_payload(
                        table.set_name or "", "Microsoft.OData.ODataException: The property 'value' is missing."
                    )
                value = body["value"]
            self._records.set_column(table, key, name, value, self._precondition("if-match"))
            return empty(204)
        call.only("GET")
        if deeper and deeper[0].name != "$value":
            raise no_resource(deeper[0].name)
        row = self._records.need(table, key)
        stored = row.get(name)
        if stored is None:
            return empty(204)
        if deeper:
            text = str(from_sql(column, stored))
            return Reply(200, (("Content-Type", "text/plain"), ("OData-Version", "4.0")), text.encode())
        context = f"{call.root}/$metadata#{table.set_name}({row[table.key or '']})/{name}"
        return call.json(f'{{"@odata.context":"{context}","value":{json_writer(column)(stored)}}}')

    def _reference(self, key: Key, navigation: NavigationSchema, arguments: str | None) -> Reply:
        call, records, table = self.call, self._records, self.table
        method = call.request.method
        if method == "GET":
            return self._references(key, navigation)
        if method == "DELETE":
            removed = call.options.get("$id")
            if arguments is not None:
                removed = f"{table_named(call.service.schema, navigation.target).set_name}({arguments})"
            records.unlink(table, key, navigation, removed, call.references)
            return empty(204)
        call.only("POST" if navigation.collection else "PUT")
        body = self._body()
        reference = body.get("@odata.id")
        if not isinstance(reference, str):
            raise bad_payload(table.set_name or "", "Microsoft.OData.ODataException: The '@odata.id' annotation is missing.")
        records.link(table, key, navigation, reference, call.references)
        return empty(204)

    def _references(self, key: Key, navigation: NavigationSchema) -> Reply:
        call, table = self.call, self.table
        row = self._records.need(table, key)
        if not navigation.collection:
            column = lookup_column(table, navigation) or ""
            if row.get(column) is None:
                return empty(204)
            target = table_named(call.service.schema, str(row[target_column(column)]))
            url = f"{call.root}/{target.set_name}({row[column]})"
            return call.json(json_text({"@odata.context": f"{call.root}/$metadata#$ref", "@odata.id": url}))
        many = many_link(call.service.schema, table, navigation)
        if many is not None:
            ids = far_ids(self._records.store, many, row[table.key or ""])
            value = [{"@odata.id": f"{call.root}/{many.target.set_name}({each})"} for each in ids]
        else:
            link = child_link(call.service.schema, table, navigation)
            found = self._records.store.find_by(link.child, {link.column: row[table.key or ""]})
            value = [{"@odata.id": f"{call.root}/{link.child.set_name}({each[link.child.key or '']})"} for each in found]
        return call.json(json_text({"@odata.context": f"{call.root}/$metadata#Collection($ref)", "value": value}))


def _derived(target: str) -> tuple[str, ...]:
    return ("systemuser", "team") if target in ("owner", "principal") else ()


def _both(first: Expr | None, second: Expr | None) -> Expr | None:
    if first is None or second is None:
        return first or second
    return And((first, second))

