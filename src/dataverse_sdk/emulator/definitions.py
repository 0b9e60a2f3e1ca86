"""EntityDefinitions: what tables and columns are, as JSON.

Knows the members that clients read (lengths, validity, required levels, options) and the limits this resource has of its own.
Refuses to know rows. Definitions cannot be changed yet.
"""

import re
from collections.abc import Callable, Iterable
from uuid import NAMESPACE_URL, uuid5

from ..schema.model import ColumnSchema, Schema, TableSchema
from .messages import Reply
from .paths import Segment, literal, split_arguments
from .refusals import Refusal, bad_request, method_not_allowed, no_resource, not_imitated
from .replies import json_reply, json_text

__all__ = ["Schema", "answer"]

Json = dict[str, object]
NAMESPACE = "Microsoft.Dynamics.CRM."
CONDITION = re.compile(r"\s*(\w+)\s+(eq|ne)\s+('(?:[^']|'')*'|[\w.-]+)\s*", re.IGNORECASE)

# Attribute type -> the name of its metadata type, where it is not simply the type and "AttributeMetadata".
METADATA_TYPES = {"Customer": "Lookup", "Owner": "Lookup", "Virtual": "", "PartyList": "Lookup", "Uniqueidentifier": "UniqueIdentifier"}
TYPES_BY_EDM = {
    "Edm.String": "String", "Edm.Guid": "Uniqueidentifier", "Edm.Boolean": "Boolean", "Edm.Int32": "Integer",
    "Edm.Int64": "BigInt", "Edm.Int16": "Integer", "Edm.Decimal": "Decimal", "Edm.Double": "Double",
    "Edm.DateTimeOffset": "DateTime", "Edm.Date": "DateTime", "Edm.Binary": "Image",
}  # fmt: skip
CHOICES = frozenset({"Picklist", "State", "Status", "MultiSelectPicklist"})


def _id(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "emulator:" + "/".join(names)))


def _label(text: str) -> Json:
    label = {"Label": text, "LanguageCode": 1033, "IsManaged": True, "MetadataId": _id("label", text), "HasChanged": None}
    return {"LocalizedLabels": [label], "UserLocalizedLabel": label}


def _managed(value: object) -> Json:
    return {"Value": value, "CanBeChanged": True, "ManagedPropertyLogicalName": "canmodifyrequirementlevelsettings"}


def attribute_type(column: ColumnSchema) -> str:
    """The AttributeType of a column; from its EDM type where no source states it."""
    if column.attribute_type is not None:
        return column.attribute_type
    return "Lookup" if column.is_lookup else TYPES_BY_EDM.get(column.edm_type, "Virtual")


def metadata_type(column: ColumnSchema) -> str:
    """The metadata type of a column: `StringAttributeMetadata` and so on."""
    kind = attribute_type(column)
    if column.multi_select:
        return "MultiSelectPicklistAttributeMetadata"
    return f"{METADATA_TYPES.get(kind, kind)}AttributeMetadata"


def entity(table: TableSchema) -> Json:
    """One EntityMetadata."""
    name = table.schema_name or table.logical_name
    return {
        "MetadataId": _id(table.logical_name),
        "LogicalName": table.logical_name,
        "SchemaName": name,
        "EntitySetName": table.set_name,
        "LogicalCollectionName": table.set_name,
        "CollectionSchemaName": table.set_name,
        "PrimaryIdAttribute": table.key,
        "PrimaryNameAttribute": table.primary_name,
        "ObjectTypeCode": table.object_type_code,
        "OwnershipType": table.ownership,
        "IsActivity": table.base == "activitypointer",
        "IsCustomEntity": "_" in table.logical_name,
        "IsIntersect": False,
        "IsOptimisticConcurrencyEnabled": True,
        "ChangeTrackingEnabled": False,
        "DisplayName": _label(name),
        "DisplayCollectionName": _label(table.set_name or name),
        "Description": _label(""),
        "HasNotes": any(each.target == "annotation" for each in table.navigations),
    }


