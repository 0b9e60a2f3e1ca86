"""Rows to wire JSON and back, as hooks of a cattrs converter.

Knows the wire form of each EDM type and the shape of a row in JSON (`_x_value`, `x@odata.bind`, annotations). Configures a converter
and does not subclass one: `configure_converter` changes the one it is given, `make_converter` makes one that is ready.

Rows do not take cattrs' generic path: a decoder is made once for a class and a set of JSON names, and its parts come from the
converter's hooks. Errors name the place (`$.value[3].createdon`), never the value.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum
from functools import cache
from typing import Any, Final, TypeAlias, TypeVar, get_args, get_origin
from uuid import UUID

from attrs import Factory, define
from cattrs import Converter

from ..errors import InvalidReply, UsageError
from ..wire.literals import moment
from .choices import choice_reader, choices_reader, choices_text
from .compiled import Place, compile_reader
from .entity import Entity, class_of, nested_rows, relate, start
from .rows import FORMATTED
from .values import AddressedReference, ColumnInfo, Reference, TableInfo

__all__ = ["configure_converter", "make_converter", "row_from_wire", "to_wire"]

E = TypeVar("E", bound=Entity)

MOST_PLANS: Final = 256
LOOKUP_TABLE: Final = "Microsoft.Dynamics.CRM.lookuplogicalname"


# --- Scalars from JSON. Numbers arrive as int or Decimal (wire.json).


def _str(value: Any, _type: Any = None) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _int(value: Any, _type: Any = None) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise TypeError
    return int(value)


def _bool(value: Any, _type: Any = None) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _float(value: Any, _type: Any = None) -> float:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        raise TypeError
    found = float(value)
    if not math.isfinite(found):
        raise TypeError
    return found


def _decimal(value: Any, _type: Any = None) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError
    return Decimal(value)


def _uuid(value: Any, _type: Any = None) -> UUID:
    return UUID(_str(value))


def _datetime(value: Any, _type: Any = None) -> datetime:
    found = datetime.fromisoformat(value)
    # Time-zone-independent columns come with a Z as well; a text without one is still UTC to the service.
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _date(value: Any, _type: Any = None) -> date:
    # A DateOnly column comes as Edm.Date or as DateTimeOffset at midnight UTC, depending on its age.
    text = _str(value)
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date()


def _bytes(value: Any, _type: Any = None) -> bytes:
    return base64.b64decode(_str(value), validate=True)


_FROM_WIRE: Mapping[type, Callable[..., Any]] = {
    str: _str,
    int: _int,
    bool: _bool,
    float: _float,
    Decimal: _decimal,
    UUID: _uuid,
    datetime: _datetime,
    date: _date,
    bytes: _bytes,
}


# --- Scalars to JSON. `sendable` has refused what cannot be sent.


_TO_WIRE: Mapping[type, Callable[[Any], Any]] = {
    str: str.__str__,  # of a member of a `str` enum, its value
    int: int,
    bool: bool,
    float: lambda value: value,
    Decimal: lambda value: value,
    UUID: str,
    datetime: moment,
    date: date.isoformat,
    bytes: lambda value: base64.b64encode(value).decode("ascii"),
    frozenset: choices_text,
}


@cache
def _reader_of(kind: Any) -> Callable[..., Any]:
    """Gives the function that reads a choice, or several; made once for each enum."""
    return choices_reader(get_args(kind)[0]) if get_origin(kind) is frozenset else choice_reader(kind, _int)


def _choice(value: Any, kind: Any) -> Any:
    return _reader_of(kind)(value)


def _is_choices(kind: Any) -> bool:
    return get_origin(kind) is frozenset and isinstance(get_args(kind)[0], type) and issubclass(get_args(kind)[0], IntEnum)


def configure_converter(converter: Converter) -> None:
    """Teaches a converter the wire form of Dataverse's types.

    - `str`, `int`, `bool`, `Decimal`, `float`: JSON's own; exact, and never one for another
    - `UUID`: text; `datetime`: text in UTC, aware; `date`: text, from Edm.Date or DateTimeOffset; `bytes`: base64 text
    - `IntEnum`: a number, kept where the enum does not know it; a `frozenset` of one: text such as `1,9`
    - entity classes: a JSON object of a row, annotations kept

    The order matters to cattrs: hooks registered later win.
    """
    for kind, structure in _FROM_WIRE.items():
        converter.register_structure_hook(kind, structure)
        converter.register_unstructure_hook(kind, _TO_WIRE[kind])
    # By class: cattrs takes the hook of `int` for an IntEnum before it asks any factory.
    converter.register_structure_hook(IntEnum, _choice)
    converter.register_unstructure_hook(IntEnum, int)
    converter.register_structure_hook_factory(_is_choices, _reader_of)
    converter.register_unstructure_hook_factory(_is_choices, lambda _kind: choices_text)
    converter.register_structure_hook_factory(
        lambda kind: isinstance(kind, type) and issubclass(kind, Entity),
        lambda kind: _RowDecoder(kind, converter).structure,
    )
    converter.register_unstructure_hook_factory(
        lambda kind: isinstance(kind, type) and issubclass(kind, Entity),
        lambda _kind: to_wire,
    )


def make_converter() -> Converter:
    """Gives a new converter that knows Dataverse's types."""
    converter = Converter(detailed_validation=False)
    configure_converter(converter)
    return converter


