"""Replies to queries in other words than OData options: FetchXML, SQL, saved and user queries, `$apply`.

Knows what each asks of the request around it, and the annotations of its reply. Refuses to know how the queries are read and compiled.
https://learn.microsoft.com/power-apps/developer/data-platform/webapi/retrieve-and-execute-predefined-queries
"""

import sqlite3
from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring
from urllib.parse import unquote

from attrs import evolve, frozen

from ...schema.model import TableSchema
from ..http.refusals import does_not_exist
from ..language.fetch import Fetch
from ..language.fetch_reader import MOST_ROWS, parse_fetch
from ..language.options import QueryOptions
from ..language.query_errors import QueryError, bad_query, not_imitated
from ..language.sql_reader import parse_sql
from ..language.syntax import Expr
from ..reading.annotations import Annotations
from ..reading.reader import COUNT_CAP, Reader
from ..reading.result_rows import result_texts
from ..sql.aggregation import compile_apply
from ..sql.cells import MOST_AGGREGATED, row_limit_exceeded
from ..sql.fetch_compiler import CompiledFetch, Place, Statement, compile_fetch
from ..sql.fetch_cookies import read_cookie, write_cookie
from ..storage.values import GUID_SHAPE, SqlValue

__all__ = ["LANGUAGES", "Answer", "answer_apply", "answer_query"]

LANGUAGES = frozenset({"fetchXml", "sql", "savedQuery", "userQuery"})
PREDEFINED = {"savedQuery": "savedquery", "userQuery": "userquery"}
NAMESPACE = "Microsoft.Dynamics.CRM."
MOST_SIMPLY_PAGED = 50_000


@frozen
class Answer:
    """The members of a reply besides its context, in order; the columns its context names; the page that a next link leads to, if any."""

    columns: tuple[str, ...]
    members: tuple[str, ...]
    next_page: int | None = None


@frozen
class _Asked:
    """What surrounds a query: the table, the rows it is about, the annotations wanted, the page size preferred, and the page asked for."""

    reader: Reader
    table: TableSchema
    related: Expr | None
    annotations: Annotations
    size: int | None
    page: int
    count: bool


def answer_query(
    reader: Reader,
    table: TableSchema,
    options: QueryOptions,
    *,
    related: Expr | None,
    annotations: Annotations,
    size: int | None,
    page: int,
) -> Answer:
    """Carry out the query that `options.other` holds; `page` is what a next link asks for, `size` the page size preferred."""
    (language, text) = next((name, value) for name, value in options.other.items() if name in LANGUAGES)
    if options.other.keys() & LANGUAGES != {language} or options.select or options.filter or options.orderby or options.expand:
        raise not_imitated(f"'{language}' together with other query options")
    asked = _Asked(reader, table, related, annotations, size, page, options.count)
    if language == "fetchXml":
        fetch = parse_fetch(_document(text))
        if fetch.deleted:
            asked = evolve(asked, reader=reader.of_deleted(table))
        return _fetched(asked, fetch)
    fetch = parse_sql(text, reader.store.schema) if language == "sql" else _predefined(asked, language, text)
    return _paged(asked, fetch)


def _document(text: str) -> str:
    # Documented requests carry the document encoded twice ("Web API Query Data Sample"), and the service answers them.
    return unquote(text) if text.lstrip().lower().startswith("%3c") else text


def _predefined(asked: _Asked, language: str, text: str) -> Fetch:
    table = asked.reader.store.schema.tables.get(PREDEFINED[language])
    shape = GUID_SHAPE.fullmatch(text.strip())
    if table is None:
        raise not_imitated(f"'{language}' in an environment without the table '{PREDEFINED[language]}'")
    if shape is None:
        raise bad_query(f"The value of '{language}' is not the id of a query.")
    row = asked.reader.store.get(table, shape[1].lower())
    if row is None:
        raise does_not_exist(table.logical_name, shape[1].lower())
    return parse_fetch(str(row.get("fetchxml") or ""))


# -- running ---------------------------------------------------------------------------------------------------------


def _compile(asked: _Asked, fetch: Fetch, limit: int, place: Place) -> CompiledFetch:
    reader = asked.reader
    return compile_fetch(
        fetch, asked.table, reader.store.schema, context=reader.context(), columns=reader.columns, limit=limit, place=place,
        related=asked.related, most_read=min(fetch.limit or MOST_AGGREGATED, MOST_AGGREGATED),
    )  # fmt: skip


def _run(reader: Reader, statement: Statement) -> Sequence[Sequence[SqlValue]]:
    try:
        return reader.run(statement.sql, statement.params)
    except sqlite3.OperationalError as error:
        if "overflow" not in str(error):
            raise
        raise QueryError("0x80044150", "Generic SQL error: Arithmetic overflow error.") from error


def _rows(asked: _Asked, compiled: CompiledFetch) -> Sequence[Sequence[SqlValue]]:
    _check_read(asked.reader, compiled.read, compiled.most_read)
    return _run(asked.reader, compiled.statement)


def _check_read(reader: Reader, read: Statement | None, most: int) -> None:
    if read is not None and _number(reader, read) > most:
        raise row_limit_exceeded()


