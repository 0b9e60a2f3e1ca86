"""Plug-ins that are described instead of written in Python: for the command, for `/_emulator/`, for scenarios.

Knows four things that plug-ins of real environments do to a write: reject it, rewrite it, copy what was there elsewhere, put it back later.
Refuses to know how plug-ins are run (`plugins`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_args
from uuid import uuid4

from ..storage.store import target_column
from ..storage.values import WrongLiteral, form_of, from_sql
from .plugins import Context, Message, reject

if TYPE_CHECKING:
    from ...schema.model import ColumnSchema, TableSchema
    from .. import Emulator

__all__ = ["DEEDS", "describe"]

Description = Mapping[str, Any]  # JSON that somebody wrote: KeyError, TypeError and ValueError say what is wrong with it

LOGICAL_NAME = "@Microsoft.Dynamics.CRM.lookuplogicalname"


def describe(emulator: Emulator, description: Description) -> None:
    """Register a plug-in: `{"message": "Update", "table": "contact", "does": "revert", ...}`.

    `does` is one of `DEEDS`. "reject" takes the `text` of the error. "rewrite" takes `values`, wire names and values that replace what was
    sent. "copy" takes a `column`, and puts what it held into a new row of the set `into`, in its column `as`. "revert" takes a `column`,
    and puts back what it held after `delay` seconds of the emulator's clock, 60 unless said. ValueError, KeyError or TypeError for
    anything else.
    """
    message, name, deed = description["message"], str(description["table"]), str(description["does"])
    table = emulator.store.schema.tables.get(name)
    if table is None:
        raise ValueError(f"there is no table {name!r}")
    if message not in get_args(Message):
        raise ValueError(f"a message is one of {', '.join(get_args(Message))}, not {message!r}")
    if deed not in DEEDS:
        raise ValueError(f"a plug-in does one of {', '.join(DEEDS)}, not {deed!r}")
    DEEDS[deed](emulator, message, table, description)


def _reject(emulator: Emulator, message: Message, table: TableSchema, description: Description) -> None:
    text = str(description.get("text", "A plug-in refused this."))

    def refuse(_: Context) -> None:
        raise reject(text)

    emulator.plugins.before(message, table.logical_name, refuse)


def _rewrite(emulator: Emulator, message: Message, table: TableSchema, description: Description) -> None:
    values = {}
    for name, value in dict(description["values"]).items():
        column = _column(table, name)
        if column.is_lookup:
            raise ValueError(f"{name} is a lookup; a plug-in in Python can rewrite it")
        try:
            values[name] = None if value is None else form_of(column).to_sql(value)
        except WrongLiteral as error:
            raise ValueError(f"{name}: {error}") from error
    emulator.plugins.before(message, table.logical_name, lambda context: context.values.update(values))


def _copy(emulator: Emulator, message: Message, table: TableSchema, description: Description) -> None:
    """A note that is made so hangs on the row, as people who write such plug-ins like it."""
    column, into = _column(table, str(description["column"])), str(description["into"])
    target = emulator.store.schema.by_set(into)
    if target is None or target.key is None:
        raise ValueError(f"there is no entity set {into!r}")
    place, key = _column(target, str(description["as"])).name, target.key

    def copy(context: Context) -> None:
        old = context.before.get(column.name)
        if old is not None:
            row = {key: str(uuid4()), place: str(from_sql(column, old))}
            if target.logical_name == "annotation":
                row |= {"_objectid_value": context.record_id, f"_objectid_value{LOGICAL_NAME}": table.logical_name}
            emulator.load({into: [row]})

    emulator.plugins.after(message, table.logical_name, copy)


def _revert(emulator: Emulator, message: Message, table: TableSchema, description: Description) -> None:
    column, delay = _column(table, str(description["column"])), float(description.get("delay", 60))
    if message != "Update" or table.set_name is None:
        raise ValueError("what is put back was changed by an Update")
    set_name = table.set_name

    def put_back(context: Context) -> None:
        old = context.before.get(column.name)
        if old is not None and column.name in context.values and context.values[column.name] != old:
            values = {column.name: from_sql(column, old)}
            if column.is_lookup:
                values[column.name + LOGICAL_NAME] = str(context.before[target_column(column.name)])
            emulator.write(set_name, context.record_id, values)

    emulator.plugins.later(message, table.logical_name, put_back, delay=delay)


def _column(table: TableSchema, name: str) -> ColumnSchema:
    column = table.column(name)
    if column is None or not column.valid_for_read:
        raise ValueError(f"the table {table.logical_name} has no column {name!r}")
    return column


DEEDS: Mapping[str, Callable[[Emulator, Message, TableSchema, Description], None]] = {
    "reject": _reject,
    "rewrite": _rewrite,
    "copy": _copy,
    "revert": _revert,
}
"""What a described plug-in can do, by the word for it."""
