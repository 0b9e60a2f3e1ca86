"""Reads whose URL is too long for a GET go inside a `$batch`, by themselves.

Limits: 32,768 characters for the URL of a GET, 65,536 for one inside a batch
(https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview#query-limits). Which of them holds depends on where
the service is, so it is found out when the request leaves; whoever sent it, sees its own reply and its own error.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from attrs import evolve

from ..errors import ServiceError, UsageError
from ..wire.effects import Effect, Flow, Send, locate, perform, through
from ..wire.messages import Headers, Reply
from ..wire.operation import Operation
from .batch import MAX_BATCHED_URL, Batch

__all__ = ["MAX_URL", "batching_long_reads"]

T = TypeVar("T")

MAX_URL: Final = 32_768


def batching_long_reads(flow: Flow[T]) -> Flow[T]:
    """Runs a flow; a GET that is too long by itself is sent as a batch of one."""

    def handle(effect: Effect) -> Flow[Any]:
        # Shorter than any limit with room for the longest origin: not worth asking where the service is.
        if not isinstance(effect, Send) or effect.request.method != "GET" or len(effect.request.target) < MAX_URL - 1024:
            return perform(effect)
        return _measured(effect)

    return through(flow, handle)


def _measured(effect: Send) -> Flow[Any]:
    root = yield from locate()
    length = len(root.resolve(effect.request.target))
    if length <= MAX_URL:
        return (yield from perform(effect))
    if length > MAX_BATCHED_URL:
        raise UsageError(
            f"the query is {length} characters long, and Dataverse takes {MAX_BATCHED_URL}; split a list of values over several queries, "
            "give a long value once as an Alias, or select fewer columns"
        )
    return (yield from _batched(effect))


def _batched(read: Send) -> Flow[Reply]:
    request = read.request
    batch = Batch()
    # Not `add`, which takes no headers of a scope: this request has them already.
    handle = batch._collect(Operation(request, lambda reply: reply))
    answered: list[Reply] = []

    def handle_send(effect: Effect) -> Flow[Any]:
        if isinstance(effect, Send):
            # Who the caller acts for and what runs is said of the whole batch as well.
            settings = [(name, value) for name, value in request.headers if name.lower() not in _OF_THE_READ]
            effect = evolve(read, request=evolve(effect.request, headers=Headers([*effect.request.headers, *settings])))
        reply = yield from perform(effect)
        if isinstance(reply, Reply):
            answered.append(reply)
        return reply

    try:
        yield from through(batch.flow(), handle_send)
    except ServiceError:
        # The batch as a whole was refused: throttled, or its token expired. That is the answer to the read, to be retried like one.
        return answered[-1]
    return handle.value


_OF_THE_READ = frozenset({"accept", "prefer", "if-none-match", "content-type"})
