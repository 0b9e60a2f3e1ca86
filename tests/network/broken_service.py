"""A service on a raw socket that keeps records and breaks one answer, in any of the ways a network can.

It knows what it carried out: that is the oracle. Written with sockets and nothing else, so that no HTTP library can repair what is broken.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import TracebackType
from uuid import UUID, uuid4

ROW = UUID(int=0xB1)
Speak = Callable[[socket.socket, bytes], None]


def rst(sock: socket.socket, _answer: bytes = b"") -> None:
    """Resets the connection."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def fin(sock: socket.socket, _answer: bytes = b"") -> None:
    """Closes the connection without a word."""
    sock.close()


def cut(count: int) -> Speak:
    """Sends the first bytes of the answer and closes; a negative count leaves out the last ones."""

    def speak(sock: socket.socket, answer: bytes) -> None:
        sock.sendall(answer[:count])
        sock.close()

    return speak


def say(answer: bytes) -> Speak:
    """Sends these bytes in place of the answer."""

    def speak(sock: socket.socket, _answer: bytes) -> None:
        sock.sendall(answer)
        sock.close()

    return speak


def drip(sock: socket.socket, answer: bytes) -> None:
    """Sends a byte at a time, each in good time for a read timeout, and the whole never."""
    try:
        for byte in answer:
            sock.sendall(bytes([byte]))
            time.sleep(0.1)
    except OSError:
        pass
    sock.close()


