"""Compiles the function that reads one shape of row: a class, and the JSON names of its rows in order.

A page has thousands of rows of one shape, so the questions a loop would ask of every value (which slot, which hook) are answered once,
as source text. Values whose class is already right are stored as they are. The function only knows the good case: it raises whatever it
meets, and the caller reads the row again, slowly, to say where it went wrong.

Only the class's own attribute names, which are identifiers, become part of the source; everything else is passed in by position.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from attrs import frozen

from .entity import NO_CHANGES, NOTHING, Entity
from .values import Reference

__all__ = ["Place", "compile_reader"]


@frozen
class Place:
    """What becomes of one JSON name.

    A `slot` takes the value: as it is when its class is `exact`, else through `convert(value, kind)`. A lookup names the annotations
    beside it. Without a slot the value is kept among the row's extras.
    """

    name: str
    slot: str | None = None
    exact: type | None = None
    convert: Callable[..., Any] | None = None
    kind: Any = None
    lookup: tuple[str, str, str] | None = None


# Lookups repeat: a page of orders has few customers and one currency. Making a UUID costs ten times finding it.
_known_uuid = lru_cache(maxsize=4096)(UUID)

_set_table, _set_id, _set_name = (vars(Reference)[slot].__set__ for slot in ("table", "id", "name"))


def _reference(value: str, document: Mapping[str, Any], table_key: str, name_key: str, only: str) -> Reference[Any]:
    """Gives a reference without its checks: the table comes from the service, the id is a UUID here."""
    table, label = document.get(table_key, only), document.get(name_key)
    if table.__class__ is not str or not (label is None or label.__class__ is str):
        raise TypeError
    reference: Reference[Any] = object.__new__(Reference)
    _set_table(reference, table)
    _set_id(reference, _known_uuid(value))
    _set_name(reference, label)
    return reference


def _filler(cls: type[Entity]) -> type[Entity]:
    """Gives a class with the same slots whose attributes are stored without the journal; a row changes its class when it is full.

    Both methods are object's own, because the interpreter keeps one slot for the two: only then does it store without calling anything.
    """
    plain = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__, "__module__": cls.__module__}
    found: type[Entity] = type.__call__(type(cls), cls.__name__, (cls,), plain)
    return found


def compile_reader(cls: type[Entity], places: Sequence[Place]) -> Callable[[Mapping[str, Any]], Entity]:
    """Gives the function that reads rows of this shape; it raises, with any error, what it cannot read."""
    known: dict[str, Any] = {"new": object.__new__, "filler": _filler(cls), "cls": cls, "reference": _reference}
    known |= {"no_changes": NO_CHANGES, "nothing": NOTHING, "moment": datetime.fromisoformat, "utc": UTC}
    lines = ["row = new(filler)", "row._changes = no_changes", "row._related = nothing"]
    extra: list[str] = []
    values = "".join(f"v{number}, " for number in range(len(places)))
    if places:
        lines.insert(0, f"({values}) = document.values()")
    if not any(place.slot == "_etag" for place in places):
        lines.append("row._etag = None")
    for number, place in enumerate(places):
        value, target = f"v{number}", f"row.{place.slot}"
        known.update({f"n{number}": place.name, f"x{number}": place.exact, f"c{number}": place.convert, f"k{number}": place.kind})
        if place.slot is None:
            extra.append(f"n{number}: {value}")
        elif place.lookup is not None:
            known[f"l{number}"] = place.lookup
            lines.append(f"{target} = None if {value} is None else reference({value}, document, *l{number})")
        elif place.exact is datetime:
            # The usual text, in UTC with its Z, needs no function of ours.
            slowly = f"c{number}({value}, k{number})"
            lines.append(f"{target} = None if {value} is None else t if (t := moment({value})).tzinfo is utc else {slowly}")
        elif place.exact is None:
            lines.append(f"{target} = None if {value} is None else c{number}({value}, k{number})")
        else:
            lines.append(f"{target} = {value} if {value}.__class__ is x{number} or {value} is None else c{number}({value}, k{number})")
    lines += [f"row._extra = {{{', '.join(extra)}}}" if extra else "row._extra = nothing", "row.__class__ = cls", "return row"]
    source = "def read(document):\n    " + "\n    ".join(lines)
    exec(compile(source, f"<reader of {cls.__name__}>", "exec"), known)  # noqa: S102  (made of the class's own attribute names)
    read: Callable[[Mapping[str, Any]], Entity] = known["read"]
    return read
