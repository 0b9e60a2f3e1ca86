"""Facts about stock tables, added to what `$metadata` says."""

from attrs import evolve

from dataverse_sdk.codegen import with_stock_facts
from dataverse_sdk.schema.model import ColumnSchema, Schema, TableSchema

BARE = ColumnSchema("subject", "subject", "Edm.String")
KNOWN = ColumnSchema(
    "subject",
    "subject",
    "Edm.String",
    attribute_type="String",
    max_length=300,
    format="Text",
    required_level="ApplicationRequired",
    valid_for_create=False,
    valid_for_update=False,
    valid_for_read=False,
    options=((1, "One"),),
    targets=("a",),
    schema_name="Subject",
    minimum=0,
    maximum=1,
    precision=2,
)


def schema(*columns: ColumnSchema, name: str = "lead", **facts: object) -> Schema:
    return Schema({name: TableSchema(name, "leads", "leadid", columns=columns, **facts)})  # type: ignore[arg-type]


def test_what_the_document_leaves_open_is_filled_in() -> None:
    stock = schema(KNOWN, primary_name="fullname", schema_name="Lead", object_type_code=4, ownership="UserOwned", messages=("Create",))
    assert with_stock_facts(schema(BARE), stock) == stock


def test_what_the_document_states_stays() -> None:
    stated = evolve(
        KNOWN,
        attribute_type="Memo",
        max_length=50,
        format="Url",
        required_level="Recommended",
        options=((2, "Two"),),
        targets=("b",),
        schema_name="S",
        minimum=5,
        maximum=6,
        precision=7,
    )
    facts = {"primary_name": "p", "schema_name": "s", "object_type_code": 7, "ownership": "o", "messages": ("Update",)}
    ours = schema(stated, **facts)
    assert with_stock_facts(ours, schema(KNOWN, primary_name="x", schema_name="y", object_type_code=1)) == ours


def test_columns_and_tables_the_facts_do_not_know_stay_as_they_are() -> None:
    ours = schema(BARE, ColumnSchema("new_x", "new_x", "Edm.Int32"))
    assert with_stock_facts(ours, schema(KNOWN, name="contact")) == ours
    assert with_stock_facts(ours, schema(evolve(KNOWN, edm_type="Edm.Int32"))) == ours


def test_names_and_columns_are_never_added() -> None:
    assert with_stock_facts(schema(), schema(KNOWN)).tables["lead"].columns == ()
