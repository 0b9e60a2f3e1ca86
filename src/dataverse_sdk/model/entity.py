"""Entities: classes whose instances are rows and whose attributes, on the class, are expressions.

    @entity("contact", set_name="contacts", key="contactid")
    class Contact(Entity):
        contactid: Column[UUID] = column()
        emailaddress1: Column[str | None] = column()

`Contact.emailaddress1` is a `ColumnExpr`, `contact.emailaddress1` is a `str | None`. Rows are of classes derived from the declared one,
with a bare slot for each column they came with (`storage`), so that reading one costs what reading any slot does; the expression is handed
out by the metaclass, which only class-level access passes through. Reading a column that was not selected raises. Assignment is noted in a
journal, so that an update sends what changed and nothing else.

Rows compare by identity and show column names, never values, in their `repr`. Ask `isinstance(row, Contact)`, or compare classes with `==`.
"""

from __future__ import annotations

import copyreg
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from importlib import import_module
from inspect import get_annotations
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar, Union, dataclass_transform, get_args, get_origin
from uuid import UUID

import attrs

from ..errors import UsageError
from ..wire.literals import name as checked_name
from .attributes import Nested, Related, Unslotted
from .columns import CollectionExpr, ColumnExpr, LookupExpr, NavigationExpr, check_target_table, sendable
from .declarations import Collection, Column, ColumnDeclaration, Lookup, LookupDeclaration, Navigation, NavigationDeclaration
from .keys import key_address
from .metaclass import EntityMeta
from .spelling import no_column
from .storage import NOTHING, declared, loose, pickled, put
from .values import SCALARS, AddressedReference, ColumnInfo, NavigationInfo, Reference, TableInfo

__all__ = [
    "Entity",
    "assigned",
    "class_of",
    "entity",
    "held_columns",
    "nested_rows",
    "register",
    "settle_nested",
    "start",
    "table_of",
]

E = TypeVar("E", bound="Entity")

# Every decorated class by the logical name of its table, in the order they were made.
_classes: dict[str, list[type[Entity]]] = {}


