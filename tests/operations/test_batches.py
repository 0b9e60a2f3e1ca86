"""Batches: every handle ends in one way, replies are matched part by part, and damage is an error that names the request."""

import contextlib
import json
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from zoo import A1, A2, A3, K1, Animal, Keeper

from dataverse_sdk.errors import (
    BadRequest,
    BatchDecodeError,
    ConnectionLost,
    DataverseError,
    ForeignLink,
    InvalidReply,
    NeverRan,
    NotFound,
    OutcomeUnknown,
    RedirectRefused,
    RolledBack,
    Throttled,
    UsageError,
    ValueTooLong,
)
from dataverse_sdk.model import Reference
from dataverse_sdk.operations import ANY, Batch, Handle, create, delete, get, next_page, patch, query_page, update, upload
from dataverse_sdk.operations.settings import CallSettings
from dataverse_sdk.query import Query
from dataverse_sdk.testing import ScriptedDriver, batch_reply, error_reply, json_reply
from dataverse_sdk.wire.effects import Locate
from dataverse_sdk.wire.messages import Headers, Reply, Request
from dataverse_sdk.wire.multipart import Part, boundary_of, join, reply_from_bytes, reply_to_bytes, request_from_bytes, split
from dataverse_sdk.wire.operation import Operation, execute
from dataverse_sdk.wire.retry import RetryPolicy, retrying

DONE = Reply(204)
BAD = error_reply(400, "0x80044331", "SECRET is too long")


def created(key: UUID) -> Reply:
    return Reply(204, [("OData-EntityId", f"https://org.crm.dynamics.com/api/data/v9.2/zoo_animals({key})")])


def animal(key: UUID, name: str) -> Reply:
    return json_reply({"@odata.etag": 'W/"1"', "zoo_animalid": str(key), "zoo_name": name})


def sent_parts(request: Request) -> list[Any]:
    """What a `$batch` request holds: a Request for each part, a list of pairs of Content-ID and Request for a change set."""
    assert isinstance(request.body, bytes)
    found: list[Any] = []
    for part in split(request.body, boundary_of(request.headers.get("Content-Type"))):
        kind = part.headers.get("Content-Type") or ""
        if kind == "application/http":
            assert part.headers.get("Content-Transfer-Encoding") == "binary"
            found.append(request_from_bytes(part.content))
        else:
            inner = split(part.content, boundary_of(kind))
            found.append([(each.headers.get("Content-ID"), request_from_bytes(each.content)) for each in inner])
    return found


def perform(batch: Batch, *answers: Any) -> ScriptedDriver:
    driver = ScriptedDriver(*answers)
    driver.run(batch.flow())
    return driver


def outcomes(*handles: Handle[Any]) -> list[str]:
    return [handle.outcome for handle in handles]


# --- What is sent.


def test_a_batch_is_one_request_in_the_form_the_documentation_shows() -> None:
    batch = Batch(continue_on_error=True, boundary=lambda: "5")
    batch.add(get(Animal, A1, select=[Animal.zoo_name]))
    with batch.changeset():
        new = batch.add(create(Animal(zoo_name="ü")))
        batch.add(delete(Animal, A1, etag='W/"7"'))
    driver = perform(batch, batch_reply(animal(A1, "x"), [(1, created(A2)), (2, DONE)]))
    (request,) = driver.requests
    root = "https://org.crm.dynamics.com/api/data/v9.2/"
    assert driver.effects[0] == Locate()
    assert (request.method, request.target) == ("POST", "$batch")
    assert request.headers.get("Prefer") == "odata.continue-on-error"
    assert request.headers.get("Content-Type") == 'multipart/mixed; boundary="batch_5"'
    lines = [
        "--batch_5",
        "Content-Type: application/http",
        "Content-Transfer-Encoding: binary",
        "",
        f"GET {root}zoo_animals({A1})?$select=zoo_name HTTP/1.1",
        "Accept: application/json",
        "",
        "",
        "",
        "--batch_5",
        'Content-Type: multipart/mixed; boundary="changeset_5"',
        "",
        "--changeset_5",
        "Content-Type: application/http",
        "Content-Transfer-Encoding: binary",
        "Content-ID: 1",
        "",
        f"POST {root}zoo_animals HTTP/1.1",
        "Content-Type: application/json; type=entry",
        "",
        '{"zoo_name":"\\u00fc"}',
        "--changeset_5",
        "Content-Type: application/http",
        "Content-Transfer-Encoding: binary",
        "Content-ID: 2",
        "",
        f"DELETE {root}zoo_animals({A1}) HTTP/1.1",
        'If-Match: W/"7"',
        "",
        "",
        "",
        "--changeset_5--",
        "",
        "--batch_5--",
        "",
    ]
    assert request.body == "\r\n".join(lines).encode()
    assert new.value == A2


