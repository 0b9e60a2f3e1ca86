"""Faults: every way a connection breaks, over a socket and in process, and plans of faults by request and by seed."""

import os
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.behaviours.faults import KINDS, REFUSED, Faults
from dataverse_sdk.emulator.http.breakage import BREAKS, GARBAGE, Sending, sending
from dataverse_sdk.emulator.http.messages import Reply
from dataverse_sdk.emulator.serving.transport import NO_REPLY

ROOT = "https://emulator.localhost/api/data/v9.2/"
TOKEN = {"Authorization": "Bearer x"}
AFTER_HEADERS: dict[str, type[Exception] | None] = {
    "truncate": httpx.RemoteProtocolError, "cut body": httpx.ReadError, "long length": httpx.RemoteProtocolError, "short length": None,
    "truncated gzip": None, "drip": None, "stale": None,
}  # fmt: skip
"""What a client meets that reads the body, by kind; None where it gets one. A gzip stream without its end still yields what came."""


def outcome(ask: Callable[[], httpx.Response]) -> type[Exception] | int:
    try:
        return ask().status_code
    except httpx.TransportError as error:
        return type(error)


@pytest.fixture
def served(dataverse: Emulator) -> Iterator[str]:
    with dataverse.serve() as url:
        yield f"{url}/api/data/v9.2/"


# -- every kind, in both worlds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_connection_breaks_in_process_as_it_does_over_a_socket(dataverse: Emulator, served: str, kind: str) -> None:
    expected = NO_REPLY[kind][0] if kind in NO_REPLY else AFTER_HEADERS[kind] or 200
    with httpx.Client(transport=dataverse.transport(), headers=TOKEN, base_url=ROOT) as here:
        absent, dataverse.faults.absent = dataverse.faults.absent, None  # a server that listens takes a refusal upon itself
        dataverse.faults.breaks(kind, pause=0.01)
        assert outcome(lambda: here.get("WhoAmI")) == expected
        assert here.get("WhoAmI").status_code == 200
        dataverse.faults.absent = absent
    timeout = httpx.Timeout(5, read=0.1)
    with httpx.Client(headers=TOKEN, base_url=served, timeout=timeout) as there:
        dataverse.faults.breaks(kind, pause=0.2 if kind in ("silence", REFUSED) else 0.01)
        assert outcome(lambda: there.get("WhoAmI")) == expected
        time.sleep(0.3 if kind == REFUSED else 0)
        assert there.get("WhoAmI").status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize("kind", KINDS)
async def test_asynchronous_clients_meet_the_same(dataverse: Emulator, anyio_backend: str, kind: str) -> None:
    events: list[str] = []

    async def trace(name: str, _info: object) -> None:
        events.append(name)

    expected = NO_REPLY[kind][0] if kind in NO_REPLY else AFTER_HEADERS[kind]
    async with httpx.AsyncClient(transport=dataverse.transport(), headers=TOKEN, base_url=ROOT) as client:
        dataverse.faults.breaks(kind, pause=0.001)
        try:
            reply = await client.get("WhoAmI", extensions={"trace": trace})
        except httpx.TransportError as error:
            assert type(error) is expected
        else:
            assert (expected, reply.status_code) == (None, 200)
    sent = any("send_request_headers" in event for event in events)
    assert sent is (kind != REFUSED)
    assert ("http11.receive_response_headers.complete" in events) is (kind not in NO_REPLY)


def test_the_trace_tells_whether_a_request_left(dataverse: Emulator, http: httpx.Client) -> None:
    events: list[str] = []
    dataverse.faults.breaks(REFUSED)
    with pytest.raises(httpx.ConnectError):
        http.get("WhoAmI", extensions={"trace": lambda name, _info: events.append(name)})
    assert events == ["connection.connect_tcp.started", "connection.connect_tcp.failed"]
    assert dataverse.requests == ()  # it never came


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != REFUSED])
def test_a_write_takes_effect_or_not_as_the_fault_says(dataverse: Emulator, http: httpx.Client, kind: str, applied: bool) -> None:
    dataverse.faults.breaks(kind, applied=applied, pause=0)
    outcome(lambda: http.post("tasks", json={"subject": "s"}))
    assert len(dataverse.rows("tasks")) == int(applied)
    assert (dataverse.requests[-1].status == 0) is not BREAKS[kind].answers


