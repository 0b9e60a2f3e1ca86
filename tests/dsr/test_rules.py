"""Masks fit the columns they are declared for, are deterministic, and recognise their own work."""

import re
from datetime import date, datetime
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from dataverse_dsr import (
    CatalogueError,
    EmailMask,
    Flag,
    Identity,
    Null,
    PhoneMask,
    Pseudonym,
    Redact,
    Replace,
    UrlMask,
    YearOnly,
)
from dataverse_dsr.rules import ColumnFacts, Target, fitted
from dataverse_dsr.words import Words

TARGET = Target(UUID(int=1), "contact", UUID(int=2))
TEXT = ColumnFacts("text", max_length=50)
KEY = bytes(range(32))
PERSON = Words(names=["Ada", "Lovelock", "Ada Lovelock"], emails=["ada@example.com"])
ADDRESS = re.compile(r"[a-z0-9-]+@erased\.invalid")


def test_a_constant_replaces_and_recognises_itself():
    rule = Replace("MASKED")
    assert rule(TARGET) == "MASKED"
    assert rule.label == "replace:MASKED"
    assert rule.has_masked("MASKED", TARGET)
    assert not rule.has_masked("Ada", TARGET)
    assert not rule.has_masked(None, TARGET)


def test_null_empties_and_recognises_emptiness():
    rule = Null()
    assert rule(TARGET) is None
    assert rule.label == "null"
    assert rule.has_masked(None, TARGET)
    assert not rule.has_masked("", TARGET)


@pytest.mark.parametrize("text", ["", None, 3])
def test_a_constant_needs_a_text(text):
    with pytest.raises(CatalogueError):
        Replace(text)


@pytest.mark.parametrize("length", range(1, 12))
def test_h18_a_constant_is_never_cut(length):
    """A mask longer than its column is a complaint, whatever the length."""
    complaint = Replace("MASKED").complaint(ColumnFacts("text", max_length=length))
    assert (complaint is None) == (length >= 6)


def test_length_counts_utf16_code_units_as_the_service_does():
    assert Replace("\U0001f600").complaint(ColumnFacts("text", max_length=1)) is not None
    assert Replace("\U0001f600").complaint(ColumnFacts("text", max_length=2)) is None


def test_a_text_fits_text_columns_only():
    assert Replace("MASKED").complaint(TEXT) is None
    assert Replace("MASKED").complaint(ColumnFacts("text")) is None
    assert Replace("MASKED").complaint(ColumnFacts("other")) is not None


@pytest.mark.parametrize("rule", [Replace("MASKED"), PhoneMask(), UrlMask()], ids=lambda rule: rule.label)
def test_h21_a_constant_cannot_stay_unique(rule):
    assert rule.complaint(TEXT) is None
    assert rule.complaint(evolve(TEXT, unique=True)) is not None


LEVELS = ["None", "Recommended", "ApplicationRequired", "SystemRequired"]


@pytest.mark.parametrize("required", LEVELS)
@pytest.mark.parametrize("nullable", [True, False])
def test_h22_a_column_that_must_have_a_value_is_not_emptied(required, nullable):
    complaint = Null().complaint(ColumnFacts("other", required=required, nullable=nullable))
    assert (complaint is None) == (nullable and required != "SystemRequired")


# --- email


@pytest.mark.parametrize("length", range(20, 101))
def test_h19_a_shortened_address_keeps_its_domain(length):
    rule = fitted(EmailMask(), length)
    value = rule(TARGET)
    assert len(value) <= length
    assert ADDRESS.fullmatch(value)
    assert rule.complaint(ColumnFacts("text", max_length=length, format="Email")) is None
    assert rule.has_masked(value, TARGET)


@pytest.mark.parametrize("length", range(1, 20))
def test_h19_a_column_that_holds_no_address_gets_none(length):
    assert fitted(EmailMask(), length).complaint(ColumnFacts("text", max_length=length)) is not None