def test_an_empty_batch_sends_nothing() -> None:
    batch = Batch()
    with batch.changeset():
        pass
    assert perform(batch).requests == []
    assert len(batch) == 0
    assert batch.handles == []


def test_a_change_set_that_was_given_up_is_not_sent() -> None:
    batch = Batch()
    lost = []
    with contextlib.suppress(ZeroDivisionError), batch.changeset():
        lost.append(batch.add(delete(Animal, A1)))
        _ = 1 / 0
    kept = batch.add(delete(Animal, A2))
    driver = perform(batch, batch_reply(DONE))
    assert [request.target for request in sent_parts(driver.requests[0])] == [
        f"https://org.crm.dynamics.com/api/data/v9.2/zoo_animals({A2})"
    ]
    assert outcomes(*lost, kept) == ["pending", "value"]
    with pytest.raises(UsageError, match="not sent"):
        _ = lost[0].value


def test_a_reference_binds_to_a_row_of_the_same_change_set() -> None:
    batch = Batch()
    with batch.changeset() as same:
        keeper = same.add(create(Keeper(zoo_name="Ada")))
        batch.add(create(Animal(zoo_name="Rex", zoo_keeper=keeper.reference)))
        batch.add(delete(Animal, A1))
    driver = perform(batch, batch_reply([(1, created(K1)), (2, created(A1)), (3, DONE)]))
    ((_, (content_id, second), _),) = sent_parts(driver.requests[0])
    assert content_id == "2"
    assert json.loads(second.body) == {"zoo_name": "Rex", "zoo_Keeper@odata.bind": "$1"}


def test_only_a_new_row_of_a_change_set_can_be_referred_to() -> None:
    batch = Batch()
    outside = batch.add(create(Keeper(zoo_name="Ada")))
    with batch.changeset():
        gone = batch.add(delete(Animal, A1))
    for handle in (outside, gone):
        with pytest.raises(UsageError, match="change set"):
            _ = handle.reference


def test_content_ids_are_unique_in_the_whole_batch() -> None:
    batch = Batch()
    for _ in range(2):
        with batch.changeset():
            batch.add(delete(Animal, A1))
            batch.add(delete(Animal, A2))
    driver = perform(batch, batch_reply([(1, DONE), (2, DONE)], [(3, DONE), (4, DONE)]))
    assert [content_id for changeset in sent_parts(driver.requests[0]) for content_id, _ in changeset] == ["1", "2", "3", "4"]


def test_what_a_batch_cannot_hold_is_refused_when_it_is_added() -> None:
    batch = Batch()
    with pytest.raises(UsageError, match="operation"):
        batch.add("contacts")  # type: ignore[arg-type]
    with batch.changeset():
        with pytest.raises(UsageError, match="writes only"):
            batch.add(get(Animal, A1))
        with pytest.raises(UsageError, match="nested"), batch.changeset():
            pass  # pragma: no cover
        with pytest.raises(UsageError, match="still open"):
            ScriptedDriver().run(batch.flow())
    perform(batch)
    for again in (lambda: batch.add(get(Animal, A1)), lambda: ScriptedDriver().run(batch.flow())):
        with pytest.raises(UsageError, match="make a new one"):
            again()


