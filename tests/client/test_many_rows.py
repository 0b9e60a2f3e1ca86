"""Many rows through both clients: several requests in flight, every row written once, whatever fails."""

import json
import threading
import time
from typing import Any
from uuid import UUID

import anyio
import httpx
import pytest
from faces import G1, Face, Goat, Key

from dataverse_sdk.client import AsyncDataverseClient
from dataverse_sdk.errors import BulkFailed

pytestmark = pytest.mark.anyio


class Herd:
    """A service that keeps goats, refuses bad ones, and knows how many requests ran at once. Mutable."""

    def __init__(self, *, message: bool = True) -> None:
        self.written: list[str] = []
        self.running = self.most = 0
        self._message = message
        self._lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"value": [{}] if self._message else []}, headers={"x-ms-dop-hint": "4"})
        with self._lock:
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(0.01)
        targets = json.loads(request.content)["Targets"]
        with self._lock:
            self.running -= 1
            if any(target["farm_name"] == "bad" for target in targets):
                return httpx.Response(400, json={"error": {"code": "0x80040203", "message": "SECRET"}})
            self.written += [target["farm_goatid"] for target in targets]
        return httpx.Response(200, json={"Ids": [target["farm_goatid"] for target in targets]})


def goats(count: int, *bad: int) -> list[Goat]:
    return [Goat(farm_name="bad" if place in bad else f"goat {place}") for place in range(count)]


async def test_every_row_is_written_once_and_told_in_order(face: Face) -> None:
    herd, rows, seen = Herd(), goats(95), []
    client = face.client(herd)
    result = await face.call(client.create_many, rows, chunk_size=10, progress=lambda *told: seen.append(told))
    assert result.ids == tuple(row.farm_goatid for row in rows)
    assert sorted(herd.written) == sorted(str(row.farm_goatid) for row in rows)
    assert (len(seen), seen[-1]) == (10, (95, 95))
    assert client.http_calls == 11


async def test_one_bad_chunk_loses_and_doubles_nothing(face: Face) -> None:
    herd, rows = Herd(), goats(60, 25)
    result = await face.call(face.client(herd).create_many, rows, chunk_size=10, continue_on_error=True)
    assert [row.ending for row in result.rows] == ["written"] * 20 + ["failed"] * 10 + ["written"] * 30
    assert sorted(herd.written) == sorted(str(row.id) for row in result.rows if row.ending == "written")


async def test_a_bad_chunk_ends_the_call_with_what_was_written(face: Face) -> None:
    herd, rows = Herd(), goats(60, 5)
    with pytest.raises(BulkFailed) as caught:
        await face.call(face.client(herd).create_many, rows, chunk_size=5, at_once=1)
    result = caught.value.result
    assert [row.ending for row in result.rows] == ["written"] * 5 + ["failed"] * 5 + ["never_ran"] * 50
    assert sorted(herd.written) == sorted(str(row.id) for row in result.rows if row.ending == "written")


async def test_a_progress_callback_that_raises_ends_the_call_with_its_own_error(face: Face) -> None:
    def tired(_done: int, _total: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        await face.call(face.client(Herd()).create_many, goats(60), chunk_size=5, progress=tired)


async def test_the_scope_of_options_holds_for_every_chunk(face: Face) -> None:
    herd, seen = Herd(), []
    user = UUID(int=7)

    def service(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("CallerObjectId"))
        return herd(request)

    await face.call(face.client(service).options(as_user=user).create_many, goats(30), chunk_size=10)
    assert seen == [str(user)] * 4


async def test_the_other_three_write_in_one_line_too(face: Face) -> None:
    def service(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"value": [{}]})
        return httpx.Response(204)

    client = face.client(service)
    row = Goat(farm_goatid=G1, farm_name="Heidi")
    assert (await face.call(client.update_many, [row])).ids == (G1,)
    row.farm_name = "Resi"
    assert (await face.call(client.upsert_many, [row])).ids == (G1,)
    assert (await face.call(client.delete_many, Goat, [G1], elastic=True)).ids == (G1,)
    assert (await face.call(client.create_many, [])).ids == ()


async def test_a_column_is_emptied_in_one_line(face: Face) -> None:
    seen = []

    def service(request: httpx.Request) -> httpx.Response:
        seen.append((request.method, request.url.path.rpartition("/")[2]))
        return httpx.Response(204)

    await face.call(face.client(service).clear, Goat, G1, Goat.farm_name)
    assert seen == [("DELETE", "farm_name")]


async def test_chunks_are_in_flight_together(face: Face) -> None:
    """In threads for the one client; the other's requests wait for each other without blocking, see the next test."""
    herd = Herd()
    await face.call(face.client(herd).create_many, goats(40), chunk_size=5)
    assert herd.most > 1 or face.name == "async"


async def test_the_asynchronous_client_waits_for_several_chunks_at_once() -> None:
    running = most = 0

    async def service(request: httpx.Request) -> httpx.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await anyio.sleep(0.01)
        running -= 1
        return Herd()(request)

    http: Any = httpx.AsyncClient(transport=httpx.MockTransport(service))
    client = AsyncDataverseClient("https://org.crm.dynamics.com", Key(), http=http)
    await client.create_many(goats(40), chunk_size=5)
    assert most == 4
