"""What the tests of the privacy module share: an emulator, and both faces of the module over it."""

import sys
from pathlib import Path

import anyio
import pytest

from dataverse_dsr import AsyncDataSubjectRequests, DataSubjectRequests
from dataverse_sdk.emulator import Emulator

sys.path.insert(0, str(Path(__file__).parent))


class Awaited:
    """The asynchronous face, each call run to its end, so that one test serves both."""

    def __init__(self, dataverse, *arguments, **options):
        self._make = lambda: AsyncDataSubjectRequests(dataverse.async_client(), *arguments, **options)
        self._face = self._make()

    def __getattr__(self, name):
        method = getattr(self._face, name)

        def run(*arguments, **options):
            async def call():
                return await method(*arguments, **options)

            return anyio.run(call)

        return run


@pytest.fixture
def dataverse():
    with Emulator(seed="empty") as emulator:
        yield emulator


@pytest.fixture(params=["sync", "async"])
def face(request):
    """Makes a face over an emulator: `face(dataverse, catalogue, page_size=...)`."""
    if request.param == "async":
        return Awaited
    return lambda dataverse, *arguments, **options: DataSubjectRequests(dataverse.client(), *arguments, **options)


@pytest.fixture
def dsr(face, dataverse):
    return face(dataverse)
