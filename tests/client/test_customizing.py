"""Tables, columns, relationships, keys and choices through both clients: made, changed, read back as typed values, deleted."""

import pytest
from faces import Face

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import NotFound
from dataverse_sdk.model import Table
from dataverse_sdk.operations import create, definitions, metadata
from dataverse_sdk.operations import definition_changes as changes

pytestmark = pytest.mark.anyio


async def test_an_environment_is_customized_and_read_back(face: Face) -> None:
    with Emulator(seed="empty") as emulator:
        client = emulator.client() if face.name == "sync" else emulator.async_client()

        async def send(operation):
            return await face.call(client.send, operation)

        async def run(flow):
            return await face.call(client.run, flow)

        await send(definitions.create_choice("new_colour", "Colour", {1: "Red", 2: "Blue"}))
        assert await send(changes.insert_option("new_colour", "Green", value=3)) == 3
        await send(changes.update_option("new_colour", 1, "Crimson"))
        await send(changes.delete_option("new_colour", 2))
        await run(changes.change_choice("new_colour", label="Paint"))
        colour = await send(metadata.choice("new_colour"))
        assert (colour.label, dict(colour.options)) == ("Paint", {1: "Crimson", 3: "Green"})
        assert "new_colour" in {choice.name for choice in await send(metadata.choices())}

        name = definitions.text_column("new_Name", "Name", max_length=50)
        kinds = [
            definitions.choice_column("new_Colour", "Colour", colour.metadata_id),
            definitions.choice_column("new_Tags", "Tags", {1: "One", 2: "Two"}, multiple=True),
            definitions.decimal_column("new_Weight", "Weight", precision=3),
            definitions.date_column("new_Day", "Day", date_only=True),
            definitions.boolean_column("new_Good", "Good", true_label="Good", false_label="Bad"),
            definitions.file_column("new_Document", "Document"),
            definitions.image_column("new_Picture", "Picture"),
        ]
        table = await send(definitions.create_table("new_Thing", "Thing", "Things", primary_column=name, columns=kinds, notes=True))
        await run(changes.change_table("new_thing", label="Item"))
        await run(changes.change_column("new_thing", "new_name", max_length=80, label="Title"))
        read = await send(metadata.table_metadata("new_thing"))
        assert (read.metadata_id, read.label, read.notes, read.ownership) == (table, "Item", True, "UserOwned")
        columns = await run(metadata.columns("new_thing"))
        assert (columns["new_name"].max_length, columns["new_name"].label, columns["new_name"].kind) == (80, "Title", "String")
        assert (columns["new_colour"].options, columns["new_colour"].option_set) == ({1: "Crimson", 3: "Green"}, "new_colour")
        assert (columns["new_tags"].kind, dict(columns["new_tags"].options)) == ("MultiSelectPicklist", {1: "One", 2: "Two"})
        assert (columns["new_weight"].precision, columns["new_day"].behavior) == (3, "DateOnly")
        assert dict(columns["new_good"].options) == {0: "Bad", 1: "Good"}
        assert columns["new_document"].max_size_kb == 32768
        assert columns["new_picture"].full_image
        assert await send(metadata.file_limit("new_thing", "new_document")) == 32 * 1024 * 1024

        await send(definitions.create_key("new_thing", "new_NameKey", "Name", ["new_name"]))
        assert [key.columns for key in await send(metadata.keys("new_thing"))] == [("new_name",)]
        await send(
            definitions.create_one_to_many(
                "new_account_thing",
                referenced="account",
                referencing="new_thing",
                lookup=definitions.lookup_column("new_AccountId", "Account"),
                cascade=definitions.Cascade(delete="Restrict"),
            )
        )
        await send(definitions.create_many_to_many("new_contact_thing", "contact", "new_thing"))
        links = {each.schema_name: each for each in await send(metadata.relationships("new_thing", "ManyToOne"))}
        assert links["new_account_thing"].cascade["Delete"] == "Restrict"
        (both,) = await send(metadata.relationships("new_thing", "ManyToMany"))
        assert (both.referenced, both.referencing, both.intersect) == ("contact", "new_thing", "new_contact_thing")
        await send(definitions.publish("new_thing", choices=["new_colour"]))

        thing = Table("new_thing", set_name=read.set_name or "", key=read.key)
        title = thing.column("new_name", str)
        row = thing()
        row[title] = "A"
        made = await send(create(row))
        assert (await face.call(client.get, thing, {title: "A"}))[title] == "A"
        await face.call(client.delete, thing, made)

        await send(definitions.delete_key("new_thing", "new_namekey"))
        await send(definitions.delete_relationship("new_contact_thing"))
        await send(definitions.delete_relationship("new_account_thing"))
        await send(definitions.delete_column("new_thing", "new_weight"))
        await send(definitions.delete_table("new_thing"))
        await send(definitions.delete_choice("new_colour"))
        with pytest.raises(NotFound):
            await send(metadata.table_metadata("new_thing"))
