"""H34: no value of a person stands in a plan, a journal, a receipt, a `repr`, a log line, an error or on standard error."""

import contextlib
import hashlib
import io
import logging
import subprocess
import sys
import threading
import traceback
from pathlib import Path

import httpx
import pytest
from awaited import Awaited
from azure.core.credentials import AccessToken
from people import address, contact, load, note, whole_person

from dataverse_dsr import (
    COMPLETE,
    REFERENCE,
    AsyncDataSubjectRequests,
    DataSubjectError,
    DataSubjectRequests,
    ErasurePlan,
    Identity,
    InvalidDocument,
    Status,
)
from dataverse_dsr.cli import main
from dataverse_dsr.report.plan_page import plan_page
from dataverse_sdk import AsyncDataverseClient, ClientOptions, DataverseClient, DataverseError, RetryPolicy
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.behaviours.faults import STATUSES

CANARY = "canary"
# Of the telephone number below. Not fewer digits: a digest holds any four of them now and then.
PHONE = "55595559"
ADDRESS = "canary.address@example.com"
CATALOGUES = {"reference": REFERENCE, "complete": COMPLETE}
STORM = (*STATUSES, "drop")


def canaries():
    """A person whose every text is a canary, in all nine tables."""
    data = whole_person(ADDRESS, "canaryfirst", "canarylast")
    for rows in data.values():
        for row in rows:
            for column in (
                "title",
                "description",
                "subject",
                "notetext",
                "billto_stateorprovince",
                "billto_postalcode",
                "telephone1",
                "fax",
            ):
                if column in row:
                    row[column] = "canary " + column[:8]
    return data


def text_of(path):
    """Whatever a file holds, as text in small letters."""
    return path.read_bytes().decode("utf-8", "replace").lower()


@pytest.fixture
def noisy(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=CATALOGUES)
def test_h34_a_whole_request_leaves_no_value_outside_the_access_package(face, catalogue, dataverse, tmp_path, noisy):
    load(dataverse, canaries())
    told = []
    dsr = face(dataverse, CATALOGUES[catalogue], listen=told.append)
    person = Identity(email=ADDRESS, phone="+44 20 5559 5559")
    report = dsr.access(person, near_matches=True)
    plan = dsr.plan(person, near_matches=True, delete_history=True, do_not_contact=True)
    receipt = dsr.erase(plan, journal=tmp_path / "journal")
    check = dsr.verify(receipt)
    texts = {
        "report": repr(report),
        "plan": repr(plan),
        "plan file": plan.to_json(),
        "plan page": plan_page(plan),
        "receipt": repr(receipt),
        "receipt file": receipt.to_json(),
        "journal": text_of(tmp_path / "journal"),
        "check": repr(check),
        "second check": repr(dsr.verify(receipt, again=True)),
        "history": repr(dsr.delete_history(receipt, check)) if check.status is Status.COMPLETE else "",
        "selftest": repr(dsr.selftest()),
        "environment": repr((dsr.check(), dsr.labels(), dsr.privileges())),
        "identity": repr(person) + repr(plan.identity) + repr(receipt.identity),
        "events": repr(told),
        "log": noisy.text,
    }
    assert {name for name, text in texts.items() if CANARY in text.lower() or PHONE in text.replace(" ", "")} == set()
    assert "@" not in noisy.text  # nor an address of the made-up person of the self-test
    assert any(CANARY in str(row) for collection in report.collections.values() for row in collection.rows)


