"""Definitions as clients send them (EntityMetadata, AttributeMetadata, relationships) into tables of a schema.

Knows the JSON of definitions, names that the service derives, and the columns that every new table gets. Pure. Refuses to know HTTP, and
where the schema is kept.
https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-entity-definitions-using-web-api
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from attrs import evolve

from ...schema.model import ColumnSchema, NavigationSchema, RequiredLevel, TableSchema
from ..http.refusals import Refusal, not_imitated

__all__ = [
    "column_from",
    "label_of",
    "linked_both_ways",
    "new_table",
    "options_of",
    "plural",
    "related",
    "with_columns",
    "without",
]

Json = Mapping[str, Any]  # JSON from outside: its shape is looked at member by member

SCHEMA_NAME = re.compile(r"[A-Za-z]\w*_\w+", re.ASCII)
EDM_TYPES = {
    "String": "Edm.String", "Memo": "Edm.String", "Integer": "Edm.Int32", "BigInt": "Edm.Int64", "Decimal": "Edm.Decimal",
    "Double": "Edm.Double", "Money": "Edm.Decimal", "Boolean": "Edm.Boolean", "DateTime": "Edm.DateTimeOffset",
    "Picklist": "Edm.Int32", "MultiSelectPicklist": "Edm.String", "UniqueIdentifier": "Edm.Guid", "File": "Edm.Guid",
    "Image": "Edm.Binary",
}  # fmt: skip
STATES = {"statecode": ((0, "Active"), (1, "Inactive")), "statuscode": ((1, "Active"), (2, "Inactive"))}
READ_ONLY: dict[str, Any] = {"valid_for_create": False, "valid_for_update": False}
LEVELS = ("None", "Recommended", "ApplicationRequired", "SystemRequired")
FIRST_CODE = 10_001
ENGLISH = 1033


def bad_definition(message: str) -> Refusal:
    """A definition that the service would turn down; the codes differ by cause, and this one stands for them (unverified)."""
    return Refusal(400, "0x80044363", message)


def taken(what: str, name: str) -> Refusal:
    """Something of this name exists: DuplicateName (page "Web service error codes")."""
    return Refusal(400, "0x80044363", f"{what} with the specified name {name} already exists. Specify a unique name.")


def label_of(value: object) -> str | None:
    """The English text of a Label, or the first one there is; `UserLocalizedLabel`, which the service computes, only where it is alone."""
    if not isinstance(value, Mapping):
        return None
    labels = [each for each in (*(value.get("LocalizedLabels") or ()), value.get("UserLocalizedLabel")) if isinstance(each, Mapping)]
    chosen = next((each for each in labels if each.get("LanguageCode") == ENGLISH), labels[0] if labels else {})
    text = chosen.get("Label")
    return None if text is None else str(text)


def plural(name: str) -> str:
    """The set name that the service makes of a logical name, in English."""
    if re.search(r"[^aeiou]y$", name):
        return name[:-1] + "ies"
    return name + ("es" if re.search(r"(s|x|z|ch|sh)$", name) else "s")


def schema_name_of(definition: Json, what: str) -> str:
    """The SchemaName of a definition, checked: a publisher's prefix, an underscore, letters and digits."""
    name = definition.get("SchemaName")
    if not isinstance(name, str) or SCHEMA_NAME.fullmatch(name) is None:
        raise bad_definition(f"The schema name of the {what} is missing, or has no customization prefix.")
    return name


# -- columns -------------------------------------------------------------------------------------------------------------


def options_of(options: object) -> tuple[tuple[int, str], ...]:
    """The options of an OptionSet, or of a list of options: numbers and labels."""
    found = options.get("Options") if isinstance(options, Mapping) else options
    if not isinstance(found, Iterable) or isinstance(found, str | Mapping):
        return ()
    numbered = [(each.get("Value"), label_of(each.get("Label")) or "") for each in found if isinstance(each, Mapping)]
    return tuple((int(value), label) for value, label in numbered if value is not None)


def _type_of(definition: Json) -> str:
    stated = str(definition.get("@odata.type", "")).lstrip("#").rpartition(".")[2].removeprefix("Complex").removesuffix("AttributeMetadata")
    return stated or str(definition.get("AttributeType", ""))


