"""The page for an approver says all the plan says, and no value of any record."""

from people import ADA, contact, load, whole_person

from dataverse_dsr import Identity
from dataverse_dsr.catalogues import REFERENCE
from dataverse_dsr.report import plan_page as module
from dataverse_dsr.report.plan_page import plan_page
from dataverse_dsr.report.receipt import RESIDUALS, residuals_of


def test_a_page_names_every_record_and_reason(dsr, dataverse):
    load(dataverse, whole_person())
    plan = dsr.plan(Identity(email=ADA))
    page = plan_page(plan, residuals=residuals_of(REFERENCE))
    for record in (*plan.operations, *plan.withheld):
        assert str(record.record_id) in page
    assert plan.digest in page
    for text in ("becomes MASKED", "is emptied", "accounting records", "Date of birth (birthdate)", "blocked read only"):
        assert text in page
    assert all(residual in page for residual in RESIDUALS)
    assert "Lovelock" not in page
    assert ADA not in page


def test_a_page_of_nothing_says_so(dsr):
    page = plan_page(dsr.plan(Identity(email=ADA)))
    assert "Nothing.</p>" in page
    assert "every record that was found would be written" in page
    assert "does not reach" not in page


def test_reviews_and_what_was_not_read_come_first(dsr, dataverse):
    load(dataverse, {"contacts": [contact(), contact(first="Eve")]})
    assert "people with different names answer to the address" in plan_page(dsr.plan(Identity(email=ADA)))


def test_a_long_plan_is_cut_and_says_so(dsr, dataverse, monkeypatch):
    load(dataverse, whole_person())
    monkeypatch.setattr(module, "_MOST_RECORDS", 3)
    assert "more are in plan.json" in plan_page(dsr.plan(Identity(email=ADA)))


def test_a_rule_without_a_plain_word_is_named(dsr, dataverse):
    assert module._mask("pseudonym:x") == "pseudonym:x"
    assert module._column("_ownerid_value") == "Looked after by (_ownerid_value)"
