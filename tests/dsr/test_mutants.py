"""H1 to H44 each have a test of their number that fails when the guard is taken away; the list of guards fits the source."""

import random
import re

import pytest
from mutants import HAZARDS, MUTANTS, SAFETY
from mutation import ROOT, Mutant, Wrong, mutated, place_of, survives

SEED = 20_240_517


def numbered_tests():
    """The hazards by number, each with the tests that bear it."""
    found: dict[int, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE):
            for number in re.findall(r"(?<=_)h(\d+)(?=_)", name):
                found.setdefault(int(number), []).append(f"{path.relative_to(ROOT / 'tests')}::{name}")
    return found


def test_each_of_the_44_hazards_has_a_test_that_bears_its_number():
    assert sorted(numbered_tests()) == list(range(1, 45))


def test_each_of_the_44_hazards_has_a_mutant_and_is_noticed_by_a_test_of_its_number():
    assert {mutant.number for mutant in HAZARDS} == {f"H{number}" for number in range(1, 45)}
    known = numbered_tests()
    for mutant in HAZARDS:
        assert set(mutant.tests) <= set(known[int(mutant.number[1:])]), mutant


def test_there_are_thirty_safety_mutants_and_more_and_their_tests_exist():
    assert len({mutant.number for mutant in SAFETY}) == len(SAFETY) >= 30
    for mutant in SAFETY:
        for test in mutant.tests:
            path, _, name = test.partition("[")[0].partition("::")
            text = (ROOT / "tests" / path).read_text()
            assert not name or f"def {name}(" in text, test


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.number} {mutant.guard}")
def test_a_guard_stands_in_the_source_once_and_can_be_taken_away(mutant):
    texts = mutated([mutant])
    assert texts
    assert all(path.read_text() != text for path, text in texts.items())


def test_a_text_that_is_not_there_once_is_no_mutant():
    with pytest.raises(Wrong, match="0 times"):
        place_of("dataverse_dsr", "this stands nowhere in the source")
    with pytest.raises(Wrong, match="times"):
        place_of("dataverse_dsr", "import")
    with pytest.raises(Wrong, match="same text"):
        mutated([MUTANTS[0], MUTANTS[0]])


@pytest.mark.slow
@pytest.mark.parametrize("place", range(2))
def test_a_mutant_drawn_by_a_seed_is_killed(place):
    quick = [mutant for mutant in HAZARDS if "catalogues" not in mutant.tests[0]]
    assert survives(random.Random(SEED + place).choice(quick)) is None


@pytest.mark.slow
def test_a_change_that_takes_no_guard_away_survives():
    edit = ("def within(category: str, wanted: str)", "def within(category: str, wanted: str, /)")
    harmless = Mutant("H42", "how it is called", (edit,), ("dsr/test_vocabulary.py::test_h42_categories_are_compared_by_whole_segments",))
    assert "passed" in survives(harmless)
