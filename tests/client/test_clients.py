"""Both faces: what they send, what they give back, what they refuse. Retries, links, redirects, sizes and silence."""

import gzip
import inspect
import json
import logging
import re
import zlib
from typing import Any
from uuid import UUID

import httpx
import pytest
from faces import FAST, G1, GOAT, ROOT, URL, Face, Goat, Key, Service

from dataverse_sdk.client import AsyncDataverseClient, ClientOptions, DataverseClient
from dataverse_sdk.client.async_client import AsyncQueryResult
from dataverse_sdk.client.feeds import AsyncChangeFeed, ChangeFeed
from dataverse_sdk.client.sync_client import QueryResult
from dataverse_sdk.errors import (
    BadRequest,
    BatchDecodeError,
    ConnectionLost,
    DataverseError,
    DuplicateRecord,
    ForeignLink,
    InvalidReply,
    NotFound,
    NotSent,
    OutcomeUnknown,
    RedirectRefused,
    ReplyTooLarge,
    Throttled,
    Unauthorized,
    UsageError,
)
from dataverse_sdk.operations import create, delete, get, query_page
from dataverse_sdk.operations.settings import CallSettings
from dataverse_sdk.query import Query
from dataverse_sdk.testing import batch_reply, error_reply
from dataverse_sdk.wire.effects import Flow, counted, send
from dataverse_sdk.wire.messages import Reply, Request
from dataverse_sdk.wire.retry import RetryPolicy

pytestmark = pytest.mark.anyio

OK = httpx.Response(200, json=GOAT)
DONE = httpx.Response(204)
CREATED = httpx.Response(204, headers={"OData-EntityId": f"{ROOT}farm_goats({G1})"})
NO = httpx.Response(404, json={"error": {"code": "0x80040217", "message": "SECRET"}}, headers={"x-ms-service-request-id": "svc-1"})
GOATS = Query(Goat).where(Goat.farm_name == "S3CRET-VALUE")
REQ = httpx.Request("GET", ROOT)


def rows(*names: str, link: str | None = None) -> httpx.Response:
    values = [{**GOAT, "farm_name": name} for name in names]
    return httpx.Response(200, json={"value": values, **({"@odata.nextLink": link} if link else {})})


def whole(reply: Reply) -> httpx.Response:
    return httpx.Response(reply.status, headers=list(reply.headers), content=reply.body)


# --- Parity.


@pytest.mark.parametrize(
    ("first", "second"), [(DataverseClient, AsyncDataverseClient), (QueryResult, AsyncQueryResult), (ChangeFeed, AsyncChangeFeed)]
)
def test_both_clients_have_the_same_methods_with_the_same_signatures(first: type, second: type) -> None:
    def public(cls: type) -> dict[str, list[tuple[str, Any, Any]]]:
        return {
            name: [(parameter.name, parameter.kind, parameter.default) for parameter in inspect.signature(member).parameters.values()]
            for name, member in inspect.getmembers(cls, inspect.isfunction)
            if not name.startswith("_") or name == "__init__"
        }

    assert public(first) == public(second)
    properties = [{name for name, _ in inspect.getmembers(cls, lambda member: isinstance(member, property))} for cls in (first, second)]
    assert properties[0] == properties[1]


def test_what_waits_in_the_asynchronous_client_is_a_coroutine() -> None:
    at_once = {"changes", "query", "options"}
    for name, member in inspect.getmembers(AsyncDataverseClient, inspect.isfunction):
        if not name.startswith("_") and name not in at_once:
            inner = inspect.unwrap(member)
            assert inspect.iscoroutinefunction(inner) or inspect.isasyncgenfunction(inner), name


# --- What is sent.


async def test_every_request_carries_the_headers_the_service_wants(face: Face) -> None:
    key, service = Key(), Service(OK)
    client = face.client(service, key)
    row = await face.call(client.get, Goat, G1)
    assert row.farm_name == "Heidi"
    (request,) = service.requests
    assert str(request.url) == f"{ROOT}farm_goats({G1})?$select=farm_goatid,farm_name,farm_born"
    wanted = {
        "Accept": "application/json",
        "OData-Version": "4.0",
        "OData-MaxVersion": "4.0",
        "If-None-Match": "null",
        "Authorization": "Bearer t0ken-1",
    }
    assert {name: request.headers[name] for name in wanted} == wanted
    assert len(request.headers.get_list("accept")) == 1
    assert UUID(request.headers["x-ms-client-request-id"])
    assert key.asked == [(f"{URL}/.default",)]


