"""What generated functions stand on: messages whose parameters and replies have declared types, the service's own structures among them.

A kind says what a parameter or reply is: a scalar type, an enumeration, a `Structure`, a `Row` of a table, or `Many` of one of these. Knows
how a value of each kind stands in a URL, in a body and in a reply. Refuses to know which messages there are: `dataverse-sdk generate
--messages` reads that from `$metadata`.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-functions and use-web-api-actions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from enum import Flag, IntEnum, IntFlag
from types import FunctionType
from typing import Any, ClassVar, Literal

import attrs

from ..errors import InvalidReply, UsageError
from ..model import Entity, Reference, row_id, table_of
from ..model.converter import row_from_wire, to_wire
from ..model.entity import class_of
from ..model.values import NavigationInfo
from ..wire import json
from ..wire.literals import encode, literal
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import json_object, raise_for_status
from .messages import NAMESPACE, Bound, json_value, message_path, row_target
from .rows import CONVERTER, JSON

__all__ = ["Given", "Many", "Row", "Structure", "Variant", "call", "call_overloaded", "member"]

# Any: a kind is a type, or a value of the classes below.
Kind = Any


@attrs.frozen
class Row:
    """The kind of a row: of a table, or of any table where `table` is None. `module` finds the class of the same package."""

    table: str | None = None
    module: str = ""


@attrs.frozen
class Many:
    """The kind of a collection."""

    of: Kind


@attrs.frozen
class Structure:
    """A value with members of its own, a complex type of the service. Derive from it; `member` says what each attribute is.

    `odata_type` is the service's name of the type. A reply may hold a type derived from the declared one, and then it is read as that.
    """

    odata_type: ClassVar[str] = ""


def member(name: str, kind: Kind) -> dict[str, Any]:
    """Gives the metadata of an attribute of a Structure: the service's name, and what it holds, or a function that gives that.

    Structures refer to each other, and a function can name one that is made later.
    """
    return {"name": name, "kind": kind}


@attrs.frozen
class Given:
    """A parameter of one call: its name, the value given and its kind. Optional ones are left out when they are None."""

    name: str
    value: Any
    kind: Kind
    optional: bool = False


@attrs.frozen
class Variant:
    """One overload of a message: the tables it is bound to (none for an unbound one), its parameters, and what it returns."""

    tables: tuple[str, ...]
    parameters: tuple[str, ...]
    returns: Kind


def call(kind: Literal["Action", "Function"], name: str, on: Bound | None, *given: Given, returns: Kind) -> Operation[Any]:
    """Gives the operation that calls a message. Any: the generated function around it says the type."""
    said = [each for each in given if each.value is not None or not each.optional]
    path = message_path(on, name)
    if kind == "Action":
        body = json.dumps({each.name: _to_json(each.kind, each.value, each.name) for each in said}) if said else None
        request = Request("POST", path, (JSON,) if body else (), body)
    else:
        aliases = ",".join(f"{each.name}=@p{place}" for place, each in enumerate(said, 1))
        values = "&".join(f"@p{place}={_to_url(each.kind, each.value, each.name)}" for place, each in enumerate(said, 1))
        request = Request("GET", f"{path}({aliases}){'?' if values else ''}{values}")
    return Operation(request, lambda reply: _read(reply, returns))


def call_overloaded(
    kind: Literal["Action", "Function"], name: str, on: Bound | None, *given: Given, variants: Sequence[Variant]
) -> Operation[Any]:
    """Gives the operation that calls the overload that takes what was given."""
    said = tuple(each for each in given if each.value is not None)
    bound = None if on is None else on.table if isinstance(on, Reference) else table_of(on).logical_name
    for variant in variants:
        if (bound in variant.tables if variant.tables else bound is None) and {each.name for each in said} <= set(variant.parameters):
            return call(kind, name, on, *said, returns=variant.returns)
    raise UsageError(f"{name} has no overload with these parameters" + (f" for {bound}" if bound else ""))


# --- To the service.


def _to_url(kind: Kind, value: Any, name: str) -> str:
    if isinstance(value, IntEnum | IntFlag):
        return f"{NAMESPACE}.{type(value).__name__.removesuffix('_')}'{encode(_names_of(value))}'"
    if isinstance(kind, Row) and isinstance(value, Entity | Reference):
        _check_table(kind, value, name)
        return encode(json.dumps({"@odata.id": row_target(value)}).decode())
    if isinstance(kind, Row | Many) or isinstance(value, Structure):
        return encode(json.dumps(_to_json(kind, value, name)).decode())
    return literal(value)


def _to_json(kind: Kind, value: Any, name: str) -> Any:
    if isinstance(kind, Many) and value is not None:
        if isinstance(value, str | bytes) or not isinstance(value, Sequence):
            raise UsageError(f"{name} takes a list, not {type(value).__name__}")
        return [_to_json(kind.of, each, name) for each in value]
    if isinstance(value, IntEnum | IntFlag):
        return _names_of(value)
    if isinstance(value, Structure):
        # Of the declared type the service knows what it is; a derived one has to say so.
        head = {} if type(value) is kind else {"@odata.type": f"{NAMESPACE}.{value.odata_type}"}
        return head | dict(_members(value))
    if isinstance(kind, Row) and isinstance(value, Entity | Reference):
        _check_table(kind, value, name)
        if kind.table is not None:
            return _plain_row(value)
    return json_value(value)


def _members(value: Structure) -> Iterator[tuple[str, Any]]:
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        if held is not None:
            yield field.metadata["name"], _to_json(_kind_of(field), held, field.metadata["name"])


def _kind_of(field: Any) -> Kind:
    kind = field.metadata["kind"]
    return kind() if isinstance(kind, FunctionType) else kind


def _plain_row(value: Entity | Reference[Any]) -> dict[str, Any]:
    """Gives a row whose table the parameter says: without `@odata.type`, with its id where it has one."""
    if isinstance(value, Reference):
        found: dict[str, Any] = json_value(value)
        del found["@odata.type"]
        return found
    written = to_wire(value)
    table = table_of(value)
    if table.key not in written:
        with suppress(UsageError):  # a new row has no id yet
            written = {table.key: str(row_id(value)), **written}
    return written


def _check_table(kind: Row, value: Entity | Reference[Any], name: str) -> None:
    table = value.table if isinstance(value, Reference) else table_of(value).logical_name
    if kind.table is not None and table != kind.table:
        raise UsageError(f"{name} takes a row of {kind.table}, not of {table}")


def _names_of(value: IntEnum | IntFlag) -> str:
    """Gives the names of an enumeration's members as the service spells them; `None` cannot be a name in Python, `None_` can."""
    names = [each.name or "" for each in value] if isinstance(value, Flag) and value.value else [value.name or str(value.value)]
    return ",".join(name.removesuffix("_") for name in names)