@pytest.mark.parametrize("tls", [True, False])
def test_a_reset_is_a_reset(dataverse: Emulator, tls: bool) -> None:
    with dataverse.serve(host="localhost", tls=tls) as url:
        address = (urlsplit(url).hostname or "", urlsplit(url).port or 0)
        connection = socket.create_connection(address, 5)
        if tls:
            context = ssl.create_default_context(cafile=str(dataverse.certificate))
            connection = context.wrap_socket(connection, server_hostname=address[0])
        with connection, socket.socket(fileno=os.dup(connection.fileno())) as below:
            dataverse.faults.breaks("reset", applied=True)
            head = "POST /api/data/v9.2/tasks HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer x\r\nContent-Length: 2\r\n\r\n{}"
            below.settimeout(5)
            connection.sendall(head.encode())
            # asked below TLS, because Python 3.11's `ssl` takes a reset for an end
            with pytest.raises(ConnectionResetError):
                while below.recv(65536):
                    pass
    assert len(dataverse.rows("tasks")) == 1


def test_a_refused_connection_is_refused_by_the_system(dataverse: Emulator, served: str) -> None:
    address = (urlsplit(served).hostname or "", urlsplit(served).port or 0)
    with httpx.Client(headers=TOKEN, base_url=served) as client:
        dataverse.faults.breaks(REFUSED, nth=2, pause=0.4)
        assert client.get("WhoAmI").status_code == 200  # and the kept-alive connection ends with it
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, 1).close()
        dataverse.faults.absent(0.1)  # type: ignore[misc]  # a second absence during the first changes nothing
        with pytest.raises(httpx.ConnectError):
            client.get("WhoAmI")
        time.sleep(0.5)
        assert client.get("WhoAmI").status_code == 200


