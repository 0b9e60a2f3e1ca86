"""The results of queries, through both clients: pages from a position, the first row, the only row, counts, whole records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import DuplicateRecord, NotFound, UsageError
from dataverse_sdk.model import row_count
from dataverse_sdk.operations import Position
from dataverse_sdk.query import Fetch, Query, expand
from dataverse_sdk.tables import Account, Contact

IDS = [UUID(int=n + 1) for n in range(7)]
PEOPLE = Query(Contact).select(Contact.contactid).order_by(Contact.contactid)
NOBODY = PEOPLE.where(Contact.contactid == UUID(int=99))


class Both:
    """One query result of either client, awaited or not."""

    def __init__(self, client: Any, waits: bool) -> None:
        self.client = client
        self.waits = waits

    async def of(self, value: Any) -> Any:
        return await value if self.waits else value

    async def list(self, values: Any) -> list[Any]:
        return [value async for value in values] if self.waits else list(values)


@pytest.fixture(params=["sync", "async"])
def both(request: pytest.FixtureRequest):
    with Emulator(seed="empty") as dataverse:
        dataverse.load({"accounts": [{"accountid": str(IDS[0]), "name": "Contoso"}]})
        dataverse.load({"contacts": [{"contactid": str(key), "_parentcustomerid_value": str(IDS[0])} for key in IDS]})
        waits = request.param == "async"
        yield Both(dataverse.async_client() if waits else dataverse.client(), waits)


@pytest.mark.anyio
async def test_pages_go_on_from_a_stored_position(both: Both) -> None:
    pages = await both.list(both.client.query(PEOPLE, page_size=3, count=True).pages())
    assert [[row.contactid for row in page.rows] for page in pages] == [IDS[:3], IDS[3:6], IDS[6:]]
    assert pages[0].count == 7
    stored = str(pages[0].position)
    rest = await both.list(both.client.query(PEOPLE, page_size=3).pages(start=Position.parse(stored)))
    assert [row.contactid for page in rest for row in page.rows] == IDS[3:]
    with pytest.raises(UsageError):
        await both.list(both.client.query(NOBODY).pages(start=pages[0].position))


@pytest.mark.anyio
async def test_first_and_one_ask_for_no_more_than_they_need(both: Both) -> None:
    assert (await both.of(both.client.query(PEOPLE).first())).contactid == IDS[0]
    assert await both.of(both.client.query(NOBODY).first()) is None
    assert (await both.of(both.client.query(PEOPLE.where(Contact.contactid == IDS[2])).one())).contactid == IDS[2]
    with pytest.raises(NotFound):
        await both.of(both.client.query(NOBODY).one())
    with pytest.raises(DuplicateRecord):
        await both.of(both.client.query(PEOPLE).one())
    groups = Query(Contact).group_by(Contact.parentcustomerid).aggregate(n=row_count())
    assert (await both.of(both.client.query(groups).one())).n == 7
    assert (await both.of(both.client.query(Fetch(Contact)).first())) is not None


@pytest.mark.anyio
async def test_counts_are_numbers(both: Both) -> None:
    assert await both.of(both.client.query(PEOPLE).count()) == 7
    assert await both.of(both.client.query(PEOPLE).count(exact=True)) == 7
    with pytest.raises(UsageError):
        await both.of(both.client.query(Fetch(Contact)).count())


@pytest.mark.anyio
async def test_rows_are_iterated_over(both: Both) -> None:
    assert await both.list(both.client.query(PEOPLE.values(Contact.contactid), page_size=2)) == [(key,) for key in IDS]


@pytest.mark.anyio
async def test_a_record_comes_with_all_it_expands_to(both: Both) -> None:
    children = expand(Account.contact_customer_accounts, select=[Contact.contactid])
    account = await both.of(both.client.get(Account, IDS[0], select=[Account.name], expand=[children]))
    assert {child.contactid for child in account.contact_customer_accounts} == set(IDS)


@pytest.mark.anyio
async def test_a_query_too_long_for_a_get_is_answered_like_any_other(both: Both) -> None:
    many = PEOPLE.where(Contact.contactid.in_([UUID(int=n + 1) for n in range(1000)]))
    assert [row.contactid for row in await both.list(both.client.query(many))] == IDS
