"""Fixtures for programs that are tested against the embedded Dataverse; pytest finds them once the package is installed.

Loaded at the start of every pytest run in an environment that has this package, so it imports the emulator inside the fixtures and
nowhere else. Each test finds an environment with the demo's made-up people and nothing else in it: one environment serves a whole run, and
is put back before each test by a snapshot, which takes a few milliseconds. A project that wants another one overrides
`dataverse_environment` (once for the run) or `dataverse_emulator` (for each test).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .client import AsyncDataverseClient, DataverseClient
    from .emulator import Emulator

__all__ = ["async_dataverse_client", "dataverse_client", "dataverse_emulator", "dataverse_environment"]


@pytest.fixture(scope="session")
def dataverse_environment() -> Iterator[tuple[Emulator, bytes]]:
    """The environment of this run, and the snapshot that each test begins with."""
    from .emulator import Emulator

    with Emulator(seed="demo") as emulator:
        yield emulator, emulator.snapshot()


@pytest.fixture
def dataverse_emulator(dataverse_environment: tuple[Emulator, bytes]) -> Emulator:
    """An embedded Dataverse with made-up people in it, as new."""
    emulator, snapshot = dataverse_environment
    emulator.reset(snapshot)
    return emulator


@pytest.fixture
def dataverse_client(dataverse_emulator: Emulator) -> Iterator[DataverseClient]:
    """A client of `dataverse_emulator`, in process."""
    with dataverse_emulator.client() as client:
        yield client


@pytest.fixture
def async_dataverse_client(dataverse_emulator: Emulator) -> AsyncDataverseClient:
    """An asynchronous client of `dataverse_emulator`, in process. It holds no connection, so nothing is left open."""
    return dataverse_emulator.async_client()
