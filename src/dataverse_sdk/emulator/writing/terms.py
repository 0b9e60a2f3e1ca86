"""How the writes of one request are to be made: as whom, with which plug-ins, with or without duplicate detection.

Knows the headers that change this (page "Use optional parameters", page "Impersonate another user"). Refuses to know what is written.
"""

from collections.abc import Mapping

from attrs import field, frozen

from ..http.messages import Request
from ..http.refusals import Refusal, not_imitated
from ..storage.identity import Identity
from ..storage.store import Store

__all__ = ["References", "Terms", "read_terms"]

References = Mapping[str, str]
"""What `$1` stands for in a change set: `contacts(<id>)`."""

BYPASSED = {"customsync", "customasync"}


@frozen
class Terms:
    """The circumstances of a write.

    `user_id` is who it is done as; `behind` the user who really asked, None unless someone is impersonated. `tag` reaches plug-ins.
    `unrestricted` is for what happens past the API, where no privilege is asked for.
    """

    user_id: str
    behind: str | None = None
    references: References = field(factory=dict)
    tag: str | None = None
    skips_plugins: bool = False
    detects_duplicates: bool = False
    unrestricted: bool = False


def read_terms(store: Store, identity: Identity, request: Request, references: References, tag: str | None) -> Terms:
    """The terms that the headers of a request state; Refusal 403 when it impersonates a user who does not exist.

    `MSCRM.SolutionUniqueName`, `MSCRM.MergeLabels` and `MSCRM.SuppressCallbackRegistrationExpanderJob` are accepted: there are no
    solutions, other languages or cloud flows here that they could change.
    """
    headers = request.headers
    user_id, behind = identity.user_id, None
    object_id, caller_id = headers.get("callerobjectid", "").strip(), headers.get("mscrmcallerid", "").strip()
    if object_id or caller_id:
        user_id, behind = _impersonated(store, object_id, caller_id), identity.user_id
    if "mscrm.bypassbusinesslogicexecutionstepids" in headers:
        raise not_imitated("MSCRM.BypassBusinessLogicExecutionStepIds: its plug-ins have no ids")
    bypass = {part.strip().lower() for part in headers.get("mscrm.bypassbusinesslogicexecution", "").split(",")} - {""}
    if bypass - BYPASSED:
        # the documentation lists the two values; what the service says of others is not public
        raise Refusal(400, "0x80040203", "The value of 'MSCRM.BypassBusinessLogicExecution' is CustomSync, CustomAsync, or both.")
    skips = "customsync" in bypass or headers.get("mscrm.bypasscustompluginexecution", "").lower() == "true"
    detects = headers.get("mscrm.suppressduplicatedetection", "").strip().lower() == "false"
    return Terms(user_id, behind if behind != user_id else None, references, tag, skips, detects)


def _impersonated(store: Store, object_id: str, caller_id: str) -> str:
    users = store.schema.tables.get("systemuser")
    found = []
    if users is not None and users.key is not None:
        if object_id:
            found = store.find_by(users, {"azureactivedirectoryobjectid": object_id.strip("{}").lower()})
        else:
            row = store.get(users, caller_id.strip("{}").lower())
            found = [] if row is None else [row]
    if users is None or not found or found[0].get("isdisabled"):
        raise Refusal(403, "0x80072560", "The user is not a member of the organization.")
    return str(found[0][users.key or ""])
