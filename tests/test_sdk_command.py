"""The `dataverse-sdk` command."""

import gzip
import runpy
import signal
import ssl
import threading
import time
from pathlib import Path

import httpx
import pytest
from azure.core.credentials import AccessToken
from pytest_httpx import HTTPXMock

from dataverse_sdk import cli
from dataverse_sdk.cli import main
from dataverse_sdk.emulator import Emulator

METADATA = b"""<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="contact"><Key><PropertyRef Name="contactid"/></Key><Property Name="contactid" Type="Edm.Guid"/>
<Property Name="firstname" Type="Edm.String"/></EntityType>
<EntityType Name="new_project"><Key><PropertyRef Name="new_projectid"/></Key><Property Name="new_projectid" Type="Edm.Guid"/></EntityType>
<Action Name="WinOpportunity"><Parameter Name="Status" Type="Edm.Int32" Nullable="false"/></Action>
<Function Name="new_Ask" IsBound="true"><Parameter Name="entity" Type="mscrm.contact" Nullable="false"/>
<ReturnType Type="Edm.String" Nullable="false"/></Function>
<EntityContainer Name="System"><EntitySet Name="contacts" EntityType="mscrm.contact"/>
<EntitySet Name="new_projects" EntityType="mscrm.new_project"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "metadata.xml").write_bytes(METADATA)
    (tmp_path / "metadata.xml.gz").write_bytes(gzip.compress(METADATA))
    return tmp_path


def generate(*arguments: str) -> int:
    return main(["generate", "--out", "out", *arguments])


@pytest.mark.parametrize("file", ["metadata.xml", "metadata.xml.gz"])
def test_generate_writes_a_package_and_says_so(folder: Path, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate("--metadata", file, "--tables", "contact,new_*") == 0
    assert capsys.readouterr().out == "2 tables in out: 3 files written or removed\n"
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["__init__.py", "contact.py", "new_project.py"]


def test_the_head_of_a_file_is_the_command_that_makes_it(folder: Path) -> None:
    assert generate("--metadata", "metadata.xml", "--tables", "new_*,n*,contact", "--tables", "contact,c*,", "--facts", "none") == 0
    assert (folder / "out/contact.py").read_text().splitlines()[1] == (
        "#   dataverse-sdk generate --metadata metadata.xml --tables 'c*,contact,n*,new_*' --facts none --out out"
    )


def test_messages_go_into_a_module_of_their_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate("--metadata", "metadata.xml", "--tables", "contact", "--messages", "Win*,new_*") == 0
    assert capsys.readouterr().out == "1 tables and 2 messages in out: 3 files written or removed\n"
    text = (folder / "out/messages.py").read_text()
    assert text.splitlines()[1] == "#   dataverse-sdk generate --metadata metadata.xml --tables contact --messages 'Win*,new_*' --out out"
    assert "def new_ask(on: Contact | Reference[Contact], /) -> Operation[str]:" in text
    assert generate("--metadata", "metadata.xml", "--messages", "Win*") == 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["__init__.py", "messages.py"]


@pytest.mark.parametrize(("facts", "expected"), [("stock", "column(max_length=50, required="), ("none", "column()")])
def test_lengths_of_stock_tables_come_from_the_shipped_facts(folder: Path, facts: str, expected: str) -> None:
    assert generate("--metadata", "metadata.xml", "--tables", "contact", "--facts", facts) == 0
    assert f"    firstname: Column[str | None] = {expected}" in (folder / "out/contact.py").read_text()


def test_check_writes_nothing_and_names_what_is_out_of_date(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--metadata", "metadata.xml", "--tables", "contact")
    assert generate(*arguments, "--check") == 1
    assert not (folder / "out").exists()
    assert generate(*arguments) == 0
    capsys.readouterr()
    assert (generate(*arguments, "--check"), capsys.readouterr()) == (0, ("", ""))
    (folder / "out/contact.py").write_text("edited")
    before = (folder / "out/contact.py").read_text()
    assert generate(*arguments, "--check") == 1
    assert capsys.readouterr().err == f"{Path('out/contact.py')}: changed\n"
    assert (folder / "out/contact.py").read_text() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--metadata", "metadata.xml", "--tables", "contact,acount"), "no table matches 'acount'"),
        (("--metadata", "stock", "--tables", "principal"), "without an entity set"),
        (("--metadata", "none.xml", "--tables", "contact"), "none.xml"),
        (("--metadata", ".", "--tables", "contact"), "."),
        (("--metadata", "text.txt", "--tables", "contact"), "text.txt: This is not well-formed XML"),
        (("--url", "http://example.test", "--tables", "contact"), "https"),
        (("--metadata", "stock"), "say what to generate"),
        (("--metadata", "metadata.xml", "--tables", ","), "say what to generate"),
        (("--metadata", "stock", "--tables", "contact", "--messages", "WinOpportunity"), "use --metadata FILE or --url"),
        (("--metadata", "metadata.xml", "--messages", "Win*,Lose"), "no function or action matches 'Lose'"),
        (("--metadata", "metadata.xml", "--tables", "contact", "--facts", "environment"), "--facts environment needs --url"),
    ],
)
def test_what_cannot_be_carried_out_ends_with_2_and_the_reason(
    folder: Path, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "text.txt").write_text("hello")
    assert generate(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("dataverse-sdk: ")
    assert message in said.err
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["generate"],
        ["generate", "--out", "o", "--tables", "x"],
        ["generate", "--out", "o", "--metadata", "m", "--facts", "x"],
        ["generate", "--out", "o", "--tables", "x", "--url", "u", "--metadata", "m"],
    ],
)
def test_arguments_that_make_no_command_end_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: dataverse-sdk" in capsys.readouterr().err


def test_it_runs_as_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["dataverse-sdk", "generate", "--metadata", "metadata.xml", "--tables", "contact", "--out", "out"])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_path(cli.__file__, run_name="__main__")


class Credential:
    """Stands in for azure-identity's chain, which would look for accounts on this machine."""

    scope = "https://org.crm.example/.default"

    def get_token(self, *scopes: str, **_: object) -> AccessToken:
        assert scopes == (self.scope,)
        return AccessToken("token", 2**33)


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azure.identity.DefaultAzureCredential", Credential)


