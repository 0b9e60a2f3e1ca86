"""What `import dataverse_sdk` gives, and what it costs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dataverse_sdk
from dataverse_sdk import errors

ROOT = Path(__file__).resolve().parents[1]


def in_a_fresh_process(program: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_every_public_name_is_there_and_dir_knows_it() -> None:
    assert dataverse_sdk.__all__ == sorted(dataverse_sdk._MODULES)
    assert set(dataverse_sdk.__all__) <= set(dir(dataverse_sdk))
    for name in dataverse_sdk.__all__:
        assert getattr(dataverse_sdk, name) is not None


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'dataverse_sdk' has no attribute 'Contakt'"):
        _ = dataverse_sdk.Contakt  # type: ignore[attr-defined]


def test_rooms_can_be_named_without_importing_them() -> None:
    assert dataverse_sdk.__getattr__("errors") is errors
    rooms = sorted(dataverse_sdk._ROOMS)
    program = f"import dataverse_sdk\nprint(*(getattr(dataverse_sdk, room).__name__ for room in {rooms}))"
    assert in_a_fresh_process(program) == " ".join(f"dataverse_sdk.{room}" for room in rooms)


@pytest.mark.parametrize(
    ("program", "absent"),
    [
        ("import dataverse_sdk", ("httpx", "attrs", "cattrs", "azure", "rich", "lark", "ssl")),
        (
            "import dataverse_sdk.cli as c\ntry: c.main(['generate', '--help'])\nexcept SystemExit: pass",
            ("httpx", "attrs", "cattrs", "azure", "ssl"),
        ),
        ("import dataverse_sdk.tables as t\nt.Contact", ("httpx", "azure", "rich", "lark", "ssl")),
        (
            "import dataverse_sdk as d\n[getattr(d, name) for name in d.__all__]",
            ("azure", "rich", "lark", "dataverse_sdk.tables", "dataverse_sdk.codegen"),
        ),
    ],
)
def test_an_import_brings_only_what_is_used(program: str, absent: tuple[str, ...]) -> None:
    loaded = in_a_fresh_process(f"{program}\nimport sys\nprint(chr(10), *sys.modules)").splitlines()[-1].split()
    assert [name for name in absent if name in loaded] == []
