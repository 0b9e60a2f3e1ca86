"""A made-up person walks the whole way, and nothing of them or of anybody else is left or changed."""

from people import everything, load, whole_person

from dataverse_dsr import Status


def test_the_whole_way_works_and_leaves_nothing(dsr, dataverse):
    load(dataverse, whole_person())
    before = everything(dataverse)
    found = dsr.selftest()
    assert [(step.name, step.ok) for step in found.steps] == [(name, True) for name in ("make", "find", "erase", "verify", "take away")]
    assert found.status is Status.COMPLETE
    assert found.left == ()
    assert everything(dataverse) == before


def test_an_environment_that_makes_no_contact_tests_nothing(dsr, dataverse):
    dataverse.faults.answer(403, nth=1)
    found = dsr.selftest()
    assert [(step.name, step.ok) for step in found.steps] == [("make", False)]
    assert found.status is Status.FAILED


def test_a_table_it_may_not_write_is_left_out(dsr, dataverse):
    dataverse.faults.answer(403, nth=2)
    found = dsr.selftest()
    assert "not made: leads (HTTP 403)" in found.steps[0].seen
    assert found.status is Status.COMPLETE


def test_a_catalogue_without_a_table_makes_none_of_it(face, dataverse):
    from dataverse_dsr.catalogues import REFERENCE

    found = face(dataverse, REFERENCE.without("incidents")).selftest()
    assert found.steps[0].seen.startswith("4 records")


def test_a_request_that_fails_is_told_and_what_was_made_is_taken_away(dsr, dataverse):
    before = everything(dataverse)
    dataverse.faults.answer(403, nth=6)
    found = dsr.selftest()
    assert [step.name for step in found.steps] == ["make", "request", "take away"]
    assert found.status is Status.FAILED
    assert everything(dataverse) == before


def test_what_cannot_be_taken_away_is_named(dsr, dataverse):
    dataverse.faults.answer(403, nth=6)
    dataverse.faults.answer(403, nth=11)
    found = dsr.selftest()
    assert len(found.left) == 1
    assert found.left[0][0] == "contacts"
