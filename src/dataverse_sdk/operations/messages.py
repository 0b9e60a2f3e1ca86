"""Functions and actions: Dataverse's messages, bound and unbound, custom APIs among them.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-functions and use-web-api-actions.
Function parameters travel as aliases (`Fn(Name=@p1)?@p1='x'`), which is the only form that takes every type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any, TypeVar, overload

from attrs import frozen

from ..errors import InvalidReply, UsageError
from ..model import Entity, Reference, row_id
from ..model.converter import row_from_wire, to_wire
from ..model.entity import class_of
from ..model.values import SCALARS, id_of
from ..wire import json
from ..wire.literals import encode, literal
from ..wire.literals import name as checked_name
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import expect, json_object, raise_for_status
from .rows import CONVERTER, JSON, key_target, set_of

__all__ = ["EnumMember", "action", "function", "merge"]

T = TypeVar("T")
E = TypeVar("E", bound=Entity)

NAMESPACE = "Microsoft.Dynamics.CRM"

# What a message works on: nothing, a table's rows as a whole, or one row.
Bound = type[Entity] | Entity | Reference[Any]


@frozen
class EnumMember:
    """A member of one of the service's own enumerations, for a function's parameter: `EnumMember("EntityFilters", "Entity")`."""

    enum: str
    member: str

    def __attrs_post_init__(self) -> None:
        checked_name(self.enum)
        for part in self.member.split(","):
            checked_name(part)


def message_path(bound: Bound | None, name: str) -> str:
    """Gives the path of a message: its name, after the set or the row it is bound to."""
    message = ".".join(checked_name(part) for part in name.split("."))
    if bound is None:
        return message
    if isinstance(bound, type):
        return f"{set_of(bound).set_name}/{NAMESPACE}.{message}"
    return f"{row_target(bound)}/{NAMESPACE}.{message}"


def row_target(row: Entity | Reference[Any]) -> str:
    """Gives the path of a row that a message is bound to or takes."""
    reference = row if isinstance(row, Reference) else type(row).ref(row_id(row))
    cls = class_of(reference.table)
    if cls is None:
        raise UsageError(f"the class of {reference.table} was not imported; import it, so that its entity set is known")
    return key_target(cls.__table__, reference)


def function_value(value: Any) -> str:
    """Gives a function parameter as it stands in a URL, encoded."""
    if isinstance(value, EnumMember):
        return f"{NAMESPACE}.{value.enum}'{value.member}'"
    if isinstance(value, Entity | Reference):
        return encode(json.dumps({"@odata.id": row_target(value)}).decode())
    if isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str | bytes)):
        return encode(json.dumps(json_value(value)).decode())
    return literal(value)


def json_value(value: Any) -> Any:
    """Gives a parameter of an action as JSON; a row carries its type, because a parameter may take any table's."""
    if isinstance(value, Reference):
        cls = class_of(value.table)
        if cls is None:
            raise UsageError(f"the class of {value.table} was not imported; import it, so that its key is known")
        return {"@odata.type": f"{NAMESPACE}.{value.table}", cls.__table__.key: str(id_of(value, "a parameter"))}
    if isinstance(value, Entity):
        return {"@odata.type": f"{NAMESPACE}.{value.__table__.logical_name}", **to_wire(value)}
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [json_value(item) for item in value]
    if isinstance(value, Enum):
        return json_value(value.value)
    if value is None or isinstance(value, bool | int | str | float | Decimal):
        return value
    if isinstance(value, SCALARS):
        return CONVERTER.unstructure(value)
    raise UsageError(f"a {type(value).__name__} cannot be sent as a parameter")


def _reader(returns: Any) -> Callable[[Reply], Any]:
    """Gives the function that reads a message's reply."""
    if returns is None:
        return _read_nothing
    if isinstance(returns, type) and issubclass(returns, Entity):
        return partial(_read_row, returns)
    if returns is dict:
        return _read_object
    if isinstance(returns, type) and returns in SCALARS:
        return partial(_read_value, returns)
    if callable(returns):
        return lambda reply: returns(_read_object(reply))
    raise UsageError("returns is an entity class, a type such as int, dict, a function of the reply's object, or None")


