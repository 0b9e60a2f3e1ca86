"""Fills the handles of a batch from its reply: part by part, and by Content-ID inside change sets.

A part that is missing, or cannot be matched, is an error of the whole batch, never a success. Refuses to know what is sent again.
"""

from __future__ import annotations

from typing import Any

from attrs import evolve

from ..errors import BatchDecodeError, NeverRan, RolledBack
from ..wire.messages import Headers, Reply
from ..wire.multipart import Part, boundary_of, reply_from_bytes, split
from ..wire.replies import error_of, raise_for_status
from ..wire.retry import Outcome, outcome_of
from .handles import Handle, Item

__all__ = ["settle", "skip"]


def skip(items: list[Item]) -> None:
    """Fills the handles that are still pending: the batch stopped before them."""
    for item in items:
        for handle in item.handles:
            if handle.outcome == "pending":
                handle.abort(NeverRan("the batch stopped at an earlier failure, before this operation"))


def settle(items: list[Item], reply: Reply, *, stops: bool) -> None:
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


def _match(items: list[Item], parts: list[Part], reply: Reply, *, stops: bool) -> None:
    # Counted before anything is read: parts are matched by place, so where one is missing, none can be told from the one after it.
    if len(parts) > len(items):
        raise BatchDecodeError("the answer has more parts than the batch had requests")
    answers = [_replies(part, reply) for part in parts]
    failed = [any(each.status >= 400 for _, each in replies) for replies in answers]
    if stops and any(failed[:-1]):
        raise BatchDecodeError("the answer goes on after the failure that should have ended it")
    missing = items[len(parts) :]
    if missing and not (stops and failed and failed[-1]):
        raise BatchDecodeError(f"the answer lacks {len(missing)} of {len(items)} parts; whether those requests ran is unknown")
    for item, replies in zip(items, answers, strict=False):
        if item.changeset:
            _settle_changeset(item.handles, replies)
        elif len(replies) == 1:
            item.handles[0].read(replies[0][1])
        else:
            raise BatchDecodeError("a single request was answered with a change set")
        item.refused = _refusal(replies, reply)
    skip(missing)


def _refusal(replies: list[tuple[str | None, Reply]], outer: Reply) -> Reply | None:
    """Gives the reply that says an item was not run at all, with the batch's Retry-After where it has none of its own.

    A change set with one in it was rolled back: it was not run either.
    """
    found = next((reply for _, reply in replies if outcome_of(reply) is Outcome.REFUSED), None)
    wait = outer.headers.get("Retry-After")
    if found is None or wait is None or found.headers.get("Retry-After") is not None:
        return found
    return evolve(found, headers=Headers([*found.headers, ("Retry-After", wait)]))


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
