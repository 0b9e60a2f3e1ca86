"""Messages of one's own, answered by Python callables; and the small messages about time zones, languages and teams."""

import httpx
import pytest

from dataverse_sdk.emulator import Called, Emulator, Made, reject

CONTACT = "00000000-0000-0000-0000-000000000001"
TEAM, USER = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"
CRM = "Microsoft.Dynamics.CRM."


def test_an_action_of_ones_own_writes_and_answers_with_the_record(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"contactid": CONTACT, "lastname": "L"}]})
    client = dataverse.client()

    def add_note(called: Called) -> Made:
        assert (called.table, called.record_id, called.name) == ("contact", CONTACT, "new_AddNoteToContact")
        text = str(called.arguments["NoteText"])
        with httpx.Client(transport=dataverse.transport(), base_url=http.base_url, headers=http.headers) as inside:
            made = inside.post(
                "annotations", json={"subject": "s", "notetext": text, "objectid_contact@odata.bind": f"contacts({CONTACT})"}
            )
        return Made("annotation", made.headers["OData-EntityId"][-37:-1])

    dataverse.messages.answer("new_AddNoteToContact", add_note, bound_to="contact")
    reply = http.post(f"contacts({CONTACT})/{CRM}new_AddNoteToContact", json={"NoteText": "t"})
    (note,) = dataverse.rows("annotations")
    assert reply.json()["@odata.context"].endswith("$metadata#annotations/$entity")
    assert (reply.json()["annotationid"], note["notetext"]) == (note["annotationid"], "t")
    assert http.post(f"contacts({CONTACT[:-1]}9)/{CRM}new_AddNoteToContact", json={}).status_code == 404
    assert http.post(f"contacts/{CRM}new_AddNoteToContact", json={}).status_code == 404
    assert http.get(f"contacts({CONTACT})/{CRM}new_AddNoteToContact").status_code == 404
    client.close()


def test_a_function_of_ones_own_takes_aliases_and_answers_with_members(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.messages.answer("new_Twice", lambda called: {"Result": [*called.arguments["What"]] * 2}, function=True)
    reply = http.get("new_Twice(What=@p)", params={"@p": '["a"]'})
    assert reply.json() == {"@odata.context": f"{http.base_url}$metadata#{CRM}new_TwiceResponse", "Result": ["a", "a"]}
    assert http.post("new_Twice", json={}).status_code == 404
    assert http.get("new_Thrice()").status_code == 404


def test_what_refuses_undoes_what_was_written(dataverse: Emulator, http: httpx.Client) -> None:
    def refuse(called: Called) -> None:
        dataverse.load({"contacts": [{"lastname": "gone"}]})
        raise reject("no")

    dataverse.messages.answer("new_Refuse", refuse)
    reply = http.post("new_Refuse")
    assert (reply.status_code, reply.json()["error"]) == (400, {"code": "0x80040265", "message": "no"})
    assert dataverse.rows("contacts") == []
    dataverse.messages.answer("new_Silent", lambda _: None)
    assert http.post("new_Silent", json={"Any": {"thing": 1}}).status_code == 204
    dataverse.reset(dataverse.snapshot())
    assert http.post("new_Silent", json={}).status_code == 404


def test_a_name_needs_a_prefix(dataverse: Emulator) -> None:
    with pytest.raises(ValueError, match="new_WhoAmI"):
        dataverse.messages.answer("WhoAmI", lambda _: None)


def test_time_zones_are_numbers(http: httpx.Client) -> None:
    ask = "GetTimeZoneCodeByLocalizedName(LocalizedStandardName=@a,LocaleId=1033)"
    assert http.get(ask, params={"@a": "'W. Europe Standard Time'"}).json()["TimeZoneCode"] == 110
    assert http.get(ask, params={"@a": "'Nowhere Standard Time'"}).status_code == 404
    assert http.get(ask, params={"@a": "'GMT'"}).status_code == 404


def test_english_is_the_only_language(http: httpx.Client) -> None:
    assert http.get("RetrieveAvailableLanguages").json()["LocaleIds"] == [1033]
    assert http.get("RetrieveProvisionedLanguages()").json()["RetrieveProvisionedLanguages"] == [1033]
    assert http.get("RetrieveDeprovisionedLanguages").json()["RetrieveDeprovisionedLanguages"] == []


def test_the_rights_of_a_user_are_those_that_were_not_taken_away(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"contacts": [{"contactid": CONTACT, "lastname": "L"}], "systemusers": [{"ownerid": USER, "systemuserid": USER}]})
    ask = f"systemusers({USER})/{CRM}RetrievePrincipalAccess(Target=@tid)"
    target = {"@tid": f"{{'@odata.id':'contacts({CONTACT})'}}"}
    rights = "ReadAccess, WriteAccess, AppendAccess, AppendToAccess, CreateAccess, DeleteAccess, ShareAccess, AssignAccess"
    assert http.get(ask, params=target).json()["AccessRights"] == rights
    for kind in ("Write", "Delete"):
        dataverse.permissions.deny(kind, "contact", user=USER)  # type: ignore[arg-type]
    assert http.get(ask, params=target).json()["AccessRights"] == rights.replace("WriteAccess, ", "").replace("DeleteAccess, ", "")
    assert http.get(ask, params={"@tid": f"{{'@odata.id':'contacts({TEAM})'}}"}).status_code == 404


def test_members_of_a_team_come_and_go(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.load({"teams": [{"ownerid": TEAM, "teamid": TEAM, "name": "T"}], "systemusers": [{"ownerid": USER, "systemuserid": USER}]})
    members = {"Members": [{"systemuserid": USER, "@odata.type": f"{CRM}systemuser"}]}
    for _ in range(2):
        assert http.post(f"teams({TEAM})/{CRM}AddMembersTeam", json=members).status_code == 204
    assert [row["systemuserid"] for row in http.get(f"teams({TEAM})/teammembership_association").json()["value"]] == [USER]
    assert http.post(f"teams({TEAM})/{CRM}RemoveMembersTeam", json=members).status_code == 204
    assert http.get(f"teams({TEAM})/teammembership_association").json()["value"] == []
