"""Many rows: every row is written once or told not to be, in order, by whichever message the table has."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from zoo import A1, A2, A3, K1, Animal, Keeper

from dataverse_sdk.errors import (
    BadRequest,
    BulkFailed,
    DataverseError,
    InvalidReply,
    NeverRan,
    NotFound,
    OutcomeUnknown,
    RolledBack,
    UsageError,
)
from dataverse_sdk.model import Column, Entity, column, entity
from dataverse_sdk.operations import CallSettings, ManyResult, Reply, Request, RowOutcome
from dataverse_sdk.operations.many import ManyRun
from dataverse_sdk.testing import ScriptedDriver, batch_reply, error_reply, json_reply

YES, NO = json_reply({"value": [{}]}), json_reply({"value": []})
DONE = Reply(204)


@entity("zoo_log", set_name="zoo_logs", key="zoo_logid")
class Log(Entity):
    """Rows whose class does not know their id's column."""

    zoo_name: Column[str | None] = column()


def perform(run: ManyRun, *answers: Any) -> tuple[list[Request], int]:
    """Performs a run chunk after chunk; gives the requests, and how many could have been in flight."""
    driver = ScriptedDriver(*answers)
    width = driver.run(run.opening())
    while width and (turn := run.take()) is not None:
        run.settle(driver.run(turn))
    assert not driver.unused
    return driver.requests, width


def animals(*names: str) -> list[Animal]:
    return [Animal(zoo_name=name) for name in names]


def known(*keys: UUID) -> list[Animal]:
    return [Animal(zoo_animalid=key, zoo_name="x") for key in keys]


def body(request: Request) -> Any:
    assert isinstance(request.body, bytes)
    return json.loads(request.body)


def made(request: Request) -> Reply:
    return json_reply({"Ids": [target["zoo_animalid"] for target in body(request)["Targets"]]})


def endings(result: ManyResult) -> list[str]:
    return [row.ending for row in result.rows]


def failed(run: ManyRun) -> ManyResult:
    with pytest.raises(BulkFailed) as caught:
        run.result()
    found: ManyResult = caught.value.result
    with pytest.raises(BulkFailed):
        _ = found.ids
    return found


# --- The message, where the table has it.


def test_rows_are_created_in_chunks_under_ids_of_our_own_and_come_back_in_order() -> None:
    rows = animals("a", "b", "c", "d", "e")
    seen: list[tuple[int, int]] = []
    run = ManyRun("create", None, rows, chunk_size=2, progress=lambda done, total: seen.append((done, total)))
    requests, width = perform(run, YES, made, made, made)
    assert [request.target for request in requests[1:]] == ["zoo_animals/Microsoft.Dynamics.CRM.CreateMultiple"] * 3
    sent = [target["zoo_name"] for request in requests[1:] for target in body(request)["Targets"]]
    assert sent == ["a", "b", "c", "d", "e"]
    assert all(request.replayable for request in requests)
    result = run.result()
    assert result.ids == tuple(row.zoo_animalid for row in rows)
    assert (width, seen, repr(result)) == (3, [(2, 5), (4, 5), (5, 5)], "<ManyResult of 5, 5 written>")
    assert all(not row._changes for row in rows)


@pytest.mark.parametrize(
    ("hint", "at_once", "width"), [("3", None, 3), ("3", 7, 7), (None, None, 4), ("0", None, 4), ("x", None, 4), ("999", None, 10)]
)
def test_as_many_chunks_are_in_flight_as_the_service_says_or_the_caller(hint: str | None, at_once: int | None, width: int) -> None:
    run = ManyRun("create", None, animals(*"abcdefghij"), chunk_size=1, at_once=at_once)
    headers = {"x-ms-dop-hint": hint} if hint is not None else {}
    assert ScriptedDriver(json_reply({"value": [{}]}, headers=headers)).run(run.opening()) == width


@pytest.mark.parametrize("kind", ["update", "upsert"])
def test_known_rows_are_written_by_their_own_message_and_may_be_sent_again(kind: Any) -> None:
    run = ManyRun(kind, None, known(A1, A2))
    (_, request), _ = perform(run, YES, DONE)
    assert (request.target.rpartition(".")[2], request.replayable) == (f"{kind.title()}Multiple", True)
    assert run.result().ids == (A1, A2)


def test_rows_whose_class_has_no_id_are_created_by_the_ids_the_service_gives_and_never_twice() -> None:
    run = ManyRun("create", None, [Log(zoo_name="a")])
    (_, request), _ = perform(run, YES, json_reply({"Ids": [str(A1)]}))
    assert not request.replayable
    assert run.result().ids == (A1,)
    run = ManyRun("create", None, [Log(zoo_name="a")])
    perform(run, YES, OutcomeUnknown("lost"))
    assert endings(failed(run)) == ["unknown"]


