"""An environment describes its tables: two requests, whatever the number of tables."""

import pytest

from dataverse_sdk.codegen import generate, select
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import Forbidden, InvalidReply
from dataverse_sdk.operations import Reply
from dataverse_sdk.operations.environment import _list, described, metadata_document
from dataverse_sdk.schema.stock import stock_schema
from dataverse_sdk.testing import json_reply

NAMES = ["account", "contact", "lead", "team", "task"]


def test_the_definitions_of_many_tables_take_one_request_and_say_what_metadata_leaves_out() -> None:
    with Emulator(seed="empty") as dataverse, dataverse.client() as client:
        bare = select(client.send(metadata_document()).schema(), NAMES)
        found = client.run(described(bare))
        assert client.http_calls == 2
    for table, before in zip(found, bare, strict=True):
        stock = stock_schema().tables[table.logical_name]
        assert (table.schema_name, table.primary_name) == (stock.schema_name, stock.primary_name)
        assert {column.name for column in table.columns} == {column.name for column in before.columns}
        for column in table.columns:
            known = stock.column(column.name)
            assert known is not None
            facts = ("max_length", "required_level", "valid_for_create", "valid_for_update", "minimum", "maximum")
            assert [getattr(column, fact) for fact in facts] == [getattr(known, fact) for fact in facts]
            if known.attribute_type in ("Picklist", "State", "Status"):
                assert column.options == known.options
    text = generate(found, "c")["contact.py"]
    assert "    gendercode: Column[ContactGenderCode | None] = column()\n" in text
    assert 'emailaddress1: Column[str | None] = column(max_length=100, format="Email")' in text


def test_metadata_that_is_none_is_a_damaged_reply() -> None:
    operation = metadata_document()
    with pytest.raises(InvalidReply, match="not well-formed XML"):
        operation.read(Reply(200, (), b"hello"))
    with pytest.raises(Forbidden):
        operation.read(Reply(403, (), b"{}"))


@pytest.mark.parametrize("document", [{}, {"value": {}}, {"value": [1]}])
def test_a_list_of_definitions_that_is_none_is_a_damaged_reply(document: dict[str, object]) -> None:
    with pytest.raises(InvalidReply, match="no list of definitions"):
        _list(json_reply(document))
