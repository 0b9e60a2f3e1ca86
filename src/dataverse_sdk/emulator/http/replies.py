"""Replies as Dataverse writes them: headers, JSON text, error bodies.

Knows the spelling of every header and the shape of an error. Refuses to know what a request asked for.
"""

from decimal import Decimal
from json import dumps
from uuid import uuid4

from .messages import Reply
from .refusals import Refusal

__all__ = ["JSON_TYPE", "empty", "error", "json_reply", "json_text", "text_reply"]

JSON_TYPE = "application/json; odata.metadata=minimal"
VERSION = ("OData-Version", "4.0")


def json_text(value: object) -> str:
    """JSON text of plain values; a Decimal keeps its digits, which `json.dumps` would lose by way of a float."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return "{" + ",".join(f"{dumps(name)}:{json_text(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(json_text(item) for item in value) + "]"
    return dumps(value, ensure_ascii=False)


def json_reply(status: int, text: str | bytes, *extra: tuple[str, str], streaming: bool = False) -> Reply:
    """A reply whose body is JSON text; parts of a batch say `odata.streaming=true` as well."""
    kind = f"{JSON_TYPE}; odata.streaming=true" if streaming else JSON_TYPE
    return Reply(status, (("Content-Type", kind), *extra, VERSION), text if isinstance(text, bytes) else text.encode())


def text_reply(text: str, *, mark: bool) -> Reply:
    """A plain text reply; with `mark` the body begins with a byte order mark (page "Count number of rows")."""
    return Reply(200, (("Content-Type", "text/plain"), VERSION), (b"\xef\xbb\xbf" if mark else b"") + text.encode())


def empty(status: int, *extra: tuple[str, str]) -> Reply:
    """A reply without a body."""
    return Reply(status, (VERSION, *extra))


def error(refusal: Refusal, *, details: bool = False) -> Reply:
    """The reply to a refused request: `{"error": {"code", "message"}}`.

    With `details` the error carries the annotations that `odata.include-annotations="*"` asks for
    (page "Compose HTTP requests and handle errors"). REQ_ID stands where the documented batch parts have it.
    """
    body: dict[str, object] = {"code": refusal.code, "message": refusal.message}
    if details:
        body["@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus"] = "0"
        body["@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode"] = "0"
        body["@Microsoft.PowerApps.CDS.HelpLink"] = "http://go.microsoft.com/fwlink/?LinkID=398563"
        body["@Microsoft.PowerApps.CDS.TraceText"] = "\r\n"
        body["@Microsoft.PowerApps.CDS.InnerError.Message"] = refusal.message
    return Reply(
        refusal.status,
        (("REQ_ID", str(uuid4())), ("Content-Type", JSON_TYPE), VERSION),
        json_text({"error": body}).encode(),
    )
