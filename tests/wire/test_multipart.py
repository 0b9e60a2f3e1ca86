"""The batch codec: one table in both directions, other people's readers, damage at every byte."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import shared
from witnesses import HOSTILE, email_leaves, naughty_strings

from dataverse_sdk.errors import BatchDecodeError, UsageError
from dataverse_sdk.wire.messages import Headers, Link, Reply, Request, ServiceRoot
from dataverse_sdk.wire.multipart import (
    Part,
    boundary_of,
    join,
    reply_from_bytes,
    reply_to_bytes,
    request_from_bytes,
    request_to_bytes,
    split,
)

ROOT = ServiceRoot("https://org.crm.dynamics.com")
URL = ROOT.url.encode()
HTTP = Headers([("Content-Type", "application/http"), ("Content-Transfer-Encoding", "binary")])
JSON = ("Content-Type", "application/json; type=entry")

# --- One table for each layer, read left to right by the encoders and right to left by the decoders.

BODIES = [
    ([], b"--b--\r\n"),
    ([Part(Headers(), b"x")], b"--b\r\n\r\nx\r\n--b--\r\n"),
    ([Part(Headers([("A", "1")]), b"")], b"--b\r\nA: 1\r\n\r\n\r\n--b--\r\n"),
    (
        [Part(Headers([("A", "1"), ("B", "2")]), b"x\r\n"), Part(HTTP, b"\r\ny\n")],
        b"--b\r\nA: 1\r\nB: 2\r\n\r\nx\r\n\r\n"
        b"--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n\r\ny\n\r\n--b--\r\n",
    ),
    (
        [Part(Headers(), "U+2028 \u2028, U+0085 \u0085, VT \x0b".encode())],
        b"--b\r\n\r\nU+2028 \xe2\x80\xa8, U+0085 \xc2\x85, VT \x0b\r\n--b--\r\n",
    ),
]
REQUESTS = [
    (Request("GET", ROOT.url + "contacts?$top=1"), b"GET " + URL + b"contacts?$top=1 HTTP/1.1\r\n\r\n\r\n"),
    (Request("DELETE", "$1"), b"DELETE $1 HTTP/1.1\r\n\r\n\r\n"),
    (Request("PUT", "$12/lastname", (JSON,), b"{}"), b"PUT $12/lastname HTTP/1.1\r\nContent-Type: application/json; type=entry\r\n\r\n{}"),
    (
        Request("PATCH", ROOT.url + "contacts(1)", (JSON, ("If-Match", 'W/"1"')), b'{"a":"\xc3\xbc"}'),
        b"PATCH " + URL + b'contacts(1) HTTP/1.1\r\nContent-Type: application/json; type=entry\r\nIf-Match: W/"1"\r\n\r\n{"a":"\xc3\xbc"}',
    ),
]
REPLIES = [
    (Reply(204, sends=0), b"HTTP/1.1 204 -\r\n\r\n"),
    (Reply(200, (("A", "1"),), b"{}", sends=0), b"HTTP/1.1 200 -\r\nA: 1\r\n\r\n{}"),
    (Reply(400, (("REQ_ID", "r"),), b"x\r\n\r\ny", sends=0, request_id="r"), b"HTTP/1.1 400 -\r\nREQ_ID: r\r\n\r\nx\r\n\r\ny"),
    (Reply(200, (("Content-Length", "2"),), b"{}", sends=0), b"HTTP/1.1 200 -\r\nContent-Length: 2\r\n\r\n{}"),
]


@pytest.mark.parametrize(("parts", "body"), BODIES)
def test_join_and_split_are_mirror_images(parts: list[Part], body: bytes) -> None:
    assert join(parts, "b") == body
    assert split(body, "b") == parts


@pytest.mark.parametrize(("request_", "content"), REQUESTS)
def test_requests_are_written_as_they_are_read(request_: Request, content: bytes) -> None:
    assert request_to_bytes(request_, ROOT) == content
    assert request_from_bytes(content) == request_


@pytest.mark.parametrize(("reply", "content"), REPLIES)
def test_replies_are_written_as_they_are_read(reply: Reply, content: bytes) -> None:
    assert reply_to_bytes(reply) == content
    assert reply_from_bytes(content) == reply


def test_a_relative_target_becomes_absolute_and_only_a_content_id_stays() -> None:
    assert request_to_bytes(Request("GET", "contacts"), ROOT).startswith(b"GET " + URL + b"contacts HTTP/1.1\r\n")
    assert request_to_bytes(Request("GET", "$metadata"), ROOT).startswith(b"GET " + URL + b"$metadata HTTP/1.1\r\n")
    link = Request("POST", "accounts(1)/contacts/$ref", (JSON,), Link("contacts(2)"))
    assert request_to_bytes(link, ROOT).endswith(b'\r\n\r\n{"@odata.id":"' + URL + b'contacts(2)"}')
    assert request_to_bytes(Request("POST", "$1/contacts/$ref", (JSON,), Link("$2")), ROOT).endswith(b'{"@odata.id":"$2"}')


# --- What other implementations write.


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/mixed; boundary=abc", "abc"),
        ('multipart/mixed; boundary="abc"', "abc"),
        ('Multipart/Mixed;BOUNDARY = "a b"', "a b"),
        ("multipart/mixed; charset=utf-8; boundary=abc; x=y", "abc"),
        ("multipart/mixed;boundary=a'()+_,-./:=?z", "a'()+_,-./:=?z"),
    ],
)
def test_a_boundary_is_read_quoted_or_not(content_type: str, boundary: str) -> None:
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "application/json",
        "text/html; boundary=abc",
        "multipart/mixed",
        "multipart/mixed; boundary=",
        'multipart/mixed; boundary=""',
        'multipart/mixed; boundary="ends in a space "',
        "multipart/mixed; boundary=" + "a" * 71,
        'multipart/mixed; boundary="a\r\nb"',
        "multipart/mixed; boundary=ü",
    ],
)
def test_a_body_without_a_usable_boundary_is_refused(content_type: str | None) -> None:
    with pytest.raises(BatchDecodeError):
        boundary_of(content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"\r\n--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\nA: 1\r\n\r\nx\r\n--b--",
        b"a preamble\r\n--b\r\nA: 1\r\n\r\nx\r\n--b--\r\nan epilogue\r\n--b\r\n\r\nnot a part\r\n",
        b"--b \t\r\nA:1\r\n\r\nx\r\n--b-- \r\n",
        b"--b\nA: 1\n\nx\n--b--\n",
        b"--b\r\nA: 1\r\n\r\nx\r\n--b--\n",
    ],
    ids=["blank line first", "no end of line last", "preamble and epilogue", "padding", "LF only", "mixed"],
)
def test_liberties_that_others_take_are_read(body: bytes) -> None:
    assert split(body, "b") == [Part(Headers([("A", "1")]), b"x")]


def test_a_delimiter_right_after_a_delimiter_leaves_an_empty_part_that_no_reply_is_read_from() -> None:
    assert split(b"--b\r\n--b--\r\n", "b") == [Part(Headers(), b"")]
    with pytest.raises(BatchDecodeError):
        reply_from_bytes(b"")


def test_only_a_whole_line_is_a_delimiter() -> None:
    content = b"x --b\r\n--bc\r\n --b\r\n--b-\r\n--bb--\r\n--b--c"
    body = b"--b\r\n\r\n" + content + b"\r\n--b--\r\n"
    assert split(body, "b") == [Part(Headers(), content)]


def test_an_outer_boundary_may_begin_an_inner_one() -> None:
    # Others do this; `join` refuses to.
    inner = join([Part(Headers(), b"x")], "batch_1")
    assert split(b"--batch\r\n\r\n" + inner + b"\r\n--batch--\r\n", "batch") == [Part(Headers(), inner)]
    assert split(inner, "batch_1") == [Part(Headers(), b"x")]
    with pytest.raises(UsageError, match="boundary"):
        join([Part(HTTP, inner)], "batch")


def test_a_boundary_that_occurs_in_a_part_is_never_sent() -> None:
    with pytest.raises(UsageError, match="boundary"):
        join([Part(HTTP, b"x\r\n--b\r\n")], "b")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 20\r\n\r\n",
        b"HTTP/1.1 000 X\r\n\r\n",
        b"HTTP/1.1 600 X\r\n\r\n",
        b"http 200 OK\r\n\r\n",
        b'{"error":{}}',
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA : space before the colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
    ],
)
def test_a_damaged_part_is_an_error(content: bytes) -> None:
    with pytest.raises(BatchDecodeError):
        reply_from_bytes(content)


@pytest.mark.parametrize(
    ("content", "reply"),
    [
        (b"\r\nHTTP/1.1 204 No Content\r\n\r\n\r\n", Reply(204, body=b"\r\n", sends=0)),
        (b"HTTP/1.1 204", Reply(204, sends=0)),
        (b"HTTP/2 204 \nA: 1", Reply(204, (("A", "1"),), sends=0)),
        (b"HTTP/1.1 200 OK\na:b\n\n{}\r\n", Reply(200, (("a", "b"),), b"{}\r\n", sends=0)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}\r\n\r\n", Reply(200, (("Content-Length", "2"),), b"{}", sends=0)),
        (
            b"HTTP/1.1 200 OK\r\nx-ms-service-request-id: s\r\nREQ_ID: r\r\n\r\n",
            Reply(200, (("x-ms-service-request-id", "s"), ("REQ_ID", "r")), sends=0, request_id="s"),
        ),
        (b"HTTP/1.1 200 OK\r\nA: \xe9\r\n\r\n", Reply(200, (("A", "é"),), sends=0)),
    ],
)
def test_part_replies_are_read_as_services_write_them(content: bytes, reply: Reply) -> None:
    assert reply_from_bytes(content) == reply


@pytest.mark.parametrize(
    "content",
    [b"", b"GET contacts\r\n\r\n", b"GET a b HTTP/1.1\r\n\r\n", "GET ü HTTP/1.1\r\n\r\n".encode(), b"GET x HTTP/1.1\r\nA: \x00\r\n\r\n"],
)
def test_a_damaged_request_is_an_error(content: bytes) -> None:
    with pytest.raises(BatchDecodeError):
        request_from_bytes(content)


@pytest.mark.parametrize("value", ["a\r\nMSCRMCallerID: 1", "a\nb", "ü", "\x00", " padded", "padded\t"])
def test_a_part_header_cannot_be_forged(value: str) -> None:
    with pytest.raises(UsageError):
        join([Part(Headers([("A", value)]), b"")], "b")
    with pytest.raises(UsageError):
        join([Part(Headers([(value, "a")]), b"")], "b")


# --- Golden responses, and damage to them.

GOLDEN = ["changeset_3create_1get", "error_continue_on_error", "error_stop_on_first", "plain_3create_1get"]


def golden(name: str) -> tuple[bytes, str]:
    index = json.loads(shared("data/golden/batch/INDEX.json").read_text(encoding="utf-8"))
    return shared(f"data/golden/batch/{name}.response").read_bytes(), index["vectors"][name]["content_type"]


def leaves(body: bytes, content_type: str) -> list[bytes]:
    """The contents of all application/http parts as our codec reads them."""
    found = []
    for part in split(body, boundary_of(content_type)):
        kind = part.headers.get("Content-Type") or ""
        found += [part.content] if kind.startswith("application/http") else leaves(part.content, kind)
    return found


def odatapy_leaves(body: bytes, content_type: str) -> list[bytes]:
    """The same, as odatapy's server-side decoder reads them."""
    server = pytest.importorskip("odatapy.server.batch")
    parser, found = server.BatchParser(ROOT.url), []
    for raw in parser.split(body, server.get_boundary(content_type)):
        headers, content = parser.split_headers(raw)
        kind = headers["content-type"]
        found += [content] if kind.startswith("application/http") else odatapy_leaves(content, kind)
    return found


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_responses_decode_as_email_decodes_them(name: str) -> None:
    body, content_type = golden(name)
    assert leaves(body, content_type) == email_leaves(body, content_type)


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_responses_decode_as_odatapy_decodes_them(name: str) -> None:
    body, content_type = golden(name)
    assert leaves(body, content_type) == odatapy_leaves(body, content_type)
    client = pytest.importorskip("odatapy.client.batch")
    theirs = []
    for item in client.parse_multipart_batch_response(body, boundary_of(content_type)):
        theirs += item if isinstance(item, list) else [item]
    ours = [reply_from_bytes(content) for content in leaves(body, content_type)]
    assert [(reply.status, reply.body.strip()) for reply in ours] == [(item.status_code, item.content.strip()) for item in theirs]


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_response_cut_anywhere_is_an_error_or_the_whole(name: str) -> None:
    body, content_type = golden(name)
    whole = [reply_from_bytes(content) for content in leaves(body, content_type)]
    for end in range(len(body)):
        try:
            found = [reply_from_bytes(content) for content in leaves(body[:end], content_type)]
        except BatchDecodeError:
            continue
        assert found == whole, end