def test_a_change_set_holds_a_thousand_and_not_one_more() -> None:
    batch = Batch()
    with batch.changeset():
        for _ in range(1000):
            batch.add(delete(Animal, A1))
        with pytest.raises(UsageError, match="1000"):
            batch.add(delete(Animal, A1))
    assert len(batch) == 1000


def test_a_batch_may_be_repeated_only_when_each_of_its_operations_may() -> None:
    for operations, replayable in (
        ([get(Animal, A1)], True),
        ([get(Animal, A1), patch(Animal, A1, {Animal.zoo_name: "x"}, etag=ANY)], True),
        ([get(Animal, A1), delete(Animal, A1)], False),
    ):
        batch = Batch()
        for operation in operations:
            batch.add(operation)
        driver = ScriptedDriver(ConnectionLost("lost", request_id="r"))
        with pytest.raises(ConnectionLost):
            driver.run(batch.flow())
        assert driver.requests[0].replayable is replayable


def test_a_file_in_a_batch_keeps_its_content_type_and_a_read_its_accept() -> None:
    batch = Batch()
    batch.add(upload(Animal, A1, Animal.zoo_photo, b"\x00\xff", name="a.bin"))
    batch.add(get(Animal, A1).with_headers(("Accept", "text/plain")))
    batch.add(Operation(Request("POST", "x", body=b"{}"), lambda reply: reply.status))
    driver = perform(batch, batch_reply(DONE, animal(A1, "x"), DONE))
    first, second, third = sent_parts(driver.requests[0])
    assert (first.headers.get("Content-Type"), first.body) == ("application/octet-stream", b"\x00\xff")
    assert [value for key, value in second.headers if key == "Accept"] == ["text/plain"]
    assert third.headers.get("Content-Type") == "application/json; type=entry"


def test_settings_hold_for_every_part() -> None:
    batch = Batch(settings=CallSettings(as_user=K1, tag="a b"))
    batch.add(get(Animal, A1, select=[Animal.zoo_name]))
    with batch.changeset():
        batch.add(delete(Animal, A1))
    single, ((_, inner),) = sent_parts(perform(batch, batch_reply(animal(A1, "x"), [(1, DONE)])).requests[0])
    assert single.headers.get("CallerObjectId") == inner.headers.get("CallerObjectId") == str(K1)
    assert single.target.endswith("?$select=zoo_name&tag=a%20b")
    assert inner.target.endswith(f"({A1})?tag=a%20b")


# --- How it ends.


def test_every_handle_has_the_value_of_its_own_operation() -> None:
    batch = Batch()
    first = batch.add(get(Animal, A1))
    with batch.changeset():
        second, third = batch.add(create(Animal(zoo_name="a"))), batch.add(create(Animal(zoo_name="b")))
    fourth = batch.add(query_page(Query(Animal)))
    assert outcomes(*batch.handles) == ["pending"] * 4
    perform(batch, batch_reply(animal(A1, "Rex"), [(1, created(A2)), (2, created(A3))], json_reply({"value": []})))
    assert (first.value.zoo_name, second.value, third.value, fourth.value.rows) == ("Rex", A2, A3, ())
    assert outcomes(first, second, third, fourth) == ["value"] * 4
    assert [handle.error for handle in batch.handles] == [None] * 4
    assert repr(first) == "<Handle <Operation <Request GET zoo_animals(...)?$select>> value>"
    assert repr(batch) == "<Batch of 4>"


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 1, 3)])
def test_a_change_sets_replies_are_matched_by_content_id_in_whatever_order_they_come(order: tuple[int, ...]) -> None:
    batch = Batch()
    with batch.changeset():
        handles = [batch.add(create(Animal(zoo_name=name))) for name in "abc"]
    keys = {1: A1, 2: A2, 3: A3}
    perform(batch, batch_reply([(content_id, created(keys[content_id])) for content_id in order]))
    assert [handle.value for handle in handles] == [A1, A2, A3]