# --- From the service.


def _read(reply: Reply, kind: Kind) -> Any:
    raise_for_status(reply)
    if kind is None:
        return None
    document = json_object(reply)
    whole = isinstance(kind, Row) or (isinstance(kind, type) and issubclass(kind, Structure))
    try:
        return _value(kind, document if whole else document.get("value"), "$" if whole else "$.value")
    except InvalidReply as error:
        raise InvalidReply(str(error), request_id=reply.request_id) from None


def _value(kind: Kind, value: Any, place: str) -> Any:
    if value is None:
        return None
    try:
        if isinstance(kind, Many):
            if not isinstance(value, list):
                raise TypeError
            return tuple(_value(kind.of, each, f"{place}[{number}]") for number, each in enumerate(value))
        if isinstance(kind, Row):
            return _row(kind, value, place)
        if issubclass(kind, Structure):
            return _structure(kind, value, place)
        if issubclass(kind, IntEnum | IntFlag):
            return _enumerated(kind, value)
        return CONVERTER.structure(value, kind)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
        raise InvalidReply(f"{place}: not a {getattr(kind, '__name__', 'list')}") from None


def _row(kind: Row, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise InvalidReply(f"{place}: not a row")
    table = kind.table or str(value.get("@odata.type", "")).rpartition(".")[2]
    cls = class_of(NavigationInfo(attribute="", wire_name="", target=table, collection=False, module=kind.module))
    if cls is None:
        return {name: held for name, held in value.items() if name != "@odata.context"}
    return row_from_wire(cls, value, CONVERTER, place=place)


def _structure(kind: type[Structure], value: Mapping[str, Any], place: str) -> Structure:
    said = value.get("@odata.type")
    derived = kind if said is None else next((each for each in _family(kind) if str(said).rpartition(".")[2] == each.odata_type), kind)
    held = {
        field.alias: _value(_kind_of(field), value[field.metadata["name"]], f"{place}.{field.metadata['name']}")
        for field in attrs.fields(derived)
        if field.metadata["name"] in value
    }
    return derived(**held)


def _family(kind: type[Structure]) -> Iterator[type[Structure]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _family(each)


def _enumerated(kind: type[IntEnum] | type[IntFlag], value: Any) -> Any:
    if isinstance(value, int):
        return kind(value)
    found = [kind[name if name in kind.__members__ else f"{name}_"] for name in (part.strip() for part in value.split(","))]
    if issubclass(kind, IntFlag):
        return kind(sum({int(each) for each in found}))
    (single,) = found
    return single
