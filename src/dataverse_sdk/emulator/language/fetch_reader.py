"""FetchXML text to values, one rule for each element; everything that the reference does not list is refused.

Knows the vocabulary. Refuses to know tables. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/
The codes are the names of the platform's own list of errors (QueryBuilder...); their sentences are not documented, so these are ours.
"""

from collections.abc import Mapping
from functools import lru_cache

from .expressions import MAX_CONDITIONS
from .fetch import IN_FILTER, JOINED, SUBQUERIES, Attribute, Condition, Entity, Fetch, Filter, Link, Order
from .query_errors import QueryError, not_imitated, too_many_conditions
from .safe_xml import Element, NotXml, parse_xml

__all__ = ["MOST_ROWS", "parse_fetch"]

INVALID_XML = "0x80040201"
INVALID_VALUE = "0x80041108"
INVALID_NODE = "0x8004111C"
INVALID_LINK_TYPE = "0x80041117"
INVALID_FILTER_TYPE = "0x80041122"
NOT_POSITIVE = "0x8004110C"
MOST_ROWS = 5000
BIN = "bin"

# What each element may say. Much of it has no effect on the rows (no-lock, hint, uiname ...).
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "fetch": frozenset(
        {"aggregate", "aggregatelimit", "count", "datasource", "distinct", "page", "paging-cookie", "returntotalrecordcount", "top"}
        | {"useraworderby", "mapping", "version", "output-format", "no-lock", "latematerialize", "options", "savedqueryid"}
        | {"min-active-row-version", "utc-offset"}
    ),
    "entity": frozenset({"name", "enableprefiltering", "prefilterparametername"}),
    "link-entity": frozenset(
        {"name", "from", "to", "link-type", "alias", "intersect", "visible", "enableprefiltering", "prefilterparametername"}
    ),
    "attribute": frozenset(
        {"name", "alias", "aggregate", "groupby", "dategrouping", "distinct", "rowaggregate", "usertimezone", "build", "addedby"}
    ),
    "all-attributes": frozenset(),
    "order": frozenset({"attribute", "alias", "descending", "entityname"}),
    "filter": frozenset(
        {"type", "hint", "isquickfindfields", "overridequickfindrecordlimitenabled", "overridequickfindrecordlimitdisabled"}
    ),
    "condition": frozenset(
        {"attribute", "operator", "value", "valueof", "entityname", "column", "aggregate", "alias", "uiname", "uitype", "uihidden"}
    ),
    "value": frozenset({"uiname", "uitype"}),
}
CHILDREN: Mapping[str, frozenset[str]] = {
    "fetch": frozenset({"entity", "order"}),
    "entity": frozenset({"attribute", "all-attributes", "order", "filter", "link-entity", "no-attrs"}),
    "filter": frozenset({"condition", "filter", "link-entity"}),
    "condition": frozenset({"value"}),
}
NOT_IMITATED = {
    "datasource": "long term data retention",
    "min-active-row-version": "min-active-row-version", "utc-offset": "utc-offset",
}  # fmt: skip


@lru_cache(maxsize=512)
def parse_fetch(text: str) -> Fetch:
    """Read a FetchXML document; QueryError when it is none, says something unknown, or asks too much."""
    try:
        root = parse_xml(text)
    except NotXml as error:
        raise QueryError(INVALID_XML, f"Invalid XML: {error}.") from error
    if root.name != "fetch":
        raise _invalid_node(root.name, "the document")
    _check(root)
    if sum(1 for element in _walk(root) if element.name in ("condition", "link-entity")) > MAX_CONDITIONS:
        raise too_many_conditions()
    entities = [child for child in root.children if child.name == "entity"]
    if len(entities) != 1:
        raise QueryError(INVALID_XML, "Invalid XML: a fetch element has one entity element.")
    return _fetch(root, entities[0])


def _walk(element: Element) -> list[Element]:
    return [element, *(inner for child in element.children for inner in _walk(child))]


def _invalid_node(name: str, place: str) -> QueryError:
    return QueryError(INVALID_NODE, f"The element '{name}' is not allowed in {place}.")


def _check(element: Element) -> None:
    unknown = element.attributes.keys() - ATTRIBUTES[element.name]
    if unknown:
        raise QueryError(INVALID_XML, f"Invalid XML: the attribute '{min(unknown)}' is not allowed on the element '{element.name}'.")
    for name in sorted(element.attributes.keys() & NOT_IMITATED.keys()):
        if (name, element.attributes[name].strip().lower()) == ("datasource", BIN):
            continue
        raise not_imitated(f"FetchXML with {NOT_IMITATED[name]}")
    allowed = CHILDREN.get("entity" if element.name == "link-entity" else element.name, frozenset())
    for child in element.children:
        if child.name not in allowed:
            raise _invalid_node(child.name, f"the element '{element.name}'")
        if child.name == "no-attrs":
            raise not_imitated("FetchXML with the element no-attrs")
        _check(child)


