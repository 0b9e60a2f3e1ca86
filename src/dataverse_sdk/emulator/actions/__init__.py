"""Functions and actions: which there are, which of them the emulator carries out, and by what.

Knows the table of messages. Refuses to know what they do: each has a module of its own. A message that Dataverse has and the emulator
does not answers 501 with a sentence.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from ...schema.model import TableSchema
from ..definitions.vocabulary import Signature, signatures
from ..http.messages import Reply
from ..http.paths import Segment
from ..http.refusals import method_not_allowed, no_resource, no_route, not_imitated
from ..routes.calls import Call
from ..writing.addressing import Key
from ..writing.payload import JsonObject
from . import (
    access,
    activities,
    blocks,
    bulk_deletion,
    closing,
    custom,
    customization,
    history,
    leads,
    merging,
    organization,
    teams,
    time_zones,
)
from .invocation import Invocation, function_arguments

__all__ = ["HANDLERS", "answer", "answer_bound", "answer_custom", "is_operation"]

Handler: TypeAlias = Callable[[Invocation], Reply]

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        **closing.CLOSERS,
        **customization.HANDLERS,
        **history.HANDLERS,
        "AddMembersTeam": teams.add_members,
        "AddToQueue": activities.add_to_queue,
        "BulkDelete": bulk_deletion.bulk_delete,
        "CalculateTotalTimeIncident": activities.total_time,
        "CommitAnnotationBlocksUpload": blocks.commit_document("annotation", "AnnotationId"),
        "CommitAttachmentBlocksUpload": blocks.commit_document("activitymimeattachment", "ActivityMimeAttachmentId"),
        "CommitFileBlocksUpload": blocks.commit,
        "DeleteFile": blocks.delete,
        "DownloadBlock": blocks.download_block,
        "InitializeAnnotationBlocksDownload": blocks.initialize_document_download("annotation"),
        "GetTimeZoneCodeByLocalizedName": time_zones.code_by_name,
        "InitializeAnnotationBlocksUpload": blocks.initialize_document("annotation"),
        "InitializeAttachmentBlocksDownload": blocks.initialize_document_download("activitymimeattachment"),
        "InitializeAttachmentBlocksUpload": blocks.initialize_document("activitymimeattachment"),
        "InitializeFileBlocksDownload": blocks.initialize_download,
        "InitializeFileBlocksUpload": blocks.initialize_upload,
        "LockInvoicePricing": activities.lock_pricing,
        "Merge": merging.merge,
        "QualifyLead": leads.qualify_lead,
        "RemoveFromQueue": activities.remove_from_queue,
        "RemoveMembersTeam": teams.remove_members,
        **dict.fromkeys(organization.LANGUAGES, organization.languages),
        "RetrieveCurrentOrganization": organization.current_organization,
        "RetrievePrincipalAccess": access.principal_access,
        "RetrieveTotalRecordCount": organization.total_record_count,
        "RetrieveVersion": organization.version,
        "ReviseQuote": closing.revise_quote,
        "SendEmail": activities.send_email,
        "UploadBlock": blocks.upload_block,
        "WhoAmI": organization.who_am_i,
    }
)
"""What carries out each message."""

OTHERS = frozenset({"searchquery", "ExecuteWorkflow"})
"""Messages that are not in the `$metadata` these signatures are from."""


def is_operation(name: str) -> bool:
    """True for a function or an action of Dataverse, imitated or not."""
    return name in OTHERS or bool(signatures(name))


def answer(call: Call, name: str, arguments: str | None, rest: tuple[Segment, ...]) -> Reply:
    """Carry out a message that stands at the service root."""
    overload = next((each for each in signatures(name) if each.bound is None), None)
    if overload is None:
        if name in OTHERS:
            raise not_imitated(f"'{name}'")
        raise no_resource(name)  # it exists bound to a table only
    if rest:
        raise not_imitated(f"what is composed with the result of '{name}'")
    return _carry_out(call, overload, arguments, None, None)


def answer_custom(call: Call, name: str, arguments: str | None) -> Reply | None:
    """Carry out a message of the caller's own that stands at the service root; None when there is none of that name."""
    own = call.records.behaviours.messages.find(name)
    return None if own is None else custom.answer(call, own, arguments, None, None)


def answer_bound(call: Call, name: str, arguments: str | None, table: TableSchema, key: Key | None) -> Reply:
    """Carry out a message that is bound to a record, or to a set when there is no key."""
    own = call.records.behaviours.messages.find(name, table.logical_name)
    if own is not None:
        return custom.answer(call, own, arguments, table, key)
    every = signatures(name)
    if not every:
        raise not_imitated(f"'{name}'")  # an action of the caller's own, perhaps
    names = {table.logical_name, table.base, "crmbaseentity"}
    wanted = names if key is not None else {f"Collection({each})" for each in names}
    overload = next((each for each in every if each.bound in wanted), None)
    if overload is None:
        raise no_resource(name)
    return _carry_out(call, overload, arguments, table, key)


def _carry_out(call: Call, signature: Signature, arguments: str | None, table: TableSchema | None, key: Key | None) -> Reply:
    if signature.function:
        if call.method != "GET":
            raise no_route(call.root + "/" + signature.name)
    elif call.method != "POST":
        raise no_route(call.root + "/" + signature.name) if call.method == "GET" else method_not_allowed(call.method)
    handler = HANDLERS.get(signature.name)
    if handler is None:
        raise not_imitated(f"'{signature.name}'")
    return _run(handler, Invocation(call, signature, _arguments(call, signature, arguments), table, key))


def _arguments(call: Call, signature: Signature, arguments: str | None) -> JsonObject:
    if signature.function:
        return function_arguments(arguments, call.aliases)
    if not call.request.body.strip() and not signature.parameters:
        return {}
    return call.body()


def _run(handler: Handler, asked: Invocation) -> Reply:
    if asked.signature.function:
        return handler(asked)
    with asked.call.store.transaction():  # an action happens whole or not at all
        return handler(asked)
