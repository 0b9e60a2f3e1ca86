"""The source text of one table's module.

Knows the form of an entity class. Refuses to know where the text goes.

Order: choices by name, then the entity class, then its alternate keys. In the class: the key, the other columns by
name, lookups by name, navigation properties by name, collections by name.
Collections lead only to tables that get a class too: a user has thousands of others. Facts that say nothing (format
Text, an integer's full range) are left out.
"""

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from dataverse_sdk.codegen.layout import Argument, call, docstring, imports, quoted
from dataverse_sdk.codegen.names import Namespace, is_wire_name, member_names
from dataverse_sdk.codegen.places import Home, Places
from dataverse_sdk.schema.model import ColumnSchema, KeySchema, NavigationSchema, TableSchema

__all__ = ["PYTHON_TYPES", "choice_module_text", "module_text"]

PYTHON_TYPES: Mapping[str, str] = {
    "Edm.Binary": "bytes",
    "Edm.Boolean": "bool",
    "Edm.Date": "date",
    "Edm.DateTimeOffset": "datetime",
    "Edm.Decimal": "Decimal",
    "Edm.Double": "float",
    "Edm.Guid": "UUID",
    "Edm.Int16": "int",
    "Edm.Int32": "int",
    "Edm.Int64": "int",
    "Edm.Single": "float",
    "Edm.String": "str",
}
_PLAIN_FORMATS = {"Text", "TextArea", "DateAndTime"}
# As many targets as a union of bars may have: pyright parses no deeper. 600 tables have rows that a system job can be about.
_BARS = 100
_FULL_RANGE = {(-(2**31), 2**31 - 1), (-(2**63), 2**63 - 1)}


@frozen
class _Member:
    """One line, or a few, of a class body; of a column or lookup with its wire name."""

    attribute: str
    annotation: str
    function: str
    arguments: tuple[Argument, ...]
    about: str = ""
    wire_name: str = ""

    def lines(self) -> Iterator[str]:
        yield from call("    ", f"{self.attribute}: {self.annotation} = {self.function}", self.arguments)
        yield from docstring("    ", self.about)


def module_text(table: TableSchema, places: Places, header: str) -> str:
    """The module of `table`; `places` says which classes the same package has, this table's among them."""
    homes = places.tables
    own = homes[table.logical_name]
    names = Namespace(home.class_name for home in places.names())
    columns, lookups, left_out = _sorted_columns(table)
    navigations, unusable = _navigations(table, homes)
    enums = {name: home for (owner, name), home in places.choices.items() if owner == table.logical_name}
    members = [
        *(_column(column, names, table.key, enums.get(column.name)) for column in columns),
        *(_lookup(column, table, names, homes) for column in lookups),
        *(_navigation(each, names, homes, (table.logical_name, each.name) in places.pairs) for each in navigations),
    ]
    keys = [
        (places.keys[table.logical_name, key.name].class_name, key, _key_fields(key, table, enums, members))
        for key in sorted(table.alternate_keys, key=lambda each: each.name)
        if (table.logical_name, key.name) in places.keys
    ]
    local = (column for column in columns if column.name in enums and enums[column.name].module == own.module)
    choices = sorted(((enums[column.name].class_name, column) for column in local), key=lambda each: each[0])
    annotations = [*(member.annotation for member in members), *(kind for _, _, fields in keys for _, kind in fields)]
    return "\n".join(
        [
            header,
            "from __future__ import annotations",
            "",
            *_imports(annotations, homes, own, enums.values(), bool(choices), bool(keys)),
            "",
            "",
            *(line for name, column in choices for line in [*_choice(name, column, _choices_of(table, column)), "", ""]),
            *_class_head(table, own.class_name),
            *(line for member in members for line in member.lines()),
            *_left_out(left_out, unusable),
            *(line for name, key, fields in keys for line in _key(name, key, fields)),
            "",
        ]
    )


def _choices_of(table: TableSchema, column: ColumnSchema) -> str:
    about = f"The choices of {table.logical_name}.{column.logical_name}"
    return f"{about}: {_about(column)}" if _about(column) else f"{about}."


def choice_module_text(name: str, home: Home, column: ColumnSchema, header: str) -> str:
    """The module of a global choice; `column` is one that has it."""
    lines = _choice(home.class_name, column, f"The global choice {name}.")
    return "\n".join([header, "from dataverse_sdk.model import Choice", "", "", *lines, ""])


def _choice(class_name: str, column: ColumnSchema, about: str) -> Iterator[str]:
    yield f"class {class_name}(Choice):"
    yield from docstring("    ", about)
    yield ""
    options = sorted(column.options)
    for name, (value, label) in zip(member_names(options), options, strict=True):
        yield f"    {name} = {value}, {quoted(label)}" if label else f"    {name} = {value}"


