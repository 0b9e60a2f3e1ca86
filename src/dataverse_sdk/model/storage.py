"""Where rows keep their values. A declared class (`Contact`) has room for none: every row is of a class derived from it, which has room for
what the row came with.

A table can have five hundred columns of which a query selects ten; a row then has ten slots. Such a class has the name of the declared
class and equals it, so that `type(row) == Contact`, and what is kept by class is found for every row. There are three kinds of room:

- `loose`: a dictionary, for rows that are made, and for rows whose shape nobody met before
- `slotted`: a slot for each column of a shape
- `mirrored`: the slots of a msgspec struct, so that what it decodes are the rows; the collector of garbage never walks through them

Rows of a shape are filled while they are of a plain class with the same slots, where storing calls nothing; full, they change their class.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from .attributes import Unslotted

__all__ = ["NOTHING", "STATE", "Room", "can_be_struct", "declared", "loose", "mirrored", "pickled", "put", "slotted"]

# What a row keeps besides its columns: what was assigned since it was read, its version, what came beside its columns, expanded rows, and
# the columns that have no slot of their own.
STATE: Final = ("_changes", "_etag", "_extra", "_related", "_values")

# Shared and never changed, only replaced: a page of rows makes no containers that would stay empty.
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@frozen
class Room:
    """The two classes of the rows of one shape: `blank` while they are filled, `full` ever after."""

    blank: type[Any]
    full: type[Any]


def declared(cls: type[Any]) -> type[Any]:
    """Gives the class that somebody declared, for itself and for every class of its rows."""
    # Past the metaclass, which takes ten times as long.
    found: type[Any] = type.__getattribute__(cls, "__dict__").get("__declared__", cls)
    return found


def pickled(cls: type[Any]) -> Any:
    """Tells pickle where a class is found: the class of a row is the one that was declared."""
    kind = declared(cls)
    return kind.__qualname__ if kind is cls else (declared, (kind,))


def put(row: Any, name: str, value: Any) -> None:
    """Stores a column, or a part of `STATE`, past the journal."""
    store = row.__stores__.get(name)
    if store is not None:
        store(row, value)
    elif row._values is NOTHING:
        row.__stores__["_values"](row, {name: value})
    else:
        row._values[name] = value


def loose(cls: type[Any]) -> type[Any]:
    """Gives the class of the rows that keep their columns in a dictionary."""
    cls = declared(cls)
    found: type[Any] | None = type.__getattribute__(cls, "__dict__").get("__loose__")
    if found is None:
        found = _derived(type(cls), cls, (), {"__slots__": STATE})
        _know_stores(found, found, STATE)
        type.__setattr__(cls, "__loose__", found)
    return found


@lru_cache(maxsize=512)
def slotted(cls: type[Any], columns: tuple[str, ...]) -> Room:
    """Gives the classes of the rows that have these columns, by Python name. Raises TypeError for a class that has slots of its own."""
    cls, names = declared(cls), (*columns, *STATE)
    # What a class without slots, from which the declared one derives, gives its instances.
    inherited = [name for name, offset in (("__dict__", cls.__dictoffset__), ("__weakref__", cls.__weakrefoffset__)) if offset]
    blank = type(cls.__name__, (), {"__slots__": (*names, *inherited), "__module__": cls.__module__})
    full = _derived(type(cls), cls, (blank,), {"__slots__": (), **_slots(blank, _answered(cls, columns))})
    _know_stores(full, blank, names)
    return Room(blank, full)


def mirrored(cls: type[Any], struct: type[Any], columns: Iterable[str], extra: Callable[[Any], Mapping[str, Any]] | None) -> type[Any]:
    """Gives the class of the rows that are structs of msgspec, with a field for each of these columns and for `STATE`.

    Where annotations are fields too, `extra` makes of them what stands beside the columns.
    """
    cls, columns = declared(cls), tuple(columns)
    own: dict[str, Any] = {} if extra is None else {"_extra": property(extra)}
    metas: Any = (type(cls), type(struct))
    # A class between the two, because a struct has no direct base with an `__init__`.
    between = _derived(type(cls), cls, (), {"__slots__": ()})
    full = _derived(
        partial(_struct_meta(*metas), gc=False, eq=False), between, (struct,), {**_slots(struct, _answered(cls, columns)), **own}
    )
    _know_stores(full, struct, (*columns, *(name for name in STATE if extra is None or name != "_extra")))
    return full


def can_be_struct(cls: type[Any]) -> bool:
    """False for a class whose instances have what structs cannot have: it derives from one without slots, or with slots of its own."""
    return cls.__basicsize__ == object.__basicsize__ and not (cls.__dictoffset__ or cls.__weakrefoffset__)


@cache
def _struct_meta(entities: Any, structs: Any) -> Any:
    found = type("EntityStructs", (entities, structs), {"__new__": structs.__new__})
    copyreg.pickle(found, pickled)
    return found


class _Quiet:
    """Keeps the `__init_subclass__` of what somebody declared from hearing of the classes that are made here."""

    __slots__ = ()

    def __init_subclass__(cls, **_options: Any) -> None:
        pass


def _derived(kind: Callable[..., Any], cls: type[Any], room: tuple[type[Any], ...], own: Mapping[str, Any]) -> type[Any]:
    # The declared class goes before the room: what it says of a row (`__repr__`, `__setattr__`) counts, not what a struct would say.
    bases = (cls, *room) if issubclass(cls, _Quiet) else (_Quiet, cls, *room)
    names: dict[str, Any] = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__}
    found: type[Any] = kind(cls.__name__, bases, {**names, "__declared__": declared(cls), **own})
    return found


def _slots(owner: type[Any], names: Iterable[str]) -> dict[str, Any]:
    known = type.__getattribute__(owner, "__dict__")
    return {name: known[name] for name in names}


def _answered(cls: type[Any], columns: Iterable[str]) -> list[str]:
    """Gives the columns that a row's slot answers for. Not that of a property which a derived class has in its place."""
    found = [(name, next((vars(each)[name] for each in cls.__mro__ if name in vars(each)), None)) for name in columns]
    return [name for name, said in found if said is None or isinstance(said, Unslotted)]


def _know_stores(cls: type[Any], owner: type[Any], names: Iterable[str]) -> None:
    stores = {name: slot.__set__ for name, slot in _slots(owner, names).items()}
    type.__setattr__(cls, "__stores__", MappingProxyType(stores))
