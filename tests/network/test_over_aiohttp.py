"""The connections that the asynchronous client opens over aiohttp, where that is installed: what it would do by itself is switched off."""

from __future__ import annotations

import gc
import gzip
import importlib.metadata
import ssl
from functools import partial
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx_aiohttp
import pytest
from broken_service import ROW, BrokenService, Fault, fin, rst, status
from network_cases import FACES, Animal, Credential, new, opened, options

from dataverse_sdk import AsyncDataverseClient
from dataverse_sdk.client.diagnosis import diagnose_async
from dataverse_sdk.client.over_aiohttp import AiohttpClient, own_async_http
from dataverse_sdk.client.pools import Pools
from dataverse_sdk.emulator.serving.certificate import write_certificate
from dataverse_sdk.errors import ConnectionLost, NotFound, NotSent, OutcomeUnknown, ReplyTooLarge, UntrustedHost, UsageError
from dataverse_sdk.operations import action, delete

pytestmark = pytest.mark.anyio
ROWS = {ROW: {"name": "Rex", "version": 1}}


def client(service: BrokenService, **more: Any) -> AsyncDataverseClient:
    return AsyncDataverseClient(service.url, Credential(), options=options(**more))


def service(fault: Fault | None = None, **more: Any) -> BrokenService:
    return BrokenService(fault, rows=dict(ROWS), **more)


def test_it_is_used_where_it_is_installed_and_no_proxy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert isinstance(own_async_http(), AiohttpClient)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert isinstance(own_async_http(), httpx.AsyncClient)
    monkeypatch.delenv("HTTPS_PROXY")
    for found in ("3.11.18", "4.0.0a1", "odd", None):
        monkeypatch.setattr(importlib.metadata, "version", partial(told, found))
        kind = AiohttpClient if found == "4.0.0a1" else httpx.AsyncClient
        assert isinstance(own_async_http(), kind), found


def told(found: str | None, _package: str) -> str:
    if found is None:
        raise PackageNotFoundError
    return found


async def test_the_core_install_spreads_its_requests_over_pools() -> None:
    pools = Pools()
    with service() as broken:
        async with httpx.AsyncClient(transport=pools) as http:
            ours = AsyncDataverseClient(broken.url, Credential(), http=http, options=options())
            async with anyio.create_task_group() as group:
                for _ in range(20):
                    group.start_soon(ours.get, Animal, ROW)
            broken.fault = Fault("reset", True, rst)
            with pytest.raises(OutcomeUnknown):
                await ours.call(action("zoo_Feed"))
        assert pools.under_way == [0] * 8  # whether a request was answered or lost
    assert broken.requests == 21


async def test_a_delete_on_a_connection_that_ends_is_not_sent_again_behind_our_back() -> None:
    """aiohttp would: the second answer would be a 404 for a record that we deleted ourselves."""
    with service() as broken:
        async with client(broken) as ours:
            await ours.get(Animal, ROW)  # the connection is kept
            broken.fault = Fault("close", True, fin)
            with pytest.raises(OutcomeUnknown):
                await ours.send(delete(Animal, ROW))
        assert broken.applied == ["delete"]
        assert broken.requests == 2


async def test_no_cookie_is_kept_and_no_redirect_followed() -> None:
    with service(Fault("cookie", False, status(200, b"{}", "Set-Cookie: a=b", "Content-Type: application/json"))) as broken:
        async with client(broken) as ours:
            await ours.request("GET", "x")
            broken.fault = Fault("redirect", False, status(302, b"", f"Location: {broken.url}/api/data/v9.2/elsewhere"))
            reply = await ours.request("GET", "x")
            assert reply.status == 302
    assert broken.requests == 2
    assert not any("cookie" in headers for headers in broken.seen)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity"])
async def test_a_body_is_inflated_in_bounded_pieces_and_given_up_beyond_the_limit(encoding: str) -> None:
    import zlib

    body = b'{"value": ["' + b" " * 3_000_000 + b'"]}'
    packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body), "identity": body}[encoding]
    answer = Fault("large", False, status(200, packed, f"Content-Encoding: {encoding}", "Content-Type: application/json"))
    with service(answer, always=True) as broken:
        async with client(broken) as ours:
            assert (await ours.request("GET", "x")).body == body
        async with client(broken, max_reply_bytes=100_000) as small:
            with pytest.raises(ReplyTooLarge):
                await small.request("GET", "x")


