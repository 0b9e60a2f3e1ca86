"""Large batches through both clients, against the emulator: every handle ends in one way, in order, and refused parts are sent again."""

from uuid import UUID

import pytest
from faces import Face

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import NotFound
from dataverse_sdk.operations import create, get
from dataverse_sdk.tables import Task

pytestmark = pytest.mark.anyio


async def test_2500_operations_with_three_bad_ones_give_2497_values_and_three_typed_errors(face: Face) -> None:
    with Emulator(seed="empty") as emulator:
        ids = [UUID(int=number) for number in range(1, 6)]
        emulator.load({"tasks": [{"activityid": str(key), "subject": f"task {key.int}"} for key in ids]})
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        bad = {0, 1234, 2499}
        async with face.batch(client, continue_on_error=True) as batch:
            handles = [
                batch.add(get(Task, UUID(int=99) if number in bad else ids[number % 5], select=[Task.subject])) for number in range(2500)
            ]
        assert [number for number, handle in enumerate(handles) if isinstance(handle.error, NotFound)] == sorted(bad)
        good = [(number, handle.value.subject) for number, handle in enumerate(handles) if number not in bad]
        assert good == [(number, f"task {number % 5 + 1}") for number in range(2500) if number not in bad]
        assert client.http_calls == 3


async def test_a_part_that_was_throttled_is_written_once(face: Face) -> None:
    with Emulator(seed="empty") as emulator:
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        emulator.faults.answer_part(429, nth=2, headers={"Retry-After": "0"})
        async with face.batch(client) as batch:
            handles = [batch.add(create(Task(subject=f"task {number}"))) for number in range(4)]
        written = {row["activityid"]: row["subject"] for row in emulator.rows("tasks")}
        assert [written.pop(str(handle.value)) for handle in handles] == [f"task {number}" for number in range(4)]
        assert written == {}
        assert client.http_calls == 2