def column_from(definition: Json, choices: Mapping[str, tuple[tuple[int, str], ...]], before: ColumnSchema | None = None) -> ColumnSchema:
    """The column that an AttributeMetadata describes; `before` is what it was, for a change. `choices` are the global ones by name."""
    kind = _type_of(definition)
    if kind not in EDM_TYPES:
        raise not_imitated(f"columns of the type '{kind}' made by themselves")
    schema_name = before.schema_name or before.logical_name if before is not None else schema_name_of(definition, "column")
    level = definition.get("RequiredLevel")
    required = str(level.get("Value", "None")) if isinstance(level, Mapping) else "None"
    if required not in LEVELS:
        raise bad_definition(f"The required level '{required}' is not valid.")
    column = ColumnSchema(
        schema_name.lower(),
        schema_name.lower(),
        EDM_TYPES[kind],
        {"UniqueIdentifier": "Uniqueidentifier"}.get(kind, kind),
        schema_name=schema_name,
        required_level=cast(RequiredLevel, required),
        label=label_of(definition.get("DisplayName")) or schema_name,
        description=label_of(definition.get("Description")),
        multi_select=kind == "MultiSelectPicklist",
        valid_for_create=definition.get("IsValidForCreate") is not False,
        valid_for_update=definition.get("IsValidForUpdate") is not False,
    )
    return _with_facts(column, kind, definition, choices)


def _number(definition: Json, name: str) -> float | None:
    value = definition.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _with_facts(column: ColumnSchema, kind: str, definition: Json, choices: Mapping[str, tuple[tuple[int, str], ...]]) -> ColumnSchema:
    if kind in ("String", "Memo"):
        named = definition.get("FormatName")
        shape = named.get("Value") if isinstance(named, Mapping) else definition.get("Format")
        length = _number(definition, "MaxLength")
        return evolve(column, max_length=int(length or (100 if kind == "String" else 2000)), format=None if shape is None else str(shape))
    if kind in ("Integer", "BigInt", "Decimal", "Double", "Money"):
        places = _number(definition, "Precision")
        return evolve(
            column, minimum=_number(definition, "MinValue"), maximum=_number(definition, "MaxValue"),
            precision=None if places is None else int(places),
        )  # fmt: skip
    if kind in ("File", "Image"):
        # in kilobytes
        return evolve(column, maximum=_number(definition, "MaxSizeInKB"))
    if kind == "DateTime":
        behaviour = definition.get("DateTimeBehavior")
        date_only = isinstance(behaviour, Mapping) and behaviour.get("Value") == "DateOnly"
        shape = str(definition.get("Format") or ("DateOnly" if date_only else "DateAndTime"))
        return evolve(column, edm_type="Edm.Date" if date_only else column.edm_type, format=shape)
    if kind == "Boolean":
        found = definition.get("OptionSet")
        sides = [found.get(name) for name in ("FalseOption", "TrueOption")] if isinstance(found, Mapping) else []
        return evolve(column, options=options_of([each for each in sides if each]))
    if kind in ("Picklist", "MultiSelectPicklist"):
        return _choice(column, definition, choices)
    return column


def _choice(column: ColumnSchema, definition: Json, choices: Mapping[str, tuple[tuple[int, str], ...]]) -> ColumnSchema:
    own = definition.get("OptionSet")
    shared = definition.get("GlobalOptionSet")
    name = shared.get("Name") if isinstance(shared, Mapping) else None
    if name is None and isinstance(own, Mapping) and own.get("IsGlobal"):
        name = own.get("Name")
    if name is None:
        return evolve(column, options=options_of(own))
    if name not in choices:
        raise bad_definition(f"The global choice '{name}' does not exist.")
    return evolve(column, options=choices[str(name)], option_set=str(name))


def beside(column: ColumnSchema) -> list[ColumnSchema]:
    """A column and those that the service adds to it: a file has a name, an image an address, money a second copy."""
    name = column.logical_name
    if column.attribute_type == "File":
        named = f"{column.schema_name}_Name"
        return [column, ColumnSchema(f"{name}_name", f"{name}_name", "Edm.String", "String", schema_name=named, **READ_ONLY)]
    if column.attribute_type == "Image":
        more = (("_timestamp", "Edm.Int64", "BigInt"), ("_url", "Edm.String", "String"), ("id", "Edm.Guid", "Uniqueidentifier"))
        return [column, *(ColumnSchema(name + end, name + end, edm, kind, **READ_ONLY) for end, edm, kind in more)]
    if column.attribute_type == "Money":
        base = f"{name}_base"
        return [column, evolve(column, name=base, logical_name=base, schema_name=f"{column.schema_name}_Base", **READ_ONLY)]
    return [column]


