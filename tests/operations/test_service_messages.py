"""Functions and actions travel as documented, take typed parameters, and their replies are read into what was asked for."""

import enum
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from zoo import A1, A2, K1, Animal, Keeper

from dataverse_sdk import Reference
from dataverse_sdk.errors import InvalidReply, UsageError
from dataverse_sdk.operations import EnumMember, Reply, action, function, merge
from dataverse_sdk.tables import Contact, Incident, Queue, SystemUser
from dataverse_sdk.testing import json_reply

DOCS = Path(__file__).resolve().parents[3] / "shared" / "data" / "golden" / "docs"


def documented(name: str) -> tuple[str, str, Any]:
    """Gives a documented request's method, target and JSON body."""
    if not DOCS.exists():
        pytest.skip("the documented traffic is not part of this repository")
    text = (DOCS / name).read_text(encoding="utf-8").strip()
    head, _, body = text.partition("\n\n") if "\n\n" in text else text.partition("\n{")
    line = head.splitlines()[0].strip().removesuffix(" HTTP/1.1")
    method, _, url = line.partition(" ")
    return method, url.partition("/api/data/v9.0/")[2], json.loads(body) if body.strip().startswith("{") else None


def test_a_function_is_the_documented_request() -> None:
    method, target, _ = documented("use-web-api-functions__001.request.txt")
    request = function("GetTimeZoneCodeByLocalizedName", LocalizedStandardName="Pacific Standard Time", LocaleId=1033).request
    assert (request.method, unquote(request.target)) == (method, target)


def test_a_bound_function_is_the_documented_request() -> None:
    method, target, _ = documented("use-web-api-functions__004.request.txt")
    request = function("CalculateTotalTimeIncident", on=Incident.ref("90427858-7a77-e511-80d4-00155d2a68d1")).request
    assert (request.method, request.target) == (method, target)


def test_a_row_as_a_function_parameter_is_its_id() -> None:
    method, target, _ = documented("use-web-api-functions__002.request.txt")
    user, contact = SystemUser.ref("af9b3cf6-f654-4cd9-97a6-cf9526662797"), Contact.ref("9f3162f6-804a-e611-80d1-00155d4333fa")
    request = function("RetrievePrincipalAccess", on=user, Target=contact).request
    wanted, _, alias = target.partition("?@tid=")
    assert request.method == method
    assert request.target.partition("?")[0] == wanted.replace("@tid", "@p1")
    assert json.loads(unquote(request.target.partition("?@p1=")[2])) == json.loads(alias.replace("'", '"'))


def test_a_bound_action_is_the_documented_request() -> None:
    method, target, body = documented("use-web-api-actions__004.request.txt")
    letter = {"activityid": "59ae8258-4878-e511-80d4-00155d2a68d1", "@odata.type": "Microsoft.Dynamics.CRM.letter"}
    request = action("AddToQueue", on=Queue.ref("56ae8258-4878-e511-80d4-00155d2a68d1"), Target=letter).request
    assert (request.method, request.target, json.loads(request.body or b"")) == (method, target, body)  # type: ignore[arg-type]


class Size(enum.IntEnum):
    SMALL = 1


def body_of(**parameters: Any) -> Any:
    return json.loads(action("zoo_Do", **parameters).request.body or b"null", parse_float=Decimal)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (Keeper.ref(K1), {"@odata.type": "Microsoft.Dynamics.CRM.zoo_keeper", "zoo_keeperid": str(K1)}),
        (Keeper(zoo_name="Ada"), {"@odata.type": "Microsoft.Dynamics.CRM.zoo_keeper", "zoo_name": "Ada"}),
        ([Keeper(zoo_name="Ada"), None], [{"@odata.type": "Microsoft.Dynamics.CRM.zoo_keeper", "zoo_name": "Ada"}, None]),
        ({"a": {"b": K1}}, {"a": {"b": str(K1)}}),
        (Size.SMALL, 1),
        (Decimal("1.10"), Decimal("1.10")),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (date(2026, 1, 2), "2026-01-02"),
        (b"\x00\x01", "AAE="),
        (True, True),
    ],
)
def test_a_parameter_of_an_action_is_json_of_its_type(value: object, sent: object) -> None:
    assert body_of(Value=value) == {"Value": sent}


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("O'Brien & co", "'O''Brien & co'"),
        (7, "7"),
        (K1, str(K1)),
        (["account"], '["account"]'),
        ({"Count": 2}, '{"Count":2}'),
        (EnumMember("EntityFilters", "Entity,Attributes"), "Microsoft.Dynamics.CRM.EntityFilters'Entity,Attributes'"),
        (Keeper.ref(K1), f'{{"@odata.id":"zoo_keepers({K1})"}}'),
    ],
)
def test_a_parameter_of_a_function_is_a_literal_of_its_type(value: object, sent: str) -> None:
    target = function("zoo_Ask", Value=value).request.target
    assert unquote(target.partition("@p1=")[2].partition("?@p1=")[2] or target.rpartition("@p1=")[2]) == sent


