"""What the tests of the privacy module share: an emulator, and both faces of the module over it."""

import sys
from pathlib import Path

import pytest

from dataverse_dsr import DataSubjectRequests
from dataverse_sdk.emulator import Emulator

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def dataverse():
    with Emulator(seed="empty") as emulator:
        yield emulator


@pytest.fixture(params=["sync", "async"])
def face(request):
    """Makes a face over an emulator: `face(dataverse, catalogue, page_size=...)`."""
    if request.param == "async":
        from awaited import Awaited  # beside this file, which is on the path by now

        return Awaited
    return lambda dataverse, *arguments, **options: DataSubjectRequests(dataverse.client(), *arguments, **options)


@pytest.fixture
def dsr(face, dataverse):
    return face(dataverse)
