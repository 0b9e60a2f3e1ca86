"""Columns have words for people and categories of a public taxonomy."""

import pytest

from dataverse_dsr.catalogues import COMPLETE, REFERENCE
from dataverse_dsr.labels import needs_labels
from dataverse_dsr.vocabulary import Word, group_of, knows, table_label, within, word_for

CASES = {
    "birthdate": Word("Date of birth", "user.demographic.date_of_birth"),
    "billto_city": Word("Billing address: city", "user.contact.address.city"),
    "shipto_name": Word("Delivery address: name", "user.name"),
    "address2_postalcode": Word("Address 2: postal code", "user.contact.address.postal_code"),
    "address1_name": Word("Address 1: name", "system.operations"),
    "spousesname": Word("Name of spouse or partner", "user.name", True),
    "new_birthdate": Word("Date of birth", "user.demographic.date_of_birth"),
    "new_shoe_size": Word("Shoe size", "user.content"),
    "shoesize": Word("Shoesize", "user.content"),
    "adx_unheard": Word("Adx unheard", "user.content"),
    "adx_identity_username": Word("Portal user name", "user.account.username"),
    "_": Word("_", "user.content"),
}


@pytest.mark.parametrize(("name", "word"), CASES.items())
def test_a_column_has_a_word(name, word):
    assert word_for(name) == word


@pytest.mark.parametrize("name", ["birthdate", "billto_city", "address1_city"])
def test_stock_columns_are_known(name):
    assert knows(name)


@pytest.mark.parametrize("name", ["new_birthdate", "shoesize", "billto_x", "address1_x"])
def test_other_columns_are_not(name):
    assert not knows(name)


@pytest.mark.parametrize("catalogue", [REFERENCE, COMPLETE])
def test_what_ships_needs_no_other_words(catalogue):
    assert not needs_labels(catalogue)


def test_tables_have_words():
    assert (table_label("contact"), group_of("contact")) == ("Contact record", "You")
    assert (table_label("new_pet"), group_of("new_pet")) == ("Pet", "Other records")
    assert table_label("pet") == "Pet"


@pytest.mark.parametrize(
    ("category", "wanted", "held"),
    [
        ("user.name", "user.name", True),
        ("user.name.first", "user.name", True),
        ("user.name_x", "user.name", False),
        ("user.name", "user.name.first", False),
        ("user", "user.name", False),
        ("username", "user", False),
    ],
)
def test_h42_categories_are_compared_by_whole_segments(category, wanted, held):
    assert within(category, wanted) is held