def test_a_message_is_bound_to_nothing_to_a_set_or_to_a_row() -> None:
    targets = [action("zoo_Do", on=on).request.target for on in (None, Keeper, Keeper(zoo_keeperid=K1))]
    assert targets == ["zoo_Do", "zoo_keepers/Microsoft.Dynamics.CRM.zoo_Do", f"zoo_keepers({K1})/Microsoft.Dynamics.CRM.zoo_Do"]


def test_an_action_without_parameters_has_no_body() -> None:
    assert action("zoo_Do").request.body is None


def test_replies_are_read_into_what_was_asked_for() -> None:
    row = function("zoo_Pick", returns=Keeper).read(json_reply({"zoo_keeperid": str(K1), "zoo_name": "Ada"}))
    assert (row.zoo_keeperid, row.zoo_name) == (K1, "Ada")
    assert function("zoo_Count", returns=int).read(json_reply({"value": 3})) == 3
    assert function("zoo_Id", returns=UUID).read(json_reply({"value": str(K1)})) == K1
    assert function("zoo_Ask").read(json_reply({"@odata.context": "x", "Answer": 42})) == {"Answer": 42}
    assert function("zoo_Ask", returns=lambda found: found["Answer"] + 1).read(json_reply({"Answer": 42})) == 43
    assert action("zoo_Do").read(Reply(204)) is None
    assert action("zoo_Do", returns=dict).read(Reply(204)) == {}


def test_a_value_of_another_type_is_a_damaged_reply() -> None:
    for document in ({"value": "x"}, {}, {"value": None}):
        with pytest.raises(InvalidReply, match="not a int"):
            function("zoo_Count", returns=int).read(json_reply(document))


def test_a_merge_names_both_rows_and_what_the_survivor_takes() -> None:
    operation = merge(Animal.ref(A1), Animal(zoo_animalid=A2), take=Animal(zoo_name="Rex"))
    kind = "Microsoft.Dynamics.CRM.zoo_animal"
    assert json.loads(operation.request.body or b"") == {  # type: ignore[arg-type]
        "Target": {"@odata.type": kind, "zoo_animalid": str(A1)},
        "Subordinate": {"@odata.type": kind, "zoo_animalid": str(A2)},
        "UpdateContent": {"@odata.type": kind, "zoo_name": "Rex"},
        "PerformParentingChecks": False,
    }
    assert operation.read(Reply(204)) is None
    assert json.loads(merge(Animal.ref(A1), Animal.ref(A2)).request.body or b"")["UpdateContent"] == {"@odata.type": kind}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "call",
    [
        lambda: merge(Animal.ref(A1), Keeper.ref(K1)),
        lambda: merge(Animal.ref(A1), Animal.ref(A1)),
        lambda: action("zoo_Do", Value=object()),
        lambda: action("zoo_Do", Value=Reference("zoo_ghost", K1)),
        lambda: action("zoo_Do", on=Reference("zoo_ghost", K1)),
        lambda: function("zoo Ask"),
        lambda: function("../Ask"),
        lambda: function("zoo_Ask", **{"a b": 1}),
        lambda: function("zoo_Ask", Value=object()),
        lambda: action("zoo_Do", **{"a b": 1}),
        lambda: function("zoo_Ask", returns=3),
        lambda: EnumMember("EntityFilters", "Entity'x"),
        lambda: EnumMember("Entity Filters", "Entity"),
    ],
)
def test_what_cannot_be_sent_is_refused_before_it_is_sent(call: Any) -> None:
    with pytest.raises(UsageError):
        call()