def _fetch(root: Element, entity: Element) -> Fetch:
    top, count, page = (_number(root, name) for name in ("top", "count", "page"))
    total = _flag(root, "returntotalrecordcount")
    cookie = root.attributes.get("paging-cookie") or None
    if top is not None:
        if count is not None or page is not None or cookie is not None or total:
            raise QueryError(INVALID_VALUE, "The top attribute can't be specified with the paging attributes page, count or paging-cookie.")
        if top > MOST_ROWS:
            raise QueryError(INVALID_VALUE, f"The top attribute can't exceed {MOST_ROWS}.")
    orders = tuple(_order(child) for child in root.children if child.name == "order")
    found = _entity(entity)
    return Fetch(
        Entity(found.name, found.attributes, found.all_attributes, (*orders, *found.orders), found.filters, found.links),
        top=top,
        count=count,
        page=page or 1,
        cookie=cookie,
        distinct=_flag(root, "distinct"),
        aggregate=_flag(root, "aggregate"),
        total=total,
        limit=_number(root, "aggregatelimit"),
        raw_order=_flag(root, "useraworderby"),
        deleted="datasource" in root.attributes,
    )


def _required(element: Element, name: str) -> str:
    value = element.attributes.get(name, "").strip()
    if not value:
        raise QueryError(INVALID_XML, f"Invalid XML: the element '{element.name}' needs the attribute '{name}'.")
    return value


def _flag(element: Element, name: str) -> bool:
    value = element.attributes.get(name, "false").strip().lower()
    if value not in ("true", "false", "1", "0"):
        raise QueryError(INVALID_VALUE, f"The value of '{name}' is not a boolean.")
    return value in ("true", "1")


def _number(element: Element, name: str) -> int | None:
    value = element.attributes.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 10) or int(value) == 0:
        raise QueryError(NOT_POSITIVE, f"The value of '{name}' must be a number greater than zero.")
    return int(value)


def _entity(element: Element) -> Entity:
    inside: dict[str, list[Element]] = {}
    for child in element.children:
        inside.setdefault(child.name, []).append(child)
    return Entity(
        _required(element, "name"),
        tuple(map(_attribute, inside.get("attribute", ()))),
        "all-attributes" in inside,
        tuple(map(_order, inside.get("order", ()))),
        tuple(map(_filter, inside.get("filter", ()))),
        tuple(_link(child, JOINED | SUBQUERIES) for child in inside.get("link-entity", ())),
    )


def _attribute(element: Element) -> Attribute:
    return Attribute(
        _required(element, "name"),
        element.attributes.get("alias"),
        element.attributes.get("aggregate"),
        _flag(element, "groupby"),
        element.attributes.get("dategrouping"),
        _flag(element, "distinct"),
        element.attributes.get("rowaggregate"),
    )


def _order(element: Element) -> Order:
    attribute, alias = element.attributes.get("attribute"), element.attributes.get("alias")
    if attribute is None and alias is None:
        raise QueryError(INVALID_XML, "Invalid XML: the element 'order' needs the attribute 'attribute' or 'alias'.")
    return Order(attribute, alias, element.attributes.get("entityname"), _flag(element, "descending"))


def _filter(element: Element) -> Filter:
    kind = element.attributes.get("type", "and")
    if kind not in ("and", "or"):
        raise QueryError(INVALID_FILTER_TYPE, f"'{kind}' is not a valid filter type.")
    parts: list[Condition | Filter | Link] = []
    for child in element.children:
        if child.name == "condition":
            parts.append(_condition(child))
        else:
            parts.append(_filter(child) if child.name == "filter" else _link(child, IN_FILTER))
    return Filter(kind, tuple(parts))


def _condition(element: Element) -> Condition:
    for name in ("column", "aggregate", "alias"):
        if name in element.attributes:
            raise not_imitated(f"FetchXML conditions with the attribute '{name}'")
    given = element.attributes.get("value")
    values = tuple(child.text for child in element.children)
    return Condition(
        _required(element, "attribute"),
        _required(element, "operator"),
        values if given is None else (given, *values),
        element.attributes.get("valueof"),
        element.attributes.get("entityname"),
    )


def _link(element: Element, kinds: frozenset[str]) -> Link:
    kind = element.attributes.get("link-type", "inner")
    if kind == "natural":
        raise not_imitated(f"link entities of the type '{kind}'")
    if kind not in kinds:
        raise QueryError(INVALID_LINK_TYPE, f"'{kind}' is not a valid link type here.")
    return Link(_entity(element), _required(element, "from"), _required(element, "to"), kind, element.attributes.get("alias"))
