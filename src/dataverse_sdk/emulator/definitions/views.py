"""What tables, columns, relationships, keys and choices are, as JSON.

Knows the members that clients read: lengths, validity, required levels, options, cascades, privileges. Refuses to know rows and requests.
"""

from collections.abc import Iterator
from functools import cache
from uuid import NAMESPACE_URL, uuid5

from ...schema.model import ColumnSchema, NavigationSchema, Schema, TableSchema
from ..behaviours.permissions import PRIVILEGES
from ..sql.hierarchies import hierarchy_column
from ..storage.relations import many_link
from .vocabulary import definition_members

__all__ = [
    "CHOICES",
    "NAMESPACE",
    "Json",
    "attribute",
    "attribute_type",
    "choice",
    "choice_id",
    "column_id",
    "entity",
    "keys",
    "metadata_type",
    "option_set",
    "privilege_id",
    "relationships",
    "table_id",
]

Json = dict[str, object]
NAMESPACE = "Microsoft.Dynamics.CRM."

# Attribute type -> the name of its metadata type, where it is not simply the type and "AttributeMetadata".
METADATA_TYPES = {"Customer": "Lookup", "Owner": "Lookup", "Virtual": "", "PartyList": "Lookup", "Uniqueidentifier": "UniqueIdentifier"}
TYPES_BY_EDM = {
    "Edm.String": "String", "Edm.Guid": "Uniqueidentifier", "Edm.Boolean": "Boolean", "Edm.Int32": "Integer",
    "Edm.Int64": "BigInt", "Edm.Int16": "Integer", "Edm.Decimal": "Decimal", "Edm.Double": "Double",
    "Edm.DateTimeOffset": "DateTime", "Edm.Date": "DateTime", "Edm.Binary": "Image",
}  # fmt: skip
ALLOWED = frozenset({"IsCustomizable", "IsRenameable", "IsMappable"})
"""Managed properties that are true of every definition here, beside those that begin with `Can`: nothing is locked."""
ADDRESSES = tuple(f"address{number}" for number in (1, 2, 3))
CHOICES = frozenset({"Picklist", "State", "Status", "MultiSelectPicklist"})


def _id(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "emulator:" + "/".join(names)))


def table_id(table: TableSchema) -> str:
    """The MetadataId of a table."""
    return _id(table.logical_name)


def column_id(table: TableSchema, column: ColumnSchema) -> str:
    """The MetadataId of a column."""
    return _id(table.logical_name, column.logical_name)


def choice_id(name: str) -> str:
    """The MetadataId of a global choice."""
    return _id("choice", name)


def privilege_id(name: str) -> str:
    """The id of a privilege: `prvReadContact`."""
    return str(uuid5(NAMESPACE_URL, "emulator:privilege/" + name))


def _label(text: str) -> Json:
    if not text:
        return {"LocalizedLabels": [], "UserLocalizedLabel": None}
    label = {"Label": text, "LanguageCode": 1033, "IsManaged": True, "MetadataId": _id("label", text), "HasChanged": None}
    return {"LocalizedLabels": [label], "UserLocalizedLabel": label}


def _managed(value: object, name: str) -> Json:
    return {"Value": value, "CanBeChanged": True, "ManagedPropertyLogicalName": name}


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


@cache
def _blank(kind: str) -> Json:
    found: Json = {}
    for name, type_ in definition_members(kind).items():
        if type_ == "BooleanManagedProperty":
            found[name] = _managed(name.startswith("Can") or name in ALLOWED, name.lower())
        else:
            found[name] = [] if type_.startswith("Collection(") else None
    return found


def _whole(kind: str, known: Json) -> Json:
    """A definition with every member that its type has in `$metadata`: null where the emulator knows nothing of it."""
    return {**_blank(kind), **known}


def entity(table: TableSchema) -> Json:
    """One EntityMetadata."""
    name = table.schema_name or table.logical_name
    images = [column.logical_name for column in table.columns if attribute_type(column) == "Image"]
    return _whole(
        "EntityMetadata",
        {
            "MetadataId": table_id(table),
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
            "IsPrivate": False,
            "IsManaged": "_" not in table.logical_name,
            "IsCustomizable": _managed(True, "iscustomizable"),
            "IsOptimisticConcurrencyEnabled": True,
            "ChangeTrackingEnabled": False,
            "DisplayName": _label(table.label or name),
            "DisplayCollectionName": _label(table.set_name or name),
            "Description": _label(table.description or ""),
            "IsValidForAdvancedFind": True,
            "HasNotes": any(each.target == "annotation" for each in table.navigations),
            "HasActivities": any(each.target == "activitypointer" for each in table.navigations),
            "PrimaryImageAttribute": images[0] if images else None,
            "Privileges": [
                {
                    "CanBeBasic": True,
                    "CanBeDeep": True,
                    "CanBeGlobal": True,
                    "CanBeLocal": True,
                    "CanBeEntityReference": False,
                    "CanBeParentEntityReference": False,
                    "Name": f"prv{kind}{name}",
                    "PrivilegeId": privilege_id(f"prv{kind}{name}"),
                    "PrivilegeType": kind,
                }
                for kind in PRIVILEGES
            ],
        },
    )


