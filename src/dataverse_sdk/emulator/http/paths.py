"""Resource paths and query strings, taken apart.

Knows segments, keys in parentheses, and how query options are percent-encoded. Refuses to know which names exist.
"""

import re
from urllib.parse import unquote, unquote_plus, urlsplit

from attrs import frozen

from ..storage.values import WireValue
from .refusals import bad_request

__all__ = ["Segment", "Target", "literal", "parse_path", "parse_target", "split_arguments"]

ROOT = re.compile(r".*?/api/data/v\d+\.\d+(?=/|$)", re.IGNORECASE)
GUID = re.compile(r"\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@frozen
class Segment:
    """One step of a path: `contacts(...)` has the name `contacts` and the arguments between the parentheses, else None."""

    name: str
    arguments: str | None = None


@frozen
class Target:
    """What a request asks for: the service root as sent, the steps below it, and the query options, decoded."""

    root: str
    segments: tuple[Segment, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    query: str = ""

    @property
    def path(self) -> str:
        """The steps as one text, the same however the request spelled them."""
        return "/".join(each.name if each.arguments is None else f"{each.name}({each.arguments})" for each in self.segments)


def _pieces(text: str, separator: str) -> list[str]:
    """`text` cut at `separator`, where it stands outside quotes and parentheses."""
    pieces, depth, quoted, start = [], 0, False, 0
    for place, character in enumerate(text):
        if character == "'":
            quoted = not quoted  # a doubled quote closes and opens again
        elif quoted:
            continue
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == separator and depth == 0:
            pieces.append(text[start:place])
            start = place + 1
    if quoted or depth:
        raise bad_request("Syntax error in the request URI: a quote or parenthesis is not closed.")
    return [*pieces, text[start:]]


def parse_path(path: str) -> tuple[Segment, ...]:
    """The steps of a decoded path such as `contacts(1f0a...)/Contact_Annotation/$count`."""
    segments = []
    for piece in _pieces(path.strip("/"), "/"):
        name, parenthesis, rest = piece.partition("(")
        if parenthesis and not rest.endswith(")"):
            raise bad_request(f"Bad Request - Error in query syntax: '{piece.strip()}'.")
        segments.append(Segment(name.strip(), rest[:-1] if parenthesis else None))
    return () if segments == [Segment("")] else tuple(segments)


def split_arguments(arguments: str) -> dict[str, str]:
    """`a='x',b=2` as names and literals; a lone value has the empty name."""
    found: dict[str, str] = {}
    for piece in _pieces(arguments, ","):
        name, equals, value = piece.partition("=") if not piece.lstrip().startswith("'") else ("", "", piece)
        if not equals:
            name, value = "", name or value
        found[name.strip()] = value.strip()
    return found


def literal(text: str) -> WireValue:
    """The value a key literal stands for; text stands between quotes, a quote inside is doubled."""
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if text in ("true", "false"):
        return text == "true"
    if text == "null":
        return None
    if NUMBER.fullmatch(text) and "." not in text:
        return int(text)
    return text


def parse_target(target: str) -> Target:
    """The target of a request line, percent-encoded or raw, absolute or relative to the service root."""
    parts = urlsplit(target.replace("#", "%23"))
    path, root = parts.path, ""
    match = ROOT.match(path)
    if match is not None:
        root, path = match[0], path[match.end() :]
    pairs = []
    for piece in parts.query.split("&"):
        name, _, value = piece.partition("=")
        if piece:
            pairs.append((unquote_plus(name).strip(), unquote_plus(value)))
    return Target(root, parse_path(unquote(path)), tuple(pairs), parts.query)
