"""The servers and clients that the contract holds between: every test runs with each pair.

- the emulator in process, the emulator over HTTP, and odatapy, an OData server that nobody here wrote
- the synchronous client and the asynchronous one, the latter behind a portal, so that one test text serves both
"""

import contextlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio.from_thread
import httpx
import pytest
from anyio.from_thread import BlockingPortal
from attrs import frozen
from contract_faces import Anybody, Blocking

from dataverse_sdk import AsyncDataverseClient, DataverseClient

SERVE = Path(__file__).resolve().parents[3] / "shared/scripts/odatapy_serve.py"


@frozen
class Server:
    """Where a contract test runs. `dataverse` is true for servers that claim to be Dataverse, beyond OData."""

    name: str
    client: Any
    dataverse: bool


PAIRS = [(server, face) for server in ("emulator", "emulator-http", "odatapy") for face in ("sync", "async")]


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    with anyio.from_thread.start_blocking_portal("asyncio") as found:
        yield found


@pytest.fixture(scope="session")
def odatapy_app() -> Any:
    """The WSGI application of the independent server, serving the real `$metadata` of a Dataverse environment."""
    pytest.importorskip("odatapy")
    if not SERVE.exists():
        pytest.skip("the script that serves odatapy is not beside this repository")
    spec = importlib.util.spec_from_file_location("odatapy_serve", SERVE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    arguments, sys.argv = sys.argv, ["odatapy_serve.py", "0"]
    try:
        spec.loader.exec_module(module)
    finally:
        sys.argv = arguments
    return _without_select_on_patch(module.app)


def _without_select_on_patch(app: Any) -> Any:
    """The application, reached without `$select` on a PATCH: OData 4.0 does not know it there, Dataverse documents it.

    https://learn.microsoft.com/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api#update-with-data-returned
    """

    def called(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["REQUEST_METHOD"] == "PATCH":
            options = environ["QUERY_STRING"].split("&")
            environ = {**environ, "QUERY_STRING": "&".join(each for each in options if not each.startswith(("$select=", "%24select=")))}
        return app(environ, start_response)

    return called


class _AsyncWSGI(httpx.AsyncBaseTransport):
    """A WSGI application for an asynchronous client: called at once, because nothing in it waits."""

    def __init__(self, app: Any) -> None:
        self._inner = httpx.WSGITransport(app=app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        response = self._inner.handle_request(httpx.Request(request.method, request.url, headers=request.headers, content=request.content))
        body = response.read()
        return httpx.Response(response.status_code, headers=response.headers, content=body)


@pytest.fixture(scope="session")
def emulators() -> Iterator[Callable[[bool], tuple[Any, str]]]:
    """Gives an emulator and its URL, in process or over HTTP; one of each for all tests, which is why tests mark their rows."""
    from dataverse_sdk.emulator import Emulator

    with contextlib.ExitStack() as stack:
        made: dict[bool, tuple[Any, str]] = {}

        def emulator(over_http: bool) -> tuple[Any, str]:
            if over_http not in made:
                found = stack.enter_context(Emulator(seed="empty"))
                made[over_http] = found, stack.enter_context(found.serve()) if over_http else "https://emulator.localhost"
            return made[over_http]

        yield emulator


@pytest.fixture(params=PAIRS, ids="-".join)
def server(request: pytest.FixtureRequest, portal: BlockingPortal, emulators: Any) -> Iterator[Server]:
    name, face = request.param
    transport: Any
    if name == "odatapy":
        app = request.getfixturevalue("odatapy_app")
        url, transport = "https://odatapy.example", httpx.WSGITransport(app=app) if face == "sync" else _AsyncWSGI(app)
    elif name == "emulator":
        emulator, url = emulators(False)
        transport = emulator.transport()
    else:
        _, url = emulators(True)
        transport = None
    keywords = {"allow_insecure_loopback": True}
    if face == "sync":
        with httpx.Client(transport=transport) as http:
            yield Server(name, DataverseClient(url, Anybody(), http=http, **keywords), name != "odatapy")
    else:

        async def close() -> None:
            await async_http.aclose()

        async_http = httpx.AsyncClient(transport=transport)
        yield Server(name, Blocking(AsyncDataverseClient(url, Anybody(), http=async_http, **keywords), portal), name != "odatapy")
        portal.call(close)


@pytest.fixture
def client(server: Server) -> Any:
    return server.client


@pytest.fixture
def dataverse(server: Server) -> Any:
    """The client, for tests of what OData leaves open and Dataverse settles."""
    if not server.dataverse:
        pytest.skip(f"{server.name} is an OData server and does not claim to be Dataverse")
    return server.client
