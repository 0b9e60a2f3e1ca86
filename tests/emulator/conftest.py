"""An empty environment for each test, and a plain HTTP client that nobody here wrote."""

from collections.abc import Iterator

import httpx
import pytest

from dataverse_sdk.emulator import Emulator

ROOT = "https://emulator.localhost/api/data/v9.2/"


@pytest.fixture
def dataverse() -> Iterator[Emulator]:
    with Emulator(seed="empty") as emulator:
        yield emulator


@pytest.fixture
def http(dataverse: Emulator) -> Iterator[httpx.Client]:
    headers = {"Authorization": "Bearer any", "Accept": "application/json", "OData-Version": "4.0"}
    with httpx.Client(transport=dataverse.transport(), base_url=ROOT, headers=headers) as client:
        yield client