# Stores a value in a row's slot, past the journal: what was read is not a change.
_Store: TypeAlias = Callable[[Entity, Any], None]
_Setter: TypeAlias = Callable[[Entity, Any, Mapping[str, Any]], None]


@define
class _Plan:
    """What becomes of each name of a JSON object: most are scalars, which a loop without function calls can take."""

    # name, slot, the class of JSON values that the slot takes as they are, hook for all others, kind
    scalars: list[tuple[str, _Store, type | None, Callable[..., Any], type]] = Factory(list)
    setters: list[tuple[str, _Setter]] = Factory(list)
    extra: list[str] = Factory(list)
    read: Callable[[Mapping[str, Any]], Entity] | None = None


class _RowDecoder:
    """Reads rows of one class by a plan, made once for each sequence of JSON names."""

    def __init__(self, cls: type[Entity], converter: Converter) -> None:
        self._cls = cls
        self._converter = converter
        self._plans: dict[tuple[str, ...], _Plan] = {}
        self._last: tuple[tuple[str, ...], _Plan] = ((), self._plan(()))

    def structure(self, document: Any, _type: Any = None) -> Entity:
        if not isinstance(document, Mapping):
            raise InvalidReply("$: expected an object")
        names = tuple(document)
        # The rows of a page have one shape: comparing with the last one is cheaper than hashing thirty names.
        last_names, plan = self._last
        if names != last_names:
            plan = self._plan_of(names)
            self._last = (names, plan)
        if plan.read is not None:
            try:
                return plan.read(document)
            except (InvalidReply, TypeError, ValueError, ArithmeticError, AttributeError):
                pass  # read again, slowly, to say where it went wrong
        return self._slowly(document, plan)

    def _plan_of(self, names: tuple[str, ...]) -> _Plan:
        plan = self._plans.get(names)
        if plan is None:
            if len(self._plans) >= MOST_PLANS:  # a hostile service could invent names without end
                self._plans.clear()
            plan = self._plans[names] = self._plan(names)
        return plan

    def _slowly(self, document: Mapping[str, Any], plan: _Plan) -> Entity:
        """Reads a row value by value, knowing at each moment which one it is."""
        row = object.__new__(self._cls)
        start(row)
        name = ""
        try:
            for name, store, exact, convert, kind in plan.scalars:
                value = document[name]
                store(row, value if value is None or value.__class__ is exact else convert(value, kind))
            for name, setter in plan.setters:
                setter(row, document[name], document)
        except InvalidReply as error:
            raise InvalidReply(str(error).replace("$", f"$.{name}", 1)) from None
        except (TypeError, ValueError, ArithmeticError):
            # `from None`: the cause quotes the value.
            raise InvalidReply(f"$.{name}: not a {self._expected(name)}") from None
        object.__setattr__(row, "_extra", {name: document[name] for name in plan.extra})
        return row

    def _expected(self, name: str) -> str:
        if name == "@odata.etag":
            return "str"
        info = self._cls.__table__.columns.get(name)
        return info.python_type.__name__ if info else "list of rows"

    def _plan(self, names: tuple[str, ...]) -> _Plan:
        plan = _Plan()
        places: list[Place] = []
        for name in names:
            info = self._cls.__table__.columns.get(name)
            if info is not None and not info.is_lookup:
                kind = info.held
                convert = self._converter.get_structure_hook(kind)
                if convert is _choice:
                    convert = _reader_of(kind)
                # A hook that the caller registered sees every value; ours gives those of the right class back as they are.
                exact = kind if convert is _FROM_WIRE.get(kind) and kind is not float else None  # a float can be NaN
                plan.scalars.append((name, _slot(self._cls, info.attribute), exact, convert, kind))
                places.append(Place(name, info.attribute, exact, convert, kind))
                continue
            setter = self._setter(name, info)
            if setter is None:
                plan.extra.append(name)
                places.append(Place(name))
                continue
            plan.setters.append((name, setter))
            if info is not None:
                places.append(Place(name, info.attribute, lookup=_annotations_of(info)))
            elif name == "@odata.etag":
                places.append(Place(name, "_etag", str, _str, str))
        # Related rows have shapes of their own; a row with some is read value by value.
        plan.read = compile_reader(self._cls, places) if len(places) == len(names) else None
        return plan

    def _setter(self, name: str, info: ColumnInfo | None) -> _Setter | None:
        if name == "@odata.etag":
            return lambda row, value, _document: object.__setattr__(row, "_etag", _str(value))
        if info is not None:
            return _lookup_setter(info, _slot(self._cls, info.attribute))
        return self._related_setter(name)

    def _related_setter(self, name: str) -> _Setter | None:
        found = next((info for info in self._cls.__table__.navigations.values() if info.wire_name == name), None)
        target = class_of(found) if found is not None else None
        if found is None or target is None:
            return None
        attribute = found.attribute
        convert = self._converter.get_structure_hook(target)

        def one(row: Entity, value: Any, _document: Mapping[str, Any]) -> None:
            relate(row, attribute, None if value is None else convert(value, target))

        def many(row: Entity, value: Any, _document: Mapping[str, Any]) -> None:
            if not isinstance(value, list):
                raise TypeError
            rows = []
            for place, item in enumerate(value):
                try:
                    rows.append(convert(item, target))
                except InvalidReply as error:
                    raise InvalidReply(str(error).replace("$", f"$[{place}]", 1)) from None
            relate(row, attribute, tuple(rows))

        return many if found.collection else one


