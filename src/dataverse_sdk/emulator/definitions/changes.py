"""POST, PUT and DELETE of definitions: tables, columns, relationships, keys, choices.

Knows routes and what each change does to which tables. Refuses to know the JSON of definitions (`table_definitions`). Changes take effect
at once; publishing them, which the service asks for, changes nothing here.
https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-entity-definitions-using-web-api
"""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from ...schema.model import ColumnSchema, KeySchema, TableSchema
from ..http.messages import Reply
from ..http.paths import Segment, parse_target
from ..http.refusals import Refusal, bad_request, method_not_allowed, no_resource, not_imitated
from ..http.replies import empty
from ..routes.calls import Call
from ..writing.payload import JsonObject
from . import routes as definitions
from .customizing import Customizing
from .table_definitions import (
    bad_definition,
    column_from,
    label_of,
    linked_both_ways,
    new_table,
    options_of,
    related,
    schema_name_of,
    taken,
    with_columns,
    without,
)
from .views import choice_id, column_id, keys, relationships, table_id

__all__ = ["add_customer_lookup", "answer", "create_tables"]

Options = Mapping[str, tuple[tuple[int, str], ...]]
CASCADES = ("Cascade", "NoCascade", "RemoveLink", "Restrict")
IN_USE = "The {what} '{name}' is referenced by other components and cannot be deleted."


def answer(call: Call, segments: tuple[Segment, ...]) -> Reply:
    """Carry a change out, whole or not at all."""
    if call.method not in ("POST", "PUT", "DELETE"):
        # definitions are replaced whole: PATCH does not exist here (page "Create and update table definitions")
        raise method_not_allowed(call.method)
    with call.store.transaction():
        head = segments[0]
        if head.name == "RelationshipDefinitions":
            return _relationship(call, head)
        if head.name == "GlobalOptionSetDefinitions":
            return _choice(call, head)
        if head.arguments is None:
            call.only("POST")
            table = create_tables(call, [call.body()])[0]
            return _made(call, f"EntityDefinitions({table_id(table)})")
        table = definitions.find_table(call.schema, head.arguments)
        return _table(call, table) if not segments[1:] else _below(call, table, segments)


def _made(call: Call, path: str) -> Reply:
    return empty(204, ("OData-EntityId", f"{call.root}/{path}"))


def _customizing(call: Call) -> Customizing:
    return call.records.behaviours.customizing


def _options(call: Call) -> Options:
    return {name: options for name, (_, options) in _customizing(call).choices().items()}


def _custom(name: str, what: str) -> None:
    if "_" not in name:
        # CannotDeleteNonCustomizableEntity and its siblings
        raise Refusal(400, "0x80044363", f"The {what} '{name}' is part of the system and cannot be deleted.")


# -- tables --------------------------------------------------------------------------------------------------------------


def create_tables(call: Call, documents: list[Mapping[str, Any]]) -> list[TableSchema]:
    """Add the tables that definitions describe."""
    made = []
    for document in documents:
        table = new_table(_resolved_all(call, document), _options(call), [each.object_type_code for each in call.schema.tables.values()])
        if table.logical_name in call.schema.tables or call.schema.by_set(table.set_name or "") is not None:
            raise taken("An entity", table.logical_name)
        changed = [table]
        notes = call.schema.tables.get("annotation")
        if document.get("HasNotes") and notes is not None and notes.column("_objectid_value") is not None:
            owner, notes = _with_notes(table, notes)
            changed = [owner, notes]
        _customizing(call).put(*changed)
        made.append(call.schema.tables[table.logical_name])
    return made


def _with_notes(table: TableSchema, notes: TableSchema) -> tuple[TableSchema, TableSchema]:
    name = f"{table.logical_name}_Annotations"
    return related(
        table,
        notes,
        {
            "SchemaName": name, "CascadeConfiguration": {"Delete": "Cascade"},
            "ReferencingEntityNavigationPropertyName": f"objectid_{table.logical_name}",
        },
        {"SchemaName": OBJECT_ID},
    )  # fmt: skip


OBJECT_ID = "objectid"


