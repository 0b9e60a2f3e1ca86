"""Masks fit the columns they are declared for, are deterministic, and recognise their own work."""

from uuid import UUID

import pytest

from dataverse_dsr import CatalogueError, Null, Replace
from dataverse_dsr.rules import ColumnFacts, Target

TARGET = Target(UUID(int=1), "contact", UUID(int=2))
TEXT = ColumnFacts("text", max_length=50)


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
def test_a_constant_is_never_cut(length):
    """H18: a mask longer than its column is a complaint, whatever the length."""
    complaint = Replace("MASKED").complaint(ColumnFacts("text", max_length=length))
    assert (complaint is None) == (length >= 6)


def test_length_counts_utf16_code_units_as_the_service_does():
    assert Replace("\U0001f600").complaint(ColumnFacts("text", max_length=1)) is not None
    assert Replace("\U0001f600").complaint(ColumnFacts("text", max_length=2)) is None


def test_a_text_fits_text_columns_only():
    assert Replace("MASKED").complaint(TEXT) is None
    assert Replace("MASKED").complaint(ColumnFacts("text")) is None
    assert Replace("MASKED").complaint(ColumnFacts("other")) is not None


def test_a_constant_cannot_stay_unique():
    assert Replace("MASKED").complaint(ColumnFacts("text", unique=True)) is not None


@pytest.mark.parametrize(
    ("facts", "fits"),
    [
        (ColumnFacts("other"), True),
        (ColumnFacts("text", required="ApplicationRequired"), True),
        (ColumnFacts("text", required="SystemRequired"), False),
        (ColumnFacts("other", nullable=False), False),
    ],
)
def test_a_column_that_must_have_a_value_is_not_emptied(facts, fits):
    assert (Null().complaint(facts) is None) == fits
