"""`$metadata` and EntityDefinitions: what they say, and that readers nobody here wrote can read it."""

import xml.etree.ElementTree as ElementTree

import httpx
import pytest
from odatapy.edm.xml_io import XmlEdmProvider

from dataverse_sdk.emulator.definitions.system_tables import with_system_tables
from dataverse_sdk.schema.csdl import read_csdl
from dataverse_sdk.schema.stock import stock_schema

ROOT = "https://emulator.localhost/api/data/v9.2"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def error(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


# -- $metadata -----------------------------------------------------------------------------------------------------------


def test_metadata_names_every_set_type_and_column(http: httpx.Client) -> None:
    reply = http.get("$metadata")
    assert reply.headers["Content-Type"] == "application/xml"
    tree = ElementTree.fromstring(reply.content)
    schema = tree.find(f".//{EDM}Schema")
    assert schema is not None
    assert (schema.get("Namespace"), schema.get("Alias")) == ("Microsoft.Dynamics.CRM", "mscrm")
    stock = stock_schema()
    sets = {each.get("Name") for each in tree.iter(f"{EDM}EntitySet")}
    assert sets == {table.set_name for table in with_system_tables(stock).tables.values()} - {None}
    types = {each.get("Name"): each for each in tree.iter(f"{EDM}EntityType")}
    contact = types["contact"]
    names = {each.get("Name") for each in contact.findall(f"{EDM}Property")}
    assert names == {column.name for column in stock.tables["contact"].columns if column.valid_for_read}
    assert types["systemuser"].get("BaseType") == "mscrm.principal"
    assert types["systemuser"].find(f"{EDM}Key") is None


def test_nothing_stands_below_metadata(http: httpx.Client) -> None:
    assert http.get("$metadata/contacts").status_code == 404


def test_metadata_says_what_is_read_only_when_asked(http: httpx.Client) -> None:
    assert b"Org.OData.Core.V1.Computed" not in http.get("$metadata").content
    tree = ElementTree.fromstring(http.get("$metadata?annotations=true").content)
    contact = next(each for each in tree.iter(f"{EDM}EntityType") if each.get("Name") == "contact")
    computed = {each.get("Name") for each in contact.findall(f"{EDM}Property") if each.find(f"{EDM}Annotation") is not None}
    assert {"fullname", "createdon", "_parentcustomerid_value"} <= computed
    assert "lastname" not in computed


def test_metadata_reads_back_as_the_schema_it_was_written_from(http: httpx.Client) -> None:
    read, stock = read_csdl(http.get("$metadata").content).schema(), stock_schema()
    for name, table in stock.tables.items():
        again = read.tables[name]
        assert {(each.name, each.edm_type) for each in again.columns} >= {
            (each.name, each.edm_type) for each in table.columns if each.valid_for_read
        }
        assert (again.set_name, again.key) == (table.set_name, table.key)
        kept = {each.name for each in table.navigations if each.target in stock.tables}
        assert kept <= {each.name for each in again.navigations}


def test_odatapy_reads_the_metadata(http: httpx.Client) -> None:
    # `Unicode="false"` is what the service writes, and what this reader takes for a limit to ASCII
    provider = XmlEdmProvider(http.get("$metadata").text.replace(' Unicode="false"', ""))
    names = {each.name for schema in provider.get_schemas() for each in schema.entity_types}
    assert {"contact", "annotation", "systemuser", "crmbaseentity"} <= names


# -- EntityDefinitions ---------------------------------------------------------------------------------------------------


def test_a_definition_is_found_by_name_and_by_id(http: httpx.Client) -> None:
    contact = http.get("EntityDefinitions(LogicalName='contact')?$select=EntitySetName,PrimaryIdAttribute").json()
    assert (contact["EntitySetName"], contact["PrimaryIdAttribute"]) == ("contacts", "contactid")
    assert set(contact) == {"@odata.context", "EntitySetName", "PrimaryIdAttribute", "MetadataId"}
    assert http.get(f"EntityDefinitions({contact['MetadataId']})").json()["LogicalName"] == "contact"
    assert error(http.get("EntityDefinitions(LogicalName='nothing')"))[0] == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("%24filter=LogicalName+eq+%27account%27", {"account"}),
        ("$filter=LogicalName eq 'account' or LogicalName eq 'contact'", {"account", "contact"}),
        ("$filter=IsActivity eq true and LogicalName ne 'task' and EntitySetName eq 'emails'", {"email"}),
        ("$filter=(SchemaName eq 'Contact')", {"contact"}),
    ],
)
def test_definitions_are_filtered_by_equality(http: httpx.Client, query: str, names: set[str]) -> None:
    body = http.get(f"EntityDefinitions?$select=LogicalName&{query}").json()
    assert body["@odata.context"] == f"{ROOT}/$metadata#EntityDefinitions(LogicalName)"
    assert {each["LogicalName"] for each in body["value"]} == names


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("EntityDefinitions?$top=1", 400, "0x80060888"),
        ("EntityDefinitions?$skip=1", 400, "0x80060888"),
        ("EntityDefinitions?$orderby=LogicalName", 400, "0x80060888"),
        ("EntityDefinitions?$filter=startswith(LogicalName,'a')", 400, "0x8006088a"),
        ("EntityDefinitions?$filter=LogicalName gt 'a'", 501, "0x80060888"),
        ("EntityDefinitions?$select=Nothing", 400, "0x80060888"),
        ("EntityDefinitions/nothing", 404, "0x8006088a"),
        ("EntityDefinitions(LogicalName='contact')/Nothing", 404, "0x8006088a"),
        ("EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='nothing')", 404, "0x80060888"),
        ("EntityDefinitions(LogicalName='contact')/Attributes/nothing", 501, "0x80060888"),
        (
            "EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='lastname')/Microsoft.Dynamics.CRM.MemoAttributeMetadata",
            404,
            "0x80060888",
        ),
    ],
)
def test_definitions_have_limits_of_their_own(http: httpx.Client, url: str, status: int, code: str) -> None:
    assert error(http.get(url)) == (status, code)


