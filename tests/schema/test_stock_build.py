"""How `stock.json` is made from its sources."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from real_metadata import EDMX, FOLDER, needs_real_metadata

from dataverse_sdk.schema import build as build_module
from dataverse_sdk.schema import corrections
from dataverse_sdk.schema.build import build, main
from dataverse_sdk.schema.csdl import read_csdl
from dataverse_sdk.schema.stock import parse_stock

METADATA = b"""<Edmx><Schema Namespace="N" Alias="mscrm">
<EntityType Name="activitypointer" Abstract="true"><Key>
<PropertyRef Name="activityid"/></Key>
<Property Name="activityid" Type="Edm.Guid"/>
<Property Name="subject" Type="Edm.String"/>
<Property Name="prioritycode" Type="Edm.Int32"/></EntityType>
<EntityType Name="lead"><Key>
<PropertyRef Name="leadid"/></Key>
<Property Name="leadid" Type="Edm.Guid"/>
<Property Name="firstname" Type="Edm.String"/>
<Property Name="leadqualitycode" Type="Edm.Int32"/>
<Property Name="donotemail" Type="Edm.Boolean"/>
<Property Name="cdsify_extra" Type="Edm.String"/>
<Property Name="fullname" Type="Edm.String"/>
<Property Name="revenue" Type="Edm.Decimal"/>
<Property Name="_accountid_value" Type="Edm.Guid"/>
<Property Name="_ownerid_value" Type="Edm.Guid"/>
<Property Name="oddity" Type="Edm.Int32"/>
<NavigationProperty Name="lead_tasks" Type="Collection(mscrm.task)" Partner="regardingobjectid_lead_task"/>
<NavigationProperty Name="lead_links" Type="Collection(mscrm.other)"/>
<NavigationProperty Name="dev_lead" Type="mscrm.other"/>
<NavigationProperty Name="own" Type="mscrm.inv_other"/>
<NavigationProperty Name="extra" Type="mscrm.other">
<ReferentialConstraint Property="_cdsify_x_value" ReferencedProperty="x"/></NavigationProperty>
</EntityType>
<EntityType Name="task" BaseType="mscrm.activitypointer">
<Property Name="subcategory" Type="Edm.String"/>
<Property Name="_regardingobjectid_value" Type="Edm.Guid"/>
<NavigationProperty Name="regardingobjectid_lead_task" Type="mscrm.lead" Partner="lead_tasks"/></EntityType>
<EntityType Name="team"><Key>
<PropertyRef Name="ownerid"/></Key>
<Property Name="ownerid" Type="Edm.Guid"/>
<Property Name="name" Type="Edm.String"/>
<NavigationProperty Name="team_leads" Type="Collection(mscrm.lead)"/>
<NavigationProperty Name="team_others" Type="Collection(mscrm.other)"/></EntityType>
<EntityType Name="other"/>
<EntityContainer Name="C"><EntitySet Name="leads" EntityType="N.lead"/></EntityContainer></Schema></Edmx>"""


def column(name: str, **facts: Any) -> dict[str, Any]:
    usual = {
        "schema_name": None,
        "type": None,
        "max_length": None,
        "format": None,
        "required_level": "None",
        "options": None,
        "targets": [],
    }
    flags = {"valid_for_create": None, "valid_for_update": None, "valid_for_read": True}
    return {"logical_name": name, **usual, **flags, **facts}


def table(name: str, *columns: dict[str, Any], **facts: Any) -> dict[str, Any]:
    usual = {"schema_name": name.title(), "primary_name": "name", "ownership": "UserOwned", "messages": [{"name": "Create"}]}
    return {"logical_name": name, "columns": list(columns), "one_to_many": [], "many_to_one": [], **usual, **facts}


CASCADES: list[dict[str, Any]] = [
    {"navigation": "lead_tasks", "cascade_delete": None},
    {"navigation": "lead_links", "cascade_delete": "Restrict"},
]
PARENTS: list[dict[str, Any]] = [
    {"navigation": "regardingobjectid_lead_task", "cascade_delete": "Cascade"},
    {"navigation": "regardingobjectid_lead_task", "cascade_delete": None},
    {"navigation": None, "cascade_delete": "Cascade"},
]
LABELS = [["en", "Hot", "1", "0"], ["da", "Varm", "1", "0"], ["en", "Cold", "3", "1"]]
QUALITY = {
    "dataTypeReference": "listLookup",
    "appliedTraits": [
        "is.plain",
        {"traitReference": "x"},
        {
            "traitReference": "does.haveDefault",
            "arguments": [{"entityReference": {"constantValues": LABELS}}],
        },
    ],
}
SOURCES: dict[str, Any] = {
    "stock-tables": {
        "tables": [
            table(
                "lead",
                column(
                    "firstname", type="String", max_length=450, required_level="Recommended", valid_for_create=True, valid_for_update=True
                ),
                column("leadqualitycode", type="Picklist", options=[[1, "Varm"]]),
                column("donotemail", type="Boolean", options=[[1, "Tillad ikke"], [0, "Tillad"]]),
                column("fullname", type="String", max_length=650, valid_for_create=True, valid_for_update=True, valid_for_read=False),
                column("accountid", type="Lookup", targets=["account", "cdsify_account"]),
                column("revenue", type="Money"),
                one_to_many=CASCADES,
            ),
            table(
                "activitypointer",
                column("subject", type="String", max_length=400),
                column("prioritycode", options=[[2, "High"], [0, "Low"]]),
            ),
            table("task", many_to_one=PARENTS),
        ]
    },
    "attributes-exported": {"lead": {"attributes": [{"logical": "revenue", "min": "0", "max": "1.5", "precision": "2"}]}},
    "attributes-activityparty": {"writable": [{"logical": "effort", "min": 0, "max": 10}]},
    "attributes-cdm": {
        "lead": {
            "attributes": [
                {"name": "firstName", "sourceName": "firstname", "maximumLength": 50},
                {"name": "leadQualityCode", "dataType": QUALITY},
                {"name": "fullName", "dataType": "string"},
            ]
        }
    },
}


@pytest.fixture
def built() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(build(read_csdl(METADATA).schema(), SOURCES))["tables"]
    return tables


def rows(table: dict[str, Any]) -> dict[str, Any]:
    return {row.pop("name"): row for row in table["columns"]}


def test_only_stock_tables_are_kept_sorted_by_name(built: dict[str, Any]) -> None:
    assert list(built) == ["activitypointer", "lead", "task", "team"]


def test_a_customised_environment_is_put_back_to_stock_lengths_and_english_labels(built: dict[str, Any]) -> None:
    lead = rows(built["lead"])
    assert lead["firstname"] == {"edm": "String", "type": "String", "length": 50, "required": "Recommended"}
    assert lead["leadqualitycode"] == {"edm": "Int32", "type": "Picklist", "options": [[1, "Hot"], [3, "Cold"]]}
    assert lead["donotemail"] == {"edm": "Boolean", "type": "Boolean", "options": [[0, "Allow"], [1, "Do Not Allow"]]}


def test_corrections_have_the_last_word_and_unread_columns_are_marked(built: dict[str, Any]) -> None:
    assert rows(built["lead"])["fullname"] == {
        "edm": "String",
        "type": "String",
        "length": 650,
        "create": False,
        "update": False,
        "read": False,
    }
    assert rows(built["team"])["name"]["required"] == "SystemRequired"


def test_ranges_are_numbers_as_short_as_they_can_be(built: dict[str, Any]) -> None:
    assert rows(built["lead"])["revenue"] == {"edm": "Decimal", "type": "Money", "min": 0, "max": 1.5, "precision": 2}


def test_a_type_no_source_states_is_read_off_the_document_where_that_is_certain(built: dict[str, Any]) -> None:
    lead = rows(built["lead"])
    assert (lead["_ownerid_value"], lead["oddity"]) == ({"edm": "Guid", "type": "Lookup"}, {"edm": "Int32"})
    assert lead["leadid"] == {"edm": "Guid", "type": "Uniqueidentifier", "update": False}


def test_customisations_of_the_environment_are_dropped(built: dict[str, Any]) -> None:
    lead = rows(built["lead"])
    assert "cdsify_extra" not in lead
    assert lead["_accountid_value"]["targets"] == ["account"]
    assert [each["name"] for each in built["lead"]["navigations"]] == ["lead_links", "lead_tasks"]


def test_activities_learn_from_activitypointer(built: dict[str, Any]) -> None:
    task = rows(built["task"])
    assert task["subject"] == {"edm": "String", "type": "String", "length": 400}
    assert task["prioritycode"] == {"edm": "Int32", "options": [[0, "Low"], [2, "High"]]}


def test_a_cascade_rule_is_taken_from_either_side(built: dict[str, Any]) -> None:
    assert [each.get("delete") for each in built["lead"]["navigations"]] == ["Restrict", "Cascade"]


def test_of_the_tables_everything_points_to_only_collections_between_stock_tables_are_kept(built: dict[str, Any]) -> None:
    assert [each["name"] for each in built["team"]["navigations"]] == ["team_leads"]


def test_the_result_is_one_row_a_line_and_can_be_read_back(built: dict[str, Any]) -> None:
    text = build(read_csdl(METADATA).schema(), SOURCES)
    assert '    {"name": "subcategory", "edm": "String", "type": "String"}' in [line.rstrip(",") for line in text.splitlines()]
    assert list(parse_stock(text).tables) == list(built)


def test_the_command_writes_the_file_it_is_told_to(tmp_path: Path) -> None:
    for name, source in SOURCES.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(source))
    (tmp_path / "metadata.xml").write_bytes(METADATA)
    out = tmp_path / "out.json"
    assert main(["--csdl", str(tmp_path / "metadata.xml"), "--attributes", str(tmp_path), "--out", str(out)]) == 0
    assert out.read_text("utf-8") == build(read_csdl(METADATA).schema(), SOURCES)


def test_it_runs_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["build", "--help"])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_path(build_module.__file__, run_name="__main__")
    assert "--csdl" in capsys.readouterr().out


def test_every_correction_is_about_a_table_that_is_kept() -> None:
    assert {table for table, _ in corrections.COLUMNS} - {"*"} <= set(corrections.TABLES)
    assert set(corrections.TABLES) >= corrections.HUBS | corrections.CUSTOMISED


@needs_real_metadata
def test_the_shipped_facts_are_what_the_sources_make_today(tmp_path: Path) -> None:
    out = tmp_path / "stock.json"
    main(["--csdl", str(EDMX), "--attributes", str(FOLDER), "--out", str(out)])
    assert out.read_bytes() == Path(build_module.__file__).with_name("stock.json").read_bytes()
