"""Functions about the caller and the environment.

Knows their response types. Refuses to know tables, except to count their rows.
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

from typing import TYPE_CHECKING

from ..http.replies import json_text
from ..storage.store import quoted

if TYPE_CHECKING:
    from ..http.messages import Reply
    from .invocation import Invocation

__all__ = ["LANGUAGES", "current_organization", "languages", "total_record_count", "version", "who_am_i"]

VERSION = "9.2.0.0"


def who_am_i(asked: "Invocation") -> "Reply":
    """WhoAmI: the ids of the caller, of the one impersonated if any."""
    me = asked.call.reader.identity
    return asked.response({"BusinessUnitId": me.business_unit_id, "UserId": me.user_id, "OrganizationId": me.organization_id})


def current_organization(asked: "Invocation") -> "Reply":
    """RetrieveCurrentOrganization; the parameter AccessType changes nothing here."""
    me = asked.call.records.identity
    origin = asked.call.request.origin
    endpoints = {"WebApplication": f"{origin}/", "OrganizationDataService": f"{origin}/api/data/"}
    detail = {
        "OrganizationId": me.organization_id,
        "FriendlyName": "Emulator",
        "OrganizationVersion": VERSION,
        "EnvironmentId": me.organization_id,
        "TenantId": me.tenant_id,
        "UrlName": "emulator",
        "UniqueName": "emulator",
        "State": "Enabled",
        "Endpoints": {"Count": len(endpoints), "IsReadOnly": False, "Keys": [*endpoints], "Values": [*endpoints.values()]},
    }
    return asked.response({"Detail": detail})


LANGUAGES = {
    "RetrieveAvailableLanguages": "LocaleIds",
    "RetrieveProvisionedLanguages": "RetrieveProvisionedLanguages",
    "RetrieveInstalledLanguagePacks": "RetrieveInstalledLanguagePacks",
    "RetrieveDeprovisionedLanguages": "RetrieveDeprovisionedLanguages",
}
"""Messages that list languages, and the member that holds the list."""
ENGLISH = 1033


def languages(asked: "Invocation") -> "Reply":
    """The languages of the environment: English, and none that was switched off."""
    name = asked.signature.name
    return asked.response({LANGUAGES[name]: [] if name == "RetrieveDeprovisionedLanguages" else [ENGLISH]})


def version(asked: "Invocation") -> "Reply":
    """RetrieveVersion."""
    return asked.response({"Version": VERSION})


def total_record_count(asked: "Invocation") -> "Reply":
    """RetrieveTotalRecordCount: exact here, a snapshot of the last 24 hours in the service (page "Count number of rows")."""
    store, names = asked.call.store, asked.texts("EntityNames")
    counts = []
    for name in names:
        asked.table_named(name)
        with store.lock:
            counts.append(int(store.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0]))
    collection = {"Count": len(names), "IsReadOnly": False, "Keys": names, "Values": counts}
    return asked.call.json(
        '{"@odata.context":' + json_text(asked.context) + ',"EntityRecordCountCollection":' + json_text(collection) + "}"
    )
