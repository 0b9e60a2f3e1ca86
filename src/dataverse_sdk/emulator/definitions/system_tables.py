"""Tables that the emulator needs and the stock facts lack: saved queries and user queries, and what messages write to.

Knows their columns from a real `$metadata` of 2022. Of the queries managed properties (`iscustomizable`, `canbedeleted`) and collections
are left out; the others stand in `system_tables.json`: closing activities, attachments, queue items, jobs (`vocabulary_build`).
Refuses to know what queries mean. A schema that has the tables already keeps its own.
"""

from functools import cache
from importlib.resources import files

from ...schema.model import ColumnSchema, NavigationSchema, Schema, TableSchema
from ...schema.stock import parse_stock

__all__ = ["with_system_tables"]

TYPES = {
    "text": ("Edm.String", "Memo"),
    "id": ("Edm.Guid", "Uniqueidentifier"),
    "number": ("Edm.Int32", "Integer"),
    "flag": ("Edm.Boolean", "Boolean"),
    "time": ("Edm.DateTimeOffset", "DateTime"),
    "version": ("Edm.Int64", "BigInt"),
}
BOTH = {
    "text": "name description fetchxml layoutxml layoutjson columnsetxml offlinesqlquery advancedgroupby conditionalformatting "
    "returnedtypecode",
    "number": "querytype statecode statuscode",
    "time": "createdon modifiedon",
    "version": "versionnumber",
}
SAVED = {
    "id": "savedqueryid savedqueryidunique solutionid",
    "text": "queryapi introducedversion",
    "flag": "ismanaged isuserdefined isdefault isquickfindquery iscustom",
    "number": "organizationtaborder queryappusage componentstate",
    "time": "overwritetime",
}
USER = {"id": "userqueryid"}
PEOPLE = dict.fromkeys(("createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby"), "systemuser")
OWNERS = {"ownerid": "principal", "owninguser": "systemuser", "owningteam": "team", "owningbusinessunit": "businessunit"}
STATES = {"statecode": ((0, "Active"), (1, "Inactive")), "statuscode": ((1, "Active"), (2, "Inactive"))}


def _columns(*groups: dict[str, str]) -> list[ColumnSchema]:
    return [
        ColumnSchema(name, name, *TYPES[kind], options=STATES.get(name, ()))
        for group in groups
        for kind, names in group.items()
        for name in names.split()
    ]


def _table(name: str, set_name: str, code: int, schema_name: str, own: dict[str, str], lookups: dict[str, str]) -> TableSchema:
    columns = [*_columns(BOTH, own)]
    for logical, target in lookups.items():
        targets = ("systemuser", "team") if target == "principal" else (target,)
        columns.append(ColumnSchema(f"_{logical}_value", logical, "Edm.Guid", "Lookup", targets=targets))
    return TableSchema(
        name,
        set_name,
        f"{name}id",
        "name",
        schema_name=schema_name,
        object_type_code=code,
        columns=tuple(columns),
        navigations=tuple(NavigationSchema(logical, target, False, f"_{logical}_value") for logical, target in lookups.items()),
    )


@cache
def _written_to() -> Schema:
    return parse_stock(files("dataverse_sdk.emulator.definitions").joinpath("system_tables.json").read_text("utf-8"))


def with_system_tables(schema: Schema) -> Schema:
    """The schema with these tables added where it has none."""
    lookups = {"organizationid": "organization", **PEOPLE}
    tables = {
        "savedquery": _table("savedquery", "savedqueries", 1039, "SavedQuery", SAVED, lookups),
        "userquery": _table("userquery", "userqueries", 4230, "UserQuery", USER, {**PEOPLE, **OWNERS}),
    }
    return Schema({**tables, **_written_to().tables, **schema.tables})
