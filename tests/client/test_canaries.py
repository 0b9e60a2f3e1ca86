"""Tokens, names and addresses through every call and every fault, with every logger at DEBUG: they come out nowhere.

Not in a log of this library, httpx, httpcore, aiohttp, anyio or asyncio; not in an error, its causes, its traceback or the repr of anything.
"""

from __future__ import annotations

import inspect
import itertools
import logging
import traceback
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import httpx2
import pytest
from azure.core.credentials import AccessToken

from dataverse_sdk import AsyncDataverseClient, ClientOptions, Column, DataverseClient, Entity, Query, RetryPolicy, column, entity, row_etag
from dataverse_sdk.client.diagnosis import diagnose, diagnose_async
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import BulkFailed, DataverseError
from dataverse_sdk.operations import action, create, function, get
from dataverse_sdk.testing import ScriptedDriver, error_reply, json_reply

pytestmark = pytest.mark.anyio

TOKEN = "cAnArY-token"
WORDS = {"name": "cAnArY-Lovelace", "address": "cAnArY.ada@example.com", "key": "cAnArY/key'x", "tag": "cAnArY-tag", "file": "cAnArY.txt"}
MARK = "cAnArY"
G1 = UUID(int=0xC1)


@entity("farm_goat", set_name="farm_goats", key="farm_goatid", alternate_keys={"farm_mail": ("farm_mail",)})
class Goat(Entity):
    """A row that holds what is nobody's business."""

    farm_goatid: Column[UUID] = column(update=False)
    farm_name: Column[str | None] = column()
    farm_mail: Column[str | None] = column()
    farm_weight: Column[Decimal | None] = column()
    farm_file: Column[bytes | None] = column()


class Key:
    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return AccessToken(TOKEN, 2**40)

    def __repr__(self) -> str:
        return "<Key>"


ROW = {"@odata.etag": 'W/"1"', "farm_goatid": str(G1), "farm_name": WORDS["name"], "farm_mail": WORDS["address"], "farm_weight": 1.5}
JSON = {"Content-Type": "application/json"}


def error(status: int, **headers: str) -> Callable[[Any], Any]:
    document = {"error": {"code": f"0x80040265 {MARK}", "message": f"A record with {WORDS['address']} exists"}}
    return lambda library: library.Response(status, json=document, headers={"x-ms-request-id": "svc", **headers})


FAULTS: dict[str, Callable[[Any], Any]] = {
    "rows": lambda library: library.Response(200, json={"value": [ROW], **ROW}, headers={"Set-Cookie": f"a={MARK}"}),
    "entity id": lambda library: library.Response(204, headers={"OData-EntityId": f"https://x/farm_goats({G1})", "X-Other": MARK}),
    "400": error(400),
    "401": error(401, **{"WWW-Authenticate": f"Bearer realm={MARK}"}),
    "403": error(403),
    "404": error(404),
    "409": error(409),
    "412": error(412),
    "429": error(429, **{"Retry-After": MARK}),
    "500": error(500),
    "503": error(503),
    "redirect": lambda library: library.Response(302, headers={"Location": f"https://evil.example/{MARK}"}),
    "a page": lambda library: library.Response(200, html=f"<p>{MARK}"),
    "half of it": lambda library: library.Response(200, content=f'{{"farm_name": "{MARK}', headers=JSON),
    "wrong types": lambda library: library.Response(200, json={"value": [{**ROW, "farm_weight": MARK}], **ROW, "farm_weight": MARK}),
    "twice": lambda library: library.Response(200, content=f'{{"farm_name": "{MARK}", "farm_name": "{MARK}"}}', headers=JSON),
    "foreign": lambda library: library.Response(200, json={"value": [ROW], "@odata.nextLink": f"https://{MARK}.example/"}),
    "not sent": lambda library: library.ConnectError(f"{MARK} {TOKEN}"),
    "lost": lambda library: library.ReadError(f"{MARK} {TOKEN}"),
    "garbage": lambda library: library.RemoteProtocolError(f"illegal status line: {MARK}"),
}


def goat() -> Goat:
    row = Goat(farm_goatid=G1)
    row.farm_name, row.farm_mail = WORDS["name"], WORDS["address"]
    return row


