"""`$batch`: many operations in one HTTP request, each with a handle that ends in a value, a failure, rolled back, or never ran.

Knows the service's rules (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api):
1,000 operations in one batch, no GET in a change set, change sets all or nothing, the batch stops at the first failure unless told
otherwise. Replies are matched part by part, and by Content-ID inside change sets; a missing part is an error, never a success.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any, Generic, Literal, TypeVar

from attrs import define, evolve, field

from ..errors import (
    BatchDecodeError,
    DataverseError,
    NeverRan,
    RolledBack,
    UsageError,
)
from ..model import Reference
from ..model.values import PendingReference
from ..wire.effects import Flow, locate, send
from ..wire.messages import Headers, Reply, Request, ServiceRoot
from ..wire.multipart import Part, boundary_of, join, reply_from_bytes, request_to_bytes, split
from ..wire.operation import Operation
from ..wire.replies import error_of, raise_for_status
from .rows import JSON, prefer
from .settings import CallSettings

__all__ = ["MAX_OPERATIONS", "Batch", "Handle"]

T = TypeVar("T")

MAX_OPERATIONS = 1000


class Pending(Enum):
    """The state of a handle before its batch was answered."""

    PENDING = "pending"


_PENDING = Pending.PENDING


class Handle(Generic[T]):
    """What became of one operation of a batch. Mutable: it is filled in when the batch is answered.

    `outcome` is `pending`, then one of `value`, `failed`, `rolled_back`, `never_ran`. `value` gives the operation's value or raises its
    error; `error` gives the error, or None.
    """

    __slots__ = ("_content_id", "_operation", "_result", "error")

    def __init__(self, operation: Operation[T], content_id: int | None) -> None:
        self._operation = operation
        self._content_id = content_id
        self._result: T | Pending = _PENDING
        self.error: DataverseError | None = None

    @property
    def outcome(self) -> Literal["pending", "value", "failed", "rolled_back", "never_ran"]:
        """How the operation ended."""
        if isinstance(self.error, RolledBack):
            return "rolled_back"
        if isinstance(self.error, NeverRan):
            return "never_ran"
        if self.error is not None:
            return "failed"
        return "pending" if self._result is _PENDING else "value"

    @property
    def value(self) -> T:
        """The operation's value. Raises its error, or UsageError before the batch was sent."""
        if self.error is not None:
            raise self.error
        if isinstance(self._result, Pending):
            raise UsageError("the batch was not sent yet; handles hold values after the with block")
        return self._result

    @property
    def reference(self) -> Reference[Any]:
        """Points to the row this operation will create, for later operations of the same change set (`$1`)."""
        if self._content_id is None or self._operation.creates is None:
            raise UsageError("only an operation that creates a row inside a change set can be referred to")
        return PendingReference(self._operation.creates, self._content_id)

    def read(self, reply: Reply) -> None:
        """Fills the handle from the operation's own reply."""
        try:
            self._result = self._operation.read(reply)
        except DataverseError as error:
            self.error = error

    def abort(self, error: DataverseError) -> None:
        """Fills the handle of an operation that has no value."""
        self.error = error

    def __repr__(self) -> str:
        return f"<Handle {self._operation!r} {self.outcome}>"


@define
class _Item:
    """One operation, or one change set: what must stay together."""

    handles: list[Handle[Any]] = field(factory=list)
    changeset: bool = False


def _new_boundary() -> str:
    return secrets.token_hex(16)


