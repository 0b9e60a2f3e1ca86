"""The files of a package of entity classes, as text.

Knows that importing a package of a hundred classes must not make a hundred classes: each module is imported when its
class is asked for (PEP 562). Refuses to touch a disk.
"""

from collections.abc import Mapping, Sequence

from dataverse_sdk.codegen.layout import quoted
from dataverse_sdk.codegen.module import Home, module_text
from dataverse_sdk.codegen.names import Namespace, class_name, module_name
from dataverse_sdk.schema.model import TableSchema

__all__ = ["HEADER_START", "generate"]

HEADER_START = "# DO NOT EDIT. Generated; to make it again:"

_LAZY = """\
# Hidden from type checkers, which would take any name to exist.
if not TYPE_CHECKING:  # pragma: no branch

    def __getattr__(name):
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f".{module}", __name__), name)
        return found

    def __dir__():
        return sorted({*globals(), *__all__})
"""


def generate(tables: Sequence[TableSchema], command: str) -> Mapping[str, str]:
    """File names and texts, sorted by name; `command` stands in the head of each. The same input gives the same text."""
    header = f"{HEADER_START}\n" + "".join(f"#   {line}\n" for line in command.splitlines())
    homes = _homes(tables)
    files = {f"{homes[table.logical_name].module}.py": module_text(table, homes, header) for table in tables}
    return {"__init__.py": _init_text(homes, header), **files}


def _homes(tables: Sequence[TableSchema]) -> dict[str, Home]:
    modules, classes = Namespace(), Namespace()
    return {
        table.logical_name: Home(
            modules.free(module_name(table.logical_name)),
            classes.free(class_name(table.logical_name, table.schema_name)),
        )
        for table in tables
    }


def _init_text(homes: Mapping[str, Home], header: str) -> str:
    by_module = sorted(homes.values(), key=lambda home: home.module)
    by_class = sorted(homes.values(), key=lambda home: home.class_name)
    return "\n".join(
        [
            header,
            '"""Entity classes, each made when it is first asked for."""',
            "",
            "from importlib import import_module",
            "from typing import TYPE_CHECKING",
            "",
            "if TYPE_CHECKING:",
            *(f"    from .{home.module} import {home.class_name}" for home in by_module),
            "",
            "__all__ = [",
            *(f"    {quoted(home.class_name)}," for home in by_class),
            "]",
            "",
            "_MODULES = {",
            *(f"    {quoted(home.class_name)}: {quoted(home.module)}," for home in by_class),
            "}",
            "",
            _LAZY,
        ]
    )
