"""A query of five pages, the first, the middle and the last broken by each fault, once and for good: all the rows, or an error that says where to go on. Never fewer rows in silence."""

from __future__ import annotations

from typing import Any

import pytest
from broken_service import AFTER, BEFORE, ROW, BrokenService, Fault
from network_cases import FACES, QUERY, opened, options

from dataverse_sdk import DataverseClient, DataverseError
from dataverse_sdk.errors import ReplyTooLarge

pytestmark = [pytest.mark.slow, pytest.mark.anyio]
PAGES, PLACES = 5, (0, 2, 4)
FAULTS = [fault for fault in (*BEFORE, *AFTER) if not fault.deaf and fault.name != "slow drip"]


async def pages(client: Any, start: Any = None) -> tuple[list[Any], DataverseError | None]:
    """Gives the numbers of the pages that were read, and the error that ended them."""
    found: list[Any] = []
    result = client.query(QUERY).pages(start)
    try:
        if isinstance(client, DataverseClient):
            for page in result:
                found.append(page.rows[0].zoo_weight)
        else:
            async for page in result:
                found.append(page.rows[0].zoo_weight)
    except DataverseError as error:
        return found, error
    return found, None


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.name} {'after' if fault.applied else 'before'}")
async def test_no_page_is_left_out_in_silence(fault: Fault, face: str) -> None:
    whole = list(range(1, PAGES + 1))
    broken = 0
    for place in PLACES:
        for stays in (False, True):
            with BrokenService(fault, stays, rows={ROW: {"name": "Rex", "version": 1}}, pages=PAGES, after=place) as service:
                async with opened(face, service.url, options()) as client:
                    read, error = await pages(client)
                    assert read == whole[: len(read)]
                    if error is None:
                        assert read == whole
                        continue
                    broken += 1
                    service.fault = None
                    # What was read and what comes from where the error says are the whole, once.
                    if not place:
                        assert error.position is None
                        continue
                    rest, again = await pages(client, error.position)
                    assert again is None or fault.name == "429 for ever", repr(again)
                    assert again is not None or read + rest == whole
    assert broken >= (0 if fault.name == "interim and then the answer" else len(PLACES))


@pytest.mark.parametrize("face", FACES)
async def test_pages_that_do_not_end_and_pages_that_are_too_large_are_errors(face: str) -> None:
    with BrokenService(rows={ROW: {"name": "Rex", "version": 1}}, pages=1_000_000) as service:
        async with opened(face, service.url, options(max_reply_bytes=20)) as client:
            read, error = await pages(client)
            assert (read, type(error)) == ([], ReplyTooLarge)