def _sorted_columns(
    table: TableSchema,
) -> tuple[list[ColumnSchema], list[ColumnSchema], list[ColumnSchema]]:
    columns: list[ColumnSchema] = []
    lookups: list[ColumnSchema] = []
    left_out: list[ColumnSchema] = []
    for column in sorted(table.columns, key=lambda column: (column.name != table.key, column.logical_name)):
        if column.edm_type not in PYTHON_TYPES or not is_wire_name(column.name):
            left_out.append(column)
        elif column.is_lookup:
            lookups.append(column)
        else:
            columns.append(column)
    return columns, lookups, left_out


def _navigations(table: TableSchema, homes: Mapping[str, Home]) -> tuple[list[NavigationSchema], list[NavigationSchema]]:
    kept = (each for each in table.navigations if not each.collection or each.target in homes)
    ordered = sorted(kept, key=lambda each: (each.collection, each.name.lower(), each.name))
    return [each for each in ordered if _can_be_sent(each)], [each for each in ordered if not _can_be_sent(each)]


def _can_be_sent(each: NavigationSchema) -> bool:
    return is_wire_name(each.name) and is_wire_name(each.target)


def _imports(
    annotations: Iterable[str], homes: Mapping[str, Home], own: Home, enums: Iterable[Home], choices: bool, keys: bool
) -> Iterator[str]:
    words = {word.strip("[]|,") for word in " ".join(annotations).replace("[", " ").split()}
    siblings = sorted((home for home in homes.values() if home.class_name in words and home != own), key=lambda home: home.module)
    shared = sorted({home for home in enums if home.module != own.module}, key=lambda home: home.module)
    dates = [name for name in ("date", "datetime") if name in words]
    if dates:
        yield f"from datetime import {', '.join(dates)}"
    if "Decimal" in words:
        yield "from decimal import Decimal"
    typing = [*(["TYPE_CHECKING"] if siblings else []), *(["TypedDict"] if keys else [])]
    if typing:
        yield f"from typing import {', '.join(typing)}"
    if "UUID" in words:
        yield "from uuid import UUID"
    kinds = [name for name in ("Collection", "Column", "Lookup", "Navigation") if name in words]
    classes = ["Entity", *kinds, *(["Choice"] if choices else []), *(["Reference"] if "Reference" in words else [])]
    yield ""
    yield from imports("", "dataverse_sdk.model", sorted(classes) + sorted(["entity", *(name.lower() for name in kinds)]))
    if shared:
        yield ""
        yield from (f"from .{home.module} import {home.class_name}" for home in shared)
    if siblings:
        yield ""
        yield "if TYPE_CHECKING:"
        if "Union" in words:
            yield "    from typing import Union"
            yield ""
        yield from (f"    from .{home.module} import {home.class_name}" for home in siblings)


def _class_head(table: TableSchema, class_name: str) -> Iterator[str]:
    arguments = [
        Argument("", quoted(table.logical_name)),
        Argument("set_name=", quoted(table.set_name or "")),
        Argument("key=", quoted(table.key or "")),
    ]
    if table.primary_name:
        arguments.append(Argument("primary_name=", quoted(table.primary_name)))
    keys = sorted((quoted(key.name), _tuple(key.columns)) for key in table.alternate_keys)
    if keys:
        arguments.append(Argument("alternate_keys=", tuple(keys)))
    yield from call("", "@entity", arguments)
    yield f"class {class_name}(Entity):"
    about = f"A row of the table {table.logical_name}, as `{table.set_name}` gives it."
    yield from docstring("    ", f"{about} {_about(table)}")
    yield ""


def _about(described: TableSchema | ColumnSchema) -> str:
    """The display name and the description, as sentences; a description that only repeats the name is left out."""
    label, description = (" ".join((text or "").split()) for text in (described.label, described.description))
    if label.lower() in (described.logical_name, (described.schema_name or "").lower()):
        label = ""  # it says no more than the name does
    if description.rstrip(".") == label.rstrip("."):
        description = ""
    return " ".join(text for text in (f"{label}." if label and label[-1] not in ".?!:" else label, description) if text)


def _tuple(names: tuple[str, ...]) -> str:
    return f"({', '.join(map(quoted, names))}{',' * (len(names) == 1)})"


def _python_type(column: ColumnSchema, enum: Home | None) -> str:
    if enum is None:
        return PYTHON_TYPES[column.edm_type]
    return f"frozenset[{enum.class_name}]" if column.multi_select else enum.class_name


def _column(column: ColumnSchema, names: Namespace, key: str | None, enum: Home | None) -> _Member:
    attribute = names.attribute(column.name)
    python_type = _python_type(column, enum)
    annotation = f"Column[{python_type}]" if column.name == key else f"Column[{python_type} | None]"
    return _Member(attribute, annotation, "column", tuple(_column_arguments(column, attribute)), _about(column), column.name)