def _table(call: Call, table: TableSchema) -> Reply:
    call.only("PUT", "DELETE")
    if call.method == "PUT":
        body = call.body()
        changed = evolve(
            table,
            label=label_of(body.get("DisplayName")) or table.label,
            description=label_of(body.get("Description")) or table.description,
        )
        _customizing(call).put(changed)
        return empty(204)
    _custom(table.logical_name, "table")
    name = table.logical_name
    for other in list(call.schema.tables.values()):
        lookups = [column for column in other.columns if column.is_lookup and column.targets == (name,) and other.logical_name != name]
        if lookups:
            raise Refusal(400, "0x8004f01f", IN_USE.format(what="table", name=name))
        kept = tuple(each for each in other.navigations if each.target != name)
        if other.logical_name != name and len(kept) < len(other.navigations):
            columns = tuple(evolve(each, targets=tuple(target for target in each.targets if target != name)) for each in other.columns)
            _customizing(call).put(evolve(other, navigations=kept, columns=columns))
    _customizing(call).drop(name)
    return empty(204)


def _below(call: Call, table: TableSchema, segments: tuple[Segment, ...]) -> Reply:
    # the address of what is made names the table as the request did: clients take the id out of it by its place
    head, step = f"EntityDefinitions({segments[0].arguments})", segments[1]
    if step.name == "Attributes":
        return _column(call, table, head, step)
    if step.name == "Keys":
        return _key(call, table, head, step)
    if step.name in definitions.COLLECTIONS:
        raise not_imitated(f"changes below '{step.name}': relationships are changed at RelationshipDefinitions")
    raise no_resource(step.name)


# -- columns -------------------------------------------------------------------------------------------------------------


def _resolved(call: Call, definition: JsonObject) -> JsonObject:
    """A column's definition with its global choice, which stands there as a reference, by name."""
    bound = definition.get("GlobalOptionSet@odata.bind")
    if not isinstance(bound, str):
        return definition
    arguments = parse_target(bound).segments[-1].arguments or ""
    items: list[JsonObject] = [{"MetadataId": choice_id(name), "Name": name} for name in _customizing(call).choices()]
    found = definitions.find_item(items, arguments, "a choice")
    return {**definition, "GlobalOptionSet": {"Name": found["Name"]}}


def _resolved_all(call: Call, document: Mapping[str, Any]) -> JsonObject:
    attributes = [_resolved(call, each) for each in document.get("Attributes") or () if isinstance(each, dict)]
    return {**document, "Attributes": attributes}


def _column(call: Call, table: TableSchema, head: str, step: Segment) -> Reply:
    if step.arguments is None:
        call.only("POST")
        column = column_from(_resolved(call, call.body()), _options(call))
        _customizing(call).put(with_columns(table, [column]))
        return _made(call, f"{head}/Attributes({column_id(table, column)})")
    call.only("PUT", "DELETE")
    column = definitions.find_column(table, step.arguments)
    if call.method == "DELETE":
        if "_" not in column.logical_name or column.name in (table.key, table.primary_name):
            raise Refusal(400, "0x80044363", f"The attribute '{column.logical_name}' cannot be deleted.")
        if column.is_lookup:
            raise Refusal(400, "0x8004f01f", IN_USE.format(what="attribute", name=column.logical_name))
        _customizing(call).put(without(table, column.logical_name))
        return empty(204)
    if column.is_lookup:
        body = call.body()
        changed = evolve(column, label=label_of(body.get("DisplayName")) or column.label)
    else:
        changed = _replaced(call, column)
    _customizing(call).put(evolve(table, columns=tuple(changed if each.name == column.name else each for each in table.columns)))
    return empty(204)


def _replaced(call: Call, column: ColumnSchema) -> ColumnSchema:
    body = _resolved(call, call.body())
    changed = column_from(body, _options(call), column)
    if changed.attribute_type != column.attribute_type or changed.edm_type != column.edm_type:
        raise bad_definition("The type of an attribute cannot be changed.")
    if changed.precision != column.precision and column.attribute_type == "Decimal":
        raise not_imitated("another precision for a decimal column that exists")
    # what a whole definition says through its options is in the reply to a GET only with $expand
    options = changed.options if body.get("OptionSet") or body.get("GlobalOptionSet") else column.options
    return evolve(changed, options=options, option_set=changed.option_set or column.option_set)


# -- keys ----------------------------------------------------------------------------------------------------------------


