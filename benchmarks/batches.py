"""What the `$batch` codec costs, against CPython's `email` and a plain join of JSON: CPU seconds, as ratios.

Run: nox -s benchmarks. A thousand parts of 1.2 KB, a hundred of 50 KB, and a thousand creates.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dataverse_sdk.wire import json as wire_json
from dataverse_sdk.wire import multipart
from dataverse_sdk.wire.messages import Headers, Reply, Request, ServiceRoot

sys.path.insert(0, str(Path(__file__).parent / "support"))
from turns import in_turns

RUNS = 7
ROOT = ServiceRoot("https://org.crm.dynamics.com")
HTTP = Headers([("Content-Type", "application/http"), ("Content-Transfer-Encoding", "binary")])
JSON = Headers([("Content-Type", "application/json; odata.metadata=minimal"), ("OData-Version", "4.0")])


def document(size: int) -> dict[str, Any]:
    """Gives a row of about so many bytes of JSON."""
    return {f"column{number}": "some text of usual length, with a number" for number in range(size // 58)}


def answer(count: int, size: int) -> bytes:
    """Gives a response of so many rows."""
    content = multipart.reply_to_bytes(Reply(200, JSON, json.dumps(document(size)).encode()))
    return multipart.join([multipart.Part(HTTP, content)] * count, "batchresponse_1")


def decode(body: bytes) -> list[Reply]:
    """Gives the replies in a response."""
    return [multipart.reply_from_bytes(part.content) for part in multipart.split(body, "batchresponse_1")]


def by_email(kind: Any) -> Callable[[bytes], Any]:
    """Gives a decoder of CPython's mail package: parts, and the headers inside them."""

    def run(body: bytes) -> list[Any]:
        whole = BytesParser(policy=kind).parsebytes(b"Content-Type: multipart/mixed; boundary=batchresponse_1\r\n\r\n" + body)
        parts: Any = whole.get_payload()
        inner = BytesParser(policy=kind)
        return [inner.parsebytes(part.get_payload(decode=True).partition(b"\r\n")[2]) for part in parts]

    return run


def main() -> None:
    """Prints the figures."""
    for count, size, goal in ((1000, 1200, 400), (100, 50_000, 1200)):
        body = answer(count, size)
        assert len(decode(body)) == count
        sides: dict[str, Callable[[], Any]] = {
            "this codec": lambda body=body: decode(body),
            "this codec and its JSON": lambda body=body: [wire_json.loads(reply.body) for reply in decode(body)],
            "email, compat32": lambda body=body: by_email(policy.compat32)(body),
            "email, HTTP": lambda body=body: by_email(policy.HTTP)(body),
        }
        found = in_turns(sides, RUNS)
        ours = found["this codec"]
        print(f"{count} parts of {size} bytes decoded: {len(body) / ours / 1e6:.0f} MB/s   (goal >= {goal})")
        for name, seconds in found.items():
            print(f"  {name:32} {seconds * 1e3:8.2f} ms   {seconds / ours:6.1f} x this codec")

    rows = [document(1200)] * 1000
    bodies = [wire_json.dumps(row) for row in rows]
    requests = [Request("POST", "contacts", JSON, text) for text in bodies]
    marked = [Headers([*HTTP, ("Content-ID", str(number))]) for number in range(1000)]

    def framing() -> bytes:
        parts = [multipart.Part(head, multipart.request_to_bytes(each, ROOT)) for head, each in zip(marked, requests, strict=True)]
        return multipart.join(parts, "batch_1")

    sides = {"join(json.dumps)": lambda: b"".join([json.dumps(row).encode() for row in rows])}
    sides["this encoder and its JSON"] = lambda: ([wire_json.dumps(row) for row in rows], framing())
    sides["this encoder, framing alone"] = framing
    if find_spec("orjson"):
        import orjson

        sides["join(orjson.dumps)"] = lambda: b"".join([orjson.dumps(row) for row in rows])
    found = in_turns(sides, RUNS)
    print("1,000 creates of 1.2 KB encoded   (goal E is <= 1.4 x join(orjson.dumps), with orjson for the JSON)")
    for name, seconds in found.items():
        print(f"  {name:32} {seconds * 1e3:8.2f} ms   {seconds / found['join(json.dumps)']:6.2f} x join(json.dumps)")


if __name__ == "__main__":
    main()
