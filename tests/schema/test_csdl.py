"""The CSDL reader: what it takes, what it refuses, and that it loses nothing."""

import io

import pytest

from dataverse_sdk.schema.csdl import (
    CsdlComplexType,
    CsdlDocument,
    CsdlEntitySet,
    CsdlEntityType,
    CsdlEnumType,
    CsdlImport,
    CsdlNavigation,
    CsdlOperation,
    CsdlParameter,
    CsdlProperty,
    MetadataError,
    local_name,
    read_csdl,
)

HEAD = '<?xml version="1.0" encoding="utf-8"?>'


def edmx(inside: str) -> bytes:
    return (
        f'{HEAD}<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
        f'<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">{inside}</Schema>'
        "</edmx:DataServices></edmx:Edmx>"
    ).encode()


def document(inside: str) -> CsdlDocument:
    return read_csdl(edmx(inside))


def empty(**members: object) -> CsdlDocument:
    return CsdlDocument(namespace="Microsoft.Dynamics.CRM", alias="mscrm", **members)  # type: ignore[arg-type]


def test_an_entity_type_keeps_its_own_members_in_document_order() -> None:
    assert document(
        '<EntityType Name="email" BaseType="mscrm.activitypointer" Abstract="true" OpenType="true">'
        '<Key><PropertyRef Name="activityid" /></Key>'
        '<Property Name="subject" Type="Edm.String" Unicode="false" />'
        '<Property Name="activityid" Type="Edm.Guid" Nullable="false" />'
        '<NavigationProperty Name="ownerid" Type="mscrm.principal" Nullable="false" Partner="owner_emails">'
        '<ReferentialConstraint Property="_ownerid_value" ReferencedProperty="ownerid" /></NavigationProperty>'
        '<NavigationProperty Name="parties" Type="Collection(mscrm.activityparty)" ContainsTarget="true" />'
        "</EntityType>"
    ) == empty(
        entity_types=(
            CsdlEntityType(
                name="email",
                base="mscrm.activitypointer",
                abstract=True,
                open=True,
                key=("activityid",),
                properties=(CsdlProperty("subject", "Edm.String"), CsdlProperty("activityid", "Edm.Guid", nullable=False)),
                navigations=(
                    CsdlNavigation("ownerid", "mscrm.principal", False, "owner_emails", False, (("_ownerid_value", "ownerid"),)),
                    CsdlNavigation("parties", "Collection(mscrm.activityparty)", contains_target=True),
                ),
            ),
        )
    )


def test_a_navigation_property_tells_collections_from_single_rows() -> None:
    many, one = CsdlNavigation("a", "Collection(mscrm.task)"), CsdlNavigation("b", "mscrm.task")
    assert (many.collection, many.target, one.collection, one.target) == (True, "mscrm.task", False, "mscrm.task")


def test_names_lose_their_namespace_and_collection() -> None:
    assert [local_name(name) for name in ("mscrm.contact", "Collection(Microsoft.Dynamics.CRM.contact)", "contact")] == ["contact"] * 3


def test_complex_and_enumeration_types_are_read() -> None:
    assert document(
        '<ComplexType Name="B" BaseType="mscrm.A" Abstract="true" OpenType="true"><Property Name="x" Type="Edm.Int32" />'
        '<NavigationProperty Name="n" Type="mscrm.task" /></ComplexType>'
        '<EnumType Name="Rights" IsFlags="true"><Member Name="None" Value="0" /><Member Name="Read" Value="4" />'
        '<Member Name="Next" /></EnumType><EnumType Name="Kind"><Member Name="First" /></EnumType>'
    ) == empty(
        complex_types=(
            CsdlComplexType("B", "mscrm.A", True, True, (CsdlProperty("x", "Edm.Int32"),), (CsdlNavigation("n", "mscrm.task"),)),
        ),
        enum_types=(
            CsdlEnumType("Rights", True, (("None", 0), ("Read", 4), ("Next", 5))),
            CsdlEnumType("Kind", False, (("First", 0),)),
        ),
    )


