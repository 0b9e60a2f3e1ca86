"""Real sockets: what was sent when a connection failed is known from the wire, not guessed from the error's name."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from faces import FAST, G1, Face, Goat

from dataverse_sdk.client import ClientOptions
from dataverse_sdk.errors import ConnectionLost, DataverseError, NotSent, OutcomeUnknown
from dataverse_sdk.operations import create, get

pytestmark = pytest.mark.anyio


class Stub:
    """A server that reads one request from each connection, sends the given bytes, and hangs up."""

    def __init__(self, answer: Callable[[bytes], bytes | None]) -> None:
        self.answer = answer
        self.seen: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                if self.answer(b"") is None:  # hang up before anything is read
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                    continue
                data = b""
                while not self._complete(data):
                    received = connection.recv(65536)
                    if not received:
                        break
                    data += received
                self.seen.append(data)
                answer = self.answer(data)
                if answer:
                    connection.sendall(answer)

    @staticmethod
    def _complete(data: bytes) -> bool:
        head, end, body = data.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), 0)
        return bool(end) and len(body) >= length

    def close(self) -> None:
        # A blocked accept wakes up only for a connection.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[bytes], bytes | None]], Stub]]:
    stubs: list[Stub] = []

    def start(answer: Callable[[bytes], bytes | None]) -> Stub:
        stubs.append(Stub(answer))
        return stubs[-1]

    yield start
    for stub in stubs:
        stub.close()


async def outcome(face: Face, url: str, operation: object) -> DataverseError | None:
    client = face.own(url, options=FAST, allow_insecure_loopback=True)
    try:
        await face.call(client.send, operation)
    except DataverseError as error:
        return error
    finally:
        await face.call(client.close)
    return None


GOAT = b'{"farm_goatid":"%s"}' % str(G1).encode()


def ok(_: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(GOAT), GOAT)


async def test_an_answer_is_read(face: Face, serve: Callable[..., Stub]) -> None:
    stub = serve(ok)
    assert await outcome(face, stub.url, get(Goat, G1)) is None
    assert stub.seen[0].startswith(b"GET /api/data/v9.2/farm_goats(" + str(G1).encode() + b")?$select=")


async def test_nobody_at_home_is_not_sent_and_tried_again(face: Face) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for operation in (get(Goat, G1), create(Goat(farm_name="x"))):
        error = await outcome(face, f"http://127.0.0.1:{port}", operation)
        assert isinstance(error, NotSent)
        assert error.sends == 5


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 2",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"SSH-2.0-OpenSSH\r\n",
    ],
)
async def test_an_answer_that_ends_early_is_lost_and_a_write_is_not_repeated(face: Face, serve: Callable[..., Stub], answer: bytes) -> None:
    stub = serve(lambda _: answer)
    error = await outcome(face, stub.url, create(Goat(farm_name="x")))
    assert isinstance(error, OutcomeUnknown)
    assert len(stub.seen) == 1
    error = await outcome(face, stub.url, get(Goat, G1))
    assert isinstance(error, ConnectionLost)
    assert len(stub.seen) == 1 + 5


async def test_a_read_survives_one_lost_answer(face: Face, serve: Callable[..., Stub]) -> None:
    tries: list[bytes] = []

    def answer(data: bytes) -> bytes:
        if data:
            tries.append(data)
        return ok(data) if len(tries) > 1 else b""

    assert await outcome(face, serve(answer).url, get(Goat, G1)) is None
    assert len(tries) == 2


async def test_a_slow_answer_times_out_and_a_write_is_unknown(face: Face, serve: Callable[..., Stub]) -> None:
    release = threading.Event()

    def answer(data: bytes) -> bytes:
        if data:
            release.wait(5)
        return b""

    stub = serve(answer)
    client = face.own(stub.url, options=ClientOptions(read_timeout=0.1, retry=FAST.retry), allow_insecure_loopback=True)
    try:
        with pytest.raises(OutcomeUnknown):
            await face.call(client.create, Goat(farm_name="x"))
    finally:
        release.set()
        await face.call(client.close)
    # However often it was sent, and whichever of them the stub got to read: always the same record.
    bodies = {data.partition(b"\r\n\r\n")[2] for data in stub.seen if data.startswith(b"POST")}
    assert len(bodies) == 1
