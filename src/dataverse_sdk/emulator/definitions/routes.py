"""EntityDefinitions, RelationshipDefinitions and GlobalOptionSetDefinitions: reading what is defined.

Knows routes, keys, `$select`, `$expand` and casts. Refuses to know how definitions are changed (`definition_changes`) and what they say
(`definition_views`). https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from ...schema.model import ColumnSchema, Schema, TableSchema
from ..http.messages import Reply
from ..http.paths import Segment, literal, split_arguments
from ..http.refusals import Refusal, bad_request, no_resource, not_imitated
from ..http.replies import json_text
from ..routes.calls import Call
from . import changes as definition_changes
from .filters import condition, refuse_options
from .views import (
    CHOICES,
    NAMESPACE,
    Json,
    attribute,
    attribute_type,
    choice,
    column_id,
    entity,
    keys,
    metadata_type,
    option_set,
    relationships,
    table_id,
)

__all__ = ["ROOTS", "answer"]

T = TypeVar("T")

ROOTS = frozenset({"EntityDefinitions", "RelationshipDefinitions", "GlobalOptionSetDefinitions"})
COLLECTIONS = frozenset({"Attributes", "Keys", "OneToManyRelationships", "ManyToOneRelationships", "ManyToManyRelationships"})


def answer(call: Call, segments: tuple[Segment, ...]) -> Reply:
    """The reply to a request below one of `ROOTS`."""
    if call.method != "GET":
        return definition_changes.answer(call, segments)
    refuse_options(call.options)
    head = segments[0]
    if head.name == "RelationshipDefinitions":
        return _relationships(call, segments)
    if head.name == "GlobalOptionSetDefinitions":
        return _choices(call, segments)
    if head.arguments is None:
        if segments[1:]:
            raise no_resource(segments[1].name)
        tables = [table for table in call.schema.tables.values() if not table.abstract]
        items = _kept(call, [(_entity(call, table), table) for table in tables])
        shown = [_expanded(call, table, item, call.options) for item, table in items]
        return _list(call, "EntityDefinitions", shown)
    table = find_table(call.schema, head.arguments)
    if segments[1:]:
        name, value = key_of(head.arguments)
        shown_key = value if name == "MetadataId" else f"'{table.logical_name}'"
        return _below(call, table, segments[1:], f"EntityDefinitions({shown_key})")
    shown_one = _expanded(call, table, _entity(call, table), call.options)
    return _one(call, "EntityDefinitions", shown_one)


def _attribute(call: Call, table: TableSchema, column: ColumnSchema) -> Json:
    """The definition of a column, as the environment has it."""
    secured = call.records.behaviours.permissions.secured(table.logical_name)
    return attribute(table, column) | {"IsSecured": column.name in secured}


def _entity(call: Call, table: TableSchema) -> Json:
    """A table's definition, with what an environment can switch on for it."""
    behaviours = call.records.behaviours
    shown = entity(table)
    shown["IsAuditEnabled"] = {**dict(shown["IsAuditEnabled"]), "Value": table.logical_name in behaviours.auditing.tables}  # type: ignore[call-overload]
    shown["ChangeTrackingEnabled"] = table.logical_name in behaviours.change_tracking.tables
    return shown


# -- finding -------------------------------------------------------------------------------------------------------------


def key_of(arguments: str) -> tuple[str, str]:
    """The name and the value of a key: `MetadataId` where it is not named."""
    (name, text), *_ = split_arguments(arguments).items()
    return name or "MetadataId", str(literal(text))


def missing(what: str, value: str) -> Refusal:
    """404 for a definition that does not exist; the sentence is unverified."""
    return Refusal(404, "0x80060888", f"Could not find {what} with name '{value}'.")


def find_table(schema: Schema, arguments: str) -> TableSchema:
    """The table that a key names, by LogicalName, SchemaName or MetadataId."""
    name, value = key_of(arguments)
    for table in schema.tables.values():
        facts = {"LogicalName": table.logical_name, "SchemaName": table.schema_name, "MetadataId": table_id(table)}
        if facts.get(name) == (value.lower() if name == "MetadataId" else value):
            return table
    raise missing("an entity", value)


def find_column(table: TableSchema, arguments: str) -> ColumnSchema:
    """The column that a key names."""
    name, value = key_of(arguments)
    for column in table.columns:
        facts = {"LogicalName": column.logical_name, "SchemaName": column.schema_name, "MetadataId": column_id(table, column)}
        if facts.get(name) == (value.lower() if name == "MetadataId" else value):
            return column
    raise missing("an attribute", value)