def _slot(cls: type[Entity], attribute: str) -> _Store:
    store: _Store = next(vars(kind)[attribute] for kind in cls.__mro__ if attribute in vars(kind)).__set__
    return store


def _annotations_of(info: ColumnInfo) -> tuple[str, str, str]:
    """Gives the names of the annotations beside a lookup (table, label), and the table it points to when there is only one."""
    only = next(iter(info.targets)) if info.targets and len(info.targets) == 1 else ""
    return f"{info.wire_name}@{LOOKUP_TABLE}", f"{info.wire_name}@{FORMATTED}", only


def _lookup_setter(info: ColumnInfo, store: _Store) -> _Setter:
    table_key, name_key, only = _annotations_of(info)

    def setter(row: Entity, value: Any, document: Mapping[str, Any]) -> None:
        if value is None:
            store(row, None)
            return
        store(row, _reference(value, document, table_key, name_key, only))

    return setter


def _reference(value: Any, document: Mapping[str, Any], table_key: str, name_key: str, only: str) -> Reference[Any]:
    label = document.get(name_key)
    # Without the annotation a lookup to several tables does not say which one it means: the table is then "".
    table = document.get(table_key, only)
    return Reference(_str(table), _uuid(value), name=label if isinstance(label, str) else None)


def row_from_wire(cls: type[E], document: Any, converter: Converter, *, place: str = "$", request_id: str | None = None) -> E:
    """Gives the row in a JSON object. Raises InvalidReply naming the place in the document."""
    try:
        row: E = converter.structure(document, cls)
    except InvalidReply as error:
        raise InvalidReply(str(error).replace("$", place, 1), request_id=request_id) from None
    except RecursionError:
        raise InvalidReply(f"{place}: rows are nested too deep", request_id=request_id) from None
    return row


def to_wire(row: Entity, columns: Mapping[str, Any] | None = None, *, message: str | None = None) -> dict[str, Any]:
    """Gives the JSON object of a row: the columns that were set, or those given by Python name.

    `message` is `create` or `update`: a column that is not valid for it is refused, by name, before anything is sent.
    """
    table = row.__table__
    values = columns if columns is not None else {name: getattr(row, name) for name in sorted(row._changes)}
    document = wire_values(table, values, message=message)
    if columns is None:
        for attribute, rows in nested_rows(row).items():
            name = table.navigations[attribute].wire_name
            if f"{name}@odata.bind" in document:
                raise UsageError(f"{attribute} and its lookup were both given; give the new row or the reference")
            try:
                document[name] = (
                    [to_wire(each, message=message) for each in rows] if isinstance(rows, tuple) else to_wire(rows, message=message)
                )
            except RecursionError:
                raise UsageError(
                    f"the rows in {attribute} contain one another; one of them must refer to the other by its lookup"
                ) from None
    return document


def wire_values(table: TableInfo, values: Mapping[str, Any], *, message: str | None = None) -> dict[str, Any]:
    """Gives the JSON object for values by Python name."""
    document: dict[str, Any] = {}
    for attribute, value in values.items():
        info = table.attributes[attribute]
        if (message == "create" and not info.create) or (message == "update" and not info.update):
            raise UsageError(f"{table.logical_name}.{info.logical_name} cannot be set by {message}; the service keeps it itself")
        if info.is_lookup:
            name, bound = _binding(info, value)
            document[f"{name}@odata.bind"] = bound
        elif value is None:
            document[info.wire_name] = None
        else:
            # Lengths are not checked here: an environment may have widened the column, and the service answers ValueTooLong.
            document[info.wire_name] = _TO_WIRE.get(info.python_type, int)(value)  # choices are numbers
    return document


def _binding(info: ColumnInfo, value: Reference[Any] | None) -> tuple[str, str | None]:
    """Gives the navigation property that binds a lookup, and what it is bound to.

    Its spelling differs from the column's and case matters
    (https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api).
    """
    targets = info.targets or {}
    if value is None:
        # One navigation property set to null clears the column, whichever table it pointed to.
        return next(iter(targets.values()), info.logical_name), None
    name = targets.get(value.table)
    if isinstance(value, AddressedReference) and name is not None:
        return name, value.address
    if name is None:
        raise UsageError(f"{info.attribute} cannot be bound: say which table the reference is to, one of {', '.join(sorted(targets))}")
    target = class_of(value.table)
    if target is None:
        raise UsageError(f"the class of {value.table} was not imported; import it, so that its entity set is known")
    return name, f"{target.__table__.set_name}({value.id})"
