"""Reading rows: pages with their links, counts, single records.

Knows which members and headers a reply has. Refuses to know how rows are found and written as JSON (`reading`).
"""

from collections.abc import Iterator
from json.encoder import encode_basestring
from urllib.parse import quote, unquote

from attrs import evolve

from ...schema.model import TableSchema
from ..http import refusals
from ..http.messages import Reply
from ..http.preferences import MOST_ROWS
from ..http.replies import empty, text_reply
from ..language.options import QueryOptions, in_pages
from ..language.syntax import And, Expr
from ..reading.paging import query_identity, read_token, write_token
from ..reading.reader import SAFE, context_columns
from ..storage.store import Row
from ..writing.addressing import Key, etag_of, need
from . import deltas as delta_routes
from .calls import NAMESPACE, Call
from .query_replies import LANGUAGES, answer_apply, answer_query

__all__ = ["both", "count", "get", "page", "written"]


def both(first: Expr | None, second: Expr | None) -> Expr | None:
    """The conjunction of two filters, either of which may be absent."""
    if first is None or second is None:
        return first or second
    return And((first, second))


def page(call: Call, table: TableSchema, related: Expr | None) -> Reply:
    """GET of a set, or of a collection-valued navigation property; `related` restricts it to the rows behind that."""
    options = call.query(table)
    if table.logical_name != "activityparty":
        call.records.check_supports(table, "RetrieveMultiple")
    call.may_read(table, options.expand)
    if call.preferences.track_changes or delta_routes.DELTA in options.other:
        return delta_routes.page(call, table, options)
    if options.apply is not None or LANGUAGES & options.other.keys():
        return _other_query(call, table, options, related)
    where = both(related, options.filter)
    query = "&".join(piece for piece in call.target.query.split("&") if not unquote(piece).startswith("$skiptoken"))
    signed = query_identity(call.target.path, call.target.pairs)
    page_number, after = 1, None
    if "$skiptoken" in options.other:
        place = read_token(signed, options.other["$skiptoken"])
        page_number, after = place.page, place.after
    size = call.preferences.page_size
    # `$top` is ignored when a page size is asked for (page "Page results")
    limit = size if size is not None else min(options.top if options.top is not None else MOST_ROWS, MOST_ROWS)
    found = call.reader.page(
        table, select=options.select, where=where, orderby=options.orderby,
        expand=in_pages(options.expand, size), limit=limit,
        after=after, aliases=options.aliases, annotations=call.preferences.annotations, root=call.root,
    )  # fmt: skip
    head = ",".join([_context(call, table, options, ""), *_counted(call, table, options, where), '"value":['])
    # in bytes row by row: one letter beyond Latin-1 would make the whole text of a page twice or four times as large
    pieces = [f"{{{head}".encode(), b",".join([row.encode() for row in found.rows]), b"]"]
    if found.after is not None and (size is not None or options.top is None or options.top > MOST_ROWS):
        token = write_token(signed, page_number + 1, found.after)
        path = call.request.target.partition("?")[0]
        link = f"{call.request.origin}{path[path.index('/api/') :] if '/api/' in path else path}?"
        link += (quote(query, safe="!$%&'()*+,-./:;=?@_~") + "&" if query else "") + f"$skiptoken={token}"
        pieces.append(f',"@odata.nextLink":{encode_basestring(link)}'.encode())
    return call.json(b"".join([*pieces, b"}"]), *call.preferences.applied(page=True))


