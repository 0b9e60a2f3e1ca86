"""Fixtures for programs that are tested against the embedded Dataverse; pytest finds them once the package is installed.

Loaded at the start of every pytest run in an environment that has this package, so it imports the emulator inside the fixtures and
nowhere else. Each test gets an environment of its own, in memory, with the demo's made-up people; a project that wants another one
overrides `dataverse_emulator`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .client import AsyncDataverseClient, DataverseClient
    from .emulator import Emulator

__all__ = ["async_dataverse_client", "dataverse_client", "dataverse_emulator"]


@pytest.fixture
def dataverse_emulator() -> Iterator[Emulator]:
    """An embedded Dataverse with made-up people in it."""
    from .emulator import Emulator

    with Emulator(seed="demo") as emulator:
        yield emulator


@pytest.fixture
def dataverse_client(dataverse_emulator: Emulator) -> Iterator[DataverseClient]:
    """A client of `dataverse_emulator`, in process."""
    with dataverse_emulator.client() as client:
        yield client


@pytest.fixture
def async_dataverse_client(dataverse_emulator: Emulator) -> AsyncDataverseClient:
    """An asynchronous client of `dataverse_emulator`, in process. It holds no connection, so nothing is left open."""
    return dataverse_emulator.async_client()
