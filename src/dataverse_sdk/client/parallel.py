"""Chunks of one call side by side: in threads for the synchronous client, in tasks for the asynchronous one.

Decides nothing: which chunk is next, and whether there is one, is said in `operations.many`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Any

import anyio

from ..operations.many import ManyChunk, ManyResult, ManyRun

__all__ = ["in_tasks", "in_threads"]


def in_threads(run: Callable[[Any], Any], work: ManyRun) -> ManyResult:
    """Performs the chunks of a call in threads, and gives what became of every row. Any: `run` performs flows of any value."""
    width = run(work.opening())
    running: set[Future[ManyChunk]] = set()
    if width > 1:
        with ThreadPoolExecutor(width, thread_name_prefix="dataverse") as threads:
            while True:
                while len(running) < width and (turn := work.take()) is not None:
                    # The scope of `client.options(...)` is a context variable, which threads do not inherit.
                    running.add(threads.submit(copy_context().run, run, turn))
                if not running:
                    break
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for each in done:
                    work.settle(each.result())
    else:
        while width and (turn := work.take()) is not None:
            work.settle(run(turn))
    return work.result()


async def in_tasks(run: Callable[[Any], Awaitable[Any]], work: ManyRun) -> ManyResult:
    """Performs the chunks of a call in tasks, and gives what became of every row."""

    failures: list[Exception] = []

    async def worker() -> None:
        try:
            while (turn := work.take()) is not None:
                work.settle(await run(turn))
        except Exception as error:
            # Kept until the chunks in flight have ended: cancelled, nobody could say what became of them.
            failures.append(error)
            work.stop()

    width = await run(work.opening())
    if width > 1:
        async with anyio.create_task_group() as tasks:
            for _ in range(width):
                tasks.start_soon(worker)
    elif width:
        await worker()
    if failures:
        raise failures[0]
    return work.result()
