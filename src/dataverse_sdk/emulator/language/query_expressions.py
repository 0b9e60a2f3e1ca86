"""QueryExpression, the query of some messages, into the values that FetchXML is read into.

Knows the members of the complex types and the names of operators. Refuses to know SQL and rows. Links and their conditions are included;
the page, the order and the columns of the query are not, because the messages that take it do without.
"""

import re
from collections.abc import Mapping
from typing import cast

from ..http.refusals import bad_request
from .fetch import Attribute, Condition, Entity, Fetch, Filter, Link

__all__ = ["fetch_of"]

JsonObject = Mapping[str, object]

OPERATORS = {
    "Equal": "eq", "NotEqual": "ne", "GreaterThan": "gt", "GreaterEqual": "ge", "LessThan": "lt", "LessEqual": "le",
    "BeginsWith": "begins-with",
    "DoesNotBeginWith": "not-begin-with", "EndsWith": "ends-with", "DoesNotEndWith": "not-end-with", "ContainValues": "contain-values",
    "DoesNotContainValues": "not-contain-values", "EqualUserId": "eq-userid", "NotEqualUserId": "ne-userid",
    "EqualBusinessId": "eq-businessid", "NotEqualBusinessId": "ne-businessid",
    "Last7Days": "last-seven-days", "Next7Days": "next-seven-days",
}  # fmt: skip
JOINS = {
    "Inner": "inner", "LeftOuter": "outer", "Exists": "exists", "In": "in", "Any": "any", "NotAny": "not any", "All": "all",
    "NotAll": "not all",
}  # fmt: skip


def _spelled(name: str) -> str:
    words = re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
    return OPERATORS.get(name, words.replace("older-than-", "olderthan-"))


def _text(value: object) -> str:
    return str(value.get("Value") if isinstance(value, Mapping) else value)


def _objects(value: object) -> list[JsonObject]:
    return [cast(JsonObject, each) for each in value] if isinstance(value, list) else []


def _condition(condition: JsonObject) -> Condition:
    values = condition.get("Values")
    texts = tuple(map(_text, values)) if isinstance(values, list) else ()
    entity = condition.get("EntityName")
    return Condition(
        str(condition.get("AttributeName") or ""), _spelled(str(condition.get("Operator") or "Equal")), texts,
        entityname=None if entity is None else str(entity),
    )  # fmt: skip


def _filter(criteria: object) -> Filter | None:
    if not isinstance(criteria, Mapping):
        return None
    parts: list[Condition | Filter | Link] = [_condition(each) for each in _objects(criteria.get("Conditions"))]
    parts += [inner for each in _objects(criteria.get("Filters")) if (inner := _filter(each)) is not None]
    return Filter(str(criteria.get("FilterOperator") or "And").lower(), tuple(parts)) if parts else None


def _link(link: JsonObject) -> Link:
    kind = JOINS.get(str(link.get("JoinOperator") or "Inner"))
    if kind is None:
        raise bad_request(f"The join operator '{link.get('JoinOperator')}' is not supported.")
    found = _filter(link.get("LinkCriteria"))
    links = tuple(map(_link, _objects(link.get("LinkEntities"))))
    entity = Entity(str(link.get("LinkToEntityName") or ""), filters=() if found is None else (found,), links=links)
    alias = link.get("EntityAlias")
    to, from_ = str(link.get("LinkToAttributeName") or ""), str(link.get("LinkFromAttributeName") or "")
    return Link(entity, to, from_, kind, None if alias is None else str(alias))


def fetch_of(query: JsonObject, key: str) -> Fetch:
    """The query for the ids of its rows; `key` is the column that holds them."""
    found = _filter(query.get("Criteria"))
    entity = Entity(
        str(query.get("EntityName") or ""), (Attribute(key),), filters=() if found is None else (found,),
        links=tuple(map(_link, _objects(query.get("LinkEntities")))),
    )  # fmt: skip
    return Fetch(entity, values_only=True)
