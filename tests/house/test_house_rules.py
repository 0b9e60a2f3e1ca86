"""The rules of the building: who may import whom, what modules look like, what an import costs."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib

import pytest
from building import ROOT, Import, Module, modules

MODULES = modules()
NAMES = [module.name for module in MODULES]

FLOORS = {"errors": 0, "schema": 0, "wire": 1, "model": 2, "query": 3, "operations": 4, "client": 5}
# What stands beside the floors may import these rooms of dataverse_sdk; a command or a plugin may import any.
WINGS = {"tables": {"tables", "model"}, "codegen": {"codegen", "schema", "errors"}, "emulator": {"emulator", "schema"}}
DOORS = {"", "cli", "pytest_plugin", "testing"}
NETWORK = {"httpx", "anyio", "azure", "msal", "sniffio", "aiohttp"}
# A credential or a client is made when it is asked for, and not before.
LAZY_NETWORK = {"dataverse_sdk.cli", "dataverse_sdk.emulator", "dataverse_dsr.connection"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}

# Modules of more than 400 lines: how many, and why.
LONGER = {
    "dataverse_sdk/emulator/storage/store.py": (430, "the one place that speaks to SQLite"),
    "dataverse_sdk/client/async_client.py": (500, "one method for each thing a client does, and what it says of it"),
    "dataverse_sdk/client/sync_client.py": (500, "one method for each thing a client does, and what it says of it"),
    "dataverse_sdk/model/columns.py": (480, "columns, lookups and navigation properties refer to one another"),
    "dataverse_sdk/model/converter.py": (420, "a row from JSON and to JSON is one pair of tables"),
    "dataverse_sdk/model/entity.py": (480, "a class, its rows and the registry of classes share private state"),
    "dataverse_sdk/query/fetchxml.py": (430, "one builder for one language"),
    "dataverse_sdk/schema/csdl.py": (460, "one handler for each element of CSDL"),
}


def room_of(name: str) -> str:
    """The room of dataverse_sdk that an imported name lies in."""
    return name.split(".")[1] if "." in name else ""


def breaches(module: Module, found: Import) -> str | None:
    """Which rule of the floors an import breaks, if any."""
    top = found.name.partition(".")[0]
    if top in NETWORK:
        lazy = module.name in LAZY_NETWORK and (found.within or found.typing_only)
        transport = module.name == "dataverse_sdk.emulator.serving.transport" and top in {"httpx", "anyio"}
        # The asynchronous face of the privacy module waits for its journal in a thread.
        threads = module.name == "dataverse_dsr.requests" and top == "anyio"
        return (
            None
            if lazy or transport or threads or (module.package, module.room) == ("dataverse_sdk", "client")
            else "only client/ knows the network"
        )
    if module.package == "dataverse_dsr":
        rooms = {"tables", "operations", "errors", "emulator", "testing"}
        if top != "dataverse_sdk" or room_of(found.name) in rooms:
            return None
        public = importlib.import_module("dataverse_sdk").__all__
        return (
            None
            if found.name.split(".")[1:] == [found.name.split(".")[-1]] and found.name.split(".")[-1] in public
            else "not a public name"
        )
    if top == "dataverse_dsr":
        return "the SDK does not know the privacy tool"
    if top != "dataverse_sdk" or module.room in DOORS:
        return None
    target = room_of(found.name)
    if module.room in FLOORS:
        return None if FLOORS.get(target, 9) <= FLOORS[module.room] else "floors point down"
    if module.name == "dataverse_sdk.emulator" and (found.within in ("client", "async_client") or found.typing_only):
        return None
    return None if target in WINGS[module.room] else f"{module.room} may import {sorted(WINGS[module.room])} only"


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_imports_keep_to_the_plan_of_the_house(module):
    assert [(found.name, reason) for found in module.imports() if (reason := breaches(module, found))] == []


@pytest.mark.parametrize(
    ("name", "source", "refused"),
    [
        ("dataverse_sdk.wire.x", "from ..model import Entity", True),
        ("dataverse_sdk.model.x", "from ..wire import json", False),
        ("dataverse_sdk.model.x", "from .. import query", True),
        ("dataverse_sdk.schema.x", "from ..wire import json", True),
        ("dataverse_sdk.query.x", "import httpx", True),
        ("dataverse_sdk.query.x", "def f():\n    import anyio", True),
        ("dataverse_sdk.client.x", "import httpx", False),
        ("dataverse_sdk.emulator.x", "from ..wire import multipart", True),
        ("dataverse_sdk.emulator.x", "from dataverse_sdk import Entity", True),
        ("dataverse_sdk.tables.x", "from dataverse_sdk.query import Query", True),
        ("dataverse_sdk.codegen.x", "from ..model import Entity", True),
        ("dataverse_sdk.operations.x", "import dataverse_dsr", True),
        ("dataverse_dsr.x", "from dataverse_sdk import Query", False),
        ("dataverse_dsr.x", "from dataverse_sdk import Reply", True),
        ("dataverse_dsr.x", "from dataverse_sdk.wire.json import loads", True),
        ("dataverse_dsr.x", "import httpx", True),
        ("dataverse_dsr.x", "from dataverse_sdk.operations import get", False),
    ],
)
def test_the_plan_can_be_broken(name, source, refused):
    module = Module(name, ROOT / "x.py", ast.parse(source), source)
    assert any(breaches(module, found) for found in module.imports()) is refused


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_a_module_has_a_name_that_says_what_it_is_and_opens_with_a_docstring(module):
    assert not FORBIDDEN_NAMES & {part.strip("_") for part in module.name.split(".")}
    generated = module.room == "tables" and module.text.startswith("# DO NOT EDIT")
    assert ast.get_docstring(module.tree) or generated


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_no_module_is_longer_than_four_hundred_lines_without_a_reason(module):
    if module.room != "tables":
        most, _why = LONGER.get(module.short, (400, ""))
        assert len(module.text.splitlines()) <= most


def test_every_reason_for_a_long_module_is_still_needed():
    known = {module.short for module in MODULES}
    assert [path for path in LONGER if path not in known] == []


def documented(body: list[ast.stmt], within: str = "") -> list[str]:
    """Public classes and functions whose docstring is missing, or whose first line does not end with a full stop."""
    wrong = []
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        decorators = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
        first = (ast.get_docstring(node) or "").partition("\n")[0]
        if not first.endswith(".") and not decorators & {"overload", "setter"}:
            wrong.append(within + node.name)
        # A lark transformer: its methods are named by the grammar's rules, which document them.
        if isinstance(node, ast.ClassDef) and not any("Transformer" in ast.unparse(parent) for parent in node.bases):
            wrong += documented(node.body, f"{within}{node.name}.")
    return wrong


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_public_classes_and_functions_promise_something_in_one_line(module):
    assert documented(module.tree.body) == []


def isort_style(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as ruff sorts `__all__`."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


EXPORTING = [module for module in MODULES if "__all__" in module.text and module.path.name != "__main__.py"]


@pytest.mark.parametrize("module", EXPORTING, ids=[module.name for module in EXPORTING])
def test_exports_are_sorted_unique_and_importable(module):
    loaded = importlib.import_module(module.name)
    assert list(loaded.__all__) == sorted(set(loaded.__all__), key=isort_style)
    assert [name for name in loaded.__all__ if not hasattr(loaded, name)] == []


@pytest.mark.parametrize(
    "name", ["dataverse_sdk", "dataverse_sdk.model", "dataverse_sdk.query", "dataverse_sdk.operations", "dataverse_dsr"]
)
def test_a_package_exports_every_public_name_it_binds(name):
    module = next(each for each in MODULES if each.name == name)
    bound = set()
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module != "__future__" and node.level:
            bound |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
    assert {each for each in bound if not each.startswith("_")} <= set(importlib.import_module(name).__all__)


def test_importing_the_sdk_loads_neither_azure_nor_extras_nor_tables():
    program = (
        "import sys, dataverse_sdk; "
        "print([name for name in sys.modules if name.split('.')[0] in ('azure', 'msal', 'rich', 'lark', 'aiohttp', 'httpx2', 'dataverse_dsr')"
        " or name.startswith(('dataverse_sdk.tables', 'dataverse_sdk.emulator', 'dataverse_sdk.codegen'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_the_tables_makes_no_class():
    program = "import sys, dataverse_sdk.tables; print([name for name in sys.modules if name.startswith('dataverse_sdk.tables.')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_mentions_what_lies_beside_the_repository():
    places = [*ROOT.glob("src/**/*"), *ROOT.glob("docs/**/*"), *ROOT.glob("benchmarks/**/*"), ROOT / "README.md", ROOT / "noxfile.py"]
    hidden = [path for path in places if any(part.startswith(".") for part in path.relative_to(ROOT).parts)]  # caches
    texts = {path: path.read_bytes() for path in places if path.is_file() and path.suffix != ".pyc" and path not in hidden}
    assert [path for path, text in texts.items() if b"../shared" in text or b"/work/" in text] == []


def test_no_two_modules_of_the_tests_share_a_name():
    """pytest imports them all by their bare names, so a second one of a name cannot be collected with the first."""
    names = [path.name for path in ROOT.glob("tests/**/*.py") if path.name != "conftest.py"]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_commands_file_stays_short():
    assert len((ROOT / "noxfile.py").read_text(encoding="utf-8").splitlines()) < 180


def test_one_version_is_told_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    told = re.findall(r"^## \[?(\d[^\]\s]*|Unreleased)", changelog, flags=re.MULTILINE)
    assert told
    assert [each for each in told if each != "Unreleased"][:1] in ([version], [])
    for module in MODULES:
        for literal in re.findall(r"__version__ = \"([^\"]+)\"", module.text):
            assert literal == version