def with_columns(table: TableSchema, columns: Sequence[ColumnSchema]) -> TableSchema:
    """The table with more columns, and what follows from them; Refusal when a name is taken."""
    added: list[ColumnSchema] = []
    for column in columns:
        if any(each.logical_name == column.logical_name for each in (*table.columns, *added)):
            raise taken("An attribute", column.logical_name)
        added += beside(column)
    table = evolve(table, columns=(*table.columns, *added))
    if any(column.attribute_type == "Money" for column in columns) and table.column("_transactioncurrencyid_value") is None:
        name = "_transactioncurrencyid_value"
        currency = ColumnSchema(name, "transactioncurrencyid", "Edm.Guid", "Lookup", targets=("transactioncurrency",))
        rate = ColumnSchema("exchangerate", "exchangerate", "Edm.Decimal", "Decimal", precision=10, **READ_ONLY)
        table = evolve(
            table,
            columns=(*table.columns, currency, rate),
            navigations=(*table.navigations, NavigationSchema("transactioncurrencyid", "transactioncurrency", False, currency.name)),
        )
    return table


# -- tables --------------------------------------------------------------------------------------------------------------


def _system_columns(ownership: str) -> Iterable[ColumnSchema]:
    for name in ("createdon", "modifiedon"):
        yield ColumnSchema(name, name, "Edm.DateTimeOffset", "DateTime", **READ_ONLY)
    yield ColumnSchema("overriddencreatedon", "overriddencreatedon", "Edm.DateTimeOffset", "DateTime", valid_for_update=False)
    for name in ("importsequencenumber", "timezoneruleversionnumber", "utcconversiontimezonecode"):
        yield ColumnSchema(name, name, "Edm.Int32", "Integer")
    yield ColumnSchema("versionnumber", "versionnumber", "Edm.Int64", "BigInt", **READ_ONLY)
    for name, kind in (("statecode", "State"), ("statuscode", "Status")):
        yield ColumnSchema(name, name, "Edm.Int32", kind, options=STATES[name])
    for name in ("createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby"):
        yield ColumnSchema(f"_{name}_value", name, "Edm.Guid", "Lookup", targets=("systemuser",), **READ_ONLY)
    if ownership == "OrganizationOwned":
        yield ColumnSchema("_organizationid_value", "organizationid", "Edm.Guid", "Lookup", targets=("organization",), **READ_ONLY)
        return
    yield ColumnSchema("_ownerid_value", "ownerid", "Edm.Guid", "Owner", targets=("systemuser", "team"))
    for name, target in (("owninguser", "systemuser"), ("owningteam", "team"), ("owningbusinessunit", "businessunit")):
        yield ColumnSchema(f"_{name}_value", name, "Edm.Guid", "Lookup", targets=(target,), **READ_ONLY)


def _navigations(columns: Iterable[ColumnSchema]) -> Iterable[NavigationSchema]:
    for column in columns:
        if column.is_lookup:
            target = "principal" if column.attribute_type == "Owner" else column.targets[0]
            yield NavigationSchema(column.logical_name, target, False, column.name)


def new_table(definition: Json, choices: Mapping[str, tuple[tuple[int, str], ...]], codes: Iterable[int | None]) -> TableSchema:
    """The table that an EntityMetadata describes, with the columns that every table has; `codes` are the type codes in use."""
    schema_name = schema_name_of(definition, "table")
    name = schema_name.lower()
    if definition.get("IsActivity"):
        raise not_imitated("new tables that are activities")
    ownership = str(definition.get("OwnershipType") or "UserOwned")
    described = [each for each in definition.get("Attributes") or () if isinstance(each, Mapping)]
    primary = [each for each in described if each.get("IsPrimaryName")]
    if len(primary) != 1:
        raise bad_definition("A table needs exactly one column of the type String whose IsPrimaryName is true.")
    columns = [column_from(each, choices) for each in described]
    key = ColumnSchema(
        f"{name}id", f"{name}id", "Edm.Guid", "Uniqueidentifier", schema_name=f"{schema_name}Id", valid_for_update=False,
        required_level="SystemRequired",
    )  # fmt: skip
    system = tuple(_system_columns(ownership))
    stated = definition.get("EntitySetName")
    table = TableSchema(
        name,
        str(stated) if stated else plural(name),
        key.name,
        str(primary[0]["SchemaName"]).lower(),
        schema_name=schema_name,
        object_type_code=max([FIRST_CODE - 1, *(code for code in codes if code is not None)]) + 1,
        ownership=ownership,
        columns=(key, *system),
        navigations=tuple(_navigations(system)),
        label=label_of(definition.get("DisplayName")) or schema_name,
        description=label_of(definition.get("Description")),
    )
    return with_columns(table, columns)


def without(table: TableSchema, column: str) -> TableSchema:
    """The table without a column, by logical name, what the service added to it, and the navigation properties and keys over it."""
    mine = next((each for each in table.columns if each.logical_name == column), None)
    gone = {column} if mine is None else {each.logical_name for each in beside(mine)}
    names = {each.name for each in table.columns if each.logical_name in gone}
    return evolve(
        table,
        columns=tuple(each for each in table.columns if each.name not in names),
        navigations=tuple(each for each in table.navigations if each.collection or each.column not in names),
        alternate_keys=tuple(each for each in table.alternate_keys if names.isdisjoint(each.columns)),
    )


