"""An identity is validated before anything is sent, compared as mailboxes are, and never shown."""

import json
import pickle
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataverse_dsr import EmailAddress, Identity, InvalidIdentity, PhoneNumber, match_key, phone_key
from dataverse_dsr.words import Words

CONTACT = UUID("00000000-0000-0000-0000-00000000000a")

BAD = {
    "empty": "",
    "blank": " \t\n",
    "no at": "canary.example.com",
    "two ats": "canary@example.com@example.org",
    "no local part": "@canary.example.com",
    "no domain": "canary@",
    "blank local part": " @canary.example.com",
    "CR LF": "canary@example.com\r\nDELETE /contacts(1)",
    "NUL": "canary\0@example.com",
    "C1 control": "canary\x85x@example.com",
    "lone surrogate": "canary\ud800@example.com",
    "too long": "canary" * 60 + "@example.com",
    "at in quotes only": '"canary@example.com"',
    "open quote": '"canary@example.com',
    "None": None,
    "number": 7,
}


@pytest.mark.parametrize("address", BAD.values(), ids=BAD.keys())
def test_what_is_no_address_is_refused_without_repeating_it(address):
    with pytest.raises(InvalidIdentity) as caught:
        Identity(email=address)
    assert "canary" not in str(caught.value)
    assert "canary" not in repr(caught.value)


@pytest.mark.parametrize("address", BAD.values(), ids=BAD.keys())
def test_one_bad_address_among_good_ones_is_refused(address):
    with pytest.raises(InvalidIdentity):
        Identity(email=["good@example.com", address])


def test_nobody_is_refused():
    with pytest.raises(InvalidIdentity):
        Identity()
    with pytest.raises(InvalidIdentity):
        Identity(email=[])


@pytest.mark.parametrize("given_id", ["canary", "", 5, b"x"])
def test_what_is_no_guid_is_refused_without_repeating_it(given_id):
    with pytest.raises(InvalidIdentity) as caught:
        Identity(contact_ids=[given_id])
    assert "canary" not in str(caught.value)


def test_the_longest_address_fits():
    local = "a" * (320 - len("@example.com"))
    assert Identity(email=f"{local}@example.com").emails[0].query_forms == (f"{local}@example.com",)
    with pytest.raises(InvalidIdentity):
        Identity(email=f"a{local}@example.com")


def test_outer_white_space_goes_and_inner_spelling_stays():
    assert EmailAddress("  Ada.Lovelock@Example.com\n").query_forms == ("Ada.Lovelock@Example.com",)


def test_an_address_given_in_another_unicode_form_is_the_same():
    assert EmailAddress("jose\u0301@example.com").query_forms == ("jos\u00e9@example.com",)


