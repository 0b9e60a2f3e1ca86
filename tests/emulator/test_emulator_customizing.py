"""Definitions changed through the API: what was made can be used at once, what was deleted is gone, and a file remembers."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.definitions.filters import condition
from dataverse_sdk.emulator.definitions.table_definitions import label_of, options_of, plural
from dataverse_sdk.emulator.http.refusals import Refusal
from dataverse_sdk.emulator.language.query_errors import QueryError
from dataverse_sdk.schema.csdl import read_csdl

GOLDEN = Path(__file__).resolve().parents[2] / "../shared/data/golden/docs"
ROOT = "https://emulator.localhost/api/data/v9.2/"
TYPE = "Microsoft.Dynamics.CRM."


def label(text: str) -> dict[str, object]:
    return {"LocalizedLabels": [{"Label": text, "LanguageCode": 1033}]}


def column(kind: str, name: str, **facts: object) -> dict[str, object]:
    return {"@odata.type": f"{TYPE}{kind}AttributeMetadata", "SchemaName": name, "DisplayName": label(name), **facts}


def table(name: str, *columns: dict[str, object], **facts: object) -> dict[str, object]:
    primary = column("String", f"{name}Name", IsPrimaryName=True, MaxLength=50)
    return {
        "@odata.type": f"{TYPE}EntityMetadata",
        "SchemaName": name,
        "DisplayName": label(name),
        "Attributes": [primary, *columns],
        **facts,
    }


def made(reply: httpx.Response) -> str:
    assert reply.status_code == 204, reply.text
    return str(re.findall(r"\(([0-9a-f-]{36})\)", reply.headers["OData-EntityId"])[-1])


def error(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


THINGS = table(
    "new_Thing",
    column("Memo", "new_Notes"),
    column("Integer", "new_Count", MinValue=0, MaxValue=9),
    column("Decimal", "new_Weight", Precision=3),
    column("Double", "new_Size"),
    column("Money", "new_Price", PrecisionSource=2),
    column("DateTime", "new_Day", Format="DateOnly", DateTimeBehavior={"Value": "DateOnly"}),
    column("DateTime", "new_Moment"),
    column(
        "Boolean",
        "new_Good",
        OptionSet={"TrueOption": {"Value": 1, "Label": label("Good")}, "FalseOption": {"Value": 0, "Label": label("Bad")}},
    ),
    column("Picklist", "new_Kind", OptionSet={"Options": [{"Value": 1, "Label": label("One")}, {"Value": 2, "Label": label("Two")}]}),
    column(
        "MultiSelectPicklist", "new_Tags", OptionSet={"Options": [{"Value": 1, "Label": label("One")}, {"Value": 2, "Label": label("Two")}]}
    ),
    column("File", "new_Document"),
    column("Image", "new_Picture"),
    HasNotes=True,
    Description=label("Things"),
)


@pytest.fixture
def things(http: httpx.Client) -> str:
    """The table new_thing, by its id."""
    return made(http.post("EntityDefinitions", json=THINGS))


# -- tables --------------------------------------------------------------------------------------------------------------


def test_a_new_table_takes_rows_filters_and_metadata_at_once(http: httpx.Client, things: str) -> None:
    row = {
        "new_thingname": "A", "new_notes": "n", "new_count": 3, "new_weight": 1.125, "new_size": 0.5, "new_price": 9.99, "new_day": "2026-01-02",
        "new_moment": "2026-01-02T03:04:05Z", "new_good": True, "new_kind": 2, "new_tags": "1,2",
    }  # fmt: skip
    record = made(http.post("new_things", json=row))
    (found,) = http.get("new_things?$filter=new_price gt 9 and new_kind eq 2 and new_day eq 2026-01-02").json()["value"]
    assert {name: found[name] for name in row} == {**row, "new_price": 9.99}
    assert (found["statecode"], found["new_thingid"], found["new_price_base"]) == (0, record, 9.99)
    shown = http.get(f"new_things({record})", headers={"Prefer": 'odata.include-annotations="*"'}).json()
    assert shown["new_good@OData.Community.Display.V1.FormattedValue"] == "Good"
    assert shown["_transactioncurrencyid_value"] is not None
    schema = read_csdl(http.get("$metadata").content).schema()
    assert schema.tables["new_thing"].set_name == "new_things"
    assert {"new_weight", "new_document", "new_document_name", "new_pictureid", "_ownerid_value"} <= {
        each.name for each in schema.tables["new_thing"].columns
    }
    definition = http.get(f"EntityDefinitions({things})").json()
    assert (definition["PrimaryNameAttribute"], definition["PrimaryIdAttribute"], definition["HasNotes"]) == (
        "new_thingname",
        "new_thingid",
        True,
    )
    note = {"subject": "s", "objectid_new_thing@odata.bind": f"new_things({record})"}
    assert http.post("annotations", json=note).status_code == 204
    assert len(http.get(f"new_things({record})/new_thing_Annotations").json()["value"]) == 1
    assert error(http.post("new_things", json={"new_count": 10})) == (400, "0x80044330")
    assert error(http.post("new_things", json={"new_thingname": "x" * 51})) == (400, "0x80044331")


def test_a_deleted_table_is_gone_with_its_rows(http: httpx.Client, things: str, dataverse: Emulator) -> None:
    http.post("new_things", json={"new_thingname": "A"})
    assert http.delete(f"EntityDefinitions({things})").status_code == 204
    assert http.get("new_things").status_code == 404
    assert b"new_thing" not in http.get("$metadata").content
    made(http.post("EntityDefinitions", json=THINGS))
    assert http.get("new_things").json()["value"] == []
    assert error(http.delete("EntityDefinitions(LogicalName='contact')"))[0] == 400
    assert dataverse.schema.tables.get("new_thing") is None


@pytest.mark.parametrize(
    "document",
    [
        {}, {"SchemaName": "Thing"}, {"SchemaName": "new_Thing"}, table("new_Thing"), {**table("new_Other"), "EntitySetName": "contacts"},
        table("new_Other", column("String", "NoPrefix")), table("new_Other", column("Integer", "new_X", RequiredLevel={"Value": "Much"})),
        table("new_Other", column("Picklist", "new_X", OptionSet={"IsGlobal": True, "Name": "new_none"})),
        table("new_Other", column("Integer", "new_X"), column("Integer", "new_x")),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_and_leaves_nothing(http: httpx.Client, things: str, document: dict[str, object]) -> None:
    before = http.get("EntityDefinitions?$select=LogicalName").json()
    assert http.post("EntityDefinitions", json=document).status_code == 400
    assert http.get("EntityDefinitions?$select=LogicalName").json() == before


def test_what_is_not_imitated_of_definitions_says_so(http: httpx.Client, things: str) -> None:
    assert error(http.post("EntityDefinitions", json={**table("new_Call"), "IsActivity": True}))[0] == 501
    assert error(http.post(f"EntityDefinitions({things})/Attributes", json=column("Lookup", "new_ContactId")))[0] == 501
    assert error(http.post(f"EntityDefinitions({things})/ManyToManyRelationships", json={}))[0] == 501
    assert error(http.post(f"EntityDefinitions({things})/Nothing", json={})) == (404, "0x8006088a")
    assert error(http.get("RetrieveMetadataChanges(ClientVersionStamp='1')"))[0] == 501


def test_a_table_belongs_to_the_organization_where_it_says_so(http: httpx.Client) -> None:
    made(http.post("EntityDefinitions", json=table("new_City", OwnershipType="OrganizationOwned")))
    (row,) = [http.get("new_cities").json()["value"]]
    assert row == []
    http.post("new_cities", json={"new_cityname": "Bern"})
    (city,) = http.get("new_cities").json()["value"]
    assert "_ownerid_value" not in city
    assert "_organizationid_value" in city


def test_labels_of_a_table_are_changed_by_put(http: httpx.Client, things: str) -> None:
    assert http.put(f"EntityDefinitions({things})", json={"DisplayName": label("Object")}).status_code == 204
    shown = http.get(f"EntityDefinitions({things})?$select=DisplayName,Description").json()
    assert (shown["DisplayName"]["UserLocalizedLabel"]["Label"], shown["Description"]["UserLocalizedLabel"]["Label"]) == (
        "Object",
        "Things",
    )


def test_a_file_remembers_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "data.sqlite"
    with (
        Emulator(seed="empty", path=path) as dataverse,
        httpx.Client(transport=dataverse.transport(), base_url=ROOT, headers={"Authorization": "Bearer x"}) as http,
    ):
        image = dataverse.snapshot()
        made(http.post("EntityDefinitions", json=THINGS))
        made(http.post("GlobalOptionSetDefinitions", json={"Name": "new_colour", "Options": [{"Value": 1, "Label": label("Red")}]}))
        http.post("new_things", json={"new_thingname": "A", "new_weight": 1.5})
    with (
        Emulator(seed="empty", path=path) as dataverse,
        httpx.Client(transport=dataverse.transport(), base_url=ROOT, headers={"Authorization": "Bearer x"}) as http,
    ):
        (row,) = http.get("new_things").json()["value"]
        assert (row["new_thingname"], row["new_weight"]) == ("A", 1.5)
        assert http.get("GlobalOptionSetDefinitions(Name='new_colour')").json()["Options"][0]["Value"] == 1
        http.delete("EntityDefinitions(LogicalName='new_thing')")
        dataverse.restore(image)
        assert http.get("new_things").status_code == 404
    with Emulator(seed="empty", path=path) as dataverse:
        assert "new_thing" not in dataverse.store.schema.tables


def test_definitions_in_a_change_set_are_undone_with_it(http: httpx.Client) -> None:
    part = "Content-Type: application/http\r\nContent-ID: {0}\r\n\r\nPOST {1} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{2}\r\n"
    parts = (part.format(1, "EntityDefinitions", json.dumps(THINGS)), part.format(2, "contacts", '{"lastname":"' + "x" * 60 + '"}'))
    body = "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n" + "".join(f"--c\r\n{each}" for each in parts) + "--c--\r\n--b--\r\n"
    assert http.post("$batch", content=body, headers={"Content-Type": "multipart/mixed; boundary=b"}).status_code == 400
    assert http.get("new_things").status_code == 404


# -- columns -------------------------------------------------------------------------------------------------------------


def test_columns_come_and_go_with_their_values(http: httpx.Client, things: str) -> None:
    record = made(http.post("new_things", json={"new_thingname": "A"}))
    attribute = made(http.post(f"EntityDefinitions({things})/Attributes", json=column("String", "new_Extra", MaxLength=5)))
    assert http.patch(f"new_things({record})", json={"new_extra": "abc"}).status_code == 204
    assert http.get("new_things?$filter=new_extra eq 'ABC'&$select=new_extra").json()["value"][0]["new_extra"] == "abc"
    assert error(http.post(f"EntityDefinitions({things})/Attributes", json=column("String", "new_Extra")))[0] == 400
    assert http.delete(f"EntityDefinitions({things})/Attributes({attribute})").status_code == 204
    assert error(http.get("new_things?$select=new_extra")) == (400, "0x80060888")
    made(http.post("EntityDefinitions(LogicalName='new_thing')/Attributes", json=column("Integer", "new_Extra")))
    assert http.get(f"new_things({record})").json()["new_extra"] is None
    for name in ("new_thingname", "new_thingid", "createdon"):
        assert error(http.delete(f"EntityDefinitions({things})/Attributes(LogicalName='{name}')"))[0] == 400


def test_a_stock_table_takes_columns_and_indexes_stay(http: httpx.Client, dataverse: Emulator) -> None:
    dataverse.load({"contacts": [{"lastname": "A", "emailaddress1": "a@b.c"}]})
    assert http.get("activitypointers").status_code == 200  # a view over other tables
    made(http.post("EntityDefinitions(LogicalName='contact')/Attributes", json=column("String", "new_Nick")))
    assert http.get("contacts?$filter=new_nick eq null and emailaddress1 eq 'A@B.C'").json()["value"][0]["lastname"] == "A"
    made(http.post("EntityDefinitions(LogicalName='task')/Attributes", json=column("Money", "new_Cost")))
    assert http.get("activitypointers").json()["value"] == []
    http.post("tasks", json={"subject": "s"})
    http.delete("EntityDefinitions(LogicalName='task')/Attributes(LogicalName='new_cost')")
    assert len(http.get("activitypointers").json()["value"]) == 1
    plan = dataverse.store.execute("EXPLAIN QUERY PLAN SELECT 1 FROM contact WHERE dv_fold(emailaddress1) = 'x'").fetchall()
    assert "USING INDEX" in str(plan)


def test_a_column_is_replaced_whole_by_put(http: httpx.Client, things: str) -> None:
    url = f"EntityDefinitions({things})/Attributes(LogicalName='new_notes')"
    definition = http.get(url).json()
    assert http.put(url, json={**definition, "MaxLength": 3, "RequiredLevel": {"Value": "ApplicationRequired"}}).status_code == 204
    assert error(http.post("new_things", json={"new_notes": "long"})) == (400, "0x80044331")
    assert http.get(url).json()["RequiredLevel"]["Value"] == "ApplicationRequired"
    assert error(http.put(url, json=column("Integer", "new_Notes")))[0] == 400
    kind = f"EntityDefinitions({things})/Attributes(LogicalName='new_kind')"
    http.put(kind, json=http.get(kind).json())
    assert [each["Value"] for each in http.get(f"{kind}/OptionSet").json()["Options"]] == [1, 2]
    weight = f"EntityDefinitions({things})/Attributes(LogicalName='new_weight')"
    assert error(http.put(weight, json={**http.get(weight).json(), "Precision": 1}))[0] == 501
    owner = f"EntityDefinitions({things})/Attributes(LogicalName='ownerid')"
    assert http.put(owner, json={"DisplayName": label("Whose")}).status_code == 204
    assert http.get(owner).json()["DisplayName"]["UserLocalizedLabel"]["Label"] == "Whose"


# -- relationships -------------------------------------------------------------------------------------------------------


def one_to_many(name: str, one: str, many: str, lookup: str, **facts: object) -> dict[str, object]:
    return {
        "@odata.type": f"{TYPE}OneToManyRelationshipMetadata", "SchemaName": name, "ReferencedEntity": one, "ReferencingEntity": many,
        "ReferencedAttribute": f"{one}id", "Lookup": column("Lookup", lookup), **facts,
    }  # fmt: skip


def test_a_relationship_makes_a_lookup_that_cascades(http: httpx.Client, things: str) -> None:
    document = one_to_many("new_account_thing", "account", "new_thing", "new_AccountId", CascadeConfiguration={"Delete": "Restrict"})
    relationship = made(http.post("RelationshipDefinitions", json=document))
    account = made(http.post("accounts", json={"name": "N"}))
    thing = made(http.post("new_things", json={"new_AccountId@odata.bind": f"accounts({account})"}))
    assert http.get("new_things?$expand=new_AccountId($select=name)").json()["value"][0]["new_AccountId"]["name"] == "N"
    assert [row["new_thingid"] for row in http.get(f"accounts({account})/new_account_thing").json()["value"]] == [thing]
    assert error(http.delete(f"accounts({account})")) == (405, "0x80040227")
    shown = http.get("RelationshipDefinitions(SchemaName='new_account_thing')").json()
    assert (shown["MetadataId"], shown["CascadeConfiguration"]["Delete"]) == (relationship, "Restrict")
    cast = f"RelationshipDefinitions/{TYPE}OneToManyRelationshipMetadata?$filter=ReferencingEntity eq 'new_thing'&$select=SchemaName"
    assert "new_account_thing" in {each["SchemaName"] for each in http.get(cast).json()["value"]}
    assert error(http.delete(f"EntityDefinitions({things})/Attributes(LogicalName='new_accountid')"))[0] == 400
    assert error(http.post("RelationshipDefinitions", json=document))[0] == 400
    put = f"RelationshipDefinitions({relationship})"
    assert http.put(put, json={**shown, "CascadeConfiguration": {"Delete": "RemoveLink"}}).status_code == 204
    assert http.get(put).json()["CascadeConfiguration"]["Delete"] == "RemoveLink"
    gone = made(http.post("accounts", json={"name": "gone"}))
    left = made(http.post("new_things", json={"new_AccountId@odata.bind": f"accounts({gone})"}))
    assert http.delete(f"accounts({gone})").status_code == 204
    assert http.get(f"new_things({left})").json()["_new_accountid_value"] is None
    assert error(http.put(put, json={"CascadeConfiguration": {"Delete": "Never"}}))[0] == 400
    assert http.put(put, json={}).status_code == 204
    assert http.delete(f"RelationshipDefinitions({relationship})").status_code == 204
    assert "_new_accountid_value" not in http.get(f"new_things({thing})").json()
    assert http.delete(f"accounts({account})").status_code == 204


def test_a_table_can_be_related_to_itself(http: httpx.Client, things: str) -> None:
    made(http.post("RelationshipDefinitions", json=one_to_many("new_thing_thing", "new_thing", "new_thing", "new_ParentId")))
    both = {
        "@odata.type": f"{TYPE}ManyToManyRelationshipMetadata",
        "SchemaName": "new_thing_friend",
        "Entity1LogicalName": "new_thing",
        "Entity2LogicalName": "new_thing",
    }
    many = made(http.post("RelationshipDefinitions", json=both))
    one, two = (made(http.post("new_things", json={"new_thingname": name})) for name in "AB")
    http.patch(f"new_things({two})", json={"new_ParentId@odata.bind": f"new_things({one})"})
    assert http.get(f"new_things({one})/new_thing_thing/$count").text == "\ufeff1"
    assert http.post(f"new_things({one})/new_thing_friend_referencing/$ref", json={"@odata.id": f"new_things({two})"}).status_code == 204
    assert len(http.get(f"new_things({two})/new_thing_friend_referenced").json()["value"]) == 1
    assert http.delete(f"RelationshipDefinitions({many})").status_code == 204
    assert http.get(f"new_things({one})/new_thing_friend_referencing").status_code == 404
    assert http.delete("RelationshipDefinitions(SchemaName='new_thing_thing')").status_code == 204
    assert http.delete(f"EntityDefinitions({things})").status_code == 204


def test_many_to_many_makes_a_table_of_pairs(http: httpx.Client, things: str) -> None:
    document = {
        "@odata.type": f"{TYPE}ManyToManyRelationshipMetadata", "SchemaName": "new_thing_contact", "Entity1LogicalName": "new_thing",
        "Entity2LogicalName": "contact", "IntersectEntityName": "new_thing_contact",
    }  # fmt: skip
    relationship = made(http.post("RelationshipDefinitions", json=document))
    thing, contact = made(http.post("new_things", json={})), made(http.post("contacts", json={"lastname": "A"}))
    assert http.post(f"new_things({thing})/new_thing_contact/$ref", json={"@odata.id": f"contacts({contact})"}).status_code == 204
    assert http.get(f"contacts({contact})/new_thing_contact/$count").text == "\ufeff1"
    assert len(http.get("new_thing_contactset").json()["value"]) == 1
    shown = http.get("EntityDefinitions(LogicalName='contact')/ManyToManyRelationships?$filter=SchemaName eq 'new_thing_contact'").json()[
        "value"
    ]
    assert [each["MetadataId"] for each in shown] == [relationship]
    assert error(http.post("RelationshipDefinitions", json=document))[0] == 400
    assert http.delete(f"RelationshipDefinitions({relationship})").status_code == 204
    assert http.get("new_thing_contactset").status_code == 404


@pytest.mark.parametrize(
    "document",
    [
        {}, {"@odata.type": f"{TYPE}OneToManyRelationshipMetadata", "SchemaName": "new_x_y"},
        one_to_many("new_x_y", "nothing", "contact", "new_X"), one_to_many("new_x_y", "account", "contact", "NoPrefix"),
    ],
)  # fmt: skip
def test_a_wrong_relationship_is_refused(http: httpx.Client, document: dict[str, object]) -> None:
    assert http.post("RelationshipDefinitions", json=document).status_code == 400


def test_relationships_of_the_system_stay(http: httpx.Client) -> None:
    assert http.delete("RelationshipDefinitions(SchemaName='nothing_like_this')").status_code == 404
    for name in ("contactleads_association", "Contact_Annotation"):
        assert error(http.delete(f"RelationshipDefinitions(SchemaName='{name}')"))[0] == 400


def test_a_table_that_others_look_up_is_not_deleted(http: httpx.Client, things: str) -> None:
    made(http.post("RelationshipDefinitions", json=one_to_many("new_thing_contact", "new_thing", "contact", "new_ThingId")))
    assert error(http.delete(f"EntityDefinitions({things})"))[0] == 400


# -- keys and choices ----------------------------------------------------------------------------------------------------


def test_a_key_addresses_rows_and_keeps_them_apart(http: httpx.Client, things: str) -> None:
    key = made(
        http.post(f"EntityDefinitions({things})/Keys", json={"SchemaName": "new_ByCount", "KeyAttributes": ["new_count", "new_thingname"]})
    )
    assert http.patch("new_things(new_count=1,new_thingname='a')", json={}).status_code == 204
    assert error(http.post("new_things", json={"new_count": 1, "new_thingname": "A"})) == (412, "0x80060892")
    assert http.get(f"EntityDefinitions({things})/Keys(LogicalName='new_bycount')").json()["MetadataId"] == key
    assert (
        error(http.post(f"EntityDefinitions({things})/Keys", json={"SchemaName": "new_ByCount", "KeyAttributes": ["new_count"]}))[0] == 400
    )
    assert error(http.post(f"EntityDefinitions({things})/Keys", json={"SchemaName": "new_ByX", "KeyAttributes": ["x"]}))[0] == 400
    assert http.delete(f"EntityDefinitions({things})/Keys({key})").status_code == 204
    assert http.post("new_things", json={"new_count": 1, "new_thingname": "A"}).status_code == 204
    assert error(http.delete(f"EntityDefinitions({things})/Keys({key})"))[0] == 404


def test_columns_share_a_global_choice(http: httpx.Client, things: str) -> None:
    options = [{"Value": 1, "Label": label("Red")}, {"Value": 2, "Label": label("Blue")}]
    document = {"Name": "new_colour", "DisplayName": label("Colour"), "Options": options}
    choice = made(http.post("GlobalOptionSetDefinitions", json=document))
    bound = column("Picklist", "new_Colour", **{"GlobalOptionSet@odata.bind": f"/GlobalOptionSetDefinitions({choice})"})
    made(http.post(f"EntityDefinitions({things})/Attributes", json=bound))
    url = f"EntityDefinitions({things})/Attributes/{TYPE}PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet,GlobalOptionSet($select=Name)"
    shown = {each["LogicalName"]: each for each in http.get(url).json()["value"]}["new_colour"]
    assert (shown["GlobalOptionSet"]["Name"], len(shown["OptionSet"]["Options"])) == ("new_colour", 2)
    assert error(http.post("GlobalOptionSetDefinitions", json=document))[0] == 400
    assert error(http.delete(f"GlobalOptionSetDefinitions({choice})"))[0] == 400
    assert (
        http.post("InsertOptionValue", json={"OptionSetName": "new_colour", "Label": label("Green"), "Value": 3}).json()["NewOptionValue"]
        == 3
    )
    assert http.post("new_things", json={"new_colour": 3}).status_code == 204
    assert (
        http.post(
            "UpdateOptionValue", json={"OptionSetName": "new_colour", "Value": 3, "Label": label("Lime"), "MergeLabels": True}
        ).status_code
        == 204
    )
    assert http.post("DeleteOptionValue", json={"OptionSetName": "new_colour", "Value": 2}).status_code == 204
    labels = [
        each["Label"]["UserLocalizedLabel"]["Label"] for each in http.get("GlobalOptionSetDefinitions(Name='new_colour')").json()["Options"]
    ]
    assert labels == ["Red", "Lime"]
    assert error(http.post("new_things", json={"new_colour": 2})) == (400, "0x8004431A")
    assert http.put(f"GlobalOptionSetDefinitions({choice})", json={"DisplayName": label("Paint")}).status_code == 204
    (own,) = [each for each in http.get("GlobalOptionSetDefinitions").json()["value"] if each["Name"] == "new_colour"]
    assert own["DisplayName"]["UserLocalizedLabel"]["Label"] == "Paint"
    http.delete(f"EntityDefinitions({things})/Attributes(LogicalName='new_colour')")
    assert http.delete(f"GlobalOptionSetDefinitions({choice})").status_code == 204
    assert error(http.get("GlobalOptionSetDefinitions(Name='new_colour')"))[0] == 404
    assert error(http.get("GlobalOptionSetDefinitions?$filter=Name eq 'x'")) == (400, "0x80060888")
    assert error(http.post("GlobalOptionSetDefinitions", json={"Name": "plain"}))[0] == 400


def test_options_of_one_column_are_changed_by_messages(http: httpx.Client, things: str) -> None:
    where = {"EntityLogicalName": "new_thing", "AttributeLogicalName": "new_kind"}
    assert http.post("InsertOptionValue", json={**where, "Label": label("Three")}).json()["NewOptionValue"] == 100_000_000
    assert http.post("new_things", json={"new_kind": 100_000_000}).status_code == 204
    assert error(http.post("InsertOptionValue", json={**where, "Value": 1, "Label": label("x")}))[0] == 400
    assert error(http.post("InsertOptionValue", json={**where, "AttributeLogicalName": "nothing", "Label": label("x")}))[0] == 400
    assert error(http.post("InsertOptionValue", json={"OptionSetName": "new_none", "Label": label("x")}))[0] == 400
    status = {
        "EntityLogicalName": "new_thing",
        "AttributeLogicalName": "statuscode",
        "StateCode": 0,
        "Value": 100,
        "Label": label("Waiting"),
    }
    assert http.post("InsertStatusValue", json=status).json()["NewOptionValue"] == 100
    assert http.post("PublishXml", json={"ParameterXml": "<importexportxml/>"}).status_code == 204
    assert http.post("PublishAllXml").status_code == 204


def test_metadata_changes_are_read_in_one_request(http: httpx.Client) -> None:
    def query(**facts: Any) -> list[dict[str, Any]]:
        named = {
            "Conditions": [
                {"PropertyName": "LogicalName", "ConditionOperator": "Equals", "Value": {"Type": "System.String", "Value": "contact"}}
            ]
        }
        asked = {"Criteria": named, "Properties": {"PropertyNames": ["Attributes"]}, **facts}
        reply = http.get("RetrieveMetadataChanges(Query=@q)", params={"@q": json.dumps(asked)})
        assert reply.status_code == 200, reply.text
        return list(reply.json()["EntityMetadata"])

    name = {"Conditions": [{"PropertyName": "LogicalName", "ConditionOperator": "In", "Value": {"Value": ["lastname", "firstname"]}}]}
    (contact,) = query(AttributeQuery={"Criteria": name, "Properties": {"PropertyNames": ["MaxLength"]}})
    assert {each["LogicalName"]: each["MaxLength"] for each in contact["Attributes"]} == {"firstname": 50, "lastname": 50}
    assert "Attributes" not in query()[0]
    assert len(query(Criteria=None, Properties={"AllProperties": True})) > 20
    reply = http.get("RetrieveMetadataChanges(Query=@q)", params={"@q": '{"Criteria":{"Conditions":[{"PropertyName":"SchemaName"}]}}'})
    assert error(reply)[0] == 501


def test_privileges_of_a_user_are_those_that_were_not_taken(http: httpx.Client, dataverse: Emulator) -> None:
    me = http.get("WhoAmI").json()["UserId"]
    wanted = {
        each["PrivilegeType"]: each["PrivilegeId"]
        for each in http.get("EntityDefinitions(LogicalName='contact')?$select=Privileges").json()["Privileges"]
    }
    dataverse.permissions.deny("Write", "contact")
    held = {
        each["PrivilegeId"]
        for each in http.get(f"systemusers({me})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()").json()["RolePrivileges"]
    }
    assert wanted["Read"] in held
    assert wanted["Write"] not in held


# -- the documented traffic, with ids of this environment ----------------------------------------------------------------


def documented(name: str, **ids: str) -> tuple[str, str, dict[str, Any]]:
    path = GOLDEN / f"{name}.request.txt"
    if not path.exists():
        pytest.skip("the documented traffic is not here")
    head, _, body = path.read_text("utf-8").replace("\r\n", "\n").replace("\u200b", "").partition("{")
    method, url = head.split()[0], re.search(r"/api/data/v9\.\d/(\S+)", head)
    assert url is not None
    target = url[1]
    for old, new in ids.items():
        target = target.replace(old.strip("_"), new)
    return method, target, json.loads("{" + body)


DEFINITIONS, RELATIONSHIPS = "create-update-entity-definitions-using-web-api__", "create-update-entity-relationships-using-web-api__"


def test_the_documented_bank_account_is_made_as_documented(http: httpx.Client) -> None:
    def play(name: str, table_id: str) -> httpx.Response:
        method, target, body = documented(name)
        target = re.sub(r"EntityDefinitions\([0-9a-f-]+\)", f"EntityDefinitions({table_id})", target)
        return http.request(method, target, json=body)

    bank = made(play(DEFINITIONS + "000", ""))
    assert http.get(f"EntityDefinitions({bank})?$select=EntitySetName").json()["EntitySetName"] == "new_bankaccounts"
    assert play(DEFINITIONS + "002", bank).status_code == 204
    for number in ("004", "006", "008"):
        reply = play(DEFINITIONS + number, bank)
        assert reply.headers["OData-EntityId"].startswith(f"{ROOT}EntityDefinitions({bank})/Attributes(")
    customer = play(DEFINITIONS + "010", bank)
    assert customer.status_code == 200
    assert (len(customer.json()["RelationshipIds"]), customer.json()["@odata.context"].rpartition("#")[2]) == (
        2,
        TYPE + "CreateCustomerRelationshipsResponse",
    )
    assert re.search(r"RelationshipDefinitions\([0-9a-f-]{36}\)$", play(RELATIONSHIPS + "000", bank).headers["OData-EntityId"])
    made(http.post("EntityDefinitions", json=table("new_Campaign")))  # campaigns are no stock table here
    method, target, body = documented(RELATIONSHIPS + "002")
    assert http.request(method, target, json={**body, "Entity2LogicalName": "new_campaign"}).status_code == 204
    account, contact = made(http.post("accounts", json={"name": "A"})), made(http.post("contacts", json={"lastname": "C"}))
    row = {
        "new_CustomerId_account@odata.bind": f"accounts({account})",
        "new_AccountOwner@odata.bind": f"contacts({contact})",
        "new_balance": 12.5,
    }
    made(http.post("new_bankaccounts", json=row))
    (found,) = http.get("new_bankaccounts", headers={"Prefer": 'odata.include-annotations="*"'}).json()["value"]
    assert found["_new_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] == "account"
    assert (found["_new_customerid_value"], found["_new_accountowner_value"], found["new_balance"]) == (account, contact, 12.5)
    assert http.delete("RelationshipDefinitions(SchemaName='new_bankaccount_customer_contact')").status_code == 204
    assert http.get("EntityDefinitions(LogicalName='new_bankaccount')/Attributes(LogicalName='new_customerid')").json()["Targets"] == [
        "account"
    ]


# -- what is pure --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "many"),
    [
        ("new_cat", "new_cats"),
        ("new_city", "new_cities"),
        ("new_day", "new_days"),
        ("new_box", "new_boxes"),
        ("new_class", "new_classes"),
        ("new_church", "new_churches"),
    ],
)
def test_set_names_are_english_plurals(name: str, many: str) -> None:
    assert plural(name) == many


def test_labels_and_options_are_read_as_they_come() -> None:
    assert label_of(None) is label_of({"LocalizedLabels": []}) is label_of({"LocalizedLabels": [1]}) is None
    # a client that changes a label changes one of the list, and sends the computed one back as it was
    assert label_of({"UserLocalizedLabel": {"Label": "x"}, "LocalizedLabels": [{"Label": "y"}]}) == "y"
    assert label_of({"UserLocalizedLabel": {"Label": "x"}, "LocalizedLabels": []}) == "x"
    assert label_of({"LocalizedLabels": [{"Label": "fr", "LanguageCode": 1036}, {"Label": "en", "LanguageCode": 1033}]}) == "en"
    assert options_of("x") == options_of(None) == options_of([{"Label": None}]) == ()
    assert options_of([{"Value": 1}]) == ((1, ""),)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("A eq 1", True), ("A ne 1", False), ("not A eq 2", True), ("(A eq 2 or A eq 1) and B eq 'x''y'", True), ("A eq 2 or B eq 'x'", False),
        ("C/Value eq true and D eq null", True), ("E eq Microsoft.Dynamics.CRM.Kind'One'", True),
    ],
)  # fmt: skip
def test_definitions_are_filtered_by_a_small_language(text: str, holds: bool) -> None:
    assert condition(text)({"A": 1, "B": "x'y", "C": {"Value": True}, "D": None, "E": "One"}) is holds


@pytest.mark.parametrize(
    "text", ["", "A", "A eq", "A eq 1 B", "(A eq 1", "A like 'x'", "A eq 1 and", "A in 1", "A eq ~", "startswith(A,'x')", "C/Nothing eq 1"]
)
def test_what_that_language_lacks_is_refused(text: str) -> None:
    with pytest.raises((Refusal, QueryError)):
        condition(text)({"A": 1, "C": {}})


# -- messages ------------------------------------------------------------------------------------------------------------


def test_create_entities_makes_tables_as_their_complex_types_say(http: httpx.Client) -> None:
    text = json.dumps({"Entities": [{**THINGS, "@odata.type": f"{TYPE}ComplexEntityMetadata"}], "SolutionUniqueName": "new_solution"})
    reply = http.post("CreateEntities", content=text.replace(f'"{TYPE}StringAttribute', f'"{TYPE}ComplexStringAttribute'))
    assert reply.status_code == 200, reply.text
    (table_id,) = reply.json()["EntityIds"]
    assert http.get(f"EntityDefinitions({table_id})").json()["LogicalName"] == "new_thing"
    assert len(reply.json()["AttributeIds"]) > 20
    assert http.post("new_things", json={"new_thingname": "A"}).status_code == 204
    assert error(http.post("CreateCustomerRelationships", json={}))[0] == 400
    empty = {"Lookup": column("Lookup", "new_X"), "OneToManyRelationships": []}
    assert error(http.post("CreateCustomerRelationships", json=empty))[0] == 400


def test_a_customer_lookup_may_have_one_table_only(http: httpx.Client, things: str) -> None:
    one = {"SchemaName": "new_thing_customer_account", "ReferencedEntity": "account", "ReferencingEntity": "new_thing"}
    body = {"Lookup": column("Lookup", "new_CustomerId"), "OneToManyRelationships": [one]}
    assert http.post("CreateCustomerRelationships", json=body).status_code == 200
    account = made(http.post("accounts", json={"name": "N"}))
    assert http.post("new_things", json={"new_CustomerId@odata.bind": f"accounts({account})"}).status_code == 204


def test_a_table_deleted_from_a_file_stays_deleted(tmp_path: Path) -> None:
    path = tmp_path / "data.sqlite"
    with Emulator("empty", path) as dataverse:
        http = httpx.Client(transport=dataverse.transport(), base_url=ROOT, headers={"Authorization": "Bearer x"})
        made(http.post("EntityDefinitions", json=THINGS))
        assert http.delete("EntityDefinitions(LogicalName='new_thing')").status_code == 204
    with Emulator("empty", path) as dataverse:
        assert "new_thing" not in dataverse.store.schema.tables


def test_names_that_are_taken_are_refused_wherever_they_stand(http: httpx.Client, things: str) -> None:
    both = {
        "@odata.type": f"{TYPE}ManyToManyRelationshipMetadata",
        "SchemaName": "new_a_b",
        "Entity1LogicalName": "new_thing",
        "Entity2LogicalName": "lead",
    }
    assert error(http.post("RelationshipDefinitions", json={**both, "IntersectEntityName": "contact"}))[0] == 400
    assert error(http.post("RelationshipDefinitions", json={**both, "Entity1NavigationPropertyName": "new_One"}))[0] == 501
    assert http.post("RelationshipDefinitions", json=both).status_code == 204
    assert error(http.post("RelationshipDefinitions", json=both))[0] == 400
    assert error(http.post("RelationshipDefinitions", json=one_to_many("new_account_x", "account", "new_thing", "new_Count")))[0] == 400
    assert error(http.get(f"EntityDefinitions({things})/Attributes(LogicalName='new_count')/OptionSet"))[0] == 404
    assert error(http.get(f"EntityDefinitions({things})/Keys/nothing"))[0] == 404
    assert http.get(f"EntityDefinitions({things})/Attributes(LogicalName='new_kind')?$expand=Nothing").status_code == 200
    assert error(http.get("RelationshipDefinitions(SchemaName='nothing')"))[0] == 404
