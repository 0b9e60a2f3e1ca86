"""A `$metadata` file served by the emulator reads back as it was, tables and messages, and the generator makes the same code of both."""

from pathlib import Path

import httpx
import pytest
from reference import shared

from dataverse_sdk import cli
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.actions import HANDLERS
from dataverse_sdk.schema.csdl import read_csdl
from dataverse_sdk.schema.document import CsdlDocument
from dataverse_sdk.schema.files import read_metadata_file

ROOT = "https://emulator.localhost/api/data/v9.2/"


def served(dataverse: Emulator, query: str = "") -> CsdlDocument:
    with httpx.Client(transport=dataverse.transport(), headers={"Authorization": "Bearer any"}) as client:
        return read_csdl(client.get(f"{ROOT}$metadata{query}").content)


def test_a_real_document_reads_back_as_it_was() -> None:
    path = shared("data/metadata/dataverse-edmx-2022-09.xml.gz")
    file = read_metadata_file(path)
    with Emulator(seed="empty", metadata=path) as dataverse:
        again = served(dataverse)
    assert again.schema().tables == file.schema().tables
    assert (again.complex_types, again.enum_types) == (file.complex_types, file.enum_types)
    assert (again.actions, again.functions, again.imports) == (file.actions, file.functions, file.imports)


def test_annotations_add_what_is_read_only_and_nothing_else() -> None:
    with Emulator(seed="empty") as dataverse:
        plain, annotated = served(dataverse), served(dataverse, "?annotations=true")
    assert plain.actions == annotated.actions
    assert {(kind.name, each.name, each.type) for kind in plain.entity_types for each in kind.properties} == {
        (kind.name, each.name, each.type) for kind in annotated.entity_types for each in kind.properties
    }
    (contact,) = [kind for kind in annotated.entity_types if kind.name == "contact"]
    read_only = {each.name for each in contact.properties if each.read_only}
    assert {"fullname", "_parentcustomerid_value"} <= read_only
    assert "lastname" not in read_only


def test_the_generator_makes_the_same_code_of_the_file_and_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared("data/metadata/dataverse-edmx-2022-09.xml.gz")
    wanted = ["--tables", "contact,queueitem,systemuser", "--messages", "*Quote*,BulkDelete,WhoAmI", "--facts", "none"]
    with Emulator(seed="empty", metadata=path) as dataverse:
        monkeypatch.setattr(cli, "_client", lambda url: dataverse.client())
        assert cli.main(["generate", "--metadata", str(path), *wanted, "--out", str(tmp_path / "file")]) == 0
        assert cli.main(["generate", "--url", "https://any.test", *wanted, "--out", str(tmp_path / "url")]) == 0
    for each in (tmp_path / "file").iterdir():
        texts = [(tmp_path / side / each.name).read_text("utf-8").splitlines() for side in ("file", "url")]
        ours, theirs = ([line for line in text if "dataverse-sdk generate" not in line] for text in texts)
        assert ours == theirs


def test_the_stock_environment_declares_the_messages_that_it_carries_out() -> None:
    with Emulator(seed="empty") as dataverse:
        document = served(dataverse)
        known = {each.name for each in (*document.entity_types, *document.complex_types, *document.enum_types)}
    declared = {each.name for each in (*document.actions, *document.functions)}
    assert (
        {"WhoAmI", "CloseIncident", "QualifyLead", "Merge", "AddToQueue", "RetrieveTotalRecordCount", "WinQuote"} <= declared <= {*HANDLERS}
    )
    for each in (*document.actions, *document.functions):
        kinds = [each.return_type or "Edm.String", *(parameter.type for parameter in each.parameters)]
        for kind in kinds:
            name = kind.removeprefix("Collection(").removesuffix(")")
            assert name.startswith("Edm.") or name.removeprefix("mscrm.") in known, (each.name, kind)
    assert {each.name for each in document.imports} == {each.name for each in (*document.actions, *document.functions) if not each.bound}