def test_h20_h21_an_address_mask_is_valid_another_one_for_each_record_and_always_the_same():
    rule = EmailMask()
    places = [TARGET, evolve(TARGET, record_id=UUID(int=3)), evolve(TARGET, table="lead"), evolve(TARGET, environment_id=UUID(int=4))]
    values = [rule(place) for place in places]
    assert len(set(values)) == 4
    assert all(re.fullmatch(r"erased-[0-9a-f]{12}@erased\.invalid", value) for value in values)
    assert values == [rule(place) for place in places]
    assert Identity(email=values[0])  # an address like any other
    assert not rule.has_masked(values[1], TARGET)


def test_h21_an_address_mask_may_stand_in_a_key_unless_it_was_shortened():
    assert EmailMask().complaint(ColumnFacts("text", max_length=100, unique=True)) is None
    assert fitted(EmailMask(), 30).complaint(ColumnFacts("text", max_length=30, unique=True)) is not None
    assert (EmailMask().label, fitted(EmailMask(), 30).label) == ("email", "email:30")


# --- telephone, web


@pytest.mark.parametrize("length", range(1, 21))
def test_h18_a_number_is_shortened_and_stays_a_number(length):
    rule = fitted(PhoneMask(), length)
    assert re.fullmatch(r"\+0{3,9}", rule(TARGET))
    assert rule.has_masked(rule(TARGET), TARGET)
    assert (rule.complaint(ColumnFacts("text", max_length=length, format="Phone")) is None) == (length >= 4)
    assert rule.label == ("phone" if length >= 10 else f"phone:{max(4, length)}")


def test_a_web_address_leads_nowhere():
    rule = UrlMask()
    assert rule(TARGET) == "https://erased.invalid/"
    assert rule.has_masked(rule(TARGET), TARGET)
    assert rule.label == "url"
    assert rule.complaint(ColumnFacts("text", max_length=22)) is not None


STRICT = {
    "Email": [EmailMask()],
    "Phone": [PhoneMask()],
    "Url": [UrlMask()],
    None: [EmailMask(), PhoneMask(), UrlMask(), Pseudonym(KEY, "k"), Redact()],
}
EVERY = STRICT[None]


@pytest.mark.parametrize("form", STRICT)
@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.label)
def test_h20_a_mask_keeps_a_format_or_is_refused(form, rule):
    fits = rule.complaint(ColumnFacts("text", max_length=100, format=form)) is None
    assert fits == (rule in STRICT[form])


def test_the_literal_of_the_reference_is_written_whatever_the_format():
    assert Replace("MASKED").complaint(ColumnFacts("text", max_length=100, format="Email")) is None


@pytest.mark.parametrize("rule", [*EVERY, Replace("x")], ids=lambda rule: rule.label)
@pytest.mark.parametrize("kind", ["date", "boolean", "other"])
def test_text_is_written_to_text_columns_only(rule, kind):
    assert rule.complaint(ColumnFacts(kind)) is not None


# --- rules that read


def test_of_a_date_its_year_is_kept():
    rule = YearOnly()
    assert rule(evolve(TARGET, old=date(1815, 12, 10))) == date(1815, 1, 1)
    assert rule.has_masked(date(1815, 1, 1), TARGET)
    assert not rule.has_masked(date(1815, 12, 10), TARGET)
    assert not rule.has_masked(None, TARGET)
    assert rule.complaint(ColumnFacts("date")) is None
    assert rule.complaint(ColumnFacts("other")) is not None
    assert rule.reads
    with pytest.raises(TypeError):
        rule(TARGET)


def test_equal_values_have_equal_pseudonyms_under_one_key_only():
    rule, other = Pseudonym(KEY, "2026"), Pseudonym(KEY[::-1], "2027")
    here, there = evolve(TARGET, old=" Ada@x.org"), evolve(TARGET, record_id=UUID(int=9), old="ada@X.org ")
    assert rule(here) == rule(there) != other(here)
    assert rule(here) != rule(evolve(TARGET, old="eve@x.org"))
    assert rule.has_masked(rule(here), TARGET)
    assert not rule.has_masked("ada@x.org", TARGET)
    assert "ada" not in rule(here)


