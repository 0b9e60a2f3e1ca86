"""The demo is a whole request over real HTTP, and it notices when anything else changed."""

import json

import pytest

from dataverse_dsr import DataSubjectError
from dataverse_dsr.cli import main
from dataverse_dsr.demo import _compare


def test_the_demo_shows_every_step_and_leaves_its_documents(tmp_path, capsys):
    assert main(["demo", "--out", str(tmp_path / "demo"), "--contacts", "30"]) == 0
    out = capsys.readouterr().out
    calls = [
        line.split()
        for line in out.splitlines()
        if line.split()[:1] in (["check"], ["access"], ["plan"], ["approve"], ["erase"], ["verify"])
    ]
    assert [(name, requests, status) for name, requests, _, status in calls] == [
        ("check", "3", "0"),
        ("access", "2", "0"),
        ("plan", "2", "0"),
        ("approve", "0", "0"),
        ("erase", "2", "4"),
        ("verify", "1", "0"),
    ]
    assert "0 of them outside the plan" in out
    assert str(tmp_path / "demo") in out
    for name in (
        "access/data.json",
        "access/manifest.json",
        "access/index.html",
        "plan.json",
        "plan.html",
        "receipt.json",
        "verification.json",
        "receipts/000002.json",
    ):
        assert (tmp_path / "demo" / name).exists()
    assert json.loads((tmp_path / "demo/receipt.json").read_text())["status"] == "partial"


def test_the_demo_can_be_run_again_in_the_same_folder(tmp_path, capsys):
    for _ in range(2):
        assert main(["demo", "--out", str(tmp_path), "--contacts", "5"]) == 0
    capsys.readouterr()


def test_the_demo_fails_when_a_step_does(tmp_path, capsys):
    from dataverse_dsr.console import Console
    from dataverse_dsr.demo import run

    def failing(arguments):
        status = main(arguments)
        return 1 if arguments[0] == "check" else status

    assert run(Console(), tmp_path, contacts=5, command=failing) == 1
    capsys.readouterr()


def test_a_row_changed_outside_the_plan_fails_the_demo(dsr, dataverse):
    from people import ADA, contact, load

    from dataverse_dsr import Identity
    from dataverse_dsr.console import Console
    from dataverse_dsr.demo import _fingerprints, _shown

    ada, eve = contact(), contact("eve@example.com", "Eve")
    load(dataverse, {"contacts": [ada, eve]})
    plan = dsr.plan(Identity(email=ADA))
    before, shown = _fingerprints(dataverse), _shown(dataverse, plan)
    dataverse.store.connection.execute("UPDATE contact SET jobtitle = 'x' WHERE firstname = 'Eve'")
    with pytest.raises(DataSubjectError):
        _compare(Console(), dataverse, plan, before, shown)
