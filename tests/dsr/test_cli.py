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
    assert names == ["journal.sqlite", "plan.json", "receipt.json"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "here").iterdir())
    assert run("verify", "--out", "here")[0] == DONE
    assert "pass --email" in run("verify", "--out", "here")[1]


def test_an_interrupted_erasure_goes_on_with_its_journal(run, dataverse, tmp_path):
    ada = contact()
    load(dataverse, {"contacts": [ada], "incidents": [case(ada["contactid"])]})
    dataverse.faults.answer_part(
        429, nth=18, headers={"Retry-After": "9999"}
    )  # the first write, after sixteen reads and the person's version
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
    "holds of nowhere": ["plan", "--email", "a@example.com", "--holds", "no_such_module:NAME"],
    "holds without a name": ["plan", "--email", "a@example.com", "--holds", ""],
    "not holds": ["plan", "--email", "a@example.com", "--holds", "json:dumps"],
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
    status, out, err = run("check")
    assert status == ERROR
    assert err.startswith("dataverse-dsr: Forbidden: ")
    assert err.count("\n") == 1
    assert out.startswith("ok    host: ")


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
    monkeypatch.setattr(connection, "credential_for", lambda url, *, method: asked.append((url, method)) or connection._EmulatorToken())
    url = "https://org.crm.dynamics.com"
    for interactive in (True, False):
        with connection.connect(Namespace(emulator=None, url=url, interactive=interactive)) as client:
            assert client.root
    assert asked == [(url, "browser"), (url, None)]


def test_a_check_can_be_kept(run, tmp_path):
    assert run("check", "--out", "kept")[0] == DONE
    assert json.loads((tmp_path / "kept/check.json").read_text())["complaints"] == []


def test_a_check_tells_which_privilege_is_missing(run, monkeypatch):
    from dataverse_dsr import DataSubjectRequests, TablePrivileges

    monkeypatch.setattr(DataSubjectRequests, "privileges", lambda self: (TablePrivileges("contacts", "yes", "no"),))
    status, out, _ = run("check")
    assert status == PARTIAL
    assert "may write" in out
    assert "status: partial" in out


def test_without_a_verb_it_plans(run, dataverse, tmp_path):
    load(dataverse, {"contacts": [contact()]})
    status, out, _ = run("--email", ADA)
    assert status == DONE
    assert "would write" in out
    assert (tmp_path / "dsr-request/plan.html").exists()
    assert dataverse.rows("contacts")[0]["emailaddress1"] == ADA


def test_a_second_person_approves_and_the_receipts_chain(run, dataverse, tmp_path):
    load(dataverse, {"contacts": [contact()]})
    run("plan", "--email", ADA, "--requested-by", "Charles")
    plan = "dsr-request/plan.json"
    assert run("erase", "--plan", plan, "--four-eyes")[0] == ERROR
    assert main(["approve", plan, "--by", "charles "]) == ERROR
    assert main(["approve", plan, "--by", "Grace"]) == DONE
    assert main(["receipt", "keygen", "key"]) == DONE
    status, out, _ = run("erase", "--plan", plan, "--four-eyes", "--verify", "--chain", "chain", "--sign", "key", "--email", ADA)
    assert status == DONE
    assert "chained: chain" in out
    receipt = json.loads((tmp_path / "dsr-request/receipt.json").read_text())
    assert receipt["approval"]["by"] == "Grace"
    assert receipt["verification"]["status"] == "complete"
    assert run("verify", "--again", "--chain", "chain", "--sign", "key", "--email", ADA)[0] == DONE
    assert main(["receipt", "verify", "chain", "--key", "key.pub"]) == DONE
    assert main(["receipt", "verify", "chain", "--head", "chain/head.json"]) == DONE
    assert main(["receipt", "verify", "chain/000001.json", "chain/000002.json"]) == DONE
    assert main(["receipt", "verify", "chain/000002.json"]) == ERROR
    assert main(["receipt", "verify", "dsr-request/receipt.json", "--head", receipt["seal"]["digest"]]) == DONE
    (tmp_path / "chain/000002.json").unlink()
    assert main(["receipt", "verify", "chain"]) == ERROR
    assert main(["receipt", "verify", "chain", "--head", "0"]) == ERROR