SAME = [
    ("ada@example.com", "ADA@Example.COM"),
    ("ada@example.com", " ada@example.com  "),
    ("ada@bücher.de", "ada@xn--bcher-kva.de"),
    ("ada@bücher.de", "ADA@XN--BCHER-KVA.DE"),
    ("jos\u00e9@example.com", "JOSE\u0301@example.com"),
    ('"a@b"@example.com', '"A@B"@EXAMPLE.com'),
]
DIFFERENT = [
    ("jos\u00e9@example.com", "jose@example.com"),  # H2: equal to most of Dataverse's collations
    ("wei\u00df@example.com", "weiss@example.com"),  # equal to the collations and to str.casefold
    ("ada@stra\u00dfe.de", "ada@strasse.de"),
    ("j@example.com", "j+tag@example.com"),  # H5
    ("a.da@example.com", "ada@example.com"),
    ("a_b@example.com", "axb@example.com"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_mailbox_have_one_key(one, other):
    assert match_key(one) == match_key(other) is not None
    assert Identity(email=one).matches(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_mailboxes_have_different_keys(one, other):
    assert match_key(one) != match_key(other)
    assert not Identity(email=one).matches(other)


@pytest.mark.parametrize("text", [None, "", " ", "MASKED", "@example.com", "a@", "a@b@c"])
def test_what_is_no_address_has_no_key_and_matches_nobody(text):
    assert match_key(text) is None
    assert not Identity(email="ada@example.com").matches(text)


def test_a_domain_is_asked_for_in_both_its_forms():
    assert EmailAddress("ada@bücher.de").query_forms == ("ada@bücher.de", "ada@xn--bcher-kva.de")
    assert EmailAddress("ada@xn--bcher-kva.de").query_forms == ("ada@xn--bcher-kva.de", "ada@bücher.de")
    assert EmailAddress("ada@Bücher.DE").query_forms == ("ada@Bücher.DE", "ada@xn--bcher-kva.de")


def test_a_domain_that_is_no_domain_is_asked_for_as_it_stands():
    assert EmailAddress("ada@bü cher_.de").query_forms == ("ada@bü cher_.de",)
    assert EmailAddress("ada@xn--\u00fc.de").query_forms == ("ada@xn--\u00fc.de",)
    assert match_key("ada@BÜ cher_.de") == "ada@bü cher_.de"


def test_a_broken_punycode_domain_is_asked_for_as_it_stands():
    assert EmailAddress("ada@xn--a.de").query_forms == ("ada@xn--a.de",)


def test_an_escaped_quote_does_not_end_a_quoted_local_part():
    assert match_key('"a\\"@b"@example.com') == '"a\\"@b"@example.com'


def test_addresses_that_are_one_mailbox_count_once():
    person = Identity(email=["ada@example.com", "ADA@example.com", EmailAddress("eve@example.com")])
    assert len(person.emails) == 2
    assert person.query_forms == ("ada@example.com", "eve@example.com")


def test_record_ids_name_a_person():
    person = Identity(contact_ids=str(CONTACT), lead_ids=[CONTACT, CONTACT])
    assert (person.contact_ids, person.lead_ids, person.named) == ((CONTACT,), (CONTACT,), True)
    assert not Identity(email="ada@example.com").named
    assert not person.matches("ada@example.com")


def test_an_identity_never_shows_an_address():
    person = Identity(email="canary@example.com", contact_ids=[CONTACT])
    for text in (repr(person), str(person), f"{person}", repr(person.emails), repr([person])):
        assert "canary" not in text
        assert str(CONTACT) not in text


def test_an_identity_is_a_value():
    one, other = Identity(email="ada@example.com"), Identity(email=["ada@example.com"])
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one


@given(st.text())
def test_any_text_is_taken_or_refused_and_never_anything_else(text):
    try:
        person = Identity(email=text)
    except InvalidIdentity:
        return
    assert person.matches(text)
    assert 1 <= len(person.query_forms) <= 3
    assert all(person.matches(form) for form in person.query_forms)
    for form in person.query_forms:
        form.encode()


def test_no_valid_address_of_the_public_corpus_is_refused():
    corpus = Path(__file__).resolve().parents[2] / "../shared/data/fuzz/email/hapi-tests.json"
    if not corpus.exists():
        pytest.skip("the corpus of addresses is not beside the repository")
    valid = [address for address, verdict in json.loads(corpus.read_text()) if verdict == "valid"]
    assert len(valid) >= 20
    for address in valid:
        assert Identity(email=address).matches(address.strip())


NUMBERS = [
    ("+44 20 7946 0958", "0044 (20) 7946-0958"),
    ("+44 20 7946 0958", "442079460958"),
    ("020/7946.0958", "02079460958"),
]


@pytest.mark.parametrize(("one", "other"), NUMBERS)
def test_telephone_numbers_are_compared_by_their_digits(one, other):
    assert phone_key(one) == phone_key(other) is not None
    person = Identity(phone=one)
    assert person.matches_phone(other)
    assert not person.matches_phone("+44 20 7946 0959")
    assert not person.matches_phone(None)
    assert not person.matches(one)


def test_a_number_without_its_country_is_another_number():
    assert not Identity(phone="+44 20 7946 0958").matches_phone("020 7946 0958")


def test_a_number_is_asked_for_in_the_spellings_that_characters_can_match():
    assert PhoneNumber("+44 20 1234567").query_forms == ("+44 20 1234567", "+44201234567", "0044201234567", "44201234567")
    assert PhoneNumber(" 020 1234567 ").query_forms == ("020 1234567", "0201234567")
    person = Identity(phone=["+44 20 1234567", PhoneNumber("44201234567")])
    assert person.phone_forms == ("+44 20 1234567", "+44201234567", "0044201234567", "44201234567")


@pytest.mark.parametrize(
    "number",
    [
        "",
        "  ",
        "12345",
        "1" * 16,
        "call me",
        "+44 20 1234567 x5",
        ["+44 20 1234567", 5],
        "12345\r\n67",
        44,
        None,
        "\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
    ],
)
def test_what_is_no_number_is_refused_and_not_repeated(number):
    with pytest.raises(InvalidIdentity) as caught:
        Identity(phone=number)
    assert str(number).strip() not in str(caught.value) or not str(number).strip()


@pytest.mark.parametrize("text", [None, "", "MASKED", "+0", "12 34"])
def test_what_is_no_number_has_no_key(text):
    assert phone_key(text) is None


def test_a_number_is_never_shown():
    person = Identity(phone="+44 20 7946 0958")
    for text in (repr(person), repr(person.phones), repr(person.words)):
        assert "7946" not in text


def test_what_was_learned_of_a_person_is_no_part_of_who_was_asked_for():
    person = Identity(email="ada@example.com", phone="+44 20 7946 0958")
    known = person.knowing(Words(names=["Ada"]))
    assert known == person
    assert hash(known) == hash(person)
    assert not person.words.names
    assert known.words.redact("Ada ada@example.com 442079460958", "*") == "* * *"
    assert person.searched
    assert not Identity(contact_ids=CONTACT).searched
