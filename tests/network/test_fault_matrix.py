"""Every fault against every kind of operation, by both clients: nothing twice, nothing claimed that is not so, no hanging.

The service on the raw socket knows what it carried out. Per cell: a write is applied at most once; a value means that it was applied; a
definite error that it was not; OutcomeUnknown may mean either. A read gives the truth or an error. Each cell ends in its deadline.

The matrix runs over the connections that the clients open themselves. Over those that a caller may pass in, httpx2 above all, a part of it
runs that is drawn by a fixed seed; `nox -s matrix` runs the whole (DATAVERSE_WHOLE_MATRIX=1).
"""

from __future__ import annotations

import os
import random
import time

import anyio
import pytest
from broken_service import AFTER, BEFORE, ROW, BrokenService, Fault
from network_cases import CASES, DEADLINE, FACES, LENT, SHORT, Animal, Case, judge, opened, options, perform

from dataverse_sdk import DataverseClient
from dataverse_sdk.errors import NotSent, OutcomeUnknown, RedirectRefused, ServiceError, Throttled, TransportError

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

FAULTS = [*BEFORE, *AFTER]
WHOLE = os.environ.get("DATAVERSE_WHOLE_MATRIX") == "1"
CELLS = [(fault, case, face) for face in FACES for fault in FAULTS for case in CASES]
_LENT = [(fault, case, face) for face in LENT for fault in FAULTS for case in CASES]
CELLS += _LENT if WHOLE else random.Random(20261130).sample(_LENT, 60)

# What no repetition mends: the service, or somebody on the way, said no for good.
DEFINITE = {"redirect", "403", "409", "413", "429 for ever"}
# The service says that it did not carry it out, so that everything is sent again.
REFUSED = {fault.name for fault in BEFORE if fault.name.startswith("429")} - DEFINITE | {"503 to be retried", "401"}


def named(cell: tuple[Fault, Case, str]) -> str:
    fault, case, face = cell
    return f"{fault.name} {'after' if fault.applied else 'before'}-{case.name}-{face}"


def test_the_matrix_is_as_large_as_is_said() -> None:
    assert len(FAULTS) >= 40
    assert len(CASES) >= 9
    assert len(CELLS) >= 720 + 60
    assert {face for _, _, face in CELLS} == {*FACES, *LENT}


@pytest.mark.parametrize("cell", CELLS, ids=named)
async def test_one_fault_neither_doubles_nor_invents(cell: tuple[Fault, Case, str]) -> None:
    fault, case, face = cell
    deadline = SHORT if fault.name == "slow drip" else DEADLINE
    with BrokenService(fault, rows={ROW: {"name": "Rex", "version": 1}}) as service:
        started = time.monotonic()
        value, error = await perform(service, case, face, deadline)
        elapsed = time.monotonic() - started
        judge(service, case, error)
    # A write has its own time, and so has the read that settles what became of it.
    assert elapsed < 2 * deadline + 1
    # What a repetition can mend is mended: reads always, writes where twice is once.
    if fault.name == "413" and case.name == "batch":
        # Too large to be carried out, says the service: its two operations go each by itself.
        assert (error, service.requests) == (None, 3)
    elif fault.name in DEFINITE:
        assert isinstance(error, RedirectRefused if fault.name == "redirect" else ServiceError), repr(error)
        assert fault.name != "429 for ever" or isinstance(error, Throttled)
        assert service.requests == 1
    elif (
        fault.name == "interim and then the answer"
        or fault.name in REFUSED
        or (case.repairable and fault.name not in {"slow drip", "broken JSON", "half of it compressed"})
    ):
        assert error is None, repr(error)
    if case.name == "get" and error is None:
        assert isinstance(value, Animal)
        assert value.zoo_name == "Rex"
    if case.name == "query" and error is None:
        assert isinstance(value, list)
        assert [row.zoo_name for row in value] == ["Rex"]


STAYING = [fault for fault in FAULTS if fault.name in {"reset", "502", "slow drip"}]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("fault", STAYING, ids=lambda fault: f"{fault.name} {fault.applied}")
async def test_a_fault_that_stays_ends_in_an_error(fault: Fault, case: Case, face: str) -> None:
    deadline = SHORT if fault.name == "slow drip" else DEADLINE
    with BrokenService(fault, always=True, rows={ROW: {"name": "Rex", "version": 1}}) as service:
        started = time.monotonic()
        _, error = await perform(service, case, face, deadline)
        elapsed = time.monotonic() - started
    assert error is not None
    assert elapsed < 2 * deadline + 1
    assert case.idempotent or len(service.applied) <= case.writes
    assert not case.writes or isinstance(error, OutcomeUnknown)


@pytest.mark.parametrize("face", [*FACES, *LENT])
async def test_a_deadline_holds_against_a_server_that_drips(face: str) -> None:
    drips = next(fault for fault in AFTER if fault.name == "slow drip")
    with BrokenService(drips, always=True, rows={ROW: {"name": "Rex", "version": 1}}) as service:
        started = time.monotonic()
        _, error = await perform(service, CASES[0], face)
        elapsed = time.monotonic() - started
    assert isinstance(error, TransportError)
    assert DEADLINE - 0.05 <= elapsed <= DEADLINE + 0.25


@pytest.mark.parametrize("face", [*FACES, *LENT])
async def test_a_service_that_is_not_there_was_not_sent_anything(face: str) -> None:
    with BrokenService() as service:
        pass
    _, error = await perform(service, CASES[2], face)
    assert type(error) is NotSent


@pytest.mark.parametrize("face", [*FACES, *LENT])
async def test_a_connection_that_went_stale_is_noticed_before_it_is_used(face: str) -> None:
    """The service closes a connection that the client holds for the next request: nothing is lost, and nothing has to be sent again."""
    with BrokenService(rows={ROW: {"name": "Rex", "version": 1}}, per_connection=1) as service:
        async with opened(face, service.url, options()) as client:
            for _ in range(20):
                for case in (CASES[0], CASES[-1]):
                    if isinstance(client, DataverseClient):
                        case.sync(client)
                    else:
                        await case.awaited(client)
                    await anyio.sleep(0.005)
    assert service.applied == ["action"] * 20
    assert (service.requests, service.connections >= 40) == (40, True)
