"""Python names for tables, columns and navigation properties.

Knows what Python, the generated source and `Entity` take for themselves. Refuses to trust a name: `$metadata` has one
that begins with a quote, and pairs that differ only by case.
"""

import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

__all__ = ["Namespace", "class_name", "is_wire_name", "member_names", "module_name", "snake_name", "words"]

# Names the text of a generated module uses; a class attribute of that name would hide them inside the class.
_SOURCE = {
    *("Choice", "Collection", "Column", "Decimal", "Entity", "Lookup", "Navigation", "Reference", "TYPE_CHECKING"),
    *("TypedDict", "UUID", "Union", "annotations", "frozenset"),
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
    return _identifier(words(schema_name or logical_name), "Table")


def words(name: str) -> str:
    """The words of a name in capitals, put together: `new_project` is `NewProject`. It may begin with a digit, and be empty."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", name))


def snake_name(name: str) -> str:
    """A function or parameter in Python's spelling: `WinOpportunity` is `win_opportunity`, `new_CalculateTAX` `new_calculate_tax`."""
    text = re.sub(r"([A-Z]+)([A-Z][a-z])|([a-z0-9])([A-Z])", r"\1\3_\2\4", name)
    return _identifier(re.sub("_+", "_", text).lower(), "n")


def member_names(options: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Names for the members of a choice, out of their labels: `Decision Maker` is `DECISION_MAKER`.

    Labels that give the same name, and those that give none, get their number: another option must not change whose
    name it is.
    """
    texts = [_member_name(label) for _, label in options]
    seen = Counter(texts)
    numbers = [str(value).replace("-", "MINUS_") for value, _ in options]
    names = [text if seen[text] == 1 and text else f"{text or 'VALUE'}_{number}" for text, number in zip(texts, numbers, strict=True)]
    # A label can spell what a number made of another: `A`, `A`, `A 2`.
    free = Namespace()
    return tuple(map(free.free, names))


def _member_name(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_").upper()
    return f"N{text}" if text[:1].isdigit() else text
