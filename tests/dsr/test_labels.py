"""An environment's own words are read in one request; a table it will not speak of keeps ours."""

from dataverse_dsr import Catalogue, Declaration, matched
from dataverse_dsr.catalogues import REFERENCE
from dataverse_dsr.labels import needs_labels, read_labels
from dataverse_sdk import Column, column, entity
from dataverse_sdk.tables import Contact
from dataverse_sdk.testing import ScriptedDriver, batch_reply, error_reply, json_reply


def test_labels_are_read_by_both_faces(dsr, dataverse):
    labels = dsr.labels()
    assert labels.tables["contact"]
    assert labels.columns["contact", "firstname"]
    assert ("contact", "address1_line1") not in labels.columns  # nobody gave it a label, so the name stands there
    assert len(dataverse.requests) == 1


def test_what_the_service_refuses_keeps_our_words():
    one = {
        "LogicalName": "quote",
        "SchemaName": "Quote",
        "PrimaryIdAttribute": "quoteid",
        "MetadataId": "00000000-0000-0000-0000-000000000001",
    }
    label = {"UserLocalizedLabel": {"Label": "Given"}}
    parts = [error_reply(403), error_reply(403), json_reply(one), json_reply({"value": [{"LogicalName": "name", "DisplayName": label}]})]
    catalogue = REFERENCE.without(*(each.name for each in REFERENCE if each.name not in ("contacts", "quotes")))
    labels = ScriptedDriver(batch_reply(*parts)).run(read_labels(catalogue))
    assert (labels.tables, labels.columns) == ({}, {("quote", "name"): "Given"})


def test_a_column_of_ones_own_needs_labels():
    @entity("contact", set_name="contacts", key="contactid")
    class Own(Contact):
        new_shoesize: Column[str | None] = column()

    own = Declaration(Own, found_by=[matched(Own.emailaddress1)], read=[Own.new_shoesize], person=[Own.lastname], stage="roots")
    assert needs_labels(Catalogue("own", [own]))