def sync_batch(client: Any) -> Any:
    with client.batch(continue_on_error=True) as batch:
        handles = [batch.add(create(Goat(farm_name=WORDS["name"]))), batch.add(get(Goat, {"farm_mail": WORDS["address"]}))]
    return [repr(handle) + repr(handle.error) for handle in handles]


async def async_batch(client: Any) -> Any:
    async with client.batch(continue_on_error=True) as batch:
        handles = [batch.add(create(Goat(farm_name=WORDS["name"]))), batch.add(get(Goat, {"farm_mail": WORDS["address"]}))]
    return [repr(handle) + repr(handle.error) for handle in handles]


BY_MAIL = Query(Goat).where(Goat.farm_mail == WORDS["address"])
# Every way to call the service that a client has, each with something private in each place that takes it.
CALLS: dict[str, Callable[[Any], Any]] = {
    "get": lambda c: c.get(Goat, {"farm_mail": WORDS["address"]}),
    "find": lambda c: c.find(Goat, {"farm_mail": WORDS["key"]}),
    "query": lambda c: c.query(BY_MAIL),
    "pages": lambda c: c.query(BY_MAIL).pages(),
    "count": lambda c: c.query(BY_MAIL).count(),
    "one": lambda c: c.query(BY_MAIL).one(),
    "create": lambda c: c.create(Goat(farm_name=WORDS["name"], farm_mail=WORDS["address"])),
    "returning": lambda c: c.create(Goat(farm_name=WORDS["name"]), returning=[Goat.farm_mail]),
    "update": lambda c: c.update(goat(), overwrite=True),
    "upsert": lambda c: c.upsert(Goat(farm_name=WORDS["name"]), {"farm_mail": WORDS["address"]}),
    "delete": lambda c: c.delete(Goat, {"farm_mail": WORDS["address"]}),
    "clear": lambda c: c.clear(Goat, {"farm_mail": WORDS["address"]}, Goat.farm_name),
    "create_many": lambda c: c.create_many([Goat(farm_name=WORDS["name"])]),
    "update_many": lambda c: c.update_many([goat()]),
    "upsert_many": lambda c: c.upsert_many([goat()]),
    "delete_many": lambda c: c.delete_many(Goat, [G1]),
    "changes": lambda c: c.changes(Query(Goat).select(Goat.farm_name)),
    "upload": lambda c: c.upload(Goat, {"farm_mail": WORDS["address"]}, Goat.farm_file, MARK.encode(), name=WORDS["file"]),
    "read_file": lambda c: c.read_file(Goat, {"farm_mail": WORDS["address"]}, Goat.farm_file),
    "action": lambda c: c.call(action("farm_Feed", Name=WORDS["name"])),
    "function": lambda c: c.call(function("farm_Weigh", Name=WORDS["name"])),
    "request": lambda c: c.request("GET", f"farm_goats?$filter=farm_mail%20eq%20'{WORDS['address']}'", headers={"X-Mine": MARK}),
    "options": lambda c: c.options(tag=WORDS["tag"]).get(Goat, {"farm_mail": WORDS["address"]}),
    "who_am_i": lambda c: c.who_am_i(),
}


def told(found: BaseException | None) -> Iterator[str]:
    """Everything that an error shows, with what is behind it."""
    if found is not None:
        yield from (str(found), repr(found), repr(found.args), "".join(traceback.format_exception(found)))
        if isinstance(found, BulkFailed):
            yield repr(found.result)


def check(texts: list[str], caplog: pytest.LogCaptureFixture) -> None:
    logged = [record.getMessage() + repr(record.args) + repr(record.exc_info) for record in caplog.records]
    assert [text for text in (*texts, *logged) if MARK in text] == []
    caplog.clear()


