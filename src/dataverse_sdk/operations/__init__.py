"""What can be done: functions that return an `Operation` (one request and how to read its reply), and batches of them."""

from ..wire.effects import Effect, Flow, Locate, Renew, Send, Sleep, counted, locate, send, sleep
from ..wire.messages import Headers, Reply, Request, ServiceRoot
from ..wire.operation import Operation, execute
from . import definition_changes, definitions, metadata
from .attachments import Attachment, activity_attachment, attach_to_activity, attach_to_record, note_file
from .batch import Batch, Handle
from .blocks import BlockDownload, attach_from, delete_file_by_id, download_note, downloading, upload_blocks, upload_to
from .bulk import create_multiple, delete_multiple, supports, update_multiple, upsert_multiple
from .bulk_delete import BulkDeleteJob, bulk_delete, bulk_delete_job, wait_for_bulk_delete
from .changes import ChangePage, Deleted, change_turn_after, change_turns, changes_page, more_changes
from .counts import Count, count, count_exactly
from .definition_queries import Definition, Definitions, expanded
from .files import Download, FileInfo, delete_file, download, upload, upload_chunks, upload_from
from .functions import WhoAmI, who_am_i
from .handles import CreateHandle, CreateOperation
from .links import associate, disassociate, replace
from .many import ManyResult, RowOutcome
from .messages import EnumMember, action, function, merge
from .metadata import ColumnMetadata, column_labels, column_lengths, column_metadata, table_privileges
from .pages import Page, next_page, query_page, resume_page
from .positions import Position
from .properties import clear, get_value, set_value
from .records import ANY, Columns, Upserted, create, delete, get, get_if_changed, get_whole, patch, update, upsert
from .settings import CallSettings
from .through import Related, count_related, get_related, related

__all__ = [
    "ANY",
    "Attachment",
    "Batch",
    "BlockDownload",
    "BulkDeleteJob",
    "CallSettings",
    "ChangePage",
    "ColumnMetadata",
    "Columns",
    "Count",
    "CreateHandle",
    "CreateOperation",
    "Definition",
    "Definitions",
    "Deleted",
    "Download",
    "Effect",
    "EnumMember",
    "FileInfo",
    "Flow",
    "Handle",
    "Headers",
    "Locate",
    "ManyResult",
    "Operation",
    "Page",
    "Position",
    "Related",
    "Renew",
    "Reply",
    "Request",
    "RowOutcome",
    "Send",
    "ServiceRoot",
    "Sleep",
    "Upserted",
    "WhoAmI",
    "action",
    "activity_attachment",
    "associate",
    "attach_from",
    "attach_to_activity",
    "attach_to_record",
    "bulk_delete",
    "bulk_delete_job",
    "change_turn_after",
    "change_turns",
    "changes_page",
    "clear",
    "column_labels",
    "column_lengths",
    "column_metadata",
    "count",
    "count_exactly",
    "count_related",
    "counted",
    "create",
    "create_multiple",
    "definition_changes",
    "definitions",
    "delete",
    "delete_file",
    "delete_file_by_id",
    "delete_multiple",
    "disassociate",
    "download",
    "download_note",
    "downloading",
    "execute",
    "expanded",
    "function",
    "get",
    "get_if_changed",
    "get_related",
    "get_value",
    "get_whole",
    "locate",
    "merge",
    "metadata",
    "more_changes",
    "next_page",
    "note_file",
    "patch",
    "query_page",
    "related",
    "replace",
    "resume_page",
    "send",
    "set_value",
    "sleep",
    "supports",
    "table_privileges",
    "update",
    "update_multiple",
    "upload",
    "upload_blocks",
    "upload_chunks",
    "upload_from",
    "upload_to",
    "upsert",
    "upsert_multiple",
    "wait_for_bulk_delete",
    "who_am_i",
]
