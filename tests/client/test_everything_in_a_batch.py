"""Whatever is one request goes in a batch as well as alone, through both clients: the emulator answers both alike."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from faces import Face

from dataverse_sdk import operations as ops
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.operations import Definition, Definitions, definition_changes, definitions, metadata
from dataverse_sdk.query import Fetch, Query, SqlQuery
from dataverse_sdk.tables import Account, Annotation, Contact, Email, Task

pytestmark = pytest.mark.anyio

ADA, EVE, CONTOSO, MAIL, NOTE = (UUID(int=number) for number in range(1, 6))
NAMES = Query(Contact).select(Contact.lastname).order_by(Contact.lastname)
PICTURE = b"\x89PNG\r\n\x1a\n"

# Reads, whose values are compared; writes, which are to end in a value.
READS: dict[str, Callable[[], Any]] = {
    "get": lambda: ops.get(Contact, ADA, select=[Contact.lastname]),
    "get by key": lambda: ops.get(Contact, {Contact.contactid: ADA}, select=[Contact.lastname]),
    "get_if_changed": lambda: ops.get_if_changed(Contact, ADA, 'W/"1"', select=[Contact.lastname]),
    "get_value": lambda: ops.get_value(Contact, ADA, Contact.lastname),
    "query_page": lambda: ops.query_page(NAMES, page_size=1, annotations="*", count=True),
    "values": lambda: ops.query_page(Query(Contact).values(Contact.lastname)),
    "groups": lambda: ops.query_page(Query(Contact).group_by(Contact.lastname)),
    "fetch": lambda: ops.query_page(Fetch(Contact).select(Contact.lastname)),
    "sql": lambda: ops.query_page(SqlQuery(Contact, "SELECT lastname FROM contact")),
    "count": lambda: ops.count(Query(Contact)),
    "related": lambda: ops.query_page(ops.related(Account.ref(CONTOSO), Account.contact_customer_accounts, NAMES)),
    "count_related": lambda: ops.count_related(Account.ref(CONTOSO), Account.contact_customer_accounts),
    "get_related": lambda: ops.get_related(Contact.ref(ADA), Contact.parentcustomerid_account, select=[Account.name]),
    "changes_page": lambda: ops.changes_page(Query(Contact).select(Contact.lastname)),
    "who_am_i": ops.who_am_i,
    "function": lambda: ops.function("RetrieveVersion"),
    "note_file": lambda: ops.note_file(NOTE),
    "supports": lambda: ops.supports(Contact, "CreateMultiple"),
    "tables": metadata.tables,
    "table": lambda: metadata.table_metadata("contact"),
    "columns": lambda: metadata.column_metadata("contact"),
    "keys": lambda: metadata.keys("contact"),
    "relationships": lambda: metadata.relationships("contact", "ManyToMany"),
    "choices": metadata.choices,
    "file_limit": lambda: metadata.file_limit("contact", "entityimage", "Image"),
    "definition": lambda: Definition.of_table("contact").read("LogicalName"),
    "definitions": lambda: Definitions.of_columns("contact", "Money").read("LogicalName", "Precision"),
}
WRITES: dict[str, Callable[[], Any]] = {
    "create": lambda: ops.create(Task(subject="a")),
    "create returning": lambda: ops.create(Task(subject="b"), returning=[Task.createdon]),
    "deep insert": lambda: ops.create(Account(name="c", Account_Tasks=[Task(subject="d")])),
    "update": lambda: ops.update(Contact(contactid=ADA, jobtitle="e")),
    "update returning": lambda: ops.update(Contact(contactid=ADA, jobtitle="f"), returning=[Contact.jobtitle]),
    "patch": lambda: ops.patch(Contact, ADA, {Contact.jobtitle: "g"}, etag=ops.ANY),
    "upsert": lambda: ops.upsert(Contact(contactid=ADA, jobtitle="h")),
    "set_value": lambda: ops.set_value(Contact, ADA, Contact.jobtitle, "i"),
    "clear": lambda: ops.clear(Contact, ADA, Contact.jobtitle),
    "associate": lambda: ops.associate(Account.ref(CONTOSO), Account.contact_customer_accounts, Contact.ref(EVE)),
    "disassociate": lambda: ops.disassociate(Account.ref(CONTOSO), Account.contact_customer_accounts, Contact.ref(EVE)),
    "upload": lambda: ops.upload(Contact, ADA, Contact.entityimage, PICTURE, name="a.png"),
    "delete_file": lambda: ops.delete_file(Contact, ADA, Contact.entityimage),
    "attach_to_record": lambda: ops.attach_to_record(Contact.ref(ADA), b"x", name="a"),
    "attach_to_activity": lambda: ops.attach_to_activity(Email.ref(MAIL), b"x", name="a"),
    "create_multiple": lambda: ops.create_multiple([Contact(lastname="j"), Contact(lastname="k")]),
    "update_multiple": lambda: ops.update_multiple([Contact(contactid=ADA, jobtitle="l")]),
    "upsert_multiple": lambda: ops.upsert_multiple([Contact(contactid=ADA, jobtitle="m")]),
    "action": lambda: ops.action("PublishAllXml"),
    "create_column": lambda: definitions.create_column("contact", definitions.text_column("new_Nick", "Nick")),
    "create_choice": lambda: definitions.create_choice("new_colour", "Colour", {1: "Red"}),
    "insert_option": lambda: definition_changes.insert_option("new_colour", "Blue", value=2),
    "publish": lambda: definitions.publish("contact"),
    "merge": lambda: ops.merge(Contact.ref(ADA), Contact.ref(EVE)),
    "delete": lambda: ops.delete(Annotation, NOTE),
}


def environment() -> Emulator:
    emulator = Emulator(seed="empty")
    emulator.change_tracking.switch_on("contact")
    emulator.load(
        {
            "accounts": [{"accountid": str(CONTOSO), "name": "Contoso"}],
            "contacts": [{"contactid": str(ADA), "lastname": "Ada"}, {"contactid": str(EVE), "lastname": "Eve"}],
            "emails": [{"activityid": str(MAIL), "subject": "Hello"}],
        }
    )
    client = emulator.client()
    client.associate(Account.ref(CONTOSO), Account.contact_customer_accounts, Contact.ref(ADA))
    client.create(Annotation(annotationid=NOTE, filename="a", documentbody="eA==", objectid=Contact.ref(ADA)))
    return emulator


def plain(value: Any) -> Any:
    """A value as it can be compared: pages and rows by what they hold."""
    if isinstance(value, ops.Page):
        return plain(value.rows), value.count
    if isinstance(value, ops.ChangePage):
        return plain(value.changed), value.deleted
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return (
        {name: getattr(value, name) for name in type(value).__table__.attributes if hasattr(value, name)}
        if hasattr(value, "_etag")
        else value
    )


async def test_reads_give_the_same_in_a_batch_as_alone(face: Face) -> None:
    with environment() as emulator:
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        alone = {name: plain(await face.call(client.send, make())) for name, make in READS.items()}
        async with face.batch(client) as batch:
            handles = {name: batch.add(make()) for name, make in READS.items()}
        assert {name: plain(handle.value) for name, handle in handles.items()} == alone
        assert client.http_calls == len(READS) + 1


async def test_writes_end_in_values_in_a_batch(face: Face) -> None:
    with environment() as emulator:
        client = emulator.client() if face.name == "sync" else emulator.async_client()
        async with face.batch(client) as batch:
            handles = {name: batch.add(make()) for name, make in WRITES.items()}
        assert {name: handle.outcome for name, handle in handles.items()} == dict.fromkeys(WRITES, "value")
        assert client.http_calls == 1
        assert {row["subject"] for row in emulator.rows("tasks")} == {"a", "b", "d"}
