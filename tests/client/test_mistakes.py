"""What beginners get wrong is answered with what to write instead, before anything is sent."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from faces import G1, GOAT, Face, Goat, Service

from dataverse_sdk.errors import UsageError
from dataverse_sdk.operations import delete_multiple, get, metadata

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("call", "advice"),
    [
        (lambda client: (client.create, {"farm_name": "x"}), "give a row such as"),
        (lambda client: (client.get, Goat, G1, ("select", Goat.farm_name)), r"select=\["),
        (lambda client: (client.get, Goat, G1, ("expand", Goat)), r"expand=\["),
        (lambda client: (client.create, Goat(farm_name="x"), ("returning", Goat.farm_name)), r"returning=\["),
        (lambda client: (client.get, Goat, {"farm_nam": "x"}), "did you mean farm_name"),
        (lambda client: (client.send, "WhoAmI"), "send takes an operation"),
        (lambda client: (client.call, "WhoAmI"), "send takes an operation"),
        (lambda client: (client.send, metadata.columns("x")), "a flow goes to client.run"),
        (lambda client: (client.run, get(Goat, G1)), "goes to client.send"),
    ],
)
async def test_a_mistake_is_answered_with_advice(face: Face, call: Callable[[Any], tuple[Any, ...]], advice: str) -> None:
    service = Service(AssertionError("nothing is sent"))
    function, *arguments = call(face.client(service))
    options = dict(each for each in arguments if isinstance(each, tuple))
    with pytest.raises(UsageError, match=advice):
        await face.call(function, *(each for each in arguments if not isinstance(each, tuple)), **options)
    assert service.requests == []


def test_a_misspelt_column_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean farm_name"):
        Goat(farm_nane="x")  # type: ignore[call-arg]
    with pytest.raises(UsageError, match=r"has no column zzz$"):
        Goat(zzz="x")  # type: ignore[call-arg]


async def test_a_row_names_itself_wherever_a_key_does(face: Face) -> None:

    service = Service(httpx.Response(200, json=GOAT))
    client = face.client(service)
    row = await face.call(client.get, Goat, G1)
    await face.call(client.get, Goat, row)
    assert [request.url.path.rpartition("/")[2] for request in service.requests] == [f"farm_goats({G1})"] * 2
    gone = Service(httpx.Response(204))
    await face.call(face.client(gone).delete, Goat, row)
    assert gone.requests[0].url.path.endswith(f"farm_goats({G1})")
    assert f'"{G1}"'.encode() in delete_multiple(Goat, [row]).request.body  # type: ignore[operator]
