"""SQLite's answer to random filters over random rows against a plain evaluation in Python of the same text's meaning."""

import json
from pathlib import Path as FilePath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from meanings import AGES, FILTERS, ROWS, compared, folded, literal, text_match


@settings(max_examples=200, deadline=None)
@given(rows=ROWS, wanted=FILTERS)
@example(
    rows=[{**dict.fromkeys(["nickname", "age", "income", "donotmail"]), "fullname": "xab"}], wanted=text_match("contains", "fullname", "a%")
)
def test_sql_answers_as_the_meaning_does(shared_world, rows, wanted) -> None:
    shared_world.persons(*rows)
    expected = [number for number, row in enumerate(rows, 1) if wanted.holds(row, False)]
    assert shared_world.ask(wanted.text) == expected


@settings(max_examples=80, deadline=None)
@given(
    ages=st.lists(st.tuples(st.sampled_from([1, 2]), st.sampled_from([None, *AGES])), max_size=6),
    wanted=st.sampled_from(["eq", "ne", "gt"]),
    limit=st.sampled_from(AGES),
)
def test_any_and_all_answer_as_python_does(shared_world, ages, wanted, limit) -> None:
    world = shared_world
    world.clear()
    world.add(world.firm, 1, {})
    world.add(world.firm, 2, {})
    for number, (firm, age) in enumerate(ages, 1):
        world.add(world.person, number, {"age": age, "_employerid_value": world.guid(firm)})
    for firm in (1, 2):
        staff = [compared(wanted, age, limit) for employer, age in ages if employer == firm]
        one = f"firmid eq {world.guid(firm)} and "
        assert bool(world.ask(f"{one}firm_persons/any(p:p/age {wanted} {limit})", world.firm)) == any(staff)
        assert bool(world.ask(f"{one}firm_persons/all(p:p/age {wanted} {limit})", world.firm)) == all(staff)
        assert bool(world.ask(f"{one}not firm_persons/all(p:p/age {wanted} {limit})", world.firm)) == (not all(staff))


NAUGHTY = FilePath(__file__).resolve().parents[3] / "../shared/data/fuzz/blns.json"


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the list of naughty strings lies beside the repository only where it was put")
def test_every_naughty_string_finds_its_own_row_and_no_other(world) -> None:
    strings = [
        text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if not any("\ud800" <= letter <= "\udfff" for letter in text)
    ]
    world.persons(*({"nickname": text} for text in strings))
    assert len(strings) > 400
    for text in strings:
        same = [number for number, other in enumerate(strings, 1) if folded(other) == folded(text)]
        quoted = literal(text)[0]
        assert world.ask(f"nickname eq {quoted}") == same
        assert world.ask("nickname eq @p", aliases={"@p": quoted}) == same
        assert world.ask(f"Microsoft.Dynamics.CRM.In(PropertyName='nickname',PropertyValues=[{json.dumps(text)}])") == same
        escaped = "".join(f"[{letter}]" if letter in "%_[" else letter for letter in text)
        for function in ("contains", "startswith", "endswith"):
            assert strings.index(text) + 1 in world.ask(f"{function}(nickname,{literal(escaped)[0]})")


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_any_text_finds_its_own_row(shared_world, text: str) -> None:
    shared_world.persons({"nickname": text}, {"nickname": f"{text}x"})
    assert shared_world.ask(f"nickname eq {literal(text)[0]}") == [1]
