"""Which tables a list of names and patterns picks."""

import pytest

from dataverse_sdk.codegen import SelectionError, select
from dataverse_sdk.schema.model import Schema, TableSchema


def table(name: str, set_name: str | None = "set", key: str | None = "id") -> TableSchema:
    return TableSchema(name, set_name and f"{name}{set_name}", key)


SCHEMA = Schema(
    {
        each.logical_name: each
        for each in (table("new_b"), table("contact"), table("new_a"), table("new_c", set_name=None), table("principal", None))
    }
)


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (["contact"], ["contact"]),
        (["new_*", "contact", "new_a"], ["contact", "new_a", "new_b"]),
        (["*"], ["contact", "new_a", "new_b"]),
        (["new_?"], ["new_a", "new_b"]),
    ],
)
def test_matches_are_sorted_and_unique(patterns: list[str], names: list[str]) -> None:
    assert [each.logical_name for each in select(SCHEMA, patterns)] == names


@pytest.mark.parametrize("pattern", ["Contact", "acount", "x_*", "contact "])
def test_a_pattern_that_matches_nothing_is_named(pattern: str) -> None:
    with pytest.raises(SelectionError, match=f"no table matches {pattern!r}".replace("*", r"\*")):
        select(SCHEMA, ["contact", pattern])


@pytest.mark.parametrize("pattern", ["principal", "new_c"])
def test_a_type_without_an_entity_set_cannot_become_a_class(pattern: str) -> None:
    with pytest.raises(SelectionError, match=f"{pattern!r} matches only types without an entity set"):
        select(SCHEMA, [pattern])


@pytest.mark.parametrize("names", [("a b", "x", "y"), ("a", "x/y", "y"), ("a", "x", 'y"')])
def test_a_table_with_a_name_no_request_can_hold_cannot_become_a_class(names: tuple[str, str, str]) -> None:
    with pytest.raises(SelectionError, match="plain name"):
        select(Schema({names[0]: TableSchema(*names)}), ["*"])


def test_a_type_without_a_single_key_cannot_become_a_class() -> None:
    with pytest.raises(SelectionError, match="single key"):
        select(Schema({"x": table("x", key=None)}), ["x"])
