"""The stock tables of Dataverse and Dynamics 365 Sales and Service, as shipped with this package.

Knows `stock.json` and how to read it. Refuses to know any environment: custom tables, and columns added since, are not
in it.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from dataverse_sdk.schema.flatten import lookup_name
from dataverse_sdk.schema.model import ColumnSchema, KeySchema, NavigationSchema, Schema, TableSchema

__all__ = ["parse_stock", "stock_schema"]

Row = dict[str, Any]  # one object of the JSON; `build` writes it and the fields are named below


@cache
def stock_schema() -> Schema:
    """The shipped facts, read once. Flags that no source states are true; other facts not stated are None or empty."""
    return parse_stock(files("dataverse_sdk.schema").joinpath("stock.json").read_text("utf-8"))


def parse_stock(text: str) -> Schema:
    """The tables in the text of a `stock.json`."""
    rows: dict[str, Row] = json.loads(text)["tables"]
    return Schema({name: _table(name, row, rows) for name, row in rows.items()})


def _table(name: str, row: Row, rows: dict[str, Row]) -> TableSchema:
    return TableSchema(
        logical_name=name,
        set_name=row.get("set_name"),
        key=row.get("key"),
        primary_name=row.get("primary_name"),
        schema_name=row.get("schema_name"),
        object_type_code=row.get("object_type_code"),
        ownership=row.get("ownership"),
        base=row.get("base"),
        abstract=row.get("abstract", False),
        columns=tuple(map(_column, row["columns"])),
        navigations=tuple(map(_navigation, row["navigations"])),
        alternate_keys=tuple(KeySchema(key, tuple(columns)) for key, columns in row.get("alternate_keys", {}).items()),
        messages=tuple(row.get("messages", ())),
    )


def _column(row: Row) -> ColumnSchema:
    name: str = row["name"]
    return ColumnSchema(
        name=name,
        logical_name=(lookup_name(name) if row["edm"] == "Guid" else None) or name,
        edm_type="Edm." + row["edm"],
        attribute_type=row.get("type"),
        max_length=row.get("length"),
        format=row.get("format"),
        required_level=row.get("required", "None"),
        valid_for_create=row.get("create", True),
        valid_for_update=row.get("update", True),
        valid_for_read=row.get("read", True),
        options=tuple((value, label) for value, label in row.get("options", ())),
        targets=tuple(row.get("targets", ())),
        schema_name=row.get("schema"),
        minimum=row.get("min"),
        maximum=row.get("max"),
        precision=row.get("precision"),
        label=row.get("label"),
    )


def _navigation(row: Row) -> NavigationSchema:
    return NavigationSchema(
        name=row["name"],
        target=row["target"],
        collection=row.get("many", False),
        column=row.get("column"),
        partner=row.get("partner"),
        cascade_delete=row.get("delete"),
    )
