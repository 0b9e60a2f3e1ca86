"""The ready-made classes: up to date, importable, quick to import."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID

import pytest

from dataverse_sdk import tables
from dataverse_sdk.cli import main
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.model import Choice, Entity, row_id, table_of
from dataverse_sdk.operations import get
from dataverse_sdk.query import Query
from dataverse_sdk.schema.stock import stock_schema

ROOT = Path(__file__).resolve().parents[2]
ENTITIES = sorted(tables._TABLES)


def class_of(logical_name: str) -> type[Entity]:
    found = next(name for name, module in tables._MODULES.items() if module == tables._TABLES[logical_name] and is_entity(name))
    entity: type[Entity] = getattr(tables, found)
    return entity


def is_entity(name: str) -> bool:
    found = getattr(tables, name)
    return isinstance(found, type) and issubclass(found, Entity)


def test_they_are_what_the_generator_makes_today(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    command = (ROOT / "src/dataverse_sdk/tables/__init__.py").read_text("utf-8").splitlines()[1]
    assert command == "#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables"
    monkeypatch.chdir(ROOT)
    status = main(["generate", "--metadata", "stock", "--tables", "*", "--out", "src/dataverse_sdk/tables", "--check"])
    assert (status, capsys.readouterr().err) == (0, "")


def test_every_stock_table_with_a_set_has_a_class() -> None:
    sets = {table.set_name for table in stock_schema().tables.values() if table.set_name}
    assert {table_of(getattr(tables, name)).set_name for name in filter(is_entity, tables.__all__)} == sets


@pytest.mark.parametrize("name", ENTITIES)
def test_a_class_has_every_column_of_its_table_and_no_other(name: str) -> None:
    info = table_of(class_of(name))
    stock = stock_schema().tables[info.logical_name]
    assert (info.key, info.primary_name) == (stock.key, stock.primary_name)
    assert set(info.columns) == {column.name for column in stock.columns}
    for column in stock.columns:
        fact = info.columns[column.name]
        assert (fact.max_length, fact.required, fact.create, fact.update, fact.is_lookup) == (
            column.max_length,
            column.required_level,
            column.valid_for_create,
            column.valid_for_update,
            column.is_lookup,
        )
        # A lookup without a navigation property cannot be bound, so nothing can be said of its targets.
        assert not fact.targets or set(fact.targets) == set(column.targets)


def test_a_choice_column_has_an_enum_with_every_option_and_its_label() -> None:
    checked = 0
    for name in ENTITIES:
        info = table_of(class_of(name))
        for column in stock_schema().tables[info.logical_name].columns:
            fact = info.columns[column.name]
            if column.options and column.edm_type.startswith("Edm.Int"):
                assert fact.choice is not None
                assert issubclass(fact.choice, Choice)
                assert {member.value: member.label for member in fact.choice} == dict(column.options) == fact.options
                assert getattr(tables, fact.choice.__name__) is fact.choice
                checked += 1
            else:
                assert (fact.choice, fact.options) == (None, None)
    assert checked > 200


def test_choices_filter_and_read_as_members() -> None:
    assert str(tables.Contact.gendercode == tables.ContactGenderCode.MALE) == str(tables.Contact.gendercode == 1)
    with Emulator(seed="empty") as dataverse, dataverse.client() as client:
        row = tables.Contact(lastname="Lovelace", gendercode=tables.ContactGenderCode.FEMALE)
        row.contactid = client.create(row)
        found = client.get(tables.Contact, row_id(row), select=[tables.Contact.gendercode, tables.Contact.statecode])
        assert (found.gendercode, found.statecode) == (tables.ContactGenderCode.FEMALE, tables.ContactStateCode.ACTIVE)
        assert found.gendercode is not None
        assert found.gendercode.label == "Female"
        men = client.query(Query(tables.Contact).where(tables.Contact.gendercode == tables.ContactGenderCode.MALE))
        assert list(men) == []


def test_an_alternate_key_is_a_typed_mapping_by_python_names() -> None:
    key = tables.TeamMembershiptypeAzureactivedirectoryobjectidKey(
        membershiptype=tables.TeamMembershiptype.MEMBERS_AND_GUESTS, azureactivedirectoryobjectid=UUID(int=7)
    )
    assert set(key) == set(table_of(tables.Team).alternate_keys["membershiptype_azureactivedirectoryobjectid"])
    assert unquote(get(tables.Team, key).request.target).startswith(
        "teams(membershiptype=0,azureactivedirectoryobjectid=00000000-0000-0000-0000-000000000007)"
    )


def test_names_are_sorted_and_known_to_dir() -> None:
    assert tables.__all__ == sorted(tables.__all__)
    assert set(tables.__all__) <= set(dir(tables))


def test_asking_for_one_class_makes_no_other() -> None:
    program = (
        "import sys\n"
        "from dataverse_sdk.tables import Contact\n"
        "print(*sorted(name for name in sys.modules if name.startswith('dataverse_sdk.tables.')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT / "src")
    assert done.stdout.split() == ["dataverse_sdk.tables.contact"]
