"""The text of generated packages, and that it is Python that works."""

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType

import pytest

from dataverse_sdk.codegen import generate
from dataverse_sdk.model import Entity, table_of
from dataverse_sdk.schema.model import ColumnSchema, KeySchema, NavigationSchema, TableSchema


def column(name: str, edm: str = "String", **facts: object) -> ColumnSchema:
    logical = name[1:-6] if name.startswith("_") else name
    return ColumnSchema(name, logical, f"Edm.{edm}", **facts)  # type: ignore[arg-type]


def table(name: str, *columns: ColumnSchema, navigations: tuple[NavigationSchema, ...] = (), **facts: object) -> TableSchema:
    key = column(f"{name}id", "Guid", valid_for_update=False)
    return TableSchema(name, f"{name}s", key.name, columns=(*columns, key), navigations=navigations, **facts)  # type: ignore[arg-type]


def one(name: str, target: str, of: str | None = None) -> NavigationSchema:
    return NavigationSchema(name, target, collection=False, column=of)


def many(name: str, target: str) -> NavigationSchema:
    return NavigationSchema(name, target, collection=True)


PERSON = table(
    "person",
    column("birthdate", "Date", format="DateOnly"),
    column("seen", "DateTimeOffset", format="DateAndTime"),
    column("email", max_length=100, format="Email", required_level="Recommended"),
    column("notes", attribute_type="Memo", max_length=2000, format="TextArea"),
    column(
        "kind",
        "Int32",
        options=((2, 'Fo"e'), (1, "Friend"), (3, "Friend"), (4, "")),
        valid_for_create=False,
        valid_for_update=False,
        valid_for_read=False,
        schema_name="new_Kind",
        label="What for",
        description="What\n the\tperson is\u202e for \\ us",
    ),
    column("hobbies", options=((9, "Größe"),), multi_select=True, label="Hobbies"),
    column("shade", "Int32", options=((1, "Red"),), option_set="new_colour", label="Shade?"),
    column("shades", options=((1, "Red"),), multi_select=True, option_set="new_colour"),
    column("count", "Int32", minimum=-2147483648, maximum=2147483647),
    column("age", "Int32", minimum=0, maximum=150),
    column("height", "Double", minimum=0.5, precision=2),
    column("worth", "Decimal", maximum=10),
    column("member", "Boolean", options=((0, "No"), (1, "Yes"))),
    column("photo", "Binary"),
    column("class"),
    column('"odd'),
    column("rights", "mscrm.Rights"),
    column("_bossid_value", "Guid", targets=("person",), required_level="ApplicationRequired"),
    column("_ownerid_value", "Guid", targets=("user", "team"), valid_for_update=False),
    column("_ref_value", "Guid", targets=("person",), valid_for_create=False),
    column("_lostid_value", "Guid"),
    navigations=(
        one("bossid", "person", "_bossid_value"),
        one("bossid_again", "person", "_bossid_value"),
        one('"bossid', "boss", "_bossid_value"),
        many("to nowhere", "person"),
        one("ownerid", "principal", "_ownerid_value"),
        one("ownerid_team", "team", "_ownerid_value"),
        many("person_friends", "person"),
        many("person_others", "other"),
        many("PERSON_Friends", "person"),
    ),
    primary_name="email",
    schema_name="new_Person",
    alternate_keys=(
        KeySchema("k", ("email", "_bossid_value")),
        KeySchema("new_J", ("class", "kind", "shade")),
        KeySchema("lost", ("nowhere",)),
    ),
    label="Persons",
    description="Everybody " + "we know " * 15,
)

