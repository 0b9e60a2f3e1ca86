"""Metadata is read into typed values, on the emulator and from scripted replies; a damaged definition is an error."""

from typing import Any
from uuid import UUID

import pytest

from dataverse_sdk.errors import InvalidReply
from dataverse_sdk.operations import Operation, metadata
from dataverse_sdk.testing import json_reply

ID = UUID(int=9)


def value(*items: Any) -> Any:
    return json_reply({"value": list(items)})


def label(text: str) -> dict[str, Any]:
    return {"UserLocalizedLabel": {"Label": text}}


TABLE = {
    "LogicalName": "contact",
    "SchemaName": "Contact",
    "EntitySetName": "contacts",
    "PrimaryIdAttribute": "contactid",
    "PrimaryNameAttribute": "fullname",
    "MetadataId": str(ID),
    "ObjectTypeCode": 2,
    "IsCustomEntity": False,
    "DisplayName": label("Contact"),
    "OwnershipType": "UserOwned",
    "HasNotes": True,
    "ChangeTrackingEnabled": True,
}


def test_tables_are_read_by_name_or_all_together() -> None:
    wanted = metadata.TableMetadata(
        logical_name="contact",
        schema_name="Contact",
        set_name="contacts",
        key="contactid",
        primary_name="fullname",
        metadata_id=ID,
        object_type_code=2,
        custom=False,
        label="Contact",
        ownership="UserOwned",
        notes=True,
        change_tracking=True,
    )
    one, every = metadata.table_metadata("contact"), metadata.tables()
    assert one.request.target.startswith("EntityDefinitions(LogicalName='contact')?$select=LogicalName,")
    assert one.read(json_reply(TABLE)) == wanted
    assert every.request.target.startswith("EntityDefinitions?$select=")
    assert every.read(value(TABLE)) == (wanted,)
    assert one.read(json_reply({**TABLE, "DisplayName": None})).label is None


def test_columns_carry_what_they_are_valid_for() -> None:
    columns = metadata.column_metadata("contact").read(
        value(
            {
                "LogicalName": "fullname",
                "AttributeType": "String",
                "RequiredLevel": {"Value": "None"},
                "IsValidForCreate": False,
                "IsValidForUpdate": False,
                "IsValidForRead": True,
            }
        )
    )
    fullname = columns["fullname"]
    assert (fullname.attribute_type, fullname.required_level, fullname.create, fullname.update, fullname.read) == (
        "String",
        "None",
        False,
        False,
        True,
    )


def test_lengths_leave_out_columns_without_one() -> None:
    operation = metadata.column_lengths("contact", memo=True)
    assert "MemoAttributeMetadata" in operation.request.target
    assert operation.read(value({"LogicalName": "description", "MaxLength": 2000}, {"LogicalName": "x", "MaxLength": None})) == {
        "description": 2000
    }
    assert "StringAttributeMetadata" in metadata.column_lengths("contact").request.target


def test_options_come_from_the_column_or_from_its_global_choice() -> None:
    options = {"Options": [{"Value": 1, "Label": label("Male")}, {"Value": 2, "Label": None}]}
    found = metadata.column_options("contact").read(
        value(
            {"LogicalName": "gendercode", "OptionSet": options},
            {"LogicalName": "shared", "OptionSet": None, "GlobalOptionSet": options},
            {"LogicalName": "none"},
        )
    )
    assert found == {"gendercode": {1: "Male", 2: None}, "shared": {1: "Male", 2: None}, "none": {}}


def test_relationships_of_both_shapes_are_read() -> None:
    one_to_many = metadata.relationships("contact", "OneToMany").read(
        value(
            {
                "SchemaName": "contact_customer_contacts",
                "ReferencedEntity": "contact",
                "ReferencingEntity": "contact",
                "ReferencingAttribute": "parentcustomerid",
                "ReferencedEntityNavigationPropertyName": "contact_customer_contacts",
                "ReferencingEntityNavigationPropertyName": "parentcustomerid_contact",
            }
        )
    )
    assert (one_to_many[0].referencing_column, one_to_many[0].referencing_navigation) == ("parentcustomerid", "parentcustomerid_contact")
    between = metadata.relationships("contact", "ManyToMany").read(
        value({"SchemaName": "contactquotes", "Entity1LogicalName": "contact", "Entity2LogicalName": "quote"})
    )
    assert (between[0].referenced, between[0].referencing, between[0].referencing_column) == ("contact", "quote", "")


