"""What the examples in README and docs may use without importing it, and what every test shares."""

import asyncio
from uuid import UUID

import pytest


@pytest.fixture(autouse=True)
def _example_names(request: pytest.FixtureRequest) -> None:
    """Gives names to Markdown examples only."""
    if not request.node.nodeid.split("::")[0].endswith(".md"):
        return
    from dataverse_sdk.operations import create, query_page

    names = request.getfixturevalue("doctest_namespace")
    names.update(asyncio=asyncio, UUID=UUID, create=create, query_page=query_page, tmp=request.getfixturevalue("tmp_path"))


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio; the library itself uses anyio throughout."""
    return "asyncio"
