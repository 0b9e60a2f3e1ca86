"""Builds `stock.json`, the facts about stock tables that `$metadata` leaves out.

Knows the sources and how far to trust each. Names, types, keys and navigation properties come from a real `$metadata`;
lengths, options, formats, validity and cascade rules from the reference pages of the tables (CC BY 4.0, Microsoft) and
from exports of EntityMetadata (MIT, rnwood/Rnwood.Dataverse.Data.PowerShell and delegateas/XrmMockup). Refuses to know
who reads the result.

    python -m dataverse_sdk.schema.build --csdl METADATA.xml.gz --attributes DIR [--out FILE]

It is run when a source changes, not when the package is installed.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dataverse_sdk.schema import corrections
from dataverse_sdk.schema.files import read_metadata_file
from dataverse_sdk.schema.flatten import lookup_name
from dataverse_sdk.schema.model import ColumnSchema, NavigationSchema, Schema, TableSchema

__all__ = ["build", "main"]

# The JSON of the sources is outside our control and has no fixed shape; it is taken apart field by field below.
Json = Any
Facts = Mapping[str, Json]

_ABOUT = {
    "what": "Facts about stock tables of Dataverse and Dynamics 365 Sales and Service, as of September 2022.",
    "made by": "python -m dataverse_sdk.schema.build",
    "sources": [
        "$metadata: npm dataverse-gen 2.0.15, MIT, Scott Durow",
        "Microsoft, Dataverse and Dynamics 365 table/entity reference, CC BY 4.0, re-typed and reduced",
        "Common Data Model, microsoft/CDM, CC BY 4.0",
        "EntityMetadata exports: rnwood/Rnwood.Dataverse.Data.PowerShell and delegateas/XrmMockup, MIT",
    ],
}

# What an attribute type can be read off the type in $metadata. Edm.Int32 is missing: it is a whole number or a choice.
_TYPES = {
    "Edm.Binary": "Image",
    "Edm.Boolean": "Boolean",
    "Edm.Date": "DateTime",
    "Edm.DateTimeOffset": "DateTime",
    "Edm.Decimal": "Decimal",
    "Edm.Double": "Double",
    "Edm.Guid": "Uniqueidentifier",
    "Edm.Int64": "BigInt",
    "Edm.String": "String",
}


def build(schema: Schema, sources: Mapping[str, Json]) -> str:
    """The text of `stock.json`, from tables read from `$metadata` and the JSON of the other sources."""
    facts = {table["logical_name"]: table for table in sources["stock-tables"]["tables"]}
    ranges = _ranges(sources)
    labels = {name: _cdm_columns(table) for name, table in sources["attributes-cdm"].items()}
    known = _Sources(facts, ranges, labels, deletes=dict(_cascades(facts, schema)))
    tables = (schema.tables[name] for name in sorted(corrections.TABLES) if name in schema.tables)
    lines = [
        "{\n",
        f'"about": {json.dumps(_ABOUT, indent=1)},\n',
        '"tables": {\n',
        ",\n".join(_table_text(table, schema.tables.get(table.base or ""), known) for table in tables),
        "\n}}\n",
    ]
    return "".join(lines)


class _Sources:
    """What is known besides `$metadata`, asked table by table and column by column."""

    def __init__(
        self,
        facts: Mapping[str, Facts],
        ranges: Mapping[tuple[str, str], Facts],
        cdm: Mapping[str, Mapping[str, Facts]],
        deletes: Mapping[tuple[str, str], str],
    ) -> None:
        self._facts = facts
        self._columns = {name: {column["logical_name"]: column for column in table["columns"]} for name, table in facts.items()}
        self._ranges = ranges
        self._cdm = cdm
        self.deletes = deletes

    def table(self, name: str) -> Facts:
        return {**self._facts.get(name, {}), **corrections.TABLES[name]}

    def column(self, table: TableSchema, logical_name: str) -> dict[str, Json]:
        """The facts of one column; for activities what is known of `activitypointer` fills the gaps."""
        found: dict[str, Json] = {}
        for name in (table.logical_name, table.base):
            fact = self._columns.get(name or "", {}).get(logical_name)
            if fact is not None:
                found = dict(fact)
                break
        found.update(self._ranges.get((table.logical_name, logical_name), {}))
        if table.logical_name in corrections.CUSTOMISED:
            found.update(_stock(found, self._cdm.get(table.logical_name, {}).get(logical_name, {})))
        for owner in ("*", table.logical_name):
            found.update(corrections.COLUMNS.get((owner, logical_name), {}))
        found.setdefault("label", self._cdm.get(table.logical_name, {}).get(logical_name, {}).get("displayName"))
        return found


def _stock(fact: Facts, cdm: Facts) -> dict[str, Json]:
    """What a customised environment changed about a column, put back to what the Common Data Model says."""
    stock: dict[str, Json] = {}
    if cdm.get("maximumLength") and fact.get("max_length"):
        stock["max_length"] = cdm["maximumLength"]
    if fact.get("options"):
        stock["options"] = _cdm_options(cdm)
    return stock


def _cdm_columns(table: Facts) -> dict[str, Facts]:
    return {column.get("sourceName") or column["name"].lower(): column for column in table["attributes"]}


def _cdm_options(column: Facts) -> list[tuple[int, str]]:
    data_type = column.get("dataType")
    traits = data_type.get("appliedTraits", ()) if isinstance(data_type, dict) else ()
    return [
        (int(value), label)
        for trait in traits
        if isinstance(trait, dict)
        for argument in trait.get("arguments", ())
        for language, label, value, *_ in argument["entityReference"]["constantValues"]
        if language == "en"
    ]


def _ranges(sources: Mapping[str, Json]) -> dict[tuple[str, str], Facts]:
    """Minimum, maximum and precision, which only the exports and the activityparty page state."""
    ranges: dict[tuple[str, str], Facts] = {}
    for table, export in sources["attributes-exported"].items():
        for column in export["attributes"]:
            ranges[table, column["logical"]] = {name: column[name] for name in ("min", "max", "precision")}
    for column in sources["attributes-activityparty"]["writable"]:
        ranges["activityparty", column["logical"]] = {name: column.get(name) for name in ("min", "max")}
    return ranges


def _cascades(facts: Mapping[str, Facts], schema: Schema) -> Iterator[tuple[tuple[str, str], str]]:
    """((table, collection navigation property), what deleting a row does to the rows in it)."""
    for name, table in facts.items():
        for row in table["one_to_many"]:
            if row["cascade_delete"]:
                yield (name, row["navigation"]), row["cascade_delete"]
    # The child's page states the same rule from the other side; partners tell which collection it is about.
    for name, table in facts.items():
        for row in table["many_to_one"]:
            child = schema.tables[name].navigation(row["navigation"] or "")
            if row["cascade_delete"] and child is not None and child.partner:
                yield (child.target, child.partner), row["cascade_delete"]


def _table_text(table: TableSchema, base: TableSchema | None, sources: _Sources) -> str:
    facts = sources.table(table.logical_name)
    head = {
        "set_name": table.set_name,
        "key": table.key,
        "primary_name": facts["primary_name"],
        "schema_name": facts["schema_name"],
        "object_type_code": facts["object_type_code"],
        "ownership": facts["ownership"],
        "base": table.base,
        "abstract": table.abstract,
        "alternate_keys": {key.name: key.columns for key in table.alternate_keys},
        "messages": [message if isinstance(message, str) else message["name"] for message in facts["messages"]],
    }
    columns = sorted((column for column in table.columns if not _foreign(column.logical_name)), key=lambda column: column.name)
    # Its own first: where an activity has a navigation property for a target and inherits another, its own is the one
    # its reference page names.
    inherited = frozenset(() if base is None else (each.name for each in base.navigations))
    kept = sorted((each for each in table.navigations if _kept(table, each)), key=lambda each: (each.name in inherited, each.name))
    lines = [f"  {json.dumps(name)}: {json.dumps(value)},\n" for name, value in head.items() if value]
    return (
        f"{json.dumps(table.logical_name)}: {{\n{''.join(lines)}"
        f'  "columns": [\n{_listing(_column_facts(table, column, sources) for column in columns)}\n  ],\n'
        f'  "navigations": [\n{_listing(_navigation_facts(table, each, sources) for each in kept)}\n  ]\n}}'
    )


def _listing(rows: Iterable[Facts]) -> str:
    return ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in rows)


def _foreign(name: str) -> bool:
    return name.lower().startswith(tuple(corrections.FOREIGN_PREFIXES))


def _kept(table: TableSchema, navigation: NavigationSchema) -> bool:
    if any(map(_foreign, (navigation.name, navigation.target, lookup_name(navigation.column or "") or ""))):
        return False
    # Hundreds of tables point to a user or a currency; of those collections only the ones between stock tables are
    # kept.
    inside = navigation.target in corrections.TABLES
    return inside or not navigation.collection or table.logical_name not in corrections.HUBS


def _column_facts(table: TableSchema, column: ColumnSchema, sources: _Sources) -> dict[str, Json]:
    facts = sources.column(table, column.logical_name)
    lookup = column.is_lookup
    edm_type = column.edm_type.removeprefix("Edm.")
    create, update = facts.get("valid_for_create"), facts.get("valid_for_update")
    known = {
        "name": column.name,
        "edm": edm_type,
        "type": facts.get("type") or ("Lookup" if lookup else _TYPES.get(column.edm_type)),
        "schema": facts.get("schema_name"),
        "label": facts.get("label"),
        "length": facts.get("max_length"),
        "format": facts.get("format"),
        "required": _unless(facts.get("required_level"), "None"),
        # A flag no source states is taken as true: the service then has the last word.
        "create": _unless(create is None or create, True),
        "update": _unless((update is None or update) and column.name != table.key, True),
        "read": _unless(facts.get("valid_for_read") is not False, True),
        "options": sorted(facts.get("options") or ()) or None,
        "targets": [target for target in column.targets or facts.get("targets", ()) if not _foreign(target)] or None,
        "min": _number(facts.get("min")),
        "max": _number(facts.get("max")),
        "precision": _number(facts.get("precision")),
    }
    return {name: value for name, value in known.items() if value is not None}


def _unless(value: Json, usual: Json) -> Json:
    return None if value == usual else value


def _number(value: str | float | None) -> float | int | None:
    if value is None:
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


def _navigation_facts(table: TableSchema, navigation: NavigationSchema, sources: _Sources) -> dict[str, Json]:
    known = {
        "name": navigation.name,
        "target": navigation.target,
        "many": navigation.collection or None,
        "column": navigation.column,
        "partner": navigation.partner,
        "delete": sources.deletes.get((table.logical_name, navigation.name)),
    }
    return {name: value for name, value in known.items() if value is not None}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write `stock.json`. Exit status 0."""
    parser = argparse.ArgumentParser(prog="python -m dataverse_sdk.schema.build", description=__doc__)
    parser.add_argument("--csdl", type=Path, required=True, help="a $metadata document, plain or .gz")
    parser.add_argument("--attributes", type=Path, required=True, help="the folder with the JSON of the other sources")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("stock.json"))
    options = parser.parse_args(arguments)
    names = ("stock-tables", "attributes-exported", "attributes-activityparty", "attributes-cdm")
    sources = {name: json.loads((options.attributes / f"{name}.json").read_text("utf-8")) for name in names}
    options.out.write_text(build(read_metadata_file(options.csdl).schema(), sources), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
