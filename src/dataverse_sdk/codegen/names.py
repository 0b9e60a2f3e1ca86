"""Python names for tables, columns and navigation properties.

Knows what Python, the generated source and `Entity` take for themselves. Refuses to trust a name: `$metadata` has one
that begins with a quote, and pairs that differ only by case.
"""

import keyword
import re
from collections.abc import Iterable

__all__ = ["Namespace", "class_name", "is_wire_name", "module_name"]

# Names the text of a generated module uses; a class attribute of that name would hide them inside the class.
_SOURCE = {
    *("Collection", "Column", "Decimal", "Entity", "Lookup", "Navigation", "TYPE_CHECKING", "UUID", "annotations"),
    *("bool", "bytes", "collection", "column", "date", "datetime", "entity", "float", "int", "lookup", "navigation"),
    "str",
}
# `ref` makes references; attributes that begin with an underscore hold a row's state.
_ENTITY = {"ref"}
_RESERVED = frozenset({*keyword.kwlist, *_SOURCE, *_ENTITY})


def is_wire_name(name: str) -> bool:
    """True for a name that can stand in a URL as it is: ASCII letters, digits and underscores."""
    return re.fullmatch(r"[A-Za-z0-9_]+", name) is not None


def _identifier(name: str, digit_prefix: str) -> str:
    text = re.sub(r"[^A-Za-z0-9_]", "_", name).lstrip("_")
    if not text or text[0].isdigit():
        text = digit_prefix + text
    return text + "_" if text in _RESERVED else text


class Namespace:
    """Hands out names that are free, telling them apart without regard to case: a reader would not see the difference.

    `reserved` are further names that must not be given, exactly as spelled.
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._reserved = frozenset(reserved)
        self._taken: set[str] = set()

    def attribute(self, name: str) -> str:
        """A name for a column or lookup: its own, else with underscores after it."""
        return self.free(_identifier(name, "n"))

    def navigation(self, name: str) -> str:
        """A name for a navigation property: its own, else with `_nav` after it, because the lookup came first."""
        text = _identifier(name, "n")
        return self.free(text if text.lower() not in self._taken else f"{text}_nav")

    def free(self, name: str) -> str:
        """`name`, with as many underscores after it as it takes to be free."""
        while name.lower() in self._taken or name in self._reserved:
            name += "_"
        self._taken.add(name.lower())
        return name


def module_name(logical_name: str) -> str:
    """The module of a table: its logical name, made safe (`import` is a table)."""
    return _identifier(logical_name, "table_")


def class_name(logical_name: str, schema_name: str | None) -> str:
    """The class of a table: its schema name (`PhoneCall`) where one is known, else the logical name in capitals (`NewProject`)."""
    words = re.split(r"[^A-Za-z0-9]+", schema_name or logical_name)
    return _identifier("".join(word[:1].upper() + word[1:] for word in words), "Table")