def impatient(dataverse, kind, catalogue):
    """A face whose client does not wait between attempts, and gives up soon."""
    options = ClientOptions(retry=RetryPolicy(attempts=2, base=0.0, longest_retry_after=0.0))
    url = "https://emulator.localhost"
    if kind == "sync":
        client = DataverseClient(url, Token(), http=httpx.Client(transport=dataverse.transport()), options=options)
        return DataSubjectRequests(client, CATALOGUES[catalogue])
    client = AsyncDataverseClient(url, Token(), http=httpx.AsyncClient(transport=dataverse.transport()), options=options)
    face = Awaited(dataverse)
    face._face = AsyncDataSubjectRequests(client, CATALOGUES[catalogue])
    return face


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("catalogue", CATALOGUES, ids=CATALOGUES)
def test_h34_whatever_goes_wrong_nothing_of_the_person_is_said(dataverse, noisy, kind, catalogue, tmp_path):
    """A storm over a whole request: statuses, connections that end, writes whose answers are lost."""
    load(dataverse, canaries())
    clean = dataverse.snapshot()
    shown = []
    errors = 0
    dsr = impatient(dataverse, kind, catalogue)
    for seed in range(4):
        dataverse.restore(clean)
        person = Identity(email=ADDRESS)
        plan = None
        dataverse.faults.storm(seed, rate=0.8, kinds=STORM)
        for turn in range(4):
            if turn == 1:
                dataverse.faults.clear()  # a plan is needed; what comes after it goes wrong again
            try:
                if turn < 2:
                    shown.append(repr(dsr.access(person)))
                    plan = dsr.plan(person)
                else:
                    dataverse.faults.storm(seed + turn, rate=0.6, kinds=STORM)
                    receipt = dsr.erase(plan, journal=tmp_path / f"journal-{seed}")
                    shown += [repr(receipt), receipt.to_json(), repr(dsr.verify(receipt))]
            except (DataverseError, DataSubjectError) as error:
                errors += 1
                shown += ["".join(traceback.format_exception(error)), repr(error), str(error), repr(vars(error))]
        dataverse.faults.clear()
        shown.append(text_of(tmp_path / f"journal-{seed}"))
    assert errors >= 3
    assert CANARY not in "".join(shown).lower()
    assert CANARY not in noisy.text.lower()


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 412, 429, 500, 503])
def test_h34_no_error_repeats_what_the_service_said(dataverse, noisy, status, kind, tmp_path):
    load(dataverse, canaries())
    dsr = impatient(dataverse, kind, "reference")
    said = "canary in the service's own words"
    for nth in (1, 2):
        dataverse.faults.answer(status, nth=nth, message=said)
    with pytest.raises(DataverseError) as caught:
        dsr.access(Identity(email=ADDRESS))
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + noisy.text
    assert CANARY not in shown.lower()
    dataverse.faults.clear()
    plan = dsr.plan(Identity(email=ADDRESS))
    for nth in range(1, 9):
        dataverse.faults.answer_part(status, nth=nth, message=said)
    receipt = dsr.erase(plan, journal=tmp_path / "journal")
    assert CANARY not in receipt.to_json() + text_of(tmp_path / "journal") + noisy.text


class Token:
    """A credential of no worth."""

    def get_token(self, *scopes, **options):
        return AccessToken("x", 2**31)


def test_h37_no_document_holds_a_digest_of_the_person(dsr, dataverse, tmp_path):
    load(dataverse, canaries())
    plan = dsr.plan(Identity(email=ADDRESS))
    receipt = dsr.erase(plan, journal=tmp_path / "journal")
    documents = plan.to_json() + receipt.to_json() + text_of(tmp_path / "journal")
    for algorithm in ("md5", "sha1", "sha256", "sha512", "blake2b"):
        for spelling in (ADDRESS, ADDRESS.upper(), f" {ADDRESS}"):
            assert hashlib.new(algorithm, spelling.encode()).hexdigest() not in documents


def test_h34_a_refusal_shows_no_value(dataverse):
    load(dataverse, canaries())
    dsr = DataSubjectRequests(dataverse.client())
    plan = dsr.plan(Identity(email=ADDRESS))
    other = DataSubjectRequests(dataverse.client(), max_roots=1)
    text = plan.to_json().replace(plan.digest, "0" * 64)
    with pytest.raises(InvalidDocument, match="altered") as caught:
        ErasurePlan.from_json(text)
    assert CANARY not in str(caught.value)
    assert other.plan(Identity(email=ADDRESS)).operations == ()


def test_h34_the_command_says_nothing_of_the_person(tmp_path, capsys, monkeypatch):
    with Emulator(seed="empty") as dataverse:
        load(dataverse, canaries())
        with dataverse.serve() as url:
            monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADDRESS}\n"))
            assert main(["access", "--url", url, "--email", "-", "--out", str(tmp_path / "access")]) == 0
            (tmp_path / "address").write_text(f"\n{ADDRESS}\n")
            arguments = ["--url", url, "--email-file", str(tmp_path / "address"), "--out", str(tmp_path)]
            assert main(["plan", *arguments]) == 0
            assert main(["erase", *arguments, "--plan", str(tmp_path / "plan.json")]) == 4
            assert main(["verify", *arguments]) == 0
    shown = capsys.readouterr()
    assert CANARY not in (shown.out + shown.err).lower()
    package = [path for path in (tmp_path / "access").rglob("*") if path.name != "manifest.json"]
    documents = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "address" and path not in package]
    assert {path.name for path in documents} == {
        "manifest.json",
        "plan.json",
        "plan.html",
        "journal.sqlite",
        "receipt.json",
        "verification.json",
    }
    assert not any(CANARY in text_of(path) for path in documents)


def thousand():
    """A person of whom a thousand different texts are known, each a canary of its own."""
    numbers = iter(range(10_000))

    def fresh(prefix="canary"):
        return f"{prefix}{next(numbers):04}"

    data = whole_person(ADDRESS, fresh(), "canarylast")
    here = data["contacts"][0]["contactid"]
    data["annotations"] += [note("contact", here) for _ in range(330)]
    data["annotations"] += [note("incident", data["incidents"][0]["incidentid"], filename=fresh()) for _ in range(100)]
    data["customeraddresses"] += [address(here) for _ in range(30)]
    for rows in data.values():
        for row in rows:
            for column in TEXTS:
                if column in row:
                    row[column] = fresh()
    return data, next(numbers)