def test_a_row_that_names_its_own_id_keeps_it() -> None:
    run = ManyRun("create", None, known(A1))
    perform(run, YES, made)
    assert run.result().ids == (A1,)


# --- Failures.


def test_a_chunk_that_failed_ends_the_call_and_every_row_says_how_it_ended() -> None:
    run = ManyRun("create", None, animals(*"abcdef"), chunk_size=2)
    perform(run, YES, made, error_reply(400, "0x80040203", "SECRET"))
    result = failed(run)
    assert endings(result) == ["written", "written", "failed", "failed", "never_ran", "never_ran"]
    assert isinstance(result.rows[2].error, BadRequest)
    assert isinstance(result.rows[4].error, NeverRan)
    with pytest.raises(BulkFailed, match="2 of 6 rows were written, 2 were not, 0 may have been, 2 were not sent") as caught:
        run.result()
    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is result.rows[2].error


def test_a_call_that_goes_on_after_errors_gives_them() -> None:
    run = ManyRun("create", None, animals(*"abcdef"), chunk_size=2, continue_on_error=True)
    perform(run, YES, made, error_reply(400), made)
    assert endings(run.result()) == ["written", "written", "failed", "failed", "written", "written"]


@pytest.mark.parametrize("there", [True, False])
def test_a_lost_answer_to_a_create_is_settled_by_reading_two_of_its_rows(there: bool) -> None:
    rows = animals("a", "b", "c")
    run = ManyRun("create", None, rows)
    row = json_reply({"zoo_animalid": str(A1)})
    requests, _ = perform(run, YES, OutcomeUnknown("lost"), row, row if there else error_reply(404))
    assert [request.method for request in requests] == ["GET", "POST", "GET", "GET"]
    if there:
        assert endings(run.result()) == ["written"] * 3
        assert not rows[0]._changes
    else:
        assert endings(failed(run)) == ["unknown"] * 3
        assert rows[0]._changes


def test_a_create_that_an_earlier_attempt_had_done_is_written() -> None:
    refused = error_reply(412, "0x80040237")
    run = ManyRun("create", None, animals("a"))
    perform(run, YES, Reply(412, refused.headers, refused.body, sends=2), json_reply({"zoo_animalid": str(A1)}))
    assert endings(run.result()) == ["written"]
    run = ManyRun("create", None, animals("a"))
    perform(run, YES, refused)
    assert endings(failed(run)) == ["failed"]


def test_an_answer_that_cannot_be_read_leaves_the_outcome_open() -> None:
    run = ManyRun("create", None, known(A1))
    perform(run, YES, json_reply({"Ids": []}))
    result = failed(run)
    assert endings(result) == ["unknown"]
    assert isinstance(result.rows[0].error, InvalidReply)
    run = ManyRun("update", None, known(A1))
    perform(run, YES, OutcomeUnknown("lost"))
    assert endings(failed(run)) == ["unknown"]


def test_on_an_elastic_table_a_refusal_may_leave_some_rows_written() -> None:
    run = ManyRun("create", None, animals("a", "b"), elastic=True)
    perform(run, YES, error_reply(400))
    assert endings(failed(run)) == ["unknown", "unknown"]


def told(*statuses: int) -> Reply:
    details = [{"RequestIndex": place, "Id": "", "StatusCode": status} for place, status in enumerate(statuses)]
    error = {"code": "", "@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails": json.dumps(details)}
    return json_reply({"error": error}, status=400)


def test_on_an_elastic_table_each_row_is_told_where_the_service_tells() -> None:
    rows = known(A1, A2)
    run = ManyRun("update", None, rows, elastic=True)
    requests, _ = perform(run, YES, told(400, 200))
    assert requests[1].headers.get("Prefer") == 'odata.include-annotations="Microsoft.PowerApps.CDS.ErrorDetails.*"'
    assert endings(failed(run)) == ["failed", "written"]
    assert [bool(row._changes) for row in rows] == [True, False]


