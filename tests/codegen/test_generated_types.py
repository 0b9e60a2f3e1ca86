"""What the generator writes from a real `$metadata`, judged by mypy and pyright."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

from dataverse_sdk.codegen import generate, select, select_messages, with_stock_facts, write
from dataverse_sdk.schema.files import read_metadata_file
from dataverse_sdk.schema.model import ColumnSchema
from dataverse_sdk.schema.stock import stock_schema

ROOT = Path(__file__).resolve().parents[2]
METADATA = ROOT.parent / "shared" / "data" / "metadata" / "dataverse-edmx-2022-09.xml.gz"
# Overloaded and odd ones among them: a name that begins with a quote, names that differ by case, reserved words, no schema names.
TABLES = (
    "account,activityparty,contact,email,feedback,import*,incident,opportunity*,queue,queueitem,quote,savedquery,systemuser,team,workflow"
)

USE = """
from typing import Any, assert_type

from sample import Contact, ContactGenderCode, Opportunity, Quote, Savedquery, SystemUser, SystemUserAzureactivedirectoryobjectidKey
from sample.messages import (
    AccessRights, RetrievePrincipalAccessResponse, WhoAmIResponse, add_to_queue, retrieve_principal_access, retrieve_unpublished,
    who_am_i, win_opportunity,
)
from dataverse_sdk import DataverseClient, Query, Reference
from dataverse_sdk.model import Entity
from dataverse_sdk.operations import Operation


def use(client: DataverseClient, row: Contact, user: SystemUser, query: Savedquery, quote: Reference[Quote]) -> None:
    assert_type(row.gendercode, ContactGenderCode | None)
    assert_type(ContactGenderCode.MALE.label, str)
    assert_type(ContactGenderCode.MALE.value, int)
    Query(Contact).where(Contact.gendercode == ContactGenderCode.MALE, Contact.gendercode.in_([ContactGenderCode.FEMALE]))
    row.gendercode = ContactGenderCode.FEMALE
    assert_type(row.tags, frozenset[ContactTags] | None)
    row.tags = frozenset({ContactTags.VIP})
    Query(Contact).where(Contact.tags.contain_values([ContactTags.VIP]), Contact.tags == frozenset({ContactTags.VIP}))
    key = SystemUserAzureactivedirectoryobjectidKey(azureactivedirectoryobjectid=user.ownerid)
    assert_type(client.get(SystemUser, key), SystemUser)
    assert_type(who_am_i(), Operation[WhoAmIResponse])
    assert_type(client.call(retrieve_principal_access(user, target=row)), RetrievePrincipalAccessResponse)
    assert_type(AccessRights.ReadAccess | AccessRights.WriteAccess, AccessRights)
    assert_type(retrieve_unpublished(query), Operation[Savedquery])
    assert_type(retrieve_unpublished(user), Operation[Entity | dict[str, Any]])
    add_to_queue(quote, target=row)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    win_opportunity(opportunity_close=Opportunity.ref("x"), status=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    win_opportunity(status=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    row.gendercode = 1  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    Query(Contact).where(Contact.tags.startswith("x"))  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
""".replace("Contact, ContactGenderCode,", "Contact, ContactGenderCode, ContactTags,")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not METADATA.exists():
        pytest.skip("the real $metadata is not part of this repository")
    folder = tmp_path_factory.mktemp("typed")
    document = read_metadata_file(METADATA)
    tables = select(with_stock_facts(document.schema(), stock_schema()), TABLES.split(","))
    contact = next(table for table in tables if table.logical_name == "contact")
    tags = ColumnSchema("tags", "tags", "Edm.String", multi_select=True, options=((1, "VIP"),))
    colour = evolve(tags, name="new_colour", logical_name="new_colour", option_set="new_colours")
    tagged = evolve(contact, columns=(*contact.columns, tags, colour))
    files = generate(
        [tagged if table is contact else table for table in tables], "c", document=document, messages=select_messages(document, ["*"])
    )
    write(folder / "sample", files)
    (folder / "use.py").write_text(USE, "utf-8")
    return folder


@pytest.mark.slow
def test_mypy_accepts_it_and_sees_wrong_uses(sample: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(sample / "cache"), "sample", "use.py"]
    done = subprocess.run(command, cwd=sample, env={"MYPYPATH": str(ROOT / "src"), "PATH": ""}, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("Success"), done.stdout


@pytest.mark.slow
def test_pyright_accepts_it_and_sees_wrong_uses(sample: Path) -> None:
    pyright = shutil.which("pyright", path=str(Path(sys.executable).parent)) or shutil.which("pyright")
    if pyright is None:
        pytest.skip("pyright is not installed")
    config = f'{{"typeCheckingMode": "strict", "pythonVersion": "3.11", "extraPaths": ["{ROOT / "src"}"], "include": ["sample", "use.py"]}}'
    (sample / "pyrightconfig.json").write_text(config, "utf-8")
    command = [pyright, "--pythonpath", sys.executable, "-p", str(sample)]
    done = subprocess.run(command, cwd=sample, capture_output=True, text=True, check=False)
    assert "0 errors" in done.stdout, done.stdout[-5000:]