class Entity(metaclass=EntityMeta):
    """A row of a table. Derive from it with the `entity` decorator; construct with keyword arguments to make a row to create.

    A column that was never set is not sent; `None` is sent as null.
    """

    __slots__ = ()

    __table__: ClassVar[TableInfo]
    __expressions__: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    __stores__: ClassVar[Mapping[str, Callable[[Any, Any], None]]]  # how the slots of a row are filled, past the journal

    # The state behind the underscore is for this package: `row_etag`, `changes` and their siblings are the public way in.
    _etag: str | None
    _changes: frozenset[str]
    _extra: Mapping[str, Any]
    _related: Mapping[str, Any]
    _values: dict[str, Any]

    # Hidden from type checkers, which know the constructor by `dataclass_transform`.
    if not TYPE_CHECKING:  # pragma: no branch

        def __new__(cls, /, *_arguments: Any, **_values: Any) -> Self:
            return start(cls)

    def __init__(self, /, **values: Any) -> None:
        columns, held = table_of(self).attributes, self._values
        for attribute, value in values.items():
            info = columns.get(attribute)
            if info is not None:
                held[attribute] = _checked(info, value)
            else:
                setattr(self, attribute, value)  # rows for a navigation property, or a name that is refused
        object.__setattr__(self, "_changes", self._changes | (columns.keys() & values.keys()))

    def __delattr__(self, attribute: str) -> None:
        raise UsageError("a column cannot be deleted from a row; assign None to send null")

    # As above: a misspelt column must be a type error.
    if not TYPE_CHECKING:  # pragma: no branch

        def __setattr__(self, attribute: str, value: Any) -> None:
            table = self.__table__  # not the class's: that would ask the metaclass
            info = table.attributes.get(attribute)
            if info is None:
                if attribute in table.navigations:
                    relate(self, attribute, Nested(_new_rows(self, table.navigations[attribute], value)))
                    return
                raise UsageError(no_column(type(self).__name__, attribute, self.__table__.attributes))
            # After the slot: an assignment that failed is not a change.
            put(self, attribute, _checked(info, value))
            put(self, "_changes", self._changes | {attribute})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {', '.join(sorted(held_columns(self)))}>"

    # What follows would be answered by msgspec for rows that are its structs: with values in what is shown, and past the journal.
    __hash__ = object.__hash__

    def __rich_repr__(self) -> Iterator[tuple[str]]:
        yield from ((attribute,) for attribute in sorted(held_columns(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return start, (declared(type(self)),), self.__getstate__()

    def __getstate__(self) -> dict[str, Any]:
        state = {attribute: getattr(self, attribute) for attribute in held_columns(self)}
        # Plain dicts: a read-only view cannot be pickled.
        return {
            "columns": state,
            "_changes": self._changes,
            "_etag": self._etag,
            "_extra": dict(self._extra),
            "_related": dict(self._related),
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        for slot in ("_changes", "_etag", "_extra", "_related"):
            put(self, slot, state[slot])
        for attribute, value in state["columns"].items():
            put(self, attribute, value)

    def __copy__(self) -> Self:
        twin = start(type(self))
        twin.__setstate__(self.__getstate__())
        return twin

    @classmethod
    def ref(cls, key: UUID | str | Mapping[Any, Any]) -> Reference[Self]:
        """Gives a reference to the row of this table with this id, or with this alternate key: `{Contact.emailaddress1: "..."}`."""
        return AddressedReference(cls, key_address(cls.__table__, key)) if isinstance(key, Mapping) else Reference(cls, key)


NO_CHANGES: Final[frozenset[str]] = frozenset()


def assigned(row: Entity) -> dict[str, Any]:
    """Gives the columns assigned since the row was made or read, in the order of their names, with their values now."""
    held = row._values
    return {name: held[name] if name in held else getattr(row, name) for name in sorted(row._changes)}


def relate(row: Entity, attribute: str, value: Any) -> None:
    """Puts what an expansion brought on a row."""
    put(row, "_related", {**row._related, attribute: value})


def start(cls: type[E]) -> E:
    """Gives a row that holds nothing yet, and has room for anything."""
    row: E = object.__new__(loose(cls))
    object.__setattr__(row, "_etag", None)
    object.__setattr__(row, "_changes", NO_CHANGES)
    object.__setattr__(row, "_extra", NOTHING)
    object.__setattr__(row, "_related", NOTHING)
    object.__setattr__(row, "_values", {})
    return row


def _checked(info: ColumnInfo, value: Any) -> Any:
    """Gives the value a slot may hold, or refuses it naming the column and the types, never the value."""
    if value is None:
        if not info.nullable:
            raise UsageError(f"{info.attribute} cannot be null")
        return None
    if info.is_lookup:
        from .rows import reference_to

        reference = reference_to(value) if isinstance(value, Entity) else value
        if not isinstance(reference, Reference):
            raise UsageError(f"{info.attribute} takes a row or a Reference, not {type(value).__name__}")
        check_target_table(info, reference)
        return reference
    return sendable(info, value)


def _new_rows(row: Entity, info: NavigationInfo, value: Any) -> Any:
    """Gives the rows that a navigation property of a new row may be given, or refuses them naming what to do instead."""
    if row._etag is not None:
        raise UsageError(f"{info.attribute} takes new rows on a new row only; for a record that exists, create them and associate them")
    if info.collection and (isinstance(value, Entity | str) or not isinstance(value, Iterable)):
        raise UsageError(f"{info.attribute} is a collection; give it a list of rows")
    found = tuple(value) if info.collection else (value,)
    for each in found:
        if not isinstance(each, Entity) or table_of(each).logical_name != info.target:
            raise UsageError(f"{info.attribute} takes new rows of {info.target}; to point to a record that exists, assign the lookup")
        if each._etag is not None:
            raise UsageError(f"{info.attribute} takes new rows; to point to a record that exists, assign the lookup or associate it")
    return found if info.collection else value


def nested_rows(row: Entity) -> dict[str, Any]:
    """Gives the rows that are to be created with this one, by the Python name of the navigation property."""
    return {attribute: value.rows for attribute, value in row._related.items() if isinstance(value, Nested)}


def settle_nested(row: Entity) -> None:
    """Marks rows as created with this one: they are related rows now."""
    for attribute, rows in nested_rows(row).items():
        relate(row, attribute, rows)


@dataclass_transform(kw_only_default=True)
def entity(
    logical_name: str,
    *,
    set_name: str,
    key: str,
    primary_name: str | None = None,
    alternate_keys: Mapping[str, tuple[str, ...]] | None = None,
) -> Callable[[type[E]], type[E]]:
    """Makes a class an entity of a table.

    `logical_name`, `set_name` and `key` are Dataverse's names of the table, its entity set and its primary id column; they are never
    derived from one another, because one set name in four is not the logical name with an `s`. Raises UsageError for a declaration
    that cannot work.
    """
    for text in (logical_name, set_name, key):
        checked_name(text)

    def build(cls: type[E]) -> type[E]:
        given: object = cls  # what callers without a type checker decorate
        if not (isinstance(given, type) and issubclass(given, Entity)):
            raise UsageError("an entity class derives from Entity")
        columns, navigations, own, related = _declared(cls)
        by_wire = {info.wire_name: info for info in columns.values()}
        if len(by_wire) != len(columns) or len({info.wire_name for info in navigations.values()}) != len(navigations):
            raise UsageError(f"{cls.__name__} declares one wire name twice")

        built = attrs.define(
            cls,
            these={name: attrs.field(metadata={"dataverse": info}) for name, info in own.items()},
            slots=False,
            init=False,
            eq=False,
            repr=False,
        )
        type.__setattr__(built, "__replace__", None)  # attrs' would go past the journal
        for attribute, value in list(vars(built).items()):
            if attribute in columns and isinstance(value, _DECLARATIONS):
                type.__setattr__(built, attribute, Unslotted(attribute))
        for attribute in related:
            type.__setattr__(built, attribute, Related(related[attribute]))
        table = TableInfo(
            logical_name=logical_name,
            set_name=set_name,
            key=key,
            primary_name=primary_name,
            alternate_keys=MappingProxyType(dict(alternate_keys or {})),
            columns=MappingProxyType(by_wire),
            attributes=MappingProxyType(columns),
            navigations=MappingProxyType(navigations),
        )
        type.__setattr__(built, "__table__", table)
        type.__setattr__(built, "__expressions__", MappingProxyType(_expressions(table)))
        register(built)
        copyreg.pickle(type(built), pickled)
        return built

    return build


_DECLARATIONS = (ColumnDeclaration, LookupDeclaration, NavigationDeclaration)


def _declared(
    cls: type[Entity],
) -> tuple[dict[str, ColumnInfo], dict[str, NavigationInfo], dict[str, ColumnInfo], dict[str, NavigationInfo]]:
    """Gives all columns and navigation properties of a class by Python name, then those that need a place of their own on it."""
    for ancestor in cls.__mro__[1:]:
        for attribute, value in vars(ancestor).items():
            if isinstance(value, _DECLARATIONS):
                raise UsageError(f"{ancestor.__name__}.{attribute} is declared on a class that is not an entity; decorate it with @entity")
    annotations = get_annotations(cls)
    inherited: TableInfo | None = getattr(cls, "__table__", None)
    columns: dict[str, ColumnInfo] = dict(inherited.attributes) if inherited else {}
    navigations: dict[str, NavigationInfo] = dict(inherited.navigations) if inherited else {}
    own: dict[str, ColumnInfo] = {}
    related: dict[str, NavigationInfo] = {}
    for attribute in annotations:
        if _kind(annotations[attribute]) and not isinstance(vars(cls).get(attribute), _DECLARATIONS):
            raise UsageError(f"{cls.__name__}.{attribute}: write it as a column, lookup or navigation, such as `= column()`")
    for attribute, value in list(vars(cls).items()):
        if not isinstance(value, _DECLARATIONS):
            continue
        if attribute.startswith("_") or attribute in ("ref", "self"):
            raise UsageError(f"{cls.__name__}.{attribute}: this name is taken; choose another and give the wire name as name=")
        annotation = annotations.get(attribute)
        if isinstance(value, NavigationDeclaration):
            if attribute in columns:
                raise UsageError(f"{cls.__name__}.{attribute} is a column of the class it derives from")
            _check_kind(cls, attribute, annotation, "Collection" if value.collection else "Navigation")
            navigations[attribute] = related[attribute] = value.info(attribute, cls.__module__)
            continue
        if attribute in navigations:
            raise UsageError(f"{cls.__name__}.{attribute} is a navigation property of the class it derives from")
        _check_kind(cls, attribute, annotation, "Lookup" if isinstance(value, LookupDeclaration) else "Column")
        info = _column_info(cls, attribute, value, annotation)
        if attribute not in columns:  # declared again, with other facts, it is the inherited attribute
            own[attribute] = info
        columns[attribute] = info
    return columns, navigations, own, related


# Text of an annotation to the descriptor it names; `typing.get_type_hints` would need every class behind it to be imported.
_ANNOTATION = re.compile(r"(?:\w+\.)*(Column|Lookup|Navigation|Collection)\[.*\]", re.DOTALL)


def _kind(annotation: Any) -> str:
    """Gives the descriptor an annotation names, or an empty text."""
    if isinstance(annotation, str):
        found = _ANNOTATION.fullmatch(annotation)
        return found[1] if found else ""
    origin = get_origin(annotation)
    return origin.__name__ if origin in (Column, Lookup, Navigation, Collection) else ""


def _check_kind(cls: type[Entity], attribute: str, annotation: Any, expected: str) -> None:
    found = _kind(annotation)
    if found != expected and (found or not isinstance(annotation, str)):
        raise UsageError(f"{cls.__name__}.{attribute}: annotate it as {expected}[...]")


def _expressions(table: TableInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for attribute, info in table.attributes.items():
        found[attribute] = LookupExpr(info) if info.is_lookup else ColumnExpr(info)
    for attribute, navigation in table.navigations.items():
        found[attribute] = CollectionExpr(navigation) if navigation.collection else NavigationExpr(navigation)
    return found


def _column_info(cls: type[Any], attribute: str, declaration: ColumnDeclaration | LookupDeclaration, annotation: Any) -> ColumnInfo:
    logical = checked_name(declaration.name or attribute)
    if isinstance(declaration, LookupDeclaration):
        return ColumnInfo(
            attribute=attribute,
            wire_name=f"_{logical}_value",
            logical_name=logical,
            python_type=UUID,
            targets=MappingProxyType(dict(declaration.targets)),
            **declaration.facts,
        )
    python_type, nullable, choice = _column_type(cls, attribute, annotation)
    facts = dict(declaration.facts)
    if choice is not None:
        facts["options"] = facts["options"] or {int(member): getattr(member, "label", member.name) for member in choice}
    return ColumnInfo(
        attribute=attribute,
        wire_name=logical,
        logical_name=logical,
        python_type=python_type,
        nullable=nullable,
        choice=choice,
        **facts,
    )


# The annotations that generated classes use, so that making a class of 300 columns evaluates none of them.
_KNOWN_ANNOTATIONS: Mapping[str, tuple[type, bool, None]] = {
    f"Column[{kind.__name__}{suffix}]": (kind, bool(suffix), None) for kind in SCALARS for suffix in ("", " | None")
}


def _column_type(cls: type[Any], attribute: str, annotation: Any) -> tuple[type, bool, type[IntEnum] | None]:
    """Gives the Python type of `Column[T]`, whether it allows None, and the enum of a column of choices."""
    if isinstance(annotation, str):
        known = _KNOWN_ANNOTATIONS.get(annotation)
        if known is not None:
            return known
        names = {"UUID": UUID, "datetime": datetime, "date": date, "Decimal": Decimal, **vars(sys.modules[cls.__module__])}
        try:
            annotation = eval(annotation, names)  # noqa: S307  (the class's own annotation, as typing.get_type_hints does)
        except NameError as error:
            raise UsageError(f"{cls.__name__}.{attribute}: the annotation names {error.name}, which is not imported") from None
        except (AttributeError, SyntaxError, TypeError):
            raise UsageError(f"{cls.__name__}.{attribute}: the annotation cannot be evaluated") from None
    arguments = get_args(annotation)
    if get_origin(annotation) is not Column or len(arguments) != 1:
        raise UsageError(f"{cls.__name__}.{attribute}: annotate it as Column[type], such as Column[str | None]")
    (kind,) = arguments
    members = set(get_args(kind)) if get_origin(kind) in (Union, UnionType) else {kind}
    nullable = NoneType in members
    members.discard(NoneType)
    held = members.pop() if len(members) == 1 else None
    if held in SCALARS:
        return held, nullable, None
    several = get_origin(held) is frozenset
    choice = get_args(held)[0] if several else held
    if not isinstance(choice, type) or not issubclass(choice, IntEnum):
        scalars = ", ".join(kind.__name__ for kind in SCALARS)
        raise UsageError(f"{cls.__name__}.{attribute}: a column holds one of {scalars}, an IntEnum, a frozenset of one, or that and None")
    return frozenset if several else choice, nullable, choice


# --- Classes by table.


def register(cls: type[Entity]) -> None:
    """Makes a class known as one of its table."""
    known = _classes.setdefault(cls.__table__.logical_name, [])
    # A class declared again, as in a notebook cell that ran twice, takes the place of the former one.
    for place, other in enumerate(known):
        if (other.__module__, other.__qualname__) == (cls.__module__, cls.__qualname__):
            known[place] = cls
            return
    known.append(cls)


def class_of(info: NavigationInfo | str) -> type[Entity] | None:
    """Gives the class declared for a table, or None when none was made yet; of several, the first.

    At the other end of a navigation property stands the class declared nearest to it: in the same module, else in the same package, else
    the one with the most columns.
    Generated packages are lazy, so that one is imported when it is first needed.
    """
    if isinstance(info, str):
        return next(iter(_classes.get(info, ())), None)
    package = info.module.rpartition(".")[0]
    module = getattr(sys.modules.get(package), "_TABLES", {}).get(info.target)
    if module is not None:
        import_module(f"{package}.{module}")
    return min(
        _classes.get(info.target, ()),
        key=lambda cls: (
            cls.__module__ != info.module,
            cls.__module__.rpartition(".")[0] != package,
            -len(cls.__table__.columns),
        ),
        default=None,
    )


def table_of(cls: type[Entity] | Entity) -> TableInfo:
    """Gives what is known of a class's table."""
    kind = cls if isinstance(cls, type) else type(cls)
    try:
        table: TableInfo = type.__getattribute__(kind, "__table__")  # past the metaclass, which takes ten times as long
    except AttributeError:
        told = f"{kind.__name__} is not an entity: give a row such as Contact(firstname=...), or decorate the class with @entity"
        raise UsageError(told) from None
    return table


def held_columns(row: Entity) -> Iterator[str]:
    """Gives the names of the columns that a row holds a value or a null for."""
    slots, values, beside = row.__stores__, row._values, row._extra
    for attribute, info in row.__table__.attributes.items():
        # What an open table brought stands among the extras until it is asked for.
        if attribute in slots or attribute in values or info.wire_name in beside:
            yield attribute
