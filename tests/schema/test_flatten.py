"""From a CSDL document to tables."""

from dataverse_sdk.schema.csdl import CsdlDocument, CsdlEntitySet, CsdlEntityType, CsdlNavigation, CsdlProperty, read_csdl
from dataverse_sdk.schema.flatten import lookup_name
from dataverse_sdk.schema.model import ColumnSchema, KeySchema, NavigationSchema, TableSchema


def guid(name: str) -> CsdlProperty:
    return CsdlProperty(name, "Edm.Guid")


def document(*types: CsdlEntityType, **sets: str) -> CsdlDocument:
    entity_sets = tuple(CsdlEntitySet(set_name, f"mscrm.{name}") for set_name, name in sets.items())
    return CsdlDocument("N", entity_types=types, entity_sets=entity_sets)


def navigation(of: CsdlEntityType, name: str) -> NavigationSchema | None:
    return document(of).schema().tables[of.name].navigation(name)


def test_a_lookup_is_a_guid_between_underscore_and_value() -> None:
    assert [lookup_name(name) for name in ("_ownerid_value", "__value", "ownerid", "_ownerid", "ownerid_value")] == [
        "ownerid",
        None,
        None,
        None,
        None,
    ]


def test_a_table_has_its_own_members_then_its_ancestors_and_the_nearest_key() -> None:
    base = CsdlEntityType(
        "activitypointer",
        key=("activityid",),
        properties=(guid("activityid"), CsdlProperty("subject", "Edm.String")),
        navigations=(CsdlNavigation("tasks", "Collection(mscrm.task)"), CsdlNavigation("both", "Collection(mscrm.base)")),
        alternate_keys=(("subject",),),
    )
    own = CsdlEntityType(
        "task",
        base="mscrm.activitypointer",
        open=True,
        properties=(CsdlProperty("subcategory", "Edm.String"), CsdlProperty("subject", "Edm.Int32")),
        navigations=(CsdlNavigation("both", "Collection(mscrm.own)"),),
        alternate_keys=(("a", "b"),),
    )
    assert document(base, own, tasks="task", more="task").schema().by_set("tasks") == TableSchema(
        logical_name="task",
        set_name="tasks",
        key="activityid",
        base="activitypointer",
        open=True,
        columns=(
            ColumnSchema("subcategory", "subcategory", "Edm.String"),
            ColumnSchema("subject", "subject", "Edm.Int32"),
            ColumnSchema("activityid", "activityid", "Edm.Guid", valid_for_update=False),
        ),
        navigations=(NavigationSchema("both", "own", collection=True), NavigationSchema("tasks", "task", collection=True)),
        alternate_keys=(KeySchema("a_b", ("a", "b")), KeySchema("subject", ("subject",))),
    )


def test_a_type_without_key_or_with_two_key_columns_has_no_key() -> None:
    schema = document(CsdlEntityType("a"), CsdlEntityType("b", key=("x", "y"))).schema()
    assert (schema.tables["a"].key, schema.tables["b"].key, schema.by_set("as")) == (None, None, None)


def test_read_only_columns_cannot_be_written_but_keys_can_be_given_and_lookups_bound() -> None:
    table = (
        document(
            CsdlEntityType(
                "t",
                key=("tid",),
                properties=tuple(
                    CsdlProperty(name, type_, read_only=True)
                    for name, type_ in (("tid", "Edm.Guid"), ("fullname", "Edm.String"), ("_ownerid_value", "Edm.Guid"))
                ),
            )
        )
        .schema()
        .tables["t"]
    )
    assert {column.logical_name: (column.valid_for_create, column.valid_for_update) for column in table.columns} == {
        "tid": (True, False),
        "fullname": (False, False),
        "ownerid": (True, True),
    }


def test_a_lookup_knows_its_targets_and_a_base_type_stands_for_its_heirs() -> None:
    principal = CsdlEntityType("principal", abstract=True)
    heirs = [CsdlEntityType(name, base="mscrm.principal") for name in ("systemuser", "team", "nowhere")]
    note = CsdlEntityType(
        "note",
        properties=(guid("_ownerid_value"), guid("_about_value"), guid("_loose_value"), guid("plain"), CsdlProperty("_text_value", "x")),
        navigations=(
            CsdlNavigation("ownerid", "mscrm.principal", constraints=(("_ownerid_value", "ownerid"),)),
            CsdlNavigation("about_task", "mscrm.task", constraints=(("_about_value", "activityid"),)),
            CsdlNavigation("about_gone", "mscrm.gone", constraints=(("_about_value", "goneid"),)),
            CsdlNavigation("plain_task", "mscrm.task", constraints=(("plain", "activityid"),)),
            CsdlNavigation("notes", "Collection(mscrm.note)"),
        ),
    )
    schema = document(principal, *heirs, note, systemusers="systemuser", teams="team", tasks="task").schema()
    assert {column.name: column.targets for column in schema.tables["note"].columns} == {
        "_ownerid_value": ("systemuser", "team"),
        "_about_value": ("task", "gone"),
        "_loose_value": (),
        "plain": (),
        "_text_value": (),
    }


def test_without_a_constraint_the_name_tells_the_lookup() -> None:
    email = CsdlEntityType(
        "email",
        properties=(
            guid("_regardingobjectid_value"),
            guid("_regarding_value"),
            guid("_slaid_value"),
            guid("activityid"),
            guid("_a_value"),
            guid("_a_b_value"),
        ),
        navigations=tuple(
            CsdlNavigation(name, "mscrm.x")
            for name in ("RegardingObjectId_contact", "regarding", "sla_email_sla", "activityid_activitypointer", "unknown", "a_b_c")
        ),
    )
    assert [getattr(navigation(email, each.name), "column", "?") for each in email.navigations] == [
        "_regardingobjectid_value",
        "_regarding_value",
        "_slaid_value",
        "activityid",
        None,
        "_a_b_value",
    ]


def test_a_type_without_service_levels_has_none_guessed() -> None:
    assert navigation(CsdlEntityType("t", navigations=(CsdlNavigation("sla_t_sla", "mscrm.sla"),)), "sla_t_sla") == NavigationSchema(
        "sla_t_sla", "sla", collection=False
    )


def test_bases_that_go_round_or_nowhere_end_the_line() -> None:
    schema = document(
        CsdlEntityType("a", base="mscrm.b", key=("k",)), CsdlEntityType("b", base="mscrm.a"), CsdlEntityType("c", base="mscrm.gone")
    ).schema()
    assert (schema.tables["b"].key, schema.tables["c"].base) == ("k", "gone")


def test_the_schema_of_a_document_is_made_once() -> None:
    read = read_csdl(b'<Edmx><Schema Namespace="N"><EntityType Name="t"/></Schema></Edmx>')
    assert read.schema() is read.schema()
