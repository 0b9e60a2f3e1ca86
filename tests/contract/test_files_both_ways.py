"""Files by the client and the emulator, which share no code: one piece, chunks, ranges, deletes, in process and over HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from attrs import evolve
from contract_faces import Anybody, Blocking

from dataverse_sdk import AsyncDataverseClient, DataverseClient
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import NotFound
from dataverse_sdk.model import Column, Entity, column, entity
from dataverse_sdk.operations import files
from dataverse_sdk.schema.model import ColumnSchema, Schema
from dataverse_sdk.schema.stock import stock_schema


@entity("contact", set_name="contacts", key="contactid", primary_name="fullname")
class Holder(Entity):
    """A contact with a file."""

    contactid: Column[UUID] = column(update=False)
    sample_file: Column[str | None] = column(create=False, update=False)


def schema() -> Schema:
    tables = dict(stock_schema().tables)
    more = tuple(
        ColumnSchema(name, name, edm, kind, valid_for_create=False, valid_for_update=False)
        for name, edm, kind in (("sample_file", "Edm.Binary", "File"), ("sample_file_name", "Edm.String", "String"))
    )
    tables["contact"] = evolve(tables["contact"], columns=(*tables["contact"].columns, *more))
    return Schema(tables)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(seed="empty", metadata=schema()) as found:
        yield found


@pytest.fixture(scope="module")
def url(emulator: Emulator) -> Iterator[str]:
    with emulator.serve() as found:
        yield found


@pytest.fixture(params=["process-sync", "process-async", "http-sync", "http-async"])
def client(request: pytest.FixtureRequest, emulator: Emulator, url: str, portal: BlockingPortal) -> Iterator[Any]:
    where, _, face = request.param.partition("-")
    if where == "process":
        yield emulator.client() if face == "sync" else Blocking(emulator.async_client(), portal)
    elif face == "sync":
        with httpx.Client() as http:
            yield DataverseClient(url, Anybody(), http=http, allow_insecure_loopback=True)
    else:
        http_async = httpx.AsyncClient()
        yield Blocking(AsyncDataverseClient(url, Anybody(), http=http_async, allow_insecure_loopback=True), portal)
        portal.call(http_async.aclose)


@pytest.fixture
def key(emulator: Emulator) -> UUID:
    found = uuid4()
    emulator.load({"contacts": [{"contactid": str(found)}]})
    return found


def content_of(client: Any, key: UUID, chunk: int) -> tuple[bytes, files.FileInfo]:
    sink = io.BytesIO()
    told = client.run(files.download(Holder, key, Holder.sample_file, sink.write, chunk=chunk))
    return sink.getvalue(), told


@pytest.mark.parametrize("chunk", [3, 10, 4096])
def test_a_file_comes_back_as_it_went(client: Any, key: UUID, chunk: int) -> None:
    client.send(files.upload(Holder, key, Holder.sample_file, b"0123456789", name="é.txt"))
    content, told = content_of(client, key, chunk)
    assert (content, told.size, told.media_type) == (b"0123456789", 10, "text/plain")


def test_a_file_in_chunks_comes_back_as_it_went(client: Any, key: UUID) -> None:
    content = bytes(range(256)) * 40_000  # two chunks and a half
    source = io.BytesIO(content)
    client.run(files.upload_chunks(Holder, key, Holder.sample_file, source.read, size=len(content), name="big.bin"))
    assert content_of(client, key, 4_194_304)[0] == content


def test_an_empty_column_has_nothing_to_download(client: Any, key: UUID) -> None:
    with pytest.raises(NotFound):
        content_of(client, key, 10)
    client.send(files.upload(Holder, key, Holder.sample_file, b"x", name="a"))
    client.send(files.delete_file(Holder, key, Holder.sample_file))
    with pytest.raises(NotFound):
        content_of(client, key, 10)