LIBRARIES: dict[str, Any] = {"httpx": httpx, "httpx2": httpx2}
OPTIONS = ClientOptions(retry=RetryPolicy(attempts=2, base=0.0, jitter=lambda: 0.0, deadline=30.0))


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("face", ["sync", "async"])
async def test_nothing_private_comes_out_of_any_call_under_any_fault(
    face: str, library: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataverse_sdk.client import gates

    monkeypatch.setattr(gates.SharedPause, "admit", lambda _self: 0.0)
    caplog.set_level(logging.DEBUG)
    module, texts, cells = LIBRARIES[library], list[str](), 0

    def made(fault: Callable[[Any], Any]) -> Any:
        def answer(_request: Any) -> Any:
            found = fault(module)
            if isinstance(found, Exception):
                raise found
            return found

        transport = module.MockTransport(answer)
        if face == "sync":
            return DataverseClient("https://org.crm.dynamics.com", Key(), http=module.Client(transport=transport), options=OPTIONS)
        return AsyncDataverseClient("https://org.crm.dynamics.com", Key(), http=module.AsyncClient(transport=transport), options=OPTIONS)

    calls = {**CALLS, "batch": sync_batch if face == "sync" else async_batch}
    for (name, call), fault in itertools.product(calls.items(), FAULTS.values()):
        client, cells = made(fault), cells + 1
        try:
            result = call(client)
            if inspect.isawaitable(result):
                result = await result
            if hasattr(result, "__aiter__"):
                result = [one async for one in result]
            elif not isinstance(result, str | bytes) and hasattr(result, "__iter__"):
                result = list(result)
            texts.append(repr(result) if name != "read_file" else "")
        except DataverseError as error_:
            texts += told(error_)
        texts.append(repr(client) + repr(client._driver.options) + repr(client._driver.tokens))
        found = diagnose(client) if face == "sync" else await diagnose_async(client)
        texts.append(repr(found) + str(found))
        check(texts, caplog)
        texts.clear()
    assert cells == len(calls) * len(FAULTS)
    assert len(calls) >= 25


@pytest.mark.parametrize("face", ["sync", "async", "async over httpx", "sync over httpx2"])
async def test_nothing_private_is_logged_by_what_lies_below(face: str, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Real sockets, so that httpcore and asyncio say all that they say."""
    caplog.set_level(logging.DEBUG)
    contact = {"firstname": WORDS["name"], "emailaddress1": WORDS["address"]}
    with Emulator(seed="empty") as emulator, emulator.serve() as url:
        from dataverse_sdk.tables import Contact

        options = ClientOptions(allow_insecure_loopback=True)
        rows = Query(Contact).where(Contact.emailaddress1 == WORDS["address"])
        if face.startswith("sync"):
            http: Any = httpx2.Client() if "httpx2" in face else None
            with DataverseClient(url, Key(), http=http, options=options) as client:
                key = client.create(Contact(**contact))
                assert client.query(rows).one().firstname == WORDS["name"]
                row = client.get(Contact, key)
                client.request("GET", "nothing")
            if http is not None:
                http.close()
        else:
            waiting = httpx.AsyncClient() if "httpx" in face else None
            async with AsyncDataverseClient(url, Key(), http=waiting, options=options) as ours:
                key = await ours.create(Contact(**contact))
                assert (await ours.query(rows).one()).firstname == WORDS["name"]
                row = await ours.get(Contact, key)
                await ours.request("GET", "nothing")
            if waiting is not None:
                await waiting.aclose()
    assert row_etag(row)
    names = {record.name.partition(".")[0] for record in caplog.records}
    assert "dataverse_sdk" in names
    assert face == "async" or {"httpcore", "httpcore2"} & names  # aiohttp says nothing of a request
    check([repr(row)], caplog)


def test_another_programs_httpcore_is_logged_as_ever(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Emulator(seed="empty") as emulator, emulator.serve() as url, httpx.Client() as http:
        http.get(f"{url}/nothing?{MARK}")
    assert any("receive_response_headers.complete return_value" in record.getMessage() for record in caplog.records)


def test_values_of_the_library_show_nothing_of_what_they_hold() -> None:
    operation = get(Goat, {"farm_mail": WORDS["address"]})
    driver = ScriptedDriver(json_reply(ROW), error_reply(404, message=WORDS["address"]))
    row = goat()
    shown = [
        operation,
        operation.request,
        operation.request.headers,
        json_reply(ROW),
        BY_MAIL,
        row,
        driver,
        Goat.farm_mail == WORDS["address"],
    ]
    assert [repr(one) for one in shown if MARK in repr(one)] == []
