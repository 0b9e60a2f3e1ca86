"""A token of change tracking outlives the client it was given to, and one that is too old is an error of its own."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from faces import Face

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import ChangesExpired, NotFound
from dataverse_sdk.operations import Deleted, create, delete
from dataverse_sdk.query import Query
from dataverse_sdk.tables import Contact

pytestmark = pytest.mark.anyio

NAMES = Query(Contact).select(Contact.contactid, Contact.lastname)


async def test_a_token_is_stored_and_another_client_goes_on_from_it(face: Face, tmp_path: Path) -> None:
    with Emulator(seed="empty") as emulator:
        emulator.change_tracking.switch_on("contact")
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        gone, kept = [await face.call(client.send, create(Contact(lastname=name))) for name in ("Gone", "Kept")]
        feed = client.changes(NAMES, page_size=1)
        assert len(await face.rows(feed)) == 2
        (tmp_path / "token").write_text(feed.token)

        other = emulator.client() if face.name == "sync" else emulator.async_client()
        await face.call(other.send, delete(Contact, gone))
        new = await face.call(other.send, create(Contact(lastname="New")))
        later = other.changes(NAMES, since=(tmp_path / "token").read_text())
        found = {change.id if isinstance(change, Deleted) else change.contactid for change in await face.rows(later)}
        assert found == {gone, new}
        assert kept not in found
        assert await face.rows(other.changes(NAMES, since=later.token)) == []


async def test_a_token_that_is_too_old_says_to_begin_again(face: Face) -> None:
    with Emulator(seed="empty") as emulator:
        emulator.change_tracking.switch_on("contact", days=7)
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        feed = client.changes(NAMES)
        await face.rows(feed)
        emulator.clock.advance(timedelta(days=8).total_seconds())
        with pytest.raises(ChangesExpired, match="begin again"):
            await face.rows(client.changes(NAMES, since=feed.token))


async def test_a_feed_that_breaks_goes_on_where_it_broke(face: Face) -> None:
    with Emulator(seed="empty") as emulator:
        emulator.change_tracking.switch_on("contact")
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        for number in range(5):
            await face.call(client.send, create(Contact(lastname=f"P{number}")))
        emulator.faults.answer(404, nth=2)
        seen = []
        with pytest.raises(NotFound) as caught:
            await collect(client.changes(NAMES, page_size=2), seen)
        rest = client.changes(NAMES, since=caught.value.position, page_size=2)
        await collect(rest, seen)
        assert sorted(row.lastname for row in seen) == [f"P{number}" for number in range(5)]
        assert await face.rows(client.changes(NAMES, since=rest.token)) == []


async def collect(feed: Any, seen: list[Any]) -> None:
    """Takes what comes, also of a feed that breaks."""
    if hasattr(feed, "__aiter__"):
        async for each in feed:
            seen.append(each)
    else:
        for each in feed:
            seen.append(each)
