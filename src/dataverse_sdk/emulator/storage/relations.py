"""How tables hang together: which lookup column stands behind a navigation property.

Knows the schema. Refuses to know rows. A many-to-many relationship has no column: its pairs stand in an intersect table, which is one
of the schema's where the schema has it, and otherwise an SQL table of the emulator's own with the two ids and nothing else.
"""

from collections.abc import Iterator

from attrs import frozen

from ...schema.model import ColumnSchema, NavigationSchema, Schema, TableSchema
from ..http.refusals import not_imitated

__all__ = [
    "ChildLink",
    "ManyLink",
    "accepts",
    "child_link",
    "intersect_columns",
    "intersect_table",
    "lookup_column",
    "many_link",
    "many_links",
    "navigations_to",
    "table_named",
]

BASES = frozenset({"owner", "principal", "activitypointer", "crmbaseentity"})


@frozen
class ChildLink:
    """The many side of a relationship: the child table, its lookup column, and the navigation property over it."""

    child: TableSchema
    column: str
    navigation: str | None


@frozen
class ManyLink:
    """One side of a many-to-many relationship: the SQL table with the pairs, its column for this side and for the other, and the far table.

    `intersect` is the schema's own table behind it, None where the schema has none. `partner` is the navigation property that leads back.
    """

    table: str
    near: str
    far: str
    target: TableSchema
    partner: NavigationSchema
    intersect: TableSchema | None = None


def _id_column(table: TableSchema) -> str:
    # `systemuser` and `team` have the key `ownerid` in $metadata; their intersect tables say `systemuserid` and `teamid`
    own = f"{table.logical_name}id"
    return own if table.key is None or table.column(own) is not None else table.key


def many_link(schema: Schema, table: TableSchema, navigation: NavigationSchema) -> ManyLink | None:
    """What is behind a collection-valued navigation property that belongs to a many-to-many relationship; None when it does not."""
    target = schema.tables.get(navigation.target)
    partner = None if target is None or navigation.partner is None else target.navigation(navigation.partner)
    if target is None or partner is None or not partner.collection or not navigation.collection:
        return None
    # the intersect table bears the name of the relationship, in old relationships without its suffix: `teammembership_association`
    for name in (navigation.name, partner.name):
        for candidate in (name, name.removesuffix("_association")):
            found = schema.tables.get(candidate.lower())
            near, far = _id_column(table), _id_column(target)
            if found is not None and near != far and found.column(near) is not None and found.column(far) is not None:
                return ManyLink(found.logical_name, near, far, target, partner, found)
    near, far = _id_column(table), _id_column(target)
    if near == far:  # a table related to itself: the two properties tell the sides apart
        near, far = (f"{near}one", f"{far}two") if navigation.name <= partner.name else (f"{near}two", f"{far}one")
    return ManyLink(min(navigation.name, partner.name), near, far, target, partner)


def many_links(schema: Schema, table: TableSchema) -> Iterator[ManyLink]:
    """Every many-to-many relationship of `table`, seen from it."""
    for navigation in table.navigations:
        link = many_link(schema, table, navigation) if navigation.collection else None
        if link is not None:
            yield link


def intersect_columns(schema: Schema, name: str) -> tuple[str, str] | None:
    """The two columns of the SQL table `name`, if it holds the pairs of a relationship whose intersect table the schema lacks."""
    for table in schema.tables.values():
        for link in many_links(schema, table):
            if link.intersect is None and name == link.table:
                return link.near, link.far
    return None


def intersect_table(schema: Schema, name: str) -> TableSchema | None:
    """The intersect table that the service calls `name` and the schema lacks: the two ids, under the name of its SQL table."""
    for table in schema.tables.values():
        for link in many_links(schema, table):
            if link.intersect is None and name in (link.table, link.table.removesuffix("_association")):
                columns = tuple(ColumnSchema(column, column, "Edm.Guid", "Uniqueidentifier") for column in (link.near, link.far))
                return TableSchema(link.table, None, None, columns=columns)
    return None


def table_named(schema: Schema, name: str) -> TableSchema:
    """The table with this logical name; navigation properties may lead to tables that the schema does not hold."""
    table = schema.tables.get(name)
    if table is None:
        raise not_imitated(f"the table '{name}'")
    return table


def accepts(navigation: NavigationSchema, table: TableSchema) -> bool:
    """True when a row of `table` may stand at the other end of a single-valued navigation property."""
    return navigation.target in (table.logical_name, table.base) or navigation.target in BASES


def lookup_column(table: TableSchema, navigation: NavigationSchema) -> str | None:
    """The lookup behind a single-valued navigation property.

    Where `$metadata` states no constraint the name tells: `regardingobjectid_contact` belongs to `_regardingobjectid_value`.
    """
    if navigation.column is not None:
        column = table.column(navigation.column)
        # an activity's way to its base table is constrained by its key, which is no lookup
        return navigation.column if column is not None and column.is_lookup and column.valid_for_read else None
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
