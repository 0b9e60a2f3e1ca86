"""An erasure ends the same way whatever happens to it: a slice of the crash matrix, its mutants, and processes that are really killed."""

import random
from itertools import islice

import pytest
from attrs import evolve
from crash_kills import kills
from crash_matrix import ACTORS, SCENARIOS, Schedule, doubles, everywhere, matrix, simple, singles, triples
from crash_workers import PAIRS, orders
from people import ADA, contact, every_table, load

import dataverse_dsr.erasing
import dataverse_dsr.execution
import dataverse_dsr.reopening
import dataverse_dsr.writes
from dataverse_dsr import (
    COMPLETE,
    DataSubjectRequests,
    ErasurePlan,
    Identity,
    MemoryJournal,
    Outcome,
    Receipt,
    Refused,
    Status,
)
from dataverse_dsr.effects import on_disk
from dataverse_dsr.verification import Reading
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.operations import ANY, patch

SEED = 20_240_517


class Worlds(dict):
    """The scenarios, each built when it is first asked for: the workers of a parallel run need but some."""

    def __missing__(self, name):
        self[name] = SCENARIOS[name]()
        return self[name]


@pytest.fixture(scope="module")
def worlds():
    made = Worlds()
    yield made
    for world in made.values():
        world.emulator.close()


def problems(world, schedules):
    return [(schedule, found) for schedule in schedules if (found := world.run(schedule)[1])]


@pytest.mark.parametrize("name", SCENARIOS)
def test_i1_to_i11_hold_after_any_single_fault(worlds, name):
    draw = random.Random(SEED)
    wanted = list(singles(worlds[name]))
    # All of them in two worlds, some in each of the others.
    assert problems(worlds[name], map(Schedule, wanted if name in ("known", "locked_case") else draw.sample(wanted, 6))) == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_i1_to_i11_hold_with_faults_and_another_actor(worlds, name):
    assert problems(worlds[name], triples(worlds[name], 7, SEED)) == []


@pytest.mark.slow
@pytest.mark.parametrize("actor", ACTORS)
def test_i1_to_i11_hold_whenever_another_actor_acts(worlds, actor):
    world = worlds["known"]
    assert problems(world, (Schedule((), actor, moment) for moment in range(len(world.boundaries) + 1))) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_i1_to_i11_hold_after_two_faults(worlds, name):
    draw = random.Random(SEED)
    assert problems(worlds[name], map(Schedule, draw.sample(list(doubles(worlds[name])), 10))) == []


@pytest.mark.slow
def test_the_whole_matrix_is_more_than_a_hundred_thousand_runs_of_twelve_scenarios_and_more(worlds):
    assert len(SCENARIOS) >= 12
    assert sum(1 for name in SCENARIOS for _ in matrix(worlds[name])) > 100_000


# --- two at once (E10)


@pytest.mark.parametrize("name", PAIRS)
def test_e10_two_workers_on_one_person_or_one_record_undo_nothing_of_each_other(name):
    pair = PAIRS[name]()
    assert [problems for order in orders(12, SEED) if (problems := pair.run(order))] == []


def test_e10_without_the_condition_on_each_write_one_worker_undoes_the_others_work(monkeypatch):
    pair = PAIRS["two people, one meeting"]()
    monkeypatch.setattr(dataverse_dsr.erasing.Erasure, "masking", _unconditional)
    assert any(pair.run(order) for order in orders(20, SEED))


# --- every guard is needed: taken away, the simulator finds what it prevents


def _unconditional(erasure, write):
    columns = write.declaration.info.columns
    values = {columns[name].attribute: value for name, value in erasure.masks(write).items()}
    return patch(write.declaration.table, write.plan.record_id, values, etag=ANY)


def _careless_decide(write, seen, target):
    if seen is not None:
        seen = evolve(seen, bound=True)
    return dataverse_dsr.writes.decide(write, seen, target)


def _forgetful_intend(erasure, writes, step="mask"):
    yield from on_disk("intent", lambda: None)


def _late_intend(erasure, writes, step="mask"):
    list(writes)
    yield from ()


def _hopeful_take(write, error, *, whole):
    write.sends, write.begun = write.sends + 1, True
    write.settle(Outcome.MASKED)


def _never_in_doubt(write, catalogue, progress, *, recheck):
    made = dataverse_dsr.writes.begin(write, catalogue, progress, recheck=recheck)
    made.in_doubt = False
    return made


def _open_and_leave(case, batch, erasure):
    return [] if case.step == "close" else ORIGINAL_SEND(case, batch, erasure)


ORIGINAL_SEND = dataverse_dsr.reopening._send