class Batch:
    """Collects operations and sends them together. Mutable; used once.

    Without `continue_on_error` the service stops at the first failure, and `flow` raises that failure; with it every operation runs and
    the handles tell how each ended. More than 1,000 operations go as several batches, change sets kept whole.
    """

    def __init__(
        self,
        *,
        continue_on_error: bool = False,
        settings: CallSettings | None = None,
        boundary: Callable[[], str] = _new_boundary,
    ) -> None:
        self._continue = continue_on_error
        self._settings = settings
        self._boundary = boundary
        self._items: list[_Item] = []
        self._open: _Item | None = None
        self._content_ids = 0
        self._sent = False

    def add(self, operation: Operation[T]) -> Handle[T]:
        """Adds an operation and gives its handle."""
        if self._sent:
            raise UsageError("this batch was sent; make a new one")
        if not isinstance(operation, Operation):
            raise UsageError("add takes an operation; see dataverse_sdk.operations")
        if self._open is None:
            handle = Handle(operation, None)
            self._items.append(_Item([handle]))
            return handle
        if operation.request.method == "GET":
            raise UsageError("a change set holds writes only; add the read before or after it")
        if len(self._open.handles) == MAX_OPERATIONS:
            raise UsageError(f"a change set holds {MAX_OPERATIONS} operations at most, because it cannot be split")
        self._content_ids += 1
        handle = Handle(operation, self._content_ids)
        self._open.handles.append(handle)
        return handle

    @contextmanager
    def changeset(self) -> Iterator[Batch]:
        """Opens a change set: operations added inside it are carried out all together or not at all."""
        if self._open is not None:
            raise UsageError("change sets cannot be nested")
        self._open = _Item(changeset=True)
        try:
            yield self
            # Only a block that ended well counts: half a change set must not be sent.
            if self._open.handles:
                self._items.append(self._open)
        finally:
            self._open = None

    @property
    def handles(self) -> list[Handle[Any]]:
        """The handles in the order of adding."""
        return [handle for item in self._items for handle in item.handles]

    def __len__(self) -> int:
        return sum(len(item.handles) for item in self._items)

    def flow(self) -> Flow[None]:
        """Sends the batch, or as many as it takes. Nothing is sent for an empty one."""
        if self._open is not None:
            raise UsageError("a change set is still open")
        if self._sent:
            raise UsageError("this batch was sent; make a new one")
        self._sent = True
        root = yield from locate()
        try:
            for items in _chunks(self._items):
                failed = yield from self._send(items, root)
                if failed is not None and not self._continue:
                    raise failed
        except DataverseError:
            # Whether an operation failed or a whole batch: what is still pending was not sent, and every handle says how it ended.
            _skip(self._items)
            raise

    def _send(self, items: list[_Item], root: ServiceRoot) -> Flow[DataverseError | None]:
        boundary = f"batch_{self._boundary()}"
        parts = [self._part(item, root) for item in items]
        handles = [handle for item in items for handle in item.handles]
        requests = [handle._operation.request for handle in handles]
        request = Request(
            "POST",
            "$batch",
            (
                ("Content-Type", f'multipart/mixed; boundary="{boundary}"'),
                ("If-None-Match", "null"),
                *prefer("odata.continue-on-error" if self._continue else None),
            ),
            join(parts, boundary),
            reads=all(each.reads for each in requests),
            replayable=all(each.replayable for each in requests),
        )
        try:
            reply = yield from send(request)
            _settle(items, reply, stops=not self._continue)
        except DataverseError as error:
            # Nothing can be said of the single operations, so each of them ends with what is known of the whole.
            for handle in handles:
                if handle.outcome == "pending":
                    handle.abort(error)
            raise
        return next((handle.error for handle in handles if handle.outcome == "failed"), None) or next(
            (handle.error for handle in handles if handle.error is not None), None
        )

    def _part(self, item: _Item, root: ServiceRoot) -> Part:
        if not item.changeset:
            (handle,) = item.handles
            return Part(_HTTP, request_to_bytes(self._in_batch(handle._operation.request), root))
        boundary = f"changeset_{self._boundary()}"
        parts = [
            Part(
                Headers([*_HTTP, ("Content-ID", str(handle._content_id))]),
                request_to_bytes(self._in_batch(handle._operation.request), root),
            )
            for handle in item.handles
        ]
        headers = Headers([("Content-Type", f'multipart/mixed; boundary="{boundary}"')])
        return Part(headers, join(parts, boundary))

    def _in_batch(self, request: Request) -> Request:
        """Gives a request as it stands in a part: with the batch's settings, and the headers that the documentation's samples have."""
        if self._settings is not None:
            request = self._settings.apply(request)
        # Other than JSON is what it says it is: the content of a file column.
        if request.body is not None and (request.headers.get("Content-Type") or JSON[1]).startswith("application/json"):
            headers = [(k, v) for k, v in request.headers if k.lower() != "content-type"]
            return evolve(request, headers=Headers([("Content-Type", "application/json; type=entry"), *headers]))
        if request.headers.get("Accept") is None and request.method == "GET":
            return evolve(request, headers=Headers([("Accept", "application/json"), *request.headers]))
        return request

    def __repr__(self) -> str:
        return f"<Batch of {len(self)}>"


