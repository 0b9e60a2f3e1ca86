"""The Global Discovery Service, as far as an emulator has one: a list with itself in it.

Knows `Instances`, one instance by id or unique name, `$select`, and a filter on one text column. Any other option is answered with 501.
Source: https://learn.microsoft.com/power-apps/developer/data-platform/discovery-service
"""

import re
from urllib.parse import parse_qsl, unquote

from ..http.messages import Reply, Request
from ..http.paths import parse_path
from ..http.refusals import Refusal, not_imitated
from ..http.replies import error, json_reply, json_text
from ..storage.identity import Identity

__all__ = ["ROOT", "answer"]

ROOT = "/api/discovery/v2.0/"
FILTER = re.compile(r"\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*")
BY_NAME = re.compile(r"UniqueName\s*=\s*'((?:[^']|'')*)'")


def _itself(ids: Identity, origin: str) -> dict[str, object]:
    return {
        "Id": ids.organization_id,
        "UniqueName": "emulator",
        "UrlName": "emulator",
        "FriendlyName": "Emulator",
        "State": 0,
        "Version": "9.2.0.0",
        "Url": origin,
        "ApiUrl": origin,
        "LastUpdated": "2026-01-01T00:00:00Z",
        "IsUserSysAdmin": True,
        "Region": "EMULATOR",
        "OrganizationType": 0,
        "TenantId": ids.tenant_id,
        "EnvironmentId": ids.organization_id,
        "StatusMessage": 0,
        "TrialExpirationDate": None,
        "Purpose": "Develop and test",
    }


def answer(request: Request, ids: Identity) -> Reply:
    """The reply to a request below the service's root."""
    path, _, query = request.target.partition("?")
    options = dict(parse_qsl(query))
    try:
        if request.method != "GET":
            raise Refusal(405, "", "The discovery service is read only.")
        segments = parse_path(unquote(path.removeprefix(ROOT)))
        if len(segments) != 1 or segments[0].name != "Instances":
            raise Refusal(404, "", "The discovery service has Instances, and nothing else.")
        foreign = options.keys() - {"$select", "$filter"}
        if foreign:
            raise not_imitated(f"'{min(foreign)}' of the discovery service")
        return _listed(_itself(ids, request.origin), segments[0].arguments, options, f"{request.origin}{ROOT}$metadata#Instances")
    except Refusal as refusal:
        return error(refusal)


def _listed(itself: dict[str, object], key: str | None, options: dict[str, str], context: str) -> Reply:
    shown = dict(itself)
    if "$select" in options:
        names = {name.strip() for name in options["$select"].split(",")}
        if not names <= itself.keys():
            raise Refusal(400, "", "$select names a column that an instance does not have.")
        shown = {name: value for name, value in itself.items() if name in names}
    if key is not None:
        named = BY_NAME.fullmatch(key)
        matches = named[1] == itself["UniqueName"] if named else key.lower() == itself["Id"]
        if not matches:
            raise Refusal(404, "", "There is no such instance.")
        return json_reply(200, json_text({"@odata.context": f"{context}/$entity", **shown}))
    rows = [shown]
    if "$filter" in options:
        asked = FILTER.fullmatch(options["$filter"])
        if asked is None or asked[1] not in itself:
            raise not_imitated("this filter of the discovery service")
        rows = [shown] if str(itself[asked[1]]).lower() == asked[2].replace("''", "'").lower() else []
    return json_reply(200, json_text({"@odata.context": context, "value": rows}))
