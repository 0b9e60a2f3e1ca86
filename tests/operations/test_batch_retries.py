"""Operations of a batch that the service refused to run are sent again, as the retry policy says, and never where that undoes a later write."""

from collections.abc import Callable
from typing import Any

import pytest
from test_batches import BAD, DONE, animal, created, outcomes, sent_parts
from zoo import A1, A2, A3, Animal

from dataverse_sdk.errors import BadRequest, ForeignLink, NeverRan, OutcomeUnknown, PayloadTooLarge, RolledBack, Throttled, UsageError
from dataverse_sdk.operations import ANY, Batch, Operation, action, batch, create, delete, get, patch, query_page, upsert
from dataverse_sdk.query import Query
from dataverse_sdk.testing import Answer, ScriptedDriver, batch_reply, error_reply
from dataverse_sdk.wire.effects import RetryPart
from dataverse_sdk.wire.messages import Headers, Reply, Request
from dataverse_sdk.wire.retry import RetryBudget, RetryPolicy, retrying

EAGER = RetryPolicy(base=0.0, jitter=lambda: 0.0)


def refused(wait: str | None = "7") -> Reply:
    return error_reply(429, "0x80072322", headers={} if wait is None else {"Retry-After": wait})


def perform(collected: Batch, *answers: Answer, policy: RetryPolicy = EAGER, budget: RetryBudget | None = None) -> ScriptedDriver:
    driver = ScriptedDriver(*answers)
    driver.run(retrying(collected.flow(), policy, budget))
    assert driver.unused == []
    return driver


def targets(request: Request) -> list[Any]:
    return [part.target.rpartition("/")[2] if isinstance(part, Request) else len(part) for part in sent_parts(request)]


def named(name: str) -> Operation[Any]:
    return patch(Animal, A1, {Animal.zoo_name: name}, etag=ANY)


def test_only_the_refused_operations_are_sent_again_after_the_longest_wait() -> None:
    collected = Batch(continue_on_error=True)
    handles = [collected.add(get(Animal, key, select=[Animal.zoo_name])) for key in (A1, A2, A3)]
    driver = perform(collected, batch_reply(refused("3"), animal(A2, "b"), refused("9")), batch_reply(animal(A1, "a"), animal(A3, "c")))
    assert [handle.value.zoo_name for handle in handles] == ["a", "b", "c"]
    assert driver.sleeps == [9.0]
    assert targets(driver.requests[1]) == [f"zoo_animals({key})?$select=zoo_name" for key in (A1, A3)]


def test_a_refusal_takes_the_wait_of_the_batch_where_it_has_none_of_its_own() -> None:
    collected = Batch()
    collected.add(delete(Animal, A1))
    reply = batch_reply(refused(None), status=429)
    reply = Reply(429, Headers([*reply.headers, ("Retry-After", "5")]), reply.body)
    assert perform(collected, reply, batch_reply(DONE)).sleeps == [5.0]


def test_a_batch_that_stopped_at_a_refusal_goes_on_from_there() -> None:
    collected = Batch()
    handles = [collected.add(delete(Animal, key)) for key in (A1, A2, A3)]
    driver = perform(collected, batch_reply(DONE, refused(), status=429), batch_reply(DONE, DONE))
    assert outcomes(*handles) == ["value"] * 3
    assert targets(driver.requests[1]) == [f"zoo_animals({key})" for key in (A2, A3)]


def test_a_refused_change_set_is_sent_again_whole() -> None:
    collected = Batch(continue_on_error=True)
    with collected.changeset():
        made = collected.add(create(Animal(zoo_name="a")))
        collected.add(delete(Animal, A1))
    driver = perform(collected, batch_reply([(2, refused())]), batch_reply([(1, created(A2)), (2, DONE)]))
    assert made.value == A2
    assert targets(driver.requests[1]) == [2]


