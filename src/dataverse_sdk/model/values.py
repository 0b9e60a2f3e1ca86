"""Values that are more than a scalar: references to rows, and what a column is.

Knows the facts about a column (`ColumnInfo`) and a table (`TableInfo`) that a client needs without asking the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar
from uuid import UUID

from attrs import field, frozen

from ..errors import UsageError

if TYPE_CHECKING:
    from .entity import Entity

__all__ = ["AddressedReference", "ColumnInfo", "NavigationInfo", "PendingReference", "Reference", "Scalar", "TableInfo", "id_of"]

E_co = TypeVar("E_co", bound="Entity", covariant=True)

# What a column can hold, choices apart: they are an `IntEnum`, or a frozenset of its members.
Scalar: TypeAlias = str | int | bool | float | Decimal | UUID | datetime | date | bytes
SCALARS: tuple[type, ...] = (bool, int, float, Decimal, UUID, datetime, date, bytes, str)

Required: TypeAlias = Literal["None", "Recommended", "ApplicationRequired", "SystemRequired"]


@frozen(kw_only=True)
class ColumnInfo:
    """What is known of a column: its names and the rules of stock Dataverse. An environment can differ: read its metadata to be sure.

    `attribute` is the Python name, `wire_name` the name in JSON and in filters (`_customerid_value` for a lookup), `logical_name`
    Dataverse's. `max_length` counts UTF-16 code units. `create`, `update` and `read` say what the column is valid for.
    `targets` maps the logical name of each table a lookup can point to, to the navigation property that binds it.
    `choice` is the enum of a choice column; `python_type` is then that enum, or frozenset for a column of several choices.
    """

    attribute: str
    wire_name: str
    logical_name: str
    python_type: type
    nullable: bool = True
    max_length: int | None = None
    format: str | None = None
    required: Required = "None"
    create: bool = True
    update: bool = True
    read: bool = True
    options: Mapping[int, str] | None = None
    memo: bool = False
    minimum: float | None = None
    maximum: float | None = None
    precision: int | None = None
    targets: Mapping[str, str] | None = None
    choice: type[IntEnum] | None = None

    @property
    def held(self) -> Any:
        """The type of a value, as converters know it: `python_type`, or `frozenset[...]` of the enum for several choices."""
        return GenericAlias(frozenset, self.choice) if self.python_type is frozenset else self.python_type

    @property
    def is_lookup(self) -> bool:
        """True when the column points to another row."""
        return self.targets is not None


@frozen(kw_only=True)
class NavigationInfo:
    """A navigation property: Python name, the name the service spells (case matters), the target's logical name.

    `many_to_many` marks a collection whose rows have such a collection of their own; the service joins it to nothing else.
    `module` is where the class that declares it stands: among several classes of the target, the one declared nearest to it is meant.
    """

    attribute: str
    wire_name: str
    target: str
    collection: bool
    many_to_many: bool = False
    module: str = ""


@frozen(kw_only=True)
class TableInfo:
    """What is known of a table. `set_name` and `key` are never guessed: they stand on the class, or in the service's metadata.

    `columns` is by wire name, `attributes` by Python name; both in the order of declaration.
    """

    logical_name: str
    set_name: str
    key: str
    primary_name: str | None = None
    alternate_keys: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, ColumnInfo]
    attributes: Mapping[str, ColumnInfo]
    navigations: Mapping[str, NavigationInfo]


def _table_name(value: type[Any] | str) -> str:
    table = value if isinstance(value, str) else getattr(getattr(value, "__table__", None), "logical_name", None)
    if not isinstance(table, str):
        raise UsageError("a reference is to a table: an entity class, or a logical name")
    return table


def as_uuid(value: UUID | str) -> UUID:
    """Gives an id as a UUID, and refuses a text that is not one: it could be a path to somewhere else."""
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str):
        raise UsageError("an id must be a UUID")
    text = value.strip().strip("{}")
    try:
        found = UUID(text)
    except ValueError:
        raise UsageError("an id must be a UUID, such as 00000000-0000-0000-0000-000000000001") from None
    if str(found) != text.lower():
        raise UsageError("an id must be a UUID, such as 00000000-0000-0000-0000-000000000001")
    return found


@frozen(repr=False, init=False)
class Reference(Generic[E_co]):
    """Points to a row: the table's logical name, the row's id, and its name where the service told it.

    Make one with `Reference(Contact, id)` or `Contact.ref(id)`. Two references are equal when table and id are.
    """

    table: str = field(converter=_table_name)
    id: UUID = field(converter=as_uuid)
    name: str | None = field(default=None, eq=False, kw_only=True)

    def __init__(self, table: type[E_co] | str, id: UUID | str, *, name: str | None = None) -> None:
        self.__attrs_init__(table, id, name=name)

    def __repr__(self) -> str:
        return f"<Reference {self.table}({self.id})>"


class AddressedReference(Reference[E_co]):
    """Points to a row whose id is not known here, by the address that the service knows it under; `id` is the nil UUID.

    By an alternate key (`Contact.ref({Contact.emailaddress1: "ada@example.com"})`), or, as a PendingReference, by what will make it.
    """

    __slots__ = ("address",)

    address: str

    def __init__(self, table: type[E_co] | str, address: str) -> None:
        super().__init__(table, UUID(int=0))
        object.__setattr__(self, "address", address)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AddressedReference) and (self.table, self.address) == (other.table, other.address)

    def __hash__(self) -> int:
        return hash((self.table, self.address))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.table, self.address))

    def __repr__(self) -> str:
        # An alternate key can be an address or a name: it is not shown.
        return f"<Reference {self.table}(...)>"


class PendingReference(AddressedReference[Any]):
    """Points to a row that an earlier operation of the same change set will make; `content_id` is that operation's Content-ID."""

    __slots__ = ("content_id",)

    content_id: int

    def __init__(self, table: str, content_id: int) -> None:
        super().__init__(table, f"${content_id}")
        object.__setattr__(self, "content_id", content_id)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def __reduce__(self) -> tuple[Any, ...]:
        return (PendingReference, (self.table, self.content_id))

    def __repr__(self) -> str:
        return f"<Reference {self.table}(${self.content_id})>"


def id_of(reference: Reference[Any], need: str) -> UUID:
    """Gives the id of a reference that has one. `need` is what it is needed for, for the error."""
    if isinstance(reference, AddressedReference):
        raise UsageError(f"{need}: a row that is named by a key, or does not exist yet, has no id")
    return reference.id
