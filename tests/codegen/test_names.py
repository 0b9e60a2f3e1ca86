"""Python names out of wire names."""

import keyword

import pytest

from dataverse_sdk.codegen.names import Namespace, class_name, is_wire_name, module_name


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("firstname", "firstname"),
        ("class", "class_"),
        ("None", "None_"),
        ("ref", "ref_"),
        ("date", "date_"),
        ("column", "column_"),
        ("Entity", "Entity_"),
        ('"run', "run"),
        ("1st", "n1st"),
        ("_ownerid_value", "ownerid_value"),
        ("a-b c.d", "a_b_c_d"),
        ("__init__", "init__"),
        ("größe", "gr__e"),
        ("___", "n"),
        ("", "n"),
        ("match", "match"),
    ],
)
def test_a_name_python_or_entity_takes_for_itself_is_changed(wire: str, python: str) -> None:
    assert (Namespace().attribute(wire), python.isidentifier(), keyword.iskeyword(python)) == (python, True, False)


def test_names_that_differ_only_by_case_are_told_apart() -> None:
    names = Namespace()
    assert [names.attribute(name) for name in ("fileid", "FileId", "FILEID", "fileid_")] == ["fileid", "FileId_", "FILEID__", "fileid___"]


def test_a_navigation_property_gives_way_to_its_lookup() -> None:
    names = Namespace()
    assert [names.attribute("masterid"), names.navigation("masterid"), names.navigation("MasterId")] == [
        "masterid",
        "masterid_nav",
        "MasterId_nav_",
    ]
    assert names.navigation("Contact_Tasks") == "Contact_Tasks"


def test_a_reserved_name_is_reserved_as_spelled() -> None:
    names = Namespace(["Fax"])
    assert [names.attribute("fax"), Namespace(["Fax"]).navigation("Fax")] == ["fax", "Fax_"]


@pytest.mark.parametrize(
    ("logical", "schema", "class_", "module"),
    [
        ("phonecall", "PhoneCall", "PhoneCall", "phonecall"),
        ("new_project", None, "NewProject", "new_project"),
        ("new_project", "new_Project", "NewProject", "new_project"),
        ("import", None, "Import", "import_"),
        ("entity", None, "Entity_", "entity_"),
        ("none", None, "None_", "none"),
        ("2fa", None, "Table2fa", "table_2fa"),
        ("../../etc/passwd", None, "EtcPasswd", "etc_passwd"),
    ],
)
def test_tables_get_class_and_module_names(logical: str, schema: str | None, class_: str, module: str) -> None:
    assert (class_name(logical, schema), module_name(logical)) == (class_, module)


def test_a_wire_name_is_ascii_letters_digits_and_underscores() -> None:
    assert [is_wire_name(name) for name in ("a_B1", '"a', "ä", "", "a/b")] == [True, False, False, False, False]
