"""The files of a package of entity classes, as text.

Knows that importing a package of a hundred classes must not make a hundred classes: each module is imported when its
class is asked for (PEP 562). Refuses to touch a disk.
"""

from collections.abc import Mapping, Sequence

from dataverse_sdk.codegen.layout import imports, quoted
from dataverse_sdk.codegen.messages import messages_text
from dataverse_sdk.codegen.module import choice_module_text, module_text
from dataverse_sdk.codegen.places import Places, places
from dataverse_sdk.schema.document import CsdlDocument, CsdlOperation
from dataverse_sdk.schema.model import TableSchema

__all__ = ["HEADER_START", "generate"]

_MESSAGES = "messages"
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


def generate(
    tables: Sequence[TableSchema],
    command: str,
    *,
    document: CsdlDocument | None = None,
    messages: Sequence[CsdlOperation] = (),
) -> Mapping[str, str]:
    """File names and texts; `command` stands in the head of each. The same input gives the same text.

    `messages` are functions and actions of `document`, which go into a module of their own.
    """
    header = f"{HEADER_START}\n" + "".join(f"#   {line}\n" for line in command.splitlines())
    where = places(tables, [_MESSAGES] if messages else [])
    files = {f"{where.tables[table.logical_name].module}.py": module_text(table, where, header) for table in tables}
    choices = {f"{home.module}.py": choice_module_text(name, home, column, header) for name, (home, column) in where.shared.items()}
    calls = {f"{_MESSAGES}.py": messages_text(document, messages, where.tables, header)} if document is not None and messages else {}
    return {"__init__.py": _init_text(where, header), **files, **choices, **calls}


def _init_text(where: Places, header: str) -> str:
    by_class = sorted(where.names(), key=lambda home: home.class_name)
    by_module: dict[str, list[str]] = {}
    for home in by_class:
        by_module.setdefault(home.module, []).append(home.class_name)
    return "\n".join(
        [
            header,
            '"""Entity classes, each made when it is first asked for."""',
            "",
            "from importlib import import_module",
            "from typing import TYPE_CHECKING",
            "",
            *(["if TYPE_CHECKING:"] if by_module else []),
            *(line for module, names in sorted(by_module.items()) for line in imports("    ", f".{module}", names)),
            "",
            "__all__ = [",
            *(f"    {quoted(home.class_name)}," for home in by_class),
            "]",
            "",
            "_MODULES = {",
            *(f"    {quoted(home.class_name)}: {quoted(home.module)}," for home in by_class),
            "}",
            "",
            "# The module of each table, by logical name: what a lookup leads to is imported when it is first needed.",
            "_TABLES = {",
            *(f"    {quoted(name)}: {quoted(home.module)}," for name, home in sorted(where.tables.items())),
            "}",
            "",
            _LAZY,
        ]
    )