async def test_a_write_carries_its_body_and_no_cache_header(face: Face) -> None:
    service = Service(CREATED)
    assert await face.call(face.client(service).create, Goat(farm_name="ü")) == G1
    (request,) = service.requests
    document = json.loads(request.content)
    assert UUID(document.pop("farm_goatid"))  # the client's own, so that the create can be repeated
    assert (request.method, document) == ("POST", {"farm_name": "ü"})
    assert "If-None-Match" not in request.headers
    assert request.headers["content-length"] == str(len(request.content))


async def test_each_method_is_its_operation(face: Face) -> None:
    service = Service(OK)
    client = face.client(service)
    row = await face.call(client.get, Goat, G1, select=[Goat.farm_name], annotations="*")
    assert (await face.call(client.find, Goat, G1)).farm_name == "Heidi"
    row.farm_name = "x"
    await face.call(client.update, row)
    row.farm_name = "y"
    await face.call(client.update, row, overwrite=True)
    assert (await face.call(client.upsert, Goat(farm_goatid=G1, farm_name="x"), prevent="create")).id == G1
    await face.call(client.delete, Goat, G1, etag='W/"1"')
    reply = await face.call(client.request, "GET", "farm_goats?$top=1", headers={"X-Mine": "1"})
    assert reply.status == 200
    assert await face.call(client.run, counted(send(Request("GET", "x"))))
    assert (await face.call(client.send, get(Goat, G1))).farm_name == "Heidi"
    assert [(request.method, request.url.path.removeprefix("/api/data/v9.2/")) for request in service.requests] == [
        ("GET", f"farm_goats({G1})"),
        ("GET", f"farm_goats({G1})"),
        ("PATCH", f"farm_goats({G1})"),
        ("PATCH", f"farm_goats({G1})"),
        ("PATCH", f"farm_goats({G1})"),
        ("DELETE", f"farm_goats({G1})"),
        ("GET", "farm_goats"),
        ("GET", "x"),
        ("GET", f"farm_goats({G1})"),
    ]
    assert client.http_calls == 9
    assert client.root.url == ROOT


async def test_who_am_i_and_its_way_of_saying_no(face: Face) -> None:
    ids = {"UserId": str(G1), "BusinessUnitId": str(G1), "OrganizationId": str(G1)}
    assert (await face.call(face.client(Service(httpx.Response(200, json=ids))).who_am_i)).user_id == G1
    with pytest.raises(InvalidReply):
        await face.call(face.client(Service(httpx.Response(200, json={}))).who_am_i)


async def test_find_gives_none_where_get_raises(face: Face) -> None:
    client = face.client(Service(NO))
    assert await face.call(client.find, Goat, G1) is None
    with pytest.raises(NotFound, match="svc-1") as caught:
        await face.call(client.get, Goat, G1)
    assert (caught.value.request_id, caught.value.service_message) == ("svc-1", "SECRET")
    assert "SECRET" not in str(caught.value)
    with pytest.raises(UsageError):
        await face.call(client.find, Goat, "../x")


async def test_an_error_without_an_id_of_the_service_has_the_clients(face: Face) -> None:
    service = Service(httpx.Response(403))
    with pytest.raises(DataverseError) as caught:
        await face.call(face.client(service).get, Goat, G1)
    assert caught.value.request_id == service.requests[0].headers["x-ms-client-request-id"]


async def test_a_request_of_ones_own_comes_back_whatever_its_status(face: Face) -> None:
    client = face.client(Service(NO))
    reply = await face.call(client.request, "POST", "x", body=b"{}")
    assert (reply.status, json.loads(reply.body)["error"]["code"], reply.headers.get("X-MS-Service-Request-Id")) == (
        404,
        "0x80040217",
        "svc-1",
    )
    for name in ("Authorization", "Host", "CallerObjectId", "MSCRM.SolutionUniqueName", "Content-Length", "a b", "X\r\n"):
        with pytest.raises(UsageError):
            await face.call(client.request, "GET", "x", headers={name: "1"})


# --- Queries.


