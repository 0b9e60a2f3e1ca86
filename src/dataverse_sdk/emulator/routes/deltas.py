"""Change tracking on request: delta links, changed rows, deleted ids.

Knows the shapes of requests and replies. Refuses to know how changes are found (`tracking`).
https://learn.microsoft.com/power-apps/developer/data-platform/use-change-tracking-synchronize-data-external-systems
"""

from json.encoder import encode_basestring
from urllib.parse import quote, unquote

from ...schema.model import TableSchema
from ..behaviours.tracking import Token
from ..http.messages import Reply
from ..http.preferences import MOST_ROWS
from ..http.refusals import bad_request
from ..http.replies import json_text
from ..language.options import QueryOptions
from ..language.syntax import Compare, Literal, Path
from ..reading.paging import query_identity, read_token, write_token
from ..reading.reader import SAFE, context_columns
from .calls import Call

__all__ = ["DELTA", "page"]

DELTA = "$deltatoken"
START = "trackedfrom"
"""Where a tracked query began, in the links between its pages: what happens meanwhile must not be lost."""


def page(call: Call, table: TableSchema, options: QueryOptions) -> Reply:
    """GET of a set with `Prefer: odata.track-changes`, or by a delta link."""
    tracking = call.records.behaviours.change_tracking
    tracking.require(table)
    given = {
        "$filter": options.filter,
        "$orderby": options.orderby,
        "$expand": options.expand,
        "$top": options.top,
        "$apply": options.apply,
    }
    for name, value in given.items():
        if value:
            # the page lists them; what the service says is not public
            raise bad_request(f"The query option '{name}' is not supported with change tracking.")
    since = tracking.read(table, options.other[DELTA]) if DELTA in options.other else None
    start = tracking.read(table, options.other[START]) if START in options.other else tracking.token()
    signed = query_identity(call.target.path, [pair for pair in call.target.pairs if pair[0] != START]) + "&tracking"
    number, after = 1, None
    if "$skiptoken" in options.other:
        place = read_token(signed, options.other["$skiptoken"])
        number, after = place.page, place.after
    where = None if since is None else Compare("gt", Path(("versionnumber",)), Literal("Edm.Int64", since.version))
    found = call.reader.page(
        table, select=options.select, where=where, limit=call.preferences.page_size or MOST_ROWS, after=after,
        annotations=call.preferences.annotations, root=call.root,
    )  # fmt: skip
    rows = list(found.rows)
    columns = context_columns(options.select, ())
    members = [f'"@odata.context":"{call.root}/$metadata#{table.set_name}{columns}/$delta"']
    if found.after is None:
        members.append(f'"@odata.deltaLink":{encode_basestring(_link(call, DELTA, start))}')
        if since is not None:
            rows += [_deleted(call, table, record_id) for record_id in tracking.deleted(table, since)]
    members.append(f'"value":[{",".join(rows)}]')
    if found.after is not None:
        token = write_token(signed, number + 1, found.after)
        kept = _query(call) if since is None else f"{_query(call)}{DELTA}={since.text()}&"
        link = f"{_base(call)}?{kept}{START}={start.text()}&$skiptoken={token}"
        members.append(f'"@odata.nextLink":{encode_basestring(link)}')
    applied = (("Preference-Applied", "odata.track-changes"),) if call.preferences.track_changes else ()
    return call.json("{" + ",".join(members) + "}", *applied)


def _base(call: Call) -> str:
    return f"{call.root}/{call.target.path}"


def _query(call: Call) -> str:
    own = (DELTA, START, "$skiptoken")
    pieces = [f"{unquote(name)}={quote(value, safe=SAFE)}&" for name, value in call.target.pairs if name not in own]
    return "".join(pieces)


def _link(call: Call, name: str, token: Token) -> str:
    return f"{_base(call)}?{_query(call)}{name}={token.text()}"


def _deleted(call: Call, table: TableSchema, record_id: str) -> str:
    context = f"{call.root}/$metadata#{table.set_name}/$deletedEntity"
    return json_text({"@odata.context": context, "id": record_id, "reason": "deleted"})