def attribute(table: TableSchema, column: ColumnSchema) -> Json:
    """One AttributeMetadata, with the members of its own type."""
    kind = attribute_type(column)
    shown: Json = {
        "@odata.type": f"#{NAMESPACE}{metadata_type(column)}",
        "MetadataId": column_id(table, column),
        "LogicalName": column.logical_name,
        "SchemaName": column.schema_name or column.logical_name,
        "EntityLogicalName": table.logical_name,
        "AttributeType": "Virtual" if column.multi_select else kind,
        "AttributeTypeName": {"Value": f"{'MultiSelectPicklist' if column.multi_select else kind}Type"},
        "DisplayName": _label(column.label or column.schema_name or column.logical_name),
        "Description": _label(column.description or ""),
        "AttributeOf": None,
        "IsPrimaryId": column.name == table.key,
        "IsPrimaryName": column.name == table.primary_name,
        "IsValidForCreate": column.valid_for_create,
        "IsValidForUpdate": column.valid_for_update,
        "IsValidForRead": column.valid_for_read,
        "IsValidODataAttribute": column.valid_for_read,
        "IsRetrievable": column.valid_for_read,
        "IsFilterable": column.valid_for_read,
        "IsLogical": table.logical_name in ("contact", "account", "lead") and column.logical_name[:8] in ADDRESSES,
        "IsCustomAttribute": "_" in column.logical_name.removeprefix("address"),
        "RequiredLevel": _managed(column.required_level, "canmodifyrequirementlevelsettings"),
        "IsManaged": "_" not in table.logical_name,
        "IsSecured": False,
    }
    if kind in ("String", "Memo"):
        shape = column.format or ("Text" if kind == "String" else "TextArea")
        shown |= {"MaxLength": column.max_length, "Format": shape, "FormatName": {"Value": shape}, "DatabaseLength": None}
    elif kind in ("Lookup", "Customer", "Owner"):
        shown["Targets"] = list(column.targets)
    elif kind in ("Integer", "BigInt", "Double", "Decimal", "Money"):
        shown |= {"MinValue": column.minimum, "MaxValue": column.maximum}
        shown |= {"Format": column.format or "None"} if kind == "Integer" else {}
        shown |= {"Precision": column.precision} if kind not in ("Integer", "BigInt") else {}
    elif kind in ("File", "Image"):
        shown |= {"MaxSizeInKB": int(column.maximum or (32768 if kind == "File" else 10240))}
        shown |= {"CanStoreFullImage": True} if kind == "Image" else {}
    elif kind == "DateTime":
        shown |= {"Format": column.format, "DateTimeBehavior": {"Value": "DateOnly" if column.edm_type == "Edm.Date" else "UserLocal"}}
    return _whole(metadata_type(column), shown)


def _options(options: tuple[tuple[int, str], ...]) -> list[Json]:
    return [
        {
            "Value": number,
            "Label": _label(label),
            "Description": _label(""),
            "Color": None,
            "IsManaged": False,
            "MetadataId": None,
            "HasChanged": None,
        }
        for number, label in options
    ]


def option_set(table: TableSchema, column: ColumnSchema) -> Json:
    """The OptionSet of a choice, or the two options of a Boolean."""
    name = f"{table.logical_name}_{column.logical_name}"
    if attribute_type(column) == "Boolean":
        labels = {0: "No", 1: "Yes"} | dict(column.options)
        return {
            "MetadataId": _id("optionset", name), "Name": name, "IsGlobal": False, "OptionSetType": "Boolean",
            "TrueOption": {"Value": 1, "Label": _label(labels[1])}, "FalseOption": {"Value": 0, "Label": _label(labels[0])},
        }  # fmt: skip
    kind = attribute_type(column)
    return {
        "MetadataId": _id("optionset", name),
        "Name": name,
        "IsGlobal": False,
        "OptionSetType": kind if kind in ("State", "Status") else "Picklist",
        "Options": _options(column.options),
    }


