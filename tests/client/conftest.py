"""Both faces of the client, one after the other: every test that asks for `face` runs with the synchronous and the asynchronous client."""

from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from faces import AsyncFace, Face, SyncFace

from dataverse_sdk.client import drivers


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=[SyncFace, AsyncFace], ids=["sync", "async"])
def face(request: pytest.FixtureRequest) -> Face:
    found: Face = request.param()
    return found


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The pauses that a driver took; none of them takes any time."""
    taken: list[float] = []
    real = anyio.sleep

    async def nap(seconds: float) -> None:
        taken.append(seconds)
        await real(0)

    monkeypatch.setattr(drivers.time, "sleep", taken.append)
    monkeypatch.setattr(drivers.anyio, "sleep", nap)
    return taken


def pytest_make_parametrize_id(config: Any, val: Any, argname: str) -> str | None:
    return val.__name__ if isinstance(val, type) else None
