"""A call ends in its time, wherever the service stops to speak: before the connection, in the handshake, in the headers, in the body."""

from __future__ import annotations

import contextlib
import gc
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from broken_service import ROW
from network_cases import FACES, LENT, Animal, opened, options

from dataverse_sdk import DataverseClient
from dataverse_sdk.emulator.serving.certificate import write_certificate
from dataverse_sdk.errors import DeadlineExceeded, NotSent, TransportError

pytestmark = [pytest.mark.slow, pytest.mark.anyio]
DEADLINE = 0.5


class Stalling:
    """Accepts connections, and then speaks slower than anybody can wait, or not at all."""

    def __init__(self, speak: Callable[[socket.socket], None], backlog: int = 16) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=backlog)
        self.port: int = self.listener.getsockname()[1]
        self.speak = speak
        self.open: list[socket.socket] = []
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(sock)
            threading.Thread(target=self._speak, args=(sock,), daemon=True).start()

    def _speak(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError):
            self.speak(sock)

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for sock in self.open:
            sock.close()
        self.thread.join(5)


def silent(_sock: socket.socket) -> None:
    pass


def dripping(text: bytes) -> Callable[[socket.socket], None]:
    def speak(sock: socket.socket) -> None:
        sock.recv(65536)
        for place in range(10_000):
            sock.sendall(text[place : place + 1] or b" ")
            time.sleep(0.05)

    return speak


STALLS = {
    "handshake": (silent, True, NotSent),
    "answer": (silent, False, DeadlineExceeded),
    "status line": (dripping(b"HTTP/1.1 200 OK                "), False, DeadlineExceeded),
    "headers": (dripping(b"HTTP/1.1 200 OK\r\nX-Long: "), False, DeadlineExceeded),
    "body": (dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{"), False, DeadlineExceeded),
}


@pytest.fixture
def stall() -> Iterator[Callable[..., Stalling]]:
    made: list[Stalling] = []

    def start(*arguments: object) -> Stalling:
        made.append(Stalling(*arguments))  # type: ignore[arg-type]
        return made[-1]

    yield start
    for one in made:
        one.close()
    gc.collect()


async def ends(face: str, url: str, trust: ssl.SSLContext | None = None) -> tuple[TransportError, float]:
    async with opened(face, url, options(DEADLINE), trust) as client:
        started = time.monotonic()
        with pytest.raises(TransportError) as caught:
            found = client.get(Animal, ROW)
            if not isinstance(client, DataverseClient):
                await found
        return caught.value, time.monotonic() - started


# asyncio closes a connection whose handshake was cancelled in a later turn of its loop, which here comes to its end.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("face", [*FACES, *LENT])
@pytest.mark.parametrize("where", STALLS)
async def test_the_deadline_holds_wherever_the_service_stops(stall: Callable[..., Stalling], where: str, face: str, tmp_path: Path) -> None:
    speak, tls, kind = STALLS[where]
    service = stall(speak)
    trust = ssl.create_default_context(cafile=str(write_certificate(tmp_path, "127.0.0.1")[0])) if tls else None
    error, took = await ends(face, f"{'https' if tls else 'http'}://127.0.0.1:{service.port}", trust)
    assert type(error) is kind
    assert took <= DEADLINE + 0.25


@pytest.mark.parametrize("face", [*FACES, *LENT])
async def test_the_deadline_holds_where_no_connection_comes_about(face: str) -> None:
    """The queue of a listener that accepts nobody is filled first: the next connection is neither made nor refused."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        waiting = []
        for _ in range(4):
            sock = socket.socket()
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
            waiting.append(sock)
        error, took = await ends(face, f"http://127.0.0.1:{listener.getsockname()[1]}")
        for sock in waiting:
            sock.close()
    assert type(error) is NotSent
    assert took <= DEADLINE + 0.25
