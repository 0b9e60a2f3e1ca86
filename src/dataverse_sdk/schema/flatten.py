"""Turns a CSDL document into tables: inheritance flattened, lookups tied to their navigation properties.

Knows how Dataverse spells a lookup in `$metadata` and what it leaves out. Refuses to know lengths, options and labels,
which are never in it.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from dataverse_sdk.schema.model import ColumnSchema, KeySchema, NavigationSchema, Schema, TableSchema

if TYPE_CHECKING:
    from dataverse_sdk.schema.document import CsdlDocument, CsdlEntityType, CsdlNavigation, CsdlProperty

__all__ = ["flatten", "local_name", "lookup_name"]


def local_name(type_name: str) -> str:
    """A type name without its namespace or alias and without `Collection(...)`: `mscrm.contact` is `contact`."""
    return type_name.rpartition(".")[2].removesuffix(")")


def lookup_name(wire_name: str) -> str | None:
    """The logical name of the lookup behind `_x_value`, None for a name of another form."""
    if wire_name.startswith("_") and wire_name.endswith("_value") and len(wire_name) > len("__value"):
        return wire_name[1 : -len("_value")]
    return None


def flatten(document: "CsdlDocument") -> Schema:
    """The tables of a document. A table's own members come before those it inherits."""
    types = {entity_type.name: entity_type for entity_type in document.entity_types}
    sets: dict[str, str] = {}
    for entity_set in document.entity_sets:
        sets.setdefault(local_name(entity_set.entity_type), entity_set.name)
    concrete, columns = _Concrete(sets, _heirs(types)), _Columns()
    return Schema({name: _table(_lineage(types, name), sets.get(name), concrete, columns) for name in types})


@frozen
class _Concrete:
    """The tables with rows that a navigation property leads to, by the name of its target.

    A target without an entity set is a base type such as `principal`; its heirs that have one (`systemuser`, `team`) stand in.
    """

    sets: Mapping[str, str]
    heirs: Mapping[str, list[str]]

    def of(self, target: str) -> tuple[str, ...]:
        if target in self.sets:
            return (target,)
        return tuple(heir for heir in self.heirs.get(target, ()) if heir in self.sets) or (target,)


def _heirs(types: dict[str, "CsdlEntityType"]) -> dict[str, list[str]]:
    heirs: dict[str, list[str]] = {}
    for name in types:
        for ancestor in _lineage(types, name)[1:]:
            heirs.setdefault(ancestor.name, []).append(name)
    return heirs


def _lineage(types: dict[str, "CsdlEntityType"], name: str) -> list["CsdlEntityType"]:
    """The type and its ancestors, nearest first. A base that is missing, or already in the line, ends it."""
    line: list[CsdlEntityType] = []
    next_name: str | None = name
    while next_name is not None and (entity_type := types.get(next_name)) is not None and entity_type not in line:
        line.append(entity_type)
        next_name = None if entity_type.base is None else local_name(entity_type.base)
    return line


def _table(line: list["CsdlEntityType"], set_name: str | None, concrete: _Concrete, columns: "_Columns") -> TableSchema:
    own = line[0]
    key = next((ancestor.key for ancestor in line if ancestor.key), ())
    properties: dict[str, CsdlProperty] = {}
    members: dict[str, CsdlNavigation] = {}
    for ancestor in line:
        for member in ancestor.properties:
            properties.setdefault(member.name, member)
        for navigation in ancestor.navigations:
            members.setdefault(navigation.name, navigation)
    guids = {lookup_name(name) or name: name for name, member in properties.items() if member.type == "Edm.Guid"}
    navigations = tuple(_navigation(navigation, guids) for navigation in members.values())
    # what each lookup may point to is read off its navigation properties
    targets: dict[str, dict[str, None]] = {}
    for each in navigations:
        if each.column is not None and not each.collection:
            targets.setdefault(each.column, {}).update(dict.fromkeys(concrete.of(each.target)))
    return TableSchema(
        logical_name=own.name,
        set_name=set_name,
        key=key[0] if len(key) == 1 else None,
        base=None if own.base is None else local_name(own.base),
        abstract=own.abstract,
        open=own.open,
        columns=tuple(columns.of(member, name in key, tuple(targets.get(name, ()))) for name, member in properties.items()),
        navigations=navigations,
        # $metadata does not name alternate keys, and repeats some; the column names in a row serve as the name.
        alternate_keys=tuple(KeySchema("_".join(names), names) for names in _once(line)),
    )


def _once(line: list["CsdlEntityType"]) -> Iterable[tuple[str, ...]]:
    """The alternate keys of a type and its ancestors, each once."""
    return dict.fromkeys(columns for ancestor in line for columns in ancestor.alternate_keys)


@frozen
class _Columns:
    """Makes columns, one for all the tables that have the same: most tables have the same `createdon`."""

    _made: dict[tuple["CsdlProperty", bool, tuple[str, ...]], ColumnSchema] = field(factory=dict)

    def of(self, member: "CsdlProperty", in_key: bool, targets: tuple[str, ...]) -> ColumnSchema:
        column = self._made.get((member, in_key, targets))
        if column is None:
            column = self._made[member, in_key, targets] = _column(member, in_key, targets)
        return column


def _column(member: "CsdlProperty", in_key: bool, targets: tuple[str, ...]) -> ColumnSchema:
    logical = lookup_name(member.name) if member.type == "Edm.Guid" else None
    # `_x_value` is always marked read-only, because a lookup is written through its navigation property.
    read_only = member.read_only and logical is None
    return ColumnSchema(
        name=member.name,
        logical_name=logical or member.name,
        edm_type=member.type,
        valid_for_create=not read_only or in_key,
        valid_for_update=not read_only and not in_key,
        description=member.description,
        max_length=member.max_length,
        targets=() if logical is None else targets,
    )


def _navigation(navigation: "CsdlNavigation", guids: dict[str, str]) -> NavigationSchema:
    collection = navigation.collection
    if collection:
        column = None
    elif navigation.constraints:
        column = navigation.constraints[0][0]
    else:
        column = _lookup_by_name(navigation.name, guids)
    return NavigationSchema(
        name=navigation.name,
        target=local_name(navigation.type),
        collection=collection,
        column=column,
        partner=navigation.partner,
    )


def _lookup_by_name(navigation: str, guids: dict[str, str]) -> str | None:
    """The lookup a navigation property belongs to when no ReferentialConstraint says so, judged by its name.

    Dataverse leaves the constraint out when either side inherits its key (activities). It names these navigation
    properties after the lookup, alone or with `_` and the target after it; only service level agreements drop the `id`
    (`sla_email_sla`).
    """
    name = navigation.lower()
    fits = [logical for logical in guids if name == logical or name.startswith(logical + "_")]
    if not fits and name.startswith("sla_") and "slaid" in guids:
        fits = ["slaid"]
    return guids[max(fits, key=len)] if fits else None