def _other_query(call: Call, table: TableSchema, options: QueryOptions, related: Expr | None) -> Reply:
    """FetchXML, SQL, a saved query, or `$apply`."""
    identity = query_identity(call.target.path, call.target.pairs)
    number = 1 if "$skiptoken" not in options.other else read_token(identity, options.other["$skiptoken"]).page
    annotations = call.preferences.annotations
    if options.apply is not None:
        answer = answer_apply(call.reader, table, options, related=related, annotations=annotations)
    else:
        answer = answer_query(
            call.reader, table, options, related=related, annotations=annotations, size=call.preferences.page_size, page=number
        )
    members = [_context(call, table, evolve(options, select=answer.columns or None), ""), *answer.members]
    if answer.next_page is not None:
        token = write_token(identity, answer.next_page, ())
        query = "&".join(f"{name}={quote(value, safe=SAFE)}" for name, value in call.target.pairs if name != "$skiptoken")
        members.append(f'"@odata.nextLink":{encode_basestring(f"{call.root}/{call.target.path}?{query}&$skiptoken={token}")}')
    return call.json("{" + ",".join(members) + "}", *call.preferences.applied(page=answer.next_page is not None))


def _context(call: Call, table: TableSchema, options: QueryOptions, suffix: str) -> str:
    columns = context_columns(options.select, options.expand)
    return f'"@odata.context":"{call.root}/$metadata#{table.set_name}{columns}{suffix}"'


def _counted(call: Call, table: TableSchema, options: QueryOptions, where: Expr | None) -> Iterator[str]:
    annotations = call.preferences.annotations
    number, exceeded = -1, False
    if options.count:
        number, exceeded = call.reader.count(table, where, options.aliases)
        yield f'"@odata.count":{number}'
    if annotations.wants(f"{NAMESPACE}totalrecordcount"):
        yield f'"@{NAMESPACE}totalrecordcount":{number}'
    if annotations.wants(f"{NAMESPACE}totalrecordcountlimitexceeded"):
        yield f'"@{NAMESPACE}totalrecordcountlimitexceeded":{"true" if exceeded else "false"}'


def count(call: Call, table: TableSchema, related: Expr | None) -> Reply:
    """GET of `$count`."""
    options = call.query(table)
    call.may_read(table)
    number, _ = call.reader.count(table, both(related, options.filter), options.aliases)
    return text_reply(str(number), mark=call.records.switches.count_mark)


def get(call: Call, table: TableSchema, key: Key) -> Reply:
    """GET of one record; 304 when the client has this version, unless it expands or asks for annotations."""
    options = call.query(table)
    call.records.check_supports(table, "Retrieve")
    call.may_read(table, options.expand)
    row = need(call.store, table, key)
    known = call.precondition("if-none-match")
    unconditional = options.expand or call.preferences.annotations.patterns
    if known in ("*", etag_of(row)) and not unconditional:
        return Reply(304, (("Content-Type", "application/json; odata.metadata=minimal"), ("OData-Version", "4.0")))
    # the documented replies to a GET of one record echo a page size as well
    return _record(call, table, row, options, 200, *call.preferences.applied(page=True))


def _record(call: Call, table: TableSchema, row: Row, options: QueryOptions, status: int, *extra: tuple[str, str]) -> Reply:
    record_id = str(row[table.key or ""])
    text = call.reader.record(
        table, record_id, select=options.select, expand=options.expand,
        annotations=call.preferences.annotations, root=call.root,
    )  # fmt: skip
    if text is None:  # deleted between the two reads
        raise refusals.does_not_exist(table.logical_name, record_id)
    shown = options if status == 200 and not call.preferences.representation else evolve(options, select=None, expand=())
    body = "{" + _context(call, table, shown, "/$entity") + "," + text[1:]
    return call.json(body, ("ETag", etag_of(row)), *extra, status=status)


def written(call: Call, table: TableSchema, record_id: str, options: QueryOptions, *, created: bool) -> Reply:
    """The reply to a create or update: 204 with the record's address, or 201 or 200 with the record."""
    url = call.url(table, record_id)
    where = (("Location", url), ("OData-EntityId", url))
    if not call.preferences.representation:
        return empty(204, *where)
    row = need(call.store, table, record_id)
    applied = call.preferences.applied(representation=True)
    # `$expand` is ignored on a write (page "Update and delete table rows")
    shown = evolve(options, expand=())
    return _record(call, table, row, shown, 201 if created else 200, *applied, *(where if created else ()))