def test_a_change_sets_replies_without_content_ids_are_matched_in_order() -> None:
    batch = Batch()
    with batch.changeset():
        handles = [batch.add(create(Animal(zoo_name=name))) for name in "ab"]
    perform(batch, batch_reply([created(A1), created(A2)]))
    assert [handle.value for handle in handles] == [A1, A2]


def test_a_failed_change_set_rolls_its_siblings_back() -> None:
    batch = Batch(continue_on_error=True)
    before = batch.add(delete(Animal, A3))
    with batch.changeset():
        first, second, third = (batch.add(create(Animal(zoo_name=name))) for name in "abc")
    after = batch.add(delete(Animal, A3))
    perform(batch, batch_reply(DONE, [(2, BAD)], DONE))
    assert outcomes(before, first, second, third, after) == ["value", "rolled_back", "failed", "rolled_back", "value"]
    for handle in (first, third):
        with pytest.raises(RolledBack) as caught:
            _ = handle.value
        assert caught.value.__cause__ is not None
        assert caught.value.request_id == "scripted"
    with pytest.raises(BadRequest, match="0x80044331"):
        _ = second.value


def test_a_failed_change_set_may_be_answered_outside_a_change_set_and_without_a_content_id() -> None:
    for bare in (batch_reply(BAD), batch_reply([BAD])):
        batch = Batch(continue_on_error=True)
        with batch.changeset():
            first, second = (batch.add(delete(Animal, key)) for key in (A1, A2))
        perform(batch, bare)
        assert outcomes(first, second) == ["rolled_back", "rolled_back"]
        assert isinstance(first.error, RolledBack)
        assert isinstance(first.error.__cause__, BadRequest)


def test_the_failure_of_a_change_set_of_one_is_its_own() -> None:
    for content_id in (1, 99):
        batch = Batch(continue_on_error=True)
        with batch.changeset():
            only = batch.add(delete(Animal, A1))
        perform(batch, batch_reply([(content_id, BAD)]))
        assert only.outcome == "failed"


def test_a_rolled_back_change_set_ends_a_batch_that_stops() -> None:
    batch = Batch()
    with batch.changeset():
        handles = [batch.add(delete(Animal, key)) for key in (A1, A2)]
    after = batch.add(delete(Animal, A3))
    with pytest.raises(RolledBack):
        perform(batch, batch_reply(BAD, status=400))
    assert outcomes(*handles, after) == ["rolled_back", "rolled_back", "never_ran"]


def test_a_batch_stops_at_the_first_failure_and_raises_it() -> None:
    batch = Batch()
    handles = [batch.add(delete(Animal, key)) for key in (A1, A2, A3)]
    with pytest.raises(BadRequest) as caught:
        perform(batch, batch_reply(DONE, BAD, status=400))
    assert outcomes(*handles) == ["value", "failed", "never_ran"]
    assert handles[1].error is caught.value
    with pytest.raises(NeverRan):
        _ = handles[2].value
    assert "SECRET" not in str(caught.value)


def test_with_continue_on_error_nothing_is_raised_and_every_operation_ran() -> None:
    batch = Batch(continue_on_error=True)
    handles = [batch.add(delete(Animal, key)) for key in (A1, A2, A3)]
    perform(batch, batch_reply(BAD, DONE, error_reply(404)))
    assert outcomes(*handles) == ["failed", "value", "failed"]
    assert [type(handle.error) for handle in handles] == [ValueTooLong, type(None), NotFound]


def test_a_reply_that_cannot_be_read_fails_its_own_operation_only() -> None:
    batch = Batch(continue_on_error=True)
    handles = [batch.add(get(Animal, key)) for key in (A1, A2)]
    perform(batch, batch_reply(Reply(200, body=b"<html>SECRET</html>", headers=[("REQ_ID", "part-1")]), animal(A2, "x")))
    assert outcomes(*handles) == ["failed", "value"]
    assert isinstance(handles[0].error, InvalidReply)
    assert str(handles[0].error) == "the reply is not JSON (request part-1)"


