"""Bringing a folder up to date."""

from pathlib import Path

import pytest

from dataverse_sdk.codegen import Outdated, OutputError, outdated, write
from dataverse_sdk.codegen.package import HEADER_START

FILES = {"__init__.py": f"{HEADER_START}\n", "a.py": f"{HEADER_START}\na = 'ä'\n"}


def test_missing_files_are_written_and_then_nothing_is_out_of_date(tmp_path: Path) -> None:
    folder = tmp_path / "x" / "tables"
    missing = (Outdated(folder / "__init__.py", "missing"), Outdated(folder / "a.py", "missing"))
    assert outdated(folder, FILES) == missing
    assert not folder.exists(), "asking writes nothing"
    assert write(folder, FILES) == missing
    assert (folder / "a.py").read_bytes() == FILES["a.py"].encode()
    assert (outdated(folder, FILES), write(folder, FILES)) == ((), ())


def test_a_generated_file_that_is_no_longer_generated_is_removed_and_others_are_left(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "old.py").write_text(f"{HEADER_START}\n")
    (tmp_path / "mine.py").write_text("x = 1\n")
    (tmp_path / "data.txt").write_text(HEADER_START)
    assert write(tmp_path, FILES) == (Outdated(tmp_path / "old.py", "no longer generated"),)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["__init__.py", "a.py", "data.txt", "mine.py"]


def test_a_changed_or_empty_file_is_written_again(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "a.py").write_text(f"{HEADER_START}\nedited\n")
    (tmp_path / "__init__.py").write_text("\n")
    assert [each.why for each in write(tmp_path, FILES)] == ["changed", "changed"]
    assert outdated(tmp_path, FILES) == ()


def test_a_file_somebody_wrote_is_not_overwritten_and_nothing_else_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"\xff mine")
    with pytest.raises(OutputError, match=r"a\.py was not generated"):
        write(tmp_path, FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]
