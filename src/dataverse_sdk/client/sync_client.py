"""The synchronous client: a method is one line over an operation or a flow. Its asynchronous twin has the same methods.

Decides nothing: what is sent and how a reply is read is said in `operations`, how often in `wire.retry`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar, overload
from uuid import UUID, uuid4

import httpx

from ..errors import NotFound, UsageError
from ..model import CollectionExpr, ColumnExpr, Entity, LookupExpr, Reference
from ..operations import batch, blocks, files, functions, links, many, pages, properties, records
from ..operations.counts import Count
from ..operations.long_reads import batching_long_reads
from ..operations.rows import Key
from ..operations.settings import CallSettings, check_headers, with_settings
from ..query import Query
from ..query.source import RowSource
from ..wire.effects import Flow, send
from ..wire.messages import Headers, Reply, Request, ServiceRoot
from ..wire.operation import Operation, execute
from ..wire.retry import retrying
from . import content
from .auth import Tokens
from .drivers import Driver
from .feeds import ChangeFeed
from .options import ClientOptions
from .parallel import in_threads
from .scopes import current_settings, entered

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

__all__ = ["DataverseClient", "QueryResult", "ScopedDataverseClient"]

T = TypeVar("T")
E = TypeVar("E", bound=Entity)
R = TypeVar("R")


class DataverseClient:
    """A client for one environment. Use it as a context manager, or call `close`. May be shared between threads.

    `url` is the environment's URL (`https://org.crm.dynamics.com`); `credential` any azure-core credential; `http` an httpx.Client or
    anything with its interface, which then stays the caller's to close. `http://` is refused, except for an address of this machine with
    `allow_insecure_loopback=True`.
    """

    def __init__(
        self,
        url: str,
        credential: TokenCredential,
        *,
        http: Any = None,
        options: ClientOptions | None = None,
        allow_insecure_loopback: bool = False,
    ) -> None:
        options = options or ClientOptions()
        root = ServiceRoot.parse(
            url,
            version=options.api_version,
            allow_insecure_loopback=allow_insecure_loopback or options.allow_insecure_loopback,
        )
        tokens = Tokens(credential, f"{root.origin}/.default")
        self._owned = http is None
        self._driver = Driver(http if http is not None else httpx.Client(), root, tokens, options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections, if this client opened them."""
        if self._owned:
            self._driver.http.close()

    @property
    def root(self) -> ServiceRoot:
        """Where the service is."""
        return self._driver.root

    @property
    def http_calls(self) -> int:
        """How many HTTP requests this client has sent, retries included."""
        return self._driver.sends

    def run(self, flow: Flow[T]) -> T:
        """Performs a flow, with retries. A read whose URL is too long goes as a batch of one."""
        flow = with_settings(flow, self._effective_settings())
        return self._driver.run(batching_long_reads(retrying(flow, self._driver.options.retry, self._driver.budget, paced=True)))

    # Those that the client carries itself, wherever it is used.
    _own_settings: CallSettings | None = None

    def _effective_settings(self) -> CallSettings | None:
        scope = current_settings(self._driver)
        return scope if self._own_settings is None else self._own_settings.over(scope)

    def send(self, operation: Operation[T]) -> T:
        """Sends one operation and gives its value."""
        return self.run(execute(operation))

    def request(self, method: str, target: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Reply:
        """Sends a request of the caller's own making, relative to the service root; the reply comes back whatever its status."""
        return self.run(send(Request(method, target, check_headers(Headers((headers or {}).items())), body)))

    def who_am_i(self) -> functions.WhoAmI:
        """Asks who the caller is."""
        return self.send(functions.who_am_i())

    def get(
        self,
        cls: type[E],
        key: Key,
        *,
        select: Sequence[ColumnExpr[Any] | LookupExpr[Any]] = (),
        expand: Sequence[Any] = (),
        annotations: str | Sequence[str] | None = None,
    ) -> E:
        """Reads one record by its id or an alternate key. Raises NotFound."""
        return self.run(records.get_whole(cls, key, select=select, expand=expand, annotations=annotations))

    def find(
        self,
        cls: type[E],
        key: Key,
        *,
        select: Sequence[ColumnExpr[Any] | LookupExpr[Any]] = (),
        expand: Sequence[Any] = (),
        annotations: str | Sequence[str] | None = None,
    ) -> E | None:
        """Reads one record by its id or an alternate key, or gives None when there is none."""
        try:
            return self.get(cls, key, select=select, expand=expand, annotations=annotations)
        except NotFound:
            return None

    def query(
        self, query: RowSource[R], *, page_size: int | None = None, annotations: str | Sequence[str] | None = None, count: bool = False
    ) -> QueryResult[R]:
        """Gives the rows of a query, to iterate over; nothing is sent before the first row is asked for.

        A `Query` gives rows of its class, `values()` tuples, `group_by()` groups; `Fetch`, `SavedQuery` and `SqlQuery` go in the same way.
        With `count` the first page says how many rows there are.
        """
        return QueryResult(self, query, page_size, annotations, count)

    @overload
    def create(self, row: Entity) -> UUID: ...
    @overload
    def create(self, row: E, *, returning: records.Columns) -> E: ...
    def create(self, row: Entity, *, returning: records.Columns | None = None) -> Any:
        """Creates a record from the columns that were set, and gives its id, or the columns in `returning` as a new row.

        Rows that were given to the row's navigation properties are created with it, all or none.
        """
        return self.run(records.create_once(row, uuid4(), returning=returning))

    @overload
    def update(self, row: Entity, *, overwrite: bool = ...) -> None: ...
    @overload
    def update(self, row: E, *, overwrite: bool = ..., returning: records.Columns) -> E: ...
    def update(self, row: Entity, *, overwrite: bool = False, returning: records.Columns | None = None) -> Any:
        """Sends the columns that changed, on condition of the version that was read unless `overwrite` is true."""
        return self.run(records.update_once(row, overwrite=overwrite, returning=returning))

    def clear(self, cls: type[Entity], key: Key, column: ColumnExpr[Any] | LookupExpr[Any]) -> None:
        """Empties one column of a record, or one lookup. Raises NotFound."""
        return self.send(properties.clear(cls, key, column))

    def upsert(self, row: Entity, key: Key | None = None, *, prevent: Literal["create", "update"] | None = None) -> records.Upserted:
        """Creates the record or updates it, and says which."""
        return self.send(records.upsert(row, key, prevent=prevent))

    def delete(self, cls: type[Entity], key: Key, *, etag: records.Etag | None = None) -> None:
        """Deletes a record. Raises NotFound."""
        return self.run(records.delete_once(cls, key, etag=etag))

    def create_many(
        self,
        rows: Iterable[Entity],
        *,
        chunk_size: int = 100,
        at_once: int | None = None,
        continue_on_error: bool = False,
        elastic: bool = False,
        progress: Callable[[int, int], object] | None = None,
    ) -> many.ManyResult:
        """Creates rows of one table in chunks, several in flight, and gives their ids in order (`.ids`, or `.rows` for each).

        By CreateMultiple where the table has it, else by change sets; either way a chunk is all or none. Raises BulkFailed when a row was
        not written, and sends no further chunks then; its `result` says what became of each. With `continue_on_error` the rest is sent, and
        the result given. `progress(done, total)` is called after each chunk. `elastic` says that the table is elastic: chunks are then no
        transactions. `at_once` is how many chunks are in flight; without it the service is asked.
        """
        work = many.ManyRun(
            "create",
            None,
            rows,
            chunk_size=chunk_size,
            at_once=at_once,
            continue_on_error=continue_on_error,
            elastic=elastic,
            progress=progress,
            settings=self._effective_settings(),
        )
        return in_threads(self.run, work)

    def update_many(
        self,
        rows: Iterable[Entity],
        *,
        chunk_size: int = 100,
        at_once: int | None = None,
        continue_on_error: bool = False,
        elastic: bool = False,
        progress: Callable[[int, int], object] | None = None,
    ) -> many.ManyResult:
        """Sends the changed columns of rows of one table, in chunks as `create_many` does. Versions are not compared."""
        work = many.ManyRun(
            "update",
            None,
            rows,
            chunk_size=chunk_size,
            at_once=at_once,
            continue_on_error=continue_on_error,
            elastic=elastic,
            progress=progress,
            settings=self._effective_settings(),
        )
        return in_threads(self.run, work)

    def upsert_many(
        self,
        rows: Iterable[Entity],
        *,
        key: Sequence[ColumnExpr[Any] | LookupExpr[Any]] = (),
        chunk_size: int = 100,
        at_once: int | None = None,
        continue_on_error: bool = False,
        elastic: bool = False,
        progress: Callable[[int, int], object] | None = None,
    ) -> many.ManyResult:
        """Creates or updates rows of one table, in chunks as `create_many` does: by primary id, or by an alternate key.

        `key` names the columns of the alternate key, such as `key=[Account.accountnumber]`, whose values every row must hold.
        """
        work = many.ManyRun(
            "upsert",
            None,
            rows,
            key=key,
            chunk_size=chunk_size,
            at_once=at_once,
            continue_on_error=continue_on_error,
            elastic=elastic,
            progress=progress,
            settings=self._effective_settings(),
        )
        return in_threads(self.run, work)

    def delete_many(
        self,
        cls: type[Entity],
        keys: Iterable[Key],
        *,
        chunk_size: int = 100,
        at_once: int | None = None,
        continue_on_error: bool = False,
        elastic: bool = False,
        progress: Callable[[int, int], object] | None = None,
    ) -> many.ManyResult:
        """Deletes rows by id, in chunks as `create_many` does; each row stands for itself, except by DeleteMultiple on an elastic table."""
        work = many.ManyRun(
            "delete",
            cls,
            keys,
            chunk_size=chunk_size,
            at_once=at_once,
            continue_on_error=continue_on_error,
            elastic=elastic,
            progress=progress,
            settings=self._effective_settings(),
        )
        return in_threads(self.run, work)

    def changes(self, query: Query[E], *, since: str | None = None, page_size: int | None = None) -> ChangeFeed[E]:
        """Gives what was created, changed or deleted since a token, or the whole table without one; then `.token` says where to go on.

        Nothing is sent before the first change is asked for. The table must have change tracking switched on.
        """
        return ChangeFeed(self.run, query, since, page_size)

    def upload(
        self,
        cls: type[Entity],
        key: Key,
        column: ColumnExpr[Any],
        source: content.Source,
        *,
        name: str | None = None,
        size: int | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> None:
        """Puts a file into a column: bytes, a path, an open file, or an iterator of bytes whose `size` is told. Memory holds one chunk.

        A path gives the file its name; otherwise `name` is needed. The column holds files or an image, or is a note's `documentbody`.
        `progress(done, size)` is called with bytes.
        """
        called = content.named(source, name)
        with content.reading(source, size) as (read, whole):
            self.run(blocks.upload_to(cls, key, column, read, size=whole, name=called, progress=progress))

    def download(self, cls: type[Entity], key: Key, column: ColumnExpr[Any], to: content.Sink, *, full: bool = False) -> files.FileInfo:
        """Writes the file of a column to a path or an open file, and gives what the service said of it. Memory holds one chunk.

        A path holds the whole file afterwards, or what it held before. Of an image this is a thumbnail, unless `full` is true.
        """
        ranges = blocks.downloading(cls, key, column, full=full)
        with content.writing(to) as file:
            while (turn := ranges.turn()) is not None:
                piece = self.run(turn)
                file.write(piece)
        assert ranges.info is not None  # noqa: S101 -- a range came
        return ranges.info

    def read_file(self, cls: type[Entity], key: Key, column: ColumnExpr[Any], *, full: bool = False) -> Iterator[bytes]:
        """Gives the file of a column piece by piece."""
        ranges = blocks.downloading(cls, key, column, full=full)
        while (turn := ranges.turn()) is not None:
            yield self.run(turn)

    def attach(
        self,
        row: Entity | Reference[Any],
        source: content.Source,
        *,
        name: str | None = None,
        size: int | None = None,
        media_type: str = "application/octet-stream",
        subject: str | None = None,
        text: str | None = None,
        to_activity: bool = False,
        progress: Callable[[int, int], object] | None = None,
    ) -> UUID:
        """Adds a file to a record, as a note, and gives the note's id; the file comes from where `upload` takes it.

        With `to_activity` it becomes an attachment of that activity, such as an email, instead.
        """
        called = content.named(source, name)
        facts: dict[str, Any] = {"media_type": media_type, "subject": subject, "text": text, "to_activity": to_activity}
        with content.reading(source, size) as (read, whole):
            return self.run(blocks.attach_from(row, read, size=whole, name=called, progress=progress, **facts))

    @contextmanager
    def batch(self, *, continue_on_error: bool = False) -> Iterator[batch.Batch]:
        """Collects operations and sends them together when the block ends; an exception in the block sends nothing."""
        collected = batch.Batch(continue_on_error=continue_on_error, settings=self._effective_settings())
        yield collected
        self.run(collected.flow())

    def associate(
        self, row: Entity | Reference[Any], navigation: type[Entity] | CollectionExpr[Any], other: Entity | Reference[Any]
    ) -> None:
        """Links two records through a navigation property."""
        return self.send(links.associate(row, navigation, other))

    def disassociate(
        self, row: Entity | Reference[Any], navigation: type[Entity] | CollectionExpr[Any], other: Entity | Reference[Any] | None = None
    ) -> None:
        """Removes a link between two records."""
        return self.send(links.disassociate(row, navigation, other))

    def call(self, message: Operation[T]) -> T:
        """Calls a function or an action: `client.call(function("WhoAmI"))`."""
        return self.send(message)

    def options(
        self,
        *,
        as_user: UUID | None = None,
        bypass_business_logic: Literal["sync", "async", "both"] | None = None,
        suppress_flows: bool = False,
        suppress_duplicate_detection: bool | None = None,
        solution: str | None = None,
        tag: str | None = None,
        strong_consistency: bool = False,
    ) -> ScopedDataverseClient:
        """Gives a client whose calls carry these settings; see `CallSettings`. In a `with` block they hold for this client as well.

        One call: `client.options(tag="import").create(row)`. A scope: `with client.options(as_user=user): ...`. A scope inside another adds
        to it. A task that was started in the block and outlives it is refused further calls: it must not go on acting as somebody else,
        nor silently as itself. A generator does not open a block, because its caller would act in it (see `scopes`).
        """
        settings = CallSettings(
            as_user=as_user,
            bypass_business_logic=bypass_business_logic,
            suppress_flows=suppress_flows,
            suppress_duplicate_detection=suppress_duplicate_detection,
            solution=solution,
            tag=tag,
            strong_consistency=strong_consistency,
        )
        return ScopedDataverseClient(self._driver, settings.over(self._own_settings))

    def __repr__(self) -> str:
        return f"<DataverseClient {self.root.origin}>"


class ScopedDataverseClient(DataverseClient):
    """A client whose every call carries settings. It shares the connections of the client it came from, and closes none."""

    def __init__(self, driver: Driver, settings: CallSettings) -> None:
        self._driver = driver
        self._owned = False
        self._own_settings = settings
        self._block: AbstractContextManager[None] | None = None

    def __enter__(self) -> Self:
        settings = self._effective_settings()
        if self._block is not None or settings is None:
            raise UsageError("this scope is open already; ask options() for another one")
        self._block = entered(self._driver, settings)
        self._block.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        block, self._block = self._block, None
        if block is not None:
            block.__exit__(None, None, None)


class QueryResult(Generic[R]):
    """The rows of a query, read page by page as they are asked for; iterating again asks the service again."""

    def __init__(
        self,
        client: DataverseClient,
        source: RowSource[R],
        page_size: int | None,
        annotations: str | Sequence[str] | None,
        count: bool = False,
    ) -> None:
        self._client = client
        self._source = source
        self._page_size = page_size
        self._annotations = annotations
        self._count = count

    def pages(self, start: pages.Position | None = None) -> Iterator[pages.Page[R]]:
        """Gives the pages one after the other, from the first or from a position of the same query.

        Each page says where the next one begins (`page.position`), and an error where the page that failed does (`error.position`).
        """
        turn: Flow[pages.Page[R]] | None = pages.turns(
            self._source, start, page_size=self._page_size, annotations=self._annotations, count=self._count
        )
        while turn is not None:
            page = self._client.run(turn)
            yield page
            turn = pages.turn_after(page)

    def __iter__(self) -> Iterator[R]:
        for page in self.pages():
            yield from page.rows

    def first(self) -> R | None:
        """Gives the first row, or None when there is none."""
        rows = self._client.query(self._source.at_most(1), annotations=self._annotations)
        return next(iter(rows), None)

    def one(self) -> R:
        """Gives the only row. Raises NotFound for none, and DuplicateRecord for more than one."""
        rows = self._client.query(self._source.at_most(2), annotations=self._annotations)
        return pages.only(list(rows))

    def count(self, *, exact: bool = False) -> Count:
        """Counts the rows. The service stops at 5,000: the result says so (`capped`), or, with `exact`, all keys are read and counted."""
        return self._client.run(pages.counting(self._source, exact=exact))
