"""Requests to replies: the one entrance to the emulated Web API.

Knows the first step of every route, and what becomes of errors. Refuses to know sockets and tokens. Every route that Dataverse has and
the emulator does not answers 501 with a sentence.
"""

import sqlite3

from attrs import define, evolve, field

from ...schema.document import CsdlDocument
from ...schema.model import Schema
from .. import actions
from ..definitions import metadata
from ..definitions import routes as definitions
from ..definitions.declarations import shipped
from ..http.messages import Reply, Request
from ..http.paths import parse_target
from ..http.preferences import read_preferences
from ..http.refusals import Refusal, no_resource, not_imitated
from ..http.replies import error, json_text
from ..language.query_errors import QueryError
from ..reading.reader import Reader
from ..writing.records import Records
from ..writing.terms import References, read_terms
from .batching import AroundPart, Batching
from .calls import Call
from .tables import TableCall

__all__ = ["AroundPart", "Service"]

LONGEST_URL = 32_768
LONGEST_URL_IN_BATCH = 65_536
NOT_IMITATED = frozenset({"ManagedPropertyDefinitions"})
"""Sets and actions of the metadata that Dataverse has and the emulator does not; other unknown names are no resources at all."""


@define
class Service:
    """Answers requests against a store; safe to use from several threads.

    `declared` are the messages that `$metadata` shows; without them, those that are carried out.
    """

    records: Records
    reader: Reader
    declared: CsdlDocument | None = None
    around_part: AroundPart = field(default=lambda _request, carry_out: carry_out())

    @property
    def schema(self) -> Schema:
        """The tables this service has."""
        return self.records.store.schema

    def _messages(self) -> CsdlDocument:
        if self.declared is None:
            self.declared = shipped(actions.HANDLERS, self.schema)
        return self.declared

    def answer(self, request: Request, references: References | None = None) -> Reply:
        """The reply to a request; never raises for anything a client sends."""
        details = False
        try:
            preferences = read_preferences(request.headers.get("prefer", ""))
            details = preferences.annotations.wants("Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus")
            if len(request.target) > (LONGEST_URL_IN_BATCH if request.in_batch else LONGEST_URL):
                # the limits are documented (page "Query data overview"), the reply is that of the web server in front
                raise Refusal(414, "", "The request URL is too long.")
            target = parse_target(request.target)
            tag = next((value for name, value in target.pairs if name == "tag"), None)
            identity = self.records.identity
            terms = read_terms(self.records.store, identity, request, references or {}, tag)
            reader = self.reader
            if terms.user_id != identity.user_id:
                reader = evolve(reader, identity=evolve(identity, user_id=terms.user_id))
            return self._route(Call(self.records, reader, request, target, preferences, terms))
        except Refusal as refusal:
            return error(refusal, details=details)
        except QueryError as wrong:
            return error(Refusal(wrong.status, wrong.code, wrong.message), details=details)
        except (sqlite3.Error, OverflowError, RecursionError) as failure:
            # what SQLite cannot hold or carry out; the service has such limits too, and other words for them
            message = f"An unexpected error occurred ({type(failure).__name__})."
            return error(Refusal(500, "0x80040216", message), details=details)

    def _route(self, call: Call) -> Reply:
        segments = call.target.segments
        if not segments:
            call.only("GET")
            return call.json(json_text(metadata.service_document(self.schema, call.root)))
        head = segments[0]
        # before the tables: a whole `$metadata` has these as entity sets too
        if head.name in definitions.ROOTS:
            return definitions.answer(call, segments)
        table = self.schema.by_set(head.name)
        if table is not None:
            return TableCall(call, table).answer(segments)
        if head.name == "$batch":
            call.only("POST")
            batching = Batching(self.records.store, self.answer, self.around_part)
            return batching.run(call.request, call.target.root, continue_on_error=call.preferences.continue_on_error)
        if head.name == "$metadata":
            call.only("GET")
            if segments[1:]:
                raise no_resource(segments[1].name)
            # both ways are documented (pages "Web API service documents" and "Web API types and operations")
            annotated = call.options.get("annotations") == "true" or call.preferences.annotations_text is not None
            text = metadata.document(self.schema, self._messages(), annotations=annotated)
            headers = (("Content-Type", "application/xml"), ("OData-Version", "4.0"), *call.preferences.applied())
            return Reply(200, headers, text)
        if [each.name for each in segments[:2]] == ["api", "search"]:
            raise not_imitated("Dataverse search")
        if head.name in NOT_IMITATED:
            raise not_imitated(f"'{head.name}'")
        if actions.is_operation(head.name):
            return actions.answer(call, head.name, head.arguments, segments[1:])
        own = actions.answer_custom(call, head.name, head.arguments) if not segments[1:] else None
        if own is not None:
            return own
        raise no_resource(head.name)
