"""A service that answers at once, in a process of its own, over TLS: pages of contacts in gzip, and whatever creates need.

Nothing of it is measured: clients are, by their own CPU time. Run by `transfers.py`, which reads its port and certificate off its output.
"""

from __future__ import annotations

import gzip
import re
import ssl
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import UUID

from dataverse_sdk.emulator.serving.certificate import write_certificate

sys.path.insert(0, str(Path(__file__).parent))
from pages import page

ID = UUID(int=1 << 100)
DEFINITION = (
    b'{"value":[{"LogicalName":"contact","SchemaName":"Contact","EntitySetName":"contacts","PrimaryIdAttribute":"contactid",'
    b'"PrimaryNameAttribute":"fullname","MetadataId":"00000000-0000-0000-0000-000000000001","LogicalCollectionName":"contacts"}]}'
)
_packed: dict[tuple[bool, int], bytes] = {}


class Handler(BaseHTTPRequestHandler):
    """Answers by the path."""

    protocol_version = "HTTP/1.1"
    pages, port = 10, 0

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def reply(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        """Sends an answer."""
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        """Pages of contacts, or definitions of tables."""
        json = ("Content-Type", "application/json")
        if "/contacts" not in self.path:
            self.reply(200, DEFINITION if "/Attributes" not in self.path else b'{"value":[]}', json)
            return
        found = re.search(r"skiptoken=(\d+)", self.path)
        number = int(found[1]) if found else 1
        annotations = "include-annotations" in self.headers.get("Prefer", "")
        link = f"https://localhost:{self.port}/api/data/v9.2/contacts?$skiptoken={number + 1}" if number < self.pages else None
        key = (annotations, number)
        if key not in _packed:
            _packed[key] = gzip.compress(page(annotations=annotations, following=link), 5)
        self.reply(200, _packed[key], json, ("Content-Encoding", "gzip"))

    def do_POST(self) -> None:
        """A batch of creates, or CreateMultiple: every row is created."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.path.endswith("$batch"):
            ids = ",".join(f'"{ID}"' for _ in range(body.count(b"@odata.type")))
            self.reply(200, f'{{"Ids":[{ids}]}}'.encode(), ("Content-Type", "application/json"))
            return
        made = f"HTTP/1.1 204 No Content\r\nOData-Version: 4.0\r\nLocation: https://localhost/api/data/v9.2/contacts({ID})\r\n"
        made += f"OData-EntityId: https://localhost/api/data/v9.2/contacts({ID})\r\n\r\n\r\n"
        numbers = re.findall(rb"Content-ID: *(\d+)", body, re.IGNORECASE)
        part = "--in\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {}\r\n\r\n"
        inner = "".join(part.format(number.decode()) + made for number in numbers) + "--in--\r\n"
        text = f"--out\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n{inner}\r\n--out--\r\n"
        self.reply(200, text.encode(), ("Content-Type", "multipart/mixed; boundary=out"))


def main() -> None:
    """Serves until its standard input ends."""
    certificate, key = write_certificate(Path(tempfile.mkdtemp()), "localhost")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Handler.port = server.server_address[1]
    print(Handler.port, certificate, flush=True)
    import threading

    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