MUTANTS = {
    "no If-Match": (
        (dataverse_dsr.erasing.Erasure, "masking", _unconditional),
        "known",
        ("edit", "reassign_child", "reassign_person"),
        "I2",
    ),
    "binding not re-checked": ((dataverse_dsr.execution, "decide", _careless_decide), "known", ("reassign_child",), "I2"),
    "no intent": ((dataverse_dsr.erasing.Erasure, "intend", _forgetful_intend), "known", (None,), "I7"),
    "intent not awaited": ((dataverse_dsr.erasing.Erasure, "intend", _late_intend), "known", (None,), "I7"),
    "any answer is success": ((dataverse_dsr.execution, "take", _hopeful_take), "known", (None,), "I"),
    "a record is not closed again": ((dataverse_dsr.reopening, "_send", _open_and_leave), "reopen", (None,), "I"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_the_simulator_finds_what_a_missing_guard_lets_through(worlds, monkeypatch, name):
    (place, attribute, mutant), world, actors, invariant = MUTANTS[name]
    monkeypatch.setattr(place, attribute, mutant)
    world = worlds[world]
    schedules = [
        Schedule(faults, actor, moment) for actor in actors for moment in range(8) for faults in ((), *islice(singles(world), 12, 17))
    ]
    assert any(problem.startswith(invariant) for schedule in schedules for problem in world.run(schedule)[1])


# --- processes that are really killed


def test_i5_e3_a_process_killed_at_some_instant_is_resumed_to_the_same_end(tmp_path):
    assert kills(3, SEED, tmp_path)["killed"] == 3


def test_a_second_process_is_kept_out_while_the_first_one_lives(tmp_path):
    with Emulator(seed="empty") as dataverse:
        load(dataverse, {"contacts": [contact()]})
        plan = DataSubjectRequests(dataverse.client()).plan(Identity(email=ADA))
        tried = []

        def second(event):
            if event.stage == "write" and not tried:
                tried.append(True)
                with pytest.raises(Refused, match="another process"):
                    DataSubjectRequests(dataverse.client()).erase(plan, journal=tmp_path / "journal")

        DataSubjectRequests(dataverse.client(), listen=second).erase(plan, journal=tmp_path / "journal")
        assert tried


# --- what the matrix found


def test_a_text_is_not_called_masked_when_nobody_can_say_any_more_what_the_person_was_called():
    """The person's own record lost its name before a text with their name was written: nothing found in it proves nothing."""
    with Emulator(seed="empty") as dataverse:
        load(dataverse, everywhere())
        plan = DataSubjectRequests(dataverse.client(), COMPLETE).plan(Identity(email=ADA))
        (ada,) = plan.roots["contacts"]
        dataverse.write("contacts", str(ada), {"firstname": "MASKED", "lastname": "MASKED"})
        receipt = DataSubjectRequests(dataverse.client(), COMPLETE).erase(
            ErasurePlan.from_json(plan.to_json()), identity=Identity(email=ADA)
        )
        outcomes = {record.collection: (record.outcome, record.code) for record in receipt.outcomes}
        assert outcomes["incidents"] == (Outcome.REVIEW, "NamesUnknown")
        assert "Ada Lovelock" in dataverse.rows("incidents")[0]["title"]
        again = DataSubjectRequests(dataverse.client(), COMPLETE)
        assert again.erase(plan, identity=Identity(email=ADA)).status is Status.COMPLETE  # where the plan was made, the names are known
        assert dataverse.rows("incidents")[0]["title"] == "About *** and others"


def test_a_text_is_not_called_verified_by_somebody_who_does_not_know_the_names():
    with Emulator(seed="empty") as dataverse:
        load(dataverse, everywhere())
        dsr = DataSubjectRequests(dataverse.client(), COMPLETE)
        receipt = dsr.erase(dsr.plan(Identity(email=ADA)))
        assert dsr.verify(receipt).findings == ()
        later = Receipt.from_json(receipt.to_json())
        check = DataSubjectRequests(dataverse.client(), COMPLETE).verify(later, identity=Identity(email=ADA))
        assert check.status is Status.COMPLETE
        assert {("incidents", "title"), ("incidents", "description")} <= {(each.collection, each.column) for each in check.findings}
        assert {each.reading for each in check.findings} == {Reading.NOT_JUDGED}


def test_a_write_that_was_begun_is_looked_at_before_it_is_sent_again(dataverse):
    """E7: the process died between the service's answer and its note of it; what was carried out is not sent once more."""
    load(dataverse, simple())
    dsr = DataSubjectRequests(dataverse.client())
    plan = dsr.plan(Identity(email=ADA))
    journal = MemoryJournal()
    dsr.erase(plan, journal=journal)
    unsettled = [event for event in journal.events if event["event"] in ("begin", "intent")]
    seen = len(dataverse.requests)
    again = DataSubjectRequests(dataverse.client()).erase(plan, journal=MemoryJournal(unsettled))
    assert again.counts == {"masked": 3}
    assert {part.method for request in dataverse.requests[seen:] for part in request.parts} == {"GET"}


def test_e7_a_finished_request_writes_nothing_when_it_is_run_again(dataverse):
    load(dataverse, everywhere())
    dsr = DataSubjectRequests(dataverse.client(), COMPLETE)
    plan, journal = dsr.plan(Identity(email=ADA)), MemoryJournal()
    first = dsr.erase(plan, journal=journal)
    before, seen, noted = every_table(dataverse), len(dataverse.requests), len(journal.events)
    again = DataSubjectRequests(dataverse.client(), COMPLETE).erase(ErasurePlan.from_json(plan.to_json()), journal=journal)
    assert (again.counts, again.http_calls, len(dataverse.requests)) == (first.counts, 0, seen)
    assert every_table(dataverse) == before
    assert [event["event"] for event in journal.events[noted:]] == ["end"]
