"""The `$batch` codec: what it accepts, what it refuses, and that others can read what it writes."""

import email
import email.policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odatapy.client.batch import parse_multipart_batch_response

from dataverse_sdk.emulator.http.batch import ChangeSet, ChangeSetReply, Operation, PartReply, decode, encode
from dataverse_sdk.emulator.http.messages import Headers, Reply
from dataverse_sdk.emulator.http.refusals import Refusal

QUOTED = 'multipart/mixed; boundary="b"'

PLAIN = (
    "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    'POST contacts HTTP/1.1\r\nContent-Type: application/json; type=entry\r\n\r\n{"lastname":"X"}\r\n'
    "--b\r\nContent-Type: application/http\r\n\r\nGET contacts HTTP/1.1\r\n\r\n\r\n--b--\r\n"
)
SET = (
    "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
    "--c\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nDELETE contacts(1) HTTP/1.1\r\n\r\n\r\n"
    "--c\r\nContent-Type: application/http\r\nContent-ID: 2\r\n\r\nPATCH $1 HTTP/1.1\r\n\r\n{}\r\n--c--\r\n\r\n--b--"
)


def stripped(text: str, content_type: str = QUOTED) -> list[tuple[str, str, bytes]]:
    items = decode(content_type, text.encode())
    assert all(isinstance(item, Operation) for item in items)
    return [(item.method, item.target, item.body.strip()) for item in items if isinstance(item, Operation)]


EXPECTED = [("POST", "contacts", b'{"lastname":"X"}'), ("GET", "contacts", b"")]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\r\n" + PLAIN,
        "a preamble\r\n" + PLAIN,
        PLAIN.rstrip(),
        PLAIN + "an epilogue",
        PLAIN.replace("\r\n", "\n"),
        PLAIN.replace("Content-Type", "content-type"),
        PLAIN.replace("\r\n\r\n\r\n--b", "\r\n\r\n\r\n\r\n\r\n--b"),
        PLAIN.replace("--b\r\n", "--b  \r\n"),
        PLAIN.replace("\r\nPOST", "\r\n\r\nPOST"),
    ],
    ids=range(10),
)
def test_the_liberties_that_clients_take_change_nothing(text: str) -> None:
    assert stripped(text) == EXPECTED


@pytest.mark.parametrize(
    "content_type",
    ["multipart/mixed;boundary=b", "multipart/mixed; Boundary=b; charset=utf-8", 'Multipart/Mixed; boundary="b"'],
)
def test_a_boundary_is_found_quoted_or_bare(content_type: str) -> None:
    assert stripped(PLAIN, content_type) == EXPECTED


def test_raw_spaces_and_quotes_in_a_url_are_part_of_it() -> None:
    text = PLAIN.replace("GET contacts ", "GET contacts?$filter=lastname eq 'O''Brien HTTP' ")
    assert stripped(text)[1][1] == "contacts?$filter=lastname eq 'O''Brien HTTP'"


def test_a_content_length_inside_ends_the_body() -> None:
    text = PLAIN.replace("type=entry\r\n", "type=entry\r\nContent-Length: 16\r\n").replace('"X"}', '"X"}   ')
    (first, _) = decode(QUOTED, text.encode())
    assert isinstance(first, Operation)
    assert first.body == b'{"lastname":"X"}'


def test_a_change_set_keeps_its_operations_and_their_content_ids() -> None:
    (item,) = decode(QUOTED, SET.encode())
    assert isinstance(item, ChangeSet)
    assert [(each.method, each.target, each.content_id) for each in item.operations] == [
        ("DELETE", "contacts(1)", "1"),
        ("PATCH", "$1", "2"),
    ]


def test_a_content_id_on_the_inner_request_counts() -> None:
    text = SET.replace("Content-ID: 1\r\n\r\nDELETE contacts(1) HTTP/1.1\r\n", "\r\nDELETE contacts(1) HTTP/1.1\r\nContent-ID: 1\r\n")
    (item,) = decode(QUOTED, text.encode())
    assert isinstance(item, ChangeSet)
    assert item.operations[0].content_id == "1"