TEXTS = (
    "title",
    "description",
    "subject",
    "notetext",
    "line1",
    "city",
    "stateorprovince",
    "postalcode",
    "telephone1",
    "fax",
    "governmentid",
    "billto_line1",
    "billto_stateorprovince",
    "billto_postalcode",
    "shipto_stateorprovince",
    "shipto_postalcode",
    "mobilephone",
    "companyname",
    "jobtitle",
    "name",
)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=CATALOGUES)
def test_h34_s11_a_thousand_canaries_are_nowhere_but_in_the_package(catalogue, dataverse, tmp_path, noisy, capsys, monkeypatch):
    data, count = thousand()
    assert count >= 1000
    load(dataverse, data)
    shown, told = [], []
    with dataverse.serve() as url:
        common = ["--url", url, "--email", "-", "--out", str(tmp_path / "out")]

        def run(*arguments):
            monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADDRESS}\n"))
            status = main([*arguments, *(["--catalogue", catalogue] if arguments[0] != "approve" else [])])
            captured = capsys.readouterr()
            shown.append(captured.out + captured.err)
            return status

        assert (
            run("access", "--url", url, "--email", "-", "--out", str(tmp_path / "package"), "--attachments", "--labels", "environment") == 0
        )
        assert run("plan", *common) == 0
        plan_file = str(tmp_path / "out/plan.json")
        assert run("approve", plan_file, "--by", "Grace") == 0
        assert run("explain", data["contacts"][0]["contactid"], "--plan", plan_file) == 0
        dataverse.faults.answer_part(500, nth=40, message="canary in an error")
        status = run("erase", *common, "--plan", plan_file, "--chain", str(tmp_path / "chain"), "--verify")
        assert status in (1, 4)
        assert run("verify", *common, "--chain", str(tmp_path / "chain")) in (0, 1, 4)
        for fault in (401, 403, 500):
            for nth in (1, 2, 3, 4):
                dataverse.faults.answer(fault, nth=nth, message="canary in an error")
            run("access", "--url", url, "--email", "-")
            dataverse.faults.clear()
        person = Identity(email=ADDRESS)
        dsr = DataSubjectRequests(dataverse.client(), CATALOGUES[catalogue], listen=told.append)
        report = dsr.access(person)
        plan = dsr.plan(person)
        receipt = dsr.erase(plan)
        for value in (report, *report.collections.values(), plan, receipt, dsr.verify(receipt), person, dsr, told):
            shown.append(repr(value) + str(value))
    package = {path for path in (tmp_path / "package").rglob("*") if path.name != "manifest.json"}
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path not in package]
    assert len(files) >= 7
    assert [path for path in files if CANARY in text_of(path)] == []
    assert CANARY not in "".join(shown).lower()
    assert CANARY not in noisy.text.lower()
    kept = text_of(tmp_path / "package/data.json")
    assert sum(f"canary{number:04}" in kept for number in range(count)) >= 1000


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="this system does not show processes as files")
def test_h34_an_address_from_standard_input_or_a_file_is_in_no_process_argument(dataverse, tmp_path):
    """The whole way as processes of their own; what other users of the machine can see of them is looked at all the time."""
    load(dataverse, {"contacts": [contact(ADDRESS, telephone1="+44 20 5559 5559")]})
    (tmp_path / "phone").write_text("+44 20 5559 5559\n")
    (tmp_path / "address").write_text(f"{ADDRESS}\n")
    seen = []
    with dataverse.serve() as url:
        common = ["--url", url, "--catalogue", "complete"]
        ways = [["--email", "-"], ["--email-file", str(tmp_path / "address"), "--phone-file", str(tmp_path / "phone")]]
        for verb, way, status in (("access", ways[0], 0), ("plan", ways[1], 0), ("erase", ways[0], 0), ("verify", ways[1], 0)):
            out = [] if verb == "access" else ["--out", str(tmp_path / "out")]
            arguments = [sys.executable, "-m", "dataverse_dsr.cli", verb, *common, *way, *out]
            process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            looking = threading.Event()
            watcher = threading.Thread(target=watch, args=(process.pid, seen, looking))
            watcher.start()
            out, err = process.communicate(f"{ADDRESS}\n", timeout=60)
            looking.set()
            watcher.join()
            seen += [out, err]
            assert process.returncode == status, err
    assert sum("dataverse_dsr.cli" in text for text in seen) >= 4
    assert not any(CANARY in text.lower() or PHONE in text.replace(" ", "") for text in seen)


def watch(pid, seen, ended):
    """Keeps what the system tells anybody of a process, while it runs."""
    while not ended.wait(0.05):
        for name in ("cmdline", "environ"):
            with contextlib.suppress(OSError):
                seen.append(Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace"))