# What each part of a batch is.
_HTTP = Headers([("Content-Type", "application/http"), ("Content-Transfer-Encoding", "binary")])


def _chunks(items: list[_Item]) -> Iterator[list[_Item]]:
    chunk: list[_Item] = []
    size = 0
    for item in items:
        if size + len(item.handles) > MAX_OPERATIONS:
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += len(item.handles)
    if chunk:
        yield chunk


def _skip(items: list[_Item]) -> None:
    for item in items:
        for handle in item.handles:
            if handle.outcome == "pending":
                handle.abort(NeverRan("the batch stopped at an earlier failure, before this operation"))


def _settle(items: list[_Item], reply: Reply, *, stops: bool) -> None:
    """Fills the handles from the reply to a batch."""
    kind = (reply.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    if kind != "multipart/mixed":
        # The whole batch was refused: a JSON error, or a gateway's page.
        raise_for_status(reply)
    try:
        parts = split(reply.body, boundary_of(reply.headers.get("Content-Type")))
        _match(items, parts, reply, stops=stops)
    except BatchDecodeError as error:
        raise BatchDecodeError(str(error), request_id=reply.request_id) from None


def _match(items: list[_Item], parts: list[Part], reply: Reply, *, stops: bool) -> None:
    if len(parts) > len(items):
        raise BatchDecodeError("the answer has more parts than the batch had requests")
    failed = False
    for item, part in zip(items, parts, strict=False):
        if failed and stops:
            raise BatchDecodeError("the answer goes on after the failure that should have ended it")
        replies = _replies(part, reply)
        if item.changeset:
            _settle_changeset(item.handles, replies)
        elif len(replies) == 1:
            item.handles[0].read(replies[0][1])
        else:
            raise BatchDecodeError("a single request was answered with a change set")
        failed = failed or any(each.status >= 400 for _, each in replies)
    missing = items[len(parts) :]
    if missing and not (failed and stops):
        raise BatchDecodeError(f"the answer lacks {len(missing)} of {len(items)} parts; whether those requests ran is unknown")
    _skip(missing)


def _replies(part: Part, outer: Reply) -> list[tuple[str | None, Reply]]:
    """Gives the replies in a part, each with its Content-ID: one for a request, several for a change set."""
    kind = (part.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    inner = [part] if kind == "application/http" else split(part.content, boundary_of(part.headers.get("Content-Type")))
    found = []
    for each in inner:
        reply = reply_from_bytes(each.content)
        if reply.request_id is None:
            reply = evolve(reply, request_id=outer.request_id)
        found.append((each.headers.get("Content-ID") or reply.headers.get("Content-ID"), reply))
    return found


def _settle_changeset(handles: list[Handle[Any]], replies: list[tuple[str | None, Reply]]) -> None:
    failure = next(((content_id, reply) for content_id, reply in replies if reply.status >= 400), None)
    if failure is not None:
        # One part stands for the whole change set; its Content-ID, when it is given, says whose failure it was.
        content_id, reply = failure
        if content_id is not None and len(handles) > 1 and content_id not in {str(handle._content_id) for handle in handles}:
            raise BatchDecodeError("the answer to a change set names an operation that is not in it")
        error = error_of(reply)
        for handle in handles:
            if str(handle._content_id) == content_id or len(handles) == 1:
                handle.read(reply)
            else:
                undone = RolledBack("another operation of the change set failed, so this one was undone", request_id=error.request_id)
                undone.__cause__ = error
                handle.abort(undone)
        return
    by_id = {content_id: reply for content_id, reply in replies if content_id is not None}
    if len(replies) != len(handles) or (by_id and set(by_id) != {str(handle._content_id) for handle in handles}):
        raise BatchDecodeError("the answer to a change set does not match its requests")
    for handle, (_, reply) in zip(handles, replies, strict=True):
        handle.read(by_id.get(str(handle._content_id), reply))
