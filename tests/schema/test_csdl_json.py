"""The CSDL reader against a second reader: OASIS' own converter wrote the same real document as CSDL JSON."""

import gzip
import json
from functools import cache
from typing import Any

from real_metadata import EDMX, FOLDER, needs_real_metadata

from dataverse_sdk.schema.csdl import (
    CsdlComplexType,
    CsdlDocument,
    CsdlEntityType,
    CsdlNavigation,
    CsdlOperation,
    CsdlProperty,
    local_name,
)
from dataverse_sdk.schema.files import read_metadata_file

pytestmark = needs_real_metadata

Json = dict[str, Any]


@cache
def ours() -> CsdlDocument:
    return read_metadata_file(EDMX)


@cache
def theirs() -> Json:
    with gzip.open(FOLDER / "dataverse-csdl-2022-09.json.gz") as file:
        schema: Json = json.load(file)["Microsoft.Dynamics.CRM"]
    return schema


def of_kind(kind: str) -> Json:
    return {name: member for name, member in theirs().items() if isinstance(member, dict) and member.get("$Kind") == kind}


def members(of: Json) -> Json:
    return {name: member for name, member in of.items() if name[0] not in "$@" and "@" not in name}


def typed(member: Json) -> str:
    """A type as XML writes it; JSON leaves `Edm.String` out."""
    name = member.get("$Type", "Edm.String")
    return f"Collection({name})" if member.get("$Collection") else name


def can_be_null(nullable: bool, type_name: str) -> bool:
    """Of collections, `Nullable` speaks of the items; the converter leaves it out."""
    return nullable and not type_name.startswith("Collection(")


def property_json(member: CsdlProperty) -> Json:
    return {"type": member.type, "nullable": can_be_null(member.nullable, member.type)}


def expected_property(member: Json) -> Json:
    return {"type": typed(member), "nullable": can_be_null(member.get("$Nullable", False), typed(member))}


def navigation_json(member: CsdlNavigation) -> Json:
    return {
        "type": member.type,
        "partner": member.partner,
        "constraint": dict(member.constraints) or None,
        "contains": member.contains_target,
        "nullable": can_be_null(member.nullable, member.type),
    }


def expected_navigation(member: Json) -> Json:
    return {
        "type": typed(member),
        "partner": member.get("$Partner"),
        "constraint": member.get("$ReferentialConstraint"),
        "contains": member.get("$ContainsTarget", False),
        "nullable": member.get("$Nullable", False),
    }


def type_json(each: CsdlEntityType | CsdlComplexType) -> Json:
    return {
        "base": each.base,
        "abstract": each.abstract,
        "open": each.open,
        "properties": {member.name: property_json(member) for member in each.properties},
        "navigations": {member.name: navigation_json(member) for member in each.navigations},
    }


def expected_type(each: Json) -> Json:
    navigations = {name for name, member in members(each).items() if member.get("$Kind") == "NavigationProperty"}
    return {
        "base": each.get("$BaseType"),
        "abstract": each.get("$Abstract", False),
        "open": each.get("$OpenType", False),
        "properties": {name: expected_property(member) for name, member in members(each).items() if name not in navigations},
        "navigations": {name: expected_navigation(member) for name, member in members(each).items() if name in navigations},
    }


def test_every_entity_type_agrees_in_every_property_and_navigation() -> None:
    assert {each.name: type_json(each) for each in ours().entity_types} == {
        name: expected_type(each) for name, each in of_kind("EntityType").items()
    }


def test_every_complex_type_agrees() -> None:
    assert {each.name: type_json(each) for each in ours().complex_types} == {
        name: expected_type(each) for name, each in of_kind("ComplexType").items()
    }


def test_every_key_agrees_on_the_type_that_declares_it() -> None:
    declared = {each.name: list(each.key) for each in ours().entity_types if each.key}
    # The converter repeats an inherited key on the heir; where it does, ours finds the same one in the base.
    flat = ours().schema().tables
    expected = {name: each["$Key"] for name, each in of_kind("EntityType").items() if "$Key" in each}
    assert declared.items() <= expected.items()
    assert {name: [flat[name].key] for name in expected} == expected


