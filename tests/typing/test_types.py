"""The type checker's verdict on the assertions beside this file: it fails when a type error appears, and when one disappears."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ASSERTIONS = [path for path in sorted(HERE.glob("*.py")) if not path.name.startswith("test_")]


@pytest.mark.slow
def test_mypy_agrees_with_every_assertion() -> None:
    pytest.importorskip("mypy")
    command = [sys.executable, "-m", "mypy", *(str(path) for path in ASSERTIONS)]
    done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_enough_assertions_to_mean_something() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in ASSERTIONS)
    assert len(re.findall(r"\bassert_type\(", text)) >= 120
    assert len(re.findall(r"# type: ignore\[", text)) >= 120
    # What mypy refuses pyright refuses too, but for two comparisons.
    assert len(re.findall(r"# pyright: ignore\[", text)) >= len(re.findall(r"# type: ignore\[", text)) - 2