def test_a_verification_that_fails_is_the_status_of_an_erasure_that_did_not(run, dataverse, monkeypatch):
    load(dataverse, {"contacts": [contact()]})
    dataverse.faults.answer(429, nth=99)
    from attrs import evolve

    from dataverse_dsr import DataSubjectRequests

    honest = DataSubjectRequests.verify
    monkeypatch.setattr(DataSubjectRequests, "verify", lambda self, *a, **k: evolve(honest(self, *a, **k), status=Status.PARTIAL))
    assert run("erase", "--email", ADA, "--verify")[0] == PARTIAL


def test_a_record_is_explained(run, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada]})
    status, out, _ = run("explain", f"contacts/{ada['contactid']}", "--email", ADA)
    assert status == DONE
    assert "found because emailaddress1 holds the address" in out
    run("plan", "--email", ADA)
    seen = len(dataverse.requests)
    assert run("explain", ada["contactid"], "--plan", "dsr-request/plan.json")[0] == DONE
    assert len(dataverse.requests) == seen
    assert run("explain", "00000000-0000-0000-0000-000000000001", "--email", ADA)[0] == NO_DATA
    assert run("explain", "canary", "--email", ADA)[0] == USAGE


def test_a_selftest_leaves_nothing(run, dataverse):
    status, out, _ = run("selftest")
    assert status == DONE
    assert "take away" in out
    assert dataverse.rows("contacts") == []


def test_what_a_selftest_leaves_is_named(run, dataverse):
    dataverse.faults.answer(403, nth=6)
    dataverse.faults.answer(403, nth=11)
    status, out, _ = run("selftest")
    assert status == ERROR
    assert "left behind, delete it by hand: contacts" in out


JSON_COMMANDS = {
    "check": ["check"],
    "access": ["access", "--email", ADA],
    "plan": ["--email", ADA],
    "erase": ["erase", "--email", ADA],
    "verify": ["verify"],
    "explain": ["explain", "00000000-0000-0000-0000-000000000001", "--email", "b@example.com"],
    "selftest": ["selftest"],
}


def test_a_program_gets_one_json_document(run, dataverse):
    load(dataverse, {"contacts": [contact()]})
    for arguments in JSON_COMMANDS.values():
        _, out, _ = run(*arguments, "--json")
        assert isinstance(json.loads(out), dict), arguments
        assert ADA not in out
    for arguments in (["coverage", "--json"], ["receipt", "verify", "dsr-request/receipt.json", "--json"]):
        assert main(arguments) in (DONE, PARTIAL)


def test_an_access_package_has_everything_that_was_asked_for(run, dataverse, tmp_path):
    load(dataverse, whole_person())
    (tmp_path / "context.toml").write_text('controller = "Contoso"\n')
    status, out, _ = run(
        "access", "--email", ADA, "--out", "p", "--context", "context.toml", "--attachments", "--third-parties", "--labels", "environment"
    )
    assert status == DONE
    assert "open index.html" in out
    assert "10 items of Article 15 are not provided" in out
    assert "Contoso" in (tmp_path / "p/index.html").read_text()
    assert run("access", "--email", ADA, "--recipient", "age1x")[0] == USAGE
    assert run("access", "--email", ADA, "--recipient", "age1x", "--out", "q")[0] == ERROR


def test_a_package_for_a_recipient_is_one_file(run, dataverse, tmp_path):
    pyrage = pytest.importorskip("pyrage", reason="the extra age is not installed")
    load(dataverse, {"contacts": [contact()]})
    key = str(pyrage.x25519.Identity.generate().to_public())
    status, out, _ = run("access", "--email", ADA, "--recipient", key, "--out", "p")
    assert status == DONE
    assert "1 file in p" in out
    assert [path.name for path in (tmp_path / "p").iterdir()] == ["package.zip.age"]


