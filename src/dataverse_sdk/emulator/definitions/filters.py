"""`$filter` over definitions: equality, `and`, `or`, `not`, parentheses, and nothing else.

Knows the limits that these resources have of their own. Pure. Refuses to know what a definition says.
"""

import re
from collections.abc import Callable, Mapping

from attrs import define, field

from ..http.paths import literal
from ..http.refusals import Refusal, bad_request, not_imitated

__all__ = ["condition", "refuse_options"]

Test = Callable[[Mapping[str, object]], bool]

TOKEN = re.compile(r"\s*(?:([A-Za-z][\w.]*)?('(?:[^']|'')*')|([()])|([\w./-]+))")
FUNCTION = re.compile(r"\b(startswith|endswith|contains|substringof)\s*\(", re.IGNORECASE)
COMPARISONS = frozenset({"eq", "ne"})
OTHERS = frozenset({"gt", "ge", "lt", "le", "has", "in"})
REFUSED = ("$top", "$skip", "$orderby", "$count")


def refuse_options(options: Mapping[str, str]) -> None:
    """Refuse what these resources do not take: 400 with 0x80060888 (page "Query table definitions using the Web API")."""
    for name in REFUSED:
        if name in options:
            raise bad_request(f"The query parameter {name} is not supported.")


def condition(text: str) -> Test:
    """The test that a filter states; Refusal when it is none, or uses what definitions do not support."""
    if FUNCTION.search(text):
        raise Refusal(400, "0x8006088a", "The query function is not supported on metadata entities.")
    reader = _Reader(_tokens(text))
    test = reader.alternatives()
    if reader.left:
        raise bad_request(f"Syntax error in the filter at '{reader.left[0]}'.")
    return test


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    place = 0
    while text[place:].strip():
        match = TOKEN.match(text, place)
        if match is None:
            raise bad_request("Syntax error in the filter.")
        # an enumeration's type, as in `RelationshipType'OneToManyRelationship'`, says nothing that the text does not
        found.append(match[2] or match[3] or match[4])
        place = match.end()
    return found


def _value(item: Mapping[str, object], path: str) -> object:
    value: object = item
    for step in path.split("/"):
        if not isinstance(value, Mapping) or step not in value:
            raise bad_request(f"Could not find a property named '{step}' on a metadata entity.")
        value = value[step]
    return value


@define
class _Reader:
    """The tokens that are left; mutable."""

    left: list[str] = field()

    def alternatives(self) -> Test:
        tests = [self.terms()]
        while self._word("or"):
            tests.append(self.terms())
        return lambda item: any(test(item) for test in tests)

    def terms(self) -> Test:
        tests = [self.term()]
        while self._word("and"):
            tests.append(self.term())
        return lambda item: all(test(item) for test in tests)

    def term(self) -> Test:
        if self._word("not"):
            inner = self.term()
            return lambda item: not inner(item)
        if self._word("("):
            inner = self.alternatives()
            if not self._word(")"):
                raise bad_request("Syntax error in the filter: a parenthesis is not closed.")
            return inner
        name, operator, value = (self.left.pop(0) if self.left else "" for _ in range(3))
        if operator in OTHERS:
            raise not_imitated(f"the operator '{operator}' in a filter on definitions")
        if operator not in COMPARISONS or not value:
            raise bad_request("Syntax error in the filter.")
        wanted = literal(value)
        return lambda item: (_value(item, name) == wanted) is (operator == "eq")

    def _word(self, word: str) -> bool:
        if self.left and self.left[0].lower() == word:
            self.left.pop(0)
            return True
        return False