def attribute(table: TableSchema, column: ColumnSchema) -> Json:
    """One AttributeMetadata, with the members of its own type."""
    kind = attribute_type(column)
    shown: Json = {
        "@odata.type": f"#{NAMESPACE}{metadata_type(column)}",
        "MetadataId": _id(table.logical_name, column.logical_name),
        "LogicalName": column.logical_name,
        "SchemaName": column.schema_name or column.logical_name,
        "EntityLogicalName": table.logical_name,
        "AttributeType": "Virtual" if column.multi_select else kind,
        "AttributeTypeName": {"Value": f"{'MultiSelectPicklist' if column.multi_select else kind}Type"},
        "DisplayName": _label(column.schema_name or column.logical_name),
        "Description": _label(""),
        "AttributeOf": None,
        "IsPrimaryId": column.name == table.key,
        "IsPrimaryName": column.name == table.primary_name,
        "IsValidForCreate": column.valid_for_create,
        "IsValidForUpdate": column.valid_for_update,
        "IsValidForRead": column.valid_for_read,
        "IsValidODataAttribute": column.valid_for_read,
        "IsCustomAttribute": "_" in column.logical_name.removeprefix("address"),
        "RequiredLevel": _managed(column.required_level),
    }
    if kind in ("String", "Memo"):
        shown |= {"MaxLength": column.max_length, "Format": column.format, "DatabaseLength": None}
    elif kind in ("Lookup", "Customer", "Owner"):
        shown["Targets"] = list(column.targets)
    elif kind in ("Integer", "BigInt", "Double", "Decimal", "Money"):
        shown |= {"MinValue": column.minimum, "MaxValue": column.maximum, "Precision": column.precision}
    elif kind == "DateTime":
        shown |= {"Format": column.format, "DateTimeBehavior": {"Value": "DateOnly" if column.edm_type == "Edm.Date" else "UserLocal"}}
    return shown


def option_set(table: TableSchema, column: ColumnSchema) -> Json:
    """The OptionSet of a choice, or the two options of a Boolean."""
    name = f"{table.logical_name}_{column.logical_name}"
    if attribute_type(column) == "Boolean":
        labels = {0: "No", 1: "Yes"} | dict(column.options)
        return {
            "MetadataId": _id("optionset", name), "Name": name, "OptionSetType": "Boolean",
            "TrueOption": {"Value": 1, "Label": _label(labels[1])}, "FalseOption": {"Value": 0, "Label": _label(labels[0])},
        }  # fmt: skip
    kind = attribute_type(column)
    return {
        "MetadataId": _id("optionset", name),
        "Name": name,
        "IsGlobal": False,
        "OptionSetType": kind if kind in ("State", "Status") else "Picklist",
        "Options": [
            {"Value": number, "Label": _label(label), "Description": _label(""), "Color": None, "IsManaged": True}
            for number, label in column.options
        ],
    }


def _relationships(schema: Schema, table: TableSchema, many: bool) -> list[Json]:
    found: list[Json] = []
    for navigation in table.navigations:
        if navigation.collection is many and navigation.target in schema.tables and navigation.partner is not None:
            one, other = (table.logical_name, navigation.target) if many else (navigation.target, table.logical_name)
            column = navigation.column
            if many:
                partner = schema.tables[navigation.target].navigation(navigation.partner)
                column = None if partner is None else partner.column
            if column is None:
                continue
            name = navigation.name if many else navigation.partner
            found.append(
                {
                    "MetadataId": _id("relationship", one, other, name),
                    "SchemaName": name,
                    "ReferencedEntity": one,
                    "ReferencedAttribute": schema.tables[one].key,
                    "ReferencingEntity": other,
                    "ReferencingAttribute": column[1:].removesuffix("_value"),
                    "ReferencedEntityNavigationPropertyName": name,
                    "ReferencingEntityNavigationPropertyName": navigation.partner if many else navigation.name,
                    "RelationshipType": "OneToManyRelationship",
                }
            )
    return found


