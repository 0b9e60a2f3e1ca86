"""What a `$metadata` document says, as values that mirror CSDL: types, operations, entity sets.

Knows the vocabulary of CSDL and nothing of XML. Refuses to interpret: type names are kept as written, inherited members stand on the base
type. `flatten` turns a document into tables.

https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html
"""

from typing import Literal

from attrs import field, frozen

from dataverse_sdk.schema.flatten import flatten
from dataverse_sdk.schema.model import Schema

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
]


@frozen(cache_hash=True)
class CsdlProperty:
    """A structural property. `type` is as written (`Edm.String`, `Collection(mscrm.Label)`).

    `read_only` and `description` are only known from `$metadata?annotations=true`. `max_length` is a facet that Dataverse leaves out and
    other services write.
    """

    name: str
    type: str
    nullable: bool = True
    read_only: bool = False
    description: str | None = None
    max_length: int | None = None


@frozen
class CsdlNavigation:
    """A navigation property. `constraints` are pairs (property of this type, property of the target)."""

    name: str
    type: str
    nullable: bool = True
    partner: str | None = None
    contains_target: bool = False
    constraints: tuple[tuple[str, str], ...] = ()

    @property
    def collection(self) -> bool:
        """True when it leads to many rows."""
        return self.type.startswith("Collection(")

    @property
    def target(self) -> str:
        """The type at the other end, without `Collection(...)`, as written."""
        return self.type[11:-1] if self.collection else self.type


@frozen
class CsdlEntityType:
    """An entity type with its own members only; what it inherits stands on `base`."""

    name: str
    base: str | None = None
    abstract: bool = False
    open: bool = False
    key: tuple[str, ...] = ()
    properties: tuple[CsdlProperty, ...] = ()
    navigations: tuple[CsdlNavigation, ...] = ()
    alternate_keys: tuple[tuple[str, ...], ...] = ()


@frozen
class CsdlComplexType:
    """A complex type with its own members only."""

    name: str
    base: str | None = None
    abstract: bool = False
    open: bool = False
    properties: tuple[CsdlProperty, ...] = ()
    navigations: tuple[CsdlNavigation, ...] = ()


@frozen
class CsdlEnumType:
    """An enumeration type; `members` are pairs (name, value)."""

    name: str
    flags: bool = False
    members: tuple[tuple[str, int], ...] = ()


@frozen
class CsdlParameter:
    """A parameter of an action or function. The first one of a bound operation is the binding parameter."""

    name: str
    type: str
    nullable: bool = True
    optional: bool = False


@frozen
class CsdlOperation:
    """One overload of an action or function. `return_type` is None when it returns nothing."""

    kind: Literal["Action", "Function"]
    name: str
    bound: bool = False
    composable: bool = False
    parameters: tuple[CsdlParameter, ...] = ()
    return_type: str | None = None
    return_nullable: bool = True


@frozen
class CsdlEntitySet:
    """An entity set; `bindings` are pairs (navigation property, entity set it leads to)."""

    name: str
    entity_type: str
    bindings: tuple[tuple[str, str], ...] = ()


@frozen
class CsdlImport:
    """An unbound operation the service root offers under `name`."""

    kind: Literal["Action", "Function"]
    name: str
    operation: str


@frozen
class CsdlDocument:
    """A whole `$metadata` document, in document order. Type names are kept as written; `local_name` strips them."""

    namespace: str
    alias: str | None = None
    entity_types: tuple[CsdlEntityType, ...] = ()
    complex_types: tuple[CsdlComplexType, ...] = ()
    enum_types: tuple[CsdlEnumType, ...] = ()
    actions: tuple[CsdlOperation, ...] = ()
    functions: tuple[CsdlOperation, ...] = ()
    imports: tuple[CsdlImport, ...] = ()
    entity_sets: tuple[CsdlEntitySet, ...] = ()
    filter_functions: tuple[str, ...] = ()
    _schema: list[Schema] = field(init=False, factory=list, repr=False, eq=False)

    def schema(self) -> Schema:
        """The tables of this document in our own terms: inherited members flattened, keys taken from base types."""
        if not self._schema:
            self._schema.append(flatten(self))
        return self._schema[0]