def test_overloads_optional_parameters_and_imports_are_kept() -> None:
    assert document(
        '<Action Name="Merge"><Parameter Name="Target" Type="mscrm.crmbaseentity" Nullable="false" /></Action>'
        '<Function Name="F" IsBound="true" IsComposable="true"><Parameter Name="entity" Type="mscrm.quote" />'
        '<Parameter Name="more" Type="Edm.String"><Annotation Term="Org.OData.Core.V1.OptionalParameter" /></Parameter>'
        '<ReturnType Type="Collection(mscrm.quote)" Nullable="false" /></Function>'
        '<Function Name="F" IsBound="true"><ReturnType Type="Edm.Int32" /></Function>'
        '<EntityContainer Name="System"><EntitySet Name="quotes" EntityType="Microsoft.Dynamics.CRM.quote">'
        '<NavigationPropertyBinding Path="ownerid" Target="principals" /></EntitySet>'
        '<ActionImport Name="Merge" Action="mscrm.Merge" /><FunctionImport Name="F" Function="mscrm.F" /></EntityContainer>'
    ) == empty(
        actions=(CsdlOperation("Action", "Merge", parameters=(CsdlParameter("Target", "mscrm.crmbaseentity", False),)),),
        functions=(
            CsdlOperation(
                "Function",
                "F",
                True,
                True,
                (CsdlParameter("entity", "mscrm.quote"), CsdlParameter("more", "Edm.String", optional=True)),
                "Collection(mscrm.quote)",
                False,
            ),
            CsdlOperation("Function", "F", bound=True, return_type="Edm.Int32"),
        ),
        imports=(CsdlImport("Action", "Merge", "mscrm.Merge"), CsdlImport("Function", "F", "mscrm.F")),
        entity_sets=(CsdlEntitySet("quotes", "Microsoft.Dynamics.CRM.quote", (("ownerid", "principals"),)),),
    )


def test_alternate_keys_and_filter_functions_are_read_from_annotations() -> None:
    record = (
        '<Record Type="Keys.AlternateKey"><PropertyValue Property="Key"><Collection>'
        '<Record Type="Keys.PropertyRef"><PropertyValue Property="Alias" String="{0}" />'
        '<PropertyValue Property="Name" PropertyPath="{0}" /></Record></Collection></PropertyValue></Record>'
    )
    found = document(
        '<EntityType Name="t"><Annotation Term="Keys.AlternateKeys"><Collection>'
        + record.format("a")
        + record.format("b")
        + '</Collection></Annotation></EntityType><EntityContainer Name="System">'
        '<Annotation Term="Org.OData.Capabilities.V1.FilterFunctions"><Collection><String>contains</String><String>endswith</String>'
        '</Collection></Annotation><Annotation Term="Org.OData.Capabilities.V1.SupportedFormats"><Collection><String>json</String>'
        "</Collection></Annotation></EntityContainer>"
    )
    assert (found.entity_types[0].alternate_keys, found.filter_functions) == ((("a",), ("b",)), ("contains", "endswith"))


def test_a_path_outside_an_alternate_key_is_passed_over() -> None:
    stray = '<PropertyValue Property="Name" PropertyPath="x" />'
    found = document(
        f'<EntityType Name="t"><Annotation Term="Keys.AlternateKeys">{stray}</Annotation>'
        f'<Annotation Term="My.Other"><Record Type="My.AlternateKey">{stray}</Record></Annotation></EntityType>'
    )
    assert found.entity_types[0].alternate_keys == ((),)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ('<Annotation Term="Org.OData.Core.V1.Computed" />', CsdlProperty("c", "Edm.String", read_only=True)),
        ('<Annotation Term="Org.OData.Core.V1.Computed" Bool="true" />', CsdlProperty("c", "Edm.String", read_only=True)),
        ('<Annotation Term="Org.OData.Core.V1.Computed" Bool="false" />', CsdlProperty("c", "Edm.String")),
        (
            '<Annotation Term="Org.OData.Core.V1.Permissions"><EnumMember>Org.OData.Core.V1.PermissionType/Read</EnumMember></Annotation>',
            CsdlProperty("c", "Edm.String", read_only=True),
        ),
        (
            '<Annotation Term="Org.OData.Core.V1.Permissions"><EnumMember>Core.PermissionType/ReadWrite</EnumMember></Annotation>',
            CsdlProperty("c", "Edm.String"),
        ),
        (
            '<Annotation Term="Org.OData.Core.V1.Permissions"><EnumMember>Core.PermissionType/NeverRead</EnumMember></Annotation>',
            CsdlProperty("c", "Edm.String"),
        ),
        (
            '<Annotation Term="My.Term"><EnumMember>Org.OData.Core.V1.PermissionType/Read</EnumMember></Annotation>',
            CsdlProperty("c", "Edm.String"),
        ),
        ('<Annotation Term="Org.OData.Core.V1.Description" String="A &amp; B" />', CsdlProperty("c", "Edm.String", description="A & B")),
        ('<Annotation Term="Org.OData.Core.V1.Description" />', CsdlProperty("c", "Edm.String")),
    ],
)
def test_annotations_of_a_column_are_read(annotation: str, expected: CsdlProperty) -> None:
    found = document(f'<EntityType Name="t"><Property Name="c" Type="Edm.String">{annotation}</Property></EntityType>')
    assert found.entity_types[0].properties == (expected,)