@pytest.mark.usefixtures("signed_in")
def test_metadata_is_downloaded_from_an_environment(folder: Path, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(
        url="https://org.crm.example/api/data/v9.2/$metadata?annotations=true",
        match_headers={"Authorization": "Bearer token", "Accept": "application/xml"},
        content=METADATA,
    )
    assert generate("--url", "https://org.crm.example", "--tables", "new_*", "--facts", "none") == 0
    assert "generate --url https://org.crm.example --tables 'new_*' --facts none --out out" in (folder / "out/new_project.py").read_text()


def test_lengths_choices_and_labels_come_from_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Emulator(seed="empty") as dataverse, dataverse.serve() as url:
        monkeypatch.setattr(Credential, "scope", f"{url}/.default")
        monkeypatch.setattr("azure.identity.DefaultAzureCredential", Credential)
        monkeypatch.setenv("NO_PROXY", "*")
        arguments = ("--url", url, "--tables", "contact")
        assert generate(*arguments) == 0
        assert generate(*arguments, "--check") == 0
        asked = [each.path.partition("?")[0].rpartition("/")[2] for each in dataverse.requests]
        assert asked == ["$metadata", "$batch"] * 2
    text = (folder / "out/contact.py").read_text()
    assert 'emailaddress1: Column[str | None] = column(max_length=100, format="Email")' in text
    assert "class ContactGenderCode(Choice):" in text
    assert f"generate --url {url} --tables contact --out out" in text


@pytest.mark.usefixtures("signed_in")
def test_an_environment_that_refuses_is_an_error(httpx_mock: HTTPXMock, capsys: pytest.CaptureFixture[str]) -> None:
    httpx_mock.add_response(status_code=403, json={"error": {"code": "0x80072560", "message": "The user is not a member."}})
    assert generate("--url", "https://org.crm.example", "--tables", "new_*") == 2
    assert "403" in capsys.readouterr().err


class Visitor:
    """Stands in for `time.sleep`: looks at the emulator once, then interrupts it."""

    def __init__(self, capsys: pytest.CaptureFixture[str], interruption: signal.Signals, token: str = "any") -> None:
        self.capsys = capsys
        self.interruption = interruption
        self.token = token
        self.said: list[str] = []
        self.status = 0
        self.sleep = time.sleep

    def __call__(self, seconds: float) -> None:
        if threading.current_thread() is not threading.main_thread():
            self.sleep(seconds)  # a thread of another test, perhaps, that is not what is waited for
            return
        self.said = self.capsys.readouterr().out.splitlines()
        self.look(self.said[0].removeprefix("Dataverse emulator at "))
        signal.raise_signal(self.interruption)

    def look(self, url: str) -> None:
        # Straight to the address: the machine may be behind a proxy.
        with httpx.Client(trust_env=False) as http:
            self.status = http.get(f"{url}/api/data/v9.2/WhoAmI", headers={"Authorization": f"Bearer {self.token}"}).status_code


class CertificateReader(Visitor):
    """Looks at the certificate and asks nothing; how TLS is served is the emulator's own affair."""

    def look(self, url: str) -> None:
        trusted = ssl.create_default_context(cafile=self.said[1].removeprefix("Certificate to trust: "))
        self.status = len(trusted.get_ca_certs())


def emulator(visitor: Visitor, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("time.sleep", visitor)
    return main(["emulator", "--port", "0", *arguments])


@pytest.mark.parametrize("interruption", [signal.SIGINT, signal.SIGTERM])
def test_the_emulator_serves_until_it_is_interrupted(
    interruption: signal.Signals, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = Visitor(capsys, interruption)
    before = signal.getsignal(signal.SIGTERM)
    assert emulator(visitor, monkeypatch, "--seed", "empty") == 0
    assert (visitor.status, len(visitor.said), signal.getsignal(signal.SIGTERM)) == (200, 1, before)
    assert visitor.said[0].startswith("Dataverse emulator at http://127.0.0.1:")


def test_the_emulator_keeps_its_rows_in_a_file_and_knows_its_token(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = Visitor(capsys, signal.SIGTERM, token="wrong")
    assert emulator(visitor, monkeypatch, "--seed", "empty", "--data", "rows.sqlite", "--token", "right") == 0
    assert (visitor.status, (folder / "rows.sqlite").exists()) == (401, True)


def test_the_emulator_names_the_certificate_to_trust(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    visitor = CertificateReader(capsys, signal.SIGTERM)
    assert emulator(visitor, monkeypatch, "--seed", "empty", "--tls") == 0
    assert (visitor.status, visitor.said[0].split("//")[0]) == (1, "Dataverse emulator at https:")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--data", "none/rows.sqlite"), "unable to open"),
        (("--data", "metadata.xml"), "not a database"),
        (("--metadata", "none.xml"), "none.xml"),
        (("--host", "192.0.2.1"), "dataverse-sdk: "),
    ],
)
def test_an_emulator_that_cannot_start_says_why(arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emulator", "--port", "0", "--seed", "empty", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_connection_is_tested_part_by_part(capsys):
    with Emulator(seed="empty") as dataverse, dataverse.serve() as url:
        assert main(["check", "--url", url, "--tables", "contact,lead"]) == 0
        out = capsys.readouterr().out
        assert "ok    host: " in out
        assert "ok    role: lead can be read" in out
        dataverse.faults.answer(403, nth=2)
        assert main(["check", "--url", url]) == 1
        assert "WRONG" in capsys.readouterr().out


def test_a_check_names_tables_it_does_not_know(capsys):
    assert main(["check", "--url", "http://127.0.0.1:9", "--tables", "nothing"]) == 2
    assert "logical name" in capsys.readouterr().err


def test_a_check_signs_in_as_the_cloud_wants(monkeypatch):
    from argparse import Namespace

    from dataverse_sdk.client import credentials

    asked = []
    monkeypatch.setattr(credentials, "credential_for", lambda url, *, method: asked.append(method))
    for interactive in (True, False):
        cli._credential(Namespace(url="https://org.crm.dynamics.com", interactive=interactive))
    assert asked == ["browser", None]