async def test_a_query_is_sent_page_by_page_as_rows_are_asked_for(face: Face) -> None:
    service = Service(rows("a", "b", link=f"{ROOT}farm_goats?$skiptoken=2"), rows("c"))
    client = face.client(service)
    result = client.query(GOATS, page_size=2)
    assert client.http_calls == 0
    assert [row.farm_name for row in await face.rows(result)] == ["a", "b", "c"]
    assert [str(request.url) for request in service.requests][1] == f"{ROOT}farm_goats?$skiptoken=2"
    assert {request.headers["Prefer"] for request in service.requests} == {"odata.maxpagesize=2"}
    pages = await face.rows(result.pages())
    assert [len(page.rows) for page in pages] == [1]


async def test_a_query_has_a_first_one_and_a_count(face: Face) -> None:
    def result(*answers: httpx.Response) -> Any:
        return face.client(Service(*answers)).query(GOATS)

    assert (await face.call(result(rows("a")).first)).farm_name == "a"
    assert await face.call(result(rows()).first) is None
    assert (await face.call(result(rows("a")).one)).farm_name == "a"
    with pytest.raises(NotFound):
        await face.call(result(rows()).one)
    with pytest.raises(DuplicateRecord):
        await face.call(result(rows("a", "b")).one)
    assert await face.call(result(httpx.Response(200, content=b"\xef\xbb\xbf42")).count) == 42


async def test_a_query_that_ends_early_asks_for_no_more(face: Face) -> None:
    service = Service(rows("a", "b", link=f"{ROOT}farm_goats?$skiptoken=2"), NO)
    assert (await face.call(face.client(service).query(GOATS).first)).farm_name == "a"
    assert len(service.requests) == 1
    assert "$top=1" in str(service.requests[0].url)


# --- Batches.


async def test_a_batch_is_sent_when_its_block_ends(face: Face) -> None:
    service = Service(whole(batch_reply(Reply(200, body=json.dumps(GOAT).encode()), error_reply(404))))
    client = face.client(service)
    async with face.batch(client, continue_on_error=True) as batch:
        first, second = batch.add(get(Goat, G1)), batch.add(delete(Goat, G1))
        assert client.http_calls == 0
    assert (first.value.farm_name, second.outcome, client.http_calls) == ("Heidi", "failed", 1)
    assert service.requests[0].headers["Prefer"] == "odata.continue-on-error"
    assert service.requests[0].headers["If-None-Match"] == "null"
    assert str(service.requests[0].url) == f"{ROOT}$batch"


async def test_an_exception_in_the_block_sends_nothing(face: Face) -> None:
    client = face.client(Service(NO))
    with pytest.raises(ZeroDivisionError):
        async with face.batch(client) as batch:
            handle = batch.add(create(Goat(farm_name="x")))
            _ = 1 / 0
    assert (client.http_calls, handle.outcome) == (0, "pending")


async def test_an_empty_batch_sends_nothing(face: Face) -> None:
    client = face.client(Service(NO))
    async with face.batch(client):
        pass
    assert client.http_calls == 0


async def test_a_batch_that_stops_raises_at_the_end_of_its_block(face: Face) -> None:
    client = face.client(Service(whole(batch_reply(error_reply(400), status=400))))
    with pytest.raises(BadRequest):
        async with face.batch(client) as batch:
            handles = [batch.add(delete(Goat, G1)) for _ in range(2)]
    assert [handle.outcome for handle in handles] == ["failed", "never_ran"]


async def test_a_batch_answer_that_is_no_batch_names_the_request(face: Face) -> None:
    service = Service(httpx.Response(200, text="no batch", headers={"x-ms-service-request-id": "svc-1"}))
    with pytest.raises(BatchDecodeError, match="svc-1"):
        async with face.batch(face.client(service)) as batch:
            batch.add(query_page(GOATS))


# --- Retries, without sleeping.


