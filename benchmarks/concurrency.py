"""What reading many single rows at once costs: connections 8, 26 and 52, over TLS, with an answer 50 ms away.

Run: python benchmarks/concurrency.py [--requests 520] [--rounds 3]. The service is a stub in a process of its own. Sides run in turns, so
that a busy machine slows all alike; figures are medians, and ratios to aiohttp alone, which is what Microsoft's asynchronous client is
made of. CPU is that of the client's process.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID

LATENCY = 0.05
ROW = UUID(int=0xC1)
TARGET = f"/api/data/v9.2/contacts({ROW})?$select=contactid,fullname"
BODY = b'{"contactid":"%s","fullname":"%s"}' % (str(ROW).encode(), b"x" * 1900)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY

Ask = Callable[[], Awaitable[Any]]


class _Stub(asyncio.Protocol):
    """Answers each request 50 ms after its headers came."""

    def connection_made(self, transport: Any) -> None:
        self.transport, self.data = transport, b""

    def data_received(self, data: bytes) -> None:
        self.data += data
        while b"\r\n\r\n" in self.data:
            _, self.data = self.data.split(b"\r\n\r\n", 1)
            asyncio.get_running_loop().call_later(LATENCY, self.transport.write, ANSWER)


async def serve(certificate: str, key: str) -> None:
    """Serves until it is ended; prints the port."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    server = await asyncio.get_running_loop().create_server(_Stub, "127.0.0.1", 0, ssl=tls, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class Key:
    """A credential that needs nobody."""

    def get_token(self, *_scopes: str, **_options: Any) -> Any:
        from azure.core.credentials import AccessToken

        return AccessToken("token", 2**40)


@contextlib.asynccontextmanager
async def aiohttp_alone(url: str, tls: ssl.SSLContext) -> AsyncIterator[Ask]:
    """aiohttp, and the JSON read."""
    import json

    import aiohttp

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls)) as session:

        async def ask() -> Any:
            async with session.get(url + TARGET, headers={"Authorization": "Bearer token"}) as answer:
                return json.loads(await answer.read())

        yield ask


@contextlib.asynccontextmanager
async def bare(url: str, tls: ssl.SSLContext, library: str) -> AsyncIterator[Ask]:
    """httpx or httpx2, and the JSON read."""
    async with __import__(library).AsyncClient(verify=tls) as http:

        async def ask() -> Any:
            return (await http.get(url + TARGET, headers={"Authorization": "Bearer token"})).json()

        yield ask


@contextlib.asynccontextmanager
async def ours(url: str, tls: ssl.SSLContext, http: Any = None) -> AsyncIterator[Ask]:
    """AsyncDataverseClient, a row of the class Contact read."""
    from dataverse_sdk import AsyncDataverseClient
    from dataverse_sdk.tables import Contact

    async with contextlib.AsyncExitStack() as stack:
        if http is not None:
            await stack.enter_async_context(http)
        client = await stack.enter_async_context(AsyncDataverseClient(url, Key(), http=http))

        async def ask() -> Any:
            return await client.get(Contact, ROW, select=[Contact.contactid, Contact.fullname])

        yield ask


async def measure(side: Any, url: str, tls: ssl.SSLContext, width: int, requests: int) -> tuple[float, float]:
    """Gives the wall time and the CPU time of a request, in ms, when `width` workers ask."""
    async with side(url, tls) as ask:
        left = iter(range(requests))

        async def worker() -> None:
            for _ in left:
                await ask()

        await asyncio.gather(*(ask() for _ in range(width)))  # the connections are opened
        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(worker() for _ in range(width)))
        return (time.perf_counter() - wall) * 1e3 / requests, (time.process_time() - cpu) * 1e3 / requests


def sides() -> dict[str, Any]:
    """The clients to compare, those of them that are installed."""
    import httpx

    found: dict[str, Any] = {}
    if find_spec("aiohttp"):
        found["aiohttp alone"] = aiohttp_alone
    found["httpx alone"] = lambda url, tls: bare(url, tls, "httpx")
    if find_spec("httpx2"):
        found["httpx2 alone"] = lambda url, tls: bare(url, tls, "httpx2")
    found["AsyncDataverseClient"] = ours
    from dataverse_sdk.client.pools import Pools

    found["... without aiohttp"] = lambda url, tls: ours(url, tls, httpx.AsyncClient(transport=Pools(tls)))
    found["... over httpx"] = lambda url, tls: ours(url, tls, httpx.AsyncClient(verify=tls))
    if find_spec("httpx2"):
        found["... over httpx2"] = lambda url, tls: ours(url, tls, __import__("httpx2").AsyncClient(verify=tls))
    return found


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=520)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", nargs=2, metavar=("CERTIFICATE", "KEY"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(*options.serve))
        return
    from dataverse_sdk.emulator.serving.certificate import write_certificate

    with tempfile.TemporaryDirectory() as folder:
        certificate, key = write_certificate(Path(folder), "127.0.0.1")
        os.environ["SSL_CERT_FILE"] = str(certificate)
        tls = ssl.create_default_context(cafile=str(certificate))
        stub = subprocess.Popen([sys.executable, __file__, "--serve", certificate, key], stdout=subprocess.PIPE, text=True)
        try:
            assert stub.stdout is not None
            url = f"https://127.0.0.1:{stub.stdout.readline().strip()}"
            for width in (8, 26, 52):
                report(width, url, tls, options)
        finally:
            stub.terminate()
            stub.wait()


def report(width: int, url: str, tls: ssl.SSLContext, options: argparse.Namespace) -> None:
    """Measures every side with so many connections, and prints a line for each."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in sides()}
    for _ in range(options.rounds):
        for name, side in sides().items():
            taken[name].append(asyncio.run(measure(side, url, tls, width, max(options.requests, 4 * width))))
    print(f"{width} connections; the latency alone is {LATENCY * 1e3 / width:.2f} ms a request")
    medians = {name: tuple(statistics.median(column) for column in zip(*rounds, strict=True)) for name, rounds in taken.items()}
    base = medians.get("aiohttp alone", next(iter(medians.values())))
    for name, (wall, cpu) in medians.items():
        print(f"  {name:<22} wall {wall:6.2f} ms ({wall / base[0]:5.2f} x)   CPU {cpu:5.2f} ms ({cpu / base[1]:5.2f} x)")


if __name__ == "__main__":
    main()
