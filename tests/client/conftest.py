"""Both faces of the client, one after the other: every test that asks for `face` runs with the synchronous and the asynchronous client."""

import time
from typing import Any

import anyio
import pytest
from faces import AsyncFace, Face, SyncFace

from dataverse_sdk.client import drivers, gates


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=[SyncFace, AsyncFace], ids=["sync", "async"])
def face(request: pytest.FixtureRequest) -> Face:
    found: Face = request.param()
    return found


class Clock:
    """Stands in for the module `time`: what was slept has passed, and took no time."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.taken.append(seconds)

    def monotonic(self) -> float:
        return time.monotonic() + sum(self.taken)


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that a driver took; none of them takes any time."""
    clock = Clock()
    real = anyio.sleep

    async def nap(seconds: float) -> None:
        clock.sleep(seconds)
        await real(0)

    for module in (drivers, gates):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(drivers.anyio, "sleep", nap)
    return clock.taken


def pytest_make_parametrize_id(config: Any, val: Any, argname: str) -> str | None:
    return val.__name__ if isinstance(val, type) else None
