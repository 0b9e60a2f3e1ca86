"""A catalogue reads as a Fides dataset, and a Fides policy narrows a catalogue by whole segments."""

import json

import pytest

from dataverse_dsr import InvalidDocument
from dataverse_dsr.catalogues import REFERENCE
from dataverse_dsr.interop import categories_of_policy, dataset, narrowed
from dataverse_dsr.interop.yaml import to_yaml


def policy(*rules):
    return {
        "key": "p",
        "rules": [{"action_type": action, "targets": [{"data_category": name} for name in names]} for action, names in rules],
    }


def test_yaml_is_always_the_same_text_and_every_doubtful_word_is_quoted():
    value = {
        "a": [{"b": 1, "c": ["x", "y.z"]}, "no", 3, []],
        "k k": {"n": None, "t": True, "e": {}, "s": "a: b #", "u": "\u00e9\n"},
        "d": "2026-01-02",
    }
    assert to_yaml(value) == (
        'a:\n  - b: 1\n    c:\n      - x\n      - y.z\n  - "no"\n  - 3\n  - []\n"k k":\n  "n": null\n  t: true\n  e: {}\n'
        '  s: "a: b #"\n  u: "\\u00e9\\n"\nd: "2026-01-02"\n'
    )


def test_yaml_is_read_back_by_a_reader_we_did_not_write():
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    (described,) = yaml.safe_load(dataset(REFERENCE))["dataset"]
    assert [one["name"] for one in described["collections"]] == [one.name for one in REFERENCE]


def test_a_dataset_names_keys_identities_links_and_categories():
    text = dataset(REFERENCE, key="crm")
    assert text == dataset(REFERENCE, key="crm")
    contacts = text.partition("name: contacts")[2].partition("name: leads")[0]
    assert "primary_key: true" in contacts
    assert "identity: email" in contacts
    assert "user.demographic.date_of_birth" in contacts
    assert "length: 50" in contacts
    assert "read_only: true" in contacts.partition("name: fullname")[2].partition("name: ")[0]
    cases = text.partition("name: incidents")[2].partition("name: quotes")[0]
    assert "field: contacts.contactid" in cases
    assert "direction: from" in cases


def test_the_categories_of_a_policy_are_those_of_its_action():
    one = policy(("access", ["user"]), ("erasure", ["user.name", "user.contact.email"]))
    assert categories_of_policy(one, "erasure") == {"user.name", "user.contact.email"}
    assert categories_of_policy({"items": [one, policy(("erasure", ["user.financial"]))]}, "erasure") >= {"user.financial", "user.name"}


@pytest.mark.parametrize(
    "document", [{}, {"rules": 3}, {"items": [{}]}, {"rules": [{"action_type": "erasure"}]}, policy(("access", ["user"])), []]
)
def test_what_is_no_policy_for_the_action_is_refused(document):
    with pytest.raises(InvalidDocument):
        categories_of_policy(json.loads(json.dumps(document)), "erasure")


def test_h42_a_narrowed_catalogue_takes_whole_segments():
    catalogue = narrowed(REFERENCE, ["user.name", "user.contact.phone_number"])
    columns = {one.column.wire_name for one in catalogue["contacts"].masks}
    assert {"firstname", "lastname", "telephone1"} <= columns
    assert not {"emailaddress1", "birthdate", "fax"} & columns
    assert [one.column.wire_name for one in catalogue["contacts"].computed] == ["fullname"]
    assert catalogue["incidents"].masks == ()
    assert catalogue["contacts"].found_by == REFERENCE["contacts"].found_by
    assert catalogue.digest != REFERENCE.digest
    with pytest.raises(InvalidDocument, match="no column"):
        narrowed(REFERENCE, ["user.nam"])


def test_a_text_computed_from_what_is_left_is_not_expected_to_change():
    assert narrowed(REFERENCE, ["user.name.first"])["contacts"].computed == ()
