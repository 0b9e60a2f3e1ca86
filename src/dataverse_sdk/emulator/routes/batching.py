"""Carrying out a batch: its operations in order, change sets whole or not at all, references between them.

Knows what ends a batch and what its status is. Refuses to know the multipart format (`batch`) and the operations.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen

from ..http.batch import ChangeSetReply, Operation, PartReply, decode, encode
from ..http.messages import Reply, Request
from ..http.refusals import bad_request
from ..http.replies import error
from ..storage.store import Store
from ..writing.terms import References

__all__ = ["AroundPart", "Batching"]

REFERENCE = re.compile(r"(?:[^?]*/api/data/v\d+\.\d+)?/?\$([\w.~-]+)(?=[/?]|$)", re.IGNORECASE)
"""`$1` at the start of a part's target; clients that can only send absolute URLs put the service root before it."""

AroundPart: TypeAlias = Callable[[Request, Callable[[], Reply]], Reply]
"""Stands around each operation of a batch: calls the function to carry it out, or answers itself."""


class _RolledBack(Exception):
    def __init__(self, reply: PartReply) -> None:
        super().__init__()
        self.reply = reply


@frozen
class Batching:
    """Carries out batches with `answer`, which answers one request; `around` stands around each of them."""

    store: Store
    answer: Callable[[Request, References], Reply]
    around: AroundPart

    def run(self, request: Request, root: str, *, continue_on_error: bool) -> Reply:
        """Carry out a batch (page "Execute batch operations using the Web API").

        Without `odata.continue-on-error` the first failure ends it, and its status is that of the whole reply.
        """
        replies: list[PartReply | ChangeSetReply] = []
        status = 200
        for item in decode(request.headers.get("content-type", ""), request.body):
            if isinstance(item, Operation):
                answered = self._part(request, root, item, {})
                replies.append(answered)
                failed = answered.reply.status
            else:
                done = self._change_set(request, root, item.operations)
                replies.append(done)
                failed = done.replies[-1].reply.status if done.replies else 204
            if failed >= 400 and not continue_on_error:
                status = failed
                break
        return encode(replies, status)

    def _change_set(self, batch: Request, root: str, operations: tuple[Operation, ...]) -> ChangeSetReply:
        replies: list[PartReply] = []
        references: dict[str, str] = {}
        try:
            with self.store.transaction():
                for operation in operations:
                    answered = self._part(batch, root, operation, references)
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

    def _part(self, batch: Request, root: str, operation: Operation, references: References) -> PartReply:
        target = operation.target
        referred = REFERENCE.match(target)
        if referred is not None and (referred[1] in references or referred[1].isdigit()):
            if referred[1] not in references:
                message = f"Content-ID Reference: '${referred[1]}' does not exist in the batch context."
                return PartReply(error(bad_request(message)), operation.content_id)
            target = references[referred[1]] + target[referred.end() :]
        if "/api/data/" not in target.partition("?")[0]:
            target = f"{root}/{target.lstrip('/')}"
        request = Request(operation.method, target, operation.headers, operation.body, batch.origin, in_batch=True)
        reply = self.around(request, lambda: self.answer(request, references))
        return PartReply(reply.whole(), operation.content_id)
