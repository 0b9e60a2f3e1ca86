"""Reads a `$metadata` document (CSDL XML) into frozen values, in one pass of the standard library's expat.

Knows the elements and annotations Dataverse writes, and takes a document as it comes: a name that begins with a quote,
`Scale="Variable"` and nullable keys are in real ones, so validity is never asked for. Refuses to know files and
networks, and refuses a document type declaration, which is where entity bombs and external entities live.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents
"""

from collections.abc import Callable
from typing import BinaryIO, Literal
from xml.parsers import expat

from dataverse_sdk.schema.document import (
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
)
from dataverse_sdk.schema.flatten import local_name

__all__ = [
    "CsdlComplexType",
    "CsdlDocument",
    "CsdlEntitySet",
    "CsdlEntityType",
    "CsdlEnumType",
    "CsdlImport",
    "CsdlNavigation",
    "CsdlOperation",
    "CsdlParameter",
    "CsdlProperty",
    "MetadataError",
    "local_name",
    "read_csdl",
]

_CHUNK = 1 << 18  # expat is handed a stream piece by piece, so that 8 MB of text need not be in memory at once


class MetadataError(ValueError):
    """The bytes are not a `$metadata` document that can be read; the message says what was found instead."""


def read_csdl(source: bytes | BinaryIO) -> CsdlDocument:
    """Read a `$metadata` document from its bytes or from a binary stream; MetadataError when it is not one."""
    reader = _Reader()
    parser = reader.parser
    try:
        if isinstance(source, bytes):
            parser.Parse(source, True)
        else:
            while chunk := source.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except MetadataError:
        raise
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: an encoding expat cannot read
        raise MetadataError(f"This is not well-formed XML: {error}.") from error
    return reader.document()


_Attributes = dict[str, str]
_Start = Callable[[_Attributes], None]


