"""Functions, actions, and the types they take and return, as `$metadata` declares them.

Knows CSDL's spelling of operations, and which of the shipped ones can be declared. Refuses to know which are carried out.
"""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from attrs import evolve

from ...schema.document import CsdlComplexType, CsdlDocument, CsdlEnumType, CsdlImport, CsdlOperation, CsdlParameter, CsdlProperty
from ...schema.model import Schema
from .vocabulary import Signature, complex_type, enum_members, signatures

__all__ = ["container_members", "shipped", "types_and_operations"]

NAMESPACE, ALIAS = "Microsoft.Dynamics.CRM", "mscrm"
BASES = frozenset({"crmbaseentity", "principal", "activitypointer"})


def element(kind: str) -> str:
    """The type of an element of a collection, or the type itself."""
    return kind.removeprefix("Collection(").removesuffix(")")


def qualified(kind: str) -> str:
    """A type name as CSDL writes it: `Collection(mscrm.queue)`."""
    inner = element(kind)
    full = inner if inner.startswith("Edm.") else f"{ALIAS}.{inner}"
    return f"Collection({full})" if inner != kind else full


def shipped(names: Iterable[str], schema: Schema) -> CsdlDocument:
    """The messages with these names, as far as every type they speak of is known: in the schema, or with the messages."""
    gathered: dict[str, CsdlComplexType] = {}
    enums: dict[str, CsdlEnumType] = {}

    def known(kind: str, trail: frozenset[str] = frozenset()) -> bool:
        name = element(kind)
        if name.startswith("Edm.") or name in BASES or name in schema.tables or name in gathered or name in trail:
            return True
        members = complex_type(name)
        if members is None:
            return enum_members(name) is not None
        return all(known(each, trail | {name}) for each in members.values())

    def gather(kind: str) -> None:
        name = element(kind)
        values, members = enum_members(name), complex_type(name)
        if values is not None:
            enums[name] = CsdlEnumType(name, members=tuple(values.items()))
        elif members is not None and name not in gathered:
            own = tuple(CsdlProperty(each, qualified(type_)) for each, type_ in members.items())
            gathered[name] = CsdlComplexType(name, properties=own)
            for type_ in members.values():
                gather(type_)

    found = []
    for each in (each for name in sorted(names) for each in signatures(name)):
        # a parameter that may be left out, and is a row of a table that is not here, is left out
        each = evolve(each, parameters=tuple(one for one in each.parameters if not one.optional or known(one.type)))
        kinds = [*(parameter.type for parameter in each.parameters), *filter(None, (each.bound, each.returns))]
        if all(known(kind) for kind in kinds):
            found.append(_operation(each))
            for kind in kinds:
                gather(kind)
    return CsdlDocument(
        NAMESPACE, ALIAS,
        complex_types=tuple(gathered[name] for name in sorted(gathered)),
        enum_types=tuple(enums[name] for name in sorted(enums)),
        actions=tuple(each for each in found if each.kind == "Action"),
        functions=tuple(each for each in found if each.kind == "Function"),
        imports=tuple(CsdlImport(each.kind, each.name, f"{NAMESPACE}.{each.name}") for each in found if not each.bound),
    )  # fmt: skip


def _operation(signature: Signature) -> CsdlOperation:
    bound = () if signature.bound is None else (CsdlParameter("entity", qualified(signature.bound), nullable=False),)
    given = (CsdlParameter(each.name, qualified(each.type), nullable=each.optional) for each in signature.parameters)
    returns = None if signature.returns is None else qualified(signature.returns)
    kind = "Function" if signature.function else "Action"
    return CsdlOperation(kind, signature.name, bool(bound), False, (*bound, *given), returns, return_nullable=False)  # type: ignore[arg-type]


# -- to XML --------------------------------------------------------------------------------------------------------------


def types_and_operations(document: CsdlDocument) -> Iterator[str]:
    """The elements of the schema: enumerations, complex types, actions, functions."""
    for enum in document.enum_types:
        flags = ' IsFlags="true"' if enum.flags else ""
        members = "".join(f"<Member Name={quoteattr(name)} Value={quoteattr(str(value))} />" for name, value in enum.members)
        yield f"<EnumType Name={quoteattr(enum.name)}{flags}>{members}</EnumType>"
    for each in document.complex_types:
        yield from _complex_type(each)
    for operation in (*document.actions, *document.functions):
        yield from _declared(operation)


def _complex_type(each: CsdlComplexType) -> Iterator[str]:
    base = "" if each.base is None else f" BaseType={quoteattr(each.base)}"
    kind = (' Abstract="true"' if each.abstract else "") + (' OpenType="true"' if each.open else "")
    yield f"<ComplexType Name={quoteattr(each.name)}{base}{kind}>"
    for member in each.properties:
        yield f"<Property Name={quoteattr(member.name)} Type={quoteattr(member.type)}{_nullable(member.nullable)} />"
    for way in each.navigations:
        yield f"<NavigationProperty Name={quoteattr(way.name)} Type={quoteattr(way.type)}{_nullable(way.nullable)} />"
    yield "</ComplexType>"


def _declared(operation: CsdlOperation) -> Iterator[str]:
    kind = (' IsBound="true"' if operation.bound else "") + (' IsComposable="true"' if operation.composable else "")
    yield f"<{operation.kind} Name={quoteattr(operation.name)}{kind}>"
    for each in operation.parameters:
        start = f"<Parameter Name={quoteattr(each.name)} Type={quoteattr(each.type)}{_nullable(each.nullable)}"
        optional = '><Annotation Term="Org.OData.Core.V1.OptionalParameter" /></Parameter>'
        yield start + (optional if each.optional else " />")
    if operation.return_type is not None:
        yield f"<ReturnType Type={quoteattr(operation.return_type)}{_nullable(operation.return_nullable)} />"
    yield f"</{operation.kind}>"


def _nullable(yes: bool) -> str:
    return "" if yes else ' Nullable="false"'


def container_members(document: CsdlDocument) -> Iterator[str]:
    """The imports, which offer the unbound operations at the service root."""
    for each in document.imports:
        yield f"<{each.kind}Import Name={quoteattr(each.name)} {each.kind}={quoteattr(each.operation)} />"