def find_item(items: Iterable[Json], arguments: str, what: str) -> Json:
    """The definition that a key names among `items`."""
    name, value = key_of(arguments)
    for item in items:
        if str(item.get(name)) == (value.lower() if name == "MetadataId" else value):
            return item
    raise missing(what, value)


def every_relationship(schema: Schema) -> Iterator[tuple[TableSchema, str, Json]]:
    """Each relationship once, with a table it belongs to and the collection it stands in there."""
    seen: set[object] = set()
    for table in schema.tables.values():
        for kind, item in relationships(schema, table):
            if item["MetadataId"] not in seen:
                seen.add(item["MetadataId"])
                yield table, kind, item


# -- shaping -------------------------------------------------------------------------------------------------------------


def _parsed_expand(text: str) -> Iterator[tuple[str, list[str] | None, str | None]]:
    for match in re.finditer(r"(\w+)\s*(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?\s*(?:,|$)", text):
        options = dict(piece.strip().split("=", 1) for piece in (match[2] or "").split(";") if "=" in piece)
        select = options.get("$select")
        yield match[1], None if select is None else [name.strip() for name in select.split(",")], options.get("$filter")


def chosen(item: Json, names: Sequence[str] | None, kind: str) -> Json:
    """A definition with the members that `$select` names; its type and its id are always there."""
    if names is None:
        return item
    for name in names:
        if name not in item and not kind.startswith("Attribute"):
            raise bad_request(f"Could not find a property named '{name}' on type '{NAMESPACE}{kind}'.")
    kept = {"@odata.type": item["@odata.type"]} if "@odata.type" in item else {}
    return kept | {name: item[name] for name in names if name in item} | {"MetadataId": item["MetadataId"]}


def _selected(options: Mapping[str, str]) -> list[str] | None:
    select = options.get("$select")
    return [name.strip() for name in select.split(",")] if select else None


def _kept(call: Call, items: list[tuple[Json, T]]) -> list[tuple[Json, T]]:
    if "$filter" not in call.options:
        return items
    keep = condition(call.options["$filter"])
    return [(item, thing) for item, thing in items if keep(item)]


def _expanded(call: Call, table: TableSchema, item: Json, options: Mapping[str, str]) -> Json:
    shown = chosen(item, _selected(options), "EntityMetadata")
    for name, names, text in _parsed_expand(options.get("$expand", "")):
        members = _members(call, table, name)
        keep = None if text is None else condition(text)
        shown = shown | {name: [chosen(each, names, _kind(name)) for each in members if keep is None or keep(each)]}
    return shown


def _kind(collection: str) -> str:
    return {"Attributes": "AttributeMetadata", "Keys": "EntityKeyMetadata"}.get(collection, f"{collection[:-1]}Metadata")


def _members(call: Call, table: TableSchema, name: str) -> list[Json]:
    if name == "Attributes":
        return [_attribute(call, table, column) for column in table.columns]
    if name == "Keys":
        return keys(table)
    if name in COLLECTIONS:
        return [item for kind, item in relationships(call.schema, table) if kind == name]
    raise no_resource(name)


def _selection(options: Mapping[str, str]) -> str:
    """What was selected and expanded, as context URLs say it: `(LogicalName,OptionSet(Options))`."""
    parts = list(_selected(options) or ())
    if parts or "$expand" in options:
        parts += [f"{name}({','.join(names or ())})" for name, names, _ in _parsed_expand(options.get("$expand", ""))]
    return f"({','.join(parts)})" if parts else ""


def _list(call: Call, context: str, items: Sequence[Json]) -> Reply:
    context = f"{call.root}/$metadata#{context}{_selection(call.options)}"
    return call.json(json_text({"@odata.context": context, "value": items}))


def _one(call: Call, context: str, item: Json) -> Reply:
    context = f"{call.root}/$metadata#{context}{_selection(call.options)}/$entity"
    return call.json(json_text({"@odata.context": context} | item))


# -- below a table -------------------------------------------------------------------------------------------------------


def _below(call: Call, table: TableSchema, rest: tuple[Segment, ...], parent: str) -> Reply:
    step, deeper = rest[0], rest[1:]
    context = f"{parent}/{step.name}"
    if step.name == "Attributes":
        return _attributes(call, table, step, deeper, context)
    items = _members(call, table, step.name)
    if deeper:
        raise no_resource(deeper[0].name)
    names = _selected(call.options)
    if step.arguments is not None:
        return _one(call, context, chosen(find_item(items, step.arguments, "a definition"), names, _kind(step.name)))
    kept = _kept(call, [(item, None) for item in items])
    return _list(call, context, [chosen(item, names, _kind(step.name)) for item, _ in kept])


