"""The emulator over real HTTP/1.1 and HTTPS: sockets, keep-alive, one thread for each connection.

Knows how requests are framed. Refuses to know what they mean. Written on sockets rather than on `http.server`, which spends more time
on headers than the emulator does on a request.
"""

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, BinaryIO

from .certificate import write_certificate
from .faults import Dropped, Faults
from .messages import Headers, Reply, Request, phrase

__all__ = ["serving"]

Handle = Callable[[Request], Reply]

LONGEST_HEAD = 128 * 1024  # one GET may have a URL of 32,768 characters; the rest is headers
LARGEST_BODY = 256 * 1024 * 1024
IDLE_SECONDS = 120.0
CONTROL = "/_emulator/"
BODILESS = frozenset({204, 304})


class _Malformed(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _read_head(stream: BinaryIO) -> list[bytes] | None:
    """The lines of a request head; None when the client is done with the connection."""
    lines: list[bytes] = []
    size = 0
    while True:
        line = stream.readline(LONGEST_HEAD + 1)
        size += len(line)
        if not line:
            return None
        if size > LONGEST_HEAD:
            raise _Malformed(414 if not lines else 431)
        line = line.rstrip(b"\r\n")
        if line:
            lines.append(line)
        elif lines:  # empty lines before a request are ignored (RFC 9112, 2.2)
            return lines


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise ConnectionError("the request body was cut short")
    return data


def _read_body(stream: BinaryIO, headers: Headers) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        chunks: list[bytes] = []
        total = 0
        while True:
            size_text = stream.readline(1024).partition(b";")[0].strip()
            try:
                size = int(size_text, 16)
            except ValueError as error:
                raise _Malformed(400) from error
            total += size
            if total > LARGEST_BODY:
                raise _Malformed(413)
            if size == 0:
                while stream.readline(1024).strip():
                    pass  # trailers
                return b"".join(chunks)
            chunks.append(_exactly(stream, size))
            stream.readline(8)
    length = headers.get("content-length", "0").strip()
    if not length.isdigit():
        raise _Malformed(400)
    if int(length) > LARGEST_BODY:
        raise _Malformed(413)
    return _exactly(stream, int(length))


def _written(reply: Reply, close: bool, with_body: bool) -> bytes:
    lines = [f"HTTP/1.1 {reply.status} {phrase(reply.status)}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if reply.status not in BODILESS:
        lines.append(f"Content-Length: {len(reply.body)}")
    if close:
        lines.append("Connection: close")
    head = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"
    return head + reply.body if with_body and reply.status not in BODILESS else head


class _Connection(StreamRequestHandler):
    """One connection, until either side closes it."""

    timeout = IDLE_SECONDS  # type: ignore[mutable-override]  # a constant of this class, read once by the base
    disable_nagle_algorithm = True
    wbufsize = 0

    @property
    def _server(self) -> "_Server":
        assert isinstance(self.server, _Server)  # noqa: S101 -- the base class says no more than BaseServer
        return self.server

    def setup(self) -> None:
        """Make the connection ready: for TLS the handshake, in this thread, so that a silent client holds up no other."""
        if self._server.context is not None:
            self.request.settimeout(IDLE_SECONDS)
            self.request = self._server.context.wrap_socket(self.request, server_side=True)
        self._server.opened.add(self.request)
        super().setup()

    def finish(self) -> None:
        """Forget the connection."""
        self._server.opened.discard(self.request)
        super().finish()
        if self._server.context is not None:
            self.request.close()  # the server closes the socket it accepted, which TLS has emptied, and does not know this one

    def handle(self) -> None:
        """Answer requests one after the other."""
        with suppress(OSError, ssl.SSLError):
            while self._one():
                pass

    def _one(self) -> bool:
        stream: Any = self.rfile
        try:
            lines = _read_head(stream)
            if lines is None:
                return False
            words = lines[0].split(b" ")
            if len(words) < 3 or not words[-1].startswith(b"HTTP/1."):
                raise _Malformed(400)
            fields = []
            for line in lines[1:]:
                name, colon, value = line.decode("latin-1").partition(":")
                if not colon:
                    raise _Malformed(400)
                fields.append((name.strip(), value.strip()))
            headers = Headers(fields)
            if headers.get("expect", "").lower() == "100-continue":
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = _read_body(stream, headers)
        except _Malformed as malformed:
            self.wfile.write(_written(Reply(malformed.status), close=True, with_body=True))
            return False
        connection = headers.get("connection", "").lower()
        close = connection == "close" or (words[-1] == b"HTTP/1.0" and connection != "keep-alive")
        # blanks inside the target are no HTTP, but clients with hand-made URLs send them
        target = b" ".join(words[1:-1]).decode("utf-8", "replace")
        request = Request(words[0].decode("latin-1").upper(), target, headers, body, self._origin(headers))
        try:
            reply = self._server.answer(request)
        except Dropped:
            return False
        self.wfile.write(_written(reply, close, request.method != "HEAD"))
        return not close

    def _origin(self, headers: Headers) -> str:
        scheme = "http" if self._server.context is None else "https"
        return f"{scheme}://{headers.get('host', self._server.authority)}"


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handle: Handle, context: ssl.SSLContext | None, faults: Faults | None) -> None:
        self.context = context
        self.handle_request_message = handle
        self.faults = faults
        self.opened: set[socket.socket] = set()
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Connection)
        port = self.server_address[1]
        self.authority = f"[{address[0]}]:{port}" if ":" in address[0] else f"{address[0]}:{port}"

    def answer(self, request: Request) -> Reply:
        """The reply to a request; those below `/_emulator/` steer the emulator itself."""
        if request.target.startswith(CONTROL) and self.faults is not None:
            return _control(self.faults, request)
        return self.handle_request_message(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is the client's affair."""


def _control(faults: Faults, request: Request) -> Reply:
    """`POST /_emulator/faults`: `{"status": 503, "nth": 1, "headers": {}, "applied": false}`, `{"drop": true}` or `{"part": true, ...}`.

    `DELETE /_emulator/faults` forgets them.
    """
    if request.target != CONTROL + "faults":
        return Reply(404)
    if request.method == "DELETE":
        faults.clear()
        return Reply(204)
    if request.method != "POST":
        return Reply(405)
    try:
        plan = json.loads(request.body)
        nth, applied = int(plan.get("nth", 1)), bool(plan.get("applied", False))
        if plan.get("drop"):
            faults.drop(nth=nth, applied=applied)
            return Reply(204)
        options: dict[str, Any] = {name: plan[name] for name in ("code", "message", "headers") if name in plan}
        if "body" in plan:
            options["body"] = str(plan["body"]).encode()
        if plan.get("part"):
            faults.answer_part(int(plan["status"]), nth=nth, **options)
        else:
            faults.answer(int(plan["status"]), nth=nth, applied=applied, **options)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Reply(400, (("Content-Type", "text/plain"),), f"not a fault: {error!r}".encode())
    return Reply(204)


@contextmanager
def serving(
    handle: Handle, host: str, port: int, tls: bool, faults: Faults | None = None
) -> Iterator[tuple[str, Path | None]]:
    """Serve until the block ends; yields the URL, and the certificate that clients are to trust."""
    with TemporaryDirectory(prefix="dataverse-emulator-") as folder:
        certificate = context = None
        if tls:
            certificate, key = write_certificate(Path(folder), host)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
        with _Server((host, port), handle, context, faults) as server:
            thread = Thread(target=server.serve_forever, args=(0.05,), name="dataverse-emulator", daemon=True)
            thread.start()
            try:
                yield f"{'http' if context is None else 'https'}://{server.authority}", certificate
            finally:
                server.shutdown()
                thread.join()
                # kept-alive connections end with the server: nobody goes on talking to an emulator that is not served any more
                for connection in tuple(server.opened):
                    with suppress(OSError):
                        connection.shutdown(socket.SHUT_RDWR)
