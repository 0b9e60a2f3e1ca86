"""The command does what the library does, ends with an honest exit status, and keeps addresses out of sight."""

import io
import json
import subprocess
import sys

import pytest
from people import ADA, case, contact, load, whole_person

from dataverse_dsr import Status
from dataverse_dsr.cli import DONE, ERROR, EXIT, NO_DATA, PARTIAL, REVIEW, USAGE, main
from dataverse_sdk.emulator import Emulator


@pytest.fixture
def url(dataverse):
    with dataverse.serve() as url:
        yield url


@pytest.fixture
def run(url, capsys, monkeypatch, tmp_path):
    """Runs the command against the emulator and gives exit status, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATAVERSE_URL", raising=False)

    def run(*arguments, stdin=None):
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            status = main([*arguments, "--url", url])
        except SystemExit as stopped:
            status = stopped.code
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return run


def test_a_whole_request_from_files_takes_five_requests(run, dataverse, tmp_path):
    load(dataverse, whole_person())
    status, out, _ = run("access", "--email", ADA, "--out", "package")
    assert (status, len(dataverse.requests)) == (DONE, 2)
    assert "21 records, 2 HTTP requests, status: complete" in out
    assert (tmp_path / "package/data.json").exists()
    seen = len(dataverse.requests)
    status, out, _ = run("plan", "--email", ADA)
    assert status == DONE
    digest = json.loads((tmp_path / "dsr-request/plan.json").read_text())["digest"]
    assert f"digest: {digest}" in out
    status, out, _ = run("erase", "--plan", "dsr-request/plan.json", "--approved", digest)
    assert status == PARTIAL
    assert "the platform has no such write for this table (HTTP 400 0x80040800)" in out
    status, out, _ = run("verify", "--email", ADA)
    assert status == DONE
    assert "status: complete (the erasure itself: partial)" in out
    assert len(dataverse.requests) - seen == 5
    assert json.loads((tmp_path / "dsr-request/verification.json").read_text())["status"] == "complete"


def test_an_erasure_without_a_plan_makes_one(run, dataverse, tmp_path):
    load(dataverse, {"contacts": [contact()]})
    status, out, _ = run("erase", "--email", ADA, "--out", "here")
    assert status == DONE
    assert "1 records, 2 HTTP requests" not in out
    names = sorted(path.name.split("-")[0] for path in (tmp_path / "here").iterdir())
    assert names == ["journal", "plan.json", "receipt.json"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "here").iterdir())
    assert run("verify", "--out", "here")[0] == DONE
    assert "pass --email" in run("verify", "--out", "here")[1]


def test_an_interrupted_erasure_goes_on_with_its_journal(run, dataverse, tmp_path):
    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"])]})
    dataverse.faults.answer_part(429, nth=18)  # the first write, after sixteen reads and the person's version
    status, out, _ = run("erase", "--email", ADA)
    assert status == ERROR
    assert "deferred" in out
    (journal,) = tmp_path.glob("dsr-request/journal.sqlite")
    assert run("erase", "--plan", "dsr-request/plan.json", "--journal", str(journal))[0] == DONE
    assert run("erase", "--plan", "dsr-request/plan.json")[0] == DONE  # the default is the plan's own journal


def test_a_plan_nobody_approved_is_not_carried_out(run, dataverse):
    load(dataverse, {"contacts": [contact()]})
    run("plan", "--email", ADA)
    status, _, err = run("erase", "--plan", "dsr-request/plan.json", "--approved", "0" * 64)
    assert status == ERROR
    assert "not the plan that was approved" in err
    assert dataverse.rows("contacts")[0]["emailaddress1"] == ADA


def test_exit_statuses_say_how_it_ended(run, dataverse):
    assert run("check")[0] == DONE
    assert run("access", "--email", ADA)[0] == NO_DATA
    assert run("plan", "--email", ADA)[0] == NO_DATA
    assert run("erase", "--email", ADA)[0] == NO_DATA
    load(dataverse, {"contacts": [contact(), contact(first="Eve")]})
    status, out, _ = run("access", "--email", ADA, "--out", "package")
    assert status == REVIEW
    assert "people with different names" in out
    assert "--contact-id" in out
    assert run("plan", "--email", ADA)[0] == REVIEW
    dataverse.faults.answer_part(403, nth=2)
    status, out, _ = run("access", "--email", ADA, "--contact-id", str(dataverse.rows("contacts")[0]["contactid"]))
    assert status == ERROR
    assert set(EXIT) == set(Status)


def test_named_records_resolve_a_review(run, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada, contact(first="Eve")]})
    status, out, _ = run("access", "--email", ADA, "--contact-id", ada["contactid"])
    assert status == DONE
    assert "not queried" in out


def test_notes_and_warnings_are_shown(run, dataverse):
    ada = contact("old@example.com", emailaddress2=ADA)
    load(dataverse, {"contacts": [ada]})
    dataverse.faults.answer_part(403, nth=2)
    dataverse.faults.answer_part(403, nth=6 + 7)
    status, out, _ = run("access", "--email", ADA)
    assert status == PARTIAL
    assert "1 by a secondary address" in out
    assert "warning: systemusers could not be read" in out
    assert "forbidden (HTTP 403)" in out
    dataverse.faults.answer_part(403, nth=6 + 7)
    assert "not read: incidents" in run("plan", "--email", ADA)[1]
    dataverse.faults.answer_part(403, nth=6 + 7)
    status, out, _ = run("erase", "--email", ADA)
    assert status == PARTIAL
    assert "not read: incidents: forbidden (HTTP 403)" in out


def test_what_does_not_verify_is_listed(run, dataverse):
    load(dataverse, {"contacts": [contact()]})
    run("erase", "--email", ADA)
    dataverse.store.connection.execute("UPDATE contact SET fullname = 'Ada'")
    dataverse.faults.answer_part(403, nth=3)
    status, out, _ = run("verify", "--email", ADA)
    assert status == PARTIAL
    assert "fullname" in out
    assert "mismatch" in out
    assert "not read: contacts" in out


@pytest.mark.parametrize("given", [["--email", "-"], ["--email-file", "-"]])
def test_an_address_can_come_from_standard_input(run, dataverse, given):
    load(dataverse, {"contacts": [contact()]})
    assert run("access", *given, stdin=f"{ADA}\n\n")[0] == DONE


def test_an_address_can_come_from_a_file(run, dataverse, tmp_path):
    load(dataverse, {"contacts": [contact()]})
    (tmp_path / "who").write_text(f"{ADA}\nada@example.org\n")
    assert run("access", "--email-file", "who")[0] == DONE


USAGE_ERRORS = {
    "no person": ["access"],
    "no plan and no person": ["erase"],
    "a bad address": ["access", "--email", "canary"],
    "a bad id": ["access", "--contact-id", "canary"],
    "an unknown catalogue": ["check", "--catalogue", "canary"],
    "not a catalogue": ["check", "--catalogue", "json:dumps"],
    "a catalogue of nowhere": ["check", "--catalogue", "no_such_module:NAME"],
    "an unknown command": ["canary"],
    "an address in the wrong place": ["access", "canary@example.com"],
    "an option without its value": ["access", "--email"],
    "a shortened option": ["access", "--ema", "canary@example.com"],
    "no command": [],
}


@pytest.mark.parametrize("arguments", USAGE_ERRORS.values(), ids=USAGE_ERRORS.keys())
def test_what_cannot_be_meant_is_a_usage_error(run, dataverse, arguments):
    status, out, err = run(*arguments)
    assert status == USAGE
    assert "canary" not in out + err
    assert dataverse.requests == ()


def test_a_bad_address_is_not_repeated(run):
    status, out, err = run("access", "--email", "canary canary")
    assert status == USAGE
    assert "canary" not in out + err


def test_control_characters_in_a_file_do_not_separate_addresses(run, tmp_path):
    (tmp_path / "who").write_text("ada@example.com\x0ceve@example.com\n")
    assert run("access", "--email-file", "who")[0] == USAGE


def test_a_file_that_is_no_text_is_an_error(run, tmp_path):
    (tmp_path / "who").write_bytes(b"\xff\xfe")
    status, _, err = run("access", "--email-file", "who")
    assert status == ERROR
    assert "UTF-8" in err


def test_a_file_that_is_not_there_is_named(run):
    status, _, err = run("verify", "--receipt", "nowhere.json")
    assert status == ERROR
    assert "nowhere.json" in err


def test_a_damaged_plan_is_an_error(run, tmp_path):
    (tmp_path / "plan.json").write_text("{}")
    status, _, err = run("erase", "--plan", "plan.json")
    assert status == ERROR
    assert "InvalidDocument" in err


def test_an_error_of_the_service_is_one_line(run, dataverse):
    dataverse.faults.answer(403, nth=1)
    status, _, err = run("check")
    assert status == ERROR
    assert err.startswith("dataverse-dsr: Forbidden: ")
    assert err.count("\n") == 1


def test_an_environment_must_be_named(capsys, monkeypatch):
    monkeypatch.delenv("DATAVERSE_URL", raising=False)
    assert main(["check"]) == USAGE
    assert "--url" in capsys.readouterr().err


def test_the_environment_can_stand_in_a_variable(url, monkeypatch, capsys):
    monkeypatch.setenv("DATAVERSE_URL", url)
    assert main(["check"]) == DONE
    assert "status: complete" in capsys.readouterr().out


def test_a_catalogue_of_ones_own_is_named_by_module(run):
    assert run("check", "--catalogue", "dataverse_dsr.catalogues.reference:REFERENCE")[0] == DONE


def test_the_emulator_serves_without_any_environment(capsys, tmp_path):
    file = tmp_path / "data.sqlite"
    assert main(["access", "--emulator", str(file), "--email", ADA]) == DONE
    assert main(["erase", "--emulator", str(file), "--email", ADA, "--out", str(tmp_path / "out")]) == PARTIAL
    with Emulator(path=file) as dataverse:
        assert not any(row["emailaddress1"] == ADA for row in dataverse.rows("contacts"))
    assert main(["verify", "--emulator", str(file), "--email", ADA, "--out", str(tmp_path / "out")]) == DONE
    assert main(["check", "--emulator"]) == DONE
    capsys.readouterr()


def test_a_remote_environment_is_never_given_the_emulators_token(monkeypatch):
    from argparse import Namespace

    from dataverse_dsr import connection

    asked = []
    monkeypatch.setattr(connection, "_credential", lambda *, interactive: asked.append(interactive) or connection._EmulatorToken())
    options = Namespace(emulator=None, url="https://org.crm.dynamics.com", interactive=True)
    with connection.connect(options) as client:
        assert client.root
    assert asked == [True]


@pytest.mark.parametrize(("interactive", "name"), [(True, "InteractiveBrowserCredential"), (False, "DefaultAzureCredential")])
def test_credentials_are_azure_identitys(interactive, name):
    from dataverse_dsr.connection import _credential

    credential = _credential(interactive=interactive)
    assert type(credential).__name__ == name
    if not interactive:
        credential.close()


def test_a_check_can_be_kept(run, tmp_path):
    assert run("check", "--out", "kept")[0] == DONE
    assert json.loads((tmp_path / "kept/check.json").read_text())["complaints"] == []


def test_coverage_asks_nobody(capsys, tmp_path):
    assert main(["coverage", "--out", str(tmp_path)]) == DONE
    assert ["contacts", "governmentid", "read, not masked"] in json.loads((tmp_path / "coverage.json").read_text())["gaps"]
    assert main(["coverage"]) == DONE
    out = capsys.readouterr().out
    assert "governmentid" in out
    assert "personal-looking columns are not masked by this catalogue" in out


def test_the_command_runs_as_a_program(url):
    done = subprocess.run(
        [sys.executable, "-m", "dataverse_dsr.cli", "access", "--url", url, "--email", "-"],
        input=f"{ADA}\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == NO_DATA
    assert "status: no_data_found" in done.stdout
    assert ADA not in done.stdout + done.stderr
