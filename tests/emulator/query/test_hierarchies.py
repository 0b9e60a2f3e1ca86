"""Above, Under and their kind, and the users and teams around whoever asks, in OData and FetchXML, against a walk in Python."""

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataverse_sdk.emulator import Emulator

ROOT = "https://any.test/api/data/v9.2/"
CRM = "Microsoft.Dynamics.CRM."


def number(kind: int, place: int) -> str:
    return f"00000000-0000-0000-000{kind}-00000000000{place:x}"


ACCOUNTS, USERS, TEAMS = ([number(kind, place) for place in range(6)] for kind in (1, 2, 3))
with Emulator(seed="empty") as empty:
    EMPTY = empty.snapshot()
FETCH = {"Above": "above", "AboveOrEqual": "eq-or-above", "Under": "under", "UnderOrEqual": "eq-or-under", "NotUnder": "not-under"} | {
    "EqualUserTeams": "eq-userteams", "EqualUserOrUserTeams": "eq-useroruserteams", "EqualUserOrUserHierarchy": "eq-useroruserhierarchy",
    "EqualUserOrUserHierarchyAndTeams": "eq-useroruserhierarchyandteams",
}  # fmt: skip


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(seed="empty") as dataverse:
        yield dataverse


@pytest.fixture(autouse=True)
def _as_it_was(emulator: Emulator) -> Iterator[None]:
    before = emulator.snapshot()
    yield
    emulator.restore(before)


@pytest.fixture(scope="module")
def http(emulator: Emulator) -> Iterator[httpx.Client]:
    with httpx.Client(transport=emulator.transport(), base_url=ROOT, headers={"Authorization": "Bearer any"}) as client:
        yield client


def both(http: httpx.Client, function: str, column: str, value: str | None = None, **headers: str) -> set[str]:
    """The names of the accounts that a function finds, the same in both languages and the opposite of its negation."""
    argument = "" if value is None else f",PropertyValue='{value}'"
    condition = f"{CRM}{function}(PropertyName='{column}'{argument})"
    found = http.get(f"accounts?$select=name&$filter={condition}", headers=headers)
    assert found.status_code == 200, found.text
    names = {row["name"] for row in found.json()["value"]}
    others = http.get(f"accounts?$select=name&$filter=not {condition}", headers=headers).json()["value"]
    assert names.isdisjoint({row["name"] for row in others})
    given = "" if value is None else f" value='{value}'"
    xml = f"<fetch><entity name='account'><attribute name='name'/><filter><condition attribute='{column}' operator='{FETCH[function]}'{given}/></filter></entity></fetch>"
    fetched = http.get(f"accounts?fetchXml={quote(xml)}", headers=headers).json()["value"]
    assert {row["name"] for row in fetched} == names
    return names


def walked(parents: list[int | None], start: int) -> list[int]:
    """The rows above `start`, without it unless it is reached again."""
    found: list[int] = []
    place = parents[start]
    while place is not None and place not in found:
        found.append(place)
        place = parents[place]
    return found


@settings(max_examples=25, deadline=None)
@given(parents=st.lists(st.none() | st.integers(0, 5), min_size=6, max_size=6), start=st.integers(0, 5))
def test_a_tree_of_records_answers_as_a_walk_does(emulator: Emulator, http: httpx.Client, parents: list[int | None], start: int) -> None:
    emulator.restore(EMPTY)
    emulator.load(
        {
            "accounts": [
                {"accountid": ACCOUNTS[place], "name": str(place), "_parentaccountid_value": None if parent is None else ACCOUNTS[parent]}
                for place, parent in enumerate(parents)
            ]
        }
    )
    above = {str(place) for place in walked(parents, start)}
    under = {str(place) for place in range(6) if start in walked(parents, place)}
    itself = {str(start)}
    assert both(http, "Above", "accountid", ACCOUNTS[start]) == above
    assert both(http, "AboveOrEqual", "accountid", ACCOUNTS[start]) == above | itself
    assert both(http, "Under", "accountid", ACCOUNTS[start]) == under
    assert both(http, "UnderOrEqual", "accountid", ACCOUNTS[start]) == under | itself
    assert both(http, "NotUnder", "accountid", ACCOUNTS[start]) == set("012345") - under
    below = {str(place) for place, parent in enumerate(parents) if parent is not None and str(parent) in under}
    assert both(http, "Under", "parentaccountid", ACCOUNTS[start]) == below