def _key_fields(key: KeySchema, table: TableSchema, enums: Mapping[str, Home], members: Iterable[_Member]) -> list[tuple[str, str]]:
    """Python name and type of each column of an alternate key."""
    attributes = {member.wire_name: member.attribute for member in members}
    columns = (column for column in map(table.column, key.columns) if column is not None and column.name in attributes)
    return [
        (attributes[column.name], "UUID | Reference[Entity]" if column.is_lookup else _python_type(column, enums.get(column.name)))
        for column in columns
    ]


def _key(class_name: str, key: KeySchema, fields: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield ""
    yield ""
    yield f"class {class_name}(TypedDict):"
    yield from docstring("    ", f"Names one row by the alternate key {key.name}.")
    yield ""
    yield from (f"    {attribute}: {kind}" for attribute, kind in fields)


def _column_arguments(column: ColumnSchema, attribute: str) -> Iterator[Argument]:
    if attribute != column.name:
        yield Argument("name=", quoted(column.name))
    if column.max_length is not None:
        yield Argument("max_length=", str(column.max_length))
    plain = column.format in _PLAIN_FORMATS or column.edm_type == "Edm.Date"
    if column.format is not None and not plain:
        yield Argument("format=", quoted(column.format))
    yield from _rules(column)
    if not column.valid_for_read:
        yield Argument("read=", "False")
    if column.attribute_type == "Memo":
        yield Argument("memo=", "True")
    if (column.minimum, column.maximum) not in _FULL_RANGE:
        if column.minimum is not None:
            yield Argument("minimum=", repr(column.minimum))
        if column.maximum is not None:
            yield Argument("maximum=", repr(column.maximum))
    if column.precision is not None:
        yield Argument("precision=", str(column.precision))


def _rules(column: ColumnSchema) -> Iterator[Argument]:
    if column.required_level != "None":
        yield Argument("required=", quoted(column.required_level))
    if not column.valid_for_create:
        yield Argument("create=", "False")
    if not column.valid_for_update:
        yield Argument("update=", "False")


def _lookup(column: ColumnSchema, table: TableSchema, names: Namespace, homes: Mapping[str, Home]) -> _Member:
    attribute = names.attribute(column.logical_name)
    targets = column.targets
    known = sorted(homes[target].class_name for target in targets if target in homes)
    annotation = _union(known) if known and len(known) == len(targets) else "Entity"
    bindings = _bindings(column, table)
    arguments = [Argument("", tuple((quoted(target), quoted(name)) for target, name in sorted(bindings.items())))]
    if attribute != column.logical_name:
        arguments.append(Argument("name=", quoted(column.logical_name)))
    arguments.extend(_rules(column))
    return _Member(attribute, f"Lookup[{annotation}]", "lookup", tuple(arguments), _about(column), column.name)


def _union(names: list[str]) -> str:
    return " | ".join(names) if len(names) <= _BARS else f"Union[{', '.join(names)}]"


def _bindings(column: ColumnSchema, table: TableSchema) -> dict[str, str]:
    """Which navigation property binds each target. Of several the table's own comes first in the schema and wins over
    inherited ones.

    A navigation property to a base type (`principal`) serves the targets that no other one leads to.
    """
    leading = [each for each in table.navigations if each.column == column.name and not each.collection and _can_be_sent(each)]
    bindings: dict[str, str] = {}
    for each in leading:
        bindings.setdefault(each.target, each.name)
    general = [name for target, name in bindings.items() if target not in column.targets]
    return {target: bindings.get(target) or general[0] for target in column.targets if target in bindings or general}


def _navigation(each: NavigationSchema, names: Namespace, homes: Mapping[str, Home], many_to_many: bool) -> _Member:
    attribute = names.navigation(each.name)
    home = homes.get(each.target)
    kind = "Collection" if each.collection else "Navigation"
    arguments = [Argument("", quoted(each.target))]
    if attribute != each.name:
        arguments.append(Argument("name=", quoted(each.name)))
    if many_to_many:
        arguments.append(Argument("many_to_many=", "True"))
    return _Member(attribute, f"{kind}[{home.class_name if home else 'Entity'}]", kind.lower(), tuple(arguments))


def _left_out(columns: list[ColumnSchema], navigations: list[NavigationSchema]) -> Iterator[str]:
    if columns or navigations:
        yield ""
        yield "    # Left out, because a row cannot hold their type or a request their name:"
        yield from (f"    #   {quoted(column.name)} ({quoted(column.edm_type)})" for column in columns)
        yield from (f"    #   {quoted(each.name)} (to {quoted(each.target)})" for each in navigations)
