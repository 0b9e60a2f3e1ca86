"""Reading replies: errors, ids, links, pauses; typed errors that name the request and quote nothing."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataverse_sdk.errors import (
    BadRequest,
    ConcurrencyMismatch,
    InvalidReply,
    NotFound,
    RedirectRefused,
    ServerError,
    ServiceError,
    Throttled,
)
from dataverse_sdk.wire.messages import Reply, Request
from dataverse_sdk.wire.replies import created_id, error_of, expect, json_object, next_link, raise_for_status, retry_after

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ID = UUID("e73ffc82-e292-ed11-aad1-000d3a9933c9")


def reply(status: int, body: bytes = b"", *headers: tuple[str, str]) -> Reply:
    return Reply(status, headers, body, request_id="r-1")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("   ", None),
        ("0", 0.0),
        ("5", 5.0),
        (" 5 ", 5.0),
        ("+5", 5.0),
        ("1.5", 1.5),
        ("1,200", 1200.0),
        ("1,200.00", 1200.0),
        ("-5", 0.0),
        ("1000000000", 1e9),
        ("9" * 400, None),
        ("garbage", None),
        ("soon, please", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("1_0", None),
        ("0x10", None),
        ("\u0661\u0662", None),
        ("Fri, 02 Jan 2026 03:04:35 GMT", 30.0),
        ("Fri, 02 Jan 2026 03:04:35 -0000", 30.0),
        ("Fri, 02 Jan 2026 05:04:35 +0200", 30.0),
        ("Fri, 02 Jan 2026 03:04:00 GMT", 0.0),
        ("Mon, 01 Jan 1990 00:00:00 GMT", 0.0),
        ("Fri, 31 Feb 2026 00:00:00 GMT", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2026 99999999999999999999:00:00 GMT", None),
        ("Mon, 01 Jan 2026 00:00:00 +9999999999", None),
    ],
)
def test_a_retry_after_is_seconds_or_a_date_or_nothing(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40) | st.text(alphabet="0123456789,.:+- GMTJanFri", max_size=40))
def test_no_retry_after_can_break_the_reader(value: str) -> None:
    seconds = retry_after(value)
    assert seconds is None or 0 <= seconds < float("inf")


def test_a_retry_after_date_counts_from_the_clock() -> None:
    seconds = retry_after(format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True))
    assert seconds is not None
    assert 50 < seconds <= 60


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "message"),
    [
        (404, b'{"error":{"code":"0x80040217","message":"m"}}', NotFound, "0x80040217", "m"),
        (412, b'{"error":{"code":"0x80060882","message":"m","innererror":{}}}', ConcurrencyMismatch, "0x80060882", "m"),
        (400, b'\xef\xbb\xbf{"error":{"code":"","message":null}}', BadRequest, "", ""),
        (400, b'{"error":{"code":null}}', BadRequest, "", ""),
        (400, b'{"error":{"code":"SECRET in a code"}}', BadRequest, "", ""),
        (400, b'{"error":{"code":"' + b"a" * 65 + b'"}}', BadRequest, "", ""),
        (400, b'{"error":"SECRET"}', BadRequest, "", ""),
        (400, b'{"error":null}', BadRequest, "", ""),
        (400, b'["SECRET"]', BadRequest, "", ""),
        (400, b"3", BadRequest, "", ""),
        (502, b"<html>SECRET</html>", ServerError, "", ""),
        (500, b"", ServerError, "", ""),
        (409, b'{"error":{"code":5,"message":6}}', ServiceError, "5", "6"),
    ],
)
def test_an_error_is_typed_whatever_its_body(status: int, body: bytes, kind: type[ServiceError], code: str, message: str) -> None:
    error = error_of(reply(status, body, ("Retry-After", "7")))
    assert type(error) is kind
    assert (error.status, error.code, error.service_message, error.request_id, error.retry_after) == (status, code, message, "r-1", 7.0)
    assert "SECRET" not in str(error) + repr(error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, None),
        (204, None),
        (304, None),
        (301, RedirectRefused),
        (302, RedirectRefused),
        (307, RedirectRefused),
        (308, RedirectRefused),
        (100, InvalidReply),
        (0, InvalidReply),
        (404, NotFound),
        (429, Throttled),
    ],
)
def test_only_a_success_passes(status: int, kind: type[Exception] | None) -> None:
    answer = reply(status, b"", ("Location", "https://evil.example/SECRET"))
    if kind is None:
        raise_for_status(answer)
    else:
        with pytest.raises(kind) as caught:
            raise_for_status(answer)
        assert "r-1" in str(caught.value)
        assert "SECRET" not in str(caught.value)


def test_a_success_that_never_should_be_is_an_error() -> None:
    expect(reply(204), 204, 200)
    with pytest.raises(InvalidReply, match=r"201.*r-1"):
        expect(reply(201), 204, 200)
    with pytest.raises(NotFound):
        expect(reply(404), 404)


@pytest.mark.parametrize("body", [b"", b"[]", b"3", b"null", b'"SECRET"', b"<html>SECRET", b'{"a":1'])
def test_a_reply_that_is_no_object_names_the_request(body: bytes) -> None:
    with pytest.raises(InvalidReply, match="r-1") as caught:
        json_object(reply(200, body))
    assert "SECRET" not in str(caught.value)


def test_an_object_is_given_for_a_success_only() -> None:
    assert json_object(reply(200, b'{"a":1}')) == {"a": 1}
    with pytest.raises(NotFound):
        json_object(reply(404, b'{"a":1}'))


@pytest.mark.parametrize(
    "headers",
    [
        (("OData-EntityId", f"https://org/api/data/v9.2/contacts({ID})"),),
        (("odata-entityid", f"contacts({str(ID).upper()}) "),),
        (("Location", f"contacts({ID})"),),
        (("OData-EntityId", f"contacts({ID})"), ("Location", "elsewhere")),
    ],
)
@pytest.mark.parametrize("status", [200, 201, 204])
def test_the_created_id_comes_from_the_headers(headers: tuple[tuple[str, str], ...], status: int) -> None:
    assert created_id(reply(status, b"", *headers)) == ID


@pytest.mark.parametrize("value", [None, "", "contacts", "contacts(1)", "contacts(emailaddress1='SECRET')", f"contacts({ID})/x", f"{ID}"])
def test_a_create_without_an_id_is_an_error(value: str | None) -> None:
    headers = [("OData-EntityId", value)] if value is not None else []
    with pytest.raises(InvalidReply, match="r-1") as caught:
        created_id(reply(204, b"", *headers))
    assert "SECRET" not in str(caught.value)


def test_a_failed_create_has_no_id() -> None:
    with pytest.raises(BadRequest):
        created_id(reply(400, b"", ("OData-EntityId", f"contacts({ID})")))
    with pytest.raises(InvalidReply):
        created_id(reply(304, b"", ("OData-EntityId", f"contacts({ID})")))


LINK = "https://org/api/data/v9.2/contacts?$skiptoken="


@pytest.mark.parametrize(
    ("link", "followed"),
    [
        (None, None),
        (LINK + "%3Ccookie%20pagenumber=%222%22%20pagingcookie=%22%253ccookie%22%20/%3E", None),
        ("contacts?$skiptoken=2", None),
        # Raw where a URL may not be: encoded, and nothing else is touched.
        (LINK + "a b|ü%20", LINK + "a%20b%7C%C3%BC%20"),
        (LINK + '<cookie page="2" />', LINK + "%3Ccookie%20page=%222%22%20/%3E"),
    ],
)
def test_a_next_link_is_followed_verbatim(link: str | None, followed: str | None) -> None:
    found = next_link({"@odata.nextLink": link} if link else {})
    assert found == (followed or link)
    if found:
        assert Request("GET", found).target == found


@pytest.mark.parametrize(
    "link",
    [
        3,
        True,
        {},
        [],
        "",
        LINK + "a\r\nX: 1",
        "https:\\\\evil.example\\",
        "https://org\\@evil.example/",
        LINK + "#x",
        "\t//evil",
        "https://org/api/data/v9.2/../x",
        "\ud800",
    ],
)
def test_a_damaged_next_link_is_the_services_fault(link: Any) -> None:
    with pytest.raises(InvalidReply, match="r-1") as caught:
        next_link({"@odata.nextLink": link}, "r-1")
    assert "evil" not in str(caught.value)