def choice(name: str, label: str, options: tuple[tuple[int, str], ...]) -> Json:
    """One OptionSetMetadata of `GlobalOptionSetDefinitions`."""
    return {
        "@odata.type": f"#{NAMESPACE}OptionSetMetadata",
        "MetadataId": choice_id(name),
        "Name": name,
        "DisplayName": _label(label),
        "Description": _label(""),
        "IsGlobal": True,
        "IsCustomOptionSet": "_" in name,
        "IsManaged": "_" not in name,
        "OptionSetType": "Picklist",
        "Options": _options(options),
    }


def relationships(schema: Schema, table: TableSchema) -> Iterator[tuple[str, Json]]:
    """Every relationship of a table, with the collection it stands in, seen from this table."""
    for navigation in table.navigations:
        target = schema.tables.get(navigation.target)
        partner = None if target is None or navigation.partner is None else target.navigation(navigation.partner)
        if target is None or partner is None:
            continue
        if navigation.collection and partner.collection:
            yield "ManyToManyRelationships", _many_to_many(schema, table, navigation, target, partner)
        elif navigation.collection and partner.column is not None:
            yield "OneToManyRelationships", _one_to_many(table, navigation, target, partner)
        elif partner.collection and navigation.column is not None:
            yield "ManyToOneRelationships", _one_to_many(target, partner, table, navigation)


def _one_to_many(one: TableSchema, children: NavigationSchema, many: TableSchema, parent: NavigationSchema) -> Json:
    delete = children.cascade_delete or "RemoveLink"
    return _whole("OneToManyRelationshipMetadata", {
        "@odata.type": f"#{NAMESPACE}OneToManyRelationshipMetadata",
        "MetadataId": _id("relationship", children.name, one.logical_name),
        "SchemaName": children.name,
        "ReferencedEntity": one.logical_name,
        "ReferencedAttribute": one.key,
        "ReferencingEntity": many.logical_name,
        "ReferencingAttribute": (parent.column or "")[1:].removesuffix("_value"),
        "ReferencedEntityNavigationPropertyName": children.name,
        "ReferencingEntityNavigationPropertyName": parent.name,
        "RelationshipType": "OneToManyRelationship",
        "IsValidForAdvancedFind": True,
        "IsCustomRelationship": "_" in parent.name and "_" in many.logical_name,
        "IsManaged": False,
        "IsHierarchical": one.logical_name == many.logical_name and parent.column == hierarchy_column(many),
        "CascadeConfiguration": {
            **dict.fromkeys(("Assign", "Merge", "Reparent", "Share", "Unshare", "RollupView"), "NoCascade"), "Delete": delete
        },
    })  # fmt: skip


def _many_to_many(schema: Schema, first: TableSchema, navigation: NavigationSchema, second: TableSchema, partner: NavigationSchema) -> Json:
    link = many_link(schema, first, navigation)
    if (partner.name, second.logical_name) < (navigation.name, first.logical_name):
        first, second, navigation, partner = second, first, partner, navigation  # seen the same way from both sides
    name = min(navigation.name, partner.name).removesuffix("_referenced").removesuffix("_referencing")
    return _whole("ManyToManyRelationshipMetadata", {
        "@odata.type": f"#{NAMESPACE}ManyToManyRelationshipMetadata",
        "MetadataId": _id("relationship", name),
        "SchemaName": name,
        "Entity1LogicalName": first.logical_name,
        "Entity1IntersectAttribute": first.key,
        "Entity1NavigationPropertyName": navigation.name,
        "Entity2LogicalName": second.logical_name,
        "Entity2IntersectAttribute": second.key,
        "Entity2NavigationPropertyName": partner.name,
        "IntersectEntityName": None if link is None else link.table,
        "RelationshipType": "ManyToManyRelationship",
        "IsManaged": False,
        "IsValidForAdvancedFind": True,
        "IsCustomRelationship": "_" in name,
    })  # fmt: skip


def keys(table: TableSchema) -> list[Json]:
    """The alternate keys of a table. Their indexes are active at once here; in the service that takes a while."""
    return [
        {
            "@odata.type": f"#{NAMESPACE}EntityKeyMetadata",
            "MetadataId": _id("key", table.logical_name, key.name.lower()),
            "LogicalName": key.name.lower(),
            "SchemaName": key.name,
            "DisplayName": _label(key.name),
            "EntityLogicalName": table.logical_name,
            "KeyAttributes": [name.removeprefix("_").removesuffix("_value") if name[0] == "_" else name for name in key.columns],
            "EntityKeyIndexStatus": "Active",
            "IsManaged": False,
        }
        for key in table.alternate_keys
    ]