def test_keys_say_whether_their_index_is_ready() -> None:
    found = metadata.keys("contact").read(
        value({"LogicalName": "new_key", "KeyAttributes": ["emailaddress1"], "EntityKeyIndexStatus": "Active"})
    )
    assert found == (metadata.KeyMetadata(logical_name="new_key", columns=("emailaddress1",), index_status="Active"),)


@pytest.mark.parametrize(
    "operation",
    [
        metadata.tables(),
        metadata.column_metadata("contact"),
        metadata.column_lengths("contact"),
        metadata.column_options("contact"),
        metadata.relationships("contact", "ManyToOne"),
        metadata.keys("contact"),
    ],
)
@pytest.mark.parametrize("reply", [json_reply({}), value({}), value(3)])
def test_a_damaged_list_of_definitions_is_an_error(operation: Operation[Any], reply: Any) -> None:
    with pytest.raises(InvalidReply):
        operation.read(reply)


def test_a_damaged_table_is_an_error() -> None:
    with pytest.raises(InvalidReply):
        metadata.table_metadata("contact").read(json_reply({**TABLE, "MetadataId": "x"}))


def test_labels_of_columns_are_read_and_columns_without_one_left_out() -> None:
    reply = value(
        {"LogicalName": "firstname", "DisplayName": label("Given name")}, {"LogicalName": "address1_addressid", "DisplayName": {}}
    )
    operation = metadata.column_labels("contact")
    assert operation.read(reply) == {"firstname": "Given name"}
    assert operation.request.target == "EntityDefinitions(LogicalName='contact')/Attributes?$select=LogicalName,DisplayName"


def test_privileges_of_a_table_are_read_by_kind() -> None:
    operation = metadata.table_privileges("contact")
    reply = json_reply(
        {"LogicalName": "contact", "Privileges": [{"PrivilegeType": "Read", "PrivilegeId": str(ID), "Name": "prvReadContact"}]}
    )
    assert operation.read(reply) == {"Read": ID}
    assert operation.request.target == "EntityDefinitions(LogicalName='contact')?$select=LogicalName,Privileges"
    with pytest.raises(InvalidReply):
        operation.read(json_reply({"LogicalName": "contact"}))


def test_columns_of_text_carry_lengths_and_formats() -> None:
    text = {"LogicalName": "emailaddress1", "MaxLength": 100, "Format": "Email", "IsValidForCreate": True, "IsValidForUpdate": False}
    wanted = metadata.TextMetadata(logical_name="emailaddress1", max_length=100, format="Email", create=True, update=False)
    assert metadata.text_columns("contact").read(value(text)) == {"emailaddress1": wanted}


def test_global_choices_are_read_by_name_or_all_together() -> None:
    shown = {"Name": "new_colour", "MetadataId": str(ID), "DisplayName": label("Colour"), "IsCustomOptionSet": True}
    picked = {**shown, "Options": [{"Value": 1, "Label": label("Red")}]}
    yes_or_no = {**shown, "TrueOption": {"Value": 1, "Label": label("Yes")}, "FalseOption": {"Value": 0, "Label": label("No")}}
    wanted = metadata.ChoiceMetadata(name="new_colour", metadata_id=ID, label="Colour", custom=True, options={1: "Red"})
    assert metadata.choice("new_colour").read(json_reply(picked)) == wanted
    assert [dict(each.options) for each in metadata.choices().read(value(picked, yes_or_no))] == [{1: "Red"}, {0: "No", 1: "Yes"}]