def test_what_stays_refused_is_throttled_and_what_came_after_it_never_ran() -> None:
    collected = Batch()
    handles = [collected.add(delete(Animal, key)) for key in (A1, A2)]
    with pytest.raises(Throttled):
        perform(collected, *[batch_reply(refused("1"), status=429)] * 5)
    assert [type(handle.error) for handle in handles] == [Throttled, NeverRan]


@pytest.mark.parametrize(
    ("policy", "spent", "wait"),
    [
        (EAGER, 0.0, "301"),
        (RetryPolicy(attempts=1), 0.0, "1"),
        (RetryPolicy(deadline=10.0), 0.0, "20"),
        (EAGER, 500.0, "1"),
    ],
)
def test_a_policy_that_would_not_wait_for_a_request_does_not_wait_for_a_part(policy: RetryPolicy, spent: float, wait: str) -> None:
    budget = RetryBudget()
    budget.left -= spent
    collected = Batch(continue_on_error=True)
    with collected.changeset():
        handles = [collected.add(delete(Animal, key)) for key in (A1, A2)]
    driver = perform(collected, batch_reply([(1, refused(wait))]), policy=policy, budget=budget)
    assert [type(handle.error) for handle in handles] == [Throttled, RolledBack]
    assert driver.sleeps == []


def test_the_pauses_of_one_batch_end_with_the_deadline() -> None:
    collected = Batch(continue_on_error=True)
    handle = collected.add(delete(Animal, A1))
    driver = perform(collected, *[batch_reply(refused("40"))] * 3, policy=RetryPolicy(deadline=100.0, jitter=lambda: 0.0))
    assert (driver.sleeps, handle.outcome) == ([40.0, 40.0], "failed")


def test_without_a_policy_nothing_is_sent_again() -> None:
    collected = Batch(continue_on_error=True)
    handle = collected.add(delete(Animal, A1))
    driver = ScriptedDriver(batch_reply(refused()))
    driver.run(collected.flow())
    assert isinstance(handle.error, Throttled)
    assert [type(effect) for effect in driver.effects[2:]] == [RetryPart]


@pytest.mark.parametrize(
    ("first", "second", "again"),
    [
        (lambda: named("old"), lambda: named("new"), False),  # sent again it would put the old name back
        (lambda: named("old"), lambda: delete(Animal, A2), True),
        (lambda: named("old"), lambda: get(Animal, A1), True),
        (lambda: named("old"), lambda: upsert(Animal(zoo_name="x"), {Animal.zoo_name: "y"}), False),  # it may be the same row
        (lambda: upsert(Animal(zoo_name="x"), {Animal.zoo_name: "y"}), lambda: named("new"), False),
        (lambda: named("old"), lambda: action("Sweep"), False),  # nobody knows what it touches
        (lambda: action("Sweep"), lambda: named("new"), False),
        (lambda: create(Animal(zoo_name="x")), lambda: named("new"), True),
        (lambda: query_page(Query(Animal)), lambda: named("new"), False),  # it was to be read before the write
        (lambda: query_page(Query(Animal)), lambda: get(Animal, A1), True),
    ],
)
def test_a_refused_operation_is_not_sent_after_a_later_write_to_its_row(
    first: Callable[[], Operation[Any]], second: Callable[[], Operation[Any]], again: bool
) -> None:
    collected = Batch(continue_on_error=True)
    handle, _ = collected.add(first()), collected.add(second())
    answers = [batch_reply(refused(), Reply(204)), batch_reply(Reply(204))]
    driver = perform(collected, *answers[: 2 if again else 1])
    assert len(driver.requests) == (2 if again else 1)
    assert isinstance(handle.error, Throttled) is not again


def test_what_becomes_of_the_second_sending_is_what_became_of_the_operation() -> None:
    collected = Batch(continue_on_error=True)
    handle = collected.add(delete(Animal, A1))
    with pytest.raises(OutcomeUnknown):
        perform(collected, batch_reply(refused()), OutcomeUnknown("lost"))
    assert isinstance(handle.error, OutcomeUnknown)
    collected = Batch()
    handle = collected.add(delete(Animal, A1))
    with pytest.raises(BadRequest):
        perform(collected, batch_reply(refused(), status=429), batch_reply(BAD, status=400))
    assert isinstance(handle.error, BadRequest)