def _key(call: Call, table: TableSchema, head: str, step: Segment) -> Reply:
    if step.arguments is not None:
        call.only("DELETE")
        found = definitions.find_item(keys(table), step.arguments, "a key")
        left = tuple(each for each in table.alternate_keys if each.name != found["SchemaName"])
        _customizing(call).put(evolve(table, alternate_keys=left))
        return empty(204)
    call.only("POST")
    body = call.body()
    name = schema_name_of(body, "key")
    if any(each.name.lower() == name.lower() for each in table.alternate_keys):
        raise taken("An entity key", name)
    wanted = body.get("KeyAttributes")
    names = [str(each).lower() for each in wanted] if isinstance(wanted, list) else []
    columns = [next((each for each in table.columns if each.logical_name == one), None) for one in names]
    if not columns or None in columns:
        raise bad_definition("An entity key needs attributes of the entity.")
    key = KeySchema(name, tuple(each.name for each in columns if each is not None))
    changed = evolve(table, alternate_keys=(*table.alternate_keys, key))
    _customizing(call).put(changed)
    made = next(each for each in keys(changed) if each["SchemaName"] == name)
    return _made(call, f"{head}/Keys({made['MetadataId']})")


# -- relationships -------------------------------------------------------------------------------------------------------


def _named(call: Call, body: Mapping[str, Any], member: str) -> TableSchema:
    table = call.schema.tables.get(str(body.get(member, "")).lower())
    if table is None:
        raise bad_definition(f"The entity '{body.get(member)}' named by {member} does not exist.")
    return table


def _relationship(call: Call, head: Segment) -> Reply:
    if head.arguments is not None:
        call.only("DELETE", "PUT")
        change = _change_relationship if call.method == "PUT" else _delete_relationship
        return change(call, head.arguments)
    call.only("POST")
    body = call.body()
    kind = str(body.get("@odata.type", "")).rpartition(".")[2]
    if kind.endswith("ManyToManyRelationshipMetadata"):
        first, second = _named(call, body, "Entity1LogicalName"), _named(call, body, "Entity2LogicalName")
        changed = linked_both_ways(first, second, body)
    elif kind.endswith("OneToManyRelationshipMetadata"):
        lookup = body.get("Lookup")
        if not isinstance(lookup, dict):
            raise bad_definition("A one-to-many relationship needs a Lookup.")
        changed = related(_named(call, body, "ReferencedEntity"), _named(call, body, "ReferencingEntity"), body, lookup)
    else:
        raise bad_request("The '@odata.type' of a relationship is missing.")
    if len(changed) == 3 and changed[2].logical_name in call.schema.tables:
        raise taken("An entity", changed[2].logical_name)
    _customizing(call).put(*changed)
    name = str(body["SchemaName"])
    items = [item for _, item in relationships(call.schema, call.schema.tables[changed[0].logical_name])]
    made = next(item for item in items if item["SchemaName"] == name)
    return _made(call, f"RelationshipDefinitions({made['MetadataId']})")


def _change_relationship(call: Call, arguments: str) -> Reply:
    """PUT: what a delete does to the rows of the many side; nothing else of a relationship is kept here."""
    found = definitions.find_item((item for _, _, item in definitions.every_relationship(call.schema)), arguments, "a relationship")
    cascades = call.body().get("CascadeConfiguration")
    wanted = cascades.get("Delete") if isinstance(cascades, dict) else None
    if wanted is not None and "ReferencedEntity" in found:
        if wanted not in CASCADES:
            raise bad_definition(f"The cascade of a delete is one of {', '.join(CASCADES)}.")
        one, name = call.schema.tables[str(found["ReferencedEntity"])], found["ReferencedEntityNavigationPropertyName"]
        ways = (evolve(each, cascade_delete=str(wanted)) if each.name == name else each for each in one.navigations)
        _customizing(call).put(evolve(one, navigations=tuple(ways)))
    return empty(204)


def _delete_relationship(call: Call, arguments: str) -> Reply:
    every = [(item, table, kind) for table, kind, item in definitions.every_relationship(call.schema)]
    found = definitions.find_item([item for item, _, _ in every], arguments, "a relationship")
    parts = [
        str(found[name])
        for name in ("Entity1LogicalName", "Entity2LogicalName", "ReferencingEntity", "ReferencingAttribute")
        if name in found
    ]
    base = {item["MetadataId"] for _, _, item in definitions.every_relationship(_customizing(call).base)}
    if found["MetadataId"] in base and not any("_" in part for part in parts):
        raise Refusal(400, "0x80044363", f"The relationship '{found['SchemaName']}' is part of the system and cannot be deleted.")
    if found["RelationshipType"] == "ManyToManyRelationship":
        _unlink_both(call, found)
    else:
        _unlink(call, found)
    return empty(204)


