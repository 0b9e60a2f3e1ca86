"""What is asked: queries as values, and their spelling in a URL."""

from .aggregates import Aggregation
from .fetch_text import FetchText
from .fetchxml import Fetch, FetchGroups, Link, link, linked_value
from .groups import GroupRow
from .predefined import SavedQuery, SqlQuery, UserQuery
from .query import Expand, Query, expand
from .render import filter_text, query_target
from .source import RowSource
from .values import Values

__all__ = [
    "Aggregation",
    "Expand",
    "Fetch",
    "FetchGroups",
    "FetchText",
    "GroupRow",
    "Link",
    "Query",
    "RowSource",
    "SavedQuery",
    "SqlQuery",
    "UserQuery",
    "Values",
    "expand",
    "filter_text",
    "link",
    "linked_value",
    "query_target",
]