@pytest.mark.parametrize("length", range(1, 41))
def test_a_pseudonym_is_shortened_to_64_bits_and_no_further(length):
    rule = fitted(Pseudonym(KEY, "k"), length)
    assert 18 <= len(rule(evolve(TARGET, old="x"))) <= 34
    assert (rule.complaint(ColumnFacts("text", max_length=length)) is None) == (length >= 18)


def test_h38_a_pseudonym_is_called_personal_data_and_shows_no_key():
    rule = Pseudonym(b"canary-canary-canary", "2026")
    assert rule.label == "pseudonym:2026 (still personal data)"
    assert "canary" not in repr(rule)
    assert YearOnly().label == "year only (generalised)"
    assert Redact().label == "redact (partial)"


@pytest.mark.parametrize(("key", "name"), [(b"short", "k"), ("text", "k"), (KEY, ""), (KEY, None)])
def test_a_pseudonym_needs_a_long_key_with_a_name(key, name):
    with pytest.raises(CatalogueError):
        Pseudonym(key, name)


def test_a_redaction_takes_the_person_out_and_leaves_the_rest():
    rule = Redact()
    target = evolve(TARGET, old="Eve wrote to Ada Lovelock <ADA@example.com>", words=PERSON)
    assert rule(target) == "Eve wrote to *** <***>"
    assert rule.has_masked("Eve wrote to *** <***>", target)
    assert not rule.has_masked("Ada", target)
    assert not rule.has_masked(None, target)
    assert rule.reads


def test_nobody_is_redacted_blindly():
    with pytest.raises(TypeError):
        Redact()(evolve(TARGET, old="Ada"))
    assert not Redact().has_masked("Ada", TARGET)


@given(st.text(alphabet="Ad \U0001f600", max_size=30), st.integers(1, 30))
def test_a_redaction_never_becomes_longer_than_its_column_nor_half_a_character(text, length):
    rule = fitted(Redact(token="******"), length)
    value = rule(evolve(TARGET, old=text, words=Words(names=["Ad"])))
    assert len(value.encode("utf-16-le")) // 2 <= max(length, len(text.encode("utf-16-le")) // 2)
    value.encode()


@pytest.mark.parametrize("token", ["", None, "REDACTED", "x"])
def test_a_token_is_no_word(token):
    with pytest.raises(CatalogueError):
        Redact(token=token)


@pytest.mark.parametrize("value", [True, False])
def test_a_flag_is_set_in_empty_columns_too(value):
    rule = Flag(value)
    assert rule(TARGET) is value
    assert rule.fills
    assert rule.has_masked(value, TARGET)
    assert not rule.has_masked(None, TARGET)
    assert not rule.has_masked(not value, TARGET)
    assert rule.label == ("set:yes" if value else "set:no")
    assert rule.complaint(ColumnFacts("boolean")) is None
    assert rule.complaint(ColumnFacts("text")) is not None


def test_a_target_shows_neither_values_nor_words():
    target = Target(UUID(int=1), "contact", UUID(int=2), old="canary", words=Words(names=["canary"]))
    assert "canary" not in repr(target)
    assert target == TARGET


@pytest.mark.parametrize("rule", [Replace("x"), Null(), UrlMask(), YearOnly(), Flag(True)], ids=lambda rule: rule.label)
def test_rules_that_cannot_be_shortened_are_left_as_they_are(rule):
    assert fitted(rule, 3) is rule
    assert fitted(EmailMask(), None) == EmailMask()


def test_a_datetime_is_a_date_to_python_and_its_year_can_be_kept():
    assert YearOnly()(evolve(TARGET, old=datetime(1815, 12, 10))) == date(1815, 1, 1)
