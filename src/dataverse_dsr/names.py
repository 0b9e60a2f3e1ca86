"""What a person is called by their own records: the names, addresses and numbers that masks look for in texts.

Knows which columns of a declaration hold them. Refuses to know the network, and never shows a word.
"""

from collections.abc import Callable, Iterable
from typing import Any

from dataverse_sdk import ColumnInfo

from .declarations import AnyDeclaration, Catalogue
from .found import Discovery
from .rules import Target
from .words import Words

__all__ = ["words_in", "words_of"]


def words_of(discovery: Discovery, catalogue: Catalogue) -> Words:
    """Gives what the person is called by their own records, for masks that look for it in texts."""
    found = Words()
    for declaration in catalogue.roots:
        for record in discovery.collections[declaration.name].records:
            found = found | words_in(declaration, record.value, Target(discovery.environment_id, declaration.info.logical_name, record.id))
    return found


def words_in(declaration: AnyDeclaration, read: Callable[[ColumnInfo], Any], target: Target) -> Words:
    """Gives the names, addresses and numbers of one of the person's records; a value that is a mask already says nothing."""

    def values(infos: Iterable[ColumnInfo]) -> list[str]:
        masks = {info.wire_name: declaration.masked(info.wire_name) for info in infos}
        held = ((info, read(info)) for info in infos)
        return [
            value
            for info, value in held
            if isinstance(value, str) and not ((one := masks[info.wire_name]) is not None and one.rule.has_masked(value, target))
        ]

    names = values(declaration.person)
    whole = [" ".join(names)] if len(names) > 1 else []
    return Words(names=[*names, *whole], emails=values(declaration.match_columns), phones=values(declaration.match_phones))
