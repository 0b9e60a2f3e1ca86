"""Records by alternate keys of every type, through both clients against the emulator; every address is one of the OASIS grammar."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any
from uuid import UUID, uuid4

import pytest
from faces import Face
from reference import oasis

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import NotFound, PreconditionFailed
from dataverse_sdk.model import Column, Entity, Lookup, column, entity, lookup
from dataverse_sdk.operations import ANY, Upserted, create, definitions, delete, get, patch, upsert
from dataverse_sdk.tables import Account

pytestmark = pytest.mark.anyio


class Colour(IntEnum):
    """A choice."""

    RED = 1


@entity("new_thing", set_name="new_things", key="new_thingid", primary_name="new_name")
class Thing(Entity):
    """A row with a column of every type that a key can have."""

    new_thingid: Column[UUID] = column()
    new_name: Column[str | None] = column()
    new_count: Column[int | None] = column()
    new_weight: Column[Decimal | None] = column()
    new_day: Column[date | None] = column()
    new_moment: Column[datetime | None] = column()
    new_colour: Column[Colour | None] = column()
    new_accountid: Lookup[Account] = lookup({"account": "new_AccountId"})
    new_note: Column[str | None] = column()


ACCOUNT = UUID(int=0xACC)
KEYS: dict[str, tuple[dict[Any, Any], dict[str, Any]]] = {
    "text": ({Thing.new_name: "plain"}, {"new_name": "plain"}),
    "int": ({Thing.new_count: -7}, {"new_count": -7}),
    "decimal": ({Thing.new_weight: Decimal("1.50")}, {"new_weight": Decimal("1.50")}),
    "date": ({Thing.new_day: date(2024, 2, 29)}, {"new_day": date(2024, 2, 29)}),
    "datetime": (
        {Thing.new_moment: datetime(2024, 2, 29, 12, 30, tzinfo=UTC)},
        {"new_moment": datetime(2024, 2, 29, 12, 30, tzinfo=UTC)},
    ),
    "choice": ({Thing.new_colour: Colour.RED}, {"new_colour": Colour.RED}),
    "lookup": ({Thing.new_accountid: Account.ref(ACCOUNT)}, {"new_accountid": Account.ref(ACCOUNT)}),
    "two columns": ({Thing.new_name: "a", Thing.new_count: 1}, {"new_name": "a", "new_count": 1}),
}
HOSTILE = ["/", "#", "?", "%", "&", "+", "'", "O'Brien & Söhne/№1 #50% +?", "日本語", "a,b=c", "(x)", "%27", "../accounts"]
KEYS |= {f"text {text!r}": ({Thing.new_name: text}, {"new_name": text}) for text in HOSTILE}


@pytest.fixture(scope="module")
def things() -> Any:
    """An environment with the table and its keys."""
    with Emulator(seed="empty") as emulator:
        client = emulator.client()
        columns = [
            definitions.integer_column("new_Count", "Count"),
            definitions.decimal_column("new_Weight", "Weight"),
            definitions.date_column("new_Day", "Day", date_only=True),
            definitions.date_column("new_Moment", "Moment"),
            definitions.choice_column("new_Colour", "Colour", {1: "Red"}),
            definitions.text_column("new_Note", "Note"),
        ]
        name = definitions.text_column("new_Name", "Name")
        client.send(definitions.create_table("new_Thing", "Thing", "Things", primary_column=name, columns=columns))
        point = definitions.lookup_column("new_AccountId", "Account")
        client.send(definitions.create_one_to_many("new_account_thing", referenced="account", referencing="new_thing", lookup=point))
        for key in ("name", "count", "weight", "day", "moment", "colour", "accountid"):
            client.send(definitions.create_key("new_thing", f"new_{key}_key", key, [f"new_{key}"]))
        client.send(definitions.create_key("new_thing", "new_both_key", "both", ["new_name", "new_count"]))
        client.send(create(Account(accountid=ACCOUNT, name="A")))
        yield emulator


@pytest.mark.parametrize("name", KEYS)
async def test_a_record_is_found_changed_and_deleted_by_its_key(face: Face, things: Emulator, name: str) -> None:
    key, values = KEYS[name]
    client = things.client() if face.name == "sync" else things.async_client()
    assert await face.call(client.find, Thing, key) is None
    with pytest.raises(NotFound):
        await face.call(client.upsert, Thing(new_note="x", **values), key, prevent="create")
    made = await face.call(client.upsert, Thing(new_note="x", **values), key)
    assert made.created
    assert await face.call(client.upsert, Thing(new_note="y", **values), key) == Upserted(made.id, created=False)
    with pytest.raises(PreconditionFailed):
        await face.call(client.upsert, Thing(new_note="z", **values), key, prevent="update")
    await face.call(client.send, patch(Thing, key, {Thing.new_note: "p"}, etag=ANY))
    found = await face.call(client.get, Thing, key, select=[Thing.new_thingid, Thing.new_note])
    assert (found.new_thingid, found.new_note) == (made.id, "p")
    await face.call(client.clear, Thing, key, Thing.new_note)
    async with face.batch(client) as batch:
        again = batch.add(get(Thing, key, select=[Thing.new_note]))
        batch.add(delete(Thing, key))
    assert again.value.new_note is None
    assert await face.call(client.find, Thing, key) is None


async def test_the_primary_id_can_be_named_as_a_column(face: Face, things: Emulator) -> None:
    client = things.client() if face.name == "sync" else things.async_client()
    key = uuid4()
    await face.call(client.create, Thing(new_thingid=key, new_name="by id"))
    assert (await face.call(client.get, Thing, {Thing.new_thingid: key})).new_name == "by id"
    await face.call(client.delete, Thing, {Thing.new_thingid: key})


async def test_a_lookup_is_bound_by_an_alternate_key(face: Face, things: Emulator) -> None:
    client = things.client() if face.name == "sync" else things.async_client()
    await face.call(client.send, definitions.create_key("account", f"new_Number{face.name}Key", "Number", ["accountnumber"]))
    number = f"A/#&? {face.name} 'ü'"
    account = await face.call(client.create, Account(name="B", accountnumber=number))
    named = Account.ref({Account.accountnumber: number})
    thing = await face.call(client.create, Thing(new_name="bound", new_accountid=named))
    assert (await face.call(client.get, Thing, thing)).new_accountid == Account.ref(account)
    assert (await face.call(client.get, Account, named)).name == "B"
    await face.call(client.delete, Thing, thing)
    with pytest.raises(NotFound):
        await face.call(client.create, Thing(new_name="unbound", new_accountid=Account.ref({Account.accountnumber: "nobody"})))


@pytest.mark.parametrize("name", KEYS)
def test_the_address_is_one_of_the_oasis_grammar(name: str) -> None:
    target = upsert(Thing(new_note="x", **KEYS[name][1]), KEYS[name][0]).request.target.partition("?")[0]
    assert oasis().ok("odataRelativeUri", target)
