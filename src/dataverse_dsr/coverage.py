"""Which personal-looking columns a catalogue leaves alone.

Looks at the entity classes the catalogue names: text columns whose format or name speaks of a person. A first, offline answer; it does
not know the columns an environment added.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from attrs import frozen

from dataverse_sdk import ColumnInfo

from .declarations import AnyDeclaration, Catalogue

__all__ = ["Gap", "coverage"]

GapKind: TypeAlias = Literal["read, not masked", "not touched"]

_FORMATS: Final = frozenset({"Email", "Phone", "PhoneticGuide", "Url"})
_NAMES: Final = re.compile(
    r"name|mail|phone|fax|pager|mobile|address|line[123]|city|postal|street|county|country|latitude|longitude"
    r"|birth|gender|government|salutation|jobtitle|description|notetext|spous|child|anniversary|composite|document|photo|entityimage"
)


@frozen
class Gap:
    """A column that looks personal and that the catalogue does not mask. `kind` says whether an access report holds it."""

    collection: str
    column: str
    kind: GapKind


def coverage(catalogue: Catalogue) -> tuple[Gap, ...]:
    """Gives the gaps of every table the catalogue masks, in its order; a retained table has none, it is kept on purpose."""
    return tuple(gap for declaration in catalogue if declaration.retained is None for gap in _gaps(declaration))


def _gaps(declaration: AnyDeclaration) -> Iterator[Gap]:
    masked = {one.column.wire_name for one in declaration.masks}
    computed = {one.column.wire_name for one in declaration.computed}
    read = {info.wire_name for info in declaration.read}
    for name, info in declaration.info.columns.items():
        if name not in masked | computed and _looks_personal(info):
            yield Gap(declaration.name, name, "read, not masked" if name in read else "not touched")


def _looks_personal(info: ColumnInfo) -> bool:
    """Text, dates and coordinates that can be written; copies the service computes follow their sources."""
    if info.is_lookup or not info.update or info.python_type in (bool, int) or info.options is not None:
        return False
    return info.format in _FORMATS or _NAMES.search(info.logical_name) is not None
