"""Kinds of values in messages: how each is sent in a URL and in a body, and how it is read."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntEnum, IntFlag
from typing import Any, ClassVar
from urllib.parse import unquote
from uuid import UUID

import pytest
from attrs import field, frozen
from zoo import A1, K1, Animal, Keeper

from dataverse_sdk.errors import InvalidReply, ServiceError, UsageError
from dataverse_sdk.operations import Reply
from dataverse_sdk.operations.typed_messages import Given, Many, Row, Structure, Variant, call, call_overloaded, member
from dataverse_sdk.testing import json_reply


class Rights(IntFlag):
    None_ = 0
    Read = 1
    Write = 2


class Side(IntEnum):
    Left = 0
    Right = 1


@frozen(kw_only=True)
class Shape(Structure):
    odata_type: ClassVar[str] = "Shape"
    name: str | None = field(default=None, metadata=member("Name", str))
    parts: "tuple[Shape, ...] | None" = field(default=None, metadata=member("Parts", lambda: Many(Shape)))


@frozen(kw_only=True)
class Square(Shape):
    odata_type: ClassVar[str] = "Square"
    edge: Decimal = field(metadata=member("Edge", Decimal))


KEEPER = Row("zoo_keeper", __name__)


def body(value: Any, kind: Any) -> Any:
    request = call("Action", "Do", None, Given("Value", value, kind), returns=None).request
    assert isinstance(request.body, bytes)
    return json.loads(request.body)["Value"]


def url(value: Any, kind: Any) -> str:
    target = unquote(call("Function", "Ask", None, Given("Value", value, kind), returns=None).request.target)
    assert target.startswith("Ask(Value=@p1)?@p1=")
    return target.removeprefix("Ask(Value=@p1)?@p1=")


ID = {"zoo_keeperid": str(K1)}
TYPED = {"@odata.type": "Microsoft.Dynamics.CRM.zoo_keeper"}


@pytest.mark.parametrize(
    ("value", "kind", "in_body", "in_url"),
    [
        ("O'x", str, "O'x", "'O''x'"),
        (7, int, 7, "7"),
        (datetime(2026, 1, 2, tzinfo=UTC), datetime, "2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z"),
        (None, str, None, "null"),
        (Side.Left, Side, "Left", "Microsoft.Dynamics.CRM.Side'Left'"),
        (Rights.Read | Rights.Write, Rights, "Read,Write", "Microsoft.Dynamics.CRM.Rights'Read,Write'"),
        (Rights.None_, Rights, "None", "Microsoft.Dynamics.CRM.Rights'None'"),
        (["a"], Many(str), ["a"], '["a"]'),
        ([Side.Right], Many(Side), ["Right"], '["Right"]'),
        (None, Many(str), None, "null"),
        (Shape(name="x"), Shape, {"Name": "x"}, '{"Name":"x"}'),
        (
            Shape(parts=(Square(edge=Decimal("1.5")),)),
            Shape,
            {"Parts": [{"@odata.type": "Microsoft.Dynamics.CRM.Square", "Edge": 1.5}]},
            '{"Parts":[{"@odata.type":"Microsoft.Dynamics.CRM.Square","Edge":1.5}]}',
        ),
        (Keeper.ref(K1), KEEPER, ID, f'{{"@odata.id":"zoo_keepers({K1})"}}'),
        (Keeper.ref(K1), Row(), TYPED | ID, f'{{"@odata.id":"zoo_keepers({K1})"}}'),
        (Keeper(zoo_keeperid=K1), KEEPER, ID, f'{{"@odata.id":"zoo_keepers({K1})"}}'),
        ({"any": 1}, KEEPER, {"any": 1}, '{"any":1}'),
    ],
)
def test_each_kind_has_one_form_in_a_body_and_one_in_a_url(value: Any, kind: Any, in_body: Any, in_url: str) -> None:
    assert (body(value, kind), url(value, kind)) == (in_body, in_url)


def test_a_row_that_the_parameter_knows_the_table_of_has_its_id_where_it_has_one() -> None:
    assert body(Keeper(zoo_name="Ada"), KEEPER) == {"zoo_name": "Ada"}
    assert body(Keeper(zoo_name="Ada"), Row()) == TYPED | {"zoo_name": "Ada"}
    read = Keeper(zoo_keeperid=K1)
    object.__setattr__(read, "_changes", frozenset())
    assert body(read, KEEPER) == ID


@pytest.mark.parametrize("value", [Animal.ref(A1), Animal(zoo_animalid=A1)])
def test_a_row_of_another_table_is_refused(value: Any) -> None:
    for form in (body, url):
        with pytest.raises(UsageError, match="Value takes a row of zoo_keeper, not of zoo_animal"):
            form(value, KEEPER)


@pytest.mark.parametrize("value", ["abc", b"abc", 7])
def test_a_list_is_a_list(value: Any) -> None:
    with pytest.raises(UsageError, match="Value takes a list, not"):
        body(value, Many(str))


def test_optional_parameters_are_left_out_and_needed_ones_sent_as_null() -> None:
    given = (Given("A", None, str, optional=True), Given("B", None, str), Given("C", 1, int, optional=True))
    assert call("Function", "Ask", Keeper.ref(K1), *given, returns=None).request.target == (
        f"zoo_keepers({K1})/Microsoft.Dynamics.CRM.Ask(B=@p1,C=@p2)?@p1=null&@p2=1"
    )
    assert call("Action", "Do", None, given[0], returns=None).request.body is None
    assert call("Function", "Ask", Keeper, returns=None).request.target == "zoo_keepers/Microsoft.Dynamics.CRM.Ask()"


def read(kind: Any, document: Any) -> Any:
    return call("Function", "Ask", None, returns=kind).read(json_reply(document))


def test_replies_are_read_as_the_kind_says() -> None:
    assert read(int, {"@odata.context": "x", "value": 3}) == 3
    assert read(UUID, {"value": str(K1)}) == K1
    assert read(str, {"value": None}) is None
    assert read(Side, {"value": "Right"}) is Side.Right
    assert read(Side, {"value": 1}) is Side.Right
    assert read(Rights, {"value": "Read, Write"}) == Rights.Read | Rights.Write
    assert read(Rights, {"value": "None"}) == Rights.None_
    assert read(Many(Decimal), {"value": [1, 2]}) == (Decimal(1), Decimal(2))
    assert read(Shape, {"@odata.context": "x", "Name": "a", "Other": 1}) == Shape(name="a")
    nested = {"Parts": [{"@odata.type": "#Microsoft.Dynamics.CRM.Square", "Edge": 2}, {"@odata.type": "#x.Unheard", "Name": "b"}]}
    assert read(Shape, nested) == Shape(parts=(Square(edge=Decimal(2)), Shape(name="b")))


def test_rows_are_read_as_their_class_and_as_a_mapping_where_there_is_none() -> None:
    row = {"zoo_keeperid": str(K1), "zoo_name": "Ada"}
    for found in (
        read(KEEPER, row),
        read(Row(), {"@odata.type": "#Microsoft.Dynamics.CRM.zoo_keeper", **row}),
        *read(Many(KEEPER), {"value": [row]}),
    ):
        assert (type(found), found.zoo_keeperid, found.zoo_name) == (Keeper, K1, "Ada")
    assert read(Row("zoo_unheard", __name__), {"@odata.context": "x", "a": 1}) == {"a": 1}
    assert read(Row(), row) == row


def test_nothing_is_read_where_nothing_comes_and_a_failure_is_raised() -> None:
    operation = call("Action", "Do", None, returns=None)
    assert operation.read(Reply(204)) is None
    with pytest.raises(ServiceError):
        operation.read(Reply(500, (), b"{}"))


@pytest.mark.parametrize(
    ("kind", "document", "message"),
    [
        (int, {"value": "x"}, r"\$\.value: not a int"),
        (Side, {"value": "Up"}, r"\$\.value: not a Side"),
        (Side, {"value": "Left,Right"}, r"\$\.value: not a Side"),
        (Side, {"value": []}, r"\$\.value: not a Side"),
        (Many(int), {"value": {}}, r"\$\.value: not a list"),
        (Many(int), {"value": [1, "x"]}, r"\$\.value\[1\]: not a int"),
        (Shape, {"Parts": [{"Name": 1}]}, r"\$\.Parts\[0\]\.Name: not a str"),
        (Shape, {"Parts": [1]}, r"\$\.Parts\[0\]: not a Shape"),
        (Square, {"Name": "x"}, r"\$: not a Square"),
        (Many(KEEPER), {"value": [1]}, r"\$\.value\[0\]: not a row"),
        (KEEPER, {"zoo_keeperid": 1}, r"\$\.zoo_keeperid: not a UUID"),
    ],
)
def test_a_reply_of_another_kind_is_refused_with_its_place(kind: Any, document: Any, message: str) -> None:
    with pytest.raises(InvalidReply, match=message):
        read(kind, document)


VARIANTS = (
    Variant(("zoo_keeper",), ("A",), KEEPER),
    Variant(("zoo_keeper", "zoo_animal"), ("A", "B"), int),
    Variant((), ("A",), str),
)


@pytest.mark.parametrize(
    ("on", "given", "value", "expected"),
    [
        (Keeper.ref(K1), {"B": 1}, 7, 7),
        (Animal, {"A": 1}, 7, 7),
        (Animal(zoo_animalid=A1), {}, 7, 7),
        (None, {}, "x", "x"),
    ],
)
def test_the_overload_is_picked_by_what_is_bound_and_what_is_given(on: Any, given: Any, value: Any, expected: Any) -> None:
    parameters = [Given(name, given.get(name), int) for name in ("A", "B")]
    operation = call_overloaded("Function", "Ask", on, *parameters, variants=VARIANTS)
    assert operation.read(json_reply({"value": value})) == expected
    assert unquote(operation.request.target).count("@p1=") == bool(given)


@pytest.mark.parametrize(("on", "given"), [(None, {"B": 1}), (Keeper, {"C": 1})])
def test_no_overload_is_an_error(on: Any, given: Any) -> None:
    with pytest.raises(UsageError, match=r"Ask has no overload with these parameters( for zoo_keeper)?$"):
        call_overloaded("Function", "Ask", on, *(Given(name, value, int) for name, value in given.items()), variants=VARIANTS)