# --- What one request holds.


def test_a_batch_larger_than_a_request_may_be_goes_as_several_and_one_large_operation_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MAX_BYTES", 2000)
    collected = Batch()
    sizes = (100, 5000, 700, 700, 100)
    for size in sizes:
        collected.add(create(Animal(zoo_name="x" * size)))
    with collected.changeset():
        for _ in range(4):
            collected.add(create(Animal(zoo_name="x" * 1000)))

    def answer(request: Request) -> Reply:
        return batch_reply(
            *([(int(number), created(A1)) for number, _ in part] if isinstance(part, list) else created(A1) for part in sent_parts(request))
        )

    driver = ScriptedDriver(*[answer] * 4)
    driver.run(collected.flow())
    assert [len(sent_parts(request)) for request in driver.requests] == [1, 1, 3, 1]
    assert set(outcomes(*collected.handles)) == {"value"}


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_batch_that_is_refused_as_too_large_goes_as_two(goes_on: bool) -> None:
    collected = Batch(continue_on_error=goes_on)
    handles = [collected.add(delete(Animal, key)) for key in (A1, A2, A3)]
    with collected.changeset():
        handles += [collected.add(delete(Animal, key)) for key in (A1, A2)]

    def answer(request: Request) -> Reply:
        parts = sent_parts(request)
        return Reply(413) if len(parts) > 2 else batch_reply(*([DONE] * len(part) if isinstance(part, list) else DONE for part in parts))

    driver = ScriptedDriver(answer, answer, answer)
    driver.run(collected.flow())
    assert [targets(request) for request in driver.requests[1:]] == [
        [f"zoo_animals({A1})", f"zoo_animals({A2})"],
        [f"zoo_animals({A3})", 2],
    ]
    assert set(outcomes(*handles)) == {"value"}


def test_a_failure_in_the_first_half_keeps_a_batch_that_stops_from_sending_the_second() -> None:
    collected = Batch()
    handles = [collected.add(delete(Animal, key)) for key in (A1, A2)]
    driver = ScriptedDriver(Reply(413), batch_reply(BAD, status=400))
    with pytest.raises(BadRequest):
        driver.run(collected.flow())
    assert outcomes(*handles) == ["failed", "never_ran"]


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_single_operation_that_is_too_large_fails_by_itself(goes_on: bool) -> None:
    collected = Batch(continue_on_error=goes_on)
    handles = [collected.add(delete(Animal, key)) for key in (A1, A2)]
    driver = ScriptedDriver(Reply(413), Reply(413), batch_reply(DONE))
    if goes_on:
        driver.run(collected.flow())
    else:
        with pytest.raises(PayloadTooLarge):
            driver.run(collected.flow())
    assert isinstance(handles[0].error, PayloadTooLarge)
    assert handles[1].outcome == ("value" if goes_on else "never_ran")


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("zoo_animals?$filter=" + "x" * 65_600, UsageError),
        ("zoo_animals?$filter=" + "x" * 65_500, UsageError),  # with the environment's own address in front
        ("https://elsewhere.example/api/data/v9.2/zoo_animals?$skiptoken=1", ForeignLink),
    ],
)
def test_an_address_that_no_batch_takes_is_refused_before_any_of_it_is_sent(target: str, kind: type[Exception]) -> None:
    collected = Batch()
    handles = [collected.add(delete(Animal, A1)) for _ in range(1000)]
    handles.append(collected.add(Operation(Request("GET", target), lambda reply: reply)))
    driver = ScriptedDriver()
    with pytest.raises(kind):
        driver.run(collected.flow())
    assert driver.requests == []
    assert set(outcomes(*handles)) == {"never_ran"}