def _keys(table: TableSchema) -> list[Json]:
    return [
        {
            "MetadataId": _id("key", table.logical_name, key.name),
            "LogicalName": key.name,
            "SchemaName": key.name,
            "EntityLogicalName": table.logical_name,
            "KeyAttributes": [name.removeprefix("_").removesuffix("_value") for name in key.columns],
            "EntityKeyIndexStatus": "Active",
        }
        for key in table.alternate_keys
    ]


# -- answering -----------------------------------------------------------------------------------------------------------


def _parsed_expand(text: str) -> Iterable[tuple[str, list[str] | None]]:
    for match in re.finditer(r"(\w+)\s*(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?\s*(?:,|$)", text):
        select = re.search(r"\$select=([^;]*)", match[2] or "")
        yield match[1], [name.strip() for name in select[1].split(",")] if select else None


def _chosen(item: Json, names: list[str] | None, kind: str) -> Json:
    if names is None:
        return item
    for name in names:
        if name not in item:
            raise bad_request(f"Could not find a property named '{name}' on type '{NAMESPACE}{kind}'.")
    kept = {"@odata.type": item["@odata.type"]} if "@odata.type" in item else {}
    return kept | {name: item[name] for name in names} | {"MetadataId": item["MetadataId"]}


def _condition(text: str) -> Callable[[Json], bool]:
    """A filter of `eq` and `ne` joined by `and` and `or`; the resource supports no functions but a few."""
    if re.search(r"\b(startswith|endswith|contains)\s*\(", text):
        raise Refusal(400, "0x8006088a", "The query function is not supported on metadata entities.")
    alternatives = []
    for alternative in re.split(r"\s+or\s+", text.strip().strip("()")):
        terms = []
        for part in re.split(r"\s+and\s+", alternative):
            match = CONDITION.fullmatch(part.strip().strip("()"))
            if match is None:
                raise not_imitated("this filter on EntityDefinitions")
            terms.append((match[1], match[2].lower(), literal(match[3])))
        alternatives.append(terms)
    return lambda item: any(all((item.get(n) == v) is (op == "eq") for n, op, v in terms) for terms in alternatives)


def answer(schema: Schema, method: str, root: str, segments: tuple[Segment, ...], pairs: tuple[tuple[str, str], ...]) -> Reply:
    """The reply to a request below `EntityDefinitions`."""
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        raise not_imitated("changes to table definitions")
    if method != "GET":
        raise method_not_allowed(method)
    options = dict(pairs)
    for name in ("$top", "$skip", "$orderby"):
        if name in options:
            raise bad_request(f"The query parameter {name} is not supported.")
    head, rest = segments[0], segments[1:]
    if head.arguments is None:
        if rest:
            raise no_resource(rest[0].name)
        tables = [table for table in schema.tables.values() if not table.abstract]
        items = [(table, entity(table)) for table in tables]
        return _list(schema, root, "EntityDefinitions", items, options)
    table = _table(schema, head.arguments)
    if not rest:
        item = _expanded(schema, table, entity(table), options, "EntityMetadata")
        return json_reply(200, json_text({"@odata.context": f"{root}/$metadata#EntityDefinitions/$entity"} | item))
    return _below(schema, root, table, rest, options)


def _table(schema: Schema, arguments: str) -> TableSchema:
    (name, text), *_ = split_arguments(arguments).items()
    value = literal(text)
    for table in schema.tables.values():
        if (name == "LogicalName" and table.logical_name == value) or (
            name in ("", "MetadataId") and _id(table.logical_name) == str(value).lower()
        ):
            return table
    raise Refusal(404, "0x80060888", f"Could not find an entity with name '{value}'.")


def _expanded(schema: Schema, table: TableSchema, item: Json, options: dict[str, str], kind: str) -> Json:
    select = options.get("$select")
    shown = _chosen(item, [name.strip() for name in select.split(",")] if select else None, kind)
    for name, names in _parsed_expand(options.get("$expand", "")):
        shown[name] = [_chosen(each, names, "AttributeMetadata") for each in _collection(schema, table, name)]
    return shown