class _Reader:
    """Builds the values of one document. Mutable, used once.

    Elements are found by the part of their name after the prefix. A member is built when its element *ends*,
    because annotations and constraints stand inside it.
    """

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.buffer_text = True
        self._starts: dict[str, _Start | None] = {
            "Edmx": self._edmx,
            "Schema": self._in_schema,
            "EntityType": self._open_type,
            "ComplexType": self._open_type,
            "EnumType": self._open_enum,
            "Key": self._open_key,
            "PropertyRef": self._property_ref,
            "Property": self._open_member,
            "NavigationProperty": self._open_navigation,
            "ReferentialConstraint": self._constraint,
            "Member": self._enum_member,
            "Action": self._open_operation,
            "Function": self._open_operation,
            "Parameter": self._open_member,
            "ReturnType": self._return_type,
            "EntitySet": self._open_set,
            "NavigationPropertyBinding": self._binding,
            "ActionImport": self._action_import,
            "FunctionImport": self._function_import,
            "Annotation": self._annotation,
            "Record": self._record,
            "PropertyValue": self._property_value,
            "EnumMember": self._listen,
            "String": self._listen,
        }
        self._ends: dict[str, Callable[[], None] | None] = {
            "Schema": None,
            "EntityType": self._close_entity_type,
            "ComplexType": self._close_complex_type,
            "EnumType": self._close_enum,
            "Property": self._close_property,
            "NavigationProperty": self._close_navigation,
            "Action": self._close_action,
            "Function": self._close_function,
            "Parameter": self._close_parameter,
            "EntitySet": self._close_set,
            "Annotation": self._close_annotation,
            "EnumMember": self._close_enum_member,
            "String": self._close_string,
        }
        self._depth = 0
        self._namespace: str | None = None
        self._alias: str | None = None
        self._entity_types: list[CsdlEntityType] = []
        self._complex_types: list[CsdlComplexType] = []
        self._enum_types: list[CsdlEnumType] = []
        self._actions: list[CsdlOperation] = []
        self._functions: list[CsdlOperation] = []
        self._imports: list[CsdlImport] = []
        self._entity_sets: list[CsdlEntitySet] = []
        self._filter_functions: list[str] = []
        # What is open: a type or operation or set, and inside it a property, navigation property or parameter.
        self._owner: _Attributes = {}
        self._owner_name = ""
        self._set_type = ""
        self._name = ""
        self._type = ""
        self._member: _Attributes = {}
        self._properties: list[CsdlProperty] = []
        self._navigations: list[CsdlNavigation] = []
        self._parameters: list[CsdlParameter] = []
        self._key: list[str] = []
        self._constraints: list[tuple[str, str]] = []
        self._pairs: list[tuple[str, str]] = []
        self._values: list[tuple[str, int]] = []
        self._alternate_keys: list[list[str]] = []
        self._returns: _Attributes | None = None
        self._flags: dict[str, str] = {}  # what annotations say about the open member
        self._terms: list[str] = []
        self._text: list[str] = []
        self._seen: dict[str, str] = {}
        self._same: dict[tuple[str, str, bool, bool, str | None, int | None], CsdlProperty] = {}

    def document(self) -> CsdlDocument:
        if self._namespace is None:
            raise MetadataError("This is XML of the kind $metadata has, but it holds no Schema.")
        return CsdlDocument(
            namespace=self._namespace,
            alias=self._alias,
            entity_types=tuple(self._entity_types),
            complex_types=tuple(self._complex_types),
            enum_types=tuple(self._enum_types),
            actions=tuple(self._actions),
            functions=tuple(self._functions),
            imports=tuple(self._imports),
            entity_sets=tuple(self._entity_sets),
            filter_functions=tuple(self._filter_functions),
        )

    # -- events

    def _start(self, name: str, attributes: _Attributes) -> None:
        try:
            handler = self._starts[name]
        except KeyError:
            handler = self._starts[name] = self._starts.get(name.rpartition(":")[2])
        if self._depth == 0 and handler != self._edmx:
            raise MetadataError(f"This is XML, but not $metadata: its root element is <{name}>, not <edmx:Edmx>.")
        self._depth += 1
        if handler is not None:
            try:
                handler(attributes)
            except KeyError as missing:
                line = self.parser.CurrentLineNumber
                raise MetadataError(f"<{name}> on line {line} has no attribute {missing}.") from missing

    def _end(self, name: str) -> None:
        self._depth -= 1
        try:
            handler = self._ends[name]
        except KeyError:
            handler = self._ends[name] = self._ends.get(name.rpartition(":")[2])
        if handler is not None:
            handler()

    def _refuse_doctype(self, *_: object) -> None:
        raise MetadataError("This document declares a document type; $metadata has none, and entities are refused.")

    # -- schema and types

    def _edmx(self, attributes: _Attributes) -> None:
        if not attributes.get("Version", "4.0").startswith("4"):
            raise MetadataError(f"This is $metadata of OData {attributes['Version']}; the Web API speaks 4.0.")

    def _in_schema(self, attributes: _Attributes) -> None:
        # Dataverse writes one Schema. Of several, the first names the document; the types of all are read.
        if self._namespace is None:
            self._namespace = attributes["Namespace"]
            self._alias = attributes.get("Alias")

    def _open_owner(self, attributes: _Attributes) -> None:
        self._owner = attributes
        self._owner_name = attributes["Name"]

    def _open_type(self, attributes: _Attributes) -> None:
        self._open_owner(attributes)
        self._properties, self._navigations, self._key, self._alternate_keys = [], [], [], []

    def _close_entity_type(self) -> None:
        owner = self._owner
        self._entity_types.append(
            CsdlEntityType(
                name=self._owner_name,
                base=owner.get("BaseType"),
                abstract=owner.get("Abstract") == "true",
                open=owner.get("OpenType") == "true",
                key=tuple(self._key),
                properties=tuple(self._properties),
                navigations=tuple(self._navigations),
                alternate_keys=tuple(tuple(key) for key in self._alternate_keys),
            )
        )

    def _close_complex_type(self) -> None:
        owner = self._owner
        self._complex_types.append(
            CsdlComplexType(
                name=self._owner_name,
                base=owner.get("BaseType"),
                abstract=owner.get("Abstract") == "true",
                open=owner.get("OpenType") == "true",
                properties=tuple(self._properties),
                navigations=tuple(self._navigations),
            )
        )

    def _open_enum(self, attributes: _Attributes) -> None:
        self._open_owner(attributes)
        self._values = []

    def _enum_member(self, attributes: _Attributes) -> None:
        # Without a value a member counts on from the one before (OData CSDL 4.0, 10.2.2).
        value = attributes.get("Value")
        try:
            number = int(value) if value is not None else (self._values[-1][1] + 1 if self._values else 0)
        except ValueError as error:
            line = self.parser.CurrentLineNumber
            raise MetadataError(f"An enumeration member on line {line} has a value that is no integer.") from error
        self._values.append((attributes["Name"], number))

    def _close_enum(self) -> None:
        flags = self._owner.get("IsFlags") == "true"
        self._enum_types.append(CsdlEnumType(self._owner_name, flags, tuple(self._values)))

    # -- members

    def _open_member(self, attributes: _Attributes) -> None:
        self._member = attributes
        # Names and types recur thousands of times; one copy of each is kept.
        self._name = self._seen.setdefault(attributes["Name"], attributes["Name"])
        self._type = self._seen.setdefault(attributes["Type"], attributes["Type"])
        self._flags = {}

    def _close_property(self) -> None:
        member = self._member
        flags = self._flags
        facts = (
            self._name,
            self._type,
            member.get("Nullable") != "false",
            "read_only" in flags,
            flags.get("description"),
            int(length) if (length := member.get("MaxLength", "")).isdigit() else None,
        )
        # `createdon` and its like stand in hundreds of types: they share one value
        found = self._same.get(facts)
        if found is None:
            found = self._same[facts] = CsdlProperty(*facts)
        self._properties.append(found)

    def _open_navigation(self, attributes: _Attributes) -> None:
        self._open_member(attributes)
        self._constraints = []

    def _constraint(self, attributes: _Attributes) -> None:
        self._constraints.append((attributes["Property"], attributes["ReferencedProperty"]))

    def _close_navigation(self) -> None:
        member = self._member
        self._navigations.append(
            CsdlNavigation(
                self._name,
                self._type,
                member.get("Nullable") != "false",
                member.get("Partner"),
                member.get("ContainsTarget") == "true",
                tuple(self._constraints),
            )
        )

    def _open_key(self, attributes: _Attributes) -> None:
        self._key = []

    def _property_ref(self, attributes: _Attributes) -> None:
        self._key.append(attributes["Name"])

    # -- operations

    def _open_operation(self, attributes: _Attributes) -> None:
        self._open_owner(attributes)
        self._parameters, self._returns = [], None

    def _close_parameter(self) -> None:
        member = self._member
        self._parameters.append(CsdlParameter(self._name, self._type, member.get("Nullable") != "false", "optional" in self._flags))

    def _return_type(self, attributes: _Attributes) -> None:
        self._returns = attributes

    def _operation(self, kind: Literal["Action", "Function"]) -> CsdlOperation:
        owner, returns = self._owner, self._returns or {}
        return CsdlOperation(
            kind=kind,
            name=self._owner_name,
            bound=owner.get("IsBound") == "true",
            composable=owner.get("IsComposable") == "true",
            parameters=tuple(self._parameters),
            return_type=returns.get("Type"),
            return_nullable=returns.get("Nullable") != "false",
        )

    def _close_action(self) -> None:
        self._actions.append(self._operation("Action"))

    def _close_function(self) -> None:
        self._functions.append(self._operation("Function"))

    # -- the container

    def _open_set(self, attributes: _Attributes) -> None:
        self._open_owner(attributes)
        self._set_type = attributes["EntityType"]
        self._pairs = []

    def _binding(self, attributes: _Attributes) -> None:
        self._pairs.append((attributes["Path"], attributes["Target"]))

    def _close_set(self) -> None:
        self._entity_sets.append(CsdlEntitySet(self._owner_name, self._set_type, tuple(self._pairs)))

    def _action_import(self, attributes: _Attributes) -> None:
        self._imports.append(CsdlImport("Action", attributes["Name"], attributes["Action"]))

    def _function_import(self, attributes: _Attributes) -> None:
        self._imports.append(CsdlImport("Function", attributes["Name"], attributes["Function"]))

    # -- annotations: alternate keys, optional parameters, read-only columns, descriptions, filter functions

    # Those about a member stand inside it and are kept until it ends; one about anything else is forgotten when the next member opens.

    def _annotation(self, attributes: _Attributes) -> None:
        term = attributes["Term"].rpartition(".")[2]
        self._terms.append(term)
        if term == "OptionalParameter":
            self._flags["optional"] = ""
        elif term == "Computed" and attributes.get("Bool", "true") == "true":
            self._flags["read_only"] = ""
        elif term == "Description" and "String" in attributes:
            self._flags["description"] = attributes["String"]

    def _close_annotation(self) -> None:
        self._terms.pop()

    def _record(self, attributes: _Attributes) -> None:
        if attributes.get("Type", "").endswith(".AlternateKey"):
            self._alternate_keys.append([])

    def _property_value(self, attributes: _Attributes) -> None:
        if self._terms[-1:] == ["AlternateKeys"] and self._alternate_keys and "PropertyPath" in attributes:
            self._alternate_keys[-1].append(attributes["PropertyPath"])

    def _listen(self, attributes: _Attributes) -> None:
        self._text = []
        self.parser.CharacterDataHandler = self._text.append

    def _heard(self) -> str:
        self.parser.CharacterDataHandler = None
        return "".join(self._text)

    def _close_enum_member(self) -> None:
        # The documentation: "If a property has either Computed or Permissions with the value Read, it is read-only."
        if self._heard().rpartition("/")[2] == "Read" and self._terms[-1:] == ["Permissions"]:
            self._flags["read_only"] = ""

    def _close_string(self) -> None:
        text = self._heard()
        if self._terms[-1:] == ["FilterFunctions"]:
            self._filter_functions.append(text)
