"""One property of a record: read it, set it, clear it.

Knows the addresses `contacts(id)/firstname` and the `{"value": ...}` around what they hold. Files have addresses of the same shape and
contents of another: see `files`.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api#update-a-single-property-value
and retrieve-entity-using-web-api#retrieve-a-single-property-value.
"""

from __future__ import annotations

from typing import Any, TypeVar

from ..errors import InvalidReply, UsageError
from ..model import ColumnExpr, ColumnInfo, Entity, LookupExpr
from ..model.converter import wire_values
from ..wire.messages import Reply, Request
from ..wire.operation import Operation
from ..wire.replies import expect, json_object, raise_for_status
from .rows import CONVERTER, JSON, Key, body, key_target, set_of

__all__ = ["clear", "get_value", "set_value"]

T = TypeVar("T")


def _info(cls: type[Entity], column: ColumnExpr[Any] | LookupExpr[Any]) -> ColumnInfo:
    given: object = column  # what callers without a type checker pass
    if not isinstance(given, ColumnExpr | LookupExpr):
        raise UsageError(f"name a column, such as {cls.__name__}.{set_of(cls).primary_name or set_of(cls).key}")
    if len(column.path) != 1 or set_of(cls).columns.get(column.info.wire_name) != column.info:
        raise UsageError(f"{column.info.attribute} is not a column of {cls.__name__}")
    return column.info


def get_value(cls: type[Entity], key: Key, column: ColumnExpr[T]) -> Operation[T | None]:
    """Reads one column of a record; None when it is empty. Raises NotFound when there is no such record."""
    info = _info(cls, column)

    def read(reply: Reply) -> T | None:
        raise_for_status(reply)
        if reply.status == 204:
            return None
        document = json_object(reply)
        try:
            value: T = CONVERTER.structure(document["value"], info.held)
        except (KeyError, TypeError, ValueError, ArithmeticError):
            raise InvalidReply(f"$.value: not a {info.python_type.__name__}", request_id=reply.request_id) from None
        return value

    return Operation(Request("GET", f"{key_target(set_of(cls), key)}/{info.wire_name}"), read)


def set_value(cls: type[Entity], key: Key, column: ColumnExpr[T], value: T) -> Operation[None]:
    """Sets one column of a record. Raises NotFound when there is none: it never creates one."""
    info = _info(cls, column)
    if value is None:
        raise UsageError("a column is emptied with clear")
    checked = getattr(cls(**{info.attribute: value}), info.attribute)
    (wire,) = wire_values(set_of(cls), {info.attribute: checked}, message="update").values()
    target = f"{key_target(set_of(cls), key)}/{info.wire_name}"
    return Operation(Request("PUT", target, (JSON,), body({"value": wire}), replayable=True), lambda reply: expect(reply, 204))


def clear(cls: type[Entity], key: Key, column: ColumnExpr[Any] | LookupExpr[Any]) -> Operation[None]:
    """Empties one column of a record; emptying it again changes nothing.

    A lookup is emptied through its navigation property. One that can point to several tables has several: name the one that is meant
    with `disassociate`.
    """
    info = _info(cls, column)
    if not info.nullable or not info.update:
        raise UsageError(f"{info.attribute} cannot be empty, or is kept by the service itself")
    place = info.wire_name
    if info.targets is not None:
        if len(info.targets) != 1:
            raise UsageError(f"{info.attribute} points to one of several tables; use disassociate with the navigation property of one")
        place = f"{next(iter(info.targets.values()))}/$ref"
    target = f"{key_target(set_of(cls), key)}/{place}"
    return Operation(Request("DELETE", target, replayable=True), lambda reply: expect(reply, 204))