def _number(reader: Reader, statement: Statement) -> int:
    return int(_run(reader, statement)[0][0] or 0)


def _value(asked: _Asked, compiled: CompiledFetch, rows: Sequence[Sequence[SqlValue]]) -> str:
    texts = result_texts(asked.reader, asked.table, compiled.cells, compiled.targets, compiled.version, rows, asked.annotations)
    return f'"value":[{",".join(texts)}]'


def _counted(asked: _Asked, compiled: CompiledFetch, count: bool) -> Iterator[str]:
    number, exceeded = -1, False
    if count:
        total = _number(asked.reader, compiled.total)
        number, exceeded = min(total, COUNT_CAP), total > COUNT_CAP
        yield f'"@odata.count":{number}'
    if asked.annotations.wants(f"{NAMESPACE}totalrecordcount"):
        yield f'"@{NAMESPACE}totalrecordcount":{number}'
    if asked.annotations.wants(f"{NAMESPACE}totalrecordcountlimitexceeded"):
        yield f'"@{NAMESPACE}totalrecordcountlimitexceeded":{_json(exceeded)}'


def _json(value: bool) -> str:
    return "true" if value else "false"


def _shown(asked: _Asked, fetch: Fetch, compiled: CompiledFetch) -> tuple[str, ...]:
    """The columns that the context names: those of the entity, a lookup also by its navigation property (as in the documented samples)."""
    if fetch.aggregate or fetch.entity.all_attributes or not fetch.entity.attributes:
        return ()
    names: list[str] = []
    for cell in compiled.cells:
        column = asked.table.column(cell.name)
        if column is not None:
            names += [column.name, column.logical_name] if column.is_lookup else [column.name]
    return tuple(names)


# -- pages -----------------------------------------------------------------------------------------------------------


def _fetched(asked: _Asked, fetch: Fetch) -> Answer:
    """FetchXML: its own attributes say which page; annotations tell whether there is more, and from where to go on."""
    size = min(fetch.count or MOST_ROWS, MOST_ROWS)
    limit = size + 1 if fetch.top is None else fetch.top
    compiled = _compile(asked, fetch, limit, Place((fetch.page - 1) * size))
    told = compiled.cookie
    if fetch.cookie is not None and told is not None:
        page, after = read_cookie(fetch.cookie, told)
        if fetch.page > page:
            compiled = _compile(asked, fetch, limit, Place((fetch.page - page - 1) * size, after))
    elif fetch.page * size > MOST_SIMPLY_PAGED:
        # the limit is documented (page-results, "Simple paging"), its code and sentence are not
        raise QueryError("0x80040203", f"Without a paging cookie no more than {MOST_SIMPLY_PAGED} records can be paged through.")
    rows = _rows(asked, compiled)
    more = fetch.top is None and len(rows) > size
    rows = rows[:size]
    members = [*_counted(asked, compiled, fetch.total or asked.count)]
    if more and told is not None and asked.annotations.wants(f"{NAMESPACE}fetchxmlpagingcookie"):
        cookie = write_cookie(fetch.page, told, rows[0], rows[-1])
        members.append(f'"@{NAMESPACE}fetchxmlpagingcookie":{encode_basestring(cookie)}')
    if asked.annotations.wants(f"{NAMESPACE}morerecords"):
        members.append(f'"@{NAMESPACE}morerecords":{_json(more)}')
    return Answer(_shown(asked, fetch, compiled), (*members, _value(asked, compiled, rows)))


def _paged(asked: _Asked, fetch: Fetch) -> Answer:
    """SQL and predefined queries: pages are those of the Web API, with next links."""
    size = asked.size or min(fetch.count or MOST_ROWS, MOST_ROWS)
    start = (asked.page - 1) * size
    left = size if fetch.top is None else max(min(fetch.top - start, size), 0)
    compiled = _compile(asked, fetch, left + 1, Place(fetch.skip + start))
    rows = _rows(asked, compiled)
    more = len(rows) > left and (fetch.top is None or start + left < fetch.top)
    members = (*_counted(asked, compiled, fetch.total or asked.count), _value(asked, compiled, rows[:left]))
    return Answer(_shown(asked, fetch, compiled), members, asked.page + 1 if more else None)


# -- $apply ----------------------------------------------------------------------------------------------------------


def answer_apply(reader: Reader, table: TableSchema, options: QueryOptions, *, related: Expr | None, annotations: Annotations) -> Answer:
    """Carry out `$apply`: all groups in one reply."""
    assert options.apply is not None  # noqa: S101 -- the caller looked
    if options.select or options.filter or options.expand or options.count or options.top is not None:
        raise not_imitated("$apply together with other query options")
    compiled = compile_apply(
        options.apply, table, reader.store.schema, context=reader.context(), aliases=options.aliases, related=related,
        orderby=options.orderby,
    )  # fmt: skip
    _check_read(reader, compiled.read, MOST_AGGREGATED)
    rows = _run(reader, compiled.statement)
    texts = result_texts(reader, table, compiled.cells, compiled.targets, None, rows, annotations)
    return Answer((), (f'"value":[{",".join(texts)}]',))
