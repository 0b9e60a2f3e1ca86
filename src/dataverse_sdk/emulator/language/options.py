"""System query options: from the text of a URL to values, and the check of their names against a table.

Knows which options Dataverse takes, where, and how it refuses the others. Refuses to know SQL (`compiler`) and paging (the service half).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from attrs import Factory, evolve, frozen

from ...schema.model import Schema, TableSchema
from ..storage.relations import many_link
from .expressions import MAX_CONDITIONS, check_size, count_conditions, parse_filter, walk
from .query_errors import bad_query, no_property, not_imitated, too_many_conditions
from .reader import read, read_top
from .syntax import Alias, Apply, ExpandItem, Expr, OrderTerm

__all__ = [
    "MAX_EXPANDS",
    "QueryOptions",
    "check_expand",
    "check_select",
    "in_pages",
    "parse_apply",
    "parse_expand",
    "parse_orderby",
    "parse_select",
    "read_options",
]

MAX_EXPANDS = 15
"""https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables"""

# "Skip Clause is not supported in CRM" is the service's answer to $skip, recorded by several independent clients;
# the other three are worded after it.
# https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview lists them.
REFUSED = {
    "$skip": "Skip Clause is not supported in CRM",
    "$search": "Search Clause is not supported in CRM",
    "$format": "Format Clause is not supported in CRM",
    "$compute": "Compute Clause is not supported in CRM",
}
TAKEN = frozenset({"$select", "$filter", "$orderby", "$expand", "$top", "$count", "$apply"})
PASSED_ON = frozenset({"$skiptoken", "$deltatoken"})
NO_ORDER_HERE = (
    "Only $select and $filter clause can be provided while doing $expand on many-to-one relationship or nested one-to-many relationship."
)


@frozen
class QueryOptions:
    """What a request asks for.

    `select` holds checked wire names, or is None for every column. `aliases` are the parameter aliases with their raw text
    (`{"@p": "'x'"}`), as `compile_query` wants them. `other` holds what is no OData option of a query (`fetchXml`, `savedQuery`,
    `tag` ...) and the tokens of next links.
    """

    select: tuple[str, ...] | None = None
    filter: Expr | None = None
    orderby: tuple[OrderTerm, ...] = ()
    expand: tuple[ExpandItem, ...] = ()
    top: int | None = None
    count: bool = False
    apply: Apply | None = None
    aliases: Mapping[str, str] = Factory(dict)
    other: Mapping[str, str] = Factory(dict)


@lru_cache(maxsize=1024)
def parse_select(text: str) -> tuple[str, ...]:
    """Read a `$select`: names in order, without repeats; `*` stays `*`. `check_select` checks the names."""
    names: tuple[str, ...] = read("select", text) if text.strip() else ("*",)
    return names


@lru_cache(maxsize=1024)
def parse_orderby(text: str) -> tuple[OrderTerm, ...]:
    """Read a `$orderby`."""
    terms: tuple[OrderTerm, ...] = read("orderby", text)
    return terms


@lru_cache(maxsize=1024)
def parse_expand(text: str) -> tuple[ExpandItem, ...]:
    """Read a `$expand`, nested options and all; QueryError for more than 15 navigation properties. `check_expand` checks the names."""
    items: tuple[ExpandItem, ...] = read("expand", text)
    every = list(_all_items(items))
    if len(every) > MAX_EXPANDS:
        raise bad_query(f"The number of $expand options exceeds the limit of {MAX_EXPANDS}.")
    for item in every:
        if item.filter is None:
            continue
        check_size(item.filter)
        if any(isinstance(node, Alias) for node in walk(item.filter)):
            raise bad_query("Parameter aliases are not supported inside $expand.")
        # aliases in the parameters of query functions are refused when they are compiled, where none is defined
    return items


@lru_cache(maxsize=512)
def parse_apply(text: str) -> Apply:
    """Read a `$apply`; QueryError when its filters hold more than 500 conditions."""
    found: Apply = read("apply", text)
    if found.filter is not None:
        check_size(found.filter)
    return found


def _all_items(items: tuple[ExpandItem, ...]) -> Iterator[ExpandItem]:
    for item in items:
        yield item
        yield from _all_items(item.expand)


def check_select(names: tuple[str, ...], table: TableSchema) -> tuple[str, ...] | None:
    """The names if each is a readable column of `table`, None for all (`*`); QueryError otherwise.

    A lookup is selected as `_x_value`; its navigation property belongs into `$expand`, and is refused as an unknown name would be.
    """
    for name in names:
        column = table.column(name)
        if name != "*" and (column is None or not column.valid_for_read):
            raise no_property(name, table.logical_name)
    return None if "*" in names else names


def check_expand(items: tuple[ExpandItem, ...], table: TableSchema, schema: Schema) -> None:
    """Check names and the rules of combination.

    https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables
    """
    _check_names(items, table, schema)
    if any(item.expand for item in items) and any(item.orderby or item.top is not None for item in _all_items(items)):
        raise bad_query(NO_ORDER_HERE)
    _check_many(items, table, schema)


def _check_many(items: tuple[ExpandItem, ...], table: TableSchema, schema: Schema) -> None:
    """Many-to-many relationships may stand beside each other, but not beside or within others (join-tables, the table of types)."""
    found = list(_kinds(items, table, schema, 0))
    if any(many for many, _ in found) and not (all(many for many, _ in found) and all(depth == 0 for _, depth in found)):
        raise bad_query("$expand of a many-to-many relationship cannot be combined with other relationships, and cannot be nested.")


def _kinds(items: tuple[ExpandItem, ...], table: TableSchema, schema: Schema, depth: int) -> Iterator[tuple[bool, int]]:
    """For each item whether it is a many-to-many relationship, and how deep it stands."""
    for item in items:
        navigation = table.navigation(item.navigation)
        assert navigation is not None  # noqa: S101 -- the names were checked
        yield many_link(schema, table, navigation) is not None, depth
        if item.expand:
            yield from _kinds(item.expand, schema.tables[navigation.target], schema, depth + 1)


def in_pages(items: tuple[ExpandItem, ...], size: int | None) -> tuple[ExpandItem, ...]:
    """The items with their rows in pages of `size`, if one of them nests another: a single level is never paged (join-tables)."""
    if size is None or not any(item.expand for item in items):
        return items
    return _in_pages(items, size)


def _in_pages(items: tuple[ExpandItem, ...], size: int) -> tuple[ExpandItem, ...]:
    return tuple(evolve(item, page=size, expand=_in_pages(item.expand, size)) for item in items)


def _check_names(items: tuple[ExpandItem, ...], table: TableSchema, schema: Schema) -> None:
    for item in items:
        navigation = table.navigation(item.navigation)
        if navigation is None:
            if table.column(item.navigation) is None:
                raise no_property(item.navigation, table.logical_name)
            raise bad_query(
                f"The property '{item.navigation}' on type 'Microsoft.Dynamics.CRM.{table.logical_name}' is not a navigation "
                "property or complex property. Only navigation properties can be expanded."
            )
        if item.reference and navigation.collection:
            raise bad_query("Expand with $ref is only supported on lookup type navigation property.")
        if not navigation.collection and (item.orderby or item.top is not None):
            raise bad_query(NO_ORDER_HERE)
        target = schema.tables.get(navigation.target)
        if target is None:
            raise not_imitated(f"$expand of '{item.navigation}', whose table '{navigation.target}' is not in the schema")
        if item.select is not None:
            check_select(item.select, target)
        _check_names(item.expand, target, schema)


def _yes_or_no(text: str) -> bool:
    if text not in ("true", "false"):
        raise bad_query(f"Invalid value '{text}' for $count query option found. Valid values are 'true', 'false'.")
    return text == "true"


def read_options(pairs: Iterable[tuple[str, str]], table: TableSchema, schema: Schema) -> QueryOptions:
    """Read the decoded name=value pairs of a query string, with the names in `$select` and `$expand` checked against `table`.

    Refuses what Dataverse refuses (`$skip`, `$search`, `$format`, `$compute`, an option given twice, unknown `$` options).
    Names in `$filter` and `$orderby` are checked when compiled.
    """
    given: dict[str, str] = {}
    aliases: dict[str, str] = {}
    other: dict[str, str] = {}
    for name, value in pairs:
        place = aliases if name.startswith("@") else given if name.startswith("$") and name not in PASSED_ON else other
        if name in place and place is not other:
            raise bad_query(f"Query option '{name}' was specified more than once, but it must be specified at most once.")
        place[name] = value
    for name in given:
        if name not in TAKEN:
            # Option names are case sensitive (overview), so $Filter is unknown too.
            raise bad_query(REFUSED.get(name, f"The query parameter '{name}' is not supported."))
    expand = parse_expand(given["$expand"]) if "$expand" in given else ()
    check_expand(expand, table, schema)
    found = parse_filter(given["$filter"]) if "$filter" in given else None
    filters = [each.filter for each in _all_items(expand)]
    if sum(count_conditions(each) for each in (found, *filters) if each is not None) > MAX_CONDITIONS:
        raise too_many_conditions()
    return QueryOptions(
        select=check_select(parse_select(given["$select"]), table) if "$select" in given else None,
        filter=found,
        orderby=parse_orderby(given["$orderby"]) if "$orderby" in given else (),
        expand=expand,
        top=read_top(given["$top"].strip()) if "$top" in given else None,
        count=_yes_or_no(given["$count"].strip()) if "$count" in given else False,
        apply=parse_apply(given["$apply"]) if "$apply" in given else None,
        aliases=aliases,
        other=other,
    )