@pytest.mark.parametrize(
    ("answers", "operation", "sends"),
    [
        ((httpx.Response(503), OK), get(Goat, G1), 2),
        ((httpx.Response(502), httpx.Response(504), OK), get(Goat, G1), 3),
        ((httpx.ConnectError("x"), httpx.ReadTimeout("x"), OK), get(Goat, G1), 3),
        ((httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x"), CREATED), create(Goat(farm_name="x")), 4),
        ((httpx.Response(429, headers={"Retry-After": "7"}), CREATED), create(Goat(farm_name="x")), 2),
        ((httpx.Response(503, headers={"Retry-After": "7"}), DONE), delete(Goat, G1), 2),
        ((httpx.Response(401), CREATED), create(Goat(farm_name="x")), 2),
    ],
)
async def test_what_may_be_sent_again_is(face: Face, naps: list[float], answers: Any, operation: Any, sends: int) -> None:
    service = Service(*answers)
    client = face.client(service)
    await face.call(client.send, operation)
    assert (len(service.requests), client.http_calls) == (sends, sends)
    assert all(nap in (0.0, 7.0) for nap in naps)
    # Every attempt is a request of its own to the service's logs.
    assert len({request.headers["x-ms-client-request-id"] for request in service.requests}) == sends


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout("x"), httpx.ReadError("x"), httpx.RemoteProtocolError("x"), httpx.WriteError("x"), httpx.WriteTimeout("x")]
)
async def test_an_ambiguous_write_is_sent_once(face: Face, naps: list[float], error: Exception) -> None:
    service = Service(error)
    for operation in (create(Goat(farm_name="x")), delete(Goat, G1)):
        service.requests.clear()
        with pytest.raises(OutcomeUnknown) as caught:
            await face.call(face.client(service).send, operation)
        assert len(service.requests) == 1
        assert caught.value.request_id == service.requests[0].headers["x-ms-client-request-id"]
    assert naps == []


@pytest.mark.parametrize(
    ("answer", "kind", "sends"),
    [
        (httpx.Response(503), OutcomeUnknown, 10),  # five attempts, and five to read whether one went through
        (httpx.Response(502), OutcomeUnknown, 10),  # five attempts, and five to read whether one went through
        (httpx.Response(500), OutcomeUnknown, 10),  # five attempts, and five to read whether one went through
        (httpx.Response(429), Throttled, 5),
        (httpx.Response(429, headers={"Retry-After": "1000000000"}), Throttled, 1),
        (httpx.Response(401), Unauthorized, 2),
        (httpx.ConnectError("x"), NotSent, 5),
    ],
)
async def test_a_write_that_will_not_go_through_ends(face: Face, naps: list[float], answer: Any, kind: type[Exception], sends: int) -> None:
    service = Service(answer)
    with pytest.raises(kind):
        await face.call(face.client(service).create, Goat(farm_name="x"))
    assert len(service.requests) == sends


async def test_a_read_that_is_lost_every_time_is_lost(face: Face, naps: list[float]) -> None:
    service = Service(httpx.ReadTimeout("x"))
    with pytest.raises(ConnectionLost):
        await face.call(face.client(service, options=ClientOptions(retry=RetryPolicy(attempts=3, base=0))).get, Goat, G1)
    assert len(service.requests) == 3


async def test_a_401_fetches_one_new_token(face: Face) -> None:
    key, service = Key(), Service(httpx.Response(401), OK)
    await face.call(face.client(service, key).get, Goat, G1)
    assert [request.headers["Authorization"] for request in service.requests] == ["Bearer t0ken-1", "Bearer t0ken-2"]
    key, service = Key(), Service(httpx.Response(401))
    with pytest.raises(Unauthorized):
        await face.call(face.client(service, key).get, Goat, G1)
    assert (len(service.requests), len(key.asked)) == (2, 2)


# --- Links and redirects.

FOREIGN = [
    "https://evil.example/api/data/v9.2/farm_goats",
    "https://org.crm.dynamics.com:8443/api/data/v9.2/farm_goats",
    "https://org.crm.dynamics.com@evil.example/api/data/v9.2/farm_goats",
    "https://user:pw@org.crm.dynamics.com/api/data/v9.2/farm_goats",
    "http://org.crm.dynamics.com/api/data/v9.2/farm_goats",
    "//evil.example/api/data/v9.2/farm_goats",
    "/\\evil.example/api/data/v9.2/farm_goats",
    "https:\\\\evil.example\\",
    "https://org.crm.dynamics.com\\@evil.example/api/data/v9.2/",
    "https://org.crm.dynamics.com/api/data/v9.1/farm_goats",
    "https://org.crm.dynamics.com/other",
    "/other",
    f"{ROOT}../../../other",
    f"{ROOT}%2e%2e/%2E%2E/other",
    "https://örg.crm.dynamics.com/api/data/v9.2/",
    "ftp://org.crm.dynamics.com/api/data/v9.2/",
]


