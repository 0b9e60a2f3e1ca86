"""Which classes a package holds, what they are called and in which module each stands.

Knows that all of them are importable from the package, so that no two may share a name. Entity classes choose first, then global choices,
then the choices and alternate keys of each table. Refuses to know what the text of a class is.
"""

from collections.abc import Iterator, Mapping, Sequence, Set

from attrs import frozen

from dataverse_sdk.codegen.names import Namespace, class_name, module_name, words
from dataverse_sdk.schema.model import ColumnSchema, KeySchema, TableSchema

__all__ = ["Home", "Places", "is_choice", "places"]


@frozen
class Home:
    """Where a class lives: its module and its name."""

    module: str
    class_name: str


@frozen
class Places:
    """Where everything is: entity classes by logical name, choices by table and column, typed alternate keys by table and key.

    `shared` holds global choices by name: the place, and a column that has the options. `pairs` are the navigation properties of
    many-to-many relationships between these tables, by table and name.
    """

    tables: Mapping[str, Home]
    shared: Mapping[str, tuple[Home, ColumnSchema]]
    choices: Mapping[tuple[str, str], Home]
    keys: Mapping[tuple[str, str], Home]
    pairs: Set[tuple[str, str]]

    def names(self) -> Iterator[Home]:
        """Every class of the package, once."""
        shared = [home for home, _ in self.shared.values()]
        yield from dict.fromkeys([*self.tables.values(), *shared, *self.choices.values(), *self.keys.values()])


def is_choice(column: ColumnSchema) -> bool:
    """True for a column whose values are numbers with names: one of them, or several in a text."""
    return bool(column.options) and (column.multi_select or column.edm_type in ("Edm.Int16", "Edm.Int32", "Edm.Int64"))


def places(tables: Sequence[TableSchema], taken: Sequence[str] = ()) -> Places:
    """Where the classes of these tables go. The same tables give the same places; `taken` are modules that something else needs."""
    modules, classes = Namespace(taken), Namespace()
    homes = {
        table.logical_name: Home(
            modules.free(module_name(table.logical_name)),
            classes.free(class_name(table.logical_name, table.schema_name)),
        )
        for table in tables
    }
    shared: dict[str, tuple[Home, ColumnSchema]] = {}
    having = (each for table in tables for each in table.columns if _global(each))
    for column in sorted(having, key=lambda each: (each.option_set or "", each.options)):
        name = column.option_set or ""
        if name not in shared:
            shared[name] = Home(modules.free(module_name(f"choice_{name.lower()}")), classes.free(class_name(name, None))), column
    choices: dict[tuple[str, str], Home] = {}
    keys: dict[tuple[str, str], Home] = {}
    for table in tables:
        own = homes[table.logical_name]
        for column in filter(is_choice, sorted(table.columns, key=lambda each: each.name)):
            if _global(column):
                home = shared[column.option_set or ""][0]
            else:
                home = Home(own.module, classes.free(own.class_name + words(column.schema_name or column.logical_name)))
            choices[table.logical_name, column.name] = home
        for key in sorted(table.alternate_keys, key=lambda each: each.name):
            if _usable(key, table):
                keys[table.logical_name, key.name] = Home(own.module, classes.free(f"{own.class_name}{words(key.name)}Key"))
    return Places(homes, shared, choices, keys, frozenset(_pairs({table.logical_name: table for table in tables})))


def _pairs(tables: Mapping[str, TableSchema]) -> Iterator[tuple[str, str]]:
    """A collection whose partner is one too: its rows have many of these, as these have many of them."""
    for table in tables.values():
        for each in table.navigations:
            target = tables.get(each.target)
            partner = target.navigation(each.partner) if target is not None and each.partner else None
            if each.collection and partner is not None and partner.collection:
                yield table.logical_name, each.name


def _global(column: ColumnSchema) -> bool:
    return column.option_set is not None and is_choice(column)


def _usable(key: KeySchema, table: TableSchema) -> bool:
    return bool(key.columns) and all(table.column(name) is not None for name in key.columns)
