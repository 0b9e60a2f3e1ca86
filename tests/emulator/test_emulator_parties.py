"""Party lists: written through their activity, replaced as a whole, kept in order; two kinds of parties are the service's own."""

import httpx
import pytest

from dataverse_sdk.emulator import Emulator, Switches


def ID(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


def party(number: int, mask: int, **more: object) -> dict[str, object]:
    return {"partyid_contact@odata.bind": f"contacts({ID(number)})", "participationtypemask": mask, **more}


@pytest.fixture
def email(dataverse: Emulator, http: httpx.Client) -> str:
    """An email to contacts 1 and 2, from contact 3."""
    dataverse.load({"contacts": [{"contactid": ID(n), "emailaddress1": f"c{n}@example.test", "lastname": f"N{n}"} for n in (1, 2, 3)]})
    items = [party(3, 1), party(1, 2, addressused="old@example.test"), party(2, 2)]
    assert http.post("emails", json={"activityid": ID(9), "subject": "s", "email_activity_parties": items}).status_code == 204
    return f"emails({ID(9)})"


def listed(http: httpx.Client, email: str) -> list[tuple[object, object]]:
    rows = http.get(f"{email}/email_activity_parties?$filter=participationtypemask ne 9").json()["value"]
    return [(row["participationtypemask"], row["addressused"]) for row in rows]


def test_parties_of_a_deep_insert_keep_their_order_and_get_the_address_of_their_record(http: httpx.Client, email: str) -> None:
    assert listed(http, email) == [(1, "c3@example.test"), (2, "old@example.test"), (2, "c2@example.test")]


def test_the_text_columns_of_an_email_are_made_from_its_parties(http: httpx.Client, email: str) -> None:
    row = http.get(email).json()
    assert (row["sender"], row["torecipients"]) == ("c3@example.test", "old@example.test;c2@example.test;")


def test_put_replaces_the_whole_list_in_order(http: httpx.Client, email: str) -> None:
    before = http.get(email).json()["@odata.etag"]
    items = [party(2, 2), party(1, 2, addressused="MASKED"), party(3, 1)]
    reply = http.put(f"{email}/email_activity_parties", json={"value": items})
    assert (reply.status_code, reply.content) == (204, b"")
    assert listed(http, email) == [(2, "c2@example.test"), (2, "MASKED"), (1, "c3@example.test")]
    row = http.get(email).json()
    assert row["torecipients"] == "c2@example.test;MASKED;"
    assert row["@odata.etag"] != before


def test_an_address_that_is_given_as_null_stays_null(http: httpx.Client, email: str) -> None:
    http.put(f"{email}/email_activity_parties", json={"value": [party(1, 2, addressused=None)]})
    assert listed(http, email) == [(2, None)]
    assert http.get(email).json()["torecipients"] is None


def test_a_patch_of_the_activity_replaces_the_list_as_well(http: httpx.Client, email: str) -> None:
    assert http.patch(email, json={"email_activity_parties": [party(1, 3)]}).status_code == 204
    assert listed(http, email) == [(3, "c1@example.test")]


def test_put_heeds_the_version_of_the_activity(http: httpx.Client, email: str) -> None:
    reply = http.put(f"{email}/email_activity_parties", json={"value": []}, headers={"If-Match": 'W/"1"'})
    assert reply.status_code == 412
    assert len(listed(http, email)) == 3


@pytest.mark.parametrize("body", [{}, {"value": 5}, {"value": ["x"]}])
def test_put_of_something_else_than_a_list_of_parties_is_refused(http: httpx.Client, email: str, body: object) -> None:
    assert http.put(f"{email}/email_activity_parties", json=body).status_code == 400


def test_a_wrong_party_leaves_the_list_as_it_was(http: httpx.Client, email: str) -> None:
    reply = http.put(f"{email}/email_activity_parties", json={"value": [party(1, 2), party(1, 99)]})
    assert reply.json()["error"]["code"] == "0x8004431A"
    assert len(listed(http, email)) == 3


def test_parties_are_not_bound_to_an_activity(http: httpx.Client, email: str) -> None:
    assert http.patch(email, json={"email_activity_parties@odata.bind": [f"activityparties({ID(5)})"]}).status_code == 400


def test_owner_and_regarding_are_parties_that_the_service_keeps(http: httpx.Client, email: str) -> None:
    def kept() -> dict[int, object]:
        rows = http.get(f"activityparties?$filter=participationtypemask ge 8 and _activityid_value eq {ID(9)}").json()["value"]
        return {row["participationtypemask"]: row["_partyid_value"] for row in rows}

    owner = http.get("WhoAmI").json()["UserId"]
    assert kept() == {9: owner}
    http.patch(email, json={"regardingobjectid_contact_email@odata.bind": f"contacts({ID(1)})"})
    assert kept() == {8: ID(1), 9: owner}
    http.put(f"{email}/email_activity_parties", json={"value": [party(1, 8), party(2, 9), party(3, 2)]})
    assert kept() == {8: ID(1), 9: owner}
    http.patch(email, json={"regardingobjectid_contact_email@odata.bind": None})
    assert kept() == {9: owner}


@pytest.mark.parametrize(
    ("set_name", "navigation"),
    [
        ("phonecalls", "phonecall_activity_parties"), ("tasks", "task_activity_parties"), ("letters", "letter_activity_parties"),
        ("appointments", "appointment_activity_parties"), ("faxes", "fax_activity_parties"),
    ],
)  # fmt: skip
def test_other_activities_have_replaceable_parties_too(dataverse: Emulator, http: httpx.Client, set_name: str, navigation: str) -> None:
    dataverse.load({"contacts": [{"contactid": ID(1)}], set_name: [{"activityid": ID(9)}]})
    assert http.put(f"{set_name}({ID(9)})/{navigation}", json={"value": [party(1, 2, addressused="x")]}).status_code == 204
    (row,) = dataverse.rows("activityparties")
    assert (row["addressused"], row["_activityid_value"]) == ("x", ID(9))


@pytest.mark.parametrize("switches", [Switches(closed_parties_locked=True), Switches(closed_activities_locked=True)])
def test_switches_decide_whether_the_parties_of_a_sent_email_can_be_replaced(
    dataverse: Emulator, http: httpx.Client, email: str, switches: Switches
) -> None:
    assert http.patch(email, json={"statecode": 1, "statuscode": 3}).status_code == 204
    items = {"value": [party(1, 2, addressused="MASKED")]}
    dataverse.switches = switches
    assert http.put(f"{email}/email_activity_parties", json=items).json()["error"]["message"] == "Cannot Update a Read-Only Entity"
    assert len(listed(http, email)) == 3
    dataverse.switches = Switches()
    assert http.put(f"{email}/email_activity_parties", json=items).status_code == 204
    assert listed(http, email) == [(2, "MASKED")]


def test_parties_go_with_their_activity(dataverse: Emulator, http: httpx.Client, email: str) -> None:
    assert http.delete(email).status_code == 204
    assert dataverse.rows("activityparties") == []