def test_deletes_name_rows_in_whatever_way_a_key_does() -> None:
    keys = [
        A1,
        Animal.ref(A2),
        Animal(zoo_animalid=K1),
        {Animal.zoo_name: "x"},
        {Animal.zoo_animalid: A3},
        Animal.ref({Animal.zoo_name: "y"}),
    ]
    run = ManyRun("delete", Animal, keys)
    requests, _ = perform(run, batch_reply(*[DONE] * 6))
    assert isinstance(requests[0].body, bytes)
    assert re.findall(rb"DELETE \S+/(zoo_animals\(.*\)) HTTP", requests[0].body) == [
        f"zoo_animals({name})".encode() for name in (A1, A2, K1, "zoo_name='x'", f"zoo_animalid={A3}", "zoo_name='y'")
    ]
    assert [row.id for row in run.result().rows] == [A1, A2, K1, None, A3, None]
    with pytest.raises(UsageError):
        ManyRun("delete", Log, [{"zoo_nope": 1}])
    assert ManyRun("delete", Log, [{Log.zoo_name: "x"}]).take() is not None


def limited(most: int) -> Callable[[Request], Reply]:
    """A service that takes so many rows in a request, and refuses "bad" ones."""

    def answer(request: Request) -> Reply:
        targets = body(request)["Targets"]
        if len(targets) > most:
            return Reply(413)
        if any(target["zoo_name"] == "bad" for target in targets):
            return error_reply(400)
        return json_reply({"Ids": [target["zoo_animalid"] for target in targets]})

    return answer


def test_a_chunk_that_is_too_large_is_halved_until_it_fits() -> None:
    rows = animals(*"abcdefg")
    run = ManyRun("create", None, rows, chunk_size=7)
    requests, _ = perform(run, YES, *[limited(2)] * 7)
    assert [len(body(request)["Targets"]) for request in requests[1:]] == [7, 3, 1, 2, 4, 2, 2]
    assert run.result().ids == tuple(row.zoo_animalid for row in rows)


def test_a_single_row_that_is_too_large_fails() -> None:
    run = ManyRun("create", None, animals("a", "b"))
    perform(run, YES, Reply(413), Reply(413))
    assert endings(failed(run)) == ["failed", "never_ran"]


def test_what_comes_after_a_bad_half_is_sent_only_by_a_call_that_goes_on() -> None:
    for goes_on, wanted in ((False, ["failed"] * 2 + ["never_ran"] * 2), (True, ["failed"] * 2 + ["written"] * 2)):
        run = ManyRun("create", None, animals("a", "bad", "c", "d"), continue_on_error=goes_on)
        perform(run, YES, *[limited(2)] * (3 if goes_on else 2))
        assert [row.ending for row in (run.result() if goes_on else failed(run)).rows] == wanted


# --- Batches, where it has not.


def created(request: Request) -> Reply:
    assert isinstance(request.body, bytes)
    ids = re.findall(rb'"zoo_animalid":"([^"]+)"', request.body)
    return batch_reply([(n, Reply(204, [("OData-EntityId", f"x({key.decode()})")])) for n, key in enumerate(ids, 1)])


def test_a_table_without_the_message_is_written_by_change_sets() -> None:
    rows = animals("a", "b", "c")
    run = ManyRun("create", None, rows, chunk_size=2, settings=CallSettings(suppress_flows=True))
    requests, _ = perform(run, NO, created, created)
    assert [request.target for request in requests[1:]] == ["$batch"] * 2
    assert isinstance(requests[1].body, bytes)
    assert requests[1].body.count(b"MSCRM.SuppressCallbackRegistrationExpanderJob: true") == 2
    assert run.result().ids == tuple(row.zoo_animalid for row in rows)
    assert all(not row._changes for row in rows)


@pytest.mark.parametrize("answer", [error_reply(403), error_reply(404)])
def test_who_may_not_ask_for_messages_writes_by_change_sets(answer: Reply) -> None:
    run = ManyRun("create", None, animals("a"))
    requests, _ = perform(run, answer, created)
    assert requests[1].target == "$batch"


def test_rows_with_rows_within_them_are_written_by_change_sets() -> None:
    run = ManyRun("create", None, [Keeper(zoo_animals=animals("a"))])
    requests, _ = perform(run, YES, batch_reply([(1, Reply(204, [("OData-EntityId", f"x({K1})")]))]))
    assert requests[1].target == "$batch"
    assert run.result().ids == (K1,)


@pytest.mark.parametrize(("kind", "line"), [("update", b"If-Match: *"), ("upsert", b"Prefer: return=representation")])
def test_known_rows_are_written_by_change_sets(kind: Any, line: bytes) -> None:
    run = ManyRun(kind, None, known(A1, A2))
    replies = [(n, json_reply({"zoo_animalid": str(key)})) for n, key in ((1, A1), (2, A2))]
    (_, request), _ = perform(run, NO, batch_reply(replies))
    assert isinstance(request.body, bytes)
    assert request.body.count(line) == 2
    assert run.result().ids == (A1, A2)