@pytest.mark.parametrize("link", FOREIGN)
async def test_a_next_link_to_elsewhere_gets_no_request_and_no_token(face: Face, link: str) -> None:
    service = Service(rows("a", link=link))
    with pytest.raises((ForeignLink, InvalidReply)) as caught:
        await face.rows(face.client(service).query(GOATS))
    assert len(service.requests) == 1
    assert not re.search("evil|pw|other|rg.crm", str(caught.value))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_even_when_the_http_client_would(face: Face, status: int) -> None:
    service = Service(httpx.Response(status, headers={"Location": "https://evil.example/S3CRET"}))
    client = face.client(service)
    client._driver.http.follow_redirects = True
    for operation in (get(Goat, G1), create(Goat(farm_name="x")), delete(Goat, G1)):
        service.requests.clear()
        with pytest.raises(RedirectRefused, match=str(status)) as caught:
            await face.call(client.send, operation)
        assert "S3CRET" not in str(caught.value)
        assert [request.url.host for request in service.requests] == ["org.crm.dynamics.com"]


# --- Sizes and damage.


@pytest.mark.parametrize("encoding", ["identity", "gzip", "deflate"])
async def test_a_reply_beyond_the_limit_is_given_up(face: Face, encoding: str) -> None:
    big = b"[" + b" " * 300_000 + b"]"
    content = {"identity": big, "gzip": gzip.compress(big), "deflate": zlib.compress(big)}[encoding]
    service = Service(lambda _: httpx.Response(200, content=content, headers={"Content-Encoding": encoding}))
    client = face.client(service, options=ClientOptions(max_reply_bytes=100_000, retry=FAST.retry))
    with pytest.raises(ReplyTooLarge, match="100000"):
        await face.call(client.get, Goat, G1)
    assert len(service.requests) == 1
    assert (await face.call(face.client(service).request, "GET", "x")).body == big


async def test_a_reply_that_cannot_be_inflated_did_not_arrive(face: Face) -> None:
    def damaged(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"this is no gzip"))

    with pytest.raises(ConnectionLost, match="DecodingError"):
        await face.call(face.client(damaged).get, Goat, G1)
    with pytest.raises(OutcomeUnknown):
        await face.call(face.client(damaged).create, Goat(farm_name="x"))


@pytest.mark.parametrize("method", ["get", "delete"])
async def test_a_url_beyond_every_limit_is_a_usage_error_without_the_url(face: Face, method: str) -> None:
    service = Service(OK)
    with pytest.raises(UsageError, match="long") as caught:
        await face.call(getattr(face.client(service), method), Goat, {"farm_name": "S3CRET" * 15_000})
    assert service.requests == []
    assert "S3CRET" not in str(caught.value) + repr(caught.value.__cause__)


# --- Silence.


def test_reprs_name_the_environment_and_nothing_else(face: Face) -> None:
    client = face.client(Service(OK))
    assert repr(client) == f"<{type(client).__name__} {URL}>"


