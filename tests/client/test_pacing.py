"""A throttled call pauses every call of its client, and of whoever shares its gate; the retry policy asks the gate before each attempt."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from faces import FAST, G1, GOAT, AsyncFace, Face, Goat, Service, SyncFace

from dataverse_sdk.client import ClientOptions
from dataverse_sdk.client.gates import SharedPause
from dataverse_sdk.errors import OutcomeUnknown, Throttled, UsageError
from dataverse_sdk.operations import create
from dataverse_sdk.testing import ScriptedDriver, batch_reply, error_reply
from dataverse_sdk.wire.effects import Admit, Heard, Now, Send, Sleep, retry_part, send
from dataverse_sdk.wire.messages import Reply, Request
from dataverse_sdk.wire.retry import RetryPolicy, retrying

pytestmark = pytest.mark.anyio

OK = httpx.Response(200, json=GOAT)
ONCE = ClientOptions(retry=RetryPolicy(attempts=1, base=0.0, jitter=lambda: 0.0))


def throttle(wait: str | None = "20", status: int = 429) -> httpx.Response:
    return httpx.Response(status, headers={} if wait is None else {"Retry-After": wait})


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        (throttle("20"), 20.0),
        (throttle("20", 503), 20.0),
        (throttle(None), 1.0),
        (throttle("1000000000"), 300.0),
        (throttle("garbage"), 1.0),
        (throttle("-5"), 0.0),
        (throttle(None, 503), 0.0),
        (httpx.Response(404), 0.0),
    ],
)
async def test_a_throttled_call_pauses_the_next_call_of_its_client(
    face: Face, naps: list[float], answer: httpx.Response, pause: float
) -> None:
    service = Service(answer, OK)
    client = face.client(service, options=ONCE)
    other = face.client(Service(OK), options=ONCE)
    with pytest.raises(Exception, match=str(answer.status_code)):
        await face.call(client.get, Goat, G1)
    await face.call(other.get, Goat, G1)
    assert naps == []  # another client is not paused
    await face.call(client.get, Goat, G1)
    assert sum(naps) == pytest.approx(pause, abs=0.5)
    assert len(service.requests) == 2


async def test_a_call_that_cannot_wait_that_long_is_refused_at_once_and_says_how_long(face: Face, naps: list[float]) -> None:
    service = Service(throttle("200"), OK)
    client = face.client(service, options=ClientOptions(retry=RetryPolicy(deadline=100.0)))
    for _ in range(2):
        with pytest.raises(Throttled) as caught:
            await face.call(client.get, Goat, G1)
        assert caught.value.retry_after == pytest.approx(200, abs=1)
    assert (naps, len(service.requests)) == ([], 1)


async def test_clients_that_share_a_gate_share_its_pause(face: Face, naps: list[float]) -> None:
    gate = SharedPause()
    options = ClientOptions(retry=ONCE.retry, gate=gate)
    first, second = face.client(Service(throttle()), options=options), face.client(Service(OK), options=options)
    with pytest.raises(Throttled):
        await face.call(first.get, Goat, G1)
    await face.call(second.get, Goat, G1)
    assert sum(naps) == pytest.approx(20, abs=0.5)


def test_a_write_that_was_lost_before_the_pause_stays_unknown() -> None:
    lost = Reply(502)

    class Closed(ScriptedDriver):
        async def _perform(self, effect: Any) -> Any:
            answer = await super()._perform(effect)
            return 50.0 if isinstance(effect, Admit) and self.requests else answer

    driver = Closed(lost)
    request = Request("PATCH", "farm_goats", replayable=True)
    with pytest.raises(OutcomeUnknown) as caught:
        driver.run(retrying(send(request), RetryPolicy(deadline=10, base=0), paced=True))
    assert isinstance(caught.value.__cause__, Throttled)
    assert len(driver.requests) == 1


def test_each_attempt_is_admitted_and_each_answer_is_heard() -> None:
    request = Request("GET", "x")
    driver = ScriptedDriver(Reply(503), Reply(200))
    driver.run(retrying(send(request), RetryPolicy(base=0, jitter=lambda: 0.0), paced=True))
    assert driver.effects == [Admit(), Send(request), Heard(Reply(503)), Sleep(0.0), Admit(), Send(request), Heard(Reply(200))]
    driver = ScriptedDriver(Reply(200))
    driver.run(retrying(send(request), RetryPolicy()))
    assert driver.effects == [Send(request)]  # unless it was not asked for


def test_a_throttled_part_of_a_batch_is_heard_of() -> None:
    driver = ScriptedDriver()
    refused = error_reply(429, headers={"Retry-After": "3"})
    assert driver.run(retrying(retry_part(refused, 1), RetryPolicy(deadline=10), paced=True))
    assert driver.effects[0] == Heard(refused)
    assert any(isinstance(effect, Now | Sleep) for effect in driver.effects)


async def test_a_throttled_part_of_a_batch_pauses_the_calls_of_its_client(face: Face, naps: list[float]) -> None:
    reply = batch_reply(error_reply(429, headers={"Retry-After": "20"}), status=429)
    service = Service(httpx.Response(reply.status, headers=list(reply.headers), content=reply.body), OK)
    client = face.client(service, options=ONCE)
    with pytest.raises(Throttled):
        async with face.batch(client) as batch:
            batch.add(create(Goat(farm_name="x")))
    await face.call(client.get, Goat, G1)
    assert sum(naps) == pytest.approx(20, abs=0.5)


class SlowGate:
    """An asynchronous gate, such as one that asks a server."""

    def __init__(self) -> None:
        self.told: list[Reply | None] = []

    async def admit(self) -> float:
        return 0.0

    async def heard(self, reply: Reply | None) -> None:
        self.told.append(reply)


async def test_an_asynchronous_gate_belongs_to_the_asynchronous_client() -> None:
    gate = SlowGate()
    options = ClientOptions(retry=FAST.retry, gate=gate)
    face = AsyncFace()
    await face.call(face.client(Service(httpx.ConnectError("x"), OK), options=options).get, Goat, G1)
    assert [None if reply is None else reply.status for reply in gate.told] == [None, 200]
    with pytest.raises(UsageError, match="AsyncDataverseClient"):
        SyncFace().client(Service(OK), options=options).get(Goat, G1)


class FilePace:
    """A gate that several processes can share: so many requests a second, counted in a SQLite file (a leaky bucket, GCRA)."""

    def __init__(self, path: Path, per_second: float) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("create table if not exists pace (next real)")
        self._database.execute("insert into pace select 0 where not exists (select 1 from pace)")
        self._step = 1 / per_second

    def admit(self) -> float:
        now = time.time()
        self._database.execute("begin immediate")
        (due,) = self._database.execute("select next from pace").fetchone()
        if due <= now:
            self._database.execute("update pace set next = ?", (max(due, now - self._step) + self._step,))
        self._database.execute("commit")
        return max(0.0, due - now)

    def heard(self, reply: Reply | None) -> None:
        pass

    def close(self) -> None:
        self._database.close()


async def test_a_gate_in_a_file_keeps_two_clients_to_one_pace(face: Face, tmp_path: Path) -> None:
    gates = [FilePace(tmp_path / "pace.db", per_second=50) for _ in range(2)]
    clients = [face.client(Service(OK), options=ClientOptions(gate=gate)) for gate in gates]
    started = time.monotonic()
    for _ in range(5):
        for client in clients:
            await face.call(client.get, Goat, G1)
    assert time.monotonic() - started >= 8 / 50
    for gate in gates:
        gate.close()