def test_a_change_set_that_failed_was_not_written_at_all() -> None:
    run = ManyRun("create", None, animals("a", "b"))
    perform(run, NO, batch_reply([(2, error_reply(400))]))
    result = failed(run)
    assert endings(result) == ["failed", "failed"]
    assert [type(row.error) for row in result.rows] == [RolledBack, BadRequest]


# --- Deletes.


def test_deletes_stand_each_for_itself() -> None:
    run = ManyRun("delete", Animal, [A1, A2, K1], continue_on_error=True)
    requests, _ = perform(run, batch_reply(DONE, error_reply(404), DONE))
    result = run.result()
    assert [request.target for request in requests] == ["$batch"]
    assert (endings(result), result.count("written")) == (["written", "failed", "written"], 2)
    assert isinstance(result.rows[1].error, NotFound)


def test_many_deletes_ask_how_many_may_be_in_flight() -> None:
    run = ManyRun("delete", Animal, [A1, A2, K1], chunk_size=1)
    ids = dict.fromkeys(("UserId", "BusinessUnitId", "OrganizationId"), str(A1))
    requests, width = perform(run, json_reply(ids, headers={"x-ms-dop-hint": "2"}), *(batch_reply(DONE) for _ in range(3)))
    assert (width, requests[0].target) == (2, "WhoAmI()")
    assert run.result().ids == (A1, A2, K1)


def test_deletes_whose_answer_was_lost_are_sent_once_more_and_what_is_gone_was_deleted() -> None:
    run = ManyRun("delete", Animal, [A1, A2])
    perform(run, OutcomeUnknown("lost"), batch_reply(error_reply(404), DONE))
    assert endings(run.result()) == ["written", "written"]
    run = ManyRun("delete", Animal, [A1, A2])
    perform(run, OutcomeUnknown("lost"), OutcomeUnknown("lost"))
    assert endings(failed(run)) == ["unknown", "unknown"]


def test_an_elastic_table_deletes_by_its_message() -> None:
    run = ManyRun("delete", Animal, [A1], elastic=True)
    (request,), _ = perform(run, DONE)
    assert request.target.endswith("DeleteMultiple")
    assert run.result().rows == (RowOutcome(A1, "written"),)


# --- What is refused, and nothing.


@pytest.mark.parametrize("kind", ["create", "update", "upsert", "delete"])
def test_no_rows_send_nothing(kind: Any) -> None:
    run = ManyRun(kind, Animal if kind == "delete" else None, [])
    assert perform(run) == ([], 0)
    assert run.result().ids == ()


SAME = Animal(zoo_animalid=A1, zoo_name="x")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ManyRun("create", None, animals("a"), chunk_size=0), "1 to 1000 rows"),
        (lambda: ManyRun("create", None, animals("a"), chunk_size=1001), "1 to 1000 rows"),
        (lambda: ManyRun("create", None, animals("a"), at_once=0), "1 to 52"),
        (lambda: ManyRun("create", None, animals("a"), at_once=53), "1 to 52"),
        (lambda: ManyRun("create", None, [Animal(zoo_name="a"), Keeper(zoo_name="b")]), "row 1: all rows are rows of one table"),
        (lambda: ManyRun("create", None, ["a"]), "rows of one table"),
        (lambda: ManyRun("create", None, [Animal()]), "nothing to create"),
        (lambda: ManyRun("create", None, [SAME, SAME]), "twice"),
        (lambda: ManyRun("update", None, animals("a")), "no zoo_animalid"),
        (lambda: ManyRun("update", None, [Animal(zoo_animalid=A1)]), "row 0: no column changed"),
        (lambda: ManyRun("update", None, [Keeper(zoo_keeperid=K1, zoo_animals=animals("a"))]), "only a create"),
        (lambda: ManyRun("upsert", None, animals("a")), "no zoo_animalid"),
        (lambda: ManyRun("delete", Animal, ["../x"]), "UUID"),
        (lambda: ManyRun("delete", Animal, [A1, A1]), "twice"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is_sent(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        call()


def test_a_row_that_the_service_would_refuse_fails_its_chunk_unsent() -> None:
    run = ManyRun("create", None, [Animal(zoo_full="x"), Animal(zoo_weight=Decimal(1))])
    requests, _ = perform(run, YES)
    assert len(requests) == 1
    result = failed(run)
    assert endings(result) == ["failed", "failed"]
    assert isinstance(result.rows[0].error, DataverseError)