def test_definitions_are_not_patched(http: httpx.Client) -> None:
    assert error(http.patch("EntityDefinitions(LogicalName='contact')", json={}))[0] == 405
    assert error(http.request("OPTIONS", "EntityDefinitions"))[0] == 405


def test_attributes_state_length_validity_and_required_level(http: httpx.Client) -> None:
    select = "LogicalName,IsValidForCreate,IsValidForUpdate,RequiredLevel,MaxLength"
    url = f"EntityDefinitions(LogicalName='contact')/Attributes/Microsoft.Dynamics.CRM.StringAttributeMetadata?$select={select}"
    rows = {each["LogicalName"]: each for each in http.get(url).json()["value"]}
    assert rows["lastname"]["MaxLength"] == 50
    assert (rows["fullname"]["IsValidForCreate"], rows["fullname"]["IsValidForUpdate"]) == (False, False)
    assert rows["lastname"]["RequiredLevel"]["Value"] == "ApplicationRequired"
    assert "description" not in rows
    memo = http.get("EntityDefinitions(LogicalName='contact')/Attributes/Microsoft.Dynamics.CRM.MemoAttributeMetadata").json()
    assert {"description"} <= {each["LogicalName"] for each in memo["value"]}


def test_choices_come_with_their_options_when_expanded(http: httpx.Client) -> None:
    cast = "Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
    url = f"EntityDefinitions(LogicalName='contact')/Attributes/{cast}?$select=LogicalName&$expand=OptionSet($select=Options)"
    rows = {each["LogicalName"]: each for each in http.get(url).json()["value"]}
    options = rows["gendercode"]["OptionSet"]["Options"]
    labels = [(each["Value"], each["Label"]["UserLocalizedLabel"]["Label"]) for each in options]
    assert labels == [(1, "Male"), (2, "Female")]
    one = f"EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='gendercode')/{cast}"
    body = http.get(f"{one}?$select=LogicalName&$expand=OptionSet,GlobalOptionSet").json()
    assert (len(body["OptionSet"]["Options"]), body["GlobalOptionSet"]) == (2, None)
    two = "EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='donotemail')?$expand=OptionSet"
    assert http.get(two).json()["OptionSet"]["TrueOption"]["Value"] == 1


def test_attributes_are_filtered_and_expanded_with_their_table(http: httpx.Client) -> None:
    url = "EntityDefinitions(LogicalName='contact')/Attributes?$select=LogicalName&$filter=AttributeType eq 'Money'"
    assert "annualincome" in {each["LogicalName"] for each in http.get(url).json()["value"]}
    url = "EntityDefinitions(LogicalName='contact')?$select=LogicalName&$expand=Attributes($select=LogicalName),Keys"
    body = http.get(url).json()
    assert {"LogicalName": "lastname"}.items() <= next(a for a in body["Attributes"] if a["LogicalName"] == "lastname").items()
    assert body["Keys"] == []


def test_relationships_are_seen_from_both_sides(http: httpx.Client) -> None:
    def found(table: str, kind: str) -> set[tuple[str, str, str]]:
        rows = http.get(f"EntityDefinitions(LogicalName='{table}')/{kind}").json()["value"]
        return {(row["ReferencedEntity"], row["ReferencingEntity"], row["ReferencingAttribute"]) for row in rows}

    assert ("contact", "annotation", "objectid") in found("contact", "OneToManyRelationships")
    assert ("contact", "annotation", "objectid") in found("annotation", "ManyToOneRelationships")
    many = http.get("EntityDefinitions(LogicalName='contact')/ManyToManyRelationships").json()["value"]
    names = {(row["SchemaName"], row["IntersectEntityName"]) for row in many}
    assert ("contactleads_association", "contactleads_association") in names
    assert {row["SchemaName"] for row in many} <= {row["SchemaName"] for row in http.get("RelationshipDefinitions").json()["value"]}