REFUSED = {
    "no boundary": ("multipart/mixed", PLAIN, "boundary"),
    "not multipart": ("application/json; boundary=b", PLAIN, "multipart/mixed"),
    "cut short": (QUOTED, PLAIN[:-8], "closing boundary"),
    "another boundary": (QUOTED, PLAIN.replace("--b", "--x"), "closing boundary"),
    "header without colon": (QUOTED, PLAIN.replace("Content-Transfer-Encoding: binary", "nonsense"), "colon"),
    "no request line": (QUOTED, PLAIN.replace("GET contacts HTTP/1.1", ""), "request line"),
    "nested batch": (QUOTED, PLAIN.replace("POST contacts", "POST /api/data/v9.2/$batch"), "another batch"),
    "GET in a change set": (QUOTED, SET.replace("DELETE", "GET"), "GET"),
    "no Content-ID": (QUOTED, SET.replace("Content-ID: 1\r\n", ""), "Content-ID header not present"),
    "Content-ID twice": (QUOTED, SET.replace("Content-ID: 2", "Content-ID: 1"), "unique"),
    "nested change set": (QUOTED, SET.replace("application/http", "multipart/mixed; boundary=d"), "another change set"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_malformed_batch_is_refused_whole(name: str) -> None:
    content_type, text, part = REFUSED[name]
    with pytest.raises(Refusal, match=part) as caught:
        decode(content_type, text.encode())
    assert (caught.value.status, caught.value.code) == (400, "0x80060888")


def batch_of(plain: int, in_set: int) -> bytes:
    one = "--b\r\nContent-Type: application/http\r\n\r\nGET contacts HTTP/1.1\r\n\r\n\r\n"
    inner = "".join(
        f"--c\r\nContent-Type: application/http\r\nContent-ID: {n}\r\n\r\nPOST contacts HTTP/1.1\r\n\r\n{{}}\r\n" for n in range(in_set)
    )
    change_set = f"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n{inner}--c--\r\n"
    return f"{one * plain}{change_set}--b--".encode()


def test_a_thousand_operations_are_accepted_those_in_change_sets_counted() -> None:
    assert len(decode(QUOTED, batch_of(400, 600))) == 401
    with pytest.raises(Refusal, match="1001"):
        decode(QUOTED, batch_of(400, 601))


def read(reply: Reply) -> email.message.Message:
    head = "".join(f"{name}: {value}\r\n" for name, value in reply.headers)
    return email.message_from_bytes(head.encode() + b"\r\n" + reply.body, policy=email.policy.HTTP)


OK = PartReply(Reply(200, (("Content-Type", "application/json"), ("OData-Version", "4.0")), b'{"value":"\xc3\xbc"}'))
MADE = PartReply(Reply(204, (("OData-Version", "4.0"), ("OData-EntityId", "https://x/contacts(1)"))), "7")


def test_a_reply_is_read_by_the_email_parser_of_cpython() -> None:
    reply = encode([MADE, ChangeSetReply((MADE, OK)), OK])
    message = read(reply)
    parts = message.get_payload()
    assert not message.defects
    assert message.get_boundary("").startswith("batchresponse_")
    assert [part.get_content_type() for part in parts] == ["application/http", "multipart/mixed", "application/http"]  # type: ignore[union-attr]
    inner = parts[1].get_payload()  # type: ignore[index, union-attr]
    assert parts[1].get_boundary("").startswith("changesetresponse_")  # type: ignore[index, union-attr]
    assert [each["Content-ID"] for each in inner] == ["7", None]
    assert b'{"value":"\xc3\xbc"}' in reply.body
    assert reply.body.startswith(b"--batchresponse_")
    assert b"HTTP/1.1 204 No Content\r\n" in reply.body


def test_a_reply_is_read_by_the_decoder_of_odatapy() -> None:
    reply = encode([MADE, ChangeSetReply((MADE, OK)), OK])
    boundary = dict(reply.headers)["Content-Type"].partition("boundary=")[2]
    first, inner, last = parse_multipart_batch_response(reply.body, boundary)
    assert isinstance(inner, list)
    assert not isinstance(first, list)
    assert not isinstance(last, list)
    found = [(each.status_code, each.content_id, each.content) for each in (first, *inner, last)]
    made, ok = (204, "7", b""), (200, None, OK.reply.body)
    assert found == [made, made, ok, ok]


def test_an_empty_reply_has_no_parts() -> None:
    reply = encode([], 400)
    assert (reply.status, reply.body.count(b"--")) == (400, 2)


GOLDEN = Path(__file__).resolve().parents[2] / "../shared/data/golden/batch"


@pytest.mark.skipif(not GOLDEN.is_dir(), reason="the documented traffic is not on this machine")
@pytest.mark.parametrize("name", ["plain_3create_1get", "error_stop_on_first", "error_continue_on_error"])
def test_parts_are_framed_byte_for_byte_as_documented(name: str) -> None:
    documented = (GOLDEN / f"{name}.response").read_bytes()
    boundary = documented[2 : documented.index(b"\r\n")]
    parts = []
    for chunk in documented.split(b"--" + boundary)[1:-1]:
        _, head, body = chunk.removeprefix(b"\r\n").split(b"\r\n\r\n", 2)
        status, *fields = head.decode().split("\r\n")
        headers = tuple((field.partition(": ")[0], field.partition(": ")[2]) for field in fields)
        parts.append(PartReply(Reply(int(status.split()[1]), headers, body.removesuffix(b"\r\n"))))
    ours = encode(parts)
    mine = ours.body[2 : ours.body.index(b"\r\n")]
    assert ours.body.replace(mine, boundary) == documented


@given(st.binary(max_size=200), st.text(alphabet="abc(),'$ =", min_size=1, max_size=30).map(str.strip).filter(bool))
def test_any_body_comes_through(body: bytes, target: str) -> None:
    if b"--b" in body:
        return
    part = f"--b\r\nContent-Type: application/http\r\n\r\nPOST {target} HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n"
    (item,) = decode(QUOTED, part.encode() + body + b"\r\n--b--")
    assert item == Operation("POST", target, Headers([("Content-Length", str(len(body)))]), body)
