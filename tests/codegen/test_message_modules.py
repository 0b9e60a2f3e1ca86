"""The text of a module of typed functions, and that it works."""

from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from generated import imported

from dataverse_sdk.codegen import SelectionError, generate, select, select_messages
from dataverse_sdk.operations import Reply
from dataverse_sdk.schema.csdl import read_csdl
from dataverse_sdk.testing import json_reply

ROW = '<Key><PropertyRef Name="{0}id"/></Key><Property Name="{0}id" Type="Edm.Guid"/></EntityType>'
DOCUMENT = read_csdl(
    f"""<edmx:Edmx Version="4.0" xmlns:edmx="e"><edmx:DataServices><Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm">
<EntityType Name="crmbaseentity" Abstract="true"/>
<EntityType Name="cat">{ROW.format("cat")}<EntityType Name="dog">{ROW.format("dog")}<EntityType Name="newt">{ROW.format("newt")}
<EnumType Name="Mood"><Member Name="None" Value="0"/><Member Name="Fine" Value="1"/></EnumType>
<EnumType Name="Rights" IsFlags="true"><Member Name="Read" Value="1"/></EnumType>
<ComplexType Name="Base"><Property Name="Name" Type="Edm.String"/><Property Name="field" Type="Edm.Int32"/></ComplexType>
<ComplexType Name="Derived" BaseType="mscrm.Base"><Property Name="name" Type="Edm.String" Nullable="false"/>
<Property Name="Moods" Type="Collection(mscrm.Mood)"/><Property Name="Next" Type="mscrm.Base"/>
<NavigationProperty Name="Cats" Type="Collection(mscrm.cat)"/></ComplexType>
<Action Name="Feed" IsBound="true"><Parameter Name="entity" Type="mscrm.cat" Nullable="false"/>
<Parameter Name="on" Type="Edm.Date" Nullable="false"/><Parameter Name="From" Type="mscrm.Base"/></Action>
<Action Name="Feed" IsBound="true"><Parameter Name="entity" Type="mscrm.dog" Nullable="false"/>
<Parameter Name="on" Type="Edm.Date" Nullable="false"/><Parameter Name="From" Type="mscrm.Base"/></Action>
<Function Name="Ask"><Parameter Name="Rights" Type="mscrm.Rights" Nullable="false"/><Parameter Name="Null" Type="Edm.Decimal"/>
<Parameter Name="Spare" Type="Collection(Edm.Guid)"><Annotation Term="Org.OData.Core.V1.OptionalParameter"/></Parameter>
<Parameter Name='"odd' Type="Edm.String"/><ReturnType Type="mscrm.Derived"/></Function>
<Function Name="Twin" IsBound="true"><Parameter Name="entityset" Type="Collection(mscrm.newt)"/>
<ReturnType Type="Collection(mscrm.newt)"/></Function>
<Function Name="Twin" IsBound="true"><Parameter Name="entityset" Type="Collection(mscrm.cat)"/>
<ReturnType Type="Collection(mscrm.cat)"/></Function>
<Function Name="Twin"><Parameter Name="Size" Type="Edm.Int64" Nullable="false"/><ReturnType Type="Edm.Boolean"/></Function>
<Function Name="Same" IsBound="true"><Parameter Name="entity" Type="mscrm.newt"/><ReturnType Type="mscrm.newt"/></Function>
<Function Name="Same" IsBound="true"><Parameter Name="entity" Type="mscrm.toad"/><ReturnType Type="mscrm.toad"/></Function>
<Action Name="new_Take"><Parameter Name="What" Type="mscrm.crmbaseentity" Nullable="false"/><ReturnType Type="mscrm.crmbaseentity"/></Action>
<Action Name='"run'/>
<EntityContainer Name="System"><EntitySet Name="cats" EntityType="mscrm.cat"/><EntitySet Name="dogs" EntityType="mscrm.dog"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>""".encode()
)


def text_of(*names: str) -> str:
    tables = select(DOCUMENT.schema(), ["cat", "dog"])
    return generate(tables, "c", document=DOCUMENT, messages=select_messages(DOCUMENT, names))["messages.py"]


EXPECTED = '''\
# DO NOT EDIT. Generated; to make it again:
#   c

"""Functions and actions of the service, typed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import IntEnum, IntFlag
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk.operations import Operation
from dataverse_sdk.operations.typed_messages import Given, Many, Row, Structure, call, member

if TYPE_CHECKING:
    from .cat import Cat


class Mood(IntEnum):
    """The enumeration Mood of the service."""

    None_ = 0
    Fine = 1


class Rights(IntFlag):
    """The enumeration Rights of the service."""

    Read = 1


@frozen(kw_only=True)
class Base(Structure):
    """The structure Base of the service."""

    odata_type: ClassVar[str] = "Base"
    name: str | None = field(default=None, metadata=member("Name", str))
    field_: int | None = field(default=None, metadata=member("field", int))


@frozen(kw_only=True)
class Derived(Base):
    """The structure Derived of the service."""

    odata_type: ClassVar[str] = "Derived"
    name_: str = field(metadata=member("name", str))
    moods: tuple[Mood, ...] | None = field(default=None, metadata=member("Moods", lambda: Many(Mood)))
    next: Base | None = field(default=None, metadata=member("Next", lambda: Base))
    cats: tuple[Cat, ...] | None = field(default=None, metadata=member("Cats", Many(Row("cat", __name__))))


def ask(*, rights: Rights, null: Decimal | None = None, spare: Sequence[UUID] | None = None) -> Operation[Derived]:
    """Calls the function Ask."""
    return call(
        "Function",
        "Ask",
        None,
        Given("Rights", rights, Rights),
        Given("Null", null, Decimal),
        Given("Spare", spare, Many(UUID), optional=True),
        returns=Derived,
    )
'''