def test_owners_are_found_through_reports_and_teams(emulator: Emulator, http: httpx.Client) -> None:
    managers = {0: None, 1: 0, 2: 1, 3: None}
    user = "@Microsoft.Dynamics.CRM.lookuplogicalname"
    emulator.load(
        {
            "systemusers": [
                {
                    "ownerid": USERS[place],
                    "systemuserid": USERS[place],
                    "_parentsystemuserid_value": None if above is None else USERS[above],
                }
                for place, above in managers.items()
            ],
            "teams": [{"ownerid": TEAMS[place], "teamid": TEAMS[place], "name": f"T{place}"} for place in range(3)],
        }
    )
    for team, member in ((0, 0), (1, 2), (2, 3)):
        body = {"@odata.id": f"{ROOT}systemusers({USERS[member]})"}
        assert http.post(f"teams({TEAMS[team]})/teammembership_association/$ref", json=body).status_code == 204
    owners = [
        *((f"u{place}", USERS[place], "systemuser") for place in range(4)),
        *((f"t{place}", TEAMS[place], "team") for place in range(3)),
    ]
    emulator.load({"accounts": [{"name": name, "_ownerid_value": owner, f"_ownerid_value{user}": kind} for name, owner, kind in owners]})
    me = {"MSCRMCallerID": USERS[0]}
    assert both(http, "EqualUserTeams", "ownerid", **me) == {"t0"}
    assert both(http, "EqualUserOrUserTeams", "ownerid", **me) == {"u0", "t0"}
    assert both(http, "EqualUserOrUserHierarchy", "ownerid", **me) == {"u0", "u1", "u2"}
    assert both(http, "EqualUserOrUserHierarchyAndTeams", "ownerid", **me) == {"u0", "u1", "u2", "t0", "t1"}
    assert both(http, "EqualUserOrUserHierarchy", "ownerid", MSCRMCallerID=USERS[2]) == {"u2"}


def test_the_language_of_the_user_is_english(emulator: Emulator, http: httpx.Client) -> None:
    emulator.load({"accounts": [{"name": "en", "utcconversiontimezonecode": 1033}, {"name": "fr", "utcconversiontimezonecode": 1036}]})
    condition = f"{CRM}EqualUserLanguage(PropertyName='utcconversiontimezonecode')"
    assert [row["name"] for row in http.get(f"accounts?$select=name&$filter={condition}").json()["value"]] == ["en"]


def test_a_table_without_a_parent_has_no_hierarchy(http: httpx.Client) -> None:
    reply = http.get(f"tasks?$filter={CRM}Under(PropertyName='activityid',PropertyValue='{ACCOUNTS[0]}')")
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "0x80044331")


def test_children_are_counted_row_by_row(emulator: Emulator, http: httpx.Client) -> None:
    parents = [None, 0, 0, 1]
    rows = [
        {"accountid": ACCOUNTS[place], "name": str(place), "_parentaccountid_value": None if above is None else ACCOUNTS[above]}
        for place, above in enumerate(parents)
    ]
    emulator.load({"accounts": rows})
    counted = "<attribute name='accountid' rowaggregate='CountChildren' alias='n'/>"

    def ask(inside: str) -> httpx.Response:
        xml = f"<fetch><entity name='account'><attribute name='name'/>{inside}</entity></fetch>"
        return http.get(f"accounts?fetchXml={quote(xml)}")

    assert {row["name"]: row["n"] for row in ask(counted).json()["value"]} == {"0": 2, "1": 1, "2": 0, "3": 0}
    assert ask(counted.replace(" alias='n'", "")).json()["error"]["code"] == "0x8004110B"
    assert ask(counted.replace("accountid", "ownerid")).status_code == 400


def test_a_link_may_match_one_row_only(emulator: Emulator, http: httpx.Client) -> None:
    emulator.load({"accounts": [{"accountid": ACCOUNTS[place], "name": str(place)} for place in range(3)]})
    owner = "@Microsoft.Dynamics.CRM.lookuplogicalname"
    emulator.load(
        {
            "contacts": [
                {
                    "contactid": USERS[place],
                    "lastname": name,
                    "_parentcustomerid_value": ACCOUNTS[above],
                    f"_parentcustomerid_value{owner}": "account",
                }
                for place, (above, name) in enumerate([(0, "b"), (0, "a"), (1, "c"), (0, "x")])
            ]
        }
    )

    def ask(kind: str, inside: str = "") -> list[tuple[str, str]]:
        link = f"<link-entity name='contact' from='parentcustomerid' to='accountid' link-type='{kind}' alias='c'><attribute name='lastname'/>{inside}</link-entity>"
        xml = f"<fetch><entity name='account'><attribute name='name'/>{link}</entity></fetch>"
        return sorted((row["name"], row["c.lastname"]) for row in http.get(f"accounts?fetchXml={quote(xml)}").json()["value"])

    first = "matchfirstrowusingcrossapply"
    assert ask("inner") == [("0", "a"), ("0", "b"), ("0", "x"), ("1", "c")]
    assert ask(first) == [("0", "b"), ("1", "c")]
    only = "<filter><condition attribute='lastname' operator='gt' value='b'/></filter>"
    assert ask(first, only) == [("0", "x"), ("1", "c")]
