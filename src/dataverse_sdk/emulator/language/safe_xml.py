"""XML to elements, for documents that clients send: no document type, no entities, no more depth than a query needs.

Knows elements, attributes and text. Refuses to know what they mean.
"""

from collections.abc import Mapping
from xml.parsers import expat

from attrs import Factory, define

__all__ = ["Element", "NotXml", "parse_xml"]

MAX_DEPTH = 100


class NotXml(ValueError):
    """The text is no XML, or holds what the emulator does not read; the message says what, and where."""


@define
class Element:
    """An element: its name, attributes, child elements, and all text directly in it."""

    name: str
    attributes: Mapping[str, str]
    children: list["Element"] = Factory(list)
    text: str = ""


def parse_xml(text: str) -> Element:
    """The root element; NotXml when there is none. Document types and entities are refused: they are the way to blow a reader up."""
    root = Element("", {})
    stack = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise NotXml(f"elements are nested deeper than {MAX_DEPTH}")
        element = Element(name, attributes)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_: str) -> None:
        stack.pop()

    def data(piece: str) -> None:
        stack[-1].text += piece

    def doctype(*_: object) -> None:
        raise NotXml("a document type is not allowed")

    parser = expat.ParserCreate(encoding="utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        raise NotXml(f"{expat.ErrorString(error.code)}, line {error.lineno}, position {error.offset}") from error
    return root.children[0]
