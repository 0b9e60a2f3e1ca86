"""The building as data: every module of both packages, parsed, with what it imports and whether it does so only when called."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"


@dataclass(frozen=True)
class Import:
    """One import: the full name of what is imported, and the function it stands in, if any."""

    name: str
    within: str | None
    typing_only: bool


@dataclass(frozen=True)
class Module:
    """A module of the packages."""

    name: str
    path: Path
    tree: ast.Module = field(repr=False, compare=False)
    text: str = field(repr=False, compare=False)

    @property
    def package(self) -> str:
        """`dataverse_sdk` or `dataverse_dsr`."""
        return self.name.partition(".")[0]

    @property
    def room(self) -> str:
        """The folder or top-level module inside the package: `wire`, `errors`, an empty text for `__init__`."""
        return self.name.partition(".")[2].partition(".")[0]

    @property
    def short(self) -> str:
        """The path below `src`."""
        return self.path.relative_to(SRC).as_posix()

    def imports(self) -> list[Import]:
        """Everything imported, relative names made absolute."""
        found: list[Import] = []
        self._collect(self.tree, None, False, found)
        return found

    def _collect(self, node: ast.AST, within: str | None, typing_only: bool, found: list[Import]) -> None:
        for child in ast.iter_child_nodes(node):
            inner, only = within, typing_only
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = child.name
            elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                for statement in child.body:
                    self._collect(ast.Module([statement], []), within, True, found)
                for statement in child.orelse:
                    self._collect(ast.Module([statement], []), within, typing_only, found)
                continue
            elif isinstance(child, ast.Import):
                found.extend(Import(alias.name, within, typing_only) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = self._absolute(child)
                found.extend(Import(f"{base}.{alias.name}", within, typing_only) for alias in child.names)
            self._collect(child, inner, only, found)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        if self.path.name != "__init__.py":
            parts = parts[:-1]
        base = parts[: len(parts) - node.level + 1]
        return ".".join([*base, *([node.module] if node.module else [])])


@cache
def modules() -> list[Module]:
    """Every module of both packages."""
    found = []
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        found.append(Module(name, path, ast.parse(text), text))
    return found
