"""How tables hang together: which lookup column stands behind a navigation property.

Knows the schema. Refuses to know rows. Many-to-many relationships have no column and are not imitated yet.
"""

from attrs import frozen

from ..schema.model import NavigationSchema, Schema, TableSchema
from .refusals import no_resource, not_imitated

__all__ = ["ChildLink", "accepts", "child_link", "lookup_column", "navigations_to", "table_named"]

BASES = frozenset({"owner", "principal", "activitypointer", "crmbaseentity"})


@frozen
class ChildLink:
    """The many side of a relationship: the child table, its lookup column, and the navigation property over it."""

    child: TableSchema
    column: str
    navigation: str | None


def table_named(schema: Schema, name: str) -> TableSchema:
    """The table with this logical name; a table outside the schema is an unknown resource."""
    table = schema.tables.get(name)
    if table is None:
        raise no_resource(name)
    return table


def accepts(navigation: NavigationSchema, table: TableSchema) -> bool:
    """True when a row of `table` may stand at the other end of a single-valued navigation property."""
    return navigation.target in (table.logical_name, table.base) or navigation.target in BASES


def lookup_column(table: TableSchema, navigation: NavigationSchema) -> str | None:
    """The lookup behind a single-valued navigation property.

    Where `$metadata` states no constraint the name tells: `regardingobjectid_contact` belongs to `_regardingobjectid_value`.
    """
    if navigation.column is not None:
        return navigation.column
    name = navigation.name.lower()
    for stem in (name, name.removesuffix(f"_{navigation.target}"), name.rpartition("_")[0]):
        if table.column(f"_{stem}_value") is not None:
            return f"_{stem}_value"
    return None


def child_link(schema: Schema, table: TableSchema, navigation: NavigationSchema) -> ChildLink:
    """The lookup on the other side of a collection-valued navigation property of `table`."""
    child = table_named(schema, navigation.target)
    partner = child.navigation(navigation.partner) if navigation.partner else None
    if partner is None:
        for each in child.navigations:
            if not each.collection and each.partner == navigation.name and each.target == table.logical_name:
                partner = each
    column = None if partner is None or partner.collection else lookup_column(child, partner)
    if partner is None or column is None:
        raise not_imitated(f"the many-to-many relationship behind '{navigation.name}'")
    return ChildLink(child, column, partner.name)


def navigations_to(table: TableSchema, column: str, target: str | None) -> str | None:
    """The navigation property over `column` that leads to `target`: the value of the annotation associatednavigationproperty."""
    fallback = None
    for navigation in table.navigations:
        if not navigation.collection and lookup_column(table, navigation) == column:
            if navigation.target == target:
                return navigation.name
            if navigation.target in BASES:
                fallback = navigation.name
    return fallback
