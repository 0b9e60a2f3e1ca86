"""The emulator over real HTTP/1.1 and HTTPS: sockets, keep-alive, one thread for each connection.

Knows how requests are framed. Refuses to know what they mean. Written on sockets rather than on `http.server`, which spends more time
on headers than the emulator does on a request.
"""

import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Lock, Thread, Timer
from typing import Any, BinaryIO

from ..behaviours.faults import Faults
from ..http.breakage import Sending, head_of, sending
from ..http.messages import Headers, Reply, Request
from .certificate import write_certificate

__all__ = ["serving"]

Answer = Callable[[Request], Reply]

LONGEST_HEAD = 128 * 1024  # one GET may have a URL of 32,768 characters; the rest is headers
LARGEST_BODY = 256 * 1024 * 1024
SPOOLED = 1024 * 1024
IDLE_SECONDS = 120.0


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


def _content(stream: BinaryIO, headers: Headers) -> tuple[bytes, BinaryIO | None]:
    """The body, or a temporary file with it when it is the content of a file: such bodies are large and go to the store piece by piece."""
    length = headers.get("content-length", "")
    if not headers.get("content-type", "").startswith("application/octet-stream") or not length.isdigit() or int(length) <= SPOOLED:
        return _read_body(stream, headers), None
    if int(length) > LARGEST_BODY:
        raise _Malformed(413)
    spool = TemporaryFile()  # noqa: SIM115 -- it lives as long as the request
    left = int(length)
    while left:
        piece = _exactly(stream, min(left, SPOOLED))
        spool.write(piece)
        left -= len(piece)
    return b"", spool


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
            body, upload = _content(stream, headers)
        except _Malformed as malformed:
            self._send(sending(Reply(malformed.status), close=True))
            self._hear_out()
            return False
        connection = headers.get("connection", "").lower()
        close = connection == "close" or (words[-1] == b"HTTP/1.0" and connection != "keep-alive")
        # blanks inside the target are no HTTP, but clients with hand-made URLs send them
        target = b" ".join(words[1:-1]).decode("utf-8", "replace")
        request = Request(words[0].decode("latin-1").upper(), target, headers, body, self._origin(headers), upload=upload)
        self._server.busy.add(self.request)
        try:
            reply = self._server.answer(request)
            close = close or self._server.away  # said, so that the client does not try this connection once more
            if reply.pieces is not None and reply.breaks is None and request.method != "HEAD":
                kept = self._stream(reply, close)
            else:
                kept = self._send(sending(reply.whole(), close=close, with_body=request.method != "HEAD"))
        finally:
            if upload is not None:
                upload.close()
            self._server.busy.discard(self.request)
        return kept and not self._server.away

    def _hear_out(self) -> None:
        """Read what a client still sends: a socket that is closed with unread data is reset, and takes the reply away with it."""
        self.request.settimeout(1)
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_WR)
            for _ in range(64):
                if not self.request.recv(65536):
                    break

    def _stream(self, reply: Reply, close: bool) -> bool:
        """Write the content of a file piece by piece, so that memory holds one piece of it; True when the connection may serve on."""
        assert reply.pieces is not None  # noqa: S101 -- the caller looked
        self.wfile.write(head_of(reply, length=reply.length, close=close))
        try:
            for piece in reply.pieces():
                self.wfile.write(piece)
        except LookupError:
            return False  # the file was removed meanwhile: the client sees that it is cut short
        return not close

    def _send(self, sent: Sending) -> bool:
        """Write what goes out; True when the connection may serve on."""
        for number, piece in enumerate(sent.pieces):
            if number and sent.pause:
                time.sleep(sent.pause)
            self.wfile.write(piece)
        if sent.end == "hang":
            self.request.settimeout(sent.pause)
            with suppress(OSError):
                self.request.recv(1)  # the client closes, or time is up
        elif sent.end == "rst":
            # closed with data unsent and no time to send it, a socket is reset
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()
            self.request.close()
        return sent.end == "keep"

    def _origin(self, headers: Headers) -> str:
        scheme = "http" if self._server.context is None else "https"
        return f"{scheme}://{headers.get('host', self._server.authority)}"


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], answer: Answer, context: ssl.SSLContext | None) -> None:
        self.context = context
        self.answer = answer
        self.opened: set[socket.socket] = set()
        self.busy: set[socket.socket] = set()
        self.away = False
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Connection)
        port = self.server_address[1]
        self.authority = f"[{address[0]}]:{port}" if ":" in address[0] else f"{address[0]}:{port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is the client's affair."""


class _Listener:
    """The thread that accepts connections, and its absence for a while; mutable."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self._lock = Lock()
        self._done = False
        self._start()

    def _start(self) -> None:
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="dataverse-emulator", daemon=True)
        self._thread.start()

    def _stop(self, connections: set[socket.socket]) -> None:
        self._server.shutdown()
        self._thread.join()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def leave(self, seconds: float) -> None:
        """Refuse connections for so long; the ones that wait for a request end, the others after their reply."""
        with self._lock:
            if self._done or self._server.away:
                return
            self._server.away = True
            self._stop(self._server.opened - self._server.busy)
            self._server.socket.close()
        timer = Timer(seconds, self._back)
        timer.daemon = True
        timer.start()

    def _back(self) -> None:
        with self._lock:
            if not self._done:
                self._server.socket = socket.socket(self._server.address_family, self._server.socket_type)
                self._server.server_bind()
                self._server.server_activate()
                self._server.away = False
                self._start()

    def end(self) -> None:
        """Stop for good; kept-alive connections end too: nobody goes on talking to an emulator that is not served any more."""
        with self._lock:
            self._done = True
            if not self._server.away:
                self._stop(set(self._server.opened))


@contextmanager
def serving(answer: Answer, host: str, port: int, tls: bool, faults: Faults) -> Iterator[tuple[str, Path | None]]:
    """Serve until the block ends; yields the URL, and the certificate that clients are to trust."""
    with TemporaryDirectory(prefix="dataverse-emulator-") as folder:
        certificate = context = None
        if tls:
            certificate, key = write_certificate(Path(folder), host)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
        with _Server((host, port), answer, context) as server:
            listener = _Listener(server)
            faults.absent = listener.leave
            try:
                yield f"{'http' if context is None else 'https'}://{server.authority}", certificate
            finally:
                faults.absent = None
                listener.end()