def _collection(schema: Schema, table: TableSchema, name: str) -> list[Json]:
    match name:
        case "Attributes":
            return [attribute(table, column) for column in table.columns]
        case "Keys":
            return _keys(table)
        case "OneToManyRelationships":
            return _relationships(schema, table, many=True)
        case "ManyToOneRelationships":
            return _relationships(schema, table, many=False)
        case "ManyToManyRelationships":
            return []
        case _:
            raise no_resource(name)


def _list(
    schema: Schema, root: str, context: str, items: list[tuple[TableSchema, Json]], options: dict[str, str]
) -> Reply:
    if "$filter" in options:
        keep = _condition(options["$filter"])
        items = [(table, item) for table, item in items if keep(item)]
    shown = [_expanded(schema, table, item, options, "EntityMetadata") for table, item in items]
    selected = f"({options['$select']})" if "$select" in options else ""
    return json_reply(200, json_text({"@odata.context": f"{root}/$metadata#{context}{selected}", "value": shown}))


def _below(
    schema: Schema, root: str, table: TableSchema, rest: tuple[Segment, ...], options: dict[str, str]
) -> Reply:
    step, deeper = rest[0], rest[1:]
    context = f"EntityDefinitions('{table.logical_name}')/{step.name}"
    if step.name != "Attributes":
        items = _collection(schema, table, step.name)
        return _attributes(root, context, items, options)
    columns = list(table.columns)
    if step.arguments is not None:
        (_, text), *_ = split_arguments(step.arguments).items()
        value = literal(text)
        columns = [
            each for each in columns
            if each.logical_name == value or _id(table.logical_name, each.logical_name) == str(value).lower()
        ]  # fmt: skip
        if not columns:
            raise Refusal(404, "0x80060888", f"Could not find an attribute with specified name: '{value}'.")
    cast = deeper[0].name.removeprefix(NAMESPACE) if deeper and deeper[0].name.startswith(NAMESPACE) else None
    if deeper and cast is None:
        raise not_imitated(f"'{deeper[0].name}' below an attribute")
    if cast is not None:
        columns = [each for each in columns if metadata_type(each) == cast]
        context += f"/{NAMESPACE}{cast}"
    items = [_with_options(table, each, options) for each in columns]
    if step.arguments is not None:
        if not items:
            raise Refusal(404, "0x80060888", f"The attribute is not of type '{cast}'.")
        shown = _chosen(items[0], _names(options), "AttributeMetadata") | _option_sets(items[0])
        return json_reply(200, json_text({"@odata.context": f"{root}/$metadata#{context}/$entity"} | shown))
    return _attributes(root, context, items, options)


def _with_options(table: TableSchema, column: ColumnSchema, options: dict[str, str]) -> Json:
    shown = attribute(table, column)
    if attribute_type(column) in CHOICES or attribute_type(column) == "Boolean":
        for name, _ in _parsed_expand(options.get("$expand", "")):
            if name in ("OptionSet", "GlobalOptionSet"):
                shown[name] = option_set(table, column) if name == "OptionSet" else None
    return shown


def _option_sets(item: Json) -> Json:
    return {name: item[name] for name in ("OptionSet", "GlobalOptionSet") if name in item}


def _names(options: dict[str, str]) -> list[str] | None:
    select = options.get("$select")
    return [name.strip() for name in select.split(",")] if select else None


def _attributes(root: str, context: str, items: list[Json], options: dict[str, str]) -> Reply:
    if "$filter" in options:
        keep = _condition(options["$filter"])
        items = [item for item in items if keep(item)]
    shown = [_chosen(item, _names(options), "AttributeMetadata") | _option_sets(item) for item in items]
    return json_reply(200, json_text({"@odata.context": f"{root}/$metadata#{context}", "value": shown}))