# -- relationships -------------------------------------------------------------------------------------------------------


def related(one: TableSchema, many: TableSchema, definition: Json, lookup: Json) -> tuple[TableSchema, TableSchema]:
    """Both tables with a one-to-many relationship between them; a lookup that is there already may point to one more table."""
    name = schema_name_of(definition, "relationship")
    _named_after(definition, name, "ReferencedEntityNavigationPropertyName")
    known = next((each for each in many.columns if each.logical_name == str(lookup.get("SchemaName")).lower()), None)
    schema_name = str(lookup["SchemaName"]) if known is not None else schema_name_of(lookup, "lookup")
    column = ColumnSchema(
        f"_{schema_name.lower()}_value",
        schema_name.lower(),
        "Edm.Guid",
        "Lookup",
        schema_name=schema_name,
        targets=(one.logical_name,),
        label=label_of(lookup.get("DisplayName")) or schema_name,
        description=label_of(lookup.get("Description")),
        required_level=cast(RequiredLevel, (lookup.get("RequiredLevel") or {}).get("Value") or "None"),
    )
    there = many.column(column.name)
    if there is not None and one.logical_name in there.targets:
        raise taken("An attribute", column.logical_name)
    if one.navigation(name) is not None or any(each.logical_name == column.logical_name and not each.is_lookup for each in many.columns):
        raise taken("A relationship", name)
    navigation = str(definition.get("ReferencingEntityNavigationPropertyName") or schema_name)
    if there is not None or many.navigation(navigation) is not None:
        navigation = f"{schema_name}_{one.logical_name}"
    cascade = (definition.get("CascadeConfiguration") or {}).get("Delete") or "RemoveLink"
    children = NavigationSchema(name, many.logical_name, True, None, navigation, str(cascade))
    parent = NavigationSchema(navigation, one.logical_name, False, column.name, name)
    columns = (*many.columns, column) if there is None else tuple(
        evolve(each, targets=(*each.targets, one.logical_name)) if each.name == column.name else each for each in many.columns
    )  # fmt: skip
    if one.logical_name == many.logical_name:
        both = evolve(many, columns=columns, navigations=(*many.navigations, children, parent))
        return both, both
    return (
        evolve(one, navigations=(*one.navigations, children)),
        evolve(many, columns=columns, navigations=(*many.navigations, parent)),
    )


def _named_after(definition: Json, name: str, *members: str) -> None:
    """The navigation properties over a collection bear the name of the relationship, which is all that a schema keeps of it."""
    if any(definition.get(member) not in (None, "", name) for member in members):
        raise not_imitated("navigation properties named otherwise than their relationship")


def linked_both_ways(first: TableSchema, second: TableSchema, definition: Json) -> tuple[TableSchema, ...]:
    """Both tables with a many-to-many relationship, and the table of its pairs where their ids have different names."""
    name = schema_name_of(definition, "relationship")
    one = two = name
    _named_after(definition, name, "Entity1NavigationPropertyName", "Entity2NavigationPropertyName")
    if first.navigation(name) is not None or second.navigation(name) is not None:
        raise taken("A relationship", name)
    if first.logical_name == second.logical_name:
        one, two = f"{name}_referencing", f"{name}_referenced"
        ends = (NavigationSchema(one, first.logical_name, True, None, two), NavigationSchema(two, first.logical_name, True, None, one))
        return (evolve(first, navigations=(*first.navigations, *ends)),)
    intersect = str(definition.get("IntersectEntityName") or name).lower()
    ids = [ColumnSchema(each, each, "Edm.Guid", "Uniqueidentifier", **READ_ONLY) for each in (str(first.key), str(second.key))]
    key = ColumnSchema(f"{intersect}id", f"{intersect}id", "Edm.Guid", "Uniqueidentifier", **READ_ONLY)
    version = ColumnSchema("versionnumber", "versionnumber", "Edm.Int64", "BigInt", **READ_ONLY)
    schema_name = str(definition.get("IntersectEntityName") or name)
    pairs = TableSchema(intersect, f"{intersect}set", key.name, schema_name=schema_name, columns=(key, *ids, version))
    return (
        evolve(first, navigations=(*first.navigations, NavigationSchema(one, second.logical_name, True, None, two))),
        evolve(second, navigations=(*second.navigations, NavigationSchema(two, first.logical_name, True, None, one))),
        pairs,
    )
