"""Changes of a table, page by page as they are asked for, and the token to go on from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Generic, TypeVar

from ..errors import UsageError
from ..model import Entity
from ..operations.changes import ChangePage, Deleted, change_turn_after, change_turns
from ..query import Query

__all__ = ["AsyncChangeFeed", "ChangeFeed"]

E = TypeVar("E", bound=Entity)


class _Feed(Generic[E]):
    """What both feeds know. Mutable: `token` is there when the last page was read."""

    def __init__(self, run: Callable[[Any], Any], query: Query[E], since: str | None, page_size: int | None) -> None:
        self._run = run  # Any: it performs flows of any value, and the asynchronous one gives something to await
        self._query = query
        self._since = since
        self._page_size = page_size
        self._token: str | None = None

    @property
    def token(self) -> str:
        """What to pass as `since` the next time. It is text, may be stored, and is good for a week unless the environment says otherwise.

        Raises UsageError before the last change was read: from an earlier point changes would come twice, from a later one not at all.
        """
        if self._token is None:
            raise UsageError("the token comes with the last change; read the feed to its end first")
        return self._token


class ChangeFeed(_Feed[E]):
    """Rows that were created or changed, as rows, and deleted ones as `Deleted`; then `token` says where to go on.

    An error after the first page carries `position`: with it as `since`, the page that failed and those after it are read.
    """

    _run: Callable[[Any], ChangePage[E]]

    def __iter__(self) -> Iterator[E | Deleted]:
        self._token = None
        turn = change_turns(self._query, self._since, page_size=self._page_size)
        while True:
            page = self._run(turn)
            yield from page.changed
            yield from map(Deleted, page.deleted)
            following = change_turn_after(page)
            if following is None:
                self._token = page.token
                return
            turn = following


class AsyncChangeFeed(_Feed[E]):
    """Rows that were created or changed, as rows, and deleted ones as `Deleted`; then `token` says where to go on.

    An error after the first page carries `position`: with it as `since`, the page that failed and those after it are read.
    """

    _run: Callable[[Any], Awaitable[ChangePage[E]]]

    async def __aiter__(self) -> AsyncIterator[E | Deleted]:
        self._token = None
        turn = change_turns(self._query, self._since, page_size=self._page_size)
        while True:
            page = await self._run(turn)
            for row in page.changed:
                yield row
            for key in page.deleted:
                yield Deleted(key)
            following = change_turn_after(page)
            if following is None:
                self._token = page.token
                return
            turn = following