def test_a_function_comes_with_the_structures_and_enumerations_it_needs() -> None:
    assert text_of("Ask") == EXPECTED


def test_overloads_that_differ_only_in_what_they_are_bound_to_are_one_function() -> None:
    text = text_of("Feed")
    assert (
        "def feed(\n    on: Cat | Reference[Cat] | Dog | Reference[Dog], /, *, on_: date, from_: Base | None = None\n) -> Operation[None]:"
        in text
    )
    assert text.count("def feed(") == 1
    assert 'Given("on", on_, date), Given("From", from_, Base, optional=True), returns=None' in text


def test_other_overloads_are_told_apart_by_types_those_with_classes_first() -> None:
    lines = [line for line in text_of("Twin").splitlines() if line.startswith(("@over", "def"))]
    assert lines == [
        "@overload",
        "def twin(on: type[Cat], /) -> Operation[tuple[Cat, ...]]: ...",
        "@overload",
        "def twin(*, size: int) -> Operation[bool]: ...",
        "@overload",
        "def twin(on: type[Entity], /) -> Operation[tuple[Entity | dict[str, Any], ...]]: ...",
        "def twin(on: Any = None, /, *, size: Any = None) -> Operation[Any]:",
    ]


def test_overloads_that_look_the_same_to_a_type_checker_are_one_function_that_picks() -> None:
    text = text_of("Same")
    assert "@overload" not in text
    assert "def same(on: Entity | Reference[Any], /) -> Operation[Entity | dict[str, Any]]:" in text
    assert '        Variant(("newt",), (), Row("newt", __name__)),\n        Variant(("toad",), (), Row()),\n' in text


def test_a_message_of_any_row_takes_and_gives_any_row() -> None:
    text = text_of("new_*")
    assert "def new_take(*, what: Entity | Reference[Any] | Mapping[str, Any]) -> Operation[Entity | dict[str, Any]]:" in text


def test_functions_are_sorted_and_the_same_input_gives_the_same_text() -> None:
    text = text_of("*")
    names = [line.split("(")[0] for line in text.splitlines() if line.startswith("def ") and not line.endswith("...")]
    assert names == ["def ask", "def feed", "def same", "def twin", "def new_take"]
    assert text == text_of("new_*", "T*", "*")


@pytest.mark.parametrize("pattern", ["ask", "Win*", '"run'])
def test_a_pattern_that_matches_no_message_is_named(pattern: str) -> None:
    with pytest.raises(SelectionError, match="no function or action matches"):
        select_messages(DOCUMENT, ["Ask", pattern])


def test_a_structure_with_the_name_of_a_class_gets_another() -> None:
    complex_cat = read_csdl(
        b'<edmx:Edmx xmlns:edmx="e"><Schema Namespace="n"><EntityType Name="dog"/><ComplexType Name="dog"/>'
        b'<Action Name="Go"><ReturnType Type="n.dog"/></Action></Schema></edmx:Edmx>'
    )
    tables = select(DOCUMENT.schema(), ["dog"])
    text = generate(tables, "c", document=complex_cat, messages=select_messages(complex_cat, ["Go"]))["messages.py"]
    assert "class Dog_(Structure):" in text


def test_the_module_can_be_imported_and_called(tmp_path: Path) -> None:
    tables = select(DOCUMENT.schema(), ["cat", "dog"])
    with imported(tmp_path, "typed_calls", generate(tables, "c", document=DOCUMENT, messages=select_messages(DOCUMENT, ["*"]))) as package:
        messages: Any = import_module("typed_calls.messages")
        cats: Any = package
        asked = messages.ask(rights=messages.Rights.Read)
        assert unquote(asked.request.target) == "Ask(Rights=@p1,Null=@p2)?@p1=Microsoft.Dynamics.CRM.Rights'Read'&@p2=null"
        cat = {"catid": "00000000-0000-0000-0000-000000000001"}
        answer = asked.read(json_reply({"name": "x", "Moods": ["None"], "Next": {"Name": "y", "field": 1}, "Cats": [cat]}))
        assert (answer.name_, answer.moods, answer.next) == ("x", (messages.Mood.None_,), messages.Base(name="y", field_=1))
        assert isinstance(answer.cats[0], cats.Cat)
        assert messages.twin(size=3).read(json_reply({"value": True})) is True
        assert isinstance(messages.twin(cats.Cat).read(json_reply({"value": [cat]}))[0], cats.Cat)
        assert messages.new_take(what={"a": 1}).read(Reply(200, (), b'{"b": 2}')) == {"b": 2}


def test_a_table_called_messages_makes_room(tmp_path: Path) -> None:
    document = read_csdl(
        f'<edmx:Edmx xmlns:edmx="e"><Schema Namespace="n"><EntityType Name="messages">{ROW.format("messages")}'
        '<Action Name="Go"/><EntityContainer><EntitySet Name="messageses" EntityType="n.messages"/></EntityContainer></Schema></edmx:Edmx>'.encode()
    )
    calls = select_messages(document, ["Go"])
    assert list(generate(select(document.schema(), ["*"]), "c", document=document, messages=calls)) == [
        "__init__.py",
        "messages_.py",
        "messages.py",
    ]
    assert list(generate((), "c", document=document, messages=calls)) == ["__init__.py", "messages.py"]
