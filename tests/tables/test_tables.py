"""The ready-made classes: up to date, importable, quick to import."""

import subprocess
import sys
from pathlib import Path

import pytest

from dataverse_sdk import tables
from dataverse_sdk.cli import main
from dataverse_sdk.model import table_of
from dataverse_sdk.schema.stock import stock_schema

ROOT = Path(__file__).resolve().parents[2]


def test_they_are_what_the_generator_makes_today(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    command = (ROOT / "src/dataverse_sdk/tables/__init__.py").read_text("utf-8").splitlines()[1]
    assert command == "#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables"
    monkeypatch.chdir(ROOT)
    status = main(["generate", "--metadata", "stock", "--tables", "*", "--out", "src/dataverse_sdk/tables", "--check"])
    assert (status, capsys.readouterr().err) == (0, "")


def test_every_stock_table_with_a_set_has_a_class() -> None:
    sets = {table.set_name for table in stock_schema().tables.values() if table.set_name}
    assert {table_of(getattr(tables, name)).set_name for name in tables.__all__} == sets


@pytest.mark.parametrize("name", tables.__all__)
def test_a_class_has_every_column_of_its_table_and_no_other(name: str) -> None:
    info = table_of(getattr(tables, name))
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