def test_2500_operations_with_three_bad_ones_give_2497_values_and_three_errors_in_order() -> None:
    batch = Batch(continue_on_error=True)
    handles = [batch.add(get(Animal, UUID(int=number))) for number in range(2500)]
    bad = {0, 1234, 2499}

    def answer(request: Request) -> Reply:
        replies = []
        for part in sent_parts(request):
            number = UUID(part.target.rpartition("(")[2].partition(")")[0]).int
            replies.append(error_reply(404) if number in bad else animal(UUID(int=number), str(number)))
        return batch_reply(*replies)

    driver = perform(batch, answer, answer, answer)
    assert [len(sent_parts(request)) for request in driver.requests] == [1000, 1000, 500]
    assert [handle.value.zoo_name for number, handle in enumerate(handles) if number not in bad] == [
        str(number) for number in range(2500) if number not in bad
    ]
    assert {number for number, handle in enumerate(handles) if isinstance(handle.error, NotFound)} == bad
    assert len(batch) == 2500


def test_a_long_batch_that_stops_sends_no_more_of_itself() -> None:
    batch = Batch()
    handles = [batch.add(delete(Animal, A1)) for _ in range(2001)]
    driver = ScriptedDriver(batch_reply(*[DONE] * 1000), batch_reply(*[DONE] * 3, BAD, status=400))
    with pytest.raises(BadRequest):
        driver.run(batch.flow())
    assert len(driver.requests) == 2
    assert outcomes(*handles) == ["value"] * 1003 + ["failed"] + ["never_ran"] * 997


def test_a_change_set_is_never_split_between_two_batches() -> None:
    batch = Batch()
    for _ in range(600):
        batch.add(delete(Animal, A1))
    with batch.changeset():
        for _ in range(600):
            batch.add(delete(Animal, A2))

    def answer(request: Request) -> Reply:
        return batch_reply(
            *([(int(content_id), DONE) for content_id, _ in part] if isinstance(part, list) else DONE for part in sent_parts(request))
        )

    driver = perform(batch, answer, answer)
    assert [len(sent_parts(request)) for request in driver.requests] == [600, 1]
    assert set(outcomes(*batch.handles)) == {"value"}


# --- When the answer is damaged, or none comes.

HTTP = Headers([("Content-Type", "application/http"), ("Content-Transfer-Encoding", "binary")])
MULTIPART = Headers([("Content-Type", "multipart/mixed; boundary=c")])


def multipart(body: bytes, boundary: str = "b", status: int = 200) -> Reply:
    return Reply(status, [("Content-Type", f"multipart/mixed; boundary={boundary}")], body, request_id="r-9")


def nested(*pairs: tuple[str | None, Reply]) -> Reply:
    parts = [
        Part(Headers([*HTTP, *([("Content-ID", content_id)] if content_id else [])]), reply_to_bytes(reply)) for content_id, reply in pairs
    ]
    return multipart(join([Part(HTTP, reply_to_bytes(DONE)), Part(MULTIPART, join(parts, "c"))], "b"))


GOOD = nested(("1", created(A1)), ("2", created(A2)))


def typical(*, continue_on_error: bool = False) -> Batch:
    batch = Batch(continue_on_error=continue_on_error)
    batch.add(delete(Animal, A1))
    with batch.changeset():
        batch.add(create(Animal(zoo_name="a")))
        batch.add(create(Animal(zoo_name="b")))
    return batch


def test_the_typical_answer_is_good() -> None:
    batch = typical()
    perform(batch, GOOD)
    assert [handle.value for handle in batch.handles] == [None, A1, A2]


