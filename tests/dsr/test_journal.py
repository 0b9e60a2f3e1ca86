"""A journal survives a crash at any byte, and holds ids, columns and outcomes only."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from dataverse_dsr import FileJournal, InvalidDocument, MemoryJournal, Outcome
from dataverse_dsr.journal import Intent, Progress, Result, begin_event, end_event, intent_event, replay, result_event

ENVIRONMENT = UUID(int=1)
RECORD = UUID(int=2)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def intent(operation="op-00001"):
    return intent_event(Intent(operation, "contacts", RECORD, ("firstname",), 'W/"1"'))


def result(operation="op-00001", outcome=Outcome.MASKED):
    return result_event(Result(operation, outcome, "HTTP 403", 'W/"2"'))


RUN = [
    begin_event("digest", ENVIRONMENT),
    intent(),
    intent("op-00002"),
    result(),
    result("op-00002", Outcome.THROTTLED),
    end_event("partial"),
]


def journal_of(path, events=RUN):
    journal = FileJournal(path, clock=lambda: NOW)
    journal.append(events)
    return journal


def test_what_was_appended_is_read_back(tmp_path):
    journal = journal_of(tmp_path / "journal")
    assert journal.read() == [{**event, "at": "2026-01-02T03:04:05.000+00:00"} for event in RUN]
    journal.append([intent()])
    assert len(journal.read()) == len(RUN) + 1


def test_no_file_is_an_empty_journal(tmp_path):
    assert FileJournal(tmp_path / "none").read() == ()
    assert replay([]) == Progress()


def test_only_the_owner_can_read_the_file(tmp_path):
    journal_of(tmp_path / "journal")
    assert (tmp_path / "journal").stat().st_mode & 0o077 == 0


def test_the_clock_is_the_present_by_default(tmp_path):
    journal = FileJournal(tmp_path / "journal")
    journal.append([end_event("complete")])
    (event,) = journal.read()
    assert abs((datetime.now(UTC) - datetime.fromisoformat(event["at"])).total_seconds()) < 60


def test_a_torn_last_line_is_dropped_and_the_journal_goes_on(tmp_path):
    journal_of(tmp_path / "journal")
    whole = (tmp_path / "journal").read_bytes()
    ends = [place for place, byte in enumerate(whole) if byte == ord("\n")]
    cuts = {max(0, place + shift) for place in (-1, *ends) for shift in (-9, 0, 1, 2)}
    for size in sorted(cut for cut in cuts if cut <= len(whole)):
        path = tmp_path / f"cut-{size}"
        path.write_bytes(whole[:size])
        journal = FileJournal(path, clock=lambda: NOW)
        lines = whole[:size].count(b"\n")
        assert len(journal.read()) == lines
        journal.append([intent()])
        assert len(journal.read()) == lines + 1
        replay(journal.read())


@pytest.mark.parametrize("line", ["{", "[]", '{"x": 1}', '"event"'])
def test_a_damaged_line_is_an_error_and_not_skipped(tmp_path, line):
    path = tmp_path / "journal"
    path.write_text(f"{line}\n{json.dumps(intent())}\n")
    with pytest.raises(InvalidDocument):
        FileJournal(path).read()


def test_the_last_word_on_a_write_counts():
    progress = replay(RUN)
    assert progress.plan_digest == "digest"
    assert progress.outcomes["op-00001"] == Result("op-00001", Outcome.MASKED, "HTTP 403", 'W/"2"')
    assert not progress.in_doubt("op-00001")
    assert progress.in_doubt("op-00002")
    assert not progress.in_doubt("op-00003")
    again = replay([*RUN, intent("op-00001")])
    assert again.in_doubt("op-00001")


@pytest.mark.parametrize(
    "event",
    [
        {"event": "unheard of"},
        {"event": "intent"},
        {"event": "result", "operation": "x", "outcome": "invented", "code": "", "etag": None, "sent": True},
        begin_event("another", ENVIRONMENT),
    ],
)
def test_an_event_that_cannot_be_understood_is_an_error(event):
    with pytest.raises(InvalidDocument):
        replay([*RUN, event])


def test_a_second_run_of_the_same_plan_is_fine():
    assert replay([*RUN, begin_event("digest", ENVIRONMENT)]).plan_digest == "digest"


def test_a_journal_in_memory_remembers():
    journal = MemoryJournal()
    journal.append(RUN)
    assert journal.read() == tuple(RUN)


def test_an_event_is_on_the_disk_before_append_returns(tmp_path, monkeypatch):
    """I7: the flow sends a write only after `append` came back, so the journal must not lie in a buffer then."""
    synced = []

    def fsync(handle):
        synced.append((tmp_path / "journal").read_text().count("\n"))

    monkeypatch.setattr("dataverse_dsr.journal.os.fsync", fsync)
    journal = FileJournal(tmp_path / "journal")
    journal.append(RUN)
    assert synced == [len(RUN), len(RUN)]  # the file, and once the directory that names it
    journal.append([intent()])
    assert synced[2:] == [len(RUN) + 1]