# --- What we write, read by others.


def encoded(texts: list[str], boundary: str) -> bytes:
    inner = [
        Part(HTTP, request_to_bytes(Request("POST", "contacts", (JSON,), json.dumps({"a": text}, ensure_ascii=False).encode()), ROOT))
        for text in texts
    ]
    changeset = Part(Headers([("Content-Type", f'multipart/mixed; boundary="c{boundary}"')]), join(inner, f"c{boundary}"))
    return join([*inner, changeset], boundary)


@pytest.mark.parametrize("text", naughty_strings(9))
def test_hostile_text_adds_no_part_for_any_reader(text: str) -> None:
    check_readers([text, "plain"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=40), st.sampled_from(HOSTILE)), min_size=1, max_size=4))
def test_any_text_adds_no_part_for_any_reader(texts: list[str]) -> None:
    check_readers([text.encode("utf-8", "ignore").decode() for text in texts])


def check_readers(texts: list[str]) -> None:
    boundary = "batch_5f0c1a6ce87b4d6d9b0a"
    body = encoded(texts, boundary)
    content_type = f'multipart/mixed; boundary="{boundary}"'
    ours = leaves(body, content_type)
    assert len(ours) == 2 * len(texts)
    assert odatapy_leaves(body, content_type) == ours
    assert len(email_leaves(body, content_type)) == len(ours)
    assert [json.loads(request_from_bytes(content).body or b"") for content in ours] == [{"a": text} for text in texts] * 2  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60).map(lambda raw: raw.replace(b"b", b"\r\n--b")))
def test_split_ends_in_parts_or_a_typed_error_whatever_comes(body: bytes) -> None:
    with contextlib.suppress(BatchDecodeError):
        assert all(isinstance(part, Part) for part in split(body, "b"))
