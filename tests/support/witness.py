"""Clients that nobody here wrote: `nox -s witness` installs them in an environment of its own, and `nox -s tests` runs it too."""

import importlib
import os
import warnings
from types import ModuleType

import pytest

REQUIRED = os.environ.get("WITNESSES") == "required"
"""Set where the witnesses are what is being run: there, one that is missing fails."""


def client_module(name: str) -> ModuleType:
    """A module of a client; tests skip, with a reason, where it is not installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # their own deprecations are no concern of ours
        try:
            return importlib.import_module(name)
        except ImportError:
            if REQUIRED:
                raise
    pytest.skip(f"{name.partition('.')[0]} is installed by `nox -s witness`", allow_module_level=True)
