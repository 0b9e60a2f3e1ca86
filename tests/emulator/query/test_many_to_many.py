"""Many-to-many relationships over HTTP: made and removed by `$ref`, read as collections, expanded, asked about."""

import httpx
import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.storage.relations import intersect_columns, many_link
from dataverse_sdk.schema.model import ColumnSchema, NavigationSchema, Schema, TableSchema
from dataverse_sdk.schema.stock import stock_schema

ANN, BEN, CID = (f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2, 3))
Q1, Q2 = (f"00000000-0000-0000-0000-0000000000b{number}" for number in (1, 2))
ROOT = "https://emulator.localhost/api/data/v9.2"
NAME = "contactquotes_association"


@pytest.fixture
def http(dataverse: Emulator, http: httpx.Client) -> httpx.Client:
    dataverse.load(
        {
            "contacts": [
                {"contactid": ANN, "lastname": "Ann"},
                {"contactid": BEN, "lastname": "Ben"},
                {"contactid": CID, "lastname": "Cid"},
            ],
            "quotes": [{"quoteid": Q1, "name": "one"}, {"quoteid": Q2, "name": "two"}],
        }
    )
    for contact, quote in ((ANN, Q1), (ANN, Q2), (BEN, Q1)):
        reply = http.post(f"contacts({contact})/{NAME}/$ref", json={"@odata.id": f"{ROOT}/quotes({quote})"})
        assert (reply.status_code, reply.content) == (204, b"")
    return http


def names(reply: httpx.Response, column: str = "name") -> list[str]:
    assert reply.status_code == 200, reply.text
    return [row[column] for row in reply.json()["value"]]


def test_a_pair_is_seen_from_both_sides(http: httpx.Client) -> None:
    assert names(http.get(f"contacts({ANN})/{NAME}?$orderby=name desc")) == ["two", "one"]
    assert names(http.get(f"contacts({ANN})/{NAME}?$filter=name eq 'two'")) == ["two"]
    assert names(http.get(f"quotes({Q1})/{NAME}?$orderby=lastname"), "lastname") == ["Ann", "Ben"]
    assert http.get(f"quotes({Q1})/{NAME}/$count").text == "\ufeff2"
    assert http.get(f"contacts({CID})/{NAME}").json()["value"] == []
    assert http.get(f"contacts({ANN})/{NAME}({Q1})?$select=name").json()["name"] == "one"
    assert http.get(f"contacts({ANN})/{NAME}/nonsense").status_code == 404
    links = http.get(f"contacts({ANN})/{NAME}/$ref").json()["value"]
    assert links == [{"@odata.id": f"{ROOT}/quotes({Q1})"}, {"@odata.id": f"{ROOT}/quotes({Q2})"}]


def test_a_pair_ends_by_its_link_or_with_either_row(http: httpx.Client, dataverse: Emulator) -> None:
    assert http.delete(f"quotes({Q1})/{NAME}({ANN})/$ref").status_code == 204
    assert names(http.get(f"contacts({ANN})/{NAME}")) == ["two"]
    assert http.delete(f"contacts({ANN})/{NAME}/$ref?$id={ROOT}/quotes({Q2})").status_code == 204
    assert http.delete(f"contacts({ANN})/{NAME}/$ref?$id={ROOT}/quotes({Q2})").status_code == 204
    assert names(http.get(f"contacts({ANN})/{NAME}")) == []
    assert http.delete(f"contacts({BEN})").status_code == 204
    assert names(http.get(f"quotes({Q1})/{NAME}"), "lastname") == []
    assert dataverse.store.execute(f"SELECT count(*) FROM {NAME}").fetchone() == (0,)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"@odata.id": f"{ROOT}/quotes({Q1})"}, 412, "0x80040237"),
        ({"@odata.id": f"{ROOT}/contacts({ANN})"}, 400, "0x80060888"),
        ({"@odata.id": f"{ROOT}/quotes({ANN})"}, 404, "0x80040217"),
    ],
)
def test_a_pair_that_is_there_or_cannot_be_is_refused(http: httpx.Client, body: object, status: int, code: str) -> None:
    reply = http.post(f"contacts({ANN})/{NAME}/$ref", json=body)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


def test_pairs_are_expanded_from_both_sides_and_in_a_page(http: httpx.Client) -> None:
    page = http.get(f"contacts?$select=lastname&$orderby=lastname&$expand={NAME}($select=name;$orderby=name)").json()["value"]
    assert [[quote["name"] for quote in row[NAME]] for row in page] == [["one", "two"], ["one"], []]
    one = http.get(f"quotes({Q2})?$select=name&$expand={NAME}($select=lastname)").json()
    assert [contact["lastname"] for contact in one[NAME]] == ["Ann"]


