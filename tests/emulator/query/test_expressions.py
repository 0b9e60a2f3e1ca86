"""Limits on one filter."""

import pytest

from dataverse_sdk.emulator.language.expressions import count_conditions, parse_filter, parse_value, walk
from dataverse_sdk.emulator.language.query_errors import QueryError
from dataverse_sdk.emulator.language.syntax import Path


def test_five_hundred_conditions_are_the_most() -> None:
    assert count_conditions(parse_filter(" or ".join(["a eq 1"] * 500))) == 500
    for parse in (parse_filter, parse_value):
        with pytest.raises(QueryError) as refused:
            parse(" or ".join(["a eq 1"] * 501))
        assert refused.value.code == "0x8004430C"


def test_functions_and_lambdas_are_conditions_too() -> None:
    text = "contains(a,'x') and b/any() and c/any(o:o/d eq 1) and not Microsoft.Dynamics.CRM.Today(PropertyName='e')"
    assert count_conditions(parse_filter(text)) == 5


def test_nesting_has_a_limit_and_parentheses_alone_do_not_nest() -> None:
    assert parse_filter("(" * 5000 + "a" + ")" * 5000) == Path(("a",))
    with pytest.raises(QueryError, match="Recursion depth exceeded allowed limit"):
        parse_filter("not " * 5000 + "a")


def test_walk_meets_every_node_once() -> None:
    found = [str(node) for node in walk(parse_filter("a or not b and c eq d or contains(e,f) or g/any(o:o/h)")) if isinstance(node, Path)]
    assert sorted(found) == ["a", "b", "c", "d", "e", "f", "o/h"]