def test_data_categories_narrow_a_request(run, dataverse, tmp_path):
    load(dataverse, {"contacts": [contact()]})
    run("--email", ADA, "--categories", "user.name.first, user.contact.email")
    columns = json.loads((tmp_path / "dsr-request/plan.json").read_text())["operations"][0]["changes"]
    assert set(columns) == {"firstname", "emailaddress1"}
    rule = {"action_type": "erasure", "targets": [{"data_category": "user.name.last"}]}
    (tmp_path / "policy.json").write_text(json.dumps({"items": [{"rules": [rule]}]}))
    run("--email", ADA, "--fides-policy", "policy.json")
    columns = json.loads((tmp_path / "dsr-request/plan.json").read_text())["operations"][0]["changes"]
    assert set(columns) == {"lastname"}
    (tmp_path / "policy.json").write_text("canary")
    assert run("--email", ADA, "--fides-policy", "policy.json")[0] == ERROR


def test_decisions_stand_in_the_plan_and_history_goes_after_a_verification(run, dataverse, tmp_path):
    load(dataverse, {"contacts": [contact()]})
    decided = ["--read-only", "attempt", "--delete-history", "--bypass-logic", "both", "--suppress-flows", "--tag", "dsr"]
    _, out, _ = run("plan", "--email", ADA, *decided)
    assert out.count("decided: ") == 5
    assert "Decided: the whole audit history" in (tmp_path / "dsr-request/plan.html").read_text()
    run("plan", "--email", ADA, "--delete-history")
    assert run("erase", "--plan", "dsr-request/plan.json")[0] == DONE
    status, out, _ = run("verify", "--delete-history", "--email", ADA)
    assert status == DONE
    assert "entries of audit history deleted" in out
    assert "history" in json.loads((tmp_path / "dsr-request/verification.json").read_text())
    dataverse.store.connection.execute("UPDATE contact SET firstname = 'Ada'")
    assert "no history was deleted" in run("verify", "--delete-history", "--email", ADA)[1]


def test_holds_of_ones_own_are_named_by_module(run, dataverse, tmp_path, monkeypatch):
    load(dataverse, {"contacts": [contact()]})
    source = (
        'from dataverse_dsr import Hold\nfrom dataverse_sdk.tables import Contact\nHOLDS = [Hold(Contact, "claim", "a claim is open")]\n'
    )
    (tmp_path / "our_holds.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    status, out, _ = run("plan", "--email", ADA, "--holds", "our_holds:HOLDS")
    assert status == DONE
    assert "a claim is open" in out
    assert json.loads((tmp_path / "dsr-request/plan.json").read_text())["operations"] == []


def test_a_catalogue_is_described_for_fides(capsys, tmp_path):
    assert main(["dataset"]) == DONE
    shown = capsys.readouterr().out
    assert shown.startswith("dataset:\n")
    assert main(["dataset", "--out", str(tmp_path / "dataset.yml")]) == DONE
    assert (tmp_path / "dataset.yml").read_text() == shown


def test_the_complete_catalogue_has_a_name(run):
    from dataverse_dsr import catalogues

    status = run("check", "--catalogue", "complete")[0]
    assert status != USAGE or not hasattr(catalogues, "COMPLETE")


def test_a_scan_of_an_environment_can_fail_a_pipeline(run, tmp_path):
    status, out, _ = run("coverage", "--fail", "--out", "c")
    assert status == PARTIAL
    assert "tables scanned" in out
    assert json.loads((tmp_path / "c/coverage.json").read_text())["schema"] == "dataverse-dsr/coverage/2"
    assert run("coverage")[0] == DONE


def test_a_complete_context_is_not_called_incomplete(run, dataverse, tmp_path):
    from dataverse_dsr.report.context import ITEMS

    load(dataverse, {"contacts": [contact()]})
    (tmp_path / "context.toml").write_text("".join(f'{key} = "x"\n' for key in ITEMS))
    assert "not provided" not in run("access", "--email", ADA, "--out", "p", "--context", "context.toml")[1]


def test_a_pipeline_can_fail_on_gaps(capsys):
    assert main(["coverage", "--fail"]) == PARTIAL
    capsys.readouterr()


def test_an_interrupted_command_says_how_to_go_on(monkeypatch, capsys):
    from dataverse_dsr import commands

    def interrupted(options, console):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "show_coverage", interrupted)
    assert main(["coverage"]) == ERROR
    assert "same plan and journal" in capsys.readouterr().err


def test_the_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    for name in ("check", "access", "plan", "approve", "erase", "verify", "explain", "selftest", "coverage", "dataset", "receipt", "demo"):
        assert f"\n    {name} " in out


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
