"""`$metadata` and the service document, written from a schema.

Knows CSDL 4.0 as Dataverse writes it: namespace `Microsoft.Dynamics.CRM`, alias `mscrm`, lookups as a computed property with a
referential constraint. Refuses to know where a schema and its messages came from.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Generic, TypeVar
from xml.sax.saxutils import quoteattr

from ...schema.document import CsdlDocument
from ...schema.model import ColumnSchema, NavigationSchema, Schema, TableSchema
from .declarations import container_members, types_and_operations

__all__ = ["document", "service_document"]

T = TypeVar("T")

BASE = "crmbaseentity"


def service_document(schema: Schema, root: str) -> dict[str, object]:
    """The list of entity sets (page "Web API service documents")."""
    names = sorted(table.set_name for table in schema.tables.values() if table.set_name is not None)
    value = [{"name": name, "kind": "EntitySet", "url": name} for name in names]
    return {"@odata.context": f"{root}/$metadata", "value": value}


def document(schema: Schema, messages: CsdlDocument, *, annotations: bool = False) -> bytes:
    """The CSDL document; with `annotations`, read-only properties say so (page "Web API properties").

    The functions and actions are those of `messages`, and so are the types they speak of; its tables are not looked at.
    """
    return _document(_Same(schema), _Same(messages), annotations)


class _Same(Generic[T]):
    """A value, compared by identity, so that it can be a key of the cache."""

    def __init__(self, value: T) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


@lru_cache(maxsize=4)
def _document(tables: _Same[Schema], messages: _Same[CsdlDocument], annotations: bool) -> bytes:
    schema = tables.value
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
        '<edmx:Reference Uri="http://vocabularies.odata.org/OData.Community.Keys.V1.xml">',
        '<edmx:Include Namespace="OData.Community.Keys.V1" Alias="Keys" />',
        '<edmx:IncludeAnnotations TermNamespace="OData.Community.Keys.V1" /></edmx:Reference>',
        "<edmx:DataServices>",
        '<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
    ]
    if BASE not in schema.tables:
        parts.append(f'<EntityType Name="{BASE}" Abstract="true" />')
    for table in schema.tables.values():
        parts.extend(_entity_type(schema, table, annotations))
    parts.extend(types_and_operations(messages.value))
    parts.append('<EntityContainer Name="System">')
    for table in schema.tables.values():
        if table.set_name is not None:
            parts.extend(_entity_set(schema, table))
    parts.extend(container_members(messages.value))
    parts.append("</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>")
    return "".join(parts).encode()


def _entity_type(schema: Schema, table: TableSchema, annotations: bool) -> Iterator[str]:
    base = table.base if table.base in schema.tables else None
    if base is None and BASE not in schema.tables:
        base = BASE
    inherited = schema.tables.get(table.base or "")
    yield f"<EntityType Name={quoteattr(table.logical_name)}"
    if base is not None:
        yield f' BaseType="mscrm.{base}"'
    if table.abstract:
        yield ' Abstract="true"'
    if table.open:
        yield ' OpenType="true"'
    yield ">"
    # a key is declared once, on the base type, where there is one (`principal` for users and teams)
    if table.key is not None and (inherited is None or inherited.key != table.key):
        yield f"<Key><PropertyRef Name={quoteattr(table.key)} /></Key>"
    for column in table.columns:
        if column.valid_for_read and (inherited is None or inherited.column(column.name) is None):
            yield _property(column, annotations)
    for navigation in table.navigations:
        if navigation.target in schema.tables and (inherited is None or inherited.navigation(navigation.name) is None):
            yield from _navigation(schema, table, navigation)
    if table.alternate_keys:
        yield '<Annotation Term="OData.Community.Keys.V1.AlternateKeys"><Collection>'
        for key in table.alternate_keys:
            yield '<Record Type="OData.Community.Keys.V1.AlternateKey"><PropertyValue Property="Key"><Collection>'
            for name in key.columns:
                yield (
                    '<Record Type="OData.Community.Keys.V1.PropertyRef">'
                    f'<PropertyValue Property="Alias" String={quoteattr(name)} />'
                    f'<PropertyValue Property="Name" PropertyPath={quoteattr(name)} /></Record>'
                )
            yield "</Collection></PropertyValue></Record>"
        yield "</Collection></Annotation>"
    yield "</EntityType>"


def _property(column: ColumnSchema, annotations: bool) -> str:
    facets = ""
    if column.edm_type == "Edm.String":
        facets = ' Unicode="false"'
    elif column.edm_type == "Edm.Decimal":
        facets = ' Scale="Variable"'
    start = f"<Property Name={quoteattr(column.name)} Type={quoteattr(column.edm_type)}{facets}"
    read_only = column.is_lookup or not (column.valid_for_create or column.valid_for_update)
    if not (annotations and read_only):
        return start + " />"
    return (
        start + '><Annotation Term="Org.OData.Core.V1.Computed" Bool="true" /><Annotation Term="Org.OData.Core.V1.Permissions">'
        "<EnumMember>Org.OData.Core.V1.PermissionType/Read</EnumMember></Annotation></Property>"
    )


def _navigation(schema: Schema, table: TableSchema, navigation: NavigationSchema) -> Iterator[str]:
    kind = f"mscrm.{navigation.target}"
    kind = f"Collection({kind})" if navigation.collection else kind
    nullable = ' Nullable="false"' if navigation.collection else ""
    partner = "" if navigation.partner is None else f" Partner={quoteattr(navigation.partner)}"
    yield f"<NavigationProperty Name={quoteattr(navigation.name)} Type={quoteattr(kind)}{nullable}{partner}"
    target = schema.tables[navigation.target]
    if navigation.column is None or target.key is None:
        yield " />"
    else:
        yield (
            f"><ReferentialConstraint Property={quoteattr(navigation.column)} ReferencedProperty={quoteattr(target.key)} />"
            "</NavigationProperty>"
        )


def _entity_set(schema: Schema, table: TableSchema) -> Iterator[str]:
    yield f'<EntitySet Name={quoteattr(table.set_name or "")} EntityType="Microsoft.Dynamics.CRM.{table.logical_name}">'
    for navigation in table.navigations:
        target = schema.tables.get(navigation.target)
        if target is not None and target.set_name is not None:
            yield f"<NavigationPropertyBinding Path={quoteattr(navigation.name)} Target={quoteattr(target.set_name)} />"
    yield "</EntitySet>"