async def test_no_token_and_no_filter_value_reaches_a_log_an_error_or_a_repr(
    face: Face, caplog: pytest.LogCaptureFixture, naps: list[float]
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = ("t0ken", "S3CRET")
    seen: list[str] = []
    answers: list[Any] = [
        OK,
        NO,
        httpx.Response(401, json={"error": {"code": "S3CRET x", "message": "S3CRET"}}),
        httpx.Response(429, headers={"Retry-After": "S3CRET"}),
        httpx.Response(500, html="S3CRET"),
        httpx.Response(302, headers={"Location": "https://evil.example/S3CRET"}),
        httpx.Response(200, content=b'{"S3CRET'),
        httpx.Response(200, json={"value": [{"farm_born": "S3CRET"}], "@odata.nextLink": "https://S3CRET/"}),
        rows("a", link="https://evil.example/S3CRET"),
        httpx.ConnectError("S3CRET t0ken"),
        httpx.ReadError("S3CRET t0ken"),
        httpx.RemoteProtocolError("S3CRET t0ken"),
    ]
    for answer in answers:
        client = face.client(Service(answer))
        for attempt in (
            lambda client=client: face.rows(client.query(GOATS)),
            lambda client=client: face.call(client.get, Goat, {"farm_name": "S3CRET/'x"}),
            lambda client=client: face.call(client.create, Goat(farm_name="S3CRET")),
            lambda client=client: face.call(client.upsert, Goat(farm_name="S3CRET"), {"farm_name": "S3CRET)/'y"}),
            lambda client=client: face.call(client.query(GOATS).count),
        ):
            try:
                await attempt()
            except DataverseError as error:
                cause = error.__cause__
                seen += [str(error), repr(error), repr(error.args), str(cause), repr(cause)]
        seen.append(repr(client) + repr(client._driver.tokens) + repr(client.root))
    logged = [record.getMessage() for record in caplog.records]
    assert any("farm_goats" in text and "HTTP Request" in text for text in logged), "httpx logs its requests, without values"
    assert any(record.name == "dataverse_sdk" for record in caplog.records)
    for text in [*seen, *logged]:
        assert not any(secret in text for secret in secrets), text


def test_another_programs_requests_are_logged_as_ever(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as http:
        http.get("https://example.com/path?q=value")
    logging.getLogger("httpx").info("%(a)s", {"a": 1})
    assert "q=value" in caplog.text


# --- Making and closing one.


@pytest.mark.parametrize(
    "url", ["http://org.crm.dynamics.com", "http://10.0.0.1:8080", "ftp://localhost", "https://user@org.crm.dynamics.com"]
)
def test_a_client_is_made_for_https_only(face: Face, url: str) -> None:
    for more in ({}, {"allow_insecure_loopback": True}):
        with pytest.raises(UsageError):
            face.client(Service(OK), url=url, **more)


def test_clear_text_to_this_machine_needs_the_flag(face: Face) -> None:
    with pytest.raises(UsageError, match="allow_insecure_loopback"):
        face.client(Service(OK), url="http://127.0.0.1:8787")
    assert face.client(Service(OK), url="http://127.0.0.1:8787", allow_insecure_loopback=True).root.origin == "http://127.0.0.1:8787"
    assert (
        face.client(Service(OK), url="http://[::1]:8787", options=ClientOptions(allow_insecure_loopback=True)).root.origin
        == "http://[::1]:8787"
    )


async def test_the_version_in_the_url_is_an_option(face: Face) -> None:
    service = Service(OK)
    await face.call(face.client(service, options=ClientOptions(api_version="v9.1")).get, Goat, G1)
    assert "/api/data/v9.1/" in str(service.requests[0].url)
    for wrong in ({"api_version": "9.2"}, {"connect_timeout": 0}, {"read_timeout": -1}, {"max_reply_bytes": 0}):
        with pytest.raises(ValueError, match="must"):
            ClientOptions(**wrong)  # type: ignore[arg-type]


async def test_timeouts_are_the_options(face: Face) -> None:
    service = Service(OK)
    await face.call(face.client(service, options=ClientOptions(connect_timeout=3, read_timeout=4)).get, Goat, G1)
    assert service.requests[0].extensions["timeout"] == {"connect": 3, "read": 4, "write": 4, "pool": 4}


async def test_an_http_client_of_the_callers_stays_open_and_our_own_is_closed(face: Face) -> None:
    lent = face.client(Service(OK))
    await face.call(lent.close)
    assert not lent._driver.http.is_closed
    own = face.own(URL)
    await face.call(own.close)
    assert own._driver.http.is_closed
    again = face.own(URL)
    if face.name == "sync":
        with again as entered:
            assert entered is again
    else:
        async with again as entered:
            assert entered is again
    assert again._driver.http.is_closed


async def test_settings_go_with_every_call_of_their_scope_and_no_other(face: Face) -> None:
    service = Service(OK)
    client = face.client(service)
    await face.call(client.options(as_user=G1, tag="t").get, Goat, G1)
    await face.call(client.get, Goat, G1)
    assert [request.headers.get("CallerObjectId") for request in service.requests] == [str(G1), None]
    assert CallSettings().apply(Request("GET", "x")) == Request("GET", "x")


async def test_a_flow_that_is_given_up_is_closed(face: Face) -> None:
    closed = []

    def flow() -> Flow[None]:
        try:
            yield from send(Request("GET", "x"))
        finally:
            closed.append(True)

    def broken(_: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await face.call(face.client(broken).run, flow())
    assert closed == [True]


async def test_anything_with_the_interface_of_an_http_client_will_do(face: Face) -> None:
    service = Service(httpx.ConnectError("x"), OK)
    client = face.client(service)
    inner = client._driver.http

    class Duck:
        """No subclass of anything of httpx; it only has the two methods that a client is used by."""

        build_request = staticmethod(inner.build_request)
        send = staticmethod(inner.send)

    again = type(client)(URL, Key(), http=Duck(), options=FAST)
    assert (await face.call(again.get, Goat, G1)).farm_name == "Heidi"
    assert len(service.requests) == 2
