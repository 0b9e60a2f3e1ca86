"""Every field in which the service gives a link, and every form of a link to somewhere else: nobody else is ever asked, token or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from faces import G1, ROOT, URL, Face, Goat, Key, Service

from dataverse_sdk.client import ClientOptions
from dataverse_sdk.client.clouds import Cloud
from dataverse_sdk.client.discovery import AsyncDiscovery, Discovery
from dataverse_sdk.errors import DataverseError
from dataverse_sdk.model import Collection, Column, Entity, collection, column, entity
from dataverse_sdk.operations import Position, create, query_page
from dataverse_sdk.query import Query
from dataverse_sdk.testing import batch_reply
from dataverse_sdk.wire.messages import Reply

pytestmark = pytest.mark.anyio


@entity("farm_herd", set_name="farm_herds", key="farm_herdid")
class Herd(Entity):
    """A table with a collection, whose expansion has next links of its own."""

    farm_herdid: Column[UUID] = column(update=False)
    farm_file: Column[bytes | None] = column()
    farm_goats: Collection[Goat] = collection("farm_goat")


PATH = "/api/data/v9.2/farm_goats?$skiptoken=1"
FORMS = {
    "other host": f"https://evil.example{PATH}",
    "a longer host": f"https://org.crm.dynamics.com.evil.example{PATH}",
    "other port": f"https://org.crm.dynamics.com:8443{PATH}",
    "user": f"https://org.crm.dynamics.com@evil.example{PATH}",
    "user here": f"https://u:p@org.crm.dynamics.com{PATH}",
    "clear text": f"http://org.crm.dynamics.com{PATH}",
    "no scheme": f"//evil.example{PATH}",
    "backslash": f"/\\evil.example{PATH}",
    "backslashes": f"https:\\\\evil.example{PATH}",
    "tab": f"https://evil.example\t{PATH}",
    "other path": "https://org.crm.dynamics.com/other?$skiptoken=1",
    "dots": f"{ROOT}../../../other?$skiptoken=1",
    "script": "javascript:alert(1)?$skiptoken=1",
    "IDN": f"https://örg.crm.dynamics.com{PATH}",
}


def ok(document: Any, **headers: str) -> httpx.Response:
    return httpx.Response(200, json=document, headers=headers)


async def next_page(face: Face, link: str) -> Service:
    service = Service(ok({"value": [], "@odata.nextLink": link}))
    await face.rows(face.client(service).query(Query(Goat)))
    return service


async def nested_page(face: Face, link: str) -> Service:
    row = {"farm_herdid": str(G1), "farm_goats": [], "farm_goats@odata.nextLink": link}
    service = Service(ok({"value": [row]}))
    from dataverse_sdk.query import expand

    await face.rows(face.client(service).query(Query(Herd).expand(expand(Herd.farm_goats))))
    return service


async def delta(face: Face, link: str) -> Service:
    service = Service(ok({"value": [], "@odata.deltaLink": link}))
    client = face.client(service)
    feed = client.changes(Query(Goat).select(Goat.farm_name))
    await face.rows(feed)
    await face.rows(client.changes(Query(Goat).select(Goat.farm_name), since=feed.token))
    return service


async def more_changes(face: Face, link: str) -> Service:
    service = Service(ok({"value": [], "@odata.nextLink": link}))
    await face.rows(face.client(service).changes(Query(Goat).select(Goat.farm_name)))
    return service


async def position(face: Face, link: str) -> Service:
    service = Service(ok({"value": []}))
    first = query_page(Query(Goat)).read(Reply(200, (), b'{"value": [], "@odata.nextLink": "farm_goats?$skiptoken=1"}')).position
    assert first is not None
    await face.rows(face.client(service).query(Query(Goat)).pages(Position(link, first.question)))
    return service


async def upload_session(face: Face, link: str) -> Service:
    service = Service(httpx.Response(200, headers=[("Location", link.encode("utf-8"))]))  # type: ignore[list-item]
    client = face.client(service)
    await face.call(client.upload, Herd, G1, Herd.farm_file, b"x" * 5_000_000, name="a.bin")
    return service


async def created(face: Face, link: str) -> Service:
    service = Service(httpx.Response(204, headers=[("OData-EntityId", f"{link}({G1})".encode())]))  # type: ignore[list-item]
    assert await face.call(face.client(service).create, Goat(farm_name="x")) == G1  # the id is all that is taken
    return service


async def created_in_a_batch(face: Face, link: str) -> Service:
    plain = link.encode("ascii", "ignore").decode().replace("\t", "")
    reply = batch_reply(Reply(204, (("OData-EntityId", f"{plain}({G1})"), ("Location", plain)), b""))
    service = Service(httpx.Response(200, headers=list(reply.headers), content=reply.body))
    client = face.client(service)
    async with face.batch(client) as batch:
        handle = batch.add(create(Goat(farm_name="x")))
    assert handle.value == G1
    return service


async def environments(face: Face, link: str) -> Service:
    service = Service(ok({"value": [], "@odata.nextLink": link}))
    cloud = Cloud(name="test", authority=URL, discovery=URL, hosts={})
    http = httpx.Client if face.name == "sync" else httpx.AsyncClient
    maker: Any = Discovery if face.name == "sync" else AsyncDiscovery
    await face.call(maker(Key(), cloud=cloud, http=http(transport=httpx.MockTransport(service)), options=ClientOptions()).environments)
    return service


FIELDS: list[Callable[..., Any]] = [
    next_page, nested_page, delta, more_changes, position, upload_session, created, created_in_a_batch, environments,
]  # fmt: skip
TAKEN_APART = {"created", "created_in_a_batch"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.__name__)
async def test_no_link_leads_away(face: Face, field: Callable[..., Any], form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Service] = []
    real = Service.__init__

    def watched(self: Service, *answers: Any) -> None:
        real(self, *answers)
        seen.append(self)

    monkeypatch.setattr(Service, "__init__", watched)
    if field.__name__ in TAKEN_APART:
        await field(face, FORMS[form])
    else:
        with pytest.raises(DataverseError) as caught:
            await field(face, FORMS[form])
        assert not re.search("evil|alert|/other", str(caught.value))
    (service,) = seen
    assert service.requests or field is position
    assert {str(request.url)[: len(URL) + 1] for request in service.requests} <= {f"{URL}/"}
    assert not any("skiptoken" in str(request.url) for request in service.requests)
