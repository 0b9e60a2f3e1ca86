"""What a bulk deletion by condition deletes is what a query by the same condition finds, and nothing else."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from zoo import Animal, Keeper

from dataverse_sdk import all_of, any_of, not_
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import UsageError
from dataverse_sdk.model import Predicate, Raw
from dataverse_sdk.operations import bulk_delete
from dataverse_sdk.operations.query_expressions import criteria_of
from dataverse_sdk.query import Query
from dataverse_sdk.tables import Account, Contact

COMPANY = UUID(int=1)
ROWS: list[dict[str, Any]] = [
    {"firstname": "Ada", "lastname": "Lovelace", "numberofchildren": 3, "birthdate": "1815-12-10", "donotemail": True, "creditlimit": 10.5},
    {"firstname": "Grace", "lastname": "Hopper", "numberofchildren": 0, "birthdate": "1906-12-09", "donotemail": False, "creditlimit": 7},
    {"firstname": "Alan", "lastname": "Turing", "numberofchildren": None, "birthdate": None, "donotemail": False, "creditlimit": None},
    {"firstname": None, "lastname": "O'Brien 100%_[x]", "numberofchildren": 1, "gendercode": 2, "_parentcustomerid_value": str(COMPANY)},
]
YEAR_1900 = date(1900, 1, 1)
PREDICATES: list[Predicate] = [
    Contact.firstname == "Ada",
    Contact.firstname != "Ada",
    Contact.firstname.is_null(),
    ~Contact.firstname.is_null(),
    Contact.numberofchildren > 0,
    Contact.numberofchildren <= 1,
    ~(Contact.numberofchildren <= 1),
    Contact.creditlimit >= Decimal("10.5"),
    Contact.birthdate < YEAR_1900,
    Contact.donotemail == True,  # noqa: E712
    Contact.gendercode == 2,
    Contact.parentcustomerid == COMPANY,
    Contact.lastname.startswith("Ho"),
    Contact.lastname.endswith("e"),
    Contact.lastname.contains("O'B"),
    Contact.lastname.contains("%_["),
    ~Contact.lastname.contains("o"),
    Contact.lastname.in_(["Hopper", "Turing"]),
    ~Contact.lastname.in_(["Hopper", "Turing"]),
    Contact.numberofchildren.between(1, 3),
    Contact.createdon < datetime(2100, 1, 1, tzinfo=UTC),
    Contact.createdon.last_x_days(3),
    (Contact.firstname == "Ada") & (Contact.numberofchildren == 3),
    (Contact.firstname == "Ada") | Contact.lastname.startswith("T"),
    ~((Contact.firstname == "Ada") & (Contact.numberofchildren == 0)),
    ~((Contact.firstname == "Ada") | (Contact.numberofchildren == 0)),
    not_(all_of([Contact.donotemail == False, any_of([Contact.firstname == "Alan", Contact.numberofchildren == 0])])),  # noqa: E712
    any_of([all_of([Contact.firstname == "Ada", ~Contact.lastname.endswith("x")]), Contact.creditlimit == Decimal(7)]),
]


@pytest.fixture(scope="module")
def emulator() -> Any:
    with Emulator(seed="empty") as made:
        made.load({"accounts": [{"accountid": str(COMPANY), "name": "x"}]})
        yield made


@pytest.mark.parametrize("predicate", PREDICATES, ids=[str(number) for number in range(len(PREDICATES))])
def test_a_deletion_by_condition_deletes_what_a_query_finds(emulator: Emulator, predicate: Predicate) -> None:
    client = emulator.client()
    client.delete_many(Contact, [row.contactid for row in client.query(Query(Contact).select(Contact.contactid))])
    emulator.load({"contacts": ROWS})
    found = {str(row.contactid) for row in client.query(Query(Contact).select(Contact.contactid).where(predicate))}
    before = {str(row["contactid"]) for row in emulator.rows("contacts")}
    client.send(bulk_delete(Contact, predicate, name="by condition"))
    assert {str(row["contactid"]) for row in emulator.rows("contacts")} == before - found
    assert len(before) == 4


def test_values_carry_their_types() -> None:
    condition = (Animal.zoo_born < datetime(2020, 1, 1, tzinfo=UTC)) & (Animal.zoo_weight == Decimal("1.50")) & (Animal.zoo_name == "a")
    found = criteria_of(condition, Animal.__table__)
    assert found["FilterOperator"] == "And"
    values = [value for part in found["Conditions"] for value in part["Values"]]
    assert values == [
        {"Value": "2020-01-01T00:00:00Z", "Type": "System.DateTime"},
        {"Value": "1.50", "Type": "System.Decimal"},
        {"Value": "a", "Type": "System.String"},
    ]


@pytest.mark.parametrize(
    "predicate",
    [
        Raw("zoo_name eq 'x'"),
        Animal.zoo_name == Animal.zoo_full,
        Animal.zoo_Keeper.zoo_name == "x",
        Keeper.zoo_animals.any(),
        ~Animal.zoo_born.last_7_days(),
        Account.name == "x",
    ],
)
def test_what_cannot_be_said_is_refused_and_never_half_said(predicate: Predicate) -> None:
    with pytest.raises(UsageError):
        criteria_of(all_of([Animal.zoo_name == "y", predicate]), Animal.__table__)