@pytest.mark.parametrize("continue_on_error", [False, True])
@pytest.mark.parametrize(
    "damage",
    [
        lambda: multipart(GOOD.body, "unknown"),
        lambda: Reply(200, [("Content-Type", "application/json")], b"{}", request_id="r-9"),
        lambda: Reply(200, [("Content-Type", "text/html")], b"<html>SECRET</html>", request_id="r-9"),
        lambda: Reply(200, [], GOOD.body, request_id="r-9"),
        lambda: Reply(200, [("Content-Type", "multipart/mixed")], GOOD.body, request_id="r-9"),
        lambda: Reply(204, request_id="r-9"),
        lambda: multipart(b""),
        lambda: multipart(b"<html>SECRET</html>"),
        lambda: multipart(b"--b--\r\n"),
        # A part too few, a part too many.
        lambda: multipart(join([Part(HTTP, reply_to_bytes(DONE))], "b")),
        lambda: multipart(join([*split(GOOD.body, "b"), Part(HTTP, reply_to_bytes(DONE))], "b")),
        # A change set where a reply belongs, and the other way round.
        lambda: multipart(join(split(GOOD.body, "b")[::-1], "b")),
        lambda: multipart(join([Part(HTTP, reply_to_bytes(DONE))] * 2, "b")),
        # Inside the change set.
        lambda: nested(("1", created(A1))),
        lambda: nested(("1", created(A1)), ("2", created(A2)), ("3", created(A3))),
        lambda: nested(("1", created(A1)), ("1", created(A2))),
        lambda: nested(("1", created(A1)), (None, created(A2))),
        lambda: nested(("7", created(A1)), ("8", created(A2))),
        lambda: nested(("7", BAD)),
        lambda: nested(),
        lambda: multipart(join([Part(HTTP, reply_to_bytes(DONE)), Part(Headers([("Content-Type", "text/plain")]), b"SECRET")], "b")),
        lambda: multipart(join([Part(HTTP, reply_to_bytes(DONE)), Part(Headers(), b"SECRET")], "b")),
        lambda: multipart(join([Part(HTTP, b"SECRET"), split(GOOD.body, "b")[1]], "b")),
        lambda: multipart(GOOD.body.replace(b"--c--", b"")),
        lambda: multipart(GOOD.body.replace(b"Content-ID: 1", b"Content-ID")),
    ],
)
def test_an_answer_that_does_not_match_is_a_typed_error_that_names_the_request(
    damage: Callable[[], Reply], continue_on_error: bool
) -> None:
    batch = typical(continue_on_error=continue_on_error)
    with pytest.raises(BatchDecodeError, match="r-9") as caught:
        perform(batch, damage())
    assert "SECRET" not in str(caught.value)
    assert "pending" not in outcomes(*batch.handles)
    assert any(handle.error is caught.value for handle in batch.handles)
    assert "never_ran" not in outcomes(*batch.handles)


def test_an_answer_that_goes_on_after_a_failure_is_an_error_unless_it_was_to_go_on() -> None:
    reply = batch_reply(BAD, [(1, created(A1)), (2, created(A2))])
    with pytest.raises(BatchDecodeError):
        perform(typical(), reply)
    batch = typical(continue_on_error=True)
    perform(batch, reply)
    assert outcomes(*batch.handles) == ["failed", "value", "value"]


def test_a_batch_answer_cut_anywhere_is_an_error_or_the_whole_and_never_fewer() -> None:
    for end in range(len(GOOD.body)):
        batch = typical(continue_on_error=bool(end % 2))
        with contextlib.suppress(BatchDecodeError):
            perform(batch, multipart(GOOD.body[:end]))
        assert {handle.error.request_id for handle in batch.handles if handle.error} <= {"r-9"}, end
        assert "pending" not in outcomes(*batch.handles), end
        assert "never_ran" not in outcomes(*batch.handles), end
        values = [handle.value for handle in batch.handles if handle.outcome == "value"]
        assert values in ([], [None], [None, A1, A2]), end


def test_a_batch_answer_with_any_byte_changed_is_never_less_than_it_was() -> None:
    dice = random.Random(7)
    for _ in range(400):
        body = bytearray(GOOD.body)
        body[dice.randrange(len(body))] = dice.randrange(256)
        batch = typical()
        with contextlib.suppress(DataverseError):
            perform(batch, multipart(bytes(body)))
        assert "pending" not in outcomes(*batch.handles), bytes(body)
        assert len(batch.handles) == 3


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error_reply(400, "0x80060888"), BadRequest),
        (Reply(429, [("Content-Type", "text/html")], b"slow down"), Throttled),
        (Reply(307, [("Location", "https://evil.example/")]), RedirectRefused),
        (OutcomeUnknown("lost", request_id="r"), OutcomeUnknown),
        (ConnectionLost("lost", request_id="r"), ConnectionLost),
    ],
)
def test_a_batch_that_was_refused_or_lost_as_a_whole_ends_every_handle_with_that(answer: Any, kind: type[DataverseError]) -> None:
    batch = typical(continue_on_error=True)
    with pytest.raises(kind) as caught:
        perform(batch, answer)
    assert [handle.error for handle in batch.handles] == [caught.value] * 3
    assert outcomes(*batch.handles) == ["failed"] * 3


