"""Every public method of the clients, and every slot that takes an id, a name or a text: a typed error before anything is sent, or a value.

The methods are found by inspection, as the operations are in tests/operations/test_hostile_input.py; a new one fails here until it is told.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from faces import G1, GOAT, URL, Face, Goat, Service

from dataverse_sdk.client import DataverseClient
from dataverse_sdk.errors import DataverseError, UsageError
from dataverse_sdk.query import Query

pytestmark = pytest.mark.anyio

HOSTILE = {
    "another table": "../../accounts(1)",
    "an encoded one": "%2e%2e/accounts(1)",
    "a header": "x\r\nMSCRMCallerID: 1",
    "an option": "$",
    "options": "x?$filter=1 eq 1#",
    "a quote": "x' or '1' eq '1",
    "nothing": "",
    "half a pair": "\ud800",
    "much": "a" * 10_000,
}


def known() -> Goat:
    return Goat(farm_goatid=G1, farm_name="x")


# For each method, how it is called with a text in each place that takes one; True where the text is a value and may be sent as one.
CALLS: dict[str, list[tuple[Callable[[Any, str], tuple[Any, ...]], dict[str, Any], bool]]] = {
    "get": [
        (lambda c, t: (Goat, t), {}, False),
        (lambda c, t: (Goat, {"farm_name": t}), {}, True),
        (lambda c, t: (Goat, {t: 1}), {}, False),
    ],
    "find": [(lambda c, t: (Goat, t), {}, False), (lambda c, t: (Goat, {"farm_name": t}), {}, True)],
    "delete": [(lambda c, t: (Goat, t), {}, False), (lambda c, t: (Goat, {"farm_name": t}), {}, True)],
    "clear": [(lambda c, t: (Goat, t, Goat.farm_name), {}, False)],
    "upsert": [(lambda c, t: (Goat(farm_name="x"), t), {}, False), (lambda c, t: (known(), {"farm_name": t}), {}, True)],
    "create": [(lambda c, t: (Goat(farm_name=t),), {}, True), (lambda c, t: (Goat(farm_goatid=t),), {}, False)],
    "update": [(lambda c, t: (Goat(farm_goatid=t, farm_name="x"),), {}, False)],
    "create_many": [(lambda c, t: ([Goat(farm_goatid=t)],), {}, False)],
    "update_many": [(lambda c, t: ([Goat(farm_goatid=t, farm_name="x")],), {}, False)],
    "upsert_many": [(lambda c, t: ([Goat(farm_goatid=t, farm_name="x")],), {}, False)],
    "delete_many": [(lambda c, t: (Goat, [t]), {}, False)],
    "associate": [(lambda c, t: (Goat.ref(t), Goat, Goat.ref(G1)), {}, False)],
    "disassociate": [(lambda c, t: (Goat.ref(t), Goat, Goat.ref(G1)), {}, False)],
    "attach": [(lambda c, t: (Goat.ref(t), b"x"), {"name": "x"}, False)],
    "upload": [(lambda c, t: (Goat, t, Goat.farm_name, b"x"), {"name": "x"}, False)],
    "download": [(lambda c, t: (Goat, t, Goat.farm_name, "/nowhere/at/all"), {}, False)],
    "read_file": [(lambda c, t: (Goat, t, Goat.farm_name), {}, False)],
    "request": [(lambda c, t: (t, "x"), {}, False), (lambda c, t: ("GET", t), {}, True)],
    "options": [],  # tests/client/test_scopes.py
    "query": [(lambda c, t: (Query(Goat).where(Goat.farm_name == t),), {}, True)],
    "changes": [(lambda c, t: (Query(Goat).select(Goat.farm_name),), {"since": None}, False)],
}
# What takes an operation or a flow, which are attacked where they are made; and what takes nothing.
PLAIN = {"batch", "call", "close", "run", "send", "who_am_i"}
CELLS = [(method, place) for method, places in CALLS.items() for place in range(len(places))]


def test_no_method_of_a_client_is_forgotten() -> None:
    public = {name for name, member in inspect.getmembers(DataverseClient, inspect.isfunction) if not name.startswith("_")}
    assert public == set(CALLS) | PLAIN


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(("method", "place"), CELLS, ids=[f"{method}-{place}" for method, place in CELLS])
async def test_a_hostile_text_is_refused_before_anything_is_sent_or_goes_as_a_value(face: Face, method: str, place: int, text: str) -> None:
    service = Service(httpx.Response(200, json=GOAT))
    client = face.client(service)
    make, more, value = CALLS[method][place]
    if "since" in more:
        more = {"since": text}
    try:
        result = getattr(client, method)(*make(client, text), **more)
        if inspect.isawaitable(result):
            await result
        elif hasattr(result, "__aiter__") or hasattr(result, "__iter__"):
            await face.rows(result)
    except UsageError as error:
        assert text not in str(error) or len(text) < 2
        assert service.requests == []
        return
    except DataverseError:
        pass  # the answer was not one; what was sent is looked at below
    assert value, "not refused"
    for request in service.requests:
        url = str(request.url)
        assert url.startswith(f"{URL}/api/data/v9.2/")
        path = re.sub(r"'(?:[^']|'')*'", "''", url.removeprefix(f"{URL}/api/data/v9.2/").partition("?")[0])
        assert method == "request" or path.startswith("farm_goats")
        assert method == "request" or path.count("/") == 0
        assert "MSCRMCallerID" not in request.headers
