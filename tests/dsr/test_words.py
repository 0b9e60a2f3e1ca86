"""What a person is called is found in prose however it is written, and nobody else's name is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataverse_dsr.words import Words, digits

ADA = Words(names=["Ada", "Lovelock", "Ada  Lovelock"], emails=["ada@b\u00fccher.de"], phones=["+44 20 7946-0958"])

FOUND = [
    ("Ada called.", "*** called."),
    ("ADA LOVELOCK, ada lovelock, Ada\nLovelock", "***, ***, ***"),
    ("Mrs Lovelock's engine", "Mrs ***'s engine"),
    ("to ADA@b\u00fccher.de;eve@x.org", "to ***;eve@x.org"),
    ("ring 0044 20 7946 0958 or +44 (20) 7946.0958 or 442079460958", "ring *** or *** or ***"),
]
LEFT = [
    "adamant, Canada, ada",  # a single name in small letters is a word like any other
    "xada@b\u00fccher.de ada@b\u00fccher.de.uk ada+tag@b\u00fccher.de",
    "1442079460958 4420794609581",
    "Lovelocks",
    "",
]


@pytest.mark.parametrize(("text", "redacted"), FOUND)
def test_names_addresses_and_numbers_are_taken_out_in_every_spelling(text, redacted):
    assert ADA.redact(text, "***") == redacted


@pytest.mark.parametrize("text", LEFT)
def test_parts_of_other_words_stay(text):
    assert ADA.redact(text, "***") == text


def test_a_name_is_found_in_either_unicode_spelling():
    words = Words(names=["Jos\u00e9"])
    assert words.redact(unicodedata.normalize("NFD", "Jos\u00e9 came"), "-") == "- came"


def test_initials_and_extensions_are_no_names_and_no_numbers():
    words = Words(names=["A", "", None], phones=["1815"])
    assert words.redact("A was born in 1815", "*") == "A was born in 1815"


def test_words_add_up_and_show_nothing():
    both = Words(names=["Canary"]) | Words(emails=["canary@x.org"])
    assert bool(both)
    assert not Words()
    assert "anary" not in repr(both)
    assert both.redact("Canary canary@x.org", "*") == "* *"


@given(st.text(max_size=40), st.text(min_size=2, max_size=10))
def test_what_was_redacted_once_is_not_redacted_again(text, name):
    words = Words(names=[name], emails=["a@b.c"], phones=["+123456789"])
    once = words.redact(f"{text} {name} a@b.c {text}", "***")
    assert words.redact(once, "***") == once or "***" in name


def test_digits_of_a_number_know_one_international_prefix():
    assert digits("+44 (20) 1") == digits("0044-20-1") == "44201"
    assert digits("020 1") == "0201"
