"""Columns that no row has a value in are not read, and nobody notices: the same replies as where every column is read."""

from collections.abc import Callable

import httpx
import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.schema.model import ColumnSchema, Schema, TableSchema
from dataverse_sdk.schema.stock import stock_schema

ID = "00000000-0000-0000-0000-00000000000{}".format
ROOT = "https://emulator.localhost/api/data/v9.2/"
ALL = {"Prefer": 'odata.include-annotations="*"'}


def contact(http: httpx.Client, **headers: str) -> dict[str, object]:
    return dict(http.get(f"contacts({ID(1)})", headers=headers).json())


def by_create(dataverse: Emulator, http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(2), "jobtitle": "there"})
    http.patch(f"contacts({ID(1)})", json={"jobtitle": "here"})


def by_update(dataverse: Emulator, http: httpx.Client) -> None:
    http.patch(f"contacts({ID(1)})", json={"jobtitle": "here"})


def by_property(dataverse: Emulator, http: httpx.Client) -> None:
    http.put(f"contacts({ID(1)})/jobtitle", json={"value": "here"})


def by_bulk(dataverse: Emulator, http: httpx.Client) -> None:
    row = {"@odata.type": "Microsoft.Dynamics.CRM.contact", "contactid": ID(1), "jobtitle": "here"}
    http.post("contacts/Microsoft.Dynamics.CRM.UpdateMultiple", json={"Targets": [row]})


def by_write(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.write("contacts", ID(1), {"jobtitle": "here"})


def by_plugin(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.plugins.before("Update", "contact", lambda context: context.values.update(jobtitle="here"))
    http.patch(f"contacts({ID(1)})", json={"nickname": "n"})


def by_restore(dataverse: Emulator, http: httpx.Client) -> None:
    dataverse.recycle_bin.switch_on("contact")
    by_update(dataverse, http)
    http.delete(f"contacts({ID(1)})")
    assert http.post("Restore", json={"Target": {"@odata.type": "Microsoft.Dynamics.CRM.contact", "contactid": ID(1)}}).is_success


def by_address_row(dataverse: Emulator, http: httpx.Client) -> None:
    (row,) = http.get(f"customeraddresses?$filter=_parentid_value eq {ID(1)} and addressnumber eq 1").json()["value"]
    http.patch(f"customeraddresses({row['customeraddressid']})", json={"city": "here"})


WAYS = [by_create, by_update, by_property, by_bulk, by_write, by_plugin, by_restore, by_address_row]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_first_value_of_a_column_is_seen(
    dataverse: Emulator, http: httpx.Client, way: Callable[[Emulator, httpx.Client], None]
) -> None:
    http.post("contacts", json={"contactid": ID(1), "lastname": "A"})
    column = "address1_city" if way is by_address_row else "jobtitle"
    before = contact(http)
    assert before[column] is None
    way(dataverse, http)
    after = contact(http)
    assert after[column] == "here"
    assert list(after) == list(before)
    assert next(row[column] for row in http.get("contacts").json()["value"]) == "here"


def test_a_relationship_of_many_rows_to_many_is_seen(dataverse: Emulator, http: httpx.Client) -> None:
    http.post("contacts", json={"contactid": ID(1), "lastname": "A"})
    http.post("leads", json={"leadid": ID(2), "lastname": "B"})
    related = f"contacts({ID(1)})/contactleads_association"
    assert http.get(related).json()["value"] == []
    http.post(f"{related}/$ref", json={"@odata.id": f"leads({ID(2)})"})
    assert [row["lastname"] for row in http.get(related).json()["value"]] == ["B"]


@pytest.mark.parametrize("prefer", [{}, ALL], ids=["plain", "annotated"])
@pytest.mark.parametrize(
    "query",
    [
        "contacts",
        f"contacts({ID(1)})",
        "contacts?$select=jobtitle,lastname,nickname,_parentcustomerid_value,_ownerid_value",
        f"contacts({ID(1)})?$expand=parentcustomerid_account",
        f"contacts({ID(3)})?$expand=parentcustomerid_account",
        "accounts?$expand=primarycontactid,contact_customer_accounts($select=fullname,jobtitle)",
        "activitypointers",
        "leads?$expand=parentaccountid",
        "contacts?fetchXml=<fetch><entity name='contact'><all-attributes/></entity></fetch>",
    ],
)
def test_replies_are_those_of_an_environment_that_reads_every_column(
    dataverse: Emulator, http: httpx.Client, query: str, prefer: dict[str, str]
) -> None:
    http.post("accounts", json={"accountid": ID(2), "name": "Firm"})
    person = {"contactid": ID(1), "lastname": "A", "gendercode": 1, "creditlimit": 5}
    http.post("contacts", json={**person, "parentcustomerid_account@odata.bind": f"accounts({ID(2)})"})
    http.post("contacts", json={"contactid": ID(3), "lastname": "Ünal", "description": "x"})
    http.patch(f"accounts({ID(2)})", json={"primarycontactid@odata.bind": f"contacts({ID(1)})"})
    http.post("tasks", json={"activityid": ID(4), "subject": "t"})
    assert dataverse.store.filled("contact") is not None
    with Emulator(seed="empty") as other:
        other.restore(dataverse.snapshot())
        assert other.store.filled("contact") is None
        headers = {"Authorization": "Bearer any", **prefer}
        with httpx.Client(transport=other.transport(), base_url=ROOT, headers=headers) as there:
            assert http.get(query, headers=prefer).text == there.get(query).text


def test_the_rows_of_an_intersect_table_are_seen() -> None:
    guid = {"edm_type": "Edm.Guid", "attribute_type": "Uniqueidentifier"}
    columns = tuple(ColumnSchema(name, name, **guid) for name in ("contactleadid", "contactid", "leadid"))
    between = TableSchema("contactleads", "contactleadscollection", "contactleadid", columns=columns)
    schema = Schema({**stock_schema().tables, "contactleads": between})
    headers = {"Authorization": "Bearer any"}
    with (
        Emulator(seed="empty", metadata=schema) as dataverse,
        httpx.Client(transport=dataverse.transport(), base_url=ROOT, headers=headers) as http,
    ):
        http.get("contactleadscollection")  # made while it is empty
        http.post("leads", json={"leadid": ID(2), "lastname": "B"})
        http.post("contacts", json={"contactid": ID(1), "contactleads_association@odata.bind": [f"leads({ID(2)})"]})
        (pair,) = http.get("contactleadscollection").json()["value"]
        assert (pair["contactid"], pair["leadid"]) == (ID(1), ID(2))