@pytest.mark.parametrize("cut", [0, 10])
async def test_a_body_that_cannot_be_inflated_did_not_arrive(cut: int) -> None:
    packed = gzip.compress(b"{}" * 1000)[:-cut] if cut else b"this is no gzip"
    with service(Fault("damaged", False, status(200, packed, "Content-Encoding: gzip")), always=True) as broken:
        async with client(broken) as ours:
            with pytest.raises(ConnectionLost, match="DecodingError"):
                await ours.request("GET", "x")


async def test_a_url_beyond_every_limit_is_refused_before_anything_is_sent() -> None:
    with service() as broken:
        async with client(broken) as ours:
            with pytest.raises(UsageError, match="long"):
                await ours.delete(Animal, {"zoo_name": "x" * 70_000})
    assert broken.requests == 0


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # the first loop ended with its connections open
def test_one_client_serves_several_event_loops() -> None:
    with service() as broken:
        ours = client(broken)

        async def once() -> str | None:
            found = await ours.get(Animal, ROW)
            return found.zoo_name

        assert [anyio.run(once), anyio.run(once)] == ["Rex", "Rex"]
        anyio.run(ours.close)
        gc.collect()


@pytest.mark.parametrize("face", [*FACES, "sync httpx2", "async httpx2"])
async def test_a_certificate_that_is_not_trusted_ends_the_call_and_is_not_tried_again(face: str, tmp_path: Path) -> None:
    """An authority nobody knows; and, trusted, a certificate for another name."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*write_certificate(tmp_path, "127.0.0.1"))
    with service(tls=tls) as broken:
        async with opened(face, broken.url, options()) as ours:
            with pytest.raises(UntrustedHost, match="certificate") as caught:
                made = ours.create(new())
                if face.startswith("async"):
                    await made  # type: ignore[misc]
        assert (caught.value.sends, broken.applied, broken.connections) == (1, [], 1)


async def test_the_diagnosis_tells_a_certificate_from_a_closed_port(tmp_path: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*write_certificate(tmp_path, "127.0.0.1"))
    with service(tls=tls) as broken:
        async with client(broken) as ours:
            assert "not trusted (TLS)" in str(await diagnose_async(ours))
    async with client(broken) as ours:
        assert "refuses connections (TCP)" in str(await diagnose_async(ours))


# httpcore leaves a socket whose handshake broke to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_handshake_that_breaks_was_not_sent(tmp_path: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*write_certificate(tmp_path, "127.0.0.1"))
    with service(Fault("reset", False, rst, deaf=True), always=True, tls=tls) as broken:
        for face in (*FACES, "async httpx2", "sync httpx2"):
            broken.requests = 0
            async with opened(face, broken.url, options()) as ours:
                with pytest.raises(NotSent) as caught:
                    made = ours.call(action("zoo_Feed"))
                    if face.startswith("async"):
                        await made
            assert not isinstance(caught.value, UntrustedHost)
            assert broken.requests == 4  # not sent: tried again, whatever it was
            gc.collect()


async def test_the_transport_of_httpx_aiohttp_says_less_and_nothing_is_doubled() -> None:
    """It calls a connection that was lost after the request a ConnectTimeout."""
    with service(Fault("reset", True, rst)) as broken:
        async with httpx_aiohttp.HttpxAiohttpClient() as http:
            ours = AsyncDataverseClient(broken.url, Credential(), http=http, options=options())
            with pytest.raises(OutcomeUnknown):
                await ours.call(action("zoo_Feed"))
            broken.fault = None
            assert (await ours.get(Animal, ROW)).zoo_name == "Rex"
            with pytest.raises(NotFound):
                await ours.get(Animal, Animal(zoo_animalid=type(ROW)(int=9)).zoo_animalid)
        assert broken.applied == ["action"]
        assert broken.requests == 3
    async with httpx_aiohttp.HttpxAiohttpClient() as http:
        ours = AsyncDataverseClient(broken.url, Credential(), http=http, options=options())
        with pytest.raises(NotSent):
            await ours.call(action("zoo_Feed"))
