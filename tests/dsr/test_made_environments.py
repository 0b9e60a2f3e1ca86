"""An erasure in environments made by a seed: nothing of others changes, what was planned reads as its mask, nothing of the person is left."""

from collections import Counter

import made_environments
import pytest
from made_environments import CATALOGUES, make, problems

import dataverse_dsr.asking
from dataverse_dsr import COMPLETE, REFERENCE
from dataverse_dsr.erasing import Erasure

SEED = 20_240_517
SLICE = range(SEED, SEED + 12)


@pytest.mark.parametrize("seed", SLICE)
@pytest.mark.parametrize("catalogue", CATALOGUES.values(), ids=CATALOGUES)
def test_i1_i3_h13_an_erasure_changes_what_it_planned_and_leaves_nothing_it_claims(catalogue, seed):
    assert problems(seed, catalogue) == []


def test_environments_are_the_same_for_the_same_seed_and_hold_what_the_test_is_about():
    assert make(SEED).data == make(SEED).data
    made = [make(seed) for seed in range(SEED, SEED + 60)]
    assert sum(one.mailbox_is_shared for one in made) >= 5
    assert sum(bool(one.shared) for one in made) >= 20
    tables = Counter(name for one in made for name in one.data)
    assert {name for name in tables if tables[name] >= 3} >= {
        *("contacts", "leads", "customeraddresses", "annotations", "incidents", "quotes", "invoices", "salesorders", "opportunities"),
        *("emails", "phonecalls", "tasks", "appointments", "letters", "faxes", "activityparties"),
    }


def found(catalogue, seeds=SLICE):
    return [problem for seed in seeds for problem in problems(seed, catalogue)]


def test_a_column_too_many_is_noticed(monkeypatch):
    masks = Erasure.masks
    monkeypatch.setattr(
        Erasure, "masks", lambda self, write: masks(self, write) | ({"department": "x"} if write.plan.collection == "contacts" else {})
    )
    assert any(problem.startswith("(a)") for problem in found(REFERENCE, SLICE[:3]))


def test_a_row_that_nobody_confirmed_is_noticed(monkeypatch):
    monkeypatch.setattr(dataverse_dsr.asking, "matched_column", lambda declaration, row, identity: declaration.match_columns[0])
    # Two seeds of an environment without accents in which somebody has the person's address but for one.
    assert any("somebody else's" in problem for problem in found(REFERENCE, (3, 5)))


def test_a_mask_that_is_not_written_is_noticed(monkeypatch):
    masks = Erasure.masks
    monkeypatch.setattr(
        Erasure, "masks", lambda self, write: {name: value for name, value in masks(self, write).items() if name != "lastname"}
    )
    assert any(problem.startswith("(b)") for problem in found(REFERENCE, SLICE[:3]))


def test_a_column_the_complete_catalogue_forgets_is_noticed():
    contacts = COMPLETE["contacts"]
    left = tuple(masked for masked in contacts.masks if masked.column.wire_name != "jobtitle")
    kept = contacts.masks
    object.__setattr__(contacts, "masks", left)
    try:
        assert any(problem.startswith("(c)") for problem in found(COMPLETE, SLICE[:2]))
    finally:
        object.__setattr__(contacts, "masks", kept)


def test_the_script_tells_how_many_environments_it_went_through(capsys):
    assert made_environments.main(["--count", "1", "--seed", str(SEED)]) == 0
    assert "2 environments" in capsys.readouterr().out
