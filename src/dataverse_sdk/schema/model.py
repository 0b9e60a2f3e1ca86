"""What tables exist, as plain values: tables, columns, navigation properties, keys.

Knows the vocabulary of Dataverse metadata (logical names, entity sets, attribute types). Refuses to know where a schema
came from (`csdl` reads one from `$metadata`, `stock` from the facts shipped with the package) and who uses it (the
generator and the emulator).
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from attrs import field, frozen

__all__ = ["ColumnSchema", "KeySchema", "NavigationSchema", "RequiredLevel", "Schema", "TableSchema"]

RequiredLevel = Literal["None", "Recommended", "ApplicationRequired", "SystemRequired"]


@frozen
class ColumnSchema:
    """One column as the Web API shows it.

    `name` is the wire name of the property (`emailaddress1`, `_parentcustomerid_value`); `logical_name` the column's
    logical name (`parentcustomerid` for a lookup, else the same). `edm_type` is the type in `$metadata` (`Edm.String`).
    `attribute_type` is the type in EntityDefinitions (`String`, `Memo`, `Picklist`, `Lookup`, `Customer`, `Owner`,
    `State`, `Status`, `Money`, `Decimal`, `Double`, `Integer`, `BigInt`, `Boolean`, `DateTime`, `Uniqueidentifier`,
    `Image`, `Virtual` ...), None where no source states it. `max_length` is in UTF-16 code units, as the service
    counts. For a lookup `targets` are the logical names it may point to. `options` are pairs of number and label;
    `option_set` names the choice they belong to where it is a global one, shared by columns. `label` is the display
    name, `description` the text that goes with it. None always means "not stated".
    """

    name: str
    logical_name: str
    edm_type: str
    attribute_type: str | None = None
    max_length: int | None = None
    format: str | None = None
    required_level: RequiredLevel = "None"
    valid_for_create: bool = True
    valid_for_update: bool = True
    valid_for_read: bool = True
    options: tuple[tuple[int, str], ...] = ()
    targets: tuple[str, ...] = ()
    schema_name: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    precision: int | None = None
    multi_select: bool = False
    option_set: str | None = None
    label: str | None = None
    description: str | None = None

    @property
    def is_lookup(self) -> bool:
        """True for `_x_value`, the readable half of a lookup."""
        return self.name != self.logical_name


@frozen
class NavigationSchema:
    """A navigation property: `name` as the service spells it (case matters), `target` the logical name at the far end.

    For a single-valued one `column` is the wire name of the lookup it belongs to (`_parentcustomerid_value`, rarely a
    plain Guid column), None where neither a ReferentialConstraint nor the name tells. `partner` is the name of the
    navigation property on the other side. `cascade_delete` says what deleting the row on the one side does to the rows
    on the many side: `Cascade`, `RemoveLink`, `Restrict`, `NoCascade` or None (not stated); it stands on the
    collection.
    """

    name: str
    target: str
    collection: bool
    column: str | None = None
    partner: str | None = None
    cascade_delete: str | None = None


@frozen
class KeySchema:
    """An alternate key: its name and the wire names of its columns, in order."""

    name: str
    columns: tuple[str, ...]


def _index(values: Iterable[ColumnSchema | NavigationSchema]) -> dict[str, int]:
    return {value.name: place for place, value in enumerate(values)}


def _read_only(tables: Mapping[str, "TableSchema"]) -> Mapping[str, "TableSchema"]:
    return MappingProxyType(dict(tables))


@frozen
class TableSchema:
    """One table: logical name, entity set name, primary id and primary name columns, and what hangs on it.

    `key` is the wire name of the primary id (`contactid`; `ownerid` for `systemuser` and `team`, whose key is declared
    on their base type). `set_name` is None for types without an entity set.
    """

    logical_name: str
    set_name: str | None
    key: str | None
    primary_name: str | None = None
    schema_name: str | None = None
    object_type_code: int | None = None
    ownership: str | None = None
    base: str | None = None
    abstract: bool = False
    open: bool = False
    columns: tuple[ColumnSchema, ...] = ()
    navigations: tuple[NavigationSchema, ...] = ()
    alternate_keys: tuple[KeySchema, ...] = ()
    messages: tuple[str, ...] = ()
    label: str | None = None
    description: str | None = None
    _columns: Mapping[str, int] = field(init=False, repr=False, eq=False)
    _navigations: Mapping[str, int] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_columns", _index(self.columns))
        object.__setattr__(self, "_navigations", _index(self.navigations))

    def column(self, name: str) -> ColumnSchema | None:
        """The column with this wire name, or None."""
        place = self._columns.get(name)
        return None if place is None else self.columns[place]

    def navigation(self, name: str) -> NavigationSchema | None:
        """The navigation property with this name (case matters), or None."""
        place = self._navigations.get(name)
        return None if place is None else self.navigations[place]


@frozen
class Schema:
    """Tables by logical name. `by_set` finds one by entity set name; both are exact, as names in the Web API are."""

    tables: Mapping[str, TableSchema] = field(converter=_read_only)
    _sets: Mapping[str, str] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        sets = {table.set_name: name for name, table in self.tables.items() if table.set_name is not None}
        object.__setattr__(self, "_sets", sets)

    def by_set(self, set_name: str) -> TableSchema | None:
        """The table behind an entity set, or None."""
        name = self._sets.get(set_name)
        return None if name is None else self.tables[name]