def _attributes(call: Call, table: TableSchema, step: Segment, deeper: tuple[Segment, ...], context: str) -> Reply:
    columns: Iterable[ColumnSchema] = table.columns if step.arguments is None else [find_column(table, step.arguments)]
    cast, cast_context = None, context
    if deeper and deeper[0].name.startswith(NAMESPACE):
        cast = deeper[0].name.removeprefix(NAMESPACE)
        columns = [column for column in columns if cast in (metadata_type(column), _base_type(column))]
        if step.arguments is not None and not columns:
            raise missing("an attribute", step.arguments)
        cast_context, deeper = f"{context}/{deeper[0].name}", deeper[1:]
    if deeper and step.arguments is not None and deeper[0].name in ("OptionSet", "GlobalOptionSet"):
        (column,) = columns
        found = _option_sets(call, table, column)[deeper[0].name]
        if not isinstance(found, dict):
            raise missing("an option set", column.logical_name)
        return _one(call, f"{cast_context}/{deeper[0].name}", chosen(found, _selected(call.options), "OptionSetMetadata"))
    if deeper:
        raise not_imitated(f"'{deeper[0].name}' below a column")
    items = _kept(call, [(_attribute(call, table, column), column) for column in columns])
    shown = [_with_options(call, table, column, item, context, cast) for item, column in items]
    return _list(call, cast_context, shown) if step.arguments is None else _one(call, cast_context, shown[0])


def _base_type(column: ColumnSchema) -> str:
    return "EnumAttributeMetadata" if attribute_type(column) in CHOICES or column.multi_select else ""


def _has_options(column: ColumnSchema) -> bool:
    return column.multi_select or attribute_type(column) in CHOICES | {"Boolean"}


def _option_sets(call: Call, table: TableSchema, column: ColumnSchema) -> Json:
    if not _has_options(column):
        return {"OptionSet": None, "GlobalOptionSet": None}
    known = call.records.behaviours.customizing.choices() if column.option_set is not None else {}
    shared = column.option_set
    return {
        "OptionSet": option_set(table, column) if shared is None else None,
        "GlobalOptionSet": None if shared is None else choice(shared, *known.get(shared, (shared, column.options))),
    }


def _with_options(call: Call, table: TableSchema, column: ColumnSchema, item: Json, context: str, cast: str | None) -> Json:
    shown = chosen(item, _selected(call.options), "AttributeMetadata")
    if cast == metadata_type(column):
        shown = {name: value for name, value in shown.items() if name != "@odata.type"}  # the context URL says it
    if not _has_options(column):
        return shown
    for name, names, _ in _parsed_expand(call.options.get("$expand", "")):
        sets = _option_sets(call, table, column)
        if name in sets:
            # a column with a global choice shows its options in both places
            found = sets[name] or (sets["GlobalOptionSet"] if name == "OptionSet" else None)
            if isinstance(found, dict) and cast is not None:
                where = f"{call.root}/$metadata#{context}({item['MetadataId']})/{NAMESPACE}{cast}/{name}"
                shown = shown | {f"{name}@odata.context": where + (f"({','.join(names)})" if names else "") + "/$entity"}
            shown = shown | {name: chosen(found, names, "AttributeMetadata's set") if isinstance(found, dict) else None}
    return shown


# -- relationships and choices -------------------------------------------------------------------------------------------


def _relationships(call: Call, segments: tuple[Segment, ...]) -> Reply:
    head, rest = segments[0], segments[1:]
    cast = rest[0].name.removeprefix(NAMESPACE) if rest else None
    items = [item for _, _, item in every_relationship(call.schema)]
    if cast is not None:
        items = [item for item in items if item["@odata.type"] == f"#{NAMESPACE}{cast}"]
    if head.arguments is not None:
        found = find_item(items, head.arguments, "a relationship")
        return _one(call, "RelationshipDefinitions", chosen(found, _selected(call.options), "RelationshipMetadata"))
    kept = _kept(call, [(item, None) for item in items])
    names = _selected(call.options)
    return _list(call, "RelationshipDefinitions", [chosen(item, names, "RelationshipMetadata") for item, _ in kept])


def _choices(call: Call, segments: tuple[Segment, ...]) -> Reply:
    head = segments[0]
    items = [choice(name, label, options) for name, (label, options) in call.records.behaviours.customizing.choices().items()]
    if head.arguments is not None:
        found = find_item(items, head.arguments, "a choice")
        return _one(call, "GlobalOptionSetDefinitions", chosen(found, _selected(call.options), "AttributeMetadata's set"))
    if "$filter" in call.options:
        # documented: no $filter here, definitions of choices are retrieved by name or all at once
        raise bad_request("The query parameter $filter is not supported.")
    return _list(call, "GlobalOptionSetDefinitions", [chosen(item, _selected(call.options), "AttributeMetadata's set") for item in items])