EXPECTED = '''\
# DO NOT EDIT. Generated; to make it again:
#   make it
#   so

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from dataverse_sdk.model import (
    Choice,
    Collection,
    Column,
    Entity,
    Lookup,
    Navigation,
    Reference,
    collection,
    column,
    entity,
    lookup,
    navigation,
)

from .choice_new_colour import NewColour


class NewPersonHobbies(Choice):
    """The choices of person.hobbies."""

    GROE = 9, "Gr\\xf6\\xdfe"


class NewPersonNewKind(Choice):
    """The choices of person.kind: What for. What the person is\\u202e for \\\\ us"""

    FRIEND_1 = 1, "Friend"
    FO_E = 2, "Fo\\"e"
    FRIEND_3 = 3, "Friend"
    VALUE_4 = 4


@entity(
    "person",
    set_name="persons",
    key="personid",
    primary_name="email",
    alternate_keys={"k": ("email", "_bossid_value"), "lost": ("nowhere",), "new_J": ("class", "kind", "shade")},
)
class NewPerson(Entity):
    """A row of the table person, as `persons` gives it. Persons. Everybody we know we know we know we know we know we
    know we know we know we know we know we know we know we know we know we know
    """

    personid: Column[UUID] = column(update=False)
    age: Column[int | None] = column(minimum=0, maximum=150)
    birthdate: Column[date | None] = column()
    class_: Column[str | None] = column(name="class")
    count: Column[int | None] = column()
    email: Column[str | None] = column(max_length=100, format="Email", required="Recommended")
    height: Column[float | None] = column(minimum=0.5, precision=2)
    hobbies: Column[frozenset[NewPersonHobbies] | None] = column()
    kind: Column[NewPersonNewKind | None] = column(create=False, update=False, read=False)
    """What for. What the person is\\u202e for \\\\ us"""
    member: Column[bool | None] = column()
    notes: Column[str | None] = column(max_length=2000, memo=True)
    photo: Column[bytes | None] = column()
    seen: Column[datetime | None] = column()
    shade: Column[NewColour | None] = column()
    """Shade?"""
    shades: Column[frozenset[NewColour] | None] = column()
    worth: Column[Decimal | None] = column(maximum=10)
    bossid: Lookup[NewPerson] = lookup({"person": "bossid"}, required="ApplicationRequired")
    lostid: Lookup[Entity] = lookup({})
    ownerid: Lookup[Entity] = lookup({"team": "ownerid_team", "user": "ownerid"}, update=False)
    ref_: Lookup[NewPerson] = lookup({}, name="ref", create=False)
    bossid_nav: Navigation[NewPerson] = navigation("person", name="bossid")
    bossid_again: Navigation[NewPerson] = navigation("person")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    ownerid_team: Navigation[Entity] = navigation("team")
    PERSON_Friends: Collection[NewPerson] = collection("person")
    person_friends_nav: Collection[NewPerson] = collection("person", name="person_friends")

    # Left out, because a row cannot hold their type or a request their name:
    #   "\\"odd" ("Edm.String")
    #   "rights" ("Edm.mscrm.Rights")
    #   "\\"bossid" (to "boss")
    #   "to nowhere" (to "person")


class NewPersonKKey(TypedDict):
    """Names one row by the alternate key k."""

    email: str
    bossid: UUID | Reference[Entity]


class NewPersonNewJKey(TypedDict):
    """Names one row by the alternate key new_J."""

    class_: str
    kind: NewPersonNewKind
    shade: NewColour
'''

EXPECTED_CHOICE = '''\
# DO NOT EDIT. Generated; to make it again:
#   make it
#   so

from dataverse_sdk.model import Choice


class NewColour(Choice):
    """The global choice new_colour."""

    RED = 1, "Red"
'''


def test_a_module_has_the_key_then_columns_lookups_and_navigations_by_name() -> None:
    files = generate([PERSON], "make it\nso")
    assert (files["person.py"], files["choice_new_colour.py"]) == (EXPECTED, EXPECTED_CHOICE)


def test_a_table_of_nothing_but_a_key_imports_nothing_else() -> None:
    assert (
        generate([table("a")], "c")["a.py"]
        == '''\
# DO NOT EDIT. Generated; to make it again:
#   c

from __future__ import annotations

from uuid import UUID

from dataverse_sdk.model import Column, Entity, column, entity


@entity("a", set_name="as", key="aid")
class A(Entity):
    """A row of the table a, as `as` gives it."""

    aid: Column[UUID] = column(update=False)
'''
    )


def test_a_table_without_guids_does_not_import_them() -> None:
    text = generate([TableSchema("a", "as", "a", columns=(column("a"),))], "c")["a.py"]
    assert "    a: Column[str] = column()\n" in text
    assert "UUID" not in text


def test_classes_name_each_other_for_type_checkers_only() -> None:
    a = table("a", navigations=(many("bs", "b"),))
    b = table("b", column("_aid_value", "Guid", targets=("a",)), navigations=(one("aid", "a", "_aid_value"),), schema_name="Bee")
    files = generate([a, b], "c")
    assert "if TYPE_CHECKING:\n    from .b import Bee\n" in files["a.py"]
    assert "    bs: Collection[Bee] = collection(" in files["a.py"]
    assert '    aid: Lookup[A] = lookup({"a": "aid"})\n' in files["b.py"]


def test_a_collection_whose_partner_is_a_collection_is_many_to_many() -> None:
    lists = NavigationSchema("lists", "list", collection=True, partner="members")
    members = NavigationSchema("members", "member", collection=True, partner="lists")
    notes = NavigationSchema("notes", "note", collection=True, partner="about")
    about = NavigationSchema("about", "member", collection=False, partner="notes")
    lost = NavigationSchema("lost", "note", collection=True, partner="nothing")
    tables = [table("list", navigations=(members,)), table("member", navigations=(lists, notes, lost)), table("note", navigations=(about,))]
    text = generate(tables, "c")["member.py"]
    assert '    lists: Collection[List] = collection("list", many_to_many=True)\n' in text
    assert '    notes: Collection[Note] = collection("note")\n' in text
    assert '    lost: Collection[Note] = collection("note")\n' in text