def status(code: int, body: bytes = b"", *headers: str) -> Speak:
    """Answers with a status of the network's, or the service's, making."""
    # It closes after this answer, and says so: a client must not try the connection again.
    lines = [f"HTTP/1.1 {code} X", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return say("\r\n".join(lines).encode() + body)


CODED = b'{"error":{"code":"0x80040265","message":"no"}}'
HTML = b"<html>gateway</html>"


@dataclass(frozen=True)
class Fault:
    """One way to break an answer: before the request was carried out, or after."""

    name: str
    applied: bool
    speak: Speak
    # Nothing of the request is read: the connection breaks at once.
    deaf: bool = False


def throttle(*headers: str, code: str = "0x80072322") -> Speak:
    """Answers as the service protection limits do."""
    return status(429, b'{"error":{"code":"%s","message":"slow down"}}' % code.encode(), "Content-Type: application/json", *headers)


def interim(then: bool) -> Speak:
    """Sends an interim answer, and then the answer, or nothing."""

    def speak(sock: socket.socket, answer: bytes) -> None:
        sock.sendall(b"HTTP/1.1 102 Processing\r\n\r\n" + (answer if then else b""))
        sock.close()

    return speak


def resized(by: int) -> Speak:
    """Sends the answer with another Content-Length than its body has."""

    def speak(sock: socket.socket, answer: bytes) -> None:
        sock.sendall(re.sub(rb"Content-Length: (\d+)", lambda found: b"Content-Length: %d" % max(0, int(found[1]) + by), answer))
        sock.close()

    return speak


def squeezed(sock: socket.socket, answer: bytes) -> None:
    """Sends the answer compressed, and stops before its end."""
    head, _, body = answer.partition(b"\r\n\r\n")
    packed = gzip.compress(body or b"{}")
    head = re.sub(rb"\r\nContent-Length: \d+", b"", head).replace(b" 204 ", b" 200 ")
    sock.sendall(head + b"\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
    half = packed[: len(packed) // 2]
    sock.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(half), half))
    sock.close()


PAGE = (b"<html>sign in to the guest network</html>", "Content-Type: text/html; charset=utf-8")
BROKEN_JSON = (b'{"value": [{"zoo_name": "R', "Content-Type: application/json")
LATER = datetime.now(UTC) + timedelta(seconds=0)

BEFORE = [
    Fault("reset on accept", False, rst, deaf=True),
    Fault("close on accept", False, fin, deaf=True),
    Fault("reset", False, rst),
    Fault("close", False, fin),
    Fault("garbage", False, say(b"\x00\x01 not http at all\r\n\r\n")),
    Fault("a web page", False, status(200, *PAGE)),
    Fault("408", False, status(408, HTML)),
    Fault("429", False, status(429, CODED, "Retry-After: 0")),
    Fault("429 with a float", False, throttle("Retry-After: 0.01", code="0x80072321")),
    Fault("429 with a date", False, throttle(f"Retry-After: {format_datetime(LATER, usegmt=True)}", code="0x80072326")),
    Fault("429 in the past", False, throttle("Retry-After: Mon, 01 Jan 1990 00:00:00 GMT")),
    Fault("429 with less than nothing", False, throttle("Retry-After: -7")),
    Fault("429 for ever", False, throttle("Retry-After: 1000000000")),
    Fault("429 without a word", False, throttle()),
    Fault("429 with garbage", False, throttle("Retry-After: soon")),
    Fault("500 with a code", False, status(500, CODED, "Content-Type: application/json")),
    Fault("502", False, status(502, HTML)),
    Fault("503 to be retried", False, status(503, b"", "Retry-After: 0")),
    Fault("504", False, status(504, HTML)),
    Fault("401", False, status(401, CODED)),
    Fault("403", False, status(403, CODED, "Content-Type: application/json")),
    Fault("409", False, status(409, CODED, "Content-Type: application/json")),
    Fault("413", False, status(413, HTML)),
    Fault("redirect", False, status(307, b"", "Location: http://127.0.0.2:9/api/data/v9.2/zoo_animals")),
    Fault("interim and no more", False, interim(False)),
]
AFTER = [
    Fault("reset", True, rst),
    Fault("close", True, fin),
    Fault("half a status line", True, cut(7)),
    Fault("half the headers", True, cut(40)),
    Fault("half the body", True, cut(-1)),
    Fault("too long a length", True, resized(10)),
    Fault("half of it compressed", True, squeezed),
    Fault("garbage", True, say(b"\xff\xfe garbage\r\n\r\n")),
    Fault("a web page", True, status(200, *PAGE)),
    Fault("broken JSON", True, status(200, *BROKEN_JSON)),
    Fault("interim and no more", True, interim(False)),
    Fault("interim and then the answer", True, interim(True)),
    Fault("408", True, status(408, HTML)),
    Fault("500 of a gateway", True, status(500, HTML)),
    Fault("502", True, status(502, HTML)),
    Fault("503", True, status(503, HTML)),
    Fault("504", True, status(504, HTML)),
    Fault("endless header", True, say(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000)),
    Fault("slow drip", True, drip),
]


@dataclass
class BrokenService:
    """Serves until it is left. `fault` breaks the first answer that concerns records; `always` breaks every one."""

    fault: Fault | None = None
    always: bool = False
    # So many requests are answered well before the fault comes.
    after: int = 0
    rows: dict[UUID, dict[str, object]] = field(default_factory=dict)
    # What was carried out, in order: the oracle.
    applied: list[str] = field(default_factory=list)
    requests: int = 0
    version: int = 1
    port: int = 0
    tls: ssl.SSLContext | None = None
    # A query has so many pages, each with every row.
    pages: int = 1
    # Each connection is closed after so many answers, without a word.
    per_connection: int = 1_000_000
    connections: int = 0
    # The headers of each request, names in lower case.
    seen: list[dict[str, str]] = field(default_factory=list)

    def __enter__(self) -> BrokenService:
        self._sock = socket.create_server(("127.0.0.1", 0))
        self.port = self._sock.getsockname()[1]
        self._stopped = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopped = True
        socket.create_connection(self._sock.getsockname()).close()
        self._thread.join()
        self._sock.close()

    @property
    def url(self) -> str:
        return f"{'http' if self.tls is None else 'https'}://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while True:
            sock, _ = self._sock.accept()
            if self._stopped:
                sock.close()
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _take_fault(self) -> Fault | None:
        if self.after:
            self.after -= 1
            return None
        fault = self.fault
        if not self.always:
            self.fault = None
        return fault

    def _serve(self, sock: socket.socket) -> None:
        try:
            self.connections += 1
            if self.fault is not None and self.fault.deaf:
                fault = self._take_fault()
                assert fault is not None
                self.requests += 1
                fault.speak(sock, b"")
                return
            if self.tls is not None:
                sock = self.tls.wrap_socket(sock, server_side=True)
            for _ in range(self.per_connection):
                request = self._read(sock)
                if request is None:
                    sock.close()
                    return
                with self._lock:
                    self.requests += 1
                    self.seen.append(request[2])
                    fault = self._take_fault()
                    answer = self._carry_out(*request) if fault is None or fault.applied else b""
                if fault is not None:
                    fault.speak(sock, answer)
                    return
                sock.sendall(answer)
            sock.close()
        except OSError:
            pass

    @staticmethod
    def _read(sock: socket.socket) -> tuple[str, str, dict[str, str], bytes] | None:
        data = b""
        while b"\r\n\r\n" not in data:
            more = sock.recv(65536)
            if not more:
                return None
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in fields)}
        while len(body) < int(headers.get("content-length", 0)):
            body += sock.recv(65536)
        method, target, _ = line.split(" ")
        return method, target.partition("/api/data/v9.2/")[2], headers, body

    def _reply(self, code: int, document: object = None, *headers: str) -> bytes:
        body = b"" if document is None else json.dumps(document).encode()
        lines = [f"HTTP/1.1 {code} X", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers, "", ""]
        return "\r\n".join(lines).encode() + body

    def _error(self, code: int, number: str) -> bytes:
        return self._reply(code, {"error": {"code": number, "message": "no"}})

    def _row(self, key: UUID) -> dict[str, object]:
        return {"@odata.etag": f'W/"{self.rows[key]["version"]}"', "zoo_animalid": str(key), "zoo_name": self.rows[key]["name"]}

    def _carry_out(self, method: str, target: str, headers: dict[str, str], body: bytes) -> bytes:
        if target == "$batch":
            return self._batch(body)
        found = re.search(r"\(([0-9a-f-]{36})\)", target)
        key = UUID(found[1]) if found else None
        if target.startswith("zoo_Feed"):
            self.applied.append("action")
            return self._reply(204)
        if method == "POST":
            document = json.loads(body)
            key = UUID(document.get("zoo_animalid") or str(uuid4()))
            if key in self.rows:
                return self._error(412, "0x80040237")
            self.version += 1
            self.rows[key] = {"name": document["zoo_name"], "version": self.version}
            self.applied.append("create")
            return self._reply(204, None, f"OData-EntityId: {self.url}/api/data/v9.2/zoo_animals({key})")
        if method == "GET" and key is None:
            return self._page(int((re.search(r"skiptoken=(\d+)", target) or [0, "1"])[1]))
        if key is None or key not in self.rows:
            return self._error(404, "0x80040217")
        if method == "GET":
            return self._reply(200, self._row(key))
        if target.endswith("x-ms-file-name=a.txt"):
            self.applied.append("upload")
            return self._reply(204)
        condition = headers.get("if-match")
        if condition not in (None, "*", f'W/"{self.rows[key]["version"]}"'):
            return self._error(412, "0x80060882")
        if method == "DELETE":
            del self.rows[key]
            self.applied.append("delete")
            return self._reply(204)
        self.version += 1
        self.rows[key] = {"name": json.loads(body)["zoo_name"], "version": self.version}
        self.applied.append("update")
        return self._reply(204)

    def _page(self, number: int) -> bytes:
        document: dict[str, object] = {"value": [self._row(each) | {"zoo_weight": number} for each in self.rows]}
        if number < self.pages:
            document["@odata.nextLink"] = f"{self.url}/api/data/v9.2/zoo_animals?$skiptoken={number + 1}"
        return self._reply(200, document)

    def _batch(self, body: bytes) -> bytes:
        """Carries out a batch of creates, single ones or in one change set."""
        numbers = [found.decode() for found in re.findall(rb"Content-ID: (\d+)", body)]
        made = b""
        for place, name in enumerate(re.findall(rb'"zoo_name":\s*"([^"]*)"', body)):
            self.version += 1
            key = uuid4()
            self.rows[key] = {"name": name.decode(), "version": self.version}
            self.applied.append("create")
            location = f"OData-EntityId: {self.url}/api/data/v9.2/zoo_animals({key})"
            number = f"Content-ID: {numbers[place]}\r\n" if numbers else ""
            boundary = "changeset_1" if numbers else "batchresponse_1"
            made += (
                f"--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n{number}\r\n"
                f"HTTP/1.1 204 No Content\r\n{location}\r\n\r\n\r\n"
            ).encode()
        if numbers:
            head = b"--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changeset_1\r\n\r\n"
            made = head + made + b"--changeset_1--\r\n"
        whole = made + b"--batchresponse_1--\r\n"
        start = f"HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=batchresponse_1\r\nContent-Length: {len(whole)}\r\n\r\n"
        return start.encode() + whole
