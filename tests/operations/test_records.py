"""One record: what each operation sends, how it reads its reply, and what it refuses to send."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from zoo import A1, A2, K1, Animal, Keeper

from dataverse_sdk.errors import (
    ConcurrencyMismatch,
    DuplicateRecord,
    InvalidReply,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
    RedirectRefused,
    UsageError,
)
from dataverse_sdk.model import Entity, Reference, row_etag
from dataverse_sdk.operations import ANY, Operation, Upserted, create, delete, get, patch, update, upsert, who_am_i
from dataverse_sdk.operations.rows import annotations_preference, prefer
from dataverse_sdk.query import expand
from dataverse_sdk.testing import Answer, error_reply, json_reply, script
from dataverse_sdk.wire.effects import Send
from dataverse_sdk.wire.messages import Reply, Request
from dataverse_sdk.wire.operation import execute

CONTENT = ("Content-Type", "application/json; charset=utf-8")


def perform(operation: Operation[Any], answer: Answer) -> Any:
    return script(execute(operation), answer)[0]


def said(request: Request) -> tuple[str, str, list[tuple[str, str]], Any]:
    body = request.body
    return request.method, request.target, list(request.headers), json.loads(body) if isinstance(body, bytes) else body


def created(key: UUID) -> Reply:
    return Reply(204, [("OData-EntityId", f"https://org/api/data/v9.2/zoo_animals({key})")])


def loaded(etag: str | None = 'W/"1"') -> Animal:
    document = {"zoo_animalid": str(A1), "zoo_name": "Rex", "zoo_weight": 3, **({"@odata.etag": etag} if etag else {})}
    row: Animal = perform(get(Animal, A1), json_reply(document))
    return row


# --- Get.


@pytest.mark.parametrize(
    ("operation", "target", "headers"),
    [
        (get(Animal, A1, select=[Animal.zoo_name]), f"zoo_animals({A1})?$select=zoo_name", []),
        (get(Animal, str(A1).upper(), select=[Animal.zoo_keeper]), f"zoo_animals({A1})?$select=_zoo_keeper_value", []),
        (get(Keeper, {Keeper.zoo_badge: 7}, select=[Keeper.zoo_name]), "zoo_keepers(zoo_badge=7)?$select=zoo_name", []),
        (
            get(Keeper, {"zoo_name": "O'Brien/&", "zoo_badge": 7}, select=[Keeper.zoo_name]),
            "zoo_keepers(zoo_name='O''Brien%2F%26',zoo_badge=7)?$select=zoo_name",
            [],
        ),
        (
            get(Animal, {Animal.zoo_keeper: Keeper.ref(K1)}, select=[Animal.zoo_name]),
            f"zoo_animals(_zoo_keeper_value={K1})?$select=zoo_name",
            [],
        ),
        (get(Animal, {Animal.zoo_keeper: K1}, select=[Animal.zoo_name]), f"zoo_animals(_zoo_keeper_value={K1})?$select=zoo_name", []),
        (get(Keeper, K1), f"zoo_keepers({K1})?$select=zoo_keeperid,zoo_name,zoo_badge", []),
        (
            get(Animal, A1, select=[Animal.zoo_name], expand=[expand(Animal.zoo_Keeper, select=[Keeper.zoo_name])]),
            f"zoo_animals({A1})?$select=zoo_name&$expand=zoo_Keeper($select=zoo_name)",
            [],
        ),
        (
            get(Animal, A1, select=[Animal.zoo_name], annotations="*"),
            f"zoo_animals({A1})?$select=zoo_name",
            [("Prefer", 'odata.include-annotations="*"')],
        ),
    ],
)
def test_a_record_is_read_by_its_key(operation: Operation[Any], target: str, headers: list[tuple[str, str]]) -> None:
    assert said(operation.request) == ("GET", target, headers, None)
    assert operation.request.replayable


@pytest.mark.parametrize(
    "key",
    [
        "",
        "1",
        "../accounts(1)",
        f"{A1})/x",
        f"{A1}/../x",
        "emailaddress1='x' or 1 eq 1",
        5,
        None,
        str(A1)[:-1],
        str(A1).replace("-", ""),
        f"urn:uuid:{A1}",
        {},
        {"nope": 1},
        {"zoo_name": 1},
        {"zoo_name": None},
        {"zoo_weight": "x"},
        {Keeper.zoo_badge: 1},
        {Animal.zoo_Keeper.zoo_name: "x"},
        {"zoo_keeper": "x"},
    ],
    ids=repr,
)
def test_a_key_that_could_be_a_path_is_refused_before_anything_is_sent(key: Any) -> None:
    for make in (get, delete):
        with pytest.raises(UsageError) as caught:
            make(Animal, key)
        assert "1 eq 1" not in str(caught.value)
    with pytest.raises(UsageError):
        patch(Animal, key, {Animal.zoo_name: "x"}, etag=ANY)


class Undecorated(Entity):
    """What somebody forgot to decorate."""


@pytest.mark.parametrize("cls", [Undecorated, Entity, int, "contacts", Animal(zoo_name="x")], ids=repr)
def test_records_are_of_an_entity_class(cls: Any) -> None:
    for make in (get, delete):
        with pytest.raises(UsageError):
            make(cls, A1)


def test_a_row_is_read_with_its_version() -> None:
    row = loaded()
    assert (row.zoo_name, row.zoo_weight, row_etag(row)) == ("Rex", Decimal(3), 'W/"1"')


@pytest.mark.parametrize(
    "reply", [Reply(200, body=b"<html>", request_id="r-1"), json_reply([]), json_reply({"zoo_weight": "x"}), Reply(204, request_id="r-1")]
)
def test_a_row_that_cannot_be_read_names_the_request(reply: Reply) -> None:
    with pytest.raises(InvalidReply, match=reply.request_id):
        perform(get(Animal, A1), reply)


def test_a_record_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        perform(get(Animal, A1), error_reply(404, "0x80040217"))
    with pytest.raises(RedirectRefused):
        perform(get(Animal, A1), Reply(302, [("Location", "https://evil.example/")]))


# --- Create.


def test_a_create_sends_what_was_set_and_gives_the_id() -> None:
    row = Animal(zoo_name="O'Brien ü", zoo_weight=Decimal("1.50"), zoo_keeper=Reference(Keeper, K1), zoo_born=None)
    operation = create(row)
    body = {"zoo_name": "O'Brien ü", "zoo_weight": 1.5, "zoo_born": None, "zoo_Keeper@odata.bind": f"zoo_keepers({K1})"}
    assert said(operation.request) == ("POST", "zoo_animals", [CONTENT], body)
    assert b'"zoo_weight":1.50' in (operation.request.body or b"")  # type: ignore[operator]
    assert not operation.request.replayable
    assert operation.creates == "zoo_animal"
    assert perform(operation, created(A1)) == A1
    assert row._changes == set()


def test_a_column_changed_while_the_answer_was_awaited_is_still_a_change() -> None:
    row = Animal(zoo_name="a", zoo_weight=Decimal(1))
    operation = create(row)
    row.zoo_name = "b"
    perform(operation, created(A1))
    assert row._changes == {"zoo_name"}


def test_a_create_that_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match="nothing to create"):
        create(Animal())
    with pytest.raises(UsageError, match="zoo_full"):
        create(Animal(zoo_full="x"))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(Reply(204, request_id="r"), OutcomeUnknown), (error_reply(412, "0x80040237"), DuplicateRecord), (Reply(302), RedirectRefused)],
)
def test_a_create_that_failed_leaves_the_row_as_it_was(answer: Reply, kind: type[Exception]) -> None:
    row = Animal(zoo_name="a")
    with pytest.raises(kind):
        perform(create(row), answer)
    assert row._changes == {"zoo_name"}


# --- Update.


def test_an_update_sends_the_changes_on_condition_of_the_version() -> None:
    row = loaded()
    row.zoo_name = None
    operation = update(row)
    headers = [CONTENT, ("If-Match", 'W/"1"'), ("Prefer", "return=representation")]
    assert said(operation.request) == ("PATCH", f"zoo_animals({A1})?$select=zoo_animalid", headers, {"zoo_name": None})
    assert not operation.request.replayable
    perform(operation, json_reply({"@odata.etag": 'W/"2"', "zoo_animalid": str(A1)}))
    assert (row._changes, row_etag(row)) == (set(), 'W/"2"')


def test_the_second_update_of_a_row_is_conditional_too() -> None:
    row = loaded()
    row.zoo_name = "a"
    perform(update(row), json_reply({"@odata.etag": 'W/"2"'}))
    row.zoo_name = "b"
    assert update(row).request.headers.get("If-Match") == 'W/"2"'


@pytest.mark.parametrize(
    ("answer", "etag"),
    [
        (Reply(204, [("ETag", 'W/"3"')]), 'W/"3"'),
        # Told nothing, the old version stays: the next update is refused rather than blind.
        (Reply(204), 'W/"1"'),
        (json_reply({}), 'W/"1"'),
        (json_reply({"@odata.etag": 7}), 'W/"1"'),
    ],
)
def test_a_version_is_never_forgotten(answer: Reply, etag: str) -> None:
    row = loaded()
    row.zoo_name = "a"
    perform(update(row), answer)
    assert row_etag(row) == etag


def test_overwriting_gives_up_the_version_and_may_be_repeated_but_never_creates() -> None:
    row = loaded()
    row.zoo_name = "a"
    request = update(row, overwrite=True).request
    assert request.headers.get("If-Match") == "*"
    assert request.replayable


def test_a_row_that_was_never_read_is_updated_as_it_stands_and_never_created() -> None:
    row = Animal(zoo_animalid=A1, zoo_name="a")
    operation = update(row)
    assert said(operation.request) == ("PATCH", f"zoo_animals({A1})", [CONTENT, ("If-Match", "*")], {"zoo_name": "a"})
    assert perform(operation, Reply(204)) is None
    assert row_etag(row) is None


def test_an_update_that_says_nothing_is_refused() -> None:
    for row in (loaded(), Animal(zoo_animalid=A1)):
        with pytest.raises(UsageError, match="nothing to update"):
            update(row)
    with pytest.raises(UsageError, match="zoo_animalid"):
        update(Animal(zoo_name="x"))
    row = loaded()
    row.zoo_full = "x"
    with pytest.raises(UsageError, match="zoo_full"):
        update(row)


def test_a_lost_race_is_a_concurrency_mismatch_and_changes_nothing_here() -> None:
    row = loaded()
    row.zoo_name = "a"
    with pytest.raises(ConcurrencyMismatch):
        perform(update(row), error_reply(412, "0x80060882"))
    assert (row._changes, row_etag(row)) == ({"zoo_name"}, 'W/"1"')


# --- Patch.


def test_a_patch_sets_columns_of_a_record_that_was_not_read() -> None:
    operation = patch(Animal, A1, {Animal.zoo_name: None, "zoo_weight": 2, Animal.zoo_keeper: Keeper.ref(K1)}, etag='W/"1"')
    body = {"zoo_name": None, "zoo_weight": 2, "zoo_Keeper@odata.bind": f"zoo_keepers({K1})"}
    assert said(operation.request) == ("PATCH", f"zoo_animals({A1})", [CONTENT, ("If-Match", 'W/"1"')], body)
    assert not operation.request.replayable
    assert perform(operation, Reply(204)) is None
    anyway = patch(Animal, A1, {Animal.zoo_name: "x"}, etag=ANY).request
    assert (anyway.headers.get("If-Match"), anyway.replayable) == ("*", True)


@pytest.mark.parametrize("etag", ["", "1", "*", 'W/""', '"1', 'W/"1"\r\nX: 1', 'W/"a"b"', 'W/"ü"', "W/'1'", 'W/"1'])
def test_an_etag_is_one_the_service_gave(etag: str) -> None:
    with pytest.raises(UsageError):
        patch(Animal, A1, {Animal.zoo_name: "x"}, etag=etag)
    with pytest.raises(UsageError):
        delete(Animal, A1, etag=etag)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"zoo_name": 5},
        {"nope": "x"},
        {Keeper.zoo_badge: 1},
        {"zoo_full": "x"},
        {"zoo_animalid": A2},
        {"zoo_animalid": None},
        {"zoo_keeper": Animal.ref(A1)},
    ],
    ids=repr,
)
def test_a_patch_is_checked_like_an_assignment(values: dict[Any, Any]) -> None:
    with pytest.raises(UsageError):
        patch(Animal, A1, values, etag=ANY)


# --- Upsert.


@pytest.mark.parametrize(("prevent", "condition"), [(None, []), ("create", [("If-Match", "*")]), ("update", [("If-None-Match", "*")])])
def test_an_upsert_names_its_record_in_the_url_and_not_in_the_body(prevent: Any, condition: list[tuple[str, str]]) -> None:
    operation = upsert(Animal(zoo_animalid=A1, zoo_name="a"), prevent=prevent)
    headers = [CONTENT, *condition, *([("Prefer", "return=representation")] if prevent is None else [])]
    select = "?$select=zoo_{}id" if prevent is None else ""
    assert said(operation.request) == ("PATCH", f"zoo_animals({A1}){select.format('animal')}", headers, {"zoo_name": "a"})
    by_key = upsert(Keeper(zoo_badge=7, zoo_name="Ada"), {Keeper.zoo_badge: 7}, prevent=prevent)
    assert said(by_key.request) == ("PATCH", f"zoo_keepers(zoo_badge=7){select.format('keeper')}", headers, {"zoo_name": "Ada"})


@pytest.mark.parametrize("prevent", ["create", "update"])
def test_a_conditional_upsert_that_went_through_says_which_it_was_without_being_told(prevent: Any) -> None:
    expected = Upserted(A1, created=prevent == "update")
    assert perform(upsert(Animal(zoo_animalid=A1, zoo_name="a"), prevent=prevent), Reply(204)) == expected
    by_key = upsert(Keeper(zoo_badge=7, zoo_name="Ada"), {Keeper.zoo_badge: 7}, prevent=prevent)
    assert perform(by_key, created(A1)) == expected


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (json_reply({"zoo_animalid": str(A1)}, status=201), Upserted(A1, created=True)),
        (json_reply({"zoo_animalid": str(A1)}, status=200), Upserted(A1, created=False)),
        (created(A1), Upserted(A1, created=False)),
    ],
)
def test_an_upsert_says_which_it_was(answer: Reply, result: Upserted) -> None:
    assert perform(upsert(Animal(zoo_animalid=A1, zoo_name="a")), answer) == result


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (json_reply({}), OutcomeUnknown),
        (json_reply({"zoo_animalid": None}), OutcomeUnknown),
        (Reply(204), OutcomeUnknown),
        (Reply(304), OutcomeUnknown),
        (error_reply(412), PreconditionFailed),
        (error_reply(404), NotFound),
    ],
)
def test_an_upsert_without_an_answer_is_no_success(answer: Reply, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        perform(upsert(Animal(zoo_animalid=A1, zoo_name="a")), answer)


# --- Delete, and who asks.


def test_a_delete_is_conditional_when_a_version_is_given() -> None:
    assert said(delete(Animal, A1).request) == ("DELETE", f"zoo_animals({A1})", [], None)
    assert said(delete(Animal, A1, etag='W/"1"').request) == ("DELETE", f"zoo_animals({A1})", [("If-Match", 'W/"1"')], None)
    assert said(delete(Animal, A1, etag=ANY).request) == ("DELETE", f"zoo_animals({A1})", [("If-Match", "*")], None)
    assert perform(delete(Animal, A1), Reply(204)) is None
    with pytest.raises(NotFound):
        perform(delete(Animal, A1), error_reply(404))
    with pytest.raises(OutcomeUnknown):
        perform(delete(Animal, A1), Reply(202))


def test_the_caller_learns_who_it_is() -> None:
    ids = {"UserId": str(A1), "BusinessUnitId": str(A2), "OrganizationId": str(K1)}
    value, effects = script(execute(who_am_i()), json_reply(ids))
    assert (value.user_id, value.business_unit_id, value.organization_id) == (A1, A2, K1)
    assert effects == [Send(Request("GET", "WhoAmI()"))]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"UserId": 1, "BusinessUnitId": 2, "OrganizationId": 3},
        {"UserId": "x", "BusinessUnitId": "y", "OrganizationId": "z"},
        {"UserId": None},
    ],
)
def test_a_caller_without_ids_is_an_error(document: Any) -> None:
    with pytest.raises(InvalidReply, match="scripted"):
        perform(who_am_i(), json_reply(document))


# --- Preferences.


def test_preferences_are_joined_in_one_header() -> None:
    assert prefer() == prefer(None) == prefer(None, "") == ()
    assert prefer("a", None, "b") == (("Prefer", "a,b"),)
    assert annotations_preference(None) is None
    assert (
        annotations_preference(["OData.Community.Display.V1.FormattedValue", "a.b"])
        == 'odata.include-annotations="OData.Community.Display.V1.FormattedValue,a.b"'
    )


@pytest.mark.parametrize("names", ["", [], 'a"', "a b", "a\r\nb", "a;b"])
def test_an_annotation_is_named_by_its_name(names: Any) -> None:
    with pytest.raises(UsageError):
        annotations_preference(names)