def test_a_server_that_is_away_can_be_stopped(dataverse: Emulator) -> None:
    with dataverse.serve() as url, socket.create_connection((urlsplit(url).hostname or "", urlsplit(url).port or 0), 1) as idle:
        time.sleep(0.05)
        dataverse.faults.breaks(REFUSED, pause=0.05)
        assert idle.recv(1) == b""
    time.sleep(0.1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((urlsplit(url).hostname or "", urlsplit(url).port or 0), 1).close()


# -- bytes ---------------------------------------------------------------------------------------------------------------


def test_each_break_sends_what_it_says() -> None:
    reply = Reply(200, (("A", "b"),), b"0123456789" * 10)
    pieces = dict.fromkeys(BREAKS, Sending)
    assert pieces.keys() == BREAKS.keys()
    head = b"HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 100\r\n\r\n"

    def of(kind: str) -> Sending:
        return sending(Reply(200, reply.headers, reply.body, breaks=kind, pause=0.5))

    assert sending(reply) == Sending((head + reply.body,), "keep")
    assert sending(reply, with_body=False) == Sending((head,), "keep")
    assert sending(Reply(204), close=True) == Sending((b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",), "fin")
    assert of("drop") == Sending((), "fin")
    assert of("reset") == Sending((), "rst")
    assert of("silence") == Sending((), "hang", 0.5)
    assert of("garbage") == Sending((GARBAGE,), "fin")
    assert of("truncate") == Sending((head, reply.body[:50]), "fin")
    assert of("cut body") == Sending((head, reply.body[:50]), "rst")
    assert of("long length").pieces[0] == head.replace(b"100", b"117")
    assert of("short length").pieces[0] == head.replace(b"100", b"83")
    assert of("drip") == Sending((head, reply.body[:64], reply.body[64:]), "keep", 0.5)
    assert of("stale") == Sending((head, reply.body), "fin")
    assert of("cut head").pieces[0] == head[:40]
    assert len(of("huge header").pieces[0]) > 300_000
    assert b"Content-Encoding: gzip" in of("truncated gzip").pieces[0]
    assert of("interim").pieces[0].startswith(b"HTTP/1.1 100")


def test_the_linger_option_is_two_integers() -> None:
    assert struct.calcsize("ii") == 8


# -- plans ---------------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_fate() -> None:
    def fates(seed: int) -> list[object]:
        faults = Faults()
        faults.storm(seed, 0.5, (503, 429, "drop", REFUSED))
        drawn = [faults.next_request() for _ in range(60)]
        return [None if each is None else (each.breaks, each.applied, None if each.reply is None else each.reply.status) for each in drawn]

    assert fates(1) == fates(1) != fates(2)
    hit = [each for each in fates(1) if each is not None]
    assert 15 < len(hit) < 45
    assert all(not applied for breaks, applied, status in hit if breaks == REFUSED or status == 429)  # type: ignore[misc]


def test_a_storm_ends_when_the_faults_are_cleared(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.faults.storm(1, 1.0, (500,))
    assert [http.get("WhoAmI").status_code for _ in range(3)] == [500, 500, 500]
    dataverse.faults.clear()
    assert http.get("WhoAmI").status_code == 200


@pytest.mark.parametrize(
    ("plan", "what"),
    [
        (lambda faults: faults.breaks("nothing"), "breaks by"), (lambda faults: faults.breaks(REFUSED, applied=True), "no effect"),
        (lambda faults: faults.breaks("drop", nth=0), "from 1"), (lambda faults: faults.lose_part(nth=0), "from 1"),
        (lambda faults: faults.storm(1, kinds=("nothing",)), "nothing"), (lambda faults: faults.storm(1, kinds=()), "kinds"),
        (lambda faults: faults.storm(1, parts=("torn",)), "torn"),
    ],
)  # fmt: skip
def test_a_fault_that_is_none_is_refused(plan: Callable[[Faults], None], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        plan(Faults())


def test_parts_of_a_batch_are_lost_and_doubled(dataverse: Emulator, http: httpx.Client) -> None:
    part = "--{0}\r\nContent-Type: application/http\r\nContent-ID: {1}\r\n\r\nPOST tasks HTTP/1.1\r\n\r\n{{}}\r\n"
    changes = "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n" + part.format("c", 1) + part.format("c", 2) + "--c--\r\n"
    body = part.format("b", 3) + changes + part.format("b", 4) + "--b--"
    dataverse.faults.lose_part(nth=1)
    dataverse.faults.double_part(nth=2)
    dataverse.faults.lose_part(nth=3)
    reply = http.post("$batch", content=body, headers={"Content-Type": "multipart/mixed; boundary=b"})
    assert [line.split()[1] for line in reply.text.split("\r\n") if line.startswith("Content-ID")] == ["1", "1", "4"]
    assert len(dataverse.rows("tasks")) == 4


def test_the_same_seed_gives_the_same_fate_to_the_operations_of_batches(dataverse: Emulator, http: httpx.Client) -> None:
    part = "--b\r\nContent-Type: application/http\r\n\r\nGET WhoAmI HTTP/1.1\r\n\r\n\r\n"
    headers = {"Content-Type": "multipart/mixed; boundary=b", "Prefer": "odata.continue-on-error"}

    def fates(seed: int) -> list[str]:
        dataverse.faults.storm(seed, 0.4, (), (429, 503, "lost", "doubled"))
        reply = http.post("$batch", content=part * 40 + "--b--", headers=headers)
        assert reply.status_code == 200
        return [line.split()[1] for line in reply.text.split("\r\n") if line.startswith("HTTP/1.1")]

    assert fates(1) == fates(1) != fates(2)
    assert {"200", "429", "503"} == set(fates(1))
    dataverse.faults.storm(1, 1.0, (), ("lost",))
    assert "HTTP/1.1" not in http.post("$batch", content=part * 3 + "--b--", headers=headers).text
    assert http.get("WhoAmI").status_code == 200  # a storm inside batches leaves requests alone


def test_an_operation_is_carried_out_and_its_reply_lost_except_in_a_change_set(dataverse: Emulator, http: httpx.Client) -> None:
    part = "--{0}\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nPOST tasks HTTP/1.1\r\n\r\n{{}}\r\n"
    changes = "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n" + part.format("c") + "--c--\r\n"
    for body, rows in ((part.format("b") + "--b--", 1), (changes + "--b--", 1)):
        dataverse.faults.answer_part(503, applied=True)
        assert http.post("$batch", content=body, headers={"Content-Type": "multipart/mixed; boundary=b"}).status_code == 503
        assert len(dataverse.rows("tasks")) == rows


def test_an_applied_error_reply_hides_a_write_that_happened(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.faults.answer(503, applied=True)
    assert http.post("tasks", json={}).status_code == 503
    assert len(dataverse.rows("tasks")) == 1
