"""Where definitions stand in the service, and what is asked of them: any property, filter and expansion, by the service's names.

    Definitions.of_tables().read("LogicalName", where={"OwnershipType": EnumMember("OwnershipTypes", "UserOwned")})
    Definition.of_column("account", "accountcategorycode", "Picklist").read("LogicalName", expand=[expanded("OptionSet")])

`metadata` reads the usual facts into typed values, and stands on this module.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api. The service takes `$select`, `$filter`
and `$expand` here, and no `$top`, `$orderby` or paging; what a derived type adds (MaxLength, OptionSet) is asked of that type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Self, TypeAlias, TypeVar
from uuid import UUID

from attrs import field, frozen

from ..errors import InvalidReply, UsageError
from ..wire.literals import literal
from ..wire.literals import name as checked_name
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import json_object
from .messages import NAMESPACE, function_value

__all__ = ["Conditions", "Definition", "Definitions", "Expanded", "Properties", "RelationshipKind", "expanded", "listed", "single"]

T = TypeVar("T")

# A definition as the service tells it: by the service's names. Any: JSON, whose shape depends on the name.
Properties: TypeAlias = Mapping[str, Any]
# What must hold of a definition, each property equal to a value: `{"RequiredLevel/Value": EnumMember("AttributeRequiredLevel", "None")}`.
Conditions: TypeAlias = Mapping[str, Any]
RelationshipKind: TypeAlias = Literal["OneToMany", "ManyToOne", "ManyToMany"]


@frozen
class Expanded:
    """Definitions that come within others; `expanded` makes one."""

    name: str
    select: tuple[str, ...]
    where: Conditions = field(factory=dict)

    def text(self) -> str:
        """Gives its spelling in `$expand`."""
        options = ";".join(_options(self.select, self.where, ()))
        return f"{checked_name(self.name)}({options})" if options else checked_name(self.name)


def expanded(name: str, *select: str, where: Conditions | None = None) -> Expanded:
    """Asks for definitions within others: `expanded("Attributes", "LogicalName", where={"AttributeType": ...})`."""
    return Expanded(name, select, where or {})


def _property(name: str) -> str:
    return "/".join(checked_name(part) for part in name.split("/"))


def _options(select: Sequence[str], where: Conditions, expand: Sequence[Expanded]) -> list[str]:
    conditions = [f"{_property(name)}%20eq%20{function_value(value)}" for name, value in where.items()]
    options = {
        "$select": ",".join(map(checked_name, select)),
        "$filter": "%20and%20".join(conditions),
        "$expand": ",".join(each.text() for each in expand),
    }
    return [f"{option}={text}" for option, text in options.items() if text]


def _named(key: str, name: str | UUID) -> str:
    return f"({name})" if isinstance(name, UUID) else f"({key}={literal(checked_name(name))})"


def _cast(kind: str | None, suffix: str) -> str:
    return "" if kind is None else f"/{NAMESPACE}.{checked_name(kind)}{suffix}"


@frozen
class _Place:
    """An address of definitions, below the service root."""

    path: str

    def _asks(self, select: Sequence[str], where: Conditions, expand: Sequence[Expanded]) -> Request:
        options = "&".join(_options(select, where, expand))
        return Request("GET", f"{self.path}?{options}" if options else self.path)


class Definition(_Place):
    """One definition: of a table, a column, a relationship, a key or a global choice, by name or by MetadataId."""

    @classmethod
    def of_table(cls, table: str | UUID) -> Self:
        """Names a table."""
        return cls(f"EntityDefinitions{_named('LogicalName', table)}")

    @classmethod
    def of_column(cls, table: str | UUID, column: str | UUID, kind: str | None = None) -> Self:
        """Names a column; `kind` is its type, such as `Picklist`, where properties of that type are asked for."""
        return cls(f"{Definition.of_table(table).path}/Attributes{_named('LogicalName', column)}{_cast(kind, 'AttributeMetadata')}")

    @classmethod
    def of_option_set(cls, table: str | UUID, column: str | UUID, kind: str = "Picklist") -> Self:
        """Names the options of a choice column."""
        return cls(f"{Definition.of_column(table, column, kind).path}/OptionSet")

    @classmethod
    def of_relationship(cls, schema_name: str | UUID, kind: RelationshipKind | None = None) -> Self:
        """Names a relationship."""
        return cls(f"RelationshipDefinitions{_named('SchemaName', schema_name)}{_cast(kind, 'RelationshipMetadata')}")

    @classmethod
    def of_choice(cls, name: str | UUID) -> Self:
        """Names a global choice."""
        return cls(f"GlobalOptionSetDefinitions{_named('Name', name)}")

    def read(self, *select: str, expand: Sequence[Expanded] = ()) -> Operation[Properties]:
        """Reads the properties named, or all of them. Raises NotFound when there is no such definition."""
        return single(self._asks(select, {}, expand), dict)


class Definitions(_Place):
    """Several definitions: of the tables of the environment, of a table's columns, and so on."""

    @classmethod
    def of_tables(cls) -> Self:
        """Names every table."""
        return cls("EntityDefinitions")

    @classmethod
    def of_columns(cls, table: str | UUID, kind: str | None = None) -> Self:
        """Names the columns of a table; `kind` is one type of them, such as `Money`, which can be asked for its own properties."""
        return cls(f"{Definition.of_table(table).path}/Attributes{_cast(kind, 'AttributeMetadata')}")

    @classmethod
    def of_keys(cls, table: str | UUID) -> Self:
        """Names the alternate keys of a table."""
        return cls(f"{Definition.of_table(table).path}/Keys")

    @classmethod
    def of_relationships(cls, kind: RelationshipKind | None = None, *, table: str | UUID | None = None) -> Self:
        """Names relationships: of the whole environment, or one kind of them, or those of one table."""
        if table is None:
            if kind == "ManyToOne":
                raise UsageError("every relationship is OneToMany or ManyToMany; ManyToOne is how one table sees it: pass table=")
            return cls(f"RelationshipDefinitions{_cast(kind, 'RelationshipMetadata')}")
        if kind is None:
            raise UsageError("a table has three lists of relationships: OneToMany, ManyToOne and ManyToMany; name one")
        return cls(f"{Definition.of_table(table).path}/{checked_name(kind)}Relationships")

    @classmethod
    def of_choices(cls) -> Self:
        """Names every global choice. The service takes no filter on them."""
        return cls("GlobalOptionSetDefinitions")

    def read(self, *select: str, where: Conditions | None = None, expand: Sequence[Expanded] = ()) -> Operation[tuple[Properties, ...]]:
        """Reads the properties named, or all of them, of every definition that meets the conditions."""
        return listed(self._asks(select, where or {}, expand), dict)


def single(request: Request, make: Callable[[dict[str, Any]], T]) -> Operation[T]:
    """Gives the operation that reads one definition with this function."""
    return Operation(request, lambda reply: _made(json_object(reply), make, reply))


def listed(request: Request, make: Callable[[dict[str, Any]], T]) -> Operation[tuple[T, ...]]:
    """Gives the operation that reads a list of definitions with this function."""

    def read(reply: Reply) -> tuple[T, ...]:
        values = json_object(reply).get("value")
        if not isinstance(values, list):
            raise InvalidReply("the reply holds no list of definitions", request_id=reply.request_id)
        return tuple(_made(value, make, reply) for value in values)

    return Operation(request, read)


def _made(value: Any, make: Callable[[dict[str, Any]], T], reply: Reply) -> T:
    try:
        return make(value)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidReply("a definition in the reply lacks a property", request_id=reply.request_id) from None