def _unlink_both(call: Call, found: JsonObject) -> None:
    for number, other in (("1", "2"), ("2", "1")):
        table = call.schema.tables[str(found[f"Entity{number}LogicalName"])]
        names = {found[f"Entity{number}NavigationPropertyName"]}
        if found["Entity1LogicalName"] == found["Entity2LogicalName"]:
            names.add(found[f"Entity{other}NavigationPropertyName"])
        _customizing(call).put(evolve(table, navigations=tuple(each for each in table.navigations if each.name not in names)))
    intersect = str(found["IntersectEntityName"])
    if intersect in call.schema.tables:
        _customizing(call).drop(intersect)


def _unlink(call: Call, found: JsonObject) -> None:
    one, many = call.schema.tables[str(found["ReferencedEntity"])], call.schema.tables[str(found["ReferencingEntity"])]
    logical = str(found["ReferencingAttribute"])
    column = next(each for each in many.columns if each.logical_name == logical)
    kept = tuple(each for each in one.navigations if each.name != found["ReferencedEntityNavigationPropertyName"])
    one = evolve(one, navigations=kept)
    if many.logical_name == one.logical_name:
        many = one
    if column.targets in ((one.logical_name,), ()):
        many = without(many, logical)  # the lookup goes with its relationship
    else:
        targets = tuple(each for each in column.targets if each != one.logical_name)
        parent = found["ReferencingEntityNavigationPropertyName"]
        many = evolve(
            many,
            columns=tuple(evolve(each, targets=targets) if each.name == column.name else each for each in many.columns),
            navigations=tuple(each for each in many.navigations if each.name != parent),
        )
    _customizing(call).put(*([many] if many.logical_name == one.logical_name else [one, many]))


def add_customer_lookup(call: Call, lookup: Mapping[str, Any], documents: list[Mapping[str, Any]]) -> tuple[list[str], str]:
    """Add a lookup with several targets, one relationship for each; the ids of the relationships and of the lookup."""
    ids: list[str] = []
    if not documents:
        raise bad_definition("A lookup needs relationships.")
    for document in documents:
        one, many = related(_named(call, document, "ReferencedEntity"), _named(call, document, "ReferencingEntity"), document, lookup)
        if len(documents) > 1 and not ids:
            many = _with_target_in_name(many, str(lookup["SchemaName"]), one.logical_name)
            children = tuple(
                evolve(each, partner=f"{lookup['SchemaName']}_{one.logical_name}") if each.name == document["SchemaName"] else each
                for each in one.navigations
            )
            one = evolve(one, navigations=children)
        _customizing(call).put(one, many)
        items = [item for _, item in relationships(call.schema, call.schema.tables[one.logical_name])]
        ids.append(str(next(item for item in items if item["SchemaName"] == document["SchemaName"])["MetadataId"]))
    column = next(each for each in many.columns if each.schema_name == lookup["SchemaName"])
    return ids, column_id(many, column)


def _with_target_in_name(table: TableSchema, name: str, target: str) -> TableSchema:
    """A lookup with several targets has a navigation property for each: `new_CustomerId_account`."""
    return evolve(
        table,
        navigations=tuple(evolve(each, name=f"{name}_{target}") if each.name == name else each for each in table.navigations),
    )


# -- choices -------------------------------------------------------------------------------------------------------------


def _choice(call: Call, head: Segment) -> Reply:
    house = _customizing(call)
    if head.arguments is None:
        call.only("POST")
        body = call.body()
        name = str(body.get("Name") or "")
        if "_" not in name:
            raise bad_definition("The name of the choice is missing, or has no customization prefix.")
        if name in house.choices():
            raise taken("An option set", name)
        house.put_choice(name, (label_of(body.get("DisplayName")) or name, options_of(body)))
        return _made(call, f"GlobalOptionSetDefinitions({choice_id(name)})")
    call.only("PUT", "DELETE")
    known = house.choices()
    items: list[JsonObject] = [{"MetadataId": choice_id(name), "Name": name} for name in known]
    name = str(definitions.find_item(items, head.arguments, "a choice")["Name"])
    if call.method == "PUT":
        body = call.body()
        label, options = known[name]
        house.put_choice(name, (label_of(body.get("DisplayName")) or label, options_of(body) or options))
        return empty(204)
    if any(column.option_set == name for table in call.schema.tables.values() for column in table.columns):
        raise Refusal(400, "0x8004f01f", IN_USE.format(what="choice", name=name))
    _custom(name, "choice")
    house.drop_choice(name)
    return empty(204)