def test_a_lookup_to_hundreds_of_tables_is_a_union_that_pyright_can_parse() -> None:
    names = tuple(f"t{number:03}" for number in range(101))
    job = table("job", column("_about_value", "Guid", targets=names))
    few = table("few", column("_about_value", "Guid", targets=names[:100]))
    files = generate([job, few, *map(table, names)], "c")
    assert f"    about: Lookup[Union[{', '.join(name.title() for name in names)}]] = lookup(" in files["job.py"]
    assert "if TYPE_CHECKING:\n    from typing import Union\n\n    from .t000 import T000\n" in files["job.py"]
    assert f"    about: Lookup[{' | '.join(name.title() for name in names[:100])}] = lookup(" in files["few.py"]
    assert "Union" not in files["few.py"]


def test_the_package_lists_its_classes_sorted_by_name() -> None:
    text = generate([table("b", schema_name="Aa"), table("a", schema_name="Bb")], "c")["__init__.py"]
    assert "if TYPE_CHECKING:\n    from .a import Bb\n    from .b import Aa\n" in text
    assert '__all__ = [\n    "Aa",\n    "Bb",\n]\n' in text


def test_classes_and_modules_that_would_clash_are_told_apart() -> None:
    files = generate([table("new_a"), table("newa"), table("import"), table("import_")], "c")
    assert list(files) == ["__init__.py", "new_a.py", "newa.py", "import_.py", "import__.py"]
    assert ["class NewA(" in files["new_a.py"], "class Newa_(" in files["newa.py"]] == [True, True]


def test_the_same_tables_give_the_same_text() -> None:
    shuffled = TableSchema(
        **{
            **{name: getattr(PERSON, name) for name in ("logical_name", "set_name", "key", "primary_name", "schema_name", "label")},
            "description": PERSON.description,
            "columns": PERSON.columns[::-1],
            "navigations": (*PERSON.navigations[4:], *PERSON.navigations[:4]),
            "alternate_keys": PERSON.alternate_keys[::-1],
        }
    )
    assert generate([shuffled], "c") == generate([PERSON], "c")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    folder = tmp_path / "generated_for_a_test"
    folder.mkdir()
    hostile = table("hostile", column('x"""\nimport os\n'), navigations=(one('"run\n', "nowhere"),), schema_name='H"x')
    files: Mapping[str, str] = generate([PERSON, hostile], 'c --out "\\x"')
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    invalidate_caches()
    yield import_module("generated_for_a_test")
    for name in [name for name in sys.modules if name.startswith("generated_for_a_test")]:
        del sys.modules[name]


def test_importing_the_package_imports_no_class(package: ModuleType) -> None:
    assert not [name for name in sys.modules if name.startswith("generated_for_a_test.")]
    names = {"HX", "NewColour", "NewPerson", "NewPersonHobbies", "NewPersonKKey", "NewPersonNewJKey", "NewPersonNewKind"}
    assert (set(package.__all__), dir(package)) == (names, sorted({*vars(package), *names}))


def test_a_class_is_made_when_it_is_asked_for(package: ModuleType) -> None:
    person = package.NewPerson
    assert issubclass(person, Entity)
    assert person is import_module("generated_for_a_test.person").NewPerson is package.NewPerson
    info = table_of(person)
    assert (info.set_name, info.columns["_ref_value"].attribute, info.columns["kind"].options) == (
        "persons",
        "ref_",
        {1: "Friend", 2: 'Fo"e', 3: "Friend", 4: "4"},
    )
    assert dict(info.columns["_ownerid_value"].targets or {}) == {"team": "ownerid_team", "user": "ownerid"}
    assert (info.columns["shades"].choice, package.NewColour.RED.label) == (package.NewColour, "Red")
    assert info.columns["hobbies"].options == {9: "Größe"}
    assert info.navigations["person_friends_nav"].wire_name == "person_friends"


def test_a_name_the_package_does_not_have_is_an_attribute_error(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="module 'generated_for_a_test' has no attribute 'Contact'"):
        _ = package.Contact


def test_a_hostile_name_stays_a_text(package: ModuleType) -> None:
    source = Path(import_module("generated_for_a_test.hostile").__file__ or "").read_text("utf-8")
    assert '#   "x\\"\\"\\"\\nimport os\\n" ("Edm.String")\n' in source
    assert not hasattr(package.HX, "os")


def test_global_choices_whose_names_clash_are_told_apart_whatever_the_order_of_columns() -> None:
    one_choice = column("x", "Int32", options=((1, "A"),), option_set="new_a")
    other = column("y", "Int32", options=((1, "A"),), option_set="NewA")
    files = generate([table("t", one_choice, other)], "c")
    assert files == generate([table("t", other, one_choice)], "c")
    assert [name for name in files if name.startswith("choice_")] == ["choice_newa.py", "choice_new_a.py"]
    assert ("class NewA(" in files["choice_newa.py"], "class NewA_(" in files["choice_new_a.py"]) == (True, True)