def test_every_alternate_key_agrees() -> None:
    expected = {
        name: tuple(tuple(part["Name"] for part in key["Key"]) for key in each["@Keys.AlternateKeys"])
        for name, each in of_kind("EntityType").items()
        if "@Keys.AlternateKeys" in each
    }
    assert {each.name: each.alternate_keys for each in ours().entity_types if each.alternate_keys} == expected


def test_every_enumeration_type_agrees() -> None:
    assert {each.name: (each.flags, dict(each.members)) for each in ours().enum_types} == {
        name: (each.get("$IsFlags", False), members(each)) for name, each in of_kind("EnumType").items()
    }


def operation_json(each: CsdlOperation) -> Json:
    return {
        "kind": each.kind,
        "bound": each.bound,
        "composable": each.composable,
        "returns": each.return_type,
        "returns null": each.return_type is not None and can_be_null(each.return_nullable, each.return_type),
        "parameters": [(part.name, part.type, can_be_null(part.nullable, part.type), part.optional) for part in each.parameters],
    }


def expected_parameter(part: Json) -> tuple[str, str, bool, bool]:
    nullable = can_be_null(part.get("$Nullable", False), typed(part))
    return part["$Name"], typed(part), nullable, "@Org.OData.Core.V1.OptionalParameter" in part


def expected_operation(each: Json) -> Json:
    returns = each.get("$ReturnType")
    return {
        "kind": each["$Kind"],
        "bound": each.get("$IsBound", False),
        "composable": each.get("$IsComposable", False),
        "returns": None if returns is None else typed(returns),
        "returns null": returns is not None and can_be_null(returns.get("$Nullable", False), typed(returns)),
        "parameters": [expected_parameter(part) for part in each.get("$Parameter", ())],
    }


def test_every_overload_of_every_action_and_function_agrees() -> None:
    found: dict[str, list[Json]] = {}
    for each in (*ours().actions, *ours().functions):
        found.setdefault(each.name, []).append(operation_json(each))
    assert found == {
        name: [expected_operation(each) for each in overloads] for name, overloads in theirs().items() if isinstance(overloads, list)
    }


def test_every_entity_set_and_import_agrees() -> None:
    container = members(of_kind("EntityContainer")["System"])
    assert {each.name: (local_name(each.entity_type), dict(each.bindings)) for each in ours().entity_sets} == {
        name: (local_name(each["$Type"]), each.get("$NavigationPropertyBinding", {}))
        for name, each in container.items()
        if each.get("$Collection")
    }
    assert {each.name: (each.kind, local_name(each.operation)) for each in ours().imports} == {
        name: (kind, local_name(each[f"${kind}"]))
        for name, each in container.items()
        for kind in ("Action", "Function")
        if f"${kind}" in each
    }


def test_the_filter_functions_are_the_three_dataverse_has() -> None:
    assert ours().filter_functions == ("contains", "endswith", "startswith")


def test_lookups_guessed_by_name_agree_with_the_constraints_where_both_exist() -> None:
    """The guess is only used where the constraint is missing; here it is put to the test where it is not."""
    from dataverse_sdk.schema.flatten import _lookup_by_name

    agreed = wrong = 0
    schema = ours().schema()
    for each in ours().entity_types:
        guids = {column.logical_name: column.name for column in schema.tables[each.name].columns if column.edm_type == "Edm.Guid"}
        for navigation in each.navigations:
            if navigation.constraints:
                guess = _lookup_by_name(navigation.name, guids)
                agreed += guess == navigation.constraints[0][0]
                wrong += guess not in (navigation.constraints[0][0], None)
    # The four are the document's own oddities: two constrain the key, one a lookup of another name, one differs by case only.
    assert (agreed, wrong) == (9602, 4)
