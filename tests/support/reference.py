"""The reference data beside the repository, for tests; each test that needs a file skips, with a reason, where it is absent."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


def shared(path: str) -> Path:
    """A file of the reference data; the test is skipped where it is absent."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"the reference data {path} is not beside this repository")
    return found


@functools.cache
def shared_module(path: str) -> ModuleType:
    """A script of the reference data, imported once: the OASIS grammar takes seconds to load."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, shared(path))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def oasis() -> ModuleType:
    """The checker of the OASIS grammar."""
    pytest.importorskip("abnf")
    return shared_module("scripts/abnf_check.py")