def test_what_comes_after_a_lost_batch_never_ran() -> None:
    batch = Batch(continue_on_error=True)
    handles = [batch.add(delete(Animal, A1)) for _ in range(2500)]
    driver = ScriptedDriver(batch_reply(*[DONE] * 1000), OutcomeUnknown("lost", request_id="r"))
    with pytest.raises(OutcomeUnknown):
        driver.run(batch.flow())
    assert outcomes(*handles) == ["value"] * 1000 + ["failed"] * 1000 + ["never_ran"] * 500


def test_a_lost_batch_with_a_write_in_it_is_sent_once() -> None:
    batch = typical()
    driver = ScriptedDriver(ConnectionLost("lost", request_id="r"))
    with pytest.raises(OutcomeUnknown):
        driver.run(retrying(batch.flow(), RetryPolicy(jitter=lambda: 0.0)))
    assert len(driver.requests) == 1


def test_a_batch_with_a_foreign_link_in_it_is_not_sent_and_says_so_for_each_handle() -> None:
    first = json_reply({"value": [], "@odata.nextLink": "https://evil.example/api/data/v9.2/zoo_animals"})
    page = ScriptedDriver(first).run(execute(query_page(Query(Animal))))
    batch = Batch(continue_on_error=True)
    handles = [batch.add(delete(Animal, A1)), batch.add(next_page(page))]
    driver = ScriptedDriver()
    with pytest.raises(ForeignLink):
        driver.run(batch.flow())
    assert driver.requests == []
    assert outcomes(*handles) == ["never_ran", "never_ran"]


def test_parts_are_told_apart_by_their_own_request_ids() -> None:
    batch = Batch(continue_on_error=True)
    handles = [batch.add(delete(Animal, key)) for key in (A1, A2)]
    perform(batch, batch_reply(error_reply(404, headers={"REQ_ID": "part-1"}), error_reply(404)))
    assert [handle.error.request_id for handle in handles if handle.error] == ["part-1", "scripted"]


def test_a_row_is_saved_only_when_its_own_part_says_so() -> None:
    row = Animal(zoo_name="a")
    failing = Batch(continue_on_error=True)
    with failing.changeset():
        failing.add(create(row))
        failing.add(delete(Animal, A1))
    perform(failing, batch_reply([(2, BAD)]))
    assert row._changes == {"zoo_name"}
    saved = Batch()
    saved.add(create(row))
    perform(saved, batch_reply(created(A1)))
    assert row._changes == set()


def test_updates_in_a_batch_are_conditional_and_learn_the_new_version() -> None:
    loaded = Batch()
    handle = loaded.add(get(Animal, A1))
    perform(loaded, batch_reply(animal(A1, "Rex")))
    row = handle.value
    row.zoo_name = "Max"
    batch = Batch()
    batch.add(update(row))
    driver = perform(batch, batch_reply(json_reply({"@odata.etag": 'W/"2"', "zoo_animalid": str(A1)})))
    (part,) = sent_parts(driver.requests[0])
    assert part.headers.get("If-Match") == 'W/"1"'
    assert row._etag == 'W/"2"'


def test_reply_from_bytes_is_what_batch_reply_writes() -> None:
    reply = batch_reply(DONE)
    (part,) = split(reply.body, boundary_of(reply.headers.get("Content-Type")))
    assert reply_from_bytes(part.content).status == 204
    assert Reference(Animal, A1).table == "zoo_animal"
