"""A journal survives a crash at any instant, keeps a second process out, and holds ids, columns and outcomes only."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from uuid import UUID

import pytest

from dataverse_dsr import InvalidDocument, JournalUnavailable, MemoryJournal, Outcome, Refused, SqliteJournal
from dataverse_dsr.journal import Intent, Progress, Result, Run, begin_event, end_event, intent_event, replay, result_event

ENVIRONMENT = UUID(int=1)
RECORD = UUID(int=2)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
RUN = Run("digest", ENVIRONMENT, (RECORD,))


def intent(operation="op-00001", **more):
    return intent_event(Intent(operation, "contacts", RECORD, ("firstname",), 'W/"1"', **more))


def result(operation="op-00001", outcome=Outcome.MASKED, **more):
    return result_event(Result(operation, outcome, "HTTP 403", 'W/"2"', **more))


EVENTS = [
    begin_event("digest", ENVIRONMENT, {"by": "officer", "at": "2026-01-01T00:00:00+00:00", "digest": "digest"}),
    intent(),
    intent("op-00002"),
    result(),
    result("op-00002", Outcome.THROTTLED),
    end_event("partial"),
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path):
    return SqliteJournal(path, clock=lambda: NOW)


def plain(events):
    return [{name: value for name, value in event.items() if name not in ("at", "plan")} for event in events]


def as_json(events):
    """Tuples are lists in a file."""
    return [{name: list(value) if isinstance(value, tuple) else value for name, value in event.items()} for event in events]


def test_what_was_appended_is_read_back_by_the_next_run(journal):
    ledger = journal.open(RUN)
    assert ledger.events == []
    ledger.append(EVENTS)
    ledger.append([intent(state=(2, 4), parent=("email", RECORD))])
    ledger.close()
    again = journal.open(RUN)
    assert as_json(plain(again.events)) == [
        *as_json(plain([*EVENTS, intent(state=(2, 4), parent=["email", str(RECORD)])]))[:-1],
        {**intent(state=(2, 4)), "state": [2, 4], "parent": ["email", str(RECORD)]},
    ]
    assert {event["at"] for event in again.events} == {"2026-01-02T03:04:05.000+00:00"}
    again.close()


def test_each_plan_has_its_own_events(journal):
    for digest, subject in (("one", 5), ("two", 6)):
        ledger = journal.open(Run(digest, ENVIRONMENT, (UUID(int=subject),)))
        ledger.append([end_event(digest)])
        ledger.close()
    assert [event["status"] for event in journal.read("one")] == ["one"]
    assert [event["status"] for event in journal.read()] == ["one", "two"]


def test_no_file_is_an_empty_journal(journal):
    assert journal.read() == ()
    assert replay([]) == Progress()


def test_only_the_owner_can_read_the_files(path, journal):
    ledger = journal.open(RUN)
    ledger.append(EVENTS)
    modes = {file.name: file.stat().st_mode & 0o077 for file in path.parent.iterdir() if "held" not in file.name}
    assert modes == dict.fromkeys(("journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"), 0)
    ledger.close()


def test_the_clock_is_the_present_by_default(path):
    ledger = SqliteJournal(path).open(RUN)
    ledger.append([end_event("complete")])
    ledger.close()
    (event,) = SqliteJournal(path).read()
    assert abs((datetime.now(UTC) - datetime.fromisoformat(event["at"])).total_seconds()) < 60


def test_i7_a_commit_is_on_the_disk_before_append_returns(journal):
    """Write-ahead mode with FULL: https://www.sqlite.org/pragma.html#pragma_synchronous."""
    ledger = journal.open(RUN)
    modes = [ledger.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    ledger.close()
    assert modes == ["wal", 2]


def test_events_are_added_all_or_none(journal):
    ledger = journal.open(RUN)
    with pytest.raises(TypeError):
        ledger.append([intent(), {"event": "intent", "broken": object()}])
    with pytest.raises(InvalidDocument):
        ledger.append([intent(), {"event": None}])
    ledger.close()
    assert journal.read() == []


@pytest.mark.parametrize("content", [b'{"event":"begin"}\n' * 400, b"SQLite format 3\0 torn"])
def test_another_file_is_refused_and_not_overwritten(path, content):
    path.write_bytes(content)
    with pytest.raises(InvalidDocument):
        SqliteJournal(path).open(RUN)
    assert path.read_bytes() == content


def test_another_database_is_refused(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(InvalidDocument, match="not a journal"):
        SqliteJournal(path).open(RUN)


def test_a_journal_of_a_later_version_is_refused(path, journal):
    journal.open(RUN).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(InvalidDocument, match="another version"):
        journal.open(RUN)


def test_a_folder_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(JournalUnavailable, match="No such file"):
        SqliteJournal(tmp_path / "none" / "journal").open(RUN)


def test_a_full_disk_is_said_so_and_nothing_half_is_left(journal):
    ledger = journal.open(RUN)
    ledger.append([intent()])
    pages = ledger.connection.execute("PRAGMA page_count").fetchone()[0]
    ledger.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalUnavailable, match="full"):
        ledger.append([intent(f"op-{number}") for number in range(1_000)])
    ledger.close()
    assert len(journal.read()) == 1


def test_the_same_person_is_taken_once(journal):
    held = journal.open(RUN)
    with pytest.raises(Refused, match="another process"):
        journal.open(Run("another plan", ENVIRONMENT, (UUID(int=9), RECORD)))
    somebody_else = journal.open(Run("third", ENVIRONMENT, (UUID(int=9),)))
    elsewhere = journal.open(Run("fourth", UUID(int=77), (RECORD,)))
    for ledger in (somebody_else, elsewhere, held):
        ledger.close()
        ledger.close()
    journal.open(RUN).close()
    assert [file.name for file in journal.path.parent.iterdir() if "held" in file.name] == []


HOLDER = """
import os, sys, time
from uuid import UUID
from dataverse_dsr.journal import Run
from dataverse_dsr.sqlite_journal import SqliteJournal
ledger = SqliteJournal(sys.argv[1]).open(Run("digest", UUID(int=1), (UUID(int=2),)))
print("held", flush=True)
time.sleep(60)
"""


def test_a_process_that_lives_keeps_others_out_and_one_that_was_killed_does_not(journal, path):
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(Refused, match="another process"):
            journal.open(RUN)
        process.kill()
    journal.open(RUN).close()
    assert [file.name for file in path.parent.iterdir() if "held" in file.name] == []


def test_a_lease_whose_lock_is_gone_is_taken(journal, path):
    held = journal.open(RUN)
    held.lease.release()  # as after a restart of the machine
    journal.open(RUN).close()
    held.close()


def test_the_last_word_on_a_write_counts():
    progress = replay(EVENTS)
    assert progress.outcomes["op-00001"] == Result("op-00001", Outcome.MASKED, "HTTP 403", 'W/"2"')
    assert not progress.in_doubt("op-00001")
    assert progress.in_doubt("op-00002")
    assert not progress.in_doubt("op-00003")
    again = replay([*EVENTS, intent("op-00001")])
    assert again.in_doubt("op-00001")


def test_a_record_that_was_opened_is_known_until_it_was_closed_again():
    opened = [intent(step="open", state=(2, 4))]
    assert replay(opened).reopened == {"op-00001": (2, 4)}
    assert replay([*opened, result(outcome=Outcome.LEFT_OPEN, state=(2, 4))]).reopened == {"op-00001": (2, 4)}
    assert replay([*opened, result(state=(2, 4), restored=True)]).reopened == {}


def test_an_activity_whose_list_was_sent_is_known():
    assert replay([intent(step="parties", parent=("email", RECORD))]).parents == {"op-00001": ("email", RECORD)}


@pytest.mark.parametrize(
    "event",
    [
        {"event": "unheard of"},
        {"event": "intent"},
        {**intent(), "state": [1]},
        {**intent(), "parent": ["email", "no id"]},
        {"event": "result", "operation": "x", "outcome": "invented", "code": "", "etag": None, "sent": True},
    ],
)
def test_an_event_that_cannot_be_understood_is_an_error(event):
    with pytest.raises(InvalidDocument):
        replay([*EVENTS, event])


def test_a_journal_in_memory_remembers_each_plan():
    journal = MemoryJournal()
    ledger = journal.open(RUN)
    ledger.append(EVENTS)
    ledger.close()
    assert plain(journal.open(RUN).events) == plain(EVENTS)
    assert journal.open(Run("other", ENVIRONMENT, ())).events == ()
