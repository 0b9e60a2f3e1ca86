"""The page for an approver says all the plan says, and no value of any record."""

from datetime import date

import pytest
from people import ADA, contact, load, note, whole_person

from dataverse_dsr import EmailMask, Flag, Hold, Identity, Null, PhoneMask, Pseudonym, Redact, Replace, UrlMask, YearOnly
from dataverse_dsr.catalogues import COMPLETE, REFERENCE
from dataverse_dsr.report import plan_page as module
from dataverse_dsr.report.plan_page import plan_page
from dataverse_dsr.report.receipt import RESIDUALS, residuals_of
from dataverse_sdk.tables import Contact


def test_a_page_names_every_record_and_reason(dsr, dataverse):
    load(dataverse, whole_person())
    plan = dsr.plan(Identity(email=ADA))
    page = plan_page(plan, residuals=residuals_of(REFERENCE))
    for record in (*plan.operations, *plan.withheld):
        assert str(record.record_id) in page
    assert plan.digest in page
    for text in (
        "becomes MASKED",
        "is emptied",
        "accounting records",
        'Date of birth <code class="soft">birthdate</code>',
        "blocked read only",
    ):
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


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Replace("MASKED"), "becomes MASKED"),
        (Null(), "is emptied"),
        (EmailMask(), "becomes an address of its own at erased.invalid"),
        (EmailMask().fitted(24), "becomes an address of its own at erased.invalid"),
        (PhoneMask(), "becomes +000000000"),
        (UrlMask(), "becomes https://erased.invalid/"),
        (YearOnly(), "keeps its year only"),
        (Redact(), "loses the person's names, addresses and numbers; the rest stays"),
        (Flag(value=True), "is set to yes"),
        (Pseudonym(b"x" * 16, "K"), "becomes a pseudonym under the key K (still personal data)"),
    ],
)
def test_an_approver_reads_what_a_mask_does(rule, said):
    assert module._mask(rule.label) == said


def test_a_page_names_tables_in_words_where_it_knows_the_catalogue(dsr, dataverse):
    load(dataverse, whole_person())
    page = plan_page(dsr.plan(Identity(email=ADA)), catalogue=REFERENCE)
    assert "<h3>Contact record <span" in page
    assert "contacts, 2 records" in page
    assert "Order (salesorders)" in page
    # And says in words how each record was found.
    assert "its email address" in page
    assert REFERENCE["annotations"].links[0].by in page
    assert "_objectid_value" not in page


def test_a_lookup_that_may_mean_several_things_says_each(face, dataverse):
    ada = contact()
    load(dataverse, {"contacts": [ada], "annotations": [note("contact", ada["contactid"])]})
    page = plan_page(face(dataverse, COMPLETE).plan(Identity(email=ADA)), catalogue=COMPLETE)
    assert "a note on a contact or a lead, or a note on one of their cases" in page


def test_columns_that_stay_are_named(dsr, dataverse):
    load(dataverse, whole_person())
    page = plan_page(dsr.plan(Identity(email=ADA)))
    assert "Columns that stay in records that are written" in page
    assert "Government ID" in page.partition("Columns that stay")[2]


def test_what_is_held_says_until_when(dsr, dataverse):
    load(dataverse, {"contacts": [contact()]})
    hold = Hold(Contact, "claim", "a claim is open", until=date(2999, 1, 2))
    assert "a claim is open (claim, until 2999-01-02)" in plan_page(dsr.plan(Identity(email=ADA), holds=[hold]))


def test_a_long_plan_is_cut_and_says_so(dsr, dataverse, monkeypatch):
    load(dataverse, whole_person())
    monkeypatch.setattr(module, "_MOST_RECORDS", 3)
    assert "more are in plan.json" in plan_page(dsr.plan(Identity(email=ADA)))


def test_a_rule_without_a_plain_word_is_named(dsr, dataverse):
    assert module._mask("ours") == "ours"
    assert module._column("_ownerid_value") == "Looked after by"
