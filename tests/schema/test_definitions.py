"""EntityDefinitions laid over `$metadata`."""

from typing import Any

from attrs import evolve

from dataverse_sdk.schema.definitions import with_definitions
from dataverse_sdk.schema.model import ColumnSchema, KeySchema, TableSchema

TABLE = TableSchema(
    "new_a",
    "new_as",
    "new_aid",
    columns=(
        ColumnSchema("new_aid", "new_aid", "Edm.Guid"),
        ColumnSchema("new_text", "new_text", "Edm.String"),
        ColumnSchema("new_kind", "new_kind", "Edm.Int32"),
        ColumnSchema("new_tags", "new_tags", "Edm.String"),
        ColumnSchema("_new_b_value", "new_b", "Edm.Guid"),
        ColumnSchema("new_size", "new_size", "Edm.Decimal", minimum=1, precision=3),
    ),
    alternate_keys=(KeySchema("x", ("new_text",)),),
)


def label(own: str | None = None, **languages: str) -> dict[str, Any]:
    codes = {"en": 1033, "de": 1031}
    return {
        "UserLocalizedLabel": {"Label": own, "LanguageCode": 1031} if own else None,
        "LocalizedLabels": [{"Label": text, "LanguageCode": codes[language]} for language, text in languages.items()],
    }


DEFINITION = {
    "LogicalName": "new_a",
    "SchemaName": "new_A",
    "PrimaryNameAttribute": "new_text",
    "ObjectTypeCode": 10001,
    "OwnershipType": "UserOwned",
    "DisplayName": label("Ein A", de="Ein A", en="An A"),
    "Description": label("Nur so"),
    "Keys": [
        {"LogicalName": "new_z", "KeyAttributes": ["new_text", "new_b"]},
        {"LogicalName": "new_k", "KeyAttributes": ["new_lost"]},
        {"LogicalName": "new_l", "KeyAttributes": None},
    ],
    "Attributes": [
        {
            "LogicalName": "new_text",
            "SchemaName": "new_Text",
            "AttributeType": "String",
            "RequiredLevel": {"Value": "ApplicationRequired"},
            "IsValidForCreate": True,
            "IsValidForUpdate": False,
            "IsValidForRead": True,
            "DisplayName": label(en="Text"),
            "Description": label(en=""),
        },
        {"LogicalName": "new_kind", "AttributeType": "Picklist", "RequiredLevel": {"Value": "Unheard"}},
        {"LogicalName": "new_tags", "AttributeType": "Virtual", "AttributeTypeName": {"Value": "MultiSelectPicklistType"}},
        {"LogicalName": "new_elsewhere", "AttributeType": "String"},
    ],
}
CASTS: list[list[dict[str, Any]]] = [
    [{"LogicalName": "new_text", "MaxLength": 100, "Format": "Email"}],
    [{"LogicalName": "new_size", "MinValue": -0.5, "MaxValue": 10.0, "Precision": 0}],
    [{"LogicalName": "new_b", "Targets": ["new_b"]}],
    [
        {
            "LogicalName": "new_kind",
            "OptionSet": None,
            "GlobalOptionSet": {
                "Name": "new_kinds",
                "IsGlobal": True,
                "Options": [{"Value": 2, "Label": label("Zwei")}, {"Value": None}, {"Value": 1, "Label": None}],
            },
        },
        {
            "LogicalName": "new_tags",
            "OptionSet": {"Name": "new_a_new_tags", "IsGlobal": False, "Options": [{"Value": 1, "Label": label(en="One")}]},
        },
    ],
]


def test_what_the_definitions_say_outranks_the_document() -> None:
    key, text, kind, tags, lookup, size = TABLE.columns
    assert with_definitions(TABLE, DEFINITION, CASTS) == evolve(
        TABLE,
        schema_name="new_A",
        primary_name="new_text",
        object_type_code=10001,
        ownership="UserOwned",
        label="An A",
        description="Nur so",
        columns=(
            key,
            evolve(
                text,
                schema_name="new_Text",
                attribute_type="String",
                required_level="ApplicationRequired",
                valid_for_update=False,
                label="Text",
                max_length=100,
                format="Email",
            ),
            evolve(kind, attribute_type="Picklist", options=((2, "Zwei"), (1, "")), option_set="new_kinds"),
            evolve(tags, attribute_type="Virtual", options=((1, "One"),), multi_select=True),
            evolve(lookup, targets=("new_b",)),
            evolve(size, minimum=-0.5, maximum=10, precision=0),
        ),
        alternate_keys=(KeySchema("new_k", ("new_lost",)), KeySchema("new_l", ()), KeySchema("new_z", ("new_text", "_new_b_value"))),
    )


def test_what_the_definitions_leave_out_stays() -> None:
    assert with_definitions(TABLE, {}, []) == TABLE
    bare = [{"LogicalName": name} for name in ("new_text", "new_size", "new_kind")]
    assert with_definitions(TABLE, {"Attributes": bare, "Keys": []}, [[]]) == TABLE
