"""What the examples in README and docs may use without importing it, and what every test shares."""

import pytest


@pytest.fixture(autouse=True)
def _example_names(request: pytest.FixtureRequest) -> None:
    """Gives Markdown examples a folder, `tmp`."""
    if not request.node.nodeid.split("::")[0].endswith(".md"):
        return
    request.getfixturevalue("doctest_namespace")["tmp"] = request.getfixturevalue("tmp_path")


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio; the library itself uses anyio throughout."""
    return "asyncio"