def test_an_annotation_between_columns_is_about_neither() -> None:
    after = '<Annotation Term="Org.OData.Core.V1.Permissions"><EnumMember>P/Read</EnumMember></Annotation>'
    found = document(f'<EntityType Name="t"><Property Name="c" Type="Edm.String" /><Annotation Term="Core.Computed" />{after}</EntityType>')
    assert found.entity_types[0].properties == (CsdlProperty("c", "Edm.String"),)


def test_what_dataverse_writes_against_the_rules_is_taken_as_it_is() -> None:
    found = document(
        '<EntityType Name="queueitem"><Property Name="d" Type="Edm.Decimal" Scale="Variable" />'
        '<NavigationProperty Name="&quot;run" Type="Collection(mscrm.run)" /></EntityType>'
    )
    assert found.entity_types[0].navigations[0].name == '"run'


def test_elements_are_known_by_name_whatever_their_prefix_and_unknown_ones_are_passed_over() -> None:
    found = read_csdl(
        b'<Edmx><s:Schema Namespace="A" xmlns:s="x"><s:Term Name="T"/><s:EntityType Name="t"><s:Property Name="p" Type="Edm.Int32"/>'
        b'</s:EntityType></s:Schema><s:Schema Namespace="B" xmlns:s="x"/></Edmx>'
    )
    assert found == CsdlDocument("A", entity_types=(CsdlEntityType("t", properties=(CsdlProperty("p", "Edm.Int32"),)),))


def test_a_stream_gives_what_its_bytes_give() -> None:
    text = edmx('<EntityType Name="t"><Property Name="p" Type="Edm.Int32"/></EntityType>' * 5000)
    assert len(text) > 1 << 18
    assert read_csdl(io.BytesIO(text)) == read_csdl(text)


BOMB = '<!DOCTYPE Edmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE Edmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEAD}{BOMB}<Edmx>&b;</Edmx>", "declares a document type"),
        (f"{HEAD}{OUTSIDE}<Edmx>&x;</Edmx>", "declares a document type"),
        (f'{HEAD}<!DOCTYPE Edmx SYSTEM "http://127.0.0.1/x.dtd"><Edmx/>', "declares a document type"),
        ("", "not well-formed XML: no element found"),
        ('{"value": []}', "not well-formed XML"),
        ("<Edmx><Schema>", "no attribute 'Namespace'"),
        ('<Edmx><Schema Namespace="a">', "not well-formed XML: no element found"),
        ("<html><body/></html>", "its root element is <html>"),
        ('<Edmx Version="1.0"/>', r"OData 1\.0"),
        ("<Edmx/>", "holds no Schema"),
        ('<?xml version="1.0" encoding="klingon"?><Edmx/>', "unknown encoding: klingon"),
        ('<?xml version="1.0" encoding="shift_jis"?><Edmx/>', "multi-byte encodings"),
        (edmx("<EntityType/>").decode(), "<EntityType> on line 1 has no attribute 'Name'"),
        (edmx('<EntityType Name="t"><Property Name="p"/></EntityType>').decode(), "<Property> on line 1 has no attribute 'Type'"),
        (edmx('<EnumType Name="e"><Member Name="m" Value="one"/></EnumType>').decode(), "a value that is no integer"),
    ],
)
def test_what_is_not_metadata_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(MetadataError, match=message):
        read_csdl(text.encode())
