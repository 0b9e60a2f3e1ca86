"""What an answer to an access request must say besides the data: the context the privacy officer supplies.

Knows the items of Article 15 of the GDPR and how they stand in a `context.toml`. Nothing is made up: an item that is missing stays
"not provided". Source: https://eur-lex.europa.eu/eli/reg/2016/679/oj, Article 15(1) and (2).
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import field, frozen

from ..errors import InvalidDocument

__all__ = ["ITEMS", "NOT_PROVIDED", "Context", "read_context"]

NOT_PROVIDED: Final = "not provided"

# Key in the file -> what a reader is told; in the order of the article.
ITEMS: Final[Mapping[str, str]] = {
    "controller": "Who is responsible for your data",
    "contact": "Whom to ask about it",
    "purposes": "What your data is used for",
    "categories": "Kinds of data",
    "recipients": "Who has received your data, or will",
    "retention": "How long it is kept",
    "rights": "Your rights to correction, erasure, restriction and objection",
    "complaint": "Where to complain",
    "source": "Where the data came from",
    "automated_decisions": "Decisions made by machines alone",
    "transfers": "Transfers outside the European Union, and how they are protected",
}


@frozen
class Context:
    """The officer's words, by item. `missing` names the items without any."""

    items: Mapping[str, str] = field(factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys of the items that were not provided, in order."""
        return tuple(key for key in ITEMS if key not in self.items)

    def text(self, key: str) -> str:
        """Gives the words for an item, or "not provided"."""
        return self.items.get(key, NOT_PROVIDED)


def read_context(path: Path) -> Context:
    """Reads a `context.toml`: a text, or a list of texts, for each key of `ITEMS`. Raises InvalidDocument for anything else."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise InvalidDocument("the context is no TOML file in UTF-8") from None
    unknown = sorted(document.keys() - ITEMS.keys())
    if unknown:
        raise InvalidDocument(f"the context has keys that are not known: {', '.join(unknown)}; known are {', '.join(ITEMS)}")
    items = {}
    for key, value in document.items():
        lines = [value] if isinstance(value, str) else value
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise InvalidDocument(f"the context's {key} must be a text or a list of texts")
        text = "\n".join(line.strip() for line in lines).strip()
        if text:
            items[key] = text
    return Context(items)
