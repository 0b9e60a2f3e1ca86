"""`$batch`: many operations in one HTTP request, each with a handle that ends in a value, a failure, rolled back, or never ran.

Knows the service's rules (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api):
1,000 operations in one batch, no GET in a change set, change sets all or nothing, the batch stops at the first failure unless told
otherwise. How replies are matched is said in `batch_replies`, what is sent again in `batch_retries`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar, overload

from attrs import evolve

from ..errors import DataverseError, PayloadTooLarge, UsageError
from ..model import Entity
from ..wire.effects import Flow, locate, retry_part, send
from ..wire.messages import Headers, Request, ServiceRoot
from ..wire.multipart import Part, join, request_to_bytes
from ..wire.operation import Operation
from .batch_replies import settle, skip
from .batch_retries import longest_wait, to_send_again
from .handles import CreateHandle, CreateOperation, Handle, Item
from .rows import JSON, prefer
from .settings import CallSettings, check_headers

__all__ = ["MAX_BATCHED_URL", "MAX_OPERATIONS", "Batch", "Handle"]

T = TypeVar("T")
E = TypeVar("E", bound=Entity)

MAX_OPERATIONS: Final = 1000
MAX_BATCHED_URL: Final = 65_536
# Half of what the service takes of a file in one request; for a whole batch the documentation names no limit. One operation that is
# larger goes alone.
MAX_BYTES = 64 * 1024 * 1024


def _new_boundary() -> str:
    return secrets.token_hex(16)


class Batch:
    """Collects operations and sends them together. Mutable; used once.

    Without `continue_on_error` the service stops at the first failure, and `flow` raises that failure; with it every operation runs and
    the handles tell how each ended. More than 1,000 operations, or 64 MB, go as several batches, change sets kept whole.
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
        self._items: list[Item] = []
        self._open: Item | None = None
        self._content_ids = 0
        self._sent = False

    @overload
    def add(self, operation: CreateOperation[T, E]) -> CreateHandle[T, E]: ...
    @overload
    def add(self, operation: Operation[T]) -> Handle[T]: ...
    def add(self, operation: Operation[T]) -> Handle[T]:
        """Adds an operation and gives its handle."""
        if self._sent:
            raise UsageError("this batch was sent; make a new one")
        if not isinstance(operation, Operation):
            raise UsageError("add takes an operation; see dataverse_sdk.operations")
        check_headers(operation.request.headers)
        return self._collect(operation)

    def _collect(self, operation: Operation[T]) -> Handle[T]:
        kind: type[Handle[T]] = CreateHandle if isinstance(operation, CreateOperation) else Handle
        if self._open is None:
            handle = kind(operation, None)
            self._items.append(Item([handle]))
            return handle
        if operation.request.method == "GET":
            raise UsageError("a change set holds writes only; add the read before or after it")
        if len(self._open.handles) == MAX_OPERATIONS:
            raise UsageError(f"a change set holds {MAX_OPERATIONS} operations at most, because it cannot be split")
        self._content_ids += 1
        handle = kind(operation, self._content_ids)
        self._open.handles.append(handle)
        return handle

    @contextmanager
    def changeset(self) -> Iterator[Batch]:
        """Opens a change set: operations added inside it are carried out all together or not at all."""
        if self._open is not None:
            raise UsageError("change sets cannot be nested")
        self._open = Item(changeset=True)
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
        """Sends the batch, or as many as it takes. Nothing is sent for an empty one.

        Operations that the service refuses to run for now (429) are sent again, after the pause it asks for, as the retry policy allows.
        """
        if self._open is not None:
            raise UsageError("a change set is still open")
        if self._sent:
            raise UsageError("this batch was sent; make a new one")
        self._sent = True
        root = yield from locate()
        try:
            self._check_urls(root)
            for items, parts in self._chunks(root):
                yield from self._deliver(items, parts)
                failed = _first_error(items)
                if failed is not None and not self._continue:
                    raise failed
        except DataverseError:
            # Whether an operation failed or a whole batch: what is still pending was not sent, and every handle says how it ended.
            skip(self._items)
            raise

    def _check_urls(self, root: ServiceRoot) -> None:
        for handle in self.handles:
            target = handle.operation.request.target
            # Short and relative, as nearly all are: such a target leads nowhere else, and cannot be too long.
            if len(target) < MAX_BATCHED_URL - 1024 and "//" not in target and not target.startswith("/"):
                continue
            if not target.startswith("$") and len(root.resolve(target)) > MAX_BATCHED_URL:
                raise UsageError(f"the URL of an operation is longer than {MAX_BATCHED_URL} characters, the most in a batch; ask for less")

    def _deliver(self, items: list[Item], parts: dict[int, Part]) -> Flow[None]:
        """Sends one batch, and once more those of its operations that were refused, as long as the retry policy says so."""
        attempt = 1
        while True:
            try:
                yield from self._send(items, [parts[id(item)] for item in items])
            except PayloadTooLarge:
                if len(items) > 1:
                    yield from self._halved(items, parts)
                elif not self._continue:
                    raise
                return  # where the batch goes on, the handles say it
            items = to_send_again(items, stops=not self._continue)
            if not items or not (yield from retry_part(longest_wait(items), attempt)):
                return
            for item in items:
                item.reopen()
            attempt += 1

    def _halved(self, items: list[Item], parts: dict[int, Part]) -> Flow[None]:
        """Sends a batch that was refused as too large (413), and so did nothing, as two."""
        for item in items:
            item.reopen()
        middle = len(items) // 2
        yield from self._deliver(items[:middle], parts)
        if self._continue or _first_error(items[:middle]) is None:
            yield from self._deliver(items[middle:], parts)

    def _send(self, items: list[Item], parts: list[Part]) -> Flow[None]:
        boundary = f"batch_{self._boundary()}"
        handles = [handle for item in items for handle in item.handles]
        requests = [handle.operation.request for handle in handles]
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
            settle(items, reply, stops=not self._continue)
        except DataverseError as error:
            # Nothing can be said of the single operations, so each of them ends with what is known of the whole.
            for handle in handles:
                if handle.outcome == "pending":
                    handle.abort(error)
            raise

    def _chunks(self, root: ServiceRoot) -> Iterator[tuple[list[Item], dict[int, Part]]]:
        """Gives what goes into one request at a time, with its parts by the identity of the items; change sets are kept whole."""
        chunk: list[Item] = []
        parts: dict[int, Part] = {}
        count = size = 0
        for item in self._items:
            part = self._part(item, root)
            if chunk and (count + len(item.handles) > MAX_OPERATIONS or size + len(part.content) > MAX_BYTES):
                yield chunk, parts
                chunk, parts, count, size = [], {}, 0, 0
            chunk.append(item)
            parts[id(item)] = part
            count += len(item.handles)
            size += len(part.content)
        if chunk:
            yield chunk, parts

    def _part(self, item: Item, root: ServiceRoot) -> Part:
        if not item.changeset:
            (handle,) = item.handles
            return Part(_HTTP, request_to_bytes(self._in_batch(handle.operation.request), root))
        boundary = f"changeset_{self._boundary()}"
        parts = [
            Part(
                Headers([*_HTTP, ("Content-ID", str(handle._content_id))]),
                request_to_bytes(self._in_batch(handle.operation.request), root),
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


def _first_error(items: list[Item]) -> DataverseError | None:
    handles = [handle for item in items for handle in item.handles]
    own = next((handle.error for handle in handles if handle.outcome == "failed"), None)
    return own or next((handle.error for handle in handles if handle.error is not None), None)
