"""Bulk writes through both clients against the emulator: by alternate key, in part on an elastic table, and as a job."""

from uuid import UUID

import pytest
from faces import Face

from dataverse_sdk.emulator import Emulator, Switches
from dataverse_sdk.errors import NotFound, UsageError
from dataverse_sdk.operations import bulk_delete, definitions, wait_for_bulk_delete
from dataverse_sdk.tables import Account, Contact

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("kind", ["message", "change sets"])
async def test_rows_are_upserted_by_an_alternate_key(face: Face, kind: str) -> None:
    with Emulator(seed="empty") as emulator:
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        await face.call(client.send, definitions.create_key("account", "new_NumberKey", "Number", ["accountnumber"]))
        emulator.load({"accounts": [{"accountnumber": "A#1 / 'ü' & +%", "name": "old"}]})
        if kind == "change sets":
            emulator.faults.answer(403)  # the question whether there is a message
        rows = [Account(accountnumber=number, name="new") for number in ("A#1 / 'ü' & +%", "B")]
        result = await face.call(client.upsert_many, rows, key=[Account.accountnumber], at_once=1)
        assert result.count("written") == 2
        assert {(row["accountnumber"], row["name"]) for row in emulator.rows("accounts")} == {("A#1 / 'ü' & +%", "new"), ("B", "new")}
        assert len(result.ids) == (2 if kind == "change sets" else 0)


async def test_an_elastic_table_says_which_rows_were_written(face: Face) -> None:
    with Emulator(seed="empty") as emulator:
        emulator.switches = Switches(elastic_tables=frozenset({"contact"}))
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        ids = (await face.call(client.create_many, [Contact(lastname=f"P{number}") for number in range(3)], elastic=True)).ids
        gone = UUID(int=99)
        result = await face.call(client.delete_many, Contact, [ids[0], gone, ids[2]], elastic=True, continue_on_error=True)
        assert [row.ending for row in result.rows] == ["written", "failed", "written"]
        assert isinstance(result.rows[1].error, NotFound)
        assert [row["lastname"] for row in emulator.rows("contacts")] == ["P1"]
        with pytest.raises(UsageError):
            await face.call(client.delete_many, Contact, ids, elastic=True, chunk_size=101)


async def test_a_job_deletes_and_is_waited_for(face: Face) -> None:
    with Emulator(seed="empty") as emulator:
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        ids = (await face.call(client.create_many, [Contact(lastname=f"P{number}") for number in range(3)])).ids
        job = await face.call(client.send, bulk_delete(Contact, ids[:2], name="two of three"))
        done = await face.call(client.run, wait_for_bulk_delete(job, every=0.01, timeout=5.0))
        assert (done.state, done.succeeded, done.deleted, done.failed) == ("completed", True, 2, 0)
        assert [row["lastname"] for row in emulator.rows("contacts")] == ["P2"]
