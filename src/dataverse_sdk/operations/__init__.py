"""What can be done: functions that return an `Operation` (one request and how to read its reply), and batches of them."""

from ..wire.effects import Effect, Flow, Locate, Renew, Send, Sleep, counted, locate, send, sleep
from ..wire.messages import Headers, Reply, Request, ServiceRoot
from ..wire.operation import Operation, execute
from .batch import Batch, Handle
from .functions import WhoAmI, who_am_i
from .metadata import ColumnMetadata, column_lengths, column_metadata
from .pages import Page, count, next_page, query_page
from .records import ANY, Upserted, create, delete, get, patch, update, upsert

__all__ = [
    "ANY",
    "Batch",
    "ColumnMetadata",
    "Effect",
    "Flow",
    "Handle",
    "Headers",
    "Locate",
    "Operation",
    "Page",
    "Renew",
    "Reply",
    "Request",
    "Send",
    "ServiceRoot",
    "Sleep",
    "Upserted",
    "WhoAmI",
    "column_lengths",
    "column_metadata",
    "count",
    "counted",
    "create",
    "delete",
    "execute",
    "get",
    "locate",
    "next_page",
    "patch",
    "query_page",
    "send",
    "sleep",
    "update",
    "upsert",
    "who_am_i",
]