def test_filters_look_through_pairs(http: httpx.Client) -> None:
    def found(text: str) -> list[str]:
        return names(http.get(f"contacts?$select=lastname&$orderby=lastname&$filter={text}"), "lastname")

    assert found(f"{NAME}/any()") == ["Ann", "Ben"]
    assert found(f"not {NAME}/any()") == ["Cid"]
    assert found(f"{NAME}/any(q:q/name eq 'two')") == ["Ann"]
    assert found(f"{NAME}/all(q:q/name eq 'one')") == ["Ben", "Cid"]
    assert found(f"{NAME}/any(q:q/{NAME}/any(c:c/lastname eq 'Ben'))") == ["Ann", "Ben"]


@pytest.mark.parametrize(
    "expand",
    [
        f"{NAME},Contact_Annotation",
        f"{NAME}($expand=ownerid)",
        f"Contact_Annotation($expand=objectid_contact($expand={NAME}))",
    ],
)
def test_pairs_are_not_expanded_in_company(http: httpx.Client, expand: str) -> None:
    reply = http.get(f"contacts?$expand={expand}")
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "0x80060888")


def test_pairs_expand_beside_each_other(http: httpx.Client) -> None:
    page = http.get(f"contacts?$select=lastname&$expand={NAME}($select=name),contactleads_association($select=fullname)")
    assert page.status_code == 200


USER = TableSchema(
    "systemuser",
    "systemusers",
    "ownerid",
    "name",
    columns=tuple(ColumnSchema(name, name, "Edm.Guid") for name in ("ownerid", "systemuserid")),
    navigations=(
        NavigationSchema("teammembership_association", "team", True, None, "teammembership_association"),
        NavigationSchema("likes", "systemuser", True, None, "liked_by"),
        NavigationSchema("liked_by", "systemuser", True, None, "likes"),
        NavigationSchema("nowhere", "elsewhere", True, None, "back"),
        NavigationSchema("unpaired", "team", True),
    ),
)
TEAM = TableSchema(
    "team",
    "teams",
    "ownerid",
    "name",
    columns=tuple(ColumnSchema(name, name, "Edm.Guid") for name in ("ownerid", "teamid")),
    navigations=(NavigationSchema("teammembership_association", "systemuser", True, None, "teammembership_association"),),
)
MEMBERSHIP = TableSchema(
    "teammembership",
    "teammemberships",
    "teammembershipid",
    columns=tuple(ColumnSchema(name, name, "Edm.Guid") for name in ("teammembershipid", "systemuserid", "teamid")),
)


def test_the_intersect_table_of_the_schema_is_used_where_there_is_one(dataverse: Emulator) -> None:
    schema = Schema({table.logical_name: table for table in (USER, TEAM, MEMBERSHIP)})
    user, team = ANN, Q1
    with Emulator(seed="empty", metadata=schema) as emulator:
        emulator.load({"systemusers": [{"ownerid": user, "systemuserid": user}], "teams": [{"ownerid": team, "teamid": team}]})
        with httpx.Client(transport=emulator.transport(), base_url=ROOT, headers={"Authorization": "Bearer x"}) as http:
            body = {"@odata.id": f"{ROOT}/teams({team})"}
            assert http.post(f"systemusers({user})/teammembership_association/$ref", json=body).status_code == 204
            (row,) = http.get("teammemberships").json()["value"]
            assert (row["systemuserid"], row["teamid"]) == (user, team)
            assert names(http.get(f"teams({team})/teammembership_association"), "systemuserid") == [user]


def test_a_table_related_to_itself_has_two_sides() -> None:
    schema = Schema({"systemuser": USER, "team": TEAM})
    likes, liked = (many_link(schema, USER, navigation) for navigation in USER.navigations[1:3])
    assert likes is not None
    assert liked is not None
    assert (likes.table, likes.near, likes.far) == ("liked_by", "systemuseridtwo", "systemuseridone")
    assert (liked.table, liked.near, liked.far) == ("liked_by", "systemuseridone", "systemuseridtwo")
    assert [many_link(schema, USER, navigation) for navigation in USER.navigations[3:]] == [None, None]
    assert intersect_columns(schema, "liked_by") in (("systemuseridtwo", "systemuseridone"), ("systemuseridone", "systemuseridtwo"))


def test_the_stock_tables_relate_as_documented() -> None:
    schema = stock_schema()
    assert intersect_columns(schema, "contactquotes_association") == ("contactid", "quoteid")
    assert intersect_columns(schema, "teammembership_association") == ("systemuserid", "teamid")
    assert intersect_columns(schema, "contact") is None
