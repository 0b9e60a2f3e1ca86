"""The package python-odata: it makes classes of `$metadata`, and reads and writes through them."""

from collections.abc import Iterator
from typing import Any

import pytest
from witness import client_module

from dataverse_sdk.emulator import Emulator

odata = client_module("odata")
flags = client_module("odata.flags")
requests = client_module("requests")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    # the client takes the byte order mark that the service puts before a count for a part of the number
    with Emulator(seed="empty", count_mark=False) as dataverse:
        yield dataverse


@pytest.fixture(scope="module")
def service(emulator: Emulator) -> Iterator[Any]:
    with emulator.serve() as url, requests.Session() as session:
        # it needs the record it wrote in the reply
        session.headers.update({"Authorization": "Bearer any", "Prefer": "return=representation"})
        skip = flags.ODataServerFlags(skip_null_properties=True)
        yield odata.ODataService(f"{url}/api/data/v9.2/", session=session, reflect_entities=True, quiet_progress=True, server_flags=skip)


def test_every_set_became_a_class_with_its_columns(service: Any, emulator: Emulator) -> None:
    assert set(service.entities) == {table.set_name for table in emulator.schema.tables.values() if table.set_name}
    contact = service.entities["contacts"]
    assert all(hasattr(contact, name) for name in ("lastname", "_parentcustomerid_value", "parentcustomerid_account", "birthdate"))


def test_rows_are_created_found_changed_counted_and_deleted(service: Any, emulator: Emulator) -> None:
    account_class, contact_class = service.entities["accounts"], service.entities["contacts"]
    account = account_class()
    account.name, account.numberofemployees, account.revenue = "A'1", 3, 12.5
    service.save(account)
    for number in range(2):
        other = account_class()
        other.name, other.numberofemployees = f"B{number}", number
        service.save(other)
    query = service.query(account_class)
    assert [row.accountid for row in query.filter(account_class.name == "A'1").all()] == [account.accountid]
    few = query.filter(account_class.name.startswith("b") & (account_class.numberofemployees < 2)).order_by(account_class.name.desc())
    assert [row.name for row in few.limit(5).all()] == ["B1", "B0"]
    assert (query.count(), few.count()) == (3, 2)
    assert query.get(account.accountid).revenue == 12.5
    account.name = "A2"
    service.save(account)
    assert {row["name"] for row in emulator.rows("accounts")} == {"A2", "B0", "B1"}
    contact = contact_class()
    contact.lastname, contact.parentcustomerid_account = "L", account
    service.save(contact)
    found = service.query(contact_class).expand(contact_class.parentcustomerid_account).first()
    assert found.parentcustomerid_account.name == "A2"
    service.delete(contact)
    service.delete(account)
    assert emulator.rows("contacts") == []


def test_a_function_is_called_by_its_declaration(service: Any, emulator: Emulator) -> None:
    assert "WhoAmI" in service.functions
    service.functions["WhoAmI"]()
    assert emulator.requests[-1].status == 200