def _read_nothing(reply: Reply) -> None:
    expect(reply, 200, 204)


def _read_row(cls: type[E], reply: Reply) -> E:
    return row_from_wire(cls, json_object(reply), CONVERTER, request_id=reply.request_id)


def _read_object(reply: Reply) -> dict[str, Any]:
    raise_for_status(reply)
    if reply.status == 204:
        return {}
    return {key: value for key, value in json_object(reply).items() if key != "@odata.context"}


def _read_value(kind: type[T], reply: Reply) -> T:
    document = json_object(reply)
    try:
        value: T = CONVERTER.structure(document["value"], kind)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise InvalidReply(f"$.value: not a {kind.__name__}", request_id=reply.request_id) from None
    return value


@overload
def function(name: str, *, on: Bound | None = ..., returns: type[T], **parameters: Any) -> Operation[T]: ...
@overload
def function(name: str, *, on: Bound | None = ..., returns: Callable[[dict[str, Any]], T], **parameters: Any) -> Operation[T]: ...
@overload
def function(name: str, *, on: Bound | None = ..., **parameters: Any) -> Operation[dict[str, Any]]: ...
def function(name: str, *, on: Bound | None = None, returns: Any = dict, **parameters: Any) -> Operation[Any]:
    """Calls a function: `function("GetTimeZoneCodeByLocalizedName", LocalizedStandardName="Pacific Standard Time", LocaleId=1033)`.

    `on` binds it to a row, a reference, or a class for its whole entity set. `returns` is what the reply is read into: an entity class,
    a type for a single value, a function of the JSON object, or dict. Functions change nothing and may be repeated.
    """
    names = [checked_name(parameter) for parameter in parameters]
    call = ",".join(f"{parameter}=@p{place}" for place, parameter in enumerate(names, 1))
    target = f"{message_path(on, name)}({call})"
    if names:
        target += "?" + "&".join(f"@p{place}={function_value(value)}" for place, value in enumerate(parameters.values(), 1))
    return Operation(Request("GET", target), _reader(returns))


@overload
def action(name: str, *, on: Bound | None = ..., returns: None = ..., **parameters: Any) -> Operation[None]: ...
@overload
def action(name: str, *, on: Bound | None = ..., returns: type[T], **parameters: Any) -> Operation[T]: ...
@overload
def action(name: str, *, on: Bound | None = ..., returns: Callable[[dict[str, Any]], T], **parameters: Any) -> Operation[T]: ...
def action(name: str, *, on: Bound | None = None, returns: Any = None, **parameters: Any) -> Operation[Any]:
    """Calls an action: `action("WinOpportunity", OpportunityClose=..., Status=3)`. A lost answer raises OutcomeUnknown.

    `on` and `returns` are as for `function`; without `returns` the reply's body is not read.
    """
    for parameter in parameters:
        checked_name(parameter)
    body = json.dumps(json_value(parameters)) if parameters else None
    return Operation(Request("POST", message_path(on, name), (JSON,) if body else (), body), _reader(returns))


def merge(survivor: Entity | Reference[Any], subordinate: Entity | Reference[Any], *, take: Entity | None = None) -> Operation[None]:
    """Merges one record into another of the same table; the subordinate is deactivated and keeps its data.

    `take` holds the column values that the survivor takes over. Accounts, contacts, leads and cases can be merged
    (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/merge-entity-using-web-api).
    """
    target, merged = (row if isinstance(row, Reference) else type(row).ref(row_id(row)) for row in (survivor, subordinate))
    if target.table != merged.table:
        raise UsageError("only records of the same table can be merged")
    if target == merged:
        raise UsageError("a record cannot be merged into itself")
    content = {"@odata.type": f"{NAMESPACE}.{target.table}", **(to_wire(take) if take is not None else {})}
    body = {
        "Target": json_value(target),
        "Subordinate": json_value(merged),
        "UpdateContent": content,
        "PerformParentingChecks": False,
    }
    return Operation(Request("POST", "Merge", (JSON,), json.dumps(body)), _read_nothing)
