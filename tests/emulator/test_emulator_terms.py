"""Headers that change how a write is made: impersonation, duplicate detection, plug-ins that are bypassed, tags."""

import httpx
import pytest

from dataverse_sdk.emulator import Context, Emulator, reject
from dataverse_sdk.emulator.writing.duplicates import DuplicateRule

OTHER = "00000000-0000-0000-0000-00000000000a"
OBJECT = "00000000-0000-0000-0000-00000000000b"


@pytest.fixture
def other(dataverse: Emulator) -> str:
    user = {"ownerid": OTHER, "systemuserid": OTHER, "fullname": "Other", "azureactivedirectoryobjectid": OBJECT, "isdisabled": False}
    dataverse.load({"systemusers": [user]})
    return OTHER


# -- impersonation -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [{"CallerObjectId": OBJECT.upper()}, {"MSCRMCallerID": OTHER}])
def test_an_impersonated_user_creates_and_changes(dataverse: Emulator, http: httpx.Client, other: str, header: dict[str, str]) -> None:
    me = http.get("WhoAmI").json()["UserId"]
    made = http.post("accounts", json={"name": "x"}, headers=header).headers["OData-EntityId"]
    row = http.get(made).json()
    assert (row["_createdby_value"], row["_createdonbehalfby_value"]) == (other, me)
    assert (row["_ownerid_value"], row["_owninguser_value"], row["_modifiedby_value"]) == (other, other, other)
    http.patch(made, json={"name": "y"})
    row = http.get(made).json()
    assert (row["_modifiedby_value"], row["_modifiedonbehalfby_value"], row["_createdby_value"]) == (me, None, other)
    http.patch(made, json={"name": "z"}, headers=header)
    row = http.get(made).json()
    assert (row["_modifiedby_value"], row["_modifiedonbehalfby_value"]) == (other, me)


def test_who_am_i_and_filters_speak_of_the_impersonated_user(http: httpx.Client, other: str) -> None:
    header = {"MSCRMCallerID": other}
    assert http.get("WhoAmI", headers=header).json()["UserId"] == other
    http.post("accounts", json={"name": "mine"})
    http.post("accounts", json={"name": "theirs"}, headers=header)
    mine = "accounts?$select=name&$filter=Microsoft.Dynamics.CRM.EqualUserId(PropertyName='ownerid')"
    assert [row["name"] for row in http.get(mine, headers=header).json()["value"]] == ["theirs"]


@pytest.mark.parametrize("header", ["CallerObjectId", "MSCRMCallerID"])
def test_an_unknown_or_disabled_user_cannot_be_impersonated(dataverse: Emulator, http: httpx.Client, header: str) -> None:
    reply = http.post("accounts", json={"name": "x"}, headers={header: OTHER})
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "0x80072560")
    dataverse.load({"systemusers": [{"ownerid": OTHER, "azureactivedirectoryobjectid": OTHER, "isdisabled": True}]})
    assert http.get("accounts", headers={header: OTHER}).status_code == 403
    assert dataverse.rows("accounts") == []


# -- duplicate detection -------------------------------------------------------------------------------------------------


def test_duplicates_are_looked_for_only_when_asked(dataverse: Emulator, http: httpx.Client) -> None:
    on = {"MSCRM.SuppressDuplicateDetection": "false"}
    lead = {"subject": "s", "emailaddress1": "monte@example.test"}
    first = http.post("leads", json=lead, headers=on)
    assert first.status_code == 204
    assert http.post("leads", json=lead).status_code == 204
    assert http.post("leads", json=lead, headers={"MSCRM.SuppressDuplicateDetection": "true"}).status_code == 204
    reply = http.post("leads", json=lead | {"emailaddress1": "MONTE@example.test"}, headers=on)
    message = "A record was not created or updated because a duplicate of the current record already exists."
    assert (reply.status_code, reply.json()["error"]) == (412, {"code": "0x80040333", "message": message})
    assert len(dataverse.rows("leads")) == 3
    address = first.headers["OData-EntityId"]
    assert http.patch(address, json={"lastname": "x"}, headers=on).status_code == 204  # no column of the rule is written
    assert http.patch(address, json={"emailaddress1": "monte@example.test"}, headers=on).status_code == 412
    assert http.patch(address, json={"emailaddress1": None}, headers=on).status_code == 204


def test_duplicate_rules_are_the_environments_own(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.duplicate_rules[:] = [DuplicateRule("contact", ("firstname", "lastname"))]
    on = {"MSCRM.SuppressDuplicateDetection": "false"}
    dataverse.load({"contacts": [{"firstname": "A", "lastname": "B", "emailaddress1": "a@b.test"}]})
    assert http.post("contacts", json={"firstname": "A", "emailaddress1": "a@b.test"}, headers=on).status_code == 204
    assert http.post("contacts", json={"firstname": "a", "lastname": "b"}, headers=on).status_code == 412


# -- plug-ins ------------------------------------------------------------------------------------------------------------


def test_a_tag_reaches_plugins_with_the_row_as_it_was(dataverse: Emulator, http: httpx.Client) -> None:
    seen: list[tuple[object, ...]] = []
    dataverse.plugins.before("Update", "contact", lambda at: seen.append((at.tag, at.before.get("lastname"), at.values["lastname"])))
    where = http.post("contacts", json={"lastname": "old"}).headers["OData-EntityId"]
    http.patch(where + "?tag=erasure", json={"lastname": "new"})
    http.patch(where, json={"lastname": "newer"})
    assert seen == [("erasure", "old", "new"), (None, "new", "newer")]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"MSCRM.BypassBusinessLogicExecution": "CustomAsync"}, 400),
        ({"MSCRM.BypassBusinessLogicExecution": "CustomSync"}, 204),
        ({"MSCRM.BypassBusinessLogicExecution": "CustomSync,CustomAsync"}, 204),
        ({"MSCRM.BypassCustomPluginExecution": "true"}, 204),
    ],
)
def test_plugins_are_bypassed_when_asked(dataverse: Emulator, http: httpx.Client, headers: dict[str, str], status: int) -> None:
    def refuse(_context: Context) -> None:
        raise reject("no")

    dataverse.plugins.before("Create", "contact", refuse)
    assert http.post("contacts", json={"lastname": "x"}, headers=headers).status_code == status


def test_what_cannot_be_bypassed_is_said(http: httpx.Client) -> None:
    reply = http.post("contacts", json={}, headers={"MSCRM.BypassBusinessLogicExecution": "Everything"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "0x80040203")
    assert http.post("contacts", json={}, headers={"MSCRM.BypassBusinessLogicExecutionStepIds": OTHER}).status_code == 501


@pytest.mark.parametrize(
    "header",
    [{"MSCRM.SolutionUniqueName": "sample"}, {"MSCRM.MergeLabels": "true"}, {"MSCRM.SuppressCallbackRegistrationExpanderJob": "true"}],
)
def test_headers_without_an_effect_here_are_accepted(http: httpx.Client, header: dict[str, str]) -> None:
    assert http.post("contacts", json={"lastname": "x"}, headers=header).status_code == 204
